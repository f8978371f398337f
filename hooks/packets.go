package hooks

import (
	"bytes"
	"strings"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hongyan-im/hongyan/bridge"
	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/hooks/strict"
)

// OnACLCheck has nothing to decide: publishes are decided in OnPublish, which can say why, and mochi sees no filters.
func (h *Hook) OnACLCheck(cl *mqtt.Client, _ string, write bool) bool {
	c, _ := clientOf(cl)
	return c != nil && write
}

// OnPublish hands a message over and returns at once; the answer is written when the message is on disk.
func (h *Hook) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	c, _ := clientOf(cl)
	if c == nil {
		return pk, packets.ErrRejectPacket
	}
	h.publish(cl, c, pk)
	return pk, packets.ErrRejectPacket // neither acknowledged nor passed on by mochi
}

func (h *Hook) publish(cl *mqtt.Client, c *client, pk packets.Packet) {
	p := bridge.Publish{
		Topic: pk.TopicName, Payload: pk.Payload, QoS: pk.FixedHeader.Qos, ID: pk.PacketID, Retain: pk.FixedHeader.Retain,
		Response: pk.Properties.ResponseTopic, Correlation: pk.Properties.CorrelationData,
		Received: func(id uint16) { cl.State.Inflight.Set(pubrec(id)) },
	}
	if c.session.Version >= 5 && !strings.HasPrefix(p.Topic, "im/") {
		p.Forward, p.Expiry = forward(&pk.Properties)
	}
	h.hub.Publish(c.session, p)
}

// pubrec is how mochi remembers a QoS 2 publish until its PUBREL.
func pubrec(id uint16) packets.Packet {
	return packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Pubrec}, PacketID: id, Created: time.Now().Unix()}
}

// OnPacketRead takes the acknowledgements of our deliveries, and mends what mochi gets wrong before it sees it.
func (h *Hook) OnPacketRead(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	c, conn := clientOf(cl)
	if c == nil {
		return acceptable(pk), nil
	}
	switch pk.FixedHeader.Type {
	case packets.Puback, packets.Pubrec, packets.Pubcomp:
		ours, wrong := c.session.Answered(pk.FixedHeader.Type<<4, pk.PacketID, pk.ReasonCode)
		if wrong { // [MQTT-4.8.0-1] [MQTT5-4.13.1-1]
			h.disconnect(conn, c, &strict.Fault{Reason: strict.ProtocolError, Text: "an acknowledgement that the delivery does not wait for"})
		}
		if ours || wrong {
			return ignored(pk), nil // mochi would forget a QoS 2 publish of the same packet id
		}
	case packets.Pubrel:
		if c.session.Released(pk.PacketID) {
			cl.State.Inflight.Delete(pk.PacketID)
			return ignored(pk), nil // its PUBCOMP comes when that is on disk
		}
	case packets.Publish:
		if wrong := c.resolveAlias(&pk); wrong != nil {
			h.disconnect(conn, c, wrong)
			return ignored(pk), nil
		}
		switch {
		case unanswered(pk):
			h.publish(cl, c, pk)
			return ignored(pk), nil
		case pk.FixedHeader.Qos == 2:
			return h.repeated(cl, c, conn, pk), nil
		}
	case packets.Disconnect:
		if c.left == 0 { // all others end with the will [MQTT5-3.14.4-3]
			h.hub.ForgoWill(c.session)
		}
		if pk.Properties.SessionExpiryIntervalFlag {
			c.session.SetExpiry(min(time.Duration(pk.Properties.SessionExpiryInterval)*time.Second, sessionMost))
			pk.Properties.SessionExpiryIntervalFlag = false // mochi knows of no session
			pk.Properties.SessionExpiryInterval = 0
		}
		h.hub.Detach(c.session) // before mochi closes the socket: who sees it closed is away
	}
	return pk, nil
}

// unanswered tells whether a publish is one that mochi drops without a word: it looks at $SYS and $share itself.
func unanswered(pk packets.Packet) bool {
	return strings.HasPrefix(pk.TopicName, "$") && pk.PublishValidate(0) == packets.CodeSuccess
}

// openMost bounds the QoS 2 publishes of a client that wait for their PUBREL, as CONNACK says [MQTT5-3.2.2.3.3].
const openMost = 1024

// repeated answers a QoS 2 publish that came before with the same PUBREC; mochi would answer with an error.
func (h *Hook) repeated(cl *mqtt.Client, c *client, conn Conn, pk packets.Packet) packets.Packet {
	before, ok := cl.State.Inflight.Get(pk.PacketID)
	switch {
	case ok && before.FixedHeader.Type == packets.Pubrec:
		conn.Queue([]byte{0x50, 2, byte(pk.PacketID >> 8), byte(pk.PacketID)}, 0, 0)
		conn.Flush()
		return ignored(pk)
	case cl.State.Inflight.Len() >= openMost:
		h.disconnect(conn, c, &strict.Fault{Reason: packets.ErrReceiveMaximum.Code, Text: "more QoS 2 publishes than the Receive Maximum wait for their PUBREL"})
		return ignored(pk)
	}
	return pk
}

// ignored takes a packet from mochi. Nothing can be dropped in OnPacketRead, so mochi is given an acknowledgement of
// nothing.
func ignored(pk packets.Packet) packets.Packet {
	return packets.Packet{ProtocolVersion: pk.ProtocolVersion, FixedHeader: packets.FixedHeader{Type: packets.Puback}, PacketID: 0}
}

// OnPacketEncode says in CONNACK what mochi does not know or leaves out.
func (h *Hook) OnPacketEncode(cl *mqtt.Client, pk packets.Packet) packets.Packet {
	c, _ := clientOf(cl)
	if c == nil {
		return pk
	}
	switch pk.FixedHeader.Type {
	case packets.Connack:
		if pk.ReasonCode != 0 {
			return pk
		}
		pk.SessionPresent = c.kept != nil && c.session.Version > 3 // where MQTT 3.1 has a reserved bit
		if c.session.Version >= 5 {
			p := &pk.Properties
			p.MaximumPacketSize = h.most
			p.TopicAliasMaximum = aliasesMost
			p.RetainAvailable, p.RetainAvailableFlag = 1, true
			// The names of the login may be an alias, or spelled otherwise.
			p.User = append(p.User,
				packets.UserProperty{Key: "app", Val: string(c.session.Caller.App)},
				packets.UserProperty{Key: "user", Val: string(c.session.Caller.User)})
			if c.session.Caller.FoldIDs {
				p.User = append(p.User, packets.UserProperty{Key: "fold_ids", Val: "true"})
			}
			if cl.Properties.Props.RequestResponseInfo == 1 {
				p.ResponseInfo = h.hub.ResponseInformation(c.session.Caller, c.session.Client)
			}
			if c.expiry > 0 || c.session.Caller.Guest() { // 0 may be less than was asked for [MQTT5-3.2.2.3.2]
				p.SessionExpiryInterval, p.SessionExpiryIntervalFlag = c.expiry, true
			}
			if most := c.session.MaxPacket; most > 0 && connackSize(pk) > most { // [MQTT5-3.2.2-20]
				p.User = nil
			}
		}
	case packets.Pubrel, packets.Pubcomp, packets.Disconnect: // the code says enough, and always fits [MQTT5-3.6.2-2] [MQTT5-3.7.2-2]
		pk.Properties.ReasonString = ""
	case packets.Suback, packets.Unsuback:
		pk.ReasonCodes, c.codes = c.codes, nil
		pk.Properties = packets.Properties{} // mochi sends the client's own user properties back
	}
	return pk
}

// connackSize is how long a CONNACK is on the wire.
func connackSize(pk packets.Packet) int {
	var b bytes.Buffer
	if pk.ConnackEncode(&b) != nil {
		return 0
	}
	return b.Len()
}

// OnPacketSent lets a client into its chatrooms, and has it brought what is retained, once it has the SUBACK.
func (h *Hook) OnPacketSent(cl *mqtt.Client, pk packets.Packet, _ []byte) {
	if pk.FixedHeader.Type != packets.Suback {
		return
	}
	if c, _ := clientOf(cl); c != nil {
		for _, b := range c.rooms {
			h.hub.Enter(c.session, b)
		}
		c.rooms = nil
		h.hub.Replay(c.session)
	}
}

// OnSubscribe subscribes at the bridge. mochi is left with no filters, so that its index and its own idea of a session
// stay empty; OnPacketEncode puts the reason codes into the SUBACK.
func (h *Hook) OnSubscribe(cl *mqtt.Client, pk packets.Packet) packets.Packet {
	c, _ := clientOf(cl)
	if c == nil {
		return pk
	}
	c.codes = make([]byte, len(pk.Filters))
	for i, f := range pk.Filters {
		b, err := c.session.ParseFilter(f.Filter, f.Qos)
		if err == nil {
			b.ID, b.NoLocal, b.AsIs, b.Retain = f.Identifier, f.NoLocal, f.RetainAsPublished, f.RetainHandling
			err = h.hub.Subscribe(c.session, b)
		}
		if c.codes[i] = subackCode(c.session.Version, b.QoS, err); err != nil {
			h.hub.Refused("subscribe", chat.AsError(err).Code)
		}
		if _, ok := b.Room(); ok && err == nil {
			c.rooms = append(c.rooms, b)
		}
	}
	h.hub.Keep(c.session)
	pk.Filters = nil
	return pk
}

// subackCode is the granted QoS, or what was wrong [MQTT5-3.9.3] [MQTT-3.9.3-2].
func subackCode(version, qos byte, err error) byte {
	switch {
	case err == nil:
		return qos
	case version < 5:
		return 0x80
	}
	switch e := chat.AsError(err); e.Class() {
	case chat.ClassNotFound:
		if e.Code == chat.CodeBadAddress {
			return packets.ErrTopicFilterInvalid.Code
		}
		return packets.ErrNotAuthorized.Code
	case chat.ClassForbidden:
		return packets.ErrNotAuthorized.Code
	case chat.ClassInvalid:
		return packets.ErrQuotaExceeded.Code
	}
	return packets.ErrUnspecifiedError.Code
}

// OnUnsubscribe unsubscribes at the bridge, likewise.
func (h *Hook) OnUnsubscribe(cl *mqtt.Client, pk packets.Packet) packets.Packet {
	c, _ := clientOf(cl)
	if c == nil {
		return pk
	}
	c.codes = make([]byte, len(pk.Filters))
	for i, f := range pk.Filters {
		if !h.hub.Unsubscribe(c.session, f.Filter) {
			c.codes[i] = packets.CodeNoSubscriptionExisted.Code
		}
	}
	h.hub.Keep(c.session)
	pk.Filters = nil
	return pk
}
