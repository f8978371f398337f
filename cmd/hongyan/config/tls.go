package config

import (
	"fmt"
	"net/netip"
	"strings"
)

// Hosts are names of this server.
type Hosts []string

// UnmarshalText accepts names with commas between them, and "".
func (h *Hosts) UnmarshalText(b []byte) error {
	var all Hosts
	for part := range strings.SplitSeq(string(b), ",") {
		part = strings.ToLower(strings.TrimSpace(part))
		_, isIP := netip.ParseAddr(part)
		switch {
		case part == "":
			continue
		case strings.HasPrefix(part, "*"):
			return fmt.Errorf("%q stands for many names, which a CA does not give without DNS: expected each name, such as im.example.com", part)
		case isIP == nil || !validHost(part):
			return fmt.Errorf("%q is no name: expected one such as im.example.com", part)
		}
		all = append(all, part)
	}
	*h = all
	return nil
}

// String writes the names as they are set.
func (h Hosts) String() string { return strings.Join(h, ",") }

// ClientAuth says whether MQTT clients show a certificate.
type ClientAuth string

// UnmarshalText accepts off, optional and required.
func (a *ClientAuth) UnmarshalText(b []byte) error {
	switch string(b) {
	case "off", "optional", "required":
		*a = ClientAuth(b)
		return nil
	}
	return fmt.Errorf("%q is none of them: expected off, optional or required", b)
}

// ClientUser says where in a certificate its user stands.
type ClientUser string

// UnmarshalText accepts cn, email, uri, dns and none.
func (u *ClientUser) UnmarshalText(b []byte) error {
	switch string(b) {
	case "cn", "email", "uri", "dns", "none":
		*u = ClientUser(b)
		return nil
	}
	return fmt.Errorf("%q is no part of a certificate: expected cn, email, uri, dns or none", b)
}

// checkTLS finds what does not go together, and files that are not there.
func (c Config) checkTLS() (problems []error) {
	wrong := func(name, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s: %s", c.source(name), fmt.Sprintf(format, args...)))
	}
	switch {
	case c.TLSCert != "" && c.TLSKey == "":
		wrong("tls-cert", "a certificate needs its key: set tls-key too")
	case c.TLSCert == "" && c.TLSKey != "":
		wrong("tls-key", "a key needs its certificate: set tls-cert too")
	case c.TLSCert != "" && c.ACME():
		wrong("acme-domains", "there is a certificate already: set this or tls-cert")
	}
	for _, only := range []string{"acme-email", "acme-directory", "acme-http"} {
		if c.origin[only] != "default" && !c.ACME() {
			wrong(only, "this is of no use without acme-domains: set it too")
		}
	}
	if c.ACMEDirectory == "" {
		wrong("acme-directory", "expected the URL of a CA")
	}
	if c.MQTTS.On() && !c.TLS() {
		wrong("mqtts", "MQTT over TLS needs a certificate: set tls-cert and tls-key, or acme-domains")
	}
	switch on := c.TLSClientAuth != "off"; {
	case on && !c.TLS():
		wrong("tls-client-auth", "clients show a certificate only to a server that has one: set tls-cert and tls-key, or acme-domains")
	case on && c.TLSClientCA == "":
		wrong("tls-client-auth", "%s needs to know who signs the certificates: set tls-client-ca too", c.TLSClientAuth)
	case c.TLSClientCA != "" && c.origin["tls-client-auth"] == "default":
		wrong("tls-client-ca", "nobody is asked for a certificate: set tls-client-auth to optional or required too")
	}
	for _, only := range []string{"tls-client-crl", "tls-client-user"} {
		if c.origin[only] != "default" && c.TLSClientCA == "" {
			wrong(only, "this is of no use without tls-client-ca: set it too")
		}
	}
	for _, file := range []struct{ name, path string }{{"tls-cert", c.TLSCert}, {"tls-key", c.TLSKey}, {"tls-client-ca", c.TLSClientCA}, {"tls-client-crl", c.TLSClientCRL}} {
		if err := regular(file.path); err != nil {
			wrong(file.name, "%s", err)
		}
	}
	return problems
}
