package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/hongyan-im/hongyan/chat"
)

// Options of an Engine.
type Options struct {
	Dir     string               // of all indexes
	Service *chat.Service        // read from; required
	Watch   func() *chat.Watcher // of the feeds; required
	Ready   func() error         // tells why nothing can be written now, such as a full disk; nil: always can
	Logger  *slog.Logger         // slog.Default when nil
}

// Engine keeps an index for each app and answers searches.
type Engine struct {
	o       Options
	log     *slog.Logger
	queue   *index.AnalysisQueue
	mu      sync.Mutex
	shelves map[chat.AppName]*shelf
	turns   chan struct{} // one for each search at work
	wake    chan struct{} // something was asked of Run
}

// Open makes an Engine. It reads and writes nothing before Run.
func Open(o Options) *Engine {
	e := &Engine{o: o, log: o.Logger, shelves: map[chat.AppName]*shelf{}, wake: make(chan struct{}, 1)}
	if e.log == nil {
		e.log = slog.Default()
	}
	if e.o.Ready == nil {
		e.o.Ready = func() error { return nil }
	}
	e.turns = make(chan struct{}, 2*runtime.GOMAXPROCS(0))
	return e
}

// How the feed is followed.
const (
	batchMost = 1000                   // changes in a batch
	gather    = 500 * time.Millisecond // how long changes are waited for to share a batch
	lookAgain = 10 * time.Second       // after which it looks for removed apps, and whether there is room on the disk
)

// Run follows the feeds of all apps until ctx ends, and closes the indexes then.
func (e *Engine) Run(ctx context.Context) {
	e.queue = index.NewAnalysisQueue(1)
	watcher := e.o.Watch()
	defer e.close()
	defer watcher.Close()
	for {
		more, err := e.round(ctx)
		if err != nil && ctx.Err() == nil {
			e.log.Error("index messages", "err", err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-watcher.C:
		case <-e.wake:
		case <-time.After(lookAgain):
		}
		if !pause(ctx, gather) {
			return
		}
	}
}

// pause waits, and tells whether ctx still goes on.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// round indexes one batch of each app that has something new; more tells that some have still more.
func (e *Engine) round(ctx context.Context) (more bool, err error) {
	apps, err := e.o.Service.Apps()
	if err != nil {
		return false, err
	}
	if err := e.o.Ready(); err != nil {
		return false, nil // the store says it loudly enough
	}
	known := map[chat.AppName]bool{}
	for _, app := range apps {
		known[app.Name] = true
		rest, stepErr := e.step(ctx, app)
		more = more || rest
		if stepErr != nil {
			err = errors.Join(err, fmt.Errorf("app %s: %w", app.Name, stepErr))
		}
		if ctx.Err() != nil {
			return false, err
		}
	}
	return more, errors.Join(err, e.dropOthers(known))
}

// step indexes one batch of an app, and of its new index while there is one.
func (e *Engine) step(ctx context.Context, app chat.App) (more bool, err error) {
	s := e.shelf(app.Name)
	if err := s.open(app.Created, e.queue); err != nil {
		return false, err
	}
	for _, i := range s.both() {
		rest, err := e.feed(ctx, app.Name, i)
		if err != nil {
			s.drop(i, errors.Is(err, errDamaged))
			return true, err
		}
		more = more || rest
	}
	return more || s.swap(), nil
}

func (e *Engine) shelf(app chat.AppName) *shelf {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.shelves[app]
	if s == nil {
		s = &shelf{dir: filepath.Join(e.o.Dir, string(app)), log: e.log}
		e.shelves[app] = s
	}
	return s
}

// dropOthers removes the indexes of apps that are gone.
func (e *Engine) dropOthers(known map[chat.AppName]bool) error {
	entries, err := os.ReadDir(e.o.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		name := chat.AppName(entry.Name())
		if known[name] || !entry.IsDir() || !chat.ValidAppName(string(name)) {
			continue
		}
		e.mu.Lock()
		s := e.shelves[name]
		delete(e.shelves, name)
		e.mu.Unlock()
		if s != nil {
			s.close()
		}
		err = errors.Join(err, os.RemoveAll(filepath.Join(e.o.Dir, entry.Name())))
	}
	return err
}

func (e *Engine) close() {
	e.mu.Lock()
	shelves := e.shelves
	e.shelves = map[chat.AppName]*shelf{}
	e.mu.Unlock()
	for _, s := range shelves {
		s.close()
	}
	e.queue.Close()
}

// Rebuild has an app's index built anew, in the background; the old one answers until then.
func (e *Engine) Rebuild(app chat.AppName) (chat.SearchState, error) {
	s := e.shelf(app)
	s.mu.Lock()
	s.rebuild = s.current == nil || s.current.built.Load() // else one is being built
	s.mu.Unlock()
	e.poke()
	return e.State(app)
}

// poke makes Run look again.
func (e *Engine) poke() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// State tells how far an app's index is.
func (e *Engine) State(app chat.AppName) (chat.SearchState, error) {
	end, err := e.o.Service.Position(app)
	if err != nil {
		return chat.SearchState{}, err
	}
	state := e.shelf(app).state()
	state.Positions = max(end, state.Position)
	return state, nil
}
