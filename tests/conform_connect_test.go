package tests

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/eclipse/paho.golang/packets"
)

func str(s string) string { return string(text(s)) }

// TestConform_WhatIsNoGoodConnectIsRefused: with the answer that the standard gives for it, or none.
func TestConform_WhatIsNoGoodConnectIsRefused(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, c := range []struct {
		name   string
		bytes  []byte
		answer string // its first bytes
	}{
		{"no CONNECT [MQTT-3.1.0-1]", packet(0x30, text("dev/ann/a"), []byte("x")), ""},
		{"another protocol [MQTT-3.1.2-1]", packet(0x10, text("HTTP"), []byte{4, 2, 0, 60}, text("x")), ""},
		{"a version that is not there [MQTT-3.1.2-2]", packet(0x10, text("MQTT"), []byte{9, 2, 0, 60}, text("x")), "20020001"},
		{"the same in the form of MQTT 5 [MQTT5-3.1.2-2]", packet(0x10, text("MQTT"), []byte{9, 2, 0, 60, 0}, text("x")), "0084"},
		{"the reserved flag [MQTT-3.1.2-3]", hello{version: 4, flags: clean | 1, id: "x"}.bytes(), ""},
		{"the reserved flag [MQTT5-3.1.2-3]", hello{version: 5, flags: clean | 1, id: "x"}.bytes(), "0081"},
		{"a will with QoS 3 [MQTT-3.1.2-14]", hello{version: 4, flags: clean | 0x1C, id: "x", will: str("dev/ann/w") + str("")}.bytes(), ""},
		{"a will with QoS 3 [MQTT5-3.1.2-12]", hello{version: 5, flags: clean | 0x1C, id: "x", will: "\x00" + str("dev/ann/w") + str("")}.bytes(), "0081"},
		{"QoS of no will [MQTT-3.1.2-13]", hello{version: 4, flags: clean | 8, id: "x"}.bytes(), ""},
		{"no will to retain [MQTT5-3.1.2-13]", hello{version: 5, flags: clean | 0x20, id: "x"}.bytes(), "0081"},
		{"a password without a user name [MQTT-3.1.2-22]", packet(0x10, text("MQTT"), []byte{4, 0x42, 0, 60}, text("x"), text("p")), ""},
		{"a client id that is no UTF-8 [MQTT-3.1.3-4]", hello{version: 4, flags: clean, id: "\xff"}.bytes(), ""},
		{"a client id that is no UTF-8 [MQTT5-3.1.3-4]", hello{version: 5, flags: clean, id: "\xff"}.bytes(), "0081"},
		{"a session without a client id [MQTT-3.1.3-8]", hello{version: 4}.bytes(), "20020002"},
		{"a topic of a will that is no UTF-8 [MQTT-3.1.3-10]", hello{version: 4, flags: clean | 4, id: "x", will: str("\xff") + str("")}.bytes(), ""},
		{"an empty topic of a will [MQTT-4.7.3-1]", hello{version: 4, flags: clean | 4, id: "x", will: str("") + str("p")}.bytes(), ""},
		{"an empty topic of a will [MQTT5-4.7.3-1]", hello{version: 5, flags: clean | 4, id: "x", will: "\x00" + str("") + str("p")}.bytes(), "0082"},
		{"a user name that is no UTF-8 [MQTT-3.1.3-11]", packet(0x10, text("MQTT"), []byte{4, 0xC2, 0, 60}, text("x"), text("\xff"), text("p")), ""},
		{"a property twice", hello{version: 5, flags: clean, id: "x", props: "\x21\x00\x01\x21\x00\x01"}.bytes(), "0082"},
		{"Receive Maximum 0", hello{version: 5, flags: clean, id: "x", props: "\x21\x00\x00"}.bytes(), "0082"},
		{"a way to authenticate [MQTT5-4.12.0-1]", hello{version: 5, flags: clean, id: "x", props: "\x15" + str("SCRAM")}.bytes(), "008c"},
		{"something behind it", packet(0x10, text("MQTT"), []byte{4, 2, 0, 60}, text("x"), text("y")), ""},
		{"a wrong password", packet(0x10, text("MQTT"), []byte{4, 0xC2, 0, 60}, text("x"), text("ann"), text("no")), "20020004"},
		{"a wrong password", packet(0x10, text("MQTT"), []byte{5, 0xC2, 0, 60, 0}, text("x"), text("ann"), text("no")), "0086"},
		{"a will where one may not write", hello{version: 5, flags: clean | 4, id: "x", will: "\x00" + str("dev/bob/w") + str("")}.bytes(), "0087"},
		{"a will to a topic with wildcards", hello{version: 5, flags: clean | 4, id: "x", will: "\x00" + str("dev/ann/#") + str("")}.bytes(), "0090"},
	} {
		for transport, path := range transports {
			t.Run(c.name+", "+transport, func(t *testing.T) {
				p := s.probe(t, path)
				// What comes behind a CONNECT that is refused is not looked at [MQTT-3.1.4-5] [MQTT5-3.1.4-6].
				p.write(append(c.bytes, 0xC0, 0))
				got := p.read()
				said := ""
				switch {
				case len(got) > 5:
					_, length := binary.Uvarint(got[1:])
					said = fmt.Sprintf("%x", got[1+length:3+length]) // Session Present is 0 [MQTT5-3.2.2-6]
				case got != nil:
					said = fmt.Sprintf("%x", got)
				}
				if said != c.answer || got != nil && got[0] != 0x20 {
					t.Fatalf("% x, not %s", got, c.answer)
				}
				if got != nil {
					p.hears("") // [MQTT-3.2.2-5] [MQTT5-3.2.2-7]
				}
			})
		}
	}
}

func TestConform_ASecondConnectEndsTheConnection(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, version := range []byte{3, 4, 5} {
		h := hello{version: version, flags: clean, id: "x"}
		p, _ := s.greets(t, "", h)
		p.write(h.bytes())
		p.isEnded(version, 0x82)
	}
}

func TestConform_ConnackSaysWhatHolds(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, version := range []byte{3, 4} {
		if _, ack := s.greets(t, "", hello{version: version, flags: clean, id: "x"}); fmt.Sprintf("%x", ack) != "20020000" {
			t.Errorf("MQTT %d: % x", version, ack)
		}
	}
	year := uint32(365 * 24 * 3600)
	q := s.power(t, "ann", gadgetOptions{keep: year}).limits.Properties
	switch {
	case q.SessionExpiryInterval == nil || *q.SessionExpiryInterval != 30*24*3600: // less than was asked for
		t.Errorf("session expiry %v", q.SessionExpiryInterval)
	case q.ReceiveMaximum == nil || *q.ReceiveMaximum != 1024 || q.MaximumPacketSize == nil || q.TopicAliasMaximum == nil || *q.TopicAliasMaximum != 16:
		t.Errorf("%+v", q)
	case q.ServerKeepAlive != nil || q.AssignedClientID != "" || q.ResponseInfo != "" || q.AuthMethod != "" || q.MaximumQOS != nil:
		t.Errorf("%+v", q)
	}
	if q := s.power(t, "ann", gadgetOptions{}).limits.Properties; q.SessionExpiryInterval != nil {
		t.Errorf("session expiry %d, where none was asked for", *q.SessionExpiryInterval)
	}
}

// TestConform_ResponseInformation: who asks is told of topics for answers to its requests, and may use them; others hear
// nothing of it [MQTT5-3.1.2-28].
func TestConform_ResponseInformation(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	ask := func(client string, want byte) *gadget {
		return s.power(t, "ann", gadgetOptions{client: client, will: func(c *packets.Connect) { c.Properties.RequestResponseInfo = &want }})
	}
	if info := ask("quiet", 0).limits.Properties.ResponseInfo; info != "" {
		t.Errorf("%q, unasked", info)
	}
	if info := ask("a/b", 1).limits.Properties.ResponseInfo; info != "" {
		t.Errorf("%q for a client id of two levels", info)
	}
	asker := ask("asker", 1)
	topic := asker.limits.Properties.ResponseInfo + "/1"
	if code := asker.subscribe(topic, 1); code != 1 {
		t.Fatalf("subscribing to %s: 0x%x", topic, code)
	}
	answerer := s.power(t, "ann", gadgetOptions{client: "answerer"})
	answerer.subscribe("dev/ann/questions", 1)
	asker.publish("dev/ann/questions", "how warm?", 1, func(p *packets.Publish) {
		p.Properties.ResponseTopic, p.Properties.CorrelationData = topic, []byte{7}
	})
	question := answerer.hears("dev/ann/questions", "how warm?", 1)
	answerer.publish(question.Properties.ResponseTopic, "21", 1, func(p *packets.Publish) { p.Properties.CorrelationData = question.Properties.CorrelationData })
	if p := asker.hears(topic, "21", 1); string(p.Properties.CorrelationData) != "\x07" {
		t.Errorf("%+v", p.Properties)
	}
	s.settings(t, map[string]any{"topic_rules": []any{}})
	if info := ask("asker", 1).limits.Properties.ResponseInfo; info != "" {
		t.Errorf("%q, which may not be subscribed to", info)
	}
}

func TestConform_ClientIDs(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, id := range []string{"a", "0123456789abcdefghijklm", "nopqrstuvwxyzABCDEFGHIJ", "KLMNOPQRSTUVWXYZ", "inline", "鸿雁 /+#$"} { // [MQTT-3.1.3-5]
		for _, version := range []byte{3, 4, 5} {
			p, _ := s.greets(t, "", hello{version: version, flags: clean, id: id})
			p.write([]byte{0xC0, 0})
			p.hears("d000")
			p.write([]byte{0xE0, 0})
			p.hears("")
		}
	}
	s.greets(t, "", hello{version: 4, flags: clean}) // [MQTT-3.1.3-6]
	seen := map[string]bool{}
	for _, resume := range []bool{false, true} { // [MQTT5-3.1.3-7] [MQTT5-3.2.2-16]
		for range 2 {
			g := s.power(t, "ann", gadgetOptions{keep: 100, will: func(c *packets.Connect) { c.ClientID, c.CleanStart = "", !resume }})
			id := g.limits.Properties.AssignedClientID
			if id == "" || seen[id] || g.present {
				t.Fatalf("assigned %q, present %v", id, g.present)
			}
			seen[id] = true
			g.subscribe("dev/ann/"+id, 1)
			g.bye()
			if back := s.power(t, "ann", gadgetOptions{client: id, keep: 100, resume: true}); !back.present || back.limits.Properties.AssignedClientID != "" {
				t.Errorf("%q has no session", id)
			}
		}
	}
}

// TestConform_CleanStart goes through what a CONNECT may find of its client.
func TestConform_CleanStart(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, version := range []byte{3, 4, 5} {
		props := ""
		if version == 5 {
			props = "\x11\x00\x00\x00\x64"
		}
		id := fmt.Sprint("v", version)
		visit := func(flags byte, present bool) *probe {
			t.Helper()
			p, ack := s.greets(t, "", hello{version: version, flags: flags, id: id, props: props})
			if (ack[2] == 1) != (present && version > 3) || ack[2] > 1 { // MQTT 3.1 does not say it [MQTT5-3.2.2-1] [MQTT5-3.2.2-3]
				t.Fatalf("MQTT %d: Session Present %d", version, ack[2])
			}
			return p
		}
		leave := func(p *probe) {
			t.Helper()
			p.write([]byte{0xE0, 0})
			p.hears("")
		}
		none := []byte{}
		if version == 5 {
			none = []byte{0}
		}
		from, _ := s.greets(t, "", hello{version: version, flags: clean, id: id + "from"})
		says := func() {
			t.Helper()
			from.write(packet(0x32, text("dev/ann/"+id), []byte{0, 1}, none, []byte("x")))
			if got := from.read(); got[0] != 0x40 {
				t.Fatalf("% x", got)
			}
		}
		p := visit(0, false) // [MQTT5-3.1.2-6]
		p.write(packet(0x82, []byte{0, 1}, none, text("dev/ann/"+id), []byte{1}))
		p.read()
		leave(p)
		says()
		p = visit(0, true) // [MQTT-3.1.2-4] [MQTT5-3.1.2-5] [MQTT-3.1.2-5]
		if got := p.read(); got == nil || got[0] != 0x32 {
			t.Fatalf("MQTT %d: % x, not what was missed", version, got)
		}
		leave(p)
		p = visit(clean, false) // [MQTT-3.1.2-6] [MQTT-3.2.2-1] [MQTT5-3.1.2-4] [MQTT5-3.2.2-2]
		says()
		p.write([]byte{0xC0, 0})
		p.hears("d000")
		leave(p)
		if version < 5 {
			leave(visit(0, false)) // a clean session is over with its connection
		}
	}
}

// TestConform_ASessionEndsWithItsExpiry: nobody is there for what is published, and nothing is found by who returns.
func TestConform_ASessionEndsWithItsExpiry(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	g := s.power(t, "ann", gadgetOptions{client: "brief", keep: 1})
	g.subscribe("dev/ann/a", 1)
	if code := from.publish("dev/ann/a", "x", 1); code != 0 {
		t.Fatalf("0x%x, though somebody has subscribed", code)
	}
	_ = g.conn.Close()
	for from.publish("dev/ann/a", "x", 1) != 0x10 { // until its time is over [MQTT5-4.1.0-2]
	}
	g = s.power(t, "ann", gadgetOptions{client: "brief", keep: 1, resume: true})
	if g.present {
		t.Error("the session is still there")
	}
	if code := from.publish("dev/ann/a", "x", 1); code != 0x10 {
		t.Errorf("0x%x: the new session has the old one's subscriptions", code)
	}
}

func TestConform_DisconnectChangesTheExpiry(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	leaves := func(g *gadget, expiry uint32) {
		g.write(&packets.Disconnect{Properties: &packets.Properties{SessionExpiryInterval: &expiry}})
	}
	g := s.power(t, "ann", gadgetOptions{keep: 1})
	leaves(g, 100)
	waitClosed(t, g.conn)
	g = s.power(t, "ann", gadgetOptions{keep: 100, resume: true})
	leaves(g, 0)
	waitClosed(t, g.conn)
	if g = s.power(t, "ann", gadgetOptions{resume: true}); g.present {
		t.Error("a session is there that was ended")
	}
	leaves(g, 100) // after 0 in CONNECT
	g.isEnded(0x82)
}

func TestConform_KeepAlive(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	to := s.power(t, "ann", gadgetOptions{client: "to"})
	to.subscribe("dev/ann/will", 0)
	for _, version := range []byte{4, 5} { // [MQTT-3.1.2-24] [MQTT5-3.1.2-22]
		will := str("dev/ann/will") + str("silent")
		if version == 5 {
			will = "\x00" + will
		}
		p, _ := s.greets(t, "", hello{version: version, flags: clean | 4, keep: 1, id: "silent", will: will})
		p.isEnded(version, 0x8D)
		to.hears("dev/ann/will", "silent", 0) // as if the network had failed
	}
	s.stop()
	s.args = []string{"--max-keep-alive", "60s"}
	s.restart(t)
	for asked, told := range map[uint16]uint16{0: 60, 120: 60, 60: 0, 5: 0} {
		g := s.power(t, "ann", gadgetOptions{will: func(c *packets.Connect) { c.KeepAlive = asked }})
		if got := g.limits.Properties.ServerKeepAlive; (got != nil) != (told > 0) || got != nil && *got != told {
			t.Errorf("keep alive %d is answered with %v", asked, got)
		}
	}
	s.stop()
	s.args = nil
	s.restart(t)
	for _, keep := range []uint16{0, 43690, 43691, 60000, 65535} {
		g := s.power(t, "ann", gadgetOptions{will: func(c *packets.Connect) { c.KeepAlive = keep }})
		most := g.limits.Properties.ServerKeepAlive
		if keep > 43690 && (most == nil || *most > 43690) || keep <= 43690 && most != nil { // [MQTT5-3.1.2-21] [MQTT5-3.2.2-22]
			t.Errorf("keep alive %d is answered with %v", keep, most)
		}
		g.hearsNothing()
	}
}

// TestConform_Wills: a will is due unless its client says goodbye.
func TestConform_Wills(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	to := s.power(t, "ann", gadgetOptions{client: "to"})
	to.subscribe("dev/ann/will", 2)
	ends := map[string]struct {
		bytes string
		due   bool
		only  byte
	}{
		"DISCONNECT":                            {"\xE0\x00", false, 0},
		"DISCONNECT with 0":                     {"\xE0\x01\x00", false, 5},
		"DISCONNECT with will":                  {"\xE0\x01\x04", true, 5},
		"DISCONNECT with will and a property":   {"\xE0\x07\x04\x05\x11\x00\x00\x00\x00", true, 5},
		"DISCONNECT with an error":              {"\xE0\x01\x80", true, 5},
		"DISCONNECT that is malformed":          {"\xE2\x00", true, 0},
		"a packet that is against the standard": {"\x36\x00", true, 0},
		"":                                      {"", true, 0},
	}
	for name, end := range ends {
		for _, version := range []byte{4, 5} {
			if end.only != 0 && end.only != version {
				continue
			}
			for qos := range byte(3) {
				t.Run(fmt.Sprintf("MQTT %d, QoS %d, %s", version, qos, name), func(t *testing.T) {
					will := str("dev/ann/will") + str(name)
					if version == 5 {
						will = "\x00" + will
					}
					p, _ := s.greets(t, "", hello{version: version, flags: clean | 4 | qos<<3, id: "x", will: will})
					if end.bytes == "" {
						_ = p.conn.Close()
					} else {
						p.write([]byte(end.bytes))
						for p.read() != nil {
						}
					}
					if end.due { // [MQTT-3.1.2-8] [MQTT-3.1.2-9] [MQTT5-3.1.2-8]
						if w := to.hears("dev/ann/will", name, qos); w.Retain { // [MQTT-3.1.2-16] [MQTT5-3.1.2-14]
							t.Error("it is retained")
						}
					}
					to.hearsNothing() // [MQTT-3.1.2-10] [MQTT-3.1.2-12] [MQTT-3.14.4-3]
				})
			}
		}
	}
	to.unsubscribe("dev/ann/will")
	p, _ := s.greets(t, "", hello{version: 4, flags: clean | 4 | 0x20, id: "x", will: str("dev/ann/will") + str("kept")})
	_ = p.conn.Close()
	for { // [MQTT-3.1.2-17] [MQTT5-3.1.2-15]
		if _, page := s.get(t, "/v1/retained?filter=dev/ann/will"); len(page["retained"].([]any)) == 1 {
			break
		}
	}
}

// TestConform_NoAuthenticationBeyondConnect: who has agreed on no method may not send AUTH [MQTT5-4.12.0-7].
func TestConform_NoAuthenticationBeyondConnect(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, auth := range []string{"\xF0\x00", "\xF0\x02\x19\x00", "\xF0\x05\x18\x03\x15\x00\x00"} {
		p, _ := s.greets(t, "", hello{version: 5, flags: clean, id: "x"})
		p.write([]byte(auth))
		p.isEnded(5, 0x82)
	}
}

// TestConform_WithoutProblemInformation: no packet but PUBLISH, CONNACK and DISCONNECT says why [MQTT5-3.1.2-29].
func TestConform_WithoutProblemInformation(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	p, _ := s.greets(t, "", hello{version: 5, flags: clean, id: "x", props: "\x17\x00"})
	p.write(packet(0x32, text("dev/bob/a"), []byte{0, 1, 0}))
	p.hears("4003000187")
	p.write(packet(0x34, text("dev/bob/a"), []byte{0, 2, 0}))
	p.hears("5003000287")
	p.write(packet(0x82, []byte{0, 3, 0}, text("dev/bob/a"), []byte{1}))
	p.hears("900400030087")
	p.write(packet(0xA2, []byte{0, 4, 0}, text("dev/bob/a")))
	p.hears("b00400040011")
	p.write(packet(0x62, []byte{0, 5}))
	p.hears("7003000592")
}

// TestTakeOver_DoesNotWaitForADeadConnection: the old connection takes nothing any more, but has not ended.
func TestTakeOver_DoesNotWaitForADeadConnection(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	dead := s.power(t, "ann", gadgetOptions{client: "phone", will: func(c *packets.Connect) { c.KeepAlive = 0 }})
	dead.subscribe("dev/ann/#", 1)
	big := string(make([]byte, 32<<10))
	for range 200 { // more than sockets take
		from.publish("dev/ann/a", big, 1)
	}
	if s.power(t, "ann", gadgetOptions{client: "phone"}).present {
		t.Error("a session that ended with its connection is there")
	}
}

// TestConform_ReasonsAreLeftOutWhereTheyDoNotFit: what the client does not take it is not sent, but the codes are.
func TestConform_ReasonsAreLeftOutWhereTheyDoNotFit(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, most := range []byte{18, 30, 40, 50} {
		h := hello{version: 5, flags: clean, id: "x", props: "\x27\x00\x00\x00" + string(rune(most))}
		p := s.probe(t, "")
		hears := func(want string) {
			t.Helper()
			got := p.read()
			if got == nil || len(got) > int(most) || want != fmt.Sprintf("%x", append([]byte{got[0]}, got[2:]...))[:len(want)] {
				t.Fatalf("with %d bytes at most: % x, not %s", most, got, want)
			}
		}
		p.write(h.bytes())
		hears("200000")
		p.write(packet(0x32, text("dev/bob/a"), []byte{0, 1, 0}))
		hears("40000187")
		p.write(packet(0x34, text("dev/bob/a"), []byte{0, 2, 0}))
		hears("50000287")
		p.write(packet(0x62, []byte{0, 3}))
		hears("70000392")
		p.write(packet(0x50, []byte{0, 4}))
		hears("62000492")
		p.write(packet(0x82, []byte{0, 5, 0}, text("dev/bob/a"), []byte{1}))
		hears("9000050087")
		p.write([]byte{0xC1, 0})
		hears("e081")
		p = s.probe(t, "")
		p.write(h.bytes())
		hears("200000")
		s.power(t, "ann", gadgetOptions{client: "x"}) // takes over
		hears("e08e")
		p.hears("")
	}
}
