package chat

import (
	"bytes"
	"context"
)

// SaveSession keeps an MQTT session for when its client returns.
func (s *Service) SaveSession(ctx context.Context, app AppName, user UserID, client string, session StoredSession) error {
	return s.exec(ctx, app, &saveSession{User: user, Client: client, Session: session}, 256+64*len(session.Subs))
}

// SubmitSession is SaveSession that returns at once; its outcome is of no consequence but a repeated delivery. done is called
// once the session is stored or cannot be, but not when SubmitSession itself fails; it must not block.
func (s *Service) SubmitSession(app AppName, user UserID, client string, session StoredSession, done func()) error {
	op := &saveSession{User: user, Client: client, Session: session}
	return s.log.Propose(&Proposal{Command: s.command(app, op), Size: 256 + 64*len(session.Subs), Done: func(*Outcome) { done() }})
}

// DropSession forgets a kept session and what waits for it; with born, only if it is that one.
func (s *Service) DropSession(ctx context.Context, app AppName, user UserID, client string, born uint64) error {
	o, err := do[*QueueOwner](ctx, s, app, &dropSession{User: user, Client: client, Born: born}, 256)
	if o == nil || err != nil {
		return err
	}
	return s.clearQueue(ctx, app, *o)
}

// EachKept calls f with every session that is kept, in all apps, expired ones too until they are purged.
func (s *Service) EachKept(f func(AppName, SessionName)) error {
	var after []byte
	return s.eachApp(func(r Reader, app AppName) error {
		from := prefix(app, string(keptSessions))
		return r.Walk(from, nil, func(k []byte, _ func() ([]byte, error)) []byte {
			f(app, sessionName(string(k[len(from):])))
			after = append(append(after[:0], k...), 0)
			return after
		})
	})
}

// eachApp calls f for every app, until it fails.
func (s *Service) eachApp(f func(Reader, AppName) error) error {
	apps, err := s.Apps()
	if err != nil {
		return err
	}
	return s.log.View(func(r Reader) error {
		for _, a := range apps {
			if err := f(r, a.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// RetainedCount counts what is retained in all apps.
func (s *Service) RetainedCount() (n uint64, err error) {
	err = s.eachApp(func(r Reader, app AppName) error {
		use, err := getUse(r, retainedUseKey(app), RetainedUse{})
		n += use.Count
		return err
	})
	return n, err
}

// MessagesStored counts the messages that were ever stored in all apps, as of at most a minute ago.
func (s *Service) MessagesStored() (n uint64, err error) {
	err = s.eachApp(func(r Reader, app AppName) error {
		c, err := getCounted(r, app)
		n += c.user + c.group + c.room
		return err
	})
	return n, err
}

// Session finds a kept session that has not expired.
func (s *Service) Session(app AppName, user UserID, client string) (session StoredSession, found bool, err error) {
	if some, err := s.has(app, keptSessions); !some || err != nil {
		return StoredSession{}, false, err
	}
	err = s.log.View(func(r Reader) error {
		found, err = getJSON(r, sessionKey(app, user, client), &session)
		return err
	})
	if session.ended(s.now().UnixMilli()) {
		return StoredSession{}, false, err
	}
	return session, found, err
}

// leaveMost is how many sessions one command lets begin to run out.
const leaveMost = 200

// EachSession calls f for the kept sessions of an app that have subscriptions to device topics and have not run out,
// until f returns false. What was connected when the server ended begins to run out now.
func (s *Service) EachSession(app AppName, f func(n SessionName, st *StoredSession) bool) error {
	now := s.now().UnixMilli()
	var left []SessionName
	var broken error
	from := prefix(app, string(keptSessions))
	err := s.log.View(func(r Reader) error {
		return r.Scan(from, nil, false, func(k, v []byte) bool {
			lives, devices := bytes.Contains(v, []byte(`"lasts":`)), bytes.Contains(v, []byte(`"filter":`)) // most have neither: no need to read them
			if !lives && !devices {
				return true
			}
			st, err := decodeSession(v)
			if err != nil {
				broken = err
				return false
			}
			n := sessionName(string(k[len(from):]))
			if st.Lasts > 0 {
				left = append(left, n)
				st.Expires, st.Lasts = now+st.Lasts, 0
			}
			return st.ended(now) || !st.hasDevices() || f(n, &st)
		})
	})
	for len(left) > 0 && err == nil {
		n := min(len(left), leaveMost)
		err = s.log.Propose(&Proposal{Command: s.command(app, &leaveSessions{left[:n]}), Size: 256 * n})
		left = left[n:]
	}
	return orFirst(err, broken)
}
