package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
)

// addStreamed registers an operation that answers with a stream of any length. What begin returns as error is answered
// as a [Problem]; when the writing it gives fails, the connection is broken off, so that nobody takes half for all.
func addStreamed[I any](a *API, r route, contentType string, begin func(context.Context, *I) (write func(io.Writer) error, err error)) {
	huma.Register(a.huma, r.stream(), func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		caller(ctx).Fold(in)
		write, err := begin(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return &huma.StreamResponse{Body: func(hc huma.Context) { a.streamTo(hc, contentType, write) }}, nil
	})
	a.operation(r.method, r.path).Responses["200"] = &huma.Response{Description: "A stream of any length", Content: map[string]*huma.MediaType{
		contentType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}
}

func (a *API) streamTo(hc huma.Context, contentType string, write func(io.Writer) error) {
	_, w := humachi.Unwrap(hc)
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(http.StatusOK)
	if err := write(&taken{w, a.o.Stalled}); err != nil {
		if hc.Context().Err() == nil {
			a.log.Error("a stream broke off", "operation", hc.Operation().OperationID, "err", err)
		}
		panic(http.ErrAbortHandler)
	}
}

// taken gives up a stream that nobody takes: what it reads from is held open as long.
type taken struct {
	http.ResponseWriter
	most time.Duration
}

// Write implements http.ResponseWriter.
func (t *taken) Write(b []byte) (int, error) {
	_ = http.NewResponseController(t.ResponseWriter).SetWriteDeadline(time.Now().Add(t.most)) // not every connection has one
	return t.ResponseWriter.Write(b)
}
