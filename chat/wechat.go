package chat

import (
	"context"
	"regexp"
)

// WeChatHook names the sender of WeChat's messages among what follows the feed.
const WeChatHook = "wechat"

// Limits of the settings for WeChat.
const (
	MaxWeChatFields = 10  // of a template
	MaxWeChatText   = 256 // bytes of a field's value, of the page
)

// WeChat is how an app writes to its users on WeChat who are away: by messages that they subscribed to.
type WeChat struct {
	AppID    string            `json:"appid" doc:"Of the mini-program"`
	Template string            `json:"template" doc:"Id of the template of messages to subscribe to"`
	Fields   map[string]string `json:"fields" doc:"What stands in the template's fields: nickname, title, text, time, unread, or =TEXT for a fixed one" example:"{\"thing1\":\"nickname\",\"thing2\":\"text\",\"time3\":\"time\"}"`
	Page     string            `json:"page,omitempty" doc:"Page of the mini-program that opens, with {conversation} in it for the conversation"`
	State    string            `json:"state,omitempty" enum:"formal,trial,developer" doc:"Version of the mini-program that opens; formal if absent"`
	Enabled  bool              `json:"enabled"`
	Changed  int64             `json:"changed" doc:"Milliseconds since 1970"`

	Secret string `json:"-"` // of the mini-program
}

type storedWeChat struct {
	WeChat
	Secret string `json:"secret"`
}

// WeChatRun is how the sender fares since the server started, or since the settings were changed.
type WeChatRun struct {
	WebhookRun
	Skipped uint64 `json:"skipped" doc:"Users who had no grant, or no device on WeChat"`
	Refused uint64 `json:"refused" doc:"Messages that users refused: their grants are dropped"`
	Invalid uint64 `json:"invalid" doc:"Messages that WeChat did not take for another reason"`
}

func wechatKey(a AppName) []byte { return key(a, "wechat") }

var (
	wechatID    = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	wechatField = regexp.MustCompile(`^[a-z_]{1,32}[0-9]{1,4}$`)
)

func (w *WeChat) check() error {
	switch {
	case !wechatID.MatchString(w.AppID):
		return Errorf(CodeInvalid, "appid is 1 to 64 of A-Z a-z 0-9 _ -").At("appid")
	case !wechatID.MatchString(w.Secret):
		return Errorf(CodeInvalid, "secret is 1 to 64 of A-Z a-z 0-9 _ -").At("secret")
	case !templateForm.MatchString(w.Template):
		return Errorf(CodeInvalid, "template is 1 to 64 of A-Z a-z 0-9 _ -").At("template")
	case len(w.Fields) == 0 || len(w.Fields) > MaxWeChatFields:
		return Errorf(CodeTooMany, "a template has 1 to %d fields", MaxWeChatFields).At("fields")
	case len(w.Page) > MaxWeChatText:
		return Errorf(CodeTooLarge, "page has %d bytes, %d are allowed", len(w.Page), MaxWeChatText).At("page")
	}
	switch w.State {
	case "", "formal", "trial", "developer":
	default:
		return Errorf(CodeInvalid, "%q is no state: use formal, trial or developer", clip(w.State)).At("state")
	}
	for name, value := range w.Fields {
		if !wechatField.MatchString(name) {
			return Errorf(CodeInvalid, "a field of a template is named like thing1").At("fields")
		}
		switch value {
		case "nickname", "title", "text", "time", "unread":
			continue
		}
		if len(value) < 2 || len(value) > MaxWeChatText || value[0] != '=' {
			return Errorf(CodeInvalid, "fields.%s is nickname, title, text, time, unread, or =TEXT with at most %d bytes", name, MaxWeChatText).At("fields")
		}
	}
	return nil
}

// putWeChat sets how an app writes on WeChat; nil: it does not.
type putWeChat struct {
	WeChat *WeChat `json:"wechat,omitempty"`
	Secret string  `json:"secret,omitempty"`
}

func (op *putWeChat) apply(s *state) (any, error) {
	was, found, err := getWeChat(s.tx, s.app)
	if err != nil {
		return nil, err
	}
	s.emit(&WebhooksChanged{App: s.app})
	if op.WeChat == nil {
		if err := s.delete(webhookPlaceKey(s.app, WeChatHook)); err != nil {
			return nil, err
		}
		return nil, s.delete(wechatKey(s.app))
	}
	if !found || !was.Enabled { // it writes of what is sent from now on
		pos, err := feedPos(s.tx, s.app)
		if err != nil {
			return nil, err
		}
		if err := s.setJSON(webhookPlaceKey(s.app, WeChatHook), WebhookPlace{Cursor: pos}); err != nil {
			return nil, err
		}
	}
	w := *op.WeChat
	w.Changed = max(s.at, was.Changed+1)
	return w, s.setJSON(wechatKey(s.app), storedWeChat{w, op.Secret})
}

func getWeChat(r Reader, app AppName) (WeChat, bool, error) {
	var w storedWeChat
	found, err := getJSON(r, wechatKey(app), &w)
	w.WeChat.Secret = w.Secret
	return w.WeChat, found, err
}

// WeChat gives how an app writes on WeChat, with its secret; CodeNotFound when it does not.
func (s *Service) WeChat(app AppName) (WeChat, error) {
	return view1(s, func(r Reader) (WeChat, error) {
		w, found, err := getWeChat(r, app)
		if err == nil && !found {
			err = Errorf(CodeNotFound, "the app has no settings for WeChat")
		}
		return w, err
	})
}

// SetWeChat sets how the app writes on WeChat. Without a secret that of before stays, if the appid does.
func (s *Service) SetWeChat(ctx context.Context, c Caller, w WeChat) (WeChat, error) {
	if err := c.needKey(); err != nil {
		return WeChat{}, err
	}
	if w.Secret == "" {
		was, err := s.WeChat(c.App)
		if err != nil && AsErrorCode(err) != CodeNotFound {
			return WeChat{}, err
		}
		if was.AppID == w.AppID {
			w.Secret = was.Secret
		}
	}
	if err := w.check(); err != nil {
		return WeChat{}, err
	}
	return do[WeChat](ctx, s, c.App, &putWeChat{WeChat: &w, Secret: w.Secret}, 4096)
}

// RemoveWeChat ends writing on WeChat.
func (s *Service) RemoveWeChat(ctx context.Context, c Caller) error {
	if err := c.needKey(); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &putWeChat{}, 256)
}
