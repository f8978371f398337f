package demo_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/demo"
)

func get(t *testing.T, h http.Handler, headers ...string) (*http.Response, string) {
	t.Helper()
	if h == nil {
		t.Fatal("nothing is served there")
	}
	r := httptest.NewRequest("GET", "/", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	answer := w.Result()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func pages() map[string]http.Handler {
	return demo.Pages(func(context.Context) demo.State { return demo.State{Registration: true, RecallWindow: 120} })
}

// Everything that the files of the page name is served, with a type that browsers take.
func TestPages_AreWhole(t *testing.T) {
	all := pages()
	_, page := get(t, all["/demo"])
	named := regexp.MustCompile(`(?:src|href)="(demo/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(named) < 3 {
		t.Fatalf("the page names %d files, want its style, its script and its icon", len(named))
	}
	for _, m := range named {
		get(t, all["/"+m[1]])
	}
	types := map[string]string{"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
	imports := regexp.MustCompile(`from '\./([^']+)'`)
	for path, h := range all {
		_, ext, isFile := strings.Cut(path, ".")
		if !isFile || ext == "json" {
			continue
		}
		answer, text := get(t, h)
		if got := answer.Header.Get("Content-Type"); got != types[ext] {
			t.Errorf("%s has the type %q, want %q", path, got, types[ext])
		}
		for _, m := range imports.FindAllStringSubmatch(text, -1) {
			if all["/demo/"+m[1]] == nil {
				t.Errorf("%s imports %s, which is not served", path, m[1])
			}
		}
	}
}

// Nothing inline may run, and nothing comes from elsewhere.
func TestPages_RunOwnScriptsOnly(t *testing.T) {
	answer, page := get(t, pages()["/demo"])
	policy := answer.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "img-src 'self' blob:;", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy %q lacks %q", policy, want)
		}
	}
	for _, bad := range []string{"unsafe", "*"} {
		if strings.Contains(policy, bad) {
			t.Errorf("the policy %q has %q", policy, bad)
		}
	}
	if regexp.MustCompile(`(?i)<script>|<style|\sstyle=|\son[a-z]+=|https?://`).MatchString(page) {
		t.Error("the page has inline script or style, which its policy forbids, or loads from elsewhere")
	}
}

func TestPages_WriteUsersTextAsText(t *testing.T) {
	for path, h := range pages() {
		if !strings.HasSuffix(path, ".js") {
			continue
		}
		_, script := get(t, h)
		for _, bad := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("} {
			if strings.Contains(script, bad) {
				t.Errorf("%s uses %s: what users write is shown by textContent alone", path, bad)
			}
		}
	}
}

func TestPages_SayWhatTheAppAllows(t *testing.T) {
	_, body := get(t, pages()["/demo/state.json"])
	if want := `{"registration":true,"rooms":false,"recall_window":120}` + "\n"; body != want {
		t.Errorf("the state is %s, want %s", body, want)
	}
}

func TestPages_AreAskedForOnceAndRevalidated(t *testing.T) {
	all := pages()
	first, _ := get(t, all["/demo/app.js"])
	again, body := get(t, all["/demo/app.js"], "If-None-Match", first.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("a browser that has the file gets %d and %d bytes, want 304 and none", again.StatusCode, len(body))
	}
	slash, _ := get(t, all["/demo/"])
	if slash.StatusCode != http.StatusPermanentRedirect || slash.Header.Get("Location") != "../demo" {
		t.Errorf("/demo/ answers %d to %q, want a redirect to the page", slash.StatusCode, slash.Header.Get("Location"))
	}
}
