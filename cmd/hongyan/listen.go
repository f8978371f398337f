package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"
)

// bind takes the addresses, so that one that is taken stops the start.
func (s *server) bind() error {
	if s.config.TLS() {
		cert, err := tls.LoadX509KeyPair(s.config.TLSCert, s.config.TLSKey)
		if err != nil {
			return fmt.Errorf("certificate --tls-cert %s with --tls-key %s: %w", s.config.TLSCert, s.config.TLSKey, err)
		}
		s.tls = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}
	}
	web, err := net.Listen("tcp", string(s.config.HTTP))
	if err != nil {
		return fmt.Errorf("listen on --http %s: %w", s.config.HTTP, err)
	}
	s.listeners = append(s.listeners, web)
	if s.config.MQTT.On() {
		plain, err := net.Listen("tcp", string(s.config.MQTT))
		if err != nil {
			return errors.Join(fmt.Errorf("listen on --mqtt %s: %w", s.config.MQTT, err), web.Close())
		}
		s.listeners = append(s.listeners, plain)
	}
	return nil
}

// listen serves all addresses; a listener that fails says so in failed.
func (s *server) listen(failed chan<- error) {
	s.http = &http.Server{
		Handler: s.api, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog:  slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		Protocols: new(http.Protocols),
	}
	s.http.Protocols.SetHTTP1(true) // a WebSocket begins as HTTP/1.1
	go func() {
		if err := s.serveHTTP(); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("http: %w", err)
		}
	}()
	if len(s.listeners) > 1 {
		go func() {
			if err := s.socket.ServeTCP(s.secured(s.listeners[1])); err != nil {
				failed <- fmt.Errorf("mqtt: %w", err)
			}
		}()
	}
	if s.config.Pprof.On() {
		go func() { failed <- fmt.Errorf("pprof: %w", servePprof(string(s.config.Pprof))) }()
	}
}

func (s *server) serveHTTP() error {
	if s.tls == nil {
		return s.http.Serve(s.listeners[0])
	}
	s.http.TLSConfig = s.tls.Clone()
	s.http.TLSConfig.NextProtos = []string{"http/1.1"}
	return s.http.ServeTLS(s.listeners[0], "", "")
}

// secured puts TLS over a listener when there is a certificate: with one, nothing is served in the clear.
func (s *server) secured(l net.Listener) net.Listener {
	if s.tls == nil {
		return l
	}
	return tls.NewListener(l, s.tls)
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
