package media_test

import (
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/media"
)

func TestHold_ContentsStayUntilReleased(t *testing.T) {
	s, err := media.Open(media.Options{Dir: t.TempDir(), Keep: -1})
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.Save(t.Context(), "a.txt", strings.NewReader("text"))
	if err != nil {
		t.Fatal(err)
	}
	there := func() bool {
		c, err := s.Content(t.Context(), f.Hash)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	}
	first, second := s.Hold(), s.Hold()
	first()
	if err := s.Remove(f.Hash); err != nil || !there() {
		t.Errorf("it was removed while it was held: %v", err)
	}
	second()
	if err := s.Remove(f.Hash); err != nil || there() {
		t.Errorf("it stays: %v", err)
	}
}

func TestPut_TakesOnlyTheBytesOfTheHash(t *testing.T) {
	s, err := media.Open(media.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	const hash = "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1" // of "text"
	if err := s.Put(t.Context(), hash, strings.NewReader("test")); err == nil {
		t.Error("other bytes were taken")
	}
	if _, err := s.Content(t.Context(), hash); err == nil {
		t.Error("other bytes are there")
	}
	if err := s.Put(t.Context(), hash, strings.NewReader("text")); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Content(t.Context(), hash); err != nil {
		t.Error(err)
	} else {
		_ = c.Close()
	}
}
