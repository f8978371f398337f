// Package outward makes the HTTP clients that call addresses which the apps of a server set: webhooks, hooks of logins and
// of messages. Who holds an app's key must not reach through them what only the server's own network may reach, so that
// they go to public addresses, and to the networks that the server's owner lists.
package outward

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"
)

// Networks are those that may be called beside the public ones.
type Networks []netip.Prefix

// Own are loopback and the private networks, without the addresses by which clouds tell machines their secrets.
func Own() Networks {
	return prefixes("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
}

// special are ranges that netip does not know of and that lead nowhere, to a neighbour, or to another address inside.
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4",
	"64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10", "::/96")

func prefixes(all ...string) (n Networks) {
	for _, s := range all {
		n = append(n, netip.MustParsePrefix(s))
	}
	return n
}

func (n Networks) contains(ip netip.Addr) bool {
	return slices.ContainsFunc(n, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// Barred is an address that is not called.
type Barred struct{ Addr netip.Addr }

// Error says which setting is to be changed.
func (e *Barred) Error() string {
	return fmt.Sprintf("%s is no public address: the server calls it once its setting hook-networks lists the network, as in --hook-networks %s", e.Addr, netip.PrefixFrom(e.Addr, e.Addr.BitLen()))
}

// Check refuses an address that may not be called, with a [Barred].
func (n Networks) Check(ip netip.Addr) error {
	ip = ip.Unmap().WithZone("")
	if n.contains(ip) || ip.IsGlobalUnicast() && !ip.IsPrivate() && !special.contains(ip) {
		return nil
	}
	return &Barred{ip}
}

// lookTime bounds the looking up of a name that is set.
const lookTime = 2 * time.Second

// CheckURL refuses an address of a hook when it is set, where it shows then that it may not be called. A name that is not
// known is no reason: what counts is what it leads to when it is called.
func (n Networks) CheckURL(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		return n.Check(ip)
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	found, _ := net.DefaultResolver.LookupNetIP(ctx, "ip", u.Hostname())
	for _, ip := range found {
		if err := n.Check(ip); err != nil {
			return err
		}
	}
	return nil
}

// Client makes a client that calls nothing else. The address is looked at when the connection is made, after its name was
// looked up: a name that leads elsewhere a moment later does not help. It follows no redirects, and asks no proxy, which
// would connect in its place.
func (n Networks) Client() *http.Client {
	d := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Control: n.Control}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy, t.DialContext, t.MaxIdleConnsPerHost = nil, d.DialContext, t.MaxIdleConns
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Control refuses an address that may not be called, as a [net.Dialer] asks when it connects.
func (n Networks) Control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	return n.Check(to.Addr())
}
