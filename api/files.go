package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/hongyan-im/hongyan/chat"
)

// FileWithLinks is a file with the addresses to load it from.
type FileWithLinks struct {
	chat.File
	URL      string `json:"url" doc:"Needs no Authorization: who knows it may load the file until it expires"`
	ThumbURL string `json:"thumb_url,omitempty" doc:"Of an image: the small picture"`
	Expires  int64  `json:"url_expires,omitempty" doc:"Milliseconds since 1970; absent: never"`
}

// OneFile is the file in a path.
type OneFile struct {
	File string `path:"file" doc:"A file's id"`
	AsUser
}

func (a *API) getFile(ctx context.Context, in *struct {
	OneFile
	TTL int64 `query:"ttl" minimum:"1" maximum:"315360000" doc:"Seconds the addresses live; for users at most the app's file_url_ttl, which is the default"`
}) (*answer[FileWithLinks], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	f, err := a.chat.File(c, in.File)
	if err != nil {
		return nil, err
	}
	return ok(a.withLinks(ctx, c, f, in.TTL))
}

func (a *API) removeFile(ctx context.Context, in *OneFile) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.RemoveFile(ctx, c, in.File)
}

// withLinks mints addresses for a file. A ttl of 0 means that of the app's settings, which only its key may exceed.
func (a *API) withLinks(ctx context.Context, c chat.Caller, f chat.File, ttl int64) (FileWithLinks, error) {
	app, err := a.chat.App(string(c.App))
	if err != nil {
		return FileWithLinks{}, err
	}
	most := app.Settings.FileURLTTL
	if ttl == 0 || ttl > most && most > 0 && !c.Admin {
		ttl = most
	}
	var expires int64
	if ttl > 0 {
		expires = a.now().Unix() + ttl
	}
	name := f.Name
	if name == "" {
		name = "file"
	}
	query := url.Values{"e": {strconv.FormatInt(expires, 10)}, "s": {a.o.SignLink(app, f.ID, expires)}}
	links := FileWithLinks{File: f, Expires: expires * 1000}
	links.URL = originOf(ctx).base + "/f/" + string(app.Name) + "/" + f.ID + "/" + url.PathEscape(name) + "?" + query.Encode()
	if f.Thumb != nil {
		links.ThumbURL = links.URL + "&thumb=1"
	}
	return links, nil
}

// download answers at a signed address: GET /f/{app}/{file}/{name}?e=EXPIRES&s=SIGNATURE[&thumb=1]. The name is for
// people; e are seconds since 1970, or 0 for an address without end.
func (a *API) download(w http.ResponseWriter, r *http.Request) {
	tracked(r.Context()).operation = "download"
	query := r.URL.Query()
	f, err := a.linked(chi.URLParam(r, "app"), chi.URLParam(r, "file"), query.Get("e"), query.Get("s"))
	thumb := query.Get("thumb") == "1"
	if err == nil && thumb && f.Thumb == nil {
		err = chat.Errorf(chat.CodeNoFile, "the file %q has no thumbnail", f.ID)
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.serveFile(w, r, f, thumb)
}

// serveFile answers with a file's bytes, or its thumbnail's.
func (a *API) serveFile(w http.ResponseWriter, r *http.Request, f chat.File, thumb bool) {
	h := w.Header()
	// No upload may act as a page of this origin, whatever the browser takes it for.
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox")
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	a.o.Files.Serve(&taken{w, a.o.Stalled}, r, f, thumb)
}

// linked finds the file that a signed address names.
func (a *API) linked(name, id, e, sig string) (chat.File, error) {
	forged := chat.Errorf(chat.CodeForbidden, "the address was changed or is not of this server: ask for a new one")
	expires, err := strconv.ParseInt(e, 10, 64)
	if err != nil || sig == "" {
		return chat.File{}, forged
	}
	app, err := a.chat.App(name)
	if chat.AsErrorCode(err) == chat.CodeNoApp {
		return chat.File{}, forged
	}
	if err != nil {
		return chat.File{}, err
	}
	if expires > 0 && expires < a.now().Unix() {
		return chat.File{}, chat.Errorf(chat.CodeForbidden, "the address expired at %s: ask for a new one", time.Unix(expires, 0).UTC().Format(time.RFC3339))
	}
	if err := a.o.VerifyLink(app, id, expires, sig); err != nil {
		if _, refused := err.(*chat.Error); refused {
			return chat.File{}, err
		}
		return chat.File{}, forged
	}
	return a.chat.LinkedFile(app.Name, id)
}
