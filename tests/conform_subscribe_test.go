package tests

import (
	"fmt"
	"strings"
	"testing"

	"github.com/eclipse/paho.golang/packets"
)

// TestConform_SubackAnswersInOrder: a code for each filter [MQTT-3.8.4-5] [MQTT-3.9.3-1] [MQTT5-3.8.4-6].
func TestConform_SubackAnswersInOrder(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	filters := []struct {
		filter string
		qos    byte
		codes  map[byte]byte
	}{
		{"dev/ann/0", 0, map[byte]byte{4: 0, 5: 0}},
		{"dev/bob/#", 1, map[byte]byte{4: 0x80, 5: 0x87}}, // not allowed
		{"dev/ann/2", 2, map[byte]byte{4: 2, 5: 2}},
		{"dev/ann/#/x", 1, map[byte]byte{4: 0x80, 5: 0x8F}}, // no filter
		{"dev/ann/1", 1, map[byte]byte{4: 1, 5: 1}},
		{"", 1, map[byte]byte{4: 0x80, 5: 0x8F}},
	}
	for _, version := range []byte{3, 4, 5} {
		p, _ := s.greets(t, "", hello{version: version, flags: clean, id: "x"})
		none, as := []byte{}, version
		if version == 5 {
			none = []byte{0}
		} else {
			as = 4
		}
		subscribe, unsubscribe := append([]byte{1, 2}, none...), append([]byte{3, 4}, none...)
		suback, unsuback := append([]byte{1, 2}, none...), append([]byte{3, 4}, none...)
		for _, f := range filters {
			subscribe = append(append(subscribe, text(f.filter)...), f.qos)
			suback = append(suback, f.codes[as])
			unsubscribe = append(unsubscribe, text(f.filter)...)
			if version == 5 {
				code := byte(0)
				if f.codes[5] > 2 {
					code = 0x11
				}
				unsuback = append(unsuback, code)
			}
		}
		p.write(packet(0x82, subscribe)) // [MQTT-3.8.4-1] [MQTT-3.8.4-2]
		p.hears(fmt.Sprintf("%x", packet(0x90, suback)))
		p.write(packet(0xA2, unsubscribe)) // [MQTT-3.10.4-4] [MQTT-3.10.4-6] [MQTT5-3.11.3-1]
		p.hears(fmt.Sprintf("%x", packet(0xB0, unsuback)))
		p.write(packet(0xA2, unsubscribe)) // [MQTT-3.10.4-5]
		if got := p.read(); got[0] != 0xB0 || version == 5 && strings.Trim(string(got[5:]), "\x11") != "" {
			t.Errorf("% x", got)
		}
	}
}

// TestConform_FiltersMeanWhatTheStandardSays.
func TestConform_FiltersMeanWhatTheStandardSays(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	s.allowTopics(t, "#")
	g := s.power(t, "ann", gadgetOptions{})
	for _, c := range []struct {
		filter string
		topics string // that it means
		others string
	}{
		{"a/b", "a/b", "a a/b/c A/b a/B /a/b a/b/"}, // case matters [MQTT-4.7.3]
		{"a/#", "a a/b a/b/c a/ a//", "b ab b/a /a"},
		{"#", "a /a a/b / // a//b", ""},
		{"+", "a b ab", "a/b /a a/"},
		{"a/+", "a/b a/", "a a/b/c a//"},
		{"+/b", "a/b /b", "b a/b/c"},
		{"+/+", "a/b / /b a/", "a a/b/c"},
		{"/+", "/a /", "a a/b /a/b"},
		{"a/+/c", "a/b/c a//c", "a/c a/b/b/c a/b/c/d"},
		{"+/b/#", "a/b a/b/c /b", "a/c b a/b2"},
		{"caf\u00e9", "caf\u00e9", "cafe\u0301"}, // nothing is normalized [MQTT-4.7.3-4]
		{"\ufeffx", "\ufeffx", "x"},              // [MQTT-1.5.3-3]
		{"鸿雁/+", "鸿雁/信", "鴻雁/信"},
		{"$share/s/a/+", "a/b", "a a/b/c"}, // [MQTT5-4.8.2-2]
	} {
		if code := g.subscribe(c.filter, 1); code != 1 {
			t.Errorf("%s: 0x%x", c.filter, code)
		}
		for _, topic := range strings.Fields(c.topics) {
			if code := g.publish(topic, "x", 1); code != 0 {
				t.Errorf("%s is not meant by %s: 0x%x", topic, c.filter, code)
			}
			g.hears(topic, "x", 1)
		}
		for _, topic := range strings.Fields(c.others) {
			if code := g.publish(topic, "x", 1); code != 0x10 {
				t.Errorf("%s is meant by %s: 0x%x", topic, c.filter, code)
			}
		}
		if code := g.unsubscribe(c.filter); code != 0 {
			t.Errorf("unsubscribing %s: 0x%x", c.filter, code)
		}
		g.hearsNothing()
	}
	for _, filter := range []string{"a#", "a/#/b", "#/a", "a/b#", "+a", "a+", "a/+b", "a/b+/c", "$share/s", "$share//a", "$share/s/", "$share/s+/a", "$share/#/a",
		strings.Repeat("a/", 2000), strings.Repeat("x", 60_000)} { // [MQTT-4.7.1-2] [MQTT-4.7.1-3] [MQTT5-4.8.2-1]
		if code := g.subscribe(filter, 1); code != 0x8F && code != 0x97 {
			t.Errorf("%.20s: 0x%x", filter, code)
		}
	}
}

// TestConform_SubscribingAgainReplaces [MQTT-3.8.4-3] [MQTT5-3.8.4-3].
func TestConform_SubscribingAgainReplaces(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	g := s.power(t, "ann", gadgetOptions{})
	for i, c := range []struct {
		qos   byte
		id    int
		local bool
	}{{2, 5, true}, {0, 0, true}, {1, 9, true}, {1, 9, false}} {
		g.subscribe("dev/ann/+", c.qos, func(s *packets.Subscribe) {
			if s.Subscriptions[0].NoLocal = !c.local; c.id > 0 {
				s.Properties.SubscriptionIdentifier = &c.id
			}
		})
		g.publish("dev/ann/a", fmt.Sprint(i), 2)
		if c.local {
			p := g.hears("dev/ann/a", fmt.Sprint(i), c.qos)
			if id := p.Properties.SubscriptionIdentifier; (id != nil) != (c.id > 0) || id != nil && *id != c.id {
				t.Errorf("%d: identifier %v", i, id)
			}
		}
		g.hearsNothing()
	}
	// A filter is compared character by character [MQTT-3.10.4-1].
	for _, near := range []string{"dev/ann/#", "dev/ann/a", "dev/ann/+/", "dev/ann"} {
		if code := g.unsubscribe(near); code != 0x11 {
			t.Errorf("%s: 0x%x", near, code)
		}
	}
	g.subscribe("dev/ann/+", 1)
	g.publish("dev/ann/a", "still", 1)
	g.hears("dev/ann/a", "still", 1)
	g.unsubscribe("dev/ann/+")
	g.publish("dev/ann/a", "over", 1) // [MQTT-3.10.4-2]
	g.hearsNothing()
}

// TestConform_UnsubscribingFinishesWhatBegan [MQTT-3.10.4-3].
func TestConform_UnsubscribingFinishesWhatBegan(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	o := gadgetOptions{client: "to", keep: 100, resume: true}
	from, to := s.power(t, "ann", gadgetOptions{client: "from"}), s.power(t, "ann", o)
	to.subscribe("dev/ann/#", 2)
	from.publish("dev/ann/a", "1", 1)
	from.publish("dev/ann/a", "2", 2)
	one, two := to.receive(), to.receive()
	to.unsubscribe("dev/ann/#")
	_ = to.conn.Close()
	to = s.power(t, "ann", o)
	for _, old := range []*packets.Publish{one, two} {
		p := to.receive()
		if p.PacketID != old.PacketID || !p.Duplicate {
			t.Fatalf("%+v", p)
		}
		to.acknowledge(p)
	}
	to.hearsNothing()
}
