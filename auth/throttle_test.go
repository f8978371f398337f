package auth

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// wrong makes wrong attempts, each as soon as it is let through.
func (w *world) wrong(user, from string, n int) {
	w.t.Helper()
	for range n {
		for {
			_, err := w.login(user, "wrong", from)
			if !isCode(err, chat.CodeRateLimited) {
				wantCode(w.t, err, chat.CodeUnauthenticated)
				break
			}
			w.pass(time.Second)
		}
	}
}

func TestLogin_WrongPasswordsMeetAGrowingDelay(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	w.wrong("ann", "192.0.2.1", freeHere)
	for _, want := range []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300} {
		_, err := w.login("ann", "secret", "192.0.2.1")
		if e := wantCode(t, err, chat.CodeRateLimited, "secret"); e.RetryAfter != want {
			t.Fatalf("retry after %d, want %d", e.RetryAfter, want)
		}
		w.pass(time.Duration(want)*time.Second - time.Millisecond)
		_, err = w.login("ann", "secret", "192.0.2.1")
		if e := wantCode(t, err, chat.CodeRateLimited); e.RetryAfter != 1 {
			t.Fatalf("retry after %d, want 1", e.RetryAfter)
		}
		w.pass(time.Millisecond)
		_, err = w.login("ann", "wrong", "192.0.2.1")
		wantCode(t, err, chat.CodeUnauthenticated)
	}
	w.pass(longestDelay)
	_, err := w.login("ann", "secret", "192.0.2.1")
	wantCode(t, err, "")
	_, err = w.login("ann", "wrong", "192.0.2.1") // the count began anew
	wantCode(t, err, chat.CodeUnauthenticated)
	_, err = w.login("ann", "secret", "192.0.2.1")
	wantCode(t, err, "")
}

func TestLogin_UnknownUsersAreDelayedAlike(t *testing.T) {
	w := newWorld(t)
	w.wrong("nobody", "192.0.2.1", freeHere)
	_, err := w.login("nobody", "wrong", "192.0.2.1")
	wantCode(t, err, chat.CodeRateLimited)
}

func TestLogin_OthersAreNotDelayed(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	w.user("bob", "secret")
	w.wrong("ann", "192.0.2.1", freeHere)
	_, err := w.login("ann", "secret", "192.0.2.2")
	wantCode(t, err, "")
	_, err = w.login("bob", "secret", "192.0.2.1")
	wantCode(t, err, "")
}

func TestLogin_CountsAreForgotten(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	w.wrong("ann", "192.0.2.1", freeHere-1)
	w.pass(countedFor + time.Second)
	w.wrong("ann", "192.0.2.1", 1)
	_, err := w.login("ann", "secret", "192.0.2.1")
	wantCode(t, err, "")
}

func TestLogin_ManyAddressesGuessingAtOneAccountAreDelayed(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	_, err := w.login("ann", "secret", "198.51.100.1") // ann at home
	wantCode(t, err, "")
	for i := range freeAnywhere {
		_, err := w.login("ann", "wrong", fmt.Sprintf("192.0.2.%d", i))
		wantCode(t, err, chat.CodeUnauthenticated)
	}
	_, err = w.login("ann", "wrong", "192.0.2.200")
	wantCode(t, err, chat.CodeRateLimited)
	// Ann is not locked out: not by a token, not by her password where it was right before.
	_, err = w.login("ann", w.issue("ann", time.Hour), "192.0.2.201")
	wantCode(t, err, "")
	_, err = w.login("ann", "wrong", "198.51.100.1")
	wantCode(t, err, chat.CodeUnauthenticated)
	_, err = w.login("ann", "secret", "198.51.100.1")
	wantCode(t, err, "")
	// And with her in, the account's count begins anew.
	_, err = w.login("ann", "wrong", "192.0.2.202")
	wantCode(t, err, chat.CodeUnauthenticated)
}

func TestLogin_OneAddressGuessingAtManyAccountsIsDelayed(t *testing.T) {
	w := newWorld(t)
	w.user("eve", "eve's own")
	w.user("ann", "secret")
	const addr = "192.0.2.1"
	for i := range freeAnyone {
		_, err := w.login(fmt.Sprintf("user%d", i), "wrong", addr)
		wantCode(t, err, chat.CodeUnauthenticated)
		if i < 10 { // an account of one's own does not help
			_, err = w.login("eve", "eve's own", addr)
			wantCode(t, err, "")
		}
	}
	_, err := w.login("ann", "secret", addr)
	wantCode(t, err, chat.CodeRateLimited)
	_, err = w.login("eve", "eve's own", addr) // was right from here before
	wantCode(t, err, "")
	_, err = w.login("ann", "secret", "192.0.2.2")
	wantCode(t, err, "")
}

func TestLogin_ASuccessForgivesItsUsersFailures(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	for range 2 * freeAnyone { // mistyped again and again, but in the end right
		w.wrong("ann", "192.0.2.1", 3)
		_, err := w.login("ann", "secret", "192.0.2.1")
		wantCode(t, err, "")
	}
	_, err := w.login("bob", "wrong", "192.0.2.1")
	wantCode(t, err, chat.CodeUnauthenticated)
}

// However many attempts wait for the pool, no more hashes are computed than are free, and one for each that ran
// already.
func TestLogin_AttemptsAtOnceDoNotOutrunTheCount(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Hashes, o.Waiting = 2, 1000 })
	w.user("ann", "secret")
	var tried atomic.Int32
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			_, err := w.login("ann", fmt.Sprint("guess", i), "192.0.2.1")
			if isCode(err, chat.CodeUnauthenticated) {
				tried.Add(1)
			} else if !isCode(err, chat.CodeRateLimited) {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	if n := tried.Load(); n < freeHere || n > freeHere+1 {
		t.Errorf("%d guesses were tried", n)
	}
}

func TestLogin_ForgedTokensDelayTheAddressButNoToken(t *testing.T) {
	w := newWorld(t)
	w.user("ann", "secret")
	w.user("bob", "secret")
	forged := w.issue("ann", time.Hour) + "x"
	for range freeAnyone {
		_, err := w.login("ann", forged, "192.0.2.1")
		wantCode(t, err, chat.CodeUnauthenticated)
	}
	_, err := w.login("ann", forged, "192.0.2.1")
	wantCode(t, err, chat.CodeRateLimited)
	_, err = w.login("bob", "secret", "192.0.2.1")
	wantCode(t, err, chat.CodeRateLimited)
	_, err = w.login("ann", w.issue("ann", time.Hour), "192.0.2.1")
	wantCode(t, err, "")
	_, err = w.login("xiaojun", vector, "192.0.2.1")
	wantCode(t, err, "")
	_, err = w.login("ann", "secret", "192.0.2.2") // ann's account was not counted against
	wantCode(t, err, "")
}

func TestThrottle_IsBounded(t *testing.T) {
	w := newWorld(t)
	th := newThrottle(w.now, 40, freeHere)
	for i := range 1000 {
		th.fail(place{"default", chat.UserID(fmt.Sprint("u", i)), fmt.Sprint("a", i)})
		th.succeed(place{"default", chat.UserID(fmt.Sprint("v", i)), fmt.Sprint("b", i)})
	}
	n := len(th.here.counts.entries) + len(th.anywhere.counts.entries) + len(th.anyone.counts.entries) + len(th.right.entries)
	if n != 40 {
		t.Errorf("%d entries", n)
	}
}

func TestThrottle_AClockSetBackDoesNotLockOut(t *testing.T) {
	w := newWorld(t)
	th := newThrottle(w.now, 40, freeHere)
	p := place{"default", "ann", "a"}
	for range freeHere {
		th.fail(p)
	}
	w.pass(-24 * time.Hour)
	if wait := th.wait(p); wait > longestDelay {
		t.Errorf("%v", wait)
	}
}

func TestAddress_IsAClientsNotASockets(t *testing.T) {
	tests := map[string]string{
		"192.0.2.1":          "192.0.2.1",
		"192.0.2.1:4711":     "192.0.2.1",
		"::ffff:192.0.2.1":   "192.0.2.1",
		"127.0.0.1":          "127.0.0.1",
		"2001:db8:1:2:3::4":  "2001:db8:1:2::/64",
		"[2001:db8::1]:4711": "2001:db8::/64",
		"fe80::1%eth0":       "fe80::/64",
		"":                   "",
		"@":                  "@",
	}
	for in, want := range tests {
		if got := Source(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
