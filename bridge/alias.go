package bridge

import "encoding/binary"

// propAlias is the Topic Alias of a PUBLISH [MQTT5-3.3.2.3.4].
const propAlias = 0x23

// queue appends a PUBLISH to the link, with s.mu held. To a client that takes topic aliases a topic that it has heard
// before goes as a number: then the frame is its own, else it is the one that all share.
func (s *Session) queue(f frame, id uint16) bool {
	if s.Aliases == 0 || s.Version < 5 {
		return s.Link.Queue(f.packet, f.idAt, id)
	}
	topic := f.topic()
	alias, known := s.aliases[topic]
	if !known {
		if len(s.aliases) >= s.Aliases { // [MQTT5-3.1.2-26] [MQTT5-3.3.2-11]
			return s.Link.Queue(f.packet, f.idAt, id)
		}
		alias = uint16(len(s.aliases) + 1)
	}
	short := f.aliased(alias, known)
	if s.MaxPacket > 0 && len(short.packet) > s.MaxPacket { // the number has made it too long
		return s.Link.Queue(f.packet, f.idAt, id)
	}
	if !s.Link.Queue(short.packet, short.idAt, id) {
		return false
	}
	if !known {
		if s.aliases == nil {
			s.aliases = make(map[string]uint16)
		}
		s.aliases[topic] = alias
	}
	return true
}

// parts cuts a PUBLISH of MQTT 5: what stands before the length of its properties, these, and the payload.
func (f frame) parts() (topic string, props, payload []byte) {
	_, n := binary.Uvarint(f.packet[1:])
	b := f.packet[1+n:]
	n = 2 + int(binary.BigEndian.Uint16(b))
	topic, b = string(b[2:n]), b[n:]
	if f.idAt > 0 {
		b = b[2:]
	}
	size, n := binary.Uvarint(b)
	b = b[n:]
	return topic, b[:size], b[size:]
}

func (f frame) topic() string {
	topic, _, _ := f.parts()
	return topic
}

// aliased is the same PUBLISH with an alias, and without its topic where the client knows what the alias means.
func (f frame) aliased(alias uint16, known bool) frame {
	topic, props, payload := f.parts()
	if known {
		topic = ""
	}
	with := binary.BigEndian.AppendUint16([]byte{propAlias}, alias)
	short := publish(topic, payload, 5, f.packet[0]>>1&3, append(with, props...))
	short.packet[0] = f.packet[0] // DUP and RETAIN too
	return short
}
