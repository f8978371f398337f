package api

import (
	"context"

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
