package bridge

import "github.com/hongyan-im/hongyan/chat"

// audience is who hears a group or a chatroom now.
type audience struct {
	seats []seat
	at    map[*Session]int
	users map[chat.UserID]int // sessions of each user
}

type seat struct {
	s      *Session
	since  uint64 // messages up to this seq are not for it
	grants grants
	comes  *entering // while it waits for the newest messages of a chatroom
}

// enteringMost bounds the messages that wait until the newest ones before them are read. Who enters a chatroom in which
// more are written meanwhile misses the rest, which the seq shows.
const enteringMost = 1024

// entering keeps what a session is to hear after the newest messages, which are yet to be read.
type entering struct {
	recent  int // how many of the newest it is to hear
	waiting []waitingMessage
}

type waitingMessage struct {
	*chat.Stored
	leaf
}

func (e *entering) keep(st *chat.Stored, l leaf) {
	if len(e.waiting) < enteringMost {
		e.waiting = append(e.waiting, waitingMessage{st, l})
	}
}

// put adds a session, or changes what it wants.
func (a *audience) put(s *Session, since uint64, g grants) {
	if i, ok := a.at[s]; ok {
		a.seats[i].grants = g
		return
	}
	a.at[s] = len(a.seats)
	a.seats = append(a.seats, seat{s: s, since: since, grants: g})
	a.users[s.Caller.User]++
}

func (a *audience) drop(s *Session) {
	if a == nil {
		return
	}
	i, ok := a.at[s]
	if !ok {
		return
	}
	last := len(a.seats) - 1
	a.seats[i] = a.seats[last]
	a.at[a.seats[i].s] = i
	a.seats[last] = seat{}
	a.seats = a.seats[:last]
	delete(a.at, s)
	if a.users[s.Caller.User]--; a.users[s.Caller.User] == 0 {
		delete(a.users, s.Caller.User)
	}
}

func audienceOf[K comparable](all map[K]*audience, id K) *audience {
	a := all[id]
	if a == nil {
		fresh := newAudience()
		a = &fresh
		all[id] = a
	}
	return a
}

// forget removes an audience without anyone in it.
func forget[K comparable](all map[K]*audience, id K) {
	if a := all[id]; a != nil && len(a.seats) == 0 {
		delete(all, id)
	}
}
