import type { Route } from './call';
import type { components } from './schema';
type S = components['schemas'];
/** Accept a friend request. */
export declare const acceptContact: Route<[user: string], S["Relation"]>;
/** Accept an invite. */
export declare const acceptInvite: Route<[group: string, body?: S["Words"]], void>;
/** Let in who waits. For the owner, admins and the app's key. */
export declare const acceptRequest: Route<[group: string, user: string, body?: S["Words"]], void>;
/** Make a member an admin. At most 99. For the owner and the app's key. */
export declare const addAdmin: Route<[group: string, user: string], S["Member"]>;
/** Ask a user to be a friend. Who is asked has to accept, unless the app's setting `contacts_need_consent` is off, or the other one has asked before: then both are friends at once, and `since` says so. To ask again changes nothing. With the app's key `at_once` makes both friends in any case. */
export declare const addContact: Route<[body: S["NewContact"]], S["Relation"]>;
/** Add members. At most 10,000 at once; who is a member already stays one. For the owner, admins and the app's key, and for all members where the group's `member_invites` is set. Where `invite_consent` is set, those who are added are invited instead, but when the app's key adds. */
export declare const addMembers: Route<[group: string, body: S["MemberIDs"]], S["Added"]>;
/** Allow messages on WeChat. For each message that the user allows with `wx.requestSubscribeMessage`. Each message sent uses one; a refusal by the user drops all. At most 1,000 of a template. */
export declare const addPushGrants: Route<[body: S["NewGrants"]], S["PushGrant"]>;
/** React to a message. At most 20 kinds a message; adding it again changes nothing. The answer is the message as it is now. */
export declare const addReaction: Route<[conversation: string, seq: number, reaction: string], S["Message"]>;
/** Make a user an admin of a chatroom. At most 99. For the owner and the app's key. */
export declare const addRoomAdmin: Route<[room: string, user: string], S["RoomUser"]>;
/** Let a user write while all are muted in a chatroom. For the owner, admins and the app's key. */
export declare const allowInRoom: Route<[room: string, user: string], S["RoomUser"]>;
/** Let a member write while all are muted. For the owner, admins and the app's key. */
export declare const allowMember: Route<[group: string, user: string], S["Member"]>;
/** Ban a user from a group. The user is removed, and cannot come back until the ban is lifted; who is no member can be banned too. For the owner, admins and the app's key; admins are banned by the owner and the app's key. */
export declare const banFromGroup: Route<[group: string, user: string], S["GroupBan"]>;
/** Ban a user from a chatroom. The user is put out, and cannot come back, write or read until the ban is lifted; who is not in it can be banned too. For the owner, admins and the app's key; admins are banned by the owner and the app's key. */
export declare const banFromRoom: Route<[room: string, user: string], S["RoomUser"]>;
/** Read the profiles of many users. Unknown users are left out. */
export declare const batchProfiles: Route<[body: S["UserIDs"]], S["Profiles"]>;
/** Block a user. From the next message on, nothing of the user arrives: no messages to you alone, no requests, no signals. The user is not told; whether a message is refused or seems to be sent is the app's setting `tell_blocked`. Friends stay friends. */
export declare const blockUser: Route<[user: string], S["Relation"]>;
/** Take back an invite. For who invited, the owner, admins and the app's key. */
export declare const cancelInvite: Route<[group: string, user: string], void>;
/** Change what only you see of a friend. */
export declare const changeContact: Route<[user: string, body: S["ContactChange"]], S["Relation"]>;
/** Pin, hide or mark a conversation. Only the fields named are changed; your other devices are told. At most 50 are pinned. */
export declare const changeConversation: Route<[conversation: string, body: S["ConversationChange"]], S["ConversationView"]>;
/** Change a group. Only the fields named are changed. For the owner, admins and the app's key. */
export declare const changeGroup: Route<[group: string, body: S["GroupChange"]], S["Group"]>;
/** Change values of a group. All in one step; what is not named stays. For the owner, admins and the app's key, and for all members where the group's `member_values` is set. */
export declare const changeGroupValues: Route<[group: string, body: S["ValuesChange"]], S["Group"]>;
/** Change a member's nickname and attributes. One's own; for the owner, admins and the app's key anybody's. */
export declare const changeMember: Route<[group: string, user: string, body: S["MemberChange"]], S["Member"]>;
/** Change a profile. Only the fields named are changed. One's own, or any with the app's key. */
export declare const changeProfile: Route<[user: string, body: S["ProfileChange"]], S["PublicProfile"]>;
/** Change a chatroom. Only the fields named are changed. For the owner, admins and the app's key. */
export declare const changeRoom: Route<[room: string, body: S["RoomChange"]], S["Room"]>;
/** Clear a conversation for oneself. Deletes all its messages for you alone, and takes it off your list until the next message. */
export declare const clearConversation: Route<[conversation: string], void>;
/** Take your custom status back. Others see that you are online, and nothing beside. */
export declare const clearStatus: Route<[], void>;
/** Make a group. The owner is who asks, or with the app's key the one named. Without `id` the server makes one. */
export declare const createGroup: Route<[body: S["NewGroup"]], S["Group"]>;
/** Get a token without an account. Where the app's setting `guests` says so. A guest enters chatrooms and reads there; all else is refused with `needs_account`. Its id begins with `guest~`, which no user's can. Each call makes another guest. An address gets 100 a minute; with the app's key they are not counted. */
export declare const createGuest: Route<[body?: S["NewGuest"]], S["Token"]>;
/** Make a chatroom. With the app's key, by super-admins, or by all users when the app's setting `users_create_rooms` allows it. */
export declare const createRoom: Route<[body: S["NewRoom"]], S["Room"]>;
/** Make a thread of a message. For members who may write to the group. Who makes it is in it. A message has one thread. */
export declare const createThread: Route<[group: string, body: S["NewThread"]], S["Thread"]>;
/** Log in, or issue a token. With the user's password, a UserSig or a token (what comes of those does not outlive them). With the app's key no password is needed: so a customer's server gets tokens for its users. */
export declare const createToken: Route<[body: S["Login"]], S["Token"]>;
/** Register users. One user, or a list of them in `users`: all or none. Without credentials when the app's setting `open_registration` allows it (then `app` names the app), else with the app's key, with which the password may be absent: such users come with signed tokens only. */
export declare const createUsers: Route<[body: S["CreateUsers"]], S["Users"]>;
/** Decline a friend request. The other one is told, and may ask again. */
export declare const declineContact: Route<[user: string], S["Relation"]>;
/** Decline an invite. Who invited gets the text. */
export declare const declineInvite: Route<[group: string, body?: S["Words"]], void>;
/** Decline a request to join. For the owner, admins and the app's key. The applicant gets the text. */
export declare const declineRequest: Route<[group: string, user: string, body?: S["Words"]], void>;
/** Delete messages for oneself. For you alone, on all your devices: up to 100 by seq, or all up to a seq. Others keep them. */
export declare const deleteMessages: Route<[conversation: string, body: S["Deletion"]], void>;
/** Delete key-values of a chatroom. One's own, or with `force` anybody's: for the owner, admins and the app's key. */
export declare const deleteRoomValues: Route<[room: string, body: S["RoomKeys"]], S["ValuesChanged"]>;
/** Take a user off a chatroom's allowlist. For the owner, admins and the app's key. */
export declare const disallowInRoom: Route<[room: string, user: string], S["RoomUser"]>;
/** Take a member off the allowlist. For the owner, admins and the app's key. */
export declare const disallowMember: Route<[group: string, user: string], S["Member"]>;
/** Dismiss a group. For the owner and the app's key. */
export declare const dismissGroup: Route<[group: string], void>;
/** Dismiss a chatroom. For the owner and the app's key. */
export declare const dismissRoom: Route<[room: string], void>;
/** Dismiss a thread. For who made it, the owner and admins of its group and the app's key. */
export declare const dismissThread: Route<[thread: string], void>;
/** Edit a message. Of a `txt` or `custom`, by its sender, at most 10 times. The app's word lists look at it as at a new message. */
export declare const editMessage: Route<[conversation: string, seq: number, body: S["Edit"]], S["Message"]>;
/** End one of your live sessions. By its client id. Nothing is revoked: a client that still has a token may connect again. */
export declare const endDevice: Route<[client: string], void>;
/** What there is between you and a user. Friends or not, requests that wait, whether you block the user. Whether the user blocks you is not told. */
export declare const getContact: Route<[user: string], S["Relation"]>;
/** Read one conversation. As the list of conversations shows it. */
export declare const getConversation: Route<[conversation: string], S["ConversationView"]>;
/** Read when a conversation does not disturb. */
export declare const getConversationDND: Route<[conversation: string], S["DND"]>;
/** Read when you are not disturbed. */
export declare const getDND: Route<[], S["DND"]>;
/** Read what is known of a file, with a fresh address. For who uploaded it, who takes part in a conversation where a message names it, and the app's key. */
export declare const getFile: Route<[file: string, query?: {
    ttl?: number;
}], S["FileWithLinks"]>;
/** Read a group. */
export declare const getGroup: Route<[group: string], S["Group"]>;
/** Read one member. */
export declare const getMember: Route<[group: string, user: string], S["Member"]>;
/** Read one message. */
export declare const getMessage: Route<[conversation: string, seq: number], S["Message"]>;
/** Who is online. Per user: online or not, on which platforms since when, the custom status; of who is offline when he was last connected. Users who are unknown, who block you, or (where the app's setting `presence_for` is `friends`) are no friends of yours look as if they were offline. With the app's key and without `from` all can be seen. */
export declare const getPresence: Route<[query: {
    users: string[];
}], S["Presences"]>;
/** Read a profile. */
export declare const getProfile: Route<[user: string], S["PublicProfile"]>;
/** Read a public group. */
export declare const getPublicGroup: Route<[group: string], S["PublicGroup"]>;
/** Read a chatroom. With how many are online, and how many messages it did without. */
export declare const getRoom: Route<[room: string], S["Room"]>;
/** Read your custom status. */
export declare const getStatus: Route<[], S["CustomStatus"]>;
/** Read a thread. For members of its group and the app's key. */
export declare const getThread: Route<[thread: string], S["Thread"]>;
/** Read a user. The profile; with the app's key the whole account. */
export declare const getUser: Route<[user: string], S["Account"] | S["PublicProfile"]>;
/** Join a group, or ask to. As the group's `join` says: `free` makes a member at once, `approval` leaves a request for the owner and the admins, `closed` refuses. Who is invited is let in. Asking again replaces the text. */
export declare const joinGroup: Route<[group: string, body?: S["Words"]], S["JoinAnswer"]>;
/** Join a thread. For members of its group. Its messages can be read from the first on. */
export declare const joinThread: Route<[thread: string], S["Thread"]>;
/** Read the newest messages of threads. Of up to 20 threads of groups that the user is a member of; others are left out. */
export declare const lastOfThreads: Route<[body: S["ThreadIDs"]], S["LastMessages"]>;
/** Leave a group. The owner transfers or dismisses the group instead. */
export declare const leaveGroup: Route<[group: string], void>;
/** Leave a thread. */
export declare const leaveThread: Route<[thread: string], void>;
/** List whom you block. */
export declare const listBlocks: Route<[query?: {
    cursor?: string;
    limit?: number;
}], S["Blocks"]>;
/** List friend requests that wait. Those that wait for your answer, or with `sent=true` those that you sent; by the other one's id. */
export declare const listContactRequests: Route<[query?: {
    cursor?: string;
    limit?: number;
    sent?: boolean;
}], S["ContactRequests"]>;
/** List friends. By id. */
export declare const listContacts: Route<[query?: {
    cursor?: string;
    limit?: number;
}], S["Contacts"]>;
/** List conversations. 1:1 conversations and groups, the latest active first. */
export declare const listConversations: Route<[query?: {
    cursor?: string;
    limit?: number;
}], S["ConversationPage"]>;
/** List conversations with a setting of their own. */
export declare const listDND: Route<[query?: {
    cursor?: string;
    limit?: number;
}], S["DNDs"]>;
/** List your live sessions. By client id, with where each runs and since when. One's own; with the app's key those of `from`. */
export declare const listDevices: Route<[], S["Devices"]>;
/** List who is banned from a group. For the owner, admins and the app's key. */
export declare const listGroupBans: Route<[group: string, query?: {
    cursor?: string;
    limit?: number;
}], S["GroupBans"]>;
/** List a group's files. For members and the app's key. Read a file by its id for an address to load it from. */
export declare const listGroupFiles: Route<[group: string, query?: {
    cursor?: string;
    limit?: number;
}], S["GroupFiles"]>;
/** List who is invited. For the owner, admins and the app's key. */
export declare const listGroupInvites: Route<[group: string, query?: {
    cursor?: string;
    limit?: number;
}], S["Invites"]>;
/** List a group's threads. The newest first, whoever is in them. For members and the app's key. */
export declare const listGroupThreads: Route<[group: string, query?: {
    cursor?: string;
    limit?: number;
}], S["Threads"]>;
/** List a user's groups. */
export declare const listGroups: Route<[query?: {
    cursor?: string;
    limit?: number;
}], S["Groups"]>;
/** List one's invites. */
export declare const listInvites: Route<[query?: {
    cursor?: string;
    limit?: number;
}], S["Invites"]>;
/** List who waits to join. For the owner, admins and the app's key. */
export declare const listJoinRequests: Route<[group: string, query?: {
    cursor?: string;
    limit?: number;
}], S["JoinRequests"]>;
/** List members. By id; without their attributes. With several conditions, those who meet all. */
export declare const listMembers: Route<[group: string, query?: {
    cursor?: string;
    limit?: number;
    role?: "owner" | "admin" | "member";
    muted?: boolean;
    allowed?: boolean;
}], S["Members"]>;
/** List pinned messages. By seq. */
export declare const listPins: Route<[conversation: string], S["MessageList"]>;
/** Find public groups. By name, from a beginning of it or all; small and capital letters are the same. */
export declare const listPublicGroups: Route<[query?: {
    cursor?: string;
    limit?: number;
    name?: string;
}], S["PublicGroups"]>;
/** List the devices and grants for pushes. One's own; with the app's key those of `from`. */
export declare const listPushDevices: Route<[], S["PushDevices"]>;
/** List who is in a chatroom. By id. Who has lost the connection is `away`, and out after 2 minutes. */
export declare const listRoomMembers: Route<[room: string, query?: {
    cursor?: string;
    limit?: number;
}], S["RoomMembers"]>;
/** List a chatroom's admins, and who is allowed, muted or banned. By id, whether they are in the room or not. For the owner, admins and the app's key. */
export declare const listRoomUsers: Route<[room: string, query?: {
    cursor?: string;
    limit?: number;
    only?: "admin" | "allowed" | "muted" | "banned";
}], S["RoomUsers"]>;
/** List chatrooms. */
export declare const listRooms: Route<[query?: {
    cursor?: string;
    limit?: number;
}], S["Rooms"]>;
/** List whose presence you are told of. By the other one's id; those that have ended are left out. */
export declare const listSubscriptions: Route<[query?: {
    cursor?: string;
    limit?: number;
}], S["Watches"]>;
/** List who is in a thread. For members of its group and the app's key. */
export declare const listThreadMembers: Route<[thread: string, query?: {
    cursor?: string;
    limit?: number;
}], S["Members"]>;
/** List the threads a user is in. By group. */
export declare const listThreads: Route<[query?: {
    cursor?: string;
    limit?: number;
    group?: string;
}], S["Threads"]>;
/** Tell that messages have arrived. In a 1:1 conversation, without a body up to the end: the other one sees it in `peer_delivered_seq` and on `…/delivered`. */
export declare const markDelivered: Route<[conversation: string, body?: S["ReadMark"]], void>;
/** Mark a conversation as read. Without a body up to the end. A mark never moves back. */
export declare const markRead: Route<[conversation: string, body?: S["ReadMark"]], S["ReadState"]>;
/** Mute all members. All but the owner, the admins and the allowlist. For the owner, admins and the app's key. */
export declare const muteGroup: Route<[group: string], S["Group"]>;
/** Mute a user in a chatroom. Until a time, for some seconds, or without end; who leaves and comes back is still muted. For the owner, admins and the app's key; admins are muted by the owner and the app's key. */
export declare const muteInRoom: Route<[room: string, user: string, body?: S["Mute"]], S["RoomUser"]>;
/** Mute a member. Until a time, for some seconds, or without end; who leaves and comes back is still muted. For the owner, admins and the app's key; admins are muted by the owner and the app's key. */
export declare const muteMember: Route<[group: string, user: string, body?: S["Mute"]], S["Member"]>;
/** Mute all in a chatroom. All but the owner, the admins and the allowlist. For the owner, admins and the app's key. */
export declare const muteRoom: Route<[room: string], S["Room"]>;
/** Mute those who carry a tag. At most 10 tags. The owner and the admins may write whatever they carry. For the owner, admins and the app's key. */
export declare const muteTag: Route<[room: string, tag: string], S["Room"]>;
/** Pin a message for all. For all who take part, at most 20. In groups and chatrooms by the owner, admins and the app's key. */
export declare const pinMessage: Route<[conversation: string, seq: number], S["Message"]>;
/** Read a conversation's messages. In the order of `seq`: the newest, those before a seq, or those after one. With the app's key and without `from`, groups and chatrooms can be read. */
export declare const readHistory: Route<[conversation: string, query?: {
    before?: number;
    after?: number;
    limit?: number;
    type?: string;
    of?: string;
    since?: number;
    until?: number;
}], S["HistoryPage"]>;
/** Who has read a message of a group. Of a message sent with `receipt`, in a group of at most 200. For its sender and the app's key. */
export declare const readReceipts: Route<[conversation: string, seq: number], S["Receipts"]>;
/** Read a chatroom's key-values. */
export declare const readRoomValues: Route<[room: string, query?: {
    keys?: string[];
}], S["RoomValues"]>;
/** Recall a message. By its sender for the app's `recall_window`, by the owner and admins of its group or chatroom and the app's key at any time. Its text is gone for all; its `seq` stays. */
export declare const recallMessage: Route<[conversation: string, seq: number, body?: S["RecallReason"]], S["Message"]>;
/** Make an admin a member. For the owner and the app's key. */
export declare const removeAdmin: Route<[group: string, user: string], S["Member"]>;
/** End a friendship, or take back a request. For both of you. A request that waits for the other one's answer is taken back. */
export declare const removeContact: Route<[user: string], void>;
/** Remove a file. For who uploaded it and the app's key. */
export declare const removeFile: Route<[file: string], void>;
/** Remove one from a thread. For the owner and admins of its group and the app's key; admins are removed by the owner and the app's key. Who is removed may join again. */
export declare const removeFromThread: Route<[thread: string, user: string], void>;
/** Remove one member. */
export declare const removeMember: Route<[group: string, user: string], void>;
/** Remove members. At most 100 at once, all or none. For the owner, admins and the app's key. */
export declare const removeMembers: Route<[group: string, body: S["MemberIDs"]], S["Group"]>;
/** Forget a device for pushes. */
export declare const removePushDevice: Route<[query: {
    platform: string;
    device?: string;
}], void>;
/** Take a reaction back. */
export declare const removeReaction: Route<[conversation: string, seq: number, reaction: string], S["Message"]>;
/** Make an admin an ordinary user again. For the owner and the app's key. */
export declare const removeRoomAdmin: Route<[room: string, user: string], S["RoomUser"]>;
/** Put a user out of a chatroom. The user may come back. For the owner, admins and the app's key. */
export declare const removeRoomMember: Route<[room: string, user: string], void>;
/** Rename a thread. For who made it, the owner and admins of its group and the app's key. */
export declare const renameThread: Route<[thread: string, body: S["ThreadRename"]], S["Thread"]>;
/** Report a message. One that the user may read; it waits for the app's own people. A second report of it answers with the first. At most 100 of a user wait. */
export declare const reportMessage: Route<[body: S["NewReport"]], S["Report"]>;
/** Revoke a token. Without a body the token that is shown. */
export declare const revokeToken: Route<[body?: S["Revocation"]], void>;
/** Revoke all tokens of a user. All tokens and UserSigs issued until now end, and the sessions that came with them. One's own, or any with the app's key. */
export declare const revokeUser: Route<[user: string], void>;
/** Search messages. By the text of a `txt`, the name of a file, the name and address of a place, the title of a `combine`. Capitals do not matter. A user finds what is in the own 1:1 conversations and in groups while a member, from when the history begins; chatrooms only one by one, with `conversation`. With the app's key and without `from`, all of the app. A message can be found about a second after it was sent; what is recalled or edited is gone at once. A page may have fewer hits than `limit` and still a `next`. */
export declare const search: Route<[query?: {
    q?: string;
    conversation?: string;
    sender?: string;
    type?: "txt" | "img" | "audio" | "video" | "file" | "loc" | "combine";
    since?: number;
    until?: number;
    order?: "newest" | "best";
    cursor?: string;
    limit?: number;
}], S["SearchPage"]>;
/** Send a message. Once this answers, the message is on disk. The same `cid` from the same sender in the same conversation within 7 days is the same message: answered with the first `id` and `seq`, stored once; with another body it is refused. `type` is `txt` if absent; `cmd` is not stored unless `store` says so. With the app's key `from` names the sender. */
export declare const sendMessage: Route<[body: S["Outgoing"]], S["Receipt"]>;
/** Tell that one is typing. To who is online; never stored. */
export declare const sendTyping: Route<[body: S["Typing"]], void>;
/** Say when a conversation does not disturb. For a 1:1 conversation or a group, beside what holds for all: times to be quiet of either hold, its `mode` goes before. With nothing in the body it is as all others. */
export declare const setConversationDND: Route<[conversation: string, body: S["NewDND"]], S["DND"]>;
/** Say when you are not disturbed. For all conversations. A `mode` (`all`, `mentions`, `none`), a `window` of each day, `until` a time or for some `seconds`: no push is sent then, for mentions neither but by the mode; messages arrive all the same. What is left out is off. */
export declare const setDND: Route<[body: S["NewDND"]], S["DND"]>;
/** Change a password. One's own with the old password, or any with the app's key. All tokens are revoked and live sessions end. A token does not stand in for the old password. */
export declare const setPassword: Route<[user: string, body: S["NewPassword"]], void>;
/** Register a device for pushes. Webhooks of the kind `push` get it with the user; the sender on WeChat uses the one on `wechat`, whose `token` is the user's openid in the mini-program. At most 20 of a user. */
export declare const setPushDevice: Route<[body: S["NewPushDevice"]], S["PushDevice"]>;
/** Set key-values of a chatroom. For who is in the room, and the app's key. A key belongs to who set it; others are refused (`key_taken`), key by key, unless the owner, an admin or the app's key forces it. At most 100 keys a room. With `auto_delete` a key is gone when its owner leaves the room. The answer is 200 even if all keys were refused. */
export declare const setRoomValues: Route<[room: string, body: S["NewRoomValues"]], S["ValuesChanged"]>;
/** Set your custom status. Replaces the one before. It stays until you change it, and others see it while you are online. */
export declare const setStatus: Route<[body: S["CustomStatus"]], S["CustomStatus"]>;
/** Share a file with a group. An upload that one may read, for all members to load; at most 1,000 a group. For members and the app's key. */
export declare const shareFile: Route<[group: string, body: S["NewShare"]], S["SharedFile"]>;
/** Be told when users come and go. For some time, or anew for those who are subscribed to already; 3,000 at most. The answer is what there is to see now; from then on changes come as events `presence.changed` while you are connected. */
export declare const subscribe: Route<[body: S["NewWatch"]], S["Watched"]>;
/** What changed since a cursor. After being offline: every conversation with something new, its newest messages, those that changed since (recalled, edited, reacted to), what you deleted and read elsewhere, and events of your inbox. Keep `cursor` for the next call. */
export declare const sync: Route<[query?: {
    cursor?: string;
}], S["SyncPage"]>;
/** Set the tags of a user in a chatroom. Until the user leaves. One's own; for the owner, admins and the app's key anybody's. Who carries a muted tag cannot change the own tags. */
export declare const tagRoomMember: Route<[room: string, user: string, body: S["RoomTags"]], void>;
/** Make another member the owner. For the owner and the app's key. */
export declare const transferGroup: Route<[group: string, body: S["NewOwner"]], S["Group"]>;
/** Make another user the owner of a chatroom. For the owner and the app's key. Nobody has to be in the room for it. */
export declare const transferRoom: Route<[room: string, body: S["NewOwner"]], S["Room"]>;
/** Lift a ban from a group. The user is no member by that. For the owner, admins and the app's key. */
export declare const unbanFromGroup: Route<[group: string, user: string], void>;
/** Lift a ban from a chatroom. For the owner, admins and the app's key. */
export declare const unbanFromRoom: Route<[room: string, user: string], S["RoomUser"]>;
/** Unblock a user. */
export declare const unblockUser: Route<[user: string], void>;
/** Lift the mute of all. Who is muted one by one stays so. For the owner, admins and the app's key. */
export declare const unmuteGroup: Route<[group: string], S["Group"]>;
/** Lift a user's mute in a chatroom. For the owner, admins and the app's key. */
export declare const unmuteInRoom: Route<[room: string, user: string], S["RoomUser"]>;
/** Lift a member's mute. For the owner, admins and the app's key. */
export declare const unmuteMember: Route<[group: string, user: string], S["Member"]>;
/** Lift the mute of all in a chatroom. Who is muted one by one or by a tag stays so. For the owner, admins and the app's key. */
export declare const unmuteRoom: Route<[room: string], S["Room"]>;
/** Lift the mute of those who carry a tag. For the owner, admins and the app's key. */
export declare const unmuteTag: Route<[room: string, tag: string], S["Room"]>;
/** Take a pin off. */
export declare const unpinMessage: Route<[conversation: string, seq: number], S["Message"]>;
/** Take a file off a group's list. A file that nothing names any more is removed after a day. For who shared it, the owner, admins and the app's key. */
export declare const unshareFile: Route<[group: string, file: string], void>;
/** Be told of users no more. Users without a subscription may be named. */
export declare const unsubscribe: Route<[query: {
    users: string[];
}], void>;
/** Take back one's request to join. */
export declare const withdrawRequest: Route<[group: string], void>;
/** All of them, by name. A bundler drops this one where only single ones are used. */
export declare const routes: {
    acceptContact: Route<[user: string], {
        blocked?: number;
        ext?: unknown;
        received?: number;
        remark?: string;
        requested?: number;
        since?: number;
        text?: string;
        user: string;
    }>;
    acceptInvite: Route<[group: string, body?: {
        text?: string;
    } | undefined], void>;
    acceptRequest: Route<[group: string, user: string, body?: {
        text?: string;
    } | undefined], void>;
    addAdmin: Route<[group: string, user: string], {
        allowed?: boolean;
        attributes?: unknown;
        joined: number;
        muted_until?: number;
        nickname?: string;
        role: "owner" | "admin" | "member";
        user: string;
    }>;
    addContact: Route<[body: {
        at_once?: boolean;
        text?: string;
        user: string;
    }], {
        blocked?: number;
        ext?: unknown;
        received?: number;
        remark?: string;
        requested?: number;
        since?: number;
        text?: string;
        user: string;
    }>;
    addMembers: Route<[group: string, body: {
        members: string[];
    }], {
        announcement?: string;
        at_all: "admins" | "everyone" | "nobody";
        avatar?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        history_for_new?: boolean;
        id: string;
        invite_consent: boolean;
        invited?: string[];
        join: "free" | "approval" | "closed";
        max_members: number;
        member_invites: boolean;
        member_values: boolean;
        members: number;
        muted: boolean;
        name: string;
        owner: string;
        public: boolean;
        values?: {
            [key: string]: string;
        };
    }>;
    addPushGrants: Route<[body: {
        count?: number;
        template: string;
    }], {
        count: number;
        template: string;
    }>;
    addReaction: Route<[conversation: string, seq: number, reaction: string], {
        at?: string[];
        body: unknown;
        cid?: string;
        edited?: components["schemas"]["Edited"];
        expires?: number;
        ext?: unknown;
        from: string;
        id: string;
        no_push?: boolean;
        only?: string[];
        pinned?: components["schemas"]["Pinned"];
        priority?: "high" | "low";
        quote?: components["schemas"]["Quote"];
        reactions?: components["schemas"]["Reaction"][];
        recalled?: components["schemas"]["Recalled"];
        receipt?: boolean;
        seq?: number;
        silent?: boolean;
        thread?: components["schemas"]["Thread"];
        to: string;
        ts: number;
        type: string;
    }>;
    addRoomAdmin: Route<[room: string, user: string], {
        admin?: boolean;
        allowed?: boolean;
        banned?: number;
        banned_by?: string;
        muted_until?: number;
        user: string;
    }>;
    allowInRoom: Route<[room: string, user: string], {
        admin?: boolean;
        allowed?: boolean;
        banned?: number;
        banned_by?: string;
        muted_until?: number;
        user: string;
    }>;
    allowMember: Route<[group: string, user: string], {
        allowed?: boolean;
        attributes?: unknown;
        joined: number;
        muted_until?: number;
        nickname?: string;
        role: "owner" | "admin" | "member";
        user: string;
    }>;
    banFromGroup: Route<[group: string, user: string], {
        by?: string;
        created: number;
        user: string;
    }>;
    banFromRoom: Route<[room: string, user: string], {
        admin?: boolean;
        allowed?: boolean;
        banned?: number;
        banned_by?: string;
        muted_until?: number;
        user: string;
    }>;
    batchProfiles: Route<[body: {
        users: string[];
    }], {
        users: components["schemas"]["PublicProfile"][];
    }>;
    blockUser: Route<[user: string], {
        blocked?: number;
        ext?: unknown;
        received?: number;
        remark?: string;
        requested?: number;
        since?: number;
        text?: string;
        user: string;
    }>;
    cancelInvite: Route<[group: string, user: string], void>;
    changeContact: Route<[user: string, body: {
        ext?: unknown;
        remark?: string;
    }], {
        blocked?: number;
        ext?: unknown;
        received?: number;
        remark?: string;
        requested?: number;
        since?: number;
        text?: string;
        user: string;
    }>;
    changeConversation: Route<[conversation: string, body: {
        ext?: unknown;
        hidden?: boolean;
        marks?: string[];
        pinned?: boolean;
    }], {
        active: number;
        conversation: string;
        ext?: unknown;
        first_seq: number;
        hidden?: boolean;
        last?: components["schemas"]["Message"];
        last_seq: number;
        left?: boolean;
        marks?: string[];
        mentioned_seq?: number;
        peer_delivered_seq?: number;
        peer_read_seq?: number;
        pinned?: boolean;
        read_seq: number;
        thread?: components["schemas"]["ThreadOf"];
        unread: number;
    }>;
    changeGroup: Route<[group: string, body: {
        announcement?: string;
        at_all?: "admins" | "everyone" | "nobody";
        avatar?: string;
        ext?: unknown;
        history_for_new?: boolean;
        invite_consent?: boolean;
        join?: "free" | "approval" | "closed";
        max_members?: number;
        member_invites?: boolean;
        member_values?: boolean;
        name?: string;
        public?: boolean;
    }], {
        announcement?: string;
        at_all: "admins" | "everyone" | "nobody";
        avatar?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        history_for_new?: boolean;
        id: string;
        invite_consent: boolean;
        join: "free" | "approval" | "closed";
        max_members: number;
        member_invites: boolean;
        member_values: boolean;
        members: number;
        muted: boolean;
        name: string;
        owner: string;
        public: boolean;
        values?: {
            [key: string]: string;
        };
    }>;
    changeGroupValues: Route<[group: string, body: {
        delete?: string[];
        replace?: boolean;
        set?: {
            [key: string]: string;
        };
    }], {
        announcement?: string;
        at_all: "admins" | "everyone" | "nobody";
        avatar?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        history_for_new?: boolean;
        id: string;
        invite_consent: boolean;
        join: "free" | "approval" | "closed";
        max_members: number;
        member_invites: boolean;
        member_values: boolean;
        members: number;
        muted: boolean;
        name: string;
        owner: string;
        public: boolean;
        values?: {
            [key: string]: string;
        };
    }>;
    changeMember: Route<[group: string, user: string, body: {
        attributes?: unknown;
        nickname?: string;
    }], {
        allowed?: boolean;
        attributes?: unknown;
        joined: number;
        muted_until?: number;
        nickname?: string;
        role: "owner" | "admin" | "member";
        user: string;
    }>;
    changeProfile: Route<[user: string, body: {
        avatar?: string;
        birth?: string;
        ext?: unknown;
        gender?: string;
        mail?: string;
        nickname?: string;
        phone?: string;
        sign?: string;
    }], {
        profile: components["schemas"]["Profile"];
        user: string;
    }>;
    changeRoom: Route<[room: string, body: {
        announcement?: string;
        ext?: unknown;
        name?: string;
        recent?: number;
    }], {
        announcement?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        id: string;
        muted: boolean;
        muted_tags?: string[];
        name: string;
        online: number;
        owner?: string;
        recent?: number;
        shed?: components["schemas"]["Shed"];
    }>;
    clearConversation: Route<[conversation: string], void>;
    clearStatus: Route<[], void>;
    createGroup: Route<[body: {
        announcement?: string;
        at_all?: "admins" | "everyone" | "nobody";
        avatar?: string;
        ext?: unknown;
        history_for_new?: boolean;
        id?: string;
        invite_consent?: boolean;
        join?: "free" | "approval" | "closed";
        max_members?: number;
        member_invites?: boolean;
        member_values?: boolean;
        members?: string[];
        name: string;
        owner?: string;
        public?: boolean;
    }], {
        announcement?: string;
        at_all: "admins" | "everyone" | "nobody";
        avatar?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        history_for_new?: boolean;
        id: string;
        invite_consent: boolean;
        join: "free" | "approval" | "closed";
        max_members: number;
        member_invites: boolean;
        member_values: boolean;
        members: number;
        muted: boolean;
        name: string;
        owner: string;
        public: boolean;
        values?: {
            [key: string]: string;
        };
    }>;
    createGuest: Route<[body?: {
        app?: string;
        device?: string;
        platform?: string;
        ttl?: number;
    } | undefined], {
        app: string;
        expires_at: number;
        token: string;
        user: string;
    }>;
    createRoom: Route<[body: {
        announcement?: string;
        ext?: unknown;
        id?: string;
        name?: string;
        owner?: string;
        recent?: number;
    }], {
        announcement?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        id: string;
        muted: boolean;
        muted_tags?: string[];
        name: string;
        online: number;
        owner?: string;
        recent?: number;
        shed?: components["schemas"]["Shed"];
    }>;
    createThread: Route<[group: string, body: {
        name: string;
        seq: number;
    }], {
        created: number;
        group: string;
        id: string;
        joined?: boolean;
        last?: components["schemas"]["Message"];
        members?: number;
        message: string;
        messages?: number;
        name: string;
        owner: string;
        seq: number;
    }>;
    createToken: Route<[body: {
        app?: string;
        device?: string;
        password?: string;
        platform?: string;
        ttl?: number;
        user: string;
    }], {
        app: string;
        expires_at: number;
        token: string;
        user: string;
    }>;
    createUsers: Route<[body: {
        app?: string;
        password?: string;
        profile?: components["schemas"]["Profile"];
        user?: string;
        users?: components["schemas"]["Registration"][];
    }], {
        next?: string;
        users: components["schemas"]["Account"][];
    }>;
    declineContact: Route<[user: string], {
        blocked?: number;
        ext?: unknown;
        received?: number;
        remark?: string;
        requested?: number;
        since?: number;
        text?: string;
        user: string;
    }>;
    declineInvite: Route<[group: string, body?: {
        text?: string;
    } | undefined], void>;
    declineRequest: Route<[group: string, user: string, body?: {
        text?: string;
    } | undefined], void>;
    deleteMessages: Route<[conversation: string, body: {
        seqs?: number[];
        up_to?: number;
    }], void>;
    deleteRoomValues: Route<[room: string, body: {
        force?: boolean;
        keys: string[];
    }], {
        done: string[];
        refused: components["schemas"]["ValueRefusal"][];
    }>;
    disallowInRoom: Route<[room: string, user: string], {
        admin?: boolean;
        allowed?: boolean;
        banned?: number;
        banned_by?: string;
        muted_until?: number;
        user: string;
    }>;
    disallowMember: Route<[group: string, user: string], {
        allowed?: boolean;
        attributes?: unknown;
        joined: number;
        muted_until?: number;
        nickname?: string;
        role: "owner" | "admin" | "member";
        user: string;
    }>;
    dismissGroup: Route<[group: string], void>;
    dismissRoom: Route<[room: string], void>;
    dismissThread: Route<[thread: string], void>;
    editMessage: Route<[conversation: string, seq: number, body: {
        body: unknown;
        ext?: unknown;
    }], {
        at?: string[];
        body: unknown;
        cid?: string;
        edited?: components["schemas"]["Edited"];
        expires?: number;
        ext?: unknown;
        from: string;
        id: string;
        no_push?: boolean;
        only?: string[];
        pinned?: components["schemas"]["Pinned"];
        priority?: "high" | "low";
        quote?: components["schemas"]["Quote"];
        reactions?: components["schemas"]["Reaction"][];
        recalled?: components["schemas"]["Recalled"];
        receipt?: boolean;
        seq?: number;
        silent?: boolean;
        thread?: components["schemas"]["Thread"];
        to: string;
        ts: number;
        type: string;
    }>;
    endDevice: Route<[client: string], void>;
    getContact: Route<[user: string], {
        blocked?: number;
        ext?: unknown;
        received?: number;
        remark?: string;
        requested?: number;
        since?: number;
        text?: string;
        user: string;
    }>;
    getConversation: Route<[conversation: string], {
        active: number;
        conversation: string;
        ext?: unknown;
        first_seq: number;
        hidden?: boolean;
        last?: components["schemas"]["Message"];
        last_seq: number;
        left?: boolean;
        marks?: string[];
        mentioned_seq?: number;
        peer_delivered_seq?: number;
        peer_read_seq?: number;
        pinned?: boolean;
        read_seq: number;
        thread?: components["schemas"]["ThreadOf"];
        unread: number;
    }>;
    getConversationDND: Route<[conversation: string], {
        mode?: "all" | "mentions" | "none";
        until?: number;
        window?: components["schemas"]["DNDWindow"];
    }>;
    getDND: Route<[], {
        mode?: "all" | "mentions" | "none";
        until?: number;
        window?: components["schemas"]["DNDWindow"];
    }>;
    getFile: Route<[file: string, query?: {
        ttl?: number;
    } | undefined], {
        created: number;
        duration?: number;
        hash: string;
        height?: number;
        id: string;
        name?: string;
        owner?: string;
        size: number;
        thumb?: components["schemas"]["Thumb"];
        thumb_url?: string;
        type: string;
        url: string;
        url_expires?: number;
        width?: number;
    }>;
    getGroup: Route<[group: string], {
        announcement?: string;
        at_all: "admins" | "everyone" | "nobody";
        avatar?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        history_for_new?: boolean;
        id: string;
        invite_consent: boolean;
        join: "free" | "approval" | "closed";
        max_members: number;
        member_invites: boolean;
        member_values: boolean;
        members: number;
        muted: boolean;
        name: string;
        owner: string;
        public: boolean;
        values?: {
            [key: string]: string;
        };
    }>;
    getMember: Route<[group: string, user: string], {
        allowed?: boolean;
        attributes?: unknown;
        joined: number;
        muted_until?: number;
        nickname?: string;
        role: "owner" | "admin" | "member";
        user: string;
    }>;
    getMessage: Route<[conversation: string, seq: number], {
        at?: string[];
        body: unknown;
        cid?: string;
        edited?: components["schemas"]["Edited"];
        expires?: number;
        ext?: unknown;
        from: string;
        id: string;
        no_push?: boolean;
        only?: string[];
        pinned?: components["schemas"]["Pinned"];
        priority?: "high" | "low";
        quote?: components["schemas"]["Quote"];
        reactions?: components["schemas"]["Reaction"][];
        recalled?: components["schemas"]["Recalled"];
        receipt?: boolean;
        seq?: number;
        silent?: boolean;
        thread?: components["schemas"]["Thread"];
        to: string;
        ts: number;
        type: string;
    }>;
    getPresence: Route<[query: {
        users: string[];
    }], {
        presence: components["schemas"]["Presence"][];
    }>;
    getProfile: Route<[user: string], {
        profile: components["schemas"]["Profile"];
        user: string;
    }>;
    getPublicGroup: Route<[group: string], {
        avatar?: string;
        created: number;
        id: string;
        join: "free" | "approval" | "closed";
        max_members: number;
        members: number;
        name: string;
        owner: string;
    }>;
    getRoom: Route<[room: string], {
        announcement?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        id: string;
        muted: boolean;
        muted_tags?: string[];
        name: string;
        online: number;
        owner?: string;
        recent?: number;
        shed?: components["schemas"]["Shed"];
    }>;
    getStatus: Route<[], {
        ext?: unknown;
        status?: string;
    }>;
    getThread: Route<[thread: string], {
        created: number;
        group: string;
        id: string;
        joined?: boolean;
        last?: components["schemas"]["Message"];
        members?: number;
        message: string;
        messages?: number;
        name: string;
        owner: string;
        seq: number;
    }>;
    getUser: Route<[user: string], {
        ban_reason?: string;
        banned_until?: number;
        created: number;
        muted_until?: {
            [key: string]: number;
        };
        profile: components["schemas"]["Profile"];
        user: string;
    } | {
        profile: components["schemas"]["Profile"];
        user: string;
    }>;
    joinGroup: Route<[group: string, body?: {
        text?: string;
    } | undefined], {
        state: "joined" | "pending";
    }>;
    joinThread: Route<[thread: string], {
        created: number;
        group: string;
        id: string;
        joined?: boolean;
        last?: components["schemas"]["Message"];
        members?: number;
        message: string;
        messages?: number;
        name: string;
        owner: string;
        seq: number;
    }>;
    lastOfThreads: Route<[body: {
        threads: string[];
    }], {
        threads: components["schemas"]["LastOfThread"][];
    }>;
    leaveGroup: Route<[group: string], void>;
    leaveThread: Route<[thread: string], void>;
    listBlocks: Route<[query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        blocks: components["schemas"]["Blocked"][];
        next?: string;
    }>;
    listContactRequests: Route<[query?: {
        cursor?: string;
        limit?: number;
        sent?: boolean;
    } | undefined], {
        next?: string;
        requests: components["schemas"]["ContactRequest"][];
    }>;
    listContacts: Route<[query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        contacts: components["schemas"]["Contact"][];
        next?: string;
    }>;
    listConversations: Route<[query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        conversations: components["schemas"]["ConversationView"][];
        next?: string;
    }>;
    listDND: Route<[query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        conversations: components["schemas"]["ConversationDND"][];
        next?: string;
    }>;
    listDevices: Route<[], {
        devices: components["schemas"]["LiveSession"][];
    }>;
    listGroupBans: Route<[group: string, query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        bans: components["schemas"]["GroupBan"][];
        next?: string;
    }>;
    listGroupFiles: Route<[group: string, query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        files: components["schemas"]["SharedFile"][];
        next?: string;
    }>;
    listGroupInvites: Route<[group: string, query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        invites: components["schemas"]["Invite"][];
        next?: string;
    }>;
    listGroupThreads: Route<[group: string, query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        next?: string;
        threads: components["schemas"]["Thread"][];
    }>;
    listGroups: Route<[query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        groups: components["schemas"]["Group"][];
        next?: string;
    }>;
    listInvites: Route<[query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        invites: components["schemas"]["Invite"][];
        next?: string;
    }>;
    listJoinRequests: Route<[group: string, query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        next?: string;
        requests: components["schemas"]["JoinRequest"][];
    }>;
    listMembers: Route<[group: string, query?: {
        cursor?: string;
        limit?: number;
        role?: "owner" | "admin" | "member";
        muted?: boolean;
        allowed?: boolean;
    } | undefined], {
        members: components["schemas"]["Member"][];
        next?: string;
    }>;
    listPins: Route<[conversation: string], {
        messages: components["schemas"]["Message"][];
    }>;
    listPublicGroups: Route<[query?: {
        cursor?: string;
        limit?: number;
        name?: string;
    } | undefined], {
        groups: components["schemas"]["PublicGroup"][];
        next?: string;
    }>;
    listPushDevices: Route<[], {
        devices: components["schemas"]["PushDevice"][];
        grants: components["schemas"]["PushGrant"][];
    }>;
    listRoomMembers: Route<[room: string, query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        members: components["schemas"]["RoomMember"][];
        next?: string;
    }>;
    listRoomUsers: Route<[room: string, query?: {
        cursor?: string;
        limit?: number;
        only?: "admin" | "allowed" | "muted" | "banned";
    } | undefined], {
        next?: string;
        users: components["schemas"]["RoomUser"][];
    }>;
    listRooms: Route<[query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        next?: string;
        rooms: components["schemas"]["Room"][];
    }>;
    listSubscriptions: Route<[query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        next?: string;
        subscriptions: components["schemas"]["Watch"][];
    }>;
    listThreadMembers: Route<[thread: string, query?: {
        cursor?: string;
        limit?: number;
    } | undefined], {
        members: components["schemas"]["Member"][];
        next?: string;
    }>;
    listThreads: Route<[query?: {
        cursor?: string;
        limit?: number;
        group?: string;
    } | undefined], {
        next?: string;
        threads: components["schemas"]["Thread"][];
    }>;
    markDelivered: Route<[conversation: string, body?: {
        seq?: number;
    } | undefined], void>;
    markRead: Route<[conversation: string, body?: {
        seq?: number;
    } | undefined], {
        conversation: string;
        last_seq: number;
        read_seq: number;
        unread: number;
    }>;
    muteGroup: Route<[group: string], {
        announcement?: string;
        at_all: "admins" | "everyone" | "nobody";
        avatar?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        history_for_new?: boolean;
        id: string;
        invite_consent: boolean;
        join: "free" | "approval" | "closed";
        max_members: number;
        member_invites: boolean;
        member_values: boolean;
        members: number;
        muted: boolean;
        name: string;
        owner: string;
        public: boolean;
        values?: {
            [key: string]: string;
        };
    }>;
    muteInRoom: Route<[room: string, user: string, body?: {
        seconds?: number;
        until?: number;
    } | undefined], {
        admin?: boolean;
        allowed?: boolean;
        banned?: number;
        banned_by?: string;
        muted_until?: number;
        user: string;
    }>;
    muteMember: Route<[group: string, user: string, body?: {
        seconds?: number;
        until?: number;
    } | undefined], {
        allowed?: boolean;
        attributes?: unknown;
        joined: number;
        muted_until?: number;
        nickname?: string;
        role: "owner" | "admin" | "member";
        user: string;
    }>;
    muteRoom: Route<[room: string], {
        announcement?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        id: string;
        muted: boolean;
        muted_tags?: string[];
        name: string;
        online: number;
        owner?: string;
        recent?: number;
        shed?: components["schemas"]["Shed"];
    }>;
    muteTag: Route<[room: string, tag: string], {
        announcement?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        id: string;
        muted: boolean;
        muted_tags?: string[];
        name: string;
        online: number;
        owner?: string;
        recent?: number;
        shed?: components["schemas"]["Shed"];
    }>;
    pinMessage: Route<[conversation: string, seq: number], {
        at?: string[];
        body: unknown;
        cid?: string;
        edited?: components["schemas"]["Edited"];
        expires?: number;
        ext?: unknown;
        from: string;
        id: string;
        no_push?: boolean;
        only?: string[];
        pinned?: components["schemas"]["Pinned"];
        priority?: "high" | "low";
        quote?: components["schemas"]["Quote"];
        reactions?: components["schemas"]["Reaction"][];
        recalled?: components["schemas"]["Recalled"];
        receipt?: boolean;
        seq?: number;
        silent?: boolean;
        thread?: components["schemas"]["Thread"];
        to: string;
        ts: number;
        type: string;
    }>;
    readHistory: Route<[conversation: string, query?: {
        before?: number;
        after?: number;
        limit?: number;
        type?: string;
        of?: string;
        since?: number;
        until?: number;
    } | undefined], {
        first_seq: number;
        last_seq: number;
        messages: 
        /** List the devices and grants for pushes. One's own; with the app's key those of `from`. */
        components["schemas"]["Message"][];
        more: boolean;
        next?: number;
    }>;
    readReceipts: Route<[conversation: string, seq: number], {
        read: string[];
        unread: string[];
    }>;
    readRoomValues: Route<[room: string, query?: {
        keys?: string[];
    } | undefined], {
        values: components["schemas"]["RoomValue"][];
    }>;
    recallMessage: Route<[conversation: string, seq: number, body?: {
        reason?: string;
    } | undefined], {
        at?: string[];
        body: unknown;
        cid?: string;
        edited?: components["schemas"]["Edited"];
        expires?: number;
        ext?: unknown;
        from: string;
        id: string;
        no_push?: boolean;
        only?: string[];
        pinned?: components["schemas"]["Pinned"];
        priority?: "high" | "low";
        quote?: components["schemas"]["Quote"];
        reactions?: components["schemas"]["Reaction"][];
        recalled?: components["schemas"]["Recalled"];
        receipt?: boolean;
        seq?: number;
        silent?: boolean;
        thread?: components["schemas"]["Thread"];
        to: string;
        ts: number;
        type: string;
    }>;
    removeAdmin: Route<[group: string, user: string], {
        allowed?: boolean;
        attributes?: unknown;
        joined: number;
        muted_until?: number;
        nickname?: string;
        role: "owner" | "admin" | "member";
        user: string;
    }>;
    removeContact: Route<[user: string], void>;
    removeFile: Route<[file: string], void>;
    removeFromThread: Route<[thread: string, user: string], void>;
    removeMember: Route<[group: string, user: string], void>;
    removeMembers: Route<[group: string, body: {
        members: string[];
    }], {
        announcement?: string;
        at_all: "admins" | "everyone" | "nobody";
        avatar?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        history_for_new?: boolean;
        id: string;
        invite_consent: boolean;
        join: "free" | "approval" | "closed";
        max_members: number;
        member_invites: boolean;
        member_values: boolean;
        members: number;
        muted: boolean;
        name: string;
        owner: string;
        public: boolean;
        values?: {
            [key: string]: string;
        };
    }>;
    removePushDevice: Route<[query: {
        platform: string;
        device?: string;
    }], void>;
    removeReaction: Route<[conversation: string, seq: number, reaction: string], {
        at?: string[];
        body: unknown;
        cid?: string;
        edited?: components["schemas"]["Edited"];
        expires?: number;
        ext?: unknown;
        from: string;
        id: string;
        no_push?: boolean;
        only?: string[];
        pinned?: components["schemas"]["Pinned"];
        priority?: "high" | "low";
        quote?: components["schemas"]["Quote"];
        reactions?: components["schemas"]["Reaction"][];
        recalled?: components["schemas"]["Recalled"];
        receipt?: boolean;
        seq?: number;
        silent?: boolean;
        thread?: components["schemas"]["Thread"];
        to: string;
        ts: number;
        type: string;
    }>;
    removeRoomAdmin: Route<[room: string, user: string], {
        admin?: boolean;
        allowed?: boolean;
        banned?: number;
        banned_by?: string;
        muted_until?: number;
        user: string;
    }>;
    removeRoomMember: Route<[room: string, user: string], void>;
    renameThread: Route<[thread: string, body: {
        name: string;
    }], {
        created: number;
        group: string;
        id: string;
        joined?: boolean;
        last?: components["schemas"]["Message"];
        members?: number;
        message: string;
        messages?: number;
        name: string;
        owner: string;
        seq: number;
    }>;
    reportMessage: Route<[body: {
        conversation: string;
        reason?: string;
        seq: number;
    }], {
        by: string;
        closed?: number;
        conversation: string;
        created: number;
        from: string;
        id: string;
        message?: components["schemas"]["Message"];
        message_id: string;
        note?: string;
        reason: string;
        recalled?: boolean;
        seq: number;
        state: "open" | "dismissed" | "upheld";
    }>;
    revokeToken: Route<[body?: {
        token?: string;
        token_id?: string;
        user?: string;
    } | undefined], void>;
    revokeUser: Route<[user: string], void>;
    search: Route<[query?: {
        q?: string;
        conversation?: string;
        sender?: string;
        type?: "txt" | "img" | "audio" | "video" | "file" | "loc" | "combine";
        since?: number;
        until?: number;
        order?: "newest" | "best";
        cursor?: string;
        limit?: number;
    } | undefined], {
        behind?: number;
        hits: components["schemas"]["SearchHit"][];
        next?: string;
    }>;
    sendMessage: Route<[body: {
        at?: string[];
        body?: unknown;
        cid?: string;
        expires_in?: number;
        ext?: unknown;
        from?: string;
        no_push?: boolean;
        only?: string[];
        priority?: "high" | "normal" | "low";
        quote?: number;
        receipt?: boolean;
        silent?: boolean;
        store?: boolean;
        to: string;
        type?: string;
    }], {
        id: string;
        seq?: number;
        ts: number;
    }>;
    sendTyping: Route<[body: {
        body?: unknown;
        to: string;
    }], void>;
    setConversationDND: Route<[conversation: string, body: {
        mode?: "all" | "mentions" | "none";
        seconds?: number;
        until?: number;
        window?: components["schemas"]["DNDWindow"];
    }], {
        mode?: "all" | "mentions" | "none";
        until?: number;
        window?: components["schemas"]["DNDWindow"];
    }>;
    setDND: Route<[body: {
        mode?: "all" | "mentions" | "none";
        seconds?: number;
        until?: number;
        window?: components["schemas"]["DNDWindow"];
    }], {
        mode?: "all" | "mentions" | "none";
        until?: number;
        window?: components["schemas"]["DNDWindow"];
    }>;
    setPassword: Route<[user: string, body: {
        old_password?: string;
        password: string;
    }], void>;
    setPushDevice: Route<[body: {
        device?: string;
        platform: "wechat" | "qq" | "alipay" | "baidu" | "douyin" | "uniapp" | "web" | "ios" | "android" | "desktop" | "iot" | "other";
        token: string;
    }], {
        changed: number;
        device?: string;
        platform: "wechat" | "qq" | "alipay" | "baidu" | "douyin" | "uniapp" | "web" | "ios" | "android" | "desktop" | "iot" | "other";
        token: string;
    }>;
    setRoomValues: Route<[room: string, body: {
        force?: boolean;
        values: components["schemas"]["NewRoomValue"][];
    }], {
        done: string[];
        refused: components["schemas"]["ValueRefusal"][];
    }>;
    setStatus: Route<[body: {
        ext?: unknown;
        status?: string;
    }], {
        ext?: unknown;
        status?: string;
    }>;
    shareFile: Route<[group: string, body: {
        file: string;
        name?: string;
    }], {
        by?: string;
        created: number;
        file: string;
        name: string;
        size: number;
        type: string;
    }>;
    subscribe: Route<[body: {
        expires_in?: number;
        users: string[];
    }], {
        expires_at: number;
        presence: components["schemas"]["Presence"][];
    }>;
    sync: Route<[query?: {
        cursor?: string;
    } | undefined], {
        conversations: components["schemas"]["SyncConversation"][];
        cursor: string;
        events?: unknown[];
        events_gap?: boolean;
        more: boolean;
    }>;
    tagRoomMember: Route<[room: string, user: string, body: {
        tags: string[];
    }], void>;
    transferGroup: Route<[group: string, body: {
        owner: string;
    }], {
        announcement?: string;
        at_all: "admins" | "everyone" | "nobody";
        avatar?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        history_for_new?: boolean;
        id: string;
        invite_consent: boolean;
        join: "free" | "approval" | "closed";
        max_members: number;
        member_invites: boolean;
        member_values: boolean;
        members: number;
        muted: boolean;
        name: string;
        owner: string;
        public: boolean;
        values?: {
            [key: string]: string;
        };
    }>;
    transferRoom: Route<[room: string, body: {
        owner: string;
    }], {
        announcement?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        id: string;
        muted: boolean;
        muted_tags?: string[];
        name: string;
        online: number;
        owner?: string;
        recent?: number;
        shed?: components["schemas"]["Shed"];
    }>;
    unbanFromGroup: Route<[group: string, user: string], void>;
    unbanFromRoom: Route<[room: string, user: string], {
        admin?: boolean;
        allowed?: boolean;
        banned?: number;
        banned_by?: string;
        muted_until?: number;
        user: string;
    }>;
    unblockUser: Route<[user: string], void>;
    unmuteGroup: Route<[group: string], {
        announcement?: string;
        at_all: "admins" | "everyone" | "nobody";
        avatar?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        history_for_new?: boolean;
        id: string;
        invite_consent: boolean;
        join: "free" | "approval" | "closed";
        max_members: number;
        member_invites: boolean;
        member_values: boolean;
        members: number;
        muted: boolean;
        name: string;
        owner: string;
        public: boolean;
        values?: {
            [key: string]: string;
        };
    }>;
    unmuteInRoom: Route<[room: string, user: string], {
        admin?: boolean;
        allowed?: boolean;
        banned?: number;
        banned_by?: string;
        muted_until?: number;
        user: string;
    }>;
    unmuteMember: Route<[group: string, user: string], {
        allowed?: boolean;
        attributes?: unknown;
        joined: number;
        muted_until?: number;
        nickname?: string;
        role: "owner" | "admin" | "member";
        user: string;
    }>;
    unmuteRoom: Route<[room: string], {
        announcement?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        id: string;
        muted: boolean;
        muted_tags?: string[];
        name: string;
        online: number;
        owner?: string;
        recent?: number;
        shed?: components["schemas"]["Shed"];
    }>;
    unmuteTag: Route<[room: string, tag: string], {
        announcement?: string;
        created: number;
        disabled: boolean;
        ext?: unknown;
        id: string;
        muted: boolean;
        muted_tags?: string[];
        name: string;
        online: number;
        owner?: string;
        recent?: number;
        shed?: components["schemas"]["Shed"];
    }>;
    unpinMessage: Route<[conversation: string, seq: number], {
        at?: string[];
        body: unknown;
        cid?: string;
        edited?: components["schemas"]["Edited"];
        expires?: number;
        ext?: unknown;
        from: string;
        id: string;
        no_push?: boolean;
        only?: string[];
        pinned?: components["schemas"]["Pinned"];
        priority?: "high" | "low";
        quote?: components["schemas"]["Quote"];
        reactions?: components["schemas"]["Reaction"][];
        recalled?: components["schemas"]["Recalled"];
        receipt?: boolean;
        seq?: number;
        silent?: boolean;
        thread?: components["schemas"]["Thread"];
        to: string;
        ts: number;
        type: string;
    }>;
    unshareFile: Route<[group: string, file: string], void>;
    unsubscribe: Route<[query: {
        users: string[];
    }], void>;
    withdrawRequest: Route<[group: string], void>;
};
export {};
