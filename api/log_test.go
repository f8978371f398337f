package api_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hongyan-im/hongyan/chat"
)

// memoryLog is a chat.Log over a map: each command is a batch of its own.
type memoryLog struct {
	mu     sync.Mutex
	values map[string][]byte
}

func newMemoryLog() *memoryLog { return &memoryLog{values: map[string][]byte{}} }

func (l *memoryLog) Propose(p *chat.Proposal) error {
	l.mu.Lock()
	tx := &memoryTx{maps.Clone(l.values)}
	var err error
	if p.Outcome, err = chat.Apply(tx, &p.Command); err != nil {
		p.Outcome = chat.Outcome{Err: err}
	} else {
		l.values = tx.values
	}
	l.mu.Unlock()
	if p.Done != nil {
		p.Done(&p.Outcome)
	}
	return nil
}

func (l *memoryLog) View(f func(chat.Reader) error) error {
	l.mu.Lock()
	snapshot := l.values // replaced, never changed, by Propose
	l.mu.Unlock()
	return f(&memoryTx{snapshot})
}

type memoryTx struct{ values map[string][]byte }

func (t *memoryTx) Get(key []byte) ([]byte, error) { return t.values[string(key)], nil }

func (t *memoryTx) Set(key, value []byte) error {
	t.values[string(key)] = bytes.Clone(value)
	return nil
}

func (t *memoryTx) Delete(key []byte) error {
	delete(t.values, string(key))
	return nil
}

func (t *memoryTx) Scan(prefix, from []byte, backward bool, f func(key, value []byte) bool) error {
	var keys []string
	for k := range t.values {
		if strings.HasPrefix(k, string(prefix)) && (from == nil || !backward && k >= string(from) || backward && k <= string(from)) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	if backward {
		slices.Reverse(keys)
	}
	for _, k := range keys {
		if !f([]byte(k), t.values[k]) {
			break
		}
	}
	return nil
}
