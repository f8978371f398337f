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
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"
)

const hookSecret = "a secret of a hook"

// hook is a change of settings that is right but for one member.
func hook(member string, value any) map[string]any {
	h := map[string]any{"url": "http://127.0.0.1:1/", "secret": hookSecret}
	h[member] = value
	return map[string]any{"pre_send_hook": h}
}

// receiver is an app's own server. It answers as texts say, and lets those wait that begin with "hang".
type receiver struct {
	*httptest.Server
	t     *testing.T
	free  chan struct{} // closed: nobody waits any more
	asked chan string   // texts
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{t: t, free: make(chan struct{}), asked: make(chan string, 1000)}
	r.Server = httptest.NewServer(r)
	t.Cleanup(func() {
		r.release()
		r.Close()
	})
	return r
}

func (r *receiver) release() {
	select {
	case <-r.free:
	default:
		close(r.free)
	}
}

func (r *receiver) isAsked() {
	r.t.Helper()
	select {
	case <-r.asked:
	case <-time.After(patience):
		r.t.Fatal("the hook is not asked")
	}
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	b, err := io.ReadAll(req.Body)
	mac := hmac.New(sha256.New, []byte(hookSecret))
	fmt.Fprintf(mac, "%s.%s", req.Header.Get("Hongyan-Timestamp"), b)
	var q struct {
		App, From, To, Type string
		Body                struct{ Text string }
	}
	if err != nil || json.Unmarshal(b, &q) != nil || req.Header.Get("Hongyan-Signature") != hex.EncodeToString(mac.Sum(nil)) || q.App != "default" || q.From == "" || q.To == "" {
		r.t.Errorf("the hook is asked %s with %v", b, req.Header)
	}
	r.asked <- q.Body.Text
	action, rest, _ := strings.Cut(q.Body.Text, " ")
	switch action {
	case "refuse":
		fmt.Fprintf(w, `{"action":"refuse","message":%q}`, rest)
	case "change":
		fmt.Fprintf(w, `{"action":"change","body":{"text":%q},"ext":{"by":"hook"}}`, rest)
	case "wrong":
		fmt.Fprint(w, rest)
	case "error":
		w.WriteHeader(http.StatusInternalServerError)
	case "hang":
		select {
		case <-r.free:
		case <-req.Context().Done():
		}
		fmt.Fprint(w, `{"action":"allow"}`)
	default:
		fmt.Fprint(w, `{"action":"allow"}`)
	}
}

func TestHook_AllowsRefusesAndChanges(t *testing.T) {
	s, r := startServer(t), newReceiver(t)
	s.register(t, "ann", "bob")
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	s.settings(t, hook("url", r.URL))
	ann.send("user/bob", "hello")
	bob.hears("hello")
	const twice = `{"cid":"c1","body":{"text":"change this"}}`
	_, _, before := ann.publish("im/default/user/bob", twice)
	m := bob.receive()
	if got := fmt.Sprint(m.body["body"], m.body["ext"]); got != "map[text:this] map[by:hook]" {
		t.Fatalf("bob hears %s", got)
	}
	if _, _, again := ann.publish("im/default/user/bob", twice); again.Get("seq") != before.Get("seq") {
		t.Fatalf("the same message again: seq %s and %s", before.Get("seq"), again.Get("seq"))
	}
	a, err := ann.client.Publish(t.Context(), &paho.Publish{QoS: 2, Topic: "im/default/user/bob", Payload: []byte("refuse not today")})
	if a == nil || a.ReasonCode != 0x87 || a.Properties.ReasonString != "not today" || a.Properties.User.Get("code") != "hook_refused" {
		t.Fatalf("%v %v", a, err)
	}
	if status, body := s.create(t, "/v1/messages?from=ann", map[string]any{"to": "user/bob", "body": map[string]any{"text": "refuse by REST"}}); status != 403 || body["code"] != "hook_refused" || body["detail"] != "by REST" {
		t.Fatal(status, body)
	}
	// What is no valid answer is none: then on_failure decides.
	invalid := []string{"error", "wrong {", "wrong null", `wrong {"action":"shout"}`, `wrong {"action":"change","body":{"text":1}}`, `wrong {"action":"change","ext":[]}`}
	for _, text := range invalid {
		ann.send("user/bob", text)
		bob.hears(text)
	}
	refuse := hook("url", r.URL)
	refuse["pre_send_hook"].(map[string]any)["on_failure"] = "refuse"
	s.settings(t, refuse)
	for _, text := range invalid {
		if reason, code, props := ann.publish("im/default/user/bob", text); reason != 0x87 || code != "hook_refused" || props.Get("retry_after") != "5" {
			t.Fatalf("%s: 0x%x %s %v", text, reason, code, props)
		}
	}
	s.settings(t, hook("kinds", []string{"group", "room"}))
	ann.send("user/bob", "refuse this? nobody is asked")
	s.settings(t, map[string]any{"pre_send_hook": nil})
	ann.send("user/bob", "refuse that? there is no hook")
	bob.hears("refuse this? nobody is asked")
	bob.hears("refuse that? there is no hook")
}

// TestHook_KeepsTheOrderOfASender sends many messages at once, of which some wait for their answer longer than others.
func TestHook_KeepsTheOrderOfASender(t *testing.T) {
	s, r := startServer(t), newReceiver(t)
	s.register(t, "ann", "bob", "cat")
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	cat := s.connect(t, "cat", how{}).listen()
	h := hook("url", r.URL)
	h["pre_send_hook"].(map[string]any)["timeout_ms"] = 5000
	s.settings(t, h)
	const many = 60 // all answers of which fit into the queue of a connection
	var expected []string
	for i := range many {
		text := fmt.Sprint("fine ", i)
		if i%10 == 0 {
			text = fmt.Sprint("hang ", i)
		}
		expected = append(expected, text)
		if _, err := ann.client.PublishWithOptions(t.Context(), &paho.Publish{QoS: 1, Topic: "im/default/user/bob", Payload: []byte(text)}, paho.PublishOptions{Method: paho.PublishMethod_AsyncSend}); err != nil {
			t.Fatal(err)
		}
	}
	for range many {
		r.isAsked() // about the later ones while the first hangs
	}
	// Another conversation of the same sender goes on: by REST, since ann's acknowledgements keep their order.
	if status, body := s.create(t, "/v1/messages?from=ann", map[string]any{"to": "user/cat", "body": map[string]any{"text": "meanwhile"}}); status != 200 {
		t.Fatal(status, body)
	}
	cat.hears("meanwhile")
	s.settings(t, map[string]any{"pre_send_hook": nil}) // what comes now is not asked about, and overtakes nothing
	if _, err := ann.client.PublishWithOptions(t.Context(), &paho.Publish{QoS: 1, Topic: "im/default/user/bob", Payload: []byte("the last one")}, paho.PublishOptions{Method: paho.PublishMethod_AsyncSend}); err != nil {
		t.Fatal(err)
	}
	r.release()
	for _, text := range append(expected, "the last one") {
		bob.hears(text)
	}
}

// TestHook_ThatHangsDelaysItsAppOnly lets more messages wait than are asked about at once, and looks at those that have
// nothing to do with it.
func TestHook_ThatHangsDelaysItsAppOnly(t *testing.T) {
	s, r := startServer(t), newReceiver(t)
	s.register(t, "ann", "bob")
	members := s.group(t, 8)
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	h := hook("url", r.URL)
	settings := h["pre_send_hook"].(map[string]any)
	settings["kinds"], settings["concurrency"], settings["timeout_ms"], settings["on_failure"] = []string{"group"}, 2, 500, "refuse"
	s.settings(t, h)
	var wg sync.WaitGroup
	for _, m := range members {
		p := s.connect(t, m, how{})
		wg.Go(func() {
			if reason, code, _ := p.publish("im/default/group/g", "hang for ever"); reason != 0x87 || code != "hook_refused" {
				t.Errorf("%s: 0x%x %s", m, reason, code)
			}
		})
	}
	r.isAsked()
	for i := range 20 {
		ann.send("user/bob", fmt.Sprint("not asked about ", i))
		bob.hears(fmt.Sprint("not asked about ", i))
	}
	wg.Wait()
	settings["on_failure"] = "allow"
	s.settings(t, h)
	if status, body := s.create(t, "/v1/messages?from=w0", map[string]any{"to": "group/g", "body": map[string]any{"text": "hang a moment"}}); status != 200 {
		t.Fatal(status, body)
	}
}

func TestHook_ThatIsDown(t *testing.T) {
	s, r := startServer(t), newReceiver(t)
	s.register(t, "ann", "bob")
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	h := hook("url", r.URL)
	r.Close()
	s.settings(t, h)
	ann.send("user/bob", "nobody looks")
	bob.hears("nobody looks")
	h["pre_send_hook"].(map[string]any)["on_failure"] = "refuse"
	s.settings(t, h)
	if reason, code, _ := ann.publish("im/default/user/bob", "nobody looks"); reason != 0x87 || code != "hook_refused" {
		t.Fatalf("0x%x %s", reason, code)
	}
}
