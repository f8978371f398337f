package tests

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Somebody sees from outside what the server refuses, and finds what each metric means.
func TestMetrics_ShowWhatIsRefused(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	if _, err := s.tryConnect(t, "nobody", how{}); err == nil {
		t.Fatal("nobody is let in")
	}
	ann := s.connect(t, "ann", how{})
	ann.isRefused("group/g", "no_such_group")
	ann.isRefused("group/g", "no_such_group")

	text := s.page(t, "/metrics")
	for _, line := range []string{
		`hongyan_bridge_refused_total{code="unauthenticated",packet="connect"} 1`,
		`hongyan_bridge_refused_total{code="no_such_group",packet="publish"} 2`,
		`hongyan_bridge_device_dropped_messages_total{reason="full"} 0`,
		`hongyan_bridge_sessions 1`,
		`hongyan_store_waiting_commands 0`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("missing: %s", line)
		}
	}
	page, err := os.ReadFile("../docs/OPERATIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	var shown, told []string
	secure, _ := startSecure(t)
	text += secure.page(t, "/metrics") // some are there with TLS alone
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (hongyan_\w+)`).FindAllStringSubmatch(text, -1) {
		shown = append(shown, m[1])
	}
	for _, m := range regexp.MustCompile("`(hongyan_\\w+)`").FindAllStringSubmatch(string(page), -1) {
		told = append(told, m[1])
	}
	slices.Sort(shown)
	slices.Sort(told)
	shown = slices.Compact(shown)
	if told = slices.Compact(told); !slices.Equal(shown, told) {
		t.Errorf("there are\n%v, the documentation tells of\n%v", shown, told)
	}
}

// TestMetrics_TellWhenCertificatesEnd: also of one that was renewed.
func TestMetrics_TellWhenCertificatesEnd(t *testing.T) {
	s, p := startSecure(t)
	ends := func() (line string) {
		for l := range strings.Lines(s.page(t, "/metrics")) {
			if strings.HasPrefix(l, "hongyan_certs_expiry_timestamp_seconds{") {
				line = l
			}
		}
		return line
	}
	want := func() string {
		block, _ := pem.Decode([]byte(p.read(t, "server.pem")))
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("hongyan_certs_expiry_timestamp_seconds{name=%q} %v\n", "im.example.com", float64(cert.NotAfter.Unix()))
	}
	if got := ends(); got != want() {
		t.Errorf("%q, not %q", got, want())
	}
	p.renewFor(t, "7", "400")
	s.tls.RootCAs.AppendCertsFromPEM([]byte(p.read(t, "server.pem")))
	waitFor(t, "word of the renewed certificate", func() bool { return ends() == want() })
}

func (p pki) read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(p.path(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
