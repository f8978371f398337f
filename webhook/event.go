package webhook

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hongyan-im/hongyan/chat"
)

// Event is one thing that happened, as the app's server reads it.
type Event struct {
	ID       string `json:"id"`  // the same whenever it is sent
	Pos      uint64 `json:"pos"` // in the app's change feed
	Name     string `json:"event"`
	TS       int64  `json:"ts,omitempty"`
	Replayed bool   `json:"replayed,omitempty"` // not in its place among the others: asked for again, or a dead letter

	Conversation string          `json:"conversation,omitempty"` // as the store names it: user/ann~bob, group/g1, room/r1
	Message      json.RawMessage `json:"message,omitempty"`
	User         chat.UserID     `json:"user,omitempty"`
	ReadSeq      uint64          `json:"read_seq,omitempty"`
	Seq          uint64          `json:"seq,omitempty"`
	Data         json.RawMessage `json:"data,omitempty"` // of other events: as devices get it
}

// Names of events that the feed has no names for.
const (
	messageSent    = "message.sent"
	messageChanged = "message.changed"
	messageRead    = "message.read"
	groupClass     = "group.event" // a pattern that is met by this name is met by every change of a group
	ping           = "ping"
)

// events makes the events of entries of a feed that a webhook wants, in their order; nil for others, and for what is no
// longer there.
func events(s *chat.Service, app chat.AppName, h *chat.Webhook, changes []chat.Change) ([]*Event, error) {
	var refs []chat.Ref
	for _, c := range changes {
		if readsMessage(h, c) {
			refs = append(refs, chat.Ref{Conv: c.Conv, Seq: c.Seq})
		}
	}
	messages, err := read(s, app, refs)
	if err != nil {
		return nil, err
	}
	found := make([]*Event, len(changes))
	for i, c := range changes {
		e := &Event{ID: fmt.Sprintf("%s-%d", app, c.Pos), Pos: c.Pos}
		if e.fill(h, c, messages[place{c.Conv, c.Seq}]) {
			found[i] = e
		}
	}
	return found, nil
}

// readsMessage tells whether the message has to be read to know whether the webhook wants it, or for what it gets.
func readsMessage(h *chat.Webhook, c chat.Change) bool {
	switch c.Kind {
	case chat.ChangeMessage:
		return c.Conv.Kind() == chat.KindGroup || h.Wants(messageSent)
	case chat.ChangeEdited:
		return h.Wants(messageChanged)
	}
	return false
}

// place is where a message is.
type place struct {
	conv chat.Conversation
	seq  uint64
}

func read(s *chat.Service, app chat.AppName, refs []chat.Ref) (map[place]*chat.Stored, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	stored, err := s.Stored(app, refs)
	found := make(map[place]*chat.Stored, len(stored))
	for _, m := range stored {
		found[place{m.Conv, m.Seq}] = m
	}
	return found, err
}

// fill makes the event of an entry; false: the webhook does not want it, or it is no longer there.
func (e *Event) fill(h *chat.Webhook, c chat.Change, m *chat.Stored) bool {
	e.Conversation = string(c.Conv)
	switch c.Kind {
	case chat.ChangeMessage:
		return m != nil && e.fillMessage(h, m)
	case chat.ChangeEdited:
		e.Name, e.Seq = messageChanged, c.Seq
		if m != nil {
			e.Message = m.Payload
		}
	case chat.ChangeRead:
		e.Name, e.User, e.ReadSeq = messageRead, c.User, c.Seq
		return c.User != "" && h.Wants(messageRead)
	case chat.ChangeEvent:
		return c.Event != nil && e.fillData(h, c.Event)
	default:
		return false
	}
	return h.Wants(e.Name)
}

func (e *Event) fillMessage(h *chat.Webhook, m *chat.Stored) bool {
	var head struct {
		TS   int64 `json:"ts"`
		Body struct {
			Event json.RawMessage `json:"event"`
		} `json:"body"`
	}
	if json.Unmarshal(m.Payload, &head) != nil {
		return false
	}
	e.Name, e.TS, e.Seq, e.Message = messageSent, head.TS, m.Seq, m.Payload
	if !m.Event {
		return h.Wants(messageSent)
	}
	if json.Unmarshal(head.Body.Event, &e.Name) != nil {
		return false
	}
	return h.Wants(e.Name) || h.Wants(groupClass)
}

func (e *Event) fillData(h *chat.Webhook, data json.RawMessage) bool {
	var head struct {
		Event string `json:"event"`
		TS    int64  `json:"ts"`
	}
	if json.Unmarshal(data, &head) != nil {
		return false
	}
	e.Name, e.TS, e.Data = head.Event, head.TS, data
	if !strings.Contains(e.Name, ".") {
		e.Name = "user." + e.Name // "profile" among events of one's own devices
	}
	return h.Wants(e.Name)
}
