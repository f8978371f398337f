package api

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
)

// origin is where a request came from and how the client reached the server.
type origin struct {
	ip   string
	base string // scheme and host; empty for requests that came over MQTT to a server without a PublicURL
}

type originKey struct{}

func originOf(ctx context.Context) origin {
	o, _ := ctx.Value(originKey{}).(origin)
	return o
}

// locate finds the origin of each request.
func (a *API) locate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o := origin{ip: a.clientIP(r), base: a.baseURL(r)}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), originKey{}, o)))
	})
}

// trusts tells whether an address is a proxy whose X-Forwarded-* headers count.
func (a *API) trusts(ip netip.Addr) bool {
	for _, p := range a.o.TrustedProxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

func parseIP(s string) netip.Addr {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone("")
	}
	ip, _ := netip.ParseAddr(strings.TrimSpace(s))
	return ip.Unmap().WithZone("")
}

// clientIP is the last address on the way to us that is no trusted proxy.
func (a *API) clientIP(r *http.Request) string {
	ip := parseIP(r.RemoteAddr)
	if !ip.IsValid() {
		return ""
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && a.trusts(ip); i-- {
		before := parseIP(strings.TrimSpace(hops[i]))
		if !before.IsValid() {
			break
		}
		ip = before
	}
	return ip.String()
}

func (a *API) baseURL(r *http.Request) string {
	if a.o.PublicURL != "" || r.Host == "" {
		return a.o.PublicURL
	}
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if a.trusts(parseIP(r.RemoteAddr)) {
		if s := firstOf(r.Header.Get("X-Forwarded-Proto")); s == "http" || s == "https" {
			scheme = s
		}
		if h := firstOf(r.Header.Get("X-Forwarded-Host")); h != "" {
			host = h
		}
	}
	return scheme + "://" + host
}

func firstOf(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}
