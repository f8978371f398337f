package main

import (
	"bytes"
	"fmt"
	"log"
	"net/url"
	"sync/atomic"
	"time"
)

// room has client 0 write -rate messages a second to a chatroom of -n: three likes of low priority to each message of
// normal priority.
func room(u *url.URL) {
	var got [2]atomic.Int64
	var h [2]hist
	var measuring atomic.Bool
	fails, first := parallel(*n, func(i int) error {
		c, err := up(u, i+1, 0, true)
		if err != nil {
			return err
		}
		c.onPub = func(_, body []byte) {
			if !measuring.Load() || !bytes.Contains(body, []byte(run)) {
				return
			}
			kind := 0
			if bytes.Contains(body, []byte(`"like`)) {
				kind = 1
			}
			got[kind].Add(1)
			if at := sentAt(body); at > 0 && i%64 == 0 {
				h[kind].add(time.Now().UnixNano() - at)
			}
		}
		go c.loop()
		return nil
	})
	if fails > 0 {
		log.Fatal("connect failures: ", fails, " ", first)
	}
	p, err := up(u, 0, 1, false)
	if err != nil {
		log.Fatal("publisher: ", err)
	}
	go p.loop()
	time.Sleep(2 * time.Second)
	measuring.Store(true)
	before, t0 := spent(*pid), time.Now()
	var sent [2]int64
	tick := time.NewTicker(time.Second / time.Duration(*rate))
	defer tick.Stop()
	for i := 0; time.Since(t0) < *dur; i++ {
		<-tick.C
		kind, words, priority := 0, "chat", ""
		if i%4 > 0 {
			kind, words, priority = 1, "like", `,"priority":"low"`
		}
		body := fmt.Appendf(nil, `{"cid":"%s-%d","type":"txt","body":{"text":"%s, as they come @@%d"}%s}`, run, i, words, time.Now().UnixNano(), priority)
		if err := p.publish(tmpl(*pubT, 0, 1), body, 1); err != nil {
			log.Fatal("publish: ", err)
		}
		sent[kind]++
	}
	d := time.Since(t0)
	after := spent(*pid)
	time.Sleep(2 * time.Second) // what is still on its way
	all := got[0].Load() + got[1].Load()
	fmt.Printf("room n=%d sent/s=%.1f recv/s=%.0f nacks=%d", *n, float64(sent[0]+sent[1])/d.Seconds(), float64(all)/d.Seconds(), p.nacks.Load())
	for kind, name := range []string{"normal", "low"} {
		fmt.Printf(" %s=%.1f%% p50=%v p99=%v", name, 100*float64(got[kind].Load())/float64(max(1, sent[kind]*int64(*n))), h[kind].q(.5).Round(time.Millisecond), h[kind].q(.99).Round(time.Millisecond))
	}
	if *pid != 0 {
		fmt.Printf(" server_cpu=%.2f us_per_recv=%.2f rss_MiB=%d", float64(after.cpu-before.cpu)/100/d.Seconds(), float64(after.cpu-before.cpu)*10000/float64(max(1, all)), after.rss/1024)
	}
	fmt.Println()
}
