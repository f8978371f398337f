package bridge

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// threadEvent takes the next message, which must be an event of a thread on the group's topic.
func (p *phone) threadEvent() (e struct {
	Event  string
	Thread chat.Thread
}) {
	p.rig.t.Helper()
	b, ok := p.next(true)
	if !ok {
		p.rig.t.Fatal("nothing comes")
	}
	pk := decoded(p.rig.t, b, p.s.Version)
	if pk.FixedHeader.Qos > 0 {
		p.s.acked(pk.PacketID)
	}
	if err := json.Unmarshal(pk.Payload, &e); err != nil || pk.TopicName != "im/default/group/g/event" {
		p.rig.t.Fatalf("%s %q: %v", pk.TopicName, pk.Payload, err)
	}
	return e
}

// A busy thread costs its group one event a second, and the last of them shows how it is now.
func TestThread_BusyOnesTellTheirGroupOnceASecond(t *testing.T) {
	r := newRig(t, "ann", "bob")
	ctx, ann := context.Background(), chat.Caller{App: "default", User: "ann"}
	if _, err := r.service.CreateGroup(ctx, ann, chat.NewGroup{ID: "g", Name: "G", Members: []chat.UserID{"bob"}}); err != nil {
		t.Fatal(err)
	}
	r.say("ann", chat.GroupAddress("g"), "root", nil)
	bob := r.connect("bob", "phone", nil, nil).subscribe("im/default/group/#")
	th, err := r.service.CreateThread(ctx, ann, "g", chat.NewThread{Seq: 2, Name: "T"})
	if err != nil {
		t.Fatal(err)
	}
	if e := bob.threadEvent(); e.Event != "thread.created" || e.Thread.ID != th.ID {
		t.Fatalf("%+v", e)
	}
	start, updates := time.Now(), 0
	for range 200 {
		r.say("ann", chat.GroupAddress(th.ID), "word", nil)
	}
	for {
		e := bob.threadEvent()
		if e.Event != "thread.updated" || e.Thread.Last == nil {
			t.Fatalf("%+v", e)
		}
		if updates++; e.Thread.Messages == 200 {
			break
		}
	}
	if most := int(time.Since(start)/threadPause) + 1; updates > most {
		t.Errorf("%d events in %v", updates, time.Since(start))
	}

	// Who joins hears what is said; who is removed from the group hears nothing more of it.
	if _, err := r.service.JoinThread(ctx, chat.Caller{App: "default", User: "bob"}, th.ID); err != nil {
		t.Fatal(err)
	}
	r.say("ann", chat.GroupAddress(th.ID), "for bob", nil)
	for {
		if words, ok := bob.hears(true); !ok || words == "for bob" {
			break
		}
	}
	if _, err := r.service.RemoveMembers(ctx, ann, "g", []chat.UserID{"bob"}); err != nil {
		t.Fatal(err)
	}
	r.say("ann", chat.GroupAddress(th.ID), "without bob", nil)
	for {
		words, ok := bob.hears(false)
		if !ok {
			break
		}
		if words != "" {
			t.Errorf("bob hears %q", words)
		}
	}
}
