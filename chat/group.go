package chat

import "encoding/json"

// Limits of groups.
const (
	MaxMembers       = 10_000
	MaxGroupsPerUser = 3_000
	MaxGroupExt      = 8 << 10
	memberChunk      = 500 // members that one command adds, so that a batch stays small
)

// Group is a group as its members see it.
type Group struct {
	ID           GroupID         `json:"id"`
	Name         string          `json:"name"`
	Avatar       string          `json:"avatar,omitempty"`
	Announcement string          `json:"announcement,omitempty"`
	Ext          json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the app's own, at most 8 KB"`
	Owner        UserID          `json:"owner"`
	Members      int             `json:"members" doc:"How many members the group has"`
	Created      int64           `json:"created" doc:"Milliseconds since 1970"`
}

// Role is what a member may do in a group.
type Role string

// The roles.
const (
	RoleOwner  Role = "owner"
	RoleAdmin  Role = "admin"
	RoleMember Role = "member"
)

// Member is one member of a group.
type Member struct {
	User   UserID `json:"user"`
	Role   Role   `json:"role"`
	Joined int64  `json:"joined" doc:"Milliseconds since 1970"`
}

// NewGroup is a group to make; an empty ID means a generated one.
type NewGroup struct {
	ID           GroupID         `json:"id,omitempty"`
	Name         string          `json:"name"`
	Avatar       string          `json:"avatar,omitempty"`
	Announcement string          `json:"announcement,omitempty"`
	Ext          json.RawMessage `json:"ext,omitempty"`
	Owner        UserID          `json:"owner,omitempty"`
	Members      []UserID        `json:"members,omitempty"`
}

// GroupChange changes what is not nil.
type GroupChange struct {
	Name         *string         `json:"name,omitempty"`
	Avatar       *string         `json:"avatar,omitempty"`
	Announcement *string         `json:"announcement,omitempty"`
	Ext          json.RawMessage `json:"ext,omitempty"`
}

// Room is a chatroom: nobody is a member for good; who subscribes is in it.
type Room struct {
	ID           RoomID          `json:"id"`
	Name         string          `json:"name"`
	Announcement string          `json:"announcement,omitempty"`
	Ext          json.RawMessage `json:"ext,omitempty"`
	Owner        UserID          `json:"owner,omitempty"`
	Created      int64           `json:"created" doc:"Milliseconds since 1970"`
	Online       int             `json:"online" doc:"How many users are in it now"`
}

// NewRoom is a chatroom to make; an empty ID means a generated one.
type NewRoom struct {
	ID           RoomID          `json:"id,omitempty"`
	Name         string          `json:"name,omitempty"`
	Announcement string          `json:"announcement,omitempty"`
	Ext          json.RawMessage `json:"ext,omitempty"`
	Owner        UserID          `json:"owner,omitempty"`
}
