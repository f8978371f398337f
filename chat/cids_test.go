package chat_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

// talk is a service over a log in memory, with a clock that tests turn.
type talk struct {
	*chat.Service
	t    testing.TB
	log  *chattest.Log
	now  time.Time
	ids  int
	file string
}

func newTalk(t testing.TB, users ...chat.UserID) *talk {
	k := &talk{t: t, log: chattest.NewLog(), now: time.UnixMilli(1_700_000_000_000)}
	k.Service = chat.NewService(k.log, chat.Options{
		Now:   func() time.Time { return k.now },
		NewID: func() string { k.ids++; return fmt.Sprintf("id%08d", k.ids) },
		Live:  nobodyOnline{},
	})
	if _, err := k.CreateApp(context.Background(), chat.NewApp{Name: "default", Settings: chat.DefaultSettings(), Secret: "s", KeyHash: "k"}); err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		if _, err := k.Register(context.Background(), chat.Caller{App: "default", Admin: true}, []chat.NewAccount{{User: u}}); err != nil {
			t.Fatal(err)
		}
	}
	return k
}

type nobodyOnline struct{}

func (nobodyOnline) InRoom(chat.AppName, chat.RoomID, chat.UserID) bool { return true }
func (nobodyOnline) RoomOnline(chat.AppName, chat.RoomID) int           { return 0 }
func (nobodyOnline) RoomMembers(chat.AppName, chat.RoomID, chat.UserID, int) []chat.Present {
	return nil
}
func (nobodyOnline) Signal(*chat.Signal) {}

func (k *talk) say(from chat.UserID, to, words, cid string) (chat.Receipt, error) {
	a, err := chat.ParseAddress(to)
	if err != nil {
		k.t.Fatal(err)
	}
	d := chat.PlainText(a, []byte(words))
	d.CID = cid
	return k.Send(context.Background(), chat.Caller{App: "default", User: from}, d)
}

// TestCID_MeansTheSameMessageForSevenDays sends more than one block and one run hold, and asks for each again.
func TestCID_MeansTheSameMessageForSevenDays(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	const many = 1500
	var first [many]chat.Receipt
	for i := range many {
		k.now = k.now.Add(5 * time.Minute) // five days and five hours in all
		var err error
		if first[i], err = k.say("ann", "user/bob", fmt.Sprint("words ", i), fmt.Sprint("c", i)); err != nil {
			t.Fatal(err)
		}
		if first[i].Seq != uint64(i+1) {
			t.Fatalf("message %d has seq %d", i, first[i].Seq)
		}
	}
	for i := range many {
		if again, err := k.say("ann", "user/bob", fmt.Sprint("words ", i), fmt.Sprint("c", i)); err != nil || again != first[i] {
			t.Fatalf("message %d: first %+v, again %+v, %v", i, first[i], again, err)
		}
	}
	_, err := k.say("ann", "user/bob", "other words", "c3")
	if e := (*chat.Error)(nil); !errors.As(err, &e) || e.Code != chat.CodeCIDReused {
		t.Fatalf("another content: %v", err)
	}
	if r, err := k.say("bob", "user/ann", "words 3", "c3"); err != nil || r.Seq != many+1 {
		t.Fatalf("bob's own c3: %+v, %v", r, err)
	}
	k.now = time.UnixMilli(first[7].TS).Add(7*24*time.Hour + time.Millisecond)
	if r, err := k.say("ann", "user/bob", "words 7", "c7"); err != nil || r.Seq != many+2 {
		t.Fatalf("after the window: %+v, %v", r, err)
	}
	if r, err := k.say("ann", "user/bob", "words 8", "c8"); err != nil || r != first[8] {
		t.Fatalf("within the window: %+v, %v", r, err)
	}
}

// TestCID_IsForgottenAfterItsWindow sends for six weeks: what is remembered does not grow with them.
func TestCID_IsForgottenAfterItsWindow(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	for i := range 12_000 {
		k.now = k.now.Add(5 * time.Minute)
		if _, err := k.say("ann", "user/bob", "words", fmt.Sprint("c", i)); err != nil {
			t.Fatal(err)
		}
	}
	known := 0
	if err := k.log.View(func(r chat.Reader) error {
		return chat.SeenCIDs(r, "default", func(uint64) bool { known++; return true })
	}); err != nil {
		t.Fatal(err)
	}
	if inWindow := 7 * 24 * 12; known < inWindow-20 || known > 2*inWindow { // the newest stand in the record
		t.Errorf("%d cids are remembered, of %d in the window", known, inWindow)
	}
	if r, err := k.say("ann", "user/bob", "words", "c11000"); err != nil || r.Seq != 11_001 {
		t.Errorf("a message of the window, again: %+v, %v", r, err)
	}
}

// Blocks of cids once had keys of their own, and were deleted when they became a run.
func TestCID_IsKnownFromAStoreOfOldKeys(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	say := func(n int) chat.Receipt {
		t.Helper()
		r, err := k.say("ann", "user/bob", "words", fmt.Sprint("c", n))
		k.must(err)
		return r
	}
	for n := range 1100 {
		say(n)
	}
	moved := map[string][]byte{}
	k.must(k.log.View(func(r chat.Reader) error {
		for n, from := range k.log.Keys("default/cids/") {
			v, err := r.Get([]byte(from))
			k.must(err)
			moved[from] = nil
			if n < 4 { // 1,024 are in a run, 64 in four blocks, the others in the record
				moved[from[:len(from)-1]+string(rune(64+n))] = v
			}
		}
		return nil
	}))
	k.log.Put(moved)
	for _, n := range []int{1000, 1024, 1030, 1087, 1099} {
		if r := say(n); r.Seq != uint64(n+1) {
			t.Fatalf("message %d again: %+v", n, r)
		}
	}
	for n := 1100; n < 2100; n++ {
		say(n)
	}
	for _, n := range []int{1000, 1030, 1087, 1100, 2047, 2099} {
		if r := say(n); r.Seq != uint64(n+1) {
			t.Fatalf("message %d again: %+v", n, r)
		}
	}
	for n, key := range k.log.Keys("default/cids/") {
		if key[len(key)-1] >= 64 {
			t.Fatalf("key %d is an old one: %q", n, key)
		}
	}
}

// What the newest sender sent stands in another place than what the others sent: nobody may notice.
func TestSent_CountsAndCIDsFollowWhoeverWrites(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	first := map[string]chat.Receipt{}
	speak := func(from chat.UserID, to, cid string) {
		t.Helper()
		r, err := k.say(from, to, "words", cid)
		k.must(err)
		if was, said := first[string(from)+cid]; said && was != r {
			t.Fatalf("%s of %s again: %+v, first %+v", cid, from, r, was)
		}
		first[string(from)+cid] = r
	}
	for n := range 20 {
		cid := fmt.Sprint("c", n)
		speak("ann", "user/bob", cid)
		if n%3 == 0 {
			speak("ann", "user/bob", cid+"b")
		}
		speak("bob", "user/ann", cid) // the same cid of another sender is another message
	}
	for n := range 20 {
		cid := fmt.Sprint("c", n)
		speak("ann", "user/bob", cid)
		speak("bob", "user/ann", cid)
	}
	if ann, bob := k.unread("ann", "user/bob"), k.unread("bob", "user/ann"); ann != 20 || bob != 27 {
		t.Fatalf("unread: ann %d of 20, bob %d of 27", ann, bob)
	}
	_, err := k.MarkRead(context.Background(), as("bob"), chat.UserAddress("ann"), 0)
	k.must(err)
	speak("ann", "user/bob", "last")
	if n := k.unread("bob", "user/ann"); n != 1 {
		t.Fatalf("bob has %d unread after he read all and one came", n)
	}
}

func TestSent_WhoIsDeletedAndComesBackHasSentNothing(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	ctx := context.Background()
	for n := range 5 {
		_, err := k.say("ann", "user/bob", "before", fmt.Sprint("c", n))
		k.must(err)
	}
	k.must(k.DeleteUser(ctx, as("ann")))
	_, err := k.Register(ctx, chat.Caller{App: "default", Admin: true}, []chat.NewAccount{{User: "ann"}})
	k.must(err)
	for range 3 {
		k.mustSay("bob", "user/ann", "welcome")
	}
	if n := k.unread("ann", "user/bob"); n != 3 {
		t.Fatalf("ann has %d unread of 3", n)
	}
	if r, err := k.say("ann", "user/bob", "after", "c4"); err != nil || r.Seq != 9 {
		t.Fatalf("a cid that she used before she was deleted: %+v, %v", r, err)
	}
}
