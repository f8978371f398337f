package bridge

import (
	"bytes"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

// TestMailbox_IsBoundedInBytes: of a client that is sent large messages and acknowledges nothing, a mebibyte is in flight
// and four more wait; what is beyond that is dropped, the oldest first.
func TestMailbox_IsBoundedInBytes(t *testing.T) {
	const size, all = 64 << 10, 200
	r := newRig(t, "ann")
	r.freely()
	passing := func(o *SessionOptions) { o.Persistent, o.Expiry = false, 0 }
	to := r.connect("ann", "to", nil, passing).subscribe("dev/ann/#")
	from := r.connect("ann", "from", nil, passing)
	for i := range all {
		r.hub.Publish(from.s, Publish{Topic: "dev/ann/x", Payload: bytes.Repeat([]byte{byte(i)}, size), QoS: 1, ID: uint16(i + 1)})
		if _, ok := from.next(true); !ok {
			t.Fatalf("publish %d was not answered", i)
		}
	}
	b := to.s.box.Load()
	inFlight, waits := inFlightMost/size, waitsMost/size
	if len(b.flights) != inFlight || b.inFlight != inFlightMost || len(b.waiting) != waits || b.waits != waitsMost {
		t.Fatalf("%d messages of %d bytes in flight, %d of %d bytes wait", len(b.flights), b.inFlight, len(b.waiting), b.waits)
	}
	if n := r.hub.dropped.full.Load(); n != uint64(all-inFlight-waits) {
		t.Errorf("%d were dropped", n)
	}
	var got []byte
	for range inFlight + waits {
		p, ok := to.next(true)
		if !ok {
			t.Fatalf("only %v came", got)
		}
		pk := decoded(t, p, 4)
		got = append(got, pk.Payload[0])
		to.s.acked(pk.PacketID)
	}
	if got[0] != 0 || got[inFlight] != byte(all-waits) || got[len(got)-1] != all-1 {
		t.Errorf("%v came", got)
	}
	if b.inFlight != 0 || b.waits != 0 || len(b.flights)+len(b.waiting) != 0 {
		t.Errorf("%d and %d bytes are left", b.inFlight, b.waits)
	}
}

// freely lets devices publish as fast as they like, on any topic.
func (r *rig) freely() {
	r.t.Helper()
	st := chat.DefaultSettings()
	st.RateDevice = 0
	if _, err := r.service.ChangeApp(r.t.Context(), "default", chat.AppChange{Settings: &st}); err != nil {
		r.t.Fatal(err)
	}
}
