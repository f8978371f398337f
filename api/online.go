package api

import (
	"context"
	"encoding/json"

	"github.com/hongyan-im/hongyan/chat"
)

// SessionsQuery says whose sessions are wanted.
type SessionsQuery struct {
	Page
	User chat.UserID `query:"user" doc:"Only of this user" example:"ann"`
}

// Sessions is a list of live sessions.
type Sessions struct {
	Sessions []chat.LiveSession `json:"sessions"`
	Next     string             `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listSessions(ctx context.Context, in *SessionsQuery) (*answer[Sessions], error) {
	c, err := caller(ctx).As(in.User)
	if err != nil {
		return nil, err
	}
	list, next, err := a.chat.SessionsOnline(c, in.Cursor, in.Limit)
	return ok(Sessions{orEmpty(list), next}, err)
}

// Broadcast is an event for all who are connected, or a message to many users.
type Broadcast struct {
	Body  json.RawMessage `json:"body" doc:"A JSON object; of a message what its type wants"`
	Users []chat.UserID   `json:"users,omitempty" doc:"A message to each of these, 1,000 at most"`
	Type  string          `json:"type,omitempty" doc:"Of the message; txt if absent"`
	Ext   json.RawMessage `json:"ext,omitempty" doc:"Of the message"`
	CID   string          `json:"cid,omitempty" doc:"Of the message"`
}

// BroadcastAnswer says what became of a broadcast.
type BroadcastAnswer struct {
	ID    string        `json:"id,omitempty" doc:"Of the event"`
	TS    int64         `json:"ts,omitempty" doc:"Of the event, milliseconds since 1970"`
	Users int           `json:"users" doc:"Who were connected; or to whom a message went"`
	Sent  []chat.SentTo `json:"sent,omitempty" doc:"Of messages: what became of each"`
}

func (a *API) broadcast(ctx context.Context, in *struct {
	AsUser
	Body Broadcast
}) (*answer[BroadcastAnswer], error) {
	b := in.Body
	if b.Users == nil {
		said, users, err := a.chat.Announce(ctx, caller(ctx), b.Body)
		return ok(BroadcastAnswer{ID: said.ID, TS: said.TS, Users: users}, err)
	}
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	sent, err := a.chat.SendMany(ctx, c, b.Users, chat.Draft{Type: b.Type, Body: b.Body, Ext: b.Ext, CID: b.CID})
	out := BroadcastAnswer{Sent: sent}
	for _, one := range sent {
		if one.Refused == nil {
			out.Users++
		}
	}
	return ok(out, err)
}

func (a *API) stats(ctx context.Context, _ *struct{}) (*answer[chat.Stats], error) {
	return ok(a.chat.Stats(ctx, caller(ctx)))
}
