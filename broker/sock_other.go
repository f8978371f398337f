//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package broker

import (
	"errors"
	"syscall"
)

// Here every socket is read by its own method and written by a goroutine that lives while bytes wait.

func (c *Conn) bind() {}

func (c *Conn) readRaw() error { panic("broker: no raw socket") }

func (c *Conn) sendRaw([]byte, bool) (int, error) { panic("broker: no raw socket") }

func readNow(syscall.RawConn, []byte) (int, error) { return 0, errors.ErrUnsupported }
