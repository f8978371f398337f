package auth

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/hongyan-im/hongyan/chat"
)

func TestHashPassword_HasLimits(t *testing.T) {
	w := newWorld(t)
	tests := map[string]struct {
		password string
		ok       bool
	}{
		"empty":          {"", false},
		"one character":  {"x", true},
		"128 characters": {strings.Repeat("雁", 128), true},
		"129 characters": {strings.Repeat("x", 129), false},
		"two dots":       {"a.b.c", true},
		"a token":        {"eyJhbGciOiJIUzI1NiJ9.e30.x", false},
		"a UserSig":      {packBytes([]byte(`{"TLS.ver":"2.0","TLS.sig":"x"}`)), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			hash, err := w.HashPassword(t.Context(), tt.password)
			if !tt.ok {
				if e := wantCode(t, err, chat.CodeInvalid); e.Field != "password" {
					t.Errorf("at %q", e.Field)
				}
				return
			}
			wantCode(t, err, "")
			h, err := parsePHC(hash)
			if err != nil || !h.fits(tt.password) || h.fits(tt.password+"x") {
				t.Errorf("the hash %s does not fit: %v", hash, err)
			}
		})
	}
}

func TestHashPassword_IsNeverTheSameTwice(t *testing.T) {
	w := newWorld(t)
	a, _ := w.HashPassword(t.Context(), "secret")
	b, _ := w.HashPassword(t.Context(), "secret")
	if a == b || !strings.HasPrefix(a, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("got %s and %s", a, b)
	}
}

func TestLogin_ByPassword(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "a.b.c")
	caller, err := w.Login(t.Context(), Credentials{User: "ann", Password: "a.b.c", Device: "d"})
	wantCode(t, err, "")
	if want := (chat.Caller{App: "default", User: "ann", Platform: "other", Device: "d"}); caller != want {
		t.Errorf("got %+v, want %+v", caller, want)
	}
}

func TestLogin_UnknownUserAndWrongPasswordAreToldTheSame(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	w.change("default", "tokens-only", func(*chat.Account) {})
	var said []string
	for _, user := range []string{"ann", "nobody", "tokens-only"} {
		_, err := w.login(user, "wrong", "192.0.2.1")
		e := wantCode(t, err, chat.CodeUnauthenticated, "wrong-secret", user)
		said = append(said, e.Message+e.Field)
	}
	if said[0] != said[1] || said[1] != said[2] {
		t.Errorf("got %q", said)
	}
	_, err := w.login("ann", strings.Repeat("x", 129), "192.0.2.1")
	if e := wantCode(t, err, chat.CodeUnauthenticated); e.Message != said[0] {
		t.Errorf("got %q", e.Message)
	}
}

func TestLogin_NobodysHashFitsNoPassword(t *testing.T) {
	w := newWorld(t)
	for _, p := range []string{"", "x", strings.Repeat("\x00", 32)} {
		if nobody(w.cost).fits(p) {
			t.Errorf("it fits %q", p)
		}
	}
}

// The hashes of other servers: argon2-cffi's and PHP's defaults.
func TestLogin_TakesImportedHashes(t *testing.T) {
	w := newWorld(t)
	for _, c := range []cost{{64 << 10, 3, 4}, {64 << 10, 4, 1}} {
		h := newPHC("secret", c)
		w.change("default", "ann", func(a *chat.Account) { a.Hash = h.String() })
		_, err := w.login("ann", "secret", "")
		wantCode(t, err, "")
	}
}

func TestLogin_AHashBeyondTheLimitsIsADefect(t *testing.T) {
	w := newWorld(t)
	hash := strings.Replace(newPHC("secret", w.cost).String(), "m=64", "m=4000000000", 1)
	w.change("default", "ann", func(a *chat.Account) { a.Hash = hash })
	_, err := w.login("ann", "secret", "")
	if !errors.Is(err, errPHC) || chat.AsError(err).Code != chat.CodeInternal || strings.Contains(err.Error(), hash) {
		t.Errorf("got %v", err)
	}
}

func TestParsePHC_TakesOnlyWhatCanBeComputed(t *testing.T) {
	const salt, hash = "$c2FsdHNhbHQ", "$MDEyMzQ1Njc4OWFiY2RlZg"
	tests := map[string]struct {
		phc string
		ok  bool
	}{
		"smallest":       {"$argon2id$v=19$m=8,t=1,p=1" + salt + hash, true},
		"empty":          {"", false},
		"argon2i":        {"$argon2i$v=19$m=8,t=1,p=1" + salt + hash, false},
		"old version":    {"$argon2id$v=16$m=8,t=1,p=1" + salt + hash, false},
		"no version":     {"$argon2id$m=8,t=1,p=1" + salt + hash, false},
		"bcrypt":         {"$2b$12$abcdefghijklmnopqrstuu", false},
		"much memory":    {"$argon2id$v=19$m=262145,t=1,p=1" + salt + hash, false},
		"little memory":  {"$argon2id$v=19$m=15,t=1,p=2" + salt + hash, false},
		"no passes":      {"$argon2id$v=19$m=8,t=0,p=1" + salt + hash, false},
		"many passes":    {"$argon2id$v=19$m=8,t=17,p=1" + salt + hash, false},
		"no threads":     {"$argon2id$v=19$m=8,t=1,p=0" + salt + hash, false},
		"many threads":   {"$argon2id$v=19$m=800,t=1,p=17" + salt + hash, false},
		"a sign":         {"$argon2id$v=19$m=+8,t=1,p=1" + salt + hash, false},
		"beyond 32 bits": {"$argon2id$v=19$m=4294967304,t=1,p=1" + salt + hash, false},
		"other order":    {"$argon2id$v=19$t=1,m=8,p=1" + salt + hash, false},
		"more":           {"$argon2id$v=19$m=8,t=1,p=1,k=1" + salt + hash, false},
		"short salt":     {"$argon2id$v=19$m=8,t=1,p=1$c2FsdA" + hash, false},
		"short hash":     {"$argon2id$v=19$m=8,t=1,p=1" + salt + "$MDEy", false},
		"no base64":      {"$argon2id$v=19$m=8,t=1,p=1$!!!!!!!!!!!" + hash, false},
		"padded":         {"$argon2id$v=19$m=8,t=1,p=1" + salt + "=" + hash, false},
		"a part more":    {"$argon2id$v=19$m=8,t=1,p=1" + salt + hash + "$", false},
		"long":           {"$argon2id$v=19$m=8,t=1,p=1" + salt + hash + strings.Repeat("A", 512), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h, err := parsePHC(tt.phc)
			if (err == nil) != tt.ok {
				t.Fatalf("got %v", err)
			}
			if tt.ok && h.String() != tt.phc {
				t.Errorf("written again: %s", h)
			}
		})
	}
}

// The hash of argon2's reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1.
func TestParsePHC_FitsTheReference(t *testing.T) {
	h, err := parsePHC("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	if err != nil || !h.fits("password") {
		t.Errorf("it does not fit: %v (argon2 version %d)", err, argon2.Version)
	}
}

func TestLogin_AVerifiedPasswordIsRememberedForAWhile(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	hashed := func(password string) bool {
		t.Helper()
		w.pool.most = 0
		w.pool.slots <- struct{}{} // the pool is full: who needs a hash is refused
		defer func() { <-w.pool.slots }()
		_, err := w.login("ann", password, "192.0.2.1")
		return isCode(err, chat.CodeOverloaded)
	}
	w.pool.slots = make(chan struct{}, 1)
	if !hashed("secret") {
		t.Error("the first login needs no hash")
	}
	_, err := w.login("ann", "secret", "192.0.2.1")
	wantCode(t, err, "")
	if hashed("secret") {
		t.Error("the second login needs a hash")
	}
	if !hashed("wrong") {
		t.Error("a wrong password needs no hash")
	}
	w.pass(verifiedFor)
	if !hashed("secret") {
		t.Error("it is remembered for too long")
	}
	_, err = w.login("ann", "secret", "192.0.2.1")
	wantCode(t, err, "")
	w.Forget("default", "ann")
	if !hashed("secret") {
		t.Error("it is remembered after Forget")
	}
}

func TestLogin_TheOldPasswordFailsAtOnce(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "old")
	_, err := w.login("ann", "old", "")
	wantCode(t, err, "")
	w.user("ann", "new")
	_, err = w.login("ann", "old", "")
	wantCode(t, err, chat.CodeUnauthenticated)
	_, err = w.login("ann", "new", "")
	wantCode(t, err, "")
}

func TestLogin_APasswordChangedWhileItIsVerifiedFails(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "old")
	w.lookup = func(n int) {
		if n == 2 { // the look after the hash
			w.change("default", "ann", func(a *chat.Account) { a.Hash = newPHC("new", w.cost).String() })
		}
	}
	_, err := w.login("ann", "old", "")
	wantCode(t, err, chat.CodeUnauthenticated)
}

func TestPool_IsBoundedAndHeedsTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPool(1, 2)
		release := make(chan struct{})
		hold := func() error { <-release; return nil }
		results := make(chan error, 3)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		go func() { results <- p.run(t.Context(), hold) }() // computes
		synctest.Wait()
		go func() { results <- p.run(t.Context(), hold) }() // waits
		go func() { results <- p.run(ctx, hold) }()         // waits, for a second
		synctest.Wait()
		if e := wantCode(t, p.run(t.Context(), hold), chat.CodeOverloaded); e.RetryAfter == 0 {
			t.Error("it does not say when to try again")
		}
		if err := <-results; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		close(release)
		for range 2 {
			wantCode(t, <-results, "")
		}
		if err := p.run(ctx, hold); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after its end: got %v", err)
		}
		if n := p.waiting.Load(); n != 0 || len(p.slots) != 0 {
			t.Errorf("%d wait, %d compute", n, len(p.slots))
		}
	})
}

func TestTable_DropsWhatWasNotUsedForLongest(t *testing.T) {
	tab := newTable[string, int](2)
	tab.put("a", 1)
	tab.put("b", 2)
	tab.get("a")
	tab.put("c", 3)
	tab.put("c", 4)
	_, a := tab.get("a")
	_, b := tab.get("b")
	c, _ := tab.get("c")
	tab.remove("a")
	tab.remove("nothing")
	if !a || b || c != 4 || len(tab.entries) != 1 || tab.recent.Len() != 1 {
		t.Errorf("a %v, b %v, c %d; %d entries, %d in order", a, b, c, len(tab.entries), tab.recent.Len())
	}
}
