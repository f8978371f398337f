package bridge

import (
	"slices"
	"sync"
	"time"
)

// clientOf names a client of a user.
type clientOf struct {
	who
	client string
}

// wills are those of connections that have ended and whose time has not come.
type wills struct {
	mu      sync.Mutex
	closed  bool
	waiting map[clientOf][]*will
	many    map[who]int
}

// add lets a will wait until publish is called, when it is due; not at all when the server goes down.
func (ws *wills) add(w *will, publish func()) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.closed {
		return
	}
	if ws.waiting == nil {
		ws.waiting, ws.many = make(map[clientOf][]*will), make(map[who]int)
	}
	ws.waiting[w.of] = append(ws.waiting[w.of], w)
	ws.many[w.of.who]++
	w.timer = time.AfterFunc(time.Until(w.due), func() {
		if ws.take(w) {
			publish()
		}
	})
}

// countOf counts a user's wills that wait.
func (ws *wills) countOf(u who) int {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	return ws.many[u]
}

// take ends the waiting of a will; false: it has ended.
func (ws *wills) take(w *will) bool {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	list := ws.waiting[w.of]
	i := slices.Index(list, w)
	if i < 0 {
		return false
	}
	ws.drop(w.of, slices.Delete(slices.Clone(list), i, i+1))
	return true
}

// takeAll ends the waiting of all wills of a client.
func (ws *wills) takeAll(of clientOf) []*will {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	list := ws.waiting[of]
	if list == nil {
		return nil
	}
	for _, w := range list {
		w.timer.Stop()
	}
	ws.drop(of, nil)
	return list
}

// drop leaves only some of a client's wills. Lock held on entry.
func (ws *wills) drop(of clientOf, left []*will) {
	if ws.many[of.who] -= len(ws.waiting[of]) - len(left); ws.many[of.who] == 0 {
		delete(ws.many, of.who)
	}
	if ws.waiting[of] = left; len(left) == 0 {
		delete(ws.waiting, of)
	}
}

// close lets those that wait stay on disk.
func (ws *wills) close() {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.closed = true
	for _, list := range ws.waiting {
		for _, w := range list {
			w.timer.Stop()
		}
	}
	ws.waiting, ws.many = nil, nil
}

func (ws *wills) isClosed() bool {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	return ws.closed
}
