package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/sdk"
)

// sdkFiles lists the built files of the JavaScript client. The address of this server is baked into each: who copies one
// into an app need not say it [PROTOCOL 15].
func (a *API) sdkFiles() {
	files := sdk.Files()
	a.mux.Get("/sdk", a.page("sdk", a.sdkIndex(files)))
	a.mux.Get("/sdk/", a.page("sdk", a.sdkIndex(files)))
	a.mux.Get("/sdk/files.json", a.page("sdk", a.sdkList(files)))
	for _, f := range files {
		a.mux.Get("/sdk/"+f.Path, a.page("sdk", a.sdkFile(f)))
	}
}

func (a *API) sdkFile(f sdk.File) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		address, err := a.sdkAddress(r)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		content, tag := f.Bake(address)
		a.sendSDK(w, r, "text/javascript; charset=utf-8", content, tag)
	}
}

// sdkList is what `hongyan bake` asks for first.
func (a *API) sdkList(files []sdk.File) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		address, err := a.sdkAddress(r)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		content, err := json.Marshal(struct {
			Hongyan string      `json:"hongyan"` // the version; shows that this is the server it is taken for
			Address sdk.Address `json:"address"`
			Files   []sdk.File  `json:"files"`
		}{cmp.Or(a.o.Version, "dev"), address, files})
		if err != nil {
			a.fail(w, r, err)
			return
		}
		a.sendSDK(w, r, "application/json", content, "")
	}
}

// sendSDK sends what depends on how the client reached the server.
func (a *API) sendSDK(w http.ResponseWriter, r *http.Request, contentType string, content []byte, tag string) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-cache")
	if a.o.PublicURL == "" {
		h.Set("Vary", "X-Forwarded-Proto, X-Forwarded-Host")
	}
	if tag != "" {
		h.Set("ETag", strconv.Quote(tag))
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// sdkAddress is what is baked for who asks: the server as he reached it, and the app that he names.
func (a *API) sdkAddress(r *http.Request) (sdk.Address, error) {
	app, err := a.sdkApp(r.URL.Query().Get("app"))
	if err != nil {
		return sdk.Address{}, err
	}
	base := originOf(r.Context()).base
	if a.o.PublicURL == "" && !plainBase(base) {
		return sdk.Address{}, newProblem(http.StatusBadRequest, chat.CodeInvalid, "the header Host is no name or address with maybe a port: the files would not find the server by it")
	}
	return sdk.Address{Servers: []string{base}, App: string(app.Name)}, nil
}

// maxAppName is the length of the longest alias of an app.
const maxAppName = 128

func (a *API) sdkApp(name string) (chat.App, error) {
	if len(name) > maxAppName {
		return chat.App{}, chat.Errorf(chat.CodeNoApp, "no app has a name of more than %d characters", maxAppName).At("app")
	}
	app, err := a.chat.App(name)
	if chat.AsErrorCode(err) == chat.CodeNoApp {
		return app, chat.AsError(err).At("app")
	}
	return app, err
}

// hostName is a name as DNS and container networks have them.
var hostName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?$`)

// plainBase tells whether scheme://host[:port] is one and nothing else. It comes from who asks, and is written into code.
func plainBase(base string) bool {
	u, err := url.Parse(base)
	if err != nil || u.Scheme+"://"+u.Host != base || strings.HasSuffix(u.Host, ":") {
		return false
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return false
		}
	}
	if strings.HasPrefix(u.Host, "[") {
		ip, err := netip.ParseAddr(u.Hostname())
		return err == nil && ip.Is6() && ip.Zone() == ""
	}
	return hostName.MatchString(u.Hostname())
}

// sdkIndex is a page that lists the files.
func (a *API) sdkIndex(files []sdk.File) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		address, err := a.sdkAddress(r)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		query := ""
		if address.App != string(chat.DefaultApp) {
			query = "?app=" + url.QueryEscape(address.App)
		}
		var rows strings.Builder
		for _, f := range files {
			_, _ = fmt.Fprintf(&rows, "<tr><td><a href=\"/sdk/%s%s\" download=\"%s\">%s</a><td>%s\n",
				f.Path, html.EscapeString(query), path.Base(f.Path), f.Path, html.EscapeString(f.About))
		}
		content := fmt.Sprintf(sdkPage, html.EscapeString(address.Servers[0]), html.EscapeString(address.App), rows.String())
		a.sendSDK(w, r, "text/html; charset=utf-8", []byte(content), "")
	}
}

const sdkPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Hongyan: the JavaScript SDK</title>
<h1>The JavaScript SDK</h1>
<p>Each file is whole, and knows this server: <code>%s</code>, app <code>%s</code>. Copy the one you need into your project.
Another app's: <code>?app=NAME</code>. The npm package writes all of them, in their folders:</p>
<pre>hongyan bake --server %[1]s --app %[2]s --out ./sdk</pre>
<table>
%[3]s</table>
`
