// Package logging holds what of the log may be changed while the server runs.
package logging

import (
	"log/slog"
	"sync/atomic"
	"time"
)

// Control says what is logged. Its methods may be called from any goroutine.
type Control struct {
	level slog.LevelVar
	slow  atomic.Int64
}

// NewControl logs from level on, and what takes as long as slow; 0: nothing is slow.
func NewControl(level slog.Level, slow time.Duration) *Control {
	c := &Control{}
	c.SetLevel(level)
	c.SetSlow(slow)
	return c
}

// Level is the least level that is logged.
func (c *Control) Level() slog.Level { return c.level.Level() }

// SetLevel changes the least level that is logged, at once.
func (c *Control) SetLevel(l slog.Level) { c.level.Set(l) }

// Slow is from what on something is slow; 0: nothing is.
func (c *Control) Slow() time.Duration { return time.Duration(c.slow.Load()) }

// SetSlow changes from what on something is slow, at once.
func (c *Control) SetSlow(d time.Duration) { c.slow.Store(int64(d)) }

// IsSlow tells whether what took so long is to be logged as slow. Nothing is for a nil Control.
func (c *Control) IsSlow(took time.Duration) bool {
	if c == nil {
		return false
	}
	slow := c.Slow()
	return slow > 0 && took >= slow
}
