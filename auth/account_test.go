package auth

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func TestLogin_BannedUserIsToldUntilWhen(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	token := w.issue("ann", 48*time.Hour)
	w.change("default", "ann", func(a *chat.Account) { a.BannedUntil = w.time.Add(time.Hour).UnixMilli() })
	for _, password := range []string{token, "secret"} {
		caller, err := w.login("ann", password, "")
		e := wantCode(t, err, chat.CodeBanned)
		if !strings.Contains(e.Message, "2023-11-14T23:13:20Z") || caller != (chat.Caller{}) {
			t.Errorf("got %+v, %q", caller, e.Message)
		}
	}
	_, err := w.login("ann", "wrong", "")
	wantCode(t, err, chat.CodeUnauthenticated) // who proves nothing is not told of the ban
	w.pass(time.Hour)
	_, err = w.login("ann", token, "")
	wantCode(t, err, "")
	w.change("default", "ann", func(a *chat.Account) { a.BannedUntil = 1 << 52 })
	_, err = w.login("ann", token, "")
	if e := wantCode(t, err, chat.CodeBanned); !strings.Contains(e.Message, "for good") {
		t.Errorf("got %q", e.Message)
	}
}

func TestLogin_AFailingDirectoryIsNoRefusal(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	token := w.issue("ann", time.Hour)
	w.failing = errors.New("disk on fire")
	for _, password := range []string{token, "secret"} {
		if _, err := w.login("ann", password, ""); !errors.Is(err, w.failing) {
			t.Errorf("got %v", err)
		}
	}
}

func TestLogin_BadInputNamesItsField(t *testing.T) {
	w := newWorld(t)
	tests := map[string]struct {
		c     Credentials
		code  chat.Code
		field string
	}{
		"no user":     {Credentials{Password: "x"}, chat.CodeBadID, "user"},
		"user@app":    {Credentials{User: "ann@shop", Password: "x"}, chat.CodeBadID, "user"},
		"no password": {Credentials{User: "ann"}, chat.CodeUnauthenticated, "password"},
		"platform":    {Credentials{User: "ann", Password: "x", Platform: "abacus"}, chat.CodeInvalid, "platform"},
		"device":      {Credentials{User: "ann", Password: "x", Device: strings.Repeat("d", 129)}, chat.CodeInvalid, "device"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := w.Login(t.Context(), tt.c)
			if e := wantCode(t, err, tt.code); e.Field != tt.field {
				t.Errorf("at %q, want %q", e.Field, tt.field)
			}
		})
	}
}
