package broker

import "errors"

// maxConnect bounds the first packet of a connection: nobody has been authenticated yet.
const maxConnect = 16 << 10

var (
	errPacketTooLarge  = errors.New("mqtt: packet larger than the server's maximum")
	errMalformedLength = errors.New("mqtt: malformed remaining length")
)

// boundaries follows the packets in a stream of MQTT bytes, so that one that is too large is refused from its fixed
// header: mochi allocates whatever a header announces.
type boundaries struct {
	left  uint32 // bytes of the current packet still to come
	size  uint32 // remaining length as far as it has been read
	head  uint8  // bytes of the fixed header that have been read; 0 between packets
	first bool   // the first packet has come entirely
}

// scan looks at p and returns how many of its bytes may be passed on: all, or along with an error those before the
// byte that would complete a bad header. max bounds the whole packet, header included.
func (b *boundaries) scan(p []byte, max int) (n int, err error) {
	for n < len(p) {
		switch {
		case b.left > 0:
			k := min(len(p)-n, int(b.left))
			b.left -= uint32(k)
			n += k
			b.first = b.first || b.left == 0
		case b.head == 0:
			b.head = 1
			n++
		default:
			if err := b.digit(p[n], max); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// digit takes one byte of the remaining length [MQTT-1.5.5-1].
func (b *boundaries) digit(d byte, max int) error {
	b.size |= uint32(d&0x7F) << (7 * (b.head - 1))
	b.head++
	if d&0x80 != 0 {
		if b.head > 4 {
			return errMalformedLength
		}
		return nil
	}
	if !b.first {
		max = min(max, maxConnect)
	}
	if int(b.head)+int(b.size) > max {
		return errPacketTooLarge
	}
	b.left, b.size, b.head = b.size, 0, 0
	b.first = b.first || b.left == 0
	return nil
}

// packetLen returns the length of the first packet in p and of its fixed header; all of p when it holds no whole one.
func packetLen(p []byte) (length, header int) {
	size := 0
	for i := 1; i < len(p) && i <= 4; i++ {
		size |= int(p[i]&0x7F) << (7 * (i - 1))
		if p[i]&0x80 == 0 {
			return min(i+1+size, len(p)), i + 1
		}
	}
	return len(p), len(p)
}

// wholePacket returns the length of the first packet in p and of its fixed header; zeros when p does not hold all of it.
func wholePacket(p []byte) (length, header int) {
	size := 0
	for i := 1; i < len(p) && i <= 4; i++ {
		size |= int(p[i]&0x7F) << (7 * (i - 1))
		if p[i]&0x80 == 0 {
			if i+1+size > len(p) {
				return 0, 0
			}
			return i + 1 + size, i + 1
		}
	}
	return 0, 0
}

// lacking is how many bytes are missing in p, which begins with a packet and does not hold all of it; 1 while that
// cannot be told.
func lacking(p []byte) int {
	size := 0
	for i := 1; i < len(p) && i <= 4; i++ {
		size |= int(p[i]&0x7F) << (7 * (i - 1))
		if p[i]&0x80 == 0 {
			return i + 1 + size - len(p)
		}
	}
	return 1
}
