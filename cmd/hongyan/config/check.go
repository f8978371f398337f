package config

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"
)

// check finds what each value alone does not show. It touches nothing but the files of certificates.
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
	if clash(c.MQTTS, c.HTTP) || clash(c.MQTTS, c.MQTT) {
		wrong("mqtts", "%s is the address of http or mqtt already", c.MQTTS)
	}
	if clash(c.ACMEHTTP, c.HTTP) || clash(c.ACMEHTTP, c.MQTT) || clash(c.ACMEHTTP, c.MQTTS) {
		wrong("acme-http", "%s is the address of http or mqtt already", c.ACMEHTTP)
	}
	if clash(c.Pprof, c.HTTP) || clash(c.Pprof, c.MQTT) || clash(c.Pprof, c.MQTTS) {
		wrong("pprof", "%s is the address of http or mqtt already", c.Pprof)
	}
	if c.origin["proxy-header"] != "default" && len(c.TrustedProxies) == 0 {
		wrong("proxy-header", "no proxy is believed: set trusted-proxies too")
	}
	if c.Pprof.On() && !c.Pprof.loopback() {
		wrong("pprof", "%s can be reached from outside: expected loopback, such as 127.0.0.1:6060", c.Pprof)
	}
	return slices.Concat(problems, c.checkLimits(), c.checkTLS(), c.checkS3())
}

// checkLimits finds limits with which nobody could be served.
func (c Config) checkLimits() []error {
	var problems []error
	for _, l := range []struct {
		name        string
		is          int64
		least, most int64
		words       string
	}{
		{"max-packet", int64(c.MaxPacket), 1 << 10, 256 << 10, "from 1KiB to 256KiB"},
		{"slow-bytes", int64(c.SlowBytes), 512 << 10, 1 << 30, "from 512KiB to 1GiB"},
		{"slow-bytes-all", int64(c.SlowBytesAll), 1 << 20, 1 << 40, "from 1MiB to 1TiB"},
		{"slow-time", int64(c.SlowTime), int64(100 * time.Millisecond), int64(time.Hour), "from 100ms to 1h"},
		{"connect-timeout", int64(c.ConnectTimeout), int64(100 * time.Millisecond), int64(time.Hour), "from 100ms to 1h"},
		{"http-header-time", int64(c.HTTPHeaderTime), int64(100 * time.Millisecond), int64(time.Hour), "from 100ms to 1h"},
		{"http-header-size", int64(c.HTTPHeaderSize), 4 << 10, 1 << 20, "from 4KiB to 1MiB"},
		{"http-idle-time", int64(c.HTTPIdleTime), int64(100 * time.Millisecond), int64(24 * time.Hour), "from 100ms to 24h"},
		{"http-stall-time", int64(c.HTTPStallTime), int64(100 * time.Millisecond), int64(time.Hour), "from 100ms to 1h"},
		{"http-body", int64(c.HTTPBody), 1 << 10, 64 << 20, "from 1KiB to 64MiB"},
		{"wrong-passwords", int64(c.WrongPasswords), 1, 1000, "from 1 to 1000"},
	} {
		if l.is < l.least || l.is > l.most {
			problems = append(problems, fmt.Errorf("%s: expected %s", c.source(l.name), l.words))
		}
	}
	return problems
}

// checkS3 finds what is missing for files to be kept in a bucket.
func (c Config) checkS3() []error {
	var problems []error
	for _, s := range settings() {
		value := reflect.ValueOf(c).Field(s.field)
		if c.S3() && slices.Contains(s3Needs, s.name) && value.IsZero() {
			problems = append(problems, fmt.Errorf("%s: a bucket needs %s too: set %s", c.source("s3-bucket"), s.name, s.env()))
		}
		if !c.S3() && strings.HasPrefix(s.name, "s3-") && c.origin[s.name] != "default" && !value.IsZero() {
			problems = append(problems, fmt.Errorf("%s: this is of no use without a bucket: set s3-bucket too", c.source(s.name)))
		}
	}
	return problems
}

// s3Needs are the settings without which a bucket is of no use.
var s3Needs = []string{"s3-endpoint", "s3-access-key", "s3-secret-key"}

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
