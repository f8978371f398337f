package chat

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// A chatroom is stored as one byte of flags, which is all that sending a message needs of most rooms, and JSON.
const (
	roomMuted     = 1 << iota // few may write
	roomHasUsers              // somebody is muted or banned
	roomTagsMuted             // some tags may not write
	roomDisabled              // nobody may write
	roomFlagsMost = '{' - 1   // a record that begins with '{' has no flags
)

// How high one stands in a room.
const (
	rankMember = iota
	rankAdmin  // admins of the room, and super-admins of the app
	rankOwner
	rankKey // the app's key
)

// roomCounts bound the lists of a room without counting them each time.
type roomCounts struct {
	Users  int `json:"users,omitempty"`
	Admins int `json:"admins,omitempty"`
	Silent int `json:"silent,omitempty"` // muted or banned, mutes that have ended too
	Values int `json:"values,omitempty"`
}

type storedRoom struct {
	Room
	Counts roomCounts `json:"counts"`
}

func roomUserKey(a AppName, r RoomID, u UserID) []byte {
	return key(a, "roomuser", string(r), string(u))
}
func roomStayKey(a AppName, r RoomID, u UserID) []byte {
	return key(a, "roomstay", string(r), string(u))
}
func roomValueKey(a AppName, r RoomID, k string) []byte { return key(a, "roomvalue", string(r), k) }
func goneRoomKey(a AppName, r RoomID) []byte            { return key(a, "goneroom", string(r)) }
func roomRoleKey(a AppName, u UserID, r RoomID) []byte {
	return key(a, "roomrole", string(u), string(r))
}
func superAdminKey(a AppName, u UserID) []byte { return key(a, "superadmin", string(u)) }

func getRoom(r Reader, app AppName, id RoomID) (Room, error) {
	b, err := r.Get(roomKey(app, id))
	if err != nil || b == nil {
		return Room{}, orRefuse(err, Errorf(CodeNoRoom, "there is no chatroom %q", clip(string(id))).At("room"))
	}
	if b[0] <= roomFlagsMost {
		b = b[1:]
	}
	var stored storedRoom
	if err := json.Unmarshal(b, &stored); err != nil {
		return Room{}, fmt.Errorf("stored chatroom %q: %w", id, err)
	}
	room := stored.Room
	room.counts = stored.Counts
	return room, nil
}

// setRoom stores a room. Where its owner is another one, keepRole is for the caller to call.
func (s *state) setRoom(room Room) error {
	room.Online, room.Shed = 0, nil
	b, err := json.Marshal(storedRoom{room, room.counts})
	if err != nil {
		return err
	}
	return s.set(roomKey(s.app, room.ID), append([]byte{room.flags()}, b...))
}

func (room Room) flags() (f byte) {
	for _, flag := range []struct {
		set bool
		bit byte
	}{{room.Muted, roomMuted}, {room.counts.Silent > 0, roomHasUsers}, {len(room.MutedTags) > 0, roomTagsMuted}, {room.Disabled, roomDisabled}} {
		if flag.set {
			f |= flag.bit
		}
	}
	return f
}

func getRoomUser(r Reader, app AppName, room RoomID, u UserID) (RoomUser, error) {
	ru := RoomUser{User: u}
	_, err := getJSON(r, roomUserKey(app, room, u), &ru)
	return ru, err
}

// silent tells whether the record may keep the user from writing, now or before.
func (u RoomUser) silent() bool { return u.MutedUntil > 0 || u.Banned > 0 }

// plain tells whether there is nothing to remember of the user.
func (u RoomUser) plain() bool { return !u.Admin && !u.Allowed && !u.silent() }

// setRoomUser keeps what a room remembers of a user, and the room's counts of it. The room is stored by the caller.
func (s *state) setRoomUser(room *Room, was, now RoomUser) error {
	for _, c := range []struct {
		count    *int
		was, now bool
	}{
		{&room.counts.Users, !was.plain(), !now.plain()}, {&room.counts.Admins, was.Admin, now.Admin}, {&room.counts.Silent, was.silent(), now.silent()},
	} {
		switch {
		case c.now && !c.was:
			*c.count++
		case c.was && !c.now:
			*c.count--
		}
	}
	k := roomUserKey(s.app, room.ID, now.User)
	if err := s.keepRole(*room, now); err != nil {
		return err
	}
	if now.plain() {
		return s.delete(k)
	}
	return s.setJSON(k, now)
}

// keepRole notes by user where he has rights in a room, so that they end with his account.
func (s *state) keepRole(room Room, u RoomUser) error {
	k := roomRoleKey(s.app, u.User, room.ID)
	switch had, err := s.has(k); {
	case err != nil || had == (u.User == room.Owner || u.Admin || u.Allowed):
		return err
	case had:
		return s.delete(k)
	}
	return s.set(k, []byte{1})
}

// roomRank says how high a user stands in a room.
func roomRank(r Reader, app AppName, room Room, u UserID) (int, error) {
	if u == "" {
		return rankMember, nil
	}
	if u == room.Owner {
		return rankOwner, nil
	}
	ru, err := getRoomUser(r, app, room.ID, u)
	if err != nil || ru.Admin {
		return rankAdmin, err
	}
	b, err := r.Get(superAdminKey(app, u))
	if b != nil {
		return rankAdmin, err
	}
	return rankMember, err
}

// managedRoom finds a room that the actor may manage, and how high the actor stands in it: an admin, the owner, or the
// app's key.
func managedRoom(r Reader, app AppName, id RoomID, by actor) (Room, int, error) {
	room, err := getRoom(r, app, id)
	if err != nil || by.Admin {
		return room, rankKey, err
	}
	rank, err := roomRank(r, app, room, by.User)
	if err == nil && rank < rankAdmin {
		err = Errorf(CodeForbidden, "only the owner and the admins of the chatroom %q may do this", id)
	}
	return room, rank, err
}

// ownedRoom finds a room and checks that the actor owns it or is the app's key.
func ownedRoom(r Reader, app AppName, id RoomID, by actor) (Room, error) {
	room, err := getRoom(r, app, id)
	if err == nil && !by.Admin && (by.User == "" || room.Owner != by.User) {
		err = Errorf(CodeNotOwner, "only the owner of the chatroom %q may do this", id)
	}
	return room, err
}

// mayEnterRoom finds a room and refuses who is banned from it.
func mayEnterRoom(r Reader, c Caller, id RoomID) (Room, error) {
	room, err := getRoom(r, c.App, id)
	if err != nil || room.counts.Silent == 0 || c.Admin {
		return room, err
	}
	u, err := getRoomUser(r, c.App, id, c.User)
	if err == nil && u.Banned > 0 {
		err = bannedFromRoom(id)
	}
	return room, err
}

func bannedFromRoom(id RoomID) *Error {
	return Errorf(CodeRoomBanned, "you are banned from the chatroom %q", id)
}

// mayWriteToRoom checks the room and whether it listens to the sender. What it reads beyond the room's flags, it reads
// only for rooms where somebody is kept from writing.
func (op *sendMessage) mayWriteToRoom(s *state) error {
	id := RoomID(op.To.ID)
	b, err := s.tx.Get(roomKey(s.app, id))
	if err != nil || b == nil {
		return orRefuse(err, Errorf(CodeNoRoom, "there is no chatroom %q", id).At("to"))
	}
	flags := b[0]
	switch {
	case flags == 0 || flags > roomFlagsMost:
		return nil
	case flags&roomDisabled != 0:
		return Errorf(CodeRoomDisabled, "the chatroom %q is disabled: nobody may write to it", id)
	case op.Admin:
		return nil
	}
	room, err := getRoom(s.tx, s.app, id)
	if err != nil {
		return err
	}
	u, err := getRoomUser(s.tx, s.app, id, op.From)
	switch {
	case err != nil:
		return err
	case u.Banned > 0:
		return bannedFromRoom(id)
	case u.MutedUntil > s.at:
		e := Errorf(CodeMuted, "you are muted in the chatroom %q", id)
		if u.MutedUntil < forever {
			e.Message += " until " + time.UnixMilli(u.MutedUntil).UTC().Format(time.RFC3339)
		}
		e.Until = u.MutedUntil
		return e
	}
	if flags&(roomMuted|roomTagsMuted) == 0 {
		return nil
	}
	return s.mustBeHeardInRoom(room, u)
}

// mustBeHeardInRoom refuses who writes while all are muted, or those who carry the same tag.
func (s *state) mustBeHeardInRoom(room Room, u RoomUser) error {
	rank, err := roomRank(s.tx, s.app, room, u.User)
	if err != nil || rank >= rankAdmin {
		return err
	}
	if room.Muted && !u.Allowed {
		return Errorf(CodeMuted, "in the chatroom %q all are muted but the owner, the admins and the allowlist", room.ID)
	}
	if len(room.MutedTags) == 0 {
		return nil
	}
	stay, err := getStay(s.tx, s.app, room.ID, u.User)
	if tag := stay.muted(room); err == nil && tag != "" {
		err = Errorf(CodeMuted, "in the chatroom %q those with the tag %q are muted", room.ID, tag)
	}
	return err
}

// roomStay is what belongs to a user's stay in a room and ends with it.
type roomStay struct {
	Tags []string `json:"tags,omitempty"`
	Auto bool     `json:"auto,omitempty"` // key-values that go with the user
}

func getStay(r Reader, app AppName, room RoomID, u UserID) (stay roomStay, err error) {
	_, err = getJSON(r, roomStayKey(app, room, u), &stay)
	return stay, err
}

func (s *state) setStay(room RoomID, u UserID, stay roomStay) error {
	k := roomStayKey(s.app, room, u)
	if len(stay.Tags) == 0 && !stay.Auto {
		return s.delete(k)
	}
	return s.setJSON(k, stay)
}

// muted gives a tag that the room has muted, or "".
func (stay roomStay) muted(room Room) string {
	for _, tag := range stay.Tags {
		if slices.Contains(room.MutedTags, tag) {
			return tag
		}
	}
	return ""
}
