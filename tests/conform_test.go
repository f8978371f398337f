package tests

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/packets"
)

// The tests of this and the other conform_… files go through the standards chapter by chapter, with bytes of their own
// where a library would not write them. docs/CONFORMANCE.md says which statement is shown where.

// transports are where a client may connect: bare TCP and a path of WebSocket.
var transports = map[string]string{"TCP": "", "WebSocket": "/mqtt"}

// probe is a client that writes its own bytes.
type probe struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

func (s *server) probe(t *testing.T, path string) *probe {
	t.Helper()
	conn, err := s.dial(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return &probe{t, conn, bufio.NewReader(conn)}
}

func (p *probe) write(b []byte) {
	p.t.Helper()
	if _, err := p.conn.Write(b); err != nil {
		p.t.Fatal(err)
	}
}

// read gives the next packet, whole; nil when the server has ended the connection.
func (p *probe) read() []byte {
	p.t.Helper()
	first, err := p.in.ReadByte()
	if err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			p.t.Fatal("the server neither answers nor ends the connection")
		}
		return nil
	}
	n, err := binary.ReadUvarint(p.in)
	body := make([]byte, n)
	if err == nil {
		_, err = io.ReadFull(p.in, body)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return append(binary.AppendUvarint([]byte{first}, n), body...)
}

// hears expects a packet, written in hexadecimal digits; "" is the end.
func (p *probe) hears(want string) {
	p.t.Helper()
	if got := fmt.Sprintf("%x", p.read()); got != want {
		p.t.Fatalf("%s, not %s", got, want)
	}
}

// isEnded expects the end, after a DISCONNECT with a reason in MQTT 5, at once in MQTT 3.
func (p *probe) isEnded(version, reason byte) {
	p.t.Helper()
	got := p.read()
	if version >= 5 {
		if len(got) < 3 || got[0] != 0xE0 || got[2] != reason {
			p.t.Fatalf("% x, not DISCONNECT 0x%x", got, reason)
		}
		got = p.read()
	}
	if got != nil {
		p.t.Fatalf("% x, not the end", got)
	}
}

// hello is a CONNECT of ann; what is not set is as most clients have it.
type hello struct {
	version byte
	flags   byte   // with those of user name and password
	keep    uint16 // 0: 60 s
	props   string
	id      string
	will    string // from its properties on
}

const clean = 2

func (h hello) bytes() []byte {
	if h.keep == 0 {
		h.keep = 60
	}
	name, props := "MQTT", []byte(nil)
	switch h.version {
	case 3:
		name = "MQIsdp"
	case 5:
		props = append([]byte{byte(len(h.props))}, h.props...)
	}
	return packet(0x10, text(name), []byte{h.version, h.flags | 0xC0, byte(h.keep >> 8), byte(h.keep)}, props, text(h.id), []byte(h.will), text("ann"), text("secret-ann"))
}

// greets connects ann, and gives the CONNACK.
func (s *server) greets(t *testing.T, path string, h hello) (*probe, []byte) {
	t.Helper()
	p := s.probe(t, path)
	p.write(h.bytes())
	ack := p.read()
	if len(ack) < 4 || ack[0] != 0x20 || ack[3] != 0 {
		t.Fatalf("CONNACK: % x", ack)
	}
	return p, ack
}

// isEnded expects a DISCONNECT with a reason and the end; what comes before is passed over.
func (g *gadget) isEnded(reason byte) {
	g.t.Helper()
	for {
		if d, ok := g.read().(*packets.Disconnect); ok {
			if d.ReasonCode != reason {
				g.t.Fatalf("%s is ended with 0x%x, not 0x%x", g.name, d.ReasonCode, reason)
			}
			waitClosed(g.t, g.conn)
			return
		}
	}
}

// bye ends the connection in order.
func (g *gadget) bye() {
	g.t.Helper()
	g.write(&packets.Disconnect{Properties: &packets.Properties{}})
	waitClosed(g.t, g.conn)
}
