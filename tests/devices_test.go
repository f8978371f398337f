package tests

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/eclipse/paho.golang/paho"
)

// on connects a user with a token of a platform; the client id is the device.
func (s *server) on(t *testing.T, user, platform, device string) (*person, error) {
	t.Helper()
	return s.tryConnect(t, user, how{device: device, password: s.tokenOn(t, user, platform, device)})
}

// tokenOn gives a token for a device.
func (s *server) tokenOn(t *testing.T, user, platform, device string) string {
	t.Helper()
	return s.must(t, http.MethodPost, "/v1/token", map[string]any{"user": user, "platform": platform, "device": device})["token"].(string)
}

// isOn is on for who must be let in.
func (s *server) isOn(t *testing.T, user, platform, device string) *person {
	t.Helper()
	p, err := s.on(t, user, platform, device)
	if err != nil {
		t.Fatalf("%s on %s: %v", user, device, err)
	}
	return p.listen()
}

// devices gives a user's live clients with their platforms.
func (s *server) devices(t *testing.T, query string) (all []string) {
	t.Helper()
	for _, d := range list(s.must(t, http.MethodGet, "/v1/devices"+query, nil)["devices"]) {
		all = append(all, fmt.Sprint(d["client"], ":", d["platform"]))
	}
	return all
}

// TestDevices_OneTooManyEndsTheOldest: four on a platform, then one more; devices are as many as they like.
func TestDevices_OneTooManyEndsTheOldest(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	var phones []*person
	for i := range 4 {
		phones = append(phones, s.isOn(t, "ann", "wechat", fmt.Sprint("w", i)))
	}
	pad := s.isOn(t, "ann", "ios", "pad")
	for i := range 6 {
		s.isOn(t, "ann", "iot", fmt.Sprint("lamp", i))
	}
	s.isOn(t, "ann", "wechat", "w1") // takes over: not one more
	phones[1].isCut(0x8E)
	fifth := s.isOn(t, "ann", "wechat", "w4")
	if said := phones[0].isCut(0x8E).User; said.Get("code") != "replaced" || said.Get("platform") != "wechat" || said.Get("device") != "w4" {
		t.Errorf("who is replaced hears %v", said)
	}
	bob := s.connect(t, "bob", how{})
	bob.send("user/ann", "hello")
	for _, p := range []*person{phones[2], phones[3], fifth, pad} {
		p.hears("hello")
	}

	s.settings(t, map[string]any{"sessions_per_platform": 1, "sessions_total": 2})
	bob.send("user/ann", "still here?") // settings end nobody who is there
	phones[2].hears("still here?")
	last := s.isOn(t, "ann", "android", "a1")
	bob.send("user/ann", "and now?")
	last.hears("and now?")
	if got := fmt.Sprint(s.devices(t, "?from=ann")); got != "[a1:android lamp0:iot lamp1:iot lamp2:iot lamp3:iot lamp4:iot lamp5:iot w4:wechat]" {
		t.Errorf("live are %s", got)
	}

	s.settings(t, map[string]any{"sessions_total": 0})
	s.register(t, "cat")
	old := s.connectRawWith(t, "cat", s.tokenOn(t, "cat", "wechat", "old"), 4)
	s.isOn(t, "cat", "wechat", "newer")
	if topic, e := old.take(old.read()); topic != "im/default/user/cat/event" || e["event"] != "closed" || e["code"] != "replaced" || e["reason"] == "" || e["platform"] != "wechat" || e["device"] != "newer" {
		t.Errorf("before it is closed, MQTT 3 hears %v on %s", e, topic)
	}
}

// TestDevices_OneTooManyIsNotLetIn: where the newest goes, it is refused in CONNACK and costs the others nothing.
func TestDevices_OneTooManyIsNotLetIn(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	s.settings(t, map[string]any{"sessions_per_platform": 1, "sessions_excess": "newest"})
	first := s.isOn(t, "ann", "web", "tab-1")
	if p, err := s.on(t, "ann", "web", "tab-2"); err == nil || p == nil || p.ack.ReasonCode != 0x97 || p.ack.Properties.ReasonString == "" {
		t.Fatalf("the second: %v", err)
	}
	first.send("user/ann", "a note to myself")
	again := s.isOn(t, "ann", "web", "tab-1")
	first.isCut(0x8E)
	if err := again.client.Disconnect(&paho.Disconnect{}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the first to be gone", func() bool { return len(s.devices(t, "?from=ann")) == 0 })
	s.isOn(t, "ann", "web", "tab-2")

	for field, value := range map[string]any{"sessions_per_platform": -1, "sessions_total": 1001, "sessions_excess": "all"} {
		if status, body := s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": map[string]any{field: value}}); status != 422 || body["code"] != "invalid" {
			t.Errorf("%s %v: %d %v", field, value, status, body)
		}
	}
	s.kill()
	s.restart(t)
	s.isOn(t, "ann", "web", "tab-3")
	if p, err := s.on(t, "ann", "web", "tab-4"); err == nil || p == nil || p.ack.ReasonCode != 0x97 {
		t.Fatalf("after a crash the settings hold: %v", err)
	}
}

// TestDevices_SeenAndEnded: a user sees the own devices alone, and ends one, whatever its client id.
func TestDevices_SeenAndEnded(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	phone, lost := s.isOn(t, "ann", "ios", "phone"), s.isOn(t, "ann", "android", "lost/one %25")
	s.isOn(t, "bob", "ios", "phone")
	ann := s.as(t, "ann")
	all := list(ann.must(t, http.MethodGet, "/v1/devices", nil)["devices"])
	if len(all) != 2 || all[0]["client"] != "lost/one %25" || all[0]["platform"] != "android" || all[0]["device"] != "lost/one %25" || all[0]["address"] != "127.0.0.1" || all[0]["since"].(float64) < 1e12 {
		t.Fatal(all)
	}
	for _, c := range []struct {
		by           *server
		method, path string
		status       int
		code         string
	}{
		{ann, "DELETE", "/v1/devices/nothing", 404, "not_found"},
		{ann, "DELETE", "/v1/devices/phone?from=bob", 403, "forbidden"},
		{ann, "GET", "/v1/devices?from=bob", 403, "forbidden"},
		{s, "GET", "/v1/devices", 422, "invalid"},
		{s, "DELETE", "/v1/devices/phone", 422, "invalid"},
		{s, "DELETE", "/v1/devices/phone?from=nobody", 404, "not_found"},
	} {
		if status, body := c.by.ask(t, c.method, c.path, nil); status != c.status || body["code"] != c.code {
			t.Errorf("%s %s: %d %v", c.method, c.path, status, body)
		}
	}
	ann.must(t, http.MethodDelete, "/v1/devices/lost%2Fone%20%2525", nil)
	lost.isCut(0x98)
	phone.send("user/bob", "the phone goes on")
	if got := fmt.Sprint(s.devices(t, "?from=ann"), s.devices(t, "?from=bob")); got != "[phone:ios] [phone:ios]" {
		t.Error(got)
	}
	s.must(t, http.MethodDelete, "/v1/devices/phone?from=ann", nil)
	phone.isCut(0x98)
}
