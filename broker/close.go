package broker

import (
	"encoding/binary"
	"io"
	"net"
	"time"
)

// Close ends the connection as mochi wants it: Read ends at once, and what is queued (a CONNACK that refuses, a
// DISCONNECT) still goes out, for at most Options.WriteTimeout. It returns at once.
func (c *Conn) Close() error {
	c.CloseAfterFlush()
	return nil
}

// CloseAfterFlush closes the connection once what is queued has been written, within Options.WriteTimeout. From now
// on nothing is read, and Queue returns false.
func (c *Conn) CloseAfterFlush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end(closeNormal)
}

// end begins the orderly end. Lock held on entry.
func (c *Conn) end(code uint16) {
	o := &c.out
	if o.state != open {
		return
	}
	c.ended.Store(true)
	_ = c.nc.SetReadDeadline(past)
	if c.ws && !c.hungUp() {
		var body [2]byte
		binary.BigEndian.PutUint16(body[:], code)
		c.closeFrame(body[:])
	}
	o.state, o.held = ending, nil
	o.closeBy = time.Now().Add(c.l.o.WriteTimeout)
	c.flush()
}

// closeFrame queues the last frame of a WebSocket (RFC 6455, section 5.5.1). Lock held on entry.
func (c *Conn) closeFrame(body []byte) {
	if c.out.closed {
		return
	}
	c.out.closed = true
	c.grow()
	c.out.queue = append(appendHeader(c.out.queue, opClose, len(body)), body...)
}

// answerClose answers a client's close frame with the same code (RFC 6455, section 5.5.1) and ends.
func (c *Conn) answerClose(body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.out.state == open {
		c.closeFrame(body[:min(len(body), 2)])
		c.end(closeNormal)
	}
}

// pong answers a ping with its payload (RFC 6455, section 5.5.2). Nobody waits for it behind a full queue.
func (c *Conn) pong(body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.out.state != open {
		return
	}
	if c.waiting()+len(body)+maxHeader > c.l.o.MaxWaiting {
		c.abort(errSlow)
		return
	}
	c.grow()
	c.out.queue = append(appendHeader(c.out.queue, opPong, len(body)), body...)
	c.flush()
}

// refuse ends the connection of a client that sent what it must not; an MQTT 5 client that is connected gets disconnect.
func (c *Conn) refuse(code uint16, disconnect []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if disconnect != nil && c.out.acked && c.version.Load() == 5 {
		c.add(disconnect, 0, 0)
	}
	c.end(code)
}

// abort ends the connection at once; what waits is lost. Lock held on entry.
func (c *Conn) abort(err error) {
	o := &c.out
	if o.state == dead {
		return
	}
	o.state, o.held, o.taken = dead, nil, 0
	o.shrink()
	c.ended.Store(true)
	switch err {
	case errSlow:
		c.l.refused(SlowBytes, c.from())
	case errTimeout:
		c.l.refused(SlowTime, c.from())
	}
	go c.cutSocket(err)
}

// cutSocket closes the socket without a word. Closing waits for goroutines inside the socket to leave it, so that it
// is not done under the lock.
func (c *Conn) cutSocket(why error) {
	c.l.log.Debug("connection cut", "remote", c.from(), "err", why)
	nc := c.nc
	if t, ok := nc.(interface{ NetConn() net.Conn }); ok {
		nc = t.NetConn() // closing TLS would wait 5 s to say goodbye to a socket that takes nothing
	}
	_ = nc.Close()
	c.leave()
}

// Of a client that is being closed at most so much is read away, for so long.
const (
	lingerBytes = 1 << 20
	lingerTime  = time.Second
)

// closeSocket closes the socket after everything was written. To a client that is still sending the kernel would answer
// with a reset, which can overtake our last words: so what it sends is read away until it has seen them.
func (c *Conn) closeSocket() {
	if h, ok := c.nc.(interface{ CloseWrite() error }); ok && !c.hungUp() {
		_ = h.CloseWrite()
		c.in.filling.Lock() // a reader that still waits would take the new deadline for its own
		_ = c.nc.SetReadDeadline(time.Now().Add(lingerTime))
		c.in.filling.Unlock()
		_, _ = io.CopyN(io.Discard, c.nc, lingerBytes)
	}
	_ = c.nc.Close()
	c.leave()
}

// hungUp tells whether the client of a connection that has ended is known to send nothing more. What it has sent, and
// nobody reads any more, it reads away.
func (c *Conn) hungUp() bool {
	if c.raw == nil || !c.in.filling.TryLock() { // who waits for bytes has not met their end
		return false
	}
	defer c.in.filling.Unlock()
	b := readBuffers.Get().(*[readSize]byte)
	defer readBuffers.Put(b)
	n, err := readNow(c.raw, b[:])
	return n == 0 && err == nil
}

// goAway ends a connection because the server stops.
func (c *Conn) goAway() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.out.acked && c.version.Load() == 5 {
		c.add([]byte{0xE0, 2, 0x8B, 0}, 0, 0) // [MQTT 5, 3.14.2.1]: Server shutting down
	}
	c.end(closeGoingAway)
}

// cut ends a connection at once.
func (c *Conn) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.abort(net.ErrClosed)
}
