package api_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/api"
	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

func TestErrors_AreProblemsEverywhere(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "unknown path", method: "GET", path: "/nope", status: 404, code: "not_found"},
		{name: "unknown path below v1", method: "GET", path: "/v1/nope", status: 404, code: "not_found"},
		{name: "slash at the end", method: "GET", path: "/v1/groups/", status: 404, code: "not_found"},
		{name: "file beside the documentation", method: "GET", path: "/docs/nope.js", status: 404, code: "not_found"},
		{name: "wrong method", who: "ann", method: "PUT", path: "/v1/groups", status: 405, code: "method_not_allowed"},
		{name: "unknown method", who: "ann", method: "BREW", path: "/v1/groups", status: 405, code: "method_not_allowed"},
		{name: "wrong scheme", who: "", method: "GET", path: "/v1/groups", status: 401, code: "unauthenticated"},
		{name: "deep nesting", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","body":` + strings.Repeat(`{"a":`, 20000) + `1` + strings.Repeat(`}`, 20001), status: 400, code: "invalid"},
	})
	r := w.ask(t, "ann", "PUT", "/v1/groups", nil)
	if allow := r.Header.Values("Allow"); fmt.Sprint(allow) != "[GET POST]" {
		t.Errorf("Allow: %v", allow)
	}
	r = w.ask(t, "ann", "POST", "/v1/groups", "a=b", "Content-Type", "application/x-www-form-urlencoded")
	if r.StatusCode != 415 {
		t.Errorf("%d %s", r.StatusCode, r.text)
	}
	r.mustBeProblem(t, "unsupported_media_type", "")
	r = w.ask(t, "ann", "GET", "/v1/nope", nil, "Accept", "text/html")
	r.mustBeProblem(t, "not_found", "")
	r = w.ask(t, "ann", "GET", "/v1/groups", nil, "Accept", "text/html")
	if r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("answers are JSON, not %q", r.Header.Get("Content-Type"))
	}
	req, _ := http.NewRequestWithContext(t.Context(), "GET", w.url+"/v1/groups", nil)
	req.Header.Set("Authorization", "Basic YTpi")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	r = read(t, resp)
	r.mustBeProblem(t, "unauthenticated", "Authorization")
	if !strings.Contains(r.Header.Get("WWW-Authenticate"), "invalid_token") {
		t.Errorf("credentials were shown: %q", r.Header.Get("WWW-Authenticate"))
	}
}

// A log that fails stands for all that can go wrong below.
type brokenLog struct {
	*chattest.Log
	err error
}

func (l brokenLog) Propose(*chat.Proposal) error { return l.err }

func TestErrors_FromBelow(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		code   string
	}{
		{chat.Errorf(chat.CodeOverloaded, "busy"), 503, "overloaded"},
		{chat.Errorf(chat.CodeDiskFull, "full"), 507, "disk_full"},
		{chat.Errorf(chat.CodeRateLimited, "slow down"), 429, "rate_limited"},
		{fmt.Errorf("wrapped: %w", chat.Errorf(chat.CodeShuttingDown, "bye")), 503, "shutting_down"},
		{errors.New("the disk is on fire"), 500, "internal"},
		{fmt.Errorf("wait: %w", context.DeadlineExceeded), 503, "overloaded"},
	} {
		w := newWorld(t)
		o := w.options
		o.Service = chat.NewService(brokenLog{chattest.NewLog(), c.err}, chat.Options{NewID: func() string { return "x" }, Live: w.live})
		srv := httptest.NewServer(api.New(withoutMetrics(o)))
		w.url = srv.URL
		r := w.ask(t, "server", "POST", "/v1/apps", `{"name":"x"}`)
		if r.StatusCode != c.status || strings.Contains(r.text, "fire") {
			t.Errorf("%v: %d %s", c.err, r.StatusCode, r.text)
		}
		r.mustBeProblem(t, c.code, "")
		srv.Close()
	}
}

func withoutMetrics(o api.Options) api.Options {
	o.Registerer = nil
	return o
}

func TestPanic_IsAnsweredAndLogged(t *testing.T) {
	w := newWorld(t)
	o := withoutMetrics(w.options)
	o.Ready = func() error { panic("oh no") }
	srv := httptest.NewServer(api.New(o))
	defer srv.Close()
	w.url = srv.URL
	r := w.ask(t, "", "GET", "/readyz", nil)
	if r.StatusCode != 500 {
		t.Errorf("%d %s", r.StatusCode, r.text)
	}
	r.mustBeProblem(t, "internal", "")
	if !strings.Contains(w.logged.String(), "oh no") || strings.Contains(r.text, "oh no") {
		t.Errorf("a panic belongs into the log, and only there: %s", r.text)
	}
}

func TestHealth(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "alive", method: "GET", path: "/healthz", status: 200, want: []string{"ok"}},
		{name: "ready", method: "GET", path: "/readyz", status: 200, want: []string{"ok"}},
		{name: "index", method: "GET", path: "/", status: 200, want: []string{"Hongyan", "1.2.3", "/docs"}},
	})
	w.ready = chat.Errorf(chat.CodeDiskFull, "the disk is full")
	r := w.ask(t, "", "GET", "/readyz", nil)
	if r.StatusCode != 503 {
		t.Errorf("%d %s", r.StatusCode, r.text)
	}
	r.mustBeProblem(t, "disk_full", "")
	if r = w.ask(t, "", "HEAD", "/healthz", nil); r.StatusCode != 200 || r.text != "" {
		t.Errorf("HEAD: %d %q", r.StatusCode, r.text)
	}
	w.ask(t, "ann", "GET", "/v1/groups", nil)
	r = w.ask(t, "", "GET", "/metrics", nil)
	for _, line := range []string{`hongyan_api_requests_total{code="200",operation="listGroups"} 1`, `hongyan_api_request_seconds_count{operation="listGroups"} 1`} {
		if !strings.Contains(r.text, line) {
			t.Errorf("%q is not in the metrics", line)
		}
	}
}

func TestMQTT_CanHijack(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/mqtt", "/ws", "/websocket"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", path)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || resp.StatusCode != 101 {
			t.Errorf("%s: %v %v", path, resp, err)
		}
		_ = conn.Close()
	}
}

func TestCORS(t *testing.T) {
	w := newWorld(t)
	r := w.ask(t, "", "OPTIONS", "/v1/messages", nil, "Origin", "https://a.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
	h := r.Header
	if r.StatusCode != 204 || h.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(h.Get("Access-Control-Allow-Methods"), "PATCH") ||
		!strings.Contains(h.Get("Access-Control-Allow-Headers"), "Authorization") || h.Get("Access-Control-Max-Age") == "" {
		t.Errorf("preflight: %d %v", r.StatusCode, h)
	}
	for _, path := range []string{"/v1/groups", "/v1/nope", "/f/a/b/c"} {
		r = w.ask(t, "", "GET", path, nil, "Origin", "https://a.example")
		if r.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(r.Header.Get("Access-Control-Expose-Headers"), "Retry-After") || r.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %v", path, r.Header)
		}
	}
	if r = w.ask(t, "", "GET", "/metrics", nil); r.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("metrics are nobody's in a browser")
	}
}

func TestLog_HoldsNoSecrets(t *testing.T) {
	w := newWorld(t)
	url := w.ask(t, "ann", "PUT", "/v1/files", "x").json["url"].(string)
	w.ask(t, "", "GET", strings.TrimPrefix(url, w.url), nil)
	w.ask(t, "", "POST", "/v1/token", `{"user":"ann","password":"`+password+`"}`)
	log := w.logged.String()
	if !strings.Contains(log, "operation=download") || !strings.Contains(log, "operation=createToken") {
		t.Errorf("not logged: %s", log)
	}
	if strings.Contains(log, "s=") && regexp.MustCompile(`[?&]s=`).MatchString(log) || strings.Contains(log, password) || strings.Contains(log, w.bearer["ann"]) {
		t.Error("a secret is in the log")
	}
}

func TestClientIP_IsLogged(t *testing.T) {
	w := newWorld(t)
	w.ask(t, "", "GET", "/healthz", nil, "X-Forwarded-For", "1.1.1.1, 203.0.113.9, 127.0.0.5")
	if !strings.Contains(w.logged.String(), "ip=203.0.113.9") {
		t.Errorf("behind trusted proxies: %s", w.logged.String())
	}
}
