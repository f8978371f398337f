package hooks

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"github.com/hongyan-im/hongyan/bridge"
)

// Tap takes the packets that most traffic consists of, plain publishes and the acknowledgements of deliveries, before
// mochi decodes them: it would copy each several times. What is out of the ordinary (QoS 2, MQTT 5 properties, a retained or
// malformed publish, an acknowledgement that nothing waits for) it leaves to mochi, with the same outcome by OnPublish and
// OnPacketRead.
func (h *Hook) Tap(conn Conn, packet []byte, header int) bool {
	c, _ := conn.Attached().(*client)
	if c == nil || !c.live {
		return false
	}
	switch packet[0] {
	case 0x40, 0x50, 0x70: // PUBACK, PUBREC, PUBCOMP
		if len(packet) != header+2 {
			return false
		}
		ours, _ := c.session.Answered(packet[0], binary.BigEndian.Uint16(packet[header:]), 0)
		return ours
	case 0x30, 0x32, 0x3A: // PUBLISH of QoS 0, of QoS 1, and of QoS 1 once more
		return h.tapPublish(c, packet[0]>>1&3, packet[header:])
	}
	return false
}

func (h *Hook) tapPublish(c *client, qos byte, b []byte) bool {
	topic, b, ok := shortText(b)
	if !ok || len(topic) == 0 || topic[0] == '$' || !utf8.Valid(topic) || bytes.ContainsAny(topic, "+#\x00") {
		return false
	}
	p := bridge.Publish{Topic: string(topic), QoS: qos}
	if qos > 0 {
		if len(b) < 2 || b[0] == 0 && b[1] == 0 {
			return false
		}
		p.ID, b = binary.BigEndian.Uint16(b), b[2:]
	}
	if c.session.Version >= 5 {
		if len(b) == 0 || b[0] != 0 { // properties
			return false
		}
		b = b[1:]
	}
	p.Payload = bytes.Clone(b)
	h.hub.Publish(c.session, p)
	return true
}

// shortText reads a string with its length in front [MQTT-1.5.4].
func shortText(b []byte) (text, rest []byte, ok bool) {
	if len(b) < 2 {
		return nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(b))
	if len(b) < 2+n {
		return nil, nil, false
	}
	return b[2 : 2+n], b[2+n:], true
}
