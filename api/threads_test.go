package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

func TestThreads(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "make a group", who: "ann", method: "POST", path: "/v1/groups", body: `{"id":"g1","name":"G","members":["bob"]}`, status: 201},
		{name: "say something", who: "bob", method: "POST", path: "/v1/messages", body: `{"to":"group/g1","body":{"text":"x"}}`, status: 200, want: []string{`"seq":2`}},
		{name: "none yet", who: "ann", method: "GET", path: "/v1/groups/g1/threads", status: 200, want: []string{`"threads":[]`}},
		{name: "no name", who: "ann", method: "POST", path: "/v1/groups/g1/threads", body: `{"seq":2}`, status: 422, code: "invalid", field: "name"},
		{name: "an empty name", who: "ann", method: "POST", path: "/v1/groups/g1/threads", body: `{"seq":2,"name":""}`, status: 422, code: "invalid", field: "name"},
		{name: "a long name", who: "ann", method: "POST", path: "/v1/groups/g1/threads", body: `{"seq":2,"name":"` + strings.Repeat("x", 65) + `"}`, status: 413, code: "too_large", field: "name"},
		{name: "no message", who: "ann", method: "POST", path: "/v1/groups/g1/threads", body: `{"name":"x"}`, status: 422, code: "invalid", field: "seq"},
		{name: "message 0", who: "ann", method: "POST", path: "/v1/groups/g1/threads", body: `{"seq":0,"name":"x"}`, status: 422, code: "invalid", field: "seq"},
		{name: "no such message", who: "ann", method: "POST", path: "/v1/groups/g1/threads", body: `{"seq":9,"name":"x"}`, status: 404, code: "no_such_message", field: "seq"},
		{name: "as a stranger", who: "cat", method: "POST", path: "/v1/groups/g1/threads", body: `{"seq":2,"name":"x"}`, status: 403, code: "not_member"},
		{name: "in another app", who: "shop/ann", method: "POST", path: "/v1/groups/g1/threads", body: `{"seq":2,"name":"x"}`, status: 404, code: "no_such_group", field: "group"},
		{name: "by key for nobody", who: "key", method: "POST", path: "/v1/groups/g1/threads", body: `{"seq":2,"name":"x"}`, status: 422, code: "invalid", field: "from"},
		{name: "by key", who: "key", method: "POST", path: "/v1/groups/g1/threads?from=bob", body: `{"seq":2,"name":"T"}`, status: 201, want: []string{`"owner":"bob"`, `"members":1`, `"joined":true`}},
		{name: "a second", who: "ann", method: "POST", path: "/v1/groups/g1/threads", body: `{"seq":2,"name":"x"}`, status: 409, code: "already_exists", field: "seq"},
	})
	var list struct{ Threads []chat.Thread }
	if err := json.Unmarshal([]byte(w.ask(t, "ann", "GET", "/v1/groups/g1/threads", nil).text), &list); err != nil || len(list.Threads) != 1 {
		t.Fatal(err, list)
	}
	one := "/v1/threads/" + string(list.Threads[0].ID)
	last := `{"threads":["` + string(list.Threads[0].ID) + `"]}`
	w.run(t, []scenario{
		{name: "read", who: "ann", method: "GET", path: one, status: 200, want: []string{`"name":"T"`, `"group":"g1"`, `"seq":2`}, not: []string{"joined"}},
		{name: "read as a stranger", who: "cat", method: "GET", path: one, status: 403, code: "not_member"},
		{name: "read in another app", who: "shop/key", method: "GET", path: one, status: 404, code: "no_such_thread", field: "thread"},
		{name: "read a group", who: "ann", method: "GET", path: "/v1/threads/g1", status: 404, code: "no_such_thread", field: "thread"},
		{name: "mine", who: "bob", method: "GET", path: "/v1/threads?group=g1", status: 200, want: []string{`"name":"T"`}},
		{name: "none of mine", who: "ann", method: "GET", path: "/v1/threads", status: 200, want: []string{`"threads":[]`}},
		{name: "join as a stranger", who: "cat", method: "POST", path: one + "/join", status: 403, code: "not_member"},
		{name: "join", who: "ann", method: "POST", path: one + "/join", status: 200, want: []string{`"members":2`, `"joined":true`}},
		{name: "members", who: "ann", method: "GET", path: one + "/members?limit=1", status: 200, want: []string{`"user":"ann"`, `"next":"ann"`}},
		{name: "write", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"group/` + string(list.Threads[0].ID) + `","body":{"text":"said"}}`, status: 200},
		{name: "last", who: "bob", method: "POST", path: "/v1/threads/last", body: last, status: 200, want: []string{`"text":"said"`}},
		{name: "last as a stranger", who: "cat", method: "POST", path: "/v1/threads/last", body: last, status: 200, want: []string{`"threads":[]`}},
		{name: "last of none", who: "bob", method: "POST", path: "/v1/threads/last", body: `{"threads":[]}`, status: 422, code: "too_many", field: "threads"},
		{name: "on the message", who: "bob", method: "GET", path: "/v1/conversations/group/g1/messages/2", status: 200, want: []string{`"thread":{"id":"`, `"messages":1`, `"text":"said"`}},
		{name: "rename", who: "bob", method: "PATCH", path: one, body: `{"name":"U"}`, status: 200, want: []string{`"name":"U"`}},
		{name: "rename to nothing", who: "bob", method: "PATCH", path: one, body: `{}`, status: 422, code: "invalid", field: "name"},
		{name: "rename what is not there", who: "bob", method: "PATCH", path: one, body: `{"name":"U","owner":"ann"}`, status: 422, code: "invalid", field: "owner"},
		{name: "remove as a member", who: "bob", method: "DELETE", path: one + "/members/ann", status: 403, code: "forbidden"},
		{name: "remove", who: "ann", method: "DELETE", path: one + "/members/bob", status: 204},
		{name: "remove again", who: "ann", method: "DELETE", path: one + "/members/bob", status: 403, code: "not_member", field: "members"},
		{name: "leave", who: "ann", method: "POST", path: one + "/leave", status: 204},
		{name: "leave again", who: "ann", method: "POST", path: one + "/leave", status: 403, code: "not_member", field: "members"},
		{name: "dismiss as a stranger", who: "cat", method: "DELETE", path: one, status: 403, code: "not_member"},
		{name: "dismiss by key", who: "key", method: "DELETE", path: one, status: 204},
		{name: "dismissed", who: "bob", method: "GET", path: one, status: 404, code: "no_such_thread", field: "thread"},
	})
}
