package chat

import "encoding/json"

// Limits of what users keep of their conversations.
const (
	MaxPinnedConversations = 50
	MaxMarks               = 10      // of one conversation
	MaxMark                = 32      // bytes
	MaxPrivateExt          = 1 << 10 // bytes of the app's own that a user keeps of a conversation, or of a friend
)

// eraseMessages deletes messages for one user alone.
type eraseMessages struct {
	User UserID   `json:"user"`
	With Address  `json:"with"`
	Seqs []uint64 `json:"seqs,omitempty"`
	UpTo uint64   `json:"up_to,omitempty"` // all up to this seq
	All  bool     `json:"all,omitempty"`   // all that there is
}

type erasedEvent struct {
	Event    string   `json:"event"`
	With     Address  `json:"conversation"`
	Seqs     []uint64 `json:"seqs,omitempty"`
	FirstSeq uint64   `json:"first_seq"`
	Unread   uint64   `json:"unread"`
}

func (op *eraseMessages) apply(s *state) (any, error) {
	conv, v, h, err := s.side(op.User, op.With)
	if err != nil {
		return nil, err
	}
	first, last := v.visible(h)
	for _, seq := range op.Seqs {
		if seq < first || seq > last {
			return nil, Errorf(CodeNoMessage, "the conversation %s has no message %d", op.With, seq).At("seqs")
		}
	}
	upTo := min(op.UpTo, last)
	if op.All {
		upTo = last
	}
	pos, err := s.feed(ChangeRead, conv, v.read)
	if err != nil {
		return nil, err
	}
	v.pos = pos
	for _, seq := range op.Seqs {
		if err := s.set(erasedKey(s.app, op.User, conv, seq), appendNumbers(nil, pos)); err != nil {
			return nil, err
		}
		v.erased = max(v.erased, seq)
	}
	if op.All {
		v.hidden = h.seq + 1
	}
	if upTo > v.since {
		v.since, v.cleared = upTo, upTo
	}
	if upTo > v.read { // what is deleted as a whole is read, for the others too
		if err := s.advance(op.User, conv, v, h, upTo); err != nil {
			return nil, err
		}
		err = (&markRead{User: op.User, With: op.With}).tell(s, conv, v, h)
	} else {
		err = s.setView(op.User, conv, v)
	}
	if err != nil {
		return nil, err
	}
	n, err := unread(s.tx, s.app, op.User, conv, v, h)
	if err != nil {
		return nil, err
	}
	e := erasedEvent{"messages.deleted", op.With, op.Seqs, v.since + 1, n}
	s.emit(&Notice{App: s.app, Users: []UserID{op.User}, Event: e}) // Sync shows it by what the conversation is now
	return nil, nil
}

// ConversationChange changes what is not nil of a user's side of a conversation.
type ConversationChange struct {
	Pinned *bool     `json:"pinned,omitempty" doc:"Listed before the others; at most 50"`
	Hidden *bool     `json:"hidden,omitempty" doc:"Not listed until the next message"`
	Marks  *[]string `json:"marks,omitempty" maxItems:"10" doc:"Words of the app's own, at most 32 bytes each"`

	Ext json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the app's own, at most 1 KB; replaces the one before, {} takes it away"`
}

func (c *ConversationChange) check() error {
	if err := checkPrivateExt(c.Ext); err != nil || c.Marks == nil {
		return err
	}
	if len(*c.Marks) > MaxMarks {
		return Errorf(CodeTooMany, "a conversation may have %d marks", MaxMarks).At("marks")
	}
	for _, m := range *c.Marks {
		if m == "" || len(m) > MaxMark {
			return Errorf(CodeInvalid, "a mark has 1 to %d bytes", MaxMark).At("marks")
		}
	}
	return nil
}

type changeConversation struct {
	User   UserID             `json:"user"`
	With   Address            `json:"with"`
	Change ConversationChange `json:"change"`
}

func (op *changeConversation) apply(s *state) (any, error) {
	conv, v, h, err := s.side(op.User, op.With)
	if err != nil {
		return nil, err
	}
	if p := op.Change.Pinned; p != nil && *p != (v.pinned > 0) {
		if v.pinned = 0; *p {
			if err := s.mayPinOneMore(op.User); err != nil {
				return nil, err
			}
			v.pinned = uint64(s.at)
		}
	}
	if hide := op.Change.Hidden; hide != nil {
		if v.hidden = 0; *hide {
			v.hidden = h.seq + 1
		}
	}
	if op.Change.Marks != nil {
		if err := s.setMarks(op.User, conv, *op.Change.Marks); err != nil {
			return nil, err
		}
	}
	if op.Change.Ext != nil {
		if err := s.setPrivateExt(extKey(s.app, op.User, conv), op.Change.Ext); err != nil {
			return nil, err
		}
	}
	if v.pos, err = s.feed(ChangeRead, conv, v.read); err != nil {
		return nil, err
	}
	if err := s.setView(op.User, conv, v); err != nil {
		return nil, err
	}
	s.emit(&Notice{App: s.app, Users: []UserID{op.User}, Event: struct {
		Event string  `json:"event"`
		With  Address `json:"conversation"`
		ConversationChange
	}{"conversation.changed", op.With, op.Change}})
	return nil, nil
}

func (s *state) mayPinOneMore(u UserID) error {
	n := 0
	var err error
	scanErr := s.tx.Scan(prefix(s.app, "view", string(u)), nil, false, func(_, b []byte) bool {
		v, e := decodeView(b)
		if err = e; err == nil && v.pinned > 0 && v.until == 0 {
			n++
		}
		return err == nil
	})
	if err := orFirst(scanErr, err); err != nil {
		return err
	}
	if n >= MaxPinnedConversations {
		return Errorf(CodeTooMany, "%d conversations are pinned, more are not allowed", n).At("pinned")
	}
	return nil
}

func (s *state) setMarks(u UserID, conv Conversation, marks []string) error {
	k := marksKey(s.app, u, conv)
	if len(marks) == 0 {
		return s.delete(k)
	}
	return s.setJSON(k, marks)
}

// checkPrivateExt finds what is wrong with what an app keeps for a user alone.
func checkPrivateExt(ext json.RawMessage) error {
	switch {
	case len(ext) > MaxPrivateExt:
		return Errorf(CodeTooLarge, "ext has %d bytes, %d are allowed", len(ext), MaxPrivateExt).At("ext")
	case ext != nil && (!isObject(ext) || !json.Valid(ext)):
		return Errorf(CodeInvalid, "ext must be a JSON object").At("ext")
	}
	return nil
}

// saysNothing tells whether an object is empty.
func saysNothing(ext json.RawMessage) bool {
	empty := true
	members(ext, func(_, _ []byte) bool { empty = false; return false })
	return empty
}

func (s *state) setPrivateExt(k []byte, ext json.RawMessage) error {
	if saysNothing(ext) {
		return s.delete(k)
	}
	return s.set(k, ext)
}

func getMarks(r Reader, app AppName, u UserID, conv Conversation) (marks []string, err error) {
	b, err := r.Get(marksKey(app, u, conv))
	if b == nil || err != nil {
		return nil, err
	}
	return marks, json.Unmarshal(b, &marks)
}
