package hooks_test

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"testing"
)

// TestPubrec_IsNotForgottenForAPuback lets a QoS 2 publish and a delivery of the server have the same packet id.
func TestPubrec_IsNotForgottenForAPuback(t *testing.T) {
	n := start(t, false) // all by mochi
	ann, bob := n.connect(t, "ann", 4), n.connect(t, "bob", 4)
	bob.write(publish(4, 0x32, "im/default/user/ann", "", "a delivery"))
	first, b, err := ann.read()
	if err != nil || first != 0x32 {
		t.Fatalf("%x % x %v", first, b, err)
	}
	at := 2 + int(binary.BigEndian.Uint16(b))
	id := b[at : at+2]
	qos2 := packet(0x34, text("im/default/user/bob"), id, []byte("exactly once"))
	ann.write(qos2)
	want(t, ann, 0x50, id)
	ann.write(packet(0x40, id)) // of the delivery
	ann.write(append([]byte{qos2[0] | 8}, qos2[1:]...))
	want(t, ann, 0x50, id)
	ann.write(packet(0x62, id))
	want(t, ann, 0x70, id)
	bob.write([]byte{0xC0, 0})
	heard := 0
	for _, said := range bob.until(0xD0, "") {
		if bytes.Contains([]byte(said), []byte("exactly once")) {
			heard++
		}
	}
	if heard != 1 {
		t.Fatalf("bob hears it %d times", heard)
	}
}

func want(t *testing.T, c *client, kind byte, id []byte) {
	t.Helper()
	if first, b, err := c.read(); err != nil || first != kind || !bytes.Equal(b[:2], id) {
		t.Fatalf("%x % x %v, not %x % x", first, b, err, kind, id)
	}
}

// TestQoS2_WhatIsNeverReleasedIsBounded never sends a PUBREL.
func TestQoS2_WhatIsNeverReleasedIsBounded(t *testing.T) {
	n := start(t, true)
	ann := n.connect(t, "ann", 5)
	for i := range 1025 {
		ann.write(packet(0x34, text("im/default/user/bob/typing"), binary.BigEndian.AppendUint16(nil, uint16(i+1)), []byte{0}))
	}
	for i := range 1024 {
		if first, b, err := ann.read(); err != nil || first != 0x50 {
			t.Fatalf("publish %d: %x % x %v", i, first, b, err)
		}
	}
	if first, b, err := ann.read(); err != nil || first != 0xE0 || b[0] != 0x93 {
		t.Fatalf("%x % x %v, not DISCONNECT 0x93", first, b, err)
	}
}

// TestMochi_KeepsNothingOfWhoIsAway: it goes through all its sessions each second.
func TestMochi_KeepsNothingOfWhoIsAway(t *testing.T) {
	n := start(t, true)
	for range 3 {
		ann := n.connect(t, "ann", 4) // a session that outlives its connection would have had its flag off
		if n.mochi.Clients.Len() != 1 || len(n.mochi.Topics.Subscribers("im/default/user/ann").Subscriptions) != 0 {
			t.Fatal("mochi has no client, or knows what it has subscribed to")
		}
		ann.write([]byte{0xE0, 0})
		if _, _, err := ann.read(); err == nil {
			t.Fatal("something follows the DISCONNECT")
		}
		for n.mochi.Clients.Len() > 0 {
			runtime.Gosched()
		}
	}
}
