package chat

import (
	"context"
	"slices"
	"sort"
	"strconv"
)

// Origin is the live session that a message comes from.
type Origin interface {
	// OriginID tells the user's sessions apart, the same after a reconnect; never 0.
	OriginID() uint64
}

type originKey struct{}

// WithOrigin makes Send know the live session that a request came over.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// Submit hands a message in and returns at once; done is called after the message is on disk, or refused, in the
// order of the log; or after the app's hook refused it. An error means that it was refused before: done is not called. origin is the live
// session that sends, which gets no copy; nil for none.
func (s *Service) Submit(c Caller, d Draft, origin Origin, done func(*Outcome)) error {
	if err := c.needUser(); err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	if d.To.Kind == KindRoom && !c.Admin {
		if pass, err := s.roomTakes(c, d, done); !pass {
			return err
		}
	}
	return s.admit(c, d, origin, done)
}

// propose makes a message that the rules let pass into a command.
func (s *Service) propose(c Caller, d Draft, origin Origin, done func(*Outcome)) error {
	op := &sendMessage{ID: s.newID(), From: c.User, To: d.To, CID: d.CID, Type: d.Type, Body: d.Body, Ext: d.Ext, Store: d.Type != "cmd", Admin: c.Admin, Said: d.said}
	if d.Priority != PriorityNormal {
		op.Priority = d.Priority
	}
	if origin != nil {
		op.Origin = origin.OriginID()
	}
	if d.Store != nil {
		op.Store = *d.Store
	}
	if !d.SendOptions.none() {
		with := d.SendOptions // not d's own: drafts stay off the heap
		op.With = &with
	}
	size := 2*len(d.Body) + 2*len(d.Ext) + 512
	if d.Type == "cmd" && d.To.Kind == KindUser {
		var err error
		if op.Device, err = s.deviceCommand(c, op); err != nil {
			return err
		}
		size += op.Device.size()
	}
	var change Op = op
	if d.will != "" {
		change = &publishWill{WillRef{c.User, d.will}, op}
	}
	return s.log.Propose(&Proposal{Command: s.command(c.App, change), Size: size, Origin: origin, Done: done})
}

// Send is Submit that waits: once it returns a receipt, the message is on disk.
func (s *Service) Send(ctx context.Context, c Caller, d Draft) (Receipt, error) {
	done := make(chan *Outcome, 1)
	origin, _ := ctx.Value(originKey{}).(Origin)
	if err := s.Submit(c, d, origin, func(o *Outcome) { done <- o }); err != nil {
		return Receipt{}, err
	}
	select {
	case o := <-done:
		r, _ := o.Value.(Receipt)
		return r, o.Err
	case <-ctx.Done():
		return Receipt{}, ctx.Err()
	}
}

// Typing passes a word to who is online in a conversation. body is a JSON object of the sender's, or nil.
func (s *Service) Typing(c Caller, to Address, body []byte) error {
	if len(body) > 1024 || len(body) > 0 && !isObject(body) {
		return Errorf(CodeBadPayload, "the payload of typing is a JSON object of at most 1024 bytes, or empty")
	}
	err := s.log.View(func(r Reader) error {
		switch to.Kind {
		case KindUser:
			return mayReach(r, c.App, c.User, UserID(to.ID))
		case KindGroup:
			if _, err := getHall(r, c.App, GroupID(to.ID)); err != nil {
				return err
			}
			return mustBeMember(r, c, GroupID(to.ID))
		}
		if !s.live.InRoom(c.App, RoomID(to.ID), c.User) {
			return Errorf(CodeNotMember, "you are not in the chatroom %q", to.ID)
		}
		return nil
	})
	switch err {
	case nil:
		s.live.Signal(&Signal{App: c.App, From: c.User, To: to, Name: "typing", Body: body})
	case errUnheard:
		err = nil
	}
	return err
}

// MarkRead marks a conversation as read up to seq, or with 0 to its end. A mark never moves back.
func (s *Service) MarkRead(ctx context.Context, c Caller, with Address, seq uint64) (ReadState, error) {
	if err := c.needUser(); err != nil {
		return ReadState{}, err
	}
	return do[ReadState](ctx, s, c.App, &markRead{User: c.User, With: with, Seq: seq}, 128)
}

// SubmitRead is MarkRead that returns at once.
func (s *Service) SubmitRead(c Caller, with Address, seq uint64, done func(*Outcome)) error {
	return s.log.Propose(&Proposal{Command: s.command(c.App, &markRead{User: c.User, With: with, Seq: seq}), Size: 256, Done: done})
}

// visibleTo finds what of a conversation the caller may read.
func visibleTo(r Reader, c Caller, with Address) (g *sight, h head, first, last uint64, err error) {
	conv := ConversationOf(c.User, with)
	g = &sight{r: r, app: c.App, conv: conv, me: c.User}
	if h, err = getHead(r, c.App, conv); err != nil {
		return
	}
	switch with.Kind {
	case KindRoom:
		_, err = mayEnterRoom(r, c, RoomID(with.ID))
		return g, h, h.gone + 1, h.seq, err
	case KindGroup:
		if _, err = getHall(r, c.App, GroupID(with.ID)); err != nil {
			return
		}
		if c.Admin && c.User == "" {
			return g, h, h.gone + 1, h.seq, nil
		}
	}
	v, err := getView(r, c.App, c.User, conv)
	switch {
	case err != nil:
	case with.Kind == KindGroup && !v.member():
		err = Errorf(CodeNotMember, "%q is no member of the group %q", c.User, with.ID)
	case v == nil:
		var st *standing
		if st, err = getStanding(r, c.App, UserID(with.ID)); err == nil && st == nil {
			err = Errorf(CodeNoUser, "there is no user %q", with.ID).At("id")
		}
	default:
		first, last = v.visible(h)
		g.erased = v.erased
	}
	return
}

// History gives a page of a conversation that the caller's user takes part in; the app's key without a user may read
// groups and chatrooms.
func (s *Service) History(c Caller, with Address, q HistoryQuery) (page HistoryPage, err error) {
	if q.Limit, err = pageSize(q.Limit, 50, 100); err != nil {
		return page, err
	}
	if q.Before > 0 && (q.After > 0 || q.Forward) {
		return page, Errorf(CodeInvalid, "give before or after, not both").At("before")
	}
	if c.User == "" && (!c.Admin || with.Kind == KindUser) {
		return page, c.needUser()
	}
	page.Messages = make([]Message, 0, min(q.Limit, 50))
	err = s.log.View(func(r Reader) error {
		g, h, first, last, err := visibleTo(r, c, with)
		if err != nil {
			return err
		}
		g.now = s.now().UnixMilli()
		page.LastSeq, page.FirstSeq = h.seq, max(first, 1)
		return page.read(g, q, first, last)
	})
	return page, err
}

// historyLook is how many messages one page with a filter looks at.
const historyLook = 5000

func (q *HistoryQuery) filters() bool {
	return q.Type != "" || q.From != "" || q.Since > 0 || q.Until > 0
}

func (q *HistoryQuery) wants(m *Message) bool {
	return (q.Type == "" || m.Type == q.Type) && (q.From == "" || m.From == q.From) &&
		(q.Since == 0 || m.TS >= q.Since) && (q.Until == 0 || m.TS < q.Until)
}

func (p *HistoryPage) read(g *sight, q HistoryQuery, first, last uint64) (err error) {
	if first, last, err = q.bound(g, first, last); err != nil {
		return err
	}
	backward := q.After == 0 && !q.Forward
	from := max(q.After+1, first)
	if backward {
		if from = last; q.Before > 0 {
			from = min(last, q.Before-1)
		}
	}
	if from < first || from > last || last == 0 {
		return nil
	}
	looked, at := 0, uint64(0)
	scanErr := g.r.Scan(prefix(g.app, "msg", string(g.conv)), messageKey(g.app, g.conv, from), backward, func(k, v []byte) bool {
		seq := lastNumber(k)
		if seq < first || seq > last {
			return false
		}
		if len(p.Messages) == q.Limit || looked == historyLook {
			p.More = true
			return false
		}
		looked++
		at = seq
		var m Message
		if m, err = g.message(seq, v); err == nil && (!q.filters() || q.wants(&m)) {
			p.Messages = append(p.Messages, m)
		}
		return err == nil
	})
	if q.filters() && p.More {
		p.Next = at
	}
	if backward {
		slices.Reverse(p.Messages)
	}
	return orFirst(scanErr, err)
}

// bound narrows seqs to the time that is asked for, by halving: in a conversation, times never go back.
func (q *HistoryQuery) bound(g *sight, first, last uint64) (uint64, uint64, error) {
	var err error
	atOrAfter := func(ts int64) uint64 {
		return first + uint64(sort.Search(int(last+1-first), func(i int) bool {
			b, e := g.r.Get(messageKey(g.app, g.conv, first+uint64(i)))
			if b == nil || e != nil {
				err = e
				return false
			}
			m, e := readMessage(b)
			if e != nil {
				err = e
			}
			return m.TS >= ts
		}))
	}
	from, to := first, last
	if q.Since > 0 && last >= first {
		from = atOrAfter(q.Since)
	}
	if q.Until > 0 && last >= first {
		to = atOrAfter(q.Until) - 1
	}
	return from, to, err
}

// cursor is a feed position as clients carry it.
func cursor(pos uint64) string { return strconv.FormatUint(pos, 36) }

func parseCursor(s string) (uint64, error) {
	if s == "" {
		return 0, nil
	}
	pos, err := strconv.ParseUint(s, 36, 64)
	if err != nil {
		return 0, Errorf(CodeInvalid, "%q is no cursor of this server", clip(s)).At("cursor")
	}
	return pos, nil
}
