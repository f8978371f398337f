package store

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/dgraph-io/badger/v4"
)

// ErrInUse is a data directory that another process has open.
var ErrInUse = errors.New("the data directory is in use by another hongyan server")

// Backup writes all keys and values as of now, in order, each as its length and its bytes, while the store goes on
// serving; it tells how many there are. Everything acknowledged before the call is in it. One transaction reads it all:
// Badger's own backup reads with several, each of its own time, and passes over what it cannot read.
func (s *Store) Backup(ctx context.Context, w io.Writer) (records uint64, err error) {
	out := bufio.NewWriterSize(w, 256<<10)
	err = s.db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.DefaultIteratorOptions)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			if err := ctx.Err(); err != nil {
				return err
			}
			item := it.Item()
			err := item.Value(func(v []byte) error { return writeRecord(out, item.Key(), v) })
			if err != nil {
				return err
			}
			records++
		}
		return nil
	})
	if err != nil {
		return records, err
	}
	return records, out.Flush()
}

func writeRecord(w *bufio.Writer, key, value []byte) error {
	var head [2 * binary.MaxVarintLen64]byte
	n := binary.PutUvarint(head[:], uint64(len(key)))
	n += binary.PutUvarint(head[n:], uint64(len(value)))
	_, err1 := w.Write(head[:n])
	_, err2 := w.Write(key)
	_, err3 := w.Write(value)
	return errors.Join(err1, err2, err3)
}

// maxRecord bounds what Load believes of a length; the largest values are far below.
const maxRecord = 64 << 20

// Load fills an empty store with what Backup wrote, and tells how many records there were. It flushes once, at the end,
// by closing the store it made in Options.Dir.
func Load(o Options, r io.Reader) (records uint64, err error) {
	db, err := badger.Open(settings(o).WithSyncWrites(false))
	if err != nil {
		return 0, fmt.Errorf("open the data directory %s: %w", o.Dir, err)
	}
	batch := db.NewWriteBatch()
	in := bufio.NewReaderSize(r, 256<<10)
	for {
		key, value, e := readRecord(in)
		if e == io.EOF {
			break
		}
		if err = e; err == nil {
			err = batch.Set(key, value)
		}
		if err != nil {
			batch.Cancel()
			return records, errors.Join(fmt.Errorf("load the state: %w", err), db.Close())
		}
		records++
	}
	return records, errors.Join(batch.Flush(), db.Sync(), db.Close())
}

// readRecord gives io.EOF at the end, and only there.
func readRecord(r *bufio.Reader) (key, value []byte, err error) {
	k, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, nil, err
	}
	v, err := binary.ReadUvarint(r)
	if err != nil || k == 0 || k > maxRecord || v > maxRecord {
		return nil, nil, fmt.Errorf("a record is damaged: %d and %d bytes, %v", k, v, err)
	}
	b := make([]byte, k+v)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, nil, fmt.Errorf("a record is cut off: %v", err) // never io.EOF
	}
	return b[:k:k], b[k:], nil
}
