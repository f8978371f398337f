// Package chattest holds a log in memory, for tests of what runs on chat without a disk.
package chattest

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hongyan-im/hongyan/chat"
)

// Log is a chat.Log over a map: each command is a batch of its own, applied before Propose returns.
type Log struct {
	mu      sync.Mutex
	values  map[string][]byte
	applied []chat.Command
	cache   *chat.Cache
	cold    bool
}

// NewLog makes an empty log.
func NewLog() *Log { return &Log{values: map[string][]byte{}, cache: chat.NewCache(1000)} }

// NewColdLog makes an empty log that keeps nothing in memory between commands: what it makes of the commands of another
// log must be the same.
func NewColdLog() *Log {
	l := NewLog()
	l.cold = true
	return l
}

// Propose applies a command at once.
func (l *Log) Propose(p *chat.Proposal) error {
	l.mu.Lock()
	if l.cold {
		l.cache.Reset()
	}
	tx := newTx(l.values)
	tx.cache = l.cache
	var err error
	if p.Outcome, err = chat.Apply(tx, &p.Command); err == nil {
		err = tx.settle()
	}
	if err != nil {
		l.cache.Reset()
		p.Outcome = chat.Outcome{Err: err}
	} else {
		l.values = tx.merged()
		l.applied = append(l.applied, p.Command)
	}
	l.mu.Unlock()
	if p.Done != nil {
		p.Done(&p.Outcome)
	}
	return nil
}

// View calls f with a reader of all that was applied before.
func (l *Log) View(f func(chat.Reader) error) error {
	l.mu.Lock()
	snapshot := l.values // replaced, never changed, by Propose
	l.mu.Unlock()
	return f(newTx(snapshot))
}

// Applied gives the commands so far, refused ones too, in their order.
func (l *Log) Applied() []chat.Command {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.applied)
}

// Hash is one sum of all keys and values.
func (l *Log) Hash() (sum [sha256.Size]byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := sha256.New()
	for _, k := range slices.Sorted(maps.Keys(l.values)) {
		_, _ = h.Write([]byte(k)) // a hash takes all
		_, _ = h.Write([]byte{0})
		_, _ = h.Write(l.values[k])
		_, _ = h.Write([]byte{0})
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// Put writes values past all commands: what many commands would have left.
func (l *Log) Put(values map[string][]byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next := maps.Clone(l.values)
	maps.Copy(next, values)
	l.values = next
	l.cache.Reset()
}

// Keys gives the keys that begin with prefix, in order.
func (l *Log) Keys(prefix string) (found []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, k := range slices.Sorted(maps.Keys(l.values)) {
		if strings.HasPrefix(k, prefix) {
			found = append(found, k)
		}
	}
	return found
}

// tx is a chat.Tx over a map that it does not change.
type tx struct {
	base    map[string][]byte
	written map[string][]byte // nil: deleted
	cache   *chat.Cache       // nil: reads only
}

func newTx(base map[string][]byte) *tx { return &tx{base: base, written: map[string][]byte{}} }

// merged gives the map after the transaction. A transaction that wrote nothing gives the map as it was.
func (t *tx) merged() map[string][]byte {
	if len(t.written) == 0 {
		return t.base
	}
	next := maps.Clone(t.base)
	for k, v := range t.written {
		if v == nil {
			delete(next, k)
		} else {
			next[k] = v
		}
	}
	return next
}

func (t *tx) Cache() *chat.Cache { return t.cache }

func (t *tx) Get(key []byte) ([]byte, error) {
	if t.cache == nil {
		return t.get(key)
	}
	return t.cache.Get(key, t.get)
}

// get never fails.
func (t *tx) get(key []byte) ([]byte, error) {
	if v, ok := t.written[string(key)]; ok {
		return v, nil
	}
	return t.base[string(key)], nil
}

func (t *tx) Set(key, value []byte) error { return t.cache.Set(key, value, t.set) }

func (t *tx) set(key, value []byte) error {
	t.written[string(key)] = append([]byte{}, value...)
	return nil
}

func (t *tx) Delete(key []byte) error {
	return t.cache.Delete(key, func(key []byte) error {
		t.written[string(key)] = nil
		return nil
	})
}

// settle hands what is only in the cache to the map.
func (t *tx) settle() error {
	if t.cache == nil {
		return nil
	}
	return t.cache.Settle(t.set)
}

// Unseen knows nothing, so that every search is made.
func (t *tx) Unseen(uint64) bool { return false }

// Saw has nothing to remember.
func (t *tx) Saw([]uint64) {}

func (t *tx) Scan(prefix, from []byte, backward bool, f func(key, value []byte) bool) error {
	if err := t.settle(); err != nil {
		return err
	}
	for _, k := range t.keys(prefix, from, backward) {
		v, _ := t.get([]byte(k))
		if v != nil && !f([]byte(k), v) {
			break
		}
	}
	return nil
}

func (t *tx) Walk(prefix, from []byte, f func(key []byte, value func() ([]byte, error)) []byte) error {
	var next []byte
	return t.Scan(prefix, from, false, func(k, v []byte) bool {
		if bytes.Compare(k, next) >= 0 {
			next = bytes.Clone(f(k, func() ([]byte, error) { return bytes.Clone(v), nil }))
			return next != nil
		}
		return true
	})
}

func (t *tx) keys(prefix, from []byte, backward bool) (keys []string) {
	wanted := func(k string) bool {
		switch {
		case !bytes.HasPrefix([]byte(k), prefix):
			return false
		case from == nil:
			return true
		case backward:
			return k <= string(from)
		}
		return k >= string(from)
	}
	for k := range t.base {
		if _, changed := t.written[k]; !changed && wanted(k) {
			keys = append(keys, k)
		}
	}
	for k := range t.written {
		if wanted(k) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	if backward {
		slices.Reverse(keys)
	}
	return keys
}
