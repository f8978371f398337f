package bridge

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Hub knows all live sessions and carries what happens to them.
type Hub struct {
	service *chat.Service
	request Request
	log     *slog.Logger

	presence *presence

	mu       sync.Mutex
	worlds   map[chat.AppName]*world
	came     map[chat.AppName]map[chat.UserID]struct{} // who connected since Came was called
	touched  []*Session                                // sessions to flush, of the delivering goroutine alone
	crowd    []*Session                                // those that got something with many others
	crowds   int                                       // how many messages that was
	crowded  atomic.Int64                              // when the last crowd had been flushed, ns since epoch; 0: one is being flushed
	moved    movedThreads
	devices  devices
	wills    wills
	partings partings
	sys      sys
	counts   counts
	dropped  dropped
	refused  refusals
	flusher  flusher
	held     atomic.Int64 // bytes that wait for inboxes and are in no log
	banned   atomic.Pointer[chat.BannedNetworks]
	outlet   Outlet        // nil: nothing passes to other brokers at once
	readers  chan struct{} // who reads what is retained
	closed   bool
}

// Request runs a REST request that came over a socket, and gives its status and its answer as JSON.
type Request func(ctx context.Context, c chat.Caller, method, path string, body []byte) (status int, answer []byte)

// world is one app's live sessions.
type world struct {
	users  map[chat.UserID][]*Session
	groups map[chat.GroupID]*audience
	rooms  map[chat.RoomID]*chatroom
	pos    uint64 // of the last message of the feed that was delivered
}

// epoch is what short times are counted from.
var epoch = time.Now().Add(-time.Hour)

// NewHub makes a hub. It must be bound to a service before sessions are attached.
func NewHub(log *slog.Logger) *Hub {
	h := &Hub{log: log, presence: newPresence(), worlds: make(map[chat.AppName]*world), came: make(map[chat.AppName]map[chat.UserID]struct{}), readers: make(chan struct{}, replayReaders)}
	h.devices.hub = h
	h.crowded.Store(1)
	return h
}

// Bind gives the hub what it asks: the service, and the handler of requests over the socket.
func (h *Hub) Bind(s *chat.Service, r Request) { h.service, h.request = s, r }

// world gives an app's live sessions, with h.mu held; an empty world for nobody to enter when there are none. A world
// lasts as long as somebody is in it: an app that is removed and made again counts its positions anew.
func (h *Hub) world(app chat.AppName) *world {
	if w := h.worlds[app]; w != nil {
		return w
	}
	return &world{}
}

// enterWorld gives the world of a session that becomes live, with h.mu held. pos is what its feed has come to.
func (h *Hub) enterWorld(app chat.AppName, pos uint64) *world {
	w := h.worlds[app]
	if w == nil {
		w = &world{users: make(map[chat.UserID][]*Session), groups: make(map[chat.GroupID]*audience), rooms: make(map[chat.RoomID]*chatroom), pos: pos}
		h.worlds[app] = w
	}
	if len(w.users) == 0 {
		w.pos = pos // the world was kept for who is away from a chatroom
	}
	return w
}

// position is what an app's feed has come to for live sessions, with h.mu held. The store is asked only for the first.
func (h *Hub) position(app chat.AppName) (uint64, error) {
	if w := h.worlds[app]; w != nil && len(w.users) > 0 {
		return w.pos, nil
	}
	return h.service.Position(app)
}

// forgetWorld forgets a world without anyone in it, with h.mu held.
func (h *Hub) forgetWorld(app chat.AppName) {
	if w := h.worlds[app]; w != nil && len(w.users) == 0 && len(w.rooms) == 0 {
		delete(h.worlds, app)
	}
}

// Admit refuses a session that would be one too many where the newest goes, and a client id that is banned. [Hub.Attach]
// looks again: another may be let in meanwhile, or banned.
func (h *Hub) Admit(c chat.Caller, client string) error {
	if err := h.service.ClientMayCome(c.App, client); err != nil {
		return err
	}
	st, err := h.settings(c.App)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err = h.excess(st, c, client)
	return err
}

func (h *Hub) settings(app chat.AppName) (chat.Settings, error) {
	a, err := h.service.App(string(app))
	return a.Settings, err
}

// excess gives the sessions that end when one more of a client comes, with h.mu held. What the client itself has there
// does not count: it is taken over.
func (h *Hub) excess(st chat.Settings, c chat.Caller, client string) (out []*Session, err error) {
	var others []*Session
	var platforms []chat.Platform
	for _, s := range h.world(c.App).users[c.User] { // in the order in which they came
		if s.Client != client {
			others, platforms = append(others, s), append(platforms, s.Caller.Platform)
		}
	}
	places, err := st.Excess(platforms, c.Platform)
	for _, i := range places {
		out = append(out, others[i])
	}
	return out, err
}

// Attach makes a session live, in the place of those that are too many with it. A kept session goes on where it was: with its subscriptions, and from its cursor on.
func (h *Hub) Attach(s *Session, kept *chat.StoredSession) error {
	s.hub = h
	st, err := h.settings(s.Caller.App)
	if err != nil {
		return err
	}
	if kept != nil {
		s.resume(kept)
	}
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return chat.Errorf(chat.CodeShuttingDown, "the server is going down; connect again in a moment")
	}
	excess, err := h.excess(st, s.Caller, s.Client)
	if err == nil {
		err = h.MayCome(s.Address)
	}
	var pos uint64
	if err == nil {
		pos, err = h.position(s.Caller.App)
	}
	if err != nil {
		h.mu.Unlock()
		return err
	}
	w := h.enterWorld(s.Caller.App, pos)
	s.cursor = pos
	if kept != nil {
		s.cursor = min(kept.Cursor, pos)
	}
	w.users[s.Caller.User] = append(w.users[s.Caller.User], s)
	h.noteCame(s.Caller)
	h.presence.came(who{s.Caller.App, s.Caller.User}, s.since)
	for _, old := range excess {
		h.expel(old, ending{code: chat.CodeReplaced, reason: "a newer session of this user took the place of this one", by: s.Caller})
	}
	if left := s.timeLeft(time.Now()); left > 0 {
		s.expiry = h.after(left, s, func() {
			h.Close(s, chat.CodeTokenExpired, "the token has expired: log in again")
		})
	}
	h.mu.Unlock()
	if err := h.service.ClientMayCome(s.Caller.App, s.Client); err != nil { // a ban from now on finds it in the lists
		return err
	}
	h.begin(s, pos, kept)
	if kept == nil {
		return nil
	}
	if err := h.devices.adopt(s); err != nil {
		return err
	}
	for _, b := range s.subs { // of this goroutine alone
		switch b.kind {
		case kindDevice:
			h.devices.put(s, b, false)
		case kindSys:
			h.sys.add(s)
		}
	}
	for _, kind := range []chat.Kind{chat.KindUser, chat.KindGroup} {
		if err := h.regrant(s, kind); err != nil {
			return err
		}
	}
	h.enterAgain(s)
	s.mu.Lock()
	s.catchUp()
	s.mu.Unlock()
	return nil
}

// begin notes on disk that a session which is kept has a connection, so that it does not run out meanwhile.
func (h *Hub) begin(s *Session, pos uint64, kept *chat.StoredSession) {
	s.saving.Lock()
	defer s.saving.Unlock()
	s.mu.Lock()
	ended, persistent := s.ended, s.Persistent
	var st chat.StoredSession
	if kept != nil {
		st = s.lasting(*kept)
		s.describe(&st)
	}
	s.mu.Unlock()
	switch {
	case ended: // it is kept, or forgotten, as it is now
	case kept != nil:
		h.save(s, st, func() {})
	case persistent:
		h.save(s, s.storedLive(pos), func() {})
	}
}

// Detach ends a session whose connection is gone, and keeps it when it is to outlive it.
func (h *Hub) Detach(s *Session) {
	h.mu.Lock()
	pos, live := h.remove(s, false)
	h.mu.Unlock()
	s.end()
	if live {
		h.leave(s, pos)
	}
}

// leave keeps or forgets a session that has been removed and has ended.
func (h *Hub) leave(s *Session, pos uint64) {
	s.saving.Lock()
	defer s.saving.Unlock()
	if s.outlives() {
		h.save(s, s.stored(pos, time.Now()), func() { h.partings.end(s) })
		return
	}
	defer h.partings.end(s)
	s.mu.Lock()
	forget := s.forget
	s.mu.Unlock()
	if !forget {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), requestTime)
	defer cancel()
	if err := h.service.DropSession(ctx, s.Caller.App, s.Caller.User, s.Client, s.born); err != nil {
		h.log.Warn("forget a session", "app", s.Caller.App, "user", s.Caller.User, "err", err)
	}
}

// remove takes a session out of all lists, with h.mu held; it tells whether it was in them. One
// that is ended by force leaves its chatrooms at once. Its parting lasts until leave is done, or another ends it.
func (h *Hub) remove(s *Session, force bool) (pos uint64, live bool) {
	w := h.world(s.Caller.App)
	mine := w.users[s.Caller.User]
	i := slices.Index(mine, s)
	if i < 0 {
		return 0, false
	}
	if mine = slices.Delete(mine, i, i+1); len(mine) == 0 {
		delete(w.users, s.Caller.User)
	} else {
		w.users[s.Caller.User] = mine
	}
	h.partings.begin(s)
	h.presence.went(who{s.Caller.App, s.Caller.User}, time.Now())
	for g := range s.groups {
		w.groups[g].drop(s)
		forget(w.groups, g)
	}
	s.groups = nil
	h.unseatRooms(w, s, force)
	s.part()
	h.endWill(s)
	h.forgetWorld(s.Caller.App)
	return w.pos, true
}

// save stores a session, and calls then once that is done, or failed.
func (h *Hub) save(s *Session, st chat.StoredSession, then func()) {
	if err := h.service.SubmitSession(s.Caller.App, s.Caller.User, s.Client, st, then); err != nil {
		h.log.Warn("keep a session", "app", s.Caller.App, "user", s.Caller.User, "err", err)
		then()
	}
}

// leavingTime is how long it may take until all is read of a client that has hung up.
const leavingTime = time.Second

// TakeOver ends the live session of the same client, if there is one, and its connection [MQTT5-3.1.4-3], and gives what
// it would have kept. What a client that has hung up said before counts: a DISCONNECT takes its will back.
func (h *Hub) TakeOver(app chat.AppName, user chat.UserID, client string) *chat.StoredSession {
	old := h.liveOf(app, user, client)
	if old == nil {
		return nil
	}
	if old.Link.Leaving() {
		old.awaitEnd(leavingTime)
	}
	h.mu.Lock()
	pos, live := h.remove(old, false)
	h.mu.Unlock()
	if !live { // it has just ended by itself
		return nil
	}
	defer h.partings.end(old)
	if old.Version >= 5 {
		old.Link.Queue(old.goodbye(0x8E, ending{reason: "another connection with this client id took over"}), 0, 0)
	}
	old.Link.CloseAfterFlush()
	old.end()
	if !old.outlives() {
		h.leave(old, pos)
		return nil
	}
	old.saving.Lock() // what is being written now is written before what the new session writes
	defer old.saving.Unlock()
	st := old.stored(pos, time.Now())
	return &st
}

// liveOf finds the live session of a client, nil when there is none.
func (h *Hub) liveOf(app chat.AppName, user chat.UserID, client string) *Session {
	h.mu.Lock()
	defer h.mu.Unlock()
	mine := h.world(app).users[user]
	if i := slices.IndexFunc(mine, func(s *Session) bool { return s.Client == client }); i >= 0 {
		return mine[i]
	}
	return nil
}

// Count counts the live sessions.
func (h *Hub) Count() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.worlds {
		for _, mine := range w.users {
			n += len(mine)
		}
	}
	return n
}

// Close ends a live session with a reason, and keeps it when it outlives its connection. It leaves the lists first: what
// is delivered to a session that has ended would count as received.
func (h *Hub) Close(s *Session, code chat.Code, reason string) {
	h.mu.Lock()
	pos, live := h.remove(s, false)
	h.mu.Unlock()
	h.dismiss(s, ending{code: code, reason: reason})
	if live {
		h.leave(s, pos)
	}
}

// ending is why a connection ends.
type ending struct {
	code   chat.Code // empty: the reason code of MQTT 5 says it all
	reason string
	by     chat.Caller // of the newer session in whose favour it ends, if it does
}

// dismiss tells a client why its connection ends, and ends it: MQTT 5 clients read it in the DISCONNECT, others in an
// event before.
func (h *Hub) dismiss(s *Session, e ending) {
	if s.Version < 5 {
		payload, _ := json.Marshal(struct {
			Event    string        `json:"event"`
			Code     chat.Code     `json:"code"`
			Reason   string        `json:"reason"`
			Platform chat.Platform `json:"platform,omitempty"`
			Device   string        `json:"device,omitempty"`
		}{"closed", e.code, e.reason, e.by.Platform, e.by.Device})
		s.tell(&frames{topic: s.address(leafEvent), payload: payload}, leafEvent, 0)
	} else {
		s.Link.Queue(s.goodbye(disconnectReason(e.code), e), 0, 0)
	}
	s.Link.CloseAfterFlush()
	s.end()
}

// goodbye is a DISCONNECT, without words for a client that does not take so much [MQTT5-3.14.2-3] [MQTT5-3.14.2-4].
func (s *Session) goodbye(reason byte, e ending) []byte {
	b := disconnect(reason, e)
	if s.MaxPacket > 0 && len(b) > s.MaxPacket {
		return []byte{packetDisconnect, 1, reason}
	}
	return b
}

// disconnectReason is the reason code of a DISCONNECT [MQTT5-3.14.2.1].
func disconnectReason(code chat.Code) byte {
	switch code {
	case chat.CodeTokenExpired:
		return 0xA0 // the connection has lasted as long as was allowed
	case chat.CodeForbidden:
		return 0x98 // administrative action
	case chat.CodeReplaced:
		return 0x8E // session taken over
	case chat.CodeTooManySessions, chat.CodeOverloaded:
		return 0x97 // quota exceeded
	case chat.CodeRateLimited:
		return 0x96 // message rate too high
	case chat.CodeShuttingDown:
		return 0x8B
	}
	return 0x87
}

// Shutdown tells all clients that the server goes down, and keeps the sessions that outlive it, and when users were seen.
func (h *Hub) Shutdown() {
	h.mu.Lock()
	h.closed = true
	var all []*Session
	for _, w := range h.worlds {
		for _, mine := range w.users {
			all = append(all, mine...)
		}
	}
	h.mu.Unlock()
	h.wills.close()
	h.devices.rest()
	for _, s := range all {
		h.Close(s, chat.CodeShuttingDown, "the server is going down; connect again in a moment")
	}
	ctx, cancel := context.WithTimeout(context.Background(), seenEvery)
	defer cancel()
	h.keepSeen(ctx)
}

// SaveAll keeps the cursors of live persistent sessions, so that after a crash little is delivered twice.
func (h *Hub) SaveAll() {
	h.mu.Lock()
	type one struct {
		s   *Session
		pos uint64
	}
	var all []one
	for _, w := range h.worlds {
		for _, mine := range w.users {
			for _, s := range mine {
				if s.outlives() {
					all = append(all, one{s, w.pos})
				}
			}
		}
	}
	h.mu.Unlock()
	for _, o := range all {
		h.saveLive(o.s, o.pos)
	}
}

// saveLive keeps the cursor of a session that has not ended, if it has moved: what has ended may have been forgotten
// meanwhile, or belongs to the connection that took over.
func (h *Hub) saveLive(s *Session, pos uint64) {
	s.saving.Lock()
	defer s.saving.Unlock()
	s.mu.Lock()
	same := s.saved.Cursor == s.cursor
	s.saved.Cursor = s.cursor
	ended := s.ended
	s.mu.Unlock()
	if !same && !ended {
		h.save(s, s.storedLive(pos), func() {})
	}
}
