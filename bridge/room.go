package bridge

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// roomAway is how long a user stays in a chatroom whose connection is gone without leaving it.
const roomAway = 2 * time.Minute

// chatroom is who is in a chatroom: an audience, and those whose connection is gone but not for long.
type chatroom struct {
	audience
	away   map[chat.UserID]*time.Timer
	events int // who enters and leaves is told while at most so many are online
}

func newAudience() audience {
	return audience{at: make(map[*Session]int), users: make(map[chat.UserID]int)}
}

func (w *world) room(r chat.RoomID) *chatroom {
	c := w.rooms[r]
	if c == nil {
		c = &chatroom{audience: newAudience(), away: make(map[chat.UserID]*time.Timer)}
		w.rooms[r] = c
	}
	return c
}

// forgetRoom removes a chatroom without anyone in it, with h.mu held.
func (h *Hub) forgetRoom(app chat.AppName, r chat.RoomID) {
	w := h.world(app)
	if c := w.rooms[r]; c != nil && len(c.seats) == 0 && len(c.away) == 0 {
		delete(w.rooms, r)
		h.forgetWorld(app)
	}
}

// has tells whether a user is in the room, connected or away.
func (c *chatroom) has(u chat.UserID) bool { return c != nil && (c.users[u] > 0 || c.away[u] != nil) }

// back ends the time that a user is away; it tells whether the user was.
func (c *chatroom) back(u chat.UserID) bool {
	t := c.away[u]
	if t != nil {
		t.Stop()
		delete(c.away, u)
	}
	return t != nil
}

// Enter sends a session that has subscribed to a chatroom the newest messages, as many as the room's settings say, and
// what was written since. It comes after the SUBACK.
func (h *Hub) Enter(s *Session, b Sub) {
	if r, ok := b.Room(); ok {
		h.openRoom(s, r, b.grants)
		s.Link.Flush()
	}
}

func (h *Hub) openRoom(s *Session, r chat.RoomID, g grants) {
	h.mu.Lock()
	t := h.seatInRoom(s, r)
	if t == nil || t.comes == nil {
		h.mu.Unlock()
		return
	}
	comes := t.comes
	h.mu.Unlock()
	recent, last := h.recent(s.Caller.App, r, comes.recent)
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.seatInRoom(s, r); t != nil && t.comes == comes {
		t.open(recent, last, g)
	}
}

// seatInRoom gives the seat of a session in a chatroom, nil when it has none; with h.mu held, and until it is let go.
func (h *Hub) seatInRoom(s *Session, r chat.RoomID) *seat {
	c := h.world(s.Caller.App).rooms[r]
	if c == nil {
		return nil
	}
	i, in := c.at[s]
	if !in {
		return nil
	}
	return &c.seats[i]
}

// enterRoom subscribes a session to a chatroom. It is in the room before it is told so: what happens from then on, it
// hears. The messages wait for [Hub.Enter].
func (h *Hub) enterRoom(s *Session, r chat.RoomID, b Sub) error {
	entry, err := h.service.EnterRoom(s.Caller, r)
	if err != nil {
		return err
	}
	if _, err := h.subscribe(s, b); err != nil {
		return err
	}
	h.sit(s, r, entry)
	// A room that was dismissed since the look told nobody who was not yet in it.
	if _, err := h.service.EnterRoom(s.Caller, r); err != nil {
		h.Unsubscribe(s, b.Filter)
		return err
	}
	return nil
}

// enterAgain brings a session that has returned back into its chatrooms.
func (h *Hub) enterAgain(s *Session) {
	for _, b := range s.subs { // of this goroutine alone
		r, ok := b.Room()
		if !ok {
			continue
		}
		if entry, err := h.service.EnterRoom(s.Caller, r); err == nil {
			h.sit(s, r, entry)
			h.Enter(s, b)
		}
	}
}

// sit gives a session a seat in a room, if it has none.
func (h *Hub) sit(s *Session, r chat.RoomID, entry chat.Entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.world(s.Caller.App)
	if !slices.Contains(w.users[s.Caller.User], s) {
		return
	}
	c := w.room(r)
	c.events = entry.Events
	_, in := c.at[s]
	fresh := !in && !c.back(s.Caller.User) && c.users[s.Caller.User] == 0
	c.put(s, 0, s.wants(chat.KindRoom, string(r)))
	if in {
		return
	}
	c.seats[c.at[s]].comes = &entering{recent: entry.Recent}
	if s.rooms == nil {
		s.rooms = make(map[chat.RoomID]struct{})
	}
	s.rooms[r] = struct{}{}
	if fresh {
		h.tellPassing(c, "member.entered", s.Caller.App, r, s.Caller.User)
	}
}

// recent reads the newest messages of a room and gives the seq of the last one. It must not hold h.mu: everyone else's
// messages wait for that.
func (h *Hub) recent(app chat.AppName, r chat.RoomID, most int) (recent []*chat.Stored, last uint64) {
	if most == 0 {
		return nil, 0
	}
	refs, err := h.service.Recent(app, r, most)
	if err == nil && len(refs) > 0 {
		recent, err = h.service.Stored(app, refs)
		last = refs[len(refs)-1].Seq
	}
	if err != nil {
		h.log.Warn("recent messages", "app", app, "conv", r, "err", err)
	}
	return recent, last
}

// open sends a session the newest messages of a room up to the seq last, then what was delivered while they were read,
// with h.mu held. What is in both comes once.
func (t *seat) open(recent []*chat.Stored, last uint64, g grants) {
	for _, st := range recent {
		t.s.deliver(st, &frames{topic: topicOf(st.App, st.To, leafBase), payload: st.Payload}, g, leafBase)
	}
	for _, m := range t.comes.waiting {
		if m.Seq == 0 || m.Seq > last {
			t.s.deliver(m.Stored, &frames{topic: topicOf(m.App, m.To, m.leaf), payload: m.Payload}, t.grants, m.leaf)
		}
	}
	t.comes, t.since = nil, last
}

// regrantRoom puts what a session still wants of a room into effect; one that wants nothing more has left.
func (h *Hub) regrantRoom(s *Session, r chat.RoomID) {
	g := s.wants(chat.KindRoom, string(r))
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.world(s.Caller.App).rooms[r]
	if c == nil {
		return
	}
	if _, in := c.at[s]; !in {
		return
	}
	if g != (grants{}) {
		c.put(s, 0, g)
		return
	}
	c.drop(s)
	delete(s.rooms, r)
	if c.users[s.Caller.User] == 0 {
		h.left(c, s.Caller.App, r, s.Caller.User)
	}
}

// unseatRooms takes a session that has ended out of its chatrooms, with h.mu held. Its user stays in them for a while,
// unless the session was ended by force.
func (h *Hub) unseatRooms(w *world, s *Session, force bool) {
	for r := range s.rooms {
		c := w.rooms[r]
		c.drop(s)
		u := s.Caller.User
		switch {
		case c.users[u] > 0 || h.closed:
		case force:
			h.left(c, s.Caller.App, r, u)
		default:
			c.away[u] = h.after(roomAway, nil, func() { h.awayTooLong(s.Caller.App, r, u) })
		}
	}
	s.rooms = nil
}

func (h *Hub) awayTooLong(app chat.AppName, r chat.RoomID, u chat.UserID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c := h.world(app).rooms[r]; c != nil && c.back(u) && c.users[u] == 0 {
		h.left(c, app, r, u)
	}
}

// left ends a user's stay in a room, with h.mu held.
func (h *Hub) left(c *chatroom, app chat.AppName, r chat.RoomID, u chat.UserID) {
	h.tellPassing(c, "member.left", app, r, u)
	h.forgetRoom(app, r)
	h.safely(nil, func() { h.service.RoomLeft(app, r, u) })
}

// tellPassing tells who is in a small room that a user enters or leaves, with h.mu held.
func (h *Hub) tellPassing(c *chatroom, event string, app chat.AppName, r chat.RoomID, u chat.UserID) {
	if len(c.users) > c.events {
		return
	}
	payload, _ := json.Marshal(struct {
		Event  string        `json:"event"`
		Room   chat.RoomID   `json:"room"`
		Users  []chat.UserID `json:"users"`
		Online int           `json:"online"`
	}{event, r, []chat.UserID{u}, len(c.users)})
	f := &frames{topic: topicOf(app, chat.RoomAddress(r), leafEvent), payload: payload}
	for i := range c.seats {
		if s := c.seats[i].s; s.Caller.User != u {
			s.tell(f, leafEvent, 1)
			s.Link.Flush()
		}
	}
}

func (h *Hub) carryRoomGone(e *chat.RoomGone) {
	w := h.world(e.App)
	c := w.rooms[e.Room]
	if c == nil {
		return
	}
	payload, _ := json.Marshal(struct {
		Event string      `json:"event"`
		Room  chat.RoomID `json:"room"`
	}{"room.dismissed", e.Room})
	h.tellRoom(c, e.App, e.Room, payload)
	for len(c.seats) > 0 {
		s := c.seats[0].s
		c.drop(s)
		delete(s.rooms, e.Room)
	}
	for u := range c.away {
		c.back(u)
	}
	h.forgetRoom(e.App, e.Room)
}

// tellRoom brings an event to who is in a room, with h.mu held.
func (h *Hub) tellRoom(c *chatroom, app chat.AppName, r chat.RoomID, payload []byte) {
	f := &frames{topic: topicOf(app, chat.RoomAddress(r), leafEvent), payload: payload}
	for i := range c.seats {
		s := c.seats[i].s
		s.tell(f, leafEvent, 1)
		h.touch(s)
	}
}

func (h *Hub) carryRoomEvent(e *chat.RoomEvent) {
	if c := h.world(e.App).rooms[e.Room]; c != nil {
		h.tellRoom(c, e.App, e.Room, e.Payload)
	}
}

// carryRoomLeft puts a user out of a room: the subscriptions stay, and hear nothing until the user subscribes again.
func (h *Hub) carryRoomLeft(e *chat.RoomLeft) {
	w := h.world(e.App)
	c := w.rooms[e.Room]
	if c == nil {
		return
	}
	for _, s := range w.users[e.User] {
		c.drop(s)
		delete(s.rooms, e.Room)
	}
	c.back(e.User)
	h.forgetRoom(e.App, e.Room)
}

func (h *Hub) carryBroadcast(e *chat.Broadcast) {
	for r, c := range h.world(e.App).rooms {
		h.toAudience(&c.audience, e.In(r), leafBase, nil)
	}
}

// InRoom implements chat.Live: who is away is in the room.
func (h *Hub) InRoom(app chat.AppName, r chat.RoomID, u chat.UserID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.world(app).rooms[r].has(u)
}

// RoomOnline implements chat.Live.
func (h *Hub) RoomOnline(app chat.AppName, r chat.RoomID) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c := h.world(app).rooms[r]; c != nil {
		return len(c.users)
	}
	return 0
}

// RoomMembers implements chat.Live.
func (h *Hub) RoomMembers(app chat.AppName, r chat.RoomID, after chat.UserID, most int) []chat.Present {
	h.mu.Lock()
	var all []chat.Present
	if c := h.world(app).rooms[r]; c != nil {
		for u := range c.users {
			if u > after {
				all = append(all, chat.Present{User: u})
			}
		}
		for u := range c.away {
			if u > after {
				all = append(all, chat.Present{User: u, Away: true})
			}
		}
	}
	h.mu.Unlock()
	slices.SortFunc(all, func(a, b chat.Present) int {
		if a.User < b.User {
			return -1
		}
		return 1
	})
	return all[:min(len(all), most)]
}
