package broker

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gobwas/ws"
	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 10 * time.Second

// receive takes one value within the patience of a test.
func receive[T any](t testing.TB, ch <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
		panic("not reached")
	}
}

// node is a Listener with an HTTP server in front and either mochi or a plain reader behind.
type node struct {
	*Listener
	http   *httptest.Server
	conns  chan *Conn // what the plain reader was given
	closed chan *Conn
	mqtt   *mqtt.Server
	stop   func() error // ends mochi; it can do that only once
}

func prepare(t testing.TB, o Options) *node {
	n := &node{conns: make(chan *Conn, 16), closed: make(chan *Conn, 16)}
	var twice sync.Map
	o.Closed = func(c *Conn) {
		if _, loaded := twice.LoadOrStore(c, true); loaded {
			t.Error("Closed was called twice")
		}
		n.closed <- c
	}
	n.Listener = NewListener(o)
	n.http = httptest.NewServer(n.Listener)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := n.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		n.http.Close()
	})
	return n
}

// plain serves with a reader that throws away what it reads.
func plain(t testing.TB, o Options) *node {
	n := prepare(t, o)
	n.Serve(func(_ string, nc net.Conn) error {
		nc.(*Conn).Established()
		n.conns <- nc.(*Conn)
		_, err := io.Copy(io.Discard, struct{ io.Reader }{nc})
		return err
	})
	return n
}

// allow is the hook that lets everybody do everything.
type allow struct{ mqtt.HookBase }

func (allow) ID() string { return "allow" }
func (allow) Provides(b byte) bool {
	return b == mqtt.OnConnect || b == mqtt.OnConnectAuthenticate || b == mqtt.OnACLCheck
}
func (allow) OnConnect(cl *mqtt.Client, pk packets.Packet) error {
	c := cl.Net.Conn.(*Conn)
	c.SetVersion(pk.ProtocolVersion)
	c.Established()
	return nil
}
func (allow) OnConnectAuthenticate(*mqtt.Client, packets.Packet) bool { return true }
func (allow) OnACLCheck(*mqtt.Client, string, bool) bool              { return true }

// mochi serves with a real broker.
func mochi(t testing.TB, o Options) *node {
	n := prepare(t, o)
	n.mqtt = mqtt.New(&mqtt.Options{Logger: slog.New(slog.DiscardHandler)})
	if err := n.mqtt.AddHook(new(allow), nil); err != nil {
		t.Fatal(err)
	}
	if err := n.mqtt.AddListener(n.Listener); err != nil {
		t.Fatal(err)
	}
	if err := n.mqtt.Serve(); err != nil {
		t.Fatal(err)
	}
	receive(t, n.ready, "mochi to serve")
	n.stop = sync.OnceValue(n.mqtt.Close)
	t.Cleanup(func() { _ = n.stop() })
	return n
}

// tcp opens a port and serves it until the test is over.
func (n *node) tcp(t testing.TB, wrap func(net.Listener) net.Listener) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := ln.Addr().String()
	if wrap != nil {
		ln = wrap(ln)
	}
	served := make(chan error, 1)
	go func() { served <- n.ServeTCP(ln) }()
	t.Cleanup(func() {
		_ = ln.Close()
		if err := receive(t, served, "ServeTCP to end"); err != nil {
			t.Errorf("ServeTCP: %v", err)
		}
	})
	return at
}

// client is a raw socket, with or without WebSocket on it.
type client struct {
	net.Conn
	t  testing.TB
	r  io.Reader
	hs ws.Handshake
	ws bool
}

func (n *node) dialWS(t testing.TB, d ws.Dialer) *client {
	t.Helper()
	c, br, hs, err := d.Dial(context.Background(), strings.Replace(n.http.URL, "http", "ws", 1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetReadDeadline(time.Now().Add(patience))
	var r io.Reader = bufio.NewReader(c)
	if br != nil {
		r = br
	}
	return &client{Conn: c, t: t, r: r, hs: hs, ws: true}
}

func dialTCP(t testing.TB, at string) *client {
	t.Helper()
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetReadDeadline(time.Now().Add(patience))
	return &client{Conn: c, t: t, r: bufio.NewReader(c)}
}

// frame reads one frame of the server.
func (c *client) frame() ws.Frame {
	c.t.Helper()
	h, err := ws.ReadHeader(c.r)
	if err != nil || h.Length > 1<<20 {
		c.t.Fatalf("read a frame of %d bytes: %v", h.Length, err)
	}
	f := ws.Frame{Header: h, Payload: make([]byte, h.Length)}
	if _, err := io.ReadFull(c.r, f.Payload); err != nil {
		c.t.Fatalf("read a frame: %v", err)
	}
	return f
}

// packet reads one MQTT packet; over WebSocket it must be exactly one binary frame.
func (c *client) packet() []byte {
	c.t.Helper()
	if c.ws {
		f := c.frame()
		if n, _ := packetLen(f.Payload); f.Header.OpCode != ws.OpBinary || n != len(f.Payload) || n < 2 {
			c.t.Fatalf("a frame with opcode %x and bytes % x is no packet", f.Header.OpCode, f.Payload)
		}
		return f.Payload
	}
	p := make([]byte, 2, 256)
	if _, err := io.ReadFull(c.r, p); err != nil {
		c.t.Fatalf("read a packet: %v", err)
	}
	p = p[:2+int(p[1])]
	if _, err := io.ReadFull(c.r, p[2:]); err != nil {
		c.t.Fatalf("read a packet: %v", err)
	}
	return p
}

func (c *client) wantPacket(want ...byte) {
	c.t.Helper()
	if got := c.packet(); !bytes.Equal(got, want) {
		c.t.Fatalf("got packet % x, want % x", got, want)
	}
}

// wantClose reads the server's close frame with that code and then the end of the stream.
func (c *client) wantClose(code uint16) {
	c.t.Helper()
	f := c.frame()
	if f.Header.OpCode != ws.OpClose || len(f.Payload) < 2 {
		c.t.Fatalf("got opcode %x % x, want a close frame", f.Header.OpCode, f.Payload)
	}
	if got, _ := ws.ParseCloseFrameData(f.Payload); uint16(got) != code {
		c.t.Fatalf("got close code %d, want %d", got, code)
	}
	c.wantEnd()
}

func (c *client) wantEnd() {
	c.t.Helper()
	if b, err := io.ReadAll(c.r); len(b) > 0 || isTimeout(err) {
		c.t.Fatalf("got % x and %v, want the end", b, err)
	}
}

func isTimeout(err error) bool {
	ne, ok := err.(net.Error)
	return ok && ne.Timeout()
}

func (c *client) write(b []byte) {
	c.t.Helper()
	if _, err := c.Write(b); err != nil {
		c.t.Fatalf("write: %v", err)
	}
}

// send sends MQTT bytes, over WebSocket as one binary frame.
func (c *client) send(b []byte) {
	c.t.Helper()
	if c.ws {
		b = frame(opBinary, true, b)
	}
	c.write(b)
}

// frame encodes a client's frame.
func frame(op byte, fin bool, payload []byte) []byte {
	f := ws.NewFrame(ws.OpCode(op), fin, bytes.Clone(payload))
	return ws.MustCompileFrame(ws.MaskFrameWith(f, [4]byte{0xA1, 0x52, 0x00, 0x7F}))
}

// connect encodes a CONNECT of that MQTT version.
func connect(version byte, id string) []byte {
	p := []byte{0, 4, 'M', 'Q', 'T', 'T', version, 2, 0, 30}
	if version == 5 {
		p = append(p, 0)
	}
	p = append(append(p, 0, byte(len(id))), id...)
	return append([]byte{0x10, byte(len(p))}, p...)
}

func publish(topic, payload string) []byte {
	p := append([]byte{0x30, byte(2 + len(topic) + len(payload)), 0, byte(len(topic))}, topic...)
	return append(p, payload...)
}

var (
	connack    = []byte{0x20, 2, 0, 0}
	pingreq    = []byte{0xC0, 0}
	pingresp   = []byte{0xD0, 0}
	subscribe5 = []byte{0x82, 7, 0, 1, 0, 0, 1, 'a', 0}
)
