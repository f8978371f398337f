package api

import (
	"context"
	"encoding/json"

	"github.com/hongyan-im/hongyan/chat"
)

// Outgoing is a message to send.
type Outgoing struct {
	chat.Draft
	To   string      `json:"to" fold:"id" example:"user/bob" doc:"user/ID, group/ID or room/ID"`
	From chat.UserID `json:"from,omitempty" doc:"With the app's key: the user who sends"`
}

func (a *API) sendMessage(ctx context.Context, in *struct {
	AsUser
	Body Outgoing
}) (*answer[chat.Receipt], error) {
	if in.Body.From != "" {
		if in.From != "" && in.From != in.Body.From {
			return nil, chat.Errorf(chat.CodeInvalid, "the address and the body name different users").At("from")
		}
		in.From = in.Body.From
	}
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	d := in.Body.Draft
	if d.To, err = chat.ParseAddress(in.Body.To); err != nil {
		return nil, err
	}
	return ok(a.chat.Send(ctx, c, d))
}

// Typing tells that one is typing.
type Typing struct {
	To   string          `json:"to" fold:"id" example:"user/bob" doc:"user/ID, group/ID or room/ID"`
	Body json.RawMessage `json:"body,omitempty" doc:"A JSON object of at most 1024 bytes, passed on as it is"`
}

func (a *API) sendTyping(ctx context.Context, in *struct {
	AsUser
	Body Typing
}) (*nothing, error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	to, err := chat.ParseAddress(in.Body.To)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.Typing(c, to, in.Body.Body)
}
