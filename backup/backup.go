// Package backup is the form of a backup: a tar archive of the state, the files and the keys, whose last entry holds
// the sum of all before it, so that a truncated or damaged archive is known as one.
package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strconv"
	"time"
)

// Format is the version of the archive's form. A reader refuses later ones.
const Format = 1

// Names of the entries of an archive, in their order: the manifest, the keys, the state in chunks, files by their
// hash, the end.
const (
	manifestName = "manifest.json"
	keysName     = "keys.json"
	stateFolder  = "state/"
	filesFolder  = "files/"
	endName      = "end.json"
)

// chunk is how much of the state is one entry: tar wants the size of an entry before its bytes.
const chunk = 4 << 20

// Manifest begins an archive.
type Manifest struct {
	Format  int    `json:"format"`
	Version string `json:"version"`            // of the server that wrote it
	Created int64  `json:"created"`            // ms
	FilesIn string `json:"files_in,omitempty"` // where the contents of files are, when they are not in the archive
}

// End ends an archive. Without it, or with another sum, the archive is not whole.
type End struct {
	Entries int    `json:"entries"`
	Records uint64 `json:"records"` // of the state
	Files   int    `json:"files"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256"` // of the names, sizes and contents of all entries before
}

// Source is what a backup is made of.
type Source struct {
	Version string
	Now     time.Time
	Keys    []byte
	// State writes a consistent state, as of a moment after Write was called, and tells how many records it has.
	State func(ctx context.Context, w io.Writer) (records uint64, err error)
	Files Contents
	// FilesIn says where the contents are that are not part of the backup; then Files is nil.
	FilesIn string
}

// Contents are the files beside the state; none goes away while a backup is written.
type Contents interface {
	Hashes(ctx context.Context, f func(hash string, saved time.Time) error) error
	Content(ctx context.Context, hash string) (io.ReadSeekCloser, error)
}

// Write writes an archive. The files are read after the state, so that all files that the state names are there.
func Write(ctx context.Context, w io.Writer, s Source) (End, error) {
	a := &writer{tar: tar.NewWriter(w), sum: sha256.New(), now: s.Now}
	manifest, err := json.Marshal(Manifest{Format: Format, Version: s.Version, Created: s.Now.UnixMilli(), FilesIn: s.FilesIn})
	if err != nil {
		return a.end, err
	}
	if err := a.add(manifestName, manifest); err != nil {
		return a.end, err
	}
	if err := a.add(keysName, s.Keys); err != nil {
		return a.end, err
	}
	chunks := &chunks{to: a}
	if a.end.Records, err = s.State(ctx, chunks); err != nil {
		return a.end, fmt.Errorf("write the state: %w", err)
	}
	if err := chunks.flush(); err != nil {
		return a.end, err
	}
	if s.Files != nil {
		if err := a.files(ctx, s.Files); err != nil {
			return a.end, err
		}
	}
	return a.end, a.close()
}

// writer adds entries and keeps the sum of them.
type writer struct {
	tar *tar.Writer
	sum hash.Hash
	now time.Time
	end End
}

func (a *writer) add(name string, b []byte) error {
	return a.copy(name, int64(len(b)), bytes.NewReader(b))
}

func (a *writer) copy(name string, size int64, r io.Reader) error {
	if err := a.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: a.now, Format: tar.FormatPAX}); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	sumHeader(a.sum, name, size)
	if _, err := io.CopyN(io.MultiWriter(a.tar, a.sum), r, size); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	a.end.Entries++
	a.end.Bytes += size
	return nil
}

func sumHeader(h hash.Hash, name string, size int64) {
	_, _ = io.WriteString(h, name+"\x00"+strconv.FormatInt(size, 10)+"\x00") // a hash takes all
}

func (a *writer) files(ctx context.Context, c Contents) error {
	return c.Hashes(ctx, func(hash string, _ time.Time) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := c.Content(ctx, hash)
		if err != nil {
			return fmt.Errorf("read the file %s: %w", hash, err)
		}
		defer f.Close()
		size, err := f.Seek(0, io.SeekEnd)
		if err == nil {
			_, err = f.Seek(0, io.SeekStart)
		}
		if err != nil {
			return fmt.Errorf("read the file %s: %w", hash, err)
		}
		a.end.Files++
		return a.copy(filesFolder+hash, size, f)
	})
}

func (a *writer) close() error {
	a.end.SHA256 = hex.EncodeToString(a.sum.Sum(nil))
	b, err := json.Marshal(a.end)
	if err != nil {
		return err
	}
	if err := a.tar.WriteHeader(&tar.Header{Name: endName, Mode: 0o600, Size: int64(len(b)), ModTime: a.now}); err != nil {
		return err
	}
	if _, err := a.tar.Write(b); err != nil {
		return err
	}
	return a.tar.Close()
}

// chunks cuts what is written to it into entries.
type chunks struct {
	to  *writer
	buf []byte
	n   int
}

func (c *chunks) Write(b []byte) (n int, err error) {
	for n < len(b) {
		part := b[n:min(len(b), n+chunk-len(c.buf))]
		c.buf = append(c.buf, part...)
		n += len(part)
		if len(c.buf) == chunk {
			if err := c.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

func (c *chunks) flush() error {
	if len(c.buf) == 0 {
		return nil
	}
	c.n++
	err := c.to.add(fmt.Sprintf("%s%08d", stateFolder, c.n), c.buf)
	c.buf = c.buf[:0]
	return err
}
