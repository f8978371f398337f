package broker

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// pair returns a client and the server's end of its connection, with CONNACK behind them.
func (n *node) pair(t testing.TB) (*client, *Conn) {
	t.Helper()
	return n.pairBy(t, ws.Dialer{})
}

func (n *node) pairBy(t testing.TB, d ws.Dialer) (*client, *Conn) {
	t.Helper()
	cl := n.dialWS(t, d)
	c := receive(t, n.conns, "a connection")
	if _, err := c.Write(connack); err != nil {
		t.Fatal(err)
	}
	cl.wantPacket(connack...)
	return cl, c
}

func TestConn_QueueWritesTheIDIntoTheCopy(t *testing.T) {
	cl, c := plain(t, Options{}).pair(t)
	packet := []byte{0x32, 5, 0, 1, 'a', 0, 0}
	if !c.Queue(packet, 5, 0x1234) || !c.Queue(packet, 0, 0x1234) {
		t.Fatal("not queued")
	}
	if got := c.Waiting(); got != 18 {
		t.Errorf("%d bytes wait, want 18", got)
	}
	c.Flush()
	cl.wantPacket(0x32, 5, 0, 1, 'a', 0x12, 0x34)
	cl.wantPacket(0x32, 5, 0, 1, 'a', 0, 0)
	if !bytes.Equal(packet, []byte{0x32, 5, 0, 1, 'a', 0, 0}) || c.Waiting() != 0 {
		t.Errorf("the packet became % x, %d bytes wait", packet, c.Waiting())
	}
}

func TestConn_WriteOfSeveralPacketsIsAFrameEach(t *testing.T) {
	cl, c := plain(t, Options{}).pair(t)
	if _, err := c.Write(join(pingresp, publish("a", "b"), pingresp)); err != nil {
		t.Fatal(err)
	}
	cl.wantPacket(pingresp...)
	cl.wantPacket(publish("a", "b")...)
	cl.wantPacket(pingresp...)
}

func TestConn_NothingPrecedesConnack(t *testing.T) {
	n := plain(t, Options{})
	cl := n.dialWS(t, ws.Dialer{})
	c := receive(t, n.conns, "a connection")
	c.Queue(publish("a", "1"), 0, 0)
	c.Flush()
	_, _ = c.Write(publish("a", "2"))
	if c.Waiting() == 0 {
		t.Error("what is held back does not count as waiting")
	}
	_, _ = c.Write(connack)
	c.Queue(publish("a", "3"), 0, 0)
	c.Flush()
	cl.wantPacket(connack...)
	for _, p := range []string{"1", "2", "3"} {
		cl.wantPacket(publish("a", p)...)
	}
}

func TestConn_NothingFollowsARefusal(t *testing.T) {
	n := plain(t, Options{})
	cl := n.dialWS(t, ws.Dialer{})
	c := receive(t, n.conns, "a connection")
	c.Queue(publish("a", "1"), 0, 0)
	_, _ = c.Write([]byte{0x20, 3, 0, 0x87, 0})
	_ = c.Close()
	cl.wantPacket(0x20, 3, 0, 0x87, 0)
	cl.wantClose(closeNormal)
}

func TestConn_DisconnectIsForVersion5Only(t *testing.T) {
	for _, v := range []byte{3, 4, 5} {
		cl, c := plain(t, Options{}).pair(t)
		c.SetVersion(v)
		c.Queue(publish("a", "b"), 0, 0)
		_, _ = c.Write([]byte{0xE0, 0})
		_ = c.Close()
		cl.wantPacket(publish("a", "b")...)
		if v == 5 {
			cl.wantPacket(0xE0, 0)
		}
		cl.wantClose(closeNormal)
		if c.Queue(pingresp, 0, 0) {
			t.Error("queued after the end")
		}
	}
}

func TestConn_StalledReaderCostsNobodyElse(t *testing.T) {
	t.Run("ws", func(t *testing.T) { stalledReader(t, plain(t, Options{MaxWaiting: 256 << 10}), ws.Dialer{}) })
	t.Run("wss", func(t *testing.T) {
		n := plain(t, Options{MaxWaiting: 256 << 10})
		stalledReader(t, n, n.overTLS(t))
	})
}

func stalledReader(t *testing.T, n *node, d ws.Dialer) {
	_, stalled := n.pairBy(t, d) // never reads again
	reader, good := n.pairBy(t, d)
	packet := append([]byte{0x30, 0x80, 0x40}, make([]byte, 8192)...)
	sent := 0
	for stalled.Queue(packet, 0, 0) {
		stalled.Flush()
		if sent < 100 {
			good.Queue(packet, 0, 0)
			good.Flush()
			sent++
			if got := reader.packet(); !bytes.Equal(got, packet) {
				t.Fatal("the packet was changed")
			}
		}
		if w := stalled.Waiting(); w > 256<<10 {
			t.Fatalf("%d bytes wait", w)
		}
	}
	if got := receive(t, n.closed, "the stalled connection to end"); got != stalled {
		t.Error("another connection was closed")
	}
	if stalled.Queue(packet, 0, 0) || !good.Queue(pingresp, 0, 0) {
		t.Error("the wrong connection is closed")
	}
	good.Flush()
	reader.wantPacket(pingresp...)
}

func TestConn_SocketThatTakesNothingIsClosed(t *testing.T) {
	n := plain(t, Options{MaxWaiting: 64 << 20, WriteTimeout: 50 * time.Millisecond})
	_, c := n.pair(t)
	packet := append([]byte{0x30, 0x80, 0x80, 0x04}, make([]byte, 64<<10)...)
	for range 500 {
		if !c.Queue(packet, 0, 0) {
			break // the time limit was quicker
		}
		c.Flush()
	}
	if got := receive(t, n.closed, "the connection to end"); got != c {
		t.Error("another connection was closed")
	}
}

func TestConn_SlowReaderGetsEverythingBeforeTheEnd(t *testing.T) {
	n := plain(t, Options{MaxWaiting: 64 << 20})
	cl, c := n.pair(t)
	packet := append([]byte{0x30, 0x80, 0x80, 0x04}, make([]byte, 64<<10)...)
	const packets = 300
	for i := range packets {
		binary.BigEndian.PutUint32(packet[10:], uint32(i))
		if !c.Queue(packet, 0, 0) {
			t.Fatal("not queued")
		}
		c.Flush()
	}
	if c.Waiting() == 0 {
		t.Fatal("the kernel took everything: the test shows nothing")
	}
	c.CloseAfterFlush()
	if c.Queue(packet, 0, 0) {
		t.Error("queued after the end")
	}
	for i := range packets {
		if got := binary.BigEndian.Uint32(cl.packet()[10:]); got != uint32(i) {
			t.Fatalf("got packet %d, want %d", got, i)
		}
	}
	cl.wantClose(closeNormal)
}

func TestConn_WritersDoNotInterleave(t *testing.T) {
	for _, secure := range []bool{false, true} {
		n := plain(t, Options{MaxWaiting: 64 << 20})
		d := ws.Dialer{}
		if secure {
			d = n.overTLS(t)
		}
		cl := n.dialWS(t, d)
		c := receive(t, n.conns, "a connection")
		_, _ = c.Write(connack)
		cl.wantPacket(connack...)
		const writers, each = 8, 200
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				packet := append([]byte{0x30, 0x82, 0x10, byte(w)}, make([]byte, 2049)...)
				for i := range each {
					packet[4] = byte(i)
					if w%2 == 0 {
						_, _ = c.Write(packet)
					} else if c.Queue(packet, 0, 0); i%3 == 0 || i == each-1 {
						c.Flush()
					}
				}
			})
		}
		var next [writers]byte
		for range writers * each {
			p := cl.packet()
			if w := p[3]; p[4] != next[w] {
				t.Fatalf("writer %d: got %d, want %d", w, p[4], next[w])
			}
			next[p[3]]++
		}
		wg.Wait()
	}
}

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
	if c := (&Conn{remote: "[::ffff:10.1.2.3]:44"}); c.RemoteIP() != "10.1.2.3" {
		t.Errorf("remote is %s", c.RemoteIP())
	}
	if c := (&Conn{remote: "2001:db8::1"}); c.RemoteIP() != "2001:db8::1" {
		t.Errorf("remote is %s", c.RemoteIP())
	}
}
