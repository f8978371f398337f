package chat

import "context"

// CreateRoom makes a chatroom: for the app's key, and for users when the app's settings say so.
func (s *Service) CreateRoom(ctx context.Context, c Caller, n NewRoom) (Room, error) {
	app, err := s.App(string(c.App))
	if err != nil {
		return Room{}, err
	}
	if !c.Admin && !app.Settings.UsersCreateRoom {
		return Room{}, Errorf(CodeForbidden, "in this app only the app's key makes chatrooms")
	}
	if n.ID == "" {
		n.ID = RoomID(s.newID())
	}
	if n.Owner == "" {
		n.Owner = c.User
	}
	if n.Owner != c.User && !c.Admin {
		return Room{}, Errorf(CodeForbidden, "only the app's key may make a chatroom for another owner").At("owner")
	}
	if err := checkID("id", string(n.ID)); err != nil {
		return Room{}, err
	}
	if err := (GroupChange{Name: &n.Name, Announcement: &n.Announcement, Ext: n.Ext}).check(); err != nil {
		return Room{}, err
	}
	room := Room{ID: n.ID, Name: n.Name, Announcement: n.Announcement, Ext: n.Ext, Owner: n.Owner}
	return do[Room](ctx, s, c.App, &createRoom{Room: room}, 1024+len(n.Ext))
}

// Room gives a chatroom with the number of users in it.
func (s *Service) Room(app AppName, id RoomID) (Room, error) {
	room, err := view1(s, func(r Reader) (Room, error) { return getRoom(r, app, id) })
	if err == nil {
		room.Online = s.live.RoomOnline(app, id)
	}
	return room, err
}

// Rooms lists the chatrooms by id, from the one after cursor on.
func (s *Service) Rooms(c Caller, cursor string, limit int) (rooms []Room, next string, err error) {
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	ids, next, err := s.page(prefix(c.App, "room"), cursor, limit)
	for _, id := range ids {
		room, e := s.Room(c.App, RoomID(id))
		if AsErrorCode(e) == CodeNoRoom {
			continue
		}
		if e != nil {
			return nil, "", e
		}
		rooms = append(rooms, room)
	}
	return rooms, next, err
}

// DismissRoom ends a chatroom: for its owner and the app's key.
func (s *Service) DismissRoom(ctx context.Context, c Caller, id RoomID) error {
	return s.exec(ctx, c.App, &dismissRoom{Room: id, User: c.User, Admin: c.Admin}, 256)
}
