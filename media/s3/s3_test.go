package s3_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/media"
	"github.com/hongyan-im/hongyan/media/s3"
)

// cloud is an S3 store that checks signatures. It can be told to misbehave.
type cloud struct {
	options s3.Options
	memory  *s3mem.Backend
	before  atomic.Pointer[func(http.ResponseWriter, *http.Request) bool] // true: it has answered
	log     *bytes.Buffer
	fake    http.Handler
}

func newCloud(t *testing.T) *cloud {
	t.Helper()
	c := &cloud{memory: s3mem.New(), log: &bytes.Buffer{}}
	if err := c.memory.CreateBucket(t.Context(), "files"); err != nil {
		t.Fatal(err)
	}
	c.fake = gofakes3.New(c.memory, gofakes3.WithV4Auth(map[string]string{"test-id": "test-secret"})).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f := c.before.Load(); f == nil || !(*f)(w, r) {
			c.fake.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	c.options = s3.Options{Endpoint: server.URL, Bucket: "files", AccessKey: "test-id", SecretKey: "test-secret", Prefix: "shop/a", Log: slog.New(slog.NewTextHandler(c.log, nil))}
	return c
}

func (c *cloud) does(f func(http.ResponseWriter, *http.Request) bool) { c.before.Store(&f) }

func (c *cloud) bucket(t *testing.T) *s3.Bucket {
	t.Helper()
	b, err := s3.New(c.options)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (c *cloud) open(t *testing.T) *media.Store {
	t.Helper()
	return open(t, media.Options{Contents: c.bucket(t), Keep: -1})
}

func open(t *testing.T, o media.Options) *media.Store {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	s, err := media.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// names are those of all objects.
func (c *cloud) names(t *testing.T) (names []string) {
	t.Helper()
	list, err := c.memory.ListBucket(t.Context(), "files", nil, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range list.Contents {
		names = append(names, o.Key)
	}
	return names
}

func save(t *testing.T, s *media.Store, text string) chat.File {
	t.Helper()
	f, err := s.Save(t.Context(), "a.txt", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func content(t *testing.T, s *media.Store, hash string) string {
	t.Helper()
	c, err := s.Content(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	b, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func wantCode(t *testing.T, err error, code chat.Code) {
	t.Helper()
	var e *chat.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

// TestContents_AreTheSameOnDiskAndInABucket walks through what a store does with its contents, on both.
func TestContents_AreTheSameOnDiskAndInABucket(t *testing.T) {
	for name, s := range map[string]*media.Store{"disk": open(t, media.Options{Keep: -1}), "bucket": newCloud(t).open(t)} {
		t.Run(name, func(t *testing.T) {
			f := save(t, s, "hello world")
			if again := save(t, s, "hello world"); again.Hash != f.Hash {
				t.Errorf("%s, then %s", f.Hash, again.Hash)
			}
			c, err := s.Content(t.Context(), f.Hash)
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range []struct {
				offset int64
				whence int
				at     int64
				read   string
			}{{0, io.SeekEnd, 11, ""}, {6, io.SeekStart, 6, "wor"}, {-3, io.SeekCurrent, 6, "world"}, {0, io.SeekStart, 0, "hello"}, {1, io.SeekCurrent, 6, "world"}, {100, io.SeekStart, 100, ""}} {
				at, err := c.Seek(step.offset, step.whence)
				b := make([]byte, len(step.read))
				n, readErr := io.ReadFull(c, b)
				if err != nil || at != step.at || string(b[:n]) != step.read || readErr != nil {
					t.Errorf("%+v: at %d, %v, read %q, %v", step, at, err, b[:n], readErr)
				}
			}
			if _, err := c.Seek(-1, io.SeekStart); err == nil {
				t.Error("sought before the beginning")
			}
			if err := c.Close(); err != nil {
				t.Error(err)
			}
			want := []string{f.Hash, save(t, s, "b").Hash, save(t, s, "c").Hash}
			slices.Sort(want)
			var got []string
			err = s.Hashes(t.Context(), func(hash string, saved time.Time) error {
				if since := time.Since(saved); since > time.Minute || since < -time.Minute {
					t.Errorf("%s was saved %v", hash, saved)
				}
				got = append(got, hash)
				return s.Remove(hash)
			})
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%v, %v, want %v", got, err, want)
			}
			if err := s.Remove(f.Hash); err != nil {
				t.Errorf("removed twice: %v", err)
			}
			_, err = s.Content(t.Context(), f.Hash)
			wantCode(t, err, chat.CodeNoFile)
			enough := errors.New("enough")
			save(t, s, "d")
			if err := s.Hashes(t.Context(), func(string, time.Time) error { return enough }); !errors.Is(err, enough) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestBucket_ManySaveTheSameAtOnce(t *testing.T) {
	c := newCloud(t)
	s := c.open(t)
	text := strings.Repeat("contested ", 100_000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { save(t, s, text) })
	}
	wg.Wait()
	if names := c.names(t); len(names) != 1 || !strings.HasPrefix(names[0], "shop/a/") {
		t.Errorf("%q", names)
	}
	if got := content(t, s, save(t, s, text).Hash); got != text {
		t.Errorf("%d bytes", len(got))
	}
}

func TestWalk_GoesThroughPagesAndPassesOverWhatIsNotOurs(t *testing.T) {
	c := newCloud(t)
	b, n := c.bucket(t), 0
	for i := range 2100 { // a page has 1,000
		put(t, c, fmt.Sprintf("shop/a/%064x", i))
	}
	for _, foreign := range []string{"shop/a/notes", "shop/ab/" + strings.Repeat("f", 64), strings.Repeat("f", 64), "shop/a/ff/" + strings.Repeat("f", 64)} {
		put(t, c, foreign)
	}
	err := b.Walk(t.Context(), func(hash string, _ time.Time) error {
		if hash != fmt.Sprintf("%064x", n) {
			return fmt.Errorf("%s in place %d", hash, n)
		}
		n++
		return nil
	})
	if err != nil || n != 2100 {
		t.Errorf("%d, %v", n, err)
	}
}

func put(t *testing.T, c *cloud, name string) {
	t.Helper()
	if _, err := c.memory.PutObject(t.Context(), "files", name, map[string]string{}, strings.NewReader("x"), 1); err != nil {
		t.Fatal(err)
	}
}

func TestCheck_SaysWhatIsWrong(t *testing.T) {
	denied := func(method string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method != method || r.URL.Query().Has("location") {
				return false
			}
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>")
			return true
		}
	}
	for name, c := range map[string]struct {
		change func(*s3.Options)
		before func(http.ResponseWriter, *http.Request) bool
		want   string
	}{
		"fine":        {},
		"secret":      {change: func(o *s3.Options) { o.SecretKey = "another" }, want: "refuses the keys: check s3-access-key and s3-secret-key (SignatureDoesNotMatch)"},
		"access key":  {change: func(o *s3.Options) { o.AccessKey = "another" }, want: "refuses the keys"},
		"bucket":      {change: func(o *s3.Options) { o.Bucket = "nothing" }, want: "there is no bucket nothing/shop/a at http://"},
		"unreachable": {change: func(o *s3.Options) { o.Endpoint = "http://127.0.0.1:1" }, want: "cannot be reached: check s3-endpoint"},
		"no tls":      {change: func(o *s3.Options) { o.Endpoint = strings.Replace(o.Endpoint, "http:", "https:", 1) }, want: "cannot be reached: check s3-endpoint"},
		"write":       {before: denied("PUT"), want: "may not write to"},
		"read":        {before: denied("HEAD"), want: "may not read from"},
		"list":        {before: denied("GET"), want: "may not list"},
		"remove":      {before: denied("DELETE"), want: "may not remove from"},
	} {
		t.Run(name, func(t *testing.T) {
			cloud := newCloud(t)
			if c.change != nil {
				c.change(&cloud.options)
			}
			if c.before != nil {
				cloud.does(c.before)
			}
			err := cloud.bucket(t).Check(t.Context())
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), cloud.options.SecretKey) {
				t.Errorf("the secret is told: %v", err)
			}
			if c.before == nil && len(cloud.names(t)) != 0 {
				t.Errorf("it left %q", cloud.names(t))
			}
		})
	}
}

// TestBucket_ThatFailsIsToldAsUnavailable: whoever asks is told to come back; the log says why, and no secret.
func TestBucket_ThatFailsIsToldAsUnavailable(t *testing.T) {
	c := newCloud(t)
	s := c.open(t)
	f := save(t, s, "kept")
	c.does(func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	_, err := s.Save(t.Context(), "a.txt", strings.NewReader("refused"))
	wantCode(t, err, chat.CodeFilesUnavailable)
	_, err = s.Content(t.Context(), f.Hash)
	wantCode(t, err, chat.CodeFilesUnavailable)
	wantCode(t, s.Remove(f.Hash), chat.CodeFilesUnavailable)
	wantCode(t, s.Hashes(t.Context(), func(string, time.Time) error { return nil }), chat.CodeFilesUnavailable)
	w := httptest.NewRecorder()
	s.Serve(w, httptest.NewRequest("GET", "/", nil), f, false)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "10" || !strings.Contains(w.Body.String(), `"files_unavailable"`) {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if log := c.log.String(); !strings.Contains(log, "doing=put") && !strings.Contains(log, "doing=stat") || strings.Contains(log, "test-secret") {
		t.Errorf("the log: %s", log)
	}
	c.before.Store(nil)
	if got := content(t, s, f.Hash); got != "kept" {
		t.Errorf("%q", got)
	}
	if names := c.names(t); len(names) != 1 {
		t.Errorf("%q", names)
	}
}

// TestSave_HalfOfAnUploadLeavesNothingInTheBucket: the picture is taken, its thumbnail is not.
func TestSave_HalfOfAnUploadLeavesNothingInTheBucket(t *testing.T) {
	c := newCloud(t)
	s := c.open(t)
	puts := 0
	c.does(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			puts++
		}
		if puts < 2 || r.Method != http.MethodPut {
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		return true
	})
	_, err := s.Save(t.Context(), "a.png", bytes.NewReader(picture(t)))
	wantCode(t, err, chat.CodeFilesUnavailable)
	if names := c.names(t); len(names) != 0 {
		t.Errorf("%q", names)
	}
}

func picture(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestClaim_TheFirstHasThePrefix(t *testing.T) {
	c := newCloud(t)
	b := c.bucket(t)
	for range 2 {
		if err := b.Claim(t.Context(), "one"); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Claim(t.Context(), "two"); !errors.Is(err, s3.ErrTaken) || !strings.Contains(err.Error(), "shop/a/hongyan-owner") {
		t.Errorf("got %v", err)
	}
	if _, err := c.memory.DeleteObject(t.Context(), "files", "shop/a/hongyan-owner"); err != nil {
		t.Fatal(err)
	}
	if err := b.Claim(t.Context(), "two"); err != nil {
		t.Error(err)
	}
	c.options.Prefix = "shop/b"
	if err := c.bucket(t).Claim(t.Context(), "one"); err != nil {
		t.Error(err)
	}
	if err := c.bucket(t).Walk(t.Context(), func(hash string, _ time.Time) error { return errors.New(hash) }); err != nil {
		t.Errorf("it is taken for a content: %v", err)
	}
}

// breaking ends an answer after so many bytes.
type breaking struct {
	http.ResponseWriter
	left int
}

func (b *breaking) Write(p []byte) (int, error) {
	if len(p) > b.left {
		_, _ = b.ResponseWriter.Write(p[:b.left])
		panic(http.ErrAbortHandler)
	}
	b.left -= len(p)
	return b.ResponseWriter.Write(p)
}

func TestContent_GoesOnWhenItBreaksOff(t *testing.T) {
	c := newCloud(t)
	s := c.open(t)
	text := strings.Repeat("0123456789", 20_000)
	f := save(t, s, text)
	var asked, most atomic.Int64
	most.Store(60_000)
	c.does(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, f.Hash) {
			return false
		}
		asked.Add(1)
		c.fake.ServeHTTP(&breaking{w, int(most.Load())}, r)
		return true
	})
	if got := content(t, s, f.Hash); got != text || asked.Load() != 4 {
		t.Errorf("%d bytes of %d, asked %d times", len(got), len(text), asked.Load())
	}
	most.Store(0)
	r, err := s.Content(t.Context(), f.Hash)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.ReadAll(r)
	wantCode(t, err, chat.CodeFilesUnavailable)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}
