// Package s3 keeps the contents of files in a bucket of an S3 store.
package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/media"
)

// Style says where the bucket's name stands in addresses.
type Style string

// The styles.
const (
	Auto Style = "auto" // as the host, where the store is known to want it; else in the path
	Path Style = "path" // https://s3.example.com/BUCKET/…
	Host Style = "host" // https://BUCKET.s3.example.com/…
)

// Options of a Bucket. Endpoint, Bucket and the keys are required.
type Options struct {
	Endpoint  string // https://host[:port], or http:// on networks where everyone may read everything
	Bucket    string
	Region    string // "": the store is asked
	AccessKey string
	SecretKey string
	Prefix    string       // what the names of all objects begin with; a slash is put behind it
	Style     Style        // "": Auto
	Log       *slog.Logger // slog.Default when nil
}

// How long the store may keep silent.
const (
	dialTime   = 5 * time.Second
	answerTime = 20 * time.Second // until an answer begins, and between its parts
	checkTime  = 20 * time.Second
	slowest    = 128 << 10 // bytes a second, of an upload
	attempts   = 3
)

// Bucket is media.Contents in a bucket: the object of a content is named PREFIX/HASH.
type Bucket struct {
	core   *minio.Core
	bucket string
	prefix string
	where  string
	log    *slog.Logger
}

// New makes a Bucket; it asks nothing of the store.
func New(o Options) (*Bucket, error) {
	u, err := url.Parse(o.Endpoint)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("s3: %q is no address of a store", o.Endpoint)
	}
	lookup := map[Style]minio.BucketLookupType{Path: minio.BucketLookupPath, Host: minio.BucketLookupDNS}[o.Style]
	core, err := minio.NewCore(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""), Secure: u.Scheme == "https", Region: o.Region,
		BucketLookup: lookup, Transport: transport(), MaxRetries: attempts,
	})
	if err != nil {
		return nil, fmt.Errorf("s3: %w", err)
	}
	b := &Bucket{core: core, bucket: o.Bucket, log: o.Log}
	if p := strings.Trim(o.Prefix, "/"); p != "" {
		b.prefix = p + "/"
	}
	b.where = fmt.Sprintf("%s at %s", strings.TrimRight(o.Bucket+"/"+b.prefix, "/"), o.Endpoint)
	if b.log == nil {
		b.log = slog.Default()
	}
	return b, nil
}

func transport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: dialTime}).DialContext,
		TLSHandshakeTimeout: dialTime, ResponseHeaderTimeout: answerTime, ExpectContinueTimeout: time.Second,
		MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute, DisableCompression: true,
	}
}

// String says where the contents are, for people.
func (b *Bucket) String() string { return b.where }

func (b *Bucket) name(hash string) string { return b.prefix + hash }

// Put copies the file to the store.
func (b *Bucket) Put(ctx context.Context, hash string, from *os.File) error {
	info, err := from.Stat()
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, answerTime+time.Duration(info.Size()/slowest)*time.Second)
	defer cancel()
	if err := b.put(limited, b.name(hash), io.NewSectionReader(from, 0, info.Size()), info.Size()); err != nil {
		return b.failed(ctx, "put", err)
	}
	return os.Remove(from.Name())
}

// put writes an object at once, whatever its size: parts of one that broke off would stay, unseen, and cost.
func (b *Bucket) put(ctx context.Context, name string, r io.Reader, size int64) error {
	_, err := b.core.Client.PutObject(ctx, b.bucket, name, r, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true,
	})
	return err
}

// Saved asks the store; the time is by its clock.
func (b *Bucket) Saved(ctx context.Context, hash string) (time.Time, error) {
	info, err := b.core.StatObject(ctx, b.bucket, b.name(hash), minio.StatObjectOptions{})
	return info.LastModified, b.failed(ctx, "stat", err)
}

// Remove removes the object; one that is not there is no error.
func (b *Bucket) Remove(ctx context.Context, hash string) error {
	return b.failed(ctx, "remove", b.core.RemoveObject(ctx, b.bucket, b.name(hash), minio.RemoveObjectOptions{}))
}

// Walk lists the bucket, a page at a time, without what lies deeper than contents do.
func (b *Bucket) Walk(ctx context.Context, f func(hash string, saved time.Time) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing when f fails
	for o := range b.core.ListObjectsIter(ctx, b.bucket, minio.ListObjectsOptions{Prefix: b.prefix, FetchOwner: new(bool)}) {
		if o.Err != nil {
			return b.failed(ctx, "list", o.Err)
		}
		hash := strings.TrimPrefix(o.Key, b.prefix)
		if !media.IsHash(hash) {
			continue
		}
		if err := f(hash, o.LastModified); err != nil {
			return err
		}
	}
	return b.failed(ctx, "list", ctx.Err())
}

// failed makes of the store's error what Contents promises. What lies with the store is logged here, for whoever asked
// is told only to come back later.
func (b *Bucket) failed(ctx context.Context, doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case minio.ToErrorResponse(err).Code == minio.NoSuchKey:
		return fs.ErrNotExist
	case ctx.Err() != nil:
		return fmt.Errorf("s3: %s: %w", doing, context.Cause(ctx)) // nobody waits for it any more
	}
	b.log.Warn("the store of files failed", "store", b.where, "doing", doing, "err", err)
	refusal := chat.Errorf(chat.CodeFilesUnavailable, "the store of files does not answer: try again later")
	refusal.RetryAfter = 10
	return fmt.Errorf("s3: %s: %w", doing, errors.Join(refusal, err))
}
