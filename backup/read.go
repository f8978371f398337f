package backup

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// Sink takes what an archive holds, entry by entry; what it does not read is skipped.
type Sink interface {
	Keys(b []byte) error
	// State takes the next part of the state.
	State(r io.Reader) error
	File(hash string, r io.Reader) error
}

// Verify reads an archive to its end and tells whether it is whole.
func Verify(r io.Reader) (Manifest, End, error) { return Read(r, nothing{}) }

type nothing struct{}

func (nothing) Keys([]byte) error            { return nil }
func (nothing) State(io.Reader) error        { return nil }
func (nothing) File(string, io.Reader) error { return nil }

// Read hands an archive to a sink. An error says that the archive is not whole, or what the sink said: what the sink
// took so far is worth nothing then.
func Read(r io.Reader, into Sink) (m Manifest, end End, err error) {
	a := &reader{tar: tar.NewReader(r), sum: sha256.New(), sink: into}
	for {
		h, err := a.tar.Next()
		if err == io.EOF {
			return m, end, errors.New("the backup is truncated: its end is missing; make another one")
		}
		if err != nil {
			return m, end, damaged(err)
		}
		if h.Name == endName {
			end, err = a.finish()
			return a.manifest, end, err
		}
		if err := a.entry(h); err != nil {
			return m, end, err
		}
	}
}

func damaged(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the backup is truncated; make another one")
	}
	return fmt.Errorf("the backup is damaged, or no backup of hongyan: %w", err)
}

type reader struct {
	tar      *tar.Reader
	sum      hash.Hash
	sink     Sink
	manifest Manifest
	seen     End
}

// maxSmall bounds the entries that are read into memory.
const maxSmall = 1 << 20

func (a *reader) entry(h *tar.Header) error {
	if a.seen.Entries == 0 && h.Name != manifestName {
		return errors.New("this is no backup of hongyan: it does not begin with " + manifestName)
	}
	a.seen.Entries++
	a.seen.Bytes += h.Size
	sumHeader(a.sum, h.Name, h.Size)
	from := &noted{r: io.TeeReader(a.tar, a.sum)}
	if err := a.give(h.Name, from); err != nil {
		if from.err != nil { // the sink says what it saw of it
			return damaged(from.err)
		}
		return err
	}
	if _, err := io.Copy(io.Discard, from); err != nil {
		return damaged(err)
	}
	return nil
}

// noted remembers what went wrong with reading.
type noted struct {
	r   io.Reader
	err error
}

func (n *noted) Read(b []byte) (int, error) {
	c, err := n.r.Read(b)
	if err != nil && err != io.EOF {
		n.err = err
	}
	return c, err
}

func (a *reader) give(name string, r io.Reader) error {
	switch {
	case name == manifestName:
		return a.begin(r)
	case name == keysName:
		b, err := io.ReadAll(io.LimitReader(r, maxSmall))
		if err != nil {
			return err
		}
		return a.sink.Keys(b)
	case strings.HasPrefix(name, stateFolder):
		return a.sink.State(r)
	case strings.HasPrefix(name, filesFolder):
		a.seen.Files++
		return a.sink.File(strings.TrimPrefix(name, filesFolder), r)
	}
	return fmt.Errorf("the backup holds %q, which this server does not know", name)
}

func (a *reader) begin(r io.Reader) error {
	b, err := io.ReadAll(io.LimitReader(r, maxSmall))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, &a.manifest); err != nil {
		return fmt.Errorf("this is no backup of hongyan: %w", err)
	}
	if a.manifest.Format > Format {
		return fmt.Errorf("the backup has form %d, this server knows %d: update it (it was written by hongyan %s)", a.manifest.Format, Format, a.manifest.Version)
	}
	return nil
}

func (a *reader) finish() (end End, err error) {
	b, err := io.ReadAll(io.LimitReader(a.tar, maxSmall))
	if err != nil {
		return end, damaged(err)
	}
	if err := json.Unmarshal(b, &end); err != nil {
		return end, damaged(err)
	}
	if sum := hex.EncodeToString(a.sum.Sum(nil)); sum != end.SHA256 || a.seen.Entries != end.Entries || a.seen.Files != end.Files {
		return end, fmt.Errorf("the backup is damaged: its sum is %s, it should be %s; make another one", sum, end.SHA256)
	}
	return end, nil
}
