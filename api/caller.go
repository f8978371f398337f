package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"github.com/hongyan-im/hongyan/chat"
)

// who says whom a route admits.
type who int

const (
	anyone    who = iota // credentials are looked at when shown
	member               // a user, or the app's key
	appKey               // the app's key
	serverKey            // the server's key
	anyKey               // the app's key or the server's
)

// String is what the OpenAPI document says in x-caller. Clients are generated from what users may call.
func (w who) String() string {
	return [...]string{"anyone", "user", "app", "server", "app or server"}[w]
}

// admits refuses callers that a route is not for.
func (w who) admits(c chat.Caller) error {
	switch {
	case w == anyone:
	case c.App == "" && !c.Server:
		return chat.Errorf(chat.CodeUnauthenticated, "show a token or a key: Authorization: Bearer …")
	case w == serverKey && !c.Server:
		return chat.Errorf(chat.CodeForbidden, "only the server's key may do this")
	case w == serverKey:
	case w == anyKey && c.Server:
	case c.App == "":
		return chat.Errorf(chat.CodeForbidden, "the server's key makes and changes apps; show the key of an app, or a token")
	case (w == appKey || w == anyKey) && !c.Admin:
		return chat.Errorf(chat.CodeForbidden, "only the app's key may do this")
	}
	return nil
}

// credential is who asks, or why that could not be proven.
type credential struct {
	caller chat.Caller
	shown  bool
	err    error
}

type credentialKey struct{}

func withCaller(ctx context.Context, c chat.Caller) context.Context {
	return context.WithValue(ctx, credentialKey{}, credential{caller: c, shown: true})
}

func credentials(ctx context.Context) credential {
	c, _ := ctx.Value(credentialKey{}).(credential)
	return c
}

func caller(ctx context.Context) chat.Caller { return credentials(ctx).caller }

// identify finds out who asks: it is known already when the request came over MQTT.
func (a *API) identify(r *http.Request) credential {
	if c := credentials(r.Context()); c.shown {
		return c
	}
	header := r.Header.Get("Authorization")
	if header == "" {
		return credential{}
	}
	c, err := a.auth.Bearer(r.Context(), header, originOf(r.Context()).ip)
	return credential{caller: c, shown: true, err: err}
}

// requestTimeout bounds how long a request may take, but uploads.
const requestTimeout = 60 * time.Second

// admit is the middleware of all operations: it authenticates, asks whether the route is for the caller, and bounds
// the time.
func (a *API) admit(hc huma.Context, next func(huma.Context)) {
	op := hc.Operation()
	r, w := humachi.Unwrap(hc)
	ctx := r.Context()
	tracked(ctx).operation = op.OperationID
	// Answers are JSON, whatever is asked for.
	r.Header.Del("Accept")
	w.Header().Set("Cache-Control", "no-store")
	cred := a.identify(r)
	wanted, _ := op.Metadata[whoKey].(who)
	err := cred.err
	switch {
	case wanted == anyone:
		err = nil // the handler asks, if it matters
	case err == nil:
		err = wanted.admits(cred.caller)
	}
	if a.o.MayCome != nil && !cred.caller.Server {
		if banned := a.o.MayCome(originOf(ctx).ip); banned != nil {
			err = banned
		}
	}
	if err == nil && cred.err == nil {
		err = admitsGuest(cred.caller, op.OperationID, hc.Param("kind"))
	}
	finished := false
	if cred.err == nil && (cred.caller.Admin || cred.caller.Server) {
		defer func() { a.audit(r, w, op, cred.caller, finished) }()
	}
	if err != nil {
		p := problemOf(err)
		p.presented = cred.shown
		a.fail(w, r, p)
		finished = true
		return
	}
	ctx = context.WithValue(ctx, credentialKey{}, cred)
	if op.Metadata[streamsKey] == nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, requestTimeout)
		defer cancel()
	} else {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // an upload takes its time until it is answered
	}
	next(huma.WithContext(hc, ctx))
	finished = true
}

// AsUser is the parameter by which the app's key acts for a user.
type AsUser struct {
	From chat.UserID `query:"from" doc:"With the app's key: act for this user" example:"ann"`
}

// acting gives the caller, acting for the user that the request names. With the app's key there may be none.
func (p AsUser) acting(ctx context.Context) (chat.Caller, error) { return caller(ctx).As(p.From) }

// user is acting for operations that need a user.
func (p AsUser) user(ctx context.Context) (chat.Caller, error) {
	c, err := p.acting(ctx)
	if err == nil && c.User == "" {
		err = chat.Errorf(chat.CodeInvalid, "say for which user: add from=USER").At("from")
	}
	return c, err
}

// actingForAny is acting for operations that the app's key does to guests too.
func (p OneUser) actingForAny(ctx context.Context) (chat.Caller, error) {
	c := caller(ctx)
	if c.Admin && chat.IsGuest(p.User) {
		c.User = p.User
		return c, nil
	}
	return p.acting(ctx)
}

// OneUser is the user in a path.
type OneUser struct {
	User chat.UserID `path:"user" doc:"A user's id" example:"ann"`
}

// acting gives the caller acting for the user in the path: the user himself, or the app's key.
func (p OneUser) acting(ctx context.Context) (chat.Caller, error) {
	c, err := caller(ctx).As(p.User)
	if e, ok := err.(*chat.Error); ok {
		err = e.At("user")
	}
	return c, err
}
