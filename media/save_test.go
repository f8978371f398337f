package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/hongyan-im/hongyan/chat"
)

func open(t testing.TB, o Options) *Store {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// path is where a content lies on the disk.
func (s *Store) path(hash string) string { return s.contents.(*disk).path(hash) }

func save(t testing.TB, s *Store, name string, b []byte) chat.File {
	t.Helper()
	f, err := s.Save(t.Context(), name, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func content(t testing.TB, s *Store, hash string) []byte {
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
	return b
}

// holds checks that so many files, and no others, are in the store's folder.
func holds(t testing.TB, s *Store, want int) {
	t.Helper()
	var got []string
	err := filepath.WalkDir(s.o.Dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			got = append(got, path)
		}
		return err
	})
	if err != nil || len(got) != want {
		t.Errorf("the folder holds %q (%v), want %d files", got, err, want)
	}
}

func wantCode(t testing.TB, err error, code chat.Code, text string) {
	t.Helper()
	var e *chat.Error
	if !errors.As(err, &e) || e.Code != code || !strings.Contains(e.Message, text) {
		t.Errorf("got %v, want %s with %q", err, code, text)
	}
}

func TestSave_TellsWhatItStored(t *testing.T) {
	s := open(t, Options{})
	sum := sha256.Sum256([]byte("hello"))
	f := save(t, s, "a.txt", []byte("hello"))
	if want := (chat.File{Name: "a.txt", Type: "text/plain", Size: 5, Hash: hex.EncodeToString(sum[:])}); f != want {
		t.Errorf("got %+v, want %+v", f, want)
	}
	if got := content(t, s, f.Hash); string(got) != "hello" {
		t.Errorf("content %q", got)
	}
	info, err := os.Stat(filepath.Join(s.o.Dir, f.Hash[:2], f.Hash))
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("stored as %v, %v", info, err)
	}
	if info, err = os.Stat(filepath.Join(s.o.Dir, f.Hash[:2])); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder %v, %v", info, err)
	}
	holds(t, s, 1)
}

func TestSave_TypeIsSeenNotBelieved(t *testing.T) {
	s := open(t, Options{})
	for name, c := range map[string]struct{ content, mime string }{
		"photo.jpg":  {"<!DOCTYPE html><script>alert(1)</script>", "text/html"},
		"icon.png":   {`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`, "image/svg+xml"},
		"voice.html": {"#!AMR\n\x3c\x08", "audio/amr"},
		"x":          {"\x00\x01\x02\x03", "application/octet-stream"},
	} {
		if f := save(t, s, name, []byte(c.content)); f.Type != c.mime {
			t.Errorf("%s is %s, want %s", name, f.Type, c.mime)
		}
	}
}

func TestSave_InterruptedUploadLeavesNothing(t *testing.T) {
	s := open(t, Options{})
	broken := errors.New("connection reset")
	for name, r := range map[string]io.Reader{
		"at once":  iotest.ErrReader(broken),
		"midway":   io.MultiReader(bytes.NewReader(make([]byte, 9<<20)), iotest.ErrReader(broken)),
		"an image": io.MultiReader(bytes.NewReader(pngOf(t, quartered(99, 99))), iotest.ErrReader(broken)),
	} {
		if _, err := s.Save(t.Context(), name, r); !errors.Is(err, broken) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Save(ctx, "late", strings.NewReader("late")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	holds(t, s, 0)
}

func TestSave_RefusesTheEmptyAndTheTooLarge(t *testing.T) {
	s := open(t, Options{MaxSize: 1000})
	_, err := s.Save(t.Context(), "empty", strings.NewReader(""))
	wantCode(t, err, chat.CodeInvalid, "empty")
	_, err = s.Save(t.Context(), "large", bytes.NewReader(make([]byte, 1001)))
	wantCode(t, err, chat.CodeTooLarge, "1000 bytes")
	holds(t, s, 0)
	save(t, s, "just right", make([]byte, 1000))
	if open(t, Options{}).o.MaxSize != chat.MaxFile {
		t.Error("another default")
	}
}

func TestSave_RefusedWhenTheDiskIsNearlyFull(t *testing.T) {
	var free atomic.Int64
	s := open(t, Options{Reserve: 100, Free: func() (int64, error) { return free.Load(), nil }})
	free.Store(99)
	_, err := s.Save(t.Context(), "a", strings.NewReader("a"))
	wantCode(t, err, chat.CodeDiskFull, "disk is full")

	free.Store(100)
	filling := readerFunc(func(b []byte) (int, error) { free.Add(-1); return len(b), nil })
	_, err = s.Save(t.Context(), "endless", filling)
	wantCode(t, err, chat.CodeDiskFull, "disk is full")
	holds(t, s, 0)

	free.Store(100)
	f := save(t, s, "a", []byte("a"))
	free.Store(0)
	if string(content(t, s, f.Hash)) != "a" {
		t.Error("reading does not go on")
	}
	broken := errors.New("no such file system")
	s = open(t, Options{Free: func() (int64, error) { return 0, broken }})
	if _, err = s.Save(t.Context(), "a", strings.NewReader("a")); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestSave_SameContentIsStoredOnce(t *testing.T) {
	s := open(t, Options{MaxThumbs: 4})
	b := jpegOf(t, quartered(300, 200))
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			f, err := s.Save(context.Background(), "a.jpg", bytes.NewReader(b))
			if err != nil || f.Thumb == nil {
				t.Errorf("got %+v, %v", f, err)
				return
			}
			if !bytes.Equal(content(t, s, f.Hash), b) {
				t.Error("other content")
			}
		})
	}
	wg.Wait()
	holds(t, s, 2)
}

func TestSave_MendsASpoiledContent(t *testing.T) {
	s := open(t, Options{})
	f := save(t, s, "a", []byte("whole"))
	if err := os.WriteFile(s.path(f.Hash), []byte("wh"), 0o600); err != nil {
		t.Fatal(err)
	}
	save(t, s, "b", []byte("whole"))
	if got := content(t, s, f.Hash); string(got) != "whole" {
		t.Errorf("content %q", got)
	}
}

func TestSave_AllOrNothingIsPlaced(t *testing.T) {
	s := open(t, Options{})
	first := save(t, s, "a.png", pngOf(t, quartered(10, 10)))
	for _, hash := range []string{first.Hash, first.Thumb.Hash} {
		if err := os.Remove(s.path(hash)); err != nil {
			t.Fatal(err)
		}
	}
	// The thumbnail cannot be placed: something is in its way.
	if err := os.MkdirAll(filepath.Join(s.path(first.Thumb.Hash), "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if f, err := s.Save(t.Context(), "a.png", bytes.NewReader(pngOf(t, quartered(10, 10)))); err == nil {
		t.Fatalf("saved %+v", f)
	}
	holds(t, s, 0)
}
