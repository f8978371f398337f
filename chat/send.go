package chat

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
)

// sendMessage stores a message, or passes it on when it is not to be stored.
type sendMessage struct {
	ID     string          `json:"id"`
	From   UserID          `json:"from"`
	To     Address         `json:"to"`
	CID    string          `json:"cid,omitempty"`
	Type   string          `json:"type"`
	Body   json.RawMessage `json:"body"`
	Ext    json.RawMessage `json:"ext,omitempty"`
	Store  bool            `json:"store"`
	Origin uint64          `json:"origin,omitempty"` // the sending session, which is not sent its own message again
	Admin  bool            `json:"admin,omitempty"`  // sent with the app's key: needs no membership
}

func (op *sendMessage) apply(s *state) (any, error) {
	st, err := s.user(op.From, "from")
	if err != nil {
		return nil, err
	}
	if st.bannedUntil > uint64(s.at) && !op.Admin {
		return nil, Errorf(CodeBanned, "the account %q is banned", op.From)
	}
	conv := ConversationOf(op.From, op.To)
	mine, err := op.mayWrite(s, conv)
	if err != nil {
		return nil, err
	}
	if err := op.mayAttach(s); err != nil {
		return nil, err
	}
	h, err := getHead(s.tx, s.app, conv)
	if err != nil {
		return nil, err
	}
	m := Message{ID: op.ID, CID: op.CID, From: op.From, To: op.To, TS: max(s.at, int64(h.ts)), Type: op.Type, Body: op.Body, Ext: op.Ext}
	if !op.Store {
		s.emit(&Stored{App: s.app, Conv: conv, From: op.From, To: op.To, Payload: appendMessage(nil, &m)})
		return Receipt{ID: m.ID, TS: m.TS}, nil
	}
	if op.CID != "" {
		if first, err := op.seenBefore(s, conv, m.TS); first != nil || err != nil {
			return first, err
		}
		if err := op.remember(s, conv, h.seq+1, m.TS); err != nil {
			return nil, err
		}
	}
	if err := op.attach(s, conv); err != nil {
		return nil, err
	}
	if err := op.touchViews(s, conv, mine, h); err != nil {
		return nil, err
	}
	if err := s.append(conv, h, &m, op.Origin, true); err != nil {
		return nil, err
	}
	return Receipt{ID: m.ID, Seq: m.Seq, TS: m.TS}, nil
}

// mayWrite checks the address and gives the sender's view of the conversation, nil if there is none.
func (op *sendMessage) mayWrite(s *state, conv Conversation) (*view, error) {
	switch op.To.Kind {
	case KindUser:
		if _, err := s.user(UserID(op.To.ID), "to"); err != nil {
			return nil, err
		}
	case KindGroup:
		if ok, err := s.has(groupKey(s.app, GroupID(op.To.ID))); !ok || err != nil {
			return nil, orRefuse(err, Errorf(CodeNoGroup, "there is no group %q", op.To.ID).At("to"))
		}
	case KindRoom:
		if ok, err := s.has(roomKey(s.app, RoomID(op.To.ID))); !ok || err != nil {
			return nil, orRefuse(err, Errorf(CodeNoRoom, "there is no chatroom %q", op.To.ID).At("to"))
		}
		return nil, nil
	}
	v, err := getView(s.tx, s.app, op.From, conv)
	if err != nil {
		return nil, err
	}
	if op.To.Kind == KindGroup && !v.member() {
		if !op.Admin {
			return nil, Errorf(CodeNotMember, "%q is no member of the group %q", op.From, op.To.ID)
		}
		return nil, nil
	}
	return v, nil
}

func orRefuse(err error, e *Error) error {
	if err != nil {
		return err
	}
	return e
}

// seenBefore finds the receipt of the same message sent before [PROTOCOL 4.4].
func (op *sendMessage) seenBefore(s *state, conv Conversation, now int64) (any, error) {
	epoch := uint64(now / cidEpoch)
	for e := epoch; ; e-- {
		b, err := s.tx.Get(cidKey(s.app, e, conv, op.From, op.CID))
		if err != nil {
			return nil, err
		}
		if b != nil {
			return op.sameAs(s, conv, b, now)
		}
		if e == 0 || e < epoch || now%cidEpoch > DedupWindow {
			return nil, nil
		}
	}
}

func (op *sendMessage) sameAs(s *state, conv Conversation, record []byte, now int64) (any, error) {
	var seq, ts uint64
	sum, err := numbers(record, &seq, &ts)
	if err != nil || now-int64(ts) > DedupWindow {
		return nil, err
	}
	if !bytes.Equal(sum, op.sum()) {
		return nil, Errorf(CodeCIDReused, "cid %q was used before for another message", op.CID).At("cid")
	}
	b, err := s.tx.Get(messageKey(s.app, conv, seq))
	if err != nil || b == nil {
		return nil, err
	}
	m, err := decodeMessage(b)
	if err != nil {
		return nil, err
	}
	var first Receipt
	if err := json.Unmarshal(m.payload, &first); err != nil {
		return nil, err
	}
	return first, nil
}

func (op *sendMessage) remember(s *state, conv Conversation, seq uint64, now int64) error {
	record := append(appendNumbers(make([]byte, 0, 32), seq, uint64(now)), op.sum()...)
	return s.set(cidKey(s.app, uint64(now/cidEpoch), conv, op.From, op.CID), record)
}

// sum tells one content from another.
func (op *sendMessage) sum() []byte {
	b := make([]byte, 0, 512)
	b = append(append(b, op.Type...), 0)
	b = append(append(b, op.Body...), 0)
	h := sha256.Sum256(append(b, op.Ext...))
	return h[:12]
}

// touchViews keeps the sender's count and makes the conversation known to both sides of a first 1:1 message.
func (op *sendMessage) touchViews(s *state, conv Conversation, mine *view, h head) error {
	if op.To.Kind == KindUser {
		other := UserID(op.To.ID)
		if mine == nil {
			mine = &view{since: h.seq, read: h.seq, readOthers: h.count}
		}
		theirs, err := s.has(viewKey(s.app, other, conv))
		if err != nil {
			return err
		}
		if !theirs && other != op.From {
			if err := s.setView(other, conv, &view{since: h.seq, read: h.seq, readOthers: h.count}); err != nil {
				return err
			}
		}
	}
	if mine == nil {
		return nil
	}
	mine.sent++
	return s.setView(op.From, conv, mine)
}

// append gives a message its seq and position, stores it, and tells whom it concerns. h is the conversation's head.
func (s *state) append(conv Conversation, h head, m *Message, origin uint64, counts bool) error {
	m.Seq = h.seq + 1
	pos, err := s.feed(feedMessage, conv, m.Seq)
	if err != nil {
		return err
	}
	h.seq, h.pos, h.ts = m.Seq, pos, uint64(m.TS)
	if counts {
		h.count++
	}
	payload := appendMessage(make([]byte, 0, len(m.Body)+len(m.Ext)+192), m)
	stored := message{pos: pos, count: h.count, counts: counts, origin: origin, from: m.From, payload: payload}
	if err := s.set(messageKey(s.app, conv, m.Seq), stored.encode()); err != nil {
		return err
	}
	if err := s.set(headKey(s.app, conv), appendNumbers(make([]byte, 0, 24), h.seq, h.pos, h.ts, h.count)); err != nil {
		return err
	}
	s.emit(&Stored{App: s.app, Conv: conv, Pos: pos, Seq: m.Seq, From: m.From, To: m.To, Event: m.Type == TypeEvent, Payload: payload})
	return nil
}

// markRead moves a user's read mark forward; a mark never moves back.
type markRead struct {
	User UserID  `json:"user"`
	With Address `json:"with"`
	Seq  uint64  `json:"seq"` // 0: all
}

// ReadState is how far a user has read a conversation.
type ReadState struct {
	With    Address `json:"conversation"`
	ReadSeq uint64  `json:"read_seq"`
	Unread  uint64  `json:"unread"`
}

func (op *markRead) apply(s *state) (any, error) {
	conv := ConversationOf(op.User, op.With)
	v, err := getView(s.tx, s.app, op.User, conv)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, Errorf(CodeNotFound, "you have no conversation with %s", op.With)
	}
	h, err := getHead(s.tx, s.app, conv)
	if err != nil {
		return nil, err
	}
	_, last := v.visible(h)
	seq := op.Seq
	if seq == 0 || seq > last {
		seq = last
	}
	if seq <= v.read {
		return ReadState{op.With, v.read, v.unread(h)}, nil
	}
	if err := op.advance(s, conv, v, h, seq); err != nil {
		return nil, err
	}
	if v.pos, err = s.feed(feedRead, conv, v.read); err != nil {
		return nil, err
	}
	if err := s.setView(op.User, conv, v); err != nil {
		return nil, err
	}
	now := ReadState{op.With, v.read, v.unread(h)}
	s.emit(&Notice{App: s.app, Users: []UserID{op.User}, Event: struct {
		Event string `json:"event"`
		ReadState
	}{"read", now}})
	if op.With.Kind == KindUser {
		s.emit(&Signal{App: s.app, From: op.User, To: op.With, Name: "read", Seq: v.read})
	}
	return now, nil
}

// advance counts what of others is now read.
func (op *markRead) advance(s *state, conv Conversation, v *view, h head, seq uint64) error {
	b, err := s.tx.Get(messageKey(s.app, conv, seq))
	if err != nil {
		return err
	}
	if b == nil {
		return errCorrupt
	}
	m, err := decodeMessage(b)
	if err != nil {
		return err
	}
	mineAfter := uint64(0)
	if seq < h.seq {
		scanErr := s.tx.Scan(prefix(s.app, "msg", string(conv)), messageKey(s.app, conv, seq+1), false, func(_, value []byte) bool {
			after, e := decodeMessage(value)
			if err = e; err == nil && after.counts && after.from == op.User {
				mineAfter++
			}
			return err == nil
		})
		if scanErr != nil || err != nil {
			return orRefuse(scanErr, AsError(err))
		}
	}
	v.read, v.readOthers = seq, m.count-(v.sent-mineAfter)
	return nil
}
