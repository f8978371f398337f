package chat

// Cache is what the writer of a [Log] keeps in memory of the state, from command to command: heads, views, standings, and
// that a key is not there. What each message reads or changes is kept decoded, so that it is encoded once for a batch,
// however many messages of one conversation the batch has. Of two generations of keys the old one is forgotten when the
// young one is full. A Cache belongs to one goroutine.
type Cache struct {
	most       int
	young, old map[string]*cached
	changed    []*cached
}

// cached is what is known of a key.
type cached struct {
	key     string
	value   []byte // nil with no record: the store has no such key; nil with one: it was changed since it was read
	record  record // the value, decoded; nil: nobody asked yet
	changed bool   // not handed to the transaction yet
}

// record is a value that is kept decoded.
type record interface {
	append(b []byte) []byte // what is stored
	decode(b []byte) error  // may keep b, and must not change it
}

// cachedMost is the largest value in bytes that is kept undecoded.
const cachedMost = 2048

// NewCache makes a cache for about twice as many keys as keys says.
func NewCache(keys int) *Cache {
	c := &Cache{most: keys}
	c.Reset()
	return c
}

// Reset forgets everything, changes too: the transaction was thrown away.
func (c *Cache) Reset() { c.young, c.old, c.changed = make(map[string]*cached), nil, nil }

// Age makes room. It is called between transactions, when nothing is left to [Cache.Settle].
func (c *Cache) Age() {
	if len(c.young) >= c.most {
		c.old, c.young = c.young, make(map[string]*cached, c.most)
	}
}

// Get gives the value of a key, nil when the store has none. What the cache does not know read is asked for; large
// values are not kept.
func (c *Cache) Get(key []byte, read func(key []byte) ([]byte, error)) ([]byte, error) {
	if e := c.find(key); e != nil {
		return e.bytes(), nil
	}
	value, err := read(key)
	if err == nil && len(value) <= cachedMost { // that there is none is worth knowing too
		k := string(key)
		c.young[k] = &cached{key: k, value: value}
	}
	return value, err
}

// Set changes the value of a key: until [Cache.Settle] if the cache knows the key and the value is small, else by write.
func (c *Cache) Set(key, value []byte, write func(key, value []byte) error) error {
	e := c.find(key)
	if e == nil {
		return write(key, value)
	}
	if len(value) > cachedMost {
		c.forget(e)
		return write(key, value)
	}
	e.value, e.record = value, nil
	c.change(e)
	return nil
}

// Delete forgets a key, and a change of it, and calls remove.
func (c *Cache) Delete(key []byte, remove func(key []byte) error) error {
	if e := c.find(key); e != nil {
		c.forget(e)
	}
	return remove(key)
}

func (c *Cache) forget(e *cached) {
	e.changed = false
	delete(c.young, e.key)
	delete(c.old, e.key)
}

// Settle calls set with each key that was changed, and its value; both are set's to keep, the value not to change.
func (c *Cache) Settle(set func(key, value []byte) error) error {
	for _, e := range c.changed {
		if !e.changed {
			continue // forgotten since
		}
		e.changed = false
		if err := set([]byte(e.key), e.bytes()); err != nil {
			return err
		}
	}
	clear(c.changed)
	c.changed = c.changed[:0]
	return nil
}

func (c *Cache) find(key []byte) *cached {
	if e := c.young[string(key)]; e != nil {
		return e
	}
	e := c.old[string(key)]
	if e != nil {
		c.young[e.key] = e
	}
	return e
}

func (c *Cache) change(e *cached) {
	if !e.changed {
		e.changed = true
		c.changed = append(c.changed, e)
	}
}

func (e *cached) bytes() []byte {
	if e.value == nil && e.record != nil {
		return e.record.append(nil)
	}
	return e.value
}

func (e *cached) there() bool { return e.value != nil || e.record != nil }

// location is the parts of the key of a record. It spares making the key of what the cache knows.
type location struct {
	app   AppName
	class string
	parts [2]string
	n     int // of parts
}

func located(app AppName, class string, parts ...string) (at location) {
	at.app, at.class, at.n = app, class, copy(at.parts[:], parts)
	return at
}

// locationSize is what most keys of records fit in.
const locationSize = 128

func (l location) key() []byte { return key(l.app, l.class, l.parts[:l.n]...) }

func (l *location) find(c *Cache) *cached {
	var b [locationSize]byte
	return c.find(appendKey(b[:0], l.app, l.class, l.parts[:l.n]))
}

func cacheOf(r Reader) *Cache {
	if tx, ok := r.(Tx); ok {
		return tx.Cache()
	}
	return nil
}

// recorded is a pointer to a T that is a record.
type recorded[T any] interface {
	*T
	record
}

// lookup reads the record at a location, nil when there is none. It is shared and valid until the next keep there: whoever
// wants to change it changes a copy and gives it to keep.
func lookup[T any, P recorded[T]](r Reader, at location) (P, error) {
	var e *cached
	cache := cacheOf(r)
	if cache != nil {
		if e = at.find(cache); e != nil {
			if e.record != nil {
				return e.record.(P), nil
			}
			return decoded[T, P](e, e.value)
		}
	}
	b, err := r.Get(at.key())
	if err != nil {
		return nil, err
	}
	if cache != nil {
		e = at.find(cache)
	}
	return decoded[T, P](e, b)
}

// get is lookup for the value itself, zero when there is none.
func get[T any, P recorded[T]](r Reader, at location) (v T, err error) {
	rec, err := lookup[T, P](r, at)
	if rec != nil {
		v = *rec
	}
	return v, err
}

// copied gives a copy, nil of nil.
func copied[T any](rec *T) *T {
	if rec == nil {
		return nil
	}
	own := *rec
	return &own
}

// decoded decodes a value and keeps the record at e, if there is one.
func decoded[T any, P recorded[T]](e *cached, value []byte) (P, error) {
	if value == nil {
		return nil, nil
	}
	rec := P(new(T))
	if err := rec.decode(value); err != nil {
		return nil, err
	}
	if e != nil {
		e.record = rec
	}
	return rec, nil
}

// keep sets the record at a location.
func keep[T any, P recorded[T]](s *state, at location, v T) error {
	s.wrote = true
	if cache := s.tx.Cache(); cache != nil {
		if e := at.find(cache); e != nil {
			rec, ok := e.record.(P)
			if !ok {
				rec = new(T)
				e.record = rec
			}
			*rec, e.value = v, nil
			cache.change(e)
			return nil
		}
	}
	alone := v // not v itself, which would always be on the heap then
	return s.tx.Set(at.key(), P(&alone).append(nil))
}

// exists tells whether anything is at a location.
func exists(r Reader, at location) (bool, error) {
	if cache := cacheOf(r); cache != nil {
		if e := at.find(cache); e != nil {
			return e.there(), nil
		}
	}
	b, err := r.Get(at.key())
	return b != nil, err
}
