package chat

// dropPending settles a user's request and invite, and tells whether there was one.
func (s *state) dropPending(g *Group, u UserID) (had bool, err error) {
	for _, p := range []struct {
		count           *int
		byGroup, byUser []byte
	}{
		{&g.counts.Requests, requestKey(s.app, g.ID, u), requestedKey(s.app, u, g.ID)},
		{&g.counts.Invites, inviteKey(s.app, g.ID, u), invitedKey(s.app, u, g.ID)},
	} {
		if *p.count == 0 {
			continue
		}
		there, err := s.has(p.byGroup)
		if err != nil {
			return false, err
		}
		if !there {
			continue
		}
		if err := s.dropInviter(g.ID, u); err != nil {
			return false, err
		}
		if err := s.delete(p.byGroup); err != nil {
			return false, err
		}
		if err := s.delete(p.byUser); err != nil {
			return false, err
		}
		*p.count--
		had = true
	}
	return had, nil
}

// dropInviter forgets who invited a user to a group.
func (s *state) dropInviter(g GroupID, u UserID) error {
	var i Invite
	if there, err := getJSON(s.tx, inviteKey(s.app, g, u), &i); !there || i.By == "" || err != nil {
		return err
	}
	return s.delete(inviterKey(s.app, i.By, g, u))
}

// joinEvent tells applicants, the invited and managers what becomes of requests and invites.
type joinEvent struct {
	Event string  `json:"event"`
	Group GroupID `json:"group"`
	Name  string  `json:"name,omitempty"`
	User  UserID  `json:"user"`
	By    UserID  `json:"by,omitempty"`
	Text  string  `json:"text,omitempty"`
}

// tellManagers tells the owner, the admins and one more.
func (s *state) tellManagers(g Group, also UserID, e joinEvent) error {
	users, err := managers(s.tx, s.app, g)
	if err != nil {
		return err
	}
	if also != "" {
		users = append(users, also)
	}
	e.Group = g.ID
	return s.tell(dedupe(users), e)
}

// joinGroup asks to become a member: at once, or after an approval, as the group's policy says.
type joinGroup struct {
	actor
	Group GroupID `json:"group"`
	Text  string  `json:"text,omitempty"`
}

func (op *joinGroup) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err != nil {
		return nil, err
	}
	_, in, err := getMember(s.tx, s.app, g.ID, op.User)
	if err != nil || in {
		return StateJoined, err
	}
	if err := s.notBanned(g, op.User, "group"); err != nil {
		return nil, err
	}
	if err := s.mayJoin([]UserID{op.User}, "from"); err != nil {
		return nil, err
	}
	invited, err := s.has(inviteKey(s.app, g.ID, op.User))
	switch {
	case err != nil:
		return nil, err
	case g.Join == JoinFree || invited:
		return StateJoined, s.enter(&g, op.actor)
	case g.Join == JoinClosed:
		return nil, Errorf(CodeForbidden, "the group %q takes no requests: ask a member to add you", g.ID).At("group")
	}
	return StatePending, op.request(s, &g)
}

// enter lets the actor in, if there is room.
func (s *state) enter(g *Group, by actor) error {
	if g.Members >= g.MaxMembers {
		return tooManyMembers(*g, g.Members+1).At("group")
	}
	return s.admit(g, by, "member.joined", []UserID{by.User})
}

func (op *joinGroup) request(s *state, g *Group) error {
	k := requestKey(s.app, g.ID, op.User)
	again, err := s.has(k)
	if err != nil {
		return err
	}
	if !again {
		if g.counts.Requests >= MaxJoinRequests {
			return Errorf(CodeTooMany, "%d users wait to join the group %q: try again later", MaxJoinRequests, g.ID).At("group")
		}
		g.counts.Requests++
		if err := s.setGroup(g); err != nil {
			return err
		}
		if err := s.set(requestedKey(s.app, op.User, g.ID), []byte{1}); err != nil {
			return err
		}
	}
	if err := s.setJSON(k, JoinRequest{User: op.User, Text: op.Text, Created: s.at}); err != nil {
		return err
	}
	return s.tellManagers(*g, op.User, joinEvent{Event: "join.requested", User: op.User, Text: op.Text})
}

// withdrawRequest takes back the actor's own request.
type withdrawRequest struct {
	actor
	Group GroupID `json:"group"`
}

func (op *withdrawRequest) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err != nil {
		return nil, err
	}
	if waits, err := s.has(requestKey(s.app, g.ID, op.User)); err != nil || !waits {
		return nil, orRefuse(err, noRequest(g, op.User))
	}
	if _, err := s.dropPending(&g, op.User); err != nil {
		return nil, err
	}
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	return nil, s.tellManagers(g, op.User, joinEvent{Event: "join.withdrawn", User: op.User})
}

func noRequest(g Group, u UserID) *Error {
	return Errorf(CodeNotFound, "%q does not wait to join the group %q", clip(string(u)), g.ID).At("user")
}

// answerRequest lets in who waits, or not: for the owner, admins and the app's key.
type answerRequest struct {
	actor
	Group  GroupID `json:"group"`
	Who    UserID  `json:"who"`
	Accept bool    `json:"accept"`
	Text   string  `json:"text,omitempty"`
}

func (op *answerRequest) apply(s *state) (any, error) {
	g, err := s.mayManage(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	if waits, err := s.has(requestKey(s.app, g.ID, op.Who)); err != nil || !waits {
		return nil, orRefuse(err, noRequest(g, op.Who))
	}
	if op.Accept {
		return nil, op.accept(s, &g)
	}
	if _, err := s.dropPending(&g, op.Who); err != nil {
		return nil, err
	}
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	return nil, s.tellManagers(g, op.Who, joinEvent{Event: "join.declined", User: op.Who, By: op.User, Text: op.Text})
}

func (op *answerRequest) accept(s *state, g *Group) error {
	if g.Members >= g.MaxMembers {
		return tooManyMembers(*g, g.Members+1).At("group")
	}
	if err := s.mayJoin([]UserID{op.Who}, "user"); err != nil {
		return err
	}
	if err := s.admit(g, op.actor, "members.added", []UserID{op.Who}); err != nil {
		return err
	}
	return s.tellManagers(*g, op.Who, joinEvent{Event: "join.accepted", User: op.Who, By: op.User, Text: op.Text})
}
