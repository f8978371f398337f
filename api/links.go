package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// LinkStatus is what the API asks of who connects links.
type LinkStatus interface {
	// Status tells how a link fares.
	Status(chat.AppName, chat.Link) (chat.LinkRun, error)
}

// LinkBody is what a link is to be.
type LinkBody struct {
	Address  string           `json:"address" maxLength:"512" example:"mqtts://broker.example.com:8883" doc:"mqtt:// or mqtts://, a host and, if it is not the usual one, a port"`
	ClientID string           `json:"client_id,omitempty" maxLength:"256" doc:"With which the link connects; if absent, one is made and kept"`
	User     string           `json:"user,omitempty" maxLength:"256" doc:"User name at the other broker"`
	Password *string          `json:"password,omitempty" maxLength:"1024" doc:"Its password, which is never given back; if absent, the one before stays"`
	CA       string           `json:"ca,omitempty" maxLength:"16384" doc:"Certificates (PEM) that sign the other broker's, when the system does not know them"`
	Topics   []chat.LinkTopic `json:"topics" maxItems:"100"`
	Enabled  *bool            `json:"enabled,omitempty" doc:"true if absent"`
	Queue    int              `json:"queue,omitempty" minimum:"0" maximum:"1000000" doc:"Messages that wait on disk while the other broker is away; 100000 if absent"`
}

// LinkView is a link, and how it fares.
type LinkView struct {
	chat.Link
	chat.LinkRun
}

// LinkViews are an app's links.
type LinkViews struct {
	Links []LinkView `json:"links"`
}

// OneLink is the link in a path.
type OneLink struct {
	Link string `path:"link" doc:"A link's name" example:"site-2"`
}

func (a *API) viewLink(ctx context.Context, l chat.Link) (LinkView, error) {
	v := LinkView{Link: l, LinkRun: chat.LinkRun{State: "off"}}
	if a.o.Links == nil {
		return v, nil
	}
	var err error
	v.LinkRun, err = a.o.Links.Status(caller(ctx).App, l)
	return v, err
}

func (a *API) listLinks(ctx context.Context, _ *struct{}) (*answer[LinkViews], error) {
	links, err := a.chat.Links(caller(ctx))
	out := LinkViews{Links: make([]LinkView, len(links))}
	for i, l := range links {
		if err == nil {
			out.Links[i], err = a.viewLink(ctx, l)
		}
	}
	return ok(out, err)
}

func (a *API) getLink(ctx context.Context, in *OneLink) (*answer[LinkView], error) {
	l, err := a.chat.Link(caller(ctx), in.Link)
	if err != nil {
		return nil, err
	}
	return ok(a.viewLink(ctx, l))
}

func (a *API) putLink(ctx context.Context, in *struct {
	OneLink
	Body LinkBody
}) (*answer[LinkView], error) {
	b := in.Body
	l := chat.Link{Name: in.Link, Address: b.Address, ClientID: b.ClientID, User: b.User, CA: b.CA, Topics: b.Topics, Enabled: b.Enabled == nil || *b.Enabled, Queue: b.Queue}
	l, err := a.chat.PutLink(ctx, caller(ctx), l, b.Password)
	if err != nil {
		return nil, err
	}
	return ok(a.viewLink(ctx, l))
}

func (a *API) removeLink(ctx context.Context, in *OneLink) (*nothing, error) {
	return nil, a.chat.RemoveLink(ctx, caller(ctx), in.Link)
}
