/*! hongyan 0.1.0, Apache-2.0 */
var __defProp = Object.defineProperty;
var __defProps = Object.defineProperties;
var __getOwnPropDescs = Object.getOwnPropertyDescriptors;
var __getOwnPropSymbols = Object.getOwnPropertySymbols;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __propIsEnum = Object.prototype.propertyIsEnumerable;
var __defNormalProp = (obj, key, value) => key in obj ? __defProp(obj, key, { enumerable: true, configurable: true, writable: true, value }) : obj[key] = value;
var __spreadValues = (a, b) => {
  for (var prop in b || (b = {}))
    if (__hasOwnProp.call(b, prop))
      __defNormalProp(a, prop, b[prop]);
  if (__getOwnPropSymbols)
    for (var prop of __getOwnPropSymbols(b)) {
      if (__propIsEnum.call(b, prop))
        __defNormalProp(a, prop, b[prop]);
    }
  return a;
};
var __spreadProps = (a, b) => __defProps(a, __getOwnPropDescs(b));
var __objRest = (source, exclude) => {
  var target = {};
  for (var prop in source)
    if (__hasOwnProp.call(source, prop) && exclude.indexOf(prop) < 0)
      target[prop] = source[prop];
  if (source != null && __getOwnPropSymbols)
    for (var prop of __getOwnPropSymbols(source)) {
      if (exclude.indexOf(prop) < 0 && __propIsEnum.call(source, prop))
        target[prop] = source[prop];
    }
  return target;
};

// src/errors.ts
var ChatError = class extends Error {
  constructor(code, message, details = {}) {
    super(message);
    this.name = "ChatError";
    this.code = code;
    Object.assign(this, details);
  }
  /** Tells whether the same may work later, without anything being changed. */
  get temporary() {
    return this.retryAfter !== void 0 || temporaryCodes.indexOf(this.code) >= 0;
  }
};
var temporaryCodes = ["offline", "connection_lost", "timeout", "rate_limited", "overloaded", "shutting_down", "index_building", "disk_full", "internal"];
function asChatError(thrown, code = "unexpected_answer") {
  if (thrown instanceof ChatError) return thrown;
  return new ChatError(code, thrown instanceof Error ? thrown.message : String(thrown));
}

// src/address.ts
var baked = "%hongyan-baked-address%";
var configured = {};
function configure(address) {
  configured = __spreadValues(__spreadValues({}, configured), address);
}
function bakedAddress() {
  return baked.charAt(0) === "{" ? JSON.parse(baked) : {};
}
function addressFor(named = []) {
  const known = __spreadValues(__spreadValues({}, bakedAddress()), configured);
  const servers = known.servers && known.servers.length > 0 ? known.servers : named;
  if (servers.length > 0) return __spreadProps(__spreadValues({}, known), { servers });
  throw new ChatError("bad_option", "say where the server is, once, at the start: configure({servers: ['https://chat.example.com']})", { field: "servers" });
}

// src/tim/constants.ts
var EVENT = {
  SDK_READY: "sdkStateReady",
  SDK_NOT_READY: "sdkStateNotReady",
  SDK_DESTROY: "sdkDestroy",
  SDK_RELOAD: "sdkReload",
  MESSAGE_RECEIVED: "onMessageReceived",
  MESSAGE_MODIFIED: "onMessageModified",
  MESSAGE_REVOKED: "onMessageRevoked",
  MESSAGE_READ_BY_PEER: "onMessageReadByPeer",
  MESSAGE_READ_RECEIPT_RECEIVED: "onMessageReadReceiptReceived",
  MESSAGE_EXTENSIONS_UPDATED: "onMessageExtensionsUpdated",
  MESSAGE_EXTENSIONS_DELETED: "onMessageExtensionsDeleted",
  MESSAGE_REACTIONS_UPDATED: "onMessageReactionsUpdated",
  CONVERSATION_LIST_UPDATED: "onConversationListUpdated",
  TOTAL_UNREAD_MESSAGE_COUNT_UPDATED: "onTotalUnreadMessageCountUpdated",
  CONVERSATION_GROUP_LIST_UPDATED: "onConversationGroupListUpdated",
  CONVERSATION_IN_GROUP_UPDATED: "onConversationInGroupUpdated",
  GROUP_LIST_UPDATED: "onGroupListUpdated",
  GROUP_SYSTEM_NOTICE_RECEIVED: "receiveGroupSystemNotice",
  GROUP_ATTRIBUTES_UPDATED: "groupAttributesUpdated",
  GROUP_COUNTER_UPDATED: "onGroupCounterUpdated",
  TOPIC_CREATED: "onTopicCreated",
  TOPIC_DELETED: "onTopicDeleted",
  TOPIC_UPDATED: "onTopicUpdated",
  PROFILE_UPDATED: "onProfileUpdated",
  USER_STATUS_UPDATED: "onUserStatusUpdated",
  BLACKLIST_UPDATED: "blacklistUpdated",
  FRIEND_LIST_UPDATED: "onFriendListUpdated",
  FRIEND_GROUP_LIST_UPDATED: "onFriendGroupListUpdated",
  FRIEND_APPLICATION_LIST_UPDATED: "onFriendApplicationListUpdated",
  KICKED_OUT: "kickedOut",
  ERROR: "error",
  NET_STATE_CHANGE: "netStateChange"
};
var TYPES = {
  MSG_TEXT: "TIMTextElem",
  MSG_IMAGE: "TIMImageElem",
  MSG_SOUND: "TIMSoundElem",
  MSG_AUDIO: "TIMSoundElem",
  MSG_FILE: "TIMFileElem",
  MSG_FACE: "TIMFaceElem",
  MSG_VIDEO: "TIMVideoFileElem",
  MSG_GEO: "TIMLocationElem",
  MSG_LOCATION: "TIMLocationElem",
  MSG_GRP_TIP: "TIMGroupTipElem",
  MSG_GRP_SYS_NOTICE: "TIMGroupSystemNoticeElem",
  MSG_CUSTOM: "TIMCustomElem",
  MSG_MERGER: "TIMRelayElem",
  MSG_PRIORITY_HIGH: "High",
  MSG_PRIORITY_NORMAL: "Normal",
  MSG_PRIORITY_LOW: "Low",
  MSG_PRIORITY_LOWEST: "Lowest",
  CONV_C2C: "C2C",
  CONV_GROUP: "GROUP",
  CONV_TOPIC: "TOPIC",
  CONV_SYSTEM: "@TIM#SYSTEM",
  CONV_AT_ME: 1,
  CONV_AT_ALL: 2,
  CONV_AT_ALL_AT_ME: 3,
  CONV_MARK_TYPE_STAR: 1,
  CONV_MARK_TYPE_UNREAD: 2,
  CONV_MARK_TYPE_FOLD: 4,
  CONV_MARK_TYPE_HIDE: 8,
  GRP_PRIVATE: "Private",
  GRP_WORK: "Private",
  GRP_PUBLIC: "Public",
  GRP_CHATROOM: "ChatRoom",
  GRP_MEETING: "ChatRoom",
  GRP_AVCHATROOM: "AVChatRoom",
  GRP_COMMUNITY: "Community",
  GRP_MBR_ROLE_OWNER: "Owner",
  GRP_MBR_ROLE_ADMIN: "Admin",
  GRP_MBR_ROLE_MEMBER: "Member",
  GRP_MBR_ROLE_CUSTOM: "Custom",
  GRP_TIP_MBR_JOIN: 1,
  GRP_TIP_MBR_QUIT: 2,
  GRP_TIP_MBR_KICKED_OUT: 3,
  GRP_TIP_MBR_SET_ADMIN: 4,
  GRP_TIP_MBR_CANCELED_ADMIN: 5,
  GRP_TIP_GRP_PROFILE_UPDATED: 6,
  GRP_TIP_MBR_PROFILE_UPDATED: 7,
  GRP_TIP_BAN_AVCHATROOM_MEMBER: 10,
  GRP_TIP_UNBAN_AVCHATROOM_MEMBER: 11,
  MSG_REMIND_ACPT_AND_NOTE: "AcceptAndNotify",
  MSG_REMIND_ACPT_NOT_NOTE: "AcceptNotNotify",
  MSG_REMIND_DISCARD: "Discard",
  GENDER_UNKNOWN: "Gender_Type_Unknown",
  GENDER_FEMALE: "Gender_Type_Female",
  GENDER_MALE: "Gender_Type_Male",
  KICKED_OUT_MULT_ACCOUNT: "multipleAccount",
  KICKED_OUT_MULT_DEVICE: "multipleDevice",
  KICKED_OUT_USERSIG_EXPIRED: "userSigExpired",
  KICKED_OUT_REST_API: "REST_API_Kick",
  ALLOW_TYPE_ALLOW_ANY: "AllowType_Type_AllowAny",
  ALLOW_TYPE_NEED_CONFIRM: "AllowType_Type_NeedConfirm",
  ALLOW_TYPE_DENY_ANY: "AllowType_Type_DenyAny",
  FORBID_TYPE_NONE: "AdminForbid_Type_None",
  FORBID_TYPE_SEND_OUT: "AdminForbid_Type_SendOut",
  JOIN_OPTIONS_FREE_ACCESS: "FreeAccess",
  JOIN_OPTIONS_NEED_PERMISSION: "NeedPermission",
  JOIN_OPTIONS_DISABLE_APPLY: "DisableApply",
  JOIN_STATUS_SUCCESS: "JoinedSuccess",
  JOIN_STATUS_ALREADY_IN_GROUP: "AlreadyInGroup",
  JOIN_STATUS_WAIT_APPROVAL: "WaitAdminApproval",
  GRP_PROFILE_OWNER_ID: "ownerID",
  GRP_PROFILE_CREATE_TIME: "createTime",
  GRP_PROFILE_LAST_INFO_TIME: "lastInfoTime",
  GRP_PROFILE_MEMBER_NUM: "memberNum",
  GRP_PROFILE_MAX_MEMBER_NUM: "maxMemberNum",
  GRP_PROFILE_JOIN_OPTION: "joinOption",
  GRP_PROFILE_INTRODUCTION: "introduction",
  GRP_PROFILE_NOTIFICATION: "notification",
  GRP_PROFILE_MUTE_ALL_MBRS: "muteAllMembers",
  SNS_ADD_TYPE_SINGLE: "Add_Type_Single",
  SNS_ADD_TYPE_BOTH: "Add_Type_Both",
  SNS_DELETE_TYPE_SINGLE: "Delete_Type_Single",
  SNS_DELETE_TYPE_BOTH: "Delete_Type_Both",
  SNS_APPLICATION_TYPE_BOTH: "Pendency_Type_Both",
  SNS_APPLICATION_SENT_TO_ME: "Pendency_Type_ComeIn",
  SNS_APPLICATION_SENT_BY_ME: "Pendency_Type_SendOut",
  SNS_APPLICATION_AGREE: "Response_Action_Agree",
  SNS_APPLICATION_AGREE_AND_ADD: "Response_Action_AgreeAndAdd",
  SNS_CHECK_TYPE_BOTH: "CheckResult_Type_Both",
  SNS_CHECK_TYPE_SINGLE: "CheckResult_Type_Single",
  SNS_TYPE_NO_RELATION: "CheckResult_Type_NoRelation",
  SNS_TYPE_A_WITH_B: "CheckResult_Type_AWithB",
  SNS_TYPE_B_WITH_A: "CheckResult_Type_BWithA",
  SNS_TYPE_BOTH_WAY: "CheckResult_Type_BothWay",
  NET_STATE_CONNECTED: "connected",
  NET_STATE_CONNECTING: "connecting",
  NET_STATE_DISCONNECTED: "disconnected",
  MSG_AT_ALL: "__kImSDK_MesssageAtALL__",
  READ_ALL_C2C_MSG: "readAllC2CMessage",
  READ_ALL_GROUP_MSG: "readAllGroupMessage",
  READ_ALL_MSG: "readAllMessage",
  USER_STATUS_UNKNOWN: 0,
  USER_STATUS_ONLINE: 1,
  USER_STATUS_OFFLINE: 2,
  USER_STATUS_UNLOGINED: 3
};

// src/tim/errors.ts
var TIMError = class extends Error {
  constructor(code, message, data = {}) {
    super(message);
    this.code = code;
    this.data = data;
    this.name = "TIMError";
  }
};
var numbers = {
  not_logged_in: [2024, 2024, 2024],
  logged_out: [2024, 2024, 2024],
  offline: [2800, 2800, 2800],
  connection_lost: [2800, 2800, 2800],
  timeout: [2801, 2801, 2801],
  cancelled: [2807, 2807, 2807],
  upload_failed: [2800, 2800, 2800],
  unexpected_answer: [2802, 2802, 2802],
  unauthenticated: [70003, 70003, 70003],
  token_expired: [70001, 70001, 70001],
  token_revoked: [70052, 70052, 70052],
  no_such_app: [70020, 70020, 70020],
  banned: [70402, 70402, 70402],
  no_such_user: [20003, 10019, 70107],
  no_such_group: [10010, 10010, 10010],
  no_such_room: [10010, 10010, 10010],
  no_such_thread: [10010, 10010, 10010],
  no_such_message: [20022, 10030, 10030],
  not_member: [10007, 10007, 10007],
  not_owner: [10007, 10007, 10007],
  forbidden: [10007, 10007, 10007],
  banned_from_group: [10038, 10038, 10038],
  banned_from_room: [10038, 10038, 10038],
  group_disabled: [10032, 10032, 10032],
  room_disabled: [10032, 10032, 10032],
  owner_must_stay: [10009, 10009, 10009],
  already_exists: [10021, 10021, 10021],
  blocked: [20007, 20007, 30516],
  not_friend: [20009, 20009, 30001],
  muted: [20012, 10017, 10017],
  too_late: [20016, 10031, 10031],
  too_large: [80002, 80002, 80002],
  word_refused: [80001, 80001, 80001],
  hook_refused: [120001, 120001, 120001],
  rate_limited: [20004, 10023, 60015],
  too_many: [10004, 10004, 10004],
  bad_id: [10015, 10015, 10015],
  invalid: [10004, 10004, 10004],
  bad_payload: [20001, 10004, 10004],
  bad_address: [20003, 10015, 10015]
};
function timError(thrown, about = "other") {
  if (thrown instanceof TIMError) return thrown;
  const { code, message } = thrown;
  const of = numbers[code];
  const number = of ? of[["C2C", "GROUP", "other"].indexOf(about)] : 2802;
  return new TIMError(number, message || String(thrown), { code });
}
var wrongSigs = { "TLS.sig": 70009, "TLS.identifier": 70013, "TLS.sdkappid": 70014 };
function loginError(thrown) {
  const { code, field, message } = thrown;
  if (code === "unauthenticated" && wrongSigs[field || ""]) return new TIMError(wrongSigs[field], message, { code, field });
  if (code === "rate_limited") return new TIMError(70050, message, { code });
  return timError(thrown);
}

// src/api/routes.ts
var acceptContact = "POST /contact-requests/{user}/accept";
var acceptRequest = "POST /groups/{group}/requests/{user}/accept";
var addAdmin = "PUT /groups/{group}/admins/{user}";
var addContact = "POST /contacts";
var addMembers = "POST /groups/{group}/members";
var batchProfiles = "POST /users/batch";
var blockUser = "PUT /blocks/{user}";
var changeContact = "PATCH /contacts/{user}";
var changeConversation = "PATCH /conversations/{conversation}";
var changeGroup = "PATCH /groups/{group}";
var changeGroupValues = "PATCH /groups/{group}/values";
var changeMember = "PATCH /groups/{group}/members/{user}";
var changeProfile = "PATCH /users/{user}/profile";
var changeRoom = "PATCH /rooms/{room}";
var clearConversation = "DELETE /conversations/{conversation}";
var clearStatus = "DELETE /presence/status";
var createGroup = "POST /groups";
var createRoom = "POST /rooms";
var createThread = "POST /groups/{group}/threads";
var createToken = "POST /token";
var declineContact = "POST /contact-requests/{user}/decline";
var declineRequest = "POST /groups/{group}/requests/{user}/decline";
var deleteMessages = "POST /conversations/{conversation}/delete";
var deleteRoomValues = "POST /rooms/{room}/values/delete";
var dismissGroup = "DELETE /groups/{group}";
var dismissRoom = "DELETE /rooms/{room}";
var dismissThread = "DELETE /threads/{thread}";
var editMessage = "PATCH /conversations/{conversation}/messages/{seq}";
var getContact = "GET /contacts/{user}";
var getConversation = "GET /conversations/{conversation}";
var getFile = "GET /files/{file}";
var getGroup = "GET /groups/{group}";
var getMember = "GET /groups/{group}/members/{user}";
var getMessage = "GET /conversations/{conversation}/messages/{seq}";
var getPresence = "GET /presence";
var getProfile = "GET /users/{user}/profile";
var getPublicGroup = "GET /public-groups/{group}";
var getRoom = "GET /rooms/{room}";
var getThread = "GET /threads/{thread}";
var joinGroup = "POST /groups/{group}/join";
var joinThread = "POST /threads/{thread}/join";
var leaveGroup = "POST /groups/{group}/leave";
var listBlocks = "GET /blocks";
var listContactRequests = "GET /contact-requests";
var listContacts = "GET /contacts";
var listConversations = "GET /conversations";
var listDND = "GET /dnd/conversations";
var listGroupThreads = "GET /groups/{group}/threads";
var listGroups = "GET /groups";
var listJoinRequests = "GET /groups/{group}/requests";
var listMembers = "GET /groups/{group}/members";
var listRoomMembers = "GET /rooms/{room}/members";
var markRead = "POST /conversations/{conversation}/read";
var muteGroup = "PUT /groups/{group}/mute";
var muteInRoom = "PUT /rooms/{room}/members/{user}/mute";
var muteMember = "PUT /groups/{group}/members/{user}/mute";
var muteRoom = "PUT /rooms/{room}/mute";
var readHistory = "GET /conversations/{conversation}/messages";
var readReceipts = "GET /conversations/{conversation}/messages/{seq}/receipts";
var readRoomValues = "GET /rooms/{room}/values";
var recallMessage = "POST /conversations/{conversation}/messages/{seq}/recall";
var removeAdmin = "DELETE /groups/{group}/admins/{user}";
var removeContact = "DELETE /contacts/{user}";
var removeMembers = "POST /groups/{group}/members/remove";
var removeRoomMember = "DELETE /rooms/{room}/members/{user}";
var renameThread = "PATCH /threads/{thread}";
var setConversationDND = "PUT /conversations/{conversation}/dnd";
var setRoomValues = "POST /rooms/{room}/values";
var setStatus = "PUT /presence/status";
var subscribe = "POST /presence/subscriptions";
var sync = "GET /sync";
var transferGroup = "POST /groups/{group}/owner";
var transferRoom = "POST /rooms/{room}/owner";
var unblockUser = "DELETE /blocks/{user}";
var unmuteGroup = "DELETE /groups/{group}/mute";
var unmuteInRoom = "DELETE /rooms/{room}/members/{user}/mute";
var unmuteMember = "DELETE /groups/{group}/members/{user}/mute";
var unmuteRoom = "DELETE /rooms/{room}/mute";
var unsubscribe = "DELETE /presence/subscriptions";

// src/tim/objects.ts
function addressOf(conversationID, isRoom) {
  if (conversationID.indexOf("C2C") === 0) return `user/${conversationID.slice(3)}`;
  const id = conversationID.replace(/^GROUP/, "");
  return `${isRoom(id) ? "room" : "group"}/${id}`;
}
var idOf = (address) => address.slice(address.indexOf("/") + 1);
var conversationIDOf = (address) => (address.indexOf("user/") === 0 ? "C2C" : "GROUP") + idOf(address);
var typeOf = (conversationID) => conversationID.indexOf("C2C") === 0 ? "C2C" : conversationID.indexOf("@TIM") === 0 ? "@TIM#SYSTEM" : "GROUP";
var seconds = (ms) => Math.floor((ms || 0) / 1e3);

// src/tim/pages.ts
async function all(read, items, most2 = Infinity) {
  const found2 = [];
  let cursor;
  do {
    const page = await read(cursor);
    found2.push(...items(page));
    cursor = page.next;
  } while (cursor && found2.length < most2);
  return found2;
}

// src/tim/groups/known.ts
var timExt = (group) => (group.ext || {}).tim || {};
var Groups = class {
  constructor(face) {
    this.face = face;
    this.groups = {};
    this.rooms = {};
    this.joined = {};
    this.attributes = {};
    this.asked = 0;
    this.answered = {};
  }
  clear() {
    this.groups = {};
    this.rooms = {};
    this.joined = {};
    this.attributes = {};
    this.loaded = void 0;
  }
  /** Chatrooms and groups have their ids in common here; those that the user is in are told apart. */
  isRoom(id) {
    return !!this.rooms[id];
  }
  isMember(id) {
    return !!this.joined[id];
  }
  /** Tells whether these attributes of a group are others than those that the app was told, or set, or found at login. */
  tellAttributes(id, attributes) {
    const before = this.attributes[id] || "{}";
    const sorted = Object.keys(attributes).sort();
    this.attributes[id] = JSON.stringify(sorted.reduce((all2, key) => __spreadProps(__spreadValues({}, all2), { [key]: attributes[key] }), {}));
    return this.attributes[id] !== before;
  }
  put(group) {
    this.joined[group.id] = true;
    return this.groups[group.id] = group;
  }
  putRoom(room) {
    return this.rooms[room.id] = room;
  }
  remove(id) {
    delete this.groups[id];
    delete this.rooms[id];
    delete this.joined[id];
    delete this.attributes[id];
  }
  /** Reads the groups of the user, once. */
  load() {
    if (!this.loaded) {
      this.loaded = all(
        (cursor) => this.face.call(listGroups, { cursor, limit: 1e3 }),
        (page) => page.groups
      ).then((groups2) => groups2.forEach((one2) => this.tellAttributes(this.put(one2).id, one2.values || {})));
      this.loaded.catch(() => this.loaded = void 0);
    }
    return this.loaded;
  }
  list() {
    return [...Object.keys(this.groups).map((id) => this.groups[id]), ...Object.keys(this.rooms).map((id) => this.rooms[id])];
  }
  /** A group that the user is in, as it is known. */
  known(id) {
    return this.rooms[id] || this.groups[id];
  }
  async refresh(id) {
    const turn = ++this.asked;
    if (this.isRoom(id)) return this.putRoom(await this.face.call(getRoom, id));
    const group = await this.face.call(getGroup, id);
    if (turn < (this.answered[id] || 0)) return this.groups[id] || group;
    this.answered[id] = turn;
    return this.put(group);
  }
  /** A group as it is known, or read; undefined when there is none that the user may see. */
  async find(id) {
    return this.known(id) || this.refresh(id).catch(() => void 0);
  }
  /** A group as who is no member sees it, or a chatroom. */
  async fromOutside(id) {
    try {
      return groupOf(await this.face.call(getPublicGroup, id));
    } catch (thrown) {
      const room = await this.face.call(getRoom, id).catch(() => void 0);
      if (room) return groupOf(room);
      throw thrown;
    }
  }
  /** What the user is in a group. */
  async selfInfo(id) {
    const { me } = this.face;
    const room = this.rooms[id];
    const member = room ? void 0 : await this.face.call(getMember, id, me).catch(() => void 0);
    return {
      userID: me,
      role: member ? roles[member.role] : room && room.owner === me ? "Owner" : room ? "Member" : "",
      messageRemindType: this.face.conversations.remindType(room ? `room/${id}` : `group/${id}`),
      joinTime: seconds(member && member.joined),
      nameCard: member && member.nickname || "",
      readedSequence: 0,
      excludedUnreadSequenceList: void 0
    };
  }
};
var roles = { owner: "Owner", admin: "Admin", member: "Member" };
var joins = { free: "FreeAccess", approval: "NeedPermission", closed: "DisableApply" };
function kindOf(group) {
  if (!("join" in group)) return "AVChatRoom";
  const { type } = timExt(group);
  if (type) return type;
  if (group.public === false) return "Private";
  return group.join === "free" ? "ChatRoom" : "Public";
}
function groupOf(one2, selfInfo = {}) {
  const group = one2;
  const tim = timExt(group);
  return {
    groupID: group.id,
    name: group.name || "",
    avatar: group.avatar || "",
    type: kindOf(one2),
    introduction: tim.introduction || "",
    notification: group.announcement || "",
    ownerID: group.owner || "",
    createTime: seconds(group.created),
    infoSequence: 0,
    lastInfoTime: 0,
    selfInfo,
    lastMessage: {},
    nextMessageSeq: 0,
    memberNum: group.members === void 0 ? group.online || 0 : group.members,
    memberCount: group.members === void 0 ? group.online || 0 : group.members,
    maxMemberNum: group.max_members || 0,
    maxMemberCount: group.max_members || 0,
    muteAllMembers: !!group.muted,
    joinOption: joins[group.join || "free"],
    inviteOption: group.member_invites ? "FreeAccess" : "DisableInvite",
    groupCustomField: Object.keys(tim.fields || {}).map((key) => ({ key, value: tim.fields[key] })),
    groupAttributes: Object.keys(group.values || {}).map((key) => ({ key, value: group.values[key] })),
    isSupportTopic: !!tim.topics
  };
}

// src/tim/groups/tips.ts
var operations = {
  "members.added": 1,
  "member.joined": 1,
  "member.left": 2,
  "members.removed": 3,
  "members.banned": 3,
  "admins.added": 4,
  "admins.removed": 5,
  "group.changed": 6,
  "owner.changed": 6,
  "group.muted": 6,
  "group.unmuted": 6,
  "members.muted": 7,
  "members.unmuted": 7
};
var isTip = (body) => operations[body.event] !== void 0;
var changed = { name: "groupName", announcement: "notification", avatar: "avatar", join: "joinOption" };
async function tipPayload(face, message) {
  const { body, from, to, ts } = message;
  const users = body.users || [];
  const [group, operator, ...people] = await Promise.all([face.groups.find(idOf(to)), face.people.named(from), ...users.map((user) => face.people.named(user))]);
  const profile = group ? groupOf(group) : { groupID: idOf(to), name: "" };
  const muteTime = body.until === void 0 ? 0 : Math.max(0, seconds(body.until - ts));
  return {
    operationType: operations[body.event],
    operatorID: from,
    operatorInfo: operator,
    userIDList: users,
    memberList: people.map((one2) => body.event.indexOf("members.") === 0 && /muted$/.test(body.event) ? __spreadProps(__spreadValues({}, one2), { muteTime: body.event === "members.muted" ? muteTime : 0 }) : one2),
    groupProfile: profile,
    // The group as it is known may be older than the change.
    newGroupProfile: newProfile(body, group ? groupOf(__spreadValues(__spreadValues({}, group), body.changes)) : profile),
    memberCount: profile.memberCount,
    groupJoinType: body.event === "member.joined" ? 1 : 2
  };
}
function newProfile(body, profile) {
  if (body.event === "owner.changed") return { ownerID: body.owner };
  if (body.event === "group.muted" || body.event === "group.unmuted") return { muteAllMembers: body.event === "group.muted" };
  const said = {};
  Object.keys(body.changes || {}).forEach((field) => {
    if (changed[field]) said[changed[field]] = field === "name" ? profile.name : profile[changed[field]];
    else if (field === "ext") Object.assign(said, { introduction: profile.introduction, groupCustomField: profile.groupCustomField });
  });
  return said;
}

// src/tim/messages/form.ts
var text = (value) => value === void 0 || value === null ? "" : String(value);
var forms = {
  TIMTextElem: { type: "txt", out: (p) => ({ text: text(p.text) }), in: (b) => ({ text: text(b.text) }) },
  TIMFaceElem: {
    type: "custom",
    out: (p) => ({ face: true, index: p.index, data: p.data }),
    in: (b) => ({ index: b.index, data: b.data })
  },
  TIMCustomElem: {
    type: "custom",
    out: (p) => ({ data: text(p.data), description: text(p.description), extension: text(p.extension) }),
    // A message of an app that speaks the server's own language.
    in: (b) => typeof b.data === "string" ? { data: b.data, description: text(b.description), extension: text(b.extension) } : { data: JSON.stringify(b), description: "", extension: "" }
  },
  TIMLocationElem: {
    type: "loc",
    out: (p) => ({ lat: p.latitude, lng: p.longitude, address: text(p.description) }),
    in: (b) => ({ description: text(b.address || b.name), longitude: b.lng, latitude: b.lat })
  },
  TIMRelayElem: {
    type: "combine",
    out: (p) => ({ title: text(p.title), abstract: p.abstractList || [], compatibleText: text(p.compatibleText) }),
    in: (b) => ({ title: text(b.title), abstractList: b.abstract || [], compatibleText: text(b.compatibleText), downloadKey: "", pbDownloadKey: "", layersOverLimit: false, version: 1, messageList: [] })
  }
};
function timType({ type, body }) {
  switch (type) {
    case "img":
      return "TIMImageElem";
    case "audio":
      return "TIMSoundElem";
    case "video":
      return "TIMVideoFileElem";
    case "file":
      return "TIMFileElem";
    case "loc":
      return "TIMLocationElem";
    case "combine":
      return "TIMRelayElem";
    case "event":
      return "TIMGroupTipElem";
    case "txt":
    case "recalled":
      return "TIMTextElem";
    default:
      return body.face ? "TIMFaceElem" : "TIMCustomElem";
  }
}
var form = /^(.+)-(\d{10})-(\d+)$/;
function messageID({ cid, from, ts, seq, to, id }) {
  const parts = form.exec(cid || "");
  if (parts && parts[1] === from) return cid;
  const sender = from || to.slice(to.indexOf("/") + 1);
  return `${sender}-${Math.floor(ts / 1e3)}-${seq === void 0 ? numberOf(id) : seq}`;
}
function numberOf(id) {
  let n = 0;
  for (let i = 0; i < id.length; i++) n = Math.imul(n, 31) + id.charCodeAt(i) >>> 0;
  return n;
}
function extOf(message) {
  const ext = {};
  if (message.cloudCustomData) ext.cloudCustomData = message.cloudCustomData;
  if (message.needReadReceipt) ext.needReadReceipt = true;
  return Object.keys(ext).length > 0 ? ext : void 0;
}
function cloudCustomData(ext) {
  if (!ext) return "";
  if (typeof ext.cloudCustomData === "string") return ext.cloudCustomData;
  const _a = ext, { needReadReceipt } = _a, other = __objRest(_a, ["needReadReceipt"]);
  void needReadReceipt;
  return Object.keys(other).length > 0 ? JSON.stringify(other) : "";
}

// src/tim/messages/media.ts
function chosen(given, kind) {
  const all2 = given || {};
  const first = all2.tempFiles && all2.tempFiles[0] || all2.files && all2.files[0] || {};
  const path = first.tempFilePath || first.path || all2.tempFilePaths && all2.tempFilePaths[0] || all2.tempFilePath || all2.path;
  const source = path || all2.files && all2.files[0] || (isFile(all2) ? all2 : void 0);
  if (!source) throw new TIMError(2250, `a ${kind} needs a file: what the host's chooser gave, as payload.file`);
  const { duration, width, height } = __spreadValues(__spreadValues({}, all2), first);
  const cover = kind === "video" ? first.thumbTempFilePath || all2.thumbTempFilePath : void 0;
  return { source, cover, name: nameOf(first.name || all2.name, path), size: first.size || all2.size || all2.fileSize, duration: kind === "audio" && duration ? duration / 1e3 : duration, width, height };
}
var isFile = (one2) => typeof one2.size === "number" || typeof one2.byteLength === "number";
function nameOf(name, path) {
  return name || (path ? path.slice(path.lastIndexOf("/") + 1) : void 0);
}
var mediaTypes = {
  TIMImageElem: "img",
  TIMSoundElem: "audio",
  TIMVideoFileElem: "video",
  TIMFileElem: "file"
};
function mediaPayload(type, body, file, cover) {
  const { url = body.url || "", thumb_url: thumb = "", size = body.size || 0, width = body.width || 0, height = body.height || 0, id = body.file } = file || {};
  const uuid = id || "";
  const seconds2 = Math.ceil(file && file.duration || body.duration || 0);
  switch (type) {
    case "img":
      return { uuid, imageFormat: formatOf(file), imageInfoArray: [0, 1, 2].map((n) => ({ type: n, size, width, height, url: n > 0 && thumb ? thumb : url, imageUrl: n > 0 && thumb ? thumb : url })) };
    case "audio":
      return { uuid, url, remoteAudioUrl: url, size, second: seconds2, downloadFlag: 2 };
    case "video": {
      const shown2 = cover ? cover.url : thumb;
      const { id: thumbUUID = "", size: thumbSize = 0, width: thumbWidth = width, height: thumbHeight = height } = cover || {};
      return { uuid, videoUUID: uuid, videoUrl: url, remoteVideoUrl: url, videoFormat: "mp4", videoSecond: seconds2, videoSize: size, thumbUrl: shown2, thumbUUID, thumbWidth, thumbHeight, thumbSize, thumbFormat: "jpg", snapshotUrl: shown2 };
    }
    default:
      return { uuid, fileName: file && file.name || body.name || "", fileUrl: url, fileSize: size, downloadFlag: 2 };
  }
}
var formats = { "image/jpeg": 1, "image/gif": 2, "image/png": 3, "image/bmp": 4 };
var formatOf = (file) => formats[file && file.type || ""] || 255;
function waitingPayload(type, { source, cover, name, size = 0, duration = 0, width = 0, height = 0 }) {
  const url = typeof source === "string" ? source : "";
  const payload = mediaPayload(type, { url, name, size, duration, width, height }, void 0);
  return typeof cover === "string" ? __spreadProps(__spreadValues({}, payload), { thumbUrl: cover, snapshotUrl: cover }) : payload;
}

// src/tim/messages/show.ts
function blank(face, conversationID, type) {
  return {
    ID: "",
    type,
    payload: {},
    conversationID,
    conversationType: typeOf(conversationID),
    to: conversationID.replace(/^(C2C|GROUP)/, ""),
    from: face.me,
    flow: "out",
    time: 0,
    clientTime: 0,
    random: 0,
    sequence: 0,
    status: "unSend",
    priority: "Normal",
    nick: "",
    avatar: "",
    nameCard: "",
    isRead: false,
    isPeerRead: false,
    isRevoked: false,
    isDeleted: false,
    isModified: false,
    isBroadcastMessage: false,
    isSupportExtension: false,
    hasRiskContent: false,
    needReadReceipt: false,
    readReceiptInfo: {},
    atUserList: [],
    receiverList: [],
    cloudCustomData: "",
    revoker: "",
    revokerInfo: { userID: "", nick: "", avatar: "" },
    revokeReason: ""
  };
}
async function show(face, address, ours) {
  if (ours.type === "none" || ours.type === "event" && !isTip(ours.body)) return void 0;
  const { nick, avatar } = await face.people.named(ours.from);
  const { me } = face;
  const view = face.conversations.view(address);
  const shown2 = __spreadProps(__spreadValues({}, blank(face, conversationIDOf(address), timType(ours))), { ID: messageID(ours), nick, avatar });
  Object.assign(shown2, {
    from: ours.from,
    to: idOf(ours.to),
    flow: ours.from === me ? "out" : "in",
    time: seconds(ours.ts),
    clientTime: seconds(ours.ts),
    sequence: ours.seq || 0,
    status: "success",
    priority: ours.priority === "high" ? "High" : ours.priority === "low" ? "Low" : "Normal",
    isRead: ours.from === me || !!(view && ours.seq && ours.seq <= view.read_seq),
    isPeerRead: ours.from === me && !!(view && ours.seq && view.peer_read_seq && ours.seq <= view.peer_read_seq),
    isRevoked: ours.type === "recalled",
    isModified: !!ours.edited,
    needReadReceipt: !!ours.receipt || !!(ours.ext && ours.ext.needReadReceipt),
    atUserList: (ours.at || []).map((user) => user === "all" ? "__kImSDK_MesssageAtALL__" : user),
    receiverList: ours.only || [],
    cloudCustomData: cloudCustomData(ours.ext)
  });
  if (address.indexOf("group/") === 0 && ours.from) shown2.nameCard = await face.people.nameCard(idOf(address), ours.from);
  if (ours.recalled) Object.assign(shown2, { revoker: ours.recalled.by || "", revokerInfo: await face.people.named(ours.recalled.by || "") });
  shown2.payload = await payloadOf(face, ours, shown2.type);
  return face.shelf.put({ shown: recalledAsBefore(face, shown2), ours });
}
async function payloadOf(face, ours, type) {
  const { body } = ours;
  if (ours.type === "event") return tipPayload(face, ours);
  if (type === "TIMRelayElem") return __spreadProps(__spreadValues({}, forms[type].in(body)), { messageList: await Promise.all((body.messages || []).map((one2) => bundled(face, ours, one2))) });
  if (forms[type]) return forms[type].in(body);
  const [file, cover] = await Promise.all([body.file, body.cover].map((id) => id ? face.files.get(id) : void 0));
  return mediaPayload(ours.type, body, file, cover);
}
async function bundled(face, bundle, { id = "", from = bundle.from, to = bundle.to, ts = bundle.ts, type: ours = "txt", body = {}, ext, nick, avatar }) {
  const inside = { id, from, to, ts, type: ours, body, ext };
  const type = timType(inside);
  const payload = await payloadOf(face, inside, type);
  const named = nick === void 0 ? await face.people.named(from) : { nick, avatar };
  const conversationID = conversationIDOf(String(to).indexOf("group/") === 0 ? to : `user/${from}`);
  return __spreadProps(__spreadValues({}, named), { ID: id, type, payload, from, time: seconds(ts), conversationType: typeOf(conversationID), conversationID, to: idOf(String(to)), flow: "in", status: "success", cloudCustomData: cloudCustomData(ext), messageForShow: messageForShow({ type, payload }) });
}
function recalledAsBefore(face, shown2) {
  const before = shown2.isRevoked && face.shelf.get(shown2.ID);
  return before ? __spreadProps(__spreadValues({}, shown2), { type: before.shown.type, payload: before.shown.payload }) : shown2;
}
var short = {
  TIMImageElem: "[图片]",
  TIMSoundElem: "[语音]",
  TIMVideoFileElem: "[视频]",
  TIMFileElem: "[文件]",
  TIMFaceElem: "[表情]",
  TIMLocationElem: "[位置]",
  TIMRelayElem: "[聊天记录]",
  TIMCustomElem: "[自定义消息]",
  TIMGroupTipElem: "[群提示消息]",
  TIMGroupSystemNoticeElem: "[群系统通知]"
};
var messageForShow = ({ type, payload }) => type === "TIMTextElem" ? payload.text : short[type] || "";

// src/tim/conversations/marks.ts
var typeMark = "tim:";
var groupMark = "tim.g:";
var markOfType = (type) => typeMark + type;
var markOfGroup = (name) => groupMark + name;
var after = (prefix, marks = []) => marks.filter((one2) => one2.indexOf(prefix) === 0).map((one2) => one2.slice(prefix.length));
var marksIn = (marks) => after(typeMark, marks).map(Number);
var groupsIn = (marks) => after(groupMark, marks);

// src/tim/conversations/list.ts
var Conversations = class {
  constructor(face) {
    this.face = face;
    this.views = {};
    this.quiet = {};
    this.drafts = {};
    /** System notices of groups, the oldest first, and how many are unread. */
    this.notices = [];
    this.unreadNotices = 0;
  }
  clear() {
    clearTimeout(this.timer);
    Object.assign(this, { views: {}, quiet: {}, drafts: {}, notices: [], unreadNotices: 0, told: void 0, timer: void 0 });
  }
  /** What the server says of a conversation, as far as it is known. */
  view(address) {
    return this.views[address];
  }
  put(view) {
    this.views[view.conversation] = view;
    this.changed();
  }
  async load() {
    const [list, quiet] = await Promise.all([
      this.face.client.conversations(),
      all(
        (cursor) => this.face.call(listDND, { cursor, limit: 1e3 }),
        (page) => page.conversations
      )
    ]);
    list.forEach((one2) => this.views[one2.conversation] = one2);
    this.quiet = {};
    quiet.forEach((one2) => this.setQuiet(one2.conversation, one2.mode === "none"));
  }
  setQuiet(address, quiet) {
    this.quiet[address] = quiet;
  }
  remindType(address) {
    return this.quiet[address] ? "AcceptNotNotify" : "AcceptAndNotify";
  }
  setDraft(conversationID, text3) {
    this.drafts[conversationID] = text3;
  }
  /** All conversations, pinned ones first, then the latest. */
  async list() {
    const views = (await this.face.client.conversations()).filter((one2) => !one2.left && !one2.thread);
    const others = views.filter((one2) => one2.conversation.indexOf("user/") === 0).map((one2) => idOf(one2.conversation));
    await Promise.all([this.face.people.load(others), this.face.groups.load()]);
    const shown2 = await Promise.all(views.map((view) => this.show(view)));
    const system = this.system();
    return system ? shown2.concat(system) : shown2;
  }
  async one(conversationID, view) {
    return __spreadProps(__spreadValues({}, await this.show(view)), { conversationID });
  }
  async show(view) {
    const address = view.conversation;
    const id = idOf(address);
    const c2c = address.indexOf("user/") === 0;
    const group = c2c ? void 0 : await this.face.groups.find(id);
    const profile = group && groupOf(group);
    return {
      conversationID: conversationIDOf(address),
      type: c2c ? "C2C" : "GROUP",
      subType: profile && profile.type || "",
      unreadCount: view.unread,
      lastMessage: await this.last(view),
      groupProfile: c2c ? void 0 : profile || { groupID: id, name: "", avatar: "", type: "" },
      userProfile: c2c ? await this.face.people.named(id) : void 0,
      groupAtInfoList: view.mentioned_seq && !c2c ? [{ atTypeArray: [this.atType(view)], groupID: id, messageSequence: view.mentioned_seq }] : [],
      remark: c2c ? this.face.people.remark(id) : "",
      isPinned: !!view.pinned,
      messageRemindType: this.remindType(address),
      markList: marksIn(view.marks),
      customData: (view.ext || {}).customData || "",
      conversationGroupList: groupsIn(view.marks),
      draftText: this.drafts[conversationIDOf(address)] || ""
    };
  }
  atType(view) {
    const { last } = view;
    return last && last.seq === view.mentioned_seq && last.at && last.at.indexOf("all") >= 0 ? 2 : 1;
  }
  async last(view) {
    const shown2 = view.last && await show(this.face, view.conversation, view.last);
    if (!shown2) return { lastTime: Math.floor(view.active / 1e3), lastSequence: view.last_seq, fromAccount: "", messageForShow: "", type: "", payload: {}, nick: "", nameCard: "", isRevoked: false, isPeerRead: false, revoker: "" };
    return lastOf(shown2);
  }
  system() {
    const newest = this.notices[this.notices.length - 1];
    if (!newest) return void 0;
    return {
      conversationID: "@TIM#SYSTEM",
      type: "@TIM#SYSTEM",
      subType: "",
      unreadCount: this.unreadNotices,
      lastMessage: lastOf(newest),
      groupAtInfoList: [],
      remark: "",
      isPinned: false,
      messageRemindType: "",
      markList: [],
      customData: "",
      conversationGroupList: [],
      draftText: ""
    };
  }
  /** Tells the app of the list, once for many changes in one go. */
  changed() {
    if (!this.face.ready || this.timer) return;
    const { client } = this.face;
    this.timer = setTimeout(() => {
      this.timer = void 0;
      this.face.inTurn(async () => {
        const list = await this.list();
        if (!this.face.uses(client) || !this.face.ready) return;
        this.face.events.emit("onConversationListUpdated", list);
        this.tellUnread(totalOf(list));
      });
    }, 0);
  }
  tellUnread(total) {
    if (total === this.told) return;
    this.told = total;
    this.face.events.emit("onTotalUnreadMessageCountUpdated", total);
  }
};
var totalOf = (list) => list.reduce((sum, one2) => sum + (one2.messageRemindType === "AcceptNotNotify" ? 0 : one2.unreadCount), 0);
function lastOf(message) {
  const { time, sequence, from, isRevoked, isPeerRead, type, payload, nick, nameCard, revoker } = message;
  return { lastTime: time, lastSequence: sequence, fromAccount: from, messageForShow: messageForShow(message), type, payload, nick, nameCard, isRevoked, isPeerRead, revoker };
}

// src/tim/conversations/methods.ts
var conversationMethods = (face) => __spreadValues({
  /** All, those that are named, or those that a filter lets pass. */
  async getConversationList(wanted) {
    const list = await face.conversations.list();
    const conversationList = Array.isArray(wanted) ? list.filter((one2) => wanted.indexOf(one2.conversationID) >= 0) : wanted ? list.filter((one2) => passes(one2, wanted)) : list;
    return { conversationList, isSyncCompleted: true };
  },
  async getConversationProfile(conversationID) {
    const system = (await face.conversations.list()).filter((one2) => one2.conversationID === conversationID)[0];
    if (system) return { conversation: system };
    const view = await begun(face, face.address(conversationID));
    return { conversation: await face.conversations.one(conversationID, view) };
  },
  getTotalUnreadMessageCount: async () => totalOf(await face.conversations.list()),
  async setMessageRead({ conversationID }) {
    if (conversationID === "@TIM#SYSTEM") {
      face.conversations.unreadNotices = 0;
      face.conversations.changed();
    } else {
      await face.call(markRead, face.address(conversationID)).catch((thrown) => {
        if (["not_found", "no_such_group", "no_such_room"].indexOf(thrown.code) < 0) throw thrown;
      });
    }
    return {};
  },
  async setAllMessageRead({ scope = "readAllMessage" } = {}) {
    const list = (await face.conversations.list()).filter((one2) => one2.unreadCount > 0);
    const meant = list.filter((one2) => scope === "readAllMessage" || one2.type === (scope === "readAllC2CMessage" ? "C2C" : "GROUP"));
    await Promise.all(meant.map((one2) => conversationMethods(face).setMessageRead(one2)));
    return {};
  },
  /** One by its ID; or several: `{conversationIDList, clearHistoryMessage}`. */
  async deleteConversation(what) {
    if (typeof what === "string") {
      await remove(face, what, true);
      return { conversationID: what };
    }
    return each(what.conversationIDList, (id) => remove(face, id, what.clearHistoryMessage !== false));
  },
  async clearHistoryMessage(conversationID) {
    const address = face.address(conversationID);
    const { last_seq } = await face.call(getConversation, address);
    if (last_seq > 0) await face.call(deleteMessages, address, { up_to: last_seq });
    return { conversationID };
  },
  async pinConversation({ conversationID, isPinned = true }) {
    await face.call(changeConversation, face.address(conversationID), { pinned: isPinned });
    return { conversationID };
  },
  /** For `userIDList`, or for `groupID`. */
  async setMessageRemindType({ userIDList = [], groupID, messageRemindType }) {
    if (messageRemindType === "Discard") throw new TIMError(60020, "messages always arrive here; AcceptNotNotify keeps them quiet");
    const addresses = groupID ? [face.address(`GROUP${groupID}`)] : userIDList.map((user) => `user/${user}`);
    const quiet = messageRemindType === "AcceptNotNotify";
    const done2 = await each(addresses, async (address) => {
      await face.call(setConversationDND, address, quiet ? { mode: "none" } : {});
      face.conversations.setQuiet(address, quiet);
    });
    face.conversations.changed();
    return groupID ? { group: { groupID } } : { successUserIDList: userIDList.filter((user) => done2.successConversationIDList.indexOf(`user/${user}`) >= 0), failureUserIDList: done2.failureConversationIDList };
  },
  markConversation: ({ conversationIDList, markType, enableMark }) => each(conversationIDList, (id) => mark(face, id, (marks) => toggled(marks, markOfType(markType), enableMark))),
  /** A text of the app's own beside each, for this user alone. */
  setConversationCustomData: ({ conversationIDList, customData = "" }) => each(conversationIDList, async (id) => {
    const address = face.address(id);
    const { ext } = await face.call(getConversation, address);
    const _a = ext || {}, { customData: old } = _a, other = __objRest(_a, ["customData"]);
    void old;
    await face.call(changeConversation, address, { ext: customData ? __spreadProps(__spreadValues({}, other), { customData }) : other });
  }),
  /** Kept on this device until it is logged out. */
  async setConversationDraft({ conversationID, draftText = "" }) {
    face.conversations.setDraft(conversationID, draftText);
    face.conversations.changed();
    return {};
  }
}, groupsOfConversations(face));
var groupsOfConversations = (face) => {
  const told2 = async () => {
    const groups2 = await names(face);
    face.events.emit("onConversationGroupListUpdated", groups2);
  };
  const moved = (name, ids, inside) => each(ids, (id) => mark(face, id, (marks) => toggled(marks, markOfGroup(name), inside)));
  const members = async (name) => (await face.conversations.list()).filter((one2) => one2.conversationGroupList.indexOf(name) >= 0).map((one2) => one2.conversationID);
  const inGroup = async (name) => {
    const list = await face.conversations.list();
    face.events.emit("onConversationInGroupUpdated", { groupName: name, conversationList: list.filter((one2) => one2.conversationGroupList.indexOf(name) >= 0) });
  };
  return {
    getConversationGroupList: async () => names(face),
    async createConversationGroup({ conversationIDList, groupName }) {
      const done2 = await moved(groupName, conversationIDList, true);
      await told2();
      return done2;
    },
    async deleteConversationGroup(groupName) {
      await moved(groupName, await members(groupName), false);
      await told2();
      return {};
    },
    async renameConversationGroup({ oldName, newName }) {
      const ids = await members(oldName);
      await moved(newName, ids, true);
      await moved(oldName, ids, false);
      await told2();
      return {};
    },
    async addConversationsToGroup({ conversationIDList, groupName }) {
      const done2 = await moved(groupName, conversationIDList, true);
      await inGroup(groupName);
      return done2;
    },
    async deleteConversationsFromGroup({ conversationIDList, groupName }) {
      const done2 = await moved(groupName, conversationIDList, false);
      await inGroup(groupName);
      return done2;
    }
  };
};
async function begun(face, conversation) {
  try {
    return await face.call(getConversation, conversation);
  } catch (thrown) {
    const user = conversation.indexOf("user/") === 0 && await face.people.get(conversation.slice(5));
    if (thrown.code !== "not_found" || !user) throw thrown;
    return { conversation, active: 0, first_seq: 1, last_seq: 0, read_seq: 0, unread: 0 };
  }
}
async function names(face) {
  const all2 = (await face.client.conversations()).map((one2) => groupsIn(one2.marks));
  const flat = [].concat(...all2);
  return flat.filter((name, i) => flat.indexOf(name) === i);
}
var toggled = (marks, one2, on) => marks.filter((other) => other !== one2).concat(on ? one2 : []);
async function mark(face, conversationID, change2) {
  const address = face.address(conversationID);
  const { marks = [] } = await face.call(getConversation, address);
  await face.call(changeConversation, address, { marks: change2(marks) });
}
async function remove(face, conversationID, clear) {
  if (conversationID === "@TIM#SYSTEM") {
    face.conversations.notices = [];
    face.conversations.unreadNotices = 0;
    face.conversations.changed();
  } else if (clear) await face.call(clearConversation, face.address(conversationID));
  else await face.call(changeConversation, face.address(conversationID), { hidden: true });
}
async function each(ids, act) {
  const failed = [];
  for (const id of ids) {
    await act(id).catch((thrown) => failed.push({ conversationID: id, code: 2802, message: thrown.message }));
  }
  return { successConversationIDList: ids.filter((id) => !failed.some((one2) => one2.conversationID === id)), failureConversationIDList: failed };
}
function passes(one2, wanted) {
  return (!wanted.type || one2.type === wanted.type) && (!wanted.markType || one2.markList.indexOf(wanted.markType) >= 0) && (!wanted.groupName || one2.conversationGroupList.indexOf(wanted.groupName) >= 0) && (!wanted.hasUnreadCount || one2.unreadCount > 0) && (!wanted.hasGroupAtInfo || one2.groupAtInfoList.length > 0);
}

// src/readers.ts
var Readers = class {
  /** `ask` asks the server who has read a message. */
  constructor(ask) {
    this.ask = ask;
    this.known = {};
  }
  /** Forgets everything: somebody else is logged in, or readers may have been missed. */
  clear() {
    this.known = {};
  }
  /** A member has read a message. Gives the counts when that is news. Rejects when the server does not say. */
  async readBy(user, conversation, seq) {
    const name = `${conversation}/${seq}`;
    if (!this.known[name]) {
      this.known[name] = this.ask(conversation, seq).then(({ read: read2, unread: unread2 }) => ({ read: read2.slice(), unread: unread2.slice(), told: [] }));
      this.known[name].catch(() => delete this.known[name]);
    }
    const { read, unread, told: told2 } = await this.known[name];
    const at = unread.indexOf(user);
    if (at >= 0) read.push(unread.splice(at, 1)[0]);
    if (read.indexOf(user) < 0 || told2.indexOf(user) >= 0) return void 0;
    told2.push(user);
    return { read: read.length, unread: unread.length };
  }
};

// src/tim/events.ts
var Events = class {
  constructor() {
    this.handlers = {};
  }
  on(name, handler, context, once = false) {
    const list = this.handlers[name] || [];
    if (list.some((one2) => one2.handler === handler && one2.context === context)) return;
    this.handlers[name] = list.concat({ handler, context, once });
  }
  off(name, handler, context) {
    const left = (one2) => handler !== void 0 && (one2.handler !== handler || context !== void 0 && one2.context !== context);
    this.handlers[name] = (this.handlers[name] || []).filter(left);
  }
  /** Calls `handler.call(context, {name, data})`. */
  emit(name, data) {
    for (const one2 of this.handlers[name] || []) {
      if (one2.once) this.off(name, one2.handler, one2.context);
      try {
        one2.handler.call(one2.context, { name, data });
      } catch (thrown) {
        setTimeout(() => {
          throw thrown;
        }, 0);
      }
    }
  }
  clear() {
    this.handlers = {};
  }
};

// src/tim/files.ts
var margin = 6e4;
var Files = class {
  constructor(face) {
    this.face = face;
    this.known = {};
  }
  clear() {
    this.known = {};
  }
  /** A file; undefined when it is gone, or not for this user. */
  async get(id) {
    const known = await this.known[id];
    if (known && (!known.url_expires || known.url_expires > Date.now() + margin)) return known;
    this.known[id] = this.face.call(getFile, id).catch(() => {
      delete this.known[id];
      return void 0;
    });
    return this.known[id];
  }
  put(file) {
    this.known[file.id] = Promise.resolve(file);
  }
};

// src/tim/messages/shelf.ts
var most = 2e3;
var Shelf = class {
  constructor() {
    /** Conversations whose history the app has asked for. */
    this.asked = {};
    this.known = {};
    this.order = {};
  }
  clear() {
    this.known = {};
    this.order = {};
    Object.keys(this.asked).forEach((id) => delete this.asked[id]);
  }
  get(id) {
    return this.known[id];
  }
  /** Keeps a message; the object that the app has already stays the one it knows, and is brought up to date. */
  put(one2) {
    const before = this.known[one2.shown.ID];
    if (before) {
      const { readReceiptInfo, isDeleted } = before.shown;
      Object.assign(before.shown, one2.shown, { readReceiptInfo, isDeleted });
      before.ours = one2.ours || before.ours;
      return before.shown;
    }
    this.known[one2.shown.ID] = one2;
    const order = this.order[one2.shown.conversationID] || (this.order[one2.shown.conversationID] = []);
    order.push(one2.shown.ID);
    if (order.length > most) delete this.known[order.shift()];
    return one2.shown;
  }
  /** The messages of a conversation that are known. */
  of(conversationID) {
    return (this.order[conversationID] || []).map((id) => this.known[id].shown);
  }
};

// src/tim/people/contacts.ts
var contacts = (face) => all(
  (cursor) => face.call(listContacts, { cursor, limit: 1e3 }),
  (page) => page.contacts
);

// src/tim/people/known.ts
var People = class {
  constructor(face) {
    this.face = face;
    this.profiles = {};
    this.cards = {};
    this.remarks = {};
    /** Until when requests to be a friend were looked at, in milliseconds. */
    this.applicationsRead = 0;
    /** Groups of friends that this device made; those with friends in them are known by the friends. */
    this.emptyGroups = [];
    /** The groups of friends that the app was told, as JSON. */
    this.groupsTold = "[]";
  }
  clear() {
    this.profiles = {};
    this.cards = {};
    this.remarks = {};
    this.applicationsRead = 0;
    this.emptyGroups = [];
    this.groupsTold = "[]";
  }
  /** Reads the profiles of users that are not known yet. */
  async load(users) {
    const missing = users.filter((user, i) => user && !this.profiles[user] && users.indexOf(user) === i);
    for (let i = 0; i < missing.length; i += 100) this.loadPage(missing.slice(i, i + 100));
    await Promise.all(users.map((user) => this.profiles[user]));
  }
  loadPage(users) {
    const page = this.face.call(batchProfiles, { users }).catch(() => void 0);
    users.forEach((user) => {
      this.profiles[user] = page.then((found2) => {
        if (!found2) delete this.profiles[user];
        const one2 = found2 && found2.users.filter((u) => u.user === user)[0];
        return one2 && one2.profile;
      });
    });
  }
  /** A profile; undefined when there is no such user. */
  async get(user) {
    await this.load([user]);
    return this.profiles[user];
  }
  put(user, profile) {
    this.profiles[user] = Promise.resolve(profile);
  }
  forget(users) {
    users.forEach((user) => delete this.profiles[user]);
  }
  /** What messages and lists say of a user. */
  async named(user) {
    const { nickname = "", avatar = "" } = user && await this.get(user) || {};
    return { userID: user, nick: nickname, avatar };
  }
  /** The name of a user in a group. */
  async nameCard(group, user) {
    const key = `${group}/${user}`;
    if (!this.cards[key]) {
      this.cards[key] = this.face.call(getMember, group, user).then(
        (member) => member.nickname || "",
        () => ""
      );
    }
    return this.cards[key];
  }
  forgetCards(group, users) {
    users.forEach((user) => delete this.cards[`${group}/${user}`]);
  }
  /** The remark of a friend, or ''. */
  remark(user) {
    return this.remarks[user] || "";
  }
  setRemark(user, remark) {
    this.remarks[user] = remark;
  }
  async loadRemarks() {
    const list = await contacts(this.face);
    this.remarks = {};
    list.forEach((one2) => this.setRemark(one2.user, one2.remark || ""));
  }
};
var genders = { 1: "Gender_Type_Male", 2: "Gender_Type_Female", male: "Gender_Type_Male", female: "Gender_Type_Female" };
var genderIn = (value) => value === "Gender_Type_Male" ? "1" : value === "Gender_Type_Female" ? "2" : "";
function profileOf(user, profile = {}) {
  const { tim = {} } = profile.ext || {};
  return {
    userID: user,
    nick: profile.nickname || "",
    avatar: profile.avatar || "",
    gender: genders[profile.gender || ""] || "Gender_Type_Unknown",
    birthday: Number((profile.birth || "").replace(/-/g, "")) || 0,
    location: tim.location || "",
    selfSignature: profile.sign || "",
    allowType: "AllowType_Type_NeedConfirm",
    language: tim.language || 0,
    messageSettings: tim.messageSettings || 0,
    adminForbidType: "AdminForbid_Type_None",
    level: tim.level || 0,
    role: tim.role || 0,
    lastUpdatedTime: 0,
    profileCustomField: Object.keys(tim.fields || {}).map((key) => ({ key, value: tim.fields[key] }))
  };
}

// src/tim/face.ts
var Face = class {
  constructor(sdkAppID) {
    this.sdkAppID = sdkAppID;
    this.events = new Events();
    this.people = new People(this);
    this.groups = new Groups(this);
    this.files = new Files(this);
    this.shelf = new Shelf();
    this.conversations = new Conversations(this);
    this.readers = new Readers((group, seq) => this.call(readReceipts, group, seq));
    /** SDK_READY was told. */
    this.ready = false;
    this.turn = Promise.resolve();
  }
  get client() {
    if (!this.current) throw notReady();
    return this.current;
  }
  get me() {
    return this.current && this.current.user || "";
  }
  /** Begins, or ends, what belongs to one user. */
  use(client) {
    this.current = client;
    this.ready = false;
    this.people.clear();
    this.groups.clear();
    this.files.clear();
    this.shelf.clear();
    this.conversations.clear();
    this.readers.clear();
  }
  /** Tells whether a client is still the one that is used. */
  uses(client) {
    return this.current === client;
  }
  /** Calls an operation of the server. */
  call(route, ...args) {
    return this.client.call(route, ...args);
  }
  address(conversationID) {
    if (!conversationID) throw new TIMError(2040, "say which conversation: give its conversationID, C2C… or GROUP…");
    return addressOf(conversationID, (id) => this.groups.isRoom(id));
  }
  /** Runs what the server told one after the other: names and addresses of files are looked up before it is passed on. */
  inTurn(task) {
    const { current } = this;
    this.turn = this.turn.then(() => this.current === current ? task() : void 0).catch((thrown) => this.failed(thrown));
  }
  /** Something failed in the background. */
  failed(thrown) {
    const { code, message } = thrown;
    this.events.emit("error", { code, message });
  }
};
var notReady = () => new TIMError(2024, "the SDK is not ready: call login, and wait for SDK_READY");

// src/tim/groups/notices.ts
var notice = { applied: 1, accepted: 2, declined: 3, kickedOut: 4, dismissed: 5, created: 6, invited: 7, quit: 8, madeAdmin: 9, adminEnded: 10 };
async function tellNotice(face, operationType, said) {
  const group = await face.groups.find(said.groupID);
  const time = seconds(said.ts || Date.now());
  const number = face.conversations.notices.length;
  const message = __spreadProps(__spreadValues({}, blank(face, "@TIM#SYSTEM", "TIMGroupSystemNoticeElem")), {
    ID: `@TIM#SYSTEM-${time}-${number}`,
    from: "@TIM#SYSTEM",
    to: face.me,
    flow: "in",
    status: "success",
    time,
    clientTime: time,
    sequence: number + 1,
    payload: {
      operationType,
      operatorID: said.operatorID,
      userIDList: said.userIDList || [face.me],
      groupProfile: group ? groupOf(group) : { groupID: said.groupID, name: "", to: said.groupID },
      handleMessage: said.text || "",
      authentication: "",
      messageKey: 0,
      userDefinedField: "",
      remarkInfo: said.text || ""
    }
  });
  face.conversations.notices.push(message);
  face.conversations.unreadNotices++;
  face.events.emit("receiveGroupSystemNotice", { type: operationType, message });
  face.events.emit("onMessageReceived", [message]);
  face.conversations.changed();
}
var applicationMethods = (face) => ({
  /** Those that wait in the groups that the user manages. */
  async getGroupApplicationList() {
    await face.groups.load();
    const groups2 = face.groups.list().filter((one2) => "join" in one2 && one2.join === "approval");
    const lists = await Promise.all(groups2.map((group) => waiting(face, group)));
    return { applicationList: [].concat(...lists) };
  },
  /** Answers what a notice asks (`message`), or one of the list (`application`). */
  async handleGroupApplication({ handleAction, handleMessage, message, application }) {
    const groupID = application ? application.groupID : message && message.payload.groupProfile.groupID;
    const user = application ? application.applicant : message && message.payload.operatorID;
    if (!groupID || !user) throw new TIMError(2600, "give the notice as `message`, or an `application` of getGroupApplicationList");
    await face.call(handleAction === "Agree" ? acceptRequest : declineRequest, groupID, user, handleMessage ? { text: handleMessage } : {});
    return { group: groupOf(await face.groups.refresh(groupID)) };
  }
});
async function waiting(face, group) {
  const { role } = await face.groups.selfInfo(group.id);
  if (role !== roles.owner && role !== roles.admin) return [];
  const requests = await all(
    (cursor) => face.call(listJoinRequests, group.id, { cursor, limit: 1e3 }),
    (page) => page.requests
  );
  return Promise.all(
    requests.map(async ({ user, text: text3 = "" }) => {
      const { nick, avatar } = await face.people.named(user);
      return { applicant: user, applicantNick: nick, applicantAvatar: avatar, groupID: group.id, groupName: group.name, applicationType: 0, userID: user, note: text3 };
    })
  );
}

// src/tim/groups/attributes.ts
var attributeMethods = (face) => ({
  async getGroupAttributes({ groupID, keyList = [] }) {
    const found2 = await attributesOf(face, groupID);
    const keys = keyList.length > 0 ? keyList.filter((key) => key in found2) : Object.keys(found2);
    return { groupAttributes: keys.reduce((some, key) => __spreadProps(__spreadValues({}, some), { [key]: found2[key] }), {}) };
  },
  /** Replaces all that there are. */
  async initGroupAttributes({ groupID, groupAttributes }) {
    if (!face.groups.isRoom(groupID)) await change(face, groupID, { set: groupAttributes, replace: true });
    else {
      const old = Object.keys(await attributesOf(face, groupID)).filter((key) => !(key in groupAttributes));
      if (old.length > 0) await removeKeys(face, groupID, old);
      await setKeys(face, groupID, groupAttributes);
    }
    return { groupAttributes };
  },
  async setGroupAttributes({ groupID, groupAttributes }) {
    if (face.groups.isRoom(groupID)) await setKeys(face, groupID, groupAttributes);
    else await change(face, groupID, { set: groupAttributes });
    return { groupAttributes };
  },
  /** Without keys all of them. */
  async deleteGroupAttributes({ groupID, keyList = [] }) {
    const keys = keyList.length > 0 ? keyList : Object.keys(await attributesOf(face, groupID));
    if (face.groups.isRoom(groupID)) await removeKeys(face, groupID, keys);
    else await change(face, groupID, { delete: keys });
    return { keyList: keys };
  }
});
async function attributesOf(face, groupID) {
  if (!face.groups.isRoom(groupID)) return (await face.call(getGroup, groupID)).values || {};
  const { values } = await face.call(readRoomValues, groupID);
  return values.reduce((all2, { key, value }) => __spreadProps(__spreadValues({}, all2), { [key]: value }), {});
}
async function change(face, groupID, values) {
  const { values: before = {} } = face.groups.known(groupID) || {};
  const after2 = __spreadValues(__spreadValues({}, values.replace ? {} : before), values.set);
  (values.delete || []).forEach((key) => delete after2[key]);
  face.groups.tellAttributes(groupID, after2);
  const group = face.groups.put(await face.call(changeGroupValues, groupID, values));
  face.groups.tellAttributes(groupID, group.values || {});
}
async function setKeys(face, groupID, attributes) {
  const values = Object.keys(attributes).map((key) => ({ key, value: attributes[key] }));
  for (let i = 0; i < values.length; i += 20) taken(await face.call(setRoomValues, groupID, { values: values.slice(i, i + 20) }));
}
async function removeKeys(face, groupID, keys) {
  for (let i = 0; i < keys.length; i += 20) taken(await face.call(deleteRoomValues, groupID, { keys: keys.slice(i, i + 20) }));
}
function taken({ refused }) {
  const [first] = refused.filter((one2) => one2.code !== "not_found");
  if (first) throw new TIMError(10056, `${first.key}: ${first.message}`, { refused });
}

// src/tim/groups/members.ts
var memberMethods = (face) => ({
  async getGroupMemberList({ groupID, role, count = 15, offset = 0 }) {
    const wanted = role ? { Owner: "owner", Admin: "admin", Member: "member" }[role] : void 0;
    const members = await everyone(face, groupID, offset + count, wanted);
    const page = members.slice(offset, offset + count);
    const end = offset + page.length;
    return { memberList: await shown(face, page), offset: end < members.length ? end : 0 };
  },
  async getGroupMemberProfile({ groupID, userIDList }) {
    const found2 = await Promise.all(userIDList.map((user) => one(face, groupID, user).catch(() => void 0)));
    return { memberList: await shown(face, found2.filter((member) => !!member)) };
  },
  async addGroupMember({ groupID, userIDList }) {
    const before = await Promise.all(userIDList.map((user) => one(face, groupID, user).then(Boolean, () => false)));
    const existedUserIDList = userIDList.filter((_, i) => before[i]);
    const fresh = userIDList.filter((_, i) => !before[i]);
    if (fresh.length > 0) await face.call(addMembers, groupID, { members: fresh });
    return { successUserIDList: fresh, failureUserIDList: [], existedUserIDList, overLimitUserIDList: [], group: groupOf(await face.groups.refresh(groupID)) };
  },
  async deleteGroupMember({ groupID, userIDList }) {
    if (face.groups.isRoom(groupID)) await Promise.all(userIDList.map((user) => face.call(removeRoomMember, groupID, user)));
    else await face.call(removeMembers, groupID, { members: userIDList });
    return { userIDList, group: groupOf(await face.groups.refresh(groupID)) };
  },
  /** `muteTime` seconds; 0 lifts it. */
  async setGroupMemberMuteTime({ groupID, userID, muteTime }) {
    if (face.groups.isRoom(groupID)) await (muteTime > 0 ? face.call(muteInRoom, groupID, userID, { seconds: muteTime }) : face.call(unmuteInRoom, groupID, userID));
    else await (muteTime > 0 ? face.call(muteMember, groupID, userID, { seconds: muteTime }) : face.call(unmuteMember, groupID, userID));
    return answer(face, groupID, userID);
  },
  async setGroupMemberRole({ groupID, userID, role }) {
    if (role !== "Admin" && role !== "Member") throw new TIMError(60020, `the role ${role} is not supported: a member is Admin or Member, and changeGroupOwner makes the owner`);
    await face.call(role === "Admin" ? addAdmin : removeAdmin, groupID, userID);
    return answer(face, groupID, userID);
  },
  async setGroupMemberNameCard({ groupID, userID = face.me, nameCard }) {
    await face.call(changeMember, groupID, userID, { nickname: nameCard });
    face.people.forgetCards(groupID, [userID]);
    return answer(face, groupID, userID);
  },
  async setGroupMemberCustomField({ groupID, userID = face.me, memberCustomField }) {
    const { attributes } = await face.call(getMember, groupID, userID);
    const changed4 = __spreadValues({}, attributes || {});
    memberCustomField.forEach(({ key, value }) => changed4[key] = value);
    await face.call(changeMember, groupID, userID, { attributes: changed4 });
    return answer(face, groupID, userID);
  },
  async getGroupOnlineMemberCount(groupID) {
    if (face.groups.isRoom(groupID)) return { memberCount: (await face.call(getRoom, groupID)).online };
    const users = (await everyone(face, groupID, Infinity)).map((member) => member.user);
    let memberCount = 0;
    for (let i = 0; i < users.length; i += 100) {
      const { presence } = await face.call(getPresence, { users: users.slice(i, i + 100) });
      memberCount += presence.filter((p) => p.online).length;
    }
    return { memberCount };
  }
});
async function everyone(face, groupID, most2, role) {
  if (face.groups.isRoom(groupID)) {
    return all(
      (cursor) => face.call(listRoomMembers, groupID, { cursor, limit: 1e3 }),
      (page) => page.members,
      most2 + 1
    );
  }
  return all(
    (cursor) => face.call(listMembers, groupID, { cursor, limit: 1e3, role }),
    (page) => page.members,
    most2 + 1
  );
}
var one = (face, groupID, user) => face.call(getMember, groupID, user);
async function answer(face, groupID, userID) {
  const group = await face.groups.find(groupID);
  const { memberList } = await memberMethods(face).getGroupMemberProfile({ groupID, userIDList: [userID] });
  return { group: group ? groupOf(group) : { groupID }, member: memberList[0] || { userID } };
}
async function shown(face, members) {
  await face.people.load(members.map((member) => member.user));
  return Promise.all(
    members.map(async (member) => {
      const { nickname = "", joined, attributes } = member;
      const fields = attributes || {};
      return __spreadProps(__spreadValues({}, await face.people.named(member.user)), {
        role: roles[member.role],
        joinTime: seconds(joined),
        nameCard: nickname,
        muteUntil: seconds(member.muted_until),
        memberCustomField: Object.keys(fields).map((key) => ({ key, value: fields[key] }))
      });
    })
  );
}

// src/tim/groups/methods.ts
var kinds = {
  Private: { public: false, join: "closed", member_invites: true },
  Public: { public: true, join: "approval" },
  ChatRoom: { public: true, join: "free", history_for_new: true },
  Community: { public: true, join: "free", history_for_new: true, max_members: 1e4 }
};
var fieldsIn = (list = []) => list.reduce((all2, { key, value }) => __spreadProps(__spreadValues({}, all2), { [key]: value }), {});
var joinIn = (option) => Object.keys(joins).filter((ours) => joins[ours] === option)[0];
var groupMethods = (face) => ({
  async getGroupList() {
    await face.groups.load();
    const groupList = await Promise.all(face.groups.list().map(async (one2) => groupOf(one2, await face.groups.selfInfo(one2.id))));
    return { groupList, isSyncCompleted: true };
  },
  async getGroupProfile({ groupID }) {
    const asked = face.groups.refresh(groupID);
    const group = face.groups.isRoom(groupID) ? await asked : await asked.catch(() => void 0);
    return { group: group ? groupOf(group, await face.groups.selfInfo(groupID)) : await face.groups.fromOutside(groupID) };
  },
  /** Groups that may be found: not Work, as with the vendor. */
  async searchGroupByID(groupID) {
    const known = await face.groups.find(groupID);
    if (known && kindOf(known) === "Private") throw new TIMError(10007, "a Work group is not found by a search");
    return { group: known ? groupOf(known) : await face.groups.fromOutside(groupID) };
  },
  async createGroup(options) {
    const group = options.type === "AVChatRoom" ? await makeRoom(face, options) : await makeGroup(face, options);
    return { group, overLimitUserIDList: [] };
  },
  async joinGroup({ groupID, applyMessage, type }) {
    await face.groups.load();
    const known = face.groups.known(groupID);
    if (known) return { status: "AlreadyInGroup", group: groupOf(known) };
    if (type === "AVChatRoom") return enterRoom(face, groupID);
    try {
      const { state } = await face.call(joinGroup, groupID, applyMessage ? { text: applyMessage } : {});
      if (state === "pending") return { status: "WaitAdminApproval" };
    } catch (thrown) {
      if (thrown.code !== "no_such_group") throw thrown;
      return enterRoom(face, groupID);
    }
    const group = await face.groups.refresh(groupID);
    tellList(face);
    return { status: "JoinedSuccess", group: groupOf(group, await face.groups.selfInfo(groupID)) };
  },
  async quitGroup(groupID) {
    if (face.groups.isRoom(groupID)) await face.client.leaveRoom(groupID);
    else await face.call(leaveGroup, groupID);
    face.groups.remove(groupID);
    tellList(face);
    return { groupID };
  },
  async dismissGroup(groupID) {
    if (face.groups.isRoom(groupID)) await face.call(dismissRoom, groupID);
    else await face.call(dismissGroup, groupID);
    face.groups.remove(groupID);
    tellList(face);
    return { groupID };
  },
  async updateGroupProfile(options) {
    const { groupID, muteAllMembers } = options;
    const before = await face.groups.refresh(groupID);
    const room = face.groups.isRoom(groupID);
    const { name, notification: announcement, avatar, maxMemberNum: max_members } = options;
    const tim = __spreadValues({}, timExt(before));
    if (options.introduction !== void 0) tim.introduction = options.introduction;
    if (options.groupCustomField) tim.fields = __spreadValues(__spreadValues({}, tim.fields), fieldsIn(options.groupCustomField));
    const ext = options.introduction !== void 0 || options.groupCustomField ? __spreadProps(__spreadValues({}, before.ext || {}), { tim }) : void 0;
    if (room) await face.call(changeRoom, groupID, { name, announcement, ext });
    else await face.call(changeGroup, groupID, { name, announcement, avatar, max_members, ext, join: joinIn(options.joinOption) });
    if (muteAllMembers !== void 0) await (room ? face.call(muteAllMembers ? muteRoom : unmuteRoom, groupID) : face.call(muteAllMembers ? muteGroup : unmuteGroup, groupID));
    const group = groupOf(await face.groups.refresh(groupID));
    tellList(face);
    return { group };
  },
  async changeGroupOwner({ groupID, newOwnerID }) {
    const room = face.groups.isRoom(groupID);
    if (room) await face.call(transferRoom, groupID, { owner: newOwnerID });
    else await face.call(transferGroup, groupID, { owner: newOwnerID });
    return { group: groupOf(await face.groups.refresh(groupID)) };
  }
});
function tellList(face) {
  if (face.ready) face.events.emit("onGroupListUpdated", face.groups.list().map((one2) => groupOf(one2)));
  face.conversations.changed();
}
async function makeGroup(face, options) {
  const { name, type = "Private", groupID, introduction, notification: announcement, avatar, memberList = [] } = options;
  const kind = kinds[type];
  if (!kind) throw new TIMError(2601, `${type} is no type of a group: use TIM.TYPES.GRP_…`);
  const tim = { type, introduction, fields: fieldsIn(options.groupCustomField), topics: options.isSupportTopic || void 0 };
  const join = joinIn(options.joinOption);
  const max = options.maxMemberNum ? { max_members: options.maxMemberNum } : {};
  const made = await face.call(createGroup, __spreadProps(__spreadValues(__spreadValues(__spreadProps(__spreadValues({}, kind), { member_values: true }), join ? { join } : {}), max), { name, id: groupID, announcement, avatar, members: memberList.map((one2) => one2.userID), ext: { tim } }));
  const group = face.groups.put(made);
  tellList(face);
  return groupOf(group, await face.groups.selfInfo(group.id));
}
async function makeRoom(face, { name, groupID, introduction, notification: announcement, groupCustomField }) {
  const tim = { type: "AVChatRoom", introduction, fields: fieldsIn(groupCustomField) };
  const room = await face.call(createRoom, { id: groupID, name, announcement, ext: { tim } });
  const { group } = await enterRoom(face, room.id);
  return group;
}
async function enterRoom(face, id) {
  const room = await face.call(getRoom, id);
  face.groups.putRoom(room);
  await face.client.enterRoom(id).catch((thrown) => {
    face.groups.remove(id);
    throw thrown;
  });
  tellList(face);
  return { status: "JoinedSuccess", group: groupOf(room, await face.groups.selfInfo(id)) };
}

// src/tim/groups/topics.ts
var topicMethods = (face) => ({
  async getJoinedCommunityList() {
    await face.groups.load();
    const communities = face.groups.list().filter((one2) => timExt(one2).type === "Community");
    return { groupList: await Promise.all(communities.map(async (one2) => groupOf(one2, await face.groups.selfInfo(one2.id)))) };
  },
  async createTopicInCommunity({ groupID, topicName }) {
    const { seq } = await face.client.send(`group/${groupID}`, { type: "custom", body: { topic: topicName, data: "", description: topicName }, silent: true });
    const thread = await face.call(createThread, groupID, { seq, name: topicName });
    return { topicID: thread.id };
  },
  async deleteTopicFromCommunity({ groupID, topicIDList }) {
    const ids = topicIDList && topicIDList.length > 0 ? topicIDList : (await threadsOf(face, groupID)).map((one2) => one2.id);
    const failureTopicList = [];
    for (const topicID of ids) await face.call(dismissThread, topicID).catch((thrown) => failureTopicList.push({ topicID, code: 10007, message: thrown.message }));
    return { successTopicList: ids.filter((id) => !failureTopicList.some((one2) => one2.topicID === id)).map((topicID) => ({ topicID })), failureTopicList };
  },
  async updateTopicProfile(_a) {
    var _b = _a, { topicID, topicName } = _b, other = __objRest(_b, ["topicID", "topicName"]);
    const more = Object.keys(other).filter((key) => key !== "groupID");
    if (more.length > 0) throw new TIMError(60020, `a topic has a name here, and no ${more.join(", ")}`);
    return { topic: topicOf(face, await face.call(renameThread, topicID, { name: topicName })) };
  },
  /** The topics of a community. The user is then in them, and messages arrive. */
  async getTopicList({ groupID, topicIDList = [] }) {
    const threads = await threadsOf(face, groupID);
    const wanted = topicIDList.length > 0 ? threads.filter((one2) => topicIDList.indexOf(one2.id) >= 0) : threads;
    const joined = await Promise.all(wanted.map((one2) => one2.joined ? one2 : face.call(joinThread, one2.id)));
    return {
      successTopicList: joined.map((one2) => topicOf(face, one2)),
      failureTopicList: topicIDList.filter((id) => !wanted.some((one2) => one2.id === id)).map((topicID) => ({ topicID, code: 10010, message: "there is no such topic" }))
    };
  }
});
var threadsOf = (face, groupID) => all(
  (cursor) => face.call(listGroupThreads, groupID, { cursor, limit: 100 }),
  (page) => page.threads
);
function topicOf(face, thread) {
  const view = face.conversations.view(`group/${thread.id}`);
  return {
    topicID: thread.id,
    topicName: thread.name,
    groupID: thread.group,
    avatar: "",
    introduction: "",
    notification: "",
    ownerID: thread.owner,
    createTime: seconds(thread.created),
    unreadCount: view && view.unread || 0,
    lastMessage: {},
    muteAllMembers: false,
    selfInfo: {}
  };
}
async function topicChanged(face, event) {
  const { thread } = event;
  const group = thread && await face.groups.find(thread.group);
  if (!group || timExt(group).type !== "Community") return;
  const said = { groupID: thread.group, topicID: thread.id };
  if (event.event === "thread.dismissed") return face.events.emit("onTopicDeleted", { groupID: thread.group, topicIDList: [thread.id] });
  if (event.event === "thread.renamed") return face.events.emit("onTopicUpdated", __spreadProps(__spreadValues({}, said), { topic: topicOf(face, await face.call(getThread, thread.id)) }));
  if (event.event !== "thread.created") return;
  if (thread.owner !== face.me) await face.call(joinThread, thread.id);
  face.events.emit("onTopicCreated", said);
}

// src/api/call.ts
function callOf(route, args) {
  const [method, form3] = route.split(" ");
  const rest = args.slice();
  const path = form3.replace(/{([a-z]+)}/g, (_, name) => {
    const value = rest.shift();
    if (value === void 0 || value === null || value === "") throw new ChatError("bad_option", `say which ${name}`, { field: name });
    return String(value).split("/").map(encodeURIComponent).join(name === "conversation" ? "/" : "%2F");
  });
  const last = rest.shift();
  if (method !== "GET" && method !== "DELETE") return { method, path: "/v1" + path, body: last };
  return { method, path: "/v1" + path + query(last) };
}
function query(values = {}) {
  const pairs = Object.keys(values).filter((name) => values[name] !== void 0).map((name) => `${name}=${encodeURIComponent(String(values[name]))}`);
  return pairs.length ? "?" + pairs.join("&") : "";
}

// src/bytes.ts
function toBytes(text3) {
  const out = new Uint8Array(text3.length * 3);
  let n = 0;
  for (let i = 0; i < text3.length; i++) {
    const code = codePoint(text3, i);
    if (code > 65535) i++;
    if (code < 128) out[n++] = code;
    else {
      if (code < 2048) out[n++] = 192 | code >> 6;
      else {
        if (code < 65536) out[n++] = 224 | code >> 12;
        else {
          out[n++] = 240 | code >> 18;
          out[n++] = 128 | code >> 12 & 63;
        }
        out[n++] = 128 | code >> 6 & 63;
      }
      out[n++] = 128 | code & 63;
    }
  }
  return out.subarray(0, n);
}
function codePoint(text3, at) {
  const code = text3.codePointAt(at);
  return code >= 55296 && code < 57344 ? 65533 : code;
}
function byteLength(text3) {
  let n = 0;
  for (let i = 0; i < text3.length; i++) {
    const code = text3.charCodeAt(i);
    n += code < 128 ? 1 : code < 2048 ? 2 : 3;
    if (codePoint(text3, i) > 65535) {
      n++;
      i++;
    }
  }
  return n;
}
function toText(bytes) {
  const chunks = [];
  let codes2 = [];
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i++];
    const more = first < 128 ? 0 : first >= 194 && first < 224 ? 1 : first >= 224 && first < 240 ? 2 : first >= 240 && first < 245 ? 3 : -1;
    let code = more < 0 ? 65533 : more === 0 ? first : first & 63 >> more;
    for (let k = 0; k < more; k++) {
      if ((bytes[i] & 192) !== 128) {
        code = 65533;
        break;
      }
      code = code << 6 | bytes[i++] & 63;
    }
    if (code > 1114111 || code >= 55296 && code < 57344 || code < [0, 0, 2048, 65536][Math.max(more, 0)]) code = 65533;
    if (code > 65535) codes2.push(55296 + (code - 65536 >> 10), 56320 + (code & 1023));
    else codes2.push(code);
    if (codes2.length > 8e3) {
      chunks.push(String.fromCharCode.apply(null, codes2));
      codes2 = [];
    }
  }
  return chunks.join("") + String.fromCharCode.apply(null, codes2);
}
var digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
function toBase64(bytes) {
  let text3 = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const three = bytes[i] << 16 | (bytes[i + 1] || 0) << 8 | (bytes[i + 2] || 0);
    text3 += digits[three >> 18] + digits[three >> 12 & 63];
    text3 += i + 1 < bytes.length ? digits[three >> 6 & 63] : "=";
    text3 += i + 2 < bytes.length ? digits[three & 63] : "=";
  }
  return text3;
}
function fromBase64(text3) {
  const out = new Uint8Array(Math.ceil(text3.length * 3 / 4));
  let n = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text3.length; i++) {
    const digit = digits.indexOf(text3[i]);
    if (digit < 0) continue;
    held = held << 6 | digit;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[n++] = held >> bits & 255;
    }
  }
  return out.subarray(0, n);
}
function ownBuffer(bytes) {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
function isArrayBuffer(value) {
  return Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}
function received(data) {
  if (typeof data === "string") return fromBase64(data);
  if (isArrayBuffer(data)) return new Uint8Array(data);
  const seen = data;
  return new Uint8Array(seen.buffer, seen.byteOffset, seen.byteLength);
}

// src/api/rest.ts
var atOnce = 8;
var patience = 4e4;
var Rest = class {
  constructor(options) {
    this.options = options;
    this.pending = {};
    this.running = 0;
    this.queue = [];
    this.lastId = 0;
  }
  /**
   * Asks, and resolves with what the server answers. Rejects with the server's error; with `offline` when it cannot be
   * asked; with `connection_lost` or `timeout` when no answer came, and what was asked may have happened. What only reads
   * is then asked once more.
   */
  async call(call) {
    try {
      return await this.once(call);
    } catch (err) {
      const lost = err.code === "connection_lost" || err.code === "timeout";
      if (!lost || call.method !== "GET") throw err;
      return this.once(call);
    }
  }
  async once(call) {
    if (call.path === "/v1/token") return this.overHTTP(call, void 0);
    await this.turn();
    try {
      const session = this.options.session();
      if (session && this.options.way !== "http") return await this.overSocket(session, call);
      if (this.options.way === "socket") throw new ChatError("offline", "there is no connection; it is being made again");
      return await this.withToken(call);
    } finally {
      this.running--;
      const next = this.queue.shift();
      if (next) next();
    }
  }
  /** Takes an answer that came on `…/reply`. */
  replied(payload) {
    const answer2 = JSON.parse(toText(payload));
    const pending = this.pending[answer2.id];
    if (!pending) return;
    if (answer2.status < 300) pending.resolve(this.absolute(answer2.body));
    else pending.reject(problem(answer2.status, answer2.body));
  }
  // Over the socket the server does not know by what name it was reached: addresses of files begin with a slash.
  absolute(body) {
    const links = body;
    for (const name of ["url", "thumb_url"]) {
      const link = links[name];
      if (typeof link === "string" && link[0] === "/") links[name] = this.options.server() + link;
    }
    return body;
  }
  /** The session has ended: what was asked over it gets no answer. */
  lost() {
    const err = new ChatError("connection_lost", "the connection ended before the answer came");
    Object.keys(this.pending).forEach((id) => this.pending[id].reject(err));
  }
  overSocket(session, call) {
    return new Promise((resolve, reject) => {
      const id = String(++this.lastId);
      const over = (then) => (value) => {
        clearTimeout(this.pending[id] && this.pending[id].timer);
        delete this.pending[id];
        then(value);
      };
      const pending = { resolve: over(resolve), reject: over(reject) };
      pending.timer = setTimeout(() => pending.reject(new ChatError("timeout", `no answer to ${call.method} ${call.path} in ${patience / 1e3} s`)), patience);
      this.pending[id] = pending;
      session.publish(this.options.topic(), JSON.stringify({ id, method: call.method, path: call.path, body: call.body })).catch(pending.reject);
    });
  }
  async turn() {
    if (this.running >= atOnce) await new Promise((resolve) => this.queue.push(resolve));
    this.running++;
  }
  async withToken(call) {
    try {
      return await this.overHTTP(call, await this.options.token(false));
    } catch (thrown) {
      const { code } = thrown;
      if (code !== "token_expired" && code !== "token_revoked") throw thrown;
      return this.overHTTP(call, await this.options.token(true));
    }
  }
  async overHTTP(call, token) {
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const body = call.body === void 0 ? void 0 : JSON.stringify(call.body);
    const answer2 = await this.options.host.request({ method: call.method, url: this.options.server() + call.path, headers, body, timeout: patience });
    return answerOf(answer2.status, answer2.body);
  }
};
function answerOf(status, body) {
  let value;
  try {
    value = body === "" ? {} : JSON.parse(body);
  } catch (_) {
    throw new ChatError("unexpected_answer", `no Hongyan server answers here (HTTP ${status})`, { status });
  }
  if (status >= 300) throw problem(status, value);
  return value;
}
function problem(status, body) {
  const p = body || {};
  const details = { status, field: p.field, retryAfter: p.retry_after, until: p.until };
  if (!p.code) return new ChatError("unexpected_answer", `no Hongyan server answers here (status ${status})`, details);
  return new ChatError(p.code, p.detail || p.code, details);
}

// src/connection/servers.ts
var form2 = /^(https?|wss?):\/\/([^\/?#]+)(\/[^?#]*)?$/i;
function parseServer(text3) {
  const m = form2.exec(String(text3).trim());
  if (!m) throw new ChatError("bad_option", `"${text3}" is no server: write https://chat.example.com`, { field: "servers" });
  const secure = /^(https|wss)$/i.test(m[1]);
  const rest = m[2] + (m[3] || "").replace(/\/+$/, "");
  return { http: (secure ? "https://" : "http://") + rest, socket: (secure ? "wss://" : "ws://") + rest + "/mqtt" };
}
var Servers = class {
  constructor(list) {
    this.at = 0;
    if (!list || list.length === 0) throw new ChatError("bad_option", 'name at least one server: createClient({servers: ["https://chat.example.com"]})', { field: "servers" });
    this.all = list.map(parseServer);
  }
  get current() {
    return this.all[this.at];
  }
  get preferred() {
    return this.all[0];
  }
  /** The current one failed. Tells whether a round is over. */
  next() {
    this.at = (this.at + 1) % this.all.length;
    return this.at === 0;
  }
  /** It is the preferred one's turn again. */
  prefer() {
    this.at = 0;
  }
};

// src/mqtt/decode.ts
var Decoder = class {
  constructor(packet2, damaged) {
    this.packet = packet2;
    this.damaged = damaged;
    this.rest = new Uint8Array(0);
    this.broken = false;
  }
  /** Takes the next piece. */
  feed(piece) {
    if (this.rest.length > 0) {
      const joined = new Uint8Array(this.rest.length + piece.length);
      joined.set(this.rest);
      joined.set(piece, this.rest.length);
      piece = joined;
    }
    let at = 0;
    while (!this.broken) {
      const size = this.sizeOf(piece, at);
      if (size === void 0 || at + size > piece.length) break;
      this.read(piece.subarray(at, at + size));
      at += size;
    }
    this.rest = piece.slice(at);
  }
  // How many bytes the packet has that begins there; undefined when that is not known yet.
  sizeOf(bytes, at) {
    let length = 0;
    for (let i = 0; i < 4; i++) {
      const byte = bytes[at + 1 + i];
      if (byte === void 0) return void 0;
      length += (byte & 127) * Math.pow(128, i);
      if (byte < 128) return 2 + i + length;
    }
    this.fail("a length of more than four bytes");
    return void 0;
  }
  read(bytes) {
    let packet2;
    try {
      packet2 = parse(bytes);
    } catch (thrown) {
      return this.fail(thrown.message);
    }
    this.packet(packet2);
  }
  fail(why) {
    if (this.broken) return;
    this.broken = true;
    this.damaged(why);
  }
};
function parse(bytes) {
  const r = new Reader(bytes);
  const first = r.byte();
  r.varint();
  switch (first >> 4) {
    case 2:
      r.byte();
      return { type: "connack", reason: r.byte(), properties: r.properties() };
    case 3: {
      const qos = first >> 1 & 3;
      const topic = r.text();
      const id = qos > 0 ? r.uint16() : 0;
      r.properties();
      return { type: "publish", topic, qos, id, payload: r.remaining() };
    }
    case 4:
      return { type: "acknowledged", id: r.uint16(), reasons: [r.done ? 0 : r.byte()], properties: r.properties() };
    case 9:
    case 11: {
      const id = r.uint16();
      const properties = r.properties();
      return { type: "acknowledged", id, properties, reasons: Array.from(r.remaining()) };
    }
    case 13:
      return { type: "pingresp" };
    case 14:
      return { type: "disconnect", reason: r.done ? 0 : r.byte(), properties: r.properties() };
  }
  throw new Error(`a packet of type ${first >> 4}`);
}
var varint = -1;
var text2 = -2;
var pair = -3;
var forms2 = {
  1: 1,
  2: 4,
  3: text2,
  8: text2,
  9: text2,
  11: varint,
  17: 4,
  18: text2,
  19: 2,
  21: text2,
  22: text2,
  23: 1,
  24: 4,
  25: 1,
  26: text2,
  28: text2,
  31: text2,
  33: 2,
  34: 2,
  35: 2,
  36: 1,
  37: 1,
  38: pair,
  39: 4,
  40: 1,
  41: 1,
  42: 1
};
var Reader = class {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  get done() {
    return this.at >= this.bytes.length;
  }
  byte() {
    if (this.done) throw new Error("a packet that breaks off");
    return this.bytes[this.at++];
  }
  uint16() {
    return this.number(2);
  }
  number(bytes) {
    let n = 0;
    for (; bytes > 0; bytes--) n = n * 256 + this.byte();
    return n;
  }
  varint() {
    let n = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      n += (byte & 127) * factor;
      if (byte < 128) return n;
    }
  }
  text() {
    return toText(this.take(this.uint16()));
  }
  remaining() {
    return this.take(this.bytes.length - this.at);
  }
  properties() {
    const found2 = { user: {} };
    if (this.done) return found2;
    const end = this.varint() + this.at;
    while (this.at < end) this.property(found2);
    return found2;
  }
  property(found2) {
    const id = this.varint();
    const form3 = forms2[id];
    if (form3 === void 0) throw new Error(`a property ${id}`);
    if (form3 === pair) {
      const name = this.text();
      found2.user[name] = this.text();
    } else if (form3 === text2) {
      const value = this.text();
      if (id === 31) found2.reason = value;
    } else {
      const value = form3 === varint ? this.varint() : this.number(form3);
      if (id === 39) found2.maximumPacketSize = value;
    }
  }
  take(length) {
    const from = this.at;
    this.at += length;
    if (this.at > this.bytes.length) throw new Error("a packet that breaks off");
    return this.bytes.subarray(from, this.at);
  }
};

// src/mqtt/encode.ts
function connect(c) {
  const body = new Writer();
  body.text("MQTT");
  body.byte(5);
  body.byte(194);
  body.uint16(c.keepAlive);
  const props = new Writer();
  Object.keys(c.userProperties).forEach((name) => {
    props.byte(38);
    props.text(name);
    props.text(c.userProperties[name]);
  });
  body.varint(props.length);
  body.append(props.bytes());
  body.text(c.clientId);
  body.text(c.username);
  body.text(c.password);
  return packet(16, body);
}
function publish(topic, payload, id) {
  const body = new Writer();
  body.text(topic);
  body.uint16(id);
  body.varint(0);
  body.append(payload);
  return packet(50, body);
}
function puback(id) {
  const body = new Writer();
  body.uint16(id);
  return packet(64, body);
}
function subscribe2(filters, id) {
  const body = new Writer();
  body.uint16(id);
  body.varint(0);
  filters.forEach((filter) => {
    body.text(filter);
    body.byte(1);
  });
  return packet(130, body);
}
function unsubscribe2(filters, id) {
  const body = new Writer();
  body.uint16(id);
  body.varint(0);
  filters.forEach((filter) => body.text(filter));
  return packet(162, body);
}
var pingreq = () => packet(192, new Writer());
var disconnect = () => packet(224, new Writer());
function packet(first, body) {
  const header = new Writer();
  header.byte(first);
  header.varint(body.length);
  header.append(body.bytes());
  return header.bytes();
}
var Writer = class {
  constructor() {
    this.parts = [];
    this.length = 0;
  }
  byte(n) {
    this.append(Uint8Array.of(n));
  }
  uint16(n) {
    this.append(Uint8Array.of(n >> 8, n & 255));
  }
  varint(n) {
    for (; n > 127; n >>= 7) this.byte(n & 127 | 128);
    this.byte(n);
  }
  text(text3) {
    const bytes = toBytes(text3);
    if (bytes.length > 65535) throw new RangeError("a text of MQTT has 65535 bytes at most");
    this.uint16(bytes.length);
    this.append(bytes);
  }
  append(bytes) {
    this.parts.push(bytes);
    this.length += bytes.length;
  }
  bytes() {
    const all2 = new Uint8Array(this.length);
    let at = 0;
    this.parts.forEach((part) => {
      all2.set(part, at);
      at += part.length;
    });
    return all2;
  }
};

// src/mqtt/reasons.ts
var codes = {
  129: "invalid",
  // malformed packet
  130: "invalid",
  // protocol error
  131: "internal",
  134: "unauthenticated",
  135: "forbidden",
  136: "overloaded",
  138: "banned",
  139: "shutting_down",
  141: "connection_lost",
  // keep-alive timeout
  142: "replaced",
  144: "bad_address",
  149: "too_large",
  151: "rate_limited",
  153: "bad_payload",
  156: "overloaded",
  // use another server
  160: "token_expired"
};
function refusal(reason2, { reason: sentence, user }, what) {
  const number = (name) => user[name] === void 0 ? void 0 : Number(user[name]);
  const code = reason2 === 152 ? "kicked" : user.code || codes[reason2] || "forbidden";
  return new ChatError(code, sentence || `${what} was refused (0x${reason2.toString(16)})`, { field: user.field, retryAfter: number("retry_after"), until: number("until"), by: user.platform ? { platform: user.platform, device: user.device || "" } : void 0 });
}

// src/mqtt/session.ts
var Session = class {
  constructor(host, options, events) {
    this.options = options;
    this.events = events;
    this.decoder = new Decoder(
      (packet2) => this.handle(packet2),
      (why) => this.end(new ChatError("unexpected_answer", `what came is no MQTT: ${why}`))
    );
    this.waiting = {};
    this.lastId = 0;
    this.heard = Date.now();
    this.sent = Date.now();
    this.over = false;
    this.largest = Infinity;
    this.connected = new Promise((resolve, reject) => {
      this.entering = { resolve, reject };
    }).then((connack) => {
      this.watchOver();
      return connack.properties.user;
    });
    this.connected.catch(() => {
    });
    this.timer = setTimeout(() => this.end(new ChatError("timeout", `no connection to ${options.url} in ${options.patience} s`)), options.patience * 1e3);
    this.socket = host.connect(options.url, {
      opened: () => this.introduce(),
      received: (bytes) => {
        this.heard = Date.now();
        this.decoder.feed(bytes);
      },
      closed: (why) => this.end(new ChatError("connection_lost", `the connection to ${options.url} ended: ${why}`))
    });
  }
  /** Publishes with QoS 1. Resolves with what the acknowledgement carries; rejects with the server's refusal. */
  async publish(topic, payload) {
    const bytes = toBytes(payload);
    if (bytes.length > this.largest) throw new ChatError("too_large", `it has ${bytes.length} bytes; ${this.largest} are allowed`);
    const ack = await this.exchange((id) => publish(topic, bytes, id));
    if (ack.reasons[0] >= 128) throw refusal(ack.reasons[0], ack.properties, "the message");
    return ack.properties.user;
  }
  /** Subscribes with QoS 1; rejects when one of the filters is refused. */
  async subscribe(...filters) {
    const ack = await this.exchange((id) => subscribe2(filters, id));
    ack.reasons.forEach((reason2, i) => {
      if (reason2 >= 128) throw refusal(reason2, ack.properties, `the subscription to ${filters[i]}`);
    });
  }
  async unsubscribe(...filters) {
    await this.exchange((id) => unsubscribe2(filters, id));
  }
  /** Asks the other side now whether it is there; if it is not, the session ends within `ms`. */
  probe(ms = this.options.patience * 1e3) {
    if (this.over || this.pinging || this.entering) return;
    const asked = Date.now();
    this.send(pingreq());
    this.pinging = setTimeout(() => {
      this.pinging = void 0;
      if (this.heard < asked) this.end(new ChatError("connection_lost", "the other side does not answer any more"));
    }, ms);
  }
  /** Ends the session, with a word of farewell; no event follows. What waits rejects with `connection_lost`. */
  close() {
    if (this.over) return;
    if (!this.entering) this.send(disconnect());
    this.finish(new ChatError("connection_lost", "the connection was closed"));
  }
  introduce() {
    const _a = this.options, { keepAlive, patience: patience2 } = _a, o = __objRest(_a, ["keepAlive", "patience"]);
    this.send(connect(__spreadProps(__spreadValues({}, o), { keepAlive: keepAlive + patience2 })));
  }
  handle(packet2) {
    switch (packet2.type) {
      case "connack":
        return this.entered(packet2);
      case "publish":
        this.events.message(packet2.topic, packet2.payload);
        if (packet2.qos === 1) this.send(puback(packet2.id));
        return;
      case "acknowledged":
        return this.answered(packet2);
      case "disconnect":
        return this.end(refusal(packet2.reason, packet2.properties, "the connection"));
    }
  }
  entered(packet2) {
    const entering = this.entering;
    if (!entering) return;
    this.entering = void 0;
    if (packet2.reason) return this.finish(refusal(packet2.reason, packet2.properties, "the login"), entering);
    if (packet2.properties.maximumPacketSize) this.largest = packet2.properties.maximumPacketSize - 512;
    entering.resolve(packet2);
  }
  answered(packet2) {
    const waiting2 = this.waiting[packet2.id];
    delete this.waiting[packet2.id];
    if (waiting2) waiting2.resolve(packet2);
  }
  exchange(make2) {
    return new Promise((resolve, reject) => {
      if (this.over) throw new ChatError("connection_lost", "there is no connection");
      const id = this.freeId();
      const packet2 = make2(id);
      this.waiting[id] = { resolve, reject };
      this.send(packet2);
    });
  }
  freeId() {
    do
      this.lastId = this.lastId % 65535 + 1;
    while (this.waiting[this.lastId]);
    return this.lastId;
  }
  send(bytes) {
    if (this.over) return;
    this.sent = Date.now();
    try {
      this.socket.send(bytes);
    } catch (thrown) {
      this.end(new ChatError("connection_lost", `the socket does not send: ${thrown}`));
    }
  }
  // The timer runs through; that something was heard and sent is looked at when it fires. Phones pause timers in the
  // background: one that fires late finds out at once. The server wants to hear something too [MQTT5-3.1.2-20].
  watchOver() {
    clearTimeout(this.timer);
    if (this.over) return;
    const quiet = Date.now() - Math.min(this.heard, this.sent);
    const left = this.options.keepAlive * 1e3 - quiet;
    if (left <= 0) this.probe();
    this.timer = setTimeout(() => this.watchOver(), Math.max(left, 1e3));
  }
  end(err) {
    if (this.over) return;
    const entering = this.entering;
    this.finish(err);
    if (!entering) this.events.ended(err);
  }
  finish(err, entering = this.entering) {
    this.over = true;
    clearTimeout(this.timer);
    clearTimeout(this.pinging);
    if (this.socket) this.socket.close();
    this.entering = void 0;
    if (entering) entering.reject(err);
    const waiting2 = this.waiting;
    this.waiting = {};
    Object.keys(waiting2).forEach((id) => waiting2[Number(id)].reject(err));
  }
};

// src/connection/backoff.ts
var Backoff = class {
  constructor(options = { first: 1e3, most: 3e4 }, random2 = Math.random) {
    this.options = options;
    this.random = random2;
    this.attempt = 0;
  }
  /** The next pause in milliseconds. */
  next() {
    const bound = Math.min(this.options.most, this.options.first * Math.pow(2, this.attempt));
    if (bound < this.options.most) this.attempt++;
    return Math.round(this.random() * bound);
  }
  /** An attempt went well: the next pause is a short one again. */
  reset() {
    this.attempt = 0;
  }
};

// src/connection/state.ts
var final = ["kicked", "replaced", "banned", "token_expired", "token_revoked", "unauthenticated", "forbidden", "too_many_sessions", "no_such_user", "no_such_app", "invalid"];
var endsLogin = (err) => final.indexOf(err.code) >= 0 && err.retryAfter === void 0;
var wantsToken = (err) => err.code === "token_expired" || err.code === "token_revoked" || err.code === "unauthenticated";

// src/connection/connection.ts
var steady = 1e4;
var hiddenPause = 3e4;
var usual = { keepAlive: 25, patience: 10 };
var Connection = class {
  constructor(host, servers, options, events) {
    this.host = host;
    this.servers = servers;
    this.options = options;
    this.events = events;
    this.attempt = 0;
    // tells an attempt that was overtaken by another one
    this.fresh = false;
    this.offline = false;
    this.hidden = false;
    this.since = 0;
    // when the session was set up
    this.now = { state: "idle" };
    this.backoff = new Backoff(options.backoff);
  }
  get state() {
    return this.now;
  }
  /** The session, when it is connected and ready. */
  get ready() {
    return this.now.state === "connected" ? this.session : void 0;
  }
  /** Begins to connect. What becomes of it is told by `state`. */
  open(login) {
    this.close();
    this.login = login;
    this.fresh = false;
    this.backoff.reset();
    this.unwatch = this.host.watch((change2) => this.lifeCycle(change2));
    this.connect();
  }
  /** Ends the connection. */
  close() {
    if (this.unwatch) this.unwatch();
    this.unwatch = void 0;
    this.login = void 0;
    this.drop();
    this.become({ state: "idle" });
  }
  lifeCycle(change2) {
    const { state } = this.now;
    const wasOffline = this.offline;
    if (change2 === "offline" || change2 === "online") this.offline = change2 === "offline";
    else this.hidden = change2 === "hidden";
    if (change2 === "hidden" || change2 === "offline") return;
    if (state === "waiting" || change2 === "online" && wasOffline && state !== "closed") this.connect();
    else if (state === "connected") this.session.probe(5e3);
  }
  /** Ends what there is of a session and of attempts, without a word. */
  drop() {
    this.attempt++;
    clearTimeout(this.timer);
    clearTimeout(this.preferTimer);
    if (this.session) this.session.close();
    this.session = void 0;
  }
  async connect() {
    this.drop();
    const mine = this.attempt;
    const server = this.servers.current;
    this.become({ state: "connecting", server: server.http });
    try {
      const password = await this.login.credential.get(this.fresh);
      if (mine !== this.attempt) return;
      const session = this.begin(server, password, mine);
      await session.connected;
      await this.events.prepare(session);
      if (mine !== this.attempt) return;
      this.arrived(session, server);
    } catch (thrown) {
      if (mine === this.attempt) this.failed(asChatError(thrown, "connection_lost"));
    }
  }
  begin(server, password, mine) {
    const { clientId, userProperties, keepAlive = usual.keepAlive, patience: patience2 = usual.patience } = this.options;
    const options = { url: server.socket, clientId, userProperties, keepAlive, patience: patience2, username: this.login.username, password };
    this.session = new Session(this.host, options, {
      message: (topic, payload) => {
        if (mine === this.attempt) this.events.message(topic, payload);
      },
      ended: (err) => {
        if (mine === this.attempt) this.failed(err);
      }
    });
    return this.session;
  }
  arrived(session, server) {
    this.since = Date.now();
    this.fresh = false;
    this.become({ state: "connected", server: server.http });
    if (server !== this.servers.preferred) this.lookForPreferred();
    this.events.ready(session);
  }
  failed(err) {
    if (this.now.state === "connected" && Date.now() - this.since > steady) this.backoff.reset();
    this.drop();
    if (wantsToken(err) && this.login.credential.renewable && !this.fresh) {
      this.fresh = true;
      this.connect();
    } else if (endsLogin(err)) {
      this.become({ state: "closed", error: err });
    } else {
      const another = !this.servers.next();
      this.retry(err, another ? 0 : this.backoff.next());
    }
  }
  retry(err, pause) {
    pause = Math.max(pause, (err.retryAfter || 0) * 1e3, this.hidden ? hiddenPause : 0);
    this.become({ state: "waiting", error: err, retryAt: Date.now() + pause });
    this.timer = setTimeout(() => this.connect(), pause);
  }
  // Asked over HTTP, because some hosts have one socket only. Whatever it answers, but "not now", shows that it is there.
  lookForPreferred() {
    this.preferTimer = setTimeout(async () => {
      const mine = this.attempt;
      const answer2 = await this.host.request({ method: "GET", url: `${this.servers.preferred.http}/v1/sync`, headers: {}, timeout: 1e4 }).catch(() => void 0);
      if (mine !== this.attempt) return;
      if (!answer2 || answer2.status >= 500) return this.lookForPreferred();
      this.servers.prefer();
      this.connect();
    }, (this.options.preferAfter || 60) * 1e3);
  }
  become(state) {
    if (state.state === "idle" && this.now.state === "idle") return;
    this.now = state;
    this.events.state(state);
  }
};

// src/conversations/conversations.ts
var Conversations2 = class {
  constructor(source) {
    this.source = source;
    this.known = {};
    this.reading = {};
  }
  /** All conversations that are not hidden: pinned ones first, then the latest active. */
  async list() {
    await this.load();
    return Object.keys(this.known).map((address) => this.known[address]).filter((one2) => !one2.hidden).sort((a, b) => Number(!!b.pinned) - Number(!!a.pinned) || b.active - a.active);
  }
  /** How many messages are unread, in all. */
  async unread() {
    return (await this.list()).reduce((sum, one2) => sum + one2.unread, 0);
  }
  /** Takes what `sync` says of a conversation. */
  put(view) {
    const _a = view, { messages, changed: changed4, deleted, gap } = _a, one2 = __objRest(_a, ["messages", "changed", "deleted", "gap"]);
    void messages, changed4, deleted, gap;
    const reading = this.reading[one2.conversation];
    if (reading) reading.again = true;
    this.set(one2);
  }
  /** Takes what the server answers. What came by the socket meanwhile may be newer, so it is only good for now. */
  answered(view) {
    const one2 = this.known[view.conversation];
    if (!one2 || view.last_seq >= one2.last_seq && view.read_seq >= one2.read_seq) this.put(view);
    this.refresh(view.conversation);
  }
  /** A message is in its place. */
  placed(conversation, message) {
    if (message.seq === void 0 || conversation.indexOf("room/") === 0) return;
    const one2 = this.known[conversation];
    const reading = this.reading[conversation];
    if (reading) reading.late.push(() => this.placed(conversation, message));
    else if (!one2) return this.refresh(conversation);
    if (!one2 || message.seq <= one2.last_seq) return;
    const mentioned = message.at && (message.at.indexOf(this.source.me) >= 0 || message.at.indexOf("all") >= 0);
    const counts = message.from !== this.source.me && !message.silent && ["event", "none", "recalled"].indexOf(message.type) < 0;
    this.set(__spreadProps(__spreadValues({}, one2), {
      last: message.type === "none" ? one2.last : message,
      last_seq: message.seq,
      active: message.ts,
      hidden: void 0,
      unread: one2.unread + (counts ? 1 : 0),
      mentioned_seq: mentioned && counts ? message.seq : one2.mentioned_seq
    }));
  }
  /** The user has read up to a seq. */
  read(conversation, { read_seq, unread, last_seq }) {
    const one2 = this.known[conversation];
    const reading = this.reading[conversation];
    if (reading) reading.again = true;
    if (!one2 || read_seq < one2.read_seq) return;
    if (last_seq !== one2.last_seq) return this.refresh(conversation);
    const mentioned = one2.mentioned_seq && one2.mentioned_seq > read_seq ? one2.mentioned_seq : void 0;
    this.set(__spreadProps(__spreadValues({}, one2), { read_seq, unread, mentioned_seq: mentioned }));
  }
  /** The other one has read, or got, up to a seq. */
  peer(conversation, mark2, seq) {
    const one2 = this.known[conversation];
    const reading = this.reading[conversation];
    if (reading) reading.late.push(() => this.peer(conversation, mark2, seq));
    if (one2 && seq > (one2[mark2] || 0)) this.set(__spreadProps(__spreadValues({}, one2), { [mark2]: seq }));
  }
  /** Reads a conversation again; many calls in one go are one. */
  refresh(conversation) {
    if (conversation.indexOf("room/") === 0) return;
    const reading = this.reading[conversation];
    if (reading) reading.again = true;
    else this.reload(conversation, this.reading[conversation] = { again: true, late: [] });
  }
  async reload(conversation, reading) {
    await Promise.resolve();
    let view;
    while (reading.again) {
      reading.again = false;
      reading.late = [];
      view = await this.source.view(conversation).catch(() => void 0);
    }
    this.reading[conversation] = void 0;
    if (view) this.set(view);
    reading.late.forEach((task) => task());
  }
  set(one2) {
    this.known[one2.conversation] = one2;
    this.source.changed(one2);
  }
  /** Forgets a conversation that is gone. */
  remove(conversation) {
    delete this.known[conversation];
  }
  load() {
    if (!this.loaded) {
      this.loaded = this.loadAll().catch((err) => {
        this.loaded = void 0;
        throw err;
      });
    }
    return this.loaded;
  }
  async loadAll() {
    let cursor;
    do {
      const page = await this.source.page(cursor);
      page.conversations.forEach((one2) => this.known[one2.conversation] = this.known[one2.conversation] || one2);
      cursor = page.next;
    } while (cursor);
  }
};

// src/delivered.ts
var DeliveryReceipts = class {
  constructor(send2) {
    this.send = send2;
    this.seqs = {};
  }
  arrived(conversation, seq) {
    this.seqs[conversation] = seq;
    if (!this.timer) this.timer = setTimeout(() => this.flush(), 500);
  }
  close() {
    clearTimeout(this.timer);
  }
  flush() {
    this.timer = void 0;
    const seqs = this.seqs;
    this.seqs = {};
    Object.keys(seqs).forEach((conversation) => this.send(conversation, seqs[conversation]));
  }
};

// src/identity.ts
var spelled = (identity, name) => identity.fold_ids ? name.toLowerCase() : name;
var isGuest = (identity) => identity.user.indexOf("guest~") === 0;
function randomName(length) {
  let name = "";
  while (name.length < length) name += Math.random().toString(36).slice(2);
  return name.slice(0, length);
}
var deviceKey = "hongyan/device";
async function deviceName(storage) {
  const known = await storage.get(deviceKey);
  if (known) return known;
  const name = randomName(12);
  await storage.set(deviceKey, name);
  return name;
}

// src/message.ts
function conversationOf(message, me) {
  return message.to === `user/${me}` && message.from !== me ? `user/${message.from}` : message.to;
}
var addressForm = /^(user|group|room)\/[A-Za-z0-9_.-]{1,64}$/;
var isAddress = (text3) => addressForm.test(text3);

// src/inbox/order.ts
var Order = class {
  /** `last` is the seq up to which all is known. */
  constructor(last) {
    this.last = last;
    this.early = {};
  }
  /** Takes what came, and gives what is in order now. What is known already gives nothing. */
  take(seq, item) {
    if (seq <= this.last) return [];
    if (!(seq in this.early)) this.early[seq] = item;
    return this.follow();
  }
  /** What waits at a seq is no longer as it was. */
  replace(seq, item) {
    if (seq in this.early) this.early[seq] = item;
  }
  /** Nothing before `seq` is to be waited for. Gives what is in order now. */
  skip(seq) {
    const skipped = this.seqs().filter((early) => early < seq);
    const items = skipped.map((early) => this.early[early]);
    skipped.forEach((early) => delete this.early[early]);
    this.last = Math.max(this.last, seq - 1);
    return items.concat(this.follow());
  }
  /** The smallest seq that waits for one before it, or undefined. */
  get waiting() {
    return this.seqs()[0];
  }
  follow() {
    const ready = [];
    while (this.last + 1 in this.early) {
      this.last++;
      ready.push(this.early[this.last]);
      delete this.early[this.last];
    }
    return ready;
  }
  seqs() {
    return Object.keys(this.early).map(Number).sort((a, b) => a - b);
  }
};

// src/inbox/inbox.ts
var gapMost = 1e3;
var gapPatience = 150;
var Inbox = class {
  constructor(me, source, memory, mine, events) {
    this.me = me;
    this.source = source;
    this.memory = memory;
    this.mine = mine;
    this.events = events;
    this.lanes = {};
    this.start = {};
    this.syncing = Promise.resolve();
    this.syncs = 0;
    this.over = false;
  }
  /** Tells nothing any more. */
  close() {
    this.over = true;
  }
  /** Takes a message that came live. */
  take(message) {
    this.whenSynced(() => this.live(conversationOf(message, this.me.user), message));
  }
  /** A message of this device is on the server's disk. */
  sent(message) {
    this.whenSynced(() => this.live(message.to, message));
  }
  /** Takes an event that came live: of the inbox, of a group or of a chatroom. */
  takeEvent(event) {
    this.whenSynced(() => this.tellEvent(event));
  }
  /** The user has left a chatroom: the next entry begins anew. */
  leftRoom(address) {
    delete this.lanes[address];
  }
  /**
   * Finds out what happened while the client was away, tells it, and remembers how far it came. What comes live meanwhile
   * is told after it. Call it after each connection is made; one that is under way is waited for.
   */
  sync() {
    this.held = this.held || [];
    this.syncs++;
    const synced = this.syncing.then(() => this.syncNow());
    this.syncing = synced.catch(() => {
    });
    return synced;
  }
  async syncNow() {
    try {
      await this.catchUp();
    } catch (thrown) {
      if (thrown.field !== "cursor") throw thrown;
      this.memory.forget();
      this.lanes = {};
      await this.catchUp();
    } finally {
      if (--this.syncs === 0) this.release();
    }
  }
  release() {
    const held = this.held || [];
    this.held = void 0;
    held.forEach((task) => task());
  }
  whenSynced(task) {
    if (this.over) return;
    if (this.held) this.held.push(task);
    else task();
  }
  async catchUp() {
    const first = this.memory.cursor === void 0;
    this.start = {};
    let cursor = this.memory.cursor;
    for (let more = true; more && !this.over; ) {
      const page = await this.source.sync(cursor);
      for (const one2 of page.conversations) await this.catchUpWith(one2, first);
      (page.events || []).forEach((event) => this.tellEvent(event));
      if (page.events_gap) this.tellEvent({ event: "events.missed" });
      cursor = page.cursor;
      more = page.more;
    }
    for (const conversation of Object.keys(this.lanes)) await this.fill(conversation);
    if (!this.over) this.memory.reached(cursor);
  }
  async catchUpWith(one2, first) {
    const conversation = one2.conversation;
    this.events.view(one2);
    if (first) {
      this.start[conversation] = one2.last_seq;
      this.memory.told(conversation, one2.last_seq);
      return;
    }
    const messages = one2.messages;
    const start = one2.gap || messages.length === 0 ? beginning(one2) : messages[0].seq - 1;
    const lane = this.lane(conversation, start);
    if (one2.gap && messages.length > 0) await this.fill(conversation, messages[0].seq);
    messages.forEach((message) => this.place(conversation, lane, message));
    await this.fill(conversation);
    (one2.changed || []).forEach((message) => this.events.changed(conversation, message));
    if (one2.deleted && one2.deleted.length > 0) this.events.deleted(conversation, one2.deleted);
  }
  live(conversation, message) {
    if (message.seq === void 0 || message.seq <= this.start[conversation]) return this.tell(conversation, message);
    const lane = this.lanes[conversation];
    if (lane) {
      this.place(conversation, lane, message);
      if (lane.order.waiting !== void 0) setTimeout(() => this.fillLater(conversation), gapPatience);
    } else if (this.memory.last(conversation) !== void 0 || message.seq === 1 || conversation.indexOf("room/") === 0) {
      this.lane(conversation, message.seq - 1);
      this.live(conversation, message);
    } else {
      this.meet(conversation, message);
    }
  }
  // A conversation of which nothing is known: a group that was joined a moment ago, most times. What was written before
  // is not told.
  meet(conversation, message) {
    this.source.view(conversation).then(
      (view) => {
        this.lane(conversation, Math.min(beginning(view), message.seq - 1));
        this.live(conversation, message);
      },
      (err) => this.events.failed(err)
      // the next sync brings it
    );
  }
  lane(conversation, start) {
    const known = this.lanes[conversation];
    if (known) return known;
    const last = this.memory.last(conversation);
    return this.lanes[conversation] = { order: new Order(last === void 0 ? start : last), filling: Promise.resolve() };
  }
  place(conversation, lane, message) {
    lane.order.take(message.seq, message).forEach((one2) => this.tell(conversation, one2));
  }
  fillLater(conversation) {
    this.fill(conversation).catch((err) => this.events.failed(err));
  }
  /** Fetches what is missing before what waits, or before a seq: one after the other in a conversation. */
  fill(conversation, before) {
    const lane = this.lanes[conversation];
    if (!lane) return Promise.resolve();
    const filled = lane.filling.then(() => this.fillNow(conversation, lane, before));
    lane.filling = filled.catch(() => {
    });
    return filled;
  }
  async fillNow(conversation, lane, before) {
    for (; ; ) {
      const end = before || lane.order.waiting;
      if (end === void 0 || end <= lane.order.last + 1 || this.over) return;
      if (end - lane.order.last > gapMost) {
        this.events.gap(conversation, lane.order.last, end);
        this.skip(conversation, lane, end);
      } else {
        await this.fillPage(conversation, lane, end);
      }
    }
  }
  async fillPage(conversation, lane, end) {
    const { last } = lane.order;
    const page = await this.source.history(conversation, last);
    if (page.first_seq > last + 1) this.skip(conversation, lane, Math.min(page.first_seq, end));
    page.messages.forEach((message) => this.place(conversation, lane, message));
    if (lane.order.last === last) this.skip(conversation, lane, Math.min(lane.order.waiting || end, end));
  }
  skip(conversation, lane, to) {
    lane.order.skip(to).forEach((one2) => this.tell(conversation, one2));
  }
  tell(conversation, message) {
    if (this.over) return;
    this.events.placed(conversation, message);
    if (message.type === "event") this.events.event(__spreadProps(__spreadValues({}, message.body), { conversation, from: message.from, seq: message.seq, ts: message.ts }));
    else if (message.type !== "none" && !this.mine(message)) this.events.message(conversation, message);
    if (message.seq !== void 0 && conversation.indexOf("room/") !== 0) this.memory.told(conversation, message.seq);
  }
  tellEvent(event) {
    if (this.over || event.ts && !this.memory.newEvent(JSON.stringify(event))) return;
    const message = event.message;
    if (message && message.seq) {
      const conversation = conversationOf(message, this.me.user);
      const lane = this.lanes[conversation];
      if (lane) lane.order.replace(message.seq, message);
      this.events.changed(conversation, message, event);
    } else if (event.event === "messages.deleted") {
      this.events.deleted(event.conversation, event.seqs || []);
    }
    this.events.event(event);
  }
};
var beginning = (view) => Math.max(view.first_seq - 1, view.read_seq, 0);

// src/parsed.ts
function parsed(text3) {
  try {
    return text3 ? JSON.parse(text3) : void 0;
  } catch (_) {
    return void 0;
  }
}

// src/inbox/memory.ts
var eventsMost = 500;
var Memory = class {
  constructor(storage, key, failed) {
    this.storage = storage;
    this.key = key;
    this.failed = failed;
    this.kept = { last: {}, events: [] };
    this.writing = false;
    this.dirty = false;
  }
  async load() {
    const text3 = await this.storage.get(this.key);
    const kept = parsed(text3);
    if (kept && kept.last && kept.events) this.kept = kept;
  }
  get cursor() {
    return this.kept.cursor;
  }
  /** Up to which seq the conversation was told; undefined when it is unknown. */
  last(conversation) {
    return this.kept.last[conversation];
  }
  told(conversation, seq) {
    if (seq <= this.kept.last[conversation]) return;
    this.kept.last[conversation] = seq;
    this.save();
  }
  /** Tells whether an event is new, and keeps it. */
  newEvent(event) {
    const hash = hashOf(event);
    if (this.kept.events.indexOf(hash) >= 0) return false;
    this.kept.events.push(hash);
    if (this.kept.events.length > eventsMost) this.kept.events.shift();
    this.save();
    return true;
  }
  /** All up to a cursor has been told. */
  reached(cursor) {
    if (cursor === this.kept.cursor) return;
    this.kept.cursor = cursor;
    this.save();
  }
  /** The server knows nothing of what was told: it was set back to an earlier time. */
  forget() {
    this.kept = { last: {}, events: [] };
    this.save();
  }
  // Many changes in one go are one write. What is not written when the app ends is told once more.
  async save() {
    this.dirty = true;
    if (this.writing) return;
    this.writing = true;
    while (this.dirty) {
      await Promise.resolve();
      this.dirty = false;
      try {
        await this.storage.set(this.key, JSON.stringify(this.kept));
      } catch (thrown) {
        this.failed(thrown);
      }
    }
    this.writing = false;
  }
};
function hashOf(text3) {
  let hash = 2166136261;
  for (let i = 0; i < text3.length; i++) hash = Math.imul(hash ^ text3.charCodeAt(i), 16777619);
  return (hash >>> 0).toString(36);
}

// src/outbox/outbox.ts
var largestPayload = 65536;
var Outbox = class {
  constructor(shelf, limits, events) {
    this.shelf = shelf;
    this.limits = limits;
    this.events = events;
    this.lanes = {};
    this.count = 0;
    this.bytes = 0;
    this.open = false;
  }
  /** Takes up what an earlier run left. Call it before the first `add`. */
  async load() {
    for (const entry of await this.shelf.load()) this.queue({ entry, kept: Promise.resolve(), resolve: () => {
    }, reject: () => {
    } });
  }
  /** How many messages wait. */
  get length() {
    return this.count;
  }
  /**
   * Takes a message over. Resolves with its receipt; rejects with the server's refusal, `cancelled`, `outbox_full`,
   * `too_large` or `storage_failed`.
   */
  add(to, cid, payload) {
    return new Promise((resolve, reject) => {
      this.admit(payload);
      const entry = { n: 0, to, cid, created: Date.now(), payload };
      this.queue({ entry, kept: this.shelf.put(entry), resolve, reject });
    });
  }
  /** Takes a message back. Tells whether it was still waiting; what is under way may arrive all the same. */
  cancel(cid) {
    for (const to of Object.keys(this.lanes)) {
      const lane = this.lanes[to];
      const at = lane.waiting.findIndex((w) => w.entry.cid === cid);
      if (at < 0) continue;
      if (at === 0 && lane.busy) return false;
      const [one2] = lane.waiting.splice(at, 1);
      this.over(one2);
      this.giveUp(one2, new ChatError("cancelled", "the message was taken back before it was sent"));
      return true;
    }
    return false;
  }
  /** Tells whether a message waits, or is under way. */
  has(to, cid) {
    const lane = this.lanes[to];
    return !!lane && lane.waiting.some((w) => w.entry.cid === cid);
  }
  /** There is a connection: sends what waits. */
  start() {
    this.open = true;
    Object.keys(this.lanes).forEach((to) => {
      clearTimeout(this.lanes[to].timer);
      this.lanes[to].timer = void 0;
      this.advance(to);
    });
  }
  /** There is none: what is under way will be sent again. */
  stop() {
    this.open = false;
  }
  /** The user has logged out: callers hear `logged_out`, and what waits stays in the storage for the next login. */
  leave() {
    this.stop();
    const err = new ChatError("logged_out", "the user has logged out; the message is sent after the next login");
    Object.keys(this.lanes).forEach((to) => {
      clearTimeout(this.lanes[to].timer);
      this.lanes[to].waiting.forEach((w) => w.reject(err));
    });
    this.lanes = {};
  }
  admit(payload) {
    const size = byteLength(payload);
    if (size > largestPayload) throw new ChatError("too_large", `the message has ${size} bytes; ${largestPayload} are allowed`, { field: "body" });
    if (this.count >= this.limits.messages || this.bytes + size > this.limits.bytes) {
      throw new ChatError("outbox_full", `${this.count} messages wait to be sent, and there is room for no more: wait for the connection, or cancel some`);
    }
  }
  queue(waiting2) {
    const { to } = waiting2.entry;
    const lane = this.lanes[to] || (this.lanes[to] = { waiting: [], busy: false, backoff: new Backoff() });
    this.count++;
    this.bytes += byteLength(waiting2.entry.payload);
    lane.waiting.push(waiting2);
    this.advance(to);
  }
  async advance(to) {
    const lane = this.lanes[to];
    if (!lane || !this.open || lane.busy || lane.timer || lane.waiting.length === 0) return;
    const one2 = lane.waiting[0];
    lane.busy = true;
    await this.attempt(lane, one2);
    lane.busy = false;
    if (lane === this.lanes[to]) this.advance(to);
  }
  async attempt(lane, one2) {
    try {
      await one2.kept;
      if (!this.open) return;
      const receipt = await this.events.send(one2.entry);
      lane.backoff.reset();
      this.done(lane, one2);
      this.events.sent(one2.entry, receipt);
      one2.resolve(receipt);
    } catch (thrown) {
      this.refused(lane, one2, thrown);
    }
  }
  refused(lane, one2, err) {
    if (err.code === "connection_lost") return this.pause(lane, one2.entry.to, 1e3);
    if (err.temporary) return this.pause(lane, one2.entry.to, Math.max((err.retryAfter || 0) * 1e3, lane.backoff.next()));
    this.done(lane, one2);
    this.giveUp(one2, err);
  }
  pause(lane, to, ms) {
    lane.timer = setTimeout(() => {
      lane.timer = void 0;
      this.advance(to);
    }, ms);
  }
  done(lane, one2) {
    const at = lane.waiting.indexOf(one2);
    if (at < 0) return;
    lane.waiting.splice(at, 1);
    this.over(one2);
  }
  over(one2) {
    this.count--;
    this.bytes -= byteLength(one2.entry.payload);
    this.shelf.remove(one2.entry.n).catch(() => {
    });
  }
  giveUp(one2, err) {
    this.events.failed(one2.entry, err);
    one2.reject(err);
  }
};

// src/outbox/shelf.ts
var Shelf2 = class {
  /** `prefix` is that of the keys: of a user of an app. */
  constructor(storage, prefix) {
    this.storage = storage;
    this.prefix = prefix;
    this.first = 1;
    this.next = 1;
    this.work = Promise.resolve();
    this.kept = {};
  }
  /** The entries that an earlier run left, in their order. */
  load() {
    return this.inTurn(async () => {
      const range = parsed(await this.storage.get(this.prefix)) || { first: 1, next: 1 };
      this.first = range.first;
      this.next = range.next;
      const found2 = [];
      for (let n = this.first; n < range.next; n++) {
        const entry = parsed(await this.storage.get(this.key(n)));
        if (!entry) continue;
        this.kept[n] = true;
        found2.push(entry);
      }
      return found2;
    });
  }
  /** Keeps an entry, and gives it its place. When it resolves, the entry outlives the app; rejects with `storage_failed`. */
  put(entry) {
    return this.inTurn(async () => {
      entry.n = this.next++;
      await this.storage.set(this.prefix, JSON.stringify({ first: this.first, next: this.next }));
      await this.storage.set(this.key(entry.n), JSON.stringify(entry));
      this.kept[entry.n] = true;
    });
  }
  /** Forgets an entry. */
  remove(n) {
    return this.inTurn(async () => {
      if (!this.kept[n]) return;
      delete this.kept[n];
      await this.storage.remove(this.key(n));
      while (this.first < this.next && !this.kept[this.first]) this.first++;
    });
  }
  key(n) {
    return `${this.prefix}/${n}`;
  }
  // One after the other, whatever the storage takes its time for.
  inTurn(task) {
    const done2 = this.work.then(task).catch((thrown) => {
      throw new ChatError("storage_failed", `the host's storage failed: ${thrown && thrown.errMsg || thrown}`);
    });
    this.work = done2.catch(() => {
    });
    return done2;
  }
};

// src/rooms.ts
var Rooms = class {
  constructor(topic, session, lost) {
    this.topic = topic;
    this.session = session;
    this.lost = lost;
    this.inside = {};
  }
  /** Enters a chatroom. Rejects with the server's refusal, or `offline`. */
  async enter(room) {
    const session = this.session();
    if (!session) throw new ChatError("offline", "there is no connection; enter the chatroom when the state is `connected`");
    await session.subscribe(this.topic(room));
    this.inside[room] = true;
  }
  async leave(room) {
    delete this.inside[room];
    const session = this.session();
    if (session) await session.unsubscribe(this.topic(room));
  }
  /** Enters all of them anew. One that refuses, because it is gone or the user was banned, is left. */
  async enterAgain(session) {
    for (const room of Object.keys(this.inside)) {
      try {
        await session.subscribe(this.topic(room));
      } catch (thrown) {
        const err = thrown;
        if (err.temporary) throw err;
        delete this.inside[room];
        this.lost(room, err);
      }
    }
  }
};

// src/desk.ts
var Desk = class {
  constructor(options, events) {
    this.options = options;
    this.events = events;
    this.ownCIDs = [];
    const { host, storage, servers, identity, client, device } = options;
    const prefix = `hongyan/${servers.preferred.http}/${identity.app}/${identity.user}`;
    this.connection = new Connection(
      host,
      servers,
      __spreadProps(__spreadValues({}, client), { clientId: `sdk-${randomName(12)}`, userProperties: { platform: host.platform, device } }),
      {
        state: (state) => this.became(state.state === "connected", () => events.emit("state", state)),
        prepare: (session) => this.prepare(session),
        ready: () => this.ready(),
        message: (topic, payload) => this.route(topic, payload)
      }
    );
    const limits = __spreadValues({ messages: 1e3, bytes: 4 << 20 }, client.outbox);
    this.outbox = new Outbox(new Shelf2(storage, `${prefix}/outbox`), limits, {
      send: (entry) => this.send(entry),
      sent: (entry, receipt) => this.sent(entry, receipt),
      failed: (entry, error) => events.emit("failed", { conversation: entry.to, cid: entry.cid, error, body: JSON.parse(entry.payload).body })
    });
    this.memory = new Memory(storage, `${prefix}/inbox`, (err) => this.report(err));
    this.conversations = new Conversations2({
      get me() {
        return identity.user;
      },
      page: (cursor) => this.ask(listConversations, { cursor, limit: 100 }),
      view: (conversation) => this.ask(getConversation, conversation),
      changed: (conversation) => events.emit("conversation", conversation)
    });
    this.rooms = new Rooms(
      (room) => `${this.topic(`room/${room}`)}/#`,
      () => this.connection.ready,
      (room, err) => events.emit("event", { event: "room.lost", room, code: err.code, message: err.message })
    );
    this.receipts = new DeliveryReceipts((conversation, seq) => this.signal(`${conversation}/delivered`, { seq }));
    this.inbox = this.makeInbox();
  }
  /** Who is logged in. */
  get identity() {
    return this.options.identity;
  }
  /** Takes up what an earlier run left in the storage. */
  async load() {
    await this.memory.load();
    await this.outbox.load();
  }
  /** Ends it all. What waits to be sent stays in the storage. */
  close() {
    clearTimeout(this.syncTimer);
    this.receipts.close();
    this.inbox.close();
    this.outbox.leave();
    this.connection.close();
  }
  /** Takes a message over to be sent; as `Outbox.add`. */
  post(to, cid, payload) {
    this.remember(cid);
    return this.outbox.add(to, cid, payload);
  }
  /** Enters a chatroom; as `Rooms.enter`. */
  enterRoom(room) {
    return this.rooms.enter(spelled(this.identity, room));
  }
  /** Leaves a chatroom. */
  leaveRoom(room) {
    room = spelled(this.identity, room);
    this.inbox.leftRoom(`room/${room}`);
    return this.rooms.leave(room);
  }
  /** Publishes a signal, which nobody keeps: it is lost when there is no connection. */
  signal(address, body) {
    const session = this.connection.ready;
    if (session) session.publish(this.topic(address), JSON.stringify(body)).catch(() => {
    });
  }
  /** The topic of an address of the app. */
  topic(address) {
    return `im/${this.options.identity.app}/${address}`;
  }
  makeInbox() {
    const { identity } = this.options;
    const source = {
      sync: (cursor) => this.ask(sync, { cursor }),
      history: (conversation, after2) => this.ask(readHistory, conversation, { after: after2, limit: 100 }),
      view: (conversation) => this.ask(getConversation, conversation)
    };
    const mine = (message) => message.from === identity.user && !!message.cid && (message.cid.indexOf(`${this.options.device}-`) === 0 || this.ownCIDs.indexOf(message.cid) >= 0);
    return new Inbox(identity, source, this.memory, mine, {
      message: (conversation, message) => {
        this.events.emit("message", { conversation, message });
        if (message.seq && message.from !== identity.user && conversation.indexOf("user/") === 0 && this.options.client.deliveryReceipts !== false) this.receipts.arrived(conversation, message.seq);
      },
      placed: (conversation, message) => this.conversations.placed(conversation, message),
      changed: (conversation, message, event) => {
        this.conversations.refresh(conversation);
        this.events.emit("changed", { conversation, message, event });
      },
      deleted: (conversation, seqs) => {
        this.conversations.refresh(conversation);
        this.events.emit("deleted", { conversation, seqs });
      },
      gap: (conversation, after2, before) => this.events.emit("gap", { conversation, after: after2, before }),
      view: (view) => this.conversations.put(view),
      event: (event) => this.told(event),
      failed: (err) => this.report(err)
    });
  }
  // The routes' types are checked where apps call them.
  ask(route, ...args) {
    return this.options.rest.call(callOf(route, args));
  }
  async prepare(session) {
    const said = await session.connected;
    if (said.app) Object.assign(this.options.identity, said);
    const own = `${this.topic(`user/${this.identity.user}`)}/#`;
    await session.subscribe(own, ...isGuest(this.identity) ? [] : [`${this.topic("group")}/#`]);
    await this.rooms.enterAgain(session);
  }
  became(connected, tell) {
    if (!connected) {
      this.outbox.stop();
      this.options.rest.lost();
    }
    tell();
  }
  ready() {
    this.outbox.start();
    this.sync();
  }
  // Again while the connection holds, until it is done: without it something may be missing.
  async sync() {
    clearTimeout(this.syncTimer);
    try {
      if (!isGuest(this.identity)) await this.inbox.sync();
      this.events.emit("synced", {});
    } catch (thrown) {
      if (!this.connection.ready) return;
      this.report(thrown);
      this.syncTimer = setTimeout(() => this.sync(), 5e3);
    }
  }
  async send(entry) {
    const session = this.connection.ready;
    if (!session) throw new ChatError("connection_lost", "there is no connection");
    this.remember(entry.cid);
    const said = await session.publish(this.topic(entry.to), entry.payload);
    return { id: said.id, ts: Number(said.ts), seq: said.seq === void 0 ? void 0 : Number(said.seq), cid: entry.cid };
  }
  sent(entry, receipt) {
    const to = spelled(this.identity, entry.to);
    const message = __spreadProps(__spreadValues(__spreadValues({}, JSON.parse(entry.payload)), receipt), { from: this.identity.user, to });
    this.inbox.sent(message);
    this.events.emit("sent", { conversation: to, message, receipt });
  }
  remember(cid) {
    if (cid.indexOf(`${this.options.device}-`) === 0 || this.ownCIDs.indexOf(cid) >= 0) return;
    this.ownCIDs.push(cid);
    if (this.ownCIDs.length > 1e3) this.ownCIDs.shift();
  }
  // im/APP/KIND/ID[/LEAF]
  route(topic, payload) {
    const [, , , , leaf] = topic.split("/");
    try {
      if (leaf === "reply") return this.options.rest.replied(payload);
      const said = JSON.parse(toText(payload));
      if (leaf === void 0 || leaf === "event" && said.seq) this.inbox.take(said);
      else if (leaf === "event") this.inbox.takeEvent(said);
      else if (leaf === "error") this.report(new ChatError(said.code, said.message));
      else this.signalled(leaf, said);
    } catch (thrown) {
      this.report(thrown);
    }
  }
  signalled(leaf, said) {
    const conversation = conversationOf(said, this.options.identity.user);
    const { from, seq, body } = said;
    if (leaf === "typing") return this.events.emit("typing", { conversation, from, body });
    if (leaf !== "read" && leaf !== "delivered") return;
    if (conversation.indexOf("user/") === 0) this.conversations.peer(conversation, leaf === "read" ? "peer_read_seq" : "peer_delivered_seq", seq);
    this.events.emit(leaf, { conversation, from, seq });
  }
  told(event) {
    if (event.event === "read") this.conversations.read(event.conversation, event);
    else if (event.event === "conversation.changed") this.conversations.refresh(event.conversation);
    else if (event.event === "group.joined" || event.event === "group.left") this.conversations.refresh(`group/${event.group}`);
    this.events.emit("event", event);
    if (event.event.indexOf(".") > 0) this.events.emit(event.event, event);
  }
  report(err) {
    this.events.emit("error", asChatError(err));
  }
};

// src/emitter.ts
var Emitter = class {
  constructor(failed) {
    this.failed = failed;
    this.listeners = {};
  }
  /** Adds a listener; the function it returns removes it again. */
  on(name, listener) {
    const list = this.listeners[name] || [];
    this.listeners[name] = list.concat(listener);
    return () => this.off(name, listener);
  }
  /** Removes a listener; without one, all of the event. */
  off(name, listener) {
    const list = this.listeners[name] || [];
    this.listeners[name] = listener ? list.filter((one2) => one2 !== listener) : [];
  }
  /** Adds a listener that hears the event once. */
  once(name, listener) {
    const off = this.on(name, (value) => {
      off();
      listener(value);
    });
    return off;
  }
  /** Calls the listeners of an event, in the order in which they were added. */
  emit(name, value) {
    for (const listener of this.listeners[name] || []) {
      try {
        listener(value);
      } catch (thrown) {
        this.failed(thrown);
      }
    }
  }
};

// src/credential.ts
var Credential = class {
  /** Throws `bad_option` when something is missing. */
  constructor(login) {
    this.login = login;
    if (!login.user) throw new ChatError("bad_option", "say who logs in: login({user, token})", { field: "user" });
    if (!(login.token || login.password || login.userSig)) throw new ChatError("bad_option", "give a token, a password or a userSig", { field: "token" });
    this.user = login.user;
    this.renewable = typeof login.token === "function";
    this.isToken = !!login.token;
  }
  /** The credential: the last one, or, when the server did not take that, a fresh one if there is any. */
  get(fresh = false) {
    if (!this.last || fresh && this.renewable) {
      const asked = this.last = this.ask();
      asked.catch(() => {
        if (this.last === asked) this.last = void 0;
      });
    }
    return this.last;
  }
  async ask() {
    const { token, password, userSig } = this.login;
    return typeof token === "function" ? token() : token || password || userSig;
  }
};

// src/host/socket-events.ts
var Told = class {
  constructor(to) {
    this.to = to;
    this.over = false;
  }
  opened() {
    if (!this.over) this.to.opened();
  }
  received(bytes) {
    if (!this.over) this.to.received(bytes);
  }
  closed(why) {
    if (this.over) return;
    this.over = true;
    this.to.closed(why);
  }
  /** Whoever listens has closed the socket and wants to hear no more. */
  silence() {
    this.over = true;
  }
};

// src/host/mini-program.ts
var reason = (err) => err && (err.errMsg || err.errorMessage || err.error && `error ${err.error}`) || "no reason given";
var MiniProgramHost = class {
  constructor(platform, api) {
    this.platform = platform;
    this.api = api;
    this.storage = new SyncStorage(api);
  }
  connect(url, events) {
    const told2 = new Told(events);
    let task;
    try {
      task = this.open(url, (err) => told2.closed(reason(err)));
    } catch (thrown) {
      told2.closed(String(thrown));
    }
    if (!task || !task.onOpen) {
      told2.closed("the host gave no socket: too many may be open");
      return { send: () => {
      }, close: () => told2.silence() };
    }
    this.listen(task, told2);
    return this.socket(task, told2);
  }
  /** Calls the host's connectSocket. */
  open(url, fail) {
    return this.api.connectSocket({ url, protocols: ["mqtt"], tcpNoDelay: true, timeout: 2e4, success: () => {
    }, fail });
  }
  /** Sets all handlers, at once: a host tells an event only to handlers that are there. */
  listen(task, told2) {
    task.onOpen(() => told2.opened());
    task.onMessage((event) => told2.received(received(event.data)));
    task.onClose((event) => told2.closed(`closed by the other side (${event && event.code || "no code"})`));
    task.onError((err) => told2.closed(reason(err)));
  }
  socket(task, told2) {
    return {
      send: (bytes) => task.send({ data: ownBuffer(bytes), fail: (err) => told2.closed(reason(err)) }),
      close: () => {
        told2.silence();
        try {
          task.close({ code: 1e3, reason: "closed" });
        } catch (_) {
        }
      }
    };
  }
  request(r) {
    return new Promise((resolve, reject) => {
      const call = this.api.request || this.api.httpRequest;
      call.call(this.api, {
        url: r.url,
        method: r.method,
        header: r.headers,
        headers: r.headers,
        data: r.body,
        dataType: "text",
        // otherwise some hosts parse JSON, and round numbers
        responseType: "text",
        timeout: r.timeout,
        success: (answer2) => resolve(asAnswer(answer2)),
        fail: (err) => {
          if (err && err.status && err.data !== void 0) resolve(asAnswer(err));
          else reject(new ChatError("offline", `the request did not get through: ${reason(err)}`));
        }
      });
    });
  }
  upload(u) {
    let task;
    let stopped = () => {
    };
    const answer2 = new Promise((resolve, reject) => {
      stopped = reject;
      if (typeof u.file !== "string") {
        reject(new ChatError("bad_option", "here a file is named by its path, as the host gave it", { field: "file" }));
        return;
      }
      task = this.api.uploadFile({
        url: u.url,
        filePath: u.file,
        name: "file",
        fileName: "file",
        fileType: "image",
        // Alipay wants one of three; the server looks at the bytes
        header: u.headers,
        headers: u.headers,
        formData: u.form,
        success: (answer3) => resolve(asAnswer(answer3)),
        fail: (err) => reject(new ChatError("upload_failed", `the upload did not get through: ${reason(err)}`))
      });
    });
    if (task && task.onProgressUpdate) task.onProgressUpdate((p) => u.progress(p.totalBytesSent || 0, p.totalBytesExpectedToSend || p.totalBytesExpectedToWrite || 0));
    return {
      answer: answer2,
      cancel: () => {
        stopped(new ChatError("cancelled", "the upload was cancelled"));
        if (task && task.abort) task.abort();
      }
    };
  }
  watch(tell) {
    const shown2 = () => tell("shown");
    const hidden = () => tell("hidden");
    const network = (event) => tell(event && event.isConnected === false ? "offline" : "online");
    const api = this.api;
    if (api.onAppShow) api.onAppShow(shown2);
    if (api.onAppHide) api.onAppHide(hidden);
    if (api.onNetworkStatusChange) api.onNetworkStatusChange(network);
    return () => {
      if (api.offAppShow) api.offAppShow(shown2);
      if (api.offAppHide) api.offAppHide(hidden);
      if (api.offNetworkStatusChange) api.offNetworkStatusChange(network);
    };
  }
};
function asAnswer(answer2) {
  const body = answer2.data === void 0 || answer2.data === null ? "" : answer2.data;
  return { status: answer2.statusCode || answer2.status || 200, body: typeof body === "string" ? body : JSON.stringify(body) };
}
var SyncStorage = class {
  constructor(api) {
    this.api = api;
  }
  get(key) {
    const value = this.api.getStorageSync(key);
    return typeof value === "string" && value !== "" ? value : void 0;
  }
  set(key, value) {
    this.api.setStorageSync(key, value);
  }
  remove(key) {
    this.api.removeStorageSync(key);
  }
};

// src/host/alipay.ts
var AlipayHost = class extends MiniProgramHost {
  constructor(my2) {
    super("alipay", my2);
    this.my = my2;
    this.storage = new ObjectStorage(my2);
  }
  connect(url, events) {
    const told2 = new Told(events);
    const single = new SingleSocket(this.my, told2);
    let task;
    try {
      task = this.my.connectSocket({ url, multiple: true, protocols: ["mqtt"], success: () => {
      }, fail: (err) => told2.closed(reason(err)) });
    } catch (thrown) {
      told2.closed(String(thrown));
    }
    if (!task || !task.onOpen) return single;
    single.forget();
    this.listen(task, told2);
    return this.socket(task, told2);
  }
  listen(task, told2) {
    task.onOpen(() => told2.opened());
    task.onMessage((event) => told2.received(received(event.data.data)));
    task.onClose(() => told2.closed("closed by the other side"));
    task.onError((err) => told2.closed(reason(err.data || err)));
  }
  socket(task, told2) {
    return {
      send: (bytes) => task.send({ data: toBase64(bytes), isBuffer: true, fail: (err) => told2.closed(reason(err)) }),
      close: () => {
        told2.silence();
        task.close({});
      }
    };
  }
};
var endAwaited = 0;
var SingleSocket = class {
  constructor(my2, told2) {
    this.my = my2;
    this.told = told2;
    this.isOpen = false;
    this.opened = () => {
      this.isOpen = true;
      this.told.opened();
    };
    this.message = (frame) => {
      if (this.isOpen) this.told.received(received(frame.data));
    };
    this.closed = () => {
      if (Date.now() < endAwaited) endAwaited = 0;
      else this.end("closed by the other side");
    };
    this.failed = (err) => this.end(reason(err));
    my2.onSocketOpen(this.opened);
    my2.onSocketMessage(this.message);
    my2.onSocketClose(this.closed);
    my2.onSocketError(this.failed);
  }
  send(bytes) {
    this.my.sendSocketMessage({ data: toBase64(bytes), isBuffer: true, fail: (err) => this.end(reason(err)) });
  }
  close() {
    this.told.silence();
    this.forget();
    if (this.isOpen) endAwaited = Date.now() + 5e3;
    this.my.closeSocket({});
  }
  /** Takes the handlers off: those of the next socket are others. */
  forget() {
    this.my.offSocketOpen(this.opened);
    this.my.offSocketMessage(this.message);
    this.my.offSocketClose(this.closed);
    this.my.offSocketError(this.failed);
  }
  end(why) {
    this.isOpen = false;
    this.forget();
    this.told.closed(why);
  }
};
var ObjectStorage = class {
  constructor(my2) {
    this.my = my2;
  }
  get(key) {
    const answer2 = this.my.getStorageSync({ key });
    return answer2 && typeof answer2.data === "string" ? answer2.data : void 0;
  }
  set(key, value) {
    this.my.setStorageSync({ key, data: value });
  }
  remove(key) {
    this.my.removeStorageSync({ key });
  }
};

// src/host/baidu.ts
var baidu = (swan2) => new MiniProgramHost("baidu", swan2);

// src/host/global.ts
var found = {
  my: () => typeof my === "undefined" ? void 0 : my,
  tt: () => typeof tt === "undefined" ? void 0 : tt,
  swan: () => typeof swan === "undefined" ? void 0 : swan,
  qq: () => typeof qq === "undefined" ? void 0 : qq,
  wx: () => typeof wx === "undefined" ? void 0 : wx,
  uni: () => typeof uni === "undefined" ? void 0 : uni,
  WebSocket: () => typeof WebSocket === "undefined" ? void 0 : WebSocket,
  XMLHttpRequest: () => typeof XMLHttpRequest === "undefined" ? void 0 : XMLHttpRequest,
  FormData: () => typeof FormData === "undefined" ? void 0 : FormData,
  Blob: () => typeof Blob === "undefined" ? void 0 : Blob,
  fetch: () => typeof fetch === "undefined" ? void 0 : fetch,
  document: () => typeof document === "undefined" ? void 0 : document,
  navigator: () => typeof navigator === "undefined" ? void 0 : navigator,
  addEventListener: () => typeof addEventListener === "undefined" ? void 0 : addEventListener,
  removeEventListener: () => typeof removeEventListener === "undefined" ? void 0 : removeEventListener,
  // A page that may not have it throws when it looks at it.
  localStorage: () => typeof localStorage === "undefined" ? void 0 : localStorage
};
function hostGlobal(name) {
  try {
    return found[name]();
  } catch (_) {
    return void 0;
  }
}

// src/host/web.ts
var StandardHost = class {
  constructor(socketClass) {
    this.socketClass = socketClass;
  }
  connect(url, events) {
    const told2 = new Told(events);
    let socket;
    try {
      socket = new this.socketClass(url, ["mqtt"]);
    } catch (thrown) {
      told2.closed(String(thrown));
      return { send: () => {
      }, close: () => {
      } };
    }
    socket.binaryType = "arraybuffer";
    socket.onopen = () => told2.opened();
    socket.onmessage = (event) => told2.received(received(event.data));
    socket.onclose = (event) => told2.closed(`closed by the other side (${event.code})`);
    socket.onerror = () => told2.closed("the socket failed");
    return {
      send: (bytes) => {
        if (socket.readyState === 1) socket.send(ownBuffer(bytes));
        else told2.closed("the socket is not open");
      },
      close: () => {
        told2.silence();
        socket.close();
      }
    };
  }
};
var MemoryStorage = class {
  constructor() {
    this.values = {};
  }
  get(key) {
    return this.values[key];
  }
  set(key, value) {
    this.values[key] = value;
  }
  remove(key) {
    delete this.values[key];
  }
};
function asBlob(file) {
  const blob = hostGlobal("Blob");
  if (typeof file === "string" || !file || !blob) {
    throw new ChatError("bad_option", "here a file is a File, a Blob, or its bytes in an ArrayBuffer or Uint8Array", { field: "file" });
  }
  return file instanceof blob ? file : new blob([file]);
}
function formOf(u) {
  const form3 = new (hostGlobal("FormData"))();
  Object.keys(u.form).forEach((name) => form3.append(name, u.form[name]));
  const file = asBlob(u.file);
  form3.append("file", file, file.name || u.form.name || "file");
  return form3;
}

// src/host/browser.ts
var BrowserHost = class extends StandardHost {
  constructor() {
    super(hostGlobal("WebSocket"));
    this.platform = "web";
    const local = hostGlobal("localStorage");
    this.storage = local ? new LocalStorageStore(local) : new MemoryStorage();
  }
  request(r) {
    return exchange(r.method, r.url, r.headers, r.body, r.timeout).answer;
  }
  upload(u) {
    const path = u.file;
    if (typeof path !== "string" || path.indexOf("blob:") !== 0) return this.post(u);
    let posted;
    let cancelled = false;
    return {
      answer: blobAt(path).then((file) => {
        if (cancelled) throw new ChatError("cancelled", "it was cancelled");
        posted = this.post(__spreadProps(__spreadValues({}, u), { file }));
        return posted.answer;
      }),
      cancel: () => {
        cancelled = true;
        if (posted) posted.cancel();
      }
    };
  }
  post(u) {
    try {
      return exchange("POST", u.url, u.headers, formOf(u), 0, u.progress);
    } catch (thrown) {
      return { answer: Promise.reject(asChatError(thrown, "upload_failed")), cancel: () => {
      } };
    }
  }
  watch(tell) {
    const page = hostGlobal("document");
    const add = hostGlobal("addEventListener");
    const remove2 = hostGlobal("removeEventListener");
    const seen = () => tell(page && page.hidden ? "hidden" : "shown");
    const online = () => tell("online");
    const offline = () => tell("offline");
    if (page) page.addEventListener("visibilitychange", seen);
    if (add) {
      add("online", online);
      add("offline", offline);
    }
    return () => {
      if (page) page.removeEventListener("visibilitychange", seen);
      if (remove2) {
        remove2("online", online);
        remove2("offline", offline);
      }
    };
  }
};
function exchange(method, url, headers, body, timeout, progress) {
  const x = new (hostGlobal("XMLHttpRequest"))();
  let stopped;
  const answer2 = new Promise((resolve, reject) => {
    stopped = reject;
    x.open(method, url);
    x.timeout = timeout;
    Object.keys(headers).forEach((name) => x.setRequestHeader(name, headers[name]));
    x.onload = () => resolve({ status: x.status, body: x.responseText });
    x.onerror = () => reject(new ChatError("offline", `no answer from ${url}`));
    x.ontimeout = () => reject(new ChatError("timeout", `no answer from ${url} in ${timeout} ms`));
    if (progress) x.upload.onprogress = (event) => progress(event.loaded, event.total);
    x.send(body);
  });
  return {
    answer: answer2,
    cancel: () => {
      x.abort();
      stopped(new ChatError("cancelled", "it was cancelled"));
    }
  };
}
function blobAt(address) {
  return new Promise((resolve, reject) => {
    const x = new (hostGlobal("XMLHttpRequest"))();
    const gone = () => reject(new ChatError("upload_failed", `there is no file at ${address} any more`));
    x.open("GET", address);
    x.responseType = "blob";
    x.onload = () => x.response ? resolve(x.response) : gone();
    x.onerror = gone;
    x.send();
  });
}
var LocalStorageStore = class {
  constructor(local) {
    this.local = local;
  }
  get(key) {
    const value = this.local.getItem(key);
    return value === null ? void 0 : value;
  }
  set(key, value) {
    this.local.setItem(key, value);
  }
  remove(key) {
    this.local.removeItem(key);
  }
};

// src/host/wechat.ts
var wechat = (wx2) => new MiniProgramHost("wechat", wx2);
var qq2 = (qq3) => new NoSubprotocol("qq", qq3);
var NoSubprotocol = class extends MiniProgramHost {
  open(url, fail) {
    return this.api.connectSocket({ url, success: () => {
    }, fail });
  }
};

// src/host/douyin.ts
var douyin = (tt2) => new NoSubprotocol("douyin", tt2);

// src/within.ts
function within(ms, late, promise) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ChatError("timeout", late)), ms);
    const done2 = () => clearTimeout(timer);
    promise.then(
      (value) => {
        done2();
        resolve(value);
      },
      (thrown) => {
        done2();
        reject(thrown);
      }
    );
  });
}

// src/host/node.ts
var NodeHost = class extends StandardHost {
  constructor(options = {}) {
    const socketClass = options.WebSocket || hostGlobal("WebSocket");
    if (!socketClass) throw new ChatError("no_host", "there is no WebSocket: give one, createClient({host: nodeHost({WebSocket: require('ws')})})", { field: "host" });
    super(socketClass);
    this.platform = "other";
    this.storage = options.storage || new MemoryStorage();
  }
  request(r) {
    return within(r.timeout, `no answer from ${r.url} in ${r.timeout} ms`, fetched(r.url, { method: r.method, headers: r.headers, body: r.body }));
  }
  upload(u) {
    let stopped;
    const cancelled = new Promise((_, reject) => {
      stopped = reject;
    });
    return {
      answer: Promise.race([this.send(u), cancelled]),
      cancel: () => stopped(new ChatError("cancelled", "the upload was cancelled"))
    };
  }
  // fetch does not tell how far it is: there are a first and a last report.
  async send(u) {
    try {
      const total = asBlob(u.file).size;
      u.progress(0, total);
      const answer2 = await fetched(u.url, { method: "POST", headers: u.headers, body: formOf(u) });
      u.progress(total, total);
      return answer2;
    } catch (thrown) {
      throw asChatError(thrown, "upload_failed");
    }
  }
  watch() {
    return () => {
    };
  }
};
async function fetched(url, init) {
  try {
    const answer2 = await hostGlobal("fetch")(url, init);
    return { status: answer2.status, body: await answer2.text() };
  } catch (thrown) {
    throw new ChatError("offline", `no answer from ${url}: ${thrown}`);
  }
}

// src/host/uni.ts
var UniHost = class extends MiniProgramHost {
  constructor(uni2) {
    super("uniapp", uni2);
  }
  open(url, fail) {
    return this.api.connectSocket({ url, protocols: ["mqtt"], success: () => {
    }, fail });
  }
  listen(task, told2) {
    task.onOpen(() => told2.opened());
    task.onMessage((event) => told2.received(received(unwrapped(event.data))));
    task.onClose(() => told2.closed("closed by the other side"));
    task.onError(() => told2.closed("the socket failed"));
  }
};
function unwrapped(data) {
  const frame = data;
  return frame && frame["@type"] === "binary" ? frame.base64 : data;
}

// src/host/detect.ts
var miniPrograms = [
  ["my", (my2) => new AlipayHost(my2)],
  ["tt", douyin],
  ["swan", baidu],
  ["qq", qq2],
  ["wx", wechat],
  ["uni", (uni2) => new UniHost(uni2)]
];
function detectHost() {
  for (const [name, host] of miniPrograms) {
    const api = hostGlobal(name);
    if (api && typeof api.connectSocket === "function") return host(api);
  }
  if (hostGlobal("document") && hostGlobal("WebSocket") && hostGlobal("XMLHttpRequest")) return new BrowserHost();
  if (hostGlobal("fetch")) return new NodeHost();
  throw new ChatError("no_host", "this is no host that the SDK knows: hand one over, createClient({host})", { field: "host" });
}

// src/media.ts
function upload(host, server, token, file, options) {
  let running;
  let cancelled = false;
  const form3 = {};
  ["name", "duration", "width", "height"].forEach((name) => {
    if (options[name] !== void 0) form3[name] = String(options[name]);
  });
  const answer2 = token.then(async (shown2) => {
    if (cancelled) throw new ChatError("cancelled", "the upload was cancelled");
    running = host.upload({
      url: `${server}/v1/files`,
      file,
      form: form3,
      headers: shown2 ? { Authorization: `Bearer ${shown2}` } : {},
      progress: (sent, total) => options.onProgress && options.onProgress({ sent, total })
    });
    const { status, body } = await running.answer;
    return answerOf(status, body);
  });
  return {
    answer: answer2,
    cancel: () => {
      cancelled = true;
      if (running) running.cancel();
    }
  };
}

// src/outbox/entry.ts
function payloadOf2(options, cid) {
  const { type, body, ext, store, at, quote, only, silent, no_push, expires_in, receipt, priority } = options;
  return JSON.stringify({ cid, type: type || "txt", body, ext, store, at, quote, only, silent, no_push, expires_in, receipt, priority });
}

// src/sending.ts
function sending(cid, answer2, cancel) {
  answer2.catch(() => {
  });
  return Object.assign(answer2, { cid, cancel });
}

// src/client.ts
var Client = class {
  /** Throws `bad_option` or `no_host`. Nothing is connected before `login`. */
  constructor(options) {
    this.ownDevice = "";
    this.events = new Emitter((thrown) => this.events.emit("error", asChatError(thrown, "bad_option")));
    this.options = options.servers ? options : __spreadProps(__spreadValues(__spreadValues({}, bakedAddress()), options), { servers: bakedAddress().servers });
    this.servers = new Servers(this.options.servers);
    this.host = options.host || detectHost();
    this.storage = options.storage || this.host.storage;
    this.rest = new Rest({
      way: options.rest || "auto",
      host: this.host,
      topic: () => this.needDesk().topic(`user/${this.user}/request`),
      session: () => this.desk && this.desk.connection.ready,
      server: () => this.servers.current.http,
      token: (fresh) => this.token(fresh)
    });
  }
  get app() {
    return this.options.app || "default";
  }
  /** Who is logged in, or undefined. */
  get user() {
    return this.desk && this.desk.identity.user;
  }
  /** The id of this device, by which the server tells a user's devices apart; empty before the first login. */
  get device() {
    return this.ownDevice;
  }
  /** What becomes of the connection. */
  get state() {
    return this.desk ? this.desk.connection.state : { state: "idle" };
  }
  /**
   * Logs a user in, and stays connected until `logout`. Resolves when it is connected; while there is no network it goes
   * on trying, and messages that are sent wait. Rejects with the server's refusal.
   */
  async login(login) {
    const credential = new Credential(login);
    this.logout();
    this.credential = credential;
    const entering = this.enter(login.user);
    this.entering = entering;
    const desk = await entering;
    if (this.entering !== entering) throw loggedOut();
    this.desk = desk;
    return new Promise((resolve, reject) => {
      const off = this.events.on("state", ({ state, error }) => {
        if (state === "connected") resolve();
        else if (state === "closed") reject(error);
        else if (state === "idle") reject(loggedOut());
        else return;
        off();
      });
      desk.connection.open({ username: `${login.user}@${this.app}`, credential });
    });
  }
  async enter(user) {
    this.ownDevice = await deviceName(this.storage).catch((thrown) => {
      throw asChatError(thrown, "storage_failed");
    });
    const { host, storage, servers, rest, device, options } = this;
    const desk = new Desk({ host, storage, servers, rest, device, identity: { app: this.app, user }, client: options }, this.events);
    await desk.load();
    return desk;
  }
  /** Ends the connection. Messages that wait are sent after the next login of the same user. */
  logout() {
    const desk = this.desk;
    this.desk = this.entering = void 0;
    this.credential = this.httpToken = void 0;
    if (desk) desk.close();
  }
  on(name, listener) {
    return this.events.on(name, listener);
  }
  once(name, listener) {
    return this.events.once(name, listener);
  }
  /** Removes a listener, or all of a name. */
  off(name, listener) {
    this.events.off(name, listener);
  }
  /**
   * Sends a message to `user/ID`, `group/ID` or `room/ID`. It is kept before it is sent, and sent until the server has
   * it, also by the next run of the app. Resolves with its `id`, `seq` and `ts` when it is on the server's disk; rejects
   * when the server refuses it, or `cancel` of the answer took it back. Messages to one address arrive in the order of
   * the calls.
   */
  send(to, message) {
    const cid = message.cid || `${this.device}-${randomName(10)}`;
    const entering = this.entering || Promise.reject(notLoggedIn());
    const answer2 = entering.then((desk) => {
      check(to, message);
      return desk.post(to, cid, payloadOf2(message, cid));
    });
    return sending(cid, answer2, () => entering.then((desk) => desk.outbox.cancel(cid)));
  }
  /** Uploads a file and sends a message that names it. What is uploaded is lost when the app ends before it is done. */
  sendMedia(to, file, options) {
    const _a = options, { onProgress, name, duration, width, height, cover } = _a, message = __objRest(_a, ["onProgress", "name", "duration", "width", "height", "cover"]);
    const up = this.upload(file, { onProgress, name, duration, width, height });
    let running = up;
    const answer2 = up.then(async (uploaded) => {
      const body = __spreadProps(__spreadValues({}, options.body), { file: uploaded.id });
      if (cover) {
        const small = this.upload(cover);
        running = small;
        Object.assign(body, { cover: (await small).id });
      }
      const posted = this.send(to, __spreadProps(__spreadValues({}, message), { body }));
      running = posted;
      return posted;
    });
    return sending(options.cid || "", answer2, () => running.cancel());
  }
  /** Uploads a file: messages name it by its `id`. */
  upload(file, options = {}) {
    const running = upload(this.host, this.servers.current.http, this.token(), file, options);
    return sending("", running.answer, () => running.cancel());
  }
  /** The list of conversations, pinned ones first, then the latest; `conversation` tells when one changes. */
  async conversations() {
    return this.needDesk().conversations.list();
  }
  /** How many messages are unread, in all conversations. */
  async unread() {
    return this.needDesk().conversations.unread();
  }
  /** Enters a chatroom, and again after each reconnect, until `leaveRoom`. */
  async enterRoom(room) {
    return this.needDesk().enterRoom(room);
  }
  async leaveRoom(room) {
    return this.needDesk().leaveRoom(room);
  }
  /** Tells an address that the user is typing. Nobody is told when there is no connection. */
  typing(to, body = {}) {
    this.needDesk().signal(`${to}/typing`, body);
  }
  /** How many messages wait to be sent. */
  get waiting() {
    return this.desk ? this.desk.outbox.length : 0;
  }
  /** Calls an operation of the server: `client.call(createGroup, {name: 'Climbing'})`. */
  async call(route, ...args) {
    const answer2 = await this.rest.call(callOf(route, args));
    this.noted(route, String(args[0]), answer2);
    return answer2;
  }
  // The list of conversations follows what this device did itself.
  noted(route, conversation, answer2) {
    if (!this.desk) return;
    const list = this.desk.conversations;
    conversation = spelled(this.desk.identity, conversation);
    if (route === markRead) list.read(conversation, answer2);
    else if (route === changeConversation) list.answered(answer2);
    else if (route === clearConversation || route === deleteMessages) list.refresh(conversation);
  }
  // A token for HTTP: the one of the login, or one that the server gives for its password.
  async token(fresh = false) {
    const credential = this.credential;
    if (!credential || credential.isToken) return credential && credential.get(fresh);
    if (fresh || !this.httpToken || this.httpToken.until < Date.now() + 6e4) {
      const body = { user: credential.user, app: this.app, password: await credential.get() };
      const { token, expires_at } = await this.rest.call(callOf(createToken, [body]));
      if (this.credential !== credential) return void 0;
      this.httpToken = { token, until: expires_at };
    }
    return this.httpToken.token;
  }
  needDesk() {
    if (!this.desk) throw notLoggedIn();
    return this.desk;
  }
};
var notLoggedIn = () => new ChatError("not_logged_in", "nobody is logged in: call login first");
var loggedOut = () => new ChatError("logged_out", "logout was called meanwhile");
function check(to, message) {
  if (!isAddress(to)) throw new ChatError("bad_address", `"${to}" is no address: write user/ID, group/ID or room/ID`, { field: "to" });
  if (!message.body || typeof message.body !== "object") throw new ChatError("bad_payload", 'the body is an object, like {text: "hello"}', { field: "body" });
}

// src/tim/groups/incoming.ts
async function groupEvent(face, event) {
  const { event: name } = event;
  if (name.indexOf("thread.") === 0) return topicChanged(face, event);
  if (name === "values.set" || name === "values.deleted") return valuesChanged(face, event);
  if (name.indexOf("join.") === 0) return requested(face, event);
  if (name === "group.joined" || name === "group.left") return membership(face, event);
  if (event.seq && event.conversation) return groupChanged(face, event);
  if (event.room) return roomChanged(face, event);
}
async function groupChanged(face, event) {
  const _a = event, { event: name, conversation, from, seq, ts } = _a, more = __objRest(_a, ["event", "conversation", "from", "seq", "ts"]);
  const groupID = idOf(conversation);
  const users = event.users || [];
  if (name === "group.dismissed") return dismissed(face, groupID, from, ts);
  if (!(name === "members.removed" && users.indexOf(face.me) >= 0)) await face.groups.refresh(groupID).catch(() => void 0);
  if (name === "member.changed") face.people.forgetCards(groupID, users);
  if (isTip(event)) {
    const ours = { id: "", from: from || "", to: conversation, seq, ts, type: "event", body: __spreadProps(__spreadValues({}, more), { event: name }) };
    const tip = await show(face, conversation, ours);
    if (tip) face.events.emit("onMessageReceived", [tip]);
  }
  if (name === "admins.added" && users.indexOf(face.me) >= 0) await tellNotice(face, notice.madeAdmin, { groupID, operatorID: from, ts });
  if (name === "admins.removed" && users.indexOf(face.me) >= 0) await tellNotice(face, notice.adminEnded, { groupID, operatorID: from, ts });
  if (name === "values.changed") attributesChanged(face, groupID);
  tellList(face);
}
function attributesChanged(face, groupID) {
  const attributes = (face.groups.known(groupID) || {}).values || {};
  if (face.groups.tellAttributes(groupID, attributes)) face.events.emit("groupAttributesUpdated", { groupID, groupAttributes: attributes });
}
async function valuesChanged(face, event) {
  const changed4 = (event.values || []).reduce((all2, { key, value }) => __spreadProps(__spreadValues({}, all2), { [key]: value }), {});
  face.events.emit("groupAttributesUpdated", { groupID: event.room, groupAttributes: changed4, deletedKeyList: event.keys || [] });
}
async function requested(face, event) {
  const { event: name, group: groupID, user, by, text: text3, ts } = event;
  const own = user === face.me;
  if (name === "join.requested" && !own) await tellNotice(face, notice.applied, { groupID, operatorID: user, text: text3, ts });
  if (name === "join.accepted" && own) {
    await face.groups.refresh(groupID).catch(() => void 0);
    await tellNotice(face, notice.accepted, { groupID, operatorID: by || "", text: text3, ts });
  }
  if (name === "join.declined" && own) await tellNotice(face, notice.declined, { groupID, operatorID: by || "", text: text3, ts });
}
async function membership(face, event) {
  const { event: name, group: groupID, by: operatorID = "", ts } = event;
  const known = face.groups.isMember(groupID);
  const own = operatorID === face.me;
  if (name === "group.joined") {
    await face.groups.refresh(groupID).catch(() => void 0);
    if (!own && !known) await tellNotice(face, notice.invited, { groupID, operatorID, ts });
  } else {
    if (!own && known) await tellNotice(face, notice.kickedOut, { groupID, operatorID, ts });
    face.groups.remove(groupID);
  }
  tellList(face);
}
async function dismissed(face, groupID, operatorID, ts) {
  if (face.groups.known(groupID)) await tellNotice(face, notice.dismissed, { groupID, operatorID: operatorID || "", ts });
  face.groups.remove(groupID);
  tellList(face);
}
async function roomChanged(face, event) {
  const { event: name, room, users = [], by = "" } = event;
  if (name === "room.dismissed") return dismissed(face, room, by);
  if (!face.groups.isRoom(room)) return;
  const mine = users.indexOf(face.me) >= 0;
  if ((name === "members.removed" || name === "members.banned") && mine) {
    await tellNotice(face, notice.kickedOut, { groupID: room, operatorID: by });
    face.groups.remove(room);
    return tellList(face);
  }
  const tips = { "member.entered": "member.joined", "member.left": "member.left" };
  const body = __spreadProps(__spreadValues({}, event), { event: tips[name] || name });
  if (!isTip(body)) return;
  const ts = Date.now();
  const operator = by || users[0] || "";
  const tip = await show(face, `room/${room}`, { id: `${name}-${ts}`, from: operator, to: `room/${room}`, ts, type: "event", body });
  if (tip) face.events.emit("onMessageReceived", [tip]);
}

// src/tim/messages/history.ts
var pagesMost = 20;
var historyMethods = (face) => ({
  async getMessageList({ conversationID, nextReqMessageID, count = 15 }) {
    if (conversationID === "@TIM#SYSTEM") return { messageList: face.conversations.notices.slice(), nextReqMessageID: "", isCompleted: true };
    face.shelf.asked[conversationID] = true;
    return older(face, conversationID, nextReqMessageID ? sequenceOf(face, nextReqMessageID) : void 0, Math.min(count, 100));
  },
  /** `direction` 0: older than `sequence` or `time`, 1: newer. */
  async getMessageListHopping({ conversationID, sequence, time, count = 15, direction = 0 }) {
    const limit = Math.min(count, 100);
    const start = sequence === void 0 && time !== void 0 ? await firstSince(face, conversationID, time) : sequence;
    if (direction === 0) return older(face, conversationID, start, limit);
    const page = await face.call(readHistory, face.address(conversationID), { after: start || 0, limit });
    const messages = page.messages;
    const messageList = await showAll(face, conversationID, messages);
    return { messageList, nextReqMessageID: messageList.length > 0 ? messageList[messageList.length - 1].ID : "", isCompleted: !page.more };
  },
  /** A message that was shown before, or null. */
  findMessage(id) {
    const known = face.shelf.get(id);
    return known ? known.shown : null;
  },
  async downloadMergerMessage(message) {
    const known = face.shelf.get(message.ID);
    if (!known || !known.ours || !known.ours.seq) return message;
    const ours = await face.call(getMessage, face.address(message.conversationID), known.ours.seq);
    return await show(face, face.address(message.conversationID), ours) || message;
  }
});
async function older(face, conversationID, before, limit) {
  const found2 = [];
  let more = before !== 1;
  let first = before;
  for (let n = 0; more && found2.length < limit && n < pagesMost; n++) {
    const page = await face.call(readHistory, face.address(conversationID), { before: first, limit: limit - found2.length });
    const messages = page.messages;
    if (messages.length > 0) first = messages[0].seq;
    found2.unshift(...await showAll(face, conversationID, messages));
    more = page.more && messages.length > 0;
  }
  return { messageList: found2, nextReqMessageID: found2.length > 0 ? found2[0].ID : "", isCompleted: !more };
}
async function showAll(face, conversationID, messages) {
  await face.people.load(messages.map((one2) => one2.from));
  const shown2 = await Promise.all(messages.map((one2) => show(face, face.address(conversationID), one2)));
  return shown2.filter((one2) => !!one2);
}
function sequenceOf(face, id) {
  const known = face.shelf.get(id);
  if (known) return known.shown.sequence;
  throw new TIMError(2040, "this nextReqMessageID is none that getMessageList gave: leave it out to begin with the newest message");
}
async function firstSince(face, conversationID, time) {
  const { messages } = await face.call(readHistory, face.address(conversationID), { since: time * 1e3, after: 0, limit: 1 });
  return messages[0] && messages[0].seq;
}

// src/tim/people/groups.ts
var groupsOf = ({ ext }) => ((ext || {}).tim || {}).groups || [];
var friendGroupMethods = (face) => {
  const some = async (name) => {
    const found2 = (await groups(face)).filter((one2) => one2.name === name)[0];
    if (!found2) throw new TIMError(32216, `there is no group of friends "${name}"`);
    return found2;
  };
  const moved = async (name, users, inside) => {
    const failureUserIDList = [];
    for (const user of users) {
      await move(face, user, (names2) => names2.filter((one2) => one2 !== name).concat(inside ? name : [])).catch(({ message }) => failureUserIDList.push({ userID: user, code: 30001, message }));
    }
    const friendGroup = (await groups(face)).filter((one2) => one2.name === name)[0] || { name, count: 0, userIDList: [] };
    await tellGroups(face);
    return { friendGroup, failureUserIDList };
  };
  return {
    getFriendGroupList: () => groups(face),
    async createFriendGroup({ name, userIDList = [] }) {
      if (!name) throw new TIMError(2903, "say what the group of friends is called: name");
      if ((await groups(face)).some((one2) => one2.name === name)) throw new TIMError(32207, `there is a group of friends "${name}" already`);
      face.people.emptyGroups.push(name);
      return moved(name, userIDList, true);
    },
    async addToFriendGroup({ name, userIDList = [] }) {
      await some(name);
      return moved(name, userIDList, true);
    },
    /** The group stays, also when nobody is left in it. */
    async removeFromFriendGroup({ name, userIDList = [] }) {
      await some(name);
      face.people.emptyGroups.push(name);
      return moved(name, userIDList, false);
    },
    async renameFriendGroup({ oldName, newName }) {
      const { userIDList } = await some(oldName);
      if ((await groups(face)).some((one2) => one2.name === newName)) throw new TIMError(32207, `there is a group of friends "${newName}" already`);
      face.people.emptyGroups = face.people.emptyGroups.filter((one2) => one2 !== oldName).concat(newName);
      for (const user of userIDList) await move(face, user, (names2) => names2.filter((one2) => one2 !== oldName).concat(newName));
      await tellGroups(face);
      return some(newName);
    },
    async deleteFriendGroup({ name }) {
      const group = await some(name);
      face.people.emptyGroups = face.people.emptyGroups.filter((one2) => one2 !== name);
      await moved(name, group.userIDList, false);
      return group;
    }
  };
};
async function tellGroups(face) {
  const list = await groups(face);
  const now = JSON.stringify(list);
  if (now === face.people.groupsTold) return;
  face.people.groupsTold = now;
  face.events.emit("onFriendGroupListUpdated", list);
}
async function groups(face) {
  const members = {};
  face.people.emptyGroups.forEach((name) => members[name] = []);
  (await contacts(face)).forEach((one2) => groupsOf(one2).forEach((name) => members[name] = (members[name] || []).concat(one2.user)));
  return Object.keys(members).sort().map((name) => ({ name, count: members[name].length, userIDList: members[name] }));
}
async function move(face, user, change2) {
  const { since, ext } = await face.call(getContact, user);
  if (!since) throw new TIMError(30001, "the user is no friend");
  const _a = ext || {}, { tim } = _a, other = __objRest(_a, ["tim"]);
  await face.call(changeContact, user, { ext: __spreadProps(__spreadValues({}, other), { tim: __spreadProps(__spreadValues({}, tim), { groups: change2(groupsOf({ ext })) }) }) });
}

// src/tim/people/friends.ts
var fieldsOf = (ext) => ((ext || {}).tim || {}).fields || {};
var fieldsIn2 = (ext) => Object.keys(fieldsOf(ext)).map((key) => ({ key, value: fieldsOf(ext)[key] }));
async function withFields(face, user, fields) {
  const ext = (await face.call(getContact, user)).ext || {};
  const all2 = __spreadValues({}, fieldsOf(ext));
  fields.forEach(({ key, value }) => all2[key] = value);
  return __spreadProps(__spreadValues({}, ext), { tim: __spreadProps(__spreadValues({}, ext.tim), { fields: all2 }) });
}
var bothOnly = (type, both) => {
  if (type && type !== both) throw new TIMError(60020, `friends are friends of each other here: use ${both}`);
};
var friendMethods = (face) => ({
  getFriendList: () => friends(face),
  async getFriendProfile({ userIDList }) {
    const list = await friends(face);
    const friendList = list.filter((one2) => userIDList.indexOf(one2.userID) >= 0);
    const missing = userIDList.filter((user) => !friendList.some((one2) => one2.userID === user));
    return { friendList, failureUserIDList: missing.map((userID) => ({ userID, code: 30001, message: "the user is no friend" })) };
  },
  /** `code` 0: friends now; 30539: the request waits for an answer. */
  async addFriend({ to, wording, remark, type, groupName }) {
    bothOnly(type, "Add_Type_Both");
    if (groupName) throw new TIMError(60020, "a friend is put into a group by addToFriendGroup, once he is one");
    const { since } = await face.call(addContact, { user: to, text: wording });
    if (since && remark) await face.call(changeContact, to, { remark });
    return since ? { userID: to, code: 0, message: "" } : { userID: to, code: 30539, message: "the request waits for an answer" };
  },
  async deleteFriend({ userIDList, type }) {
    bothOnly(type, "Delete_Type_Both");
    return each2(userIDList, async (user) => {
      const { since } = await face.call(getContact, user);
      if (!since) throw new TIMError(31704, "the user is no friend");
      await face.call(removeContact, user);
      return { userID: user };
    });
  },
  checkFriend: ({ userIDList }) => each2(userIDList, async (user) => {
    const { since } = await face.call(getContact, user);
    return { userID: user, code: 0, relation: since ? "CheckResult_Type_BothWay" : "CheckResult_Type_NoRelation" };
  }),
  /** What is not named stays. */
  async updateFriend({ userID, remark, friendCustomField }) {
    const ext = friendCustomField && await withFields(face, userID, friendCustomField);
    const now = await face.call(changeContact, userID, { remark, ext });
    face.people.setRemark(userID, now.remark || "");
    face.conversations.changed();
    return { userID, remark: now.remark || "", friendCustomField: fieldsIn2(now.ext) };
  },
  getFriendApplicationList: () => applications(face),
  async acceptFriendApplication({ userID, remark }) {
    await face.call(acceptContact, userID);
    if (remark) await face.call(changeContact, userID, { remark });
    return { userID };
  },
  async refuseFriendApplication({ userID }) {
    await face.call(declineContact, userID);
    return { userID };
  },
  /** A request of the user's own is taken back, one of somebody else declined. */
  async deleteFriendApplication({ userID, type }) {
    if (type === "Pendency_Type_SendOut") await face.call(removeContact, userID);
    else await face.call(declineContact, userID);
    return { userID };
  },
  /** Known on this device, until it is logged out. */
  async setFriendApplicationRead() {
    face.people.applicationsRead = Date.now();
    await tellApplications(face);
    return {};
  }
});
async function friends(face) {
  const list = await contacts(face);
  await face.people.load(list.map((one2) => one2.user));
  return Promise.all(
    list.map(async ({ user, remark = "", since, ext }) => ({
      userID: user,
      remark,
      timeStamp: seconds(since),
      groupList: groupsOf({ ext }),
      source: "",
      wording: "",
      profile: profileOf(user, await face.people.get(user)),
      friendCustomField: fieldsIn2(ext)
    }))
  );
}
async function applications(face) {
  const [received3, sent] = await Promise.all(
    [false, true].map(
      (mine) => all(
        (cursor) => face.call(listContactRequests, { cursor, limit: 1e3, sent: mine || void 0 }),
        (page) => page.requests
      )
    )
  );
  await face.people.load([...received3, ...sent].map((one2) => one2.user));
  const show2 = (type) => async ({ user, text: text3 = "", at }) => __spreadProps(__spreadValues({}, await face.people.named(user)), { time: seconds(at), source: "", wording: text3, type });
  const friendApplicationList = await Promise.all([...received3.map(show2("Pendency_Type_ComeIn")), ...sent.map(show2("Pendency_Type_SendOut"))]);
  return { friendApplicationList, unreadCount: received3.filter((one2) => one2.at > face.people.applicationsRead).length };
}
async function tellApplications(face) {
  face.events.emit("onFriendApplicationListUpdated", await applications(face));
}
async function each2(users, act) {
  const successUserIDList = [];
  const failureUserIDList = [];
  for (const user of users) {
    await act(user).then(
      (done2) => successUserIDList.push(done2),
      (thrown) => failureUserIDList.push({ userID: user, code: thrown instanceof TIMError ? thrown.code : 30001, message: thrown.message })
    );
  }
  return { successUserIDList, failureUserIDList };
}

// src/tim/people/methods.ts
var peopleMethods = (face) => ({
  async getMyProfile() {
    const { profile } = await face.call(getProfile, face.me);
    face.people.put(face.me, profile);
    return profileOf(face.me, profile);
  },
  /** Unknown users are left out. */
  async getUserProfile({ userIDList }) {
    const found2 = [];
    for (let i = 0; i < userIDList.length; i += 100) {
      const { users } = await face.call(batchProfiles, { users: userIDList.slice(i, i + 100) });
      users.forEach(({ user, profile }) => {
        face.people.put(user, profile);
        found2.push(profileOf(user, profile));
      });
    }
    return found2;
  },
  async updateMyProfile(options) {
    if (options.allowType && options.allowType !== "AllowType_Type_NeedConfirm") throw new TIMError(60020, "whether friend requests need consent is a setting of the app, not of a user");
    const before = (await face.call(getProfile, face.me)).profile;
    const ext = before.ext || {};
    const tim = __spreadValues({}, ext.tim);
    ["location", "language", "messageSettings", "level", "role"].filter((key) => options[key] !== void 0).forEach((key) => tim[key] = options[key]);
    (options.profileCustomField || []).forEach(({ key, value }) => tim.fields = __spreadProps(__spreadValues({}, tim.fields), { [key]: value }));
    const { profile } = await face.call(changeProfile, face.me, {
      nickname: options.nick,
      avatar: options.avatar,
      sign: options.selfSignature,
      gender: options.gender === void 0 ? void 0 : genderIn(options.gender),
      birth: options.birthday === void 0 ? void 0 : String(options.birthday),
      ext: Object.keys(tim).length > 0 ? __spreadProps(__spreadValues({}, ext), { tim }) : void 0
    });
    face.people.put(face.me, profile);
    const shown2 = profileOf(face.me, profile);
    face.events.emit("onProfileUpdated", [shown2]);
    return shown2;
  },
  getBlacklist: () => blacklist(face),
  async addToBlacklist({ userIDList }) {
    await Promise.all(userIDList.map((user) => face.call(blockUser, user)));
    return blacklist(face);
  },
  async removeFromBlacklist({ userIDList }) {
    await Promise.all(userIDList.map((user) => face.call(unblockUser, user)));
    return blacklist(face);
  },
  async getUserStatus({ userIDList }) {
    const successUserList = [];
    for (let i = 0; i < userIDList.length; i += 100) {
      const { presence } = await face.call(getPresence, { users: userIDList.slice(i, i + 100) });
      successUserList.push(...presence.map(statusOf));
    }
    return { successUserList, failureUserList: [] };
  },
  async subscribeUserStatus({ userIDList }) {
    for (let i = 0; i < userIDList.length; i += 100) await face.call(subscribe, { users: userIDList.slice(i, i + 100) });
    return { failureUserList: [] };
  },
  async unsubscribeUserStatus({ userIDList = [] } = {}) {
    for (let i = 0; i < userIDList.length; i += 100) await face.call(unsubscribe, { users: userIDList.slice(i, i + 100) });
    return { failureUserList: [] };
  },
  async setSelfStatus({ customStatus }) {
    if (customStatus === "") await face.call(clearStatus);
    else await face.call(setStatus, { status: customStatus });
    return { userID: face.me, statusType: 1, customStatus };
  }
});
var statusOf = ({ user, online, status = "" }) => ({ userID: user, statusType: online ? 1 : 2, customStatus: status });
async function blacklist(face) {
  const blocks = await all(
    (cursor) => face.call(listBlocks, { cursor, limit: 1e3 }),
    (page) => page.blocks
  );
  return blocks.map((one2) => one2.user);
}

// src/tim/incoming.ts
var unreadMost = 100;
var receiptsMost = 30;
function listen(face, client) {
  const when = (task) => face.uses(client) && face.ready && face.inTurn(task);
  client.on("message", ({ conversation, message }) => when(() => received2(face, conversation, message)));
  client.on("changed", ({ conversation, message }) => when(() => changed2(face, conversation, message)));
  client.on("read", ({ conversation, from, seq }) => when(() => isGroup(conversation) ? readByMember(face, conversation, from, seq) : readByPeer(face, conversation, seq)));
  client.on("synced", () => face.uses(client) && face.readers.clear());
  client.on("conversation", (view) => face.uses(client) && face.conversations.put(view));
  client.on("event", (event) => when(() => told(face, event)));
  client.on("error", (err) => face.uses(client) && face.failed(err));
}
async function tellUnread(face) {
  const views = (await face.client.conversations()).filter((one2) => one2.unread > 0);
  for (const { conversation, read_seq } of views.reverse()) {
    const { messages } = await face.call(readHistory, conversation, { limit: unreadMost });
    if (face.shelf.asked[conversationIDOf(conversation)]) continue;
    const unread = messages.filter((one2) => one2.seq > read_seq && one2.from !== face.me && one2.type !== "event" && one2.type !== "recalled");
    const shown2 = await showAll(face, conversationIDOf(conversation), unread);
    if (shown2.length > 0) face.events.emit("onMessageReceived", shown2);
  }
}
async function received2(face, conversation, message) {
  if (message.type === "recalled") return;
  if (face.shelf.get(message.cid || "") && message.from === face.me) return;
  const shown2 = await show(face, conversation, message);
  if (!shown2) return;
  face.events.emit("onMessageReceived", [shown2]);
  face.conversations.changed();
}
async function changed2(face, conversation, message) {
  const shown2 = await show(face, conversation, message);
  if (!shown2) return;
  if (message.type === "recalled") face.events.emit("onMessageRevoked", [shown2]);
  else if (message.edited) face.events.emit("onMessageModified", [shown2]);
}
async function readByPeer(face, conversation, seq) {
  const read = face.shelf.of(conversationIDOf(conversation)).filter((one2) => one2.flow === "out" && !one2.isPeerRead && one2.sequence > 0 && one2.sequence <= seq);
  read.forEach((one2) => one2.isPeerRead = true);
  if (read.length === 0) return;
  face.events.emit("onMessageReadByPeer", read);
  const asked = read.filter((one2) => one2.needReadReceipt);
  if (asked.length > 0) face.events.emit("onMessageReadReceiptReceived", asked.map((one2) => receiptOf(one2, idOf(conversation))));
}
async function readByMember(face, conversation, user, seq) {
  const groupID = idOf(conversation);
  const asked = face.shelf.of(conversationIDOf(conversation)).filter((one2) => one2.flow === "out" && one2.needReadReceipt && one2.sequence > 0 && one2.sequence <= seq);
  const receipts = [];
  for (const one2 of asked.slice(-receiptsMost)) {
    const counts = await face.readers.readBy(user, conversation, one2.sequence).catch(() => void 0);
    if (!counts) continue;
    one2.readReceiptInfo = { readCount: counts.read, unreadCount: counts.unread };
    receipts.push(__spreadValues({ groupID, messageID: one2.ID }, one2.readReceiptInfo));
  }
  if (receipts.length > 0) face.events.emit("onMessageReadReceiptReceived", receipts);
}
var isGroup = (conversation) => conversation.indexOf("group/") === 0;
var receiptOf = ({ ID }, userID) => ({ messageID: ID, userID, isPeerRead: true });
async function told(face, event) {
  const { events } = face;
  switch (event.event) {
    case "profile":
      face.people.put(face.me, event.profile);
      return events.emit("onProfileUpdated", [profileOf(face.me, event.profile)]);
    case "contact.profile_changed":
      face.people.put(event.user, event.profile);
      face.conversations.changed();
      return events.emit("onProfileUpdated", [profileOf(event.user, event.profile)]);
    case "contact.requested":
    case "contact.declined":
      return tellApplications(face);
    case "contact.accepted":
    case "contact.removed":
    case "contact.changed":
      await face.people.loadRemarks();
      events.emit("onFriendListUpdated", await friends(face));
      await tellGroups(face);
      face.conversations.changed();
      return tellApplications(face);
    case "contact.blocked":
    case "contact.unblocked":
      return events.emit("blacklistUpdated", await blacklist(face));
    case "presence.changed":
      return events.emit("onUserStatusUpdated", [statusOf(event)]);
    case "status.changed":
      return events.emit("onUserStatusUpdated", [{ userID: face.me, statusType: 1, customStatus: event.status || "" }]);
    case "dnd.changed":
      if (event.conversation) face.conversations.setQuiet(event.conversation, event.mode === "none");
      return face.conversations.changed();
    default:
      return groupEvent(face, event);
  }
}

// src/tim/login.ts
var kicks = { replaced: "multipleDevice", too_many_sessions: "multipleDevice", token_expired: "userSigExpired" };
var netStates = { connected: "connected", connecting: "connecting", waiting: "disconnected", idle: "disconnected", closed: "disconnected" };
var done = (repeatLogin) => __spreadValues({ actionStatus: "OK", errorCode: 0, errorInfo: "" }, repeatLogin ? { repeatLogin } : {});
var loginMethods = (face) => {
  let entering;
  async function login({ userID, userSig }) {
    if (!userID || !userSig) throw new TIMError(2e3, "login needs a userID and a userSig");
    if (entering && entering.user !== userID) throw new TIMError(2025, `${entering.user} is logged in: call logout first`);
    const repeated = !!entering;
    const mine = entering || (entering = { user: userID, entered: enter(face, { userID, userSig }, () => entering = void 0) });
    try {
      await mine.entered;
    } catch (thrown) {
      if (entering === mine) entering = void 0;
      throw loginError(thrown);
    }
    return done(repeated);
  }
  async function logout() {
    entering = void 0;
    leave(face);
    return {};
  }
  return { login, logout };
};
function leave(face) {
  const wasReady = face.ready;
  try {
    face.client.logout();
  } catch (_) {
    return;
  }
  face.use(void 0);
  if (wasReady) face.events.emit("sdkStateNotReady", {});
}
async function enter(face, { userID, userSig }, ended) {
  const { servers, app, host, storage } = addressFor();
  const client = new Client({ servers, app: app || String(face.sdkAppID), host, storage });
  face.use(client);
  listen(face, client);
  let connected = false;
  client.on("state", (state) => {
    if (!face.uses(client)) return;
    if (connected || state.state !== "closed") tellState(face, state);
    if (connected && state.state === "closed") {
      ended();
      kicked(face, state.error);
    }
  });
  const synced = new Promise((resolve) => client.once("synced", () => resolve()));
  try {
    await client.login({ user: userID, userSig });
    connected = true;
  } catch (thrown) {
    if (face.uses(client)) face.use(void 0);
    throw thrown;
  }
  synced.then(() => prepare(face, client)).catch((thrown) => face.failed(thrown));
}
async function prepare(face, client) {
  await Promise.all([face.conversations.load(), face.groups.load(), face.people.loadRemarks()]);
  if (!face.uses(client)) return;
  const list = await face.conversations.list();
  if (!face.uses(client)) return;
  face.ready = true;
  face.events.emit("onConversationListUpdated", list);
  face.events.emit("sdkStateReady", {});
  face.inTurn(() => tellUnread(face));
  face.conversations.changed();
}
function tellState(face, { state }) {
  face.events.emit("netStateChange", { state: netStates[state] });
}
function kicked(face, err) {
  const here = err.by && err.by.device === face.client.device;
  const type = here ? "multipleAccount" : kicks[err.code] || "REST_API_Kick";
  face.client.logout();
  face.use(void 0);
  face.events.emit("kickedOut", { type });
  face.events.emit("sdkStateNotReady", {});
}

// src/tim/messages/content.ts
function contentOf(message) {
  const { type, payload } = message;
  const ext = extOf(message);
  if (type === "TIMRelayElem") return { type: "combine", body: __spreadProps(__spreadValues({}, forms[type].out(payload)), { messages: (payload.messageList || []).map(bundled2) }), ext };
  if (forms[type]) return { type: forms[type].type, body: forms[type].out(payload), ext };
  if (!mediaTypes[type]) return { type: "custom", body: { data: "", description: "", extension: "" }, ext };
  return { type: mediaTypes[type], body: mediaBody(payload), ext };
}
function bundled2(one2) {
  const { ID, from, nick, avatar, conversationType, to, time } = one2;
  return __spreadValues({ id: ID, from, nick, avatar, to: `${conversationType === "GROUP" ? "group" : "user"}/${to}`, ts: time * 1e3 }, contentOf(one2));
}
function mediaBody(payload) {
  const [first = {}] = payload.imageInfoArray || [];
  const url = payload.fileUrl || payload.videoUrl || payload.url || first.url;
  const about = { name: payload.fileName, size: payload.fileSize || payload.videoSize || payload.size || first.size, duration: payload.videoSecond || payload.second, width: first.width, height: first.height };
  return __spreadProps(__spreadValues(__spreadValues({}, payload.uuid ? { file: payload.uuid } : { url }), about), { cover: payload.thumbUUID || void 0 });
}

// src/tim/messages/change.ts
var changingMethods = (face) => ({
  async revokeMessage(message) {
    return { message: await changed3(face, message, (address, seq) => face.call(recallMessage, address, seq)) };
  },
  async modifyMessage(message) {
    const { body, ext } = contentOf(message);
    return { message: await changed3(face, message, (address, seq) => face.call(editMessage, address, seq, { body, ext })) };
  },
  /** Messages of one conversation, for oneself alone. */
  async deleteMessage(messages) {
    const list = [].concat(messages);
    const stored = list.filter((one2) => one2.conversationID === list[0].conversationID);
    const seqs = stored.map((one2) => sequenceOf2(face, one2)).filter((seq) => seq > 0);
    if (seqs.length > 0) await face.call(deleteMessages, face.address(list[0].conversationID), { seqs });
    stored.forEach((one2) => {
      const known = face.shelf.get(one2.ID);
      Object.assign(one2, { isDeleted: true });
      if (known) known.shown.isDeleted = true;
    });
    return { messageList: stored };
  },
  /** Messages of one conversation: whoever sent them hears of it. */
  async sendMessageReadReceipt(messages) {
    const [first] = messages;
    if (!first) throw new TIMError(2631, "say which messages were read");
    const seq = Math.max(...messages.map((one2) => sequenceOf2(face, one2)));
    await face.call(markRead, face.address(first.conversationID), { seq });
    messages.forEach((one2) => one2.isRead = true);
    return {};
  },
  async getMessageReadReceiptList(messages) {
    const asked = messages.filter((one2) => one2.conversationType === "GROUP" && one2.needReadReceipt && one2.from === face.me);
    const found2 = await Promise.all(asked.map((one2) => readers(face, one2)));
    asked.forEach((one2, i) => one2.readReceiptInfo = { readCount: found2[i].read.length, unreadCount: found2[i].unread.length });
    return { messageList: messages };
  },
  /** `filter` 0: who has read it, 1: who has not. */
  async getGroupMessageReadMemberList({ message, filter = 0, cursor = "", count = 100 }) {
    const { read, unread } = await readers(face, message);
    const users = filter === 0 ? read : unread;
    const start = Number(cursor) || 0;
    const page = users.slice(start, start + count);
    const end = start + page.length;
    return { messageID: message.ID, cursor: end < users.length ? String(end) : "", isCompleted: end >= users.length, [filter === 0 ? "readUserIDList" : "unreadUserIDList"]: page };
  }
});
async function changed3(face, message, ask) {
  const address = face.address(message.conversationID);
  try {
    const ours = await ask(address, sequenceOf2(face, message));
    const shown2 = await show(face, address, ours) || message;
    if (shown2 !== message) Object.assign(message, shown2);
    return shown2;
  } catch (thrown) {
    throw timError(thrown, message.conversationType);
  }
}
function readers(face, message) {
  return face.call(readReceipts, face.address(message.conversationID), sequenceOf2(face, message));
}
var sequenceOf2 = (face, message) => {
  const known = face.shelf.get(message.ID);
  return known ? known.shown.sequence : message.sequence;
};

// src/tim/messages/create.ts
var random = () => Math.floor(Math.random() * 4294967295);
function make(face, options, type, payload) {
  const { to, conversationType, priority = "Normal", cloudCustomData: cloudCustomData2 = "", needReadReceipt = false } = options;
  if (!to || conversationType !== "C2C" && conversationType !== "GROUP") throw new TIMError(2041, "a message needs `to`, and a `conversationType`: TIM.TYPES.CONV_C2C or CONV_GROUP");
  const { receiverList = [] } = options;
  if (receiverList.length > 0 && conversationType !== "GROUP") throw new TIMError(2041, "only a message to a group has a receiverList");
  const clientTime = Math.floor(Date.now() / 1e3);
  const number = random();
  const message = __spreadProps(__spreadValues({}, blank(face, conversationType + to, type)), { payload, priority, cloudCustomData: cloudCustomData2, needReadReceipt, receiverList, clientTime, time: clientTime, random: number });
  return __spreadProps(__spreadValues({}, message), { ID: `${face.me}-${clientTime}-${number}` });
}
function withFile(face, options, type) {
  const kind = mediaTypes[type];
  const file = chosen(options.payload.file, kind);
  const shown2 = make(face, options, type, waitingPayload(kind, file));
  face.shelf.put({ shown: shown2, file, onProgress: options.onProgress });
  return shown2;
}
var creating = (face) => ({
  createTextMessage: (options) => make(face, options, "TIMTextElem", { text: String(options.payload.text) }),
  createTextAtMessage: (options) => __spreadProps(__spreadValues({}, make(face, options, "TIMTextElem", { text: String(options.payload.text) })), { atUserList: options.payload.atUserList || [] }),
  createFaceMessage: (options) => make(face, options, "TIMFaceElem", { index: options.payload.index, data: options.payload.data }),
  createCustomMessage(_a) {
    var options = __objRest(_a, []);
    const { data = "", description = "", extension = "" } = options.payload;
    return make(face, options, "TIMCustomElem", { data, description, extension });
  },
  createLocationMessage(_b) {
    var options = __objRest(_b, []);
    const { description = "", longitude, latitude } = options.payload;
    return make(face, options, "TIMLocationElem", { description, longitude, latitude });
  },
  createImageMessage: (options) => withFile(face, options, "TIMImageElem"),
  createAudioMessage: (options) => withFile(face, options, "TIMSoundElem"),
  createVideoMessage: (options) => withFile(face, options, "TIMVideoFileElem"),
  createFileMessage: (options) => withFile(face, options, "TIMFileElem"),
  createMergerMessage(options) {
    const { messageList, title = "", abstractList = [], compatibleText = "" } = options.payload;
    if (!messageList || messageList.length === 0) throw new TIMError(2402, "a merger message holds at least one message");
    return make(face, options, "TIMRelayElem", { title, abstractList, compatibleText, downloadKey: "", pbDownloadKey: "", layersOverLimit: false, version: 1, messageList: messageList.map(merged) });
  },
  /** `payload` is the message to pass on. */
  createForwardMessage(options) {
    const { ID, type, payload } = options.payload;
    const known = face.shelf.get(ID);
    if (type === "TIMGroupTipElem" || type === "TIMGroupSystemNoticeElem") throw new TIMError(2400, "tips and notices of groups cannot be forwarded");
    const { shown: shown2 } = known || { shown: { type, payload } };
    return make(face, __spreadValues({}, options), shown2.type, __spreadValues({}, shown2.payload));
  }
});
function merged({ ID, type, payload, from, nick, avatar, time, conversationType, conversationID, to }) {
  return { type, payload, ID, from, nick, avatar, time, conversationType, conversationID, to, flow: "in", status: "success", messageForShow: messageForShow({ type, payload }) };
}

// src/tim/messages/send.ts
var priorities = { High: "high", Normal: "normal", Low: "low", Lowest: "low" };
var sendingMethods = (face) => ({
  sendMessage: (message, options = {}) => send(face, message, options),
  // The same ID is the same message: one that arrived after all is not sent twice.
  resendMessage: (message) => send(face, message, {})
});
async function send(face, given, options) {
  const known = face.shelf.get(given.ID);
  const message = known ? known.shown : given;
  if (!known) face.shelf.put({ shown: message });
  const one2 = face.shelf.get(given.ID);
  update(message, given, { status: "unSend" });
  try {
    await post(face, one2, options);
    update(message, given, { status: "success" });
  } catch (thrown) {
    update(message, given, { status: "fail" });
    throw timError(thrown, message.conversationType);
  }
  face.conversations.changed();
  return { message };
}
function update(message, given, change2) {
  Object.assign(message, change2);
  if (given !== message) Object.assign(given, change2, { payload: message.payload });
}
async function post(face, one2, options) {
  const message = one2.shown;
  if (one2.file) await upload2(face, one2);
  const { nick, avatar } = await face.people.named(face.me);
  Object.assign(message, { nick, avatar });
  const address = face.address(message.conversationID);
  const sent = await face.client.send(address, __spreadValues(__spreadValues({}, contentOf(message)), wishes(message, address, options)));
  Object.assign(message, { time: Math.floor(sent.ts / 1e3), sequence: sent.seq || 0 });
  const { type, body, ext } = contentOf(message);
  one2.ours = { id: sent.id, cid: message.ID, from: face.me, to: address, seq: sent.seq, ts: sent.ts, type, body, ext };
}
async function upload2(face, one2) {
  const message = one2.shown;
  const _a = one2.file, { source, cover } = _a, about = __objRest(_a, ["source", "cover"]);
  const tell = one2.onProgress;
  const file = await face.client.upload(source, __spreadProps(__spreadValues({}, about), { onProgress: ({ sent, total }) => tell && total && tell(sent / total) }));
  const small = cover ? await face.client.upload(cover) : void 0;
  for (const known of [file, small]) if (known) face.files.put(known);
  message.payload = mediaPayload(mediaTypes[message.type], { name: file.name || about.name, duration: about.duration }, file, small);
  one2.file = void 0;
}
function wishes(message, address, { onlineUserOnly, offlinePushInfo, messageControlInfo = {} }) {
  const at = message.atUserList.indexOf("__kImSDK_MesssageAtALL__") >= 0 ? ["all"] : message.atUserList;
  return {
    cid: message.ID,
    at: at.length > 0 ? at : void 0,
    only: (message.receiverList || []).length > 0 ? message.receiverList : void 0,
    store: onlineUserOnly ? false : void 0,
    silent: messageControlInfo.excludedFromUnreadCount || void 0,
    no_push: offlinePushInfo && offlinePushInfo.disablePush || void 0,
    receipt: message.needReadReceipt && address.indexOf("group/") === 0 || void 0,
    priority: address.indexOf("room/") === 0 ? priorities[message.priority] : void 0
  };
}

// src/tim/unsupported.ts
var unsupported = {
  getMessageExtensions: "messages have no extensions; modifyMessage changes their content",
  setMessageExtensions: "messages have no extensions; modifyMessage changes their content",
  deleteMessageExtensions: "messages have no extensions; modifyMessage changes their content",
  getGroupCounters: "groups have no counters that are changed in one step",
  setGroupCounters: "groups have no counters that are changed in one step",
  increaseGroupCounter: "groups have no counters that are changed in one step",
  decreaseGroupCounter: "groups have no counters that are changed in one step",
  markGroupMemberList: "members of a group carry no marks",
  translateText: "the server does not translate",
  invite: "tim-wx-sdk has no signalling; a custom message says the same",
  inviteInGroup: "tim-wx-sdk has no signalling; a custom message says the same",
  accept: "tim-wx-sdk has no signalling; a custom message says the same",
  reject: "tim-wx-sdk has no signalling; a custom message says the same",
  cancel: "tim-wx-sdk has no signalling; a custom message says the same",
  getSignalingInfo: "tim-wx-sdk has no signalling; a custom message says the same",
  modifyInvitation: "tim-wx-sdk has no signalling; a custom message says the same"
};

// src/tim/instance.ts
function makeInstance(sdkAppID, ended) {
  const face = new Face(sdkAppID);
  const _a = historyMethods(face), { findMessage } = _a, history = __objRest(_a, ["findMessage"]);
  const asking = __spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues({}, sendingMethods(face)), history), changingMethods(face)), conversationMethods(face)), groupMethods(face)), memberMethods(face)), applicationMethods(face)), attributeMethods(face)), topicMethods(face)), peopleMethods(face)), friendMethods(face)), friendGroupMethods(face));
  const instance = __spreadProps(__spreadValues(__spreadValues({}, atOnce2(face, ended)), creating(face)), { findMessage });
  const entering = loginMethods(face);
  Object.keys(entering).forEach((name) => instance[name] = answered(entering[name]));
  Object.keys(asking).forEach((name) => instance[name] = answered(whenReady(face, asking[name])));
  Object.keys(unsupported).forEach((name) => instance[name] = answered(whenReady(face, () => Promise.reject(new TIMError(60020, `${name} is not supported here: ${unsupported[name]}`)))));
  return instance;
}
function atOnce2(face, ended) {
  const { events } = face;
  return {
    on: (name, handler, context) => events.on(name, handler, context),
    once: (name, handler, context) => events.on(name, handler, context, true),
    off: (name, handler, context) => events.off(name, handler, context),
    isReady: () => face.ready,
    getLoginUser: () => face.me,
    getServerTime: () => Date.now(),
    // Logs are the app's own business; files go to our server, whoever was to upload them before.
    setLogLevel: () => void 0,
    registerPlugin: () => void 0,
    callExperimentalAPI: async () => ({ code: 0, data: { enabled: false } }),
    destroy: async () => {
      leave(face);
      events.emit("sdkDestroy", { SDKAppID: face.sdkAppID });
      events.clear();
      ended();
    }
  };
}
var whenReady = (face, method) => (...args) => {
  if (!face.ready) throw notReady();
  return method(...args);
};
var answered = (method) => async (...args) => {
  try {
    return { code: 0, data: await method(...args) };
  } catch (thrown) {
    throw timError(thrown, aboutOf(args));
  }
};
function aboutOf([first]) {
  const one2 = Array.isArray(first) ? first[0] : first;
  const id = typeof one2 === "string" ? one2 : one2 && (one2.conversationID || one2.conversationType) || "";
  if (id.indexOf("C2C") === 0) return "C2C";
  return id.indexOf("GROUP") === 0 || typeof one2 === "object" && one2.groupID ? "GROUP" : "other";
}

// src/tim/index.ts
var instances = {};
function create({ SDKAppID }) {
  if (!Number(SDKAppID)) throw new TIMError(2e3, "TIM.create needs the SDKAppID of the app: `hongyan key` prints it");
  const key = String(Number(SDKAppID));
  return instances[key] || (instances[key] = makeInstance(Number(SDKAppID), () => delete instances[key]));
}
var TIM = { create, configure, TYPES, EVENT, VERSION: "2.27.6", unsupported };
var index_default = TIM;
export {
  configure,
  index_default as default
};
