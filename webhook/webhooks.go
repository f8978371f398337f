package webhook

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/webhook/wechat"
)

// Options of Webhooks. Service is required.
type Options struct {
	Service    *chat.Service
	Log        *slog.Logger          // slog.Default when nil
	Registerer prometheus.Registerer // nil: no metrics
	Now        func() time.Time      // time.Now when nil
	Client     *http.Client          // calls the webhooks; it follows no redirects: an address that moved is changed by the app

	Online func(chat.AppName, chat.UserID) bool // has the user a live session? nil: nobody has
	WeChat string                               // where WeChat answers; wechat.BaseURL when empty

	FirstWait time.Duration // after a failure, doubled with each; 1 s when 0
	MostWait  time.Duration // 10 minutes when 0
	GiveUp    time.Duration // what is not taken after this is a dead letter; 24 hours when 0
}

// Webhooks calls the webhooks of all apps.
type Webhooks struct {
	o       Options
	client  *http.Client
	wechat  *wechat.Client
	metrics *metrics

	running atomic.Pointer[map[chat.AppName]map[string]*runner] // never changed, only replaced
	mu      sync.Mutex
	dirty   map[chat.AppName]bool // apps whose webhooks are to be read again
	changed chan struct{}
	work    sync.WaitGroup
}

// New makes Webhooks; they are called once Run does.
func New(o Options) *Webhooks {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.FirstWait == 0 {
		o.FirstWait = time.Second
	}
	if o.MostWait == 0 {
		o.MostWait = 10 * time.Minute
	}
	if o.GiveUp == 0 {
		o.GiveUp = 24 * time.Hour
	}
	if o.Online == nil {
		o.Online = func(chat.AppName, chat.UserID) bool { return false }
	}
	w := &Webhooks{o: o, client: o.Client, wechat: wechat.New(o.WeChat), dirty: map[chat.AppName]bool{}, changed: make(chan struct{}, 1)}
	w.running.Store(&map[chat.AppName]map[string]*runner{})
	w.metrics = newMetrics(o.Registerer, w.lag)
	return w
}

// Run calls the webhooks until ctx ends, and returns when nothing runs any more.
func (w *Webhooks) Run(ctx context.Context) {
	defer w.work.Wait()
	defer w.client.CloseIdleConnections()
	defer w.wechat.Close()
	apps, err := w.o.Service.Apps()
	if err != nil {
		w.o.Log.Error("read the apps for their webhooks", "err", err)
	}
	for _, a := range apps {
		w.note(a.Name)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.changed:
		}
		w.mu.Lock()
		dirty := w.dirty
		w.dirty = map[chat.AppName]bool{}
		w.mu.Unlock()
		for app := range dirty {
			if err := w.load(ctx, app); err != nil {
				w.o.Log.Error("read webhooks", "app", app, "err", err)
			}
		}
	}
}

// Around makes a deliverer that takes note of changed webhooks before next delivers a batch, and wakes the webhooks of
// its apps after.
func (w *Webhooks) Around(next chat.Deliverer) chat.Deliverer {
	return chat.Before(&waker{w, next}, w.effect)
}

func (w *Webhooks) effect(e chat.Effect) {
	switch e := e.(type) {
	case *chat.WebhooksChanged:
		w.note(e.App)
	case *chat.RulesChanged: // the app may be gone
		w.note(e.App)
	}
}

// waker wakes the webhooks of the apps of a batch once next has delivered it.
type waker struct {
	webhooks *Webhooks
	next     chat.Deliverer
}

// Deliver implements chat.Deliverer.
func (k *waker) Deliver(batch []*chat.Proposal) {
	k.next.Deliver(batch)
	running := *k.webhooks.running.Load()
	if len(running) == 0 {
		return
	}
	last := chat.AppName("")
	for _, p := range batch {
		if app := p.Command.App; app != last {
			last = app
			for _, r := range running[app] {
				r.wake()
			}
		}
	}
}

// note has the webhooks of an app read again.
func (w *Webhooks) note(app chat.AppName) {
	w.mu.Lock()
	w.dirty[app] = true
	w.mu.Unlock()
	signal(w.changed)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// load starts the webhooks of an app that are new or changed, and stops those that are so no more. Those that run on
// are tried again at once.
func (w *Webhooks) load(ctx context.Context, app chat.AppName) error {
	hooks, err := w.o.Service.AllWebhooks(app)
	if err != nil {
		return err
	}
	settings, err := w.o.Service.WeChat(app)
	switch {
	case err == nil:
		hooks = append(hooks, chat.Webhook{ID: chat.WeChatHook, Kind: chat.WebhookWeChat, Enabled: settings.Enabled, Changed: settings.Changed})
	case chat.AsErrorCode(err) != chat.CodeNotFound:
		return err
	}
	if _, err := w.o.Service.App(string(app)); err != nil {
		hooks = nil // it is gone
	}
	was := (*w.running.Load())[app]
	now := map[string]*runner{}
	for _, h := range hooks {
		if r := was[h.ID]; r != nil && r.hook.Changed == h.Changed {
			now[h.ID] = r
			r.again()
		}
	}
	for id, r := range was {
		if now[id] == nil {
			r.stop()
		}
	}
	for _, h := range hooks {
		if now[h.ID] == nil && h.Enabled {
			now[h.ID] = w.start(ctx, app, h, settings)
		}
	}
	all := maps.Clone(*w.running.Load())
	if delete(all, app); len(now) > 0 {
		all[app] = now
	}
	w.running.Store(&all)
	for _, r := range now {
		r.wake() // what was delivered since it looked, and before it was known here
	}
	return nil
}

// start runs a webhook.
func (w *Webhooks) start(ctx context.Context, app chat.AppName, h chat.Webhook, settings chat.WeChat) *runner {
	ctx, cancel := context.WithCancel(ctx)
	r := newRunner(w, app, h)
	r.wechat = settings
	done := make(chan struct{})
	r.stop = func() { cancel(); <-done }
	w.work.Add(1)
	go func() {
		defer w.work.Done()
		defer cancel()
		defer close(done)
		r.run(ctx)
	}()
	return r
}

// Status tells how a webhook fares, beyond what is on disk.
func (w *Webhooks) Status(app chat.AppName, id string) (status chat.WebhookRun) {
	if r := (*w.running.Load())[app][id]; r != nil {
		return r.status()
	}
	return status
}

// WeChat tells how an app's sender on WeChat fares.
func (w *Webhooks) WeChat(app chat.AppName) (status chat.WeChatRun) {
	if r := (*w.running.Load())[app][chat.WeChatHook]; r != nil {
		run := r.status()
		r.mu.Lock()
		status = r.more
		r.mu.Unlock()
		status.WebhookRun = run
	}
	return status
}

// Ping sends a webhook an event that means nothing, and tells what came of it. A webhook that takes it is tried again
// at once with what waits.
func (w *Webhooks) Ping(ctx context.Context, app chat.AppName, h chat.Webhook) chat.WebhookAnswer {
	start := w.o.Now()
	event, err := json.Marshal(Event{ID: "ping-" + h.ID, Name: ping, TS: start.UnixMilli()})
	if err == nil {
		err = w.post(ctx, app, &h, []json.RawMessage{event})
	}
	answer := chat.WebhookAnswer{Taken: err == nil, Milliseconds: w.o.Now().Sub(start).Milliseconds()}
	if err != nil {
		answer.Error = err.Error()
		if r, ok := err.(*refusal); ok {
			answer.Status = r.status
		}
		return answer
	}
	if r := (*w.running.Load())[app][h.ID]; r != nil {
		r.again()
	}
	return answer
}

// lag is how far the webhook that is farthest behind is, in positions of its feed.
func (w *Webhooks) lag() (most uint64) {
	for app, hooks := range *w.running.Load() {
		pos, err := w.o.Service.Position(app)
		for _, r := range hooks {
			if at := r.at.Load(); err == nil && pos > at {
				most = max(most, pos-at)
			}
		}
	}
	return most
}
