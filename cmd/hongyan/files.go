package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/hongyan-im/hongyan/cmd/hongyan/config"
	"github.com/hongyan-im/hongyan/media"
	"github.com/hongyan-im/hongyan/media/s3"
	"github.com/hongyan-im/hongyan/store"
)

// bucketKeep is how long a content of a bucket is young: its clock may be a quarter of an hour away from ours.
const bucketKeep = time.Hour

func filesDir(c config.Config) string { return filepath.Join(c.Data, "files") }

// openFiles opens the files of a data directory, where the settings say that their contents are: a bucket is written to
// and read from once, so that what is wrong with it is said now.
func openFiles(ctx context.Context, c config.Config, reserve int64, log *slog.Logger) (*media.Store, error) {
	o := media.Options{Dir: filesDir(c), Reserve: reserve}
	if !c.S3() {
		return media.Open(o)
	}
	bucket, err := openBucket(c, log)
	if err != nil {
		return nil, err
	}
	if err := bucket.Check(ctx); err != nil {
		return nil, err
	}
	o.Contents, o.Keep = bucket, bucketKeep
	return media.Open(o)
}

func openBucket(c config.Config, log *slog.Logger) (*s3.Bucket, error) {
	return s3.New(s3.Options{
		Endpoint: string(c.S3Endpoint), Bucket: c.S3Bucket, Region: c.S3Region, Prefix: c.S3Prefix, Style: s3.Style(c.S3Style),
		AccessKey: c.S3AccessKey, SecretKey: string(c.S3SecretKey.Secret), Log: log,
	})
}

// claimBucket makes sure that no other data directory has its files there. The name of this one is made here, and no
// backup holds it: what is restored from one is another directory.
func claimBucket(ctx context.Context, c config.Config, log *slog.Logger) error {
	path := filepath.Join(c.Data, "files.owner")
	name, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		name = []byte(ulid.Make().String())
		err = os.WriteFile(path, name, 0o600)
	}
	if err != nil {
		return err
	}
	bucket, err := openBucket(c, log)
	if err != nil {
		return err
	}
	return bucket.Claim(ctx, string(name))
}

// errEnough ends a walk.
var errEnough = errors.New("enough")

// noFilesLeft refuses to serve from a bucket while contents are on the disk: they would not be found.
func noFilesLeft(ctx context.Context, c config.Config) error {
	local, err := media.Open(media.Options{Dir: filesDir(c)})
	if err == nil {
		err = local.Hashes(ctx, func(string, time.Time) error { return errEnough })
	}
	if errors.Is(err, errEnough) {
		return fmt.Errorf("there are files in %s, but files are to be kept in the bucket %s: move them with hongyan move-files and the same settings", filesDir(c), c.S3Bucket)
	}
	return err
}

// moveFiles is the command. What was moved before an interruption is in the bucket; the rest is moved by the next run.
func moveFiles(ctx context.Context, c config.Config, say io.Writer) error {
	quiet := slog.New(slog.DiscardHandler)
	st, err := store.Open(store.Options{Dir: filepath.Join(c.Data, "state"), Logger: quiet}) // nobody else serves meanwhile
	if errors.Is(err, store.ErrInUse) {
		return fmt.Errorf("a server has %s open: stop it first", c.Data)
	}
	if err != nil {
		return err
	}
	n, err := moveContents(ctx, c, quiet)
	fmt.Fprintf(say, "%d contents were moved to %s\n", n, c.S3Bucket)
	return errors.Join(err, st.Close())
}

func moveContents(ctx context.Context, c config.Config, log *slog.Logger) (moved int, err error) {
	from, err := media.Open(media.Options{Dir: filesDir(c), Keep: -1})
	if err != nil {
		return 0, err
	}
	to, err := openFiles(ctx, c, 0, log)
	if err == nil {
		err = claimBucket(ctx, c, log)
	}
	if err != nil {
		return 0, err
	}
	err = from.Hashes(ctx, func(hash string, _ time.Time) error {
		content, err := from.Content(ctx, hash)
		if err != nil {
			return err
		}
		err = to.Put(ctx, hash, content)
		if err = errors.Join(err, content.Close()); err != nil {
			return fmt.Errorf("move the content %s: %w", hash, err)
		}
		moved++
		return from.Remove(hash)
	})
	return moved, err
}
