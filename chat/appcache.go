package chat

import "sync"

// appCache holds apps by all the names by which they were asked for: each connection asks several times. It is empty until
// the service hears of changes.
type appCache struct {
	mu    sync.RWMutex
	hears bool
	age   uint64 // grows with each change
	of    map[string]App
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
	if !c.hears || age != c.age {
		return
	}
	if c.of == nil || len(c.of) >= appsMost {
		c.of = make(map[string]App)
	}
	c.of[name] = a.clone()
}

func (c *appCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of = nil
	c.age++
}

// Before makes a deliverer by which the service takes note of changed apps before next tells anyone. A service without one
// reads them each time.
func (s *Service) Before(next Deliverer) Deliverer {
	s.apps.mu.Lock()
	defer s.apps.mu.Unlock()
	s.apps.hears = true
	return Before(next, func(e Effect) {
		if _, changed := e.(*RulesChanged); changed {
			s.apps.forget()
		}
	})
}
