package chat

import (
	"context"
	"slices"
)

// PresenceEvent is what subscribers hear; it is not kept.
type PresenceEvent struct {
	Event string `json:"event"` // presence.changed
	Presence
	TS int64 `json:"ts"`
}

// NewPresenceEvent makes the event of a presence at a time.
func NewPresenceEvent(p Presence, at int64) PresenceEvent {
	return PresenceEvent{"presence.changed", p, at}
}

// SetStatus replaces the custom status of the caller's user. It stays until it is changed, and is shown while the user is
// online.
func (s *Service) SetStatus(ctx context.Context, c Caller, st CustomStatus) (CustomStatus, error) {
	if err := c.needUser(); err != nil {
		return CustomStatus{}, err
	}
	if err := st.check(); err != nil {
		return CustomStatus{}, err
	}
	return do[CustomStatus](ctx, s, c.App, &setStatus{User: c.User, Status: st}, 2*MaxStatusExt)
}

// ClearStatus takes the custom status of the caller's user back.
func (s *Service) ClearStatus(ctx context.Context, c Caller) error {
	if err := c.needUser(); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &setStatus{User: c.User}, 256)
}

// Status gives the custom status of the caller's user, online or not.
func (s *Service) Status(c Caller) (st CustomStatus, err error) {
	if err := c.needUser(); err != nil {
		return st, err
	}
	return st, s.log.View(func(r Reader) error {
		_, err := getJSON(r, statusKey(c.App, c.User), &st)
		return err
	})
}

// Presences tells what the caller sees of users, up to MaxBatch. Who is unknown, or not for the caller to see, looks as if
// he were offline; the app's key without a user sees all.
func (s *Service) Presences(c Caller, users []UserID) ([]Presence, error) {
	if !c.Admin && c.User == "" {
		return nil, c.needUser()
	}
	users, err := checkUsers(users)
	if err != nil {
		return nil, err
	}
	return view1(s, func(r Reader) ([]Presence, error) {
		a, err := getApp(r, c.App)
		if err != nil {
			return nil, err
		}
		seen := make([]Presence, 0, len(users))
		for _, u := range users {
			p, may := Presence{User: u}.On(nil), c.User == ""
			if !may {
				may, err = maySeePresence(r, c.App, a.Settings, u, c.User)
			}
			if err == nil && may {
				p, err = s.presence(r, c.App, u)
				p = p.On(s.platforms(c.App, u))
			}
			if err != nil {
				return nil, err
			}
			seen = append(seen, p)
		}
		return seen, nil
	})
}

// checkUsers refuses lists of users that are empty, too long or wrong, and gives each user once.
func checkUsers(users []UserID) ([]UserID, error) {
	if len(users) == 0 || len(users) > MaxBatch {
		return nil, Errorf(CodeTooMany, "name 1 to %d users", MaxBatch).At("users")
	}
	for _, u := range users {
		if err := checkID("users", string(u)); err != nil {
			return nil, err
		}
	}
	return dedupe(slices.Clone(users)), nil
}

// presence reads what there is to see of a user, but where he is online.
func (s *Service) presence(r Reader, app AppName, u UserID) (Presence, error) {
	p := Presence{User: u}
	if _, err := getJSON(r, statusKey(app, u), &p.CustomStatus); err != nil {
		return p, err
	}
	seen, err := getNumber(r, seenKey(app, u))
	p.LastSeen = int64(seen)
	if roster, ok := s.live.(Roster); ok {
		p.LastSeen = max(p.LastSeen, roster.LastSeen(app, u))
	}
	return p, err
}

// platforms tells where a user is online.
func (s *Service) platforms(app AppName, u UserID) []PlatformPresence {
	if r, ok := s.live.(Roster); ok {
		return r.Platforms(app, u)
	}
	return nil
}

// PresenceOn gives the event of a user who is online on some platforms, or on none.
func (s *Service) PresenceOn(app AppName, u UserID, platforms []PlatformPresence) (PresenceEvent, error) {
	p, err := view1(s, func(r Reader) (Presence, error) { return s.presence(r, app, u) })
	return NewPresenceEvent(p.On(platforms), s.now().UnixMilli()), err
}

// Watch subscribes the caller's user to the presence of users, up to MaxBatch, for some seconds; 0: for a week. Who is
// subscribed already is so from now on. It gives when that ends, and what there is to see now.
func (s *Service) Watch(ctx context.Context, c Caller, users []UserID, seconds int64) (expires int64, seen []Presence, err error) {
	if err := c.needUser(); err != nil {
		return 0, nil, err
	}
	if users, err = checkUsers(users); err != nil {
		return 0, nil, err
	}
	if seconds == 0 {
		seconds = defaultWatchSeconds
	}
	if seconds < 1 || seconds > MaxWatchSeconds {
		return 0, nil, Errorf(CodeInvalid, "expires_in is %d, allowed are 1 to %d seconds", seconds, MaxWatchSeconds).At("expires_in")
	}
	expires, err = do[int64](ctx, s, c.App, &watchUsers{User: c.User, Of: users, Seconds: seconds}, 512*len(users))
	if err != nil {
		return 0, nil, err
	}
	seen, err = s.Presences(c, users)
	return expires, seen, err
}

// Unwatch ends subscriptions of the caller's user; users without one may be named.
func (s *Service) Unwatch(ctx context.Context, c Caller, users []UserID) error {
	if err := c.needUser(); err != nil {
		return err
	}
	users, err := checkUsers(users)
	if err != nil {
		return err
	}
	return s.exec(ctx, c.App, &unwatchUsers{User: c.User, Of: users}, 256*len(users))
}

// Watches lists the subscriptions of the caller's user by the other's id, from the one after cursor on.
func (s *Service) Watches(c Caller, cursor string, limit int) (found []Watch, next string, err error) {
	if err := c.needUser(); err != nil {
		return nil, "", err
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	now := s.now().UnixMilli()
	found, err = view1(s, func(r Reader) ([]Watch, error) {
		return watches(r, c.App, c.User, UserID(cursor), limit+1, func(w Watch) bool { return w.Expires > now })
	})
	if len(found) > limit {
		found = found[:limit]
		next = string(found[limit-1].User)
	}
	return found, next, err
}

// Watchers lists who is to hear of a user's presence, by id: of most subscribers after one, those who are online and may
// see it. next is the last one looked at when there are more.
func (s *Service) Watchers(app AppName, u, after UserID, most int, online func(UserID) bool) (by []UserID, next UserID, err error) {
	err = s.log.View(func(r Reader) error {
		all, err := watchersOf(r, app, u, after, most, s.now().UnixMilli())
		if err != nil || len(all) == 0 {
			return err
		}
		if len(all) == most {
			next = all[most-1]
		}
		a, err := getApp(r, app)
		if err != nil {
			return err
		}
		for _, w := range all {
			if !online(w) {
				continue
			}
			may, err := maySeePresence(r, app, a.Settings, u, w)
			if err != nil {
				return err
			}
			if may {
				by = append(by, w)
			}
		}
		return nil
	})
	return by, next, err
}

// NobodyWatches tells whether no user of an app subscribes to another's presence.
func (s *Service) NobodyWatches(app AppName) (bool, error) {
	return view1(s, func(r Reader) (bool, error) {
		none := true
		err := r.Scan(prefix(app, "watchers"), nil, false, func(_, _ []byte) bool { none = false; return false })
		return none, err
	})
}

// Watching tells whether a user subscribes to another's presence, and whether he may see it.
func (s *Service) Watching(app AppName, by, of UserID) (watches, may bool, err error) {
	err = s.log.View(func(r Reader) error {
		until, err := getNumber(r, watchKey(app, by, of))
		if watches = int64(until) > s.now().UnixMilli(); err != nil || !watches {
			return err
		}
		a, err := getApp(r, app)
		if err == nil {
			may, err = maySeePresence(r, app, a.Settings, of, by)
		}
		return err
	})
	return watches, may, err
}

// NoteSeen keeps when users were last connected.
func (s *Service) NoteSeen(ctx context.Context, app AppName, seen []Seen) error {
	for some := range slices.Chunk(seen, seenBatch) {
		if err := s.exec(ctx, app, &noteSeen{Seen: some}, 128*len(some)); err != nil {
			return err
		}
	}
	return nil
}
