package chat

import (
	"context"
	"time"
)

// MaxRetentionDays bounds the days that an app sets.
const MaxRetentionDays = 36_500

const (
	retainEvery  = 6 * time.Hour
	retainMost   = 200   // messages that one command removes
	retainHeads  = 1_000 // conversations that are looked at in one reading
	dayMS        = 24 * 3600 * 1000
	retainedSize = 128 // about what removing a message adds to a batch
)

// Retain removes the messages that are older than their app keeps them.
func (s *Service) Retain(ctx context.Context) error {
	apps, err := s.Apps()
	for _, a := range apps {
		if err == nil && a.Settings.RetentionDays > 0 {
			err = s.retain(ctx, a.Name, s.now().UnixMilli()-int64(a.Settings.RetentionDays)*dayMS)
		}
	}
	return err
}

func (s *Service) retain(ctx context.Context, app AppName, before int64) error {
	cursor := ""
	for {
		aged, next, err := s.agedConversations(app, cursor, before)
		if err != nil {
			return err
		}
		for _, conv := range aged {
			for more := true; more; {
				if more, err = do[bool](ctx, s, app, &expireMessages{Conv: conv, Before: before, Most: retainMost}, retainMost*retainedSize); err != nil {
					return err
				}
			}
		}
		if cursor = next; cursor == "" {
			return nil
		}
	}
}

// agedConversations finds, in a page of all conversations, those whose oldest message is from before a time.
func (s *Service) agedConversations(app AppName, cursor string, before int64) (aged []Conversation, next string, err error) {
	names, next, err := s.page(prefix(app, "head"), cursor, retainHeads)
	if err != nil {
		return nil, "", err
	}
	err = s.log.View(func(r Reader) error {
		for _, name := range names {
			conv := Conversation(name)
			h, err := getHead(r, app, conv)
			if err != nil {
				return err
			}
			b, err := r.Get(messageKey(app, conv, h.gone+1))
			if err != nil {
				return err
			}
			if b == nil {
				continue
			}
			m, err := readMessage(b)
			if err != nil {
				return err
			}
			if m.TS < before {
				aged = append(aged, conv)
			}
		}
		return nil
	})
	return aged, next, err
}
