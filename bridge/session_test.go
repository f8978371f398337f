package bridge

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

var bob = chat.UserAddress("bob")

// caught waits until a session is live again.
func (p *phone) caught() {
	p.rig.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		p.s.mu.Lock()
		behind := p.s.behind
		p.s.mu.Unlock()
		if !behind {
			return
		}
		p.s.wake()
	}
	p.rig.t.Fatal("the session never goes live")
}

// TestClose_WhatComesMeanwhileIsKept sends a message while a session is being ended.
func TestClose_WhatComesMeanwhileIsKept(t *testing.T) {
	r := newRig(t, "ann", "bob")
	p := r.connect("bob", "c", nil, nil).subscribe("im/default/user/bob/#")
	p.onClose = func() {
		if r.hub.IsOnline("default", "bob") {
			t.Error("it is still delivered to")
		}
		r.say("ann", bob, "in the middle", nil)
	}
	r.hub.Close(p.s, chat.CodeTokenExpired, "the end")
	r.connect("bob", "c", r.kept("bob", "c"), nil).mustHear("in the middle")
}

// TestClose_AnEndedSessionHasReceivedNothing is what Close relies on not to happen, and holds all the same.
func TestClose_AnEndedSessionHasReceivedNothing(t *testing.T) {
	r := newRig(t, "ann", "bob")
	p := r.connect("bob", "c", nil, nil).subscribe("im/default/user/bob/#")
	before := p.s.cursor
	p.s.end()
	r.say("ann", bob, "unheard", nil)
	if p.s.cursor != before {
		t.Errorf("the cursor moved from %d to %d without anything sent", before, p.s.cursor)
	}
}

// TestCatchUp_AnEndInItsMiddleLosesNothing ends a session between its last look at the log and its going live.
func TestCatchUp_AnEndInItsMiddleLosesNothing(t *testing.T) {
	r := newRig(t, "ann", "bob")
	p := r.connect("bob", "c", nil, nil).subscribe("im/default/user/bob/#")
	p.s.mu.Lock()
	p.s.behind, p.s.reading = true, true // as if it were being served
	p.s.mu.Unlock()
	looked, err := r.service.Position("default")
	if err != nil {
		t.Fatal(err)
	}
	r.say("ann", bob, "skipped", nil)
	if p.s.goLive(looked) {
		t.Fatal("live without what was skipped")
	}
	p.s.end()
	if !p.s.goLive(looked) {
		t.Fatal("it goes on after the end")
	}
	st := p.s.stored(looked+1, time.Now())
	if st.Cursor > looked {
		t.Fatalf("cursor %d: what came after %d was not sent", st.Cursor, looked)
	}
}

// TestCatchUp_OthersDoNotHoldItUp delivers to others in between each look at the log and the going live.
func TestCatchUp_OthersDoNotHoldItUp(t *testing.T) {
	r := newRig(t, "ann", "bob", "eve")
	p := r.connect("bob", "c", nil, nil).subscribe("im/default/user/bob/#")
	looked, err := r.service.Position("default")
	if err != nil {
		t.Fatal(err)
	}
	p.s.mu.Lock()
	p.s.behind, p.s.reading = true, true
	p.s.mu.Unlock()
	r.say("ann", chat.UserAddress("eve"), "not for bob", nil)
	if !p.s.goLive(looked) {
		t.Fatal("what others get keeps a session from going live")
	}
}

func TestCatchUp_NothingFromBeforeTheSubscription(t *testing.T) {
	r := newRig(t, "ann", "bob")
	if _, err := r.service.CreateGroup(context.Background(), chat.Caller{App: "default", User: "ann"}, chat.NewGroup{ID: "g", Name: "g", Members: []chat.UserID{"bob"}}); err != nil {
		t.Fatal(err)
	}
	p := r.connect("bob", "c", nil, nil).subscribe("im/default/user/bob/#")
	r.say("ann", chat.GroupAddress("g"), "before", nil)
	p.subscribe("im/default/group/#")
	p.setFull(true) // the log takes over
	for i := range 3 {
		r.say("ann", bob, fmt.Sprint(i), nil)
	}
	p.setFull(false)
	p.mustHear("0", "1", "2")
	p.caught()
}

func TestTakeOver_EndsTheOldConnection(t *testing.T) {
	r := newRig(t, "bob")
	p := r.connect("bob", "c", nil, func(o *SessionOptions) { o.Version = 5 })
	if kept := r.hub.TakeOver("default", "bob", "c"); kept == nil {
		t.Fatal("nothing was kept")
	}
	b, _ := p.next(true)
	if pk := decoded(t, b, 5); pk.ReasonCode != 0x8E || !p.closed {
		t.Fatalf("%+v, closed %v", pk, p.closed)
	}
}

// TestSession_OneThatEndsWithItsConnectionIsForgotten resumes a kept session without an expiry of its own.
func TestSession_OneThatEndsWithItsConnectionIsForgotten(t *testing.T) {
	for name, end := range map[string]func(*rig, *phone){
		"at the end":       func(r *rig, p *phone) { r.hub.Detach(p.s) },
		"by a take-over":   func(r *rig, p *phone) { r.hub.TakeOver("default", "bob", "c") },
		"said once more":   func(r *rig, p *phone) { p.s.SetExpiry(0); r.hub.Detach(p.s) },
		"taken back":       func(r *rig, p *phone) { p.s.SetExpiry(time.Hour); r.hub.Detach(p.s) },
		"saved at the end": func(r *rig, p *phone) { r.hub.Detach(p.s); r.hub.saveLive(p.s, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "ann", "bob")
			p := r.connect("bob", "c", nil, nil).subscribe("im/default/user/bob/#")
			r.hub.Detach(p.s)
			kept := r.kept("bob", "c")
			if kept == nil {
				t.Fatal("the session was not kept")
			}
			end(r, r.connect("bob", "c", kept, func(o *SessionOptions) { o.Persistent, o.Expiry = false, 0 }))
			if st := r.kept("bob", "c"); st != nil {
				t.Fatalf("it is still there: %+v", st)
			}
		})
	}
}

func TestSession_IsNotWrittenAfterItWasForgotten(t *testing.T) {
	r := newRig(t, "ann", "bob")
	p := r.connect("bob", "c", nil, nil).subscribe("im/default/user/bob/#")
	r.say("ann", bob, "moves the cursor", nil)
	r.hub.TakeOver("default", "bob", "c") // by a clean session
	if err := r.service.DropSession(context.Background(), "default", "bob", "c", 0); err != nil {
		t.Fatal(err)
	}
	r.hub.saveLive(p.s, 1) // what was listed before
	r.hub.Keep(p.s)
	if st := r.kept("bob", "c"); st != nil {
		t.Fatalf("it is back: %+v", st)
	}
}

// TestSession_ComesBackWithAllItsSubscriptions is kept even when the server goes down while it attaches.
func TestSession_ComesBackWithAllItsSubscriptions(t *testing.T) {
	r := newRig(t, "bob")
	filters := []string{"im/default/user/bob/#", "im/default/group/g1/#", "im/default/group/g2"}
	p := r.connect("bob", "c", nil, nil).subscribe(filters...)
	r.hub.Detach(p.s)
	again := r.connect("bob", "c", r.kept("bob", "c"), nil)
	r.hub.Detach(again.s)
	var got []string
	for _, b := range r.kept("bob", "c").Subs {
		got = append(got, b.Filter)
	}
	if !slices.Equal(got, filters) {
		t.Fatalf("%q of %q are left", got, filters)
	}
}

// TestOrigin_TheNextConnectionGetsNoCopyEither loses the connection before what it sent is delivered.
func TestOrigin_TheNextConnectionGetsNoCopyEither(t *testing.T) {
	r := newRig(t, "ann", "bob")
	clean := func(o *SessionOptions) { o.Persistent = false }
	p := r.connect("bob", "c", nil, clean).subscribe("im/default/user/bob/#")
	pad := r.connect("bob", "pad", nil, clean).subscribe("im/default/user/bob/#")
	r.hub.TakeOver("default", "bob", "c")
	next := r.connect("bob", "c", nil, clean).subscribe("im/default/user/bob/#")
	r.say("bob", chat.UserAddress("ann"), "mine", p.s)
	r.say("ann", bob, "hers", nil)
	pad.mustHear("mine", "hers")
	next.mustHear("hers")
}

// TestApp_MadeAgainCountsAnew removes an app whose feed was long, and makes it again.
func TestApp_MadeAgainCountsAnew(t *testing.T) {
	r := newRig(t)
	ctx := context.Background()
	for _, times := range []int{5, 1} {
		r.app("other")
		r.register("other", "ann", "bob")
		p := r.connect("bob", "c", nil, func(o *SessionOptions) { o.Caller.App = "other" }).subscribe("im/other/user/bob/#")
		for i := range times {
			words := fmt.Sprint(i)
			if _, err := r.service.Send(ctx, chat.Caller{App: "other", User: "ann"}, chat.PlainText(bob, []byte(words))); err != nil {
				t.Fatal(err)
			}
			p.mustHear(words)
		}
		if err := r.service.RemoveApp(ctx, "other"); err != nil {
			t.Fatal(err)
		}
		if err := r.service.Purge(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRoom_NobodyIsLeftInIt(t *testing.T) { synctest.Test(t, nobodyIsLeft) }

func nobodyIsLeft(t *testing.T) {
	r := newRig(t, "ann", "bob")
	admin := chat.Caller{App: "default", Admin: true}
	room := func() {
		if _, err := r.service.CreateRoom(context.Background(), admin, chat.NewRoom{ID: "r"}); err != nil {
			t.Fatal(err)
		}
	}
	room()
	p := r.connect("bob", "c", nil, nil).subscribe("im/default/room/r/#", "im/default/room/r")
	for _, b := range p.s.subs {
		r.hub.Enter(p.s, b)
	}
	if n := r.hub.RoomOnline("default", "r"); n != 1 {
		t.Fatalf("%d are in the room", n)
	}
	other := r.connect("ann", "other", nil, nil).subscribe("im/default/room/r/#")
	if err := r.service.DismissRoom(context.Background(), admin, "r"); err != nil {
		t.Fatal(err)
	}
	room()
	other.subscribe("im/default/room/r/#")
	r.hub.Unsubscribe(p.s, "im/default/room/r") // the other subscription is left, and was dismissed with the room
	r.hub.Detach(p.s)
	if n := r.hub.RoomOnline("default", "r"); n != 1 {
		t.Fatalf("%d are in the room, only ann entered it", n)
	}
	r.hub.Detach(other.s)
	time.Sleep(roomAway) // in the bubble no time passes
	synctest.Wait()
	if n := r.hub.RoomOnline("default", "r"); n != 0 || len(r.hub.worlds) != 0 {
		t.Fatalf("%d are in the room, %d worlds are left", n, len(r.hub.worlds))
	}
}

func TestShutdown_NobodyGetsInAfterIt(t *testing.T) {
	r := newRig(t, "bob")
	r.hub.Shutdown()
	s := NewSession(SessionOptions{Caller: chat.Caller{App: "default", User: "bob"}, Client: "c", Link: newWire()})
	if err := r.hub.Attach(s, nil); chat.AsErrorCode(err) != chat.CodeShuttingDown || r.hub.Count() != 0 {
		t.Fatalf("%v, %d are live", err, r.hub.Count())
	}
}

func TestAck_WithoutReasonsForWhoWantsNone(t *testing.T) {
	refusal := chat.Errorf(chat.CodeNotMember, "a sentence that is longer than what the client takes")
	for _, o := range []SessionOptions{{Version: 5, NoReasons: true}, {Version: 5, MaxPacket: 20}} {
		s := NewSession(o)
		if pk := decoded(t, s.ack(packetPuback, 7, nil, refusal), 5); pk.PacketID != 7 || pk.ReasonCode != 0x87 || pk.Properties.ReasonString != "" || len(pk.Properties.User) > 0 {
			t.Errorf("%+v", pk)
		}
		if pk := decoded(t, s.ack(packetPuback, 7, &chat.Receipt{ID: "0123456789", Seq: 1}, nil), 5); pk.PacketID != 7 || pk.ReasonCode != 0 || len(pk.Properties.User) > 0 {
			t.Errorf("%+v", pk)
		}
	}
}
