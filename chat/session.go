package chat

import "encoding/json"

// StoredSession is an MQTT session that outlives its connection. It holds no messages: those are in the log, from
// Cursor on.
type StoredSession struct {
	Subs    []StoredSub `json:"subs,omitempty"`
	Cursor  uint64      `json:"cursor"`            // feed position up to which the client has all
	Expires int64       `json:"expires,omitempty"` // ms; 0: never
}

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

// MaxSessions is how many sessions of a user are kept.
const MaxSessions = 100

type saveSession struct {
	User    UserID        `json:"user"`
	Client  string        `json:"client"`
	Session StoredSession `json:"session"`
}

func (op *saveSession) apply(s *state) (any, error) {
	if _, err := s.user(op.User, "user"); err != nil {
		return nil, err
	}
	known, err := s.has(sessionKey(s.app, op.User, op.Client))
	if err != nil {
		return nil, err
	}
	if !known {
		n := 0
		if err := s.tx.Scan(prefix(s.app, "session", string(op.User)), nil, false, func(_, _ []byte) bool { n++; return n < MaxSessions }); err != nil {
			return nil, err
		}
		if n >= MaxSessions {
			return nil, Errorf(CodeTooMany, "%q has %d stored sessions, more are not allowed: connect with a clean session", op.User, MaxSessions)
		}
	}
	return nil, s.setJSON(sessionKey(s.app, op.User, op.Client), op.Session)
}

type dropSession struct {
	User   UserID `json:"user"`
	Client string `json:"client"`
}

func (op *dropSession) apply(s *state) (any, error) {
	return nil, s.delete(sessionKey(s.app, op.User, op.Client))
}
