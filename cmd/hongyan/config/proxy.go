package config

import (
	"fmt"
	"strings"
)

// ProxyHeader is the header by which HTTP proxies say who asks.
type ProxyHeader string

// UnmarshalText accepts x-forwarded-for, x-real-ip and forwarded, in capitals too.
func (h *ProxyHeader) UnmarshalText(b []byte) error {
	switch name := strings.ToLower(string(b)); name {
	case "x-forwarded-for", "x-real-ip", "forwarded":
		*h = ProxyHeader(name)
		return nil
	}
	return fmt.Errorf("%q is no header that proxies send: expected x-forwarded-for, x-real-ip or forwarded", b)
}
