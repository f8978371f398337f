package chat

import "encoding/json"

// Limits of groups.
const (
	MaxMembers       = 10_000
	MaxGroupsPerUser = 3_000
	MaxGroupExt      = 8 << 10
	MaxGroupAdmins   = 99 // besides the owner
	MaxGroupFiles    = 1_000
	MaxGroupBans     = 10_000
	MaxJoinRequests  = 1_000   // that wait in a group
	MaxGroupText     = 512     // bytes of what is said with a request or an answer to it
	MaxNickname      = 128     // bytes of a member's name in a group
	MaxAttributes    = 4 << 10 // bytes of a member's attributes
	memberChunk      = 500     // members that one command adds, so that a batch stays small
)

// Group is a group as its members see it.
type Group struct {
	ID            GroupID         `json:"id"`
	Name          string          `json:"name"`
	Avatar        string          `json:"avatar,omitempty"`
	Announcement  string          `json:"announcement,omitempty"`
	Ext           json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the app's own, at most 8 KB"`
	Owner         UserID          `json:"owner"`
	Members       int             `json:"members" doc:"How many members the group has"`
	MaxMembers    int             `json:"max_members" doc:"How many it may have"`
	Public        bool            `json:"public" doc:"Everyone in the app can find the group"`
	Join          JoinPolicy      `json:"join" enum:"free,approval,closed" doc:"What becomes of who asks to join"`
	MemberInvites bool            `json:"member_invites" doc:"All members may add and invite users; otherwise the owner and the admins"`
	InviteConsent bool            `json:"invite_consent" doc:"Who is added is asked first; but when the app's key adds"`
	HistoryForNew *bool           `json:"history_for_new,omitempty" doc:"New members see what was written before they joined; absent: as the app's setting says"`
	AtAll         AtAll           `json:"at_all" enum:"admins,everyone,nobody" doc:"Who may mention all members at once"`
	Muted         bool            `json:"muted" doc:"Only the owner, the admins and who is on the allowlist may write"`
	Disabled      bool            `json:"disabled" doc:"Nobody may write until the app's key enables the group"`
	Created       int64           `json:"created" doc:"Milliseconds since 1970"`

	MemberValues bool              `json:"member_values" doc:"All members may change the group's values; otherwise the owner and the admins"`
	Values       map[string]string `json:"values,omitempty" doc:"The app's own, each changed for itself: at most 100, 16 KB in all"`

	ThreadOf *ThreadOf `json:"thread_of,omitempty" hidden:"true"` // of a thread, which is no group to its users

	counts groupCounts
}

// JoinPolicy says what becomes of who asks to join a group.
type JoinPolicy string

// The policies.
const (
	JoinFree     JoinPolicy = "free"     // is a member at once
	JoinApproval JoinPolicy = "approval" // waits for the owner or an admin
	JoinClosed   JoinPolicy = "closed"   // is refused: members come by being added
)

// AtAll says who may mention all members of a group at once.
type AtAll string

// Those who may.
const (
	AtAllAdmins   AtAll = "admins" // the owner and the admins
	AtAllEveryone AtAll = "everyone"
	AtAllNobody   AtAll = "nobody"
)

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
	User       UserID          `json:"user"`
	Role       Role            `json:"role" enum:"owner,admin,member"`
	Nickname   string          `json:"nickname,omitempty" doc:"The member's name in this group"`
	Allowed    bool            `json:"allowed,omitempty" doc:"May write while the group is muted"`
	MutedUntil int64           `json:"muted_until,omitempty" doc:"Milliseconds since 1970; absent when not muted"`
	Attributes json.RawMessage `json:"attributes,omitempty" doc:"A JSON object, at most 4 KB; only when one member is read"`
	Joined     int64           `json:"joined" doc:"Milliseconds since 1970"`
}

// MemberChange changes what is not nil.
type MemberChange struct {
	Nickname   *string         `json:"nickname,omitempty" doc:"The member's name in this group, at most 128 bytes"`
	Attributes json.RawMessage `json:"attributes,omitempty" doc:"A JSON object of the app's own, at most 4 KB; replaces the one before"`
}

// GroupSettings are rules that a group may choose; nil means the default, or in a change: as before.
type GroupSettings struct {
	Public        *bool       `json:"public,omitempty" doc:"Everyone in the app can find the group; false if absent"`
	Join          *JoinPolicy `json:"join,omitempty" enum:"free,approval,closed" doc:"What becomes of who asks to join; closed if absent, of a public group approval"`
	MemberInvites *bool       `json:"member_invites,omitempty" doc:"All members may add and invite users; otherwise the owner and the admins"`
	InviteConsent *bool       `json:"invite_consent,omitempty" doc:"Who is added is asked first; but when the app's key adds"`
	HistoryForNew *bool       `json:"history_for_new,omitempty" doc:"New members see what was written before they joined; absent: as the app's setting says"`
	AtAll         *AtAll      `json:"at_all,omitempty" enum:"admins,everyone,nobody" doc:"Who may mention all members at once; admins if absent"`
	MemberValues  *bool       `json:"member_values,omitempty" doc:"All members may change the group's values; otherwise the owner and the admins"`
	MaxMembers    *int        `json:"max_members,omitempty" minimum:"1" maximum:"10000" doc:"How many members the group may have; 10,000 if absent"`
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
	GroupSettings
}

// GroupChange changes what is not nil.
type GroupChange struct {
	Name         *string         `json:"name,omitempty"`
	Avatar       *string         `json:"avatar,omitempty"`
	Announcement *string         `json:"announcement,omitempty"`
	Ext          json.RawMessage `json:"ext,omitempty"`
	GroupSettings
}

// PublicGroup is a public group as everyone in the app sees it.
type PublicGroup struct {
	ID         GroupID    `json:"id"`
	Name       string     `json:"name"`
	Avatar     string     `json:"avatar,omitempty"`
	Owner      UserID     `json:"owner"`
	Members    int        `json:"members"`
	MaxMembers int        `json:"max_members"`
	Join       JoinPolicy `json:"join" enum:"free,approval,closed"`
	Created    int64      `json:"created" doc:"Milliseconds since 1970"`
}

// Added is a group after users were added to it.
type Added struct {
	Group
	Invited []UserID `json:"invited,omitempty" doc:"Who is asked first, because the group's invite_consent is set"`
}

// JoinState says what came of asking to join.
type JoinState string

// What may come of it.
const (
	StateJoined  JoinState = "joined"
	StatePending JoinState = "pending" // waits for the owner or an admin
)

// JoinRequest is a user who waits to be let into a group.
type JoinRequest struct {
	User    UserID `json:"user"`
	Text    string `json:"text,omitempty"`
	Created int64  `json:"created" doc:"Milliseconds since 1970"`
}

// Invite is a user who was asked to join a group.
type Invite struct {
	Group   GroupID `json:"group"`
	Name    string  `json:"name,omitempty" doc:"The group's name"`
	User    UserID  `json:"user"`
	By      UserID  `json:"by,omitempty" doc:"Who invited; absent: the app"`
	Created int64   `json:"created" doc:"Milliseconds since 1970"`
}

// GroupBan is a user who may not be a member of a group.
type GroupBan struct {
	User    UserID `json:"user"`
	By      UserID `json:"by,omitempty" doc:"Who banned; absent: the app"`
	Created int64  `json:"created" doc:"Milliseconds since 1970"`
}

// SharedFile is an upload in a group's list of files.
type SharedFile struct {
	File    string `json:"file" doc:"The upload's id"`
	Name    string `json:"name"`
	Type    string `json:"type" doc:"MIME type"`
	Size    int64  `json:"size" doc:"Bytes"`
	By      UserID `json:"by,omitempty" doc:"Who shared it; absent: the app"`
	Created int64  `json:"created" doc:"When it was shared, milliseconds since 1970"`
}
