package bridge

import (
	"context"
	"sync"

	"github.com/hongyan-im/hongyan/chat"
)

// partings are of sessions that have ended, and of which it is not stored yet that they are kept, or that they are not.
type partings struct {
	mu    sync.Mutex
	begun map[clientOf]parting
}

type parting struct {
	of   *Session
	over chan struct{}
}

// begin comes while others cannot see yet that the session has ended.
func (p *partings) begin(s *Session) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.begun == nil {
		p.begun = make(map[clientOf]parting)
	}
	p.begun[s.name()] = parting{s, make(chan struct{})}
}

// end comes once what the session left is stored, or cannot be.
func (p *partings) end(s *Session) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last, there := p.begun[s.name()]; there && last.of == s {
		close(last.over)
		delete(p.begun, s.name())
	}
}

// Parted waits until it is stored what the last session of a client left: one that is back at once finds its session,
// and not one that it has given up [MQTT-3.1.2-4] [MQTT-3.1.2-6] [MQTT5-3.1.2-5].
func (h *Hub) Parted(ctx context.Context, app chat.AppName, user chat.UserID, client string) error {
	p := &h.partings
	p.mu.Lock()
	last, there := p.begun[clientOf{who{app, user}, client}]
	p.mu.Unlock()
	if !there {
		return nil
	}
	select {
	case <-last.over:
		return nil
	case <-ctx.Done():
		return chat.Errorf(chat.CodeOverloaded, "the last session of this client id is still being stored")
	}
}
