package webhook

import "github.com/prometheus/client_golang/prometheus"

// metrics count for all webhooks together.
type metrics struct {
	delivered, failed, dead prometheus.Counter
}

func newMetrics(r prometheus.Registerer, lag func() uint64) *metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "hongyan", Subsystem: "webhook", Name: name, Help: help})
	}
	m := &metrics{
		delivered: counter("delivered_events_total", "Events that webhooks took."),
		failed:    counter("failed_requests_total", "Requests to webhooks that failed."),
		dead:      counter("dead_letters_total", "Events that were given up."),
	}
	if r != nil {
		r.MustRegister(m.delivered, m.failed, m.dead, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "hongyan_webhook_lag_positions", Help: "How far the webhook that is farthest behind is, in changes of its app.",
		}, func() float64 { return float64(lag()) }))
	}
	return m
}
