package chat

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
)

// PreSendHook is the app's own server, which is asked about each message before it is accepted [PROTOCOL 4.10].
type PreSendHook struct {
	_           struct{}      `nullable:"true"`
	URL         string        `json:"url" maxLength:"1024" doc:"http or https; redirects are not followed"`
	Secret      string        `json:"secret" doc:"Signs the requests; 16 to 128 characters"`
	TimeoutMS   int           `json:"timeout_ms,omitempty" minimum:"100" maximum:"5000" doc:"For how long a message waits for an answer, in ms; 1000 if absent"`
	OnFailure   HookOnFailure `json:"on_failure,omitempty" enum:"allow,refuse" doc:"What becomes of a message without a valid answer; allow if absent"`
	Kinds       []Kind        `json:"kinds,omitempty" doc:"Of which conversations: user, group, room; all if absent"`
	Concurrency int           `json:"concurrency,omitempty" minimum:"1" maximum:"256" doc:"Requests at once; 32 if absent"`
}

// HookOnFailure says what becomes of a message that the hook gave no valid answer to.
type HookOnFailure string

// What becomes of a message without an answer.
const (
	HookAllow  HookOnFailure = "allow"
	HookRefuse HookOnFailure = "refuse"
)

// Limits of a pre-send hook.
const (
	MaxHookTimeout     = 5000 // ms
	MaxHookConcurrency = 256  // requests at once
)

// UnmarshalJSON reads a whole hook; what is absent gets its default, whatever stood there before.
func (h *PreSendHook) UnmarshalJSON(b []byte) error {
	type plain PreSendHook
	p := plain{TimeoutMS: 1000, OnFailure: HookAllow, Kinds: []Kind{KindUser, KindGroup, KindRoom}, Concurrency: 32}
	err := json.Unmarshal(b, &p)
	*h = PreSendHook(p)
	return err
}

func (h *PreSendHook) check() error {
	const at = "settings.pre_send_hook."
	switch {
	case !isHookURL(h.URL):
		return Errorf(CodeInvalid, "url is no address that begins with http:// or https://").At(at + "url")
	case len(h.Secret) < 16 || len(h.Secret) > 128:
		return Errorf(CodeInvalid, "secret has %d characters, allowed are 16 to 128", len(h.Secret)).At(at + "secret")
	case h.TimeoutMS < 100 || h.TimeoutMS > MaxHookTimeout:
		return Errorf(CodeInvalid, "timeout_ms is %d, allowed are 100 to %d", h.TimeoutMS, MaxHookTimeout).At(at + "timeout_ms")
	case h.OnFailure != HookAllow && h.OnFailure != HookRefuse:
		return Errorf(CodeInvalid, "on_failure is allow or refuse").At(at + "on_failure")
	case h.Concurrency < 1 || h.Concurrency > MaxHookConcurrency:
		return Errorf(CodeInvalid, "concurrency is %d, allowed are 1 to %d", h.Concurrency, MaxHookConcurrency).At(at + "concurrency")
	case len(h.Kinds) == 0 || slices.ContainsFunc(h.Kinds, func(k Kind) bool { return k != KindUser && k != KindGroup && k != KindRoom }):
		return Errorf(CodeInvalid, "kinds are some of user, group and room").At(at + "kinds")
	}
	return nil
}

// isHookURL tells whether a server of the app can be asked there.
func isHookURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && len(s) <= 1024
}

// mayCall refuses an address of an app's own server that this server will not call. Where it may go is for the server's
// owner to say, not for who holds an app's key.
func (s *Service) mayCall(ctx context.Context, address, field string) error {
	if s.address == nil || address == "" {
		return nil
	}
	if err := s.address(ctx, address); err != nil {
		return Errorf(CodeInvalid, "%s", err).At(field)
	}
	return nil
}

// mayCallHooks checks the addresses that settings change; those that stay are not looked at again.
func (s *Service) mayCallHooks(ctx context.Context, was, now Settings) error {
	if now.LoginHookURL != was.LoginHookURL {
		if err := s.mayCall(ctx, now.LoginHookURL, "settings.login_hook_url"); err != nil {
			return err
		}
	}
	if now.PreSendHook == nil || was.PreSendHook != nil && was.PreSendHook.URL == now.PreSendHook.URL {
		return nil
	}
	return s.mayCall(ctx, now.PreSendHook.URL, "settings.pre_send_hook.url")
}

// SignHook is what stands in the Hongyan-Signature header of a request to an app's own server: the HMAC-SHA256, in hex,
// of the timestamp, a dot and the body [PROTOCOL 4.10] [PROTOCOL 8.5] [PROTOCOL 11.4].
func SignHook(secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(stamp + ".")) // a hash takes all
	_, _ = mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
