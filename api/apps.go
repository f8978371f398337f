package api

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/chat"
)

// SettingsChange changes those settings of an app that it names.
type SettingsChange struct{ json.RawMessage }

// Schema is that of the settings, all of them optional.
func (SettingsChange) Schema(r huma.Registry) *huma.Schema {
	r.Schema(reflect.TypeFor[chat.Settings](), true, "")
	all := r.SchemaFromRef("#/components/schemas/Settings")
	return &huma.Schema{Type: huma.TypeObject, Properties: all.Properties, AdditionalProperties: false, Description: "Only the settings named are changed"}
}

// on gives the settings after the change; nil when nothing changes.
func (ch *SettingsChange) on(now chat.Settings) (*chat.Settings, error) {
	if ch == nil || len(bytes.TrimSpace(ch.RawMessage)) == 0 {
		return nil, nil
	}
	was := now
	now.TopicRules, now.TopicMessages, now.CommandTopics = nil, nil, nil // else new elements keep what they leave out of old ones
	if err := readJSON(ch.RawMessage, &now); err != nil {
		return nil, chat.Errorf(chat.CodeInvalid, "settings: %s", err).At("settings")
	}
	if now.TopicRules == nil {
		now.TopicRules = was.TopicRules
	}
	if now.TopicMessages == nil {
		now.TopicMessages = was.TopicMessages
	}
	if now.CommandTopics == nil {
		now.CommandTopics = was.CommandTopics
	}
	return &now, nil
}

// NewApp is an app to make.
type NewApp struct {
	Name     chat.AppName    `json:"name" example:"shop" doc:"[a-z0-9_-]{1,32}"`
	Aliases  []string        `json:"aliases,omitempty" doc:"More names by which clients may call the app, such as org#app"`
	Settings *SettingsChange `json:"settings,omitempty"`
}

// AppChange changes what it names.
type AppChange struct {
	Aliases  *[]string       `json:"aliases,omitempty" doc:"All aliases the app is to have"`
	Settings *SettingsChange `json:"settings,omitempty"`
}

// AppWithSecrets is an app with what is shown only once.
type AppWithSecrets struct {
	chat.App
	Secret string `json:"secret,omitempty" doc:"Signs tokens and UserSigs; shown this once"`
	Key    string `json:"key,omitempty" doc:"The app's key for this API; shown this once"`
}

// Apps is a list of apps.
type Apps struct {
	Apps []chat.App `json:"apps"`
}

// OneApp is the app in a path.
type OneApp struct {
	App string `path:"app" doc:"An app's name" example:"shop"`
}

func (a *API) createApp(ctx context.Context, in *struct{ Body NewApp }) (*answer[AppWithSecrets], error) {
	settings, err := in.Body.Settings.on(chat.DefaultSettings())
	if err != nil {
		return nil, err
	}
	n := chat.NewApp{Name: in.Body.Name, Aliases: in.Body.Aliases, Settings: chat.DefaultSettings(), Secret: auth.NewSecret()}
	if settings != nil {
		n.Settings = *settings
	}
	if a.o.FreshIDs != nil {
		n.SDKAppID, n.AppID = a.o.FreshIDs()
	}
	var key string
	key, n.KeyHash = auth.NewKey(n.Name)
	app, err := a.chat.CreateApp(ctx, n)
	return ok(AppWithSecrets{app, n.Secret, key}, err)
}

func (a *API) listApps(context.Context, *struct{}) (*answer[Apps], error) {
	apps, err := a.chat.Apps()
	return ok(Apps{orEmpty(apps)}, err)
}

func (a *API) getApp(_ context.Context, in *OneApp) (*answer[chat.App], error) {
	return ok(a.chat.App(in.App))
}

func (a *API) changeApp(ctx context.Context, in *struct {
	OneApp
	Body AppChange
}) (*answer[chat.App], error) {
	return ok(a.change(ctx, in.App, in.Body))
}

func (a *API) change(ctx context.Context, name string, ch AppChange) (chat.App, error) {
	app, err := a.chat.App(name)
	if err != nil {
		return app, err
	}
	settings, err := ch.Settings.on(app.Settings)
	if err != nil {
		return app, err
	}
	return a.chat.ChangeApp(ctx, app.Name, chat.AppChange{Settings: settings, Aliases: ch.Aliases})
}

func (a *API) removeApp(ctx context.Context, in *OneApp) (*nothing, error) {
	app, err := a.chat.App(in.App)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.RemoveApp(ctx, app.Name)
}

// Rotation says what to replace.
type Rotation struct {
	Secret bool `json:"secret,omitempty" doc:"The secret: all tokens and UserSigs end"`
	Key    bool `json:"key,omitempty" doc:"The key for this API"`
}

func (a *API) rotateApp(ctx context.Context, in *struct {
	OneApp
	Body Rotation
}) (*answer[AppWithSecrets], error) {
	if !in.Body.Secret && !in.Body.Key {
		return nil, chat.Errorf(chat.CodeInvalid, "say what to replace: secret, key or both").At("secret")
	}
	app, err := a.chat.App(in.App)
	if err != nil {
		return nil, err
	}
	var fresh AppWithSecrets
	var change chat.AppChange
	if in.Body.Secret {
		fresh.Secret = auth.NewSecret()
		change.Secret = fresh.Secret
	}
	if in.Body.Key {
		fresh.Key, change.KeyHash = auth.NewKey(app.Name)
	}
	fresh.App, err = a.chat.ChangeApp(ctx, app.Name, change)
	if err == nil && a.o.Rotated != nil {
		a.o.Rotated(fresh.App, fresh.Secret, fresh.Key)
	}
	return ok(fresh, err)
}

func (a *API) getOwnApp(ctx context.Context, _ *struct{}) (*answer[chat.App], error) {
	return ok(a.chat.App(string(caller(ctx).App)))
}

// OwnAppChange is what an app's key may change of its app.
type OwnAppChange struct {
	Settings *SettingsChange `json:"settings,omitempty"`
}

func (a *API) changeOwnApp(ctx context.Context, in *struct{ Body OwnAppChange }) (*answer[chat.App], error) {
	return ok(a.change(ctx, string(caller(ctx).App), AppChange{Settings: in.Body.Settings}))
}
