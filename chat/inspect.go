package chat

import (
	"bytes"
	"cmp"
	"context"
	"slices"
)

// SessionState is an MQTT session: of a client that is connected, or kept for when it returns.
type SessionState struct {
	LiveSession
	Connected     bool           `json:"connected"`
	AwaySince     int64          `json:"away_since,omitempty" doc:"When the connection ended, milliseconds since 1970; absent while it is connected, or when the server ended before it"`
	Expiry        int64          `json:"expiry,omitempty" doc:"Seconds for which a connected session outlives its connection"`
	Expires       int64          `json:"expires,omitempty" doc:"When a session ends whose client is away, milliseconds since 1970"`
	Subscriptions []Subscription `json:"subscriptions"`
	SessionLoad
}

// Subscription is one subscription of a session.
type Subscription struct {
	Filter     string `json:"filter" example:"dev/ann/#"`
	QoS        byte   `json:"qos" doc:"As it was granted"`
	Identifier int    `json:"identifier,omitempty"`
	NoLocal    bool   `json:"no_local,omitempty"`
	AsIs       bool   `json:"retain_as_published,omitempty"`
}

// Subscription tells of a stored one.
func (b StoredSub) Subscription() Subscription {
	return Subscription{Filter: b.Filter, QoS: b.QoS, Identifier: b.ID, NoLocal: b.NoLocal, AsIs: b.AsIs}
}

// SessionLoad is what a session has before it.
type SessionLoad struct {
	InFlight  int    `json:"in_flight" doc:"Messages that were sent and not acknowledged"`
	Waiting   int    `json:"waiting" doc:"Messages of device topics that wait for room, or for the client to return"`
	Dropped   uint64 `json:"dropped" doc:"Messages of device topics for which there was no room; of sessions that outlive their connections"`
	Receiving int    `json:"receiving" doc:"Publishes of the client with QoS 2 whose second half is missing"`
	Behind    bool   `json:"behind,omitempty" doc:"It is being caught up from the history"`
}

// Inspector is what a [Live] may know beside: how sessions are.
type Inspector interface {
	// Inspect tells of one session, as far as it is in memory. flights are those in flight that are of device topics.
	Inspect(app AppName, user UserID, client string) (st SessionState, flights int, connected bool)
}

// Sessions lists the sessions of the caller's user by client id, connected or not, 1 to 100 (0: 50).
func (s *Service) Sessions(c Caller, cursor string, limit int) (list []SessionState, next string, err error) {
	if limit, err = pageSize(limit, 50, 100); err != nil {
		return nil, "", err
	}
	live, look, err := s.inspecting(c)
	if err != nil {
		return nil, "", err
	}
	var names []string
	for _, l := range live {
		names = append(names, l.Client)
	}
	kept, err := s.keptSessions(c, cursor, limit+1)
	if err != nil {
		return nil, "", err
	}
	for client := range kept {
		names = append(names, client)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	for _, name := range names {
		if name <= cursor && cursor != "" {
			continue
		}
		if len(list) == limit {
			return list, list[limit-1].Client, nil
		}
		k, known := kept[name]
		st, err := s.stateOf(c, name, k, known, look)
		if err != nil {
			return nil, "", err
		}
		list = append(list, st)
	}
	return list, "", nil
}

// SessionOf tells of one session of the caller's user; CodeNotFound when there is none.
func (s *Service) SessionOf(c Caller, client string) (SessionState, error) {
	live, look, err := s.inspecting(c)
	if err != nil {
		return SessionState{}, err
	}
	kept, known, err := s.Session(c.App, c.User, client)
	if err != nil {
		return SessionState{}, err
	}
	if !known && !slices.ContainsFunc(live, func(l LiveSession) bool { return l.Client == client }) {
		return SessionState{}, Errorf(CodeNotFound, "%q has no session with the client id %q", c.User, clip(client)).At("client")
	}
	return s.stateOf(c, client, kept, known, look)
}

// DropSessionOf ends a session of the caller's user for good, connected or not; CodeNotFound when there is none. What
// waited for it is gone, and its will is published.
func (s *Service) DropSessionOf(ctx context.Context, c Caller, client string) error {
	if _, err := s.SessionOf(c, client); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &endSession{User: c.User, Client: client}, 512)
}

func (s *Service) inspecting(c Caller) ([]LiveSession, Inspector, error) {
	if !c.Admin {
		return nil, nil, Errorf(CodeForbidden, "only the app's key may look at sessions; users list their devices")
	}
	if err := c.needUser(); err != nil {
		return nil, nil, err
	}
	r, err := s.roster()
	if err != nil {
		return nil, nil, err
	}
	look, ok := s.live.(Inspector)
	if !ok {
		return nil, nil, Errorf(CodeNotFound, "this server does not know how sessions are")
	}
	if !IsGuest(c.User) {
		if _, err := s.Account(c.App, c.User); err != nil {
			return nil, nil, err
		}
	}
	return r.OnlineOf(c.App, c.User), look, nil
}

// keptSessions reads what is kept of a user's sessions, by client id, from one on and so many at most.
func (s *Service) keptSessions(c Caller, from string, most int) (map[string]StoredSession, error) {
	kept, now := map[string]StoredSession{}, s.now().UnixMilli()
	err := s.log.View(func(r Reader) (err error) {
		all := prefix(c.App, string(keptSessions), string(c.User))
		scanErr := r.Scan(all, sessionKey(c.App, c.User, from), false, func(k, v []byte) bool {
			var st StoredSession
			if st, err = decodeSession(v); err == nil && !st.ended(now) {
				kept[string(bytes.TrimPrefix(k, all))] = st
			}
			return err == nil && len(kept) <= most
		})
		return orFirst(err, scanErr)
	})
	return kept, err
}

// stateOf puts together what is on disk and what is in memory.
func (s *Service) stateOf(c Caller, client string, k StoredSession, known bool, look Inspector) (SessionState, error) {
	st, flights, connected := look.Inspect(c.App, c.User, client)
	if known {
		x, err := view1(s, func(r Reader) (*queueBox, error) { return getBox(r, c.App, QueueOwner{c.User, client, k.Born}) })
		if err != nil {
			return st, err
		}
		if x != nil {
			st.Waiting += max(int(x.count)-flights, 0)
			st.Dropped = x.dropped
		}
	}
	if connected {
		return st, nil
	}
	st.LiveSession = LiveSession{User: c.User, Client: client, Platform: cmp.Or(k.Platform, PlatformOther), Device: k.Device, Address: k.Address, Since: k.Since, Version: k.Version, Persistent: true}
	st.AwaySince, st.Expires = k.Left, k.Expires
	st.Subscriptions = make([]Subscription, 0, len(k.Subs))
	for _, b := range k.Subs {
		st.Subscriptions = append(st.Subscriptions, b.Subscription())
	}
	return st, nil
}
