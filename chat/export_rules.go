package chat

// groupBans writes who is kept out of a group.
func (e *export) groupBans(g GroupID) error {
	return e.each(prefix(e.app, "groupban", string(g)), func(_ string, value []byte) error {
		var ban GroupBan
		if err := decodeStored(value, &ban); err != nil {
			return err
		}
		return e.write(groupBanLine{"group_ban", g, ban})
	})
}

// superAdmins writes who manages all chatrooms.
func (e *export) superAdmins() error {
	return e.each(prefix(e.app, "superadmin"), func(user string, _ []byte) error {
		return e.write(superAdminLine{"super_admin", UserID(user)})
	})
}

// roomRecords writes what a chatroom remembers of users, and its key-values but those that go with who set them.
func (e *export) roomRecords(r RoomID) (err error) {
	scanErr := eachRoomUser(e, e.app, r, "", func(u RoomUser) bool {
		err = e.write(roomUserLine{"room_user", r, u})
		return err == nil
	})
	if err = orFirst(err, scanErr); err != nil {
		return err
	}
	var values []RoomValue // few
	if err := eachRoomValue(e, e.app, r, func(v RoomValue) { values = append(values, v) }); err != nil {
		return err
	}
	for _, v := range values {
		if v.AutoDelete {
			continue
		}
		if err := e.write(roomValueLine{"room_value", r, v}); err != nil {
			return err
		}
	}
	return nil
}

// dnd writes when users are not to be disturbed.
func (e *export) dnd() error {
	return e.each(prefix(e.app, "user"), func(name string, _ []byte) error {
		u := UserID(name)
		var all storedDND
		if found, err := getJSON(e, dndKey(e.app, u), &all); !found || err != nil {
			return err
		}
		if all.DND != (DND{}) {
			if err := e.write(dndLine{Kind: "dnd", User: u, DND: all.DND}); err != nil {
				return err
			}
		}
		return e.each(prefix(e.app, "dnd", name), func(conv string, value []byte) error {
			line := dndLine{Kind: "dnd", User: u, With: Conversation(conv).For(u)}
			if err := decodeStored(value, &line.DND); err != nil {
				return err
			}
			err := mayHear(e, e.app, u, line.With)
			if _, ended := err.(*Error); ended {
				return nil // such as of a group that the user has left
			}
			if err != nil {
				return err
			}
			return e.write(line)
		})
	})
}
