// Package demo is a page where people sign up and chat: it shows what the server does, by the JavaScript SDK, as an app
// of a customer would use it.
package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"time"
)

//go:embed page
var files embed.FS

// State is what the page has to know before anyone is logged in.
type State struct {
	Registration bool  `json:"registration"`  // anyone may sign up
	Rooms        bool  `json:"rooms"`         // users may make chatrooms
	RecallWindow int64 `json:"recall_window"` // seconds for which senders may recall a message
}

// policy lets the page load its own files, ask its own server, and show what it has just recorded or chosen (blob:).
// Nothing inline runs: what users write could not become a script even if the page failed to show it as text.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// types of what is served: a machine's own table may say otherwise, and browsers refuse scripts of another type.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// Pages gives the page and what belongs to it, by path: /demo, and the rest below it. The page also loads
// /sdk/hongyan.mjs. state is asked whenever somebody opens the page.
func Pages(state func(context.Context) State) map[string]http.Handler {
	pages := map[string]http.Handler{
		"/demo":            file("index.html"),
		"/demo/state.json": stateOf(state),
		"/demo/":           http.HandlerFunc(withoutSlash),
	}
	entries, err := files.ReadDir("page")
	if err != nil {
		panic(err) // the files are part of the binary
	}
	for _, e := range entries {
		if e.Name() != "index.html" {
			pages["/demo/"+e.Name()] = file(e.Name())
		}
	}
	return pages
}

// withoutSlash names the page as its links expect it: relative ones also work behind a proxy that adds a prefix.
func withoutSlash(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Location", "../demo")
	w.WriteHeader(http.StatusPermanentRedirect)
}

// file serves one of the files. Browsers ask each time whether it has changed: a new server brings new files.
func file(name string) http.Handler {
	content, err := files.ReadFile("page/" + name)
	if err != nil {
		panic(err) // the files are part of the binary
	}
	etag := fmt.Sprintf(`"%x"`, sha256.Sum256(content))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", types[path.Ext(name)])
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", etag)
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	})
}

func stateOf(state func(context.Context) State) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(state(r.Context())) // who asked is gone if this fails
	})
}
