package chat

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"
)

// roomUser has a change of what a room remembers of a user applied.
func (s *Service) roomUser(ctx context.Context, c Caller, op *changeRoomUser) (RoomUser, error) {
	op.actor = s.actor(c)
	u, err := do[RoomUser](ctx, s, c.App, op, 4096)
	return s.silenceEnded(u), err
}

// silenceEnded leaves out a mute that has ended.
func (s *Service) silenceEnded(u RoomUser) RoomUser {
	if u.MutedUntil <= s.now().UnixMilli() {
		u.MutedUntil = 0
	}
	return u
}

// SetRoomAdmin makes a user an admin of a chatroom, or no more: for the owner and the app's key.
func (s *Service) SetRoomAdmin(ctx context.Context, c Caller, id RoomID, u UserID, admin bool) (RoomUser, error) {
	return s.roomUser(ctx, c, &changeRoomUser{Room: id, Who: u, What: roomAdmin, On: admin})
}

// AllowInRoom puts a user on the list of those who may write while the chatroom is muted, or takes one off. This and
// what follows is for the owner, admins and the app's key; an admin is muted, banned and removed by the owner and the
// app's key.
func (s *Service) AllowInRoom(ctx context.Context, c Caller, id RoomID, u UserID, allowed bool) (RoomUser, error) {
	return s.roomUser(ctx, c, &changeRoomUser{Room: id, Who: u, What: roomAllow, On: allowed})
}

// MuteInRoom keeps a user from writing to a chatroom until a time, or without end with the zero time.
func (s *Service) MuteInRoom(ctx context.Context, c Caller, id RoomID, u UserID, until time.Time) (RoomUser, error) {
	ms := int64(forever)
	if !until.IsZero() {
		if ms = until.UnixMilli(); !until.After(s.now()) {
			return RoomUser{}, Errorf(CodeInvalid, "the mute would end before it begins").At("until")
		}
	}
	return s.roomUser(ctx, c, &changeRoomUser{Room: id, Who: u, What: roomMute, On: true, Until: ms})
}

// UnmuteInRoom lets a user write again.
func (s *Service) UnmuteInRoom(ctx context.Context, c Caller, id RoomID, u UserID) (RoomUser, error) {
	return s.roomUser(ctx, c, &changeRoomUser{Room: id, Who: u, What: roomMute})
}

// BanFromRoom puts a user out of a chatroom and keeps the user out, or lifts that.
func (s *Service) BanFromRoom(ctx context.Context, c Caller, id RoomID, u UserID, banned bool) (RoomUser, error) {
	return s.roomUser(ctx, c, &changeRoomUser{Room: id, Who: u, What: roomBan, On: banned})
}

// RemoveFromRoom puts a user out of a chatroom, who may come back.
func (s *Service) RemoveFromRoom(ctx context.Context, c Caller, id RoomID, u UserID) error {
	if _, err := s.Room(c.App, id); err != nil {
		return err
	}
	if !s.live.InRoom(c.App, id, u) {
		return Errorf(CodeNotMember, "%q is not in the chatroom %q", clip(string(u)), id).At("user")
	}
	_, err := s.roomUser(ctx, c, &changeRoomUser{Room: id, Who: u, What: roomRemove, On: true})
	return err
}

// RoomUsers lists whom a chatroom remembers by id, from the one after cursor on: only admins, or those who are
// allowed, muted or banned, or with "" all. For the owner, admins and the app's key.
func (s *Service) RoomUsers(c Caller, id RoomID, only, cursor string, limit int) (users []RoomUser, next string, err error) {
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	if !slices.Contains([]string{"", "admin", "allowed", "muted", "banned"}, only) {
		return nil, "", Errorf(CodeInvalid, "only is admin, allowed, muted or banned").At("only")
	}
	err = s.log.View(func(r Reader) error {
		if _, _, err := managedRoom(r, c.App, id, s.actor(c)); err != nil {
			return err
		}
		return eachRoomUser(r, c.App, id, UserID(cursor), func(u RoomUser) bool {
			u = s.silenceEnded(u)
			if u.plain() || only == "admin" && !u.Admin || only == "allowed" && !u.Allowed || only == "muted" && u.MutedUntil == 0 || only == "banned" && u.Banned == 0 {
				return true
			}
			if len(users) == limit {
				next = string(users[limit-1].User)
				return false
			}
			users = append(users, u)
			return true
		})
	})
	return users, next, err
}

// RoomMembers lists who is in a chatroom by id, from the one after cursor on.
func (s *Service) RoomMembers(c Caller, id RoomID, cursor string, limit int) (members []RoomMember, next string, err error) {
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	err = s.log.View(func(r Reader) error {
		room, err := mayEnterRoom(r, c, id)
		if err != nil {
			return err
		}
		present := s.live.RoomMembers(c.App, id, UserID(cursor), limit+1)
		if len(present) > limit {
			present = present[:limit]
			next = string(present[limit-1].User)
		}
		for _, p := range present {
			m, err := s.roomMember(r, c.App, room, p)
			if err != nil {
				return err
			}
			members = append(members, m)
		}
		return nil
	})
	return members, next, err
}

func (s *Service) roomMember(r Reader, app AppName, room Room, p Present) (RoomMember, error) {
	u, err := getRoomUser(r, app, room.ID, p.User)
	if err != nil {
		return RoomMember{}, err
	}
	rank, err := roomRank(r, app, room, p.User)
	if err != nil {
		return RoomMember{}, err
	}
	stay, err := getStay(r, app, room.ID, p.User)
	return RoomMember{s.silenceEnded(u), [...]Role{RoleMember, RoleAdmin, RoleOwner}[rank], stay.Tags, p.Away}, err
}

// TagInRoom sets the tags that a user in a chatroom carries until leaving it: one's own, or for the owner, admins and
// the app's key anybody's.
func (s *Service) TagInRoom(ctx context.Context, c Caller, id RoomID, u UserID, tags []string) error {
	if len(tags) > MaxRoomTags {
		return Errorf(CodeTooMany, "%d tags, %d are allowed", len(tags), MaxRoomTags).At("tags")
	}
	for _, t := range tags {
		if !ValidID(t) {
			return Errorf(CodeBadID, "%q is no tag: use 1 to 64 of A-Z a-z 0-9 _ . -", clip(t)).At("tags")
		}
	}
	if _, err := s.Room(c.App, id); err != nil {
		return err
	}
	if !s.live.InRoom(c.App, id, u) {
		return Errorf(CodeNotMember, "%q is not in the chatroom %q", clip(string(u)), id).At("user")
	}
	clean := slices.Compact(slices.Sorted(slices.Values(tags)))
	return s.exec(ctx, c.App, &tagRoomUser{actor: s.actor(c), Room: id, Who: u, Tags: clean}, 2048)
}

// mayChangeValues refuses who is not in the room: only the app's key writes from outside.
func (s *Service) mayChangeValues(c Caller, id RoomID, keys []string) error {
	if len(keys) == 0 || len(keys) > MaxRoomValueBatch {
		return Errorf(CodeInvalid, "change 1 to %d keys at once", MaxRoomValueBatch).At("keys")
	}
	seen := make(map[string]bool, len(keys))
	for _, k := range keys {
		switch {
		case k == "" || len(k) > MaxRoomKey:
			return Errorf(CodeInvalid, "a key has 1 to %d bytes", MaxRoomKey).At("keys")
		case !utf8.ValidString(k):
			return Errorf(CodeInvalid, "a key is UTF-8 text").At("keys")
		case seen[k]:
			return Errorf(CodeInvalid, "the key %q is there twice", k).At("keys")
		}
		seen[k] = true
	}
	if _, err := s.Room(c.App, id); err != nil || c.Admin {
		return err
	}
	if !s.live.InRoom(c.App, id, c.User) {
		return Errorf(CodeNotMember, "you are not in the chatroom %q: subscribe to it", id)
	}
	return nil
}

// SetRoomValues sets key-values of a chatroom: for who is in it, and the app's key. A key that belongs to somebody else
// is refused for itself, unless the owner, an admin or the app's key forces it.
func (s *Service) SetRoomValues(ctx context.Context, c Caller, id RoomID, values []NewRoomValue, force bool) (ValuesChanged, error) {
	keys, size := make([]string, len(values)), 1024
	for i, v := range values {
		if len(v.Value) > MaxRoomValue {
			return ValuesChanged{}, Errorf(CodeTooLarge, "the value of %q has %d bytes, %d are allowed", clip(v.Key), len(v.Value), MaxRoomValue).At("values")
		}
		keys[i], size = v.Key, size+2*len(v.Value)+512
	}
	if err := s.mayChangeValues(c, id, keys); err != nil {
		return ValuesChanged{}, err
	}
	return do[ValuesChanged](ctx, s, c.App, &setRoomValues{actor: s.actor(c), Room: id, Values: values, Force: force}, size)
}

// DeleteRoomValues deletes key-values of a chatroom; else as SetRoomValues.
func (s *Service) DeleteRoomValues(ctx context.Context, c Caller, id RoomID, keys []string, force bool) (ValuesChanged, error) {
	if err := s.mayChangeValues(c, id, keys); err != nil {
		return ValuesChanged{}, err
	}
	return do[ValuesChanged](ctx, s, c.App, &deleteRoomValues{actor: s.actor(c), Room: id, Keys: keys, Force: force}, 8192)
}

// RoomValues gives the key-values of a chatroom: those named that are there, or with no keys all.
func (s *Service) RoomValues(c Caller, id RoomID, keys []string) (values []RoomValue, err error) {
	err = s.log.View(func(r Reader) error {
		if _, err := mayEnterRoom(r, c, id); err != nil {
			return err
		}
		return eachRoomValue(r, c.App, id, func(v RoomValue) {
			if len(keys) == 0 || slices.Contains(keys, v.Key) {
				values = append(values, v)
			}
		})
	})
	return values, err
}

// RoomLeft ends what belongs to the stay of a user who has left a chatroom for good. It returns at once.
func (s *Service) RoomLeft(app AppName, id RoomID, u UserID) {
	err := s.log.View(func(r Reader) error {
		b, err := r.Get(roomStayKey(app, id, u))
		if err == nil && b != nil {
			err = s.log.Propose(&Proposal{Command: s.command(app, &leaveRoom{Room: id, User: u}), Size: 16384})
		}
		return err
	})
	if err != nil {
		s.slog.Warn("leave a chatroom", "app", app, "user", u, "err", err)
	}
}

// SweepRooms ends stays that nobody ended, because the server went down while users were in chatrooms.
func (s *Service) SweepRooms(ctx context.Context) error {
	apps, err := s.Apps()
	if err != nil {
		return err
	}
	for _, app := range apps {
		gone, err := view1(s, func(r Reader) (gone []RoomID, err error) {
			err = r.Scan(prefix(app.Name, "goneroom"), nil, false, func(k, _ []byte) bool {
				gone = append(gone, RoomID(lastPart(k)))
				return true
			})
			return gone, err
		})
		for _, id := range gone {
			if err == nil {
				err = s.emptyRoom(ctx, app.Name, id)
			}
		}
		if err != nil {
			return err
		}
		s.sweepStays(app.Name)
	}
	return nil
}

func (s *Service) sweepStays(app AppName) {
	type stay struct {
		room RoomID
		user UserID
	}
	p := prefix(app, "roomstay")
	all, err := view1(s, func(r Reader) (all []stay, err error) {
		err = r.Scan(p, nil, false, func(k, _ []byte) bool {
			u := lastPart(k)
			all = append(all, stay{RoomID(k[len(p) : len(k)-len(u)-1]), UserID(u)})
			return true
		})
		return all, err
	})
	if err != nil {
		s.slog.Warn("sweep chatrooms", "app", app, "err", err)
	}
	for _, one := range all {
		if !s.live.InRoom(app, one.room, one.user) {
			s.RoomLeft(app, one.room, one.user)
		}
	}
}
