package tests

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/eclipse/paho.golang/paho"
)

// TestPush_WhoIsAwayIsToldOnWeChatAndByAWebhook: bob is told of messages while he is not connected, and only then; after
// a crash as well.
func TestPush_WhoIsAwayIsToldOnWeChatAndByAWebhook(t *testing.T) {
	var mu sync.Mutex
	var told []string
	weixin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/token") {
			_, _ = fmt.Fprint(w, `{"access_token":"T","expires_in":7200}`)
			return
		}
		var m struct {
			ToUser string
			Data   map[string]struct{ Value string }
		}
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil || m.ToUser != "open-bob" || r.URL.Query().Get("access_token") != "T" {
			t.Errorf("%s %+v %v", r.URL, m, err)
		}
		mu.Lock()
		told = append(told, m.Data["thing1"].Value)
		mu.Unlock()
		_, _ = fmt.Fprint(w, `{"errcode":0,"errmsg":"ok"}`)
	}))
	t.Cleanup(weixin.Close)
	onWeChat := func() string {
		mu.Lock()
		defer mu.Unlock()
		return strings.Join(told, ",")
	}

	s, o := &server{data: t.TempDir(), args: []string{"--wechat-url", weixin.URL}}, newOutside(t)
	s.restart(t)
	s.register(t, "ann", "bob")
	hook := s.must(t, "POST", "/v1/webhooks", map[string]any{"kind": "push", "url": o.url, "secret": o.secret})["id"]
	s.must(t, "PUT", "/v1/push/wechat", map[string]any{"appid": "wx", "secret": "s", "template": "T1", "fields": map[string]string{"thing1": "text"}})
	s.must(t, "PUT", "/v1/push/devices?from=bob", map[string]any{"platform": "wechat", "token": "open-bob"})
	s.must(t, "POST", "/v1/push/grants?from=bob", map[string]any{"template": "T1", "count": 2})
	byWebhook := func() string {
		o.mu.Lock()
		defer o.mu.Unlock()
		var texts []string
		for _, e := range o.events {
			texts = append(texts, fmt.Sprint(e["text"]))
		}
		return strings.Join(texts, ",")
	}
	ann := s.connect(t, "ann", how{})
	bob := s.connect(t, "bob", how{}).listen()
	ann.send("user/bob", "he is here")
	bob.hears("he is here")
	passed := func(why string) {
		t.Helper()
		waitFor(t, why, func() bool {
			wechat := s.must(t, "GET", "/v1/push/wechat", nil)["status"].(map[string]any)
			status := s.must(t, "GET", fmt.Sprint("/v1/webhooks/", hook), nil)["status"].(map[string]any)
			return status["lag"] == 0.0 && wechat["cursor"] == status["cursor"]
		})
	}
	passed("the message is passed over")
	_ = bob.client.Disconnect(&paho.Disconnect{})
	waitFor(t, "bob is away", func() bool {
		_, body := s.get(t, "/v1/admin/sessions?user=bob")
		list, ok := body["sessions"].([]any)
		return !ok || len(list) == 0
	})
	if reason, code, _ := ann.publish("im/default/user/bob", `{"body":{"text":"when you have time"},"no_push":true}`); reason != 0 {
		t.Fatal(code)
	}
	ann.send("user/bob", "one")
	waitFor(t, "he is told, and a grant is used", func() bool {
		_, body := s.get(t, "/v1/push/devices?from=bob")
		grants, _ := body["grants"].([]any)
		return len(grants) == 1 && grants[0].(map[string]any)["count"] == 1.0 && onWeChat() == "one" && byWebhook() == "one"
	})
	passed("one was told")
	s.kill()
	s.restart(t)
	ann = s.connect(t, "ann", how{})
	ann.send("user/bob", "two")
	ann.send("user/bob", "three")
	waitFor(t, "he is told twice, and once more by the webhook", func() bool {
		return onWeChat() == "one,two" && byWebhook() == "one,two,three"
	})
}
