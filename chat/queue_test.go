package chat_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

// keepSession keeps a session of a client.
func (k *talk) keepSession(o chat.QueueOwner, lasts time.Duration) {
	k.t.Helper()
	st := chat.StoredSession{Born: o.Born, Subs: []chat.StoredSub{{Filter: "dev/#", QoS: 2}}}
	if lasts > 0 {
		st.Expires = k.now.Add(lasts).UnixMilli()
	}
	if err := k.SaveSession(ctx, "default", o.User, o.Client, st); err != nil {
		k.t.Fatal(err)
	}
}

// queueUp publishes for one session.
func (k *talk) queueUp(to chat.QueueTo, payload string) (result *chat.QueueResult) {
	k.t.Helper()
	p := chat.DevicePublish{RetainedMessage: chat.RetainedMessage{Topic: "dev/x", Payload: []byte(payload), QoS: 2, From: "ann", Client: "c"}, To: []chat.QueueTo{to}}
	if err := k.SubmitDevice("default", &p, func(r *chat.QueueResult, err error) {
		if result = r; err != nil {
			k.t.Fatal(err)
		}
	}); err != nil {
		k.t.Fatal(err)
	}
	return result
}

// waits lists what waits for a session, read in pages of two.
func (k *talk) waits(o chat.QueueOwner) (payloads []string) {
	k.t.Helper()
	for from := uint64(0); ; {
		page, next, err := k.Queued("default", o, from, 2, 1<<20)
		if err != nil {
			k.t.Fatal(err)
		}
		for _, m := range page {
			payloads = append(payloads, string(m.Payload))
		}
		if from = next; len(page) == 0 {
			return payloads
		}
	}
}

func (k *talk) note(n chat.QueueNotes) (gone []uint64) {
	k.t.Helper()
	all, err := k.NoteQueues(ctx, "default", []chat.QueueNotes{n})
	if err != nil {
		k.t.Fatal(err)
	}
	return all[0]
}

func (k *talk) limitQueues(most int, ttl int64, full chat.QueueFull) {
	k.t.Helper()
	st := chat.DefaultSettings()
	st.DeviceQueue, st.DeviceQueueTTL, st.DeviceQueueFull = most, ttl, full
	if _, err := k.ChangeApp(ctx, "default", chat.AppChange{Settings: &st}); err != nil {
		k.t.Fatal(err)
	}
}

func TestQueue_KeepsWhatASessionIsOwed(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	lamp := chat.QueueOwner{User: "bob", Client: "lamp", Born: 7}
	to := chat.QueueTo{QueueOwner: lamp, QoS: 2, Retain: true, IDs: []int{3, 200}}
	if r := k.queueUp(to, "x"); r.Seqs[0] != chat.NoQueue {
		t.Fatalf("a session that is not kept: %+v", r)
	}
	k.keepSession(lamp, 0)
	k.keepSession(chat.QueueOwner{User: "bob", Client: "lamp\x01/1", Born: 7}, 0) // its keys begin with those of the other
	for i := range 5 {
		if r := k.queueUp(to, fmt.Sprint(i)); r.Seqs[0] != uint64(i+1) {
			t.Fatalf("%+v", r)
		}
	}
	page, next, err := k.Queued("default", lamp, 2, 1, 1<<20)
	if err != nil || len(page) != 1 || next != 3 {
		t.Fatal(page, next, err)
	}
	if m := page[0]; m.Seq != 2 || m.Topic != "dev/x" || string(m.Payload) != "1" || m.QoS != 2 || m.Published != 2 || !m.Retain || !slices.Equal(m.IDs, []int{3, 200}) || m.Until == 0 || m.ID != 0 {
		t.Fatalf("%+v", m)
	}
	if gone := k.note(chat.QueueNotes{QueueOwner: lamp, Sent: []chat.QueueSent{{Seq: 1, ID: 11}, {Seq: 3, ID: 13}, {Seq: 9, ID: 19}}}); !slices.Equal(gone, []uint64{9}) {
		t.Fatal(gone)
	}
	k.note(chat.QueueNotes{QueueOwner: lamp, Received: []uint64{3}, Done: []uint64{1, 1, 77}})
	st, err := k.QueueState("default", lamp)
	if err != nil || st.Next != 6 || st.Low != 2 || len(st.Begun) != 2 || st.Begun[0].Seq != 2 || st.Begun[0].ID != 0 || st.Begun[1].ID != 13 || !st.Begun[1].Received || len(st.Begun[1].Payload) > 0 {
		t.Fatalf("%+v %v", st, err)
	}
	if got := k.waits(lamp); !slices.Equal(got, []string{"1", "", "3", "4"}) {
		t.Fatal(got)
	}
	// The client begins a new session in the place of the old one.
	anew := lamp
	anew.Born = 8
	k.keepSession(anew, 0)
	if st, err := k.QueueState("default", anew); st != nil || err != nil {
		t.Fatalf("%+v %v", st, err)
	}
	if r := k.queueUp(to, "late"); r.Seqs[0] != chat.NoQueue {
		t.Fatalf("the old session gets %+v", r)
	}
	if err := k.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	if left := k.log.Keys("default/queue/"); len(left) > 0 {
		t.Fatalf("%q", left)
	}
}

func TestQueue_HasItsBounds(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	o := chat.QueueOwner{User: "bob", Client: "c", Born: 1}
	k.keepSession(o, 0)
	fill := func(to chat.QueueTo, n int) (full, expired int) {
		to.QueueOwner, to.QoS = o, 1
		for i := range n {
			r := k.queueUp(to, fmt.Sprint(i))
			full, expired = full+r.Full, expired+r.Expired
		}
		return full, expired
	}
	k.limitQueues(3, 10, chat.DropOldest)
	if full, _ := fill(chat.QueueTo{}, 5); full != 2 || !slices.Equal(k.waits(o), []string{"2", "3", "4"}) {
		t.Fatal(full, k.waits(o))
	}
	k.limitQueues(3, 10, chat.DropNewest)
	if full, _ := fill(chat.QueueTo{}, 2); full != 2 || !slices.Equal(k.waits(o), []string{"2", "3", "4"}) {
		t.Fatal(full, k.waits(o))
	}
	if full, _ := fill(chat.QueueTo{Room: 2}, 3); full != 1 || !slices.Equal(k.waits(o), []string{"2", "3", "4", "0", "1"}) {
		t.Fatal("what is in flight does not wait", full, k.waits(o))
	}
	k.limitQueues(3, 10, chat.DropOldest)
	k.note(chat.QueueNotes{QueueOwner: o, Sent: []chat.QueueSent{{Seq: 4, ID: 1}}})
	if full, _ := fill(chat.QueueTo{Room: 1, Sent: 3}, 1); full != 1 || !slices.Equal(k.waits(o), []string{"2", "3", "0", "1", "0"}) {
		t.Fatal("what the client may know stays", full, k.waits(o))
	}
	k.limitQueues(1, 10, chat.DropOldest)
	if full, _ := fill(chat.QueueTo{}, 1); full != 4 || !slices.Equal(k.waits(o), []string{"2", "3"}) {
		t.Fatal("a bound that is smaller now", full, k.waits(o))
	}
	k.note(chat.QueueNotes{QueueOwner: o, Done: []uint64{3, 4}})
	k.limitQueues(2, 10, chat.DropNewest)
	fill(chat.QueueTo{}, 2)
	k.now = k.now.Add(11 * time.Second)
	if full, expired := fill(chat.QueueTo{}, 2); full != 0 || expired != 2 || len(k.waits(o)) != 2 {
		t.Fatal("what has run out makes room", full, expired, k.waits(o))
	}
	k.now = k.now.Add(11 * time.Second)
	if err := k.Purge(ctx); err != nil || len(k.waits(o)) != 0 || k.QueuedExpired() != 2 {
		t.Fatal(err, k.waits(o), k.QueuedExpired())
	}
	k.limitQueues(0, 10, chat.DropOldest)
	if full, _ := fill(chat.QueueTo{}, 2); full != 2 || len(k.waits(o)) != 0 {
		t.Fatal(full, k.waits(o))
	}
}

// TestQueue_EndsWithItsSession, however it ends; what a shared subscription is owed stays for others.
func TestQueue_EndsWithItsSession(t *testing.T) {
	ends := map[string]func(*talk, chat.QueueOwner) error{
		"dropped": func(k *talk, o chat.QueueOwner) error { return k.DropSession(ctx, "default", o.User, o.Client, o.Born) },
		"run out": func(k *talk, o chat.QueueOwner) error { k.now = k.now.Add(time.Hour); return k.Purge(ctx) },
		"replaced": func(k *talk, o chat.QueueOwner) error {
			o.Born++
			k.keepSession(o, 0)
			return k.Purge(ctx)
		},
		"deleted": func(k *talk, o chat.QueueOwner) error {
			return k.DeleteUser(ctx, chat.Caller{App: "default", Admin: true, User: o.User})
		},
	}
	for name, end := range ends {
		k := newTalk(t, "ann", "bob")
		o := chat.QueueOwner{User: "bob", Client: "a/b", Born: 5}
		k.keepSession(o, time.Minute)
		k.limitQueues(10_000, 0, chat.DropOldest)
		for i := range 1200 {
			to := chat.QueueTo{QueueOwner: o, QoS: 1}
			if i%3 == 0 {
				to.QoS, to.Share, to.Filter = 2, "crew", "dev/#"
			}
			k.queueUp(to, fmt.Sprint(i))
		}
		k.note(chat.QueueNotes{QueueOwner: o, Sent: []chat.QueueSent{{Seq: 1, ID: 1}}}) // shared, but the client may have it
		p := chat.DevicePublish{RetainedMessage: chat.RetainedMessage{Topic: "dev/y", QoS: 2}, Open: &chat.OpenID{QueueOwner: o, ID: 300}}
		if err := k.SubmitDevice("default", &p, func(_ *chat.QueueResult, err error) {
			if err != nil {
				t.Fatal(err)
			}
		}); err != nil {
			t.Fatal(err)
		}
		if st, err := k.QueueState("default", o); err != nil || !slices.Equal(st.Open, []uint16{300}) {
			t.Fatalf("%+v %v", st, err)
		}
		if err := end(k, o); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, class := range []string{"queue", "queuebox", "queueopen", "queuegone"} {
			if left := k.log.Keys("default/" + class + "/"); len(left) > 0 {
				t.Errorf("%s: %d of %s are left", name, len(left), class)
			}
		}
		orphans, err := k.Orphans("default", 1, 1000)
		if err != nil || len(orphans) != 399 || string(orphans[0].Payload) != "3" || orphans[0].Share != "crew" {
			t.Fatalf("%s: %d %v", name, len(orphans), err)
		}
		for _, m := range orphans {
			if err := k.SubmitDevice("default", &chat.DevicePublish{RetainedMessage: chat.RetainedMessage{Topic: m.Topic}, Orphan: m.Seq}, func(*chat.QueueResult, error) {}); err != nil {
				t.Fatal(err)
			}
		}
		if left := k.log.Keys("default/queueorphan/"); len(left) > 0 {
			t.Errorf("%s: %d orphans are left", name, len(left))
		}
	}
}

// TestQueue_AgainstAPlainList compares with lists in memory, and applies the written commands to another log.
func TestQueue_AgainstAPlainList(t *testing.T) {
	type waiting struct {
		seq     uint64
		payload string
		until   int64
	}
	k := newTalk(t, "ann", "bob")
	const most, ttl = 6, 30
	r := rand.New(rand.NewPCG(4, 2))
	for _, full := range []chat.QueueFull{chat.DropOldest, chat.DropNewest} {
		k.limitQueues(most, ttl, full)
		owners := []chat.QueueOwner{{User: "ann", Client: "a", Born: 1}, {User: "ann", Client: "a/b", Born: 1}, {User: "bob", Client: "a", Born: 1 << 63}}
		held := make([][]waiting, len(owners))
		next := make([]uint64, len(owners))
		for i, o := range owners {
			k.keepSession(o, 0)
			next[i] = 1
		}
		for n := range 1500 {
			i := r.IntN(len(owners))
			o := owners[i]
			now := k.now.UnixMilli()
			switch r.IntN(8) {
			case 0, 1, 2, 3:
				for len(held[i]) >= most && (full == chat.DropOldest || held[i][0].until < now) {
					held[i] = held[i][1:]
				}
				got := k.queueUp(chat.QueueTo{QueueOwner: o, QoS: 1}, fmt.Sprint(n)).Seqs[0]
				if len(held[i]) >= most {
					if got != 0 {
						t.Fatalf("%d: %d is let in", n, got)
					}
					break
				}
				if got != next[i] {
					t.Fatalf("%d: seq %d, not %d", n, got, next[i])
				}
				held[i] = append(held[i], waiting{next[i], fmt.Sprint(n), now + ttl*1000})
				next[i]++
			case 4, 5:
				if len(held[i]) > 0 {
					j := r.IntN(len(held[i]))
					k.note(chat.QueueNotes{QueueOwner: o, Done: []uint64{held[i][j].seq}})
					held[i] = slices.Delete(held[i], j, j+1)
				}
			case 6:
				k.now = k.now.Add(time.Duration(r.IntN(9000)) * time.Millisecond)
			case 7:
				switch r.IntN(10) {
				case 0:
					if err := k.DropSession(ctx, "default", o.User, o.Client, 0); err != nil {
						t.Fatal(err)
					}
					owners[i].Born++
					k.keepSession(owners[i], 0)
					held[i], next[i] = nil, 1
				case 1:
					if err := k.Purge(ctx); err != nil {
						t.Fatal(err)
					}
					for i := range held {
						for len(held[i]) > 0 && held[i][0].until < k.now.UnixMilli() {
							held[i] = held[i][1:]
						}
					}
				}
			}
			var want []string
			for _, w := range held[i] {
				want = append(want, w.payload)
			}
			if got := k.waits(owners[i]); !slices.Equal(got, want) {
				t.Fatalf("%d: %q, not %q", n, got, want)
			}
		}
		for _, o := range owners {
			if err := k.DropSession(ctx, "default", o.User, o.Client, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	again := chattest.NewColdLog()
	for _, c := range k.log.Applied() {
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var read chat.Command
		if err := json.Unmarshal(b, &read); err != nil {
			t.Fatal(err)
		}
		if err := again.Propose(&chat.Proposal{Command: read}); err != nil {
			t.Fatal(err)
		}
	}
	if again.Hash() != k.log.Hash() {
		t.Fatal("the same commands give another state")
	}
	for _, key := range k.log.Keys("default/queue") {
		if !strings.HasPrefix(key, "default/queuelimits") {
			t.Errorf("left is %q", key)
		}
	}
}
