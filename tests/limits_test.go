package tests

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/packets"
)

// limited starts a server with flags.
func limited(t *testing.T, flags ...string) *server {
	t.Helper()
	s := &server{data: t.TempDir(), args: flags}
	s.restart(t)
	return s
}

// counted gives a value of /metrics, by its name and labels.
func (s *server) counted(t *testing.T, name string) int {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindStringSubmatch(s.page(t, "/metrics"))
	if m == nil {
		t.Fatalf("there is no metric %s", name)
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func refusedBy(reason string) string { return `hongyan_broker_refused_total{reason="` + reason + `"}` }

// willCount waits until so many connections at least met a limit.
func (s *server) willCount(t *testing.T, reason string, least int) {
	t.Helper()
	var n int
	if !comesTrue(patience, func() bool { n = s.counted(t, refusedBy(reason)); return n >= least }) {
		t.Fatalf("%d were refused because of %s, not %d", n, reason, least)
	}
}

// connect5 is a CONNECT of MQTT 5.
func connect5(user string) []byte {
	return packet(0x10, text("MQTT"), []byte{5, 0xC2, 0, 60, 0}, text(user+"-five"), text(user), text("secret-"+user))
}

// upgrade asks for a WebSocket as a client behind a proxy, and gives the status.
func (s *server) upgrade(t *testing.T, client string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, "http://"+s.http+"/mqtt", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Upgrade": {"websocket"}, "Connection": {"Upgrade"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="}, "X-Forwarded-For": {client}}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

func TestLimits_ConnectionsInAll(t *testing.T) {
	s := limited(t, "--max-connections", "3")
	s.register(t, "ann", "bob")
	var last *person
	for i, way := range []string{"", "/mqtt", ""} {
		last = s.connect(t, "ann", how{device: fmt.Sprint("device-", i), ws: way})
	}
	p, err := s.tryConnect(t, "bob", how{})
	if err == nil || p == nil || p.ack.ReasonCode != 0x97 || p.ack.Properties.ReasonString == "" {
		t.Fatalf("one too many: %v %+v", err, p)
	}
	if code, _, err := behind(t, s.mqtt, nil, nil, connect4("bob", "secret-bob")); code != 3 {
		t.Fatalf("MQTT 3: %d %v", code, err)
	}
	if r := s.upgrade(t, ""); r.StatusCode != 503 || r.Header.Get("Retry-After") == "" {
		t.Fatalf("WebSocket: %s", r.Status)
	}
	s.willCount(t, "connections", 3)
	s.willSay(t, "a limit of connections is met", "reason=connections")
	last.leave()
	if !comesTrue(patience, func() bool { p, err := s.tryConnect(t, "bob", how{}); return err == nil && p.ack.ReasonCode == 0 }) {
		t.Fatal("nobody comes in after one has left")
	}
}

func TestLimits_ConnectionsOfAnAddress(t *testing.T) {
	s := limited(t, "--max-connections-address", "2", "--trusted-proxies", "127.0.0.1")
	s.register(t, "ann", "bob", "cy")
	from := func(header []byte, connect []byte) byte {
		t.Helper()
		code, _, err := behind(t, s.mqtt, nil, header, connect)
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	here, elsewhere := proxied("203.0.113.7"), proxied2("203.0.113.8")
	for _, user := range []string{"ann", "bob"} {
		if code := from(here, connect4(user, "secret-"+user)); code != 0 {
			t.Fatalf("%s: %d", user, code)
		}
	}
	if code := from(here, connect4("cy", "secret-cy")); code != 3 {
		t.Errorf("MQTT 3: %d", code)
	}
	if code := from(here, connect5("cy")); code != 0x97 {
		t.Errorf("MQTT 5: 0x%x", code)
	}
	if r := s.upgrade(t, "203.0.113.7"); r.StatusCode != 429 {
		t.Errorf("WebSocket: %s", r.Status)
	}
	if code := from(elsewhere, connect5("cy")); code != 0 {
		t.Errorf("from another address: 0x%x", code)
	}
	six := func(ip string) []byte { return fmt.Appendf(nil, "PROXY TCP6 %s 2001:db8:9::1 5000 1883\r\n", ip) }
	for _, x := range []struct {
		ip   string
		user string
		code byte
	}{{"2001:db8::1", "ann", 0}, {"2001:db8::2", "bob", 0}, {"2001:db8::3", "cy", 0x97}, {"2001:db8:0:1::3", "cy", 0}} { // a network is one client
		if code := from(six(x.ip), connect5(x.user)); code != x.code {
			t.Errorf("%s: 0x%x", x.ip, code)
		}
	}
	s.willCount(t, "address_connections", 4)
}

// tooFast connects until it is told that this was too fast, and gives how often it could.
func tooFast(t *testing.T, s *server, header, connect []byte, refusal byte) (passed int) {
	t.Helper()
	for range 60 {
		code, c, err := behind(t, s.mqtt, nil, header, connect)
		switch {
		case err != nil:
			t.Fatal(err)
		case code == refusal:
			return passed
		case code != 0:
			t.Fatalf("0x%x", code)
		}
		passed++
		_ = c.Close()
	}
	t.Fatalf("60 could connect at once")
	return 0
}

func TestLimits_ConnectRate(t *testing.T) {
	s := limited(t, "--connect-rate", "2")
	s.register(t, "ann")
	if n := tooFast(t, s, nil, connect5("ann"), 0x9F); n < 20 {
		t.Errorf("%d could connect after a pause, not those of 10 seconds", n)
	}
	tooFast(t, s, nil, connect4("ann", "secret-ann"), 3)
	if !comesTrue(patience, func() bool { return s.upgrade(t, "").StatusCode == 503 }) {
		t.Error("a WebSocket is not held back")
	}
	s.willCount(t, "rate", 3)
}

func TestLimits_ConnectRateOfAnAddress(t *testing.T) {
	s := limited(t, "--connect-rate-address", "2", "--trusted-proxies", "127.0.0.1")
	s.register(t, "ann", "bob")
	if n := tooFast(t, s, proxied("203.0.113.7"), connect5("ann"), 0x9F); n < 20 {
		t.Errorf("%d could connect after a pause, not those of 10 seconds", n)
	}
	tooFast(t, s, proxied("203.0.113.7"), connect4("ann", "secret-ann"), 3)
	if !comesTrue(patience, func() bool { return s.upgrade(t, "203.0.113.7").StatusCode == 429 }) {
		t.Error("a WebSocket is not held back")
	}
	if code, _, err := behind(t, s.mqtt, nil, proxied("203.0.113.8"), connect5("bob")); err != nil || code != 0 {
		t.Errorf("another address: 0x%x %v", code, err)
	}
	s.willCount(t, "address_rate", 3)
}

func TestLimits_SessionsOfAnAccount(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.settings(t, map[string]any{"sessions_most": 2})
	s.connect(t, "ann", how{device: "one"})
	s.connect(t, "ann", how{device: "two"})
	if p, err := s.tryConnect(t, "ann", how{device: "three"}); err == nil || p == nil || p.ack.ReasonCode != 0x97 {
		t.Fatalf("the third: %v", err)
	}
	if code, _, err := behind(t, s.mqtt, nil, nil, connect4("ann", "secret-ann")); err != nil || code != 5 {
		t.Fatalf("MQTT 3: %d %v", code, err)
	}
	s.connect(t, "ann", how{device: "two"}) // takes over
	s.connect(t, "bob", how{})
	if n := s.counted(t, `hongyan_bridge_refused_total{code="too_many_sessions",packet="connect"}`); n != 2 {
		t.Errorf("%d are counted", n)
	}
}

func TestLimits_PacketSize(t *testing.T) {
	s := limited(t, "--max-packet", "2KiB", "--slow-bytes", "512KiB")
	s.register(t, "ann", "bob")
	g := s.power(t, "ann", gadgetOptions{})
	if most := g.limits.Properties.MaximumPacketSize; most == nil || *most != 2048 {
		t.Fatalf("CONNACK says %v", most)
	}
	if code := g.publish("dev/ann/x", strings.Repeat("x", 1900), 1); code != 0x10 {
		t.Fatalf("0x%x", code)
	}
	g.write(&packets.Publish{Topic: "dev/ann/x", Payload: make([]byte, 3000), QoS: 1, PacketID: g.id(), Properties: &packets.Properties{}})
	if d, ok := g.read().(*packets.Disconnect); !ok || d.ReasonCode != 0x95 {
		t.Fatalf("%+v", d)
	}
	old := s.connectRaw(t, "bob", 4)
	old.write(packet(0x30, text("dev/bob/x"), make([]byte, 3000)))
	if b, err := io.ReadAll(old.in); len(b) > 0 {
		t.Fatalf("% x %v", b, err)
	}
	s.willCount(t, "packet_size", 2)
}

func TestLimits_DevicePublishRate(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.settings(t, map[string]any{"rate_device": 1, "rate_device_burst": 5})
	g := s.power(t, "ann", gadgetOptions{})
	for range 5 {
		if code := g.publish("dev/ann/x", "on", 1); code != 0x10 {
			t.Fatalf("0x%x", code)
		}
	}
	if !comesTrue(patience, func() bool { return g.publish("dev/ann/x", "on", 1) == 0x97 }) {
		t.Fatal("it may publish on")
	}
	bob := s.power(t, "bob", gadgetOptions{})
	if code := bob.publish("dev/bob/x", "on", 1); code != 0x10 {
		t.Fatalf("bob pays for ann: 0x%x", code)
	}
	cut := func(next func() (packets.Packet, error)) bool { // who does not listen is disconnected
		for {
			p, err := next()
			if err != nil {
				return false
			}
			if d, ok := p.(*packets.Disconnect); ok {
				return d.ReasonCode == 0x96
			}
		}
	}
	for range 40 {
		p := &packets.Publish{Topic: "dev/ann/x", QoS: 1, PacketID: g.id(), Properties: &packets.Properties{}}
		if _, err := p.WriteTo(g.conn); err != nil {
			break
		}
	}
	if !cut(func() (packets.Packet, error) {
		_ = g.conn.SetReadDeadline(time.Now().Add(patience))
		p, err := packets.ReadPacket(g.conn)
		if err != nil {
			return nil, err
		}
		return p.Content, nil
	}) {
		t.Fatal("who goes on is not disconnected with 0x96")
	}
	if n := s.counted(t, `hongyan_bridge_refused_total{code="rate_limited",packet="publish"}`); n < 2 {
		t.Errorf("%d are counted", n)
	}
}

func TestLimits_Subscriptions(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	s.settings(t, map[string]any{"subscriptions": 2})
	g := s.power(t, "ann", gadgetOptions{})
	for i, want := range []byte{1, 1, 0x97} {
		if code := g.subscribe(fmt.Sprint("dev/ann/", i), 1); code != want {
			t.Fatalf("subscription %d: 0x%x", i, code)
		}
	}
	if code := g.subscribe("im/default/user/ann/#", 1); code != 0x97 {
		t.Fatalf("the inbox: 0x%x", code)
	}
	if code := g.subscribe("dev/ann/0", 1); code != 1 {
		t.Fatalf("one that is there: 0x%x", code)
	}
	g.unsubscribe("dev/ann/0")
	old := s.connectRaw(t, "ann", 4) // subscribes to the inbox
	for i, want := range []byte{1, 0x80} {
		old.write(packet(0x82, []byte{0, 2}, text(fmt.Sprint("dev/ann/old/", i)), []byte{1}))
		if first, b := old.read(); first != 0x90 || b[2] != want {
			t.Fatalf("MQTT 3: %x % x", first, b)
		}
	}
	if n := s.counted(t, `hongyan_bridge_refused_total{code="too_many",packet="subscribe"}`); n != 3 {
		t.Errorf("%d are counted", n)
	}
}

func TestLimits_Topics(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	s.settings(t, map[string]any{"topic_bytes": 20, "topic_levels": 4})
	g := s.power(t, "ann", gadgetOptions{})
	for topic, want := range map[string][2]byte{
		"dev/ann/a/b":           {0x10, 1},
		"dev/ann/a/b/c":         {0x90, 0x8F},
		"dev/ann/abcdefghijkl":  {0x10, 1},
		"dev/ann/abcdefghijklm": {0x90, 0x8F},
	} {
		if code := g.publish(topic, "on", 1); code != want[0] {
			t.Errorf("publish to %s: 0x%x", topic, code)
		}
		if code := g.subscribe(topic, 1); code != want[1] {
			t.Errorf("subscribe to %s: 0x%x", topic, code)
		}
		if want[1] < 0x80 {
			g.unsubscribe(topic)
		}
	}
	if n := s.counted(t, `hongyan_bridge_refused_total{code="bad_address",packet="publish"}`); n != 2 {
		t.Errorf("%d are counted", n)
	}
}

// TestLimits_SlowReaderBytes: a client writes, and does not read what it is answered.
func TestLimits_SlowReaderBytes(t *testing.T) {
	s := limited(t, "--slow-bytes", "512KiB", "--slow-time", "1h")
	s.register(t, "ann", "bob", "cy")
	bob := s.connect(t, "bob", how{}).listen()
	flood := s.power(t, "ann", gadgetOptions{})
	var some []byte
	for i := range 1000 {
		some = append(some, packet(0x32, text("im/default/group/none"), binary.BigEndian.AppendUint16(nil, uint16(i+1)), []byte{0}, []byte("{}"))...)
	}
	_ = flood.conn.SetWriteDeadline(time.Now().Add(2 * patience))
	for {
		if _, err := flood.conn.Write(some); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatal("it is neither read nor cut")
			}
			break
		}
	}
	s.willCount(t, "slow_bytes", 1)
	s.connect(t, "cy", how{}).send("user/bob", "others go on")
	bob.hears("others go on")
}

// TestLimits_SlowReaderTime: a client takes nothing of what others write to it.
func TestLimits_SlowReaderTime(t *testing.T) {
	s := limited(t, "--slow-time", "500ms")
	s.register(t, "ann", "bob", "cy")
	ann, cy := s.connect(t, "ann", how{}), s.connect(t, "cy", how{}).listen()
	hold := &stall{}
	s.connect(t, "bob", how{stall: hold}).listen()
	hold.held.Store(true)
	defer close(hold.free)
	text := strings.Repeat("x", 60_000)
	if !comesTrue(4*patience, func() bool {
		for range 20 {
			ann.send("user/bob", text)
		}
		return s.counted(t, refusedBy("slow_time")) > 0
	}) {
		t.Fatal("who takes nothing stays")
	}
	ann.send("user/cy", "others go on")
	cy.hears("others go on")
}

func TestLimits_TimeToConnect(t *testing.T) {
	s, _ := startSecure(t, "--connect-timeout", "400ms")
	s.register(t, "ann")
	ends := func(what string, c net.Conn) {
		t.Helper()
		_ = c.SetReadDeadline(time.Now().Add(patience))
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: it may stay", what)
		}
	}
	dial := func() net.Conn {
		t.Helper()
		c, err := net.Dial("tcp", s.mqtts)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	silent := dial()
	half := dial()
	if _, err := half.Write([]byte{0x16, 3, 1, 2, 0, 1, 0, 1}); err != nil { // a part of a ClientHello
		t.Fatal(err)
	}
	shaken, err := s.dial("")
	if err != nil {
		t.Fatal(err)
	}
	web, err := s.dial("/mqtt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := web.Write(connect4("ann", "secret-ann")[:10]); err != nil {
		t.Fatal(err)
	}
	ends("no handshake", silent)
	ends("half a handshake", half)
	ends("no CONNECT", shaken)
	ends("half a CONNECT by WebSocket", web)
	s.willCount(t, "connect_time", 4)
}

func TestLimits_HTTPConnections(t *testing.T) {
	s := limited(t, "--max-connections-http", "2")
	http.DefaultClient.CloseIdleConnections()
	var silent []net.Conn
	for range 2 {
		c, err := net.Dial("tcp", s.http)
		if err != nil {
			t.Fatal(err)
		}
		silent = append(silent, c)
	}
	lone := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	status := func() int {
		t.Helper()
		r, err := lone.Get("http://" + s.http + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		return r.StatusCode
	}
	if !comesTrue(patience, func() bool { return status() == 503 }) {
		t.Error("one too many is served")
	}
	for _, c := range silent {
		_ = c.Close()
	}
	if !comesTrue(patience, func() bool { return status() == 200 }) {
		t.Error("nobody is served after others have left")
	}
	s.willCount(t, "http_connections", 1)
}

func TestLimits_HTTP(t *testing.T) {
	s := limited(t, "--http-header-time", "400ms", "--http-header-size", "4KiB", "--http-idle-time", "400ms", "--http-body", "2KiB", "--http-stall-time", "400ms")
	s.register(t, "ann")
	raw := func(text string) (net.Conn, *bufio.Reader) {
		t.Helper()
		c, err := net.Dial("tcp", s.http)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		_ = c.SetDeadline(time.Now().Add(patience))
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
		return c, bufio.NewReader(c)
	}
	answered := func(text string, status int) *bufio.Reader {
		t.Helper()
		_, in := raw(text)
		r, err := http.ReadResponse(in, nil)
		if err != nil || r.StatusCode != status {
			t.Fatalf("%.40q: %v %v, not %d", text, r, err, status)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		return in
	}
	ended := func(what string, in *bufio.Reader) {
		t.Helper()
		if _, err := io.Copy(io.Discard, in); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: it may stay", what)
		}
	}
	answered("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("x", 16<<10)+"\r\n\r\n", 431)
	_, in := raw("GET /healthz HTTP/1.1\r\nHos")
	ended("half a header", in)
	s.willCount(t, "http_request", 2)
	ended("a connection that is idle", answered("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200))

	body := `{"user":"bob","password":"` + strings.Repeat("x", 3000) + `"}`
	answered(fmt.Sprintf("POST /v1/users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", s.key, len(body), body), 413)
	if n := s.counted(t, `hongyan_api_requests_total{code="413",operation="createUsers"}`); n != 1 {
		t.Errorf("%d are counted", n)
	}

	// An upload that stands still, and a download that nobody takes.
	_, in = raw(fmt.Sprintf("POST /v1/files?name=x&from=ann HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nten bytes.", s.key))
	if r, err := http.ReadResponse(in, nil); err == nil && r.StatusCode < 400 {
		t.Errorf("an upload that stands still: %s", r.Status)
	}
	file := bytes.Repeat([]byte("0123456789abcdef"), 2<<20) // 32 MiB: more than sockets hold
	r, err := http.NewRequest(http.MethodPost, "http://"+s.http+"/v1/files?name=x.bin&from=ann", bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	status, answer := s.do(t, r)
	url, _ := answer["url"].(string)
	if status >= 300 || url == "" {
		t.Fatal(status, answer)
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	c, in := raw("")
	if _, err := io.WriteString(c, "GET /"+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if !comesTrue(patience, func() bool {
		return strings.Contains(s.page(t, "/metrics"), `hongyan_api_requests_total{code="200",operation="download"} 1`)
	}) {
		t.Fatal("a download that nobody takes is waited for")
	}
	if got, err := io.Copy(io.Discard, in); got >= int64(len(file)) {
		t.Errorf("%d bytes came: %v", got, err)
	}
}

func TestLimits_WrongPasswords(t *testing.T) {
	s := limited(t, "--wrong-passwords", "2", "--trusted-proxies", "127.0.0.1")
	s.register(t, "ann")
	for i, want := range []byte{4, 4, 5} {
		if code, _, err := behind(t, s.mqtt, nil, proxied("203.0.113.7"), connect4("ann", "a guess")); err != nil || code != want {
			t.Fatalf("attempt %d: %d %v", i, code, err)
		}
	}
	if status, _ := s.askFrom(t, "203.0.113.7", "/v1/token", `{"user":"ann","password":"secret-ann"}`); status != 429 {
		t.Errorf("REST: %d", status)
	}
	if code, _, err := behind(t, s.mqtt, nil, proxied("203.0.113.8"), connect4("ann", "secret-ann")); err != nil || code != 0 {
		t.Errorf("from elsewhere: %d %v", code, err)
	}
	if n := s.counted(t, `hongyan_bridge_refused_total{code="rate_limited",packet="connect"}`); n != 1 {
		t.Errorf("%d are counted", n)
	}
}

// TestLimits_Descriptors: more clients come than the process may have files. It says so, serves those whom it has let in,
// and others when these have left. There are 20,000 files, or as many as this process may have itself.
func TestLimits_Descriptors(t *testing.T) {
	var own syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &own); err != nil {
		t.Fatal(err)
	}
	files := int(min(own.Cur, 20_000)) // the runtime has raised what this process may have as far as it may
	s := &server{data: t.TempDir(), files: files}
	s.restart(t)
	s.willSay(t, "fewer files than --max-connections", fmt.Sprintf("files=%d", files))
	s.register(t, "ann", "bob")
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	var crowd []net.Conn
	for i := range files - 300 { // an eighth more than the server takes
		address := s.mqtt
		if i%4 == 0 {
			address = s.http
		}
		c, err := net.DialTimeout("tcp", address, patience)
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		crowd = append(crowd, c)
		if i%1000 == 0 {
			ann.send("user/bob", fmt.Sprint("among ", i))
			bob.hears(fmt.Sprint("among ", i))
		}
	}
	ann.send("user/bob", "among all")
	bob.hears("among all")
	s.willSay(t, "a limit of connections is met")
	for _, c := range crowd {
		_ = c.Close()
	}
	if !comesTrue(patience, func() bool {
		p, err := s.tryConnect(t, "ann", how{device: "another"})
		return err == nil && p.ack.ReasonCode == 0
	}) {
		t.Fatal("nobody comes in after the crowd has left")
	}
	s.willCount(t, "connections", 1)
}
