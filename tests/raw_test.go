package tests

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// raw is a client of MQTT 3 that writes its own bytes.
type raw struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	name string
	next uint16
}

func text(s string) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...) }

func packet(first byte, parts ...[]byte) []byte {
	var body []byte
	for _, p := range parts {
		body = append(body, p...)
	}
	return append(binary.AppendUvarint([]byte{first}, uint64(len(body))), body...)
}

// connectRaw connects with MQTT 3.1 (protocol name MQIsdp) or 3.1.1 and subscribes to the inbox.
func (s *server) connectRaw(t *testing.T, name string, version byte) *raw {
	t.Helper()
	return s.connectRawWith(t, name, "secret-"+name, version)
}

// connectRawWith is connectRaw with a password or token.
func (s *server) connectRawWith(t *testing.T, name, password string, version byte) *raw {
	t.Helper()
	conn, err := net.DialTimeout("tcp", s.mqtt, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	c := &raw{t: t, conn: conn, in: bufio.NewReader(conn), name: name}
	protocol := map[byte]string{3: "MQIsdp", 4: "MQTT"}[version]
	c.write(packet(0x10, text(protocol), []byte{version, 0xC2, 0, 60}, text(name+"-raw"), text(name), text(password)))
	if first, b := c.read(); first != 0x20 || b[1] != 0 {
		t.Fatalf("CONNACK of version %d: %x % x", version, first, b)
	}
	c.write(packet(0x82, []byte{0, 1}, text("im/default/user/"+name+"/#"), []byte{1}))
	if first, b := c.read(); first != 0x90 || b[2] != 1 {
		t.Fatalf("SUBACK: %x % x", first, b)
	}
	return c
}

func (c *raw) write(b []byte) {
	c.t.Helper()
	if _, err := c.conn.Write(b); err != nil {
		c.t.Fatal(err)
	}
}

// read gives the next packet: its first byte and what follows the length.
func (c *raw) read() (first byte, body []byte) {
	c.t.Helper()
	if err := c.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		c.t.Fatal(err)
	}
	first, err := c.in.ReadByte()
	if err == nil {
		var n uint64
		if n, err = binary.ReadUvarint(c.in); err == nil {
			body = make([]byte, n)
			_, err = io.ReadFull(c.in, body)
		}
	}
	if err != nil {
		c.t.Fatalf("%s reads: %v", c.name, err)
	}
	return first, body
}

// publish publishes with QoS 1 and gives the packet id.
func (c *raw) publish(topic, payload string) uint16 {
	c.t.Helper()
	c.next++
	c.write(packet(0x32, text(topic), binary.BigEndian.AppendUint16(nil, c.next), []byte(payload)))
	return c.next
}

// take gives what a PUBLISH of the server says, and acknowledges it.
func (c *raw) take(first byte, b []byte) (topic string, body map[string]any) {
	c.t.Helper()
	n := 2 + int(binary.BigEndian.Uint16(b))
	topic, b = string(b[2:n]), b[n:]
	if first&6 > 0 {
		c.write(packet(0x40, b[:2]))
		b = b[2:]
	}
	if err := json.Unmarshal(b, &body); err != nil {
		c.t.Fatalf("%s: %q", topic, b)
	}
	return topic, body
}

// outcome reads until a publish is acknowledged, and gives the error events that came by then.
func (c *raw) outcome(id uint16) (refusals []map[string]any) {
	c.t.Helper()
	for {
		first, b := c.read()
		if first == 0x40 {
			if got := binary.BigEndian.Uint16(b); got != id {
				c.t.Fatalf("PUBACK of %d, not of %d", got, id)
			}
			return refusals
		}
		if topic, body := c.take(first, b); topic == "im/default/user/"+c.name+"/error" {
			refusals = append(refusals, body)
		}
	}
}

// TestMQTT3_RefusalsAreAcknowledgedAndTold writes what is refused for many reasons, one after the other.
func TestMQTT3_RefusalsAreAcknowledgedAndTold(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "eve")
	if status, body := s.create(t, "/v1/groups?from=ann", map[string]any{"id": "g", "name": "g"}); status >= 300 {
		t.Fatal(status, body)
	}
	eve := s.connectRaw(t, "eve", 4)
	if refused := eve.outcome(eve.publish("im/default/user/ann", `{"cid":"c1","body":{"text":"x"}}`)); refused != nil {
		t.Fatal(refused)
	}
	for _, c := range []struct{ topic, payload, code, cid string }{
		{"im/default/group/g", `{"cid":"c2","body":{"text":"x"}}`, "not_member", "c2"},
		{"im/default/group/none", "hello", "no_such_group", ""},
		{"im/default/user/none", `{"cid":"c3","body":{"text":"x"}}`, "no_such_user", "c3"},
		{"im/default/user/ann", `{"cid":"c1","body":{"text":"y"}}`, "cid_reused", "c1"},
		{"im/default/user/ann", `{"body":`, "bad_payload", ""},
		{"im/default/user/ann", strings.Repeat("x", 64<<10+1), "too_large", ""},
		{"im/default/user/ann/read", `{"seq":"x"}`, "bad_payload", ""},
		{"im/default/group/g/typing", "", "not_member", ""},
		{"im/default/user/ann/request", `{"method":"GET","path":"/v1/sync"}`, "forbidden", ""},
		{"im/default/user/eve/request", `hello`, "bad_payload", ""},
		{"im/other/user/ann", "hello", "forbidden", ""},
		{"dev/ann/lamp", "on", "forbidden", ""},
		{"$SYS/broker", "hello", "bad_address", ""},
		{"$share/im/default", "hello", "bad_address", ""},
		{"$share", "hello", "bad_address", ""},
	} {
		refused := eve.outcome(eve.publish(c.topic, c.payload))
		if len(refused) != 1 {
			t.Fatalf("%s: %v", c.topic, refused)
		}
		e := refused[0]
		cid, _ := e["cid"].(string)
		if sentence, _ := e["message"].(string); e["code"] != c.code || cid != c.cid || e["topic"] != c.topic || sentence == "" {
			t.Errorf("%s %.20q: %v, not %s", c.topic, c.payload, e, c.code)
		}
	}
}

func TestMQTT31_Chats(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann, bob := s.connectRaw(t, "ann", 3), s.connect(t, "bob", how{}).listen()
	if refused := ann.outcome(ann.publish("im/default/user/bob", "from long ago")); refused != nil {
		t.Fatal(refused)
	}
	bob.hears("from long ago")
	bob.send("user/ann", "and back")
	first, b := ann.read()
	if topic, body := ann.take(first, b); topic != "im/default/user/ann" || textOf(body) != "and back" {
		t.Fatal(topic, body)
	}
	ann.write([]byte{0xC0, 0})
	if first, _ := ann.read(); first != 0xD0 {
		t.Fatalf("%x where PINGRESP was due", first)
	}
}
