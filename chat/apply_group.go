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
	Event  string        `json:"event"`
	Users  []UserID      `json:"users,omitempty"`
	Owner  UserID        `json:"owner,omitempty"`
	Group  *GroupChange  `json:"changes,omitempty"`
	Name   string        `json:"name,omitempty"`
	Until  int64         `json:"until,omitempty"`
	Member *MemberChange `json:"member,omitempty"`
	File   *SharedFile   `json:"file,omitempty"`
	Values *ValuesChange `json:"values,omitempty"`
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
	return s.append(conv, h, &Message{ID: by.EventID, From: by.User, To: GroupAddress(g), TS: max(s.at, int64(h.ts)), Type: TypeEvent, Body: body}, 0, 0)
}

// mayManage is managed for an operation.
func (s *state) mayManage(g GroupID, by actor) (Group, error) { return managed(s.tx, s.app, g, by) }

// managed finds the group and checks that the actor may change it: its owner, an admin, or the app's key.
func managed(r Reader, app AppName, g GroupID, by actor) (Group, error) {
	group, err := getGroup(r, app, g)
	if err != nil || by.Admin {
		return group, err
	}
	m, in, err := getMember(r, app, g, by.User)
	switch {
	case err != nil:
		return group, err
	case !in:
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
	if err := s.mayJoin(op.Members, "members"); err != nil {
		return nil, err
	}
	g := op.Group.withDefaults()
	g.Created, g.Members = s.at, len(op.Members)
	if g.Members > g.MaxMembers {
		return nil, tooManyMembers(g, g.Members)
	}
	for _, u := range op.Members {
		role := RoleMember
		if u == g.Owner {
			role = RoleOwner
		}
		if err := s.join(&g, u, role, head{}); err != nil {
			return nil, err
		}
	}
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	s.emit(&Joined{App: s.app, Group: g.ID, Users: op.Members})
	s.noticeGroup("group.joined", g.ID, op.Members, "group.created", op.actor)
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: "group.created", Users: op.Members, Owner: g.Owner, Name: g.Name})
}

// noticeGroup tells users on their inbox that a group is theirs, or no more; why is the event in the group's history,
// which who is out does not see.
func (s *state) noticeGroup(event string, g GroupID, users []UserID, why string, by actor) {
	s.emit(&Notice{App: s.app, Users: users, Event: struct {
		Event string  `json:"event"`
		Group GroupID `json:"group"`
		Why   string  `json:"why"`
		By    UserID  `json:"by,omitempty"`
	}{event, g, why, by.User}})
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
	op.Change.apply(&g)
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: "group.changed", Group: &op.Change})
}

func (ch GroupChange) apply(g *Group) {
	change(&g.Name, ch.Name)
	change(&g.Avatar, ch.Avatar)
	change(&g.Announcement, ch.Announcement)
	if ch.Ext != nil {
		g.Ext = ch.Ext
	}
	ch.GroupSettings.apply(g)
}

func (st GroupSettings) apply(g *Group) {
	change(&g.Public, st.Public)
	change(&g.Join, st.Join)
	change(&g.MemberInvites, st.MemberInvites)
	change(&g.InviteConsent, st.InviteConsent)
	change(&g.MemberValues, st.MemberValues)
	change(&g.AtAll, st.AtAll)
	change(&g.MaxMembers, st.MaxMembers)
	if st.HistoryForNew != nil {
		g.HistoryForNew = st.HistoryForNew
	}
}

// change sets what is to be changed.
func change[T any](what *T, to *T) {
	if to != nil {
		*what = *to
	}
}

// mayOwn finds the group and checks that the actor owns it or is the app's key.
func (s *state) mayOwn(g GroupID, by actor) (Group, error) {
	group, err := getGroup(s.tx, s.app, g)
	if err == nil && !by.Admin && group.Owner != by.User {
		err = Errorf(CodeNotOwner, "only the owner of the group %q may do this", g)
	}
	return group, err
}

// markDismissed leaves the members' records of a group or thread that is gone to a purge.
func (s *state) markDismissed(g Group) error {
	above := []byte{1}
	if g.ThreadOf != nil {
		above = append(above, g.ThreadOf.Group...)
	}
	return s.set(key(s.app, "dismissed", string(g.ID)), above)
}

// dismissGroup ends a group at once, and its threads with it. Its members' records go by purge; until then they lead to no group.
type dismissGroup struct {
	actor
	Group GroupID `json:"group"`
}

func (op *dismissGroup) apply(s *state) (any, error) {
	g, err := s.mayOwn(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	if err := s.unlist(&g); err != nil {
		return nil, err
	}
	if err := s.delete(groupKey(s.app, g.ID)); err != nil {
		return nil, err
	}
	if err := s.markDismissed(g); err != nil {
		return nil, err
	}
	if err := s.writeEvent(g.ID, op.actor, groupEvent{Event: "group.dismissed"}); err != nil {
		return nil, err
	}
	s.emit(&Left{App: s.app, Group: g.ID})
	return nil, nil
}
