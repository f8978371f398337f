package bridge

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// mailbox is what a session has on device topics: subscriptions, messages that wait, and messages whose acknowledgement
// is missing. Of a session that is kept it outlives the connection, and what it is owed is on disk. Locked before the
// Session.
type mailbox struct {
	world    *deviceWorld
	user     chat.UserID
	client   string
	platform chat.Platform // of the last connection
	kept     bool          // the session is on disk
	born     uint64        // which one of its client it is
	many     atomic.Bool   // more than one subscription, so that several may mean one topic

	mu       sync.Mutex
	s        *Session // the connection; nil: away
	gone     bool     // it takes nothing any more
	subs     []*Sub
	waiting  []*parcel
	flights  map[uint16]*parcel
	inFlight int             // bytes of their payloads
	waits    int             // and of those of waiting
	incoming map[uint16]bool // QoS 2 publishes of the client that wait for PUBREL; true: that is on disk
	order    uint64
	newest   uint64 // seq of the newest message on disk, as far as it is known
	queue    *queue // what is on disk; nil: the session is not kept, or its client is away
	expiry   *time.Timer
	retry    *time.Timer
	replays  []*replay // retained messages that are still to be brought
}

// owner names the session of a mailbox.
func (b *mailbox) owner() owner { return owner{b.user, b.client} }

// caller is who the mailbox's session is for the app's rules, with b.mu held.
func (b *mailbox) caller() chat.Caller {
	return chat.Caller{App: b.world.app, User: b.user, Platform: b.platform}
}

// session is the connection, nil when the client is away.
func (b *mailbox) session() *Session {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.s
}

// How many bytes of payloads are in flight to a client, and wait for one that is there or whose session is not kept, at
// most. The last message may go beyond it.
const (
	inFlightMost = 1 << 20
	waitsMost    = 4 << 20
)

// retryAfter is how long a socket that takes nothing is left alone when no acknowledgement can be waited for.
const retryAfter = 50 * time.Millisecond

// live tells whether there is a connection with room for one more message.
func (b *mailbox) live() (connected, room bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.s != nil, b.s != nil && len(b.waiting) == 0 && !b.windowFull() && b.drained()
}

// offer hands a message of QoS 0 on, when its client is there and reads.
func (b *mailbox) offer(m *deviceMessage, retain bool, ids []int) {
	s := b.session()
	if s == nil {
		return
	}
	f := m.share(s.Version, 0, retain, ids)
	if !s.pass(f) {
		b.world.hub.dropped.slow.Add(1)
	}
	b.world.hub.flushSoon(s)
}

// take hands a message of QoS 1 or 2 on, or keeps it until it can be.
func (b *mailbox) take(p *parcel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.gone {
		return
	}
	if s := b.s; s != nil && len(b.waiting) == 0 && !b.windowFull() {
		if b.send(p, p.m.share(s.Version, p.qos, p.retain, p.ids)) {
			b.world.hub.flushSoon(s)
			return
		}
	}
	b.keep(p)
}

// keep lets a message wait, with b.mu held: within the bounds that the app has set.
func (b *mailbox) keep(p *parcel) {
	st := b.world.limits()
	if st.DeviceQueueTTL > 0 {
		p.until = time.Now().Add(time.Duration(st.DeviceQueueTTL) * time.Second)
	}
	for len(b.waiting) >= st.DeviceQueue || len(b.waiting) > 0 && b.waits+len(p.m.payload) > waitsMost {
		b.world.hub.dropped.full.Add(1)
		oldest := slices.IndexFunc(b.waiting, func(o *parcel) bool { return o.id == 0 && o.seq == 0 }) // the client knows the others
		if st.DeviceQueueFull != chat.DropOldest || oldest < 0 {
			return
		}
		b.waits -= len(b.waiting[oldest].m.payload)
		b.waiting = slices.Delete(b.waiting, oldest, oldest+1)
	}
	b.waiting = append(b.waiting, p)
	b.waits += len(p.m.payload)
	b.pump()
}

// send sends one message, with b.mu held; false: there is no room for it now.
func (b *mailbox) send(p *parcel, f frame) bool {
	id, ok := b.s.post(f, p.id)
	if !ok {
		return false
	}
	p.sent = true
	if id == 0 { // too large for this client
		b.noteDone(p)
		return true
	}
	p.id = id
	b.fly(p)
	return true
}

// fly notes that a message is in flight, with b.mu held.
func (b *mailbox) fly(p *parcel) {
	b.order++
	p.order = b.order
	if b.flights == nil {
		b.flights = make(map[uint16]*parcel, 4)
	}
	b.flights[p.id] = p
	b.inFlight += len(p.m.payload)
}

// land ends the flight of a message, with b.mu held; nil: none has that packet id.
func (b *mailbox) land(id uint16) *parcel {
	p := b.flights[id]
	if p != nil {
		delete(b.flights, id)
		b.inFlight -= len(p.m.payload)
	}
	return p
}

// weigh counts the bytes of what is in flight and of what waits anew, with b.mu held.
func (b *mailbox) weigh() {
	b.inFlight, b.waits = 0, 0
	for _, p := range b.flights {
		b.inFlight += len(p.m.payload)
	}
	for _, p := range b.waiting {
		b.waits += len(p.m.payload)
	}
}

// windowFull tells whether the client has to acknowledge something before it gets more, with b.mu held [MQTT5-3.3.4-9].
func (b *mailbox) windowFull() bool {
	return len(b.flights) >= b.s.Window || b.inFlight >= inFlightMost
}

// pump sends what waits, then what is retained, as far as there is room; with b.mu held.
func (b *mailbox) pump() {
	b.sendStaged()
	b.pumpWaiting()
	if len(b.waiting) == 0 {
		b.pumpQueue()
	}
	if len(b.waiting) == 0 && b.drained() {
		b.replay()
	}
}

func (b *mailbox) pumpWaiting() {
	s := b.s
	if s == nil || len(b.waiting) == 0 {
		return
	}
	now, n := time.Now(), 0
	for _, p := range b.waiting {
		if p.stale(now) {
			b.world.hub.dropped.expired.Add(1)
			b.noteDone(p)
		} else if b.windowFull() || !b.resend(p) {
			break
		}
		b.waits -= len(p.m.payload)
		n++
	}
	b.waiting = slices.Delete(b.waiting, 0, n)
	if n > 0 {
		b.world.hub.flushSoon(s)
	}
	if len(b.waiting) == 0 {
		b.waiting = nil
	} else if len(b.flights) == 0 || s.Link.Full() { // no acknowledgement will call us
		b.pumpLater(retryAfter)
	}
}

// resend sends a message that has waited, or the part of its exchange that is missing [MQTT-4.4.0-1].
func (b *mailbox) resend(p *parcel) bool {
	switch {
	case p.received:
		b.s.Link.Queue(pubrel(p.id), 0, 0)
		b.fly(p)
		return true
	case p.seq > 0 && p.qos == 2 && !p.marked:
		if p.id == 0 {
			return b.sendOwed(p)
		}
		b.fly(p)
		b.stage(p)
		return true
	}
	f := p.m.frame(b.s.Version, p.qos, p.retain, p.ids)
	if p.sent {
		f.packet[0] |= flagDup
	}
	return b.send(p, f)
}

func (b *mailbox) pumpLater(after time.Duration) {
	if b.retry == nil {
		b.retry = b.world.hub.after(after, b.s, func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.retry = nil
			b.pump()
		})
	}
}

// acked ends the exchange of a packet id, if it is one of a device topic, and sends what waits for room.
func (b *mailbox) acked(id uint16) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.land(id); p != nil {
		b.noteDone(p)
	}
	b.pump()
}

// awaits tells whether what was sent with a packet id waits for an acknowledgement of this kind. [MQTT-4.3.2-1] [MQTT-4.3.3-1]
func (b *mailbox) awaits(kind byte, id uint16) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch p := b.flights[id]; {
	case p == nil || p.qos < 2:
		return kind == packetPuback
	case p.received:
		return kind == packetPubcomp || kind == packetPubrec // once more: PUBREL comes once more
	}
	return kind == packetPubrec
}

// receivedBy takes a PUBREC; false: the packet id is none of ours.
func (b *mailbox) receivedBy(id uint16) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.flights[id]
	if p == nil || p.qos != 2 || b.s == nil {
		return false
	}
	if p.seq > 0 && !p.received {
		b.queue.notes.received = append(b.queue.notes.received, p) // it is on disk before PUBREL
		b.due()
		return true
	}
	p.received = true
	b.s.Link.Queue(pubrel(id), 0, 0)
	b.world.hub.flushSoon(b.s)
	return true
}

// attach gives a mailbox the connection of a client that has returned: what it has not acknowledged comes again, with
// the same packet ids and in the same order, before all else [MQTT-4.4.0-1] [MQTT-4.6.0-1].
// What is on disk of a session that is kept is in st, if it was not known.
func (b *mailbox) attach(s *Session, st *chat.QueueState) {
	if b.connect(s, st) {
		s.part()
	}
}

// connect is attach; it tells whether the session has ended meanwhile.
func (b *mailbox) connect(s *Session, st *chat.QueueState) (ended bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.expiry != nil {
		b.expiry.Stop()
	}
	b.begin(st)
	b.platform = s.Caller.Platform
	again := make([]*parcel, 0, len(b.flights)+len(b.waiting))
	for _, p := range b.flights {
		again = append(again, p)
	}
	slices.SortFunc(again, func(x, y *parcel) int { return int(x.order) - int(y.order) })
	b.waiting = append(again, b.waiting...)
	s.mu.Lock()
	s.box.Store(b)
	for _, p := range b.waiting {
		if p.id != 0 {
			s.reserve(p.id)
		}
	}
	ended = s.ended
	s.mu.Unlock()
	b.flights = make(map[uint16]*parcel, len(again))
	b.weigh()
	b.s = s
	b.pump()
	return ended
}

// part takes the connection from a mailbox.
func (b *mailbox) part(s *Session) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.s != s || b.gone {
		return false
	}
	b.s = nil
	b.pauseReplays()
	b.rest()
	return true
}

// close empties a mailbox for good, and gives what shared subscriptions had chosen it for and it has not acknowledged.
func (b *mailbox) close() (shared []*parcel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.s, b.gone = nil, true
	if b.expiry != nil {
		b.expiry.Stop()
	}
	all := b.waiting
	for _, p := range b.flights {
		all = append(all, p)
	}
	for _, p := range all {
		if p.share != "" && p.seq == 0 && (p.qos < 2 || p.id == 0) { // one of QoS 2 that was sent is nobody else's [MQTT5-4.8.2-5]
			shared = append(shared, p)
		}
	}
	slices.SortFunc(shared, func(x, y *parcel) int { return int(x.order) - int(y.order) })
	b.waiting, b.flights, b.replays, b.queue = nil, nil, nil, nil
	b.weigh()
	return shared
}

// noteOpen remembers a QoS 2 publish of the client until its PUBREL [MQTT-4.3.3-2], with b.mu held. stored: it is on disk.
func (b *mailbox) noteOpen(id uint16, stored bool) {
	if b.incoming == nil {
		b.incoming = make(map[uint16]bool)
	}
	b.incoming[id] = stored
}

// released takes a PUBREL; true: PUBCOMP comes once the packet id is forgotten on disk.
func (b *mailbox) released(id uint16) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.incoming[id] || b.queue == nil {
		delete(b.incoming, id)
		return false
	}
	if !slices.Contains(b.queue.notes.released, id) {
		b.queue.notes.released = append(b.queue.notes.released, id)
		b.due()
	}
	return true
}
