package broker

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/gobwas/ws"
)

// ServeHTTP makes a WebSocket of a request and returns at once: the goroutine, the request and the buffers of the HTTP
// server are free again. What cannot be served gets an HTTP error with a sentence.
func (l *Listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if status, text := l.vet(r); status != 0 {
		if status == http.StatusUpgradeRequired {
			w.Header().Set("Upgrade", "websocket")
			w.Header().Set("Connection", "Upgrade")
		}
		http.Error(w, text, status)
		return
	}
	source := l.sourceOf(r.RemoteAddr)
	if reason := l.gate.pass(source); reason != 0 {
		l.refused(reason, r.RemoteAddr)
		w.Header().Set("Retry-After", "1")
		http.Error(w, refusals[reason].text, refusals[reason].status)
		return
	}
	chosen := subprotocol(r.Header.Values("Sec-Websocket-Protocol")...)
	nc, rw, _, err := ws.HTTPUpgrader{
		Timeout:  l.o.ConnectTimeout,
		Protocol: func(name string) bool { return name == chosen },
	}.Upgrade(r, w)
	if err != nil {
		l.gate.leave(source)
		l.log.Debug("websocket handshake refused", "remote", r.RemoteAddr, "err", err)
		if nc != nil {
			_ = nc.Close()
		}
		return
	}
	c := newConn(l, nc, true, strings.Clone(r.RemoteAddr), early(rw))
	c.source = source
	l.start(c)
}

// vet returns the HTTP status and the sentence with which a request is refused, 0 if it is not.
func (l *Listener) vet(r *http.Request) (status int, text string) {
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		return http.StatusUpgradeRequired, "This address speaks MQTT over WebSocket: connect to it with a WebSocket client."
	}
	if l.o.AllowOrigin != nil && !l.o.AllowOrigin(r) {
		return http.StatusForbidden, "This origin may not connect."
	}
	if l.o.Certified && (r.TLS == nil || certificateOf(*r.TLS) == nil) {
		return http.StatusForbidden, "A certificate of the client is needed to connect."
	}
	return l.taking()
}

// taking is vet for what holds for all.
func (l *Listener) taking() (status int, text string) {
	select {
	case <-l.ready:
	default:
		return http.StatusServiceUnavailable, "The server is starting."
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closing {
		return http.StatusServiceUnavailable, "The server is stopping."
	}
	return 0, ""
}

// sourceOf is what a client's address, with a port, is counted to; empty: nothing.
func (l *Listener) sourceOf(remote string) string {
	return l.o.Source(withoutPort(remote))
}

// early returns the bytes that came right behind the handshake and lie in the HTTP server's buffer.
func early(rw *bufio.ReadWriter) []byte {
	b, _ := rw.Reader.Peek(rw.Reader.Buffered())
	return b
}

// ServeTCP takes connections from ln, which may be a TLS listener or one that learns from proxies who the client is, until ln or l is closed; then it returns nil.
// A failing accept, as with too many open files, is tried again. Who is one too many is told so.
func (l *Listener) ServeTCP(ln net.Listener) error {
	if !l.keep(ln) {
		return nil
	}
	defer l.drop(ln)
	select {
	case <-l.ready:
	case <-l.done:
		return nil
	}
	for {
		nc, err := l.accept(ln)
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("accept on %s: %w", ln.Addr(), err)
		}
		if r := l.gate.enter(); r != 0 {
			l.refused(r, "")
			go l.turnAway(nc, r)
			continue
		}
		l.start(newConn(l, nc, false, "", nil))
	}
}

// accept takes one connection. One that fails, as with too many open files, is tried again, ever more slowly.
func (l *Listener) accept(ln net.Listener) (net.Conn, error) {
	delay := time.Duration(0)
	for {
		nc, err := ln.Accept()
		switch {
		case err == nil:
			return nc, nil
		case l.isDone():
			return nil, net.ErrClosed
		case errors.Is(err, net.ErrClosed) || !passing(err):
			return nil, err
		case errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE):
			l.refused(NoDescriptor, "")
		}
		delay = min(max(2*delay, 5*time.Millisecond), time.Second)
		l.log.Warn("accept failed, trying again", "addr", ln.Addr().String(), "delay", delay, "err", err)
		select {
		case <-time.After(delay):
		case <-l.done:
			return nil, net.ErrClosed
		}
	}
}

// Patient makes a net.Listener whose Accept outlives its errors, as those of ServeTCP do. It ends with l.
func (l *Listener) Patient(ln net.Listener) net.Listener { return patient{ln, l} }

type patient struct {
	net.Listener
	l *Listener
}

func (p patient) Accept() (net.Conn, error) { return p.l.accept(p.Listener) }

// passing tells whether an error of Accept may pass. Linux gives out errors of single connections and of the network
// here too (accept(2)): only what says that the descriptor is no listening socket is final.
func passing(err error) bool {
	var no syscall.Errno
	if errors.As(err, &no) {
		return no != syscall.EBADF && no != syscall.EINVAL && no != syscall.ENOTSOCK
	}
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}

// keep remembers a net.Listener so that Shutdown can close it; false when it is too late.
func (l *Listener) keep(ln net.Listener) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closing {
		_ = ln.Close()
		return false
	}
	l.lns[ln] = struct{}{}
	return true
}

func (l *Listener) drop(ln net.Listener) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.lns, ln)
}

func (l *Listener) isDone() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// start gives a connection to mochi, in a goroutine of its own, or closes it.
func (l *Listener) start(c *Conn) {
	if !l.admit(c) {
		_ = c.nc.Close()
		l.gate.leave(c.source)
		return
	}
	go l.run(c)
}

// run lives as long as mochi has to do with the connection.
func (l *Listener) run(c *Conn) {
	defer c.leave()
	c.Flush() // the answer to its handshake
	growStack()
	c.locate()
	if c.source == "" {
		source := l.o.Source(c.RemoteIP())
		if r := l.gate.enterFrom(source); r != 0 {
			l.refused(r, c.from())
			l.turnAway(c.nc, r)
			c.cut()
			return
		}
		c.source = source
	}
	l.survive(c, func() {
		if err := l.establish(l.ID(), c); err != nil {
			l.log.Debug("connection ended", "remote", c.from(), "err", err)
		}
	})
	_ = c.Close()
	if l.o.Closed != nil {
		l.survive(c, func() { l.o.Closed(c) })
	}
}

// growStack gives the goroutine the 32 KB of stack that CONNECT and SUBSCRIBE need, while there is next to nothing on it: to
// let it grow on the way, step by step, means to copy it each time. What an idle client does not need of it, the garbage
// collector takes back.
//
//go:noinline
func growStack() {
	var room [17 << 10]byte
	touch(&room)
}

//go:noinline
func touch(*[17 << 10]byte) {}

// survive keeps a panic in f from ending more than this connection.
func (l *Listener) survive(c *Conn, f func()) {
	defer func() {
		if e := recover(); e != nil {
			l.refused(Panicked, c.from())
			l.log.Error("panic in a connection", "remote", c.from(), "panic", describe(e), "stack", string(debug.Stack()))
		}
	}()
	f()
}

// describe tells what a panic was about without telling what a client sent: only the runtime's own texts are free of it.
func describe(e any) string {
	if err, ok := e.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", e)
}
