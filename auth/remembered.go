package auth

import (
	"crypto/sha256"
	"sync"

	"github.com/hongyan-im/hongyan/chat"
)

// remembered holds what tokens say whose signature was verified, so that reconnecting costs no parsing. It holds no token.
type remembered struct {
	mu      sync.Mutex
	entries *table[[sha256.Size]byte, signed]
}

type signed struct {
	claims claims
	secret string // with which the signature was verified
}

// parse is parseToken.
func (r *remembered) parse(raw string, find func(name string) (chat.App, error)) (claims, chat.App, error) {
	sum := sha256.Sum256([]byte(raw))
	if known, ok := r.find(sum); ok {
		app, err := find(known.claims.App)
		if err != nil || app.Secret == known.secret {
			return known.claims, app, err
		}
	}
	c, app, err := parseToken(raw, find)
	if err == nil {
		r.add(sum, signed{c, app.Secret})
	}
	return c, app, err
}

func (r *remembered) find(sum [sha256.Size]byte) (signed, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.entries.get(sum)
}

func (r *remembered) add(sum [sha256.Size]byte, s signed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries.put(sum, s)
}
