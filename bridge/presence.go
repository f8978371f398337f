package bridge

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// PresenceGrace is how long who lost a connection still counts as online for subscribers: who is back by then was never
// away.
const PresenceGrace = 3 * time.Second

// presencePause is how long others may join those who are looked at next.
const presencePause = 20 * time.Millisecond

const (
	presenceMost = 100_000 // changes that wait; what is more is not told
	watchersMost = 500     // subscribers that are looked at in one go
)

// who is a user of an app.
type who struct {
	app  chat.AppName
	user chat.UserID
}

// presence tells subscribers who comes and goes. It is told of sessions under Hub.mu and does the rest in a goroutine of
// its own, so that a user with many subscribers holds no message up. Several changes of a user that wait become one.
type presence struct {
	mu    sync.Mutex
	wake  chan struct{}
	ready map[who]bool                    // who may look different; true: told even if the platforms are the same
	pairs map[pair]bool                   // who may look different to one subscriber
	gone  []leaving                       // in the order of their time
	left  map[who]time.Time               // until when who lost a session counts as online
	seen  map[who]int64                   // when users were last connected, ms, until that is on disk
	lost  uint64                          // changes that were too many to wait
	shown map[who][]chat.PlatformPresence // of who is online: what subscribers were last told
}

// pair is a user as one subscriber sees him.
type pair struct {
	who
	by chat.UserID
}

// leaving is somebody whose grace ends.
type leaving struct {
	who
	due time.Time
}

func newPresence() *presence {
	return &presence{wake: make(chan struct{}, 1), ready: map[who]bool{}, pairs: map[pair]bool{}, left: map[who]time.Time{}, seen: map[who]int64{}, shown: map[who][]chat.PlatformPresence{}}
}

// RunPresence tells subscribers who comes and goes, until ctx ends.
func (h *Hub) RunPresence(ctx context.Context) {
	p := h.presence
	keep := time.NewTicker(seenEvery)
	defer keep.Stop()
	next := time.NewTimer(PresenceGrace)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-next.C:
		case <-keep.C:
			h.keepSeen(ctx)
		}
		select { // so that many who come at once are looked at together
		case <-ctx.Done():
			return
		case <-time.After(presencePause):
		}
		ready, pairs, wait := p.take(time.Now())
		unwatched := map[chat.AppName]bool{}
		for w, changed := range ready {
			if err := h.showPresence(w, changed, unwatched); err != nil {
				h.log.Warn("tell who is online", "app", w.app, "user", w.user, "err", err)
			}
		}
		for one := range pairs {
			if err := h.showPair(one); err != nil {
				h.log.Warn("tell who is online", "app", one.app, "user", one.user, "err", err)
			}
		}
		next.Reset(wait)
	}
}

// take gives what is to be told now, and how long until somebody's grace ends.
func (p *presence) take(now time.Time) (ready map[who]bool, pairs map[pair]bool, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for n < len(p.gone) && !p.gone[n].due.After(now) {
		if w := p.gone[n].who; !p.ready[w] {
			p.ready[w] = false // to be looked at; not known to look different
		}
		n++
	}
	p.gone = slices.Delete(p.gone, 0, n)
	if wait = PresenceGrace; len(p.gone) > 0 {
		wait = p.gone[0].due.Sub(now)
	}
	ready, pairs, p.ready, p.pairs = p.ready, p.pairs, map[who]bool{}, map[pair]bool{}
	return ready, pairs, wait
}

// note has a user looked at; changed: he looks different on the same platforms. It never blocks.
func (p *presence) note(w who, changed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, waits := p.ready[w]; !waits && len(p.ready) >= presenceMost {
		p.lost++
		return
	}
	p.ready[w] = p.ready[w] || changed
	p.stir()
}

// stir wakes the goroutine. Lock held on entry.
func (p *presence) stir() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// came notes a session that begins. Guests have no presence.
func (p *presence) came(w who, now time.Time) {
	if chat.IsGuest(w.user) {
		return
	}
	p.see(w, now)
	p.note(w, false)
}

// went notes a session that has ended.
func (p *presence) went(w who, now time.Time) {
	if chat.IsGuest(w.user) {
		return
	}
	p.see(w, now)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.gone) >= presenceMost {
		p.lost++
		return
	}
	due := now.Add(PresenceGrace)
	p.gone, p.left[w] = append(p.gone, leaving{w, due}), due
	if len(p.gone) == 1 {
		p.stir() // the timer may be set for later
	}
}

// withLost adds to where a user is online where he was a moment ago.
func (p *presence) withLost(w who, now []chat.PlatformPresence) []chat.PlatformPresence {
	p.mu.Lock()
	defer p.mu.Unlock()
	until, left := p.left[w]
	switch {
	case !left:
		return now
	case !until.After(time.Now()):
		delete(p.left, w)
		return now
	}
	for _, b := range p.shown[w] {
		now = addPlatform(now, b)
	}
	return now
}

// addPlatform keeps platforms by name, each since its oldest session.
func addPlatform(all []chat.PlatformPresence, one chat.PlatformPresence) []chat.PlatformPresence {
	i, there := slices.BinarySearchFunc(all, one, func(a, b chat.PlatformPresence) int { return cmp.Compare(a.Platform, b.Platform) })
	if !there {
		return slices.Insert(all, i, one)
	}
	all[i].Since = min(all[i].Since, one.Since)
	return all
}

// Platforms implements chat.Roster. Who lost a connection is on its platform for PresenceGrace, as subscribers are told.
func (h *Hub) Platforms(app chat.AppName, user chat.UserID) (now []chat.PlatformPresence) {
	h.mu.Lock()
	for _, s := range h.world(app).users[user] {
		now = addPlatform(now, chat.PlatformPresence{Platform: cmp.Or(s.Caller.Platform, chat.PlatformOther), Since: s.since.UnixMilli()})
	}
	h.mu.Unlock()
	return h.presence.withLost(who{app, user}, now)
}

// show notes how a user looks now, and tells whether subscribers have to be told.
func (p *presence) show(w who, now []chat.PlatformPresence, changed bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	same := slices.EqualFunc(p.shown[w], now, func(a, b chat.PlatformPresence) bool { return a.Platform == b.Platform })
	if len(now) == 0 {
		delete(p.shown, w)
	} else {
		p.shown[w] = now
	}
	return !same || changed && len(now) > 0 // who is offline shows no status
}

// showPresence tells a user's subscribers how he looks now, if that is new to them. unwatched remembers in which apps nobody
// subscribes to anyone.
func (h *Hub) showPresence(w who, changed bool, unwatched map[chat.AppName]bool) (err error) {
	now := h.Platforms(w.app, w.user)
	if !h.presence.show(w, now, changed) {
		return nil
	}
	none, known := unwatched[w.app]
	if !known {
		if none, err = h.service.NobodyWatches(w.app); err != nil {
			return err
		}
		unwatched[w.app] = none
	}
	if none {
		return nil
	}
	var payload []byte // made when somebody is to hear it: most users have no subscriber
	after, more := chat.UserID(""), true
	for more {
		by, next, err := h.service.Watchers(w.app, w.user, after, watchersMost, func(u chat.UserID) bool { return h.IsOnline(w.app, u) })
		if err == nil && len(by) > 0 && payload == nil {
			payload, err = h.encodePresence(w, now)
		}
		if err != nil {
			return err
		}
		h.tellPresence(w.app, by, payload)
		after, more = next, next != ""
	}
	return nil
}

func (h *Hub) encodePresence(w who, on []chat.PlatformPresence) ([]byte, error) {
	event, err := h.service.PresenceOn(w.app, w.user, on)
	if err != nil {
		return nil, err
	}
	return json.Marshal(event)
}

func (h *Hub) tellPresence(app chat.AppName, users []chat.UserID, payload []byte) {
	for _, s := range h.tellAll(app, users, payload) {
		s.Link.Flush()
	}
}

// showPair tells one subscriber how a user looks to him now: he was blocked, or is not any more.
func (h *Hub) showPair(one pair) error {
	watches, may, err := h.service.Watching(one.app, one.by, one.user)
	if err != nil || !watches {
		return err
	}
	var payload []byte
	if may {
		payload, err = h.encodePresence(one.who, h.Platforms(one.app, one.user))
	} else {
		payload, err = json.Marshal(chat.NewPresenceEvent(chat.Presence{User: one.user}.On(nil), time.Now().UnixMilli()))
	}
	if err == nil {
		h.tellPresence(one.app, []chat.UserID{one.by}, payload)
	}
	return err
}

// carryPresence notes that a user may look different, to all or to one.
func (h *Hub) carryPresence(e *chat.PresenceChanged) {
	w := who{e.App, e.User}
	if e.To == "" {
		h.presence.note(w, true)
		return
	}
	p := h.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.pairs) >= presenceMost {
		p.lost++
		return
	}
	p.pairs[pair{w, e.To}] = true
	p.stir()
}
