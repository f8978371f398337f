package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/hongyan-im/hongyan/chat"
)

// maxPassword is how many characters a password may have.
const maxPassword = 128

// HashPassword makes the hash to store of a new password. It may wait for other hashes; an Error with CodeOverloaded
// when too many wait.
func (a *Authenticator) HashPassword(ctx context.Context, password string) (hash string, err error) {
	if n := utf8.RuneCountInString(password); n < 1 || n > maxPassword {
		return "", chat.Errorf(chat.CodeInvalid, "the password has %d characters, allowed are 1 to %d", n, maxPassword).At("password")
	}
	_, sig := parseUserSig(password)
	if _, dynamic := parseDynamic(password); dynamic || sig || isToken(password) {
		return "", chat.Errorf(chat.CodeInvalid, "the password looks like a token and could not be told from one").At("password")
	}
	err = a.pool.run(ctx, func() error {
		hash = newPHC(password, a.cost).String()
		return nil
	})
	return hash, err
}

// byPassword proves the caller's user by the account's password, or where an app has a login hook by that.
func (a *Authenticator) byPassword(ctx context.Context, app chat.App, password, remoteIP string, caller chat.Caller) (chat.Caller, error) {
	hooked, long := app.Settings.LoginHookURL != "", utf8.RuneCountInString(password) > maxPassword
	if long && !hooked { // perhaps a damaged token; no password in any case
		return chat.Caller{}, a.forged(remoteIP)
	}
	from := place{caller.App, caller.User, Source(remoteIP)}
	if wait := a.throttle.wait(from); wait > 0 {
		return chat.Caller{}, errWait(wait)
	}
	acc, err := a.dir.Account(caller.App, caller.User)
	if err != nil && !isCode(err, chat.CodeNoUser) {
		return chat.Caller{}, err
	}
	err = errWrong()
	if !hooked || acc.Hash != "" && !long {
		acc, err = a.proveHash(ctx, from, acc, password, !hooked)
	}
	if hooked && isCode(err, chat.CodeUnauthenticated) {
		acc, err = a.byHook(ctx, app, from, password, remoteIP, caller)
	}
	if err != nil {
		return chat.Caller{}, err
	}
	a.throttle.succeed(from)
	if err := a.refuseBanned(acc.BannedUntil); err != nil {
		return chat.Caller{}, err
	}
	return caller, nil
}

// proveHash compares the password with the account's hash, unless that was done lately. Where last is not set, a wrong
// one is not counted: another way to prove the user follows.
func (a *Authenticator) proveHash(ctx context.Context, from place, acc chat.Account, password string, last bool) (chat.Account, error) {
	who := account{from.app, from.user}
	proof := a.verified.proof(who, acc.Hash, password)
	if a.verified.has(who, proof) {
		return acc, nil
	}
	return a.verifyHash(ctx, from, acc, proof, password, last)
}

// verifyHash compares the password with the account's hash, in the pool, and gives the account as it is afterwards. An
// account without a hash, or that is not there, costs the same.
func (a *Authenticator) verifyHash(ctx context.Context, from place, acc chat.Account, proof proofMAC, password string, last bool) (chat.Account, error) {
	stored := nobody(a.cost)
	if acc.Hash != "" {
		var err error
		if stored, err = parsePHC(acc.Hash); err != nil {
			return acc, fmt.Errorf("check the password of %s/%s: %w", from.app, from.user, err)
		}
	}
	who := account{from.app, from.user}
	err := a.pool.run(ctx, func() error {
		// Others that waited with us may have failed meanwhile, or shown the same password: ask again.
		if wait := a.throttle.wait(from); wait > 0 {
			return errWait(wait)
		}
		if a.verified.has(who, proof) {
			return nil
		}
		if !stored.fits(password) || acc.Hash == "" {
			if last {
				a.throttle.fail(from)
			}
			return errWrong()
		}
		return nil
	})
	if err != nil {
		return acc, err
	}
	// The password may have been changed while the hash was computed; then this one is the old one.
	now, err := a.dir.Account(from.app, from.user)
	if isCode(err, chat.CodeNoUser) || err == nil && now.Hash != acc.Hash {
		return acc, errWrong()
	}
	if err == nil {
		a.verified.add(who, proof)
	}
	return now, err
}

// Forget drops what is remembered of an account's verified password: after it was changed, or the account was banned
// or removed.
func (a *Authenticator) Forget(app chat.AppName, user chat.UserID) {
	a.verified.forget(account{app, user})
}

// verifiedFor is how long a verified password is remembered.
const verifiedFor = 5 * time.Minute

// proofMAC stands for a password that was verified against a stored hash, without holding it.
type proofMAC [sha256.Size]byte

type proof struct {
	mac   proofMAC
	until time.Time
}

// verified remembers whose password was verified lately, so that reconnecting costs no hash.
type verified struct {
	now func() time.Time
	key [32]byte // of this process: what is remembered cannot be tried offline without it

	mu      sync.Mutex
	entries *table[account, proof]
}

// proof is different for each account, stored hash and password.
func (v *verified) proof(who account, hash, password string) (mac proofMAC) {
	h := hmac.New(sha256.New, v.key[:])
	for _, s := range []string{string(who.app), string(who.user), hash, password} {
		_, _ = fmt.Fprintf(h, "%d:", len(s))
		_, _ = io.WriteString(h, s)
	}
	h.Sum(mac[:0])
	return mac
}

func (v *verified) has(who account, mac proofMAC) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	p, ok := v.entries.get(who)
	return ok && v.now().Before(p.until) && hmac.Equal(p.mac[:], mac[:])
}

func (v *verified) add(who account, mac proofMAC) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.entries.put(who, proof{mac, v.now().Add(verifiedFor)})
}

func (v *verified) forget(who account) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.entries.remove(who)
}
