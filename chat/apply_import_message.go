package chat

import "encoding/json"

// importConversation makes an empty conversation begin later than with 1: what was before is not imported.
type importConversation struct {
	Conv  Conversation `json:"conv"`
	First uint64       `json:"first"`
}

func (op *importConversation) apply(s *state) (any, error) {
	h, err := getHead(s.tx, s.app, op.Conv)
	switch {
	case err != nil:
		return nil, err
	case h.seq+1 >= op.First:
		return ImportSame, nil
	case h.seq > 0:
		return nil, Errorf(CodeInvalid, "the conversation ends with seq %d here, so that first_seq %d would leave a gap: import what is between first", h.seq, op.First).At("first_seq")
	}
	h.seq, h.gone = op.First-1, op.First-1
	return ImportNew, s.setHead(op.Conv, h)
}

// importMessage appends a message as it was elsewhere: with its id, time and seq, which must be the next one. A message
// that is there already is not stored again. Live sessions are not told: a history is no news.
type importMessage struct {
	Conv    Conversation    `json:"conv"`
	Message json.RawMessage `json:"message"`
	Silent  bool            `json:"silent,omitempty"`
}

func (op *importMessage) apply(s *state) (any, error) {
	m, err := DecodeMessage(op.Message)
	if err != nil {
		return nil, err
	}
	h, err := getHead(s.tx, s.app, op.Conv)
	if err != nil {
		return nil, err
	}
	if m.Seq <= h.seq {
		return op.same(s, &m, h)
	}
	if m.Seq > h.seq+1 {
		return nil, Errorf(CodeInvalid, "seq %d leaves a gap: %d is the next one of %s", m.Seq, h.seq+1, op.Conv).At("message.seq")
	}
	if m.TS < int64(h.ts) {
		return nil, Errorf(CodeInvalid, "ts %d is before that of the message before, %d", m.TS, h.ts).At("message.ts")
	}
	if err := op.people(s, &m, &h); err != nil {
		return nil, err
	}
	if err := op.attach(s, &m); err != nil {
		return nil, err
	}
	if err := s.place(op.Conv, h, &m, &message{flags: m.flags(op.Silent) | imported, from: m.From, payload: op.Message}); err != nil {
		return nil, err
	}
	if m.Type != TypeEvent {
		return ImportNew, s.wasActive(m.From, dayOf(m.TS))
	}
	return ImportNew, nil
}

// same tells whether the message at a seq that is taken is the one to import.
func (op *importMessage) same(s *state, m *Message, h head) (any, error) {
	if m.Seq <= h.gone {
		return ImportSame, nil // older than what is kept
	}
	b, err := s.tx.Get(messageKey(s.app, op.Conv, m.Seq))
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, errCorrupt
	}
	there, err := readMessage(b)
	if err != nil {
		return nil, err
	}
	if there.ID != m.ID {
		return nil, Errorf(CodeExists, "seq %d of %s is the message %q already", m.Seq, op.Conv, there.ID).At("message.seq")
	}
	return ImportSame, nil
}

// people makes a 1:1 conversation known to both sides, and counts for the sender: for those who have an account.
func (op *importMessage) people(s *state, m *Message, h *head) error {
	var sides []UserID
	if op.Conv.Kind() == KindUser {
		sides = []UserID{m.From, UserID(m.To.ID)}
	}
	for _, u := range sides {
		here, err := exists(s.tx, standingAt(s.app, u))
		if err != nil {
			return err
		}
		known, err := exists(s.tx, viewAt(s.app, u, op.Conv))
		if err != nil {
			return err
		}
		if here && !known {
			if err := s.setView(u, op.Conv, &view{since: h.seq, read: h.seq, readOthers: h.count}); err != nil {
				return err
			}
		}
	}
	here, err := exists(s.tx, standingAt(s.app, m.From))
	if err != nil || !here || op.Silent {
		return err
	}
	return op.count(s, m, h)
}

// count notes that a user sent the message, so that sending it again with its cid stores nothing.
func (op *importMessage) count(s *state, m *Message, h *head) error {
	out, err := h.sentBy(s.tx, s.app, m.From, op.Conv)
	if err != nil {
		return err
	}
	out.count, out.last = out.count+1, m.Seq
	if m.CID != "" && s.at-m.TS < DedupWindow {
		cid := (&sendMessage{From: m.From, CID: m.CID, Type: m.Type, Body: m.Body, Ext: m.Ext}).cidOf(s.app, op.Conv, m.Seq)
		if err := s.remember(m.From, op.Conv, &out, cid, m.TS); err != nil {
			return err
		}
	}
	return s.setSent(op.Conv, h, m.From, out)
}

// attach notes the files that the message names, when they are here.
func (op *importMessage) attach(s *state, m *Message) error {
	if err := s.carry(op.Conv, m.Seq, m, func(File) (bool, error) { return true, nil }); err != nil {
		return err
	}
	id := fileNamed(m.Type, m.Body)
	if id == "" {
		return nil
	}
	if _, err := getFile(s.tx, s.app, id); AsErrorCode(err) == CodeNoFile {
		return nil
	} else if err != nil {
		return err
	}
	return (&sendMessage{Type: m.Type, Body: m.Body}).attach(s, op.Conv)
}

// importView sets what a user sees of a conversation and how far it is read; a mark never moves back.
type importView struct {
	Conv  Conversation `json:"conv"`
	User  UserID       `json:"user"`
	First uint64       `json:"first"`
	Read  uint64       `json:"read"`
}

func (op *importView) apply(s *state) (any, error) {
	v, err := getView(s.tx, s.app, op.User, op.Conv)
	if err != nil || !v.member() {
		return nil, orRefuse(err, Errorf(CodeNotFound, "%q takes no part in %s: import the messages or the member first", op.User, op.Conv).At("user"))
	}
	h, err := getHead(s.tx, s.app, op.Conv)
	if err != nil {
		return nil, err
	}
	if op.Read > h.seq || op.First > h.seq+1 {
		return nil, Errorf(CodeInvalid, "read_seq %d or first_seq %d is beyond the end of %s, %d: import its messages first", op.Read, op.First, op.Conv, h.seq).At("read_seq")
	}
	if op.Read <= max(v.read, h.gone) && op.First <= max(v.since, h.gone)+1 {
		return ImportSame, nil
	}
	v.since = max(v.since, op.First-min(op.First, 1))
	if op.Read > max(v.read, h.gone) {
		if err := s.advance(op.User, op.Conv, v, h, op.Read); err != nil {
			return nil, err
		}
	}
	return ImportNew, s.setView(op.User, op.Conv, v)
}
