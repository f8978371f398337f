// Package hooks is what mochi asks: who may connect, what a publish means, who wants what. It keeps mochi to what it is
// good at, the protocol; queues, windows, sessions and delivery are the bridge's (DESIGN: mochi, what for and what not).
package hooks

import (
	"bytes"
	"context"
	"crypto/x509"
	"log/slog"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/bridge"
	"github.com/hongyan-im/hongyan/chat"
)

// Conn is what a hook needs of a connection, beyond what mochi does.
type Conn interface {
	bridge.Link
	Attach(v any)
	Attached() any
	Established()
	SetVersion(v byte)
	RemoteIP() string
	Certificate() *x509.Certificate
}

// Hook connects a mochi server to the domain. One hook does all, so that no other can say yes where it says no.
type Hook struct {
	mqtt.HookBase
	server  *mqtt.Server
	auth    *auth.Authenticator
	service *chat.Service
	hub     *bridge.Hub
	locks   keyedLocks
	most    uint32 // bytes of a client's packet

	// Certified names the user of a client's certificate, as user or user@app. nil: certificates name nobody. It is set
	// before the server serves.
	Certified func(*x509.Certificate) (string, error)
	// KeepAlive bounds that of MQTT 5 clients, who are told of it [MQTT5-3.1.2-21]; 0: as far as mochi can count. It is
	// set before the server serves.
	KeepAlive time.Duration
}

// MaxPacket is the largest packet a client may send unless [Hook.LimitPackets] says otherwise, in bytes: a message of the largest size with its envelope.
const MaxPacket = chat.MaxMessage + 16<<10

// NewServer makes a mochi server that asks this package.
func NewServer(a *auth.Authenticator, s *chat.Service, hub *bridge.Hub, log *slog.Logger) (*mqtt.Server, *Hook, error) {
	caps := mqtt.NewDefaultServerCapabilities()
	caps.MaximumPacketSize = MaxPacket
	caps.MaximumClientWritesPending = 16 // mochi queues next to nothing for us
	caps.TopicAliasMaximum = 0           // an aliased publish would be checked without its topic
	caps.MaximumMessageExpiryInterval = 0
	caps.Compatibilities.NoInheritedPropertiesOnAck = true
	server := mqtt.New(&mqtt.Options{
		Capabilities:             caps,
		ClientNetReadBufferSize:  128, // our connection reads ahead; mochi's buffer lives as long as the client
		ClientNetWriteBufferSize: 512,
		SysTopicResendInterval:   3600,
		Logger:                   slog.New(quiet{log.Handler()}),
	})
	h := &Hook{server: server, auth: a, service: s, hub: hub, most: MaxPacket}
	return server, h, server.AddHook(h, nil)
}

// LimitPackets changes how large a client's packet may be, as CONNACK says. It is called before the server serves; who
// reads the sockets has to keep to the same.
func (h *Hook) LimitPackets(most int) {
	h.most = uint32(most)
	h.server.Options.Capabilities.MaximumPacketSize = h.most
}

// ID names the hook for mochi.
func (h *Hook) ID() string { return "hongyan" }

// Provides tells mochi which events to bring.
func (h *Hook) Provides(b byte) bool {
	return bytes.IndexByte([]byte{
		mqtt.OnConnect, mqtt.OnConnectAuthenticate, mqtt.OnACLCheck, mqtt.OnSessionEstablish, mqtt.OnSessionEstablished, mqtt.OnDisconnect,
		mqtt.OnPacketRead, mqtt.OnPacketEncode, mqtt.OnPacketSent, mqtt.OnPublish,
		mqtt.OnSubscribe, mqtt.OnUnsubscribe,
	}, b) >= 0
}

// client is what hooks know of a connection that has been let in.
type client struct {
	session *bridge.Session
	kept    *chat.StoredSession
	unlock  func()
	live    bool              // the hub has it; of the goroutine that reads
	began   chat.Moment       // before the credentials were looked at
	codes   []byte            // for the answer to the SUBSCRIBE or UNSUBSCRIBE being processed
	rooms   []bridge.Sub      // to enter once the SUBACK is out
	aliases map[uint16]string // topics that the client has given numbers
	expiry  uint32            // granted to a MQTT 5 client, seconds
	left    byte              // the reason of its DISCONNECT

	ephemeral bool // a MQTT 5 client that wanted no session
}

func clientOf(cl *mqtt.Client) (*client, Conn) {
	conn, ok := cl.Net.Conn.(Conn)
	if !ok {
		return nil, nil
	}
	c, _ := conn.Attached().(*client)
	return c, conn
}

// OnConnectAuthenticate always agrees: OnConnect has decided.
func (h *Hook) OnConnectAuthenticate(cl *mqtt.Client, pk packets.Packet) bool {
	c, _ := clientOf(cl)
	return c != nil
}

// OnSessionEstablish leaves mochi nothing of a connection that is taken over: it would send its PUBRECs once more
// [MQTT-4.4.0-1].
func (h *Hook) OnSessionEstablish(cl *mqtt.Client, _ packets.Packet) {
	if old, there := h.server.Clients.Get(cl.ID); there {
		old.ClearInflights()
	}
}

// OnSessionEstablished makes the session live, after the CONNACK.
func (h *Hook) OnSessionEstablished(cl *mqtt.Client, pk packets.Packet) {
	c, conn := clientOf(cl)
	if c == nil {
		return
	}
	defer c.unlock()
	err := h.hub.Attach(c.session, c.kept)
	c.kept, c.live = nil, err == nil
	if err == nil {
		err = h.service.Usable(c.session.Caller, c.began)
	}
	if err != nil {
		e := chat.AsError(err)
		h.hub.Close(c.session, e.Code, e.Message)
		return
	}
	for _, id := range c.session.Unreleased() {
		cl.State.Inflight.Set(pubrec(id))
	}
	conn.Flush()
}

// OnDisconnect ends the session; its will is due, unless the client has taken it back.
func (h *Hook) OnDisconnect(cl *mqtt.Client, _ error, _ bool) {
	c, _ := clientOf(cl)
	if c == nil {
		return
	}
	h.hub.Detach(c.session)
}

// Closed is told of every connection that has ended, in whatever way; after a panic OnDisconnect was skipped.
func (h *Hook) Closed(conn Conn) {
	c, _ := conn.Attached().(*client)
	if c == nil {
		return
	}
	c.unlock()
	h.hub.Detach(c.session)
	h.hub.ForgoWill(c.session) // a client that never got in leaves none
}

// quiet hands mochi's errors on without the packets in them: payloads and passwords are nobody's business.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, slog.LevelDebug, "mochi: "+r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "error" || a.Key == "listener" {
			clean.AddAttrs(a)
		}
		return true
	})
	if !q.Handler.Enabled(ctx, clean.Level) {
		return nil
	}
	return q.Handler.Handle(ctx, clean)
}

func (q quiet) WithAttrs([]slog.Attr) slog.Handler { return q }
func (q quiet) WithGroup(string) slog.Handler      { return q }
