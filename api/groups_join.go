package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// PublicGroups is a page of public groups.
type PublicGroups struct {
	Groups []chat.PublicGroup `json:"groups"`
	Next   string             `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listPublicGroups(ctx context.Context, in *struct {
	AsUser
	ShortPage
	Name string `query:"name" maxLength:"256" doc:"How the names begin; absent: all"`
}) (*answer[PublicGroups], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	groups, next, err := a.chat.PublicGroups(c, in.Name, in.Cursor, in.Limit)
	return ok(PublicGroups{orEmpty(groups), next}, err)
}

func (a *API) getPublicGroup(ctx context.Context, in *OneGroup) (*answer[chat.PublicGroup], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.PublicGroup(c, in.Group))
}

// Words go with a request, or with the answer to one.
type Words struct {
	Text string `json:"text,omitempty" doc:"At most 512 bytes"`
}

func (w *Words) text() string {
	if w == nil {
		return ""
	}
	return w.Text
}

// JoinAnswer says what came of asking to join.
type JoinAnswer struct {
	State chat.JoinState `json:"state" enum:"joined,pending" doc:"joined: a member; pending: waits for the owner or an admin"`
}

func (a *API) joinGroup(ctx context.Context, in *struct {
	OneGroup
	Body *Words
}) (*answer[JoinAnswer], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	state, err := a.chat.JoinGroup(ctx, c, in.Group, in.Body.text())
	return ok(JoinAnswer{state}, err)
}

func (a *API) withdrawRequest(ctx context.Context, in *OneGroup) (*nothing, error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.WithdrawRequest(ctx, c, in.Group)
}

// JoinRequests is a page of users who wait to join a group.
type JoinRequests struct {
	Requests []chat.JoinRequest `json:"requests"`
	Next     string             `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listJoinRequests(ctx context.Context, in *struct {
	OneGroup
	Page
}) (*answer[JoinRequests], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	requests, next, err := a.chat.JoinRequests(c, in.Group, in.Cursor, in.Limit)
	return ok(JoinRequests{orEmpty(requests), next}, err)
}

type requestAnswer struct {
	GroupUser
	Body *Words
}

func (a *API) acceptRequest(ctx context.Context, in *requestAnswer) (*nothing, error) {
	return a.answerRequest(ctx, in, true)
}

func (a *API) declineRequest(ctx context.Context, in *requestAnswer) (*nothing, error) {
	return a.answerRequest(ctx, in, false)
}

func (a *API) answerRequest(ctx context.Context, in *requestAnswer, accept bool) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.AnswerRequest(ctx, c, in.Group, in.User, accept, in.Body.text())
}

// Invites is a page of invites.
type Invites struct {
	Invites []chat.Invite `json:"invites"`
	Next    string        `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listGroupInvites(ctx context.Context, in *struct {
	OneGroup
	Page
}) (*answer[Invites], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	invites, next, err := a.chat.Invites(c, in.Group, in.Cursor, in.Limit)
	return ok(Invites{orEmpty(invites), next}, err)
}

func (a *API) cancelInvite(ctx context.Context, in *GroupUser) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.CancelInvite(ctx, c, in.Group, in.User)
}

func (a *API) listInvites(ctx context.Context, in *struct {
	AsUser
	Page
}) (*answer[Invites], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	invites, next, err := a.chat.MyInvites(c, in.Cursor, in.Limit)
	return ok(Invites{orEmpty(invites), next}, err)
}

type inviteAnswer struct {
	OneGroup
	Body *Words
}

func (a *API) acceptInvite(ctx context.Context, in *inviteAnswer) (*nothing, error) {
	return a.answerInvite(ctx, in, true)
}

func (a *API) declineInvite(ctx context.Context, in *inviteAnswer) (*nothing, error) {
	return a.answerInvite(ctx, in, false)
}

func (a *API) answerInvite(ctx context.Context, in *inviteAnswer, accept bool) (*nothing, error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.AnswerInvite(ctx, c, in.Group, accept, in.Body.text())
}
