package tests

import (
	"fmt"
	"strings"
	"testing"

	"github.com/eclipse/paho.golang/packets"
)

// TestReturn_ManyComeInOrder: what waited, and what was not acknowledged, comes as it was published [MQTT-4.6.0-5].
func TestReturn_ManyComeInOrder(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	o := gadgetOptions{client: "to", keep: 100, resume: true}
	to := s.power(t, "ann", o)
	to.subscribe("dev/ann/#", 1)
	const many = 100
	for i := range many / 2 {
		from.publish("dev/ann/a", fmt.Sprint(i), 1)
	}
	for range many / 2 {
		to.receive() // and does not acknowledge it
	}
	_ = to.conn.Close()
	for i := many / 2; i < many; i++ {
		from.publish("dev/ann/a", fmt.Sprint(i), 1)
	}
	to = s.power(t, "ann", o)
	for i := range many {
		if p := to.hears("dev/ann/a", fmt.Sprint(i), 1); p.Duplicate != (i < many/2) { // [MQTT-3.3.1-1]
			t.Fatalf("%d: DUP %v", i, p.Duplicate)
		}
	}
	to.hearsNothing()
}

// TestReturn_AtOnce: a client that is back before anything can be on disk finds its session, unless it has given it up
// [MQTT-3.1.2-4] [MQTT-3.1.2-6] [MQTT-3.2.2-2] [MQTT5-3.1.2-5] [MQTT5-3.2.2-3].
func TestReturn_AtOnce(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	const kept = "\x11\x00\x00\x00\x64"
	for _, c := range []struct {
		name    string
		version byte
		props   string
		first   string // what the first connection ends with
		flags   byte   // of the second
		present byte   // for the second, and the third
		still   byte
	}{
		{"after DISCONNECT", 4, "", "\xE0\x00", 0, 1, 1},
		{"after DISCONNECT", 5, kept, "\xE0\x00", 0, 1, 1},
		{"after the network failed", 4, "", "", 0, 1, 1},
		{"after the network failed", 5, kept, "", 0, 1, 1},
		{"for a clean session", 4, "", "", clean, 0, 0},
		{"after giving it up", 5, kept, "\xE0\x07\x00\x05\x11\x00\x00\x00\x00", 0, 0, 1},
	} {
		t.Run(fmt.Sprintf("MQTT %d, %s", c.version, c.name), func(t *testing.T) {
			for i := range 20 {
				h := hello{version: c.version, props: c.props, id: fmt.Sprint(c.name, c.version, i)}
				p, _ := s.greets(t, "", h)
				if p.write([]byte(c.first)); c.first != "" {
					p.hears("")
				}
				_ = p.conn.Close()
				h.flags = c.flags
				p, ack := s.greets(t, "", h)
				if ack[2] != c.present {
					t.Fatalf("number %d: Session Present %d", i, ack[2])
				}
				_ = p.conn.Close()
				h.flags = 0
				if _, ack = s.greets(t, "", h); ack[2] != c.still {
					t.Fatalf("number %d: later, Session Present %d", i, ack[2])
				}
			}
		})
	}
}

// TestReturn_AMessageTooLargeIsNoObstacle: the client takes less than it did when the message came [MQTT5-3.1.2-25].
func TestReturn_AMessageTooLargeIsNoObstacle(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	o := gadgetOptions{client: "to", keep: 100, resume: true}
	to := s.power(t, "ann", o)
	to.subscribe("dev/ann/#", 2)
	from.publish("dev/ann/a", strings.Repeat("x", 500), 2)
	to.receive() // and does not acknowledge it
	_ = to.conn.Close()
	from.publish("dev/ann/a", strings.Repeat("y", 500), 1)
	from.publish("dev/ann/a", "small", 1)
	o.most = 300
	for range 2 {
		to = s.power(t, "ann", o)
		if p := to.receive(); string(p.Payload) != "small" {
			t.Fatalf("%.20s", p.Payload)
		}
		_ = to.conn.Close()
	}
}

// TestPacketIDs_OfTheTwoSidesAreApart: a client uses the packet ids that the server uses at the same time.
func TestPacketIDs_OfTheTwoSidesAreApart(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	o := gadgetOptions{client: "to", keep: 100, resume: true}
	to := s.power(t, "ann", o)
	to.subscribe("dev/ann/in", 2)
	from.publish("dev/ann/in", "one", 1)
	from.publish("dev/ann/in", "two", 2)
	one, two := to.receive(), to.receive()
	for _, p := range []*packets.Publish{one, two} {
		to.write(&packets.Publish{Topic: "dev/ann/out", QoS: 1, PacketID: p.PacketID, Properties: &packets.Properties{}})
		if r := await[*packets.Puback](to); r.PacketID != p.PacketID || r.ReasonCode >= 0x80 {
			t.Fatalf("%+v", r)
		}
		to.write(&packets.Publish{Topic: "dev/ann/out", QoS: 2, PacketID: p.PacketID, Properties: &packets.Properties{}})
		if r := await[*packets.Pubrec](to); r.PacketID != p.PacketID || r.ReasonCode >= 0x80 {
			t.Fatalf("%+v", r)
		}
		to.write(&packets.Pubrel{PacketID: p.PacketID, Properties: &packets.Properties{}})
		if r := await[*packets.Pubcomp](to); r.PacketID != p.PacketID || r.ReasonCode != 0 {
			t.Fatalf("%+v", r)
		}
		to.write(&packets.Subscribe{PacketID: p.PacketID, Properties: &packets.Properties{}, Subscriptions: []packets.SubOptions{{Topic: "dev/ann/x", QoS: 1}}})
		if r := await[*packets.Suback](to); r.PacketID != p.PacketID || r.Reasons[0] != 1 {
			t.Fatalf("%+v", r)
		}
		to.write(&packets.Unsubscribe{PacketID: p.PacketID, Properties: &packets.Properties{}, Topics: []string{"dev/ann/x"}})
		if r := await[*packets.Unsuback](to); r.PacketID != p.PacketID || r.Reasons[0] != 0 {
			t.Fatalf("%+v", r)
		}
	}
	_ = to.conn.Close()
	to = s.power(t, "ann", o)
	for _, old := range []*packets.Publish{one, two} {
		p := to.receive()
		if p.PacketID != old.PacketID || string(p.Payload) != string(old.Payload) {
			t.Fatalf("%+v", p)
		}
		to.acknowledge(p)
	}
	to.hearsNothing()
}

// TestTakeOver_RepeatsNoPubrec: what a connection has open goes on in the one that takes it over, and nothing is said twice.
func TestTakeOver_RepeatsNoPubrec(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	o := gadgetOptions{client: "phone", keep: 100, resume: true}
	for range 3 {
		g := s.power(t, "ann", o)
		g.hearsNothing()
		for id := uint16(1); id < 4; id++ {
			g.write(&packets.Publish{Topic: "dev/ann/a", QoS: 2, PacketID: id, Duplicate: g.present, Properties: &packets.Properties{}})
			if r := await[*packets.Pubrec](g); r.PacketID != id || r.ReasonCode >= 0x80 {
				t.Fatalf("%+v", r)
			}
		}
	}
}
