package broker

import (
	"io"
	"runtime"
	"testing"
)

// BenchmarkQueueFlush is a delivery to one connection whose client reads as fast as it can: one packet per write, and
// a batch of ten.
func BenchmarkQueueFlush(b *testing.B) {
	for name, batch := range map[string]int{"Batch1": 1, "Batch10": 10} {
		b.Run(name, func(b *testing.B) {
			cl, c := plain(b, Options{}).pair(b)
			go io.Copy(io.Discard, cl.r)
			packet := append([]byte{0x32, 0x80, 0x02, 0, 1, 'a', 0, 0}, make([]byte, 251)...)
			b.ReportAllocs()
			b.SetBytes(int64(len(packet) * batch))
			for i := 0; b.Loop(); i++ {
				for range batch {
					if !c.Queue(packet, 6, uint16(i)) {
						b.Fatal("closed")
					}
				}
				c.Flush()
				for c.Waiting() > 512<<10 {
					runtime.Gosched() // the reader's turn
				}
			}
		})
	}
}

// BenchmarkDecoder is what the frame of one message costs on the way in.
func BenchmarkDecoder(b *testing.B) {
	in := frame(opBinary, true, make([]byte, 300))
	buf := make([]byte, len(in))
	b.ReportAllocs()
	b.SetBytes(int64(len(in)))
	var d decoder
	for b.Loop() {
		for rest := buf[:copy(buf, in)]; len(rest) > 0; {
			_, _, n, err := d.step(rest)
			if err != nil {
				b.Fatal(err)
			}
			rest = rest[n:]
		}
	}
}

// BenchmarkSetDeadline is what mochi does before each packet.
func BenchmarkSetDeadline(b *testing.B) {
	c := &Conn{}
	c.began.Store(true)
	c.armed.Store(1<<62 + 1<<50) // later than asked for, as it usually is
	end := epoch.Add(1 << 62)
	b.ReportAllocs()
	for b.Loop() {
		_ = c.SetDeadline(end)
	}
}
