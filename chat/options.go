package chat

import (
	"encoding/json"
	"slices"
)

// Limits of what a message may ask for.
const (
	MaxAt        = 50             // users whom a message mentions
	MaxTargets   = 20             // members of a group for whom alone a message is
	MaxExpiresIn = 30 * 24 * 3600 // seconds
	Everyone     = "all"          // in SendOptions.At: everyone in the group
	ReceiptsMost = 200            // members of a group whose messages may be asked about by name
	TypeNone     = "none"         // of a placeholder: there is nothing here for the reader
	TypeRecalled = "recalled"     // of a message that was taken back
)

// SendOptions are what a sender may ask for beside the content [PROTOCOL 4.13].
type SendOptions struct {
	At        []string `json:"at,omitempty" fold:"id" doc:"Users whom it mentions, or \"all\" in a group"`
	Quote     uint64   `json:"quote,omitempty" doc:"Seq of the message that it answers"`
	Only      []UserID `json:"only,omitempty" doc:"In a group: only these members may read it"`
	Silent    bool     `json:"silent,omitempty" doc:"Does not count as unread and wakes nobody"`
	NoPush    bool     `json:"no_push,omitempty" doc:"Wakes nobody, and counts as unread all the same"`
	ExpiresIn int64    `json:"expires_in,omitempty" doc:"Seconds after which its content is gone"`
	Receipt   bool     `json:"receipt,omitempty" doc:"In a group of at most 200: the sender wants to know who read it"`
}

func (o *SendOptions) none() bool {
	return len(o.At) == 0 && o.Quote == 0 && len(o.Only) == 0 && !o.Silent && !o.NoPush && o.ExpiresIn == 0 && !o.Receipt
}

// check finds what is wrong with the options whatever the state.
func (o *SendOptions) check(d *Draft) error {
	if o.none() {
		return nil
	}
	group := d.To.Kind == KindGroup
	switch {
	case len(o.At) > MaxAt:
		return Errorf(CodeTooMany, "a message may mention %d users, this one has %d", MaxAt, len(o.At)).At("at")
	case len(o.At) > 0 && !group:
		return Errorf(CodeInvalid, "only in a group can users be mentioned").At("at")
	case len(o.Only) > MaxTargets:
		return Errorf(CodeTooMany, "a message may be for %d members alone, this one names %d", MaxTargets, len(o.Only)).At("only")
	case len(o.Only) > 0 && !group:
		return Errorf(CodeInvalid, "only in a group can a message be for some members alone").At("only")
	case o.Receipt && !group:
		return Errorf(CodeInvalid, "receipts by name are for groups; in a 1:1 conversation read marks come by themselves").At("receipt")
	case o.ExpiresIn < 0 || o.ExpiresIn > MaxExpiresIn:
		return Errorf(CodeInvalid, "expires_in is 1 to %d seconds", MaxExpiresIn).At("expires_in")
	case o.ExpiresIn > 0 && d.To.Kind == KindRoom:
		return Errorf(CodeInvalid, "messages of chatrooms do not expire").At("expires_in")
	}
	for _, u := range o.At {
		if err := checkID("at", u); err != nil {
			return err
		}
	}
	for _, u := range o.Only {
		if err := checkID("only", string(u)); err != nil {
			return err
		}
	}
	return nil
}

// apply checks the options against the state and puts them into the message. A nil o asks for nothing.
func (o *SendOptions) apply(s *state, conv Conversation, h head, mine *view, m *Message) error {
	if o == nil {
		return nil
	}
	if err := o.mayMention(s, m); err != nil {
		return err
	}
	for _, u := range o.Only {
		if _, in, err := getMember(s.tx, s.app, GroupID(m.To.ID), u); err != nil || !in {
			return orRefuse(err, Errorf(CodeNotMember, "%q is no member of the group %q", u, m.To.ID).At("only"))
		}
	}
	if o.Receipt {
		g, err := getHall(s.tx, s.app, GroupID(m.To.ID))
		if err != nil {
			return err
		}
		if g.Members > ReceiptsMost {
			return Errorf(CodeTooMany, "the group has %d members: receipts by name are for groups of at most %d", g.Members, ReceiptsMost).At("receipt")
		}
	}
	if o.Quote > 0 {
		q, err := o.quoted(s, conv, h, mine, m.From)
		if err != nil {
			return err
		}
		m.Quote = q
	}
	m.At, m.Only, m.Silent, m.NoPush, m.Receipt = o.At, o.Only, o.Silent, o.NoPush, o.Receipt
	if o.ExpiresIn > 0 {
		m.Expires = m.TS + o.ExpiresIn*1000
	}
	return nil
}

func (o *SendOptions) mayMention(s *state, m *Message) error {
	if !slices.Contains(o.At, Everyone) {
		return nil
	}
	may, err := s.mayAtAll(GroupID(m.To.ID), m.From)
	if err == nil && !may {
		err = Errorf(CodeForbidden, "in the group %q you may not mention all", m.To.ID).At("at")
	}
	return err
}

// mayAtAll tells whether a member may mention all.
func (s *state) mayAtAll(g GroupID, u UserID) (bool, error) {
	group, err := getHall(s.tx, s.app, g)
	if err != nil {
		return false, err
	}
	switch group.AtAll {
	case AtAllEveryone:
		return true, nil
	case AtAllNobody:
		return false, nil
	}
	return s.moderates(GroupAddress(g), u)
}

// quoted finds the message that is answered; it must be one that the sender may read.
func (o *SendOptions) quoted(s *state, conv Conversation, h head, mine *view, from UserID) (*Quote, error) {
	first, last := uint64(1), h.seq
	if mine != nil {
		first, last = mine.visible(h)
	}
	none := Errorf(CodeNoMessage, "the conversation has no message %d", o.Quote).At("quote")
	if o.Quote < first || o.Quote > last {
		return nil, none
	}
	stored, err := s.tx.Get(messageKey(s.app, conv, o.Quote))
	if stored == nil || err != nil {
		return nil, orRefuse(err, none)
	}
	m, err := decodeMessage(stored)
	if err != nil {
		return nil, err
	}
	full, err := DecodeMessage(m.payload)
	if err != nil {
		return nil, err
	}
	if m.flags&gone > 0 || !full.For(from) {
		return nil, none
	}
	return &Quote{Seq: o.Quote, From: m.from}, nil
}

// note writes what readers need to find the message's options, and gives the message's flags.
func (o *SendOptions) note(s *state, conv Conversation, h *head, m *Message) (flags messageFlags, err error) {
	if !m.Silent {
		flags = counts
	}
	if o == nil {
		return flags, nil
	}
	seq := h.seq + 1
	if len(o.Only) > 0 {
		flags |= targeted
		if flags&counts > 0 {
			if err := s.except(conv, h, seq, m.From, o.Only); err != nil {
				return flags, err
			}
		}
	}
	if m.Expires > 0 {
		flags |= expiring
		if err := s.set(expireKey(s.app, m.Expires, conv, seq), []byte{1}); err != nil {
			return flags, err
		}
	}
	for _, u := range o.At {
		who := UserID(u)
		if u == Everyone {
			who = "" // no user has this id: everyone
		}
		if err := s.set(mentionKey(s.app, who, conv), appendNumbers(nil, seq)); err != nil {
			return flags, err
		}
	}
	return flags, nil
}

// Details are what a message carries beside its content: what its sender asked for, and what became of it since. They
// are part of the message as everyone reads it.
type Details struct {
	At        []string   `json:"at,omitempty" fold:"id" doc:"Users whom it mentions, or \"all\""`
	Quote     *Quote     `json:"quote,omitempty" doc:"The message that it answers"`
	Only      []UserID   `json:"only,omitempty" doc:"Only these members and the sender may read it"`
	Silent    bool       `json:"silent,omitempty"`
	NoPush    bool       `json:"no_push,omitempty" doc:"Wakes nobody who is away"`
	Expires   int64      `json:"expires,omitempty" doc:"When its content goes, milliseconds since 1970"`
	Receipt   bool       `json:"receipt,omitempty" doc:"The sender wants to know who read it"`
	Priority  Priority   `json:"priority,omitempty" enum:"high,low" doc:"Of a message to a chatroom; absent: normal"`
	Edited    *Edited    `json:"edited,omitempty"`
	Recalled  *Recalled  `json:"recalled,omitempty"`
	Reactions []Reaction `json:"reactions,omitempty"`
	Pinned    *Pinned    `json:"pinned,omitempty"`
	Thread    *Thread    `json:"thread,omitempty" doc:"The thread that hangs from it"`
}

// Quote points to a message of the same conversation.
type Quote struct {
	Seq  uint64 `json:"seq"`
	From UserID `json:"from"`
}

// Edited tells that a message was changed by its sender.
type Edited struct {
	Times int    `json:"times" doc:"How often, at most 10"`
	TS    int64  `json:"ts" doc:"When last, milliseconds since 1970"`
	By    UserID `json:"by,omitempty" doc:"Absent: the app"`
}

// Recalled tells that a message was taken back. Its content is gone.
type Recalled struct {
	TS int64  `json:"ts"`
	By UserID `json:"by,omitempty" doc:"Absent: the app"`

	Reason string `json:"reason,omitempty"`
}

// Reaction is one kind of answer in a sign to a message.
type Reaction struct {
	Kind  string   `json:"kind" example:"👍"`
	Count int      `json:"count"`
	Users []UserID `json:"users" doc:"The first of them, at most 10"`
}

// Pinned tells that a message is pinned in its conversation.
type Pinned struct {
	TS int64  `json:"ts"`
	By UserID `json:"by,omitempty" doc:"Absent: the app"`
}

func (d *Details) none() bool {
	return len(d.At) == 0 && d.Quote == nil && len(d.Only) == 0 && !d.Silent && !d.NoPush && d.Expires == 0 && !d.Receipt && d.Priority == "" &&
		d.Edited == nil && d.Recalled == nil && len(d.Reactions) == 0 && d.Pinned == nil && d.Thread == nil
}

// For tells whether a message is for a user.
func (m *Message) For(u UserID) bool {
	return len(m.Only) == 0 || m.From == u || slices.Contains(m.Only, u)
}

// flags are those of a message that comes from elsewhere as it is.
func (m *Message) flags(silent bool) (f messageFlags) {
	for _, part := range []struct {
		is   bool
		flag messageFlags
	}{{!silent, counts}, {m.Type == TypeRecalled || m.Type == TypeNone, gone}, {len(m.Only) > 0, targeted}, {m.Expires > 0, expiring}} {
		if part.is {
			f |= part.flag
		}
	}
	return f
}

// appendTo appends the details as further members of a JSON object.
func (d *Details) appendTo(b []byte) []byte {
	if d.none() {
		return b
	}
	own := *d                     // encoding puts it on the heap, and d is part of each message
	more, _ := json.Marshal(&own) // strings, numbers and lists of them: it always encodes
	return append(append(b, ','), more[1:len(more)-1]...)
}
