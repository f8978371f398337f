package tests

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/packets"
)

func keep(p *packets.Publish) { p.Retain = true }

// hearsRetained expects retained messages, in any order, and nothing else after them.
func (g *gadget) hearsRetained(want ...string) {
	g.t.Helper()
	var got []string
	for range want {
		p := g.receive()
		if !p.Retain || p.Duplicate {
			g.t.Fatalf("%s hears %s with RETAIN %v, DUP %v", g.name, p.Topic, p.Retain, p.Duplicate)
		}
		got = append(got, fmt.Sprintf("%s=%s/%d", p.Topic, p.Payload, p.QoS))
		g.acknowledge(p)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		g.t.Fatalf("%s hears %v, not %v", g.name, got, want)
	}
}

// again subscribes anew, whatever there was.
func (g *gadget) again(filter string, qos byte, with ...func(*packets.Subscribe)) {
	g.t.Helper()
	if code := g.subscribe(filter, qos, with...); code != qos {
		g.t.Fatalf("SUBACK 0x%x", code)
	}
}

func TestRetained_WhoSubscribesLaterHearsTheLast(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from, to := s.power(t, "ann", gadgetOptions{client: "from"}), s.power(t, "ann", gadgetOptions{client: "to"})
	if p := from.limits.Properties.RetainAvailable; p == nil || *p != 1 {
		t.Error("CONNACK does not say that messages can be retained")
	}
	for qos, room := range []string{"kitchen", "hall", "cellar"} {
		if code := from.publish("dev/ann/"+room+"/lamp", "old", byte(qos), keep); qos == 1 && code != 0x10 {
			t.Fatalf("0x%x", code)
		}
		from.publish("dev/ann/"+room+"/lamp", "on", byte(qos), keep)
		from.publish("dev/ann/"+room+"/lamp", "not kept", byte(qos))
	}
	from.publish("dev/ann/hall", "warm", 1, keep)
	to.again("dev/ann/+/lamp", 1) // the lesser of the two [MQTT5-3.8.4-8]
	to.hearsRetained("dev/ann/kitchen/lamp=on/0", "dev/ann/hall/lamp=on/1", "dev/ann/cellar/lamp=on/1")
	to.hearsNothing()
	to.unsubscribe("dev/ann/+/lamp")
	to.again("dev/ann/hall/#", 2)
	to.hearsRetained("dev/ann/hall=warm/1", "dev/ann/hall/lamp=on/1")
	to.again("dev/ann/hall/lamp", 0)
	to.hearsRetained("dev/ann/hall/lamp=on/0")
	// As it is published it is none of the retained ones, unless the subscription says so [MQTT5-3.3.1-12] [MQTT5-3.3.1-13].
	from.publish("dev/ann/hall", "cold", 1, keep)
	if p := to.hears("dev/ann/hall", "cold", 1); p.Retain {
		t.Error("RETAIN of a message as it is published")
	}
	asIs := func(s *packets.Subscribe) {
		s.Subscriptions[0].RetainAsPublished = true
		s.Subscriptions[0].RetainHandling = 2
	}
	to.again("dev/ann/hall/#", 1, asIs)
	from.publish("dev/ann/hall", "", 1, keep) // takes it away [MQTT5-3.3.1-6]
	if p := to.hears("dev/ann/hall", "", 1); !p.Retain {
		t.Error("RETAIN as published is not kept")
	}
	to.again("dev/ann/+", 1)
	to.hearsNothing()
}

func TestRetained_HandlingAndSharedSubscriptions(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	ann := s.power(t, "ann", gadgetOptions{})
	ann.publish("dev/ann/a", "kept", 1, keep)
	handling := func(n byte) func(*packets.Subscribe) {
		return func(s *packets.Subscribe) { s.Subscriptions[0].RetainHandling = n }
	}
	const kept = "dev/ann/a=kept/1"
	ann.again("dev/ann/#", 1, handling(2)) // [MQTT5-3.3.1-11]
	ann.hearsNothing()
	ann.again("dev/ann/#", 1, handling(1)) // it is there already [MQTT5-3.3.1-10]
	ann.hearsNothing()
	ann.again("dev/ann/#", 1, handling(0)) // [MQTT5-3.3.1-9]
	ann.hearsRetained(kept)
	ann.unsubscribe("dev/ann/#")
	ann.again("dev/ann/#", 1, handling(1))
	ann.hearsRetained(kept)
	ann.again("$share/crew/dev/ann/#", 1) // [MQTT5-4.8.2-27]
	ann.hearsNothing()
	ann.again("dev/ann/a", 1, func(s *packets.Subscribe) { s.Subscriptions[0].NoLocal = true })
	ann.hearsNothing() // it was the client itself
	id := 77
	ann.again("dev/ann/+", 1, func(s *packets.Subscribe) { s.Properties.SubscriptionIdentifier = &id })
	if p := ann.receive(); p.Properties.SubscriptionIdentifier == nil || *p.Properties.SubscriptionIdentifier != id {
		t.Errorf("%+v", p.Properties)
	}
}

func TestRetained_PropertiesStayAndTimeRunsOut(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from := s.power(t, "ann", gadgetOptions{})
	format, long, short := byte(1), uint32(100), uint32(1)
	props := packets.Properties{PayloadFormat: &format, MessageExpiry: &long, ContentType: "text/plain", ResponseTopic: "dev/ann/answer",
		CorrelationData: []byte{1, 2, 0xFF}, User: []packets.User{{Key: "a", Value: "1"}, {Key: "a", Value: "2"}}}
	from.publish("dev/ann/a", "x", 1, keep, func(p *packets.Publish) { p.Properties = &props })
	from.publish("dev/ann/short", "x", 1, keep, func(p *packets.Publish) { p.Properties.MessageExpiry = &short })
	from.publish("dev/ann/bytes", "\xFF\x00", 2, keep)
	s.kill() // the time runs while the server is off, too
	<-time.After(1100 * time.Millisecond)
	s.restart(t)
	to := s.power(t, "ann", gadgetOptions{})
	to.again("dev/ann/a", 1)
	q := to.hears("dev/ann/a", "x", 1).Properties
	if q.PayloadFormat == nil || *q.PayloadFormat != 1 || q.ContentType != "text/plain" || q.ResponseTopic != "dev/ann/answer" || string(q.CorrelationData) != "\x01\x02\xFF" ||
		len(q.User) != 2 || q.User[1].Value != "2" || q.MessageExpiry == nil || *q.MessageExpiry >= 100 || *q.MessageExpiry < 80 {
		t.Errorf("%+v", q)
	}
	to.again("dev/ann/+", 2)
	to.hearsRetained("dev/ann/a=x/1", "dev/ann/bytes=\xFF\x00/2")
	to.hearsNothing()

	page := s.must(t, http.MethodGet, "/v1/retained?filter="+url.QueryEscape("dev/+/#")+"&limit=1", nil)
	first := list(page["retained"])
	if len(first) != 1 || first[0]["topic"] != "dev/ann/a" || first[0]["size"] != 1.0 || first[0]["from"] != "ann" || first[0]["expires"].(float64) < first[0]["at"].(float64) || page["count"].(float64) < 2 {
		t.Fatal(page)
	}
	next := s.must(t, http.MethodGet, "/v1/retained?cursor="+url.QueryEscape(page["next"].(string)), nil)
	if second := list(next["retained"]); len(second) != 1 || second[0]["topic"] != "dev/ann/bytes" || next["next"] != nil {
		t.Fatal(next)
	}
	one := s.must(t, http.MethodGet, "/v1/retained/dev%2Fann%2Fa", nil)
	if one["payload"] != "x" || one["content_type"] != "text/plain" || one["response_topic"] != "dev/ann/answer" || one["correlation_data"] != "AQL/" || one["utf8"] != true || len(list(one["user_properties"])) != 2 {
		t.Error(one)
	}
	if one = s.must(t, http.MethodGet, "/v1/retained/dev%2Fann%2Fbytes", nil); one["payload"] != nil || one["payload_base64"] != "/wA=" || one["qos"] != 2.0 {
		t.Error(one)
	}
	for _, c := range []struct {
		method, path string
		status       int
		code         string
	}{
		{"GET", "/v1/retained/dev%2Fann%2Fshort", 404, "not_found"},
		{"GET", "/v1/retained?filter=a%23", 404, "bad_address"},
		{"GET", "/v1/retained?filter=im%2F%23", 403, "forbidden"},
		{"GET", "/v1/retained?filter=$share%2Fa%2Fb", 404, "bad_address"},
		{"GET", "/v1/retained?limit=1001", 422, "invalid"},
		{"DELETE", "/v1/retained", 422, "invalid"},
		{"DELETE", "/v1/retained?filter=a%2F%23%2Fb", 404, "bad_address"},
	} {
		if status, body := s.ask(t, c.method, c.path, nil); status != c.status || body["code"] != c.code {
			t.Errorf("%s %s: %d %v", c.method, c.path, status, body)
		}
	}
	if status, body := s.as(t, "ann").ask(t, "GET", "/v1/retained", nil); status != 403 {
		t.Error(status, body)
	}
	if d := s.must(t, http.MethodDelete, "/v1/retained?filter="+url.QueryEscape("dev/ann/+"), nil); d["removed"].(float64) < 2 {
		t.Error(d)
	}
	if page = s.must(t, http.MethodGet, "/v1/retained", nil); len(list(page["retained"])) != 0 || page["count"] != 0.0 || page["bytes"] != 0.0 {
		t.Error(page)
	}
	if log := list(s.must(t, http.MethodGet, "/v1/admin/audit?operation=removeRetained", nil)["entries"]); len(log) == 0 || log[len(log)-1]["status"] != 200.0 && log[0]["status"] != 200.0 {
		t.Error(log)
	}
}

// lampState is what a device publishes on 40 topics: numbers, each larger than those before.
type lampState struct {
	acked, sent [40]int
	last        int
}

// run publishes, twenty at a time, until the server is gone; enough is told when each topic is acknowledged often.
func (d *lampState) run(s *server, name string, enough chan<- bool) {
	conn, err := net.DialTimeout("tcp", s.mqtt, patience)
	if err != nil {
		enough <- false
		return
	}
	defer conn.Close()
	connect := &packets.Connect{ProtocolName: "MQTT", ProtocolVersion: 5, ClientID: name, CleanStart: true, KeepAlive: 60, UsernameFlag: true, Username: "ann", PasswordFlag: true, Password: []byte("secret-ann"), Properties: &packets.Properties{}}
	_, _ = connect.WriteTo(conn) // the server may be gone; then there is no answer either
	acked := 0
	for {
		p, err := packets.ReadPacket(conn)
		if err != nil {
			if acked < 1000 {
				enough <- false
			}
			return
		}
		room := 1
		switch p := p.Content.(type) {
		case *packets.Connack:
			room = 20
		case *packets.Puback:
			n := d.last - (d.last+1-int(p.PacketID))%20000 // one of the last 20
			d.acked[n%40] = n
			if acked++; acked == 1000 {
				enough <- true
			}
		}
		for range room {
			d.last++
			d.sent[d.last%40] = d.last
			out := &packets.Publish{Topic: fmt.Sprintf("dev/ann/%s/%d", name, d.last%40), Payload: fmt.Appendf(nil, "%d", d.last), QoS: 1, Retain: true, PacketID: uint16(1 + d.last%20000), Properties: &packets.Properties{}}
			if _, err := out.WriteTo(conn); err != nil {
				break
			}
		}
	}
}

// TestRetained_WhatIsAcknowledgedOutlivesAKill kills the server while four devices keep their states, and compares with
// what each of them knows to be kept.
func TestRetained_WhatIsAcknowledgedOutlivesAKill(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	var devices [4]lampState
	for range 2 {
		ended, enough := make(chan struct{}), make(chan bool, len(devices))
		for i := range devices {
			go func() {
				defer func() { ended <- struct{}{} }()
				devices[i].run(s, fmt.Sprint(i), enough)
			}()
		}
		for range devices {
			if !<-enough {
				t.Error("a device could not publish")
			}
		}
		s.kill()
		for range devices {
			<-ended
		}
		s.restart(t)
		to := s.power(t, "ann", gadgetOptions{})
		for i, d := range devices {
			to.again(fmt.Sprintf("dev/ann/%d/+", i), 1)
			kept := map[string]int{}
			for range d.acked {
				p := to.receive()
				to.acknowledge(p)
				if _, err := fmt.Sscan(string(p.Payload), new(int)); err != nil || !p.Retain {
					t.Fatalf("%+v", p)
				}
				kept[p.Topic], _ = strconv.Atoi(string(p.Payload))
			}
			for k, n := range d.acked {
				if got := kept[fmt.Sprintf("dev/ann/%d/%d", i, k)]; n == 0 || got < n || got > d.sent[k] {
					t.Fatalf("device %d, topic %d: %d is kept, %d was acknowledged, %d sent", i, k, got, n, d.sent[k])
				}
			}
		}
		to.hearsNothing()
	}
}

func TestRetained_AppsAndRulesAndGuests(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.allowTopics(t, "dev/#")
	mine := s.key
	s.key = s.keys(t).ServerKey
	other := s.must(t, http.MethodPost, "/v1/apps", map[string]any{"name": "other"})
	s.key = other["key"].(string)
	s.must(t, http.MethodPost, "/v1/users", map[string]any{"user": "ann", "password": "secret-ann@other"})
	s.allowTopics(t, "dev/#")
	here, there := s.power(t, "ann", gadgetOptions{}), s.power(t, "ann@other", gadgetOptions{})
	here.publish("dev/x", "here", 1, keep)
	there.publish("dev/x", "there", 1, keep)
	there.again("dev/#", 1)
	there.hearsRetained("dev/x=there/1")
	s.must(t, http.MethodDelete, "/v1/retained?filter=%23", nil) // of the other app
	s.key = mine
	bob := s.power(t, "bob", gadgetOptions{})
	bob.again("dev/+", 1)
	bob.hearsRetained("dev/x=here/1")
	s.settings(t, map[string]any{"topic_rules": []map[string]any{
		{"effect": "allow", "action": "both", "filter": "dev/%u/#"}, {"effect": "allow", "action": "subscribe", "filter": "dev/x"}}})
	if code := bob.publish("dev/x", "mine now", 1, keep); code != 0x87 {
		t.Errorf("0x%x", code)
	}
	if code := bob.publish("dev/x", "", 2, keep); code != 0x87 {
		t.Errorf("0x%x", code)
	}
	if code := bob.subscribe("dev/+", 1); code != 0x87 {
		t.Errorf("0x%x", code)
	}
	bob.hearsNothing()
	bob.again("dev/x", 1)
	bob.hearsRetained("dev/x=here/1")
	if code := bob.publish("im/default/user/ann", "{}", 1, keep); code != 0x99 {
		t.Errorf("a message is retained: 0x%x", code)
	}
}

func TestRetained_AnAppHasItsLimits(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.settings(t, map[string]any{"retained_messages": 2})
	ann := s.power(t, "ann", gadgetOptions{})
	to := s.power(t, "ann", gadgetOptions{client: "to"})
	to.again("dev/ann/#", 1)
	for i, code := range []byte{0, 0, 0x97} {
		if got := ann.publish(fmt.Sprint("dev/ann/", i), "x", 1, keep); got != code {
			t.Fatalf("%d: 0x%x", i, got)
		}
	}
	if got := ann.publish("dev/ann/2", "x", 2, keep); got != 0x97 {
		t.Fatalf("0x%x", got)
	}
	to.hears("dev/ann/0", "x", 1)
	to.hears("dev/ann/1", "x", 1)
	to.hearsNothing() // what is refused goes nowhere
	if got := ann.publish("dev/ann/2", "x", 1); got != 0 {
		t.Errorf("a publish that is not to be retained: 0x%x", got)
	}
	bob := s.connectRaw(t, "bob", 4)
	bob.write(packet(0x33, text("dev/bob/x"), []byte{0, 7}, []byte("x")))
	if refusals := bob.outcome(7); len(refusals) != 1 || refusals[0]["code"] != "retained_full" {
		t.Fatal(refusals)
	}
	if text := s.page(t, "/metrics"); !strings.Contains(text, `hongyan_bridge_refused_total{code="retained_full",packet="publish"} 3`) {
		t.Error("the refusals are not counted")
	}
}

// TestRetained_ALargeAnswerWaitsForItsClient: more than may wait for a session comes as fast as the client acknowledges
// it, beside what is published meanwhile; a client that goes away in the middle goes on when it is back.
func TestRetained_ALargeAnswerWaitsForItsClient(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	s.settings(t, map[string]any{"device_queue": 5, "device_queue_full": "newest"})
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	const many = 700 // several pages
	for i := range many {
		from.publish(fmt.Sprintf("dev/ann/%03d", i), fmt.Sprint(i), 1, keep)
	}
	o := gadgetOptions{client: "slow", window: 3, keep: 100, resume: true}
	slow := s.power(t, "ann", o)
	slow.again("dev/ann/+", 1)
	next := func(i int) *packets.Publish {
		t.Helper()
		p := slow.receive()
		if string(p.Payload) != fmt.Sprint(i) || !p.Retain || p.QoS != 1 {
			t.Fatalf("%d: %+v", i, p)
		}
		return p
	}
	for i := 0; i < 300; i += 3 {
		held := []*packets.Publish{next(i), next(i + 1), next(i + 2)}
		slow.write(&packets.Pingreq{})
		if await[*packets.Pingresp](slow); len(slow.early) > 0 {
			t.Fatal("more than the client's Receive Maximum is under way")
		}
		for _, p := range held {
			slow.acknowledge(p)
		}
	}
	held := next(300)
	next(301)
	last := next(302)
	from.publish("dev/ann/now", "meanwhile", 0)
	slow.hears("dev/ann/now", "meanwhile", 0)
	slow.acknowledge(last)
	_ = slow.conn.Close()
	slow = s.power(t, "ann", o)
	if p := next(300); !p.Duplicate || p.PacketID != held.PacketID {
		t.Fatalf("%+v", p)
	} else {
		slow.acknowledge(p)
	}
	seen := 300
	for seen < many-1 {
		p := slow.receive()
		slow.acknowledge(p)
		n, err := strconv.Atoi(string(p.Payload))
		if err != nil || !p.Retain || n > seen+2 || n <= seen { // 302 may be known to have arrived
			t.Fatalf("after %d: %+v", seen, p)
		}
		seen = n
	}
	slow.hearsNothing()

	slow.unsubscribe("dev/ann/+")
	for i := range many {
		from.publish(fmt.Sprintf("dev/ann/x/%03d", i), fmt.Sprint(i, strings.Repeat("x", 4000)), 0, keep)
	}
	from.publish("dev/ann/y", "all are on disk", 1, keep)
	slow.again("dev/ann/x/#", 1)
	for i := range many {
		if p := slow.receive(); !p.Retain || p.QoS != 0 || p.Topic != fmt.Sprintf("dev/ann/x/%03d", i) {
			t.Fatalf("%d: %s", i, p.Topic)
		}
	}
	slow.hearsNothing()
}

// TestRetained_AnOldStateNeverComesAfterANewOne changes states while they are being brought.
func TestRetained_AnOldStateNeverComesAfterANewOne(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from, to := s.power(t, "ann", gadgetOptions{client: "from"}), s.power(t, "ann", gadgetOptions{client: "to", window: 1})
	const many = 60
	for i := range many {
		from.publish(fmt.Sprintf("dev/ann/%02d", i), "0", 1, keep)
	}
	to.again("dev/ann/+", 1)
	first := to.receive() // and no more: its page is in memory
	for i := range many {
		from.publish(fmt.Sprintf("dev/ann/%02d", i), "1", 1, keep)
	}
	to.acknowledge(first)
	last := map[string]string{first.Topic: string(first.Payload)}
	for range many {
		p := to.receive()
		to.acknowledge(p)
		if last[p.Topic] > string(p.Payload) {
			t.Fatalf("%s: %s after %s", p.Topic, p.Payload, last[p.Topic])
		}
		last[p.Topic] = string(p.Payload)
	}
	for topic, state := range last {
		if state != "1" {
			t.Errorf("%s is %s in the end", topic, state)
		}
	}
	to.hearsNothing()
}

// TestRetained_APublisherIsHeardInOrder mixes what is kept, and so waits for the disk, with what is not.
func TestRetained_APublisherIsHeardInOrder(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	from, to := s.power(t, "ann", gadgetOptions{client: "from"}), s.power(t, "ann", gadgetOptions{client: "to"})
	to.again("dev/ann/a", 1)
	const many = 900 // more than may be without an answer
	go func() {
		for i := range many {
			p := &packets.Publish{Topic: "dev/ann/a", Payload: fmt.Appendf(nil, "%d", i), QoS: 1, PacketID: uint16(i + 1), Retain: i%3 == 0, Properties: &packets.Properties{}}
			if _, err := p.WriteTo(from.conn); err != nil {
				return
			}
		}
	}()
	for i := range many {
		if ack, ok := from.read().(*packets.Puback); !ok || int(ack.PacketID) != i+1 { // [MQTT-4.6.0-2]
			t.Fatalf("%d: %+v", i, ack)
		}
	}
	for i := range many {
		to.hears("dev/ann/a", fmt.Sprint(i), 1)
	}
	to.again("dev/ann/a", 0)
	to.hearsRetained("dev/ann/a=897/0")
}

func TestRetained_Wills(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	to := s.power(t, "ann", gadgetOptions{client: "to"})
	to.again("dev/ann/will", 1)
	o := gadgetOptions{will: func(c *packets.Connect) {
		c.WillFlag, c.WillTopic, c.WillMessage, c.WillQOS, c.WillRetain = true, "dev/ann/will", []byte("gone"), 1, true
		c.WillProperties = &packets.Properties{User: []packets.User{{Key: "battery", Value: "2 %"}}}
	}}
	_ = s.power(t, "ann", o).conn.Close()
	if p := to.hears("dev/ann/will", "gone", 1); p.Retain {
		t.Error("RETAIN of a will as it is published")
	}
	to.again("dev/ann/+", 1)
	if p := to.hears("dev/ann/will", "gone", 1); !p.Retain || len(p.Properties.User) != 1 || p.Properties.User[0].Value != "2 %" {
		t.Errorf("%+v", p)
	}
	if status, m := s.get(t, "/v1/retained/dev%2Fann%2Fwill"); status != 200 || m["payload"] != "gone" || fmt.Sprint(m["user_properties"]) != "[map[name:battery value:2 %]]" {
		t.Error(status, m)
	}
}

func TestRetained_MQTT3(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for _, version := range []byte{3, 4} {
		ann := s.connectRaw(t, "ann", version)
		ann.write(packet(0x31, text("dev/ann/zero"), []byte("0")))
		ann.write(packet(0x33, text("dev/ann/one"), []byte{0, 8}, []byte("1")))
		if first, b := ann.read(); first != 0x40 || b[1] != 8 {
			t.Fatalf("%x % x", first, b)
		}
		ann.write(packet(0x35, text("dev/ann/two"), []byte{0, 9}, []byte("2")))
		if first, b := ann.read(); first != 0x50 || b[1] != 9 {
			t.Fatalf("%x % x", first, b)
		}
		ann.write(packet(0x62, []byte{0, 9}))
		if first, b := ann.read(); first != 0x70 || b[1] != 9 {
			t.Fatalf("%x % x", first, b)
		}
		for range 2 { // each time it subscribes [MQTT-3.8.4-3]
			ann.write(packet(0x82, []byte{0, 2}, text("dev/ann/+"), []byte{2}))
			var got []string
			for len(got) < 4 {
				first, b := ann.read()
				if first == 0x62 {
					ann.write(packet(0x70, b))
					continue
				}
				if got = append(got, fmt.Sprintf("%x", first)); first == 0x90 {
					continue
				}
				at := 2 + int(binary.BigEndian.Uint16(b))
				switch first & 6 {
				case 2:
					ann.write(packet(0x40, b[at:at+2]))
				case 4:
					ann.write(packet(0x50, b[at:at+2]))
				}
			}
			if fmt.Sprint(got) != "[90 33 35 31]" { // by topic, after the SUBACK
				t.Fatal(got)
			}
		}
		_ = ann.conn.Close()
	}
}

// TestRetained_MosquittosClients keeps and reads with the clients that everybody has.
func TestRetained_MosquittosClients(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	host, port, err := net.SplitHostPort(s.mqtt)
	if err != nil {
		t.Fatal(err)
	}
	run := func(tool string, args ...string) string {
		t.Helper()
		ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
		defer cancel()
		out, err := exec.CommandContext(ctx, tool, append([]string{"-h", host, "-p", port, "-u", "ann", "-P", "secret-ann"}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", tool, args, err, out)
		}
		return string(out)
	}
	for i, version := range []string{"mqttv31", "mqttv311", "mqttv5"} {
		for qos := range 3 {
			run("mosquitto_pub", "-V", version, "-r", "-q", fmt.Sprint(qos), "-t", fmt.Sprintf("dev/ann/%d/%d", i, qos), "-m", version)
		}
	}
	for _, version := range []string{"mqttv31", "mqttv311", "mqttv5"} {
		out := run("mosquitto_sub", "-V", version, "-q", "2", "-C", "9", "-W", "20", "-F", "%t %p %q %r", "-t", "dev/ann/+/#")
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if len(lines) != 9 || lines[0] != "dev/ann/0/0 mqttv31 0 1" || lines[8] != "dev/ann/2/2 mqttv5 2 1" {
			t.Fatalf("%s hears\n%s", version, out)
		}
	}
	for qos := range 3 {
		run("mosquitto_pub", "-r", "-n", "-q", "1", "-t", fmt.Sprintf("dev/ann/1/%d", qos))
	}
	s.restartCleanly(t)
	host, port, _ = net.SplitHostPort(s.mqtt)
	if out := run("mosquitto_sub", "-C", "6", "-W", "20", "--retained-only", "-t", "dev/ann/#"); strings.Count(out, "\n") != 6 || strings.Contains(out, "mqttv311") {
		t.Fatal(out)
	}
}

func (s *server) restartCleanly(t *testing.T) {
	t.Helper()
	s.stop()
	s.restart(t)
}

// TestRetained_WhatOneRetainsOneselfComesFirst: who retains something and subscribes to it right behind is brought it as what
// is retained, once.
func TestRetained_WhatOneRetainsOneselfComesFirst(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	p, _ := s.greets(t, "", hello{version: 4, flags: clean, id: "own"})
	for i := range byte(20) {
		topic := fmt.Sprintf("dev/ann/%d", i)
		p.write(append(packet(0x31, text(topic), []byte("on")), packet(0x82, []byte{0, i + 1}, text(topic), []byte{0})...))
		if b := p.read(); b[0] != 0x90 {
			t.Fatalf("% x", b)
		}
		if b := p.read(); b[0] != 0x31 {
			t.Fatalf("number %d: % x", i, b)
		}
	}
	p.write([]byte{0xC0, 0})
	if b := p.read(); b[0] != 0xD0 {
		t.Errorf("it came once more: % x", b)
	}
}
