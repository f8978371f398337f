package webhook_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

func user(u chat.UserID) chat.Caller { return chat.Caller{App: "default", User: u} }

// crowd registers users named u000, u001 … and makes them a group of ann's.
func (s *shop) crowd(n int) {
	s.t.Helper()
	var members []chat.UserID
	for i := range n {
		members = append(members, chat.UserID(fmt.Sprintf("u%04d", i)))
	}
	for part := range slices.Chunk(members, 100) {
		var accounts []chat.NewAccount
		for _, u := range part {
			accounts = append(accounts, chat.NewAccount{User: u})
		}
		_, err := s.Register(s.t.Context(), key, accounts)
		s.must(err)
	}
	_, err := s.CreateGroup(s.t.Context(), user("ann"), chat.NewGroup{ID: "g", Name: "Climbing", Members: members})
	s.must(err)
}

func newPushShop(t *testing.T, online ...chat.UserID) *shop {
	s := newShop(t, "push")
	s.stop()
	s.o.Online = func(_ chat.AppName, u chat.UserID) bool { return slices.Contains(online, u) }
	s.must(s.RemoveWebhook(t.Context(), key, s.hook.ID))
	var err error
	s.hook, err = s.CreateWebhook(t.Context(), key, chat.Webhook{Kind: chat.WebhookPush, URL: s.url, Events: []string{"push"}, Secret: *s.secret.Load(), Enabled: true})
	s.must(err)
	s.start()
	return s
}

func TestPush_TellsOfWhoIsAwayAndNotLeftAlone(t *testing.T) {
	s := newPushShop(t, "cat")
	ctx := t.Context()
	name := "Ann 安"
	_, err := s.ChangeProfile(ctx, user("ann"), chat.ProfileChange{Nickname: &name})
	s.must(err)
	_, err = s.SetPushDevice(ctx, user("bob"), chat.PushDevice{Platform: "wechat", Token: "openid-bob"})
	s.must(err)
	s.say("ann", "user/bob", "first")
	s.say("ann", "user/cat", "she is connected")
	_, err = s.Send(ctx, user("ann"), chat.Draft{To: chat.UserAddress("bob"), Type: "custom", Body: json.RawMessage(`{}`), SendOptions: chat.SendOptions{Silent: true}})
	s.must(err)
	_, err = s.Send(ctx, user("ann"), chat.Draft{To: chat.UserAddress("bob"), Type: "custom", Body: json.RawMessage(`{}`), SendOptions: chat.SendOptions{NoPush: true}})
	s.must(err)
	s.say("bob", "user/bob", "to himself")
	_, err = s.SetConversationDND(ctx, user("bob"), chat.UserAddress("cat"), chat.DND{Mode: chat.DNDNone})
	s.must(err)
	s.say("cat", "user/bob", "he wants to be left alone by cat")
	_, err = s.Send(ctx, user("ann"), chat.Draft{To: chat.UserAddress("bob"), Type: "loc", Body: json.RawMessage(`{"lat":1,"lng":2}`)})
	s.must(err)
	events := s.wait("two pushes", func(e []event) bool { return len(e) == 2 })
	for i, want := range []struct {
		text   string
		unread uint64
	}{{"first", 0}, {"[位置]", 4}} {
		e := events[i]
		if e.Event != "push" || e.Nickname != name || e.Title != name || e.Text != want.text || e.From != "ann" || e.Conversation != "user/ann" || len(e.Users) != 1 {
			t.Fatalf("%+v", e)
		}
		if u := e.Users[0]; u.User != "bob" || u.Unread < want.unread || len(u.Devices) != 1 || u.Devices[0].Token != "openid-bob" {
			t.Errorf("%+v", u)
		}
	}
}

func TestPush_OfAGroup_InPartsWithMentions(t *testing.T) {
	s := newPushShop(t, "u0007")
	s.crowd(1250)
	ctx := t.Context()
	_, err := s.SetDND(ctx, user("u0003"), chat.DND{Mode: chat.DNDMentions})
	s.must(err)
	_, err = s.SetDND(ctx, user("u0004"), chat.DND{Mode: chat.DNDMentions})
	s.must(err)
	at := chat.Draft{To: chat.GroupAddress("g"), Type: "txt", Body: json.RawMessage(`{"text":"come"}`), SendOptions: chat.SendOptions{At: []string{"u0003"}}}
	_, err = s.Send(ctx, user("ann"), at)
	s.must(err)
	users := func(events []event) (all []chat.UserID) {
		for _, e := range events {
			if len(e.Users) > 100 || e.Title != "Climbing" || e.Conversation != "group/g" {
				t.Errorf("%d users, %q, %q", len(e.Users), e.Title, e.Conversation)
			}
			for _, u := range e.Users {
				if u.Mentioned != (u.User == "u0003") {
					t.Errorf("%+v", u)
				}
				all = append(all, u.User)
			}
		}
		return all
	}
	events := s.wait("all", func(e []event) bool {
		n := 0
		for _, one := range e {
			n += len(one.Users)
		}
		return n >= 1248
	})
	all := users(events)
	if len(all) != 1248 || !slices.IsSorted(all) || slices.Contains(all, "u0004") || slices.Contains(all, "u0007") || slices.Contains(all, "ann") {
		t.Errorf("%d users were told", len(all))
	}
}

func TestPush_DeadLetterIsForThoseWhoStillHaveNotRead(t *testing.T) {
	s := newPushShop(t)
	s.crowd(3)
	s.status.Store(400)
	s.say("ann", "group/g", "come")
	until(t, "a dead letter", func() bool { return len(s.letters()) == 1 })
	_, err := s.MarkRead(t.Context(), user("u0001"), chat.GroupAddress("g"), 0)
	s.must(err)
	s.status.Store(200)
	_, err = s.RetryLetters(t.Context(), key, s.hook.ID, nil)
	s.must(err)
	events := s.wait("again", func(e []event) bool { return len(e) == 1 })
	if e := events[0]; !e.Replayed || len(e.Users) != 2 || e.Users[0].User != "u0000" || e.Users[1].User != "u0002" {
		t.Errorf("%+v", e)
	}
	until(t, "no letter", func() bool { return len(s.letters()) == 0 })
	if _, err := s.Replay(t.Context(), key, s.hook.ID, 0, 0); chat.AsErrorCode(err) != chat.CodeInvalid {
		t.Error(err)
	}
}

// weixin stands for WeChat's server API.
type weixin struct {
	t      *testing.T
	url    string
	tokens atomic.Int64 // tokens given; the last is valid

	mu      sync.Mutex
	answers map[string][]int // errcodes for an openid, one after the other; then 0
	sent    map[string][]map[string]string
	asked   int
}

func newWeixin(t *testing.T) *weixin {
	w := &weixin{t: t, answers: map[string][]int{}, sent: map[string][]map[string]string{}}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

func (w *weixin) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/cgi-bin/token" {
		if q := r.URL.Query(); q.Get("appid") != "wxapp" || q.Get("secret") != "wxsecret" || q.Get("grant_type") != "client_credential" {
			_, _ = fmt.Fprint(rw, `{"errcode":40125,"errmsg":"invalid appsecret"}`)
			return
		}
		_, _ = fmt.Fprintf(rw, `{"access_token":"token-%d","expires_in":7200}`, w.tokens.Add(1))
		return
	}
	var m struct {
		ToUser, Template_id, Page string
		Data                      map[string]struct{ Value string }
	}
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil || r.URL.Path != "/cgi-bin/message/subscribe/send" || m.Template_id != "tmpl" {
		w.t.Errorf("%s %+v %v", r.URL, m, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	code := 0
	if r.URL.Query().Get("access_token") != fmt.Sprintf("token-%d", w.tokens.Load()) {
		code = 40001
	} else if next := w.answers[m.ToUser]; len(next) > 0 {
		code, w.answers[m.ToUser] = next[0], next[1:]
	}
	if code == 0 {
		data := map[string]string{"page": m.Page}
		for k, v := range m.Data {
			data[k] = v.Value
		}
		w.sent[m.ToUser] = append(w.sent[m.ToUser], data)
	}
	_, _ = fmt.Fprintf(rw, `{"errcode":%d,"errmsg":"x"}`, code)
}

func (w *weixin) got(openid string) []map[string]string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sent[openid])
}

func (s *shop) grants(u chat.UserID) (n uint64) {
	s.t.Helper()
	_, grants, err := s.PushDevices(user(u))
	s.must(err)
	for _, g := range grants {
		n += g.Count
	}
	return n
}

func TestWeChat_WritesToWhoAllowedIt(t *testing.T) {
	s, wx, ctx := newShop(t, "group.*"), newWeixin(t), t.Context()
	var logged bytes.Buffer
	s.stop()
	s.o.WeChat, s.o.Log = wx.url, slog.New(slog.NewTextHandler(&logged, nil))
	s.start()
	for _, u := range []chat.UserID{"bob", "cat"} {
		_, err := s.SetPushDevice(ctx, user(u), chat.PushDevice{Platform: "wechat", Token: "open-" + string(u)})
		s.must(err)
	}
	_, err := s.AddPushGrants(ctx, user("bob"), "tmpl", 2)
	s.must(err)
	_, err = s.AddPushGrants(ctx, user("cat"), "tmpl", 5)
	s.must(err)
	settings := chat.WeChat{AppID: "wxapp", Secret: "wxsecret", Template: "tmpl", Enabled: true, Page: "pages/chat?c={conversation}", Fields: map[string]string{"thing1": "nickname", "thing2": "text", "number3": "unread", "phrase4": "=新消息"}}
	_, err = s.SetWeChat(ctx, key, settings)
	s.must(err)
	s.say("ann", "user/bob", strings.Repeat("长", 30))
	until(t, "bob is told", func() bool { return len(wx.got("open-bob")) == 1 })
	if m := wx.got("open-bob")[0]; m["thing1"] != "ann" || m["thing2"] != strings.Repeat("长", 19)+"…" || m["number3"] != "1" || m["phrase4"] != "新消息" || m["page"] != "pages/chat?c=user%2Fann" {
		t.Errorf("%v", m)
	}
	wx.tokens.Add(1) // the token ends before its time
	s.say("ann", "user/bob", "second")
	until(t, "bob is told again, with a new token", func() bool { return len(wx.got("open-bob")) == 2 })
	s.say("ann", "user/bob", "no grant is left")
	until(t, "that is counted", func() bool { return s.all.WeChat("default").Skipped == 1 })

	wx.mu.Lock()
	wx.answers["open-cat"] = []int{-1, 45009, 0, 47003, 43101}
	wx.mu.Unlock()
	s.say("ann", "user/cat", "WeChat is busy at first")
	until(t, "cat is told", func() bool { return len(wx.got("open-cat")) == 1 && s.grants("cat") == 4 })
	s.say("ann", "user/cat", "WeChat does not like it")
	until(t, "that is counted, and uses no grant", func() bool { return s.all.WeChat("default").Invalid == 1 && s.grants("cat") == 4 })
	s.say("ann", "user/cat", "cat refuses")
	until(t, "the grants are dropped", func() bool { return s.all.WeChat("default").Refused == 1 && s.grants("cat") == 0 })
	if run := s.all.WeChat("default"); run.Delivered != 3 || s.grants("bob") != 0 {
		t.Errorf("%+v", run)
	}

	settings.Secret, settings.AppID = "wrong", "other"
	_, err = s.SetWeChat(ctx, key, settings)
	s.must(err)
	until(t, "the new settings are in use", func() bool { return s.all.WeChat("default").Delivered == 0 })
	_, err = s.AddPushGrants(ctx, user("bob"), "tmpl", 1)
	s.must(err)
	s.say("ann", "user/bob", "once the secret is right")
	until(t, "the fault is told", func() bool { return strings.Contains(s.all.WeChat("default").LastError, "40125") })
	settings.Secret, settings.AppID = "wxsecret", "wxapp"
	_, err = s.SetWeChat(ctx, key, settings)
	s.must(err)
	until(t, "nothing is lost by that", func() bool { return len(wx.got("open-bob")) == 3 })
	s.must(s.RemoveWeChat(ctx, key))
	s.stop()
	if strings.Contains(logged.String(), "wxsecret") || strings.Contains(logged.String(), "token-") {
		t.Errorf("a secret is in the log: %s", logged.String())
	}
	s.start()
}

func TestWeChat_ThatIsDownTellsNoSecret(t *testing.T) {
	s, wx, ctx := newShop(t, "group.*"), newWeixin(t), t.Context()
	s.stop()
	s.o.WeChat = "http://127.0.0.1:1" // nobody listens there
	s.start()
	_, err := s.SetPushDevice(ctx, user("bob"), chat.PushDevice{Platform: "wechat", Token: "open-bob"})
	s.must(err)
	_, err = s.AddPushGrants(ctx, user("bob"), "tmpl", 2)
	s.must(err)
	_, err = s.SetWeChat(ctx, key, chat.WeChat{AppID: "wxapp", Secret: "wxsecret", Template: "tmpl", Enabled: true, Fields: map[string]string{"thing1": "text"}})
	s.must(err)
	s.say("ann", "user/bob", "hello")
	until(t, "it fails", func() bool { return s.all.WeChat("default").LastError != "" })
	if text := s.all.WeChat("default").LastError; strings.Contains(text, "secret") || strings.Contains(text, "cgi-bin") {
		t.Errorf("%q", text)
	}
	s.stop()
	s.o.WeChat = wx.url
	s.start()
	until(t, "it is sent when WeChat is back", func() bool { return len(wx.got("open-bob")) == 1 })
}
