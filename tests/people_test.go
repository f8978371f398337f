package tests

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/packets"
	"github.com/eclipse/paho.golang/paho"
	"github.com/gorilla/websocket"
)

const patience = 15 * time.Second

// person is a user on one device: a MQTT 5 client over a real socket.
type person struct {
	t      *testing.T
	s      *server
	app    string
	name   string
	client *paho.Client
	ack    *paho.Connack
	heard  chan heard
	ended  chan *paho.Disconnect
}

type heard struct {
	topic string
	body  map[string]any
	ack   func()
}

// how a person connects; the zero value is a clean session over TCP with the password.
type how struct {
	device   string // client id
	user     string // user name, when it is not the person's
	password string
	nameless bool   // neither user name nor password: a certificate speaks
	ws       string // path, for a WebSocket
	keep     uint32 // session expiry
	resume   bool
	window   uint16
	manual   bool // acknowledges by hand
	will     *paho.WillMessage
	delay    uint32 // of the will, seconds
	stall    *stall // stops reading the socket
}

// stall holds back the reading of a socket, so that it fills up.
type stall struct {
	net.Conn
	held atomic.Bool
	free chan struct{}
}

func (c *stall) Read(p []byte) (int, error) {
	if c.held.Load() {
		<-c.free
	}
	return c.Conn.Read(p)
}

func (s *server) register(t *testing.T, names ...string) {
	t.Helper()
	for _, n := range names {
		if status, body := s.create(t, "/v1/users", map[string]any{"user": n, "password": "secret-" + n}); status != 201 {
			t.Fatal(status, body)
		}
	}
}

// connect brings a registered user online; it fails the test when the server refuses.
func (s *server) connect(t *testing.T, name string, h how) *person {
	t.Helper()
	p, err := s.tryConnect(t, name, h)
	if err != nil {
		t.Fatalf("%s cannot connect: %v", name, err)
	}
	return p
}

func (s *server) dial(path string) (net.Conn, error) {
	if path == "" && s.tls != nil {
		c, err := tls.DialWithDialer(&net.Dialer{Timeout: patience}, "tcp", s.mqtts, s.tls)
		if err != nil {
			return nil, err
		}
		return packets.NewThreadSafeConn(c), nil
	}
	if path == "" {
		return net.DialTimeout("tcp", s.mqtt, patience)
	}
	d, url := websocket.Dialer{Subprotocols: []string{"mqtt"}, HandshakeTimeout: patience}, "ws://"+s.http+path
	if s.tls != nil {
		d.TLSClientConfig, url = s.tls, "wss://"+s.http+path
	}
	c, _, err := d.Dial(url, nil)
	if err != nil {
		return nil, err
	}
	return packets.NewThreadSafeConn(&wsConn{Conn: c.UnderlyingConn(), ws: c}), nil
}

// wsConn is a WebSocket as a stream.
type wsConn struct {
	net.Conn
	ws   *websocket.Conn
	rest []byte
}

func (c *wsConn) Read(p []byte) (int, error) {
	for len(c.rest) == 0 {
		_, b, err := c.ws.ReadMessage()
		if err != nil {
			return 0, err
		}
		c.rest = b
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func (c *wsConn) Write(p []byte) (int, error) {
	return len(p), c.ws.WriteMessage(websocket.BinaryMessage, p)
}

func (s *server) tryConnect(t *testing.T, name string, h how) (*person, error) {
	t.Helper()
	p := &person{t: t, s: s, app: "default", name: name, heard: make(chan heard, 20_000), ended: make(chan *paho.Disconnect, 1)}
	conn, err := s.dial(h.ws)
	if err != nil {
		return nil, err
	}
	if h.stall != nil {
		h.stall.Conn, h.stall.free = conn, make(chan struct{})
		if err := conn.(*net.TCPConn).SetReadBuffer(128 << 10); err != nil {
			return nil, err
		}
		conn = packets.NewThreadSafeConn(h.stall) // a packet is several writes there
	}
	if h.device == "" {
		h.device = name + "-phone"
	}
	if h.password == "" {
		h.password = "secret-" + name
	}
	if h.user == "" {
		h.user = name
	}
	if _, app, ok := strings.Cut(h.user, "@"); ok {
		p.app = app
	}
	p.client = paho.NewClient(paho.ClientConfig{
		Conn: conn, PacketTimeout: patience, EnableManualAcknowledgment: h.manual,
		OnServerDisconnect: func(d *paho.Disconnect) { p.ended <- d },
		OnPublishReceived: []func(paho.PublishReceived) (bool, error){func(r paho.PublishReceived) (bool, error) {
			var body map[string]any
			if err := json.Unmarshal(r.Packet.Payload, &body); err != nil {
				t.Errorf("%s hears no JSON on %s: %s", name, r.Packet.Topic, r.Packet.Payload)
			}
			p.heard <- heard{r.Packet.Topic, body, func() { _ = r.Client.Ack(r.Packet) }}
			return true, nil
		}},
	})
	c := &paho.Connect{ClientID: h.device, KeepAlive: 60, CleanStart: !h.resume, UsernameFlag: true, Username: h.user, PasswordFlag: true, Password: []byte(h.password), WillMessage: h.will, Properties: &paho.ConnectProperties{SessionExpiryInterval: &h.keep, RequestProblemInfo: true}}
	if h.nameless {
		c.UsernameFlag, c.PasswordFlag, c.Username, c.Password = false, false, "", nil
	}
	if h.delay > 0 {
		c.WillProperties = &paho.WillProperties{WillDelayInterval: &h.delay}
	}
	if h.window > 0 {
		c.Properties.ReceiveMaximum = &h.window
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if p.ack, err = p.client.Connect(ctx, c); err != nil {
		if p.ack != nil {
			return p, fmt.Errorf("refused with 0x%x: %w", p.ack.ReasonCode, err)
		}
		return nil, err
	}
	t.Cleanup(func() { _ = conn.Close() })
	return p, nil
}

// subscribe subscribes with QoS 1 and gives the reason code of each filter.
func (p *person) subscribe(filters ...string) []byte {
	p.t.Helper()
	sub := &paho.Subscribe{}
	for _, f := range filters {
		sub.Subscriptions = append(sub.Subscriptions, paho.SubscribeOptions{Topic: f, QoS: 1})
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	a, err := p.client.Subscribe(ctx, sub)
	if a == nil {
		p.t.Fatalf("%s cannot subscribe: %v", p.name, err)
	}
	return a.Reasons
}

// listen subscribes to the inbox and to all groups.
func (p *person) listen() *person {
	p.t.Helper()
	for _, code := range p.subscribe("im/"+p.app+"/user/"+p.name+"/#", "im/"+p.app+"/group/#") {
		if code > 1 {
			p.t.Fatalf("%s is refused its own inbox: 0x%x", p.name, code)
		}
	}
	return p
}

// publish gives the reason code, and the code of a refusal.
func (p *person) publish(topic string, payload string) (reason byte, code string, props paho.UserProperties) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	a, err := p.client.Publish(ctx, &paho.Publish{QoS: 1, Topic: topic, Payload: []byte(payload)})
	if a == nil {
		p.t.Fatalf("%s publishes to %s: %v", p.name, topic, err)
	}
	if a.Properties != nil {
		props = a.Properties.User
	}
	return a.ReasonCode, props.Get("code"), props
}

// send sends a text that must be accepted, and gives its seq.
func (p *person) send(to, text string) string {
	p.t.Helper()
	body, err := json.Marshal(map[string]any{"type": "txt", "body": map[string]string{"text": text}})
	if err != nil {
		p.t.Fatal(err)
	}
	reason, code, props := p.publish("im/"+p.app+"/"+to, string(body))
	if reason != 0 {
		p.t.Fatalf("%s to %s is refused: 0x%x %s", p.name, to, reason, code)
	}
	return props.Get("seq")
}

// receive gives the next thing heard.
func (p *person) receive() heard {
	p.t.Helper()
	select {
	case m := <-p.heard:
		return m
	case <-time.After(patience):
		p.t.Fatalf("%s hears nothing", p.name)
		return heard{}
	}
}

// hears expects a text next.
func (p *person) hears(text string) {
	p.t.Helper()
	m := p.receive()
	if got := textOf(m.body); got != text {
		p.t.Fatalf("%s hears %q on %s (%v), not %q", p.name, got, m.topic, m.body, text)
	}
}

func textOf(m map[string]any) string {
	body, _ := m["body"].(map[string]any)
	text, _ := body["text"].(string)
	return text
}

// hearsEvent skips to an event of this name.
func (p *person) hearsEvent(name string) map[string]any {
	p.t.Helper()
	for {
		m := p.receive()
		if body, ok := m.body["body"].(map[string]any); ok && body["event"] == name {
			return body
		}
		if m.body["event"] == name {
			return m.body
		}
	}
}

// isCut expects the connection to be ended by the server, with this reason code, and gives what else it said.
func (p *person) isCut(reason byte) (said paho.DisconnectProperties) {
	p.t.Helper()
	select {
	case d := <-p.ended:
		if d.ReasonCode != reason {
			p.t.Fatalf("%s is cut with 0x%x, not 0x%x", p.name, d.ReasonCode, reason)
		}
		if reason != 0x8E && (d.Properties == nil || d.Properties.ReasonString == "") { // mochi says the last one
			p.t.Fatalf("%s is cut without a word", p.name)
		}
		if d.Properties != nil {
			said = *d.Properties
		}
	case <-time.After(patience):
		p.t.Fatalf("%s is not cut", p.name)
	}
	return said
}
