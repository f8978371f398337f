package search

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/hongyan-im/hongyan/chat"
)

// shelf is where the index of an app stands: below its directory each in one with a number. The index that answers has
// the lower number, one that is to take its place the higher.
type shelf struct {
	dir string
	log *slog.Logger

	mu      sync.Mutex
	current *appIndex // answers, once it is built; nil before it is opened
	next    *appIndex // takes its place when it is built; nil when none is on its way
	rebuild bool      // a next one is wanted
}

// open opens what there is, and makes what is missing. Only Run's goroutine calls it.
func (s *shelf) open(created int64, queue *index.AnalysisQueue) error {
	s.mu.Lock()
	current, next, rebuild := s.current, s.next, s.rebuild
	s.mu.Unlock()
	var err error
	if current == nil {
		current, next, err = s.find(created, queue)
	}
	if err == nil && rebuild && next == nil {
		next, err = s.create(created, queue)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current, s.next = current, next
	if err == nil && rebuild {
		s.rebuild = false
	}
	return err
}

// find opens the indexes on disk; those that cannot be used are removed. There is always a current one after it.
func (s *shelf) find(created int64, queue *index.AnalysisQueue) (current, next *appIndex, err error) {
	numbers, err := s.numbers()
	if err != nil {
		return nil, nil, err
	}
	for _, n := range numbers {
		i, err := openIndex(s.path(n), created, queue)
		switch {
		case errors.Is(err, errDamaged):
			s.log.Warn("the search index cannot be used and is built anew", "dir", s.path(n), "err", err)
			if err := os.RemoveAll(s.path(n)); err != nil {
				return current, next, err
			}
		case err != nil:
			return current, next, err
		case current == nil:
			current = i
		case next == nil && !i.built.Load():
			next = i
		case i.built.Load(): // the old one was about to be removed
			s.remove(current)
			current = i
		default:
			s.remove(i)
		}
	}
	if current == nil {
		current, err = s.create(created, queue)
	}
	return current, next, err
}

func (s *shelf) path(number int) string { return filepath.Join(s.dir, strconv.Itoa(number)) }

// numbers lists the numbers of the indexes on disk.
func (s *shelf) numbers() (numbers []int, err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(s.dir)
	for _, e := range entries {
		if n, err := strconv.Atoi(e.Name()); err == nil {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, err
}

func (s *shelf) create(created int64, queue *index.AnalysisQueue) (*appIndex, error) {
	numbers, err := s.numbers()
	if err != nil {
		return nil, err
	}
	n := 1
	if len(numbers) > 0 {
		n = numbers[len(numbers)-1] + 1
	}
	return openIndex(s.path(n), created, queue)
}

// both lists the indexes that are to be fed.
func (s *shelf) both() (all []*appIndex) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range []*appIndex{s.current, s.next} {
		if i != nil {
			all = append(all, i)
		}
	}
	return all
}

// swap puts the next index in the place of the current one, if it is built.
func (s *shelf) swap() bool {
	s.mu.Lock()
	old := s.current
	ready := s.next != nil && s.next.built.Load()
	if ready {
		s.current, s.next = s.next, nil
	}
	s.mu.Unlock()
	if ready {
		s.current.flush() // before the old one goes
		s.remove(old)
		s.log.Info("the search index is built anew", "dir", s.dir)
	}
	return ready
}

// drop closes an index that failed. The next round opens it again, or begins anew when it was damaged or not built.
func (s *shelf) drop(i *appIndex, damaged bool) {
	s.mu.Lock()
	next := s.next
	s.next = nil
	if i == next {
		s.rebuild, damaged = true, true
	} else {
		s.current = nil
	}
	s.mu.Unlock()
	if next != nil && next != i {
		s.shut(next) // found again together with the current one
	}
	if damaged {
		s.remove(i)
	} else {
		s.shut(i)
	}
}

func (s *shelf) shut(i *appIndex) {
	if err := i.close(); err != nil {
		s.log.Warn("close the search index", "dir", i.dir, "err", err)
	}
}

func (s *shelf) remove(i *appIndex) {
	s.shut(i)
	if err := os.RemoveAll(i.dir); err != nil {
		s.log.Warn("remove a search index", "dir", i.dir, "err", err)
	}
}

func (s *shelf) close() {
	for _, i := range s.both() {
		s.shut(i)
	}
}

// answering gives the index that answers, or the refusal while there is none.
func (s *shelf) answering(end uint64) (*appIndex, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.current; i != nil {
		if i.built.Load() {
			return i, nil
		}
		done := i.pos.Load()
		e := chat.Errorf(chat.CodeIndexBuilding, "the index for searching is being built: %d of %d changes are done", done, max(end, done))
		e.RetryAfter = 2
		return nil, e
	}
	e := chat.Errorf(chat.CodeIndexBuilding, "the index for searching is being opened")
	e.RetryAfter = 2
	return nil, e
}

func (s *shelf) state() chat.SearchState {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := chat.SearchState{State: "building"}
	if s.current == nil {
		return state
	}
	if s.current.built.Load() {
		state.State = "ready"
	}
	state.Position = s.current.pos.Load()
	if s.next != nil || s.rebuild {
		state.State, state.Position = "rebuilding", 0
	}
	if s.next != nil {
		state.Position = s.next.pos.Load()
	}
	state.Messages = s.current.count()
	return state
}
