// Package config reads what a server is started with: flags, HONGYAN_ environment variables and a YAML file.
//
// A setting has one name, written three ways: flag --log-level, environment HONGYAN_LOG_LEVEL, key log_level in
// the file. A flag wins over the environment, the environment over the file, the file over the default. Nothing is
// passed over in silence: an unknown name, an unknown variable that starts with HONGYAN_ and a wrong value are
// errors that say where they stand and what is expected there.
package config

import (
	"fmt"
	"net"
	"reflect"

	"github.com/hongyan-im/hongyan/chat"
)

// Config is what a server is started with. The tags are the one list of settings: flags, variables, keys of the
// file and the help are made from them.
type Config struct {
	Config string `name:"config" placeholder:"FILE" help:"YAML file with settings: the names of the flags, with _ for -."`
	Data   string `name:"data" default:"./data" placeholder:"DIR" help:"Directory of everything the server stores."`

	HTTP    Address `name:"http" default:":8080" placeholder:"ADDRESS" help:"Address of REST and of MQTT over WebSocket."`
	MQTT    Address `name:"mqtt" default:":1883" placeholder:"ADDRESS" help:"Address of MQTT over TCP, or off."`
	MQTTS   Address `name:"mqtts" placeholder:"ADDRESS" help:"Address of MQTT over TLS, or off; without it, :8883 when there is a certificate."`
	TLSCert string  `name:"tls-cert" placeholder:"FILE" help:"Certificate (PEM) of the listeners; goes with --tls-key."`
	TLSKey  string  `name:"tls-key" placeholder:"FILE" help:"Private key (PEM) of the certificate."`

	ACMEDomains   Hosts   `name:"acme-domains" placeholder:"NAME,…" help:"Names for which certificates are obtained by ACME, in place of --tls-cert. By setting it you agree with the terms of the CA."`
	ACMEEmail     string  `name:"acme-email" placeholder:"ADDRESS" help:"Where the CA may write to."`
	ACMEDirectory URL     `name:"acme-directory" default:"https://acme-v02.api.letsencrypt.org/directory" placeholder:"URL" help:"The CA."`
	ACMEHTTP      Address `name:"acme-http" placeholder:"ADDRESS" help:"Address where requests of the CA to port 80 arrive; off by default."`

	TLSClientAuth ClientAuth `name:"tls-client-auth" default:"off" placeholder:"WHEN" help:"Whether MQTT clients show a certificate: off, optional or required."`
	TLSClientCA   string     `name:"tls-client-ca" placeholder:"FILE" help:"Certificates (PEM) of who signs those of clients."`
	TLSClientCRL  string     `name:"tls-client-crl" placeholder:"FILE" help:"Certificates that they have revoked (a CRL, PEM or DER)."`
	TLSClientUser ClientUser `name:"tls-client-user" default:"cn" placeholder:"WHERE" help:"Where in a client's certificate its user stands: cn, email, uri, dns, or none."`

	MaxKeepAlive Span `name:"max-keep-alive" default:"0s" placeholder:"TIME" help:"Longest Keep Alive of MQTT 5 clients; those that ask for more are told this one. 0 is none."`

	PublicURL      URL         `name:"public-url" placeholder:"URL" help:"Address that links in answers carry; without it, that of the request."`
	TrustedProxies Prefixes    `name:"trusted-proxies" placeholder:"CIDR,…" help:"Proxies that are believed when they say who is behind them, by a header or the PROXY protocol; none by default."`
	ProxyHeader    ProxyHeader `name:"proxy-header" default:"x-forwarded-for" placeholder:"HEADER" help:"Header by which they do so in HTTP: x-forwarded-for, x-real-ip or forwarded."`

	HookNetworks Prefixes `name:"hook-networks" placeholder:"CIDR,…" help:"Networks, beside public addresses, where apps may have their webhooks and hooks."`

	// Limits: what one machine of 2 GB bears, and what nobody needs who means well (docs/LIMITS.md).
	MaxConnections        Count `name:"max-connections" default:"20000" placeholder:"N" help:"Connections of MQTT clients, by all ways; 0 is as many as the system gives."`
	MaxConnectionsAddress Count `name:"max-connections-address" default:"5000" placeholder:"N" help:"Of them, those of one address, but for this machine's own; 0 is no limit."`
	MaxConnectionsHTTP    Count `name:"max-connections-http" default:"4000" placeholder:"N" help:"Connections that speak HTTP and are no WebSocket; 0 is no limit."`
	ConnectRate           Count `name:"connect-rate" default:"5000" placeholder:"N" help:"MQTT clients that connect in a second; after a pause those of 10 seconds at once; 0 is no limit."`
	ConnectRateAddress    Count `name:"connect-rate-address" default:"200" placeholder:"N" help:"Of them, those of one address, but for this machine's own; 0 is no limit."`
	ConnectTimeout        Span  `name:"connect-timeout" default:"10s" placeholder:"TIME" help:"Time for the TLS handshake, the WebSocket upgrade and CONNECT."`
	MaxPacket             Size  `name:"max-packet" default:"80KiB" placeholder:"SIZE" help:"Largest packet from an MQTT client."`
	SlowBytes             Size  `name:"slow-bytes" default:"1MiB" placeholder:"SIZE" help:"Bytes that may wait for a client that reads slowly; then it is disconnected."`
	SlowBytesAll          Size  `name:"slow-bytes-all" default:"64MiB" placeholder:"SIZE" help:"Bytes that wait for all clients that read slowly; then each is left its share of them."`
	SlowTime              Span  `name:"slow-time" default:"20s" placeholder:"TIME" help:"Time for which a client may take nothing while bytes wait for it; then it is disconnected."`
	HTTPHeaderTime        Span  `name:"http-header-time" default:"10s" placeholder:"TIME" help:"Time for the TLS handshake and the header of an HTTP request."`
	HTTPHeaderSize        Size  `name:"http-header-size" default:"32KiB" placeholder:"SIZE" help:"Largest header of an HTTP request."`
	HTTPIdleTime          Span  `name:"http-idle-time" default:"2m" placeholder:"TIME" help:"Time for which an HTTP connection may wait for its next request."`
	HTTPStallTime         Span  `name:"http-stall-time" default:"1m" placeholder:"TIME" help:"Time for which an upload or a download may stand still."`
	HTTPBody              Size  `name:"http-body" default:"2MiB" placeholder:"SIZE" help:"Largest JSON body of a request."`
	WrongPasswords        Count `name:"wrong-passwords" default:"5" placeholder:"N" help:"Wrong passwords in a row for an account from one address that are free of delay; 4 times as many for an account, 10 times as many from an address."`

	// AdminKey opens the administration. It has no flag: a process list shows flags to everyone on the machine.
	AdminKey Secret `name:"admin-key" kong:"-"`

	// Files are on the local disk unless a bucket is named.
	S3Endpoint  Endpoint `name:"s3-endpoint" placeholder:"ADDRESS" help:"S3 store that keeps uploaded files, such as s3.example.com; by TLS, unless it begins with http://."`
	S3Bucket    string   `name:"s3-bucket" placeholder:"NAME" help:"Its bucket, which has to be there; without one, files are kept below --data."`
	S3Region    string   `name:"s3-region" placeholder:"NAME" help:"Region of the bucket; without it, the store is asked."`
	S3Prefix    string   `name:"s3-prefix" placeholder:"PATH" help:"What the names of objects begin with; a server needs one for itself."`
	S3Style     Style    `name:"s3-style" default:"auto" placeholder:"STYLE" help:"Where the bucket's name stands in addresses: path, host, or auto."`
	S3AccessKey string   `name:"s3-access-key" placeholder:"KEY" help:"Id of the access key."`
	// S3SecretKey has no flag, as AdminKey.
	S3SecretKey Password `name:"s3-secret-key" kong:"-"`

	LogLevel  Level  `name:"log-level" default:"info" placeholder:"LEVEL" help:"Least level that is logged: debug, info, warn or error."`
	LogSlow   Span   `name:"log-slow" default:"1s" placeholder:"TIME" help:"Requests and flushes that take as long are logged as slow; 0 is none."`
	LogFormat Format `name:"log-format" default:"text" placeholder:"FORMAT" help:"Form of the log on standard error: text or json."`

	SysInterval Span `name:"sys-interval" default:"10s" placeholder:"TIME" help:"How often operators are told how the server is, by MQTT below $SYS; 0 is never."`

	Search Switch `name:"search" default:"on" placeholder:"on|off" help:"Keep an index of messages for searching."`

	WeChatURL URL `name:"wechat-url" default:"https://api.weixin.qq.com" placeholder:"URL" help:"Where WeChat's server API answers."`

	// DiskReserve exists because a full disk kills the store: it maps its log sparsely.
	DiskReserve Size    `name:"disk-reserve" default:"256MiB" placeholder:"SIZE" help:"Writes are refused while less than this is free on the disk."`
	Memory      Size    `name:"memory" default:"0" placeholder:"SIZE" help:"Soft limit of the Go heap; 0 is none."`
	Pprof       Address `name:"pprof" placeholder:"ADDRESS" help:"Address of the profiler, on loopback; off by default."`
	Dev         bool    `name:"dev" default:"false" help:"For trying things out, never for production."`

	Demo Switch `name:"demo" placeholder:"on|off" help:"Serve a page at /demo where users of the app default chat; on with --dev, else off."`

	// Links to other brokers stand in the file alone: no flag could hold them.
	Links []chat.FileLink `kong:"-"`

	origin map[string]string // setting → where its value came from
}

// Setting is a value in effect.
type Setting struct {
	Name   string // as a flag, without the dashes
	Value  string // a secret is masked
	Source string // "default", "flag --http", "environment HONGYAN_HTTP", "hongyan.yaml:3:7: http"
}

// Settings lists all values in effect, with where each came from. It is safe to log.
func (c Config) Settings() []Setting {
	var all []Setting
	v := reflect.ValueOf(c)
	for _, s := range settings() {
		all = append(all, Setting{s.name, fmt.Sprint(v.Field(s.field).Interface()), c.origin[s.name]})
	}
	return all
}

// TLS reports whether there is a certificate, or will be.
func (c Config) TLS() bool { return c.TLSCert != "" || c.ACME() }

// ACME reports whether certificates are obtained.
func (c Config) ACME() bool { return len(c.ACMEDomains) > 0 }

// S3 reports whether files are kept in a bucket.
func (c Config) S3() bool { return c.S3Bucket != "" }

// ShowDemo reports whether the page at /demo is served.
func (c Config) ShowDemo() bool { return c.Demo == On || c.Demo == "" && c.Dev }

// ReadyURL is where a process on the same machine asks whether the server is ready.
func (c Config) ReadyURL() string { return c.LocalURL() + "/readyz" }

// LocalURL is how a process on the same machine reaches the server.
func (c Config) LocalURL() string {
	scheme := "http"
	if c.TLS() {
		scheme = "https"
	}
	host, port, _ := net.SplitHostPort(string(c.HTTP)) // an Address is well-formed
	switch host {
	case "", "0.0.0.0":
		host = "127.0.0.1"
	case "::":
		host = "::1"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// defaults holds what the tags say.
func defaults() Config {
	c := Config{origin: map[string]string{}}
	for _, s := range settings() {
		if s.byDefault != "" {
			if err := c.set(s, s.byDefault, "default"); err != nil {
				panic(err) // a wrong tag; the tests parse every one
			}
		}
		c.origin[s.name] = "default"
	}
	return c
}
