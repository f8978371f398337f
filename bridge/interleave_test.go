package bridge

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

// TestCatchUp_AnyInterleaving lets one user write, the log deliver, and another's client read, stall, stop reading, and
// in half of the runs leave and come back, all in an order that a seed gives. A client that stays hears each message
// once and in order; one that comes back hears each at least once, and after a new one none out of turn.
func TestCatchUp_AnyInterleaving(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { interleave(t, rand.New(rand.NewPCG(seed, 1)), seed%2 == 0) })
	}
}

func interleave(t *testing.T, random *rand.Rand, stays bool) {
	const messages = 80
	r := newRig(t, "ann", "bob")
	window := 1 + random.IntN(4)
	options := func(o *SessionOptions) { o.Window = window }
	p := r.connect("bob", "c", nil, options).subscribe("im/default/user/bob/#")
	said, next := 0, 0
	hear := func(wait bool) bool {
		words, ok := p.hears(wait)
		var i int
		if _, err := fmt.Sscan(words, &i); ok && err != nil {
			t.Fatal(err)
		}
		switch {
		case !ok:
		case i == next:
			next++
		case i > next || stays:
			t.Fatalf("%d where %d was due", i, next)
		}
		return ok
	}
	r.hold = true
	for said < messages {
		switch n := random.IntN(20); {
		case n < 8:
			r.say("ann", bob, fmt.Sprint(said), nil)
			said++
		case n < 13:
			r.deliver(1 + random.IntN(5))
		case n < 17:
			hear(false)
		case n < 19:
			p.setFull(random.IntN(2) == 1)
		case !stays:
			p = r.comeBack(p, random, options)
		}
	}
	p.setFull(false)
	r.deliver(len(r.pending))
	for next < messages && hear(true) {
	}
	if next < messages {
		t.Fatalf("%d of %d messages came", next, messages)
	}
	p.caught()
	if hear(false) && stays {
		t.Fatal("one more than was sent")
	}
}

// comeBack ends a connection in one of the ways there are, and connects again; what the socket had is lost.
func (r *rig) comeBack(p *phone, random *rand.Rand, options func(*SessionOptions)) *phone {
	var kept *chat.StoredSession
	switch random.IntN(3) {
	case 0:
		kept = r.hub.TakeOver("default", "bob", "c")
	case 1:
		r.hub.Detach(p.s)
	case 2:
		r.hub.Close(p.s, chat.CodeForbidden, "kicked")
	}
	if kept == nil {
		kept = r.kept("bob", "c")
	}
	return r.connect("bob", "c", kept, options)
}
