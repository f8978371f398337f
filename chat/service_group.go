package chat

import (
	"context"
	"encoding/json"
	"slices"
)

// CreateGroup makes a group. The owner is the caller's user, or with the app's key the one named.
func (s *Service) CreateGroup(ctx context.Context, c Caller, n NewGroup) (Group, error) {
	app, err := s.App(string(c.App))
	if err != nil {
		return Group{}, err
	}
	if !c.Admin && !app.Settings.UsersCreateGroup {
		return Group{}, Errorf(CodeForbidden, "in this app only the app's key makes groups")
	}
	if n.ID == "" {
		n.ID = GroupID(c.ID(s.newID()))
	}
	if n.Owner == "" {
		n.Owner = c.User
	}
	if err := n.check(c); err != nil {
		return Group{}, err
	}
	members := dedupe(append([]UserID{n.Owner}, n.Members...))
	now := min(len(members), memberChunk)
	if n.InviteConsent != nil && *n.InviteConsent && !c.Admin {
		now = 1 // the others are asked first
	}
	first, rest := members[:now], members[now:]
	if err := s.allExist(c.App, rest); err != nil {
		return Group{}, err
	}
	g := Group{ID: n.ID, Name: n.Name, Avatar: n.Avatar, Announcement: n.Announcement, Ext: n.Ext, Owner: n.Owner}
	n.GroupSettings.apply(&g)
	if g = g.withDefaults(); len(members) > g.MaxMembers {
		return Group{}, tooManyMembers(g, len(members))
	}
	g, err = do[Group](ctx, s, c.App, &createGroup{actor: s.actor(c), Group: g, Members: first}, 256*len(first)+len(n.Ext))
	if err != nil || len(rest) == 0 {
		return g, err
	}
	added, err := s.AddMembers(ctx, c, g.ID, rest)
	return added.Group, err
}

// allExist checks users that later commands will add, so that a group is not made by half.
func (s *Service) allExist(app AppName, users []UserID) error {
	return s.log.View(func(r Reader) error {
		for _, u := range users {
			st, err := getStanding(r, app, u)
			if err != nil {
				return err
			}
			if st == nil {
				return Errorf(CodeNoUser, "there is no user %q", clip(string(u))).At("members")
			}
		}
		return nil
	})
}

func dedupe(users []UserID) []UserID {
	seen := make(map[UserID]bool, len(users))
	return slices.DeleteFunc(users, func(u UserID) bool {
		again := seen[u]
		seen[u] = true
		return again
	})
}

func (n NewGroup) check(c Caller) error {
	if err := checkID("id", string(n.ID)); err != nil {
		return err
	}
	if n.Owner == "" {
		return Errorf(CodeInvalid, "say who owns the group").At("owner")
	}
	if n.Owner != c.User && !c.Admin {
		return Errorf(CodeForbidden, "only the app's key may make a group for another owner").At("owner")
	}
	if len(n.Members) > MaxMembers {
		return Errorf(CodeTooMany, "%d members, %d are allowed", len(n.Members), MaxMembers).At("members")
	}
	return GroupChange{&n.Name, &n.Avatar, &n.Announcement, n.Ext, n.GroupSettings}.check()
}

func (ch GroupChange) check() error {
	for _, f := range []struct {
		name string
		text *string
		most int
	}{{"name", ch.Name, 256}, {"avatar", ch.Avatar, 1024}, {"announcement", ch.Announcement, 2048}} {
		if f.text != nil && len(*f.text) > f.most {
			return Errorf(CodeTooLarge, "%s has %d bytes, %d are allowed", f.name, len(*f.text), f.most).At(f.name)
		}
	}
	if err := ch.GroupSettings.check(); err != nil {
		return err
	}
	return checkExt(ch.Ext)
}

func (st GroupSettings) check() error {
	switch {
	case st.Join != nil && !slices.Contains([]JoinPolicy{JoinFree, JoinApproval, JoinClosed}, *st.Join):
		return Errorf(CodeInvalid, "join is free, approval or closed").At("join")
	case st.AtAll != nil && !slices.Contains([]AtAll{AtAllAdmins, AtAllEveryone, AtAllNobody}, *st.AtAll):
		return Errorf(CodeInvalid, "at_all is admins, everyone or nobody").At("at_all")
	case st.MaxMembers != nil && (*st.MaxMembers < 1 || *st.MaxMembers > MaxMembers):
		return Errorf(CodeInvalid, "max_members is %d, allowed are 1 to %d", *st.MaxMembers, MaxMembers).At("max_members")
	}
	return nil
}

func checkExt(ext json.RawMessage) error {
	if len(ext) > MaxGroupExt {
		return Errorf(CodeTooLarge, "ext has %d bytes, %d are allowed", len(ext), MaxGroupExt).At("ext")
	}
	if len(ext) > 0 && !isObject(ext) {
		return Errorf(CodeInvalid, "ext must be a JSON object").At("ext")
	}
	return nil
}

// Group gives a group to its members and the app's key.
func (s *Service) Group(c Caller, id GroupID) (Group, error) {
	return view1(s, func(r Reader) (Group, error) { return readableGroup(r, c, id) })
}

func mustBeMember(r Reader, c Caller, id GroupID) error {
	_, in, err := getMember(r, c.App, id, c.User)
	if err == nil && !in {
		err = Errorf(CodeNotMember, "%q is no member of the group %q", c.User, id)
	}
	return err
}

// ChangeGroup changes what is not nil: for the owner, admins and the app's key.
func (s *Service) ChangeGroup(ctx context.Context, c Caller, id GroupID, change GroupChange) (Group, error) {
	if err := change.check(); err != nil {
		return Group{}, err
	}
	return do[Group](ctx, s, c.App, &changeGroup{actor: s.actor(c), Group: id, Change: change}, 4096+len(change.Ext))
}

// ChangeValues changes values of a group, and gives the group: for the owner, admins and the app's key, and for all members
// where the group's member_values is set.
func (s *Service) ChangeValues(ctx context.Context, c Caller, id GroupID, change ValuesChange) (Group, error) {
	if err := change.check(); err != nil {
		return Group{}, err
	}
	return do[Group](ctx, s, c.App, &changeValues{actor: s.actor(c), Group: id, Change: change}, 4096+2*MaxGroupValuesSize)
}

// AddMembers adds users who are not members yet; at most MaxMembers. Where the group's invite_consent is set they are
// invited instead, but when the app's key adds. Who has been added stays when a later one is refused.
func (s *Service) AddMembers(ctx context.Context, c Caller, id GroupID, users []UserID) (all Added, err error) {
	if len(users) == 0 || len(users) > MaxMembers {
		return all, Errorf(CodeInvalid, "add 1 to %d members at once", MaxMembers).At("members")
	}
	if err := s.allExist(c.App, users); err != nil {
		return all, err
	}
	for chunk := range slices.Chunk(users, memberChunk) {
		added, err := do[Added](ctx, s, c.App, &addMembers{actor: s.actor(c), Group: id, Users: chunk}, 512*len(chunk))
		if err != nil {
			return all, err
		}
		all = Added{added.Group, append(all.Invited, added.Invited...)}
	}
	return all, nil
}

// RemoveMembers removes members: for the owner, admins and the app's key; at most MaxBatch at once, all or none.
// Once it returns, no later message of the group reaches them.
func (s *Service) RemoveMembers(ctx context.Context, c Caller, id GroupID, users []UserID) (Group, error) {
	if len(users) == 0 || len(users) > MaxBatch {
		return Group{}, Errorf(CodeInvalid, "remove 1 to %d members at once", MaxBatch).At("members")
	}
	return do[Group](ctx, s, c.App, &removeMembers{actor: s.actor(c), Group: id, Users: dedupe(slices.Clone(users))}, 256*len(users))
}

// Leave takes the caller's user out of a group.
func (s *Service) Leave(ctx context.Context, c Caller, id GroupID) (Group, error) {
	if err := c.needUser(); err != nil {
		return Group{}, err
	}
	return do[Group](ctx, s, c.App, &removeMembers{actor: s.actor(c), Group: id, Users: []UserID{c.User}}, 256)
}

// TransferGroup makes another member the owner.
func (s *Service) TransferGroup(ctx context.Context, c Caller, id GroupID, owner UserID) (Group, error) {
	return do[Group](ctx, s, c.App, &transferGroup{actor: s.actor(c), Group: id, Owner: owner}, 512)
}

// DismissGroup ends a group: for its owner and the app's key.
func (s *Service) DismissGroup(ctx context.Context, c Caller, id GroupID) error {
	return s.exec(ctx, c.App, &dismissGroup{actor: s.actor(c), Group: id}, 512)
}

// MyGroups lists the groups of the caller's user by id, from the one after cursor on.
func (s *Service) MyGroups(c Caller, cursor string, limit int) (groups []Group, next string, err error) {
	if err := c.needUser(); err != nil {
		return nil, "", err
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	err = s.log.View(func(r Reader) error {
		ids, e := groupsOf(r, c.App, c.User, cursor)
		if e != nil {
			return e
		}
		for _, id := range ids {
			g, e := getGroup(r, c.App, id.Group)
			if AsErrorCode(e) == CodeNoGroup {
				continue // dismissed
			}
			if e != nil {
				return e
			}
			if len(groups) == limit {
				next = string(groups[limit-1].ID)
				return nil
			}
			groups = append(groups, g)
		}
		return nil
	})
	return groups, next, err
}

// Membership is a group that a user is a member of, and the seq after which its messages are the user's.
type Membership struct {
	Group GroupID
	Since uint64
}

// Memberships lists all groups of a user, for live delivery.
func (s *Service) Memberships(app AppName, u UserID) ([]Membership, error) {
	return view1(s, func(r Reader) ([]Membership, error) { return groupsOf(r, app, u, "") })
}

func groupsOf(r Reader, app AppName, u UserID, after string) (found []Membership, err error) {
	p := prefix(app, "view", string(u), string(KindGroup))
	var from []byte
	if after != "" {
		from = append(append(slices.Clone(p), after...), 0)
	}
	scanErr := r.Scan(p, from, false, func(k, b []byte) bool {
		v, e := decodeView(b)
		if e == nil && v.member() {
			found = append(found, Membership{GroupID(k[len(p):]), v.since})
		}
		err = e
		return e == nil
	})
	return found, orFirst(scanErr, err)
}
