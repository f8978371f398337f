package s3

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/minio/minio-go/v7"
)

// object reads an object from where it was sought to: one request for each place that is read from.
type object struct {
	ctx  context.Context
	b    *Bucket
	name string
	size int64
	at   int64

	body io.ReadCloser // from at on; nil: to be asked for
	came bool          // bytes, since it was asked for
	stop context.CancelFunc
	idle *time.Timer // stops what stands still
}

// Open asks whether the object is there; its bytes are asked for when they are read.
func (b *Bucket) Open(ctx context.Context, hash string) (io.ReadSeekCloser, error) {
	info, err := b.core.StatObject(ctx, b.bucket, b.name(hash), minio.StatObjectOptions{})
	if err != nil {
		return nil, b.failed(ctx, "stat", err)
	}
	return &object{ctx: ctx, b: b, name: b.name(hash), size: info.Size}, nil
}

// Seek asks nothing of the store.
func (o *object) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += o.size
	}
	if offset < 0 {
		return o.at, errors.New("s3: seek before the beginning")
	}
	if offset != o.at {
		_ = o.Close() // what it read is of no use
		o.at = offset
	}
	return offset, nil
}

func (o *object) Read(p []byte) (int, error) {
	if o.at >= o.size {
		return 0, io.EOF
	}
	if o.body == nil {
		if err := o.ask(); err != nil {
			return 0, o.b.failed(o.ctx, "get", err)
		}
	}
	o.idle.Reset(answerTime)
	n, err := o.body.Read(p)
	o.idle.Stop() // who reads may take as long as it likes between
	o.at, o.came = o.at+int64(n), o.came || n > 0
	if err == nil || err == io.EOF && o.at == o.size {
		return n, err
	}
	if !o.came || o.ctx.Err() != nil {
		return n, o.b.failed(o.ctx, "get", err)
	}
	_ = o.Close() // the store gives up on who reads slowly: the rest is asked for anew
	return n, nil
}

func (o *object) ask() error {
	options := minio.GetObjectOptions{}
	if o.at > 0 {
		if err := options.SetRange(o.at, o.size-1); err != nil {
			return err
		}
	}
	ctx, stop := context.WithCancel(o.ctx)
	body, _, _, err := o.b.core.GetObject(ctx, o.b.bucket, o.name, options)
	if err != nil {
		stop()
		return err
	}
	o.body, o.came, o.stop, o.idle = body, false, stop, time.AfterFunc(answerTime, stop)
	return nil
}

// Close ends what is being read.
func (o *object) Close() error {
	if o.body == nil {
		return nil
	}
	o.idle.Stop()
	o.stop()
	err := o.body.Close()
	o.body = nil
	return err
}
