package chat

// Statistics are counted where a message is placed. One record holds what was counted in all and on the newest day: a
// batch writes it once, so that a message costs some numbers, and none is counted twice or missed.

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

// day is what happened on a day.
type day struct {
	tally
	active uint64 // users who were active
	last   uint64 // users whose last active day this is: those of thirty days are all who were active in them
}

// counted is what happened in all, and on the newest day. The days before have a record each.
type counted struct {
	tally
	day   uint64 // since 1970
	today day
}

func countedAt(a AppName) location        { return located(a, "stats") }
func dayKey(a AppName, day uint64) []byte { return withNumber(key(a, "statsday"), day) }

func getCounted(r Reader, app AppName) (counted, error) { return get[counted](r, countedAt(app)) }

func (c *counted) decode(b []byte) error {
	_, err := numbers(b, &c.user, &c.group, &c.room, &c.day,
		&c.today.user, &c.today.group, &c.today.room, &c.today.active, &c.today.last)
	return err
}

func (c *counted) append(b []byte) []byte {
	return appendNumbers(b, c.user, c.group, c.room, c.day,
		c.today.user, c.today.group, c.today.room, c.today.active, c.today.last)
}

func (s *state) setCounted(c counted) error { return keep(s, countedAt(s.app), c) }

// on gives what is counted of a day.
func (c *counted) on(r Reader, app AppName, n uint64) (d day, err error) {
	if n == c.day {
		return c.today, nil
	}
	b, err := r.Get(dayKey(app, n))
	if b != nil && err == nil {
		_, err = numbers(b, &d.user, &d.group, &d.room, &d.active, &d.last)
	}
	return d, err
}

func (s *state) setDay(n uint64, d day) error {
	return s.set(dayKey(s.app, n), appendNumbers(nil, d.user, d.group, d.room, d.active, d.last))
}

// onDay changes what is counted of a day, which is the newest one mostly: messages are imported into others.
func (s *state) onDay(on uint64, change func(all tally, d day) (tally, day)) error {
	c, err := getCounted(s.tx, s.app)
	if err != nil {
		return err
	}
	if on < c.day {
		d, err := c.on(s.tx, s.app, on)
		if err != nil {
			return err
		}
		c.tally, d = change(c.tally, d)
		return orFirst(s.setDay(on, d), s.setCounted(c))
	}
	if on > c.day {
		if c.day > 0 {
			if err := s.setDay(c.day, c.today); err != nil {
				return err
			}
		}
		c.day, c.today = on, day{}
	}
	c.tally, c.today = change(c.tally, c.today)
	return s.setCounted(c)
}

// countMessage counts a message that is stored.
func (s *state) countMessage(m *Message, k Kind) error {
	if m.Type == TypeEvent {
		return nil
	}
	return s.onDay(dayOf(m.TS), func(all tally, d day) (tally, day) {
		*all.of(k)++
		*d.of(k)++
		return all, d
	})
}

// wasActive moves a user to the last day on which he was active.
func (s *state) wasActive(u UserID, on uint64) error {
	st, err := getStanding(s.tx, s.app, u)
	if err != nil || st == nil || st.active >= on {
		return err
	}
	if st.active > 0 {
		if err := s.onDay(st.active, func(all tally, d day) (tally, day) {
			d.last -= min(1, d.last)
			return all, d
		}); err != nil {
			return err
		}
	}
	st.active = on
	if err := s.setStanding(u, st); err != nil {
		return err
	}
	return s.onDay(on, func(all tally, d day) (tally, day) {
		d.active, d.last = d.active+1, d.last+1
		return all, d
	})
}

// noteActive counts users who were connected on a day.
type noteActive struct {
	Users []UserID `json:"users"`
	Day   uint64   `json:"day"`
}

func (op *noteActive) apply(s *state) (any, error) {
	for _, u := range op.Users {
		if err := s.wasActive(u, op.Day); err != nil {
			return nil, err
		}
	}
	return nil, nil
}
