package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Directory is what auth asks of the domain.
type Directory interface {
	// App finds an app by its name or another of its names; an Error with CodeNoApp when there is none.
	App(name string) (chat.App, error)
	// Account gives an account; an Error with CodeNoUser when there is none.
	Account(app chat.AppName, user chat.UserID) (chat.Account, error)
	// Standing tells how an account stands; an Error with CodeNoUser when there is none.
	Standing(app chat.AppName, user chat.UserID) (chat.Standing, error)
	// TokenRevoked tells whether a token was revoked by its id.
	TokenRevoked(app chat.AppName, tokenID string) (bool, error)
	// Register makes accounts, all or none; an Error with CodeExists when one is there already.
	Register(ctx context.Context, caller chat.Caller, accounts []chat.NewAccount) ([]chat.Account, error)
}

// Options of an Authenticator. Zero values mean the defaults.
type Options struct {
	Now           func() time.Time // time.Now when nil
	ServerKeyHash string           // HashKey of the server's key; empty: no server key is accepted
	HashMemory    uint32           // of new password hashes, KiB; 19 MiB when 0, as OWASP asks for
	HashTime      uint32           // passes of new password hashes; 2 when 0
	Hashes        int              // hashes computed at once; half the processors when 0
	Waiting       int              // logins that may wait for a hash, more are refused; 256 when 0
	Cached        int              // accounts whose verified password is remembered; 10,000 when 0
	Tokens        int              // tokens whose verified signature is remembered, about 500 bytes each; 20,000 when 0
	Free          int              // wrong passwords in a row, for an account from one address, that are free of delay; 5 when 0
	Counters      int              // counters of wrong attempts that are kept; 100,000 when 0
	Log           *slog.Logger     // slog.Default when nil
	Client        *http.Client     // asks login hooks, and follows no redirects; needed where apps have them
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	o.HashMemory = min(orDefault(o.HashMemory, 19<<10), maxHashMemory)
	o.HashTime = min(orDefault(o.HashTime, 2), maxHashTime)
	o.Hashes = orDefault(o.Hashes, max(1, runtime.NumCPU()/2))
	o.Waiting = orDefault(o.Waiting, 256)
	o.Cached = orDefault(o.Cached, 10_000)
	o.Tokens = orDefault(o.Tokens, 20_000)
	o.Free = orDefault(o.Free, freeHere)
	o.Counters = orDefault(o.Counters, 100_000)
	return o
}

func orDefault[N int | uint32](n, otherwise N) N {
	if n <= 0 {
		return otherwise
	}
	return n
}

// Authenticator proves callers. It is safe for concurrent use, and starts no goroutines.
type Authenticator struct {
	dir       Directory
	now       func() time.Time
	serverKey string
	cost      cost
	pool      *pool
	verified  *verified
	tokens    *remembered
	throttle  *throttle
	guests    *guestbook
	hook      *loginHook
}

// New makes an Authenticator.
func New(d Directory, o Options) *Authenticator {
	o = o.withDefaults()
	a := &Authenticator{
		dir:       d,
		now:       o.Now,
		serverKey: o.ServerKeyHash,
		cost:      cost{memory: max(o.HashMemory, 8), time: o.HashTime, threads: 1},
		pool:      newPool(o.Hashes, o.Waiting),
		verified:  &verified{now: o.Now, entries: newTable[account, proof](o.Cached)},
		tokens:    &remembered{entries: newTable[[sha256.Size]byte, signed](o.Tokens)},
		throttle:  newThrottle(o.Now, o.Counters, o.Free),
		guests:    newGuestbook(o.Counters),
		hook:      newLoginHook(o),
	}
	_, _ = rand.Read(a.verified.key[:]) // never fails
	return a
}

// account names one account of the server.
type account struct {
	app  chat.AppName
	user chat.UserID
}

// Credentials are what a client shows when it connects or asks for a token.
type Credentials struct {
	App      string // a name of the app; empty: the app "default"
	User     string
	Password string // a signed token, a UserSig, a dynamic token or a password, told apart by their form
	RemoteIP string
	Platform string // where the client runs, when the token does not say
	Device   string
}

// maxDevice bounds the id of a device, in bytes.
const maxDevice = 128

// Login proves a user.
func (a *Authenticator) Login(ctx context.Context, c Credentials) (chat.Caller, error) {
	app, err := a.app(c.App)
	if err != nil {
		return chat.Caller{}, err
	}
	caller, err := claimed(app, c)
	if err != nil {
		return chat.Caller{}, err
	}
	if c.Password == "" {
		return chat.Caller{}, chat.Errorf(chat.CodeUnauthenticated, "a password, a token or a UserSig is needed").At("password")
	}
	if isToken(c.Password) {
		return a.byToken(ctx, c.Password, c.RemoteIP, caller, func(name string) (chat.App, error) {
			if name != "" && !named(app, name) {
				return app, chat.Errorf(chat.CodeUnauthenticated, "the token is for another app: connect as user@app").At("app")
			}
			return app, nil
		})
	}
	if sig, ok := parseUserSig(c.Password); ok {
		return a.byUserSig(ctx, app, sig, c.RemoteIP, caller)
	}
	if t, ok := parseDynamic(c.Password); ok {
		return a.byDynamic(ctx, app, t, c.RemoteIP, caller)
	}
	return a.byPassword(ctx, app, c.Password, c.RemoteIP, caller)
}

// LoginAnonymous lets in who shows no credentials, where the setting anonymous_user of the app default names an account
// for them.
func (a *Authenticator) LoginAnonymous(c Credentials) (chat.Caller, error) {
	app, err := a.app(c.App)
	if err != nil {
		return chat.Caller{}, err
	}
	if app.Settings.AnonymousUser == "" {
		return chat.Caller{}, chat.Errorf(chat.CodeUnauthenticated, "a user name, and a password, a token or a UserSig are needed").At("user")
	}
	c.User = string(app.Settings.AnonymousUser)
	caller, err := claimed(app, c)
	if err != nil {
		return chat.Caller{}, err
	}
	caller.Anonymous = true
	return a.registered(caller, chat.Errorf(chat.CodeNoUser, "the app's setting anonymous_user names %s, but there is no such account: register it", caller.User))
}

// claimed is the caller that credentials name, not proven yet.
func claimed(app chat.App, c Credentials) (chat.Caller, error) {
	if !chat.ValidID(c.User) && !(chat.IsGuest(chat.UserID(c.User)) && isToken(c.Password)) {
		return chat.Caller{}, chat.Errorf(chat.CodeBadID, "the user's name must be 1 to 64 of A-Z a-z 0-9 _ . -").At("user")
	}
	platform, err := chat.ParsePlatform(c.Platform)
	if err != nil {
		return chat.Caller{}, err
	}
	user := chat.UserID(app.ID(c.User))
	return chat.Caller{App: app.Name, User: user, Platform: platform, Device: c.Device, FoldIDs: app.Settings.FoldIDs}, checkDevice(c.Device)
}

func checkDevice(device string) error {
	if len(device) > maxDevice {
		return chat.Errorf(chat.CodeInvalid, "the device's id has %d bytes, %d are allowed", len(device), maxDevice).At("device")
	}
	return nil
}

func (a *Authenticator) app(name string) (chat.App, error) {
	if name == "" {
		name = string(chat.DefaultApp)
	}
	return a.dir.App(name)
}

// named tells whether clients may call the app so.
func named(app chat.App, name string) bool {
	return name == string(app.Name) || name == app.AppID || name == strconv.FormatUint(app.SDKAppID, 10) ||
		slices.Contains(app.Aliases, name)
}

// signedFor finds the account for which a valid signature speaks, or makes it when the app's settings say so, and
// refuses when the account is banned or when the signature, issued at a time in ms, was revoked since.
func (a *Authenticator) signedFor(ctx context.Context, app chat.App, user chat.UserID, issued int64) error {
	st, err := a.dir.Standing(app.Name, user)
	if isCode(err, chat.CodeNoUser) {
		acc, failed := a.create(ctx, app, user, issued)
		st, err = chat.Standing{BannedUntil: acc.BannedUntil, TokensSince: acc.TokensSince}, failed
	}
	if err != nil {
		return err
	}
	if err := a.refuseBanned(st.BannedUntil); err != nil {
		return err
	}
	if st.TokensSince > 0 && issued <= st.TokensSince {
		return chat.Errorf(chat.CodeTokenRevoked, "all tokens of this user were revoked after this one was issued: log in again")
	}
	return nil
}

func (a *Authenticator) create(ctx context.Context, app chat.App, user chat.UserID, issued int64) (chat.Account, error) {
	if !app.Settings.AutoCreate {
		return chat.Account{}, errWrong()
	}
	made, err := a.dir.Register(ctx, chat.Caller{App: app.Name, Admin: true}, []chat.NewAccount{{User: user, Issued: issued}})
	if isCode(err, chat.CodeExists) { // by another login of the same user, meanwhile
		return a.dir.Account(app.Name, user)
	}
	if isCode(err, chat.CodeTokenRevoked) { // the account was deleted after the signature was made
		return chat.Account{}, err
	}
	if err != nil {
		return chat.Account{}, fmt.Errorf("make the account %s/%s: %w", app.Name, user, err)
	}
	if len(made) != 1 {
		return chat.Account{}, fmt.Errorf("make the account %s/%s: %d were made", app.Name, user, len(made))
	}
	return made[0], nil
}

func (a *Authenticator) refuseBanned(untilMilli int64) error {
	until := time.UnixMilli(untilMilli).UTC()
	switch {
	case !until.After(a.now()):
		return nil
	case until.Unix() > lastSecond:
		return chat.Errorf(chat.CodeBanned, "the account is banned for good")
	}
	return chat.Errorf(chat.CodeBanned, "the account is banned until %s", until.Format(time.RFC3339))
}

// errForged is a signature or key that nobody here made.
var errForged = errors.New("the credentials are forged or damaged")

// errWrong is the one answer to everything that proves nothing: it does not tell which users there are.
func errWrong() *chat.Error {
	return chat.Errorf(chat.CodeUnauthenticated, "the user or the credentials are wrong")
}

// forged counts an attempt that proved nothing against its address.
func (a *Authenticator) forged(remoteIP string) error {
	from := place{addr: Source(remoteIP)}
	if wait := a.throttle.wait(from); wait > 0 {
		return errWait(wait)
	}
	a.throttle.fail(from)
	return errWrong()
}

func isCode(err error, code chat.Code) bool {
	var e *chat.Error
	return errors.As(err, &e) && e.Code == code
}
