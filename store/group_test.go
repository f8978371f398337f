package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// TestGroup_TenThousandMembers fills a group to its limit, and does with it whatever one may; the log tells how long each
// thing took.
func TestGroup_TenThousandMembers(t *testing.T) {
	ctx, w := context.Background(), newWorld(t)
	users := make([]chat.UserID, chat.MaxMembers)
	accounts := make([]chat.NewAccount, chat.MaxMembers)
	for i := range users {
		users[i] = chat.UserID(fmt.Sprintf("u%05d", i))
		accounts[i] = chat.NewAccount{User: users[i]}
	}
	for i := 0; i < len(accounts); i += chat.MaxBatch {
		if _, err := w.service.Register(ctx, admin(), accounts[i:i+chat.MaxBatch]); err != nil {
			t.Fatal(err)
		}
	}
	w.users("late")
	owner, last := as(users[0]), users[len(users)-1]
	took := func(what string, do func() error) {
		t.Helper()
		start := time.Now()
		if err := do(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		t.Logf("%s: %v", what, time.Since(start))
	}
	took("make", func() error {
		g, err := w.service.CreateGroup(ctx, owner, chat.NewGroup{ID: "g", Name: "G", Members: users})
		if err == nil && g.Members != chat.MaxMembers {
			err = fmt.Errorf("%d members", g.Members)
		}
		return err
	})
	if _, err := w.service.AddMembers(ctx, owner, "g", []chat.UserID{"late"}); chat.AsErrorCode(err) != chat.CodeTooMany {
		t.Fatalf("one more: %v", err)
	}
	took("make an admin", func() error {
		_, err := w.service.SetAdmin(ctx, owner, "g", last, true)
		return err
	})
	took("mute", func() error {
		_, err := w.service.MuteMember(ctx, owner, "g", users[1], time.Time{})
		return err
	})
	took("mute all", func() error {
		_, err := w.service.MuteGroup(ctx, owner, "g", true)
		return err
	})
	for role, want := range map[chat.Role]chat.UserID{chat.RoleOwner: users[0], chat.RoleAdmin: last, chat.RoleMember: users[1]} {
		took("list by role", func() error {
			found, _, err := w.service.Members(owner, "g", chat.MemberQuery{Role: role, Limit: 1000})
			if err == nil && (len(found) == 0 || found[0].User != want) {
				err = fmt.Errorf("%s: %v", role, found)
			}
			return err
		})
	}
	took("list who is muted", func() error {
		found, _, err := w.service.Members(owner, "g", chat.MemberQuery{Muted: true})
		if err == nil && len(found) != 1 {
			err = fmt.Errorf("%v", found)
		}
		return err
	})
	took("100 messages by an admin", func() error {
		for i := range 100 {
			if _, err := w.service.Send(ctx, as(last), text("group/g", fmt.Sprint(i), "")); err != nil {
				return err
			}
		}
		return nil
	})
	took("ban", func() error {
		_, err := w.service.BanFromGroup(ctx, owner, "g", users[2])
		return err
	})
	took("dismiss", func() error { return w.service.DismissGroup(ctx, owner, "g") })
}
