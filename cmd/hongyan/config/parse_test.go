package config

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const goodKey = "0123456789abcdef"

// serve parses "serve" with a file, variables and flags.
func serve(t *testing.T, file string, environ []string, flags ...string) (Config, error) {
	t.Helper()
	args := append([]string{"serve"}, flags...)
	if file != "" {
		args = append(args, "--config", write(t, file))
	}
	_, c, err := Parse(args, environ, &bytes.Buffer{})
	return c, err
}

// write changes to a fresh directory, so that errors name the file without its folder.
func write(t *testing.T, content string) string {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("h.yaml", []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return "h.yaml"
}

func TestParse_Defaults(t *testing.T) {
	c, err := serve(t, "", []string{"PATH=/bin", "GOFLAGS=-x"})
	if err != nil {
		t.Fatal(err)
	}
	want := Config{Data: "./data", HTTP: ":8080", MQTT: ":1883", ProxyHeader: "x-forwarded-for", ACMEDirectory: "https://acme-v02.api.letsencrypt.org/directory", TLSClientAuth: "off", TLSClientUser: "cn", LogLevel: Level(slog.LevelInfo), LogFormat: Text, LogSlow: Span(time.Second), SysInterval: Span(10 * time.Second), Search: On, S3Style: "auto", WeChatURL: "https://api.weixin.qq.com", DiskReserve: 256 << 20,
		MaxConnections: 20_000, MaxConnectionsAddress: 5_000, MaxConnectionsHTTP: 4_000, ConnectRate: 5_000, ConnectRateAddress: 200, ConnectTimeout: Span(10 * time.Second),
		MaxPacket: 80 << 10, SlowBytes: 1 << 20, SlowBytesAll: 64 << 20, SlowTime: Span(20 * time.Second), HTTPHeaderTime: Span(10 * time.Second), HTTPHeaderSize: 32 << 10,
		HTTPIdleTime: Span(2 * time.Minute), HTTPStallTime: Span(time.Minute), HTTPBody: 2 << 20, WrongPasswords: 5}
	for i, s := range c.Settings() {
		if w := want.Settings()[i]; s.Value != w.Value || s.Source != "default" {
			t.Errorf("%s = %q from %q, want %q from default", s.Name, s.Value, s.Source, w.Value)
		}
	}
}

// Every setting is read from the file, the environment and, but for the admin key, a flag; the stronger source wins.
func TestParse_Precedence(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"a", "b", "c", "k"} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	values := map[string][3]string{ // file, environment, flag
		"data":            {"a", "b", "c"},
		"http":            {":1", ":2", "[::1]:3"},
		"mqtt":            {":11", "off", "example.com:13"},
		"mqtts":           {":21", "off", "[::1]:23"},
		"tls-cert":        {"a", "b", "c"},
		"tls-key":         {"a", "b", "c"},
		"acme-domains":    {"a.example.com", "b.example.com,c.example.com", "d.example.com"},
		"acme-email":      {"a", "b", "c"},
		"acme-directory":  {"http://a", "https://b:1", "https://c/directory"},
		"acme-http":       {":31", "off", "[::1]:33"},
		"tls-client-auth": {"optional", "required", "optional"},
		"tls-client-ca":   {"a", "b", "c"},
		"tls-client-crl":  {"a", "b", "c"},
		"tls-client-user": {"email", "uri", "dns"},
		"max-keep-alive":  {"1m0s", "2m0s", "1h0m0s"},
		"public-url":      {"http://a", "https://b:1", "https://c/im"},
		"trusted-proxies": {"10.0.0.0/8", "10.1.0.0/16,fd00::/8", "10.1.2.3/32"},
		"proxy-header":    {"x-real-ip", "forwarded", "x-forwarded-for"},
		"hook-networks":   {"10.0.0.0/8", "127.0.0.1/32", "192.168.0.0/16,fd00::/8"},
		"admin-key":       {goodKey + "a", goodKey + "b", ""},
		"log-level":       {"debug", "warn", "error"},
		"log-slow":        {"500ms", "10s", "1m30s"},
		"log-format":      {"json", "text", "json"},
		"sys-interval":    {"1s", "30s", "0s"},
		"disk-reserve":    {"1GiB", "2GiB", "3GiB"},
		"memory":          {"1MiB", "2MiB", "3MiB"},
		"pprof":           {"127.0.0.1:1", "localhost:2", "[::1]:4"},
		"search":          {"off", "on", "off"},
		"demo":            {"off", "on", "off"},
		"s3-endpoint":     {"http://a", "https://b:1", "https://c"},
		"s3-bucket":       {"a", "b", "c"},
		"s3-region":       {"a", "b", "c"},
		"s3-prefix":       {"a", "b/c", "d"},
		"s3-style":        {"path", "host", "auto"},
		"s3-access-key":   {"a", "b", "c"},
		"s3-secret-key":   {"secret a", "secret b", ""},
		"wechat-url":      {"http://a", "https://b:1", "https://c/wx"},
		"dev":             {"true", "false", "true"},

		"max-connections":         {"1", "2", "0"},
		"max-connections-address": {"1", "2", "0"},
		"max-connections-http":    {"1", "2", "0"},
		"connect-rate":            {"1", "2", "0"},
		"connect-rate-address":    {"1", "2", "0"},
		"connect-timeout":         {"1s", "2s", "3s"},
		"max-packet":              {"1KiB", "2KiB", "256KiB"},
		"slow-bytes":              {"1MiB", "2MiB", "3MiB"},
		"slow-bytes-all":          {"1MiB", "2MiB", "3MiB"},
		"slow-time":               {"1s", "2s", "3s"},
		"http-header-time":        {"1s", "2s", "3s"},
		"http-header-size":        {"4KiB", "8KiB", "16KiB"},
		"http-idle-time":          {"1s", "2s", "3s"},
		"http-stall-time":         {"1s", "2s", "3s"},
		"http-body":               {"1KiB", "2KiB", "3KiB"},
		"wrong-passwords":         {"1", "2", "3"},
	}
	for _, s := range settings() {
		if s.name == "config" {
			continue
		}
		v, ok := values[s.name]
		if !ok {
			t.Errorf("%s: no values to test with", s.name)
			continue
		}
		check := func(value, source string, environ []string, flags ...string) {
			t.Helper()
			flags = append([]string{"serve", "--config=f.yaml"}, flags...)
			if strings.HasPrefix(s.name, "acme-") && s.name != "acme-domains" {
				environ = append(environ, "HONGYAN_ACME_DOMAINS=im.example.com")
			}
			if s.name == "proxy-header" {
				environ = append(environ, "HONGYAN_TRUSTED_PROXIES=10.0.0.1")
			}
			if strings.HasPrefix(s.name, "tls-") || s.name == "mqtts" {
				for _, needed := range []string{"TLS_CERT=k", "TLS_KEY=k", "TLS_CLIENT_CA=k", "TLS_CLIENT_AUTH=optional"} {
					if name, _, _ := strings.Cut(needed, "="); "HONGYAN_"+name != s.env() {
						environ = append(environ, "HONGYAN_"+needed)
					}
				}
			}
			for _, needed := range append(s3Needs, "s3-bucket") {
				if strings.HasPrefix(s.name, "s3-") && needed != s.name {
					environ = append(environ, "HONGYAN_"+strings.ToUpper(strings.ReplaceAll(needed, "-", "_"))+"=x")
				}
			}
			_, c, err := Parse(flags, environ, &bytes.Buffer{})
			if err != nil {
				t.Errorf("%s: %v", s.name, err)
				return
			}
			all := c.Settings()
			got := all[slices.IndexFunc(all, func(got Setting) bool { return got.Name == s.name })]
			if s.name == "admin-key" {
				got.Value = string(c.AdminKey)
			}
			if s.name == "s3-secret-key" {
				if got.Value != "(set)" {
					t.Errorf("the secret shows as %s", got.Value)
				}
				got.Value = string(c.S3SecretKey.Secret)
			}
			if got.Value != value || got.Source != source {
				t.Errorf("%s = %q from %q, want %q from %q", s.name, got.Value, got.Source, value, source)
			}
		}
		if err := os.WriteFile("f.yaml", []byte("# a comment\n"+s.key()+": '"+v[0]+"'\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		column := len(s.key()) + 3
		check(v[0], fmt.Sprintf("f.yaml:2:%d: %s", column, s.key()), nil)
		check(v[1], "environment "+s.env(), []string{s.env() + "=" + v[1]})
		if !s.noFlag {
			check(v[2], "flag --"+s.name, []string{s.env() + "=" + v[1]}, "--"+s.name+"="+v[2])
		}
	}
}

func TestParse_ConfigFileFromEnvironment(t *testing.T) {
	path := write(t, "trusted_proxies:\n  - 10.0.0.7/8\n  - ::1\nmemory: 1000\ndev: true\n")
	_, c, err := Parse([]string{"serve"}, []string{"HONGYAN_CONFIG=" + path}, &bytes.Buffer{})
	if err != nil || c.TrustedProxies.String() != "10.0.0.0/8,::1/128" || c.Memory != 1000 || !c.Dev {
		t.Errorf("got %v, %v", c, err)
	}
	_, c, err = Parse([]string{"serve", "--config="}, []string{"HONGYAN_CONFIG=" + path}, &bytes.Buffer{})
	if err != nil || c.Dev {
		t.Errorf("an empty flag does not win over the environment: %v, %v", c, err)
	}
}

func TestParse_Errors(t *testing.T) {
	address := ` is no address: expected host:port, such as :8080 or 127.0.0.1:8080`
	for _, c := range []struct {
		name, file, env, flag string
		want                  string
	}{
		{name: "flag unknown", flag: "--memry=x", want: `unknown flag --memry, did you mean "--memory"?`},
		{name: "flag of the admin key", flag: "--admin-key=" + goodKey, want: `unknown flag --admin-key: set HONGYAN_ADMIN_KEY or admin_key in the file, for flags show in process lists`},
		{name: "flag wrong", flag: "--http=8080", want: `flag --http: "8080"` + address},
		{name: "flag without value", flag: "--http", want: `flag --http: expected a value`},
		{name: "flag bool", flag: "--dev=maybe", want: `flag --dev: bool value must be true, 1, yes, false, 0 or no but got "maybe"`},
		{name: "argument", flag: "now", want: `unexpected argument now`},

		{name: "flag of the secret key", flag: "--s3-secret-key=hush", want: `unknown flag --s3-secret-key: set HONGYAN_S3_SECRET_KEY or s3_secret_key in the file, for flags show in process lists`},
		{name: "flag style", flag: "--s3-style=dns", want: `flag --s3-style: "dns" is no style of addresses: expected auto, path or host`},
		{name: "flag endpoint", flag: "--s3-endpoint=https://a/b", want: `flag --s3-endpoint: "https://a/b" is no store's address: expected a host, maybe with port, such as s3.example.com or http://127.0.0.1:9000`},
		{name: "bucket alone", file: "s3_bucket: b\ns3_endpoint: s3.example.com\ns3_access_key: k\n", want: `h.yaml:1:12: s3_bucket: a bucket needs s3-secret-key too: set HONGYAN_S3_SECRET_KEY`},
		{name: "endpoint alone", flag: "--s3-endpoint=s3.example.com", want: `flag --s3-endpoint: this is of no use without a bucket: set s3-bucket too`},

		{name: "environment unknown", env: "HONGYAN_LOGLEVEL=x", want: `environment HONGYAN_LOGLEVEL: no such setting; did you mean HONGYAN_LOG_LEVEL?`},
		{name: "environment far from all", env: "HONGYAN_NONSENSE_AT_ALL=x", want: `environment HONGYAN_NONSENSE_AT_ALL: no such setting`},
		{name: "environment port", env: "HONGYAN_HTTP_PORT=8080", want: `environment HONGYAN_HTTP_PORT: no such setting; did you mean HONGYAN_HTTP_BODY?`},
		{name: "environment wrong", env: "HONGYAN_HTTP=8080", want: `environment HONGYAN_HTTP: "8080"` + address},
		{name: "environment bool", env: "HONGYAN_DEV=yes", want: `environment HONGYAN_DEV: "yes" is neither true nor false`},
		{name: "environment short key", env: "HONGYAN_ADMIN_KEY=hush", want: `environment HONGYAN_ADMIN_KEY: the key has 4 characters: expected at least 16, or no key at all`},
		{name: "environment key with space", env: "HONGYAN_ADMIN_KEY=hush hush hush hush", want: `environment HONGYAN_ADMIN_KEY: the key has a character that no header can carry: expected visible ASCII without spaces`},
		{name: "environment empty", env: "HONGYAN_DATA=", want: `environment HONGYAN_DATA: expected a directory`},

		{name: "file missing", flag: "--config=nowhere.yaml", want: `flag --config: open nowhere.yaml: no such file or directory`},
		{name: "file missing by environment", env: "HONGYAN_CONFIG=nowhere.yaml", want: `environment HONGYAN_CONFIG: open nowhere.yaml: no such file or directory`},
		{name: "file key unknown", file: "dev: true\nlog_levl: debug\n", want: `h.yaml:2:1: log_levl: no such setting; did you mean log_level?`},
		{name: "file key as a flag", file: "admin-key: x\n", want: `h.yaml:1:1: admin-key: no such setting; did you mean admin_key?`},
		{name: "file names a file", file: "config: x\n", want: `h.yaml:1:1: config: no such setting`},
		{name: "file wrong", file: "# comment\n\nhttp:   8080\n", want: `h.yaml:3:9: http: "8080"` + address},
		{name: "file short key", file: "admin_key: hush\n", want: `h.yaml:1:12: admin_key: the key has 4 characters: expected at least 16, or no key at all`},
		{name: "file no value", file: "data:\n", want: `h.yaml:1:1: data: the key has no value; write "" for an empty one`},
		{name: "file nested", file: "mqtt: {port: 1}\n", want: `h.yaml:1:1: mqtt: expected a plain value, found mapping`},
		{name: "file twice", file: "http: :1\nhttp: :2\n", want: `h.yaml:2:1: mapping key "http" already defined at [1:1]`},
		{name: "file syntax", file: "admin_key: \"" + goodKey + "\n", want: `h.yaml:1:12: could not find end character of double-quoted text`},
		{name: "file list", file: "- http\n", want: `h.yaml:1:1: expected settings, such as http: ":8080"`},
		{name: "file documents", file: "http: :1\n---\nmqtt: :2\n", want: `h.yaml: expected one YAML document, found more`},
		{name: "file overruled is still wrong", file: "http: x\n", env: "HONGYAN_HTTP=:1", want: `h.yaml:1:7: http: "x"` + address},

		{name: "http off", flag: "--http=off", want: `flag --http: this address cannot be off: expected host:port, such as :8080`},
		{name: "same address", file: "mqtt: :8080\n", want: `h.yaml:1:7: mqtt: :8080 is the address of http already`},
		{name: "pprof outside", env: "HONGYAN_PPROF=:6060", want: `environment HONGYAN_PPROF: :6060 can be reached from outside: expected loopback, such as 127.0.0.1:6060`},
		{name: "key alone", file: "tls_key: h.yaml\n", want: `h.yaml:1:10: tls_key: a key needs its certificate: set tls-cert too`},
		{name: "certificate alone", file: "tls_cert: h.yaml\n", want: `h.yaml:1:11: tls_cert: a certificate needs its key: set tls-key too`},
		{name: "mqtts alone", file: "mqtts: :8883\n", want: `h.yaml:1:8: mqtts: MQTT over TLS needs a certificate: set tls-cert and tls-key, or acme-domains`},
		{name: "mqtts twice", file: "tls_cert: h.yaml\ntls_key: h.yaml\nmqtts: :1883\n", want: `h.yaml:3:8: mqtts: :1883 is the address of http or mqtt already`},
		{name: "proxy header wrong", flag: "--proxy-header=via", want: `flag --proxy-header: "via" is no header that proxies send: expected x-forwarded-for, x-real-ip or forwarded`},
		{name: "proxy header alone", flag: "--proxy-header=Forwarded", want: `flag --proxy-header: no proxy is believed: set trusted-proxies too`},
		{name: "acme with many names", flag: "--acme-domains=*.example.com", want: `flag --acme-domains: "*.example.com" stands for many names, which a CA does not give without DNS: expected each name, such as im.example.com`},
		{name: "acme with an address", env: "HONGYAN_ACME_DOMAINS=im.example.com,192.0.2.1", want: `environment HONGYAN_ACME_DOMAINS: "192.0.2.1" is no name: expected one such as im.example.com`},
		{name: "acme alone", flag: "--acme-email=ann@example.com", want: `flag --acme-email: this is of no use without acme-domains: set it too`},
		{name: "acme and a certificate", file: "tls_cert: h.yaml\ntls_key: h.yaml\nacme_domains: im.example.com\n", want: `h.yaml:3:15: acme_domains: there is a certificate already: set this or tls-cert`},
		{name: "acme twice", file: "acme_domains: im.example.com\nacme_http: :8080\n", want: `h.yaml:2:12: acme_http: :8080 is the address of http or mqtt already`},
		{name: "client auth wrong", flag: "--tls-client-auth=always", want: `flag --tls-client-auth: "always" is none of them: expected off, optional or required`},
		{name: "client auth without a certificate", flag: "--tls-client-auth=required", want: `flag --tls-client-auth: clients show a certificate only to a server that has one: set tls-cert and tls-key, or acme-domains`},
		{name: "client auth alone", file: "tls_cert: h.yaml\ntls_key: h.yaml\ntls_client_auth: required\n", want: `h.yaml:3:18: tls_client_auth: required needs to know who signs the certificates: set tls-client-ca too`},
		{name: "client ca alone", file: "tls_cert: h.yaml\ntls_key: h.yaml\ntls_client_ca: h.yaml\n", want: `h.yaml:3:16: tls_client_ca: nobody is asked for a certificate: set tls-client-auth to optional or required too`},
		{name: "client ca missing", file: "tls_cert: h.yaml\ntls_key: h.yaml\ntls_client_auth: optional\ntls_client_ca: x.pem\n", want: `h.yaml:4:16: tls_client_ca: stat x.pem: no such file or directory`},
		{name: "client user wrong", env: "HONGYAN_TLS_CLIENT_USER=phone", want: `environment HONGYAN_TLS_CLIENT_USER: "phone" is no part of a certificate: expected cn, email, uri, dns or none`},
		{name: "client crl alone", flag: "--tls-client-crl=h.yaml", want: `flag --tls-client-crl: this is of no use without tls-client-ca: set it too` + "\nflag --tls-client-crl: stat h.yaml: no such file or directory"},
		{name: "certificate missing", file: "tls_cert: x.pem\ntls_key: h.yaml\n", want: `h.yaml:1:11: tls_cert: stat x.pem: no such file or directory`},
		{name: "certificate a directory", file: "tls_cert: .\ntls_key: h.yaml\n", want: `h.yaml:1:11: tls_cert: . is a directory: expected a PEM file`},

		{name: "several", env: "HONGYAN_DEV=2", file: "memory: much\nx: 1\n", want: `h.yaml:1:9: memory: "much" is no size: expected bytes or a whole number with a unit, such as 268435456, 256MiB or 1GB` +
			"\nh.yaml:2:1: x: no such setting\n" + `environment HONGYAN_DEV: "2" is neither true nor false`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var environ, flags []string
			if c.env != "" {
				environ = []string{c.env}
			}
			if c.flag != "" {
				flags = []string{c.flag}
			}
			_, err := serve(t, c.file, environ, flags...)
			if c.name == "flag without value" { // it must stand last
				_, _, err = Parse([]string{"serve", "--http"}, nil, &bytes.Buffer{})
			}
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// With a certificate MQTT over TLS has its usual port, unless somebody said otherwise or has that port already.
func TestParse_OffersMQTTS(t *testing.T) {
	pair := "tls_cert: h.yaml\ntls_key: h.yaml\n"
	for file, want := range map[string]Address{"": "", pair: ":8883", pair + "mqtts: off": "", pair + "mqtts: :99": ":99", pair + "mqtt: 127.0.0.1:8883": "", pair + "http: :8883": ""} {
		if c, err := serve(t, file, nil); err != nil || c.MQTTS != want {
			t.Errorf("%s: %v, %v", file, c.MQTTS, err)
		}
	}
}

// Kubernetes gives each pod variables for each service; a service may be called hongyan or hongyan-mqtt.
func TestParse_ServiceLinksAreNoSettings(t *testing.T) {
	environ := []string{
		"HONGYAN_SERVICE_HOST=10.0.0.11", "HONGYAN_SERVICE_PORT=8080", "HONGYAN_SERVICE_PORT_HTTP=8080",
		"HONGYAN_PORT=tcp://10.0.0.11:8080", "HONGYAN_PORT_8080_TCP=tcp://10.0.0.11:8080", "HONGYAN_PORT_8080_TCP_PROTO=tcp",
		"HONGYAN_PORT_8080_TCP_PORT=8080", "HONGYAN_PORT_8080_TCP_ADDR=10.0.0.11", "HONGYAN_MQTT_PORT=tcp://10.0.0.12:1883",
	}
	if _, err := serve(t, "", environ); err != nil {
		t.Error(err)
	}
}

func TestParse_Commands(t *testing.T) {
	for _, c := range []struct {
		args string
		want Command
		err  string
	}{
		{args: "serve", want: Command{Name: Serve}},
		{args: "key", want: Command{Name: Key}},
		{args: "key --data x --json", want: Command{Name: Key, JSON: true}},
		{args: "key --mqtt :1", err: "unknown flag --mqtt"},
		{args: "health --http :1", want: Command{Name: Health}},
		{args: "health --data x", err: "unknown flag --data"},
		{args: "version", want: Command{Name: Version}},
		{args: "version --data x", err: "unknown flag --data"},
		{args: "serv", err: `unexpected argument serv, did you mean "serve"?`},
	} {
		cmd, _, err := Parse(strings.Fields(c.args), nil, &bytes.Buffer{})
		if c.err == "" && (err != nil || cmd != c.want) || c.err != "" && (err == nil || !strings.HasPrefix(err.Error(), c.err)) {
			t.Errorf("%s: got %v, %v; want %v, %s", c.args, cmd, err, c.want, c.err)
		}
	}
}

// Whoever asks for help or the version gets it, whatever the environment holds.
func TestParse_HelpAndVersionAlwaysWork(t *testing.T) {
	broken := []string{"HONGYAN_NONSENSE=1", "HONGYAN_HTTP=x"}
	for _, args := range [][]string{nil, {"help"}, {"--help"}, {"serve", "--help"}, {"key", "-h"}} {
		var out bytes.Buffer
		cmd, _, err := Parse(args, broken, &out)
		if err != nil || cmd.Name != Help || !strings.Contains(out.String(), "Usage: hongyan") {
			t.Errorf("%v: got %v, %v, %s", args, cmd, err, out.String())
		}
	}
	if cmd, _, err := Parse([]string{"version"}, broken, &bytes.Buffer{}); err != nil || cmd.Name != Version {
		t.Errorf("version: got %v, %v", cmd, err)
	}
}

func TestParse_HelpNamesEverySetting(t *testing.T) {
	var out bytes.Buffer
	if _, _, err := Parse([]string{"serve", "--help"}, nil, &out); err != nil {
		t.Fatal(err)
	}
	help := strings.Join(strings.Fields(out.String()), " ")
	for _, s := range settings() {
		if s.noFlag {
			continue
		}
		if !strings.Contains(help, "--"+s.name) || !strings.Contains(help, s.env()+"]") || s.byDefault != "" && s.name != "dev" && !strings.Contains(help, "[default "+s.byDefault+", "+s.env()) {
			t.Errorf("%s: not in the help, or without default or variable:\n%s", s.name, out.String())
		}
	}
}

func TestConfig_ReadyURL(t *testing.T) {
	for http, want := range map[Address]string{
		":8080": "http://127.0.0.1:8080/readyz", "0.0.0.0:1": "http://127.0.0.1:1/readyz", "[::]:1": "http://[::1]:1/readyz", "im.example.com:80": "http://im.example.com:80/readyz",
	} {
		if got := (Config{HTTP: http}).ReadyURL(); got != want {
			t.Errorf("%s: got %s, want %s", http, got, want)
		}
	}
	if got := (Config{HTTP: ":443", TLSCert: filepath.Join("a", "b")}).ReadyURL(); got != "https://127.0.0.1:443/readyz" {
		t.Error(got)
	}
}
