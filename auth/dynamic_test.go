package auth

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// shop is the app that came from Easemob, made a month before the world's time.
func (w *world) shop() chat.App {
	w.apps[1].Created = w.now().Add(-30 * 24 * time.Hour).UnixMilli()
	return w.apps[1]
}

// dynamic makes a dynamic token as a customer's server does.
func dynamic(t testing.TB, app chat.App, change func(*dynamicToken)) string {
	t.Helper()
	d := dynamicToken{AppKey: "org#shop", UserID: "ann", CurTime: vectorTime.Unix(), TTL: 600}
	change(&d)
	if d.Signature == "" {
		d.Signature = hex.EncodeToString(d.mac(app))
	}
	plain, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return base64.URLEncoding.EncodeToString(append([]byte("dt-"), plain...))
}

func (w *world) loginToShop(user, password string) (chat.Caller, error) {
	return w.Login(w.t.Context(), Credentials{App: "shop", User: user, Password: password, Platform: "ios"})
}

// TestLogin_DynamicTokenOfEasemob spells the signature out, as its documentation does.
func TestLogin_DynamicTokenOfEasemob(t *testing.T) {
	w := newWorld(t)
	app := w.shop()
	app.AppID, app.Secret = "YXA6client", "YXA6secret"
	w.apps[1] = app
	// printf %s YXA6clientorg#shopAnn1700000000600YXA6secret | sha256sum
	const signature = "15304b2a830561594129f1bd48b177f5269ebc7e69fb5c6705a851ac06f1fca1"
	plain := `dt-{"signature":"` + signature + `","appkey":"org#shop","userId":"Ann","curTime":1700000000,"ttl":600}`
	for _, encoded := range []string{base64.URLEncoding.EncodeToString([]byte(plain)), base64.RawURLEncoding.EncodeToString([]byte(plain))} {
		caller, err := w.loginToShop("ann", encoded) // without case; the account is made
		wantCode(t, err, "")
		want := chat.Caller{App: "shop", User: "ann", Expires: 1_700_000_600_000, Platform: "ios"}
		if caller != want {
			t.Errorf("got %+v, want %+v", caller, want)
		}
	}
}

func TestLogin_DynamicTokenSaysWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	app := w.shop()
	forger := app
	forger.Secret = NewSecret()
	tests := map[string]struct {
		change func(*dynamicToken)
		signer chat.App
		code   chat.Code
		says   string
	}{
		"good":                {func(*dynamicToken) {}, app, "", ""},
		"capital letters":     {func(d *dynamicToken) { d.Signature = strings.ToUpper(hex.EncodeToString(d.mac(app))) }, app, "", ""},
		"to the last second":  {func(d *dynamicToken) { d.CurTime -= 600 }, app, "", ""},
		"expired":             {func(d *dynamicToken) { d.CurTime -= 601 }, app, chat.CodeTokenExpired, "expired at"},
		"5 minutes ahead":     {func(d *dynamicToken) { d.CurTime += 300 }, app, "", ""},
		"further ahead":       {func(d *dynamicToken) { d.CurTime += 301 }, app, chat.CodeUnauthenticated, "future"},
		"milliseconds":        {func(d *dynamicToken) { d.CurTime *= 1000 }, app, chat.CodeUnauthenticated, "seconds"},
		"a time cut off":      {func(d *dynamicToken) { d.CurTime, d.TTL = 17, 300_000_000 }, app, chat.CodeUnauthenticated, "seconds"},
		"before the app":      {func(d *dynamicToken) { d.CurTime -= 31 * 24 * 3600; d.TTL = maxDynamicTTL }, app, chat.CodeUnauthenticated, "older than the app"},
		"a negative ttl":      {func(d *dynamicToken) { d.TTL = -1 }, app, chat.CodeUnauthenticated, "ttl"},
		"an endless ttl":      {func(d *dynamicToken) { d.TTL = 1<<63 - 1 }, app, chat.CodeUnauthenticated, "ttl"},
		"another user":        {func(d *dynamicToken) { d.UserID = "bob" }, app, chat.CodeUnauthenticated, "another user's"},
		"another app's key":   {func(d *dynamicToken) { d.AppKey = "org#other" }, app, chat.CodeUnauthenticated, "aliases"},
		"another app":         {func(d *dynamicToken) { d.AppKey = "default" }, app, chat.CodeUnauthenticated, "aliases"},
		"another secret":      {func(*dynamicToken) {}, forger, chat.CodeUnauthenticated, "wrong"},
		"no signature in hex": {func(d *dynamicToken) { d.Signature = "zz" }, app, chat.CodeUnauthenticated, "wrong"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := w.loginToShop("ann", dynamic(t, tt.signer, tt.change))
			e := wantCode(t, err, tt.code, app.Secret)
			if e != nil && !strings.Contains(e.Message, tt.says) {
				t.Errorf("%q does not say %q", e.Message, tt.says)
			}
		})
	}
	t.Run("a password that looks like one is no password", func(t *testing.T) {
		_, err := w.HashPassword(t.Context(), dynamic(t, app, func(*dynamicToken) {}))
		wantCode(t, err, chat.CodeInvalid)
	})
	t.Run("a password that begins like one is", func(t *testing.T) {
		_, err := w.HashPassword(t.Context(), base64.URLEncoding.EncodeToString([]byte("dt-hello")))
		wantCode(t, err, "")
	})
}

func TestLogin_DynamicTokenEndsWithARevocation(t *testing.T) {
	w := newWorld(t)
	token := dynamic(t, w.shop(), func(*dynamicToken) {})
	_, err := w.loginToShop("ann", token)
	wantCode(t, err, "")
	w.change("shop", "ann", func(a *chat.Account) { a.TokensSince = w.time.UnixMilli() })
	_, err = w.loginToShop("ann", token)
	wantCode(t, err, chat.CodeTokenRevoked)
}

func TestLogin_DynamicTokenIsNotGoodForASecondAccount(t *testing.T) {
	w := newWorld(t)
	app := w.shop()
	w.change("shop", "Ann", func(*chat.Account) {})
	_, err := w.loginToShop("ann", dynamic(t, app, func(d *dynamicToken) { d.UserID = "Ann" }))
	wantCode(t, err, chat.CodeUnauthenticated)
	_, err = w.loginToShop("Ann", dynamic(t, app, func(d *dynamicToken) { d.UserID = "Ann" }))
	wantCode(t, err, "")
}

// TestDynamicToken_CannotBeShiftedToAnotherUser: nothing separates user, time and ttl in what is signed.
func TestDynamicToken_CannotBeShiftedToAnotherUser(t *testing.T) {
	w := newWorld(t)
	app := w.shop()
	signed := dynamicToken{AppKey: "org#shop", UserID: "bob17000", CurTime: 1_700_012_345, TTL: 600}
	shifted := dynamicToken{AppKey: "org#shop", UserID: "bob", CurTime: 1_700_017_000, TTL: 12_345_600}
	if fmt.Sprintf("%x", signed.mac(app)) != fmt.Sprintf("%x", shifted.mac(app)) {
		t.Fatal("the signatures differ")
	}
	w.pass(20_000 * time.Second)
	_, err := w.loginToShop("bob", dynamic(t, app, func(d *dynamicToken) { *d = shifted }))
	if e := wantCode(t, err, chat.CodeUnauthenticated); !strings.Contains(e.Message, "another user's too") {
		t.Error(e.Message)
	}
	w.apps[1].Created = w.now().UnixMilli()
	for _, user := range []string{"bob17000", "bob1700", "u1001", "guest_1700020000", "13800138000", "17000200001700020000", "0", "user-600"} {
		for _, ttl := range []int64{60, 600, 3600, 7200, 86400, 604800, 2592000, 315360000} {
			_, err := w.loginToShop(user, dynamic(t, app, func(d *dynamicToken) { d.UserID, d.CurTime, d.TTL = user, w.now().Unix(), ttl }))
			if err != nil {
				t.Errorf("%s for %d s: %v", user, ttl, err)
			}
		}
	}
}
