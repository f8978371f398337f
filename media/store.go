// Package media keeps uploaded files, once for each content hash, and serves them so that no upload runs as a page.
package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Options of a Store. Dir is required.
type Options struct {
	Dir       string                // of what is under way and, without Contents, of the contents
	Contents  Contents              // where contents are kept; nil: below Dir
	MaxSize   int64                 // bytes of one file; 0: chat.MaxFile
	Reserve   int64                 // free bytes below which uploads are refused: a full disk kills the database beside them
	ThumbSize int                   // longest edge of a thumbnail; 0: 320
	MaxPixels int64                 // larger images get no thumbnail; 0: 50 million. One decode takes up to 8 bytes for each, see affordable
	MaxThumbs int                   // decodes at the same time; 0: 2
	Keep      time.Duration         // Remove spares what was saved within it; 0: ten minutes; negative: nothing
	Free      func() (int64, error) // free bytes; nil: of the file system of Dir
}

// removeTime bounds a removal, which nobody waits for.
const removeTime = time.Minute

// Store keeps uploaded bytes by their SHA-256; what is under way lies in Dir/tmp.
// A Store owns its folder and its Contents: there is one Store for each, in one process.
type Store struct {
	o        Options
	contents Contents
	thumbs   chan struct{} // holds one for each decode under way

	// placing has the hashes that are being put or removed, so that neither Save, undoing half of what it did, nor
	// Remove takes what another Save has just put there.
	placing claims
	holding sync.RWMutex // read while something is removed; guards holds
	holds   int          // while it is not 0, Remove leaves contents where they are
}

// Open makes the folders and removes the leftovers of interrupted uploads.
func Open(o Options) (*Store, error) {
	s := &Store{o: o.withDefaults()}
	s.contents, s.thumbs = s.o.Contents, make(chan struct{}, s.o.MaxThumbs)
	if s.contents == nil {
		s.contents = &disk{dir: s.o.Dir}
	}
	if err := os.RemoveAll(s.tmp()); err != nil {
		return nil, fmt.Errorf("open media: %w", err)
	}
	if err := os.MkdirAll(s.tmp(), 0o700); err != nil {
		return nil, fmt.Errorf("open media: %w", err)
	}
	if err := syncDir(filepath.Dir(filepath.Clean(s.o.Dir))); err != nil { // Dir itself is to survive, too
		return nil, fmt.Errorf("open media: %w", err)
	}
	return s, nil
}

func (o Options) withDefaults() Options {
	o.MaxSize = orDefault(o.MaxSize, chat.MaxFile)
	o.ThumbSize = orDefault(o.ThumbSize, 320)
	o.MaxPixels = orDefault(o.MaxPixels, 50_000_000)
	o.MaxThumbs = orDefault(o.MaxThumbs, 2)
	o.Keep = orDefault(o.Keep, 10*time.Minute)
	if o.Free == nil {
		o.Free = func() (int64, error) { return freeBytes(o.Dir) }
	}
	return o
}

func orDefault[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

func freeBytes(dir string) (int64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * int64(st.Bsize), nil
}

func (s *Store) tmp() string { return filepath.Join(s.o.Dir, "tmp") }

// IsHash tells whether a name is that of a content: it holds nothing that leads elsewhere.
func IsHash(hash string) bool {
	if len(hash) != 64 {
		return false
	}
	for _, c := range []byte(hash) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func checkHash(hash string) error {
	if !IsHash(hash) {
		return chat.Errorf(chat.CodeInvalid, "a content hash is 64 characters of 0-9 and a-f").At("hash")
	}
	return nil
}

// Content opens the bytes of a hash, to be read while ctx lasts; the caller closes them. CodeNoFile if there are none.
func (s *Store) Content(ctx context.Context, hash string) (io.ReadSeekCloser, error) {
	if err := checkHash(hash); err != nil {
		return nil, err
	}
	c, err := s.contents.Open(ctx, hash)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, chat.Errorf(chat.CodeNoFile, "the content of this file is gone")
	}
	return c, err
}

// Remove removes the bytes of a hash that no file refers to any more, as content or as thumbnail; missing is fine.
// It leaves what was saved within Options.Keep: the record of that upload may be on its way while the caller, who
// looked before, saw no file. What it leaves without a file is found by Hashes later.
func (s *Store) Remove(hash string) error {
	if err := checkHash(hash); err != nil {
		return err
	}
	defer s.placing.take(hash)()
	s.holding.RLock()
	defer s.holding.RUnlock()
	if s.holds > 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), removeTime)
	defer cancel()
	saved, err := s.contents.Saved(ctx, hash)
	if err == nil && time.Since(saved) >= s.o.Keep {
		err = s.contents.Remove(ctx, hash)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove content: %w", err)
	}
	return nil
}

// Hold makes Remove leave all contents where they are, until release is called once: what a backup is about to copy stays.
// What is left without a file is found by Hashes later.
func (s *Store) Hold() (release func()) {
	s.hold(1)
	return func() { s.hold(-1) }
}

func (s *Store) hold(n int) {
	s.holding.Lock()
	s.holds += n
	s.holding.Unlock()
}

// Hashes calls f with every stored hash, in order, and when it was last saved, until f fails; f may remove it.
// Who collects garbage leaves what is young: its file may not be recorded yet.
func (s *Store) Hashes(ctx context.Context, f func(hash string, saved time.Time) error) error {
	return s.contents.Walk(ctx, f)
}
