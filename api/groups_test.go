package api_test

import (
	"encoding/json"
	"fmt"
	"testing"
)

func TestGroups(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "make", who: "ann", method: "POST", path: "/v1/groups", body: `{"id":"g1","name":"G","members":["bob"],"ext":{"a":1}}`, status: 201, want: []string{`"id":"g1"`, `"owner":"ann"`, `"members":2`}},
		{name: "make unnamed", who: "ann", method: "POST", path: "/v1/groups", body: `{"name":""}`, status: 201, want: []string{`"id":"id`}},
		{name: "no name", who: "ann", method: "POST", path: "/v1/groups", body: `{}`, status: 422, code: "invalid", field: "name"},
		{name: "again", who: "ann", method: "POST", path: "/v1/groups", body: `{"id":"g1","name":"G"}`, status: 409, code: "already_exists", field: "id"},
		{name: "bad id", who: "ann", method: "POST", path: "/v1/groups", body: `{"id":"g/1","name":"G"}`, status: 422, code: "bad_id", field: "id"},
		{name: "unknown member", who: "ann", method: "POST", path: "/v1/groups", body: `{"name":"G","members":["eve"]}`, status: 404, code: "no_such_user", field: "members"},
		{name: "member of a wrong type", who: "ann", method: "POST", path: "/v1/groups", body: `{"name":"G","members":["bob",7]}`, status: 422, code: "invalid", field: "members[1]"},
		{name: "for another", who: "ann", method: "POST", path: "/v1/groups", body: `{"name":"G","owner":"bob"}`, status: 403, code: "forbidden", field: "owner"},
		{name: "by key without owner", who: "key", method: "POST", path: "/v1/groups", body: `{"name":"G"}`, status: 422, code: "invalid", field: "owner"},
		{name: "by key", who: "key", method: "POST", path: "/v1/groups", body: `{"id":"g2","name":"G2","owner":"cat"}`, status: 201, want: []string{`"owner":"cat"`}},
		{name: "mine", who: "bob", method: "GET", path: "/v1/groups", status: 200, want: []string{`"groups":[{"id":"g1"`}, not: []string{"g2", "next"}},
		{name: "none", who: "shop/ann", method: "GET", path: "/v1/groups", status: 200, want: []string{`"groups":[]`}},
		{name: "a page", who: "ann", method: "GET", path: "/v1/groups?limit=1", status: 200, want: []string{`"next":"g1"`}},
		{name: "of nobody", who: "key", method: "GET", path: "/v1/groups", status: 422, code: "invalid", field: "from"},
		{name: "read", who: "bob", method: "GET", path: "/v1/groups/g1", status: 200, want: []string{`"name":"G"`}},
		{name: "read by key", who: "key", method: "GET", path: "/v1/groups/g1", status: 200},
		{name: "read as a stranger", who: "cat", method: "GET", path: "/v1/groups/g1", status: 403, code: "not_member"},
		{name: "read in another app", who: "shop/ann", method: "GET", path: "/v1/groups/g1", status: 404, code: "no_such_group", field: "group"},
		{name: "read in another app by key", who: "shop/key", method: "GET", path: "/v1/groups/g1", status: 404, code: "no_such_group", field: "group"},
		{name: "change", who: "ann", method: "PATCH", path: "/v1/groups/g1", body: `{"announcement":"new"}`, status: 200, want: []string{`"announcement":"new"`, `"name":"G"`}},
		{name: "change as a member", who: "bob", method: "PATCH", path: "/v1/groups/g1", body: `{"name":"x"}`, status: 403, code: "forbidden"},
		{name: "change what is not there", who: "ann", method: "PATCH", path: "/v1/groups/g1", body: `{"owner":"bob"}`, status: 422, code: "invalid", field: "owner"},
		{name: "members", who: "bob", method: "GET", path: "/v1/groups/g1/members", status: 200, want: []string{`{"user":"ann","role":"owner"`, `{"user":"bob","role":"member"`}, not: []string{"next"}},
		{name: "members as a stranger", who: "cat", method: "GET", path: "/v1/groups/g1/members", status: 403, code: "not_member"},
		{name: "add", who: "ann", method: "POST", path: "/v1/groups/g1/members", body: `{"members":["cat"]}`, status: 200, want: []string{`"members":3`}},
		{name: "add unknown", who: "ann", method: "POST", path: "/v1/groups/g1/members", body: `{"members":["nobody"]}`, status: 404, code: "no_such_user", field: "members"},
		{name: "add none", who: "ann", method: "POST", path: "/v1/groups/g1/members", body: `{"members":[]}`, status: 422, code: "invalid", field: "members"},
		{name: "add nothing", who: "ann", method: "POST", path: "/v1/groups/g1/members", body: `{}`, status: 422, code: "invalid", field: "members"},
		{name: "remove as a member", who: "bob", method: "DELETE", path: "/v1/groups/g1/members/cat", status: 403, code: "forbidden"},
		{name: "remove", who: "ann", method: "DELETE", path: "/v1/groups/g1/members/cat", status: 204},
		{name: "remove again", who: "ann", method: "DELETE", path: "/v1/groups/g1/members/cat", status: 403, code: "not_member", field: "members"},
		{name: "remove the owner", who: "key", method: "POST", path: "/v1/groups/g1/members/remove", body: `{"members":["ann"]}`, status: 409, code: "owner_must_stay", field: "members"},
		{name: "leave as owner", who: "ann", method: "POST", path: "/v1/groups/g1/leave", status: 409, code: "owner_must_stay", field: "members"},
		{name: "transfer as a member", who: "bob", method: "POST", path: "/v1/groups/g1/owner", body: `{"owner":"bob"}`, status: 403, code: "not_owner"},
		{name: "transfer to a stranger", who: "ann", method: "POST", path: "/v1/groups/g1/owner", body: `{"owner":"cat"}`, status: 403, code: "not_member", field: "owner"},
		{name: "transfer", who: "ann", method: "POST", path: "/v1/groups/g1/owner", body: `{"owner":"bob"}`, status: 200, want: []string{`"owner":"bob"`}},
		{name: "leave", who: "ann", method: "POST", path: "/v1/groups/g1/leave", status: 204},
		{name: "left", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"group/g1","body":{"text":"x"}}`, status: 403, code: "not_member"},
		{name: "history by key", who: "key", method: "GET", path: "/v1/conversations/group/g1/messages", status: 200, want: []string{"group.created"}},
		{name: "dismiss", who: "bob", method: "DELETE", path: "/v1/groups/g1", status: 204},
		{name: "dismissed", who: "bob", method: "GET", path: "/v1/groups/g1", status: 404, code: "no_such_group", field: "group"},
	})
}

// The members of the largest group fit into one request, and into no more than that.
func TestGroups_ManyMembersFit(t *testing.T) {
	w := newWorld(t)
	members := make([]string, 10_000)
	for i := range members {
		members[i] = fmt.Sprintf("%064d", i)
	}
	body, _ := json.Marshal(map[string]any{"members": members})
	r := w.ask(t, "key", "POST", "/v1/groups/none/members", string(body))
	if r.StatusCode != 404 || r.json["code"] != "no_such_user" { // read to its end, and understood
		t.Errorf("%d %s", r.StatusCode, r.text)
	}
	members = append(members, append(members, append(members, members...)...)...)
	body, _ = json.Marshal(map[string]any{"members": members})
	r = w.ask(t, "key", "POST", "/v1/groups/none/members", string(body))
	if r.StatusCode != 413 {
		t.Fatalf("%d %s", r.StatusCode, r.text)
	}
	r.mustBeProblem(t, "too_large", "")
}

func TestRooms(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "by a user", who: "ann", method: "POST", path: "/v1/rooms", body: `{"name":"R"}`, status: 403, code: "forbidden"},
		{name: "by key", who: "key", method: "POST", path: "/v1/rooms", body: `{"id":"r1","name":"R","owner":"ann"}`, status: 201, want: []string{`"id":"r1"`}},
		{name: "again", who: "key", method: "POST", path: "/v1/rooms", body: `{"id":"r1","name":"R"}`, status: 409, code: "already_exists", field: "id"},
		{name: "of nobody known", who: "key", method: "POST", path: "/v1/rooms", body: `{"name":"R","owner":"eve"}`, status: 404, code: "no_such_user", field: "owner"},
		{name: "list", who: "bob", method: "GET", path: "/v1/rooms", status: 200, want: []string{`"rooms":[{"id":"r1"`, `"online":7`}},
		{name: "none", who: "shop/ann", method: "GET", path: "/v1/rooms", status: 200, want: []string{`"rooms":[]`}},
		{name: "read", who: "bob", method: "GET", path: "/v1/rooms/r1", status: 200, want: []string{`"online":7`}},
		{name: "read in another app", who: "shop/key", method: "GET", path: "/v1/rooms/r1", status: 404, code: "no_such_room", field: "room"},
		{name: "write", who: "bob", method: "POST", path: "/v1/messages", body: `{"to":"room/r1","body":{"text":"x"}}`, status: 200},
		{name: "typing from outside", who: "bob", method: "POST", path: "/v1/typing", body: `{"to":"room/r1"}`, status: 403, code: "not_member"},
		{name: "typing", who: "cat", method: "POST", path: "/v1/typing", body: `{"to":"room/r1"}`, status: 204},
		{name: "history", who: "bob", method: "GET", path: "/v1/conversations/room/r1/messages", status: 200, want: []string{`"seq":1`}},
		{name: "dismiss as a stranger", who: "bob", method: "DELETE", path: "/v1/rooms/r1", status: 403, code: "not_owner"},
		{name: "dismiss", who: "ann", method: "DELETE", path: "/v1/rooms/r1", status: 204},
		{name: "dismissed", who: "bob", method: "GET", path: "/v1/rooms/r1", status: 404, code: "no_such_room", field: "room"},
	})
}
