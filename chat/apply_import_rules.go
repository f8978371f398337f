package chat

// importGroupBan keeps a user out of a group, who need not have an account: a ban outlives it.
type importGroupBan struct {
	Group GroupID  `json:"group"`
	Ban   GroupBan `json:"ban"`
}

func (op *importGroupBan) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err != nil {
		return nil, err
	}
	k := groupBanKey(s.app, g.ID, op.Ban.User)
	if there, err := s.has(k); there || err != nil {
		return ImportSame, err
	}
	if _, in, err := getMember(s.tx, s.app, g.ID, op.Ban.User); in || err != nil {
		return nil, orRefuse(err, Errorf(CodeExists, "%q is a member of the group %q", op.Ban.User, g.ID).At("user"))
	}
	if g.counts.Bans >= MaxGroupBans {
		return nil, Errorf(CodeTooMany, "%d users are banned from the group %q, more are not allowed", MaxGroupBans, g.ID).At("user")
	}
	g.counts.Bans++
	if err := s.setJSON(k, op.Ban); err != nil {
		return nil, err
	}
	return ImportNew, s.setGroup(&g)
}

// importSuperAdmin makes a user an admin of all chatrooms.
type importSuperAdmin struct {
	User UserID `json:"user"`
}

func (op *importSuperAdmin) apply(s *state) (any, error) {
	if there, err := s.has(superAdminKey(s.app, op.User)); there || err != nil {
		return ImportSame, err
	}
	_, err := (&setSuperAdmin{User: op.User, Grant: true}).apply(s)
	return ImportNew, err
}

// importRoomUser sets what a chatroom remembers of a user. What it remembers already stays.
type importRoomUser struct {
	Room RoomID   `json:"room"`
	User RoomUser `json:"user"`
}

func (op *importRoomUser) apply(s *state) (any, error) {
	room, err := getRoom(s.tx, s.app, op.Room)
	if err != nil {
		return nil, err
	}
	was, err := getRoomUser(s.tx, s.app, room.ID, op.User.User)
	if err != nil {
		return nil, err
	}
	now := op.User
	if here, err := exists(s.tx, standingAt(s.app, now.User)); err != nil {
		return nil, err
	} else if !here || now.User == room.Owner {
		now.Admin, now.Allowed = false, false // rights need an account, and an owner needs none
	}
	switch {
	case !was.plain() || now.plain():
		return ImportSame, nil
	case room.counts.Users >= MaxRoomUsers || now.Admin && room.counts.Admins >= MaxRoomAdmins:
		return nil, Errorf(CodeTooMany, "the chatroom %q remembers %d users, %d of them admins, more are not allowed", room.ID, room.counts.Users, room.counts.Admins).At("user")
	}
	if err := s.setRoomUser(&room, was, now); err != nil {
		return nil, err
	}
	return ImportNew, s.setRoom(room)
}

// importRoomValue sets a key-value of a chatroom. A key that is there stays as it is.
type importRoomValue struct {
	Room  RoomID    `json:"room"`
	Value RoomValue `json:"value"`
}

func (op *importRoomValue) apply(s *state) (any, error) {
	room, err := getRoom(s.tx, s.app, op.Room)
	if err != nil {
		return nil, err
	}
	k := roomValueKey(s.app, room.ID, op.Value.Key)
	if there, err := s.has(k); there || err != nil {
		return ImportSame, err
	}
	if room.counts.Values >= MaxRoomValues {
		return nil, Errorf(CodeTooMany, "the chatroom has %d keys, more are not allowed", MaxRoomValues).At("key")
	}
	room.counts.Values++
	if err := s.setJSON(k, op.Value); err != nil {
		return nil, err
	}
	return ImportNew, s.setRoom(room)
}

// importDND sets when a user is not to be disturbed: by all conversations or, with With, by one. What he said here stays.
type importDND struct {
	User UserID  `json:"user"`
	With Address `json:"with,omitzero"`
	DND  DND     `json:"dnd"`
}

func (op *importDND) apply(s *state) (any, error) {
	if _, err := s.user(op.User, "user"); err != nil {
		return nil, err
	}
	var all storedDND
	if _, err := getJSON(s.tx, dndKey(s.app, op.User), &all); err != nil {
		return nil, err
	}
	before := all.DND
	if op.With != (Address{}) {
		before = DND{}
		if _, err := getJSON(s.tx, conversationDNDKey(s.app, op.User, ConversationOf(op.User, op.With)), &before); err != nil {
			return nil, err
		}
	}
	if before != (DND{}) || op.DND == (DND{}) {
		return ImportSame, nil
	}
	if op.With == (Address{}) {
		all.DND = op.DND
	} else if _, err := (&setDND{op.User, op.With, op.DND}).applyTo(s, &all); err != nil {
		return nil, err
	}
	return ImportNew, s.setJSON(dndKey(s.app, op.User), all)
}
