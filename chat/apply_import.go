package chat

// Imported says what came of a line that was not refused.
type Imported string

// What may come of it.
const (
	ImportNew  Imported = "new"
	ImportSame Imported = "same" // it was there already; nothing changed
)

// importUser makes an account as it was elsewhere. An account that is there stays as it is.
type importUser struct {
	Account Account `json:"account"`
	Hash    string  `json:"hash,omitempty"`
}

func (op *importUser) apply(s *state) (any, error) {
	a := op.Account
	if there, err := exists(s.tx, standingAt(s.app, a.User)); there || err != nil {
		return ImportSame, err
	}
	deleted, err := s.deletedAt(a.User)
	if err != nil {
		return nil, err
	}
	a.Hash, a.TokensSince = op.Hash, deleted
	if a.Created == 0 {
		a.Created = s.at
	}
	if err := s.setAccount(a); err != nil {
		return nil, err
	}
	return ImportNew, s.setStanding(a.User, &standing{tokensSince: uint64(deleted), bannedUntil: uint64(a.BannedUntil)})
}

// importContact sets what a user has about another, as it was elsewhere. A record that is there stays as it is.
type importContact struct {
	Of       UserID   `json:"of"`
	Relation Relation `json:"relation"`
}

func (op *importContact) apply(s *state) (any, error) {
	st, err := s.user(op.Of, "of")
	if err != nil {
		return nil, err
	}
	there, err := getContact(s.tx, s.app, op.Of, op.Relation.User)
	if err != nil || there != (contact{}) {
		return ImportSame, err
	}
	r := op.Relation
	for _, c := range []struct {
		wanted int64
		have   uint64
		most   uint64
	}{{r.Since, st.friends, MaxFriends}, {r.Blocked, st.blocked, MaxBlocked}, {r.Requested, st.asked, MaxRequests}, {r.Received, st.received, MaxRequests}} {
		if c.wanted > 0 && c.have >= c.most {
			return nil, Errorf(CodeTooMany, "%q has %d such contacts, more are not allowed", op.Of, c.most).At("user")
		}
	}
	c := contact{since: uint64(r.Since), blocked: uint64(r.Blocked), asked: uint64(r.Requested), received: uint64(r.Received), remark: r.Remark, text: r.Text, ext: string(r.Ext)}
	return ImportNew, s.setContact(op.Of, r.User, st, there, c)
}

// importGroup makes a group as it was elsewhere, without its members. A group that is there stays as it is.
type importGroup struct {
	Group Group `json:"group"`
}

func (op *importGroup) apply(s *state) (any, error) {
	g := op.Group
	if there, err := s.has(groupKey(s.app, g.ID)); there || err != nil {
		return ImportSame, err
	}
	conv := Conversation(GroupAddress(g.ID).String())
	if old, err := getHead(s.tx, s.app, conv); err != nil || old.seq > 0 {
		return nil, orRefuse(err, Errorf(CodeExists, "a group %q existed before; ids of groups are not used twice", g.ID).At("id"))
	}
	if _, err := s.user(g.Owner, "owner"); err != nil {
		return nil, err
	}
	g.Members, g.counts = 0, groupCounts{}
	if g.Created == 0 {
		g.Created = s.at
	}
	if g.ThreadOf != nil {
		return op.thread(s, &g)
	}
	return ImportNew, s.setGroup(&g)
}

// thread makes a thread of a group that is there. The message from which it hangs comes later, and says so itself.
func (op *importGroup) thread(s *state, t *Group) (any, error) {
	g, err := getGroup(s.tx, s.app, t.ThreadOf.Group)
	if err != nil {
		return nil, err
	}
	if g.counts.Threads >= MaxThreads {
		return nil, Errorf(CodeTooMany, "the group %q has %d threads, more are not allowed", g.ID, MaxThreads).At("thread_of")
	}
	return ImportNew, s.listThread(&g, t)
}

// importMember makes a user a member of a group, as it was elsewhere. Who is a member stays as he is.
type importMember struct {
	Group  GroupID `json:"group"`
	Member Member  `json:"member"`
}

func (op *importMember) apply(s *state) (any, error) {
	g, err := getHall(s.tx, s.app, op.Group)
	if err != nil {
		return nil, err
	}
	m := op.Member
	if _, in, err := getMember(s.tx, s.app, g.ID, m.User); in || err != nil {
		return ImportSame, err
	}
	if g.Members >= g.MaxMembers {
		return nil, Errorf(CodeTooMany, "the group %q has %d members, more are not allowed", g.ID, g.Members).At("user")
	}
	if err := op.mayJoin(s, g, m); err != nil {
		return nil, err
	}
	h, err := getHead(s.tx, s.app, Conversation(GroupAddress(g.ID).String()))
	if err != nil {
		return nil, err
	}
	if err := s.join(&g, m.User, m.Role, h); err != nil {
		return nil, err
	}
	g.Members++
	if err := s.dress(&g, m); err != nil {
		return nil, err
	}
	s.emit(&Joined{App: s.app, Group: g.ID, Users: []UserID{m.User}})
	return ImportNew, s.setGroup(&g)
}

// mayJoin checks the member's role, and whether there is room for one more membership of the user.
func (op *importMember) mayJoin(s *state, g Group, m Member) error {
	switch {
	case g.ThreadOf != nil && m.Role != RoleMember:
		return Errorf(CodeInvalid, "%q is a thread: its members have no role of their own", g.ID).At("role")
	case g.ThreadOf != nil:
		if err := mustBeMember(s.tx, Caller{App: s.app, User: m.User}, g.ThreadOf.Group); err != nil {
			return err
		}
		return s.mayJoinThread(m.User)
	case (m.Role == RoleOwner) != (m.User == g.Owner):
		return Errorf(CodeInvalid, "the group %q is owned by %q: role is owner for that member alone", g.ID, g.Owner).At("role")
	}
	return s.mayJoin([]UserID{m.User}, "user")
}

// dress gives a fresh member what is known of him beside the membership.
func (s *state) dress(g *Group, m Member) error {
	until, attributes := m.MutedUntil, m.Attributes
	m.MutedUntil, m.Attributes = 0, nil
	if m.Joined == 0 {
		m.Joined = s.at
	}
	if err := s.setJSON(memberKey(s.app, g.ID, m.User), m); err != nil {
		return err
	}
	if err := s.setAdmin(g, m.User, m.Role == RoleAdmin); err != nil {
		return err
	}
	if until > 0 {
		if err := s.setMuted(g, m.User, until); err != nil {
			return err
		}
	}
	if len(attributes) == 0 {
		return nil
	}
	return s.set(attributesKey(s.app, g.ID, m.User), attributes)
}

// importRoom makes a chatroom as it was elsewhere. One that is there stays as it is.
type importRoom struct {
	Room Room `json:"room"`
}

func (op *importRoom) apply(s *state) (any, error) {
	if there, err := s.has(roomKey(s.app, op.Room.ID)); there || err != nil {
		return ImportSame, err
	}
	if op.Room.Created == 0 {
		op.Room.Created = s.at
	}
	return ImportNew, s.addRoom(op.Room)
}
