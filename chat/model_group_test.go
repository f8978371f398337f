package chat_test

import (
	"encoding/json"

	"github.com/hongyan-im/hongyan/chat"
)

// event is 5.3: a change of a group is a message of its history.
func (m *model) event(by chat.UserID, id chat.GroupID, body map[string]any) {
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	to := chat.GroupAddress(id)
	m.conv("", to).add(m, &modelMessage{shown: shown{From: by, To: to.String(), Type: chat.TypeEvent, Body: canonical(b), Only: "[]"}})
}

// enter makes a member, who sees what comes from now on, or all [PROTOCOL 9.7]. What he deleted stays deleted.
func (m *model) enter(u chat.UserID, id chat.GroupID, role chat.Role) {
	g, c := m.groups[id], m.conv("", chat.GroupAddress(id))
	g.roles[u] = role
	s := c.sides[u]
	if s == nil {
		s = &modelSide{erased: map[uint64]bool{}}
		c.sides[u] = s
	}
	s.left, s.read, s.first = false, c.seq(), c.seq()+1
	if g.showsPast {
		s.first = 1
	}
}

func (m *model) create(by chat.UserID, id chat.GroupID, others []chat.UserID, showsPast bool) chat.Code {
	if m.gone[id] || m.groups[id] != nil {
		return chat.CodeExists
	}
	for _, u := range others {
		if !m.knows(u) {
			return chat.CodeNoUser
		}
	}
	m.groups[id] = &modelGroup{owner: by, roles: map[chat.UserID]chat.Role{}, showsPast: showsPast}
	m.enter(by, id, chat.RoleOwner)
	users := []chat.UserID{by}
	for _, u := range others {
		if m.groups[id].roles[u] == "" {
			m.enter(u, id, chat.RoleMember)
			users = append(users, u)
		}
	}
	m.event(by, id, map[string]any{"event": "group.created", "users": users, "owner": by})
	return ""
}

// manages is 9.1: the owner and the admins.
func (m *model) manages(u chat.UserID, id chat.GroupID) chat.Code {
	code := m.member(u, chat.GroupAddress(id))
	if code == "" && m.groups[id].roles[u] == chat.RoleMember {
		code = chat.CodeForbidden
	}
	return code
}

func (m *model) addMembers(by chat.UserID, id chat.GroupID, users []chat.UserID) chat.Code {
	for _, u := range users {
		if !m.knows(u) {
			return chat.CodeNoUser
		}
	}
	if code := m.manages(by, id); code != "" {
		return code
	}
	var fresh []chat.UserID
	for _, u := range users {
		if m.groups[id].roles[u] == "" {
			m.enter(u, id, chat.RoleMember)
			fresh = append(fresh, u)
		}
	}
	if len(fresh) > 0 {
		m.event(by, id, map[string]any{"event": "members.added", "users": fresh})
	}
	return ""
}

func (m *model) remove(by chat.UserID, id chat.GroupID, u chat.UserID) chat.Code {
	g := m.groups[id]
	if g == nil {
		return chat.CodeNoGroup
	}
	if by != u {
		if code := m.manages(by, id); code != "" {
			return code
		}
	}
	switch {
	case g.roles[u] == "":
		return chat.CodeNotMember
	case g.owner == u:
		return chat.CodeOwnerMustStay
	case by != u && g.roles[u] == chat.RoleAdmin && g.owner != by:
		return chat.CodeForbidden
	}
	c := m.conv("", chat.GroupAddress(id))
	s := c.sides[u]
	s.left, s.last = true, c.seq()
	delete(g.roles, u)
	event := "members.removed"
	if by == u {
		event = "member.left"
	}
	m.event(by, id, map[string]any{"event": event, "users": []chat.UserID{u}})
	return ""
}

func (m *model) setAdmin(by chat.UserID, id chat.GroupID, u chat.UserID, admin bool) chat.Code {
	g := m.groups[id]
	switch {
	case g == nil:
		return chat.CodeNoGroup
	case g.owner != by:
		return chat.CodeNotOwner
	case g.roles[u] == "":
		return chat.CodeNotMember
	case g.owner == u:
		return chat.CodeOwnerMustStay
	}
	role, event := chat.RoleMember, "admins.removed"
	if admin {
		role, event = chat.RoleAdmin, "admins.added"
	}
	if g.roles[u] != role {
		g.roles[u] = role
		m.event(by, id, map[string]any{"event": event, "users": []chat.UserID{u}})
	}
	return ""
}

func (m *model) transfer(by chat.UserID, id chat.GroupID, to chat.UserID) chat.Code {
	g := m.groups[id]
	switch {
	case g == nil:
		return chat.CodeNoGroup
	case g.owner != by:
		return chat.CodeNotOwner
	case g.roles[to] == "":
		return chat.CodeNotMember
	case by == to:
		return ""
	}
	g.roles[by], g.roles[to], g.owner = chat.RoleMember, chat.RoleOwner, to
	m.event(by, id, map[string]any{"event": "owner.changed", "owner": to})
	return ""
}

// dismiss ends a group at once, for all its members.
func (m *model) dismiss(by chat.UserID, id chat.GroupID) chat.Code {
	switch g := m.groups[id]; {
	case g == nil:
		return chat.CodeNoGroup
	case g.owner != by:
		return chat.CodeNotOwner
	}
	delete(m.groups, id)
	m.gone[id] = true
	m.event(by, id, map[string]any{"event": "group.dismissed"})
	c := m.conv("", chat.GroupAddress(id))
	for _, s := range c.sides {
		if !s.left {
			s.left, s.last = true, c.seq()
		}
	}
	return ""
}
