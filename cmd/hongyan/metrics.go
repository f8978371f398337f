package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics shows what the parts count that know no metrics themselves, beside those that register their own.
func (s *server) metrics() http.Handler {
	for _, r := range s.system.readings {
		if r.metric != "" {
			s.registry.MustRegister(r.collector())
		}
	}
	s.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		gauge("hongyan_broker_connections", "Open sockets.", s.socket.Len),
		gauge("hongyan_broker_slow_readers", "Sockets for which bytes wait.", s.socket.Slow),
		table{
			prometheus.NewDesc("hongyan_broker_refused_total", "Connections that were not let in, or ended, because of a limit.", []string{"reason"}, nil),
			prometheus.CounterValue,
			func(add func(n uint64, labels ...string)) {
				for reason, n := range s.socket.Refused() {
					add(n, reason.String())
				}
			},
		},
		gauge("hongyan_store_waiting_commands", "Commands that wait to be applied.", s.store.Waiting),
		table{
			prometheus.NewDesc("hongyan_chat_room_shed_messages_total", "Messages that were too many for their chatroom.", []string{"priority"}, nil),
			prometheus.CounterValue,
			func(add func(n uint64, labels ...string)) {
				shed := s.service.RoomsShed()
				add(shed.Low, "low")
				add(shed.Normal, "normal")
			},
		},
		table{
			prometheus.NewDesc("hongyan_certs_expiry_timestamp_seconds", "When a certificate that the server shows ends.", []string{"name"}, nil),
			prometheus.GaugeValue,
			func(add func(n uint64, labels ...string)) {
				for name, until := range s.certs.Expiries() {
					add(uint64(max(until.Unix(), 0)), name)
				}
			},
		},
		table{
			prometheus.NewDesc("hongyan_bridge_refused_total", "Packets that were refused: connect, publish or subscribe, or malformed.", []string{"packet", "code"}, nil),
			prometheus.CounterValue,
			func(add func(n uint64, labels ...string)) {
				for r, n := range s.hub.Refusals() {
					add(n, r.Packet, string(r.Code))
				}
			},
		},
		gauge("hongyan_link_configured", "Links to other brokers that are enabled.", func() int { return s.links.Totals().Configured }),
		gauge("hongyan_link_connected", "Links that are connected.", func() int { return s.links.Totals().Connected }),
		gauge("hongyan_link_waiting_messages", "Messages that wait on disk for other brokers.", func() int { return int(s.links.Totals().Waiting) }),
		table{
			prometheus.NewDesc("hongyan_link_messages_total", "Messages of links that run: sent and received, and those that were not.", []string{"outcome"}, nil),
			prometheus.CounterValue,
			func(add func(n uint64, labels ...string)) {
				t := s.links.Totals()
				add(t.Sent, "sent")
				add(t.Received, "received")
				add(t.Refused, "refused")
				add(t.Repeated, "repeated")
				add(t.Missed, "missed")
			},
		},
		table{
			prometheus.NewDesc("hongyan_bridge_forwarded_total", "What rules made of publishes on device topics: messages that were sent, were beyond a rule's rate, or were refused.", []string{"outcome"}, nil),
			prometheus.CounterValue,
			func(add func(n uint64, labels ...string)) {
				t := s.hub.ForwardTotals()
				add(t.Sent, "sent")
				add(t.Limited, "limited")
				add(t.Refused, "refused")
			},
		},
		table{
			prometheus.NewDesc("hongyan_bridge_device_dropped_messages_total", "Messages of device topics that were dropped: QoS 0 to a slow reader, too many that waited, or expired.", []string{"reason"}, nil),
			prometheus.CounterValue,
			func(add func(n uint64, labels ...string)) {
				for reason, n := range s.hub.DroppedMessages() {
					add(n, reason)
				}
			},
		})
	return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})
}

func gauge(name, help string, value func() int) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(value()) })
}

// table shows what somebody else counts, by its labels.
type table struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
	rows func(add func(n uint64, labels ...string))
}

// Describe implements prometheus.Collector.
func (t table) Describe(to chan<- *prometheus.Desc) { to <- t.desc }

// Collect implements prometheus.Collector.
func (t table) Collect(to chan<- prometheus.Metric) {
	t.rows(func(n uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(t.desc, t.kind, float64(n), labels...)
	})
}
