package bridge

import (
	"context"
	"sync"

	"github.com/hongyan-im/hongyan/chat"
)

// scribe writes down what goes between clients and their queues: what comes while it writes goes with the next command,
// so that there are fewer of them the busier it is. It runs while there is something to do. Locked after a mailbox.
type scribe struct {
	mu   sync.Mutex
	due  []*mailbox
	runs bool
}

// scribeMost is how many mailboxes one command is about.
const scribeMost = 200

// notes are what is to be written of one mailbox.
type notes struct {
	sent     []*parcel // of QoS 2, before they are
	received []*parcel // of QoS 2, before PUBREL
	done     []uint64  // whose exchange is over
	released []uint16  // publishes of the client, before PUBCOMP
}

func (n *notes) none() bool {
	return len(n.sent)+len(n.received)+len(n.done)+len(n.released) == 0
}

// due has the scribe see to a mailbox, with b.mu held.
func (b *mailbox) due() {
	if b.queue.noted {
		return
	}
	b.queue.noted = true
	c := &b.world.scribe
	c.mu.Lock()
	defer c.mu.Unlock()
	c.due = append(c.due, b)
	if !c.runs {
		c.runs = true
		b.world.hub.safely(nil, b.world.write)
	}
}

// write is the scribe at work.
func (w *deviceWorld) write() {
	c := &w.scribe
	for {
		c.mu.Lock()
		n := min(len(c.due), scribeMost)
		batch := c.due[:n:n]
		if c.due = c.due[n:]; n == 0 {
			c.due, c.runs = nil, false
		}
		c.mu.Unlock()
		if n == 0 {
			return
		}
		w.writeNotes(batch)
	}
}

func (w *deviceWorld) writeNotes(batch []*mailbox) {
	taken, stored := make([]notes, len(batch)), make([]chat.QueueNotes, len(batch))
	for i, b := range batch {
		taken[i] = b.takeNotes()
		stored[i] = taken[i].stored(b.queueOwner())
	}
	gone, err := w.hub.service.NoteQueues(context.Background(), w.app, stored)
	for i, b := range batch {
		w.hub.guard(b.session(), func() {
			if err != nil {
				b.unwritten(taken[i], err)
			} else {
				b.written(taken[i], gone[i])
			}
		})
	}
}

func (b *mailbox) takeNotes() (n notes) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if q := b.queue; q != nil {
		n, q.notes = q.notes, notes{}
	}
	return n
}

func (n *notes) stored(o chat.QueueOwner) chat.QueueNotes {
	st := chat.QueueNotes{QueueOwner: o, Done: n.done, Released: n.released}
	for _, p := range n.sent {
		st.Sent = append(st.Sent, chat.QueueSent{Seq: p.seq, ID: p.id})
	}
	for _, p := range n.received {
		st.Received = append(st.Received, p.seq)
	}
	return st
}

// unwritten keeps notes that could not be written, for another time: a client that is not answered waits.
func (b *mailbox) unwritten(n notes, err error) {
	code := chat.AsErrorCode(err)
	if code == chat.CodeShuttingDown || code == chat.CodeNoApp {
		return
	}
	b.world.hub.log.Warn("write what a session has received", "app", b.world.app, "user", b.user, "err", err)
	b.mu.Lock()
	defer b.mu.Unlock()
	q := b.queue
	if q == nil {
		return
	}
	q.notes = notes{append(n.sent, q.notes.sent...), append(n.received, q.notes.received...), append(n.done, q.notes.done...), append(n.released, q.notes.released...)}
	b.world.hub.after(queueRetry, b.s, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.queue == q {
			q.noted = false
			b.due()
		}
	})
}

// written goes on with what had to be on disk before. gone are the messages that were dropped before they could be sent.
func (b *mailbox) written(n notes, gone []uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	q := b.queue
	if q == nil {
		return
	}
	if q.noted = false; !q.notes.none() {
		b.due()
	}
	for _, p := range n.sent {
		p.marked = true
	}
	for _, seq := range gone {
		b.unsend(seq)
	}
	for _, p := range n.received {
		p.received = true
		p.m = &deviceMessage{topic: p.m.topic, qos: p.m.qos} // the client has the rest
		if b.s != nil && b.flights[p.id] == p {
			b.s.Link.Queue(pubrel(p.id), 0, 0)
		}
	}
	if len(n.received) > 0 {
		b.weigh()
	}
	for _, id := range n.released {
		delete(b.incoming, id)
		if b.s != nil {
			b.s.Link.Queue(pubcomp(id), 0, 0)
		}
	}
	if b.s != nil && len(n.received)+len(n.released) > 0 {
		b.world.hub.flushSoon(b.s)
	}
	b.rest()
	b.pump()
}

// unsend takes back a message that was to be sent, with b.mu held.
func (b *mailbox) unsend(seq uint64) {
	for id, p := range b.flights {
		if p.seq != seq {
			continue
		}
		b.land(id)
		for i, o := range b.queue.staged {
			if o == p {
				b.queue.staged = append(b.queue.staged[:i:i], b.queue.staged[i+1:]...)
				break
			}
		}
		if b.s != nil {
			b.s.free(id)
		}
		return
	}
}

// noteDone ends the exchange of a message, with b.mu held.
func (b *mailbox) noteDone(p *parcel) {
	if p.seq > 0 && b.queue != nil {
		b.queue.notes.done = append(b.queue.notes.done, p.seq)
		b.due()
	}
}
