package bridge

import (
	"slices"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/rate"
)

// topicCache remembers what the rules said of the topic that a session published to last: most write to one.
type topicCache struct {
	topic string
	age   uint64
	err   error
	known bool
}

// nobodyHears is the answer to a publish that nobody has subscribed to [MQTT5-3.4.2.1].
const nobodyHears = 0x10

// publishDevice carries a publish on a device topic to those who have subscribed. An error means that a is still to be
// answered.
func (h *Hub) publishDevice(s *Session, p Publish, a *answer) error {
	w := h.devices.of(s.Caller.App)
	if err := w.mayPublish(s, p.Topic); err != nil {
		return err
	}
	if err := w.inTime(s); err != nil {
		return err
	}
	m := p.message(time.Now())
	if p.Retain {
		return h.retain(s, w, m, p, a)
	}
	if s.line.empty() {
		h.carryDevice(s, w, m, p, a)
		return nil
	}
	s.line.settle(s.line.join(), func() { h.carryDevice(s, w, m, p, a) })
	return nil
}

// carryDevice carries a message and answers who published it.
func (h *Hub) carryDevice(s *Session, w *deviceWorld, m *deviceMessage, p Publish, a *answer) {
	n := w.carry(m, s.box.Load())
	switch p.QoS {
	case 1:
		s.resolve(a, s.deviceAck(packetPuback, p.ID, n))
	case 2:
		h.received(s, p)
		s.resolve(a, s.deviceAck(packetPubrec, p.ID, n))
	default:
		return
	}
	h.flushSoon(s)
}

// retain has a message retained, then carries it: once it is on disk, so that who subscribes meanwhile finds it there or
// is among those to whom it is carried.
func (h *Hub) retain(s *Session, w *deviceWorld, m *deviceMessage, p Publish, a *answer) error {
	place := s.line.join()
	err := h.service.SubmitRetained(w.app, m.kept(s.Caller.User, s.Client), func(o *chat.Outcome) {
		s.line.settle(place, func() {
			if o.Err != nil {
				h.refuse(s, p, a, "", chat.AsError(o.Err))
				h.flushSoon(s)
				return
			}
			h.carryDevice(s, w, m, p, a)
		})
	})
	if err != nil {
		s.line.settle(place, func() {})
	}
	return err
}

func (p *Publish) message(now time.Time) *deviceMessage {
	m := &deviceMessage{topic: p.Topic, payload: p.Payload, qos: p.QoS, retain: p.Retain, forward: p.Forward}
	if p.Expiry > 0 {
		m.expires = now.Add(p.Expiry)
	}
	return m
}

func (s *Session) deviceAck(kind byte, id uint16, heard int) []byte {
	if heard == 0 && s.Version >= 5 {
		return []byte{kind, 3, byte(id >> 8), byte(id), nobodyHears}
	}
	return []byte{kind, 2, byte(id >> 8), byte(id)}
}

// received remembers a QoS 2 publish until its PUBREL: mochi for this connection, the mailbox beyond it.
func (h *Hub) received(s *Session, p Publish) {
	p.Received(p.ID)
	if b := s.box.Load(); b != nil {
		b.note(p.ID, true)
	} else if s.outlives() {
		h.devices.of(s.Caller.App).boxOf(s).note(p.ID, true)
	}
}

// mayPublish asks the app's rules.
func (w *deviceWorld) mayPublish(s *Session, topic string) error {
	st, age, err := w.rules()
	if err != nil {
		return err
	}
	if c := &s.decided; c.known && c.age == age && c.topic == topic {
		return c.err
	}
	s.decided = topicCache{topic, age, mayPublish(st, s.Caller, s.Client, topic), true}
	return s.decided.err
}

func mayPublish(st *chat.Settings, c chat.Caller, client, topic string) error {
	if c.Guest() {
		return chat.NeedsAccount().At("topic")
	}
	if err := st.CheckTopic(topic, chat.ActionPublish); err != nil {
		return err
	}
	if d := st.DecideTopic(c, client, chat.ActionPublish, topic); !d.Allowed {
		return chat.Errorf(chat.CodeForbidden, "the app's rules for topics do not let you publish there: %s", d.Reason).At("topic")
	}
	return nil
}

// pace is how fast a session has published on device topics; of the goroutine that reads.
type pace struct {
	age         uint64 // of the settings that it was read from
	limit, most rate.Limit
	used, over  int64
}

// deaf is how many times faster than it may a session has to publish until it is taken for one that does not listen to
// refusals.
const deaf = 4

// inTime refuses what comes faster than the app allows. Who goes on far beyond that is disconnected, for each refusal
// costs an answer.
func (w *deviceWorld) inTime(s *Session) error {
	st, age, err := w.rules()
	if err != nil {
		return err
	}
	p, now := &s.pace, time.Now().UnixNano()
	if p.age != age+1 {
		p.age = age + 1 // 0 is none
		p.limit, p.most = rate.New(st.RateDevice, st.RateDeviceBurst), rate.New(deaf*st.RateDevice, deaf*st.RateDeviceBurst)
	}
	if p.most.Take(&p.over, now) > 0 {
		w.hub.Close(s, chat.CodeRateLimited, "far more messages a second than the app allows on device topics")
	}
	wait := p.limit.Take(&p.used, now)
	if wait == 0 {
		return nil
	}
	e := chat.Errorf(chat.CodeRateLimited, "more messages a second than the app allows on device topics; wait %v", wait.Round(time.Millisecond))
	e.RetryAfter = max(1, int((wait+time.Second-1)/time.Second))
	return e
}

// hit is a subscription that means a topic.
type hit struct {
	box *mailbox
	sub *Sub
}

// carry brings a message to all who have subscribed to its topic, and counts them. from is the mailbox of the sender,
// if it has one.
func (w *deviceWorld) carry(m *deviceMessage, from *mailbox) (heard int) {
	var room [8]hit
	hits, several := room[:0], false
	var teams [][]hit
	w.index.Match(m.topic, func(b *mailbox, sub *Sub) {
		if sub.NoLocal && b == from {
			return
		}
		several = several || b.many.Load()
		hits = append(hits, hit{b, sub})
	}, func(members func(func(*mailbox, *Sub) bool)) {
		teams = append(teams, gather(members))
	})
	for _, t := range teams {
		if chosen, ok := choose(t, m.qos); ok {
			hits = append(hits, chosen)
		}
	}
	if !several || len(hits) == 1 {
		for i := range hits {
			w.hand(m, hits[i:i+1])
		}
		return len(hits)
	}
	return w.handMerged(m, hits)
}

// handMerged hands out a message that several subscriptions of one session may mean: once, with the highest QoS of them
// and all their identifiers [MQTT-3.3.5-1] [MQTT5-3.3.4-2]. Shared subscriptions are apart.
func (w *deviceWorld) handMerged(m *deviceMessage, hits []hit) (heard int) {
	place := make(map[*mailbox]int, len(hits))
	var groups [][]hit
	for _, h := range hits {
		i, met := place[h.box]
		switch {
		case h.sub.IsShared():
			groups = append(groups, []hit{h})
		case met:
			groups[i] = append(groups[i], h)
		default:
			place[h.box] = len(groups)
			groups = append(groups, []hit{h})
		}
	}
	for _, g := range groups {
		w.hand(m, g)
	}
	return len(groups)
}

// hand gives one session a message that one or more of its subscriptions mean.
func (w *deviceWorld) hand(m *deviceMessage, hits []hit) {
	if m.retain {
		hits[0].box.overtake(m.topic)
	}
	var qos byte
	var ids []int
	retain := false
	for i := range hits {
		sub := hits[i].sub
		qos = max(qos, min(sub.QoS, m.qos))
		retain = retain || sub.AsIs && m.retain
		if sub.ID > 0 && !slices.Contains(ids, sub.ID) {
			ids = append(ids, sub.ID)
		}
	}
	if qos == 0 {
		hits[0].box.offer(m, retain, ids)
		return
	}
	p := &parcel{m: m, qos: qos, retain: retain, ids: ids}
	if sub := hits[0].sub; sub.IsShared() {
		p.share, p.filter, _ = chat.CutShare(sub.Filter)
	}
	hits[0].box.take(p)
}

// gather lists members while the index is locked; mailboxes are locked after it has been left, as they are by who
// changes it.
func gather(members func(func(*mailbox, *Sub) bool)) (list []hit) {
	for b, sub := range members {
		list = append(list, hit{b, sub})
	}
	return list
}

// choose picks the member of a shared subscription that gets a message: in turn, who is connected and has room, else
// who is connected, else who is away.
func choose(members []hit, qos byte) (best hit, found bool) {
	rank := -1
	for _, member := range members {
		connected, room := member.box.live()
		r := 0
		switch {
		case room:
			r = 2
		case connected:
			r = 1
		}
		if r > rank {
			best, rank = member, r
		}
		if room {
			break
		}
	}
	return best, rank > 0 || rank == 0 && min(best.sub.QoS, qos) > 0
}

// passOn gives a message of a shared subscription to another member, when the one that had it is gone for good.
func (w *deviceWorld) passOn(p *parcel) {
	m := &deviceMessage{topic: p.m.topic, payload: p.m.payload, qos: p.m.qos, retain: p.m.retain, forward: p.m.forward, expires: p.m.expires}
	var team []hit
	w.index.MatchShared(p.share, p.filter, func(members func(func(*mailbox, *Sub) bool)) {
		team = gather(members)
	})
	if to, found := choose(team, m.qos); found && !m.expired(time.Now()) {
		w.hand(m, []hit{to})
	}
}

// CheckWill refuses a will on a device topic that its client could not publish.
func (h *Hub) CheckWill(c chat.Caller, client string, p Publish) error {
	st, _, err := h.devices.of(c.App).rules()
	if err != nil {
		return err
	}
	return mayPublish(st, c, client, p.Topic)
}

// PublishWill carries the will of a client that is gone, if the rules still allow it.
func (h *Hub) PublishWill(c chat.Caller, client string, p Publish) error {
	if err := h.CheckWill(c, client, p); err != nil {
		return err
	}
	w, m := h.devices.of(c.App), p.message(time.Now())
	if !p.Retain {
		w.carry(m, nil)
		return nil
	}
	return h.service.SubmitRetained(c.App, m.kept(c.User, client), func(o *chat.Outcome) {
		if o.Err != nil {
			h.log.Debug("a will was not retained", "app", c.App, "user", c.User, "err", o.Err)
			return
		}
		w.carry(m, nil)
	})
}
