package chat

import (
	"context"
	"encoding/json"
	"slices"
	"unicode/utf8"
)

func (s *Service) target(c Caller, with Address, seq uint64) target {
	return target{User: c.User, With: with, Seq: seq, Admin: c.Admin}
}

// entered checks that a caller who touches a message of a chatroom is in it.
func (s *Service) entered(c Caller, with Address) error {
	if with.Kind == KindRoom && !c.Admin && !s.live.InRoom(c.App, RoomID(with.ID), c.User) {
		return Errorf(CodeNotMember, "enter the chatroom %q first: subscribe to it", with.ID)
	}
	return nil
}

// Recall takes a message back: its text is gone everywhere, its place in the history stays. The reason, which may be
// empty, is shown to all.
func (s *Service) Recall(ctx context.Context, c Caller, with Address, seq uint64, reason string) (Message, error) {
	if len(reason) > MaxRecallReason {
		return Message{}, Errorf(CodeTooLarge, "the reason has %d bytes, %d are allowed", len(reason), MaxRecallReason).At("reason")
	}
	return do[Message](ctx, s, c.App, &recallMessage{s.target(c, with, seq), reason}, 512)
}

// Edit replaces the content of a txt or custom message, at most MaxEdits times. A nil ext leaves it as it was.
func (s *Service) Edit(ctx context.Context, c Caller, with Address, seq uint64, body, ext json.RawMessage) (Message, error) {
	d := Draft{To: with, Type: "custom", Body: body, Ext: ext} // the type is known when it is applied
	if err := d.check(); err != nil {
		return Message{}, err
	}
	m, err := s.Message(c, with, seq)
	if err != nil {
		return Message{}, err
	}
	if body, err = s.filterText(c.App, m.Type, body); err != nil {
		return Message{}, err
	}
	return do[Message](ctx, s, c.App, &editMessage{target: s.target(c, with, seq), Body: body, Ext: d.Ext}, 2*len(body)+2*len(ext)+512)
}

// React adds a reaction of the caller's user to a message, or with on false takes it back.
func (s *Service) React(ctx context.Context, c Caller, with Address, seq uint64, kind string, on bool) (Message, error) {
	if err := c.needUser(); err != nil {
		return Message{}, err
	}
	if kind == "" || len(kind) > MaxReaction || !utf8.ValidString(kind) || slices.Contains([]byte(kind), 0) {
		return Message{}, Errorf(CodeInvalid, "a reaction has 1 to %d bytes", MaxReaction).At("reaction")
	}
	if err := s.entered(c, with); err != nil {
		return Message{}, err
	}
	return do[Message](ctx, s, c.App, &reactTo{s.target(c, with, seq), kind, on}, 512)
}

// Pin pins a message in its conversation for all, or with on false takes the pin off. In groups and chatrooms that is
// for the owner and admins.
func (s *Service) Pin(ctx context.Context, c Caller, with Address, seq uint64, on bool) (Message, error) {
	return do[Message](ctx, s, c.App, &pinMessage{s.target(c, with, seq), on}, 512)
}

// Erase deletes messages for the caller's user alone: by seq, at most MaxErase; all up to a seq; or all there are.
func (s *Service) Erase(ctx context.Context, c Caller, with Address, seqs []uint64, upTo uint64, all bool) error {
	if err := c.needUser(); err != nil {
		return err
	}
	if len(seqs) > MaxErase {
		return Errorf(CodeTooMany, "at most %d messages are deleted at once", MaxErase).At("seqs")
	}
	if len(seqs) == 0 && upTo == 0 && !all {
		return Errorf(CodeInvalid, "say what to delete: seqs, up_to or all")
	}
	if with.Kind == KindRoom {
		return Errorf(CodeInvalid, "messages of chatrooms are not kept for one user").At("kind")
	}
	return s.exec(ctx, c.App, &eraseMessages{User: c.User, With: with, Seqs: seqs, UpTo: upTo, All: all}, 512)
}

// ChangeConversation changes the caller's side of a conversation.
func (s *Service) ChangeConversation(ctx context.Context, c Caller, with Address, change ConversationChange) (v ConversationView, err error) {
	if err := c.needUser(); err != nil {
		return v, err
	}
	if err := change.check(); err != nil {
		return v, err
	}
	if err := s.exec(ctx, c.App, &changeConversation{c.User, with, change}, 1024); err != nil {
		return v, err
	}
	return s.Conversation(c, with)
}

// Conversation reads the caller's side of one conversation.
func (s *Service) Conversation(c Caller, with Address) (ConversationView, error) {
	if err := c.needUser(); err != nil {
		return ConversationView{}, err
	}
	return view1(s, func(r Reader) (ConversationView, error) {
		one := side{conv: ConversationOf(c.User, with)}
		var err error
		if one.view, err = getView(r, c.App, c.User, one.conv); err != nil || one.view == nil {
			return ConversationView{}, orRefuse(err, Errorf(CodeNotFound, "you have no conversation with %s", with))
		}
		if one.head, err = getHead(r, c.App, one.conv); err != nil {
			return ConversationView{}, err
		}
		if err := one.endWithGroup(r, c.App); err != nil {
			return ConversationView{}, err
		}
		return one.show(r, c.App, c.User, s.now().UnixMilli())
	})
}

// SubmitDelivered marks messages of a 1:1 conversation as delivered up to seq, or with 0 to its end, and returns at
// once.
func (s *Service) SubmitDelivered(c Caller, with Address, seq uint64, done func(*Outcome)) error {
	if with.Kind != KindUser {
		return Errorf(CodeInvalid, "delivery is marked in 1:1 conversations").At("kind")
	}
	return s.log.Propose(&Proposal{Command: s.command(c.App, &markDelivered{c.User, with, seq}), Size: 256, Done: done})
}

// MarkDelivered is SubmitDelivered that waits.
func (s *Service) MarkDelivered(ctx context.Context, c Caller, with Address, seq uint64) error {
	if err := c.needUser(); err != nil {
		return err
	}
	if with.Kind != KindUser {
		return Errorf(CodeInvalid, "delivery is marked in 1:1 conversations").At("kind")
	}
	return s.exec(ctx, c.App, &markDelivered{c.User, with, seq}, 128)
}

// Message reads one message as the caller sees it.
func (s *Service) Message(c Caller, with Address, seq uint64) (Message, error) {
	return view1(s, func(r Reader) (Message, error) { return s.readOne(r, c, with, seq) })
}

func (s *Service) readOne(r Reader, c Caller, with Address, seq uint64) (Message, error) {
	if c.User == "" && (!c.Admin || with.Kind == KindUser) {
		return Message{}, c.needUser()
	}
	g, _, first, last, err := visibleTo(r, c, with)
	if err != nil {
		return Message{}, err
	}
	none := Errorf(CodeNoMessage, "the conversation %s has no message %d", with, seq).At("seq")
	if seq < first || seq > last {
		return Message{}, none
	}
	b, err := r.Get(messageKey(c.App, g.conv, seq))
	if b == nil || err != nil {
		return Message{}, orRefuse(err, none)
	}
	g.now = s.now().UnixMilli()
	return g.message(seq, b)
}

// Pins lists the pinned messages of a conversation, by seq.
func (s *Service) Pins(c Caller, with Address) (found []Message, err error) {
	found = []Message{}
	err = s.log.View(func(r Reader) error {
		if c.User == "" && (!c.Admin || with.Kind == KindUser) {
			return c.needUser()
		}
		g, _, first, last, err := visibleTo(r, c, with)
		if err != nil {
			return err
		}
		g.now = s.now().UnixMilli()
		var seqs []uint64
		if err := r.Scan(prefix(c.App, "pin", string(g.conv)), nil, false, func(k, _ []byte) bool {
			seqs = append(seqs, lastNumber(k))
			return true
		}); err != nil {
			return err
		}
		for _, seq := range seqs {
			if seq < first || seq > last {
				continue
			}
			m, err := s.readOne(r, c, with, seq)
			if err != nil {
				return err
			}
			if m.Type != TypeNone {
				found = append(found, m)
			}
		}
		return nil
	})
	return found, err
}

// Receipts tells who has read a message of a group and who has not. Only its sender may ask, and the app's key.
type Receipts struct {
	Read   []UserID `json:"read"`
	Unread []UserID `json:"unread"`
}

// Receipts tells by name who has read a group's message that asked for receipts.
func (s *Service) Receipts(c Caller, group GroupID, seq uint64) (found Receipts, err error) {
	found = Receipts{Read: []UserID{}, Unread: []UserID{}}
	err = s.log.View(func(r Reader) error {
		m, err := s.readOne(r, c, GroupAddress(group), seq)
		if err != nil {
			return err
		}
		if m.From != c.User && !c.Admin {
			return Errorf(CodeForbidden, "only who sent a message may see who read it")
		}
		if !m.Receipt {
			return Errorf(CodeInvalid, "the message was sent without asking for receipts").At("seq")
		}
		conv := Conversation(GroupAddress(group).String())
		var members []UserID
		if err := r.Scan(prefix(c.App, "member", string(group)), nil, false, func(k, _ []byte) bool {
			members = append(members, UserID(lastPart(k)))
			return true
		}); err != nil {
			return err
		}
		for _, u := range members {
			v, err := getView(r, c.App, u, conv)
			if err != nil {
				return err
			}
			switch {
			case u == m.From || !m.For(u) || v == nil || seq <= v.since:
			case v.read >= seq:
				found.Read = append(found.Read, u)
			default:
				found.Unread = append(found.Unread, u)
			}
		}
		return nil
	})
	return found, err
}
