package chat

import (
	"encoding/json"
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
