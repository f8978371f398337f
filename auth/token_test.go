package auth

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/hongyan-im/hongyan/chat"
)

func TestIssue_ProvesItsUser(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	token, expires, err := w.Issue(w.apps[0], "ann", "ios", "phone-1", time.Hour)
	wantCode(t, err, "")
	if want := w.now().Add(time.Hour); !expires.Equal(want) {
		t.Errorf("expires %v, want %v", expires, want)
	}
	got, err := w.login("ann", token, "192.0.2.1")
	wantCode(t, err, "")
	if got.TokenID == "" {
		t.Error("the token has no id to revoke it by")
	}
	want := chat.Caller{App: "default", User: "ann", TokenID: got.TokenID, Expires: expires.UnixMilli(), Platform: "ios", Device: "phone-1"}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, err = w.Bearer(t.Context(), "bearer  "+token, ""); err != nil || got != want {
		t.Errorf("by Bearer: got %+v, %v, want %+v", got, err, want)
	}
}

func TestIssue_RefusesWhatItShouldNotSign(t *testing.T) {
	w := newWorld(t)
	tests := map[string]struct {
		app    chat.App
		user   chat.UserID
		device string
		ttl    time.Duration
		field  string
	}{
		"no user":     {w.apps[0], "", "", time.Hour, "user"},
		"foreign id":  {w.apps[0], "ann lee", "", time.Hour, "user"},
		"negative":    {w.apps[0], "ann", "", -time.Hour, "ttl"},
		"for ever":    {w.apps[0], "ann", "", 11 * 365 * 24 * time.Hour, "ttl"},
		"long device": {w.apps[0], "ann", strings.Repeat("d", 129), time.Hour, "device"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := w.Issue(tt.app, tt.user, "", tt.device, tt.ttl)
			var e *chat.Error
			if !errors.As(err, &e) || e.Field != tt.field {
				t.Errorf("got %v, want an Error at %s", err, tt.field)
			}
		})
	}
	if _, _, err := w.Issue(w.apps[2], "ann", "", "", time.Hour); err == nil {
		t.Error("signed for an app without a secret")
	}
}

func TestIssue_TakesTheAppsLifetime(t *testing.T) {
	w := newWorld(t)
	_, expires, err := w.Issue(w.apps[0], "ann", "", "", 0)
	wantCode(t, err, "")
	if want := w.now().Add(7 * 24 * time.Hour); !expires.Equal(want) {
		t.Errorf("expires %v, want %v", expires, want)
	}
}

// Claims of a customer's own server, and what each defect is answered.
func TestLogin_TokenOfACustomer(t *testing.T) {
	const now = 1_700_000_000
	tests := map[string]struct {
		claims jwt.MapClaims
		code   chat.Code
		says   string
	}{
		"sub and exp are enough":   {jwt.MapClaims{"sub": "ann", "exp": now + 60}, "", ""},
		"with everything":          {jwt.MapClaims{"sub": "ann", "exp": now + 60, "iat": now, "nbf": now, "jti": "j", "app": "default", "platform": "web", "device": "d", "aud": "x"}, "", ""},
		"app by its number":        {jwt.MapClaims{"sub": "ann", "exp": now + 60, "app": "1400000000"}, "", ""},
		"clock a little ahead":     {jwt.MapClaims{"sub": "ann", "exp": now + 600, "iat": now + 299}, "", ""},
		"no sub":                   {jwt.MapClaims{"exp": now + 60}, chat.CodeUnauthenticated, "sub is missing"},
		"sub is no id":             {jwt.MapClaims{"sub": "ann lee", "exp": now + 60}, chat.CodeUnauthenticated, "sub must be"},
		"another user":             {jwt.MapClaims{"sub": "bob", "exp": now + 60}, chat.CodeUnauthenticated, "another user's"},
		"another app":              {jwt.MapClaims{"sub": "ann", "exp": now + 60, "app": "shop"}, chat.CodeUnauthenticated, "another app"},
		"no exp":                   {jwt.MapClaims{"sub": "ann"}, chat.CodeUnauthenticated, "exp, in seconds since 1970, is missing"},
		"exp in ms":                {jwt.MapClaims{"sub": "ann", "exp": now*1000 + 60}, chat.CodeUnauthenticated, "not milliseconds"},
		"exp enormous":             {jwt.MapClaims{"sub": "ann", "exp": 1e300}, chat.CodeUnauthenticated, "seconds"},
		"exp is a word":            {jwt.MapClaims{"sub": "ann", "exp": "tomorrow"}, chat.CodeUnauthenticated, "cannot be read"},
		"sub is a number":          {jwt.MapClaims{"sub": 7, "exp": now + 60}, chat.CodeUnauthenticated, "cannot be read"},
		"iat in ms":                {jwt.MapClaims{"sub": "ann", "exp": now + 60, "iat": now * 1000}, chat.CodeUnauthenticated, "iat must be seconds"},
		"expired":                  {jwt.MapClaims{"sub": "ann", "exp": now - 1}, chat.CodeTokenExpired, "expired at 2023-11-14T22:13:19Z"},
		"expires this very moment": {jwt.MapClaims{"sub": "ann", "exp": now}, chat.CodeTokenExpired, "expired"},
		"issued in the future":     {jwt.MapClaims{"sub": "ann", "exp": now + 600, "iat": now + 301}, chat.CodeUnauthenticated, "future"},
		"iat_ms in the future":     {jwt.MapClaims{"sub": "ann", "exp": now + 600, "iat_ms": now*1000 + 301_000}, chat.CodeUnauthenticated, "future"},
		"not valid yet":            {jwt.MapClaims{"sub": "ann", "exp": now + 900, "nbf": now + 600}, chat.CodeUnauthenticated, "not valid yet"},
		"jti too long":             {jwt.MapClaims{"sub": "ann", "exp": now + 60, "jti": strings.Repeat("j", 129)}, chat.CodeUnauthenticated, "jti"},
		"unknown platform":         {jwt.MapClaims{"sub": "ann", "exp": now + 60, "platform": "abacus"}, chat.CodeInvalid, "abacus"},
		"long device":              {jwt.MapClaims{"sub": "ann", "exp": now + 60, "device": strings.Repeat("d", 129)}, chat.CodeInvalid, "device"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			token := w.sign(tt.claims)
			_, err := w.login("ann", token, "192.0.2.1")
			e := wantCode(t, err, tt.code, token, vectorSecret)
			if e != nil && !strings.Contains(e.Message, tt.says) {
				t.Errorf("%q does not say %q", e.Message, tt.says)
			}
		})
	}
}

func TestLogin_TokenOfNobodyHere(t *testing.T) {
	w := newWorld(t)
	c := jwt.MapClaims{"sub": "ann", "exp": 1_700_000_060}
	good := w.sign(c)
	tests := map[string]string{
		"another secret":   signWith(t, jwt.SigningMethodHS256, "guess", c),
		"the empty secret": signWith(t, jwt.SigningMethodHS256, "", c),
		"no signature":     signWith(t, jwt.SigningMethodNone, "", c),
		"HS384":            signWith(t, jwt.SigningMethodHS384, vectorSecret, c),
		"HS512":            signWith(t, jwt.SigningMethodHS512, vectorSecret, c),
		"cut off":          good[:len(good)-4],
		"without its end":  good[:strings.LastIndex(good, ".")+1],
		"other claims":     strings.Replace(good, ".", ".e30", 1),
	}
	for name, token := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := w.login("ann", token, "192.0.2.1")
			wantCode(t, err, chat.CodeUnauthenticated, token)
			_, err = w.Bearer(t.Context(), "Bearer "+token, "192.0.2.1")
			wantCode(t, err, chat.CodeUnauthenticated, token)
		})
	}
	if len(w.accounts) != 0 {
		t.Error("a forged token made an account")
	}
}

func TestLogin_AnAppWithoutASecretAcceptsNoSignature(t *testing.T) {
	w := newWorld(t)
	token := signWith(t, jwt.SigningMethodHS256, "", jwt.MapClaims{"sub": "ann", "exp": 1_700_000_060, "app": "bare"})
	_, err := w.Login(t.Context(), Credentials{App: "bare", User: "ann", Password: token})
	wantCode(t, err, chat.CodeUnauthenticated)
	_, err = w.Bearer(t.Context(), "Bearer "+token, "")
	wantCode(t, err, chat.CodeUnauthenticated)
}

func TestLogin_FindsTheAppByAnyOfItsNames(t *testing.T) {
	w := newWorld(t)
	token, _, err := w.Issue(w.apps[1], "ann", "", "", time.Hour)
	wantCode(t, err, "")
	for _, name := range []string{"shop", "5h0p", "org#shop", "1400000001"} {
		caller, err := w.Login(t.Context(), Credentials{App: name, User: "ann", Password: token, Platform: "qq", Device: "d"})
		wantCode(t, err, "")
		if caller.App != "shop" || caller.Platform != "other" && caller.Platform != "qq" || caller.Device != "d" {
			t.Errorf("by %q: got %+v", name, caller)
		}
	}
	_, err = w.Login(t.Context(), Credentials{App: "nowhere", User: "ann", Password: token})
	wantCode(t, err, chat.CodeNoApp)
	caller, err := w.Bearer(t.Context(), "Bearer "+token, "")
	wantCode(t, err, "")
	if caller.App != "shop" || caller.Platform != chat.PlatformOther {
		t.Errorf("by Bearer: got %+v", caller)
	}
	_, err = w.Bearer(t.Context(), "Bearer "+w.sign(jwt.MapClaims{"sub": "ann", "exp": 1_700_000_060, "app": "nowhere"}), "")
	wantCode(t, err, chat.CodeUnauthenticated)
}

func TestLogin_TokenOfAnUnknownUserMakesTheAccount(t *testing.T) {
	w := newWorld(t)
	token := w.issue("new", time.Hour)
	_, err := w.login("new", token, "")
	wantCode(t, err, "")
	if _, ok := w.accounts[account{"default", "new"}]; !ok {
		t.Error("there is no account")
	}
	w.apps[0].Settings.AutoCreate = false
	_, err = w.login("newer", w.issue("newer", time.Hour), "")
	wantCode(t, err, chat.CodeUnauthenticated)
}

func TestLogin_TwoFirstLoginsAtOnceBothPass(t *testing.T) {
	w := newWorld(t)
	w.racing = func() { w.change("default", "new", func(*chat.Account) {}) }
	_, err := w.login("new", w.issue("new", time.Hour), "")
	wantCode(t, err, "")
}

func TestLogin_RevokedTokenSaysSo(t *testing.T) {
	w := newWorld(t)
	token := w.issue("ann", time.Hour)
	caller, err := w.login("ann", token, "")
	wantCode(t, err, "")
	w.revoked[caller.TokenID] = true
	_, err = w.login("ann", token, "")
	wantCode(t, err, chat.CodeTokenRevoked)
	_, err = w.login("ann", w.issue("ann", time.Hour), "")
	wantCode(t, err, "")
}

// What is issued before a revocation ends with it, what is issued after lives: also in the same second and even in the
// same millisecond.
func TestLogin_RevocationIsExactWithinASecond(t *testing.T) {
	for _, gap := range []time.Duration{0, time.Millisecond, 300 * time.Millisecond} {
		t.Run(gap.String(), func(t *testing.T) {
			w := newWorld(t)
			w.user("ann", "secret")
			w.pass(100 * time.Millisecond)
			before := w.issue("ann", time.Hour)
			w.pass(gap)
			w.revokeAll("ann")
			w.pass(gap)
			after := w.issue("ann", time.Hour)
			_, err := w.login("ann", before, "")
			wantCode(t, err, chat.CodeTokenRevoked)
			_, err = w.login("ann", after, "")
			wantCode(t, err, "")
		})
	}
}

func TestLogin_RevocationOfCustomersTokens(t *testing.T) {
	const now = 1_700_000_000
	tests := map[string]struct {
		claims  jwt.MapClaims
		revoked bool
	}{
		"without iat":                 {jwt.MapClaims{}, true},
		"iat before":                  {jwt.MapClaims{"iat": now - 1}, true},
		"iat in the same second":      {jwt.MapClaims{"iat": now}, true},
		"iat after":                   {jwt.MapClaims{"iat": now + 1}, false},
		"iat_ms before":               {jwt.MapClaims{"iat": now, "iat_ms": now*1000 + 499}, true},
		"iat_ms in the same ms":       {jwt.MapClaims{"iat": now, "iat_ms": now*1000 + 500}, true},
		"iat_ms after":                {jwt.MapClaims{"iat": now, "iat_ms": now*1000 + 501}, false},
		"iat_ms negative says nought": {jwt.MapClaims{"iat_ms": -5}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.change("default", "ann", func(a *chat.Account) { a.TokensSince = now*1000 + 500 })
			tt.claims["sub"], tt.claims["exp"] = "ann", now+60
			_, err := w.login("ann", w.sign(tt.claims), "")
			if isCode(err, chat.CodeTokenRevoked) != tt.revoked {
				t.Errorf("got %v, want revoked: %v", err, tt.revoked)
			}
		})
	}
}

// A token that proved its user before proves no more than one that is read anew.
func TestLogin_ARememberedTokenIsStillLookedAt(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Tokens = 1 })
	w.user("ann", "secret")
	token, other := w.issue("ann", time.Hour), w.issue("ann", time.Hour)
	for _, raw := range []string{token, token, other, token} { // the other takes its place between
		got, err := w.login("ann", raw, "")
		wantCode(t, err, "")
		if got.User != "ann" {
			t.Errorf("proved %+v", got)
		}
	}
	for name, tt := range map[string]struct {
		change func() (undo func())
		code   chat.Code
	}{
		"another secret": {func() func() {
			old := w.apps[0].Secret
			w.apps[0].Secret = NewSecret()
			return func() { w.apps[0].Secret = old }
		}, chat.CodeUnauthenticated},
		"no secret": {func() func() {
			old := w.apps[0].Secret
			w.apps[0].Secret = ""
			return func() { w.apps[0].Secret = old }
		}, chat.CodeUnauthenticated},
		"banned": {func() func() {
			w.change("default", "ann", func(a *chat.Account) { a.BannedUntil = w.time.Add(time.Minute).UnixMilli() })
			return func() { w.change("default", "ann", func(a *chat.Account) { a.BannedUntil = 0 }) }
		}, chat.CodeBanned},
		"expired": {func() func() { w.pass(2 * time.Hour); return func() { w.pass(-2 * time.Hour) } }, chat.CodeTokenExpired},
	} {
		undo := tt.change()
		_, err := w.login("ann", token, "")
		if !isCode(err, tt.code) {
			t.Errorf("%s: got %v", name, err)
		}
		undo()
		_, err = w.login("ann", token, "")
		wantCode(t, err, "")
	}
	_, err := w.login("bob", token, "")
	wantCode(t, err, chat.CodeUnauthenticated)
	_, err = w.Login(t.Context(), Credentials{App: "shop", User: "ann", Password: token})
	wantCode(t, err, chat.CodeUnauthenticated)
}
