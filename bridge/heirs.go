package bridge

import (
	"sync"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// heirs hands what sessions that have ended were owed by shared subscriptions to other members.
type heirs struct {
	mu    sync.Mutex
	runs  bool
	again bool   // there is more
	done  uint64 // number of the last message that was handed on
}

const heirsPage = 100

// inherit has other members get what is on disk for them [MQTT5-4.8.2].
func (w *deviceWorld) inherit() {
	i := &w.heirs
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.again = true; !i.runs {
		i.runs = true
		w.hub.safely(nil, w.handOn)
	}
}

func (w *deviceWorld) handOn() {
	i := &w.heirs
	for {
		i.mu.Lock()
		i.runs, i.again = i.again, false
		more, from := i.runs, i.done+1
		i.mu.Unlock()
		if !more {
			return
		}
		page, err := w.hub.service.Orphans(w.app, from, heirsPage)
		if err != nil {
			w.hub.log.Warn("read what sessions have left", "app", w.app, "err", err)
			continue
		}
		for n := range page {
			p := owed(&page[n])
			w.hub.guard(nil, func() { w.passOn(p, p.seq) })
		}
		i.mu.Lock()
		if len(page) > 0 {
			i.done, i.again = page[len(page)-1].Seq, true
		}
		i.mu.Unlock()
	}
}

// forget begins to count anew, when the app is gone.
func (i *heirs) forget() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.done = 0
}

// passOn gives a message of a shared subscription to another member, when the one that had it is gone for good. orphan
// is its number on disk, 0: it was in memory.
func (w *deviceWorld) passOn(p *parcel, orphan uint64) {
	m := &deviceMessage{topic: p.m.topic, payload: p.m.payload, qos: p.m.qos, retain: p.m.retain, forward: p.m.forward, expires: p.m.expires}
	var team []hit
	w.index.MatchShared(p.share, p.filter, func(members func(func(*mailbox, *Sub) bool)) {
		team = gather(members)
	})
	var out []delivery
	if to, found := choose(team, m.qos); found && !m.expired(time.Now()) {
		out = append(out, deliveryOf(m, []hit{to}))
	}
	d := forDisk(m, "", "", out)
	if d.Orphan = orphan; orphan == 0 && len(d.To) == 0 {
		w.deliverAll(m, out)
		return
	}
	if err := w.hub.service.SubmitDevice(w.app, &d, func(r *chat.QueueResult, err error) {
		if err == nil {
			w.carryStored(m, nil, out, r)
		}
	}); err != nil { // it stays on disk, for the next start
		w.hub.log.Warn("hand on what a session has left", "app", w.app, "err", err)
	}
}
