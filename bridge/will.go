package bridge

import (
	"context"
	"strings"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// A will is on disk from before the CONNACK of its client until it is published or taken back [PROTOCOL 2.5]. In memory is
// only that it is there.

// Will is a message that a client leaves behind.
type Will struct {
	Publish
	Delay time.Duration // between the end of the connection and its publication
}

// will is one that is on disk.
type will struct {
	of    clientOf
	id    string
	delay time.Duration
	due   time.Time   // once its connection has ended
	timer *time.Timer // while it waits
}

// willRetry is how long a will waits whose publication the disk does not take.
const willRetry = time.Second

// readWill finds what a will means: a message, or (nil) a publish on a device topic. It refuses what its client could not
// publish.
func (h *Hub) readWill(c chat.Caller, client string, p Publish) (*chat.Draft, error) {
	if c.Guest() {
		return nil, chat.NeedsAccount().At("will")
	}
	if !strings.HasPrefix(p.Topic, "im/") {
		st, _, err := h.devices.of(c.App).rules()
		if err != nil {
			return nil, err
		}
		return nil, mayPublish(st, c, client, p.Topic)
	}
	t, err := ParseTopic(p.Topic)
	switch {
	case err != nil:
		return nil, err
	case t.App != c.App || t.Leaf != "":
		return nil, chat.Errorf(chat.CodeForbidden, "the will's topic may not be written to")
	case p.Retain:
		return nil, chat.Errorf(chat.CodeInvalid, "a will cannot be retained here")
	}
	t.To.ID = c.ID(t.To.ID)
	d, err := chat.ParseDraft(t.To, p.Payload)
	if err != nil {
		return nil, err
	}
	d = c.FoldDraft(d)
	return &d, nil
}

// CheckWill refuses a will that its client could not publish.
func (h *Hub) CheckWill(c chat.Caller, client string, w *Will) error {
	_, err := h.readWill(c, client, w.Publish)
	return err
}

// KeepWill keeps the will of a session that is not live yet: once it returns, the will is on disk.
func (h *Hub) KeepWill(ctx context.Context, s *Session, w *Will) error {
	c := s.Caller
	k := &chat.Will{
		User: c.User, Client: s.Client, Platform: c.Platform, Topic: w.Topic, Payload: w.Payload, QoS: w.QoS, Retain: w.Retain,
		Properties: w.Forward, Expiry: w.Expiry.Milliseconds(), Delay: s.willDelay(w.Delay).Milliseconds(),
	}
	err := h.service.KeepWill(ctx, c.App, k)
	kept := &will{of: clientOf{who{c.App, c.User}, s.Client}, id: k.ID, delay: w.Delay}
	if err != nil {
		h.dropWill(kept) // it may be there all the same
		return err
	}
	s.will.Store(kept)
	return nil
}

// willDelay is how long a will waits when the connection ends now: until the session ends at most [MQTT5-3.1.2-10].
func (s *Session) willDelay(d time.Duration) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.Persistent:
		return 0
	case s.Expiry > 0:
		return min(d, s.Expiry)
	}
	return d
}

// ForgoWill takes back the will of a session, unless its connection has ended already: its client said goodbye, or never
// got in [MQTT-3.14.4-3].
func (h *Hub) ForgoWill(s *Session) {
	if w := s.will.Swap(nil); w != nil {
		h.dropWill(w)
	}
}

// endWill lets the will of a session wait whose connection has ended, with h.mu held: who takes the session over finds it.
// When the server goes down it stays as it is, and waits from when the server is back.
func (h *Hub) endWill(s *Session) {
	w := s.will.Swap(nil)
	if w == nil || h.closed {
		return
	}
	w.delay = s.willDelay(w.delay)
	if h.wills.countOf(w.of.who) >= chat.MaxSessions {
		w.delay = 0 // a session that is one too many is not kept, either
	}
	w.due = time.Now().Add(w.delay)
	if w.delay > 0 {
		h.safely(nil, func() { h.noteWill(w) })
	}
	h.awaitWill(w)
}

// noteWill writes down when a will is due. It may come too late: then there is nothing to write to.
func (h *Hub) noteWill(w *will) {
	if err := h.service.DelayWill(w.of.app, w.of.user, w.id, w.due.UnixMilli()); err != nil {
		h.log.Debug("note when a will is due", "app", w.of.app, "user", w.of.user, "err", err) // after a crash it waits for longer
	}
}

// awaitWill has a will published when it is due.
func (h *Hub) awaitWill(w *will) {
	h.wills.add(w, func() { h.guard(nil, func() { h.publishWill(w) }) })
}

// WillReturn is told of a client that is back, before its CONNACK: the will that waited for that is not published
// [MQTT5-3.1.3-9]. One without a delay is, and with a clean start all are, as the session has ended [MQTT5-3.1.2-10].
func (h *Hub) WillReturn(ctx context.Context, c chat.Caller, client string, clean bool) error {
	for _, w := range h.wills.takeAll(clientOf{who{c.App, c.User}, client}) {
		if clean || w.delay == 0 {
			h.safely(nil, func() { h.publishWill(w) })
			continue
		}
		done := make(chan error, 1)
		err := h.service.DropWill(c.App, c.User, w.id, func(_ bool, err error) { done <- err })
		if err == nil {
			select {
			case err = <-done:
			case <-ctx.Done():
				err = ctx.Err()
			}
		}
		if err != nil {
			h.awaitWill(w)
			return err
		}
	}
	return nil
}

// dropWill takes a will off the disk.
func (h *Hub) dropWill(w *will) {
	h.persist(w, func(done func(error)) error {
		return h.service.DropWill(w.of.app, w.of.user, w.id, func(_ bool, err error) { done(err) })
	})
}

// persist does something with a will, and again a while later as long as the disk does not take it.
func (h *Hub) persist(w *will, do func(done func(error)) error) {
	done := func(err error) {
		if err == nil || h.wills.isClosed() {
			return // what the disk did not take is there after a restart
		}
		if e := chat.AsError(err); e.Temporary() {
			h.after(willRetry, nil, func() { h.persist(w, do) })
			return
		}
		h.log.Debug("a will was refused", "app", w.of.app, "user", w.of.user, "err", err)
	}
	if err := do(done); err != nil {
		done(err)
	}
}

// publishWill sends a will that is due through the same checks as any message. One that is refused is taken away.
func (h *Hub) publishWill(w *will) {
	h.persist(w, func(done func(error)) error {
		settled := func(p chat.WillPublished, err error) {
			if e := chat.AsError(err); err != nil && !e.Temporary() && e.Class() != chat.ClassInternal {
				h.dropWill(w)
			}
			if p.Refused != nil {
				err = p.Refused // and it is gone
			}
			done(err)
		}
		if err := h.submitWill(w, settled); err != nil {
			settled(chat.WillPublished{}, err)
		}
		return nil
	})
}

func (h *Hub) submitWill(w *will, done func(chat.WillPublished, error)) error {
	k, found, err := h.service.Will(w.of.app, w.of.user, w.id)
	if !found || err != nil {
		return err // its user is gone, and it with him
	}
	st, err := h.settings(w.of.app)
	if err != nil {
		return err
	}
	c := chat.Caller{App: w.of.app, User: k.User, Platform: k.Platform, FoldIDs: st.FoldIDs}
	p := Publish{Topic: k.Topic, Payload: k.Payload, QoS: k.QoS, Retain: k.Retain, Forward: k.Properties, Expiry: time.Duration(k.Expiry) * time.Millisecond}
	d, err := h.readWill(c, k.Client, p)
	if err != nil {
		return err
	}
	if d != nil {
		return h.service.PublishWill(c, w.id, *d, done)
	}
	world, m := h.devices.of(c.App), p.message(time.Now())
	world.trace(m, false)
	hits, several := world.match(m, nil, nil)
	out := deliveries(m, hits, several)
	publish := forDisk(m, c.User, k.Client, out)
	publish.Retain, publish.Will = p.Retain, &chat.WillRef{User: c.User, ID: w.id}
	return h.service.SubmitDevice(c.App, &publish, func(r *chat.QueueResult, err error) {
		was := err == nil && !r.Gone
		if was {
			world.carryStored(m, nil, out, r)
			h.forwardWill(world, m, p, chat.Published{Topic: p.Topic, Payload: p.Payload, Caller: c, Client: k.Client})
		}
		done(chat.WillPublished{Done: was}, err)
	})
}

// forwardWill does what rules and links make of a will that has been published, which comes once: what fails is logged.
func (h *Hub) forwardWill(w *deviceWorld, m *deviceMessage, p Publish, by chat.Published) {
	run(append(h.forwards(w.forwardsOf(by), by), w.errands(m, p, by.Caller.User, "")...), func(err error) {
		if err != nil {
			h.log.Warn("a will was not passed on", "app", by.Caller.App, "user", by.Caller.User, "err", err)
		}
	})
}

// LoadWills lets the wills wait that the server left behind when it ended, before clients are let in. Those of connections
// that were open then wait from now on.
func (h *Hub) LoadWills() error {
	apps, err := h.service.Apps()
	if err != nil {
		return err
	}
	now := time.Now()
	for _, a := range apps {
		var all []*will
		err := h.service.EachWill(a.Name, func(k *chat.Will) {
			w := &will{of: clientOf{who{a.Name, k.User}, k.Client}, id: k.ID, delay: time.Duration(k.Delay) * time.Millisecond}
			if k.Due > 0 {
				w.due = time.UnixMilli(k.Due)
			}
			all = append(all, w)
		})
		if err != nil {
			return err
		}
		for _, w := range all {
			if w.due.IsZero() {
				if w.due = now.Add(w.delay); w.delay > 0 {
					h.noteWill(w)
				}
			}
			h.awaitWill(w)
		}
	}
	return nil
}
