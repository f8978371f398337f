package tests

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// outside is an app's own server, in a process that is not the messaging server's.
type outside struct {
	t      *testing.T
	url    string
	secret string
	status atomic.Int64 // what it answers; 0: it hangs up

	mu     sync.Mutex
	events []map[string]any // that it took, each once
	known  map[any]bool
	came   chan struct{}
}

func newOutside(t *testing.T) *outside {
	o := &outside{t: t, secret: "the secret of the test", known: map[any]bool{}, came: make(chan struct{}, 1)}
	o.status.Store(204)
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	o.url = server.URL
	return o
}

func (o *outside) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	mac := hmac.New(sha256.New, []byte(o.secret))
	_, _ = io.WriteString(mac, r.Header.Get("Hongyan-Timestamp")+"."+string(body))
	signature, _ := hex.DecodeString(r.Header.Get("Hongyan-Signature")[len("sha256="):])
	if err != nil || !hmac.Equal(signature, mac.Sum(nil)) {
		o.t.Errorf("%s is signed with %q, %v", body, r.Header.Get("Hongyan-Signature"), err)
	}
	status := int(o.status.Load())
	if status == 0 {
		panic(http.ErrAbortHandler)
	}
	var batch struct{ Events []map[string]any }
	if err := json.Unmarshal(body, &batch); err != nil {
		o.t.Error(err)
	}
	if status < 300 {
		o.take(batch.Events)
	}
	w.WriteHeader(status)
	select {
	case o.came <- struct{}{}:
	default:
	}
}

func (o *outside) take(events []map[string]any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range events {
		if again := e["replayed"] == true; again || !o.known[e["id"]] {
			o.known[e["id"]] = true
			o.events = append(o.events, e)
		}
	}
}

// texts are those of the messages that came, in order.
func (o *outside) texts() (texts []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range o.events {
		if m, ok := e["message"].(map[string]any); ok {
			texts = append(texts, textOf(m))
		}
	}
	return texts
}

func (o *outside) waits(t *testing.T, why string, ok func() bool) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for !ok() {
		select {
		case <-o.came:
		case <-limit:
			t.Fatal(why, len(o.texts()))
		}
	}
}

// TestWebhook_AReceiverThatIsDownAndAServerThatDies: people talk while the app's server is down, and while the messaging
// server is killed. Nothing is lost, and all of it comes in order.
func TestWebhook_AReceiverThatIsDownAndAServerThatDies(t *testing.T) {
	s, o := startServer(t), newOutside(t)
	s.register(t, "ann", "bob")
	hook, _ := s.must(t, "POST", "/v1/webhooks", map[string]any{"url": o.url, "events": []string{"message.sent"}, "secret": o.secret})["id"].(string)
	if ping := s.must(t, "POST", "/v1/webhooks/"+hook+"/ping", nil); ping["taken"] != true {
		t.Fatal(ping)
	}
	said := 0
	talk := func(n int) {
		ann := s.connect(t, "ann", how{device: fmt.Sprint("d", said)})
		for range n {
			ann.send("user/bob", fmt.Sprint(said))
			said++
		}
	}
	all := func() bool { return len(o.texts()) == said }
	talk(30)
	o.waits(t, "while all is up", all)
	o.status.Store(0)
	talk(100)
	s.kill()
	s.restart(t)
	talk(100)
	o.status.Store(503)
	talk(20)
	status, _ := s.must(t, "GET", "/v1/webhooks/"+hook, nil)["status"].(map[string]any)
	if lag, _ := status["lag"].(float64); lag < 200 {
		t.Errorf("%v", status)
	}
	o.status.Store(204)
	s.must(t, "POST", "/v1/webhooks/"+hook+"/ping", nil) // what waits is tried at once
	o.waits(t, "after it was down", all)
	for round := range 3 { // killed while it sends
		talk(100)
		s.kill()
		s.restart(t)
		o.waits(t, fmt.Sprint("after death ", round), all)
	}
	for i, text := range o.texts() {
		if text != fmt.Sprint(i) {
			t.Fatalf("%q in place %d", text, i)
		}
	}
	s.must(t, "POST", "/v1/webhooks/"+hook+"/replay", map[string]any{"since": 0})
	o.waits(t, "all again", func() bool { return len(o.texts()) == 2*said })
}

// TestWebhook_DeadLettersAreSentAgain: what the app's server refuses for good waits until somebody mends it.
func TestWebhook_DeadLettersAreSentAgain(t *testing.T) {
	s, o := startServer(t), newOutside(t)
	s.register(t, "ann", "bob")
	path, _ := s.must(t, "POST", "/v1/webhooks", map[string]any{"url": o.url, "events": []string{"message.*"}, "secret": o.secret})["id"].(string)
	path = "/v1/webhooks/" + path
	o.status.Store(400)
	s.connect(t, "ann", how{}).send("user/bob", "refused")
	letters := func() []any {
		list, _ := s.must(t, "GET", path+"/dead-letters", nil)["dead_letters"].([]any)
		return list
	}
	waitFor(t, "a dead letter", func() bool { return len(letters()) == 1 })
	s.kill()
	s.restart(t)
	if len(letters()) != 1 {
		t.Fatal("the dead letter is gone")
	}
	o.status.Store(204)
	if n := s.must(t, "POST", path+"/dead-letters/retry", nil)["count"]; n != 1.0 {
		t.Fatal(n)
	}
	o.waits(t, "it is sent again", func() bool { return len(o.texts()) == 1 && o.texts()[0] == "refused" })
	waitFor(t, "no dead letter", func() bool { return len(letters()) == 0 })
}
