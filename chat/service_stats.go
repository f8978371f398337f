package chat

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"
)

// StatsDays is how many days statistics show; activeDays how many make the monthly active users.
const (
	StatsDays  = 90
	activeDays = 30
)

const (
	noteEvery = time.Minute
	noteMost  = 1_000 // users that one command counts
	totalsAge = time.Minute
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
	noting sync.Mutex         // one counts who is online at a time
	days   map[AppName]uint64 // on which who was online was last counted; under noting
	mu     sync.Mutex
	totals map[AppName]totals
}

type totals struct {
	at                            time.Time
	users, groups, threads, rooms int
}

// Stats gives the statistics of the caller's app.
func (s *Service) Stats(ctx context.Context, c Caller) (st Stats, err error) {
	if !c.Admin {
		return st, Errorf(CodeForbidden, "only the app's key may read statistics")
	}
	if err := s.NoteOnline(ctx, c.App); err != nil {
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
		d, err := c.on(r, app, on)
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

// NoteOnline counts who connected since it was last called; on the first call of a day who is still connected, too.
func (s *Service) NoteOnline(ctx context.Context, app AppName) error {
	r, ok := s.live.(Roster)
	if !ok {
		return nil
	}
	s.stats.noting.Lock()
	defer s.stats.noting.Unlock()
	today, users := dayOf(s.now().UnixMilli()), r.Came(app)
	if s.stats.days[app] != today {
		s.stats.days[app] = today
		list, _ := r.Online(app, "", math.MaxInt)
		for _, one := range list {
			users = append(users, one.User)
		}
	}
	for some := range slices.Chunk(users, noteMost) {
		if err := s.exec(ctx, app, &noteActive{some, today}, 128*len(some)); err != nil {
			return err
		}
	}
	return nil
}

// runNoting keeps the statistics near the present, until ctx ends.
func (s *Service) runNoting(ctx context.Context) {
	tick := time.NewTicker(noteEvery)
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
				err = s.NoteOnline(ctx, a.Name)
			}
		}
		if err != nil && ctx.Err() == nil {
			s.slog.Error("counting for the statistics failed", "err", err)
		}
	}
}
