package bridge

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// guard runs f, which does something for a session, or (nil) for none that is there. A panic in it ends the session's
// connection, whose reading goroutine then cleans up, and nothing else. f holds locks by defer only.
func (h *Hub) guard(s *Session, f func()) {
	defer h.survive(s)
	f()
}

// safely is guard in a goroutine.
func (h *Hub) safely(s *Session, f func()) { go h.guard(s, f) }

// after is guard when a time has passed.
func (h *Hub) after(d time.Duration, s *Session, f func()) *time.Timer {
	return time.AfterFunc(d, func() { h.guard(s, f) })
}

// survive is deferred by who does something for a session.
func (h *Hub) survive(s *Session) {
	e := recover()
	if e == nil {
		return
	}
	what := fmt.Sprintf("%T", e) // only the runtime's own texts hold nothing of a client's
	if err, ok := e.(runtime.Error); ok {
		what = err.Error()
	}
	stack := string(debug.Stack())
	if s == nil {
		h.log.Error("panic", "panic", what, "stack", stack)
		return
	}
	h.log.Error("panic in a session", "app", s.Caller.App, "user", s.Caller.User, "panic", what, "stack", stack)
	s.Link.CloseAfterFlush()
}
