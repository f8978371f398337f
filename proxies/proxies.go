// Package proxies finds out who is behind the proxies in front of the server. Whatever asks for a client's address gets
// the one that is found here: delays after wrong passwords, the audit log, the log.
package proxies

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	proxyproto "github.com/pires/go-proxyproto"
)

// Header is the one by which HTTP proxies say who asks. One is read, and no other: a proxy passes on what it does not
// know, so that a client could write the others.
type Header string

// The headers that proxies send.
const (
	ForwardedFor Header = "x-forwarded-for"
	RealIP       Header = "x-real-ip"
	Forwarded    Header = "forwarded" // RFC 7239
)

// headerTime bounds the wait for a PROXY header.
const headerTime = 10 * time.Second

// Proxies are the addresses that are believed when they say who is behind them.
type Proxies struct {
	networks []netip.Prefix
	header   Header
}

// New believes the proxies of these networks.
func New(networks []netip.Prefix, header Header) *Proxies { return &Proxies{networks, header} }

func (p *Proxies) trusts(ip netip.Addr) bool {
	for _, n := range p.networks {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}

// address reads an address as it stands in headers, with a port or without.
func address(s string) netip.Addr {
	s = strings.TrimSpace(s)
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone("")
	}
	ip, _ := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")) // invalid: nobody is named
	return ip.Unmap().WithZone("")
}

// Listener takes connections whose RemoteAddr is that of the client: the proxies may send a PROXY header, version 1 or
// 2, before all else. One that sends none speaks for itself. From other addresses such a header is what it looks like to
// the protocol beneath: nonsense.
func (p *Proxies) Listener(ln net.Listener) net.Listener {
	if len(p.networks) == 0 {
		return ln
	}
	return listener{&proxyproto.Listener{
		Listener: ln, ReadHeaderTimeout: headerTime, ValidateHeader: fromNetwork,
		ConnPolicy: func(o proxyproto.ConnPolicyOptions) (proxyproto.Policy, error) {
			if p.trusts(address(o.Upstream.String())) {
				return proxyproto.USE, nil
			}
			return proxyproto.SKIP, nil
		},
	}}
}

// fromNetwork refuses a header whose client has no IP address, unless it speaks of the proxy itself.
func fromNetwork(h *proxyproto.Header) error {
	if _, ok := h.SourceAddr.(*net.TCPAddr); !ok && h.SourceAddr != nil && !h.Command.IsLocal() {
		return proxyproto.ErrInvalidAddress
	}
	return nil
}

type listener struct{ *proxyproto.Listener }

func (l listener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if c, ok := nc.(*proxyproto.Conn); ok {
		return conn{c}, err
	}
	return nc, err
}

// conn can be closed for writing, as the socket beneath.
type conn struct{ *proxyproto.Conn }

func (c conn) CloseWrite() error {
	if tcp, ok := c.TCPConn(); ok {
		return tcp.CloseWrite()
	}
	return nil
}

// Handler shows next requests as the client sent them: RemoteAddr is the client's, and Host and the URL's Scheme are those
// by which it reached the proxy.
func (p *Proxies) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, p.unwrap(r))
	})
}

func (p *Proxies) unwrap(r *http.Request) *http.Request {
	r = r.WithContext(r.Context()) // a handler leaves the server's own as it is
	u := *r.URL
	r.URL, u.Scheme = &u, "http"
	if r.TLS != nil {
		u.Scheme = "https"
	}
	from := address(r.RemoteAddr)
	if !p.trusts(from) {
		return r
	}
	if client := p.client(r, from); client != from {
		r.RemoteAddr = client.String()
	}
	if s := first(r.Header.Get("X-Forwarded-Proto")); s == "http" || s == "https" {
		u.Scheme = s
	}
	if h := first(r.Header.Get("X-Forwarded-Host")); h != "" {
		r.Host = h
	}
	return r
}

// client is the last address on the way to us that is no trusted proxy.
func (p *Proxies) client(r *http.Request, ip netip.Addr) netip.Addr {
	hops := strings.Split(strings.Join(r.Header.Values(string(p.header)), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.trusts(ip); i-- {
		hop := hops[i]
		if p.header == Forwarded {
			hop = forElement(hop)
		}
		before := address(hop)
		if !before.IsValid() {
			break
		}
		ip = before
	}
	return ip
}

// forElement gives the for of an element: for="[2001:db8::1]:4711";proto=https.
func forElement(element string) string {
	for pair := range strings.SplitSeq(element, ";") {
		if name, value, _ := strings.Cut(strings.TrimSpace(pair), "="); strings.EqualFold(name, "for") {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

func first(list string) string {
	one, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(one)
}
