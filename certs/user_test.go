package certs

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"net/url"
	"testing"
)

func TestNaming_User(t *testing.T) {
	uri := func(s string) []*url.URL {
		u, err := url.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return []*url.URL{u}
	}
	all := &x509.Certificate{Subject: pkix.Name{CommonName: "a"}, EmailAddresses: []string{"b@shop", "x"}, DNSNames: []string{"c", "x"}, URIs: uri("spiffe://example.com/devices/d@shop")}
	for by, want := range map[Naming]string{ByCN: "a", ByEmail: "b@shop", ByDNS: "c", ByURI: "d@shop"} {
		if got, err := by.User(all); err != nil || got != want {
			t.Errorf("%s: %q, %v", by, got, err)
		}
		if got, err := by.User(&x509.Certificate{}); err == nil {
			t.Errorf("%s: %q from nothing", by, got)
		}
	}
	for s, want := range map[string]string{"urn:factory:sensor-7": "sensor-7", "mqtt://sensor-7": "sensor-7", "sensor-7": "sensor-7"} {
		if got, err := ByURI.User(&x509.Certificate{URIs: uri(s)}); err != nil || got != want {
			t.Errorf("%s: %q, %v", s, got, err)
		}
	}
	if got, err := ByURI.User(&x509.Certificate{URIs: uri("spiffe://example.com/")}); err == nil {
		t.Errorf("%q from a URI that ends with a slash", got)
	}
}
