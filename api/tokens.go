package api

import (
	"context"
	"strings"
	"time"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/chat"
)

// Login asks for a token.
type Login struct {
	User     chat.UserID `json:"user" example:"ann"`
	Password string      `json:"password,omitempty" format:"password" maxLength:"8192" doc:"The account's password or one that the app's login hook knows, a UserSig or a token; not needed with the app's key"`
	App      string      `json:"app,omitempty" doc:"Name or alias of the app; by default that of the key shown, else the app default"`
	Platform string      `json:"platform,omitempty" example:"wechat" doc:"wechat qq alipay baidu douyin uniapp web ios android desktop iot other"`
	Device   string      `json:"device,omitempty" maxLength:"128"`
	TTL      int64       `json:"ttl,omitempty" minimum:"60" maximum:"315360000" doc:"Seconds the token lives; by default the app's token_ttl"`
}

// Token is a credential for MQTT and REST.
type Token struct {
	Token   string       `json:"token"`
	Expires int64        `json:"expires_at" doc:"Milliseconds since 1970"`
	User    chat.UserID  `json:"user"`
	App     chat.AppName `json:"app"`
}

func (a *API) createToken(ctx context.Context, in *struct{ Body Login }) (*answer[Token], error) {
	c, err := a.loginCaller(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	app, err := a.chat.App(string(c.App))
	if err != nil {
		return nil, err
	}
	ttl := ttlOf(in.Body.TTL, app)
	if c.Expires > 0 { // a token or UserSig was shown: what it gives does not outlive it
		ttl = max(time.Second, min(ttl, time.UnixMilli(c.Expires).Sub(a.now())))
	}
	token, expires, err := a.auth.Issue(app, c.User, c.Platform, c.Device, ttl)
	return ok(Token{token, expires.UnixMilli(), c.User, app.Name}, err)
}

// loginCaller proves who logs in: by a password, or by the app's key for any user.
func (a *API) loginCaller(ctx context.Context, l Login) (chat.Caller, error) {
	cred := credentials(ctx)
	if l.App == "" && cred.caller.Admin {
		l.App = string(cred.caller.App)
	}
	if l.Password != "" {
		return a.auth.Login(ctx, auth.Credentials{
			App: l.App, User: string(l.User), Password: l.Password, RemoteIP: originOf(ctx).ip, Platform: l.Platform, Device: l.Device,
		})
	}
	switch {
	case cred.err != nil:
		return chat.Caller{}, cred.err
	case !cred.caller.Admin:
		return chat.Caller{}, chat.Errorf(chat.CodeInvalid, "password is missing: only the app's key gets tokens without").At("password")
	}
	platform, err := chat.ParsePlatform(l.Platform)
	if err == nil {
		err = a.ownApp(cred.caller, l.App)
	}
	if err != nil {
		return chat.Caller{}, err
	}
	c, err := a.anyUser(cred.caller, l.User)
	c.Platform, c.Device = platform, l.Device
	return c, err
}

// ownApp refuses the name of another app than the caller's.
func (a *API) ownApp(c chat.Caller, name string) error {
	app, err := a.chat.App(name)
	if err == nil && app.Name != c.App {
		return chat.Errorf(chat.CodeForbidden, "the key is that of another app").At("app")
	}
	return err
}

// anyUser is the app's key acting for a user who exists, or whom the first use of a signed token makes.
func (a *API) anyUser(key chat.Caller, user chat.UserID) (chat.Caller, error) {
	if !chat.ValidID(string(user)) {
		return key, chat.Errorf(chat.CodeBadID, "%q cannot be an id: use 1 to 64 of A-Z a-z 0-9 _ . -", clip(string(user))).At("user")
	}
	key.User = user
	app, err := a.chat.App(string(key.App))
	if err != nil || app.Settings.AutoCreate {
		return key, err
	}
	_, err = a.chat.Account(key.App, user)
	return key, err
}

func ttlOf(seconds int64, app chat.App) time.Duration {
	if seconds == 0 {
		seconds = app.Settings.TokenTTL
	}
	return time.Duration(seconds) * time.Second
}

// Revocation says what to revoke; with nothing the token that is shown.
type Revocation struct {
	Token string      `json:"token,omitempty" maxLength:"8192" doc:"This token"`
	ID    string      `json:"token_id,omitempty" maxLength:"128" doc:"With the app's key, and user: the token with this id"`
	User  chat.UserID `json:"user,omitempty" doc:"With the app's key: all tokens of this user, or with token_id one"`
}

func (a *API) revokeToken(ctx context.Context, in *struct{ Body *Revocation }) (*nothing, error) {
	var rev Revocation
	if in.Body != nil {
		rev = *in.Body
	}
	c, id, expires, err := a.revoked(ctx, rev)
	if err == nil {
		err = a.chat.Revoke(ctx, c, id, expires)
	}
	if err == nil {
		a.auth.Forget(c.App, c.User)
	}
	return nil, err
}

// revoked finds whose token is meant, its id (empty: all) and when it ends.
func (a *API) revoked(ctx context.Context, rev Revocation) (c chat.Caller, id string, expires time.Time, err error) {
	c = caller(ctx)
	switch {
	case rev.Token != "" && (rev.ID != "" || rev.User != ""):
		err = chat.Errorf(chat.CodeInvalid, "give token, or token_id with user, or user").At("token")
	case rev.Token != "":
		return a.shownToken(ctx, rev.Token)
	case rev.ID != "" && rev.User == "":
		err = chat.Errorf(chat.CodeInvalid, "say whose token: add user").At("user")
	case rev.User != "":
		if c, err = (OneUser{rev.User}).acting(ctx); err == nil && !c.Admin && rev.ID != "" {
			err = chat.Errorf(chat.CodeForbidden, "only the app's key revokes tokens by their id; show the token itself").At("token_id")
		}
		return c, rev.ID, time.UnixMilli(0), err
	case c.TokenID == "":
		err = chat.Errorf(chat.CodeInvalid, "what is shown is no token that can be revoked; name one in the body").At("token")
	}
	return c, c.TokenID, time.UnixMilli(c.Expires), err
}

// shownToken proves a token in the body. Users may revoke their own, the app's key those of its users.
func (a *API) shownToken(ctx context.Context, token string) (c chat.Caller, id string, expires time.Time, err error) {
	mine := caller(ctx)
	c, err = a.auth.Bearer(ctx, "Bearer "+strings.TrimSpace(token), originOf(ctx).ip)
	switch {
	case chat.AsErrorCode(err) == chat.CodeUnauthenticated:
		err = chat.Errorf(chat.CodeInvalid, "this is no token of this server").At("token")
	case err != nil:
		err = chat.Errorf(chat.CodeInvalid, "the token is not valid any more: %s", err).At("token")
	case c.TokenID == "":
		err = chat.Errorf(chat.CodeInvalid, "this is no token that can be revoked").At("token")
	case c.App != mine.App || c.User != mine.User && !mine.Admin:
		err = chat.Errorf(chat.CodeForbidden, "the token is not yours").At("token")
	}
	return c, c.TokenID, time.UnixMilli(c.Expires), err
}

// SigRequest asks for a UserSig.
type SigRequest struct {
	User chat.UserID `json:"user" example:"ann"`
	TTL  int64       `json:"ttl,omitempty" minimum:"60" maximum:"315360000" doc:"Seconds the UserSig lives; by default the app's token_ttl"`
}

// UserSig is a credential as Tencent's SDKs use it.
type UserSig struct {
	UserSig  string `json:"usersig"`
	SDKAppID uint64 `json:"sdkappid"`
	Expires  int64  `json:"expires_at" doc:"Milliseconds since 1970"`
}

func (a *API) createUserSig(ctx context.Context, in *struct{ Body SigRequest }) (*answer[UserSig], error) {
	c, err := a.anyUser(caller(ctx), in.Body.User)
	if err != nil {
		return nil, err
	}
	app, err := a.chat.App(string(c.App))
	if err != nil {
		return nil, err
	}
	sig, expires, err := a.auth.IssueUserSig(app, c.User, ttlOf(in.Body.TTL, app))
	return ok(UserSig{sig, app.SDKAppID, expires.UnixMilli()}, err)
}
