package bridge

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Deliver implements chat.Deliverer: it carries a batch that is on disk to the sockets and the answers to the senders,
// then lets every socket that got something write once.
func (h *Hub) Deliver(batch []*chat.Proposal) {
	for _, p := range batch {
		origin, _ := p.Origin.(*Session)
		h.carryEffects(p.Outcome.Effects, origin)
		if p.Done != nil {
			h.guard(origin, func() { p.Done(&p.Outcome) })
		}
		if origin != nil {
			h.touch(origin)
		}
	}
	h.flushCrowd() // who wrote to it is answered after, so that what he writes next is carried together
	for i, s := range h.touched {
		s.touched = false
		h.flush(s)
		h.touched[i] = nil
	}
	h.touched = h.touched[:0]
}

const (
	crowdMost  = 100                   // so many may hear a message before those who hear another are written to first
	crowdPause = 20 * time.Millisecond // between crowds that are written to beside the delivery
)

// flushCrowd writes to those who got something together with many others: beside the delivery of the next batches, which
// would wait for a thousand sockets. Where much is said to crowds, it does so itself: then what comes meanwhile goes out with
// one write.
func (h *Hub) flushCrowd() {
	crowd, crowds := h.crowd, h.crowds
	if len(crowd) == 0 {
		return
	}
	h.crowd, h.crowds = nil, 0
	for _, s := range crowd {
		s.touched = false
	}
	flush := func() {
		for _, s := range crowd {
			h.flush(s)
		}
	}
	last := h.crowded.Load() // 0: one is being written to
	if last == 0 || crowds > 1 || time.Since(epoch) < time.Duration(last)+crowdPause {
		flush()
		if last != 0 {
			h.crowded.Store(int64(time.Since(epoch)))
		}
		return
	}
	h.crowded.Store(0)
	h.safely(nil, func() {
		defer func() { h.crowded.Store(int64(time.Since(epoch))) }()
		flush()
	})
}

// carryEffects carries the effects of one command. A defect that one brings out ends the connection of who gave the command.
func (h *Hub) carryEffects(effects []chat.Effect, origin *Session) {
	if len(effects) == 0 {
		return
	}
	defer h.survive(origin)
	h.carryLocked(effects, origin)
	for _, e := range effects {
		h.carryCommand(e)
	}
}

func (h *Hub) carryLocked(effects []chat.Effect, origin *Session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range effects {
		h.carry(e, origin)
	}
}

// reach gives a session a message that it may want, as others get it, and has it flushed with them. A defect that it brings
// out ends the session's connection alone.
func (h *Hub) reach(s *Session, st *chat.Stored, f *frames, g grants, l leaf, with *[]*Session) {
	defer h.survive(s)
	s.deliver(st, f, g, l)
	s.touch(with)
}

func (h *Hub) flush(s *Session) {
	defer h.survive(s)
	s.Link.Flush()
}

// touch notes a session to flush at the end of the batch.
func (h *Hub) touch(s *Session) { s.touch(&h.touched) }

func (s *Session) touch(with *[]*Session) {
	if !s.touched {
		s.touched = true
		*with = append(*with, s)
	}
}

// carry brings one effect to those whom it concerns, with h.mu held.
func (h *Hub) carry(e chat.Effect, origin *Session) {
	switch e := e.(type) {
	case *chat.Stored:
		h.carryMessage(e, origin)
	case *chat.Joined:
		w := h.world(e.App)
		for _, u := range e.Users {
			for _, s := range w.users[u] {
				h.changeMember(w, s, e.Group, true)
			}
		}
	case *chat.Left:
		h.carryLeft(e)
	case *chat.ThreadMoved:
		h.carryThreadMoved(e)
	case *chat.RoomGone:
		h.carryRoomGone(e)
	case *chat.RoomLeft:
		h.carryRoomLeft(e)
	case *chat.RoomEvent:
		h.carryRoomEvent(e)
	case *chat.Broadcast:
		h.carryBroadcast(e)
	case *chat.Notice:
		h.carryNotice(e)
	case *chat.Signal:
		h.carrySignal(e, func(s *Session) { h.touch(s) })
	case *chat.Ended:
		h.carryEnded(e)
	case *chat.AddressesBanned:
		h.carryBans()
	case *chat.PresenceChanged:
		h.carryPresence(e)
	case *chat.Announced:
		h.carryAnnounced(e)
	case *chat.RulesChanged:
		h.devices.rulesChanged(e.App)
		h.endAnonymous(e.App)
	case *chat.QueueOrphans:
		h.devices.of(e.App).inherit()
	}
}

// endAnonymous ends the sessions of who came in without credentials, when the app's settings let them in no more, with
// h.mu held.
func (h *Hub) endAnonymous(app chat.AppName) {
	var anonymous []*Session
	for _, mine := range h.world(app).users {
		for _, s := range mine {
			if s.Caller.Anonymous {
				anonymous = append(anonymous, s)
			}
		}
	}
	if len(anonymous) == 0 {
		return
	}
	st, err := h.settings(app)
	for _, s := range anonymous {
		if err == nil && st.AnonymousUser != s.Caller.User {
			h.expel(s, ending{code: chat.CodeForbidden, reason: "clients without credentials are not let in any more"})
		}
	}
}

// carryCommand publishes commands, and ends the waiting for their answers.
func (h *Hub) carryCommand(e chat.Effect) {
	switch e := e.(type) {
	case *chat.Commanded:
		h.command(e.App, &e.DeviceCommand)
	case *chat.CommandEnded:
		h.devices.of(e.App).awaited.end(e.Response)
	}
}

func (h *Hub) carryMessage(st *chat.Stored, origin *Session) {
	w := h.world(st.App)
	l := leafBase
	if st.Event {
		l = leafEvent
	}
	switch st.To.Kind {
	case chat.KindUser:
		f := frames{topic: topicOf(st.App, st.To, l), payload: st.Payload}
		h.toUser(w, chat.UserID(st.To.ID), st, &f, l, origin)
		if st.From != chat.UserID(st.To.ID) && len(w.users[st.From]) > 0 {
			f := frames{topic: topicOf(st.App, chat.UserAddress(st.From), l), payload: st.Payload}
			h.toUser(w, st.From, st, &f, l, origin)
		}
	case chat.KindGroup:
		h.toAudience(w.groups[chat.GroupID(st.To.ID)], st, l, origin)
	case chat.KindRoom:
		if c := w.rooms[chat.RoomID(st.To.ID)]; c != nil {
			h.toAudience(&c.audience, st, l, origin)
		}
	}
	w.pos = max(w.pos, st.Pos)
}

func (h *Hub) toUser(w *world, u chat.UserID, st *chat.Stored, f *frames, l leaf, origin *Session) {
	for _, s := range w.users[u] {
		if !s.isOf(origin) {
			h.reach(s, st, f, s.inbox, l, &h.touched)
		}
	}
}

func (h *Hub) toAudience(a *audience, st *chat.Stored, l leaf, origin *Session) {
	if a == nil {
		return
	}
	f, with := frames{topic: topicOf(st.App, st.To, l), payload: st.Payload}, &h.touched
	if len(a.seats) > crowdMost {
		with = &h.crowd
		h.crowds++
	}
	for i := range a.seats {
		seat := &a.seats[i]
		if seat.s.isOf(origin) || st.Seq > 0 && st.Seq <= seat.since || !isFor(st, seat.s.Caller.User) {
			continue
		}
		if seat.comes != nil {
			seat.comes.keep(st, l)
			continue
		}
		h.reach(seat.s, st, &f, seat.grants, l, with)
	}
}

// isFor tells whether a message is for a user.
func isFor(st *chat.Stored, u chat.UserID) bool {
	return len(st.Only) == 0 || u == st.From || slices.Contains(st.Only, u)
}

// changeMember makes a session hear a group, or no more; while its groups are being loaded the change is kept.
func (h *Hub) changeMember(w *world, s *Session, g chat.GroupID, in bool) {
	if s.loads {
		s.late = append(s.late, membership{g, in})
	}
	if in {
		h.seat(w, s, g, 0)
	} else {
		h.unseat(w, s, g)
	}
}

func (h *Hub) carryLeft(e *chat.Left) {
	w := h.world(e.App)
	if e.Users != nil {
		for _, u := range e.Users {
			for _, s := range w.users[u] {
				h.changeMember(w, s, e.Group, false)
			}
		}
		return
	}
	if a := w.groups[e.Group]; a != nil {
		for len(a.seats) > 0 {
			h.changeMember(w, a.seats[0].s, e.Group, false)
		}
	}
}

func (h *Hub) carryNotice(e *chat.Notice) {
	payload, err := json.Marshal(e.Event)
	if err != nil {
		h.log.Error("encode an event", "err", err)
		return
	}
	w := h.world(e.App)
	for _, u := range e.Users {
		f := &frames{topic: topicOf(e.App, chat.UserAddress(u), leafEvent), payload: payload}
		for _, s := range w.users[u] {
			s.inform(f, leafEvent)
			h.touch(s)
		}
	}
}

// Signal implements chat.Live. Sockets are written to without h.mu, which the delivering goroutine needs.
func (h *Hub) Signal(e *chat.Signal) {
	var told []*Session
	h.mu.Lock()
	h.carrySignal(e, func(s *Session) { told = append(told, s) })
	h.mu.Unlock()
	for _, s := range told {
		s.Link.Flush()
	}
}

func (h *Hub) carrySignal(e *chat.Signal, touch func(*Session)) {
	payload, err := json.Marshal(struct {
		From chat.UserID     `json:"from"`
		To   chat.Address    `json:"to"`
		Seq  uint64          `json:"seq,omitempty"`
		Body json.RawMessage `json:"body,omitempty"`
	}{e.From, e.To, e.Seq, e.Body})
	if err != nil {
		return // the body is no JSON; it was checked to look like it
	}
	l := leafTyping
	switch e.Name {
	case "read":
		l = leafRead
	case "delivered":
		l = leafDelivered
	}
	w := h.world(e.App)
	f := &frames{topic: topicOf(e.App, e.To, l), payload: payload}
	to := func(s *Session) {
		if s.Caller.User != e.From {
			s.tell(f, l, 0)
			touch(s)
		}
	}
	var a *audience
	switch e.To.Kind {
	case chat.KindUser:
		for _, s := range w.users[chat.UserID(e.To.ID)] {
			to(s)
		}
		return
	case chat.KindGroup:
		a = w.groups[chat.GroupID(e.To.ID)]
	case chat.KindRoom:
		if c := w.rooms[chat.RoomID(e.To.ID)]; c != nil {
			a = &c.audience
		}
	}
	if a != nil {
		for _, seat := range a.seats {
			to(seat.s)
		}
	}
}

// carryEnded closes sessions.
func (h *Hub) carryEnded(e *chat.Ended) {
	if e.Code == chat.CodeNoUser || e.Code == chat.CodeNoApp {
		h.devices.forget(e.App, e.User)
	}
	if e.Forget {
		h.dropSession(e.App, e.User, e.Client)
	}
	w := h.world(e.App)
	var out []*Session
	if e.User != "" {
		out = append(out, w.users[e.User]...)
	} else {
		for _, mine := range w.users {
			out = append(out, mine...)
		}
	}
	for _, s := range out {
		if e.TokenID != "" && s.Caller.TokenID != e.TokenID || e.Platform != "" && s.Caller.Platform != e.Platform ||
			e.Device != "" && s.Caller.Device != e.Device || e.Client != "" && s.Client != e.Client || e.Tokens && s.Caller.Expires == 0 ||
			e.Guests && !s.Caller.Guest() || e.Operator && s.Caller.Operator == "" {
			continue
		}
		if e.Code == chat.CodeNoUser || e.Code == chat.CodeNoApp {
			s.will.Store(nil) // it is gone with them
		}
		h.expel(s, ending{code: e.Code, reason: e.Reason})
	}
}

// expel ends a live session by force, with h.mu held: it leaves the lists at once, the rest is done without h.mu.
func (h *Hub) expel(s *Session, e ending) {
	pos, _ := h.remove(s, true)
	h.safely(s, func() {
		h.dismiss(s, e)
		if e.code == chat.CodeNoUser || e.code == chat.CodeNoApp { // their sessions are gone with them
			h.partings.end(s)
			return
		}
		h.leave(s, pos)
	})
}
