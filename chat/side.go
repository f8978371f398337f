package chat

// side is a conversation as one user sees it, before it is made ready to be shown.
type side struct {
	conv Conversation
	view *view
	head head
	pos  uint64 // of the last change that this user sees

	thread *ThreadOf // of a thread
}

// sides finds the conversations of a user that changed after a feed position. They have yet to end with their groups:
// most are passed over before that matters.
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
		if s.pos <= after {
			return true
		}
		found = append(found, s)
		return true
	})
	return found, orFirst(scanErr, err)
}

// endWithGroup shows a group that was dismissed as one that the user has left: his record says so after a purge only.
// A thread is gone with its group.
func (s *side) endWithGroup(r Reader, app AppName) error {
	if s.conv.Kind() != KindGroup || s.view.until > 0 {
		return nil
	}
	id := GroupID(s.conv.For("").ID)
	b, err := r.Get(groupKey(app, id))
	if err == nil && isThread(b) {
		var g Group
		if g, err = decodeGroup(id, b); err != nil {
			return err
		}
		s.thread = g.ThreadOf
		b, err = r.Get(groupKey(app, g.ThreadOf.Group))
	}
	if b == nil && err == nil {
		s.view.until = s.head.seq + 1
	}
	return err
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
		Thread: s.thread,
	}
	if c.Unread, err = unread(r, app, me, s.conv, s.view, s.head); err != nil || c.Left {
		return c, err
	}
	if c.Marks, err = getMarks(r, app, me, s.conv); err != nil {
		return c, err
	}
	if c.Ext, err = r.Get(extKey(app, me, s.conv)); err != nil {
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
		mine, err := getContact(r, app, me, UserID(c.With.ID))
		if err != nil || mine.blocked > 0 {
			return err
		}
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
