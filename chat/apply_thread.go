package chat

import "encoding/json"

// createThread makes a thread that hangs from a message of a group. Who makes it is in it.
type createThread struct {
	actor
	Thread GroupID `json:"thread"`
	Group  GroupID `json:"group"`
	Seq    uint64  `json:"seq"`
	Name   string  `json:"name"`
}

func (op *createThread) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err != nil {
		return nil, err
	}
	if err := mustBeMember(s.tx, Caller{App: s.app, User: op.User}, g.ID); err != nil {
		return nil, err
	}
	root, err := (&target{User: op.User, With: GroupAddress(g.ID), Seq: op.Seq}).find(s)
	if err != nil {
		return nil, err
	}
	if err := op.mayHang(s, g, root); err != nil {
		return nil, err
	}
	if err := s.mayJoinThread(op.User); err != nil {
		return nil, err
	}
	t := Group{ID: op.Thread, Name: op.Name, Owner: op.User, Created: s.at, ThreadOf: &ThreadOf{g.ID, op.Seq, root.ID}}.withDefaults()
	if err := s.join(&t, op.User, RoleMember, head{}); err != nil {
		return nil, err
	}
	t.Members = 1
	if err := s.listThread(&g, &t); err != nil {
		return nil, err
	}
	s.emit(&Joined{App: s.app, Group: t.ID, Users: []UserID{op.User}})
	op.noticeThread(s, "thread.joined", &t, []UserID{op.User})
	e := groupEvent{Event: "thread.created", Users: []UserID{op.User}, Owner: op.User, Name: op.Name}
	if err := s.writeEvent(t.ID, op.actor, e); err != nil {
		return nil, err
	}
	return t.ID, op.tellThread(s, e.Event, &t, root, t.static())
}

// mayHang checks whether a thread may hang from a message.
func (op *createThread) mayHang(s *state, g Group, root *changing) error {
	if root.Thread != nil {
		_, err := getThread(s.tx, s.app, root.Thread.ID)
		if err == nil {
			err = Errorf(CodeExists, "the thread %q hangs from this message already", root.Thread.ID).At("seq")
		}
		if AsErrorCode(err) != CodeNoThread {
			return err
		}
	}
	switch {
	case len(root.Only) > 0:
		return Errorf(CodeInvalid, "the message is for some members alone: everyone in the group would see the thread").At("seq")
	case g.counts.Threads >= MaxThreads:
		return Errorf(CodeTooMany, "the group %q has %d threads, more are not allowed", g.ID, MaxThreads).At("group")
	case g.Disabled:
		return Errorf(CodeGroupDisabled, "the group %q is disabled: nobody may write to it", g.ID)
	case op.Admin:
		return nil
	}
	return s.mustBeHeard(g.ID, op.User, g.flags())
}

// listThread stores a new thread, and counts it among those of its group.
func (s *state) listThread(g, t *Group) error {
	if err := s.setGroup(t); err != nil {
		return err
	}
	if err := s.set(threadListKey(s.app, g.ID, t.ID), []byte{1}); err != nil {
		return err
	}
	g.counts.Threads++
	return s.setGroup(g)
}

// tellThread writes what became of a thread into the message from which it hangs, for devices that are away, and tells
// those who are in its group. A nil root is a message that is no longer there; shown is what of the thread it is to show.
func (by actor) tellThread(s *state, event string, t *Group, root *changing, shown *Thread) error {
	e := struct {
		Event   string          `json:"event"`
		By      UserID          `json:"by,omitempty"`
		Thread  *Thread         `json:"thread"`
		Message json.RawMessage `json:"message,omitempty"`
	}{event, by.User, t.static(), nil}
	if root != nil {
		root.Thread = shown
		if err := root.write(s); err != nil {
			return err
		}
		e.Message = root.stored.payload
	}
	payload, err := json.Marshal(e)
	if err != nil {
		return err
	}
	to := GroupAddress(t.ThreadOf.Group)
	s.emit(&Stored{App: s.app, Conv: Conversation(to.String()), From: by.User, To: to, Event: true, Payload: payload})
	return nil
}

// noticeThread tells users on their inbox that they are in a thread, or no more.
func (by actor) noticeThread(s *state, event string, t *Group, users []UserID) {
	s.emit(&Notice{App: s.app, Users: users, Event: struct {
		Event  string  `json:"event"`
		By     UserID  `json:"by,omitempty"`
		Thread *Thread `json:"thread"`
	}{event, by.User, t.static()}})
}

// threadMoved tells that something changed in a thread, if the address is one.
func (s *state) threadMoved(to Address) error {
	if to.Kind != KindGroup {
		return nil
	}
	b, err := s.tx.Get(groupKey(s.app, GroupID(to.ID)))
	if err != nil || !isThread(b) {
		return err
	}
	t, err := decodeGroup(GroupID(to.ID), b)
	if err == nil {
		s.emit(&ThreadMoved{App: s.app, Group: t.ThreadOf.Group, Thread: t.ID})
	}
	return err
}

func (s *state) mayJoinThread(u UserID) error {
	st, err := s.user(u, "from")
	if err == nil && st.threads >= MaxThreadsPerUser {
		err = Errorf(CodeTooMany, "%q is in %d threads, more are not allowed: leave one first", u, MaxThreadsPerUser).At("thread")
	}
	return err
}

// mayChangeThread checks that the actor made the thread, or manages its group.
func (s *state) mayChangeThread(t Group, by actor) error {
	if t.Owner == by.User && !by.Admin {
		return mustBeMember(s.tx, Caller{App: s.app, User: by.User}, t.ThreadOf.Group)
	}
	_, err := s.mayManage(t.ThreadOf.Group, by)
	return err
}

// renameThread is for who made the thread, the owner and the admins of its group, and the app's key.
type renameThread struct {
	actor
	Thread GroupID `json:"thread"`
	Name   string  `json:"name"`
}

func (op *renameThread) apply(s *state) (any, error) {
	t, err := getThread(s.tx, s.app, op.Thread)
	if err != nil {
		return nil, err
	}
	if err := s.mayChangeThread(t, op.actor); err != nil || t.Name == op.Name {
		return nil, err
	}
	t.Name = op.Name
	if err := s.setGroup(&t); err != nil {
		return nil, err
	}
	if err := s.writeEvent(t.ID, op.actor, groupEvent{Event: "thread.renamed", Name: op.Name}); err != nil {
		return nil, err
	}
	root, err := s.changing(Conversation(GroupAddress(t.ThreadOf.Group).String()), t.ThreadOf.Seq)
	if err != nil {
		return nil, err
	}
	return nil, op.tellThread(s, "thread.renamed", &t, root, t.static())
}

// dismissThread ends a thread at once. Its members' records go by purge.
type dismissThread struct {
	actor
	Thread GroupID `json:"thread"`
}

func (op *dismissThread) apply(s *state) (any, error) {
	t, err := getThread(s.tx, s.app, op.Thread)
	if err != nil {
		return nil, err
	}
	if err := s.mayChangeThread(t, op.actor); err != nil {
		return nil, err
	}
	g, err := getGroup(s.tx, s.app, t.ThreadOf.Group)
	if err != nil {
		return nil, err
	}
	g.counts.Threads--
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	if err := s.dropThread(&t); err != nil {
		return nil, err
	}
	if err := s.writeEvent(t.ID, op.actor, groupEvent{Event: "thread.dismissed"}); err != nil {
		return nil, err
	}
	s.emit(&Left{App: s.app, Group: t.ID})
	root, err := s.changing(Conversation(GroupAddress(g.ID).String()), t.ThreadOf.Seq)
	if err != nil {
		return nil, err
	}
	return nil, op.tellThread(s, "thread.dismissed", &t, root, nil)
}

// dropThread removes a thread but for its members' records, which are left to a purge.
func (s *state) dropThread(t *Group) error {
	for _, k := range [][]byte{groupKey(s.app, t.ID), threadListKey(s.app, t.ThreadOf.Group, t.ID)} {
		if err := s.delete(k); err != nil {
			return err
		}
	}
	return s.markDismissed(*t)
}

// dismissThreads drops up to most threads of a group that is gone, and counts them.
func (s *state) dismissThreads(g GroupID, most int) (n int, err error) {
	var found []GroupID
	p := prefix(s.app, "thread", string(g))
	if err := s.tx.Scan(p, nil, false, func(k, _ []byte) bool {
		found = append(found, GroupID(k[len(p):]))
		return len(found) < most
	}); err != nil {
		return 0, err
	}
	for _, id := range found {
		if err := s.dropThread(&Group{ID: id, ThreadOf: &ThreadOf{Group: g}}); err != nil {
			return 0, err
		}
		s.emit(&Left{App: s.app, Group: id})
	}
	return len(found), nil
}
