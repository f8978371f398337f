package chat

import "sync"

// appCache holds apps by all the names by which they were asked for, and what they have nothing of: each connection asks
// several times. It is empty until the service hears of changes.
type appCache struct {
	mu    sync.RWMutex
	hears bool
	age   uint64 // grows with each change
	of    map[string]App
	has   map[appRarity]bool
	ended uint64                   // how often sessions were ended
	stand map[accountName]Standing // of who was not banned when sessions were ended last
}

type accountName struct {
	app  AppName
	user UserID
}

// standingsMost is how many accounts' standings are held, in about 100 bytes each.
const standingsMost = 20_000

// rarity is what most apps have nothing of, so that it is worth knowing that there is nothing to look for.
type rarity string

const (
	clientBans     rarity = "clientban"
	revokedTokens  rarity = "revoked"
	retainedTopics rarity = "retained"
	keptSessions   rarity = "session"
)

type appRarity struct {
	app  AppName
	what rarity
}

// look tells whether an app has anything of a kind.
func (a appRarity) look(r Reader) (has bool, err error) {
	if a.what == retainedTopics { // there may be many that are gone
		use, err := getUse(r, retainedUseKey(a.app), RetainedUse{})
		return use.Count > 0, err
	}
	err = r.Scan(prefix(a.app, string(a.what)), nil, false, func(_, _ []byte) bool {
		has = true
		return false
	})
	return has, err
}

// find gives an app, or the age of the cache for [appCache.keep].
func (c *appCache) find(name string) (a App, age uint64, known bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	a, known = c.of[name]
	return a.clone(), c.age, known
}

// keep holds an app that was read when the cache had an age. What was read before a change is not held.
func (c *appCache) keep(name string, a App, age uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hears && age == c.age {
		hold(&c.of, appsMost, name, a.clone())
	}
}

// hold puts an entry into a map, which begins anew when it is full.
func hold[K comparable, V any](m *map[K]V, most int, k K, v V) {
	if *m == nil || len(*m) >= most {
		*m = make(map[K]V)
	}
	(*m)[k] = v
}

// findHas and keepHas are find and keep for whether an app has anything of a kind.
func (c *appCache) findHas(r appRarity) (has bool, age uint64, known bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	has, known = c.has[r]
	return has, c.age, known
}

func (c *appCache) keepHas(r appRarity, has bool, age uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hears && age == c.age {
		hold(&c.has, appsMost, r, has)
	}
}

// note takes notice of an effect before anyone is told of it.
func (c *appCache) note(e Effect) {
	switch e := e.(type) {
	case *RulesChanged:
		c.mu.Lock()
		defer c.mu.Unlock()
		c.of = nil
		c.age++
	case *gained:
		c.mu.Lock()
		defer c.mu.Unlock()
		if !c.has[e.appRarity] {
			hold(&c.has, appsMost, e.appRarity, true)
			c.age++
		}
	case *Ended:
		c.mu.Lock()
		defer c.mu.Unlock()
		c.stand = nil
		c.ended++
	}
}

// findStanding gives how an account stands, or when it is asked for [appCache.keepStanding].
func (c *appCache) findStanding(n accountName) (st Standing, ended uint64, known bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	st, known = c.stand[n]
	return st, c.ended, known
}

// keepStanding holds how an account stands that was read when sessions had been ended so often: whatever changes it to the
// worse ends sessions.
func (c *appCache) keepStanding(n accountName, st Standing, ended uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hears && ended == c.ended && st.BannedUntil <= 0 {
		hold(&c.stand, standingsMost, n, st)
	}
}

// endings counts how often sessions were ended, as far as that is heard of.
func (c *appCache) endings() (n uint64, hears bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.ended, c.hears
}

// gained tells that an app has something of what most have nothing of.
type gained struct{ appRarity }

func (*gained) effect() {}

// Before makes a deliverer by which the service takes note of changed apps before next tells anyone. A service without one
// reads them each time.
func (s *Service) Before(next Deliverer) Deliverer {
	s.apps.mu.Lock()
	defer s.apps.mu.Unlock()
	s.apps.hears = true
	return Before(next, s.apps.note)
}

// has tells whether an app has anything of a kind. Who is not told of what came meanwhile hears of it when that is
// delivered.
func (s *Service) has(app AppName, what rarity) (bool, error) {
	r := appRarity{app, what}
	has, age, known := s.apps.findHas(r)
	if known {
		return has, nil
	}
	has, err := view1(s, r.look)
	if err == nil {
		s.apps.keepHas(r, has, age)
	}
	return has, err
}
