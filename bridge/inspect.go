package bridge

import (
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Inspect implements chat.Inspector.
func (h *Hub) Inspect(app chat.AppName, user chat.UserID, client string) (st chat.SessionState, flights int, connected bool) {
	h.mu.Lock()
	var s *Session
	for _, one := range h.world(app).users[user] {
		if one.Client == client {
			s = one
		}
	}
	h.mu.Unlock()
	if s != nil {
		st = s.inspect()
	}
	if _, b := h.devices.find(app, user, client); b != nil {
		b.mu.Lock()
		st.Receiving = len(b.incoming)
		if !b.kept {
			st.Waiting = len(b.waiting)
		}
		if s != nil {
			flights = len(b.flights)
		}
		b.mu.Unlock()
	}
	return st, flights, s != nil
}

// inspect tells how a session is, but for what its mailbox knows.
func (s *Session) inspect() chat.SessionState {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := chat.SessionState{LiveSession: s.live(), Connected: true, Expiry: int64(s.Expiry / time.Second)}
	st.InFlight, st.Behind = len(s.window), s.behind
	st.Subscriptions = make([]chat.Subscription, 0, len(s.subs))
	for _, b := range s.subs {
		st.Subscriptions = append(st.Subscriptions, b.stored().Subscription())
	}
	return st
}

// live describes a connection, with s.mu held.
func (s *Session) live() chat.LiveSession {
	return chat.LiveSession{
		User: s.Caller.User, Client: s.Client, Platform: s.Caller.Platform, Device: s.Caller.Device, Address: s.Address,
		Since: s.since.UnixMilli(), Version: s.Version, Persistent: s.Persistent,
	}
}

func (b Sub) stored() chat.StoredSub {
	return chat.StoredSub{Filter: b.Filter, QoS: b.QoS, ID: b.ID, NoLocal: b.NoLocal, AsIs: b.AsIs}
}

// dropSession ends a session for good whose client may be away, with h.mu held. Those of connected clients end like any
// that was not to outlive its connection.
func (h *Hub) dropSession(app chat.AppName, user chat.UserID, client string) {
	for _, s := range h.world(app).users[user] {
		if s.Client == client {
			s.forgo()
			return
		}
	}
	if w, b := h.devices.find(app, user, client); b != nil {
		w.drop(b)
	}
	for _, w := range h.wills.takeAll(clientOf{who{app, user}, client}) {
		h.safely(nil, func() { h.publishWill(w) }) // [MQTT5-3.1.2-10]
	}
}

// forgo makes the session end with its connection.
func (s *Session) forgo() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget, s.Persistent, s.Expiry = true, false, 0
}
