package media

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func TestRemove_SparesWhatWasJustSavedAgain(t *testing.T) {
	s := open(t, Options{Keep: time.Hour})
	f := save(t, s, "a", []byte("again and again"))
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(s.path(f.Hash), old, old); err != nil {
		t.Fatal(err)
	}
	save(t, s, "b", []byte("again and again")) // while somebody who saw no file of it is about to remove it
	if err := s.Remove(f.Hash); err != nil {
		t.Fatal(err)
	}
	content(t, s, f.Hash)
	if err := os.Chtimes(s.path(f.Hash), old, old); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second finds nothing, which is fine
		if err := s.Remove(f.Hash); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Content(t.Context(), f.Hash)
	wantCode(t, err, chat.CodeNoFile, "gone")
}

func TestRemove_RacingWithSavesNeverLosesOne(t *testing.T) {
	s := open(t, Options{Keep: time.Hour})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				f, err := s.Save(context.Background(), "a", strings.NewReader("contested"))
				if err != nil {
					t.Error(err)
					return
				}
				content(t, s, f.Hash)
				if err := s.Remove(f.Hash); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	holds(t, s, 1)
}

func TestHashes_AreAllThatIsStored(t *testing.T) {
	s := open(t, Options{Keep: -1})
	want := map[string]bool{}
	for _, b := range []string{"a", "b", "c"} {
		want[save(t, s, b, []byte(b)).Hash] = true
	}
	for hash := range want {
		if err := os.WriteFile(filepath.Join(s.o.Dir, hash[:2], "notes"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err := s.Hashes(t.Context(), func(hash string, modified time.Time) error {
		if !want[hash] || time.Since(modified) > time.Minute {
			t.Errorf("found %s of %v", hash, modified)
		}
		delete(want, hash)
		return s.Remove(hash)
	})
	if err != nil || len(want) > 0 {
		t.Errorf("%v; not found: %v", err, want)
	}
	holds(t, s, 3)
	save(t, s, "a", []byte("a"))
	enough := errors.New("enough")
	if err := s.Hashes(t.Context(), func(string, time.Time) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
}

func TestContent_OfNoHashLeadsNowhere(t *testing.T) {
	s := open(t, Options{})
	for _, hash := range []string{"", "..", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("../", 21) + "a", strings.Repeat("a", 63)} {
		_, err := s.Content(t.Context(), hash)
		wantCode(t, err, chat.CodeInvalid, "64 characters")
		wantCode(t, s.Remove(hash), chat.CodeInvalid, "64 characters")
	}
	_, err := s.Content(t.Context(), strings.Repeat("a", 64))
	wantCode(t, err, chat.CodeNoFile, "gone")
}

func TestOpen_RemovesWhatWasInterrupted(t *testing.T) {
	s := open(t, Options{})
	f := save(t, s, "a", []byte("kept"))
	if err := os.WriteFile(filepath.Join(s.tmp(), "upload-1"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, Options{Dir: s.o.Dir})
	holds(t, s, 1)
	content(t, s, f.Hash)
	if _, err := Open(Options{Dir: s.path(f.Hash)}); err == nil {
		t.Error("opened in a file")
	}
}
