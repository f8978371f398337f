package bridge

import (
	"bytes"
	"sync/atomic"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

// faulty is a Link with a defect that a word brings out.
type faulty struct {
	*wire
	word  string
	armed atomic.Bool
}

func (f *faulty) Queue(p []byte, idAt int, id uint16) bool {
	if f.armed.Load() && bytes.Contains(p, []byte(f.word)) {
		panic("a defect")
	}
	return f.wire.Queue(p, idAt, id)
}

// TestPanic_InASessionEndsItAlone: bob returns, and what he missed brings out a defect while he is served from the log. His
// connection ends; ann's goes on, and bob has all when he comes back.
func TestPanic_InASessionEndsItAlone(t *testing.T) {
	r := newRig(t, "ann", "bob")
	bob := r.connect("bob", "phone", nil, nil).subscribe(inboxOfBob)
	r.hub.Detach(bob.s)
	to := chat.UserAddress("bob")
	r.say("ann", to, "before", nil)
	r.say("ann", to, "the word", nil)

	link := &faulty{wire: newWire(), word: "the word"}
	link.armed.Store(true)
	ended := make(chan struct{})
	link.onClose = func() { close(ended) }
	again := r.connect("bob", "phone", r.kept("bob", "phone"), func(o *SessionOptions) { o.Link = link })
	<-ended
	r.hub.Detach(again.s) // as the reading goroutine does when the connection has ended

	ann := r.connect("ann", "phone", nil, nil).subscribe("im/default/user/ann/#")
	r.say("bob", chat.UserAddress("ann"), "others go on", nil)
	ann.mustHear("others go on")
	back := r.connect("bob", "phone", r.kept("bob", "phone"), nil)
	for heard := ""; heard != "the word"; {
		words, ok := back.hears(true)
		if !ok {
			t.Fatal("bob misses what brought out the defect")
		}
		heard = words
	}
	if r.hub.Count() != 2 {
		t.Errorf("%d sessions live", r.hub.Count())
	}
}

// connectFaulty connects a client in whose connection a word brings out a defect; ended is closed when the connection is.
func (r *rig) connectFaulty(u chat.UserID, client, word string) (p *phone, ended chan struct{}) {
	link := &faulty{wire: newWire(), word: word}
	link.armed.Store(true)
	ended = make(chan struct{})
	link.onClose = func() { close(ended) }
	return r.connect(u, client, nil, func(o *SessionOptions) { o.Link = link }), ended
}

// TestPanic_WhileABatchIsDelivered: what is said brings out a defect in the connection of bob's phone; his other one hears it,
// and the next.
func TestPanic_WhileABatchIsDelivered(t *testing.T) {
	r := newRig(t, "ann", "bob")
	phone, ended := r.connectFaulty("bob", "phone", "the word")
	phone.subscribe(inboxOfBob)
	web := r.connect("bob", "web", nil, nil).subscribe(inboxOfBob)
	r.say("ann", chat.UserAddress("bob"), "the word", nil)
	r.say("ann", chat.UserAddress("bob"), "the next", nil)
	<-ended
	web.mustHear("the word")
	web.mustHear("the next")
}

// TestPanic_WhileRetainedMessagesAreBrought is one in a goroutine that reads for a session.
func TestPanic_WhileRetainedMessagesAreBrought(t *testing.T) {
	r := newRig(t, "bob")
	done := make(chan *chat.Outcome, 1)
	if err := r.service.SubmitRetained("default", chat.RetainedMessage{Topic: "dev/bob/lamp", Payload: []byte("the word"), QoS: 1}, func(o *chat.Outcome) { done <- o }); err != nil {
		t.Fatal(err)
	}
	if o := <-done; o.Err != nil {
		t.Fatal(o.Err)
	}
	lamp, ended := r.connectFaulty("bob", "lamp", "the word")
	lamp.subscribe("dev/bob/#")
	r.hub.Replay(lamp.s)
	<-ended
	r.hub.Detach(lamp.s)
	if again := r.connect("bob", "phone", nil, nil); r.hub.Count() != 1 || again.closed {
		t.Errorf("%d sessions live", r.hub.Count())
	}
}
