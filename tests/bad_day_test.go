package tests

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// shop is a shop on a bad day: what was acknowledged to its people, and what was refused.
type shop struct {
	*server
	t       *testing.T
	known   acked
	refused []string
	said    int
}

// say has a person write to the group; it is acknowledged, or refused with the code.
func (s *shop) say(p *person, text, code string) {
	s.t.Helper()
	s.said++
	cid := fmt.Sprint("said-", s.said)
	reason, got, props := p.publish("im/default/group/g", fmt.Sprintf(`{"cid":%q,"body":{"text":%q}}`, cid, text))
	if got != code || (reason == 0) != (code == "") {
		s.t.Fatalf("%q: 0x%x %q, not %q", text, reason, got, code)
	}
	if code == "" {
		s.known.add(cid, props.Get("seq"))
	} else {
		s.refused = append(s.refused, cid)
	}
}

// story reads the group: seqs and cids of its texts. Its times do not go back.
func (s *shop) story() (seqs []float64, cids []string) {
	s.t.Helper()
	after, last := 0.0, 0.0
	for {
		page := s.must(s.t, "GET", fmt.Sprintf("/v1/conversations/group/g/messages?limit=100&after=%v", after), nil)
		for _, m := range list(page["messages"]) {
			if ts, _ := m["ts"].(float64); ts < last {
				s.t.Fatalf("the time of %v goes back from %v", m, last)
			} else {
				last = ts
			}
			after = m["seq"].(float64)
			if m["type"] == "txt" {
				cid, _ := m["cid"].(string)
				seqs, cids = append(seqs, after), append(cids, cid)
			}
		}
		if page["more"] != true {
			return seqs, cids
		}
	}
}

// told are the seqs of the group's texts that the app's own server took, in the order in which they came.
func (o *outside) told() (seqs []float64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range o.events {
		if m, ok := e["message"].(map[string]any); ok && m["type"] == "txt" && m["to"] == "group/g" {
			seqs = append(seqs, m["seq"].(float64))
		}
	}
	return seqs
}

// TestBadDay: a shop chats while all goes wrong, one thing after another, and some at once. At the end every message that
// was acknowledged is there once, in order, no other is, and the app's own server has been told of each.
func TestBadDay(t *testing.T) {
	clock, o, r := newClock(t), newOutside(t), newReceiver(t)
	s := &shop{server: &server{data: t.TempDir(), build: clockBinary}, t: t, known: acked{seqs: map[string]string{}}}
	small := os.Getuid() == 0
	if small {
		s.data = filepath.Join(mounted(t, "-t", "tmpfs", "-o", "size=400m", "tmpfs"), "data")
	}
	s.args = []string{"--disk-reserve", "128MiB"}
	s.restart(t)
	members := s.group(t, 4)
	ann, bob := s.connect(t, members[0], how{}), s.connect(t, members[1], how{}).listen()

	// The app's own server goes down, with all that it was to be told.
	hookID, _ := s.must(t, "POST", "/v1/webhooks", map[string]any{"url": o.url, "events": []string{"message.sent"}, "secret": o.secret})["id"].(string)
	o.status.Store(0)
	for i := range 20 {
		s.say(ann, fmt.Sprint("good morning ", i), "")
		bob.hears(fmt.Sprint("good morning ", i))
	}

	// Its pre-send hook hangs. What becomes of messages is a setting.
	hanging := hook("url", r.URL)
	policy := hanging["pre_send_hook"].(map[string]any)
	policy["timeout_ms"], policy["on_failure"] = 200, "allow"
	s.settings(t, hanging)
	s.say(ann, "hang but pass", "")
	bob.hears("hang but pass")
	policy["on_failure"] = "refuse"
	s.settings(t, hanging)
	s.say(ann, "hang and fail", "hook_refused")
	s.settings(t, map[string]any{"pre_send_hook": nil})

	// Something else on the machine fills the disk.
	if small {
		filler := filepath.Join(filepath.Dir(s.data), "filler")
		sh(t, "sh", "-c", `avail=$(df --output=avail -B1M "$0" | tail -1); head -c $((avail - 100))M /dev/zero > "$1"`, s.data, filler)
		waitFor(t, "refusal", func() bool { status, _ := s.get(t, "/readyz"); return status == 503 })
		s.say(ann, "nobody has room for this", "disk_full")
		s.story() // reading goes on
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		waitFor(t, "readiness after there was space", func() bool { status, _ := s.get(t, "/readyz"); return status == 200 })
	} else {
		t.Log("the disk does not become full: only root may mount a small one")
	}
	s.say(ann, "where were we", "")
	bob.hears("where were we")

	// Everybody talks, and the clock is set back by five minutes meanwhile.
	until := func(n int) {
		t.Helper()
		waitFor(t, fmt.Sprint(n, " messages"), func() bool { return s.known.count() >= n })
	}
	stop := s.write(t, &s.known, members, 0)
	until(300)
	before := s.clockNow()
	clock.set(-300)
	if went := before.Sub(s.clockNow()); went < 290*time.Second || went > 300*time.Second {
		t.Fatalf("the server's clock went back by %v", went)
	}
	until(600)

	// The server is killed, comes back with the wrong clock, and is killed again when the clock is right.
	s.kill()
	stop()
	s.restart(t)
	stop = s.write(t, &s.known, members, 1)
	until(900)
	clock.set(0)
	until(1000)
	s.kill()
	stop()
	s.restart(t)

	// The app's own server is back.
	seqs, cids := s.story()
	o.status.Store(204)
	s.must(t, "POST", "/v1/webhooks/"+hookID+"/ping", nil)
	o.waits(t, "not told of all", func() bool { return len(o.told()) >= len(seqs) })
	if told := o.told(); !slices.Equal(told, seqs) {
		t.Errorf("told of %d messages, not of these %d in order", len(told), len(seqs))
	}
	place := map[string]string{}
	for i, cid := range cids {
		if place[cid] != "" {
			t.Errorf("%s is stored twice", cid)
		}
		place[cid] = fmt.Sprint(seqs[i])
	}
	for cid, seq := range s.known.seqs {
		if place[cid] == "" || seq != "" && place[cid] != seq {
			t.Errorf("%s was acknowledged as %s and is stored as %q", cid, seq, place[cid])
		}
	}
	for _, cid := range s.refused {
		if place[cid] != "" {
			t.Errorf("%s was refused and is stored", cid)
		}
	}
	t.Logf("%d acknowledged, %d refused, %d stored", len(s.known.seqs), len(s.refused), len(cids))
}

// clockNow is the time of the server, by what it writes on a message to nobody but its sender.
func (s *shop) clockNow() time.Time {
	s.t.Helper()
	s.said++
	m := s.must(s.t, "POST", "/v1/messages?from=w2", map[string]any{"to": fmt.Sprint("user/w", s.said%2), "body": map[string]any{"text": "what time is it"}})
	return time.UnixMilli(int64(m["ts"].(float64)))
}
