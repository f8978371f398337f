package tests

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// TestFold_CapitalsDoNotMatter: an app from a place where ids have no case; whoever writes Bob, BOB or bob means one user.
func TestFold_CapitalsDoNotMatter(t *testing.T) {
	s := startServer(t)
	s.settings(t, obj{"fold_ids": true})
	s.register(t, "Bob", "ann")
	s.refused(t, "already_exists", "POST", "/v1/users", obj{"user": "BOB", "password": "x"})
	s.refused(t, "already_exists", "PATCH", "/v1/app", obj{"settings": obj{"fold_ids": false}})
	if users := s.does(t, "GET", "/v1/users?prefix=B", nil)["users"].([]any); len(users) != 1 || users[0].(obj)["user"] != "bob" {
		t.Fatal(users)
	}
	s.does(t, "POST", "/v1/groups", obj{"id": "Team", "name": "Team", "owner": "ANN", "members": []string{"BOB"}})
	s.does(t, "POST", "/v1/rooms", obj{"id": "Live", "name": "Live"})

	// By password, by a token that spells the user in another way, and by UserSig.
	ann := s.connect(t, "Ann", how{password: "secret-ann"})
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": "BOB", "exp": time.Now().Add(time.Hour).Unix()}).SignedString([]byte(s.keys(t).App.Secret))
	if err != nil {
		t.Fatal(err)
	}
	bob := s.connect(t, "boB", how{password: token, keep: 3600})
	sig := s.does(t, "POST", "/v1/usersig", obj{"user": "bOB"})["usersig"].(string)
	tablet := s.connect(t, "bob", how{password: sig, device: "tablet"})
	ann.listen()
	bob.listen() // im/default/user/boB/#
	tablet.listen()
	for _, p := range []*person{ann, bob} {
		if codes := p.subscribe("im/default/room/LIVE/#"); codes[0] > 1 {
			t.Fatalf("0x%x", codes[0])
		}
	}

	// What is delivered spells ids in small letters, whatever the filter.
	hears := func(p *person, text, topic, to string) {
		t.Helper()
		for {
			m := p.receive()
			if textOf(m.body) != text {
				continue
			}
			if m.topic != topic || m.body["to"] != to || m.body["from"] != "ann" {
				t.Fatalf("%s: %v", m.topic, m.body)
			}
			return
		}
	}
	ann.send("user/BOB", "one")
	hears(bob, "one", "im/default/user/bob", "user/bob")
	hears(tablet, "one", "im/default/user/bob", "user/bob")
	ann.send("group/TEAM", "two")
	hears(bob, "two", "im/default/group/team", "group/team")
	ann.send("room/liVe", "three")
	hears(bob, "three", "im/default/room/live", "room/live")
	if reason, code, _ := ann.publish("im/default/group/Team", `{"body":{"text":"four"},"at":["BOB"]}`); reason != 0 {
		t.Fatal(code)
	}
	hears(bob, "four", "im/default/group/team", "group/team")

	// Requests and their answers, whose topic is in the inbox however it is spelled; and REST in path, query and body.
	if reason, code, _ := bob.publish("im/default/user/BOB/request", `{"id":7,"method":"GET","path":"/v1/conversations/user/ANN/messages"}`); reason != 0 {
		t.Fatal(code)
	}
	for m := bob.receive(); ; m = bob.receive() {
		if m.topic == "im/default/user/bob/reply" {
			if page := m.body["body"].(obj); len(page["messages"].([]any)) != 1 {
				t.Fatal(page)
			}
			break
		}
	}
	if page := s.does(t, "GET", "/v1/conversations/group/TEAM/messages?from=Bob&of=Ann", nil); len(page["messages"].([]any)) != 2 {
		t.Fatal(page)
	}
	if c := s.does(t, "GET", "/v1/conversations/group/tEAM?from=BOB", nil); c["conversation"] != "group/team" || c["mentioned_seq"] == nil {
		t.Fatal(c)
	}
	s.does(t, "POST", "/v1/messages?from=ANN", obj{"to": "user/Bob", "body": obj{"text": "five"}})
	hears(bob, "five", "im/default/user/bob", "user/bob")

	// Ids that the server makes are found as well.
	for path, one := range map[string]string{"/v1/rooms": "/v1/rooms/", "/v1/groups": "/v1/groups/", "/v1/groups/TEAM/threads": "/v1/threads/"} {
		body := obj{"name": "new"}
		if one == "/v1/threads/" {
			body["seq"] = 2
		}
		made := s.does(t, "POST", path+"?from=Ann", body)
		id, _ := made["id"].(string)
		if got := s.does(t, "GET", one+id+"?from=ann", nil); id == "" || got["id"] != id {
			t.Fatalf("%v was made, %v is found", made, got)
		}
	}

	// A kept session comes back with its filters as it wrote them.
	s.kill()
	s.restart(t)
	s.does(t, "POST", "/v1/messages?from=ANN", obj{"to": "user/BoB", "body": obj{"text": "six"}})
	bob = s.connect(t, "boB", how{password: token, keep: 3600, resume: true})
	if !bob.ack.SessionPresent {
		t.Fatal("no session was kept")
	}
	hears(bob, "six", "im/default/user/bob", "user/bob")
	s.does(t, "DELETE", "/v1/users/BOB", nil)
	bob.isCut(0x87)
	if _, err := s.tryConnect(t, "bob", how{password: token}); err == nil || !strings.Contains(err.Error(), "0x86") {
		t.Fatal(err)
	}
}
