package chat

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
