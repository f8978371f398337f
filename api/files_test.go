package api_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

// form builds a multipart body of pairs: a name with "=" is a value, else a file.
func form(t *testing.T, parts ...string) (io.Reader, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		name, isValue := strings.CutSuffix(parts[i], "=")
		var p io.Writer
		var err error
		if isValue {
			p, err = m.CreateFormField(name)
		} else {
			p, err = m.CreateFormFile(name, name+".png")
		}
		if err == nil {
			_, err = io.WriteString(p, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, m.FormDataContentType()
}

func TestUpload_Form(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name   string
		parts  []string
		query  string
		status int
		field  string
		want   []string
	}{
		{"a file", []string{"file", "bytes"}, "", 201, "", []string{`"name":"file.png"`, `"size":5`, `"owner":"ann"`, `"url":"http`, `"url_expires":`}},
		{"any name, values around", []string{"token=", "x", "media", "IMG…", "duration=", "1.5", "type=", "ignored"}, "", 201, "", []string{`"name":"media.png"`, `"duration":1.5`, `"width":40`, `"thumb_url":"http`}},
		{"measures of a video", []string{"v", "bytes", "width=", "640", "height=", "480"}, "", 201, "", []string{`"width":640`, `"height":480`}},
		{"the first file counts", []string{"one", "1", "two", "22"}, "", 201, "", []string{`"name":"one.png"`, `"size":1`}},
		{"named", []string{"file", "x", "name=", `C:\dir\猫.txt`}, "", 201, "", []string{`"name":"猫.txt"`}},
		{"named by the query", []string{"file", "x"}, "?name=q.txt&duration=3", 201, "", []string{`"name":"q.txt"`, `"duration":3`}},
		{"no file", []string{"name=", "x"}, "", 422, "file", nil},
		{"empty", []string{"file", ""}, "", 422, "file", nil},
		{"bad duration", []string{"file", "x", "duration=", "long"}, "", 422, "duration", nil},
		{"bad width", []string{"file", "x", "width=", "1.5"}, "", 422, "width", nil},
		{"bad query", []string{"file", "x"}, "?duration=-1", 422, "duration", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, ct := form(t, c.parts...)
			r := w.ask(t, "ann", "POST", "/v1/files"+c.query, body, "Content-Type", ct)
			if r.StatusCode != c.status {
				t.Fatalf("%d %s", r.StatusCode, r.text)
			}
			if c.status >= 400 {
				r.mustBeProblem(t, "invalid", c.field)
			}
			for _, piece := range c.want {
				if !strings.Contains(r.text, piece) {
					t.Errorf("%q is not in %s", piece, r.text)
				}
			}
		})
	}
}

// Mini-programs leave the file name out, but not the type.
func TestUpload_FormWithoutFileName(t *testing.T) {
	w := newWorld(t)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	p, _ := m.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="f"`}, "Content-Type": {"image/png"}})
	_, _ = p.Write([]byte("IMG"))
	_ = m.Close()
	if r := w.ask(t, "ann", "POST", "/v1/files", &b, "Content-Type", m.FormDataContentType()); r.StatusCode != 201 {
		t.Errorf("%d %s", r.StatusCode, r.text)
	}
}

func TestUpload_Raw(t *testing.T) {
	w := newWorld(t)
	for _, method := range []string{"POST", "PUT"} {
		r := w.ask(t, "ann", method, "/v1/files?name=a.bin", "raw bytes", "Content-Type", "application/octet-stream")
		if r.StatusCode != 201 || r.json["name"] != "a.bin" || r.json["size"] != float64(9) {
			t.Errorf("%s: %d %s", method, r.StatusCode, r.text)
		}
	}
	r := w.ask(t, "ann", "PUT", "/v1/files", nil)
	if r.StatusCode != 422 {
		t.Fatalf("%d %s", r.StatusCode, r.text)
	}
	r.mustBeProblem(t, "invalid", "file")
	r = w.ask(t, "", "PUT", "/v1/files", "x")
	r.mustBeProblem(t, "unauthenticated", "")
	r = w.ask(t, "key", "PUT", "/v1/files?from=nobody", "x")
	r.mustBeProblem(t, "no_such_user", "user")
	if r = w.ask(t, "key", "PUT", "/v1/files", "of the app"); r.StatusCode != 201 || r.json["owner"] != nil {
		t.Errorf("by key: %d %s", r.StatusCode, r.text)
	}
	w.files.err = chat.Errorf(chat.CodeDiskFull, "the disk is full")
	r = w.ask(t, "ann", "PUT", "/v1/files", "x")
	r.mustBeProblem(t, "disk_full", "")
	w.files.err = errors.New("secret detail of the disk")
	r = w.ask(t, "ann", "PUT", "/v1/files", "x")
	r.mustBeProblem(t, "internal", "")
	if strings.Contains(r.text, "secret detail") || !strings.Contains(w.logged.String(), "secret detail") {
		t.Errorf("an internal error belongs into the log, and only there: %s", r.text)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

func TestUpload_TooLarge(t *testing.T) {
	w := newWorld(t)
	// With a length it is refused before it is sent, without one while it comes.
	for _, body := range []io.Reader{io.LimitReader(zeros{}, chat.MaxFile+1)} {
		r := w.ask(t, "ann", "PUT", "/v1/files", body)
		if r.StatusCode != 413 {
			t.Fatalf("%d %s", r.StatusCode, r.text)
		}
		r.mustBeProblem(t, "too_large", "file")
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = fmt.Fprintf(conn, "PUT /v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 1000000000\r\n\r\n", w.bearer["ann"])
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	read(t, resp).mustBeProblem(t, "too_large", "file")
}

func TestUpload_Interrupted(t *testing.T) {
	w := newWorld(t)
	for name, head := range map[string]string{
		"raw":  "Content-Type: image/png\r\nContent-Length: 1000\r\n\r\nsome bytes",
		"form": "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nsome",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(conn, "POST /v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s", w.bearer["ann"], head)
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		r := read(t, resp)
		if r.StatusCode != 400 {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.text)
		}
		r.mustBeProblem(t, "invalid", "")
		_ = conn.Close()
	}
	if _, err := w.svc.File(chat.Caller{App: "default", Admin: true}, "id000003"); chat.AsErrorCode(err) != chat.CodeNoFile {
		t.Errorf("half a file was kept: %v", err)
	}
}

func TestFiles(t *testing.T) {
	w := newWorld(t)
	up := w.ask(t, "ann", "PUT", "/v1/files?name=a%20b.png", "IMG bytes", "Content-Type", "image/png")
	id := up.json["id"].(string)
	w.run(t, []scenario{
		{name: "read", who: "ann", method: "GET", path: "/v1/files/" + id, status: 200, want: []string{`"url":"http`, `"thumb_url"`}},
		{name: "read as a stranger", who: "bob", method: "GET", path: "/v1/files/" + id, status: 404, code: "no_such_file", field: "file"},
		{name: "read in another app", who: "shop/key", method: "GET", path: "/v1/files/" + id, status: 404, code: "no_such_file", field: "file"},
		{name: "read by key", who: "key", method: "GET", path: "/v1/files/" + id, status: 200},
		{name: "bad ttl", who: "ann", method: "GET", path: "/v1/files/" + id + "?ttl=0", status: 422, code: "invalid", field: "ttl"},
		{name: "send it", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","type":"img","body":{"file":"` + id + `"}}`, status: 200},
		{name: "now it can be read", who: "bob", method: "GET", path: "/v1/files/" + id, status: 200},
		{name: "send what is not there", who: "ann", method: "POST", path: "/v1/messages", body: `{"to":"user/bob","type":"img","body":{"file":"none"}}`, status: 404, code: "no_such_file", field: "body.file"},
		{name: "remove as a stranger", who: "bob", method: "DELETE", path: "/v1/files/" + id, status: 403, code: "forbidden"},
		{name: "remove", who: "ann", method: "DELETE", path: "/v1/files/" + id, status: 204},
		{name: "removed", who: "ann", method: "GET", path: "/v1/files/" + id, status: 404, code: "no_such_file", field: "file"},
	})
}

func TestDownload(t *testing.T) {
	w := newWorld(t)
	up := w.ask(t, "ann", "PUT", "/v1/files?name=a%20b.png", "IMG bytes", "Content-Type", "image/png")
	full := up.json["url"].(string)
	if !strings.HasPrefix(full, w.url+"/f/default/") {
		t.Fatalf("the address %q is not of %s", full, w.url)
	}
	path := strings.TrimPrefix(full, w.url)
	r := w.ask(t, "", "GET", path, nil)
	if r.StatusCode != 200 || r.text != "IMG bytes" || r.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d %q %v", r.StatusCode, r.text, r.Header)
	}
	if r = w.ask(t, "", "HEAD", path, nil); r.StatusCode != 200 || r.text != "" || r.ContentLength != 9 {
		t.Errorf("HEAD: %d %q %d", r.StatusCode, r.text, r.ContentLength)
	}
	if r = w.ask(t, "", "GET", path, nil, "Range", "bytes=4-6"); r.StatusCode != 206 || r.text != "byt" {
		t.Errorf("Range: %d %q", r.StatusCode, r.text)
	}
	if r = w.ask(t, "", "GET", strings.TrimPrefix(up.json["thumb_url"].(string), w.url), nil); r.text != "small" {
		t.Errorf("thumb: %d %q", r.StatusCode, r.text)
	}
	shop := strings.Replace(path, "/f/default/", "/f/shop/", 1)
	app, _ := w.svc.App("default")
	unknown := "/f/default/none/x?" + url.Values{"e": {"0"}, "s": {signLink(app, "none", 0)}}.Encode()
	plain := w.ask(t, "ann", "PUT", "/v1/files", "plain").json["url"].(string)
	w.run(t, []scenario{
		{name: "of another app", method: "GET", path: shop, status: 403, code: "forbidden"},
		{name: "of no app", method: "GET", path: strings.Replace(path, "/f/default/", "/f/nope/", 1), status: 403, code: "forbidden"},
		{name: "for ever", method: "GET", path: strings.Replace(path, "e=", "e=0&x=", 1), status: 403, code: "forbidden"},
		{name: "unsigned", method: "GET", path: strings.Split(path, "?")[0], status: 403, code: "forbidden"},
		{name: "unknown", method: "GET", path: unknown, status: 404, code: "no_such_file", field: "file"},
		{name: "no thumb", method: "GET", path: strings.TrimPrefix(plain, w.url) + "&thumb=1", status: 404, code: "no_such_file"},
		{name: "a listing", method: "GET", path: "/f/default/", status: 404, code: "not_found"},
		{name: "write", method: "POST", path: path, status: 405, code: "method_not_allowed"},
	})
	w.now.Store(8 * 24 * 3600 * 1000)
	w.run(t, []scenario{{name: "expired", method: "GET", path: path, status: 403, code: "forbidden", want: []string{"expired"}}})
}

func TestLinks_AreOfTheAddressTheClientUsed(t *testing.T) {
	w := newWorld(t)
	id := w.ask(t, "ann", "PUT", "/v1/files", "x").json["id"].(string)
	r := w.ask(t, "ann", "GET", "/v1/files/"+id, nil, "X-Forwarded-Proto", "https", "X-Forwarded-Host", "chat.example.com")
	if got, _ := r.json["url"].(string); !strings.HasPrefix(got, "https://chat.example.com/f/default/"+id+"/file?") {
		t.Errorf("behind a trusted proxy: %q", got)
	}
	if r = w.ask(t, "ann", "GET", "/v1/files/"+id+"?ttl=60", nil); r.json["url_expires"].(float64) > float64(w.options.Now().UnixMilli()+61_000) {
		t.Errorf("ttl=60: %s", r.text)
	}
	if r = w.ask(t, "ann", "GET", "/v1/files/"+id+"?ttl=315360000", nil); r.json["url_expires"].(float64) > float64(w.options.Now().UnixMilli()+8*24*3600*1000) {
		t.Errorf("a user may not exceed the app's setting: %s", r.text)
	}
	w.ask(t, "key", "PATCH", "/v1/app", `{"settings":{"file_url_ttl":0}}`)
	r = w.ask(t, "ann", "GET", "/v1/files/"+id, nil)
	if got := r.json["url"].(string); !strings.Contains(got, "?e=0&s=") || r.json["url_expires"] != nil {
		t.Errorf("for ever: %s", r.text)
	}
}
