// Package bridge stands between MQTT and the domain: it knows the grammar of topics, who is connected, and how a
// message becomes frames on many sockets.
package bridge

import (
	"strings"

	"github.com/hongyan-im/hongyan/chat"
)

// leaf is what stands below an address in a topic [PROTOCOL 3].
type leaf int

const (
	leafBase   leaf = iota // the address itself: messages
	leafEvent              // changes
	leafError              // refusals, in an inbox
	leafReply              // answers to requests, in an inbox
	leafTyping             // signals
	leafRead
	leafDelivered
	leafCount
)

var leafNames = [leafCount]string{"", "event", "error", "reply", "typing", "read", "delivered"}

// Topic is where a client publishes.
type Topic struct {
	App  chat.AppName
	To   chat.Address
	Leaf string // "", "typing", "read", "delivered" or "request"
}

// ParseTopic reads the topic of a publish. It returns an Error with CodeBadAddress for anything but the forms of
// [PROTOCOL 3.1].
func ParseTopic(topic string) (Topic, error) {
	rest, ok := strings.CutPrefix(topic, "im/")
	app, rest, _ := strings.Cut(rest, "/")
	kind, rest, _ := strings.Cut(rest, "/")
	id, leaf, below := strings.Cut(rest, "/")
	t := Topic{App: chat.AppName(app), To: chat.Address{Kind: chat.Kind(kind), ID: id}, Leaf: leaf}
	switch t.To.Kind {
	case chat.KindUser, chat.KindGroup, chat.KindRoom:
	default:
		ok = false
	}
	switch {
	case !below, leaf == "typing", leaf == "read", leaf == "delivered" && t.To.Kind == chat.KindUser, leaf == "request" && t.To.Kind == chat.KindUser:
	default:
		ok = false
	}
	if !ok || !chat.ValidAppName(app) || !chat.ValidID(id) && !(leaf == "request" && chat.IsGuest(chat.UserID(id))) {
		return Topic{}, noTopic(topic)
	}
	return t, nil
}

func noTopic(topic string) *chat.Error {
	if len(topic) > 100 {
		topic = topic[:100] + "..."
	}
	return chat.Errorf(chat.CodeBadAddress, "%q is no topic to publish to: write im/APP/user/ID, im/APP/group/ID or im/APP/room/ID, or typing, read, delivered below it", topic).At("topic")
}

// grants says for each leaf whether it is wanted: 0 not, else 1 + the granted QoS.
type grants [leafCount]byte

func (g *grants) add(o grants) {
	for i := range g {
		g[i] = max(g[i], o[i])
	}
}

// Sub is one subscription of a session.
type Sub struct {
	Filter  string
	QoS     byte // granted: on chat topics at most 1
	ID      int  // subscription identifier, 0 for none
	NoLocal bool
	AsIs    bool // retain as published
	Retain  byte // retain handling

	match  string    // the filter, with its id as the app knows it: topics of deliveries are compared with it
	kind   chat.Kind // kindDevice or kindSys for topics that are none of chat's
	id     string    // "" for all groups
	grants grants
}

// ParseFilter reads what user wants to subscribe to and grants at most QoS 1. It returns an Error with CodeForbidden
// for anything but the forms of [PROTOCOL 3.2]: own inbox, groups, chatrooms by name.
func ParseFilter(app chat.AppName, user chat.UserID, filter string, qos byte) (Sub, error) {
	s := Sub{Filter: filter, match: filter, QoS: min(qos, 1)}
	p := strings.Split(filter, "/")
	if len(p) < 4 || len(p) > 5 || p[0] != "im" || p[1] != string(app) {
		return s, noFilter(filter)
	}
	s.kind, s.id = chat.Kind(p[2]), p[3]
	if s.kind == chat.KindGroup && chat.IsGuest(user) {
		return s, chat.NeedsAccount().At("filter")
	}
	switch {
	case s.kind == chat.KindUser && s.id == string(user):
	case s.kind == chat.KindRoom && chat.ValidID(s.id):
	case s.kind == chat.KindGroup && chat.ValidID(s.id):
	case s.kind == chat.KindGroup && s.id == "+":
		s.id = ""
	case s.kind == chat.KindGroup && s.id == "#" && len(p) == 4:
		s.id = ""
		p = append(p, "#")
	default:
		return s, noFilter(filter)
	}
	if len(p) == 4 {
		s.grants[leafBase] = s.QoS + 1
		return s, nil
	}
	known := false
	for l, name := range leafNames {
		if p[4] == "#" || leaf(l) != leafBase && (p[4] == "+" || p[4] == name) {
			s.grants[l], known = s.QoS+1, true
		}
	}
	if !known {
		return s, noFilter(filter)
	}
	return s, nil
}

// ParseFilter reads what the session's user wants to subscribe to, as [ParseFilter] does.
func (s *Session) ParseFilter(filter string, qos byte) (Sub, error) {
	switch {
	case strings.HasPrefix(filter, sysRoot):
		return s.parseSysFilter(filter)
	case !strings.HasPrefix(filter, "im/"):
		return s.parseDeviceFilter(filter, qos)
	}
	b, err := ParseFilter(s.Caller.App, s.Caller.User, s.spell(filter), qos)
	b.Filter = filter
	return b, err
}

// spell gives a topic or filter with its id as the app knows it.
func (s *Session) spell(topic string) string {
	if !s.Caller.FoldIDs {
		return topic
	}
	levels := strings.SplitN(topic, "/", 5)
	if len(levels) >= 4 && levels[0] == "im" {
		levels[3] = s.Caller.ID(levels[3])
	}
	return strings.Join(levels, "/")
}

// Room gives the chatroom that the subscription joins.
func (s Sub) Room() (chat.RoomID, bool) { return chat.RoomID(s.id), s.kind == chat.KindRoom }

func noFilter(filter string) *chat.Error {
	if len(filter) > 100 {
		filter = filter[:100] + "..."
	}
	return chat.Errorf(chat.CodeForbidden, "%q may not be subscribed to: use im/APP/user/ME/#, im/APP/group/# or im/APP/room/ID/#", filter).At("filter")
}

// below tells whether topic is in the inbox of user.
func below(app chat.AppName, user chat.UserID, topic string) bool {
	rest, ok := strings.CutPrefix(topic, "im/"+string(app)+"/user/"+string(user)+"/")
	return ok && rest != "" && !strings.ContainsAny(rest, "+#\x00")
}

// matches tells whether a topic is meant by a filter [MQTT-4.7.1].
func matches(filter, topic string) bool {
	f, t := strings.Split(filter, "/"), strings.Split(topic, "/")
	for i, level := range f {
		if level == "#" {
			return true
		}
		if i >= len(t) {
			return false
		}
		if level != "+" && level != t[i] {
			return false
		}
	}
	return len(f) == len(t)
}
