package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/hongyan-im/hongyan/backup"
	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/cmd/hongyan/config"
	"github.com/hongyan-im/hongyan/media"
	"github.com/hongyan-im/hongyan/store"
)

// backingUp is held while a backup is written: one at a time is enough for the disk.
var backingUp sync.Mutex

// backup begins one while the server serves; the function that it gives writes it, and is called once.
func (s *server) backup(ctx context.Context) (func(io.Writer) error, error) {
	if !backingUp.TryLock() {
		return nil, chat.Errorf(chat.CodeBackupRunning, "another backup is being written: ask again when it has ended")
	}
	return func(w io.Writer) error {
		defer backingUp.Unlock()
		return s.writeBackup(ctx, w)
	}, nil
}

func (s *server) writeBackup(ctx context.Context, w io.Writer) error {
	defer s.files.Hold()()
	begin := time.Now()
	end, err := writeBackup(ctx, w, s.config, s.store, s.files)
	if err == nil {
		s.log.Info("a backup was written", "records", end.Records, "files", end.Files, "bytes", end.Bytes, "took", time.Since(begin))
	}
	return err
}

func writeBackup(ctx context.Context, w io.Writer, c config.Config, st *store.Store, files *media.Store) (backup.End, error) {
	keys, err := os.ReadFile(keysFile(c))
	if err != nil {
		return backup.End{}, err
	}
	source := backup.Source{Version: version, Now: time.Now(), Keys: keys, State: st.Backup}
	if c.S3() {
		bucket, err := openBucket(c, slog.Default())
		if err != nil {
			return backup.End{}, err
		}
		source.FilesIn = bucket.String()
	} else {
		source.Files = files
	}
	return backup.Write(ctx, w, source)
}

// makeBackup is the command. A server that has the directory open is asked for it; else the directory is read.
func makeBackup(ctx context.Context, c config.Config, command config.Command, say io.Writer) error {
	partial := command.Out + ".partial"
	if _, err := os.Stat(command.Out); err == nil {
		return fmt.Errorf("%s is there already: name another file with --out", command.Out)
	}
	f, err := os.OpenFile(partial, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600) // the keys are in it
	if err != nil {
		return err
	}
	defer os.Remove(partial) // it is gone when all went well
	progress := &progress{w: f, say: say}
	err = fill(ctx, progress, c, command.URL)
	if err = errors.Join(err, f.Sync()); err != nil {
		return errors.Join(err, f.Close())
	}
	end, err := verified(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(partial, command.Out); err != nil {
		return err
	}
	fmt.Fprintf(say, "%s: %d records, %d files, %d bytes, sha256 %s\n", command.Out, end.Records, end.Files, progress.n, end.SHA256)
	return nil
}

func verified(f *os.File) (backup.End, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return backup.End{}, err
	}
	_, end, err := backup.Verify(f)
	return end, err
}

// fill writes the backup to w.
func fill(ctx context.Context, w io.Writer, c config.Config, url string) error {
	if url != "" {
		return fetch(ctx, w, c, url)
	}
	if _, err := os.Stat(keysFile(c)); err != nil {
		return fmt.Errorf("there is no server in %s: name its data directory with --data, or its address with --url", c.Data)
	}
	quiet := slog.New(slog.DiscardHandler)
	st, err := store.Open(store.Options{Dir: filepath.Join(c.Data, "state"), Logger: quiet})
	if errors.Is(err, store.ErrInUse) {
		return fetch(ctx, w, c, c.LocalURL())
	}
	if err != nil {
		return err
	}
	files, err := media.Open(media.Options{Dir: filesDir(c)})
	if err == nil {
		_, err = writeBackup(ctx, w, c, st, files)
	}
	return errors.Join(err, st.Close())
}

// fetch asks a running server for the backup, with the server's key.
func fetch(ctx context.Context, w io.Writer, c config.Config, url string) error {
	key := string(c.AdminKey)
	if key == "" {
		k, err := readKeys(c)
		if err != nil {
			return fmt.Errorf("the server's key is needed: set HONGYAN_ADMIN_KEY, or name the data directory with --data: %w", err)
		}
		key = k.ServerKey
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(url, "/")+"/v1/admin/backup", nil)
	if err != nil {
		return fmt.Errorf("--url: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	client := http.Client{}
	if url == c.LocalURL() { // its certificate is for its public name
		client.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	}
	answer, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("ask the server at %s for a backup: %w; if it listens elsewhere, say so with --http or --url", url, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server at %s refused: %s", url, refusal(answer))
	}
	if _, err := io.Copy(w, answer.Body); err != nil {
		return fmt.Errorf("the server broke the backup off; its log says why: %w", err)
	}
	return nil
}

func refusal(answer *http.Response) string {
	b, _ := io.ReadAll(io.LimitReader(answer.Body, 4096)) // the status says enough
	var p chat.Error
	var detail struct{ Detail string }
	if json.Unmarshal(b, &p) == nil && json.Unmarshal(b, &detail) == nil && detail.Detail != "" {
		return fmt.Sprintf("%s (%s)", detail.Detail, p.Code)
	}
	return answer.Status
}

// progress counts what is written, and says so from time to time.
type progress struct {
	w    io.Writer
	say  io.Writer
	n    int64
	last time.Time
}

func (p *progress) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	p.n += int64(n)
	if now := time.Now(); now.Sub(p.last) >= 2*time.Second {
		if !p.last.IsZero() {
			fmt.Fprintf(p.say, "%d MiB\n", p.n>>20)
		}
		p.last = now
	}
	return n, err
}
