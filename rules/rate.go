package rules

import (
	"sync"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// limit is a rate with a burst, in nanoseconds: a message costs every, and up to slack may be owed.
type limit struct{ every, slack int64 }

func newLimit(rate, burst int) limit {
	if rate == 0 {
		return limit{}
	}
	every := int64(time.Second) / int64(rate)
	return limit{every: every, slack: every * int64(burst-1)}
}

// Bounds of what is remembered of senders and conversations.
const (
	bucketsMost = 1 << 16     // of one sort in one app; more are remembered for a shorter time
	bucketsTurn = time.Minute // those that were not used for two turns are forgotten
)

// buckets remember, for each key, the time until which it has used its rate up: the token bucket as one number, the
// generic cell rate algorithm. golang.org/x/time/rate needs ten times the memory for each key, and a sweeper. Keys live
// in two generations: those in use move to the fresh one, and the old one is dropped as a whole.
type buckets struct {
	mu         sync.Mutex
	fresh, old map[string]*int64 // pointers, so that a key in use is looked for once
	turned     int64
}

// take counts one message of key at now. It returns 0, or how long to wait.
func (b *buckets) take(key string, now int64, l limit) time.Duration {
	if l.every == 0 {
		return 0
	}
	b.mu.Lock()
	used := b.fresh[key]
	if used == nil || now-b.turned > max(int64(bucketsTurn), l.slack+l.every) {
		used = b.find(key, now, l)
	}
	until := max(*used, now)
	wait := until - now - l.slack
	if wait <= 0 {
		*used, wait = until+l.every, 0
	}
	b.mu.Unlock()
	return time.Duration(wait)
}

// find moves a key to the fresh generation, and begins a new one when it is time. Called with b.mu held.
func (b *buckets) find(key string, now int64, l limit) *int64 {
	if b.fresh == nil || len(b.fresh) >= bucketsMost || now-b.turned > max(int64(bucketsTurn), l.slack+l.every) {
		b.fresh, b.old, b.turned = make(map[string]*int64), b.fresh, now
	}
	used := b.old[key]
	if used == nil {
		used = new(int64)
	}
	b.fresh[key] = used
	return used
}

// Rate implements chat.AppRules.
func (a *app) Rate(from chat.UserID, to chat.Address) error {
	s, now := a.set.Load(), a.rules.now().UnixNano()
	if wait := a.users.take(string(from), now, s.user); wait > 0 {
		return tooFast(wait, "you send")
	}
	switch to.Kind {
	case chat.KindGroup:
		if wait := a.groups.take(to.ID, now, s.group); wait > 0 {
			return tooFast(wait, "the group gets")
		}
	case chat.KindRoom:
		if wait := a.rooms.take(to.ID, now, s.room); wait > 0 {
			return tooFast(wait, "the chatroom gets")
		}
	}
	if wait := a.all.take("", now, s.all); wait > 0 {
		return tooFast(wait, "the app gets")
	}
	return nil
}

func tooFast(wait time.Duration, who string) error {
	e := chat.Errorf(chat.CodeRateLimited, "%s more messages a second than the app allows; wait %v", who, wait.Round(time.Millisecond))
	e.RetryAfter = max(1, int((wait+time.Second-1)/time.Second))
	return e
}
