package bridge

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hongyan-im/hongyan/bridge/topics"
	"github.com/hongyan-im/hongyan/chat"
)

// kindDevice is the kind of a subscription to device topics: all that are not below im.
const kindDevice chat.Kind = "device"

// devices holds the device topics of all apps.
type devices struct {
	hub  *Hub
	mu   sync.Mutex
	apps map[chat.AppName]*deviceWorld
}

// deviceWorld is one app's device topics: sealed off from those of others.
type deviceWorld struct {
	hub   *Hub
	app   chat.AppName
	index topics.Index[*mailbox, *Sub]

	mu       sync.Mutex
	boxes    map[owner]*mailbox
	settings *chat.Settings // nil: to be read
	age      uint64         // how often the settings changed
}

// owner names a session, live or not.
type owner struct {
	user   chat.UserID
	client string
}

// of gives the device topics of an app.
func (d *devices) of(app chat.AppName) *deviceWorld {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.apps[app]
	if w == nil {
		w = &deviceWorld{hub: d.hub, app: app, boxes: make(map[owner]*mailbox)}
		if d.apps == nil {
			d.apps = make(map[chat.AppName]*deviceWorld)
		}
		d.apps[app] = w
	}
	return w
}

// known gives the device topics of an app that has had any.
func (d *devices) known(app chat.AppName) *deviceWorld {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.apps[app]
}

// rules gives the app's settings, as they are until rulesChanged, and their age.
func (w *deviceWorld) rules() (*chat.Settings, uint64, error) {
	w.mu.Lock()
	st, age := w.settings, w.age
	w.mu.Unlock()
	if st != nil {
		return st, age, nil
	}
	read, err := w.hub.settings(w.app)
	if err != nil {
		return nil, age, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.age == age { // else they may be old already
		w.settings = &read
	}
	return &read, age, nil
}

// limits are the app's settings; the usual ones where they cannot be read.
func (w *deviceWorld) limits() *chat.Settings {
	if st, _, err := w.rules(); err == nil {
		return st
	}
	st := chat.DefaultSettings()
	return &st
}

// rulesChanged makes new settings hold, for subscriptions that are there already too.
func (d *devices) rulesChanged(app chat.AppName) {
	w := d.known(app)
	if w == nil {
		return
	}
	w.mu.Lock()
	w.settings = nil
	w.age++
	boxes := make([]*mailbox, 0, len(w.boxes))
	for _, b := range w.boxes {
		boxes = append(boxes, b)
	}
	w.mu.Unlock()
	st, _, err := w.rules()
	if err != nil {
		return // the app is gone, and its sessions end
	}
	for _, b := range boxes {
		w.judge(b, st)
	}
}

// judge gives a mailbox in the index the subscriptions that are allowed now.
func (w *deviceWorld) judge(b *mailbox, st *chat.Settings) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, sub := range b.subs {
		w.judgeOne(b, sub, st)
	}
}

// judgeOne is judge for one subscription, with b.mu held; it tells whether it is allowed.
func (w *deviceWorld) judgeOne(b *mailbox, sub *Sub, st *chat.Settings) bool {
	share, rest, _ := chat.CutShare(sub.Filter)
	if st.DecideTopic(b.caller(), b.client, chat.ActionSubscribe, sub.Filter).Allowed && !b.gone {
		w.index.Put(share, rest, b, sub)
		return true
	}
	w.index.Remove(share, rest, b)
	b.cancelReplay(sub.Filter)
	return false
}

// parseDeviceFilter reads a filter for device topics. Whether it is allowed is decided by [Hub.Subscribe].
func (s *Session) parseDeviceFilter(filter string, qos byte) (Sub, error) {
	b, err := parseDeviceFilter(filter, qos)
	if s.Caller.Guest() {
		return b, chat.NeedsAccount().At("filter")
	}
	return b, err
}

func parseDeviceFilter(filter string, qos byte) (Sub, error) {
	return Sub{Filter: filter, QoS: min(qos, 2), kind: kindDevice}, chat.CheckDeviceFilter(filter)
}

// IsShared tells whether the subscription is a shared one.
func (s Sub) IsShared() bool { return s.kind == kindDevice && strings.HasPrefix(s.Filter, "$share/") }

func (h *Hub) subscribeDevice(s *Session, b Sub) error {
	w := h.devices.of(s.Caller.App)
	st, _, err := w.rules()
	if err != nil {
		return err
	}
	if err := st.CheckTopic(b.Filter, chat.ActionSubscribe); err != nil {
		return err
	}
	if d := st.DecideTopic(s.Caller, s.Client, chat.ActionSubscribe, b.Filter); !d.Allowed {
		return chat.Errorf(chat.CodeForbidden, "the app's rules for topics do not let you subscribe to this: %s", d.Reason).At("filter")
	}
	known, err := h.subscribe(s, b)
	if err != nil {
		return err
	}
	h.devices.put(s, b, b.wantsRetained(known))
	return nil
}

// put enters a subscription of a live session, which is to be brought what is retained, or not.
func (d *devices) put(s *Session, sub Sub, replay bool) {
	w := d.of(s.Caller.App)
	b := w.boxOf(s)
	b.mu.Lock()
	b.putSub(&sub)
	b.mu.Unlock()
	st := w.limits() // read after the subscription is in its place, so that no change of them passes it by
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := b.subOf(sub.Filter); i >= 0 && w.judgeOne(b, b.subs[i], st) && replay {
		b.askReplay(*b.subs[i])
	}
}

// subOf finds the subscription with a filter, with b.mu held; -1: there is none.
func (b *mailbox) subOf(filter string) int {
	return slices.IndexFunc(b.subs, func(o *Sub) bool { return o.Filter == filter })
}

// putSub enters a subscription, which is not changed any more from now on, with b.mu held.
func (b *mailbox) putSub(sub *Sub) {
	if i := b.subOf(sub.Filter); i >= 0 {
		b.subs[i] = sub
	} else {
		b.subs = append(b.subs, sub)
	}
	b.many.Store(len(b.subs) > 1)
}

func (h *Hub) unsubscribeDevice(s *Session, sub Sub) {
	b := s.box.Load()
	if b == nil {
		return
	}
	b.mu.Lock()
	if i := b.subOf(sub.Filter); i >= 0 {
		b.subs = slices.Delete(b.subs, i, i+1)
	}
	b.cancelReplay(sub.Filter)
	b.many.Store(len(b.subs) > 1)
	b.mu.Unlock()
	share, rest, _ := chat.CutShare(sub.Filter)
	b.world.index.Remove(share, rest, b)
}

// boxOf gives the mailbox of a live session, made when it has none.
func (w *deviceWorld) boxOf(s *Session) *mailbox {
	if b := s.box.Load(); b != nil {
		return b
	}
	b := &mailbox{world: w, user: s.Caller.User, platform: s.Caller.Platform, client: s.Client}
	w.mu.Lock()
	w.boxes[b.owner()] = b
	w.mu.Unlock()
	b.attach(s)
	return b
}

// adopt gives a session that goes on where it was the mailbox of its client.
func (d *devices) adopt(s *Session) {
	if _, b := d.find(s.Caller.App, s.Caller.User, s.Client); b != nil {
		b.attach(s)
	}
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

// expireIn drops a mailbox after a time, if nobody has come for it by then, with b.mu held.
func (b *mailbox) expireIn(d time.Duration) { b.expiry = time.AfterFunc(d, b.expire) }

func (b *mailbox) expire() {
	if b.away() {
		b.world.drop(b)
	}
}

// away tells whether a mailbox has no connection.
func (b *mailbox) away() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.s == nil
}

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
	}
	return nil
}

// restore makes the mailbox of a session whose client has not returned yet.
func (w *deviceWorld) restore(n chat.SessionName, kept *chat.StoredSession, st *chat.Settings, now time.Time) {
	b := &mailbox{world: w, user: n.User, platform: kept.Platform, client: n.Client}
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
	w.mu.Lock()
	w.boxes[b.owner()] = b
	w.mu.Unlock()
}

// drop ends a mailbox. What shared subscriptions had chosen it for goes to other members of them [MQTT5-4.8.2].
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
		w.passOn(p)
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
}
