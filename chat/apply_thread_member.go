package chat

// joinThread lets a member of a group into one of its threads.
type joinThread struct {
	actor
	Thread GroupID `json:"thread"`
}

func (op *joinThread) apply(s *state) (any, error) {
	t, err := getThread(s.tx, s.app, op.Thread)
	if err != nil {
		return nil, err
	}
	if err := mustBeMember(s.tx, Caller{App: s.app, User: op.User}, t.ThreadOf.Group); err != nil {
		return nil, err
	}
	if _, in, err := getMember(s.tx, s.app, t.ID, op.User); in || err != nil {
		return nil, err
	}
	if err := s.mayJoinThread(op.User); err != nil {
		return nil, err
	}
	h, err := getHead(s.tx, s.app, Conversation(GroupAddress(t.ID).String()))
	if err != nil {
		return nil, err
	}
	if err := s.join(&t, op.User, RoleMember, h); err != nil {
		return nil, err
	}
	t.Members++
	if err := s.setGroup(&t); err != nil {
		return nil, err
	}
	s.emit(&Joined{App: s.app, Group: t.ID, Users: []UserID{op.User}})
	s.emit(&ThreadMoved{App: s.app, Group: t.ThreadOf.Group, Thread: t.ID})
	op.noticeThread(s, "thread.joined", &t, []UserID{op.User})
	return nil, s.writeEvent(t.ID, op.actor, groupEvent{Event: "member.joined", Users: []UserID{op.User}})
}

// removeFromThread takes users out of a thread: for the owner and the admins of its group and the app's key; the actor
// alone in Users means that he leaves.
type removeFromThread struct {
	actor
	Thread GroupID  `json:"thread"`
	Users  []UserID `json:"users"`
}

func (op *removeFromThread) leaving() bool { return len(op.Users) == 1 && op.Users[0] == op.User }

func (op *removeFromThread) apply(s *state) (any, error) {
	t, err := getThread(s.tx, s.app, op.Thread)
	if err != nil {
		return nil, err
	}
	if err := op.mayRemove(s, t); err != nil {
		return nil, err
	}
	h, err := getHead(s.tx, s.app, Conversation(GroupAddress(t.ID).String()))
	if err != nil {
		return nil, err
	}
	for _, u := range op.Users {
		if err := s.leave(&t, u, h); err != nil {
			return nil, err
		}
	}
	if err := s.setGroup(&t); err != nil {
		return nil, err
	}
	s.emit(&Left{App: s.app, Group: t.ID, Users: op.Users})
	s.emit(&ThreadMoved{App: s.app, Group: t.ThreadOf.Group, Thread: t.ID})
	op.noticeThread(s, "thread.left", &t, op.Users)
	event := "members.removed"
	if op.leaving() {
		event = "member.left"
	}
	return nil, s.writeEvent(t.ID, op.actor, groupEvent{Event: event, Users: op.Users})
}

func (op *removeFromThread) mayRemove(s *state, t Group) error {
	var g Group
	if !op.leaving() {
		var err error
		if g, err = s.mayManage(t.ThreadOf.Group, op.actor); err != nil {
			return err
		}
	}
	for _, u := range op.Users {
		if _, in, err := getMember(s.tx, s.app, t.ID, u); err != nil || !in {
			return orRefuse(err, Errorf(CodeNotMember, "%q is not in the thread %q", clip(string(u)), t.ID).At("members"))
		}
		if op.leaving() {
			continue
		}
		m, _, err := getMember(s.tx, s.app, g.ID, u)
		if err != nil {
			return err
		}
		if err := op.mayRule(g, m, "members"); err != nil {
			return err
		}
	}
	return nil
}

// seatInThread is one user in one thread.
type seatInThread struct {
	user   UserID
	thread GroupID
}

// threadsToLeave lists the threads of a group that users leave with it; it refuses when one command cannot do that.
func (s *state) threadsToLeave(g Group, users []UserID) (seats []seatInThread, err error) {
	if g.counts.Threads == 0 {
		return nil, nil
	}
	for _, u := range users {
		threads, err := threadsOf(s.tx, s.app, u, g.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range threads {
			seats = append(seats, seatInThread{u, t})
		}
	}
	if len(seats) > MaxThreadsLeft {
		return nil, Errorf(CodeTooMany, "these users are in %d threads of the group together, %d are allowed: remove fewer users at once", len(seats), MaxThreadsLeft).At("members")
	}
	return seats, nil
}

// leaveThreads takes users out of threads. The event of their group tells the others.
func (s *state) leaveThreads(seats []seatInThread) error {
	for _, seat := range seats {
		b, err := s.tx.Get(groupKey(s.app, seat.thread))
		if err != nil {
			return err
		}
		if b == nil {
			continue // dismissed, and left to a purge
		}
		t, err := decodeGroup(seat.thread, b)
		if err != nil {
			return err
		}
		h, err := getHead(s.tx, s.app, Conversation(GroupAddress(t.ID).String()))
		if err != nil {
			return err
		}
		if err := s.leave(&t, seat.user, h); err != nil {
			return err
		}
		if err := s.setGroup(&t); err != nil {
			return err
		}
		s.emit(&Left{App: s.app, Group: t.ID, Users: []UserID{seat.user}})
		s.emit(&ThreadMoved{App: s.app, Group: t.ThreadOf.Group, Thread: t.ID})
	}
	return nil
}
