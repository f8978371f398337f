package bridge

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// mailbox is what a session has on device topics: subscriptions, messages that wait, and messages whose acknowledgement
// is missing. Of a persistent session it outlives the connection. Locked before the Session.
type mailbox struct {
	world    *deviceWorld
	user     chat.UserID
	client   string
	platform chat.Platform // of the last connection
	many     atomic.Bool   // more than one subscription, so that several may mean one topic

	mu       sync.Mutex
	s        *Session // the connection; nil: away
	gone     bool     // it takes nothing any more
	subs     []*Sub
	waiting  []*parcel
	flights  map[uint16]*parcel
	incoming map[uint16]struct{} // QoS 2 publishes of the client that wait for PUBREL
	order    uint64
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

// retryAfter is how long a socket that takes nothing is left alone when no acknowledgement can be waited for.
const retryAfter = 50 * time.Millisecond

// live tells whether there is a connection with room for one more message.
func (b *mailbox) live() (connected, room bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.s != nil, b.s != nil && len(b.waiting) == 0 && len(b.flights) < b.s.Window
}

// offer hands a message of QoS 0 on, when its client is there and reads.
func (b *mailbox) offer(m *deviceMessage, retain bool, ids []int) {
	b.mu.Lock()
	s := b.s
	b.mu.Unlock()
	if s == nil {
		return
	}
	f := m.share(s.Version, 0, retain, ids)
	s.mu.Lock()
	sent := s.send(f, 0)
	s.mu.Unlock()
	if !sent {
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
	if s := b.s; s != nil && len(b.waiting) == 0 {
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
	if len(b.waiting) >= st.DeviceQueue {
		b.world.hub.dropped.full.Add(1)
		oldest := slices.IndexFunc(b.waiting, func(o *parcel) bool { return o.id == 0 }) // the client knows the others
		if st.DeviceQueueFull != chat.DropOldest || oldest < 0 {
			return
		}
		b.waiting = slices.Delete(b.waiting, oldest, oldest+1)
	}
	b.waiting = append(b.waiting, p)
	b.pump()
}

// send sends one message, with b.mu held; false: there is no room for it now.
func (b *mailbox) send(p *parcel, f frame) bool {
	id, ok := b.s.post(f, p.id)
	if !ok {
		return false
	}
	if id == 0 {
		return true // too large for this client
	}
	b.order++
	p.id, p.order = id, b.order
	if b.flights == nil {
		b.flights = make(map[uint16]*parcel, 4)
	}
	b.flights[id] = p
	return true
}

// pump sends what waits, then what is retained, as far as there is room; with b.mu held.
func (b *mailbox) pump() {
	b.pumpWaiting()
	if len(b.waiting) == 0 {
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
		} else if len(b.flights) >= s.Window || !b.resend(p) { // [MQTT5-3.3.4-9]
			break
		}
		n++
	}
	b.waiting = slices.Delete(b.waiting, 0, n)
	if n > 0 {
		b.world.hub.flushSoon(s)
	}
	if len(b.waiting) == 0 {
		b.waiting = nil
	} else if len(b.flights) == 0 || s.Link.Waiting() >= waitingMost { // no acknowledgement will call us
		b.pumpLater(retryAfter)
	}
}

// resend sends a message that has waited, or the part of its exchange that is missing [MQTT-4.4.0-1].
func (b *mailbox) resend(p *parcel) bool {
	if p.received {
		b.s.Link.Queue(pubrel(p.id), 0, 0)
		b.flights[p.id] = p
		return true
	}
	f := p.m.frame(b.s.Version, p.qos, p.retain, p.ids)
	if p.id != 0 {
		f.packet[0] |= flagDup
	}
	return b.send(p, f)
}

func (b *mailbox) pumpLater(after time.Duration) {
	if b.retry == nil {
		b.retry = time.AfterFunc(after, func() {
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
	delete(b.flights, id)
	b.pump()
}

// receivedBy takes a PUBREC; false: the packet id is none of ours.
func (b *mailbox) receivedBy(id uint16) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.flights[id]
	if p == nil || p.qos != 2 || b.s == nil {
		return false
	}
	p.received = true
	b.s.Link.Queue(pubrel(id), 0, 0)
	b.world.hub.flushSoon(b.s)
	return true
}

// attach gives a mailbox the connection of a client that has returned: what it has not acknowledged comes again, with
// the same packet ids and in the same order, before all else [MQTT-4.4.0-1] [MQTT-4.6.0-1].
func (b *mailbox) attach(s *Session) {
	if b.connect(s) {
		s.part()
	}
}

// connect is attach; it tells whether the session has ended meanwhile.
func (b *mailbox) connect(s *Session) (ended bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.expiry != nil {
		b.expiry.Stop()
	}
	b.platform = s.Caller.Platform
	again := make([]*parcel, 0, len(b.flights)+len(b.waiting))
	for _, p := range b.flights {
		again = append(again, p)
	}
	slices.SortFunc(again, func(x, y *parcel) int { return int(x.order) - int(y.order) })
	s.mu.Lock()
	s.box.Store(b)
	for _, p := range again {
		s.reserve(p.id)
	}
	ended = s.ended
	s.mu.Unlock()
	b.waiting = append(again, b.waiting...)
	b.flights = make(map[uint16]*parcel, len(again))
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
		if p.share != "" && (p.qos < 2 || p.id == 0) { // one of QoS 2 that was sent is nobody else's [MQTT5-4.8.2-5]
			shared = append(shared, p)
		}
	}
	slices.SortFunc(shared, func(x, y *parcel) int { return int(x.order) - int(y.order) })
	b.waiting, b.flights, b.replays = nil, nil, nil
	return shared
}

// note remembers a QoS 2 publish of the client until its PUBREL [MQTT-4.3.3-2].
func (b *mailbox) note(id uint16, open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !open {
		delete(b.incoming, id)
		return
	}
	if b.incoming == nil {
		b.incoming = make(map[uint16]struct{})
	}
	b.incoming[id] = struct{}{}
}
