package hooks

import (
	"encoding/binary"

	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/hooks/strict"
)

// Check refuses a packet that the standards forbid, and says why to a client that can be told. Of such packets mochi
// lets many pass, and ends the connection of others without a word.
func (h *Hook) Check(conn Conn, packet []byte, header int) bool {
	c, _ := conn.Attached().(*client)
	if c == nil {
		return h.checkConnect(conn, packet, header)
	}
	wrong := strict.Check(packet, header, c.session.Version)
	kind := packet[0] >> 4
	switch {
	case wrong != nil:
	case kind == packets.Disconnect && c.session.Version >= 5:
		wrong = c.checkDisconnect(packet[header:])
	case kind == packets.Auth: // no method was agreed on [MQTT5-4.12.0-7]
		wrong = &strict.Fault{Reason: strict.ProtocolError, Text: "AUTH without an Authentication Method in CONNECT"}
	case c.session.Version == 3 && kind != packets.Publish:
		packet[0] &^= 8 // DUP, which MQTT 3.1 has in more packets than mochi knows
	}
	if wrong != nil {
		h.disconnect(conn, c, wrong)
	}
	return wrong == nil
}

// checkDisconnect notes the reason of a DISCONNECT, which mochi overlooks when nothing follows it.
func (c *client) checkDisconnect(b []byte) *strict.Fault {
	c.left = 0
	if len(b) > 0 {
		c.left = b[0]
	}
	if expiry, there := sessionExpiry(b); there && expiry > 0 && c.ephemeral { // [MQTT5-3.14.2.2.2]
		return &strict.Fault{Reason: strict.ProtocolError, Text: "a Session Expiry Interval in DISCONNECT after 0 in CONNECT"}
	}
	return nil
}

// sessionExpiry finds the Session Expiry Interval of a well-formed DISCONNECT.
func sessionExpiry(b []byte) (expiry uint32, there bool) {
	var pk packets.Packet
	pk.ProtocolVersion, pk.FixedHeader = 5, packets.FixedHeader{Type: packets.Disconnect, Remaining: len(b)}
	if pk.DisconnectDecode(b) != nil {
		return 0, false
	}
	return pk.Properties.SessionExpiryInterval, pk.Properties.SessionExpiryIntervalFlag
}

// disconnect tells a client what it did wrong, and ends the connection; its will is due.
func (h *Hook) disconnect(conn Conn, c *client, wrong *strict.Fault) {
	h.hub.Refused("malformed", chat.CodeInvalid)
	if c.session.Version >= 5 { // broker leaves it out for others
		b := reasoned(0xE0, []byte{wrong.Reason}, wrong.Text)
		if most := c.session.MaxPacket; most > 0 && len(b) > most { // [MQTT5-3.14.2-3]
			b = []byte{0xE0, 1, wrong.Reason}
		}
		conn.Queue(b, 0, 0)
	}
	conn.CloseAfterFlush()
}

// reasoned encodes a packet that ends with a Reason String of less than 120 bytes.
func reasoned(first byte, body []byte, reason string) []byte {
	body = append(body, byte(3+len(reason)), packets.PropReasonString)
	body = append(binary.BigEndian.AppendUint16(body, uint16(len(reason))), reason...)
	return append([]byte{first, byte(len(body))}, body...)
}

// checkConnect refuses a first packet that is no CONNECT, or not a good one.
func (h *Hook) checkConnect(conn Conn, packet []byte, header int) bool {
	if packet[0]>>4 != packets.Connect {
		return false // [MQTT-3.1.0-1]
	}
	said := strict.ReadConnect(packet, header)
	wrong := said.Fault
	if wrong == nil && said.Method != "" { // [MQTT5-4.12.0-1]
		wrong = &strict.Fault{Reason: strict.WrongMethod, Text: "no Authentication Method is known here"}
	}
	if wrong == nil {
		return true
	}
	h.hub.Refused("malformed", chat.CodeInvalid)
	switch {
	case said.Version >= 5:
		conn.Queue(reasoned(0x20, []byte{0, wrong.Reason}, wrong.Text), 0, 0)
	case said.Version > 0 && wrong.Reason == strict.WrongVersion: // [MQTT-3.1.2-2]
		conn.Queue([]byte{0x20, 2, 0, 1}, 0, 0)
	case said.Version > 0 && wrong.Reason == strict.NoClientID: // [MQTT-3.1.3-8]
		conn.Queue([]byte{0x20, 2, 0, 2}, 0, 0)
	}
	return false
}

// emptyWill marks a will without a payload: mochi takes it for none, though the standards allow it [MQTT-3.1.3.3].
const emptyWill = "an empty will"

// acceptable gives mochi a CONNECT that it will not refuse.
func acceptable(pk packets.Packet) packets.Packet {
	if pk.Connect.WillFlag && len(pk.Connect.WillPayload) == 0 {
		pk.Connect.WillPayload, pk.Origin = []byte{0}, emptyWill
	}
	if len(pk.Connect.Password) == 0 {
		pk.Connect.PasswordFlag = false
	}
	return pk
}
