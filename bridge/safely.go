package bridge

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// safely runs f, which does something for a session, in a goroutine. A panic in it ends the session's connection, whose
// reading goroutine then cleans up, and nothing else. f holds locks by defer only.
func (h *Hub) safely(s *Session, f func()) {
	go func() {
		defer func() {
			e := recover()
			if e == nil {
				return
			}
			what := fmt.Sprintf("%T", e) // only the runtime's own texts hold nothing of a client's
			if err, ok := e.(runtime.Error); ok {
				what = err.Error()
			}
			h.log.Error("panic in a session", "app", s.Caller.App, "user", s.Caller.User, "panic", what, "stack", string(debug.Stack()))
			s.Link.CloseAfterFlush()
		}()
		f()
	}()
}
