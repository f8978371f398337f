package bridge

import (
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// replay brings a subscription the retained messages that its filter means. They stay in the store until the client
// takes them: a page at a time is in memory, so that nothing is too much and nothing is dropped. It is of its mailbox,
// under whose lock it is.
type replay struct {
	sub     Sub
	begun   bool                   // the SUBACK is out
	cursor  string                 // the topic up to which all was brought
	page    []chat.RetainedMessage // what comes next
	end     string                 // the topic after the page; empty: it is the last one
	loaded  bool                   // page and end are what follows cursor
	reading bool
	newer   map[string]struct{} // topics that changed since the client is there with this subscription: that was carried
}

const (
	replayPage    = 100
	replayReaders = 4                    // that read the store at once
	replayNewer   = 1000                 // topics that change meanwhile; beyond it, the page is read anew
	replayRetry   = 5 * time.Millisecond // after which a socket that took nothing is tried again
)

// wantsRetained tells whether a subscription is brought what is retained; known: the client had it [MQTT5-3.3.1-9]
// [MQTT5-3.3.1-10] [MQTT5-3.3.1-11] [MQTT5-4.8.2].
func (s Sub) wantsRetained(known bool) bool {
	return !s.IsShared() && (s.Retain == 0 || s.Retain == 1 && !known)
}

// askReplay notes that a subscription is to be brought what is retained, from the beginning; with b.mu held.
func (b *mailbox) askReplay(sub Sub) {
	b.cancelReplay(sub.Filter)
	b.replays = append(b.replays, &replay{sub: sub})
}

// lookAgain brings a subscription what one topic retains: it came after a message was published, and before that was
// retained.
func (b *mailbox) lookAgain(sub *Sub, topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if sub.Retain == 2 || b.gone {
		return
	}
	one := *sub
	one.Filter = topic
	b.cancelReplay(topic)
	b.replays = append(b.replays, &replay{sub: one, begun: true})
	b.pump()
}

// cancelReplay ends the replay of a filter, with b.mu held.
func (b *mailbox) cancelReplay(filter string) {
	for i, r := range b.replays {
		if r.sub.Filter == filter {
			b.replays = append(b.replays[:i:i], b.replays[i+1:]...)
			return
		}
	}
}

// Replay begins to bring a session what is retained on the topics that it has subscribed to, after the SUBACK.
func (h *Hub) Replay(s *Session) {
	h.greetWatcher(s)
	b := s.box.Load()
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.replays {
		r.begun = true
	}
	b.pump()
}

// pauseReplays keeps no messages in memory for a client that is away, with b.mu held. It goes on where it was when it
// returns.
func (b *mailbox) pauseReplays() {
	for _, r := range b.replays {
		r.page, r.loaded, r.newer, r.begun = nil, false, nil, true
	}
}

// overtake notes that a topic changed, and that the change is carried now: what the store says of it comes too late.
func (b *mailbox) overtake(topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.s == nil {
		return // what is carried now may be lost
	}
	for _, r := range b.replays {
		if r.newer == nil {
			r.newer = make(map[string]struct{})
		}
		r.newer[topic] = struct{}{}
		if !r.reading && len(r.newer) > replayNewer {
			r.page, r.loaded, r.newer = nil, false, nil
		}
	}
}

// replay brings what is retained, as far as there is room, with b.mu held.
func (b *mailbox) replay() {
	sent := false
	for len(b.replays) > 0 && b.s != nil {
		r := b.replays[0]
		if !r.begun || r.reading {
			break
		}
		if !r.loaded && b.world.hub.service.RetainsNothing(b.world.app) {
			r.loaded, r.page, r.end = true, nil, ""
		}
		if !r.loaded {
			r.reading = true
			s := b.s
			b.world.hub.safely(s, func() { b.read(r, s) })
			break
		}
		if len(r.page) == 0 {
			if r.cursor, r.loaded = r.end, false; r.end == "" {
				b.replays = b.replays[1:]
			}
			continue
		}
		if !b.bring(r, &r.page[0]) {
			if len(b.flights) == 0 || b.s.Link.Full() { // no acknowledgement will call us
				b.pumpLater(replayRetry)
			}
			break
		}
		sent = true
		r.cursor = r.page[0].Topic
		r.page[0] = chat.RetainedMessage{} // its bytes may go
		r.page = r.page[1:]
	}
	if len(b.replays) == 0 {
		b.replays = nil
	}
	if sent {
		b.world.hub.flushSoon(b.s)
	}
}

// read reads the next page for a session, with few others at a time.
func (b *mailbox) read(r *replay, s *Session) {
	h := b.world.hub
	h.readers <- struct{}{}
	page, end, err := h.service.RetainedFor(b.world.app, r.sub.Filter, r.cursor, replayPage)
	<-h.readers
	if err != nil {
		h.log.Warn("read what is retained", "app", b.world.app, "user", b.user, "err", err)
		page, end = nil, ""
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r.reading, r.loaded, r.page, r.end = false, true, page, end
	if b.s != s { // what changed while nobody was there, the page may not know
		r.page, r.loaded = nil, false
	}
	b.pump()
}

// bring sends one retained message, with b.mu held; false: there is no room for it now. RETAIN says that it is one
// [MQTT5-3.3.1-8], whatever the subscription says of messages as they are published.
func (b *mailbox) bring(r *replay, kept *chat.RetainedMessage) bool {
	s, sub := b.s, r.sub
	m := retained(kept)
	_, changed := r.newer[kept.Topic]
	if changed || m.expired(time.Now()) || sub.NoLocal && kept.From == b.user && kept.Client == b.client { // [MQTT5-3.8.3-3]
		return true
	}
	qos := min(sub.QoS, kept.QoS)
	var ids []int
	if sub.ID > 0 {
		ids = []int{sub.ID}
	}
	f := m.frame(s.Version, qos, true, ids)
	if qos > 0 {
		return !b.windowFull() && b.send(&parcel{m: m, qos: qos, retain: true, ids: ids}, f)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.ended && s.send(f, 0)
}
