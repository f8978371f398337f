package api

import (
	"context"
	"time"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/chat"
)

// NewPassword changes a password.
type NewPassword struct {
	Old      string `json:"old_password,omitempty" format:"password" maxLength:"128" doc:"Needed but with the app's key"`
	Password string `json:"password" format:"password" minLength:"1" maxLength:"128"`
}

func (a *API) setPassword(ctx context.Context, in *struct {
	OneUser
	Body NewPassword
}) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	var old string
	if !c.Admin {
		if old, err = a.checkPassword(ctx, c, in.Body.Old); err != nil {
			return nil, err
		}
	}
	hash, err := a.auth.HashPassword(ctx, in.Body.Password)
	if err == nil {
		err = a.chat.SetPassword(ctx, c, hash, old)
	}
	if err == nil {
		a.auth.Forget(c.App, c.User)
	}
	return nil, err
}

// checkPassword proves the caller's password and gives its hash. Login takes tokens in the place of passwords too, and
// a stolen token must not be enough: those have an end.
func (a *API) checkPassword(ctx context.Context, c chat.Caller, password string) (hash string, err error) {
	account, err := a.chat.Account(c.App, c.User)
	switch {
	case err != nil:
		return "", err
	case password == "":
		return "", chat.Errorf(chat.CodeInvalid, "old_password is missing: only the app's key sets passwords without").At("old_password")
	case account.Hash == "":
		return "", chat.Errorf(chat.CodeForbidden, "the account has no password yet; only the app's key gives it one")
	}
	proven, err := a.auth.Login(ctx, auth.Credentials{App: string(c.App), User: string(c.User), Password: password, RemoteIP: originOf(ctx).ip})
	if err == nil && (proven.TokenID != "" || proven.Expires != 0 || proven.User != c.User) {
		err = chat.Errorf(chat.CodeForbidden, "the old password is wrong")
	}
	if chat.AsErrorCode(err) == chat.CodeUnauthenticated {
		err = chat.Errorf(chat.CodeForbidden, "the old password is wrong")
	}
	if e, refused := err.(*chat.Error); refused {
		return "", e.At("old_password")
	}
	return account.Hash, err
}

// Ban ends at a time or after a while; with neither it has no end.
type Ban struct {
	Until   int64  `json:"until,omitempty" minimum:"1" doc:"Milliseconds since 1970"`
	Seconds int64  `json:"seconds,omitempty" minimum:"1" maximum:"3153600000"`
	Reason  string `json:"reason,omitempty" maxLength:"256" doc:"The user is told"`
}

// end is the time that a request gives by itself or as seconds from now; the zero time: none.
func (a *API) end(until, seconds int64) (time.Time, error) {
	switch {
	case until > 0 && seconds > 0:
		return time.Time{}, chat.Errorf(chat.CodeInvalid, "give until or seconds, not both").At("until")
	case until > 0:
		return time.UnixMilli(until), nil
	case seconds > 0:
		return a.now().Add(time.Duration(seconds) * time.Second), nil
	}
	return time.Time{}, nil
}

func (a *API) banUser(ctx context.Context, in *struct {
	OneUser
	Body *Ban
}) (*answer[chat.Account], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	var ban Ban
	if in.Body != nil {
		ban = *in.Body
	}
	until, err := a.end(ban.Until, ban.Seconds)
	if err != nil {
		return nil, err
	}
	account, err := a.chat.Ban(ctx, c, until, ban.Reason)
	a.auth.Forget(c.App, c.User)
	return ok(account, err)
}

func (a *API) unbanUser(ctx context.Context, in *OneUser) (*answer[chat.Account], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	account, err := a.chat.Unban(ctx, c)
	a.auth.Forget(c.App, c.User)
	return ok(account, err)
}

// Kick says which sessions end; with nothing all of them.
type Kick struct {
	Platform string `json:"platform,omitempty" example:"wechat"`
	Device   string `json:"device,omitempty" maxLength:"128"`
	Client   string `json:"client,omitempty" maxLength:"256" doc:"Only the session with this client id"`
	Reason   string `json:"reason,omitempty" maxLength:"256" doc:"The client is told"`
}

func (a *API) kickUser(ctx context.Context, in *struct {
	OneUser
	Body *Kick
}) (*nothing, error) {
	c, err := in.actingForAny(ctx)
	if err != nil {
		return nil, err
	}
	var kick Kick
	if in.Body != nil {
		kick = *in.Body
	}
	var platform chat.Platform
	if kick.Platform != "" {
		if platform, err = chat.ParsePlatform(kick.Platform); err != nil {
			return nil, err
		}
	}
	return nil, a.chat.Kick(ctx, c, chat.Which{Platform: platform, Device: kick.Device, Client: kick.Client}, kick.Reason)
}

func (a *API) revokeUser(ctx context.Context, in *OneUser) (*nothing, error) {
	c, err := in.acting(ctx)
	if err == nil {
		err = a.chat.Revoke(ctx, c, "", time.UnixMilli(0))
	}
	if err == nil {
		a.auth.Forget(c.App, c.User)
	}
	return nil, err
}
