package chat

// mayRule refuses a manager who acts on somebody who stands no lower: only the owner and the app's key act on admins,
// and only the app's key on the owner.
func (by actor) mayRule(g Group, m Member, field string) error {
	switch {
	case by.Admin:
		return nil
	case m.Role == RoleOwner:
		return Errorf(CodeForbidden, "%q owns the group %q", m.User, g.ID).At(field)
	case m.Role == RoleAdmin && by.User != g.Owner:
		return Errorf(CodeForbidden, "only the owner of the group %q may do this to an admin", g.ID).At(field)
	}
	return nil
}

// setAdmin keeps the list and the number of a group's admins.
func (s *state) setAdmin(g *Group, u UserID, admin bool) error {
	k := adminKey(s.app, g.ID, u)
	was, err := s.has(k)
	if err != nil || was == admin {
		return err
	}
	if admin {
		g.counts.Admins++
		return s.set(k, []byte{1})
	}
	g.counts.Admins--
	return s.delete(k)
}

// managers are the owner and the admins of a group.
func managers(r Reader, app AppName, g Group) ([]UserID, error) {
	all := []UserID{g.Owner}
	p := prefix(app, "admin", string(g.ID))
	err := r.Scan(p, nil, false, func(k, _ []byte) bool {
		all = append(all, UserID(k[len(p):]))
		return true
	})
	return all, err
}

// changeAdmin makes a member an admin, or an admin a member.
type changeAdmin struct {
	actor
	Group GroupID `json:"group"`
	Who   UserID  `json:"who"`
	Grant bool    `json:"grant"`
}

func (op *changeAdmin) apply(s *state) (any, error) {
	g, err := s.mayOwn(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	m, in, err := getMember(s.tx, s.app, g.ID, op.Who)
	role := map[bool]Role{true: RoleAdmin, false: RoleMember}[op.Grant]
	switch {
	case err != nil:
		return nil, err
	case !in:
		return nil, noMember(g, op.Who, "user")
	case m.Role == RoleOwner:
		return nil, Errorf(CodeOwnerMustStay, "%q owns the group %q: transfer it first", m.User, g.ID).At("user")
	case m.Role == role:
		return m, nil
	case op.Grant && g.counts.Admins >= MaxGroupAdmins:
		return nil, Errorf(CodeTooMany, "the group %q has %d admins, more are not allowed", g.ID, MaxGroupAdmins).At("user")
	}
	m.Role = role
	if err := s.setJSON(memberKey(s.app, g.ID, m.User), m); err != nil {
		return nil, err
	}
	if err := s.setAdmin(&g, m.User, op.Grant); err != nil {
		return nil, err
	}
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	event := "admins.removed"
	if op.Grant {
		event = "admins.added"
	}
	return m, s.writeEvent(g.ID, op.actor, groupEvent{Event: event, Users: []UserID{m.User}})
}

type transferGroup struct {
	actor
	Group GroupID `json:"group"`
	Owner UserID  `json:"owner"`
}

func (op *transferGroup) apply(s *state) (any, error) {
	g, err := s.mayOwn(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	m, in, err := getMember(s.tx, s.app, g.ID, op.Owner)
	if err != nil || !in {
		return nil, orRefuse(err, noMember(g, op.Owner, "owner"))
	}
	if op.Owner == g.Owner {
		return g, nil
	}
	old, hadOwner, err := getMember(s.tx, s.app, g.ID, g.Owner)
	if err != nil {
		return nil, err
	}
	if hadOwner {
		old.Role = RoleMember
		if err := s.setJSON(memberKey(s.app, g.ID, old.User), old); err != nil {
			return nil, err
		}
	}
	m.Role, g.Owner = RoleOwner, op.Owner
	if err := s.setJSON(memberKey(s.app, g.ID, m.User), m); err != nil {
		return nil, err
	}
	if err := s.setAdmin(&g, m.User, false); err != nil {
		return nil, err
	}
	if err := s.setMuted(&g, m.User, 0); err != nil {
		return nil, err
	}
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: "owner.changed", Owner: op.Owner})
}

// changeMember changes a member's nickname and attributes: one's own, or with a manager's right another's.
type changeMember struct {
	actor
	Group  GroupID      `json:"group"`
	Who    UserID       `json:"who"`
	Change MemberChange `json:"change"`
}

func (op *changeMember) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err == nil && (op.Admin || op.Who != op.User) {
		g, err = s.mayManage(op.Group, op.actor)
	}
	if err != nil {
		return nil, err
	}
	m, in, err := getMember(s.tx, s.app, g.ID, op.Who)
	if err != nil || !in {
		return nil, orRefuse(err, noMember(g, op.Who, "user"))
	}
	change(&m.Nickname, op.Change.Nickname)
	if err := s.setJSON(memberKey(s.app, g.ID, m.User), m); err != nil {
		return nil, err
	}
	k := attributesKey(s.app, g.ID, m.User)
	if op.Change.Attributes != nil {
		if err := s.set(k, op.Change.Attributes); err != nil {
			return nil, err
		}
	}
	if m, err = withAttributes(s.tx, s.app, g, m); err != nil {
		return nil, err
	}
	return m, s.writeEvent(g.ID, op.actor, groupEvent{Event: "member.changed", Users: []UserID{m.User}, Member: &op.Change})
}

// withAttributes adds what is not in a member's own record. The result does not refer to the store.
func withAttributes(r Reader, app AppName, g Group, m Member) (Member, error) {
	b, err := r.Get(attributesKey(app, g.ID, m.User))
	if err != nil {
		return m, err
	}
	m.Attributes = append(m.Attributes, b...)
	if g.counts.Muted > 0 {
		m.MutedUntil, err = mutedUntil(r, app, g.ID, m.User)
	}
	return m, err
}
