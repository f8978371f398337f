package bridge

import (
	"sync"
	"sync/atomic"
)

// line keeps what a client publishes on device topics in order, while some of it waits for the disk. The zero line is
// empty. It is locked before a mailbox.
type line struct {
	length atomic.Int32
	mu     sync.Mutex
	room   *sync.Cond // somebody waits to join; nil: nobody
	places []*place
}

// place is one publish in a line.
type place struct {
	ready bool
	do    func()
}

// empty tells whether nothing waits. Only the goroutine that joins may rely on it.
func (l *line) empty() bool { return l.length.Load() == 0 }

// join takes the last place. It blocks while too many wait, so that a client that outruns the disk is read more slowly.
func (l *line) join() *place {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.places) >= answersMost {
		if l.room == nil {
			l.room = sync.NewCond(&l.mu)
		}
		l.room.Wait()
	}
	p := new(place)
	l.places = append(l.places, p)
	l.length.Store(int32(len(l.places)))
	return p
}

// wait returns once nothing waits any more that has joined before.
func (l *line) wait() {
	if l.empty() {
		return
	}
	over := make(chan struct{})
	l.settle(l.join(), func() { close(over) })
	<-over
}

// settle says what is to be done at a place, and does what is due: all up to the first that still waits.
func (l *line) settle(p *place, do func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p.ready, p.do = true, do
	for len(l.places) > 0 && l.places[0].ready {
		l.places[0].do()
		l.places = l.places[1:]
	}
	if len(l.places) == 0 {
		l.places = nil
	}
	l.length.Store(int32(len(l.places)))
	if l.room != nil {
		l.room.Broadcast()
	}
}
