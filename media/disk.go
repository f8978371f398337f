package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// disk keeps contents in files named by their hash: dir/ab/abcd… What it puts has to lie on the same file system.
type disk struct{ dir string }

func (d *disk) path(hash string) string { return filepath.Join(d.dir, hash[:2], hash) }

// Put moves the file. Its time is the one that Saved and Walk go by. Who reads what was there goes on.
func (d *disk) Put(_ context.Context, hash string, from *os.File) error {
	if err := from.Sync(); err != nil {
		return err
	}
	if err := os.Chtimes(from.Name(), time.Time{}, time.Now()); err != nil {
		return err
	}
	to := d.path(hash)
	if err := makeDir(filepath.Dir(to)); err != nil {
		return err
	}
	if err := os.Rename(from.Name(), to); err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}

func (d *disk) Open(_ context.Context, hash string) (io.ReadSeekCloser, error) {
	f, err := os.Open(d.path(hash))
	if err != nil {
		return nil, err // not a *os.File that is nil
	}
	return f, nil
}

func (d *disk) Saved(_ context.Context, hash string) (time.Time, error) {
	info, err := os.Stat(d.path(hash))
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}

func (d *disk) Remove(_ context.Context, hash string) error { return os.Remove(d.path(hash)) }

func (d *disk) Walk(ctx context.Context, f func(hash string, saved time.Time) error) error {
	for i := range 256 {
		prefix := fmt.Sprintf("%02x", i)
		entries, err := os.ReadDir(filepath.Join(d.dir, prefix))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("list contents: %w", err)
		}
		for _, e := range entries {
			if !IsHash(e.Name()) || e.Name()[:2] != prefix {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue // removed meanwhile
			}
			if err != nil {
				return fmt.Errorf("list contents: %w", err)
			}
			if err := f(e.Name(), info.ModTime()); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeDir makes a folder that is there after a power cut, if it is not there yet.
func makeDir(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		if err = syncDir(filepath.Dir(dir)); err != nil {
			_ = os.Remove(dir) // so that the next one tries again
		}
	}
	return err
}

// syncDir makes what was created or renamed in a folder survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
