package certs

import (
	"crypto/x509"
	"fmt"
	"strings"
)

// Naming says where in a certificate the name of its user stands.
type Naming string

// Where the name stands.
const (
	ByNothing Naming = "none" // a certificate names no user
	ByCN      Naming = "cn"
	ByEmail   Naming = "email"
	ByURI     Naming = "uri"
	ByDNS     Naming = "dns"
)

// User gives the name of a certificate's user, as user or user@app.
func (n Naming) User(cert *x509.Certificate) (name string, err error) {
	what := "a common name (CN)"
	switch n {
	case ByEmail:
		what, name = "an e-mail address among its alternative names", first(cert.EmailAddresses)
	case ByDNS:
		what, name = "a DNS name among its alternative names", first(cert.DNSNames)
	case ByURI:
		what = "a URI among its alternative names"
		if len(cert.URIs) > 0 {
			name = last(cert.URIs[0].String())
		}
	default:
		name = cert.Subject.CommonName
	}
	if name == "" {
		return "", fmt.Errorf("the certificate names no user: it needs %s", what)
	}
	return name, nil
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// last is what a URI ends with: spiffe://factory.example.com/sensor-7 and urn:factory:sensor-7 are of sensor-7.
func last(uri string) string { return uri[strings.LastIndexAny(uri, "/:")+1:] }
