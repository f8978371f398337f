package auth

import (
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

func TestLoginCertified(t *testing.T) {
	w := newWorld(t)
	folding := chat.DefaultSettings()
	folding.FoldIDs = true
	w.apps = append(w.apps, chat.App{Name: "plant", Settings: folding})
	w.accounts[account{"default", "bob"}] = chat.Account{User: "bob"}
	w.accounts[account{"shop", "bob"}] = chat.Account{User: "bob"}
	w.accounts[account{"plant", "bob"}] = chat.Account{User: "bob"}
	w.accounts[account{"default", "eve"}] = chat.Account{User: "eve", BannedUntil: w.now().UnixMilli() + 1000}
	for _, c := range []struct {
		name, user, app string // of the certificate; of CONNECT
		in              chat.AppName
		code            chat.Code
	}{
		{name: "bob", in: "default"},
		{name: "bob", user: "bob", in: "default"},
		{name: "bob", user: "bob", app: "d3f", in: "default"},
		{name: "bob@shop", user: "bob", in: "shop"},
		{name: "bob@org#shop", user: "bob", app: "shop", in: "shop"},
		{name: "Bob@plant", user: "bOB", in: "plant"},
		{name: "bob", user: "bob", app: "shop", code: chat.CodeUnauthenticated},
		{name: "bob", user: "ann", code: chat.CodeUnauthenticated},
		{name: "bob", user: "Bob", code: chat.CodeUnauthenticated},
		{name: "Bob", code: chat.CodeNoUser},
		{name: "bob@nowhere", code: chat.CodeNoApp},
		{name: "eve", code: chat.CodeBanned},
		{name: "", code: chat.CodeBadID},
		{name: "@shop", code: chat.CodeBadID},
		{name: "b ob", code: chat.CodeBadID},
		{name: strings.Repeat("b", 65), code: chat.CodeBadID},
		{name: "guest~1", code: chat.CodeBadID},
	} {
		got, err := w.LoginCertified(c.name, Credentials{User: c.user, App: c.app, Password: "anything", Device: "d", Platform: "iot"})
		if c.code != "" {
			if chat.AsErrorCode(err) != c.code || got != (chat.Caller{}) {
				t.Errorf("%+v: %+v, %v", c, got, err)
			}
			continue
		}
		if err != nil || got.App != c.in || got.User != "bob" || got.Admin || got.Device != "d" || got.Platform != "iot" {
			t.Errorf("%+v: %+v, %v", c, got, err)
		}
	}
}
