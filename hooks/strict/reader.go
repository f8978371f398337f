package strict

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// reader reads a packet from its front. After the first fault it gives zeros.
type reader struct {
	b      []byte
	fault  *Fault
	method string // Authentication Method, when properties had one
}

// fail notes a fault; the first one counts.
func (r *reader) fail(reason byte, text string) {
	if r.fault == nil {
		r.fault = &Fault{reason, text}
		r.b = nil
	}
}

// end fails when something is left.
func (r *reader) end() {
	if len(r.b) > 0 {
		r.fail(Malformed, "bytes after the end of the packet")
	}
}

func (r *reader) take(n int) []byte {
	if len(r.b) < n {
		r.fail(Malformed, "the packet ends too early")
		return nil
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uint16() uint16 {
	if b := r.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// id reads a packet id, which is never 0 [MQTT-2.3.1-1] [MQTT5-2.2.1-3].
func (r *reader) id() {
	if r.uint16() == 0 {
		r.fail(ProtocolError, "packet id 0")
	}
}

func (r *reader) binary(string) []byte { return r.take(int(r.uint16())) }

// text reads UTF-8 without U+0000 [MQTT-1.5.3-1] [MQTT-1.5.3-2] [MQTT5-1.5.4-1] [MQTT5-1.5.4-2].
func (r *reader) text(what string) string {
	b := r.binary(what)
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		r.fail(Malformed, what+" is no UTF-8, or has U+0000 in it")
		return ""
	}
	return string(b)
}

// number reads a variable byte integer of the fewest bytes that it needs [MQTT5-1.5.5-1].
func (r *reader) number() (n int) {
	for i := range 4 {
		d := r.byte()
		n |= int(d&0x7F) << (7 * i)
		if d&0x80 == 0 {
			if i > 0 && d == 0 {
				break
			}
			return n
		}
	}
	r.fail(Malformed, "a number that is too long")
	return 0
}

// lengthOf is how many bytes a variable byte integer needs.
func lengthOf(n int) (bytes int) {
	for bytes = 1; n >= 0x80; n >>= 7 {
		bytes++
	}
	return bytes
}

// will stands among the types of packets for the properties of a will.
const will = 0

// Forms of properties.
const (
	oneByte = iota
	twoBytes
	fourBytes
	varInt
	str
	bin
	pair
)

// Properties that are looked at [MQTT5-2.2.2.2].
const (
	payloadFormat        = 0x01
	messageExpiry        = 0x02
	contentType          = 0x03
	responseTopic        = 0x08
	correlationData      = 0x09
	subscriptionID       = 0x0B
	sessionExpiry        = 0x11
	authenticationMethod = 0x15
	authenticationData   = 0x16
	problemInformation   = 0x17
	willDelay            = 0x18
	responseInformation  = 0x19
	serverReference      = 0x1C
	reasonString         = 0x1F
	receiveMaximum       = 0x21
	aliasMaximum         = 0x22
	topicAlias           = 0x23
	userProperty         = 0x26
	maximumPacket        = 0x27
)

const anywhere = 1<<connect | 1<<publish | 1<<puback | 1<<pubrec | 1<<pubrel | 1<<pubcomp | 1<<subscribe | 1<<unsubscribe | 1<<disconnect | 1<<auth | 1<<will

// known says for each property of a client how it is written and in which packets it may be.
var known = map[byte]struct {
	form byte
	in   uint16
}{
	payloadFormat:        {oneByte, 1<<publish | 1<<will},
	messageExpiry:        {fourBytes, 1<<publish | 1<<will},
	contentType:          {str, 1<<publish | 1<<will},
	responseTopic:        {str, 1<<publish | 1<<will},
	correlationData:      {bin, 1<<publish | 1<<will},
	subscriptionID:       {varInt, 1<<publish | 1<<subscribe},
	sessionExpiry:        {fourBytes, 1<<connect | 1<<disconnect},
	authenticationMethod: {str, 1<<connect | 1<<auth},
	authenticationData:   {bin, 1<<connect | 1<<auth},
	problemInformation:   {oneByte, 1 << connect},
	willDelay:            {fourBytes, 1 << will},
	responseInformation:  {oneByte, 1 << connect},
	serverReference:      {str, 1 << disconnect},
	reasonString:         {str, 1<<puback | 1<<pubrec | 1<<pubrel | 1<<pubcomp | 1<<disconnect | 1<<auth},
	receiveMaximum:       {twoBytes, 1 << connect},
	aliasMaximum:         {twoBytes, 1 << connect},
	topicAlias:           {twoBytes, 1 << publish},
	userProperty:         {pair, anywhere},
	maximumPacket:        {fourBytes, 1 << connect},
}

// properties reads the properties of a packet, and gives which there were, a bit for each.
func (r *reader) properties(kind byte) (seen uint64) {
	p := &reader{b: r.take(r.number())}
	for len(p.b) > 0 && p.fault == nil {
		id := p.byte()
		k, there := known[id]
		switch {
		case !there || k.in&(1<<kind) == 0:
			p.fail(Malformed, "a property that this packet does not have")
		case seen&(1<<id) != 0 && id != userProperty:
			p.fail(ProtocolError, "a property twice")
		}
		seen |= 1 << id
		p.property(kind, id, k.form)
	}
	if seen&(1<<authenticationData) != 0 && seen&(1<<authenticationMethod) == 0 {
		p.fail(ProtocolError, "Authentication Data without an Authentication Method")
	}
	r.method = p.method
	if p.fault != nil && r.fault == nil {
		r.fail(p.fault.Reason, p.fault.Text)
	}
	return seen
}

// property reads the value of one property, and refuses those that the standard does.
func (r *reader) property(kind, id, form byte) {
	if r.fault != nil {
		return
	}
	var n int
	var s string
	switch form {
	case oneByte:
		n = int(r.byte())
	case twoBytes:
		n = int(r.uint16())
	case fourBytes:
		n = int(r.uint32())
	case varInt:
		n = r.number()
	case str:
		s = r.text("a property")
	case bin:
		r.binary("a property")
	case pair:
		r.text("the name of a user property")
		r.text("a user property")
	}
	if r.fault != nil {
		return
	}
	switch id {
	case payloadFormat, problemInformation, responseInformation:
		if n > 1 {
			r.fail(ProtocolError, "a property that is neither 0 nor 1")
		}
	case receiveMaximum, maximumPacket:
		if n == 0 {
			r.fail(ProtocolError, "a maximum of 0")
		}
	case subscriptionID:
		if kind == publish { // [MQTT5-3.3.4-6]
			r.fail(ProtocolError, "a Subscription Identifier in a PUBLISH")
		} else if n == 0 {
			r.fail(ProtocolError, "Subscription Identifier 0")
		}
	case topicAlias:
		if n == 0 { // [MQTT5-3.3.2-8]
			r.fail(WrongAlias, "Topic Alias 0")
		}
	case responseTopic:
		if s == "" || strings.ContainsAny(s, "+#") { // [MQTT5-3.3.2-14]
			r.fail(ProtocolError, "wildcards in the Response Topic, or nothing")
		}
	case serverReference:
		r.fail(ProtocolError, "a Server Reference of a client")
	case authenticationMethod:
		r.method = s
	}
}
