package api

import (
	"context"
	"net/http"
	"net/netip"
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
		o := origin{ip: clientIP(r), base: a.baseURL(r)}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), originKey{}, o)))
	})
}

// clientIP is the address in RemoteAddr, which whoever stands before the API has set to that of the client.
func clientIP(r *http.Request) string {
	ip, err := netip.ParseAddr(r.RemoteAddr)
	if ap, withPort := netip.ParseAddrPort(r.RemoteAddr); withPort == nil {
		ip, err = ap.Addr(), nil
	}
	if err != nil {
		return ""
	}
	return ip.Unmap().WithZone("").String()
}

// baseURL is how the client reached the server. A scheme in the request's URL was set by whoever stands before the API.
func (a *API) baseURL(r *http.Request) string {
	if a.o.PublicURL != "" || r.Host == "" {
		return a.o.PublicURL
	}
	scheme := "http"
	if r.URL.Scheme == "https" || r.URL.Scheme == "" && r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
