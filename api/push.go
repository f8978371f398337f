package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// NewPushDevice registers a device.
type NewPushDevice struct {
	Platform chat.Platform `json:"platform" enum:"wechat,qq,alipay,baidu,douyin,uniapp,web,ios,android,desktop,iot,other"`
	Device   string        `json:"device,omitempty" doc:"Tells devices of one platform apart"`
	Token    string        `json:"token" doc:"What the platform knows the user or the device by: an openid on wechat, a push token elsewhere; at most 1,024 bytes"`
}

func (a *API) setPushDevice(ctx context.Context, in *struct {
	AsUser
	Body NewPushDevice
}) (*answer[chat.PushDevice], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.SetPushDevice(ctx, c, chat.PushDevice{Platform: in.Body.Platform, Device: in.Body.Device, Token: in.Body.Token}))
}

// PushDevices are where a user is reached who is not connected.
type PushDevices struct {
	Devices []chat.PushDevice `json:"devices"`
	Grants  []chat.PushGrant  `json:"grants"`
}

func (a *API) listPushDevices(ctx context.Context, in *AsUser) (*answer[PushDevices], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	devices, grants, err := a.chat.PushDevices(c)
	return ok(PushDevices{orEmpty(devices), orEmpty(grants)}, err)
}

func (a *API) removePushDevice(ctx context.Context, in *struct {
	AsUser
	Platform string `query:"platform" required:"true" doc:"As it was registered"`
	Device   string `query:"device" doc:"As it was registered"`
}) (*nothing, error) {
	c, err := in.user(ctx)
	if err == nil {
		err = a.chat.RemovePushDevice(ctx, c, chat.Platform(in.Platform), in.Device)
	}
	return nil, err
}

// NewGrants are messages that a user allows.
type NewGrants struct {
	Template string `json:"template" doc:"Id of a template"`
	Count    int    `json:"count,omitempty" minimum:"1" maximum:"1000" doc:"How many messages more; 1 if absent"`
}

func (a *API) addPushGrants(ctx context.Context, in *struct {
	AsUser
	Body NewGrants
}) (*answer[chat.PushGrant], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.AddPushGrants(ctx, c, in.Body.Template, max(1, in.Body.Count)))
}

// WeChatStatus is how an app writes on WeChat, and how that fares.
type WeChatStatus struct {
	chat.WeChat
	Status chat.WeChatRun `json:"status"`
}

func (a *API) getWeChat(ctx context.Context, _ *struct{}) (*answer[WeChatStatus], error) {
	app := caller(ctx).App
	w, err := a.chat.WeChat(app)
	if err != nil {
		return nil, err
	}
	s := WeChatStatus{WeChat: w}
	if a.o.Webhooks != nil {
		s.Status = a.o.Webhooks.WeChat(app)
	}
	return ok(s, nil)
}

// NewWeChat says how an app is to write on WeChat.
type NewWeChat struct {
	AppID    string            `json:"appid" doc:"Of the mini-program"`
	Secret   string            `json:"secret,omitempty" doc:"Of the mini-program; never shown again. If absent, that of before stays"`
	Template string            `json:"template" doc:"Id of the template of messages to subscribe to"`
	Fields   map[string]string `json:"fields" doc:"What stands in the template's fields: nickname, title, text, time, unread, or =TEXT for a fixed one"`
	Page     string            `json:"page,omitempty" doc:"Page of the mini-program that opens, with {conversation} in it for the conversation"`
	State    string            `json:"state,omitempty" enum:"formal,trial,developer" doc:"Version of the mini-program that opens; formal if absent"`
	Enabled  *bool             `json:"enabled,omitempty" doc:"true if absent"`
}

func (a *API) setWeChat(ctx context.Context, in *struct{ Body NewWeChat }) (*answer[chat.WeChat], error) {
	b := in.Body
	w := chat.WeChat{AppID: b.AppID, Secret: b.Secret, Template: b.Template, Fields: b.Fields, Page: b.Page, State: b.State, Enabled: b.Enabled == nil || *b.Enabled}
	return ok(a.chat.SetWeChat(ctx, caller(ctx), w))
}

func (a *API) removeWeChat(ctx context.Context, _ *struct{}) (*nothing, error) {
	return nil, a.chat.RemoveWeChat(ctx, caller(ctx))
}
