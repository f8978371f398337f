package auth

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/hongyan-im/hongyan/chat"
)

// pool bounds how many hashes are computed at once, and how many callers wait for one: each takes memory and a
// processor for tens of milliseconds.
type pool struct {
	slots   chan struct{}
	waiting atomic.Int64
	most    int64
}

func newPool(atOnce, waiting int) *pool {
	return &pool{slots: make(chan struct{}, atOnce), most: int64(waiting)}
}

// run calls f when there is room, in the caller's goroutine. It returns f's error, that of ctx, or an Error with
// CodeOverloaded.
func (p *pool) run(ctx context.Context, f func() error) error {
	if err := p.enter(ctx); err != nil {
		return err
	}
	defer func() { <-p.slots }()
	return f()
}

func (p *pool) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("wait for a place: %w", err)
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	default:
	}
	defer p.waiting.Add(-1)
	if p.waiting.Add(1) > p.most {
		err := chat.Errorf(chat.CodeOverloaded, "too many logins at once: try again")
		err.RetryAfter = 1
		return err
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for a place: %w", ctx.Err())
	}
}
