package bridge

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/hongyan-im/hongyan/chat"
)

// Online implements chat.Roster.
func (h *Hub) Online(app chat.AppName, after chat.UserID, most int) (list []chat.LiveSession, next chat.UserID) {
	users := h.online(app, after)
	slices.Sort(users)
	for _, u := range users {
		if len(list) >= most {
			return list, next
		}
		list, next = append(list, h.OnlineOf(app, u)...), u
	}
	return list, ""
}

// online gives the users of an app who have a live session and whose ids come after one.
func (h *Hub) online(app chat.AppName, after chat.UserID) []chat.UserID {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.worlds[app]
	if w == nil {
		return nil
	}
	users := make([]chat.UserID, 0, len(w.users))
	for u := range w.users {
		if u > after {
			users = append(users, u)
		}
	}
	return users
}

// IsOnline tells whether a user has a live session.
func (h *Hub) IsOnline(app chat.AppName, user chat.UserID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.worlds[app]
	return w != nil && len(w.users[user]) > 0
}

// OnlineOf implements chat.Roster.
func (h *Hub) OnlineOf(app chat.AppName, user chat.UserID) (list []chat.LiveSession) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.worlds[app]
	if w == nil {
		return nil
	}
	for _, s := range w.users[user] {
		s.mu.Lock()
		list = append(list, s.live())
		s.mu.Unlock()
	}
	slices.SortFunc(list, func(a, b chat.LiveSession) int { return cmp.Compare(a.Client, b.Client) })
	return list
}

// OnlineCount implements chat.Roster.
func (h *Hub) OnlineCount(app chat.AppName) (users, sessions int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.worlds[app]
	if w == nil {
		return 0, 0
	}
	for _, mine := range w.users {
		sessions += len(mine)
	}
	return len(w.users), sessions
}

// Came implements chat.Roster.
func (h *Hub) Came(app chat.AppName) (users []chat.UserID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for u := range h.came[app] {
		users = append(users, u)
	}
	delete(h.came, app)
	return users
}

// noteCame keeps who connected, with h.mu held. Guests leave no trace.
func (h *Hub) noteCame(c chat.Caller) {
	if c.Guest() {
		return
	}
	if h.came[c.App] == nil {
		h.came[c.App] = make(map[chat.UserID]struct{})
	}
	h.came[c.App][c.User] = struct{}{}
}

// announceMost is how many users are told in one go: h.mu is free in between.
const announceMost = 500

// carryAnnounced tells everyone who is online, beside the delivery of batches: they may be many.
func (h *Hub) carryAnnounced(e *chat.Announced) {
	payload, err := json.Marshal(e.Event)
	if err != nil {
		h.log.Error("encode an event", "err", err)
		return
	}
	h.safely(nil, func() {
		for some := range slices.Chunk(h.online(e.App, ""), announceMost) {
			for _, s := range h.tellAll(e.App, some, payload) {
				h.flush(s)
			}
		}
	})
}

func (h *Hub) tellAll(app chat.AppName, users []chat.UserID, payload []byte) (told []*Session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, u := range users {
		f := &frames{topic: topicOf(app, chat.UserAddress(u), leafEvent), payload: payload}
		for _, s := range h.world(app).users[u] {
			s.inform(f, leafEvent)
			told = append(told, s)
		}
	}
	return told
}
