package media

import (
	"bytes"
	"strings"
	"syscall"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

// smallDisk gives a store whose disk is full after about a megabyte: a real one where we may mount, else one that
// says so at the second look.
func smallDisk(t *testing.T) (s *Store, mounted bool) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		looks := 0
		return open(t, Options{Dir: dir, Reserve: 1, Free: func() (int64, error) { looks++; return int64(looks % 2), nil }}), false
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return open(t, Options{Dir: dir}), true
}

func TestSave_DiskFullMidway(t *testing.T) {
	s, mounted := smallDisk(t)
	t.Logf("a disk that is really full: %v", mounted)
	for range 3 { // each leaves the space to the next
		_, err := s.Save(t.Context(), "large", bytes.NewReader(make([]byte, 8<<20)))
		wantCode(t, err, chat.CodeDiskFull, "disk is full")
		holds(t, s, 0)
	}
	if !mounted {
		return
	}
	save(t, s, "small", []byte(strings.Repeat("small", 1000)))
	free, err := s.o.Free()
	if err != nil || free <= 0 || free >= 1<<20 {
		t.Errorf("%d bytes free of a megabyte, %v", free, err)
	}
}
