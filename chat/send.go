package chat

import "encoding/json"

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
	Said   *uint32         `json:"said,omitempty"`   // the sum of what the sender wrote, when rules changed it
}

func (op *sendMessage) apply(s *state) (any, error) {
	st, err := s.user(op.From, "from")
	if err != nil {
		return nil, err
	}
	if st.bannedUntil > uint64(s.at) && !op.Admin {
		return nil, Errorf(CodeBanned, "the account %q is banned", op.From)
	}
	if !op.Admin {
		if err := st.mayWrite(op.To.Kind, s.at); err != nil {
			return nil, err
		}
	}
	conv := ConversationOf(op.From, op.To)
	mine, err := op.mayWrite(s, conv)
	if err == errUnheard {
		return Receipt{ID: op.ID, TS: s.at}, nil
	}
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
	out, err := getSent(s.tx, s.app, op.From, conv)
	if err != nil {
		return nil, err
	}
	if op.CID != "" {
		cid := op.cidOf(s.app, conv, h.seq+1)
		first, err := op.seenBefore(s, conv, out, cid, m.TS)
		if err != nil {
			return nil, err
		}
		if first != nil {
			return *first, nil
		}
		if err := s.remember(op.From, conv, &out, cid, m.TS); err != nil {
			return nil, err
		}
	}
	if err := op.attach(s, conv); err != nil {
		return nil, err
	}
	if op.To.Kind == KindUser {
		if err := op.firstWords(s, conv, mine == nil, h); err != nil {
			return nil, err
		}
	}
	out.count++
	if err := s.setSent(op.From, conv, &out); err != nil {
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
		if err := op.mayReach(s); err != nil {
			return nil, err
		}
	case KindGroup:
		return op.mayWriteToGroup(s, conv)
	case KindRoom:
		if ok, err := s.has(roomKey(s.app, RoomID(op.To.ID))); !ok || err != nil {
			return nil, orRefuse(err, Errorf(CodeNoRoom, "there is no chatroom %q", op.To.ID).At("to"))
		}
		return nil, nil
	}
	return getView(s.tx, s.app, op.From, conv)
}

func orRefuse(err error, e *Error) error {
	if err != nil {
		return err
	}
	return e
}

// firstWords makes a 1:1 conversation known to both sides.
func (op *sendMessage) firstWords(s *state, conv Conversation, mine bool, h head) error {
	fresh := &view{since: h.seq, read: h.seq, readOthers: h.count}
	if mine {
		if err := s.setView(op.From, conv, fresh); err != nil {
			return err
		}
	}
	other := UserID(op.To.ID)
	theirs, err := s.has(viewKey(s.app, other, conv))
	if err != nil || theirs {
		return err
	}
	return s.setView(other, conv, fresh)
}

// append gives a message its seq and position, stores it, and tells whom it concerns. h is the conversation's head.
func (s *state) append(conv Conversation, h head, m *Message, origin uint64, counts bool) error {
	m.Seq = h.seq + 1
	payload := appendMessage(make([]byte, 0, len(m.Body)+len(m.Ext)+192), m)
	pos, err := s.place(conv, h, m, message{counts: counts, origin: origin, from: m.From, payload: payload})
	if err != nil {
		return err
	}
	s.emit(&Stored{App: s.app, Conv: conv, Pos: pos, Seq: m.Seq, From: m.From, To: m.To, Event: m.Type == TypeEvent, Payload: payload})
	return nil
}

// place stores the next message of a conversation, whose head is h.
func (s *state) place(conv Conversation, h head, m *Message, stored message) (pos uint64, err error) {
	if pos, err = s.feed(ChangeMessage, conv, m.Seq); err != nil {
		return 0, err
	}
	h.seq, h.pos, h.ts = m.Seq, pos, uint64(m.TS)
	if stored.counts {
		h.count++
	}
	stored.pos, stored.count = pos, h.count
	if err := s.set(messageKey(s.app, conv, m.Seq), stored.encode()); err != nil {
		return 0, err
	}
	return pos, s.setHead(conv, h)
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
	mine, err := getSent(s.tx, s.app, op.User, conv)
	if err != nil {
		return nil, err
	}
	if err := v.skipGone(s.tx, s.app, op.User, conv, h, mine.count); err != nil {
		return nil, err
	}
	_, last := v.visible(h)
	seq := op.Seq
	if seq == 0 || seq > last {
		seq = last
	}
	if seq <= v.read {
		return ReadState{op.With, v.read, v.unread(h, mine.count)}, nil
	}
	if err := op.advance(s, conv, v, h, mine.count, seq); err != nil {
		return nil, err
	}
	if v.pos, err = s.feed(ChangeRead, conv, v.read); err != nil {
		return nil, err
	}
	if err := s.setView(op.User, conv, v); err != nil {
		return nil, err
	}
	now := ReadState{op.With, v.read, v.unread(h, mine.count)}
	s.emit(&Notice{App: s.app, Users: []UserID{op.User}, Event: struct {
		Event string `json:"event"`
		ReadState
	}{"read", now}})
	if op.With.Kind == KindUser {
		return now, s.signalRead(op.User, op.With, v.read)
	}
	return now, nil
}

// advance counts what of others is now read.
func (op *markRead) advance(s *state, conv Conversation, v *view, h head, sent, seq uint64) error {
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
	if seq < h.seq && sent > 0 {
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
	v.read, v.readOthers = seq, m.count-(sent-mineAfter)
	return nil
}
