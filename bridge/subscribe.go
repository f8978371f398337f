package bridge

import (
	"context"
	"slices"

	"github.com/hongyan-im/hongyan/chat"
)

// membership is a change of a group that came while a session's groups were being loaded.
type membership struct {
	group chat.GroupID
	in    bool
}

// Subscribe adds a subscription to a session, or changes the one with the same filter. Groups are heard from now on, and
// a chatroom once [Hub.Enter] was called, after the SUBACK. [Hub.Keep] makes it last.
func (h *Hub) Subscribe(s *Session, b Sub) error {
	switch b.kind {
	case kindDevice:
		return h.subscribeDevice(s, b)
	case kindSys:
		return h.watch(s, b)
	}
	if r, ok := b.Room(); ok {
		return h.enterRoom(s, r, b)
	}
	_, err := h.subscribe(s, b)
	return err
}

// subscribe tells whether there was a subscription with the filter.
func (h *Hub) subscribe(s *Session, b Sub) (known bool, err error) {
	most := h.devices.of(s.Caller.App).limits().Subscriptions
	s.mu.Lock()
	i := slices.IndexFunc(s.subs, func(o Sub) bool { return o.Filter == b.Filter })
	switch {
	case i >= 0:
		s.subs[i] = b
	case len(s.subs) >= most:
		s.mu.Unlock()
		return false, chat.Errorf(chat.CodeTooMany, "a client may have %d subscriptions", most)
	default:
		s.subs = append(s.subs, b)
	}
	s.mu.Unlock()
	return i >= 0, h.regrant(s, b.kind)
}

// Unsubscribe removes a subscription; it tells whether there was one. [Hub.Keep] makes it last.
func (h *Hub) Unsubscribe(s *Session, filter string) bool {
	s.mu.Lock()
	i := slices.IndexFunc(s.subs, func(o Sub) bool { return o.Filter == filter })
	if i < 0 {
		s.mu.Unlock()
		return false
	}
	b := s.subs[i]
	s.subs = slices.Delete(s.subs, i, i+1)
	s.mu.Unlock()
	if b.kind == kindDevice {
		h.unsubscribeDevice(s, b)
	} else if r, ok := b.Room(); ok {
		h.regrantRoom(s, r)
	} else if err := h.regrant(s, b.kind); err != nil {
		h.log.Warn("load groups", "app", s.Caller.App, "user", s.Caller.User, "err", err)
	}
	return true
}

// Keep writes a persistent session's new subscriptions down. It returns once they are on disk, so that they can be
// acknowledged; when they cannot be kept, they hold for this connection.
func (h *Hub) Keep(s *Session) {
	s.saving.Lock()
	defer s.saving.Unlock()
	h.mu.Lock()
	w := h.world(s.Caller.App)
	pos, live := w.pos, slices.Contains(w.users[s.Caller.User], s)
	h.mu.Unlock()
	if !live || !s.outlives() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), requestTime)
	defer cancel()
	if err := h.service.SaveSession(ctx, s.Caller.App, s.Caller.User, s.Client, s.storedLive(pos)); err != nil {
		h.log.Warn("keep a session", "app", s.Caller.App, "user", s.Caller.User, "err", err)
	}
}

// wants sums up what the subscriptions want of a kind of address, or of one address of it, with s.mu held by nobody.
func (s *Session) wants(kind chat.Kind, id string) (g grants) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.subs {
		if b.kind == kind && (b.id == id || b.id == "") {
			g.add(b.grants)
		}
	}
	return g
}

func (s *Session) hasSub(kind chat.Kind) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.subs, func(b Sub) bool { return b.kind == kind })
}

// regrant puts what a session wants into effect.
func (h *Hub) regrant(s *Session, kind chat.Kind) error {
	switch kind {
	case chat.KindUser:
		g := s.wants(kind, string(s.Caller.User))
		h.mu.Lock()
		s.inbox = g
		h.mu.Unlock()
	case chat.KindGroup:
		return h.loadGroups(s)
	}
	return nil
}

// loadGroups seats a session in the groups of its user. Changes of membership that are delivered between the read and
// the seating are remembered and applied on top.
func (h *Hub) loadGroups(s *Session) error {
	h.mu.Lock()
	s.loads, s.late = true, nil
	h.mu.Unlock()
	var groups []chat.Membership
	var err error
	if s.hasSub(chat.KindGroup) {
		groups, err = h.service.Memberships(s.Caller.App, s.Caller.User)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.world(s.Caller.App)
	late := s.late
	s.loads, s.late = false, nil
	if err != nil || !slices.Contains(w.users[s.Caller.User], s) {
		return err
	}
	for g := range s.groups {
		w.groups[g].drop(s)
		forget(w.groups, g)
	}
	s.groups = nil
	for _, m := range groups {
		h.seat(w, s, m.Group, m.Since)
	}
	for _, m := range late {
		if m.in {
			h.seat(w, s, m.group, 0)
		} else {
			h.unseat(w, s, m.group)
		}
	}
	return nil
}

// seat makes a session hear a group, if it wants to; with h.mu held.
func (h *Hub) seat(w *world, s *Session, g chat.GroupID, since uint64) {
	want := s.wants(chat.KindGroup, string(g))
	if want == (grants{}) {
		return
	}
	audienceOf(w.groups, g).put(s, since, want)
	if s.groups == nil {
		s.groups = make(map[chat.GroupID]struct{})
	}
	s.groups[g] = struct{}{}
}

func (h *Hub) unseat(w *world, s *Session, g chat.GroupID) {
	w.groups[g].drop(s)
	forget(w.groups, g)
	delete(s.groups, g)
}
