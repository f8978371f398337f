package chat

import "slices"

// mayJoin checks that users exist and have room for one more group.
func (s *state) mayJoin(users []UserID) error {
	for _, u := range users {
		st, err := s.user(u, "members")
		if err != nil {
			return err
		}
		if st.groups >= MaxGroupsPerUser {
			return Errorf(CodeTooMany, "%q is a member of %d groups, more are not allowed", u, MaxGroupsPerUser).At("members")
		}
	}
	return nil
}

func (s *state) join(g GroupID, u UserID, role Role, h head) error {
	st, err := s.user(u, "members")
	if err != nil {
		return err
	}
	st.groups++
	if err := s.setStanding(u, st); err != nil {
		return err
	}
	if err := s.setJSON(memberKey(s.app, g, u), Member{User: u, Role: role, Joined: s.at}); err != nil {
		return err
	}
	conv := Conversation(GroupAddress(g).String())
	v, err := getView(s.tx, s.app, u, conv)
	if err != nil {
		return err
	}
	if v == nil {
		v = &view{}
	}
	a, err := getApp(s.tx, s.app)
	if err != nil {
		return err
	}
	v.until, v.since = 0, h.seq
	if a.Settings.HistoryForNew {
		v.since = 0
	}
	mine, err := getSent(s.tx, s.app, u, conv)
	if err != nil {
		return err
	}
	v.caughtUp(h, mine.count)
	if v.pos, err = feedPos(s.tx, s.app); err != nil {
		return err
	}
	v.pos++ // the event that follows in the same command
	return s.setView(u, conv, v)
}

func (s *state) leave(g *Group, u UserID, h head) error {
	st, err := getStanding(s.tx, s.app, u)
	if err != nil {
		return err
	}
	if st != nil { // nil: the account was deleted
		st.groups -= min(1, st.groups)
		if err := s.setStanding(u, st); err != nil {
			return err
		}
	}
	if err := s.delete(memberKey(s.app, g.ID, u)); err != nil {
		return err
	}
	conv := Conversation(GroupAddress(g.ID).String())
	v, err := getView(s.tx, s.app, u, conv)
	if err != nil || v == nil {
		return err
	}
	v.until = h.seq + 1
	if v.pos, err = feedPos(s.tx, s.app); err != nil {
		return err
	}
	v.pos++ // the event that follows in the same command
	g.Members--
	return s.setView(u, conv, v)
}

type addMembers struct {
	actor
	Group GroupID  `json:"group"`
	Users []UserID `json:"users"`
}

func (op *addMembers) apply(s *state) (any, error) {
	g, err := s.mayManage(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	fresh := make([]UserID, 0, len(op.Users))
	for _, u := range op.Users {
		_, in, err := getMember(s.tx, s.app, g.ID, u)
		if err != nil {
			return nil, err
		}
		if !in && !slices.Contains(fresh, u) {
			fresh = append(fresh, u)
		}
	}
	if g.Members+len(fresh) > MaxMembers {
		return nil, Errorf(CodeTooMany, "the group would have %d members, %d are allowed", g.Members+len(fresh), MaxMembers).At("members")
	}
	if err := s.mayJoin(fresh); err != nil {
		return nil, err
	}
	if len(fresh) == 0 {
		return g, nil
	}
	h, err := getHead(s.tx, s.app, Conversation(GroupAddress(g.ID).String()))
	if err != nil {
		return nil, err
	}
	for _, u := range fresh {
		if err := s.join(g.ID, u, RoleMember, h); err != nil {
			return nil, err
		}
	}
	g.Members += len(fresh)
	if err := s.setJSON(groupKey(s.app, g.ID), g); err != nil {
		return nil, err
	}
	s.emit(&Joined{App: s.app, Group: g.ID, Users: fresh})
	s.noticeGroup("group.joined", g.ID, fresh)
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: "members.added", Users: fresh})
}

// removeMembers takes members out; the actor alone in Users means that he leaves.
type removeMembers struct {
	actor
	Group GroupID  `json:"group"`
	Users []UserID `json:"users"`
}

func (op *removeMembers) leaving() bool { return len(op.Users) == 1 && op.Users[0] == op.User }

func (op *removeMembers) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err == nil && !op.leaving() {
		g, err = s.mayManage(op.Group, op.actor)
	}
	if err != nil {
		return nil, err
	}
	for _, u := range op.Users {
		if err := op.mayRemove(s, g, u); err != nil {
			return nil, err
		}
	}
	h, err := getHead(s.tx, s.app, Conversation(GroupAddress(g.ID).String()))
	if err != nil {
		return nil, err
	}
	for _, u := range op.Users {
		if err := s.leave(&g, u, h); err != nil {
			return nil, err
		}
	}
	if err := s.setJSON(groupKey(s.app, g.ID), g); err != nil {
		return nil, err
	}
	s.emit(&Left{App: s.app, Group: g.ID, Users: op.Users})
	s.noticeGroup("group.left", g.ID, op.Users)
	event := "members.removed"
	if op.leaving() {
		event = "member.left"
	}
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: event, Users: op.Users})
}

// mayRemove checks one member: owners stay until they transfer, and admins are removed by the owner only.
func (op *removeMembers) mayRemove(s *state, g Group, u UserID) error {
	m, in, err := getMember(s.tx, s.app, g.ID, u)
	if err != nil {
		return err
	}
	switch {
	case !in:
		return Errorf(CodeNotMember, "%q is no member of the group %q", clip(string(u)), g.ID).At("members")
	case m.Role == RoleOwner:
		return Errorf(CodeOwnerMustStay, "%q owns the group %q: transfer or dismiss it first", u, g.ID).At("members")
	case m.Role == RoleAdmin && !op.Admin && !op.leaving() && op.User != g.Owner:
		return Errorf(CodeForbidden, "only the owner of the group %q may remove an admin", g.ID).At("members")
	}
	return nil
}

// firstGroup finds a group that the user is a member of.
func (s *state) firstGroup(u UserID) (found GroupID, err error) {
	scanErr := s.tx.Scan(prefix(s.app, "view", string(u), string(KindGroup)), nil, false, func(k, b []byte) bool {
		v, e := decodeView(b)
		if e != nil || !v.member() {
			err = e
			return err == nil
		}
		g := GroupID(lastPart(k))
		there, e := s.has(groupKey(s.app, g))
		if there {
			found = g
		}
		err = e
		return err == nil && !there
	})
	return found, orFirst(scanErr, err)
}

func orFirst(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
