package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// RoomUser is a chatroom and a user in a path.
type RoomUser struct {
	OneRoom
	User chat.UserID `path:"user" doc:"The user's id" example:"bob"`
}

// RoomMembers is a page of who is in a chatroom.
type RoomMembers struct {
	Members []chat.RoomMember `json:"members"`
	Next    string            `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listRoomMembers(ctx context.Context, in *struct {
	OneRoom
	Page
}) (*answer[RoomMembers], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	members, next, err := a.chat.RoomMembers(c, in.Room, in.Cursor, in.Limit)
	return ok(RoomMembers{orEmpty(members), next}, err)
}

func (a *API) removeRoomMember(ctx context.Context, in *RoomUser) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.RemoveFromRoom(ctx, c, in.Room, in.User)
}

// RoomTags are what a user in a chatroom carries.
type RoomTags struct {
	Tags []string `json:"tags" doc:"At most 10, each 1 to 64 of A-Z a-z 0-9 _ . -; replaces those before"`
}

func (a *API) tagRoomMember(ctx context.Context, in *struct {
	RoomUser
	Body RoomTags
}) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.TagInRoom(ctx, c, in.Room, in.User, in.Body.Tags)
}

// RoomUsers is a page of whom a chatroom remembers.
type RoomUsers struct {
	Users []chat.RoomUser `json:"users"`
	Next  string          `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listRoomUsers(ctx context.Context, in *struct {
	OneRoom
	Page
	Only string `query:"only" enum:"admin,allowed,muted,banned" doc:"Only these"`
}) (*answer[RoomUsers], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	users, next, err := a.chat.RoomUsers(c, in.Room, in.Only, in.Cursor, in.Limit)
	return ok(RoomUsers{orEmpty(users), next}, err)
}

// ofRoomUser does to a user of a chatroom what set does.
func ofRoomUser(set func(context.Context, chat.Caller, chat.RoomID, chat.UserID, bool) (chat.RoomUser, error), on bool) func(context.Context, *RoomUser) (*answer[chat.RoomUser], error) {
	return func(ctx context.Context, in *RoomUser) (*answer[chat.RoomUser], error) {
		c, err := in.acting(ctx)
		if err != nil {
			return nil, err
		}
		return ok(set(ctx, c, in.Room, in.User, on))
	}
}

func (a *API) muteInRoom(ctx context.Context, in *struct {
	RoomUser
	Body *Mute
}) (*answer[chat.RoomUser], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	until, err := a.muteEnd(in.Body)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.MuteInRoom(ctx, c, in.Room, in.User, until))
}

func (a *API) unmuteInRoom(ctx context.Context, in *RoomUser) (*answer[chat.RoomUser], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.UnmuteInRoom(ctx, c, in.Room, in.User))
}

func (a *API) muteRoom(ctx context.Context, in *OneRoom) (*answer[chat.Room], error) {
	return a.setRoomMuted(ctx, in, "", true)
}

func (a *API) unmuteRoom(ctx context.Context, in *OneRoom) (*answer[chat.Room], error) {
	return a.setRoomMuted(ctx, in, "", false)
}

func (a *API) disableRoom(ctx context.Context, in *OneRoom) (*answer[chat.Room], error) {
	return a.setRoomDisabled(ctx, in, true)
}

func (a *API) enableRoom(ctx context.Context, in *OneRoom) (*answer[chat.Room], error) {
	return a.setRoomDisabled(ctx, in, false)
}

func (a *API) setRoomDisabled(ctx context.Context, in *OneRoom, disabled bool) (*answer[chat.Room], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.DisableRoom(ctx, c, in.Room, disabled))
}

// RoomTag is a chatroom and a tag in a path.
type RoomTag struct {
	OneRoom
	Tag string `path:"tag" doc:"A tag that users carry" example:"vip"`
}

func (a *API) muteTag(ctx context.Context, in *RoomTag) (*answer[chat.Room], error) {
	return a.setRoomMuted(ctx, &in.OneRoom, in.Tag, true)
}

func (a *API) unmuteTag(ctx context.Context, in *RoomTag) (*answer[chat.Room], error) {
	return a.setRoomMuted(ctx, &in.OneRoom, in.Tag, false)
}

func (a *API) setRoomMuted(ctx context.Context, in *OneRoom, tag string, muted bool) (*answer[chat.Room], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.MuteRoom(ctx, c, in.Room, tag, muted))
}
