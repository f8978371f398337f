package chat

import "encoding/json"

// Limits of presence.
const (
	MaxStatus           = 100         // bytes of a custom status
	MaxStatusExt        = 1_024       // bytes, as JSON
	MaxWatched          = 3_000       // users to whose presence a user may subscribe
	MaxWatchSeconds     = 30 * 86_400 // a subscription lives without being renewed
	defaultWatchSeconds = 7 * 86_400  // when the request does not say
	seenBatch           = 500         // users in a command that notes when they were seen
	PresenceAnyone      = "anyone"    // of Settings.PresenceFor
	PresenceFriends     = "friends"   // of Settings.PresenceFor
)

// CustomStatus is what users say of themselves beside being online.
type CustomStatus struct {
	Status string          `json:"status,omitempty" doc:"At most 100 bytes" example:"in a meeting"`
	Ext    json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the app's own, at most 1,024 bytes"`
}

func (st CustomStatus) check() error {
	switch {
	case len(st.Status) > MaxStatus:
		return Errorf(CodeTooLarge, "the status has %d bytes, %d are allowed", len(st.Status), MaxStatus).At("status")
	case len(st.Ext) > MaxStatusExt:
		return Errorf(CodeTooLarge, "ext has %d bytes, %d are allowed", len(st.Ext), MaxStatusExt).At("ext")
	case len(st.Ext) > 0 && (!isObject(st.Ext) || !json.Valid(st.Ext)):
		return Errorf(CodeInvalid, "ext must be a JSON object").At("ext")
	case st.Status == "" && len(st.Ext) == 0:
		return Errorf(CodeInvalid, "give a status or ext; DELETE takes it back").At("status")
	}
	return nil
}

// PlatformPresence is a platform on which a user is online.
type PlatformPresence struct {
	Platform Platform `json:"platform"`
	Since    int64    `json:"since" doc:"Milliseconds since 1970"`
}

// Presence is what others see of a user now. Who is offline has no status.
type Presence struct {
	User      UserID             `json:"user"`
	Online    bool               `json:"online"`
	Platforms []PlatformPresence `json:"platforms" doc:"Where the user is online, by name"`
	CustomStatus
	LastSeen int64 `json:"last_seen,omitempty" doc:"Of a user who is offline: when he was last connected, milliseconds since 1970"`
}

// On gives the presence of a user who is online on some platforms, or with none of one who is offline.
func (p Presence) On(platforms []PlatformPresence) Presence {
	p.Platforms, p.Online = platforms, len(platforms) > 0
	if p.Platforms == nil {
		p.Platforms = []PlatformPresence{}
	}
	if p.Online {
		p.LastSeen = 0
	} else {
		p.CustomStatus = CustomStatus{}
	}
	return p
}

// Watch is a subscription to another user's presence.
type Watch struct {
	User    UserID `json:"user" doc:"Whose presence it is"`
	Expires int64  `json:"expires_at" doc:"Milliseconds since 1970"`
}

// Seen is when a user was last connected.
type Seen struct {
	User UserID `json:"user"`
	At   int64  `json:"at"`
}

// PresenceChanged tells that what others see of a user may be new.
type PresenceChanged struct {
	App  AppName
	User UserID
	To   UserID // when set, only for this one
}

func (*PresenceChanged) effect() {}

func statusKey(a AppName, u UserID) []byte       { return key(a, "status", string(u)) }
func seenKey(a AppName, u UserID) []byte         { return key(a, "seen", string(u)) }
func watchCountKey(a AppName, u UserID) []byte   { return key(a, "watching", string(u)) }
func watchKey(a AppName, u, of UserID) []byte    { return key(a, "watching", string(u), string(of)) }
func watcherKey(a AppName, of, by UserID) []byte { return key(a, "watchers", string(of), string(by)) }
func watchEndKey(a AppName, at uint64, u, of UserID) []byte {
	b := append(withNumber(key(a, "watchend"), at), '/')
	return append(append(append(b, u...), '/'), of...)
}

// getNumber reads a record that is one number; 0 when there is none.
func getNumber(r Reader, k []byte) (n uint64, err error) {
	b, err := r.Get(k)
	if b == nil || err != nil {
		return 0, err
	}
	_, err = numbers(b, &n)
	return n, err
}

// maySeePresence tells whether a user may see the presence of another: who is blocked may not, and where the app's
// settings say so only friends may.
func maySeePresence(r Reader, app AppName, st Settings, of, by UserID) (bool, error) {
	if of == by {
		return true, nil
	}
	c, err := getContact(r, app, of, by)
	return err == nil && c.blocked == 0 && (st.PresenceFor != PresenceFriends || c.since > 0), err
}
