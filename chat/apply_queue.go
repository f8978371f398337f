package chat

import "slices"

// sendDevice stores a publish on a device topic for the kept sessions that are to have it, retains it where that is
// asked for, and remembers that it has come: all of it, or nothing. Its value is a QueueResult.
type sendDevice struct {
	Message setRetained `json:"message"`
	Retain  bool        `json:"retain,omitempty"` // it is retained, too
	To      []QueueTo   `json:"to,omitempty"`
	Open    *OpenID     `json:"open,omitempty"`
	Orphan  uint64      `json:"orphan,omitempty"` // it was left behind by a session that has ended, under this number
	Will    *WillRef    `json:"will,omitempty"`   // it is this will: taken away with it, and nothing when it is not there
}

// OpenID is the packet id of a publish of QoS 2, until its PUBREL, of a session that is kept.
type OpenID struct {
	QueueOwner
	ID uint16 `json:"id"`
}

// QueueTo is a kept session that a message is for.
type QueueTo struct {
	QueueOwner
	QoS    byte   `json:"qos"`
	Retain bool   `json:"retain,omitempty"`
	IDs    []int  `json:"ids,omitempty"`
	Share  string `json:"share,omitempty"`
	Filter string `json:"filter,omitempty"`
	Sent   uint64 `json:"sent,omitempty"` // the newest message that was sent: the client may know those up to it
	Room   int    `json:"room,omitempty"` // messages that it has, or may have, beside those that wait or have a packet id
}

// QueueResult is what became of a message for kept sessions.
type QueueResult struct {
	Seqs    []uint64 // in the order of the recipients: its place in the queue, 0 when there was no room
	Full    int      // messages for which there was no room
	Expired int      // messages that went because their time was over
	Gone    bool     // it is a will that was not there any more
}

// NoQueue stands for the place in the queue of a session that is not kept.
const NoQueue = ^uint64(0)

func (op *sendDevice) apply(s *state) (any, error) {
	if w := op.Will; w != nil {
		if there, err := s.has(willKey(s.app, w.User, w.ID)); !there || err != nil {
			return &QueueResult{Gone: true}, err
		}
	}
	if op.Retain {
		if _, err := op.Message.apply(s); err != nil {
			return nil, err
		}
	}
	limits, err := s.queueLimits()
	if err != nil {
		return nil, err
	}
	done := &QueueResult{Seqs: make([]uint64, len(op.To))}
	for i := range op.To {
		if done.Seqs[i], err = op.enqueue(s, &op.To[i], limits, done); err != nil {
			return nil, err
		}
	}
	if o := op.Open; o != nil {
		x, err := s.box(o.QueueOwner)
		if err == nil && x != nil {
			if err = s.set(openKey(s.app, o.QueueOwner, o.ID), []byte{1}); err == nil {
				err = s.setBox(o.QueueOwner, x)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	if w := op.Will; w != nil {
		if err := s.delete(willKey(s.app, w.User, w.ID)); err != nil {
			return nil, err
		}
	}
	if op.Orphan > 0 {
		return done, s.delete(orphanedKey(s.app, op.Orphan))
	}
	return done, nil
}

// box gives the box of a session that is kept, a new one for the first message; nil: the session is gone.
func (s *state) box(o QueueOwner) (*queueBox, error) {
	x, err := getBox(s.tx, s.app, o)
	if x != nil || err != nil {
		return x, err
	}
	var st StoredSession
	found, err := getJSON(s.tx, sessionKey(s.app, o.User, o.Client), &st)
	if !found || err != nil || st.Born != o.Born {
		return nil, err
	}
	return &queueBox{next: 1, low: 1}, nil
}

func (op *sendDevice) enqueue(s *state, to *QueueTo, limits queueLimits, done *QueueResult) (seq uint64, err error) {
	x, err := s.box(to.QueueOwner)
	if x == nil || err != nil {
		return NoQueue, err
	}
	most := limits.most + uint64(to.Room)
	for room := true; room && x.count-x.marked >= most; {
		if room, err = s.makeRoomIn(to, x, limits, done); err != nil {
			return 0, err
		}
	}
	if x.count-x.marked >= most {
		x.dropped++
		done.Full++
		return 0, s.setBox(to.QueueOwner, x)
	}
	m := &op.Message
	q := QueuedMessage{Topic: m.Topic, Payload: m.Payload, Properties: m.Properties, Published: m.QoS, QoS: to.QoS, Retain: to.Retain, Expires: m.Expires,
		IDs: to.IDs, Share: to.Share, Filter: to.Filter}
	if limits.ttl > 0 {
		q.Until = s.at + limits.ttl
	}
	seq = x.next
	x.next++
	x.count++
	if err := s.set(queuedKey(s.app, to.QueueOwner, seq), q.encode()); err != nil {
		return 0, err
	}
	return seq, s.setBox(to.QueueOwner, x)
}

// makeRoomIn takes the oldest message that waits out of a full queue, if it may go; else it tells that there is no room.
func (s *state) makeRoomIn(to *QueueTo, x *queueBox, limits queueLimits, done *QueueResult) (room bool, err error) {
	for seq := max(x.low, to.Sent+1, x.sent+1); seq < x.next; seq++ {
		k := queuedKey(s.app, to.QueueOwner, seq)
		b, err := s.tx.Get(k)
		if err != nil {
			return false, err
		}
		if b == nil {
			x.passed(seq)
			continue
		}
		m, err := decodeQueued(seq, b)
		switch {
		case err != nil:
			return false, err
		case m.Stale(s.at):
			done.Expired++
		case limits.oldest:
			x.dropped++
			done.Full++
		default:
			return false, nil
		}
		x.count--
		x.passed(seq)
		return true, s.delete(k)
	}
	return false, nil
}

// passed notes that a message is not there any more.
func (x *queueBox) passed(seq uint64) {
	if seq == x.low {
		x.low++
	}
}

// noteQueues writes down what went between clients and their queues.
type noteQueues struct {
	Notes []QueueNotes `json:"notes"`
}

// QueueNotes are what went between one client and its queue.
type QueueNotes struct {
	QueueOwner
	Sent     []QueueSent `json:"sent,omitempty"`     // of QoS 2, about to be sent
	Received []uint64    `json:"received,omitempty"` // of QoS 2: the client has them
	Done     []uint64    `json:"done,omitempty"`     // their exchange is over
	Released []uint16    `json:"released,omitempty"` // packet ids of publishes of the client, whose PUBREL has come
}

// QueueSent is a message and the packet id that it is sent with.
type QueueSent struct {
	Seq uint64 `json:"seq"`
	ID  uint16 `json:"id"`
}

// apply gives for each session those of Sent that are not there any more.
func (op *noteQueues) apply(s *state) (any, error) {
	gone := make([][]uint64, len(op.Notes))
	for i := range op.Notes {
		n := &op.Notes[i]
		x, err := getBox(s.tx, s.app, n.QueueOwner)
		if err == nil && x != nil {
			gone[i], err = n.apply(s, x)
		} else {
			for _, sent := range n.Sent {
				gone[i] = append(gone[i], sent.Seq)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return gone, nil
}

func (n *QueueNotes) apply(s *state, x *queueBox) (gone []uint64, err error) {
	for _, sent := range n.Sent {
		there, err := s.changeQueued(n.QueueOwner, sent.Seq, func(m *QueuedMessage) {
			if m.ID == 0 {
				x.marked++
			}
			m.ID = sent.ID
		})
		switch {
		case err != nil:
			return nil, err
		case !there:
			gone = append(gone, sent.Seq)
		default:
			x.sent = max(x.sent, sent.Seq)
		}
	}
	for _, seq := range n.Received {
		_, err := s.changeQueued(n.QueueOwner, seq, func(m *QueuedMessage) { m.Received, m.Payload, m.Properties = true, nil, nil })
		if err != nil {
			return nil, err
		}
	}
	for _, seq := range n.Done {
		if err := s.endQueued(n.QueueOwner, x, seq); err != nil {
			return nil, err
		}
	}
	for _, id := range n.Released {
		if err := s.delete(openKey(s.app, n.QueueOwner, id)); err != nil {
			return nil, err
		}
	}
	return gone, s.setBox(n.QueueOwner, x)
}

// endQueued removes a message, if it is still there.
func (s *state) endQueued(o QueueOwner, x *queueBox, seq uint64) error {
	k := queuedKey(s.app, o, seq)
	b, err := s.tx.Get(k)
	x.passed(seq)
	if b == nil || err != nil {
		return err
	}
	m, err := decodeQueued(seq, b)
	if err != nil {
		return err
	}
	x.count--
	if m.ID > 0 {
		x.marked--
	}
	return s.delete(k)
}

func (s *state) changeQueued(o QueueOwner, seq uint64, change func(*QueuedMessage)) (there bool, err error) {
	k := queuedKey(s.app, o, seq)
	b, err := s.tx.Get(k)
	if b == nil || err != nil {
		return false, err
	}
	m, err := decodeQueued(seq, b)
	if err != nil {
		return false, err
	}
	change(&m)
	return true, s.set(k, m.encode())
}

// QueueOrphans tells that messages of shared subscriptions were left by sessions that have ended, for other members.
type QueueOrphans struct{ App AppName }

func (*QueueOrphans) effect() {}

// abandonQueue ends the queue of a session that has ended; what is in it goes by clearQueue. It tells whether there was one.
func (s *state) abandonQueue(o QueueOwner) (was bool, err error) {
	x, err := getBox(s.tx, s.app, o)
	if x == nil || err != nil {
		return false, err
	}
	if err := s.delete(boxKey(s.app, o)); err != nil {
		return false, err
	}
	return true, s.set(goneKey(s.app, o), []byte{1})
}

// clearQueue removes up to most messages of a queue that was abandoned, and tells whether there may be more. What shared
// subscriptions had chosen the session for is kept for other members.
func (s *state) clearQueue(o QueueOwner, most int) (more bool, err error) {
	if gone, err := s.has(goneKey(s.app, o)); !gone || err != nil {
		return false, err
	}
	var all []QueuedMessage
	scanErr := s.tx.Scan(ownedKey(s.app, "queue", o), nil, false, func(k, v []byte) bool {
		m, e := decodeQueued(lastNumber(k), slices.Clone(v))
		if err = e; e != nil {
			return false
		}
		all = append(all, m)
		return len(all) < most
	})
	if err = orFirst(scanErr, err); err != nil {
		return false, err
	}
	if err := s.orphan(all); err != nil {
		return false, err
	}
	for _, m := range all {
		if err := s.delete(queuedKey(s.app, o, m.Seq)); err != nil {
			return false, err
		}
	}
	if len(all) == most {
		return true, nil
	}
	if more, err := s.deletePrefix(ownedKey(s.app, "queueopen", o), most); more || err != nil {
		return more, err
	}
	return false, s.delete(goneKey(s.app, o))
}

// orphan keeps those messages that other members of a shared subscription get.
func (s *state) orphan(all []QueuedMessage) error {
	var left []QueuedMessage
	for _, m := range all {
		if m.inherited() && !m.Stale(s.at) {
			left = append(left, m)
		}
	}
	if len(left) == 0 {
		return nil
	}
	b, err := s.tx.Get(orphansKey(s.app))
	if err != nil {
		return err
	}
	var last uint64
	if b != nil {
		if _, err := numbers(b, &last); err != nil {
			return err
		}
	}
	for i := range left {
		last++
		if err := s.set(orphanedKey(s.app, last), left[i].encode()); err != nil {
			return err
		}
	}
	s.emit(&QueueOrphans{App: s.app})
	return s.set(orphansKey(s.app), appendNumbers(nil, last))
}

// forgetQueues removes the queues of a user who is being deleted, up to most messages, and tells whether more are left.
func (s *state) forgetQueues(u UserID, most int) (more bool, err error) {
	boxes, err := s.owners("queuebox", u, most)
	for _, o := range boxes {
		if err == nil {
			_, err = s.abandonQueue(o)
		}
	}
	if err != nil || len(boxes) == most {
		return true, err
	}
	gone, err := s.owners("queuegone", u, most)
	for _, o := range gone {
		if err != nil {
			return true, err
		}
		if more, err = s.clearQueue(o, most); more {
			return true, err
		}
	}
	return len(gone) == most, err
}

// owners lists up to most owners of a class of keys, of one user.
func (s *state) owners(class string, u UserID, most int) (found []QueueOwner, err error) {
	from := len(prefix(s.app, class))
	err = s.tx.Scan(prefix(s.app, class, string(u)), nil, false, func(k, _ []byte) bool {
		if o, ok := ownerOf(k[from:]); ok {
			found = append(found, o)
		}
		return len(found) < most
	})
	return found, err
}

// expireQueues takes messages whose time is over from the beginning of queues, and what is left of one that was
// abandoned. Its value is an expiredQueues.
type expireQueues struct {
	Queues []QueueOwner `json:"queues,omitempty"`
	Gone   *QueueOwner  `json:"gone,omitempty"`
	Most   int          `json:"most"` // messages, of all together
}

type expiredQueues struct {
	expired int
	more    bool // there is more in what was abandoned
}

func (op *expireQueues) apply(s *state) (any, error) {
	var done expiredQueues
	for _, o := range op.Queues {
		n, err := s.expireQueue(o, op.Most-done.expired)
		if done.expired += n; err != nil {
			return nil, err
		}
	}
	var err error
	if op.Gone != nil {
		done.more, err = s.clearQueue(*op.Gone, op.Most)
	}
	return done, err
}

func (s *state) expireQueue(o QueueOwner, most int) (expired int, err error) {
	x, err := getBox(s.tx, s.app, o)
	if x == nil || err != nil {
		return 0, err
	}
	for seq := x.low; seq < x.next && expired < most; seq++ {
		k := queuedKey(s.app, o, seq)
		b, err := s.tx.Get(k)
		if err != nil {
			return expired, err
		}
		if b != nil {
			m, err := decodeQueued(seq, b)
			if err != nil {
				return expired, err
			}
			if !m.Stale(s.at) {
				break
			}
			if err := s.delete(k); err != nil {
				return expired, err
			}
			expired++
			x.count--
		}
		x.passed(seq)
	}
	return expired, s.setBox(o, x)
}
