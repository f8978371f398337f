package chat

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Limits of webhooks; sizes in bytes.
const (
	MaxWebhooks      = 10 // of an app
	MaxWebhookURL    = 2048
	MaxWebhookEvents = 50 // patterns of a webhook
	MaxWebhookSecret = 256
	MaxDeadLetters   = 10_000 // of a webhook; the oldest go first
	DeadLetterDays   = 30     // how long dead letters are kept
)

// WebhookKind says what a webhook is told.
type WebhookKind string

// The kinds of webhooks.
const (
	WebhookEvents WebhookKind = "events" // what happened
	WebhookPush   WebhookKind = "push"   // of which messages users who are away should be told
	WebhookWeChat WebhookKind = "wechat" // no webhook of the app's: the sender on WeChat follows the feed like one
)

// Webhook is an address of the app's own server that is told what happened, in the order of the change feed. Its place
// in the feed is on disk: a server that was down is told what it missed.
type Webhook struct {
	ID      string      `json:"id"`
	Kind    WebhookKind `json:"kind" enum:"events,push" doc:"events: what happened; push: of which messages users who are away should be told"`
	URL     string      `json:"url"`
	Events  []string    `json:"events" doc:"Patterns of names of events: message.sent, message.*, *"`
	Enabled bool        `json:"enabled" doc:"One that is not keeps its place, and is told all when it is again"`
	Created int64       `json:"created" doc:"Milliseconds since 1970"`
	Changed int64       `json:"changed" doc:"Milliseconds since 1970"`

	Secret string `json:"-"` // signs what is sent
}

type storedWebhook struct {
	Webhook
	Secret string `json:"secret"`
}

// Wants tells whether one of the webhook's patterns is met by the name of an event.
func (h *Webhook) Wants(event string) bool {
	for _, p := range h.Events {
		start, any := strings.CutSuffix(p, "*")
		if p == event || any && strings.HasPrefix(event, start) {
			return true
		}
	}
	return false
}

// WebhookPlace is how far a webhook is in the feed.
type WebhookPlace struct {
	Cursor    uint64 `json:"cursor"`               // all up to here was taken, or is a dead letter
	Failing   int64  `json:"failing,omitempty"`    // ms: since then what comes next, up to FailingTo, is not taken
	FailingTo uint64 `json:"failing_to,omitempty"` // position
	Midway    UserID `json:"midway,omitempty"`     // of the entry after Cursor, pushes to users up to this one are taken

	Replay *Replay  `json:"-"` // nil: none is asked for
	Retry  []uint64 `json:"-"` // positions of dead letters that are to be sent again, the first of them
}

// Replay is a part of the feed that a webhook is told again.
type Replay struct {
	After uint64 `json:"after" doc:"Done up to this position"`
	UpTo  uint64 `json:"up_to" doc:"The last position"`
	Since int64  `json:"since" doc:"Milliseconds since 1970"`
	Until int64  `json:"until" doc:"Milliseconds since 1970"`
	Asked int64  `json:"asked" doc:"Milliseconds since 1970"`
}

// DeadLetter is something that a webhook would not take. It names an entry of the feed instead of holding it: what was
// recalled or removed since is not kept here.
type DeadLetter struct {
	Pos    uint64 `json:"pos" doc:"Position in the change feed, as in the event"`
	Event  string `json:"event" doc:"Name of the event"`
	At     int64  `json:"at" doc:"When it was given up, milliseconds since 1970"`
	Status int    `json:"status,omitempty" doc:"HTTP status of the last answer; absent when there was none"`
	Error  string `json:"error" doc:"Why it was given up"`
}

func webhookKey(a AppName, id string) []byte      { return key(a, "webhook", id) }
func webhookPlaceKey(a AppName, id string) []byte { return key(a, "webhookplace", id) }
func replayKey(a AppName, id string) []byte       { return key(a, "webhookreplay", id) }
func letterKey(a AppName, id string, pos uint64) []byte {
	return withNumber(key(a, "deadletter", id), pos)
}
func retryKey(a AppName, id string, pos uint64) []byte {
	return withNumber(key(a, "retryletter", id), pos)
}

func getWebhook(r Reader, app AppName, id string) (Webhook, error) {
	var h storedWebhook
	found, err := getJSON(r, webhookKey(app, id), &h)
	if err == nil && !found {
		err = Errorf(CodeNotFound, "there is no webhook %q", clip(id)).At("webhook")
	}
	h.Webhook.Secret = h.Secret
	return h.Webhook, err
}

func getWebhooks(r Reader, app AppName) (hooks []Webhook, err error) {
	var ids []string
	scanErr := r.Scan(prefix(app, "webhook"), nil, false, func(k, _ []byte) bool {
		ids = append(ids, lastPart(k))
		return true
	})
	for _, id := range ids {
		h, e := getWebhook(r, app, id)
		if err = orFirst(err, e); err == nil {
			hooks = append(hooks, h)
		}
	}
	return hooks, orFirst(scanErr, err)
}

var eventPattern = regexp.MustCompile(`^(\*|[a-z_]{1,64}(\.[a-z_]{1,64}){0,3}(\.\*)?)$`)

// check finds what is wrong with a webhook whatever the state.
func (h *Webhook) check() error {
	u, err := url.Parse(h.URL)
	switch {
	case len(h.URL) > MaxWebhookURL:
		return Errorf(CodeTooLarge, "url has %d bytes, %d are allowed", len(h.URL), MaxWebhookURL).At("url")
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "":
		return Errorf(CodeInvalid, "url must be the address of your server: https://host/path, without a user and a fragment").At("url")
	case len(h.Secret) > MaxWebhookSecret:
		return Errorf(CodeTooLarge, "secret has %d bytes, %d are allowed", len(h.Secret), MaxWebhookSecret).At("secret")
	case len(h.Secret) < 16:
		return Errorf(CodeInvalid, "secret has %d bytes, at least 16 are needed; leave it out and the server makes one", len(h.Secret)).At("secret")
	case h.Kind == WebhookPush && !slices.Equal(h.Events, []string{"push"}):
		return Errorf(CodeInvalid, "a webhook of the kind push gets pushes only: leave events out").At("events")
	case len(h.Events) == 0 || len(h.Events) > MaxWebhookEvents:
		return Errorf(CodeTooMany, "events has %d patterns, 1 to %d are allowed", len(h.Events), MaxWebhookEvents).At("events")
	}
	for _, p := range h.Events {
		if !eventPattern.MatchString(p) {
			return Errorf(CodeInvalid, "%q is no pattern of events: write a name like message.sent, message.* or *", clip(p)).At("events")
		}
	}
	return nil
}

// WebhookRun is how a webhook fares since the server started, or since it was changed.
type WebhookRun struct {
	Running     bool   `json:"running" doc:"It is enabled and at work"`
	Cursor      uint64 `json:"cursor" doc:"Position in the change feed up to which all was taken, or is a dead letter"`
	Delivered   uint64 `json:"delivered" doc:"Events that it took since the server started"`
	Failed      uint64 `json:"failed" doc:"Requests that failed since the server started"`
	LastError   string `json:"last_error,omitempty"`
	LastErrorAt int64  `json:"last_error_at,omitempty" doc:"Milliseconds since 1970"`
	LastStatus  int    `json:"last_status,omitempty" doc:"HTTP status of the last answer that was an error"`
	NextAttempt int64  `json:"next_attempt,omitempty" doc:"When it is tried again, milliseconds since 1970; absent: nothing waits for that"`
}

// WebhookAnswer is what a webhook answered to a ping.
type WebhookAnswer struct {
	Taken        bool   `json:"taken" doc:"It answered 2xx"`
	Status       int    `json:"status,omitempty" doc:"HTTP status of an answer that was an error"`
	Error        string `json:"error,omitempty"`
	Milliseconds int64  `json:"ms" doc:"How long it took"`
}
