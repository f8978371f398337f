package hooks_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// upgrade is the request that makes a WebSocket.
const upgrade = "GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

// framed is a client's frame whose mask changes nothing.
func framed(first byte, b []byte) []byte {
	head := []byte{first, 0x80 | byte(min(len(b), 126))}
	if len(b) >= 126 {
		head = append(head, byte(len(b)>>8), byte(len(b)))
	}
	return slices.Concat(head, []byte{0, 0, 0, 0}, b)
}

// beginnings are what comes before the bytes of a fuzzer, by the way on which it comes in.
func beginnings() [][]byte {
	hello := func(version byte) []byte {
		head := []byte{version, 0xC2, 0, 60}
		if version == 5 {
			head = append(head, 0)
		}
		return packet(0x10, text("MQTT"), head, text("c-eve"), text("eve"), text("a good password"))
	}
	return [][]byte{
		nil, hello(4), hello(5), // bare TCP
		[]byte(""), []byte(upgrade), append([]byte(upgrade), framed(0x82, hello(5))...), // the port of HTTP
	}
}

// FuzzSocket_LeavesOthersAlone: somebody writes any bytes to a real socket, before and after proving who he is, and goes.
// The connection ends, and two others chat on.
func FuzzSocket_LeavesOthersAlone(f *testing.F) {
	for way := range byte(6) {
		for _, b := range [][]byte{
			nil, {0}, {0x10, 0xFF, 0xFF, 0xFF, 0x7F}, {0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, {0x82, 6, 0, 1, 0, 0, 1, 'a'}, {0xE0, 0}, {0xC0, 0, 0xC0, 0, 0xD0, 0},
			{0x20, 2, 0, 0}, {0xF0, 0}, {0x62, 2, 0, 1}, {0x40, 2, 0, 0}, {0x82, 2, 0, 0}, {0x3D, 0},
			publish(5, 0x34, "dev/eve/x", "\x26\x00\x01a\x00\x01b", "on"), publish(4, 0x32, "im/default/user/bob", "", `{"body":`), publish(5, 0x33, "dev/eve/x", "\x23\x00\x01", "x"),
			packet(0x82, []byte{0, 1, 0}, text("$share/g/dev/eve/#"), []byte{0x2E}), packet(0xA2, []byte{0, 1, 0}, text("dev/eve/#")),
			framed(0x02, []byte{0xC0}), framed(0x81, []byte("wAA=")), framed(0x89, []byte("ping")), {0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, {0x82, 0x02, 0xC0, 0},
			[]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), []byte(strings.Repeat("x", 5000)),
		} {
			f.Add(way, b)
		}
	}
	n := start(f, true)
	web := httptest.NewServer(http.HandlerFunc(n.sockets.ServeHTTP))
	f.Cleanup(web.Close)
	begin := beginnings()
	n.connect(f, "eve", 5).conn.Close()
	ann, bob := n.connect(f, "ann", 5), n.connect(f, "bob", 4)
	before, round := runtime.NumGoroutine(), 0
	f.Fuzz(func(t *testing.T, way uint8, b []byte) {
		round++
		way %= 6
		to := n.addr
		if way >= 3 {
			to = web.Listener.Addr().String()
		}
		c, err := net.Dial("tcp", to)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(patience))
		_, _ = c.Write(append(slices.Clone(begin[way]), b...)) // it may be cut off on the way
		_ = c.(*net.TCPConn).CloseWrite()
		if _, err := io.Copy(io.Discard, bufio.NewReader(c)); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("way %d: the connection of one who has gone is kept", way)
		}
		word := fmt.Sprintf("round %d of %d", round, os.Getpid())
		for _, x := range []*client{ann, bob} {
			_ = x.conn.SetDeadline(time.Now().Add(patience))
			x.t = t
		}
		ann.write(publish(5, 0x32, "im/default/user/bob", "", word))
		ann.until(0x40, "")
		if said := bob.until(0x30, word); said[len(said)-1] == "the end" {
			t.Fatalf("way %d: bob hears nothing more", way)
		}
		if round%500 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			if now := runtime.NumGoroutine(); now > before+100 || m.HeapAlloc > 512<<20 {
				t.Fatalf("%d goroutines, %d at first; %d MiB", now, before, m.HeapAlloc>>20)
			}
		}
	})
}
