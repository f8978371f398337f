package main

import (
	"fmt"
	"net/url"
	"sync/atomic"
	"time"
)

func idle(u *url.URL) {
	before := spent(*pid)
	cs := make([]*client, *n)
	t0 := time.Now()
	fails, first := parallel(*n, func(i int) error {
		c, err := up(u, i, i, true)
		cs[i] = c
		return err
	})
	d := time.Since(t0)
	time.Sleep(*dur)
	after := spent(*pid)
	alive := 0
	for _, c := range cs {
		if c != nil && c.write([]byte{0xc0, 0}) == nil {
			c.c.SetReadDeadline(time.Now().Add(5 * time.Second))
			var buf []byte
			if h, _, err := c.readPacket(&buf); err == nil && h>>4 == 13 {
				alive++
			}
		}
	}
	ok := *n - int(fails)
	fmt.Printf("idle connected=%d failed=%d alive=%d connects/s=%.0f rss_MiB=%d KiB_per_conn=%.1f cpu_ms_per_connect=%.3f", ok, fails, alive, float64(ok)/d.Seconds(), after.rss/1024, float64(after.rss-before.rss)/float64(max(ok, 1)), float64(after.cpu-before.cpu)*10/float64(max(ok, 1)))
	if first != nil {
		fmt.Print(" first_error=", first)
	}
	fmt.Println()
}

func storm(u *url.URL) {
	before := spent(*pid)
	var done atomic.Int64
	stop := time.Now().Add(*dur)
	var h hist
	fails, first := parallel(*conc, func(w int) error {
		for i := w; time.Now().Before(stop); i += *conc {
			t := time.Now()
			c, err := up(u, i%*n, i%*n, true)
			if err != nil {
				return err
			}
			h.add(int64(time.Since(t)))
			c.write([]byte{0xe0, 0})
			c.c.Close()
			done.Add(1)
		}
		return nil
	})
	after := spent(*pid)
	fmt.Printf("storm connects/s=%.0f fails=%d first=%v p50=%v p99=%v cpu_us_per_connect=%.0f\n", float64(done.Load())/dur.Seconds(), fails, first, h.q(.5), h.q(.99), float64(after.cpu-before.cpu)*10000/float64(max(done.Load(), 1)))
}
