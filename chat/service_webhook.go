package chat

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
)

// lettersInOne is how many dead letters one command is about.
const lettersInOne = 500

// retriesInOne is how many dead letters are sent again at once.
const retriesInOne = 100

// Webhooks lists the webhooks of the app, without their secrets.
func (s *Service) Webhooks(c Caller) ([]Webhook, error) {
	if err := c.needKey(); err != nil {
		return nil, err
	}
	hooks, err := s.AllWebhooks(c.App)
	for i := range hooks {
		hooks[i].Secret = ""
	}
	return hooks, err
}

// AllWebhooks lists the webhooks of an app with their secrets, for who calls them.
func (s *Service) AllWebhooks(app AppName) ([]Webhook, error) {
	return view1(s, func(r Reader) ([]Webhook, error) {
		hooks, err := getWebhooks(r, app)
		slices.SortFunc(hooks, func(a, b Webhook) int { return cmp.Or(cmp.Compare(a.Created, b.Created), cmp.Compare(a.ID, b.ID)) })
		return hooks, err
	})
}

// Webhook gives a webhook with its secret; CodeNotFound when there is none.
func (s *Service) Webhook(c Caller, id string) (Webhook, error) {
	if err := c.needKey(); err != nil {
		return Webhook{}, err
	}
	return view1(s, func(r Reader) (Webhook, error) { return getWebhook(r, c.App, id) })
}

// CreateWebhook makes a webhook; its id is made here, kind and secret come with it. It is told what happens after the
// answer, and perhaps what happens just before.
func (s *Service) CreateWebhook(ctx context.Context, c Caller, h Webhook) (Webhook, error) {
	if err := c.needKey(); err != nil {
		return Webhook{}, err
	}
	h.ID = s.newID()
	return s.putWebhook(ctx, c, h, true, true)
}

// WebhookChange changes what is not nil or empty.
type WebhookChange struct {
	URL     *string
	Events  []string
	Enabled *bool
	Secret  *string
}

// ChangeWebhook changes a webhook. What it is to be told is tried again at once.
func (s *Service) ChangeWebhook(ctx context.Context, c Caller, id string, change WebhookChange) (Webhook, error) {
	h, err := s.Webhook(c, id)
	if err != nil {
		return Webhook{}, err
	}
	moved := change.URL != nil && *change.URL != h.URL
	if moved {
		h.URL = *change.URL
	}
	if change.Events != nil {
		h.Events = change.Events
	}
	if change.Enabled != nil {
		h.Enabled = *change.Enabled
	}
	if change.Secret != nil {
		h.Secret = *change.Secret
	}
	return s.putWebhook(ctx, c, h, false, moved)
}

func (s *Service) putWebhook(ctx context.Context, c Caller, h Webhook, fresh, moved bool) (Webhook, error) {
	if err := h.check(); err != nil {
		return Webhook{}, err
	}
	if moved {
		if err := s.mayCall(ctx, h.URL, "url"); err != nil {
			return Webhook{}, err
		}
	}
	h, err := do[Webhook](ctx, s, c.App, &putWebhook{Webhook: h, Secret: h.Secret, New: fresh}, 2*MaxWebhookURL)
	h.Secret = ""
	return h, err
}

// RemoveWebhook ends a webhook, with its dead letters.
func (s *Service) RemoveWebhook(ctx context.Context, c Caller, id string) error {
	if err := c.needKey(); err != nil {
		return err
	}
	for {
		more, err := do[bool](ctx, s, c.App, &dropWebhook{ID: id, Most: lettersInOne}, lettersInOne*64)
		if err != nil || !more {
			return err
		}
	}
}

// Replay has a webhook told again what happened from since until until, both ms.
func (s *Service) Replay(ctx context.Context, c Caller, id string, since, until int64) (Replay, error) {
	if err := c.needKey(); err != nil {
		return Replay{}, err
	}
	if until == 0 {
		until = s.now().UnixMilli()
	}
	h, err := s.Webhook(c, id)
	if err != nil {
		return Replay{}, err
	}
	if h.Kind == WebhookPush {
		return Replay{}, Errorf(CodeInvalid, "pushes are for the moment: they are not told again").At("webhook")
	}
	if since < 0 || until < since {
		return Replay{}, Errorf(CodeInvalid, "since must not be after until; both are milliseconds since 1970").At("since")
	}
	return do[Replay](ctx, s, c.App, &replayWebhook{ID: id, Since: since, Until: until}, 256)
}

// DeadLetters gives a page of what a webhook would not take, in the order of the feed.
func (s *Service) DeadLetters(c Caller, id, after string, limit int) (letters []DeadLetter, next string, err error) {
	if err := c.needKey(); err != nil {
		return nil, "", err
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	from, err := parseCursor(after)
	if err != nil {
		return nil, "", err
	}
	err = s.log.View(func(r Reader) error {
		if _, err := getWebhook(r, c.App, id); err != nil {
			return err
		}
		var e error
		scanErr := r.Scan(prefix(c.App, "deadletter", id), letterKey(c.App, id, from+1), false, func(_, v []byte) bool {
			if len(letters) == limit {
				next = cursor(letters[limit-1].Pos)
				return false
			}
			var d DeadLetter
			if e = json.Unmarshal(v, &d); e == nil {
				letters = append(letters, d)
			}
			return e == nil
		})
		return orFirst(scanErr, e)
	})
	return letters, next, err
}

// RetryLetters has dead letters sent again: those at the positions, or without any all. It tells how many.
func (s *Service) RetryLetters(ctx context.Context, c Caller, id string, positions []uint64) (n int, err error) {
	if err := checkLetters(c, positions); err != nil || positions != nil && len(positions) == 0 {
		return 0, err
	}
	for after, more := uint64(0), true; more; {
		d, err := do[lettersDone](ctx, s, c.App, &retryLetters{ID: id, Positions: positions, After: after, Most: lettersInOne}, lettersInOne*64)
		if err != nil {
			return n, err
		}
		n, after, more = n+d.count, d.last, d.more
	}
	return n, nil
}

// RemoveLetters forgets dead letters: those at the positions, or without any all. It tells how many.
func (s *Service) RemoveLetters(ctx context.Context, c Caller, id string, positions []uint64) (n int, err error) {
	if err := checkLetters(c, positions); err != nil || positions != nil && len(positions) == 0 {
		return 0, err
	}
	for more := true; more; {
		d, err := do[lettersDone](ctx, s, c.App, &removeLetters{ID: id, Positions: positions, Most: lettersInOne}, lettersInOne*64)
		if err != nil {
			return n, err
		}
		n, more = n+d.count, d.more
	}
	return n, nil
}

func checkLetters(c Caller, positions []uint64) error {
	if err := c.needKey(); err != nil {
		return err
	}
	if len(positions) > lettersInOne {
		return Errorf(CodeTooMany, "%d positions, %d are allowed", len(positions), lettersInOne).At("positions")
	}
	return nil
}

// WebhookPlace tells how far a webhook is; CodeNotFound when there is none.
func (s *Service) WebhookPlace(app AppName, id string) (WebhookPlace, error) {
	return view1(s, func(r Reader) (p WebhookPlace, err error) {
		found, err := getJSON(r, webhookPlaceKey(app, id), &p)
		if err == nil && !found {
			err = Errorf(CodeNotFound, "there is no webhook %q", clip(id)).At("webhook")
		}
		if err != nil {
			return p, err
		}
		var replay Replay
		if found, err = getJSON(r, replayKey(app, id), &replay); found {
			p.Replay = &replay
		}
		scanErr := r.Scan(prefix(app, "retryletter", id), nil, false, func(k, _ []byte) bool {
			p.Retry = append(p.Retry, lastNumber(k))
			return len(p.Retry) < retriesInOne
		})
		return p, orFirst(err, scanErr)
	})
}

// CountLetters counts the dead letters of a webhook.
func (s *Service) CountLetters(app AppName, id string) (n int, err error) {
	err = s.log.View(func(r Reader) error {
		return r.Scan(prefix(app, "deadletter", id), nil, false, func(_, _ []byte) bool { n++; return true })
	})
	return n, err
}

// MoveWebhook keeps how far a webhook is.
func (s *Service) MoveWebhook(ctx context.Context, app AppName, id string, m WebhookMove) error {
	return s.exec(ctx, app, &moveWebhook{id, m}, 256+len(m.Dead)*256+64*(len(m.Retried)+len(m.Taken)))
}
