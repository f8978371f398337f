package api

import (
	"context"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hongyan-im/hongyan/chat"
)

// Registration is a user to register.
type Registration struct {
	User     chat.UserID  `json:"user,omitempty" example:"ann"`
	Password string       `json:"password,omitempty" format:"password" maxLength:"128" doc:"Needed but with the app's key"`
	Profile  chat.Profile `json:"profile,omitzero"`
}

// CreateUsers is one user, or a list of them.
type CreateUsers struct {
	Registration
	App   string         `json:"app,omitempty" doc:"Without credentials: the app to register with; by default the app default"`
	Users []Registration `json:"users,omitempty" doc:"Many users at once, all or none: at most 100"`
}

// Users is a list of accounts.
type Users struct {
	Users []chat.Account `json:"users"`
	Next  string         `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

// list returns the users to register.
func (b *CreateUsers) list() ([]Registration, error) {
	switch {
	case b.Users == nil:
		return []Registration{b.Registration}, nil
	case b.User != "" || b.Password != "":
		return nil, chat.Errorf(chat.CodeInvalid, "give user or users, not both").At("users")
	case len(b.Users) == 0 || len(b.Users) > chat.MaxBatch:
		return nil, chat.Errorf(chat.CodeTooMany, "register 1 to %d users at once", chat.MaxBatch).At("users")
	}
	return b.Users, nil
}

func (a *API) createUsers(ctx context.Context, in *struct{ Body CreateUsers }) (*answer[Users], error) {
	c, err := a.registrar(ctx, in.Body.App)
	if err != nil {
		return nil, err
	}
	c.Fold(&in.Body) // without credentials the app was not known before
	list, err := in.Body.list()
	if err != nil {
		return nil, err
	}
	accounts := make([]chat.NewAccount, len(list))
	for i, r := range list {
		accounts[i] = chat.NewAccount{User: r.User, Profile: r.Profile}
		switch {
		case !chat.ValidID(string(r.User)): // before the costly hash
			return nil, chat.Errorf(chat.CodeBadID, "%q cannot be an id: use 1 to 64 of A-Z a-z 0-9 _ . -", clip(string(r.User))).At("user")
		case r.Password == "" && c.Admin:
			continue // may only come with signed tokens
		case r.Password == "":
			return nil, chat.Errorf(chat.CodeInvalid, "password is missing: only the app's key registers users without").At("password")
		}
		if accounts[i].Hash, err = a.auth.HashPassword(ctx, r.Password); err != nil {
			return nil, err
		}
	}
	users, err := a.chat.Register(ctx, c, accounts)
	return ok(Users{Users: users}, err)
}

// registrar is who registers users: the app's key, or anyone when the app is open.
func (a *API) registrar(ctx context.Context, name string) (chat.Caller, error) {
	cred := credentials(ctx)
	if cred.err != nil {
		return chat.Caller{}, cred.err
	}
	if cred.shown && name == "" {
		name = string(cred.caller.App)
	}
	app, err := a.chat.App(name)
	if e, refused := err.(*chat.Error); refused {
		return chat.Caller{}, e.At("app")
	}
	switch {
	case err != nil:
		return chat.Caller{}, err
	case cred.caller.Admin && cred.caller.App == app.Name:
		return cred.caller, nil
	case cred.caller.App != "" && cred.caller.App != app.Name:
		return chat.Caller{}, chat.Errorf(chat.CodeForbidden, "the credentials are those of another app").At("app")
	}
	caller := chat.Caller{App: app.Name, FoldIDs: app.Settings.FoldIDs}
	return caller, a.chat.MayRegister(caller)
}

// Page asks for a part of a list.
type Page struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" doc:"How many; 100 if absent"`
}

// UsersQuery says which users are wanted.
type UsersQuery struct {
	Page
	Prefix string `query:"prefix" fold:"id" maxLength:"64" doc:"Ids that begin with this"`
	Name   string `query:"name" maxLength:"128" doc:"Nicknames that hold this, whatever the case"`
	Banned string `query:"banned" enum:"true,false" doc:"Only who is banned, or who is not"`
	Online string `query:"online" enum:"true,false" doc:"Only who is connected now, or who is not"`
}

func (a *API) listUsers(ctx context.Context, in *UsersQuery) (*answer[Users], error) {
	users, next, err := a.chat.Accounts(caller(ctx), chat.AccountQuery{
		Cursor: in.Cursor, Limit: in.Limit, Prefix: in.Prefix, Name: in.Name, Banned: yesNo(in.Banned), Online: yesNo(in.Online),
	})
	return ok(Users{orEmpty(users), next}, err)
}

// yesNo reads a parameter that may be absent.
func yesNo(s string) *bool {
	if s == "" {
		return nil
	}
	yes := s == "true"
	return &yes
}

// orEmpty makes nil a list without elements, so that JSON shows [] and not null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// addGetUser adds an operation that answers more to the app's key than to users.
func (a *API) addGetUser(r route) {
	schemas := a.huma.OpenAPI().Components.Schemas
	add(a, r, a.getUser)
	a.operation(r.method, r.path).Responses["200"].Content["application/json"].Schema = &huma.Schema{AnyOf: []*huma.Schema{
		schemas.Schema(reflect.TypeFor[chat.Account](), true, ""), schemas.Schema(reflect.TypeFor[chat.PublicProfile](), true, ""),
	}}
}

func (a *API) getUser(ctx context.Context, in *OneUser) (*answer[any], error) {
	c := caller(ctx)
	account, err := a.chat.Account(c.App, in.User)
	if c.Admin {
		return ok[any](account, err)
	}
	return ok[any](chat.PublicProfile{User: account.User, Profile: account.Profile}, err)
}

func (a *API) deleteUser(ctx context.Context, in *OneUser) (*nothing, error) {
	c, err := in.acting(ctx)
	if err == nil {
		err = a.chat.DeleteUser(ctx, c)
	}
	if err == nil {
		a.auth.Forget(c.App, c.User)
	}
	return nil, err
}

// Profiles is what users show of themselves.
type Profiles struct {
	Users []chat.PublicProfile `json:"users"`
}

// UserIDs names users.
type UserIDs struct {
	Users []chat.UserID `json:"users" doc:"At most 100"`
}

func (a *API) batchProfiles(ctx context.Context, in *struct{ Body UserIDs }) (*answer[Profiles], error) {
	found, err := a.chat.Profiles(caller(ctx), in.Body.Users)
	return ok(Profiles{found}, err)
}

func (a *API) getProfile(ctx context.Context, in *OneUser) (*answer[chat.PublicProfile], error) {
	account, err := a.chat.Account(caller(ctx).App, in.User)
	return ok(chat.PublicProfile{User: account.User, Profile: account.Profile}, err)
}

func (a *API) changeProfile(ctx context.Context, in *struct {
	OneUser
	Body chat.ProfileChange
}) (*answer[chat.PublicProfile], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.ChangeProfile(ctx, c, in.Body))
}
