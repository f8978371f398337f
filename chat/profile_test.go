package chat_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

func TestProfile_FriendsAreToldAndStrangersNot(t *testing.T) {
	b := newBook(t, "ann", "bob", "cat", "dan")
	ctx := t.Context()
	b.friends("ann", "bob")
	b.friends("cat", "ann")
	_, err := b.Ask(ctx, b.as("dan"), "ann", "", false)
	b.must(err)
	b.ear.heard = nil
	name := "Ann"
	for range 2 { // the second time changes nothing
		p, err := b.ChangeProfile(ctx, b.as("ann"), chat.ProfileChange{Nickname: &name, Ext: json.RawMessage(`{"a<b":1}`)})
		if err != nil || p.Profile.Nickname != "Ann" {
			t.Fatal(p, err)
		}
	}
	b.hears(`ann: {"event":"profile","profile":{"ext":{"a\u003cb":1},"nickname":"Ann"}}`,
		`bob cat: {"event":"contact.profile_changed","profile":{"ext":{"a\u003cb":1},"nickname":"Ann"},"user":"ann"}`)
	sign := "gone climbing"
	if p, err := b.ChangeProfile(ctx, b.keyAs("ann"), chat.ProfileChange{Sign: &sign}); err != nil || p.Profile.Nickname != "Ann" || p.Profile.Sign != sign {
		t.Fatal(p, err)
	}
}

func TestProfile_HasItsLimits(t *testing.T) {
	b := newBook(t, "ann")
	text := func(n int) *string { s := strings.Repeat("鸿", n); return &s }
	ext := func(n int) json.RawMessage { return json.RawMessage(`{"x":"` + strings.Repeat("x", n) + `"}`) }
	for _, tt := range []struct {
		field  string
		change chat.ProfileChange
		code   chat.Code
	}{
		{"nickname", chat.ProfileChange{Nickname: text(128)}, ""},
		{"nickname", chat.ProfileChange{Nickname: text(129)}, chat.CodeInvalid},
		{"avatar", chat.ProfileChange{Avatar: text(1025)}, chat.CodeInvalid},
		{"phone", chat.ProfileChange{Phone: text(65)}, chat.CodeInvalid},
		{"mail", chat.ProfileChange{Mail: text(255)}, chat.CodeInvalid},
		{"gender", chat.ProfileChange{Gender: text(33)}, chat.CodeInvalid},
		{"sign", chat.ProfileChange{Sign: text(513)}, chat.CodeInvalid},
		{"birth", chat.ProfileChange{Birth: text(33)}, chat.CodeInvalid},
		{"ext", chat.ProfileChange{Ext: json.RawMessage(`[1]`)}, chat.CodeInvalid},
		{"profile", chat.ProfileChange{Nickname: text(0), Ext: ext(chat.MaxProfile)}, chat.CodeTooLarge},
		{"", chat.ProfileChange{Nickname: text(0), Ext: ext(chat.MaxProfile - len(`{"ext":{"x":""}}`))}, ""},
		{"profile", chat.ProfileChange{Nickname: text(1)}, chat.CodeTooLarge}, // with what is there already
	} {
		change := func() error { _, err := b.ChangeProfile(t.Context(), b.as("ann"), tt.change); return err }
		if tt.code == "" {
			b.must(change())
		} else {
			b.refused(tt.code, tt.field, change)
		}
	}
	b.refused(chat.CodeInvalid, "profile.phone", func() error {
		_, err := b.Register(t.Context(), b.key(), []chat.NewAccount{{User: "zoe", Profile: chat.Profile{Phone: *text(65)}}})
		return err
	})
}
