package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"math"
	"os"
	"syscall"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// reserveEvery is how many bytes of an upload are taken between two looks at the free space.
const reserveEvery = 4 << 20

// undoTime bounds the removal of half of an upload.
const undoTime = 10 * time.Second

// Save reads an upload to its end and stores it. When it returns, the bytes and their thumbnail survive a power cut.
// The File has Hash, Size, Type, Name, and of an image Width, Height and Thumb; ID, Owner and Created are the caller's.
// It fails with CodeTooLarge, CodeDiskFull, CodeInvalid for an empty file, or with r's error, wrapped; then nothing is
// left behind, unless the contents cannot be reached: then Hashes finds it. A done ctx ends it at r's next answer: whoever made r must see to it that reading ends.
func (s *Store) Save(ctx context.Context, name string, r io.Reader) (chat.File, error) {
	up, err := s.begin(s.o.MaxSize)
	if err != nil {
		return chat.File{}, err
	}
	defer up.discard()
	if err := up.receive(ctx, r); err != nil {
		return chat.File{}, err
	}
	f := chat.File{Name: cleanName(name), Hash: up.sum(), Size: up.size}
	if f.Type, err = sniff(up.file); err != nil {
		return chat.File{}, fmt.Errorf("read what was uploaded: %w", err)
	}
	placed := []*upload{up}
	p, err := s.picture(ctx, up.file, f.Size, f.Type)
	if err != nil {
		return chat.File{}, err
	}
	f.Width, f.Height = p.width, p.height
	if p.thumb != nil {
		small, err := s.saveThumb(ctx, p)
		if err != nil {
			return chat.File{}, err
		}
		defer small.discard()
		f.Thumb = &chat.Thumb{Hash: small.sum(), Type: p.thumbType, Size: small.size, Width: p.thumbWidth, Height: p.thumbHeight}
		placed = append(placed, small)
	}
	return f, s.place(ctx, placed)
}

// Put stores bytes whose hash is known, as they were in another store; other bytes are refused and leave nothing.
func (s *Store) Put(ctx context.Context, hash string, r io.Reader) error {
	up, err := s.begin(math.MaxInt64)
	if err != nil {
		return err
	}
	defer up.discard()
	if err := up.receive(ctx, r); err != nil {
		return err
	}
	if up.sum() != hash {
		return fmt.Errorf("the content %s is damaged: its hash is %s", hash, up.sum())
	}
	return s.place(ctx, []*upload{up})
}

func (s *Store) saveThumb(ctx context.Context, p picture) (*upload, error) {
	small, err := s.begin(math.MaxInt64) // a thumbnail of a small image may be larger than the image
	if err != nil {
		return nil, err
	}
	if err := small.receive(ctx, p.thumb); err != nil {
		small.discard()
		return nil, err
	}
	return small, nil
}

// upload is a temporary file that is being written.
type upload struct {
	s        *Store
	file     *os.File
	hash     hash.Hash
	limit    int64 // of size
	size     int64
	checked  int64 // size at the last look at the free space
	writeErr error // why writing, not reading, failed
	placed   bool
}

func (s *Store) begin(limit int64) (*upload, error) {
	if err := s.checkReserve(); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(s.tmp(), "upload-*")
	if err != nil {
		return nil, diskError(err)
	}
	return &upload{s: s, file: file, limit: limit, hash: sha256.New()}, nil
}

func (s *Store) checkReserve() error {
	free, err := s.o.Free()
	if err != nil {
		return fmt.Errorf("look for free space: %w", err)
	}
	if free < s.o.Reserve {
		return errDiskFull()
	}
	return nil
}

func errDiskFull() error {
	return chat.Errorf(chat.CodeDiskFull, "the server's disk is full; files are refused until there is space")
}

// diskError tells a full disk from a defect.
func diskError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errDiskFull()
	}
	return fmt.Errorf("store upload: %w", err)
}

// receive takes the whole of r.
func (u *upload) receive(ctx context.Context, r io.Reader) error {
	_, err := io.CopyBuffer(u, readerUntil{ctx, r}, make([]byte, 64<<10))
	if u.writeErr != nil {
		return u.writeErr
	}
	if err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	if u.size == 0 {
		return chat.Errorf(chat.CodeInvalid, "the file is empty").At("file")
	}
	return nil
}

// Write checks, hashes and stores. Its errors are kept apart from those of the reader.
func (u *upload) Write(b []byte) (int, error) {
	n, err := u.write(b)
	u.writeErr = err
	return n, err
}

func (u *upload) write(b []byte) (int, error) {
	u.size += int64(len(b))
	if u.size > u.limit {
		return 0, chat.Errorf(chat.CodeTooLarge, "a file may have at most %d bytes", u.limit).At("file")
	}
	if u.size-u.checked >= reserveEvery {
		u.checked = u.size
		if err := u.s.checkReserve(); err != nil {
			return 0, err
		}
	}
	u.hash.Write(b)
	n, err := u.file.Write(b)
	if err != nil {
		return n, diskError(err)
	}
	return n, nil
}

func (u *upload) sum() string { return hex.EncodeToString(u.hash.Sum(nil)) }

// discard ends the upload; its temporary file goes unless it was placed.
func (u *upload) discard() {
	_ = u.file.Close()
	if !u.placed {
		_ = os.Remove(u.file.Name())
	}
}

// place puts uploads under their hashes: all of them or none. A content that is there already is replaced by the same
// bytes, which makes it young again for Remove and mends it if it had been spoiled.
func (s *Store) place(ctx context.Context, uploads []*upload) error {
	var hashes []string
	for _, u := range uploads {
		hashes = append(hashes, u.sum())
	}
	defer s.placing.take(hashes...)()
	var added []string
	for i, u := range uploads {
		_, err := s.contents.Saved(ctx, hashes[i])
		if errors.Is(err, fs.ErrNotExist) {
			added, err = append(added, hashes[i]), nil
		}
		if err == nil {
			err = s.contents.Put(ctx, hashes[i], u.file)
		}
		if err != nil {
			s.undo(ctx, added)
			return diskError(err)
		}
		u.placed = true
	}
	return nil
}

// undo removes what was placed, and what may have been.
func (s *Store) undo(ctx context.Context, added []string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	for _, hash := range added {
		_ = s.contents.Remove(ctx, hash) // what stays has no file: Hashes finds it
	}
}

// readerUntil reads until its context is done.
type readerUntil struct {
	ctx context.Context
	r   io.Reader
}

func (r readerUntil) Read(b []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.r.Read(b)
}
