package chat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
)

// ExportQuery says what to export.
type ExportQuery struct {
	Kinds        []string     // of exporters; nil: all
	Conversation Conversation // messages of this one only; empty: of all
	Since        int64        // messages from this time on, ms
	Hashes       bool         // with the hashes of the users' passwords
}

// exporters write the lines of each kind, in the order in which an import needs them.
var exporters = []struct {
	kind  string
	write func(*export) error
}{
	{"users", (*export).users},
	{"contacts", (*export).contacts},
	{"groups", (*export).groups},
	{"rooms", (*export).rooms},
	{"dnd", (*export).dnd},
	{"messages", (*export).messages},
}

// ExportKinds are the kinds that may be asked for.
func ExportKinds() (kinds []string) {
	for _, e := range exporters {
		kinds = append(kinds, e.kind)
	}
	return kinds
}

// Check tells what is wrong with a query.
func (q ExportQuery) Check() error {
	for _, k := range q.Kinds {
		if !slices.Contains(ExportKinds(), k) {
			return Errorf(CodeInvalid, "%q cannot be exported: kinds are %v", clip(k), ExportKinds()).At("kinds")
		}
	}
	if q.Conversation != "" && !q.Conversation.valid() {
		return Errorf(CodeBadAddress, "%q names no conversation: write user/ANN~BOB, group/ID or room/ID", clip(string(q.Conversation))).At("conversation")
	}
	return nil
}

// valid tells whether a name is one that a conversation may have.
func (c Conversation) valid() bool {
	if c.Kind() == KindUser {
		a, b := c.Pair()
		return ValidID(string(a)) && ValidID(string(b)) && Between(a, b) == c
	}
	a, err := ParseAddress(string(c))
	return err == nil && a.String() == string(c)
}

// Export gives what an app holds, line by line, as of one moment: whatever its size, it takes no more memory than one
// line. emit must not keep a line. CodeForbidden without the app's key.
func (s *Service) Export(c Caller, q ExportQuery, emit func(line []byte) error) error {
	if !c.Admin {
		return Errorf(CodeForbidden, "only the app's key may export")
	}
	if err := q.Check(); err != nil {
		return err
	}
	return s.log.View(func(r Reader) error {
		e := &export{Reader: r, app: c.App, query: q, emit: emit}
		for _, kind := range exporters {
			if q.Kinds != nil && !slices.Contains(q.Kinds, kind.kind) {
				continue
			}
			if err := kind.write(e); err != nil {
				return fmt.Errorf("export %s: %w", kind.kind, err)
			}
		}
		return nil
	})
}

// export is one export under way.
type export struct {
	Reader
	app   AppName
	query ExportQuery
	emit  func([]byte) error
	line  bytes.Buffer
}

// write emits one line.
func (e *export) write(v any) error {
	e.line.Reset()
	enc := json.NewEncoder(&e.line) // ends the line
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	return e.emit(e.line.Bytes())
}

// each calls f with what follows a prefix in every key, until f fails.
func (e *export) each(prefix []byte, f func(name string, value []byte) error) (err error) {
	scanErr := e.Scan(prefix, nil, false, func(k, v []byte) bool {
		err = f(string(k[len(prefix):]), v)
		return err == nil
	})
	return orFirst(err, scanErr)
}

func (e *export) users() error {
	return e.each(prefix(e.app, "user"), func(name string, _ []byte) error {
		a, err := getAccount(e, e.app, UserID(name))
		if err != nil {
			return err
		}
		line := userLine{Kind: "user", Account: a}
		if e.query.Hashes {
			line.Hash = a.Hash
		}
		return e.write(line)
	})
}

func (e *export) contacts() error {
	return e.each(prefix(e.app, "user"), func(name string, _ []byte) (err error) {
		scanErr := eachContact(e, e.app, UserID(name), "", func(other UserID, c contact) bool {
			err = e.write(contactLine{"contact", UserID(name), c.relation(other)})
			return err == nil
		})
		return orFirst(err, scanErr)
	})
}

// groups writes groups, then their threads, whose members are members of the group in lines before.
func (e *export) groups() error {
	if err := e.groupsThat(func(stored []byte) bool { return !isThread(stored) }); err != nil {
		return err
	}
	return e.groupsThat(isThread)
}

func (e *export) groupsThat(are func(stored []byte) bool) error {
	return e.each(prefix(e.app, "group"), func(name string, stored []byte) error {
		if !are(stored) {
			return nil
		}
		g, err := getHall(e, e.app, GroupID(name))
		if AsErrorCode(err) == CodeNoGroup {
			return nil // a thread that is gone with its group
		}
		if err != nil {
			return err
		}
		if err := e.write(groupLine{"group", g}); err != nil {
			return err
		}
		if err := e.each(prefix(e.app, "member", name), func(user string, _ []byte) error { return e.member(g.ID, UserID(user)) }); err != nil {
			return err
		}
		return e.groupBans(g.ID)
	})
}

func (e *export) member(g GroupID, u UserID) error {
	m, _, err := getMember(e, e.app, g, u)
	if err != nil {
		return err
	}
	if m.MutedUntil, err = mutedUntil(e, e.app, g, u); err != nil {
		return err
	}
	if m.Attributes, err = e.Get(attributesKey(e.app, g, u)); err != nil {
		return err
	}
	return e.write(memberLine{"member", g, m})
}

func (e *export) rooms() error {
	if err := e.superAdmins(); err != nil {
		return err
	}
	return e.each(prefix(e.app, "room"), func(name string, _ []byte) error {
		room, err := getRoom(e, e.app, RoomID(name))
		if err != nil {
			return err
		}
		if err := e.write(roomLine{"room", room}); err != nil {
			return err
		}
		return e.roomRecords(room.ID)
	})
}

func (e *export) messages() error {
	if e.query.Conversation != "" {
		return e.conversation(e.query.Conversation)
	}
	return e.each(prefix(e.app, "head"), func(name string, _ []byte) error { return e.conversation(Conversation(name)) })
}

func (e *export) conversation(conv Conversation) error {
	h, err := getHead(e, e.app, conv)
	if err != nil || h.seq == 0 {
		return err
	}
	first, err := e.first(conv, h)
	if err != nil {
		return err
	}
	if first > 1 {
		if err := e.write(conversationLine{"conversation", conv, first}); err != nil {
			return err
		}
	}
	scanErr := e.Scan(prefix(e.app, "msg", string(conv)), messageKey(e.app, conv, first), false, func(_, v []byte) bool {
		var m message
		if m, err = decodeMessage(v); err == nil {
			err = e.write(messageLine{"message", conv, m.flags&counts == 0 || m.flags&gone > 0, m.payload})
		}
		return err == nil
	})
	if err := orFirst(err, scanErr); err != nil {
		return err
	}
	return e.views(conv, h)
}

// first finds the first message from the time that is asked for: messages are in the order of their time.
func (e *export) first(conv Conversation, h head) (seq uint64, err error) {
	if e.query.Since <= 0 {
		return h.gone + 1, nil
	}
	n := sort.Search(int(h.seq-h.gone), func(i int) bool {
		b, readErr := e.Get(messageKey(e.app, conv, h.gone+1+uint64(i)))
		if readErr != nil || b == nil {
			err = orFirst(readErr, errCorrupt)
			return true
		}
		m, readErr := readMessage(b)
		err = orFirst(err, readErr)
		return readErr != nil || m.TS >= e.query.Since
	})
	return h.gone + 1 + uint64(n), err
}

// views writes how far those who take part have read.
func (e *export) views(conv Conversation, h head) error {
	switch conv.Kind() {
	case KindUser:
		a, b := conv.Pair()
		if err := e.view(conv, h, a); err != nil || a == b {
			return err
		}
		return e.view(conv, h, b)
	case KindGroup:
		return e.each(prefix(e.app, "member", lastPart([]byte(conv))), func(user string, _ []byte) error { return e.view(conv, h, UserID(user)) })
	}
	return nil
}

func (e *export) view(conv Conversation, h head, u UserID) error {
	v, err := getView(e, e.app, u, conv)
	if err != nil || !v.member() {
		return err
	}
	first, _ := v.visible(h)
	return e.write(viewLine{"view", conv, u, first, max(v.read, h.gone)})
}
