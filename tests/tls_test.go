package tests

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pki is a folder where certificates are made with openssl.
type pki string

// openssl runs it in the folder and gives what it prints.
func (p pki) openssl(t *testing.T, args ...string) string {
	t.Helper()
	c := exec.Command("openssl", args...)
	c.Dir = string(p)
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		t.Fatalf("openssl %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return string(out)
}

func (p pki) path(name string) string { return filepath.Join(string(p), name) }

// renew makes a certificate for loopback that nobody else signs, in the place of the one before.
func (p pki) renew(t *testing.T, serial string) {
	t.Helper()
	p.renewFor(t, serial, "2")
}

// renewFor is renew with the days for which the certificate is good.
func (p pki) renewFor(t *testing.T, serial, days string) {
	t.Helper()
	p.openssl(t, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", days, "-subj", "/CN=im.example.com",
		"-addext", "subjectAltName=IP:127.0.0.1,DNS:im.example.com", "-set_serial", serial, "-keyout", "new.key", "-out", "new.pem")
	for _, name := range []string{"server.key", "server.pem"} {
		if err := os.Rename(p.path("new"+filepath.Ext(name)), p.path(name)); err != nil {
			t.Fatal(err)
		}
	}
}

// trust is what a client needs that trusts the certificates in the file.
func (p pki) trust(t *testing.T, name string) *tls.Config {
	t.Helper()
	b, err := os.ReadFile(p.path(name))
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(b) {
		t.Fatalf("%s: %v", name, err)
	}
	return &tls.Config{RootCAs: pool}
}

// startSecure starts a server whose certificate has the serial number 1.
func startSecure(t *testing.T, args ...string) (*server, pki) {
	t.Helper()
	p := pki(t.TempDir())
	p.renew(t, "1")
	s := &server{data: t.TempDir(), args: append([]string{"--tls-cert", p.path("server.pem"), "--tls-key", p.path("server.key")}, args...)}
	s.tls = p.trust(t, "server.pem")
	s.restart(t)
	return s, p
}

// shown asks an address for its certificate as s_client sees it, and gives its serial number.
func (p pki) shown(t *testing.T, address string) string {
	t.Helper()
	c := exec.Command("bash", "-c", `openssl s_client -connect "$0" </dev/null 2>/dev/null | openssl x509 -noout -serial`, address)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s shows no certificate: %v\n%s", address, err, out)
	}
	return strings.TrimSpace(string(out))
}

// willShow waits until all addresses show a certificate.
func (p pki) willShow(t *testing.T, serial string, addresses ...string) {
	t.Helper()
	for _, a := range addresses {
		var got string
		if !comesTrue(patience, func() bool { got = p.shown(t, a); return got == "serial="+serial }) {
			t.Fatalf("%s shows %s, not serial %s", a, got, serial)
		}
	}
}

// willSay waits until the log has all of words in one line.
func (s *server) willSay(t *testing.T, words ...string) {
	t.Helper()
	said := func() bool {
		for line := range strings.Lines(s.said.String()) {
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(line, w) }) {
				return true
			}
		}
		return false
	}
	if !comesTrue(patience, said) {
		t.Fatalf("the log does not say %q:\n%s", words, s.said)
	}
}

func TestTLS_EveryPortSpeaksIt(t *testing.T) {
	s, p := startSecure(t)
	if status, _ := s.get(t, "/v1/app"); status != 200 {
		t.Fatal(status)
	}
	s.register(t, "ann", "bob")
	bob := s.connect(t, "bob", how{ws: "/mqtt"}).listen()
	s.connect(t, "ann", how{}).send("user/bob", "by the port of MQTT over TLS")
	bob.hears("by the port of MQTT over TLS")
	host, port, _ := strings.Cut(s.mqtt, ":")
	for name, args := range map[string][]string{"the port of MQTT": {"-h", host, "-p", port}, "the one of MQTT over TLS": {"-h", host, "-p", s.mqtts[len(host)+1:]}} {
		args = append(args, "--cafile", p.path("server.pem"), "-u", "ann", "-P", "secret-ann", "-q", "1", "-t", "im/default/user/bob", "-m", "mosquitto by "+name)
		if out, err := exec.Command("mosquitto_pub", args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v %s", name, err, out)
		}
		bob.hears("mosquitto by " + name)
	}
	for _, address := range []string{s.http, s.mqtt, s.mqtts} {
		p.openssl(t, "s_client", "-connect", address, "-tls1_2", "-CAfile", "server.pem", "-verify_return_error", "-brief")
		old := exec.Command("openssl", "s_client", "-connect", address, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
		if out, err := old.CombinedOutput(); err == nil || !bytes.Contains(out, []byte("protocol version")) {
			t.Errorf("%s speaks TLS 1.1: %v\n%s", address, err, out)
		}
	}
	if plain, err := http.Get("http://" + s.http + "/healthz"); err == nil {
		_ = plain.Body.Close()
		if plain.StatusCode == 200 {
			t.Fatal("the port answers in the clear too")
		}
	}
}

func TestTLS_ARenewedCertificateNeedsNoRestart(t *testing.T) {
	s, p := startSecure(t)
	s.register(t, "ann", "bob")
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{ws: "/mqtt"}).listen()
	all := []string{s.http, s.mqtt, s.mqtts}
	p.willShow(t, "01", all...)

	p.renew(t, "2")
	p.willShow(t, "02", all...)
	s.willSay(t, "the certificate was read anew", "im.example.com")
	ann.send("user/bob", "we were here before")
	bob.hears("we were here before")
	for _, ws := range []string{"", "/mqtt"} {
		if _, err := s.tryConnect(t, "ann", how{ws: ws, device: "new"}); err == nil {
			t.Fatal("who trusts the old certificate only is shown it still")
		}
	}
	s.tls = p.trust(t, "server.pem")
	for _, ws := range []string{"", "/mqtt"} {
		s.connect(t, "ann", how{ws: ws, device: "new"})
	}

	if err := os.WriteFile(p.path("server.pem"), []byte("half of a certif"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.hangup()
	s.willSay(t, "what is new of the certificates is of no use, the old ones stay", "--tls-cert "+p.path("server.pem"), "failed to find any PEM data")
	p.willShow(t, "02", all...)
	p.renew(t, "3")
	key := p.path("server.key")
	if err := os.Rename(key, key+".away"); err != nil {
		t.Fatal(err)
	}
	s.hangup()
	s.willSay(t, "the old ones stay", "server.key", "no such file or directory")
	p.willShow(t, "02", all...)
	if err := os.Rename(key+".away", key); err != nil {
		t.Fatal(err)
	}
	s.hangup()
	p.willShow(t, "03", all...)
	ann.send("user/bob", "and are still")
	bob.hears("and are still")
}

func TestTLS_ABrokenCertificateStopsTheStart(t *testing.T) {
	binary, err := docsBinary()
	if err != nil {
		t.Fatal(err)
	}
	p, other := pki(t.TempDir()), pki(t.TempDir())
	p.renew(t, "1")
	other.renew(t, "2")
	out, err := exec.Command(binary, "serve", "--http", "127.0.0.1:0", "--mqtt", "off", "--mqtts", "127.0.0.1:0", "--data", t.TempDir(),
		"--tls-cert", p.path("server.pem"), "--tls-key", other.path("server.key")).CombinedOutput()
	if want := "certificate --tls-cert " + p.path("server.pem") + " with --tls-key " + other.path("server.key") + ": tls: private key does not match public key"; err == nil || !strings.Contains(string(out), want) {
		t.Fatalf("%v: %s", err, out)
	}
}

func TestTLS_HangupWithoutACertificate(t *testing.T) {
	s := startServer(t)
	s.hangup()
	s.willSay(t, "SIGHUP: there is no certificate to read anew")
	if status, _ := s.get(t, "/v1/app"); status != 200 {
		t.Fatal(status)
	}
}
