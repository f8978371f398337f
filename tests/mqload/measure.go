package main

import (
	"bytes"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

type hist struct {
	mu sync.Mutex
	v  []int64
}

func (h *hist) add(d int64) {
	h.mu.Lock()
	if len(h.v) < 4_000_000 {
		h.v = append(h.v, d)
	}
	h.mu.Unlock()
}
func (h *hist) q(p float64) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.v) == 0 {
		return 0
	}
	sort.Slice(h.v, func(i, j int) bool { return h.v[i] < h.v[j] })
	return time.Duration(h.v[int(p*float64(len(h.v)-1))])
}

type usage struct{ cpu, rss int64 } // CPU in ticks (10 ms), memory in KiB

func spent(pid int) (u usage) {
	if pid == 0 {
		return
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return
	}
	f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+2:]))
	ut, _ := strconv.ParseInt(f[11], 10, 64)
	st, _ := strconv.ParseInt(f[12], 10, 64)
	u.cpu = ut + st
	s, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for _, l := range strings.Split(string(s), "\n") {
		if strings.HasPrefix(l, "VmRSS:") {
			u.rss, _ = strconv.ParseInt(strings.Fields(l)[1], 10, 64)
		}
	}
	return
}

func report(name string, sent, got, nacks int64, d time.Duration, h *hist, before, after usage) {
	fmt.Printf("%s n=%d qos=%d sent/s=%.0f recv/s=%.0f nacks=%d p50=%v p99=%v max=%v", name, *n, *qos, float64(sent)/d.Seconds(), float64(got)/d.Seconds(), nacks,
		h.q(.5).Round(time.Microsecond), h.q(.99).Round(time.Microsecond), h.q(1).Round(time.Microsecond))
	if *pid != 0 && got > 0 {
		fmt.Printf(" server_cpu=%.2f us_per_recv=%.2f us_per_sent=%.2f rss_MiB=%d", float64(after.cpu-before.cpu)/100/d.Seconds(), float64(after.cpu-before.cpu)*10000/float64(got), float64(after.cpu-before.cpu)*10000/float64(max(sent, 1)), after.rss/1024)
	}
	fmt.Println()
}
