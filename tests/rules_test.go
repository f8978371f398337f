package tests

import (
	"fmt"
	"net/http"
	"testing"
)

// settings changes settings of the app.
func (s *server) settings(t *testing.T, change map[string]any) {
	t.Helper()
	if status, body := s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": change}); status != 200 {
		t.Fatal(status, body)
	}
}

// TestRates_RefuseWhatIsTooFastAndRecover meets each limit in turn, over MQTT and by REST.
func TestRates_RefuseWhatIsTooFastAndRecover(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "cat")
	if status, body := s.create(t, "/v1/groups", map[string]any{"id": "g", "name": "g", "owner": "ann", "members": []string{"bob", "cat"}}); status >= 300 {
		t.Fatal(status, body)
	}
	if status, body := s.create(t, "/v1/rooms", map[string]any{"id": "r"}); status >= 300 {
		t.Fatal(status, body)
	}
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	free := map[string]any{"rate_user": 0, "rate_group": 0, "rate_room": 0, "rate_app": 0}
	for _, c := range []struct{ limit, to string }{
		{"rate_user", "user/bob"}, {"rate_group", "group/g"}, {"rate_room", "room/r"}, {"rate_app", "user/cat"},
	} {
		s.settings(t, free)
		s.settings(t, map[string]any{c.limit: 1, c.limit + "_burst": 3})
		topic := "im/default/" + c.to
		for i := range 3 {
			ann.send(c.to, fmt.Sprint(c.limit, " ", i))
		}
		reason, code, props := ann.publish(topic, "too fast")
		if reason != 0x97 || code != "rate_limited" || props.Get("retry_after") != "1" {
			t.Fatalf("%s: 0x%x %s %v", c.limit, reason, code, props)
		}
		if status, body := s.create(t, "/v1/messages?from=ann", map[string]any{"to": c.to, "body": map[string]any{"text": "with the app's key"}}); status != 200 {
			t.Fatalf("%s: with the app's key: %d %v", c.limit, status, body)
		}
		waitFor(t, c.limit+" lets a message pass again", func() bool {
			reason, _, _ = ann.publish(topic, "again")
			return reason == 0
		})
	}
	for i := range 3 {
		bob.hears(fmt.Sprint("rate_user ", i))
	}
	bob.hears("with the app's key")
	bob.hears("again")
}

// TestSettings_OfRulesAreChecked sends settings that are wrong; none of them changes anything.
func TestSettings_OfRulesAreChecked(t *testing.T) {
	s := startServer(t)
	_, before := s.get(t, "/v1/app")
	for _, c := range []struct {
		settings map[string]any
		field    string
	}{
		{map[string]any{"rate_user": -1}, "settings.rate_user"},
		{map[string]any{"rate_user": 100_001}, "settings.rate_user"},
		{map[string]any{"rate_group_burst": 0}, "settings.rate_group_burst"},
		{map[string]any{"rate_room": "fast"}, "settings.rate_room"},
		{map[string]any{"rate_app_burst": 1.5}, "settings.rate_app_burst"},
		{map[string]any{"rate_planet": 1}, "settings.rate_planet"},
		{hook("url", "ftp://127.0.0.1/"), "settings.pre_send_hook.url"},
		{hook("url", "/relative"), "settings.pre_send_hook.url"},
		{hook("secret", "short"), "settings.pre_send_hook.secret"},
		{hook("timeout_ms", 99), "settings.pre_send_hook.timeout_ms"},
		{hook("timeout_ms", 5001), "settings.pre_send_hook.timeout_ms"},
		{hook("on_failure", "panic"), "settings.pre_send_hook.on_failure"},
		{hook("kinds", []string{"user", "planet"}), "settings.pre_send_hook.kinds"},
		{hook("concurrency", 257), "settings.pre_send_hook.concurrency"},
		{hook("colour", "red"), "settings.pre_send_hook.colour"},
	} {
		status, body := s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": c.settings})
		if status != 422 || body["code"] != "invalid" || body["field"] != c.field {
			t.Errorf("%v: %d %v", c.settings, status, body)
		}
	}
	if _, after := s.get(t, "/v1/app"); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the settings changed: %v", after)
	}
}

// TestMute_InTheWholeApp mutes a user for a kind of conversations, over a crash, until the time is up.
func TestMute_InTheWholeApp(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	if status, body := s.create(t, "/v1/groups", map[string]any{"id": "g", "name": "g", "owner": "ann", "members": []string{"bob"}}); status >= 300 {
		t.Fatal(status, body)
	}
	ann := s.connect(t, "ann", how{}).listen()
	if status, body := s.put(t, "/v1/users/ann/mute", map[string]any{"kinds": []string{"group", "room"}}); status != 200 {
		t.Fatal(status, body)
	}
	if e := ann.hearsEvent("user.muted"); fmt.Sprint(e["kinds"]) != "[group room]" {
		t.Fatalf("ann hears %v", e)
	}
	ann.send("user/bob", "1:1 goes on")
	s.kill()
	s.restart(t)
	ann, bob := s.connect(t, "ann", how{}).listen(), s.connect(t, "bob", how{}).listen()
	if reason, code, _ := ann.publish("im/default/group/g", "hello"); reason != 0x87 || code != "muted" {
		t.Fatalf("0x%x %s", reason, code)
	}
	if status, body := s.put(t, "/v1/users/ann/mute", map[string]any{"kinds": []string{"group"}, "seconds": 1}); status != 200 {
		t.Fatal(status, body)
	}
	if reason, code, props := ann.publish("im/default/group/g", "hello"); reason != 0x87 || code != "muted" || props.Get("until") == "" {
		t.Fatalf("0x%x %s %v", reason, code, props)
	}
	waitFor(t, "end of the second", func() bool {
		reason, _, _ := ann.publish("im/default/group/g", "at last")
		return reason == 0
	})
	bob.hears("at last")
	if status, body := s.ask(t, http.MethodDelete, "/v1/users/ann/mute", nil); status != 200 || body["muted_until"] != nil {
		t.Fatal(status, body)
	}
	ann.hearsEvent("user.unmuted")
}
