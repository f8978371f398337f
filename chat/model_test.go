package chat_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hongyan-im/hongyan/chat"
)

// model is what docs/PROTOCOL.md says of messages, conversations, groups and blocks, in maps and slices: slow, short,
// and written apart from the state machine, so that both hardly err alike.
type model struct {
	now    int64 // ms
	tells  bool  // the app's setting tell_blocked
	users  []chat.UserID
	convs  map[string]*modelConv // "ann~bob" or "group/g1"
	groups map[chat.GroupID]*modelGroup
	gone   map[chat.GroupID]bool   // dismissed
	blocks map[[2]chat.UserID]bool // the first blocks the second
}

type modelGroup struct {
	owner     chat.UserID
	roles     map[chat.UserID]chat.Role
	showsPast bool // history_for_new
}

type modelConv struct {
	msgs  []*modelMessage // that of seq 1 first
	ts    int64
	sides map[chat.UserID]*modelSide
	cids  map[string]modelCID // by sender and cid
}

type modelCID struct {
	content string
	receipt chat.Receipt
}

type modelSide struct {
	first   uint64 // the first message that the user may see
	cleared uint64 // he deleted all up to here
	read    uint64
	left    bool
	last    uint64 // of who has left: the last message that he saw
	erased  map[uint64]bool
	hidden  bool // from the list, until the next message
}

func newModel(now int64, users []chat.UserID) *model {
	return &model{
		now: now, tells: true, users: users, convs: map[string]*modelConv{},
		groups: map[chat.GroupID]*modelGroup{}, gone: map[chat.GroupID]bool{}, blocks: map[[2]chat.UserID]bool{},
	}
}

func (m *model) knows(u chat.UserID) bool { return slices.Contains(m.users, u) }

// conv is the conversation that a user means by an address.
func (m *model) conv(u chat.UserID, with chat.Address) *modelConv {
	name := with.String()
	if with.Kind == chat.KindUser {
		pair := []string{string(u), with.ID}
		slices.Sort(pair)
		name = strings.Join(pair, "~")
	}
	if m.convs[name] == nil {
		m.convs[name] = &modelConv{sides: map[chat.UserID]*modelSide{}, cids: map[string]modelCID{}}
	}
	return m.convs[name]
}

func (c *modelConv) seq() uint64 { return uint64(len(c.msgs)) }

// span is what a user may see of the conversation: first to last.
func (c *modelConv) span(s *modelSide) (first, last uint64) {
	last = c.seq()
	if s.left {
		last = s.last
	}
	return max(s.first, s.cleared+1), last
}

// add gives a message its seq and time [PROTOCOL 4.5].
func (c *modelConv) add(m *model, msg *modelMessage) {
	c.ts = max(m.now, c.ts)
	msg.Seq, msg.TS = c.seq()+1, c.ts
	if msg.expiresIn > 0 {
		msg.Expires = c.ts + msg.expiresIn*1000
	}
	c.msgs = append(c.msgs, msg)
	for _, s := range c.sides {
		s.hidden = false
	}
}

// mayReach is 5.6: nobody writes to who blocks him.
func (m *model) mayReach(from chat.UserID, to chat.Address) chat.Code {
	switch {
	case to.Kind != chat.KindUser:
	case !m.knows(chat.UserID(to.ID)):
		return chat.CodeNoUser
	case m.blocks[[2]chat.UserID{chat.UserID(to.ID), from}]:
		return chat.CodeBlocked
	}
	return ""
}

// mayWrite is 9.4 and 5.6.
func (m *model) mayWrite(from chat.UserID, to chat.Address) chat.Code {
	if to.Kind == chat.KindUser {
		return m.mayReach(from, to)
	}
	return m.member(from, to)
}

func (m *model) member(u chat.UserID, with chat.Address) chat.Code {
	if with.Kind != chat.KindGroup {
		return ""
	}
	g := m.groups[chat.GroupID(with.ID)]
	switch {
	case g == nil:
		return chat.CodeNoGroup
	case g.roles[u] == "":
		return chat.CodeNotMember
	}
	return ""
}

// send is section 4. id is what the server gave the message. A receipt without seq: it was not stored.
func (m *model) send(from chat.UserID, d chat.Draft, id string) (chat.Receipt, chat.Code) {
	switch code := m.mayWrite(from, d.To); {
	case code == chat.CodeBlocked && !m.tells:
		return chat.Receipt{}, ""
	case code != "":
		return chat.Receipt{}, code
	}
	c := m.conv(from, d.To)
	stored := d.Type != "cmd"
	if d.Store != nil {
		stored = *d.Store
	}
	name, content := fmt.Sprint(from, "/", d.CID), fmt.Sprintf("%s %s %s", d.Type, d.Body, d.Ext)
	if first, known := c.cids[name]; known && stored && d.CID != "" && max(m.now, c.ts)-first.receipt.TS <= chat.DedupWindow {
		if first.content != content {
			return chat.Receipt{}, chat.CodeCIDReused
		}
		return first.receipt, ""
	}
	for _, u := range d.Only {
		if m.member(u, d.To) != "" {
			return chat.Receipt{}, chat.CodeNotMember
		}
	}
	if !stored {
		return chat.Receipt{}, ""
	}
	if d.To.Kind == chat.KindUser {
		for _, u := range []chat.UserID{from, chat.UserID(d.To.ID)} {
			if c.sides[u] == nil {
				c.sides[u] = &modelSide{first: 1, erased: map[uint64]bool{}}
			}
		}
	}
	c.add(m, &modelMessage{shown: shown{
		ID: id, CID: d.CID, From: from, To: d.To.String(), Type: d.Type, Body: canonical(d.Body), Only: fmt.Sprint(d.Only), Silent: d.Silent,
	}, only: d.Only, expiresIn: d.ExpiresIn})
	r := chat.Receipt{ID: id, Seq: c.seq(), TS: c.ts}
	if d.CID != "" {
		c.cids[name] = modelCID{content, r}
	}
	return r, ""
}

// side is a user's side of a conversation, which he may have left.
func (m *model) side(u chat.UserID, with chat.Address) (*modelConv, *modelSide, chat.Code) {
	c := m.conv(u, with)
	s := c.sides[u]
	switch {
	case with.Kind == chat.KindGroup && m.groups[chat.GroupID(with.ID)] == nil:
		return nil, nil, chat.CodeNoGroup
	case s == nil:
		return nil, nil, chat.CodeNotFound
	}
	return c, s, ""
}

// markRead is 3.4: a mark never moves back; 0 means all.
func (m *model) markRead(u chat.UserID, with chat.Address, seq uint64) (chat.ReadState, chat.Code) {
	c, s, code := m.side(u, with)
	if code != "" {
		return chat.ReadState{}, code
	}
	_, last := c.span(s)
	if seq == 0 || seq > last {
		seq = last
	}
	s.read = max(s.read, seq)
	return chat.ReadState{With: with, ReadSeq: s.read, Unread: m.unread(u, c), LastSeq: last}, ""
}

// unread is 4.16.
func (m *model) unread(u chat.UserID, c *modelConv) (n uint64) {
	s := c.sides[u]
	if s.left {
		return 0
	}
	first, last := c.span(s)
	for seq := max(first, s.read+1); seq <= last; seq++ {
		msg := c.msgs[seq-1]
		if msg.From != u && !msg.Silent && !msg.emptied && msg.Type != chat.TypeEvent && msg.recalledTS == 0 && msg.isFor(u) && !s.erased[seq] {
			n++
		}
	}
	return n
}

// find is the message that a user means to change: there, and not a placeholder for him [PROTOCOL 4.14, 4.15].
func (m *model) find(u chat.UserID, with chat.Address, seq uint64) (*modelMessage, chat.Code) {
	if code := m.member(u, with); code != "" {
		return nil, code
	}
	c := m.conv(u, with)
	s := c.sides[u]
	if s == nil {
		return nil, chat.CodeNoMessage
	}
	if first, last := c.span(s); seq < first || seq > last {
		return nil, chat.CodeNoMessage
	}
	msg := c.msgs[seq-1]
	if msg.Type == chat.TypeEvent || msg.recalledTS > 0 || msg.as(u, s, m.now).Type == chat.TypeNone {
		return nil, chat.CodeNoMessage
	}
	return msg, ""
}

func (m *model) recall(u chat.UserID, with chat.Address, seq uint64) (shown, chat.Code) {
	msg, code := m.find(u, with, seq)
	switch {
	case code != "":
		return shown{}, code
	case with.Kind == chat.KindGroup && m.groups[chat.GroupID(with.ID)].roles[u] != chat.RoleMember: // at any time
	case msg.From != u:
		return shown{}, chat.CodeForbidden
	case m.now-msg.TS > 120_000:
		return shown{}, chat.CodeTooLate
	}
	msg.recalledTS, msg.recalledBy = m.now, u
	return msg.now(), ""
}

// reaches is 5.6 for a change of a message of a 1:1 conversation.
func (m *model) reaches(u chat.UserID, with chat.Address) chat.Code {
	code := m.mayReach(u, with)
	if code == chat.CodeBlocked && !m.tells {
		code = chat.CodeNoMessage
	}
	return code
}

func (m *model) edit(u chat.UserID, with chat.Address, seq uint64, body string) (shown, chat.Code) {
	msg, code := m.find(u, with, seq)
	if code == "" {
		code = m.reaches(u, with)
	}
	switch {
	case code != "":
		return shown{}, code
	case msg.From != u:
		return shown{}, chat.CodeForbidden
	case msg.Type != "txt" && msg.Type != "custom":
		return shown{}, chat.CodeInvalid
	case msg.Type == "txt" && !strings.Contains(body, `"text"`):
		return shown{}, chat.CodeBadPayload
	case msg.edits == 10:
		return shown{}, chat.CodeTooMany
	}
	msg.Body, msg.edits, msg.editedTS = canonical([]byte(body)), msg.edits+1, m.now
	return msg.now(), ""
}

func (m *model) react(u chat.UserID, with chat.Address, seq uint64, kind string, on bool) (shown, chat.Code) {
	msg, code := m.find(u, with, seq)
	if code == "" {
		code = m.reaches(u, with)
	}
	if code != "" {
		return shown{}, code
	}
	if !msg.reacted(u, kind, on) {
		return shown{}, chat.CodeTooMany
	}
	return msg.now(), ""
}

// erase deletes for one user: some messages, or all up to one, which are then read, too.
func (m *model) erase(u chat.UserID, with chat.Address, seqs []uint64, upTo uint64, all bool) chat.Code {
	c, s, code := m.side(u, with)
	if code != "" {
		return code
	}
	first, last := c.span(s)
	for _, seq := range seqs {
		if seq < first || seq > last {
			return chat.CodeNoMessage
		}
	}
	for _, seq := range seqs {
		s.erased[seq] = true
	}
	if all {
		upTo, s.hidden = last, true
	}
	if upTo = min(upTo, last); upTo >= first {
		s.cleared, s.read = upTo, max(s.read, upTo)
	}
	return ""
}

func (m *model) block(u, other chat.UserID, on bool) chat.Code {
	switch {
	case u == other:
		return chat.CodeInvalid
	case on && !m.knows(other):
		return chat.CodeNoUser
	}
	m.blocks[[2]chat.UserID{u, other}] = on
	return ""
}
