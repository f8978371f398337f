package auth

import (
	"net/netip"
	"sync"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// How many wrong attempts in a row are free, before the next one has to wait.
const (
	freeHere      = 5             // for one account, from one address, where the options do not say
	freeAnywhere  = 4 * freeHere  // for one account
	freeAnyone    = 10 * freeHere // from one address
	firstDelay    = time.Second
	longestDelay  = 5 * time.Minute
	countedFor    = 15 * time.Minute // without another wrong attempt, a count is forgotten
	rememberedFor = 24 * time.Hour   // that an account's password was right from an address
)

// place is where an attempt comes from and for whom; without a user it counts for the address only.
type place struct {
	app  chat.AppName
	user chat.UserID
	addr string
}

// throttle makes who guesses wait, longer each time.
//
// So that nobody is locked out by others' guesses: an attempt refused for its haste does not count; and from an address
// where the account's password was right before, only wrong attempts for that account from that address count.
type throttle struct {
	now func() time.Time

	mu       sync.Mutex
	here     ladder // app, user and address
	anywhere ladder // app and user
	anyone   ladder // address
	right    *table[place, time.Time]
}

func newThrottle(now func() time.Time, counters, free int) *throttle {
	each := max(1, counters/4)
	return &throttle{
		now:      now,
		here:     ladder{free: free, counts: newTable[place, count](each)},
		anywhere: ladder{free: free * freeAnywhere / freeHere, counts: newTable[place, count](each)},
		anyone:   ladder{free: free * freeAnyone / freeHere, counts: newTable[place, count](each)},
		right:    newTable[place, time.Time](each),
	}
}

// wait tells how long attempts from a place are refused yet.
func (t *throttle) wait(p place) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if p.user == "" {
		return t.anyone.wait(p.address(), now)
	}
	here := t.here.wait(p, now)
	if at, ok := t.right.get(p); ok && now.Sub(at) < rememberedFor {
		return here
	}
	return max(here, t.anywhere.wait(p.account(), now), t.anyone.wait(p.address(), now))
}

// fail counts a wrong attempt.
func (t *throttle) fail(p place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.anyone.fail(p.address(), now)
	if p.user != "" {
		t.here.fail(p, now)
		t.anywhere.fail(p.account(), now)
	}
}

// succeed forgives the account's wrong attempts, and those for it from this address; not those of the address for
// other accounts, or who has one account could guess at all others without end.
func (t *throttle) succeed(p place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.anyone.forgive(p.address(), t.here.failures(p, now), now)
	t.here.counts.remove(p)
	t.anywhere.counts.remove(p.account())
	t.right.put(p, now)
}

func (p place) account() place { return place{app: p.app, user: p.user} }
func (p place) address() place { return place{addr: p.addr} }

// ladder counts wrong attempts of one kind.
type ladder struct {
	free   int
	counts *table[place, count]
}

type count struct {
	failures int
	last     time.Time
	next     time.Time // attempts before are refused
}

func (l ladder) count(p place, now time.Time) count {
	c, ok := l.counts.get(p)
	if !ok || now.Sub(c.last) > countedFor {
		return count{}
	}
	return c
}

func (l ladder) failures(p place, now time.Time) int { return l.count(p, now).failures }

func (l ladder) wait(p place, now time.Time) time.Duration {
	return min(l.count(p, now).next.Sub(now), longestDelay) // the clock may have been set back
}

func (l ladder) fail(p place, now time.Time) {
	c := l.count(p, now)
	c.failures++
	c.last = now
	if over := c.failures - l.free; over >= 0 {
		c.next = now.Add(min(firstDelay<<min(over, 10), longestDelay))
	}
	l.counts.put(p, c)
}

func (l ladder) forgive(p place, failures int, now time.Time) {
	c := l.count(p, now)
	if c.failures -= failures; c.failures <= 0 {
		l.counts.remove(p)
		return
	}
	if c.failures < l.free {
		c.next = time.Time{}
	}
	l.counts.put(p, c)
}

// errWait refuses an attempt that came too early.
func errWait(wait time.Duration) *chat.Error {
	seconds := int((wait + time.Second - 1) / time.Second)
	err := chat.Errorf(chat.CodeRateLimited, "too many wrong attempts: try again in %d s", seconds)
	err.RetryAfter = seconds
	return err
}

// Source is the part of an IP address that stands for one client: all of an IPv4 address, the network of an IPv6 one,
// where a client has as many addresses as it likes. A port is ignored.
func Source(remote string) string {
	ip, err := netip.ParseAddr(remote)
	if err != nil {
		withPort, err := netip.ParseAddrPort(remote)
		if err != nil {
			return remote[:min(len(remote), 64)]
		}
		ip = withPort.Addr()
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	network, _ := ip.Prefix(64) // 64 bits fit
	return network.String()
}
