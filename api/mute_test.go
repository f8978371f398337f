package api_test

import "testing"

func TestMuteUser(t *testing.T) {
	w := newWorld(t)
	const mute, send = "/v1/users/ann/mute", `{"to":"user/bob","body":{"text":"x"}}`
	w.run(t, []scenario{
		{name: "by a user", who: "ann", method: "PUT", path: mute, status: 403, code: "forbidden"},
		{name: "by another app", who: "shop/key", method: "PUT", path: "/v1/users/bob/mute", status: 404, code: "no_such_user", field: "user"},
		{name: "nobody", who: "key", method: "PUT", path: "/v1/users/nobody/mute", status: 404, code: "no_such_user", field: "user"},
		{name: "in the past", who: "key", method: "PUT", path: mute, body: `{"until":1}`, status: 422, code: "invalid", field: "until"},
		{name: "twice a time", who: "key", method: "PUT", path: mute, body: `{"until":99999999999999,"seconds":1}`, status: 422, code: "invalid", field: "until"},
		{name: "of no kind", who: "key", method: "PUT", path: mute, body: `{"kinds":["planet"]}`, status: 422, code: "invalid", field: "kinds"},
		{name: "lift it nobody", who: "key", method: "DELETE", path: "/v1/users/nobody/mute", status: 404, code: "no_such_user", field: "user"},
		{name: "nothing of it mutes", who: "ann", method: "POST", path: "/v1/messages", body: send, status: 200},
		{name: "groups", who: "key", method: "PUT", path: mute, body: `{"kinds":["group"],"seconds":60}`, status: 200, want: []string{`"muted_until":{"group":`}},
		{name: "not 1:1", who: "ann", method: "POST", path: "/v1/messages", body: send, status: 200},
		{name: "for ever", who: "key", method: "PUT", path: mute, status: 200, want: []string{`"user":`, `"room":`}},
		{name: "muted", who: "ann", method: "POST", path: "/v1/messages", body: send, status: 403, code: "muted"},
		{name: "the app's key writes", who: "key", method: "POST", path: "/v1/messages?from=ann", body: send, status: 200},
		{name: "lift it", who: "key", method: "DELETE", path: mute, status: 200, not: []string{"muted"}},
		{name: "writes again", who: "ann", method: "POST", path: "/v1/messages", body: send, status: 200},
	})
}
