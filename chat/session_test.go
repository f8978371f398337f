package chat_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// standing reads what is stored of bob's account, without the count of his sessions, and that count.
func (k *talk) standing() (key string, others []byte, sessions uint64) {
	k.t.Helper()
	all := k.log.Keys("default/standing/bob")
	if len(all) != 1 {
		k.t.Fatalf("%q", all)
	}
	var value []byte
	k.must(k.log.View(func(r chat.Reader) (err error) { value, err = r.Get([]byte(all[0])); return err }))
	at, last := 0, 0
	for at < len(value) {
		n := 0
		sessions, n = binary.Uvarint(value[at:])
		last, at = at, at+n
	}
	return all[0], slices.Clone(value[:last]), sessions
}

// TestSessions_AreCounted: as they begin and end, in whatever way, and where a record is older than the count.
func TestSessions_AreCounted(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	session := func(i int) chat.QueueOwner {
		return chat.QueueOwner{User: "bob", Client: fmt.Sprint("lamp", i), Born: 5}
	}
	for i := range 5 {
		k.keepSession(session(i), time.Duration(i%2)*time.Minute) // 1 and 3 run out
	}
	k.keepSession(session(0), 0)
	count := func(want uint64) {
		t.Helper()
		if _, _, n := k.standing(); n != want {
			t.Errorf("%d sessions are counted, not %d", n, want)
		}
	}
	count(5)
	k.must(k.DropSession(ctx, "default", "bob", "lamp0", 5))
	k.must(k.DropSession(ctx, "default", "bob", "lamp0", 5)) // is gone
	count(4)
	k.now = k.now.Add(time.Hour)
	k.must(k.Purge(ctx))
	count(2)

	key, others, _ := k.standing()
	k.log.Put(map[string][]byte{key: others})
	k.keepSession(session(6), 0)
	count(3)
	k.log.Put(map[string][]byte{key: others})
	k.must(k.DropSession(ctx, "default", "bob", "lamp6", 5))
	count(2)

	k.log.Put(map[string][]byte{key: binary.AppendUvarint(others, chat.MaxSessions)})
	err := k.SaveSession(ctx, "default", "bob", "one more", chat.StoredSession{Born: 5})
	if chat.AsErrorCode(err) != chat.CodeTooMany {
		t.Errorf("%v", err)
	}
	k.keepSession(session(2), 0) // it is there
	k.must(k.DropSession(ctx, "default", "bob", "lamp2", 5))
	k.keepSession(session(7), 0)
	count(chat.MaxSessions)
}
