package auth

import (
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func BenchmarkLogin(b *testing.B) {
	w := newWorld(b)
	hash := newPHC("secret", cost{19 << 10, 2, 1}).String()
	w.change("default", "ann", func(a *chat.Account) { a.Hash = hash })
	token, _, err := w.Issue(w.apps[0], "ann", "web", "", time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	for name, tt := range map[string]struct {
		password string
		forget   bool
	}{
		"Token": {token, false}, "Password": {"secret", true}, "RememberedPassword": {"secret", false},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if tt.forget {
					w.Forget("default", "ann")
				}
				if _, err := w.Login(b.Context(), Credentials{User: "ann", Password: tt.password, RemoteIP: "192.0.2.1"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
