package main

import (
	"bytes"
	"context"
	"fmt"
	"hash/maphash"
	"log"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// fanout has client 0, and with -senders the clients behind the subscribers 1 to n, write to all of them.
func fanout(u *url.URL) {
	subscribers := make([]*subscriber, *n)
	var got atomic.Int64
	var h hist
	var measuring atomic.Bool
	seed := maphash.MakeSeed()
	fails, first := parallel(*n, func(i int) error {
		c, err := up(u, i+1, 0, true)
		if err != nil {
			return err
		}
		s := &subscriber{client: c}
		s.order.SetSeed(seed)
		c.onPub = func(_, body []byte) {
			s.saw(body)
			got.Add(1)
			if measuring.Load() && i%16 == 0 {
				if at := sentAt(body); at > 0 {
					h.add(time.Now().UnixNano() - at)
				}
			}
		}
		subscribers[i] = s
		go c.loop()
		return nil
	})
	if fails > 0 {
		log.Fatal("connect failures: ", fails, " ", first)
	}
	var sent, seq atomic.Int64
	ctx, cancel := context.WithCancel(context.Background())
	var writing sync.WaitGroup
	writers := make([]*client, *senders)
	for i := range writers {
		p, err := up(u, senderNumber(i), 1, false)
		if err != nil {
			log.Fatal("publisher: ", err)
		}
		p.ackWait = make(chan struct{}, *window)
		writers[i] = p
		go p.loop()
		writing.Go(func() {
			for ctx.Err() == nil {
				// hold back when subscribers lag, so that what is measured is delivery and not dropping
				for sent.Load()*int64(*n)-got.Load() > int64(*window**n**senders) && ctx.Err() == nil {
					time.Sleep(200 * time.Microsecond)
				}
				if *qos > 0 {
					select {
					case p.ackWait <- struct{}{}:
					case <-ctx.Done():
						return
					}
				}
				if p.publish(tmpl(*pubT, 0, 1), mkBody(seq.Add(1)), byte(*qos)) != nil {
					return
				}
				sent.Add(1)
			}
		})
	}
	time.Sleep(2 * time.Second)
	before, s0, g0 := spent(*pid), sent.Load(), got.Load()
	measuring.Store(true)
	t0 := time.Now()
	time.Sleep(*dur)
	d := time.Since(t0)
	after, s1, g1 := spent(*pid), sent.Load(), got.Load()
	cancel()
	writing.Wait()
	var nacks int64
	for _, p := range writers {
		nacks += p.nacks.Load()
	}
	report("fanout", s1-s0, g1-g0, nacks, d, &h, before, after)
	if *senders > 1 {
		sameOrder(subscribers, sent.Load(), &got)
	}
}

// senderNumber is the client's number of a sender: 0, then those behind the subscribers.
func senderNumber(i int) int {
	if i == 0 {
		return 0
	}
	return *n + i
}

// subscriber keeps the order in which messages came, as a hash.
type subscriber struct {
	*client
	mu    sync.Mutex
	order maphash.Hash
	count int64
}

func (s *subscriber) saw(body []byte) {
	_, after, found := bytes.Cut(body, []byte(run+"-"))
	if !found {
		return
	}
	cid, _, _ := bytes.Cut(after, []byte{'"'})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.order.Write(cid)
	s.order.WriteByte(' ')
	s.count++
}

// sameOrder waits for the last message and tells how many subscribers had all of them in the order of the first.
func sameOrder(all []*subscriber, sent int64, got *atomic.Int64) {
	for late := time.Now().Add(30 * time.Second); got.Load() < sent*int64(len(all)) && time.Now().Before(late); {
		time.Sleep(10 * time.Millisecond)
	}
	same := 0
	for _, s := range all {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.count == sent && s.order.Sum64() == all[0].order.Sum64() {
			same++
		}
	}
	fmt.Printf("  %d messages of %d senders; all of them in one order at %d of %d subscribers\n", sent, *senders, same, len(all))
}
