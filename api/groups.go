package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// OneGroup is the group in a path.
type OneGroup struct {
	Group chat.GroupID `path:"group" doc:"A group's id" example:"g1"`
	AsUser
}

// GroupUser is a group and one of its users in a path.
type GroupUser struct {
	OneGroup
	User chat.UserID `path:"user" doc:"The user's id" example:"bob"`
}

// Groups is a page of groups.
type Groups struct {
	Groups []chat.Group `json:"groups"`
	Next   string       `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) createGroup(ctx context.Context, in *struct {
	AsUser
	Body chat.NewGroup
}) (*answer[chat.Group], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.CreateGroup(ctx, c, in.Body))
}

func (a *API) listGroups(ctx context.Context, in *struct {
	AsUser
	Page
}) (*answer[Groups], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	groups, next, err := a.chat.MyGroups(c, in.Cursor, in.Limit)
	return ok(Groups{orEmpty(groups), next}, err)
}

func (a *API) getGroup(ctx context.Context, in *OneGroup) (*answer[chat.Group], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Group(c, in.Group))
}

func (a *API) changeGroup(ctx context.Context, in *struct {
	OneGroup
	Body chat.GroupChange
}) (*answer[chat.Group], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.ChangeGroup(ctx, c, in.Group, in.Body))
}

func (a *API) changeGroupValues(ctx context.Context, in *struct {
	OneGroup
	Body chat.ValuesChange
}) (*answer[chat.Group], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.ChangeValues(ctx, c, in.Group, in.Body))
}

func (a *API) dismissGroup(ctx context.Context, in *OneGroup) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.DismissGroup(ctx, c, in.Group)
}

// Members is a page of a group's members.
type Members struct {
	Members []chat.Member `json:"members"`
	Next    string        `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listMembers(ctx context.Context, in *struct {
	OneGroup
	Page
	Role    chat.Role `query:"role" enum:"owner,admin,member" doc:"Only members with this role"`
	Muted   bool      `query:"muted" doc:"Only members who are muted"`
	Allowed bool      `query:"allowed" doc:"Only members on the allowlist"`
}) (*answer[Members], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	members, next, err := a.chat.Members(c, in.Group, chat.MemberQuery{Role: in.Role, Muted: in.Muted, Allowed: in.Allowed, Cursor: in.Cursor, Limit: in.Limit})
	return ok(Members{orEmpty(members), next}, err)
}

// MemberIDs names members.
type MemberIDs struct {
	Members []chat.UserID `json:"members"`
}

func (a *API) addMembers(ctx context.Context, in *struct {
	OneGroup
	Body MemberIDs
}) (*answer[chat.Added], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.AddMembers(ctx, c, in.Group, in.Body.Members))
}

func (a *API) removeMembers(ctx context.Context, in *struct {
	OneGroup
	Body MemberIDs
}) (*answer[chat.Group], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.RemoveMembers(ctx, c, in.Group, in.Body.Members))
}

func (a *API) removeMember(ctx context.Context, in *GroupUser) (*nothing, error) {
	c, err := in.acting(ctx)
	if err == nil {
		_, err = a.chat.RemoveMembers(ctx, c, in.Group, []chat.UserID{in.User})
	}
	return nil, err
}

func (a *API) leaveGroup(ctx context.Context, in *OneGroup) (*nothing, error) {
	c, err := in.user(ctx)
	if err == nil {
		_, err = a.chat.Leave(ctx, c, in.Group)
	}
	return nil, err
}

// NewOwner names the member who becomes the owner.
type NewOwner struct {
	Owner chat.UserID `json:"owner" example:"bob"`
}

func (a *API) transferGroup(ctx context.Context, in *struct {
	OneGroup
	Body NewOwner
}) (*answer[chat.Group], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.TransferGroup(ctx, c, in.Group, in.Body.Owner))
}
