package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

func TestWebhooks(t *testing.T) {
	w := newWorld(t)
	r := w.ask(t, "key", "POST", "/v1/webhooks", `{"url":"https://x.example/h","events":["message.*","*"]}`)
	id, _ := r.json["id"].(string)
	secret, _ := r.json["secret"].(string)
	if r.StatusCode != 201 || id == "" || len(secret) < 16 || r.json["enabled"] != true || r.json["kind"] != "events" {
		t.Fatal(r.text)
	}
	if err := w.svc.MoveWebhook(context.Background(), "default", id, chat.WebhookMove{Dead: []chat.DeadLetter{{Pos: 1, Event: "x", Error: "no"}, {Pos: 7, Event: "x", Error: "no"}}}); err != nil {
		t.Fatal(err)
	}
	one, long := "/v1/webhooks/"+id, strings.Repeat("x", 3000)
	bad := func(name, body, code, field string, status int) scenario {
		return scenario{name: name, who: "key", method: "POST", path: "/v1/webhooks", body: body, status: status, code: code, field: field}
	}
	w.run(t, []scenario{
		{name: "list", who: "key", method: "GET", path: "/v1/webhooks", status: 200, want: []string{id, `"url":"https://x.example/h"`}, not: []string{secret, "secret"}},
		{name: "status", who: "key", method: "GET", path: one, status: 200, want: []string{`"dead_letters":2`, `"lag":0`, `"running":false`}, not: []string{secret, "secret"}},
		{name: "letters", who: "key", method: "GET", path: one + "/dead-letters?limit=1", status: 200, want: []string{`"pos":1`, `"next":"1"`, `"error":"no"`}},
		{name: "more letters", who: "key", method: "GET", path: one + "/dead-letters?limit=1&cursor=1", status: 200, want: []string{`"pos":7`}, not: []string{"next"}},
		{name: "retry", who: "key", method: "POST", path: one + "/dead-letters/retry", body: `{"positions":[7,8]}`, status: 202, want: []string{`"count":1`}},
		{name: "retry none", who: "key", method: "POST", path: one + "/dead-letters/retry", body: `{"positions":[]}`, status: 202, want: []string{`"count":0`}},
		{name: "remove one", who: "key", method: "POST", path: one + "/dead-letters/remove", body: `{"positions":[7]}`, status: 200, want: []string{`"count":1`}},
		{name: "remove all", who: "key", method: "POST", path: one + "/dead-letters/remove", status: 200, want: []string{`"count":1`}},
		{name: "replay", who: "key", method: "POST", path: one + "/replay", body: `{"since":0}`, status: 202, want: []string{`"since":0`, `"up_to":`}},
		{name: "change", who: "key", method: "PATCH", path: one, body: `{"events":["group.*"],"enabled":false}`, status: 200, want: []string{`"events":["group.*"]`, `"enabled":false`}, not: []string{"secret"}},

		bad("no url", `{"events":["*"]}`, "invalid", "url", 422),
		bad("no address", `{"url":"x.example","events":["*"]}`, "invalid", "url", 422),
		bad("another scheme", `{"url":"ftp://x.example/","events":["*"]}`, "invalid", "url", 422),
		bad("with a user", `{"url":"https://a:b@x.example/","events":["*"]}`, "invalid", "url", 422),
		bad("long url", `{"url":"https://x.example/`+long+`","events":["*"]}`, "too_large", "url", 413),
		bad("no events", `{"url":"https://x.example/","events":[]}`, "too_many", "events", 422),
		bad("bad pattern", `{"url":"https://x.example/","events":["message.*.x"]}`, "invalid", "events", 422),
		bad("short secret", `{"url":"https://x.example/","events":["*"],"secret":"short"}`, "invalid", "secret", 422),
		bad("long secret", `{"url":"https://x.example/","events":["*"],"secret":"`+long+`"}`, "too_large", "secret", 413),
		{name: "by a user", who: "ann", method: "POST", path: "/v1/webhooks", body: `{"url":"https://x.example/","events":["*"]}`, status: 403, code: "forbidden"},
		{name: "read by a user", who: "ann", method: "GET", path: one, status: 403, code: "forbidden"},
		{name: "another app", who: "shop/key", method: "GET", path: one, status: 404, code: "not_found", field: "webhook"},
		{name: "change none", who: "key", method: "PATCH", path: "/v1/webhooks/none", body: `{"enabled":true}`, status: 404, code: "not_found", field: "webhook"},
		{name: "bad change", who: "key", method: "PATCH", path: one, body: `{"url":"nowhere"}`, status: 422, code: "invalid", field: "url"},
		{name: "replay backward", who: "key", method: "POST", path: one + "/replay", body: `{"since":9,"until":8}`, status: 422, code: "invalid", field: "since"},
		{name: "letters of none", who: "key", method: "GET", path: "/v1/webhooks/none/dead-letters", status: 404, code: "not_found", field: "webhook"},
		{name: "nothing of it changed it", who: "key", method: "GET", path: "/v1/webhooks", status: 200, want: []string{`"events":["group.*"]`, `"url":"https://x.example/h"`}},
		{name: "remove", who: "key", method: "DELETE", path: one, status: 204},
		{name: "removed", who: "key", method: "GET", path: one, status: 404, code: "not_found", field: "webhook"},
	})
	for i := range 11 {
		want := 201
		if i == chat.MaxWebhooks {
			want = 422
		}
		if r := w.ask(t, "key", "POST", "/v1/webhooks", fmt.Sprintf(`{"url":"https://x.example/%d","events":["*"]}`, i)); r.StatusCode != want {
			t.Fatal(i, r.text)
		}
	}
}
