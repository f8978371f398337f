package s3

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/minio/minio-go/v7"
)

// Check writes an object, reads it, lists and removes it. The error says what to set, or what the keys must be allowed.
func (b *Bucket) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	const text = "may write"
	name := b.prefix + "hongyan-check"
	if err := b.put(ctx, name, strings.NewReader(text), int64(len(text))); err != nil {
		return b.explain("write to", err)
	}
	if _, err := b.core.StatObject(ctx, b.bucket, name, minio.StatObjectOptions{}); err != nil {
		return b.explain("read from", err)
	}
	listed := false
	for o := range b.core.ListObjectsIter(ctx, b.bucket, minio.ListObjectsOptions{Prefix: name}) {
		if o.Err != nil {
			return b.explain("list", o.Err)
		}
		listed = true
	}
	if err := b.core.RemoveObject(ctx, b.bucket, name, minio.RemoveObjectOptions{}); err != nil {
		return b.explain("remove from", err)
	}
	if !listed {
		return fmt.Errorf("s3: %s does not list what was written to it", b.where)
	}
	return nil
}

// explain says what an error of the store means for who sets the server up.
func (b *Bucket) explain(doing string, err error) error {
	r := minio.ToErrorResponse(err)
	var refused minio.ErrorResponse
	answered := errors.As(err, &refused) && refused.StatusCode != 0
	switch r.Code {
	case minio.NoSuchBucket:
		return fmt.Errorf("s3: there is no bucket %s: make it, or check s3-bucket, s3-endpoint and s3-region", b.where)
	case "InvalidAccessKeyId", "SignatureDoesNotMatch":
		return fmt.Errorf("s3: %s refuses the keys: check s3-access-key and s3-secret-key (%s)", b.where, r.Code)
	case minio.AccessDenied:
		return fmt.Errorf("s3: the access key may not %s %s: it has to be allowed to put, get, delete and list objects there", doing, b.where)
	case "RequestTimeTooSkewed":
		return fmt.Errorf("s3: %s: the clock of this machine is wrong by more than the store allows", b.where)
	}
	if !answered {
		return fmt.Errorf("s3: %s cannot be reached: check s3-endpoint: %w", b.where, err)
	}
	return fmt.Errorf("s3: %s %s: %w", doing, b.where, err)
}
