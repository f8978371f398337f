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
}

// HistoryPage holds messages in the order of their seq.
type HistoryPage struct {
	Messages []Message `json:"messages"`
	LastSeq  uint64    `json:"last_seq" doc:"The newest seq of the conversation"`
	FirstSeq uint64    `json:"first_seq" doc:"The first message that can be read has this seq or a later one: the app may keep messages for some days only"`
	More     bool      `json:"more" doc:"There are more in the direction that was asked"`
}

// SyncConversation is what changed in one conversation.
type SyncConversation struct {
	ConversationView
	Messages []Message `json:"messages" doc:"The newest of what came since the cursor, by seq"`
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
