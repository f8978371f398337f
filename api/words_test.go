package api_test

import (
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	w := newWorld(t)
	const list = "/v1/words/insults"
	w.run(t, []scenario{
		{name: "none yet", who: "key", method: "GET", path: "/v1/words", status: 200, want: []string{`"lists":[]`}},
		{name: "put", who: "key", method: "PUT", path: list, body: `{"action":"refuse","words":["b","a"," a ",""]}`, status: 200, want: []string{`"words":2`, `"action":"refuse"`}},
		{name: "read", who: "key", method: "GET", path: list, status: 200, want: []string{`"words":["a","b"]`}},
		{name: "first page", who: "key", method: "GET", path: list + "?limit=1", status: 200, want: []string{`"words":["a"]`, `"next":"a"`}},
		{name: "second page", who: "key", method: "GET", path: list + "?limit=1&cursor=a", status: 200, want: []string{`"words":["b"]`}, not: []string{"next"}},
		{name: "add", who: "key", method: "POST", path: list, body: `{"words":["c/d","a"]}`, status: 200, want: []string{`"words":3`}},
		{name: "remove", who: "key", method: "POST", path: list + "/remove", body: `{"words":["a","x","a"]}`, status: 200, want: []string{`"words":2`}},
		{name: "a word with a slash", who: "key", method: "GET", path: list, status: 200, want: []string{`["b","c/d"]`}},
		{name: "by a user", who: "ann", method: "PUT", path: list, body: `{"action":"refuse","words":[]}`, status: 403, code: "forbidden"},
		{name: "read by a user", who: "ann", method: "GET", path: list, status: 403, code: "forbidden"},
		{name: "another app", who: "shop/key", method: "GET", path: list, status: 404, code: "not_found", field: "list"},
		{name: "no action", who: "key", method: "PUT", path: list, body: `{"words":["x"]}`, status: 422, code: "invalid", field: "action"},
		{name: "bad action", who: "key", method: "PUT", path: list, body: `{"action":"shout","words":["x"]}`, status: 422, code: "invalid", field: "action"},
		{name: "bad name", who: "key", method: "PUT", path: "/v1/words/a%20b", body: `{"action":"pass","words":["x"]}`, status: 422, code: "bad_id", field: "list"},
		{name: "long word", who: "key", method: "PUT", path: list, body: `{"action":"pass","words":["` + strings.Repeat("x", 257) + `"]}`, status: 413, code: "too_large", field: "words"},
		{name: "no words", who: "key", method: "POST", path: list, body: `{"words":"x"}`, status: 422, code: "invalid", field: "words"},
		{name: "add to none", who: "key", method: "POST", path: "/v1/words/none", body: `{"words":["x"]}`, status: 404, code: "not_found", field: "list"},
		{name: "remove from none", who: "key", method: "POST", path: "/v1/words/none/remove", body: `{"words":["x"]}`, status: 404, code: "not_found", field: "list"},
		{name: "drop none", who: "key", method: "DELETE", path: "/v1/words/none", status: 404, code: "not_found", field: "list"},
		{name: "text without an action", who: "key", method: "PUT", path: list + "/text", body: "x", status: 422, code: "invalid", field: "action"},
		{name: "nothing of it changed it", who: "key", method: "GET", path: list, status: 200, want: []string{`["b","c/d"]`}},
		{name: "drop", who: "key", method: "DELETE", path: list, status: 204},
		{name: "dropped", who: "key", method: "GET", path: list, status: 404, code: "not_found", field: "list"},
		{name: "again, empty", who: "key", method: "PUT", path: list, body: `{"action":"pass","words":[]}`, status: 200, want: []string{`"words":0`}},
		{name: "still empty", who: "key", method: "GET", path: list, status: 200, want: []string{`"words":[]`}},
	})
	for i := range 9 {
		if r := w.ask(t, "key", "PUT", "/v1/words/l"+string(rune('0'+i)), `{"action":"pass","words":[]}`); r.StatusCode != 200 {
			t.Fatal(r.text)
		}
	}
	if r := w.ask(t, "key", "PUT", "/v1/words/eleventh", `{"action":"pass","words":[]}`); r.StatusCode != 422 {
		t.Fatal(r.text)
	}
}
