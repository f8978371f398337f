package auth

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/outward"
)

const vectorSecret = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e"

// world is a Directory in memory, with a clock that only tests move and an Authenticator whose hashes are cheap.
type world struct {
	t testing.TB
	*Authenticator

	mu       sync.Mutex
	time     time.Time
	apps     []chat.App
	accounts map[account]chat.Account
	revoked  map[string]bool
	failing  error  // what every look-up of an account returns
	racing   func() // called once, before an account is made
	lookup   func(int)
	lookups  int
}

func newWorld(t testing.TB, change ...func(*Options)) *world {
	w := &world{
		t:        t,
		time:     time.UnixMilli(1_700_000_000_000),
		accounts: map[account]chat.Account{},
		revoked:  map[string]bool{},
		apps: []chat.App{
			{Name: "default", SDKAppID: 1400000000, AppID: "d3f", Secret: vectorSecret, Settings: chat.DefaultSettings()},
			{Name: "shop", SDKAppID: 1400000001, AppID: "5h0p", Aliases: []string{"org#shop"}, Secret: NewSecret(), Settings: chat.DefaultSettings()},
			{Name: "bare", SDKAppID: 1400000002, Settings: chat.DefaultSettings()}, // without a secret
		},
	}
	o := Options{Now: w.now, HashMemory: 64, HashTime: 1, ServerKeyHash: HashKey("an operator's own key"), Client: outward.Own().Client()}
	for _, f := range change {
		f(&o)
	}
	w.Authenticator = New(w, o)
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.time
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.time = w.time.Add(d)
}

func (w *world) App(name string) (chat.App, error) {
	for _, a := range w.apps {
		if named(a, name) {
			return a, nil
		}
	}
	return chat.App{}, chat.Errorf(chat.CodeNoApp, "there is no app %q", name)
}

func (w *world) Account(app chat.AppName, user chat.UserID) (chat.Account, error) {
	w.mu.Lock()
	w.lookups++
	n, lookup := w.lookups, w.lookup
	w.mu.Unlock()
	if lookup != nil {
		lookup(n)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	a, ok := w.accounts[account{app, user}]
	if w.failing != nil {
		return a, w.failing
	}
	if !ok {
		return a, chat.Errorf(chat.CodeNoUser, "there is no user %q", user).At("user")
	}
	return a, nil
}

func (w *world) Standing(app chat.AppName, user chat.UserID) (chat.Standing, error) {
	a, err := w.Account(app, user)
	return chat.Standing{BannedUntil: a.BannedUntil, TokensSince: a.TokensSince}, err
}

func (w *world) TokenRevoked(_ chat.AppName, id string) (bool, error) { return w.revoked[id], nil }

func (w *world) Register(_ context.Context, c chat.Caller, accounts []chat.NewAccount) ([]chat.Account, error) {
	if !c.Admin {
		w.t.Error("an account was made without the app's right")
	}
	if f := w.racing; f != nil {
		w.racing = nil
		f()
	}
	made := make([]chat.Account, 0, len(accounts))
	for _, n := range accounts {
		w.mu.Lock()
		_, taken := w.accounts[account{c.App, n.User}]
		w.mu.Unlock()
		if taken {
			return nil, chat.Errorf(chat.CodeExists, "there is a user %q already", n.User)
		}
		made = append(made, w.change(c.App, n.User, func(a *chat.Account) { a.Hash = n.Hash }))
	}
	return made, nil
}

// change changes an account, or makes it.
func (w *world) change(app chat.AppName, user chat.UserID, f func(*chat.Account)) chat.Account {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.accounts[account{app, user}]
	a.User = user
	f(&a)
	w.accounts[account{app, user}] = a
	return a
}

// user makes an account of the app "default" with a password.
func (w *world) user(name chat.UserID, password string) {
	w.t.Helper()
	hash, err := w.HashPassword(w.t.Context(), password)
	if err != nil {
		w.t.Fatalf("hash a password: %v", err)
	}
	w.change(chat.DefaultApp, name, func(a *chat.Account) { a.Hash = hash })
}

func (w *world) revokeAll(user chat.UserID) {
	at := w.now().UnixMilli()
	w.change(chat.DefaultApp, user, func(a *chat.Account) { a.TokensSince = max(a.TokensSince, at) })
}

// login logs in to the app "default".
func (w *world) login(user, password, from string) (chat.Caller, error) {
	return w.Login(w.t.Context(), Credentials{User: user, Password: password, RemoteIP: from})
}

func (w *world) issue(user chat.UserID, ttl time.Duration) string {
	w.t.Helper()
	token, _, err := w.Issue(w.apps[0], user, "web", "d1", ttl)
	if err != nil {
		w.t.Fatalf("issue a token: %v", err)
	}
	return token
}

// sign makes a token as a customer's server does.
func (w *world) sign(c jwt.MapClaims) string {
	return signWith(w.t, jwt.SigningMethodHS256, vectorSecret, c)
}

func signWith(t testing.TB, m jwt.SigningMethod, secret string, c jwt.MapClaims) string {
	t.Helper()
	var key any = []byte(secret)
	if m == jwt.SigningMethodNone {
		key = jwt.UnsafeAllowNoneSignatureType
	}
	s, err := jwt.NewWithClaims(m, c).SignedString(key)
	if err != nil {
		t.Fatalf("sign: %v", err)
	}
	return s
}

// wantCode wants an Error with a code; "" wants none. No secret may be in it.
func wantCode(t testing.TB, err error, want chat.Code, secrets ...string) *chat.Error {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Fatalf("got %v, want no error", err)
		}
		return nil
	}
	var e *chat.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an Error with the code %s", err, want)
	}
	if e.Code != want {
		t.Fatalf("got %s (%s), want %s", e.Code, e.Message, want)
	}
	if slices.ContainsFunc(secrets, func(s string) bool { return s != "" && strings.Contains(e.Message, s) }) {
		t.Errorf("a secret is in the message %q", e.Message)
	}
	return e
}
