package broker

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// httpConns counts the connections that speak HTTP: none that has become a WebSocket.
type httpConns struct {
	l    *Listener
	mu   sync.Mutex
	open map[net.Conn]*visit
}

// visit is one of them.
type visit struct {
	came   atomic.Bool // a request has come
	turned atomic.Bool // there are too many: it is told so, and closed
}

type visitKey struct{}

// Guard bounds the connections of the HTTP server in front of the listener by Options.MaxHTTPConns. It is called before
// the server serves, when its handler is set.
func (l *Listener) Guard(s *http.Server) {
	h := &httpConns{l: l, open: map[net.Conn]*visit{}}
	s.ConnContext, s.ConnState = h.began, h.changed
	next := s.Handler
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
			v.came.Store(true)
			if v.turned.Load() {
				w.Header().Set("Connection", "close")
				w.Header().Set("Retry-After", "1")
				http.Error(w, refusals[TooMany].text, http.StatusServiceUnavailable)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (h *httpConns) began(ctx context.Context, nc net.Conn) context.Context {
	v := new(visit)
	h.mu.Lock()
	h.open[nc] = v
	h.mu.Unlock()
	return context.WithValue(ctx, visitKey{}, v)
}

// changed is told of each connection's life by the server.
func (h *httpConns) changed(nc net.Conn, now http.ConnState) {
	h.mu.Lock()
	v, over := h.open[nc], 0
	if most := h.l.o.MaxHTTPConns; most > 0 {
		over = len(h.open) - most
	}
	if now == http.StateClosed || now == http.StateHijacked {
		delete(h.open, nc)
	}
	h.mu.Unlock()
	switch {
	case v == nil:
	case now == http.StateNew && over > 0:
		v.turned.Store(true)
		h.l.refused(TooManyHTTP, "")
		if over > turnedMost {
			_ = nc.Close()
		}
	case now == http.StateClosed && !v.came.Load() && !v.turned.Load():
		h.l.refused(NoRequest, "")
	}
}
