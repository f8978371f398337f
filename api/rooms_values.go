package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// RoomValues are key-values of a chatroom.
type RoomValues struct {
	Values []chat.RoomValue `json:"values"`
}

func (a *API) readRoomValues(ctx context.Context, in *struct {
	OneRoom
	Keys []string `query:"keys,explode" doc:"Only these; all if absent" example:"seat-1"`
}) (*answer[RoomValues], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	values, err := a.chat.RoomValues(c, in.Room, in.Keys)
	return ok(RoomValues{orEmpty(values)}, err)
}

// NewRoomValues are key-values to set.
type NewRoomValues struct {
	Values []chat.NewRoomValue `json:"values" doc:"1 to 20"`
	Force  bool                `json:"force,omitempty" doc:"Keys of others, too: for the owner, admins and the app's key"`
}

func (a *API) setRoomValues(ctx context.Context, in *struct {
	OneRoom
	Body NewRoomValues
}) (*answer[chat.ValuesChanged], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return valuesChanged(a.chat.SetRoomValues(ctx, c, in.Room, in.Body.Values, in.Body.Force))
}

// RoomKeys names key-values.
type RoomKeys struct {
	Keys  []string `json:"keys" doc:"1 to 20"`
	Force bool     `json:"force,omitempty" doc:"Keys of others, too: for the owner, admins and the app's key"`
}

func (a *API) deleteRoomValues(ctx context.Context, in *struct {
	OneRoom
	Body RoomKeys
}) (*answer[chat.ValuesChanged], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return valuesChanged(a.chat.DeleteRoomValues(ctx, c, in.Room, in.Body.Keys, in.Body.Force))
}

func valuesChanged(v chat.ValuesChanged, err error) (*answer[chat.ValuesChanged], error) {
	v.Done, v.Refused = orEmpty(v.Done), orEmpty(v.Refused)
	return ok(v, err)
}
