package tests

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/chat"
)

func TestLogin_DynamicTokensOfEasemobOverMQTT(t *testing.T) {
	s := startServer(t)
	app, secret := s.must(t, http.MethodGet, "/v1/app", nil), s.keys(t).App.Secret
	mine := s.key
	s.key = s.keys(t).ServerKey
	s.must(t, http.MethodPatch, "/v1/apps/default", map[string]any{"aliases": []string{"org#shop"}})
	s.key = mine
	token := func(user string, at time.Time) string {
		sum := sha256.Sum256(fmt.Appendf(nil, "%sorg#shop%s%d600%s", app["appid"], user, at.Unix(), secret))
		return base64.URLEncoding.EncodeToString(fmt.Appendf(nil, `dt-{"signature":"%x","appkey":"org#shop","userId":"%s","curTime":%d,"ttl":600}`, sum, user, at.Unix()))
	}
	now := time.Now()
	ann := s.connect(t, "ann", how{password: token("ann", now)}).listen()
	bob := s.connect(t, "bob", how{user: "bob@org#shop", password: token("Bob", now)})
	if reason, code, _ := bob.publish("im/default/user/ann", "we need no accounts made before"); reason != 0 {
		t.Fatalf("0x%x %s", reason, code)
	}
	ann.hears("we need no accounts made before")
	for name, password := range map[string]string{"of another": token("bob", now), "expired": token("ann", now.Add(-11*time.Minute))} {
		if p, err := s.tryConnect(t, "ann", how{password: password}); err == nil || p == nil || p.ack.ReasonCode != 0x86 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := s.must(t, http.MethodPost, "/v1/token", map[string]any{"user": "ann", "password": token("ann", now)}); got["user"] != "ann" || got["expires_at"].(float64) > float64(now.Add(601*time.Second).UnixMilli()) {
		t.Fatal("what comes of a token outlives it", got)
	}
}

// TestLogin_AUserSigSaysWhatIsWrongWithIt: over MQTT and REST, which part of it does not fit. Passwords say nothing.
func TestLogin_AUserSigSaysWhatIsWrongWithIt(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	number, _ := s.must(t, http.MethodGet, "/v1/app", nil)["sdkappid"].(float64)
	app := chat.App{Name: "default", SDKAppID: uint64(number), Secret: s.keys(t).App.Secret}
	sign := func(user chat.UserID, change func(*chat.App), at time.Time) string {
		of := app
		change(&of)
		sig, err := auth.SignUserSig(of, user, at, time.Hour, nil)
		if err != nil {
			t.Fatal(err)
		}
		return sig
	}
	same, now := func(*chat.App) {}, time.Now()
	for name, c := range map[string]struct{ sig, code, field string }{
		"expired":             {sign("ann", same, now.Add(-2*time.Hour)), "token_expired", "TLS.expire"},
		"of another":          {sign("bob", same, now), "unauthenticated", "TLS.identifier"},
		"of another app":      {sign("ann", func(a *chat.App) { a.SDKAppID++ }, now), "unauthenticated", "TLS.sdkappid"},
		"with a wrong key":    {sign("ann", func(a *chat.App) { a.Secret = strings.Repeat("0", 64) }, now), "unauthenticated", "TLS.sig"},
		"of tomorrow":         {sign("ann", same, now.Add(24*time.Hour)), "unauthenticated", "TLS.time"},
		"cut off: no UserSig": {sign("ann", same, now)[:60], "unauthenticated", ""},
		"a password":          {"a guess", "unauthenticated", ""},
	} {
		p, err := s.tryConnect(t, "ann", how{password: c.sig})
		if err == nil || p == nil || p.ack.ReasonCode != 0x86 || p.ack.Properties.User.Get("code") != c.code || p.ack.Properties.User.Get("field") != c.field {
			t.Errorf("%s: %v", name, err)
		}
		status, body := s.ask(t, http.MethodPost, "/v1/token", map[string]any{"user": "ann", "password": c.sig})
		if field, _ := body["field"].(string); status != 401 || body["code"] != c.code || field != c.field {
			t.Errorf("%s: %d %v", name, status, body)
		}
	}
}

func TestLogin_TheAppsOwnServerOverMQTT(t *testing.T) {
	s := startServer(t)
	secret := s.keys(t).App.Secret
	var down atomic.Bool
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = mac.Write(append([]byte(r.Header.Get("Hongyan-Timestamp")+"."), body...))
		if err != nil || r.Header.Get("Hongyan-Signature") != hex.EncodeToString(mac.Sum(nil)) {
			t.Errorf("%s is signed with %v", body, r.Header)
		}
		if down.Load() {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		var q struct{ User, Password string }
		_ = json.Unmarshal(body, &q) // an empty password is refused below
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": q.Password == "known to the shop", "user": q.User})
	}))
	t.Cleanup(hook.Close)
	for _, wrong := range []string{"ftp://127.0.0.1/", "127.0.0.1:80", "http://", "http://[", "http://127.0.0.1/" + strings.Repeat("x", 1024)} {
		if status, body := s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": map[string]any{"login_hook_url": wrong}}); status != 422 || !strings.HasSuffix(fmt.Sprint(body["field"]), "login_hook_url") {
			t.Errorf("%.30s: %d %v", wrong, status, body)
		}
	}
	s.settings(t, map[string]any{"login_hook_url": hook.URL})
	s.register(t, "bob")
	bob := s.connect(t, "bob", how{}).listen()
	ann := s.connect(t, "ann", how{password: "known to the shop"})
	ann.send("user/bob", "I never registered here")
	bob.hears("I never registered here")
	s.kill()
	s.restart(t)
	if p, err := s.tryConnect(t, "ann", how{password: "a guess"}); err == nil || p == nil || p.ack.ReasonCode != 0x86 {
		t.Errorf("a wrong password: %v", err)
	}
	down.Store(true)
	if p, err := s.tryConnect(t, "ann", how{password: "known to the shop"}); err == nil || p == nil || p.ack.ReasonCode != 0x88 || !strings.Contains(p.ack.Properties.ReasonString, "own server") {
		t.Errorf("a hook that fails: %v", err)
	}
	s.connect(t, "bob", how{}) // known here
	down.Store(false)
	s.connect(t, "ann", how{password: "known to the shop"})
}
