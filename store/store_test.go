package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/store"
)

// answerer delivers to nobody and answers everybody.
type answerer struct{}

func (answerer) Deliver(batch []*chat.Proposal) {
	for _, p := range batch {
		if p.Done != nil {
			p.Done(&p.Outcome)
		}
	}
}

type nobody struct{}

func (nobody) InRoom(chat.AppName, chat.RoomID, chat.UserID) bool { return false }
func (nobody) RoomOnline(chat.AppName, chat.RoomID) int           { return 0 }
func (nobody) RoomMembers(chat.AppName, chat.RoomID, chat.UserID, int) []chat.Present {
	return nil
}
func (nobody) Signal(*chat.Signal) {}

type world struct {
	t       testing.TB
	dir     string
	free    atomic.Int64
	store   *store.Store
	service *chat.Service
	ids     atomic.Int64
	memory  int64 // of the machine; 0: this one
	small   bool  // the filter of known cids
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, dir: t.TempDir()}
	w.free.Store(1 << 40)
	w.open()
	t.Cleanup(func() { _ = w.store.Close() })
	ctx := context.Background()
	if _, err := w.service.CreateApp(ctx, chat.NewApp{Name: "default", Settings: chat.DefaultSettings(), Secret: "s", KeyHash: "k"}); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) open() {
	w.t.Helper()
	s, err := store.Open(store.Options{Dir: w.dir, Memory: w.memory, Reserve: 1 << 20, Free: func() (int64, error) { return w.free.Load(), nil }, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		w.t.Fatal(err)
	}
	if w.small {
		s.SmallFilter()
	}
	s.Start(answerer{})
	w.store = s
	w.service = chat.NewService(s, chat.Options{NewID: func() string { return fmt.Sprintf("%016x", w.ids.Add(1)) }, Live: nobody{}})
}

func (w *world) reopen() {
	w.t.Helper()
	if err := w.store.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open()
}

func (w *world) users(names ...chat.UserID) {
	w.t.Helper()
	for _, n := range names {
		if _, err := w.service.Register(context.Background(), admin(), []chat.NewAccount{{User: n}}); err != nil {
			w.t.Fatal(err)
		}
	}
}

func admin() chat.Caller           { return chat.Caller{App: "default", Admin: true} }
func as(u chat.UserID) chat.Caller { return chat.Caller{App: "default", User: u} }
func text(to, s, cid string) chat.Draft {
	a, err := chat.ParseAddress(to)
	if err != nil {
		panic("test address: " + to)
	}
	body, _ := json.Marshal(map[string]string{"text": s})
	return chat.Draft{To: a, CID: cid, Type: "txt", Body: body}
}

func (w *world) send(from chat.UserID, d chat.Draft) chat.Receipt {
	w.t.Helper()
	r, err := w.service.Send(context.Background(), as(from), d)
	if err != nil {
		w.t.Fatalf("%s to %s: %v", from, d.To, err)
	}
	return r
}

func wantCode(t testing.TB, err error, code chat.Code) {
	t.Helper()
	if chat.AsErrorCode(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func TestSend_SameCIDIsStoredOnceAcrossARestart(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	first := w.send("ann", text("user/bob", "hello", "c1"))
	if again := w.send("ann", text("user/bob", "hello", "c1")); again != first {
		t.Fatalf("again %+v, first %+v", again, first)
	}
	w.reopen()
	if again := w.send("ann", text("user/bob", "hello", "c1")); again != first {
		t.Fatalf("after restart %+v, first %+v", again, first)
	}
	_, err := w.service.Send(context.Background(), as("ann"), text("user/bob", "another", "c1"))
	wantCode(t, err, chat.CodeCIDReused)
	page, err := w.service.History(as("bob"), chat.UserAddress("ann"), chat.HistoryQuery{})
	if err != nil || len(page.Messages) != 1 || page.LastSeq != 1 {
		t.Fatalf("history %+v, %v", page, err)
	}
}

// While messages come in large batches the filter of known cids grows again and again.
func TestSend_SameCIDIsStoredOnceWhileTheFilterGrows(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	w.small = true
	w.reopen()
	const many = 3000
	sendAll := func() (receipts [many]chat.Receipt) {
		t.Helper()
		var all sync.WaitGroup
		for n := range many {
			all.Add(1)
			d := text("user/bob", "words", fmt.Sprint("c", n))
			if err := w.service.Submit(as("ann"), d, nil, func(o *chat.Outcome) {
				defer all.Done()
				if o.Err != nil {
					t.Error(o.Err)
					return
				}
				receipts[n] = o.Value.(chat.Receipt)
			}); err != nil {
				t.Fatal(err)
			}
		}
		all.Wait()
		return receipts
	}
	first := sendAll()
	for n, again := range sendAll() {
		if again != first[n] {
			t.Fatalf("message %d again: %+v, first %+v", n, again, first[n])
		}
	}
}

func TestSend_ManyWritersGetDenseSeqs(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	const each = 200
	var wg sync.WaitGroup
	var seen sync.Map
	for _, from := range []chat.UserID{"ann", "bob"} {
		other := chat.UserID("ann")
		if from == "ann" {
			other = "bob"
		}
		for i := range each {
			wg.Add(1)
			go func() {
				defer wg.Done()
				r := w.send(from, text("user/"+string(other), "x", fmt.Sprint(i)))
				if _, twice := seen.LoadOrStore(r.Seq, true); twice {
					t.Errorf("seq %d twice", r.Seq)
				}
			}()
		}
	}
	wg.Wait()
	for seq := uint64(1); seq <= 2*each; seq++ {
		if _, ok := seen.Load(seq); !ok {
			t.Fatalf("seq %d is missing", seq)
		}
	}
}

func TestUnread_CountsOnlyOthersAndNeverGoesBack(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	ctx := context.Background()
	for i := range 5 {
		w.send("ann", text("user/bob", fmt.Sprint(i), ""))
	}
	w.send("bob", text("user/ann", "mine", ""))
	w.send("ann", text("user/bob", "last", ""))
	unread := func(u chat.UserID) uint64 {
		t.Helper()
		page, err := w.service.Conversations(as(u), "", 0)
		if err != nil || len(page.Conversations) != 1 {
			t.Fatalf("%+v %v", page, err)
		}
		return page.Conversations[0].Unread
	}
	if n := unread("bob"); n != 6 {
		t.Fatalf("bob has %d unread, want 6", n)
	}
	if n := unread("ann"); n != 1 {
		t.Fatalf("ann has %d unread, want 1", n)
	}
	for _, step := range []struct{ seq, unread uint64 }{{3, 3}, {2, 3}, {6, 1}, {0, 0}, {100, 0}} {
		got, err := w.service.MarkRead(ctx, as("bob"), chat.UserAddress("ann"), step.seq)
		if err != nil || got.Unread != step.unread {
			t.Fatalf("read to %d: %+v %v, want %d unread", step.seq, got, err, step.unread)
		}
	}
}

func TestGroup_WhoIsRemovedReadsAndWritesNoMore(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob", "eve")
	ctx := context.Background()
	g, err := w.service.CreateGroup(ctx, as("ann"), chat.NewGroup{ID: "g1", Name: "ours", Members: []chat.UserID{"bob"}})
	if err != nil || g.Members != 2 {
		t.Fatalf("%+v %v", g, err)
	}
	w.send("bob", text("group/g1", "hi", ""))
	_, err = w.service.Send(ctx, as("eve"), text("group/g1", "let me in", ""))
	wantCode(t, err, chat.CodeNotMember)
	if _, err = w.service.AddMembers(ctx, as("ann"), "g1", []chat.UserID{"eve"}); err != nil {
		t.Fatal(err)
	}
	page, err := w.service.History(as("eve"), chat.GroupAddress("g1"), chat.HistoryQuery{})
	if err != nil || len(page.Messages) != 1 || !strings.Contains(string(page.Messages[0].Body), "members.added") {
		t.Fatalf("a new member sees what came before: %+v %v", page, err)
	}
	_, err = w.service.RemoveMembers(ctx, as("eve"), "g1", []chat.UserID{"bob"})
	wantCode(t, err, chat.CodeForbidden)
	if _, err = w.service.RemoveMembers(ctx, as("ann"), "g1", []chat.UserID{"bob"}); err != nil {
		t.Fatal(err)
	}
	_, err = w.service.Send(ctx, as("bob"), text("group/g1", "still here?", ""))
	wantCode(t, err, chat.CodeNotMember)
	_, err = w.service.History(as("bob"), chat.GroupAddress("g1"), chat.HistoryQuery{})
	wantCode(t, err, chat.CodeNotMember)
	_, err = w.service.Leave(ctx, as("ann"), "g1")
	wantCode(t, err, chat.CodeOwnerMustStay)
	if _, err = w.service.TransferGroup(ctx, as("ann"), "g1", "eve"); err != nil {
		t.Fatal(err)
	}
	if err = w.service.DismissGroup(ctx, as("eve"), "g1"); err != nil {
		t.Fatal(err)
	}
	_, err = w.service.Send(ctx, as("eve"), text("group/g1", "echo?", ""))
	wantCode(t, err, chat.CodeNoGroup)
	if err = w.service.Purge(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestSync_PagesLoseNothing(t *testing.T) {
	w := newWorld(t)
	w.users("bob")
	const friends, each = 230, 6
	for i := range friends {
		u := chat.UserID(fmt.Sprintf("f%03d", i))
		w.users(u)
	}
	for range each {
		for i := range friends {
			w.send(chat.UserID(fmt.Sprintf("f%03d", i)), text("user/bob", "x", ""))
		}
	}
	got := map[string]int{}
	cursor := ""
	for pages := 1; ; pages++ {
		page, err := w.service.Sync(as("bob"), cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Conversations {
			for _, m := range c.Messages {
				got[m.ID]++
			}
		}
		if cursor = page.Cursor; !page.More {
			break
		}
		if pages > 20 {
			t.Fatal("sync does not end")
		}
	}
	if len(got) != friends*each {
		t.Fatalf("%d messages, want %d", len(got), friends*each)
	}
	page, err := w.service.Sync(as("bob"), cursor)
	if err != nil || len(page.Conversations) != 0 {
		t.Fatalf("nothing changed, yet: %+v %v", page, err)
	}
}

func TestDisk_FullRefusesWritesAndReadsGoOn(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	w.send("ann", text("user/bob", "before", ""))
	w.free.Store(0)
	_, err := w.service.Send(context.Background(), as("ann"), text("user/bob", "into the void", ""))
	wantCode(t, err, chat.CodeDiskFull)
	if page, err := w.service.History(as("bob"), chat.UserAddress("ann"), chat.HistoryQuery{}); err != nil || len(page.Messages) != 1 {
		t.Fatalf("%+v %v", page, err)
	}
	if w.store.Ready() == nil {
		t.Fatal("ready with a full disk")
	}
	w.free.Store(1 << 40)
	if r := w.send("ann", text("user/bob", "after", "")); r.Seq != 2 {
		t.Fatalf("seq %d after the disk got free, want 2", r.Seq)
	}
}

func TestOpen_SecondServerIsRefused(t *testing.T) {
	w := newWorld(t)
	_, err := store.Open(store.Options{Dir: w.dir, Logger: slog.New(slog.DiscardHandler)})
	if err == nil || !strings.Contains(err.Error(), "in use by another hongyan server") {
		t.Fatal(err)
	}
}

func TestCommand_SurvivesEncoding(t *testing.T) {
	c := chat.Command{}
	raw := `{"v":1,"app":"default","at":7,"op":"message.read","args":{"user":"ann","with":"user/bob","seq":3}}`
	if err := json.Unmarshal([]byte(raw), &c); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(c)
	if err != nil || string(b) != raw {
		t.Fatalf("%s %v", b, err)
	}
}
