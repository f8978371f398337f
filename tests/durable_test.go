package tests

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/eclipse/paho.golang/packets"
)

// leaves ends a device's connection with a goodbye, and waits until the server has let it go.
func (g *gadget) leaves() {
	g.t.Helper()
	g.write(&packets.Disconnect{Properties: &packets.Properties{}})
	waitClosed(g.t, g.conn)
}

// TestDurable_SubscriptionsHoldFromTheStart: after a crash sessions hear, by the app's rules, before their clients have
// returned.
func TestDurable_SubscriptionsHoldFromTheStart(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.allowTopics(t, "dev/%u/#", "news/#")
	lamp := gadgetOptions{client: "lamp/1", keep: 100, resume: true}
	here, away := s.power(t, "ann", lamp), s.power(t, "bob", gadgetOptions{client: "fan", keep: 100, resume: true})
	here.subscribe("dev/ann/#", 1)
	here.subscribe("news/+", 2)
	away.subscribe("$share/crew/dev/bob/#", 1)
	away.leaves()
	short := s.power(t, "ann", gadgetOptions{client: "short"}) // ends with its connection
	short.subscribe("dev/ann/short", 1)
	s.kill()
	s.restart(t)
	ann, bob := s.power(t, "ann", gadgetOptions{client: "from"}), s.power(t, "bob", gadgetOptions{client: "from"})
	for _, c := range []struct {
		from  *gadget
		topic string
		code  byte
	}{{ann, "dev/ann/x", 0}, {ann, "news/x", 0}, {ann, "news/x/y", 0x10}, {bob, "dev/bob/x", 0}} {
		if code := c.from.publish(c.topic, "1", 1); code != c.code {
			t.Errorf("%s: 0x%x, not 0x%x", c.topic, code, c.code)
		}
	}
	s.allowTopics(t, "dev/%u/#") // the rules hold for who is away, too
	s.settings(t, map[string]any{"topic_rules": []map[string]any{{"effect": "allow", "action": "publish", "filter": "#"}, {"effect": "allow", "action": "subscribe", "filter": "dev/%u/#"}}})
	if code := ann.publish("news/x", "2", 1); code != 0x10 {
		t.Errorf("0x%x", code)
	}
	again := s.power(t, "ann", lamp)
	if !again.present {
		t.Fatal("the session is gone")
	}
	again.hears("dev/ann/x", "1", 1)
	again.hears("news/x", "1", 1)
	again.hearsNothing()
	if code := again.unsubscribe("dev/ann/#"); code != 0 {
		t.Errorf("0x%x", code)
	}
	if code := ann.publish("dev/ann/x", "3", 1); code != 0x10 {
		t.Errorf("0x%x", code)
	}
}

// TestDurable_ASessionRunsOutWhateverHappensToTheServer: the time counts from the end of the connection.
func TestDurable_ASessionRunsOutWhateverHappensToTheServer(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for i, keep := range []uint32{1, 100} {
		s.power(t, "ann", gadgetOptions{client: fmt.Sprint("live", i), keep: keep, resume: true}).subscribe(fmt.Sprint("dev/ann/", i), 1)
	}
	s.kill()
	s.restart(t)
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	waitFor(t, "the end of the session", func() bool { return from.publish("dev/ann/0", "x", 1) == 0x10 })
	if code := from.publish("dev/ann/1", "x", 1); code != 0 {
		t.Errorf("0x%x", code)
	}
	s.kill()
	s.restart(t)
	from = s.power(t, "ann", gadgetOptions{client: "from"})
	if code := from.publish("dev/ann/0", "x", 1); code != 0x10 {
		t.Errorf("it is back: 0x%x", code)
	}
	s.must(t, http.MethodDelete, "/v1/users/ann", nil)
	s.register(t, "ann")
	from = s.power(t, "ann", gadgetOptions{client: "from"})
	if code := from.publish("dev/ann/1", "x", 1); code != 0x10 {
		t.Errorf("the session of a deleted user is there: 0x%x", code)
	}
}
