package store

import (
	"hash/maphash"
	"sync"

	"github.com/dgraph-io/badger/v4"

	"github.com/hongyan-im/hongyan/chat"
)

// absent tells of chat.FreshKeys that are not in the store, without looking: a Bloom filter of those that are. Most
// messages carry a cid that was never seen, and finding nothing is the most expensive search of a log-structured tree.
// While the filter is being filled, and when there are too many keys for it, it knows nothing and the store is asked.
type absent struct {
	seed maphash.Seed

	mu   sync.Mutex
	bits []uint64 // nil: knows nothing
	next []uint64 // being filled
	keys int      // added to the newest of the two
}

// A key takes about ten bits, for one wrong guess in a hundred.
const (
	bitsPerKey  = 10
	probes      = 4
	leastWords  = 1 << 14 // 128 KiB, for 100,000 keys
	mostWords   = 1 << 22 // 32 MiB, for 27,000,000 keys
	wordsPerKey = 64 / bitsPerKey
)

func newAbsent() *absent {
	return &absent{seed: maphash.MakeSeed(), next: make([]uint64, leastWords)}
}

func each(bits []uint64, hash uint64, f func(word *uint64, bit uint64)) {
	step := hash>>33 | 1
	for range probes {
		at := hash % uint64(len(bits)*64)
		f(&bits[at/64], 1<<(at%64))
		hash += step
	}
}

// sure tells that key is not in the store.
func (a *absent) sure(key []byte) bool {
	hash := maphash.Bytes(a.seed, key)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.bits == nil {
		return false
	}
	there := true
	each(a.bits, hash, func(w *uint64, bit uint64) { there = there && *w&bit != 0 })
	return !there
}

// add notes a key that is, or is about to be, in the store. It tells whether the filter is full and wants to be filled
// anew, larger.
func (a *absent) add(key []byte) (full bool) {
	hash := maphash.Bytes(a.seed, key)
	a.mu.Lock()
	defer a.mu.Unlock()
	set := func(w *uint64, bit uint64) { *w |= bit }
	if a.bits != nil {
		each(a.bits, hash, set)
	}
	if a.next != nil {
		each(a.next, hash, set)
	}
	a.keys++
	return a.next == nil && a.bits != nil && a.keys > len(a.bits)*wordsPerKey
}

// grow begins a filter of twice the size, which sees all that is added from now on; false when it would be too large:
// then the filter is given up.
func (a *absent) grow() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	words := 2 * len(a.bits)
	a.keys = 0
	if words > mostWords {
		a.bits = nil
		return false
	}
	a.next = make([]uint64, words)
	return true
}

// filled makes the filter that was begun the one that is asked; false when it got too full meanwhile.
func (a *absent) filled() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bits, a.next = a.next, nil
	return a.keys <= len(a.bits)*wordsPerKey
}

// fillAbsent reads all keys that the filter is for, in the background; writing goes on meanwhile. It ends early when
// the store closes.
func (s *Store) fillAbsent() {
	defer s.done.Done()
	for {
		if err := s.addPresent(); err != nil {
			s.log.Warn("look for known message ids", "err", err)
			return
		}
		if s.absent.filled() || !s.absent.grow() {
			return
		}
	}
}

func (s *Store) addPresent() error {
	return s.db.View(func(txn *badger.Txn) error {
		var apps [][]byte
		err := reader{txn}.Scan([]byte("/app/"), nil, false, func(k, _ []byte) bool {
			apps = append(apps, chat.FreshKeys(chat.AppName(k[len("/app/"):])))
			return true
		})
		for _, prefix := range apps {
			if err == nil {
				err = s.addKeys(txn, prefix)
			}
		}
		return err
	})
}

func (s *Store) addKeys(txn *badger.Txn, prefix []byte) error {
	o := badger.DefaultIteratorOptions
	o.PrefetchValues, o.Prefix = false, prefix
	it := txn.NewIterator(o)
	defer it.Close()
	for it.Seek(prefix); it.ValidForPrefix(prefix); it.Next() {
		s.absent.add(it.Item().Key())
		if s.isClosed() {
			return nil
		}
	}
	return nil
}
