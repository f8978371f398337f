package broker

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

func TestConn_PingAndClose(t *testing.T) {
	n := plain(t, Options{})
	cl, _ := n.pair(t)
	cl.write(frame(opPing, true, []byte("are you there")))
	if f := cl.frame(); f.Header.OpCode != ws.OpPong || string(f.Payload) != "are you there" {
		t.Errorf("got opcode %x with %q", f.Header.OpCode, f.Payload)
	}
	cl.write(frame(opClose, true, closeBody(3456, "why")))
	cl.wantClose(3456)
	receive(t, n.closed, "mochi to be told")
}

func TestConn_BadFramesGetACloseCode(t *testing.T) {
	for _, c := range frameCases() {
		var bad *frameError
		if !errors.As(c.err, &bad) || c.err == errAfterClose {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			n := plain(t, Options{})
			cl, _ := n.pair(t)
			cl.write(frame(opBinary, true, pingreq))
			// Bytes behind the bad ones must not turn the close frame into a reset.
			cl.write(append(bytes.Clone(c.in), make([]byte, 32<<10)...))
			_ = cl.Conn.(*net.TCPConn).CloseWrite()
			for {
				f := cl.frame()
				if f.Header.OpCode == ws.OpPong {
					continue
				}
				got, _ := ws.ParseCloseFrameData(f.Payload)
				if f.Header.OpCode != ws.OpClose || uint16(got) != bad.code {
					t.Errorf("got opcode %x with %d, want close with %d", f.Header.OpCode, got, bad.code)
				}
				break
			}
			receive(t, n.closed, "the connection to end")
		})
	}
}

func TestConn_DeadlineIsNeverEarly(t *testing.T) {
	n := prepare(t, Options{})
	n.Serve(func(_ string, nc net.Conn) error {
		c := nc.(*Conn)
		if err := c.SetDeadline(past); err != nil || c.armed.Load() < 0 {
			t.Error("a deadline before CONNECT was taken")
		}
		c.Established()
		if c.armed.Load() != 0 {
			t.Error("the connect deadline still runs")
		}
		until := time.Now().Add(time.Hour)
		_ = c.SetDeadline(until)
		first := c.armed.Load()
		_ = c.SetDeadline(until.Add(4 * time.Minute))
		if c.armed.Load() != first || first < int64(until.Add(4*time.Minute).Sub(epoch)) {
			t.Error("a deadline a little later touched the timer, or ends early")
		}
		_ = c.SetDeadline(until.Add(30 * time.Minute))
		if c.armed.Load() < int64(until.Add(30*time.Minute).Sub(epoch)) {
			t.Error("a much later deadline ends early")
		}
		_ = c.SetDeadline(time.Time{})
		if c.armed.Load() != 0 {
			t.Error("the zero deadline does not disable")
		}
		begin := time.Now()
		_ = c.SetDeadline(begin.Add(50 * time.Millisecond))
		_, err := c.Read(make([]byte, 1))
		if d := time.Since(begin); !errors.Is(err, os.ErrDeadlineExceeded) || d < 50*time.Millisecond {
			t.Errorf("read ended with %v after %v", err, d)
		}
		return err
	})
	n.dialWS(t, ws.Dialer{})
	receive(t, n.closed, "the connection to end")
}

func TestConn_CloseEndsAReadThatWaits(t *testing.T) {
	n := plain(t, Options{})
	_, c := n.pair(t)
	c.Established()
	_ = c.Close()
	receive(t, n.closed, "the reader to end")
	if _, err := c.Read(make([]byte, 1)); err == nil || err == io.ErrNoProgress {
		t.Errorf("read after close: %v", err)
	}
}

func TestConn_WhatBelongsToIt(t *testing.T) {
	n := plain(t, Options{})
	cl, c := n.pair(t)
	if c.Attached() != nil {
		t.Error("something is attached to a new connection")
	}
	c.Attach("session")
	c.Attach(5)
	if c.Attached() != 5 {
		t.Errorf("attached is %v", c.Attached())
	}
	if c.RemoteIP() != "127.0.0.1" || c.RemoteAddr().String() != cl.LocalAddr().String() || !c.WebSocket() {
		t.Errorf("remote is %s, %s", c.RemoteIP(), c.RemoteAddr())
	}
	if n.Len() != 1 {
		t.Errorf("%d connections", n.Len())
	}
	for remote, want := range map[string]string{"[::ffff:10.1.2.3]:44": "10.1.2.3", "2001:db8::1": "2001:db8::1"} {
		c := new(Conn)
		c.remote.Store(&remote)
		if c.RemoteIP() != want {
			t.Errorf("remote is %s", c.RemoteIP())
		}
	}
}
