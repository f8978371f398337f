package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// SessionStates is a list of a user's sessions.
type SessionStates struct {
	Sessions []chat.SessionState `json:"sessions"`
	Next     string              `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

// OneSession names a session of a user.
type OneSession struct {
	OneUser
	Client string `path:"client" maxLength:"256" doc:"The client id, its slashes as %2F" example:"phone-1"`
}

func (a *API) listUserSessions(ctx context.Context, in *struct {
	OneUser
	Cursor string `query:"cursor" maxLength:"256" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" doc:"How many; 50 if absent"`
}) (*answer[SessionStates], error) {
	c, err := in.actingForAny(ctx)
	if err != nil {
		return nil, err
	}
	list, next, err := a.chat.Sessions(c, in.Cursor, in.Limit)
	return ok(SessionStates{orEmpty(list), next}, err)
}

func (a *API) getSession(ctx context.Context, in *OneSession) (*answer[chat.SessionState], error) {
	c, err := in.actingForAny(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.SessionOf(c, in.Client))
}

func (a *API) dropSession(ctx context.Context, in *OneSession) (*nothing, error) {
	c, err := in.actingForAny(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.DropSessionOf(ctx, c, in.Client)
}
