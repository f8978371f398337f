package bridge

import (
	"sync"
	"sync/atomic"
)

// flusher writes to sockets what was queued for them, beside those who queue it: what comes meanwhile goes with it, so
// that there are fewer writes the busier it is. It runs while there is something to do.
type flusher struct {
	mu   sync.Mutex
	due  []*Session
	runs bool
}

// dropped counts messages of device topics that their subscribers did not get.
type dropped struct {
	slow    atomic.Uint64 // QoS 0, and the client reads too slowly
	full    atomic.Uint64 // too many wait for a session
	expired atomic.Uint64 // they waited for too long
}

// flushSoon has a session's connection written to. It may be called with any lock held.
func (h *Hub) flushSoon(s *Session) {
	if s.flushing.Swap(true) {
		return
	}
	f := &h.flusher
	f.mu.Lock()
	defer f.mu.Unlock()
	f.due = append(f.due, s)
	if !f.runs {
		f.runs = true
		go f.run(h.flush)
	}
}

func (f *flusher) run(write func(*Session)) {
	var batch []*Session
	for {
		f.mu.Lock()
		batch, f.due = f.due, batch[:0]
		f.runs = len(batch) > 0
		f.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		for i, s := range batch {
			s.flushing.Store(false)
			write(s)
			batch[i] = nil
		}
	}
}

// DroppedMessages counts messages of device topics that were dropped, by reason, since the start.
func (h *Hub) DroppedMessages() map[string]uint64 {
	return map[string]uint64{"slow": h.dropped.slow.Load(), "full": h.dropped.full.Load(), "expired": h.dropped.expired.Load() + h.service.QueuedExpired()}
}
