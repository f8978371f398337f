package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"sync/atomic"
	"time"
)

// stalled has n members of a group stop reading, or read, while one writes to it, and measures what two others see meanwhile
// who write to each other.
func stalled(u *url.URL) {
	before := spent(*pid)
	idle := make([]*client, *n)
	fails, first := parallel(*n, func(i int) error {
		c, err := up(u, i+3, i+3, true) // the first two are the pair, the next writes to the group
		if err != nil {
			return err
		}
		idle[i] = c
		if *reads {
			go c.loop()
		}
		return nil
	})
	var pair [3]*client
	for i := range pair {
		c, err := up(u, i, i, false)
		if err == nil && i < 2 {
			err = c.subscribe(fmt.Sprintf("im/default/user/u%d/#", i), 1)
		}
		if err != nil || fails > 0 {
			fmt.Println("connect failures:", fails, first, err)
			os.Exit(1)
		}
		pair[i] = c
	}
	var h hist
	var got, sent, flood atomic.Int64
	pair[1].onPub = func(t, b []byte) {
		got.Add(1)
		if at := sentAt(b); at > 0 {
			h.add(time.Now().UnixNano() - at)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), *dur)
	defer cancel()
	for _, c := range pair {
		c.ackWait = make(chan struct{}, *window)
		go c.loop()
	}
	go func() {
		body := bytes.Repeat([]byte("x"), 8<<10) // text that nobody takes
		for begin := time.Now(); ctx.Err() == nil; {
			if *rate > 0 {
				time.Sleep(time.Until(begin.Add(time.Duration(flood.Load()) * time.Second / time.Duration(*rate))))
			}
			if !take(ctx, pair[2].ackWait) || pair[2].publish(*pubT, body, 1) != nil {
				return
			}
			flood.Add(1)
		}
	}()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for seq := int64(1); ctx.Err() == nil; seq++ {
		select {
		case <-tick.C:
		case <-ctx.Done():
			continue
		}
		if !take(ctx, pair[0].ackWait) || pair[0].publish("im/default/user/u1", mkBody(seq), 1) != nil {
			break
		}
		sent.Add(1)
	}
	during := spent(*pid)
	cut := 0
	for _, c := range idle {
		if !*reads && !c.lives() {
			cut++
		}
	}
	fmt.Printf("stalled n=%d reads=%v written_to_them=%d cut=%d pair: sent=%d got=%d p50=%v p99=%v max=%v rss_MiB=%d before=%d\n", *n, *reads, flood.Load(), cut, sent.Load(), got.Load(),
		h.q(.5).Round(time.Microsecond), h.q(.99).Round(time.Microsecond), h.q(1).Round(time.Microsecond), during.rss/1024, before.rss/1024)
}

func take(ctx context.Context, places chan struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// lives reads all that has come, and tells whether more may.
func (c *client) lives() bool {
	b := make([]byte, 64<<10)
	for {
		_ = c.c.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		if _, err := c.c.Read(b); err != nil {
			e, ok := err.(net.Error)
			return ok && e.Timeout()
		}
	}
}
