// mqload drives any MQTT 3.1.1 broker over TCP or WebSocket and reports what clients saw and what the
// server spent: messages a second, end-to-end latency, and (with -pid) the server's CPU time and memory.
//
//	mqload -mode pair   -url ws://127.0.0.1:1883/ -n 100 -window 16 -d 10s
//	mqload -mode fanout -url ws://127.0.0.1:1883/ -n 1000 -window 4 -d 10s
//	mqload -mode idle   -url ws://127.0.0.1:1883/ -n 10000 -d 20s
//	mqload -mode fanout -url ws://127.0.0.1:1883/ -n 1000 -senders 100 -window 4 -d 10s
//	mqload -mode room   -url ws://127.0.0.1:1883/ -n 10000 -rate 80 -d 10s -subqos 0 -pub im/default/room/r -sub im/default/room/r
//	mqload -mode setup  -rest http://127.0.0.1:8080 -key APPKEY -n 10002 -groups g=1001 -passfile tokens
//	mqload -mode stalled -url ws://127.0.0.1:1883/ -n 1000 -d 20s -pub im/default/group/g -sub im/default/group/g
//	mqload -mode soak   -url ws://127.0.0.1:8080/mqtt,tcp://127.0.0.1:1883 -rest http://127.0.0.1:8080 -n 1000 -d 30m -pid 1
//	mqload -mode storm  -url ws://127.0.0.1:1883/ -n 5000 -d 30s
//
// Templates: in -id -user -pass -pub -sub -body, {i} is the client's number, {p} its peer's number,
// {seq} a counter, {run} this run, {ts} the send time in ns (body only; latency is read from "@@{ts}").
package main

import (
	"bytes"
	"flag"
	"log"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var (
	mode     = flag.String("mode", "pair", "pair | fanout | room | idle | stalled | soak | storm; setup makes users, groups and a chatroom on a Hongyan server")
	rawURL   = flag.String("url", "ws://127.0.0.1:1883/", "broker: tcp://, tls://, ws:// or wss://; for soak several, with commas between them")
	n        = flag.Int("n", 100, "pairs, subscribers or clients")
	senders  = flag.Int("senders", 1, "fanout: how many write at once")
	rate     = flag.Int("rate", 80, "room, stalled: messages a second; stalled: 0 is as fast as they are acknowledged")
	reads    = flag.Bool("reads", false, "stalled: the members read")
	window   = flag.Int("window", 16, "unacknowledged publishes a sender may have")
	qos      = flag.Int("qos", 1, "publish quality of service")
	subQos   = flag.Int("subqos", -1, "subscribe quality of service (-1: same)")
	dur      = flag.Duration("d", 10*time.Second, "measured time")
	idT      = flag.String("id", "load-{i}", "client id template")
	userT    = flag.String("user", "", "username template")
	passT    = flag.String("pass", "", "password template")
	pubT     = flag.String("pub", "load/{p}", "topic a sender publishes to")
	subT     = flag.String("sub", "load/{i}", "topic a receiver subscribes to ('' for none)")
	bodyT    = flag.String("body", `{"cid":"{run}-{seq}","type":"txt","body":{"text":"hello, this is a chat message of a usual length @@{ts}"}}`, "body template")
	pid      = flag.Int("pid", 0, "server's process id: report its CPU and memory")
	clean    = flag.Bool("clean", true, "clean session")
	conc     = flag.Int("conc", 64, "parallel connects")
	keep     = flag.Int("keepalive", 60, "keepalive seconds")
	profiler = flag.String("pprof", "http://127.0.0.1:6060", "soak: where the server's profiler is")
	passFile = flag.String("passfile", "", "file of one password (token) a line, line i for client i")
)

var tokens []string

func tmpl(t string, i, p int) string {
	r := strings.NewReplacer("{i}", strconv.Itoa(i), "{p}", strconv.Itoa(p))
	return r.Replace(t)
}

var run = strconv.FormatInt(time.Now().UnixNano(), 36)

func mkBody(seq int64) []byte {
	return []byte(strings.NewReplacer("{run}", run, "{ts}", strconv.FormatInt(time.Now().UnixNano(), 10), "{seq}", strconv.FormatInt(seq, 10)).Replace(*bodyT))
}

// sentAt finds the send time a body carries: the 19 digits after "@@".
func sentAt(b []byte) int64 {
	i := bytes.Index(b, []byte("@@"))
	if i < 0 || len(b) < i+21 {
		return 0
	}
	v, _ := strconv.ParseInt(string(b[i+2:i+21]), 10, 64)
	return v
}

func up(u *url.URL, i, p int, sub bool) (*client, error) {
	c, err := dial(u)
	if err != nil {
		return nil, err
	}
	if err := c.connect(i, p); err != nil {
		c.c.Close()
		return nil, err
	}
	if sub && *subT != "" {
		q := *subQos
		if q < 0 {
			q = *qos
		}
		if err := c.subscribe(tmpl(*subT, i, p), byte(q)); err != nil {
			c.c.Close()
			return nil, err
		}
	}
	return c, nil
}

func parallel(total int, f func(i int) error) (fails int64, first error) {
	var wg sync.WaitGroup
	ch := make(chan int)
	var fl atomic.Int64
	var once sync.Once
	for w := 0; w < *conc; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range ch {
				if err := f(i); err != nil {
					fl.Add(1)
					once.Do(func() { first = err })
				}
			}
		}()
	}
	for i := 0; i < total; i++ {
		ch <- i
	}
	close(ch)
	wg.Wait()
	return fl.Load(), first
}

func main() {
	flag.Parse()
	var urls []*url.URL
	for one := range strings.SplitSeq(*rawURL, ",") {
		u, err := url.Parse(one)
		if err != nil {
			log.Fatal(err)
		}
		urls = append(urls, u)
	}
	u := urls[0]
	if *mode == "setup" {
		if err := setup(); err != nil {
			log.Fatal(err)
		}
		return
	}
	if *passFile != "" {
		b, err := os.ReadFile(*passFile)
		if err != nil {
			log.Fatal(err)
		}
		tokens = strings.Fields(string(b))
	}
	switch *mode {
	case "pair":
		pair(u)
	case "fanout":
		fanout(u)
	case "room":
		room(u)
	case "idle":
		idle(u)
	case "stalled":
		stalled(u)
	case "soak":
		soak(urls)
	case "storm":
		storm(u)
	}
}
