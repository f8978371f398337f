package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hongyan-im/hongyan/chat"
)

// Do runs a request that came over MQTT by the same handlers as those that come over HTTP; c is already
// authenticated. Only paths below /v1 can be asked for, and no uploads. The answer is always JSON: {} when an
// operation answers nothing.
func (a *API) Do(ctx context.Context, c chat.Caller, method, path string, body []byte) (status int, answer []byte) {
	w := &memory{header: http.Header{}}
	r := &http.Request{
		Method: method, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), URL: &url.URL{Path: "/"},
	}
	r = r.WithContext(withCaller(ctx, c))
	u, err := url.ParseRequestURI(path)
	switch {
	case err != nil || !strings.HasPrefix(path, "/v1/") || !strings.HasPrefix(u.Path, "/v1/"):
		a.fail(w, r, chat.Errorf(chat.CodeNotFound, "there is nothing at this path: write /v1/…").At("path"))
	case !slices.Contains(methods, method) || method == http.MethodHead:
		a.fail(w, r, newProblem(http.StatusMethodNotAllowed, codeMethod, "use GET, POST, PUT, PATCH or DELETE"))
	case u.Path == "/v1/files":
		a.fail(w, r, chat.Errorf(chat.CodeNotFound, "files are uploaded over HTTP only").At("path"))
	default:
		r.URL, r.RequestURI = u, path
		a.mux.ServeHTTP(w, r)
	}
	if w.body.Len() == 0 {
		w.body.WriteString("{}")
	}
	return w.code(), bytes.TrimSpace(w.body.Bytes())
}

// memory is a ResponseWriter that keeps the answer.
type memory struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (m *memory) Header() http.Header { return m.header }

func (m *memory) WriteHeader(status int) {
	if m.status == 0 {
		m.status = status
	}
}

func (m *memory) Write(b []byte) (int, error) { return m.body.Write(b) }

func (m *memory) code() int {
	if m.status == 0 {
		return http.StatusOK
	}
	return m.status
}
