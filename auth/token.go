package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/hongyan-im/hongyan/chat"
)

const (
	maxToken   = 8 << 10 // bytes of a token
	maxTokenID = 128     // bytes of jti
	maxTTL     = 10 * 365 * 24 * time.Hour
	maxAhead   = 5 * time.Minute // how far the clock of who signs may be ahead
	lastSecond = 253402300799    // the end of the year 9999; what is later was not meant as seconds
)

// claims are those of a signed token. A customer's server signs the same ones: sub and exp are required.
type claims struct {
	jwt.RegisteredClaims        // sub: the user; exp; iat, nbf, jti: optional; the others are ignored
	App                  string `json:"app,omitempty"`      // absent: the app that the client names
	IssuedMilli          int64  `json:"iat_ms,omitempty"`   // iat in ms, so that a revocation in the same second is exact
	Platform             string `json:"platform,omitempty"` // goes before what the client says
	Device               string `json:"device,omitempty"`
	Guest                bool   `json:"guest,omitempty"` // sub is a guest's id: there is no account
}

// signer reads tokens; claims are checked by us, after the signature.
var signer = jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithoutClaimsValidation())

// usualHead is the first part of nearly all tokens: {"alg":"HS256","typ":"JWT"}.
const usualHead = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."

// isToken tells whether s has the form of a signed token: three parts, of which the first is a JOSE header. A password
// with two dots is none.
func isToken(s string) bool {
	if len(s) > maxToken || strings.Count(s, ".") != 2 {
		return false
	}
	if strings.HasPrefix(s, usualHead) {
		return true
	}
	head, _, _ := strings.Cut(s, ".")
	b, err := base64.RawURLEncoding.DecodeString(head)
	var header struct {
		Alg *string `json:"alg"`
	}
	return err == nil && json.Unmarshal(b, &header) == nil && header.Alg != nil
}

// parseToken verifies a token's signature; find gives the app for the name that the token claims.
func parseToken(raw string, find func(name string) (chat.App, error)) (c claims, app chat.App, err error) {
	var findErr error
	t, err := signer.ParseWithClaims(raw, &c, func(*jwt.Token) (any, error) {
		if app, findErr = find(c.App); findErr == nil && app.Secret == "" {
			findErr = errForged
		}
		return []byte(app.Secret), findErr
	})
	switch {
	case findErr != nil:
		return c, app, findErr
	case err == nil:
		return c, app, nil
	case errors.Is(err, jwt.ErrTokenMalformed):
		return c, app, badToken("the token cannot be read: exp, iat, nbf and iat_ms are numbers, the other claims strings")
	case t.Header["alg"] != jwt.SigningMethodHS256.Alg():
		return c, app, badToken("the token must be signed with HS256")
	}
	return c, app, errForged
}

// byToken proves the caller by a token. A caller without a user, of a Bearer header, is whom the token names.
func (a *Authenticator) byToken(ctx context.Context, raw, remoteIP string, caller chat.Caller, find func(string) (chat.App, error)) (chat.Caller, error) {
	c, app, err := a.tokens.parse(raw, find)
	if errors.Is(err, errForged) {
		return chat.Caller{}, a.forged(remoteIP)
	}
	if err != nil {
		return chat.Caller{}, err
	}
	c.Subject = app.ID(c.Subject)
	if err := c.check(caller.User, a.now()); err != nil {
		return chat.Caller{}, err
	}
	if caller, err = c.complete(caller, app); err != nil {
		return chat.Caller{}, err
	}
	if c.ID != "" {
		revoked, err := a.dir.TokenRevoked(app.Name, c.ID)
		if err != nil {
			return chat.Caller{}, fmt.Errorf("look for a revoked token: %w", err)
		}
		if revoked {
			return chat.Caller{}, chat.Errorf(chat.CodeTokenRevoked, "the token was revoked: log in again")
		}
	}
	if c.Guest {
		err = app.TakesGuests()
	} else {
		err = a.signedFor(ctx, app, caller.User, c.issued())
	}
	if err != nil {
		return chat.Caller{}, err
	}
	return caller, nil
}

// complete adds to the caller what the token says.
func (c *claims) complete(caller chat.Caller, app chat.App) (chat.Caller, error) {
	caller.App, caller.User = app.Name, chat.UserID(c.Subject)
	caller.FoldIDs = app.Settings.FoldIDs
	caller.TokenID, caller.Expires = c.ID, c.ExpiresAt.UnixMilli()
	if c.Platform != "" || caller.Platform == "" {
		p, err := chat.ParsePlatform(c.Platform)
		if err != nil {
			return caller, err
		}
		caller.Platform = p
	}
	if c.Device != "" {
		caller.Device = c.Device
	}
	return caller, checkDevice(caller.Device)
}

// check refuses claims that do not hold at a time or are of another user; user "" means any. The signature is valid:
// who reads the answer may know what is wrong.
func (c *claims) check(user chat.UserID, now time.Time) error {
	switch {
	case c.Subject == "":
		return badToken("the token does not name its user: sub is missing")
	case c.Guest && !chat.IsGuest(chat.UserID(c.Subject)):
		return badToken("the sub of a guest's token must be %s with 1 to %d of A-Z a-z 0-9 _ . - behind", chat.GuestPrefix, 64-len(chat.GuestPrefix))
	case !c.Guest && chat.IsGuest(chat.UserID(c.Subject)):
		return badToken("the token of a guest must say so: the claim guest is missing")
	case !c.Guest && !chat.ValidID(c.Subject):
		return badToken("the token's sub must be 1 to 64 of A-Z a-z 0-9 _ . -")
	case user != "" && c.Subject != string(user):
		return badToken("the token is another user's")
	case c.ExpiresAt == nil:
		return badToken("the token does not say when it ends: exp, in seconds since 1970, is missing")
	case !plausible(c.ExpiresAt.Unix()):
		return badToken("the token's exp must be seconds since 1970, not milliseconds")
	case len(c.ID) > maxTokenID:
		return badToken("the token's jti must have %d bytes at most", maxTokenID)
	case c.IssuedAt != nil && !plausible(c.IssuedAt.Unix()), !plausible(c.IssuedMilli / 1000):
		return badToken("the token's iat must be seconds since 1970, not milliseconds")
	case !now.Before(c.ExpiresAt.Time):
		return chat.Errorf(chat.CodeTokenExpired, "the token expired at %s: log in again", c.ExpiresAt.UTC().Format(time.RFC3339))
	case c.issued() > now.Add(maxAhead).UnixMilli():
		return badToken("the token was issued in the future: the clock of who signed it, or ours, is wrong")
	case c.NotBefore != nil && c.NotBefore.After(now.Add(maxAhead)):
		return badToken("the token is not valid yet")
	}
	return nil
}

func badToken(format string, args ...any) error {
	return chat.Errorf(chat.CodeUnauthenticated, format, args...)
}

func plausible(second int64) bool { return second >= 0 && second <= lastSecond }

// issued gives when the token was issued, ms. A token that does not say so was issued before any revocation; one that
// gives whole seconds, at the first moment of its second: a revocation in the same second ends it.
func (c *claims) issued() int64 {
	switch {
	case c.IssuedMilli > 0:
		return c.IssuedMilli
	case c.IssuedAt != nil:
		return c.IssuedAt.UnixMilli()
	}
	return 0
}

// Issue signs a token for a user. With a ttl of 0 the app's setting holds. A token issued after a revocation is never
// taken for one issued before, even in the same millisecond.
func (a *Authenticator) Issue(app chat.App, user chat.UserID, p chat.Platform, device string, ttl time.Duration) (token string, expires time.Time, err error) {
	if ttl == 0 {
		ttl = time.Duration(app.Settings.TokenTTL) * time.Second
	}
	if err := checkSigning(app, user, ttl); err != nil {
		return "", time.Time{}, err
	}
	if err := checkDevice(device); err != nil {
		return "", time.Time{}, err
	}
	issued, err := a.afterRevocation(app.Name, user, time.Millisecond)
	if err != nil {
		return "", time.Time{}, err
	}
	return sign(app, claims{Platform: string(p), Device: device}, user, issued, ttl)
}

// sign completes claims and signs them.
func sign(app chat.App, c claims, user chat.UserID, issued time.Time, ttl time.Duration) (token string, expires time.Time, err error) {
	expires = time.Unix(issued.Add(ttl).Unix(), 0)
	c.RegisteredClaims = jwt.RegisteredClaims{
		Subject:   string(user),
		ID:        rand.Text(),
		IssuedAt:  jwt.NewNumericDate(issued),
		ExpiresAt: jwt.NewNumericDate(expires),
	}
	c.App, c.IssuedMilli = string(app.Name), issued.UnixMilli()
	token, err = jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString([]byte(app.Secret))
	if err != nil {
		return "", time.Time{}, fmt.Errorf("sign a token: %w", err)
	}
	return token, expires, nil
}

// afterRevocation gives the time to stamp on what is signed now, in steps of a precision: now, or the first step after
// the user's last revocation. What is stamped with the step of a revocation counts as revoked.
func (a *Authenticator) afterRevocation(app chat.AppName, user chat.UserID, precision time.Duration) (time.Time, error) {
	now := a.now().Truncate(precision)
	st, err := a.dir.Standing(app, user)
	if isCode(err, chat.CodeNoUser) {
		return now, nil
	}
	if err != nil {
		return now, fmt.Errorf("look up the account to sign for: %w", err)
	}
	if first := time.UnixMilli(st.TokensSince).Truncate(precision).Add(precision); st.TokensSince > 0 && first.After(now) {
		return first, nil
	}
	return now, nil
}

func checkSigning(app chat.App, user chat.UserID, ttl time.Duration) error {
	switch {
	case !chat.ValidID(string(user)):
		return chat.Errorf(chat.CodeBadID, "the user's name must be 1 to 64 of A-Z a-z 0-9 _ . -").At("user")
	case ttl < time.Second || ttl > maxTTL:
		return chat.Errorf(chat.CodeInvalid, "the ttl is %d seconds, allowed are 1 to %d", int64(ttl/time.Second), int64(maxTTL/time.Second)).At("ttl")
	case app.Secret == "":
		return fmt.Errorf("the app %s has no secret to sign with", app.Name)
	}
	return nil
}
