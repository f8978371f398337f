package media

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func TestLink_OpensOneFileForAWhile(t *testing.T) {
	secret, now := []byte("the app's secret"), time.UnixMilli(1_800_000_000_000)
	expires := now.UnixMilli() + 1
	sig := Sign(secret, "shop", "f1", expires)
	if len(sig) != 24 {
		t.Errorf("signature %q", sig)
	}
	if err := Verify(secret, "shop", "f1", expires, sig, now); err != nil {
		t.Error(err)
	}
	wantCode(t, Verify(secret, "shop", "f1", expires, sig, now.Add(time.Millisecond)), chat.CodeForbidden, "expired")
	for name, err := range map[string]error{
		"another secret": Verify([]byte("x"), "shop", "f1", expires, sig, now),
		"no secret":      Verify(nil, "shop", "f1", expires, Sign(nil, "shop", "f1", expires), now),
		"another app":    Verify(secret, "shop2", "f1", expires, sig, now),
		"another file":   Verify(secret, "shop", "f2", expires, sig, now),
		"moved border":   Verify(secret, "shopf", "1", expires, sig, now),
		"longer":         Verify(secret, "shop", "f1", expires+1, sig, now),
		"for ever":       Verify(secret, "shop", "f1", 0, sig, now),
		"cut":            Verify(secret, "shop", "f1", expires, sig[:22], now),
		"a line break":   Verify(secret, "shop", "f1", expires, sig+"\n", now),
		"none":           Verify(secret, "shop", "f1", expires, "", now),
	} {
		t.Run(name, func(t *testing.T) { wantCode(t, err, chat.CodeForbidden, "signature") })
	}
}

func TestLink_ForEver(t *testing.T) {
	secret := []byte("s")
	if err := Verify(secret, "a", "f", 0, Sign(secret, "a", "f", 0), time.UnixMilli(1<<50)); err != nil {
		t.Error(err)
	}
	wantCode(t, Verify(secret, "a", "f", -1, Sign(secret, "a", "f", -1), time.UnixMilli(1)), chat.CodeForbidden, "expired")
}

func TestSigner_UsesEachAppsSecret(t *testing.T) {
	broken := errors.New("no such app")
	s := Signer{Secret: func(app chat.AppName) ([]byte, error) {
		if app == "gone" {
			return nil, broken
		}
		return []byte("secret of " + app), nil
	}}
	now := time.UnixMilli(1)
	sig, err := s.Sign("a", "f", 9)
	if err != nil || s.Verify("a", "f", 9, sig, now) != nil {
		t.Errorf("%q, %v", sig, err)
	}
	wantCode(t, s.Verify("b", "f", 9, sig, now), chat.CodeForbidden, "signature")
	if _, err := s.Sign("gone", "f", 9); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if err := s.Verify("gone", "f", 9, sig, now); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func FuzzLink(f *testing.F) {
	f.Add("shop", "f1", int64(5), "shop", "f2", int64(5), "AAAA")
	f.Add("a", "1:b", int64(0), "a1", ":b", int64(0), "")
	f.Fuzz(func(t *testing.T, app, id string, expires int64, app2, id2 string, expires2 int64, forged string) {
		secret, before := []byte("s"), time.UnixMilli(-1<<62)
		sig := Sign(secret, chat.AppName(app), id, expires)
		if strings.Trim(sig, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
			t.Fatalf("%q does not fit in an address", sig)
		}
		if err := Verify(secret, chat.AppName(app), id, expires, sig, before); err != nil && expires > -1<<62 {
			t.Fatal(err)
		}
		same := app == app2 && id == id2 && expires == expires2
		if !same && Verify(secret, chat.AppName(app2), id2, expires2, sig, before) == nil {
			t.Fatal("a signature opens another address")
		}
		if forged != sig && Verify(secret, chat.AppName(app), id, expires, forged, before) == nil {
			t.Fatalf("forged by %q", forged)
		}
	})
}
