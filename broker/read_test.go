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
		c.remote.Store(originOf(remote))
		if c.RemoteIP() != want {
			t.Errorf("remote is %s", c.RemoteIP())
		}
	}
}

// TestConn_PacketsAreCheckedWhole cuts what a client sends in many ways: each packet is shown once, whole and in order,
// and what follows one that is refused nobody sees.
func TestConn_PacketsAreCheckedWhole(t *testing.T) {
	long := publish("long", string(bytes.Repeat([]byte("x"), 3*readSize)))
	long = append([]byte{0x30, 0x86, 0x60}, long[2:]...)
	stream := [][]byte{connect(4, "a"), pingreq, publish("a", "b"), long, pingreq, {0xF0, 0}, pingreq}
	for _, size := range []int{1, 2, 3, 7, 100, readSize - 1, readSize, readSize + 1, 1 << 20} {
		var seen [][]byte
		n := plain(t, Options{Check: func(c *Conn, packet []byte, header int) bool {
			seen = append(seen, bytes.Clone(packet))
			if n, h := wholePacket(packet); n != len(packet) || h != header {
				t.Errorf("% .10x is not whole", packet)
			}
			return packet[0] != 0xF0
		}})
		cl, _ := n.pair(t)
		all := join(stream...)
		for len(all) > 0 {
			k := min(size, len(all))
			cl.send(all[:k])
			all = all[k:]
		}
		receive(t, n.closed, "the connection to end")
		if len(seen) != len(stream)-1 {
			t.Fatalf("cut into %d: %d packets were seen", size, len(seen))
		}
		for i := range seen {
			if !bytes.Equal(seen[i], stream[i]) {
				t.Errorf("cut into %d: packet %d is % .20x", size, i, seen[i])
			}
		}
	}
}
