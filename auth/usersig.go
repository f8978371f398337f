package auth

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// maxUserSig is what a UserSig may inflate to, in bytes.
const maxUserSig = 4 << 10

// userSig is a UserSig of TLSSigAPIv2, inflated.
type userSig struct {
	Ver        string  `json:"TLS.ver"`
	Identifier string  `json:"TLS.identifier"`
	SDKAppID   uint64  `json:"TLS.sdkappid"`
	Expire     int64   `json:"TLS.expire"` // seconds after Time
	Time       int64   `json:"TLS.time"`   // seconds since 1970
	UserBuf    *string `json:"TLS.userbuf,omitempty"`
	Sig        string  `json:"TLS.sig"`
}

var (
	toUserSig   = strings.NewReplacer("+", "*", "/", "-", "=", "_")
	fromUserSig = strings.NewReplacer("*", "+", "-", "/", "_", "=")
)

// parseUserSig reads what has the form of a UserSig; anything else may be a password.
func parseUserSig(s string) (u userSig, ok bool) {
	if len(s) > 2*maxUserSig || strings.ContainsAny(s, "+/=\r\n") {
		return u, false
	}
	packed, err := base64.StdEncoding.DecodeString(fromUserSig.Replace(s))
	if err != nil {
		return u, false
	}
	plain, err := inflate(packed)
	return u, err == nil && json.Unmarshal(plain, &u) == nil && u.Ver != "" && u.Sig != ""
}

func inflate(packed []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxUserSig+1))
	if err == nil && len(plain) > maxUserSig {
		err = errors.New("a UserSig inflates to too much")
	}
	return plain, err
}

// mac is the signature that belongs to the other fields.
func (u *userSig) mac(secret string) []byte {
	h := hmac.New(sha256.New, []byte(secret)) // its ASCII characters, not what they mean as hex
	fmt.Fprintf(h, "TLS.identifier:%s\nTLS.sdkappid:%d\nTLS.time:%d\nTLS.expire:%d\n", u.Identifier, u.SDKAppID, u.Time, u.Expire)
	if u.UserBuf != nil {
		fmt.Fprintf(h, "TLS.userbuf:%s\n", *u.UserBuf)
	}
	return h.Sum(nil)
}

// verify gives when the UserSig ends; errForged when nobody with the app's secret made it.
func (u *userSig) verify(app chat.App, user chat.UserID, now time.Time) (expires time.Time, err error) {
	if u.SDKAppID != app.SDKAppID {
		return expires, badSig("TLS.sdkappid", "the UserSig is of the SDKAppID %d, the app's is %d", u.SDKAppID, app.SDKAppID)
	}
	sig, err := base64.StdEncoding.DecodeString(u.Sig)
	if err != nil || u.Ver != "2.0" || app.Secret == "" || app.SDKAppID == 0 || !hmac.Equal(sig, u.mac(app.Secret)) {
		return expires, errForged
	}
	if !chat.ValidID(string(user)) || app.ID(u.Identifier) != app.ID(string(user)) {
		return expires, badSig("TLS.identifier", "the UserSig is another user's")
	}
	if !plausible(u.Time) || u.Expire < 0 || u.Expire > lastSecond {
		return expires, badSig("TLS.time", "TLS.time and TLS.expire must be seconds")
	}
	expires = time.Unix(u.Time+u.Expire, 0)
	switch {
	case now.After(expires):
		return expires, chat.Errorf(chat.CodeTokenExpired, "the UserSig expired at %s: log in again", expires.UTC().Format(time.RFC3339)).At("TLS.expire")
	case time.Unix(u.Time, 0).After(now.Add(maxAhead)):
		return expires, badSig("TLS.time", "the UserSig was made in the future: the clock of who signed it, or ours, is wrong")
	}
	return expires, nil
}

// badSig says which part of a UserSig is wrong [PROTOCOL 8.2]. That helps nobody to guess: it tells of no account, and of
// the secret only what the signature itself does.
func badSig(field, format string, args ...any) error {
	return chat.Errorf(chat.CodeUnauthenticated, format, args...).At(field)
}

func errForgedSig() error { return errWrong().At("TLS.sig") }

func (a *Authenticator) byUserSig(ctx context.Context, app chat.App, sig userSig, remoteIP string, caller chat.Caller) (chat.Caller, error) {
	expires, err := sig.verify(app, caller.User, a.now())
	if errors.Is(err, errForged) {
		err = a.forged(remoteIP)
		if isCode(err, chat.CodeUnauthenticated) {
			err = errForgedSig()
		}
	}
	if err != nil {
		return chat.Caller{}, err
	}
	// TLS.time is the first moment of its second: a revocation in the same second ends the UserSig.
	if err := a.signedFor(ctx, app, caller.User, sig.Time*1000); err != nil {
		return chat.Caller{}, err
	}
	caller.Expires = expires.UnixMilli()
	return caller, nil
}

// VerifyUserSig proves a user by a UserSig, and gives when it ends.
func VerifyUserSig(app chat.App, user chat.UserID, sig string, now time.Time) (expires time.Time, err error) {
	u, ok := parseUserSig(sig)
	if !ok {
		return time.Time{}, errWrong()
	}
	expires, err = u.verify(app, user, now)
	if errors.Is(err, errForged) {
		err = errForgedSig()
	}
	if err != nil {
		return time.Time{}, err
	}
	return expires, nil
}

// SignUserSig makes a UserSig as of now; without a userbuf when userBuf is nil. [Authenticator.IssueUserSig] heeds
// revocations as well.
func SignUserSig(app chat.App, user chat.UserID, now time.Time, ttl time.Duration, userBuf []byte) (string, error) {
	if err := checkSigning(app, user, ttl); err != nil {
		return "", err
	}
	if app.SDKAppID == 0 {
		return "", fmt.Errorf("the app %s has no SDKAppID to sign for", app.Name)
	}
	u := userSig{Ver: "2.0", Identifier: string(user), SDKAppID: app.SDKAppID, Expire: int64(ttl / time.Second), Time: now.Unix()}
	if userBuf != nil {
		s := base64.StdEncoding.EncodeToString(userBuf)
		u.UserBuf = &s
	}
	u.Sig = base64.StdEncoding.EncodeToString(u.mac(app.Secret))
	plain, err := json.Marshal(u)
	if err != nil {
		return "", fmt.Errorf("encode a UserSig: %w", err)
	}
	if len(plain) > maxUserSig {
		return "", chat.Errorf(chat.CodeTooLarge, "with its userbuf the UserSig has %d bytes, %d are allowed", len(plain), maxUserSig).At("userbuf")
	}
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(plain) // to memory
	_ = w.Close()
	return toUserSig.Replace(base64.StdEncoding.EncodeToString(packed.Bytes())), nil
}

// IssueUserSig signs a UserSig for a user, and gives when it ends. With a ttl of 0 the app's setting for tokens holds.
// One issued after a revocation is never taken for one issued before: it may be stamped up to a second ahead.
func (a *Authenticator) IssueUserSig(app chat.App, user chat.UserID, ttl time.Duration) (sig string, expires time.Time, err error) {
	if ttl == 0 {
		ttl = time.Duration(app.Settings.TokenTTL) * time.Second
	}
	issued, err := a.afterRevocation(app.Name, user, time.Second)
	if err != nil {
		return "", time.Time{}, err
	}
	sig, err = SignUserSig(app, user, issued, ttl, nil)
	return sig, issued.Add(ttl.Truncate(time.Second)), err
}
