package bridge

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// User properties by which links tell what came over them [PROTOCOL 17.4].
const (
	PropLink = "hongyan-link" // of CONNECT: the client is a link
	propVia  = "hongyan-via"  // the servers that a message has passed, with commas between them
	propID   = "hongyan-id"   // the message, the same at all of them
)

// viaMost bounds the servers that a message passes.
const viaMost = 16

// Outlet takes what passes to other brokers without waiting on disk.
type Outlet interface {
	// Offer hands a message of QoS 0 to a link, which drops it when it is not connected. It does not block.
	Offer(app chat.AppName, link string, m chat.LinkMessage)
}

// BindOutlet says who takes messages of QoS 0 for other brokers. It comes before any client.
func (h *Hub) BindOutlet(o Outlet) { h.outlet = o }

// links is what an app's device topics know of links to other brokers.
type links struct {
	clients atomic.Bool // links of others have subscribed here
	known   recent
	of      atomic.Pointer[linksOut] // nil: not read yet
}

// linksOut are the links over which anything passes to other brokers.
type linksOut struct {
	self string // the app, as other servers know it
	out  []chat.Link
}

// set notes the app's links.
func (l *links) set(self string, all []chat.Link) {
	out := slices.DeleteFunc(slices.Clone(all), func(one chat.Link) bool { return !one.HasOut() })
	l.of.Store(&linksOut{self, out})
}

func (l *links) now() (self string, out []chat.Link) {
	if of := l.of.Load(); of != nil {
		return of.self, of.out
	}
	return "", nil
}

// trace writes into a message where it has been and what it is called, when links may carry it. It tells whether the
// message is to be carried: not when it has been here, by what a link says of it. What others say of it counts nothing.
func (w *deviceWorld) trace(m *deviceMessage, linked bool) bool {
	l := &w.links
	self, out := l.now()
	if len(out) == 0 && !linked && !l.clients.Load() {
		return true
	}
	p := chat.ParseDeviceProperties(m.forward)
	var via, id string
	p.User = slices.DeleteFunc(p.User, func(u chat.UserProperty) bool {
		switch {
		case u.Name == propVia && linked:
			via = u.Value
		case u.Name == propID && linked:
			id = u.Value
		}
		return u.Name == propVia || u.Name == propID
	})
	passed := strings.Split(via, ",")
	if via != "" && (slices.Contains(passed, self) || len(passed) >= viaMost) || id != "" && !l.known.add(id) {
		return false
	}
	if id == "" {
		id = w.hub.service.NewID()
		l.known.add(id)
	}
	if via != "" {
		via += ","
	}
	m.id = id
	p.User = append(p.User, chat.UserProperty{Name: propID, Value: id}, chat.UserProperty{Name: propVia, Value: via + self})
	m.forward = p.Encode()
	return true
}

// forget lets a message come again that could not be accepted.
func (l *links) forget(m *deviceMessage) {
	if m != nil && m.id != "" {
		l.known.remove(m.id)
	}
}

// passed gives the errand that has a message wait for the links over which it passes; nil: there is none. over is the
// link by which it came.
func (w *deviceWorld) passed(m *deviceMessage, over string) errand {
	_, out := w.links.now()
	if len(out) == 0 {
		return nil
	}
	lm := chat.LinkMessage{Retain: m.retain, Properties: m.forward, Payload: m.payload}
	if !m.expires.IsZero() {
		lm.Expires = m.expires.UnixMilli()
	}
	var to []chat.LinkTarget
	for i := range out {
		topic, qos, ok := out[i].ToOther(m.topic)
		if !ok || out[i].ID == over {
			continue
		}
		if qos = min(qos, m.qos); qos > 0 || m.retain { // what is retained there is not to be missed
			to = append(to, chat.LinkTarget{ID: out[i].ID, Topic: topic, QoS: qos})
		} else if w.hub.outlet != nil {
			lm.Topic = topic
			w.hub.outlet.Offer(w.app, out[i].ID, lm)
		}
	}
	if len(to) == 0 {
		return nil
	}
	return func(done func(error)) {
		if err := w.hub.service.SubmitToLinks(w.app, to, lm, func(o *chat.Outcome) { done(o.Err) }); err != nil {
			done(err)
		}
	}
}

// Inlet is where what comes over a link is published, in order.
type Inlet struct {
	world *deviceWorld
	link  chat.Link
	line  line
}

// Inlet makes the inlet of a link.
func (h *Hub) Inlet(app chat.AppName, l chat.Link) *Inlet {
	return &Inlet{world: h.devices.of(app), link: l}
}

// Publish carries a message, and calls done once it is accepted, or refused: then it may be published again when the
// error is a temporary one. repeated: it had come before. It blocks while too much waits for the disk.
func (i *Inlet) Publish(p Publish, done func(repeated bool, err error)) {
	w := i.world
	if err := chat.CheckDeviceTopic(p.Topic); err != nil {
		done(false, err)
		return
	}
	if _, _, err := w.rules(); err != nil {
		done(false, err)
		return
	}
	m := p.message(time.Now())
	if !w.trace(m, true) {
		done(true, nil)
		return
	}
	client := "link " + i.link.Name
	by := chat.Published{Topic: p.Topic, Payload: p.Payload, Caller: chat.Caller{App: w.app}, Client: client}
	errands := append(w.hub.forwards(w.forwardsOf(by), by), w.errands(m, p, "", i.link.ID)...)
	place := i.line.join()
	w.carryOwn(m, "", client, errands, func(do func()) { i.line.settle(place, do) }, func(err error) { done(false, err) })
}

// recentMost is how many messages a recent remembers, and as many again.
const recentMost = 1 << 15

// recent remembers the newest ids, in two generations: the old one is dropped as a whole.
type recent struct {
	mu         sync.Mutex
	seed       maphash.Seed
	fresh, old map[uint64]struct{}
}

// add tells whether an id is new.
func (r *recent) add(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fresh == nil {
		r.seed, r.fresh = maphash.MakeSeed(), make(map[uint64]struct{})
	}
	h := maphash.String(r.seed, id)
	_, there := r.fresh[h]
	_, before := r.old[h]
	if there || before {
		return false
	}
	if len(r.fresh) >= recentMost {
		r.fresh, r.old = make(map[uint64]struct{}), r.fresh
	}
	r.fresh[h] = struct{}{}
	return true
}

func (r *recent) remove(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fresh == nil {
		return
	}
	h := maphash.String(r.seed, id)
	delete(r.fresh, h)
	delete(r.old, h)
}
