package broker

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// overTLS puts an HTTPS server in front of the node and returns how to dial it.
func (n *node) overTLS(t *testing.T) ws.Dialer {
	n.http.Close()
	n.http = httptest.NewTLSServer(n.Listener)
	return ws.Dialer{TLSConfig: n.trusted()}
}

func (n *node) trusted() *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(n.http.Certificate())
	return &tls.Config{RootCAs: pool, ServerName: "example.com"}
}

// talk goes through a little MQTT 5: connect, subscribe, receive one's own message, ping.
func (c *client) talk(id string) {
	c.t.Helper()
	c.send(connect(5, id))
	if p := c.packet(); p[0] != 0x20 || p[3] != 0 {
		c.t.Fatalf("CONNACK % x", p)
	}
	c.send(subscribe5)
	if p := c.packet(); p[0] != 0x90 {
		c.t.Fatalf("SUBACK % x", p)
	}
	c.send([]byte{0x30, 6, 0, 1, 'a', 0, 'h', 'i'})
	if p := c.packet(); p[0] != 0x30 || string(p[len(p)-2:]) != "hi" {
		c.t.Fatalf("PUBLISH % x", p)
	}
	c.send(pingreq)
	c.wantPacket(pingresp...)
}

func TestListener_EveryTransport(t *testing.T) {
	n := mochi(t, Options{})
	n.dialWS(t, ws.Dialer{}).talk("ws")
	dialTCP(t, n.tcp(t, nil)).talk("tcp")
	wss := n.overTLS(t)
	n.dialWS(t, wss).talk("wss")
	at := n.tcp(t, func(ln net.Listener) net.Listener { return tls.NewListener(ln, n.http.TLS) })
	tc, err := tls.Dial("tcp", at, n.trusted())
	if err != nil {
		t.Fatal(err)
	}
	defer tc.Close()
	_ = tc.SetDeadline(time.Now().Add(patience))
	(&client{Conn: tc, t: t, r: bufio.NewReader(tc)}).talk("tls")
}

func TestListener_TextFramesHoldBase64(t *testing.T) {
	cl := mochi(t, Options{}).dialWS(t, ws.Dialer{})
	text := base64.StdEncoding.EncodeToString(connect(4, "base64"))
	cl.write(frame(opText, false, []byte(text[:7])))
	cl.write(frame(opContinuation, true, []byte(text[7:])))
	cl.wantPacket(connack...)
	cl.write(frame(opText, true, []byte(base64.RawStdEncoding.EncodeToString(pingreq))))
	cl.wantPacket(pingresp...)
}

func TestListener_PacketsCutAnyhow(t *testing.T) {
	cl := mochi(t, Options{}).dialWS(t, ws.Dialer{})
	for _, b := range connect(4, "cut") {
		cl.write(frame(opBinary, true, []byte{b}))
	}
	cl.wantPacket(connack...)
	cl.send(join(pingreq, pingreq, pingreq))
	for range 3 {
		cl.wantPacket(pingresp...)
	}
}

func TestListener_BytesBehindTheHandshakeAreNotLost(t *testing.T) {
	n := mochi(t, Options{})
	cl := dialTCP(t, n.http.Listener.Addr().String())
	cl.write(append([]byte("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), frame(opBinary, true, connect(4, "early"))...))
	br := bufio.NewReader(cl.Conn)
	if r, err := http.ReadResponse(br, nil); err != nil || r.StatusCode != 101 {
		t.Fatalf("%v %v", r, err)
	}
	cl.r, cl.ws = br, true
	cl.wantPacket(connack...)
}

func TestListener_Subprotocols(t *testing.T) {
	n := mochi(t, Options{})
	for _, x := range []struct {
		offered []string
		want    string
	}{
		{nil, ""}, {[]string{"mqtt"}, "mqtt"}, {[]string{"mqttv3.1"}, "mqttv3.1"}, {[]string{"mqttv3.1.1"}, "mqttv3.1.1"},
		{[]string{"mqttv3.1", "mqtt"}, "mqtt"}, {[]string{"mqttv3.1", "mqttv3.1.1"}, "mqttv3.1"}, {[]string{"chat", "mqtt"}, "mqtt"},
	} {
		if cl := n.dialWS(t, ws.Dialer{Protocols: x.offered}); cl.hs.Protocol != x.want {
			t.Errorf("%v: got %q, want %q", x.offered, cl.hs.Protocol, x.want)
		}
	}
	r := n.get(t, http.Header{"Upgrade": {"websocket"}, "Connection": {"keep-alive, Upgrade"}, "Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="}, "Sec-Websocket-Protocol": {"chat, superchat"}})
	if _, named := r.Header["Sec-Websocket-Protocol"]; r.StatusCode != 101 || named {
		t.Errorf("only unknown subprotocols: %d %v", r.StatusCode, r.Header)
	}
}

// get makes a request with these headers.
func (n *node) get(t *testing.T, h http.Header) *http.Response {
	t.Helper()
	req, _ := http.NewRequest("GET", n.http.URL, nil)
	req.Header = h
	r, err := n.http.Client().Transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Body.Close() })
	return r
}

func TestListener_RefusalsSayWhy(t *testing.T) {
	upgrade := http.Header{"Upgrade": {"websocket"}, "Connection": {"Upgrade"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="}}
	without := func(name string, instead ...string) http.Header {
		h := upgrade.Clone()
		h[name] = instead
		return h
	}
	n := mochi(t, Options{AllowOrigin: func(r *http.Request) bool { return r.Header.Get("Origin") != "https://evil.example" }})
	notYet := prepare(t, Options{})
	stopped := plain(t, Options{})
	if err := stopped.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name   string
		n      *node
		h      http.Header
		status int
		text   string
	}{
		{"no upgrade", n, http.Header{}, 426, "WebSocket"},
		{"another upgrade", n, http.Header{"Upgrade": {"h2c"}, "Connection": {"Upgrade"}}, 426, "WebSocket"},
		{"no connection header", n, without("Connection", "keep-alive"), 400, "Connection"},
		{"no key", n, without("Sec-Websocket-Key"), 400, "Key"},
		{"old version", n, without("Sec-Websocket-Version", "8"), 426, "Version"},
		{"origin", n, without("Origin", "https://evil.example"), 403, "origin"},
		{"before mochi serves", notYet, upgrade, 503, "starting"},
		{"after the end", stopped, upgrade, 503, "stopping"},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := x.n.get(t, x.h)
			b, _ := io.ReadAll(r.Body)
			if r.StatusCode != x.status || !strings.Contains(string(b), x.text) {
				t.Errorf("got %d %q, want %d with %q", r.StatusCode, b, x.status, x.text)
			}
		})
	}
	full := mochi(t, Options{MaxConns: 1})
	c := full.dialWS(t, ws.Dialer{})
	c.send(connect(4, "only")) // its answer proves that the listener counts it
	c.packet()
	if r := full.get(t, upgrade); r.StatusCode != 503 {
		t.Errorf("one too many: got %d", r.StatusCode)
	}
}

func TestListener_PanicEndsOneConnection(t *testing.T) {
	n := mochi(t, Options{})
	at := n.tcp(t, nil)
	good := dialTCP(t, at)
	good.talk("good")
	bad := dialTCP(t, at)
	bad.send(connect(5, "bad"))
	bad.packet()
	bad.send([]byte{0x82, 6, 0, 1, 0, 0, 1, 'a'}) // no options byte
	bad.wantEnd()
	if c := receive(t, n.closed, "Closed after the panic"); c.RemoteAddr().String() != bad.LocalAddr().String() {
		t.Error("another connection ended")
	}
	good.send(pingreq)
	good.wantPacket(pingresp...)
}

func TestListener_DribbledConnectEnds(t *testing.T) {
	n := mochi(t, Options{ConnectTimeout: 100 * time.Millisecond})
	begin := time.Now() // the deadline runs before the client knows of its connection
	cl := n.dialWS(t, ws.Dialer{})
	for _, b := range connect(4, strings.Repeat("x", 100)) {
		if _, err := cl.Write(frame(opBinary, true, []byte{b})); err != nil {
			break
		}
		select {
		case <-n.closed:
			if d := time.Since(begin); d < 100*time.Millisecond {
				t.Errorf("ended after %v", d)
			}
			return
		case <-time.After(20 * time.Millisecond): // the client's pace
		}
	}
	t.Error("a slow CONNECT was waited for")
}

func TestListener_ConnectedClientOutlivesTheConnectDeadline(t *testing.T) {
	n := mochi(t, Options{ConnectTimeout: 100 * time.Millisecond})
	cl := n.dialWS(t, ws.Dialer{})
	cl.send(connect(4, "idle"))
	cl.wantPacket(connack...)
	select {
	case <-n.closed:
		t.Error("ended")
	case <-time.After(300 * time.Millisecond): // nothing is to happen
	}
	cl.send(pingreq)
	cl.wantPacket(pingresp...)
}

func TestListener_OversizedPacketIsRefusedFromItsHeader(t *testing.T) {
	n := mochi(t, Options{MaxPacket: 1000})
	five := n.dialWS(t, ws.Dialer{})
	five.send(connect(5, "five"))
	five.packet()
	five.send(append(append([]byte{}, pingreq...), 0x30, 0xFF, 0xFF, 0xFF, 0x7F))
	five.send(make([]byte, 100_000))
	five.wantPacket(pingresp...)
	five.wantPacket(0xE0, 2, 0x95, 0)
	five.wantClose(closeTooBig)

	four := n.dialWS(t, ws.Dialer{})
	four.send(connect(4, "four"))
	four.wantPacket(connack...)
	four.send([]byte{0x30, 0xFF, 0xFF, 0xFF, 0x7F})
	four.wantClose(closeTooBig)

	early := n.dialWS(t, ws.Dialer{})
	early.send([]byte{0x10, 0xFF, 0xFF, 0xFF, 0x7F})
	early.wantClose(closeTooBig)
}

func TestListener_PingsInPlaceOfConnectEnd(t *testing.T) {
	n := mochi(t, Options{})
	cl := n.dialWS(t, ws.Dialer{})
	go func() {
		ping := frame(opPing, true, nil)
		for range 5 * maxConnect / len(ping) {
			if _, err := cl.Write(ping); err != nil {
				return
			}
		}
	}()
	go io.Copy(io.Discard, cl.r)
	receive(t, n.closed, "the connection to end")
}
