package config

import (
	"errors"
	"fmt"
	"strings"
)

// Endpoint is the URL of an S3 store; "" is none.
type Endpoint URL

// UnmarshalText accepts "host[:port]", which means https, "http(s)://host[:port]" and "".
func (e *Endpoint) UnmarshalText(b []byte) error {
	text := string(b)
	if text != "" && !strings.Contains(text, "://") {
		text = "https://" + text
	}
	var u URL
	if err := u.UnmarshalText([]byte(text)); err != nil || strings.Count(string(u), "/") > 2 {
		return fmt.Errorf("%q is no store's address: expected a host, maybe with port, such as s3.example.com or http://127.0.0.1:9000", b)
	}
	*e = Endpoint(u)
	return nil
}

// Style says where the name of a bucket stands in addresses.
type Style string

// UnmarshalText accepts auto, path and host.
func (s *Style) UnmarshalText(b []byte) error {
	switch string(b) {
	case "auto", "path", "host":
		*s = Style(b)
		return nil
	}
	return fmt.Errorf("%q is no style of addresses: expected auto, path or host", b)
}

// Password is a Secret that somebody else has made, however short.
type Password struct{ Secret }

// UnmarshalText accepts any text without line breaks. Its errors do not repeat it.
func (p *Password) UnmarshalText(b []byte) error {
	if strings.ContainsAny(string(b), "\r\n") {
		return errors.New("the key has a line break: expected it in one line")
	}
	p.Secret = Secret(b)
	return nil
}
