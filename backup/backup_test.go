package backup_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/backup"
)

// folder holds contents under their names.
type folder string

func (f folder) Hashes(_ context.Context, take func(string, time.Time) error) error {
	entries, err := os.ReadDir(string(f))
	for _, e := range entries {
		if err == nil {
			err = take(e.Name(), time.Time{})
		}
	}
	return err
}

func (f folder) Content(_ context.Context, hash string) (io.ReadSeekCloser, error) {
	return os.Open(filepath.Join(string(f), hash))
}

// kept is a sink that keeps what it was given.
type kept struct {
	keys, state string
	files       map[string]string
	full        bool
}

func (k *kept) Keys(b []byte) error { k.keys = string(b); return nil }

func (k *kept) State(r io.Reader) error {
	if k.full {
		return errors.New("the disk is full")
	}
	b, err := io.ReadAll(r)
	k.state += string(b)
	return err
}

func (k *kept) File(hash string, r io.Reader) error {
	b, err := io.ReadAll(r)
	k.files[hash] = string(b)
	return err
}

// archive writes a backup with a state of more than one entry, and two files.
func archive(t *testing.T) (b []byte, state string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"aa": "one file", "bb": strings.Repeat("another ", 1000)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	state = strings.Repeat("state of the server ", 300_000)
	var out bytes.Buffer
	end, err := backup.Write(t.Context(), &out, backup.Source{
		Version: "1.2.3", Now: time.UnixMilli(1_700_000_000_000), Keys: []byte(`{"server_key":"k"}`), Files: folder(dir),
		State: func(_ context.Context, w io.Writer) (uint64, error) {
			_, err := io.WriteString(w, state)
			return 7, err
		},
	})
	if err != nil || end.Files != 2 || end.Records != 7 {
		t.Fatal(end, err)
	}
	return out.Bytes(), state
}

func TestRead_GivesWhatWasWritten(t *testing.T) {
	b, state := archive(t)
	got := &kept{files: map[string]string{}}
	m, end, err := backup.Read(bytes.NewReader(b), got)
	if err != nil {
		t.Fatal(err)
	}
	if m.Version != "1.2.3" || m.Created != 1_700_000_000_000 || end.Records != 7 {
		t.Errorf("%+v %+v", m, end)
	}
	if got.keys != `{"server_key":"k"}` || got.state != state || got.files["aa"] != "one file" || len(got.files["bb"]) != 8000 {
		t.Error("what came out is not what went in")
	}
	if _, again, err := backup.Verify(bytes.NewReader(b)); err != nil || again != end {
		t.Errorf("%+v %v", again, err)
	}
}

func TestVerify_RefusesWhatIsNotWhole(t *testing.T) {
	b, _ := archive(t)
	for _, n := range []int{0, 100, 512, 5000, 1 << 20, 5 << 20, len(b) - 20_000, len(b) - 2600, len(b) - 2000} {
		_, _, err := backup.Verify(bytes.NewReader(b[:n]))
		if err == nil || !strings.Contains(err.Error(), "truncated") {
			t.Errorf("the first %d of %d bytes: %v", n, len(b), err)
		}
	}
	// In a manifest, in the state, in a file, in the end: the padding between entries says nothing.
	for _, what := range []string{"1.2.3", "of the server st", "one file", `"sha256":"`} {
		at := bytes.LastIndex(b, []byte(what)) + len(what) - 1
		if what == `"sha256":"` {
			at += 5
		}
		damaged := slices.Clone(b)
		damaged[at] ^= 1
		if _, _, err := backup.Verify(bytes.NewReader(damaged)); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("a changed bit in %q: %v", what, err)
		}
	}
	for name, text := range map[string]string{"text": strings.Repeat("no archive ", 100), "nothing": ""} {
		if _, _, err := backup.Verify(strings.NewReader(text)); err == nil {
			t.Errorf("%s is no backup", name)
		}
	}
}

func TestRead_SaysWhatTheSinkSaid(t *testing.T) {
	b, _ := archive(t)
	if _, _, err := backup.Read(bytes.NewReader(b), &kept{full: true}); err == nil || err.Error() != "the disk is full" {
		t.Error(err)
	}
}

func TestWrite_FailsWithItsSource(t *testing.T) {
	_, err := backup.Write(t.Context(), io.Discard, backup.Source{Keys: []byte("{}"), Files: folder(t.TempDir()), State: func(context.Context, io.Writer) (uint64, error) {
		return 0, errors.New("the store is closed")
	}})
	if err == nil || !strings.Contains(err.Error(), "the store is closed") {
		t.Error(err)
	}
}
