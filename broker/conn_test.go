package broker

import (
	"bytes"
	"encoding/binary"
	"io"
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

// Who writes into a socket that is gone is answered with a reset, and may never read what came before it.
func TestConn_LastWordsReachAClientThatIsSending(t *testing.T) {
	n := plain(t, Options{})
	cl, c := n.pair(t)
	c.Queue(publish("a", "last words"), 0, 0)
	c.CloseAfterFlush()
	cl.wantPacket(publish("a", "last words")...)
	cl.wantClose(closeNormal)
	if _, err := cl.r.Read(make([]byte, 1)); err != io.EOF {
		t.Fatalf("behind the last frame: %v", err)
	}
	for range 2 {
		if _, err := cl.Conn.Write(pingreq); err != nil {
			t.Fatal(err)
		}
	}
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

// TestConn_SlowSocketsShare: the more sockets are slow, the less is good to wait for each.
func TestConn_SlowSocketsShare(t *testing.T) {
	n := plain(t, Options{MaxWaitingAll: 300 << 10, WriteTimeout: time.Hour})
	packet := append([]byte{0x30, 0x80, 0x08}, make([]byte, 1024)...)
	var held int
	for range 4 {
		_, stalled := n.pair(t) // never reads again
		at := 0
		for !stalled.Full() {
			if !stalled.Queue(packet, 0, 0) {
				t.Fatal("closed")
			}
			stalled.Flush()
			at = stalled.Waiting()
		}
		held += at
		t.Logf("%d wait for one, %d for all", at, held)
	}
	if most := (256 + 150 + 100 + 75 + 4) << 10; held > most || held < most/2 {
		t.Errorf("%d bytes wait for all", held)
	}
	if reader, quick := n.pair(t); quick.Full() {
		t.Error("who reads has no room")
	} else if quick.Queue(packet, 0, 0) {
		quick.Flush()
		reader.wantPacket(packet...)
	}
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
