package bridge

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Restore puts what the kept sessions of all apps have subscribed to on device topics into effect. It is called before
// anybody can connect.
func (h *Hub) Restore() error {
	apps, err := h.service.Apps()
	if err != nil {
		return err
	}
	for _, a := range apps {
		w := h.devices.of(a.Name)
		now := time.Now()
		if err := h.service.EachSession(a.Name, func(n chat.SessionName, st *chat.StoredSession) bool {
			w.restore(n, st, &a.Settings, now)
			return true
		}); err != nil {
			return fmt.Errorf("restore the sessions of %s: %w", a.Name, err)
		}
		w.inherit()
	}
	return nil
}

// restore makes the mailbox of a session whose client has not returned yet.
func (w *deviceWorld) restore(n chat.SessionName, kept *chat.StoredSession, st *chat.Settings, now time.Time) {
	b := &mailbox{world: w, user: n.User, platform: kept.Platform, client: n.Client, kept: true, born: kept.Born}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, o := range kept.Subs {
		sub, err := parseDeviceFilter(o.Filter, o.QoS)
		if strings.HasPrefix(o.Filter, "im/") || err != nil {
			continue
		}
		sub.keep(o)
		b.putSub(&sub)
		w.judgeOne(b, &sub, st)
	}
	if len(b.subs) == 0 {
		return
	}
	if kept.Expires > 0 {
		b.expireIn(time.UnixMilli(kept.Expires).Sub(now))
	}
	w.enter(b)
}

// enter makes a mailbox one that its client finds.
func (w *deviceWorld) enter(b *mailbox) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.boxes[b.owner()] = b
}

// boxOf gives the mailbox of a live session, made when it has none.
func (w *deviceWorld) boxOf(s *Session) *mailbox {
	if b := s.box.Load(); b != nil {
		return b
	}
	w.making.Lock()
	defer w.making.Unlock()
	if b := s.box.Load(); b != nil { // who reads and who delivers may both want it
		return b
	}
	if s.Linked {
		w.links.clients.Store(true)
	}
	b := w.newBox(s, s.outlives())
	b.attach(s, nil)
	return b
}

func (w *deviceWorld) newBox(s *Session, kept bool) *mailbox {
	b := &mailbox{world: w, user: s.Caller.User, platform: s.Caller.Platform, client: s.Client, kept: kept, born: s.born}
	w.enter(b)
	return b
}

// adopt gives a session that goes on where it was the mailbox of its client, with what is on disk.
func (d *devices) adopt(s *Session) error {
	_, b := d.find(s.Caller.App, s.Caller.User, s.Client)
	var st *chat.QueueState
	if b == nil || b.unread() {
		var err error
		if st, err = d.hub.service.QueueState(s.Caller.App, chat.QueueOwner{User: s.Caller.User, Client: s.Client, Born: s.born}); err != nil {
			return err
		}
	}
	if b == nil && st != nil { // it has unsubscribed, and there are messages from before
		b = d.of(s.Caller.App).newBox(s, true)
	}
	if b != nil {
		b.attach(s, st)
	}
	return nil
}

// unread tells whether a mailbox does not know what is on disk.
func (b *mailbox) unread() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kept && b.queue == nil
}

// BeginAnew forgets what a client that is not connected left on device topics. It comes before the client hears that
// its session is a new one.
func (h *Hub) BeginAnew(app chat.AppName, user chat.UserID, client string) {
	if w, b := h.devices.find(app, user, client); b != nil {
		w.drop(b)
	}
}

func (d *devices) find(app chat.AppName, user chat.UserID, client string) (*deviceWorld, *mailbox) {
	w := d.known(app)
	if w == nil {
		return nil, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w, w.boxes[owner{user, client}]
}

// part takes an ended session from its mailbox, which stays when the session is to be kept.
func (s *Session) part() {
	b := s.box.Load()
	if b == nil || !b.part(s) {
		return
	}
	s.mu.Lock()
	stays, expiry := s.Persistent, s.Expiry
	s.mu.Unlock()
	if !stays {
		b.world.drop(b)
		return
	}
	if expiry > 0 {
		b.mu.Lock()
		b.expireIn(expiry)
		b.mu.Unlock()
	}
}

// expireIn ends the session of a mailbox after a time, if nobody has come for it by then, with b.mu held.
func (b *mailbox) expireIn(d time.Duration) { b.expiry = b.world.hub.after(d, nil, b.expire) }

func (b *mailbox) expire() {
	if !b.away() {
		return
	}
	w := b.world
	w.drop(b)
	ctx, cancel := context.WithTimeout(context.Background(), requestTime)
	defer cancel()
	if err := w.hub.service.DropSession(ctx, w.app, b.user, b.client, b.born); err != nil { // then a purge does it
		w.hub.log.Warn("end a session", "app", w.app, "user", b.user, "err", err)
	}
}

// away tells whether a mailbox has no connection.
func (b *mailbox) away() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.s == nil
}

// drop ends a mailbox. What shared subscriptions had chosen it for goes to other members of them [MQTT5-4.8.2]; what is
// on disk of it goes with the session.
func (w *deviceWorld) drop(b *mailbox) {
	shared := b.close()
	w.mu.Lock()
	if w.boxes[b.owner()] == b {
		delete(w.boxes, b.owner())
	}
	w.mu.Unlock()
	for _, sub := range b.allSubs() {
		share, rest, _ := chat.CutShare(sub.Filter)
		w.index.Remove(share, rest, b)
	}
	for _, p := range shared {
		w.passOn(p, 0)
	}
}

// allSubs lists what a mailbox has subscribed to.
func (b *mailbox) allSubs() []*Sub {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.subs)
}

// forget drops the mailboxes of a user who is gone; of all users of an app that is gone when user is empty.
func (d *devices) forget(app chat.AppName, user chat.UserID) {
	w := d.known(app)
	if w == nil {
		return
	}
	if user == "" {
		w.awaited.forget()
	}
	w.mu.Lock()
	var out []*mailbox
	for o, b := range w.boxes {
		if user == "" || o.user == user {
			out = append(out, b)
		}
	}
	w.mu.Unlock()
	for _, b := range out {
		w.drop(b)
	}
	if user == "" {
		w.heirs.forget()
	}
}
