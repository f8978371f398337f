package chat

import (
	"context"
	"slices"
	"time"
)

// MemberQuery asks for a page of a group's members by id, from the one after Cursor on. What is not empty narrows it.
type MemberQuery struct {
	Role    Role
	Muted   bool // only those who are muted
	Allowed bool // only those on the allowlist
	Cursor  string
	Limit   int // 1 to 1,000; 0: 100
}

// Members lists members of a group: for members and the app's key.
func (s *Service) Members(c Caller, id GroupID, q MemberQuery) (found []Member, next string, err error) {
	if q.Limit, err = pageSize(q.Limit, 100, 1000); err != nil {
		return nil, "", err
	}
	if !slices.Contains([]Role{"", RoleOwner, RoleAdmin, RoleMember}, q.Role) {
		return nil, "", Errorf(CodeInvalid, "role is owner, admin or member").At("role")
	}
	err = s.log.View(func(r Reader) error {
		g, err := readableGroup(r, c, id)
		if err != nil {
			return err
		}
		users, err := q.candidates(r, c.App, g)
		for _, u := range users {
			if err != nil {
				return err
			}
			var fits bool
			var m Member
			if m, fits, err = q.read(r, c.App, g, u, s.now().UnixMilli()); !fits {
				continue
			}
			if len(found) == q.Limit {
				next = string(found[q.Limit-1].User)
				break
			}
			found = append(found, m)
		}
		return err
	})
	return found, next, err
}

// candidates are users, in the order of their ids, among whom all are that the query asks for.
func (q MemberQuery) candidates(r Reader, app AppName, g Group) (users []UserID, err error) {
	var p []byte
	switch {
	case q.Role == RoleOwner:
		if string(g.Owner) > q.Cursor {
			users = append(users, g.Owner)
		}
		return users, nil
	case q.Role == RoleAdmin:
		p = prefix(app, "admin", string(g.ID))
	case q.Muted:
		p = prefix(app, "muted", string(g.ID))
	default:
		p = prefix(app, "member", string(g.ID))
	}
	var from []byte
	if q.Cursor != "" {
		from = append(append(slices.Clone(p), q.Cursor...), 0)
	}
	err = r.Scan(p, from, false, func(k, _ []byte) bool {
		users = append(users, UserID(k[len(p):]))
		return q.Role != "" || q.Muted || q.Allowed || len(users) <= q.Limit
	})
	return users, err
}

func (q MemberQuery) read(r Reader, app AppName, g Group, u UserID, now int64) (m Member, fits bool, err error) {
	m, in, err := getMember(r, app, g.ID, u)
	if err == nil && g.counts.Muted > 0 {
		m.MutedUntil, err = mutedUntil(r, app, g.ID, u)
	}
	if m.MutedUntil <= now {
		m.MutedUntil = 0
	}
	fits = in && (q.Role == "" || q.Role == m.Role) && (!q.Muted || m.MutedUntil > 0) && (!q.Allowed || m.Allowed)
	return m, fits && err == nil, err
}

// readableGroup finds a group that the caller may read: as a member, or with the app's key.
func readableGroup(r Reader, c Caller, id GroupID) (Group, error) {
	g, err := getGroup(r, c.App, id)
	if err != nil || c.Admin {
		return g, err
	}
	return g, mustBeMember(r, c, id)
}

// Member gives one member with the attributes: for members and the app's key.
func (s *Service) Member(c Caller, id GroupID, u UserID) (Member, error) {
	m, err := view1(s, func(r Reader) (Member, error) {
		g, err := readableGroup(r, c, id)
		if err != nil {
			return Member{}, err
		}
		m, in, err := getMember(r, c.App, id, u)
		if err != nil || !in {
			return m, orRefuse(err, noMember(g, u, "user"))
		}
		return withAttributes(r, c.App, g, m)
	})
	return s.muteEnded(m), err
}

// muteEnded leaves out a mute that has ended.
func (s *Service) muteEnded(m Member) Member {
	if m.MutedUntil <= s.now().UnixMilli() {
		m.MutedUntil = 0
	}
	return m
}

// member has a change of a member applied.
func (s *Service) member(ctx context.Context, c Caller, op Op) (Member, error) {
	m, err := do[Member](ctx, s, c.App, op, 1024+2*MaxAttributes)
	return s.muteEnded(m), err
}

// ChangeMember changes a member's nickname and attributes: one's own, or for the owner, admins and the app's key
// anybody's.
func (s *Service) ChangeMember(ctx context.Context, c Caller, id GroupID, u UserID, change MemberChange) (Member, error) {
	switch {
	case change.Nickname != nil && len(*change.Nickname) > MaxNickname:
		return Member{}, Errorf(CodeTooLarge, "nickname has %d bytes, %d are allowed", len(*change.Nickname), MaxNickname).At("nickname")
	case len(change.Attributes) > MaxAttributes:
		return Member{}, Errorf(CodeTooLarge, "attributes have %d bytes, %d are allowed", len(change.Attributes), MaxAttributes).At("attributes")
	case len(change.Attributes) > 0 && !isObject(change.Attributes):
		return Member{}, Errorf(CodeInvalid, "attributes must be a JSON object").At("attributes")
	}
	return s.member(ctx, c, &changeMember{actor: s.actor(c), Group: id, Who: u, Change: change})
}

// SetAdmin makes a member an admin, or an admin a member: for the owner and the app's key.
func (s *Service) SetAdmin(ctx context.Context, c Caller, id GroupID, u UserID, admin bool) (Member, error) {
	return s.member(ctx, c, &changeAdmin{actor: s.actor(c), Group: id, Who: u, Grant: admin})
}

// MuteMember keeps a member from writing until a time, or without end with the zero time: for the owner, admins and the
// app's key; admins are muted by the owner and the app's key.
func (s *Service) MuteMember(ctx context.Context, c Caller, id GroupID, u UserID, until time.Time) (Member, error) {
	ms := until.UnixMilli()
	if until.IsZero() {
		ms = forever
	} else if !until.After(s.now()) {
		return Member{}, Errorf(CodeInvalid, "the mute would end before it begins").At("until")
	}
	return s.member(ctx, c, &muteMember{actor: s.actor(c), Group: id, Who: u, Until: ms})
}

// UnmuteMember lets a member write again.
func (s *Service) UnmuteMember(ctx context.Context, c Caller, id GroupID, u UserID) (Member, error) {
	return s.member(ctx, c, &muteMember{actor: s.actor(c), Group: id, Who: u})
}

// AllowMember puts a member on the list of those who may write while the group is muted, or takes it off.
func (s *Service) AllowMember(ctx context.Context, c Caller, id GroupID, u UserID, allowed bool) (Member, error) {
	return s.member(ctx, c, &allowMember{actor: s.actor(c), Group: id, Who: u, Allowed: allowed})
}
