package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// OneRoom is the chatroom in a path.
type OneRoom struct {
	Room chat.RoomID `path:"room" doc:"A chatroom's id" example:"r1"`
	AsUser
}

// Rooms is a page of chatrooms.
type Rooms struct {
	Rooms []chat.Room `json:"rooms"`
	Next  string      `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) createRoom(ctx context.Context, in *struct {
	AsUser
	Body chat.NewRoom
}) (*answer[chat.Room], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.CreateRoom(ctx, c, in.Body))
}

func (a *API) listRooms(ctx context.Context, in *Page) (*answer[Rooms], error) {
	rooms, next, err := a.chat.Rooms(caller(ctx), in.Cursor, in.Limit)
	return ok(Rooms{orEmpty(rooms), next}, err)
}

func (a *API) getRoom(ctx context.Context, in *OneRoom) (*answer[chat.Room], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Room(c.App, in.Room))
}

func (a *API) dismissRoom(ctx context.Context, in *OneRoom) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.DismissRoom(ctx, c, in.Room)
}
