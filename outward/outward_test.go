package outward_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/outward"
)

func TestNetworks_WhatMayBeCalled(t *testing.T) {
	listed := outward.Networks{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("169.254.7.0/24")}
	for ip, want := range map[string]string{ // public, own, listed: who may call it
		"93.184.216.34": "public own listed", "2606:2800:220:1::1": "public own listed", "::ffff:93.184.216.34": "public own listed",
		"127.0.0.1": "own", "::1": "own", "::ffff:127.0.0.1": "own", "192.168.1.7": "own", "172.20.0.1": "own", "fd00::1": "own",
		"10.1.2.3": "own listed", "10.2.0.1": "own", "169.254.7.1": "listed",
		"169.254.169.254": "", "fe80::1": "", "fd00:ec2::254": "own", "100.100.100.200": "", "0.0.0.0": "", "::": "", "224.0.0.1": "", "255.255.255.255": "",
		"64:ff9b::7f00:1": "", "2002:7f00:1::": "", "fe80::1%eth0": "",
	} {
		for name, n := range map[string]outward.Networks{"public": nil, "own": outward.Own(), "listed": listed} {
			err := n.Check(netip.MustParseAddr(ip))
			if may := strings.Contains(want, name); may != (err == nil) {
				t.Errorf("%s by %s: %v", ip, name, err)
			}
		}
	}
}

func TestCheckURL_SaysAtOnceWhatToSet(t *testing.T) {
	for address, barred := range map[string]bool{
		"http://127.0.0.1:80/hook": true, "http://[::1]/": true, "http://localhost/": true, "http://169.254.169.254/latest": true,
		"https://93.184.216.34/": false, "https://no-such-name.invalid/": false,
	} {
		err := outward.Networks(nil).CheckURL(t.Context(), address)
		if (err != nil) != barred || barred && !strings.Contains(err.Error(), "--hook-networks") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestClient_LooksAtTheAddressItConnectsTo(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	defer s.Close()
	byName := strings.Replace(s.URL, "127.0.0.1", "localhost", 1) // a name that leads inside
	for _, address := range []string{s.URL, byName} {
		_, err := outward.Networks(nil).Client().Get(address)
		if barred := (*outward.Barred)(nil); !errors.As(err, &barred) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if asked != 0 {
		t.Errorf("it was asked %d times", asked)
	}
	r, err := outward.Own().Client().Get(s.URL)
	if err != nil || r.StatusCode != http.StatusFound || asked != 1 {
		t.Fatalf("%v %v, asked %d times: redirects are not followed", r, err, asked)
	}
	_ = r.Body.Close()
}
