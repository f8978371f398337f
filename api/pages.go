package api

import (
	"fmt"
	"html"
	"net/http"

	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"github.com/hongyan-im/hongyan/chat"
)

// docsFiles are all that the documentation page loads; they are part of the binary.
var docsFiles = []string{"swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "favicon-16x16.png", "favicon-32x32.png"}

// pages lists what is served beside the operations.
func (a *API) pages() {
	a.mux.Get("/", a.page("index", a.index))
	a.mux.Get("/healthz", a.page("healthz", a.healthz))
	a.mux.Get("/readyz", a.page("readyz", a.readyz))
	a.mux.Get("/openapi.json", a.page("openapi", sendBytes("application/openapi+json", a.openapi)))
	a.mux.Get("/openapi.yaml", a.page("openapi", sendBytes("application/openapi+yaml", a.yaml)))
	docs := a.page("docs", a.docs())
	a.mux.Get("/docs", docs)
	a.mux.Get("/docs/", docs)
	for _, name := range docsFiles {
		a.mux.Get("/docs/"+name, docs)
	}
	if a.o.Metrics != nil {
		a.mux.Get("/metrics", a.page("metrics", a.o.Metrics.ServeHTTP))
	}
	for path, more := range a.o.Pages {
		a.mux.Get(path, a.page("page", more.ServeHTTP))
	}
	if a.o.Files != nil {
		a.mux.Get("/f/{app}/{file}/{name}", a.download)
	}
}

// page gives a page its name in metrics and logs.
func (a *API) page(name string, serve http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		tracked(r.Context()).operation = name
		serve(w, r)
	}
}

// docs is Swagger UI. Its page starts by a script of its own, and loads nothing from elsewhere.
func (a *API) docs() http.HandlerFunc {
	ui := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "Hongyan", SwaggerJSON: "/openapi.json", BasePath: "/docs/",
		SettingsUI: map[string]string{"docExpansion": `"none"`, "tryItOutEnabled": "true", "displayRequestDuration": "true"},
	})
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "+
			"img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		ui.ServeHTTP(w, r)
	}
}

func sendBytes(contentType string, b func() []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(b()) // who asked is gone if this fails
	}
}

func (a *API) index(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	demo := ""
	if a.o.Pages["/demo"] != nil {
		demo = "<li><a href=\"/demo\">The demo: sign up, and chat</a></li>\n"
	}
	_, _ = fmt.Fprintf(w, `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Hongyan</title>
<h1>Hongyan</h1>
<p>A messaging server is running here, version %s.</p>
<ul>
%s<li><a href="/docs">The REST interface, to read and to try</a>, and its description: <a href="/openapi.json">OpenAPI 3.1</a></li>
<li><a href="/sdk/">The JavaScript SDK</a>, in files that know this server</li>
<li>MQTT over WebSocket: <code>/mqtt</code></li>
</ul>
`, html.EscapeString(a.o.Version), demo)
}

func (a *API) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(`{"status":"ok"}` + "\n"))
}

func (a *API) readyz(w http.ResponseWriter, r *http.Request) {
	if a.o.Ready != nil {
		if err := a.o.Ready(); err != nil {
			p := newProblem(http.StatusServiceUnavailable, chat.CodeOverloaded, "the server cannot take requests now: "+err.Error())
			if e := problemOf(err); e.Code != chat.CodeInternal {
				p.Code, p.Type = e.Code, e.Type
			}
			p.RetryAfter = retryAfter[p.Status]
			a.fail(w, r, p)
			return
		}
	}
	a.healthz(w, r)
}
