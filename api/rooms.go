package api

import (
	"context"
	"encoding/json"

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

func (a *API) changeRoom(ctx context.Context, in *struct {
	OneRoom
	Body chat.RoomChange
}) (*answer[chat.Room], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.ChangeRoom(ctx, c, in.Room, in.Body))
}

func (a *API) transferRoom(ctx context.Context, in *struct {
	OneRoom
	Body NewOwner
}) (*answer[chat.Room], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.TransferRoom(ctx, c, in.Room, in.Body.Owner))
}

// RoomBroadcast is a message for everyone in any chatroom.
type RoomBroadcast struct {
	Type string          `json:"type,omitempty" doc:"txt if absent"`
	Body json.RawMessage `json:"body"`
	Ext  json.RawMessage `json:"ext,omitempty"`
}

func (a *API) broadcastRooms(ctx context.Context, in *struct {
	AsUser
	Body RoomBroadcast
}) (*answer[chat.Receipt], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Broadcast(ctx, c, chat.Draft{Type: in.Body.Type, Body: in.Body.Body, Ext: in.Body.Ext}))
}

// SuperAdmins is a page of users who make chatrooms and are admins in all.
type SuperAdmins struct {
	Users []chat.UserID `json:"users"`
	Next  string        `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listSuperAdmins(ctx context.Context, in *Page) (*answer[SuperAdmins], error) {
	users, next, err := a.chat.SuperAdmins(caller(ctx), in.Cursor, in.Limit)
	return ok(SuperAdmins{orEmpty(users), next}, err)
}

func (a *API) addSuperAdmin(ctx context.Context, in *OneUser) (*nothing, error) {
	return nil, a.chat.SetSuperAdmin(ctx, caller(ctx), in.User, true)
}

func (a *API) removeSuperAdmin(ctx context.Context, in *OneUser) (*nothing, error) {
	return nil, a.chat.SetSuperAdmin(ctx, caller(ctx), in.User, false)
}
