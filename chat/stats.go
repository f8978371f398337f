package chat

import "slices"

// Statistics are derived from the feed: whoever asks has what was not yet counted counted by a command. So a message
// costs nothing for them when it is sent, none is counted twice or missed, and a user costs one key.

// tally are counts of messages by the kind of their conversation.
type tally struct{ user, group, room uint64 }

func (t *tally) of(k Kind) *uint64 {
	switch k {
	case KindGroup:
		return &t.group
	case KindRoom:
		return &t.room
	}
	return &t.user
}

func (t *tally) add(o tally) { t.user, t.group, t.room = t.user+o.user, t.group+o.group, t.room+o.room }

// counted is how far the feed was counted, and what came of it in all.
type counted struct {
	pos uint64
	tally
}

func countedKey(a AppName) []byte             { return key(a, "stats") }
func dayKey(a AppName, day uint64) []byte     { return withNumber(key(a, "statsday"), day) }
func activeKey(a AppName, user UserID) []byte { return key(a, "active", string(user)) }

func getCounted(r Reader, app AppName) (c counted, err error) {
	b, err := r.Get(countedKey(app))
	if b != nil && err == nil {
		_, err = numbers(b, &c.pos, &c.user, &c.group, &c.room)
	}
	return c, err
}

// day is what happened on a day.
type day struct {
	tally
	active uint64 // users who were active
	last   uint64 // users whose last active day this is: those of thirty days are all who were active in them
}

func getDay(r Reader, app AppName, n uint64) (d day, err error) {
	b, err := r.Get(dayKey(app, n))
	if b != nil && err == nil {
		_, err = numbers(b, &d.user, &d.group, &d.room, &d.active, &d.last)
	}
	return d, err
}

func (s *state) setDay(n uint64, d day) error {
	return s.set(dayKey(s.app, n), appendNumbers(nil, d.user, d.group, d.room, d.active, d.last))
}

// countStats adds what happened in the feed after a position, and users who were active.
type countStats struct {
	After  uint64       `json:"after"`
	UpTo   uint64       `json:"up_to"`
	Days   []countedDay `json:"days,omitempty"`
	Active []activeUser `json:"active,omitempty"`
}

type countedDay struct {
	Day   uint64 `json:"day"` // since 1970
	User  uint64 `json:"user,omitempty"`
	Group uint64 `json:"group,omitempty"`
	Room  uint64 `json:"room,omitempty"`
}

type activeUser struct {
	User UserID `json:"user"`
	Day  uint64 `json:"day"`
}

// apply counts nothing when the feed was counted from there before.
func (op *countStats) apply(s *state) (any, error) {
	c, err := getCounted(s.tx, s.app)
	if err != nil {
		return nil, err
	}
	if c.pos == op.After && op.UpTo > op.After {
		for _, d := range op.Days {
			have, err := getDay(s.tx, s.app, d.Day)
			if err != nil {
				return nil, err
			}
			n := tally{d.User, d.Group, d.Room}
			have.add(n)
			c.add(n)
			if err := s.setDay(d.Day, have); err != nil {
				return nil, err
			}
		}
		if err := s.set(countedKey(s.app), appendNumbers(nil, op.UpTo, c.user, c.group, c.room)); err != nil {
			return nil, err
		}
	}
	for _, a := range op.Active {
		if err := s.wasActive(a.User, a.Day); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// wasActive moves a user to the last day on which he was active.
func (s *state) wasActive(u UserID, on uint64) error {
	b, err := s.tx.Get(activeKey(s.app, u))
	if err != nil {
		return err
	}
	if b != nil {
		var before uint64
		if _, err := numbers(b, &before); err != nil {
			return err
		}
		if before >= on {
			return nil
		}
		d, err := getDay(s.tx, s.app, before)
		if err != nil {
			return err
		}
		d.last -= min(1, d.last)
		if err := s.setDay(before, d); err != nil {
			return err
		}
	}
	d, err := getDay(s.tx, s.app, on)
	if err != nil {
		return err
	}
	d.active++
	d.last++
	if err := s.setDay(on, d); err != nil {
		return err
	}
	return s.set(activeKey(s.app, u), appendNumbers(nil, on))
}

// tallying gathers what one command is to count.
type tallying struct {
	days   map[uint64]*tally
	active map[UserID]uint64
}

func (t *tallying) message(conv Conversation, from UserID, on uint64) {
	if t.days[on] == nil {
		t.days[on] = &tally{}
	}
	*t.days[on].of(conv.Kind())++
	if from != "" {
		t.active[from] = max(t.active[from], on)
	}
}

func (t *tallying) op(after, upTo uint64) *countStats {
	op := &countStats{After: after, UpTo: upTo}
	for on, n := range t.days {
		op.Days = append(op.Days, countedDay{on, n.user, n.group, n.room})
	}
	for u, on := range t.active {
		op.Active = append(op.Active, activeUser{u, on})
	}
	slices.SortFunc(op.Days, func(a, b countedDay) int { return int(a.Day) - int(b.Day) })
	slices.SortFunc(op.Active, func(a, b activeUser) int { return int(a.Day) - int(b.Day) })
	return op
}
