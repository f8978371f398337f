package tests

import (
	"bytes"
	"encoding/pem"
	"image"
	"image/png"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"
)

// cloud is an S3 store, by TLS, that checks signatures. Its clock is two days behind, so that all it keeps is old.
type cloud struct {
	memory  *s3mem.Backend
	handler http.Handler
	address string
	close   func()
}

// newCloud has the processes that are started later trust it and know the keys.
func newCloud(t *testing.T) *cloud {
	t.Helper()
	past := gofakes3.FixedTimeSource(time.Now().Add(-48 * time.Hour))
	c := &cloud{memory: s3mem.New(s3mem.WithTimeSource(past)), address: "127.0.0.1:0"}
	if err := c.memory.CreateBucket(t.Context(), "files"); err != nil {
		t.Fatal(err)
	}
	c.handler = gofakes3.New(c.memory, gofakes3.WithV4Auth(map[string]string{"test-id": "test-secret"}), gofakes3.WithTimeSource(past), gofakes3.WithTimeSkewLimit(0)).Server()
	c.open(t)
	t.Cleanup(func() { c.close() })
	t.Setenv("HONGYAN_S3_SECRET_KEY", "test-secret")
	return c
}

// open serves at the address of before.
func (c *cloud) open(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", c.address)
	if err != nil {
		t.Fatal(err)
	}
	server := &httptest.Server{Listener: l, Config: &http.Server{Handler: c.handler}}
	server.StartTLS()
	c.address, c.close = l.Addr().String(), server.Close
	trusted := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(trusted, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", trusted)
}

// flags have a server keep its files there, each below a prefix of its own.
func (c *cloud) flags(prefix string) []string {
	return []string{"--s3-endpoint", c.address, "--s3-bucket", "files", "--s3-access-key", "test-id", "--s3-prefix", prefix}
}

// names are those of all contents.
func (c *cloud) names(t *testing.T) (names []string) {
	t.Helper()
	all, err := c.memory.ListBucket(t.Context(), "files", nil, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all.Contents {
		if !strings.HasSuffix(o.Key, "/hongyan-owner") {
			names = append(names, o.Key)
		}
	}
	return names
}

// localFiles counts what lies in the data directory of a server.
func (s *server) localFiles(t *testing.T) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.data, "files"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// sends uploads bytes; the file of the answer, or what the refusal says.
func (s *server) sends(t *testing.T, from, name string, b []byte) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPut, "http://"+s.http+"/v1/files?name="+name+"&from="+from, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return s.do(t, r)
}

// loads asks for an address that a file came with; headers are name and value in turn.
func (s *server) loads(t *testing.T, url any, headers ...string) (*http.Response, string) {
	t.Helper()
	_, path, _ := strings.Cut(strings.TrimPrefix(url.(string), "http://"), "/")
	r, err := http.NewRequest(http.MethodGet, "http://"+s.http+"/"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a, string(b)
}

func photo(t *testing.T) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 800, 600))
	for i := range m.Pix {
		m.Pix[i] = byte(i*i>>9 + i%7*31)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFiles_InABucket: people send a photo around while the server is killed, and while the store of files is away.
func TestFiles_InABucket(t *testing.T) {
	c := newCloud(t)
	s := &server{data: t.TempDir(), args: c.flags("shop")}
	s.restart(t)
	s.register(t, "ann", "bob")
	bytesOf := photo(t)
	status, first := s.sends(t, "ann", "a.png", bytesOf)
	if status != 201 {
		t.Fatal(status, first)
	}
	_, second := s.sends(t, "bob", "b.png", bytesOf)
	if names := c.names(t); len(names) != 2 || !strings.HasPrefix(names[0], "shop/") || s.localFiles(t) != 0 {
		t.Errorf("the photo and its thumbnail are kept as %q, and %d files on the disk", names, s.localFiles(t))
	}
	whole := func(f map[string]any) {
		t.Helper()
		if a, body := s.loads(t, f["url"]); a.StatusCode != 200 || body != string(bytesOf) || a.Header.Get("Content-Type") != "image/png" {
			t.Errorf("%s, %d bytes, %v", a.Status, len(body), a.Header)
		}
		if a, body := s.loads(t, f["thumb_url"]); a.StatusCode != 200 || len(body) == 0 || len(body) >= len(bytesOf) {
			t.Errorf("%s, %d bytes of a thumbnail", a.Status, len(body))
		}
	}
	whole(first)
	a, body := s.loads(t, first["url"], "Range", "bytes=1000-1999")
	if a.StatusCode != 206 || body != string(bytesOf[1000:2000]) {
		t.Errorf("%s, %d bytes of a range", a.Status, len(body))
	}
	if a, body := s.loads(t, first["url"], "If-None-Match", a.Header.Get("ETag")); a.StatusCode != 304 || body != "" {
		t.Errorf("%s for what one has already", a.Status)
	}
	brief := s.must(t, "GET", "/v1/files/"+first["id"].(string)+"?ttl=1", nil)
	waitFor(t, "end of an address", func() bool {
		a, body := s.loads(t, brief["url"])
		return a.StatusCode == 403 && strings.Contains(body, "expired")
	})
	s.kill()
	s.restart(t)
	whole(second)

	c.close()
	ann, bob := s.connect(t, "ann", how{}).listen(), s.connect(t, "bob", how{}).listen()
	if status, refusal := s.sends(t, "ann", "c.txt", []byte("no")); status != 503 || refusal["code"] != "files_unavailable" || refusal["retry_after"] == nil {
		t.Errorf("an upload while the store is away: %d %v", status, refusal)
	}
	if a, body := s.loads(t, first["url"]); a.StatusCode != 503 || !strings.Contains(body, `"files_unavailable"`) || a.Header.Get("Retry-After") == "" {
		t.Errorf("a download while the store is away: %s %s", a.Status, body)
	}
	ann.send("user/bob", "the photo comes later")
	bob.hears("the photo comes later")
	if a, err := http.Get("http://" + s.http + "/readyz"); err != nil || a.StatusCode != 200 {
		t.Errorf("not ready while the store is away: %v %v", a, err)
	}
	c.open(t)
	whole(first)
	if status, f := s.sends(t, "ann", "c.txt", []byte("now it comes")); status != 201 {
		t.Errorf("after the store is back: %d %v", status, f)
	}
	for _, f := range []map[string]any{first, second} {
		s.must(t, "DELETE", "/v1/files/"+f["id"].(string), nil)
	}
	if names := c.names(t); len(names) != 1 {
		t.Errorf("after both have removed the photo: %q", names)
	}
}

// TestFiles_BucketThatIsWrongIsRefused: nothing is served from a store that would fail later.
func TestFiles_BucketThatIsWrongIsRefused(t *testing.T) {
	c := newCloud(t)
	serve := append([]string{"serve", "--http", "127.0.0.1:0", "--mqtt", "off", "--data", t.TempDir()}, c.flags("shop")...)
	refused(t, "there is no bucket other/shop at https://", append(serve, "--s3-bucket", "other")...)
	refused(t, "refuses the keys: check s3-access-key", append(serve, "--s3-access-key", "nobody")...)
	refused(t, "cannot be reached: check s3-endpoint", append(serve, "--s3-endpoint", "127.0.0.1:1")...)
	t.Setenv("HONGYAN_S3_SECRET_KEY", "wrong-secret")
	said, err := command(t, serve...)
	if err == nil || !strings.Contains(said, "refuses the keys") || strings.Contains(said, "wrong-secret") {
		t.Errorf("%v: %s", err, said)
	}
	t.Setenv("HONGYAN_S3_SECRET_KEY", "")
	refused(t, "a bucket needs s3-secret-key too", serve...)
}

// TestFiles_MoveToABucket: a server that has its files on the disk gets a bucket; a backup leaves them there.
func TestFiles_MoveToABucket(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	c := newCloud(t)
	file := s.upload(t, "ann", "user/bob", "from the old days")
	refused(t, "stop it first", append([]string{"move-files", "--data", s.data}, c.flags("new")...)...)
	s.stop()
	refused(t, "move them with hongyan move-files", append([]string{"serve", "--http", "127.0.0.1:0", "--mqtt", "off", "--data", s.data}, c.flags("new")...)...)
	refused(t, "name the bucket", "move-files", "--data", s.data)
	if said := mustRun(t, append([]string{"move-files", "--data", s.data}, c.flags("new")...)...); !strings.HasPrefix(said, "1 contents were moved") {
		t.Error(said)
	}
	s.args = c.flags("new")
	s.restart(t)
	if text := s.download(t, file); text != "from the old days" || s.localFiles(t) != 0 || len(c.names(t)) != 1 {
		t.Errorf("%q, %d files on the disk, %q in the bucket", text, s.localFiles(t), c.names(t))
	}
	out := filepath.Join(t.TempDir(), "server.backup")
	if said := mustRun(t, "backup", "--data", s.data, "--url", "http://"+s.http, "--out", out); !strings.Contains(said, "0 files") {
		t.Error(said)
	}
	s.stop()
	other := &server{data: filepath.Join(t.TempDir(), "restored"), args: c.flags("new")}
	if said := mustRun(t, append([]string{"restore", "--in", out, "--data", other.data}, c.flags("new")...)...); !strings.Contains(said, "its files are in files/new at https://"+c.address) {
		t.Error(said)
	}
	refused(t, "belongs to another data directory", append([]string{"serve", "--http", "127.0.0.1:0", "--mqtt", "off", "--data", other.data}, c.flags("new")...)...)
	if _, err := c.memory.DeleteObject(t.Context(), "files", "new/hongyan-owner"); err != nil {
		t.Fatal(err)
	}
	other.restart(t)
	if text := other.download(t, file); text != "from the old days" {
		t.Errorf("%q", text)
	}
}
