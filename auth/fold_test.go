package auth

import (
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// TestLogin_WithoutCaseEverySpellingIsOneUser: all kinds of credentials, of an app that folds ids and of one that does not.
func TestLogin_WithoutCaseEverySpellingIsOneUser(t *testing.T) {
	for _, folds := range []bool{true, false} {
		w := newWorld(t)
		w.apps[0].Settings.FoldIDs = folds
		app := w.apps[0]
		w.user("bob", "secret")
		sig, err := SignUserSig(app, "BOB", w.now(), time.Hour, nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, password := range map[string]string{
			"password": "secret", "UserSig": sig, "token": w.sign(jwt.MapClaims{"sub": "boB", "exp": 1_700_000_060}),
		} {
			got, err := w.login("Bob", password, "192.0.2.1")
			if folds {
				if wantCode(t, err, ""); got.User != "bob" || !got.FoldIDs {
					t.Errorf("%s: %+v", name, got)
				}
			} else if err == nil {
				t.Errorf("%s: capitals are taken for small letters: %+v", name, got)
			}
		}
		if len(w.accounts) != 1 {
			t.Errorf("accounts: %v", w.accounts)
		}
	}
}
