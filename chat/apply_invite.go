package chat

// mayInvite finds the group and checks that the actor may add users: a manager, or a member when the group allows it.
func (s *state) mayInvite(g GroupID, by actor) (Group, error) {
	group, err := getGroup(s.tx, s.app, g)
	if err != nil || !group.MemberInvites || by.Admin {
		return s.mayManage(g, by)
	}
	_, in, err := getMember(s.tx, s.app, g, by.User)
	if err == nil && !in {
		err = Errorf(CodeNotMember, "%q is no member of the group %q", by.User, g)
	}
	return group, err
}

// invite asks users, who were checked, whether they want to join.
func (s *state) invite(g Group, by actor, users []UserID) (any, error) {
	fresh := make([]UserID, 0, len(users))
	for _, u := range users {
		asked, err := s.has(inviteKey(s.app, g.ID, u))
		if err != nil {
			return nil, err
		}
		if !asked {
			fresh = append(fresh, u)
		}
	}
	if n := g.Members + g.counts.Invites + len(fresh); n > g.MaxMembers {
		return nil, Errorf(CodeTooMany, "with those who are invited the group would have %d members, %d are allowed", n, g.MaxMembers).At("members")
	}
	if len(fresh) == 0 {
		return Added{Group: g, Invited: users}, nil
	}
	for _, u := range fresh {
		if err := s.setJSON(inviteKey(s.app, g.ID, u), Invite{Group: g.ID, User: u, By: by.User, Created: s.at}); err != nil {
			return nil, err
		}
		if err := s.set(invitedKey(s.app, u, g.ID), []byte{1}); err != nil {
			return nil, err
		}
		if by.User != "" {
			if err := s.set(inviterKey(s.app, by.User, g.ID, u), []byte{1}); err != nil {
				return nil, err
			}
		}
		if err := s.tell([]UserID{u}, joinEvent{Event: "group.invited", Group: g.ID, Name: g.Name, User: u, By: by.User}); err != nil {
			return nil, err
		}
	}
	g.counts.Invites += len(fresh)
	return Added{Group: g, Invited: users}, s.setGroup(&g)
}

func getInvite(r Reader, app AppName, g GroupID, u UserID, field string) (Invite, error) {
	var i Invite
	there, err := getJSON(r, inviteKey(app, g, u), &i)
	if err == nil && !there {
		err = Errorf(CodeNotFound, "%q is not invited to the group %q", clip(string(u)), g).At(field)
	}
	return i, err
}

// answerInvite is what the invited user says to an invite.
type answerInvite struct {
	actor
	Group  GroupID `json:"group"`
	Accept bool    `json:"accept"`
	Text   string  `json:"text,omitempty"`
}

func (op *answerInvite) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err != nil {
		return nil, err
	}
	i, err := getInvite(s.tx, s.app, g.ID, op.User, "group")
	if err != nil {
		return nil, err
	}
	e := joinEvent{Event: "invite.declined", Group: g.ID, User: op.User, By: i.By, Text: op.Text}
	if op.Accept {
		e.Event = "invite.accepted"
		if err := s.mayJoin([]UserID{op.User}, "from"); err != nil {
			return nil, err
		}
		err = s.enter(&g, op.actor)
	} else if _, err = s.dropPending(&g, op.User); err == nil {
		err = s.setGroup(&g)
	}
	if err != nil {
		return nil, err
	}
	return nil, s.tell(i.parties(), e)
}

// parties are who invited and who was invited.
func (i Invite) parties() []UserID {
	if i.By == "" {
		return []UserID{i.User}
	}
	return []UserID{i.User, i.By}
}

// cancelInvite takes an invite back: for who invited, the owner, admins and the app's key.
type cancelInvite struct {
	actor
	Group GroupID `json:"group"`
	Who   UserID  `json:"who"`
}

func (op *cancelInvite) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err != nil {
		return nil, err
	}
	i, missing := getInvite(s.tx, s.app, g.ID, op.Who, "user")
	if missing != nil || op.Admin || i.By == "" || i.By != op.User {
		if _, err := s.mayManage(g.ID, op.actor); err != nil {
			return nil, err
		}
	}
	if missing != nil {
		return nil, missing
	}
	if _, err := s.dropPending(&g, op.Who); err != nil {
		return nil, err
	}
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	return nil, s.tell(i.parties(), joinEvent{Event: "invite.cancelled", Group: g.ID, User: i.User, By: op.User})
}
