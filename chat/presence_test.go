package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// watching lists whom a user is subscribed to, from pages of two.
func (b *book) watching(u chat.UserID) (all []chat.UserID) {
	b.t.Helper()
	cursor := ""
	for {
		page, next, err := b.Watches(b.as(u), cursor, 2)
		b.must(err)
		for _, w := range page {
			all = append(all, w.User)
		}
		if cursor = next; next == "" {
			return all
		}
	}
}

func (b *book) watch(u chat.UserID, seconds int64, of ...chat.UserID) {
	b.t.Helper()
	_, _, err := b.Watch(b.t.Context(), b.as(u), of, seconds)
	b.must(err)
}

// hearing lists who is to hear of a user, if all are online.
func (b *book) hearing(u chat.UserID) string {
	b.t.Helper()
	var all []chat.UserID
	for after := chat.UserID(""); ; {
		by, next, err := b.Watchers("default", u, after, 2, func(chat.UserID) bool { return true })
		b.must(err)
		all = append(all, by...)
		if after = next; next == "" {
			return fmt.Sprint(all)
		}
	}
}

func TestPresence_StatusIsKeptAndToldToOneself(t *testing.T) {
	b := newBook(t, "ann", "bob")
	st, err := b.SetStatus(t.Context(), b.as("ann"), chat.CustomStatus{Status: "busy", Ext: json.RawMessage(`{ "until": "<9>" }`)})
	if b.must(err); st.Status != "busy" {
		t.Fatal(st)
	}
	b.hears(`ann: {"event":"status.changed","ext":{"until":"\u003c9\u003e"},"status":"busy"}`)
	_, err = b.SetStatus(t.Context(), b.as("ann"), chat.CustomStatus{Status: "busy", Ext: json.RawMessage(`{"until":"<9>"}`)})
	b.must(err)
	b.hears() // the same is no change
	if st, err := b.Status(b.as("ann")); err != nil || st.Status != "busy" {
		t.Fatal(st, err)
	}
	if seen, err := b.Presences(b.as("bob"), []chat.UserID{"ann", "bob", "nobody", "ann"}); err != nil || len(seen) != 3 || seen[0].Online || seen[0].Status != "" || seen[0].Platforms == nil {
		t.Fatal(seen, err) // who is offline shows none
	}
	b.must(b.ClearStatus(t.Context(), b.as("ann")))
	b.must(b.ClearStatus(t.Context(), b.as("ann")))
	b.hears(`ann: {"event":"status.changed"}`)
	for _, c := range []struct {
		code  chat.Code
		field string
		st    chat.CustomStatus
	}{
		{chat.CodeInvalid, "status", chat.CustomStatus{}},
		{chat.CodeTooLarge, "status", chat.CustomStatus{Status: strings.Repeat("x", chat.MaxStatus+1)}},
		{chat.CodeTooLarge, "ext", chat.CustomStatus{Ext: json.RawMessage(`{"x":"` + strings.Repeat("x", chat.MaxStatusExt) + `"}`)}},
		{chat.CodeInvalid, "ext", chat.CustomStatus{Ext: json.RawMessage(`[]`)}},
		{chat.CodeInvalid, "ext", chat.CustomStatus{Ext: json.RawMessage(`{`)}},
	} {
		b.refused(c.code, c.field, func() error { _, err := b.SetStatus(t.Context(), b.as("ann"), c.st); return err })
	}
	b.refused(chat.CodeNoUser, "from", func() error {
		_, err := b.SetStatus(t.Context(), b.as("nobody"), chat.CustomStatus{Status: "here"})
		return err
	})
	b.refused(chat.CodeInvalid, "from", func() error { return b.ClearStatus(t.Context(), b.key()) })
}

func TestPresence_SubscriptionsAreRenewedAndEnd(t *testing.T) {
	b := newBook(t, "ann", "bob", "cat", "dan")
	b.watch("ann", 60, "bob", "cat", "dan", "bob")
	b.watch("cat", 0, "bob")
	if got := fmt.Sprint(b.watching("ann"), b.hearing("bob"), b.hearing("ann")); got != "[bob cat dan][ann cat][]" {
		t.Fatal(got)
	}
	b.now = b.now.Add(30 * time.Second)
	b.watch("ann", 60, "bob")
	b.now = b.now.Add(40 * time.Second) // those that were not renewed have ended
	if got := fmt.Sprint(b.watching("ann"), b.hearing("bob"), b.hearing("dan")); got != "[bob][ann cat][]" {
		t.Fatal(got)
	}
	b.must(b.Purge(t.Context()))
	b.must(b.Unwatch(t.Context(), b.as("ann"), []chat.UserID{"bob", "dan", "nobody"}))
	if got := fmt.Sprint(b.watching("ann"), b.hearing("bob")); got != "[][cat]" {
		t.Fatal(got)
	}
	before := b.log.Hash()
	b.watch("ann", 60, "bob", "cat")
	b.must(b.Unwatch(t.Context(), b.as("ann"), []chat.UserID{"cat", "bob"}))
	if b.log.Hash() != before {
		t.Error("an ended subscription leaves something behind")
	}
	for _, c := range []struct {
		code    chat.Code
		field   string
		c       chat.Caller
		seconds int64
		users   []chat.UserID
	}{
		{chat.CodeTooMany, "users", b.as("ann"), 60, nil},
		{chat.CodeTooMany, "users", b.as("ann"), 60, make([]chat.UserID, chat.MaxBatch+1)},
		{chat.CodeBadID, "users", b.as("ann"), 60, []chat.UserID{"bob", "a b"}},
		{chat.CodeNoUser, "users", b.as("ann"), 60, []chat.UserID{"bob", "nobody"}},
		{chat.CodeInvalid, "users", b.as("ann"), 60, []chat.UserID{"ann"}},
		{chat.CodeInvalid, "expires_in", b.as("ann"), chat.MaxWatchSeconds + 1, []chat.UserID{"bob"}},
		{chat.CodeInvalid, "expires_in", b.as("ann"), -1, []chat.UserID{"bob"}},
		{chat.CodeNoUser, "from", b.as("nobody"), 60, []chat.UserID{"bob"}},
		{chat.CodeInvalid, "from", b.key(), 60, []chat.UserID{"bob"}},
	} {
		b.refused(c.code, c.field, func() error { _, _, err := b.Watch(context.Background(), c.c, c.users, c.seconds); return err })
	}
}

func TestPresence_AsManySubscriptionsAsAreAllowed(t *testing.T) {
	users := []chat.UserID{"ann", "bob"}
	for i := range chat.MaxWatched {
		users = append(users, chat.UserID(fmt.Sprintf("u%04d", i)))
	}
	b := newBook(t, users...)
	for i := 2; i < len(users); i += chat.MaxBatch {
		b.watch("ann", int64(60+i), users[i:min(i+chat.MaxBatch, len(users))]...)
	}
	more := func() error {
		_, _, err := b.Watch(context.Background(), b.as("ann"), []chat.UserID{"bob"}, 60)
		return err
	}
	b.refused(chat.CodeTooMany, "users", more)
	b.watch("ann", 10, users[2:52]...) // renewed: not one more
	b.now = b.now.Add(11 * time.Second)
	b.must(more()) // in the place of what has ended, purged or not
	if n := len(b.watching("ann")); n != chat.MaxWatched-50+1 {
		t.Error(n)
	}
}

func TestPresence_WhoMaySee(t *testing.T) {
	b := newBook(t, "ann", "bob", "cat")
	b.watch("bob", 60, "ann")
	b.watch("cat", 60, "ann")
	_, err := b.Block(t.Context(), b.as("ann"), "bob")
	b.must(err)
	if got := b.hearing("ann"); got != "[cat]" {
		t.Fatal(got)
	}
	if watches, may, err := b.Watching("default", "bob", "ann"); !watches || may || err != nil {
		t.Fatal(watches, may, err)
	}
	b.must(b.Unblock(t.Context(), b.as("ann"), "bob"))
	b.set(func(st *chat.Settings) { st.PresenceFor = chat.PresenceFriends })
	b.friends("ann", "bob")
	if got := b.hearing("ann"); got != "[bob]" {
		t.Fatal(got)
	}
	b.watch("bob", 60, "ann")
	b.ear.heard = nil
	b.refused(chat.CodeNotFriend, "users", func() error {
		_, _, err := b.Watch(context.Background(), b.as("bob"), []chat.UserID{"ann", "cat"}, 60)
		return err
	})
	if _, err := b.ChangeApp(t.Context(), "default", chat.AppChange{Settings: &chat.Settings{}}); err == nil {
		t.Error("settings without any value are taken")
	}
}

func TestPresence_NothingIsLeftOfADeletedUser(t *testing.T) {
	b := newBook(t, "ann", "bob", "cat")
	b.watch("bob", 60, "cat")
	b.must(b.NoteSeen(t.Context(), "default", []chat.Seen{{User: "bob", At: 3}, {User: "nobody", At: 3}}))
	before := fmt.Sprint(b.watching("bob"), b.hearing("cat"), b.hearing("bob"))
	b.watch("ann", 60, "bob", "cat")
	b.watch("bob", 60, "ann")
	_, err := b.SetStatus(t.Context(), b.as("ann"), chat.CustomStatus{Status: "leaving"})
	b.must(err)
	b.must(b.NoteSeen(t.Context(), "default", []chat.Seen{{User: "ann", At: 5}}))
	b.must(b.NoteSeen(t.Context(), "default", []chat.Seen{{User: "ann", At: 4}})) // it was overtaken
	if seen, err := b.Presences(b.as("bob"), []chat.UserID{"ann"}); err != nil || seen[0].LastSeen != 5 {
		t.Fatal(seen, err)
	}
	b.ear.heard = nil
	b.must(b.DeleteUser(t.Context(), b.keyAs("ann")))
	b.hears(`bob: {"event":"presence.changed","online":false,"platforms":[],"user":"ann"}`)
	if got := fmt.Sprint(b.watching("bob"), b.hearing("cat"), b.hearing("bob")); got != before {
		t.Fatalf("%s, not %s", got, before)
	}
	if seen, err := b.Presences(b.as("bob"), []chat.UserID{"ann", "bob"}); err != nil || seen[0].LastSeen != 0 || seen[1].LastSeen != 3 {
		t.Fatal(seen, err)
	}
}
