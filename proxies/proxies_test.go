package proxies

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestHandler_OnlyTrustedProxiesNameTheClient(t *testing.T) {
	networks := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for name, c := range map[string]struct {
		header  Header
		from    string
		headers []string
		want    string
	}{
		"nobody says anything":     {ForwardedFor, "10.0.0.1:5", nil, "10.0.0.1:5"},
		"a stranger":               {ForwardedFor, "192.0.2.1:5", []string{"X-Forwarded-For", "203.0.113.9"}, "192.0.2.1:5"},
		"a proxy":                  {ForwardedFor, "10.0.0.1:5", []string{"X-Forwarded-For", "203.0.113.9"}, "203.0.113.9"},
		"by IPv6":                  {ForwardedFor, "[fd00::1]:5", []string{"X-Forwarded-For", "2001:db8::1"}, "2001:db8::1"},
		"as IPv4 in IPv6":          {ForwardedFor, "[::ffff:10.0.0.1]:5", []string{"X-Forwarded-For", "203.0.113.9:77"}, "203.0.113.9"},
		"the client lies":          {ForwardedFor, "10.0.0.1:5", []string{"X-Forwarded-For", "1.1.1.1, 203.0.113.9, 10.0.0.5"}, "203.0.113.9"},
		"in two lines":             {ForwardedFor, "10.0.0.1:5", []string{"X-Forwarded-For", "1.1.1.1", "X-Forwarded-For", "203.0.113.9"}, "203.0.113.9"},
		"nonsense":                 {ForwardedFor, "10.0.0.1:5", []string{"X-Forwarded-For", "203.0.113.9, unknown"}, "10.0.0.1:5"},
		"another header":           {ForwardedFor, "10.0.0.1:5", []string{"X-Real-Ip", "203.0.113.9", "Forwarded", "for=203.0.113.9"}, "10.0.0.1:5"},
		"real ip":                  {RealIP, "10.0.0.1:5", []string{"X-Real-Ip", "203.0.113.9", "X-Forwarded-For", "1.1.1.1"}, "203.0.113.9"},
		"forwarded":                {Forwarded, "10.0.0.1:5", []string{"Forwarded", `for=1.1.1.1, for=203.0.113.9;proto=https;by=10.0.0.5, For="10.0.0.5:80"`}, "203.0.113.9"},
		"forwarded, IPv6":          {Forwarded, "10.0.0.1:5", []string{"Forwarded", `proto=https; for="[2001:db8::1]:4711"`}, "2001:db8::1"},
		"forwarded, without port":  {Forwarded, "10.0.0.1:5", []string{"Forwarded", `for="[2001:db8::1]"`}, "2001:db8::1"},
		"forwarded, hidden":        {Forwarded, "10.0.0.1:5", []string{"Forwarded", "for=203.0.113.9, for=_hidden"}, "10.0.0.1:5"},
		"forwarded, without a for": {Forwarded, "10.0.0.1:5", []string{"Forwarded", "proto=https"}, "10.0.0.1:5"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		for i := 0; i < len(c.headers); i += 2 {
			r.Header.Add(c.headers[i], c.headers[i+1])
		}
		New(networks, c.header).Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if r.RemoteAddr != c.want {
				t.Errorf("%s: %s, want %s", name, r.RemoteAddr, c.want)
			}
		})).ServeHTTP(nil, r)
	}
}

func TestHandler_ShowsHowTheClientReachedTheProxy(t *testing.T) {
	for from, want := range map[string]string{"10.0.0.1:5": "https://chat.example.com", "192.0.2.1:5": "http://example.com"} {
		r := httptest.NewRequest("GET", "https://example.com/", nil) // its own word for the scheme counts for nothing
		r.TLS, r.RemoteAddr = nil, from
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("X-Forwarded-Host", "chat.example.com, inner")
		New([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, ForwardedFor).Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if got := r.URL.Scheme + "://" + r.Host; got != want {
				t.Errorf("from %s: %s, want %s", from, got, want)
			}
		})).ServeHTTP(nil, r)
	}
}
