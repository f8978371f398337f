package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/api"
	"github.com/hongyan-im/hongyan/sdk"
)

var bakedForm = regexp.MustCompile(`"(\{\\"servers\\":(?:[^"\\]|\\.)*)"`)

// baked reads the address out of a file, as JavaScript would.
func baked(t *testing.T, file string) sdk.Address {
	t.Helper()
	found := bakedForm.FindAllString(file, -1)
	if len(found) != 1 {
		t.Fatalf("%d addresses are baked in: %v", len(found), found)
	}
	var text string
	var a sdk.Address
	if err := json.Unmarshal([]byte(found[0]), &text); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSDK_FilesKnowTheServerThatGaveThem(t *testing.T) {
	w := newWorld(t)
	list := w.ask(t, "", "GET", "/sdk/files.json", nil)
	files := list.json["files"].([]any)
	if list.json["hongyan"] != "1.2.3" || len(files) < 12 {
		t.Fatal(list.text)
	}
	index := w.ask(t, "", "GET", "/sdk/", nil)
	for _, f := range files {
		path := f.(map[string]any)["path"].(string)
		r := w.ask(t, "", "GET", "/sdk/"+path, nil, "Origin", "https://a.example")
		if r.StatusCode != 200 || r.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || r.Header.Get("Cache-Control") != "no-cache" ||
			r.Header.Get("Access-Control-Allow-Origin") != "*" || r.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Fatalf("%s: %d %v", path, r.StatusCode, r.Header)
		}
		if strings.Contains(r.text, "%hongyan") {
			t.Errorf("%s: nothing was put in the place of the address", path)
		}
		if path != "tim-upload-plugin.js" { // it connects to nothing
			if a := baked(t, r.text); len(a.Servers) != 1 || a.Servers[0] != w.url || a.App != "default" {
				t.Errorf("%s: %v", path, a)
			}
		}
		if !strings.Contains(index.text, `href="/sdk/`+path+`"`) {
			t.Errorf("%s is not on the page", path)
		}
		tag := r.Header.Get("ETag")
		if again := w.ask(t, "", "GET", "/sdk/"+path, nil, "If-None-Match", tag); tag == "" || again.StatusCode != 304 || again.text != "" {
			t.Errorf("%s again: %d, tag %s", path, again.StatusCode, tag)
		}
		if head := w.ask(t, "", "HEAD", "/sdk/"+path, nil); head.StatusCode != 200 || head.text != "" || head.ContentLength != int64(len(r.text)) {
			t.Errorf("%s by HEAD: %d, %d bytes", path, head.StatusCode, head.ContentLength)
		}
	}
	w.run(t, []scenario{
		{name: "no such file", method: "GET", path: "/sdk/nope.js", status: 404, code: "not_found"},
		{name: "outside of the list", method: "GET", path: "/sdk/dist/tim.js", status: 404, code: "not_found"},
		{name: "not to be written", method: "PUT", path: "/sdk/hongyan.js", status: 405, code: "method_not_allowed"},
	})
}

func TestSDK_Apps(t *testing.T) {
	w := newWorld(t)
	shop := w.ask(t, "", "GET", "/sdk/tim-wx-sdk.js?app=shop", nil)
	if a := baked(t, shop.text); a.App != "shop" {
		t.Error(a)
	}
	if shop.Header.Get("ETag") == w.ask(t, "", "GET", "/sdk/tim-wx-sdk.js", nil).Header.Get("ETag") {
		t.Error("the files of two apps have one tag")
	}
	number := w.ask(t, "server", "GET", "/v1/apps/shop", nil).json["sdkappid"].(float64)
	if a := baked(t, w.ask(t, "", "GET", fmt.Sprintf("/sdk/tim-wx-sdk.js?app=%.0f", number), nil).text); a.App != "shop" {
		t.Error("by its number:", a)
	}
	w.run(t, []scenario{
		{name: "list", method: "GET", path: "/sdk/files.json?app=shop", status: 200, want: []string{`"app":"shop"`}},
		{name: "index", method: "GET", path: "/sdk?app=shop", status: 200, want: []string{"app <code>shop</code>", "tim-wx-sdk.js?app=shop"}},
		{name: "unknown", method: "GET", path: "/sdk/hongyan.js?app=nope", status: 404, code: "no_such_app", field: "app"},
		{name: "no name", method: "GET", path: `/sdk/hongyan.js?app=%22%2Balert(1)%2B%22`, status: 404, code: "no_such_app", field: "app"},
		{name: "too long", method: "GET", path: "/sdk/hongyan.js?app=" + strings.Repeat("a", 100_000), status: 404, code: "no_such_app", field: "app"},
		{name: "unknown, index", method: "GET", path: "/sdk/?app=nope", status: 404, code: "no_such_app", field: "app"},
		{name: "unknown, list", method: "GET", path: "/sdk/files.json?app=nope", status: 404, code: "no_such_app", field: "app"},
	})
}

func TestSDK_TheAddressIsOneAndNothingElse(t *testing.T) {
	w := newWorld(t)
	for host, want := range map[string]string{
		"chat.example.com": "http://chat.example.com", "chat.example.com:8080": "http://chat.example.com:8080", "my_chat": "http://my_chat",
		"127.0.0.1:1": "http://127.0.0.1:1", "[::1]:8080": "http://[::1]:8080", "[2001:db8::1]": "http://[2001:db8::1]",
		`x"+alert(1)+"`: "", `x\`: "", "x'": "", "x;alert(1)": "", "</script>": "", "x/y": "", "x?y": "", "x#y": "", "u@x": "", "u:p@x": "", "x y": "", "x\u2028": "",
		"x:": "", "x:0": "", "x:65536": "", "x:y": "", "x:+1": "", "[::1": "", "::1": "", "[x]": "", "[fe80::1%25eth0]": "", "-x": "", "": "", "%78": "", "x,y": "",
		strings.Repeat("x", 300): "",
	} {
		r := httptest.NewRequest("GET", "/sdk/hongyan.js", nil)
		r.Host = host
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		if want == "" {
			if rec.Code != 400 || !strings.Contains(rec.Body.String(), `"code":"invalid"`) {
				t.Errorf("host %q: %d", host, rec.Code)
			}
			continue
		}
		if rec.Code != 200 {
			t.Errorf("host %q: %d %s", host, rec.Code, rec.Body)
		} else if a := baked(t, rec.Body.String()); a.Servers[0] != want {
			t.Errorf("host %q: %v", host, a)
		}
	}
}

func TestSDK_BehindAProxy(t *testing.T) {
	w := newWorld(t)
	outer := []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "chat.example.com"}
	r := w.ask(t, "", "GET", "/sdk/hongyan.js", nil, outer...)
	if a := baked(t, r.text); a.Servers[0] != "https://chat.example.com" {
		t.Error(a)
	}
	if r.Header.Get("Vary") != "X-Forwarded-Proto, X-Forwarded-Host" {
		t.Errorf("Vary: %q", r.Header.Get("Vary"))
	}
	r = w.ask(t, "", "GET", "/sdk/hongyan.js", nil, "X-Forwarded-Host", `x"+alert(1)+"`)
	r.mustBeProblem(t, "invalid", "")
	for name, change := range map[string]func(*api.Options){
		"of nobody's trust": func(*api.Options) {},
		"with a public URL": func(o *api.Options) { o.PublicURL = `https://im.example.com/"chat"/` },
	} {
		o := withoutMetrics(w.options)
		change(&o)
		srv := httptest.NewServer(api.New(o))
		w.url = srv.URL
		want := srv.URL
		if o.PublicURL != "" {
			want = `https://im.example.com/"chat"`
		}
		if a := baked(t, w.ask(t, "", "GET", "/sdk/hongyan.js", nil, outer...).text); a.Servers[0] != want {
			t.Errorf("%s: %v", name, a)
		}
		srv.Close()
	}
}
