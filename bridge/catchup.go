package bridge

import "github.com/hongyan-im/hongyan/chat"

// catchUpPage is how many messages are looked up at once, and catchUpRead how many are in memory at once: few, for a
// thousand clients may be behind at the same time.
const (
	catchUpPage = 500
	catchUpRead = 10
)

// catchUp starts to serve a session that is behind from the log; with s.mu held. The log is the offline queue: one
// goroutine lives while the session is behind, and no message is kept for it in memory.
func (s *Session) catchUp() {
	switch {
	case s.ended || !s.behind:
	case s.reading:
		s.room.Broadcast()
	default:
		s.reading = true
		s.hub.safely(s, s.readLog)
	}
}

func (s *Session) readLog() {
	h := s.hub
	for {
		s.mu.Lock()
		cursor, ended := s.cursor, s.ended
		s.mu.Unlock()
		if ended {
			return
		}
		refs, upTo, err := h.service.Missed(s.Caller.App, s.Caller.User, s.origin, cursor, catchUpPage)
		if err != nil {
			h.log.Warn("serve from the log", "app", s.Caller.App, "user", s.Caller.User, "err", err)
			h.Close(s, chat.CodeInternal, "the history cannot be read now; connect again")
			return
		}
		if len(refs) == 0 && s.goLive(upTo) {
			return
		}
		for len(refs) > 0 {
			n := min(len(refs), catchUpRead)
			if !s.sendPage(refs[:n]) {
				return
			}
			refs = refs[n:]
		}
		s.mu.Lock()
		s.cursor = max(s.cursor, upTo)
		s.mu.Unlock()
	}
}

// goLive ends the catching up when nothing was delivered meanwhile that the session missed. What concerns others does
// not count: with much of that it would never end. A session that has ended stays behind, as it is to be kept.
func (s *Session) goLive(upTo uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return true
	}
	if s.skipped > upTo {
		return false
	}
	s.cursor = max(s.cursor, upTo) // what is on disk but not yet delivered was looked at too
	s.behind, s.reading = false, false
	return true
}

// sendPage sends messages of the log in order, waiting for room; false when the session ended.
func (s *Session) sendPage(refs []chat.Ref) bool {
	if !s.takes() {
		return false
	}
	messages, err := s.hub.service.Stored(s.Caller.App, refs)
	if err != nil {
		s.hub.Close(s, chat.CodeInternal, "the history cannot be read now; connect again")
		return false
	}
	for _, st := range messages {
		l := leafBase
		if st.Event {
			l = leafEvent
		}
		to := st.To
		if to.Kind == chat.KindUser {
			to = chat.UserAddress(s.Caller.User)
		}
		grant := s.wants(to.Kind, to.ID)[l]
		f := frames{topic: topicOf(st.App, to, l), payload: st.Payload}
		if !s.sendWhenRoom(st, &f, l, grant) {
			return false
		}
	}
	s.Link.Flush()
	return true
}

// takes waits until the socket takes something, so that nothing is read for who reads nothing; false when the session ended.
func (s *Session) takes() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for wait := roomWait; !s.ended && s.Link.Full(); wait = longer(wait) {
		s.awaitRoom(wait)
	}
	return !s.ended
}

func (s *Session) sendWhenRoom(st *chat.Stored, f *frames, l leaf, grant byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for wait := roomWait; ; wait = longer(wait) {
		if s.ended {
			return false
		}
		if grant == 0 || s.send(s.form(f, l, grant-1), st.Pos) {
			s.cursor = max(s.cursor, st.Pos)
			return true
		}
		s.awaitRoom(wait)
	}
}

// wake ends a wait for room. It takes the lock, so that it cannot come before the wait.
func (s *Session) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room.Broadcast()
}
