package hooks

import (
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hongyan-im/hongyan/bridge"
)

// OnACLCheck answers for filters what OnSubscribe found; publishes are decided in OnPublish, which can say why.
func (h *Hook) OnACLCheck(cl *mqtt.Client, topic string, write bool) bool {
	c, _ := clientOf(cl)
	if c == nil {
		return false
	}
	if write {
		return true
	}
	err, known := c.results[topic]
	return known && err == nil
}

// OnPublish hands a message over and returns at once; the answer is written when the message is on disk.
func (h *Hook) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	c, _ := clientOf(cl)
	if c == nil {
		return pk, packets.ErrRejectPacket
	}
	h.hub.Publish(c.session, bridge.Publish{
		Topic: pk.TopicName, Payload: pk.Payload, QoS: pk.FixedHeader.Qos, ID: pk.PacketID, Retain: pk.FixedHeader.Retain,
		Response: pk.Properties.ResponseTopic, Correlation: pk.Properties.CorrelationData,
		Received: func(id uint16) { cl.State.Inflight.Set(pubrec(id)) },
	})
	return pk, packets.ErrRejectPacket // neither acknowledged nor passed on by mochi
}

// pubrec is how mochi remembers a QoS 2 publish until its PUBREL.
func pubrec(id uint16) packets.Packet {
	return packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Pubrec}, PacketID: id, Created: time.Now().Unix()}
}

// OnPacketRead takes the PUBACKs of our deliveries, and mends what mochi gets wrong before it sees it.
func (h *Hook) OnPacketRead(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	switch pk.FixedHeader.Type {
	case packets.Puback:
		if c, _ := clientOf(cl); c != nil {
			c.session.Acked(pk.PacketID)
		}
	case packets.Publish:
		if pk.FixedHeader.Qos == 2 {
			return h.repeated(cl, pk), nil
		}
	case packets.Disconnect:
		if c, _ := clientOf(cl); c != nil && pk.Properties.SessionExpiryIntervalFlag {
			c.session.SetExpiry(min(time.Duration(pk.Properties.SessionExpiryInterval)*time.Second, sessionMost))
			pk.Properties.SessionExpiryIntervalFlag = false // mochi knows of no session
			pk.Properties.SessionExpiryInterval = 0
		}
	}
	return pk, nil
}

// repeated answers a QoS 2 publish that came before with the same PUBREC; mochi would answer with an error. Nothing can
// be dropped here, so mochi is given an acknowledgement that it ignores.
func (h *Hook) repeated(cl *mqtt.Client, pk packets.Packet) packets.Packet {
	before, ok := cl.State.Inflight.Get(pk.PacketID)
	if !ok || before.FixedHeader.Type != packets.Pubrec {
		return pk
	}
	if _, conn := clientOf(cl); conn != nil {
		conn.Queue([]byte{0x50, 2, byte(pk.PacketID >> 8), byte(pk.PacketID)}, 0, 0)
		conn.Flush()
	}
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
		pk.SessionPresent = c.kept != nil
		if c.session.Version >= 5 {
			p := &pk.Properties
			p.MaximumPacketSize = MaxPacket
			p.SharedSubAvailable, p.SharedSubAvailableFlag = 0, true
			p.RetainAvailable, p.RetainAvailableFlag = 0, true
			if c.expiry > 0 {
				p.SessionExpiryInterval, p.SessionExpiryIntervalFlag = c.expiry, true
			}
		}
	case packets.Unsuback:
		if len(c.unsubs) == len(pk.ReasonCodes) {
			pk.ReasonCodes = c.unsubs
		}
		c.unsubs = nil
	}
	return pk
}

// OnPacketSent lets a client into its chatrooms once it has the SUBACK.
func (h *Hook) OnPacketSent(cl *mqtt.Client, pk packets.Packet, _ []byte) {
	if pk.FixedHeader.Type != packets.Suback {
		return
	}
	if c, _ := clientOf(cl); c != nil {
		for _, b := range c.rooms {
			h.hub.Enter(c.session, b)
		}
		c.rooms = nil
	}
}

// OnSubscribe subscribes at the bridge; mochi gets what came of it by OnACLCheck.
func (h *Hook) OnSubscribe(cl *mqtt.Client, pk packets.Packet) packets.Packet {
	c, _ := clientOf(cl)
	if c == nil {
		return pk
	}
	c.results = make(map[string]error, len(pk.Filters))
	for i := range pk.Filters {
		f := &pk.Filters[i]
		b, err := bridge.ParseFilter(c.session.Caller.App, c.session.Caller.User, f.Filter, f.Qos)
		f.Qos = b.QoS
		if err == nil {
			b.ID, b.NoLocal = f.Identifier, f.NoLocal
			err = h.hub.Subscribe(c.session, b)
		}
		if _, ok := b.Room(); ok && err == nil {
			c.rooms = append(c.rooms, b)
		}
		c.results[f.Filter] = err
	}
	return pk
}

// OnSubscribed takes the subscriptions out of mochi's index: deliveries do not go through it. It runs before the SUBACK.
func (h *Hook) OnSubscribed(cl *mqtt.Client, pk packets.Packet, reasonCodes []byte) {
	c, _ := clientOf(cl)
	if c == nil {
		return
	}
	for i, f := range pk.Filters {
		if reasonCodes[i] >= packets.ErrUnspecifiedError.Code {
			if c.results[f.Filter] == nil { // refused by mochi for its own reasons
				h.hub.Unsubscribe(c.session, f.Filter)
			}
			continue
		}
		h.server.Topics.Unsubscribe(f.Filter, cl.ID)
		cl.State.Subscriptions.Delete(f.Filter)
	}
	c.results = nil
}

// OnUnsubscribe unsubscribes at the bridge.
func (h *Hook) OnUnsubscribe(cl *mqtt.Client, pk packets.Packet) packets.Packet {
	c, _ := clientOf(cl)
	if c == nil {
		return pk
	}
	c.unsubs = make([]byte, len(pk.Filters))
	for i, f := range pk.Filters {
		if !h.hub.Unsubscribe(c.session, f.Filter) {
			c.unsubs[i] = packets.CodeNoSubscriptionExisted.Code
		}
	}
	return pk
}
