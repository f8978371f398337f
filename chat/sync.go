package chat

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Bounds of one answer of Sync.
const (
	syncConversations   = 200 // conversations
	syncMessages        = 1000
	syncPerConversation = 100
)

// side is a conversation as one user sees it, before it is made ready to be shown.
type side struct {
	conv Conversation
	view *view
	head head
	pos  uint64 // of the last change that this user sees
}

// sides finds the conversations of a user that changed after a feed position.
func sides(r Reader, app AppName, u UserID, after uint64) (found []side, err error) {
	p := prefix(app, "view", string(u))
	scanErr := r.Scan(p, nil, false, func(k, b []byte) bool {
		s := side{conv: Conversation(k[len(p):])}
		if s.view, err = decodeView(b); err != nil {
			return false
		}
		if s.head, err = getHead(r, app, s.conv); err != nil {
			return false
		}
		s.pos = s.view.pos
		if s.view.until == 0 {
			s.pos = max(s.pos, s.head.pos)
		}
		if s.pos > after {
			found = append(found, s)
		}
		return true
	})
	return found, orFirst(scanErr, err)
}

// sees is what the user sees of the side's messages.
func (s side) sees(r Reader, app AppName, me UserID, now int64) *sight {
	return &sight{r: r, app: app, conv: s.conv, me: me, erased: s.view.erased, now: now}
}

func (s side) show(r Reader, app AppName, me UserID, now int64) (c ConversationView, err error) {
	if err := s.view.skipGone(r, app, me, s.conv, s.head); err != nil {
		return c, err
	}
	first, last := s.view.visible(s.head)
	c = ConversationView{
		With: s.conv.For(me), LastSeq: last, ReadSeq: s.view.read, FirstSeq: first, Left: s.view.until > 0,
		Active: int64(s.head.ts), Pinned: s.view.pinned > 0, Hidden: s.view.hidden > s.head.seq,
	}
	if c.Unread, err = unread(r, app, me, s.conv, s.view, s.head); err != nil || c.Left {
		return c, err
	}
	if c.Marks, err = getMarks(r, app, me, s.conv); err != nil {
		return c, err
	}
	if err := s.showOthers(r, app, me, &c); err != nil {
		return c, err
	}
	c.Last, err = s.last(s.sees(r, app, me, now))
	return c, err
}

// showOthers adds what others did to the view: how far the other one is, and who mentioned me.
func (s side) showOthers(r Reader, app AppName, me UserID, c *ConversationView) error {
	if c.With.Kind == KindUser {
		other, err := getView(r, app, UserID(c.With.ID), s.conv)
		if other != nil {
			c.PeerRead, c.PeerDelivered = other.read, other.delivered
		}
		return err
	}
	for _, who := range []UserID{me, ""} {
		b, err := r.Get(mentionKey(app, who, s.conv))
		if err != nil {
			return err
		}
		var seq uint64
		if b != nil {
			if _, err := numbers(b, &seq); err != nil {
				return err
			}
		}
		if seq > s.view.read && seq > s.view.since {
			c.Mentioned = max(c.Mentioned, seq)
		}
	}
	return nil
}

// lastLook is how many messages are looked at for one to show in the list of conversations.
const lastLook = 20

// last finds the newest message that is not a placeholder for the reader.
func (s side) last(g *sight) (found *Message, err error) {
	first, last := s.view.visible(s.head)
	if last < first {
		return nil, nil
	}
	looked := 0
	scanErr := g.r.Scan(prefix(g.app, "msg", string(s.conv)), messageKey(g.app, s.conv, last), true, func(k, b []byte) bool {
		seq := lastNumber(k)
		if looked++; seq < first || looked > lastLook {
			return false
		}
		m, e := g.message(seq, b)
		if err = e; err == nil && m.Type != TypeNone {
			found = &m
		}
		return err == nil && found == nil
	})
	return found, orFirst(scanErr, err)
}

// rank orders the list: pinned ones first, then by the time of the last message.
func (s side) rank() uint64 {
	if s.view.pinned > 0 {
		return s.head.ts | 1<<62
	}
	return s.head.ts
}

// Conversations lists the 1:1 conversations and groups of the caller's user: pinned ones first, then the latest active.
func (s *Service) Conversations(c Caller, after string, limit int) (page ConversationPage, err error) {
	if err := c.needUser(); err != nil {
		return page, err
	}
	if limit, err = pageSize(limit, 50, 100); err != nil {
		return page, err
	}
	before, conv, err := parseListCursor(after)
	if err != nil {
		return page, err
	}
	page.Conversations = []ConversationView{}
	err = s.log.View(func(r Reader) error {
		all, err := sides(r, c.App, c.User, 0)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(s side) bool {
			order := cmp.Or(cmp.Compare(s.rank(), before), cmp.Compare(s.conv, conv))
			return s.view.until > 0 || s.view.hidden > s.head.seq || after != "" && order >= 0
		})
		slices.SortFunc(all, func(a, b side) int {
			return -cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.conv, b.conv))
		})
		for i, one := range all {
			if i == limit {
				last := all[i-1]
				page.Next = cursor(last.rank()) + "." + string(last.conv)
				break
			}
			v, err := one.show(r, c.App, c.User, s.now().UnixMilli())
			if err != nil {
				return err
			}
			page.Conversations = append(page.Conversations, v)
		}
		return nil
	})
	return page, err
}

func parseListCursor(s string) (ts uint64, conv Conversation, err error) {
	if s == "" {
		return 0, "", nil
	}
	n, c, _ := strings.Cut(s, ".")
	ts, err = strconv.ParseUint(n, 36, 64)
	if err != nil || c == "" {
		return 0, "", Errorf(CodeInvalid, "%q is no cursor of this server", clip(s)).At("cursor")
	}
	return ts, Conversation(c), nil
}

// Sync answers what changed for the caller's user since a cursor: every conversation with something new, its newest
// messages, and what was read elsewhere. The empty cursor means since ever.
func (s *Service) Sync(c Caller, since string) (page SyncPage, err error) {
	if err := c.needUser(); err != nil {
		return page, err
	}
	after, resume, err := parseSyncCursor(since)
	if err != nil {
		return page, err
	}
	page.Conversations = []SyncConversation{}
	err = s.log.View(func(r Reader) error {
		pos, err := feedPos(r, c.App)
		if err != nil {
			return err
		}
		if max(after, resume) > pos {
			return Errorf(CodeInvalid, "the cursor %q is ahead of this server: sync from the beginning", clip(since)).At("cursor")
		}
		if after > 0 && resume == after {
			if page.Events, page.EventsGap, err = eventsSince(r, c.App, c.User, after); err != nil {
				return err
			}
		}
		changed, err := sides(r, c.App, c.User, resume)
		if err != nil {
			return err
		}
		slices.SortFunc(changed, func(a, b side) int { return cmp.Compare(a.pos, b.pos) })
		page.Cursor = cursor(pos)
		budget := syncMessages
		for i, one := range changed {
			if i == syncConversations || budget <= 0 {
				page.More, page.Cursor = true, cursor(after)+"."+cursor(changed[i-1].pos)
				break
			}
			sc, err := one.changedSince(r, c, after, s.now().UnixMilli())
			if err != nil {
				return err
			}
			budget -= len(sc.Messages) + len(sc.Changed)
			page.Conversations = append(page.Conversations, sc)
		}
		return nil
	})
	return page, err
}

// parseSyncCursor reads a position, or in the middle of a long answer two: messages are wanted after the first,
// conversations that changed after the second.
func parseSyncCursor(s string) (after, resume uint64, err error) {
	first, second, split := strings.Cut(s, ".")
	if after, err = parseCursor(first); err != nil || !split {
		return after, after, err
	}
	resume, err = parseCursor(second)
	return after, resume, err
}

// changedSince gives what a conversation got after a feed position: the newest messages, those that changed, and those
// that the user deleted.
func (s side) changedSince(r Reader, c Caller, after uint64, now int64) (sc SyncConversation, err error) {
	sc.Messages = []Message{}
	if sc.ConversationView, err = s.show(r, c.App, c.User, now); err != nil || sc.Left {
		return sc, err
	}
	if err := s.newMessages(s.sees(r, c.App, c.User, now), after, &sc); err != nil || after == 0 {
		return sc, err
	}
	if err := s.changedMessages(s.sees(r, c.App, c.User, now), after, &sc); err != nil {
		return sc, err
	}
	return sc, s.deletedMessages(r, c, after, &sc)
}

func (s side) newMessages(g *sight, after uint64, sc *SyncConversation) (err error) {
	first, last := s.view.visible(s.head)
	scanErr := g.r.Scan(prefix(g.app, "msg", string(s.conv)), messageKey(g.app, s.conv, last), true, func(k, v []byte) bool {
		stored, e := decodeMessage(v)
		if err = e; e != nil || stored.pos <= after || lastNumber(k) < first {
			return false
		}
		if len(sc.Messages) == syncPerConversation {
			sc.Gap = true
			return false
		}
		var m Message
		if m, err = g.message(lastNumber(k), v); err == nil {
			sc.Messages = append(sc.Messages, m)
		}
		return err == nil
	})
	slices.Reverse(sc.Messages)
	return orFirst(scanErr, err)
}

func (s side) changedMessages(g *sight, after uint64, sc *SyncConversation) (err error) {
	first, last := s.view.visible(s.head)
	scanErr := g.r.Scan(prefix(g.app, "change", string(s.conv)), changeKey(g.app, s.conv, after+1), false, func(_, v []byte) bool {
		var seq uint64
		var stored []byte
		if _, err = numbers(v, &seq); err != nil || seq < first || seq > last {
			return err == nil
		}
		if len(sc.Changed) == syncPerConversation {
			sc.Gap = true
			return false
		}
		if stored, err = g.r.Get(messageKey(g.app, s.conv, seq)); stored == nil || err != nil {
			return err == nil
		}
		was, e := decodeMessage(stored)
		if err = e; err != nil || was.pos > after {
			return err == nil // it is new: it stands among the messages
		}
		var m Message
		if m, err = g.message(seq, stored); err == nil {
			sc.Changed = append(sc.Changed, m)
		}
		return err == nil
	})
	return orFirst(scanErr, err)
}

func (s side) deletedMessages(r Reader, c Caller, after uint64, sc *SyncConversation) (err error) {
	if s.view.erased == 0 || s.view.pos <= after {
		return nil
	}
	scanErr := r.Scan(prefix(c.App, "erased", string(c.User), string(s.conv)), nil, true, func(k, v []byte) bool {
		var pos uint64
		if _, err = numbers(v, &pos); err == nil && pos > after {
			sc.Deleted = append(sc.Deleted, lastNumber(k))
		}
		return err == nil && len(sc.Deleted) < syncMessages
	})
	slices.Reverse(sc.Deleted)
	return orFirst(scanErr, err)
}

// Ref points to a message that a session has yet to be sent.
type Ref struct {
	Pos  uint64
	Seq  uint64
	Conv Conversation
}

// Missed lists what the log holds for a user after a feed position, in the order of the log: at most most messages,
// the oldest; without those that the session origin sent itself. It also gives the position up to which the list is
// complete.
func (s *Service) Missed(app AppName, u UserID, origin, after uint64, most int) (refs []Ref, upTo uint64, err error) {
	err = s.log.View(func(r Reader) error {
		if upTo, err = feedPos(r, app); err != nil {
			return err
		}
		changed, err := sides(r, app, u, after)
		for _, one := range changed {
			if err != nil {
				return err
			}
			if one.view.until == 0 {
				refs, err = one.refs(r, app, u, origin, after, most, refs)
			}
			if len(refs) > 4*most {
				refs = oldest(refs, most)
			}
		}
		return err
	})
	if refs = oldest(refs, most); len(refs) == most && most > 0 {
		upTo = refs[most-1].Pos // there may be more behind it
	}
	return refs, upTo, err
}

// oldest keeps the first most by position, in order.
func oldest(refs []Ref, most int) []Ref {
	slices.SortFunc(refs, func(a, b Ref) int { return cmp.Compare(a.Pos, b.Pos) })
	return refs[:min(len(refs), most)]
}

// refs adds the oldest messages of a conversation after a feed position that a user may see, at most most.
func (s side) refs(r Reader, app AppName, u UserID, origin, after uint64, most int, refs []Ref) ([]Ref, error) {
	first, last := s.view.visible(s.head)
	if last < first {
		return refs, nil
	}
	first, err := s.firstAfter(r, app, after, first, last)
	if err != nil {
		return refs, err
	}
	end := len(refs) + most
	scanErr := r.Scan(prefix(app, "msg", string(s.conv)), messageKey(app, s.conv, first), false, func(k, v []byte) bool {
		m, e := decodeMessage(v)
		seq := lastNumber(k)
		if err = e; e != nil || seq > last || len(refs) == end {
			return false
		}
		if m.from == u && m.origin == origin || m.flags&gone > 0 {
			return true
		}
		if m.flags&targeted > 0 {
			full, e := DecodeMessage(m.payload)
			if err = e; err != nil || !full.For(u) {
				return err == nil
			}
		}
		refs = append(refs, Ref{m.pos, seq, s.conv})
		return true
	})
	return refs, orFirst(scanErr, err)
}

// firstAfter finds the first message after a feed position by halving: in a conversation, positions only grow.
func (s side) firstAfter(r Reader, app AppName, after, first, last uint64) (seq uint64, err error) {
	n := sort.Search(int(last+1-first), func(i int) bool {
		b, e := r.Get(messageKey(app, s.conv, first+uint64(i)))
		if b == nil || e != nil {
			err = orFirst(err, e)
			return false
		}
		m, e := decodeMessage(b)
		err = orFirst(err, e)
		return m.pos > after
	})
	return first + uint64(n), err
}

// Recent lists the newest messages of a chatroom, for who enters it.
func (s *Service) Recent(app AppName, room RoomID, most int) ([]Ref, error) {
	conv := Conversation(RoomAddress(room).String())
	return view1(s, func(r Reader) (refs []Ref, err error) {
		h, err := getHead(r, app, conv)
		if err != nil {
			return nil, err
		}
		first := max(h.gone, h.seq-min(h.seq, uint64(most))) + 1
		for seq := first; seq <= h.seq; seq++ {
			refs = append(refs, Ref{0, seq, conv})
		}
		return refs, nil
	})
}

// Stored reads messages again, as they were delivered; those no longer there are left out.
func (s *Service) Stored(app AppName, refs []Ref) ([]*Stored, error) {
	return view1(s, func(r Reader) ([]*Stored, error) {
		found := make([]*Stored, 0, len(refs))
		for _, ref := range refs {
			b, err := r.Get(messageKey(app, ref.Conv, ref.Seq))
			if err != nil {
				return nil, err
			}
			if b == nil {
				continue
			}
			stored, err := decodeMessage(slices.Clone(b))
			if err != nil {
				return nil, err
			}
			m, err := DecodeMessage(stored.payload)
			if err != nil {
				return nil, err
			}
			found = append(found, &Stored{App: app, Conv: ref.Conv, Pos: stored.pos, Seq: ref.Seq, From: m.From, To: m.To, Event: m.Type == TypeEvent, Payload: stored.payload})
		}
		return found, nil
	})
}

// Position is the end of an app's feed.
func (s *Service) Position(app AppName) (uint64, error) {
	return view1(s, func(r Reader) (uint64, error) { return feedPos(r, app) })
}
