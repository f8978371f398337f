package tests

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// clients gives who is connected as user/client, from all pages of two.
func (s *server) clients(t *testing.T) (all []string) {
	t.Helper()
	cursor := ""
	for {
		status, page := s.get(t, "/v1/admin/sessions?limit=2&cursor="+cursor)
		if status != http.StatusOK {
			t.Fatal(status, page)
		}
		for _, one := range page["sessions"].([]any) {
			one := one.(map[string]any)
			if !strings.HasPrefix(one["address"].(string), "127.0.0.1") || one["since"].(float64) < 1e12 || one["version"] != 5.0 {
				t.Errorf("a session: %v", one)
			}
			all = append(all, fmt.Sprint(one["user"], "/", one["client"]))
		}
		next, more := page["next"].(string)
		if cursor = next; !more {
			return all
		}
	}
}

// TestOnline_SeenKickedAndTold: who is connected is listed, one device is kicked, everyone hears a broadcast, and some
// get a message of their own.
func TestOnline_SeenKickedAndTold(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "cat", "dan")
	annPhone, annWeb := s.connect(t, "ann", how{device: "phone"}).listen(), s.connect(t, "ann", how{device: "web"}).listen()
	bob, cat := s.connect(t, "bob", how{}).listen(), s.connect(t, "cat", how{}).listen()
	if got := fmt.Sprint(s.clients(t)); got != "[ann/phone ann/web bob/bob-phone cat/cat-phone]" {
		t.Fatal(got)
	}
	if _, page := s.get(t, "/v1/admin/sessions?user=ann"); len(page["sessions"].([]any)) != 2 {
		t.Error(page)
	}
	for query, want := range map[string]string{"online=true": "[ann bob cat]", "online=false": "[dan]", "prefix=b": "[bob]", "online=true&limit=1": "[ann]", "prefix=": "[ann bob cat dan]"} {
		_, page := s.get(t, "/v1/users?"+query)
		var names []any
		for _, u := range page["users"].([]any) {
			names = append(names, u.(map[string]any)["user"])
		}
		if fmt.Sprint(names) != want {
			t.Errorf("%s: %v", query, names)
		}
	}
	if status, body := s.create(t, "/v1/users/ann/kick", map[string]any{"client": "web", "reason": "not you"}); status != 204 {
		t.Fatal(status, body)
	}
	annWeb.isCut(0x98)
	waitFor(t, "the web client to be gone", func() bool { return len(s.clients(t)) == 3 })

	status, said := s.create(t, "/v1/admin/broadcast", map[string]any{"body": map[string]any{"text": "back in five minutes"}})
	if status != 200 || said["users"] != 3.0 {
		t.Fatal(status, said)
	}
	for _, p := range []*person{annPhone, bob, cat} {
		if e := p.hearsEvent("broadcast"); e["id"] != said["id"] || fmt.Sprint(e["body"]) != "map[text:back in five minutes]" {
			t.Errorf("%s hears %v", p.name, e)
		}
	}
	many := map[string]any{"users": []string{"bob", "dan", "nobody", "bob"}, "cid": "news-1", "body": map[string]any{"text": "news"}}
	for range 2 { // the second is the same message
		status, sent := s.create(t, "/v1/admin/broadcast?from=ann", many)
		if status != 200 || sent["users"] != 2.0 || len(sent["sent"].([]any)) != 3 || !strings.Contains(fmt.Sprint(sent), "no_such_user") {
			t.Fatal(status, sent)
		}
	}
	bob.hears("news")
	_, st := s.get(t, "/v1/admin/stats")
	if st["users"] != 4.0 || st["online_users"] != 3.0 || st["active_today"] != 3.0 || st["active_month"] != 3.0 || fmt.Sprint(st["messages"]) != "map[group:0 room:0 user:2]" {
		t.Errorf("statistics: %v", st)
	}
	s.kill()
	s.restart(t)
	if _, again := s.get(t, "/v1/admin/stats"); fmt.Sprint(again["days"]) != fmt.Sprint(st["days"]) || again["online_users"] != 0.0 {
		t.Errorf("statistics after a crash: %v", again)
	}
	if _, page := s.get(t, "/v1/conversations/user/ann/messages?from=dan"); page["last_seq"] != 1.0 {
		t.Errorf("dan gets it when he comes: %v", page)
	}
	for _, c := range []struct {
		path, code string
		body       map[string]any
	}{
		{"/v1/admin/broadcast", "bad_payload", map[string]any{"body": "text"}},
		{"/v1/admin/broadcast", "too_large", map[string]any{"body": map[string]any{"text": strings.Repeat("x", 20_000)}}},
		{"/v1/admin/broadcast", "invalid", map[string]any{"body": map[string]any{}, "users": []string{"ann"}}},
		{"/v1/admin/broadcast?from=ann", "too_many", map[string]any{"body": map[string]any{}, "users": []string{}}},
		{"/v1/admin/broadcast?from=ann", "bad_id", map[string]any{"body": map[string]any{}, "users": []string{"a b"}}},
	} {
		if _, body := s.create(t, c.path, c.body); body["code"] != c.code {
			t.Errorf("%s %v: %v", c.path, c.body, body)
		}
	}
}
