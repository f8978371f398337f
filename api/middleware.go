package api

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/hongyan-im/hongyan/chat"
)

// metrics counts requests by operation; paths and users would be without bound.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(r prometheus.Registerer) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "hongyan_api_requests_total", Help: "REST requests by operation and HTTP status.",
		}, []string{"operation", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hongyan_api_request_seconds", Help: "Time to answer REST requests, by operation.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"operation"}),
	}
	if r != nil {
		r.MustRegister(m.requests, m.seconds)
	}
	return m
}

// track is what is learnt of a request on its way.
type track struct {
	operation string
	code      chat.Code // of the refusal
	stalled   time.Duration
}

type trackKey struct{}

func tracked(ctx context.Context) *track {
	if t, ok := ctx.Value(trackKey{}).(*track); ok {
		return t
	}
	return &track{stalled: stalled}
}

// largeBody is a size in bytes from which on a request takes as long as its network does.
const largeBody = 256 << 10

// observe counts and logs requests, and turns panics into answers. Query strings are not logged: they may hold
// signatures.
func (a *API) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		t := &track{operation: "other", stalled: a.o.Stalled}
		r = r.WithContext(context.WithValue(r.Context(), trackKey{}, t))
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		_ = http.NewResponseController(w).SetWriteDeadline(begin.Add(requestTimeout + a.o.Stalled)) // who does not take the answer is not waited for
		defer func() {
			broken := recover()
			if broken != nil && broken != http.ErrAbortHandler {
				a.panicked(ww, r, broken)
			}
			took := time.Since(begin)
			a.metrics.requests.WithLabelValues(t.operation, strconv.Itoa(statusOf(ww))).Inc()
			a.metrics.seconds.WithLabelValues(t.operation).Observe(took.Seconds())
			a.log.Debug("request", "operation", t.operation, "method", r.Method, "path", r.URL.Path, "status", statusOf(ww),
				"bytes", ww.BytesWritten(), "took", took, "ip", clientIP(r))
			if a.o.Logging.IsSlow(took) && r.ContentLength < largeBody && ww.BytesWritten() < largeBody {
				a.log.Warn("slow request", "operation", t.operation, "method", r.Method, "path", r.URL.Path, "status", statusOf(ww), "took", took)
			}
			if broken == http.ErrAbortHandler {
				panic(broken)
			}
		}()
		next.ServeHTTP(ww, r)
	})
}

func statusOf(w middleware.WrapResponseWriter) int {
	if w.Status() == 0 {
		return http.StatusOK
	}
	return w.Status()
}

func (a *API) panicked(w middleware.WrapResponseWriter, r *http.Request, broken any) {
	if r.Context().Err() != nil {
		return // huma panics when the client is gone
	}
	a.log.Error("panic in a request", "operation", tracked(r.Context()).operation, "err", broken, "stack", string(debug.Stack()))
	if w.Status() == 0 {
		a.fail(w, r, fmt.Errorf("panic: %v", broken))
	}
}

// secure sets what browsers are to know of every answer.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

// openPaths begin what pages of any origin may use.
var openPaths = []string{"/v1/", "/f/", "/sdk/", "/openapi."}

// cors lets pages of any origin use the API.
func cors(next http.Handler) http.Handler {
	open := openToAll(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.ContainsFunc(openPaths, func(prefix string) bool { return strings.HasPrefix(r.URL.Path, prefix) }) {
			next.ServeHTTP(w, r)
			return
		}
		open.ServeHTTP(w, r)
	})
}

// openToAll lets pages of any origin ask. That is safe: nothing here looks at cookies.
func openToAll(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Retry-After, ETag, Content-Range, Content-Disposition, WWW-Authenticate")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", strings.Join(methods, ", "))
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Range, If-Range, If-None-Match, If-Modified-Since, X-Requested-With, Restrict-Access, Share-Secret, Thumbnail")
			h.Set("Access-Control-Max-Age", "86400")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// headAsGet answers HEAD wherever GET is answered.
func headAsGet(next http.Handler) http.Handler { return middleware.GetHead(next) }
