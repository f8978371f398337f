// Package certs knows the certificate that the server shows, and which certificates of clients it takes. They are read
// anew when their files change, so that a renewed one needs no restart.
package certs

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// lookEvery is how often handshakes look whether files have changed.
const lookEvery = 2 * time.Second

// Options of Certificates.
type Options struct {
	Cert, Key string           // PEM files of the server's certificate, with its chain, and of its key
	ACME      *ACME            // obtains certificates instead; nil: nobody does
	ClientCA  string           // PEM file of who signs certificates of clients; empty: nobody
	ClientCRL string           // file of what they have revoked, PEM or DER; empty: nothing
	Log       *slog.Logger     // slog.Default when nil
	Now       func() time.Time // time.Now when nil
}

// Certificates are safe for concurrent use, and start no goroutines but with ACME.
type Certificates struct {
	o         Options
	authority *authority // nil: the certificate is in files
	current   atomic.Pointer[material]

	mu     sync.Mutex // held by who looks at the files
	looked time.Time
	seen   stamps // of the files when they were read last, well or not
}

// material is what was read from the files; it is never changed.
type material struct {
	cert    *tls.Certificate // nil: the authority has them
	clients *clients         // nil: certificates of clients are nothing to us
}

// Open reads the files. What is wrong with them is the error, and names the setting.
func Open(o Options) (*Certificates, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	c := &Certificates{o: o, looked: o.Now(), seen: stamp(o.files())}
	m, err := o.read()
	if err != nil {
		return nil, err
	}
	c.current.Store(m)
	c.warn(m)
	if o.ACME != nil {
		c.authority = newAuthority(*o.ACME, o.Log)
	}
	return c, nil
}

func (o Options) files() []string { return []string{o.Cert, o.Key, o.ClientCA, o.ClientCRL} }

func (o Options) read() (*material, error) {
	clients, err := o.readClients()
	if err != nil || o.ACME != nil {
		return &material{nil, clients}, err
	}
	cert, err := tls.LoadX509KeyPair(o.Cert, o.Key)
	if err != nil {
		return nil, fmt.Errorf("certificate --tls-cert %s with --tls-key %s: %w", o.Cert, o.Key, err)
	}
	return &material{&cert, clients}, nil
}

// Reload reads the files now. When something is wrong with them that is logged, and what was read before stays.
func (c *Certificates) Reload() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.load(stamp(c.o.files()))
}

// material gives what is in the files. One handshake in a while looks whether they have changed; the others do not wait
// for it.
func (c *Certificates) material() *material {
	if c.mu.TryLock() {
		if now := c.o.Now(); now.Sub(c.looked) >= lookEvery {
			c.looked = now
			if s := stamp(c.o.files()); !s.equal(c.seen) {
				c.load(s)
			}
		}
		c.mu.Unlock()
	}
	return c.current.Load()
}

// load reads the files, which have the stamps s. Those that are wrong are tried again when they change once more, as in
// between a certificate and its key. Lock held on entry.
func (c *Certificates) load(s stamps) {
	c.seen = s
	m, err := c.o.read()
	if err != nil {
		c.o.Log.Error("what is new of the certificates is of no use, the old ones stay", "err", err)
		return
	}
	c.current.Store(m)
	if m.cert != nil {
		c.o.Log.Info("the certificate was read anew", "names", names(m.cert.Leaf), "until", m.cert.Leaf.NotAfter, "revoked", m.clients.count())
	} else {
		c.o.Log.Info("what clients' certificates go by was read anew", "revoked", m.clients.count())
	}
	c.warn(m)
}

// warn says what clients will say.
func (c *Certificates) warn(m *material) {
	if now := c.o.Now(); m.cert != nil && (now.After(m.cert.Leaf.NotAfter) || now.Before(m.cert.Leaf.NotBefore)) {
		c.o.Log.Warn("clients will refuse the certificate: this is not its time", "from", m.cert.Leaf.NotBefore, "until", m.cert.Leaf.NotAfter)
	}
	if m.clients != nil && !m.clients.next.IsZero() && c.o.Now().After(m.clients.next) {
		c.o.Log.Warn("a newer list of revoked certificates was due: the one that is there is used on", "file", c.o.ClientCRL, "due", m.clients.next)
	}
}

// names are those for which a certificate stands.
func names(cert *x509.Certificate) []string {
	all := append([]string(nil), cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		all = append(all, ip.String())
	}
	if len(all) == 0 {
		all = append(all, cert.Subject.CommonName)
	}
	return all
}

// Config is for one listener, whose clients show a certificate as wanted says, and may agree with it on one of protos.
// Connections that are open live on when certificates change.
func (c *Certificates) Config(wanted Wanted, protos ...string) *tls.Config {
	var made atomic.Pointer[config]
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: protos, GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if answer := c.authority.challenge(hello); answer != nil {
			return answer, nil
		}
		m, last := c.material(), made.Load()
		if last == nil || last.of != m {
			last = &config{m, c.config(m, wanted, protos)}
			made.Store(last)
		}
		return last.Config, nil
	}}
}

// config is what was made of a material.
type config struct {
	of *material
	*tls.Config
}

func (c *Certificates) config(m *material, wanted Wanted, protos []string) *tls.Config {
	made := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: protos}
	if m.cert != nil {
		made.Certificates = []tls.Certificate{*m.cert}
	} else {
		made.GetCertificate = c.authority.magic.GetCertificate
	}
	if m.clients != nil && wanted != None {
		made.ClientAuth, made.ClientCAs = wanted.auth(), m.clients.pool
		made.VerifyConnection = func(s tls.ConnectionState) error { return m.clients.verify(s, c.o.Now(), c.o.Log) }
	}
	return made
}

// Expiries tells when each certificate ends that the server shows, by the first name for which it stands; nil Certificates
// show none.
func (c *Certificates) Expiries() map[string]time.Time {
	if c == nil {
		return nil
	}
	if m := c.material(); m.cert != nil {
		return map[string]time.Time{names(m.cert.Leaf)[0]: m.cert.Leaf.NotAfter}
	}
	return c.authority.expiries()
}
