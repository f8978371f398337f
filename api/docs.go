package api

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"
)

// document is the OpenAPI document without its operations.
func document(version string) *huma.OpenAPI {
	if version == "" {
		version = "dev"
	}
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "Hongyan", Version: version, Description: introduction},
		Servers: []*huma.Server{{URL: "/", Description: "This server"}},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
			SecuritySchemes: map[string]*huma.SecurityScheme{"bearer": {
				Type: "http", Scheme: "bearer", Description: "A user's token (POST /v1/token), the app's key, or the server's key",
			}},
		},
		Tags: []*huma.Tag{
			{Name: "users", Description: "Accounts, profiles, passwords, bans, live sessions"},
			{Name: "tokens", Description: "Credentials for MQTT and for this interface"},
			{Name: "messages", Description: "Sending"},
			{Name: "conversations", Description: "Lists, history, what is read, what changed"},
			{Name: "contacts", Description: "Friends, requests, the blocklist"},
			{Name: "presence", Description: "Who is online, and what users say of themselves"},
			{Name: "search", Description: "Messages by their text"},
			{Name: "groups", Description: "Groups and their members"},
			{Name: "rooms", Description: "Chatrooms: who subscribes over MQTT is in them"},
			{Name: "topics", Description: "Device topics: who may use them, what they retain, what becomes of it in conversations and at other brokers"},
			{Name: "files", Description: "Uploads, named in messages by their id"},
			{Name: "admin", Description: "Backups, export and import, statistics, what was done: with the app's key or the server's"},
			{Name: "rules", Description: "Words that are counted, replaced or refused; messages that users report"},
			{Name: "push", Description: "How users are reached who are away"},
			{Name: "webhooks", Description: "The app's own server is told what happened"},
			{Name: "apps", Description: "Apps, sealed off from each other; with the server's key"},
		},
	}
}

const introduction = `The REST interface of the messaging server Hongyan. The same operations answer over MQTT, on
` + "`im/{app}/user/{me}/request`" + `.

**Who asks** is shown by ` + "`Authorization: Bearer …`" + `: a user's token; the app's key, which administers its app and acts for
any of its users with ` + "`?from=USER`" + `; or the server's key, which makes and changes apps. All else of an app is invisible to
other apps.

**Errors** are ` + "`application/problem+json`" + ` with a stable ` + "`code`" + ` to act on, the ` + "`field`" + ` that is wrong, and
` + "`retry_after`" + ` (also the header Retry-After) when the same request may work later.

**Lists** are paged: pass ` + "`next`" + ` of one answer as ` + "`cursor`" + ` of the next request; the last page has no ` + "`next`" + `.

Times are milliseconds since 1970. Ids are 1 to 64 of ` + "`A-Z a-z 0-9 _ . -`" + `; case matters. JSON bodies may have 2 MiB; fields
and parameters that are not documented are refused. Files are loaded from the signed addresses that come with them,
` + "`/f/{app}/{file}/{name}?e=…&s=…`" + `, without Authorization.

**The JavaScript SDK** is loaded from [/sdk/](/sdk/), in files that know this server's address.`

// descriptions say of operations what their summary does not.
var descriptions = map[string]string{
	"reportMessage": "One that the user may read; it waits for the app's own people. A second report of it answers with the first. At most 100 of a user wait.",
	"listReports":   "The oldest first, with the messages as they are now.",
	"muteUser":      "Until a time, for some seconds, or without end, in all conversations of the kinds named. The user reads on.",
	"unmuteUser":    "In all kinds of conversations. Groups where the user is muted are another matter.",
	"createUsers": "One user, or a list of them in `users`: all or none. Without credentials when the app's setting `open_registration` allows it " +
		"(then `app` names the app), else with the app's key, with which the password may be absent: such users come with signed tokens only.",
	"listUsers":     "By id. Only with the app's key. With filters a page may be short, even empty, and have a `next`.",
	"batchProfiles": "Unknown users are left out.",
	"getUser":       "The profile; with the app's key the whole account.",
	"deleteUser":    "The user leaves all groups; groups that the user owns are dismissed. Messages stay. Only with the app's key.",
	"changeProfile": "Only the fields named are changed. One's own, or any with the app's key.",
	"setPassword": "One's own with the old password, or any with the app's key. All tokens are revoked and live sessions end. " +
		"A token does not stand in for the old password.",
	"banUser": "Until a time, for some seconds, or without end. Live sessions end at once.",
	"banAddress": "Until a time, for some seconds, or without end: connections from there end within a second, new ones get 0x8A (MQTT 3: 5), " +
		"and requests 403, but those with the server's key. A second ban of the same network takes the place of the first.",
	"listAddressBans": "By their text. Those that have ended are left out.",
	"banClient":       "Until a time, for some seconds, or without end, whoever the user is: connections with the client id end within a second, new ones get 0x8A (MQTT 3: 5).",
	"listClientBans":  "By client id. Those that have ended are left out.",
	"kickUser":        "All, or those of a platform or device. Nothing is revoked: the client may connect again.",
	"listRetained": "Of device topics, in the order of their levels, with how many the app has in all. What has expired is left out. " +
		"The payload is in `GET /v1/retained/{topic}`.",
	"listForwards":    "Those of the app's setting `topic_messages`; the counts begin with the server.",
	"explainForwards": "What the rules that mean the topic make of a publish, without sending anything; `error` says why one makes no message.",
	"explainCommand":  "What the first rule of the app's setting `command_topics` that means the receiver publishes of a `cmd`, without sending anything.",
	"putLink": "It holds at once. What waits for a link stays when it is changed. The password is never given back; without one in the body, the one before stays. " +
		"Links of the server's configuration file are changed there.",
	"removeLink":     "The other broker is told to forget what waits there for the link.",
	"removeRetained": "One or many. Nobody is told of it: who has subscribed keeps what he heard.",
	"listDevices":    "By client id, with where each runs and since when. One's own; with the app's key those of `from`.",
	"endDevice":      "By its client id. Nothing is revoked: a client that still has a token may connect again.",
	"revokeUser":     "All tokens and UserSigs issued until now end, and the sessions that came with them. One's own, or any with the app's key.",
	"createToken": "With the user's password, a UserSig or a token (what comes of those does not outlive them). With the app's key no password is needed: " +
		"so a customer's server gets tokens for its users.",
	"createGuest": "Where the app's setting `guests` says so. A guest enters chatrooms and reads there; all else is refused with `needs_account`. " +
		"Its id begins with `guest~`, which no user's can. Each call makes another guest. An address gets 100 a minute; with the app's key they are not counted.",
	"revokeToken":   "Without a body the token that is shown.",
	"createUserSig": "As Tencent's SDKs use it, version 2. For a customer's server: only with the app's key.",
	"sendMessage": "Once this answers, the message is on disk. The same `cid` from the same sender in the same conversation within 7 days is the same message: " +
		"answered with the first `id` and `seq`, stored once; with another body it is refused. `type` is `txt` if absent; `cmd` is not stored unless `store` says so. " +
		"With the app's key `from` names the sender.",
	"sendTyping":        "To who is online; never stored.",
	"listConversations": "1:1 conversations and groups, the latest active first.",
	"readHistory": "In the order of `seq`: the newest, those before a seq, or those after one. With the app's key and without `from`, " +
		"groups and chatrooms can be read.",
	"markRead": "Without a body up to the end. A mark never moves back.",
	"sync": "After being offline: every conversation with something new, its newest messages, those that changed since (recalled, edited, reacted to), " +
		"what you deleted and read elsewhere, and events of your inbox. Keep `cursor` for the next call.",
	"getConversation":    "As the list of conversations shows it.",
	"changeConversation": "Only the fields named are changed; your other devices are told. At most 50 are pinned.",
	"clearConversation":  "Deletes all its messages for you alone, and takes it off your list until the next message.",
	"deleteMessages":     "For you alone, on all your devices: up to 100 by seq, or all up to a seq. Others keep them.",
	"markDelivered":      "In a 1:1 conversation, without a body up to the end: the other one sees it in `peer_delivered_seq` and on `…/delivered`.",
	"listPins":           "By seq.",
	"editMessage":        "Of a `txt` or `custom`, by its sender, at most 10 times. The app's word lists look at it as at a new message.",
	"recallMessage":      "By its sender for the app's `recall_window`, by the owner and admins of its group or chatroom and the app's key at any time. Its text is gone for all; its `seq` stays.",
	"addReaction":        "At most 20 kinds a message; adding it again changes nothing. The answer is the message as it is now.",
	"pinMessage":         "For all who take part, at most 20. In groups and chatrooms by the owner, admins and the app's key.",
	"readReceipts":       "Of a message sent with `receipt`, in a group of at most 200. For its sender and the app's key.",
	"setDND": "For all conversations. A `mode` (`all`, `mentions`, `none`), a `window` of each day, `until` a time or for some `seconds`: no push is sent then, " +
		"for mentions neither but by the mode; messages arrive all the same. What is left out is off.",
	"setConversationDND": "For a 1:1 conversation or a group, beside what holds for all: times to be quiet of either hold, its `mode` goes before. " +
		"With nothing in the body it is as all others.",
	"listContacts": "By id.",
	"addContact": "Who is asked has to accept, unless the app's setting `contacts_need_consent` is off, or the other one has asked before: then both are friends " +
		"at once, and `since` says so. To ask again changes nothing. With the app's key `at_once` makes both friends in any case.",
	"getContact":          "Friends or not, requests that wait, whether you block the user. Whether the user blocks you is not told.",
	"removeContact":       "For both of you. A request that waits for the other one's answer is taken back.",
	"listContactRequests": "Those that wait for your answer, or with `sent=true` those that you sent; by the other one's id.",
	"declineContact":      "The other one is told, and may ask again.",
	"blockUser": "From the next message on, nothing of the user arrives: no messages to you alone, no requests, no signals. The user is not told; " +
		"whether a message is refused or seems to be sent is the app's setting `tell_blocked`. Friends stay friends.",
	"getPresence": "Per user: online or not, on which platforms since when, the custom status; of who is offline when he was last connected. " +
		"Users who are unknown, who block you, or (where the app's setting `presence_for` is `friends`) are no friends of yours look as if they were offline. With the app's key and without `from` all can be seen.",
	"setStatus":   "Replaces the one before. It stays until you change it, and others see it while you are online.",
	"clearStatus": "Others see that you are online, and nothing beside.",
	"subscribe": "For some time, or anew for those who are subscribed to already; 3,000 at most. The answer is what there is to see now; from then on changes " +
		"come as events `presence.changed` while you are connected.",
	"listSubscriptions": "By the other one's id; those that have ended are left out.",
	"unsubscribe":       "Users without a subscription may be named.",
	"createGroup":       "The owner is who asks, or with the app's key the one named. Without `id` the server makes one.",
	"changeGroup":       "Only the fields named are changed. For the owner, admins and the app's key.",
	"changeGroupValues": "All in one step; what is not named stays. For the owner, admins and the app's key, and for all members where the group's `member_values` is set.",
	"dismissGroup":      "For the owner and the app's key.",
	"addMembers": "At most 10,000 at once; who is a member already stays one. For the owner, admins and the app's key, and for all members where " +
		"the group's `member_invites` is set. Where `invite_consent` is set, those who are added are invited instead, but when the app's key adds.",
	"listMembers":      "By id; without their attributes. With several conditions, those who meet all.",
	"changeMember":     "One's own; for the owner, admins and the app's key anybody's.",
	"addAdmin":         "At most 99. For the owner and the app's key.",
	"removeAdmin":      "For the owner and the app's key.",
	"muteMember":       "Until a time, for some seconds, or without end; who leaves and comes back is still muted. For the owner, admins and the app's key; admins are muted by the owner and the app's key.",
	"unmuteMember":     "For the owner, admins and the app's key.",
	"muteGroup":        "All but the owner, the admins and the allowlist. For the owner, admins and the app's key.",
	"unmuteGroup":      "Who is muted one by one stays so. For the owner, admins and the app's key.",
	"allowMember":      "For the owner, admins and the app's key.",
	"disallowMember":   "For the owner, admins and the app's key.",
	"banFromGroup":     "The user is removed, and cannot come back until the ban is lifted; who is no member can be banned too. For the owner, admins and the app's key; admins are banned by the owner and the app's key.",
	"unbanFromGroup":   "The user is no member by that. For the owner, admins and the app's key.",
	"listGroupBans":    "For the owner, admins and the app's key.",
	"disableGroup":     "Nobody may write to it, the app's key neither, until it is enabled. Only with the app's key.",
	"enableGroup":      "Only with the app's key.",
	"listPublicGroups": "By name, from a beginning of it or all; small and capital letters are the same.",
	"joinGroup": "As the group's `join` says: `free` makes a member at once, `approval` leaves a request for the owner and the admins, `closed` refuses. " +
		"Who is invited is let in. Asking again replaces the text.",
	"listJoinRequests":  "For the owner, admins and the app's key.",
	"acceptRequest":     "For the owner, admins and the app's key.",
	"declineRequest":    "For the owner, admins and the app's key. The applicant gets the text.",
	"listGroupInvites":  "For the owner, admins and the app's key.",
	"cancelInvite":      "For who invited, the owner, admins and the app's key.",
	"declineInvite":     "Who invited gets the text.",
	"listGroupFiles":    "For members and the app's key. Read a file by its id for an address to load it from.",
	"shareFile":         "An upload that one may read, for all members to load; at most 1,000 a group. For members and the app's key.",
	"unshareFile":       "A file that nothing names any more is removed after a day. For who shared it, the owner, admins and the app's key.",
	"removeMembers":     "At most 100 at once, all or none. For the owner, admins and the app's key.",
	"leaveGroup":        "The owner transfers or dismisses the group instead.",
	"transferGroup":     "For the owner and the app's key.",
	"createThread":      "For members who may write to the group. Who makes it is in it. A message has one thread.",
	"listGroupThreads":  "The newest first, whoever is in them. For members and the app's key.",
	"listThreads":       "By group.",
	"lastOfThreads":     "Of up to 20 threads of groups that the user is a member of; others are left out.",
	"getThread":         "For members of its group and the app's key.",
	"renameThread":      "For who made it, the owner and admins of its group and the app's key.",
	"dismissThread":     "For who made it, the owner and admins of its group and the app's key.",
	"joinThread":        "For members of its group. Its messages can be read from the first on.",
	"listThreadMembers": "For members of its group and the app's key.",
	"removeFromThread":  "For the owner and admins of its group and the app's key; admins are removed by the owner and the app's key. Who is removed may join again.",

	"createRoom":       "With the app's key, by super-admins, or by all users when the app's setting `users_create_rooms` allows it.",
	"dismissRoom":      "For the owner and the app's key.",
	"changeRoom":       "Only the fields named are changed. For the owner, admins and the app's key.",
	"transferRoom":     "For the owner and the app's key. Nobody has to be in the room for it.",
	"getRoom":          "With how many are online, and how many messages it did without.",
	"listRoomMembers":  "By id. Who has lost the connection is `away`, and out after 2 minutes.",
	"removeRoomMember": "The user may come back. For the owner, admins and the app's key.",
	"tagRoomMember":    "Until the user leaves. One's own; for the owner, admins and the app's key anybody's. Who carries a muted tag cannot change the own tags.",
	"listRoomUsers":    "By id, whether they are in the room or not. For the owner, admins and the app's key.",
	"addRoomAdmin":     "At most 99. For the owner and the app's key.",
	"removeRoomAdmin":  "For the owner and the app's key.",
	"muteInRoom": "Until a time, for some seconds, or without end; who leaves and comes back is still muted. For the owner, admins and the app's key; " +
		"admins are muted by the owner and the app's key.",
	"unmuteInRoom":   "For the owner, admins and the app's key.",
	"disableRoom":    "Nobody may write to it, the app's key neither, until it is enabled. Only with the app's key.",
	"muteRoom":       "All but the owner, the admins and the allowlist. For the owner, admins and the app's key.",
	"unmuteRoom":     "Who is muted one by one or by a tag stays so. For the owner, admins and the app's key.",
	"muteTag":        "At most 10 tags. The owner and the admins may write whatever they carry. For the owner, admins and the app's key.",
	"unmuteTag":      "For the owner, admins and the app's key.",
	"allowInRoom":    "For the owner, admins and the app's key.",
	"disallowInRoom": "For the owner, admins and the app's key.",
	"banFromRoom": "The user is put out, and cannot come back, write or read until the ban is lifted; who is not in it can be banned too. For the owner, admins " +
		"and the app's key; admins are banned by the owner and the app's key.",
	"unbanFromRoom": "For the owner, admins and the app's key.",
	"setRoomValues": "For who is in the room, and the app's key. A key belongs to who set it; others are refused (`key_taken`), key by key, unless the owner, an " +
		"admin or the app's key forces it. At most 100 keys a room. With `auto_delete` a key is gone when its owner leaves the room. The answer is 200 even if all keys were refused.",
	"deleteRoomValues": "One's own, or with `force` anybody's: for the owner, admins and the app's key.",
	"broadcastRooms":   "Live, to each chatroom's topic; it is stored in none. Only with the app's key; with `from`, in a user's name.",
	"addSuperAdmin":    "Super-admins make chatrooms, and may in all of them what admins may. At most 1,000. Only with the app's key.",
	"removeSuperAdmin": "Only with the app's key.",
	"listSuperAdmins":  "By id. Only with the app's key.",
	"search": "By the text of a `txt`, the name of a file, the name and address of a place, the title of a `combine`. Capitals do not matter. A user finds " +
		"what is in the own 1:1 conversations and in groups while a member, from when the history begins; chatrooms only one by one, with `conversation`. With the " +
		"app's key and without `from`, all of the app. A message can be found about a second after it was sent; what is recalled or edited is gone at once. " +
		"A page may have fewer hits than `limit` and still a `next`.",
	"searchState":   "Only with the app's key.",
	"rebuildSearch": "In the background; the old index answers until the new one is ready. Only with the app's key.",
	"uploadFile": "As a form (the first part that is a file counts, whatever its name) or as the raw body. Name the file by its `id` in a message; " +
		"one that no message names is removed after a day.",
	"getFile":      "For who uploaded it, who takes part in a conversation where a message names it, and the app's key.",
	"removeFile":   "For who uploaded it and the app's key.",
	"changeOwnApp": "Only the settings named are changed.",
	"createApp":    "Its secret and key are shown this once.",
	"changeApp":    "Only the settings named are changed; `aliases` replaces all of them.",
	"removeApp":    "With all its users, messages and files. The app `default` stays.",
	"stats": "Counted up to the request, but `users`, `groups` and `rooms`, which may be a minute old. Days are those of UTC. " +
		"A message counts for the day of its `ts`, as one of a 1:1 conversation, a group or a chatroom; what is not stored, and changes of groups, do not count; " +
		"what was removed since does. A user is active on a day on which he is connected or sends a message.",
	"listSessions": "Of the whole app by user, or of one user. A page holds all sessions of its last user.",
	"listUserSessions": "By client id: of clients that are connected, and those that are kept for when their clients return; with " +
		"subscriptions, and how much is in flight or waits. To end a connection and keep the session, kick the user with `client`.",
	"getSession":  "By the user and the client id.",
	"dropSession": "Connected or not: a client that is connected is disconnected (0x98), what waits for the session is gone, and its will is published. Nothing is revoked.",
	"broadcast": "Without `users`: the event `broadcast` with `id`, `ts` and `body` to every connected device; nothing is kept. " +
		"With `users`, 1,000 at most: a message of its own to each of them from the user that `from` names, stored and delivered as any; " +
		"with a `cid` it is safe to repeat. The answer says of each user what became of it.",
	"listAudit": "The latest first, for 180 days. With the app's key what was done with it; with the server's key what was done with that one. " +
		"Requests that read are not in it, but backups and exports are; nor are messages, typing, read marks and logins that the app's key sends for users. " +
		"An entry holds no body, no parameter and no credential.",
	"export": "A JSON object a line, with a `kind`: `user`, `contact`, `group` and its `member`s, `room`, then of each conversation `conversation` " +
		"(when it does not begin with 1), `message`s by seq, and of who takes part a `view` (how far it is read). As of one moment, whatever the size. " +
		"An answer that breaks off is not whole: a whole one ends as HTTP ends it.",
	"import": "The lines of an export, into this app or another, empty or not. Ids, times, seqs and order stay. What is there already is not changed, " +
		"so that a line twice is the same as once. The seqs of a conversation must follow each other: a gap is refused. " +
		"Lines that are refused are listed with their number; after 100 of them the rest is not read. Clients are not told of imported messages; " +
		"they see them in the history and by sync. Files, and the bans, invites and requests of groups, are not part of it.",
	"backup": "A tar archive of all apps with their files and keys, as of the moment the request came, while the server goes on. " +
		"Its last entry holds the sum of all before it: an archive without it is truncated. `hongyan backup` calls this, `hongyan restore` reads it.",
	"changeLogging": "At once, until the server is started again: then its settings hold.",
	"rotateApp":     "What is new is shown this once, and what was before ends at once.",
	"listWordLists": "With how often their words were found since the server started.",
	"readWords":     "In the order of their bytes.",
	"putWords": "Words are looked for in the text of every `txt`, anywhere in it, in any case and width. When this answers, the list is in force, as a whole. " +
		"At most 100,000 words in all lists of an app.",
	"putWordsAsText": "As `PUT /v1/words/{list}`.",
	"addWords":       "When this answers, they are in force.",
	"removeWords":    "Those that are not in the list are passed over.",
	"createWebhook": "It is told what happens from now on, in batches: `{\"app\",\"webhook\",\"events\":[{\"id\",\"pos\",\"event\",\"ts\",…}]}` by POST, at most 100 events and " +
		"1 MiB, in the order in which it happened. 2xx within 10 s takes them; anything else, redirects too, is tried again after 1 s to 10 minutes; after 24 hours, or at " +
		"once with 4xx but 408, 425 and 429, they are dead letters. An event may come twice, with the same `id`. The header `Hongyan-Signature` is " +
		"`sha256=` and the hex HMAC-SHA256, with the secret, of the header `Hongyan-Timestamp`, a dot and the body. The secret is shown this once. At most 10 of an app.",
	"setPushDevice":     "Webhooks of the kind `push` get it with the user; the sender on WeChat uses the one on `wechat`, whose `token` is the user's openid in the mini-program. At most 20 of a user.",
	"listPushDevices":   "One's own; with the app's key those of `from`.",
	"addPushGrants":     "For each message that the user allows with `wx.requestSubscribeMessage`. Each message sent uses one; a refusal by the user drops all. At most 1,000 of a template.",
	"getWeChat":         "Without the secret.",
	"setWeChat":         "All at once. Users who are away are written to by `subscribeMessage.send`, of messages sent from now on, if they have registered an openid and have a grant of the template.",
	"getWebhook":        "Without its secret.",
	"changeWebhook":     "Only the fields named are changed. What waits is tried again at once. One that is disabled keeps its place.",
	"removeWebhook":     "With its dead letters.",
	"pingWebhook":       "Sends one event named `ping`, and tells what came of it. When it is taken, what waits is tried again at once.",
	"replayWebhook":     "What happened from `since` until `until` (now, if absent) is sent again, with `replayed`, beside what is new, in the place of a replay that goes on. Events that have no `ts` come from a little around it, too.",
	"listDeadLetters":   "In the order in which they happened; at most 10,000 of a webhook, kept for 30 days.",
	"retryDeadLetters":  "Those at `positions`, or all. What is not taken is a dead letter again.",
	"removeDeadLetters": "Those at `positions`, or all.",
}

// fieldTexts say of fields what their types do not.
var fieldTexts = map[string]map[string]string{
	"Outgoing": {
		"type":  "txt img audio video file loc cmd custom combine; txt if absent",
		"body":  "A JSON object; of a txt {\"text\":…}, of img audio video file {\"file\":ID of an upload} or {\"url\":…}",
		"ext":   "A JSON object of the sender's own",
		"cid":   "The sender's own id of the message, at most 128 bytes: with it, sending again is safe",
		"store": "false: only to who is online; if absent, all types but cmd are stored",
	},
	"MemberChange": {
		"attributes": "A JSON object of the app's own, at most 4 KB; replaces the one before",
	},
	"NewGroup": {
		"id":      "If absent, the server makes one",
		"owner":   "With the app's key: who owns the group",
		"members": "Besides the owner, at most 10,000",
		"ext":     "A JSON object of the app's own, at most 8 KB",
	},
	"NewRoom": {
		"id":    "If absent, the server makes one",
		"owner": "With the app's key: who owns the chatroom",
		"ext":   "A JSON object of the app's own, at most 8 KB",
	},
}

// examples are request bodies to try.
var examples = map[string]json.RawMessage{
	"reportMessage":      json.RawMessage(`{"conversation":"user/bob","seq":7,"reason":"spam"}`),
	"closeReport":        json.RawMessage(`{"state":"upheld","note":"warned"}`),
	"muteUser":           json.RawMessage(`{"kinds":["group","room"],"seconds":3600}`),
	"createUsers":        json.RawMessage(`{"user":"ann","password":"correct horse","profile":{"nickname":"Ann"}}`),
	"batchProfiles":      json.RawMessage(`{"users":["ann","bob"]}`),
	"changeProfile":      json.RawMessage(`{"nickname":"Ann","ext":{"level":3}}`),
	"setPassword":        json.RawMessage(`{"old_password":"correct horse","password":"battery staple"}`),
	"banAddress":         json.RawMessage(`{"address":"203.0.113.0/24","seconds":3600,"reason":"a flood"}`),
	"banClient":          json.RawMessage(`{"client":"lamp-7","reason":"stolen"}`),
	"banUser":            json.RawMessage(`{"seconds":3600,"reason":"spam"}`),
	"kickUser":           json.RawMessage(`{"platform":"web"}`),
	"createToken":        json.RawMessage(`{"user":"ann","password":"correct horse","platform":"wechat"}`),
	"createGuest":        json.RawMessage(`{"platform":"wechat"}`),
	"createUserSig":      json.RawMessage(`{"user":"ann","ttl":86400}`),
	"sendMessage":        json.RawMessage(`{"to":"user/bob","body":{"text":"hello"},"cid":"c-1"}`),
	"sendTyping":         json.RawMessage(`{"to":"user/bob"}`),
	"markRead":           json.RawMessage(`{"seq":7}`),
	"markDelivered":      json.RawMessage(`{"seq":7}`),
	"deleteMessages":     json.RawMessage(`{"seqs":[3,4]}`),
	"editMessage":        json.RawMessage(`{"body":{"text":"see you at nine"}}`),
	"changeConversation": json.RawMessage(`{"pinned":true,"marks":["customer"]}`),
	"setDND":             json.RawMessage(`{"mode":"all","window":{"from":"22:00","to":"07:00","zone":"Asia/Shanghai"}}`),
	"setConversationDND": json.RawMessage(`{"mode":"mentions","seconds":3600}`),
	"setStatus":          json.RawMessage(`{"status":"in a meeting"}`),
	"subscribe":          json.RawMessage(`{"users":["bob","cat"],"expires_in":86400}`),
	"addContact":         json.RawMessage(`{"user":"bob","text":"I am Ann from the climbing hall"}`),
	"changeContact":      json.RawMessage(`{"remark":"Bob from work","ext":{"color":"blue"}}`),
	"broadcast":          json.RawMessage(`{"body":{"text":"Back in five minutes"}}`),
	"createGroup":        json.RawMessage(`{"name":"Climbing","members":["bob","cat"]}`),
	"changeGroup":        json.RawMessage(`{"announcement":"Saturday, 9 o'clock"}`),
	"changeGroupValues":  json.RawMessage(`{"set":{"seat-1":"bob"},"delete":["seat-2"]}`),
	"addMembers":         json.RawMessage(`{"members":["dan"]}`),
	"removeMembers":      json.RawMessage(`{"members":["dan"]}`),
	"changeMember":       json.RawMessage(`{"nickname":"Dan the climber","attributes":{"level":3}}`),
	"muteMember":         json.RawMessage(`{"seconds":3600}`),
	"joinGroup":          json.RawMessage(`{"text":"I climb, too"}`),
	"acceptRequest":      json.RawMessage(`{"text":"welcome"}`),
	"shareFile":          json.RawMessage(`{"file":"01K0000000000000000000000","name":"map.pdf"}`),
	"createThread":       json.RawMessage(`{"seq":7,"name":"Which hall?"}`),
	"renameThread":       json.RawMessage(`{"name":"Which hall, and when?"}`),
	"lastOfThreads":      json.RawMessage(`{"threads":["01K0000000000000000000000"]}`),
	"createRoom":         json.RawMessage(`{"id":"live-1","name":"Live"}`),
	"changeRoom":         json.RawMessage(`{"announcement":"We begin at 8"}`),
	"transferRoom":       json.RawMessage(`{"owner":"bob"}`),
	"tagRoomMember":      json.RawMessage(`{"tags":["vip"]}`),
	"muteInRoom":         json.RawMessage(`{"seconds":600}`),
	"setRoomValues":      json.RawMessage(`{"values":[{"key":"seat-1","value":"bob","auto_delete":true}]}`),
	"deleteRoomValues":   json.RawMessage(`{"keys":["seat-1"]}`),
	"broadcastRooms":     json.RawMessage(`{"body":{"text":"the server restarts at 3"}}`),
	"putWords":           json.RawMessage(`{"action":"replace","words":["badword","坏话"]}`),
	"addWords":           json.RawMessage(`{"words":["badword"]}`),
	"removeWords":        json.RawMessage(`{"words":["badword"]}`),
	"createApp":          json.RawMessage(`{"name":"shop","aliases":["org#shop"],"settings":{"open_registration":true}}`),
	"changeApp":          json.RawMessage(`{"settings":{"token_ttl":86400}}`),
	"changeOwnApp":       json.RawMessage(`{"settings":{"history_for_new":true}}`),
	"rotateApp":          json.RawMessage(`{"key":true}`),
	"createWebhook":      json.RawMessage(`{"url":"https://shop.example.com/im-events","events":["message.*","group.*"]}`),
	"changeWebhook":      json.RawMessage(`{"enabled":false}`),
	"replayWebhook":      json.RawMessage(`{"since":1767225600000}`),
	"setPushDevice":      json.RawMessage(`{"platform":"wechat","token":"oLWk-5AbCdEfGhIjKlMnOpQrStUv"}`),
	"addPushGrants":      json.RawMessage(`{"template":"tmpl-1","count":1}`),
	"setWeChat":          json.RawMessage(`{"appid":"wx0123456789abcdef","secret":"0123456789abcdef0123456789abcdef","template":"tmpl-1","fields":{"thing1":"nickname","thing2":"text","time3":"time"}}`),
}
