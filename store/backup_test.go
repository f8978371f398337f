package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/store"
)

func TestBackup_LoadGivesTheSameState(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	for range 500 {
		if _, err := w.service.Send(context.Background(), chat.Caller{App: "default", User: "ann"}, chat.PlainText(chat.UserAddress("bob"), []byte("hello"))); err != nil {
			t.Fatal(err)
		}
	}
	var out, again bytes.Buffer
	records, err := w.store.Backup(t.Context(), &out)
	if err != nil || records == 0 {
		t.Fatal(records, err)
	}
	load := func(r io.Reader) (*store.Store, uint64, error) {
		o := store.Options{Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)}
		n, err := store.Load(o, r)
		if err != nil {
			return nil, n, err
		}
		s, err := store.Open(o)
		return s, n, err
	}
	other, n, err := load(bytes.NewReader(out.Bytes()))
	if err != nil || n != records {
		t.Fatalf("%d of %d records: %v", n, records, err)
	}
	defer other.Close()
	if _, err := other.Backup(t.Context(), &again); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Errorf("a backup of what was restored is another one: %v", err)
	}
	if _, _, err := load(bytes.NewReader(out.Bytes()[:out.Len()-1])); err == nil {
		t.Error("a record that is cut off was taken")
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, err := w.store.Backup(ended, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("a backup that nobody waits for: %v", err)
	}
}
