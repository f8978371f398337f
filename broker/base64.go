package broker

import "encoding/base64"

var (
	errBase64    = &frameError{closeBadData, "a text frame holds no base64"}
	errBase64End = &frameError{closeBadData, "the base64 of a text message is cut off"}
)

// base64Stream decodes the base64 of a text message that comes in parts: some mini-program hosts cannot send binary
// frames. Standard alphabet; padding may be there or not; line ends are skipped.
// Each character gives at most one byte, so that it works in place.
type base64Stream struct {
	bits uint16 // bits of the last characters, not yet given out
	at   uint8  // characters modulo 4
	pads uint8  // '=' seen
}

const (
	b64Bad = 0xFF
	b64Pad = 0xFE
	b64Nop = 0xFD
)

var base64Values = func() (t [256]byte) {
	for i := range t {
		t[i] = b64Bad
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range len(alphabet) {
		t[alphabet[i]] = byte(i)
	}
	t[byte(base64.StdPadding)] = b64Pad
	t['\r'], t['\n'] = b64Nop, b64Nop
	return t
}()

// decode decodes p in place and returns what it gave, at the beginning of p.
// Along with an error it returns what was good before it.
func (s *base64Stream) decode(p []byte) ([]byte, error) {
	n := 0
	for _, c := range p {
		v := base64Values[c]
		if v >= b64Nop {
			if v == b64Nop {
				continue
			}
			if v == b64Bad || !s.pad() {
				return p[:n], errBase64
			}
			continue
		}
		if s.pads > 0 {
			return p[:n], errBase64
		}
		s.bits = s.bits<<6 | uint16(v)
		if s.at > 0 { // 12, 10 or 8 bits wait: one byte goes
			p[n] = byte(s.bits >> (6 - 2*s.at))
			n++
		}
		s.at = (s.at + 1) & 3
	}
	return p[:n], nil
}

// pad takes one '=' and tells whether it may stand here.
func (s *base64Stream) pad() bool {
	s.pads++
	return s.at >= 2 && s.at+s.pads <= 4
}

// end tells whether the message may end here.
func (s *base64Stream) end() error {
	if s.at == 1 || s.pads > 0 && s.at+s.pads != 4 {
		return errBase64End
	}
	return nil
}
