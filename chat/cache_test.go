package chat

import (
	"testing"
)

// shelf is a Tx over a map, with a cache.
type shelf struct {
	Reader // nil: nothing scans
	values map[string][]byte
	cache  *Cache
	reads  int
}

func newShelf() *shelf { return &shelf{values: map[string][]byte{}, cache: NewCache(4)} }

func (t *shelf) Cache() *Cache      { return t.cache }
func (t *shelf) Unseen(uint64) bool { return false }
func (t *shelf) Saw([]uint64)       {}
func (t *shelf) Delete(key []byte) error {
	return t.cache.Delete(key, func(key []byte) error {
		delete(t.values, string(key))
		return nil
	})
}

func (t *shelf) Get(key []byte) ([]byte, error) {
	return t.cache.Get(key, func(key []byte) ([]byte, error) {
		t.reads++
		return t.values[string(key)], nil
	})
}

func (t *shelf) Set(key, value []byte) error { return t.cache.Set(key, value, t.store) }

func (t *shelf) store(key, value []byte) error {
	t.values[string(key)] = value
	return nil
}

func (t *shelf) settle(test *testing.T) {
	test.Helper()
	if err := t.cache.Settle(t.store); err != nil {
		test.Fatal(err)
	}
}

func headOf(test *testing.T, r Reader, c Conversation) head {
	test.Helper()
	h, err := getHead(r, "app", c)
	if err != nil {
		test.Fatal(err)
	}
	return h
}

func TestCache_RecordIsReadOnceAndWrittenOnce(t *testing.T) {
	tx := newShelf()
	s := &state{tx: tx, app: "app"}
	for seq := range uint64(10) {
		h := headOf(t, tx, "group/g")
		if h.seq != seq {
			t.Fatalf("seq %d after %d messages", h.seq, seq)
		}
		h.seq++
		if err := s.setHead("group/g", h); err != nil {
			t.Fatal(err)
		}
	}
	if tx.reads != 1 || len(tx.values) != 0 {
		t.Fatalf("%d reads, %d values before the end of the batch", tx.reads, len(tx.values))
	}
	tx.settle(t)
	tx.settle(t) // nothing is left
	tx.cache.Reset()
	if h := headOf(t, tx, "group/g"); h.seq != 10 || tx.reads != 2 {
		t.Fatalf("seq %d after %d reads", h.seq, tx.reads)
	}
}

func TestCache_BytesAndRecordsOfAKeyAreTheSame(t *testing.T) {
	tx := newShelf()
	s := &state{tx: tx, app: "app"}
	key := headAt("app", "group/g").key()
	if is, err := exists(tx, headAt("app", "group/g")); is || err != nil {
		t.Fatal("a head before the first message", err)
	}
	headOf(t, tx, "group/g")
	if err := s.setHead("group/g", head{seq: 3}); err != nil {
		t.Fatal(err)
	}
	b, err := tx.Get(key)
	var h head
	if err != nil || h.decode(b) != nil || h.seq != 3 {
		t.Fatalf("the bytes of a record that was kept: %x, %v", b, err)
	}
	if err := tx.Set(key, (&head{seq: 7}).append(nil)); err != nil {
		t.Fatal(err)
	}
	if h := headOf(t, tx, "group/g"); h.seq != 7 {
		t.Fatalf("seq %d after bytes were set", h.seq)
	}
	if err := tx.Delete(key); err != nil {
		t.Fatal(err)
	}
	tx.settle(t)
	if h := headOf(t, tx, "group/g"); h.seq != 0 || len(tx.values) != 0 {
		t.Fatalf("seq %d after the key was deleted", h.seq)
	}
}

func TestCache_WhatIsReadIsACopy(t *testing.T) {
	tx := newShelf()
	s := &state{tx: tx, app: "app"}
	if _, err := getView(tx, "app", "ann", "group/g"); err != nil {
		t.Fatal(err)
	}
	if err := s.setView("ann", "group/g", &view{read: 1}); err != nil {
		t.Fatal(err)
	}
	v, err := getView(tx, "app", "ann", "group/g")
	if err != nil {
		t.Fatal(err)
	}
	v.read = 9 // by a command that is refused later
	if v, _ = getView(tx, "app", "ann", "group/g"); v.read != 1 {
		t.Fatalf("read %d, though nobody set it", v.read)
	}
}

func TestCache_ForgetsWhatIsNotUsed(t *testing.T) {
	tx := newShelf()
	heads := []Conversation{"group/a", "group/b", "group/c", "group/d"}
	for range 2 { // two generations
		for _, c := range heads {
			headOf(t, tx, c)
		}
		headOf(t, tx, "group/kept")
		tx.cache.Age()
	}
	if tx.reads != 5 {
		t.Fatalf("%d reads of 5 keys", tx.reads)
	}
	for n := range 3 {
		headOf(t, tx, "group/kept")
		for _, c := range []Conversation{"group/x", "group/y", "group/z"} {
			headOf(t, tx, c+Conversation(rune('0'+n)))
		}
		tx.cache.Age()
	}
	before := tx.reads
	if headOf(t, tx, "group/kept"); tx.reads != before {
		t.Fatal("what was used all the time was forgotten")
	}
	if headOf(t, tx, "group/a"); tx.reads != before+1 {
		t.Fatal("what was not used is still known")
	}
}

// A store from before the newest sender's record stood in the head has it where those of the others are.
func TestHead_WithoutANewestSenderIsRead(t *testing.T) {
	tx := newShelf()
	s := &state{tx: tx, app: "app"}
	tx.values[string(headAt("app", "user/ann~bob").key())] = appendNumbers(nil, 5, 9, 1000, 5, 0)
	tx.values[string(sentAt("app", "ann", "user/ann~bob").key())] = (&sent{count: 3, last: 5, cids: []byte("cids")}).append(nil)
	h := headOf(t, tx, "user/ann~bob")
	out, err := h.sentBy(tx, "app", "ann", "user/ann~bob")
	if err != nil || h.seq != 5 || h.by != "" || out.count != 3 || string(out.cids) != "cids" {
		t.Fatalf("%+v, %+v, %v", h, out, err)
	}
	for _, u := range []UserID{"ann", "bob", "ann"} {
		if out, err = h.sentBy(tx, "app", u, "user/ann~bob"); err != nil {
			t.Fatal(err)
		}
		out.count++
		if err := s.setSent("user/ann~bob", &h, u, out); err != nil {
			t.Fatal(err)
		}
	}
	if out, err = h.sentBy(tx, "app", "bob", "user/ann~bob"); err != nil || out.count != 1 || h.by != "ann" || h.mine.count != 5 {
		t.Fatalf("%+v, bob %+v, %v", h, out, err)
	}
}
