package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
	"github.com/hongyan-im/hongyan/outward"
	"github.com/hongyan-im/hongyan/webhook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// woken is a log that tells a deliverer of each command.
type woken struct {
	*chattest.Log
	to chat.Deliverer
}

type nobody struct{}

func (nobody) Deliver([]*chat.Proposal) {}

func (l *woken) Propose(p *chat.Proposal) error {
	err := l.Log.Propose(p)
	l.to.Deliver([]*chat.Proposal{p})
	return err
}

// shop is an app whose server listens.
type shop struct {
	*chat.Service
	*receiver
	t    *testing.T
	log  *woken
	o    webhook.Options
	hook chat.Webhook
	now  atomic.Int64 // ms that pass besides the clock
	all  *webhook.Webhooks
	stop func()
}

// receiver is the app's server.
type receiver struct {
	t      *testing.T
	url    string
	secret atomic.Pointer[string]
	status atomic.Int64 // what it answers
	posts  atomic.Int64
	busy   atomic.Int64 // requests that are being answered

	mu     sync.Mutex
	events []event // of requests that it took
	came   chan struct{}
}

type event struct {
	ID, Event    string
	Pos          uint64
	TS           int64
	Replayed     bool
	Conversation string
	User         string
	ReadSeq      uint64 `json:"read_seq"`
	Seq          uint64
	Message      *struct {
		Seq  int
		Body struct{ Text string }
	}
	Data map[string]any

	Nickname, Title, Text string
	From                  chat.UserID
	Users                 []chat.PushUser
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{t: t, came: make(chan struct{}, 1)}
	r.status.Store(200)
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	defer func() {
		select {
		case r.came <- struct{}{}:
		default:
		}
	}()
	r.posts.Add(1)
	r.busy.Add(1)
	defer r.busy.Add(-1)
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return // the server went down while it sent
	}
	mac := hmac.New(sha256.New, []byte(*r.secret.Load()))
	_, _ = fmt.Fprintf(mac, "%s.%s", req.Header.Get("Hongyan-Timestamp"), body)
	if want := "sha256=" + hex.EncodeToString(mac.Sum(nil)); req.Header.Get("Hongyan-Signature") != want {
		r.t.Errorf("signed %q, want %q", req.Header.Get("Hongyan-Signature"), want)
	}
	status := int(r.status.Load())
	if status == http.StatusFound {
		w.Header().Set("Location", "/elsewhere")
	}
	var batch struct {
		App, Webhook string
		Events       []event
	}
	if err := json.Unmarshal(body, &batch); err != nil || batch.App != "default" || len(batch.Events) == 0 || len(batch.Events) > 100 {
		r.t.Errorf("%.200s: %v", body, err)
	}
	if status < 300 {
		r.mu.Lock()
		r.events = append(r.events, batch.Events...)
		r.mu.Unlock()
	}
	w.WriteHeader(status)
}

// wait waits until what came is as it should be.
func (r *receiver) wait(why string, ok func([]event) bool) []event {
	r.t.Helper()
	limit := time.After(time.Minute)
	for {
		r.mu.Lock()
		events := slices.Clone(r.events)
		r.mu.Unlock()
		if ok(events) {
			return events
		}
		select {
		case <-r.came:
		case <-limit:
			r.t.Fatalf("%s: %d events came, the last %+v", why, len(events), events[max(0, len(events)-3):])
		}
	}
}

// until polls what has no event of its own.
func until(t *testing.T, why string, ok func() bool) {
	t.Helper()
	tick, limit := time.NewTicker(2*time.Millisecond), time.After(10*time.Second)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal(why)
		}
	}
}

var key = chat.Caller{App: "default", Admin: true}

func newShop(t *testing.T, events ...string) *shop {
	t.Helper()
	s := &shop{receiver: newReceiver(t), t: t, log: &woken{Log: chattest.NewLog(), to: nobody{}}}
	var ids atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(s.now.Load()) * time.Millisecond) }
	s.Service = chat.NewService(s.log, chat.Options{Now: now, NewID: func() string { return fmt.Sprintf("id%06d", ids.Add(1)) }})
	s.o = webhook.Options{Service: s.Service, Now: now, Log: slog.New(slog.DiscardHandler), FirstWait: time.Millisecond, MostWait: 20 * time.Millisecond}
	_, err := s.CreateApp(t.Context(), chat.NewApp{Name: "default", Settings: chat.DefaultSettings()})
	s.must(err)
	_, err = s.Register(t.Context(), key, []chat.NewAccount{{User: "ann"}, {User: "bob"}, {User: "cat"}})
	s.must(err)
	secret := "sixteen or more."
	s.secret.Store(&secret)
	s.hook, err = s.CreateWebhook(t.Context(), key, chat.Webhook{Kind: chat.WebhookEvents, URL: s.url + "/im", Events: events, Secret: secret, Enabled: true})
	s.must(err)
	s.start()
	t.Cleanup(func() { s.stop() })
	return s
}

// start runs the webhooks, as a server does that starts.
func (s *shop) start() {
	s.o.Client = outward.Own().Client()
	s.all = webhook.New(s.o)
	s.log.to = s.all.Around(nobody{})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { s.all.Run(ctx); close(done) }()
	s.stop = func() { cancel(); <-done; s.log.to = nobody{} }
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) say(from, to, text string) {
	s.t.Helper()
	address, err := chat.ParseAddress(to)
	s.must(err)
	_, err = s.Send(s.t.Context(), chat.Caller{App: "default", User: chat.UserID(from)}, chat.PlainText(address, []byte(text)))
	s.must(err)
}

// sayMany has ann say numbers to bob.
func (s *shop) sayMany(from, to int) {
	s.t.Helper()
	for i := from; i < to; i++ {
		s.say("ann", "user/bob", fmt.Sprint(i))
	}
}

// numbers tells that the texts that came are 0, 1, 2 … n-1: each, once, in order.
func numbers(n int) func([]event) bool {
	return func(events []event) bool {
		if len(events) != n {
			return false
		}
		for i, e := range events {
			if e.Message == nil || e.Message.Body.Text != fmt.Sprint(i) {
				return false
			}
		}
		return true
	}
}

func (s *shop) letters() []chat.DeadLetter {
	s.t.Helper()
	letters, _, err := s.DeadLetters(key, s.hook.ID, "", 0)
	s.must(err)
	return letters
}

func TestWebhook_EventsOfEveryKind(t *testing.T) {
	s := newShop(t, "*")
	s.say("ann", "user/bob", "hello")
	ctx, ann, bob := t.Context(), chat.Caller{App: "default", User: "ann"}, chat.Caller{App: "default", User: "bob"}
	_, err := s.MarkRead(ctx, bob, chat.UserAddress("ann"), 0)
	s.must(err)
	_, err = s.CreateGroup(ctx, ann, chat.NewGroup{ID: "g", Name: "g", Members: []chat.UserID{"bob"}})
	s.must(err)
	name := "Ann"
	_, err = s.ChangeProfile(ctx, ann, chat.ProfileChange{Nickname: &name})
	s.must(err)
	_, err = s.Ask(ctx, ann, "cat", "hi", false)
	s.must(err)
	s.wait("the first, before it is recalled", func(e []event) bool { return len(e) > 0 })
	_, err = s.Recall(ctx, ann, chat.UserAddress("bob"), 1, "")
	s.must(err)
	_, err = s.Register(ctx, key, []chat.NewAccount{{User: "dan"}})
	s.must(err)
	_, err = s.Ban(ctx, chat.Caller{App: "default", User: "dan", Admin: true}, time.Now().Add(time.Hour), "spam")
	s.must(err)
	s.must(s.DeleteUser(ctx, chat.Caller{App: "default", User: "dan", Admin: true}))
	want := []string{"message.sent", "message.read", "group.created", "user.profile", "contact.requested", "message.changed", "user.created", "user.banned", "user.deleted"}
	events := s.wait("all kinds", func(events []event) bool {
		var names []string
		for _, e := range events {
			if slices.Contains(want, e.Event) {
				names = append(names, e.Event)
			}
		}
		return slices.Equal(names, want)
	})
	if e := events[0]; e.ID != fmt.Sprint("default-", e.Pos) || e.TS == 0 || e.Conversation != "user/ann~bob" || e.Message.Body.Text != "hello" || e.Message.Seq != 1 {
		t.Errorf("%+v", e)
	}
	if e := events[1]; e.User != "bob" || e.ReadSeq != 1 || e.Conversation != "user/ann~bob" {
		t.Errorf("%+v", e)
	}
	for _, e := range events {
		switch {
		case e.Event == "contact.requested" && (e.Data["text"] != "hi" || e.TS == 0),
			e.Event == "message.changed" && (e.Seq != 1 || e.Message == nil || e.Message.Body.Text != ""),
			e.Event == "user.banned" && e.Data["user"] != "dan":
			t.Errorf("%+v", e)
		}
	}
}

func TestWebhook_PatternsChoose(t *testing.T) {
	s := newShop(t, "group.*", "contact.requested")
	s.say("ann", "user/bob", "not this")
	ann := chat.Caller{App: "default", User: "ann"}
	_, err := s.CreateGroup(t.Context(), ann, chat.NewGroup{ID: "g", Name: "g"})
	s.must(err)
	s.say("ann", "group/g", "nor this")
	_, err = s.AddMembers(t.Context(), ann, "g", []chat.UserID{"bob"})
	s.must(err)
	_, err = s.Ask(t.Context(), ann, "cat", "hi", false)
	s.must(err)
	events := s.wait("the last", func(e []event) bool { return len(e) > 0 && e[len(e)-1].Event == "contact.requested" })
	for i, want := range []string{"group.created", "members.added", "contact.requested"} {
		if slices.IndexFunc(events, func(e event) bool { return e.Event == want }) < i {
			t.Errorf("%s is not in its place in %+v", want, events)
		}
	}
	if slices.ContainsFunc(events, func(e event) bool { return e.Event == "message.sent" }) {
		t.Errorf("messages were not wanted: %+v", events)
	}
}

func TestWebhook_DownThenUp_NothingIsLostAndInOrder(t *testing.T) {
	s := newShop(t, "message.sent")
	s.sayMany(0, 50)
	s.wait("while it is up", numbers(50))
	s.status.Store(503)
	before := s.posts.Load()
	s.sayMany(50, 500)
	until(t, "it is tried again", func() bool { return s.posts.Load() > before+3 })
	if run := s.all.Status("default", s.hook.ID); run.LastStatus != 503 || run.Failed == 0 || run.LastErrorAt == 0 {
		t.Errorf("%+v", run)
	}
	s.stop() // and the place is kept over a restart
	until(t, "what it asked last is refused", func() bool { return s.busy.Load() == 0 })
	s.start()
	s.status.Store(200)
	s.wait("when it is up again", numbers(500))
	if l := s.letters(); len(l) != 0 {
		t.Errorf("%d dead letters", len(l))
	}
	s.kept()
}

// kept waits until all that came is known to have been taken.
func (s *shop) kept() {
	s.t.Helper()
	until(s.t, "its place is kept", func() bool {
		place, err := s.WebhookPlace("default", s.hook.ID)
		s.must(err)
		pos, err := s.Position("default")
		s.must(err)
		return place.Cursor == pos && place.Failing == 0
	})
}

func TestWebhook_RefusedForGood_DeadLettersAndRetry(t *testing.T) {
	s := newShop(t, "message.sent")
	s.status.Store(422)
	s.sayMany(0, 3)
	until(t, "they are dead letters", func() bool { return len(s.letters()) == 3 })
	for i, l := range s.letters() {
		if l.Status != 422 || l.Error == "" || l.At == 0 || l.Event != "message.sent" || i > 0 && l.Pos <= s.letters()[i-1].Pos {
			t.Errorf("%+v", l)
		}
	}
	if n, err := s.RetryLetters(t.Context(), key, s.hook.ID, nil); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	until(t, "they were tried again", func() bool {
		place, err := s.WebhookPlace("default", s.hook.ID)
		s.must(err)
		return len(place.Retry) == 0 && len(s.letters()) == 3
	})
	s.status.Store(200)
	second := s.letters()[1].Pos
	if n, err := s.RetryLetters(t.Context(), key, s.hook.ID, []uint64{second, second, 99999}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	events := s.wait("one", func(e []event) bool { return len(e) == 1 })
	if e := events[0]; !e.Replayed || e.Pos != second || e.Message.Body.Text != "1" {
		t.Errorf("%+v", e)
	}
	until(t, "it is no letter any more", func() bool { return len(s.letters()) == 2 })
	if n, err := s.RemoveLetters(t.Context(), key, s.hook.ID, []uint64{s.letters()[0].Pos}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := s.RemoveLetters(t.Context(), key, s.hook.ID, nil); n != 1 || err != nil || len(s.letters()) != 0 {
		t.Fatal(n, err)
	}
	s.say("ann", "user/bob", "alive")
	s.wait("what is new", func(e []event) bool { return len(e) == 2 && e[1].Message.Body.Text == "alive" && !e[1].Replayed })
}

func TestWebhook_GivenUpAfterADay(t *testing.T) {
	s := newShop(t, "message.sent")
	s.status.Store(500)
	s.sayMany(0, 2)
	until(t, "it fails", func() bool {
		place, err := s.WebhookPlace("default", s.hook.ID)
		s.must(err)
		return place.Failing != 0
	})
	place, err := s.WebhookPlace("default", s.hook.ID)
	s.must(err)
	s.stop()
	s.start() // since when it fails is kept
	s.sayMany(2, 4)
	s.now.Add((24 * time.Hour).Milliseconds())
	until(t, "it was given up", func() bool { return len(s.letters()) > 0 })
	for _, l := range s.letters() {
		if l.Pos > place.FailingTo {
			t.Errorf("%+v was not tried for a day", l)
		}
	}
	given := len(s.letters())
	s.status.Store(200)
	events := s.wait("the rest is told", func(e []event) bool { return len(e) == 4-given })
	if events[len(events)-1].Message.Body.Text != "3" {
		t.Errorf("%+v", events)
	}
}

func TestWebhook_FollowsNoRedirect(t *testing.T) {
	s := newShop(t, "message.sent")
	s.status.Store(http.StatusFound)
	s.sayMany(0, 1)
	until(t, "it is tried again", func() bool { return s.posts.Load() > 2 })
	if run := s.all.Status("default", s.hook.ID); run.LastStatus != http.StatusFound || run.Delivered != 0 {
		t.Errorf("%+v", run)
	}
	s.status.Store(200)
	s.wait("it is taken", numbers(1))
}

func TestWebhook_ReplayByTime(t *testing.T) {
	s := newShop(t, "message.sent")
	s.sayMany(0, 300)
	s.now.Add((10 * time.Minute).Milliseconds())
	since := s.o.Now().UnixMilli()
	s.sayMany(300, 620)
	until1 := s.o.Now().UnixMilli()
	s.now.Add((10 * time.Minute).Milliseconds())
	s.sayMany(620, 900)
	s.wait("all", numbers(900))
	replay, err := s.Replay(t.Context(), key, s.hook.ID, since, until1)
	s.must(err)
	if replay.After == 0 || replay.UpTo-replay.After > 1000 {
		t.Errorf("%+v begins far from its time", replay)
	}
	events := s.wait("again", func(e []event) bool { return len(e) >= 1220 })
	for i, e := range events[900:] {
		if !e.Replayed || e.Message.Body.Text != fmt.Sprint(300+i) || e.ID != events[300+i].ID {
			t.Fatalf("%d is %+v", i, e)
		}
	}
	until(t, "it is over", func() bool {
		place, err := s.WebhookPlace("default", s.hook.ID)
		s.must(err)
		return place.Replay == nil
	})
	if n := len(s.wait("nothing more", func([]event) bool { return true })); n != 1220 {
		t.Errorf("%d came", n)
	}
}

func TestWebhook_ChangedDisabledRemoved(t *testing.T) {
	s := newShop(t, "message.sent")
	s.sayMany(0, 1)
	s.wait("the first", numbers(1))
	s.kept()
	off, on, secret := false, true, "another secret, as long"
	_, err := s.ChangeWebhook(t.Context(), key, s.hook.ID, chat.WebhookChange{Enabled: &off})
	s.must(err)
	until(t, "it is off", func() bool { return !s.all.Status("default", s.hook.ID).Running })
	s.sayMany(1, 150)
	s.secret.Store(&secret)
	_, err = s.ChangeWebhook(t.Context(), key, s.hook.ID, chat.WebhookChange{Enabled: &on, Secret: &secret})
	s.must(err)
	s.wait("what it missed", numbers(150))
	if answer := s.all.Ping(t.Context(), "default", chat.Webhook{ID: s.hook.ID, URL: s.url, Secret: secret}); !answer.Taken {
		t.Errorf("%+v", answer)
	}
	s.wait("the ping", func(e []event) bool { return len(e) == 151 && e[150].Event == "ping" })
	s.must(s.RemoveWebhook(t.Context(), key, s.hook.ID))
	until(t, "it is gone", func() bool { return !s.all.Status("default", s.hook.ID).Running })
	s.sayMany(150, 151)
	if hooks, err := s.Webhooks(key); err != nil || len(hooks) != 0 {
		t.Error(hooks, err)
	}
	if _, err := s.WebhookPlace("default", s.hook.ID); chat.AsErrorCode(err) != chat.CodeNotFound {
		t.Error(err)
	}
}

// TestWebhook_CommandsGiveTheSameEverywhere applies what was written of the commands to another log.
func TestWebhook_CommandsGiveTheSameEverywhere(t *testing.T) {
	s := newShop(t, "message.sent")
	s.status.Store(400)
	s.sayMany(0, 3)
	until(t, "dead letters", func() bool { return len(s.letters()) == 3 })
	_, err := s.RetryLetters(t.Context(), key, s.hook.ID, nil)
	s.must(err)
	_, err = s.Replay(t.Context(), key, s.hook.ID, 0, 0)
	s.must(err)
	_, err = s.RemoveLetters(t.Context(), key, s.hook.ID, []uint64{s.letters()[0].Pos})
	s.must(err)
	_, err = s.SetPushDevice(t.Context(), user("bob"), chat.PushDevice{Platform: "wechat", Token: "open-bob"})
	s.must(err)
	for range 2 {
		_, err = s.AddPushGrants(t.Context(), user("bob"), "tmpl", 2)
		s.must(err)
	}
	s.must(s.SpendGrants(t.Context(), "default", "tmpl", []chat.UserID{"bob"}, nil))
	_, err = s.SetWeChat(t.Context(), key, chat.WeChat{AppID: "wx", Secret: "s", Template: "tmpl", Fields: map[string]string{"thing1": "text"}})
	s.must(err)
	s.stop()
	other := chattest.NewLog()
	for _, c := range s.log.Applied() {
		written, err := json.Marshal(c)
		s.must(err)
		var again chat.Command
		s.must(json.Unmarshal(written, &again))
		s.must(other.Propose(&chat.Proposal{Command: again}))
	}
	if other.Hash() != s.log.Hash() {
		t.Error("the same commands gave another state")
	}
	s.start()
}

func TestWebhook_LettersHaveTheirLimitAndTheirTime(t *testing.T) {
	s := newShop(t, "message.sent")
	s.stop()
	for pos := uint64(1); pos <= chat.MaxDeadLetters+200; pos += 100 {
		var dead []chat.DeadLetter
		for i := range uint64(100) {
			dead = append(dead, chat.DeadLetter{Pos: pos + i, Event: "message.sent"})
		}
		s.must(s.MoveWebhook(t.Context(), "default", s.hook.ID, chat.WebhookMove{Dead: dead}))
	}
	if n, err := s.CountLetters("default", s.hook.ID); n != chat.MaxDeadLetters || err != nil || s.letters()[0].Pos != 201 {
		t.Errorf("%d letters, %v", n, err)
	}
	s.now.Add((chat.DeadLetterDays*24*time.Hour + time.Hour).Milliseconds())
	s.must(s.Purge(t.Context()))
	if n, err := s.CountLetters("default", s.hook.ID); n != 0 || err != nil {
		t.Errorf("%d letters after their time, %v", n, err)
	}
	s.start()
}
