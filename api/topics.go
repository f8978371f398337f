package api

import (
	"context"
	"encoding/json"
	"unicode/utf8"

	"github.com/hongyan-im/hongyan/chat"
)

// TopicQuestion asks what an app's rules decide.
type TopicQuestion struct {
	User     chat.UserID   `json:"user" example:"lamp-7"`
	Client   string        `json:"client,omitempty" maxLength:"256" doc:"The client id of the session; empty: none"`
	Platform chat.Platform `json:"platform,omitempty" doc:"Of the session, such as iot; empty: other"`
	Topic    string        `json:"topic" example:"dev/lamp-7/state" doc:"A topic to publish to, or a filter to subscribe to"`
	Action   string        `json:"action" enum:"publish,subscribe"`
}

func (a *API) explainTopic(ctx context.Context, in *struct{ Body TopicQuestion }) (*answer[chat.TopicDecision], error) {
	q := in.Body
	platform, err := chat.ParsePlatform(string(q.Platform))
	if err != nil {
		return nil, err
	}
	return ok(a.chat.ExplainTopic(caller(ctx), chat.Caller{User: q.User, Platform: platform}, q.Client, q.Action, q.Topic))
}

// Forwards are the rules that make messages of publishes.
type Forwards struct {
	Rules []chat.ForwardCount `json:"rules"`
}

func (a *API) listForwards(ctx context.Context, _ *struct{}) (*answer[Forwards], error) {
	all, err := a.chat.Forwards(caller(ctx))
	return ok(Forwards{orEmpty(all)}, err)
}

// ForwardAnswers are what rules make of a publish.
type ForwardAnswers struct {
	Messages []chat.ForwardAnswer `json:"messages" doc:"One for each rule that means the topic"`
}

func (a *API) explainForwards(ctx context.Context, in *struct{ Body chat.ForwardQuestion }) (*answer[ForwardAnswers], error) {
	all, err := a.chat.ExplainForwards(caller(ctx), in.Body)
	return ok(ForwardAnswers{all}, err)
}

// CommandQuestion asks what an app's rules publish of a cmd.
type CommandQuestion struct {
	From chat.UserID     `json:"from" example:"ann"`
	To   chat.UserID     `json:"to" example:"lamp-7"`
	Body json.RawMessage `json:"body" doc:"A JSON object"`
}

// CommandAnswer is what is published of a cmd.
type CommandAnswer struct {
	Published bool    `json:"published" doc:"false: no rule means the receiver"`
	Topic     string  `json:"topic,omitempty"`
	Payload   *string `json:"payload,omitempty"`
	Response  string  `json:"response,omitempty" doc:"The topic on which the device is to answer; absent: no answer is awaited"`
	Timeout   int64   `json:"timeout,omitempty" doc:"Seconds for which it is awaited"`
}

func (a *API) explainCommand(ctx context.Context, in *struct{ Body CommandQuestion }) (*answer[CommandAnswer], error) {
	d, err := a.chat.ExplainCommand(caller(ctx), in.Body.From, in.Body.To, in.Body.Body)
	if d == nil || err != nil {
		return ok(CommandAnswer{}, err)
	}
	out := CommandAnswer{Published: true, Topic: d.Topic, Response: d.Response, Timeout: d.Timeout / 1000}
	if utf8.Valid(d.Payload) {
		s := string(d.Payload)
		out.Payload = &s
	}
	return ok(out, nil)
}
