// Package store keeps the state on disk: one Badger, written by one batcher that merges all waiting commands into one
// transaction and one flush (DESIGN: one batch = one transaction = one flush).
package store

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/logging"
)

// Options of a Store.
type Options struct {
	Dir      string                // made when it is not there
	Reserve  int64                 // bytes; with less free on the disk, writes are refused (see Propose)
	Free     func() (int64, error) // free bytes of the disk; nil: asks the file system of Dir
	Memory   int64                 // bytes of the machine's memory, to choose sizes by; 0: asks the machine
	Logger   *slog.Logger          // slog.Default when nil
	Logging  *logging.Control      // says which flushes are logged as slow; nil: none
	Registry prometheus.Registerer // nil: no metrics
}

// Bounds of what may wait. A batch is bounded so that its flush, and all who wait for it, stay quick.
const (
	batchBytes   = 256 << 10
	waitingBytes = 64 << 20
	waitingMost  = 100_000
	cacheKeys    = 50_000
)

// Store is a chat.Log on Badger.
type Store struct {
	db      *badger.DB
	reserve int64
	free    func() (int64, error)
	log     *slog.Logger
	logging *logging.Control
	metrics *metrics
	cache   *chat.Cache // of the batcher alone
	absent  *absent
	views   snapshots

	mu      sync.Mutex
	waiting []*chat.Proposal
	bytes   int
	closed  bool
	wake    chan struct{}

	deliverer chat.Deliverer
	batches   chan []*chat.Proposal
	done      sync.WaitGroup
	sick      atomic.Pointer[chat.Error] // why writes are refused now
	broken    atomic.Bool                // a flush failed: no more writes until a restart
}

// Open opens or makes a store. A directory that another process has open is refused with a sentence that says so.
// Commands are not applied before [Store.Start].
func Open(o Options) (*Store, error) {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Free == nil {
		o.Free = func() (int64, error) { return freeBytes(o.Dir) }
	}
	opts := settings(o)
	db, err := badger.Open(opts)
	if err != nil {
		if strings.Contains(err.Error(), "Cannot acquire directory lock") {
			return nil, fmt.Errorf("%w: stop it, or give this one a directory of its own with --data (%s)", ErrInUse, o.Dir)
		}
		return nil, fmt.Errorf("open the data directory %s: %w", o.Dir, err)
	}
	s := &Store{db: db, reserve: o.Reserve, free: o.Free, log: o.Logger, logging: o.Logging, metrics: newMetrics(o.Registry), wake: make(chan struct{}, 1), batches: make(chan []*chat.Proposal, 2), cache: chat.NewCache(cacheKeys), absent: newAbsent()}
	s.views.db = db
	s.views.renew(true)
	if err := s.checkDisk(); err != nil {
		s.log.Warn("writes are refused", "err", err)
	}
	return s, nil
}

// Start begins to apply commands; d gets every batch once it is on disk, in order.
func (s *Store) Start(d chat.Deliverer) {
	s.deliverer = d
	s.done.Add(4)
	go s.fillAbsent()
	go s.write()
	go s.deliver()
	go s.housekeep()
}

// Close applies and delivers what waits, then closes the store. Proposals after it are refused.
func (s *Store) Close() error {
	s.mu.Lock()
	started := s.deliverer != nil
	already := s.closed
	s.closed = true
	s.mu.Unlock()
	if already {
		return nil
	}
	if started {
		s.nudge()
		s.done.Wait()
	}
	s.views.renew(false)
	return s.db.Close()
}

func (s *Store) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

func (s *Store) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Propose queues a command; see chat.Log. On a disk with less than the reserve free, commands are answered with
// CodeDiskFull by their outcome, and reading goes on: Badger would die of a full disk.
func (s *Store) Propose(p *chat.Proposal) error {
	s.mu.Lock()
	switch {
	case s.closed:
		s.mu.Unlock()
		return chat.Errorf(chat.CodeShuttingDown, "the server is going down; connect again in a moment")
	case s.bytes > waitingBytes || len(s.waiting) > waitingMost:
		s.mu.Unlock()
		s.metrics.overloaded.Inc()
		e := chat.Errorf(chat.CodeOverloaded, "the server has too much to do; try again in a moment")
		e.RetryAfter = 1
		return e
	}
	s.waiting = append(s.waiting, p)
	s.bytes += p.Size
	first := len(s.waiting) == 1
	s.mu.Unlock()
	if first {
		s.nudge()
	}
	return nil
}

// View calls f with a reader of what is on disk.
func (s *Store) View(f func(chat.Reader) error) error {
	x := s.views.enter()
	if x == nil {
		return chat.Errorf(chat.CodeShuttingDown, "the server is going down; connect again in a moment")
	}
	defer s.views.leave(x)
	return f(reader{x.txn})
}

// Ready tells why writes are refused now, or nil.
func (s *Store) Ready() error {
	if e := s.sick.Load(); e != nil {
		return e
	}
	return nil
}

// Waiting counts the commands that wait to be applied.
func (s *Store) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

// take gives the next batch, or nil when the store is closed and nothing waits.
func (s *Store) take() []*chat.Proposal {
	for {
		s.mu.Lock()
		if len(s.waiting) > 0 {
			n, size := 0, 0
			for n < len(s.waiting) && (n == 0 || size+s.waiting[n].Size <= batchBytes) {
				size += s.waiting[n].Size
				n++
			}
			batch := s.waiting[:n:n]
			if s.waiting = s.waiting[n:]; len(s.waiting) == 0 {
				s.waiting = nil
			}
			s.bytes -= size
			s.mu.Unlock()
			return batch
		}
		closed := s.closed
		s.mu.Unlock()
		if closed {
			return nil
		}
		<-s.wake
	}
}

func (s *Store) write() {
	defer s.done.Done()
	defer close(s.batches)
	for {
		batch := s.take()
		if batch == nil {
			return
		}
		start := time.Now()
		s.applyAll(batch)
		took := time.Since(start)
		s.metrics.flush.Observe(took.Seconds())
		if s.logging.IsSlow(took) {
			s.log.Warn("slow flush", "commands", len(batch), "took", took)
		}
		s.metrics.commands.Add(float64(len(batch)))
		s.batches <- batch
	}
}

func (s *Store) deliver() {
	defer s.done.Done()
	for batch := range s.batches {
		s.deliverer.Deliver(batch)
	}
}

// applyAll applies a batch in one transaction, or refuses all of it. When the transaction is broken or too large, it
// is applied in halves, so that one command's failure stays its own.
func (s *Store) applyAll(batch []*chat.Proposal) {
	if e := s.checkDisk(); e != nil {
		refuse(batch, e)
		return
	}
	err := s.applyOnce(batch)
	if err == nil {
		return
	}
	s.cache.Reset()
	if len(batch) > 1 && !s.broken.Load() {
		half := len(batch) / 2
		s.applyAll(batch[:half])
		s.applyAll(batch[half:])
		return
	}
	s.log.Error("a command failed", "command", fmt.Sprintf("%T", batch[0].Command.Op), "app", batch[0].Command.App, "err", err)
	refuse(batch, chat.AsError(err))
}

func refuse(batch []*chat.Proposal, e *chat.Error) {
	for _, p := range batch {
		p.Outcome = chat.Outcome{Err: e}
	}
}

func (s *Store) applyOnce(batch []*chat.Proposal) error {
	s.cache.Age()
	s.growAbsent()
	tx := &tx{reader: reader{s.db.NewTransaction(true)}, store: s}
	defer tx.txn.Discard()
	for _, p := range batch {
		var err error
		if p.Outcome, err = chat.Apply(tx, &p.Command); err != nil {
			return err
		}
	}
	if err := tx.settle(); err != nil {
		return err
	}
	if err := tx.txn.Commit(); err != nil {
		s.broken.Store(true)
		s.sick.Store(chat.Errorf(chat.CodeInternal, "the disk failed; nothing can be stored until the server is restarted"))
		return fmt.Errorf("flush: %w", err)
	}
	s.views.renew(true)
	return nil
}

// checkDisk refuses writes while the disk has less free than the reserve, or after a flush failed.
func (s *Store) checkDisk() *chat.Error {
	if s.broken.Load() {
		return s.sick.Load()
	}
	free, err := s.free()
	if err == nil && free >= s.reserve {
		if s.sick.Swap(nil) != nil {
			s.log.Info("writes are accepted again", "free", free)
		}
		return nil
	}
	e := chat.Errorf(chat.CodeDiskFull, "the disk is full: %d MiB are free, %d MiB are kept in reserve; nothing can be stored until there is space", free>>20, s.reserve>>20)
	if err != nil {
		e = chat.Errorf(chat.CodeDiskFull, "the disk does not say how much is free; nothing can be stored")
	}
	e.RetryAfter = 30
	if s.sick.Swap(e) == nil {
		s.log.Error("writes are refused", "err", e)
	}
	return e
}

// housekeep gives space back and notices a disk that got free, or full, while nothing is written.
func (s *Store) housekeep() {
	defer s.done.Done()
	look, collect := time.NewTicker(time.Second), time.NewTicker(10*time.Minute)
	defer look.Stop()
	defer collect.Stop()
	for {
		select {
		case <-look.C:
			if s.isClosed() {
				return
			}
			s.checkDisk()
		case <-collect.C:
			if s.sick.Load() == nil {
				_ = s.db.RunValueLogGC(0.5) // an error says that there was nothing to collect
			}
		}
	}
}
