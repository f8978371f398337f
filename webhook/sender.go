package webhook

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/webhook/wechat"
)

// told is one user whom WeChat was asked to tell.
type told struct {
	user chat.UserID
	seq  string // of which message
	err  *wechat.Error
}

// writeWeChat sends a batch's pushes as messages of WeChat, all at once. Those that were sent are noted, whatever
// becomes of the others.
func (r *runner) writeWeChat(ctx context.Context, b *collected) *refusal {
	results := make(chan told, b.users)
	var work sync.WaitGroup
	for _, p := range b.pushes {
		for _, u := range p.Users {
			if seq := p.ID; r.sent[u.User] != seq {
				work.Go(func() { results <- told{u.User, seq, r.tell(ctx, p, u)} })
			}
		}
	}
	work.Wait()
	close(results)
	var spent, refusedBy []chat.UserID
	var later *refusal
	for t := range results {
		switch {
		case t.err == nil:
			spent, r.sent[t.user] = append(spent, t.user), t.seq
		case t.err.Refused():
			refusedBy, r.sent[t.user] = append(refusedBy, t.user), t.seq
		case t.err.Later():
			later = &refusal{text: t.err.Error()}
		default:
			r.sent[t.user] = t.seq
			r.invalid(t.err)
		}
	}
	if err := r.all.o.Service.SpendGrants(context.WithoutCancel(ctx), r.app, r.wechat.Template, spent, refusedBy); err != nil {
		return &refusal{text: "the server failed; its log says why"}
	}
	r.mu.Lock()
	r.now.Delivered += uint64(len(spent))
	r.more.Refused += uint64(len(refusedBy))
	r.mu.Unlock()
	if later == nil {
		clear(r.sent)
	}
	return later
}

// invalid notes a message that WeChat does not take, and would not take later.
func (r *runner) invalid(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.more.Invalid++
	r.now.LastError, r.now.LastErrorAt = why.Error(), r.all.o.Now().UnixMilli()
}

func (r *runner) tell(ctx context.Context, p *chat.Push, u chat.PushUser) *wechat.Error {
	m := wechat.Message{ToUser: u.Devices[0].Token, Template: r.wechat.Template, State: r.wechat.State, Data: map[string]wechat.Value{}}
	m.Page = strings.ReplaceAll(r.wechat.Page, "{conversation}", url.QueryEscape(p.Conversation.String()))
	for name, source := range r.wechat.Fields {
		m.Data[name] = wechat.Value{Value: fieldValue(name, source, p, u)}
	}
	err := r.all.wechat.Send(ctx, r.wechat.AppID, r.wechat.Secret, m)
	if err == nil {
		return nil
	}
	return err.(*wechat.Error) // Send gives no other
}

// shanghai is the time of those who read the messages.
var shanghai = time.FixedZone("CST", 8*3600)

// fieldMost is how many characters WeChat takes, by the kind of a field.
var fieldMost = map[string]int{"thing": 20, "name": 10, "phrase": 5, "number": 32, "letter": 32, "symbol": 5, "character_string": 32}

// fieldValue gives what stands in a field of a template, as WeChat takes it: not empty, and not too long.
func fieldValue(name, source string, p *chat.Push, u chat.PushUser) (value string) {
	switch source {
	case "nickname":
		value = p.Nickname
	case "title":
		value = p.Title
	case "text":
		value = p.Text
	case "time":
		value = time.UnixMilli(p.TS).In(shanghai).Format("2006年01月02日 15:04")
	case "unread":
		value = strconv.FormatUint(u.Unread, 10)
	default:
		value = source[1:] // =TEXT
	}
	value = strings.Join(strings.Fields(value), " ")
	if value == "" {
		value = "-"
	}
	most, known := fieldMost[strings.TrimRight(name, "0123456789")]
	if known && utf8.RuneCountInString(value) > most {
		value = string([]rune(value)[:most-1]) + "…"
	}
	return value
}
