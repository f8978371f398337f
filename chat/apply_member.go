package chat

import "slices"

// mayJoin checks that users exist and have room for one more group.
func (s *state) mayJoin(users []UserID, field string) error {
	for _, u := range users {
		st, err := s.user(u, field)
		if err != nil {
			return err
		}
		if st.groups >= MaxGroupsPerUser {
			return Errorf(CodeTooMany, "%q is a member of %d groups, more are not allowed", u, MaxGroupsPerUser).At(field)
		}
	}
	return nil
}

// membershipsOf is the number that a membership counts in: threads have one of their own.
func (st *standing) membershipsOf(g *Group) *uint64 {
	if g.ThreadOf != nil {
		return &st.threads
	}
	return &st.groups
}

func (s *state) join(g *Group, u UserID, role Role, h head) error {
	st, err := s.user(u, "members")
	if err != nil {
		return err
	}
	*st.membershipsOf(g)++
	if err := s.setStanding(u, st); err != nil {
		return err
	}
	if g.ThreadOf != nil {
		if err := s.set(inThreadKey(s.app, u, g.ThreadOf.Group, g.ID), []byte{1}); err != nil {
			return err
		}
	}
	if err := s.setJSON(memberKey(s.app, g.ID, u), Member{User: u, Role: role, Joined: s.at}); err != nil {
		return err
	}
	conv := Conversation(GroupAddress(g.ID).String())
	v, err := getView(s.tx, s.app, u, conv)
	if err != nil {
		return err
	}
	if v == nil {
		v = &view{}
	}
	v.until, v.since = 0, h.seq
	if all, err := s.historyForNew(g); err != nil {
		return err
	} else if all {
		v.since = v.cleared
	}
	mine, err := h.sentBy(s.tx, s.app, u, conv)
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

// historyForNew tells whether new members see what was written before.
func (s *state) historyForNew(g *Group) (bool, error) {
	if g.ThreadOf != nil {
		return true, nil
	}
	if g.HistoryForNew != nil {
		return *g.HistoryForNew, nil
	}
	a, err := getApp(s.tx, s.app)
	return a.Settings.HistoryForNew, err
}

func (s *state) leave(g *Group, u UserID, h head) error {
	st, err := getStanding(s.tx, s.app, u)
	if err != nil {
		return err
	}
	if st != nil { // nil: the account was deleted
		n := st.membershipsOf(g)
		*n -= min(1, *n)
		if err := s.setStanding(u, st); err != nil {
			return err
		}
	}
	if g.ThreadOf != nil {
		if err := s.delete(inThreadKey(s.app, u, g.ThreadOf.Group, g.ID)); err != nil {
			return err
		}
	}
	if err := s.delete(memberKey(s.app, g.ID, u)); err != nil {
		return err
	}
	if g.ThreadOf == nil {
		if err := s.delete(attributesKey(s.app, g.ID, u)); err != nil {
			return err
		}
		if err := s.setAdmin(g, u, false); err != nil {
			return err
		}
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
	g, err := s.mayInvite(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	fresh, err := s.strangers(g, op.Users)
	if err != nil || len(fresh) == 0 {
		return Added{Group: g}, err
	}
	if g.InviteConsent && !op.Admin {
		return s.invite(g, op.actor, fresh)
	}
	if n := g.Members + len(fresh); n > g.MaxMembers {
		return nil, tooManyMembers(g, n)
	}
	err = s.admit(&g, op.actor, "members.added", fresh)
	return Added{Group: g}, err
}

func tooManyMembers(g Group, n int) *Error {
	return Errorf(CodeTooMany, "the group would have %d members, %d are allowed", n, g.MaxMembers).At("members")
}

// strangers are those of the users who are no members. It refuses users who may not become members.
func (s *state) strangers(g Group, users []UserID) (fresh []UserID, err error) {
	for _, u := range users {
		_, in, err := getMember(s.tx, s.app, g.ID, u)
		if err != nil {
			return nil, err
		}
		if in || slices.Contains(fresh, u) {
			continue
		}
		if err := s.notBanned(g, u, "members"); err != nil {
			return nil, err
		}
		fresh = append(fresh, u)
	}
	return fresh, s.mayJoin(fresh, "members")
}

// admit makes users members, and settles their requests and invites. All was checked before.
func (s *state) admit(g *Group, by actor, event string, users []UserID) error {
	h, err := getHead(s.tx, s.app, Conversation(GroupAddress(g.ID).String()))
	if err != nil {
		return err
	}
	for _, u := range users {
		if err := s.join(g, u, RoleMember, h); err != nil {
			return err
		}
		if _, err := s.dropPending(g, u); err != nil {
			return err
		}
	}
	g.Members += len(users)
	if err := s.setGroup(g); err != nil {
		return err
	}
	s.emit(&Joined{App: s.app, Group: g.ID, Users: users})
	s.noticeGroup("group.joined", g.ID, users, event, by)
	return s.writeEvent(g.ID, by, groupEvent{Event: event, Users: users})
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
	threads, err := s.threadsToLeave(g, op.Users)
	if err != nil {
		return nil, err
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
	if err := s.leaveThreads(threads); err != nil {
		return nil, err
	}
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	s.emit(&Left{App: s.app, Group: g.ID, Users: op.Users})
	event := "members.removed"
	if op.leaving() {
		event = "member.left"
	}
	s.noticeGroup("group.left", g.ID, op.Users, event, op.actor)
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: event, Users: op.Users})
}

// mayRemove checks one member: owners stay until they transfer, and admins are removed by the owner only.
func (op *removeMembers) mayRemove(s *state, g Group, u UserID) error {
	m, in, err := getMember(s.tx, s.app, g.ID, u)
	switch {
	case err != nil:
		return err
	case !in:
		return noMember(g, u, "members")
	case m.Role == RoleOwner:
		return Errorf(CodeOwnerMustStay, "%q owns the group %q: transfer or dismiss it first", u, g.ID).At("members")
	case !op.leaving():
		return op.mayRule(g, m, "members")
	}
	return nil
}

func noMember(g Group, u UserID, field string) *Error {
	return Errorf(CodeNotMember, "%q is no member of the group %q", clip(string(u)), g.ID).At(field)
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
		_, e = getHall(s.tx, s.app, g)
		if e == nil {
			found = g
			return false
		}
		if AsErrorCode(e) != CodeNoGroup {
			err = e
		}
		return err == nil
	})
	return found, orFirst(scanErr, err)
}

func orFirst(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
