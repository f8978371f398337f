package main

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/hongyan-im/hongyan/bridge"
)

// reading is a number that both /metrics and $SYS show.
type reading struct {
	metric string // empty: $SYS alone
	help   string
	kind   prometheus.ValueType
	topics []string // below $SYS/broker/
	value  func() float64
}

func (r reading) collector() prometheus.Collector {
	if r.kind == prometheus.CounterValue {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: r.metric, Help: r.help}, r.value)
	}
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: r.metric, Help: r.help}, r.value)
}

// readings are named below $SYS as those of other brokers are.
func (s *server) readings() []reading {
	const gauge, counter = prometheus.GaugeValue, prometheus.CounterValue
	connected := func() float64 { return float64(s.hub.Count()) }
	away := lately(time.Minute, s.read(func() (uint64, error) {
		n, err := s.hub.Away()
		return uint64(n), err
	}))
	received := func() float64 { n, _ := s.hub.MessageCounts(); return float64(n) }
	sent := func() float64 { _, n := s.hub.MessageCounts(); return float64(n) }
	return []reading{
		{"hongyan_bridge_sessions", "Live MQTT sessions.", gauge, []string{"clients/connected"}, connected},
		{"hongyan_bridge_away_sessions", "Sessions kept for clients who are not connected, as of a minute ago at most.", gauge, []string{"clients/disconnected"}, away},
		{"", "", gauge, []string{"clients/total"}, func() float64 { return connected() + away() }},
		{"hongyan_bridge_subscriptions", "Subscriptions of connected clients.", gauge, []string{"subscriptions/count"}, func() float64 { return float64(s.hub.Subscriptions()) }},
		{"hongyan_bridge_received_messages_total", "Messages that clients published, refused ones too.", counter, []string{"messages/received", "publish/messages/received"}, received},
		{"hongyan_bridge_sent_messages_total", "Messages that were sent to clients, each time to each of them.", counter, []string{"messages/sent", "publish/messages/sent"}, sent},
		{"", "", counter, []string{"messages/publish/dropped", "publish/messages/dropped"}, s.dropped},
		{"hongyan_chat_retained_messages", "Retained messages of all apps.", gauge, []string{"retained messages/count"}, s.read(s.service.RetainedCount)},
		{"hongyan_chat_stored_messages_total", "Messages to users, groups and chatrooms that were ever stored, as of a minute ago at most.", counter, []string{"store/messages/count"}, s.read(s.service.MessagesStored)},
	}
}

// dropped counts messages of device topics that were dropped, whyever.
func (s *server) dropped() (n float64) {
	for _, some := range s.hub.DroppedMessages() {
		n += float64(some)
	}
	return n
}

// read makes a reading of what the store tells; while it tells nothing there is no number.
func (s *server) read(f func() (uint64, error)) func() float64 {
	return func() float64 {
		n, err := f()
		if err != nil {
			return math.NaN()
		}
		return float64(n)
	}
}

// lately keeps a reading that is dear for a while.
func lately(age time.Duration, f func() float64) func() float64 {
	var mu sync.Mutex
	var at time.Time
	var last float64
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); at.IsZero() || now.Sub(at) >= age {
			at, last = now, f()
		}
		return last
	}
}

// load is how many of something came in a minute, as an average that forgets.
type load struct {
	topic   string
	value   func() float64
	before  float64
	average [len(loadMinutes)]float64
}

// loadMinutes are the times over which averages are taken, as others do.
var loadMinutes = [...]int{1, 5, 15}

func (l *load) tick(after time.Duration) {
	now := l.value()
	perMinute := (now - l.before) / after.Minutes()
	l.before = now
	for i, minutes := range loadMinutes {
		keep := math.Exp(-after.Minutes() / float64(minutes))
		l.average[i] = keep*l.average[i] + (1-keep)*perMinute
	}
}

// system tells operators how the server is, below $SYS.
type system struct {
	began    time.Time
	readings []reading

	mu    sync.Mutex
	loads []*load
}

func newSystem(readings []reading) *system {
	y := &system{began: time.Now(), readings: readings}
	for _, r := range readings {
		if len(r.topics) > 0 && (r.topics[0] == "messages/received" || r.topics[0] == "messages/sent") {
			y.loads = append(y.loads, &load{topic: r.topics[0], value: r.value})
		}
	}
	return y
}

// values are all that is told, in an order that stays.
func (y *system) values() []bridge.SysValue {
	all := []bridge.SysValue{
		{Topic: "broker/version", Value: "hongyan " + version},
		{Topic: "broker/uptime", Value: fmt.Sprintf("%d seconds", int(time.Since(y.began).Seconds()))},
	}
	for _, r := range y.readings {
		value := strconv.FormatFloat(r.value(), 'f', -1, 64)
		for _, topic := range r.topics {
			all = append(all, bridge.SysValue{Topic: "broker/" + topic, Value: value})
		}
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, l := range y.loads {
		for i, minutes := range loadMinutes {
			all = append(all, bridge.SysValue{Topic: fmt.Sprintf("broker/load/%s/%dmin", l.topic, minutes), Value: strconv.FormatFloat(l.average[i], 'f', 2, 64)})
		}
	}
	return all
}

// run tells those who watch, until ctx ends.
func (y *system) run(ctx context.Context, every time.Duration, hub *bridge.Hub) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		y.mu.Lock()
		for _, l := range y.loads {
			l.tick(every)
		}
		y.mu.Unlock()
		hub.TellSys()
	}
}
