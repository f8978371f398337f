package config

import "fmt"

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
	}
	if c.MQTTS.On() && !c.TLS() {
		wrong("mqtts", "MQTT over TLS needs a certificate: set tls-cert and tls-key too")
	}
	switch on := c.TLSClientAuth != "off"; {
	case on && !c.TLS():
		wrong("tls-client-auth", "clients show a certificate only to a server that has one: set tls-cert and tls-key too")
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
