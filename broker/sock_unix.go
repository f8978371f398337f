//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package broker

import (
	"errors"
	"io"
	"net"
	"syscall"
)

// bind takes hold of the descriptor when the socket is a bare one. Any other type may change the bytes (TLS, a proxy
// header): it is read and written by its own methods.
func (c *Conn) bind() {
	if b, ok := c.nc.(*begun); ok && len(b.first) == 0 {
		c.nc = b.TCPConn
	}
	switch s := c.nc.(type) {
	case *net.TCPConn:
		c.raw, _ = s.SyscallConn()
	case *net.UnixConn:
		c.raw, _ = s.SyscallConn()
	}
	if c.raw != nil {
		c.in.ready = c.readReady
		c.out.ready = c.writeReady
	}
}

// readRaw waits for the socket and takes a buffer only when there is something to read.
func (c *Conn) readRaw() error {
	c.in.err = nil
	if err := c.raw.Read(c.in.ready); err != nil {
		return err
	}
	return c.in.err
}

func (c *Conn) readReady(fd uintptr) bool {
	b := readBuffers.Get().(*[readSize]byte)
	for {
		n, err := syscall.Read(int(fd), b[:])
		switch {
		case err == syscall.EINTR:
			continue
		case n > 0:
			c.in.hold(b, n)
			return true
		case err == nil:
			err = io.EOF
		}
		readBuffers.Put(b)
		if err == syscall.EAGAIN {
			return false
		}
		c.in.err = err
		return true
	}
}

// readNow reads what has come already: it neither waits nor heeds a deadline.
func readNow(raw syscall.RawConn, b []byte) (n int, err error) {
	gone := raw.Control(func(fd uintptr) { n, err = syscall.Read(int(fd), b) })
	return max(n, 0), errors.Join(gone, err)
}

// sendRaw makes one write, of what the socket takes; with wait it waits until that is something.
func (c *Conn) sendRaw(b []byte, wait bool) (int, error) {
	o := &c.out
	o.buf, o.wait, o.n, o.err = b, wait, 0, nil
	err := c.raw.Write(o.ready)
	o.buf = nil
	if err == nil {
		err = o.err
	}
	return o.n, err
}

func (c *Conn) writeReady(fd uintptr) bool {
	o := &c.out
	for {
		n, err := syscall.Write(int(fd), o.buf)
		switch {
		case err == syscall.EINTR:
			continue
		case err == syscall.EAGAIN:
			return !o.wait
		case err != nil:
			o.err = err
		default:
			o.n = n
		}
		return true
	}
}
