package bridge

import (
	"encoding/json"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// threadPause is how long the members of a group wait at most to see what changed in its threads: a thread where much is
// said costs its group one event in this time.
const threadPause = time.Second

// movedThreads are threads whose groups have yet to be told that they changed.
type movedThreads map[threadKey]chat.GroupID // the group of each

type threadKey struct {
	app    chat.AppName
	thread chat.GroupID
}

// carryThreadMoved notes a change for the next telling, with h.mu held. Where nobody is connected there is nobody to tell.
func (h *Hub) carryThreadMoved(e *chat.ThreadMoved) {
	if h.world(e.App).groups[e.Group] == nil || h.closed {
		return
	}
	if len(h.moved) == 0 {
		h.moved = make(movedThreads)
		h.after(threadPause, nil, h.tellThreads)
	}
	h.moved[threadKey{e.App, e.Thread}] = e.Group
}

// tellThreads tells groups how their threads are now. Who is away reads it with the message from which a thread hangs.
func (h *Hub) tellThreads() {
	h.mu.Lock()
	moved := h.moved
	h.moved = nil
	if h.closed {
		moved = nil
	}
	h.mu.Unlock()
	for k, group := range moved {
		thread, err := h.service.ThreadOverview(k.app, k.thread)
		if chat.AsErrorCode(err) == chat.CodeNoThread {
			continue // its end is told by itself
		}
		if err != nil {
			h.log.Warn("read a thread", "app", k.app, "err", err)
			continue
		}
		h.tellGroup(k.app, group, struct {
			Event  string      `json:"event"`
			Thread chat.Thread `json:"thread"`
		}{"thread.updated", thread})
	}
}

// tellGroup brings an event that is not kept to the members of a group who are connected.
func (h *Hub) tellGroup(app chat.AppName, group chat.GroupID, event any) {
	payload, err := json.Marshal(event)
	if err != nil {
		h.log.Error("encode an event", "err", err)
		return
	}
	f := &frames{topic: topicOf(app, chat.GroupAddress(group), leafEvent), payload: payload}
	var told []*Session
	h.mu.Lock()
	if a := h.world(app).groups[group]; a != nil {
		for _, seat := range a.seats {
			seat.s.tell(f, leafEvent, 0)
			told = append(told, seat.s)
		}
	}
	h.mu.Unlock()
	for _, s := range told {
		s.Link.Flush()
	}
}
