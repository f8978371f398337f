package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/hongyan-im/hongyan/chat"
)

// Prefixes by which keys are told apart, also by scanners for leaked secrets.
const (
	appKeyPrefix    = "hyk_"
	serverKeyPrefix = "hys_"
)

const (
	keyBytes     = 32  // random bytes of a key
	minServerKey = 16  // characters of a server key that the operator made up
	maxKey       = 512 // bytes of any key
)

func randomText() string {
	var b [keyBytes]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// NewKey makes a key of an app, hyk_APP.RANDOM, and the hash to keep.
func NewKey(app chat.AppName) (key, hash string) {
	key = appKeyPrefix + string(app) + "." + randomText()
	return key, HashKey(key)
}

// NewServerKey makes a key of the server, hys_RANDOM.
func NewServerKey() string { return serverKeyPrefix + randomText() }

// NewSecret makes an app's secret: 64 hexadecimal characters, used as they are.
func NewSecret() string {
	var b [keyBytes]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// HashKey is the hex SHA-256 of a key, fit to be kept.
func HashKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// keyFits compares in a time that does not depend on where the hashes differ. No key fits an empty hash.
func keyFits(key, hash string) bool {
	return len(key) <= maxKey && subtle.ConstantTimeCompare([]byte(HashKey(key)), []byte(strings.ToLower(hash))) == 1
}

// Bearer proves who sent a request by the value of its Authorization header: an app's key, the server's key, or a
// signed token.
func (a *Authenticator) Bearer(ctx context.Context, header, remoteIP string) (chat.Caller, error) {
	scheme, value, _ := strings.Cut(header, " ")
	value = strings.TrimSpace(value)
	switch {
	case !strings.EqualFold(scheme, "Bearer") || value == "":
		return chat.Caller{}, chat.Errorf(chat.CodeUnauthenticated, "send the header Authorization: Bearer, with a token or a key").At("Authorization")
	case strings.HasPrefix(value, appKeyPrefix):
		return a.byAppKey(value, remoteIP)
	case isToken(value):
		return a.byToken(ctx, value, remoteIP, chat.Caller{}, a.tokenApp)
	}
	return a.byServerKey(value, remoteIP)
}

// tokenApp finds the app that a token claims. That there is none is not told: nothing is proven yet.
func (a *Authenticator) tokenApp(name string) (chat.App, error) {
	app, err := a.app(name)
	if isCode(err, chat.CodeNoApp) {
		return app, errForged
	}
	return app, err
}

func (a *Authenticator) byAppKey(key, remoteIP string) (chat.Caller, error) {
	name, _, ok := strings.Cut(strings.TrimPrefix(key, appKeyPrefix), ".")
	if !ok || !chat.ValidAppName(name) {
		return chat.Caller{}, a.forged(remoteIP)
	}
	app, err := a.tokenApp(name)
	if err != nil && !errors.Is(err, errForged) {
		return chat.Caller{}, err
	}
	if err != nil || !keyFits(key, app.KeyHash) {
		return chat.Caller{}, a.forged(remoteIP)
	}
	return chat.Caller{App: app.Name, Admin: true, FoldIDs: app.Settings.FoldIDs}, nil
}

// LoginOperator proves a user of whom an operator makes use: the password is the app's key. With any other password it
// is not known. The account has to be there.
func (a *Authenticator) LoginOperator(c Credentials) (caller chat.Caller, known bool, err error) {
	if !strings.HasPrefix(c.Password, appKeyPrefix) {
		return caller, false, nil
	}
	app, err := a.app(c.App)
	if err != nil || !keyFits(c.Password, app.KeyHash) {
		return caller, false, nil // it may be a password that looks like a key, or a wrong one
	}
	if caller, err = claimed(app, c); err != nil {
		return caller, true, err
	}
	caller.Operator = app.KeyHash
	caller, err = a.registered(caller, nil)
	return caller, true, err
}

// byServerKey proves the server's key. One that the operator made up may be guessable, so it waits like a password;
// one of the form of NewServerKey does not: nobody may lock the operator out from a shared address.
func (a *Authenticator) byServerKey(key, remoteIP string) (chat.Caller, error) {
	if !isGeneratedServerKey(key) {
		if wait := a.throttle.wait(place{addr: Source(remoteIP)}); wait > 0 {
			return chat.Caller{}, errWait(wait)
		}
	}
	if len(key) < minServerKey || !keyFits(key, a.serverKey) {
		return chat.Caller{}, a.forged(remoteIP)
	}
	return chat.Caller{Server: true}, nil
}

func isGeneratedServerKey(key string) bool {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(key, serverKeyPrefix))
	return strings.HasPrefix(key, serverKeyPrefix) && err == nil && len(b) == keyBytes
}
