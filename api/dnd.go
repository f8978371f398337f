package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// NewDND is what a user says of being disturbed.
type NewDND struct {
	chat.DND
	Seconds int64 `json:"seconds,omitempty" minimum:"1" maximum:"315360000" doc:"In place of until: nothing disturbs for so long"`
}

func (a *API) dnd(n NewDND) (chat.DND, error) {
	until, err := a.end(n.Until, n.Seconds)
	if err == nil && !until.IsZero() {
		n.Until = until.UnixMilli()
	}
	return n.DND, err
}

func (a *API) getDND(ctx context.Context, in *AsUser) (*answer[chat.DND], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.DND(c))
}

func (a *API) setDND(ctx context.Context, in *struct {
	AsUser
	Body NewDND
}) (*answer[chat.DND], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	d, err := a.dnd(in.Body)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.SetDND(ctx, c, d))
}

// DNDs is a page of settings of conversations.
type DNDs struct {
	Conversations []chat.ConversationDND `json:"conversations"`
	Next          string                 `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listDND(ctx context.Context, in *struct {
	AsUser
	Page
}) (*answer[DNDs], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	found, next, err := a.chat.ConversationDNDs(c, in.Cursor, in.Limit)
	return ok(DNDs{orEmpty(found), next}, err)
}

func (a *API) getConversationDND(ctx context.Context, in *struct {
	AsUser
	With
}) (*answer[chat.DND], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	with, err := in.address()
	if err != nil {
		return nil, err
	}
	return ok(a.chat.ConversationDND(c, with))
}

func (a *API) setConversationDND(ctx context.Context, in *struct {
	AsUser
	With
	Body NewDND
}) (*answer[chat.DND], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	with, err := in.address()
	if err != nil {
		return nil, err
	}
	d, err := a.dnd(in.Body)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.SetConversationDND(ctx, c, with, d))
}
