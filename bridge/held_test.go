package bridge

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hongyan-im/hongyan/chat"
)

const inboxOfBob = "im/default/user/bob/#"

// inform gives a session an event of its inbox.
func (r *rig) inform(u chat.UserID, event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hub.Deliver([]*chat.Proposal{{Outcome: chat.Outcome{Effects: []chat.Effect{&chat.Notice{App: "default", Users: []chat.UserID{u}, Event: event}}}}})
}

type numbered struct {
	Event string `json:"event"`
	N     int    `json:"n"`
	Text  string `json:"text,omitempty"`
}

// publishes takes the next PUBLISH of the server, without an acknowledgement.
func (p *phone) publishes() (packets.Packet, bool) {
	p.rig.t.Helper()
	b, ok := p.next(true)
	if !ok {
		return packets.Packet{}, false
	}
	return decoded(p.rig.t, b, p.s.Version), true
}

func TestEvents_WaitForRoomInTheWindow(t *testing.T) {
	r := newRig(t, "bob")
	bob := r.connect("bob", "phone", nil, func(o *SessionOptions) { o.Window = 2 }).subscribe(inboxOfBob)
	const many = 50
	for i := range many {
		r.inform("bob", numbered{Event: "numbered", N: i})
	}
	for i := range many {
		pk, ok := bob.publishes()
		var e numbered
		if !ok || json.Unmarshal(pk.Payload, &e) != nil || e.N != i {
			t.Fatalf("event %d: %s", i, pk.Payload)
		}
		bob.s.acked(pk.PacketID)
	}
}

func TestEvents_WaitForRoomInTheSocket(t *testing.T) {
	r := newRig(t, "bob")
	bob := r.connect("bob", "phone", nil, nil).subscribe(inboxOfBob)
	bob.setFull(true)
	r.inform("bob", numbered{Event: "numbered", N: 1})
	if b, ok := bob.next(false); ok {
		t.Fatalf("it was sent: %q", b)
	}
	bob.setFull(false)
	if pk, ok := bob.publishes(); !ok || !strings.Contains(string(pk.Payload), `"n":1`) {
		t.Fatalf("%v %s", ok, pk.Payload)
	}
}

func TestEvents_TooManyEndTheConnection(t *testing.T) {
	r := newRig(t, "bob")
	ended := make(chan struct{})
	bob := r.connect("bob", "phone", nil, func(o *SessionOptions) { o.Window, o.Version = 1, 5 }).subscribe(inboxOfBob)
	bob.onClose = func() { close(ended) }
	for i := range 20 {
		r.inform("bob", numbered{Event: "numbered", N: i, Text: strings.Repeat("x", heldMost/16)})
	}
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("the connection goes on")
	}
	if pk, _ := bob.publishes(); pk.FixedHeader.Type != packets.Publish {
		t.Errorf("first %+v", pk.FixedHeader)
	}
	if pk, ok := bob.publishes(); !ok || pk.FixedHeader.Type != packets.Disconnect || pk.ReasonCode != 0x97 || !strings.Contains(pk.Properties.ReasonString, "sync") {
		t.Errorf("then %+v", pk)
	}
	if r.hub.IsOnline("default", "bob") {
		t.Error("the session is live")
	}
}

// TestEvents_OfAllClientsHaveABound: once very much waits for others, a client is left less.
func TestEvents_OfAllClientsHaveABound(t *testing.T) {
	r := newRig(t, "bob")
	ended := make(chan struct{})
	bob := r.connect("bob", "phone", nil, nil).subscribe(inboxOfBob)
	bob.onClose = func() { close(ended) }
	bob.setFull(true)
	event := numbered{Event: "numbered", Text: strings.Repeat("x", heldFew/2)}
	for range 4 {
		r.inform("bob", event)
	}
	if !r.hub.IsOnline("default", "bob") || r.hub.held.Load() < 4*heldFew/2 {
		t.Fatalf("%d bytes are held", r.hub.held.Load())
	}
	r.hub.held.Add(heldAll) // for others
	r.inform("bob", event)
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("the connection goes on")
	}
	r.hub.Detach(bob.s)
	for r.hub.held.Load() != heldAll {
		runtime.Gosched() // until the goroutine that held them has ended
	}
}

// ask sends a request over the socket.
func (p *phone) ask(id int) {
	p.rig.t.Helper()
	p.rig.hub.Publish(p.s, Publish{Topic: "im/default/user/bob/request", Payload: fmt.Appendf(nil, `{"id":%d,"method":"GET","path":"/v1/me"}`, id)})
}

func TestReply_WaitsForRoomAndTellsWhatIsTooLarge(t *testing.T) {
	r := newRig(t, "bob")
	answers := make(chan string, 3)
	r.hub.Bind(r.service, func(context.Context, chat.Caller, string, string, []byte) (int, []byte) {
		return 200, []byte(<-answers)
	})
	bob := r.connect("bob", "phone", nil, func(o *SessionOptions) { o.Window, o.Version, o.MaxPacket = 1, 5, 1000 }).subscribe(inboxOfBob)
	for i, c := range []struct{ answer, want string }{
		{`"one"`, `{"id":0,"status":200,"body":"one"}`}, {`"two"`, `{"id":1,"status":200,"body":"two"}`}, {`"` + strings.Repeat("x", 2000) + `"`, `{"id":2,"status":413,"body":{"code":"too_large"`},
	} {
		bob.s.mu.Lock()
		bob.s.window = map[uint16]uint64{65000: 0} // full
		bob.s.mu.Unlock()
		answers <- c.answer
		bob.ask(i)
		for { // until the answer waits
			bob.s.mu.Lock()
			held := len(bob.s.held)
			bob.s.mu.Unlock()
			if held > 0 {
				break
			}
			runtime.Gosched()
		}
		bob.s.acked(65000)
		pk, ok := bob.publishes()
		if !ok || !strings.HasPrefix(string(pk.Payload), c.want) {
			t.Fatalf("%v %s", ok, pk.Payload)
		}
	}
}
