package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/hongyan-im/hongyan/api"
	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
	"github.com/hongyan-im/hongyan/proxies"
)

// world is a server with two apps: in "default" ann, bob and cat, in "shop" ann and eve.
type world struct {
	*api.API
	url     string
	svc     *chat.Service
	log     *chattest.Log
	auth    *auth.Authenticator
	files   *fakeFiles
	live    *fakeLive
	logged  *lockedBuffer
	ready   error
	now     atomic.Int64 // ms that pass besides the clock
	options api.Options
	bearer  map[string]string // who: "ann" of default, "shop/ann", "key", "shop/key", "server"
}

const password = "correct horse"

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{files: &fakeFiles{saved: map[string][]byte{}}, live: &fakeLive{}, logged: &lockedBuffer{}, bearer: map[string]string{}}
	now := func() time.Time { return time.Now().Add(time.Duration(w.now.Load()) * time.Millisecond) }
	var ids atomic.Int64
	w.log = chattest.NewLog()
	w.svc = chat.NewService(w.log, chat.Options{
		Now: now, Live: w.live, NewID: func() string { return fmt.Sprintf("id%06d", ids.Add(1)) },
	})
	server := auth.NewServerKey()
	w.auth = auth.New(w.svc, auth.Options{Now: now, ServerKeyHash: auth.HashKey(server), HashMemory: 8, HashTime: 1, Hashes: 4})
	registry := prometheus.NewRegistry()
	w.options = api.Options{
		Service: w.svc, Auth: w.auth, Files: w.files, SignLink: signLink, VerifyLink: verifyLink, Now: now, Version: "1.2.3",
		Ready: func() error { return w.ready }, Registerer: registry, Metrics: promhttp.HandlerFor(registry, promhttp.HandlerOpts{}),
		FreshIDs: func() (uint64, string) { n := ids.Add(1); return 1400000000 + uint64(n), fmt.Sprintf("app%d", n) },
		MQTT:     http.HandlerFunc(hijack),
		Log:      slog.New(slog.NewTextHandler(w.logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	w.API = api.New(w.options)
	srv := httptest.NewServer(proxies.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, proxies.ForwardedFor).Handler(w.API))
	t.Cleanup(srv.Close)
	w.url, w.bearer["server"] = srv.URL, server
	w.populate(t, chat.DefaultApp, "", "ann", "bob", "cat")
	w.populate(t, "shop", "shop/", "ann", "eve")
	return w
}

func (w *world) populate(t testing.TB, name chat.AppName, prefix string, users ...chat.UserID) {
	t.Helper()
	ctx := t.Context()
	key, hash := auth.NewKey(name)
	sdk, id := w.options.FreshIDs()
	n := chat.NewApp{Name: name, Settings: chat.DefaultSettings(), SDKAppID: sdk, AppID: id, Secret: auth.NewSecret(), KeyHash: hash}
	if _, err := w.svc.CreateApp(ctx, n); err != nil {
		t.Fatal(err)
	}
	app, err := w.svc.App(string(name))
	if err != nil {
		t.Fatal(err)
	}
	w.bearer[prefix+"key"] = key
	pass, err := w.auth.HashPassword(ctx, password)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		if _, err := w.svc.Register(ctx, chat.Caller{App: name, Admin: true}, []chat.NewAccount{{User: u, Hash: pass}}); err != nil {
			t.Fatal(err)
		}
		token, _, err := w.auth.Issue(app, u, "web", "", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		w.bearer[prefix+string(u)] = token
	}
}

// reply is an answer, read to its end.
type reply struct {
	*http.Response
	text string
	json map[string]any
}

// ask sends a request as one of the world's people, "" for nobody. A body that is a string goes as it is.
func (w *world) ask(t testing.TB, who, method, path string, body any, headers ...string) reply {
	t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	case io.Reader:
		r = b
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		r = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, w.url+path, r)
	if err != nil {
		t.Fatal(err)
	}
	if r != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		credential, known := w.bearer[who]
		if !known {
			credential = who
		}
		req.Header.Set("Authorization", "Bearer "+credential)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(req) // follows no redirect
	if err != nil {
		t.Fatal(err)
	}
	return read(t, resp)
}

func read(t testing.TB, resp *http.Response) reply {
	t.Helper()
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := reply{Response: resp, text: string(b)}
	if strings.Contains(resp.Header.Get("Content-Type"), "json") && len(b) > 0 {
		if err := json.Unmarshal(b, &out.json); err != nil {
			t.Fatalf("%s is no JSON object: %v", b, err)
		}
	}
	return out
}

// scenario is one request and what is to come of it.
type scenario struct {
	name   string
	who    string
	method string
	path   string
	body   any
	status int
	code   string // of an error
	field  string
	want   []string // pieces of the answer
	not    []string // what the answer must not hold
}

func (w *world) run(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Helper()
			r := w.ask(t, s.who, s.method, s.path, s.body)
			if r.StatusCode != s.status {
				t.Fatalf("status %d, want %d: %s", r.StatusCode, s.status, r.text)
			}
			if s.status >= 400 {
				r.mustBeProblem(t, s.code, s.field)
			}
			for _, piece := range s.want {
				if !strings.Contains(r.text, piece) {
					t.Errorf("%q is not in %s", piece, r.text)
				}
			}
			for _, piece := range s.not {
				if strings.Contains(r.text, piece) {
					t.Errorf("%q is in %s", piece, r.text)
				}
			}
		})
	}
}

func (r reply) mustBeProblem(t testing.TB, code, field string) {
	t.Helper()
	if ct := r.Header.Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("content type %q of %s", ct, r.text)
	}
	if r.json["status"] != float64(r.StatusCode) || r.json["title"] == "" || r.json["detail"] == "" || r.json["type"] == nil {
		t.Errorf("no whole problem: %s", r.text)
	}
	if r.json["code"] != code {
		t.Errorf("code %v, want %s: %s", r.json["code"], code, r.text)
	}
	if got, _ := r.json["field"].(string); got != field {
		t.Errorf("field %q, want %q: %s", got, field, r.text)
	}
	if later := r.StatusCode == 429 || r.StatusCode == 503 || r.StatusCode == 507; later != (r.Header.Get("Retry-After") != "") {
		t.Errorf("Retry-After is %q with status %d", r.Header.Get("Retry-After"), r.StatusCode)
	}
	if r.StatusCode == 401 && !strings.HasPrefix(r.Header.Get("WWW-Authenticate"), "Bearer") {
		t.Errorf("WWW-Authenticate is %q", r.Header.Get("WWW-Authenticate"))
	}
	if _, echoed := r.json["value"]; echoed || strings.Contains(r.text, `"value"`) {
		t.Errorf("a value is echoed: %s", r.text)
	}
}
