package bridge

import (
	"runtime"
	"slices"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/rate"
)

// topicCache remembers what the rules said of the topic that a session published to last: most write to one.
type topicCache struct {
	topic    string
	age      uint64
	err      error
	known    bool
	forwards []*forward // that mean the topic
}

// nobodyHears is the answer to a publish that nobody has subscribed to [MQTT5-3.4.2.1].
const nobodyHears = 0x10

// publishDevice carries a publish on a device topic to those who have subscribed. An error means that a is still to be
// answered. What concerns no disk is carried at once, unless something is before it.
func (h *Hub) publishDevice(s *Session, p Publish, a *answer) error {
	w, now := h.devices.of(s.Caller.App), time.Now()
	s.givePrecedence(now)
	st, age, err := w.rules()
	if err != nil {
		return err
	}
	if err := w.mayPublish(s, p.Topic, st, age); err != nil {
		return err
	}
	if err := w.inTime(s, now.UnixNano(), st, age); err != nil {
		return err
	}
	m := p.message(now)
	if !w.trace(m, s.Linked) { // it was carried before
		s.line.settle(s.line.join(), func() { h.answerDevice(s, p, a, 1, false) })
		return nil
	}
	errands := h.forwards(s.decided.forwards, chat.Published{Topic: p.Topic, Payload: p.Payload, Caller: s.Caller, Client: s.Client})
	errands = append(errands, w.errands(m, p, s.Caller.User, "")...)
	var room [8]hit
	hits, several := w.match(m, s.box.Load(), room[:0])
	if len(errands) == 0 && !p.Retain && !anyLasts(m, hits) && (p.QoS < 2 || !s.outlives()) && s.line.empty() {
		h.answerDevice(s, p, a, w.handOut(m, hits, several), false)
		return nil
	}
	h.publishInLine(s, w, m, p, a, deliveries(m, hits, several), errands)
	return nil
}

// precedenceAfter is how long a client has published nothing on device topics when others go first: who publishes much
// shall not pay for it.
const precedenceAfter = 20 * time.Millisecond

// givePrecedence lets those go first whose packets came a moment before: of sockets that become readable together the
// runtime serves the last one first. Who subscribed before this was published is to hear it, though no standard says so.
func (s *Session) givePrecedence(now time.Time) {
	if now.Sub(s.published) >= precedenceAfter {
		runtime.Gosched()
	}
	s.published = now
}

// publishInLine is publishDevice for what has to wait: for the disk, or for what the client published before.
func (h *Hub) publishInLine(s *Session, w *deviceWorld, m *deviceMessage, p Publish, a *answer, out []delivery, errands []errand) {
	place := s.line.join()
	d := forDisk(m, s.Caller.User, s.Client, out)
	d.Retain = p.Retain
	if p.QoS == 2 && s.outlives() {
		d.Open = &chat.OpenID{QueueOwner: chat.QueueOwner{User: s.Caller.User, Client: s.Client, Born: s.born}, ID: p.ID}
	}
	var stored *chat.QueueResult
	settle := func(err error) {
		s.line.settle(place, func() {
			switch {
			case err == nil && stored != nil:
				h.answerDevice(s, p, a, w.carryStored(m, s.box.Load(), out, stored), d.Open != nil)
			case err == nil:
				h.answerDevice(s, p, a, w.deliverAll(m, out), false)
			default:
				w.links.forget(m)
				h.refuse(s, p, a, "", chat.AsError(err))
				h.flushSoon(s)
			}
		})
	}
	if d.Open == nil {
		run(w.storing(&d, &stored, errands), settle)
		return
	}
	run(errands, func(err error) { // the packet id last: once it is on disk, a publish that comes again is not carried
		if err != nil {
			settle(err)
			return
		}
		run(w.storing(&d, &stored, nil), settle)
	})
}

// storing adds to errands what of a publish the store keeps itself, if anything; what came of it is in stored.
func (w *deviceWorld) storing(d *chat.DevicePublish, stored **chat.QueueResult, errands []errand) []errand {
	if !d.Retain && d.Open == nil && len(d.To) == 0 {
		return errands
	}
	return append(errands, func(done func(error)) {
		err := w.hub.service.SubmitDevice(w.app, d, func(r *chat.QueueResult, err error) {
			if err == nil {
				*stored = r
			}
			done(err)
		})
		if err != nil {
			done(err)
		}
	})
}

// errands lists what of a publish is put on disk before it is carried, beside what the store keeps itself: the answer to
// a cmd, and what passes to other brokers. over is the link by which it came, if it did.
func (w *deviceWorld) errands(m *deviceMessage, p Publish, by chat.UserID, over string) (errands []errand) {
	if e := w.answered(p, by); e != nil {
		errands = append(errands, e)
	}
	if e := w.passed(m, over); e != nil {
		errands = append(errands, e)
	}
	return errands
}

// carryOwn carries a message that no session publishes, after its errands: a will, a cmd, what came over a link. inTurn
// is given what is to be done at its turn, done what keeps the message from being carried.
func (w *deviceWorld) carryOwn(m *deviceMessage, by chat.UserID, client string, errands []errand, inTurn func(func()), done func(error)) {
	hits, several := w.match(m, nil, nil)
	out := deliveries(m, hits, several)
	d := forDisk(m, by, client, out)
	d.Retain = m.retain
	var stored *chat.QueueResult
	run(w.storing(&d, &stored, errands), func(err error) {
		inTurn(func() {
			switch {
			case err != nil:
				w.links.forget(m)
			case stored != nil:
				w.carryStored(m, nil, out, stored)
			default:
				w.deliverAll(m, out)
			}
			done(err)
		})
	})
}

// answerDevice answers who published what so many hear. stored: a QoS 2 publish is remembered on disk.
func (h *Hub) answerDevice(s *Session, p Publish, a *answer, heard int, stored bool) {
	switch p.QoS {
	case 1:
		s.resolve(a, s.deviceAck(packetPuback, p.ID, heard))
	case 2:
		h.received(s, p, stored)
		s.resolve(a, s.deviceAck(packetPubrec, p.ID, heard))
	default:
		return
	}
	h.flushSoon(s)
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

// received remembers a QoS 2 publish until its PUBREL: mochi for this connection, the mailbox beyond it. stored: the
// disk, too.
func (h *Hub) received(s *Session, p Publish, stored bool) {
	p.Received(p.ID)
	b := s.box.Load()
	if b == nil {
		if !s.outlives() {
			return
		}
		b = h.devices.of(s.Caller.App).boxOf(s)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.noteOpen(p.ID, stored)
}

// mayPublish asks the app's rules, of an age.
func (w *deviceWorld) mayPublish(s *Session, topic string, st *chat.Settings, age uint64) error {
	if c := &s.decided; c.known && c.age == age && c.topic == topic {
		return c.err
	}
	s.decided = topicCache{topic, age, mayPublish(st, s.Caller, s.Client, topic), true, nil}
	if s.decided.err == nil {
		s.decided.forwards = w.forwardsOf(chat.Published{Topic: topic, Caller: s.Caller, Client: s.Client})
	}
	return s.decided.err
}

// forwardsOf gives the rules that mean a publish.
func (w *deviceWorld) forwardsOf(p chat.Published) (found []*forward) {
	w.mu.Lock()
	all := w.forwards
	w.mu.Unlock()
	for _, f := range all {
		if f.Means(p) {
			found = append(found, f)
		}
	}
	return found
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
func (w *deviceWorld) inTime(s *Session, now int64, st *chat.Settings, age uint64) error {
	p := &s.pace
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

// match finds who is to get a message. from is the mailbox of the sender, if it has one. several tells that more than one
// hit may be of the same session.
func (w *deviceWorld) match(m *deviceMessage, from *mailbox, room []hit) (hits []hit, several bool) {
	hits = room
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
	return hits, several && len(hits) > 1
}

// matchAgain is match without shared subscriptions, whose turns have been taken.
func (w *deviceWorld) matchAgain(m *deviceMessage, from *mailbox) (hits []hit) {
	w.index.Match(m.topic, func(b *mailbox, sub *Sub) {
		if !sub.NoLocal || b != from {
			hits = append(hits, hit{b, sub})
		}
	}, func(func(func(*mailbox, *Sub) bool)) {})
	return hits
}

// handOut gives a message to whom it found, and counts them.
func (w *deviceWorld) handOut(m *deviceMessage, hits []hit, several bool) (heard int) {
	if several {
		return w.deliverAll(m, deliveries(m, hits, true))
	}
	for i := range hits {
		w.deliver(m, deliveryOf(m, hits[i:i+1]))
	}
	return len(hits)
}

// delivery is a message on its way to one session.
type delivery struct {
	box *mailbox
	sub *Sub // one that means it
	parcel
}

// deliveries makes of hits what each session gets. What several subscriptions of one session mean comes once, with the
// highest QoS of them and all their identifiers [MQTT-3.3.5-1] [MQTT5-3.3.4-2]. Shared subscriptions are apart.
func deliveries(m *deviceMessage, hits []hit, several bool) []delivery {
	out := make([]delivery, 0, len(hits))
	if !several {
		for i := range hits {
			out = append(out, deliveryOf(m, hits[i:i+1]))
		}
		return out
	}
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
		out = append(out, deliveryOf(m, g))
	}
	return out
}

// deliveryOf is what one session gets whose subscriptions mean a message.
func deliveryOf(m *deviceMessage, hits []hit) delivery {
	d := delivery{box: hits[0].box, sub: hits[0].sub, parcel: parcel{m: m}}
	for i := range hits {
		sub := hits[i].sub
		d.qos = max(d.qos, min(sub.QoS, m.qos))
		d.retain = d.retain || sub.AsIs && m.retain
		if sub.ID > 0 && !slices.Contains(d.ids, sub.ID) {
			d.ids = append(d.ids, sub.ID)
		}
	}
	if d.sub.IsShared() {
		d.share, d.filter, _ = chat.CutShare(d.sub.Filter)
	}
	return d
}

// lasts tells whether the disk has the message until the session has it.
func (d *delivery) lasts() bool { return d.box.kept && d.qos > 0 }

// anyLasts is lasts before deliveries are made.
func anyLasts(m *deviceMessage, hits []hit) bool {
	for i := range hits {
		if hits[i].box.kept && min(hits[i].sub.QoS, m.qos) > 0 {
			return true
		}
	}
	return false
}

// forDisk is what the disk gets of a message: whom it is for among those whose messages last.
func forDisk(m *deviceMessage, by chat.UserID, client string, out []delivery) chat.DevicePublish {
	d := chat.DevicePublish{RetainedMessage: m.kept(by, client)}
	for i := range out {
		if out[i].lasts() {
			d.To = append(d.To, out[i].box.addressed(&out[i].parcel))
		}
	}
	return d
}

// deliver gives one session a message.
func (w *deviceWorld) deliver(m *deviceMessage, d delivery) {
	if m.retain {
		d.box.overtake(m.topic)
	}
	if d.qos == 0 {
		d.box.offer(m, d.retain, d.ids)
		return
	}
	p := d.parcel
	if p.seq > 0 {
		d.box.arrived(&p)
	} else {
		d.box.take(&p)
	}
}

func (w *deviceWorld) deliverAll(m *deviceMessage, out []delivery) (heard int) {
	for i := range out {
		w.deliver(m, out[i])
	}
	return len(out)
}

// carryStored brings a message that is on disk to those whom it was for, and counts them. Of a retained one they are who
// has subscribed by now: who came since it was published may have looked too early for what is retained.
func (w *deviceWorld) carryStored(m *deviceMessage, from *mailbox, out []delivery, r *chat.QueueResult) (heard int) {
	w.hub.dropped.full.Add(uint64(r.Full))
	w.hub.dropped.expired.Add(uint64(r.Expired))
	had := make(map[*mailbox]struct{}, len(r.Seqs))
	seqs := r.Seqs
	for i := range out {
		d := &out[i]
		seq := chat.NoQueue
		if d.lasts() {
			seq, seqs = seqs[0], seqs[1:]
		} else if m.retain && !d.sub.IsShared() {
			continue // it is found again
		}
		heard++
		if !d.sub.IsShared() {
			had[d.box] = struct{}{}
		}
		if seq != chat.NoQueue {
			d.seq = seq
		}
		if seq > 0 { // else there was no room
			w.deliver(m, *d)
		}
	}
	if !m.retain {
		return heard
	}
	for _, d := range deliveries(m, w.matchAgain(m, from), true) {
		if _, was := had[d.box]; was {
			continue
		}
		if heard++; d.lasts() {
			d.box.lookAgain(d.sub, m.topic)
		} else {
			w.deliver(m, d)
		}
	}
	return heard
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
