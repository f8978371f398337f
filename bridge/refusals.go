package bridge

import (
	"maps"
	"sync"

	"github.com/hongyan-im/hongyan/chat"
)

// Refusal is what clients were refused, and why.
type Refusal struct {
	Packet string // connect, publish, subscribe or malformed
	Code   chat.Code
}

// refusals counts. That takes a lock, which costs little beside the answer that each of them gets.
type refusals struct {
	mu sync.Mutex
	of map[Refusal]uint64
}

// Refused counts a packet that was refused: connect, publish or subscribe, or malformed for one of any kind that is
// against the standard.
func (h *Hub) Refused(packet string, code chat.Code) {
	r := &h.refused
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of == nil {
		r.of = make(map[Refusal]uint64)
	}
	r.of[Refusal{packet, code}]++
}

// Refusals gives how often each was refused since the start.
func (h *Hub) Refusals() map[Refusal]uint64 {
	r := &h.refused
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.of)
}
