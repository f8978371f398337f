package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// NamedUsers are users named in a query.
type NamedUsers struct {
	AsUser
	Users []string `query:"users" fold:"id" required:"true" doc:"Separated by commas, at most 100" example:"bob,cat"`
}

func (n NamedUsers) ids() []chat.UserID {
	ids := make([]chat.UserID, len(n.Users))
	for i, u := range n.Users {
		ids[i] = chat.UserID(u)
	}
	return ids
}

// Presences is what there is to see of users.
type Presences struct {
	Presence []chat.Presence `json:"presence"`
}

func (a *API) getPresence(ctx context.Context, in *NamedUsers) (*answer[Presences], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := a.chat.Presences(c, in.ids())
	return ok(Presences{orEmpty(seen)}, err)
}

func (a *API) getStatus(ctx context.Context, in *AsUser) (*answer[chat.CustomStatus], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Status(c))
}

func (a *API) setStatus(ctx context.Context, in *struct {
	AsUser
	Body chat.CustomStatus
}) (*answer[chat.CustomStatus], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.SetStatus(ctx, c, in.Body))
}

func (a *API) clearStatus(ctx context.Context, in *AsUser) (*nothing, error) {
	c, err := in.user(ctx)
	if err == nil {
		err = a.chat.ClearStatus(ctx, c)
	}
	return nil, err
}

// NewWatch subscribes to the presence of users.
type NewWatch struct {
	Users   []chat.UserID `json:"users" doc:"At most 100"`
	Seconds int64         `json:"expires_in,omitempty" minimum:"1" maximum:"2592000" doc:"Seconds until it ends unless it is renewed; a week if absent"`
}

// Watched says until when one is subscribed, and what there is to see now.
type Watched struct {
	Expires int64 `json:"expires_at" doc:"Milliseconds since 1970"`
	Presences
}

func (a *API) watchUsers(ctx context.Context, in *struct {
	AsUser
	Body NewWatch
}) (*answer[Watched], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	expires, seen, err := a.chat.Watch(ctx, c, in.Body.Users, in.Body.Seconds)
	return ok(Watched{expires, Presences{orEmpty(seen)}}, err)
}

func (a *API) unwatchUsers(ctx context.Context, in *NamedUsers) (*nothing, error) {
	c, err := in.user(ctx)
	if err == nil {
		err = a.chat.Unwatch(ctx, c, in.ids())
	}
	return nil, err
}

// Watches is a page of subscriptions.
type Watches struct {
	Subscriptions []chat.Watch `json:"subscriptions"`
	Next          string       `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listWatches(ctx context.Context, in *struct {
	AsUser
	Page
}) (*answer[Watches], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	found, next, err := a.chat.Watches(c, in.Cursor, in.Limit)
	return ok(Watches{orEmpty(found), next}, err)
}
