package bridge

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Link is the connection of a session. None of its methods blocks.
type Link interface {
	// Queue appends one MQTT packet, copied, with id written at idAt if that is not 0. It tells whether the link is open.
	Queue(packet []byte, idAt int, id uint16) bool
	// Flush starts to write what is queued.
	Flush()
	// Full tells whether so much waits for the socket that what may come later is better not queued.
	Full() bool
	// Leaving tells whether the client has hung up, and what it said before may not have been read yet.
	Leaving() bool
	// CloseAfterFlush closes once what is queued is written.
	CloseAfterFlush()
}

// Limits of a session.
const (
	windowMost   = 1024 // QoS 1 deliveries without a PUBACK
	answersMost  = 256  // publishes without an answer; beyond it the client is not read
	requestsMost = 10   // requests at once over the socket
)

// SessionOptions describe a connection that has proven who it is.
type SessionOptions struct {
	Caller     chat.Caller
	Client     string // the client id, as the client knows it
	Address    string // where it connected from
	Version    byte   // of MQTT: 3, 4 or 5
	Link       Link
	NextID     func() (uint16, error) // packet ids, shared with the broker
	Window     int                    // what the client takes at once; 0: no limit of its own
	MaxPacket  int                    // what the client takes; 0: no limit
	Aliases    int                    // topic aliases that the client takes; 0: none
	NoReasons  bool                   // the client wants no reasons in answers [MQTT5-3.1.2.11.7]
	Persistent bool                   // the session outlives the connection
	Expiry     time.Duration          // for how long; 0: for ever
	Linked     bool                   // the client is the link of another server
}

// Session is one live connection of a user.
type Session struct {
	SessionOptions
	hub    *Hub
	origin uint64
	born   uint64 // tells it from other sessions of its client, on disk
	since  time.Time

	// Under hub.mu.
	groups map[chat.GroupID]struct{}
	rooms  map[chat.RoomID]struct{}
	late   []membership // changes while the groups are being loaded
	loads  bool
	inbox  grants

	box       atomic.Pointer[mailbox] // what it has on device topics; nil: nothing
	will      atomic.Pointer[will]    // nil: none, or the connection has ended
	decided   topicCache              // of the goroutine that reads
	published time.Time               // on device topics, last; likewise
	untold    []string                // new filters below $SYS; of the goroutine that reads
	line      line                    // of publishes on device topics
	pace      pace                    // of them; of the goroutine that reads
	flushing  atomic.Bool             // it is to be flushed by flushSoon

	mu        sync.Mutex
	subs      []Sub
	window    map[uint16]uint64 // packet id → feed position, 0 for what is not in the log
	behind    bool              // live messages are left to the log
	skipped   uint64            // the last position that was left to it
	reading   bool              // a goroutine serves from the log
	cursor    uint64            // the client has been sent all up to here
	room      sync.Cond         // signals that answers, the window or the link got room, or that the session ended
	answers   []*answer
	requests  int
	held      []frame // of the inbox and in no log, until there is room
	heldBytes int
	slow      bool              // too much was held: the session ends
	aliases   map[string]uint16 // of topics that the client has heard
	ended     bool
	forget    bool // what is kept of the session is to be dropped at its end
	touched   bool // of the delivering goroutine alone
	expiry    *time.Timer
	saved     chat.StoredSession // as it is on disk

	saving sync.Mutex // held while the session is written, before mu: what is written last is the newest
}

// answer is what a publish waits for. Answers leave in the order of arrival [MQTT-4.6.0-2].
type answer struct {
	packet []byte
	done   bool
}

// NewSession makes a session; it is live once the hub has it.
func NewSession(o SessionOptions) *Session {
	if o.Window <= 0 || o.Window > windowMost {
		o.Window = windowMost
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(o.Client)) // never fails
	s := &Session{SessionOptions: o, origin: h.Sum64() | 1, born: rand.Uint64() | 1, since: time.Now()}
	s.room.L = &s.mu
	return s
}

// resume gives a session that is not live yet what was kept of it.
func (s *Session) resume(kept *chat.StoredSession) {
	s.saved, s.behind, s.born = *kept, true, kept.Born
	s.forget = !s.Persistent // it ends with this connection [MQTT5-3.1.2-23]
	for _, sub := range kept.Subs {
		b, err := s.ParseFilter(sub.Filter, sub.QoS)
		if err != nil {
			continue // allowed by an earlier version
		}
		b.keep(sub)
		s.subs = append(s.subs, b)
	}
}

// keep gives a subscription the options with which it was kept.
func (b *Sub) keep(o chat.StoredSub) { b.ID, b.NoLocal, b.AsIs = o.ID, o.NoLocal, o.AsIs }

// isOf tells whether a session is another one's, or of the connection that its client had before.
func (s *Session) isOf(o *Session) bool {
	return s == o || o != nil && s.origin == o.origin && s.Caller.User == o.Caller.User && s.Caller.App == o.Caller.App
}

// OriginID tells the user's sessions apart by their client id.
func (s *Session) OriginID() uint64 { return s.origin }

// Since is when the session began.
func (s *Session) Since() time.Time { return s.since }

// Expect makes a place for the answer to a publish, in the order of arrival. It blocks while too many publishes wait
// for theirs, so that a client that outruns the disk is read more slowly. It returns nil when the session has ended.
func (s *Session) Expect() *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.answers) >= answersMost && !s.ended {
		s.room.Wait()
	}
	if s.ended {
		return nil
	}
	a := new(answer)
	s.answers = append(s.answers, a)
	return a
}

// resolve fills an answer in and queues all that are complete in front of the queue. A nil packet answers nothing.
func (s *Session) resolve(a *answer, packet []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.packet, a.done = packet, true
	n := 0
	for n < len(s.answers) && s.answers[n].done {
		if p := s.answers[n].packet; p != nil {
			s.Link.Queue(p, 0, 0)
		}
		n++
	}
	s.answers = slices.Delete(s.answers, 0, n)
	if len(s.answers) == 0 && cap(s.answers) > 16 {
		s.answers = nil
	}
	if n > 0 {
		s.room.Broadcast()
	}
}

// Answered takes a PUBACK, PUBREC or PUBCOMP; it tells whether the packet id was one of ours. One of another kind than the
// delivery waits for acknowledges nothing, and is wrong. A PUBREC with an error ends the exchange [MQTT5-4.3.3-4].
func (s *Session) Answered(kind byte, id uint16, reason byte) (ours, wrong bool) {
	b := s.box.Load()
	awaited := kind == packetPuback // with which all is acknowledged that is in no mailbox
	if b != nil {
		awaited = b.awaits(kind, id)
	}
	switch {
	case !awaited:
		return false, s.uses(id)
	case kind == packetPubrec && reason < 0x80:
		return b.receivedBy(id), false
	}
	return s.acked(id), false
}

// acked ends the exchange of a packet id; it tells whether the packet id was one of ours.
func (s *Session) acked(id uint16) bool {
	ours := s.free(id)
	if b := s.box.Load(); ours && b != nil {
		b.acked(id)
	}
	return ours
}

func (s *Session) uses(id uint16) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ours := s.window[id]
	return ours
}

// free ends the use of a packet id; it tells whether it was in use.
func (s *Session) free(id uint16) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ours := s.window[id]; !ours {
		return false
	}
	delete(s.window, id)
	if s.behind && len(s.window) <= s.Window/2 {
		s.catchUp()
	}
	if len(s.held) > 0 {
		s.room.Broadcast()
	}
	return true
}

// send queues one frame, with s.mu held. pos is its place in the log, 0 when it is not in it. It tells whether the
// frame was taken; what is in the log and was not taken comes later from the log.
func (s *Session) send(f frame, pos uint64) bool {
	if s.ended || s.MaxPacket > 0 && len(f.packet) > s.MaxPacket { // [MQTT-3.1.2-25]
		return true
	}
	if f.idAt == 0 {
		return !s.Link.Full() && s.hand(f, 0)
	}
	if len(s.window) >= s.Window || s.Link.Full() {
		return false
	}
	id, err := s.freeID()
	if err != nil || !s.hand(f, id) {
		return false
	}
	s.reserve(id)
	s.window[id] = pos
	return true
}

// pass is send for what is in no log.
func (s *Session) pass(f frame) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.send(f, 0)
}

// hand queues a message on the connection, and counts it.
func (s *Session) hand(f frame, id uint16) bool {
	if !s.queue(f, id) {
		return false
	}
	s.hub.counts.sent.Add(1)
	return true
}

// reserve keeps a packet id from being given to another delivery, with s.mu held.
func (s *Session) reserve(id uint16) {
	if s.window == nil {
		s.window = make(map[uint16]uint64, 4)
	}
	s.window[id] = 0
}

// post queues a frame of a device topic, under the packet id that it had before or (0) a new one. An id of 0 in the
// answer means that the client does not take packets as large as this.
func (s *Session) post(f frame, id uint16) (used uint16, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.ended || s.Link.Full() || id == 0 && len(s.window) >= s.Window:
		return 0, false
	case s.MaxPacket > 0 && len(f.packet) > s.MaxPacket: // [MQTT5-3.1.2-25]
		delete(s.window, id)
		return 0, true
	}
	if id == 0 {
		fresh, err := s.freeID()
		if err != nil {
			return 0, false
		}
		id = fresh
	}
	if !s.hand(f, id) {
		return 0, false
	}
	s.reserve(id)
	return id, true
}

// takeID reserves a packet id for a delivery that is sent later; false: there is no room for it.
func (s *Session) takeID() (uint16, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || len(s.window) >= s.Window {
		return 0, false
	}
	id, err := s.freeID()
	if err != nil {
		return 0, false
	}
	s.reserve(id)
	return id, true
}

func (s *Session) freeID() (uint16, error) {
	for {
		id, err := s.NextID()
		if err != nil {
			return 0, err
		}
		if _, used := s.window[id]; !used {
			return id, nil
		}
	}
}

// deliver sends a message of the log or of a room that the session wants with g. from tells whose it is.
func (s *Session) deliver(st *chat.Stored, f *frames, g grants, l leaf) {
	grant := g[l]
	if grant == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return // the cursor stays, so that the log has it when the client returns
	}
	inLog := st.Pos > 0 && st.Conv.Kind() != chat.KindRoom
	if inLog && s.behind {
		s.skipped = st.Pos
		return
	}
	if inLog && st.Pos <= s.cursor {
		return
	}
	pos := st.Pos
	if !inLog {
		pos = 0
	}
	if s.send(s.form(f, l, grant-1), pos) {
		if inLog {
			s.cursor = st.Pos
		}
		return
	}
	if inLog && grant > 1 {
		// What was delivered before was offered too: what the session did not want then, it is not sent now.
		s.behind, s.skipped, s.cursor = true, st.Pos, st.Pos-1
		s.catchUp()
	}
}

// form encodes a frame for this session: shared with others unless it carries subscription identifiers.
func (s *Session) form(f *frames, l leaf, qos byte) frame {
	if s.Version < 5 || !slices.ContainsFunc(s.subs, func(b Sub) bool { return b.ID > 0 }) {
		return f.get(s.Version, qos)
	}
	var props []byte
	for _, b := range s.subs {
		if b.ID > 0 && b.kind != kindDevice && matches(b.match, f.topic) { // [MQTT-3.3.4-3]
			props = varint(append(props, propSubscription), b.ID)
		}
	}
	return publish(f.topic, f.payload, s.Version, qos, props)
}

// tell sends what is not in the log and may be missed: signals, and events of chatrooms. For the rest there is inform.
func (s *Session) tell(f *frames, l leaf, qosMost byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if grant := s.grantOf(f.topic, l); grant > 0 {
		s.send(s.form(f, l, min(grant-1, qosMost)), 0)
	}
}

// grantOf is how a topic is granted to the session, with s.mu held: 0 not at all, else the QoS plus one.
func (s *Session) grantOf(topic string, l leaf) byte {
	var g grants
	for _, b := range s.subs {
		if matches(b.match, topic) {
			g.add(b.grants)
		}
	}
	return g[l]
}

// end makes the session take nothing more, and wakes who waits for it.
func (s *Session) end() {
	s.mu.Lock()
	s.ended = true
	if s.expiry != nil {
		s.expiry.Stop()
	}
	s.room.Broadcast()
	s.mu.Unlock()
	s.part() // it may have got a mailbox since it left the lists
}

// awaitEnd waits until the session has ended, or for so long.
func (s *Session) awaitEnd(most time.Duration) {
	late := false
	timer := time.AfterFunc(most, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		late = true
		s.room.Broadcast()
	})
	defer timer.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.ended && !late {
		s.room.Wait()
	}
}

// stored describes the session for the disk, as its connection ends. delivered is the feed position up to which live
// messages went out.
func (s *Session) stored(delivered uint64, now time.Time) chat.StoredSession {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := chat.StoredSession{Cursor: delivered, Born: s.born}
	s.describe(&st)
	if s.ended {
		st.Left = now.UnixMilli()
	}
	if s.behind || s.cursor > delivered {
		st.Cursor = s.cursor
	}
	for _, pos := range s.window {
		if pos > 0 {
			st.Cursor = min(st.Cursor, pos-1)
		}
	}
	if s.Expiry > 0 {
		st.Expires = now.Add(s.Expiry).UnixMilli()
	}
	for _, b := range s.subs {
		st.Subs = append(st.Subs, b.stored())
	}
	return st
}

// describe says where the connection is from, for who asks about sessions.
func (s *Session) describe(st *chat.StoredSession) {
	st.Platform, st.Device, st.Address, st.Version = s.Caller.Platform, s.Caller.Device, s.Address, s.Version
	st.Since, st.Left = s.since.UnixMilli(), 0
}

// storedLive is stored while the connection is open: the session does not run out before it has ended.
func (s *Session) storedLive(delivered uint64) chat.StoredSession {
	st := s.stored(delivered, time.Now())
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lasting(st)
}

// lasting is what a kept session becomes with a connection, with s.mu held or before anyone else has the session. One
// that is to end with it ends with a crash, too.
func (s *Session) lasting(st chat.StoredSession) chat.StoredSession {
	st.Expires, st.Lasts = 0, s.Expiry.Milliseconds()
	if !s.Persistent {
		st.Lasts = 1
	}
	return st
}

// SetExpiry changes how long the session outlives its connection; 0: not at all. One that was not to outlive it stays
// so [MQTT5-3.14.2.2.2].
func (s *Session) SetExpiry(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.Persistent {
		return
	}
	s.forget = d == 0
	s.Persistent, s.Expiry = d > 0, d
}

// outlives tells whether the session is kept when its connection ends.
func (s *Session) outlives() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Persistent
}

func (s *Session) name() clientOf { return clientOf{who{s.Caller.App, s.Caller.User}, s.Client} }

// address is the topic of the session's own inbox.
func (s *Session) address(l leaf) string {
	return topicOf(s.Caller.App, chat.UserAddress(s.Caller.User), l)
}

func topicOf(app chat.AppName, to chat.Address, l leaf) string {
	t := "im/" + string(app) + "/" + string(to.Kind) + "/" + to.ID
	if l != leafBase {
		t += "/" + leafNames[l]
	}
	return t
}

// timeLeft is how long the session's credential lives; 0: for ever.
func (s *Session) timeLeft(now time.Time) time.Duration {
	if s.Caller.Expires == 0 {
		return 0
	}
	return max(time.Millisecond, time.UnixMilli(s.Caller.Expires).Sub(now))
}

// Released is told of the PUBREL of a QoS 2 publish. It tells whether the PUBCOMP is the bridge's.
func (s *Session) Released(id uint16) bool {
	b := s.box.Load()
	return b != nil && b.released(id)
}

// Unreleased lists the QoS 2 publishes of the client, before it returned, whose PUBREL is missing.
func (s *Session) Unreleased() (ids []uint16) {
	if b := s.box.Load(); b != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		for id := range b.incoming {
			ids = append(ids, id)
		}
	}
	return ids
}
