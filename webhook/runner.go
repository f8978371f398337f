package webhook

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Bounds of reading the feed.
const (
	pageMost  = 256  // entries read at once
	aheadMost = 4096 // entries of no interest after which a webhook's place is kept all the same
)

// runner is one webhook at work. All but what is under mu, and at, belongs to its goroutine.
type runner struct {
	all  *Webhooks
	app  chat.AppName
	hook chat.Webhook
	stop func() // ends the goroutine and waits for it

	awake chan struct{} // something may be new
	retry chan struct{} // do not wait any longer after a failure

	place    chat.WebhookPlace
	at       atomic.Uint64 // all up to here is done; may be ahead of place.Cursor, which is on disk
	failures int           // in a row

	wechat chat.WeChat            // settings, of the sender on WeChat
	sent   map[chat.UserID]string // of a batch that is tried again: who was told of which message

	mu   sync.Mutex
	now  chat.WebhookRun
	more chat.WeChatRun // its counts
}

func newRunner(w *Webhooks, app chat.AppName, h chat.Webhook) *runner {
	return &runner{all: w, app: app, hook: h, awake: make(chan struct{}, 1), retry: make(chan struct{}, 1), sent: map[chat.UserID]string{}, now: chat.WebhookRun{Running: true}}
}

func (r *runner) wake() { signal(r.awake) }

func (r *runner) again() { signal(r.retry); signal(r.awake) }

func (r *runner) status() chat.WebhookRun {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.now
	s.Cursor = r.at.Load()
	return s
}

// run tells the webhook all that it wants, until ctx ends.
func (r *runner) run(ctx context.Context) {
	for ctx.Err() == nil {
		did, err := r.round(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if _, ours := err.(*refusal); !ours && chat.AsErrorCode(err) != chat.CodeNotFound { // it is being removed
				r.all.o.Log.Error("webhook", "app", r.app, "webhook", r.hook.ID, "err", err)
			}
			r.wait(ctx, err)
		case !did:
			select {
			case <-ctx.Done():
			case <-r.awake:
			}
		default:
			r.went()
		}
	}
}

// round does a piece of each sort of work: what is new, dead letters that are to be tried again, what is to be told
// again. It tells whether there was any.
func (r *runner) round(ctx context.Context) (did bool, err error) {
	place, err := r.all.o.Service.WebhookPlace(r.app, r.hook.ID)
	if err != nil {
		return false, err
	}
	r.place = place
	r.at.Store(max(r.at.Load(), place.Cursor))
	for _, work := range []func(context.Context) (bool, error){r.live, r.letters, r.replay} {
		some, err := work(ctx)
		if did = did || some; err != nil {
			return did, err
		}
	}
	return did, nil
}

// live sends the next batch of what is new.
func (r *runner) live(ctx context.Context) (did bool, err error) {
	limit := ^uint64(0)
	if r.place.Failing != 0 {
		limit = r.place.FailingTo
	}
	b := &collected{}
	if r.at.Load() == r.place.Cursor {
		b.midway = r.place.Midway
	}
	b, err = r.collect(r.at.Load(), limit, b)
	if err != nil || b.upTo == r.at.Load() && len(b.events) == 0 {
		return false, err
	}
	move := chat.WebhookMove{Place: &chat.WebhookPlace{Cursor: b.upTo, Midway: b.midway}}
	if len(b.events) > 0 {
		refused := r.send(ctx, b)
		if refused != nil && ctx.Err() != nil {
			return false, ctx.Err()
		}
		if refused != nil && !refused.final() && !r.givesUp() {
			return true, r.fails(ctx, b, refused)
		}
		if refused != nil && r.hook.Kind != chat.WebhookWeChat {
			move.Dead = b.dead(refused)
		}
		err := r.move(ctx, move, refused)
		if err == nil {
			r.pace(ctx, b)
		}
		r.skip(b)
		return true, err
	}
	r.skip(b)
	r.at.Store(b.upTo)
	if b.upTo-r.place.Cursor < aheadMost && r.place.Failing == 0 {
		return true, nil
	}
	return true, r.move(ctx, move, nil)
}

// skip counts the users who have no grant.
func (r *runner) skip(b *collected) {
	r.mu.Lock()
	r.more.Skipped += uint64(b.skipped)
	r.mu.Unlock()
}

// givesUp tells that what comes next was tried for long enough.
func (r *runner) givesUp() bool {
	return r.place.Failing != 0 && r.all.o.Now().UnixMilli()-r.place.Failing >= r.all.o.GiveUp.Milliseconds()
}

// fails keeps since when a batch is not taken, so that a restart does not begin to count anew.
func (r *runner) fails(ctx context.Context, b *collected, refused *refusal) error {
	if r.place.Failing == 0 {
		since := &chat.WebhookPlace{Cursor: r.at.Load(), Failing: r.all.o.Now().UnixMilli(), FailingTo: b.upTo}
		if b.midway != "" {
			since.FailingTo++
		}
		if since.Cursor == r.place.Cursor {
			since.Midway = r.place.Midway
		}
		if err := r.keep(ctx, chat.WebhookMove{Place: since}); err != nil {
			return err
		}
	}
	return refused
}

// move keeps that a batch is done. Dead letters are followed by a pause as other failures are, so that an address that
// is wrong does not use up all that waits.
func (r *runner) move(ctx context.Context, m chat.WebhookMove, refused *refusal) error {
	if err := r.keep(ctx, m); err != nil {
		return err
	}
	r.all.metrics.dead.Add(float64(len(m.Dead)))
	if m.Place != nil {
		r.at.Store(m.Place.Cursor)
	}
	if refused != nil {
		return refused
	}
	return nil
}

// keepTime bounds how long the end of a webhook waits until what it took is on disk.
const keepTime = 5 * time.Second

// keep has a move on disk, even when the webhook is being stopped: what it took is not sent again then.
func (r *runner) keep(ctx context.Context, m chat.WebhookMove) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	return r.all.o.Service.MoveWebhook(ctx, r.app, r.hook.ID, m)
}

// letters sends dead letters again.
func (r *runner) letters(ctx context.Context) (did bool, err error) {
	if len(r.place.Retry) == 0 {
		return false, nil
	}
	if r.pushes() {
		return true, r.retryPush(ctx)
	}
	b := r.newBatch()
	var gone []uint64
	for _, pos := range r.place.Retry {
		if _, err := r.collect(pos-1, pos, b); err != nil {
			return true, err
		}
		if b.full {
			break // the rest with the next batch
		}
		if len(b.positions) == 0 || b.positions[len(b.positions)-1] != pos {
			gone = append(gone, pos)
		}
	}
	move := chat.WebhookMove{Taken: append(gone, b.positions...)}
	var refused *refusal
	if len(b.events) > 0 {
		if refused = r.send(ctx, b); refused != nil && ctx.Err() != nil {
			return false, ctx.Err()
		}
		if refused != nil {
			move = chat.WebhookMove{Taken: gone, Retried: b.positions, Dead: b.dead(refused)}
		}
	}
	return true, r.move(ctx, move, refused)
}

// replay sends the next batch of what is to be told again.
func (r *runner) replay(ctx context.Context) (did bool, err error) {
	p := r.place.Replay
	if p == nil {
		return false, nil
	}
	b := r.newBatch()
	b.since, b.until = p.Since, p.Until
	if _, err := r.collect(p.After, p.UpTo, b); err != nil {
		return true, err
	}
	move := chat.WebhookMove{Replay: p.Asked, ReplayA: b.upTo}
	var refused *refusal
	if len(b.events) > 0 {
		if refused = r.send(ctx, b); refused != nil && ctx.Err() != nil {
			return false, ctx.Err()
		}
		if refused != nil && !refused.final() {
			return true, refused
		}
		if refused != nil {
			move.Dead = b.dead(refused)
		}
	}
	return true, r.move(ctx, move, refused)
}

// send posts a batch.
func (r *runner) send(ctx context.Context, b *collected) *refusal {
	if r.hook.Kind == chat.WebhookWeChat {
		return r.writeWeChat(ctx, b)
	}
	err := r.all.post(ctx, r.app, &r.hook, b.events)
	if err == nil {
		r.all.metrics.delivered.Add(float64(len(b.events)))
		r.mu.Lock()
		r.now.Delivered += uint64(len(b.events))
		r.mu.Unlock()
		return nil
	}
	refused := err.(*refusal) // post gives no other
	if ctx.Err() == nil {
		r.all.metrics.failed.Inc()
	}
	return refused
}

// wait pauses after a failure, longer with each.
func (r *runner) wait(ctx context.Context, why error) {
	r.failures++
	pause := backOff(r.failures, r.all.o.FirstWait, r.all.o.MostWait)
	now := r.all.o.Now()
	r.mu.Lock()
	r.now.Failed++
	r.now.NextAttempt = now.Add(pause).UnixMilli()
	r.now.LastError, r.now.LastErrorAt, r.now.LastStatus = "the server failed; its log says why", now.UnixMilli(), 0
	if f, ok := why.(*refusal); ok {
		r.now.LastError, r.now.LastStatus = f.text, f.status
	}
	r.mu.Unlock()
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-r.retry:
	case <-timer.C:
	}
}

// went notes that there is no trouble any more.
func (r *runner) went() {
	r.failures = 0
	r.mu.Lock()
	r.now.NextAttempt = 0
	r.mu.Unlock()
}

// collected is a batch being made.
type collected struct {
	events    []json.RawMessage
	names     []string
	positions []uint64 // of the events
	bytes     int
	upTo      uint64 // all up to here is in it, or not wanted
	full      bool   // what comes next has no room

	pushes  []*chat.Push // the events, of a webhook of pushes
	users   int          // in them
	midway  chat.UserID  // of the entry after upTo, those up to this one are in it
	skipped int          // users without a grant

	again        bool  // its events are not in their place
	since, until int64 // ms: what has another time is passed over; 0: nothing is
}

// newBatch makes a batch of what is sent again.
func (r *runner) newBatch() *collected { return &collected{again: true} }

// collect adds what the feed has after a position, up to a last one, until the batch is full.
func (r *runner) collect(after, last uint64, b *collected) (*collected, error) {
	b.upTo = after
	for scanned := 0; !b.full && b.upTo < last && scanned < aheadMost; {
		changes, _, err := r.all.o.Service.Feed(r.app, b.upTo, int(min(pageMost, last-b.upTo)))
		if err != nil || len(changes) == 0 {
			return b, err
		}
		scanned += len(changes)
		if err := r.addAll(changes, b); err != nil {
			return b, err
		}
	}
	return b, nil
}

// addAll adds entries of the feed, until the batch is full.
func (r *runner) addAll(changes []chat.Change, b *collected) error {
	if r.pushes() {
		for _, c := range changes {
			if whole, err := r.addPush(c, b); !whole || err != nil {
				return err
			}
			b.upTo = c.Pos
		}
		return nil
	}
	found, err := events(r.all.o.Service, r.app, &r.hook, changes)
	if err != nil {
		return err
	}
	for i, c := range changes {
		if err := b.add(found[i]); err != nil || b.full {
			return err
		}
		b.upTo = c.Pos
	}
	return nil
}

// add puts an event into the batch, if there is room.
func (b *collected) add(e *Event) error {
	if e == nil {
		return nil
	}
	if b.until != 0 && e.TS != 0 && (e.TS < b.since || e.TS > b.until) {
		return nil
	}
	e.Replayed = b.again
	encoded, err := json.Marshal(e)
	if err != nil {
		return err
	}
	b.put(encoded, e.Name, e.Pos)
	return nil
}

// put puts an event into the batch, or says that it is full.
func (b *collected) put(encoded []byte, name string, pos uint64) {
	if len(b.events) > 0 && (len(b.events) == batchEvents || b.bytes+len(encoded) > batchBytes-1024) {
		b.full = true
		return
	}
	b.events, b.names, b.positions = append(b.events, encoded), append(b.names, name), append(b.positions, pos)
	b.bytes += len(encoded) + 1
}

// dead makes the batch dead letters.
func (b *collected) dead(why *refusal) []chat.DeadLetter {
	letters := make([]chat.DeadLetter, len(b.events))
	for i := range letters {
		letters[i] = chat.DeadLetter{Pos: b.positions[i], Event: b.names[i], Status: why.status, Error: why.text}
	}
	return letters
}
