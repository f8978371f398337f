package api

import (
	"context"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/hongyan-im/hongyan/chat"
)

// ShortPage asks for a part of a list whose entries are large.
type ShortPage struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" doc:"How many; 50 if absent"`
}

func (a *API) listConversations(ctx context.Context, in *struct {
	AsUser
	ShortPage
}) (*answer[chat.ConversationPage], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Conversations(c, in.Cursor, in.Limit))
}

// With is the conversation in a path.
type With struct {
	Kind string `path:"kind" example:"user" doc:"user, group or room"`
	ID   string `path:"id" fold:"id" example:"bob" doc:"Id of the other user, the group or the chatroom"`
}

func (w With) address() (chat.Address, error) {
	to, err := chat.ParseAddress(w.Kind + "/" + w.ID)
	if e, refused := err.(*chat.Error); refused {
		return to, e.At("id")
	}
	return to, err
}

func (a *API) readHistory(ctx context.Context, in *struct {
	AsUser
	With
	Before uint64   `query:"before" maximum:"9007199254740991" doc:"Only messages before this seq, the newest of them"`
	After  GivenSeq `query:"after" maximum:"9007199254740991" doc:"Only messages after this seq, the oldest of them; 0: from the beginning"`
	Limit  int      `query:"limit" minimum:"1" maximum:"100" doc:"How many; 50 if absent"`

	Type  string      `query:"type" maxLength:"16" doc:"Only messages of this type"`
	Of    chat.UserID `query:"of" maxLength:"64" doc:"Only messages that this user sent"`
	Since int64       `query:"since" minimum:"0" doc:"Only messages from this time on, milliseconds since 1970"`
	Until int64       `query:"until" minimum:"0" doc:"Only messages before this time, milliseconds since 1970"`
}) (*answer[chat.HistoryPage], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	with, err := in.address()
	if err != nil {
		return nil, err
	}
	return ok(a.chat.History(c, with, chat.HistoryQuery{Before: in.Before, After: in.After.Seq, Forward: in.After.Given, Limit: in.Limit,
		Type: in.Type, From: in.Of, Since: in.Since, Until: in.Until}))
}

// ReadMark is how far the user has read.
type ReadMark struct {
	Seq uint64 `json:"seq,omitempty" doc:"Up to this seq; absent: all"`
}

func (a *API) markRead(ctx context.Context, in *struct {
	AsUser
	With
	Body *ReadMark
}) (*answer[chat.ReadState], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	with, err := in.address()
	if err != nil {
		return nil, err
	}
	var seq uint64
	if in.Body != nil {
		seq = in.Body.Seq
	}
	return ok(a.chat.MarkRead(ctx, c, with, seq))
}

func (a *API) sync(ctx context.Context, in *struct {
	AsUser
	Cursor string `query:"cursor" maxLength:"200" doc:"cursor of the last answer; absent: from the beginning"`
}) (*answer[chat.SyncPage], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Sync(c, in.Cursor))
}

// GivenSeq is a seq in a query that knows whether it was given: after=0 is not the same as no after.
type GivenSeq struct {
	Seq   uint64
	Given bool
}

// Schema shows it as a number.
func (g GivenSeq) Schema(r huma.Registry) *huma.Schema {
	return huma.SchemaFromType(r, reflect.TypeFor[uint64]())
}

// Receiver is where huma puts the number.
func (g *GivenSeq) Receiver() reflect.Value { return reflect.ValueOf(g).Elem().Field(0) }

// OnParamSet is told whether it was given.
func (g *GivenSeq) OnParamSet(given bool, _ any) { g.Given = given }
