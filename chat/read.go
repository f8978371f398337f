package chat

// markRead moves a user's read mark forward; a mark never moves back.
type markRead struct {
	User UserID  `json:"user"`
	With Address `json:"with"`
	Seq  uint64  `json:"seq"` // 0: all
}

// ReadState is how far a user has read a conversation whose last message for him was LastSeq then.
type ReadState struct {
	With    Address `json:"conversation"`
	ReadSeq uint64  `json:"read_seq"`
	Unread  uint64  `json:"unread"`
	LastSeq uint64  `json:"last_seq"`
}

// side reads a user's side of a conversation that he takes part in.
func (s *state) side(u UserID, with Address) (conv Conversation, v *view, h head, err error) {
	conv = ConversationOf(u, with)
	if with.Kind == KindGroup {
		if _, err = getHall(s.tx, s.app, GroupID(with.ID)); err != nil {
			return // members' records outlive a group that was dismissed for a while
		}
	}
	if v, err = getView(s.tx, s.app, u, conv); err != nil {
		return
	}
	if v == nil {
		return conv, nil, h, Errorf(CodeNotFound, "you have no conversation with %s", with)
	}
	if h, err = getHead(s.tx, s.app, conv); err == nil {
		err = v.skipGone(s.tx, s.app, u, conv, h)
	}
	return
}

func (op *markRead) apply(s *state) (any, error) {
	conv, v, h, err := s.side(op.User, op.With)
	if err != nil {
		return nil, err
	}
	_, last := v.visible(h)
	seq := op.Seq
	if seq == 0 || seq > last {
		seq = last
	}
	if seq > v.read {
		if err := s.advance(op.User, conv, v, h, seq); err != nil {
			return nil, err
		}
		if err := op.tell(s, conv, v, h); err != nil {
			return nil, err
		}
	}
	n, err := unread(s.tx, s.app, op.User, conv, v, h)
	now := ReadState{op.With, v.read, n, last}
	if seq == v.read && s.wrote {
		s.emit(&Notice{App: s.app, Users: []UserID{op.User}, Event: struct {
			Event string `json:"event"`
			ReadState
		}{"read", now}})
	}
	return now, err
}

// tell stores the mark and lets the others know of it: in a 1:1 conversation, and in groups that have receipts.
func (op *markRead) tell(s *state, conv Conversation, v *view, h head) (err error) {
	if v.pos, err = s.feedRead(conv, op.User, v.read); err != nil {
		return err
	}
	if err := s.setView(op.User, conv, v); err != nil {
		return err
	}
	switch op.With.Kind {
	case KindUser:
		return s.signalMark("read", op.User, op.With, conv, h, v.read)
	case KindGroup:
		g, err := getHall(s.tx, s.app, GroupID(op.With.ID))
		if err == nil && g.Members <= ReceiptsMost {
			s.emit(&Signal{App: s.app, From: op.User, To: op.With, Name: "read", Seq: v.read})
		}
		return err
	}
	return nil
}

// advance moves a view's read mark to seq and counts what of others is now read.
func (s *state) advance(u UserID, conv Conversation, v *view, h head, seq uint64) error {
	m, err := s.stored(conv, seq)
	if err != nil {
		return err
	}
	mine, err := h.sentBy(s.tx, s.app, u, conv)
	if err != nil {
		return err
	}
	after, err := s.ownAfter(u, conv, mine, seq, h)
	v.read, v.readOthers, v.delivered = seq, m.count-(mine.count-after), max(v.delivered, seq)
	return err
}

// stored reads a message that must be there.
func (s *state) stored(conv Conversation, seq uint64) (m message, err error) {
	b, err := s.tx.Get(messageKey(s.app, conv, seq))
	if b == nil || err != nil {
		return m, orCorrupt(err)
	}
	return decodeMessage(b)
}

func orCorrupt(err error) error {
	if err == nil {
		err = errCorrupt
	}
	return err
}

// ownAfter counts a user's own counting messages after seq. Who reads up to the end, or past his own last word, as
// clients do, costs no search.
func (s *state) ownAfter(u UserID, conv Conversation, mine sent, seq uint64, h head) (n uint64, err error) {
	if seq >= mine.last || seq >= h.seq {
		return 0, nil
	}
	scanErr := s.tx.Scan(prefix(s.app, "msg", string(conv)), messageKey(s.app, conv, seq+1), false, func(k, value []byte) bool {
		m, e := decodeMessage(value)
		if err = e; err == nil && m.flags&counts > 0 && m.from == u {
			n++
		}
		return err == nil && lastNumber(k) < mine.last
	})
	return n, orFirst(scanErr, err)
}

// markDelivered tells the sender of 1:1 messages that a device of the other one has them.
type markDelivered struct {
	User UserID  `json:"user"`
	With Address `json:"with"`
	Seq  uint64  `json:"seq"` // 0: all
}

func (op *markDelivered) apply(s *state) (any, error) {
	conv, v, h, err := s.side(op.User, op.With)
	if err != nil {
		return nil, err
	}
	_, last := v.visible(h)
	seq := op.Seq
	if seq == 0 || seq > last {
		seq = last
	}
	if seq <= v.delivered {
		return nil, nil
	}
	v.delivered = seq
	if v.pos, err = s.feed(ChangeRead, conv, v.read); err != nil {
		return nil, err
	}
	if err := s.setView(op.User, conv, v); err != nil {
		return nil, err
	}
	return nil, s.signalMark("delivered", op.User, op.With, conv, h, seq)
}
