package broker

import (
	"encoding/binary"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// Opcodes of RFC 6455, section 5.2.
const (
	opContinuation = 0x0
	opText         = 0x1
	opBinary       = 0x2
	opClose        = 0x8
	opPing         = 0x9
	opPong         = 0xA
)

// Close codes of RFC 6455, section 7.4.1.
const (
	closeNormal    = 1000
	closeGoingAway = 1001
	closeProtocol  = 1002
	closeBadData   = 1007
	closeTooBig    = 1009
)

// maxControl is the longest payload of a control frame (RFC 6455, section 5.5).
const maxControl = 125

// frameError is what a peer did wrong; code is what the close frame tells it.
type frameError struct {
	code uint16
	text string
}

func (e *frameError) Error() string { return "websocket: " + e.text }

var (
	errReserved     = &frameError{closeProtocol, "a reserved bit is set"}
	errOpcode       = &frameError{closeProtocol, "unknown opcode"}
	errUnmasked     = &frameError{closeProtocol, "a frame of a client is not masked"}
	errControl      = &frameError{closeProtocol, "a control frame is fragmented or too long"}
	errContinuation = &frameError{closeProtocol, "a fragment is out of order"}
	errLength       = &frameError{closeProtocol, "the highest bit of a frame length is set"}
	errCloseBody    = &frameError{closeProtocol, "malformed close frame"}
	errCloseText    = &frameError{closeBadData, "the reason of a close frame is no UTF-8"}
	errAfterClose   = &frameError{closeProtocol, "bytes after a close frame"}
)

// event is what a step of the decoder met.
type event uint8

const (
	evNone  event = iota // nothing yet; go on with the bytes that are left, or with new ones
	evData               // bytes of the MQTT stream
	evPing               // a whole ping, with its payload
	evPong               // a whole pong
	evClose              // the peer's close frame, with its payload; nothing follows
)

// decoder turns the bytes of a WebSocket client into bytes of MQTT and control frames.
// It knows nothing of sockets and holds no data bytes: an event loop could drive it as well as a goroutine does.
// However the bytes are cut into chunks, the same things come out.
type decoder struct {
	rem     uint64   // payload of the current frame still to come
	control []byte   // the part of a control frame's payload that came in earlier chunks
	head    [14]byte // the header as far as it has come
	got     uint8    // bytes in head
	need    uint8    // length of the header as far as known; 0 between frames
	pos     uint8    // position in the mask
	op      uint8    // opcode of the current frame
	message uint8    // opcode of the message that is being received, 0 for none
	body    bool     // inside a payload
	fin     bool     // the current frame ends its message
	closed  bool
	text    base64Stream
}

// step consumes the first n bytes of in and reports at most one thing that they meant.
// out lies inside in, whose bytes are unmasked in place, or is the decoder's own until the next step.
// After an error the decoder is of no use any more.
func (d *decoder) step(in []byte) (ev event, out []byte, n int, err error) {
	if d.closed && len(in) > 0 {
		return evNone, nil, 0, errAfterClose
	}
	for !d.body {
		if n == len(in) {
			return evNone, nil, n, nil
		}
		d.head[d.got] = in[n]
		d.got++
		n++
		if err := d.header(); err != nil {
			return evNone, nil, n, err
		}
	}
	k := len(in) - n
	if uint64(k) > d.rem {
		k = int(d.rem)
	}
	part := in[n : n+k]
	n += k
	ws.Cipher(part, d.mask(), int(d.pos))
	d.pos = (d.pos + uint8(k&3)) & 3
	d.rem -= uint64(k)
	if d.op >= opClose {
		ev, out, err = d.controlPart(part)
	} else {
		ev, out, err = d.dataPart(part)
	}
	return ev, out, n, err
}

// header looks at the header's bytes one by one, so that a bad one is refused as soon as it is there.
func (d *decoder) header() error {
	switch d.got {
	case 1:
		return d.firstByte(d.head[0])
	case 2:
		return d.secondByte(d.head[1])
	case d.need:
		d.rem, d.body, d.pos = d.length(), true, 0
		if d.rem>>63 != 0 {
			return errLength // RFC 6455, section 5.2
		}
	}
	return nil
}

func (d *decoder) firstByte(b byte) error {
	if b&0x70 != 0 {
		return errReserved // no extension was negotiated
	}
	d.op, d.fin = b&0x0F, b&0x80 != 0
	switch d.op {
	case opContinuation:
		if d.message == 0 {
			return errContinuation
		}
	case opText, opBinary:
		if d.message != 0 {
			return errContinuation
		}
		d.message, d.text = d.op, base64Stream{}
	case opClose, opPing, opPong:
		if !d.fin {
			return errControl
		}
	default:
		return errOpcode
	}
	return nil
}

func (d *decoder) secondByte(b byte) error {
	if b&0x80 == 0 {
		return errUnmasked // RFC 6455, section 5.1
	}
	l := b & 0x7F
	if d.op >= opClose && l > maxControl {
		return errControl
	}
	switch l {
	case 126:
		d.need = 8
	case 127:
		d.need = 14
	default:
		d.need = 6
	}
	return nil
}

func (d *decoder) length() uint64 {
	switch d.need {
	case 8:
		return uint64(binary.BigEndian.Uint16(d.head[2:]))
	case 14:
		return binary.BigEndian.Uint64(d.head[2:])
	}
	return uint64(d.head[1] & 0x7F)
}

func (d *decoder) mask() [4]byte { return [4]byte(d.head[d.need-4 : d.need]) }

// dataPart handles a part of a data frame; the frame may be at its end.
func (d *decoder) dataPart(part []byte) (event, []byte, error) {
	var err error
	if d.message == opText {
		part, err = d.text.decode(part)
	}
	if d.rem == 0 {
		text := d.message == opText
		if d.fin {
			d.message = 0
		}
		if d.endFrame(); err == nil && text && d.fin {
			err = d.text.end()
		}
	}
	if len(part) == 0 {
		return evNone, nil, err
	}
	return evData, part, err
}

// controlPart collects the payload of a control frame; one that came whole is not copied.
func (d *decoder) controlPart(part []byte) (event, []byte, error) {
	if d.rem > 0 {
		d.control = append(d.control, part...)
		return evNone, nil, nil
	}
	if d.control != nil {
		part = append(d.control, part...)
		d.control = nil
	}
	op := d.op
	d.endFrame()
	switch op {
	case opPing:
		return evPing, part, nil
	case opPong:
		return evPong, part, nil
	}
	d.closed = true
	return evClose, part, checkClose(part)
}

func (d *decoder) endFrame() { d.got, d.need, d.body = 0, 0, false }

// checkClose tells whether the payload of a close frame may stand there (RFC 6455, sections 5.5.1 and 7.4).
func checkClose(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	if len(p) == 1 {
		return errCloseBody
	}
	code := binary.BigEndian.Uint16(p)
	known := code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999
	if !known {
		return errCloseBody
	}
	if !utf8.Valid(p[2:]) {
		return errCloseText
	}
	return nil
}
