package bridge

import (
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// queue is what a mailbox knows of the messages that its session is owed, which are on disk: of a session that is kept,
// with QoS 1 or 2. In memory are those in flight and a page that comes next; of a client that is away, nothing else than
// what it has not acknowledged. It is of its mailbox, under whose lock it is.
type queue struct {
	next    uint64    // seq of the message that comes after page
	page    []*parcel // that come next
	reading bool      // a page is on its way
	staged  []*parcel // of QoS 2, until their packet ids are on disk, in the order in which they are to be sent
	notes   notes     // to be written
	noted   bool      // the scribe knows
}

const (
	queuePage      = 100       // messages read at once
	queuePageBytes = 256 << 10 // and about how many bytes
	queueRetry     = time.Second
)

// owed makes a parcel of a message from disk.
func owed(m *chat.QueuedMessage) *parcel {
	d := &deviceMessage{topic: m.Topic, payload: m.Payload, qos: m.Published, retain: m.Retain, forward: m.Properties}
	if m.Expires > 0 {
		d.expires = time.UnixMilli(m.Expires)
	}
	p := &parcel{m: d, qos: m.QoS, retain: m.Retain, ids: m.IDs, share: m.Share, filter: m.Filter, seq: m.Seq, id: m.ID, received: m.Received}
	p.sent, p.marked = m.ID > 0, m.ID > 0
	if m.Until > 0 {
		p.until = time.UnixMilli(m.Until)
	}
	return p
}

// queueOwner names the session on disk.
func (b *mailbox) queueOwner() chat.QueueOwner {
	return chat.QueueOwner{User: b.user, Client: b.client, Born: b.born}
}

// addressed is how a message for the mailbox's session goes to disk.
func (b *mailbox) addressed(p *parcel) chat.QueueTo {
	to := chat.QueueTo{QueueOwner: b.queueOwner(), QoS: p.qos, Retain: p.retain, IDs: p.ids, Share: p.share, Filter: p.filter}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.flights {
		if !p.marked {
			to.Room++
		}
	}
	if b.s != nil {
		to.Room = b.s.Window
	}
	if q := b.queue; q != nil {
		to.Sent = q.next - 1
		if len(q.page) > 0 {
			to.Sent = q.page[0].seq - 1
		}
		to.Room += len(q.notes.done)
	}
	return to
}

// begin makes a queue known when its client comes, with b.mu held: st is what is on disk, nil: nothing. What may have
// been sent comes again.
func (b *mailbox) begin(st *chat.QueueState) {
	if !b.kept || b.queue != nil {
		return
	}
	b.queue = &queue{next: 1}
	if st == nil {
		return
	}
	b.queue.next, b.newest = st.Low, max(b.newest, st.Next-1)
	for i := range st.Begun {
		p := owed(&st.Begun[i])
		b.waiting = append(b.waiting, p)
		b.queue.next = p.seq + 1
	}
	for _, id := range st.Open {
		b.noteOpen(id, true)
	}
}

// rest gives memory back when the client is away, with b.mu held. What is in flight stays, for its packet ids.
func (b *mailbox) rest() {
	q := b.queue
	if q == nil || b.s != nil {
		return
	}
	if len(q.page) > 0 {
		q.next = q.page[0].seq
	}
	q.page, q.staged = nil, nil
	if len(b.flights) == 0 && len(b.waiting) == 0 && q.notes.none() && !q.noted && !q.reading {
		b.queue = nil
	}
}

// arrived takes a message that is on disk now. It is sent from memory when nothing comes before it and there is room;
// else it is read when it is its turn.
func (b *mailbox) arrived(p *parcel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.gone {
		return
	}
	b.newest = max(b.newest, p.seq)
	if q := b.queue; q == nil || b.s == nil {
		return
	} else if p.seq == q.next && len(q.page) == 0 && !q.reading && len(b.waiting) == 0 && b.sendOwed(p) {
		q.next++
		b.world.hub.flushSoon(b.s)
	}
	b.pump()
}

// drained tells whether nothing waits in the queue, with b.mu held.
func (b *mailbox) drained() bool {
	q := b.queue
	return q == nil || len(q.page) == 0 && !q.reading && q.next > b.newest
}

// pumpQueue sends what is in the queue, as far as there is room, with b.mu held.
func (b *mailbox) pumpQueue() {
	q, s := b.queue, b.s
	if q == nil || s == nil {
		return
	}
	n := 0
	for n < len(q.page) && b.sendOwed(q.page[n]) {
		n++
	}
	if q.page = q.page[n:]; len(q.page) == 0 {
		q.page = nil
	}
	switch {
	case len(q.page) > 0 && (len(b.flights) == 0 || s.Link.Full()): // no acknowledgement will call us
		b.pumpLater(retryAfter)
	case len(q.page) == 0 && !q.reading && q.next <= b.newest && !b.windowFull():
		q.reading = true
		from, upTo := q.next, b.newest
		b.world.hub.safely(s, func() { b.readQueue(s, q, from, upTo) })
	}
	if n > 0 {
		b.world.hub.flushSoon(s)
	}
}

// readQueue reads the next page for a session, with few others at a time. upTo is the newest message that there was.
func (b *mailbox) readQueue(s *Session, q *queue, from, upTo uint64) {
	h := b.world.hub
	h.readers <- struct{}{}
	page, next, err := h.service.Queued(b.world.app, b.queueOwner(), from, queuePage, queuePageBytes)
	<-h.readers
	b.mu.Lock()
	defer b.mu.Unlock()
	q.reading = false
	switch {
	case b.queue != q:
		return
	case err != nil:
		h.log.Warn("read what waits for a session", "app", b.world.app, "user", b.user, "err", err)
		b.pumpLater(queueRetry)
		return
	case b.s == s:
		for i := range page {
			q.page = append(q.page, owed(&page[i]))
		}
		if q.next = next; len(page) == 0 { // they were dropped, or have run out
			q.next = max(next, upTo+1)
		}
	}
	b.rest()
	b.pump()
}

// sendOwed sends a message of the queue, or has its packet id written before, with b.mu held; false: there is no room
// for it now.
func (b *mailbox) sendOwed(p *parcel) bool {
	s := b.s
	switch {
	case p.stale(time.Now()):
		b.world.hub.dropped.expired.Add(1)
		b.noteDone(p)
		return true
	case b.windowFull():
		return false
	case p.qos < 2:
		return b.send(p, p.m.share(s.Version, p.qos, p.retain, p.ids))
	}
	id, ok := s.takeID()
	if !ok {
		return false
	}
	p.id = id
	b.fly(p)
	b.stage(p)
	return true
}

// stage has the packet id of a message of QoS 2 written down before it is sent, with b.mu held.
func (b *mailbox) stage(p *parcel) {
	b.queue.staged = append(b.queue.staged, p)
	b.queue.notes.sent = append(b.queue.notes.sent, p)
	b.due()
}

// sendStaged sends messages of QoS 2 whose packet ids are on disk, with b.mu held.
func (b *mailbox) sendStaged() {
	q, s := b.queue, b.s
	if q == nil || s == nil {
		return
	}
	n := 0
	for n < len(q.staged) && q.staged[n].marked {
		p := q.staged[n]
		f := p.m.frame(s.Version, p.qos, p.retain, p.ids)
		if p.sent {
			f.packet[0] |= flagDup
		}
		id, ok := s.post(f, p.id)
		if !ok {
			b.pumpLater(retryAfter)
			break
		}
		n++
		if p.sent = true; id == 0 { // too large for this client
			b.land(p.id)
			b.noteDone(p)
		}
	}
	if n > 0 {
		q.staged = append([]*parcel(nil), q.staged[n:]...)
		b.world.hub.flushSoon(s)
	}
}
