package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// soak has users come, subscribe, write, read and leave in every way, for as long as -d says, and at the end tells whether
// the server is as it was: goroutines, files, what is live of its heap, and the memory that is not mapped from files. It
// rests ten times to look. Users write to few others, so that what the store keeps of conversations is soon there.
func soak(urls []*url.URL) {
	const rests = 10
	var looks []look
	var done soaked
	each := *dur / rests
	for r := range rests + 1 { // the first round fills caches, and is what the others are held against
		stop := time.Now().Add(each)
		var wg sync.WaitGroup
		for w := range *conc {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := 0; time.Now().Before(stop); i++ {
					done.visit(urls[i%len(urls)], rand.IntN(*n / *conc)**conc+w) // users of its own: nobody takes over
				}
			}()
		}
		wg.Wait()
		looks = append(looks, atRest())
		fmt.Printf("soak round=%d/%d visits=%d failed=%d sent=%d heard=%d %v\n", r, rests, done.visits.Load(), done.failed.Load(), done.sent.Load(), done.heard.Load(), looks[r])
	}
	middle, first, last := looks[len(looks)/2], looks[0], looks[len(looks)-1]
	for _, l := range looks[len(looks)/2-1 : len(looks)/2+2] {
		middle = middle.least(l)
	}
	for _, l := range looks[len(looks)-3:] { // what is flat comes back down
		last = last.least(l)
	}
	ok := true
	for _, x := range []struct {
		what               string
		first, last, slack float64
	}{
		{"goroutines", first.goroutines, last.goroutines, 50},
		{"files", first.files, last.files, 100},
		{"heap_MiB", first.heap, last.heap, 192}, // what the store caches at most, on a large machine
		{"heap_MiB since the middle", middle.heap, last.heap, 12 + middle.heap/5},
		{"anonymous_MiB", first.anonymous, last.anonymous, 160}, // garbage of a busy round goes back to the system slowly
		{"connections", 0, last.connections, 0},
		{"panics", 0, last.panics, 0},
	} {
		if x.last > x.first+x.slack {
			fmt.Printf("soak GROWS: %s %.0f at first, %.0f at last\n", x.what, x.first, x.last)
			ok = false
		}
	}
	if v, f := done.visits.Load(), done.failed.Load(); f*100 > v {
		fmt.Printf("soak FAILS: %d of %d visits, such as: %v\n", f, v, done.why.Load())
		ok = false
	}
	if !ok {
		os.Exit(1)
	}
	fmt.Println("soak ok: the server is as it was")
}

// soaked counts what was done.
type soaked struct {
	visits, failed, sent, heard atomic.Int64
	why                         atomic.Value
}

// visit is one user's coming and going.
func (s *soaked) visit(u *url.URL, i int) {
	s.visits.Add(1)
	if err := s.stay(u, i); err != nil {
		s.failed.Add(1)
		s.why.Store(err.Error())
	}
}

func (s *soaked) stay(u *url.URL, i int) error {
	c, err := dial(u)
	if err != nil {
		return err
	}
	defer c.c.Close()
	switch rand.IntN(20) {
	case 0: // goes before it has said who it is
		return nil
	case 1: // says what nobody understands
		_ = c.write([]byte{0x10, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2, 3}) // the server ends it
		_ = c.lives()
		return nil
	}
	if err := c.connectAs(i, rand.IntN(4) > 0); err != nil {
		return err
	}
	me := fmt.Sprint("u", i)
	for _, filter := range []string{"im/default/user/" + me + "/#", "im/default/group/+", "dev/" + me + "/#"} {
		if rand.IntN(3) > 0 {
			if err := c.subscribe(filter, 1); err != nil {
				return err
			}
		}
	}
	c.ackWait = make(chan struct{}, *window)
	c.onPub = func(_, _ []byte) { s.heard.Add(1) }
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.loop() // it ends with the connection
	}()
	for seq := range int64(1 + rand.IntN(10)) {
		topic := []string{fmt.Sprint("im/default/user/u", (i+1+rand.IntN(8))%*n), "im/default/group/g", "dev/" + me + "/x", "dev/" + me + "/kept"}[rand.IntN(4)]
		select {
		case c.ackWait <- struct{}{}:
		case <-ended:
			return errEnded
		}
		if err := c.publish(topic, mkBody(s.sent.Add(1)+seq), 1); err != nil {
			break
		}
	}
	if rand.IntN(2) == 0 {
		_ = c.write([]byte{0xE0, 0}) // the connection ends either way
	}
	_ = c.c.Close()
	<-ended
	return nil
}

var errEnded = errors.New("the server ended the connection")

// connectAs is connect with a clean session, or one that is kept.
func (c *client) connectAs(i int, isClean bool) error {
	c.keepSession = !isClean
	return c.connect(i, i)
}

// look is how a server is at rest.
type look struct{ goroutines, files, heap, anonymous, connections, panics float64 }

func (l look) String() string {
	return fmt.Sprintf("goroutines=%.0f files=%.0f heap_MiB=%.0f anonymous_MiB=%.0f connections=%.0f panics=%.0f", l.goroutines, l.files, l.heap, l.anonymous, l.connections, l.panics)
}

func (l look) least(o look) look {
	return look{min(l.goroutines, o.goroutines), min(l.files, o.files), min(l.heap, o.heap), min(l.anonymous, o.anonymous), min(l.connections, o.connections), max(l.panics, o.panics)}
}

// atRest waits until nobody is connected, and takes the least of what is seen for some seconds after.
func atRest() look {
	best := see()
	for end := time.Now().Add(20 * time.Second); best.connections > 0 && time.Now().Before(end); {
		time.Sleep(200 * time.Millisecond)
		best = see()
	}
	for range 5 {
		collect()
		time.Sleep(400 * time.Millisecond)
		best = best.least(see())
	}
	return best
}

// collect has the server collect its garbage: its profiler does, when it is asked for the heap.
func collect() {
	if r, err := http.Get(*profiler + "/debug/pprof/heap?gc=1"); err == nil { // without one, the least that is seen has to do
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
}

// see reads the server's metrics, and /proc.
func see() (l look) {
	r, err := http.Get(*rest + "/metrics")
	if err != nil {
		fmt.Println("soak FAILS: the server does not answer:", err)
		os.Exit(1)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		fmt.Println("soak FAILS:", err)
		os.Exit(1)
	}
	value := func(name string) float64 {
		m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindSubmatch(b)
		if m == nil {
			return 0
		}
		v, _ := strconv.ParseFloat(string(m[1]), 64)
		return v
	}
	l = look{value("go_goroutines"), value("process_open_fds"), value("go_memstats_heap_alloc_bytes") / (1 << 20), 0, value("hongyan_broker_connections"), value(`hongyan_broker_refused_total{reason="panic"}`)}
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", *pid)) // 0 where there is none
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "RssAnon:" {
			kib, _ := strconv.ParseFloat(f[1], 64)
			l.anonymous = kib / 1024
		}
	}
	return l
}
