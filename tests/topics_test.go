package tests

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/packets"
)

// gadget is a device: a MQTT 5 client of which a test writes and reads each packet.
type gadget struct {
	t       *testing.T
	conn    net.Conn
	name    string
	present bool             // CONNACK: the session was there
	limits  *packets.Connack // what the server said
	next    uint16
	early   []*packets.Publish // came while something else was waited for
}

type gadgetOptions struct {
	client string
	resume bool
	keep   uint32
	window uint16
	most   uint32
	will   func(*packets.Connect)
}

// power connects a device of a registered user.
func (s *server) power(t *testing.T, name string, o gadgetOptions) *gadget {
	t.Helper()
	conn, err := net.DialTimeout("tcp", s.mqtt, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	g := &gadget{t: t, conn: conn, name: name}
	if o.client == "" {
		o.client = name + "-gadget"
	}
	c := &packets.Connect{ProtocolName: "MQTT", ProtocolVersion: 5, ClientID: o.client, CleanStart: !o.resume, KeepAlive: 60, UsernameFlag: true, Username: name, PasswordFlag: true, Password: []byte("secret-" + name), Properties: &packets.Properties{SessionExpiryInterval: &o.keep}}
	if o.window > 0 {
		c.Properties.ReceiveMaximum = &o.window
	}
	if o.most > 0 {
		c.Properties.MaximumPacketSize = &o.most
	}
	if o.will != nil {
		o.will(c)
	}
	g.write(c)
	ack, ok := g.read().(*packets.Connack)
	if !ok || ack.ReasonCode != 0 {
		t.Fatalf("%s is not let in: %+v", name, ack)
	}
	g.present, g.limits = ack.SessionPresent, ack
	return g
}

func (g *gadget) write(p packets.Packet) {
	g.t.Helper()
	if _, err := p.WriteTo(g.conn); err != nil {
		g.t.Fatalf("%s writes: %v", g.name, err)
	}
}

func (g *gadget) read() packets.Packet {
	g.t.Helper()
	if err := g.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		g.t.Fatal(err)
	}
	p, err := packets.ReadPacket(g.conn)
	if err != nil {
		g.t.Fatalf("%s reads: %v", g.name, err)
	}
	return p.Content
}

// await reads up to a packet of a kind; publishes that come before it are kept for later.
func await[P packets.Packet](g *gadget) P {
	g.t.Helper()
	for {
		switch p := g.read().(type) {
		case P:
			return p
		case *packets.Publish:
			g.early = append(g.early, p)
		default:
			g.t.Fatalf("%s reads %T: %+v", g.name, p, p)
		}
	}
}

func (g *gadget) id() uint16 { g.next++; return g.next }

// subscribe gives the reason code.
func (g *gadget) subscribe(filter string, qos byte, with ...func(*packets.Subscribe)) byte {
	g.t.Helper()
	s := &packets.Subscribe{PacketID: g.id(), Properties: &packets.Properties{}, Subscriptions: []packets.SubOptions{{Topic: filter, QoS: qos}}}
	for _, f := range with {
		f(s)
	}
	g.write(s)
	return await[*packets.Suback](g).Reasons[0]
}

func (g *gadget) unsubscribe(filter string) byte {
	g.t.Helper()
	g.write(&packets.Unsubscribe{PacketID: g.id(), Properties: &packets.Properties{}, Topics: []string{filter}})
	return await[*packets.Unsuback](g).Reasons[0]
}

// publish gives the reason code of the answer, 0 for QoS 0.
func (g *gadget) publish(topic, payload string, qos byte, with ...func(*packets.Publish)) byte {
	g.t.Helper()
	p := &packets.Publish{Topic: topic, Payload: []byte(payload), QoS: qos, Properties: &packets.Properties{}}
	if qos > 0 {
		p.PacketID = g.id()
	}
	for _, f := range with {
		f(p)
	}
	g.write(p)
	switch qos {
	case 1:
		return await[*packets.Puback](g).ReasonCode
	case 2:
		if r := await[*packets.Pubrec](g).ReasonCode; r >= 0x80 {
			return r
		}
		g.write(&packets.Pubrel{PacketID: p.PacketID, Properties: &packets.Properties{}})
		return await[*packets.Pubcomp](g).ReasonCode
	}
	return 0
}

// next publish, without an acknowledgement.
func (g *gadget) receive() *packets.Publish {
	g.t.Helper()
	if len(g.early) > 0 {
		p := g.early[0]
		g.early = g.early[1:]
		return p
	}
	p, ok := g.read().(*packets.Publish)
	if !ok {
		g.t.Fatalf("%s reads no publish", g.name)
	}
	return p
}

// acknowledge ends the exchange of a publish.
func (g *gadget) acknowledge(p *packets.Publish) {
	g.t.Helper()
	switch p.QoS {
	case 1:
		g.write(&packets.Puback{PacketID: p.PacketID, Properties: &packets.Properties{}})
	case 2:
		g.write(&packets.Pubrec{PacketID: p.PacketID, Properties: &packets.Properties{}})
		if r := await[*packets.Pubrel](g); r.PacketID != p.PacketID {
			g.t.Fatalf("PUBREL of %d, not %d", r.PacketID, p.PacketID)
		}
		g.write(&packets.Pubcomp{PacketID: p.PacketID, Properties: &packets.Properties{}})
	}
}

// hears expects a publish next, and acknowledges it.
func (g *gadget) hears(topic, payload string, qos byte) *packets.Publish {
	g.t.Helper()
	p := g.receive()
	if p.Topic != topic || string(p.Payload) != payload || p.QoS != qos {
		g.t.Fatalf("%s hears %s %.40q with QoS %d, not %s %q with %d", g.name, p.Topic, p.Payload, p.QoS, topic, payload, qos)
	}
	g.acknowledge(p)
	return p
}

// hearsNothing has the server answer a ping: what was sent before would have come first.
func (g *gadget) hearsNothing() {
	g.t.Helper()
	g.write(&packets.Pingreq{})
	await[*packets.Pingresp](g)
	if len(g.early) > 0 {
		g.t.Fatalf("%s hears %s %q", g.name, g.early[0].Topic, g.early[0].Payload)
	}
}

func (s *server) allowTopics(t *testing.T, filters ...string) {
	t.Helper()
	var rules []map[string]any
	for _, f := range filters {
		rules = append(rules, map[string]any{"effect": "allow", "action": "both", "filter": f})
	}
	s.settings(t, map[string]any{"topic_rules": rules})
}

func TestTopics_EveryQoSThereAndBack(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for sub := range byte(3) {
		for pub := range byte(3) {
			from, to := s.power(t, "ann", gadgetOptions{client: "from"}), s.power(t, "ann", gadgetOptions{client: "to"})
			if code := to.subscribe("dev/ann/#", sub); code != sub {
				t.Fatalf("granted 0x%x, asked for %d", code, sub)
			}
			for i := range 5 {
				if code := from.publish("dev/ann/lamp", fmt.Sprint(i), pub); code != 0 {
					t.Fatalf("QoS %d is answered with 0x%x", pub, code)
				}
			}
			for i := range 5 {
				p := to.hears("dev/ann/lamp", fmt.Sprint(i), min(sub, pub)) // [MQTT-3.8.4-8] [MQTT-4.6.0-6]
				if p.Duplicate || p.Retain {
					t.Fatalf("DUP %v, retain %v", p.Duplicate, p.Retain)
				}
			}
			to.hearsNothing()
			to.unsubscribe("dev/ann/#")
		}
	}
}

func TestTopics_RulesHoldAtOnce(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann, bob := s.power(t, "ann", gadgetOptions{}), s.power(t, "bob", gadgetOptions{})
	for _, c := range []struct {
		filter string
		code   byte
	}{
		{"dev/ann/+", 1}, {"dev/bob/#", 0x87}, {"#", 0x87}, {"$SYS/#", 0x87}, {"im/#", 0x87}, {"+/ann/x", 0x87},
		{"dev/ann/#/x", 0x8F}, {"dev/ann/x+", 0x8F}, {"$share/a/dev/ann/x", 1}, {"$share/a/dev/bob/x", 0x87}, {"$share//dev/ann", 0x8F},
	} {
		if code := ann.subscribe(c.filter, 1); code != c.code {
			t.Errorf("%s: 0x%x, not 0x%x", c.filter, code, c.code)
		}
	}
	if code := ann.publish("dev/bob/x", "x", 1); code != 0x87 {
		t.Errorf("0x%x", code)
	}
	if code := ann.publish("dev/bob/x", "x", 2); code != 0x87 {
		t.Errorf("0x%x", code)
	}
	if code := bob.publish("dev/bob/x", "nobody", 1); code != 0x10 { // [MQTT5-3.4.2.1]
		t.Errorf("0x%x", code)
	}
	s.settings(t, map[string]any{"topic_rules": []map[string]any{
		{"effect": "deny", "action": "publish", "filter": "news/locked/#"},
		{"effect": "allow", "action": "both", "filter": "news/#"},
	}})
	if code := ann.subscribe("news/#", 0); code != 0 {
		t.Fatalf("0x%x", code)
	}
	if code := bob.publish("news/locked/a", "x", 1); code != 0x87 {
		t.Errorf("0x%x", code)
	}
	if code := bob.publish("news/open/a", "hello", 1); code != 0 {
		t.Errorf("0x%x", code)
	}
	ann.hears("news/open/a", "hello", 0)
	s.allowTopics(t, "dev/%u/#", "news/today") // ann's filter means more than that now
	if code := bob.publish("news/today", "x", 1); code != 0x10 {
		t.Errorf("a subscription that is allowed no more: 0x%x", code)
	}
	s.allowTopics(t, "#")
	if code := bob.publish("news/today", "again", 1); code != 0 {
		t.Errorf("0x%x", code)
	}
	ann.hears("news/today", "again", 0)
	status, d := s.create(t, "/v1/topics/explain", map[string]any{"user": "ann", "topic": "im/x", "action": "subscribe"})
	if status != 200 || d["allowed"] != false {
		t.Error(status, d)
	}
	status, d = s.create(t, "/v1/topics/explain", map[string]any{"user": "ann", "topic": "x/y", "action": "publish"})
	if rule, _ := d["rule"].(map[string]any); status != 200 || d["allowed"] != true || d["index"] != 0.0 || rule["filter"] != "#" {
		t.Error(status, d)
	}
	for i, bad := range []map[string]any{
		{"effect": "maybe", "action": "both", "filter": "x"}, {"effect": "deny", "action": "both", "filter": "im/#"},
		{"effect": "deny", "action": "both", "filter": "a/#/b"}, {"effect": "deny", "action": "both", "filter": "$share/a/b"},
		{"effect": "deny", "action": "look", "filter": "x"}, {"effect": "deny", "action": "both", "filter": "x", "platform": "moon"},
	} {
		if status, body := s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": map[string]any{"topic_rules": []any{bad}}}); status != 422 {
			t.Errorf("%d: %d %v", i, status, body)
		}
	}
}

func TestTopics_ChatAndDevicesDoNotMix(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.allowTopics(t, "#")
	all := s.power(t, "ann", gadgetOptions{client: "all"})
	all.subscribe("#", 1)
	phone := s.connect(t, "ann", how{}).listen()
	bob := s.connect(t, "bob", how{}).listen()
	bob.send("user/ann", "hello")
	phone.hears("hello")
	all.hearsNothing() // # never means im
	if _, code, _ := bob.publish("dev/x", "{}"); code != "" {
		t.Fatal(code)
	}
	all.hears("dev/x", "{}", 1)
}

func TestTopics_PropertiesPassAsTheyCame(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from, to := s.power(t, "ann", gadgetOptions{client: "from"}), s.power(t, "ann", gadgetOptions{client: "to"})
	one, two := 7, 200
	to.subscribe("dev/ann/+", 2, func(s *packets.Subscribe) { s.Properties.SubscriptionIdentifier = &one })
	to.subscribe("dev/ann/#", 1, func(s *packets.Subscribe) { s.Properties.SubscriptionIdentifier = &two })
	format, expiry, alias := byte(1), uint32(100), uint16(3)
	for _, topic := range []string{"dev/ann/a", ""} { // the second by its alias
		from.publish(topic, "x", 2, func(p *packets.Publish) {
			p.Properties = &packets.Properties{PayloadFormat: &format, MessageExpiry: &expiry, ContentType: "text/plain", ResponseTopic: "dev/ann/answer",
				CorrelationData: []byte{1, 2, 3}, TopicAlias: &alias, User: []packets.User{{Key: "a", Value: "1"}, {Key: "a", Value: "2"}, {Key: "", Value: ""}}}
		})
		p := to.hears("dev/ann/a", "x", 2)
		q := p.Properties
		if q.PayloadFormat == nil || *q.PayloadFormat != 1 || q.ContentType != "text/plain" || q.ResponseTopic != "dev/ann/answer" || string(q.CorrelationData) != "\x01\x02\x03" ||
			len(q.User) != 3 || q.User[0].Value != "1" || q.User[1].Value != "2" || q.MessageExpiry == nil || *q.MessageExpiry > 100 || *q.MessageExpiry < 90 || q.TopicAlias != nil {
			t.Errorf("%+v", q)
		}
		to.hearsNothing() // both subscriptions mean it: it comes once
	}
	if from.limits.Properties.TopicAliasMaximum == nil || *from.limits.Properties.TopicAliasMaximum == 0 {
		t.Error("CONNACK announces no aliases")
	}
	unknown := uint16(9)
	from.write(&packets.Publish{Properties: &packets.Properties{TopicAlias: &unknown}, Payload: []byte("x")})
	if _, err := packets.ReadPacket(from.conn); err == nil {
		if _, err = packets.ReadPacket(from.conn); err == nil {
			t.Error("an unknown alias does not end the connection")
		}
	}
}

func TestTopics_NoLocalIsKept(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	ann := s.power(t, "ann", gadgetOptions{})
	ann.subscribe("dev/ann/a", 1, func(s *packets.Subscribe) { s.Subscriptions[0].NoLocal = true })
	ann.subscribe("dev/ann/b", 1)
	ann.publish("dev/ann/a", "x", 1)
	ann.publish("dev/ann/b", "y", 1)
	ann.hears("dev/ann/b", "y", 1)
	ann.hearsNothing()
	other := s.power(t, "ann", gadgetOptions{client: "other"})
	other.publish("dev/ann/a", "z", 1)
	ann.hears("dev/ann/a", "z", 1)
}

func TestTopics_SharedSubscriptions(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.allowTopics(t, "jobs/#")
	boss := s.power(t, "bob", gadgetOptions{})
	var workers []*gadget
	for i := range 3 {
		w := s.power(t, "ann", gadgetOptions{client: fmt.Sprint("worker", i)})
		w.subscribe("$share/crew/jobs/#", 1)
		workers = append(workers, w)
	}
	for i := range 30 {
		boss.publish("jobs/x", fmt.Sprint(i), 1)
	}
	var got []string
	for i, w := range workers {
		for range 10 { // in turn
			p := w.receive()
			if i > 0 {
				w.acknowledge(p)
				got = append(got, string(p.Payload))
			}
		}
	}
	// The first has acknowledged nothing when it goes: others get its messages.
	_ = workers[0].conn.Close()
	for i := range 10 {
		p := workers[1+i%2].receive()
		workers[1+i%2].acknowledge(p)
		got = append(got, string(p.Payload))
	}
	slices.Sort(got)
	if got = slices.Compact(got); len(got) != 30 {
		t.Errorf("%d of 30 jobs were done: %v", len(got), got)
	}
	// A member that is away is asked only when nobody is there.
	away := s.power(t, "ann", gadgetOptions{client: "away", keep: 100})
	away.subscribe("$share/crew/jobs/#", 1)
	away.write(&packets.Disconnect{Properties: &packets.Properties{}})
	waitClosed(t, away.conn)
	for i := range 6 {
		boss.publish("jobs/y", fmt.Sprint(i), 1)
	}
	done := 0
	for _, w := range workers[1:] {
		w.write(&packets.Pingreq{})
		await[*packets.Pingresp](w)
		for len(w.early) > 0 {
			w.acknowledge(w.receive())
			done++
		}
	}
	if done != 6 {
		t.Errorf("%d of 6 jobs went to who is there", done)
	}
	for _, w := range workers[1:] {
		w.unsubscribe("$share/crew/jobs/#")
	}
	boss.publish("jobs/z", "later", 1)
	away = s.power(t, "ann", gadgetOptions{client: "away", keep: 100, resume: true})
	away.hears("jobs/z", "later", 1)
}

// waitClosed waits until the server has ended a connection.
func waitClosed(t *testing.T, c net.Conn) {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := c.Read(make([]byte, 1024)); err != nil {
			if e, ok := err.(net.Error); ok && e.Timeout() {
				t.Fatal("the server does not end the connection")
			}
			return
		}
	}
}

func TestTopics_PersistentSessionsMissNothing(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	o := gadgetOptions{client: "lamp", keep: 100, resume: true}
	from, to := s.power(t, "ann", gadgetOptions{client: "from"}), s.power(t, "ann", o)
	if to.present {
		t.Error("a session is there that never was")
	}
	to.subscribe("dev/ann/#", 2)
	from.publish("dev/ann/a", "1", 1)
	from.publish("dev/ann/a", "2", 2)
	from.publish("dev/ann/a", "3", 2)
	one, two, three := to.receive(), to.receive(), to.receive()
	to.write(&packets.Pubrec{PacketID: three.PacketID, Properties: &packets.Properties{}})
	await[*packets.Pubrel](to)
	_ = to.conn.Close()
	for {
		if _, d := s.ask(t, http.MethodGet, "/v1/admin/sessions?user=ann", nil); len(d["sessions"].([]any)) == 1 {
			break
		}
	}
	from.publish("dev/ann/a", "0", 0)
	from.publish("dev/ann/a", "4", 1)
	short, long := uint32(1), uint32(60)
	from.publish("dev/ann/a", "5", 2, func(p *packets.Publish) { p.Properties.MessageExpiry = &long })
	from.publish("dev/ann/a", "gone", 1, func(p *packets.Publish) { p.Properties.MessageExpiry = &short })
	<-time.After(1100 * time.Millisecond) // the time to live is what is tested
	to = s.power(t, "ann", o)
	if !to.present {
		t.Fatal("the session is gone")
	}
	var again []*packets.Publish
	for _, old := range []*packets.Publish{one, two} { // [MQTT-4.4.0-1] [MQTT-4.6.0-1]
		p := to.receive()
		if !p.Duplicate || p.PacketID != old.PacketID || string(p.Payload) != string(old.Payload) {
			t.Fatalf("again: %+v", p)
		}
		again = append(again, p)
	}
	if r := await[*packets.Pubrel](to); r.PacketID != three.PacketID {
		t.Fatalf("PUBREL of %d", r.PacketID)
	}
	to.write(&packets.Pubcomp{PacketID: three.PacketID, Properties: &packets.Properties{}})
	for _, p := range again {
		to.acknowledge(p)
	}
	to.hears("dev/ann/a", "4", 1)
	if p := to.hears("dev/ann/a", "5", 2); *p.Properties.MessageExpiry >= 60 || p.Duplicate {
		t.Errorf("%+v", p)
	}
	to.hearsNothing()
	// A client that begins anew has nothing of it.
	_ = to.conn.Close()
	to = s.power(t, "ann", gadgetOptions{client: "lamp"})
	if code := from.publish("dev/ann/a", "x", 1); to.present || code != 0x10 {
		t.Errorf("present %v, 0x%x", to.present, code)
	}
}

func TestTopics_QoS2ComesOnceWhateverIsRepeated(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	to := s.power(t, "ann", gadgetOptions{client: "to"})
	to.subscribe("dev/ann/#", 2)
	o := gadgetOptions{client: "from", keep: 100, resume: true}
	from := s.power(t, "ann", o)
	p := &packets.Publish{Topic: "dev/ann/a", Payload: []byte("once"), QoS: 2, PacketID: 5, Properties: &packets.Properties{}}
	for range 2 { // [MQTT-4.3.3-10]
		from.write(p)
		if r := await[*packets.Pubrec](from); r.ReasonCode != 0 || r.PacketID != 5 {
			t.Fatalf("%+v", r)
		}
		p.Duplicate = true
	}
	_ = from.conn.Close()
	from = s.power(t, "ann", o)
	from.write(p) // on a new connection of the session, too
	if r := await[*packets.Pubrec](from); r.ReasonCode >= 0x80 {
		t.Fatalf("%+v", r)
	}
	from.write(&packets.Pubrel{PacketID: 5, Properties: &packets.Properties{}})
	if r := await[*packets.Pubcomp](from); r.ReasonCode != 0 {
		t.Fatalf("%+v", r)
	}
	to.hears("dev/ann/a", "once", 2)
	p.Duplicate, p.Payload = false, []byte("next") // the packet id is free again
	from.write(p)
	await[*packets.Pubrec](from)
	to.hears("dev/ann/a", "next", 2)
	to.hearsNothing()
}

func TestTopics_TheClientsLimitsAreKept(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	to := s.power(t, "ann", gadgetOptions{client: "to", window: 3, most: 100})
	to.subscribe("dev/ann/#", 1)
	from.publish("dev/ann/a", strings.Repeat("x", 200), 1) // too large for it: not sent, and no obstacle
	for i := range 20 {
		from.publish("dev/ann/a", fmt.Sprint(i), 1)
	}
	var open []*packets.Publish
	for i := range 20 {
		p := to.receive()
		if string(p.Payload) != fmt.Sprint(i) {
			t.Fatalf("%q comes as number %d", p.Payload, i)
		}
		if open = append(open, p); len(open) == 3 { // [MQTT5-3.3.4-9]
			to.write(&packets.Pingreq{})
			await[*packets.Pingresp](to)
			if len(to.early) > 0 {
				t.Fatal("more than the Receive Maximum")
			}
			for _, p := range open {
				to.acknowledge(p)
			}
			open = nil
		}
	}
}

func TestTopics_AQueueIsBounded(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	for full, want := range map[string][]string{"oldest": {"3", "4"}, "newest": {"0", "1"}} {
		s.settings(t, map[string]any{"device_queue": 2, "device_queue_full": full})
		o := gadgetOptions{client: full, keep: 100, resume: true}
		to := s.power(t, "ann", o)
		to.subscribe("dev/ann/#", 1)
		to.write(&packets.Disconnect{Properties: &packets.Properties{}})
		waitClosed(t, to.conn)
		for i := range 5 {
			from.publish("dev/ann/a", fmt.Sprint(i), 1)
		}
		to = s.power(t, "ann", o)
		for _, w := range want {
			to.hears("dev/ann/a", w, 1)
		}
		to.hearsNothing()
		to.unsubscribe("dev/ann/#")
	}
}

func TestTopics_Wills(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	to := s.power(t, "ann", gadgetOptions{client: "to"})
	to.subscribe("dev/ann/#", 2)
	will := func(delay uint32) func(*packets.Connect) {
		return func(c *packets.Connect) {
			c.WillFlag, c.WillTopic, c.WillMessage, c.WillQOS = true, "dev/ann/will", []byte("gone"), 2
			c.WillProperties = &packets.Properties{User: []packets.User{{Key: "k", Value: "v"}}, WillDelayInterval: &delay}
		}
	}
	_ = s.power(t, "ann", gadgetOptions{client: "a", will: will(0)}).conn.Close()
	if p := to.hears("dev/ann/will", "gone", 2); len(p.Properties.User) != 1 {
		t.Errorf("%+v", p.Properties)
	}
	bye := s.power(t, "ann", gadgetOptions{client: "b", will: will(0)})
	bye.write(&packets.Disconnect{Properties: &packets.Properties{}})
	waitClosed(t, bye.conn)
	to.hearsNothing() // [MQTT5-3.14.4-3]
	_ = s.power(t, "ann", gadgetOptions{client: "c", keep: 100, will: will(1)}).conn.Close()
	to.hears("dev/ann/will", "gone", 2)
}

func TestTopics_MQTT3(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	for _, version := range []byte{3, 4} {
		ann := s.connectRaw(t, "ann", version)
		ann.write(packet(0x82, []byte{0, 2}, text("dev/ann/#"), []byte{2}, text("dev/bob/#"), []byte{1}, text("a/#/b"), []byte{0}))
		if first, b := ann.read(); first != 0x90 || string(b[2:]) != "\x02\x80\x80" {
			t.Fatalf("%x % x", first, b)
		}
		ann.write(packet(0x34, text("dev/ann/x"), []byte{0, 9}, []byte("hello")))
		var kinds []byte
		for range 3 {
			first, b := ann.read()
			kinds = append(kinds, first)
			switch first {
			case 0x34:
				ann.write(packet(0x50, b[2+int(binary.BigEndian.Uint16(b)):][:2]))
			case 0x62:
				ann.write(packet(0x70, b))
			}
		}
		if slices.Sort(kinds); string(kinds) != "\x34\x50\x62" {
			t.Fatalf("% x", kinds)
		}
		ann.write(packet(0x62, []byte{0, 9}))
		if first, b := ann.read(); first != 0x70 || b[1] != 9 {
			t.Fatalf("%x % x", first, b)
		}
		if refusals := ann.outcome(ann.publish("dev/bob/x", "no")); len(refusals) != 1 || refusals[0]["code"] != "forbidden" {
			t.Fatal(refusals)
		}
		_ = ann.conn.Close()
	}
}
