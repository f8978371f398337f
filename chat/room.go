package chat

import "encoding/json"

// Limits of chatrooms.
const (
	MaxRoomAdmins     = 99      // besides the owner
	MaxRoomUsers      = 10_000  // admins, allowed, muted and banned users of a room
	MaxRoomTags       = 10      // of a user in a room; muted ones of a room
	MaxRoomValues     = 100     // of a room
	MaxRoomValueBatch = 20      // in one request
	MaxRoomKey        = 128     // bytes
	MaxRoomValue      = 4 << 10 // bytes
	MaxRoomEntry      = 50      // newest messages that who enters is sent
	MaxRoomEvents     = 1_000   // users online up to which entering and leaving may be told
	MaxSuperAdmins    = 1_000   // of an app
)

// Room is a chatroom: nobody is a member for good; who subscribes is in it.
type Room struct {
	ID           RoomID          `json:"id"`
	Name         string          `json:"name"`
	Announcement string          `json:"announcement,omitempty"`
	Ext          json.RawMessage `json:"ext,omitempty"`
	Owner        UserID          `json:"owner,omitempty"`
	Recent       *int            `json:"recent,omitempty" doc:"Newest messages that who enters is sent; absent: as the app's setting room_entry says"`
	Muted        bool            `json:"muted" doc:"Only the owner, the admins and who is on the allowlist may write"`
	Disabled     bool            `json:"disabled" doc:"Nobody may write until the app's key enables the room"`
	MutedTags    []string        `json:"muted_tags,omitempty" doc:"Who carries one of these tags may not write"`
	Created      int64           `json:"created" doc:"Milliseconds since 1970"`
	Online       int             `json:"online" doc:"How many users are connected to it now"`
	Shed         *Shed           `json:"shed,omitempty" doc:"Messages that were too many for the room since the server started"`

	counts roomCounts
}

// Shed counts messages by priority that were not taken, because more came than the app lets a room take.
type Shed struct {
	Low    uint64 `json:"low" doc:"Dropped without a word"`
	Normal uint64 `json:"normal" doc:"Refused as rate_limited"`
}

// NewRoom is a chatroom to make; an empty ID means a generated one.
type NewRoom struct {
	ID           RoomID          `json:"id,omitempty"`
	Name         string          `json:"name,omitempty"`
	Announcement string          `json:"announcement,omitempty"`
	Ext          json.RawMessage `json:"ext,omitempty"`
	Owner        UserID          `json:"owner,omitempty"`
	Recent       *int            `json:"recent,omitempty" minimum:"0" maximum:"50"`
}

// RoomChange changes what is not nil.
type RoomChange struct {
	Name         *string         `json:"name,omitempty"`
	Announcement *string         `json:"announcement,omitempty"`
	Ext          json.RawMessage `json:"ext,omitempty"`
	Recent       *int            `json:"recent,omitempty" minimum:"0" maximum:"50" doc:"Newest messages that who enters is sent"`
}

// RoomUser is what a chatroom remembers of a user, in it or not.
type RoomUser struct {
	User       UserID `json:"user"`
	Admin      bool   `json:"admin,omitempty"`
	Allowed    bool   `json:"allowed,omitempty" doc:"May write while the room is muted"`
	MutedUntil int64  `json:"muted_until,omitempty" doc:"Milliseconds since 1970; absent when not muted"`
	Banned     int64  `json:"banned,omitempty" doc:"When the user was banned, milliseconds since 1970; absent when not banned"`
	BannedBy   UserID `json:"banned_by,omitempty" doc:"Who banned; absent: the app"`
}

// RoomMember is a user who is in a chatroom.
type RoomMember struct {
	RoomUser
	Role Role     `json:"role" enum:"owner,admin,member"`
	Tags []string `json:"tags,omitempty"`
	Away bool     `json:"away,omitempty" doc:"Has lost the connection, and is out when it does not come back in time"`
}

// RoomValue is one of a chatroom's key-values.
type RoomValue struct {
	Key        string `json:"key"`
	Value      string `json:"value"`
	Owner      UserID `json:"owner,omitempty" doc:"Who set it; absent: the app"`
	AutoDelete bool   `json:"auto_delete,omitempty" doc:"Is gone when its owner leaves the room"`
	Updated    int64  `json:"updated" doc:"Milliseconds since 1970"`
}

// NewRoomValue is a key-value to set.
type NewRoomValue struct {
	Key        string `json:"key" doc:"1 to 128 bytes"`
	Value      string `json:"value" doc:"At most 4,096 bytes"`
	AutoDelete bool   `json:"auto_delete,omitempty" doc:"Gone when its owner leaves the room"`
}

// ValueRefusal is a key that was not changed.
type ValueRefusal struct {
	Key     string `json:"key"`
	Code    Code   `json:"code" doc:"key_taken: the key belongs to owner; too_many; not_found"`
	Message string `json:"message"`
	Owner   UserID `json:"owner,omitempty" doc:"Whose key it is"`
}

// ValuesChanged says which keys were changed and which were not.
type ValuesChanged struct {
	Done    []string       `json:"done" doc:"Keys that were changed"`
	Refused []ValueRefusal `json:"refused" doc:"Keys that were not, and why"`
}

// Present is a user in a chatroom, as live sessions know it.
type Present struct {
	User UserID
	Away bool // the connection is lost, but not for long
}

// Priority says which messages a chatroom does without first when there are too many. It is for chatrooms only.
type Priority string

// The priorities; none means normal.
const (
	PriorityHigh   Priority = "high"
	PriorityNormal Priority = "normal"
	PriorityLow    Priority = "low"
)
