package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/minio/minio-go/v7"
)

// ownerName names the object that says whose the prefix is.
const ownerName = "hongyan-owner"

// maxOwner is more than an owner's name has; the rest is not read.
const maxOwner = 256

// ErrTaken is what Claim fails with when the prefix is another's.
var ErrTaken = errors.New("it belongs to another data directory")

// Claim gives the prefix to the first who asks for it by its name, once and for all: two servers with one prefix would
// remove each other's contents. Whoever removes the object that the error names gives it to the next.
func (b *Bucket) Claim(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	owner, err := b.owner(ctx)
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		if err := b.put(ctx, b.prefix+ownerName, strings.NewReader(name), int64(len(name))); err != nil {
			return b.explain("write to", err)
		}
		owner, err = b.owner(ctx) // two may have asked at once
	}
	if err != nil {
		return b.explain("read from", err)
	}
	if owner != name {
		return fmt.Errorf("s3: %s: %w, and two with one prefix would remove each other's files: set another s3-prefix; or, if this one takes its place, remove the object %s%s", b.where, ErrTaken, b.prefix, ownerName)
	}
	return nil
}

func (b *Bucket) owner(ctx context.Context) (string, error) {
	body, _, _, err := b.core.GetObject(ctx, b.bucket, b.prefix+ownerName, minio.GetObjectOptions{})
	if err != nil {
		return "", err
	}
	name, err := io.ReadAll(io.LimitReader(body, maxOwner))
	return string(name), errors.Join(err, body.Close())
}
