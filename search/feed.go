package search

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/hongyan-im/hongyan/chat"
)

// feed indexes the next batch of an app's changes; more tells that there are still some.
func (e *Engine) feed(ctx context.Context, app chat.AppName, i *appIndex) (more bool, err error) {
	select {
	case <-i.failed:
		return true, i.why
	default:
	}
	began := time.Now()
	end, err := e.o.Service.Position(app)
	if err != nil {
		return false, err
	}
	if i.meta.Position > end {
		return false, errAhead
	}
	if end-i.meta.Position > busy/2 {
		if end, err = e.calm(ctx, app, end); err != nil {
			return false, err
		}
	}
	changes, upTo, err := e.o.Service.Feed(app, i.meta.Position, batchMost)
	if err != nil {
		return false, err
	}
	more = upTo < end
	if len(changes) == 0 && i.meta.Built {
		return false, nil
	}
	batch, err := e.batch(app, i, changes)
	if err != nil {
		return false, err
	}
	if err := i.write(batch, upTo, !more); err != nil {
		return false, err
	}
	return more, e.rest(ctx, app, end, time.Since(began))
}

// busy is so many changes a second that indexing them, at several times the cost of sending, would take the processors
// from the messages.
const busy = 1000

// calm waits until an app gets fewer changes than busy, and gives the end of its feed then. Answers tell meanwhile how
// far the index is behind.
func (e *Engine) calm(ctx context.Context, app chat.AppName, end uint64) (uint64, error) {
	const look = 250 * time.Millisecond
	for pause(ctx, look) {
		now, err := e.o.Service.Position(app)
		if err != nil {
			return end, err
		}
		grown := float64(now-end) / look.Seconds()
		if end = now; grown <= busy {
			break
		}
	}
	return end, ctx.Err()
}

// rest leaves the processors to the messages: while others write, it works a quarter of the time. end is where the feed
// ended before the work that took so long.
func (e *Engine) rest(ctx context.Context, app chat.AppName, end uint64, took time.Duration) error {
	now, err := e.o.Service.Position(app)
	if err == nil && now > end {
		pause(ctx, min(3*took, time.Second))
	}
	return err
}

// batch reads the messages that changed, as they are now.
func (e *Engine) batch(app chat.AppName, i *appIndex, changes []chat.Change) (*index.Batch, error) {
	b := index.NewBatch()
	var refs []chat.Ref
	seen := make(map[chat.Ref]bool, len(changes))
	edited := map[chat.Ref]bool{}
	for _, c := range changes {
		ref := chat.Ref{Conv: c.Conv, Seq: c.Seq}
		if c.Kind == chat.ChangeEdited {
			edited[ref] = true
		}
		if (c.Kind == chat.ChangeMessage || c.Kind == chat.ChangeEdited) && !seen[ref] {
			seen[ref] = true
			refs = append(refs, ref)
		}
	}
	if err := i.forget(b, expired(changes)); err != nil {
		return nil, err
	}
	messages, err := e.o.Service.Read(chat.Caller{App: app, Admin: true}, refs)
	if err != nil {
		return nil, err
	}
	for n, m := range messages {
		text := ""
		if m != nil {
			if text, err = e.text(app, m); err != nil {
				return nil, err
			}
		}
		switch {
		case text != "":
			b.Update(newDocument(refs[n].Conv, m, text))
		case edited[refs[n]]:
			b.Delete(docID(refs[n].Conv, refs[n].Seq))
		}
	}
	return b, nil
}

// expired finds the conversations of which the beginning was removed, and up to which seq.
func expired(changes []chat.Change) map[chat.Conversation]uint64 {
	gone := map[chat.Conversation]uint64{}
	for _, c := range changes {
		if c.Kind != chat.ChangeEvent || !bytes.Contains(c.Event, []byte(`"messages.expired"`)) {
			continue
		}
		var event struct {
			Event        string            `json:"event"`
			Conversation chat.Conversation `json:"conversation"`
			Seq          uint64            `json:"seq"`
		}
		if json.Unmarshal(c.Event, &event) == nil && event.Event == "messages.expired" {
			gone[event.Conversation] = max(gone[event.Conversation], event.Seq)
		}
	}
	return gone
}

func (e *Engine) text(app chat.AppName, m *chat.Message) (string, error) {
	return textOf(m, func(file string) (string, error) { return e.o.Service.FileName(app, file) })
}
