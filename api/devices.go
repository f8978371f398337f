package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// Devices are a user's live sessions.
type Devices struct {
	Devices []chat.LiveSession `json:"devices"`
}

func (a *API) listDevices(ctx context.Context, in *AsUser) (*answer[Devices], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	list, err := a.chat.Devices(c)
	return ok(Devices{orEmpty(list)}, err)
}

func (a *API) endDevice(ctx context.Context, in *struct {
	Client string `path:"client" maxLength:"256" doc:"The client id" example:"phone-1"`
	AsUser
}) (*nothing, error) {
	c, err := in.user(ctx)
	if err == nil {
		err = a.chat.EndDevice(ctx, c, in.Client)
	}
	return nil, err
}
