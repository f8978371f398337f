package hooks_test

import (
	"testing"

	"github.com/hongyan-im/hongyan/broker"
)

// TestPanic_EndsItsConnectionWithItsCleanUp: a packet brings out a defect. The connection of who sent it ends as any other
// that is lost: the will is done, and the user is no longer online. Others go on.
func TestPanic_EndsItsConnectionWithItsCleanUp(t *testing.T) {
	n := start(t, true)
	bob := n.connect(t, "bob", 5)
	ann := n.dial(t)
	ann.write(packet(0x10, text("MQTT"), []byte{4, 0xCE, 0, 60}, text("c-ann"), text("im/default/user/bob"), text("ann is lost"), text("ann"), text("a good password")))
	if first, b, err := ann.read(); err != nil || first != 0x20 || b[1] != 0 {
		t.Fatalf("CONNACK: %x % x %v", first, b, err)
	}
	ann.write(publish(4, 0x32, "im/default/user/bob", "", "all is well"))
	bob.until(0x30, "all is well")
	n.defect.Store(true)
	ann.write(publish(4, 0x32, "im/default/user/bob", "", "this is a defect"))
	if said := ann.until(0, "nothing"); said[len(said)-1] != "the end" {
		t.Fatal(said)
	}
	if said := bob.until(0x30, "ann is lost"); said[len(said)-1] == "the end" {
		t.Fatal(said)
	}
	if n.sockets.Refused()[broker.Panicked] != 1 {
		t.Error("it is not counted")
	}
	n.connect(t, "ann", 5).write(publish(5, 0x32, "im/default/user/bob", "", "back again"))
	bob.until(0x30, "back again")
	if live := n.hub.Count(); live != 2 {
		t.Errorf("%d sessions live", live)
	}
}
