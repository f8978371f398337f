package api_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

// guest lets the app take guests and gives a token of one under the name "guest".
func (w *world) guest(t *testing.T) (id string) {
	t.Helper()
	w.ask(t, "key", "PATCH", "/v1/app", `{"settings":{"guests":true}}`)
	r := w.ask(t, "", "POST", "/v1/guests", nil)
	id, _ = r.json["user"].(string)
	w.bearer["guest"], _ = r.json["token"].(string)
	if !chat.IsGuest(chat.UserID(id)) {
		t.Fatal(r.text)
	}
	return id
}

// TestGuests_MayCallNothingElse walks all operations, so that a new one is refused to guests until it is allowed.
func TestGuests_MayCallNothingElse(t *testing.T) {
	w := newWorld(t)
	me := w.guest(t)
	w.ask(t, "key", "POST", "/v1/rooms", `{"id":"r1"}`)
	allowed := []string{
		"createToken", "createGuest", "listRooms", "getRoom", "listRoomMembers", "readRoomValues", "readHistory",
		"getMessage", "listPins", "getFile",
	}
	values := strings.NewReplacer("{kind}", "user", "{id}", "ann", "{user}", me, "{room}", "r1", "{seq}", "1")
	room := strings.NewReplacer("{kind}", "room", "{id}", "r1", "{user}", me, "{room}", "r1", "{seq}", "1")
	rest := regexp.MustCompile(`\{[a-z]+\}`)
	before, operations := w.log.Hash(), 0
	for path, item := range parse(t, string(w.OpenAPI())).Paths {
		for method, op := range item {
			operations++
			open := slices.Contains(allowed, op.OperationID)
			if !open || strings.Contains(path, "{kind}") {
				r := w.ask(t, "guest", strings.ToUpper(method), rest.ReplaceAllString(values.Replace(path), "1"), nil)
				if r.StatusCode != 403 || r.json["code"] != "needs_account" && r.json["code"] != "forbidden" {
					t.Errorf("%s is answered with %d %s", op.OperationID, r.StatusCode, r.text)
				}
			}
			if open {
				r := w.ask(t, "guest", strings.ToUpper(method), rest.ReplaceAllString(room.Replace(path), "1"), nil)
				if r.json["code"] == "needs_account" {
					t.Errorf("%s is refused: %s", op.OperationID, r.text)
				}
			}
		}
	}
	if operations < 100 {
		t.Errorf("only %d operations", operations)
	}
	if w.log.Hash() != before {
		t.Error("a guest has written something")
	}
}

func TestGuests(t *testing.T) {
	w := newWorld(t)
	off := scenario{name: "off", method: "POST", path: "/v1/guests", status: 403, code: "forbidden"}
	w.run(t, []scenario{off})
	me := w.guest(t)
	w.run(t, []scenario{
		{name: "with a key", who: "key", method: "POST", path: "/v1/guests", body: `{"platform":"wechat","ttl":60}`, status: 200, want: []string{`"user":"guest~`, `"app":"default"`}},
		{name: "another app", method: "POST", path: "/v1/guests", body: `{"app":"shop"}`, status: 403, code: "forbidden"},
		{name: "another app's key", who: "shop/key", method: "POST", path: "/v1/guests", body: `{"app":"default"}`, status: 403, code: "forbidden", field: "app"},
		{name: "no app", method: "POST", path: "/v1/guests", body: `{"app":"none"}`, status: 404, code: "no_such_app", field: "app"},
		{name: "too long", method: "POST", path: "/v1/guests", body: `{"ttl":86401}`, status: 422, code: "invalid", field: "ttl"},
		{name: "no platform", method: "POST", path: "/v1/guests", body: `{"platform":"abacus"}`, status: 422, code: "invalid", field: "platform"},
		{name: "no account of that name", who: "key", method: "POST", path: "/v1/users", body: `{"user":"` + me + `"}`, status: 422, code: "bad_id", field: "user"},
		{name: "no token of that name", who: "key", method: "POST", path: "/v1/token", body: `{"user":"` + me + `"}`, status: 422, code: "bad_id", field: "user"},
		{name: "no UserSig of that name", who: "key", method: "POST", path: "/v1/usersig", body: `{"user":"` + me + `"}`, status: 422, code: "bad_id", field: "user"},
		{name: "no token by its own", method: "POST", path: "/v1/token", body: `{"user":"` + me + `","password":"` + w.bearer["guest"] + `"}`, status: 422, code: "bad_id", field: "user"},
		{name: "nobody acts for a guest", who: "key", method: "POST", path: "/v1/messages?from=" + me, body: `{"to":"user/ann","body":{"text":"x"}}`, status: 422, code: "bad_id", field: "from"},
		{name: "a room", who: "key", method: "POST", path: "/v1/rooms", body: `{"id":"r1"}`, status: 201},
		{name: "a message", who: "key", method: "POST", path: "/v1/messages?from=ann", body: `{"to":"room/r1","body":{"text":"welcome"}}`, status: 200},
		{name: "its history", who: "guest", method: "GET", path: "/v1/conversations/room/r1/messages", status: 200, want: []string{"welcome"}},
		{name: "for nobody else", who: "guest", method: "GET", path: "/v1/conversations/room/r1/messages?from=ann", status: 403, code: "forbidden", field: "from"},
		{name: "no admin", who: "key", method: "PUT", path: "/v1/rooms/r1/admins/" + me, status: 404, code: "no_such_user", field: "user"},
		{name: "kicked", who: "key", method: "POST", path: "/v1/users/" + me + "/kick", status: 204},
		{name: "banned from the room", who: "key", method: "PUT", path: "/v1/rooms/r1/bans/" + me, status: 200},
		{name: "reads no more", who: "guest", method: "GET", path: "/v1/conversations/room/r1/messages", status: 403, code: "banned_from_room"},
		{name: "the ban is lifted", who: "key", method: "DELETE", path: "/v1/rooms/r1/bans/" + me, status: 200},
		{name: "reads again", who: "guest", method: "GET", path: "/v1/conversations/room/r1/messages", status: 200},
		{name: "revoked", who: "key", method: "POST", path: "/v1/token/revoke", body: `{"token":"` + w.bearer["guest"] + `"}`, status: 204},
		{name: "the token ended", who: "guest", method: "GET", path: "/v1/rooms/r1", status: 401, code: "token_revoked"},
	})
}
