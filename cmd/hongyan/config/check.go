package config

import (
	"fmt"
	"os"
)

// check finds what each value alone does not show. It touches nothing but the certificate's files.
func (c Config) check() []error {
	var problems []error
	wrong := func(name, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s: %s", c.source(name), fmt.Sprintf(format, args...)))
	}
	if !c.HTTP.On() {
		wrong("http", "this address cannot be off: expected host:port, such as :8080")
	}
	clash := func(a, b Address) bool { return a.On() && a == b && !a.anyPort() }
	if clash(c.MQTT, c.HTTP) {
		wrong("mqtt", "%s is the address of http already", c.MQTT)
	}
	if clash(c.Pprof, c.HTTP) || clash(c.Pprof, c.MQTT) {
		wrong("pprof", "%s is the address of http or mqtt already", c.Pprof)
	}
	if c.Pprof.On() && !c.Pprof.loopback() {
		wrong("pprof", "%s can be reached from outside: expected loopback, such as 127.0.0.1:6060", c.Pprof)
	}
	switch {
	case c.TLSCert != "" && c.TLSKey == "":
		wrong("tls-cert", "a certificate needs its key: set tls-key too")
	case c.TLSCert == "" && c.TLSKey != "":
		wrong("tls-key", "a key needs its certificate: set tls-cert too")
	}
	if err := regular(c.TLSCert); err != nil {
		wrong("tls-cert", "%s", err)
	}
	if err := regular(c.TLSKey); err != nil {
		wrong("tls-key", "%s", err)
	}
	return problems
}

// source is where a setting's value came from, with its name where that does not show.
func (c Config) source(name string) string {
	if c.origin[name] == "default" {
		return "default of " + name
	}
	return c.origin[name]
}

// regular returns an error if path is set and no file is there.
func regular(path string) error {
	if path == "" {
		return nil
	}
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return fmt.Errorf("%s is a directory: expected a PEM file", path)
	}
	return err
}
