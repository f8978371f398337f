package chat

import "encoding/json"

// Account is a user as the app's key sees it.
type Account struct {
	User        UserID  `json:"user"`
	Profile     Profile `json:"profile"`
	Created     int64   `json:"created" doc:"Milliseconds since 1970"`
	BannedUntil int64   `json:"banned_until,omitempty" doc:"Milliseconds since 1970; absent when not banned"`
	BanReason   string  `json:"ban_reason,omitempty"`

	MutedUntil map[Kind]int64 `json:"muted_until,omitempty" doc:"Kinds of conversations that the user was muted in, with the end of it: milliseconds since 1970"`

	Hash        string `json:"-"` // argon2id, in PHC format; empty: no password
	TokensSince int64  `json:"-"` // tokens issued before, ms, are revoked
}

// Profile is what users show of themselves: at most 4 KB in all.
type Profile struct {
	Nickname string          `json:"nickname,omitempty" maxLength:"128"`
	Avatar   string          `json:"avatar,omitempty" maxLength:"1024" doc:"An address of a picture"`
	Phone    string          `json:"phone,omitempty" maxLength:"64"`
	Mail     string          `json:"mail,omitempty" maxLength:"254"`
	Gender   string          `json:"gender,omitempty" maxLength:"32"`
	Sign     string          `json:"sign,omitempty" maxLength:"512"`
	Birth    string          `json:"birth,omitempty" maxLength:"32"`
	Ext      json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the app's own"`
}

// MaxProfile is the size of a profile as JSON, in bytes.
const MaxProfile = 4 << 10

func (p Profile) check() error {
	b, err := json.Marshal(p)
	if err != nil || len(p.Ext) > 0 && !isObject(p.Ext) {
		return Errorf(CodeInvalid, "ext must be a JSON object").At("profile.ext")
	}
	if len(b) > MaxProfile {
		return Errorf(CodeTooLarge, "the profile has %d bytes, %d are allowed", len(b), MaxProfile).At("profile")
	}
	return nil
}

// NewAccount is a user to register.
type NewAccount struct {
	User    UserID  `json:"user"`
	Hash    string  `json:"hash,omitempty"`   // argon2id in PHC format; empty: may only come with signed tokens
	Issued  int64   `json:"issued,omitempty"` // ms: when the signature was made that makes the account; 0: not so made
	Profile Profile `json:"profile"`
}

// PublicProfile is a user as other users see it.
type PublicProfile struct {
	User    UserID  `json:"user"`
	Profile Profile `json:"profile"`
}

type storedAccount struct {
	Account
	Hash        string `json:"hash,omitempty"`
	TokensSince int64  `json:"tokens_since,omitempty"`
}
