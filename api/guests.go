package api

import (
	"context"
	"time"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/chat"
)

// forGuests are the operations that a guest may call, those of conversations for chatrooms only. All others are refused,
// new ones too.
var forGuests = map[string]bool{
	"createToken": true, // to log in
	"createGuest": true,
	"listRooms":   true, "getRoom": true, "listRoomMembers": true, "readRoomValues": true,
	"readHistory": true, "getMessage": true, "listPins": true,
	"getFile": true,
}

// admitsGuest refuses guests what is not for them. kind is that of the conversation in the path, if there is one.
func admitsGuest(c chat.Caller, operation, kind string) error {
	if !c.Guest() || forGuests[operation] && (kind == "" || kind == string(chat.KindRoom)) {
		return nil
	}
	return chat.NeedsAccount()
}

// NewGuest asks for a token without an account.
type NewGuest struct {
	App      string `json:"app,omitempty" doc:"Name or alias of the app; by default that of the key shown, else the app default"`
	Platform string `json:"platform,omitempty" example:"wechat" doc:"wechat qq alipay baidu douyin uniapp web ios android desktop iot other"`
	Device   string `json:"device,omitempty" maxLength:"128"`
	TTL      int64  `json:"ttl,omitempty" minimum:"60" maximum:"86400" doc:"Seconds the token lives; by default the app's token_ttl, a day at most"`
}

func (a *API) createGuest(ctx context.Context, in *struct{ Body *NewGuest }) (*answer[Token], error) {
	var n NewGuest
	if in.Body != nil {
		n = *in.Body
	}
	platform, err := chat.ParsePlatform(n.Platform)
	if err != nil {
		return nil, err
	}
	r := auth.GuestRequest{Platform: platform, Device: n.Device, TTL: time.Duration(n.TTL) * time.Second, RemoteIP: originOf(ctx).ip}
	app, counted, err := a.guestsApp(ctx, n.App)
	if err != nil {
		return nil, err
	}
	if !counted {
		r.RemoteIP = ""
	}
	guest, token, expires, err := a.auth.IssueGuest(app, r)
	return ok(Token{token, expires.UnixMilli(), guest, app.Name}, err)
}

// guestsApp finds the app that a guest is for. What the app's own server asks for its visitors is not counted.
func (a *API) guestsApp(ctx context.Context, name string) (app chat.App, counted bool, err error) {
	cred := credentials(ctx)
	if cred.err != nil {
		return app, true, cred.err
	}
	if name == "" {
		name = string(cred.caller.App)
	}
	app, err = a.chat.App(name)
	switch e, refused := err.(*chat.Error); {
	case refused:
		return app, true, e.At("app")
	case err == nil && cred.caller.App != "" && cred.caller.App != app.Name:
		return app, true, chat.Errorf(chat.CodeForbidden, "the credentials are those of another app").At("app")
	}
	return app, !cred.caller.Admin, err
}
