package chat

import (
	"bytes"
	"encoding/json"
	"slices"
)

// setStatus replaces the custom status of a user; the empty one is none.
type setStatus struct {
	User   UserID       `json:"user"`
	Status CustomStatus `json:"status"`
}

func (op *setStatus) apply(s *state) (any, error) {
	if _, err := s.user(op.User, "from"); err != nil {
		return nil, err
	}
	before, err := s.tx.Get(statusKey(s.app, op.User))
	if err != nil {
		return nil, err
	}
	var now []byte
	if op.Status.Status != "" || len(op.Status.Ext) > 0 {
		if now, err = json.Marshal(op.Status); err != nil {
			return nil, err
		}
	}
	switch { // compared as they are stored: how the JSON was written does not matter
	case bytes.Equal(before, now):
		return op.Status, nil
	case now == nil:
		err = s.delete(statusKey(s.app, op.User))
	default:
		err = s.set(statusKey(s.app, op.User), now)
	}
	if err != nil {
		return nil, err
	}
	s.emit(&PresenceChanged{App: s.app, User: op.User})
	return op.Status, s.tell([]UserID{op.User}, struct {
		Event string `json:"event"`
		CustomStatus
	}{"status.changed", op.Status})
}

// watchUsers subscribes to the presence of users, or renews, all or none. Its value is when the subscriptions end, ms.
type watchUsers struct {
	User    UserID   `json:"user"`
	Of      []UserID `json:"of"` // no user twice
	Seconds int64    `json:"seconds"`
}

func (op *watchUsers) apply(s *state) (any, error) {
	if _, err := s.user(op.User, "from"); err != nil {
		return nil, err
	}
	fresh, err := op.mayWatch(s)
	if err != nil {
		return nil, err
	}
	count, err := getNumber(s.tx, watchCountKey(s.app, op.User))
	if err != nil {
		return nil, err
	}
	if count+fresh > MaxWatched {
		if count, err = op.makeRoom(s, count, fresh); err != nil {
			return nil, err
		}
	}
	until := uint64(s.at + op.Seconds*1000)
	for _, of := range op.Of {
		if _, err := s.unwatch(op.User, of); err != nil {
			return nil, err
		}
		for _, k := range [][]byte{watchKey(s.app, op.User, of), watcherKey(s.app, of, op.User)} {
			if err := s.set(k, appendNumbers(nil, until)); err != nil {
				return nil, err
			}
		}
		if err := s.set(watchEndKey(s.app, until, op.User, of), []byte{1}); err != nil {
			return nil, err
		}
	}
	return int64(until), s.set(watchCountKey(s.app, op.User), appendNumbers(nil, count+fresh))
}

// mayWatch refuses users whose presence is not for this one, and counts those who are new.
func (op *watchUsers) mayWatch(s *state) (fresh uint64, err error) {
	a, err := getApp(s.tx, s.app)
	if err != nil {
		return 0, err
	}
	for _, of := range op.Of {
		if _, err := s.user(of, "users"); err != nil {
			return 0, err
		}
		if of == op.User {
			return 0, Errorf(CodeInvalid, "your own presence needs no subscription").At("users")
		}
		if a.Settings.PresenceFor == PresenceFriends {
			c, err := getContact(s.tx, s.app, op.User, of)
			if err != nil {
				return 0, err
			}
			if c.since == 0 {
				return 0, Errorf(CodeNotFriend, "%q is no friend of %q: only friends may subscribe", of, op.User).At("users")
			}
		}
		known, err := s.has(watchKey(s.app, op.User, of))
		if err != nil {
			return 0, err
		}
		if !known {
			fresh++
		}
	}
	return fresh, nil
}

// makeRoom takes away subscriptions that have run out and are not purged yet, or refuses.
func (op *watchUsers) makeRoom(s *state, count, fresh uint64) (uint64, error) {
	over, err := watches(s.tx, s.app, op.User, "", MaxWatched, func(w Watch) bool {
		return w.Expires <= s.at && !slices.Contains(op.Of, w.User)
	})
	if err != nil {
		return 0, err
	}
	if count+fresh-uint64(len(over)) > MaxWatched {
		return 0, Errorf(CodeTooMany, "%q has %d subscriptions, %d are allowed: end some", op.User, count, MaxWatched).At("users")
	}
	for _, w := range over {
		if _, err := s.unwatch(op.User, w.User); err != nil {
			return 0, err
		}
	}
	return count - uint64(len(over)), nil
}

// watches lists subscriptions of a user that keep wants, by the other's id, up to most after one.
func watches(r Reader, app AppName, u, after UserID, most int, keep func(Watch) bool) (found []Watch, err error) {
	p := prefix(app, "watching", string(u))
	var from []byte
	if after != "" {
		from = append(append(slices.Clone(p), after...), 0)
	}
	var e error
	err = r.Scan(p, from, false, func(k, b []byte) bool {
		var until uint64
		_, e = numbers(b, &until)
		if w := (Watch{UserID(k[len(p):]), int64(until)}); e == nil && keep(w) {
			found = append(found, w)
		}
		return e == nil && len(found) < most
	})
	return found, orFirst(err, e)
}

// unwatch removes the records of a subscription, but does not count; it tells whether there was one.
func (s *state) unwatch(u, of UserID) (bool, error) {
	until, err := getNumber(s.tx, watchKey(s.app, u, of))
	if err != nil || until == 0 {
		return false, err
	}
	for _, k := range [][]byte{watchKey(s.app, u, of), watcherKey(s.app, of, u), watchEndKey(s.app, until, u, of)} {
		if err := s.delete(k); err != nil {
			return false, err
		}
	}
	return true, nil
}

// endWatch ends a subscription, if there is one.
func (s *state) endWatch(u, of UserID) error {
	there, err := s.unwatch(u, of)
	if err != nil || !there {
		return err
	}
	count, err := getNumber(s.tx, watchCountKey(s.app, u))
	if err != nil {
		return err
	}
	if count <= 1 {
		return s.delete(watchCountKey(s.app, u))
	}
	return s.set(watchCountKey(s.app, u), appendNumbers(nil, count-1))
}

// unwatchUsers ends subscriptions; those that are not there may be named.
type unwatchUsers struct {
	User UserID   `json:"user"`
	Of   []UserID `json:"of"`
}

func (op *unwatchUsers) apply(s *state) (any, error) {
	if _, err := s.user(op.User, "from"); err != nil {
		return nil, err
	}
	for _, of := range op.Of {
		if err := s.endWatch(op.User, of); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// noteSeen keeps when users were last connected. Who is no user is passed over.
type noteSeen struct {
	Seen []Seen `json:"seen"`
}

func (op *noteSeen) apply(s *state) (any, error) {
	for _, one := range op.Seen {
		there, err := exists(s.tx, standingAt(s.app, one.User))
		if err != nil {
			return nil, err
		}
		before, err := getNumber(s.tx, seenKey(s.app, one.User))
		if err != nil {
			return nil, err
		}
		if !there || uint64(one.At) <= before {
			continue
		}
		if err := s.set(seenKey(s.app, one.User), appendNumbers(nil, uint64(one.At))); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// watches ends subscriptions that have run out.
func (op *purge) watches(s *state, done *Purged) error {
	from := prefix(s.app, "watchend")
	keys, err := op.expired(s, from, true, func(k, _ []byte) bool { return int64(lastNumber(k[:len(from)+8])) <= s.at })
	for _, k := range keys {
		if err != nil {
			return err
		}
		u, of, _ := bytes.Cut(k[len(from)+9:], []byte("/"))
		err = s.endWatch(UserID(u), UserID(of))
	}
	done.More = done.More || len(keys) == op.Most
	return err
}

// forgetWatches ends the subscriptions of a user who is being deleted, and those to him, up to most, and tells whether
// more are left. To those who saw him he goes offline.
func (s *state) forgetWatches(u UserID, most int) (more bool, err error) {
	mine, err := watches(s.tx, s.app, u, "", most, func(Watch) bool { return true })
	if err != nil {
		return false, err
	}
	for _, w := range mine {
		if err := s.endWatch(u, w.User); err != nil {
			return false, err
		}
	}
	by, err := watchersOf(s.tx, s.app, u, "", most-len(mine), 0)
	if err != nil {
		return false, err
	}
	for _, w := range by {
		if err := s.endWatch(w, u); err != nil {
			return false, err
		}
	}
	if len(by) > 0 {
		s.emit(&Notice{App: s.app, Users: by, Event: NewPresenceEvent(Presence{User: u}.On(nil), s.at)})
	}
	return len(mine)+len(by) >= most, nil
}

// watchersOf lists who subscribes to a user's presence, by id, up to most after one, whose subscriptions have not run out
// at a time.
func watchersOf(r Reader, app AppName, u, after UserID, most int, at int64) (by []UserID, err error) {
	if most <= 0 {
		return nil, nil
	}
	p := prefix(app, "watchers", string(u))
	var from []byte
	if after != "" {
		from = append(append(slices.Clone(p), after...), 0)
	}
	var e error
	err = r.Scan(p, from, false, func(k, b []byte) bool {
		var until uint64
		if _, e = numbers(b, &until); e == nil && int64(until) > at {
			by = append(by, UserID(k[len(p):]))
		}
		return e == nil && len(by) < most
	})
	return by, orFirst(err, e)
}
