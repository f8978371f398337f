package chat_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

var ctx = context.Background()

func at(s string) chat.Address {
	a, err := chat.ParseAddress(s)
	if err != nil {
		panic(err)
	}
	return a
}

// refused checks a refusal, and that it changed nothing.
func (k *talk) refused(code chat.Code, try func() error) {
	k.t.Helper()
	before := k.log.Hash()
	err := try()
	if e := (*chat.Error)(nil); !errors.As(err, &e) || e.Code != code {
		k.t.Fatalf("%v, want %s", err, code)
	}
	if k.log.Hash() != before {
		k.t.Fatalf("%s, but something changed", code)
	}
}

// made is a group of the first user with the others.
func (k *talk) made(id chat.GroupID, owner chat.UserID, others ...chat.UserID) {
	k.t.Helper()
	_, err := k.CreateGroup(ctx, as(owner), chat.NewGroup{ID: id, Members: others})
	k.must(err)
}

func (k *talk) sends(from chat.UserID, to, words string, with chat.SendOptions) chat.Receipt {
	k.t.Helper()
	d := chat.PlainText(at(to), []byte(words))
	d.SendOptions = with
	r, err := k.Send(ctx, as(from), d)
	k.must(err)
	return r
}

func (k *talk) unread(u chat.UserID, with string) uint64 {
	k.t.Helper()
	v, err := k.Conversation(as(u), at(with))
	k.must(err)
	return v.Unread
}

func (k *talk) wantUnread(with string, want map[chat.UserID]uint64) {
	k.t.Helper()
	for u, n := range want {
		if got := k.unread(u, with); got != n {
			k.t.Errorf("%s has %d unread in %s, want %d", u, got, with, n)
		}
	}
}

func (k *talk) read(u chat.UserID, with string, seq uint64) {
	k.t.Helper()
	_, err := k.MarkRead(ctx, as(u), at(with), seq)
	k.must(err)
}

func TestUnread_IsRightInEveryCase(t *testing.T) {
	k := newTalk(t, "ann", "bob", "cat", "dan")
	k.made("g", "ann", "bob", "cat")
	const g = "group/g"
	k.sends("ann", g, "one", chat.SendOptions{})
	two := k.sends("ann", g, "two", chat.SendOptions{})
	k.sends("bob", g, "three", chat.SendOptions{})
	k.wantUnread(g, map[chat.UserID]uint64{"ann": 1, "bob": 2, "cat": 3})

	k.sends("ann", g, "hush", chat.SendOptions{Silent: true})
	k.sends("ann", g, "for cat", chat.SendOptions{Only: []chat.UserID{"cat"}})
	k.wantUnread(g, map[chat.UserID]uint64{"ann": 1, "bob": 2, "cat": 4})

	_, err := k.Recall(ctx, as("ann"), at(g), two.Seq, "")
	k.must(err)
	k.wantUnread(g, map[chat.UserID]uint64{"ann": 1, "bob": 1, "cat": 3})

	k.must(k.Erase(ctx, as("cat"), at(g), []uint64{two.Seq, two.Seq + 1}, 0, false)) // one of them is recalled already
	k.wantUnread(g, map[chat.UserID]uint64{"ann": 1, "bob": 1, "cat": 2})

	k.read("cat", g, two.Seq+1)
	k.wantUnread(g, map[chat.UserID]uint64{"cat": 1}) // the one for cat alone
	k.read("bob", g, 0)
	k.wantUnread(g, map[chat.UserID]uint64{"bob": 0})

	if _, err := k.AddMembers(ctx, as("ann"), "g", []chat.UserID{"dan"}); err != nil {
		t.Fatal(err)
	}
	k.wantUnread(g, map[chat.UserID]uint64{"dan": 0})
	late := k.sends("bob", g, "late", chat.SendOptions{})
	k.wantUnread(g, map[chat.UserID]uint64{"ann": 2, "bob": 0, "cat": 2, "dan": 1})
	_, err = k.Recall(ctx, theKey(), at(g), late.Seq, "")
	k.must(err)
	k.wantUnread(g, map[chat.UserID]uint64{"ann": 1, "bob": 0, "cat": 1, "dan": 0})

	k.read("ann", g, 2) // ann marks an old message as read, behind words of her own
	k.wantUnread(g, map[chat.UserID]uint64{"ann": 1})
	k.must(k.Erase(ctx, as("ann"), at(g), nil, 0, true))
	k.wantUnread(g, map[chat.UserID]uint64{"ann": 0})
}

func TestRecall_WhoAndHowLong(t *testing.T) {
	k := newTalk(t, "ann", "bob", "cat")
	k.made("g", "ann", "bob", "cat")
	mine := k.sends("bob", "group/g", "oops", chat.SendOptions{})
	k.refused(chat.CodeForbidden, func() error { _, err := k.Recall(ctx, as("cat"), at("group/g"), mine.Seq, ""); return err })
	k.refused(chat.CodeNoMessage, func() error { _, err := k.Recall(ctx, as("bob"), at("group/g"), 99, ""); return err })
	k.refused(chat.CodeNoMessage, func() error { _, err := k.Recall(ctx, as("ann"), at("group/g"), 1, ""); return err }) // an event
	k.now = k.now.Add(121 * time.Second)
	k.refused(chat.CodeTooLate, func() error { _, err := k.Recall(ctx, as("bob"), at("group/g"), mine.Seq, ""); return err })
	k.refused(chat.CodeTooLarge, func() error {
		_, err := k.Recall(ctx, as("ann"), at("group/g"), mine.Seq, strings.Repeat("x", 257))
		return err
	})
	m, err := k.Recall(ctx, as("ann"), at("group/g"), mine.Seq, "off topic") // the owner may at any time
	if err != nil || m.Type != chat.TypeRecalled || m.Recalled.By != "ann" || m.Recalled.Reason != "off topic" || string(m.Body) != "{}" {
		t.Fatalf("%+v, %v", m, err)
	}
	k.refused(chat.CodeNoMessage, func() error { _, err := k.Recall(ctx, as("ann"), at("group/g"), mine.Seq, ""); return err })
	again, err := k.say("ann", "user/bob", "x", "c1")
	k.must(err)
	_, err = k.Recall(ctx, as("ann"), at("user/bob"), again.Seq, "")
	k.must(err)
	if r, err := k.say("ann", "user/bob", "x", "c1"); err != nil || r != again {
		t.Fatalf("sent again after the recall: %+v, %v", r, err)
	}
	k.refused(chat.CodeNoMessage, func() error { _, err := k.Recall(ctx, as("cat"), at("user/bob"), again.Seq, ""); return err })
}

// TestSync_ADeviceThatWasAwayShowsTheSame compares what a device has that follows sync with what the history says.
func TestSync_ADeviceThatWasAwayShowsTheSame(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	var seqs []uint64
	for i := range 8 {
		seqs = append(seqs, k.sends("ann", "user/bob", fmt.Sprint("words ", i), chat.SendOptions{}).Seq)
	}
	has := map[uint64]string{}
	start, err := k.Sync(as("bob"), "")
	k.must(err)
	for _, m := range start.Conversations[0].Messages {
		has[m.Seq] = showMessage(m)
	}
	_, err = k.Recall(ctx, as("ann"), at("user/bob"), seqs[0], "")
	k.must(err)
	_, err = k.Edit(ctx, as("ann"), at("user/bob"), seqs[1], json.RawMessage(`{"text":"other words"}`), nil)
	k.must(err)
	_, err = k.React(ctx, as("bob"), at("user/ann"), seqs[2], "👍", true)
	k.must(err)
	_, err = k.React(ctx, as("ann"), at("user/bob"), seqs[2], "👍", true)
	k.must(err)
	_, err = k.React(ctx, as("bob"), at("user/ann"), seqs[2], "👍", false)
	k.must(err)
	_, err = k.Pin(ctx, as("bob"), at("user/ann"), seqs[3], true)
	k.must(err)
	k.must(k.Erase(ctx, as("bob"), at("user/ann"), []uint64{seqs[4]}, 0, false))
	fresh := k.sends("ann", "user/bob", "new", chat.SendOptions{Quote: seqs[5]})
	_, err = k.Edit(ctx, as("ann"), at("user/bob"), fresh.Seq, json.RawMessage(`{"text":"newer"}`), nil)
	k.must(err)

	page, err := k.Sync(as("bob"), start.Cursor)
	k.must(err)
	c := page.Conversations[0]
	if len(page.Conversations) != 1 || len(c.Messages) != 1 || len(c.Changed) != 4 || len(c.Deleted) != 1 {
		t.Fatalf("%d new, %d changed, deleted %v", len(c.Messages), len(c.Changed), c.Deleted)
	}
	for _, m := range append(c.Changed, c.Messages...) {
		has[m.Seq] = showMessage(m)
	}
	for _, seq := range c.Deleted {
		has[seq] = chat.TypeNone
	}
	history, err := k.History(as("bob"), at("user/ann"), chat.HistoryQuery{})
	k.must(err)
	if len(history.Messages) != 9 {
		t.Fatalf("%d messages", len(history.Messages))
	}
	for _, m := range history.Messages {
		want := showMessage(m)
		if m.Type == chat.TypeNone {
			want = chat.TypeNone
		}
		if has[m.Seq] != want {
			t.Errorf("message %d: the device shows %s, the history %s", m.Seq, has[m.Seq], want)
		}
	}
	if empty, err := k.Sync(as("bob"), page.Cursor); err != nil || len(empty.Conversations) != 0 {
		t.Fatalf("nothing more changed: %+v, %v", empty, err)
	}
}

func showMessage(m chat.Message) string {
	b, _ := json.Marshal(m)
	return string(b)
}

func TestTargeted_OthersSeeAPlaceholder(t *testing.T) {
	k := newTalk(t, "ann", "bob", "cat")
	k.made("g", "ann", "bob", "cat")
	r := k.sends("ann", "group/g", "for bob", chat.SendOptions{Only: []chat.UserID{"bob"}})
	for u, want := range map[chat.UserID]string{"ann": "txt", "bob": "txt", "cat": chat.TypeNone} {
		m, err := k.Message(as(u), at("group/g"), r.Seq)
		if err != nil || m.Type != want || m.Seq != r.Seq || want == chat.TypeNone && string(m.Body) != "{}" {
			t.Errorf("%s reads %+v, %v", u, m, err)
		}
	}
	k.refused(chat.CodeNoMessage, func() error { _, err := k.React(ctx, as("cat"), at("group/g"), r.Seq, "x", true); return err })
	k.refused(chat.CodeNotMember, func() error {
		d := chat.PlainText(at("group/g"), []byte("x"))
		d.Only = []chat.UserID{"nobody"}
		_, err := k.Send(ctx, as("ann"), d)
		return err
	})
	if v, err := k.Conversation(as("cat"), at("group/g")); err != nil || v.Last == nil || v.Last.Type != chat.TypeEvent {
		t.Errorf("the list shows cat %+v, %v", v.Last, err)
	}
}

func TestExpiry_ContentGoesForReadersAtOnceAndFromTheStoreSoon(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	r := k.sends("ann", "user/bob", "read this soon", chat.SendOptions{ExpiresIn: 60})
	k.now = k.now.Add(59 * time.Second)
	if m, err := k.Message(as("bob"), at("user/ann"), r.Seq); err != nil || m.Type != "txt" {
		t.Fatalf("%+v, %v", m, err)
	}
	k.now = k.now.Add(time.Second)
	if m, err := k.Message(as("bob"), at("user/ann"), r.Seq); err != nil || m.Type != chat.TypeNone {
		t.Fatalf("%+v, %v", m, err)
	}
	k.must(k.Purge(ctx))
	k.wantUnread("user/ann", map[chat.UserID]uint64{"bob": 0})
	if v, err := k.Conversation(as("bob"), at("user/ann")); err != nil || v.Last != nil || v.LastSeq != 1 {
		t.Fatalf("%+v, %v", v, err)
	}
}

func TestReactions_AreCountedAndBounded(t *testing.T) {
	var users []chat.UserID
	for i := range 15 {
		users = append(users, chat.UserID(fmt.Sprintf("u%02d", i)))
	}
	k := newTalk(t, users...)
	k.made("g", users[0], users[1:]...)
	r := k.sends(users[0], "group/g", "hello", chat.SendOptions{})
	react := func(u chat.UserID, kind string, on bool) (chat.Message, error) {
		return k.React(ctx, as(u), at("group/g"), r.Seq, kind, on)
	}
	var m chat.Message
	for _, u := range users {
		for range 2 { // the second time is the same
			var err error
			m, err = react(u, "👍", true)
			k.must(err)
		}
	}
	if len(m.Reactions) != 1 || m.Reactions[0].Count != 15 || len(m.Reactions[0].Users) != 10 {
		t.Fatalf("%+v", m.Reactions)
	}
	m, err := react(users[3], "👍", false)
	if err != nil || m.Reactions[0].Count != 14 || len(m.Reactions[0].Users) != 10 || m.Reactions[0].Users[3] != users[4] {
		t.Fatalf("%+v, %v", m.Reactions, err)
	}
	for i := range chat.MaxReactionKinds - 1 {
		_, err := react(users[0], fmt.Sprint("kind", i), true)
		k.must(err)
	}
	k.refused(chat.CodeTooMany, func() error { _, err := react(users[0], "one more", true); return err })
	k.refused(chat.CodeInvalid, func() error { _, err := react(users[0], "", true); return err })
	_, err = k.Recall(ctx, theKey(), at("group/g"), r.Seq, "")
	k.must(err)
	if m, err := k.Message(as(users[1]), at("group/g"), r.Seq); err != nil || len(m.Reactions) != 0 {
		t.Fatalf("a recalled message keeps %+v, %v", m.Reactions, err)
	}
}

func TestEdit_TenTimesByItsSender(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	r := k.sends("ann", "user/bob", "v0", chat.SendOptions{})
	edit := func(u chat.UserID, with, text string) error {
		_, err := k.Edit(ctx, as(u), at(with), r.Seq, json.RawMessage(text), nil)
		return err
	}
	k.refused(chat.CodeForbidden, func() error { return edit("bob", "user/ann", `{"text":"x"}`) })
	k.refused(chat.CodeBadPayload, func() error { return edit("ann", "user/bob", `{"no":"text"}`) })
	k.refused(chat.CodeBadPayload, func() error { return edit("ann", "user/bob", `[`) })
	for i := range chat.MaxEdits {
		k.must(edit("ann", "user/bob", fmt.Sprintf(`{"text":"v%d"}`, i+1)))
	}
	k.refused(chat.CodeTooMany, func() error { return edit("ann", "user/bob", `{"text":"more"}`) })
	m, err := k.Message(as("bob"), at("user/ann"), r.Seq)
	if err != nil || string(m.Body) != `{"text":"v10"}` || m.Edited.Times != 10 || m.Seq != 1 {
		t.Fatalf("%+v, %v", m, err)
	}
}

func TestReceipts_ByNameAndInPairs(t *testing.T) {
	k := newTalk(t, "ann", "bob", "cat")
	k.made("g", "ann", "bob", "cat")
	r := k.sends("ann", "group/g", "did you read?", chat.SendOptions{Receipt: true})
	k.read("bob", "group/g", 0)
	got, err := k.Receipts(as("ann"), "g", r.Seq)
	if err != nil || len(got.Read) != 1 || got.Read[0] != "bob" || len(got.Unread) != 1 || got.Unread[0] != "cat" {
		t.Fatalf("%+v, %v", got, err)
	}
	k.refused(chat.CodeForbidden, func() error { _, err := k.Receipts(as("bob"), "g", r.Seq); return err })

	one := k.sends("ann", "user/bob", "hello", chat.SendOptions{})
	cursor, err := k.Sync(as("ann"), "")
	k.must(err)
	k.must(k.MarkDelivered(ctx, as("bob"), at("user/ann"), one.Seq))
	v, err := k.Conversation(as("ann"), at("user/bob"))
	if err != nil || v.PeerDelivered != 1 || v.PeerRead != 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	k.read("bob", "user/ann", 0)
	page, err := k.Sync(as("ann"), cursor.Cursor)
	if err != nil || len(page.Conversations) != 1 || page.Conversations[0].PeerRead != 1 {
		t.Fatalf("who was away learns that it was read: %+v, %v", page, err)
	}
}

func TestConversation_PinnedHiddenMarkedAndMentioned(t *testing.T) {
	k := newTalk(t, "ann", "bob", "cat", "dan")
	k.made("g", "ann", "bob")
	yes, no := true, false
	for _, from := range []chat.UserID{"bob", "cat", "dan"} {
		k.now = k.now.Add(time.Second)
		k.sends(from, "user/ann", "hello", chat.SendOptions{})
	}
	change := func(with string, c chat.ConversationChange) chat.ConversationView {
		t.Helper()
		v, err := k.ChangeConversation(ctx, as("ann"), at(with), c)
		k.must(err)
		return v
	}
	change("user/bob", chat.ConversationChange{Pinned: &yes, Marks: &[]string{"customer"}})
	change("user/dan", chat.ConversationChange{Hidden: &yes})
	list := func() (names []string) {
		page, err := k.Conversations(as("ann"), "", 2)
		k.must(err)
		next, err := k.Conversations(as("ann"), page.Next, 10)
		k.must(err)
		for _, c := range append(page.Conversations, next.Conversations...) {
			names = append(names, c.With.String())
		}
		return names
	}
	if got := fmt.Sprint(list()); got != "[user/bob user/cat group/g]" {
		t.Fatal(got)
	}
	k.now = k.now.Add(time.Second)
	k.sends("dan", "user/ann", "still here", chat.SendOptions{})
	change("user/bob", chat.ConversationChange{Pinned: &no})
	if got := fmt.Sprint(list()); got != "[user/dan user/cat user/bob group/g]" {
		t.Fatal(got)
	}
	k.refused(chat.CodeForbidden, func() error {
		d := chat.PlainText(at("group/g"), []byte("all!"))
		d.At = []string{chat.Everyone}
		_, err := k.Send(ctx, as("bob"), d)
		return err
	})
	m := k.sends("bob", "group/g", "ann?", chat.SendOptions{At: []string{"ann"}})
	if v, err := k.Conversation(as("ann"), at("group/g")); err != nil || v.Mentioned != m.Seq {
		t.Fatalf("%+v, %v", v, err)
	}
	all := k.sends("ann", "group/g", "all!", chat.SendOptions{At: []string{chat.Everyone}})
	if v, err := k.Conversation(as("bob"), at("group/g")); err != nil || v.Mentioned != all.Seq {
		t.Fatalf("%+v, %v", v, err)
	}
}

// TestConversation_KeepsAnObjectOfTheAppsOwn: for one user alone, on all his devices.
func TestConversation_KeepsAnObjectOfTheAppsOwn(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	k.sends("bob", "user/ann", "hello", chat.SendOptions{})
	cursor, err := k.Sync(as("ann"), "")
	k.must(err)
	change := func(c chat.ConversationChange) error {
		_, err := k.ChangeConversation(ctx, as("ann"), at("user/bob"), c)
		return err
	}
	has := func(u chat.UserID, with, want string) {
		t.Helper()
		v, err := k.Conversation(as(u), at(with))
		k.must(err)
		if string(v.Ext) != want {
			t.Errorf("%s keeps %s", u, v.Ext)
		}
	}
	k.must(change(chat.ConversationChange{Ext: json.RawMessage(`{"stage":"offer"}`)}))
	has("ann", "user/bob", `{"stage":"offer"}`)
	has("bob", "user/ann", "")
	if page, err := k.Sync(as("ann"), cursor.Cursor); err != nil || len(page.Conversations) != 1 || string(page.Conversations[0].Ext) != `{"stage":"offer"}` {
		t.Errorf("another device learns %+v, %v", page, err)
	}
	k.must(change(chat.ConversationChange{Pinned: new(true)}))
	has("ann", "user/bob", `{"stage":"offer"}`)
	for name, ext := range map[string]string{"no object": `"x"`, "no JSON": `{`, "too long": `{"a":"` + strings.Repeat("x", chat.MaxPrivateExt) + `"}`} {
		if e := chat.AsError(change(chat.ConversationChange{Ext: json.RawMessage(ext)})); e.Field != "ext" {
			t.Errorf("%s: %+v", name, e)
		}
	}
	k.must(change(chat.ConversationChange{Ext: json.RawMessage(`{}`)}))
	has("ann", "user/bob", "")
	k.must(change(chat.ConversationChange{Ext: json.RawMessage(`{"n":1}`)}))
	k.must(k.DeleteUser(ctx, chat.Caller{App: "default", Admin: true, User: "ann"}))
	if left := k.log.Keys("default/convext"); len(left) != 0 {
		t.Errorf("left: %q", left)
	}
}

func TestHistory_ByTimeTypeAndSender(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	start := k.now
	for i := range 30 {
		k.now = start.Add(time.Duration(i) * time.Minute)
		from, to := chat.UserID("ann"), "user/bob"
		if i%3 == 0 {
			from, to = "bob", "user/ann"
		}
		k.sends(from, to, fmt.Sprint(i), chat.SendOptions{})
	}
	since := start.Add(10 * time.Minute).UnixMilli()
	until := start.Add(20 * time.Minute).UnixMilli()
	page, err := k.History(as("ann"), at("user/bob"), chat.HistoryQuery{Since: since, Until: until, From: "bob"})
	if err != nil || len(page.Messages) != 3 || page.Messages[0].Seq != 13 || page.More {
		t.Fatalf("%+v, %v", page, err)
	}
	page, err = k.History(as("ann"), at("user/bob"), chat.HistoryQuery{Type: "img"})
	if err != nil || len(page.Messages) != 0 {
		t.Fatalf("%+v, %v", page, err)
	}
	page, err = k.History(as("ann"), at("user/bob"), chat.HistoryQuery{From: "ann", Forward: true, Limit: 5})
	if err != nil || len(page.Messages) != 5 || !page.More || page.Next != page.Messages[4].Seq {
		t.Fatalf("%+v, %v", page, err)
	}
}
