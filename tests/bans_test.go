package tests

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// askServer asks with the server's key.
func (s *server) askServer(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	return s.askAs(t, s.keys(t).ServerKey, "", method, path, body)
}

// askAs asks with a key, as a client behind a proxy.
func (s *server) askAs(t *testing.T, key, client, method, path, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, "http://"+s.http+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Authorization": {"Bearer " + key}, "Content-Type": {"application/json"}}
	if client != "" {
		r.Header.Set("X-Forwarded-For", client)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(b)
}

// mustServer is askServer of what must work.
func (s *server) mustServer(t *testing.T, method, path, body string) string {
	t.Helper()
	status, answer := s.askServer(t, method, path, body)
	if status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return answer
}

// isEnded reads a connection to its end, which the server makes.
func isEnded(t *testing.T, c net.Conn) {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.Copy(io.Discard, c); err != nil {
		if e, ok := err.(net.Error); ok && e.Timeout() {
			t.Fatal("the connection goes on")
		}
	}
}

// TestBans_AnAddressIsKeptOut: somebody is let in, banned while connected, kept out by all ways and after a restart, and
// let in again.
func TestBans_AnAddressIsKeptOut(t *testing.T) {
	s := limited(t, "--trusted-proxies", "127.0.0.1")
	s.register(t, "ann", "bob")
	comes := func(ip, user string) (byte, net.Conn) {
		t.Helper()
		code, c, err := behind(t, s.mqtt, nil, proxied(ip), connect4(user, "secret-"+user))
		if err != nil {
			t.Fatal(err)
		}
		return code, c
	}
	code, live := comes("203.0.113.9", "ann")
	if code != 0 {
		t.Fatal(code)
	}
	_, other := comes("198.51.100.1", "bob")
	s.willBeSeen(t, "ann", "203.0.113.9")

	answer := s.mustServer(t, "POST", "/v1/bans/addresses", `{"address":"203.0.113.77/24","reason":"a flood"}`)
	if !strings.Contains(answer, `"203.0.113.0/24"`) {
		t.Fatal(answer)
	}
	begin := time.Now()
	isEnded(t, live)
	if took := time.Since(begin); took > time.Second {
		t.Errorf("it took %v until the connection ended", took)
	}
	for range 2 {
		if code, _ := comes("203.0.113.200", "ann"); code != 5 {
			t.Fatalf("MQTT 3: %d", code)
		}
		if code, _, err := behind(t, s.mqtt, nil, proxied2("203.0.113.9"), connect5("ann")); err != nil || code != 0x8A {
			t.Fatalf("MQTT 5: 0x%x %v", code, err)
		}
		if code := s.socketFrom(t, "203.0.113.9", connect4("ann", "secret-ann")); code != 5 {
			t.Fatalf("WebSocket: %d", code)
		}
		if status, answer := s.askFrom(t, "203.0.113.9", "/v1/token", `{"user":"ann","password":"secret-ann"}`); status != 403 || answer["code"] != "banned" || !strings.Contains(answer["detail"].(string), "a flood") {
			t.Fatal(status, answer)
		}
		if status, answer := s.askAs(t, s.keys(t).ServerKey, "203.0.113.9", "GET", "/v1/bans/addresses", ""); status != 200 || !strings.Contains(answer, "a flood") {
			t.Fatalf("the server's key from there: %d %s", status, answer)
		}
		if code, _ := comes("198.51.100.1", "ann"); code != 0 {
			t.Fatalf("from elsewhere: %d", code)
		}
		if s.said != nil && other != nil { // once more after a restart
			s.stop()
			s.restart(t)
			other = nil
		}
	}
	if n := s.counted(t, `hongyan_bridge_refused_total{code="banned",packet="connect"}`); n != 3 {
		t.Errorf("%d are counted", n)
	}
	s.mustServer(t, "DELETE", "/v1/bans/addresses?address=203.0.113.0%2F24", "")
	if code, _ := comes("203.0.113.9", "ann"); code != 0 {
		t.Fatalf("the ban is lifted: %d", code)
	}
	if status, _ := s.askServer(t, "DELETE", "/v1/bans/addresses?address=203.0.113.0%2F24", ""); status != 404 {
		t.Error(status)
	}
}

func TestBans_OneAddressForAWhile(t *testing.T) {
	s := limited(t, "--trusted-proxies", "127.0.0.1")
	s.register(t, "ann")
	s.mustServer(t, "POST", "/v1/bans/addresses", `{"address":"203.0.113.9","seconds":2}`)
	s.mustServer(t, "POST", "/v1/bans/addresses", `{"address":"2001:db8::/32"}`)
	come := func(header []byte) byte {
		t.Helper()
		code, _, err := behind(t, s.mqtt, nil, header, connect5("ann"))
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	if code := come(proxied("203.0.113.9")); code != 0x8A {
		t.Fatalf("0x%x", code)
	}
	if code := come([]byte("PROXY TCP6 2001:db8:1::7 2001:db9::1 5000 1883\r\n")); code != 0x8A {
		t.Fatalf("IPv6: 0x%x", code)
	}
	if code := come(proxied("203.0.113.10")); code != 0 {
		t.Fatalf("the neighbour: 0x%x", code)
	}
	if !comesTrue(patience, func() bool { return come(proxied("203.0.113.9")) == 0 }) {
		t.Fatal("the ban has no end")
	}
	if list := s.mustServer(t, "GET", "/v1/bans/addresses", ""); strings.Contains(list, "203.0.113.9") || !strings.Contains(list, "2001:db8::/32") {
		t.Error(list)
	}
}

func TestBans_AClientIsKeptOut(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	stolen := s.connect(t, "ann", how{device: "lamp/7 ü", keep: 3600})
	phone := s.connect(t, "ann", how{device: "phone"})
	s.must(t, "POST", "/v1/bans/clients", map[string]any{"client": "lamp/7 ü", "reason": "stolen"})
	stolen.isCut(0x87)
	for _, user := range []string{"ann", "bob"} {
		p, err := s.tryConnect(t, user, how{device: "lamp/7 ü"})
		if err == nil || p == nil || p.ack.ReasonCode != 0x8A || !strings.Contains(p.ack.Properties.ReasonString, "stolen") || p.ack.Properties.User.Get("code") != "banned" {
			t.Fatalf("%s: %v %+v", user, err, p)
		}
	}
	phone.send("user/bob", "others go on")
	if bans := list(s.must(t, "GET", "/v1/bans/clients", nil)["bans"]); len(bans) != 1 || bans[0]["client"] != "lamp/7 ü" {
		t.Error(bans)
	}
	s.must(t, "DELETE", "/v1/bans/clients?client=lamp%2F7%20%C3%BC", nil)
	if back := s.connect(t, "ann", how{device: "lamp/7 ü", resume: true, keep: 3600}); !back.ack.SessionPresent {
		t.Error("the session of the client is gone")
	}
}

func TestBans_WhoMayAndWhatIsNone(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, x := range []struct{ key, path, body, code string }{
		{s.key, "/v1/bans/addresses", `{"address":"203.0.113.9"}`, "forbidden"},
		{s.keys(t).ServerKey, "/v1/bans/clients", `{"client":"x"}`, "forbidden"},
		{s.keys(t).ServerKey, "/v1/bans/addresses", `{"address":"somewhere"}`, "invalid"},
		{s.keys(t).ServerKey, "/v1/bans/addresses", `{"address":"10.0.0.0/40"}`, "invalid"},
		{s.keys(t).ServerKey, "/v1/bans/addresses", `{"address":"10.0.0.1","until":5}`, "invalid"},
		{s.keys(t).ServerKey, "/v1/bans/addresses", `{"address":"10.0.0.1","until":99999999999999,"seconds":5}`, "invalid"},
		{s.key, "/v1/bans/clients", `{"client":""}`, "invalid"},
	} {
		if status, answer := s.askAs(t, x.key, "", "POST", x.path, x.body); status < 400 || !strings.Contains(answer, `"`+x.code+`"`) {
			t.Errorf("%s %s: %d %s", x.path, x.body, status, answer)
		}
	}
}
