package auth

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/hongyan-im/hongyan/chat"
)

// inviting lets the app default take guests.
func (w *world) inviting() chat.App {
	w.apps[0].Settings.Guests = true
	return w.apps[0]
}

func TestIssueGuest_ProvesAGuestWithoutAnAccount(t *testing.T) {
	w := newWorld(t)
	app := w.inviting()
	guest, token, expires, err := w.IssueGuest(app, GuestRequest{Platform: "wechat", Device: "phone-1", RemoteIP: "192.0.2.1"})
	wantCode(t, err, "")
	if !chat.IsGuest(guest) || !expires.Equal(w.now().Add(24*time.Hour)) {
		t.Errorf("%q until %v", guest, expires)
	}
	got, err := w.login(string(guest), token, "192.0.2.1")
	wantCode(t, err, "")
	if want := (chat.Caller{App: "default", User: guest, TokenID: got.TokenID, Expires: expires.UnixMilli(), Platform: "wechat", Device: "phone-1"}); got != want || got.TokenID == "" {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, err := w.Bearer(t.Context(), "Bearer "+token, ""); err != nil || !got.Guest() {
		t.Errorf("by Bearer: %+v, %v", got, err)
	}
	if len(w.accounts) != 0 {
		t.Errorf("accounts were made: %v", w.accounts)
	}
	w.revoked[got.TokenID] = true
	_, err = w.login(string(guest), token, "")
	wantCode(t, err, chat.CodeTokenRevoked)
	delete(w.revoked, got.TokenID)
	w.apps[0].Settings.Guests = false
	_, err = w.login(string(guest), token, "")
	wantCode(t, err, chat.CodeForbidden)
	_, _, _, err = w.IssueGuest(w.apps[0], GuestRequest{})
	wantCode(t, err, chat.CodeForbidden)
	w.inviting()
	w.pass(25 * time.Hour)
	_, err = w.login(string(guest), token, "")
	wantCode(t, err, chat.CodeTokenExpired)
}

func TestIssueGuest_AnAddressGetsSoMany(t *testing.T) {
	w := newWorld(t)
	app := w.inviting()
	ask := func(from string) error {
		_, _, _, err := w.IssueGuest(app, GuestRequest{RemoteIP: from})
		return err
	}
	for range guestsMost {
		wantCode(t, ask("192.0.2.1"), "")
	}
	w.pass(20 * time.Second)
	if e := wantCode(t, ask("192.0.2.1"), chat.CodeRateLimited); e != nil && e.RetryAfter != 40 {
		t.Errorf("try again in %d s", e.RetryAfter)
	}
	wantCode(t, ask("192.0.2.2"), "")
	wantCode(t, ask(""), "")
	w.pass(40 * time.Second)
	wantCode(t, ask("192.0.2.1"), "")
	_, _, _, err := w.IssueGuest(app, GuestRequest{TTL: 25 * time.Hour})
	wantCode(t, err, chat.CodeInvalid)
}

// TestLogin_GuestsAndUsersAreToldApart: no credentials make an account of a guest's id, or a guest of a user.
func TestLogin_GuestsAndUsersAreToldApart(t *testing.T) {
	const exp = 1_700_000_060
	for name, tt := range map[string]struct {
		user   string
		claims jwt.MapClaims
		code   chat.Code
	}{
		"signed by the app's own server": {"guest~7", jwt.MapClaims{"sub": "guest~7", "guest": true, "exp": exp}, ""},
		"a user who is called a guest":   {"ann", jwt.MapClaims{"sub": "ann", "guest": true, "exp": exp}, chat.CodeUnauthenticated},
		"a guest without the claim":      {"guest~7", jwt.MapClaims{"sub": "guest~7", "exp": exp}, chat.CodeUnauthenticated},
		"another guest":                  {"guest~8", jwt.MapClaims{"sub": "guest~7", "guest": true, "exp": exp}, chat.CodeUnauthenticated},
		"no name":                        {"guest~", jwt.MapClaims{"sub": "guest~", "guest": true, "exp": exp}, chat.CodeBadID},
		"twice a guest":                  {"guest~a~b", jwt.MapClaims{"sub": "guest~a~b", "guest": true, "exp": exp}, chat.CodeBadID},
		"too long":                       {"guest~" + strings.Repeat("x", 59), jwt.MapClaims{"sub": "guest~" + strings.Repeat("x", 59), "guest": true, "exp": exp}, chat.CodeBadID},
		"the claim is no boolean":        {"guest~7", jwt.MapClaims{"sub": "guest~7", "guest": "yes", "exp": exp}, chat.CodeUnauthenticated},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.inviting()
			got, err := w.login(tt.user, w.sign(tt.claims), "192.0.2.1")
			wantCode(t, err, tt.code)
			if err == nil && !got.Guest() || len(w.accounts) != 0 {
				t.Errorf("%+v, accounts %v", got, w.accounts)
			}
		})
	}
	w := newWorld(t)
	app := w.inviting()
	if _, err := SignUserSig(app, "guest~7", w.now(), time.Hour, nil); err == nil {
		t.Error("a UserSig of a guest is signed")
	}
	if _, _, err := w.Issue(app, "guest~7", "", "", time.Hour); err == nil {
		t.Error("a user's token is signed for a guest")
	}
	for _, password := range []string{"secret", `dt-e30`} {
		if _, err := w.login("guest~7", password, "192.0.2.1"); err == nil {
			t.Errorf("a guest comes in with %q", password)
		}
	}
}
