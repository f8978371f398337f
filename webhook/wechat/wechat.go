// Package wechat sends the messages that users of a mini-program subscribed to: subscribeMessage.send of WeChat's server
// API.
package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// BaseURL is where WeChat answers.
const BaseURL = "https://api.weixin.qq.com"

const (
	requestTime = 10 * time.Second
	answerMost  = 64 << 10
	early       = 5 * time.Minute // a token is fetched again so long before it expires
)

// Message is one to send.
type Message struct {
	ToUser   string           `json:"touser"` // openid
	Template string           `json:"template_id"`
	Page     string           `json:"page,omitempty"`
	State    string           `json:"miniprogram_state,omitempty"`
	Data     map[string]Value `json:"data"`
}

// Value is what stands in a field of a template.
type Value struct {
	Value string `json:"value"`
}

// Error is why a message was not sent.
type Error struct {
	Code int // WeChat's errcode; 0: there was no proper answer
	Text string
}

// Error gives what WeChat said, or what went wrong; never a secret or a token.
func (e *Error) Error() string {
	if e.Code == 0 {
		return e.Text
	}
	return fmt.Sprintf("WeChat answers %d: %s", e.Code, e.Text)
}

// Refused tells that the user does not want such messages, or allowed no more of them.
func (e *Error) Refused() bool { return e.Code == 43101 }

// Later tells that the fault is not the message's: it may be sent once WeChat answers again, or the app's settings are
// right.
func (e *Error) Later() bool {
	switch e.Code {
	case 0, -1, // no answer, too busy
		40001, 40014, 42001, // no valid token, even when it is new
		40013, 40125, 40164, 41002, 41004, 48001, // no such app, wrong secret, not from this address, not allowed
		40037, 41030, // no such template, no such page
		45009, 45011: // too many a day, a minute
		return true
	}
	return false
}

// Client asks WeChat. Its methods are safe for concurrent use.
type Client struct {
	base string
	http *http.Client
	now  func() time.Time

	mu     sync.Mutex
	tokens map[app]*token
}

type app struct{ id, secret string }

// token is what WeChat knows an app by for a while. Who holds mu may fetch it.
type token struct {
	mu      sync.Mutex
	value   string
	expires time.Time
}

// New makes a client of WeChat at base, BaseURL when that is empty.
func New(base string) *Client {
	if base == "" {
		base = BaseURL
	}
	return &Client{
		base: strings.TrimRight(base, "/"), now: time.Now, tokens: map[app]*token{},
		http: &http.Client{Timeout: requestTime, Transport: http.DefaultTransport.(*http.Transport).Clone(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// Close ends connections that are not used.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Send sends a message of an app. The error is an *Error.
func (c *Client) Send(ctx context.Context, appid, secret string, m Message) error {
	t := c.token(app{appid, secret})
	value, err := c.fresh(ctx, t, app{appid, secret}, "")
	if err == nil {
		err = c.send(ctx, value, m)
	}
	if e := new(Error); errors.As(err, &e) && (e.Code == 40001 || e.Code == 40014 || e.Code == 42001) && value != "" {
		if value, err = c.fresh(ctx, t, app{appid, secret}, value); err == nil {
			err = c.send(ctx, value, m)
		}
	}
	return err
}

func (c *Client) token(a app) *token {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.tokens[a]
	if t == nil {
		t = new(token)
		c.tokens[a] = t
	}
	return t
}

// fresh gives a token that is valid and is not the one that was refused.
func (c *Client) fresh(ctx context.Context, t *token, a app, refused string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.value != "" && t.value != refused && c.now().Before(t.expires) {
		return t.value, nil
	}
	query := url.Values{"grant_type": {"client_credential"}, "appid": {a.id}, "secret": {a.secret}}
	var got struct {
		Token   string `json:"access_token"`
		Expires int64  `json:"expires_in"`
	}
	if err := c.ask(ctx, http.MethodGet, "/cgi-bin/token?"+query.Encode(), nil, &got); err != nil {
		return "", err
	}
	if got.Token == "" {
		return "", &Error{Text: "WeChat gives no access token"}
	}
	life := time.Duration(got.Expires) * time.Second
	t.value, t.expires = got.Token, c.now().Add(life-min(early, life/2))
	return t.value, nil
}

func (c *Client) send(ctx context.Context, token string, m Message) error {
	body, err := json.Marshal(m)
	if err != nil {
		return &Error{Text: err.Error()}
	}
	return c.ask(ctx, http.MethodPost, "/cgi-bin/message/subscribe/send?"+url.Values{"access_token": {token}}.Encode(), body, nil)
}

// ask makes a request. Its errors do not hold the address, in which secrets are.
func (c *Client) ask(ctx context.Context, method, path string, body []byte, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return &Error{Text: "the address of WeChat is not valid"}
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		if u := new(url.Error); errors.As(err, &u) {
			err = u.Err
		}
		return &Error{Text: err.Error()}
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, answerMost))
	if err != nil {
		return &Error{Text: err.Error()}
	}
	var said struct {
		Code int    `json:"errcode"`
		Text string `json:"errmsg"`
	}
	if resp.StatusCode != http.StatusOK || json.Unmarshal(answer, &said) != nil {
		return &Error{Text: fmt.Sprintf("WeChat answers %d without a result", resp.StatusCode)}
	}
	if said.Code != 0 {
		return &Error{said.Code, said.Text}
	}
	if into != nil && json.Unmarshal(answer, into) != nil {
		return &Error{Text: "WeChat's answer cannot be read"}
	}
	return nil
}
