package chat

import (
	"bytes"
	"context"
	"sync"
)

// DevicePublish is a publish on a device topic that concerns the disk.
type DevicePublish struct {
	RetainedMessage           // what is published; At counts for nothing
	Retain          bool      // it is retained, too
	To              []QueueTo // kept sessions that are to have it
	Open            *OpenID   // of QoS 2, by a session that is kept
	Orphan          uint64    // it was left behind under this number
	Will            *WillRef  // it is this will, which is taken away
}

// Sizes of what is asked of the disk at once.
const (
	queueChunk   = 1 << 20 // bytes that one command adds for all recipients, unless one message has more
	queueMost    = 2000    // recipients of one command
	queueEntry   = 160     // about what a message in a queue takes beside its content
	queueNote    = 48      // what a note takes
	queueHeads   = 500     // queues that one command looks at
	queueRemoves = 500     // messages that one command removes
)

// SubmitDevice stores a publish for kept sessions, retains it, and remembers its packet id; done is called once all that
// is on disk, or refused. A publish for very many goes in parts, and what it opens is with the last. The topic and the
// right to publish there were looked at.
func (s *Service) SubmitDevice(app AppName, p *DevicePublish, done func(*QueueResult, error)) error {
	m := &p.RetainedMessage
	if p.Retain && len(p.To) == 0 && p.Open == nil && p.Will == nil {
		return s.SubmitRetained(app, *m, func(o *Outcome) { done(&QueueResult{}, o.Err) })
	}
	each := int(m.size()) + queueEntry
	size := max(1, min(queueMost, queueChunk/each))
	count := max(1, (len(p.To)+size-1)/size)
	all := &parts{left: count, done: done}
	for i := range count {
		op := &sendDevice{Message: setRetained{m.Topic, m.Payload, m.QoS, m.From, m.Client, m.Expires, m.Properties}, Retain: p.Retain && i == 0}
		op.To = p.To[i*size : min(len(p.To), (i+1)*size)]
		adds := each*len(op.To) + queueEntry
		if op.Retain {
			adds += 2*int(m.size()) + 256
		}
		if i == count-1 {
			op.Open, op.Orphan, op.Will = p.Open, p.Orphan, p.Will
		}
		err := s.log.Propose(&Proposal{Command: s.command(app, op), Size: adds, Done: func(o *Outcome) {
			r, _ := o.Value.(*QueueResult)
			all.add(1, r, o.Err)
		}})
		if err != nil && i == 0 {
			return err
		}
		if err != nil {
			all.add(count-i, nil, err)
			return nil
		}
	}
	return nil
}

// parts gathers what became of the parts of a publish.
type parts struct {
	mu   sync.Mutex
	left int
	all  QueueResult
	err  error
	done func(*QueueResult, error)
}

// add takes what became of the next n parts.
func (p *parts) add(n int, r *QueueResult, err error) {
	p.mu.Lock()
	if r != nil {
		p.all.Gone = p.all.Gone || r.Gone
		p.all.Seqs, p.all.Full, p.all.Expired = append(p.all.Seqs, r.Seqs...), p.all.Full+r.Full, p.all.Expired+r.Expired
	}
	p.err = orFirst(p.err, err)
	p.left -= n
	last := p.left == 0
	p.mu.Unlock()
	if last {
		p.done(&p.all, p.err)
	}
}

// NoteQueues writes down what went between clients and their queues, and gives for each those of Sent that are not to be
// sent: there was no room for them any more.
func (s *Service) NoteQueues(ctx context.Context, app AppName, notes []QueueNotes) (gone [][]uint64, err error) {
	size := 0
	for i := range notes {
		n := &notes[i]
		size += 128 + queueNote*(len(n.Sent)+len(n.Received)+len(n.Done)+len(n.Released))
	}
	return do[[][]uint64](ctx, s, app, &noteQueues{notes}, size)
}

// Queued reads what waits for a kept session from a place in its queue on: up to most messages and about bytes of them,
// at least one. next is the place after the last of them.
func (s *Service) Queued(app AppName, o QueueOwner, from uint64, most, size int) (page []QueuedMessage, next uint64, err error) {
	next = from
	err = s.log.View(func(r Reader) error {
		var broken error
		err := r.Scan(ownedKey(app, "queue", o), queuedKey(app, o, from), false, func(k, v []byte) bool {
			m, err := decodeQueued(lastNumber(k), bytes.Clone(v))
			if broken = err; err != nil {
				return false
			}
			page, next = append(page, m), m.Seq+1
			size -= len(v)
			return len(page) < most && size > 0
		})
		return orFirst(err, broken)
	})
	return page, next, err
}

// QueueState is what is on disk of the exchanges between a client and its queue.
type QueueState struct {
	Next  uint64          // seq of the next message to come
	Low   uint64          // all messages before are gone
	Begun []QueuedMessage // all up to the last of QoS 2 that may have been sent, with those of QoS 1 among them
	Open  []uint16        // packet ids of publishes of the client, of QoS 2, that have come and whose PUBREL is missing
}

// QueueState reads what a session has to go on with after the server was started; nil: there is nothing.
func (s *Service) QueueState(app AppName, o QueueOwner) (st *QueueState, err error) {
	err = s.log.View(func(r Reader) error {
		x, err := getBox(r, app, o)
		if x == nil || err != nil {
			return err
		}
		st = &QueueState{Next: x.next, Low: x.low}
		var broken error
		err = r.Scan(ownedKey(app, "queue", o), queuedKey(app, o, x.low), false, func(k, v []byte) bool {
			seq := lastNumber(k)
			if seq > x.sent {
				return false
			}
			m, err := decodeQueued(seq, bytes.Clone(v))
			broken = err
			st.Begun = append(st.Begun, m)
			return err == nil
		})
		if err = orFirst(err, broken); err != nil {
			return err
		}
		from := ownedKey(app, "queueopen", o)
		return r.Scan(from, nil, false, func(k, _ []byte) bool {
			st.Open = append(st.Open, uint16(k[len(from)])<<8|uint16(k[len(from)+1]))
			return true
		})
	})
	return st, err
}

// Orphans reads messages of shared subscriptions that were left by sessions which have ended, from a number on.
func (s *Service) Orphans(app AppName, from uint64, most int) (page []QueuedMessage, err error) {
	err = s.log.View(func(r Reader) error {
		var broken error
		err := r.Scan(prefix(app, "queueorphan"), orphanedKey(app, from), false, func(k, v []byte) bool {
			m, err := decodeQueued(lastNumber(k), bytes.Clone(v))
			page, broken = append(page, m), err
			return err == nil && len(page) < most
		})
		return orFirst(err, broken)
	})
	return page, err
}

// clearQueue removes what is left of a queue that was abandoned.
func (s *Service) clearQueue(ctx context.Context, app AppName, o QueueOwner) error {
	for {
		done, err := do[expiredQueues](ctx, s, app, &expireQueues{Gone: &o, Most: queueRemoves}, queueRemoves*queueEntry)
		if !done.more || err != nil {
			return err
		}
	}
}

// purgeQueues removes messages that have waited for too long, and what is left of abandoned queues.
func (s *Service) purgeQueues(ctx context.Context, app AppName) error {
	gone, err := view1(s, func(r Reader) (found []QueueOwner, err error) {
		from := prefix(app, "queuegone")
		err = r.Scan(from, nil, false, func(k, _ []byte) bool {
			if o, ok := ownerOf(bytes.Clone(k[len(from):])); ok {
				found = append(found, o)
			}
			return true
		})
		return found, err
	})
	for _, o := range gone {
		if err == nil {
			err = s.clearQueue(ctx, app, o)
		}
	}
	for cursor, more := []byte(nil), true; more && err == nil; {
		stale, next, e := s.staleQueues(app, cursor)
		if err = e; len(stale) == 0 {
			cursor, more = next, next != nil
			continue
		}
		var done expiredQueues // and look again: there may be more in them
		done, err = do[expiredQueues](ctx, s, app, &expireQueues{Queues: stale, Most: queueRemoves}, queueRemoves*queueEntry)
		s.expired.Add(uint64(done.expired))
	}
	return err
}

// staleQueues finds, in a page of all queues, those whose first message has waited for too long. next is nil at the end.
func (s *Service) staleQueues(app AppName, cursor []byte) (stale []QueueOwner, next []byte, err error) {
	now := s.now().UnixMilli()
	err = s.log.View(func(r Reader) error {
		from := prefix(app, "queuebox")
		looked := 0
		var broken error
		err := r.Scan(from, cursor, false, func(k, v []byte) bool {
			if looked++; looked > queueHeads {
				next = bytes.Clone(k)
				return false
			}
			x, err := decodeBox(v)
			o, ok := ownerOf(k[len(from):])
			if err != nil || !ok || x.count == 0 {
				return err == nil
			}
			err = r.Scan(ownedKey(app, "queue", o), queuedKey(app, o, x.low), false, func(k, v []byte) bool {
				m, err := decodeQueued(lastNumber(k), v)
				if err == nil && m.Stale(now) {
					stale = append(stale, o)
				}
				return false
			})
			broken = err
			return err == nil
		})
		return orFirst(err, broken)
	})
	return stale, next, err
}

// QueuedExpired counts messages that waited for too long and were removed, since the start.
func (s *Service) QueuedExpired() uint64 { return s.expired.Load() }
