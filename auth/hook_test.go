package auth

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// hooked is a world whose app "default" has a login hook: a real server that knows one password.
type hooked struct {
	*world
	mu     sync.Mutex
	asked  []loginQuestion
	answer func(http.ResponseWriter, *http.Request) // nil: by the password
	logged strings.Builder
}

func newHooked(t *testing.T) *hooked {
	h := &hooked{}
	h.world = newWorld(t, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&h.logged, nil)) })
	srv := httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(srv.Close)
	h.apps[0].Settings.LoginHookURL = srv.URL + "/login?key=hush"
	return h
}

func (h *hooked) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var q loginQuestion
	if err != nil || json.Unmarshal(body, &q) != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
		h.t.Errorf("the hook is asked %s %s: %v", r.Method, body, err)
	}
	stamp := r.Header.Get("Hongyan-Timestamp")
	if stamp != "1700000000" || r.Header.Get("Hongyan-Signature") != chat.SignHook(vectorSecret, stamp, body) {
		h.t.Errorf("the signature does not fit: %v", r.Header)
	}
	h.mu.Lock()
	h.asked = append(h.asked, q)
	answer := h.answer
	h.mu.Unlock()
	if answer != nil {
		answer(w, r)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": q.Password == "theirs", "user": q.User})
}

func (h *hooked) questions() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.asked)
}

func TestSignHook_IsWhatOpensslSays(t *testing.T) {
	// printf %s '1700000000.{"user":"ann"}' | openssl dgst -sha256 -hmac secret
	const want = "abcf8e1c69877c134b7b26089cc263af765c58e78752f5318e5a3cdb03d25ee8"
	if got := chat.SignHook("secret", "1700000000", []byte(`{"user":"ann"}`)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestLogin_ByHookAsTheLastResort(t *testing.T) {
	h := newHooked(t)
	h.user("ann", "ours")
	_, err := h.login("ann", "ours", "")
	wantCode(t, err, "")
	_, err = h.login("ann", h.issue("ann", time.Hour), "")
	wantCode(t, err, "")
	if n := h.questions(); n != 0 {
		t.Fatalf("the hook was asked %d times for what is known here", n)
	}
	_, err = h.login("ann", "theirs", "")
	wantCode(t, err, "")
	caller, err := h.Login(t.Context(), Credentials{User: "newcomer", Password: "theirs", Platform: "wechat", Device: "d1", RemoteIP: "192.0.2.1"})
	wantCode(t, err, "")
	if want := (chat.Caller{App: "default", User: "newcomer", Platform: "wechat", Device: "d1"}); caller != want {
		t.Errorf("%+v", caller)
	}
	if want := (loginQuestion{"default", "newcomer", "theirs", "wechat", "d1", "192.0.2.1"}); h.asked[1] != want {
		t.Errorf("asked %+v", h.asked[1])
	}
	if acc, err := h.Account("default", "newcomer"); err != nil || acc.Hash != "" {
		t.Errorf("the server keeps %+v, %v", acc, err)
	}
	_, err = h.login("newcomer", "theirs", "")
	wantCode(t, err, "")
	if n := h.questions(); n != 3 {
		t.Errorf("the hook was asked %d times, not for each login", n)
	}
	long := strings.Repeat("x", maxPassword+1) // perhaps a token of the customer's
	_, err = h.login("ann", long, "")
	wantCode(t, err, chat.CodeUnauthenticated)
	if n := h.questions(); n != 4 {
		t.Errorf("the hook was not asked about a long password: %d", n)
	}
}

func TestLogin_HookHeedsTheAccount(t *testing.T) {
	h := newHooked(t)
	h.change("default", "ann", func(a *chat.Account) { a.BannedUntil = 1 << 52 })
	_, err := h.login("ann", "theirs", "")
	wantCode(t, err, chat.CodeBanned)
	h.apps[0].Settings.AutoCreate = false
	_, err = h.login("nobody", "theirs", "")
	wantCode(t, err, chat.CodeUnauthenticated)
}

func TestLogin_WhatTheHookRefusesMeetsAGrowingDelay(t *testing.T) {
	h := newHooked(t)
	for range freeHere {
		_, err := h.login("ann", "guess", "192.0.2.1")
		wantCode(t, err, chat.CodeUnauthenticated, "guess")
	}
	_, err := h.login("ann", "theirs", "192.0.2.1")
	if e := wantCode(t, err, chat.CodeRateLimited); e.RetryAfter != 1 {
		t.Errorf("retry after %d", e.RetryAfter)
	}
	if n := h.questions(); n != freeHere {
		t.Errorf("the hook was asked %d times", n)
	}
	h.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }
	_, err = h.login("bob", "guess", "192.0.2.2")
	wantCode(t, err, chat.CodeUnauthenticated)
}

func TestLogin_AHookThatFailsIsNoRefusal(t *testing.T) {
	h := newHooked(t)
	h.user("ann", "ours")
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect is followed") }))
	t.Cleanup(elsewhere.Close)
	says := func(body string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
	}
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request){
		"a failure": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"not there": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		},
		"no JSON":          says("<html>welcome</html>"),
		"nothing":          says(""),
		"an empty object":  says("{}"),
		"null":             says(`{"ok":null}`),
		"a string":         says(`{"ok":"true"}`),
		"for another user": says(`{"ok":true,"user":"bob"}`),
		"too long":         says(`{"ok":true,"x":"` + strings.Repeat("x", hookAnswer) + `"}`),
		"breaks off":       func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			h.mu.Lock()
			h.answer = answer
			h.mu.Unlock()
			for range freeHere + 2 { // none of it counts as a wrong password
				_, err := h.login("ann", "theirs", "192.0.2.1")
				if e := wantCode(t, err, chat.CodeOverloaded, "theirs", "hush"); e.RetryAfter == 0 || !strings.Contains(e.Message, "the app's own server") {
					t.Errorf("%+v", e)
				}
			}
			_, err := h.login("ann", "ours", "192.0.2.1") // who is known here is not kept out
			wantCode(t, err, "")
		})
	}
	if said := h.logged.String(); strings.Count(said, "login hook") != 1 || strings.Contains(said, "theirs") || strings.Contains(said, "hush") {
		t.Errorf("the log says %s", said)
	}
}

func TestLogin_AHookThatHangsHoldsUpNobodyForLong(t *testing.T) {
	h := newHooked(t)
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	h.answer = func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}
	began := time.Now()
	var wg sync.WaitGroup
	for range hookAtOnce + 8 { // the last ones wait for a place as long
		wg.Go(func() {
			_, err := h.login("ann", "theirs", "")
			wantRefused(t, err, chat.CodeOverloaded)
		})
	}
	wg.Wait()
	if took := time.Since(began); took < hookTime || took > hookTime+5*time.Second {
		t.Errorf("it took %v", took)
	}
}

// wantRefused is wantCode for goroutines.
func wantRefused(t *testing.T, err error, want chat.Code) {
	t.Helper()
	if !isCode(err, want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
