package tests

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"
)

func TestChat_OneToOneOnEveryPath(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	for _, path := range []string{"", "/mqtt", "/ws", "/websocket"} {
		ann := s.connect(t, "ann", how{ws: path, device: "a" + path}).listen()
		pad := s.connect(t, "ann", how{ws: path, device: "pad" + path}).listen()
		bob := s.connect(t, "bob", how{ws: path, device: "b" + path}).listen()
		seq := ann.send("user/bob", "hello by "+path)
		bob.hears("hello by " + path)
		pad.hears("hello by " + path) // the copy on ann's other device
		bob.send("user/ann", "and back")
		ann.hears("and back") // and no copy of her own before it
		pad.hears("and back")
		if n, err := strconv.Atoi(seq); err != nil || n < 1 {
			t.Fatalf("the PUBACK says seq %q", seq)
		}
		for _, p := range []*person{ann, pad, bob} {
			_ = p.client.Disconnect(&paho.Disconnect{})
		}
	}
}

func TestRefusals_EachWithItsCode(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "eve")
	if status, body := s.create(t, "/v1/groups", map[string]any{"id": "g", "name": "g", "owner": "ann", "members": []string{"bob"}}); status >= 300 {
		t.Fatal(status, body)
	}
	eve := s.connect(t, "eve", how{}).listen()
	for _, c := range []struct {
		topic, payload string
		reason         byte
		code           string
	}{
		{"im/default/group/g", `{"body":{"text":"x"}}`, 0x87, "not_member"},
		{"im/default/group/none", `hello`, 0x90, "no_such_group"},
		{"im/default/room/none", `hello`, 0x90, "no_such_room"},
		{"im/default/user/none", `hello`, 0x90, "no_such_user"},
		{"im/other/user/ann", `hello`, 0x87, "forbidden"},
		{"im/default/user/ann/request", `{"method":"GET","path":"/v1/sync"}`, 0x87, "forbidden"},
		{"im/default/user/ann/event", `{}`, 0x90, "bad_address"},
		{"im/default/planet/mars", `hello`, 0x90, "bad_address"},
		{"dev/ann/lamp", `on`, 0x87, "forbidden"},
		{"im/default/user/ann", "\xff\xfe", 0x99, "bad_payload"},
		{"im/default/user/ann", `{"body":`, 0x99, "bad_payload"},
		{"im/default/user/ann", `{"body":"text"}`, 0x99, "bad_payload"},
		{"im/default/user/ann", `{"type":"riddle","body":{}}`, 0x99, "bad_payload"},
		{"im/default/user/ann", `{"type":"img","body":{"file":"none"}}`, 0x90, "no_such_file"},
		{"im/default/user/ann", ``, 0x99, "bad_payload"},
		{"im/default/user/ann", strings.Repeat("x", 64<<10+1), 0x97, "too_large"},
		{"im/default/group/g/typing", ``, 0x87, "not_member"},
	} {
		if reason, code, _ := eve.publish(c.topic, c.payload); reason != c.reason || code != c.code {
			t.Errorf("%s %.30q: 0x%x %s, not 0x%x %s", c.topic, c.payload, reason, code, c.reason, c.code)
		}
	}
	for _, f := range []string{"#", "+/#", "im/#", "im/+/user/eve/#", "im/default/#", "im/default/user/ann/#", "im/default/user/+", "im/other/user/eve/#", "im/default/room/#", "im/default/room/none/#", "$SYS/#", "im/default/user/eve/request"} {
		if codes := eve.subscribe(f); codes[0] < 0x80 {
			t.Errorf("%s is granted with %d", f, codes[0])
		}
	}
	// Nothing of it changed anything, and the connection lives: 64 KB to the byte are taken.
	if reason, code, _ := eve.publish("im/default/user/ann", strings.Repeat("x", 64<<10)); reason != 0x97 && reason != 0 {
		t.Errorf("64 KB: 0x%x %s", reason, code)
	}
	eve.send("user/bob", "still here")
}

func TestOnce_TheSameCIDIsOneMessage(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	const payload = `{"cid":"c1","body":{"text":"once"}}`
	_, _, first := ann.publish("im/default/user/bob", payload)
	_, _, again := ann.publish("im/default/user/bob", payload)
	if first.Get("id") == "" || first.Get("id") != again.Get("id") || first.Get("seq") != again.Get("seq") {
		t.Fatalf("first %v, again %v", first, again)
	}
	if reason, code, _ := ann.publish("im/default/user/bob", `{"cid":"c1","body":{"text":"twice"}}`); reason != 0x83 || code != "cid_reused" {
		t.Fatalf("0x%x %s", reason, code)
	}
	ann.send("user/bob", "next")
	bob.hears("once")
	bob.hears("next")
}

func TestGroup_WhoIsRemovedHearsNothingMore(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "eve")
	if status, body := s.create(t, "/v1/groups?from=ann", map[string]any{"id": "g", "name": "g", "members": []string{"bob"}}); status >= 300 {
		t.Fatal(status, body)
	}
	ann, bob, eve := s.connect(t, "ann", how{}).listen(), s.connect(t, "bob", how{}).listen(), s.connect(t, "eve", how{}).listen()
	ann.send("group/g", "without eve")
	bob.hears("without eve")
	if status, body := s.create(t, "/v1/groups/g/members?from=ann", map[string]any{"members": []string{"eve"}}); status >= 300 {
		t.Fatal(status, body)
	}
	eve.hearsEvent("members.added") // without subscribing again, and nothing from before
	var wg sync.WaitGroup
	wg.Add(1)
	stop := make(chan struct{})
	go func() {
		defer wg.Done()
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				ann.send("group/g", fmt.Sprint("to all ", i))
			}
		}
	}()
	eve.hears("to all 0")
	status, body := s.create(t, "/v1/groups/g/members/remove?from=ann", map[string]any{"members": []string{"eve"}})
	removed := time.Now().UnixMilli()
	if status >= 300 {
		t.Fatal(status, body)
	}
	seq, err := strconv.Atoi(ann.send("group/g", "eve is gone"))
	if err != nil {
		t.Fatal(err)
	}
	close(stop)
	wg.Wait()
	bob.send("user/eve", "the end")
	for {
		m := eve.receive()
		if textOf(m.body) == "the end" {
			break
		}
		if at, ok := m.body["seq"].(float64); ok && int(at) >= seq {
			t.Fatalf("eve was removed at %d and hears %v", removed, m.body)
		}
	}
	if reason, code, _ := eve.publish("im/default/group/g", "let me in"); reason != 0x87 || code != "not_member" {
		t.Fatalf("0x%x %s", reason, code)
	}
}

func TestRoom_SubscribingJoinsAndShowsTheLastTen(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	if status, body := s.create(t, "/v1/rooms", map[string]any{"id": "r"}); status >= 300 {
		t.Fatal(status, body)
	}
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{})
	online := func() float64 {
		_, body := s.get(t, "/v1/rooms/r")
		n, _ := body["online"].(float64)
		return n
	}
	ann.subscribe("im/default/room/r/#")
	for i := range 12 {
		ann.send("room/r", fmt.Sprint("message ", i))
	}
	codes := bob.subscribe("im/default/room/r/#")
	for i := 2; i < 12; i++ {
		bob.hears(fmt.Sprint("message ", i)) // he is in, a moment after the SUBACK
	}
	if n := online(); codes[0] != 1 || n != 2 {
		t.Fatalf("bob joins with %v, %v are there", codes, n)
	}
	ann.send("room/r", "welcome")
	bob.hears("welcome")
	if _, err := bob.client.Unsubscribe(t.Context(), &paho.Unsubscribe{Topics: []string{"im/default/room/r/#"}}); err != nil || online() != 1 {
		t.Fatalf("bob leaves: %v, %v are there", err, online())
	}
}

func TestAway_WhatWasMissedComesInOrder(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	if status, body := s.create(t, "/v1/groups", map[string]any{"id": "g", "name": "g", "owner": "ann", "members": []string{"bob"}}); status >= 300 {
		t.Fatal(status, body)
	}
	ann := s.connect(t, "ann", how{})
	bob := s.connect(t, "bob", how{keep: 3600}).listen()
	ann.send("user/bob", "first")
	bob.hears("first")
	_ = bob.client.Disconnect(&paho.Disconnect{})
	for i := range 300 {
		if i%2 == 0 {
			ann.send("user/bob", fmt.Sprint(i))
		} else {
			ann.send("group/g", fmt.Sprint(i))
		}
	}
	_ = ann.client.Disconnect(&paho.Disconnect{})
	s.kill()
	s.restart(t)
	bob = s.connect(t, "bob", how{keep: 3600, resume: true, window: 5})
	if !bob.ack.SessionPresent {
		t.Fatal("the session is gone")
	}
	for next := 0; next < 300; {
		switch text := textOf(bob.receive().body); text {
		case fmt.Sprint(next):
			next++
		case "first", "": // again, after the crash; events
		default:
			t.Fatalf("%q where %d was due", text, next)
		}
	}
	ann = s.connect(t, "ann", how{})
	ann.send("user/bob", "live again")
	bob.hears("live again")
}

func TestSlowReader_IsServedFromTheLog(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann := s.connect(t, "ann", how{})
	bob := s.connect(t, "bob", how{window: 3, manual: true}).listen()
	for i := range 200 {
		ann.send("user/bob", fmt.Sprint(i))
	}
	for i := range 200 {
		m := bob.receive()
		if got := textOf(m.body); got != fmt.Sprint(i) {
			t.Fatalf("%q where %d was due", got, i)
		}
		m.ack()
	}
}

// TestStalledReader_CostsNobodyElseAnything stops one member of a group from reading until its socket is full, and far
// beyond. When it reads again it gets everything, from the log.
func TestStalledReader_CostsNobodyElseAnything(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "eve")
	if status, body := s.create(t, "/v1/groups", map[string]any{"id": "g", "name": "g", "owner": "ann", "members": []string{"bob", "eve"}}); status >= 300 {
		t.Fatal(status, body)
	}
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	held := &stall{}
	eve := s.connect(t, "eve", how{stall: held}).listen()
	held.held.Store(true)
	const messages = 200 // of 60 KB: ten times what may wait for a socket
	filler := strings.Repeat("x", 60_000)
	var before, during time.Duration
	for i := range messages {
		start := time.Now()
		ann.send("group/g", fmt.Sprint(i, " ", filler))
		if took := time.Since(start); i < 10 {
			before = max(before, took)
		} else {
			during = max(during, took)
		}
		bob.hears(fmt.Sprint(i, " ", filler))
	}
	if during > 20*before+2*time.Second {
		t.Errorf("a PUBACK took %v while one did not read, %v before", during, before)
	}
	held.held.Store(false)
	close(held.free)
	for i := range messages {
		eve.hears(fmt.Sprint(i, " ", filler))
	}
	ann.send("group/g", "live again")
	eve.hears("live again")
}

// TestShutdown_TellsTheClients stops the server cleanly.
func TestShutdown_TellsTheClients(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann := s.connect(t, "ann", how{ws: "/mqtt"})
	seq := ann.send("user/bob", "the last one")
	start := time.Now()
	s.stop()
	ann.isCut(0x8B)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("going down took %v", took)
	}
	s.restart(t)
	_, page := s.get(t, "/v1/conversations/user/ann/messages?from=bob")
	if fmt.Sprint(page["last_seq"]) != seq {
		t.Fatalf("%v after seq %s was acknowledged", page, seq)
	}
}
