package link

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	pahoqueue "github.com/eclipse/paho.golang/autopaho/queue"
	"github.com/eclipse/paho.golang/packets"
	"github.com/eclipse/paho.golang/paho"

	"github.com/hongyan-im/hongyan/chat"
)

// Bounds of reading what waits, and how long a store that fails is left alone.
const (
	pageMost   = 256
	pageBytes  = 1 << 20
	storeAgain = time.Second
	lastSave   = 2 * time.Second
)

// queue is what waits in the store, as autopaho takes it. A message goes from there into autopaho's session, in memory,
// when it is sent, and leaves the disk when the other broker has acknowledged it.
type queue struct {
	r *runner

	mu      sync.Mutex
	isOpen  bool          // there is a connection
	round   int           // counts connections
	ready   chan struct{} // closed when there may be something
	drained bool          // nothing waits beyond the page
	at      uint64        // all up to here was sent
	page    []chat.LinkMessage
	limits  limits
	current *entry

	flights []flight
	lost    chan struct{} // closed when the other broker has forgotten what was sent
	acked   uint64        // it has all up to here

	begun, ended chan struct{} // something was sent, acknowledged
}

// limits are those of the other broker.
type limits struct {
	qos    byte
	retain bool
	size   uint32 // of a packet; 0: none
}

// flight is a message that was sent; a nil answer: it needs none.
type flight struct {
	seq    uint64
	answer <-chan packets.ControlPacket
	lost   chan struct{}
}

var open = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

func newQueue(r *runner) *queue {
	return &queue{r: r, ready: make(chan struct{}), lost: make(chan struct{}), limits: limits{qos: 2, retain: true}, begun: make(chan struct{}, 1), ended: make(chan struct{}, 1)}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// wake says that something waits. It does not block.
func (q *queue) wake() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.drained {
		q.drained = false
		q.ring()
	}
}

// ring wakes who waits for something, with q.mu held.
func (q *queue) ring() {
	close(q.ready)
	q.ready = make(chan struct{})
}

// open lets messages go out over a new connection. When the other broker knows nothing of what it has not acknowledged,
// that is sent anew; else autopaho repeats it.
func (q *queue) open(ack *paho.Connack) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.isOpen, q.current = true, nil
	q.round++
	q.limits = limits{qos: 2, retain: true}
	if p := ack.Properties; p != nil {
		q.limits.retain = p.RetainAvailable
		if p.MaximumQoS != nil {
			q.limits.qos = *p.MaximumQoS
		}
		if p.MaximumPacketSize != nil {
			q.limits.size = *p.MaximumPacketSize
		}
	}
	if !ack.SessionPresent {
		close(q.lost)
		q.lost = make(chan struct{})
		q.flights, q.page, q.at, q.drained = nil, nil, q.acked, false
	}
	q.ring()
}

// close keeps messages from going out over a connection that is gone.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.isOpen = false
}

// Wait implements autopaho's queue.
func (q *queue) Wait() chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.isOpen && (len(q.page) > 0 || !q.drained) {
		return open
	}
	return q.ready
}

// Enqueue implements autopaho's queue; what goes out is put into the store instead.
func (q *queue) Enqueue(io.Reader) error { return errors.New("messages for links wait in the store") }

// Peek implements autopaho's queue.
func (q *queue) Peek() (pahoqueue.Entry, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.isOpen {
		if len(q.page) == 0 && !q.turn() {
			break
		}
		if len(q.page) == 0 {
			continue // the connection is another
		}
		if e := q.next(); e != nil {
			q.current = e
			return e, nil
		}
	}
	return nil, pahoqueue.ErrEmpty
}

// turn reads the next page, with q.mu held but while it reads; false: nothing waits.
func (q *queue) turn() bool {
	if q.drained {
		return false
	}
	q.drained = true // before it reads: what comes meanwhile says so
	round, at := q.round, q.at
	q.mu.Unlock()
	page, err := q.r.links.o.Service.LinkQueue(q.r.app, q.r.link.ID, at, pageMost, pageBytes)
	q.mu.Lock()
	if err != nil {
		q.r.fails(fmt.Errorf("read what waits: %w", err))
		time.AfterFunc(storeAgain, q.wake)
		return false
	}
	if q.round != round {
		return true
	}
	q.page = page
	if len(page) > 0 {
		q.drained = false
	}
	return len(page) > 0
}

// next makes an entry of the next message, with q.mu held; nil: that one is not to be sent.
func (q *queue) next() *entry {
	m := &q.page[0]
	var b bytes.Buffer
	if m.Expires > 0 && time.Now().UnixMilli() >= m.Expires {
		q.fly(m.Seq, nil)
		return nil
	}
	p := q.shape(m)
	if _, err := p.Packet().WriteTo(&b); err != nil || q.limits.size > 0 && b.Len() > int(q.limits.size) {
		q.r.count(refused)
		q.r.fails(fmt.Errorf("a message of %d bytes on %s is more than the other broker takes", b.Len(), m.Topic))
		q.fly(m.Seq, nil)
		return nil
	}
	return &entry{q: q, seq: m.Seq, qos: p.QoS, round: q.round, lost: q.lost, packet: b.Bytes()}
}

// fly notes that a message is on its way, with q.mu held.
func (q *queue) fly(seq uint64, answer <-chan packets.ControlPacket) {
	q.flights = append(q.flights, flight{seq, answer, q.lost})
	q.at = seq
	if len(q.page) > 0 && q.page[0].Seq == seq {
		q.page = q.page[1:]
	}
	signal(q.begun)
}

// shape makes the packet of a message, as the other broker takes it; with q.mu held.
func (q *queue) shape(m *chat.LinkMessage) *paho.Publish {
	props := chat.ParseDeviceProperties(m.Properties)
	p := &paho.Publish{Topic: m.Topic, QoS: min(m.QoS, q.limits.qos), Retain: m.Retain && q.limits.retain, Payload: m.Payload, Properties: &paho.PublishProperties{
		PayloadFormat: props.Format, ContentType: props.ContentType, ResponseTopic: props.Response, CorrelationData: props.Correlation,
	}}
	for _, u := range props.User {
		p.Properties.User.Add(u.Name, u.Value)
	}
	if m.Expires > 0 {
		left := uint32(max(1, (m.Expires-time.Now().UnixMilli()+999)/1000))
		p.Properties.MessageExpiry = &left
	}
	return p
}

// publish makes the packet of a message of QoS 0.
func (q *queue) publish(m *chat.LinkMessage) *paho.Publish {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.shape(m)
}

// entry is the message that is sent next.
type entry struct {
	q      *queue
	seq    uint64
	qos    byte
	round  int
	lost   chan struct{}
	packet []byte
	flies  bool // it is in autopaho's session
}

// Reader implements autopaho's queue.
func (e *entry) Reader() (io.Reader, error) { return bytes.NewReader(e.packet), nil }

// Leave implements autopaho's queue.
func (e *entry) Leave() error { return nil }

// Remove implements autopaho's queue: the message was sent, or is none that can be.
func (e *entry) Remove() error { return e.remove(e.qos > 0) }

// Quarantine implements autopaho's queue.
func (e *entry) Quarantine() error { return e.remove(true) }

func (e *entry) remove(bad bool) error {
	q := e.q
	q.mu.Lock()
	defer q.mu.Unlock()
	if e.flies || e.round != q.round {
		return nil
	}
	if bad {
		q.r.count(refused)
	} else {
		q.r.count(sent)
	}
	q.fly(e.seq, nil)
	return nil
}

// collect takes the answers of the other broker, in the order of the messages, until ctx ends.
func (q *queue) collect(ctx context.Context) {
	for ctx.Err() == nil {
		q.mu.Lock()
		var f flight
		some := len(q.flights) > 0
		if some {
			f = q.flights[0]
		}
		q.mu.Unlock()
		if !some {
			select {
			case <-ctx.Done():
			case <-q.begun:
			}
			continue
		}
		if f.answer != nil {
			select {
			case <-ctx.Done():
				return
			case <-f.lost:
				continue
			case p := <-f.answer:
				q.answered(p)
			}
		}
		q.mu.Lock()
		if len(q.flights) > 0 && q.flights[0].lost == f.lost {
			q.flights, q.acked = q.flights[1:], f.seq
		}
		q.mu.Unlock()
		signal(q.ended)
	}
}

// answered counts what became of a message.
func (q *queue) answered(p packets.ControlPacket) {
	var reason byte
	switch a := p.Content.(type) {
	case *packets.Puback:
		reason = a.ReasonCode
	case *packets.Pubrec:
		reason = a.ReasonCode
	case *packets.Pubcomp:
		reason = a.ReasonCode
	}
	if reason >= 0x80 {
		q.r.count(refused)
		q.r.fails(fmt.Errorf("the other broker refuses a message (0x%x)", reason))
		return
	}
	q.r.count(sent)
}

// save removes from the disk what the other broker has, until ctx ends; and then what it had till then.
func (q *queue) save(ctx context.Context) {
	for saved := uint64(0); ; {
		var err error
		if saved, err = q.saveAll(ctx, saved); err != nil && ctx.Err() == nil {
			q.r.fails(fmt.Errorf("remove what the other broker has: %w", err))
			time.AfterFunc(storeAgain, func() { signal(q.ended) })
		}
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastSave)
			_, _ = q.saveAll(last, saved) // else it is sent twice
			cancel()
			return
		case <-q.ended:
		}
	}
}

func (q *queue) saveAll(ctx context.Context, saved uint64) (uint64, error) {
	for {
		q.mu.Lock()
		acked := q.acked
		q.mu.Unlock()
		if saved == acked {
			return saved, nil
		}
		if err := q.r.links.o.Service.PassedLink(ctx, q.r.app, q.r.link.ID, acked); err != nil {
			return saved, err
		}
		saved = acked
	}
}
