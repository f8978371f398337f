package chat

import (
	"encoding/json"
	"slices"
	"strings"
)

// StoredSession is an MQTT session that outlives its connection. It holds no messages: those of chat are in the log, from
// Cursor on, and those of device topics in its queue.
type StoredSession struct {
	Subs    []StoredSub `json:"subs,omitempty"`
	Cursor  uint64      `json:"cursor"`            // feed position up to which the client has all
	Expires int64       `json:"expires,omitempty"` // ms; 0: never, or Lasts counts
	Lasts   int64       `json:"lasts,omitempty"`   // ms from the end of the connection that is open; 0: none is
	Born    uint64      `json:"born,omitempty"`    // tells the session from others that its client had

	// Of its last connection.
	Platform Platform `json:"platform,omitempty"`
	Device   string   `json:"device,omitempty"`
	Address  string   `json:"address,omitempty"`
	Version  byte     `json:"version,omitempty"`
	Since    int64    `json:"since,omitempty"` // ms
	Left     int64    `json:"left,omitempty"`  // ms, when it ended; 0: it is open, or was when the server ended
}

// ended tells whether the session has run out.
func (st *StoredSession) ended(now int64) bool { return st.Expires > 0 && st.Expires < now }

// StoredSub is one subscription of a session.
type StoredSub struct {
	Filter  string `json:"filter"`
	QoS     byte   `json:"qos"`
	ID      int    `json:"id,omitempty"` // subscription identifier
	NoLocal bool   `json:"no_local,omitempty"`
	AsIs    bool   `json:"as_is,omitempty"` // retain as published
}

func decodeSession(b []byte) (s StoredSession, err error) {
	return s, json.Unmarshal(b, &s)
}

// hasDevices tells whether the session has subscribed to device topics.
func (st *StoredSession) hasDevices() bool {
	return slices.ContainsFunc(st.Subs, func(b StoredSub) bool { return !strings.HasPrefix(b.Filter, "im/") })
}

// SessionName names a kept session.
type SessionName struct {
	User   UserID `json:"user"`
	Client string `json:"client"`
}

// sessionName reads what follows the class in a session's key. A client id may hold a '/', a user's name none.
func sessionName(k string) SessionName {
	user, client, _ := strings.Cut(k, "/")
	return SessionName{UserID(user), client}
}

// MaxSessions is how many sessions of a user are kept.
const MaxSessions = 100_000

type saveSession struct {
	User    UserID        `json:"user"`
	Client  string        `json:"client"`
	Session StoredSession `json:"session"`
}

func (op *saveSession) apply(s *state) (any, error) {
	owner, err := s.user(op.User, "user")
	if err != nil {
		return nil, err
	}
	var known StoredSession
	found, err := getJSON(s.tx, sessionKey(s.app, op.User, op.Client), &known)
	switch {
	case err != nil:
		return nil, err
	case found && known.Born != op.Session.Born: // a new session in the place of one that has run out
		if _, err := s.abandonQueue(QueueOwner{op.User, op.Client, known.Born}); err != nil {
			return nil, err
		}
	case !found:
		if err := s.countSessions(op.User, owner); err != nil {
			return nil, err
		}
		if owner.sessions >= MaxSessions {
			return nil, Errorf(CodeTooMany, "%q has %d stored sessions, more are not allowed: connect with a clean session", op.User, MaxSessions)
		}
		owner.sessions++
		s.emit(&gained{appRarity{s.app, keptSessions}})
		if err := s.setStanding(op.User, owner); err != nil {
			return nil, err
		}
	}
	return nil, s.setJSON(sessionKey(s.app, op.User, op.Client), op.Session)
}

// countSessions sees to it that a user's kept sessions are counted.
func (s *state) countSessions(u UserID, st *standing) error {
	if st.sessions != uncounted {
		return nil
	}
	st.sessions = 0
	return s.tx.Scan(prefix(s.app, string(keptSessions), string(u)), nil, false, func(_, _ []byte) bool { st.sessions++; return true })
}

// removeSession takes a session from the store and from its user's count. It tells whether it had a queue, which is
// abandoned then.
func (s *state) removeSession(o QueueOwner) (queued bool, err error) {
	owner, err := getStanding(s.tx, s.app, o.User)
	if owner != nil && err == nil {
		if err = s.countSessions(o.User, owner); err == nil {
			owner.sessions -= min(owner.sessions, 1)
			err = s.setStanding(o.User, owner)
		}
	}
	if err == nil {
		err = s.delete(sessionKey(s.app, o.User, o.Client))
	}
	if err != nil {
		return false, err
	}
	return s.abandonQueue(o)
}

// dropSession forgets a session. Its value is the owner of the queue that is to be cleared, if there is one.
type dropSession struct {
	User   UserID `json:"user"`
	Client string `json:"client"`
	Born   uint64 `json:"born,omitempty"` // when set, only this one
}

func (op *dropSession) apply(s *state) (any, error) {
	var st StoredSession
	found, err := getJSON(s.tx, sessionKey(s.app, op.User, op.Client), &st)
	if !found || err != nil || op.Born > 0 && op.Born != st.Born {
		return nil, err
	}
	o := QueueOwner{op.User, op.Client, st.Born}
	if queued, err := s.removeSession(o); !queued || err != nil {
		return nil, err
	}
	return &o, nil
}

// leaveSessions begins the time for which sessions outlive their connections, where those ended with the server.
type leaveSessions struct {
	Sessions []SessionName `json:"sessions"`
}

func (op *leaveSessions) apply(s *state) (any, error) {
	for _, n := range op.Sessions {
		var st StoredSession
		found, err := getJSON(s.tx, sessionKey(s.app, n.User, n.Client), &st)
		if err != nil {
			return nil, err
		}
		if !found || st.Lasts == 0 {
			continue
		}
		st.Expires, st.Lasts = s.at+st.Lasts, 0
		if err := s.setJSON(sessionKey(s.app, n.User, n.Client), st); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// endSession ends a session for good, live or not.
type endSession struct {
	User   UserID `json:"user"`
	Client string `json:"client"`
	Reason string `json:"reason,omitempty"`
}

func (op *endSession) apply(s *state) (any, error) {
	if _, err := (&dropSession{User: op.User, Client: op.Client}).apply(s); err != nil {
		return nil, err
	}
	s.emit(&Ended{App: s.app, User: op.User, Client: op.Client, Forget: true, Code: CodeForbidden, Reason: orDefault(op.Reason, "the session was ended by an administrator")})
	return nil, nil
}
