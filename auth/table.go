package auth

import "container/list"

// table is a map of bounded size; the entry that was not used for longest makes room. It is not safe for concurrent
// use.
type table[K comparable, V any] struct {
	most    int
	entries map[K]*list.Element
	recent  *list.List // of *entry[K, V], the latest used first
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

func newTable[K comparable, V any](most int) *table[K, V] {
	return &table[K, V]{most: most, entries: map[K]*list.Element{}, recent: list.New()}
}

func (t *table[K, V]) get(k K) (v V, ok bool) {
	e, ok := t.entries[k]
	if !ok {
		return v, false
	}
	t.recent.MoveToFront(e)
	return e.Value.(*entry[K, V]).value, true
}

func (t *table[K, V]) put(k K, v V) {
	if e, ok := t.entries[k]; ok {
		e.Value.(*entry[K, V]).value = v
		t.recent.MoveToFront(e)
		return
	}
	if len(t.entries) >= t.most {
		t.remove(t.recent.Back().Value.(*entry[K, V]).key)
	}
	t.entries[k] = t.recent.PushFront(&entry[K, V]{k, v})
}

func (t *table[K, V]) remove(k K) {
	if e, ok := t.entries[k]; ok {
		t.recent.Remove(e)
		delete(t.entries, k)
	}
}
