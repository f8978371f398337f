package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// dynamicToken is a dynamic token as Easemob's clients show it, decoded. A customer's server signs it.
type dynamicToken struct {
	Signature string `json:"signature"`
	AppKey    string `json:"appkey"` // org#app: an alias of the app
	UserID    string `json:"userId"`
	CurTime   int64  `json:"curTime"` // seconds since 1970
	TTL       int64  `json:"ttl"`     // seconds
}

const (
	dynamicMark   = "dt-"
	firstTime     = 1_000_000_000 // the first time of ten digits, in 2001
	maxDynamicTTL = int64(maxTTL / time.Second)
)

// parseDynamic reads what has the form of a dynamic token; anything else may be a password.
func parseDynamic(s string) (t dynamicToken, ok bool) {
	if len(s) > maxToken {
		return t, false
	}
	plain, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil {
		return t, false
	}
	body, ok := strings.CutPrefix(string(plain), dynamicMark)
	return t, ok && json.Unmarshal([]byte(body), &t) == nil && t.Signature != ""
}

// signed is what the signature covers between the client's id and its secret. Nothing separates its parts.
func (t *dynamicToken) signed() string {
	return t.UserID + strconv.FormatInt(t.CurTime, 10) + strconv.FormatInt(t.TTL, 10)
}

// mac is the signature that belongs to the other fields; the app's id and secret are the client's.
func (t *dynamicToken) mac(app chat.App) []byte {
	sum := sha256.Sum256([]byte(app.AppID + t.AppKey + t.signed() + app.Secret))
	return sum[:]
}

// verify gives when the token ends; errForged when nobody with the app's secret made it.
func (t *dynamicToken) verify(app chat.App, user chat.UserID, now time.Time) (expires time.Time, err error) {
	if !named(app, t.AppKey) && !named(app, strings.Replace(t.AppKey, "#", "/", 1)) {
		return expires, badToken("the token's appkey is none of the app's names: add it to the app's aliases")
	}
	sig, err := hex.DecodeString(t.Signature)
	if err != nil || app.Secret == "" || app.AppID == "" || !hmac.Equal(sig, t.mac(app)) {
		return expires, errForged
	}
	if !strings.EqualFold(t.UserID, string(user)) {
		return expires, badToken("the token is another user's")
	}
	r := reading{t.CurTime, t.TTL}
	expires = time.Unix(t.CurTime+t.TTL, 0)
	switch {
	case t.CurTime < firstTime || t.CurTime > lastSecond:
		return expires, badToken("the token's curTime must be seconds since 1970")
	case t.TTL < 0 || t.TTL > maxDynamicTTL:
		return expires, badToken("the token's ttl is %d seconds, allowed are 0 to %d", t.TTL, maxDynamicTTL)
	case time.Unix(t.CurTime, 0).After(now.Add(maxAhead)):
		return expires, badToken("the token was made in the future: the clock of who signed it, or ours, is wrong")
	case !r.possible(app, now):
		return expires, badToken("the token is older than the app")
	case now.After(expires):
		return expires, chat.Errorf(chat.CodeTokenExpired, "the token expired at %s: log in again", expires.UTC().Format(time.RFC3339))
	case t.ambiguous(app, now):
		return expires, badToken("the token can be read as another user's too, as nothing separates what it signs: sign it with a ttl of whole minutes, or use another kind of token")
	}
	return expires, nil
}

// reading is a way to read the digits at the end of what was signed.
type reading struct{ curTime, ttl int64 }

// possible tells whether a token could have been made with these times: not before the app was.
func (r reading) possible(app chat.App, now time.Time) bool {
	from := max(firstTime, app.Created/1000-int64(maxAhead/time.Second))
	return r.curTime >= from && r.curTime <= now.Add(maxAhead).Unix() && r.ttl >= 0 && r.ttl <= maxDynamicTTL
}

// whole tells whether the ttl is one that people choose: minutes, tens of minutes, days.
func (r reading) whole() bool {
	switch {
	case r.ttl <= 3600:
		return r.ttl%60 == 0
	case r.ttl < 24*3600:
		return r.ttl%600 == 0
	}
	return r.ttl%(24*3600) == 0
}

// ambiguous tells whether the same signature is good for another user, whose name is longer or shorter by some digits:
// a token signed for "bob17637" could be shown as one of "bob" with a later time and a longer life. Of two readings the
// one with a whole ttl is believed.
func (t *dynamicToken) ambiguous(app chat.App, now time.Time) bool {
	const digits = 10 // of a time until 2286
	s := t.signed()
	whole := reading{t.CurTime, t.TTL}.whole()
	for i := len(s) - digits - 1; i > 0 && isDigits(s[i:]); i-- {
		if i == len(t.UserID) || s[i+digits] == '0' && len(s) > i+digits+1 {
			continue
		}
		curTime, timeErr := strconv.ParseInt(s[i:i+digits], 10, 64)
		ttl, ttlErr := strconv.ParseInt(s[i+digits:], 10, 64)
		other := reading{curTime, ttl}
		if timeErr == nil && ttlErr == nil && other.possible(app, now) && (!whole || other.whole()) {
			return true
		}
	}
	return false
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func (a *Authenticator) byDynamic(ctx context.Context, app chat.App, t dynamicToken, remoteIP string, caller chat.Caller) (chat.Caller, error) {
	expires, err := t.verify(app, caller.User, a.now())
	if errors.Is(err, errForged) {
		return chat.Caller{}, a.forged(remoteIP)
	}
	if err != nil {
		return chat.Caller{}, err
	}
	// Easemob's names have no case, ours have: a token is not good for a second account beside the one it spells.
	if exact := chat.UserID(app.ID(t.UserID)); exact != caller.User {
		switch _, err := a.dir.Account(app.Name, exact); {
		case err == nil:
			return chat.Caller{}, badToken("the token is another user's: capital and small letters differ")
		case !isCode(err, chat.CodeNoUser):
			return chat.Caller{}, fmt.Errorf("look up the account that a token names: %w", err)
		}
	}
	// curTime is the first moment of its second: a revocation in the same second ends the token.
	if err := a.signedFor(ctx, app, caller.User, t.CurTime*1000); err != nil {
		return chat.Caller{}, err
	}
	caller.Expires = expires.UnixMilli()
	return caller, nil
}
