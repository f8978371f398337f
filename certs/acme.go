package certs

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// ACME says how certificates are obtained. Its CA sees that the names are ours by a handshake on the port where HTTP is
// served (TLS-ALPN-01), or by a plain request, which goes to Challenges (HTTP-01).
type ACME struct {
	Names     []string
	Email     string // of whom the CA may write to; may be empty
	Directory string // URL of the CA
	Dir       string // where account, keys and certificates are kept
	Host      string // where this server listens, whatever the CA calls; empty: everywhere
	TLS, HTTP int    // the ports there; HTTP 0: nobody serves Challenges
}

// acmeALPN is what a CA speaks in a handshake that asks for TLS-ALPN-01 (RFC 8737).
const acmeALPN = "acme-tls/1"

// authority obtains and renews certificates.
type authority struct {
	magic  *certmagic.Config
	issuer *certmagic.ACMEIssuer
	cache  *certmagic.Cache
	names  []string
}

func newAuthority(o ACME, log *slog.Logger) *authority {
	a := &authority{names: o.Names}
	logger := zap.New(bridge{log})
	a.cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return a.magic, nil }, Logger: logger,
	})
	a.magic = certmagic.New(a.cache, certmagic.Config{
		Storage: &certmagic.FileStorage{Path: o.Dir}, Logger: logger,
		DefaultServerName: o.Names[0], // devices that name nobody
		OnEvent: func(_ context.Context, event string, about map[string]any) error {
			if event == "cert_obtained" {
				log.Info("a certificate was obtained", "name", about["identifier"], "renewed", about["renewal"])
			}
			return nil
		},
	})
	a.issuer = certmagic.NewACMEIssuer(a.magic, certmagic.ACMEIssuer{
		CA: o.Directory, Email: o.Email, Agreed: true, Logger: logger, DisableDistributedSolvers: true,
		DisableHTTPChallenge: o.HTTP == 0, AltHTTPPort: o.HTTP, AltTLSALPNPort: o.TLS, ListenHost: o.Host,
	})
	a.magic.Issuers = []certmagic.Issuer{a.issuer}
	return a
}

// Obtain gets the certificates that are not there and renews them from then on, until Close. It does so while the server
// serves, and tries again what fails; the log says so.
func (c *Certificates) Obtain(ctx context.Context) error {
	if c.authority == nil {
		return nil
	}
	return c.authority.magic.ManageAsync(ctx, c.authority.names)
}

// Close ends the renewing.
func (c *Certificates) Close() {
	if c.authority != nil {
		c.authority.cache.Stop()
	}
}

// Challenges answers the plain requests of the CA, and sends all others to https.
func (c *Certificates) Challenges() http.Handler {
	return c.authority.issuer.HTTPChallengeHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host // without a port
		}
		if !slices.Contains(c.authority.names, host) { // nobody is sent elsewhere by us
			http.Error(w, "This server is not called so.", http.StatusNotFound)
			return
		}
		http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusPermanentRedirect)
	}))
}

// challenge is for the handshake by which a CA sees that a name is ours: it shows no certificate of its own.
func (a *authority) challenge(hello *tls.ClientHelloInfo) *tls.Config {
	if a == nil || !slices.Contains(hello.SupportedProtos, acmeALPN) {
		return nil
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{acmeALPN}, GetCertificate: a.magic.GetCertificate}
}

// bridge brings certmagic's log into ours: what goes wrong as it is, the rest as details.
type bridge struct{ log *slog.Logger }

func (b bridge) level(l zapcore.Level) slog.Level {
	switch {
	case l >= zapcore.ErrorLevel:
		return slog.LevelError
	case l >= zapcore.WarnLevel:
		return slog.LevelWarn
	}
	return slog.LevelDebug
}

func (b bridge) Enabled(l zapcore.Level) bool { return b.log.Enabled(context.Background(), b.level(l)) }

func (b bridge) With(fields []zapcore.Field) zapcore.Core { return bridge{b.log.With(args(fields)...)} }

func (b bridge) Check(e zapcore.Entry, c *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if b.Enabled(e.Level) {
		return c.AddCore(e, b)
	}
	return c
}

func (b bridge) Write(e zapcore.Entry, fields []zapcore.Field) error {
	b.log.Log(context.Background(), b.level(e.Level), "acme: "+e.Message, args(fields)...)
	return nil
}

func (b bridge) Sync() error { return nil }

func args(fields []zapcore.Field) (all []any) {
	m := zapcore.NewMapObjectEncoder()
	for _, f := range fields {
		f.AddTo(m)
		if v, ok := m.Fields[f.Key]; ok {
			all = append(all, f.Key, v)
		}
	}
	return all
}

// expiries tells when the certificates end that were obtained.
func (a *authority) expiries() map[string]time.Time {
	all := make(map[string]time.Time, len(a.names))
	for _, name := range a.names {
		for _, c := range a.cache.AllMatchingCertificates(name) {
			if c.Leaf != nil && c.Leaf.NotAfter.After(all[name]) {
				all[name] = c.Leaf.NotAfter
			}
		}
	}
	return all
}
