package chat

import "encoding/json"

// The lines of an export, each a JSON object with a "kind". What a line names comes in a line before it: users first,
// then groups with their members and bans, chatrooms, and of each conversation its messages by seq and how far they are read.

// Limits of an import.
const (
	MaxImportLine   = 256 << 10 // bytes
	MaxImportErrors = 100       // lines that are refused before an import stops
)

type userLine struct {
	Kind string `json:"kind"`
	Account
	Hash string `json:"password_hash,omitempty"` // argon2id in PHC format
}

// contactLine is what one user, Of, has about another.
type contactLine struct {
	Kind string `json:"kind"`
	Of   UserID `json:"of"`
	Relation
}

type groupLine struct {
	Kind string `json:"kind"`
	Group
}

type memberLine struct {
	Kind  string  `json:"kind"`
	Group GroupID `json:"group"`
	Member
}

type roomLine struct {
	Kind string `json:"kind"`
	Room
}

type groupBanLine struct {
	Kind  string  `json:"kind"`
	Group GroupID `json:"group"`
	GroupBan
}

type superAdminLine struct {
	Kind string `json:"kind"`
	User UserID `json:"user"`
}

type roomUserLine struct {
	Kind string `json:"kind"`
	Room RoomID `json:"room"`
	RoomUser
}

type roomValueLine struct {
	Kind string `json:"kind"`
	Room RoomID `json:"room"`
	RoomValue
}

// dndLine says when a user is not to be disturbed: by all conversations or, with With, by one.
type dndLine struct {
	Kind string  `json:"kind"`
	User UserID  `json:"user"`
	With Address `json:"conversation,omitzero"`
	DND
}

// conversationLine says that a conversation begins later than with 1.
type conversationLine struct {
	Kind  string       `json:"kind"`
	Conv  Conversation `json:"conversation"`
	First uint64       `json:"first_seq"`
}

// messageLine holds a message as clients get it.
type messageLine struct {
	Kind    string          `json:"kind"`
	Conv    Conversation    `json:"conversation"`
	Silent  bool            `json:"silent,omitempty"` // does not count as unread
	Message json.RawMessage `json:"message"`
}

// viewLine is one user's side of a conversation.
type viewLine struct {
	Kind  string       `json:"kind"`
	Conv  Conversation `json:"conversation"`
	User  UserID       `json:"user"`
	First uint64       `json:"first_seq"` // the user sees no messages before
	Read  uint64       `json:"read_seq"`
}
