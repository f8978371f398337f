package rules

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/hongyan-im/hongyan/chat"
)

// wordLists compile an app's word lists in the background whenever they change.
type wordLists struct {
	mu      sync.Mutex
	once    bool          // they were read
	changes uint64        // how often they changed
	done    uint64        // the change that is in force
	ready   chan struct{} // closed and made anew when done moves
	running bool
	err     error // of the last attempt

	hits map[string]*atomic.Uint64
}

func (l *wordLists) init() {
	l.ready, l.hits = make(chan struct{}), map[string]*atomic.Uint64{}
}

// firstWords reads the word lists when the app is met, and waits for them: no message passes unseen.
func (a *app) firstWords() error {
	l := &a.lists
	l.mu.Lock()
	read, upTo := l.once, l.changes
	l.mu.Unlock()
	if read {
		return nil
	}
	err := a.compile()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.once = err == nil
	l.done = max(l.done, upTo)
	return err
}

// wordsChanged has the lists compiled again.
func (a *app) wordsChanged() {
	l := &a.lists
	l.mu.Lock()
	defer l.mu.Unlock()
	l.changes++
	if !l.running {
		l.running = true
		a.rules.work.Add(1)
		go a.keepUp()
	}
}

// keepUp compiles until what is in force is what is on disk.
func (a *app) keepUp() {
	defer a.rules.work.Done()
	l := &a.lists
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.done < l.changes {
		upTo := l.changes
		l.mu.Unlock()
		err := a.compile()
		l.mu.Lock()
		if l.err = err; err != nil {
			a.rules.log.Error("word lists cannot be read; those from before stay in force", "app", a.name, "err", err)
		}
		l.done = upTo
		close(l.ready)
		l.ready = make(chan struct{})
	}
	l.running = false
}

// compile reads the lists and puts them in force.
func (a *app) compile() error {
	a.rules.compiling.Lock()
	defer a.rules.compiling.Unlock()
	s := a.rules.service
	lists, err := s.AllWordLists(a.name)
	if err != nil {
		return err
	}
	all := make([][]string, len(lists))
	for i, l := range lists {
		if err := s.AllWords(a.name, l.Name, func(w string) { all[i] = append(all[i], w) }); err != nil {
			return err
		}
	}
	a.lists.keep(lists)
	a.words.Store(compile(lists, func(i int) []string { return all[i] }, a.lists.counter))
	return nil
}

// keep forgets the counts of lists that are no more.
func (l *wordLists) keep(lists []chat.WordList) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.hits, func(name string, _ *atomic.Uint64) bool {
		return !slices.ContainsFunc(lists, func(w chat.WordList) bool { return w.Name == name })
	})
}

// counter gives the count of a list's hits, the same as long as the server runs.
func (l *wordLists) counter(name string) *atomic.Uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hits[name] == nil {
		l.hits[name] = new(atomic.Uint64)
	}
	return l.hits[name]
}

// Loaded implements chat.Rules.
func (r *Rules) Loaded(ctx context.Context, name chat.AppName) error {
	a := (*r.apps.Load())[name]
	if a == nil {
		return nil // read when it is met
	}
	l := &a.lists
	l.mu.Lock()
	defer l.mu.Unlock()
	for upTo := l.changes; l.done < upTo; {
		ready := l.ready
		l.mu.Unlock()
		select {
		case <-ready:
		case <-ctx.Done():
		}
		l.mu.Lock()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return l.err
}

// Filter implements chat.AppRules.
func (a *app) Filter() chat.Filter {
	w := a.words.Load()
	if w == nil {
		return nil
	}
	return w.filter
}

// Hits implements chat.AppRules.
func (a *app) Hits() map[string]uint64 {
	a.lists.mu.Lock()
	defer a.lists.mu.Unlock()
	hits := make(map[string]uint64, len(a.lists.hits))
	for name, n := range a.lists.hits {
		hits[name] = n.Load()
	}
	return hits
}
