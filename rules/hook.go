package rules

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// answerMost is how long an answer of a hook may be: a message of the largest size with escapes.
const answerMost = 256 << 10

// quietTime is how long failures of an app's hook are not logged again.
const quietTime = 10 * time.Second

// question is what a hook is asked.
type question struct {
	App   chat.AppName    `json:"app"`
	From  chat.UserID     `json:"from"`
	To    chat.Address    `json:"to"`
	CID   string          `json:"cid,omitempty"`
	Type  string          `json:"type"`
	Body  json.RawMessage `json:"body"`
	Ext   json.RawMessage `json:"ext,omitempty"`
	Store *bool           `json:"store,omitempty"`
	Admin bool            `json:"admin,omitempty"` // sent with the app's key
	TS    int64           `json:"ts"`
}

// verdict is what it answers.
type verdict struct {
	Action  string          `json:"action"`
	Message string          `json:"message"`
	Body    json.RawMessage `json:"body"`
	Ext     json.RawMessage `json:"ext"`
}

// ask gives what the hook makes of a message. The message has waited since it came: its time counts from then.
func (a *app) ask(w *draft) (chat.Draft, error) {
	ctx, cancel := context.WithDeadline(a.rules.ctx, w.since.Add(time.Duration(w.hook.TimeoutMS)*time.Millisecond))
	defer cancel()
	v, err := a.rules.call(ctx, a.name, w)
	if err == nil {
		var d chat.Draft
		if d, err = v.on(w.Draft); err == nil || chat.AsErrorCode(err) == chat.CodeHookRefused {
			return d, err
		}
	}
	if a.rules.ctx.Err() != nil {
		return w.Draft, goingDown()
	}
	a.failed(err)
	if w.hook.OnFailure == chat.HookAllow {
		return w.Draft, nil
	}
	e := chat.Errorf(chat.CodeHookRefused, "the app could not look at the message; send it again later")
	e.RetryAfter = 5
	return w.Draft, e
}

func (a *app) failed(err error) {
	now := a.rules.now()
	a.desk.mu.Lock()
	quiet := now.Sub(a.desk.logged) < quietTime
	if !quiet {
		a.desk.logged = now
	}
	a.desk.mu.Unlock()
	if !quiet {
		a.rules.log.Warn("the pre-send hook gave no valid answer", "app", a.name, "err", err)
	}
}

// on gives a message as the verdict leaves it.
func (v *verdict) on(d chat.Draft) (chat.Draft, error) {
	switch v.Action {
	case "allow":
		return d, nil
	case "refuse":
		text := strings.ToValidUTF8(v.Message, "")
		if len(text) > 256 {
			text = strings.ToValidUTF8(text[:256], "")
		}
		if text == "" {
			text = "the app does not let this message pass"
		}
		return d, chat.Errorf(chat.CodeHookRefused, "%s", text)
	case "change":
		body, ext := d.Body, d.Ext
		if v.Body != nil {
			body = v.Body
		}
		if v.Ext != nil {
			ext = v.Ext
		}
		return d.Changed(body, ext)
	}
	return d, fmt.Errorf("the action %.20q is none of allow, refuse and change", v.Action)
}

// call asks the hook.
func (r *Rules) call(ctx context.Context, app chat.AppName, w *draft) (*verdict, error) {
	now := r.now()
	body, err := json.Marshal(question{app, w.caller.User, w.To, w.CID, w.Type, w.Body, w.Ext, w.Store, w.caller.Admin, now.UnixMilli()})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.hook.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	stamp := strconv.FormatInt(now.Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "hongyan")
	req.Header.Set("Hongyan-Timestamp", stamp)
	req.Header.Set("Hongyan-Signature", chat.SignHook(w.hook.Secret, stamp, body))
	resp, err := r.client.Do(req)
	if err != nil {
		if u := new(url.Error); errors.As(err, &u) {
			err = u.Err // without the address, which may hold a secret
		}
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, answerMost+1))
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("it answers %s", resp.Status)
	case len(answer) > answerMost:
		return nil, errors.New("its answer is too long")
	}
	v := new(verdict)
	return v, json.Unmarshal(answer, v)
}
