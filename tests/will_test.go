package tests

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/eclipse/paho.golang/packets"
	"github.com/eclipse/paho.golang/paho"
)

// willTo is a will with a delay in seconds.
func willTo(topic, payload string, delay uint32, with ...func(*packets.Connect)) func(*packets.Connect) {
	return func(c *packets.Connect) {
		c.WillFlag, c.WillTopic, c.WillMessage, c.WillQOS = true, topic, []byte(payload), 1
		c.WillProperties = &packets.Properties{WillDelayInterval: &delay}
		for _, f := range with {
			f(c)
		}
	}
}

func retainedWill(c *packets.Connect) { c.WillRetain = true }

// told lists the texts from one user to another, the oldest first.
func (s *server) told(t *testing.T, from, to string) (texts []string) {
	t.Helper()
	status, page := s.get(t, "/v1/conversations/user/"+from+"/messages?limit=100&from="+to)
	if status == http.StatusNotFound {
		return nil
	}
	if status != http.StatusOK {
		t.Fatal(status, page)
	}
	for _, m := range page["messages"].([]any) {
		texts = append(texts, textOf(m.(map[string]any)))
	}
	return texts
}

func (s *server) willBeTold(t *testing.T, from, to string, want ...string) {
	t.Helper()
	waitFor(t, fmt.Sprintf("word of %s to %s that %q", from, to, want), func() bool {
		return strings.Join(s.told(t, from, to), "|") == strings.Join(want, "|")
	})
}

// TestWill_WhenTheServerGoesDown: what is left behind by those who are connected when the server goes down is published
// when it is back; but not what has a delay, when its client is back as well.
func TestWill_WhenTheServerGoesDown(t *testing.T) {
	s := startServer(t)
	s.register(t, "bob")
	const many = 20
	for i := range many {
		user := fmt.Sprintf("u%02d", i)
		s.register(t, user)
		s.connect(t, user, how{will: &paho.WillMessage{Topic: "im/default/user/bob", Payload: []byte(user + " is gone")}})
	}
	s.register(t, "eve")
	eve := how{device: "watch", keep: 3600, resume: true, delay: 3600, will: &paho.WillMessage{Topic: "im/default/user/bob", Payload: []byte("eve is gone")}}
	s.connect(t, "eve", eve)
	s.restartCleanly(t)
	bob := s.connect(t, "bob", how{}).listen()
	for i := range many {
		user := fmt.Sprintf("u%02d", i)
		s.willBeTold(t, user, "bob", user+" is gone")
	}
	back := s.connect(t, "eve", eve)
	back.send("user/bob", "here again")
	bob.hears("here again")
	if got := s.told(t, "eve", "bob"); len(got) != 1 {
		t.Errorf("of eve: %q", got)
	}
}

// TestWill_OutlivesAKill: a server that is killed publishes what those left behind who were connected, once it is back,
// and never again.
func TestWill_OutlivesAKill(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.power(t, "ann", gadgetOptions{client: "phone", will: willTo("im/default/user/bob", "the phone is gone", 0)})
	s.power(t, "ann", gadgetOptions{client: "lamp", will: willTo("dev/ann/lamp", "off", 0, retainedWill)})
	s.power(t, "ann", gadgetOptions{client: "pump", keep: 60, will: willTo("dev/ann/pump", "dry", 4)})
	s.connectRaw(t, "ann", 4) // has no will
	s.kill()
	s.restart(t)
	to := s.power(t, "bob", gadgetOptions{})
	s.allowTopics(t, "dev/#")
	to.subscribe("dev/#", 1)
	var heard []string
	for len(heard) < 2 {
		p := to.receive()
		to.acknowledge(p)
		heard = append(heard, fmt.Sprint(p.Topic, " ", string(p.Payload), " ", p.Retain))
	}
	if got := strings.Join(heard, ", "); got != "dev/ann/lamp off true, dev/ann/pump dry false" {
		t.Errorf("bob's device hears %s", got)
	}
	s.willBeTold(t, "ann", "bob", "the phone is gone")
	if status, body := s.ask(t, http.MethodDelete, "/v1/retained?filter=dev/%23", nil); status != 200 {
		t.Fatal(status, body)
	}
	for _, again := range []func(){func() { s.kill() }, func() { s.stop() }} {
		again()
		s.restart(t)
		to = s.power(t, "bob", gadgetOptions{})
		to.subscribe("dev/#", 1)
		s.must(t, "POST", "/v1/messages?from=ann", map[string]any{"to": "user/bob", "body": map[string]any{"text": "a word"}, "cid": "once"})
		to.hearsNothing()
		if got := s.told(t, "ann", "bob"); strings.Join(got, "|") != "the phone is gone|a word" {
			t.Fatalf("told twice: %q", got)
		}
	}
}

// TestWill_IsPublishedOnceWhateverHappens kills the server while it publishes.
func TestWill_IsPublishedOnceWhateverHappens(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	var want []string
	for round := range 4 {
		var all []*gadget
		for i := range 8 {
			text := fmt.Sprintf("%d of round %d", i, round)
			all = append(all, s.power(t, "ann", gadgetOptions{client: text, will: willTo("im/default/user/bob", text, 0)}))
			want = append(want, text)
		}
		for _, g := range all[:1+2*round] {
			_ = g.conn.Close()
		}
		s.kill()
		s.restart(t)
		waitFor(t, "will of everyone", func() bool { return len(s.told(t, "ann", "bob")) >= len(want) })
	}
	s.restartCleanly(t)
	seen := map[string]int{}
	for _, text := range s.told(t, "ann", "bob") {
		seen[text]++
	}
	for _, text := range want {
		if seen[text] != 1 {
			t.Errorf("%q was told %d times", text, seen[text])
		}
	}
}

// TestWill_WithADelay: what has a delay waits, across a crash too, and is not published when its client is back by then.
// All have the same delay, so that the one that is published shows that the others are not.
func TestWill_WithADelay(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "eve")
	o := func(client, text string) gadgetOptions {
		return gadgetOptions{client: client, keep: 600, resume: true, will: willTo("im/default/user/bob", text, 5)}
	}
	early := o("early", "early is gone")
	_ = s.power(t, "ann", early).conn.Close()
	s.comesToLeave(t, "ann", "early")
	back := s.power(t, "ann", gadgetOptions{client: "early", keep: 600, resume: true}) // before the crash
	late := o("late", "late is gone")
	_ = s.power(t, "ann", late).conn.Close() // waits
	s.comesToLeave(t, "ann", "late")
	s.power(t, "ann", o("open", "open is gone"))
	s.power(t, "ann", o("lost", "lost is gone"))
	s.power(t, "eve", o("lost", "eve's is gone, whose client id is the same"))
	s.kill()
	_ = back.conn.Close()
	s.restart(t)
	s.power(t, "ann", gadgetOptions{client: "open", keep: 600, resume: true})
	s.willBeTold(t, "eve", "bob", "eve's is gone, whose client id is the same")
	s.willBeTold(t, "ann", "bob", "late is gone", "lost is gone")
	s.restartCleanly(t)
	if got := s.told(t, "ann", "bob"); len(got) != 2 {
		t.Errorf("after a restart %q", got)
	}
}

// comesToLeave waits until the server has seen that a client has gone.
func (s *server) comesToLeave(t *testing.T, user, client string) {
	t.Helper()
	waitFor(t, "end of "+client, func() bool {
		_, page := s.get(t, "/v1/admin/sessions?user="+user)
		for _, one := range page["sessions"].([]any) {
			if one.(map[string]any)["client"] == client {
				return false
			}
		}
		return true
	})
}

// TestWill_EndsWithTheSession: the end of the session is the end of the delay, whatever the delay is.
func TestWill_EndsWithTheSession(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	o := func(client string, keep uint32) gadgetOptions {
		return gadgetOptions{client: client, keep: keep, will: willTo("im/default/user/bob", client, 3600)}
	}
	_ = s.power(t, "ann", o("without a session", 0)).conn.Close()
	s.willBeTold(t, "ann", "bob", "without a session")
	_ = s.power(t, "ann", o("with a short one", 1)).conn.Close()
	s.willBeTold(t, "ann", "bob", "without a session", "with a short one")
	_ = s.power(t, "ann", o("that begins anew", 600)).conn.Close()
	s.comesToLeave(t, "ann", "that begins anew")
	again := s.power(t, "ann", gadgetOptions{client: "that begins anew"})
	s.willBeTold(t, "ann", "bob", "without a session", "with a short one", "that begins anew")
	again.hearsNothing()
	bye := s.power(t, "ann", o("that its client ends", 600))
	none := uint32(0)
	bye.write(&packets.Disconnect{ReasonCode: 4, Properties: &packets.Properties{SessionExpiryInterval: &none}})
	s.willBeTold(t, "ann", "bob", "without a session", "with a short one", "that begins anew", "that its client ends")
}

// TestWill_OfAnEarlierConnection: a connection that takes over ends the one before, with its will, and has one of its own.
func TestWill_OfAnEarlierConnection(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	o := func(text string, delay uint32) gadgetOptions {
		return gadgetOptions{client: "c", keep: 600, resume: true, will: willTo("im/default/user/bob", text, delay)}
	}
	first := s.power(t, "ann", o("first", 0))
	second := s.power(t, "ann", o("second", 600)) // is back before second is due
	waitClosed(t, first.conn)
	s.willBeTold(t, "ann", "bob", "first")
	third := s.power(t, "ann", o("third", 0))
	waitClosed(t, second.conn)
	_ = third.conn.Close()
	s.willBeTold(t, "ann", "bob", "first", "third")
	s.kill()
	s.restart(t)
	s.willBeTold(t, "ann", "bob", "first", "third")
}

// TestWill_IsTakenBack by a DISCONNECT that says so, and by no other.
func TestWill_IsTakenBack(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	for i, reason := range []byte{0x00, 0x04, 0x80} {
		g := s.power(t, "ann", gadgetOptions{client: fmt.Sprint("c", i), will: willTo("im/default/user/bob", fmt.Sprintf("0x%02x", reason), 0)})
		g.write(&packets.Disconnect{ReasonCode: reason, Properties: &packets.Properties{}})
		s.comesToLeave(t, "ann", fmt.Sprint("c", i))
		s.must(t, "POST", "/v1/messages?from=bob", map[string]any{"to": "user/bob", "body": map[string]any{"text": "what came before is on disk"}})
	}
	old := s.connectRaw(t, "ann", 4)
	old.write([]byte{0xE0, 0})
	s.willBeTold(t, "ann", "bob", "0x04", "0x80")
	s.kill()
	s.restart(t)
	s.must(t, "POST", "/v1/messages?from=ann", map[string]any{"to": "user/bob", "body": map[string]any{"text": "a word"}})
	s.willBeTold(t, "ann", "bob", "0x04", "0x80", "a word")
}

// TestWill_TheRulesHoldWhenItIsDue: what may not be published by then is not, after a restart either.
func TestWill_TheRulesHoldWhenItIsDue(t *testing.T) {
	s := &server{data: t.TempDir(), args: []string{"--log-level", "debug"}}
	s.restart(t)
	s.register(t, "ann", "bob", "eve")
	s.power(t, "ann", gadgetOptions{client: "banned", will: willTo("im/default/user/bob", "from who is banned", 0)})
	s.power(t, "eve", gadgetOptions{client: "ruled", will: willTo("dev/eve/x", "what the rules forbid", 0, retainedWill)})
	s.power(t, "eve", gadgetOptions{client: "goes", will: willTo("im/default/user/bob", "from who is deleted", 0)})
	if status, body := s.put(t, "/v1/users/ann/ban", map[string]any{"reason": "noise"}); status != 200 {
		t.Fatal(status, body)
	}
	s.settings(t, map[string]any{"topic_rules": []any{}})
	s.comesToLeave(t, "ann", "banned")
	s.kill()
	s.restart(t)
	s.willSay(t, "a will was refused")
	s.settings(t, map[string]any{"topic_rules": []any{map[string]any{"effect": "allow", "action": "both", "filter": "#"}}})
	if status, body := s.ask(t, http.MethodDelete, "/v1/users/ann/ban", nil); status != 200 {
		t.Fatal(status, body)
	}
	s.willBeTold(t, "eve", "bob", "from who is deleted") // her account was there when the server came back
	s.power(t, "eve", gadgetOptions{client: "goes", will: willTo("im/default/user/bob", "from who is deleted", 0)})
	if status, body := s.ask(t, http.MethodDelete, "/v1/users/eve", nil); status >= 300 {
		t.Fatal(status, body)
	}
	s.restartCleanly(t)
	if got := s.told(t, "ann", "bob"); len(got) != 0 {
		t.Errorf("bob is told %q", got)
	}
	if _, page := s.get(t, "/v1/retained"); len(page["retained"].([]any)) != 0 {
		t.Errorf("retained: %v", page)
	}
}

// TestWill_AGoodbyeCountsForWhoIsBackAtOnce: the next connection does not overtake the DISCONNECT of the last one.
func TestWill_AGoodbyeCountsForWhoIsBackAtOnce(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	bystander := s.power(t, "ann", gadgetOptions{client: "bystander"})
	bystander.subscribe("dev/ann/#", 1)
	for _, path := range []string{"", "/mqtt"} {
		for range 40 {
			p, _ := s.greets(t, path, hello{version: 4, flags: clean | 4, id: "hasty", will: string(append(text("dev/ann/lost"), text("hasty")...))})
			p.write([]byte{0xE0, 0})
			_ = p.conn.Close()
		}
	}
	bystander.hearsNothing()
}
