// Package broker holds the sockets of the embedded MQTT broker: one listener for WebSocket on the HTTP port, TCP and
// TLS, and one connection type beneath mochi's. A connection never makes its writer wait, bounds what waits for a slow
// client, refuses oversized packets from their header, and costs next to nothing while it is idle.
package broker

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mochi-mqtt/server/v2/listeners"
)

// Options of a Listener. Zero values mean the defaults.
type Options struct {
	Log            *slog.Logger  // default: the one that mochi gives
	MaxPacket      int           // largest MQTT packet read from a client, bytes; default 128 KiB: refused from its fixed header before anything is allocated
	MaxWaiting     int           // bytes that may wait for a slow socket; default 1 MiB; beyond it the connection is closed
	MaxWaitingAll  int           // bytes that wait for all slow sockets before Conn.Full leaves each its share of them; default 64 MiB
	ConnectTimeout time.Duration // from accept until CONNECT has been read entirely; default 10 s; covers the TLS handshake and slow bytes
	WriteTimeout   time.Duration // bytes wait and the socket takes none for that long: closed; default 20 s
	// How many connections may be open, and come in a second; after a pause those of ten seconds at once. Who is one too
	// many is told so, by CONNACK or the HTTP status. 0 = no bound.
	MaxConns, MaxConnsOfAddress       int
	ConnectRate, ConnectRateOfAddress int
	MaxHTTPConns                      int                    // of the server that Guard is given
	Source                            func(ip string) string // the part of an address that stands for one client, empty: not counted; nil: all of it

	Closed func(*Conn) // called exactly once for each connection when mochi is through with it, after a panic too
	// Tap is offered each packet, from when the connection is attached, before mochi sees it: its bytes, valid during
	// the call, and the length of its fixed header. It takes a packet by returning true; mochi gets the others. It runs
	// in the goroutine that reads and may hold the client back by blocking. nil: mochi gets all.
	Tap func(c *Conn, packet []byte, header int) bool
	// Check is asked about each packet that Tap did not take, CONNECT too, in the same way. One that it refuses, by
	// returning false, nobody sees, and the connection ends once what it has queued is written. nil: mochi gets all.
	Check       func(c *Conn, packet []byte, header int) bool
	AllowOrigin func(*http.Request) bool // nil = all
	Certified   bool                     // a WebSocket needs a certificate of the client; a listener of ServeTCP sees to that itself
}

func (o Options) withDefaults() Options {
	if o.MaxPacket <= 0 {
		o.MaxPacket = 128 << 10
	}
	if o.MaxWaiting <= 0 {
		o.MaxWaiting = 1 << 20
	}
	if o.MaxWaitingAll <= 0 {
		o.MaxWaitingAll = 64 << 20
	}
	if o.ConnectTimeout <= 0 {
		o.ConnectTimeout = 10 * time.Second
	}
	if o.WriteTimeout <= 0 {
		o.WriteTimeout = 20 * time.Second
	}
	if o.Source == nil {
		o.Source = func(ip string) string { return ip }
	}
	return o
}

// Listener gives mochi the connections of all transports. It opens no port: an HTTP router hands it WebSocket
// requests, ServeTCP takes them from a net.Listener.
type Listener struct {
	o     Options
	log   *slog.Logger
	ready chan struct{} // closed when establish is set
	done  chan struct{} // closed when nothing new is taken any more

	establish listeners.EstablishFn
	gate      *gate
	slow      atomic.Int64 // sockets for which something waits
	tally     tally

	mu      sync.Mutex
	conns   map[*Conn]struct{}
	turned  map[net.Conn]struct{} // that are told why they are not let in
	lns     map[net.Listener]struct{}
	closing bool
	empty   chan struct{} // closed when closing and the last connection is gone
}

var _ listeners.Listener = (*Listener)(nil)

// NewListener returns a Listener that takes connections once mochi has called Serve.
func NewListener(o Options) *Listener {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	l := &Listener{
		o:      o.withDefaults(),
		log:    log,
		ready:  make(chan struct{}),
		done:   make(chan struct{}),
		empty:  make(chan struct{}),
		conns:  map[*Conn]struct{}{},
		turned: map[net.Conn]struct{}{},
		lns:    map[net.Listener]struct{}{},
	}
	l.gate = newGate(&l.o)
	return l
}

// Init is called by mochi when the listener is added.
func (l *Listener) Init(log *slog.Logger) error {
	if l.o.Log == nil && log != nil {
		l.log = log
	}
	return nil
}

// Serve is called by mochi when it starts; it returns at once.
func (l *Listener) Serve(establish listeners.EstablishFn) {
	l.establish = establish
	close(l.ready)
}

// ID returns the name of the listener in mochi.
func (l *Listener) ID() string { return "hongyan" }

// Address returns what mochi logs; the addresses belong to the HTTP server and to the callers of ServeTCP.
func (l *Listener) Address() string { return "" }

// Protocol returns what mochi logs.
func (l *Listener) Protocol() string { return "mqtt" }

// closePatience is how long Close waits for what slow clients have not taken yet.
const closePatience = 5 * time.Second

// Close is called by mochi when it stops: nothing new is taken, mochi says goodbye to its clients, and everything that
// is left is shut down. It returns when all have ended or after closePatience: mochi would wait for them without end,
// and counts a connection that has just begun too late. Better call Shutdown before stopping mochi.
func (l *Listener) Close(closeClients listeners.CloseFn) {
	l.refuse()
	closeClients(l.ID())
	ctx, cancel := context.WithTimeout(context.Background(), closePatience)
	defer cancel()
	if err := l.Shutdown(ctx); err != nil {
		l.log.Warn("connections had to be cut", "err", err)
	}
}

// Each calls f for every open connection, of this moment; f may take its time.
func (l *Listener) Each(f func(*Conn)) {
	l.mu.Lock()
	all := make([]*Conn, 0, len(l.conns))
	for c := range l.conns {
		all = append(all, c)
	}
	l.mu.Unlock()
	for _, c := range all {
		f(c)
	}
}

// Len returns how many connections are open.
func (l *Listener) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.conns)
}

// Slow returns for how many open connections bytes wait because their sockets do not take them.
func (l *Listener) Slow() int { return int(l.slow.Load()) }

// Shutdown takes nothing new, closes the listeners of ServeTCP, and ends every connection after what waits has been
// written; MQTT 5 clients are told. It returns nil when all have ended. When ctx ends before, it cuts what is left
// and returns the error of ctx.
func (l *Listener) Shutdown(ctx context.Context) error {
	l.refuse()
	l.Each((*Conn).goAway)
	select {
	case <-l.empty:
		return nil
	case <-ctx.Done():
	}
	l.Each((*Conn).cut)
	return ctx.Err()
}

// refuse makes the listener take nothing new.
func (l *Listener) refuse() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closing {
		return
	}
	l.closing = true
	close(l.done)
	for ln := range l.lns {
		_ = ln.Close()
	}
	for nc := range l.turned {
		_ = nc.Close()
	}
	if len(l.conns) == 0 {
		close(l.empty)
	}
}

// admit registers a connection unless the listener is closing.
func (l *Listener) admit(c *Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closing {
		return false
	}
	l.conns[c] = struct{}{}
	return true
}

// forget drops a connection that mochi is through with and whose socket is closed.
func (l *Listener) forget(c *Conn) {
	l.gate.leave(c.source)
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, c)
	if l.closing && len(l.conns) == 0 {
		close(l.empty)
	}
}
