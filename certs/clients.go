package certs

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"
)

// Wanted says whether a client shows a certificate.
type Wanted string

// What a listener wants of its clients.
const (
	None     Wanted = "off"
	Optional Wanted = "optional" // one that is shown has to be good
	Required Wanted = "required"
)

func (w Wanted) auth() tls.ClientAuthType {
	if w == Required {
		return tls.RequireAndVerifyClientCert
	}
	return tls.VerifyClientCertIfGiven
}

// clients knows whose certificates of clients are good.
type clients struct {
	pool    *x509.CertPool
	revoked map[string]bool // by serial
	next    time.Time       // when a newer list of them is due; zero: nobody said
}

// serial names a certificate.
func serial(issuer []byte, number interface{ Bytes() []byte }) string {
	return string(issuer) + "/" + string(number.Bytes())
}

func (c *clients) count() int {
	if c == nil {
		return 0
	}
	return len(c.revoked)
}

func (o Options) readClients() (*clients, error) {
	if o.ClientCA == "" {
		return nil, nil
	}
	signers, err := readSigners(o.ClientCA)
	if err != nil {
		return nil, fmt.Errorf("--tls-client-ca %s: %w", o.ClientCA, err)
	}
	c := &clients{pool: x509.NewCertPool(), revoked: map[string]bool{}}
	for _, s := range signers {
		c.pool.AddCert(s)
	}
	if o.ClientCRL != "" {
		if err := c.readRevoked(o.ClientCRL, signers); err != nil {
			return nil, fmt.Errorf("--tls-client-crl %s: %w", o.ClientCRL, err)
		}
	}
	return c, nil
}

// readSigners gives the certificates of a file. One that is damaged is an error: x509.CertPool would pass it over.
func readSigners(file string) (all []*x509.Certificate, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for block := range blocks(b, "CERTIFICATE") {
		cert, err := x509.ParseCertificate(block)
		if err != nil {
			return nil, err
		}
		all = append(all, cert)
	}
	if len(all) == 0 {
		return nil, errors.New("there is no certificate in it: expected PEM, with BEGIN CERTIFICATE")
	}
	return all, nil
}

// readRevoked reads lists of revoked certificates, each of which one of the signers has to have signed.
func (c *clients) readRevoked(file string, signers []*x509.Certificate) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	lists := slices.Collect(blocks(b, "X509 CRL"))
	if len(lists) == 0 {
		lists = [][]byte{b} // DER
	}
	for _, der := range lists {
		list, err := x509.ParseRevocationList(der)
		if err != nil {
			return fmt.Errorf("expected a list of revoked certificates, in PEM or DER: %w", err)
		}
		signed := func(s *x509.Certificate) bool { return list.CheckSignatureFrom(s) == nil }
		if !slices.ContainsFunc(signers, signed) {
			return fmt.Errorf("the list of %s is signed by nobody in --tls-client-ca", list.Issuer)
		}
		for _, r := range list.RevokedCertificateEntries {
			c.revoked[serial(list.RawIssuer, r.SerialNumber)] = true
		}
		if !list.NextUpdate.IsZero() && (c.next.IsZero() || list.NextUpdate.Before(c.next)) {
			c.next = list.NextUpdate
		}
	}
	return nil
}

// blocks are the PEM blocks of a kind.
func blocks(b []byte, kind string) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for rest := bytes.TrimSpace(b); ; {
			var block *pem.Block
			if block, rest = pem.Decode(rest); block == nil || block.Type == kind && !yield(block.Bytes) {
				return
			}
		}
	}
}

// verify refuses a certificate that was revoked. One of a session that is resumed is looked at once more: since its first
// handshake its signer may have gone.
func (c *clients) verify(s tls.ConnectionState, now time.Time, log *slog.Logger) (err error) {
	if len(s.PeerCertificates) == 0 {
		return nil
	}
	leaf, chains := s.PeerCertificates[0], s.VerifiedChains
	if s.DidResume {
		between := x509.NewCertPool()
		for _, cert := range s.PeerCertificates[1:] {
			between.AddCert(cert)
		}
		chains, err = leaf.Verify(x509.VerifyOptions{Roots: c.pool, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
		if err != nil {
			return err
		}
	}
	isRevoked := func(cert *x509.Certificate) bool { return c.revoked[serial(cert.RawIssuer, cert.SerialNumber)] }
	for _, chain := range chains {
		if !slices.ContainsFunc(chain, isRevoked) {
			return nil
		}
	}
	log.Info("a client shows a revoked certificate", "subject", leaf.Subject.String(), "serial", leaf.SerialNumber.Text(16))
	return errors.New("the certificate was revoked")
}
