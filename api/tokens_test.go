package api_test

import (
	"testing"
	"time"
)

func TestTokens(t *testing.T) {
	w := newWorld(t)
	issue := func(body string) string {
		t.Helper()
		r := w.ask(t, "key", "POST", "/v1/token", body)
		token, _ := r.json["token"].(string)
		if token == "" {
			t.Fatalf("no token: %s", r.text)
		}
		return token
	}
	one, two := issue(`{"user":"ann"}`), issue(`{"user":"ann","ttl":60}`)
	w.bearer["one"], w.bearer["two"] = one, two
	w.run(t, []scenario{
		{name: "log in", method: "POST", path: "/v1/token", body: `{"user":"ann","password":"` + password + `","platform":"wechat","device":"d1"}`, status: 200, want: []string{`"token":"`, `"expires_at":`, `"user":"ann"`, `"app":"default"`}},
		{name: "an old token shown beside does not matter", who: "nonsense-that-is-long-enough", method: "POST", path: "/v1/token", body: `{"user":"ann","password":"` + password + `"}`, status: 200},
		{name: "wrong password", method: "POST", path: "/v1/token", body: `{"user":"ann","password":"wrong-password-here"}`, status: 401, code: "unauthenticated", not: []string{"wrong-password"}},
		{name: "unknown user", method: "POST", path: "/v1/token", body: `{"user":"nobody","password":"x"}`, status: 401, code: "unauthenticated"},
		{name: "no password", method: "POST", path: "/v1/token", body: `{"user":"ann"}`, status: 422, code: "invalid", field: "password"},
		{name: "no user", method: "POST", path: "/v1/token", body: `{"password":"x"}`, status: 422, code: "invalid", field: "user"},
		{name: "unknown app", method: "POST", path: "/v1/token", body: `{"user":"ann","password":"x","app":"nope"}`, status: 404, code: "no_such_app"},
		{name: "unknown platform", method: "POST", path: "/v1/token", body: `{"user":"ann","password":"x","platform":"psp"}`, status: 422, code: "invalid", field: "platform"},
		{name: "short ttl", method: "POST", path: "/v1/token", body: `{"user":"ann","password":"x","ttl":59}`, status: 422, code: "invalid", field: "ttl"},
		{name: "long ttl", method: "POST", path: "/v1/token", body: `{"user":"ann","password":"x","ttl":315360001}`, status: 422, code: "invalid", field: "ttl"},
		{name: "another app's key", who: "shop/key", method: "POST", path: "/v1/token", body: `{"user":"ann","app":"default"}`, status: 403, code: "forbidden", field: "app"},
		{name: "a bad id by key", who: "key", method: "POST", path: "/v1/token", body: `{"user":"a b"}`, status: 422, code: "bad_id", field: "user"},
		{name: "UserSig by a user", who: "ann", method: "POST", path: "/v1/usersig", body: `{"user":"ann"}`, status: 403, code: "forbidden"},
		{name: "UserSig", who: "key", method: "POST", path: "/v1/usersig", body: `{"user":"ann","ttl":600}`, status: 200, want: []string{`"usersig":"`, `"sdkappid":14`, `"expires_at":`}},
		{name: "revoke the one shown", who: "one", method: "POST", path: "/v1/token/revoke", status: 204},
		{name: "revoked", who: "one", method: "GET", path: "/v1/sync", status: 401, code: "token_revoked"},
		{name: "the other is not", who: "two", method: "GET", path: "/v1/sync", status: 200},
		{name: "another's token", who: "bob", method: "POST", path: "/v1/token/revoke", body: map[string]string{"token": two}, status: 403, code: "forbidden", field: "token"},
		{name: "by another app's key", who: "shop/key", method: "POST", path: "/v1/token/revoke", body: map[string]string{"token": two}, status: 403, code: "forbidden", field: "token"},
		{name: "nonsense", who: "ann", method: "POST", path: "/v1/token/revoke", body: `{"token":"nonsense-nonsense-nonsense"}`, status: 422, code: "invalid", field: "token", not: []string{"nonsense"}},
		{name: "key without a token", who: "key", method: "POST", path: "/v1/token/revoke", status: 422, code: "invalid", field: "token"},
		{name: "id without user", who: "key", method: "POST", path: "/v1/token/revoke", body: `{"token_id":"x"}`, status: 422, code: "invalid", field: "user"},
		{name: "id by a user", who: "ann", method: "POST", path: "/v1/token/revoke", body: `{"token_id":"x","user":"ann"}`, status: 403, code: "forbidden", field: "token_id"},
		{name: "id by key", who: "key", method: "POST", path: "/v1/token/revoke", body: `{"token_id":"x","user":"ann"}`, status: 204},
		{name: "by key", who: "key", method: "POST", path: "/v1/token/revoke", body: map[string]string{"token": two}, status: 204},
		{name: "revoked too", who: "two", method: "GET", path: "/v1/sync", status: 401, code: "token_revoked"},
		{name: "all of a user", who: "key", method: "POST", path: "/v1/token/revoke", body: `{"user":"cat"}`, status: 204},
		{name: "all revoked", who: "cat", method: "GET", path: "/v1/sync", status: 401, code: "token_revoked"},
		{name: "forged", who: "a.b.c", method: "GET", path: "/v1/sync", status: 401, code: "unauthenticated"},
	})
	w.now.Store(2 * 3600 * 1000)
	w.run(t, []scenario{{name: "expired", who: "ann", method: "GET", path: "/v1/sync", status: 401, code: "token_expired"}})
}

// What a token or UserSig is exchanged for ends with it: a stolen one cannot be renewed for ever.
func TestToken_DoesNotOutliveTheCredentialItCameFrom(t *testing.T) {
	w := newWorld(t)
	r := w.ask(t, "", "POST", "/v1/token", map[string]any{"user": "ann", "password": w.bearer["ann"], "ttl": 315360000})
	if r.StatusCode != 200 {
		t.Fatal(r.text)
	}
	if left := time.Until(time.UnixMilli(int64(r.json["expires_at"].(float64)))); left > time.Hour {
		t.Errorf("it lives %s, the token it came from one hour", left)
	}
}

func TestToken_ForUsersYetToCome(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "made on first use", who: "key", method: "POST", path: "/v1/token", body: `{"user":"newcomer"}`, status: 200},
		{name: "not when the app says so", who: "key", method: "PATCH", path: "/v1/app", body: `{"settings":{"auto_create":false}}`, status: 200},
		{name: "refused", who: "key", method: "POST", path: "/v1/token", body: `{"user":"newcomer2"}`, status: 404, code: "no_such_user", field: "user"},
		{name: "UserSig refused", who: "key", method: "POST", path: "/v1/usersig", body: `{"user":"newcomer2"}`, status: 404, code: "no_such_user", field: "user"},
	})
}

func TestFrom_TheKeyActsForUsers(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "for a user", who: "key", method: "GET", path: "/v1/conversations?from=ann", status: 200, want: []string{`"conversations":[]`}},
		{name: "for none", who: "key", method: "GET", path: "/v1/conversations", status: 422, code: "invalid", field: "from"},
		{name: "bad id", who: "key", method: "GET", path: "/v1/conversations?from=a%2Fb", status: 422, code: "bad_id", field: "from"},
		{name: "by a user", who: "ann", method: "GET", path: "/v1/conversations?from=bob", status: 403, code: "forbidden", field: "from"},
		{name: "oneself", who: "ann", method: "GET", path: "/v1/conversations?from=ann", status: 200},
	})
}
