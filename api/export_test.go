package api

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// Routes lists what the router answers below /v1.
func (a *API) Routes() (routes []string) {
	_ = chi.Walk(a.mux, func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if strings.HasPrefix(path, "/v1/") {
			routes = append(routes, method+" "+path)
		}
		return nil
	})
	return routes
}
