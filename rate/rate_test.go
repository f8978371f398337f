package rate

import (
	"fmt"
	"testing"
	"time"
)

func TestRate_BurstThenSteady(t *testing.T) {
	var b Buckets
	l := New(10, 5)
	now := int64(time.Hour)
	for i := range 5 {
		if wait := b.Take("ann", now, l); wait != 0 {
			t.Fatalf("message %d of the burst waits %v", i, wait)
		}
	}
	if wait := b.Take("ann", now, l); wait != 100*time.Millisecond {
		t.Fatalf("after the burst: wait %v", wait)
	}
	if wait := b.Take("bob", now, l); wait != 0 {
		t.Fatalf("bob pays for ann: %v", wait)
	}
	passed := 0
	for range 1000 { // 10 s, ten times too fast
		now += int64(10 * time.Millisecond)
		if b.Take("ann", now, l) == 0 {
			passed++
		}
	}
	if passed != 100 {
		t.Fatalf("%d messages passed in 10 s at 10 a second", passed)
	}
	if wait := b.Take("ann", now, Limit{}); wait != 0 {
		t.Fatalf("without a limit: %v", wait)
	}
}

func TestRate_ForgetsTheIdleAndNobodyElse(t *testing.T) {
	var b Buckets
	l := New(1, 100)
	now := int64(time.Hour)
	for range 100 {
		b.Take("ann", now, l)
	}
	for i := range 3 * bucketsMost {
		b.Take(fmt.Sprint(i), now, l)
		if i%1000 == 0 && b.Take("ann", now, l) == 0 {
			t.Fatal("ann is forgotten while she writes")
		}
	}
	if n := len(b.fresh) + len(b.old); n > 2*bucketsMost {
		t.Fatalf("%d keys are remembered", n)
	}
	for range 3 {
		now += int64(2 * bucketsTurn)
		b.Take("bob", now, l)
	}
	if n := len(b.fresh) + len(b.old); n > 2 {
		t.Fatalf("%d keys are remembered of an idle app", n)
	}
}

func BenchmarkRate_UserAndGroup(b *testing.B) {
	var users, groups Buckets
	keys := make([]string, 10_000)
	for i := range keys {
		keys[i] = fmt.Sprint("user-", i)
	}
	l := New(100_000, 100_000)
	i := 0
	for b.Loop() {
		now := time.Now().UnixNano()
		users.Take(keys[i%len(keys)], now, l)
		groups.Take("group", now, l)
		i++
	}
}
