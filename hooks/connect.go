package hooks

import (
	"context"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/bridge"
	"github.com/hongyan-im/hongyan/chat"
)

const (
	loginTime    = 10 * time.Second
	sessionMost  = 30 * 24 * time.Hour // how long a session outlives its connection at most
	keepaliveMax = math.MaxUint16 / 3 * 2
)

// OnConnect lets a client in or refuses it with a CONNACK. It runs before mochi looks at sessions.
func (h *Hook) OnConnect(cl *mqtt.Client, pk packets.Packet) error {
	conn, ok := cl.Net.Conn.(Conn)
	if !ok {
		return packets.ErrNotAuthorized
	}
	conn.SetVersion(pk.ProtocolVersion)
	began := h.service.Begin()
	ctx, cancel := context.WithTimeout(context.Background(), loginTime)
	defer cancel()
	if err := h.hub.MayCome(conn.RemoteIP()); err != nil { // before anyone's password is looked at
		return h.refuse(cl, connackCode(chat.AsError(err)), chat.AsError(err))
	}
	caller, err := h.login(ctx, pk, conn)
	if err != nil {
		return h.refuse(cl, connackCode(chat.AsError(err)), chat.AsError(err))
	}
	w, err := h.readWill(caller, cl.ID, pk)
	if err != nil {
		e := chat.AsError(err)
		return h.refuse(cl, e.Reason(), e)
	}
	if len(cl.ID) > 256 {
		return h.refuse(cl, packets.ErrClientIdentifierNotValid.Code, chat.Errorf(chat.CodeInvalid, "a client id has 256 bytes at most"))
	}
	c, err := h.admit(ctx, cl, pk, conn, caller)
	if err == nil && w != nil {
		if err = h.hub.KeepWill(ctx, c.session, w); err != nil {
			c.unlock()
		}
	}
	if err != nil {
		e := chat.AsError(err)
		return h.refuse(cl, connackCode(e), e)
	}
	c.began = began
	conn.Attach(c)
	conn.Established()
	return nil
}

// login proves the user by the certificate, where there is one that names him, else by what CONNECT says.
func (h *Hook) login(ctx context.Context, pk packets.Packet, conn Conn) (chat.Caller, error) {
	c := credentials(pk, conn)
	if cert := conn.Certificate(); cert != nil && h.Certified != nil {
		name, err := h.Certified(cert)
		if err != nil {
			return chat.Caller{}, chat.Errorf(chat.CodeUnauthenticated, "%s", err)
		}
		return h.auth.LoginCertified(name, c)
	}
	if !pk.Connect.UsernameFlag && !pk.Connect.PasswordFlag {
		return h.auth.LoginAnonymous(c)
	}
	if caller, known, err := h.auth.LoginOperator(c); known {
		return caller, err
	}
	return h.auth.Login(ctx, c)
}

func credentials(pk packets.Packet, conn Conn) auth.Credentials {
	user, app, _ := strings.Cut(string(pk.Connect.Username), "@")
	c := auth.Credentials{App: app, User: user, Password: string(pk.Connect.Password), RemoteIP: conn.RemoteIP()}
	for _, p := range pk.Properties.User {
		switch p.Key {
		case "platform":
			c.Platform = p.Val
		case "device":
			c.Device = p.Val
		}
	}
	return c
}

// admit makes the session and hides it from mochi, which would keep sessions and windows in its own way.
func (h *Hook) admit(ctx context.Context, cl *mqtt.Client, pk packets.Packet, conn Conn, caller chat.Caller) (*client, error) {
	name := cl.ID
	cl.ID = string(caller.App) + "/" + string(caller.User) + "/" + name // private to app and user
	unlock, err := h.locks.lock(ctx, cl.ID)
	if err != nil {
		return nil, chat.Errorf(chat.CodeOverloaded, "another connection of this client id is being set up")
	}
	if err := h.hub.Admit(caller, name); err != nil {
		unlock()
		return nil, err
	}
	c := &client{unlock: unlock, ephemeral: pk.ProtocolVersion >= 5 && pk.Properties.SessionExpiryInterval == 0}
	o := bridge.SessionOptions{
		Caller: caller, Client: name, Address: conn.RemoteIP(), Version: pk.ProtocolVersion, Link: conn, Window: int(pk.Properties.ReceiveMaximum),
		MaxPacket: int(pk.Properties.MaximumPacketSize), Aliases: int(pk.Properties.TopicAliasMaximum), NoReasons: pk.Properties.RequestProblemInfoFlag && pk.Properties.RequestProblemInfo == 0,
		NextID: func() (uint16, error) {
			id, err := cl.NextPacketID()
			return uint16(id), err
		},
	}
	if !caller.Guest() { // nothing is kept of a guest
		o.Persistent, o.Expiry = persistence(pk)
	}
	for _, p := range pk.Properties.User {
		o.Linked = o.Linked || p.Key == bridge.PropLink
	}
	c.expiry = uint32(o.Expiry / time.Second)
	if c.kept, err = h.resume(ctx, caller, name, pk.Connect.Clean); err != nil {
		unlock()
		return nil, err
	}
	if c.kept == nil {
		h.hub.BeginAnew(caller.App, caller.User, name)
	}
	if err := h.hub.WillReturn(ctx, caller, name, pk.Connect.Clean); err != nil {
		unlock()
		return nil, err
	}
	c.session = bridge.NewSession(o)
	cl.Properties.Will = mqtt.Will{}
	cl.Properties.Clean = true
	cl.Properties.Props.SessionExpiryInterval = 0
	cl.Properties.Props.ReceiveMaximum = 0
	cl.Properties.Props.TopicAliasMaximum = 0
	cl.State.Inflight.ResetSendQuota(0)
	h.boundKeepAlive(cl)
	return c, nil
}

// boundKeepAlive gives a client a shorter Keep Alive than it asked for, where it has to be.
func (h *Hook) boundKeepAlive(cl *mqtt.Client) {
	keep := &cl.State.Keepalive
	if most := h.KeepAlive / time.Second; most > 0 && cl.Properties.ProtocolVersion >= 5 && (*keep == 0 || time.Duration(*keep) > most) {
		*keep, cl.State.ServerKeepalive = uint16(min(most, keepaliveMax)), true
	}
	if *keep > keepaliveMax { // mochi's deadline would overflow
		*keep, cl.State.ServerKeepalive = keepaliveMax, true
	}
}

// persistence tells whether and for how long a session outlives its connection.
func persistence(pk packets.Packet) (bool, time.Duration) {
	if pk.ProtocolVersion < 5 {
		return !pk.Connect.Clean, sessionMost
	}
	expiry := time.Duration(pk.Properties.SessionExpiryInterval) * time.Second
	return expiry > 0, min(expiry, sessionMost)
}

// resume finds what the client left behind: in a live session that it takes over, or on disk.
func (h *Hook) resume(ctx context.Context, caller chat.Caller, name string, clean bool) (*chat.StoredSession, error) {
	kept := h.hub.TakeOver(caller.App, caller.User, name)
	if err := h.hub.Parted(ctx, caller.App, caller.User, name); err != nil {
		return nil, err
	}
	stored, found, err := h.service.Session(caller.App, caller.User, name)
	switch {
	case err != nil:
		return nil, err
	case clean && (found || kept != nil): // what is kept may be on its way to the disk
		h.hub.BeginAnew(caller.App, caller.User, name) // before, so that it gets nothing of what others are to have
		return nil, h.service.DropSession(ctx, caller.App, caller.User, name, 0)
	case clean:
		return nil, nil
	case kept == nil && found:
		kept = &stored
	}
	return kept, nil
}

// readWill vets a will: it is a message like any other, to where the client itself may write.
func (h *Hook) readWill(caller chat.Caller, client string, pk packets.Packet) (*bridge.Will, error) {
	if !pk.Connect.WillFlag {
		return nil, nil
	}
	if pk.Origin == emptyWill {
		pk.Connect.WillPayload = nil
	}
	w := &bridge.Will{
		Publish: bridge.Publish{Topic: pk.Connect.WillTopic, Payload: pk.Connect.WillPayload, QoS: pk.Connect.WillQos, Retain: pk.Connect.WillRetain},
		Delay:   time.Duration(pk.Connect.WillProperties.WillDelayInterval) * time.Second,
	}
	w.Forward, w.Expiry = forward(&pk.Connect.WillProperties)
	return w, h.hub.CheckWill(caller, client, w)
}

// connackCode is the reason code of a refused CONNECT [PROTOCOL 2.4]. Attempts that come too soon are answered like
// wrong ones.
func connackCode(e *chat.Error) byte {
	switch {
	case e.Code == chat.CodeTooManySessions:
		return packets.ErrQuotaExceeded.Code
	case e.Code == chat.CodeBanned:
		return packets.ErrBanned.Code
	case e.Class() == chat.ClassUnavailable || e.Class() == chat.ClassDiskFull || e.Class() == chat.ClassInternal:
		return packets.ErrServerUnavailable.Code
	case e.Class() == chat.ClassForbidden:
		return packets.ErrNotAuthorized.Code
	}
	return packets.ErrBadUsernameOrPassword.Code
}

// refuse answers a CONNECT; mochi would close without a word.
func (h *Hook) refuse(cl *mqtt.Client, code byte, e *chat.Error) error {
	h.hub.Refused("connect", e.Code)
	answer := packets.Code{Code: code, Reason: e.Message}
	if cl.Properties.ProtocolVersion < 5 {
		switch code { // [MQTT-3.2.2.3]
		case packets.ErrBadUsernameOrPassword.Code:
			answer.Code = 4
			if e.Code == chat.CodeRateLimited {
				answer.Code = 5
			}
		case packets.ErrServerUnavailable.Code:
			answer.Code = 3
		case packets.ErrClientIdentifierNotValid.Code:
			answer.Code = 2
		default:
			answer.Code = 5
		}
		h.sendConnack3(cl, answer.Code)
		return packets.ErrNotAuthorized
	}
	said := &packets.Properties{User: []packets.UserProperty{{Key: "code", Val: string(e.Code)}}}
	if e.Field != "" {
		said.User = append(said.User, packets.UserProperty{Key: "field", Val: e.Field})
	}
	if e.RetryAfter > 0 {
		said.User = append(said.User, packets.UserProperty{Key: "retry_after", Val: strconv.Itoa(e.RetryAfter)})
	}
	if err := h.server.SendConnack(cl, answer, false, said); err != nil {
		return err
	}
	return answer
}

// sendConnack3 writes a CONNACK of MQTT 3; mochi's own takes codes below 0x80 for success.
func (h *Hook) sendConnack3(cl *mqtt.Client, code byte) {
	if conn, ok := cl.Net.Conn.(Conn); ok {
		_, _ = cl.Net.Conn.Write([]byte{0x20, 2, 0, code}) // the connection ends in any case
		conn.Flush()
	}
}

// keyedLocks hold one connection of a client id back until another has been set up: mochi would let both in.
type keyedLocks struct {
	mu   sync.Mutex
	held map[string]chan struct{}
}

// lock waits for the key, or for ctx. The function it returns unlocks, once.
func (l *keyedLocks) lock(ctx context.Context, key string) (func(), error) {
	for {
		l.mu.Lock()
		if l.held == nil {
			l.held = make(map[string]chan struct{})
		}
		other, taken := l.held[key]
		if !taken {
			mine := make(chan struct{})
			l.held[key] = mine
			l.mu.Unlock()
			return sync.OnceFunc(func() {
				l.mu.Lock()
				delete(l.held, key)
				l.mu.Unlock()
				close(mine)
			}), nil
		}
		l.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
