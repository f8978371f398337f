package tests

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/eclipse/paho.golang/packets"
)

// TestConform_WhatIsMalformedEndsTheConnection sends what the standards forbid: a client of MQTT 5 is told why, and the
// server goes on for everybody else [MQTT-4.8.0-1] [MQTT5-4.13.1-1].
func TestConform_WhatIsMalformedEndsTheConnection(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, c := range []struct {
		name    string
		version byte
		bytes   []byte
		reason  byte
	}{
		{"QoS 3 [MQTT-3.3.1-4]", 4, packet(0x36, text("dev/ann/a"), []byte{0, 1}), 0},
		{"QoS 3 [MQTT5-3.3.1-4]", 5, packet(0x36, text("dev/ann/a"), []byte{0, 1, 0}), 0x81},
		{"DUP with QoS 0 [MQTT5-3.3.1-2]", 5, packet(0x38, text("dev/ann/a"), []byte{0}), 0x82},
		{"wildcards in a topic [MQTT-3.3.2-2]", 4, packet(0x32, text("dev/ann/#"), []byte{0, 1}), 0},
		{"wildcards in a topic [MQTT5-3.3.2-2]", 5, packet(0x32, text("dev/ann/+"), []byte{0, 1, 0}), 0x82},
		{"an empty topic [MQTT-4.7.3-1]", 4, packet(0x30, text("")), 0},
		{"an empty topic [MQTT5-4.7.3-1]", 5, packet(0x30, text(""), []byte{0}), 0x82},
		{"U+0000 in a topic [MQTT-1.5.3-2]", 4, packet(0x30, text("dev/ann/\x00")), 0},
		{"a surrogate in a topic [MQTT5-1.5.4-1]", 5, packet(0x30, text("dev/ann/\xED\xA0\x80"), []byte{0}), 0x81},
		{"packet id 0 [MQTT-2.3.1-1]", 4, packet(0x32, text("dev/ann/a"), []byte{0, 0}), 0},
		{"packet id 0 [MQTT5-2.2.1-3]", 5, packet(0x32, text("dev/ann/a"), []byte{0, 0, 0}), 0x82},
		{"a property twice", 5, packet(0x30, text("dev/ann/a"), []byte("\x04\x01\x01\x01\x01")), 0x82},
		{"a property of another packet", 5, packet(0x30, text("dev/ann/a"), []byte("\x03\x13\x00\x01")), 0x81},
		{"a Subscription Identifier [MQTT5-3.3.4-6]", 5, packet(0x30, text("dev/ann/a"), []byte("\x02\x0B\x01")), 0x82},
		{"a Response Topic with wildcards [MQTT5-3.3.2-14]", 5, packet(0x30, text("dev/ann/a"), []byte("\x06\x08"), text("r/#")), 0x82},
		{"Topic Alias 0 [MQTT5-3.3.2-8]", 5, packet(0x30, text("dev/ann/a"), []byte("\x03\x23\x00\x00")), 0x94},
		{"a Topic Alias above the maximum [MQTT5-3.3.2-9]", 5, packet(0x30, text("dev/ann/a"), []byte("\x03\x23\x00\x11")), 0x94},
		{"a Topic Alias that nobody has set", 5, packet(0x30, text(""), []byte("\x03\x23\x00\x05")), 0x82},
		{"flags of PUBREL [MQTT-3.6.1-1]", 4, packet(0x60, []byte{0, 1}), 0},
		{"flags of PUBREL [MQTT5-3.6.1-1]", 5, packet(0x60, []byte{0, 1}), 0x81},
		{"a reason that PUBACK has not [MQTT5-3.4.2-1]", 5, packet(0x40, []byte{0, 1, 0x92}), 0x82},
		{"flags of SUBSCRIBE [MQTT-3.8.1-1]", 4, packet(0x80, []byte{0, 1}, text("dev/ann/a"), []byte{0}), 0},
		{"flags of SUBSCRIBE [MQTT5-3.8.1-1]", 5, packet(0x80, []byte{0, 1, 0}, text("dev/ann/a"), []byte{0}), 0x81},
		{"SUBSCRIBE to nothing [MQTT-3.8.3-3]", 4, packet(0x82, []byte{0, 1}), 0},
		{"SUBSCRIBE to nothing [MQTT5-3.8.3-2]", 5, packet(0x82, []byte{0, 1, 0}), 0x82},
		{"SUBSCRIBE that is cut short", 5, packet(0x82, []byte{0, 1, 0}, text("dev/ann/a")), 0x81},
		{"SUBSCRIBE with QoS 3 [MQTT-3-8.3-4]", 4, packet(0x82, []byte{0, 1}, text("dev/ann/a"), []byte{3}), 0},
		{"reserved bits of SUBSCRIBE [MQTT-3-8.3-4]", 4, packet(0x82, []byte{0, 1}, text("dev/ann/a"), []byte{0x10}), 0},
		{"reserved bits of SUBSCRIBE [MQTT5-3.8.3-5]", 5, packet(0x82, []byte{0, 1, 0}, text("dev/ann/a"), []byte{0xC0}), 0x81},
		{"Retain Handling 3", 5, packet(0x82, []byte{0, 1, 0}, text("dev/ann/a"), []byte{0x30}), 0x82},
		{"No Local on a shared subscription [MQTT5-3.8.3-4]", 5, packet(0x82, []byte{0, 1, 0}, text("$share/s/dev/ann/a"), []byte{5}), 0x82},
		{"Subscription Identifier 0", 5, packet(0x82, []byte{0, 1, 2, 0x0B, 0}, text("dev/ann/a"), []byte{1}), 0x82},
		{"a filter that is no UTF-8 [MQTT-3.8.3-1]", 4, packet(0x82, []byte{0, 1}, text("dev/ann/\xff"), []byte{0}), 0},
		{"flags of UNSUBSCRIBE [MQTT-3.10.1-1]", 4, packet(0xA0, []byte{0, 1}, text("dev/ann/a")), 0},
		{"flags of UNSUBSCRIBE [MQTT5-3.10.1-1]", 5, packet(0xA0, []byte{0, 1, 0}, text("dev/ann/a")), 0x81},
		{"UNSUBSCRIBE of nothing [MQTT-3.10.3-2]", 4, packet(0xA2, []byte{0, 1}), 0},
		{"UNSUBSCRIBE of nothing [MQTT5-3.10.3-2]", 5, packet(0xA2, []byte{0, 1, 0}), 0x82},
		{"a packet of servers", 4, packet(0x90, []byte{0, 1, 0}), 0},
		{"a packet of servers", 5, packet(0x90, []byte{0, 1, 0, 0}), 0x82},
		{"a type that is not there", 4, []byte{0, 0}, 0},
		{"a type that is not there", 5, []byte{0, 0}, 0x81},
		{"AUTH in MQTT 3", 4, []byte{0xF0, 0}, 0},
		{"PINGREQ with a body", 5, []byte{0xC0, 1, 0}, 0x81},
		{"flags of DISCONNECT [MQTT-3.14.1-1]", 4, []byte{0xE1, 0}, 0},
		{"flags of DISCONNECT [MQTT5-3.14.1-1]", 5, []byte{0xE1, 0}, 0x81},
		{"a Remaining Length of five bytes", 4, []byte{0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1}, 0},
		{"a Remaining Length of five bytes", 5, []byte{0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1}, 0x81},
		{"a packet larger than CONNACK allows [MQTT5-3.2.2-15]", 5, []byte{0x30, 0xFF, 0xFF, 0x7F}, 0x95},
	} {
		for transport, path := range transports {
			t.Run(fmt.Sprintf("MQTT %d, %s, %s", c.version, c.name, transport), func(t *testing.T) {
				p, _ := s.greets(t, path, hello{version: c.version, flags: clean, id: "x"})
				// What came before it is done, what comes behind it is not.
				p.write(slices.Concat([]byte{0xC0, 0}, c.bytes, []byte{0xC0, 0}))
				p.hears("d000")
				p.isEnded(c.version, c.reason)
			})
		}
	}
	s.power(t, "ann", gadgetOptions{}).hearsNothing()
	if strings.Contains(s.said.String(), "panic") { // a SUBSCRIBE that is cut short
		t.Error("the server fell over something")
	}
}

func TestConform_PacketIDsThatNobodyKnows(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, version := range []byte{4, 5} {
		p, _ := s.greets(t, "", hello{version: version, flags: clean, id: "x"})
		p.write([]byte{0x40, 2, 0, 7, 0x70, 2, 0, 7, 0x62, 2, 0, 7}) // PUBACK and PUBCOMP mean nothing
		pubcomp, pubrel := "70020007", "62020007"
		if version == 5 {
			pubcomp, pubrel = "7003000792", "6203000792" // Packet Identifier not found
		}
		p.hears(pubcomp)
		p.write([]byte{0x50, 2, 0, 7})
		p.hears(pubrel)
	}
}

// TestConform_AcknowledgementsAreOfTheKindThatIsDue: any other ends the connection, and the message is not done with
// [MQTT-4.3.2-1] [MQTT-4.3.3-1] [MQTT-4.8.0-1] [MQTT5-4.3.2-3] [MQTT5-4.3.3-3] [MQTT5-4.3.3-5].
func TestConform_AcknowledgementsAreOfTheKindThatIsDue(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	for i, c := range []struct {
		name     string
		topic    string
		qos      byte
		received bool // PUBREC has come
		answer   byte
		again    byte // what comes when the client returns
	}{
		{"PUBREC for QoS 1", "dev/ann/a", 1, false, 0x50, 0x3A},
		{"PUBCOMP for QoS 1", "dev/ann/a", 1, false, 0x70, 0x3A},
		{"PUBACK for QoS 2", "dev/ann/a", 2, false, 0x40, 0x3C},
		{"PUBCOMP before PUBREC", "dev/ann/a", 2, false, 0x70, 0x3C},
		{"PUBACK after PUBREC", "dev/ann/a", 2, true, 0x40, 0x62},
		{"PUBREC for a message to a user", "im/default/user/ann", 1, false, 0x50, 0x32},
		{"PUBCOMP for a message to a user", "im/default/user/ann", 1, false, 0x70, 0x32},
	} {
		for _, version := range []byte{4, 5} {
			t.Run(fmt.Sprintf("MQTT %d, %s", version, c.name), func(t *testing.T) {
				h, none := hello{version: version, id: fmt.Sprint(i, version)}, ""
				if version == 5 {
					h.props, none = "\x11\x00\x00\x00\x64", "\x00"
				}
				to, _ := s.greets(t, "", h)
				to.write(packet(0x82, []byte{0, 1}, []byte(none), text(c.topic), []byte{c.qos}))
				to.read()
				from.publish(c.topic, "x", c.qos)
				got := to.read()
				if got == nil || got[0] != 0x30|c.qos<<1 {
					t.Fatalf("% x", got)
				}
				_, rest, _ := bytes.Cut(got, []byte(c.topic))
				id := rest[:2]
				if c.received {
					to.write(packet(0x50, id))
					to.hears(fmt.Sprintf("6202%x", id))
				}
				to.write(packet(c.answer, id))
				to.isEnded(version, 0x82)
				to, _ = s.greets(t, "", h)
				if got := to.read(); got == nil || got[0] != c.again {
					t.Errorf("when it returns, % x comes", got)
				}
				to.write([]byte{0xE0, 0})
				to.hears("")
				if h.flags = clean; version == 5 {
					h.props = ""
				}
				to, _ = s.greets(t, "", h)
				to.write([]byte{0xE0, 0})
				to.hears("")
			})
		}
	}
}

// TestConform_QoS1IsNewAfterItsAcknowledgement: whatever DUP says [MQTT-4.3.2-2] [MQTT5-4.3.2-5].
func TestConform_QoS1IsNewAfterItsAcknowledgement(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, version := range []byte{4, 5} {
		to, _ := s.greets(t, "", hello{version: version, flags: clean, id: "to"})
		from, _ := s.greets(t, "", hello{version: version, flags: clean, id: "from"})
		none, ack := "", "40020007"
		if version == 5 {
			none = "\x00"
		}
		to.write(packet(0x82, []byte{0, 1}, []byte(none), text("dev/ann/a"), []byte{1}))
		to.read()
		for i, first := range []byte{0x32, 0x3A} {
			from.write(packet(first, text("dev/ann/a"), []byte{0, 7}, []byte(none), []byte("x")))
			from.hears(ack)
			got := to.read()
			if got == nil || got[0] != 0x32 || !bytes.HasSuffix(got, []byte("x")) { // DUP is not passed on [MQTT-3.3.1-3]
				t.Fatalf("MQTT %d: % x comes as number %d", version, got, i)
			}
		}
	}
}

// TestConform_AliasesOfTheClient: as many as CONNACK says, changed at will, forgotten with the connection.
func TestConform_AliasesOfTheClient(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	to := s.power(t, "ann", gadgetOptions{client: "to"})
	to.subscribe("dev/ann/#", 0)
	o := gadgetOptions{client: "from", keep: 100, resume: true}
	from := s.power(t, "ann", o)
	says := func(topic string, alias uint16) {
		from.publish(topic, "x", 0, func(p *packets.Publish) { p.Properties.TopicAlias = &alias })
	}
	for alias := range uint16(16) { // [MQTT5-3.3.2-12]
		says(fmt.Sprint("dev/ann/", alias), alias+1)
		to.hears(fmt.Sprint("dev/ann/", alias), "x", 0)
	}
	for alias := range uint16(16) {
		says("", alias+1)
		to.hears(fmt.Sprint("dev/ann/", alias), "x", 0)
	}
	says("dev/ann/new", 3)
	says("", 3)
	to.hears("dev/ann/new", "x", 0)
	to.hears("dev/ann/new", "x", 0)
	_ = from.conn.Close()
	from = s.power(t, "ann", o)
	says("", 3) // [MQTT5-3.3.2-7]
	from.isEnded(0x82)
}

// aliased gives the topic and the alias of the next publish, which is acknowledged.
func (g *gadget) aliased(payload string) string {
	g.t.Helper()
	p := g.receive()
	if string(p.Payload) != payload {
		g.t.Fatalf("%s hears %q, not %q", g.name, p.Payload, payload)
	}
	g.acknowledge(p)
	if p.Properties.TopicAlias == nil {
		return p.Topic
	}
	return fmt.Sprintf("%s=%d", p.Topic, *p.Properties.TopicAlias)
}

// TestConform_AliasesOfTheServer: none for who wants none, and as many as a client takes, for topics of every kind.
func TestConform_AliasesOfTheServer(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	takes := func(n uint16) func(*packets.Connect) {
		return func(c *packets.Connect) { c.Properties.TopicAliasMaximum = &n }
	}
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	plain, other := s.power(t, "ann", gadgetOptions{client: "plain"}), s.power(t, "ann", gadgetOptions{client: "other", will: takes(0)})
	o := gadgetOptions{client: "short", keep: 100, resume: true, will: takes(2)}
	short := s.power(t, "ann", o)
	for _, g := range []*gadget{plain, other, short} {
		g.subscribe("dev/ann/#", 2)
		g.subscribe("im/default/user/ann/#", 1)
	}
	hear := func(topic, payload string, qos byte, with ...func(*packets.Publish)) string {
		t.Helper()
		from.publish(topic, payload, qos, with...)
		for _, g := range []*gadget{plain, other} { // [MQTT5-3.1.2-27]
			if got := g.aliased(payload); got != topic {
				t.Fatalf("%s, not %s", got, topic)
			}
		}
		return short.aliased(payload)
	}
	retained := func(p *packets.Publish) { p.Retain = true }
	for i, c := range []struct {
		topic, want string
		qos         byte
		with        []func(*packets.Publish)
	}{
		{"dev/ann/a", "dev/ann/a=1", 0, nil},
		{"dev/ann/a", "=1", 1, nil},
		{"dev/ann/b", "dev/ann/b=2", 2, []func(*packets.Publish){retained}},
		{"dev/ann/c", "dev/ann/c", 1, nil}, // [MQTT5-3.1.2-26]
		{"dev/ann/b", "=2", 0, nil},
		{"dev/ann/a", "=1", 2, nil},
		{"dev/ann/c", "dev/ann/c", 0, nil},
	} {
		if got := hear(c.topic, fmt.Sprint(i), c.qos, c.with...); got != c.want {
			t.Errorf("%d: %s, not %s", i, got, c.want)
		}
	}
	// A message of the chat, and one that is retained, are as any other.
	bob := s.power(t, "bob", gadgetOptions{})
	chatty := s.power(t, "ann", gadgetOptions{client: "chatty", will: takes(5)})
	chatty.subscribe("im/default/user/ann", 1)
	chatty.subscribe("dev/ann/b", 1)
	if got := chatty.aliased("2"); got != "dev/ann/b=1" {
		t.Error(got)
	}
	for i, want := range []string{"im/default/user/ann=2", "=2"} {
		bob.publish("im/default/user/ann", fmt.Sprint(i), 1)
		p := chatty.receive()
		chatty.acknowledge(p)
		if got := fmt.Sprintf("%s=%d", p.Topic, *p.Properties.TopicAlias); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	// What is sent again on another connection is not named by an alias that nobody knows there.
	from.publish("dev/ann/a", "again", 1)
	short.receive() // chat
	short.receive()
	if p := short.receive(); string(p.Payload) != "again" || p.Topic != "" {
		t.Fatalf("%+v", p)
	}
	_ = short.conn.Close()
	short = s.power(t, "ann", o)
	for p := short.receive(); ; p = short.receive() {
		if p.Topic == "" {
			t.Fatalf("%q comes without its topic", p.Payload)
		}
		if string(p.Payload) == "again" {
			break
		}
	}
}

// TestConform_ARefusalEndsTheExchange: a PUBACK or PUBREC with an error is one [MQTT5-4.4.0-2] [MQTT5-4.3.3-4], for shared
// subscriptions too [MQTT5-4.8.2-6].
func TestConform_ARefusalEndsTheExchange(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	o := gadgetOptions{client: "to", keep: 100, resume: true, window: 2}
	to := s.power(t, "ann", o)
	to.subscribe("$share/s/dev/ann/#", 2)
	for qos := byte(1); qos < 3; qos++ {
		for range 3 { // its window has two places, which become free
			from.publish("dev/ann/a", "x", qos)
			p := to.receive()
			if p.QoS == 1 {
				to.write(&packets.Puback{PacketID: p.PacketID, ReasonCode: 0x80, Properties: &packets.Properties{}})
			} else {
				to.write(&packets.Pubrec{PacketID: p.PacketID, ReasonCode: 0x97, Properties: &packets.Properties{}})
			}
		}
	}
	to.hearsNothing()
	other := s.power(t, "ann", gadgetOptions{client: "other"})
	other.subscribe("$share/s/dev/ann/#", 2)
	_ = to.conn.Close()
	to = s.power(t, "ann", o)
	to.hearsNothing()
	to.bye()
	s.power(t, "ann", gadgetOptions{client: "to"})
	other.hearsNothing()
}

// TestConform_SharedQoS2StaysWithItsMember: what was sent with QoS 2 is for that client only, even when its session ends
// before it returns [MQTT5-4.8.2-4] [MQTT5-4.8.2-5].
func TestConform_SharedQoS2StaysWithItsMember(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	o := gadgetOptions{client: "one", keep: 100, resume: true}
	one := s.power(t, "ann", o)
	one.subscribe("$share/s/dev/ann/#", 2)
	from.publish("dev/ann/a", "mine", 2)
	if p := one.receive(); string(p.Payload) != "mine" {
		t.Fatalf("%+v", p)
	}
	two := s.power(t, "ann", gadgetOptions{client: "two"})
	two.subscribe("$share/s/dev/ann/#", 2)
	_ = one.conn.Close()
	one = s.power(t, "ann", o)
	if p := one.receive(); string(p.Payload) != "mine" || !p.Duplicate {
		t.Fatalf("%+v", p)
	}
	_ = one.conn.Close()
	s.power(t, "ann", gadgetOptions{client: "one"}) // begins anew
	two.hearsNothing()
}

// TestConform_AFullWindowHoldsBackPublishesOnly [MQTT5-3.3.4-10] [MQTT5-4.9.0-3].
func TestConform_AFullWindowHoldsBackPublishesOnly(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	g := s.power(t, "ann", gadgetOptions{window: 1})
	g.subscribe("dev/ann/#", 2)
	g.publish("dev/ann/a", "1", 1)
	first := g.receive()
	for i := range 3 {
		g.publish("dev/ann/a", fmt.Sprint(i+2), 2) // answered
		g.publish("dev/ann/now", "0", 0)
		g.hears("dev/ann/now", "0", 0) // QoS 0 needs no place
	}
	g.unsubscribe("dev/ann/x")
	g.hearsNothing()
	g.acknowledge(first)
	for i := range 3 {
		g.hears("dev/ann/a", fmt.Sprint(i+2), 2)
	}
}

// TestConform_ManyPublishersAndASmallWindow: nobody stands still for ever.
func TestConform_ManyPublishersAndASmallWindow(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	const publishers, each = 8, 100
	to := s.power(t, "ann", gadgetOptions{client: "to", window: 10})
	to.subscribe("dev/ann/#", 1)
	var all sync.WaitGroup
	for i := range publishers {
		from := s.power(t, "ann", gadgetOptions{client: fmt.Sprint("from", i)})
		all.Go(func() {
			for n := range each {
				from.publish(fmt.Sprint("dev/ann/", i), fmt.Sprint(n), 1)
			}
		})
	}
	next := map[string]int{}
	for range publishers * each {
		p := to.receive()
		if string(p.Payload) != fmt.Sprint(next[p.Topic]) { // [MQTT5-4.6.0-5]
			t.Fatalf("%s: %s, not %d", p.Topic, p.Payload, next[p.Topic])
		}
		next[p.Topic]++
		to.acknowledge(p)
	}
	all.Wait()
	to.hearsNothing()
}

// TestConform_NothingIsAddedToAMessage: what was published without properties comes without.
func TestConform_NothingIsAddedToAMessage(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	p, _ := s.greets(t, "", hello{version: 5, flags: clean, id: "x"})
	p.write(packet(0x82, []byte{0, 1, 0}, text("dev/ann/a"), []byte{1}))
	p.hears("900400010001")
	p.write(packet(0x30, text("dev/ann/a"), []byte{0}, []byte("x")))
	p.hears(fmt.Sprintf("%x", packet(0x30, text("dev/ann/a"), []byte{0}, []byte("x"))))
}

// TestConform_TopicsOfTheServerAreNotMeantByWildcards [MQTT-4.7.2-1].
func TestConform_TopicsOfTheServerAreNotMeantByWildcards(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	s.allowTopics(t, "#")
	g := s.power(t, "ann", gadgetOptions{})
	for _, filter := range []string{"#", "+/#", "+/x", "$other/#"} {
		g.subscribe(filter, 1)
	}
	for _, topic := range []string{"$SYS/x", "$other/x", "$share/x", "$"} {
		if code := g.publish(topic, "x", 1); code < 0x80 {
			t.Errorf("%s: 0x%x", topic, code)
		}
	}
	g.hearsNothing()
}

// TestConform_WhatMayWorkLaterIsNotAcknowledged: with a full disk, MQTT 3 has no word for it but the end of the connection
// [MQTT-4.8.0-2]; a retained message of a device is as a message of the chat.
func TestConform_WhatMayWorkLaterIsNotAcknowledged(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.stop()
	s.args = []string{"--disk-reserve", "1000000GiB"}
	s.restart(t)
	for _, topic := range []string{"im/default/user/bob", "dev/ann/a"} {
		for _, version := range []byte{3, 4} {
			p, _ := s.greets(t, "", hello{version: version, flags: clean, id: "x"})
			p.write(packet(0x33&^retainFor(topic), text(topic), []byte{0, 1}, []byte("x")))
			p.hears("")
		}
		g := s.power(t, "ann", gadgetOptions{})
		if code := g.publish(topic, "x", 1, func(p *packets.Publish) { p.Retain = retainFor(topic) == 0 }); code != 0x97 {
			t.Errorf("%s: 0x%x", topic, code)
		}
		g.hearsNothing()
	}
}

// retainFor is the flag that a publish to a topic must not have.
func retainFor(topic string) byte {
	if strings.HasPrefix(topic, "im/") {
		return 1
	}
	return 0
}

// TestConform_QoS2IsNewAfterARefusal: a PUBREC with an error ends the exchange in MQTT 5 [MQTT5-4.3.3-9]; MQTT 3 knows none,
// there the exchange goes on to its end.
func TestConform_QoS2IsNewAfterARefusal(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	to := s.power(t, "ann", gadgetOptions{client: "to"})
	to.subscribe("dev/ann/#", 2)
	for _, version := range []byte{4, 5} {
		none, refused := "", "50020007"
		if version == 5 {
			none, refused = "\x00", "5003000787"
		}
		p, _ := s.greets(t, "", hello{version: version, flags: clean, id: "from", props: "\x17\x00"})
		p.write(packet(0x34, text("dev/bob/a"), []byte{0, 7}, []byte(none), []byte("no")))
		p.hears(refused)
		if version < 5 {
			p.write(packet(0x3C, text("dev/bob/a"), []byte{0, 7}, []byte("no")))
			p.hears("50020007")
			p.write(packet(0x62, []byte{0, 7}))
			p.hears("70020007")
		}
		p.write(packet(0x34, text("dev/ann/a"), []byte{0, 7}, []byte(none), []byte("yes")))
		p.hears("50020007")
		p.write(packet(0x62, []byte{0, 7}))
		p.hears("70020007")
		to.hears("dev/ann/a", "yes", 2)
		to.hearsNothing()
	}
}
