package chat

// notBanned refuses a user who may not be a member of the group.
func (s *state) notBanned(g Group, u UserID, field string) error {
	if g.counts.Bans == 0 {
		return nil
	}
	banned, err := s.has(groupBanKey(s.app, g.ID, u))
	if err == nil && banned {
		err = Errorf(CodeGroupBanned, "%q is banned from the group %q: lift the ban first", u, g.ID).At(field)
	}
	return err
}

// banFromGroup takes a user out of a group, and keeps him out. Who is no member can be banned too.
type banFromGroup struct {
	actor
	Group GroupID `json:"group"`
	Who   UserID  `json:"who"`
}

func (op *banFromGroup) apply(s *state) (any, error) {
	g, err := s.mayManage(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	m, in, err := getMember(s.tx, s.app, g.ID, op.Who)
	if err != nil {
		return nil, err
	}
	if err := op.mayBan(s, g, m, in); err != nil {
		return nil, err
	}
	threads, err := s.threadsToLeave(g, []UserID{op.Who})
	if err != nil {
		return nil, err
	}
	ban := GroupBan{User: op.Who, By: op.User, Created: s.at}
	if again, err := getJSON(s.tx, groupBanKey(s.app, g.ID, op.Who), &ban); again || err != nil {
		return ban, err
	}
	if err := s.setJSON(groupBanKey(s.app, g.ID, op.Who), ban); err != nil {
		return nil, err
	}
	g.counts.Bans++
	if _, err := s.dropPending(&g, op.Who); err != nil {
		return nil, err
	}
	if in {
		h, err := getHead(s.tx, s.app, Conversation(GroupAddress(g.ID).String()))
		if err != nil {
			return nil, err
		}
		if err := s.leave(&g, op.Who, h); err != nil {
			return nil, err
		}
		if err := s.leaveThreads(threads); err != nil {
			return nil, err
		}
		s.emit(&Left{App: s.app, Group: g.ID, Users: []UserID{op.Who}})
		s.noticeGroup("group.left", g.ID, []UserID{op.Who}, "members.banned", op.actor)
	}
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	return ban, s.writeEvent(g.ID, op.actor, groupEvent{Event: "members.banned", Users: []UserID{op.Who}})
}

func (op *banFromGroup) mayBan(s *state, g Group, m Member, in bool) error {
	if _, err := s.user(op.Who, "user"); err != nil {
		return err
	}
	switch {
	case m.Role == RoleOwner:
		return Errorf(CodeOwnerMustStay, "%q owns the group %q: transfer it first", m.User, g.ID).At("user")
	case g.counts.Bans >= MaxGroupBans:
		return Errorf(CodeTooMany, "%d users are banned from the group %q, more are not allowed", MaxGroupBans, g.ID).At("user")
	case in:
		return op.mayRule(g, m, "user")
	}
	return nil
}

// unbanFromGroup lifts a ban; the user is no member by that.
type unbanFromGroup struct {
	actor
	Group GroupID `json:"group"`
	Who   UserID  `json:"who"`
}

func (op *unbanFromGroup) apply(s *state) (any, error) {
	g, err := s.mayManage(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	k := groupBanKey(s.app, g.ID, op.Who)
	if banned, err := s.has(k); err != nil || !banned {
		return nil, orRefuse(err, Errorf(CodeNotFound, "%q is not banned from the group %q", clip(string(op.Who)), g.ID).At("user"))
	}
	if err := s.delete(k); err != nil {
		return nil, err
	}
	g.counts.Bans--
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	return nil, s.writeEvent(g.ID, op.actor, groupEvent{Event: "members.unbanned", Users: []UserID{op.Who}})
}
