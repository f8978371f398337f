package auth

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func TestNewKey_HasItsForm(t *testing.T) {
	key, hash := NewKey("shop")
	for form, got := range map[string]string{
		`^hyk_shop\.[A-Za-z0-9_-]{43}$`: key,
		`^[0-9a-f]{64}$`:                hash,
		`^hys_[A-Za-z0-9_-]{43}$`:       NewServerKey(),
		`^[0-9a-f]{64}\z`:               NewSecret(),
	} {
		if !regexp.MustCompile(form).MatchString(got) {
			t.Errorf("%q is not %s", got, form)
		}
	}
	if again, _ := NewKey("shop"); again == key || HashKey(key) != hash {
		t.Error("the key is not its own")
	}
	if !isGeneratedServerKey(NewServerKey()) || isGeneratedServerKey("hys_made up by someone") {
		t.Error("generated keys are not told from others")
	}
}

func TestBearer_ByKey(t *testing.T) {
	w := newWorld(t)
	key, hash := NewKey("shop")
	w.apps[1].KeyHash = hash
	admin := chat.Caller{App: "shop", Admin: true}
	tests := map[string]struct {
		header string
		want   chat.Caller
		code   chat.Code
	}{
		"app key":              {"Bearer " + key, admin, ""},
		"any case of Bearer":   {"BEARER " + key, admin, ""},
		"operator's key":       {"Bearer an operator's own key", chat.Caller{Server: true}, ""},
		"nothing":              {"", chat.Caller{}, chat.CodeUnauthenticated},
		"no value":             {"Bearer ", chat.Caller{}, chat.CodeUnauthenticated},
		"another scheme":       {"Basic " + key, chat.Caller{}, chat.CodeUnauthenticated},
		"no scheme":            {key, chat.Caller{}, chat.CodeUnauthenticated},
		"changed":              {"Bearer " + key + "x", chat.Caller{}, chat.CodeUnauthenticated},
		"of another app":       {"Bearer " + strings.Replace(key, "shop", "default", 1), chat.Caller{}, chat.CodeUnauthenticated},
		"of no app":            {"Bearer " + strings.Replace(key, "shop", "nowhere", 1), chat.Caller{}, chat.CodeUnauthenticated},
		"of an alias":          {"Bearer " + strings.Replace(key, "shop", "org#shop", 1), chat.Caller{}, chat.CodeUnauthenticated},
		"without an app":       {"Bearer hyk_." + randomText(), chat.Caller{}, chat.CodeUnauthenticated},
		"without a dot":        {"Bearer hyk_shop", chat.Caller{}, chat.CodeUnauthenticated},
		"the hash":             {"Bearer " + hash, chat.Caller{}, chat.CodeUnauthenticated},
		"another server key":   {"Bearer " + NewServerKey(), chat.Caller{}, chat.CodeUnauthenticated},
		"very long":            {"Bearer hyk_shop." + strings.Repeat("x", 1<<20), chat.Caller{}, chat.CodeUnauthenticated},
		"a UserSig, not taken": {"Bearer " + vector, chat.Caller{}, chat.CodeUnauthenticated},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := w.Bearer(t.Context(), tt.header, "192.0.2.1")
			wantCode(t, err, tt.code, key, hash)
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestBearer_WithoutAServerKeyNobodyIsTheServer(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.ServerKeyHash = "" })
	_, err := w.Bearer(t.Context(), "Bearer an operator's own key", "")
	wantCode(t, err, chat.CodeUnauthenticated)
	_, err = w.Bearer(t.Context(), "Bearer hyk_default.", "") // nor does an app without a key have one
	wantCode(t, err, chat.CodeUnauthenticated)
}

func TestBearer_AShortServerKeyIsRefused(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.ServerKeyHash = HashKey("fifteen letters") })
	_, err := w.Bearer(t.Context(), "Bearer fifteen letters", "")
	wantCode(t, err, chat.CodeUnauthenticated)
}

func TestBearer_WrongKeysDelayOnlyWhatCouldBeGuessed(t *testing.T) {
	generated := NewServerKey()
	w := newWorld(t)
	key, hash := NewKey("default")
	w.apps[0].KeyHash = hash
	for range freeAnyone {
		_, err := w.Bearer(t.Context(), "Bearer a guess at the key", "127.0.0.1")
		wantCode(t, err, chat.CodeUnauthenticated)
	}
	for _, k := range []string{"a guess at the key", "an operator's own key", generated, key + "x"} {
		_, err := w.Bearer(t.Context(), "Bearer "+k, "127.0.0.1")
		wantCode(t, err, chat.CodeRateLimited)
	}
	_, err := w.Bearer(t.Context(), "Bearer "+key, "127.0.0.1")
	wantCode(t, err, "")
	w.serverKey = HashKey(generated)
	_, err = w.Bearer(t.Context(), "Bearer "+generated, "127.0.0.1")
	wantCode(t, err, "")
	w.pass(firstDelay)
	_, err = w.Bearer(t.Context(), "Bearer a guess at the key", "127.0.0.1")
	wantCode(t, err, chat.CodeUnauthenticated)
}

// TestLoginOperator: the app's key proves any account of the app, and an operator; nothing else does.
func TestLoginOperator(t *testing.T) {
	w := newWorld(t)
	key, hash := NewKey("shop")
	w.apps[1].KeyHash = hash
	w.accounts[account{"shop", "ops"}] = chat.Account{User: "ops"}
	w.accounts[account{"shop", "bad"}] = chat.Account{User: "bad", BannedUntil: w.now().Add(time.Hour).UnixMilli()}
	caller, known, err := w.LoginOperator(Credentials{App: "shop", User: "ops", Password: key})
	if err != nil || !known || caller.Operator != hash || caller.Admin || caller.User != "ops" || caller.App != "shop" {
		t.Fatalf("%+v %v %v", caller, known, err)
	}
	for _, c := range []Credentials{{App: "shop", User: "nobody", Password: key}, {App: "shop", User: "bad", Password: key}, {App: "shop", User: "", Password: key}} {
		if _, known, err := w.LoginOperator(c); !known || err == nil {
			t.Errorf("%q is let in: %v %v", c.User, known, err)
		}
	}
	for _, c := range []Credentials{{App: "shop", User: "ops", Password: key + "x"}, {User: "ops", Password: key}, {App: "shop", User: "ops", Password: "a password"}} {
		if caller, known, err := w.LoginOperator(c); known || err != nil || caller.Operator != "" {
			t.Errorf("%q in %q: %+v %v %v", c.Password, c.App, caller, known, err)
		}
	}
}
