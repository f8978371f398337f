package broker

import (
	"errors"
	"testing"
)

func TestBoundaries_RefuseFromTheHeader(t *testing.T) {
	c := connect(4, "a")
	big := func(n int) []byte { return []byte{0x30, byte(n) | 0x80, byte(n>>7) | 0x80, byte(n >> 14)} }
	for _, x := range []struct {
		name string
		in   []byte
		n    int
		err  error
	}{
		{"nothing", nil, 0, nil},
		{"a CONNECT", c, len(c), nil},
		{"packets in a row", join(c, pingreq, publish("a", "b"), pingreq), len(c) + 10, nil},
		{"at the limit", join(c, big(99_996), make([]byte, 99_996)), len(c) + 100_000, nil},
		{"above the limit", join(c, big(99_997), make([]byte, 99_997)), len(c) + 3, errPacketTooLarge},
		{"the highest length", join(c, []byte{0x30, 0xFF, 0xFF, 0xFF, 0x7F}), len(c) + 4, errPacketTooLarge},
		{"a length of five bytes", join(c, []byte{0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1}), len(c) + 4, errMalformedLength},
		{"a big first packet", big(maxConnect), 3, errPacketTooLarge},
		{"the biggest first packet", join(big(maxConnect-4), make([]byte, maxConnect-4)), maxConnect, nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			var b boundaries
			if n, err := b.scan(x.in, 100_000); n != x.n || !errors.Is(err, x.err) {
				t.Errorf("got %d, %v, want %d, %v", n, err, x.n, x.err)
			}
		})
	}
}
