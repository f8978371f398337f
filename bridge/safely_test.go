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
