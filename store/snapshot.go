package store

import (
	"sync"

	"github.com/dgraph-io/badger/v4"
)

// snapshots give readers what is on disk. All share one transaction until the next commit: to begin one costs more than most
// readings, and while a commit goes on Badger would let it wait for that.
type snapshots struct {
	db  *badger.DB
	mu  sync.Mutex
	now *snapshot // nil: the store is closed
}

type snapshot struct {
	txn     *badger.Txn
	readers int
	old     bool
}

// enter gives the newest snapshot, to be left; nil when the store is closed.
func (s *snapshots) enter() *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now != nil {
		s.now.readers++
	}
	return s.now
}

func (s *snapshots) leave(x *snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.readers--
	x.release()
}

// renew has readers see what was committed; open: there is to be another snapshot.
func (s *snapshots) renew(open bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now != nil {
		s.now.old = true
		s.now.release()
	}
	if s.now = nil; open {
		s.now = &snapshot{txn: s.db.NewTransaction(false)}
	}
}

// release ends the transaction of a snapshot that nobody reads or will, so that Badger may drop what only it could see.
func (x *snapshot) release() {
	if x.old && x.readers == 0 {
		x.txn.Discard()
	}
}
