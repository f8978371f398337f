package chat

import (
	"encoding/json"
	"slices"
)

// Limits of what may be done to a message after it was sent.
const (
	MaxEdits         = 10
	MaxRecallReason  = 256 // bytes
	MaxReactionKinds = 20  // of one message
	MaxReaction      = 32  // bytes of a reaction's kind
	MaxPins          = 20  // of one conversation
	reactionUsers    = 10  // named with a reaction
	MaxErase         = 100 // messages that one call deletes
)

// target names a stored message for a change of it, and who asks. Every change of a message embeds it.
type target struct {
	User  UserID  `json:"user,omitempty"`
	With  Address `json:"with"`
	Seq   uint64  `json:"seq"`
	Admin bool    `json:"admin,omitempty"` // the app's key
}

// changing is a message while a command changes it.
type changing struct {
	conv   Conversation
	head   head
	stored message
	Message
}

// find reads the message that is to be changed. It must be there, and one that the user may read.
func (t *target) find(s *state) (*changing, error) {
	none := Errorf(CodeNoMessage, "the conversation %s has no message %d", t.With, t.Seq).At("seq")
	if t.User == "" && t.With.Kind == KindUser {
		return nil, Errorf(CodeInvalid, "say whose conversation: add from=USER").At("from")
	}
	if t.With.Kind == KindGroup {
		if _, err := getHall(s.tx, s.app, GroupID(t.With.ID)); err != nil {
			return nil, err // members' records outlive a group that was dismissed for a while
		}
	}
	c := &changing{conv: ConversationOf(t.User, t.With)}
	v, err := getView(s.tx, s.app, t.User, c.conv)
	if err != nil {
		return nil, err
	}
	if c.head, err = getHead(s.tx, s.app, c.conv); err != nil {
		return nil, err
	}
	if t.With.Kind != KindRoom && !t.Admin && !v.member() {
		if t.With.Kind == KindGroup {
			return nil, Errorf(CodeNotMember, "%q is no member of the group %q", t.User, t.With.ID)
		}
		return nil, none
	}
	if v != nil && !t.Admin {
		if first, last := v.visible(c.head); t.Seq < first || t.Seq > last {
			return nil, none
		}
	}
	b, err := s.tx.Get(messageKey(s.app, c.conv, t.Seq))
	if b == nil || err != nil {
		return nil, orRefuse(err, none)
	}
	if c.stored, err = decodeMessage(b); err != nil {
		return nil, err
	}
	if c.Message, err = DecodeMessage(slices.Clone(c.stored.payload)); err != nil {
		return nil, err
	}
	if hidden, err := t.hidden(s, v, c); hidden || err != nil {
		return nil, orRefuse(err, none)
	}
	return c, nil
}

// hidden tells whether there is nothing to be changed, or nothing that the user may read [PROTOCOL 4.15].
func (t *target) hidden(s *state, v *view, c *changing) (bool, error) {
	switch {
	case c.stored.flags&gone > 0 || c.Type == TypeEvent || c.Expires > 0 && c.Expires <= s.at:
		return true, nil
	case t.Admin:
		return false, nil
	case !c.For(t.User):
		return true, nil
	case v == nil || v.erased < t.Seq:
		return false, nil
	}
	return s.has(erasedKey(s.app, t.User, c.conv, t.Seq))
}

// mayReach refuses to a user whom the other side blocks what would reach that side. Who is not to know of it is told
// that there is no such message.
func (t *target) mayReach(s *state) error {
	if t.With.Kind != KindUser || t.Admin {
		return nil
	}
	err := mayReach(s.tx, s.app, t.User, UserID(t.With.ID))
	if err == errUnheard {
		return Errorf(CodeNoMessage, "the conversation %s has no message %d", t.With, t.Seq).At("seq")
	}
	return err
}

// moderates tells whether a user may tidy up a conversation: owner and admins of a group or chatroom.
func (s *state) moderates(with Address, u UserID) (bool, error) {
	switch with.Kind {
	case KindGroup:
		return s.moderatesGroup(GroupID(with.ID), u)
	case KindRoom:
		return s.moderatesRoom(RoomID(with.ID), u)
	}
	return false, nil
}

// moderatesGroup tells whether a member is the owner or an admin; in a thread, of the group it belongs to.
func (s *state) moderatesGroup(g GroupID, u UserID) (bool, error) {
	m, in, err := getMember(s.tx, s.app, g, u)
	if err != nil || !in || m.Role != RoleMember {
		return in, err
	}
	hall, err := getHall(s.tx, s.app, g)
	if err != nil || hall.ThreadOf == nil {
		return false, err
	}
	m, in, err = getMember(s.tx, s.app, hall.ThreadOf.Group, u)
	return in && m.Role != RoleMember, err
}

// moderatesRoom tells whether a user owns a chatroom.
func (s *state) moderatesRoom(r RoomID, u UserID) (bool, error) {
	room, err := getRoom(s.tx, s.app, r)
	return err == nil && room.Owner == u, err
}

// save writes a changed message, and tells all who take part; what names the change.
func (c *changing) save(s *state, what string, by UserID) error {
	if err := c.write(s); err != nil {
		return err
	}
	if err := s.threadMoved(c.To); err != nil {
		return err
	}
	return c.announce(s, what, by)
}

// write stores a changed message, in the feed too.
func (c *changing) write(s *state) error {
	if c.stored.changed > 0 {
		if err := s.delete(changeKey(s.app, c.conv, c.stored.changed)); err != nil {
			return err
		}
	}
	pos, err := s.feed(ChangeEdited, c.conv, c.Seq)
	if err != nil {
		return err
	}
	c.stored.changed, c.head.pos = pos, pos
	c.stored.payload = appendMessage(nil, &c.Message)
	if err := s.set(changeKey(s.app, c.conv, pos), appendNumbers(nil, c.Seq)); err != nil {
		return err
	}
	if err := s.set(messageKey(s.app, c.conv, c.Seq), c.stored.encode()); err != nil {
		return err
	}
	return s.setHead(c.conv, c.head)
}

// announce tells live devices. Devices that are away learn of it by Sync.
func (c *changing) announce(s *state, what string, by UserID) error {
	event, err := json.Marshal(struct {
		Event   string          `json:"event"`
		By      UserID          `json:"by,omitempty"`
		Message json.RawMessage `json:"message"`
	}{what, by, c.stored.payload})
	if err != nil {
		return err
	}
	if c.To.Kind != KindUser {
		s.emit(&Stored{App: s.app, Conv: c.conv, From: c.From, To: c.To, Event: true, Only: c.Only, Payload: event})
		return nil
	}
	a, b := c.conv.Pair()
	users := []UserID{a, b}
	s.emit(&Notice{App: s.app, Users: slices.Compact(users), Event: json.RawMessage(event)})
	return nil
}

// takeContent removes all that a message said, and what hangs from it.
func (c *changing) takeContent(s *state) error {
	if c.stored.flags&counts > 0 {
		if err := s.except(c.conv, &c.head, c.Seq, c.From, nil); err != nil {
			return err
		}
	}
	if c.Pinned != nil {
		if err := s.delete(pinKey(s.app, c.conv, c.Seq)); err != nil {
			return err
		}
	}
	if c.Expires > 0 {
		if err := s.delete(expireKey(s.app, c.Expires, c.conv, c.Seq)); err != nil {
			return err
		}
	}
	if err := s.forgetReactions(c.conv, c.Seq); err != nil {
		return err
	}
	if err := s.drop(c.conv, c.Seq, c.Type); err != nil {
		return err
	}
	if id := fileNamed(c.Type, c.Body); id != "" {
		if err := s.detach(id, c.conv); err != nil {
			return err
		}
	}
	c.stored.flags |= gone
	c.Body, c.Ext = json.RawMessage("{}"), nil
	c.Details = Details{Only: c.Only, Thread: c.Thread} // a thread stays
	return nil
}

// forgetReactions removes who reacted to a message, and how.
func (s *state) forgetReactions(conv Conversation, seq uint64) error {
	for more := true; more; {
		var err error
		if more, err = s.deletePrefix(append(withNumber(key(s.app, "reaction", string(conv)), seq), '/'), 1000); err != nil {
			return err
		}
	}
	return nil
}
