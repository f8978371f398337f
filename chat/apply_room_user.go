package chat

import "slices"

// What a manager of a room does to a user.
const (
	roomAdmin  = "admin"
	roomAllow  = "allow"
	roomMute   = "mute"
	roomBan    = "ban"
	roomRemove = "remove"
)

// changeRoomUser makes a user an admin, allows, mutes, bans or removes one, or takes that back.
type changeRoomUser struct {
	actor
	Room  RoomID `json:"room"`
	Who   UserID `json:"who"`
	What  string `json:"what"`
	On    bool   `json:"on"`
	Until int64  `json:"until,omitempty"` // of a mute, ms
}

func (op *changeRoomUser) apply(s *state) (any, error) {
	room, rank, err := managedRoom(s.tx, s.app, op.Room, op.actor)
	if err != nil {
		return nil, err
	}
	was, err := getRoomUser(s.tx, s.app, room.ID, op.Who)
	if err != nil {
		return nil, err
	}
	now := op.changed(s, was)
	if now == was && op.What != roomRemove {
		return now, nil
	}
	if err := op.may(s, room, rank, now); err != nil {
		return nil, err
	}
	ended, err := op.makeRoom(s, room, was, now)
	if err != nil {
		return nil, err
	}
	for _, u := range ended {
		if err := s.setRoomUser(&room, u, RoomUser{User: u.User}); err != nil {
			return nil, err
		}
	}
	if err := s.setRoomUser(&room, was, now); err != nil {
		return nil, err
	}
	if err := s.setRoom(room); err != nil {
		return nil, err
	}
	if err := s.tellRoom(roomEvent{Event: op.event(), Room: room.ID, By: op.User, Users: []UserID{op.Who}, Until: op.Until}); err != nil {
		return nil, err
	}
	if op.What == roomRemove || op.What == roomBan && op.On {
		s.emit(&RoomLeft{App: s.app, Room: room.ID, User: op.Who})
		return now, s.endStay(room, op.Who)
	}
	return now, nil
}

// changed gives the record as it is to be.
func (op *changeRoomUser) changed(s *state, u RoomUser) RoomUser {
	switch op.What {
	case roomAdmin:
		u.Admin = op.On
	case roomAllow:
		u.Allowed = op.On
	case roomMute:
		u.MutedUntil = op.Until
	case roomBan:
		switch {
		case !op.On:
			u.Banned, u.BannedBy = 0, ""
		case u.Banned == 0:
			u.Banned, u.BannedBy, u.Admin = s.at, op.User, false
		}
	}
	return u
}

// may refuses who acts on somebody who stands no lower; admins are made by the owner and the app's key.
func (op *changeRoomUser) may(s *state, room Room, rank int, now RoomUser) error {
	if err := op.known(s); err != nil {
		return err
	}
	theirs, err := roomRank(s.tx, s.app, room, op.Who)
	switch {
	case err != nil:
		return err
	case op.What == roomAdmin && rank < rankOwner:
		return Errorf(CodeNotOwner, "only the owner of the chatroom %q makes admins", room.ID)
	case op.Who == room.Owner && op.On:
		return Errorf(CodeOwnerMustStay, "%q owns the chatroom %q: transfer it first", op.Who, room.ID).At("user")
	case theirs >= rank && op.What != roomAllow:
		return Errorf(CodeForbidden, "only the owner of the chatroom %q may do this to an admin", room.ID).At("user")
	case op.What == roomAdmin && op.On && now.Banned > 0:
		return Errorf(CodeRoomBanned, "%q is banned from the chatroom %q: lift the ban first", op.Who, room.ID).At("user")
	case op.What == roomAdmin && op.On && room.counts.Admins >= MaxRoomAdmins:
		return Errorf(CodeTooMany, "the chatroom %q has %d admins, more are not allowed", room.ID, MaxRoomAdmins).At("user")
	}
	return nil
}

// known refuses who does not exist, unless something is taken back. Guests are known as who is put out or banned.
func (op *changeRoomUser) known(s *state) error {
	if IsGuest(op.Who) && (op.What == roomBan || op.What == roomRemove) {
		return nil
	}
	_, err := s.user(op.Who, "user")
	if !op.On && AsErrorCode(err) == CodeNoUser {
		return nil
	}
	return err
}

// makeRoom gives the records to drop, of mutes that have ended, when one more would be too many.
func (op *changeRoomUser) makeRoom(s *state, room Room, was, now RoomUser) (ended []RoomUser, err error) {
	if room.counts.Users < MaxRoomUsers || !was.plain() || now.plain() {
		return nil, nil
	}
	err = eachRoomUser(s.tx, s.app, room.ID, "", func(u RoomUser) bool {
		rest := u
		if rest.MutedUntil <= s.at {
			rest.MutedUntil = 0
		}
		if rest.plain() {
			ended = append(ended, u)
		}
		return len(ended) < 100 // a batch stays small
	})
	if err == nil && len(ended) == 0 {
		err = Errorf(CodeTooMany, "the chatroom %q has %d admins, allowed, muted and banned users, more are not allowed", room.ID, MaxRoomUsers).At("user")
	}
	return ended, err
}

// event names what was done.
func (op *changeRoomUser) event() string {
	names := map[string][2]string{
		roomAdmin: {"admins.removed", "admins.added"}, roomAllow: {"allowlist.removed", "allowlist.added"},
		roomMute: {"members.unmuted", "members.muted"}, roomBan: {"members.unbanned", "members.banned"},
		roomRemove: {"members.removed", "members.removed"},
	}[op.What]
	if op.On {
		return names[1]
	}
	return names[0]
}

// eachRoomUser calls f for the users that a room remembers, in the order of their ids after one, until f returns false.
func eachRoomUser(r Reader, app AppName, room RoomID, after UserID, f func(RoomUser) bool) error {
	p := prefix(app, "roomuser", string(room))
	var from []byte
	if after != "" {
		from = append(append(slices.Clone(p), after...), 0)
	}
	var err error
	scanErr := r.Scan(p, from, false, func(_, v []byte) bool {
		var u RoomUser
		if err = decodeStored(v, &u); err != nil {
			return false
		}
		return f(u)
	})
	return orFirst(scanErr, err)
}

// tagRoomUser sets the tags that a user carries in a room until the end of the stay.
type tagRoomUser struct {
	actor
	Room RoomID   `json:"room"`
	Who  UserID   `json:"who"`
	Tags []string `json:"tags"`
}

func (op *tagRoomUser) apply(s *state) (any, error) {
	room, err := getRoom(s.tx, s.app, op.Room)
	own := !op.Admin && op.User == op.Who
	if err == nil && !own {
		room, _, err = managedRoom(s.tx, s.app, op.Room, op.actor)
	}
	if err != nil {
		return nil, err
	}
	stay, err := getStay(s.tx, s.app, room.ID, op.Who)
	if err != nil {
		return nil, err
	}
	if tag := stay.muted(room); tag != "" && own {
		return nil, Errorf(CodeMuted, "those with the tag %q are muted; an admin may change your tags", tag).At("tags")
	}
	if slices.Equal(stay.Tags, op.Tags) {
		return nil, nil
	}
	stay.Tags = op.Tags
	if err := s.setStay(room.ID, op.Who, stay); err != nil {
		return nil, err
	}
	return nil, s.sayInRoom(roomEvent{Event: "member.tagged", Room: room.ID, By: op.User, Users: []UserID{op.Who}, Tags: op.Tags})
}

// leaveRoom ends what belongs to the stay of a user who has left.
type leaveRoom struct {
	Room RoomID `json:"room"`
	User UserID `json:"user"`
}

func (op *leaveRoom) apply(s *state) (any, error) {
	room, err := getRoom(s.tx, s.app, op.Room)
	if err != nil {
		return nil, err
	}
	return nil, s.endStay(room, op.User)
}

// endStay drops a user's tags in a room, and the key-values that go with the user.
func (s *state) endStay(room Room, u UserID) error {
	stay, err := getStay(s.tx, s.app, room.ID, u)
	if err != nil || len(stay.Tags) == 0 && !stay.Auto {
		return err
	}
	var keys []string
	if stay.Auto {
		err = eachRoomValue(s.tx, s.app, room.ID, func(v RoomValue) {
			if v.Owner == u && v.AutoDelete {
				keys = append(keys, v.Key)
			}
		})
	}
	if err == nil {
		err = s.delete(roomStayKey(s.app, room.ID, u))
	}
	if err != nil || len(keys) == 0 {
		return err
	}
	for _, k := range keys {
		if err := s.delete(roomValueKey(s.app, room.ID, k)); err != nil {
			return err
		}
	}
	room.counts.Values -= len(keys)
	if err := s.setRoom(room); err != nil {
		return err
	}
	return s.sayInRoom(roomEvent{Event: "values.deleted", Room: room.ID, By: u, Keys: keys})
}
