package bridge

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// forward is a rule of an app that makes messages of publishes, with what came of it.
type forward struct {
	*chat.TopicForward
	tally *tally
}

// tally is what came of a rule since the start; it outlives changes of the rule, by its name.
type tally struct {
	sent, limited, refused atomic.Uint64

	mu   sync.Mutex
	free time.Time // when the rule's rate has room for all again
	last string    // why a message was refused last
}

// forwardsOf makes an app's rules ready, with what came of those of before.
func forwardsOf(st *chat.Settings, before []*forward) []*forward {
	known := make(map[string]*tally, len(before))
	for _, f := range before {
		known[f.Name] = f.tally
	}
	var all []*forward
	for _, f := range st.TopicForwards() {
		t := known[f.Name]
		if t == nil {
			t = new(tally)
		}
		all = append(all, &forward{f, t})
	}
	return all
}

// takes counts one message against the rule's rate: as many as it has for a minute may come at once.
func (f *forward) takes(now time.Time) bool {
	t, every := f.tally, time.Minute/time.Duration(f.Rate)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.free.Before(now) {
		t.free = now
	}
	if t.free.Sub(now) > time.Minute-every {
		t.limited.Add(1)
		return false
	}
	t.free = t.free.Add(every)
	return true
}

func (t *tally) refuse(why string) {
	t.refused.Add(1)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = why
}

// errand is something that is put on disk before a publish is carried. done is called once, with what keeps the publish
// from being accepted; nil: nothing does.
type errand func(done func(error))

// errandFor has a rule's message of a publish sent. Only what may work later keeps the publish: then its client sends it
// again. All else is counted.
func (h *Hub) errandFor(f *forward, p chat.Published) errand {
	return func(done func(error)) {
		d, err := f.Draft(p)
		if err != nil {
			f.tally.refuse(err.Error())
			done(nil)
			return
		}
		from := chat.Caller{App: p.Caller.App, User: f.From, FoldIDs: p.Caller.FoldIDs}
		from.User = chat.UserID(from.ID(string(f.From)))
		err = h.service.Submit(from, from.FoldDraft(d), nil, func(o *chat.Outcome) { done(f.outcome(o.Err)) })
		if err != nil {
			done(f.outcome(err))
		}
	}
}

func (f *forward) outcome(err error) error {
	if err == nil {
		f.tally.sent.Add(1)
		return nil
	}
	e := chat.AsError(err)
	f.tally.refuse(string(e.Code) + ": " + e.Message)
	if e.Temporary() || e.Class() == chat.ClassInternal {
		return e
	}
	return nil
}

// forwards lists the errands that rules make of a publish that they mean.
func (h *Hub) forwards(rules []*forward, p chat.Published) (errands []errand) {
	for _, f := range rules {
		if f.takes(time.Now()) {
			errands = append(errands, h.errandFor(f, p))
		}
	}
	return errands
}

// run has errands run, and calls then with the first thing that keeps the publish, once all are done.
func run(errands []errand, then func(error)) {
	var mu sync.Mutex
	var kept error
	left := len(errands)
	if left == 0 {
		then(nil)
	}
	for _, e := range errands {
		e(func(err error) {
			mu.Lock()
			if kept == nil {
				kept = err
			}
			left--
			last := left == 0
			mu.Unlock()
			if last {
				then(kept)
			}
		})
	}
}

// Forwards implements chat.Forwarder.
func (h *Hub) Forwards(app chat.AppName) []chat.ForwardCount {
	w := h.devices.of(app)
	if _, _, err := w.rules(); err != nil {
		return nil
	}
	w.mu.Lock()
	all := w.forwards
	w.mu.Unlock()
	counts := make([]chat.ForwardCount, len(all))
	for i, f := range all {
		t := f.tally
		t.mu.Lock()
		counts[i] = chat.ForwardCount{TopicMessage: f.TopicMessage, Sent: t.sent.Load(), Limited: t.limited.Load(), Refused: t.refused.Load(), LastError: t.last}
		t.mu.Unlock()
	}
	return counts
}

// ForwardTotals sums up what came of the rules of all apps since the start.
func (h *Hub) ForwardTotals() (t chat.ForwardCount) {
	h.devices.mu.Lock()
	defer h.devices.mu.Unlock()
	for _, w := range h.devices.apps {
		w.mu.Lock()
		for _, f := range w.forwards {
			t.Sent += f.tally.sent.Load()
			t.Limited += f.tally.limited.Load()
			t.Refused += f.tally.refused.Load()
		}
		w.mu.Unlock()
	}
	return t
}
