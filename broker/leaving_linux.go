package broker

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// closeWait is the state of a socket whose other end has closed (TCP_CLOSE_WAIT of the kernel).
const closeWait = 8

// Leaving tells whether the client has hung up, and what it sent before may not have been read yet.
func (c *Conn) Leaving() (leaving bool) {
	raw := c.raw
	if raw == nil {
		raw = beneath(c.nc)
	}
	if raw == nil {
		return false
	}
	_ = raw.Control(func(fd uintptr) {
		info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
		leaving = err == nil && info.State == closeWait
	})
	return leaving
}

// beneath finds the socket below TLS and a PROXY header; nil: there is none.
func beneath(nc net.Conn) syscall.RawConn {
	for {
		switch c := nc.(type) {
		case interface{ NetConn() net.Conn }:
			nc = c.NetConn()
		case interface{ Raw() net.Conn }:
			nc = c.Raw()
		case syscall.Conn:
			raw, _ := c.SyscallConn()
			return raw
		default:
			return nil
		}
	}
}
