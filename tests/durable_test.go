package tests

import (
	"bufio"
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

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
	// The rules hold for who is away, too.
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

// TestDurable_WhatIsUnderWayOutlivesAKill kills the server again and again between a publisher and a subscriber that
// both go on: nothing is lost, nothing changes its place, and with QoS 2 nothing comes twice.
func TestDurable_WhatIsUnderWayOutlivesAKill(t *testing.T) {
	for qos := byte(1); qos <= 2; qos++ {
		t.Run(fmt.Sprint("QoS", qos), func(t *testing.T) {
			const rounds, each = 4, 150
			s := startServer(t)
			s.register(t, "ann")
			to := s.power(t, "ann", gadgetOptions{client: "to", keep: 1000, resume: true})
			to.subscribe("dev/ann/#", qos)
			to.leaves()
			from, into := &sender{topic: "dev/ann/x", qos: qos}, &taker{}
			for round := range rounds {
				last := round == rounds-1
				publishing, receiving := s.resumed(t, "ann", "from"), s.resumed(t, "ann", "to")
				var both sync.WaitGroup
				both.Go(func() { over(t, "publishing", last, from.run(publishing, rounds*each, 10)) })
				both.Go(func() { over(t, "receiving", last, into.run(receiving, rounds*each-1)) })
				if !last {
					enough := int64((round + 1) * each)
					waitFor(t, "enough messages", func() bool { return from.done.Load() >= enough && into.count.Load() >= enough/2 })
					s.kill()
				}
				both.Wait()
				if !last {
					s.restart(t)
				}
			}
			seen := -1
			for _, n := range into.got {
				if n > seen+1 || qos == 2 && n != seen+1 {
					t.Fatalf("%d comes after %d", n, seen)
				}
				seen = max(seen, n)
			}
			t.Logf("%d came, of %d", len(into.got), rounds*each)
		})
	}
}

// over fails a client that could not do all, in the last round.
func over(t *testing.T, what string, last bool, err error) {
	if last && err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

// TestDurable_WhoIsAwayMissesNothing: 10,000 messages wait, through a kill.
func TestDurable_WhoIsAwayMissesNothing(t *testing.T) {
	const many = 10_000
	s := startServer(t)
	s.register(t, "ann")
	s.settings(t, map[string]any{"device_queue": many})
	to := s.power(t, "ann", gadgetOptions{client: "to", keep: 1000, resume: true})
	to.subscribe("dev/ann/#", 1)
	to.leaves()
	from := &sender{topic: "dev/ann/x", qos: 1}
	if err := from.run(s.resumed(t, "ann", "from"), many, 200); err != nil {
		t.Fatal(err)
	}
	s.kill()
	s.restart(t)
	into := &taker{}
	if err := into.run(s.resumed(t, "ann", "to"), many-1); err != nil || len(into.got) != many {
		t.Fatalf("%d came: %v", len(into.got), err)
	}
	for i, n := range into.got {
		if i != n {
			t.Fatalf("%d comes as number %d", n, i)
		}
	}
}

// TestDurable_QoS2GoesOnWhereItWas, step by step, in both directions.
func TestDurable_QoS2GoesOnWhereItWas(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	in, out := gadgetOptions{client: "from", keep: 1000, resume: true}, gadgetOptions{client: "to", keep: 1000, resume: true}
	from, to := s.power(t, "ann", in), s.power(t, "ann", out)
	to.subscribe("dev/ann/#", 2)
	crash := func() {
		s.kill()
		s.restart(t)
		from, to = s.power(t, "ann", in), s.power(t, "ann", out)
		if !from.present || !to.present {
			t.Fatal("a session is gone")
		}
	}
	p := &packets.Publish{Topic: "dev/ann/a", Payload: []byte("once"), QoS: 2, PacketID: 5, Properties: &packets.Properties{}}
	from.write(p)
	await[*packets.Pubrec](from)
	first := to.receive()
	if first.Duplicate {
		t.Error("DUP")
	}
	crash()
	p.Duplicate = true
	from.write(p)
	if r := await[*packets.Pubrec](from); r.ReasonCode >= 0x80 {
		t.Fatalf("%+v", r)
	}
	again := to.receive()
	if !again.Duplicate || again.PacketID != first.PacketID || string(again.Payload) != "once" {
		t.Fatalf("%+v", again)
	}
	to.write(&packets.Pubrec{PacketID: again.PacketID, Properties: &packets.Properties{}})
	if r := await[*packets.Pubrel](to); r.PacketID != again.PacketID {
		t.Fatalf("%+v", r)
	}
	from.write(&packets.Pubrel{PacketID: 5, Properties: &packets.Properties{}})
	if r := await[*packets.Pubcomp](from); r.PacketID != 5 || r.ReasonCode != 0 {
		t.Fatalf("%+v", r)
	}
	crash()
	if r := await[*packets.Pubrel](to); r.PacketID != again.PacketID || len(to.early) > 0 {
		t.Fatalf("%+v %v", r, to.early)
	}
	to.write(&packets.Pubcomp{PacketID: again.PacketID, Properties: &packets.Properties{}})
	p.Duplicate, p.Payload = false, []byte("next") // the packet id is free again, on disk too
	from.write(p)
	await[*packets.Pubrec](from)
	to.hears("dev/ann/a", "next", 2)
	to.hearsNothing()
	from.write(&packets.Pubrel{PacketID: 5, Properties: &packets.Properties{}})
	await[*packets.Pubcomp](from)
	to.hearsNothing() // and what it has acknowledged is written
	waitFor(t, "nothing that comes after a crash", func() bool {
		crash()
		to.write(&packets.Pingreq{})
		await[*packets.Pingresp](to)
		return len(to.early) == 0
	})
}

// TestDurable_AQueueIsBounded on disk as in memory, and what goes is counted.
func TestDurable_AQueueIsBounded(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	for full, want := range map[string][]string{"oldest": {"3", "4", "5"}, "newest": {"0", "1", "5"}} {
		s.settings(t, map[string]any{"device_queue": 2, "device_queue_full": full})
		o := gadgetOptions{client: full, keep: 1000, resume: true}
		to := s.power(t, "ann", o)
		to.subscribe("dev/ann/#", 1)
		to.leaves()
		from := s.power(t, "ann", gadgetOptions{client: "from"})
		before := s.dropped(t, "full")
		for i := range 5 {
			from.publish("dev/ann/a", fmt.Sprint(i), 1)
		}
		if got := s.dropped(t, "full") - before; got != 3 {
			t.Errorf("%s: %v dropped are counted", full, got)
		}
		s.kill()
		s.restart(t)
		s.settings(t, map[string]any{"device_queue": 3})
		s.power(t, "ann", gadgetOptions{client: "from"}).publish("dev/ann/a", "5", 1)
		to = s.power(t, "ann", o)
		for _, w := range want {
			to.hears("dev/ann/a", w, 1)
		}
		to.hearsNothing()
		to.unsubscribe("dev/ann/#")
	}
	s.settings(t, map[string]any{"device_queue": 10, "device_queue_ttl": 1})
	o := gadgetOptions{client: "late", keep: 1000, resume: true}
	to := s.power(t, "ann", o)
	to.subscribe("dev/ann/#", 2)
	to.leaves()
	from := s.power(t, "ann", gadgetOptions{client: "from"})
	from.publish("dev/ann/a", "too old", 2)
	s.kill()
	s.restart(t)
	<-time.After(1100 * time.Millisecond) // the time for which it waits is what is tested
	s.power(t, "ann", gadgetOptions{client: "from"}).publish("dev/ann/a", "fresh", 2)
	to = s.power(t, "ann", o)
	to.hears("dev/ann/a", "fresh", 2)
	if got := s.dropped(t, "expired"); got != 1 {
		t.Errorf("%v expired are counted", got)
	}
}

// dropped reads how many messages of device topics were dropped.
func (s *server) dropped(t *testing.T, reason string) (n float64) {
	t.Helper()
	a, err := http.Get("http://" + s.http + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	for lines := bufio.NewScanner(a.Body); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), `hongyan_bridge_device_dropped_messages_total{reason="`+reason+`"} `); ok {
			if n, err = strconv.ParseFloat(rest, 64); err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatal("no such metric")
	return 0
}

// TestDurable_AnEndedSessionsSharesGoToOthers, whether it is begun anew or runs out while the server is down.
func TestDurable_AnEndedSessionsSharesGoToOthers(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.allowTopics(t, "jobs/#")
	away := gadgetOptions{client: "away", keep: 1000, resume: true}
	for _, c := range []struct {
		keep uint32
		end  func()
	}{
		{1000, func() { s.power(t, "ann", gadgetOptions{client: "away"}) }},
		{1000, func() { s.kill(); s.restart(t); s.power(t, "ann", gadgetOptions{client: "away"}) }},
		{1, func() { s.kill(); s.restart(t) }},
	} {
		away.keep = c.keep
		one := s.power(t, "ann", away)
		one.subscribe("$share/crew/jobs/#", 1)
		boss := s.power(t, "bob", gadgetOptions{client: "boss"})
		for i := range 3 {
			if code := boss.publish("jobs/x", fmt.Sprint(i), 1); code != 0 {
				t.Fatalf("0x%x", code)
			}
		}
		heir := s.power(t, "bob", gadgetOptions{client: "heir", keep: 1000, resume: true})
		heir.subscribe("$share/crew/jobs/#", 1)
		if c.keep > 1 {
			one.leaves()
		}
		c.end()
		heir = s.power(t, "bob", gadgetOptions{client: "heir", keep: 1000, resume: true})
		for i := range 3 {
			heir.hears("jobs/x", fmt.Sprint(i), 1)
		}
		heir.hearsNothing()
		heir.unsubscribe("$share/crew/jobs/#")
	}
}

// TestDurable_PowerCut copies the disk under a running server, as a cut of power would leave it: what was acknowledged
// is there for who is away.
func TestDurable_PowerCut(t *testing.T) {
	needRoot(t)
	images := t.TempDir()
	image, copied := filepath.Join(images, "disk"), filepath.Join(images, "copy")
	sh(t, "truncate", "-s", "1500M", image)
	sh(t, "mkfs.ext4", "-q", "-F", image)
	s := &server{data: filepath.Join(mounted(t, "-o", "loop", image), "data")}
	s.restart(t)
	s.register(t, "ann")
	s.settings(t, map[string]any{"device_queue": 10_000})
	to := s.power(t, "ann", gadgetOptions{client: "to", keep: 1000, resume: true})
	to.subscribe("dev/ann/#", 1)
	to.leaves()
	from := &sender{topic: "dev/ann/x", qos: 1}
	var sending sync.WaitGroup
	publishing := s.resumed(t, "ann", "from")
	sending.Go(func() { _ = from.run(publishing, 10_000, 20) }) // it ends with the server
	waitFor(t, "300 acknowledged messages", func() bool { return from.done.Load() > 300 })
	before := int(from.done.Load())
	copyFile(t, image, copied)
	s.kill()
	sending.Wait()
	s.data = filepath.Join(mounted(t, "-o", "loop", copied), "data")
	s.restart(t)
	into := &taker{}
	if err := into.run(s.resumed(t, "ann", "to"), before-1); err != nil {
		t.Fatalf("%d of %d came: %v", len(into.got), before, err)
	}
	s.kill()
}
