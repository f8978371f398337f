package config

import (
	"encoding"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
)

func TestTypes_AcceptAndRefuse(t *testing.T) {
	for _, c := range []struct {
		into encoding.TextUnmarshaler
		good map[string]string // text → as it prints
		bad  []string
	}{
		{
			new(Size),
			map[string]string{"0": "0", "1": "1", "1024": "1KiB", "256MiB": "256MiB", "1 GiB": "1GiB", "2gib": "2GiB", "1KB": "1KB", "5B": "5", "1000000": "1MB", "1TB": "1TB", "9223372036854775807": "9223372036854775807"},
			[]string{"", "MiB", "B", "-1", "1.5GiB", "1M", "1 k", "x", "9223372036854775808", "8388608TiB", "0x10", "1_000"},
		},
		{
			new(Address),
			map[string]string{"": "off", "off": "off", ":0": ":0", ":65535": ":65535", "localhost:1": "localhost:1", "[::1]:1": "[::1]:1", "[fe80::1%eth0]:1": "[fe80::1%eth0]:1", "a.b-c_d:1": "a.b-c_d:1"},
			[]string{"8080", "localhost", ":", ":http", ":65536", ":-1", ":+1", ":01", "::1:80", "http://x:80", "a b:1", "a/b:1", "OFF"},
		},
		{
			new(URL),
			map[string]string{"": "", "https://im.example.com": "https://im.example.com", "http://1.2.3.4:8080/": "http://1.2.3.4:8080", "https://a/im/": "https://a/im"},
			[]string{"im.example.com", "ftp://a", "https://", "https:///x", "https://a?x=1", "https://a?", "https://a#x", "https://u:p@a", "//a", "https://a b", "%"},
		},
		{
			new(Prefixes),
			map[string]string{"": "", "10.1.2.3/8": "10.0.0.0/8", "10.1.2.3": "10.1.2.3/32", " ::1 , 10.0.0.0/8": "::1/128,10.0.0.0/8"},
			[]string{"10.0.0.0/33", "localhost", "fe80::1%eth0", "10.0.0", "*"},
		},
		{new(Level), map[string]string{"debug": "debug", "info": "info", "warn": "warn", "error": "error"}, []string{"", "INFO", "info+1", "warning"}},
		{new(Format), map[string]string{"text": "text", "json": "json"}, []string{"", "JSON", "logfmt"}},
		{new(Switch), map[string]string{"on": "on", "off": "off", "true": "on", "false": "off"}, []string{"", "yes", "ON"}},
		{new(Secret), map[string]string{goodKey: "(set)"}, []string{"", goodKey[1:], goodKey + "\n", goodKey + "é"}},
	} {
		for text, want := range c.good {
			if err := c.into.UnmarshalText([]byte(text)); err != nil || fmt.Sprint(reflect.ValueOf(c.into).Elem()) != want {
				t.Errorf("%T of %q: got %v, %v; want %s", c.into, text, c.into, err, want)
			}
		}
		for _, text := range c.bad {
			if err := c.into.UnmarshalText([]byte(text)); err == nil || !strings.Contains(err.Error(), "expected") {
				t.Errorf("%T of %q: got %v, %v; want an error that says what is expected", c.into, text, c.into, err)
			}
		}
	}
}

func TestSecret_NeverShows(t *testing.T) {
	c := Config{AdminKey: goodKey}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "config", c, "key", c.AdminKey)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "config", c, "key", c.AdminKey)
	j, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %s %q %v %s %s", c, c, c, c.AdminKey, c.AdminKey, c.Settings(), log.String(), j)
	if strings.Contains(all, goodKey) {
		t.Errorf("the key shows: %s", all)
	}
}

// FuzzYAML holds that no file brings the reader down, and that what it accepts is well-formed.
func FuzzYAML(f *testing.F) {
	for _, s := range []string{"", "http: :1\n", "a: [b, {c: d}]", "trusted_proxies:\n- 1.2.3.4\n", "x: &a 1\ny: *a\n", "? [a]\n: b\n", "<<: {http: :1}\n", "data: |\n  x\n", "!!map {dev: true}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c := defaults()
		if problems := c.readYAML("f", b); len(problems) > 0 {
			return
		}
		again := defaults()
		for _, s := range settings() {
			value := c.Settings()[s.field].Value
			if s.name == "admin-key" || value == "" {
				continue
			}
			if err := again.set(s, value, "again"); err != nil {
				t.Errorf("%s accepted what it refuses: %v", s.name, err)
			}
		}
	})
}
