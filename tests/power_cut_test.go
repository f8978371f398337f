package tests

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"
)

// sh runs a command that must work.
func sh(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// mounted mounts something for the time of the test.
func mounted(t *testing.T, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	sh(t, "mount", append(args, dir)...)
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	return dir
}

// needRoot skips a test that mounts file systems where that is not possible; CI runs as root.
func needRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("mounts file systems: run as root")
	}
	if _, err := os.Stat("/dev/loop-control"); err != nil {
		t.Skip("mounts an image: there are no loop devices here")
	}
}

// TestPowerCut_WhatWasAcknowledgedIsOnTheDisk copies the block device under a running server, as a cut of power would
// leave it, and opens the copy. kill -9 never tests the flush: the kernel keeps what was written.
func TestPowerCut_WhatWasAcknowledgedIsOnTheDisk(t *testing.T) {
	needRoot(t)
	images := t.TempDir()
	image, copied := filepath.Join(images, "disk"), filepath.Join(images, "copy")
	sh(t, "truncate", "-s", "1500M", image)
	sh(t, "mkfs.ext4", "-q", "-F", image)
	disk := mounted(t, "-o", "loop", image)
	s := &server{data: filepath.Join(disk, "data")}
	s.restart(t)
	members := s.group(t, 8)
	known := acked{seqs: map[string]string{}}
	stop := s.write(t, &known, members, 0)
	waitFor(t, "300 acknowledged messages", func() bool { return known.count() > 300 })

	// What nobody flushed must be missing in the copy, or the copy proves nothing.
	if err := os.WriteFile(filepath.Join(disk, "unflushed"), make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	before := known.snapshot()
	copyFile(t, image, copied)
	stop()
	s.kill()

	after := mounted(t, "-o", "loop", copied)
	if info, err := os.Stat(filepath.Join(after, "unflushed")); err == nil && info.Size() > 0 {
		t.Fatal("the copy has what was never flushed: it is no cut of power")
	}
	s.data = filepath.Join(after, "data")
	s.restart(t)
	stored := s.history(t, "g")
	for cid, seq := range before {
		if got := stored[cid]; len(got) != 1 || seq != "" && got[0] != seq {
			t.Fatalf("%s was acknowledged as seq %s before the cut and is stored as %v", cid, seq, got)
		}
	}
	t.Logf("%d acknowledged before the cut, %d found", len(before), len(stored))
	s.kill()
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if e := out.Close(); err != nil || e != nil {
		t.Fatal(err, e)
	}
}

// group makes users and a group "g" of them, who may write as fast as they can.
func (s *server) group(t *testing.T, n int) (members []string) {
	t.Helper()
	s.settings(t, map[string]any{"rate_user": 0, "rate_group": 0})
	for i := range n {
		u := fmt.Sprintf("w%d", i)
		members = append(members, u)
		if status, body := s.create(t, "/v1/users", map[string]any{"user": u, "password": "secret-" + u}); status != 201 {
			t.Fatal(status, body)
		}
	}
	if status, body := s.create(t, "/v1/groups", map[string]any{"id": "g", "name": "g", "owner": "w0", "members": members}); status >= 300 {
		t.Fatal(status, body)
	}
	return members
}

// write lets members write to the group, as fast as they are answered, until stop or until the server is gone. round
// keeps the cids of several calls apart.
func (s *server) write(t *testing.T, known *acked, members []string, round int) (stop func()) {
	living, dead := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, u := range members {
		c := dialV5(s, u, "secret-"+u, "writer", func(string, []byte) {})
		if c == nil {
			t.Fatalf("%s cannot connect", u)
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; ; i++ {
				cid := fmt.Sprintf("%s-%d-%d", u, round, i)
				r, err := c.Publish(living, &paho.Publish{QoS: byte(1 + i%2), Topic: "im/default/group/g", Payload: []byte(`{"cid":"` + cid + `","body":{"text":"x"}}`)})
				if err != nil {
					return
				}
				known.add(cid, r.Properties.User.Get("seq")) // of QoS 2 the client shows the PUBCOMP, which has none
			}
		}()
	}
	return func() {
		dead()
		wg.Wait()
	}
}

func (a *acked) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.seqs)
}

func (a *acked) snapshot() map[string]string {
	a.mu.Lock()
	defer a.mu.Unlock()
	m := make(map[string]string, len(a.seqs))
	for k, v := range a.seqs {
		m[k] = v
	}
	return m
}

// waitFor polls for what nobody announces.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	if !comesTrue(time.Minute, ok) {
		t.Fatalf("no %s within a minute", what)
	}
}

// comesTrue looks again and again, until something is so or the time is over.
func comesTrue(within time.Duration, ok func() bool) bool {
	limit := time.After(within)
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for !ok() {
		select {
		case <-look.C:
		case <-limit:
			return false
		}
	}
	return true
}

// TestDiskFull_WritesAreRefusedAndReadingGoesOn fills a small disk until the server refuses, and frees it again.
func TestDiskFull_WritesAreRefusedAndReadingGoesOn(t *testing.T) {
	needRoot(t)
	disk := mounted(t, "-t", "tmpfs", "-o", "size=300m", "tmpfs")
	s := &server{data: filepath.Join(disk, "data"), args: []string{"--disk-reserve", "128MiB"}}
	s.restart(t)
	members := s.group(t, 4)
	known := acked{seqs: map[string]string{}}
	var refused atomic.Int64
	living, dead := context.WithTimeout(context.Background(), time.Minute)
	defer dead()
	var wg sync.WaitGroup
	text := strings.Repeat("x", 40_000)
	for _, u := range members {
		c := dialV5(s, u, "secret-"+u, "filler", func(string, []byte) {})
		if c == nil {
			t.Fatalf("%s cannot connect", u)
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; ; i++ {
				cid := fmt.Sprintf("%s-%d", u, i)
				r, err := c.Publish(living, &paho.Publish{QoS: 1, Topic: "im/default/group/g", Payload: []byte(`{"cid":"` + cid + `","body":{"text":"` + text + `"}}`)})
				if err == nil && r.ReasonCode == 0 {
					known.add(cid, r.Properties.User.Get("seq"))
					continue
				}
				if r == nil || r.ReasonCode != 0x97 || r.Properties.User.Get("code") != "disk_full" {
					t.Errorf("refused with %v %v", err, r)
					return
				}
				refused.Add(1)
				return
			}
		}()
	}
	wg.Wait()
	t.Logf("%d messages of 40 KB fitted", known.count())
	if refused.Load() != int64(len(members)) {
		t.Fatal("not everybody was refused")
	}
	if status, body := s.create(t, "/v1/messages?from=w0", map[string]any{"to": "group/g", "body": map[string]string{"text": "x"}}); status != 507 || body["code"] != "disk_full" {
		t.Fatal(status, body)
	}
	if status, body := s.create(t, "/v1/files?from=w0&name=x", map[string]any{"a": "file"}); status != 507 || body["code"] != "disk_full" {
		t.Fatal(status, body)
	}
	if status, _ := s.get(t, "/readyz"); status != 503 {
		t.Fatalf("readyz answers %d", status)
	}
	stored := s.history(t, "g")
	for cid := range known.seqs {
		if len(stored[cid]) != 1 {
			t.Fatalf("%s was acknowledged and is stored %d times", cid, len(stored[cid]))
		}
	}
	sh(t, "mount", "-o", "remount,size=600m", disk)
	waitFor(t, "readiness after there was space", func() bool { status, _ := s.get(t, "/readyz"); return status == 200 })
	if status, body := s.create(t, "/v1/messages?from=w0", map[string]any{"to": "group/g", "body": map[string]string{"text": "x"}}); status != 200 {
		t.Fatal(status, body)
	}
	s.kill()
}
