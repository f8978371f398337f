package bridge

import (
	"slices"
	"strings"
	"sync"

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

	making sync.Mutex // before mu; a session gets one mailbox

	mu       sync.Mutex
	boxes    map[owner]*mailbox
	settings *chat.Settings // nil: to be read
	forwards []*forward     // of the settings, or of those of before
	age      uint64         // how often the settings changed

	scribe scribe
	heirs  heirs

	awaited awaited
	links   links
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
	a, err := w.hub.service.App(string(w.app))
	if err != nil {
		return nil, age, err
	}
	read := a.Settings
	out, err := w.hub.service.AllLinks(w.app)
	if err != nil {
		return nil, age, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.age == age { // else they may be old already
		w.settings, w.forwards = &read, forwardsOf(&read, w.forwards)
		w.links.set(a.AppID, out)
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
	s.line.wait() // what it has published before is retained, or was published before it subscribed
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
