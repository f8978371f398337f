// Package link connects device topics with those of other brokers: what is to go out waits in the store until the other
// broker has it; what comes in is acknowledged to it once it is accepted here.
package link

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/hongyan-im/hongyan/bridge"
	"github.com/hongyan-im/hongyan/chat"
)

// Options of Links.
type Options struct {
	Service *chat.Service
	Hub     *bridge.Hub
	Log     *slog.Logger

	// Control looks at each address that a link of an app connects to, as [net.Dialer] has it; nil: all are allowed. Those
	// of links in the configuration file are the owner's and not looked at.
	Control func(network, address string, c syscall.RawConn) error
}

// Links are the links of all apps of a server.
type Links struct {
	o      Options
	counts counts

	running atomic.Pointer[map[key]*runner]
	work    sync.WaitGroup

	mu      sync.Mutex
	dirty   map[chat.AppName]bool
	changed chan struct{}
}

// key names a link.
type key struct {
	app chat.AppName
	id  string
}

// New makes links that run once Run is called.
func New(o Options) *Links {
	l := &Links{o: o, dirty: map[chat.AppName]bool{}, changed: make(chan struct{}, 1)}
	l.running.Store(&map[key]*runner{})
	return l
}

// Run connects the links until ctx ends, and returns when nothing runs any more.
func (l *Links) Run(ctx context.Context) {
	defer l.work.Wait()
	apps, err := l.o.Service.Apps()
	if err != nil {
		l.o.Log.Error("read the apps for their links", "err", err)
	}
	for _, a := range apps {
		l.note(a.Name)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.changed:
		}
		l.mu.Lock()
		dirty := l.dirty
		l.dirty = map[chat.AppName]bool{}
		l.mu.Unlock()
		for app := range dirty {
			if err := l.load(ctx, app); err != nil {
				l.o.Log.Error("read links", "app", app, "err", err)
			}
		}
	}
}

// Before makes a deliverer that wakes the links of a batch before next delivers it.
func (l *Links) Before(next chat.Deliverer) chat.Deliverer { return chat.Before(next, l.effect) }

func (l *Links) effect(e chat.Effect) {
	switch e := e.(type) {
	case *chat.LinksChanged:
		l.note(e.App)
	case *chat.RulesChanged: // the app may be gone
		l.note(e.App)
	case *chat.LinkQueued:
		if r := l.of(e.App, e.ID); r != nil {
			r.queue.wake()
		}
	}
}

func (l *Links) of(app chat.AppName, id string) *runner { return (*l.running.Load())[key{app, id}] }

// note has the links of an app read again.
func (l *Links) note(app chat.AppName) {
	l.mu.Lock()
	l.dirty[app] = true
	l.mu.Unlock()
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// load starts the links of an app that are new or changed, and stops those that are so no more.
func (l *Links) load(ctx context.Context, app chat.AppName) error {
	links, err := l.o.Service.AllLinks(app)
	if err != nil {
		return err
	}
	if _, err := l.o.Service.App(string(app)); err != nil {
		links = nil // it is gone
	}
	wanted := make(map[key]chat.Link, len(links))
	there := make(map[key]bool, len(links))
	for _, one := range links {
		there[key{app, one.ID}] = true
		if one.Enabled {
			wanted[key{app, one.ID}] = one
		}
	}
	now := maps.Clone(*l.running.Load())
	for k, r := range now {
		if one, stays := wanted[k]; k.app == app && (!stays || one.Changed != r.link.Changed) {
			r.stop(!there[k])
			delete(now, k)
		}
	}
	l.running.Store(&now)
	now = maps.Clone(now)
	for k, one := range wanted {
		if now[k] == nil {
			now[k] = l.start(ctx, app, one)
		}
	}
	l.running.Store(&now)
	for k := range wanted {
		now[k].queue.wake() // what was queued before it was known here
	}
	return nil
}

// Status tells how a link fares.
func (l *Links) Status(app chat.AppName, one chat.Link) (chat.LinkRun, error) {
	run := chat.LinkRun{State: "off"}
	if r := l.of(app, one.ID); r != nil {
		run = r.status()
	}
	var err error
	run.Waiting, run.Dropped, err = l.o.Service.LinkWaiting(app, one.ID)
	return run, err
}

// Offer implements bridge.Outlet.
func (l *Links) Offer(app chat.AppName, id string, m chat.LinkMessage) {
	if r := l.of(app, id); r != nil {
		r.offer(m)
	}
}

// Totals sums up all links that are enabled, with what passed since the server started.
func (l *Links) Totals() (t Total) {
	t.LinkCounts = l.counts.now()
	for k, r := range *l.running.Load() {
		t.Configured++
		if r.status().State == connected {
			t.Connected++
		}
		if waiting, _, err := l.o.Service.LinkWaiting(k.app, k.id); err == nil {
			t.Waiting += waiting
		}
	}
	return t
}

// Total is what Totals gives.
type Total struct {
	chat.LinkCounts
	Configured, Connected int
	Waiting               uint64
}

// counts are what passed over links, by outcome.
type counts [5]atomic.Uint64

// The outcomes.
const (
	sent = iota
	received
	refused
	repeated
	missed
)

func (c *counts) now() chat.LinkCounts {
	return chat.LinkCounts{Sent: c[sent].Load(), Received: c[received].Load(), Refused: c[refused].Load(), Repeated: c[repeated].Load(), Missed: c[missed].Load()}
}

func (r *runner) count(outcome int) {
	r.counts[outcome].Add(1)
	r.links.counts[outcome].Add(1)
}
