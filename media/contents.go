package media

import (
	"context"
	"io"
	"os"
	"sync"
	"time"
)

// Contents keep bytes by their hash. Whoever calls has checked the hash, and does not put and remove the same one at the
// same time. An error for lack of a content is fs.ErrNotExist; one that clients are to be told is a *chat.Error.
type Contents interface {
	// Put stores the bytes of a file in place of those that are there. When it returns they survive a power cut, and
	// the file is no longer found under its name.
	Put(ctx context.Context, hash string, from *os.File) error
	// Open gives the bytes, to be read while ctx lasts.
	Open(ctx context.Context, hash string) (io.ReadSeekCloser, error)
	// Saved tells when the bytes were last put.
	Saved(ctx context.Context, hash string) (time.Time, error)
	// Remove removes the bytes.
	Remove(ctx context.Context, hash string) error
	// Walk calls f with every hash, in order, and when it was last put, until f fails; f may remove it.
	Walk(ctx context.Context, f func(hash string, saved time.Time) error) error
}

// claims let one at a time work on a hash.
type claims struct {
	mu    sync.Mutex
	freed *sync.Cond
	taken map[string]bool
}

// take waits until nobody has any of the hashes, and takes all at once, so that no two wait for each other.
func (c *claims) take(hashes ...string) (release func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.freed == nil {
		c.freed, c.taken = sync.NewCond(&c.mu), map[string]bool{}
	}
	for c.any(hashes) {
		c.freed.Wait()
	}
	for _, h := range hashes {
		c.taken[h] = true
	}
	return func() { c.release(hashes) }
}

// any tells whether one of the hashes is taken. Lock held on entry.
func (c *claims) any(hashes []string) bool {
	for _, h := range hashes {
		if c.taken[h] {
			return true
		}
	}
	return false
}

func (c *claims) release(hashes []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range hashes {
		delete(c.taken, h)
	}
	c.freed.Broadcast()
}
