package api

import (
	"context"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/chat"
)

// OneWebhook is the webhook in a path.
type OneWebhook struct {
	Webhook string `path:"webhook" doc:"A webhook's id"`
}

// WebhookList are the webhooks of an app.
type WebhookList struct {
	Webhooks []chat.Webhook `json:"webhooks"`
}

// NewWebhook is a webhook to make.
type NewWebhook struct {
	URL     string   `json:"url" doc:"http or https; at most 2,048 bytes"`
	Kind    string   `json:"kind,omitempty" enum:"events,push" doc:"events, if absent: what happened; push: of which messages users who are away should be told"`
	Events  []string `json:"events,omitempty" doc:"Patterns of names of events, at most 50; not of the kind push: message.sent, message.*, group.* (every change of a group), *"`
	Secret  string   `json:"secret,omitempty" doc:"Signs what is sent, 16 to 256 bytes; if absent, the server makes one"`
	Enabled *bool    `json:"enabled,omitempty" doc:"true if absent"`
}

// WebhookWithSecret is a webhook with what is shown only once.
type WebhookWithSecret struct {
	chat.Webhook
	Secret string `json:"secret" doc:"Signs what is sent; shown this once"`
}

func (a *API) createWebhook(ctx context.Context, in *struct{ Body NewWebhook }) (*answer[WebhookWithSecret], error) {
	h := chat.Webhook{Kind: chat.WebhookEvents, URL: in.Body.URL, Events: in.Body.Events, Secret: in.Body.Secret, Enabled: true}
	if in.Body.Kind == string(chat.WebhookPush) {
		h.Kind = chat.WebhookPush
		if h.Events == nil {
			h.Events = []string{"push"}
		}
	}
	if in.Body.Enabled != nil {
		h.Enabled = *in.Body.Enabled
	}
	if h.Secret == "" {
		h.Secret = auth.NewSecret()
	}
	secret := h.Secret
	h, err := a.chat.CreateWebhook(ctx, caller(ctx), h)
	return ok(WebhookWithSecret{h, secret}, err)
}

func (a *API) listWebhooks(ctx context.Context, _ *struct{}) (*answer[WebhookList], error) {
	hooks, err := a.chat.Webhooks(caller(ctx))
	return ok(WebhookList{orEmpty(hooks)}, err)
}

// WebhookStatus is a webhook and how it fares.
type WebhookStatus struct {
	chat.Webhook
	Status struct {
		chat.WebhookRun
		Position     uint64       `json:"position" doc:"The last position of the change feed"`
		Lag          uint64       `json:"lag" doc:"Positions that it is behind"`
		FailingSince int64        `json:"failing_since,omitempty" doc:"Since then what comes next is not taken, milliseconds since 1970"`
		DeadLetters  int          `json:"dead_letters"`
		Retrying     bool         `json:"retrying,omitempty" doc:"Dead letters wait to be sent again"`
		Replay       *chat.Replay `json:"replay,omitempty" doc:"What it is being told again"`
	} `json:"status"`
}

func (a *API) getWebhook(ctx context.Context, in *OneWebhook) (*answer[WebhookStatus], error) {
	c := caller(ctx)
	h, err := a.chat.Webhook(c, in.Webhook)
	if err != nil {
		return nil, err
	}
	h.Secret = ""
	answer := WebhookStatus{Webhook: h}
	s := &answer.Status
	place, err := a.chat.WebhookPlace(c.App, h.ID)
	if err != nil {
		return nil, err
	}
	if a.o.Webhooks != nil {
		s.WebhookRun = a.o.Webhooks.Status(c.App, h.ID)
	}
	s.Cursor = max(s.Cursor, place.Cursor)
	s.FailingSince, s.Replay, s.Retrying = place.Failing, place.Replay, len(place.Retry) > 0
	if s.DeadLetters, err = a.chat.CountLetters(c.App, h.ID); err != nil {
		return nil, err
	}
	s.Position, err = a.chat.Position(c.App)
	s.Lag = s.Position - min(s.Position, s.Cursor)
	return ok(answer, err)
}

// ChangedWebhook changes what it names.
type ChangedWebhook struct {
	URL     *string  `json:"url,omitempty"`
	Events  []string `json:"events,omitempty" doc:"All patterns that it is to have"`
	Secret  *string  `json:"secret,omitempty"`
	Enabled *bool    `json:"enabled,omitempty"`
}

func (a *API) changeWebhook(ctx context.Context, in *struct {
	OneWebhook
	Body ChangedWebhook
}) (*answer[chat.Webhook], error) {
	b := in.Body
	return ok(a.chat.ChangeWebhook(ctx, caller(ctx), in.Webhook, chat.WebhookChange{URL: b.URL, Events: b.Events, Secret: b.Secret, Enabled: b.Enabled}))
}

func (a *API) removeWebhook(ctx context.Context, in *OneWebhook) (*nothing, error) {
	return nil, a.chat.RemoveWebhook(ctx, caller(ctx), in.Webhook)
}

func (a *API) pingWebhook(ctx context.Context, in *OneWebhook) (*answer[chat.WebhookAnswer], error) {
	c := caller(ctx)
	h, err := a.chat.Webhook(c, in.Webhook)
	if err != nil {
		return nil, err
	}
	if a.o.Webhooks == nil {
		return nil, chat.Errorf(chat.CodeNotFound, "this server calls no webhooks")
	}
	return ok(a.o.Webhooks.Ping(ctx, c.App, h), nil)
}

// Timespan is a part of the past.
type Timespan struct {
	Since int64 `json:"since" minimum:"0" doc:"Milliseconds since 1970"`
	Until int64 `json:"until,omitempty" minimum:"0" doc:"Milliseconds since 1970; now, if absent"`
}

func (a *API) replayWebhook(ctx context.Context, in *struct {
	OneWebhook
	Body Timespan
}) (*answer[chat.Replay], error) {
	return ok(a.chat.Replay(ctx, caller(ctx), in.Webhook, in.Body.Since, in.Body.Until))
}

// DeadLetters is a page of what a webhook would not take.
type DeadLetters struct {
	Letters []chat.DeadLetter `json:"dead_letters"`
	Next    string            `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listDeadLetters(ctx context.Context, in *struct {
	OneWebhook
	Page
}) (*answer[DeadLetters], error) {
	letters, next, err := a.chat.DeadLetters(caller(ctx), in.Webhook, in.Cursor, in.Limit)
	return ok(DeadLetters{orEmpty(letters), next}, err)
}

// SomeLetters names dead letters.
type SomeLetters struct {
	Positions []uint64 `json:"positions,omitempty" doc:"At most 500; all, if absent"`
}

// HowMany counts dead letters.
type HowMany struct {
	Count int `json:"count"`
}

func (a *API) retryDeadLetters(ctx context.Context, in *struct {
	OneWebhook
	Body *SomeLetters `required:"false"`
}) (*answer[HowMany], error) {
	n, err := a.chat.RetryLetters(ctx, caller(ctx), in.Webhook, in.Body.positions())
	return ok(HowMany{n}, err)
}

func (a *API) removeDeadLetters(ctx context.Context, in *struct {
	OneWebhook
	Body *SomeLetters `required:"false"`
}) (*answer[HowMany], error) {
	n, err := a.chat.RemoveLetters(ctx, caller(ctx), in.Webhook, in.Body.positions())
	return ok(HowMany{n}, err)
}

func (s *SomeLetters) positions() []uint64 {
	if s == nil {
		return nil
	}
	return s.Positions
}
