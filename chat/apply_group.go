package chat

import (
	"encoding/json"
	"slices"
	"strconv"
)

func itoa(n uint64) string { return strconv.FormatUint(n, 10) }

// actor is who asks for a change of a group.
type actor struct {
	User    UserID `json:"user,omitempty"`
	Admin   bool   `json:"admin,omitempty"` // the app's key: may do all
	EventID string `json:"event_id"`        // id of the event that the change writes
}

// groupEvent is the body of the message that a change of a group writes into its history [PROTOCOL 5.3].
type groupEvent struct {
	Event string       `json:"event"`
	Users []UserID     `json:"users,omitempty"`
	Owner UserID       `json:"owner,omitempty"`
	Group *GroupChange `json:"changes,omitempty"`
	Name  string       `json:"name,omitempty"`
}

func (s *state) writeEvent(g GroupID, by actor, e groupEvent) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	conv := Conversation(GroupAddress(g).String())
	h, err := getHead(s.tx, s.app, conv)
	if err != nil {
		return err
	}
	return s.append(conv, h, &Message{ID: by.EventID, From: by.User, To: GroupAddress(g), TS: max(s.at, int64(h.ts)), Type: TypeEvent, Body: body}, 0, false)
}

func getGroup(r Reader, app AppName, g GroupID) (Group, error) {
	var group Group
	ok, err := getJSON(r, groupKey(app, g), &group)
	if err == nil && !ok {
		err = Errorf(CodeNoGroup, "there is no group %q", clip(string(g))).At("group")
	}
	return group, err
}

func getMember(r Reader, app AppName, g GroupID, u UserID) (Member, bool, error) {
	var m Member
	ok, err := getJSON(r, memberKey(app, g, u), &m)
	return m, ok, err
}

// mayManage finds the group and checks that the actor may change it: its owner, an admin, or the app's key.
func (s *state) mayManage(g GroupID, by actor) (Group, error) {
	group, err := getGroup(s.tx, s.app, g)
	if err != nil || by.Admin {
		return group, err
	}
	m, ok, err := getMember(s.tx, s.app, g, by.User)
	switch {
	case err != nil:
		return group, err
	case !ok:
		return group, Errorf(CodeNotMember, "%q is no member of the group %q", by.User, g)
	case m.Role == RoleMember:
		return group, Errorf(CodeForbidden, "only the owner and the admins of the group %q may do this", g)
	}
	return group, nil
}

type createGroup struct {
	actor
	Group   Group    `json:"group"`
	Members []UserID `json:"members"` // with the owner
}

func (op *createGroup) apply(s *state) (any, error) {
	if taken, err := s.has(groupKey(s.app, op.Group.ID)); taken || err != nil {
		return nil, orRefuse(err, Errorf(CodeExists, "there is a group %q already", op.Group.ID).At("id"))
	}
	if old, err := getHead(s.tx, s.app, Conversation(GroupAddress(op.Group.ID).String())); err != nil || old.seq > 0 {
		return nil, orRefuse(err, Errorf(CodeExists, "a group %q existed before; ids of groups are not used twice", op.Group.ID).At("id"))
	}
	if err := s.mayJoin(op.Members); err != nil {
		return nil, err
	}
	g := op.Group
	g.Created, g.Members = s.at, len(op.Members)
	for _, u := range op.Members {
		role := RoleMember
		if u == g.Owner {
			role = RoleOwner
		}
		if err := s.join(g.ID, u, role, head{}); err != nil {
			return nil, err
		}
	}
	if err := s.setJSON(groupKey(s.app, g.ID), g); err != nil {
		return nil, err
	}
	s.emit(&Joined{App: s.app, Group: g.ID, Users: op.Members})
	s.noticeGroup("group.joined", g.ID, op.Members)
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: "group.created", Users: op.Members, Owner: g.Owner, Name: g.Name})
}

// noticeGroup tells users on their inbox that a group is theirs, or no more.
func (s *state) noticeGroup(event string, g GroupID, users []UserID) {
	s.emit(&Notice{App: s.app, Users: users, Event: struct {
		Event string  `json:"event"`
		Group GroupID `json:"group"`
	}{event, g}})
}

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
	v.caughtUp(h)
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

type changeGroup struct {
	actor
	Group  GroupID     `json:"group"`
	Change GroupChange `json:"change"`
}

func (op *changeGroup) apply(s *state) (any, error) {
	g, err := s.mayManage(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	if op.Change.Name != nil {
		g.Name = *op.Change.Name
	}
	if op.Change.Avatar != nil {
		g.Avatar = *op.Change.Avatar
	}
	if op.Change.Announcement != nil {
		g.Announcement = *op.Change.Announcement
	}
	if op.Change.Ext != nil {
		g.Ext = op.Change.Ext
	}
	if err := s.setJSON(groupKey(s.app, g.ID), g); err != nil {
		return nil, err
	}
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: "group.changed", Group: &op.Change})
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

// mayOwn finds the group and checks that the actor owns it or is the app's key.
func (s *state) mayOwn(g GroupID, by actor) (Group, error) {
	group, err := getGroup(s.tx, s.app, g)
	if err == nil && !by.Admin && group.Owner != by.User {
		err = Errorf(CodeNotOwner, "only the owner of the group %q may do this", g)
	}
	return group, err
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
		return nil, orRefuse(err, Errorf(CodeNotMember, "%q is no member of the group %q", clip(string(op.Owner)), g.ID).At("owner"))
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
	if err := s.setJSON(groupKey(s.app, g.ID), g); err != nil {
		return nil, err
	}
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: "owner.changed", Owner: op.Owner})
}

// dismissGroup ends a group at once. Its members' records go by purge; until then they lead to no group.
type dismissGroup struct {
	actor
	Group GroupID `json:"group"`
}

func (op *dismissGroup) apply(s *state) (any, error) {
	g, err := s.mayOwn(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	if err := s.delete(groupKey(s.app, g.ID)); err != nil {
		return nil, err
	}
	if err := s.set(key(s.app, "dismissed", string(g.ID)), []byte{1}); err != nil {
		return nil, err
	}
	if err := s.writeEvent(g.ID, op.actor, groupEvent{Event: "group.dismissed"}); err != nil {
		return nil, err
	}
	s.emit(&Left{App: s.app, Group: g.ID})
	return nil, nil
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
