// Package rate says how often something may happen: a rate with a burst, remembered as one number.
package rate

import (
	"sync"
	"time"
)

// Limit is a rate with a burst, in nanoseconds: each time costs every, and up to slack may be owed. The zero Limit lets
// all pass.
type Limit struct{ every, slack int64 }

// New lets so many pass in a second, and after a pause burst at once. A rate of 0 is no limit.
func New(perSecond, burst int) Limit {
	if perSecond <= 0 {
		return Limit{}
	}
	every := int64(time.Second) / int64(perSecond)
	return Limit{every: every, slack: every * int64(max(burst, 1)-1)}
}

// Take counts one time at now. It returns 0, or how long to wait; then it has counted nothing. used is what is
// remembered from one time to the next: until when the rate is used up.
func (l Limit) Take(used *int64, now int64) time.Duration {
	if l.every == 0 {
		return 0
	}
	until := max(*used, now)
	if wait := until - now - l.slack; wait > 0 {
		return time.Duration(wait)
	}
	*used = until + l.every
	return 0
}

// Bounds of what is remembered.
const (
	bucketsMost = 1 << 16     // keys of one sort; more are remembered for a shorter time
	bucketsTurn = time.Minute // those that were not used for two turns are forgotten
)

// Buckets remember, for each key, the time until which it has used its rate up: the token bucket as one number, the
// generic cell rate algorithm. golang.org/x/time/rate needs ten times the memory for each key, and a sweeper. Keys live
// in two generations: those in use move to the fresh one, and the old one is dropped as a whole. The zero Buckets are
// ready; they are safe for concurrent use.
type Buckets struct {
	mu         sync.Mutex
	fresh, old map[string]*int64 // pointers, so that a key in use is looked for once
	turned     int64
}

// Take is [Limit.Take] for key.
func (b *Buckets) Take(key string, now int64, l Limit) time.Duration {
	if l.every == 0 {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	used := b.fresh[key]
	if used == nil || now-b.turned > max(int64(bucketsTurn), l.slack+l.every) {
		used = b.find(key, now, l)
	}
	return l.Take(used, now)
}

// find moves a key to the fresh generation, and begins a new one when it is time. Called with b.mu held.
func (b *Buckets) find(key string, now int64, l Limit) *int64 {
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
