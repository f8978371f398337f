package tests

import (
	"net/http"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"
	"github.com/golang-jwt/jwt/v5"
)

func TestAccess_WhatEndsASession(t *testing.T) {
	s := startServer(t)
	for _, c := range []struct {
		what   string
		do     func(user string) (int, map[string]any)
		reason byte
		after  byte // CONNACK of the next attempt with the password; 0: let in
	}{
		{"ban", func(u string) (int, map[string]any) {
			return s.put(t, "/v1/users/"+u+"/ban", map[string]any{"reason": "spam"})
		}, 0x87, 0x8A},
		{"revoke", func(u string) (int, map[string]any) { return s.create(t, "/v1/users/"+u+"/revoke", nil) }, 0x87, 0},
		{"kick", func(u string) (int, map[string]any) { return s.create(t, "/v1/users/"+u+"/kick", map[string]any{}) }, 0x98, 0},
		{"password", func(u string) (int, map[string]any) {
			return s.put(t, "/v1/users/"+u+"/password", map[string]any{"password": "another-secret"})
		}, 0x87, 0x86},
	} {
		s.register(t, c.what)
		p := s.connect(t, c.what, how{}).listen()
		if status, body := c.do(c.what); status >= 300 {
			t.Fatal(c.what, status, body)
		}
		p.isCut(c.reason)
		again, err := s.tryConnect(t, c.what, how{})
		switch {
		case c.after == 0 && err != nil:
			t.Errorf("after %s: %v", c.what, err)
		case c.after != 0 && (err == nil || again == nil || again.ack.ReasonCode != c.after):
			t.Errorf("after %s the password is taken, or refused otherwise: %v", c.what, err)
		}
	}
}

func (s *server) put(t *testing.T, path string, body any) (int, map[string]any) {
	t.Helper()
	return s.ask(t, http.MethodPut, path, body)
}

func TestAccess_CredentialsOfEveryKind(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	_, body := s.create(t, "/v1/token", map[string]any{"user": "ann", "password": "secret-ann"})
	token, _ := body["token"].(string)
	_, body = s.create(t, "/v1/usersig", map[string]any{"user": "newcomer"})
	sig, _ := body["usersig"].(string)
	for _, c := range []struct {
		name, user, password string
		reason               byte
	}{
		{"password", "ann", "secret-ann", 0},
		{"user@app", "ann@default", "secret-ann", 0},
		{"token", "ann", token, 0},
		{"UserSig of an unknown user", "newcomer", sig, 0},
		{"token of another", "newcomer", token, 0x86},
		{"UserSig of another", "ann", sig, 0x86},
		{"forged token", "ann", token[:len(token)-4] + "AAAA", 0x86},
		{"wrong password", "ann", "guess", 0x86},
		{"unknown user", "nobody", "guess", 0x86},
		{"unknown app", "ann@none", "secret-ann", 0x86},
	} {
		p, err := s.tryConnect(t, "x", how{user: c.user, password: c.password, device: "d-" + c.name})
		if c.reason == 0 && err != nil || c.reason != 0 && (err == nil || p == nil || p.ack.ReasonCode != c.reason) {
			t.Errorf("%s: %v, want 0x%x", c.name, err, c.reason)
		}
	}
	var delayed bool
	for range 8 {
		p, err := s.tryConnect(t, "x", how{user: "ann", password: "guess"})
		if err == nil || p == nil || p.ack.ReasonCode != 0x86 {
			t.Fatalf("a wrong password: %v", err)
		}
		delayed = delayed || p.ack.Properties.ReasonString != "" && p.ack.Properties.ReasonString != "the user or the credentials are wrong"
	}
	if !delayed {
		t.Error("wrong passwords are not slowed down")
	}
}

func TestApps_CannotSeeEachOther(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	mine := s.key
	s.key = s.keys(t).ServerKey
	status, body := s.create(t, "/v1/apps", map[string]any{"name": "other"})
	if status >= 300 {
		t.Fatal(status, body)
	}
	theirs, _ := body["key"].(string)
	s.key = theirs
	s.register(t, "ann", "bob", "only-there")
	there := s.connect(t, "bob", how{user: "bob@other", device: "same"}).listen()
	s.key = mine
	here := s.connect(t, "bob", how{device: "same"}).listen()
	ann := s.connect(t, "ann", how{})
	ann.send("user/bob", "in the default app")
	here.hears("in the default app")
	if reason, code, _ := ann.publish("im/default/user/only-there", "hello"); reason != 0x90 || code != "no_such_user" {
		t.Fatalf("0x%x %s", reason, code)
	}
	if reason, code, _ := ann.publish("im/other/user/bob", "hello"); reason != 0x87 || code != "forbidden" {
		t.Fatalf("0x%x %s", reason, code)
	}
	if codes := here.subscribe("im/other/user/bob/#"); codes[0] < 0x80 {
		t.Fatal("another app's inbox is granted")
	}
	other := s.connect(t, "ann", how{user: "ann@other", device: "a3"})
	other.send("user/bob", "in the other app")
	there.hears("in the other app") // and nothing before it
	if status, _ := s.get(t, "/v1/users/only-there"); status != 404 {
		t.Fatalf("the key of one app sees the other's users: %d", status)
	}
	s.key = s.keys(t).ServerKey
	if status, body := s.ask(t, http.MethodDelete, "/v1/apps/other", nil); status >= 300 {
		t.Fatal(status, body)
	}
	there.isCut(0x87)
	s.key = mine
}

func TestWill_CannotForgeAMessage(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "eve")
	if status, body := s.create(t, "/v1/groups", map[string]any{"id": "g", "name": "g", "owner": "ann", "members": []string{"bob"}}); status >= 300 {
		t.Fatal(status, body)
	}
	bob := s.connect(t, "bob", how{}).listen()
	for _, topic := range []string{"im/other/user/bob", "dev/x", "im/default/user/bob/event", "#"} {
		if _, err := s.tryConnect(t, "eve", how{will: &paho.WillMessage{Topic: topic, Payload: []byte("boo")}}); err == nil {
			t.Errorf("a will to %s is taken", topic)
		}
	}
	eve := s.connect(t, "eve", how{will: &paho.WillMessage{Topic: "im/default/group/g", Payload: []byte("boo from outside")}})
	_ = eve.client.Disconnect(&paho.Disconnect{ReasonCode: 4}) // with the will
	eve = s.connect(t, "eve", how{will: &paho.WillMessage{Topic: "im/default/user/bob", Payload: []byte("goodbye")}})
	_ = eve.client.Disconnect(&paho.Disconnect{ReasonCode: 4})
	m := bob.receive()
	if textOf(m.body) != "goodbye" || m.body["from"] != "eve" {
		t.Fatalf("bob hears %v", m.body)
	}
	eve = s.connect(t, "eve", how{will: &paho.WillMessage{Topic: "im/default/user/bob", Payload: []byte("never said")}})
	_ = eve.client.Disconnect(&paho.Disconnect{})
	s.connect(t, "ann", how{}).send("user/bob", "hello")
	bob.hears("hello")
}

func TestClientIDs_ArePrivateToTheirUser(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann := s.connect(t, "ann", how{device: "same", keep: 600}).listen()
	bob := s.connect(t, "bob", how{device: "same", keep: 600, resume: true})
	if bob.ack.SessionPresent {
		t.Fatal("bob gets ann's session")
	}
	bob.send("user/ann", "are you there?")
	ann.hears("are you there?")
	again := s.connect(t, "ann", how{device: "same", keep: 600, resume: true})
	if !again.ack.SessionPresent {
		t.Fatal("ann's session is not taken over")
	}
	ann.isCut(0x8E)
	bob.send("user/ann", "and now?")
	again.hears("and now?")
}

// TestToken_OfTheAppsOwnServerEndsItsSocket signs a token as an app's own server would, for a user nobody registered.
func TestToken_OfTheAppsOwnServerEndsItsSocket(t *testing.T) {
	s := startServer(t)
	sign := func(life time.Duration) string {
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
			"sub": "guest-7", "iat": time.Now().Unix(), "exp": time.Now().Add(life).Unix(),
		}).SignedString([]byte(s.keys(t).App.Secret))
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	p := s.connect(t, "guest-7", how{password: sign(3 * time.Second)}).listen()
	p.isCut(0xA0)
	if old, err := s.tryConnect(t, "guest-7", how{password: sign(-time.Second)}); err == nil || old == nil || old.ack.ReasonCode != 0x86 {
		t.Fatalf("an expired token: %v", err)
	}
	s.connect(t, "guest-7", how{password: sign(time.Minute)})
}

// A token that let its user in before it was revoked does so no more; those of others do.
func TestAccess_ARevokedTokenIsNoMoreUse(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	issue := func() string {
		_, body := s.create(t, "/v1/token", map[string]any{"user": "ann", "password": "secret-ann"})
		return body["token"].(string)
	}
	lost, other := issue(), issue()
	p := s.connect(t, "ann", how{password: lost, device: "phone"}).listen()
	s.connect(t, "ann", how{password: other, device: "pad"})
	if status, body := s.create(t, "/v1/token/revoke", map[string]any{"token": lost}); status != http.StatusNoContent {
		t.Fatal(status, body)
	}
	p.isCut(0x87)
	if p, err := s.tryConnect(t, "ann", how{password: lost, device: "phone"}); err == nil || p.ack.ReasonCode != 0x87 && p.ack.ReasonCode != 0x86 {
		t.Errorf("the revoked token: %v", err)
	}
	s.connect(t, "ann", how{password: other, device: "pad"})
}
