package chat

import (
	"encoding/json"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of what is kept out by its address or its client id.
const (
	MaxAddressBans = 10_000 // of the server
	MaxClientBans  = 10_000 // of an app
	MaxBanReason   = 256    // bytes
	MaxBanClient   = 256    // bytes of a client id
)

// ConnectionBan keeps out whoever comes from an address, or connects with a client id.
type ConnectionBan struct {
	Address string `json:"address,omitempty" doc:"An IP address, or a network such as 203.0.113.0/24" example:"203.0.113.0/24"`
	Client  string `json:"client,omitempty" doc:"A client id of MQTT, of whatever user" example:"lamp-7"`
	Until   int64  `json:"until,omitempty" doc:"Milliseconds since 1970; absent: for good"`
	Reason  string `json:"reason,omitempty" doc:"Who is kept out is told"`
	Created int64  `json:"created" doc:"Milliseconds since 1970"`
}

// Bans of addresses are the server's, those of client ids an app's. The keys are found by what they keep out.
func addressBanKey(network string) []byte          { return key("", "addressban", network) }
func clientBanKey(a AppName, client string) []byte { return key(a, string(clientBans), client) }

func (b *ConnectionBan) key(a AppName) []byte {
	if a == "" {
		return addressBanKey(b.Address)
	}
	return clientBanKey(a, b.Client)
}

// banned is what who is kept out is told; nil when the ban has ended.
func (b *ConnectionBan) banned(now int64) *Error {
	if b.Until > 0 && b.Until <= now {
		return nil
	}
	what := "this client id is banned"
	if b.Address != "" {
		what = "your address is banned"
	}
	if b.Until > 0 {
		what += " until " + time.UnixMilli(b.Until).UTC().Format(time.RFC3339)
	}
	if b.Reason != "" {
		what += ": " + b.Reason
	}
	e := Errorf(CodeBanned, "%s", what)
	e.Until = b.Until
	return e
}

// parseNetwork reads an address or a network. Those of IPv4 in IPv6 are IPv4.
func parseNetwork(s string) (netip.Prefix, error) {
	s = strings.TrimSpace(s)
	if ip, err := netip.ParseAddr(s); err == nil && ip.Zone() == "" {
		ip = ip.Unmap()
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return p, Errorf(CodeInvalid, "%q is no IP address and no network: write 203.0.113.7 or 203.0.113.0/24", clip(s)).At("address")
	}
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p.Masked(), nil
}

// spelled writes a network as it is kept: a single address without its length.
func spelled(p netip.Prefix) string {
	if p.IsSingleIP() {
		return p.Addr().String()
	}
	return p.String()
}

// checkBanned refuses what is no client id.
func checkBanned(client string) error {
	if client == "" || len(client) > MaxBanClient || !utf8.ValidString(client) || strings.Contains(client, "\x00") {
		return Errorf(CodeInvalid, "a client id is text of 1 to %d bytes", MaxBanClient).At("client")
	}
	return nil
}

// putBan keeps an address out of the server, or a client id out of an app, and ends what is live of it.
type putBan struct {
	Ban ConnectionBan `json:"ban"`
}

func (op *putBan) apply(s *state) (any, error) {
	b, most := op.Ban, MaxClientBans
	if s.app == "" {
		most = MaxAddressBans
	}
	known, err := s.has(b.key(s.app))
	if err != nil {
		return nil, err
	}
	if !known {
		n := 0
		if err := s.tx.Scan(bansOf(s.app), nil, false, func(_, _ []byte) bool { n++; return n < most }); err != nil {
			return nil, err
		}
		if n >= most {
			return nil, Errorf(CodeTooMany, "%d are banned, more are not allowed: ban networks, or lift some", n)
		}
	}
	b.Created = s.at
	s.emitBan(&b)
	return b, s.setJSON(b.key(s.app), b)
}

// bansOf is what the keys of an app's bans begin with, or of the server's.
func bansOf(a AppName) []byte {
	if a == "" {
		return prefix("", "addressban")
	}
	return prefix(a, string(clientBans))
}

func (s *state) emitBan(b *ConnectionBan) {
	if s.app == "" {
		s.emit(&AddressesBanned{})
		return
	}
	s.emit(&gained{appRarity{s.app, clientBans}})
	if e := b.banned(s.at); e != nil {
		s.emit(&Ended{App: s.app, Client: b.Client, Code: e.Code, Reason: e.Message})
	}
}

// liftBan lets an address or a client id in again.
type liftBan struct {
	Ban ConnectionBan `json:"ban"` // what was banned
}

func (op *liftBan) apply(s *state) (any, error) {
	known, err := s.has(op.Ban.key(s.app))
	if err != nil || !known {
		return nil, orRefuse(err, Errorf(CodeNotFound, "%q is not banned", clip(op.Ban.Address+op.Ban.Client)))
	}
	if s.app == "" {
		s.emit(&AddressesBanned{})
	}
	return nil, s.delete(op.Ban.key(s.app))
}

// bans forgets those that have ended.
func (op *purge) bans(s *state, done *Purged) error {
	return op.deleteExpired(s, done, bansOf(s.app), false, func(_, v []byte) bool {
		var b ConnectionBan
		return json.Unmarshal(v, &b) == nil && b.banned(s.at) == nil
	})
}

// AddressesBanned tells that other addresses are kept out than before.
type AddressesBanned struct{}

func (*AddressesBanned) effect() {}
