package broker

import (
	"encoding/binary"
	"errors"
	"net"
	"sync"
	"time"
)

// Buffers for frames begin with writeSize and are kept as long as they have not grown beyond keepSize.
const (
	writeSize = 2 << 10
	keepSize  = 16 << 10
)

var writeBuffers = sync.Pool{New: func() any { b := make([]byte, 0, writeSize); return &b }}

var (
	errSlow    = errors.New("broker: more bytes wait than may wait for a socket")
	errTimeout = errors.New("broker: the socket has taken no byte for too long")
)

type outState uint8

const (
	open   outState = iota
	ending          // what waits is still written, nothing is added
	dead            // the socket is closed or being closed
)

// outbound is the writing side of a connection. With nothing waiting it holds no buffer.
type outbound struct {
	queue   []byte    // frames for the socket
	pooled  *[]byte   // the buffer in which queue began
	held    []byte    // frames that must follow CONNACK
	taken   int       // bytes that the draining goroutine has not got rid of yet
	closeBy time.Time // when ending: the end of all patience
	state   outState
	busy    bool // the draining goroutine runs; it alone writes
	acked   bool // mochi has written CONNACK
	closed  bool // a WebSocket close frame is in the queue or gone: nothing may follow it

	// Of the write in progress. They belong to the draining goroutine while busy, else to the holder of the lock.
	wait  bool
	n     int
	buf   []byte
	err   error
	ready func(fd uintptr) bool // writeReady, bound once: a method value allocates
}

// Queue appends one whole MQTT packet as one frame, without writing, and copies it. If idAt > 0, id is written
// big-endian at that offset of the copy. Before mochi has written CONNACK it is held back, and follows it.
// False: the connection is closed, or Options.MaxWaiting was passed; then it is being closed.
func (c *Conn) Queue(packet []byte, idAt int, id uint16) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.add(packet, idAt, id)
}

// Flush makes one write of all that is queued. What the socket does not take, a goroutine takes to it later; where a
// socket cannot be written to without waiting (TLS) that is all of it. Flush never waits.
func (c *Conn) Flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flush()
}

// Write is Queue and Flush for what mochi writes: one packet, or several when they have waited in its own queue.
func (c *Conn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for rest := p; len(rest) > 0; {
		n, _ := packetLen(rest)
		if !c.add(rest[:n], 0, 0) {
			return 0, net.ErrClosed
		}
		rest = rest[n:]
	}
	c.flush()
	return len(p), nil
}

// Waiting returns how many bytes are queued or held back and not yet taken by the socket.
func (c *Conn) Waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.waiting()
}

// How much is good to let wait for a socket: at most, and when very many are slow.
const (
	highWater = 256 << 10
	lowWater  = 4 << 10
)

// Full tells whether as much waits for the socket as is good: 256 KiB, or where many sockets are slow its share of
// Options.MaxWaitingAll, but 4 KiB in any case. What may come later is better not queued then.
func (c *Conn) Full() bool {
	most := highWater
	if slow := int(c.l.slow.Load()); slow*highWater > c.l.o.MaxWaitingAll {
		most = max(c.l.o.MaxWaitingAll/slow, lowWater)
	}
	return c.Waiting() >= most
}

func (c *Conn) waiting() int { return len(c.out.queue) + len(c.out.held) + c.out.taken }

// add appends a packet. Lock held on entry.
func (c *Conn) add(packet []byte, idAt int, id uint16) bool {
	o := &c.out
	if o.state != open || len(packet) == 0 {
		return false
	}
	kind := packet[0] >> 4
	if v := c.version.Load(); kind == typeDisconnect && v > 0 && v < 5 {
		c.end(closeNormal)
		return true
	}
	if c.waiting()+len(packet)+maxHeader > c.l.o.MaxWaiting {
		c.abort(errSlow)
		return false
	}
	if !o.acked && kind != typeConnack && kind != typeAuth { // [MQTT-3.2.0-1]
		o.held = c.appendPacket(o.held, packet, idAt, id)
		return true
	}
	c.grow()
	o.queue = c.appendPacket(o.queue, packet, idAt, id)
	if kind == typeConnack && !o.acked {
		o.acked = true
		if accepted(packet) {
			o.queue = append(o.queue, o.held...)
		}
		o.held = nil
	}
	return true
}

// Packet types [MQTT 5, 2.1.2].
const (
	typeConnack    = 2
	typeDisconnect = 14
	typeAuth       = 15
)

// accepted tells whether a CONNACK lets the client in; nothing may follow one that does not [MQTT-3.2.2-7].
func accepted(connack []byte) bool {
	_, h := packetLen(connack)
	return len(connack) > h+1 && connack[h+1] == 0
}

// maxHeader is the longest header of a frame from the server.
const maxHeader = 10

func (c *Conn) appendPacket(dst, packet []byte, idAt int, id uint16) []byte {
	if c.ws {
		dst = appendHeader(dst, opBinary, len(packet))
	}
	at := len(dst)
	dst = append(dst, packet...)
	if idAt > 0 && idAt+2 <= len(packet) {
		binary.BigEndian.PutUint16(dst[at+idAt:], id)
	}
	return dst
}

func appendHeader(dst []byte, op byte, n int) []byte {
	switch {
	case n < 126:
		return append(dst, 0x80|op, byte(n))
	case n <= 0xFFFF:
		return append(dst, 0x80|op, 126, byte(n>>8), byte(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, 0x80|op, 127), uint64(n))
}

// grow gives the queue a buffer when it has none. Lock held on entry.
func (c *Conn) grow() {
	if o := &c.out; o.queue == nil {
		o.pooled = writeBuffers.Get().(*[]byte)
		o.queue = *o.pooled
	}
}

// shrink gives the buffer of an empty queue back. Lock held on entry.
func (o *outbound) shrink() {
	if o.pooled != nil {
		writeBuffers.Put(o.pooled)
	}
	o.queue, o.pooled = nil, nil
}

// flush writes what the socket takes at once. Lock held on entry.
func (c *Conn) flush() {
	o := &c.out
	if o.busy || o.state == dead {
		return
	}
	if len(o.queue) > 0 && c.raw != nil {
		n, err := c.sendRaw(o.queue, false)
		if err != nil {
			c.abort(err)
			return
		}
		if n == len(o.queue) && cap(o.queue) <= keepSize {
			*o.pooled = o.queue[:0] // it may have grown
		}
		o.queue = o.queue[n:]
	}
	if len(o.queue) > 0 {
		o.busy = true
		c.l.slow.Add(1)
		go c.drain()
		return
	}
	o.shrink()
	if o.state == ending {
		o.state = dead
		go c.closeSocket()
	}
}

// drain writes until nothing waits any more; it is the only one that waits for a socket.
func (c *Conn) drain() {
	o := &c.out
	for {
		c.mu.Lock()
		if o.state == dead || len(o.queue) == 0 {
			break
		}
		batch, pooled := o.queue, o.pooled
		o.queue, o.pooled, o.taken = nil, nil, len(batch)
		c.mu.Unlock()
		err := c.push(batch)
		if pooled != nil {
			writeBuffers.Put(pooled)
		}
		if err != nil {
			c.mu.Lock()
			c.abort(err)
			break
		}
	}
	o.busy = false
	c.l.slow.Add(-1)
	_ = c.nc.SetWriteDeadline(time.Time{})
	last := o.state == ending
	if last {
		o.state = dead
	}
	c.mu.Unlock()
	if last {
		c.closeSocket()
	}
}

// push writes b, however long it takes, as long as the socket takes something within the time limit.
func (c *Conn) push(b []byte) error {
	for len(b) > 0 {
		c.mu.Lock()
		c.out.taken = len(b)
		by := time.Now().Add(c.l.o.WriteTimeout)
		if c.out.state == ending && c.out.closeBy.Before(by) {
			by = c.out.closeBy
		}
		c.mu.Unlock()
		_ = c.nc.SetWriteDeadline(by)
		n, err := c.send(b)
		if err != nil {
			if ne := net.Error(nil); errors.As(err, &ne) && ne.Timeout() {
				err = errTimeout
			}
			return err
		}
		b = b[n:]
	}
	c.mu.Lock()
	c.out.taken = 0
	c.mu.Unlock()
	return nil
}

// tlsRecord is the most that one TLS record carries, and one write of the draining goroutine to such a socket.
const tlsRecord = 16 << 10

func (c *Conn) send(b []byte) (int, error) {
	if c.raw != nil {
		return c.sendRaw(b, true)
	}
	return c.nc.Write(b[:min(len(b), tlsRecord)])
}
