package strict

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func text(s string) string {
	return string(append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...))
}

// packet puts a fixed header in front, and gives its length.
func packet(first byte, body string) ([]byte, int) {
	b := binary.AppendUvarint([]byte{first}, uint64(len(body)))
	return append(b, body...), len(b)
}

// props puts the length of properties in front of them.
func props(p ...string) string {
	all := strings.Join(p, "")
	return string(rune(len(all))) + all // shorter than 128 in these tests
}

const (
	any3   = "\x03\x04"
	any5   = "\x05"
	all    = any3 + any5
	fine   = 0
	broken = Malformed
)

// wrongs are packets after CONNECT: in which versions they come, and what is wrong with them.
var wrongs = []struct {
	name     string
	versions string
	first    byte
	body     string
	want     byte
}{
	// Chapter 2: what all packets have.
	{"type 0", all, 0x00, "", broken},
	{"CONNACK", all, 0x20, "\x00\x00", ProtocolError},
	{"SUBACK", all, 0x90, "\x00\x01\x00", ProtocolError},
	{"UNSUBACK", all, 0xB0, "\x00\x01", ProtocolError},
	{"PINGRESP", all, 0xD0, "", ProtocolError},
	{"AUTH of MQTT 3", any3, 0xF0, "", broken},
	{"a second CONNECT", all, 0x10, text("MQTT") + "\x04\x02\x00\x00" + text("x"), ProtocolError},
	{"flags of PUBACK", all, 0x41, "\x00\x01", broken},
	{"flags of PUBREC", all, 0x52, "\x00\x01", broken},
	{"flags of PUBREL", all, 0x60, "\x00\x01", broken},
	{"flags of PUBREL, DUP", "\x04\x05", 0x6A, "\x00\x01", broken},
	{"flags of PUBREL, DUP, of MQTT 3.1", "\x03", 0x6A, "\x00\x01", fine},
	{"flags of PUBCOMP", all, 0x78, "\x00\x01", broken},
	{"flags of SUBSCRIBE", all, 0x80, "\x00\x01" + text("a") + "\x00", broken},
	{"flags of UNSUBSCRIBE", all, 0xA0, "\x00\x01" + text("a"), broken},
	{"flags of PINGREQ", all, 0xC1, "", broken},
	{"flags of DISCONNECT", all, 0xE1, "", broken},
	{"flags of AUTH", any5, 0xF1, "", broken},
	{"PUBLISH with packet id 0", any3, 0x32, text("a") + "\x00\x00", ProtocolError},
	{"PUBLISH with packet id 0", any5, 0x34, text("a") + "\x00\x00\x00", ProtocolError},
	{"SUBSCRIBE with packet id 0", any3, 0x82, "\x00\x00" + text("a") + "\x00", ProtocolError},
	{"UNSUBSCRIBE with packet id 0", any5, 0xA2, "\x00\x00\x00" + text("a"), ProtocolError},
	{"PUBACK with packet id 0", all, 0x40, "\x00\x00", ProtocolError},
	{"a property that does not exist", any5, 0x30, text("a") + props("\x7F\x00"), broken},
	{"a property of another packet", any5, 0x30, text("a") + props("\x11\x00\x00\x00\x01"), broken},
	{"a property of the server", any5, 0x30, text("a") + props("\x12"+text("x")), broken},
	{"properties that end in the middle of one", any5, 0x30, text("a") + props("\x02\x00\x00"), broken},
	{"properties longer than the packet", any5, 0x30, text("a") + "\x10", broken},
	{"the length of properties is missing", any5, 0x30, text("a"), broken},
	{"the length of properties takes too many bytes", any5, 0x30, text("a") + "\x80\x00", broken},
	{"the length of properties takes five bytes", any5, 0x30, text("a") + "\x80\x80\x80\x80\x01", broken},
	{"a user property twice", any5, 0x30, text("a") + props(strings.Repeat("\x26"+text("k")+text("v"), 2)), fine},
	{"a user property that is no UTF-8", any5, 0x30, text("a") + props("\x26"+text("k")+text("\xff")), broken},
	{"the name of a user property has U+0000", any5, 0x30, text("a") + props("\x26"+text("k\x00")+text("v")), broken},

	// 3.3 PUBLISH.
	{"QoS 0", any3, 0x30, text("a") + "payload", fine},
	{"QoS 1", any3, 0x3A, text("a") + "\x00\x01payload", fine},
	{"QoS 2", any5, 0x34, text("a") + "\x00\x01\x00payload", fine},
	{"QoS 3", any3, 0x36, text("a") + "\x00\x01", broken},
	{"QoS 3", any5, 0x36, text("a") + "\x00\x01\x00", broken},
	{"DUP with QoS 0", "\x04", 0x38, text("a"), ProtocolError},
	{"DUP with QoS 0", any5, 0x38, text("a") + "\x00", ProtocolError},
	{"no packet id", all, 0x32, text("a"), broken},
	{"no topic", all, 0x30, "", broken},
	{"a topic longer than the packet", all, 0x30, "\x00\x09a", broken},
	{"an empty topic", any3, 0x30, text(""), ProtocolError},
	{"an empty topic", any5, 0x30, text("") + "\x00", ProtocolError},
	{"an empty topic with an alias", any5, 0x30, text("") + props("\x23\x00\x01"), fine},
	{"a topic with #", any3, 0x30, text("a/#"), ProtocolError},
	{"a topic with +", any5, 0x30, text("a/+") + "\x00", ProtocolError},
	{"a topic with a surrogate", all, 0x30, text("a\xED\xA0\x80") + "\x00", broken},
	{"a topic that ends in the middle of a character", all, 0x30, text("a\xE9\xB8") + "\x00", broken},
	{"a topic with U+0000", all, 0x30, text("a\x00b") + "\x00", broken},
	{"a topic with U+FEFF, and with other characters that seldom occur", all, 0x30, text("\uFEFF\u0001\u007F\U0010FFFF") + "\x00", fine},
	{"Payload Format Indicator 2", any5, 0x30, text("a") + props("\x01\x02"), ProtocolError},
	{"Payload Format Indicator twice", any5, 0x30, text("a") + props("\x01\x01\x01\x01"), ProtocolError},
	{"Message Expiry Interval twice", any5, 0x30, text("a") + props("\x02\x00\x00\x00\x01\x02\x00\x00\x00\x01"), ProtocolError},
	{"Topic Alias twice", any5, 0x30, text("a") + props("\x23\x00\x01\x23\x00\x01"), ProtocolError},
	{"Topic Alias 0", any5, 0x30, text("a") + props("\x23\x00\x00"), WrongAlias},
	{"Response Topic twice", any5, 0x30, text("a") + props("\x08"+text("r")+"\x08"+text("r")), ProtocolError},
	{"Response Topic with #", any5, 0x30, text("a") + props("\x08"+text("r/#")), ProtocolError},
	{"Response Topic that is no UTF-8", any5, 0x30, text("a") + props("\x08"+text("\xC0\x80")), broken},
	{"an empty Response Topic", any5, 0x30, text("a") + props("\x08"+text("")), ProtocolError},
	{"Correlation Data twice", any5, 0x30, text("a") + props("\x09"+text("r")+"\x09"+text("r")), ProtocolError},
	{"Correlation Data that is no text", any5, 0x30, text("a") + props("\x09"+text("\x00\xff")), fine},
	{"Content Type twice", any5, 0x30, text("a") + props("\x03"+text("r")+"\x03"+text("r")), ProtocolError},
	{"Content Type that is no UTF-8", any5, 0x30, text("a") + props("\x03"+text("\xff")), broken},
	{"Subscription Identifier", any5, 0x30, text("a") + props("\x0B\x01"), ProtocolError},

	// 3.4 to 3.7: PUBACK, PUBREC, PUBREL, PUBCOMP.
	{"PUBACK", all, 0x40, "\x00\x01", fine},
	{"PUBACK with a reason", any5, 0x40, "\x00\x01\x10", fine},
	{"PUBACK with properties", any5, 0x40, "\x00\x01\x00" + props("\x1F"+text("why")), fine},
	{"PUBACK, cut", all, 0x40, "\x00", broken},
	{"PUBACK, too long", any3, 0x40, "\x00\x01\x00", broken},
	{"PUBACK, too long", any5, 0x40, "\x00\x01\x00\x00\x00", broken},
	{"PUBACK with a reason of others", any5, 0x40, "\x00\x01\x92", ProtocolError},
	{"PUBACK with a reason that does not exist", any5, 0x40, "\x00\x01\x42", ProtocolError},
	{"PUBREC with a reason of others", any5, 0x50, "\x00\x01\x93", ProtocolError},
	{"PUBREL with a reason", any5, 0x62, "\x00\x01\x92", fine},
	{"PUBREL with a reason of others", any5, 0x62, "\x00\x01\x80", ProtocolError},
	{"PUBCOMP with a reason of others", any5, 0x70, "\x00\x01\x10", ProtocolError},
	{"Reason String twice", any5, 0x40, "\x00\x01\x00" + props("\x1F"+text("a")+"\x1F"+text("b")), ProtocolError},

	// 3.8 SUBSCRIBE and 3.10 UNSUBSCRIBE.
	{"SUBSCRIBE", any3, 0x82, "\x00\x01" + text("a") + "\x00" + text("b") + "\x02", fine},
	{"SUBSCRIBE", any5, 0x82, "\x00\x01" + props("\x0B\xFF\xFF\xFF\x7F") + text("a") + "\x2E", fine},
	{"SUBSCRIBE, DUP", "\x03", 0x8A, "\x00\x01" + text("a") + "\x00", fine},
	{"SUBSCRIBE to nothing", any3, 0x82, "\x00\x01", ProtocolError},
	{"SUBSCRIBE to nothing", any5, 0x82, "\x00\x01\x00", ProtocolError},
	{"SUBSCRIBE without options", any3, 0x82, "\x00\x01" + text("a"), broken},
	{"SUBSCRIBE without options", any5, 0x82, "\x00\x01\x00" + text("a"), broken},
	{"SUBSCRIBE with QoS 3", any3, 0x82, "\x00\x01" + text("a") + "\x03", broken},
	{"SUBSCRIBE with QoS 3", any5, 0x82, "\x00\x01\x00" + text("a") + "\x03", ProtocolError},
	{"SUBSCRIBE with reserved bits", any3, 0x82, "\x00\x01" + text("a") + "\x04", broken},
	{"SUBSCRIBE with reserved bits", any5, 0x82, "\x00\x01\x00" + text("a") + "\x40", broken},
	{"SUBSCRIBE with Retain Handling 3", any5, 0x82, "\x00\x01\x00" + text("a") + "\x30", ProtocolError},
	{"SUBSCRIBE, shared with No Local", any5, 0x82, "\x00\x01\x00" + text("$share/s/a") + "\x05", ProtocolError},
	{"SUBSCRIBE with a filter that is no UTF-8", any3, 0x82, "\x00\x01" + text("a\xff") + "\x00", broken},
	{"SUBSCRIBE with a filter with U+0000", any5, 0x82, "\x00\x01\x00" + text("a\x00") + "\x00", broken},
	{"SUBSCRIBE with Subscription Identifier 0", any5, 0x82, "\x00\x01" + props("\x0B\x00") + text("a") + "\x00", ProtocolError},
	{"SUBSCRIBE with two Subscription Identifiers", any5, 0x82, "\x00\x01" + props("\x0B\x01\x0B\x02") + text("a") + "\x00", ProtocolError},
	{"UNSUBSCRIBE", any3, 0xA2, "\x00\x01" + text("a") + text("b"), fine},
	{"UNSUBSCRIBE of nothing", any3, 0xA2, "\x00\x01", ProtocolError},
	{"UNSUBSCRIBE of nothing", any5, 0xA2, "\x00\x01\x00", ProtocolError},
	{"UNSUBSCRIBE of what is no UTF-8", any5, 0xA2, "\x00\x01\x00" + text("\xff"), broken},
	{"UNSUBSCRIBE, cut", any3, 0xA2, "\x00\x01\x00\x05a", broken},

	// 3.12 PINGREQ, 3.14 DISCONNECT, 3.15 AUTH.
	{"PINGREQ", all, 0xC0, "", fine},
	{"PINGREQ with a body", all, 0xC0, "x", broken},
	{"DISCONNECT", all, 0xE0, "", fine},
	{"DISCONNECT with a body", any3, 0xE0, "\x00", broken},
	{"DISCONNECT with a reason", any5, 0xE0, "\x04", fine},
	{"DISCONNECT with properties", any5, 0xE0, "\x00" + props("\x11\x00\x00\x00\x01"), fine},
	{"DISCONNECT with a reason that does not exist", any5, 0xE0, "\x01", ProtocolError},
	{"DISCONNECT with a Server Reference", any5, 0xE0, "\x00" + props("\x1C"+text("there")), ProtocolError},
	{"DISCONNECT with Session Expiry Interval twice", any5, 0xE0, "\x00" + props("\x11\x00\x00\x00\x01\x11\x00\x00\x00\x01"), ProtocolError},
	{"AUTH", any5, 0xF0, "\x19" + props("\x15"+text("m")+"\x16"+text("d")), fine},
	{"AUTH with a reason that does not exist", any5, 0xF0, "\x1A\x00", ProtocolError},
	{"AUTH with data, but no method", any5, 0xF0, "\x19" + props("\x16"+text("d")), ProtocolError},
}

func TestCheck_FindsWhatTheStandardsForbid(t *testing.T) {
	for _, c := range wrongs {
		for _, version := range []byte(c.versions) {
			t.Run(fmt.Sprintf("MQTT %d, %s", version, c.name), func(t *testing.T) {
				b, header := packet(c.first, c.body)
				if got := reasonOf(Check(b, header, version)); got != c.want {
					t.Errorf("0x%x, not 0x%x", got, c.want)
				}
			})
		}
	}
}

// TestCheck_NothingIsLeftOutOfAWholePacket cuts packets that are fine anywhere.
func TestCheck_NothingIsLeftOutOfAWholePacket(t *testing.T) {
	for _, c := range wrongs {
		if c.want != fine || c.first&0xF0 == 0x30 { // the payload of PUBLISH may end anywhere
			continue
		}
		for _, version := range []byte(c.versions) {
			for n := range len(c.body) {
				b, header := packet(c.first, c.body[:n])
				if Check(b, header, version) == nil && !whole(c.first, version, n) {
					t.Errorf("MQTT %d, %s: nothing is wrong with its first %d bytes", version, c.name, n)
				}
			}
		}
	}
}

// whole tells whether a packet may end where it was cut: fields at its end may be missing, and filters.
func whole(first, version byte, n int) bool {
	switch first >> 4 {
	case puback, pubrec, pubrel, pubcomp:
		return version == 5 && (n == 2 || n == 3)
	case disconnect, auth:
		return n < 2
	case subscribe:
		return n == 6 // after the first filter
	case unsubscribe:
		return n == 5
	}
	return false
}

func TestCheck_TheFixedHeaderIsAsShortAsCanBe(t *testing.T) {
	if got := reasonOf(Check([]byte{0xC0, 0x80, 0}, 3, 5)); got != Malformed {
		t.Errorf("0x%x", got)
	}
	if got := Check([]byte{0xC0, 0x80, 0}, 3, 4); got != nil { // MQTT 3 does not forbid it
		t.Errorf("%+v", got)
	}
}

func reasonOf(f *Fault) byte {
	if f == nil {
		return 0
	}
	return f.Reason
}

func TestReadConnect_FindsWhatTheStandardsForbid(t *testing.T) {
	const keep = "\x00\x3C"
	for _, c := range []struct {
		name    string
		first   byte
		body    string
		version byte
		want    byte
	}{
		{"3.1", 0x10, text("MQIsdp") + "\x03\x02" + keep + text("x"), 3, fine},
		{"3.1.1", 0x10, text("MQTT") + "\x04\x02" + keep + text("x"), 4, fine},
		{"5", 0x10, text("MQTT") + "\x05\x02" + keep + "\x00" + text("x"), 5, fine},
		{"all there is", 0x10, text("MQTT") + "\x05\xF6" + keep + props("\x11\x00\x00\x00\x01\x21\x00\x01\x27\x00\x00\x01\x00\x22\x00\x01\x19\x01\x17\x00\x26"+text("k")+text("v")) +
			text("x") + props("\x18\x00\x00\x00\x01\x01\x01\x02\x00\x00\x00\x01\x03"+text("c")+"\x08"+text("r")+"\x09"+text("d")+"\x26"+text("k")+text("v")) +
			text("topic") + text("payload") + text("user") + text("password"), 5, fine},
		{"an empty will", 0x10, text("MQTT") + "\x04\x06" + keep + text("x") + text("t") + text(""), 4, fine},
		{"an empty password", 0x10, text("MQTT") + "\x04\xC2" + keep + text("x") + text("u") + text(""), 4, fine},
		{"an id that is left to the server", 0x10, text("MQTT") + "\x04\x02" + keep + text(""), 4, fine},
		{"an id that is left to the server", 0x10, text("MQTT") + "\x05\x00" + keep + "\x00" + text(""), 5, fine},
		{"a session without an id", 0x10, text("MQTT") + "\x04\x00" + keep + text(""), 4, NoClientID},
		{"no id in MQTT 3.1", 0x10, text("MQIsdp") + "\x03\x02" + keep + text(""), 3, NoClientID},
		{"flags of the fixed header", 0x11, text("MQTT") + "\x04\x02" + keep + text("x"), 0, broken},
		{"another protocol", 0x10, text("HTTP") + "\x04\x02" + keep + text("x"), 0, WrongVersion},
		{"another spelling", 0x10, text("mqtt") + "\x04\x02" + keep + text("x"), 0, WrongVersion},
		{"a version to come, in the form of 5", 0x10, text("MQTT") + "\x06\x02" + keep + "\x00" + text("x"), 5, WrongVersion},
		{"a version to come, in the form of 3.1.1", 0x10, text("MQTT") + "\x63\x02" + keep + text("x"), 4, WrongVersion},
		{"an old version", 0x10, text("MQTT") + "\x02\x02" + keep + text("x"), 4, WrongVersion},
		{"a bridge of mosquitto", 0x10, text("MQTT") + "\x84\x02" + keep + text("x"), 4, WrongVersion},
		{"the reserved flag", 0x10, text("MQTT") + "\x04\x03" + keep + text("x"), 4, broken},
		{"the reserved flag", 0x10, text("MQTT") + "\x05\x03" + keep + "\x00" + text("x"), 5, broken},
		{"QoS of a will, but no will", 0x10, text("MQTT") + "\x04\x0A" + keep + text("x"), 4, broken},
		{"retain of a will, but no will", 0x10, text("MQTT") + "\x05\x22" + keep + "\x00" + text("x"), 5, broken},
		{"a will with QoS 3", 0x10, text("MQTT") + "\x04\x1E" + keep + text("x") + text("t") + text("p"), 4, broken},
		{"a will that is missing", 0x10, text("MQTT") + "\x04\x06" + keep + text("x"), 4, broken},
		{"a will without its payload", 0x10, text("MQTT") + "\x04\x06" + keep + text("x") + text("t"), 4, broken},
		{"a password without a user name", 0x10, text("MQTT") + "\x04\x42" + keep + text("x") + text("p"), 4, broken},
		{"a password without a user name", 0x10, text("MQTT") + "\x05\x42" + keep + "\x00" + text("x") + text("p"), 5, fine},
		{"a user name that is missing", 0x10, text("MQTT") + "\x04\x82" + keep + text("x"), 4, broken},
		{"a password that is missing", 0x10, text("MQTT") + "\x04\xC2" + keep + text("x") + text("u"), 4, broken},
		{"more than there may be", 0x10, text("MQTT") + "\x04\x02" + keep + text("x") + text("u"), 4, broken},
		{"no client id at all", 0x10, text("MQTT") + "\x04\x02" + keep, 4, broken},
		{"a client id that is no UTF-8", 0x10, text("MQTT") + "\x04\x02" + keep + text("\xff"), 4, broken},
		{"a client id with U+0000", 0x10, text("MQTT") + "\x05\x02" + keep + "\x00" + text("a\x00"), 5, broken},
		{"a user name that is no UTF-8", 0x10, text("MQTT") + "\x04\x82" + keep + text("x") + text("\xED\xB0\x80"), 4, broken},
		{"a password that is no text", 0x10, text("MQTT") + "\x04\xC2" + keep + text("x") + text("u") + text("\x00\xff"), 4, fine},
		{"a topic of a will that is no UTF-8", 0x10, text("MQTT") + "\x04\x06" + keep + text("x") + text("\xff") + text("p"), 4, broken},
		{"an empty topic of a will", 0x10, text("MQTT") + "\x04\x06" + keep + text("x") + text("") + text("p"), 4, ProtocolError},
		{"Session Expiry Interval twice", 0x10, text("MQTT") + "\x05\x02" + keep + props("\x11\x00\x00\x00\x01\x11\x00\x00\x00\x01") + text("x"), 5, ProtocolError},
		{"Receive Maximum 0", 0x10, text("MQTT") + "\x05\x02" + keep + props("\x21\x00\x00") + text("x"), 5, ProtocolError},
		{"Receive Maximum twice", 0x10, text("MQTT") + "\x05\x02" + keep + props("\x21\x00\x01\x21\x00\x01") + text("x"), 5, ProtocolError},
		{"Maximum Packet Size 0", 0x10, text("MQTT") + "\x05\x02" + keep + props("\x27\x00\x00\x00\x00") + text("x"), 5, ProtocolError},
		{"Topic Alias Maximum twice", 0x10, text("MQTT") + "\x05\x02" + keep + props("\x22\x00\x01\x22\x00\x01") + text("x"), 5, ProtocolError},
		{"Request Response Information 2", 0x10, text("MQTT") + "\x05\x02" + keep + props("\x19\x02") + text("x"), 5, ProtocolError},
		{"Request Problem Information 2", 0x10, text("MQTT") + "\x05\x02" + keep + props("\x17\x02") + text("x"), 5, ProtocolError},
		{"Authentication Data without a method", 0x10, text("MQTT") + "\x05\x02" + keep + props("\x16"+text("d")) + text("x"), 5, ProtocolError},
		{"a property of a will among those of CONNECT", 0x10, text("MQTT") + "\x05\x02" + keep + props("\x18\x00\x00\x00\x01") + text("x"), 5, broken},
		{"a property of CONNECT among those of a will", 0x10, text("MQTT") + "\x05\x06" + keep + "\x00" + text("x") + props("\x21\x00\x01") + text("t") + text("p"), 5, broken},
		{"Will Delay Interval twice", 0x10, text("MQTT") + "\x05\x06" + keep + "\x00" + text("x") + props("\x18\x00\x00\x00\x01\x18\x00\x00\x00\x01") + text("t") + text("p"), 5, ProtocolError},
		{"nothing", 0x10, "", 0, broken},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, header := packet(c.first, c.body)
			got := ReadConnect(b, header)
			if got.Version != c.version || reasonOf(got.Fault) != c.want {
				t.Errorf("version %d, 0x%x, not %d, 0x%x", got.Version, reasonOf(got.Fault), c.version, c.want)
			}
			if c.want != fine {
				return
			}
			for n := range len(c.body) {
				if b, header := packet(c.first, c.body[:n]); ReadConnect(b, header).Fault == nil {
					t.Errorf("nothing is wrong with its first %d bytes", n)
				}
			}
		})
	}
	b, header := packet(0x10, text("MQTT")+"\x05\x02"+keep+props("\x15"+text("SCRAM"))+text("x"))
	if got := ReadConnect(b, header); got.Method != "SCRAM" || got.Fault != nil {
		t.Errorf("%+v", got)
	}
}

// FuzzCheck looks at packets of all kinds: whatever they are, nobody falls over them.
func FuzzCheck(f *testing.F) {
	for _, c := range wrongs {
		b, _ := packet(c.first, c.body)
		for _, version := range []byte(c.versions) {
			f.Add(b, version)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, version byte) {
		_, n := binary.Uvarint(b[min(1, len(b)):])
		if len(b) < 2 || n <= 0 || n > 4 {
			return
		}
		before := slices.Clone(b)
		for _, v := range []byte{3, 4, 5} {
			Check(b, 1+n, v)
		}
		ReadConnect(b, 1+n)
		if !slices.Equal(b, before) {
			t.Error("the packet was changed")
		}
	})
}
