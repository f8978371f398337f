package chat

import (
	"encoding/json"
	"math"
	"slices"
)

// roomEvent tells who is in a chatroom what happened in it [PROTOCOL 5.2].
type roomEvent struct {
	Event   string      `json:"event"`
	Room    RoomID      `json:"room"`
	By      UserID      `json:"by,omitempty"` // absent: the app
	Users   []UserID    `json:"users,omitempty"`
	Owner   UserID      `json:"owner,omitempty"`
	Until   int64       `json:"until,omitempty"`
	Tag     string      `json:"tag,omitempty"`
	Tags    []string    `json:"tags,omitempty"`
	Changes *RoomChange `json:"changes,omitempty"`
	Values  []RoomValue `json:"values,omitempty"`
	Keys    []string    `json:"keys,omitempty"`
}

// sayInRoom brings an event to who is in the room now.
func (s *state) sayInRoom(e roomEvent) error {
	body, err := s.eventBody(e)
	if err == nil {
		s.emit(&RoomEvent{App: s.app, Room: e.Room, Payload: body})
	}
	return err
}

// tellRoom is sayInRoom for what webhooks learn, too.
func (s *state) tellRoom(e roomEvent) error {
	if err := s.record(e); err != nil {
		return err
	}
	return s.sayInRoom(e)
}

type createRoom struct {
	Room Room `json:"room"`
}

func (op *createRoom) apply(s *state) (any, error) {
	for _, k := range [][]byte{roomKey(s.app, op.Room.ID), goneRoomKey(s.app, op.Room.ID)} {
		if taken, err := s.has(k); taken || err != nil {
			return nil, orRefuse(err, Errorf(CodeExists, "there is a chatroom %q already, or it is still being removed", op.Room.ID).At("id"))
		}
	}
	if op.Room.Owner != "" {
		if _, err := s.user(op.Room.Owner, "owner"); err != nil {
			return nil, err
		}
	}
	op.Room.Created = s.at
	if err := s.record(roomEvent{Event: "room.created", Room: op.Room.ID, Owner: op.Room.Owner}); err != nil {
		return nil, err
	}
	return op.Room, s.addRoom(op.Room)
}

// addRoom stores a room that was not there.
func (s *state) addRoom(room Room) error {
	if room.Owner != "" {
		if err := s.keepRole(room, RoomUser{User: room.Owner}); err != nil {
			return err
		}
	}
	return s.setRoom(room)
}

type changeRoom struct {
	actor
	Room   RoomID     `json:"room"`
	Change RoomChange `json:"change"`
}

func (op *changeRoom) apply(s *state) (any, error) {
	room, _, err := managedRoom(s.tx, s.app, op.Room, op.actor)
	if err != nil {
		return nil, err
	}
	change(&room.Name, op.Change.Name)
	change(&room.Announcement, op.Change.Announcement)
	if op.Change.Ext != nil {
		room.Ext = op.Change.Ext
	}
	if op.Change.Recent != nil {
		room.Recent = op.Change.Recent
	}
	if err := s.setRoom(room); err != nil {
		return nil, err
	}
	return room, s.tellRoom(roomEvent{Event: "room.changed", Room: room.ID, By: op.User, Changes: &op.Change})
}

// transferRoom gives a room another owner.
type transferRoom struct {
	actor
	Room  RoomID `json:"room"`
	Owner UserID `json:"owner"`
}

func (op *transferRoom) apply(s *state) (any, error) {
	room, err := ownedRoom(s.tx, s.app, op.Room, op.actor)
	if err != nil || room.Owner == op.Owner {
		return room, err
	}
	if _, err := s.user(op.Owner, "owner"); err != nil {
		return nil, err
	}
	was, err := getRoomUser(s.tx, s.app, room.ID, op.Owner)
	if err != nil {
		return nil, err
	}
	if err := s.setRoomUser(&room, was, RoomUser{User: op.Owner}); err != nil {
		return nil, err
	}
	if err := s.giveRoom(&room, op.Owner); err != nil {
		return nil, err
	}
	return room, s.tellRoom(roomEvent{Event: "owner.changed", Room: room.ID, By: op.User, Owner: op.Owner})
}

// giveRoom makes a user, or with an empty id nobody, the owner of a room and stores it.
func (s *state) giveRoom(room *Room, to UserID) error {
	was := room.Owner
	room.Owner = to
	for _, u := range []UserID{was, to} {
		if u == "" {
			continue
		}
		ru, err := getRoomUser(s.tx, s.app, room.ID, u)
		if err != nil {
			return err
		}
		if err := s.keepRole(*room, ru); err != nil {
			return err
		}
	}
	return s.setRoom(*room)
}

// muteRoom lets only the owner, the admins and the allowlist write, or everyone again; with a tag, only who does not
// carry it.
type muteRoom struct {
	actor
	Room  RoomID `json:"room"`
	Tag   string `json:"tag,omitempty"`
	Muted bool   `json:"muted"`
}

func (op *muteRoom) apply(s *state) (any, error) {
	room, _, err := managedRoom(s.tx, s.app, op.Room, op.actor)
	if err != nil {
		return nil, err
	}
	e := roomEvent{Event: "room.unmuted", Room: room.ID, By: op.User, Tag: op.Tag}
	at, was := slices.Index(room.MutedTags, op.Tag), room.Muted
	if op.Tag != "" {
		was, e.Event = at >= 0, "tag.unmuted"
	}
	switch {
	case was == op.Muted:
		return room, nil
	case op.Tag == "" && op.Muted:
		room.Muted, e.Event = true, "room.muted"
	case op.Tag == "":
		room.Muted = false
	case !op.Muted:
		room.MutedTags = slices.Delete(room.MutedTags, at, at+1)
	case len(room.MutedTags) >= MaxRoomTags:
		return nil, Errorf(CodeTooMany, "%d tags are muted in the chatroom %q, more are not allowed", MaxRoomTags, room.ID).At("tag")
	default:
		room.MutedTags, e.Event = append(room.MutedTags, op.Tag), "tag.muted"
	}
	if err := s.setRoom(room); err != nil {
		return nil, err
	}
	return room, s.tellRoom(e)
}

// disableRoom lets nobody write, or ends that: for the app's key.
type disableRoom struct {
	actor
	Room     RoomID `json:"room"`
	Disabled bool   `json:"disabled"`
}

func (op *disableRoom) apply(s *state) (any, error) {
	room, err := getRoom(s.tx, s.app, op.Room)
	switch {
	case err != nil:
		return nil, err
	case !op.Admin:
		return nil, Errorf(CodeForbidden, "only the app's key may disable and enable chatrooms")
	case room.Disabled == op.Disabled:
		return room, nil
	}
	room.Disabled = op.Disabled
	if err := s.setRoom(room); err != nil {
		return nil, err
	}
	event := "room.enabled"
	if op.Disabled {
		event = "room.disabled"
	}
	return room, s.tellRoom(roomEvent{Event: event, Room: room.ID})
}

// dismissRoom ends a room at once. What is kept of it goes by emptyRoom.
type dismissRoom struct {
	Room  RoomID `json:"room"`
	User  UserID `json:"user,omitempty"`
	Admin bool   `json:"admin,omitempty"`
}

func (op *dismissRoom) apply(s *state) (any, error) {
	room, err := ownedRoom(s.tx, s.app, op.Room, actor{User: op.User, Admin: op.Admin})
	if err != nil {
		return nil, err
	}
	if err := s.record(roomEvent{Event: "room.dismissed", Room: op.Room, By: op.User}); err != nil {
		return nil, err
	}
	s.emit(&RoomGone{App: s.app, Room: op.Room})
	if err := s.set(goneRoomKey(s.app, op.Room), []byte{1}); err != nil {
		return nil, err
	}
	if room.Owner != "" {
		if err := s.delete(roomRoleKey(s.app, room.Owner, op.Room)); err != nil {
			return nil, err
		}
	}
	return nil, s.delete(roomKey(s.app, op.Room))
}

// emptyRoom deletes up to Most records of a dismissed room, its messages last; its value tells whether more are left. A
// new room of this name, which is not made before, goes on behind the last seq and has none of the old history.
type emptyRoom struct {
	Room RoomID `json:"room"`
	Most int    `json:"most"`
}

func (op *emptyRoom) apply(s *state) (any, error) {
	if gone, err := s.has(goneRoomKey(s.app, op.Room)); !gone || err != nil {
		return false, err
	}
	if more, err := s.forgetRoomUsers(op.Room, op.Most); more || err != nil {
		return true, err
	}
	for _, class := range []string{"roomstay", "roomvalue"} {
		if more, err := s.deletePrefix(prefix(s.app, class, string(op.Room)), op.Most); more || err != nil {
			return true, err
		}
	}
	history := expireMessages{Conv: Conversation(RoomAddress(op.Room).String()), Before: math.MaxInt64, Most: op.Most}
	if more, err := history.apply(s); more == true || err != nil {
		return true, err
	}
	return false, s.delete(goneRoomKey(s.app, op.Room))
}

// forgetRoomUsers deletes up to most records of users that a dismissed room remembered, and tells whether more are left.
func (s *state) forgetRoomUsers(room RoomID, most int) (more bool, err error) {
	var users []UserID
	err = s.tx.Scan(prefix(s.app, "roomuser", string(room)), nil, false, func(k, _ []byte) bool {
		users = append(users, UserID(lastPart(k)))
		return len(users) < most
	})
	for _, u := range users {
		for _, k := range [][]byte{roomUserKey(s.app, room, u), roomRoleKey(s.app, u, room)} {
			if err == nil {
				err = s.delete(k)
			}
		}
	}
	return len(users) == most, err
}

// setSuperAdmin keeps the list of users who make chatrooms and are admins in all of them.
type setSuperAdmin struct {
	User  UserID `json:"user"`
	Grant bool   `json:"grant"`
}

func (op *setSuperAdmin) apply(s *state) (any, error) {
	k := superAdminKey(s.app, op.User)
	was, err := s.has(k)
	if err != nil || was == op.Grant {
		return nil, err
	}
	if !op.Grant {
		return nil, s.delete(k)
	}
	if _, err := s.user(op.User, "user"); err != nil {
		return nil, err
	}
	n := 0
	if err := s.tx.Scan(prefix(s.app, "superadmin"), nil, false, func(_, _ []byte) bool { n++; return true }); err != nil {
		return nil, err
	}
	if n >= MaxSuperAdmins {
		return nil, Errorf(CodeTooMany, "the app has %d super-admins, more are not allowed", n).At("user")
	}
	return nil, s.set(k, []byte{1})
}

// broadcastRooms brings a message to everyone in any room of the app; it is stored in none.
type broadcastRooms struct {
	ID   string          `json:"id"`
	From UserID          `json:"from,omitempty"`
	Type string          `json:"type"`
	Body json.RawMessage `json:"body"`
	Ext  json.RawMessage `json:"ext,omitempty"`
}

func (op *broadcastRooms) apply(s *state) (any, error) {
	if op.From != "" {
		if _, err := s.user(op.From, "from"); err != nil {
			return nil, err
		}
	}
	if err := s.record(struct {
		Event string `json:"event"`
		ID    string `json:"id"`
		From  UserID `json:"from,omitempty"`
		Type  string `json:"type"`
	}{"rooms.broadcast", op.ID, op.From, op.Type}); err != nil {
		return nil, err
	}
	s.emit(&Broadcast{App: s.app, Message: Message{ID: op.ID, From: op.From, TS: s.at, Type: op.Type, Body: op.Body, Ext: op.Ext}})
	return Receipt{ID: op.ID, TS: s.at}, nil
}
