package tests

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"
	"github.com/golang-jwt/jwt/v5"
)

// visitor gives a guest's id and token.
func (s *server) visitor(t *testing.T) (id, token string) {
	t.Helper()
	g := s.does(t, "POST", "/v1/guests", nil)
	return g["user"].(string), g["token"].(string)
}

// TestGuests_WatchAShow: guests hear a chatroom and read what was said; all else is refused, and nothing is kept.
func TestGuests_WatchAShow(t *testing.T) {
	s := startServer(t)
	s.register(t, "host", "fan")
	s.refused(t, "forbidden", "POST", "/v1/guests", nil)
	s.settings(t, obj{"guests": true})
	s.does(t, "POST", "/v1/rooms", obj{"id": "live", "owner": "host"})
	s.does(t, "POST", "/v1/groups", obj{"id": "g", "name": "g", "owner": "host"})
	host := s.connect(t, "host", how{}).listen()
	host.enter("live")
	host.send("room/live", "before")

	id, token := s.visitor(t)
	if _, err := s.tryConnect(t, id, how{password: token, will: &paho.WillMessage{Topic: "im/default/room/live", Payload: []byte("bye"), QoS: 1}}); err == nil || !strings.Contains(err.Error(), "0x87") {
		t.Fatal("a will: ", err)
	}
	g := s.connect(t, id, how{password: token, keep: 3600})
	if g.ack.Properties.SessionExpiryInterval == nil || *g.ack.Properties.SessionExpiryInterval != 0 {
		t.Fatal("a guest's session is kept")
	}
	inbox := "im/default/user/" + id
	codes := g.subscribe(inbox+"/#", "im/default/group/#", "im/default/group/g/#", "im/default/user/host/#", "im/default/user/fan/event")
	if codes[0] != 1 || codes[1] != 0x87 || codes[2] != 0x87 || codes[3] != 0x87 || codes[4] != 0x87 {
		t.Fatalf("% x", codes)
	}
	g.enter("live")
	g.comesToHear("before")
	host.send("room/live", "now")
	g.comesToHear("now")
	if room := s.does(t, "GET", "/v1/rooms/live", nil); room["online"] != 2.0 {
		t.Fatal(room)
	}
	for _, to := range []string{"room/live", "group/g", "user/host", "room/live/typing", "user/host/typing", "user/host/read"} {
		g.isRefused(to, "needs_account")
	}
	g.isRefused("user/"+id, "bad_address")
	ask := func(method, path string, body any) (answer obj) {
		t.Helper()
		b, err := json.Marshal(obj{"id": 1, "method": method, "path": path, "body": body})
		if err != nil {
			t.Fatal(err)
		}
		if reason, code, _ := g.publish(inbox+"/request", string(b)); reason != 0 {
			t.Fatalf("0x%x %s", reason, code)
		}
		for {
			if m := g.receive(); m.topic == inbox+"/reply" {
				return m.body["body"].(obj)
			}
		}
	}
	if page := ask("GET", "/v1/conversations/room/live/messages", nil); len(page["messages"].([]any)) != 2 {
		t.Fatal(page)
	}
	if e := ask("POST", "/v1/messages", obj{"to": "room/live", "body": obj{"text": "x"}}); e["code"] != "needs_account" {
		t.Fatal(e)
	}

	// Kicked, the guest may come back; banned from the room, not into it.
	s.does(t, "POST", "/v1/users/"+id+"/kick", nil)
	g.isCut(0x98)
	g = s.connect(t, id, how{password: token})
	g.enter("live")
	s.as(t, "host").does(t, "PUT", "/v1/rooms/live/bans/"+id, nil)
	if codes := g.subscribe("im/default/room/live/#"); codes[0] != 0x87 {
		t.Fatalf("a banned guest enters: 0x%x", codes[0])
	}

	// Guests outlive nothing: after a crash there is no session, and the token still holds.
	s.kill()
	s.restart(t)
	if g = s.connect(t, id, how{password: token, resume: true, keep: 3600}); g.ack.SessionPresent {
		t.Fatal("a session was kept")
	}
	if users := s.does(t, "GET", "/v1/users", nil)["users"].([]any); len(users) != 2 {
		t.Fatal("accounts were made: ", users)
	}

	// Without guests in the app they are ended at once.
	fan := s.connect(t, "fan", how{})
	s.settings(t, obj{"guests": false})
	g.isCut(0x98)
	if _, err := s.tryConnect(t, id, how{password: token}); err == nil || !strings.Contains(err.Error(), "0x87") {
		t.Fatal(err)
	}
	fan.send("user/host", "users stay")
}

// TestGuests_TokenOfACustomer: the app's own server signs a guest's token, whose end ends the connection.
func TestGuests_TokenOfACustomer(t *testing.T) {
	s := startServer(t)
	s.settings(t, obj{"guests": true})
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"sub": "guest~visitor-7", "guest": true, "exp": time.Now().Add(4 * time.Second).Unix(),
	}).SignedString([]byte(s.keys(t).App.Secret))
	if err != nil {
		t.Fatal(err)
	}
	g := s.connect(t, "guest~visitor-7", how{password: token})
	g.isCut(0xA0)
	if _, err := s.tryConnect(t, "guest~visitor-7", how{password: token}); err == nil || !strings.Contains(err.Error(), "0x86") {
		t.Fatal(err)
	}
}
