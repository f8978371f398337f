package broker

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
)

// readSize is how much is read at once: most packets are small, and many come together.
const readSize = 4096

var readBuffers = sync.Pool{New: func() any { return new([readSize]byte) }}

// errNoConnect ends a client that keeps us busy with pings and empty frames.
var errNoConnect = errors.New("broker: many bytes, but no CONNECT")

// errRefused ends a client whose packet Options.Check refused.
var errRefused = errors.New("broker: a packet was refused")

// inbound is the reading side of a connection. While it waits it holds no buffer.
type inbound struct {
	buf     *[readSize]byte // where raw and data lie, pooled; nil while waiting
	raw     []byte          // received, not yet decoded
	data    []byte          // decoded, of packets that are not too large
	part    []byte          // the beginning of a packet whose rest has not come
	give    []byte          // what is left of the packet that mochi is being given
	tapped  bool            // Options.Tap took packets since the socket was read
	err     error           // what Read returns once data is empty
	frames  decoder
	packets boundaries
	before  uint32                // bytes received before CONNECT was there entirely, frames and all
	filling sync.Mutex            // held while Read is in the socket
	ready   func(fd uintptr) bool // readReady, bound once: a method value allocates
}

// Read gives mochi the client's MQTT bytes, without their frames: a packet once it is whole, and the next one when mochi
// has done with it. It refuses a packet above Options.MaxPacket before the header that announces it is complete, answers
// pings, and ends with io.EOF after a close frame.
func (c *Conn) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	in := &c.in
	for len(in.give) == 0 {
		switch {
		case in.err == nil && c.ended.Load():
			in.err, in.data = net.ErrClosed, nil
		case len(in.data) > 0:
			c.next()
		case in.err != nil:
			return 0, c.readFailed()
		case len(in.raw) == 0:
			in.release()
			c.extendTapped()
			in.err = c.fill(p)
		default:
			c.decode()
		}
	}
	n := copy(p, in.give)
	in.give = in.give[n:]
	in.release()
	return n, nil
}

// next takes the next packet from what was decoded, or keeps what there is of it.
func (c *Conn) next() {
	in := &c.in
	if len(in.part) == 0 {
		if length, header := wholePacket(in.data); length > 0 {
			packet := in.data[:length]
			in.data = in.data[length:]
			c.offer(packet, header)
			return
		}
	}
	for len(in.data) > 0 {
		n := min(lacking(in.part), len(in.data))
		in.part = append(in.part, in.data[:n]...)
		in.data = in.data[n:]
		if length, header := wholePacket(in.part); length > 0 {
			packet := in.part
			in.part = nil
			c.offer(packet, header)
			return
		}
	}
}

// offer shows a packet to Options.Tap and Options.Check; what neither takes nor refuses it is mochi's.
func (c *Conn) offer(packet []byte, header int) {
	in, o := &c.in, &c.l.o
	switch {
	case o.Tap != nil && c.Attached() != nil && o.Tap(c, packet, header):
		in.tapped = true
	case o.Check != nil && !o.Check(c, packet, header):
		in.err, in.data, in.raw = errRefused, nil, nil
		c.CloseAfterFlush()
	default:
		in.give = packet
	}
}

// extendTapped moves the deadline that mochi sets for each packet, for those that it has not seen.
func (c *Conn) extendTapped() {
	if c.in.tapped {
		c.in.tapped = false
		if keep := c.keep.Load(); keep > 0 {
			c.extend(keep)
		}
	}
}

// release gives the buffer back when nothing lies in it any more.
func (in *inbound) release() {
	if len(in.data) == 0 && len(in.raw) == 0 && len(in.give) == 0 {
		in.raw, in.data, in.give = nil, nil, nil
		if in.buf != nil {
			readBuffers.Put(in.buf)
			in.buf = nil
		}
	}
}

// hold puts n bytes that were read into b where decode finds them.
func (in *inbound) hold(b *[readSize]byte, n int) {
	in.buf, in.raw = b, b[:n]
	if !in.packets.first {
		in.before += uint32(n)
	}
}

// fill waits for bytes. Where the descriptor cannot be waited for, it waits in the caller's buffer: mochi holds that
// one anyway.
func (c *Conn) fill(p []byte) error {
	c.in.filling.Lock()
	defer c.in.filling.Unlock()
	if c.ended.Load() {
		return net.ErrClosed
	}
	if c.raw != nil {
		return c.readRaw()
	}
	n, err := c.nc.Read(p[:min(len(p), readSize)])
	if n > 0 {
		b := readBuffers.Get().(*[readSize]byte)
		c.in.hold(b, copy(b[:], p[:n]))
		return nil // the error comes again
	}
	return err
}

// decode takes one step through the bytes received.
func (c *Conn) decode() {
	in := &c.in
	var err error
	if c.ws {
		err = c.unframe()
	} else {
		in.data, in.raw = in.raw, nil
	}
	if in.before > 4*maxConnect && !in.packets.first && err == nil {
		err = errNoConnect
	}
	n, tooMuch := in.packets.scan(in.data, c.l.o.MaxPacket)
	in.data = in.data[:n]
	if tooMuch != nil {
		err = tooMuch
	}
	if in.packets.first && !c.began.Load() {
		c.began.Store(true)
	}
	if err != nil {
		in.err, in.raw = err, nil
	}
}

// unframe takes one step through the frames received.
func (c *Conn) unframe() error {
	in := &c.in
	ev, out, n, err := in.frames.step(in.raw)
	in.raw = in.raw[n:]
	switch ev {
	case evData:
		in.data = out
	case evPing:
		c.pong(out)
	case evClose:
		if err == nil {
			c.answerClose(out)
			err = io.EOF
		}
	}
	return err
}

// readFailed ends the connection in the way the failure asks for. Everything the client sent before has been handled
// by mochi when it comes here, so that its answers go first.
func (c *Conn) readFailed() error {
	in := &c.in
	in.release()
	var bad *frameError
	switch {
	case c.ended.Load():
	case errors.As(in.err, &bad):
		c.l.refused(Malformed, c.from())
		c.refuse(bad.code, nil)
	case errors.Is(in.err, errPacketTooLarge):
		c.l.refused(PacketTooLarge, c.from())
		c.refuse(closeTooBig, []byte{0xE0, 2, 0x95, 0}) // [MQTT-3.2.2-15]: Packet too large
	case errors.Is(in.err, errMalformedLength):
		c.l.refused(Malformed, c.from())
		c.refuse(closeNormal, []byte{0xE0, 2, 0x81, 0}) // [MQTT-4.13.1-1]: Malformed Packet
	case errors.Is(in.err, errNoConnect), !c.began.Load() && errors.Is(in.err, os.ErrDeadlineExceeded):
		c.l.refused(NoConnect, c.from())
	case errors.Is(in.err, os.ErrDeadlineExceeded):
		c.refuse(closeNormal, []byte{0xE0, 2, 0x8D, 0}) // [MQTT5-3.1.2-22]: Keep Alive timeout
	}
	return in.err
}
