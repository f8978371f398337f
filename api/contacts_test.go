package api_test

import "testing"

func TestContacts(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "ask", who: "ann", method: "POST", path: "/v1/contacts", body: map[string]any{"user": "bob", "text": "hi"}, status: 200, want: []string{`"requested":`}, not: []string{`"since"`}},
		{name: "what waits for bob", who: "bob", method: "GET", path: "/v1/contact-requests", status: 200, want: []string{`{"user":"ann","text":"hi","at":`}},
		{name: "what ann sent", who: "ann", method: "GET", path: "/v1/contact-requests?sent=true", status: 200, want: []string{`{"user":"bob","at":`}},
		{name: "nobody's", who: "", method: "GET", path: "/v1/contact-requests", status: 401, code: "unauthenticated"},
		{name: "the key has to say whose", who: "key", method: "GET", path: "/v1/contacts", status: 422, code: "invalid", field: "from"},
		{name: "a user cannot act for another", who: "ann", method: "POST", path: "/v1/contact-requests/ann/accept?from=bob", status: 403, code: "forbidden", field: "from"},
		{name: "the key accepts for bob", who: "key", method: "POST", path: "/v1/contact-requests/ann/accept?from=bob", status: 200, want: []string{`"since":`}},
		{name: "ann's friends", who: "ann", method: "GET", path: "/v1/contacts", status: 200, want: []string{`{"contacts":[{"user":"bob","since":`}},
		{name: "a remark", who: "ann", method: "PATCH", path: "/v1/contacts/bob", body: map[string]any{"remark": "Bobby"}, status: 200, want: []string{`"remark":"Bobby"`}},
		{name: "something of the app's own", who: "ann", method: "PATCH", path: "/v1/contacts/bob", body: map[string]any{"ext": map[string]any{"color": "blue"}}, status: 200, want: []string{`"remark":"Bobby"`, `"ext":{"color":"blue"}`}},
		{name: "no object", who: "ann", method: "PATCH", path: "/v1/contacts/bob", body: map[string]any{"ext": "blue"}, status: 422, code: "invalid", field: "ext"},
		{name: "ann's friend", who: "ann", method: "GET", path: "/v1/contacts", status: 200, want: []string{`"ext":{"color":"blue"}`}},
		{name: "not bob's", who: "bob", method: "GET", path: "/v1/contacts/ann", status: 200, not: []string{"blue", "Bobby"}},
		{name: "no remark of a stranger", who: "ann", method: "PATCH", path: "/v1/contacts/cat", body: map[string]any{"remark": "x"}, status: 404, code: "not_found", field: "user"},
		{name: "another app's user", who: "ann", method: "POST", path: "/v1/contacts", body: map[string]any{"user": "eve"}, status: 404, code: "no_such_user", field: "user"},
		{name: "at once is the key's", who: "ann", method: "POST", path: "/v1/contacts", body: map[string]any{"user": "cat", "at_once": true}, status: 403, code: "forbidden", field: "at_once"},
		{name: "the key at once", who: "key", method: "POST", path: "/v1/contacts?from=ann", body: map[string]any{"user": "cat", "at_once": true}, status: 200, want: []string{`"since":`}},
		{name: "a page", who: "ann", method: "GET", path: "/v1/contacts?limit=1", status: 200, want: []string{`"bob"`, `"next":"bob"`}, not: []string{"cat"}},
		{name: "the next page", who: "ann", method: "GET", path: "/v1/contacts?limit=1&cursor=bob", status: 200, want: []string{`"cat"`}, not: []string{"next"}},
		{name: "part", who: "bob", method: "DELETE", path: "/v1/contacts/ann", status: 204},
		{name: "part twice", who: "bob", method: "DELETE", path: "/v1/contacts/ann", status: 404, code: "not_found", field: "user"},
		{name: "strangers", who: "ann", method: "GET", path: "/v1/contacts/bob", status: 200, want: []string{`{"user":"bob"}`}},
		{name: "nothing to decline", who: "bob", method: "POST", path: "/v1/contact-requests/ann/decline", status: 404, code: "not_found", field: "user"},
	})
}

func TestBlocks(t *testing.T) {
	w := newWorld(t)
	hello := map[string]any{"to": "user/bob", "body": map[string]any{"text": "hello"}, "cid": "c"}
	w.run(t, []scenario{
		{name: "block", who: "bob", method: "PUT", path: "/v1/blocks/ann", status: 200, want: []string{`"blocked":`}},
		{name: "again", who: "bob", method: "PUT", path: "/v1/blocks/ann", status: 200},
		{name: "nobody", who: "bob", method: "PUT", path: "/v1/blocks/zoe", status: 404, code: "no_such_user", field: "user"},
		{name: "a wrong name", who: "bob", method: "PUT", path: "/v1/blocks/a:b", status: 422, code: "bad_id", field: "user"},
		{name: "list", who: "bob", method: "GET", path: "/v1/blocks", status: 200, want: []string{`{"blocks":[{"user":"ann","at":`}},
		{name: "a message is refused", who: "ann", method: "POST", path: "/v1/messages", body: hello, status: 403, code: "blocked", field: "to"},
		{name: "the blocked cannot see it otherwise", who: "ann", method: "GET", path: "/v1/contacts/bob", status: 200, not: []string{"blocked"}},
		{name: "the sender is not told", who: "key", method: "PATCH", path: "/v1/app", body: map[string]any{"settings": map[string]any{"tell_blocked": false}}, status: 200},
		{name: "a receipt without seq", who: "ann", method: "POST", path: "/v1/messages", body: hello, status: 200, want: []string{`"id":`, `"ts":`}, not: []string{"seq"}},
		{name: "typing disappears", who: "ann", method: "POST", path: "/v1/typing", body: map[string]any{"to": "user/bob"}, status: 204},
		{name: "nothing came", who: "bob", method: "GET", path: "/v1/conversations", status: 200, want: []string{`"conversations":[]`}},
		{name: "the app's key passes", who: "key", method: "POST", path: "/v1/messages?from=ann", body: hello, status: 200, want: []string{`"seq":1`}},
		{name: "unblock", who: "bob", method: "DELETE", path: "/v1/blocks/ann", status: 204},
		{name: "the list is empty", who: "bob", method: "GET", path: "/v1/blocks", status: 200, want: []string{`"blocks":[]`}},
		{name: "only friends", who: "key", method: "PATCH", path: "/v1/app", body: map[string]any{"settings": map[string]any{"friends_only": true}}, status: 200},
		{name: "ann is none", who: "ann", method: "POST", path: "/v1/messages", body: map[string]any{"to": "user/bob", "body": map[string]any{"text": "x"}}, status: 403, code: "not_friend", field: "to"},
	})
	if n := len(w.live.signals); n != 0 {
		t.Errorf("%d signals reach who blocks", n)
	}
}

func TestDND(t *testing.T) {
	w := newWorld(t)
	night := map[string]any{"from": "22:00", "to": "07:00", "zone": "Asia/Shanghai"}
	w.run(t, []scenario{
		{name: "nothing said", who: "ann", method: "GET", path: "/v1/dnd", status: 200, want: []string{`{"mode":"all"}`}},
		{name: "a window", who: "ann", method: "PUT", path: "/v1/dnd", body: map[string]any{"mode": "mentions", "window": night}, status: 200, want: []string{`"mode":"mentions","window":{"from":"22:00","to":"07:00","zone":"Asia/Shanghai"}`}},
		{name: "is kept", who: "key", method: "GET", path: "/v1/dnd?from=ann", status: 200, want: []string{`"mentions"`, `"22:00"`}},
		{name: "for a while", who: "ann", method: "PUT", path: "/v1/conversations/user/bob/dnd", body: map[string]any{"seconds": 3600}, status: 200, want: []string{`{"until":`}},
		{name: "one of them", who: "ann", method: "GET", path: "/v1/conversations/user/bob/dnd", status: 200, want: []string{`{"until":`}},
		{name: "all of them", who: "ann", method: "GET", path: "/v1/dnd/conversations", status: 200, want: []string{`{"conversations":[{"conversation":"user/bob","until":`}},
		{name: "not another's", who: "bob", method: "GET", path: "/v1/dnd/conversations", status: 200, want: []string{`{"conversations":[]}`}},
		{name: "replaced", who: "ann", method: "PUT", path: "/v1/dnd", body: map[string]any{}, status: 200, want: []string{`{"mode":"all"}`}, not: []string{"window"}},
		{name: "a mode", who: "ann", method: "PUT", path: "/v1/dnd", body: map[string]any{"mode": "loud"}, status: 422, code: "invalid", field: "mode"},
		{name: "a window without a zone", who: "ann", method: "PUT", path: "/v1/dnd", body: map[string]any{"window": map[string]any{"from": "22:00", "to": "07:00"}}, status: 422, code: "invalid", field: "window.zone"},
		{name: "both ends", who: "ann", method: "PUT", path: "/v1/dnd", body: map[string]any{"until": 1, "seconds": 1}, status: 422, code: "invalid", field: "until"},
		{name: "a time that has passed", who: "ann", method: "PUT", path: "/v1/dnd", body: map[string]any{"until": 1}, status: 422, code: "invalid", field: "until"},
		{name: "a group that is none", who: "ann", method: "PUT", path: "/v1/conversations/group/none/dnd", body: map[string]any{"mode": "none"}, status: 404, code: "no_such_group", field: "id"},
		{name: "a chatroom", who: "ann", method: "PUT", path: "/v1/conversations/room/r1/dnd", body: map[string]any{"mode": "none"}, status: 422, code: "invalid", field: "kind"},
		{name: "a planet", who: "ann", method: "GET", path: "/v1/conversations/planet/mars/dnd", status: 404, code: "bad_address", field: "id"},
		{name: "another's", who: "ann", method: "PUT", path: "/v1/dnd?from=bob", body: map[string]any{}, status: 403, code: "forbidden", field: "from"},
	})
}
