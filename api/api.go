package api

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/logging"
)

// Options of an API. Service and Auth are required; what else is nil or empty is not offered.
type Options struct {
	Service *chat.Service
	Auth    *auth.Authenticator

	// Files keeps the contents of uploads; the two functions sign and check the addresses they are loaded from.
	Files      Files
	SignLink   func(app chat.App, id string, expires int64) string
	VerifyLink func(app chat.App, id string, expires int64, sig string) error

	// Search answers searches; nil: they are refused.
	Search Search

	// MQTT answers at /mqtt, /ws and /websocket. Nothing wraps its ResponseWriter, so that it can hijack.
	MQTT http.Handler
	// Ready tells why the server cannot take requests now.
	Ready func() error
	// Metrics answers at /metrics.
	Metrics http.Handler
	// Pages are answered by GET beside what the API has itself, by path.
	Pages map[string]http.Handler
	// Registerer takes the metrics of the API itself.
	Registerer prometheus.Registerer

	// Webhooks calls the webhooks; nil: nobody does.
	Webhooks Webhooks
	// Links connects links to other brokers; nil: nobody does.
	Links LinkStatus

	// PublicURL is how clients reach the server, for absolute addresses; empty: as the request came.
	PublicURL string

	// MaxBody bounds a JSON body, in bytes; 0: 2 MiB. Lists of words may be larger.
	MaxBody int64

	// Stalled is how long an upload or a download may stand still; 0: a minute.
	Stalled time.Duration

	// MayCome refuses who comes from an address that is banned, but for the server's key; nil: all may.
	MayCome func(ip string) error

	// FreshIDs makes the SDKAppID and the app id of a new app; required to make apps.
	FreshIDs func() (sdkappid uint64, appid string)

	// Rotated is told the new secret and the new key of an app, where it got one, else ""; nil: nobody is.
	Rotated func(app chat.App, secret, key string)

	// Backup begins a backup of the whole server, which write writes; write is called once. CodeBackupRunning while
	// another one is under way. nil: CodeNotFound.
	Backup func(ctx context.Context) (write func(io.Writer) error, err error)

	// Logging is what Log does; nil: it cannot be changed, and nothing is slow.
	Logging *logging.Control

	Now     func() time.Time // time.Now when nil
	Log     *slog.Logger     // slog.Default when nil
	Version string
}

// Files keeps the contents of uploaded files.
type Files interface {
	// Save stores what r gives and tells its type, size, hash, and of an image its measures and thumbnail.
	Save(ctx context.Context, name string, r io.Reader) (chat.File, error)
	// Serve answers with the file's bytes, or its thumbnail's.
	Serve(w http.ResponseWriter, r *http.Request, f chat.File, thumb bool)
}

// Webhooks knows what the webhooks are at.
type Webhooks interface {
	// Status tells how a webhook fares; the zero value when it is not at work.
	Status(app chat.AppName, id string) chat.WebhookRun
	// WeChat tells how an app's sender on WeChat fares; the zero value when it is not at work.
	WeChat(app chat.AppName) chat.WeChatRun
	// Ping sends a webhook an event that means nothing, and tells what came of it.
	Ping(ctx context.Context, app chat.AppName, h chat.Webhook) chat.WebhookAnswer
}

// API is the HTTP handler of the whole server.
type API struct {
	o       Options
	chat    *chat.Service
	auth    *auth.Authenticator
	log     *slog.Logger
	now     func() time.Time
	mux     *chi.Mux
	huma    huma.API
	metrics *metrics
	openapi func() []byte
	yaml    func() []byte
}

// New makes the API.
func New(o Options) *API {
	a := &API{o: o, chat: o.Service, auth: o.Auth, log: o.Log, now: o.Now, mux: chi.NewMux(), metrics: newMetrics(o.Registerer)}
	if a.log == nil {
		a.log = slog.Default()
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.o.MaxBody <= 0 {
		a.o.MaxBody = maxBody
	}
	if a.o.Stalled <= 0 {
		a.o.Stalled = stalled
	}
	a.o.PublicURL = strings.TrimRight(o.PublicURL, "/")
	a.mux.Use(a.observe, a.locate, secure, cors, headAsGet)
	a.mux.NotFound(a.noRoute)
	a.mux.MethodNotAllowed(a.wrongMethod)
	a.huma = newHuma(a.mux, o.Version)
	a.huma.UseMiddleware(a.admit)
	a.routes()
	// Writing it down takes longer than all the rest of the start: whoever asks first waits.
	doc := sync.OnceValue(a.describe)
	a.openapi = sync.OnceValue(func() []byte { return must(json.Marshal(doc())) })
	a.yaml = sync.OnceValue(func() []byte { return must(doc().YAML()) })
	a.pages()
	a.sdkFiles()
	a.easemob()
	return a
}

// ServeHTTP answers a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a.o.MQTT != nil && AtMQTT(r.URL.Path) {
		a.o.MQTT.ServeHTTP(w, r)
		return
	}
	a.mux.ServeHTTP(w, r)
}

// AtMQTT tells whether MQTT over WebSocket is served at a path.
func AtMQTT(path string) bool { return path == "/mqtt" || path == "/ws" || path == "/websocket" }

// OpenAPI gives the OpenAPI 3.1 document as JSON.
func (a *API) OpenAPI() []byte { return a.openapi() }

// describe completes the OpenAPI document, once all routes are known.
func (a *API) describe() *huma.OpenAPI {
	doc := a.huma.OpenAPI()
	for schema, fields := range fieldTexts {
		for name, text := range fields {
			doc.Components.Schemas.Map()[schema].Properties[name].Description = text
		}
	}
	return doc
}

// must gives b. An error is a defect of the routes, found by the first test that reads the document.
func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}
