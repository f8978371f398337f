package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// TestThread_WhoIsInAsManyAsMayBeLeavesTheGroupAtOnce takes a user with the longest of ids out of all threads that he may
// be in, in one transaction of a small machine.
func TestThread_WhoIsInAsManyAsMayBeLeavesTheGroupAtOnce(t *testing.T) {
	ctx, w := context.Background(), newWorld(t)
	w.memory = 1 << 30
	w.reopen()
	long := func(s string) string { return s + strings.Repeat("x", 64-len(s)) }
	own, mem, g := chat.UserID(long("own")), chat.UserID(long("mem")), chat.GroupID(long("g"))
	w.users(own, mem)
	if _, err := w.service.CreateGroup(ctx, as(own), chat.NewGroup{ID: g, Name: "G", Members: []chat.UserID{mem}}); err != nil {
		t.Fatal(err)
	}
	ids := make(chan chat.GroupID, chat.MaxThreadsPerUser)
	for i := range chat.MaxThreadsPerUser { // at once, so that they share flushes
		go func() {
			r, err := w.service.Send(ctx, as(own), text("group/"+string(g), fmt.Sprint(i), ""))
			if err != nil {
				t.Error(err)
			}
			th, err := w.service.CreateThread(ctx, as(own), g, chat.NewThread{Seq: r.Seq, Name: strings.Repeat("雁", chat.MaxThreadName)})
			if err == nil {
				_, err = w.service.JoinThread(ctx, as(mem), th.ID)
			}
			if err != nil {
				t.Error(err)
			}
			ids <- th.ID
		}()
	}
	var one chat.GroupID
	for range chat.MaxThreadsPerUser {
		one = <-ids
	}
	if t.Failed() {
		t.FailNow()
	}
	start := time.Now()
	if _, err := w.service.RemoveMembers(ctx, as(own), g, []chat.UserID{mem}); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d threads left in %v", chat.MaxThreadsPerUser, time.Since(start))
	w.reopen()
	_, err := w.service.Send(ctx, as(mem), text("group/"+string(one), "x", ""))
	wantCode(t, err, chat.CodeNotMember)
	if mine, _, err := w.service.MyThreads(as(mem), "", "", 0); err != nil || len(mine) != 0 {
		t.Errorf("is in %d threads, %v", len(mine), err)
	}
	if th, err := w.service.Thread(as(own), one); err != nil || th.Members != 1 {
		t.Errorf("%+v, %v", th, err)
	}
	if err := w.service.DismissGroup(ctx, as(own), g); err != nil {
		t.Fatal(err)
	}
	if err := w.service.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	if mine, _, err := w.service.MyThreads(as(own), "", "", 0); err != nil || len(mine) != 0 {
		t.Errorf("the owner is in %d threads of a group that is gone, %v", len(mine), err)
	}
}
