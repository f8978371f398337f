// Written by scripts/generate.mjs from the server's OpenAPI document. Do not edit.
import type { Route } from './call'
import type { components } from './schema'

type S = components['schemas']

/** Accept a friend request. */
export const acceptContact = 'POST /contact-requests/{user}/accept' as Route<[user: string], S['Relation']>

/** Accept an invite. */
export const acceptInvite = 'POST /invites/{group}/accept' as Route<[group: string, body?: S['Words']], void>

/** Let in who waits. For the owner, admins and the app's key. */
export const acceptRequest = 'POST /groups/{group}/requests/{user}/accept' as Route<[group: string, user: string, body?: S['Words']], void>

/** Make a member an admin. At most 99. For the owner and the app's key. */
export const addAdmin = 'PUT /groups/{group}/admins/{user}' as Route<[group: string, user: string], S['Member']>

/** Ask a user to be a friend. Who is asked has to accept, unless the app's setting `contacts_need_consent` is off, or the other one has asked before: then both are friends at once, and `since` says so. To ask again changes nothing. With the app's key `at_once` makes both friends in any case. */
export const addContact = 'POST /contacts' as Route<[body: S['NewContact']], S['Relation']>

/** Add members. At most 10,000 at once; who is a member already stays one. For the owner, admins and the app's key, and for all members where the group's `member_invites` is set. Where `invite_consent` is set, those who are added are invited instead, but when the app's key adds. */
export const addMembers = 'POST /groups/{group}/members' as Route<[group: string, body: S['MemberIDs']], S['Added']>

/** Allow messages on WeChat. For each message that the user allows with `wx.requestSubscribeMessage`. Each message sent uses one; a refusal by the user drops all. At most 1,000 of a template. */
export const addPushGrants = 'POST /push/grants' as Route<[body: S['NewGrants']], S['PushGrant']>

/** React to a message. At most 20 kinds a message; adding it again changes nothing. The answer is the message as it is now. */
export const addReaction = 'PUT /conversations/{conversation}/messages/{seq}/reactions/{reaction}' as Route<[conversation: string, seq: number, reaction: string], S['Message']>

/** Make a user an admin of a chatroom. At most 99. For the owner and the app's key. */
export const addRoomAdmin = 'PUT /rooms/{room}/admins/{user}' as Route<[room: string, user: string], S['RoomUser']>

/** Let a user write while all are muted in a chatroom. For the owner, admins and the app's key. */
export const allowInRoom = 'PUT /rooms/{room}/allowlist/{user}' as Route<[room: string, user: string], S['RoomUser']>

/** Let a member write while all are muted. For the owner, admins and the app's key. */
export const allowMember = 'PUT /groups/{group}/allowlist/{user}' as Route<[group: string, user: string], S['Member']>

/** Ban a user from a group. The user is removed, and cannot come back until the ban is lifted; who is no member can be banned too. For the owner, admins and the app's key; admins are banned by the owner and the app's key. */
export const banFromGroup = 'PUT /groups/{group}/bans/{user}' as Route<[group: string, user: string], S['GroupBan']>

/** Ban a user from a chatroom. The user is put out, and cannot come back, write or read until the ban is lifted; who is not in it can be banned too. For the owner, admins and the app's key; admins are banned by the owner and the app's key. */
export const banFromRoom = 'PUT /rooms/{room}/bans/{user}' as Route<[room: string, user: string], S['RoomUser']>

/** Read the profiles of many users. Unknown users are left out. */
export const batchProfiles = 'POST /users/batch' as Route<[body: S['UserIDs']], S['Profiles']>

/** Block a user. From the next message on, nothing of the user arrives: no messages to you alone, no requests, no signals. The user is not told; whether a message is refused or seems to be sent is the app's setting `tell_blocked`. Friends stay friends. */
export const blockUser = 'PUT /blocks/{user}' as Route<[user: string], S['Relation']>

/** Take back an invite. For who invited, the owner, admins and the app's key. */
export const cancelInvite = 'DELETE /groups/{group}/invites/{user}' as Route<[group: string, user: string], void>

/** Change what only you see of a friend. */
export const changeContact = 'PATCH /contacts/{user}' as Route<[user: string, body: S['ContactChange']], S['Relation']>

/** Pin, hide or mark a conversation. Only the fields named are changed; your other devices are told. At most 50 are pinned. */
export const changeConversation = 'PATCH /conversations/{conversation}' as Route<[conversation: string, body: S['ConversationChange']], S['ConversationView']>

/** Change a group. Only the fields named are changed. For the owner, admins and the app's key. */
export const changeGroup = 'PATCH /groups/{group}' as Route<[group: string, body: S['GroupChange']], S['Group']>

/** Change values of a group. All in one step; what is not named stays. For the owner, admins and the app's key, and for all members where the group's `member_values` is set. */
export const changeGroupValues = 'PATCH /groups/{group}/values' as Route<[group: string, body: S['ValuesChange']], S['Group']>

/** Change a member's nickname and attributes. One's own; for the owner, admins and the app's key anybody's. */
export const changeMember = 'PATCH /groups/{group}/members/{user}' as Route<[group: string, user: string, body: S['MemberChange']], S['Member']>

/** Change a profile. Only the fields named are changed. One's own, or any with the app's key. */
export const changeProfile = 'PATCH /users/{user}/profile' as Route<[user: string, body: S['ProfileChange']], S['PublicProfile']>

/** Change a chatroom. Only the fields named are changed. For the owner, admins and the app's key. */
export const changeRoom = 'PATCH /rooms/{room}' as Route<[room: string, body: S['RoomChange']], S['Room']>

/** Clear a conversation for oneself. Deletes all its messages for you alone, and takes it off your list until the next message. */
export const clearConversation = 'DELETE /conversations/{conversation}' as Route<[conversation: string], void>

/** Take your custom status back. Others see that you are online, and nothing beside. */
export const clearStatus = 'DELETE /presence/status' as Route<[], void>

/** Make a group. The owner is who asks, or with the app's key the one named. Without `id` the server makes one. */
export const createGroup = 'POST /groups' as Route<[body: S['NewGroup']], S['Group']>

/** Get a token without an account. Where the app's setting `guests` says so. A guest enters chatrooms and reads there; all else is refused with `needs_account`. Its id begins with `guest~`, which no user's can. Each call makes another guest. An address gets 100 a minute; with the app's key they are not counted. */
export const createGuest = 'POST /guests' as Route<[body?: S['NewGuest']], S['Token']>

/** Make a chatroom. With the app's key, by super-admins, or by all users when the app's setting `users_create_rooms` allows it. */
export const createRoom = 'POST /rooms' as Route<[body: S['NewRoom']], S['Room']>

/** Make a thread of a message. For members who may write to the group. Who makes it is in it. A message has one thread. */
export const createThread = 'POST /groups/{group}/threads' as Route<[group: string, body: S['NewThread']], S['Thread']>

/** Log in, or issue a token. With the user's password, a UserSig or a token (what comes of those does not outlive them). With the app's key no password is needed: so a customer's server gets tokens for its users. */
export const createToken = 'POST /token' as Route<[body: S['Login']], S['Token']>

/** Register users. One user, or a list of them in `users`: all or none. Without credentials when the app's setting `open_registration` allows it (then `app` names the app), else with the app's key, with which the password may be absent: such users come with signed tokens only. */
export const createUsers = 'POST /users' as Route<[body: S['CreateUsers']], S['Users']>

/** Decline a friend request. The other one is told, and may ask again. */
export const declineContact = 'POST /contact-requests/{user}/decline' as Route<[user: string], S['Relation']>

/** Decline an invite. Who invited gets the text. */
export const declineInvite = 'POST /invites/{group}/decline' as Route<[group: string, body?: S['Words']], void>

/** Decline a request to join. For the owner, admins and the app's key. The applicant gets the text. */
export const declineRequest = 'POST /groups/{group}/requests/{user}/decline' as Route<[group: string, user: string, body?: S['Words']], void>

/** Delete messages for oneself. For you alone, on all your devices: up to 100 by seq, or all up to a seq. Others keep them. */
export const deleteMessages = 'POST /conversations/{conversation}/delete' as Route<[conversation: string, body: S['Deletion']], void>

/** Delete key-values of a chatroom. One's own, or with `force` anybody's: for the owner, admins and the app's key. */
export const deleteRoomValues = 'POST /rooms/{room}/values/delete' as Route<[room: string, body: S['RoomKeys']], S['ValuesChanged']>

/** Take a user off a chatroom's allowlist. For the owner, admins and the app's key. */
export const disallowInRoom = 'DELETE /rooms/{room}/allowlist/{user}' as Route<[room: string, user: string], S['RoomUser']>

/** Take a member off the allowlist. For the owner, admins and the app's key. */
export const disallowMember = 'DELETE /groups/{group}/allowlist/{user}' as Route<[group: string, user: string], S['Member']>

/** Dismiss a group. For the owner and the app's key. */
export const dismissGroup = 'DELETE /groups/{group}' as Route<[group: string], void>

/** Dismiss a chatroom. For the owner and the app's key. */
export const dismissRoom = 'DELETE /rooms/{room}' as Route<[room: string], void>

/** Dismiss a thread. For who made it, the owner and admins of its group and the app's key. */
export const dismissThread = 'DELETE /threads/{thread}' as Route<[thread: string], void>

/** Edit a message. Of a `txt` or `custom`, by its sender, at most 10 times. The app's word lists look at it as at a new message. */
export const editMessage = 'PATCH /conversations/{conversation}/messages/{seq}' as Route<[conversation: string, seq: number, body: S['Edit']], S['Message']>

/** End one of your live sessions. By its client id. Nothing is revoked: a client that still has a token may connect again. */
export const endDevice = 'DELETE /devices/{client}' as Route<[client: string], void>

/** What there is between you and a user. Friends or not, requests that wait, whether you block the user. Whether the user blocks you is not told. */
export const getContact = 'GET /contacts/{user}' as Route<[user: string], S['Relation']>

/** Read one conversation. As the list of conversations shows it. */
export const getConversation = 'GET /conversations/{conversation}' as Route<[conversation: string], S['ConversationView']>

/** Read when a conversation does not disturb. */
export const getConversationDND = 'GET /conversations/{conversation}/dnd' as Route<[conversation: string], S['DND']>

/** Read when you are not disturbed. */
export const getDND = 'GET /dnd' as Route<[], S['DND']>

/** Read what is known of a file, with a fresh address. For who uploaded it, who takes part in a conversation where a message names it, and the app's key. */
export const getFile = 'GET /files/{file}' as Route<[file: string, query?: { ttl?: number }], S['FileWithLinks']>

/** Read a group. */
export const getGroup = 'GET /groups/{group}' as Route<[group: string], S['Group']>

/** Read one member. */
export const getMember = 'GET /groups/{group}/members/{user}' as Route<[group: string, user: string], S['Member']>

/** Read one message. */
export const getMessage = 'GET /conversations/{conversation}/messages/{seq}' as Route<[conversation: string, seq: number], S['Message']>

/** Who is online. Per user: online or not, on which platforms since when, the custom status; of who is offline when he was last connected. Users who are unknown, who block you, or (where the app's setting `presence_for` is `friends`) are no friends of yours look as if they were offline. With the app's key and without `from` all can be seen. */
export const getPresence = 'GET /presence' as Route<[query: { users: string[] }], S['Presences']>

/** Read a profile. */
export const getProfile = 'GET /users/{user}/profile' as Route<[user: string], S['PublicProfile']>

/** Read a public group. */
export const getPublicGroup = 'GET /public-groups/{group}' as Route<[group: string], S['PublicGroup']>

/** Read a chatroom. With how many are online, and how many messages it did without. */
export const getRoom = 'GET /rooms/{room}' as Route<[room: string], S['Room']>

/** Read your custom status. */
export const getStatus = 'GET /presence/status' as Route<[], S['CustomStatus']>

/** Read a thread. For members of its group and the app's key. */
export const getThread = 'GET /threads/{thread}' as Route<[thread: string], S['Thread']>

/** Read a user. The profile; with the app's key the whole account. */
export const getUser = 'GET /users/{user}' as Route<[user: string], S['Account'] | S['PublicProfile']>

/** Join a group, or ask to. As the group's `join` says: `free` makes a member at once, `approval` leaves a request for the owner and the admins, `closed` refuses. Who is invited is let in. Asking again replaces the text. */
export const joinGroup = 'POST /groups/{group}/join' as Route<[group: string, body?: S['Words']], S['JoinAnswer']>

/** Join a thread. For members of its group. Its messages can be read from the first on. */
export const joinThread = 'POST /threads/{thread}/join' as Route<[thread: string], S['Thread']>

/** Read the newest messages of threads. Of up to 20 threads of groups that the user is a member of; others are left out. */
export const lastOfThreads = 'POST /threads/last' as Route<[body: S['ThreadIDs']], S['LastMessages']>

/** Leave a group. The owner transfers or dismisses the group instead. */
export const leaveGroup = 'POST /groups/{group}/leave' as Route<[group: string], void>

/** Leave a thread. */
export const leaveThread = 'POST /threads/{thread}/leave' as Route<[thread: string], void>

/** List whom you block. */
export const listBlocks = 'GET /blocks' as Route<[query?: { cursor?: string; limit?: number }], S['Blocks']>

/** List friend requests that wait. Those that wait for your answer, or with `sent=true` those that you sent; by the other one's id. */
export const listContactRequests = 'GET /contact-requests' as Route<[query?: { cursor?: string; limit?: number; sent?: boolean }], S['ContactRequests']>

/** List friends. By id. */
export const listContacts = 'GET /contacts' as Route<[query?: { cursor?: string; limit?: number }], S['Contacts']>

/** List conversations. 1:1 conversations and groups, the latest active first. */
export const listConversations = 'GET /conversations' as Route<[query?: { cursor?: string; limit?: number }], S['ConversationPage']>

/** List conversations with a setting of their own. */
export const listDND = 'GET /dnd/conversations' as Route<[query?: { cursor?: string; limit?: number }], S['DNDs']>

/** List your live sessions. By client id, with where each runs and since when. One's own; with the app's key those of `from`. */
export const listDevices = 'GET /devices' as Route<[], S['Devices']>

/** List who is banned from a group. For the owner, admins and the app's key. */
export const listGroupBans = 'GET /groups/{group}/bans' as Route<[group: string, query?: { cursor?: string; limit?: number }], S['GroupBans']>

/** List a group's files. For members and the app's key. Read a file by its id for an address to load it from. */
export const listGroupFiles = 'GET /groups/{group}/files' as Route<[group: string, query?: { cursor?: string; limit?: number }], S['GroupFiles']>

/** List who is invited. For the owner, admins and the app's key. */
export const listGroupInvites = 'GET /groups/{group}/invites' as Route<[group: string, query?: { cursor?: string; limit?: number }], S['Invites']>

/** List a group's threads. The newest first, whoever is in them. For members and the app's key. */
export const listGroupThreads = 'GET /groups/{group}/threads' as Route<[group: string, query?: { cursor?: string; limit?: number }], S['Threads']>

/** List a user's groups. */
export const listGroups = 'GET /groups' as Route<[query?: { cursor?: string; limit?: number }], S['Groups']>

/** List one's invites. */
export const listInvites = 'GET /invites' as Route<[query?: { cursor?: string; limit?: number }], S['Invites']>

/** List who waits to join. For the owner, admins and the app's key. */
export const listJoinRequests = 'GET /groups/{group}/requests' as Route<[group: string, query?: { cursor?: string; limit?: number }], S['JoinRequests']>

/** List members. By id; without their attributes. With several conditions, those who meet all. */
export const listMembers = 'GET /groups/{group}/members' as Route<[group: string, query?: { cursor?: string; limit?: number; role?: 'owner' | 'admin' | 'member'; muted?: boolean; allowed?: boolean }], S['Members']>

/** List pinned messages. By seq. */
export const listPins = 'GET /conversations/{conversation}/pins' as Route<[conversation: string], S['MessageList']>

/** Find public groups. By name, from a beginning of it or all; small and capital letters are the same. */
export const listPublicGroups = 'GET /public-groups' as Route<[query?: { cursor?: string; limit?: number; name?: string }], S['PublicGroups']>

/** List the devices and grants for pushes. One's own; with the app's key those of `from`. */
export const listPushDevices = 'GET /push/devices' as Route<[], S['PushDevices']>

/** List who is in a chatroom. By id. Who has lost the connection is `away`, and out after 2 minutes. */
export const listRoomMembers = 'GET /rooms/{room}/members' as Route<[room: string, query?: { cursor?: string; limit?: number }], S['RoomMembers']>

/** List a chatroom's admins, and who is allowed, muted or banned. By id, whether they are in the room or not. For the owner, admins and the app's key. */
export const listRoomUsers = 'GET /rooms/{room}/users' as Route<[room: string, query?: { cursor?: string; limit?: number; only?: 'admin' | 'allowed' | 'muted' | 'banned' }], S['RoomUsers']>

/** List chatrooms. */
export const listRooms = 'GET /rooms' as Route<[query?: { cursor?: string; limit?: number }], S['Rooms']>

/** List whose presence you are told of. By the other one's id; those that have ended are left out. */
export const listSubscriptions = 'GET /presence/subscriptions' as Route<[query?: { cursor?: string; limit?: number }], S['Watches']>

/** List who is in a thread. For members of its group and the app's key. */
export const listThreadMembers = 'GET /threads/{thread}/members' as Route<[thread: string, query?: { cursor?: string; limit?: number }], S['Members']>

/** List the threads a user is in. By group. */
export const listThreads = 'GET /threads' as Route<[query?: { cursor?: string; limit?: number; group?: string }], S['Threads']>

/** Tell that messages have arrived. In a 1:1 conversation, without a body up to the end: the other one sees it in `peer_delivered_seq` and on `…/delivered`. */
export const markDelivered = 'POST /conversations/{conversation}/delivered' as Route<[conversation: string, body?: S['ReadMark']], void>

/** Mark a conversation as read. Without a body up to the end. A mark never moves back. */
export const markRead = 'POST /conversations/{conversation}/read' as Route<[conversation: string, body?: S['ReadMark']], S['ReadState']>

/** Mute all members. All but the owner, the admins and the allowlist. For the owner, admins and the app's key. */
export const muteGroup = 'PUT /groups/{group}/mute' as Route<[group: string], S['Group']>

/** Mute a user in a chatroom. Until a time, for some seconds, or without end; who leaves and comes back is still muted. For the owner, admins and the app's key; admins are muted by the owner and the app's key. */
export const muteInRoom = 'PUT /rooms/{room}/members/{user}/mute' as Route<[room: string, user: string, body?: S['Mute']], S['RoomUser']>

/** Mute a member. Until a time, for some seconds, or without end; who leaves and comes back is still muted. For the owner, admins and the app's key; admins are muted by the owner and the app's key. */
export const muteMember = 'PUT /groups/{group}/members/{user}/mute' as Route<[group: string, user: string, body?: S['Mute']], S['Member']>

/** Mute all in a chatroom. All but the owner, the admins and the allowlist. For the owner, admins and the app's key. */
export const muteRoom = 'PUT /rooms/{room}/mute' as Route<[room: string], S['Room']>

/** Mute those who carry a tag. At most 10 tags. The owner and the admins may write whatever they carry. For the owner, admins and the app's key. */
export const muteTag = 'PUT /rooms/{room}/tags/{tag}/mute' as Route<[room: string, tag: string], S['Room']>

/** Pin a message for all. For all who take part, at most 20. In groups and chatrooms by the owner, admins and the app's key. */
export const pinMessage = 'PUT /conversations/{conversation}/messages/{seq}/pin' as Route<[conversation: string, seq: number], S['Message']>

/** Read a conversation's messages. In the order of `seq`: the newest, those before a seq, or those after one. With the app's key and without `from`, groups and chatrooms can be read. */
export const readHistory = 'GET /conversations/{conversation}/messages' as Route<[conversation: string, query?: { before?: number; after?: number; limit?: number; type?: string; of?: string; since?: number; until?: number }], S['HistoryPage']>

/** Who has read a message of a group. Of a message sent with `receipt`, in a group of at most 200. For its sender and the app's key. */
export const readReceipts = 'GET /conversations/{conversation}/messages/{seq}/receipts' as Route<[conversation: string, seq: number], S['Receipts']>

/** Read a chatroom's key-values. */
export const readRoomValues = 'GET /rooms/{room}/values' as Route<[room: string, query?: { keys?: string[] }], S['RoomValues']>

/** Recall a message. By its sender for the app's `recall_window`, by the owner and admins of its group or chatroom and the app's key at any time. Its text is gone for all; its `seq` stays. */
export const recallMessage = 'POST /conversations/{conversation}/messages/{seq}/recall' as Route<[conversation: string, seq: number, body?: S['RecallReason']], S['Message']>

/** Make an admin a member. For the owner and the app's key. */
export const removeAdmin = 'DELETE /groups/{group}/admins/{user}' as Route<[group: string, user: string], S['Member']>

/** End a friendship, or take back a request. For both of you. A request that waits for the other one's answer is taken back. */
export const removeContact = 'DELETE /contacts/{user}' as Route<[user: string], void>

/** Remove a file. For who uploaded it and the app's key. */
export const removeFile = 'DELETE /files/{file}' as Route<[file: string], void>

/** Remove one from a thread. For the owner and admins of its group and the app's key; admins are removed by the owner and the app's key. Who is removed may join again. */
export const removeFromThread = 'DELETE /threads/{thread}/members/{user}' as Route<[thread: string, user: string], void>

/** Remove one member. */
export const removeMember = 'DELETE /groups/{group}/members/{user}' as Route<[group: string, user: string], void>

/** Remove members. At most 100 at once, all or none. For the owner, admins and the app's key. */
export const removeMembers = 'POST /groups/{group}/members/remove' as Route<[group: string, body: S['MemberIDs']], S['Group']>

/** Forget a device for pushes. */
export const removePushDevice = 'DELETE /push/devices' as Route<[query: { platform: string; device?: string }], void>

/** Take a reaction back. */
export const removeReaction = 'DELETE /conversations/{conversation}/messages/{seq}/reactions/{reaction}' as Route<[conversation: string, seq: number, reaction: string], S['Message']>

/** Make an admin an ordinary user again. For the owner and the app's key. */
export const removeRoomAdmin = 'DELETE /rooms/{room}/admins/{user}' as Route<[room: string, user: string], S['RoomUser']>

/** Put a user out of a chatroom. The user may come back. For the owner, admins and the app's key. */
export const removeRoomMember = 'DELETE /rooms/{room}/members/{user}' as Route<[room: string, user: string], void>

/** Rename a thread. For who made it, the owner and admins of its group and the app's key. */
export const renameThread = 'PATCH /threads/{thread}' as Route<[thread: string, body: S['ThreadRename']], S['Thread']>

/** Report a message. One that the user may read; it waits for the app's own people. A second report of it answers with the first. At most 100 of a user wait. */
export const reportMessage = 'POST /reports' as Route<[body: S['NewReport']], S['Report']>

/** Revoke a token. Without a body the token that is shown. */
export const revokeToken = 'POST /token/revoke' as Route<[body?: S['Revocation']], void>

/** Revoke all tokens of a user. All tokens and UserSigs issued until now end, and the sessions that came with them. One's own, or any with the app's key. */
export const revokeUser = 'POST /users/{user}/revoke' as Route<[user: string], void>

/** Search messages. By the text of a `txt`, the name of a file, the name and address of a place, the title of a `combine`. Capitals do not matter. A user finds what is in the own 1:1 conversations and in groups while a member, from when the history begins; chatrooms only one by one, with `conversation`. With the app's key and without `from`, all of the app. A message can be found about a second after it was sent; what is recalled or edited is gone at once. A page may have fewer hits than `limit` and still a `next`. */
export const search = 'GET /search' as Route<[query?: { q?: string; conversation?: string; sender?: string; type?: 'txt' | 'img' | 'audio' | 'video' | 'file' | 'loc' | 'combine'; since?: number; until?: number; order?: 'newest' | 'best'; cursor?: string; limit?: number }], S['SearchPage']>

/** Send a message. Once this answers, the message is on disk. The same `cid` from the same sender in the same conversation within 7 days is the same message: answered with the first `id` and `seq`, stored once; with another body it is refused. `type` is `txt` if absent; `cmd` is not stored unless `store` says so. With the app's key `from` names the sender. */
export const sendMessage = 'POST /messages' as Route<[body: S['Outgoing']], S['Receipt']>

/** Tell that one is typing. To who is online; never stored. */
export const sendTyping = 'POST /typing' as Route<[body: S['Typing']], void>

/** Say when a conversation does not disturb. For a 1:1 conversation or a group, beside what holds for all: times to be quiet of either hold, its `mode` goes before. With nothing in the body it is as all others. */
export const setConversationDND = 'PUT /conversations/{conversation}/dnd' as Route<[conversation: string, body: S['NewDND']], S['DND']>

/** Say when you are not disturbed. For all conversations. A `mode` (`all`, `mentions`, `none`), a `window` of each day, `until` a time or for some `seconds`: no push is sent then, for mentions neither but by the mode; messages arrive all the same. What is left out is off. */
export const setDND = 'PUT /dnd' as Route<[body: S['NewDND']], S['DND']>

/** Change a password. One's own with the old password, or any with the app's key. All tokens are revoked and live sessions end. A token does not stand in for the old password. */
export const setPassword = 'PUT /users/{user}/password' as Route<[user: string, body: S['NewPassword']], void>

/** Register a device for pushes. Webhooks of the kind `push` get it with the user; the sender on WeChat uses the one on `wechat`, whose `token` is the user's openid in the mini-program. At most 20 of a user. */
export const setPushDevice = 'PUT /push/devices' as Route<[body: S['NewPushDevice']], S['PushDevice']>

/** Set key-values of a chatroom. For who is in the room, and the app's key. A key belongs to who set it; others are refused (`key_taken`), key by key, unless the owner, an admin or the app's key forces it. At most 100 keys a room. With `auto_delete` a key is gone when its owner leaves the room. The answer is 200 even if all keys were refused. */
export const setRoomValues = 'POST /rooms/{room}/values' as Route<[room: string, body: S['NewRoomValues']], S['ValuesChanged']>

/** Set your custom status. Replaces the one before. It stays until you change it, and others see it while you are online. */
export const setStatus = 'PUT /presence/status' as Route<[body: S['CustomStatus']], S['CustomStatus']>

/** Share a file with a group. An upload that one may read, for all members to load; at most 1,000 a group. For members and the app's key. */
export const shareFile = 'POST /groups/{group}/files' as Route<[group: string, body: S['NewShare']], S['SharedFile']>

/** Be told when users come and go. For some time, or anew for those who are subscribed to already; 3,000 at most. The answer is what there is to see now; from then on changes come as events `presence.changed` while you are connected. */
export const subscribe = 'POST /presence/subscriptions' as Route<[body: S['NewWatch']], S['Watched']>

/** What changed since a cursor. After being offline: every conversation with something new, its newest messages, those that changed since (recalled, edited, reacted to), what you deleted and read elsewhere, and events of your inbox. Keep `cursor` for the next call. */
export const sync = 'GET /sync' as Route<[query?: { cursor?: string }], S['SyncPage']>

/** Set the tags of a user in a chatroom. Until the user leaves. One's own; for the owner, admins and the app's key anybody's. Who carries a muted tag cannot change the own tags. */
export const tagRoomMember = 'PUT /rooms/{room}/members/{user}/tags' as Route<[room: string, user: string, body: S['RoomTags']], void>

/** Make another member the owner. For the owner and the app's key. */
export const transferGroup = 'POST /groups/{group}/owner' as Route<[group: string, body: S['NewOwner']], S['Group']>

/** Make another user the owner of a chatroom. For the owner and the app's key. Nobody has to be in the room for it. */
export const transferRoom = 'POST /rooms/{room}/owner' as Route<[room: string, body: S['NewOwner']], S['Room']>

/** Lift a ban from a group. The user is no member by that. For the owner, admins and the app's key. */
export const unbanFromGroup = 'DELETE /groups/{group}/bans/{user}' as Route<[group: string, user: string], void>

/** Lift a ban from a chatroom. For the owner, admins and the app's key. */
export const unbanFromRoom = 'DELETE /rooms/{room}/bans/{user}' as Route<[room: string, user: string], S['RoomUser']>

/** Unblock a user. */
export const unblockUser = 'DELETE /blocks/{user}' as Route<[user: string], void>

/** Lift the mute of all. Who is muted one by one stays so. For the owner, admins and the app's key. */
export const unmuteGroup = 'DELETE /groups/{group}/mute' as Route<[group: string], S['Group']>

/** Lift a user's mute in a chatroom. For the owner, admins and the app's key. */
export const unmuteInRoom = 'DELETE /rooms/{room}/members/{user}/mute' as Route<[room: string, user: string], S['RoomUser']>

/** Lift a member's mute. For the owner, admins and the app's key. */
export const unmuteMember = 'DELETE /groups/{group}/members/{user}/mute' as Route<[group: string, user: string], S['Member']>

/** Lift the mute of all in a chatroom. Who is muted one by one or by a tag stays so. For the owner, admins and the app's key. */
export const unmuteRoom = 'DELETE /rooms/{room}/mute' as Route<[room: string], S['Room']>

/** Lift the mute of those who carry a tag. For the owner, admins and the app's key. */
export const unmuteTag = 'DELETE /rooms/{room}/tags/{tag}/mute' as Route<[room: string, tag: string], S['Room']>

/** Take a pin off. */
export const unpinMessage = 'DELETE /conversations/{conversation}/messages/{seq}/pin' as Route<[conversation: string, seq: number], S['Message']>

/** Take a file off a group's list. A file that nothing names any more is removed after a day. For who shared it, the owner, admins and the app's key. */
export const unshareFile = 'DELETE /groups/{group}/files/{file}' as Route<[group: string, file: string], void>

/** Be told of users no more. Users without a subscription may be named. */
export const unsubscribe = 'DELETE /presence/subscriptions' as Route<[query: { users: string[] }], void>

/** Take back one's request to join. */
export const withdrawRequest = 'DELETE /groups/{group}/join' as Route<[group: string], void>

/** All of them, by name. A bundler drops this one where only single ones are used. */
export const routes = {
  acceptContact,
  acceptInvite,
  acceptRequest,
  addAdmin,
  addContact,
  addMembers,
  addPushGrants,
  addReaction,
  addRoomAdmin,
  allowInRoom,
  allowMember,
  banFromGroup,
  banFromRoom,
  batchProfiles,
  blockUser,
  cancelInvite,
  changeContact,
  changeConversation,
  changeGroup,
  changeGroupValues,
  changeMember,
  changeProfile,
  changeRoom,
  clearConversation,
  clearStatus,
  createGroup,
  createGuest,
  createRoom,
  createThread,
  createToken,
  createUsers,
  declineContact,
  declineInvite,
  declineRequest,
  deleteMessages,
  deleteRoomValues,
  disallowInRoom,
  disallowMember,
  dismissGroup,
  dismissRoom,
  dismissThread,
  editMessage,
  endDevice,
  getContact,
  getConversation,
  getConversationDND,
  getDND,
  getFile,
  getGroup,
  getMember,
  getMessage,
  getPresence,
  getProfile,
  getPublicGroup,
  getRoom,
  getStatus,
  getThread,
  getUser,
  joinGroup,
  joinThread,
  lastOfThreads,
  leaveGroup,
  leaveThread,
  listBlocks,
  listContactRequests,
  listContacts,
  listConversations,
  listDND,
  listDevices,
  listGroupBans,
  listGroupFiles,
  listGroupInvites,
  listGroupThreads,
  listGroups,
  listInvites,
  listJoinRequests,
  listMembers,
  listPins,
  listPublicGroups,
  listPushDevices,
  listRoomMembers,
  listRoomUsers,
  listRooms,
  listSubscriptions,
  listThreadMembers,
  listThreads,
  markDelivered,
  markRead,
  muteGroup,
  muteInRoom,
  muteMember,
  muteRoom,
  muteTag,
  pinMessage,
  readHistory,
  readReceipts,
  readRoomValues,
  recallMessage,
  removeAdmin,
  removeContact,
  removeFile,
  removeFromThread,
  removeMember,
  removeMembers,
  removePushDevice,
  removeReaction,
  removeRoomAdmin,
  removeRoomMember,
  renameThread,
  reportMessage,
  revokeToken,
  revokeUser,
  search,
  sendMessage,
  sendTyping,
  setConversationDND,
  setDND,
  setPassword,
  setPushDevice,
  setRoomValues,
  setStatus,
  shareFile,
  subscribe,
  sync,
  tagRoomMember,
  transferGroup,
  transferRoom,
  unbanFromGroup,
  unbanFromRoom,
  unblockUser,
  unmuteGroup,
  unmuteInRoom,
  unmuteMember,
  unmuteRoom,
  unmuteTag,
  unpinMessage,
  unshareFile,
  unsubscribe,
  withdrawRequest,
}
