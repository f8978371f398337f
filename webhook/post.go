package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Bounds of what is sent.
const (
	batchEvents = 100
	batchBytes  = 1 << 20
	postTime    = 10 * time.Second
	answerMost  = 64 << 10 // of an answer that is read, so that its connection can be used again
)

// batch is the body of a request.
type batch struct {
	App     chat.AppName      `json:"app"`
	Webhook string            `json:"webhook"`
	Events  []json.RawMessage `json:"events"`
}

// refusal is why a batch was not taken.
type refusal struct {
	status int // 0: there was no answer
	text   string
}

func (r *refusal) Error() string { return r.text }

// final tells that the receiver will not take it later, either.
func (r *refusal) final() bool {
	switch r.status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return r.status >= 400 && r.status < 500
}

// post sends events to a webhook; the error is a *refusal.
func (w *Webhooks) post(ctx context.Context, app chat.AppName, h *chat.Webhook, events []json.RawMessage) error {
	body, err := json.Marshal(batch{app, h.ID, events})
	if err != nil {
		return &refusal{text: err.Error()}
	}
	ctx, cancel := context.WithTimeout(ctx, postTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		return &refusal{text: "the address is not valid"}
	}
	stamp := strconv.FormatInt(w.o.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "hongyan")
	req.Header.Set("Hongyan-Timestamp", stamp)
	req.Header.Set("Hongyan-Signature", "sha256="+chat.SignHook(h.Secret, stamp, body))
	resp, err := w.client.Do(req)
	if err != nil {
		return &refusal{text: withoutAddress(err)}
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.CopyN(io.Discard, resp.Body, answerMost) // only the status counts
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return &refusal{resp.StatusCode, fmt.Sprintf("it answers %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))}
	}
	return nil
}

// withoutAddress says what went wrong without the address, which may hold a secret.
func withoutAddress(err error) string {
	if u := new(url.Error); errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer within 10 s"
	}
	return err.Error()
}

// backOff gives how long to wait after so many failures in a row: anything up to first, doubled with each, most at
// most. That it is random keeps those that failed together from coming back together.
func backOff(failures int, first, most time.Duration) time.Duration {
	most = min(most, first<<min(failures-1, 20))
	return first/10 + rand.N(most)
}
