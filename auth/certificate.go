package auth

import (
	"strings"

	"github.com/hongyan-im/hongyan/chat"
)

// LoginCertified proves the user whom a good certificate names, as user or user@app (no app: "default"). What c says of
// a user has to be the same; its password is not looked at. The account has to be there.
func (a *Authenticator) LoginCertified(name string, c Credentials) (chat.Caller, error) {
	user, appName, _ := strings.Cut(name, "@")
	app, err := a.app(appName)
	if isCode(err, chat.CodeNoApp) {
		return chat.Caller{}, chat.Errorf(chat.CodeNoApp, "the certificate is for %q, but there is no app of that name", name).At("certificate")
	}
	if err != nil {
		return chat.Caller{}, err
	}
	if !chat.ValidID(user) {
		return chat.Caller{}, chat.Errorf(chat.CodeBadID, "the certificate is for %q, which is no user: expected 1 to 64 of A-Z a-z 0-9 _ . -, and @app behind it for another app than default", name).At("certificate")
	}
	caller, err := claimed(app, Credentials{User: user, Platform: c.Platform, Device: c.Device})
	if err != nil {
		return chat.Caller{}, err
	}
	if c.User != "" && app.ID(c.User) != string(caller.User) || c.App != "" && !named(app, c.App) {
		return chat.Caller{}, chat.Errorf(chat.CodeUnauthenticated, "the certificate is for %s: connect with this user name, or with none", name).At("user")
	}
	return a.registered(caller, chat.Errorf(chat.CodeNoUser, "the certificate is good, but there is no account %s in the app %s: register it first", caller.User, caller.App).At("certificate"))
}

// registered lets a caller in whose account is there and not banned; without an account he gets the error missing, if it is
// not nil.
func (a *Authenticator) registered(caller chat.Caller, missing *chat.Error) (chat.Caller, error) {
	st, err := a.dir.Standing(caller.App, caller.User)
	if isCode(err, chat.CodeNoUser) && missing != nil {
		return chat.Caller{}, missing
	}
	if err != nil {
		return chat.Caller{}, err
	}
	if err := a.refuseBanned(st.BannedUntil); err != nil {
		return chat.Caller{}, err
	}
	return caller, nil
}
