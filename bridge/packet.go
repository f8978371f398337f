package bridge

import (
	"encoding/binary"
	"strconv"

	"github.com/hongyan-im/hongyan/chat"
)

// Packets of MQTT that the bridge writes itself [MQTT 3.1.1 and 5, chapter 3].
const (
	packetPublish    = 0x30
	packetPuback     = 0x40
	packetPubrec     = 0x50
	packetPubrel     = 0x62
	packetPubcomp    = 0x70
	packetDisconnect = 0xE0

	flagRetain = 0x01
	flagDup    = 0x08

	propReason       = 0x1F
	propUser         = 0x26
	propSubscription = 0x0B
	propCorrelation  = 0x09
)

// frames encodes one message once for each form that its recipients need.
type frames struct {
	topic   string
	payload []byte
	forms   [2][2]frame // by MQTT 5 or not, by QoS
}

type frame struct {
	packet []byte
	idAt   int // where the packet id goes; 0 for QoS 0
}

func (f *frames) get(version, qos byte) frame {
	five := 0
	if version >= 5 {
		five = 1
	}
	form := &f.forms[five][qos]
	if form.packet == nil {
		*form = publish(f.topic, f.payload, version, qos, nil)
	}
	return *form
}

// publish encodes a PUBLISH whose packet id is still zero.
func publish(topic string, payload []byte, version, qos byte, props []byte) frame {
	n := 2 + len(topic) + len(payload) + int(min(qos, 1))*2
	if version >= 5 {
		n += len(varint(nil, len(props))) + len(props)
	}
	b := make([]byte, 0, n+5)
	b = append(b, packetPublish|qos<<1)
	b = varint(b, n)
	b = text(b, topic)
	idAt := 0
	if qos > 0 {
		idAt = len(b)
		b = append(b, 0, 0)
	}
	if version >= 5 {
		b = append(varint(b, len(props)), props...)
	}
	return frame{append(b, payload...), idAt}
}

func varint(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) } // MQTT's is the same [MQTT5-1.5.5]

func text(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
	return append(b, s...)
}

func userProp(b []byte, key, value string) []byte { return text(text(append(b, propUser), key), value) }

// ack encodes a PUBACK or PUBREC. MQTT 3 knows no reasons: there o only matters to who reads the error event.
func ack(kind, version byte, id uint16, receipt *chat.Receipt, refusal *chat.Error) []byte {
	if version < 5 {
		return []byte{kind, 2, byte(id >> 8), byte(id)}
	}
	var props []byte
	reason := byte(0)
	switch {
	case refusal != nil:
		reason = refusal.Reason()
		props = text(append(props, propReason), refusal.Message)
		props = userProp(props, "code", string(refusal.Code))
		if refusal.RetryAfter > 0 {
			props = userProp(props, "retry_after", strconv.Itoa(refusal.RetryAfter))
		}
		if refusal.Until > 0 {
			props = userProp(props, "until", strconv.FormatInt(refusal.Until, 10))
		}
	case receipt != nil && receipt.ID != "":
		props = userProp(props, "id", receipt.ID)
		if receipt.Seq > 0 {
			props = userProp(props, "seq", strconv.FormatUint(receipt.Seq, 10))
		}
		props = userProp(props, "ts", strconv.FormatInt(receipt.TS, 10))
	}
	body := append([]byte{byte(id >> 8), byte(id), reason}, varint(nil, len(props))...)
	body = append(body, props...)
	return append(varint([]byte{kind}, len(body)), body...)
}

// pubrel encodes the second half of a QoS 2 delivery.
func pubrel(id uint16) []byte { return []byte{packetPubrel, 2, byte(id >> 8), byte(id)} }

// pubcomp ends the exchange of a QoS 2 publish.
func pubcomp(id uint16) []byte { return []byte{packetPubcomp, 2, byte(id >> 8), byte(id)} }

// disconnect encodes a DISCONNECT of MQTT 5, with the code of what ends the connection, if it has one.
func disconnect(reason byte, e ending) []byte {
	props := text([]byte{propReason}, e.reason)
	for _, p := range [...]struct{ key, value string }{{"code", string(e.code)}, {"platform", string(e.by.Platform)}, {"device", e.by.Device}} {
		if p.value != "" {
			props = userProp(props, p.key, p.value)
		}
	}
	body := append([]byte{reason}, varint(nil, len(props))...)
	body = append(body, props...)
	return append(varint([]byte{packetDisconnect}, len(body)), body...)
}
