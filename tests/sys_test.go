package tests

import (
	"strconv"
	"strings"
	"testing"

	"github.com/eclipse/paho.golang/packets"
)

// byKey connects with the app's key in the place of the password.
func byKey(s *server) func(*packets.Connect) {
	return func(c *packets.Connect) { c.Password = []byte(s.key) }
}

// listens reads values below $SYS up to a topic, and gives them by their topic.
func (g *gadget) listens(upTo string, retained bool) map[string]string {
	g.t.Helper()
	values := map[string]string{}
	for {
		p := g.receive()
		topic, ok := strings.CutPrefix(p.Topic, "$SYS/broker/")
		if !ok || p.QoS != 0 || p.Retain != retained {
			g.t.Fatalf("%s hears %s with QoS %d, RETAIN %v", g.name, p.Topic, p.QoS, p.Retain)
		}
		values[topic] = string(p.Payload)
		if topic == upTo {
			return values
		}
	}
}

const lastOfSys = "load/messages/sent/15min"

// TestSys_ForOperators: who connects with the app's key hears how the server is, at once and again and again, with the
// numbers of /metrics.
func TestSys_ForOperators(t *testing.T) {
	s := &server{data: t.TempDir(), args: []string{"--sys-interval", "200ms"}}
	s.restart(t)
	s.register(t, "ops", "ann")
	ann := s.power(t, "ann", gadgetOptions{})
	ann.subscribe("dev/ann/#", 1)
	ann.publish("dev/ann/x", "1", 1, keep)
	ann.hears("dev/ann/x", "1", 1)
	away := s.power(t, "ann", gadgetOptions{client: "away", keep: 600})
	away.subscribe("dev/ann/y", 1)
	_ = away.conn.Close()
	s.comesToLeave(t, "ann", "away")
	waitFor(t, "kept session", func() bool { return strings.Contains(s.sessions(t, "ann"), "(away)") })

	ops := s.power(t, "ops", gadgetOptions{will: byKey(s)})
	if code := ops.subscribe("$SYS/#", 2); code != 0 {
		t.Fatalf("the operator is granted 0x%x", code)
	}
	now := ops.listens(lastOfSys, true)
	for topic, want := range map[string]string{
		"clients/connected": "2", "clients/disconnected": "1", "clients/total": "3", "subscriptions/count": "2", "retained messages/count": "1",
		"messages/received": "1", "publish/messages/received": "1", "messages/publish/dropped": "0", "store/messages/count": "0",
	} {
		if now[topic] != want {
			t.Errorf("%s is %q, not %s", topic, now[topic], want)
		}
	}
	if !strings.HasPrefix(now["version"], "hongyan ") || !strings.HasSuffix(now["uptime"], " seconds") {
		t.Errorf("version %q, uptime %q", now["version"], now["uptime"])
	}
	s.connect(t, "ann", how{device: "third"})
	for now["clients/connected"] != "3" || now["load/messages/sent/1min"] == "0.00" {
		now = ops.listens(lastOfSys, false)
	}
	metrics := s.page(t, "/metrics")
	for metric, topic := range map[string]string{"hongyan_bridge_sessions": "clients/connected", "hongyan_bridge_away_sessions": "clients/disconnected", "hongyan_chat_retained_messages": "retained messages/count"} {
		if !strings.Contains(metrics, "\n"+metric+" "+now[topic]+"\n") {
			t.Errorf("%s is not %s", metric, now[topic])
		}
	}
	ops.unsubscribe("$SYS/#")
	ops.early = nil
	if code := ops.subscribe("$SYS/broker/+/connected", 0, func(p *packets.Subscribe) { p.Subscriptions[0].RetainHandling = 2 }); code != 0 {
		t.Fatalf("0x%x", code)
	}
	if one := ops.listens("clients/connected", false); len(one) != 1 {
		t.Errorf("a narrow filter brings %v", one)
	}
	if sent, err := strconv.Atoi(now["messages/sent"]); err != nil || sent < 20 {
		t.Errorf("sent were %q", now["messages/sent"])
	}
}

// TestSys_ForNobodyElse: users may not subscribe, whatever the app's rules say, and no wildcard means $SYS.
func TestSys_ForNobodyElse(t *testing.T) {
	s := &server{data: t.TempDir(), args: []string{"--sys-interval", "100ms"}}
	s.restart(t)
	s.register(t, "ann", "ops")
	s.allowTopics(t, "#")
	ops := s.power(t, "ops", gadgetOptions{will: byKey(s)})
	for _, g := range []*gadget{s.power(t, "ann", gadgetOptions{}), ops} {
		for filter, want := range map[string]byte{"#": 1, "+/broker/#": 1, "$share/x/$SYS/#": 0x87} {
			if code := g.subscribe(filter, 1); code != want {
				t.Errorf("%s subscribes to %s: 0x%x", g.name, filter, code)
			}
		}
		if code := g.publish("$SYS/broker/uptime", "for ever", 1); code != 0x90 {
			t.Errorf("%s publishes below $SYS: 0x%x", g.name, code)
		}
		if code := g.subscribe("$SYS/#", 1); g != ops && code != 0x87 {
			t.Errorf("%s watches: 0x%x", g.name, code)
		}
		if g != ops {
			defer g.hearsNothing() // after the operator has heard values again
		}
	}
	ops.listens(lastOfSys, true)
	ops.listens(lastOfSys, false)
	ops.listens(lastOfSys, false)
	old := s.connectRaw(t, "ann", 4)
	old.write(packet(0x82, []byte{0, 2}, text("$SYS/#"), []byte{0}))
	if first, b := old.read(); first != 0x90 || b[2] != 0x80 {
		t.Errorf("SUBACK % x", b)
	}
	s.key += "x"
	if _, err := s.tryConnect(t, "ops", how{password: s.key}); err == nil {
		t.Error("a wrong key is let in")
	}
	s.key = s.keys(t).App.Key
	if _, err := s.tryConnect(t, "nobody", how{password: s.key}); err == nil {
		t.Error("the key makes an account")
	}
}

// TestSys_EndsWithTheKey: a new key ends the connections of who came with the old one, and no others. With the setting
// off, operators hear nothing.
func TestSys_EndsWithTheKey(t *testing.T) {
	s := startServer(t)
	s.register(t, "ops")
	byPassword := s.connect(t, "ops", how{device: "own"})
	operator := s.connect(t, "ops", how{device: "watch", password: s.key})
	mine := s.key
	s.key = s.keys(t).ServerKey
	s.must(t, "POST", "/v1/apps/default/rotate", map[string]any{"key": true})
	operator.isCut(0x87)
	if code := byPassword.subscribe("im/default/user/ops"); code[0] != 1 {
		t.Error("the other connection has ended")
	}
	if _, err := s.tryConnect(t, "ops", how{device: "watch", password: mine}); err == nil {
		t.Error("the old key is taken")
	}
	s.args = []string{"--sys-interval", "0"}
	s.restartCleanly(t)
	if code := s.power(t, "ops", gadgetOptions{will: byKey(s)}).subscribe("$SYS/#", 0); code != 0x87 {
		t.Errorf("with the setting off: 0x%x", code)
	}
}
