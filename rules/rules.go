// Package rules says what the world thinks of a message before it becomes a command: how fast its sender writes, which
// words it holds, what the app's own server answers. What it knows of an app it keeps in memory, and reads again when
// the log says that it changed.
package rules

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/rate"
)

// Rules are the rules of all apps of a server.
type Rules struct {
	service *chat.Service
	log     *slog.Logger
	now     func() time.Time
	client  *http.Client
	ctx     context.Context // ends with Close
	stop    context.CancelFunc

	compiling sync.Mutex     // one list at a time, so that many do not take all processors
	work      sync.WaitGroup // of goroutines
	mu        sync.Mutex     // to change apps
	apps      atomic.Pointer[map[chat.AppName]*app]
}

// New makes rules that ask hooks with client, which follows no redirects. They must be bound to the service that asks them
// before it does.
func New(log *slog.Logger, client *http.Client) *Rules {
	r := &Rules{log: log, now: time.Now, client: client}
	r.ctx, r.stop = context.WithCancel(context.Background())
	r.apps.Store(&map[chat.AppName]*app{})
	return r
}

// Bind gives the rules the service that knows settings and word lists.
func (r *Rules) Bind(s *chat.Service) { r.service = s }

// Load gets the word lists of all apps ready, so that no message has to wait for them.
func (r *Rules) Load() error {
	apps, err := r.service.Apps()
	for _, a := range apps {
		if err == nil {
			_, err = r.Of(a.Name)
		}
	}
	return err
}

// Close refuses the messages that wait for a hook, and waits for what runs.
func (r *Rules) Close() {
	r.stop()
	r.work.Wait()
	r.client.CloseIdleConnections()
}

// app is what is known of one app.
type app struct {
	rules *Rules
	name  chat.AppName

	changed atomic.Uint64 // counts changes of the settings
	set     atomic.Pointer[set]
	loading sync.Mutex

	users, groups, rooms, all rate.Buckets

	words atomic.Pointer[words]
	lists wordLists
	desk  desk
}

// set is what settings say, ready to use.
type set struct {
	of                     uint64 // the change that it was read after
	user, group, room, all rate.Limit
	hook                   *chat.PreSendHook // nil: none
}

// Of implements chat.Rules.
func (r *Rules) Of(name chat.AppName) (chat.AppRules, error) {
	a := (*r.apps.Load())[name]
	if a == nil {
		a = r.meet(name)
	}
	if s := a.set.Load(); s == nil || s.of != a.changed.Load() {
		if err := a.load(); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// meet takes an app into the map of those that are known.
func (r *Rules) meet(name chat.AppName) *app {
	r.mu.Lock()
	defer r.mu.Unlock()
	known := *r.apps.Load()
	if a := known[name]; a != nil {
		return a
	}
	a := &app{rules: r, name: name}
	a.lists.init()
	next := maps.Clone(known)
	next[name] = a
	r.apps.Store(&next)
	return a
}

// forget drops an app that is no more.
func (r *Rules) forget(a *app) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next := maps.Clone(*r.apps.Load())
	if next[a.name] == a {
		delete(next, a.name)
		r.apps.Store(&next)
	}
}

// load reads the settings.
func (a *app) load() error {
	a.loading.Lock()
	defer a.loading.Unlock()
	change := a.changed.Load() // before reading: a change meanwhile is read by the next
	if s := a.set.Load(); s != nil && s.of == change {
		return nil
	}
	found, err := a.rules.service.App(string(a.name))
	if chat.AsErrorCode(err) == chat.CodeNoApp {
		a.rules.forget(a)
	}
	if err != nil {
		return err
	}
	if err := a.firstWords(); err != nil {
		return err
	}
	st := found.Settings
	a.set.Store(&set{
		of:   change,
		user: rate.New(st.RateUser, st.RateUserBurst), group: rate.New(st.RateGroup, st.RateGroupBurst),
		room: rate.New(st.RateRoom, st.RateRoomBurst), all: rate.New(st.RateApp, st.RateAppBurst),
		hook: st.PreSendHook,
	})
	return nil
}

// Before makes a deliverer that takes note of changes before next tells anyone that they were made: what is sent after
// the answer to a change meets the new rules.
func (r *Rules) Before(next chat.Deliverer) chat.Deliverer { return chat.Before(next, r.note) }

func (r *Rules) note(e chat.Effect) {
	c, ok := e.(*chat.RulesChanged)
	if !ok {
		return
	}
	a := (*r.apps.Load())[c.App]
	if a == nil {
		return // read when it is met
	}
	a.changed.Add(1)
	if c.Words {
		a.wordsChanged()
	}
}
