package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/hongyan-im/hongyan/chat"
)

// Clients written for Easemob (Shengwang, Agora Chat) call a few REST paths themselves, beside their SDK. Here they are,
// in that vendor's shape; each is one of our own operations, asked for and answered in other words [FACES 1]. An app is
// found by its alias org#app or org/app.

// easemob lists the paths.
func (a *API) easemob() {
	for _, route := range []struct {
		method, path string
		serve        func(http.ResponseWriter, *http.Request, chat.App)
	}{
		{http.MethodPost, "/token", a.easemobToken},
		{http.MethodPost, "/users", a.easemobUsers},
		{http.MethodPost, "/chatfiles", a.easemobUpload},
		{http.MethodGet, "/chatfiles/{file}", a.easemobDownload},
	} {
		mux, path := a.mux.With(a.foreign), "/{org}/{appname}"+route.path
		mux.Options(path, func(http.ResponseWriter, *http.Request) {}) // openToAll has answered
		mux.Method(route.method, path, a.page("easemob", func(w http.ResponseWriter, r *http.Request) {
			app, err := a.foreignApp(r)
			if err != nil {
				a.easemobError(w, err)
				return
			}
			route.serve(w, r, app)
		}))
	}
}

// foreign lets pages of any origin use the paths, and keeps them from taking what is below /v1.
func (a *API) foreign(next http.Handler) http.Handler {
	open := openToAll(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if chi.URLParam(r, "org") == "v1" {
			a.noRoute(w, r)
			return
		}
		open.ServeHTTP(w, r)
	})
}

// foreignApp finds the app of a path. Credentials that are shown must be of that app.
func (a *API) foreignApp(r *http.Request) (chat.App, error) {
	org, name := chi.URLParam(r, "org"), chi.URLParam(r, "appname")
	app, err := a.chat.App(org + "#" + name)
	if chat.AsErrorCode(err) == chat.CodeNoApp {
		app, err = a.chat.App(org + "/" + name)
	}
	if err != nil {
		return app, err
	}
	if cred := a.identify(r); cred.err == nil && cred.shown && cred.caller.App != app.Name {
		return app, chat.Errorf(chat.CodeUnauthenticated, "the credentials are not of this app")
	}
	return app, nil
}

// ask runs one of our own operations for a request, whose credentials and address it has. A nil body is that of the
// request, however long it takes.
func (a *API) ask(w http.ResponseWriter, r *http.Request, method, path string, body any, answer any) error {
	inner := r.Clone(context.WithValue(r.Context(), chi.RouteCtxKey, nil)) // not as a part of the route that led here
	inner.Method, inner.URL, inner.RequestURI = method, &url.URL{Path: path}, path
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		inner.Body, inner.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
		inner.Header.Set("Content-Type", "application/json")
	}
	out := &overheard{memory: memory{header: http.Header{}}, ResponseWriter: w}
	a.mux.ServeHTTP(out, inner)
	if out.code() >= 300 {
		var p Problem
		if err := json.Unmarshal(out.body.Bytes(), &p); err != nil {
			return err
		}
		return &p
	}
	return json.Unmarshal(out.body.Bytes(), answer)
}

// overheard keeps the answer of an operation; the connection is that of the request.
type overheard struct {
	memory
	http.ResponseWriter
}

func (o *overheard) Header() http.Header         { return o.memory.Header() }
func (o *overheard) WriteHeader(status int)      { o.memory.WriteHeader(status) }
func (o *overheard) Write(b []byte) (int, error) { return o.memory.Write(b) }

// Unwrap gives the connection, for deadlines.
func (o *overheard) Unwrap() http.ResponseWriter { return o.ResponseWriter }

type easemobUser struct {
	UUID      string `json:"uuid"`
	Type      string `json:"type"`
	Created   int64  `json:"created,omitempty"`
	Modified  int64  `json:"modified,omitempty"`
	Username  string `json:"username"`
	Activated bool   `json:"activated"`
	Nickname  string `json:"nickname,omitempty"`
}

func easemobUserOf(account chat.Account) easemobUser {
	return easemobUser{string(account.User), "user", account.Created, account.Created, string(account.User), true, account.Profile.Nickname}
}

func (a *API) easemobToken(w http.ResponseWriter, r *http.Request, app chat.App) {
	var in struct {
		GrantType string `json:"grant_type"`
		Username  string `json:"username"`
		Password  string `json:"password"`
		TTL       int64  `json:"ttl"`
	}
	if err := a.decodeForeign(w, r, &in); err != nil {
		a.easemobError(w, err)
		return
	}
	if in.GrantType != "" && in.GrantType != "password" {
		a.easemobError(w, chat.Errorf(chat.CodeInvalid, "grant_type %q is not supported: use password", clip(in.GrantType)))
		return
	}
	var token Token
	login := Login{User: chat.UserID(in.Username), Password: in.Password, App: string(app.Name), TTL: in.TTL}
	if err := a.ask(w, r, http.MethodPost, "/v1/token", login, &token); err != nil {
		if p, refused := err.(*Problem); refused && p.Code == chat.CodeUnauthenticated {
			p.Field = "password"
		}
		a.easemobError(w, err)
		return
	}
	sendForeign(w, http.StatusOK, struct {
		AccessToken string      `json:"access_token"`
		ExpiresIn   int64       `json:"expires_in"` // seconds
		User        easemobUser `json:"user"`
	}{token.Token, (token.Expires - a.now().UnixMilli()) / 1000, easemobUserOf(chat.Account{User: token.User})})
}

func (a *API) easemobUsers(w http.ResponseWriter, r *http.Request, app chat.App) {
	type newUser struct {
		Username string `json:"username"`
		Password string `json:"password"`
		Nickname string `json:"nickname"`
	}
	var raw json.RawMessage
	if err := a.decodeForeign(w, r, &raw); err != nil {
		a.easemobError(w, err)
		return
	}
	list := make([]newUser, 1)
	var err error
	if bytes.HasPrefix(raw, []byte("[")) {
		err = json.Unmarshal(raw, &list)
	} else {
		err = json.Unmarshal(raw, &list[0])
	}
	if err != nil {
		a.easemobError(w, chat.Errorf(chat.CodeInvalid, "username, password and nickname are strings"))
		return
	}
	wanted := CreateUsers{App: string(app.Name), Users: []Registration{}}
	for _, u := range list {
		wanted.Users = append(wanted.Users, Registration{User: chat.UserID(u.Username), Password: u.Password, Profile: chat.Profile{Nickname: u.Nickname}})
	}
	var made Users
	if err := a.ask(w, r, http.MethodPost, "/v1/users", wanted, &made); err != nil {
		a.easemobError(w, err)
		return
	}
	var entities []easemobUser
	for _, account := range made.Users {
		entities = append(entities, easemobUserOf(account))
	}
	a.sendEntities(w, r, app, entities)
}

// easemobFile is an upload. The share-secret stands for a signed address without end.
type easemobFile struct {
	UUID        string `json:"uuid"`
	Type        string `json:"type"`
	ShareSecret string `json:"share-secret"`
}

func (a *API) easemobUpload(w http.ResponseWriter, r *http.Request, app chat.App) {
	var file FileWithLinks
	if err := a.ask(w, r, http.MethodPost, "/v1/files", nil, &file); err != nil {
		a.easemobError(w, err)
		return
	}
	a.sendEntities(w, r, app, []easemobFile{{file.ID, "chatfile", a.o.SignLink(app, file.ID, 0)}})
}

// easemobDownload answers with a file's bytes: to who may read it, or who shows its share-secret.
func (a *API) easemobDownload(w http.ResponseWriter, r *http.Request, app chat.App) {
	id, query := chi.URLParam(r, "file"), r.URL.Query()
	if secret := cmp.Or(r.Header.Get("Share-Secret"), query.Get("share-secret")); secret != "" {
		if a.o.VerifyLink(app, id, 0, secret) != nil {
			a.easemobError(w, chat.Errorf(chat.CodeUnauthenticated, "the share-secret is not of this file"))
			return
		}
	} else if err := a.ask(w, r, http.MethodGet, "/v1/files/"+id, nil, new(FileWithLinks)); err != nil {
		a.easemobError(w, err)
		return
	}
	f, err := a.chat.LinkedFile(app.Name, id)
	if err != nil {
		a.easemobError(w, err)
		return
	}
	a.serveFile(w, r, f, f.Thumb != nil && cmp.Or(r.Header.Get("Thumbnail"), query.Get("thumbnail")) == "true")
}

// sendEntities wraps what was made as the vendor does.
func (a *API) sendEntities(w http.ResponseWriter, r *http.Request, app chat.App, entities any) {
	org, name := chi.URLParam(r, "org"), chi.URLParam(r, "appname")
	path := "/" + r.URL.Path[len("/"+org+"/"+name+"/"):]
	sendForeign(w, http.StatusOK, struct {
		Action          string `json:"action"`
		Application     string `json:"application"`
		Path            string `json:"path"`
		URI             string `json:"uri"`
		Entities        any    `json:"entities"`
		Timestamp       int64  `json:"timestamp"`
		Duration        int64  `json:"duration"`
		Organization    string `json:"organization"`
		ApplicationName string `json:"applicationName"`
	}{"post", app.AppID, path, originOf(r.Context()).base + r.URL.Path, entities, a.now().UnixMilli(), 0, org, name})
}

// easemobError answers with a refusal as the vendor words it; our own code goes along.
func (a *API) easemobError(w http.ResponseWriter, err error) {
	p := problemOf(err)
	kind, status, text := string(p.Code), p.Status, p.Detail
	switch p.Code {
	case chat.CodeNoApp:
		kind, status = "organization_application_not_found", http.StatusNotFound
	case chat.CodeUnauthenticated:
		kind = "unauthorized"
		if p.Field == "password" {
			kind, status, text = "invalid_grant", http.StatusBadRequest, "invalid password"
		}
	case chat.CodeTokenExpired, chat.CodeTokenRevoked:
		kind = "unauthorized"
	case chat.CodeBanned:
		kind, status, text = "invalid_grant", http.StatusBadRequest, "user not activated"
	case chat.CodeExists:
		kind, status = "duplicate_unique_property_exists", http.StatusBadRequest
	case chat.CodeClosed:
		kind, status = "unauthorized", http.StatusUnauthorized
	case chat.CodeInvalid, chat.CodeBadID, chat.CodeTooMany:
		kind, status = "illegal_argument", http.StatusBadRequest
	case chat.CodeRateLimited:
		kind = "resource_limited"
	}
	for k, v := range p.GetHeaders() {
		w.Header()[k] = v
	}
	sendForeign(w, status, struct {
		Error       string    `json:"error"`
		Description string    `json:"error_description"`
		Code        chat.Code `json:"code"`
		Timestamp   int64     `json:"timestamp"`
		Duration    int64     `json:"duration"`
	}{kind, text, p.Code, a.now().UnixMilli(), 0})
}

// decodeForeign reads a JSON body; members that it does not know are the client's own business.
func (a *API) decodeForeign(w http.ResponseWriter, r *http.Request, into any) error {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(requestTimeout)) // not every connection has one
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, a.o.MaxBody)).Decode(into); err != nil {
		return chat.Errorf(chat.CodeInvalid, "the body is no JSON that fits: %s", err)
	}
	return nil
}

func sendForeign(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who asked is gone if this fails
}
