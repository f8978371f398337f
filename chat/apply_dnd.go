package chat

import "reflect"

// storedDND is a user's setting for all conversations, and for how many there is one apart.
type storedDND struct {
	DND
	Conversations int `json:"conversations,omitempty"`
}

func dndKey(a AppName, u UserID) []byte { return key(a, "dnd", string(u)) }
func conversationDNDKey(a AppName, u UserID, c Conversation) []byte {
	return key(a, "dnd", string(u), string(c))
}

// setDND replaces what a user says of being disturbed, by all conversations or, with With, by one.
type setDND struct {
	User UserID  `json:"user"`
	With Address `json:"with,omitzero"`
	DND  DND     `json:"dnd"`
}

func (op *setDND) apply(s *state) (any, error) {
	if _, err := s.user(op.User, "from"); err != nil {
		return nil, err
	}
	var all storedDND
	if _, err := getJSON(s.tx, dndKey(s.app, op.User), &all); err != nil {
		return nil, err
	}
	before := all.DND
	var err error
	if op.With == (Address{}) {
		all.DND = op.DND
	} else {
		before, err = op.applyTo(s, &all)
	}
	if err != nil || reflect.DeepEqual(before, op.DND) {
		return op.DND, err
	}
	if err := s.setJSON(dndKey(s.app, op.User), all); err != nil {
		return nil, err
	}
	return op.DND, s.tell([]UserID{op.User}, struct {
		Event string  `json:"event"`
		With  Address `json:"conversation,omitzero"`
		DND
	}{"dnd.changed", op.With, op.DND})
}

// applyTo replaces the setting of a conversation and gives the one before. An empty one is none.
func (op *setDND) applyTo(s *state, all *storedDND) (before DND, err error) {
	conv := ConversationOf(op.User, op.With)
	k := conversationDNDKey(s.app, op.User, conv)
	had, err := getJSON(s.tx, k, &before)
	if err != nil {
		return before, err
	}
	if op.DND == (DND{}) {
		if !had {
			return before, nil
		}
		all.Conversations--
		return before, s.delete(k)
	}
	if err := mayHear(s.tx, s.app, op.User, op.With); err != nil {
		return before, err
	}
	if !had {
		if all.Conversations >= MaxDND {
			return before, Errorf(CodeTooMany, "you have settings of %d conversations, more are not allowed", MaxDND).At("id")
		}
		all.Conversations++
	}
	return before, s.setJSON(k, op.DND)
}

// mayHear checks that a conversation can disturb a user.
func mayHear(r Reader, app AppName, u UserID, with Address) error {
	switch with.Kind {
	case KindUser:
		st, err := getStanding(r, app, UserID(with.ID))
		if st == nil && err == nil {
			err = Errorf(CodeNoUser, "there is no user %q", clip(with.ID)).At("id")
		}
		return err
	case KindGroup:
		if b, err := r.Get(groupKey(app, GroupID(with.ID))); b == nil || err != nil {
			return orRefuse(err, Errorf(CodeNoGroup, "there is no group %q", with.ID).At("id"))
		}
		v, err := getView(r, app, u, ConversationOf(u, with))
		if err == nil && !v.member() {
			err = Errorf(CodeNotMember, "%q is no member of the group %q", u, with.ID).At("id")
		}
		return err
	}
	return Errorf(CodeInvalid, "chatrooms do not disturb: only who is in one hears it").At("kind")
}
