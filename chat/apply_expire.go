package chat

// expireMessages removes the oldest messages of a conversation: those from before a time, up to Most. Its value tells
// whether there may be more. Seqs are not used again: the conversation begins later from then on.
type expireMessages struct {
	Conv   Conversation `json:"conv"`
	Before int64        `json:"before"` // ms
	Most   int          `json:"most"`
}

func (op *expireMessages) apply(s *state) (any, error) {
	h, err := getHead(s.tx, s.app, op.Conv)
	if err != nil {
		return nil, err
	}
	old, more, err := op.old(s, h)
	if err != nil || len(old) == 0 {
		return false, err
	}
	for _, m := range old {
		h.gone, h.goneCount = m.seq, m.count
		if err := s.forgetMessage(op.Conv, m); err != nil {
			return nil, err
		}
	}
	if err := s.setHead(op.Conv, h); err != nil {
		return nil, err
	}
	return more, s.record(messagesExpired{"messages.expired", op.Conv, h.gone})
}

// messagesExpired tells the readers of the feed that a conversation begins later from now on.
type messagesExpired struct {
	Event string       `json:"event"`
	Conv  Conversation `json:"conversation"`
	Seq   uint64       `json:"seq"` // messages up to this one are gone
}

// aged is a message that is to be removed.
type aged struct {
	seq     uint64
	count   uint64
	changed uint64
	file    string // that it names
	typ     string
	expires int64 // ms, when it was to run out
	reacted bool
}

func (op *expireMessages) old(s *state, h head) (old []aged, more bool, err error) {
	scanErr := s.tx.Scan(prefix(s.app, "msg", string(op.Conv)), messageKey(s.app, op.Conv, h.gone+1), false, func(k, v []byte) bool {
		stored, e := decodeMessage(v)
		if err = e; e != nil {
			return false
		}
		var m Message
		if m, err = DecodeMessage(stored.payload); err != nil || m.TS >= op.Before {
			return false
		}
		if len(old) == op.Most {
			more = true
			return false
		}
		old = append(old, aged{lastNumber(k), stored.count, stored.changed, fileNamed(m.Type, m.Body), m.Type, m.Expires, len(m.Reactions) > 0})
		return true
	})
	return old, more, orFirst(scanErr, err)
}

// forgetMessage removes a message and all that is kept with it.
func (s *state) forgetMessage(conv Conversation, m aged) error {
	keys := [][]byte{messageKey(s.app, conv, m.seq), exceptKey(s.app, conv, m.seq), pinKey(s.app, conv, m.seq)}
	if m.changed > 0 {
		keys = append(keys, changeKey(s.app, conv, m.changed))
	}
	if m.expires > 0 {
		keys = append(keys, expireKey(s.app, m.expires, conv, m.seq))
	}
	for _, k := range keys {
		if err := s.delete(k); err != nil {
			return err
		}
	}
	if m.reacted {
		if err := s.forgetReactions(conv, m.seq); err != nil {
			return err
		}
	}
	if err := s.drop(conv, m.seq, m.typ); err != nil || m.file == "" {
		return err
	}
	return s.detach(m.file, conv)
}

// maxOwnSearch bounds how many messages skipGone reads.
const maxOwnSearch = 2_000

// skipGone makes what is gone read, so that only what can be read counts as unread. How many of the
// user's own messages are still there has to be counted; in a conversation with more than maxOwnSearch
// messages only the newest are, and what is unread may then count some of the user's own.
func (v *view) skipGone(r Reader, app AppName, u UserID, conv Conversation, h head) error {
	if v.read >= h.gone || v.until != 0 {
		return nil
	}
	here, seen := uint64(0), 0
	mine, err := h.sentBy(r, app, u, conv)
	if err != nil {
		return err
	}
	sent := mine.count
	if sent > 0 {
		scanErr := r.Scan(prefix(app, "msg", string(conv)), nil, true, func(_, b []byte) bool {
			m, e := decodeMessage(b)
			if err = e; e == nil && m.flags&counts > 0 && m.from == u {
				here++
			}
			seen++
			return err == nil && here < sent && seen < maxOwnSearch
		})
		if err = orFirst(scanErr, err); err != nil {
			return err
		}
	}
	v.read, v.readOthers = h.gone, h.goneCount-min(h.goneCount, sent-here)
	return nil
}
