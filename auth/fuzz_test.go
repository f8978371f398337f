package auth

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/hongyan-im/hongyan/chat"
)

func FuzzUserSig(f *testing.F) {
	f.Add(vector, []byte("buf"), int64(86400))
	f.Add("eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwhW", []byte(nil), int64(1))
	f.Add("eAEBAAD__wAAAAE_", []byte{}, int64(-1))
	f.Add(packBytes([]byte(`{"TLS.ver":"2.0","TLS.identifier":"ann","TLS.sdkappid":1400000000,"TLS.expire":9223372036854775807,"TLS.time":1700000000,"TLS.sig":"AA=="}`)), []byte("\x00"), int64(1)<<62)
	app := chat.App{Name: "default", SDKAppID: 1400000000, Secret: vectorSecret}
	f.Fuzz(func(t *testing.T, s string, buf []byte, ttl int64) {
		if packed, err := base64.StdEncoding.DecodeString(fromUserSig.Replace(s)); err == nil {
			if plain, err := inflate(packed); err == nil && len(plain) > maxUserSig {
				t.Fatalf("inflated to %d bytes", len(plain))
			}
		}
		_, err := VerifyUserSig(app, "nobody-signed-this", s, vectorTime)
		var refusal *chat.Error
		if !errors.As(err, &refusal) {
			t.Fatalf("got %v", err)
		}
		lifetime := time.Duration(ttl)
		sig, err := SignUserSig(app, "ann", vectorTime, lifetime, buf)
		if err != nil {
			return
		}
		expires, err := VerifyUserSig(app, "ann", sig, vectorTime)
		if err != nil || !expires.Equal(vectorTime.Add(lifetime.Truncate(time.Second))) {
			t.Fatalf("what was signed for %v ends %v: %v", lifetime, expires, err)
		}
	})
}

func FuzzToken(f *testing.F) {
	sign := func(c jwt.MapClaims) string {
		s, err := jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString([]byte(vectorSecret))
		if err != nil {
			f.Fatal(err)
		}
		return s
	}
	f.Add(sign(jwt.MapClaims{"sub": "ann", "exp": 1_700_000_060}), `{"sub":"ann","exp":1700000060}`)
	f.Add("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.", `null`)
	f.Add("a.b.c", `{"sub":"ann","exp":1e308,"iat":-1e308,"nbf":"1","iat_ms":-9223372036854775808,"aud":[1]}`)
	f.Add("..", `{"sub":"ann","exp":1700000060.9,"iat_ms":9223372036854775807,"app":"default","platform":"web"}`)
	app := chat.App{Name: "default", Secret: vectorSecret}
	find := func(string) (chat.App, error) { return app, nil }
	now := vectorTime
	f.Fuzz(func(t *testing.T, raw, payload string) {
		isToken(raw)
		if _, _, err := parseToken(raw, find); err == nil {
			if _, err := jwt.Parse(raw, func(*jwt.Token) (any, error) { return []byte(vectorSecret), nil },
				jwt.WithValidMethods([]string{"HS256"}), jwt.WithoutClaimsValidation()); err != nil {
				t.Fatalf("a forged token passed: %v", err)
			}
		}
		// Any payload with a good signature: refused, or it says what a caller must have.
		text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
		sig, err := jwt.SigningMethodHS256.Sign(text, []byte(vectorSecret))
		if err != nil {
			t.Fatal(err)
		}
		c, _, err := parseToken(text+"."+base64.RawURLEncoding.EncodeToString(sig), find)
		if err != nil || c.check("", now) != nil {
			return
		}
		caller, err := c.complete(chat.Caller{}, app)
		if err == nil && (!chat.ValidID(string(caller.User)) || caller.Expires <= now.UnixMilli() || c.issued() > now.Add(maxAhead).UnixMilli()) {
			t.Fatalf("%s gives %+v", payload, caller)
		}
	})
}

func FuzzPHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=4294967295,t=4294967295,p=255$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=8,t=1,p=1$$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parsePHC(s)
		if err != nil {
			return
		}
		if h.memory > maxHashMemory || h.time > maxHashTime || h.threads > maxHashThreads || h.memory < 8*uint32(h.threads) || h.time < 1 {
			t.Fatalf("%s asks for %+v", s, h.cost)
		}
		again, err := parsePHC(h.String())
		if err != nil || again.cost != h.cost || !bytes.Equal(again.salt, h.salt) || !bytes.Equal(again.hash, h.hash) {
			t.Fatalf("%s, written again, is %s: %v", s, h, err)
		}
	})
}

func FuzzKey(f *testing.F) {
	key, hash := NewKey("default")
	f.Add("Bearer hyk_default.x", "192.0.2.1")
	f.Add("Bearer hyk_default", "[2001:db8::1%eth0]:1")
	f.Add("bearer hys_"+strings.Repeat("A", 43), "")
	f.Add("Bearer  ..", "::")
	f.Add("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.", "@")
	f.Fuzz(func(t *testing.T, header, remote string) {
		w := newWorld(t)
		w.apps[0].KeyHash = hash
		if strings.Contains(header, key) || strings.Contains(header, "an operator's own key") {
			return
		}
		caller, err := w.Bearer(t.Context(), header, remote)
		var refusal *chat.Error
		if !errors.As(err, &refusal) || caller != (chat.Caller{}) {
			t.Fatalf("got %+v, %v", caller, err)
		}
		if _, value, _ := strings.Cut(header, " "); len(value) > minServerKey && strings.Contains(refusal.Message, value) {
			t.Fatalf("what was sent is in the answer %q", refusal.Message)
		}
	})
}
