package search

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/hongyan-im/hongyan/chat"
)

// version is that of what is in an index: its fields, and what is a term. An index of another version is built anew.
const version = 1

// metaKey is where the index keeps what we know of it, in the same write as the messages.
var metaKey = []byte("hongyan")

// meta is what an index knows of itself.
type meta struct {
	Version  int    `json:"version"`
	Created  int64  `json:"created"`  // of the app: another app of the same name begins anew
	Position uint64 `json:"position"` // of the feed, up to which the index is complete
	Built    bool   `json:"built"`    // it has once been complete, so it answers
}

// errDamaged is an index that has to be built anew.
var errDamaged = errors.New("the index is damaged")

// errAhead is an index that knows more than there is: the state is not the one it was made from.
var errAhead = fmt.Errorf("%w: it is ahead of the messages", errDamaged)

// errClosed is an index that has been closed; the shelf has another.
var errClosed = errors.New("the index is closed")

// unwritten bounds the batches that are in memory only. What a crash loses of them is read from the feed again.
const unwritten = 16

// appIndex is an app's index on disk. One goroutine writes; any may read.
type appIndex struct {
	dir    string
	scorch index.Index
	meta   meta // of the one that writes
	built  atomic.Bool
	pos    atomic.Uint64
	slots  chan struct{} // one for each batch that is not on disk
	failed chan struct{} // closed when the library gave up
	fail   func(error)
	why    error // read after failed is closed

	mu     sync.RWMutex // held for reading while one searches
	closed bool
}

// callback is the name under which the library finds asyncFailed; it takes no function itself.
const callback = "hongyan.search"

// opened finds the index that the library tells of by its path.
var opened sync.Map

var registerCallback = sync.OnceFunc(func() {
	scorch.RegistryAsyncErrorCallbacks[callback] = func(err error, path string) {
		if i, ok := opened.Load(path); ok {
			i.(*appIndex).fail(err)
		}
	}
})

// openIndex opens the index in dir, or makes one. It returns errDamaged for one that cannot be used.
func openIndex(dir string, created int64, queue *index.AnalysisQueue) (i *appIndex, err error) {
	registerCallback()
	if err := verify(dir); err != nil {
		return nil, err
	}
	s, err := scorch.NewScorch(scorch.Name, map[string]any{
		"path": dir, "asyncErrorCallbackName": callback,
		// Batches are written together, a second's worth at a time: what a crash loses is in the feed.
		"unsafe_batch":           true,
		"scorchPersisterOptions": map[string]any{"PersisterNapTimeMSec": 1000, "PersisterNapUnderNumFiles": 500},
	}, queue)
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", dir, err)
	}
	i = &appIndex{dir: dir, scorch: s, slots: make(chan struct{}, unwritten), failed: make(chan struct{})}
	var once sync.Once
	i.fail = func(err error) { once.Do(func() { i.why = err; close(i.failed) }) }
	opened.Store(dir, i)
	if err := guard(s.Open); err != nil {
		opened.Delete(dir)
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if err := i.load(created); err != nil {
		return nil, errors.Join(err, i.close())
	}
	return i, nil
}

// load reads what the index knows of itself, or begins it.
func (i *appIndex) load(created int64) error {
	var known meta
	if err := i.read(func(r index.IndexReader) error {
		b, err := r.GetInternal(metaKey)
		if err != nil || b == nil {
			known = meta{Version: version, Created: created}
			return err
		}
		return json.Unmarshal(b, &known)
	}); err != nil {
		return err
	}
	if known.Version != version || known.Created != created {
		return fmt.Errorf("%w: it is of another version or app", errDamaged)
	}
	i.meta = known
	i.publish()
	return nil
}

func (i *appIndex) publish() {
	i.built.Store(i.meta.Built)
	i.pos.Store(i.meta.Position)
}

// read calls f with a consistent view. Damage that the library panics about is errDamaged.
func (i *appIndex) read(f func(index.IndexReader) error) error {
	i.mu.RLock()
	defer i.mu.RUnlock()
	if i.closed {
		return errClosed
	}
	return guard(func() error {
		r, err := i.scorch.Reader()
		if err != nil {
			return err
		}
		return errors.Join(f(r), r.Close())
	})
}

// count tells how many messages can be found.
func (i *appIndex) count() (n uint64) {
	err := i.read(func(r index.IndexReader) (err error) {
		n, err = r.DocCount()
		return err
	})
	if err != nil {
		return 0 // it is being replaced
	}
	return n
}

// guard turns the panics by which the library meets damaged files, and faults of mapped ones, into errDamaged.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errDamaged, r)
		}
	}()
	return f()
}

// forget adds to a batch the removal of conversations up to a seq each. What cannot be found needs no removal, so this is
// for the size of the index alone.
func (i *appIndex) forget(b *index.Batch, gone map[chat.Conversation]uint64) error {
	if len(gone) == 0 {
		return nil
	}
	return i.read(func(r index.IndexReader) error {
		for conv, upTo := range gone {
			if err := forgetOne(r, b, conv, upTo); err != nil {
				return err
			}
		}
		return nil
	})
}

func forgetOne(r index.IndexReader, b *index.Batch, conv chat.Conversation, upTo uint64) error {
	postings, err := r.TermFieldReader(context.Background(), []byte(conv), fieldIn, false, false, false)
	if err != nil {
		return err
	}
	for {
		hit, err := postings.Next(nil)
		if err != nil || hit == nil {
			return errors.Join(err, postings.Close())
		}
		id, err := r.ExternalID(hit.ID)
		if err != nil {
			return errors.Join(err, postings.Close())
		}
		if ref, ok := parseDocID(id); ok && ref.Seq <= upTo {
			b.Delete(id)
		}
	}
}

// write applies a batch that makes the index complete up to position; built says that it is complete as a whole.
func (i *appIndex) write(b *index.Batch, position uint64, built bool) error {
	next := i.meta
	next.Position, next.Built = position, next.Built || built
	known, err := json.Marshal(next)
	if err != nil {
		return err
	}
	select {
	case i.slots <- struct{}{}:
	case <-i.failed:
		return i.why
	}
	b.SetInternal(metaKey, known)
	b.SetPersistedCallback(func(error) { <-i.slots })
	applied := make(chan error, 1)
	go func() { applied <- guard(func() error { return i.scorch.Batch(b) }) }()
	select {
	case err = <-applied:
	case <-i.failed: // the library's goroutines are gone, so it may never answer
		err = i.why
	}
	if err != nil {
		return fmt.Errorf("index %s: %w", i.dir, err)
	}
	i.meta = next
	i.publish()
	return nil
}

// flush waits until all is on disk.
func (i *appIndex) flush() {
	for range unwritten {
		select {
		case i.slots <- struct{}{}:
		case <-i.failed:
			return
		}
	}
	for range unwritten {
		<-i.slots
	}
}

// close waits for the searches at work.
func (i *appIndex) close() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = true
	opened.Delete(i.dir)
	return i.scorch.Close()
}

// verify compares the check sums of the files of an index with their contents: the library does not.
func verify(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.zap"))
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := verifyFile(name); err != nil {
			return fmt.Errorf("%w: %s: %w", errDamaged, name, err)
		}
	}
	return nil
}

// verifyFile: the last four bytes are the CRC-32 of all before them.
func verifyFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < 4 {
		return errors.New("too short")
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, info.Size()-4); err != nil {
		return err
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(want[:]) != sum.Sum32() {
		return errors.New("wrong check sum")
	}
	return nil
}
