package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/hongyan-im/hongyan/api"
	"github.com/hongyan-im/hongyan/broker"
	"github.com/hongyan-im/hongyan/certs"
	"github.com/hongyan-im/hongyan/cmd/hongyan/config"
	"github.com/hongyan-im/hongyan/proxies"
)

// bind takes the addresses, so that one that is taken stops the start.
func (s *server) bind() (err error) {
	s.proxies = proxies.New(s.config.TrustedProxies, proxies.Header(s.config.ProxyHeader))
	for _, a := range []struct {
		flag    string
		address config.Address
		to      *net.Listener
	}{{"http", s.config.HTTP, &s.web}, {"mqtt", s.config.MQTT, &s.mqtt}, {"mqtts", s.config.MQTTS, &s.mqtts}, {"acme-http", s.config.ACMEHTTP, &s.acme}} {
		if !a.address.On() {
			continue
		}
		ln, err := broker.Listen(string(a.address))
		if err != nil {
			s.unbind()
			return fmt.Errorf("listen on --%s %s: %w", a.flag, a.address, err)
		}
		*a.to = s.proxies.Listener(ln)
	}
	if s.config.TLS() {
		if s.certs, err = certs.Open(s.certificates()); err != nil {
			s.unbind()
		}
	}
	return err
}

func (s *server) certificates() certs.Options {
	o := certs.Options{Cert: s.config.TLSCert, Key: s.config.TLSKey, Log: s.log}
	if s.wanted() != certs.None {
		o.ClientCA, o.ClientCRL = s.config.TLSClientCA, s.config.TLSClientCRL
	}
	if s.config.ACME() {
		o.ACME = &certs.ACME{
			Names: s.config.ACMEDomains, Email: s.config.ACMEEmail, Directory: string(s.config.ACMEDirectory),
			Dir: filepath.Join(s.config.Data, "acme"), Host: hostOf(s.web), TLS: portOf(s.web), HTTP: portOf(s.acme),
		}
	}
	return o
}

// hostOf is the one address where a listener listens; empty: all.
func hostOf(l net.Listener) string {
	if tcp, ok := l.Addr().(*net.TCPAddr); ok && !tcp.IP.IsUnspecified() {
		return tcp.IP.String()
	}
	return ""
}

// portOf is 0 without a listener.
func portOf(l net.Listener) int {
	if l == nil {
		return 0
	}
	if tcp, ok := l.Addr().(*net.TCPAddr); ok {
		return tcp.Port
	}
	return 0
}

// sockets are the listeners of MQTT over TCP.
func (s *server) sockets() []net.Listener {
	return slices.DeleteFunc([]net.Listener{s.mqtt, s.mqtts}, func(l net.Listener) bool { return l == nil })
}

// unbind gives the addresses back.
func (s *server) unbind() {
	for _, l := range append(s.sockets(), s.web, s.acme) {
		if l != nil {
			_ = l.Close()
		}
	}
}

// listen serves all addresses; a listener that fails says so in failed.
func (s *server) listen(failed chan<- error) {
	s.http = &http.Server{
		Handler: s.proxies.Handler(s.api), MaxHeaderBytes: int(s.config.HTTPHeaderSize),
		ReadHeaderTimeout: time.Duration(s.config.HTTPHeaderTime), IdleTimeout: time.Duration(s.config.HTTPIdleTime),
		ErrorLog:  slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		Protocols: new(http.Protocols),
	}
	s.http.Protocols.SetHTTP1(true) // a WebSocket begins as HTTP/1.1
	s.socket.Guard(s.http)
	web := s.secured(s.socket.Patient(s.web), s.wantedOfHTTP(), "http/1.1")
	if s.certs == nil {
		web = s.socket.Front(web, api.AtMQTT)
	}
	go func() {
		if err := s.http.Serve(web); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("http: %w", err)
		}
	}()
	for _, l := range s.sockets() {
		go func() {
			if err := s.socket.ServeTCP(s.secured(l, s.wanted())); err != nil {
				failed <- fmt.Errorf("mqtt: %w", err)
			}
		}()
	}
	if s.acme != nil {
		s.challenges = &http.Server{Handler: s.certs.Challenges(), ReadHeaderTimeout: s.http.ReadHeaderTimeout, IdleTimeout: s.http.IdleTimeout, MaxHeaderBytes: s.http.MaxHeaderBytes, ErrorLog: s.http.ErrorLog}
		go func() {
			if err := s.challenges.Serve(s.socket.Patient(s.acme)); !errors.Is(err, http.ErrServerClosed) {
				failed <- fmt.Errorf("acme-http: %w", err)
			}
		}()
	}
	if s.config.Pprof.On() {
		go func() { failed <- fmt.Errorf("pprof: %w", servePprof(string(s.config.Pprof))) }()
	}
}

// wanted is what clients of MQTT show.
func (s *server) wanted() certs.Wanted { return certs.Wanted(s.config.TLSClientAuth) }

// wantedOfHTTP lets browsers and the app's own servers in, who come with keys and tokens: there the broker asks for the
// certificate of a WebSocket.
func (s *server) wantedOfHTTP() certs.Wanted {
	if s.wanted() == certs.Required {
		return certs.Optional
	}
	return s.wanted()
}

// secured puts TLS over a listener when there is a certificate: with one, nothing is served in the clear.
func (s *server) secured(l net.Listener, wanted certs.Wanted, protos ...string) net.Listener {
	if s.certs == nil {
		return l
	}
	return tls.NewListener(l, s.certs.Config(wanted, protos...))
}

// reloadOn reads the certificate anew when the process gets SIGHUP, as other servers do.
func (s *server) reloadOn(ctx context.Context, hangup <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
		}
		if s.certs == nil {
			s.log.Info("SIGHUP: there is no certificate to read anew")
			continue
		}
		s.certs.Reload()
	}
}

func servePprof(address string) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	server := &http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}
