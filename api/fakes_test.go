package api_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// fakeLive has cat in the chatroom r1 and keeps signals.
type fakeLive struct {
	mu      sync.Mutex
	signals []*chat.Signal
}

func (f *fakeLive) InRoom(_ chat.AppName, r chat.RoomID, u chat.UserID) bool {
	return r == "r1" && u == "cat"
}
func (f *fakeLive) RoomOnline(chat.AppName, chat.RoomID) int { return 7 }
func (f *fakeLive) RoomMembers(chat.AppName, chat.RoomID, chat.UserID, int) []chat.Present {
	return []chat.Present{{User: "cat"}}
}
func (f *fakeLive) Signal(s *chat.Signal) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.signals = append(f.signals, s)
}

// fakeFiles keeps contents in memory; what begins with "IMG" is an image.
type fakeFiles struct {
	mu    sync.Mutex
	saved map[string][]byte
	err   error
}

func (f *fakeFiles) Save(_ context.Context, name string, r io.Reader) (chat.File, error) {
	h := sha256.New()
	var b bytes.Buffer
	n, err := io.Copy(io.MultiWriter(h, &limitedBuffer{&b}), r)
	if err != nil {
		return chat.File{}, fmt.Errorf("save: %w", err)
	}
	if f.err != nil {
		return chat.File{}, f.err
	}
	file := chat.File{Name: name, Type: "application/octet-stream", Size: n, Hash: hex.EncodeToString(h.Sum(nil))}
	if bytes.HasPrefix(b.Bytes(), []byte("IMG")) {
		file.Type, file.Width, file.Height = "image/png", 40, 30
		file.Thumb = &chat.Thumb{Hash: "t" + file.Hash, Type: "image/png", Width: 4, Height: 3}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.saved[file.Hash] = b.Bytes()
	return file, nil
}

func (f *fakeFiles) Serve(w http.ResponseWriter, r *http.Request, file chat.File, thumb bool) {
	f.mu.Lock()
	b := f.saved[file.Hash]
	f.mu.Unlock()
	if thumb {
		b = []byte("small")
	}
	w.Header().Set("ETag", `"`+file.Hash+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
}

// limitedBuffer keeps the first megabyte: tests send more.
type limitedBuffer struct{ b *bytes.Buffer }

func (l *limitedBuffer) Write(b []byte) (int, error) {
	if l.b.Len() < 1<<20 {
		l.b.Write(b)
	}
	return len(b), nil
}

func signLink(app chat.App, id string, expires int64) string {
	h := hmac.New(sha256.New, []byte(app.Secret))
	_, _ = fmt.Fprintf(h, "%s %d", id, expires)
	return hex.EncodeToString(h.Sum(nil))
}

func verifyLink(app chat.App, id string, expires int64, sig string) error {
	if !hmac.Equal([]byte(sig), []byte(signLink(app, id, expires))) {
		return fmt.Errorf("wrong signature")
	}
	return nil
}

func hijack(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
	_ = conn.Close()
}
