package tests

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
)

// authority is a CA that speaks ACME, on loopback: pebble, with which Let's Encrypt tests clients.
type authority struct {
	*httptest.Server
	orders atomic.Int64
	root   string // file of its certificate
}

// startAuthority starts one that calls servers at these ports. The server of the test, which it is to believe, trusts it.
func startAuthority(t *testing.T, httpPort, tlsPort int) *authority {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	quiet, memory := log.New(io.Discard, "", 0), db.NewMemoryStore()
	if err := memory.AddBlockedDomain("blocked.example.com"); err != nil {
		t.Fatal(err)
	}
	signer := ca.New(quiet, memory, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {}})
	front := wfe.New(quiet, memory, va.New(quiet, httpPort, tlsPort, false, "", memory), signer, []string{"ca.example.com"}, false, false, 1, 1)
	a := &authority{}
	answer := front.Handler()
	a.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/order-plz" {
			a.orders.Add(1)
		}
		answer.ServeHTTP(w, r)
	}))
	t.Cleanup(a.Close)
	dir := t.TempDir()
	a.root = filepath.Join(dir, "root.pem")
	trusted := filepath.Join(dir, "trusted.pem")
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw})
	for file, b := range map[string][]byte{a.root: signer.GetRootCert(0).PEM(), trusted: own} {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("SSL_CERT_FILE", trusted)
	return a
}

// freePort finds a port for a server that has to be known before it starts.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (a *authority) trust(t *testing.T) *tls.Config {
	t.Helper()
	b, err := os.ReadFile(a.root)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(b) {
		t.Fatal(err)
	}
	return &tls.Config{RootCAs: pool, ServerName: "localhost"}
}

func TestACME_ByAHandshake(t *testing.T) {
	web := freePort(t)
	a := startAuthority(t, 1, web)
	s := &server{data: t.TempDir(), args: []string{"--http", "127.0.0.1:" + strconv.Itoa(web), "--acme-domains", "localhost", "--acme-email", "ops@example.com", "--acme-directory", a.URL + "/dir"}}
	s.restart(t)
	s.willSay(t, "a certificate was obtained", "name=localhost", "renewed=false")
	s.tls = a.trust(t)
	s.register(t, "ann", "bob")
	bob := s.connect(t, "bob", how{ws: "/mqtt"}).listen()
	s.connect(t, "ann", how{}).send("user/bob", "by a certificate that nobody had to copy")
	bob.hears("by a certificate that nobody had to copy")
	for _, address := range []string{s.http, s.mqtt, s.mqtts} {
		for _, name := range [][]string{{"-servername", "localhost"}, {"-noservername"}} { // a device may name nobody
			args := append([]string{"s_client", "-connect", address, "-CAfile", a.root, "-verify_return_error", "-verify_hostname", "localhost", "-brief"}, name...)
			if out, err := exec.Command("openssl", args...).CombinedOutput(); err != nil {
				t.Errorf("%s %v: %v\n%s", address, name, err, out)
			}
		}
	}
	binary, err := docsBinary()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(binary, "health", "--http", s.http, "--acme-domains", "localhost").CombinedOutput(); err != nil {
		t.Errorf("health: %v %s", err, out)
	}

	s.stop()
	s.restart(t)
	s.tls = a.trust(t)
	s.connect(t, "ann", how{})
	if n := a.orders.Load(); n != 1 {
		t.Errorf("the CA was asked %d times", n)
	}
}

func TestACME_ByAPlainRequest(t *testing.T) {
	plain := freePort(t)
	a := startAuthority(t, plain, 1) // no handshake arrives
	s := &server{data: t.TempDir(), args: []string{"--acme-http", "127.0.0.1:" + strconv.Itoa(plain), "--acme-domains", "localhost", "--acme-directory", a.URL + "/dir"}}
	s.restart(t)
	s.willSay(t, "a certificate was obtained", "name=localhost")
	s.tls = a.trust(t)
	s.register(t, "ann")
	s.connect(t, "ann", how{})
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for host, want := range map[string]string{"localhost": "https://localhost/docs?a=b", "evil.example.com": ""} {
		r, err := http.NewRequest(http.MethodGet, "http://127.0.0.1:"+strconv.Itoa(plain)+"/docs?a=b", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.Header.Get("Location") != want {
			t.Errorf("%s is sent to %q (%d)", host, answer.Header.Get("Location"), answer.StatusCode)
		}
	}
}

func TestACME_WhatTheCARefusesIsSaid(t *testing.T) {
	a := startAuthority(t, 1, 1)
	s := &server{data: t.TempDir(), args: []string{"--acme-domains", "blocked.example.com", "--acme-directory", a.URL + "/dir"}}
	s.restart(t)
	s.willSay(t, "level=ERROR", "acme: could not get certificate from issuer", "identifier=blocked.example.com", "rejectedIdentifier")
	s.willSay(t, "level=ERROR", "acme: will retry", "retrying_in")
	if _, err := tls.Dial("tcp", s.mqtts, a.trust(t)); err == nil || !strings.Contains(err.Error(), "tls:") {
		t.Errorf("without a certificate: %v", err)
	}
}
