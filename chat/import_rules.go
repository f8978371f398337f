package chat

import "time"

func readGroupBanLine(line importLine) (Op, error) {
	var l groupBanLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	if err := checkID("group", string(l.Group)); err != nil {
		return nil, err
	}
	return &importGroupBan{Group: l.Group, Ban: l.GroupBan}, checkID("user", string(l.User))
}

func readSuperAdminLine(line importLine) (Op, error) {
	var l superAdminLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	return &importSuperAdmin{User: l.User}, checkID("user", string(l.User))
}

func readRoomUserLine(line importLine) (Op, error) {
	var l roomUserLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	if l.MutedUntil < 0 || l.Banned < 0 {
		return nil, Errorf(CodeInvalid, "muted_until and banned are milliseconds since 1970").At("muted_until")
	}
	if err := checkID("room", string(l.Room)); err != nil {
		return nil, err
	}
	return &importRoomUser{Room: l.Room, User: l.RoomUser}, checkID("user", string(l.User))
}

func readRoomValueLine(line importLine) (Op, error) {
	var l roomValueLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	switch {
	case l.Key == "" || len(l.Key) > MaxRoomKey:
		return nil, Errorf(CodeInvalid, "a key has 1 to %d bytes", MaxRoomKey).At("key")
	case len(l.Value) > MaxRoomValue:
		return nil, Errorf(CodeTooLarge, "the value has %d bytes, %d are allowed", len(l.Value), MaxRoomValue).At("value")
	}
	l.AutoDelete = false // nobody's stay is imported
	return &importRoomValue{Room: l.Room, Value: l.RoomValue}, checkID("room", string(l.Room))
}

func readDNDLine(line importLine) (Op, error) {
	var l dndLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	if err := checkID("user", string(l.User)); err != nil {
		return nil, err
	}
	return &importDND{User: l.User, With: l.With, DND: l.DND}, l.DND.check(time.Time{}) // a time that has passed does no harm
}
