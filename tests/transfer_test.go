package tests

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// lines asks for a path with the app's key and gives the body as it came.
func (s *server) lines(t *testing.T, method, path, body string) string {
	t.Helper()
	r, err := http.NewRequest(method, "http://"+s.http+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.key)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != 200 {
		t.Fatalf("%s %s: %s %v: %.300s", method, path, a.Status, err, b)
	}
	return string(b)
}

// TestTransfer_ToAnotherServer moves people who chat to another server, with their passwords; they find all as it was,
// and go on. Then what is old goes.
func TestTransfer_ToAnotherServer(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	if status, g := s.create(t, "/v1/groups?from=ann", map[string]any{"id": "g", "name": "Climbing", "members": []string{"bob"}}); status != 201 {
		t.Fatal(status, g)
	}
	for i := range 30 {
		for _, to := range []string{"user/bob", "group/g"} {
			if status, r := s.create(t, "/v1/messages?from=ann", map[string]any{"to": to, "cid": fmt.Sprint("c", i), "body": map[string]any{"text": fmt.Sprint("words ", i)}}); status != 200 {
				t.Fatal(status, r)
			}
		}
	}
	if status, r := s.create(t, "/v1/conversations/user/ann/read?from=bob", map[string]any{"seq": 20}); status != 200 {
		t.Fatal(status, r)
	}
	out := s.lines(t, "GET", "/v1/admin/export?hashes=true", "")

	other := startServer(t)
	answer := other.lines(t, "POST", "/v1/admin/import", out)
	if !strings.Contains(answer, `"refused":0`) || !strings.Contains(answer, `"message":61`) {
		t.Fatal(answer)
	}
	other.kill()
	other.restart(t)
	if again := other.lines(t, "GET", "/v1/admin/export?hashes=true", ""); again != out {
		t.Fatalf("exported again:\n%s\n%s", out, again)
	}
	bob := other.connect(t, "bob", how{}).listen() // with the password that he had
	if status, c := other.get(t, "/v1/conversations?from=bob"); status != 200 || !strings.Contains(fmt.Sprint(c), "unread:10") {
		t.Errorf("%d %v", status, c)
	}
	if status, r := other.create(t, "/v1/messages?from=ann", map[string]any{"to": "user/bob", "cid": "c3", "body": map[string]any{"text": "words 3"}}); status != 200 || r["seq"] != 4.0 {
		t.Errorf("the same cid is the same message: %d %v", status, r)
	}
	if status, r := other.create(t, "/v1/messages?from=ann", map[string]any{"to": "user/bob", "body": map[string]any{"text": "on"}}); status != 200 || r["seq"] != 31.0 {
		t.Errorf("seqs go on: %d %v", status, r)
	}
	bob.hears("on")
	// A history of ten days ago, which an app that keeps messages for five days does not keep.
	var old strings.Builder
	then := time.Now().Add(-10 * 24 * time.Hour).UnixMilli()
	for seq := 1; seq <= 450; seq++ {
		fmt.Fprintf(&old, `{"kind":"message","conversation":"room/old","message":{"id":"m%d","from":"ann","to":"room/old","seq":%d,"ts":%d,"type":"txt","body":{"text":"x"}}}`+"\n", seq, seq, then)
	}
	if answer := other.lines(t, "POST", "/v1/admin/import", `{"kind":"room","id":"old"}`+"\n"+old.String()); !strings.Contains(answer, `"message":450`) {
		t.Fatal(answer)
	}
	if status, a := other.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": map[string]any{"retention_days": 5}}); status != 200 {
		t.Fatal(status, a)
	}
	other.kill()
	other.restart(t)
	waitFor(t, "the old messages to go", func() bool {
		_, page := other.get(t, "/v1/conversations/room/old/messages?after=0")
		return page["first_seq"] == 451.0 && page["last_seq"] == 450.0 && len(page["messages"].([]any)) == 0
	})
	if status, page := other.get(t, "/v1/conversations/user/ann/messages?from=bob&after=0"); status != 200 || page["first_seq"] != 1.0 {
		t.Errorf("what is new stays: %d %v", status, page)
	}
}
