package tests

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// command runs the server's program with a command that ends.
func command(t *testing.T, args ...string) (said string, err error) {
	t.Helper()
	binary, err := docsBinary()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(binary, args...).CombinedOutput()
	return string(out), err
}

func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	said, err := command(t, args...)
	if err != nil {
		t.Fatalf("hongyan %s: %v\n%s", strings.Join(args, " "), err, said)
	}
	return said
}

// refused runs a command that must fail and say why.
func refused(t *testing.T, why string, args ...string) {
	t.Helper()
	if said, err := command(t, args...); err == nil || !strings.Contains(said, why) {
		t.Errorf("hongyan %s: %v, want %q:\n%s", strings.Join(args, " "), err, why, said)
	}
}

// upload sends a file that a message names, so that it stays, and gives its address.
func (s *server) upload(t *testing.T, from, to, text string) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodPut, "http://"+s.http+"/v1/files?name=a.txt&from="+from, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	status, f := s.do(t, r)
	if status != 201 {
		t.Fatal(status, f)
	}
	if status, m := s.create(t, "/v1/messages?from="+from, map[string]any{"to": to, "type": "file", "body": map[string]any{"file": f["id"]}}); status != 200 {
		t.Fatal(status, m)
	}
	return "/v1/files/" + f["id"].(string)
}

func (s *server) download(t *testing.T, file string) string {
	t.Helper()
	status, f := s.get(t, file)
	if status != 200 {
		t.Fatal(status, f)
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(f["url"].(string), "http://"), "/")
	a, err := http.Get("http://" + s.http + "/" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != 200 {
		t.Fatal(a.Status, err)
	}
	return string(b)
}

// TestBackup_OfARunningServerUnderLoad makes a backup while ten clients write as fast as they can, and starts another
// server from it: what was acknowledged before the backup began is there, once, in the same order.
func TestBackup_OfARunningServerUnderLoad(t *testing.T) {
	s := startServer(t)
	members := s.group(t, 10)
	file := s.upload(t, members[0], "group/g", "kept in the backup")
	known := acked{seqs: map[string]string{}}
	stop := s.write(t, &known, members, 0)
	waitFor(t, "500 messages", func() bool { return known.count() >= 500 })
	known.mu.Lock()
	before := maps.Clone(known.seqs)
	known.mu.Unlock()
	out := filepath.Join(t.TempDir(), "server.backup")
	said := mustRun(t, "backup", "--data", s.data, "--url", "http://"+s.http, "--out", out)
	enough := known.count() + 100
	waitFor(t, "100 more messages: the server goes on", func() bool { return known.count() >= enough })
	stop()
	if !strings.Contains(said, "sha256") || !strings.Contains(said, "1 files") {
		t.Errorf("it says: %s", said)
	}
	s.stop()

	other := &server{data: filepath.Join(t.TempDir(), "restored")}
	mustRun(t, "restore", "--in", out, "--data", other.data)
	other.restart(t)
	stored := other.history(t, "g") // fails on gaps
	for cid, seq := range before {
		if got := stored[cid]; len(got) != 1 || seq != "" && got[0] != seq {
			t.Fatalf("%s was acknowledged as seq %s before the backup; restored: %v", cid, seq, got)
		}
	}
	t.Logf("%d acknowledged before the backup, %d in it", len(before), len(stored))
	if text := other.download(t, file); text != "kept in the backup" {
		t.Errorf("the file: %q", text)
	}
	if other.key != s.key {
		t.Error("the app's key is another one")
	}
	next := len(stored)
	if status, r := other.create(t, "/v1/messages?from="+members[0], map[string]any{"to": "group/g", "body": map[string]any{"text": "on"}}); status != 200 || int(r["seq"].(float64)) <= next {
		t.Errorf("the next message: %d %v after %d", status, r, next)
	}
}

// TestBackup_OneAtATime asks for a second backup while nobody takes the first one.
func TestBackup_OneAtATime(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	b := make([]byte, 8<<20) // more than sockets hold
	for i := range b {
		b[i] = byte('a' + i%26)
	}
	s.upload(t, "ann", "user/bob", string(b))
	ask := func() *http.Response {
		t.Helper()
		req, err := http.NewRequest(http.MethodGet, "http://"+s.http+"/v1/admin/backup", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+s.keys(t).ServerKey)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		return resp
	}
	first := ask()
	second := ask()
	if body, _ := io.ReadAll(second.Body); first.StatusCode != 200 || second.StatusCode != 409 || !bytes.Contains(body, []byte(`"backup_running"`)) {
		t.Fatalf("first %s, second %s: %.200s", first.Status, second.Status, body)
	}
	if n, err := io.Copy(io.Discard, first.Body); err != nil || n < int64(len(b)) {
		t.Fatalf("the first has %d bytes, %v", n, err)
	}
	waitFor(t, "a backup after that", func() bool {
		again := ask()
		_, err := io.Copy(io.Discard, again.Body)
		return err == nil && again.StatusCode == 200
	})
}

// TestBackup_RefusesWhatWouldHarm walks through what can go wrong with the commands.
func TestBackup_RefusesWhatWouldHarm(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	dir := t.TempDir()
	out, fresh := filepath.Join(dir, "b"), filepath.Join(dir, "fresh")
	address := "http://" + s.http
	refused(t, "server's key", "backup", "--url", address, "--data", fresh, "--out", out)
	refused(t, "there is no server in", "backup", "--data", fresh, "--out", out)
	refused(t, "--http or --url", "backup", "--data", s.data, "--http", "127.0.0.1:1", "--out", out)
	if status, body := s.get(t, "/v1/admin/backup"); status != 403 || body["code"] != "forbidden" {
		t.Errorf("the app's key is not the server's: %d %v", status, body)
	}
	mustRun(t, "backup", "--data", s.data, "--http", s.http, "--out", out)
	refused(t, "is there already", "backup", "--data", s.data, "--http", s.http, "--out", out)
	refused(t, "is not empty", "restore", "--in", out, "--data", s.data)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte(`"ann"`)) // in her account
	for name, bad := range map[string][]byte{"truncated": b[:len(b)-3000], "damaged": append(append(bytes.Clone(b[:at]), []byte(`"eve"`)...), b[at+5:]...)} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, name, "restore", "--in", path, "--data", fresh)
		if _, err := os.Stat(fresh); err == nil {
			t.Errorf("%s: the directory was made", name)
		}
	}
	if err := os.MkdirAll(fresh, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(fresh, "restore.unfinished"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, "did not end", "serve", "--data", fresh, "--http", "127.0.0.1:0", "--mqtt", "off")
	s.stop()
	stopped := filepath.Join(dir, "stopped")
	mustRun(t, "backup", "--data", s.data, "--out", stopped)
	empty := filepath.Join(dir, "empty")
	if err := os.MkdirAll(empty, 0o700); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "restore", "--in", stopped, "--data", empty)
	again := &server{data: empty}
	again.restart(t)
	if status, u := again.get(t, "/v1/users/ann"); status != 200 {
		t.Error(fmt.Sprint(status, u))
	}
}
