package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func (k *talk) keepFor(days int) {
	k.t.Helper()
	st := chat.DefaultSettings()
	st.RetentionDays = days
	if _, err := k.ChangeApp(context.Background(), "default", chat.AppChange{Settings: &st}); err != nil {
		k.t.Fatal(err)
	}
}

func (k *talk) mustSay(from chat.UserID, to, words string) {
	k.t.Helper()
	if _, err := k.say(from, to, words, ""); err != nil {
		k.t.Fatal(err)
	}
}

func (k *talk) retain() {
	k.t.Helper()
	if err := k.Retain(context.Background()); err != nil {
		k.t.Fatal(err)
	}
	if err := k.Purge(context.Background()); err != nil {
		k.t.Fatal(err)
	}
}

// only gives the one conversation that a user has.
func (k *talk) only(u chat.UserID) chat.ConversationView {
	k.t.Helper()
	page, err := k.Conversations(as(u), "", 0)
	if err != nil || len(page.Conversations) != 1 {
		k.t.Fatal(page, err)
	}
	return page.Conversations[0]
}

func TestRetention_RemovesWhatIsOlderAndKeepsTheRest(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	for day := range 10 {
		for n := range 50 { // five hundred in all: more than one command removes
			k.mustSay("ann", "user/bob", fmt.Sprint(day, ".", n))
		}
		k.mustSay("bob", "user/ann", "answer")
		k.now = k.now.Add(24 * time.Hour)
	}
	k.retain()
	if v := k.only("bob"); v.FirstSeq != 1 || v.Unread != 500 {
		t.Fatalf("nothing is removed by default: %+v", v)
	}
	// Ann reads everything of the first two days.
	if _, err := k.MarkRead(context.Background(), as("ann"), chat.UserAddress("bob"), 102); err != nil {
		t.Fatal(err)
	}
	old, err := k.Sync(as("bob"), "")
	if err != nil {
		t.Fatal(err)
	}
	k.keepFor(3)
	k.retain() // the tenth day is over: days 7, 8 and 9 are kept
	bob := k.only("bob")
	if bob.FirstSeq != 7*51+1 || bob.LastSeq != 510 || bob.Unread != 150 || bob.ReadSeq != 7*51 {
		t.Errorf("bob: %+v", bob)
	}
	if ann := k.only("ann"); ann.Unread != 3 || ann.Last == nil {
		t.Errorf("ann has three answers to read: %+v", ann)
	}
	page, err := k.History(as("bob"), chat.UserAddress("ann"), chat.HistoryQuery{Forward: true, Limit: 10})
	if err != nil || page.FirstSeq != 358 || len(page.Messages) != 10 || page.Messages[0].Seq != 358 {
		t.Errorf("the beginning is the first that is kept: %+v %v", page, err)
	}
	page, err = k.History(as("bob"), chat.UserAddress("ann"), chat.HistoryQuery{Before: 300})
	if err != nil || len(page.Messages) != 0 || page.More || page.FirstSeq != 358 {
		t.Errorf("before it: %+v %v", page, err)
	}
	for _, cursor := range []string{"", old.Cursor} {
		if s, err := k.Sync(as("bob"), cursor); err != nil {
			t.Errorf("sync from %q: %v", cursor, err)
		} else if len(s.Conversations) > 0 && s.Conversations[0].Messages[0].Seq < 358 {
			t.Errorf("sync from %q begins with %d", cursor, s.Conversations[0].Messages[0].Seq)
		}
	}
	if r, err := k.say("ann", "user/bob", "on", ""); err != nil || r.Seq != 511 {
		t.Errorf("seqs go on: %+v %v", r, err)
	}
	if st, err := k.MarkRead(context.Background(), as("bob"), chat.UserAddress("ann"), 0); err != nil || st.Unread != 0 || st.ReadSeq != 511 {
		t.Errorf("%+v %v", st, err)
	}
	k.now = k.now.Add(30 * 24 * time.Hour)
	k.retain()
	if v := k.only("bob"); v.FirstSeq != 512 || v.LastSeq != 511 || v.Unread != 0 || v.Last != nil {
		t.Errorf("all gone: %+v", v)
	}
	k.mustSay("bob", "user/ann", "again")
	if v := k.only("ann"); v.LastSeq != 512 || v.Unread != 1 {
		t.Errorf("it begins again: %+v", v)
	}
}

func TestRetention_OfGroupsAndChatrooms(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	ctx, app := context.Background(), chat.Caller{App: "default", Admin: true}
	if _, err := k.CreateGroup(ctx, as("ann"), chat.NewGroup{ID: "g", Members: []chat.UserID{"bob"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.CreateRoom(ctx, app, chat.NewRoom{ID: "r"}); err != nil {
		t.Fatal(err)
	}
	k.mustSay("ann", "group/g", "old")
	k.mustSay("ann", "room/r", "old")
	k.now = k.now.Add(48 * time.Hour)
	k.mustSay("ann", "group/g", "new")
	k.mustSay("ann", "room/r", "new")
	k.keepFor(1)
	k.retain()
	for with, first := range map[chat.Address]uint64{chat.GroupAddress("g"): 3, chat.RoomAddress("r"): 2} {
		page, err := k.History(app, with, chat.HistoryQuery{})
		if err != nil || page.FirstSeq != first || len(page.Messages) != 1 || page.Messages[0].Seq != first {
			t.Errorf("%v: %+v %v", with, page, err)
		}
	}
	if refs, err := k.Recent("default", "r", 10); err != nil || len(refs) != 1 || refs[0].Seq != 2 {
		t.Errorf("who enters is sent: %v %v", refs, err)
	}
	if v := k.only("bob"); v.Unread != 1 {
		t.Errorf("%+v", v)
	}
}

func TestRetention_FilesThatNoMessageNamesGo(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	ctx := context.Background()
	f, err := k.AddFile(ctx, as("ann"), chat.File{Hash: "hash", Size: 1, Type: "text/plain", Name: "a"})
	if err != nil {
		t.Fatal(err)
	}
	send := func() {
		t.Helper()
		d := chat.Draft{To: chat.UserAddress("bob"), Type: "file", Body: json.RawMessage(`{"file":"` + f.ID + `"}`)}
		if _, err := k.Send(ctx, as("ann"), d); err != nil {
			t.Fatal(err)
		}
	}
	k.keepFor(2)
	send()
	k.now = k.now.Add(36 * time.Hour)
	send()
	k.now = k.now.Add(24 * time.Hour)
	k.retain()
	if _, err := k.File(as("bob"), f.ID); err != nil {
		t.Errorf("the second message still names it: %v", err)
	}
	k.now = k.now.Add(48 * time.Hour)
	k.retain()
	if _, err := k.File(as("ann"), f.ID); chat.AsErrorCode(err) != chat.CodeNoFile {
		t.Errorf("nothing names it any more: %v", err)
	}
}

// TestFiles_AMessageCarriesMoreThanItsOwn: who reads a bundle of messages, or a video, may load the files in it and the
// cover, as far as who sent it may; when it is gone they go with it.
func TestFiles_AMessageCarriesMoreThanItsOwn(t *testing.T) {
	k, ctx := newTalk(t, "ann", "bob", "cat", "eve"), context.Background()
	upload := func(u chat.UserID, name string) string {
		t.Helper()
		f, err := k.AddFile(ctx, as(u), chat.File{Hash: "hash-" + name, Size: 1, Type: "image/png", Name: name})
		k.must(err)
		return f.ID
	}
	send := func(from chat.UserID, to, typ, body string) chat.Receipt {
		t.Helper()
		r, err := k.Send(ctx, as(from), chat.Draft{To: at(to), Type: typ, Body: json.RawMessage(body)})
		k.must(err)
		return r
	}
	may := func(u chat.UserID, id string, want bool) {
		t.Helper()
		if _, err := k.File(as(u), id); (err == nil) != want {
			t.Errorf("%s loads %s: %v", u, id, err)
		}
	}
	picture, deep, cover, secret := upload("ann", "picture"), upload("ann", "deep"), upload("ann", "cover"), upload("eve", "secret")
	film := upload("ann", "film")
	send("ann", "user/bob", "img", `{"file":"`+picture+`"}`)
	send("ann", "user/bob", "video", `{"file":"`+film+`","cover":"`+cover+`"}`)
	send("ann", "user/bob", "file", `{"file":"`+deep+`"}`)
	may("bob", cover, true)
	may("cat", cover, false)

	inside := `{"type":"img","body":{"file":"` + picture + `"}},{"type":"img","body":{"file":"` + picture + `"}},` +
		`{"type":"video","body":{"file":"` + film + `","cover":"` + cover + `"}},` +
		`{"type":"combine","body":{"messages":[{"type":"file","body":{"file":"` + deep + `"}}]}},` +
		`{"type":"img","body":{"file":"` + secret + `"}},{"type":"img","body":{"file":"gone"}},{"type":"img","body":{"url":"https://x"}}`
	bundle := send("bob", "user/cat", "combine", `{"title":"ours","messages":[`+inside+`]}`)
	for _, id := range []string{picture, film, cover, deep} {
		may("cat", id, true)
		may("eve", id, false)
	}
	may("cat", secret, false)

	_, err := k.Recall(ctx, as("bob"), at("user/cat"), bundle.Seq, "")
	k.must(err)
	for _, id := range []string{picture, film, cover, deep} {
		may("cat", id, false)
		may("bob", id, true)
	}
	again := send("bob", "user/cat", "combine", `{"messages":[`+inside+`]}`)
	k.keepFor(2)
	k.now = k.now.Add(72 * time.Hour)
	k.retain()
	k.now = k.now.Add(48 * time.Hour)
	k.retain()
	may("ann", picture, false)
	if left := append(k.log.Keys("default/carried"), k.log.Keys("default/fileuse")...); len(left) != 0 {
		t.Errorf("after message %d expired there is left: %q", again.Seq, left)
	}
}
