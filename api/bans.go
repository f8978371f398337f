package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// AddressToBan is an address or a network, and for how long.
type AddressToBan struct {
	Address string `json:"address" maxLength:"64" example:"203.0.113.0/24" doc:"An IP address or a network (CIDR), as the server sees clients behind trusted proxies"`
	Ban
}

// ClientToBan is a client id, and for how long.
type ClientToBan struct {
	Client string `json:"client" minLength:"1" maxLength:"256" example:"lamp-7" doc:"A client id of MQTT"`
	Ban
}

func (a *API) banAddress(ctx context.Context, in *struct{ Body AddressToBan }) (*answer[chat.ConnectionBan], error) {
	until, err := a.end(in.Body.Until, in.Body.Seconds)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.BanAddress(ctx, caller(ctx), in.Body.Address, until, in.Body.Reason))
}

func (a *API) banClient(ctx context.Context, in *struct{ Body ClientToBan }) (*answer[chat.ConnectionBan], error) {
	until, err := a.end(in.Body.Until, in.Body.Seconds)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.BanClient(ctx, caller(ctx), in.Body.Client, until, in.Body.Reason))
}

// BanPage is a page of what is kept out.
type BanPage struct {
	Bans []chat.ConnectionBan `json:"bans"`
	Next string               `json:"next,omitempty" doc:"Cursor of the next page, which may be there after an empty page too; absent on the last"`
}

func (a *API) listBans(ctx context.Context, in *struct {
	Cursor string `query:"cursor" maxLength:"256" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" doc:"How many; 100 if absent"`
}) (*answer[BanPage], error) {
	bans, next, err := a.chat.Bans(caller(ctx), in.Cursor, in.Limit)
	return ok(BanPage{orEmpty(bans), next}, err)
}

func (a *API) unbanAddress(ctx context.Context, in *struct {
	Address string `query:"address" required:"true" maxLength:"64" example:"203.0.113.0/24" doc:"As it was banned"`
}) (*nothing, error) {
	return nil, a.chat.UnbanAddress(ctx, caller(ctx), in.Address)
}

func (a *API) unbanClient(ctx context.Context, in *struct {
	Client string `query:"client" required:"true" maxLength:"256" doc:"The client id"`
}) (*nothing, error) {
	return nil, a.chat.UnbanClient(ctx, caller(ctx), in.Client)
}
