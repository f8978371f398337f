package tests

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// clockSource is added to the package time of a server that is built for tests: the wall clock is off by as many
// seconds as the file that TEST_CLOCK names holds, from the moment it is written. A clock that is set does the same: the
// monotonic clock goes on. Nothing of it is in the server's own code.
const clockSource = `package time

import (
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"
)

var clockPage = sync.OnceValue(func() *int64 {
	name, ok := syscall.Getenv("TEST_CLOCK")
	if !ok {
		return new(int64)
	}
	fd, err := syscall.Open(name, syscall.O_RDONLY, 0)
	if err != nil {
		panic(err)
	}
	b, err := syscall.Mmap(fd, 0, 8, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	return (*int64)(unsafe.Pointer(&b[0]))
})

func clockOff() int64 { return atomic.LoadInt64(clockPage()) }
`

// clockBinary is the server with a clock that a test sets. It takes a minute to build, once for each version of Go: all
// that knows the time is compiled anew.
var clockBinary = sync.OnceValues(func() (string, error) {
	dir, err := filepath.Abs("../bin/clock") // git ignores it
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return "", err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", err
	}
	std := filepath.Join(strings.TrimSpace(string(root)), "src", "time")
	b, err := os.ReadFile(filepath.Join(std, "time.go"))
	if err != nil {
		return "", err
	}
	const read = "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n"
	if !strings.Contains(string(b), read) {
		return "", &exec.Error{Name: std, Err: os.ErrInvalid} // another version of Go reads the clock in another way
	}
	changed := strings.Replace(string(b), read, read+"\tsec += clockOff()\n", 1)
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {
		filepath.Join(std, "time.go"): filepath.Join(dir, "time.go.txt"), filepath.Join(std, "testclock.go"): filepath.Join(dir, "testclock.go.txt"),
	}})
	if err != nil {
		return "", err
	}
	for name, text := range map[string]string{"time.go.txt": changed, "testclock.go.txt": clockSource, "overlay.json": string(overlay)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	binary := filepath.Join(dir, "hongyan")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, "../cmd/hongyan").CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(out), Err: err}
	}
	return binary, nil
})

// clock is the wall clock of the servers that are started after it.
type clock struct {
	t    *testing.T
	path string
}

func newClock(t *testing.T) *clock {
	t.Helper()
	c := &clock{t, filepath.Join(t.TempDir(), "clock")}
	c.set(0)
	t.Setenv("TEST_CLOCK", c.path)
	return c
}

// set makes the clock wrong by so many seconds, at once.
func (c *clock) set(seconds int64) {
	c.t.Helper()
	f, err := os.OpenFile(c.path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteAt(binary.LittleEndian.AppendUint64(nil, uint64(seconds)), 0)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		c.t.Fatal(err)
	}
}
