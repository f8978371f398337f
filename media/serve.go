package media

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// cacheFor lets a client keep what it loaded, and nobody in between. An address always names the same bytes; after a
// day the question whether they are still to be had costs one answer without them.
const cacheFor = "private, max-age=86400, immutable"

// Serve answers GET and HEAD of a file's bytes, or of its thumbnail's: ranges, conditions, and headers that keep any
// upload from running as a page. Who may load it has been decided.
func (s *Store) Serve(w http.ResponseWriter, r *http.Request, f chat.File, thumb bool) {
	hash, mime, name := f.Hash, f.Type, f.Name
	if thumb {
		if f.Thumb == nil {
			refuse(w, chat.Errorf(chat.CodeNoFile, "this file has no thumbnail"))
			return
		}
		hash, mime, name = f.Thumb.Hash, f.Thumb.Type, ""
	}
	content, err := s.Content(r.Context(), hash)
	if err != nil {
		refuse(w, chat.AsError(err))
		return
	}
	defer content.Close()
	h := w.Header()
	guard(h)
	kind := "attachment"
	if inline(mime) {
		kind = "inline"
	}
	if active(mime) || mime == "" {
		mime = "application/octet-stream"
	}
	h.Set("Content-Type", mime)
	h.Set("Content-Disposition", disposition(kind, name))
	h.Set("ETag", `"`+hash+`"`)
	h.Set("Cache-Control", cacheFor)
	var modified time.Time
	if f.Created > 0 {
		modified = time.UnixMilli(f.Created)
	}
	http.ServeContent(w, r, "", modified, content)
}

// guard sets the headers that keep a browser from seeing a page in an upload.
func guard(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// refuse answers with an error as RFC 9457 says.
func refuse(w http.ResponseWriter, e *chat.Error) {
	guard(w.Header())
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(e.RetryAfter))
	}
	w.WriteHeader(e.Status())
	_ = json.NewEncoder(w).Encode(map[string]any{ // who asked is gone if this fails
		"type": "urn:hongyan:error:" + string(e.Code), "title": http.StatusText(e.Status()), "status": e.Status(),
		"detail": e.Message, "code": e.Code,
	})
}
