package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"time"
)

func sender(ctx context.Context, c *client, topic string, sent *atomic.Int64) {
	var seq int64
	for ctx.Err() == nil {
		if *qos > 0 {
			select {
			case c.ackWait <- struct{}{}:
			case <-ctx.Done():
				return
			}
		}
		seq++
		if err := c.publish(topic, mkBody(seq), byte(*qos)); err != nil {
			return
		}
		sent.Add(1)
	}
}

func pair(u *url.URL) {
	cs := make([]*client, 2**n)
	fails, first := parallel(2**n, func(i int) error {
		c, err := up(u, i, i^1, i%2 == 1)
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
		if i%2 == 1 {
			k := 0
			c.onPub = func(t, b []byte) {
				if !measuring.Load() {
					return
				}
				got.Add(1)
				if k++; k%8 == 0 {
					if s := sentAt(b); s > 0 {
						h.add(time.Now().UnixNano() - s)
					}
				}
			}
		} else {
			c.ackWait = make(chan struct{}, *window)
		}
		go c.loop()
	}
	ctx, cancel := context.WithCancel(context.Background())
	for i := 0; i < 2**n; i += 2 {
		go sender(ctx, cs[i], tmpl(*pubT, i, i+1), &sent)
	}
	time.Sleep(2 * time.Second)
	before := spent(*pid)
	s0 := sent.Load()
	measuring.Store(true)
	t0 := time.Now()
	time.Sleep(*dur)
	measuring.Store(false)
	d := time.Since(t0)
	after := spent(*pid)
	s1 := sent.Load()
	cancel()
	var nacks int64
	for _, c := range cs {
		nacks += c.nacks.Load()
	}
	report("pair", s1-s0, got.Load(), nacks, d, &h, before, after)
}
