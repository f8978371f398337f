package chat

import (
	"context"
	"encoding/json"
)

// CreateRoom makes a chatroom: for the app's key and super-admins, and for all users when the app's settings say so.
func (s *Service) CreateRoom(ctx context.Context, c Caller, n NewRoom) (Room, error) {
	if err := s.mayCreateRoom(c); err != nil {
		return Room{}, err
	}
	if n.ID == "" {
		n.ID = RoomID(c.ID(s.newID()))
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
	if err := (RoomChange{Name: &n.Name, Announcement: &n.Announcement, Ext: n.Ext, Recent: n.Recent}).check(); err != nil {
		return Room{}, err
	}
	room := Room{ID: n.ID, Name: n.Name, Announcement: n.Announcement, Ext: n.Ext, Owner: n.Owner, Recent: n.Recent}
	return do[Room](ctx, s, c.App, &createRoom{Room: room}, 1024+len(n.Ext))
}

func (s *Service) mayCreateRoom(c Caller) error {
	app, err := s.App(string(c.App))
	if err != nil || c.Admin || app.Settings.UsersCreateRoom {
		return err
	}
	return s.log.View(func(r Reader) error {
		b, err := r.Get(superAdminKey(c.App, c.User))
		if err == nil && b == nil {
			err = Errorf(CodeForbidden, "in this app only the app's key and super-admins make chatrooms")
		}
		return err
	})
}

func (ch RoomChange) check() error {
	if ch.Recent != nil && (*ch.Recent < 0 || *ch.Recent > MaxRoomEntry) {
		return Errorf(CodeInvalid, "recent is %d, allowed are 0 to %d", *ch.Recent, MaxRoomEntry).At("recent")
	}
	return (GroupChange{Name: ch.Name, Announcement: ch.Announcement, Ext: ch.Ext}).check()
}

// ChangeRoom changes what is not nil: for the owner, admins and the app's key.
func (s *Service) ChangeRoom(ctx context.Context, c Caller, id RoomID, change RoomChange) (Room, error) {
	if err := change.check(); err != nil {
		return Room{}, err
	}
	return s.room(ctx, c, &changeRoom{actor: s.actor(c), Room: id, Change: change}, 8192+len(change.Ext))
}

// room has a change of a room applied.
func (s *Service) room(ctx context.Context, c Caller, op Op, size int) (Room, error) {
	room, err := do[Room](ctx, s, c.App, op, size)
	return s.withLive(c.App, room), err
}

// withLive adds what is known of a room beside the state.
func (s *Service) withLive(app AppName, room Room) Room {
	room.Online = s.live.RoomOnline(app, room.ID)
	room.Shed = s.rates.shed(roomName{app, room.ID})
	return room
}

// TransferRoom makes another user the owner: for the owner and the app's key.
func (s *Service) TransferRoom(ctx context.Context, c Caller, id RoomID, owner UserID) (Room, error) {
	return s.room(ctx, c, &transferRoom{actor: s.actor(c), Room: id, Owner: owner}, 4096)
}

// MuteRoom lets only the owner, the admins and the allowlist write, or everyone again; with a tag, all but those of
// ordinary rank who carry it. For the owner, admins and the app's key.
func (s *Service) MuteRoom(ctx context.Context, c Caller, id RoomID, tag string, muted bool) (Room, error) {
	if tag != "" && !ValidID(tag) {
		return Room{}, Errorf(CodeBadID, "%q is no tag: use 1 to 64 of A-Z a-z 0-9 _ . -", clip(tag)).At("tag")
	}
	return s.room(ctx, c, &muteRoom{actor: s.actor(c), Room: id, Tag: tag, Muted: muted}, 4096)
}

// DisableRoom lets nobody write, or ends that: for the app's key.
func (s *Service) DisableRoom(ctx context.Context, c Caller, id RoomID, disabled bool) (Room, error) {
	return s.room(ctx, c, &disableRoom{actor: s.actor(c), Room: id, Disabled: disabled}, 1024)
}

// Room gives a chatroom with the number of users in it.
func (s *Service) Room(app AppName, id RoomID) (Room, error) {
	room, err := view1(s, func(r Reader) (Room, error) { return getRoom(r, app, id) })
	if err != nil {
		return Room{}, err
	}
	return s.withLive(app, room), nil
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

// emptyMost is how many records one command removes from a dismissed room.
const emptyMost = 500

// DismissRoom ends a chatroom: for its owner and the app's key.
func (s *Service) DismissRoom(ctx context.Context, c Caller, id RoomID) error {
	if err := s.exec(ctx, c.App, &dismissRoom{Room: id, User: c.User, Admin: c.Admin}, 512); err != nil {
		return err
	}
	s.rates.forget(roomName{c.App, id})
	return s.emptyRoom(ctx, c.App, id)
}

func (s *Service) emptyRoom(ctx context.Context, app AppName, id RoomID) error {
	for more := true; more; {
		var err error
		if more, err = do[bool](ctx, s, app, &emptyRoom{Room: id, Most: emptyMost}, 128*emptyMost); err != nil {
			return err
		}
	}
	return nil
}

// Entry is what a session needs to know of a chatroom that it enters.
type Entry struct {
	Recent int // newest messages to send it
	Events int // who enters and leaves is told while at most so many are online
}

// EnterRoom tells whether a user may enter a chatroom: CodeNoRoom, CodeRoomBanned.
func (s *Service) EnterRoom(c Caller, id RoomID) (Entry, error) {
	app, err := s.App(string(c.App))
	if err != nil {
		return Entry{}, err
	}
	room, err := view1(s, func(r Reader) (Room, error) { return mayEnterRoom(r, Caller{App: c.App, User: c.User}, id) })
	e := Entry{app.Settings.RoomEntry, app.Settings.RoomEvents}
	if room.Recent != nil {
		e.Recent = *room.Recent
	}
	return e, err
}

// Broadcast brings a message to everyone who is in any chatroom of the app; it is stored in none. For the app's key.
func (s *Service) Broadcast(ctx context.Context, c Caller, d Draft) (Receipt, error) {
	if err := c.needKey(); err != nil {
		return Receipt{}, err
	}
	d.To = Address{Kind: KindRoom}
	if err := d.check(); err != nil {
		return Receipt{}, err
	}
	body, err := s.filterText(c.App, d.Type, d.Body)
	if err != nil {
		return Receipt{}, err
	}
	op := &broadcastRooms{ID: s.newID(), From: c.User, Type: d.Type, Body: body, Ext: json.RawMessage(d.Ext)}
	return do[Receipt](ctx, s, c.App, op, 512+len(d.Body)+len(d.Ext))
}

// SetSuperAdmin lets a user make chatrooms and be an admin in all, or ends that: for the app's key.
func (s *Service) SetSuperAdmin(ctx context.Context, c Caller, u UserID, grant bool) error {
	if err := c.needKey(); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &setSuperAdmin{User: u, Grant: grant}, 256)
}

// SuperAdmins lists them by id, from the one after cursor on: for the app's key.
func (s *Service) SuperAdmins(c Caller, cursor string, limit int) (users []UserID, next string, err error) {
	if err := c.needKey(); err != nil {
		return nil, "", err
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	ids, next, err := s.page(prefix(c.App, "superadmin"), cursor, limit)
	for _, id := range ids {
		users = append(users, UserID(id))
	}
	return users, next, err
}
