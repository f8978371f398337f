package tests

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestWords_ChangedWhilePeopleTalk puts lists in force, changes them and drops them, with a crash in between.
func TestWords_ChangedWhilePeopleTalk(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	says := func(text, heard string) {
		t.Helper()
		ann.send("user/bob", text)
		bob.hears(heard)
	}
	refused := func(text string) {
		t.Helper()
		if reason, code, _ := ann.publish("im/default/user/bob", text); reason != 0x87 || code != "word_refused" {
			t.Fatalf("%q: 0x%x %s", text, reason, code)
		}
	}
	mustBe := func(want int) func(int, map[string]any) {
		return func(status int, body map[string]any) {
			t.Helper()
			if status != want {
				t.Fatal(status, body)
			}
		}
	}
	says("a silly thing", "a silly thing")
	mustBe(200)(s.put(t, "/v1/words/mild", map[string]any{"action": "replace", "words": []string{"silly", " 坏话 ", "", "silly"}}))
	mustBe(200)(s.put(t, "/v1/words/strong", map[string]any{"action": "refuse", "words": []string{"vile"}}))
	mustBe(200)(s.put(t, "/v1/words/odd", map[string]any{"action": "pass", "words": []string{"thing"}}))
	says("a SILLY thing, 说坏话", "a ***** thing, 说**")
	refused("how ｖile")
	// Whatever a client may take for the text is looked at; ext is the sender's own.
	if reason, code, _ := ann.publish("im/default/user/bob", `{"cid":"c1","body":{"te\u0078t":"s\u0069lly","n":1,"text":"silly"},"ext":{"text":"silly"}}`); reason != 0 {
		t.Fatalf("0x%x %s", reason, code)
	}
	m := bob.receive()
	if got := fmt.Sprint(m.body["body"], m.body["ext"]); got != "map[n:1 text:*****] map[text:silly]" {
		t.Fatalf("bob hears %s", got)
	}
	// A cid means what its sender wrote, whatever the lists made of it.
	mustBe(200)(s.create(t, "/v1/words/mild", map[string]any{"words": []string{"n:1", "thing"}}))
	mustBe(200)(s.create(t, "/v1/words/mild/remove", map[string]any{"words": []string{"坏话", "not there"}}))
	says("a silly thing, 说坏话", "a ***** *****, 说坏话")
	if _, code, _ := ann.publish("im/default/user/bob", `{"cid":"c1","body":{"te\u0078t":"s\u0069lly","n":1,"text":"silly"},"ext":{"text":"silly"}}`); code != "" {
		t.Fatalf("the same message again: %s", code)
	}
	if _, code, _ := ann.publish("im/default/user/bob", `{"cid":"c1","body":{"text":"*****"}}`); code != "cid_reused" {
		t.Fatalf("another message with its cid: %q", code)
	}
	// By REST too, with the app's key too.
	if status, body := s.create(t, "/v1/messages?from=ann", map[string]any{"to": "user/bob", "body": map[string]any{"text": "vile"}}); status != 403 || body["code"] != "word_refused" || body["field"] != "body.text" {
		t.Fatal(status, body)
	}
	_, lists := s.get(t, "/v1/words")
	if got := fmt.Sprint(lists); !strings.Contains(got, "action:pass changed:") || !strings.Contains(got, "hits:2 name:odd words:1") {
		t.Fatalf("the lists are %s", got)
	}
	s.kill()
	s.restart(t)
	ann, bob = s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	refused("vile")
	says("silly", "*****")
	mustBe(204)(s.ask(t, http.MethodDelete, "/v1/words/strong", nil))
	mustBe(200)(s.put(t, "/v1/words/mild", map[string]any{"action": "refuse", "words": []string{"harsh"}}))
	says("vile, silly", "vile, silly")
	refused("harsh")
	_, page := s.get(t, "/v1/words/mild")
	if fmt.Sprint(page["words"]) != "[harsh]" {
		t.Fatalf("the list holds %v", page)
	}
}

// TestWords_HundredThousandAsText uploads the longest list, as a text with every kind of line.
func TestWords_HundredThousandAsText(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	var text strings.Builder
	text.WriteString("\ufeff")
	for i := range 100_000 {
		fmt.Fprintf(&text, "word%06d\r\n", i)
	}
	if status, body := s.putText(t, "/v1/words/long/text?action=replace", text.String()); status != 200 || body["words"] != 100_000.0 {
		t.Fatal(status, body)
	}
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{}).listen()
	ann.send("user/bob", "word099999 and word000000 but not word")
	bob.hears("********** and ********** but not word")
	if status, body := s.create(t, "/v1/words/long", map[string]any{"words": []string{"one more"}}); status != 422 || body["code"] != "too_many" {
		t.Fatal(status, body)
	}
	words, cursor := 0, ""
	for {
		_, page := s.get(t, "/v1/words/long?limit=1000&cursor="+cursor)
		list, _ := page["words"].([]any)
		words += len(list)
		if cursor, _ = page["next"].(string); cursor == "" {
			break
		}
	}
	if words != 100_000 {
		t.Fatalf("%d words are read back", words)
	}
}

func (s *server) putText(t *testing.T, path, text string) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPut, "http://"+s.http+path, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.key)
	r.Header.Set("Content-Type", "text/plain; charset=utf-8")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, decoded(t, b)
}
