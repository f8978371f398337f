package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// millionRetained keeps the states of ten parts of each of 100,000 devices in a thousand places, and opens the store
// anew.
func millionRetained(b *testing.B) (w *world, opened time.Duration) {
	w = newWorld(b)
	st := chat.DefaultSettings()
	st.RetainedMessages, st.RetainedBytes = chat.MaxRetained, 1<<30
	if _, err := w.service.ChangeApp(b.Context(), "default", chat.AppChange{Settings: &st}); err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	waiting := make(chan struct{}, 5000)
	start := time.Now()
	for i := range 1_000_000 {
		wg.Add(1)
		waiting <- struct{}{}
		m := chat.RetainedMessage{Topic: partOf(i/10, i%10), Payload: []byte(`{"on":true,"level":70,"since":1767225600000,"by":"ann"}`), QoS: 1, From: "ann", Client: "c"}
		if err := w.service.SubmitRetained("default", m, func(o *chat.Outcome) {
			if o.Err != nil {
				b.Error(o.Err)
			}
			<-waiting
			wg.Done()
		}); err != nil {
			b.Fatal(err)
		}
	}
	wg.Wait()
	b.Logf("kept in %v", time.Since(start))
	start = time.Now()
	w.reopen()
	return w, time.Since(start)
}

func partOf(device, part int) string {
	return fmt.Sprintf("site/%03d/dev-%05d/part-%d", device%1000, device, part)
}

// BenchmarkRetained_AMillion looks up what filters mean among a million retained messages, at random places.
func BenchmarkRetained_AMillion(b *testing.B) {
	w, opened := millionRetained(b)
	b.Logf("opened in %v", opened)
	start, all := time.Now(), 0
	for after := ""; all == 0 || after != ""; {
		page, next, err := w.service.RetainedFor("default", "#", after, 100)
		if err != nil {
			b.Fatal(err)
		}
		all, after = all+len(page), next
	}
	b.Logf("all %d read in pages of 100 in %v", all, time.Since(start))
	for _, c := range []struct {
		name   string
		filter func(device int) string
		want   int // in the first page
	}{
		{"OneTopic", func(d int) string { return partOf(d, d%10) }, 1},
		{"BelowADevice", func(d int) string { return fmt.Sprintf("site/%03d/dev-%05d/#", d%1000, d) }, 10},
		{"OnePartOfAHundredDevices", func(d int) string { return fmt.Sprintf("site/%03d/+/part-%d", d%1000, d%10) }, 100},
		{"OneDeviceAnywhere", func(d int) string { return fmt.Sprintf("site/+/dev-%05d/+", d) }, 10},
		{"APageOfAll", func(int) string { return "#" }, 100},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				filter := c.filter(rand.IntN(100_000))
				t := time.Now()
				page, _, err := w.service.RetainedFor("default", filter, "", 100)
				took = append(took, time.Since(t))
				if err != nil || len(page) != c.want {
					b.Fatalf("%s: %d, %v", filter, len(page), err)
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
		})
	}
}
