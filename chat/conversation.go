package chat

import "encoding/json"

// ConversationView is a conversation as one user sees it.
type ConversationView struct {
	With     Address  `json:"conversation" doc:"user/ID or group/ID"`
	Last     *Message `json:"last,omitempty" doc:"The newest message that the user may read"`
	LastSeq  uint64   `json:"last_seq"`
	ReadSeq  uint64   `json:"read_seq" doc:"Up to here the user has read"`
	Unread   uint64   `json:"unread"`
	FirstSeq uint64   `json:"first_seq" doc:"The first message that the user may read has this seq or a later one"`
	Left     bool     `json:"left,omitempty" doc:"The user is no longer a member"`
	Active   int64    `json:"active" doc:"When it last changed, milliseconds since 1970"`

	Thread *ThreadOf `json:"thread,omitempty" doc:"Of a thread: the message from which it hangs"`

	Pinned        bool            `json:"pinned,omitempty"`
	Hidden        bool            `json:"hidden,omitempty" doc:"Not listed until the next message"`
	Marks         []string        `json:"marks,omitempty" doc:"Words of the app's own"`
	Ext           json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the app's own, for this user alone"`
	Mentioned     uint64          `json:"mentioned_seq,omitempty" doc:"Seq of the newest unread message that mentions the user, or all"`
	PeerRead      uint64          `json:"peer_read_seq,omitempty" doc:"1:1: up to here the other one has read"`
	PeerDelivered uint64          `json:"peer_delivered_seq,omitempty" doc:"1:1: up to here a device of the other one has all"`
}

// ConversationPage is part of the list of conversations, the latest active first.
type ConversationPage struct {
	Conversations []ConversationView `json:"conversations"`
	Next          string             `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

// HistoryQuery asks for a page of a conversation. Before and After are seqs, not included; with neither the newest
// messages are meant.
type HistoryQuery struct {
	Before, After uint64
	Forward       bool // After counts even when it is 0: from the beginning
	Limit         int  // 1 to 100; 0: 50

	Type         string // only messages of this type
	From         UserID // only messages of this user
	Since, Until int64  // only messages of this time, ms; Until is not included; 0: no bound
}

// HistoryPage holds messages in the order of their seq.
type HistoryPage struct {
	Messages []Message `json:"messages"`
	LastSeq  uint64    `json:"last_seq" doc:"The newest seq of the conversation"`
	FirstSeq uint64    `json:"first_seq" doc:"The first message that can be read has this seq or a later one: the app may keep messages for some days only"`
	More     bool      `json:"more" doc:"There are more in the direction that was asked"`
	Next     uint64    `json:"next,omitempty" doc:"With a filter: ask on with before or after this seq"`
}

// SyncConversation is what changed in one conversation.
type SyncConversation struct {
	ConversationView
	Messages []Message `json:"messages" doc:"The newest of what came since the cursor, by seq"`
	Changed  []Message `json:"changed,omitempty" doc:"Older messages that are no longer as they were since the cursor: recalled, edited, reacted to"`
	Deleted  []uint64  `json:"deleted,omitempty" doc:"Seqs of messages that the user deleted for himself since the cursor"`
	Gap      bool      `json:"gap,omitempty" doc:"More came than is shown; the rest is in the history, before the first one here"`
}

// SyncPage answers what changed since a cursor.
type SyncPage struct {
	Conversations []SyncConversation `json:"conversations"`
	Events        []json.RawMessage  `json:"events,omitempty" doc:"Events of your inbox since the cursor, the oldest first; they are kept for 30 days"`
	EventsGap     bool               `json:"events_gap,omitempty" doc:"There were more events than are shown: read anew what you keep of contacts and settings"`
	Cursor        string             `json:"cursor" doc:"For the next call"`
	More          bool               `json:"more" doc:"Call again at once with the new cursor"`
}
