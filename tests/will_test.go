package tests

import (
	"fmt"
	"testing"

	"github.com/eclipse/paho.golang/paho"
)

// TestWill_WhenTheServerGoesDown: a will is sent as the server goes down; one with a delay is not, because its client is
// to come back.
func TestWill_WhenTheServerGoesDown(t *testing.T) {
	s := startServer(t)
	s.register(t, "bob")
	const many = 20
	for i := range many {
		user := fmt.Sprintf("u%02d", i)
		s.register(t, user)
		s.connect(t, user, how{will: &paho.WillMessage{Topic: "im/default/user/bob", Payload: []byte(user + " is gone")}})
	}
	s.register(t, "eve")
	eve := how{device: "watch", keep: 3600, delay: 3600, will: &paho.WillMessage{Topic: "im/default/user/bob", Payload: []byte("eve is gone")}}
	s.connect(t, "eve", eve)
	s.stop()
	s.restart(t)
	bob := s.connect(t, "bob", how{}).listen()
	for i := range many {
		user := fmt.Sprintf("u%02d", i)
		status, page := s.get(t, "/v1/conversations/user/"+user+"/messages?from=bob")
		messages, _ := page["messages"].([]any)
		if status != 200 || len(messages) != 1 || textOf(messages[0].(map[string]any)) != user+" is gone" {
			t.Errorf("of %s: %d %v", user, status, page)
		}
	}
	back := s.connect(t, "eve", eve)
	back.send("user/bob", "here again")
	bob.hears("here again")
	if _, page := s.get(t, "/v1/conversations/user/eve/messages?from=bob"); len(page["messages"].([]any)) != 1 {
		t.Errorf("of eve: %v", page)
	}
}
