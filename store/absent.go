package store

import (
	"sync"

	"github.com/hongyan-im/hongyan/chat"
)

// absent tells which cids the store does not know, without looking: a Bloom filter of the hashes of those that it knows.
// Most messages carry a cid that was never seen. While the first filter is being filled, and when there are too many for
// any, it knows nothing and the store is searched.
type absent struct {
	mu   sync.Mutex
	bits []uint64 // nil: knows nothing
	next []uint64 // being filled
	keys int      // added to the newest of the two
}

// A hash takes 32 bits, for one wrong guess in tens of thousands: each costs a walk through all that its sender wrote.
// All that it sets lies in one line of the processor's cache: a filter is larger than that cache, and each line that is
// not there costs as much as all the rest.
const (
	keysPerWord = 64 / 32
	probes      = 6
	lineWords   = 8
	lineBits    = 9       // the logarithm of 64 * lineWords
	leastWords  = 1 << 16 // 512 KiB, for 131,000 keys
	mostWords   = 1 << 24 // 128 MiB, for 33,000,000 keys
)

func newAbsent() *absent {
	return &absent{next: make([]uint64, leastWords)}
}

// each calls f for the bits of a hash; bits has a power of two of lines.
func each(bits []uint64, hash uint64, f func(word *uint64, bit uint64)) {
	hash ^= hash >> 33 // the finalizer of MurmurHash3: all bits depend on all bits
	hash *= 0xff51afd7ed558ccd
	hash ^= hash >> 33
	hash *= 0xc4ceb9fe1a85ec53
	hash ^= hash >> 33
	first := int(hash) & (len(bits)/lineWords - 1) * lineWords
	line := (*[lineWords]uint64)(bits[first:])
	at := hash * 0x9e3779b97f4a7c15 >> (64 - probes*lineBits) // other bits than those that chose the line
	for range probes {
		f(&line[at/64%lineWords], 1<<(at%64))
		at >>= lineBits
	}
}

// sure tells that the store does not know hash.
func (a *absent) sure(hash uint64) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.bits == nil {
		return false
	}
	there := true
	each(a.bits, hash, func(w *uint64, bit uint64) { there = there && *w&bit != 0 })
	return !there
}

// add notes hashes that the store knows, or is about to.
func (a *absent) add(hashes ...uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	set := func(w *uint64, bit uint64) { *w |= bit }
	for _, bits := range [...][]uint64{a.bits, a.next} {
		if bits == nil {
			continue
		}
		for _, hash := range hashes {
			each(bits, hash, set)
		}
	}
	a.keys += len(hashes)
}

// grow begins a larger filter when the one that is asked has become too full, and tells whether it did: it sees all that
// is added from now on, and what was added before is to be filled in. A filter that would be too large is given up.
func (a *absent) grow() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.next != nil || a.keys <= len(a.bits)*keysPerWord || a.bits == nil {
		return false
	}
	words := 2 * len(a.bits)
	for words < mostWords && words*keysPerWord < a.keys {
		words *= 2
	}
	a.keys = 0
	if words > mostWords {
		a.bits = nil
		return false
	}
	a.next = make([]uint64, words)
	return true
}

// filled makes the filter that was begun the one that is asked.
func (a *absent) filled() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bits, a.next = a.next, nil
}

// growAbsent makes room in the filter. It is called between batches: all that was added is on disk then, and whoever
// fills the larger one finds it there.
func (s *Store) growAbsent() {
	if s.absent.grow() {
		s.done.Add(1)
		go s.fillAbsent()
	}
}

// fillAbsent reads all hashes that the store knows, in the background; writing goes on meanwhile. It ends early when
// the store closes: then the filter that was begun is never asked.
func (s *Store) fillAbsent() {
	defer s.done.Done()
	if err := s.addPresent(); err != nil {
		s.log.Warn("look for known message ids", "err", err)
		return
	}
	if !s.isClosed() {
		s.absent.filled()
	}
}

func (s *Store) addPresent() error {
	return s.View(func(r chat.Reader) error {
		var apps []chat.AppName
		err := r.Scan([]byte("/app/"), nil, false, func(k, _ []byte) bool {
			apps = append(apps, chat.AppName(k[len("/app/"):]))
			return true
		})
		for _, app := range apps {
			if err == nil {
				err = chat.SeenCIDs(r, app, func(hash uint64) bool { s.absent.add(hash); return !s.isClosed() })
			}
		}
		return err
	})
}
