package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Bounds of the login hook.
const (
	hookTime        = 3 * time.Second // from when a login comes until the hook's answer is there
	hookAtOnce      = 32              // requests of an app
	hookWaiting     = 256             // logins of an app that wait for a request to end
	hookAnswer      = 64 << 10        // bytes
	maxHookPassword = 4 << 10         // bytes: what a customer calls a password may be a token of his
	quietTime       = 10 * time.Second
)

// loginHook asks an app's own server whether a password is right. It remembers no password.
type loginHook struct {
	now    func() time.Time
	log    *slog.Logger
	client *http.Client

	mu     sync.Mutex
	pools  map[chat.AppName]*pool // each app its own: one whose server hangs holds up no other
	logged map[chat.AppName]time.Time
}

func newLoginHook(o Options) *loginHook {
	return &loginHook{now: o.Now, log: o.Log, client: o.Client, pools: map[chat.AppName]*pool{}, logged: map[chat.AppName]time.Time{}}
}

// loginQuestion is what the hook is asked.
type loginQuestion struct {
	App      chat.AppName  `json:"app"`
	User     chat.UserID   `json:"user"`
	Password string        `json:"password"`
	Platform chat.Platform `json:"platform"`
	Device   string        `json:"device,omitempty"`
	IP       string        `json:"ip,omitempty"`
}

// loginAnswer is what it answers.
type loginAnswer struct {
	OK   *bool       `json:"ok"`
	User chat.UserID `json:"user"`
}

func (h *loginHook) pool(app chat.AppName) *pool {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.pools[app]
	if p == nil {
		p = newPool(hookAtOnce, hookWaiting)
		h.pools[app] = p
	}
	return p
}

// byHook proves the caller's user by the app's own server, as the last resort, and gives his account, which is made if
// need be.
func (a *Authenticator) byHook(ctx context.Context, app chat.App, from place, password, remoteIP string, caller chat.Caller) (chat.Account, error) {
	if len(password) > maxHookPassword {
		return chat.Account{}, a.forged(remoteIP)
	}
	short, cancel := context.WithTimeout(ctx, hookTime)
	defer cancel()
	err := a.hook.pool(app.Name).run(short, func() error {
		if wait := a.throttle.wait(from); wait > 0 { // others that waited with us may have failed meanwhile
			return errWait(wait)
		}
		right, err := a.hook.ask(short, app, loginQuestion{app.Name, caller.User, password, caller.Platform, caller.Device, remoteIP})
		if err == nil && !right {
			a.throttle.fail(from)
			err = errWrong()
		}
		return err
	})
	var refused *chat.Error
	if err != nil && !errors.As(err, &refused) {
		a.hook.failed(app.Name, err)
		refused = chat.Errorf(chat.CodeOverloaded, "the app's own server, which knows the passwords, gives no valid answer: try again later")
		refused.RetryAfter = 5
		return chat.Account{}, refused
	}
	if err != nil {
		return chat.Account{}, err
	}
	acc, err := a.dir.Account(app.Name, caller.User)
	if isCode(err, chat.CodeNoUser) {
		acc, err = a.create(ctx, app, caller.User, a.now().UnixMilli())
	}
	return acc, err
}

// ask tells whether the hook finds a password right; an error is no answer.
func (h *loginHook) ask(ctx context.Context, app chat.App, q loginQuestion) (right bool, err error) {
	body, err := json.Marshal(q)
	if err != nil {
		return false, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, app.Settings.LoginHookURL, bytes.NewReader(body))
	if err != nil {
		return false, errors.New("its address cannot be read")
	}
	stamp := strconv.FormatInt(h.now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "hongyan")
	req.Header.Set("Hongyan-Timestamp", stamp)
	req.Header.Set("Hongyan-Signature", chat.SignHook(app.Secret, stamp, body))
	resp, err := h.client.Do(req)
	if err != nil {
		if u := new(url.Error); errors.As(err, &u) {
			err = u.Err // without the address, which may hold a secret
		}
		return false, err
	}
	defer func() { _ = resp.Body.Close() }()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusUnauthorized, http.StatusForbidden:
		return false, nil
	default:
		return false, fmt.Errorf("it answers %s", resp.Status)
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, hookAnswer+1))
	if err != nil {
		return false, err
	}
	return readLoginAnswer(answer, q.User)
}

func readLoginAnswer(b []byte, user chat.UserID) (right bool, err error) {
	var answer loginAnswer
	switch {
	case len(b) > hookAnswer:
		return false, errors.New("its answer is too long")
	case json.Unmarshal(b, &answer) != nil || answer.OK == nil:
		return false, errors.New(`its answer is not {"ok":true} or {"ok":false}`)
	case *answer.OK && answer.User != "" && answer.User != user:
		return false, errors.New("its answer is for another user")
	}
	return *answer.OK, nil
}

// failed says in the log why there was no answer, once in a while.
func (h *loginHook) failed(app chat.AppName, err error) {
	now := h.now()
	h.mu.Lock()
	quiet := now.Sub(h.logged[app]) < quietTime
	if !quiet {
		h.logged[app] = now
	}
	h.mu.Unlock()
	if !quiet {
		h.log.Warn("the login hook gave no valid answer", "app", app, "err", err)
	}
}
