package api_test

import (
	"strings"
	"testing"
)

// newEasemobWorld is a world whose app is also known as acme#chat, and is open to anyone.
func newEasemobWorld(t *testing.T) *world {
	w := newWorld(t)
	change := map[string]any{"aliases": []string{"acme#chat"}, "settings": map[string]any{"open_registration": true}}
	if r := w.ask(t, "server", "PATCH", "/v1/apps/default", change); r.StatusCode != 200 {
		t.Fatal(r.text)
	}
	return w
}

// TestEasemob_OldClientsRegisterAndLogIn asks as clients of that vendor ask, and looks for what they read.
func TestEasemob_OldClientsRegisterAndLogIn(t *testing.T) {
	w := newEasemobWorld(t)
	r := w.ask(t, "", "POST", "/acme/chat/users", `{"username":"dora","password":"dora-secret","nickname":"Dora"}`)
	if r.StatusCode != 200 || !strings.Contains(r.text, `"username":"dora"`) || !strings.Contains(r.text, `"activated":true`) || !strings.Contains(r.text, `"organization":"acme"`) || !strings.Contains(r.text, `"path":"/users"`) {
		t.Fatal(r.StatusCode, r.text)
	}
	r = w.ask(t, "", "POST", "/acme/chat/users", `[{"username":"erin","password":"x"},{"username":"fred","password":"y"}]`)
	if entities, _ := r.json["entities"].([]any); r.StatusCode != 200 || len(entities) != 2 {
		t.Fatal(r.StatusCode, r.text)
	}
	r = w.ask(t, "", "POST", "/acme/chat/token", `{"grant_type":"password","username":"dora","password":"dora-secret","timestamp":1,"ttl":3600}`)
	token, _ := r.json["access_token"].(string)
	user, _ := r.json["user"].(map[string]any)
	if expires, _ := r.json["expires_in"].(float64); r.StatusCode != 200 || token == "" || expires < 3500 || expires > 3600 || user["username"] != "dora" {
		t.Fatal(r.StatusCode, r.text)
	}
	if r := w.ask(t, token, "GET", "/v1/users/dora", nil); r.StatusCode != 200 {
		t.Fatal("the token is no token:", r.text)
	}
	if r := w.ask(t, "an-old-token", "POST", "/acme/chat/token", `{"grant_type":"password","username":"dora","password":"dora-secret"}`); r.StatusCode != 200 {
		t.Fatal("with an old token shown:", r.text)
	}
}

func TestEasemob_RefusesInTheVendorsWords(t *testing.T) {
	w := newEasemobWorld(t)
	w.ask(t, "key", "PUT", "/v1/users/cat/ban", nil)
	for _, c := range []struct {
		name, who, path, body string
		status                int
		kind, text            string
	}{
		{"a wrong password", "", "/acme/chat/token", `{"username":"ann","password":"wrong"}`, 400, "invalid_grant", "invalid password"},
		{"nobody", "", "/acme/chat/token", `{"username":"nobody","password":"wrong"}`, 400, "invalid_grant", "invalid password"},
		{"who is banned", "", "/acme/chat/token", `{"username":"cat","password":"` + password + `"}`, 400, "invalid_grant", "user not activated"},
		{"another grant", "", "/acme/chat/token", `{"grant_type":"client_credentials"}`, 400, "illegal_argument", "use password"},
		{"no such app", "", "/acme/none/token", `{}`, 404, "organization_application_not_found", ""},
		{"no JSON", "", "/acme/chat/token", `{`, 400, "illegal_argument", "JSON"},
		{"a name that is taken", "", "/acme/chat/users", `{"username":"ann","password":"x"}`, 400, "duplicate_unique_property_exists", ""},
		{"a name that is none", "", "/acme/chat/users", `{"username":"a b","password":"x"}`, 400, "illegal_argument", ""},
		{"a number for a name", "", "/acme/chat/users", `{"username":7}`, 400, "illegal_argument", "strings"},
		{"nothing to register", "", "/acme/chat/users", `[]`, 400, "illegal_argument", ""},
		{"the key of another app", "shop/key", "/acme/chat/users", `{"username":"gus","password":"x"}`, 401, "unauthorized", "not of this app"},
		{"an upload of nobody", "", "/acme/chat/chatfiles", `x`, 401, "unauthorized", ""},
		{"an upload of a user of another app", "shop/ann", "/acme/chat/chatfiles", `x`, 401, "unauthorized", ""},
	} {
		r := w.ask(t, c.who, "POST", c.path, c.body)
		text, _ := r.json["error_description"].(string)
		if r.StatusCode != c.status || r.json["error"] != c.kind || !strings.Contains(text, c.text) {
			t.Errorf("%s: %d %s", c.name, r.StatusCode, r.text)
		}
	}
	if r := w.ask(t, "key", "PATCH", "/v1/app", map[string]any{"settings": map[string]any{"open_registration": false}}); r.StatusCode != 200 {
		t.Fatal(r.text)
	}
	if r := w.ask(t, "", "POST", "/acme/chat/users", `{"username":"gus","password":"x"}`); r.StatusCode != 401 || r.json["code"] != "registration_closed" {
		t.Error(r.StatusCode, r.text)
	}
	if r := w.ask(t, "", "POST", "/v1/apps/token", `{}`); r.StatusCode != 404 || r.json["code"] != "not_found" {
		t.Error("a path below /v1:", r.StatusCode, r.text)
	}
}

func TestEasemob_Files(t *testing.T) {
	w := newEasemobWorld(t)
	body, contentType := form(t, "file", "a voice")
	r := w.ask(t, "ann", "POST", "/acme/chat/chatfiles", body, "Content-Type", contentType, "restrict-access", "true")
	entities, _ := r.json["entities"].([]any)
	if r.StatusCode != 200 || len(entities) != 1 || !strings.HasSuffix(r.json["uri"].(string), "/acme/chat/chatfiles") {
		t.Fatal(r.StatusCode, r.text)
	}
	file, _ := entities[0].(map[string]any)
	id, secret := file["uuid"].(string), file["share-secret"].(string)
	path := "/acme/chat/chatfiles/" + id
	for _, c := range []struct {
		name, who, path string
		status          int
		headers         []string
	}{
		{"its owner", "ann", path, 200, nil},
		{"who shows its secret", "", path, 200, []string{"share-secret", secret}},
		{"the same in the address", "", path + "?share-secret=" + secret, 200, nil},
		{"a stranger", "bob", path, 404, nil},
		{"nobody", "", path, 401, nil},
		{"a wrong secret", "", path, 401, []string{"share-secret", secret + "x"}},
		{"a user of another app", "shop/ann", path, 401, nil},
		{"a file that is not there", "ann", path + "x", 404, nil},
		{"through another app", "", "/acme/shop/chatfiles/" + id, 404, []string{"share-secret", secret}},
	} {
		r := w.ask(t, c.who, "GET", c.path, nil, c.headers...)
		if r.StatusCode != c.status || c.status == 200 && r.text != "a voice" {
			t.Errorf("%s: %d %s", c.name, r.StatusCode, r.text)
		}
	}
	if r := w.ask(t, "", "OPTIONS", path, nil, "Access-Control-Request-Method", "GET", "Origin", "https://shop.example"); r.StatusCode != 204 || !strings.Contains(r.Header.Get("Access-Control-Allow-Headers"), "Share-Secret") {
		t.Error("a page of another origin asks first:", r.StatusCode, r.Header)
	}
}
