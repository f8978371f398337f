package chat

import (
	"encoding/json"
	"slices"
)

// putWebhook makes a webhook, or replaces what it is. A new one is told what happens from then on.
type putWebhook struct {
	Webhook Webhook `json:"webhook"`
	Secret  string  `json:"secret"`
	New     bool    `json:"new,omitempty"`
}

func (op *putWebhook) apply(s *state) (any, error) {
	h := op.Webhook
	h.Created, h.Changed, h.Secret = s.at, s.at, op.Secret
	if op.New {
		all, err := getWebhooks(s.tx, s.app)
		if err != nil {
			return nil, err
		}
		if len(all) >= MaxWebhooks {
			return nil, Errorf(CodeTooMany, "an app may have %d webhooks", MaxWebhooks)
		}
		pos, err := feedPos(s.tx, s.app)
		if err != nil {
			return nil, err
		}
		if err := s.setJSON(webhookPlaceKey(s.app, h.ID), WebhookPlace{Cursor: pos}); err != nil {
			return nil, err
		}
	} else {
		was, err := getWebhook(s.tx, s.app, h.ID)
		if err != nil {
			return nil, err
		}
		h.Created, h.Changed = was.Created, max(s.at, was.Changed+1)
	}
	s.emit(&WebhooksChanged{App: s.app})
	return h, s.setJSON(webhookKey(s.app, h.ID), storedWebhook{h, h.Secret})
}

// dropWebhook removes a webhook with its dead letters, up to Most of them; its value tells whether there are more, and
// the webhook with them.
type dropWebhook struct {
	ID   string `json:"id"`
	Most int    `json:"most"`
}

func (op *dropWebhook) apply(s *state) (any, error) {
	if _, err := getWebhook(s.tx, s.app, op.ID); err != nil {
		return nil, err
	}
	for _, class := range []string{"retryletter", "deadletter"} {
		if more, err := s.deletePrefix(prefix(s.app, class, op.ID), op.Most); more || err != nil {
			return true, err
		}
	}
	for _, k := range [][]byte{webhookPlaceKey(s.app, op.ID), replayKey(s.app, op.ID), webhookKey(s.app, op.ID)} {
		if err := s.delete(k); err != nil {
			return nil, err
		}
	}
	s.emit(&WebhooksChanged{App: s.app})
	return false, nil
}

// WebhookMove is how a webhook moves on.
type WebhookMove struct {
	Place *WebhookPlace `json:"place,omitempty"` // nil: it stays

	Replay  int64  `json:"replay,omitempty"`   // Asked of the replay that moves on, 0: none
	ReplayA uint64 `json:"replay_a,omitempty"` // its new After

	Retried []uint64     `json:"retried,omitempty"` // letters that were tried again
	Taken   []uint64     `json:"taken,omitempty"`   // letters that were taken
	Dead    []DeadLetter `json:"dead,omitempty"`    // what is given up
}

// moveWebhook keeps how far a webhook is. For a webhook that is gone it does nothing.
type moveWebhook struct {
	ID string `json:"id"`
	WebhookMove
}

func (op *moveWebhook) apply(s *state) (any, error) {
	if there, err := s.has(webhookPlaceKey(s.app, op.ID)); !there || err != nil {
		return nil, err
	}
	if op.Place != nil {
		if err := s.setJSON(webhookPlaceKey(s.app, op.ID), op.Place); err != nil {
			return nil, err
		}
	}
	if err := op.replay(s); err != nil {
		return nil, err
	}
	for _, pos := range slices.Concat(op.Retried, op.Taken) {
		if err := s.delete(retryKey(s.app, op.ID, pos)); err != nil {
			return nil, err
		}
	}
	for _, pos := range op.Taken {
		if err := s.delete(letterKey(s.app, op.ID, pos)); err != nil {
			return nil, err
		}
	}
	return nil, op.bury(s)
}

func (op *moveWebhook) replay(s *state) error {
	var now Replay
	found, err := getJSON(s.tx, replayKey(s.app, op.ID), &now)
	if err != nil || !found || op.Replay == 0 || now.Asked != op.Replay {
		return err // replaced by another
	}
	if now.After = op.ReplayA; now.After >= now.UpTo {
		return s.delete(replayKey(s.app, op.ID))
	}
	return s.setJSON(replayKey(s.app, op.ID), now)
}

// bury keeps dead letters, and drops the oldest where they are too many.
func (op *moveWebhook) bury(s *state) error {
	if len(op.Dead) == 0 {
		return nil
	}
	for _, d := range op.Dead {
		d.At = s.at
		if err := s.setJSON(letterKey(s.app, op.ID, d.Pos), d); err != nil {
			return err
		}
	}
	var all []uint64
	if err := s.tx.Scan(prefix(s.app, "deadletter", op.ID), nil, false, func(k, _ []byte) bool {
		all = append(all, lastNumber(k))
		return true
	}); err != nil {
		return err
	}
	for len(all) > MaxDeadLetters {
		for _, k := range [][]byte{letterKey(s.app, op.ID, all[0]), retryKey(s.app, op.ID, all[0])} {
			if err := s.delete(k); err != nil {
				return err
			}
		}
		all = all[1:]
	}
	return nil
}

// replayWebhook has a webhook told a part of the feed again, in place of a part that it is being told again now.
type replayWebhook struct {
	ID    string `json:"id"`
	Since int64  `json:"since"`
	Until int64  `json:"until"`
}

// replaySlack is how far the times of commands may be out of order, ms.
const replaySlack = 60_000

func (op *replayWebhook) apply(s *state) (any, error) {
	if _, err := getWebhook(s.tx, s.app, op.ID); err != nil {
		return nil, err
	}
	after, err := feedBefore(s.tx, s.app, op.Since-replaySlack)
	if err != nil {
		return nil, err
	}
	last, err := feedPos(s.tx, s.app)
	if err != nil {
		return nil, err
	}
	upTo, err := feedBefore(s.tx, s.app, op.Until+replaySlack)
	if err != nil {
		return nil, err
	}
	var before Replay
	if _, err := getJSON(s.tx, replayKey(s.app, op.ID), &before); err != nil {
		return nil, err
	}
	p := Replay{After: after, UpTo: min(last, upTo+feedMark), Since: op.Since, Until: op.Until, Asked: max(s.at, before.Asked+1)}
	s.emit(&WebhooksChanged{App: s.app})
	if p.After >= p.UpTo {
		return p, s.delete(replayKey(s.app, op.ID))
	}
	return p, s.setJSON(replayKey(s.app, op.ID), p)
}

// letters collects dead letters: those at the positions, or without any up to most of all after one.
func (s *state) letters(id string, positions []uint64, after uint64, most int) (found []uint64, err error) {
	if positions == nil {
		err = s.tx.Scan(prefix(s.app, "deadletter", id), letterKey(s.app, id, after+1), false, func(k, _ []byte) bool {
			found = append(found, lastNumber(k))
			return len(found) < most
		})
		return found, err
	}
	for _, pos := range positions {
		there, err := s.has(letterKey(s.app, id, pos))
		if err != nil {
			return nil, err
		}
		if there && !slices.Contains(found, pos) {
			found = append(found, pos)
		}
	}
	return found, nil
}

// lettersDone is what came of a command about dead letters.
type lettersDone struct {
	count int
	last  uint64
	more  bool // there may be more after last
}

func doneWith(found []uint64, positions []uint64, most int) lettersDone {
	d := lettersDone{count: len(found), more: positions == nil && len(found) == most}
	if len(found) > 0 {
		d.last = found[len(found)-1]
	}
	return d
}

// retryLetters has dead letters sent again.
type retryLetters struct {
	ID        string   `json:"id"`
	Positions []uint64 `json:"positions,omitempty"` // nil: all after After
	After     uint64   `json:"after,omitempty"`
	Most      int      `json:"most"`
}

func (op *retryLetters) apply(s *state) (any, error) {
	if _, err := getWebhook(s.tx, s.app, op.ID); err != nil {
		return nil, err
	}
	found, err := s.letters(op.ID, op.Positions, op.After, op.Most)
	for _, pos := range found {
		if err == nil {
			err = s.set(retryKey(s.app, op.ID, pos), []byte{1})
		}
	}
	s.emit(&WebhooksChanged{App: s.app})
	return doneWith(found, op.Positions, op.Most), err
}

// removeLetters forgets dead letters.
type removeLetters struct {
	ID        string   `json:"id"`
	Positions []uint64 `json:"positions,omitempty"` // nil: all
	Most      int      `json:"most"`
}

func (op *removeLetters) apply(s *state) (any, error) {
	if _, err := getWebhook(s.tx, s.app, op.ID); err != nil {
		return nil, err
	}
	found, err := s.letters(op.ID, op.Positions, 0, op.Most)
	for _, pos := range found {
		for _, k := range [][]byte{letterKey(s.app, op.ID, pos), retryKey(s.app, op.ID, pos)} {
			if err == nil {
				err = s.delete(k)
			}
		}
	}
	return doneWith(found, op.Positions, op.Most), err
}

// letters removes dead letters that are older than DeadLetterDays.
func (op *purge) letters(s *state, done *Purged) error {
	return op.deleteExpired(s, done, prefix(s.app, "deadletter"), false, func(_, v []byte) bool {
		var d DeadLetter
		return json.Unmarshal(v, &d) == nil && d.At < s.at-DeadLetterDays*dayMS
	})
}
