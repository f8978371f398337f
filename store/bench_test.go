package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// million fills a store with a million messages, ten in each of 100,000 1:1 conversations, written in the order in which
// such a store grows: round after round.
func million(b *testing.B) *world {
	w := newWorld(b)
	const users, rounds = 1000, 10
	for i := 0; i < users; i += 100 {
		var batch []chat.NewAccount
		for k := i; k < i+100; k++ {
			batch = append(batch, chat.NewAccount{User: member(k)})
		}
		if _, err := w.service.Register(context.Background(), admin(), batch); err != nil {
			b.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	waiting := make(chan struct{}, 2000)
	for range rounds {
		for i := range users {
			for k := 1; k <= 100; k++ {
				wg.Add(1)
				waiting <- struct{}{}
				err := w.service.Submit(as(member(i)), text("user/"+string(member((i+k*3)%users)), "the usual length of a chat message, more or less", ""), nil, func(o *chat.Outcome) {
					if o.Err != nil {
						b.Error(o.Err)
					}
					<-waiting
					wg.Done()
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	wg.Wait()
	return w
}

func member(i int) chat.UserID { return chat.UserID(fmt.Sprintf("u%04d", i)) }

// BenchmarkHistory_Page reads pages of 50 from conversations chosen at random among 100,000, so mostly cold ones.
func BenchmarkHistory_Page(b *testing.B) {
	w := million(b)
	start := time.Now()
	w.reopen()
	opened := time.Since(start)
	var took []time.Duration
	for b.Loop() {
		i, k := rand.IntN(1000), 1+rand.IntN(100)
		t := time.Now()
		page, err := w.service.History(as(member(i)), chat.UserAddress(member((i+k*3)%1000)), chat.HistoryQuery{Limit: 50})
		took = append(took, time.Since(t))
		if err != nil || len(page.Messages) < 10 {
			b.Fatalf("%d messages, %v", len(page.Messages), err)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
	b.ReportMetric(opened.Seconds(), "reopen-s")
}

// BenchmarkHistory_LongPage reads full pages of 50 from one long conversation.
func BenchmarkHistory_LongPage(b *testing.B) {
	w := newWorld(b)
	w.users("ann", "bob")
	for range 5000 {
		w.send("ann", text("user/bob", "the usual length of a chat message, more or less", ""))
	}
	for b.Loop() {
		page, err := w.service.History(as("bob"), chat.UserAddress("ann"), chat.HistoryQuery{Before: 51 + rand.Uint64N(4900), Limit: 50})
		if err != nil || len(page.Messages) != 50 {
			b.Fatalf("%d messages, %v", len(page.Messages), err)
		}
	}
}

// BenchmarkSend_Durable sends from many clients at once, each waiting for the flush.
func BenchmarkSend_Durable(b *testing.B) {
	w := newWorld(b)
	w.users("ann", "bob")
	b.SetParallelism(200)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			w.send("ann", text("user/bob", "hello", ""))
		}
	})
}

// BenchmarkSend_Pairs has 50 users write to another 50, 16 messages of each on their way at a time, each with a cid, and
// reports what a message costs beside the network.
func BenchmarkSend_Pairs(b *testing.B) {
	w := newWorld(b)
	for i := range 100 {
		w.users(member(i))
	}
	room := make(chan struct{}, 800)
	before := cpu(b)
	b.ResetTimer()
	for i := range b.N {
		room <- struct{}{}
		from, to := member(i%50), member(50+i%50)
		err := w.service.Submit(as(from), text("user/"+string(to), "the usual length of a chat message, more or less", fmt.Sprint("cid-", i)), nil, func(o *chat.Outcome) {
			if o.Err != nil {
				b.Error(o.Err)
			}
			<-room
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for range cap(room) {
		room <- struct{}{}
	}
	b.ReportMetric(float64((cpu(b)-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
}

// cpu is the processor time that the process took so far.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkSync_ThousandInHundred asks what changed: a thousand messages in a hundred of a user's conversations.
func BenchmarkSync_ThousandInHundred(b *testing.B) {
	w := newWorld(b)
	names := []chat.UserID{"ann"}
	for i := range 100 {
		names = append(names, member(i))
	}
	w.users(names...)
	w.send("ann", text("user/ann", "before", ""))
	before, err := w.service.Sync(as("ann"), "")
	if err != nil {
		b.Fatal(err)
	}
	for range 10 {
		for i := range 100 {
			w.send(member(i), text("user/ann", "the usual length of a chat message, more or less", ""))
		}
	}
	for b.Loop() {
		page, err := w.service.Sync(as("ann"), before.Cursor)
		if err != nil || len(page.Conversations) != 100 || page.More {
			b.Fatalf("%d conversations, more %v, %v", len(page.Conversations), page.More, err)
		}
	}
}

// manyGroups makes 3,000 groups of ann and bob, with a message in each.
func manyGroups(b *testing.B) *world {
	w := newWorld(b)
	w.users("ann", "bob")
	for i := range 3000 {
		g := chat.GroupID(fmt.Sprintf("g%04d", i))
		if _, err := w.service.CreateGroup(context.Background(), admin(), chat.NewGroup{ID: g, Name: "g", Owner: "bob", Members: []chat.UserID{"ann"}}); err != nil {
			b.Fatal(err)
		}
		w.send("bob", text("group/"+string(g), "the usual length of a chat message, more or less", ""))
	}
	return w
}

// BenchmarkPush_ToWhoHasThreeThousandConversations asks whom to tell of a message, with the total that the user has not
// read.
func BenchmarkPush_ToWhoHasThreeThousandConversations(b *testing.B) {
	w := manyGroups(b)
	q := chat.PushQuery{Most: 10, Online: func(chat.UserID) bool { return false }}
	for i := 0; b.Loop(); i++ {
		q.Conv, q.Seq = chat.Conversation(fmt.Sprintf("group/g%04d", i%3000)), 2
		if p, _, err := w.service.Push("default", q); err != nil || len(p.Users) != 1 || p.Users[0].Unread != 3000 {
			b.Fatalf("%+v, %v", p, err)
		}
	}
}

// BenchmarkConversations_ThreeThousandGroups lists a hundred conversations of a user who is in 3,000 groups.
func BenchmarkConversations_ThreeThousandGroups(b *testing.B) {
	w := manyGroups(b)
	for b.Loop() {
		page, err := w.service.Conversations(as("ann"), "", 100)
		if err != nil || len(page.Conversations) != 100 {
			b.Fatalf("%d conversations, %v", len(page.Conversations), err)
		}
	}
}
