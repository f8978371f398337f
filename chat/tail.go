package chat

import "sync"

// Tail is a [Deliverer] that passes batches on and then wakes who reads the feed beside the message path.
type Tail struct {
	next     Deliverer
	mu       sync.Mutex
	watchers map[*Watcher]struct{}
}

// Watcher is woken after batches. C has one element when something was applied since it was last received from; it
// never holds up the batches.
type Watcher struct {
	C    <-chan struct{}
	c    chan struct{}
	tail *Tail
}

// NewTail makes a Tail in front of next.
func NewTail(next Deliverer) *Tail { return &Tail{next: next, watchers: map[*Watcher]struct{}{}} }

// Deliver implements Deliverer.
func (t *Tail) Deliver(batch []*Proposal) {
	t.next.Deliver(batch)
	t.mu.Lock()
	defer t.mu.Unlock()
	for w := range t.watchers {
		select {
		case w.c <- struct{}{}:
		default:
		}
	}
}

// Watch makes a watcher, which is woken from now on until Close.
func (t *Tail) Watch() *Watcher {
	c := make(chan struct{}, 1)
	w := &Watcher{C: c, c: c, tail: t}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watchers[w] = struct{}{}
	return w
}

// Close ends the waking; C stays open.
func (w *Watcher) Close() {
	w.tail.mu.Lock()
	defer w.tail.mu.Unlock()
	delete(w.tail.watchers, w)
}
