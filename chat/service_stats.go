package chat

import (
	"context"
	"math"
	"sync"
	"time"
)

// StatsDays is how many days statistics show; activeDays how many make the monthly active users.
const (
	StatsDays  = 90
	activeDays = 30
)

const (
	tallyEvery = time.Minute
	tallyMost  = 1_000 // entries of the feed, or users, that one command counts
	totalsAge  = time.Minute
)

// MessageCounts are messages by the kind of their conversation.
type MessageCounts struct {
	User  uint64 `json:"user" doc:"In 1:1 conversations"`
	Group uint64 `json:"group"`
	Room  uint64 `json:"room"`
}

// StatsDay is what happened on a day.
type StatsDay struct {
	Day    string `json:"day" example:"2026-11-21" doc:"Of UTC"`
	Active uint64 `json:"active" doc:"Users who were connected or sent a message"`
	MessageCounts
}

// Stats are the statistics of an app.
type Stats struct {
	At            int64         `json:"at" doc:"Milliseconds since 1970"`
	Users         int           `json:"users"`
	Groups        int           `json:"groups"`
	Threads       int           `json:"threads" doc:"Of groups; they are not counted among them"`
	Rooms         int           `json:"rooms"`
	OnlineUsers   int           `json:"online_users"`
	OnlineClients int           `json:"online_clients" doc:"Connected clients"`
	Messages      MessageCounts `json:"messages" doc:"Ever stored"`
	ActiveToday   uint64        `json:"active_today" doc:"Users who were connected or sent a message today, UTC"`
	ActiveMonth   uint64        `json:"active_month" doc:"The same of the last 30 days"`
	Days          []StatsDay    `json:"days" doc:"The last 90 days, today last"`
}

// statsKeeper is what the service remembers between two requests for statistics.
type statsKeeper struct {
	tallying sync.Mutex         // one counts at a time
	days     map[AppName]uint64 // on which who was online was last counted; under tallying
	mu       sync.Mutex
	totals   map[AppName]totals
}

type totals struct {
	at                            time.Time
	users, groups, threads, rooms int
}

// Stats counts what is not yet counted and gives the statistics of the caller's app.
func (s *Service) Stats(ctx context.Context, c Caller) (st Stats, err error) {
	if !c.Admin {
		return st, Errorf(CodeForbidden, "only the app's key may read statistics")
	}
	if err := s.Tally(ctx, c.App); err != nil {
		return st, err
	}
	all, err := s.totals(c.App)
	if err != nil {
		return st, err
	}
	st = Stats{At: s.now().UnixMilli(), Users: all.users, Groups: all.groups, Threads: all.threads, Rooms: all.rooms}
	if r, ok := s.live.(Roster); ok {
		st.OnlineUsers, st.OnlineClients = r.OnlineCount(c.App)
	}
	return st, s.log.View(func(r Reader) error { return st.read(r, c.App) })
}

func (st *Stats) read(r Reader, app AppName) error {
	c, err := getCounted(r, app)
	if err != nil {
		return err
	}
	st.Messages = MessageCounts{c.user, c.group, c.room}
	today := dayOf(st.At)
	for on := today - min(today, StatsDays-1); on <= today; on++ {
		d, err := getDay(r, app, on)
		if err != nil {
			return err
		}
		if on > today-activeDays {
			st.ActiveMonth += d.last
		}
		st.Days = append(st.Days, StatsDay{time.UnixMilli(int64(on) * dayMS).UTC().Format(time.DateOnly), d.active, MessageCounts{d.user, d.group, d.room}})
		st.ActiveToday = d.active
	}
	return nil
}

func dayOf(ms int64) uint64 { return uint64(max(ms, 0)) / dayMS }

// totals counts accounts, groups and chatrooms by their keys; what was counted within a minute is taken as it is.
func (s *Service) totals(app AppName) (t totals, err error) {
	s.stats.mu.Lock()
	defer s.stats.mu.Unlock()
	if t = s.stats.totals[app]; !t.at.IsZero() && s.now().Sub(t.at) < totalsAge {
		return t, nil
	}
	t = totals{at: s.now()}
	err = s.log.View(func(r Reader) error {
		for _, one := range []struct {
			class string
			n     *int
		}{{"user", &t.users}, {"group", &t.groups}, {"thread", &t.threads}, {"room", &t.rooms}} {
			if err := r.Scan(prefix(app, one.class), nil, false, func(_, _ []byte) bool { *one.n++; return true }); err != nil {
				return err
			}
		}
		t.groups -= t.threads // they have a key among the groups
		return nil
	})
	if err == nil {
		s.stats.totals[app] = t
	}
	return t, err
}

// Tally counts for the statistics what happened in an app since it was last called.
func (s *Service) Tally(ctx context.Context, app AppName) error {
	s.stats.tallying.Lock()
	defer s.stats.tallying.Unlock()
	if err := s.tallyOnline(ctx, app); err != nil {
		return err
	}
	for {
		done, err := view1(s, func(r Reader) (counted, error) { return getCounted(r, app) })
		if err != nil {
			return err
		}
		changes, upTo, err := s.Feed(app, done.pos, tallyMost)
		if err != nil || len(changes) == 0 {
			return err
		}
		t, err := s.tally(app, changes)
		if err != nil {
			return err
		}
		if err := s.exec(ctx, app, t.op(done.pos, upTo), 128*len(t.active)+64*len(t.days)); err != nil {
			return err
		}
	}
}

// tally counts the messages among changes.
func (s *Service) tally(app AppName, changes []Change) (*tallying, error) {
	t := &tallying{days: map[uint64]*tally{}, active: map[UserID]uint64{}}
	err := s.log.View(func(r Reader) error {
		for _, ch := range changes {
			if ch.Kind != ChangeMessage {
				continue
			}
			b, err := r.Get(messageKey(app, ch.Conv, ch.Seq))
			if err != nil {
				return err
			}
			if b == nil {
				continue // removed before it was counted
			}
			m, err := readMessage(b)
			if err != nil {
				return err
			}
			if m.Type != TypeEvent {
				t.message(ch.Conv, m.From, dayOf(m.TS))
			}
		}
		return nil
	})
	return t, err
}

// tallyOnline counts who connected since the last call; on the first one of a day who is still connected.
func (s *Service) tallyOnline(ctx context.Context, app AppName) error {
	r, ok := s.live.(Roster)
	if !ok {
		return nil
	}
	today, users := dayOf(s.now().UnixMilli()), r.Came(app)
	if s.stats.days[app] != today {
		s.stats.days[app] = today
		list, _ := r.Online(app, "", math.MaxInt)
		for _, one := range list {
			users = append(users, one.User)
		}
	}
	for len(users) > 0 {
		n := min(len(users), tallyMost)
		op := &countStats{}
		for _, u := range users[:n] {
			op.Active = append(op.Active, activeUser{u, today})
		}
		if err := s.exec(ctx, app, op, 128*n); err != nil {
			return err
		}
		users = users[n:]
	}
	return nil
}

// runTally keeps the statistics near the present, until ctx ends.
func (s *Service) runTally(ctx context.Context) {
	tick := time.NewTicker(tallyEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		apps, err := s.Apps()
		for _, a := range apps {
			if err == nil {
				err = s.Tally(ctx, a.Name)
			}
		}
		if err != nil && ctx.Err() == nil {
			s.slog.Error("counting for the statistics failed", "err", err)
		}
	}
}
