package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestUsers(t *testing.T) {
	w := newWorld(t)
	many := `{"users":[` + strings.TrimSuffix(strings.Repeat(`{"user":"x"},`, 101), ",") + `]}`
	w.run(t, []scenario{
		{name: "closed to anyone", method: "POST", path: "/v1/users", body: `{"user":"dan","password":"pw"}`, status: 403, code: "registration_closed"},
		{name: "unknown app", method: "POST", path: "/v1/users", body: `{"user":"dan","password":"pw","app":"nope"}`, status: 404, code: "no_such_app", field: "app"},
		{name: "by a user", who: "ann", method: "POST", path: "/v1/users", body: `{"user":"dan","password":"pw"}`, status: 403, code: "registration_closed"},
		{name: "wrong key", who: "hyk_default.nonsense", method: "POST", path: "/v1/users", body: `{"user":"dan"}`, status: 401, code: "unauthenticated"},
		{name: "key of another app", who: "shop/key", method: "POST", path: "/v1/users", body: `{"user":"dan","app":"default"}`, status: 403, code: "forbidden", field: "app"},
		{name: "one", who: "key", method: "POST", path: "/v1/users", body: `{"user":"dan","password":"pw","profile":{"nickname":"丹","ext":{"a":1}}}`, status: 201, want: []string{`"users":[{"user":"dan"`, `"nickname":"丹"`}, not: []string{"hash", "pw"}},
		{name: "again", who: "key", method: "POST", path: "/v1/users", body: `{"user":"dan"}`, status: 409, code: "already_exists", field: "user"},
		{name: "batch", who: "key", method: "POST", path: "/v1/users", body: `{"users":[{"user":"eli"},{"user":"fay","password":"pw"}]}`, status: 201, want: []string{"eli", "fay"}},
		{name: "batch and one", who: "key", method: "POST", path: "/v1/users", body: `{"user":"x","users":[{"user":"y"}]}`, status: 422, code: "invalid", field: "users"},
		{name: "too many", who: "key", method: "POST", path: "/v1/users", body: many, status: 422, code: "too_many", field: "users"},
		{name: "none", who: "key", method: "POST", path: "/v1/users", body: `{"users":[]}`, status: 422, code: "too_many", field: "users"},
		{name: "bad id", who: "key", method: "POST", path: "/v1/users", body: `{"user":"a/b","password":"pw"}`, status: 422, code: "bad_id", field: "user"},
		{name: "no id", who: "key", method: "POST", path: "/v1/users", body: `{}`, status: 422, code: "bad_id", field: "user"},
		{name: "long nickname", who: "key", method: "POST", path: "/v1/users", body: `{"user":"z","profile":{"nickname":"` + strings.Repeat("n", 200) + `"}}`, status: 422, code: "invalid", field: "profile.nickname"},
		{name: "long password is not echoed", who: "key", method: "POST", path: "/v1/users", body: `{"user":"z","password":"` + strings.Repeat("secret", 200) + `"}`, status: 422, code: "invalid", field: "password", not: []string{"secret"}},
		{name: "list by a user", who: "ann", method: "GET", path: "/v1/users", status: 403, code: "forbidden"},
		{name: "list", who: "key", method: "GET", path: "/v1/users?limit=2&cursor=bob", status: 200, want: []string{`"cat"`, `"dan"`, `"next":"dan"`}, not: []string{`"ann"`}},
		{name: "last page", who: "key", method: "GET", path: "/v1/users", status: 200, not: []string{"next"}},
		{name: "limit", who: "key", method: "GET", path: "/v1/users?limit=0", status: 422, code: "invalid", field: "limit"},
		{name: "another's profile", who: "ann", method: "GET", path: "/v1/users/dan", status: 200, want: []string{`{"user":"dan","profile"`}, not: []string{"created"}},
		{name: "account", who: "key", method: "GET", path: "/v1/users/dan", status: 200, want: []string{"created"}},
		{name: "unknown", who: "ann", method: "GET", path: "/v1/users/nobody", status: 404, code: "no_such_user", field: "user"},
		{name: "in another app", who: "shop/eve", method: "GET", path: "/v1/users/bob", status: 404, code: "no_such_user", field: "user"},
		{name: "batch of profiles", who: "ann", method: "POST", path: "/v1/users/batch", body: `{"users":["bob","nobody","eve"]}`, status: 200, want: []string{`"users":[{"user":"bob"`}, not: []string{"nobody", "eve"}},
		{name: "batch of nobody", who: "ann", method: "POST", path: "/v1/users/batch", body: `{"users":[]}`, status: 200, want: []string{`"users":[]`}},
		{name: "change own profile", who: "ann", method: "PATCH", path: "/v1/users/ann/profile", body: `{"nickname":"Ann"}`, status: 200, want: []string{`"nickname":"Ann"`}},
		{name: "change another's", who: "ann", method: "PATCH", path: "/v1/users/bob/profile", body: `{"nickname":"x"}`, status: 403, code: "forbidden", field: "user"},
		{name: "change by key", who: "key", method: "PATCH", path: "/v1/users/bob/profile", body: `{"sign":"s"}`, status: 200, want: []string{`"sign":"s"`}},
		{name: "profile ext", who: "ann", method: "PATCH", path: "/v1/users/ann/profile", body: `{"ext":[1]}`, status: 422, code: "invalid", field: "ext"},
		{name: "read profile", who: "bob", method: "GET", path: "/v1/users/ann/profile", status: 200, want: []string{`"nickname":"Ann"`}},
		{name: "delete by a user", who: "ann", method: "DELETE", path: "/v1/users/ann", status: 403, code: "forbidden"},
		{name: "delete", who: "key", method: "DELETE", path: "/v1/users/dan", status: 204},
		{name: "delete again", who: "key", method: "DELETE", path: "/v1/users/dan", status: 404, code: "no_such_user", field: "user"},
		{name: "server key is no app key", who: "server", method: "GET", path: "/v1/users", status: 403, code: "forbidden"},
	})
}

func TestUsers_OpenRegistration(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "open", who: "shop/key", method: "PATCH", path: "/v1/app", body: `{"settings":{"open_registration":true}}`, status: 200, want: []string{`"open_registration":true`, `"auto_create":true`}},
		{name: "register", method: "POST", path: "/v1/users", body: `{"user":"dan","password":"pw","app":"shop"}`, status: 201},
		{name: "without password", method: "POST", path: "/v1/users", body: `{"user":"eli","app":"shop"}`, status: 422, code: "invalid", field: "password"},
		{name: "log in", method: "POST", path: "/v1/token", body: `{"user":"dan","password":"pw","app":"shop"}`, status: 200, want: []string{`"app":"shop"`}},
		{name: "not in the other app", method: "POST", path: "/v1/token", body: `{"user":"dan","password":"pw"}`, status: 401, code: "unauthenticated"},
	})
}

func TestPassword(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "without the old", who: "ann", method: "PUT", path: "/v1/users/ann/password", body: `{"password":"new"}`, status: 422, code: "invalid", field: "old_password"},
		{name: "wrong old", who: "ann", method: "PUT", path: "/v1/users/ann/password", body: `{"old_password":"wrong","password":"new"}`, status: 403, code: "forbidden", field: "old_password"},
		{name: "another's", who: "ann", method: "PUT", path: "/v1/users/bob/password", body: `{"old_password":"` + password + `","password":"new"}`, status: 403, code: "forbidden", field: "user"},
		{name: "empty", who: "ann", method: "PUT", path: "/v1/users/ann/password", body: `{"old_password":"x","password":""}`, status: 422, code: "invalid", field: "password"},
		{name: "a UserSig is no password", who: "key", method: "POST", path: "/v1/usersig", body: `{"user":"ann"}`, status: 200},
		{name: "changed", who: "ann", method: "PUT", path: "/v1/users/ann/password", body: `{"old_password":"` + password + `","password":"new"}`, status: 204},
		{name: "tokens end", who: "ann", method: "GET", path: "/v1/sync", status: 401, code: "token_revoked"},
		{name: "the old does not work", method: "POST", path: "/v1/token", body: `{"user":"ann","password":"` + password + `"}`, status: 401, code: "unauthenticated"},
		{name: "the new does", method: "POST", path: "/v1/token", body: `{"user":"ann","password":"new"}`, status: 200},
		{name: "by key", who: "key", method: "PUT", path: "/v1/users/bob/password", body: `{"password":"new"}`, status: 204},
	})
}

func TestPassword_TokenDoesNotStandInForIt(t *testing.T) {
	w := newWorld(t)
	sig := w.ask(t, "key", "POST", "/v1/usersig", `{"user":"cat"}`).json["usersig"].(string)
	for _, stolen := range []string{sig, w.bearer["cat"]} {
		r := w.ask(t, "cat", "PUT", "/v1/users/cat/password", map[string]string{"old_password": stolen, "password": "mine"})
		if r.StatusCode < 400 {
			t.Errorf("a credential that ends changed the password: %d %s", r.StatusCode, r.text)
		}
	}
}

func TestBan(t *testing.T) {
	w := newWorld(t)
	soon := time.Now().Add(time.Hour).UnixMilli()
	w.run(t, []scenario{
		{name: "by a user", who: "ann", method: "PUT", path: "/v1/users/bob/ban", body: `{}`, status: 403, code: "forbidden"},
		{name: "both", who: "key", method: "PUT", path: "/v1/users/bob/ban", body: `{"until":99,"seconds":9}`, status: 422, code: "invalid", field: "until"},
		{name: "in the past", who: "key", method: "PUT", path: "/v1/users/bob/ban", body: `{"until":99}`, status: 422, code: "invalid", field: "until"},
		{name: "unknown", who: "key", method: "PUT", path: "/v1/users/nobody/ban", body: `{}`, status: 404, code: "no_such_user", field: "user"},
		{name: "until", who: "key", method: "PUT", path: "/v1/users/bob/ban", body: fmt.Sprintf(`{"until":%d,"reason":"spam"}`, soon), status: 200, want: []string{fmt.Sprint(soon), "spam"}},
		{name: "banned", who: "bob", method: "GET", path: "/v1/sync", status: 403, code: "banned"},
		{name: "log in", method: "POST", path: "/v1/token", body: `{"user":"bob","password":"` + password + `"}`, status: 403, code: "banned"},
		{name: "lift", who: "key", method: "DELETE", path: "/v1/users/bob/ban", status: 200, not: []string{"banned_until"}},
		{name: "back", who: "bob", method: "GET", path: "/v1/sync", status: 200},
		{name: "for ever, without a body", who: "key", method: "PUT", path: "/v1/users/bob/ban", status: 200, want: []string{"banned_until"}},
		{name: "for seconds", who: "key", method: "PUT", path: "/v1/users/bob/ban", body: `{"seconds":60}`, status: 200, want: []string{"banned_until"}},
	})
}

func TestKickAndRevoke(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "kick by a user", who: "ann", method: "POST", path: "/v1/users/bob/kick", status: 403, code: "forbidden"},
		{name: "kick", who: "key", method: "POST", path: "/v1/users/bob/kick", status: 204},
		{name: "kick a platform", who: "key", method: "POST", path: "/v1/users/bob/kick", body: `{"platform":"web","reason":"r"}`, status: 204},
		{name: "kick an unknown platform", who: "key", method: "POST", path: "/v1/users/bob/kick", body: `{"platform":"psp"}`, status: 422, code: "invalid", field: "platform"},
		{name: "kick nobody", who: "key", method: "POST", path: "/v1/users/nobody/kick", status: 404, code: "no_such_user", field: "user"},
		{name: "still valid", who: "bob", method: "GET", path: "/v1/sync", status: 200},
		{name: "revoke another's", who: "ann", method: "POST", path: "/v1/users/bob/revoke", status: 403, code: "forbidden", field: "user"},
		{name: "revoke one's own", who: "bob", method: "POST", path: "/v1/users/bob/revoke", status: 204},
		{name: "revoked", who: "bob", method: "GET", path: "/v1/sync", status: 401, code: "token_revoked"},
		{name: "revoke by key", who: "key", method: "POST", path: "/v1/users/cat/revoke", status: 204},
		{name: "revoked too", who: "cat", method: "GET", path: "/v1/sync", status: 401, code: "token_revoked"},
	})
}
