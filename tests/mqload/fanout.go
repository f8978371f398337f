package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"time"
)

func fanout(u *url.URL) {
	cs := make([]*client, *n)
	fails, first := parallel(*n, func(i int) error {
		c, err := up(u, i+1, 0, true)
		cs[i] = c
		return err
	})
	if fails > 0 {
		fmt.Println("connect failures:", fails, first)
		os.Exit(1)
	}
	var sent, got atomic.Int64
	var h hist
	var measuring atomic.Bool
	for i, c := range cs {
		i := i
		c.onPub = func(t, b []byte) {
			got.Add(1)
			if measuring.Load() && i%16 == 0 {
				if s := sentAt(b); s > 0 {
					h.add(time.Now().UnixNano() - s)
				}
			}
		}
		go c.loop()
	}
	p, err := up(u, 0, 1, false)
	if err != nil {
		fmt.Println("publisher:", err)
		os.Exit(1)
	}
	p.ackWait = make(chan struct{}, *window)
	go p.loop()
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		var seq int64
		for ctx.Err() == nil {
			// hold back when subscribers lag, so that what is measured is delivery and not dropping
			for sent.Load()*int64(*n)-got.Load() > int64(*window**n) && ctx.Err() == nil {
				time.Sleep(200 * time.Microsecond)
			}
			if *qos > 0 {
				select {
				case p.ackWait <- struct{}{}:
				case <-ctx.Done():
					return
				}
			}
			seq++
			if p.publish(tmpl(*pubT, 0, 1), mkBody(seq), byte(*qos)) != nil {
				return
			}
			sent.Add(1)
		}
	}()
	time.Sleep(2 * time.Second)
	before, s0, g0 := spent(*pid), sent.Load(), got.Load()
	measuring.Store(true)
	t0 := time.Now()
	time.Sleep(*dur)
	d := time.Since(t0)
	after, s1, g1 := spent(*pid), sent.Load(), got.Load()
	cancel()
	report("fanout", s1-s0, g1-g0, p.nacks.Load(), d, &h, before, after)
}
