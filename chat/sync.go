package chat

import (
	"cmp"
	"slices"
	"strings"
)

// Bounds of one answer of Sync.
const (
	syncConversations   = 200 // conversations
	syncMessages        = 1000
	syncPerConversation = 100
)

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
			if err := one.endWithGroup(r, c.App); err != nil {
				return err
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
