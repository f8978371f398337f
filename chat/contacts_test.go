package chat_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

// ear is a log that notes what live sessions would hear.
type ear struct {
	*chattest.Log
	heard []string // "ann bob: {event}", "typing ann>bob", "message ann>bob"
}

func (e *ear) Propose(p *chat.Proposal) error {
	err := e.Log.Propose(p)
	for _, effect := range p.Outcome.Effects {
		switch effect := effect.(type) {
		case *chat.Notice:
			b, _ := json.Marshal(effect.Event) // what is told can be encoded
			var event map[string]any
			_ = json.Unmarshal(b, &event)
			delete(event, "ts")
			b, _ = json.Marshal(event)
			e.heard = append(e.heard, fmt.Sprintf("%s: %s", strings.Trim(fmt.Sprint(effect.Users), "[]"), b))
		case *chat.Signal:
			e.Signal(effect)
		case *chat.Stored:
			e.heard = append(e.heard, fmt.Sprintf("message %s>%s", effect.From, effect.To.ID))
		}
	}
	return err
}

func (e *ear) Signal(s *chat.Signal) {
	e.heard = append(e.heard, fmt.Sprintf("%s %s>%s", s.Name, s.From, s.To.ID))
}
func (e *ear) InRoom(chat.AppName, chat.RoomID, chat.UserID) bool                     { return true }
func (e *ear) RoomOnline(chat.AppName, chat.RoomID) int                               { return 0 }
func (e *ear) RoomMembers(chat.AppName, chat.RoomID, chat.UserID, int) []chat.Present { return nil }

// book is an app whose users have contacts.
type book struct {
	*talk
	ear *ear
}

func newBook(t testing.TB, users ...chat.UserID) *book {
	k := &talk{t: t, log: chattest.NewLog(), now: time.UnixMilli(1_700_000_000_000)}
	b := &book{k, &ear{Log: k.log}}
	k.Service = chat.NewService(b.ear, chat.Options{
		Now:   func() time.Time { return k.now },
		NewID: func() string { k.ids++; return fmt.Sprintf("id%08d", k.ids) },
		Live:  b.ear,
	})
	_, err := k.CreateApp(t.Context(), chat.NewApp{Name: "default", Settings: chat.DefaultSettings(), Secret: "s", KeyHash: "k"})
	for some := range slices.Chunk(users, chat.MaxBatch) {
		var accounts []chat.NewAccount
		for _, u := range some {
			accounts = append(accounts, chat.NewAccount{User: u})
		}
		if err == nil {
			_, err = k.Register(t.Context(), b.key(), accounts)
		}
	}
	b.must(err)
	return b
}

func (b *book) as(u chat.UserID) chat.Caller { return chat.Caller{App: "default", User: u} }
func (b *book) key() chat.Caller             { return chat.Caller{App: "default", Admin: true} }
func (b *book) keyAs(u chat.UserID) chat.Caller {
	return chat.Caller{App: "default", Admin: true, User: u}
}

func (b *book) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *book) set(change func(*chat.Settings)) {
	b.t.Helper()
	app, err := b.App("default")
	b.must(err)
	change(&app.Settings)
	_, err = b.ChangeApp(context.Background(), "default", chat.AppChange{Settings: &app.Settings})
	b.must(err)
}

func (b *book) friends(x, y chat.UserID) {
	b.t.Helper()
	_, err := b.Ask(context.Background(), b.keyAs(x), y, "", true)
	b.must(err)
}

// hears expects what was heard since the last call.
func (b *book) hears(want ...string) {
	b.t.Helper()
	if got := b.ear.heard; !slices.Equal(got, want) {
		b.t.Fatalf("heard %q,\nnot %q", got, want)
	}
	b.ear.heard = nil
}

// refused expects an error, and that nothing changed.
func (b *book) refused(code chat.Code, field string, f func() error) {
	b.t.Helper()
	before, heard := b.log.Hash(), len(b.ear.heard)
	err := f()
	var e *chat.Error
	if !errors.As(err, &e) || e.Code != code || e.Field != field {
		b.t.Fatalf("%+v (%v), want %s at %q", e, err, code, field)
	}
	if b.log.Hash() != before || len(b.ear.heard) != heard {
		b.t.Fatalf("%s: something changed", code)
	}
}

func TestContacts_AskAcceptRemarkRemove(t *testing.T) {
	b := newBook(t, "ann", "bob")
	ctx := t.Context()
	r, err := b.Ask(ctx, b.as("ann"), "bob", "hello", false)
	if err != nil || r.Requested != b.now.UnixMilli() || r.Since != 0 {
		t.Fatal(r, err)
	}
	b.hears(`ann bob: {"event":"contact.requested","from":"ann","text":"hello","to":"bob"}`)
	if _, err := b.Ask(ctx, b.as("ann"), "bob", "hello?", false); err != nil {
		t.Fatal(err)
	}
	b.hears() // to ask again changes nothing
	got, _, err := b.Requests(b.as("bob"), false, "", 0)
	if err != nil || len(got) != 1 || got[0] != (chat.ContactRequest{User: "ann", Text: "hello", At: b.now.UnixMilli()}) {
		t.Fatal(got, err)
	}
	if sent, _, err := b.Requests(b.as("ann"), true, "", 0); err != nil || len(sent) != 1 || sent[0].User != "bob" {
		t.Fatal(sent, err)
	}
	b.now = b.now.Add(time.Second)
	if r, err := b.Answer(ctx, b.as("bob"), "ann", true); err != nil || !reflect.DeepEqual(r, chat.Relation{User: "ann", Since: b.now.UnixMilli()}) {
		t.Fatal(r, err)
	}
	b.hears(`bob ann: {"event":"contact.accepted","from":"bob","to":"ann"}`)
	if _, err := b.ChangeContact(ctx, b.as("ann"), "bob", chat.ContactChange{Remark: new("Bobby")}); err != nil {
		t.Fatal(err)
	}
	b.hears(`ann: {"event":"contact.changed","from":"ann","remark":"Bobby","to":"bob"}`)
	if mine, err := b.Relation(b.as("bob"), "ann"); err != nil || mine.Remark != "" {
		t.Fatal("bob sees ann's remark", mine, err)
	}
	if list, next, err := b.Contacts(b.as("ann"), "", 0); err != nil || next != "" || len(list) != 1 || !reflect.DeepEqual(list[0], chat.Contact{User: "bob", Remark: "Bobby", Since: b.now.UnixMilli()}) {
		t.Fatal(list, next, err)
	}
	b.must(b.RemoveContact(ctx, b.as("bob"), "ann"))
	b.hears(`bob ann: {"event":"contact.removed","from":"bob","to":"ann"}`)
	for _, u := range []chat.UserID{"ann", "bob"} {
		if list, _, err := b.Contacts(b.as(u), "", 0); err != nil || len(list) != 0 {
			t.Fatal(u, list, err)
		}
	}
}

func TestContacts_DeclineTakeBackAndBothAsk(t *testing.T) {
	b := newBook(t, "ann", "bob")
	ctx := t.Context()
	ask := func(from, to chat.UserID) {
		t.Helper()
		_, err := b.Ask(ctx, b.as(from), to, "", false)
		b.must(err)
	}
	ask("ann", "bob")
	_, err := b.Answer(ctx, b.as("bob"), "ann", false)
	b.must(err)
	ask("ann", "bob")
	b.must(b.RemoveContact(ctx, b.as("ann"), "bob"))
	b.refused(chat.CodeNotFound, "user", func() error {
		_, err := b.Answer(ctx, b.as("bob"), "ann", true)
		return err
	})
	ask("ann", "bob")
	ask("bob", "ann")
	asked, accepted := `ann bob: {"event":"contact.requested","from":"ann","to":"bob"}`, `bob ann: {"event":"contact.accepted","from":"bob","to":"ann"}`
	b.hears(asked, `bob ann: {"event":"contact.declined","from":"bob","to":"ann"}`, asked, `ann bob: {"event":"contact.removed","from":"ann","to":"bob"}`, asked, accepted)
	if r, err := b.Relation(b.as("ann"), "bob"); err != nil || r.Since == 0 || r.Requested != 0 {
		t.Fatal(r, err)
	}
}

func TestContacts_WithoutConsentBothAreFriendsAtOnce(t *testing.T) {
	b := newBook(t, "ann", "bob", "cat")
	b.set(func(s *chat.Settings) { s.ContactsNeedConsent = false })
	if r, err := b.Ask(t.Context(), b.as("ann"), "bob", "", false); err != nil || r.Since == 0 {
		t.Fatal(r, err)
	}
	b.hears(`ann bob: {"event":"contact.accepted","from":"ann","to":"bob"}`)
	b.set(func(s *chat.Settings) { s.ContactsNeedConsent = true })
	b.friends("ann", "cat") // by the app's key
	if list, next, err := b.Contacts(b.as("ann"), "", 1); err != nil || len(list) != 1 || next != "bob" {
		t.Fatal(list, next, err)
	}
	if list, next, err := b.Contacts(b.as("ann"), "bob", 1); err != nil || len(list) != 1 || list[0].User != "cat" || next != "" {
		t.Fatal(list, next, err)
	}
}

func TestContacts_BadInputChangesNothing(t *testing.T) {
	b := newBook(t, "ann", "bob", "cat")
	ctx := t.Context()
	_, err := b.Ask(ctx, b.as("ann"), "cat", "", false)
	b.must(err)
	_, err = b.Block(ctx, b.as("bob"), "ann")
	b.must(err)
	ask := func(c chat.Caller, to chat.UserID, text string, atOnce bool) func() error {
		return func() error { _, err := b.Ask(ctx, c, to, text, atOnce); return err }
	}
	remark := func(to chat.UserID, text string) func() error {
		return func() error {
			_, err := b.ChangeContact(ctx, b.as("ann"), to, chat.ContactChange{Remark: &text})
			return err
		}
	}
	for name, tt := range map[string]struct {
		code  chat.Code
		field string
		do    func() error
	}{
		"no user named":         {chat.CodeBadID, "user", ask(b.as("ann"), "", "", false)},
		"a wrong name":          {chat.CodeBadID, "user", ask(b.as("ann"), "b/b", "", false)},
		"nobody":                {chat.CodeNoUser, "user", ask(b.as("ann"), "zoe", "", false)},
		"oneself":               {chat.CodeInvalid, "user", ask(b.as("ann"), "ann", "", false)},
		"a long text":           {chat.CodeTooLarge, "text", ask(b.as("ann"), "cat", strings.Repeat("x", chat.MaxAskText+1), false)},
		"the key for nobody":    {chat.CodeInvalid, "from", ask(b.key(), "bob", "", false)},
		"the key for a ghost":   {chat.CodeNoUser, "from", ask(b.keyAs("zoe"), "bob", "", false)},
		"at once by a user":     {chat.CodeForbidden, "at_once", ask(b.as("ann"), "cat", "", true)},
		"who blocks":            {chat.CodeBlocked, "user", ask(b.as("ann"), "bob", "", false)},
		"whom one blocks":       {chat.CodeForbidden, "user", ask(b.as("bob"), "ann", "", false)},
		"remark of no friend":   {chat.CodeNotFound, "user", remark("cat", "Kitty")},
		"a long remark":         {chat.CodeTooLarge, "remark", remark("cat", strings.Repeat("x", chat.MaxRemark+1))},
		"remove no friend":      {chat.CodeNotFound, "user", func() error { return b.RemoveContact(ctx, b.as("bob"), "cat") }},
		"decline nothing":       {chat.CodeNotFound, "user", func() error { _, err := b.Answer(ctx, b.as("bob"), "cat", false); return err }},
		"accept one's own":      {chat.CodeNotFound, "user", func() error { _, err := b.Answer(ctx, b.as("ann"), "cat", true); return err }},
		"block nobody":          {chat.CodeNoUser, "user", func() error { _, err := b.Block(ctx, b.as("ann"), "zoe"); return err }},
		"block oneself":         {chat.CodeInvalid, "user", func() error { _, err := b.Block(ctx, b.as("ann"), "ann"); return err }},
		"relation with nobody":  {chat.CodeNoUser, "user", func() error { _, err := b.Relation(b.as("ann"), "zoe"); return err }},
		"a page that is larger": {chat.CodeInvalid, "limit", func() error { _, _, err := b.Contacts(b.as("ann"), "", 1001); return err }},
		"blocks of the key":     {chat.CodeInvalid, "from", func() error { _, _, err := b.Blocklist(b.key(), "", 0); return err }},
	} {
		t.Run(name, func(t *testing.T) { b.refused(tt.code, tt.field, tt.do) })
	}
}

func numbered(n int) (users []chat.UserID) {
	for i := range n {
		users = append(users, chat.UserID(fmt.Sprintf("u%04d", i)))
	}
	return users
}

func TestContacts_HaveTheirLimits(t *testing.T) {
	users := numbered(chat.MaxBlocked + 2)
	b := newBook(t, users...)
	ctx, ann := t.Context(), users[0]
	for _, u := range users[1 : chat.MaxBlocked+1] {
		_, err := b.Block(ctx, b.as(ann), u)
		b.must(err)
		_, err = b.Ask(ctx, b.as(u), users[chat.MaxBlocked+1], "", false)
		b.must(err)
	}
	last := users[chat.MaxBlocked+1]
	b.refused(chat.CodeTooMany, "user", func() error { _, err := b.Block(ctx, b.as(ann), last); return err })
	b.refused(chat.CodeTooMany, "user", func() error { _, err := b.Ask(ctx, b.as(ann), last, "", false); return err })
	b.must(b.Unblock(ctx, b.as(ann), users[1]))
	_, err := b.Block(ctx, b.as(ann), last)
	b.must(err)
	_, err = b.Answer(ctx, b.as(last), users[1], false)
	b.must(err)
	b.must(b.Unblock(ctx, b.as(ann), last))
	_, err = b.Ask(ctx, b.as(ann), last, "", false)
	b.must(err)
	list, next, err := b.Blocklist(b.as(ann), "", 1000)
	if err != nil || len(list) != chat.MaxBlocked-1 || next != "" {
		t.Fatal(len(list), next, err)
	}
}

func TestContacts_FriendsHaveTheirLimit(t *testing.T) {
	users := numbered(chat.MaxFriends + 2)
	b := newBook(t, users...)
	ctx, ann, last := t.Context(), users[0], users[chat.MaxFriends+1]
	for _, u := range users[1 : chat.MaxFriends+1] {
		b.friends(ann, u)
	}
	b.refused(chat.CodeTooMany, "user", func() error { _, err := b.Ask(ctx, b.as(ann), last, "", false); return err })
	b.refused(chat.CodeTooMany, "user", func() error { _, err := b.Ask(ctx, b.keyAs(last), ann, "", true); return err })
	b.must(b.RemoveContact(ctx, b.as(ann), users[7]))
	b.friends(last, ann)
	var all []chat.Contact
	for cursor, more := "", true; more; more = cursor != "" {
		var page []chat.Contact
		var err error
		page, cursor, err = b.Contacts(b.as(ann), cursor, 700)
		b.must(err)
		all = append(all, page...)
	}
	if len(all) != chat.MaxFriends || !slices.IsSortedFunc(all, func(x, y chat.Contact) int { return strings.Compare(string(x.User), string(y.User)) }) {
		t.Fatal(len(all))
	}
}

func TestBlock_NothingOfTheBlockedArrives(t *testing.T) {
	b := newBook(t, "ann", "bob")
	ctx, bob := t.Context(), chat.UserAddress("bob")
	_, err := b.say("bob", "user/ann", "before", "")
	b.must(err)
	_, err = b.Ask(ctx, b.as("ann"), "bob", "please", false)
	b.must(err)
	b.ear.heard = nil
	_, err = b.Block(ctx, b.as("bob"), "ann")
	b.must(err)
	b.hears(`bob: {"event":"contact.blocked","from":"bob","to":"ann"}`)
	if waiting, _, err := b.Requests(b.as("bob"), false, "", 0); err != nil || len(waiting) != 0 {
		t.Fatal("the request stays", waiting, err)
	}
	b.refused(chat.CodeBlocked, "to", func() error { _, err := b.say("ann", "user/bob", "hello", "c1"); return err })
	b.refused(chat.CodeBlocked, "to", func() error { return b.Typing(b.as("ann"), bob, nil) })
	b.refused(chat.CodeBlocked, "user", func() error { _, err := b.Ask(ctx, b.as("ann"), "bob", "", false); return err })
	_, err = b.MarkRead(ctx, b.as("ann"), bob, 0)
	b.must(err)
	if slices.ContainsFunc(b.ear.heard, func(h string) bool { return strings.HasPrefix(h, "read ") }) {
		t.Fatal("the read signal arrives", b.ear.heard)
	}
	b.ear.heard = nil
	_, err = b.say("bob", "user/ann", "the blocker may write", "")
	b.must(err)
	d := chat.PlainText(bob, []byte("from the app"))
	_, err = b.Send(ctx, b.keyAs("ann"), d)
	b.must(err)
	b.hears("message bob>ann", "message ann>bob")
	b.must(b.Unblock(ctx, b.as("bob"), "ann"))
	b.must(b.Unblock(ctx, b.as("bob"), "ann")) // twice is no mistake
	b.hears(`bob: {"event":"contact.unblocked","from":"bob","to":"ann"}`)
	if r, err := b.say("ann", "user/bob", "again", "c1"); err != nil || r.Seq != 4 {
		t.Fatal(r, err)
	}
	_, err = b.Ask(ctx, b.as("ann"), "bob", "again", false)
	b.must(err)
	b.hears("message ann>bob", `ann bob: {"event":"contact.requested","from":"ann","text":"again","to":"bob"}`)
}

func TestBlock_TheBlockedNeedNotKnow(t *testing.T) {
	b := newBook(t, "ann", "bob")
	b.set(func(s *chat.Settings) { s.TellBlocked = false })
	ctx, bob := t.Context(), chat.UserAddress("bob")
	_, err := b.say("ann", "user/bob", "before", "")
	b.must(err)
	_, err = b.Block(ctx, b.as("bob"), "ann")
	b.must(err)
	b.ear.heard = nil
	before := b.log.Hash()
	for range 2 { // the retry too
		r, err := b.say("ann", "user/bob", "hello", "c1")
		if err != nil || r.ID == "" || r.Seq != 0 || r.TS != b.now.UnixMilli() {
			t.Fatal(r, err)
		}
	}
	b.must(b.Typing(b.as("ann"), bob, nil))
	if b.log.Hash() != before {
		t.Fatal("something is stored")
	}
	b.hears()
	if r, err := b.Ask(ctx, b.as("ann"), "bob", "x", false); err != nil || r.Requested == 0 {
		t.Fatal(r, err)
	}
	b.hears(`ann: {"event":"contact.requested","from":"ann","text":"x","to":"bob"}`)
	b.must(b.RemoveContact(ctx, b.as("ann"), "bob"))
	b.hears(`ann: {"event":"contact.removed","from":"ann","to":"bob"}`)
	if waiting, _, err := b.Requests(b.as("bob"), false, "", 0); err != nil || len(waiting) != 0 {
		t.Fatal(waiting, err)
	}
	if page, err := b.History(b.as("bob"), chat.UserAddress("ann"), chat.HistoryQuery{}); err != nil || len(page.Messages) != 1 {
		t.Fatal(page, err)
	}
}

func TestFriendsOnly_OthersMayNotWrite(t *testing.T) {
	b := newBook(t, "ann", "bob", "cat")
	b.friends("ann", "bob")
	b.set(func(s *chat.Settings) { s.FriendsOnly = true })
	b.ear.heard = nil
	b.refused(chat.CodeNotFriend, "to", func() error { _, err := b.say("ann", "user/cat", "hello", ""); return err })
	b.refused(chat.CodeNotFriend, "to", func() error { return b.Typing(b.as("ann"), chat.UserAddress("cat"), nil) })
	for _, pair := range [][2]chat.UserID{{"ann", "bob"}, {"bob", "ann"}, {"ann", "ann"}} {
		_, err := b.say(pair[0], "user/"+string(pair[1]), "hello", "")
		b.must(err)
	}
	_, err := b.Send(t.Context(), b.keyAs("ann"), chat.PlainText(chat.UserAddress("cat"), []byte("from the app")))
	b.must(err)
	b.must(b.RemoveContact(t.Context(), b.as("bob"), "ann"))
	b.refused(chat.CodeNotFriend, "to", func() error { _, err := b.say("ann", "user/bob", "hello", ""); return err })
	b.set(func(s *chat.Settings) { s.FriendsOnly = false })
	_, err = b.say("ann", "user/cat", "hello", "")
	b.must(err)
}

func TestContacts_OfADeletedUserAreGone(t *testing.T) {
	b := newBook(t, "ann", "bob", "cat", "dan")
	ctx := t.Context()
	b.friends("ann", "bob")
	for _, f := range []func() (chat.Relation, error){
		func() (chat.Relation, error) { return b.Ask(ctx, b.as("ann"), "cat", "", false) },
		func() (chat.Relation, error) { return b.Ask(ctx, b.as("dan"), "ann", "", false) },
		func() (chat.Relation, error) { return b.Block(ctx, b.as("ann"), "dan") },
		func() (chat.Relation, error) { return b.Block(ctx, b.as("bob"), "ann") },
	} {
		_, err := f()
		b.must(err)
	}
	b.ear.heard = nil
	b.must(b.DeleteUser(ctx, b.keyAs("ann")))
	removed := func(u string) string {
		return fmt.Sprintf(`%s: {"event":"contact.removed","from":"ann","to":"%s"}`, u, u)
	}
	b.hears(removed("bob"), removed("cat"), removed("dan"))
	if _, err := b.Register(ctx, b.key(), []chat.NewAccount{{User: "ann"}}); err != nil {
		t.Fatal(err)
	}
	for u, want := range map[chat.UserID]chat.Relation{"bob": {User: "ann", Blocked: b.now.UnixMilli()}, "cat": {User: "ann"}, "dan": {User: "ann"}} {
		if r, err := b.Relation(b.as(u), "ann"); err != nil || !reflect.DeepEqual(r, want) {
			t.Errorf("%s: %+v %v", u, r, err)
		}
		if r, err := b.Relation(b.as("ann"), u); err != nil || !reflect.DeepEqual(r, chat.Relation{User: u}) {
			t.Errorf("ann: %+v %v", r, err)
		}
	}
	b.must(b.Unblock(ctx, b.as("bob"), "ann"))
}

// TestContacts_TheSameCommandsGiveTheSameState sends them through JSON, as a kept log does.
func TestContacts_TheSameCommandsGiveTheSameState(t *testing.T) {
	b := newBook(t, "ann", "bob", "cat")
	ctx := t.Context()
	b.friends("ann", "bob")
	_, _ = b.Ask(ctx, b.as("cat"), "ann", "hi", false) // what comes of each is another test's
	_, _ = b.Answer(ctx, b.as("ann"), "cat", true)
	_, _ = b.ChangeContact(ctx, b.as("ann"), "cat", chat.ContactChange{Remark: new("Kitty")})
	_, _ = b.Block(ctx, b.as("bob"), "cat")
	_, _ = b.say("cat", "user/bob", "hello", "c")
	_ = b.RemoveContact(ctx, b.as("cat"), "ann")
	again := chattest.NewColdLog()
	for _, c := range b.log.Applied() {
		kept, err := json.Marshal(c)
		b.must(err)
		p := &chat.Proposal{}
		b.must(json.Unmarshal(kept, &p.Command))
		b.must(again.Propose(p))
	}
	if again.Hash() != b.log.Hash() {
		t.Fatal("the state is another")
	}
}

func TestBlock_HidesReadMarksFromSync(t *testing.T) {
	b := newBook(t, "ann", "bob")
	ctx, ann, bob := t.Context(), chat.UserAddress("ann"), chat.UserAddress("bob")
	for range 3 {
		b.mustSay("bob", "user/ann", "hello")
	}
	_, err := b.MarkRead(ctx, b.as("ann"), bob, 1)
	b.must(err)
	_, err = b.Block(ctx, b.as("bob"), "ann")
	b.must(err)
	before, err := b.Sync(b.as("bob"), "")
	b.must(err)
	other, err := b.Sync(b.as("ann"), "")
	b.must(err)
	b.must(b.MarkDelivered(ctx, b.as("ann"), bob, 2))
	_, err = b.MarkRead(ctx, b.as("ann"), bob, 2)
	b.must(err)
	if after, err := b.Sync(b.as("bob"), before.Cursor); err != nil || len(after.Conversations) != 0 {
		t.Errorf("bob, who blocks ann, gets %+v, %v", after.Conversations, err)
	}
	if v, err := b.Conversation(b.as("bob"), ann); err != nil || v.PeerRead != 0 || v.PeerDelivered != 0 {
		t.Errorf("bob sees how far ann is: %+v, %v", v, err)
	}
	if after, err := b.Sync(b.as("ann"), other.Cursor); err != nil || len(after.Conversations) != 1 || after.Conversations[0].ReadSeq != 2 {
		t.Errorf("ann's other device: %+v, %v", after, err)
	}
	b.must(b.Unblock(ctx, b.as("bob"), "ann"))
	if v, err := b.Conversation(b.as("bob"), ann); err != nil || v.PeerRead != 2 || v.PeerDelivered != 2 {
		t.Errorf("unblocked: %+v, %v", v, err)
	}
}

// TestContacts_WhatAUserKeepsOfAFriend: an object of the app's own beside the remark, seen by nobody else, and gone with
// the friendship.
func TestContacts_WhatAUserKeepsOfAFriend(t *testing.T) {
	b := newBook(t, "ann", "bob")
	ctx := t.Context()
	b.friends("ann", "bob")
	b.ear.heard = nil
	change := func(c chat.ContactChange) error {
		_, err := b.ChangeContact(ctx, b.as("ann"), "bob", c)
		return err
	}
	has := func(remark, ext string) {
		t.Helper()
		r, err := b.Relation(b.as("ann"), "bob")
		b.must(err)
		list, _, err := b.Contacts(b.as("ann"), "", 0)
		b.must(err)
		if r.Remark != remark || string(r.Ext) != ext || list[0].Remark != remark || string(list[0].Ext) != ext {
			t.Errorf("ann keeps %+v and lists %+v", r, list)
		}
	}
	b.must(change(chat.ContactChange{Ext: json.RawMessage(`{"color":"blue"}`)}))
	b.hears(`ann: {"event":"contact.changed","ext":{"color":"blue"},"from":"ann","remark":"","to":"bob"}`)
	has("", `{"color":"blue"}`)
	b.must(change(chat.ContactChange{Remark: new("Bobby")}))
	b.hears(`ann: {"event":"contact.changed","ext":{"color":"blue"},"from":"ann","remark":"Bobby","to":"bob"}`)
	has("Bobby", `{"color":"blue"}`)
	b.must(change(chat.ContactChange{}))
	b.hears()
	if r, err := b.Relation(b.as("bob"), "ann"); err != nil || r.Remark != "" || r.Ext != nil {
		t.Errorf("bob sees %+v, %v", r, err)
	}
	for name, ext := range map[string]string{"no object": `[1]`, "no JSON": `{"a"}`, "too long": `{"a":"` + strings.Repeat("x", chat.MaxPrivateExt) + `"}`} {
		if e := chat.AsError(change(chat.ContactChange{Ext: json.RawMessage(ext)})); e.Field != "ext" {
			t.Errorf("%s: %+v", name, e)
		}
	}
	b.must(change(chat.ContactChange{Ext: json.RawMessage(` { } `)}))
	has("Bobby", "")
	b.must(change(chat.ContactChange{Ext: json.RawMessage(`{"n":1}`)}))
	b.must(b.RemoveContact(ctx, b.as("bob"), "ann"))
	if r, err := b.Relation(b.as("ann"), "bob"); err != nil || r.Ext != nil {
		t.Errorf("after the end ann keeps %+v, %v", r, err)
	}
}
