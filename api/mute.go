package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// UserMute ends at a time or after a while; with neither it has no end.
type UserMute struct {
	Kinds   []chat.Kind `json:"kinds,omitempty" doc:"Conversations that the user may not write to: user, group, room; all if absent"`
	Until   int64       `json:"until,omitempty" minimum:"1" doc:"Milliseconds since 1970"`
	Seconds int64       `json:"seconds,omitempty" minimum:"1" maximum:"3153600000"`
}

func (a *API) muteUser(ctx context.Context, in *struct {
	OneUser
	Body *UserMute
}) (*answer[chat.Account], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	var mute UserMute
	if in.Body != nil {
		mute = *in.Body
	}
	until, err := a.end(mute.Until, mute.Seconds)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.MuteUser(ctx, c, mute.Kinds, until))
}

func (a *API) unmuteUser(ctx context.Context, in *OneUser) (*answer[chat.Account], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.UnmuteUser(ctx, c))
}
