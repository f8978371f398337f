package api

import (
	"github.com/hongyan-im/hongyan/chat"
)

type codes = []chat.Code

// routes lists all operations below /v1. The pages beside them are in pages.go.
func (a *API) routes() {
	roomBanned := chat.CodeRoomBanned
	noUser, noGroup, noRoom, noFile := chat.CodeNoUser, chat.CodeNoGroup, chat.CodeNoRoom, chat.CodeNoFile
	exists, badID, tooMany, notMember := chat.CodeExists, chat.CodeBadID, chat.CodeTooMany, chat.CodeNotMember
	notOwner, mustStay, groupBanned := chat.CodeNotOwner, chat.CodeOwnerMustStay, chat.CodeGroupBanned

	// Users
	add(a, route{"createUsers", "POST", "/v1/users", anyone, 201, "Register users", codes{exists, badID, tooMany, chat.CodeClosed, chat.CodeNoApp}}, a.createUsers)
	add(a, route{"listUsers", "GET", "/v1/users", appKey, 200, "List users", nil}, a.listUsers)
	add(a, route{"batchProfiles", "POST", "/v1/users/batch", member, 200, "Read the profiles of many users", codes{tooMany}}, a.batchProfiles)
	a.addGetUser(route{"getUser", "GET", "/v1/users/{user}", member, 200, "Read a user", codes{noUser}})
	add(a, route{"deleteUser", "DELETE", "/v1/users/{user}", appKey, 204, "Remove a user", codes{noUser}}, a.deleteUser)
	add(a, route{"getProfile", "GET", "/v1/users/{user}/profile", member, 200, "Read a profile", codes{noUser}}, a.getProfile)
	add(a, route{"changeProfile", "PATCH", "/v1/users/{user}/profile", member, 200, "Change a profile", codes{noUser}}, a.changeProfile)
	add(a, route{"setPassword", "PUT", "/v1/users/{user}/password", member, 204, "Change a password", codes{noUser}}, a.setPassword)
	add(a, route{"banUser", "PUT", "/v1/users/{user}/ban", appKey, 200, "Ban a user", codes{noUser}}, a.banUser)
	add(a, route{"unbanUser", "DELETE", "/v1/users/{user}/ban", appKey, 200, "Lift a ban", codes{noUser}}, a.unbanUser)
	add(a, route{"muteUser", "PUT", "/v1/users/{user}/mute", appKey, 200, "Mute a user in the whole app", codes{noUser}}, a.muteUser)
	add(a, route{"unmuteUser", "DELETE", "/v1/users/{user}/mute", appKey, 200, "Let a user write again", codes{noUser}}, a.unmuteUser)
	add(a, route{"kickUser", "POST", "/v1/users/{user}/kick", appKey, 204, "End live sessions of a user", codes{noUser}}, a.kickUser)
	add(a, route{"revokeUser", "POST", "/v1/users/{user}/revoke", member, 204, "Revoke all tokens of a user", codes{noUser}}, a.revokeUser)

	// Who is kept out, whatever the account
	add(a, route{"banAddress", "POST", "/v1/bans/addresses", serverKey, 200, "Ban an address or a network", codes{tooMany}}, a.banAddress)
	add(a, route{"listAddressBans", "GET", "/v1/bans/addresses", serverKey, 200, "List banned addresses", nil}, a.listBans)
	add(a, route{"unbanAddress", "DELETE", "/v1/bans/addresses", serverKey, 204, "Lift the ban of an address", codes{chat.CodeNotFound}}, a.unbanAddress)
	add(a, route{"banClient", "POST", "/v1/bans/clients", appKey, 200, "Ban a client id", codes{tooMany}}, a.banClient)
	add(a, route{"listClientBans", "GET", "/v1/bans/clients", appKey, 200, "List banned client ids", nil}, a.listBans)
	add(a, route{"unbanClient", "DELETE", "/v1/bans/clients", appKey, 204, "Lift the ban of a client id", codes{chat.CodeNotFound}}, a.unbanClient)

	// Devices
	add(a, route{"listDevices", "GET", "/v1/devices", member, 200, "List your live sessions", nil}, a.listDevices)
	add(a, route{"endDevice", "DELETE", "/v1/devices/{client}", member, 204, "End one of your live sessions", codes{noUser, chat.CodeNotFound}}, a.endDevice)
	add(a, route{"explainTopic", "POST", "/v1/topics/explain", appKey, 200, "Explain who may do what on a device topic", codes{badID}}, a.explainTopic)
	add(a, route{"listForwards", "GET", "/v1/topics/messages", appKey, 200, "List the rules that make messages of publishes, and what came of them", nil}, a.listForwards)
	add(a, route{"explainForwards", "POST", "/v1/topics/messages/explain", appKey, 200, "Explain which messages are made of a publish", codes{chat.CodeBadAddress}}, a.explainForwards)
	add(a, route{"explainCommand", "POST", "/v1/topics/commands/explain", appKey, 200, "Explain what is published of a cmd", codes{chat.CodeBadPayload}}, a.explainCommand)

	// Links to other brokers
	add(a, route{"listLinks", "GET", "/v1/links", appKey, 200, "List the links to other brokers, and how they fare", nil}, a.listLinks)
	add(a, route{"getLink", "GET", "/v1/links/{link}", appKey, 200, "Read a link to another broker", codes{chat.CodeNotFound}}, a.getLink)
	add(a, route{"putLink", "PUT", "/v1/links/{link}", appKey, 200, "Make or replace a link to another broker", codes{badID, tooMany, chat.CodeTooLarge}}, a.putLink)
	add(a, route{"removeLink", "DELETE", "/v1/links/{link}", appKey, 204, "Remove a link to another broker, with what waits for it", codes{chat.CodeNotFound}}, a.removeLink)

	// Retained messages of device topics
	add(a, route{"listRetained", "GET", "/v1/retained", appKey, 200, "List retained messages", codes{chat.CodeBadAddress}}, a.listRetained)
	add(a, route{"getRetained", "GET", "/v1/retained/{topic}", appKey, 200, "Read what a topic retains", codes{chat.CodeBadAddress, chat.CodeNotFound}}, a.getRetained)
	add(a, route{"removeRetained", "DELETE", "/v1/retained", appKey, 200, "Remove retained messages", codes{chat.CodeBadAddress}}, a.removeRetained)

	// Tokens
	add(a, route{"createToken", "POST", "/v1/token", anyone, 200, "Log in, or issue a token", codes{noUser, chat.CodeBanned, chat.CodeNoApp}}, a.createToken)
	add(a, route{"createGuest", "POST", "/v1/guests", anyone, 200, "Get a token without an account", codes{chat.CodeNoApp, chat.CodeForbidden}}, a.createGuest)
	add(a, route{"revokeToken", "POST", "/v1/token/revoke", member, 204, "Revoke a token", codes{noUser}}, a.revokeToken)
	add(a, route{"createUserSig", "POST", "/v1/usersig", appKey, 200, "Sign a UserSig", codes{noUser, badID}}, a.createUserSig)

	// Messages and conversations
	add(a, route{"sendMessage", "POST", "/v1/messages", member, 200, "Send a message", codes{noUser, noGroup, noRoom, noFile, notMember, chat.CodeBlocked, chat.CodeNotFriend, chat.CodeBadAddress, chat.CodeBadPayload, chat.CodeCIDReused, chat.CodeMuted, chat.CodeGroupDisabled, chat.CodeRoomDisabled, chat.CodeWordRefused, chat.CodeHookRefused}}, a.sendMessage)
	add(a, route{"sendTyping", "POST", "/v1/typing", member, 204, "Tell that one is typing", codes{noUser, noGroup, notMember, chat.CodeBlocked, chat.CodeNotFriend, chat.CodeBadAddress, chat.CodeBadPayload}}, a.sendTyping)
	add(a, route{"listConversations", "GET", "/v1/conversations", member, 200, "List conversations", nil}, a.listConversations)
	add(a, route{"readHistory", "GET", "/v1/conversations/{kind}/{id}/messages", member, 200, "Read a conversation's messages", codes{noUser, noGroup, noRoom, notMember, chat.CodeBadAddress}}, a.readHistory)
	add(a, route{"markRead", "POST", "/v1/conversations/{kind}/{id}/read", member, 200, "Mark a conversation as read", codes{noGroup, chat.CodeNotFound, chat.CodeBadAddress}}, a.markRead)
	add(a, route{"getConversation", "GET", "/v1/conversations/{kind}/{id}", member, 200, "Read one conversation", codes{chat.CodeNotFound, chat.CodeBadAddress}}, a.getConversation)
	add(a, route{"changeConversation", "PATCH", "/v1/conversations/{kind}/{id}", member, 200, "Pin, hide or mark a conversation", codes{noGroup, chat.CodeNotFound, chat.CodeBadAddress, tooMany}}, a.changeConversation)
	add(a, route{"clearConversation", "DELETE", "/v1/conversations/{kind}/{id}", member, 204, "Clear a conversation for oneself", codes{noGroup, chat.CodeNotFound, chat.CodeBadAddress}}, a.clearConversation)
	add(a, route{"deleteMessages", "POST", "/v1/conversations/{kind}/{id}/delete", member, 204, "Delete messages for oneself", codes{noGroup, chat.CodeNotFound, chat.CodeNoMessage, chat.CodeBadAddress, tooMany}}, a.deleteMessages)
	add(a, route{"markDelivered", "POST", "/v1/conversations/{kind}/{id}/delivered", member, 204, "Tell that messages have arrived", codes{chat.CodeNotFound, chat.CodeBadAddress}}, a.markDelivered)
	add(a, route{"listPins", "GET", "/v1/conversations/{kind}/{id}/pins", member, 200, "List pinned messages", codes{noUser, noGroup, noRoom, notMember, chat.CodeBadAddress}}, a.listPins)
	add(a, route{"sync", "GET", "/v1/sync", member, 200, "What changed since a cursor", nil}, a.sync)

	// One message
	noMessage := codes{chat.CodeNoMessage, noUser, noGroup, noRoom, notMember, chat.CodeBadAddress}
	const one = "/v1/conversations/{kind}/{id}/messages/{seq}"
	add(a, route{"getMessage", "GET", one, member, 200, "Read one message", noMessage}, a.getMessage)
	add(a, route{"editMessage", "PATCH", one, member, 200, "Edit a message", append(noMessage, tooMany, chat.CodeBadPayload)}, a.editMessage)
	add(a, route{"recallMessage", "POST", one + "/recall", member, 200, "Recall a message", append(noMessage, chat.CodeTooLate)}, a.recallMessage)
	add(a, route{"addReaction", "PUT", one + "/reactions/{reaction}", member, 200, "React to a message", append(noMessage, tooMany)}, a.addReaction)
	add(a, route{"removeReaction", "DELETE", one + "/reactions/{reaction}", member, 200, "Take a reaction back", noMessage}, a.removeReaction)
	add(a, route{"pinMessage", "PUT", one + "/pin", member, 200, "Pin a message for all", append(noMessage, tooMany)}, a.pinMessage)
	add(a, route{"unpinMessage", "DELETE", one + "/pin", member, 200, "Take a pin off", noMessage}, a.unpinMessage)
	add(a, route{"readReceipts", "GET", one + "/receipts", member, 200, "Who has read a message of a group", noMessage}, a.readReceipts)

	// Contacts
	add(a, route{"listContacts", "GET", "/v1/contacts", member, 200, "List friends", nil}, a.listContacts)
	add(a, route{"addContact", "POST", "/v1/contacts", member, 200, "Ask a user to be a friend", codes{noUser, badID, tooMany, chat.CodeBlocked}}, a.addContact)
	add(a, route{"getContact", "GET", "/v1/contacts/{user}", member, 200, "What there is between you and a user", codes{noUser, badID}}, a.getContact)
	add(a, route{"changeContact", "PATCH", "/v1/contacts/{user}", member, 200, "Change what only you see of a friend", codes{chat.CodeNotFound, badID}}, a.changeContact)
	add(a, route{"removeContact", "DELETE", "/v1/contacts/{user}", member, 204, "End a friendship, or take back a request", codes{chat.CodeNotFound, badID}}, a.removeContact)
	add(a, route{"listContactRequests", "GET", "/v1/contact-requests", member, 200, "List friend requests that wait", nil}, a.listContactRequests)
	add(a, route{"acceptContact", "POST", "/v1/contact-requests/{user}/accept", member, 200, "Accept a friend request", codes{noUser, badID, chat.CodeNotFound, tooMany}}, a.acceptContact)
	add(a, route{"declineContact", "POST", "/v1/contact-requests/{user}/decline", member, 200, "Decline a friend request", codes{noUser, badID, chat.CodeNotFound}}, a.declineContact)
	add(a, route{"listBlocks", "GET", "/v1/blocks", member, 200, "List whom you block", nil}, a.listBlocks)
	add(a, route{"blockUser", "PUT", "/v1/blocks/{user}", member, 200, "Block a user", codes{noUser, badID, tooMany}}, a.blockUser)
	add(a, route{"unblockUser", "DELETE", "/v1/blocks/{user}", member, 204, "Unblock a user", codes{badID}}, a.unblockUser)

	// Presence
	add(a, route{"getPresence", "GET", "/v1/presence", member, 200, "Who is online", codes{badID, tooMany}}, a.getPresence)
	add(a, route{"getStatus", "GET", "/v1/presence/status", member, 200, "Read your custom status", nil}, a.getStatus)
	add(a, route{"setStatus", "PUT", "/v1/presence/status", member, 200, "Set your custom status", codes{noUser}}, a.setStatus)
	add(a, route{"clearStatus", "DELETE", "/v1/presence/status", member, 204, "Take your custom status back", codes{noUser}}, a.clearStatus)
	add(a, route{"listSubscriptions", "GET", "/v1/presence/subscriptions", member, 200, "List whose presence you are told of", nil}, a.listWatches)
	add(a, route{"subscribe", "POST", "/v1/presence/subscriptions", member, 200, "Be told when users come and go", codes{noUser, badID, tooMany, chat.CodeNotFriend}}, a.watchUsers)
	add(a, route{"unsubscribe", "DELETE", "/v1/presence/subscriptions", member, 204, "Be told of users no more", codes{noUser, badID, tooMany}}, a.unwatchUsers)

	// Search
	add(a, route{"search", "GET", "/v1/search", member, 200, "Search messages", codes{tooMany, chat.CodeTooLarge, badID, chat.CodeBadAddress, noUser, noGroup, noRoom, notMember, chat.CodeIndexBuilding, chat.CodeSearchOff}}, a.search)
	add(a, route{"searchState", "GET", "/v1/search/index", appKey, 200, "How far the index for searching is", codes{chat.CodeSearchOff}}, a.searchState)
	add(a, route{"rebuildSearch", "POST", "/v1/search/index", appKey, 202, "Build the index for searching anew", codes{chat.CodeSearchOff}}, a.rebuildSearch)

	// Do not disturb
	add(a, route{"getDND", "GET", "/v1/dnd", member, 200, "Read when you are not disturbed", nil}, a.getDND)
	add(a, route{"setDND", "PUT", "/v1/dnd", member, 200, "Say when you are not disturbed", nil}, a.setDND)
	add(a, route{"listDND", "GET", "/v1/dnd/conversations", member, 200, "List conversations with a setting of their own", nil}, a.listDND)
	add(a, route{"getConversationDND", "GET", "/v1/conversations/{kind}/{id}/dnd", member, 200, "Read when a conversation does not disturb", codes{chat.CodeBadAddress}}, a.getConversationDND)
	add(a, route{"setConversationDND", "PUT", "/v1/conversations/{kind}/{id}/dnd", member, 200, "Say when a conversation does not disturb", codes{noUser, noGroup, notMember, tooMany, chat.CodeBadAddress}}, a.setConversationDND)

	// Groups
	add(a, route{"createGroup", "POST", "/v1/groups", member, 201, "Make a group", codes{exists, badID, tooMany, noUser}}, a.createGroup)
	add(a, route{"listGroups", "GET", "/v1/groups", member, 200, "List a user's groups", nil}, a.listGroups)
	add(a, route{"getGroup", "GET", "/v1/groups/{group}", member, 200, "Read a group", codes{noGroup, notMember}}, a.getGroup)
	add(a, route{"changeGroup", "PATCH", "/v1/groups/{group}", member, 200, "Change a group", codes{noGroup, notMember}}, a.changeGroup)
	add(a, route{"changeGroupValues", "PATCH", "/v1/groups/{group}/values", member, 200, "Change values of a group", codes{noGroup, notMember, tooMany, chat.CodeTooLarge}}, a.changeGroupValues)
	add(a, route{"dismissGroup", "DELETE", "/v1/groups/{group}", member, 204, "Dismiss a group", codes{noGroup, chat.CodeNotOwner}}, a.dismissGroup)
	add(a, route{"listMembers", "GET", "/v1/groups/{group}/members", member, 200, "List members", codes{noGroup, notMember}}, a.listMembers)
	add(a, route{"addMembers", "POST", "/v1/groups/{group}/members", member, 200, "Add members", codes{noGroup, notMember, noUser, tooMany, groupBanned}}, a.addMembers)
	add(a, route{"getMember", "GET", "/v1/groups/{group}/members/{user}", member, 200, "Read one member", codes{noGroup, notMember}}, a.getMember)
	add(a, route{"changeMember", "PATCH", "/v1/groups/{group}/members/{user}", member, 200, "Change a member's nickname and attributes", codes{noGroup, notMember}}, a.changeMember)
	add(a, route{"removeMembers", "POST", "/v1/groups/{group}/members/remove", member, 200, "Remove members", codes{noGroup, notMember, chat.CodeOwnerMustStay}}, a.removeMembers)
	add(a, route{"removeMember", "DELETE", "/v1/groups/{group}/members/{user}", member, 204, "Remove one member", codes{noGroup, notMember, chat.CodeOwnerMustStay}}, a.removeMember)
	add(a, route{"leaveGroup", "POST", "/v1/groups/{group}/leave", member, 204, "Leave a group", codes{noGroup, notMember, chat.CodeOwnerMustStay}}, a.leaveGroup)
	add(a, route{"transferGroup", "POST", "/v1/groups/{group}/owner", member, 200, "Make another member the owner", codes{noGroup, notMember, chat.CodeNotOwner}}, a.transferGroup)

	add(a, route{"addAdmin", "PUT", "/v1/groups/{group}/admins/{user}", member, 200, "Make a member an admin", codes{noGroup, notMember, notOwner, mustStay, tooMany}}, a.addAdmin)
	add(a, route{"removeAdmin", "DELETE", "/v1/groups/{group}/admins/{user}", member, 200, "Make an admin a member", codes{noGroup, notMember, notOwner, mustStay}}, a.removeAdmin)

	// Groups: who may write
	add(a, route{"muteMember", "PUT", "/v1/groups/{group}/members/{user}/mute", member, 200, "Mute a member", codes{noGroup, notMember}}, a.muteMember)
	add(a, route{"unmuteMember", "DELETE", "/v1/groups/{group}/members/{user}/mute", member, 200, "Lift a member's mute", codes{noGroup, notMember}}, a.unmuteMember)
	add(a, route{"muteGroup", "PUT", "/v1/groups/{group}/mute", member, 200, "Mute all members", codes{noGroup, notMember}}, a.muteGroup)
	add(a, route{"unmuteGroup", "DELETE", "/v1/groups/{group}/mute", member, 200, "Lift the mute of all", codes{noGroup, notMember}}, a.unmuteGroup)
	add(a, route{"allowMember", "PUT", "/v1/groups/{group}/allowlist/{user}", member, 200, "Let a member write while all are muted", codes{noGroup, notMember}}, a.allowMember)
	add(a, route{"disallowMember", "DELETE", "/v1/groups/{group}/allowlist/{user}", member, 200, "Take a member off the allowlist", codes{noGroup, notMember}}, a.disallowMember)
	add(a, route{"listGroupBans", "GET", "/v1/groups/{group}/bans", member, 200, "List who is banned from a group", codes{noGroup, notMember}}, a.listGroupBans)
	add(a, route{"banFromGroup", "PUT", "/v1/groups/{group}/bans/{user}", member, 200, "Ban a user from a group", codes{noGroup, notMember, noUser, mustStay, tooMany}}, a.banFromGroup)
	add(a, route{"unbanFromGroup", "DELETE", "/v1/groups/{group}/bans/{user}", member, 204, "Lift a ban from a group", codes{noGroup, notMember, chat.CodeNotFound}}, a.unbanFromGroup)
	add(a, route{"disableGroup", "PUT", "/v1/groups/{group}/disabled", appKey, 200, "Disable a group", codes{noGroup}}, a.disableGroup)
	add(a, route{"enableGroup", "DELETE", "/v1/groups/{group}/disabled", appKey, 200, "Enable a group", codes{noGroup}}, a.enableGroup)

	// Groups: how one comes in
	add(a, route{"listPublicGroups", "GET", "/v1/public-groups", member, 200, "Find public groups", nil}, a.listPublicGroups)
	add(a, route{"getPublicGroup", "GET", "/v1/public-groups/{group}", member, 200, "Read a public group", codes{noGroup}}, a.getPublicGroup)
	add(a, route{"joinGroup", "POST", "/v1/groups/{group}/join", member, 200, "Join a group, or ask to", codes{noGroup, noUser, groupBanned, tooMany}}, a.joinGroup)
	add(a, route{"withdrawRequest", "DELETE", "/v1/groups/{group}/join", member, 204, "Take back one's request to join", codes{noGroup, chat.CodeNotFound}}, a.withdrawRequest)
	add(a, route{"listJoinRequests", "GET", "/v1/groups/{group}/requests", member, 200, "List who waits to join", codes{noGroup, notMember}}, a.listJoinRequests)
	add(a, route{"acceptRequest", "POST", "/v1/groups/{group}/requests/{user}/accept", member, 204, "Let in who waits", codes{noGroup, notMember, noUser, chat.CodeNotFound, tooMany}}, a.acceptRequest)
	add(a, route{"declineRequest", "POST", "/v1/groups/{group}/requests/{user}/decline", member, 204, "Decline a request to join", codes{noGroup, notMember, chat.CodeNotFound}}, a.declineRequest)
	add(a, route{"listGroupInvites", "GET", "/v1/groups/{group}/invites", member, 200, "List who is invited", codes{noGroup, notMember}}, a.listGroupInvites)
	add(a, route{"cancelInvite", "DELETE", "/v1/groups/{group}/invites/{user}", member, 204, "Take back an invite", codes{noGroup, notMember, chat.CodeNotFound}}, a.cancelInvite)
	add(a, route{"listInvites", "GET", "/v1/invites", member, 200, "List one's invites", nil}, a.listInvites)
	add(a, route{"acceptInvite", "POST", "/v1/invites/{group}/accept", member, 204, "Accept an invite", codes{noGroup, noUser, chat.CodeNotFound, tooMany}}, a.acceptInvite)
	add(a, route{"declineInvite", "POST", "/v1/invites/{group}/decline", member, 204, "Decline an invite", codes{noGroup, chat.CodeNotFound}}, a.declineInvite)

	// Groups: files
	add(a, route{"listGroupFiles", "GET", "/v1/groups/{group}/files", member, 200, "List a group's files", codes{noGroup, notMember}}, a.listGroupFiles)
	add(a, route{"shareFile", "POST", "/v1/groups/{group}/files", member, 200, "Share a file with a group", codes{noGroup, notMember, noFile, tooMany}}, a.shareFile)
	add(a, route{"unshareFile", "DELETE", "/v1/groups/{group}/files/{file}", member, 204, "Take a file off a group's list", codes{noGroup, notMember, noFile}}, a.unshareFile)

	// Groups: threads
	noThread := chat.CodeNoThread
	add(a, route{"createThread", "POST", "/v1/groups/{group}/threads", member, 201, "Make a thread of a message", codes{noGroup, notMember, noUser, chat.CodeNoMessage, exists, tooMany, chat.CodeTooLarge, chat.CodeMuted, chat.CodeGroupDisabled}}, a.createThread)
	add(a, route{"listGroupThreads", "GET", "/v1/groups/{group}/threads", member, 200, "List a group's threads", codes{noGroup, notMember}}, a.listGroupThreads)
	add(a, route{"listThreads", "GET", "/v1/threads", member, 200, "List the threads a user is in", nil}, a.listThreads)
	add(a, route{"lastOfThreads", "POST", "/v1/threads/last", member, 200, "Read the newest messages of threads", codes{tooMany}}, a.lastOfThreads)
	add(a, route{"getThread", "GET", "/v1/threads/{thread}", member, 200, "Read a thread", codes{noThread, notMember}}, a.getThread)
	add(a, route{"renameThread", "PATCH", "/v1/threads/{thread}", member, 200, "Rename a thread", codes{noThread, notMember, chat.CodeTooLarge}}, a.renameThread)
	add(a, route{"dismissThread", "DELETE", "/v1/threads/{thread}", member, 204, "Dismiss a thread", codes{noThread, notMember}}, a.dismissThread)
	add(a, route{"joinThread", "POST", "/v1/threads/{thread}/join", member, 200, "Join a thread", codes{noThread, notMember, noUser, tooMany}}, a.joinThread)
	add(a, route{"leaveThread", "POST", "/v1/threads/{thread}/leave", member, 204, "Leave a thread", codes{noThread, notMember}}, a.leaveThread)
	add(a, route{"listThreadMembers", "GET", "/v1/threads/{thread}/members", member, 200, "List who is in a thread", codes{noThread, notMember}}, a.listThreadMembers)
	add(a, route{"removeFromThread", "DELETE", "/v1/threads/{thread}/members/{user}", member, 204, "Remove one from a thread", codes{noThread, notMember}}, a.removeFromThread)

	// Chatrooms
	add(a, route{"createRoom", "POST", "/v1/rooms", member, 201, "Make a chatroom", codes{exists, badID, noUser}}, a.createRoom)
	add(a, route{"listRooms", "GET", "/v1/rooms", member, 200, "List chatrooms", nil}, a.listRooms)
	add(a, route{"getRoom", "GET", "/v1/rooms/{room}", member, 200, "Read a chatroom", codes{noRoom}}, a.getRoom)
	add(a, route{"dismissRoom", "DELETE", "/v1/rooms/{room}", member, 204, "Dismiss a chatroom", codes{noRoom, chat.CodeNotOwner}}, a.dismissRoom)
	add(a, route{"changeRoom", "PATCH", "/v1/rooms/{room}", member, 200, "Change a chatroom", codes{noRoom}}, a.changeRoom)
	add(a, route{"transferRoom", "POST", "/v1/rooms/{room}/owner", member, 200, "Make another user the owner of a chatroom", codes{noRoom, notOwner, noUser}}, a.transferRoom)
	add(a, route{"listRoomMembers", "GET", "/v1/rooms/{room}/members", member, 200, "List who is in a chatroom", codes{noRoom, roomBanned}}, a.listRoomMembers)
	add(a, route{"removeRoomMember", "DELETE", "/v1/rooms/{room}/members/{user}", member, 204, "Put a user out of a chatroom", codes{noRoom, notMember, noUser, mustStay}}, a.removeRoomMember)
	add(a, route{"tagRoomMember", "PUT", "/v1/rooms/{room}/members/{user}/tags", member, 204, "Set the tags of a user in a chatroom", codes{noRoom, notMember, badID, tooMany, chat.CodeMuted}}, a.tagRoomMember)
	add(a, route{"listRoomUsers", "GET", "/v1/rooms/{room}/users", member, 200, "List a chatroom's admins, and who is allowed, muted or banned", codes{noRoom}}, a.listRoomUsers)
	add(a, route{"addRoomAdmin", "PUT", "/v1/rooms/{room}/admins/{user}", member, 200, "Make a user an admin of a chatroom", codes{noRoom, noUser, notOwner, mustStay, roomBanned, tooMany}}, ofRoomUser(a.chat.SetRoomAdmin, true))
	add(a, route{"removeRoomAdmin", "DELETE", "/v1/rooms/{room}/admins/{user}", member, 200, "Make an admin an ordinary user again", codes{noRoom, notOwner}}, ofRoomUser(a.chat.SetRoomAdmin, false))
	add(a, route{"muteInRoom", "PUT", "/v1/rooms/{room}/members/{user}/mute", member, 200, "Mute a user in a chatroom", codes{noRoom, noUser, mustStay, tooMany}}, a.muteInRoom)
	add(a, route{"unmuteInRoom", "DELETE", "/v1/rooms/{room}/members/{user}/mute", member, 200, "Lift a user's mute in a chatroom", codes{noRoom}}, a.unmuteInRoom)
	add(a, route{"muteRoom", "PUT", "/v1/rooms/{room}/mute", member, 200, "Mute all in a chatroom", codes{noRoom}}, a.muteRoom)
	add(a, route{"disableRoom", "PUT", "/v1/rooms/{room}/disabled", appKey, 200, "Disable a chatroom", codes{noRoom}}, a.disableRoom)
	add(a, route{"enableRoom", "DELETE", "/v1/rooms/{room}/disabled", appKey, 200, "Enable a chatroom", codes{noRoom}}, a.enableRoom)
	add(a, route{"unmuteRoom", "DELETE", "/v1/rooms/{room}/mute", member, 200, "Lift the mute of all in a chatroom", codes{noRoom}}, a.unmuteRoom)
	add(a, route{"muteTag", "PUT", "/v1/rooms/{room}/tags/{tag}/mute", member, 200, "Mute those who carry a tag", codes{noRoom, badID, tooMany}}, a.muteTag)
	add(a, route{"unmuteTag", "DELETE", "/v1/rooms/{room}/tags/{tag}/mute", member, 200, "Lift the mute of those who carry a tag", codes{noRoom, badID}}, a.unmuteTag)
	add(a, route{"allowInRoom", "PUT", "/v1/rooms/{room}/allowlist/{user}", member, 200, "Let a user write while all are muted in a chatroom", codes{noRoom, noUser, mustStay, tooMany}}, ofRoomUser(a.chat.AllowInRoom, true))
	add(a, route{"disallowInRoom", "DELETE", "/v1/rooms/{room}/allowlist/{user}", member, 200, "Take a user off a chatroom's allowlist", codes{noRoom}}, ofRoomUser(a.chat.AllowInRoom, false))
	add(a, route{"banFromRoom", "PUT", "/v1/rooms/{room}/bans/{user}", member, 200, "Ban a user from a chatroom", codes{noRoom, noUser, mustStay, tooMany}}, ofRoomUser(a.chat.BanFromRoom, true))
	add(a, route{"unbanFromRoom", "DELETE", "/v1/rooms/{room}/bans/{user}", member, 200, "Lift a ban from a chatroom", codes{noRoom}}, ofRoomUser(a.chat.BanFromRoom, false))
	add(a, route{"readRoomValues", "GET", "/v1/rooms/{room}/values", member, 200, "Read a chatroom's key-values", codes{noRoom, roomBanned}}, a.readRoomValues)
	add(a, route{"setRoomValues", "POST", "/v1/rooms/{room}/values", member, 200, "Set key-values of a chatroom", codes{noRoom, notMember}}, a.setRoomValues)
	add(a, route{"deleteRoomValues", "POST", "/v1/rooms/{room}/values/delete", member, 200, "Delete key-values of a chatroom", codes{noRoom, notMember}}, a.deleteRoomValues)
	add(a, route{"broadcastRooms", "POST", "/v1/rooms/broadcast", appKey, 200, "Send a message to everyone in any chatroom", codes{noUser, chat.CodeBadPayload, chat.CodeWordRefused}}, a.broadcastRooms)
	add(a, route{"listSuperAdmins", "GET", "/v1/super-admins", appKey, 200, "List the super-admins of chatrooms", nil}, a.listSuperAdmins)
	add(a, route{"addSuperAdmin", "PUT", "/v1/super-admins/{user}", appKey, 204, "Make a user a super-admin of chatrooms", codes{noUser, tooMany}}, a.addSuperAdmin)
	add(a, route{"removeSuperAdmin", "DELETE", "/v1/super-admins/{user}", appKey, 204, "Make a super-admin an ordinary user again", nil}, a.removeSuperAdmin)

	// Files
	if a.o.Files != nil {
		a.addUpload(route{"uploadFile", "POST", "/v1/files", member, 201, "Upload a file", nil})
		a.addUpload(route{"putFile", "PUT", "/v1/files", member, 201, "Upload a file as the raw body", nil})
		add(a, route{"getFile", "GET", "/v1/files/{file}", member, 200, "Read what is known of a file, with a fresh address", codes{noFile}}, a.getFile)
		add(a, route{"removeFile", "DELETE", "/v1/files/{file}", member, 204, "Remove a file", codes{noFile}}, a.removeFile)
	}

	// Rules
	add(a, route{"listWordLists", "GET", "/v1/words", appKey, 200, "List the word lists", nil}, a.listWordLists)
	add(a, route{"readWords", "GET", "/v1/words/{list}", appKey, 200, "Read the words of a list", codes{chat.CodeNotFound}}, a.readWords)
	add(a, route{"putWords", "PUT", "/v1/words/{list}", appKey, 200, "Make or replace a word list", codes{badID, exists, tooMany}}, a.putWords)
	add(a, route{"putWordsAsText", "PUT", "/v1/words/{list}/text", appKey, 200, "Make or replace a word list from a text, one word a line", codes{badID, exists, tooMany}}, a.putWordsAsText)
	add(a, route{"addWords", "POST", "/v1/words/{list}", appKey, 200, "Add words to a list", codes{chat.CodeNotFound, tooMany}}, a.addWords)
	add(a, route{"removeWords", "POST", "/v1/words/{list}/remove", appKey, 200, "Remove words from a list", codes{chat.CodeNotFound}}, a.removeWords)
	add(a, route{"dropWords", "DELETE", "/v1/words/{list}", appKey, 204, "Remove a word list", codes{chat.CodeNotFound}}, a.dropWords)

	// Reports
	add(a, route{"reportMessage", "POST", "/v1/reports", member, 201, "Report a message", codes{noUser, noGroup, noRoom, notMember, tooMany, chat.CodeNoMessage, chat.CodeBadAddress}}, a.reportMessage)
	add(a, route{"listReports", "GET", "/v1/reports", appKey, 200, "List reports", nil}, a.listReports)
	add(a, route{"closeReport", "POST", "/v1/reports/{report}/close", appKey, 200, "Say what came of a report", codes{chat.CodeNotFound, exists}}, a.closeReport)

	// Pushes
	add(a, route{"setPushDevice", "PUT", "/v1/push/devices", member, 200, "Register a device for pushes", codes{noUser, badID, tooMany}}, a.setPushDevice)
	add(a, route{"listPushDevices", "GET", "/v1/push/devices", member, 200, "List the devices and grants for pushes", nil}, a.listPushDevices)
	add(a, route{"removePushDevice", "DELETE", "/v1/push/devices", member, 204, "Forget a device for pushes", codes{noUser, chat.CodeNotFound}}, a.removePushDevice)
	add(a, route{"addPushGrants", "POST", "/v1/push/grants", member, 200, "Allow messages on WeChat", codes{noUser, tooMany}}, a.addPushGrants)
	add(a, route{"getWeChat", "GET", "/v1/push/wechat", appKey, 200, "Read how the app writes on WeChat", codes{chat.CodeNotFound}}, a.getWeChat)
	add(a, route{"setWeChat", "PUT", "/v1/push/wechat", appKey, 200, "Set how the app writes on WeChat", codes{tooMany}}, a.setWeChat)
	add(a, route{"removeWeChat", "DELETE", "/v1/push/wechat", appKey, 204, "Write on WeChat no more", nil}, a.removeWeChat)

	// Webhooks
	add(a, route{"createWebhook", "POST", "/v1/webhooks", appKey, 201, "Make a webhook", codes{tooMany}}, a.createWebhook)
	add(a, route{"listWebhooks", "GET", "/v1/webhooks", appKey, 200, "List the webhooks", nil}, a.listWebhooks)
	add(a, route{"getWebhook", "GET", "/v1/webhooks/{webhook}", appKey, 200, "Read a webhook, and how it fares", codes{chat.CodeNotFound}}, a.getWebhook)
	add(a, route{"changeWebhook", "PATCH", "/v1/webhooks/{webhook}", appKey, 200, "Change a webhook", codes{chat.CodeNotFound, tooMany}}, a.changeWebhook)
	add(a, route{"removeWebhook", "DELETE", "/v1/webhooks/{webhook}", appKey, 204, "Remove a webhook", codes{chat.CodeNotFound}}, a.removeWebhook)
	add(a, route{"pingWebhook", "POST", "/v1/webhooks/{webhook}/ping", appKey, 200, "Try a webhook", codes{chat.CodeNotFound}}, a.pingWebhook)
	add(a, route{"replayWebhook", "POST", "/v1/webhooks/{webhook}/replay", appKey, 202, "Tell a webhook again what happened", codes{chat.CodeNotFound}}, a.replayWebhook)
	add(a, route{"listDeadLetters", "GET", "/v1/webhooks/{webhook}/dead-letters", appKey, 200, "List what a webhook would not take", codes{chat.CodeNotFound}}, a.listDeadLetters)
	add(a, route{"retryDeadLetters", "POST", "/v1/webhooks/{webhook}/dead-letters/retry", appKey, 202, "Send dead letters again", codes{chat.CodeNotFound, tooMany}}, a.retryDeadLetters)
	add(a, route{"removeDeadLetters", "POST", "/v1/webhooks/{webhook}/dead-letters/remove", appKey, 200, "Forget dead letters", codes{chat.CodeNotFound, tooMany}}, a.removeDeadLetters)

	// Apps
	add(a, route{"getOwnApp", "GET", "/v1/app", appKey, 200, "Read the app whose key is shown", nil}, a.getOwnApp)
	add(a, route{"changeOwnApp", "PATCH", "/v1/app", appKey, 200, "Change the app whose key is shown", nil}, a.changeOwnApp)
	add(a, route{"createApp", "POST", "/v1/apps", serverKey, 201, "Make an app", codes{exists, badID, tooMany}}, a.createApp)
	add(a, route{"listApps", "GET", "/v1/apps", serverKey, 200, "List apps", nil}, a.listApps)
	add(a, route{"getApp", "GET", "/v1/apps/{app}", serverKey, 200, "Read an app", codes{chat.CodeNoApp}}, a.getApp)
	add(a, route{"changeApp", "PATCH", "/v1/apps/{app}", serverKey, 200, "Change an app", codes{chat.CodeNoApp, exists, badID}}, a.changeApp)
	add(a, route{"removeApp", "DELETE", "/v1/apps/{app}", serverKey, 204, "Remove an app", codes{chat.CodeNoApp}}, a.removeApp)
	add(a, route{"rotateApp", "POST", "/v1/apps/{app}/rotate", serverKey, 200, "Replace an app's secret or key", codes{chat.CodeNoApp}}, a.rotateApp)

	// Administration
	addStreamed(a, route{"backup", "GET", "/v1/admin/backup", serverKey, 200, "Make a backup of the running server", codes{chat.CodeNotFound, chat.CodeBackupRunning}}, "application/x-tar", a.backup)
	addStreamed(a, route{"export", "GET", "/v1/admin/export", appKey, 200, "Export users, groups, chatrooms and messages", codes{chat.CodeBadAddress}}, jsonLines, a.export)
	add(a, route{"getLogging", "GET", "/v1/admin/logging", serverKey, 200, "Read what the server logs", codes{chat.CodeNotFound}}, a.getLogging)
	add(a, route{"changeLogging", "PATCH", "/v1/admin/logging", serverKey, 200, "Change what the server logs", codes{chat.CodeNotFound}}, a.changeLogging)
	add(a, route{"stats", "GET", "/v1/admin/stats", appKey, 200, "Statistics of the app", nil}, a.stats)
	add(a, route{"listSessions", "GET", "/v1/admin/sessions", appKey, 200, "List who is connected", nil}, a.listSessions)
	add(a, route{"listUserSessions", "GET", "/v1/admin/sessions/{user}", appKey, 200, "List a user's sessions, live and kept", codes{noUser}}, a.listUserSessions)
	add(a, route{"getSession", "GET", "/v1/admin/sessions/{user}/{client}", appKey, 200, "Look at a session", codes{noUser, chat.CodeNotFound}}, a.getSession)
	add(a, route{"dropSession", "DELETE", "/v1/admin/sessions/{user}/{client}", appKey, 204, "End a session for good", codes{noUser, chat.CodeNotFound}}, a.dropSession)
	add(a, route{"broadcast", "POST", "/v1/admin/broadcast", appKey, 200, "Tell everyone, or a message to many users", codes{tooMany, badID, noUser, chat.CodeBadPayload}}, a.broadcast)
	add(a, route{"listAudit", "GET", "/v1/admin/audit", anyKey, 200, "What was done with the app's key, or the server's", nil}, a.listAudit)
	a.addImport(route{"import", "POST", "/v1/admin/import", appKey, 200, "Import what an export gave", nil})
}
