package config

import (
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Address is host:port to listen on; "" is off.
type Address string

// On reports whether there is an address to listen on.
func (a Address) On() bool { return a != "" }

// String writes an empty address as the word that sets it.
func (a Address) String() string {
	if a == "" {
		return "off"
	}
	return string(a)
}

// UnmarshalText accepts "host:port", ":port", "off" and "".
func (a *Address) UnmarshalText(b []byte) error {
	s := string(b)
	if s == "" || s == "off" {
		*a = ""
		return nil
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil || !validHost(host) {
		return fmt.Errorf("%q is no address: expected host:port, such as :8080 or 127.0.0.1:8080", s)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return fmt.Errorf("%q is no address: expected a port from 0 to 65535 after the colon", s)
	}
	*a = Address(s)
	return nil
}

// validHost accepts "" (all interfaces), IP addresses and what may be a host name; it resolves nothing.
func validHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return !strings.ContainsFunc(host, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._", r)
	})
}

func (a Address) port() string {
	_, port, _ := net.SplitHostPort(string(a)) // an Address is well-formed
	return port
}

// anyPort reports whether the system chooses the port: then two equal addresses are no clash.
func (a Address) anyPort() bool { return strings.HasSuffix(string(a), ":0") }

// loopback reports whether only this machine can reach the address.
func (a Address) loopback() bool {
	host, _, _ := net.SplitHostPort(string(a))
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Size is a number of bytes.
type Size int64

// units has the long ones last, so that "MiB" is not taken for "B".
var units = []struct {
	name string
	size Size
}{
	{"B", 1},
	{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
}

// UnmarshalText accepts plain bytes, "256MiB" (binary units) and "1GB" (decimal units).
func (s *Size) UnmarshalText(b []byte) error {
	number, unit := strings.TrimSpace(string(b)), Size(1)
	for i := len(units) - 1; i >= 0; i-- {
		if at := len(number) - len(units[i].name); at > 0 && strings.EqualFold(number[at:], units[i].name) {
			number, unit = strings.TrimSpace(number[:at]), units[i].size
			break
		}
	}
	n, err := strconv.ParseUint(number, 10, 63)
	if err != nil || Size(n) > math.MaxInt64/unit {
		return fmt.Errorf("%q is no size: expected bytes or a whole number with a unit, such as 268435456, 256MiB or 1GB", b)
	}
	*s = Size(n) * unit
	return nil
}

// String writes the size in the largest unit that divides it.
func (s Size) String() string {
	best := units[0]
	for _, u := range units {
		if s != 0 && s%u.size == 0 && u.size > best.size {
			best = u
		}
	}
	return strconv.FormatInt(int64(s/best.size), 10) + strings.TrimPrefix(best.name, units[0].name)
}

// Count is a number of things.
type Count int

// countMost is more than a machine has of anything that is counted.
const countMost = 10_000_000

// UnmarshalText accepts whole numbers from 0 on.
func (c *Count) UnmarshalText(b []byte) error {
	n, err := strconv.ParseUint(string(b), 10, 31)
	if err != nil || n > countMost {
		return fmt.Errorf("%q is no number: expected a whole one from 0 to %d", b, countMost)
	}
	*c = Count(n)
	return nil
}

// String writes the number as it is set.
func (c Count) String() string { return strconv.Itoa(int(c)) }

// Level is one of slog's four levels; [slog.Level] itself would take "INFO+3" too.
type Level slog.Level

// UnmarshalText accepts debug, info, warn and error.
func (l *Level) UnmarshalText(b []byte) error {
	switch string(b) {
	case "debug", "info", "warn", "error":
		return (*slog.Level)(l).UnmarshalText(b)
	}
	return fmt.Errorf("%q is no log level: expected debug, info, warn or error", b)
}

// String writes the level as it is set.
func (l Level) String() string { return strings.ToLower(slog.Level(l).String()) }

// Span is a stretch of time; 0 is none.
type Span time.Duration

// UnmarshalText accepts what Go calls a duration, such as 500ms, 10s or 1m30s, and 0.
func (s *Span) UnmarshalText(b []byte) error {
	d, err := time.ParseDuration(string(b))
	if err != nil || d < 0 {
		return fmt.Errorf("%q is no time: expected a number with a unit, such as 500ms, 10s or 1m30s", b)
	}
	*s = Span(d)
	return nil
}

// String writes the time as it is set.
func (s Span) String() string { return time.Duration(s).String() }

// Format is the form of the log.
type Format string

// The forms of the log.
const (
	Text Format = "text"
	JSON Format = "json"
)

// UnmarshalText accepts text and json.
func (f *Format) UnmarshalText(b []byte) error {
	switch Format(b) {
	case Text, JSON:
		*f = Format(b)
		return nil
	}
	return fmt.Errorf("%q is no log format: expected text or json", b)
}

// Switch turns a part of the server on or off.
type Switch string

// The positions of a switch.
const (
	On  Switch = "on"
	Off Switch = "off"
)

// UnmarshalText accepts on and off, and as other programs write it true and false.
func (s *Switch) UnmarshalText(b []byte) error {
	switch string(b) {
	case "on", "true":
		*s = On
	case "off", "false":
		*s = Off
	default:
		return fmt.Errorf("%q is neither: expected on or off", b)
	}
	return nil
}

// URL is the address of a server, without a slash at its end; "" is none.
type URL string

// UnmarshalText accepts "http(s)://host[:port][/path]" and "".
func (u *URL) UnmarshalText(b []byte) error {
	p, err := url.Parse(string(b))
	if err != nil || len(b) > 0 && (p.Scheme != "http" && p.Scheme != "https" || p.Hostname() == "") ||
		p.User != nil || p.RawQuery != "" || p.ForceQuery || p.Fragment != "" {
		return fmt.Errorf("%q is no server's URL: expected http:// or https:// with host and maybe port and path, such as https://im.example.com", b)
	}
	*u = URL(strings.TrimRight(string(b), "/"))
	return nil
}

// Prefixes are ranges of IP addresses.
type Prefixes []netip.Prefix

// UnmarshalText accepts ranges and single addresses with commas between them, and "".
func (p *Prefixes) UnmarshalText(b []byte) error {
	all := Prefixes{}
	for part := range strings.SplitSeq(string(b), ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(part)
		if ip, single := netip.ParseAddr(part); single == nil && ip.Zone() == "" {
			prefix, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if err != nil {
			return fmt.Errorf("%q is no range of IP addresses: expected a CIDR, such as 10.0.0.0/8 or 192.168.1.7", part)
		}
		all = append(all, prefix.Masked())
	}
	*p = all
	return nil
}

// String writes the ranges as they are set.
func (p Prefixes) String() string {
	all := make([]string, len(p))
	for i, prefix := range p {
		all[i] = prefix.String()
	}
	return strings.Join(all, ",")
}

// minSecret keeps keys from being guessed.
const minSecret = 16

// Secret is a key that never shows itself when it is printed or logged. string(s) is the key.
type Secret string

// UnmarshalText accepts what fits a header: at least 16 visible ASCII characters. Its errors do not repeat the key.
func (s *Secret) UnmarshalText(b []byte) error {
	if len(b) < minSecret {
		return fmt.Errorf("the key has %d characters: expected at least %d, or no key at all", len(b), minSecret)
	}
	for _, c := range b {
		if c <= ' ' || c > '~' {
			return fmt.Errorf("the key has a character that no header can carry: expected visible ASCII without spaces")
		}
	}
	*s = Secret(b)
	return nil
}

// String says only whether there is a key.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(set)"
}

// GoString keeps %#v from showing the key.
func (s Secret) GoString() string { return s.String() }

// LogValue keeps slog from showing the key, in JSON too.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText keeps JSON from showing the key.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
