package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func TestDo(t *testing.T) {
	w := newWorld(t)
	ann := chat.Caller{App: "default", User: "ann", Platform: "wechat"}
	for _, c := range []struct {
		name         string
		method, path string
		body         string
		status       int
		want         string
	}{
		{"a group", "POST", "/v1/groups", `{"id":"g1","name":"G"}`, 201, `"id":"g1"`},
		{"a list with a parameter", "GET", "/v1/groups?limit=5", "", 200, `"groups":[{"id":"g1"`},
		{"the same validation", "GET", "/v1/groups?limit=0", "", 422, `"field":"limit"`},
		{"unknown field", "POST", "/v1/groups", `{"name":"G","x":1}`, 422, `"field":"x"`},
		{"no JSON", "POST", "/v1/groups", `{`, 400, `"code":"invalid"`},
		{"nothing to answer", "DELETE", "/v1/groups/g1", "", 204, `{}`},
		{"the rights of the user", "GET", "/v1/users", "", 403, `"code":"forbidden"`},
		{"not another's", "GET", "/v1/sync?from=bob", "", 403, `"field":"from"`},
		{"no upload", "POST", "/v1/files", "bytes", 404, `"code":"not_found"`},
		{"no upload either", "PUT", "/v1/files?name=x", "bytes", 404, `"code":"not_found"`},
		{"no upload in disguise", "PUT", "/v1/%66iles", "bytes", 404, `"code":"not_found"`},
		{"no download", "GET", "/f/default/x/y?e=0&s=x", "", 404, `"code":"not_found"`},
		{"nothing outside", "GET", "/metrics", "", 404, `"code":"not_found"`},
		{"nothing outside by dots", "GET", "/v1/../metrics", "", 404, `"code":"not_found"`},
		{"no other host", "GET", "http://other/v1/groups", "", 404, `"code":"not_found"`},
		{"no path", "GET", "", "", 404, `"code":"not_found"`},
		{"unknown", "GET", "/v1/nothing", "", 404, `"code":"not_found"`},
		{"wrong method", "DELETE", "/v1/groups", "", 405, `"code":"method_not_allowed"`},
		{"no such method", "BREW", "/v1/groups", "", 405, `"code":"method_not_allowed"`},
		{"no preflight", "OPTIONS", "/v1/groups", "", 405, `"code":"method_not_allowed"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, answer := w.Do(t.Context(), ann, c.method, c.path, []byte(c.body))
			if status != c.status || !strings.Contains(string(answer), c.want) || !json.Valid(answer) {
				t.Errorf("%d %s, want %d %s", status, answer, c.status, c.want)
			}
		})
	}
	status, answer := w.Do(t.Context(), chat.Caller{}, "GET", "/v1/groups", nil)
	if status != 401 {
		t.Errorf("nobody: %d %s", status, answer)
	}
	if log := w.logged.String(); !strings.Contains(log, "operation=listGroups") {
		t.Errorf("not in the access log: %s", log)
	}
}

// FuzzDo holds that nothing that comes over a socket brings the server down, and that every answer is JSON.
func FuzzDo(f *testing.F) {
	w := newWorld(f)
	for _, s := range [][3]string{
		{"GET", "/v1/groups?limit=5&cursor=g", ""},
		{"POST", "/v1/messages", `{"to":"user/bob","body":{"text":"x"},"ext":{"a":[1,null]},"cid":"c"}`},
		{"POST", "/v1/messages", `{"to":"user/bob","type":"combine","body":{"messages":[{"type":"txt","body":{}}]}}`},
		{"PATCH", "/v1/users/ann/profile", `{"nickname":null,"ext":null}`},
		{"POST", "/v1/token/revoke", `{"token":"a.b.c"}`},
		{"PATCH", "/v1/app", `{"settings":{"token_ttl":60}}`},
		{"GET", "/v1/conversations/user/%2e%2e/messages?before=18446744073709551615", ""},
		{"POST", "/v1/users", `{"users":[{"user":"x"},null]}`},
		{"PUT", "/v1/%zz", "\xff"},
		{"GE T", "//v1/", "[]"},
	} {
		f.Add(s[0], s[1], []byte(s[2]), false)
		f.Add(s[0], s[1], []byte(s[2]), true)
	}
	f.Fuzz(func(t *testing.T, method, path string, body []byte, admin bool) {
		hang := time.AfterFunc(20*time.Second, func() { panic(fmt.Sprintf("no answer to %s %q %q, admin %v", method, path, body, admin)) })
		defer hang.Stop()
		status, answer := w.Do(t.Context(), chat.Caller{App: "default", User: "ann", Admin: admin}, method, path, body)
		var object map[string]any
		if status < 200 || status > 599 || json.Unmarshal(answer, &object) != nil {
			t.Errorf("%s %q %q: %d %q", method, path, body, status, answer)
		}
		if status == 500 {
			t.Errorf("%s %q %q: %s\n%s", method, path, body, answer, w.logged.String())
		}
	})
}
