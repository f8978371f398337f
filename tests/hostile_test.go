package tests

import (
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// wsFrame is a client's frame: its first byte, and a payload with a mask.
func wsFrame(first byte, payload []byte) []byte {
	mask := [4]byte{0xA1, 0x52, 0, 0x7F}
	b := []byte{first, 0x80 | byte(min(len(payload), 126))}
	if len(payload) >= 126 {
		b = append(b, byte(len(payload)>>8), byte(len(payload)))
	}
	b = append(b, mask[:]...)
	for i, c := range payload {
		b = append(b, c^mask[i%4])
	}
	return b
}

const wsRequest = "GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

// nonsense is what nobody who means well writes to a port.
func nonsense() [][]byte {
	hello := connect4("ann", "secret-ann")
	all := [][]byte{
		{}, {0}, {0x10}, {0x10, 0xFF, 0xFF, 0xFF, 0x7F}, {0x10, 0xFF, 0xFF, 0xFF, 0xFF, 1}, {0x30, 2, 0, 0}, {0xC0, 0}, {0xE0, 0}, {0xF0, 0}, {0x82, 6, 0, 1, 0, 0, 1, 'a'},
		append(slices.Clone(hello), hello...), append(slices.Clone(hello), 0x30, 0xFF, 0xFF, 0xFF, 0x7F),
		append(connect5("ann"), 0x32, 4, 0, 0, 0, 1), append(connect5("ann"), 0x3F, 0),
		packet(0x10, text("MQTT"), []byte{6, 2, 0, 60}, text("x")), packet(0x10, text("HTTP"), []byte{4, 2, 0, 60}, text("x")), packet(0x10, text(strings.Repeat("M", 9000))),
		[]byte("GET / HTTP/9.9\r\n\r\n"), []byte("GET /" + strings.Repeat("x", 70_000)), []byte("POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n"),
		[]byte("POST /v1/users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), []byte("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"), []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
		[]byte("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n"), []byte("PROXY " + strings.Repeat("x", 300)), []byte("\r\n\r\n\x00\r\nQUIT\n\x21\x11\xff\xff"), append(proxied("203.0.113.9"), 0x10, 0xFF),
		append(proxied2("203.0.113.9"), "GET / HTTP/1.1\r\n"...), {0x16, 3, 1, 0xFF, 0xFF, 1}, {0x16, 3, 1, 0, 4, 1, 0xFF, 0xFF, 0xFF},
	}
	for cut := 1; cut < len(hello); cut += 3 {
		all = append(all, hello[:cut], append([]byte(wsRequest), wsFrame(0x82, hello[:cut])...))
	}
	for _, frames := range [][]byte{
		{0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4}, {0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, {0x82, 2, 0xC0, 0}, {0xC2, 0x80, 0, 0, 0, 0}, {0x83, 0x80, 0, 0, 0, 0},
		wsFrame(0x80, hello), wsFrame(0x09, nil), slices.Concat(wsFrame(0x02, hello[:5]), wsFrame(0x82, hello[5:])), wsFrame(0x81, []byte("no base64!")), wsFrame(0x81, hello), wsFrame(0x88, []byte{1}), {0x89, 0xFE, 0, 200, 1, 2, 3, 4},
		slices.Concat(wsFrame(0x88, nil), wsFrame(0x82, hello)),
	} {
		all = append(all, append([]byte(wsRequest), frames...))
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		b := make([]byte, random.IntN(400))
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		all = append(all, b, append(slices.Clone(hello), b...), append([]byte(wsRequest), b...), append(append([]byte(wsRequest), wsFrame(0x82, hello)...), b...))
	}
	return all
}

// TestHostile_BytesOnEveryPort writes nonsense to all ports, with TLS and without, behind a proxy and not. Two others chat
// meanwhile, and afterwards the server is as it was.
func TestHostile_BytesOnEveryPort(t *testing.T) {
	for name, s := range map[string]*server{
		"plain, behind a proxy": limited(t, "--trusted-proxies", "127.0.0.1", "--wrong-passwords", "1000", "--connect-rate-address", "0", "--connect-timeout", "2s", "--http-header-time", "2s"),
		"TLS":                   first(startSecure(t, "--wrong-passwords", "1000", "--connect-rate-address", "0", "--connect-timeout", "2s", "--http-header-time", "2s")),
	} {
		t.Run(name, func(t *testing.T) {
			s.register(t, "ann", "bob", "cy")
			bob, cy := s.connect(t, "bob", how{}).listen(), s.connect(t, "cy", how{})
			goroutines, memory := s.counted(t, "go_goroutines"), s.counted(t, "process_resident_memory_bytes")
			ports := []string{s.mqtt, s.http}
			if s.mqtts != "" {
				ports = append(ports, s.mqtts)
			}
			var work sync.WaitGroup
			queue := make(chan []byte)
			for range 8 {
				work.Go(func() {
					for b := range queue {
						for _, port := range ports {
							s.strike(t, port, nil, b)
							if s.tls != nil {
								s.strike(t, port, s.tls, b)
							}
						}
					}
				})
			}
			for i, b := range nonsense() {
				queue <- b
				if i%100 == 0 {
					cy.send("user/bob", fmt.Sprint("after ", i))
					bob.hears(fmt.Sprint("after ", i))
				}
			}
			close(queue)
			work.Wait()
			cy.send("user/bob", "still here")
			bob.hears("still here")
			var now int
			if !comesTrue(patience, func() bool { now = s.counted(t, "go_goroutines"); return now <= goroutines+20 }) {
				t.Errorf("%d goroutines, %d before", now, goroutines)
			}
			if now := s.counted(t, "process_resident_memory_bytes"); now > memory+128<<20 {
				t.Errorf("%d MiB, %d before", now>>20, memory>>20)
			}
			if n := s.counted(t, refusedBy("malformed")); n == 0 {
				t.Error("nothing is counted")
			}
		})
	}
}

func first[A, B any](a A, _ B) A { return a }

// strike writes bytes to a port, goes, and expects the server to let go of it.
func (s *server) strike(t *testing.T, port string, secure *tls.Config, b []byte) {
	c, err := net.DialTimeout("tcp", port, patience)
	if err != nil {
		t.Error(err)
		return
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	end := c.(*net.TCPConn).CloseWrite
	var to net.Conn = c
	if secure != nil {
		secure = secure.Clone()
		secure.ServerName = "127.0.0.1"
		to = tls.Client(c, secure)
	}
	_, _ = to.Write(b) // it may be cut off on the way
	_ = end()
	if _, err := io.Copy(io.Discard, to); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%s keeps the connection of one who wrote %.60q and went", port, b)
	}
}

// TestWebSocket_PacketsCutAnyhow chats over frames that are cut and mixed in every way that the standard allows.
func TestWebSocket_PacketsCutAnyhow(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	bob := s.connect(t, "bob", how{}).listen()
	for name, offered := range map[string]string{"mqtt": "mqtt", "3.1": "mqttv3.1", "3.1.1": "mqttv3.1.1", "none": "", "unknown": "soap"} {
		c, err := net.Dial("tcp", s.http)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(patience))
		request := wsRequest
		if offered != "" {
			request = strings.Replace(request, "Host: x", "Host: x\r\nSec-WebSocket-Protocol: "+offered, 1)
		}
		// The answer to the upgrade is not waited for; a packet in fragments, with pings between them.
		b := []byte(request)
		hello := connect4("ann", "secret-ann")
		for i, x := range hello {
			first := byte(0)
			if i == 0 {
				first = 2
			}
			if i == len(hello)-1 {
				first |= 0x80
			}
			b = append(b, wsFrame(first, []byte{x})...)
			if i%5 == 0 {
				b = append(b, wsFrame(0x89, []byte("there?"))...)
			}
		}
		// Several packets in one frame, then one in several, then one as base64 in text.
		say := func(id byte, word string) []byte {
			return packet(0x32, text("im/default/user/bob"), []byte{0, id}, []byte(name+word))
		}
		b = append(b, wsFrame(0x82, slices.Concat(say(1, " one"), []byte{0xC0, 0}, say(2, " two")))...)
		three := say(3, " three")
		b = slices.Concat(b, wsFrame(0x82, three[:4]), wsFrame(0x82, nil), wsFrame(0x02, three[4:9]), wsFrame(0x8A, []byte("unasked")), wsFrame(0x80, three[9:]))
		b = append(b, wsFrame(0x81, []byte(base64.StdEncoding.EncodeToString(say(4, " four"))))...)
		if _, err := c.Write(b); err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{" one", " two", " three", " four"} {
			bob.hears(name + word)
		}
		if _, err := c.Write(wsFrame(0x88, []byte{0x03, 0xE8})); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(c)
		head, frames, _ := bytes.Cut(got, []byte("\r\n\r\n"))
		known := strings.HasPrefix(offered, "mqtt")
		if err != nil || !bytes.HasPrefix(head, []byte("HTTP/1.1 101")) || bytes.HasSuffix(head, []byte("Sec-WebSocket-Protocol: "+offered)) != known && offered != "" {
			t.Errorf("%s: %v %q", name, err, head)
		}
		if n := bytes.Count(frames, []byte("there?")); n != (len(hello)+4)/5 {
			t.Errorf("%s: %d pings are answered", name, n)
		}
		for id := range byte(4) {
			if !bytes.Contains(frames, []byte{0x82, 4, 0x40, 2, 0, id + 1}) {
				t.Errorf("%s: no PUBACK of %d", name, id+1)
			}
		}
		if !bytes.HasSuffix(frames, []byte{0x88, 2, 0x03, 0xE8}) {
			t.Errorf("%s: it is not closed with the same code: % x", name, frames[max(0, len(frames)-8):])
		}
	}
}

// TestStalled_OthersGoOn: some members of a group stop reading while much is written there.
func TestStalled_OthersGoOn(t *testing.T) {
	s := limited(t, "--slow-time", "2s")
	members := s.group(t, 22)
	ann, bob := s.connect(t, members[0], how{}), s.connect(t, members[1], how{}).listen()
	for _, name := range members[2:] {
		hold := &stall{}
		s.connect(t, name, how{stall: hold}).listen()
		hold.held.Store(true)
		defer close(hold.free)
	}
	memory := s.counted(t, "process_resident_memory_bytes")
	long := strings.Repeat("x", 30_000)
	for i := range 300 {
		ann.send("group/g", fmt.Sprint(i, " ", long))
		if m := bob.receive(); !strings.HasPrefix(textOf(m.body), fmt.Sprint(i, " ")) {
			t.Fatalf("bob hears %.40v, not %d", m.body, i)
		}
	}
	s.willCount(t, "slow_time", 20)
	if now := s.counted(t, "process_resident_memory_bytes"); now > memory+256<<20 {
		t.Errorf("%d MiB, %d before", now>>20, memory>>20)
	}
	ann.send("group/g", "the last")
	bob.hears("the last")
}
