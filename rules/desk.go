package rules

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Bounds of what may wait for an app's hook.
const (
	waitingMost  = 10_000
	waitingBytes = 16 << 20
)

// desk is where the messages of one app wait for its hook. Several are asked about at once; those of one sender in one
// conversation leave in the order in which they came. Another app's messages never wait here.
type desk struct {
	waiting atomic.Int64 // messages in lines

	mu      sync.Mutex
	lines   map[lineKey]*line
	queue   []*draft // that nobody asks about yet
	running int      // goroutines that ask
	bytes   int
	logged  time.Time // when a failure was last logged
}

// lineKey tells the messages apart that keep their order.
type lineKey struct {
	from chat.UserID
	conv chat.Conversation
}

// line holds the messages of one sender in one conversation that have not gone on yet.
type line struct {
	drafts    []*draft
	releasing bool // a goroutine lets those go that are ready
}

// draft is a message that waits.
type draft struct {
	chat.Draft
	caller   chat.Caller
	hook     *chat.PreSendHook
	since    time.Time
	key      lineKey
	ready    bool
	err      error
	answered func(chat.Draft, error)
}

func (d *draft) size() int { return len(d.Body) + len(d.Ext) + 512 }

// Asks implements chat.AppRules.
func (a *app) Asks(k chat.Kind) bool {
	return covers(a.set.Load().hook, k) || a.desk.waiting.Load() > 0
}

// Ask implements chat.AppRules.
func (a *app) Ask(c chat.Caller, d chat.Draft, answered func(chat.Draft, error)) (bool, error) {
	hook, k := a.set.Load().hook, &a.desk
	asks := covers(hook, d.To.Kind)
	w := &draft{Draft: d, caller: c, hook: hook, since: a.rules.now(), answered: answered, key: lineKey{c.User, chat.ConversationOf(c.User, d.To)}}
	k.mu.Lock()
	defer k.mu.Unlock()
	l := k.lines[w.key]
	switch {
	case !asks && l == nil: // nothing before it waits
		return false, nil
	case a.rules.ctx.Err() != nil:
		return false, goingDown()
	case k.waiting.Load() >= waitingMost || k.bytes > waitingBytes:
		e := chat.Errorf(chat.CodeOverloaded, "too many messages wait for the app's hook; try again in a moment")
		e.RetryAfter = 1
		return false, e
	}
	if l == nil {
		if k.lines == nil {
			k.lines = make(map[lineKey]*line)
		}
		l = new(line)
		k.lines[w.key] = l
	}
	l.drafts = append(l.drafts, w)
	k.waiting.Add(1)
	k.bytes += w.size()
	if !asks {
		w.ready = true // goes when those before it have gone
		return true, nil
	}
	k.queue = append(k.queue, w)
	if k.running < hook.Concurrency {
		k.running++
		a.rules.work.Add(1)
		go a.attend()
	}
	return true, nil
}

func covers(h *chat.PreSendHook, kind chat.Kind) bool {
	return h != nil && slices.Contains(h.Kinds, kind)
}

func goingDown() error {
	return chat.Errorf(chat.CodeShuttingDown, "the server is going down; connect again in a moment")
}

// attend asks the hook about one message after the other, until none is left.
func (a *app) attend() {
	defer a.rules.work.Done()
	k := &a.desk
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.queue) > 0 {
		w := k.queue[0]
		k.queue[0] = nil
		k.queue = k.queue[1:]
		before := w.size()
		k.mu.Unlock()
		answer, err := a.ask(w)
		k.mu.Lock()
		w.Draft, w.err, w.ready = answer, err, true
		k.bytes += w.size() - before
		k.release(w.key)
	}
	k.queue = nil
	k.running--
}

// release lets the messages in front of a line go that are ready, one goroutine at a time, so that they keep their order.
// k.mu is held, but not while a message goes.
func (k *desk) release(key lineKey) {
	l := k.lines[key]
	if l == nil || l.releasing {
		return
	}
	l.releasing = true
	for len(l.drafts) > 0 && l.drafts[0].ready {
		w := l.drafts[0]
		l.drafts = l.drafts[1:]
		k.mu.Unlock()
		w.answered(w.Draft, w.err)
		k.mu.Lock()
		k.waiting.Add(-1)
		k.bytes -= w.size()
	}
	l.releasing = false
	if len(l.drafts) == 0 {
		delete(k.lines, key)
	}
}
