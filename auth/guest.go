package auth

import (
	"crypto/rand"
	"strings"
	"sync"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Limits of guests' tokens.
const (
	guestTTL    = 24 * time.Hour // the longest life of one that is issued here
	guestsMost  = 100            // issued to one address in a guestWindow: many people may share it
	guestWindow = time.Minute
)

// GuestRequest asks for a guest's token.
type GuestRequest struct {
	Platform chat.Platform
	Device   string
	TTL      time.Duration // 0: as long as is allowed, a day at most
	RemoteIP string        // whose tokens are counted; empty: nobody's
}

// IssueGuest makes a guest and signs its token. CodeForbidden where the app takes none, CodeRateLimited for an address
// that got many.
func (a *Authenticator) IssueGuest(app chat.App, r GuestRequest) (guest chat.UserID, token string, expires time.Time, err error) {
	longest := min(guestTTL, time.Duration(app.Settings.TokenTTL)*time.Second)
	if r.TTL == 0 {
		r.TTL = longest
	}
	switch {
	case r.TTL > longest:
		err = chat.Errorf(chat.CodeInvalid, "the ttl is %d seconds, a guest's token lives %d at most", int64(r.TTL/time.Second), int64(longest/time.Second)).At("ttl")
	default:
		err = app.TakesGuests()
	}
	if err == nil {
		err = checkSigning(app, "guest", r.TTL)
	}
	if err == nil {
		err = checkDevice(r.Device)
	}
	if err == nil && r.RemoteIP != "" {
		err = a.guests.admit(Source(r.RemoteIP), a.now())
	}
	if err != nil {
		return "", "", time.Time{}, err
	}
	guest = chat.UserID(chat.GuestPrefix + strings.ToLower(rand.Text()))
	token, expires, err = sign(app, claims{Guest: true, Platform: string(r.Platform), Device: r.Device}, guest, a.now(), r.TTL)
	return guest, token, expires, err
}

// guestbook counts the tokens that addresses got.
type guestbook struct {
	mu     sync.Mutex
	counts *table[string, visit]
}

type visit struct {
	began  time.Time
	guests int
}

func newGuestbook(counters int) *guestbook {
	return &guestbook{counts: newTable[string, visit](max(1, counters/4))}
}

// admit counts one more token of an address, or refuses it.
func (g *guestbook) admit(from string, now time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	v, known := g.counts.get(from)
	if age := now.Sub(v.began); !known || age < 0 || age >= guestWindow {
		v = visit{began: now}
	}
	if v.guests >= guestsMost {
		left := int((v.began.Add(guestWindow).Sub(now) + time.Second - 1) / time.Second)
		e := chat.Errorf(chat.CodeRateLimited, "your address got %d guests' tokens within a minute: try again in %d s", guestsMost, left)
		e.RetryAfter = left
		return e
	}
	v.guests++
	g.counts.put(from, v)
	return nil
}
