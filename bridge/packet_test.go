package bridge

import (
	"bytes"
	"testing"

	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hongyan-im/hongyan/chat"
)

// decoded reads one packet with mochi's decoder.
func decoded(t testing.TB, b []byte, version byte) packets.Packet {
	t.Helper()
	pk := packets.Packet{ProtocolVersion: version}
	if err := pk.FixedHeader.Decode(b[0]); err != nil {
		t.Fatal(err)
	}
	r := bytes.NewReader(b[1:])
	n, _, err := packets.DecodeLength(r)
	if err != nil || n != r.Len() {
		t.Fatalf("length %d of %d: %v", n, r.Len(), err)
	}
	pk.FixedHeader.Remaining = n
	rest := b[len(b)-n:]
	switch pk.FixedHeader.Type {
	case packets.Publish:
		err = pk.PublishDecode(rest)
	case packets.Puback:
		err = pk.PubackDecode(rest)
	case packets.Pubrec:
		err = pk.PubrecDecode(rest)
	case packets.Disconnect:
		err = pk.DisconnectDecode(rest)
	}
	if err != nil {
		t.Fatalf("% x: %v", b, err)
	}
	return pk
}

func TestPackets_ReadAsTheyWereMeant(t *testing.T) {
	for _, version := range []byte{4, 5} {
		for _, qos := range []byte{0, 1} {
			f := publish("im/default/user/bob", []byte("hello"), version, qos, nil)
			if qos > 0 {
				f.packet[f.idAt+1] = 7
			}
			pk := decoded(t, f.packet, version)
			if pk.TopicName != "im/default/user/bob" || string(pk.Payload) != "hello" || pk.FixedHeader.Qos != qos || qos > 0 && pk.PacketID != 7 {
				t.Errorf("version %d qos %d: %+v", version, qos, pk)
			}
		}
	}
	ok := decoded(t, ack(packetPuback, 5, 300, &chat.Receipt{ID: "x", Seq: 3, TS: 4}, nil), 5)
	if ok.PacketID != 300 || ok.ReasonCode != 0 || len(ok.Properties.User) != 3 {
		t.Errorf("%+v", ok)
	}
	no := decoded(t, ack(packetPubrec, 5, 1, nil, chat.Errorf(chat.CodeNotMember, "no")), 5)
	if no.ReasonCode != 0x87 || no.Properties.ReasonString != "no" || no.Properties.User[0].Val != "not_member" {
		t.Errorf("%+v", no)
	}
	if old := ack(packetPuback, 4, 0x0102, nil, nil); !bytes.Equal(old, []byte{0x40, 2, 1, 2}) {
		t.Errorf("% x", old)
	}
	if bye := decoded(t, disconnect(0x98, ending{code: chat.CodeForbidden, reason: "kicked"}), 5); bye.ReasonCode != 0x98 || bye.Properties.ReasonString != "kicked" || bye.Properties.User[0].Val != "forbidden" {
		t.Errorf("%+v", bye)
	}
}

// sink is a Link that keeps what it gets.
type sink struct {
	packets [][]byte
}

func (k *sink) Queue(p []byte, idAt int, id uint16) bool {
	b := bytes.Clone(p)
	if idAt > 0 {
		b[idAt], b[idAt+1] = byte(id>>8), byte(id)
	}
	k.packets = append(k.packets, b)
	return true
}
func (k *sink) Flush()           {}
func (*sink) Leaving() bool      { return false }
func (k *sink) Full() bool       { return false }
func (k *sink) CloseAfterFlush() {}

func newSession(k *sink, version byte) *Session {
	id := uint16(0)
	s := NewSession(SessionOptions{Caller: chat.Caller{App: "default", User: "me"}, Client: "c", Version: version, Link: k, Window: 3,
		NextID: func() (uint16, error) { id++; return id, nil }})
	s.hub = NewHub(nil)
	return s
}

func TestAnswers_LeaveInTheOrderOfArrival(t *testing.T) {
	k := &sink{}
	s := newSession(k, 4)
	a, b, c := s.Expect(), s.Expect(), s.Expect()
	s.resolve(c, []byte{3})
	s.resolve(b, nil) // not answered: refused for now
	if len(k.packets) != 0 {
		t.Fatal("an answer overtook the first one")
	}
	s.resolve(a, []byte{1})
	if len(k.packets) != 2 || k.packets[0][0] != 1 || k.packets[1][0] != 3 {
		t.Fatalf("% x", k.packets)
	}
}

func TestWindow_IsNeverExceeded(t *testing.T) {
	k := &sink{}
	s := newSession(k, 4)
	f := publish("t", nil, 4, 1, nil)
	s.mu.Lock()
	for i := range 5 {
		if took := s.send(f, uint64(i+1)); took != (i < 3) {
			t.Fatalf("frame %d: %v", i, took)
		}
	}
	s.mu.Unlock()
	if s.acked(9) || !s.acked(2) {
		t.Fatal("PUBACKs are mixed up")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.send(f, 6) {
		t.Fatal("no room after a PUBACK")
	}
}

func BenchmarkDeliver_Group1000(b *testing.B) {
	h := NewHub(nil)
	w := h.enterWorld("default", 0)
	a := audienceOf(w.groups, "g")
	for range 1000 {
		s := newSession(&sink{}, 4)
		s.Window = 1024
		s.Link = null{}
		a.put(s, 0, grants{leafBase: 2})
	}
	st := &chat.Stored{App: "default", Conv: "group/g", To: chat.GroupAddress("g"), Payload: make([]byte, 200)}
	for b.Loop() {
		st.Pos++
		st.Seq++
		h.Deliver([]*chat.Proposal{{Outcome: chat.Outcome{Effects: []chat.Effect{st}}}})
		for _, seat := range a.seats {
			clear(seat.s.window)
		}
	}
}

type null struct{}

func (null) Queue([]byte, int, uint16) bool { return true }
func (null) Flush()                         {}
func (null) Leaving() bool                  { return false }
func (null) Full() bool                     { return false }
func (null) CloseAfterFlush()               {}
