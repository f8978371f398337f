package bridge

import (
	"context"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// seenEvery is how often it is kept on disk when users were last connected: a command for each connection would cost a
// flush.
const seenEvery = 5 * time.Second

// see notes that a user is connected now.
func (p *presence) see(w who, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.seen[w]; known || len(p.seen) < presenceMost {
		p.seen[w] = now.UnixMilli()
	}
}

// LastSeen implements chat.Roster.
func (h *Hub) LastSeen(app chat.AppName, user chat.UserID) int64 {
	p := h.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[who{app, user}]
}

// keepSeen writes when users were last connected; what cannot be written waits for the next time.
func (h *Hub) keepSeen(ctx context.Context) {
	p := h.presence
	byApp := map[chat.AppName][]chat.Seen{}
	p.mu.Lock()
	for w, at := range p.seen {
		byApp[w.app] = append(byApp[w.app], chat.Seen{User: w.user, At: at})
	}
	if p.lost > 0 {
		h.log.Warn("too many came and went at once: not all of it was told", "changes", p.lost)
		p.lost = 0
	}
	p.mu.Unlock()
	for app, seen := range byApp {
		if err := h.service.NoteSeen(ctx, app, seen); err != nil && chat.AsErrorCode(err) != chat.CodeNoApp {
			h.log.Warn("keep when users were seen", "app", app, "err", err)
			continue
		}
		p.mu.Lock()
		for _, one := range seen {
			if w := (who{app, one.User}); p.seen[w] == one.At {
				delete(p.seen, w)
			}
		}
		p.mu.Unlock()
	}
}
