package bridge

import (
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// heldMost bounds the bytes of what waits for a client's inbox and is in no log: events, errors and replies. A client for
// which more waits is disconnected: it knows then that it has to sync. Once heldAll bytes wait for all clients, each is
// left heldFew.
const (
	heldMost = 1 << 20
	heldAll  = 64 << 20
	heldFew  = 64 << 10
)

// inform brings what is in no log to the session's inbox, if it wants it: now, or when the client takes it.
func (s *Session) inform(f *frames, l leaf) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if grant := s.grantOf(f.topic, l); grant > 0 {
		s.insist(s.form(f, l, min(grant-1, 1)))
	}
}

// insist sends a frame that is in no log, in the order in which it is called, with s.mu held. What the window or the
// socket has no room for is held until there is some.
func (s *Session) insist(f frame) {
	switch {
	case len(s.held) == 0 && s.send(f, 0) || s.ended || s.slow:
		return
	case len(s.held) > 0 && s.holdsTooMuch(len(f.packet)):
		s.slow = true
		s.hub.safely(s, func() { s.hub.Close(s, chat.CodeOverloaded, "you do not take your events: connect again and sync") })
		return
	}
	s.held = append(s.held, f)
	s.holds(len(f.packet))
	if len(s.held) == 1 {
		s.hub.safely(s, s.sendHeld)
	}
}

// sendHeld sends what is held as soon as there is room for it. It lives as long as something is.
func (s *Session) sendHeld() {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait := roomWait
	for len(s.held) > 0 && !s.ended {
		if f := s.held[0]; s.send(f, 0) {
			s.held = s.held[1:]
			s.holds(-len(f.packet))
			wait = roomWait
			continue
		}
		s.awaitRoom(wait)
		wait = longer(wait)
	}
	s.held = nil
	s.holds(-s.heldBytes)
	s.Link.Flush()
}

// holds counts bytes that are held, with s.mu held.
func (s *Session) holds(n int) {
	s.heldBytes += n
	s.hub.held.Add(int64(n))
}

// holdsTooMuch tells whether n more bytes would be too much to hold, with s.mu held.
func (s *Session) holdsTooMuch(n int) bool {
	n += s.heldBytes
	return n > heldMost || n > heldFew && s.hub.held.Load() > heldAll
}

// How long it takes at first and at most until a socket that took nothing is looked at again: who does not read at all is
// left alone more and more.
const (
	roomWait     = 50 * time.Millisecond
	roomWaitMost = 800 * time.Millisecond
)

func longer(wait time.Duration) time.Duration { return min(2*wait, roomWaitMost) }

// awaitRoom writes what is queued and waits until there may be room for more, but no longer than that, with s.mu held.
func (s *Session) awaitRoom(most time.Duration) {
	s.Link.Flush()
	// An acknowledgement wakes us. Bytes that the socket takes do not, so look again after a while.
	wake := time.AfterFunc(most, s.wake)
	s.room.Wait()
	wake.Stop()
}
