package tests

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// connect4 is a CONNECT of MQTT 3.1.1.
func connect4(user, password string) []byte {
	var b []byte
	field := func(s string) {
		b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
		b = append(b, s...)
	}
	field("MQTT")
	b = append(b, 4, 0xC2, 0, 60)
	field(user + "-behind")
	field(user)
	field(password)
	return append([]byte{0x10, byte(len(b))}, b...)
}

// proxied is a PROXY header of version 1.
func proxied(client string) []byte {
	return fmt.Appendf(nil, "PROXY TCP4 %s 192.0.2.1 5000 1883\r\n", client)
}

// proxied2 is one of version 2, with a TLV behind the addresses as clouds send it.
func proxied2(client string) []byte {
	b := []byte("\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x10")
	ip := netip.MustParseAddr(client).As4()
	b = append(append(b, ip[:]...), 192, 0, 2, 1)
	return append(binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, 5000), 1883), 0xEA, 0, 1, 7)
}

// behind connects through a proxy that sends header first, and gives the code of CONNACK; an error when there is none.
func behind(t *testing.T, address string, secure *tls.Config, header, connect []byte) (byte, net.Conn, error) {
	t.Helper()
	c, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(patience))
	if secure == nil {
		header = append(bytes.Clone(header), connect...) // in one piece, as it may come
	}
	if _, err := c.Write(header); err != nil {
		return 0, nil, err
	}
	if secure != nil {
		secure = secure.Clone()
		secure.ServerName = "127.0.0.1"
		c = tls.Client(c, secure)
		if _, err := c.Write(connect); err != nil {
			return 0, nil, err
		}
	}
	var ack [4]byte
	_, err = io.ReadFull(c, ack[:])
	return ack[3], c, err
}

// willBeSeen waits until a user is connected from this address and no other. A session is listed a moment after its CONNACK.
func (s *server) willBeSeen(t *testing.T, user, want string) {
	t.Helper()
	var got []string
	if !comesTrue(patience, func() bool { got = s.seen(t, user); return len(got) == 1 && got[0] == want }) {
		t.Fatalf("%s is seen from %v, not %s", user, got, want)
	}
}

// seen are the addresses from which a user is connected.
func (s *server) seen(t *testing.T, user string) (all []string) {
	t.Helper()
	for _, x := range s.must(t, http.MethodGet, "/v1/admin/sessions?user="+user, nil)["sessions"].([]any) {
		all = append(all, x.(map[string]any)["address"].(string))
	}
	return all
}

func TestProxies_TellTheClientsAddress(t *testing.T) {
	s, _ := startSecure(t, "--trusted-proxies", "127.0.0.1")
	s.register(t, "ann")
	for name, header := range map[string][]byte{"version 1": proxied("203.0.113.9"), "version 2": proxied2("203.0.113.9")} {
		for _, address := range []string{s.mqtt, s.mqtts} {
			code, c, err := behind(t, address, s.tls, header, connect4("ann", "secret-ann"))
			if err != nil || code != 0 {
				t.Fatalf("%s: %d %v", name, code, err)
			}
			s.willBeSeen(t, "ann", "203.0.113.9")
			_ = c.Close()
		}
	}
	s.register(t, "bob")
	s.connect(t, "bob", how{}) // a proxy that sends no header, or a neighbour
	s.willBeSeen(t, "bob", "127.0.0.1")
}

func TestProxies_WhoGuessesPasswordsBehindOneKeepsNobodyElseOut(t *testing.T) {
	s := &server{data: t.TempDir(), args: []string{"--trusted-proxies", "127.0.0.0/8"}}
	s.restart(t)
	s.register(t, "ann", "bob")
	guess := func(header []byte, user, password string) byte {
		t.Helper()
		code, _, err := behind(t, s.mqtt, nil, header, connect4(user, password))
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	delayed := func(client string) bool { // by all ways, or by none: they count together
		status, _ := s.askFrom(t, client, "/v1/token", `{"user":"ann","password":"secret-ann"}`)
		mqtt := guess(proxied(client), "ann", "secret-ann")
		web := s.socketFrom(t, client, connect4("ann", "secret-ann"))
		if (status == 429) != (mqtt == 5) || (mqtt == 5) != (web == 5) {
			t.Fatalf("%s: REST %d, MQTT %d, WebSocket %d", client, status, mqtt, web)
		}
		return mqtt == 5
	}
	for range 2 {
		guess(proxied("203.0.113.9"), "ann", "a guess")
		guess(proxied2("203.0.113.9"), "ann", "a guess")
		s.socketFrom(t, "203.0.113.9", connect4("ann", "a guess"))
		s.askFrom(t, "203.0.113.9", "/v1/token", `{"user":"ann","password":"a guess"}`)
	}
	if !delayed("203.0.113.9") {
		t.Error("who guesses is not held back")
	}
	if delayed("203.0.113.10") {
		t.Error("another behind the same proxy is held back")
	}
	if status, _ := s.askFrom(t, "203.0.113.77", "/v1/users", `{"users":[{"user":"eve","password":"secret-eve"}]}`); status != 201 {
		t.Fatal(status)
	}
	audit := fmt.Sprint(s.must(t, http.MethodGet, "/v1/admin/audit", nil))
	if !strings.Contains(audit, "203.0.113.77") {
		t.Errorf("the audit log has the proxy's address: %s", audit)
	}
}

// askFrom posts as a client behind a proxy, with the app's key when it registers.
func (s *server) askFrom(t *testing.T, client, path, body string) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+s.http+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Forwarded-For", "1.1.1.1, "+client)
	return s.do(t, r)
}

// socketFrom connects by a WebSocket as a client behind a proxy, and gives the code of CONNACK.
func (s *server) socketFrom(t *testing.T, client string, connect []byte) byte {
	t.Helper()
	c, err := net.DialTimeout("tcp", s.http, patience)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	frame := append([]byte{0x82, 0x80 | byte(len(connect)), 0, 0, 0, 0}, connect...)
	_, err = c.Write(append([]byte("GET /mqtt HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nX-Forwarded-For: 1.1.1.1, "+client+"\r\n\r\n"), frame...))
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for b := make([]byte, 512); ; {
		n, err := c.Read(b)
		all = append(all, b[:n]...)
		if _, answer, found := bytes.Cut(all, []byte("\r\n\r\n")); found && len(answer) >= 6 {
			return answer[5]
		}
		if err != nil {
			t.Fatalf("%v: %q", err, all)
		}
	}
}

func TestProxies_StrangersSayNothing(t *testing.T) {
	s := &server{data: t.TempDir(), args: []string{"--trusted-proxies", "10.0.0.0/8"}}
	s.restart(t)
	s.register(t, "ann")
	for name, header := range map[string][]byte{"version 1": proxied("203.0.113.9"), "version 2": proxied2("203.0.113.9")} {
		if code, _, err := behind(t, s.mqtt, nil, header, connect4("ann", "secret-ann")); err == nil {
			t.Errorf("%s: answered with %d", name, code)
		}
	}
	if code := s.socketFrom(t, "203.0.113.9", connect4("ann", "secret-ann")); code != 0 {
		t.Fatal(code)
	}
	s.askFrom(t, "203.0.113.9", "/v1/users", `{"users":[{"user":"eve","password":"secret-eve"}]}`)
	if audit := fmt.Sprint(s.must(t, http.MethodGet, "/v1/admin/audit", nil)); strings.Contains(audit, "203.0.113.9") {
		t.Errorf("a stranger has written into the audit log: %s", audit)
	}
}

func TestProxies_BrokenHeadersEndTheirConnectionOnly(t *testing.T) {
	s := &server{data: t.TempDir(), args: []string{"--trusted-proxies", "127.0.0.1"}}
	s.restart(t)
	s.register(t, "ann")
	v2 := "\r\n\r\n\x00\r\nQUIT\n"
	for name, header := range map[string]string{
		"no address":       "PROXY TCP4 somebody 192.0.2.1 1 2\r\n",
		"no protocol":      "PROXY TCP9 203.0.113.9 192.0.2.1 1 2\r\n",
		"a port too high":  "PROXY TCP4 203.0.113.9 192.0.2.1 70000 2\r\n",
		"an endless line":  "PROXY TCP4 " + strings.Repeat("1", 4096) + "\r\n",
		"a huge header":    v2 + "\x21\x11\xff\xff" + strings.Repeat("x", 100),
		"too short":        v2 + "\x21\x11\x00\x02ab",
		"version 3":        v2 + "\x31\x11\x00\x0c" + strings.Repeat("x", 12),
		"a Unix socket":    v2 + "\x21\x31\x00\xd8" + strings.Repeat("x", 216),
		"a header, again":  string(proxied("203.0.113.9")) + string(proxied("203.0.113.10")),
		"half a signature": "\r\n\r\n\x00\r\nQU",
	} {
		c, err := net.DialTimeout("tcp", s.mqtt, patience)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(patience))
		_, _ = c.Write(append([]byte(header), connect4("ann", "secret-ann")...)) // it may be gone already
		if answer, _ := io.ReadAll(c); len(answer) > 0 && (len(answer) < 4 || answer[3] == 0) {
			t.Errorf("%s: %x", name, answer)
		}
		_ = c.Close()
	}
	silent, err := net.DialTimeout("tcp", s.mqtt, patience)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	if _, err := silent.Write([]byte("PROXY TCP4 203.0.113.9")); err != nil {
		t.Fatal(err)
	}
	for _, code := range []byte{0, 0} { // nobody waits behind it
		if got, _, err := behind(t, s.mqtt, nil, proxied2("203.0.113.9"), connect4("ann", "secret-ann")); err != nil || got != code {
			t.Fatal(got, err)
		}
	}
	s.willBeSeen(t, "ann", "203.0.113.9")
	_ = silent.SetReadDeadline(time.Now().Add(2 * patience))
	if _, err := silent.Read(make([]byte, 1)); err == nil {
		t.Error("it gets an answer")
	} else if e, ok := err.(net.Error); ok && e.Timeout() {
		t.Error("half a header may stay for ever")
	}
}
