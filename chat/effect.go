package chat

// Effect is something that applying a command did and that live sessions feel.
type Effect interface{ effect() }

// Stored is a message, stored or (with Seq 0) passed on to who is online.
type Stored struct {
	App     AppName
	Conv    Conversation
	Pos     uint64 // its position in the app's feed
	Seq     uint64
	From    UserID
	To      Address
	Event   bool     // a change of a group: goes to …/event
	Only    []UserID // when not empty, only these and the sender get it
	Payload []byte   // the encoded Message
}

// Joined tells that users are members of a group from here on.
type Joined struct {
	App   AppName
	Group GroupID
	Users []UserID
}

// Left tells that users are no members of a group from here on; nil Users: the group is gone.
type Left struct {
	App   AppName
	Group GroupID
	Users []UserID
}

// ThreadMoved tells that what members of a group see of one of its threads changed: its last message, or who is in it.
type ThreadMoved struct {
	App    AppName
	Group  GroupID
	Thread GroupID
}

// RoomGone tells that a chatroom was dismissed.
type RoomGone struct {
	App  AppName
	Room RoomID
}

// RoomLeft tells that a user was put out of a chatroom.
type RoomLeft struct {
	App  AppName
	Room RoomID
	User UserID
}

// RoomEvent is an event for who is in a chatroom now.
type RoomEvent struct {
	App     AppName
	Room    RoomID
	Payload []byte // JSON
}

// Broadcast is a message for everyone in any chatroom of an app; it is stored in none.
type Broadcast struct {
	App     AppName
	Message Message
}

// In gives the message as one room hears it.
func (b *Broadcast) In(r RoomID) *Stored {
	m := b.Message
	m.To = RoomAddress(r)
	return &Stored{App: b.App, Conv: Conversation(m.To.String()), From: m.From, To: m.To, Payload: appendMessage(nil, &m)}
}

// Notice is an event that concerns only some users, on all their devices; it goes to …/event of their inbox.
type Notice struct {
	App   AppName
	Users []UserID
	Event any // encoded as JSON; has a field "event"
}

// Ended ends live sessions.
type Ended struct {
	App      AppName
	User     UserID   // empty: of all users
	TokenID  string   // when set, only those that came with this token
	Platform Platform // when set, only those of this platform
	Device   string   // when set, only those of this device
	Client   string   // when set, only the one of this client id
	Tokens   bool     // only those that came with a token or UserSig
	Guests   bool     // only those of guests
	Operator bool     // only those that came with the app's key
	Forget   bool     // with Client: its session ends, whether it is connected or not
	Code     Code
	Reason   string
}

// Announced is an event for all who are online in an app.
type Announced struct {
	App   AppName
	Event any // encoded as JSON; has a field "event"
}

func (*Announced) effect() {}

// RulesChanged tells that an app is gone, or that its settings, names, secrets or word lists are new.
type RulesChanged struct {
	App   AppName
	Words bool // the word lists, too
}

func (*RulesChanged) effect() {}

// WebhooksChanged tells that a webhook of an app is new, changed, gone, or has more to do.
type WebhooksChanged struct{ App AppName }

func (*WebhooksChanged) effect() {}

func (*Stored) effect()      {}
func (*Joined) effect()      {}
func (*Left) effect()        {}
func (*RoomGone) effect()    {}
func (*ThreadMoved) effect() {}
func (*RoomLeft) effect()    {}
func (*RoomEvent) effect()   {}
func (*Broadcast) effect()   {}
func (*Notice) effect()      {}
func (*Ended) effect()       {}

// Commanded tells that a cmd is to be published on a device topic.
type Commanded struct {
	App AppName
	DeviceCommand
}

// CommandEnded tells that no answer to a cmd is waited for any more.
type CommandEnded struct {
	App      AppName
	Response string
}

func (*Commanded) effect()    {}
func (*CommandEnded) effect() {}

// LinksChanged tells that a link of an app is new, changed or gone.
type LinksChanged struct{ App AppName }

// LinkQueued tells that a message waits for a link.
type LinkQueued struct {
	App AppName
	ID  string
}

func (*LinksChanged) effect() {}
func (*LinkQueued) effect()   {}

// Signal is a short word to who is online, never stored: typing, read.
type Signal struct {
	App  AppName
	From UserID
	To   Address
	Name string // the last level of the topic
	Seq  uint64 // of a read signal
	Body []byte // of other signals: a JSON object, or nil
}

func (*Signal) effect() {}
