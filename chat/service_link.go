package chat

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// passedMost is how many messages one command takes from a link's queue.
const passedMost = 500

// Links lists the app's links, without their passwords.
func (s *Service) Links(c Caller) ([]Link, error) {
	if err := c.needKey(); err != nil {
		return nil, err
	}
	all, err := s.AllLinks(c.App)
	for i := range all {
		all[i].Password = ""
	}
	return all, err
}

// AllLinks lists an app's links with their passwords, for who connects them.
func (s *Service) AllLinks(app AppName) ([]Link, error) {
	return view1(s, func(r Reader) ([]Link, error) { return getLinks(r, app) })
}

// Link gives one of the app's links, without its password; CodeNotFound when there is none.
func (s *Service) Link(c Caller, name string) (Link, error) {
	if err := c.needKey(); err != nil {
		return Link{}, err
	}
	l, err := view1(s, func(r Reader) (Link, error) { return getLink(r, c.App, name) })
	l.Password = ""
	return l, err
}

// PutLink makes a link, or replaces what it is. A nil password leaves the one that it has.
func (s *Service) PutLink(ctx context.Context, c Caller, l Link, password *string) (Link, error) {
	if err := c.needKey(); err != nil {
		return Link{}, err
	}
	l.File = false
	if host, secure, err := l.Host(); err == nil {
		scheme := "http://"
		if secure {
			scheme = "https://"
		}
		if err := s.mayCall(ctx, scheme+host, "address"); err != nil {
			return Link{}, err
		}
	}
	return s.putLink(ctx, c.App, l, password)
}

func (s *Service) putLink(ctx context.Context, app AppName, l Link, password *string) (Link, error) {
	id := s.newID()
	l.Queue = cmp.Or(l.Queue, linkQueue)
	if l.ClientID == "" {
		known, err := view1(s, func(r Reader) (Link, error) { return getLink(r, app, l.Name) })
		switch {
		case err == nil:
			l.ClientID = known.ClientID
		case AsErrorCode(err) == CodeNotFound:
			l.ClientID = "hongyan-" + l.Name + "-" + strings.ToLower(id[max(0, len(id)-8):])
		default:
			return Link{}, err
		}
	}
	if password != nil {
		l.Password = *password
	}
	if err := l.check(); err != nil {
		return Link{}, err
	}
	l.Password = ""
	l, err := do[Link](ctx, s, app, &putLink{Link: l, ID: id, Password: password}, 64<<10)
	l.Password = ""
	return l, err
}

// RemoveLink removes a link, with what waits for it.
func (s *Service) RemoveLink(ctx context.Context, c Caller, name string) error {
	if err := c.needKey(); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &dropLink{Name: name}, 256)
}

// FileLink is a link of the server's configuration file.
type FileLink struct {
	App      AppName
	Password string
	Link
}

// Check finds what is wrong with a link, whatever the state.
func (l FileLink) Check() error {
	one := l.Link
	one.Password = l.Password
	return one.check()
}

// SetFileLinks makes the links that stand in the configuration file those of the file, and no others.
func (s *Service) SetFileLinks(ctx context.Context, links []FileLink) error {
	for _, l := range links {
		l.File = true
		if _, err := s.putLink(ctx, l.App, l.Link, &l.Password); err != nil {
			return err
		}
	}
	apps, err := s.Apps()
	for _, a := range apps {
		if err != nil {
			return err
		}
		var all []Link
		all, err = s.AllLinks(a.Name)
		for _, l := range all {
			in := slices.ContainsFunc(links, func(f FileLink) bool { return f.App == a.Name && f.Name == l.Name })
			if err == nil && l.File && !in {
				err = s.exec(ctx, a.Name, &dropLink{Name: l.Name, File: true}, 256)
			}
		}
	}
	return err
}

// SubmitToLinks has a message wait for links, and returns at once; done is called once that is on disk.
func (s *Service) SubmitToLinks(app AppName, to []LinkTarget, m LinkMessage, done func(*Outcome)) error {
	size := len(to) * (len(m.Payload) + len(m.Properties) + MaxTopic/8 + 256)
	return s.log.Propose(&Proposal{Command: s.command(app, &queueLink{Links: to, Message: m}), Size: size, Done: done})
}

// LinkQueue reads what waits for a link after a seq, up to most messages and about size bytes.
func (s *Service) LinkQueue(app AppName, id string, after uint64, most, size int) ([]LinkMessage, error) {
	return view1(s, func(r Reader) (all []LinkMessage, err error) {
		scanErr := r.Scan(prefix(app, "linkqueue", id), linkQueueKey(app, id, after+1), false, func(k, v []byte) bool {
			var m LinkMessage
			if m, err = decodeLinkMessage(lastNumber(k), slices.Clone(v)); err != nil {
				return false
			}
			all = append(all, m)
			size -= len(v)
			return len(all) < most && size > 0
		})
		return all, orFirst(scanErr, err)
	})
}

// PassedLink removes what the other broker has, up to a seq.
func (s *Service) PassedLink(ctx context.Context, app AppName, id string, upTo uint64) error {
	for {
		more, err := do[bool](ctx, s, app, &passLink{ID: id, UpTo: upTo, Most: passedMost}, passedMost*48)
		if err != nil || !more {
			return err
		}
	}
}

// LinkWaiting tells how many messages wait for a link, and how many were dropped because too many did.
func (s *Service) LinkWaiting(app AppName, id string) (waiting, dropped uint64, err error) {
	p, err := view1(s, func(r Reader) (*linkPlace, error) { return getLinkPlace(r, app, id) })
	if p == nil || err != nil {
		return 0, 0, err
	}
	return p.next - p.first, p.dropped, nil
}

// LinkRun tells how a link fares.
type LinkRun struct {
	State     string `json:"state" enum:"off,connecting,connected" doc:"off: it is not enabled"`
	Since     int64  `json:"since,omitempty" doc:"When that began, milliseconds since 1970"`
	LastError string `json:"last_error,omitempty"`
	LastAt    int64  `json:"last_error_at,omitempty" doc:"Milliseconds since 1970"`
	Waiting   uint64 `json:"waiting" doc:"Messages that wait for the other broker, on disk"`
	Dropped   uint64 `json:"dropped" doc:"Messages that were dropped, because too many waited"`
	LinkCounts
}

// LinkCounts are what passed over a link since the server started.
type LinkCounts struct {
	Sent     uint64 `json:"sent" doc:"Messages that the other broker took, since the server started"`
	Received uint64 `json:"received" doc:"Messages that came from it"`
	Refused  uint64 `json:"refused" doc:"Messages that it would not take, or that could not be published here"`
	Repeated uint64 `json:"repeated" doc:"Messages that had come before, by it or another way, and were not published again"`
	Missed   uint64 `json:"missed" doc:"Messages of QoS 0 for which it was not there, or too slow"`
}
