package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/hongyan-im/hongyan/backup"
	"github.com/hongyan-im/hongyan/cmd/hongyan/config"
	"github.com/hongyan-im/hongyan/media"
	"github.com/hongyan-im/hongyan/store"
)

// unfinished names the mark of a restore that has not ended: the server does not start on half of the data.
func unfinished(c config.Config) string { return filepath.Join(c.Data, "restore.unfinished") }

// restore fills an empty data directory. The backup is read to its end first: one that is not whole changes nothing.
func restore(ctx context.Context, c config.Config, from string, say io.Writer) error {
	if err := mustBeEmpty(c.Data); err != nil {
		return err
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	manifest, end, err := backup.Verify(f)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	fmt.Fprintf(say, "%s: whole; made %s by hongyan %s\n", from, time.UnixMilli(manifest.Created).UTC().Format(time.RFC3339), manifest.Version)
	if manifest.FilesIn != "" {
		fmt.Fprintf(say, "the contents of its files are in %s: serve with the same settings\n", manifest.FilesIn)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	if err := enoughRoom(c, end); err != nil {
		return err
	}
	if err := os.WriteFile(unfinished(c), nil, 0o600); err != nil {
		return err
	}
	records, err := unpack(ctx, c, &progressReader{r: f, progress: progress{w: io.Discard, say: say}}, end)
	if err != nil {
		return fmt.Errorf("%w; empty %s before the next attempt", err, c.Data)
	}
	if err := os.Remove(unfinished(c)); err != nil {
		return err
	}
	fmt.Fprintf(say, "%s: %d records, %d files; start the server: hongyan serve --data %s\n", c.Data, records, end.Files, c.Data)
	return nil
}

func mustBeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty: a restore needs an empty directory, name another one with --data", dir)
	}
	return nil
}

// enoughRoom looks before the store is filled: it would not survive a full disk. Its tables and logs need more than the
// records alone.
func enoughRoom(c config.Config, end backup.End) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(c.Data, &st); err != nil {
		return fmt.Errorf("look for free space: %w", err)
	}
	free, need := int64(st.Bavail)*st.Bsize, end.Bytes+end.Bytes/2+int64(c.DiskReserve)
	if free < need {
		return fmt.Errorf("%d MiB are free in %s, the restore needs %d MiB", free>>20, c.Data, need>>20)
	}
	return nil
}

// unpack fills the directory.
func unpack(ctx context.Context, c config.Config, r io.Reader, end backup.End) (records uint64, err error) {
	files, err := openFiles(ctx, c, int64(c.DiskReserve), slog.New(slog.DiscardHandler))
	if err != nil {
		return 0, err
	}
	state, into := io.Pipe()
	loaded := make(chan error, 1)
	go func() {
		var err error
		records, err = store.Load(store.Options{Dir: filepath.Join(c.Data, "state"), Logger: slog.New(slog.DiscardHandler)}, state)
		state.CloseWithError(errors.Join(errors.New("the state is not taken any more"), err)) // so that the sink does not wait
		loaded <- err
	}()
	_, _, err = backup.Read(r, &sink{ctx: ctx, config: c, files: files, state: into})
	if err != nil {
		into.CloseWithError(err)
	} else {
		into.Close()
	}
	if err = errors.Join(<-loaded, err); err == nil && records != end.Records {
		err = fmt.Errorf("%d records were restored of %d", records, end.Records)
	}
	return records, err
}

// sink puts what a backup holds in place.
type sink struct {
	ctx    context.Context
	config config.Config
	files  *media.Store
	state  *io.PipeWriter
}

func (s *sink) Keys(b []byte) error {
	var k keys
	if err := json.Unmarshal(b, &k); err != nil {
		return fmt.Errorf("the keys in the backup: %w", err)
	}
	return k.write(s.config)
}

func (s *sink) State(r io.Reader) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	_, err := io.Copy(s.state, r)
	return err
}

func (s *sink) File(hash string, r io.Reader) error { return s.files.Put(s.ctx, hash, r) }

// progressReader counts what is read.
type progressReader struct {
	r        io.Reader
	progress progress
}

func (p *progressReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	_, _ = p.progress.Write(b[:n]) // it goes nowhere
	return n, err
}
