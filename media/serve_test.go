package media

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

// serve answers with a file at / and its thumbnail at /thumb.
func serve(t *testing.T, s *Store, f chat.File) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Serve(w, r, f, r.URL.Path == "/thumb")
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// get asks with headers, given as name and value in turn.
func get(t *testing.T, method, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(b)
}

func TestServe_RangesAndConditions(t *testing.T) {
	s := open(t, Options{})
	f := save(t, s, "voice.amr", []byte("0123456789"))
	f.Created = 1_700_000_000_000
	url, etag := serve(t, s, f), `"`+f.Hash+`"`
	for name, c := range map[string]struct {
		method  string
		headers []string
		status  int
		body    string
		length  int64
	}{
		"all":                     {"GET", nil, 200, "0123456789", 10},
		"head":                    {"HEAD", nil, 200, "", 10},
		"a range":                 {"GET", []string{"Range", "bytes=2-4"}, 206, "234", 3},
		"the end":                 {"GET", []string{"Range", "bytes=-3"}, 206, "789", 3},
		"from there on":           {"GET", []string{"Range", "bytes=7-"}, 206, "789", 3},
		"head of a range":         {"HEAD", []string{"Range", "bytes=2-4"}, 206, "", 3},
		"beyond":                  {"GET", []string{"Range", "bytes=10-"}, 416, "", -1},
		"the range of the same":   {"GET", []string{"Range", "bytes=2-4", "If-Range", etag}, 206, "234", 3},
		"the range of another":    {"GET", []string{"Range", "bytes=2-4", "If-Range", `"other"`}, 200, "0123456789", 10},
		"had already":             {"GET", []string{"If-None-Match", etag}, 304, "", 0},
		"had, as a proxy says it": {"GET", []string{"If-None-Match", `"other", W/` + etag}, 304, "", 0},
		"had another":             {"GET", []string{"If-None-Match", `"other"`}, 200, "0123456789", 10},
		"not modified":            {"GET", []string{"If-Modified-Since", "Tue, 14 Nov 2023 22:13:20 GMT"}, 304, "", 0},
		"wants another":           {"GET", []string{"If-Match", `"other"`}, 412, "", -1},
	} {
		t.Run(name, func(t *testing.T) {
			r, body := get(t, c.method, url, c.headers...)
			if r.StatusCode != c.status || r.StatusCode < 400 && body != c.body {
				t.Errorf("got %d %q, want %d %q", r.StatusCode, body, c.status, c.body)
			}
			if r.StatusCode < 300 && (r.ContentLength != c.length || r.Header.Get("ETag") != etag || r.Header.Get("Accept-Ranges") != "bytes") {
				t.Errorf("%d bytes, %v", r.ContentLength, r.Header)
			}
			if c.status == 206 && !strings.HasSuffix(r.Header.Get("Content-Range"), "/10") {
				t.Errorf("Content-Range %q", r.Header.Get("Content-Range"))
			}
		})
	}
}

func TestServe_NoUploadRunsAsAPage(t *testing.T) {
	s := open(t, Options{})
	for name, c := range map[string]struct{ upload, mime, kind string }{
		"html":      {"<html><script>alert(1)</script>", "application/octet-stream", "attachment"},
		"svg":       {`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "application/octet-stream", "attachment"},
		"xhtml":     {`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>`, "application/octet-stream", "attachment"},
		"script":    {"#!/usr/bin/env node\nalert(1)", "application/octet-stream", "attachment"},
		"wasm":      {"\x00asm\x01\x00\x00\x00", "application/octet-stream", "attachment"},
		"playlist":  {"#EXTM3U\nhttps://example.com/a.ts", "application/vnd.apple.mpegurl", "attachment"},
		"pdf":       {"%PDF-1.7\n", "application/pdf", "attachment"},
		"text":      {"just text", "text/plain", "attachment"},
		"bmp":       {"BM" + strings.Repeat("\x00", 12) + "\x28" + strings.Repeat("\x00", 60), "image/bmp", "attachment"},
		"gif, html": {"GIF89a<script>alert(1)</script>", "image/gif", "inline"},
		"png":       {string(pngOf(t, quartered(9, 9))), "image/png", "inline"},
		"jpeg":      {string(jpegOf(t, quartered(9, 9))), "image/jpeg", "inline"},
		"webp":      {string(lossyWebP(t)), "image/webp", "inline"},
		"voice":     {"#!AMR\n\x3c\x08", "audio/amr", "inline"},
		"film":      {"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "video/mp4", "inline"},
	} {
		t.Run(name, func(t *testing.T) {
			f := save(t, s, "page.html", []byte(c.upload))
			r, body := get(t, "GET", serve(t, s, f), "Accept", "text/html")
			if r.StatusCode != 200 || body != c.upload {
				t.Fatalf("%d, %d bytes", r.StatusCode, len(body))
			}
			for header, want := range map[string]string{
				"Content-Type":                 c.mime,
				"Content-Disposition":          c.kind + `; filename="page.html"`,
				"X-Content-Type-Options":       "nosniff",
				"Content-Security-Policy":      "sandbox; default-src 'none'",
				"Cross-Origin-Resource-Policy": "cross-origin",
				"Cache-Control":                cacheFor,
			} {
				if got := r.Header.Get(header); got != want {
					t.Errorf("%s: %s, want %s", header, got, want)
				}
			}
		})
	}
}

func TestServe_Thumbnail(t *testing.T) {
	s := open(t, Options{})
	f := save(t, s, "a.png", pngOf(t, quartered(9, 9)))
	r, body := get(t, "GET", serve(t, s, f)+"/thumb")
	if r.Header.Get("Content-Type") != "image/jpeg" || r.Header.Get("ETag") != `"`+f.Thumb.Hash+`"` || body != string(content(t, s, f.Thumb.Hash)) {
		t.Errorf("%v, %d bytes", r.Header, len(body))
	}
	if got := r.Header.Get("Content-Disposition"); got != "inline" {
		t.Errorf("Content-Disposition: %s", got)
	}
}

func TestServe_SaysWhatIsNotThere(t *testing.T) {
	s := open(t, Options{Keep: -1})
	f := save(t, s, "a.txt", []byte("text"))
	url := serve(t, s, f)
	if err := s.Remove(f.Hash); err != nil {
		t.Fatal(err)
	}
	for path, detail := range map[string]string{"/thumb": "no thumbnail", "/": "gone"} {
		r, body := get(t, "GET", url+path, "If-None-Match", `"`+f.Hash+`"`)
		var problem struct {
			Code   chat.Code
			Detail string
			Status int
		}
		if err := json.Unmarshal([]byte(body), &problem); err != nil {
			t.Fatal(err, body)
		}
		if r.StatusCode != 404 || problem.Status != 404 || problem.Code != chat.CodeNoFile || !strings.Contains(problem.Detail, detail) {
			t.Errorf("%s: %d %s", path, r.StatusCode, body)
		}
		if r.Header.Get("Content-Type") != "application/problem+json" || r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("ETag") != "" {
			t.Errorf("%s: %v", path, r.Header)
		}
	}
}

func TestName_IsNoPathAndShowsWhatItIs(t *testing.T) {
	for name, want := range map[string]string{
		"年度报告 2026.pdf":                     "年度报告 2026.pdf",
		"../../etc/passwd":                  "passwd",
		`C:\Users\ann\照片.jpg`:               "照片.jpg",
		"..":                                "",
		"/":                                 "",
		"a/..":                              "",
		" . ":                               "",
		"":                                  "",
		".profile":                          ".profile",
		"a\r\nSet-Cookie: b.txt":            "aSet-Cookie: b.txt",
		"photo\u202egpj.exe":                "photogpj.exe",
		"a\x00.png":                         "a.png",
		"bad\xff.txt":                       "bad_.txt",
		strings.Repeat("长", 200) + ".tar":   strings.Repeat("长", 83) + ".tar",
		strings.Repeat("a", 300):            strings.Repeat("a", 255),
		"a." + strings.Repeat("b", 300):     "a." + strings.Repeat("b", 253),
		strings.Repeat("../", 100) + "a.md": "a.md",
	} {
		if got := cleanName(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
	s := open(t, Options{})
	if f := save(t, s, "../../../tmp/爱.txt", []byte("x")); f.Name != "爱.txt" {
		t.Errorf("got %q", f.Name)
	}
	holds(t, s, 1)
}

func TestName_ArrivesInEveryBrowser(t *testing.T) {
	for name, want := range map[string]string{
		"a b.txt":     `attachment; filename="a b.txt"`,
		"年报.pdf":      `attachment; filename="__.pdf"; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.pdf`,
		`say "hi".md`: `attachment; filename="say _hi_.md"; filename*=UTF-8''say%20%22hi%22.md`,
		"100%.txt":    `attachment; filename="100_.txt"; filename*=UTF-8''100%25.txt`,
		"":            "attachment",
	} {
		if got := disposition("attachment", name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func FuzzName(f *testing.F) {
	for _, name := range []string{"年报.pdf", "../a", `b\c"d`, "e\u202ef", "g;h=*i'j%k"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, given string) {
		name := cleanName(given)
		if name != cleanName(name) || len(name) > maxName || strings.ContainsAny(name, "/\\\x00\r\n") || name == "." || name == ".." {
			t.Fatalf("%q became %q", given, name)
		}
		header := disposition("attachment", given)
		if bytes.ContainsFunc([]byte(header), func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Fatalf("header %q", header)
		}
		// Parsers that know filename* prefer it; this one refuses to see both.
		if at := strings.Index(header, "; filename*="); at >= 0 {
			header = "attachment" + header[at:]
		}
		if _, p, err := mime.ParseMediaType(header); err != nil || p["filename"] != name {
			t.Fatalf("%q is read as %q, %v", header, p["filename"], err)
		}
	})
}
