package bridge

import (
	"fmt"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// takesAll is a Link whose client acknowledges everything at once, in a goroutine of its own.
type takesAll struct{ acks chan uint16 }

func (l takesAll) Queue(_ []byte, _ int, id uint16) bool {
	if id > 0 {
		l.acks <- id
	}
	return true
}
func (takesAll) Flush()           {}
func (takesAll) Leaving() bool    { return false }
func (takesAll) Full() bool       { return false }
func (takesAll) CloseAfterFlush() {}

// BenchmarkDevice_Publish carries messages of QoS 0 and 1 to sessions that end with their connections: what concerns no
// disk.
func BenchmarkDevice_Publish(b *testing.B) {
	for _, many := range []int{1, 100} {
		for qos := range byte(2) {
			b.Run(fmt.Sprintf("QoS%d_to_%d", qos, many), func(b *testing.B) {
				r := newRig(b, "ann")
				r.freely()
				var id uint16
				live := func(client string) *Session {
					l := takesAll{make(chan uint16, 4096)}
					s := NewSession(SessionOptions{Caller: chat.Caller{App: "default", User: "ann"}, Client: client, Version: 4, Link: l, NextID: func() (uint16, error) { id = max(id+1, 1); return id, nil }})
					if err := r.hub.Attach(s, nil); err != nil {
						b.Fatal(err)
					}
					b.Cleanup(func() { r.hub.Detach(s) })
					return s
				}
				var all []*Session
				for i := range many {
					s := live(fmt.Sprint("to", i))
					sub, err := s.ParseFilter("dev/ann/#", 1)
					if err == nil {
						err = r.hub.Subscribe(s, sub)
					}
					if err != nil {
						b.Fatal(err)
					}
					all = append(all, s)
				}
				from := live("from")
				p := Publish{Topic: "dev/ann/lamp", Payload: []byte(`{"on":true,"level":70}`), QoS: qos, Received: func(uint16) {}}
				b.ReportAllocs()
				n := 0
				start := time.Now()
				for b.Loop() {
					n++
					p.ID = uint16(n&0x7FFF) + 1
					r.hub.Publish(from, p)
					for _, s := range append(all, from) {
						for acks := s.Link.(takesAll).acks; len(acks) > 0; {
							s.acked(<-acks)
						}
					}
				}
				b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(n*many), "ns/delivery")
			})
		}
	}
}
