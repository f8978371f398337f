package tests

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

// must expects that a request succeeds.
func (s *server) must(t *testing.T, method, path string, body any) map[string]any {
	t.Helper()
	status, answer := s.ask(t, method, path, body)
	if status >= 300 {
		t.Fatal(method, path, status, answer)
	}
	return answer
}

// hearsOf expects that everyone hears an event of one user to another.
func hearsOf(t *testing.T, event, from, to string, people ...*person) {
	t.Helper()
	for _, p := range people {
		if e := p.hearsEvent(event); e["from"] != from || e["to"] != to {
			t.Fatalf("%s hears %v, not %s from %s to %s", p.name, e, event, from, to)
		}
	}
}

func TestContacts_FriendsAndBlocksOnEveryDevice(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann, pad := s.connect(t, "ann", how{}).listen(), s.connect(t, "ann", how{device: "pad"}).listen()
	bob := s.connect(t, "bob", how{}).listen()

	s.must(t, http.MethodPost, "/v1/contacts?from=ann", map[string]any{"user": "bob", "text": "it is me"})
	hearsOf(t, "contact.requested", "ann", "bob", ann, pad, bob)
	if reason, _, _ := bob.publish("im/default/user/bob/request", `{"id":1,"method":"POST","path":"/v1/contact-requests/ann/accept"}`); reason != 0 {
		t.Fatalf("0x%x", reason)
	}
	hearsOf(t, "contact.accepted", "bob", "ann", ann, pad, bob)
	s.settings(t, map[string]any{"friends_only": true})
	ann.send("user/bob", "dear friend")
	bob.hearsText("dear friend")

	s.must(t, http.MethodPut, "/v1/blocks/ann?from=bob", nil)
	hearsOf(t, "contact.blocked", "bob", "ann", bob)
	for _, topic := range []string{"im/default/user/bob", "im/default/user/bob/typing"} {
		if reason, code, _ := ann.publish(topic, `{"cid":"c1","body":{"text":"hello?"}}`); reason != 0x87 || code != "blocked" {
			t.Fatalf("%s: 0x%x %s", topic, reason, code)
		}
	}
	s.settings(t, map[string]any{"tell_blocked": false})
	for range 2 {
		if reason, code, props := ann.publish("im/default/user/bob", `{"cid":"c1","body":{"text":"hello?"}}`); reason != 0 || props.Get("id") == "" || props.Get("seq") != "" {
			t.Fatalf("0x%x %s %v", reason, code, props)
		}
	}
	if reason, code, _ := ann.publish("im/default/user/bob/typing", `{}`); reason != 0 {
		t.Fatalf("0x%x %s", reason, code)
	}

	cursor, _ := s.must(t, http.MethodGet, "/v1/sync?from=bob", nil)["cursor"].(string)

	s.kill()
	s.restart(t)
	ann, bob = s.connect(t, "ann", how{}).listen(), s.connect(t, "bob", how{}).listen()
	if reason, _, props := ann.publish("im/default/user/bob", `{"body":{"text":"still?"}}`); reason != 0 || props.Get("seq") != "" {
		t.Fatalf("0x%x %v", reason, props)
	}
	s.must(t, http.MethodDelete, "/v1/blocks/ann?from=bob", nil)
	hearsOf(t, "contact.unblocked", "bob", "ann", bob)
	if seq := ann.send("user/bob", "heard again"); seq != "2" {
		t.Fatalf("what was blocked was stored: seq %s", seq)
	}
	bob.hears("heard again") // and nothing before it
	s.must(t, http.MethodDelete, "/v1/contacts/bob?from=ann", nil)
	hearsOf(t, "contact.removed", "ann", "bob", ann, bob)
	if reason, code, _ := ann.publish("im/default/user/bob", `hello?`); reason != 0x87 || code != "not_friend" {
		t.Fatalf("0x%x %s", reason, code)
	}
	events, _ := s.must(t, http.MethodGet, "/v1/sync?from=bob&cursor="+cursor, nil)["events"].([]any) // as a device that was away
	if len(events) != 2 || events[0].(map[string]any)["event"] != "contact.unblocked" || events[1].(map[string]any)["event"] != "contact.removed" {
		t.Fatal(events)
	}
}

// hearsText skips to a text.
func (p *person) hearsText(text string) {
	p.t.Helper()
	for textOf(p.receive().body) != text {
	}
}

func TestDND_OnEveryDeviceAndAfterARestart(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann, pad := s.connect(t, "ann", how{}).listen(), s.connect(t, "ann", how{device: "pad"}).listen()
	const setting = `{"mode":"mentions","window":{"from":"22:00","to":"07:00","zone":"Asia/Shanghai"}}`
	if reason, _, _ := ann.publish("im/default/user/ann/request", `{"id":1,"method":"PUT","path":"/v1/dnd","body":`+setting+`}`); reason != 0 {
		t.Fatalf("0x%x", reason)
	}
	for _, p := range []*person{ann, pad} {
		if e := p.hearsEvent("dnd.changed"); e["mode"] != "mentions" || e["window"].(map[string]any)["zone"] != "Asia/Shanghai" {
			t.Fatal(e)
		}
	}
	cursor, _ := s.must(t, http.MethodGet, "/v1/sync?from=ann", nil)["cursor"].(string)
	s.must(t, http.MethodPut, "/v1/conversations/user/bob/dnd?from=ann", map[string]any{"mode": "none"})
	if e := pad.hearsEvent("dnd.changed"); e["conversation"] != "user/bob" || e["mode"] != "none" {
		t.Fatal(e)
	}
	s.kill()
	s.restart(t)
	if d := s.must(t, http.MethodGet, "/v1/dnd?from=ann", nil); d["mode"] != "mentions" || d["window"].(map[string]any)["from"] != "22:00" {
		t.Fatal(d)
	}
	if d := s.must(t, http.MethodGet, "/v1/conversations/user/bob/dnd?from=ann", nil); d["mode"] != "none" {
		t.Fatal(d)
	}
	if events, _ := s.must(t, http.MethodGet, "/v1/sync?from=ann&cursor="+cursor, nil)["events"].([]any); len(events) != 1 {
		t.Fatal(events)
	}
}

// TestProfile_IsToldToAllFriends has as many friends as are allowed.
func TestProfile_IsToldToAllFriends(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "eve")
	var friends []string
	for i := range chat.MaxFriends - 1 {
		friends = append(friends, fmt.Sprintf("friend-%04d", i))
	}
	for some := range slices.Chunk(friends, chat.MaxBatch) {
		var users []map[string]any
		for _, f := range some {
			users = append(users, map[string]any{"user": f})
		}
		s.must(t, http.MethodPost, "/v1/users", map[string]any{"users": users})
	}
	var wg sync.WaitGroup
	for some := range slices.Chunk(append(friends, "bob"), chat.MaxFriends/20) {
		wg.Go(func() {
			for _, f := range some {
				if status, body := s.ask(t, http.MethodPost, "/v1/contacts?from=ann", map[string]any{"user": f, "at_once": true}); status != 200 {
					t.Error(status, body)
				}
			}
		})
	}
	wg.Wait()
	if status, body := s.ask(t, http.MethodPost, "/v1/contacts?from=ann", map[string]any{"user": "eve", "at_once": true}); status != 422 || body["code"] != "too_many" {
		t.Fatal(status, body)
	}
	ann, bob, eve := s.connect(t, "ann", how{}).listen(), s.connect(t, "bob", how{}).listen(), s.connect(t, "eve", how{}).listen()
	cursor, _ := s.must(t, http.MethodGet, "/v1/sync?from=friend-0000", nil)["cursor"].(string)
	s.must(t, http.MethodPatch, "/v1/users/ann/profile", map[string]any{"nickname": "Ann", "sign": "hello"})
	ann.hearsEvent("profile")
	e := bob.hearsEvent("contact.profile_changed")
	if p, _ := e["profile"].(map[string]any); e["user"] != "ann" || p["nickname"] != "Ann" {
		t.Fatal(e)
	}
	ann.send("user/eve", "you are no friend")
	eve.hears("you are no friend") // and nothing before it
	if events, _ := s.must(t, http.MethodGet, "/v1/sync?from=friend-0000&cursor="+cursor, nil)["events"].([]any); len(events) != 1 {
		t.Fatal(events)
	}
	seen, next := 0, ""
	for more := true; more; more = next != "" {
		page := s.must(t, http.MethodGet, "/v1/contacts?from=ann&limit=1000&cursor="+next, nil)
		list, _ := page["contacts"].([]any)
		next, _ = page["next"].(string)
		seen += len(list)
	}
	if seen != chat.MaxFriends {
		t.Fatal(seen)
	}
	s.must(t, http.MethodDelete, "/v1/users/ann", nil)
	if e := bob.hearsEvent("contact.removed"); e["from"] != "ann" {
		t.Fatal(e)
	}
	if list, _ := s.must(t, http.MethodGet, "/v1/contacts?from=friend-2998", nil)["contacts"].([]any); len(list) != 0 {
		t.Fatal(list)
	}
}
