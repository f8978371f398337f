package api

import (
	"context"
	"unicode/utf8"

	"github.com/hongyan-im/hongyan/chat"
)

// RetainedQuery says which retained messages are wanted.
type RetainedQuery struct {
	Filter string `query:"filter" default:"#" maxLength:"4096" example:"dev/+/state" doc:"Of these topics only, an MQTT filter"`
	Cursor string `query:"cursor" maxLength:"4096" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" doc:"How many; 100 if absent"`
}

// Retained tells of a retained message without what it says.
type Retained struct {
	Topic   string      `json:"topic" example:"dev/lamp-7/state"`
	QoS     byte        `json:"qos"`
	Size    int         `json:"size" doc:"Bytes of the payload"`
	From    chat.UserID `json:"from" doc:"Who published it"`
	Client  string      `json:"client" doc:"With which client id"`
	At      int64       `json:"at" doc:"When, milliseconds since 1970"`
	Expires int64       `json:"expires,omitempty" doc:"When it runs out, milliseconds since 1970; absent: never"`
}

func retainedOf(m *chat.RetainedMessage) Retained {
	return Retained{m.Topic, m.QoS, len(m.Payload), m.From, m.Client, m.At, m.Expires}
}

// RetainedPage is a page of retained messages.
type RetainedPage struct {
	Retained []Retained `json:"retained"`
	Next     string     `json:"next,omitempty" doc:"Cursor of the next page, which may be there after an empty page too; absent on the last"`
	chat.RetainedUse
}

func (a *API) listRetained(ctx context.Context, in *RetainedQuery) (*answer[RetainedPage], error) {
	found, next, use, err := a.chat.Retained(caller(ctx), in.Filter, in.Cursor, in.Limit)
	page := RetainedPage{Retained: make([]Retained, len(found)), Next: next, RetainedUse: use}
	for i := range found {
		page.Retained[i] = retainedOf(&found[i])
	}
	return ok(page, err)
}

// RetainedMessage is a retained message with all that it says.
type RetainedMessage struct {
	Retained
	Payload *string `json:"payload,omitempty" doc:"As text; absent when it is none"`
	Bytes   []byte  `json:"payload_base64,omitempty" doc:"When it is no text in UTF-8"`

	ContentType string `json:"content_type,omitempty"`
	Response    string `json:"response_topic,omitempty"`
	Correlation []byte `json:"correlation_data,omitempty" doc:"base64"`
	Text        bool   `json:"utf8,omitempty" doc:"The payload format indicator says that it is text"`

	Properties []chat.UserProperty `json:"user_properties,omitempty"`
}

func (a *API) getRetained(ctx context.Context, in *struct {
	Topic string `path:"topic" maxLength:"4096" doc:"With its slashes as %2F" example:"dev%2Flamp-7%2Fstate"`
}) (*answer[RetainedMessage], error) {
	m, err := a.chat.RetainedOn(caller(ctx), in.Topic)
	if err != nil {
		return nil, err
	}
	out := RetainedMessage{Retained: retainedOf(&m)}
	if utf8.Valid(m.Payload) {
		s := string(m.Payload)
		out.Payload = &s
	} else {
		out.Bytes = m.Payload
	}
	p := chat.ParseDeviceProperties(m.Properties)
	out.Text = p.Format != nil && *p.Format == 1
	out.ContentType, out.Response, out.Correlation, out.Properties = p.ContentType, p.Response, p.Correlation, p.User
	return ok(out, nil)
}

// RetainedRemoved says how much was removed.
type RetainedRemoved struct {
	Removed int `json:"removed" doc:"Messages"`
}

func (a *API) removeRetained(ctx context.Context, in *struct {
	Filter string `query:"filter" required:"true" maxLength:"4096" example:"dev/lamp-7/#" doc:"A topic, or an MQTT filter for many"`
}) (*answer[RetainedRemoved], error) {
	n, err := a.chat.DropRetained(ctx, caller(ctx), in.Filter)
	return ok(RetainedRemoved{n}, err)
}
