package bridge

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// presence runs the telling of who is online until the test ends.
func (r *rig) presence() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.hub.RunPresence(ctx)
	}()
	r.t.Cleanup(func() {
		cancel()
		<-done
	})
}

// on connects a user on a platform, and listens to the inbox.
func (r *rig) on(u chat.UserID, platform chat.Platform) *phone {
	return r.connect(u, string(u)+"-"+string(platform), nil, func(o *SessionOptions) { o.Caller.Platform, o.Persistent = platform, false }).
		subscribe("im/default/user/" + string(u) + "/#")
}

// seen gives the next presence that a phone hears of, as "ann [ios web] status"; empty when there is none.
func (p *phone) seen() string {
	p.rig.t.Helper()
	b, ok := p.next(false)
	if !ok {
		return ""
	}
	var e chat.PresenceEvent
	if err := json.Unmarshal(decoded(p.rig.t, b, p.s.Version).Payload, &e); err != nil || e.Event != "presence.changed" || e.Online != (len(e.Platforms) > 0) || e.TS == 0 {
		p.rig.t.Fatalf("%q: %v", b, err)
	}
	var on []chat.Platform
	for _, one := range e.Platforms {
		on = append(on, one.Platform)
	}
	return fmt.Sprint(e.User, " ", on, " ", e.Status)
}

func (r *rig) watch(by chat.UserID, of ...chat.UserID) {
	r.t.Helper()
	if _, _, err := r.service.Watch(context.Background(), chat.Caller{App: "default", User: by}, of, 3600); err != nil {
		r.t.Fatal(err)
	}
}

// TestPresence_BackWithinTheGraceWasNeverAway turns the clock instead of waiting.
func TestPresence_BackWithinTheGraceWasNeverAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, "ann", "bob")
		r.presence()
		r.watch("bob", "ann")
		ann, bob := chat.Caller{App: "default", User: "ann"}, r.on("bob", "web")
		hears := func(want ...string) {
			t.Helper()
			time.Sleep(presencePause)
			synctest.Wait()
			for _, w := range append(want, "") {
				if got := bob.seen(); got != w {
					t.Fatalf("bob hears %q, not %q", got, w)
				}
			}
		}
		ios := r.on("ann", "ios")
		hears("ann [ios] ")
		web := r.on("ann", "web")
		r.on("ann", "web")
		hears("ann [ios web] ") // the second on a platform is nothing new
		r.hub.Detach(ios.s)
		time.Sleep(PresenceGrace - time.Millisecond) // of the bubble
		if now := r.hub.Platforms("default", "ann"); len(now) != 2 {
			t.Fatalf("a query says %v, subscribers were told of two", now)
		}
		ios = r.on("ann", "ios")
		time.Sleep(2 * PresenceGrace)
		hears()
		if _, err := r.service.SetStatus(t.Context(), ann, chat.CustomStatus{Status: "busy"}); err != nil {
			t.Fatal(err)
		}
		hears("ann [ios web] busy")
		r.hub.Detach(ios.s)
		time.Sleep(PresenceGrace)
		hears("ann [web] busy")
		gone := time.Now().UnixMilli()
		r.hub.Detach(web.s)
		r.hub.carryAll(&chat.Ended{App: "default", User: "ann", Code: chat.CodeForbidden})
		time.Sleep(PresenceGrace)
		hears("ann [] ")
		if _, err := r.service.SetStatus(t.Context(), ann, chat.CustomStatus{Status: "away"}); err != nil {
			t.Fatal(err)
		}
		hears() // who is offline shows no status
		time.Sleep(seenEvery)
		synctest.Wait()
		if at := r.hub.LastSeen("default", "ann"); at != 0 {
			t.Errorf("it is not on disk that ann was seen at %d", at)
		}
		if seen, err := r.service.Presences(chat.Caller{App: "default", User: "bob"}, []chat.UserID{"ann"}); err != nil || seen[0].LastSeen != gone {
			t.Errorf("%v %v, not %d", seen, err, gone)
		}
	})
}

// carryAll carries an effect as Deliver does.
func (h *Hub) carryAll(e chat.Effect) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.carry(e, nil)
}

// TestPresence_ManySubscribersHoldNothingUp has more of them than are looked at in one go, and messages meanwhile.
func TestPresence_ManySubscribersHoldNothingUp(t *testing.T) {
	r := newRig(t, "ann", "bob")
	var users []chat.UserID
	var accounts []chat.NewAccount
	for i := range 2*watchersMost + 1 {
		users = append(users, chat.UserID(fmt.Sprintf("u%04d", i)))
		accounts = append(accounts, chat.NewAccount{User: users[i]})
		if len(accounts) == chat.MaxBatch || i == 2*watchersMost {
			if _, err := r.service.Register(t.Context(), chat.Caller{App: "default", Admin: true}, accounts); err != nil {
				t.Fatal(err)
			}
			accounts = nil
		}
	}
	var all []*phone
	for _, u := range users {
		r.watch(u, "ann")
		all = append(all, r.on(u, "web"))
	}
	r.on("ann", "ios") // nobody tells yet: the message path does not wait for it
	p := r.on("bob", "web")
	r.say("ann", bob, "hello", nil)
	p.mustHear("hello")
	r.presence()
	for _, one := range all {
		b, ok := one.next(true)
		if !ok {
			t.Fatalf("%s hears nothing", one.s.Caller.User)
		}
		var e chat.PresenceEvent
		if err := json.Unmarshal(decoded(t, b, one.s.Version).Payload, &e); err != nil || e.User != "ann" || !e.Online {
			t.Fatalf("%s hears %q: %v", one.s.Caller.User, b, err)
		}
	}
}

// TestPresence_WhatWaitsIsBounded has more users come than may wait, with nobody who tells of them.
func TestPresence_WhatWaitsIsBounded(t *testing.T) {
	p, now := newPresence(), time.Now()
	guest := who{"default", chat.GuestPrefix + "1"}
	p.came(guest, now)
	p.went(guest, now)
	if len(p.ready)+len(p.gone)+len(p.seen)+len(p.left) > 0 {
		t.Error("guests have a presence")
	}
	for i := range presenceMost + 10 {
		w := who{"default", chat.UserID(fmt.Sprint(i))}
		p.came(w, now)
		p.came(w, now) // the same again takes no place
		p.went(w, now)
	}
	if len(p.ready) != presenceMost || len(p.gone) != presenceMost || len(p.seen) != presenceMost || len(p.left) != presenceMost || p.lost == 0 {
		t.Errorf("%d %d %d %d wait, %d were lost", len(p.ready), len(p.gone), len(p.seen), len(p.left), p.lost)
	}
}
