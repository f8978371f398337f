package tests

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"
)

// sees expects the next presence that a person hears of: a user on platforms, with a status.
func (p *person) sees(user string, online bool, platforms, status string) map[string]any {
	p.t.Helper()
	e := p.hearsEvent("presence.changed")
	if got := placesOf(e); e["user"] != user || e["online"] != online || got != platforms || e["status"] != any(status) && (status != "" || e["status"] != nil) || e["ts"] == nil {
		p.t.Fatalf("%s sees %v, not %s on %s %q", p.name, e, user, platforms, status)
	}
	return e
}

// placesOf gives the platforms of a presence.
func placesOf(e map[string]any) string {
	all := []any{}
	for _, one := range list(e["platforms"]) {
		all = append(all, one["platform"])
	}
	return fmt.Sprint(all)
}

// presence asks for one user's presence.
func (s *server) presence(t *testing.T, user string) map[string]any {
	t.Helper()
	return list(s.must(t, http.MethodGet, "/v1/presence?users="+user, nil)["presence"])[0]
}

// leave ends a connection with a goodbye.
func (p *person) leave() {
	p.t.Helper()
	if err := p.client.Disconnect(&paho.Disconnect{}); err != nil {
		p.t.Fatal(err)
	}
}

// TestPresence_SubscribersSeeWhoComesAndGoes through platforms, a custom status, a reconnect, a stop and a crash.
func TestPresence_SubscribersSeeWhoComesAndGoes(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "cat")
	bob := s.isOn(t, "bob", "web", "tab")
	if reason, _, _ := bob.publish("im/default/user/bob/request", `{"id":1,"method":"POST","path":"/v1/presence/subscriptions","body":{"users":["ann","cat"],"expires_in":3600}}`); reason != 0 {
		t.Fatalf("0x%x", reason)
	}
	answer := bob.receive().body["body"].(map[string]any)
	if now := list(answer["presence"]); len(now) != 2 || now[0]["user"] != "ann" || now[0]["online"] != false || now[0]["last_seen"] != nil || answer["expires_at"].(float64) < float64(time.Now().UnixMilli()) {
		t.Fatal(answer)
	}
	ann := s.isOn(t, "ann", "ios", "phone")
	since := list(bob.sees("ann", true, "[ios]", "")["platforms"])[0]["since"]
	s.must(t, http.MethodPut, "/v1/presence/status?from=ann", map[string]any{"status": "in a meeting", "ext": map[string]any{"until": "10:00"}})
	if e := ann.hearsEvent("status.changed"); e["status"] != "in a meeting" {
		t.Fatal(e)
	}
	if e := bob.sees("ann", true, "[ios]", "in a meeting"); fmt.Sprint(e["ext"]) != "map[until:10:00]" {
		t.Fatal(e)
	}
	web := s.isOn(t, "ann", "web", "tab")
	bob.sees("ann", true, "[ios web]", "in a meeting")
	if p := s.as(t, "cat").presence(t, "ann"); p["online"] != true || placesOf(p) != "[ios web]" || list(p["platforms"])[0]["since"] != since || p["status"] != "in a meeting" || p["last_seen"] != nil {
		t.Fatal(p)
	}

	ann.leave()
	ann = s.isOn(t, "ann", "ios", "phone") // she was never away
	web.leave()
	bob.sees("ann", true, "[ios]", "in a meeting")
	left := float64(time.Now().UnixMilli())
	ann.leave()
	if e := bob.sees("ann", false, "[]", ""); e["last_seen"].(float64) < left {
		t.Fatal(e)
	}
	if p := s.presence(t, "ann"); p["online"] != false || p["last_seen"].(float64) < left || p["status"] != nil {
		t.Fatal(p)
	}

	s.stop()
	s.restart(t)
	if p := s.presence(t, "ann"); p["last_seen"].(float64) < left {
		t.Errorf("after a restart it is not known that ann was seen: %v", p)
	}
	s.kill()
	s.restart(t)
	if p := s.presence(t, "bob"); p["online"] != false {
		t.Errorf("who was online when the server died still is: %v", p)
	}
	bob = s.isOn(t, "bob", "web", "tab")
	ann = s.isOn(t, "ann", "ios", "phone")
	bob.sees("ann", true, "[ios]", "in a meeting")
	s.must(t, http.MethodDelete, "/v1/presence/status?from=ann", nil)
	bob.sees("ann", true, "[ios]", "")

	mine := s.as(t, "bob")
	page := mine.must(t, http.MethodGet, "/v1/presence/subscriptions?limit=1", nil)
	if got := list(page["subscriptions"]); len(got) != 1 || got[0]["user"] != "ann" || page["next"] != "ann" || got[0]["expires_at"] != answer["expires_at"] {
		t.Fatal(page)
	}
	mine.must(t, http.MethodDelete, "/v1/presence/subscriptions?users=ann,nobody", nil)
	ann.leave()
	s.isOn(t, "cat", "web", "tab")
	bob.sees("cat", true, "[web]", "") // and nothing of ann before it
}

// TestPresence_IsNotForEveryone: the blocked see somebody who is offline, and by setting so does who is no friend.
func TestPresence_IsNotForEveryone(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "cat")
	bob, cat := s.isOn(t, "bob", "web", "tab"), s.isOn(t, "cat", "web", "tab")
	for _, u := range []string{"bob", "cat"} {
		s.must(t, http.MethodPost, "/v1/presence/subscriptions?from="+u, map[string]any{"users": []string{"ann"}})
	}
	ann := s.isOn(t, "ann", "ios", "phone")
	bob.sees("ann", true, "[ios]", "")
	cat.sees("ann", true, "[ios]", "")
	status := func(text string) {
		t.Helper()
		s.must(t, http.MethodPut, "/v1/presence/status?from=ann", map[string]any{"status": text})
		ann.hearsEvent("status.changed")
	}
	status("one")
	bob.sees("ann", true, "[ios]", "one")
	cat.sees("ann", true, "[ios]", "one")
	s.must(t, http.MethodPut, "/v1/blocks/bob?from=ann", nil)
	bob.sees("ann", false, "[]", "")
	if p := s.as(t, "bob").presence(t, "ann"); p["online"] != false || p["status"] != nil || p["last_seen"] != nil {
		t.Errorf("the blocked sees %v", p)
	}
	status("two")
	cat.sees("ann", true, "[ios]", "two")
	s.must(t, http.MethodDelete, "/v1/blocks/bob?from=ann", nil)
	bob.sees("ann", true, "[ios]", "two") // and nothing before it

	s.must(t, http.MethodPost, "/v1/contacts?from=ann", map[string]any{"user": "bob", "at_once": true})
	s.settings(t, map[string]any{"presence_for": "friends"})
	status("three")
	bob.sees("ann", true, "[ios]", "three")
	if p := s.as(t, "cat").presence(t, "ann"); p["online"] != false {
		t.Errorf("who is no friend sees %v", p)
	}
	if code, body := s.ask(t, http.MethodPost, "/v1/presence/subscriptions?from=cat", map[string]any{"users": []string{"ann"}}); code != 403 || body["code"] != "not_friend" {
		t.Errorf("%d %v", code, body)
	}
	s.must(t, http.MethodDelete, "/v1/contacts/ann?from=bob", nil)
	bob.sees("ann", false, "[]", "")
	s.settings(t, map[string]any{"presence_for": "anyone"})
	s.must(t, http.MethodDelete, "/v1/users/ann", nil)
	for _, p := range []*person{bob, cat} {
		p.sees("ann", false, "[]", "")
	}
	if page := s.must(t, http.MethodGet, "/v1/presence/subscriptions?from=cat", nil); len(list(page["subscriptions"])) != 0 {
		t.Error(page)
	}

	for _, c := range []struct {
		method, path string
		body         any
		status       int
		code         string
	}{
		{"GET", "/v1/presence", nil, 422, "invalid"},
		{"GET", "/v1/presence?users=a%20b", nil, 422, "bad_id"},
		{"PUT", "/v1/presence/status", map[string]any{"status": "x"}, 422, "invalid"},
		{"PUT", "/v1/presence/status?from=bob", map[string]any{}, 422, "invalid"},
		{"PUT", "/v1/presence/status?from=nobody", map[string]any{"status": "x"}, 404, "no_such_user"},
		{"POST", "/v1/presence/subscriptions?from=bob", map[string]any{"users": []string{}}, 422, "too_many"},
		{"POST", "/v1/presence/subscriptions?from=bob", map[string]any{"users": []string{"nobody"}}, 404, "no_such_user"},
		{"POST", "/v1/presence/subscriptions?from=bob", map[string]any{"users": []string{"cat"}, "expires_in": 2592001}, 422, "invalid"},
		{"DELETE", "/v1/presence/subscriptions?from=bob", nil, 422, "invalid"},
		{"PATCH", "/v1/app", map[string]any{"settings": map[string]any{"presence_for": "nobody"}}, 422, "invalid"},
	} {
		if status, body := s.ask(t, c.method, c.path, c.body); status != c.status || body["code"] != c.code {
			t.Errorf("%s %s: %d %v", c.method, c.path, status, body)
		}
	}
}

// TestPresence_InAnAppWithoutCase: users are named in capitals in a query and in a body.
func TestPresence_InAnAppWithoutCase(t *testing.T) {
	s := startServer(t)
	s.settings(t, map[string]any{"fold_ids": true})
	s.register(t, "ann", "bob")
	s.isOn(t, "ann", "ios", "phone")
	if p := s.presence(t, "ANN"); p["user"] != "ann" || p["online"] != true {
		t.Error(p)
	}
	s.must(t, http.MethodPost, "/v1/presence/subscriptions?from=BOB", map[string]any{"users": []string{"Ann"}})
	s.must(t, http.MethodDelete, "/v1/presence/subscriptions?from=bob&users=aNN", nil)
	if page := s.must(t, http.MethodGet, "/v1/presence/subscriptions?from=bob", nil); len(list(page["subscriptions"])) != 0 {
		t.Error(page)
	}
}
