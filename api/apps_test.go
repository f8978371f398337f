package api_test

import "testing"

func TestApps(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "by an app's key", who: "key", method: "GET", path: "/v1/apps", status: 403, code: "forbidden"},
		{name: "by a user", who: "ann", method: "POST", path: "/v1/apps", body: `{"name":"x"}`, status: 403, code: "forbidden"},
		{name: "by nobody", method: "GET", path: "/v1/apps", status: 401, code: "unauthenticated"},
		{name: "make", who: "server", method: "POST", path: "/v1/apps", body: `{"name":"new","aliases":["org#new"],"settings":{"room_entry":3}}`, status: 201, want: []string{`"secret":"`, `"key":"hyk_new.`, `"room_entry":3`, `"users_create_groups":true`, `"sdkappid":14`}},
		{name: "again", who: "server", method: "POST", path: "/v1/apps", body: `{"name":"new"}`, status: 409, code: "already_exists", field: "name"},
		{name: "bad name", who: "server", method: "POST", path: "/v1/apps", body: `{"name":"New"}`, status: 422, code: "bad_id", field: "name"},
		{name: "bad alias", who: "server", method: "POST", path: "/v1/apps", body: `{"name":"x","aliases":["a b"]}`, status: 422, code: "bad_id", field: "aliases"},
		{name: "taken alias", who: "server", method: "POST", path: "/v1/apps", body: `{"name":"x","aliases":["org#new"]}`, status: 409, code: "already_exists", field: "aliases"},
		{name: "list", who: "server", method: "GET", path: "/v1/apps", status: 200, want: []string{`"default"`, `"new"`, `"shop"`}, not: []string{"secret", "key"}},
		{name: "read by alias", who: "server", method: "GET", path: "/v1/apps/org%23new", status: 200, want: []string{`"name":"new"`}, not: []string{"secret"}},
		{name: "unknown", who: "server", method: "GET", path: "/v1/apps/nope", status: 404, code: "no_such_app"},
		{name: "change one setting", who: "server", method: "PATCH", path: "/v1/apps/new", body: `{"settings":{"token_ttl":60}}`, status: 200, want: []string{`"token_ttl":60`, `"room_entry":3`, `org#new`}},
		{name: "change aliases", who: "server", method: "PATCH", path: "/v1/apps/new", body: `{"aliases":[]}`, status: 200, not: []string{"org#new"}},
		{name: "unknown setting", who: "server", method: "PATCH", path: "/v1/apps/new", body: `{"settings":{"tokenttl":60}}`, status: 422, code: "invalid", field: "settings.tokenttl"},
		{name: "setting out of bounds", who: "server", method: "PATCH", path: "/v1/apps/new", body: `{"settings":{"room_entry":51}}`, status: 422, code: "invalid", field: "settings.room_entry"},
		{name: "setting of a wrong type", who: "server", method: "PATCH", path: "/v1/apps/new", body: `{"settings":{"auto_create":"yes"}}`, status: 422, code: "invalid", field: "settings.auto_create"},
		{name: "setting that does not fit", who: "server", method: "PATCH", path: "/v1/apps/new", body: `{"settings":{"room_entry":1.0}}`, status: 422, code: "invalid", field: "settings"},
		{name: "rotate nothing", who: "server", method: "POST", path: "/v1/apps/shop/rotate", body: `{}`, status: 422, code: "invalid", field: "secret"},
		{name: "rotate the key", who: "server", method: "POST", path: "/v1/apps/shop/rotate", body: `{"key":true}`, status: 200, want: []string{`"key":"hyk_shop.`}, not: []string{`"secret"`}},
		{name: "the old key is dead", who: "shop/key", method: "GET", path: "/v1/app", status: 401, code: "unauthenticated"},
		{name: "tokens live", who: "shop/eve", method: "GET", path: "/v1/sync", status: 200},
		{name: "rotate the secret", who: "server", method: "POST", path: "/v1/apps/shop/rotate", body: `{"secret":true}`, status: 200, want: []string{`"secret":"`}, not: []string{`"key"`}},
		{name: "tokens are dead", who: "shop/eve", method: "GET", path: "/v1/sync", status: 401, code: "unauthenticated"},
		{name: "own app", who: "key", method: "GET", path: "/v1/app", status: 200, want: []string{`"name":"default"`}, not: []string{"secret"}},
		{name: "own app by a user", who: "ann", method: "GET", path: "/v1/app", status: 403, code: "forbidden"},
		{name: "own aliases", who: "key", method: "PATCH", path: "/v1/app", body: `{"aliases":["x"]}`, status: 422, code: "invalid", field: "aliases"},
		{name: "remove default", who: "server", method: "DELETE", path: "/v1/apps/default", status: 403, code: "forbidden"},
		{name: "remove", who: "server", method: "DELETE", path: "/v1/apps/new", status: 204},
		{name: "removed", who: "server", method: "GET", path: "/v1/apps/new", status: 404, code: "no_such_app"},
	})
}
