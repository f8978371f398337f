package chat

import (
	"sync"
	"sync/atomic"
)

// roomRates count what each chatroom takes in a second, and what it did without. A low message passes while the room
// has taken no more than its rate in this second, a normal one while it has taken no more than twice as much, a high
// one always.
type roomRates struct {
	mu     sync.Mutex
	rooms  map[roomName]*roomRate
	low    atomic.Uint64
	normal atomic.Uint64
}

type roomName struct {
	app  AppName
	room RoomID
}

type roomRate struct {
	second int64
	taken  int
	shed   Shed
}

// check holds what a priority may be.
func (p Priority) check(to Kind) error {
	switch {
	case p == "":
		return nil
	case p != PriorityHigh && p != PriorityNormal && p != PriorityLow:
		return Errorf(CodeInvalid, "%q is no priority: use high, normal or low", clip(string(p))).At("priority")
	case to != KindRoom:
		return Errorf(CodeInvalid, "only messages to chatrooms have a priority").At("priority")
	}
	return nil
}

// roomTakes decides what does not depend on the state of a room but on who is in it and how much it gets. When it does
// not let a message pass, there is an error, or done was called: for a message that nobody will miss.
func (s *Service) roomTakes(c Caller, d Draft, done func(*Outcome)) (pass bool, err error) {
	app, err := s.App(string(c.App))
	if err != nil {
		return false, err
	}
	room := RoomID(d.To.ID)
	if app.Settings.JoinToSend && !s.live.InRoom(c.App, room, c.User) {
		return false, Errorf(CodeNotMember, "join the chatroom %q before writing to it: subscribe to it", room)
	}
	now := s.now()
	pass, err = s.rates.take(roomName{c.App, room}, now.Unix(), app.Settings.RoomShedRate, d.Priority, func() error {
		return s.log.View(func(r Reader) error {
			_, err := getRoom(r, c.App, room)
			return err
		})
	})
	if !pass && err == nil && done != nil {
		done(&Outcome{Value: Receipt{ID: s.newID(), TS: now.UnixMilli()}})
	}
	return pass, err
}

// take counts a message of a room in a second. A room that was not counted yet must exist.
func (rs *roomRates) take(name roomName, second int64, rate int, p Priority, exists func() error) (pass bool, err error) {
	if rate == 0 {
		return true, nil
	}
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.rooms[name]
	if r == nil {
		if err := exists(); err != nil {
			return false, err
		}
		if rs.rooms == nil {
			rs.rooms = make(map[roomName]*roomRate)
		}
		r = new(roomRate)
		rs.rooms[name] = r
	}
	if r.second != second {
		r.second, r.taken = second, 0
	}
	switch {
	case p == PriorityLow && r.taken >= rate:
		r.shed.Low++
		rs.low.Add(1)
		return false, nil
	case p != PriorityHigh && r.taken >= 2*rate:
		r.shed.Normal++
		rs.normal.Add(1)
		e := Errorf(CodeRateLimited, "the chatroom %q gets more messages a second than the app allows", name.room)
		e.RetryAfter = 1
		return false, e
	}
	r.taken++
	return true, nil
}

// shed gives what a room did without since the start, nil when nothing.
func (rs *roomRates) shed(name roomName) *Shed {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r := rs.rooms[name]; r != nil && r.shed != (Shed{}) {
		shed := r.shed
		return &shed
	}
	return nil
}

func (rs *roomRates) forget(name roomName) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	delete(rs.rooms, name)
}

// RoomsShed counts what all chatrooms of the server did without since the start.
func (s *Service) RoomsShed() Shed {
	return Shed{Low: s.rates.low.Load(), Normal: s.rates.normal.Load()}
}
