package link

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/eclipse/paho.golang/autopaho"
	"github.com/eclipse/paho.golang/packets"
	"github.com/eclipse/paho.golang/paho"

	"github.com/hongyan-im/hongyan/bridge"
	"github.com/hongyan-im/hongyan/chat"
)

// How a link speaks with the other broker.
const (
	keepAlive    = 30               // seconds
	sessionTime  = 7 * 24 * 3600    // seconds for which the other broker keeps what waits for us
	windowMost   = 1000             // messages that come in without our acknowledgement
	connectTime  = 10 * time.Second // for a connection to be made
	packetTime   = 20 * time.Second // for an answer
	acksEvery    = 2 * time.Millisecond
	againFirst   = 100 * time.Millisecond
	againMost    = 10 * time.Second
	refusedAgain = time.Second // what could not be accepted here for now is tried again
	offersMost   = 1024        // messages of QoS 0 that wait for the socket
)

const (
	connecting = "connecting"
	connected  = "connected"
)

// runner is one link at work.
type runner struct {
	links *Links
	app   chat.AppName
	link  chat.Link
	queue *queue
	inlet *bridge.Inlet
	ctx   context.Context // ends with it
	stop  func(gone bool) // ends it and waits for it; gone: for good

	offers chan chat.LinkMessage
	gone   atomic.Bool

	counts counts

	mu     sync.Mutex
	conn   net.Conn // the newest
	state  string
	since  time.Time
	last   string
	lastAt time.Time
}

// start runs a link until ctx ends or it is stopped.
func (l *Links) start(ctx context.Context, app chat.AppName, one chat.Link) *runner {
	ctx, cancel := context.WithCancel(ctx)
	r := &runner{links: l, app: app, link: one, ctx: ctx, inlet: l.o.Hub.Inlet(app, one), offers: make(chan chat.LinkMessage, offersMost), state: connecting, since: time.Now()}
	r.queue = newQueue(r)
	done := make(chan struct{})
	r.stop = func(gone bool) {
		r.gone.Store(gone)
		cancel()
		<-done
	}
	l.work.Add(1)
	go func() {
		defer l.work.Done()
		defer close(done)
		defer cancel()
		r.run(ctx)
	}()
	return r
}

func (r *runner) run(ctx context.Context) {
	address, secure, err := r.link.Host()
	if err != nil {
		r.fails(err)
		return
	}
	session := newSession(r.queue)
	cm, err := autopaho.NewConnection(ctx, autopaho.ClientConfig{
		ServerUrls:                    []*url.URL{{Scheme: "mqtt", Host: address}},
		CleanStartOnInitialConnection: len(r.link.Inward()) == 0, // else it holds what waits for us
		KeepAlive:                     keepAlive, SessionExpiryInterval: sessionTime, ConnectTimeout: connectTime,
		ConnectUsername: r.link.User, ConnectPassword: []byte(r.link.Password),
		ReconnectBackoff: again,
		AttemptConnection: func(ctx context.Context, _ autopaho.ClientConfig, _ *url.URL) (net.Conn, error) {
			return r.dial(ctx, address, secure)
		},
		ConnectPacketBuilder: func(c *paho.Connect, _ *url.URL) (*paho.Connect, error) {
			window := uint16(windowMost)
			c.Properties.ReceiveMaximum = &window
			c.Properties.User.Add(bridge.PropLink, r.link.Name)
			return c, nil
		},
		DisconnectPacketBuilder: r.disconnect,
		Queue:                   r.queue,
		OnConnectionUp:          func(cm *autopaho.ConnectionManager, ack *paho.Connack) { r.up(ctx, cm, ack) },
		OnConnectionDown: func() bool {
			r.queue.close()
			r.turn(connecting)
			return true
		},
		OnConnectError: r.fails,
		ClientConfig: paho.ClientConfig{
			ClientID: r.link.ClientID, Session: session, PacketTimeout: packetTime, EnableManualAcknowledgment: true, SendAcksInterval: acksEvery,
			OnPublishReceived:  []func(paho.PublishReceived) (bool, error){r.heard},
			OnClientError:      r.fails,
			OnServerDisconnect: r.cut,
		},
	})
	if err != nil {
		r.fails(err)
		return
	}
	var work sync.WaitGroup
	work.Go(func() { r.queue.collect(ctx) })
	work.Go(func() { r.queue.save(ctx) })
	work.Go(func() { r.pass(ctx, cm) })
	<-cm.Done()
	work.Wait()
	_ = session.Close() // in memory
}

// again is how long the next attempt to connect waits: longer after each, and not for all links at the same moment.
func again(attempt int) time.Duration {
	if attempt == 0 {
		return 0
	}
	most := min(againFirst<<min(attempt, 10), againMost)
	return most/2 + rand.N(most/2)
}

func (r *runner) dial(ctx context.Context, address string, secure bool) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	d := &net.Dialer{}
	if !r.link.File {
		d.Control = r.links.o.Control
	}
	if !secure {
		conn, err := d.DialContext(ctx, "tcp", address)
		return r.keep(conn), err
	}
	host, _, _ := net.SplitHostPort(address) // Host made it
	c := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if r.link.CA != "" {
		c.RootCAs = x509.NewCertPool()
		c.RootCAs.AppendCertsFromPEM([]byte(r.link.CA))
	}
	conn, err := (&tls.Dialer{NetDialer: d, Config: c}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return r.keep(packets.NewThreadSafeConn(conn)), nil
}

func (r *runner) keep(conn net.Conn) net.Conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conn = conn
	return conn
}

// hangUp ends the connection, so that what is not acknowledged is repeated on the next.
func (r *runner) hangUp() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.conn != nil {
		_ = r.conn.Close()
	}
}

// disconnect says to the other broker whether it is to keep what waits for us.
func (r *runner) disconnect() *paho.Disconnect {
	d := &paho.Disconnect{}
	if r.gone.Load() {
		none := uint32(0)
		d.Properties = &paho.DisconnectProperties{SessionExpiryInterval: &none}
	}
	return d
}

// up subscribes, and lets what waits go out. It must not block.
func (r *runner) up(ctx context.Context, cm *autopaho.ConnectionManager, ack *paho.Connack) {
	r.queue.open(ack)
	r.links.work.Go(func() {
		err := r.subscribe(ctx, cm)
		switch {
		case err == nil:
			r.turn(connected)
			r.links.o.Log.Info("a link is connected", "app", r.app, "link", r.link.Name)
		case ctx.Err() == nil && !errors.Is(err, autopaho.ConnectionDownError):
			r.fails(err)
		}
	})
}

func (r *runner) subscribe(ctx context.Context, cm *autopaho.ConnectionManager) error {
	if len(r.link.Forget) > 0 {
		if _, err := cm.Unsubscribe(ctx, &paho.Unsubscribe{Topics: r.link.Forget}); err != nil {
			return fmt.Errorf("unsubscribe: %w", err)
		}
	}
	inward := r.link.Inward()
	if len(inward) == 0 {
		return nil
	}
	s := &paho.Subscribe{}
	for _, t := range inward {
		s.Subscriptions = append(s.Subscriptions, paho.SubscribeOptions{Topic: t.Filter, QoS: t.QoS, NoLocal: true, RetainAsPublished: true, RetainHandling: 1})
	}
	answer, err := cm.Subscribe(ctx, s)
	if answer != nil {
		for i, code := range answer.Reasons {
			if code >= 0x80 && i < len(inward) {
				return fmt.Errorf("the other broker refuses the subscription to %s (0x%x)", inward[i].Filter, code)
			}
		}
	}
	return err
}

func (r *runner) turn(state string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state, r.since = state, time.Now()
}

// cut notes why the other broker ended the connection.
func (r *runner) cut(d *paho.Disconnect) {
	reason := ""
	if d.Properties != nil {
		reason = d.Properties.ReasonString
	}
	r.fails(fmt.Errorf("the other broker ended the connection (0x%x %s)", d.ReasonCode, reason))
}

// fails notes what went wrong.
func (r *runner) fails(err error) {
	var no *autopaho.ConnackError
	if errors.As(err, &no) {
		err = fmt.Errorf("the other broker refuses the connection (0x%x %s)", no.ReasonCode, no.Reason)
	}
	r.mu.Lock()
	same := r.last == err.Error()
	r.last, r.lastAt = err.Error(), time.Now()
	r.mu.Unlock()
	if !same {
		r.links.o.Log.Warn("link", "app", r.app, "link", r.link.Name, "err", err)
	}
}

func (r *runner) status() chat.LinkRun {
	r.mu.Lock()
	defer r.mu.Unlock()
	run := chat.LinkRun{State: r.state, Since: r.since.UnixMilli(), LastError: r.last, LinkCounts: r.counts.now()}
	if !r.lastAt.IsZero() {
		run.LastAt = r.lastAt.UnixMilli()
	}
	return run
}

// offer hands over a message of QoS 0.
func (r *runner) offer(m chat.LinkMessage) {
	select {
	case r.offers <- m:
	default:
		r.count(missed)
	}
}

// pass sends the messages of QoS 0.
func (r *runner) pass(ctx context.Context, cm *autopaho.ConnectionManager) {
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-r.offers:
			if _, err := cm.Publish(ctx, r.queue.publish(&m)); err != nil {
				r.count(missed)
				continue
			}
			r.count(sent)
		}
	}
}

// heard takes a message of the other broker, which is acknowledged once it is accepted here.
func (r *runner) heard(p paho.PublishReceived) (bool, error) {
	acknowledge := func() { _ = p.Client.Ack(p.Packet) } // one that fails has no connection any more: the message comes again
	topic, ok := r.link.FromOther(p.Packet.Topic)
	if !ok { // of a subscription that the link has no more
		acknowledge()
		return true, nil
	}
	m := bridge.Publish{Topic: topic, Payload: p.Packet.Payload, QoS: p.Packet.QoS, Retain: p.Packet.Retain}
	if q := p.Packet.Properties; q != nil {
		props := chat.DeviceProperties{Format: q.PayloadFormat, ContentType: q.ContentType, Response: q.ResponseTopic, Correlation: q.CorrelationData}
		for _, u := range q.User {
			props.User = append(props.User, chat.UserProperty{Name: u.Key, Value: u.Value})
		}
		m.Forward, m.Response, m.Correlation = props.Encode(), q.ResponseTopic, q.CorrelationData
		if q.MessageExpiry != nil {
			m.Expiry = time.Duration(*q.MessageExpiry) * time.Second
		}
	}
	r.publish(m, acknowledge)
	return true, nil
}

// publish publishes a message here, again and again while there is no room for it.
func (r *runner) publish(m bridge.Publish, acknowledge func()) {
	r.inlet.Publish(m, func(again bool, err error) {
		switch {
		case again:
			r.count(repeated)
		case err == nil:
			r.count(received)
		case chat.AsError(err).Temporary() && m.QoS > 0:
			r.fails(fmt.Errorf("what came is published later: %w", err))
			time.AfterFunc(refusedAgain, func() {
				if r.ctx.Err() == nil { // else it comes again when the link does
					r.publish(m, acknowledge)
				}
			})
			return
		default:
			r.count(refused)
			r.fails(fmt.Errorf("what came on %s is not published: %w", m.Topic, err))
		}
		acknowledge()
	})
}
