package chat

type createRoom struct {
	Room Room `json:"room"`
}

func (op *createRoom) apply(s *state) (any, error) {
	if taken, err := s.has(roomKey(s.app, op.Room.ID)); taken || err != nil {
		return nil, orRefuse(err, Errorf(CodeExists, "there is a chatroom %q already", op.Room.ID).At("id"))
	}
	if op.Room.Owner != "" {
		if _, err := s.user(op.Room.Owner, "owner"); err != nil {
			return nil, err
		}
	}
	op.Room.Created = s.at
	return op.Room, s.setJSON(roomKey(s.app, op.Room.ID), op.Room)
}

func getRoom(r Reader, app AppName, id RoomID) (Room, error) {
	var room Room
	ok, err := getJSON(r, roomKey(app, id), &room)
	if err == nil && !ok {
		err = Errorf(CodeNoRoom, "there is no chatroom %q", clip(string(id))).At("room")
	}
	return room, err
}

type dismissRoom struct {
	Room  RoomID `json:"room"`
	User  UserID `json:"user,omitempty"`
	Admin bool   `json:"admin,omitempty"`
}

func (op *dismissRoom) apply(s *state) (any, error) {
	room, err := getRoom(s.tx, s.app, op.Room)
	if err != nil {
		return nil, err
	}
	if !op.Admin && room.Owner != op.User {
		return nil, Errorf(CodeNotOwner, "only the owner of the chatroom %q may do this", op.Room)
	}
	s.emit(&RoomGone{App: s.app, Room: op.Room})
	return nil, s.delete(roomKey(s.app, op.Room))
}
