package bridge

import (
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hongyan-im/hongyan/chat"
)

// sysRoot begins the topics on which the server tells of itself.
const sysRoot = "$SYS/"

// kindSys is the kind of a subscription to them.
const kindSys chat.Kind = "sys"

// SysValue is what the server tells of itself on one topic.
type SysValue struct {
	Topic string // below $SYS/
	Value string
}

// sys knows who watches.
type sys struct {
	mu       sync.Mutex
	read     func() []SysValue // nil: nothing is told
	watching map[*Session]struct{}
}

// counts are of messages, there and back.
type counts struct{ received, sent atomic.Uint64 }

// ServeSys lets operators watch what read gives. It is called before clients are let in.
func (h *Hub) ServeSys(read func() []SysValue) { h.sys.read = read }

// parseSysFilter reads a filter for topics below $SYS. Values are sent with QoS 0, whatever is asked for.
func (s *Session) parseSysFilter(filter string) (Sub, error) {
	b := Sub{Filter: filter, match: filter, kind: kindSys}
	b.grants[leafBase] = 1
	if s.Caller.Operator == "" {
		return b, chat.Errorf(chat.CodeForbidden, "only who connects with the app's key hears what is below $SYS").At("filter")
	}
	return b, chat.CheckDeviceFilter(strings.TrimPrefix(filter, sysRoot))
}

// watch subscribes a session below $SYS.
func (h *Hub) watch(s *Session, b Sub) error {
	if h.sys.read == nil {
		return chat.Errorf(chat.CodeForbidden, "this server tells nothing below $SYS: its setting sys-interval is 0").At("filter")
	}
	known, err := h.subscribe(s, b)
	if err != nil {
		return err
	}
	if b.wantsRetained(known) {
		s.untold = append(s.untold, b.Filter)
	}
	h.sys.add(s)
	return nil
}

func (y *sys) add(s *Session) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.watching == nil {
		y.watching = make(map[*Session]struct{})
	}
	y.watching[s] = struct{}{}
}

// greetWatcher tells a session what is below $SYS now, as if it had been retained, once it has the SUBACK.
func (h *Hub) greetWatcher(s *Session) {
	if len(s.untold) == 0 {
		return
	}
	values := h.sys.read()
	for _, filter := range s.untold {
		s.tellSys(values, filter)
	}
	s.untold = nil
	s.Link.Flush()
}

// TellSys tells all who watch how things are now.
func (h *Hub) TellSys() {
	y := &h.sys
	y.mu.Lock()
	all := make([]*Session, 0, len(y.watching))
	for s := range y.watching {
		all = append(all, s)
	}
	y.mu.Unlock()
	if len(all) == 0 {
		return
	}
	values := y.read()
	for _, s := range all {
		if s.tellSys(values, "") {
			s.Link.Flush()
			continue
		}
		y.mu.Lock()
		delete(y.watching, s)
		y.mu.Unlock()
	}
}

// tellSys sends values to who has subscribed to them: as retained ones by the filter that is new, if one is named. It
// tells whether the session lives.
func (s *Session) tellSys(values []SysValue, fresh string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range values {
		f := frames{topic: sysRoot + v.Topic, payload: []byte(v.Value)}
		means, asIs := false, false
		for _, b := range s.subs {
			if b.kind == kindSys && (fresh == "" || b.Filter == fresh) && matches(b.match, f.topic) {
				means, asIs = true, asIs || b.AsIs
			}
		}
		if !means {
			continue
		}
		one := s.form(&f, leafBase, 0)
		if asIs || fresh != "" {
			one.packet[0] |= flagRetain
		}
		s.send(one, 0)
	}
	return !s.ended
}

// MessageCounts gives how many messages clients published, and how many were sent to them, since the start.
func (h *Hub) MessageCounts() (received, sent uint64) {
	return h.counts.received.Load(), h.counts.sent.Load()
}

// Subscriptions counts those of connected clients.
func (h *Hub) Subscriptions() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.worlds {
		for _, mine := range w.users {
			for _, s := range mine {
				s.mu.Lock()
				n += len(s.subs)
				s.mu.Unlock()
			}
		}
	}
	return n
}

// Away counts the sessions that are kept for clients who are not connected.
func (h *Hub) Away() (n int, err error) {
	err = h.service.EachKept(func(app chat.AppName, k chat.SessionName) {
		h.mu.Lock()
		defer h.mu.Unlock()
		for _, s := range h.world(app).users[k.User] {
			if s.Client == k.Client {
				return
			}
		}
		n++
	})
	return n, err
}
