package tests

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is a server as `make run` starts it, but for its ports and its directory.
type server struct {
	http, mqtt string // host:port
	mqtts      string // empty: there is no certificate
	data, key  string
	kill       func() // at once, as a crash does
	stop       func() // cleanly; what it says must be that it went well
	hangup     func() // sends SIGHUP
	args       []string
	files      int                    // that it may open; 0: as many as the test
	build      func() (string, error) // of the program; nil: docsBinary
	pid        int
	tls        *tls.Config // of clients; nil: they speak without TLS
	said       *said
}

// said is what a server has logged so far.
type said struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *said) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.WriteString(line + "\n")
}

func (l *said) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var docsBinary = sync.OnceValues(func() (string, error) {
	dir, err := filepath.Abs("../bin") // git ignores it
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "hongyan-docs")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", binary, "../cmd/hongyan").CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(out), Err: err}
	}
	return binary, nil
})

var readyForm = regexp.MustCompile(`msg="hongyan is ready".* http=https?://(\S+) .*mqtt=[a-z]+://(\S+)(?: mqtts=tls://(\S+))?`)

func startServer(t *testing.T) *server {
	t.Helper()
	s := &server{data: t.TempDir()}
	s.restart(t)
	return s
}

// restart starts the server on its data, on new ports.
func (s *server) restart(t testing.TB) {
	t.Helper()
	build := s.build
	if build == nil {
		build = docsBinary
	}
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"serve", "--dev", "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--data", s.data}, s.args...)
	if slices.Contains(args, "--tls-cert") || slices.Contains(args, "--acme-domains") {
		args = append(args, "--mqtts", "127.0.0.1:0")
	}
	c := exec.Command(binary, args...)
	if s.files > 0 {
		c = exec.Command("sh", append([]string{"-c", `ulimit -n "$0" && exec "$@"`, strconv.Itoa(s.files), binary}, args...)...)
	}
	errs, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	s.pid = c.Process.Pid
	ready, ended := make(chan []string, 1), make(chan struct{})
	log := &said{}
	s.said = log
	go func() {
		defer close(ended)
		for scan := bufio.NewScanner(errs); scan.Scan(); {
			log.add(scan.Text())
			if m := readyForm.FindStringSubmatch(scan.Text()); m != nil {
				ready <- m
			}
		}
	}()
	killed := false
	s.kill = func() {
		killed = true
		_ = c.Process.Kill()
		<-ended
		_ = c.Wait() // it was killed
	}
	s.hangup = func() { _ = c.Process.Signal(syscall.SIGHUP) } // one that has ended shows elsewhere
	s.stop = func() {
		if killed {
			return
		}
		killed = true
		_ = c.Process.Signal(syscall.SIGTERM)
		<-ended
		if err := c.Wait(); err != nil || t.Failed() || strings.Contains(log.String(), "panic") {
			t.Errorf("server: %v\n%s", err, log.String())
		}
	}
	t.Cleanup(s.stop)
	select {
	case m := <-ready:
		s.http, s.mqtt, s.mqtts = m[1], m[2], m[3]
	case <-ended:
		t.Fatalf("the server ended:\n%s", log.String())
	case <-time.After(30 * time.Second):
		t.Fatal("the server was not ready within 30 s")
	}
	s.key = s.keys(t).App.Key
}

// local puts this server in the place of the one on the usual ports.
func (s *server) local(command string) string {
	host, port, _ := net.SplitHostPort(s.mqtt) // the server printed it
	binary, _ := docsBinary()                  // it runs
	return strings.NewReplacer("localhost:8080", s.http, "-p 1883", "-h "+host+" -p "+port, "bin/hongyan", binary).Replace(command)
}

// keyFile is what the first start made.
type keyFile struct {
	ServerKey string `json:"server_key"`
	App       struct{ Key, Secret string }
}

func (s *server) keys(t testing.TB) (k keyFile) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(s.data, "keys.json"))
	if err == nil {
		err = json.Unmarshal(b, &k)
	}
	if err != nil {
		t.Fatal(err)
	}
	return k
}
