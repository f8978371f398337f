package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestMessages(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "plain", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"hi"},"cid":"c1"}`, status: 200, want: []string{`"seq":1`, `"id":"`, `"ts":`}},
		{name: "again", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"hi"},"cid":"c1"}`, status: 200, want: []string{`"seq":1`}},
		{name: "cid reused", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"ho"},"cid":"c1"}`, status: 409, code: "cid_reused", field: "cid"},
		{name: "by key", who: "key", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"2"},"from":"ann"}`, status: 200, want: []string{`"seq":2`}},
		{name: "by key in the query", who: "key", method: "POST", path: "/v1/messages?from=ann", body: `{"to":"user/bob","body":{"text":"3"}}`, status: 200, want: []string{`"seq":3`}},
		{name: "two senders", who: "key", method: "POST", path: "/v1/messages?from=ann", body: `{"to":"user/bob","body":{"text":"3"},"from":"cat"}`, status: 422, code: "invalid", field: "from"},
		{name: "no sender", who: "key", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"3"}}`, status: 422, code: "invalid", field: "from"},
		{name: "another sender", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"x"},"from":"cat"}`, status: 403, code: "forbidden", field: "from"},
		{name: "unknown sender", who: "key", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"x"},"from":"nobody"}`, status: 404, code: "no_such_user", field: "from"},
		{name: "unknown user", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/nobody","body":{"text":"x"}}`, status: 404, code: "no_such_user", field: "to"},
		{name: "user of another app", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/eve","body":{"text":"x"}}`, status: 404, code: "no_such_user", field: "to"},
		{name: "unknown group", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"group/none","body":{"text":"x"}}`, status: 404, code: "no_such_group", field: "to"},
		{name: "bad address", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"bob","body":{"text":"x"}}`, status: 404, code: "bad_address", field: "to"},
		{name: "no address", who: "ann", method: "POST", path: "/v1/messages", body: `{"body":{"text":"x"}}`, status: 422, code: "invalid", field: "to"},
		{name: "no body", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob"}`, status: 422, code: "bad_payload", field: "body"},
		{name: "text for a body", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":"x"}`, status: 422, code: "bad_payload", field: "body"},
		{name: "bad type", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","type":"smell","body":{}}`, status: 422, code: "bad_payload", field: "type"},
		{name: "type of a type", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","type":7,"body":{}}`, status: 422, code: "invalid", field: "type"},
		{name: "too large", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"` + strings.Repeat("x", 66000) + `"}}`, status: 413, code: "too_large"},
		{name: "unknown field", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"x"},"txt":"y"}`, status: 422, code: "invalid", field: "txt"},
		{name: "no UTF-8", who: "ann", method: "POST", path: "/v1/messages", body: "{\"to\":\"user/bob\",\"body\":{\"text\":\"\xff\"}}", status: 400, code: "invalid"},
		{name: "no JSON", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":`, status: 400, code: "invalid"},
		{name: "an array", who: "ann", method: "POST", path: "/v1/messages", body: `[]`, status: 422, code: "invalid"},
		{name: "nothing", who: "ann", method: "POST", path: "/v1/messages", status: 400, code: "invalid"},
		{name: "cmd is not stored", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","type":"cmd","body":{"a":1}}`, status: 200, not: []string{"seq"}},
		{name: "unless asked", who: "bob", method: "POST", path: "/v1/messages", body: `{"to":"user/ann","type":"cmd","body":{"a":1},"store":true}`, status: 200, want: []string{`"seq":4`}},
		{name: "typing", who: "ann", method: "POST", path: "/v1/typing", body: `{"to":"user/bob","body":{"on":true}}`, status: 204},
		{name: "typing plainly", who: "ann", method: "POST", path: "/v1/typing", body: `{"to":"user/bob"}`, status: 204},
		{name: "typing badly", who: "ann", method: "POST", path: "/v1/typing", body: `{"to":"user/bob","body":[1]}`, status: 422, code: "bad_payload"},
		{name: "typing to nobody", who: "ann", method: "POST", path: "/v1/typing", body: `{"to":"user/nobody"}`, status: 404, code: "no_such_user", field: "to"},
		{name: "typing without a user", who: "key", method: "POST", path: "/v1/typing", body: `{"to":"user/bob"}`, status: 422, code: "invalid", field: "from"},
		{name: "without credentials", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"x"}}`, status: 401, code: "unauthenticated"},
		{name: "with the server's key", who: "server", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":{"text":"x"}}`, status: 403, code: "forbidden"},
	})
	w.live.mu.Lock()
	defer w.live.mu.Unlock()
	if len(w.live.signals) != 2 || string(w.live.signals[0].Body) != `{"on":true}` || w.live.signals[1].Body != nil {
		t.Errorf("signals: %+v", w.live.signals)
	}
}

func TestConversations(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.ask(t, "ann", "POST", "/v1/messages", fmt.Sprintf(`{"to":"user/bob","body":{"text":"n%d"}}`, i+1))
	}
	w.ask(t, "cat", "POST", "/v1/messages", `{"to":"user/bob","body":{"text":"late"}}`)
	const history = "/v1/conversations/user/ann/messages"
	w.run(t, []scenario{
		{name: "list", who: "bob", method: "GET", path: "/v1/conversations", status: 200, want: []string{`"conversation":"user/ann"`, `"unread":5`, `"conversation":"user/cat"`}},
		{name: "first page", who: "bob", method: "GET", path: "/v1/conversations?limit=1", status: 200, want: []string{`"next":"`}},
		{name: "bad cursor", who: "bob", method: "GET", path: "/v1/conversations?cursor=@", status: 422, code: "invalid", field: "cursor"},
		{name: "big limit", who: "bob", method: "GET", path: "/v1/conversations?limit=101", status: 422, code: "invalid", field: "limit"},
		{name: "unknown parameter", who: "bob", method: "GET", path: "/v1/conversations?limt=1", status: 422, code: "invalid", field: "limt"},
		{name: "history", who: "bob", method: "GET", path: history + "?limit=2", status: 200, want: []string{"n4", "n5", `"more":true`, `"last_seq":5`}, not: []string{"n3"}},
		{name: "before", who: "bob", method: "GET", path: history + "?before=3", status: 200, want: []string{"n1", "n2", `"more":false`}, not: []string{"n3"}},
		{name: "after", who: "bob", method: "GET", path: history + "?after=3", status: 200, want: []string{"n4", "n5"}, not: []string{"n3"}},
		{name: "both", who: "bob", method: "GET", path: history + "?after=3&before=5", status: 422, code: "invalid", field: "before"},
		{name: "no number", who: "bob", method: "GET", path: history + "?before=x", status: 422, code: "invalid", field: "before"},
		{name: "empty", who: "ann", method: "GET", path: "/v1/conversations/user/bob/messages?before=1", status: 200, want: []string{`"messages":[]`}},
		{name: "bad kind", who: "bob", method: "GET", path: "/v1/conversations/tree/ann/messages", status: 404, code: "bad_address", field: "id"},
		{name: "bad id", who: "bob", method: "GET", path: "/v1/conversations/user/a%2Fb/messages", status: 404, code: "bad_address", field: "id"},
		{name: "key without a user", who: "key", method: "GET", path: history, status: 422, code: "invalid", field: "from"},
		{name: "key for a user", who: "key", method: "GET", path: history + "?from=bob", status: 200, want: []string{"n5"}},
		{name: "the same names in another app", who: "shop/ann", method: "GET", path: "/v1/conversations", status: 200, want: []string{`"conversations":[]`}},
		{name: "read to 3", who: "bob", method: "POST", path: "/v1/conversations/user/ann/read", body: `{"seq":3}`, status: 200, want: []string{`"read_seq":3`, `"unread":2`}},
		{name: "read all", who: "bob", method: "POST", path: "/v1/conversations/user/ann/read", status: 200, want: []string{`"read_seq":5`, `"unread":0`}},
		{name: "read negative", who: "bob", method: "POST", path: "/v1/conversations/user/ann/read", body: `{"seq":-1}`, status: 422, code: "invalid", field: "seq"},
		{name: "read huge", who: "bob", method: "POST", path: "/v1/conversations/user/ann/read", body: `{"seq":1e30}`, status: 422, code: "invalid", field: "seq"},
		{name: "read nothing", who: "ann", method: "POST", path: "/v1/conversations/user/cat/read", status: 404, code: "not_found"},
		{name: "sync", who: "bob", method: "GET", path: "/v1/sync", status: 200, want: []string{`"cursor":"`, "n1", "late"}},
		{name: "bad sync cursor", who: "bob", method: "GET", path: "/v1/sync?cursor=zzzz", status: 422, code: "invalid", field: "cursor"},
	})
	cursor := w.ask(t, "bob", "GET", "/v1/sync", nil).json["cursor"].(string)
	if r := w.ask(t, "bob", "GET", "/v1/sync?cursor="+cursor, nil); !strings.Contains(r.text, `"conversations":[]`) {
		t.Errorf("nothing is new, but %s", r.text)
	}
}
