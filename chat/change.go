package chat

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Limits of what may be done to a message after it was sent.
const (
	MaxEdits         = 10
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
	if c.stored.flags&gone > 0 || c.Type == TypeEvent || !t.Admin && !c.For(t.User) {
		return nil, none
	}
	return c, nil
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
		m, in, err := getMember(s.tx, s.app, GroupID(with.ID), u)
		return in && m.Role != RoleMember, err
	case KindRoom:
		return s.moderatesRoom(RoomID(with.ID), u)
	}
	return false, nil
}

// moderatesRoom tells whether a user owns a chatroom.
func (s *state) moderatesRoom(r RoomID, u UserID) (bool, error) {
	room, err := getRoom(s.tx, s.app, r)
	return err == nil && room.Owner == u, err
}

// save writes a changed message, into the feed and to all who take part; what names the change.
func (c *changing) save(s *state, what string, by UserID) error {
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
	if err := s.setHead(c.conv, c.head); err != nil {
		return err
	}
	return c.announce(s, what, by)
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
	for {
		more, err := s.deletePrefix(append(withNumber(key(s.app, "reaction", string(c.conv)), c.Seq), '/'), 1000)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	if id := fileNamed(c.Type, c.Body); id != "" {
		if err := s.detach(id, c.conv); err != nil {
			return err
		}
	}
	c.stored.flags |= gone
	c.Body, c.Ext = json.RawMessage("{}"), nil
	c.Details = Details{Only: c.Only}
	return nil
}

// recallMessage takes a message back: its sender for a while, who moderates and the app's key at any time.
type recallMessage struct{ target }

func (op *recallMessage) apply(s *state) (any, error) {
	c, err := op.find(s)
	if err != nil {
		return nil, err
	}
	if err := op.mayRecall(s, c); err != nil {
		return nil, err
	}
	if err := c.takeContent(s); err != nil {
		return nil, err
	}
	c.Type, c.Recalled = TypeRecalled, &Recalled{TS: s.at, By: op.User}
	return c.Message, c.save(s, "message.recalled", op.User)
}

func (op *recallMessage) mayRecall(s *state, c *changing) error {
	if op.Admin {
		return nil
	}
	if may, err := s.moderates(c.To, op.User); may || err != nil {
		return err
	}
	if c.From != op.User {
		return Errorf(CodeForbidden, "only who sent a message may recall it, and who moderates a group or chatroom")
	}
	a, err := getApp(s.tx, s.app)
	if err != nil {
		return err
	}
	if s.at-c.TS > a.Settings.RecallWindow*1000 {
		return Errorf(CodeTooLate, "a message may be recalled for %d s", a.Settings.RecallWindow)
	}
	return nil
}

// editMessage replaces the content of a txt or custom message.
type editMessage struct {
	target
	Body json.RawMessage `json:"body"`
	Ext  json.RawMessage `json:"ext,omitempty"` // nil: as it was
}

func (op *editMessage) apply(s *state) (any, error) {
	c, err := op.find(s)
	if err != nil {
		return nil, err
	}
	if err := op.mayReach(s); err != nil {
		return nil, err
	}
	if c.From != op.User && !op.Admin {
		return nil, Errorf(CodeForbidden, "only who sent a message may edit it")
	}
	if c.Type != "txt" && c.Type != "custom" {
		return nil, Errorf(CodeInvalid, "a message of type %s cannot be edited, txt and custom can", c.Type).At("type")
	}
	if err := checkBody(c.Type, op.Body, 0); err != nil {
		return nil, err
	}
	times := 1
	if c.Edited != nil {
		if times += c.Edited.Times; times > MaxEdits {
			return nil, Errorf(CodeTooMany, "the message was edited %d times, more are not allowed", MaxEdits)
		}
	}
	c.Body, c.Edited = op.Body, &Edited{Times: times, TS: s.at, By: op.User}
	if op.Ext != nil {
		c.Ext = op.Ext
	}
	return c.Message, c.save(s, "message.edited", op.User)
}

// reactTo adds or takes back one kind of reaction of a user.
type reactTo struct {
	target
	Kind string `json:"kind"`
	On   bool   `json:"on"`
}

func (op *reactTo) apply(s *state) (any, error) {
	c, err := op.find(s)
	if err != nil {
		return nil, err
	}
	if err := op.mayReach(s); err != nil {
		return nil, err
	}
	k := reactionKey(s.app, c.conv, op.Seq, op.Kind, op.User)
	there, err := s.has(k)
	if err != nil || there == op.On {
		return c.Message, err
	}
	i := slices.IndexFunc(c.Reactions, func(r Reaction) bool { return r.Kind == op.Kind })
	if op.On {
		if i < 0 && len(c.Reactions) >= MaxReactionKinds {
			return nil, Errorf(CodeTooMany, "the message has %d kinds of reactions, more are not allowed", MaxReactionKinds).At("reaction")
		}
		if err := s.set(k, appendNumbers(nil, uint64(s.at))); err != nil {
			return nil, err
		}
		c.addReaction(i, op.Kind, op.User)
		return c.Message, c.save(s, "message.reacted", op.User)
	}
	if err := s.delete(k); err != nil {
		return nil, err
	}
	if err := c.dropReaction(s, i, op.User); err != nil {
		return nil, err
	}
	return c.Message, c.save(s, "message.reacted", op.User)
}

func (c *changing) addReaction(i int, kind string, u UserID) {
	if i < 0 {
		i = len(c.Reactions)
		c.Reactions = append(c.Reactions, Reaction{Kind: kind, Users: []UserID{}})
	}
	r := &c.Reactions[i]
	r.Count++
	if len(r.Users) < reactionUsers {
		r.Users = append(r.Users, u)
	}
}

// dropReaction takes a user off a reaction; somebody else moves up among those who are named.
func (c *changing) dropReaction(s *state, i int, u UserID) error {
	r := &c.Reactions[i]
	if r.Count--; r.Count == 0 {
		c.Reactions = slices.Delete(c.Reactions, i, i+1)
		return nil
	}
	if !slices.Contains(r.Users, u) {
		return nil
	}
	r.Users = r.Users[:0]
	from := reactionKey(s.app, c.conv, c.Seq, r.Kind, "")
	return s.tx.Scan(from, nil, false, func(k, _ []byte) bool {
		r.Users = append(r.Users, UserID(k[len(from):]))
		return len(r.Users) < reactionUsers
	})
}

// pinMessage pins a message in its conversation for all, or takes the pin off.
type pinMessage struct {
	target
	On bool `json:"on"`
}

func (op *pinMessage) apply(s *state) (any, error) {
	c, err := op.find(s)
	if err != nil {
		return nil, err
	}
	if err := op.mayReach(s); err != nil {
		return nil, err
	}
	if c.To.Kind != KindUser && !op.Admin {
		if may, err := s.moderates(c.To, op.User); err != nil || !may {
			return nil, orRefuse(err, Errorf(CodeForbidden, "only the owner and the admins may pin a message here"))
		}
	}
	if op.On == (c.Pinned != nil) {
		return c.Message, nil
	}
	if !op.On {
		c.Pinned = nil
		if err := s.delete(pinKey(s.app, c.conv, op.Seq)); err != nil {
			return nil, err
		}
		return c.Message, c.save(s, "message.unpinned", op.User)
	}
	n := 0
	if err := s.tx.Scan(prefix(s.app, "pin", string(c.conv)), nil, false, func(_, _ []byte) bool { n++; return true }); err != nil {
		return nil, err
	}
	if n >= MaxPins {
		return nil, Errorf(CodeTooMany, "the conversation has %d pinned messages, more are not allowed", MaxPins)
	}
	c.Pinned = &Pinned{TS: s.at, By: op.User}
	if err := s.set(pinKey(s.app, c.conv, op.Seq), appendNumbers(nil, uint64(s.at))); err != nil {
		return nil, err
	}
	return c.Message, c.save(s, "message.pinned", op.User)
}

// contents takes the content of messages whose time has run out.
func (op *purge) contents(s *state, done *Purged) error {
	from := prefix(s.app, "expire")
	keys, err := op.expired(s, from, true, func(k, _ []byte) bool { return int64(lastNumber(k[:len(from)+8])) <= s.at })
	for _, k := range keys {
		if err != nil {
			return err
		}
		conv, seq := Conversation(k[len(from)+9:len(k)-9]), lastNumber(k)
		err = s.expire(conv, seq, k)
	}
	done.More = done.More || len(keys) == op.Most
	return err
}

func (s *state) expire(conv Conversation, seq uint64, k []byte) error {
	c := &changing{conv: conv}
	b, err := s.tx.Get(messageKey(s.app, conv, seq))
	if b == nil || err != nil {
		return cmp.Or(err, s.delete(k))
	}
	if c.stored, err = decodeMessage(b); err != nil {
		return err
	}
	if c.Message, err = DecodeMessage(slices.Clone(c.stored.payload)); err != nil {
		return err
	}
	if c.head, err = getHead(s.tx, s.app, conv); err != nil {
		return err
	}
	if err := c.takeContent(s); err != nil {
		return err
	}
	c.Type, c.CID = TypeNone, ""
	if err := c.save(s, "message.expired", ""); err != nil {
		return fmt.Errorf("expire %s %d: %w", conv, seq, err)
	}
	return nil
}
