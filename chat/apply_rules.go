package chat

import "time"

// mayWriteToGroup checks the group, the membership and what the group allows, and gives the sender's view, nil for
// the app's key that writes for somebody outside. It runs for each message: what it reads beyond the group's flags and
// the view, it reads only for groups where somebody is muted.
func (op *sendMessage) mayWriteToGroup(s *state, conv Conversation) (*view, error) {
	g := GroupID(op.To.ID)
	b, err := s.tx.Get(groupKey(s.app, g))
	if err != nil || b == nil {
		return nil, orRefuse(err, Errorf(CodeNoGroup, "there is no group %q", op.To.ID).At("to"))
	}
	v, err := getView(s.tx, s.app, op.From, conv)
	switch {
	case err != nil:
		return nil, err
	case !v.member() && !op.Admin:
		return nil, Errorf(CodeNotMember, "%q is no member of the group %q", op.From, op.To.ID)
	case !v.member():
		v = nil
	}
	flags := b[0]
	if flags > groupFlagsMost {
		flags = 0
	}
	if flags&groupThread != 0 {
		if g, flags, err = s.aboveThread(g, b); err != nil {
			return nil, err
		}
	}
	if flags&groupDisabled != 0 {
		return nil, Errorf(CodeGroupDisabled, "the group %q is disabled: nobody may write to it", g)
	}
	if op.Admin || flags == 0 {
		return v, nil
	}
	return v, s.mustBeHeard(g, op.From, flags)
}

// aboveThread gives the group of a thread and its flags: who may not write there may not write to its threads.
func (s *state) aboveThread(id GroupID, stored []byte) (g GroupID, flags byte, err error) {
	thread, err := decodeGroup(id, stored)
	if err != nil {
		return "", 0, err
	}
	g = thread.ThreadOf.Group
	b, err := s.tx.Get(groupKey(s.app, g))
	if err != nil || b == nil {
		return "", 0, orRefuse(err, noGroup(id).At("to"))
	}
	s.emit(&ThreadMoved{App: s.app, Group: g, Thread: id})
	if flags = b[0]; flags > groupFlagsMost {
		flags = 0
	}
	return g, flags, nil
}

// mustBeHeard refuses who is muted in a group where somebody is.
func (s *state) mustBeHeard(g GroupID, u UserID, flags byte) error {
	if flags&groupHasMuted != 0 {
		until, err := mutedUntil(s.tx, s.app, g, u)
		if err != nil {
			return err
		}
		if until > s.at {
			e := Errorf(CodeMuted, "you are muted in the group %q", g)
			if until < forever {
				e.Message += " until " + time.UnixMilli(until).UTC().Format(time.RFC3339)
			}
			e.Until = until
			return e
		}
	}
	if flags&groupMuted == 0 {
		return nil
	}
	m, _, err := getMember(s.tx, s.app, g, u)
	if err == nil && m.Role == RoleMember && !m.Allowed {
		err = Errorf(CodeMuted, "in the group %q all are muted but the owner, the admins and the allowlist", g)
	}
	return err
}

// forever is the end of what has none, ms.
const forever = 1 << 52

// setMuted mutes a user in a group until a time, or lifts the mute with 0. The record outlives the membership: who
// leaves and comes back is still muted.
func (s *state) setMuted(g *Group, u UserID, until int64) error {
	k := mutedKey(s.app, g.ID, u)
	was, err := s.has(k)
	switch {
	case err != nil || until == 0 && !was:
		return err
	case until == 0:
		g.counts.Muted--
		return s.delete(k)
	case !was:
		g.counts.Muted++
	}
	return s.set(k, appendNumbers(nil, uint64(until)))
}

// muteMember mutes a member until a time, ms, or lifts the mute with 0.
type muteMember struct {
	actor
	Group GroupID `json:"group"`
	Who   UserID  `json:"who"`
	Until int64   `json:"until"`
}

func (op *muteMember) apply(s *state) (any, error) {
	g, err := s.mayManage(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	m, in, err := getMember(s.tx, s.app, g.ID, op.Who)
	if err != nil || !in {
		return nil, orRefuse(err, noMember(g, op.Who, "user"))
	}
	if err := op.mayRule(g, m, "user"); err != nil {
		return nil, err
	}
	if err := s.setMuted(&g, m.User, op.Until); err != nil {
		return nil, err
	}
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	if m, err = withAttributes(s.tx, s.app, g, m); err != nil {
		return nil, err
	}
	e := groupEvent{Event: "members.unmuted", Users: []UserID{m.User}}
	if op.Until > 0 {
		e.Event, e.Until = "members.muted", op.Until
	}
	return m, s.writeEvent(g.ID, op.actor, e)
}

// muteGroup lets only the owner, the admins and the allowlist write, or everyone again.
type muteGroup struct {
	actor
	Group GroupID `json:"group"`
	Muted bool    `json:"muted"`
}

func (op *muteGroup) apply(s *state) (any, error) {
	g, err := s.mayManage(op.Group, op.actor)
	if err != nil || g.Muted == op.Muted {
		return g, err
	}
	g.Muted = op.Muted
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	event := "group.unmuted"
	if op.Muted {
		event = "group.muted"
	}
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: event})
}

// allowMember puts a member on the allowlist, or takes it off.
type allowMember struct {
	actor
	Group   GroupID `json:"group"`
	Who     UserID  `json:"who"`
	Allowed bool    `json:"allowed"`
}

func (op *allowMember) apply(s *state) (any, error) {
	g, err := s.mayManage(op.Group, op.actor)
	if err != nil {
		return nil, err
	}
	m, in, err := getMember(s.tx, s.app, g.ID, op.Who)
	if err != nil || !in {
		return nil, orRefuse(err, noMember(g, op.Who, "user"))
	}
	if m.Allowed == op.Allowed {
		return withAttributes(s.tx, s.app, g, m)
	}
	m.Allowed = op.Allowed
	if err := s.setJSON(memberKey(s.app, g.ID, m.User), m); err != nil {
		return nil, err
	}
	if m, err = withAttributes(s.tx, s.app, g, m); err != nil {
		return nil, err
	}
	event := "allowlist.removed"
	if op.Allowed {
		event = "allowlist.added"
	}
	return m, s.writeEvent(g.ID, op.actor, groupEvent{Event: event, Users: []UserID{m.User}})
}

// disableGroup lets nobody write, or ends that: for the app's key.
type disableGroup struct {
	actor
	Group    GroupID `json:"group"`
	Disabled bool    `json:"disabled"`
}

func (op *disableGroup) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	switch {
	case err != nil:
		return nil, err
	case !op.Admin:
		return nil, Errorf(CodeForbidden, "only the app's key may disable and enable groups")
	case g.Disabled == op.Disabled:
		return g, nil
	}
	g.Disabled = op.Disabled
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	event := "group.enabled"
	if op.Disabled {
		event = "group.disabled"
	}
	return g, s.writeEvent(g.ID, op.actor, groupEvent{Event: event})
}
