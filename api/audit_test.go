package api_test

import (
	"strings"
	"testing"
	"time"
)

// audit lists what an entry says in short: operation, about whom, status and code.
func (w *world) audit(t *testing.T, who, query string) (entries []string) {
	t.Helper()
	r := w.ask(t, who, "GET", "/v1/admin/audit"+query, nil)
	if r.StatusCode != 200 {
		t.Fatalf("%d %s", r.StatusCode, r.text)
	}
	for _, e := range r.json["entries"].([]any) {
		e := e.(map[string]any)
		short := e["operation"].(string) + " " + e["path"].(string)
		if code, refused := e["code"]; refused {
			short += " " + code.(string)
		}
		entries = append(entries, short)
	}
	return entries
}

func TestAudit_KeepsWhatKeysDoAndNoSecrets(t *testing.T) {
	w := newWorld(t)
	w.ask(t, "key", "PUT", "/v1/users/ann/password", `{"password":"very secret indeed"}`)
	w.ask(t, "key", "PUT", "/v1/users/bob/ban", `{"seconds":60}`)
	w.ask(t, "key", "PUT", "/v1/users/nobody/ban", `{"seconds":60}`)
	w.ask(t, "key", "POST", "/v1/apps", `{"name":"x"}`)
	w.ask(t, "key", "POST", "/v1/groups?from=ann&x=1", `{"id":"g"}`)
	w.ask(t, "key", "GET", "/v1/users", nil)
	w.ask(t, "key", "POST", "/v1/messages?from=ann", `{"to":"user/bob","body":{"text":"hello"}}`)
	w.ask(t, "ann", "PATCH", "/v1/users/ann/profile", `{"nickname":"Ann"}`)
	w.ask(t, "wrong", "PUT", "/v1/users/ann/ban", nil)
	w.ask(t, "key", "GET", "/v1/admin/export?kinds=rooms", nil)
	w.ask(t, "shop/key", "DELETE", "/v1/users/eve", nil)
	w.ask(t, "server", "PATCH", "/v1/apps/shop", `{"settings":{"open_registration":true}}`)
	want := "export /v1/admin/export\ncreateGroup /v1/groups invalid\ncreateApp /v1/apps forbidden\nbanUser /v1/users/nobody/ban no_such_user\nbanUser /v1/users/bob/ban\nsetPassword /v1/users/ann/password"
	got := strings.Join(w.audit(t, "key", ""), "\n")
	if strings.ReplaceAll(got, " invalid", "") != strings.ReplaceAll(want, " invalid", "") {
		t.Errorf("it says\n%s\nwant\n%s", got, want)
	}
	if got := w.audit(t, "shop/key", ""); len(got) != 1 || got[0] != "deleteUser /v1/users/eve" {
		t.Errorf("the other app: %v", got)
	}
	if got := w.audit(t, "server", ""); len(got) != 1 || got[0] != "changeApp /v1/apps/shop" {
		t.Errorf("the server: %v", got)
	}
	for query, n := range map[string]int{"?operation=banUser": 2, "?about=bob": 1, "?about=ann": 2, "?result=refused": 3, "?result=done&operation=banUser": 1, "?key=00000000": 0, "?since=99999999999999": 0, "?until=5": 0} {
		if got := w.audit(t, "key", query); len(got) != n {
			t.Errorf("%s: %v", query, got)
		}
	}
	text := w.ask(t, "key", "GET", "/v1/admin/audit", nil).text
	if strings.Contains(text, "secret") || strings.Contains(text, w.bearer["key"]) || strings.Contains(text, "x=1") || !strings.Contains(text, `"address":"127.0.0.1"`) || !strings.Contains(text, `"for":"ann"`) {
		t.Errorf("an entry: %s", text)
	}
	w.run(t, []scenario{
		{name: "a user", who: "cat", method: "GET", path: "/v1/admin/audit", status: 403, code: "forbidden"},
		{name: "nobody", method: "GET", path: "/v1/admin/audit", status: 401, code: "unauthenticated"},
		{name: "a cursor", who: "key", method: "GET", path: "/v1/admin/audit?cursor=no", status: 422, code: "invalid", field: "cursor"},
		{name: "a result", who: "key", method: "GET", path: "/v1/admin/audit?result=maybe", status: 422, code: "invalid", field: "result"},
	})
}

func TestAudit_PagesAndEnds(t *testing.T) {
	w := newWorld(t)
	for range 25 {
		w.ask(t, "key", "PATCH", "/v1/app", `{"settings":{"room_entry":7}}`)
	}
	seen, cursor := map[any]bool{}, ""
	for pages := 1; ; pages++ {
		r := w.ask(t, "key", "GET", "/v1/admin/audit?limit=10&cursor="+cursor, nil)
		for _, e := range r.json["entries"].([]any) {
			seen[e.(map[string]any)["id"]] = true
		}
		next, more := r.json["next"].(string)
		if cursor = next; !more {
			if pages != 3 || len(seen) != 25 {
				t.Errorf("%d pages, %d entries", pages, len(seen))
			}
			break
		}
	}
	w.now.Add((181 * 24 * time.Hour).Milliseconds())
	if err := w.svc.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.audit(t, "key", ""); len(got) != 0 {
		t.Errorf("after 181 days: %v", got)
	}
}
