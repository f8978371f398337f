package chat_test

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/hongyan-im/hongyan/chat"
)

// shown is a message as a reader has it on his screen, in a form that compares.
type shown struct {
	Seq                         uint64
	ID, CID                     string // no ID: of an event, which the server names, and of a placeholder
	From                        chat.UserID
	To, Type, Body, Only        string
	TS, Expires                 int64
	Silent                      bool
	Edited, Recalled, Reactions string
}

// canonical is JSON with its members in order.
func canonical(b []byte) string {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		panic(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// seen is a message as the server gave it.
func seen(m chat.Message) shown {
	s := shown{
		Seq: m.Seq, ID: m.ID, CID: m.CID, From: m.From, To: m.To.String(), Type: m.Type, Body: canonical(m.Body), Only: fmt.Sprint(m.Only),
		TS: m.TS, Expires: m.Expires, Silent: m.Silent,
	}
	if m.Type == chat.TypeEvent || m.Type == chat.TypeNone {
		s.ID = ""
	}
	if e := m.Edited; e != nil {
		s.Edited = fmt.Sprint(e.Times, " times, at ", e.TS, " by ", e.By)
	}
	if r := m.Recalled; r != nil {
		s.Recalled = fmt.Sprint("at ", r.TS, " by ", r.By)
	}
	for _, r := range m.Reactions {
		slices.Sort(r.Users)
		s.Reactions += fmt.Sprint(r.Kind, r.Count, r.Users)
	}
	return s
}

// nothing is the placeholder of a message [PROTOCOL 4.15].
func (s shown) nothing() shown {
	return shown{Seq: s.Seq, To: s.To, Type: chat.TypeNone, Body: "{}", Only: "[]", TS: s.TS}
}

// modelMessage is a message as it was sent, and what became of it.
type modelMessage struct {
	shown
	only       []chat.UserID
	expiresIn  int64
	emptied    bool // expired, and a purge took its content
	edits      int
	editedTS   int64
	recalledTS int64
	recalledBy chat.UserID
	reactions  []modelReaction
}

type modelReaction struct {
	kind  string
	users []chat.UserID
}

func (m *modelMessage) isFor(u chat.UserID) bool {
	return len(m.only) == 0 || m.From == u || slices.Contains(m.only, u)
}

// now is the message as it is now for those who may see it.
func (m *modelMessage) now() shown {
	if m.recalledTS > 0 {
		return shown{
			Seq: m.Seq, ID: m.ID, CID: m.CID, From: m.From, To: m.To, TS: m.TS, Type: chat.TypeRecalled, Body: "{}", Only: m.Only,
			Recalled: fmt.Sprint("at ", m.recalledTS, " by ", m.recalledBy),
		}
	}
	s := m.shown
	if m.edits > 0 {
		s.Edited = fmt.Sprint(m.edits, " times, at ", m.editedTS, " by ", m.From)
	}
	for _, r := range m.reactions {
		users := slices.Sorted(slices.Values(r.users))
		s.Reactions += fmt.Sprint(r.kind, len(users), users)
	}
	return s
}

// as is the message as one user sees it.
func (m *modelMessage) as(u chat.UserID, s *modelSide, now int64) shown {
	expired := m.recalledTS == 0 && m.Expires > 0 && m.Expires <= now
	if m.emptied || expired || !m.isFor(u) || s.erased[m.Seq] {
		return m.nothing()
	}
	return m.now()
}

// reacted adds or takes back a reaction; it tells whether the message takes one more kind.
func (m *modelMessage) reacted(u chat.UserID, kind string, on bool) bool {
	i := slices.IndexFunc(m.reactions, func(r modelReaction) bool { return r.kind == kind })
	switch {
	case i < 0 && !on:
		return true
	case i < 0 && len(m.reactions) == 20:
		return false
	case i < 0:
		i, m.reactions = len(m.reactions), append(m.reactions, modelReaction{kind: kind})
	}
	r := &m.reactions[i]
	r.users = slices.DeleteFunc(r.users, func(one chat.UserID) bool { return one == u })
	if on {
		r.users = append(r.users, u)
	}
	if len(r.users) == 0 {
		m.reactions = slices.Delete(m.reactions, i, i+1)
	}
	return true
}

// sideShown is a conversation as its user has it in his list.
type sideShown struct {
	LastSeq, ReadSeq, Unread, PeerRead, FirstSeq uint64
	Left                                         bool
}

func brief(v chat.ConversationView) sideShown {
	return sideShown{v.LastSeq, v.ReadSeq, v.Unread, v.PeerRead, v.FirstSeq, v.Left}
}

func (m *model) view(u chat.UserID, with chat.Address) sideShown {
	c := m.conv(u, with)
	s := c.sides[u]
	first, last := c.span(s)
	v := sideShown{LastSeq: last, ReadSeq: s.read, Unread: m.unread(u, c), FirstSeq: first, Left: s.left}
	if other := chat.UserID(with.ID); with.Kind == chat.KindUser && !m.blocks[[2]chat.UserID{u, other}] {
		v.PeerRead = c.sides[chat.UserID(with.ID)].read
	}
	return v
}

// history is all that a user sees of a conversation.
func (m *model) history(u chat.UserID, c *modelConv) (all []shown) {
	s := c.sides[u]
	first, last := c.span(s)
	for seq := first; seq <= last; seq++ {
		all = append(all, c.msgs[seq-1].as(u, s, m.now))
	}
	return all
}

// purge takes the content of what has expired, so that it is not counted as unread any more.
func (m *model) purge() {
	for _, c := range m.convs {
		for _, msg := range c.msgs {
			if msg.recalledTS == 0 && msg.Expires > 0 && msg.Expires <= m.now {
				msg.emptied = true
			}
		}
	}
}

// device is a client that knows of its user's conversations by Sync, and asks the history only where Sync says that
// it must.
type device struct {
	user   chat.UserID
	awake  int // percent of the times at which it could ask
	cursor string
	convs  map[string]*deviceConv
}

type deviceConv struct {
	view chat.ConversationView
	msgs map[uint64]shown
}

// follow asks for what changed.
func (d *device) follow(k *talk) {
	k.t.Helper()
	for more := true; more; {
		page, err := k.Sync(as(d.user), d.cursor)
		k.must(err)
		for _, sc := range page.Conversations {
			d.take(k, sc)
		}
		d.cursor, more = page.Cursor, page.More
	}
}

func (d *device) take(k *talk, sc chat.SyncConversation) {
	k.t.Helper()
	name := sc.With.String()
	c := d.convs[name]
	if sc.Left {
		delete(d.convs, name)
		return
	}
	if c == nil || sc.Gap || sc.FirstSeq < c.view.FirstSeq { // earlier messages are new to this device
		c = &deviceConv{msgs: map[uint64]shown{}}
		d.convs[name] = c
		for _, m := range k.wholeHistory(d.user, sc.With, 100) {
			c.msgs[m.Seq] = m
		}
	}
	c.view = sc.ConversationView
	for seq := range c.msgs {
		if seq < sc.FirstSeq {
			delete(c.msgs, seq)
		}
	}
	for _, m := range slices.Concat(sc.Messages, sc.Changed) {
		c.msgs[m.Seq] = seen(m)
	}
	for _, seq := range sc.Deleted {
		c.msgs[seq] = c.msgs[seq].nothing()
	}
}

// shows is what stands on the device's screen.
func (c *deviceConv) shows(now int64) (all []shown) {
	for seq := c.view.FirstSeq; seq <= c.view.LastSeq; seq++ {
		m := c.msgs[seq]
		if m.Expires > 0 && m.Expires <= now {
			m = m.nothing()
		}
		all = append(all, m)
	}
	return all
}

// wholeHistory reads a conversation page by page.
func (k *talk) wholeHistory(u chat.UserID, with chat.Address, limit int) (all []shown) {
	k.t.Helper()
	q := chat.HistoryQuery{Forward: true, Limit: limit}
	for more := true; more; {
		page, err := k.History(as(u), with, q)
		k.must(err)
		for _, m := range page.Messages {
			all = append(all, seen(m))
			q.After = m.Seq
		}
		more = page.More
	}
	return all
}
