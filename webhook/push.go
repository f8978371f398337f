package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Bounds of pushes.
const (
	pushChunk  = 100  // users of one event
	pushUsers  = 1000 // users of one request, and in a second
	wechatOnce = 8    // messages to WeChat at once
)

// pushEvent tells whom to tell of a message.
type pushEvent struct {
	ID       string `json:"id"`
	Pos      uint64 `json:"pos"`
	Name     string `json:"event"`
	Replayed bool   `json:"replayed,omitempty"`
	*chat.Push
}

// pushes tells whether the webhook follows who is to be told of messages.
func (r *runner) pushes() bool { return r.hook.Kind != chat.WebhookEvents }

// most is how many users a batch of pushes has.
func (r *runner) most() int {
	if r.hook.Kind == chat.WebhookWeChat {
		return wechatOnce
	}
	return pushUsers
}

// addPush puts into the batch whom to tell of an entry of the feed, from b.midway on; false: not all had room.
func (r *runner) addPush(c chat.Change, b *collected) (whole bool, err error) {
	if c.Kind != chat.ChangeMessage || c.Conv.Kind() == chat.KindRoom {
		b.midway = ""
		return true, nil
	}
	if r.hook.Kind == chat.WebhookWeChat && len(b.pushes) > 0 {
		b.full = true // one message at a time: a user's grants are counted, and what he reads comes in order
		return false, nil
	}
	q := chat.PushQuery{Conv: c.Conv, Seq: c.Seq, Online: func(u chat.UserID) bool { return r.all.o.Online(r.app, u) }}
	if r.hook.Kind == chat.WebhookWeChat {
		q.Template, q.Platform = r.wechat.Template, "wechat"
	}
	for {
		if b.users >= r.most() {
			b.full = true
			return false, nil
		}
		q.After, q.Most = b.midway, min(pushChunk, r.most()-b.users)
		p, next, err := r.all.o.Service.Push(r.app, q)
		if err != nil {
			return false, err
		}
		if p != nil && len(p.Users) > 0 {
			e := pushEvent{ID: fmt.Sprintf("%s-%d-%s", r.app, c.Pos, p.Users[0].User), Pos: c.Pos, Name: "push", Replayed: b.again, Push: p}
			encoded, err := json.Marshal(e)
			if err != nil {
				return false, err
			}
			if b.put(encoded, "push", c.Pos); b.full {
				return false, nil
			}
			b.users += len(p.Users)
			b.pushes = append(b.pushes, p)
		}
		if p != nil {
			b.skipped += p.Skipped
		}
		if b.midway = next; next == "" {
			return true, nil
		}
	}
}

// retryPush sends the pushes of dead letters again, one letter after the other, to those who still are to be told.
func (r *runner) retryPush(ctx context.Context) error {
	for _, pos := range r.place.Retry {
		for midway := chat.UserID(""); ; {
			b := r.newBatch()
			b.midway = midway
			if _, err := r.collect(pos-1, pos, b); err != nil {
				return err
			}
			if len(b.events) > 0 {
				if refused := r.send(ctx, b); refused != nil && ctx.Err() != nil {
					return ctx.Err()
				} else if refused != nil {
					return r.move(ctx, chat.WebhookMove{Retried: []uint64{pos}, Dead: b.dead(refused)}, refused)
				}
				r.pace(ctx, b)
			}
			if midway = b.midway; midway == "" {
				break
			}
		}
		if err := r.move(ctx, chat.WebhookMove{Taken: []uint64{pos}}, nil); err != nil {
			return err
		}
	}
	return nil
}

// pace keeps pushes of a webhook to pushUsers a second.
func (r *runner) pace(ctx context.Context, b *collected) {
	if r.hook.Kind != chat.WebhookPush || b.users == 0 {
		return
	}
	timer := time.NewTimer(time.Duration(b.users) * time.Second / pushUsers)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
