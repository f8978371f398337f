package chat

import (
	"bytes"
	"context"
	"slices"
)

// SubmitRetained has a message retained, or with an empty payload what its topic retains taken away; done is called once
// that is on disk, or refused. The topic and the right to publish there were looked at.
func (s *Service) SubmitRetained(app AppName, m RetainedMessage, done func(*Outcome)) error {
	op := &setRetained{m.Topic, m.Payload, m.QoS, m.From, m.Client, m.Expires, m.Properties}
	return s.log.Propose(&Proposal{Command: s.command(app, op), Size: int(2*m.size()) + 256, Done: done})
}

// RetainedFor reads a page of what a filter means, after a topic ("": from the first), for who has subscribed to it.
// next is the topic after which to go on, "" at the end. What has expired is left out.
func (s *Service) RetainedFor(app AppName, filter, after string, most int) (page []RetainedMessage, next string, err error) {
	if some, err := s.has(app, retainedTopics); !some || err != nil {
		return nil, "", err // to look around costs more than to ask
	}
	err = s.log.View(func(r Reader) (err error) {
		page, next, err = retainedPage(r, app, filter, after, most)
		return err
	})
	now := s.now().UnixMilli()
	return slices.DeleteFunc(page, func(m RetainedMessage) bool { return m.Expired(now) }), next, err
}

// RetainsNothing tells whether it is known, without a look at the disk, that an app retains nothing.
func (s *Service) RetainsNothing(app AppName) bool {
	some, _, known := s.apps.findHas(appRarity{app, retainedTopics})
	return known && !some
}

// needRetained refuses who may not administer retained messages, and what is no filter.
func (c Caller) needRetained(filter string) error {
	if !c.Admin {
		return Errorf(CodeForbidden, "only the app's key may see and remove what is retained; users subscribe")
	}
	if _, _, shared := CutShare(filter); shared {
		return Errorf(CodeBadAddress, "a shared subscription retains nothing: leave $share out").At("filter")
	}
	return CheckDeviceFilter(filter)
}

// Retained reads a page of an app's retained messages by topic, 1 to 1000 (0: 100), and how much the app retains.
func (s *Service) Retained(c Caller, filter, cursor string, limit int) (page []RetainedMessage, next string, use RetainedUse, err error) {
	if err := c.needRetained(filter); err != nil {
		return nil, "", use, err
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", use, err
	}
	if use, err = view1(s, func(r Reader) (RetainedUse, error) {
		return getUse(r, retainedUseKey(c.App), RetainedUse{})
	}); err != nil {
		return nil, "", use, err
	}
	page, next, err = s.RetainedFor(c.App, filter, cursor, limit)
	return page, next, use, err
}

// RetainedOn reads what a topic retains; CodeNotFound when it is nothing.
func (s *Service) RetainedOn(c Caller, topic string) (RetainedMessage, error) {
	if err := c.needRetained(topic); err != nil {
		return RetainedMessage{}, err
	}
	m, err := view1(s, func(r Reader) (m RetainedMessage, err error) {
		b, err := r.Get(retainedKey(c.App, topic))
		if b == nil || err != nil {
			return m, err
		}
		return decodeRetained(topic, bytes.Clone(b))
	})
	if err == nil && (len(m.Payload) == 0 || m.Expired(s.now().UnixMilli())) {
		err = Errorf(CodeNotFound, "%q retains nothing", clip(topic)).At("topic")
	}
	return m, err
}

// DropRetained takes away what a filter means, and tells how many messages that were. Nobody is told of it.
func (s *Service) DropRetained(ctx context.Context, c Caller, filter string) (dropped int, err error) {
	if err := c.needRetained(filter); err != nil {
		return 0, err
	}
	after := ""
	for {
		op, size := &dropRetained{}, 0
		err := s.log.View(func(r Reader) error {
			page, next, err := retainedPage(r, c.App, filter, after, purgeMost)
			for _, m := range page {
				op.Topics, size = append(op.Topics, m.Topic), size+2*len(m.Topic)+64
			}
			after = next
			return err
		})
		if err != nil {
			return dropped, err
		}
		if len(op.Topics) > 0 {
			n, err := do[int](ctx, s, c.App, op, size)
			dropped += n
			if err != nil {
				return dropped, err
			}
		}
		if after == "" {
			return dropped, nil
		}
	}
}
