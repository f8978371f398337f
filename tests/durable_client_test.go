package tests

import (
	"errors"
	"net"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/packets"
)

// resumed connects a client whose session outlives the server.
func (s *server) resumed(t *testing.T, user, client string) net.Conn {
	t.Helper()
	conn, err := net.DialTimeout("tcp", s.mqtt, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	keep := uint32(1000)
	c := &packets.Connect{ProtocolName: "MQTT", ProtocolVersion: 5, ClientID: client, KeepAlive: 60, UsernameFlag: true, Username: user, PasswordFlag: true, Password: []byte("secret-" + user), Properties: &packets.Properties{SessionExpiryInterval: &keep}}
	if _, err := c.WriteTo(conn); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(time.Minute)) // a fresh socket takes it
	p, err := packets.ReadPacket(conn)
	if err != nil {
		t.Fatal(err)
	}
	if ack, ok := p.Content.(*packets.Connack); !ok || ack.ReasonCode != 0 {
		t.Fatalf("%s is not let in: %+v", client, p.Content)
	}
	return conn
}

// sender publishes 0, 1, 2 … as a careful client does: it sends again what was not answered, after any crash.
type sender struct {
	topic string
	qos   byte
	next  int
	open  []*outgoing // in the order of sending
	done  atomic.Int64
}

type outgoing struct {
	id       uint16
	number   int
	received bool
}

func (p *sender) publish(conn net.Conn, o *outgoing, again bool) error {
	var err error
	if o.received {
		_, err = (&packets.Pubrel{PacketID: o.id, Properties: &packets.Properties{}}).WriteTo(conn)
	} else {
		_, err = (&packets.Publish{Topic: p.topic, Payload: []byte(strconv.Itoa(o.number)), QoS: p.qos, PacketID: o.id, Duplicate: again, Properties: &packets.Properties{}}).WriteTo(conn)
	}
	return err
}

// freeID gives the smallest one, so that each is used again and again.
func (p *sender) freeID() (id uint16) {
	for id = 1; p.find(id) >= 0; id++ {
	}
	return id
}

func (p *sender) find(id uint16) int {
	for i, o := range p.open {
		if o.id == id {
			return i
		}
	}
	return -1
}

// run publishes up to total, of which at most window at once are unanswered, until all is or the connection breaks.
func (p *sender) run(conn net.Conn, total, window int) error {
	for _, o := range p.open {
		if err := p.publish(conn, o, true); err != nil {
			return err
		}
	}
	for {
		for len(p.open) < window && p.next < total {
			o := &outgoing{id: p.freeID(), number: p.next}
			p.open = append(p.open, o)
			p.next++
			if err := p.publish(conn, o, false); err != nil {
				return err
			}
		}
		if len(p.open) == 0 {
			return nil
		}
		got, err := packets.ReadPacket(conn)
		if err != nil {
			return err
		}
		if err := p.answered(conn, got.Content); err != nil {
			return err
		}
	}
}

func (p *sender) answered(conn net.Conn, answer packets.Packet) error {
	id, over := uint16(0), true
	switch a := answer.(type) {
	case *packets.Puback:
		id = a.PacketID
	case *packets.Pubrec:
		id, over = a.PacketID, false
	case *packets.Pubcomp:
		id = a.PacketID
	default:
		return errors.New("a publisher reads something else")
	}
	i := p.find(id)
	switch {
	case i < 0:
		return nil // of what was sent twice
	case over:
		p.open = append(p.open[:i:i], p.open[i+1:]...)
		p.done.Add(1)
		return nil
	}
	p.open[i].received = true
	return p.publish(conn, p.open[i], false)
}

// taker takes numbers as a careful client does: what comes with QoS 2 it knows by the packet id.
type taker struct {
	got   []int
	known map[uint16]bool
	count atomic.Int64
}

// run receives until a number has come, or the connection breaks.
func (r *taker) run(conn net.Conn, last int) error {
	for len(r.got) == 0 || r.got[len(r.got)-1] != last || len(r.known) > 0 {
		p, err := packets.ReadPacket(conn)
		if err != nil {
			return err
		}
		switch m := p.Content.(type) {
		case *packets.Publish:
			err = r.take(conn, m)
		case *packets.Pubrel:
			delete(r.known, m.PacketID)
			_, err = (&packets.Pubcomp{PacketID: m.PacketID, Properties: &packets.Properties{}}).WriteTo(conn)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *taker) take(conn net.Conn, m *packets.Publish) (err error) {
	n, err := strconv.Atoi(string(m.Payload))
	if err != nil {
		return err
	}
	if m.QoS < 2 || !r.known[m.PacketID] {
		r.got = append(r.got, n)
		r.count.Add(1)
	}
	if m.QoS == 1 {
		_, err = (&packets.Puback{PacketID: m.PacketID, Properties: &packets.Properties{}}).WriteTo(conn)
		return err
	}
	if r.known == nil {
		r.known = map[uint16]bool{}
	}
	r.known[m.PacketID] = true
	_, err = (&packets.Pubrec{PacketID: m.PacketID, Properties: &packets.Properties{}}).WriteTo(conn)
	return err
}
