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
	With   *SendOptions    `json:"with,omitempty"`

	Device *DeviceCommand `json:"device,omitempty"` // what is published on a device topic

	Priority Priority `json:"priority,omitempty"` // as readers are shown it: none when it is normal
}

func (op *sendMessage) apply(s *state) (any, error) {
	st, err := s.sender(op.From, "from")
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
	if err := op.mayCommand(s); err != nil {
		return nil, err
	}
	h, err := getHead(s.tx, s.app, conv)
	if err != nil {
		return nil, err
	}
	m := Message{ID: op.ID, CID: op.CID, From: op.From, To: op.To, TS: max(s.at, int64(h.ts)), Type: op.Type, Body: op.Body, Ext: op.Ext}
	m.Priority = op.Priority
	if !op.Store {
		if err := op.With.apply(s, conv, h, mine, &m); err != nil {
			return nil, err
		}
		s.emit(&Stored{App: s.app, Conv: conv, From: op.From, To: op.To, Only: m.Only, Payload: appendMessage(nil, &m)})
		return Receipt{ID: m.ID, TS: m.TS}, op.command(s)
	}
	out, err := h.sentBy(s.tx, s.app, op.From, conv)
	if err != nil {
		return nil, err
	}
	cid := op.cidOf(s.app, conv, h.seq+1)
	if op.CID != "" {
		if first, err := op.seenBefore(s, conv, &out, cid, m.TS); first != nil || err != nil {
			return answered(first, err)
		}
	}
	if err := op.With.apply(s, conv, h, mine, &m); err != nil {
		return nil, err
	}
	if op.CID != "" {
		if err := s.remember(op.From, conv, &out, cid, m.TS); err != nil {
			return nil, err
		}
	}
	if err := op.attach(s, conv); err != nil {
		return nil, err
	}
	if err := s.carry(conv, h.seq+1, &m, op.mayPass(s)); err != nil {
		return nil, err
	}
	if op.To.Kind == KindUser {
		if err := op.firstWords(s, conv, mine == nil, h); err != nil {
			return nil, err
		}
	}
	if !m.Silent {
		out.count, out.last = out.count+1, h.seq+1
	}
	if err := s.setSent(conv, &h, op.From, out); err != nil {
		return nil, err
	}
	flags, err := op.With.note(s, conv, &h, &m)
	if err != nil {
		return nil, err
	}
	if today := dayOf(m.TS); st.active < today {
		if err := s.wasActive(op.From, today); err != nil {
			return nil, err
		}
	}
	if err := s.append(conv, h, &m, op.Origin, flags); err != nil {
		return nil, err
	}
	return Receipt{ID: m.ID, Seq: m.Seq, TS: m.TS}, op.command(s)
}

func answered(first *Receipt, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return *first, nil
}

// mayWrite checks the address and gives the sender's view of the conversation, not to be changed; nil if there is none.
func (op *sendMessage) mayWrite(s *state, conv Conversation) (*view, error) {
	switch op.To.Kind {
	case KindUser:
		if err := op.mayReach(s); err != nil {
			return nil, err
		}
	case KindGroup:
		return op.mayWriteToGroup(s, conv)
	case KindRoom:
		return nil, op.mayWriteToRoom(s)
	}
	return lookup[view](s.tx, viewAt(s.app, op.From, conv))
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
	theirs, err := exists(s.tx, viewAt(s.app, other, conv))
	if err != nil || theirs {
		return err
	}
	return s.setView(other, conv, fresh)
}

// append gives a message its seq and position, stores it, and tells whom it concerns. h is the conversation's head.
func (s *state) append(conv Conversation, h head, m *Message, origin uint64, flags messageFlags) error {
	m.Seq = h.seq + 1
	stored := message{flags: flags, origin: origin, from: m.From}
	if err := s.place(conv, h, m, &stored); err != nil {
		return err
	}
	s.emit(&Stored{App: s.app, Conv: conv, Pos: stored.pos, Seq: m.Seq, From: m.From, To: m.To, Event: m.Type == TypeEvent, Only: m.Only, Payload: stored.payload})
	return nil
}

// place stores the next message of a conversation, whose head is h. It gives stored what follows from that, and the
// payload if there is none.
func (s *state) place(conv Conversation, h head, m *Message, stored *message) (err error) {
	if stored.pos, err = s.feed(ChangeMessage, conv, m.Seq); err != nil {
		return err
	}
	h.seq, h.pos, h.ts = m.Seq, stored.pos, uint64(m.TS)
	if stored.flags&counts > 0 {
		h.count++
	}
	stored.count = h.count
	if err := s.set(messageKey(s.app, conv, m.Seq), stored.encodeWith(m)); err != nil {
		return err
	}
	return orFirst(s.setHead(conv, h), s.countMessage(m, conv.Kind()))
}
