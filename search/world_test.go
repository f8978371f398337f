package search_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/search"
	"github.com/hongyan-im/hongyan/store"
)

const patience = 20 * time.Second

// world is a store, its service and a search engine, as the server wires them.
type world struct {
	t       testing.TB
	dir     string
	store   *store.Store
	service *chat.Service
	tail    *chat.Tail
	engine  *search.Engine
	stop    func() // of the engine
	ids     atomic.Int64
	now     atomic.Int64 // ms
}

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

func newWorld(t testing.TB) *world {
	w := &world{t: t, dir: t.TempDir()}
	w.now.Store(time.Now().UnixMilli())
	s, err := store.Open(store.Options{Dir: filepath.Join(w.dir, "state"), Reserve: 1 << 20, Free: func() (int64, error) { return 1 << 40, nil }, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	w.store, w.tail = s, chat.NewTail(answerer{})
	s.Start(w.tail)
	w.service = chat.NewService(s, chat.Options{
		NewID: func() string { return fmt.Sprintf("%016x", w.ids.Add(1)) }, Live: nobody{},
		Now: func() time.Time { return time.UnixMilli(w.now.Load()) },
	})
	w.app("default")
	w.start()
	t.Cleanup(func() {
		w.stop()
		_ = s.Close()
	})
	return w
}

func (w *world) app(name chat.AppName) {
	w.t.Helper()
	if _, err := w.service.CreateApp(context.Background(), chat.NewApp{Name: name, Settings: chat.DefaultSettings(), Secret: "s", KeyHash: "k"}); err != nil {
		w.t.Fatal(err)
	}
}

// start runs an engine on what the last one left.
func (w *world) start() {
	ctx, cancel := context.WithCancel(context.Background())
	w.engine = search.Open(search.Options{Dir: filepath.Join(w.dir, "search"), Service: w.service, Watch: w.tail.Watch, Logger: slog.New(slog.DiscardHandler)})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.engine.Run(ctx)
	}()
	w.stop = func() {
		cancel()
		<-ended
	}
}

// until waits for something that comes about by itself.
func (w *world) until(what string, done func() bool) {
	w.t.Helper()
	w.within(patience, what, done)
}

func (w *world) within(patience time.Duration, what string, done func() bool) {
	w.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(patience); !done(); {
		select {
		case <-tick.C:
		case <-late:
			w.t.Fatalf("not within %s: %s", patience, what)
		}
	}
}

// settle waits until all of an app is in its index.
func (w *world) settle(app chat.AppName) {
	w.t.Helper()
	w.settleWithin(app, patience)
}

func (w *world) settleWithin(app chat.AppName, patience time.Duration) {
	w.t.Helper()
	w.within(patience, "the index is complete", func() bool {
		s, err := w.engine.State(app)
		return err == nil && s.State == "ready" && s.Position == s.Positions
	})
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

func (w *world) say(from chat.UserID, to, text string) chat.Receipt {
	w.t.Helper()
	body, _ := json.Marshal(map[string]string{"text": text})
	return w.send(from, to, "txt", string(body))
}

func (w *world) send(from chat.UserID, to, typ, body string) chat.Receipt {
	w.t.Helper()
	w.now.Add(1) // the order among messages of one millisecond is by conversation
	a, err := chat.ParseAddress(to)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := w.service.Send(context.Background(), as(from), chat.Draft{To: a, Type: typ, Body: json.RawMessage(body)})
	if err != nil {
		w.t.Fatalf("%s to %s: %v", from, to, err)
	}
	return r
}

func (w *world) group(id chat.GroupID, owner chat.UserID, members ...chat.UserID) {
	w.t.Helper()
	if _, err := w.service.CreateGroup(context.Background(), as(owner), chat.NewGroup{ID: id, Name: string(id), Members: members}); err != nil {
		w.t.Fatal(err)
	}
}

// find gives the texts that a search finds, with | between them.
func (w *world) find(c chat.Caller, q chat.SearchQuery) string {
	w.t.Helper()
	page, err := w.engine.Search(context.Background(), c, q)
	if err != nil {
		w.t.Fatalf("%+v: %v", q, err)
	}
	return texts(page)
}

func texts(page chat.SearchPage) string {
	var all []string
	for _, h := range page.Hits {
		var b struct{ Text, Name string }
		_ = json.Unmarshal(h.Message.Body, &b)
		all = append(all, b.Text+b.Name)
	}
	return strings.Join(all, "|")
}

func wantCode(t testing.TB, err error, code chat.Code) {
	t.Helper()
	if chat.AsErrorCode(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
