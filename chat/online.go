package chat

import (
	"context"
	"encoding/json"
	"slices"
)

// LiveSession is an MQTT session that is connected now.
type LiveSession struct {
	User       UserID   `json:"user"`
	Client     string   `json:"client" doc:"The client id"`
	Platform   Platform `json:"platform"`
	Device     string   `json:"device,omitempty"`
	Address    string   `json:"address" doc:"Where it connected from"`
	Since      int64    `json:"since" doc:"Milliseconds since 1970"`
	Version    byte     `json:"version" doc:"Of MQTT: 3 (3.1), 4 (3.1.1) or 5"`
	Persistent bool     `json:"persistent" doc:"The session outlives the connection"`
}

// Roster is what a [Live] may know beside: who is online.
type Roster interface {
	// Online lists live sessions by user, of the users after one: at least most, and all of the last user. next is that
	// user when there are more.
	Online(app AppName, after UserID, most int) (list []LiveSession, next UserID)
	// OnlineOf lists the live sessions of one user.
	OnlineOf(AppName, UserID) []LiveSession
	// OnlineCount counts the users who are online, and their sessions.
	OnlineCount(AppName) (users, sessions int)
	// Platforms tells where a user is online, by the platform's name, for others to see.
	Platforms(AppName, UserID) []PlatformPresence
	// LastSeen is when a user was last connected, ms, as far as it is not on disk yet; 0: unknown.
	LastSeen(AppName, UserID) int64
	// Came gives the users who connected since it was last called.
	Came(AppName) []UserID
}

func (s *Service) roster() (Roster, error) {
	if r, ok := s.live.(Roster); ok {
		return r, nil
	}
	return nil, Errorf(CodeNotFound, "this server does not know who is online")
}

// SessionsOnline lists the live sessions of the caller's app by user, or those of the caller's user.
func (s *Service) SessionsOnline(c Caller, cursor string, limit int) (list []LiveSession, next string, err error) {
	if !c.Admin {
		return nil, "", Errorf(CodeForbidden, "only the app's key may see who is online")
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	r, err := s.roster()
	if err != nil {
		return nil, "", err
	}
	if c.User != "" {
		return r.OnlineOf(c.App, c.User), "", nil
	}
	if cursor != "" && !ValidID(cursor) {
		return nil, "", Errorf(CodeInvalid, "%q is no cursor of this server", clip(cursor)).At("cursor")
	}
	list, last := r.Online(c.App, UserID(cursor), limit)
	return list, string(last), nil
}

// MaxAnnouncement is the size of what is announced, as JSON, in bytes; MaxSendMany how many users a message is sent to
// at once.
const (
	MaxAnnouncement = 16 << 10
	MaxSendMany     = 1_000
)

// Announcement is the event that all who are online hear.
type Announcement struct {
	Event string          `json:"event"` // broadcast
	ID    string          `json:"id"`
	TS    int64           `json:"ts"`
	Body  json.RawMessage `json:"body"`
}

// announce tells all who are online in an app; nothing is kept.
type announce struct {
	ID   string          `json:"id"`
	Body json.RawMessage `json:"body"`
}

func (op *announce) apply(s *state) (any, error) {
	a := Announcement{"broadcast", op.ID, s.at, op.Body}
	s.emit(&Announced{App: s.app, Event: a})
	return a, nil
}

// Announce sends an event to all who are online in the caller's app. It tells how many users that are now.
func (s *Service) Announce(ctx context.Context, c Caller, body json.RawMessage) (a Announcement, users int, err error) {
	switch {
	case !c.Admin:
		return a, 0, Errorf(CodeForbidden, "only the app's key may broadcast")
	case !isObject(body) || !json.Valid(body):
		return a, 0, Errorf(CodeBadPayload, "body must be a JSON object").At("body")
	case len(body) > MaxAnnouncement:
		return a, 0, Errorf(CodeTooLarge, "body has %d bytes, %d are allowed", len(body), MaxAnnouncement).At("body")
	}
	if r, ok := s.live.(Roster); ok {
		users, _ = r.OnlineCount(c.App)
	}
	a, err = do[Announcement](ctx, s, c.App, &announce{ID: s.newID(), Body: body}, len(body)+256)
	return a, users, err
}

// SentTo says what became of a message to one of many users.
type SentTo struct {
	User UserID `json:"user"`
	*Receipt
	Refused *Error `json:"refused,omitempty" doc:"Why this user does not get it"`
}

// SendMany sends the same message to many users, each a message of its own from the caller's user: once this returns,
// those with a receipt are on disk. A cid makes it safe to repeat.
func (s *Service) SendMany(ctx context.Context, c Caller, users []UserID, d Draft) ([]SentTo, error) {
	if !c.Admin {
		return nil, Errorf(CodeForbidden, "only the app's key may broadcast")
	}
	if len(users) == 0 || len(users) > MaxSendMany {
		return nil, Errorf(CodeTooMany, "name 1 to %d users", MaxSendMany).At("users")
	}
	for _, u := range users {
		if err := checkID("users", string(u)); err != nil {
			return nil, err
		}
	}
	type outcome struct {
		i int
		*Outcome
	}
	users = dedupe(slices.Clone(users))
	sent := make([]SentTo, len(users))
	done, waiting := make(chan outcome, len(users)), 0
	for i, u := range users {
		sent[i].User = u
		one := d
		one.To = UserAddress(u)
		if err := s.Submit(c, one, nil, func(o *Outcome) { done <- outcome{i, o} }); err != nil {
			sent[i].Refused = AsError(err)
			continue
		}
		waiting++
	}
	for ; waiting > 0; waiting-- {
		select {
		case o := <-done:
			if r, ok := o.Value.(Receipt); ok {
				sent[o.i].Receipt = &r
			} else {
				sent[o.i].Refused = AsError(o.Err)
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return sent, nil
}
