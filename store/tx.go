package store

import (
	"bytes"
	"errors"

	"github.com/dgraph-io/badger/v4"

	"github.com/hongyan-im/hongyan/chat"
)

// reader is a chat.Reader over a Badger transaction.
type reader struct{ txn *badger.Txn }

// Get copies the value: Badger's own bytes may go away with the table they are in.
func (r reader) Get(key []byte) ([]byte, error) {
	item, err := r.txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return item.ValueCopy(nil)
}

// Scan implements chat.Reader.
func (r reader) Scan(prefix, from []byte, backward bool, f func(key, value []byte) bool) error {
	o := badger.DefaultIteratorOptions
	o.PrefetchValues = false // values are beside their keys; prefetching costs a goroutine for each
	o.Prefix = prefix
	o.Reverse = backward
	it := r.txn.NewIterator(o)
	defer it.Close()
	switch {
	case from != nil:
		it.Seek(from)
	case backward:
		it.Seek(append(bytes.Clone(prefix), bytes.Repeat([]byte{0xff}, 16)...))
	default:
		it.Seek(prefix)
	}
	more := true
	for ; more && it.ValidForPrefix(prefix); it.Next() {
		item := it.Item()
		if err := item.Value(func(v []byte) error { more = f(item.Key(), v); return nil }); err != nil {
			return err
		}
	}
	return nil
}

// tx is a chat.Tx. It reads through the batcher's cache, which it keeps equal to what it writes.
type tx struct {
	reader
	store *Store
}

func (t *tx) Get(key []byte) ([]byte, error) {
	if v, ok := t.store.cache.get(key); ok {
		return v, nil
	}
	if chat.FreshKey(key) && t.store.absent.sure(key) {
		return nil, nil
	}
	v, err := t.reader.Get(key)
	if err == nil && len(v) <= cachedValue {
		t.store.cache.put(key, v) // that there is none is worth knowing too
	}
	return v, err
}

func (t *tx) Set(key, value []byte) error {
	if err := t.txn.Set(key, value); err != nil {
		return err
	}
	if chat.FreshKey(key) {
		if t.store.absent.add(key) && t.store.absent.grow() {
			t.store.done.Add(1)
			go t.store.fillAbsent()
		}
		return nil
	}
	t.store.cache.changed(key, value)
	return nil
}

func (t *tx) Delete(key []byte) error {
	t.store.cache.remove(key)
	return t.txn.Delete(key)
}

// cachedValue is the largest value kept in the cache: a block of the feed fits.
const cachedValue = 2048

// cache holds what the batcher read lately: heads, views, standings. It is kept in two generations: when the young
// one is full, the old one is forgotten.
type cache struct {
	young, old map[string][]byte
}

func (c *cache) reset() { c.young, c.old = make(map[string][]byte), nil }

func (c *cache) get(key []byte) ([]byte, bool) {
	if v, ok := c.young[string(key)]; ok {
		return v, true
	}
	v, ok := c.old[string(key)]
	if ok {
		c.put(key, v)
	}
	return v, ok
}

func (c *cache) put(key, value []byte) {
	if len(c.young) >= cacheKeys {
		c.old, c.young = c.young, make(map[string][]byte, cacheKeys)
	}
	c.young[string(key)] = value
}

// changed keeps a cached key equal to what was written; a key that nobody read is not cached.
func (c *cache) changed(key, value []byte) {
	_, young := c.young[string(key)]
	_, old := c.old[string(key)]
	if !young && !old {
		return
	}
	if len(value) > cachedValue {
		c.remove(key)
		return
	}
	c.put(key, value)
}

func (c *cache) remove(key []byte) {
	delete(c.young, string(key))
	delete(c.old, string(key))
}
