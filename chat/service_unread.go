package chat

import (
	"sync"
	"time"
)

const (
	unreadFor   = time.Second // for how long a total is believed
	unreadUsers = 1_000       // of whom totals are kept
)

// unreadTotals remembers for a moment what users have not read, because to count it takes a look at all conversations
// of a user. Who gets many messages is counted once a second; what a total says of the conversation that a push is about
// is always fresh.
type unreadTotals struct {
	mu    sync.Mutex
	users map[userName]*unreadTotal
}

type userName struct {
	app  AppName
	user UserID
}

type unreadTotal struct {
	at    time.Time
	total uint64
	of    map[Conversation]uint64 // conversations with something unread
}

// count gives how much a user has not read at a time, one conversation counted anew.
func (t *unreadTotals) count(r Reader, app AppName, u UserID, conv Conversation, at time.Time) (uint64, error) {
	if total, known, err := t.refresh(r, app, u, conv, at); known || err != nil {
		return total, err
	}
	fresh, err := countUnread(r, app, u)
	if err != nil {
		return 0, err
	}
	fresh.at = at
	t.keep(userName{app, u}, fresh)
	return fresh.total, nil
}

// refresh counts one conversation anew in a total that is known, and tells whether it is.
func (t *unreadTotals) refresh(r Reader, app AppName, u UserID, conv Conversation, at time.Time) (total uint64, known bool, err error) {
	t.mu.Lock()
	before := t.users[userName{app, u}]
	t.mu.Unlock()
	if before == nil || at.Sub(before.at) >= unreadFor || at.Before(before.at) {
		return 0, false, nil
	}
	one, err := sideOf(r, app, u, conv)
	if err != nil {
		return 0, false, err
	}
	n, err := one.unread(r, app, u)
	if err != nil {
		return 0, false, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	before.total += n - before.of[conv]
	before.of[conv] = n
	return before.total, true, nil
}

func (t *unreadTotals) keep(name userName, fresh *unreadTotal) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.users == nil || len(t.users) >= unreadUsers {
		t.users = map[userName]*unreadTotal{}
	}
	t.users[name] = fresh
}

// countUnread counts what a user has not read, in all conversations.
func countUnread(r Reader, app AppName, u UserID) (*unreadTotal, error) {
	found := &unreadTotal{of: map[Conversation]uint64{}}
	all, err := sides(r, app, u, 0)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if err := s.endWithGroup(r, app); err != nil {
			return nil, err
		}
		n, err := s.unread(r, app, u)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			found.of[s.conv] = n
			found.total += n
		}
	}
	return found, nil
}

func sideOf(r Reader, app AppName, u UserID, conv Conversation) (s side, err error) {
	s.conv = conv
	if s.view, err = getView(r, app, u, conv); err != nil || s.view == nil {
		return s, err
	}
	s.head, err = getHead(r, app, conv)
	return s, orFirst(err, s.endWithGroup(r, app))
}

// unread counts what the user of a side has not read of it.
func (s side) unread(r Reader, app AppName, u UserID) (uint64, error) {
	if s.view == nil {
		return 0, nil
	}
	if err := s.view.skipGone(r, app, u, s.conv, s.head); err != nil {
		return 0, err
	}
	return unread(r, app, u, s.conv, s.view, s.head)
}
