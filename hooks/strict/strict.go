// Package strict says what is wrong with a packet of a client by MQTT 3.1, 3.1.1 and 5, before anybody acts upon it:
// lengths that do not add up, text that is no UTF-8, reserved bits, properties where they may not be or twice. It knows
// nothing of connections: what depends on what came before is the business of who asks.
package strict

import "strings"

// Types of packets [MQTT5-2.1.2].
const (
	connect     = 1
	publish     = 3
	puback      = 4
	pubrec      = 5
	pubrel      = 6
	pubcomp     = 7
	subscribe   = 8
	unsubscribe = 10
	pingreq     = 12
	disconnect  = 14
	auth        = 15
)

// Reason codes of MQTT 5 that a Fault has [MQTT5-4.13].
const (
	Malformed     = 0x81
	ProtocolError = 0x82
	WrongVersion  = 0x84
	NoClientID    = 0x85
	WrongTopic    = 0x90
	WrongAlias    = 0x94
	WrongMethod   = 0x8C
)

// Fault is what is wrong with a packet: the connection has to be closed [MQTT5-4.13.1-1].
type Fault struct {
	Reason byte // as MQTT 5 names it
	Text   string
}

// Check finds what is wrong with a packet that came after CONNECT, nil when nothing is. header is the length of its
// fixed header, version that of MQTT.
func Check(packet []byte, header int, version byte) *Fault {
	r := &reader{b: packet[header:]}
	kind, flags := packet[0]>>4, packet[0]&15
	if version >= 5 && header > lengthOf(len(r.b))+1 {
		return &Fault{Malformed, "the Remaining Length takes more bytes than it needs"} // [MQTT5-1.5.5-1]
	}
	switch kind {
	case connect:
		return &Fault{ProtocolError, "a second CONNECT"} // [MQTT-3.1.0-2]
	case publish:
		r.publish(flags, version)
		return r.fault
	case puback, pubrec, pubrel, pubcomp, subscribe, unsubscribe, pingreq, disconnect:
	case auth:
		if version < 5 {
			return &Fault{Malformed, "a packet type that does not exist"}
		}
	case 0:
		return &Fault{Malformed, "a packet type that does not exist"}
	default:
		return &Fault{ProtocolError, "a packet that only servers send"}
	}
	if !flagsOf(kind, flags, version) {
		return &Fault{Malformed, "flags that are reserved"} // [MQTT-2.2.2-2]
	}
	switch kind {
	case puback, pubrec, pubrel, pubcomp:
		r.acknowledgement(kind, version)
	case subscribe:
		r.subscribe(version)
	case unsubscribe:
		r.unsubscribe(version)
	case disconnect:
		r.ending(disconnect, version, endings)
	case auth:
		r.ending(auth, version, auths)
	}
	r.end()
	return r.fault
}

// flagsOf tells whether the flags of a packet other than PUBLISH are as they have to be. MQTT 3.1 knows DUP for more
// packets than its followers do.
func flagsOf(kind, flags, version byte) bool {
	switch kind {
	case pubrel, subscribe, unsubscribe: // [MQTT-3.6.1-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1]
		return flags == 2 || flags == 10 && version == 3
	}
	return flags == 0
}

func (r *reader) publish(flags, version byte) {
	qos := flags >> 1 & 3
	if qos == 3 { // [MQTT-3.3.1-4]
		r.fail(Malformed, "QoS 3")
	}
	if qos == 0 && flags&8 != 0 && version != 3 { // [MQTT-3.3.1-2]
		r.fail(ProtocolError, "DUP with QoS 0")
	}
	topic := r.text("the topic")
	if strings.ContainsAny(topic, "+#") { // [MQTT-3.3.2-2]
		r.fail(ProtocolError, "wildcards in a topic")
	}
	if qos > 0 {
		r.id()
	}
	aliased := false
	if version >= 5 {
		aliased = r.properties(publish)&(1<<topicAlias) != 0
	}
	if topic == "" && !aliased { // [MQTT-4.7.3-1]
		r.fail(ProtocolError, "an empty topic")
	}
}

func (r *reader) acknowledgement(kind, version byte) {
	r.id()
	if version < 5 || len(r.b) == 0 {
		return
	}
	codes := received
	if kind == pubrel || kind == pubcomp {
		codes = released
	}
	r.reason(codes) // [MQTT5-3.4.2-1] [MQTT5-3.5.2-1] [MQTT5-3.6.2-1] [MQTT5-3.7.2-1]
	if len(r.b) > 0 {
		r.properties(kind)
	}
}

func (r *reader) subscribe(version byte) {
	r.id()
	if version >= 5 {
		r.properties(subscribe)
	}
	if len(r.b) == 0 { // [MQTT-3.8.3-3]
		r.fail(ProtocolError, "no topic filter")
	}
	for len(r.b) > 0 && r.fault == nil {
		filter := r.text("a topic filter")
		o := r.byte()
		switch {
		case version < 5 && o > 2, version >= 5 && o&0xC0 != 0: // [MQTT-3-8.3-4] [MQTT5-3.8.3-5]
			r.fail(Malformed, "reserved bits in the options of a subscription")
		case o&3 == 3:
			r.fail(ProtocolError, "QoS 3")
		case o&0x30 == 0x30:
			r.fail(ProtocolError, "Retain Handling 3")
		case o&4 != 0 && strings.HasPrefix(filter, "$share/"): // [MQTT5-3.8.3-4]
			r.fail(ProtocolError, "No Local on a shared subscription")
		}
	}
}

func (r *reader) unsubscribe(version byte) {
	r.id()
	if version >= 5 {
		r.properties(unsubscribe)
	}
	if len(r.b) == 0 { // [MQTT-3.10.3-2]
		r.fail(ProtocolError, "no topic filter")
	}
	for len(r.b) > 0 && r.fault == nil {
		r.text("a topic filter")
	}
}

// ending reads DISCONNECT and AUTH, where all may be left out.
func (r *reader) ending(kind, version byte, codes string) {
	if version < 5 || len(r.b) == 0 {
		return
	}
	r.reason(codes) // [MQTT5-3.14.2-1] [MQTT5-3.15.2-1]
	if len(r.b) > 0 {
		r.properties(kind)
	}
}

// Codes that packets of clients may carry.
const (
	received = "\x00\x10\x80\x83\x87\x90\x91\x97\x99"
	released = "\x00\x92"
	endings  = "\x00\x04\x80\x81\x82\x83\x87\x89\x8B\x8D\x8E\x8F\x90\x93\x94\x95\x96\x97\x98\x99\x9A\x9B\x9C\x9D\x9E\x9F\xA0\xA1\xA2"
	auths    = "\x00\x18\x19"
)

func (r *reader) reason(codes string) {
	if c := r.byte(); r.fault == nil && strings.IndexByte(codes, c) < 0 {
		r.fail(ProtocolError, "a reason code that this packet does not have")
	}
}
