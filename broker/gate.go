package broker

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/rate"
)

// Reason says why a connection was not let in, or was ended.
type Reason uint8

// The reasons: each is a limit that somebody met.
const (
	TooMany            Reason = iota + 1 // as many connections are open as may be
	TooManyOfAddress                     // of one address
	TooFast                              // more come in a second than may
	TooFastFromAddress                   // from one address
	TooManyHTTP                          // connections that speak HTTP
	NoRequest                            // one of HTTP brought no request in time, or one with too long a header
	NoDescriptor                         // the system has no file descriptor for it
	NoConnect                            // the TLS handshake and CONNECT did not come in time
	PacketTooLarge
	Malformed // frames or packets that are none
	SlowBytes // more waits for a slow reader than may
	SlowTime  // the reader has taken nothing for too long
	Panicked  // a defect of the server
	reasons
)

var reasonNames = [reasons]string{
	TooMany: "connections", TooManyOfAddress: "address_connections", TooFast: "rate", TooFastFromAddress: "address_rate",
	TooManyHTTP: "http_connections", NoRequest: "http_request", NoDescriptor: "descriptors", NoConnect: "connect_time",
	PacketTooLarge: "packet_size", Malformed: "malformed", SlowBytes: "slow_bytes", SlowTime: "slow_time", Panicked: "panic",
}

// String is what metrics and the log call a reason.
func (r Reason) String() string { return reasonNames[r] }

// refusal is what a client is told that is not let in.
type refusal struct {
	code   byte // of MQTT 5
	status int  // of HTTP
	text   string
}

var refusals = map[Reason]refusal{
	TooMany:            {0x97, 503, "The server has as many connections as it takes."},
	TooManyOfAddress:   {0x97, 429, "Your address has as many connections as one may have."},
	TooFast:            {0x9F, 503, "Too many connect at once: try again in a moment."},
	TooFastFromAddress: {0x9F, 429, "Your address connects too often: try again in a moment."},
}

// burst is for how many seconds connections that did not come may come later, all at once: clients return together.
const burst = 10

// gate counts connections, and lets no more in than may be.
type gate struct {
	o         *Options
	all, each rate.Limit
	now       func() time.Time

	mu   sync.Mutex
	open int
	of   map[string]int // open connections by where they come from
	used int64          // of all
	fast rate.Buckets   // of each
}

func newGate(o *Options) *gate {
	return &gate{
		o: o, now: time.Now, of: map[string]int{},
		all: rate.New(o.ConnectRate, burst*o.ConnectRate), each: rate.New(o.ConnectRateOfAddress, burst*o.ConnectRateOfAddress),
	}
}

// enter counts one more connection, or says why it may not be; 0: it may.
func (g *gate) enter() Reason {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.o.MaxConns > 0 && g.open >= g.o.MaxConns:
		return TooMany
	case g.all.Take(&g.used, g.now().UnixNano()) > 0:
		return TooFast
	}
	g.open++
	return 0
}

// enterFrom counts one that has entered to its source, or says why it may not be; an empty source is not counted.
func (g *gate) enterFrom(source string) Reason {
	if source == "" {
		return 0
	}
	if g.fast.Take(source, g.now().UnixNano(), g.each) > 0 {
		return TooFastFromAddress
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.o.MaxConnsOfAddress > 0 && g.of[source] >= g.o.MaxConnsOfAddress {
		return TooManyOfAddress
	}
	g.of[source]++
	return 0
}

// pass is enter and enterFrom.
func (g *gate) pass(source string) Reason {
	if r := g.enter(); r != 0 {
		return r
	}
	r := g.enterFrom(source)
	if r != 0 {
		g.leave("")
	}
	return r
}

// leave forgets a connection that has entered; source is empty when it was not counted to one.
func (g *gate) leave(source string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open--
	if source == "" {
		return
	}
	if g.of[source]--; g.of[source] <= 0 {
		delete(g.of, source)
	}
}

// tally counts what was refused, and says so once in a while.
type tally struct {
	counts [reasons]atomic.Uint64
	told   [reasons]atomic.Int64 // when the log was told last, ns since epoch
}

// tellEvery is how often the log is told of the same reason.
const tellEvery = 10 * time.Second

// refused counts a connection that met a limit.
func (l *Listener) refused(r Reason, remote string) {
	t := &l.tally
	n := t.counts[r].Add(1)
	now := int64(time.Since(epoch)) + 1
	last := t.told[r].Load()
	if r.usual() || last != 0 && now-last < int64(tellEvery) || !t.told[r].CompareAndSwap(last, now) {
		return
	}
	l.log.Warn("a limit of connections is met", "reason", r.String(), "remote", remote, "so_far", n)
}

// usual tells whether a reason is a client's own affair, about which nothing can be done here.
func (r Reason) usual() bool {
	switch r {
	case NoRequest, NoConnect, PacketTooLarge, Malformed, SlowBytes, SlowTime:
		return true
	}
	return false
}

// Refused counts the connections that were not let in or ended since the start, by reason.
func (l *Listener) Refused() map[Reason]uint64 {
	all := make(map[Reason]uint64, reasons)
	for r := Reason(1); r < reasons; r++ {
		all[r] = l.tally.counts[r].Load()
	}
	return all
}
