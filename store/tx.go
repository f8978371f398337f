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
func (r reader) Get(key []byte) (value []byte, err error) {
	item, err := r.txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if item.ValueSize() >= besideKeys {
		return item.ValueCopy(nil)
	}
	err = item.Value(func(v []byte) error { value = v; return nil }) // already a copy, for it lay beside its key
	return value, err
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

// stepsBeforeLeap is how many keys are passed one by one before the iterator is told to look for the next that is wanted:
// that costs as much as some steps.
const stepsBeforeLeap = 4

// Walk implements chat.Reader.
func (r reader) Walk(prefix, from []byte, f func(key []byte, value func() ([]byte, error)) []byte) error {
	o := badger.DefaultIteratorOptions
	o.PrefetchValues = false
	o.Prefix = prefix
	it := r.txn.NewIterator(o)
	defer it.Close()
	if from == nil || bytes.Compare(from, prefix) < 0 {
		from = prefix
	}
	for it.Seek(from); it.ValidForPrefix(prefix); {
		item := it.Item()
		next := f(item.Key(), func() ([]byte, error) { return item.ValueCopy(nil) })
		if next == nil {
			return nil
		}
		for n := 0; it.ValidForPrefix(prefix) && bytes.Compare(it.Item().Key(), next) < 0; n++ {
			if n < stepsBeforeLeap {
				it.Next()
			} else {
				it.Seek(next)
			}
		}
	}
	return nil
}

// tx is a chat.Tx. It reads through the batcher's cache, and writes of cached keys stay there until the end of the
// batch: the head of a conversation changes with each of its messages, and is written once.
type tx struct {
	reader
	store *Store
}

func (t *tx) Cache() *chat.Cache { return t.store.cache }

func (t *tx) Get(key []byte) ([]byte, error) { return t.store.cache.Get(key, t.reader.Get) }
func (t *tx) Set(key, value []byte) error    { return t.store.cache.Set(key, value, t.txn.Set) }
func (t *tx) Delete(key []byte) error        { return t.store.cache.Delete(key, t.txn.Delete) }

func (t *tx) Scan(prefix, from []byte, backward bool, f func(key, value []byte) bool) error {
	if err := t.settle(); err != nil {
		return err
	}
	return t.reader.Scan(prefix, from, backward, f)
}

func (t *tx) Walk(prefix, from []byte, f func(key []byte, value func() ([]byte, error)) []byte) error {
	if err := t.settle(); err != nil {
		return err
	}
	return t.reader.Walk(prefix, from, f)
}

// Unseen asks the filter of known cids.
func (t *tx) Unseen(hash uint64) bool { return t.store.absent.sure(hash) }

// Saw adds to the filter of known cids.
func (t *tx) Saw(hashes []uint64) { t.store.absent.add(hashes...) }

// settle hands what is only in the cache to the transaction.
func (t *tx) settle() error { return t.store.cache.Settle(t.txn.Set) }
