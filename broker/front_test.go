package broker

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
)

const handshake = "GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

// doors are two HTTP servers of a node, with Front and without; seen counts the requests that the first one got.
type doors struct {
	front, plain *httptest.Server
	seen         atomic.Int32
}

func atMQTT(path string) bool { return path == "/mqtt" }

func openDoors(t *testing.T, n *node) *doors {
	d := &doors{}
	router := func(count *atomic.Int32) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			count.Add(1)
			if atMQTT(r.URL.Path) {
				n.Listener.ServeHTTP(w, r)
				return
			}
			b, _ := io.ReadAll(r.Body)
			_, _ = fmt.Fprintf(w, "%s %s", r.URL, b)
		})
	}
	open := func(h http.Handler, wrap func(net.Listener) net.Listener) *httptest.Server {
		ln, err := Listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewUnstartedServer(h)
		_ = s.Listener.Close()
		s.Listener = wrap(ln)
		s.Start()
		t.Cleanup(s.Close)
		return s
	}
	d.front = open(router(&d.seen), func(ln net.Listener) net.Listener { return n.Front(ln, atMQTT) })
	d.plain = open(router(new(atomic.Int32)), func(ln net.Listener) net.Listener { return ln })
	return d
}

// answer is what a server says to a request that comes in pieces.
func answer(t *testing.T, s *httptest.Server, pieces []string) (string, *client) {
	t.Helper()
	cl := dialTCP(t, s.Listener.Addr().String())
	for _, piece := range pieces {
		cl.write([]byte(piece))
	}
	br := bufio.NewReader(cl.Conn)
	cl.r, cl.ws = br, true
	r, err := http.ReadResponse(br, nil)
	if err != nil {
		return err.Error(), cl
	}
	r.Header.Del("Date")
	body := ""
	if r.StatusCode != http.StatusSwitchingProtocols {
		b, _ := io.ReadAll(r.Body)
		body = string(b)
	}
	return fmt.Sprint(r.Status, r.Header, body), cl
}

// Whatever comes is answered as the HTTP server alone would, by whomever.
func TestFront_AnswersAsTheHTTPServerDoes(t *testing.T) {
	n := mochi(t, Options{})
	d := openDoors(t, n)
	with := func(line string) string {
		return strings.Replace(handshake, "Host: x\r\n", "Host: x\r\n"+line+"\r\n", 1)
	}
	without := func(name string) string {
		from := strings.Index(handshake, name)
		return handshake[:from] + handshake[from+strings.Index(handshake[from:], "\r\n")+2:]
	}
	for name, c := range map[string]struct {
		request []string
		taken   bool // kept from the HTTP server
	}{
		"usual":                {[]string{handshake}, true},
		"with a query":         {[]string{strings.Replace(handshake, "/mqtt", "/mqtt?x=1", 1)}, true},
		"in small letters":     {[]string{"GET" + strings.ToLower(strings.TrimPrefix(handshake[:strings.Index(handshake, "Sec-WebSocket-Key")], "GET")) + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"}, false},
		"subprotocol":          {[]string{with("Sec-WebSocket-Protocol: mqttv3.1, mqtt")}, true},
		"unknown subprotocol":  {[]string{with("Sec-WebSocket-Protocol: chat")}, true},
		"a browser":            {[]string{with("Origin: http://a.example\r\nCookie: a=b\r\nUser-Agent: y\r\nSec-WebSocket-Extensions: permessage-deflate")}, true},
		"of HTTP/1.0":          {[]string{strings.Replace(handshake, "1.1", "1.0", 1)}, false},
		"another path":         {[]string{strings.Replace(handshake, "/mqtt", "/other", 1)}, false},
		"a POST":               {[]string{strings.Replace(with("Content-Length: 2"), "GET", "POST", 1) + "hi"}, false},
		"with a body":          {[]string{with("Content-Length: 2") + "hi"}, false},
		"wrong version":        {[]string{strings.Replace(handshake, "13", "12", 1)}, false},
		"without a host":       {[]string{without("Host")}, false},
		"without a key":        {[]string{without("Sec-WebSocket-Key")}, false},
		"without Upgrade":      {[]string{without("Upgrade: ")}, false},
		"a page":               {[]string{"GET /page HTTP/1.1\r\nHost: x\r\n\r\n"}, false},
		"a page in two pieces": {[]string{"GET /pa", "ge HTTP/1.1\r\nHost: x\r\n\r\n"}, false},
		"in two pieces":        {[]string{handshake[:50], handshake[50:]}, false},
		"a long header":        {[]string{with("X-Long: " + strings.Repeat("x", readSize))}, false},
		"nonsense":             {[]string{"\x10\x20\x00\x04MQTT\r\n\r\n"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			before := d.seen.Load()
			got, cl := answer(t, d.front, c.request)
			want, _ := answer(t, d.plain, c.request)
			if got != want {
				t.Errorf("%s\nwithout Front: %s", got, want)
			}
			if c.taken {
				cl.send(connect(4, "c"))
				cl.wantPacket(connack...)
			}
			if runtime.GOOS == "linux" && c.taken && d.seen.Load() != before {
				t.Error("the HTTP server was asked")
			}
		})
	}
}

func TestFront_BytesBehindTheHandshakeAreNotLost(t *testing.T) {
	d := openDoors(t, mochi(t, Options{}))
	_, cl := answer(t, d.front, []string{handshake + string(frame(opBinary, true, connect(4, "early")))})
	cl.wantPacket(connack...)
}

// A connection that was used for requests becomes a WebSocket, too.
func TestFront_AfterOtherRequests(t *testing.T) {
	d := openDoors(t, mochi(t, Options{}))
	cl := dialTCP(t, d.front.Listener.Addr().String())
	br := bufio.NewReader(cl.Conn)
	cl.r, cl.ws = br, true
	for _, request := range []string{"GET /page HTTP/1.1\r\nHost: x\r\n\r\n", handshake} {
		cl.write([]byte(request))
		r, err := http.ReadResponse(br, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.StatusCode != http.StatusSwitchingProtocols {
			_, _ = io.Copy(io.Discard, r.Body)
		}
	}
	cl.send(connect(4, "late"))
	cl.wantPacket(connack...)
}

func TestFront_WhoIsOneTooManyIsTold(t *testing.T) {
	n := mochi(t, Options{MaxConns: 1})
	d := openDoors(t, n)
	if got, _ := answer(t, d.front, []string{handshake}); !strings.HasPrefix(got, "101") {
		t.Fatal(got)
	}
	if got, _ := answer(t, d.front, []string{handshake}); !strings.HasPrefix(got, "503") || !strings.Contains(got, "Retry-After") {
		t.Error(got)
	}
}

// What is asked of the request is asked of all.
func TestFront_LetsTheRequestBeLookedAt(t *testing.T) {
	n := mochi(t, Options{AllowOrigin: func(r *http.Request) bool { return r.Header.Get("Origin") == "good" }})
	d := openDoors(t, n)
	if got, _ := answer(t, d.front, []string{handshake}); !strings.HasPrefix(got, "403") {
		t.Error(got)
	}
}

func FuzzFront(f *testing.F) {
	f.Add([]byte(handshake))
	f.Add([]byte(strings.Replace(handshake, "Host: x", "Host: x\r\nSec-WebSocket-Protocol: mqtt, \x80", 1)))
	f.Add([]byte("GET /mqtt HTTP/1.1\r\n\r\n"))
	n := NewListener(Options{})
	front := n.Front(nil, atMQTT).(*front)
	f.Fuzz(func(t *testing.T, first []byte) {
		answer, early, ok := front.answer(first)
		if !ok {
			return
		}
		if !strings.HasPrefix(answer, "HTTP/1.1 101 ") || strings.Count(answer, "\r\n\r\n") != 1 || !strings.HasSuffix(string(first), "\r\n\r\n"+string(early)) {
			t.Errorf("%q, and %q is left of %q", answer, early, first)
		}
	})
}
