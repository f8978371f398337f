package chat

import (
	"context"
	"encoding/json"
	"net/netip"
	"time"
)

// BanAddress keeps an address or a network out of the server until the time, or for good with the zero time: live
// connections end at once. Only the server's key may.
func (s *Service) BanAddress(ctx context.Context, c Caller, address string, until time.Time, reason string) (ConnectionBan, error) {
	if !c.Server {
		return ConnectionBan{}, Errorf(CodeForbidden, "only the server's key bans addresses")
	}
	network, err := parseNetwork(address)
	if err != nil {
		return ConnectionBan{}, err
	}
	return s.ban(ctx, "", ConnectionBan{Address: spelled(network)}, until, reason)
}

// BanClient keeps a client id out of the app, as BanAddress does an address. Only the app's key may.
func (s *Service) BanClient(ctx context.Context, c Caller, client string, until time.Time, reason string) (ConnectionBan, error) {
	if !c.Admin {
		return ConnectionBan{}, Errorf(CodeForbidden, "only the app's key bans client ids")
	}
	if err := checkBanned(client); err != nil {
		return ConnectionBan{}, err
	}
	return s.ban(ctx, c.App, ConnectionBan{Client: client}, until, reason)
}

func (s *Service) ban(ctx context.Context, app AppName, b ConnectionBan, until time.Time, reason string) (ConnectionBan, error) {
	switch {
	case !until.IsZero() && !until.After(s.now()):
		return ConnectionBan{}, Errorf(CodeInvalid, "the ban would end before it begins").At("until")
	case len(reason) > MaxBanReason:
		return ConnectionBan{}, Errorf(CodeTooLarge, "the reason has %d bytes, %d are allowed", len(reason), MaxBanReason).At("reason")
	case !until.IsZero():
		b.Until = until.UnixMilli()
	}
	b.Reason = reason
	return do[ConnectionBan](ctx, s, app, &putBan{Ban: b}, 1024)
}

// UnbanAddress lets an address or a network in again: what was banned, as it was banned. CodeNotFound when it was not.
func (s *Service) UnbanAddress(ctx context.Context, c Caller, address string) error {
	if !c.Server {
		return Errorf(CodeForbidden, "only the server's key lifts bans of addresses")
	}
	network, err := parseNetwork(address)
	if err != nil {
		return err
	}
	return s.exec(ctx, "", &liftBan{Ban: ConnectionBan{Address: spelled(network)}}, 512)
}

// UnbanClient lets a client id in again; CodeNotFound when it was not banned.
func (s *Service) UnbanClient(ctx context.Context, c Caller, client string) error {
	if !c.Admin {
		return Errorf(CodeForbidden, "only the app's key lifts bans of client ids")
	}
	if err := checkBanned(client); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &liftBan{Ban: ConnectionBan{Client: client}}, 512)
}

// Bans lists a page of what is kept out: with the server's key addresses, with the app's key client ids.
func (s *Service) Bans(c Caller, cursor string, limit int) (bans []ConnectionBan, next string, err error) {
	if !c.Server && !c.Admin {
		return nil, "", Errorf(CodeForbidden, "only the server's key or the app's lists bans")
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	found, next, err := s.page(bansOf(c.App), cursor, limit)
	if err != nil {
		return nil, "", err
	}
	now := s.now().UnixMilli()
	for _, rest := range found {
		b, err := s.banAt(append(bansOf(c.App), rest...))
		if err != nil {
			return nil, "", err
		}
		if b != nil && b.banned(now) != nil {
			bans = append(bans, *b)
		}
	}
	return bans, next, nil
}

// banAt reads one ban; nil: there is none.
func (s *Service) banAt(k []byte) (*ConnectionBan, error) {
	return view1(s, func(r Reader) (*ConnectionBan, error) {
		b := new(ConnectionBan)
		if found, err := getJSON(r, k, b); !found || err != nil {
			return nil, err
		}
		return b, nil
	})
}

// ClientMayCome refuses a client id that is banned.
func (s *Service) ClientMayCome(app AppName, client string) error {
	if some, err := s.has(app, clientBans); !some || err != nil {
		return err
	}
	b, err := s.banAt(clientBanKey(app, client))
	if b == nil || err != nil {
		return err
	}
	return orNil(b.banned(s.now().UnixMilli()))
}

// BannedNetworks are the networks that are kept out, ready to be looked through for each client that comes.
type BannedNetworks []bannedNetwork

type bannedNetwork struct {
	netip.Prefix
	ban ConnectionBan
}

// BannedNetworks reads what is kept out of the server.
func (s *Service) BannedNetworks() (all BannedNetworks, err error) {
	err = s.log.View(func(r Reader) error {
		var bad error
		scanErr := r.Scan(bansOf(""), nil, false, func(_, v []byte) bool {
			var one bannedNetwork
			if bad = json.Unmarshal(v, &one.ban); bad == nil {
				one.Prefix, bad = parseNetwork(one.ban.Address)
			}
			all = append(all, one)
			return bad == nil
		})
		return orFirst(bad, scanErr)
	})
	return all, err
}

// MayCome refuses an address of a network that is banned. What is no address may come.
func (n BannedNetworks) MayCome(address string, now time.Time) error {
	if len(n) == 0 {
		return nil
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return nil
	}
	ip = ip.Unmap().WithZone("")
	for i := range n {
		if n[i].Contains(ip) {
			if e := n[i].ban.banned(now.UnixMilli()); e != nil {
				return e
			}
		}
	}
	return nil
}
