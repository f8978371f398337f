package broker

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// outOfFiles is a net.Listener whose first accepts fail.
type outOfFiles struct {
	net.Listener
	mu    sync.Mutex
	fails []error
}

func (o *outOfFiles) Accept() (net.Conn, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.fails) > 0 {
		err := o.fails[0]
		o.fails = o.fails[1:]
		return nil, err
	}
	return o.Listener.Accept()
}

func TestListener_AcceptOutlivesItsErrors(t *testing.T) {
	n := mochi(t, Options{})
	op := func(no syscall.Errno) error { return &net.OpError{Op: "accept", Err: no} }
	at := n.tcp(t, func(ln net.Listener) net.Listener {
		return &outOfFiles{Listener: ln, fails: []error{op(syscall.EMFILE), op(syscall.ENFILE), op(syscall.ECONNABORTED), op(syscall.EPROTO), syscall.EMFILE}}
	})
	dialTCP(t, at).talk("patient")
	if n := n.Refused()[NoDescriptor]; n != 3 {
		t.Errorf("%d times there was no descriptor", n)
	}
}

func TestListener_AcceptGivesUpWhenItMust(t *testing.T) {
	n := mochi(t, Options{})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if err := n.ServeTCP(&outOfFiles{Listener: ln, fails: []error{syscall.EINVAL}}); !errors.Is(err, syscall.EINVAL) {
		t.Errorf("got %v", err)
	}
}

func TestListener_ShutdownTellsAndEndsAll(t *testing.T) {
	n := mochi(t, Options{})
	five := n.dialWS(t, ws.Dialer{})
	five.talk("five")
	four := n.dialWS(t, ws.Dialer{})
	four.send(connect(4, "four"))
	four.packet()
	silent := dialTCP(t, n.tcp(t, nil))
	if err := n.waitLen(3); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := n.Shutdown(ctx); err != nil || n.Len() != 0 {
		t.Errorf("shutdown: %v, %d left", err, n.Len())
	}
	five.wantPacket(0xE0, 2, 0x8B, 0)
	five.wantClose(closeGoingAway)
	four.wantClose(closeGoingAway)
	silent.wantEnd()
}

// waitLen polls: nothing tells a test that an accepted socket has been registered.
func (n *node) waitLen(want int) error {
	for end := time.Now().Add(patience); n.Len() != want; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return errors.New("the connections did not come")
		}
	}
	return nil
}

func TestListener_ShutdownNeverWaitsForever(t *testing.T) {
	n := plain(t, Options{MaxWaiting: 64 << 20, WriteTimeout: time.Hour})
	_, c := n.pair(t) // never reads again
	packet := append([]byte{0x30, 0x80, 0x80, 0x04}, make([]byte, 64<<10)...)
	for range 500 {
		c.Queue(packet, 0, 0)
	}
	c.Flush()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := n.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := n.waitLen(0); err != nil {
		t.Error(err)
	}
}

func TestListener_MochiCloseDoesNotHang(t *testing.T) {
	n := mochi(t, Options{})
	n.dialWS(t, ws.Dialer{}).talk("one")
	n.dialWS(t, ws.Dialer{}) // never sends CONNECT
	closed := make(chan error, 1)
	go func() { closed <- n.stop() }()
	if err := receive(t, closed, "mochi to close"); err != nil {
		t.Error(err)
	}
}

func TestListener_TakeoverOfVersion4SendsNoDisconnect(t *testing.T) {
	n := mochi(t, Options{})
	for v, id := range map[byte]string{4: "four", 5: "five"} { // mochi may still be forgetting the one before
		old := n.dialWS(t, ws.Dialer{})
		old.send(connect(v, id))
		old.packet()
		fresh := n.dialWS(t, ws.Dialer{})
		fresh.send(connect(v, id))
		fresh.packet()
		if v == 5 {
			if p := old.packet(); p[0] != 0xE0 || p[2] != 0x8E {
				t.Errorf("got % x, want DISCONNECT: session taken over", p)
			}
		}
		old.wantClose(closeNormal)
		fresh.send([]byte{0xE0, 0})
		fresh.wantClose(closeNormal)
	}
}
