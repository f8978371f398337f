package chat

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Events tell users what happened to them beside their messages: a friend's request, a setting changed on another
// device. They go to all live devices at once, and Sync gives them to devices that were away.

// Bounds of events.
const (
	EventDays  = 30 // how long events are kept
	syncEvents = 500
)

// event is a stored event: when, whom it concerns, and the JSON that they get.
type event struct {
	at    uint64
	users []UserID
	body  []byte
}

func (e *event) encode() []byte {
	b := appendNumbers(make([]byte, 0, len(e.body)+32*len(e.users)+16), e.at, uint64(len(e.users)))
	for _, u := range e.users {
		b = append(appendNumbers(b, uint64(len(u))), u...)
	}
	return append(b, e.body...)
}

func decodeEvent(b []byte) (e event, err error) {
	var n uint64
	if b, err = numbers(b, &e.at, &n); err != nil {
		return e, err
	}
	for range n {
		var size uint64
		if b, err = numbers(b, &size); err != nil || uint64(len(b)) < size {
			return e, errCorrupt
		}
		e.users, b = append(e.users, UserID(b[:size])), b[size:]
	}
	e.body = b
	return e, nil
}

// getEvent reads the event at a position; one that is no longer kept has no body.
func getEvent(r Reader, app AppName, pos uint64) (event, error) {
	b, err := r.Get(eventKey(app, pos))
	if b == nil || err != nil {
		return event{}, err
	}
	return decodeEvent(b)
}

// tell writes an event for users: live, for their devices that are away, and into the feed. v is a struct with a field
// "event"; the time is added.
func (s *state) tell(users []UserID, v any) error {
	body, err := s.eventBody(v)
	if err != nil {
		return err
	}
	pos, err := s.feed(ChangeEvent, "", 0)
	if err != nil {
		return err
	}
	e := event{at: uint64(s.at), users: users, body: body}
	if err := s.set(eventKey(s.app, pos), e.encode()); err != nil {
		return err
	}
	for _, u := range users {
		if err := s.set(userEventKey(s.app, u, pos), []byte{1}); err != nil {
			return err
		}
	}
	if len(users) > 0 {
		s.emit(&Notice{App: s.app, Users: users, Event: json.RawMessage(body)})
	}
	return nil
}

// record writes an event that concerns no user's devices into the feed.
func (s *state) record(v any) error { return s.tell(nil, v) }

// eventBody encodes an event with its time.
func (s *state) eventBody(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if len(b) < 3 || b[0] != '{' {
		return nil, fmt.Errorf("event %T is no object with members", v)
	}
	return fmt.Appendf(b[:len(b)-1], `,"ts":%d}`, s.at), nil
}

// eventsSince gives a user's events after a feed position, the newest if they are many; gap tells that there were more.
func eventsSince(r Reader, app AppName, u UserID, after uint64) (events []json.RawMessage, gap bool, err error) {
	forgotten, err := r.Get(forgottenKey(app))
	if err != nil {
		return nil, false, err
	}
	if forgotten != nil {
		var upTo uint64
		if _, err := numbers(forgotten, &upTo); err != nil {
			return nil, false, err
		}
		gap = after < upTo
	}
	var at []uint64
	if err := r.Scan(prefix(app, "userevent", string(u)), nil, true, func(k, _ []byte) bool {
		pos := lastNumber(k)
		if pos > after && len(at) == syncEvents {
			gap = true
		}
		if pos <= after || gap && len(at) == syncEvents {
			return false
		}
		at = append(at, pos)
		return true
	}); err != nil {
		return nil, false, err
	}
	slices.Reverse(at)
	for _, pos := range at {
		e, err := getEvent(r, app, pos)
		if err != nil {
			return nil, false, err
		}
		if e.body != nil {
			events = append(events, slices.Clone(e.body))
		}
	}
	return events, gap, nil
}

// events forgets events that are older than EventDays.
func (op *purge) events(s *state, done *Purged) error {
	old, err := op.expired(s, prefix(s.app, "event"), true, func(_, b []byte) bool {
		e, err := decodeEvent(b)
		return err == nil && int64(e.at) < s.at-EventDays*24*3600*1000
	})
	for _, k := range old {
		if err == nil {
			err = s.forgetEvent(lastNumber(k))
		}
	}
	done.More = done.More || len(old) == op.Most
	return err
}

func (s *state) forgetEvent(pos uint64) error {
	e, err := getEvent(s.tx, s.app, pos)
	if err != nil {
		return err
	}
	for _, u := range e.users {
		if err := s.delete(userEventKey(s.app, u, pos)); err != nil {
			return err
		}
	}
	if err := s.set(forgottenKey(s.app), appendNumbers(nil, pos)); err != nil {
		return err
	}
	return s.delete(eventKey(s.app, pos))
}
