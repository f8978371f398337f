package broker

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Conn is one client's connection, over WebSocket or bare TCP, with TLS or without; for mochi it is a net.Conn.
// Nothing a client does to its socket makes a method wait, but for Read. All methods may be called at any time by
// any goroutine, but Read by one at a time.
type Conn struct {
	l        *Listener
	nc       net.Conn
	raw      syscall.RawConn        // nil when the socket cannot be written to without waiting (TLS)
	remote   atomic.Pointer[origin] // nil until it is known: behind a proxy it comes with the first bytes
	attached atomic.Pointer[any]
	armed    atomic.Int64 // when the read deadline in the runtime ends, in ns since epoch; 0: none
	keep     atomic.Int64 // the interval of the last SetDeadline, ns; 0: none
	version  atomic.Uint32
	users    atomic.Int32 // mochi and the open socket; at 0 the listener forgets the connection
	began    atomic.Bool  // CONNECT has been read entirely
	ended    atomic.Bool  // nothing is read any more
	ws       bool
	source   string // what the gate counts it to; empty: not counted

	in inbound // belongs to the goroutine that reads

	mu  sync.Mutex
	out outbound // guarded by mu
}

var _ net.Conn = (*Conn)(nil)

// epoch is what deadlines are counted from: a monotonic time in 8 bytes.
var epoch = time.Now()

// past is a deadline that ends a Read that waits.
var past = time.Unix(1, 0)

// addr is the address a client comes from; behind a proxy it is what the HTTP router made of it.
type addr string

func (a addr) Network() string { return "tcp" }
func (a addr) String() string  { return string(a) }

// origin is where a client comes from: its address, and that without the port.
type origin struct{ address, ip string }

func originOf(address string) *origin { return &origin{address, withoutPort(address)} }

// newConn makes a connection whose connect deadline runs. An empty remote is asked for later, by locate. early are bytes that have been read from nc already.
func newConn(l *Listener, nc net.Conn, ws bool, remote string, early []byte) *Conn {
	c := &Conn{l: l, nc: nc, ws: ws}
	if remote != "" {
		c.remote.Store(originOf(remote))
	}
	c.users.Store(2)
	if len(early) > 0 {
		c.in.raw = append([]byte(nil), early...)
	}
	c.bind()
	c.arm(int64(time.Since(epoch) + l.o.ConnectTimeout))
	return c
}

// Attach sets what belongs to the connection, the session once it is authenticated.
func (c *Conn) Attach(v any) { c.attached.Store(&v) }

// Attached returns what Attach set last, nil before.
func (c *Conn) Attached() any {
	if v := c.attached.Load(); v != nil {
		return *v
	}
	return nil
}

// SetVersion tells the MQTT version of the client, 3, 4 or 5. A client below 5 knows no DISCONNECT from the server
// [MQTT 3.1.1, 3.14]: instead of sending one the connection is closed.
func (c *Conn) SetVersion(v byte) { c.version.Store(uint32(v)) }

// Certificate gives the certificate that the client has shown and that was found good, nil when there is none. It waits
// for the TLS handshake, which ends before the first byte of a packet.
func (c *Conn) Certificate() *x509.Certificate {
	s, ok := c.nc.(interface{ ConnectionState() tls.ConnectionState })
	if !ok {
		return nil
	}
	return certificateOf(s.ConnectionState())
}

func certificateOf(s tls.ConnectionState) *x509.Certificate {
	if len(s.VerifiedChains) == 0 || len(s.PeerCertificates) == 0 {
		return nil
	}
	return s.PeerCertificates[0]
}

// WebSocket tells whether the client speaks WebSocket.
func (c *Conn) WebSocket() bool { return c.ws }

// RemoteIP returns the IP address of the client without a port, as http.Request.RemoteAddr had it for a WebSocket.
func (c *Conn) RemoteIP() string {
	if o := c.remote.Load(); o != nil {
		return o.ip
	}
	return ""
}

func withoutPort(from string) string {
	if ap, err := netip.ParseAddrPort(from); err == nil {
		return ap.Addr().Unmap().String()
	}
	return from
}

// from is the client's address, empty while it is not known.
func (c *Conn) from() string {
	if o := c.remote.Load(); o != nil {
		return o.address
	}
	return ""
}

// locate asks the socket who the client is. It may wait for what a proxy says, as long as Read may.
func (c *Conn) locate() {
	if c.remote.Load() == nil {
		c.remote.Store(originOf(c.nc.RemoteAddr().String()))
	}
}

// RemoteAddr returns the address of the client.
func (c *Conn) RemoteAddr() net.Addr { return addr(c.from()) }

// LocalAddr returns the address of the server's end.
func (c *Conn) LocalAddr() net.Addr { return c.nc.LocalAddr() }

// Established ends the connect deadline. From now on the deadlines rule that mochi sets.
func (c *Conn) Established() {
	c.began.Store(true)
	c.arm(0)
}

// SetDeadline bounds Read; writes never wait. A zero t means no bound. It never ends early, but may end later than t
// by an eighth of the interval: mochi sets one for each packet, and the runtime's timer is to be touched rarely.
// Before CONNECT has been read it does nothing: there the connect deadline rules.
func (c *Conn) SetDeadline(t time.Time) error {
	if !c.began.Load() || c.ended.Load() {
		return nil
	}
	if t.IsZero() {
		c.keep.Store(0)
		if c.armed.Load() != 0 {
			c.arm(0)
		}
		return nil
	}
	left := int64(time.Until(t))
	c.keep.Store(left)
	c.extend(left)
	return nil
}

// extend sets the deadline anew, so that left ns are left.
func (c *Conn) extend(left int64) {
	end := int64(time.Since(epoch)) + left
	if armed := c.armed.Load(); armed >= end && armed-end <= left/8 {
		return
	}
	c.arm(end + max(left/10, 0))
}

// SetReadDeadline is SetDeadline.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.SetDeadline(t) }

// SetWriteDeadline does nothing: Write never waits, and what waits for the socket is bounded by Options.WriteTimeout.
func (c *Conn) SetWriteDeadline(time.Time) error { return nil }

// arm sets the read deadline of the socket; the lock keeps it from undoing the one that ends the reading.
func (c *Conn) arm(end int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended.Load() {
		return
	}
	c.armed.Store(end)
	t := time.Time{}
	if end != 0 {
		t = epoch.Add(time.Duration(end))
	}
	_ = c.nc.SetReadDeadline(t)
}

// leave is called by mochi's goroutine and by whoever closed the socket, once each.
func (c *Conn) leave() {
	if c.users.Add(-1) == 0 {
		c.l.forget(c)
	}
}
