package tests

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/store"
)

// nobodyLive is where batches go when a benchmark fills a store.
type nobodyLive struct{}

func (nobodyLive) Deliver(batch []*chat.Proposal) {
	for _, p := range batch {
		if p.Done != nil {
			p.Done(&p.Outcome)
		}
	}
}

// BenchmarkStart_KeptSessions starts the server on 100,000 kept sessions with a subscription each and 1,000,000 retained
// messages, and on the retained messages alone: time and CPU until it is ready, and resident memory
// then.
func BenchmarkStart_KeptSessions(b *testing.B) {
	const sessions, retained = 100_000, 1_000_000
	if _, err := docsBinary(); err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{0, sessions} {
		b.Run(fmt.Sprint(n, "_sessions"), func(b *testing.B) {
			data := b.TempDir()
			fillForStart(b, data, n, retained)
			for b.Loop() {
				took, used, resident := startOnce(b, data)
				b.ReportMetric(took.Seconds(), "s/start")
				b.ReportMetric(used.Seconds(), "cpu-s/start")
				b.ReportMetric(float64(resident)/1024, "MiB")
			}
		})
	}
}

func fillForStart(b *testing.B, data string, sessions, retained int) {
	startOnce(b, data) // makes the keys and the app
	st, err := store.Open(store.Options{Dir: filepath.Join(data, "state")})
	if err != nil {
		b.Fatal(err)
	}
	st.Start(nobodyLive{})
	service := chat.NewService(st, chat.Options{NewID: func() string { return "x" }})
	settings := chat.DefaultSettings()
	settings.RetainedMessages, settings.RetainedBytes = chat.MaxRetained, 1<<30
	if _, err := service.ChangeApp(b.Context(), "default", chat.AppChange{Settings: &settings}); err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	room := make(chan struct{}, 5000)
	submit := func(f func(done func(*chat.Outcome)) error) {
		wg.Add(1)
		room <- struct{}{}
		if err := f(func(*chat.Outcome) { <-room; wg.Done() }); err != nil {
			b.Fatal(err)
		}
	}
	for i := range retained {
		submit(func(done func(*chat.Outcome)) error {
			return service.SubmitRetained("default", chat.RetainedMessage{Topic: fmt.Sprintf("site/%03d/dev-%05d/%d", i%1000, i/10, i%10), Payload: []byte(`{"on":true,"level":70}`), QoS: 1}, done)
		})
	}
	for i := 0; i < sessions; i += 100 {
		var users []chat.NewAccount
		for k := range 100 {
			users = append(users, chat.NewAccount{User: chat.UserID(fmt.Sprintf("u%06d", i+k))})
		}
		if _, err := service.Register(b.Context(), chat.Caller{App: "default", Admin: true}, users); err != nil {
			b.Fatal(err)
		}
		for _, u := range users {
			kept := chat.StoredSession{Born: 7, Expires: time.Now().Add(24 * time.Hour).UnixMilli(), Subs: []chat.StoredSub{{Filter: "dev/" + string(u.User) + "/#", QoS: 1}}}
			if err := service.SubmitSession("default", u.User, "lamp", kept, func() {}); err != nil {
				b.Fatal(err)
			}
		}
	}
	wg.Wait()
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
}

var residentForm = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// startOnce starts the server, reads how much CPU it used and memory it has when it is ready, and stops it.
func startOnce(b *testing.B, data string) (took, used time.Duration, resident int) {
	b.Helper()
	s := &server{data: data}
	began := time.Now()
	s.restart(b)
	took = time.Since(began)
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
	if err != nil {
		b.Fatal(err)
	}
	m := residentForm.FindStringSubmatch(string(status))
	if m == nil {
		b.Fatal(strings.TrimSpace(string(status)))
	}
	_, _ = fmt.Sscan(m[1], &resident) // it is a number
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	for _, ticks := range fields[11:13] { // utime and stime, of 10 ms
		n, err := strconv.Atoi(ticks)
		if err != nil {
			b.Fatal(err)
		}
		used += time.Duration(n) * 10 * time.Millisecond
	}
	s.stop()
	return took, used, resident
}
