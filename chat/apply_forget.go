package chat

// forgetInvites settles what a user who is being deleted asked of groups, was invited to, and invited others to: up to
// most of each. It tells whether more are left.
func (s *state) forgetInvites(u UserID, most int) (more bool, err error) {
	type pending struct {
		group GroupID
		user  UserID
		mine  []byte // the record by which it was found
	}
	for _, class := range []string{"requested", "invited", "inviter"} {
		var found []pending
		p := prefix(s.app, class, string(u))
		if err := s.tx.Scan(p, nil, false, func(k, _ []byte) bool {
			one := pending{GroupID(lastPart(k)), u, k}
			if class == "inviter" {
				one.user = UserID(one.group)
				one.group = GroupID(k[len(p) : len(k)-len(one.user)-1])
			}
			one.mine = append([]byte{}, k...)
			found = append(found, one)
			return len(found) < most
		}); err != nil {
			return false, err
		}
		for _, one := range found {
			if err := s.delete(one.mine); err != nil {
				return false, err
			}
			if err := s.settle(one.group, one.user, u); err != nil {
				return false, err
			}
		}
		if len(found) == most {
			return true, nil
		}
	}
	return false, nil
}

// settle ends what is between a group and a user because of a user who is being deleted. Who was invited by him is told.
func (s *state) settle(id GroupID, u, deleted UserID) error {
	g, err := getGroup(s.tx, s.app, id)
	if AsErrorCode(err) == CodeNoGroup {
		return nil // it was dismissed, and what is left of it goes
	}
	if err != nil {
		return err
	}
	if had, err := s.dropPending(&g, u); !had || err != nil {
		return err
	}
	if err := s.setGroup(&g); err != nil || u == deleted {
		return err
	}
	return s.tell([]UserID{u}, joinEvent{Event: "invite.cancelled", Group: g.ID, User: u, By: deleted})
}

// forgetRoles takes from a user who is being deleted what he may do in chatrooms, in up to most of them, and tells
// whether more are left. A room that he owned has no owner from then on. Mutes and bans stay, as those of groups do.
func (s *state) forgetRoles(u UserID, most int) (more bool, err error) {
	var rooms []RoomID
	if err := s.tx.Scan(prefix(s.app, "roomrole", string(u)), nil, false, func(k, _ []byte) bool {
		rooms = append(rooms, RoomID(lastPart(k)))
		return len(rooms) < most
	}); err != nil {
		return false, err
	}
	for _, id := range rooms {
		if err := s.endRole(id, u); err != nil {
			return false, err
		}
	}
	return len(rooms) == most, nil
}

func (s *state) endRole(id RoomID, u UserID) error {
	room, err := getRoom(s.tx, s.app, id)
	if AsErrorCode(err) == CodeNoRoom {
		return s.delete(roomRoleKey(s.app, u, id))
	}
	if err != nil {
		return err
	}
	was, err := getRoomUser(s.tx, s.app, id, u)
	if err != nil {
		return err
	}
	now := was
	now.Admin, now.Allowed = false, false
	owned := room.Owner == u
	if owned {
		room.Owner = ""
	}
	if err := s.setRoomUser(&room, was, now); err != nil {
		return err
	}
	if err := s.setRoom(room); err != nil || !owned {
		return err
	}
	return s.tellRoom(roomEvent{Event: "owner.changed", Room: id})
}
