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
function addressFor(named2 = []) {
  const known2 = __spreadValues(__spreadValues({}, bakedAddress()), configured);
  const servers = known2.servers && known2.servers.length > 0 ? known2.servers : named2;
  if (servers.length > 0) return __spreadProps(__spreadValues({}, known2), { servers });
  throw new ChatError("bad_option", "say where the server is, once, at the start: configure({servers: ['https://chat.example.com']})", { field: "servers" });
}

// src/easemob/status.ts
var numbers = {
  REQUEST_SUCCESS: 0,
  REQUEST_TIMEOUT: -1,
  REQUEST_UNKNOWN: -2,
  REQUEST_PARAMETER_ERROR: -3,
  REQUEST_ABORT: -4,
  WEBIM_CONNCTION_OPEN_ERROR: 1,
  WEBIM_CONNCTION_AUTH_ERROR: 2,
  WEBIM_CONNCTION_OPEN_USERGRID_ERROR: 3,
  WEBIM_CONNCTION_SERVER_CLOSE_ERROR: 7,
  WEBIM_CONNCTION_SERVER_ERROR: 8,
  WEBIM_CONNCTION_IQ_ERROR: 9,
  WEBIM_CONNCTION_PING_ERROR: 10,
  WEBIM_CONNCTION_NOTIFYVERSION_ERROR: 11,
  WEBIM_CONNCTION_GETROSTER_ERROR: 12,
  WEBIM_CONNCTION_CROSSDOMAIN_ERROR: 13,
  WEBIM_CONNCTION_LISTENING_OUTOF_MAXRETRIES: 14,
  WEBIM_CONNCTION_RECEIVEMSG_CONTENTERROR: 15,
  WEBIM_CONNCTION_DISCONNECTED: 16,
  WEBIM_CONNCTION_AJAX_ERROR: 17,
  WEBIM_CONNCTION_JOINROOM_ERROR: 18,
  WEBIM_CONNCTION_GETROOM_ERROR: 19,
  WEBIM_CONNCTION_APPKEY_NOT_ASSIGN_ERROR: 27,
  WEBIM_CONNCTION_TOKEN_NOT_ASSIGN_ERROR: 28,
  WEBIM_CONNCTION_SESSIONID_NOT_ASSIGN_ERROR: 29,
  WEBIM_CONNCTION_RID_NOT_ASSIGN_ERROR: 30,
  WEBIM_CONNCTION_CALLBACK_INNER_ERROR: 31,
  WEBIM_CONNCTION_CLIENT_OFFLINE: 32,
  WEBIM_CONNCTION_CLIENT_LOGOUT: 33,
  WEBIM_CONNCTION_CLIENT_TOO_MUCH_ERROR: 34,
  WEBIM_CONNECTION_ACCEPT_INVITATION_FROM_GROUP: 35,
  WEBIM_CONNECTION_DECLINE_INVITATION_FROM_GROUP: 36,
  WEBIM_CONNECTION_ACCEPT_JOIN_GROUP: 37,
  WEBIM_CONNECTION_DECLINE_JOIN_GROUP: 38,
  WEBIM_CONNECTION_CLOSED: 39,
  WEBIM_CONNECTION_ERROR: 40,
  MAX_LIMIT: 50,
  MESSAGE_NOT_FOUND: 51,
  NO_PERMISSION: 52,
  OPERATION_UNSUPPORTED: 53,
  OPERATION_NOT_ALLOWED: 54,
  WEBIM_TOKEN_EXPIRED: 56,
  WEBIM_UPLOADFILE_BROWSER_ERROR: 100,
  WEBIM_UPLOADFILE_ERROR: 101,
  WEBIM_UPLOADFILE_NO_LOGIN: 102,
  WEBIM_UPLOADFILE_NO_FILE: 103,
  WEBIM_DOWNLOADFILE_ERROR: 200,
  WEBIM_DOWNLOADFILE_NO_LOGIN: 201,
  WEBIM_DOWNLOADFILE_BROWSER_ERROR: 202,
  PARSE_FILE_ERROR: 203,
  USER_NOT_FOUND: 204,
  MESSAGE_PARAMETER_ERROR: 205,
  WEBIM_CONNCTION_USER_LOGIN_ANOTHER_DEVICE: 206,
  WEBIM_CONNCTION_USER_REMOVED: 207,
  WEBIM_CONNCTION_USER_ALREADY_LOGIN: 208,
  WEBIM_CONNCTION_USER_KICKED_BY_CHANGE_PASSWORD: 216,
  WEBIM_CONNCTION_USER_KICKED_BY_OTHER_DEVICE: 217,
  USER_MUTED_BY_ADMIN: 219,
  USER_NOT_FRIEND: 221,
  MESSAGE_INCLUDE_ILLEGAL_CONTENT: 501,
  MESSAGE_EXTERNAL_LOGIC_BLOCKED: 502,
  SERVER_UNKNOWN_ERROR: 503,
  MESSAGE_RECALL_TIME_LIMIT: 504,
  SERVICE_NOT_ENABLED: 505,
  SERVICE_NOT_ALLOW_MESSAGING: 506,
  SERVICE_NOT_ALLOW_MESSAGING_MUTE: 507,
  MESSAGE_MODERATION_BLOCKED: 508,
  MESSAGE_CURRENT_LIMITING: 509,
  MESSAGE_WEBSOCKET_DISCONNECTED: 510,
  MESSAGE_SIZE_LIMIT: 511,
  MESSAGE_SEND_TIMEOUT: 512,
  GROUP_ALREADY_JOINED: 601,
  GROUP_NOT_JOINED: 602,
  PERMISSION_DENIED: 603,
  WEBIM_LOAD_MSG_ERROR: 604,
  GROUP_NOT_EXIST: 605,
  GROUP_MEMBERS_FULL: 606,
  GROUP_MEMBERS_LIMIT: 607,
  GROUP_MEMBER_ATTRIBUTES_SET_FAILED: 609,
  REST_PARAMS_STATUS: 700,
  CHATROOM_NOT_JOINED: 702,
  CHATROOM_MEMBERS_FULL: 704,
  CHATROOM_NOT_EXIST: 705,
  LOCAL_DB_OPERATION_FAILED: 800,
  SDK_RUNTIME_ERROR: 999,
  MODIFY_MESSAGE_NOT_EXIST: 1302,
  MODIFY_MESSAGE_FORMAT_ERROR: 1303,
  MODIFY_MESSAGE_FAILED: 1304,
  CONVERSATION_NOT_EXIST: 1400
};
var otherNames = {
  OPEN: "WEBIM_CONNCTION_OPEN_ERROR",
  AUTH: "WEBIM_CONNCTION_AUTH_ERROR",
  SERVER: "WEBIM_CONNCTION_SERVER_ERROR",
  DISCONNECTED: "WEBIM_CONNCTION_DISCONNECTED",
  OPEN_USERGRID_ERROR: "WEBIM_CONNCTION_OPEN_USERGRID_ERROR",
  SERVER_CLOSE_ERROR: "WEBIM_CONNCTION_SERVER_CLOSE_ERROR",
  AJAX_ERROR: "WEBIM_CONNCTION_AJAX_ERROR",
  TOKEN_NOT_ASSIGN: "WEBIM_CONNCTION_TOKEN_NOT_ASSIGN_ERROR",
  CALLBACK_INNER: "WEBIM_CONNCTION_CALLBACK_INNER_ERROR",
  UPLOADFILE_ERROR: "WEBIM_UPLOADFILE_ERROR",
  USER_LOGIN_ANOTHER_DEVICE: "WEBIM_CONNCTION_USER_LOGIN_ANOTHER_DEVICE",
  USER_REMOVED: "WEBIM_CONNCTION_USER_REMOVED",
  USER_ALREADY_LOGIN: "WEBIM_CONNCTION_USER_ALREADY_LOGIN",
  KICKED_BY_CHANGE_PASSWORD: "WEBIM_CONNCTION_USER_KICKED_BY_CHANGE_PASSWORD",
  KICKED_BY_OTHER_DEVICE: "WEBIM_CONNCTION_USER_KICKED_BY_OTHER_DEVICE",
  USER_MUTED: "USER_MUTED_BY_ADMIN",
  RECALL_TIME_LIMIT: "MESSAGE_RECALL_TIME_LIMIT",
  MUTE: "SERVICE_NOT_ALLOW_MESSAGING_MUTE",
  WEBSOCKET_DISCONNECTED: "MESSAGE_WEBSOCKET_DISCONNECTED",
  SEND_TIMEOUT: "MESSAGE_SEND_TIMEOUT"
};
function table() {
  const all = __spreadValues({}, numbers);
  Object.keys(otherNames).forEach((name) => {
    all[name] = numbers[otherNames[name]];
  });
  Object.keys(numbers).forEach((name) => {
    all[numbers[name]] = name;
  });
  return all;
}
var statusCode = table();

// src/easemob/errors.ts
var EasemobError = class extends Error {
  constructor(status, message, data = {}) {
    super(message);
    this.name = "EasemobError";
    this.type = statusCode[status];
    this.data = __spreadValues({ code: "bad_option", error: status.toLowerCase(), error_description: message }, data);
  }
};
var names = {
  unauthenticated: "WEBIM_CONNCTION_AUTH_ERROR",
  token_expired: "WEBIM_TOKEN_EXPIRED",
  token_revoked: "WEBIM_CONNCTION_USER_KICKED_BY_CHANGE_PASSWORD",
  replaced: "WEBIM_CONNCTION_USER_LOGIN_ANOTHER_DEVICE",
  too_many_sessions: "WEBIM_CONNCTION_USER_LOGIN_ANOTHER_DEVICE",
  kicked: "WEBIM_CONNCTION_USER_KICKED_BY_OTHER_DEVICE",
  banned: "WEBIM_CONNCTION_USER_REMOVED",
  no_such_app: "WEBIM_CONNCTION_APPKEY_NOT_ASSIGN_ERROR",
  no_such_user: "USER_NOT_FOUND",
  no_such_group: "GROUP_NOT_EXIST",
  no_such_thread: "GROUP_NOT_EXIST",
  no_such_room: "CHATROOM_NOT_EXIST",
  no_such_message: "MESSAGE_NOT_FOUND",
  not_member: "GROUP_NOT_JOINED",
  not_owner: "PERMISSION_DENIED",
  forbidden: "PERMISSION_DENIED",
  blocked: "PERMISSION_DENIED",
  banned_from_group: "PERMISSION_DENIED",
  banned_from_room: "PERMISSION_DENIED",
  registration_closed: "PERMISSION_DENIED",
  not_friend: "USER_NOT_FRIEND",
  too_late: "MESSAGE_RECALL_TIME_LIMIT",
  muted: "SERVICE_NOT_ALLOW_MESSAGING_MUTE",
  group_disabled: "SERVICE_NOT_ALLOW_MESSAGING",
  room_disabled: "SERVICE_NOT_ALLOW_MESSAGING",
  word_refused: "MESSAGE_INCLUDE_ILLEGAL_CONTENT",
  hook_refused: "MESSAGE_EXTERNAL_LOGIC_BLOCKED",
  rate_limited: "MESSAGE_CURRENT_LIMITING",
  too_large: "MESSAGE_SIZE_LIMIT",
  too_many: "MAX_LIMIT",
  already_exists: "OPERATION_NOT_ALLOWED",
  owner_must_stay: "OPERATION_NOT_ALLOWED",
  key_taken: "NO_PERMISSION",
  bad_payload: "MESSAGE_PARAMETER_ERROR",
  bad_address: "MESSAGE_PARAMETER_ERROR",
  bad_id: "REQUEST_PARAMETER_ERROR",
  invalid: "REST_PARAMS_STATUS",
  bad_option: "REQUEST_PARAMETER_ERROR",
  not_logged_in: "WEBIM_CONNCTION_TOKEN_NOT_ASSIGN_ERROR",
  logged_out: "WEBIM_CONNECTION_CLOSED",
  offline: "MESSAGE_WEBSOCKET_DISCONNECTED",
  connection_lost: "MESSAGE_WEBSOCKET_DISCONNECTED",
  timeout: "REQUEST_TIMEOUT",
  cancelled: "REQUEST_ABORT",
  upload_failed: "WEBIM_UPLOADFILE_ERROR",
  storage_failed: "LOCAL_DB_OPERATION_FAILED",
  outbox_full: "MAX_LIMIT",
  unsupported: "OPERATION_UNSUPPORTED",
  internal: "SERVER_UNKNOWN_ERROR",
  overloaded: "SERVER_UNKNOWN_ERROR",
  shutting_down: "SERVER_UNKNOWN_ERROR"
};
var statusOf = (code) => names[code] || "WEBIM_CONNCTION_AJAX_ERROR";
function asEasemobError(thrown, status) {
  if (thrown instanceof EasemobError) return thrown;
  const err = asChatError(thrown);
  return new EasemobError(status || statusOf(err.code), err.message, { code: err.code, error: err.code, error_description: err.message, field: err.field, retryAfter: err.retryAfter });
}
var loginWords = { unauthenticated: "invalid password", no_such_user: "user not found", banned: "user not activated" };
function loginError(thrown) {
  const err = asChatError(thrown);
  const words = { code: err.code, error: err.code === "unauthenticated" ? "invalid_grant" : err.code, error_description: loginWords[err.code] || err.message };
  return new EasemobError("WEBIM_CONNCTION_OPEN_ERROR", err.message, __spreadProps(__spreadValues({}, words), { data: words, retryAfter: err.retryAfter }));
}

// src/easemob/answering.ts
var answer = (data) => ({ type: 0, data });
var asCallbacks = (value) => !!value && typeof value === "object" && ["success", "error", "fail"].some((name) => typeof value[name] === "function");
function answering(methods, forCallback2 = {}) {
  const wrapped = {};
  Object.keys(methods).forEach((name) => {
    wrapped[name] = (...args) => both(args, () => methods[name](...args), forCallback2[name]);
  });
  return wrapped;
}
function both(args, run, forCallback2) {
  const { success, error, fail } = args.find(asCallbacks) || {};
  const running = new Promise((resolve) => resolve(run())).catch((thrown) => {
    throw asEasemobError(thrown);
  });
  if (success) running.then((value) => success(...forCallback2 ? forCallback2(value) : [value])).catch(rethrown);
  const failed = error || fail;
  if (failed) running.catch((err) => failed(err)).catch(rethrown);
  return running;
}
function rethrown(thrown) {
  if (thrown instanceof EasemobError) return;
  setTimeout(() => {
    throw thrown;
  }, 0);
}

// src/easemob/logger.ts
var levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "SILENT"];
var lowest = levels.indexOf("WARN");
var cache;
var heard;
function log(level, what) {
  const entry = { time: Date.now(), level, text: what.map((one) => one instanceof Error ? `${one.name}: ${one.message}` : typeof one === "string" ? one : JSON.stringify(one)).join(" ") };
  if (cache) {
    cache.push(entry);
    if (cache.length > 1e3) cache.shift();
  }
  if (heard) heard(entry);
  if (levels.indexOf(level) >= lowest && typeof console !== "undefined") console.log(`[${level}]`, entry.text);
}
var logger = {
  LEVEL_TRACE: 0,
  LEVEL_DEBUG: 1,
  LEVEL_INFO: 2,
  LEVEL_WARN: 3,
  LEVEL_ERROR: 4,
  LEVEL_SILENT: 5,
  /** Writes nothing below a level, by its number or its name. */
  setLevel(level) {
    const at = typeof level === "number" ? level : levels.indexOf(level.toUpperCase());
    if (levels[at]) lowest = at;
  },
  getLevel: () => lowest,
  /** Writes all. */
  enableAll: () => logger.setLevel(0),
  /** Writes nothing. */
  disableAll: () => logger.setLevel(5),
  /** Keeps the newest 1,000 lines. */
  enableCache() {
    cache = cache || [];
  },
  disableCache() {
    cache = void 0;
  },
  /** The lines that were kept. */
  getLogs: () => (cache || []).slice(),
  /** Hands each line over. */
  setLogListener(listener) {
    heard = listener;
  },
  trace: (...what) => log("TRACE", what),
  debug: (...what) => log("DEBUG", what),
  info: (...what) => log("INFO", what),
  warn: (...what) => log("WARN", what),
  error: (...what) => log("ERROR", what)
};

// src/easemob/events/connection.ts
function connectionEvents(face, client, attempts) {
  let opened = false;
  let now = false;
  let lost = 0;
  client.on("state", (state) => {
    const was = now;
    now = state.state === "connected";
    if (now) {
      opened = true;
      attempts(lost = 0);
      for (const name of ["onConnected", "onOpened", "onSocketConnected", "onOfflineMessageSyncStart"]) face.handlers.tell(name);
    } else if (state.state === "waiting") {
      attempts(++lost);
      if (was) interrupted(face, state);
    } else if (state.state === "connecting") {
      if (opened) for (const name of ["onReconnecting", "onReconnect"]) face.handlers.tell(name);
    } else {
      const ends = opened;
      opened = false;
      if (ends) over(face, state);
    }
  });
  client.on("synced", () => face.inLine(() => face.handlers.tell("onOfflineMessageSyncFinish")));
  client.on("error", (err) => logger.warn(err));
}
function over(face, state) {
  if (state.state === "closed") ended(face, state);
  else disconnected(face);
}
function disconnected(face, detail) {
  face.handlers.tell("onDisconnected", detail);
  face.handlers.tell("onClosed", detail);
}
function interrupted(face, state) {
  face.handlers.tell("onDisconnected");
  face.handlers.tell("onError", new EasemobError("WEBIM_CONNCTION_DISCONNECTED", state.error ? state.error.message : "the connection was lost; it is being made again"));
}
function ended(face, state) {
  const err = asEasemobError(state.error);
  if (err.data.code === "token_expired") face.handlers.tell("onTokenExpired", err);
  disconnected(face, err);
  face.handlers.tell("onError", err);
}
function networkEvents(face) {
  return face.host.watch((change) => {
    if (change === "online") face.handlers.tell("onOnline");
    else if (change === "offline") face.handlers.tell("onOffline");
  });
}

// src/easemob/events/contacts.ts
function contactEvents(face, client) {
  client.on("event", (event) => {
    if (event.event.indexOf("contact.") === 0) face.inLine(() => told(face, event));
  });
}
function told(face, { event, from, to, text: text2 }) {
  const mine = from === face.me;
  const tell3 = (handler, type, status = "") => {
    const told3 = { type, to: face.me, from: mine ? to : from, status, presence_type: type };
    face.handlers.tell(handler, told3);
    face.handlers.tellLegacy("onContactChange", told3);
  };
  const presence = (type) => face.handlers.tellLegacy("onPresence", { type, to: face.me, from: mine ? to : from, status: text2 || "" });
  const roster2 = (subscription) => face.handlers.tellLegacy("onRoster", [{ name: mine ? to : from, subscription }]);
  if (event === "contact.requested" && !mine) {
    tell3("onContactInvited", "subscribe", text2 || "");
    presence("subscribe");
  } else if (event === "contact.accepted") {
    if (!mine) tell3("onContactAgreed", "subscribed");
    tell3("onContactAdded", "subscribed");
    if (!mine) presence("subscribed");
    roster2("both");
  } else if (event === "contact.declined" && !mine) {
    tell3("onContactRefuse", "unsubscribed", text2 || "");
    presence("unsubscribed");
  } else if (event === "contact.removed") {
    tell3("onContactDeleted", "unsubscribed");
    presence("unsubscribed");
    roster2("none");
  }
}

// src/easemob/address.ts
var kinds = {
  singleChat: "user",
  singlechat: "user",
  chat: "user",
  groupChat: "group",
  groupchat: "group",
  groupRoom: "group",
  chatRoom: "room",
  chatroom: "room"
};
var chatTypes = { user: "singleChat", group: "groupChat", room: "chatRoom" };
var legacyTypes = { user: "chat", group: "groupchat", room: "chatroom" };
function addressOf(chatType, id) {
  const kind = kinds[chatType || "singleChat"];
  if (!kind) throw new ChatError("bad_option", `"${chatType}" is no chatType: write singleChat, groupChat or chatRoom`, { field: "chatType" });
  if (!id) throw new ChatError("bad_option", "say with whom: an id is missing", { field: "to" });
  return `${kind}/${id}`;
}
var idOf = (address) => address.slice(address.indexOf("/") + 1);
var chatTypeOf = (address) => chatTypes[address.slice(0, address.indexOf("/"))];
var legacyTypeOf = (address) => legacyTypes[address.slice(0, address.indexOf("/"))];

// src/easemob/events/devices.ts
function deviceEvents(face, client) {
  client.on("event", (event) => {
    const told3 = operation(event);
    if (told3) face.inLine(() => face.handlers.tell("onMultiDeviceEvent", __spreadValues({ from: face.me, timestamp: event.ts || Date.now() }, told3)));
  });
}
function operation(event) {
  const where = event.conversation && event.conversation.indexOf("/") > 0 ? { conversationId: idOf(event.conversation), conversationType: chatTypeOf(event.conversation), chatType: chatTypeOf(event.conversation) } : {};
  switch (event.event) {
    case "conversation.changed":
      if (event.hidden) return __spreadValues({ operation: "deleteConversation" }, where);
      return __spreadProps(__spreadValues({ operation: event.pinned ? "pinnedConversation" : "unpinnedConversation" }, where), { marks: event.marks });
    case "messages.deleted":
      return __spreadProps(__spreadValues({ operation: "deleteRoaming" }, where), { seqs: event.seqs });
    case "dnd.changed":
      return event.conversation ? __spreadValues({ operation: event.mode || event.until ? "setSilentModeForConversation" : "removeSilentModeForConversation", type: event.mode }, where) : { operation: "setSilentModeForUser", type: event.mode };
    case "contact.blocked":
      return { operation: "block", userId: event.to };
    case "contact.unblocked":
      return { operation: "allow", userId: event.to };
    case "contact.changed":
      return { operation: "setRemark", userId: event.to, remark: event.remark };
    case "read":
      return __spreadValues({ operation: "readConversation" }, where);
    default:
      return void 0;
  }
}

// src/easemob/events/legacy-groups.ts
var types = {
  create: "createGroupACK",
  destroy: "deleteGroupChat",
  requestToJoin: "joinGroupNotifications",
  acceptRequest: "joinPublicGroupSuccess",
  joinPublicGroupDeclined: "joinPublicGroupDeclined",
  inviteToJoin: "invite",
  acceptInvite: "invite_accept",
  rejectInvite: "invite_decline",
  removeMember: "removedFromGroup",
  unblockMember: "allow",
  updateInfo: "update",
  memberPresence: "memberJoinPublicGroupSuccess",
  memberAbsence: "leaveGroup",
  directJoined: "direct_joined",
  changeOwner: "changeOwner",
  setAdmin: "addAdmin",
  removeAdmin: "removeAdmin",
  muteMember: "addMute",
  unmuteMember: "removeMute",
  updateAnnouncement: "updateAnnouncement",
  deleteAnnouncement: "deleteAnnouncement",
  uploadFile: "uploadFile",
  deleteFile: "deleteFile",
  addUserToAllowlist: "addUserToGroupWhiteList",
  removeAllowlistMember: "rmUserFromGroupWhiteList",
  muteAllMembers: "muteGroup",
  unmuteAllMembers: "rmGroupMute"
};
function legacyGroupEvent(face, told3) {
  const type = types[told3.operation];
  if (!type) return;
  const _a = told3, { id, from, to, reason: reason2 } = _a, more = __objRest(_a, ["id", "from", "to", "reason"]);
  const kicked = told3.operation === "removeMember" ? face.me : void 0;
  const event = __spreadProps(__spreadValues({}, more), { type, gid: id, from, to, reason: reason2 || "", status: reason2 || "", kicked, chatroom: false });
  face.handlers.tellLegacy("onPresence", event);
  face.handlers.tellLegacy("onGroupChange", event);
  if (type === "invite") face.handlers.tellLegacy("onInviteMessage", event);
}
function legacyRoomEvent(face, told3) {
  const names2 = __spreadProps(__spreadValues({}, types), { memberPresence: "memberJoinChatRoomSuccess", memberAbsence: "leaveChatRoom", removeMember: "removedFromChatRoom", destroy: "deleteGroupChat", muteAllMembers: "muteChatRoom", unmuteAllMembers: "rmChatRoomMute" });
  const type = names2[told3.operation];
  if (!type) return;
  const _a = told3, { id } = _a, more = __objRest(_a, ["id"]);
  const event = __spreadProps(__spreadValues({}, more), { type, gid: id, chatroom: true, chatRoomId: id });
  face.handlers.tellLegacy("onPresence", event);
  face.handlers.tellLegacy("onChatroomChange", event);
}

// src/easemob/events/operations.ts
var each = (event, operation2, more) => usersOf(event).map((user) => __spreadValues({ operation: operation2, to: user, userId: user }, more));
var others = (me, event, operation2, more) => usersOf(event).filter((user) => user !== me).map((user) => __spreadValues({ operation: operation2, from: user }, more));
var self = (me, event, operation2, more) => usersOf(event).indexOf(me) >= 0 ? [__spreadValues({ operation: operation2 }, more)] : [];
var usersOf = (event) => event.users || (event.user ? [event.user] : []);
function roles(event) {
  switch (event.event) {
    case "members.unbanned":
      return each(event, "unblockMember");
    case "owner.changed":
      return [{ operation: "changeOwner", to: event.owner, newOwner: event.owner }];
    case "admins.added":
      return each(event, "setAdmin");
    case "admins.removed":
      return each(event, "removeAdmin");
    case "members.muted":
      return each(event, "muteMember", { muteTimestamp: event.until });
    case "members.unmuted":
      return each(event, "unmuteMember");
    case "allowlist.added":
      return each(event, "addUserToAllowlist");
    case "allowlist.removed":
      return each(event, "removeAllowlistMember");
    case "group.muted":
    case "room.muted":
      return [{ operation: "muteAllMembers" }];
    case "group.unmuted":
    case "room.unmuted":
      return [{ operation: "unmuteAllMembers" }];
    case "group.changed":
    case "room.changed":
      return settings(event.changes || {});
    default:
      return void 0;
  }
}
function settings(_a) {
  var _b = _a, { announcement } = _b, rest = __objRest(_b, ["announcement"]);
  const told3 = [];
  if (announcement !== void 0) told3.push(announcement === "" ? { operation: "deleteAnnouncement" } : { operation: "updateAnnouncement", announcement });
  if (Object.keys(rest).length > 0) told3.push({ operation: "updateInfo", detail: rest });
  return told3;
}

// src/easemob/events/groups.ts
function groupEvents(face, client) {
  client.on("event", (event) => {
    const group = event.conversation ? event.conversation.indexOf("group/") === 0 ? idOf(event.conversation) : void 0 : event.group;
    if (!group) return;
    if (event.event === "group.left") face.inLine(() => face.leavingNow(group) || event.why === "member.left" || tell(face, group, event, { operation: "removeMember" }));
    else face.inLine(() => operations(face.me, event).forEach((operation2) => tell(face, group, event, operation2)));
  });
}
function tell(face, group, event, operation2) {
  const told3 = __spreadValues({ id: group, from: event.from || event.by || "", to: face.me, time: event.ts }, operation2);
  face.handlers.tell("onGroupEvent", told3);
  legacyGroupEvent(face, told3);
}
function operations(me, event) {
  switch (event.event) {
    case "group.created":
      return event.owner === me ? [{ operation: "create", from: me, name: event.name }] : self(me, event, "directJoined", { from: event.owner, name: event.name });
    case "members.added":
      return self(me, event, "directJoined").concat(others(me, event, "memberPresence"));
    case "member.joined":
      return others(me, event, "memberPresence");
    case "member.left":
      return others(me, event, "memberAbsence");
    case "members.removed":
    case "members.banned":
      return self(me, event, "removeMember").concat(others(me, event, "memberAbsence"));
    case "member.changed":
      return usersOf(event).map((user) => ({ operation: "memberAttributesUpdate", userId: user, attributes: attributesOf(event.member) }));
    case "file.shared":
      return [{ operation: "uploadFile", fileId: event.file.file, fileName: event.file.name, fileSize: event.file.size, file: event.file }];
    case "file.unshared":
      return [{ operation: "deleteFile", fileId: event.file.file, file: event.file }];
    case "group.dismissed":
      return [{ operation: "destroy" }];
    default:
      return roles(event) || requests(me, event);
  }
}
var attributesOf = (member) => __spreadValues(__spreadValues({}, member && member.attributes || {}), member && member.nickname !== void 0 ? { nickName: member.nickname } : {});
function requests(me, event) {
  const { user, by, text: text2, name } = event;
  const reason2 = text2 || "";
  switch (event.event) {
    case "join.requested":
      return user === me ? [] : [{ operation: "requestToJoin", from: user, reason: reason2, requestJoinReason: reason2 }];
    case "join.accepted":
      return user === me ? [{ operation: "acceptRequest", from: by }] : [];
    case "join.declined":
      return user === me ? [{ operation: "joinPublicGroupDeclined", from: by, reason: reason2, rejectReason: reason2 }] : [];
    case "group.invited":
      return [{ operation: "inviteToJoin", from: by, name, groupName: name }];
    case "invite.accepted":
      return user === me ? [] : [{ operation: "acceptInvite", from: user }];
    case "invite.declined":
      return user === me ? [] : [{ operation: "rejectInvite", from: user, reason: reason2 }];
    default:
      return [];
  }
}

// src/easemob/message/legacy-form.ts
var kinds2 = { singleChat: "user/", groupChat: "group/", chatRoom: "room/" };
function legacyForm(message, accessToken) {
  const { id, from, to, ext, time, chatType, type } = message;
  const form2 = __spreadProps(__spreadValues({}, message), { id, from, to, ext, time, contentsType: contentsTypes[type] || type.toUpperCase(), type: legacyTypeOf(kinds2[chatType]), delay: "" });
  if (type === "txt") {
    form2.data = message.msg;
    form2.sourceMsg = message.msg;
  } else if (message.url !== void 0) {
    form2.accessToken = accessToken;
    form2.token = accessToken;
    form2.filename = message.filename;
  }
  delete form2.msg;
  return form2;
}
var contentsTypes = { txt: "TEXT", img: "IMAGE", audio: "VOICE", video: "VIDEO", file: "FILE", loc: "LOCATION", cmd: "COMMAND", custom: "CUSTOM", combine: "COMBINE" };

// src/easemob/events/messages.ts
var handlerOf = {
  txt: "onTextMessage",
  img: "onImageMessage",
  audio: "onAudioMessage",
  video: "onVideoMessage",
  file: "onFileMessage",
  loc: "onLocationMessage",
  cmd: "onCmdMessage",
  custom: "onCustomMessage",
  combine: "onCombineMessage"
};
function messageEvents(face, client) {
  client.on("message", ({ conversation, message }) => face.inLine(() => told2(face, conversation, message)));
  client.on("changed", ({ conversation, message, event }) => face.inLine(() => changed(face, conversation, message, event)));
  client.on("sent", ({ conversation, message, receipt }) => face.inLine(() => sent(face, conversation, message, receipt)));
}
async function told2(face, conversation, message) {
  if (message.type === "recalled") return recalled(face, conversation, message);
  if (face.toldBefore(message.id)) return;
  const modern = await face.modern(conversation, message);
  const name = handlerOf[modern.type];
  face.handlers.tellModern(name, modern);
  face.handlers.tellModern("onMessage", [modern]);
  const legacy = legacyForm(modern, face.accessToken);
  face.handlers.tellLegacy(name, legacy);
  if (modern.type === "img") face.handlers.tellLegacy("onPictureMessage", legacy);
  face.handlers.tellLegacy("onMessage", [modern]);
}
function sent(face, conversation, message, receipt) {
  face.ids.saw(conversation, __spreadProps(__spreadValues({}, message), { id: receipt.id, seq: receipt.seq, cid: receipt.cid }));
  face.handlers.tell("onReceivedMessage", { id: receipt.cid, mid: receipt.id, to: idOf(message.to), type: "received", time: receipt.ts });
}
function changed(face, conversation, message, event) {
  if (message.type === "recalled") return recalled(face, conversation, message);
  switch (event && event.event) {
    case "message.edited":
      return edited(face, conversation, message);
    case "message.reacted":
      return reacted(face, conversation, message, event);
    case "message.pinned":
    case "message.unpinned":
      return pinned(face, conversation, message, event);
    case void 0:
      if (message.edited) return edited(face, conversation, message);
      if (message.reactions) return reacted(face, conversation, message, event);
      return void 0;
    default:
      return void 0;
  }
}
function recalled(face, conversation, message) {
  face.ids.saw(conversation, message);
  const by = message.recalled && message.recalled.by || "";
  const told3 = { id: message.id, mid: message.id, from: by || message.from, to: idOf(message.to), chatType: chatTypeOf(message.to), type: "recall", time: message.recalled ? message.recalled.ts : message.ts, ext: "", isChatThread: false };
  face.handlers.tell("onRecallMessage", told3);
}
async function edited(face, conversation, message) {
  face.handlers.tell("onModifiedMessage", await face.modern(conversation, message));
}
function reacted(face, conversation, message, event) {
  face.ids.saw(conversation, message);
  const by = event && event.by || "";
  face.handlers.tell("onReactionChange", {
    messageId: message.id,
    chatType: chatTypeOf(message.to),
    from: by,
    to: idOf(message.to),
    ts: event && event.ts || Date.now(),
    isChatThread: false,
    reactions: reactionsOf(message, face.client.user, event)
  });
}
function reactionsOf(message, me, event) {
  const by = event && event.by;
  const kind = event && event.reaction;
  const list = (message.reactions || []).map((r) => ({
    reaction: r.kind,
    count: r.count,
    userList: r.users,
    isAddedBySelf: r.users.indexOf(me || "") >= 0,
    op: kind === r.kind ? [{ operator: by, reactionType: r.users.indexOf(by) >= 0 ? "create" : "delete" }] : []
  }));
  if (kind && !list.some((r) => r.reaction === kind)) list.push({ reaction: kind, count: 0, userList: [], isAddedBySelf: false, op: [{ operator: by, reactionType: "delete" }] });
  return list;
}
function pinned(face, conversation, message, event) {
  face.ids.saw(conversation, message);
  face.handlers.tell("onMessagePinEvent", {
    messageId: message.id,
    conversationId: idOf(conversation),
    conversationType: chatTypeOf(message.to),
    operation: event.event === "message.pinned" ? "pin" : "unpin",
    operatorId: event.by || "",
    time: event.ts || Date.now()
  });
}

// src/api/routes.ts
var acceptContact = "POST /contact-requests/{user}/accept";
var acceptInvite = "POST /invites/{group}/accept";
var acceptRequest = "POST /groups/{group}/requests/{user}/accept";
var addAdmin = "PUT /groups/{group}/admins/{user}";
var addContact = "POST /contacts";
var addMembers = "POST /groups/{group}/members";
var addReaction = "PUT /conversations/{conversation}/messages/{seq}/reactions/{reaction}";
var addRoomAdmin = "PUT /rooms/{room}/admins/{user}";
var allowInRoom = "PUT /rooms/{room}/allowlist/{user}";
var allowMember = "PUT /groups/{group}/allowlist/{user}";
var banFromGroup = "PUT /groups/{group}/bans/{user}";
var banFromRoom = "PUT /rooms/{room}/bans/{user}";
var batchProfiles = "POST /users/batch";
var blockUser = "PUT /blocks/{user}";
var changeContact = "PATCH /contacts/{user}";
var changeConversation = "PATCH /conversations/{conversation}";
var changeGroup = "PATCH /groups/{group}";
var changeMember = "PATCH /groups/{group}/members/{user}";
var changeProfile = "PATCH /users/{user}/profile";
var changeRoom = "PATCH /rooms/{room}";
var clearConversation = "DELETE /conversations/{conversation}";
var clearStatus = "DELETE /presence/status";
var createGroup = "POST /groups";
var createRoom = "POST /rooms";
var createThread = "POST /groups/{group}/threads";
var createToken = "POST /token";
var createUsers = "POST /users";
var declineContact = "POST /contact-requests/{user}/decline";
var declineInvite = "POST /invites/{group}/decline";
var declineRequest = "POST /groups/{group}/requests/{user}/decline";
var deleteMessages = "POST /conversations/{conversation}/delete";
var deleteRoomValues = "POST /rooms/{room}/values/delete";
var disallowInRoom = "DELETE /rooms/{room}/allowlist/{user}";
var disallowMember = "DELETE /groups/{group}/allowlist/{user}";
var dismissGroup = "DELETE /groups/{group}";
var dismissRoom = "DELETE /rooms/{room}";
var dismissThread = "DELETE /threads/{thread}";
var editMessage = "PATCH /conversations/{conversation}/messages/{seq}";
var getConversation = "GET /conversations/{conversation}";
var getConversationDND = "GET /conversations/{conversation}/dnd";
var getDND = "GET /dnd";
var getFile = "GET /files/{file}";
var getGroup = "GET /groups/{group}";
var getMember = "GET /groups/{group}/members/{user}";
var getMessage = "GET /conversations/{conversation}/messages/{seq}";
var getPresence = "GET /presence";
var getRoom = "GET /rooms/{room}";
var getThread = "GET /threads/{thread}";
var joinGroup = "POST /groups/{group}/join";
var joinThread = "POST /threads/{thread}/join";
var lastOfThreads = "POST /threads/last";
var leaveGroup = "POST /groups/{group}/leave";
var leaveThread = "POST /threads/{thread}/leave";
var listBlocks = "GET /blocks";
var listContacts = "GET /contacts";
var listConversations = "GET /conversations";
var listDND = "GET /dnd/conversations";
var listDevices = "GET /devices";
var listGroupBans = "GET /groups/{group}/bans";
var listGroupFiles = "GET /groups/{group}/files";
var listGroupThreads = "GET /groups/{group}/threads";
var listGroups = "GET /groups";
var listMembers = "GET /groups/{group}/members";
var listPins = "GET /conversations/{conversation}/pins";
var listPublicGroups = "GET /public-groups";
var listRoomMembers = "GET /rooms/{room}/members";
var listRoomUsers = "GET /rooms/{room}/users";
var listRooms = "GET /rooms";
var listSubscriptions = "GET /presence/subscriptions";
var listThreadMembers = "GET /threads/{thread}/members";
var listThreads = "GET /threads";
var markDelivered = "POST /conversations/{conversation}/delivered";
var markRead = "POST /conversations/{conversation}/read";
var muteGroup = "PUT /groups/{group}/mute";
var muteInRoom = "PUT /rooms/{room}/members/{user}/mute";
var muteMember = "PUT /groups/{group}/members/{user}/mute";
var muteRoom = "PUT /rooms/{room}/mute";
var pinMessage = "PUT /conversations/{conversation}/messages/{seq}/pin";
var readHistory = "GET /conversations/{conversation}/messages";
var readReceipts = "GET /conversations/{conversation}/messages/{seq}/receipts";
var readRoomValues = "GET /rooms/{room}/values";
var recallMessage = "POST /conversations/{conversation}/messages/{seq}/recall";
var removeAdmin = "DELETE /groups/{group}/admins/{user}";
var removeContact = "DELETE /contacts/{user}";
var removeFromThread = "DELETE /threads/{thread}/members/{user}";
var removeMember = "DELETE /groups/{group}/members/{user}";
var removeMembers = "POST /groups/{group}/members/remove";
var removeReaction = "DELETE /conversations/{conversation}/messages/{seq}/reactions/{reaction}";
var removeRoomAdmin = "DELETE /rooms/{room}/admins/{user}";
var removeRoomMember = "DELETE /rooms/{room}/members/{user}";
var renameThread = "PATCH /threads/{thread}";
var reportMessage = "POST /reports";
var setConversationDND = "PUT /conversations/{conversation}/dnd";
var setDND = "PUT /dnd";
var setRoomValues = "POST /rooms/{room}/values";
var setStatus = "PUT /presence/status";
var shareFile = "POST /groups/{group}/files";
var subscribe = "POST /presence/subscriptions";
var sync = "GET /sync";
var transferGroup = "POST /groups/{group}/owner";
var transferRoom = "POST /rooms/{room}/owner";
var unbanFromGroup = "DELETE /groups/{group}/bans/{user}";
var unbanFromRoom = "DELETE /rooms/{room}/bans/{user}";
var unblockUser = "DELETE /blocks/{user}";
var unmuteGroup = "DELETE /groups/{group}/mute";
var unmuteInRoom = "DELETE /rooms/{room}/members/{user}/mute";
var unmuteMember = "DELETE /groups/{group}/members/{user}/mute";
var unmuteRoom = "DELETE /rooms/{room}/mute";
var unpinMessage = "DELETE /conversations/{conversation}/messages/{seq}/pin";
var unshareFile = "DELETE /groups/{group}/files/{file}";
var unsubscribe = "DELETE /presence/subscriptions";

// src/easemob/paging.ts
async function pageOf(read, number, size, first) {
  const start = (Math.max(number, first) - first) * size;
  const all = [];
  let cursor;
  do {
    const page = await read(cursor);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor && all.length < start + size);
  return all.slice(start, start + size);
}
async function allOf(read) {
  return pageOf(read, 0, Number.MAX_SAFE_INTEGER, 0);
}

// src/easemob/events/offline.ts
var most = 100;
function offlineMessages(face, client) {
  client.on("synced", () => face.inLine(() => unreadOnce(face)));
}
async function unreadOnce(face) {
  const key = `hongyan/easemob/${face.app || "default"}/${face.me}`;
  if (await face.storage.get(key)) return;
  const list = await allOf((cursor) => face.call(listConversations, { cursor, limit: 100 }).then((page) => ({ items: page.conversations, next: page.next })));
  for (const one of list.reverse()) if (one.unread > 0) await unreadOf(face, one);
  await face.storage.set(key, "1");
}
async function unreadOf(face, { conversation, read_seq, last_seq }) {
  const { messages } = await face.call(readHistory, conversation, { after: Math.max(read_seq, last_seq - most), limit: most });
  for (const message of messages) {
    if (message.from !== face.me && ["none", "event", "recalled"].indexOf(message.type) < 0) await told2(face, conversation, message);
  }
}

// src/easemob/events/presence.ts
function presenceEvents(face, client) {
  client.on("presence.changed", ({ user, status, platforms, last_seen, ts }) => {
    const statusDetails = (platforms || []).map(({ platform }) => ({ device: platform, status: 1 }));
    const told3 = { userId: user, lastTime: Math.round((last_seen || ts || Date.now()) / 1e3), expire: 0, ext: status || "", statusDetails };
    face.inLine(() => face.handlers.tell("onPresenceStatusChange", [told3]));
  });
}

// src/easemob/events/receipts.ts
function receiptEvents(face, client) {
  const upTo = { read: {}, delivered: {} };
  const fresh = async (name, conversation, seq) => {
    const before = upTo[name][conversation] || 0;
    upTo[name][conversation] = Math.max(before, seq);
    const find = () => face.ids.upTo(conversation, face.me, seq).filter((place) => place.seq > before);
    if (find().length === 0 && seq > before) {
      face.ids.saw(conversation, await face.call(getMessage, conversation, seq));
    }
    return find();
  };
  client.on("synced", () => face.readers.clear());
  client.on(
    "read",
    ({ conversation, from, seq }) => face.inLine(async () => {
      if (conversation.indexOf("group/") === 0) return readByMember(face, conversation, from, seq);
      const to = face.me;
      const places = await fresh("read", conversation, seq);
      places.forEach(({ id }) => face.handlers.tell("onReadMessage", { type: "read", id, mid: id, ackId: id, from, to }));
      const view = await face.call(getConversation, conversation);
      if (seq >= view.last_seq) face.handlers.tell("onChannelMessage", { type: "channel", chatType: "singleChat", from, to, id: String(seq), conversationId: idOf(conversation) });
    })
  );
  client.on(
    "delivered",
    ({ conversation, from, seq }) => face.inLine(async () => {
      const to = face.me;
      const places = await fresh("delivered", conversation, seq);
      places.forEach(({ id }) => face.handlers.tell("onDeliveredMessage", { type: "delivery", id, mid: id, ackId: id, from, to }));
    })
  );
}
var groupMost = 30;
async function readByMember(face, conversation, from, seq) {
  const asked2 = face.ids.upTo(conversation, face.me, seq).filter((place) => place.receipt);
  for (const { id, seq: at } of asked2.slice(-groupMost)) {
    const counts = await face.readers.readBy(from, conversation, at);
    if (counts) face.handlers.tell("onReadMessage", { type: "read", chatType: "groupChat", id, mid: id, ackId: id, from, to: idOf(conversation), ackContent: "", groupReadCount: { [id]: counts.read } });
  }
}

// src/easemob/events/rooms.ts
function roomEvents(face, client) {
  client.on("event", (event) => {
    if (event.room) face.inLine(() => operations2(face.me, event).forEach((operation2) => tell2(face, event, operation2)));
  });
}
function tell2(face, event, operation2) {
  const told3 = __spreadValues({ id: event.room, from: event.by || "", to: face.me, time: event.ts }, operation2);
  if (operation2.operation === "removeMember" || operation2.operation === "destroy") delete face.rooms[told3.id];
  face.handlers.tell("onChatroomEvent", told3);
  legacyRoomEvent(face, told3);
}
function operations2(me, event) {
  const count = { memberCount: event.online };
  switch (event.event) {
    case "member.entered":
      return others(me, event, "memberPresence", count);
    case "member.left":
      return others(me, event, "memberAbsence", count);
    case "members.removed":
    case "members.banned":
      return [...self(me, event, "removeMember"), ...others(me, event, "memberAbsence", count)];
    case "room.lost":
      return [{ operation: event.code === "no_such_room" ? "destroy" : "removeMember" }];
    case "room.dismissed":
      return [{ operation: "destroy" }];
    case "values.set":
      return [{ operation: "updateChatRoomAttributes", attributes: valuesOf(event.values) }];
    case "values.deleted":
      return [{ operation: "removeChatRoomAttributes", attributes: event.keys }];
    default:
      return roles(event) || [];
  }
}
var valuesOf = (values) => values.reduce((all, { key, value }) => __spreadProps(__spreadValues({}, all), { [key]: value }), {});

// src/easemob/methods/threads.ts
function threadOf(thread) {
  const { id, name, owner, group, message, created, members, messages } = thread;
  return { id, name, owner, parentId: group, groupId: group, messageId: message, msgId: message, created, createTimestamp: created, timestamp: created, affiliationsCount: members || 0, messageCount: messages || 0 };
}
var threadMethods = (face) => {
  const known2 = (thread) => face.threads[thread.id] = threadOf(thread);
  const listed2 = ({ threads, next }) => {
    const entities = threads.map(known2);
    return __spreadProps(__spreadValues({}, answer(entities)), { entities, properties: { cursor: next || "" } });
  };
  const asked2 = ({ cursor, pageSize = 20 }) => ({ cursor: cursor || void 0, limit: Math.min(pageSize, 100) });
  return {
    async createChatThread({ parentId, name, messageId }) {
      const { seq } = await face.ids.find(`group/${parentId}`, messageId);
      const thread = await face.call(createThread, parentId, { seq, name });
      known2(thread);
      return answer({ chatThreadId: thread.id });
    },
    async joinChatThread({ chatThreadId }) {
      return answer({ status: "ok", detail: known2(await face.call(joinThread, chatThreadId)) });
    },
    async leaveChatThread({ chatThreadId }) {
      await face.leaving(chatThreadId, face.call(leaveThread, chatThreadId));
      return answer({ status: "ok" });
    },
    async destroyChatThread({ chatThreadId }) {
      await face.leaving(chatThreadId, face.call(dismissThread, chatThreadId));
      return answer({ status: "ok" });
    },
    async changeChatThreadName({ chatThreadId, name }) {
      return answer({ name: known2(await face.call(renameThread, chatThreadId, { name })).name });
    },
    async getChatThreadMembers(_a) {
      var _b = _a, { chatThreadId } = _b, page = __objRest(_b, ["chatThreadId"]);
      const { members, next } = await face.call(listThreadMembers, chatThreadId, asked2(page));
      return __spreadProps(__spreadValues({}, answer({ affiliations: members.map((one) => one.user) })), { properties: { cursor: next || "" } });
    },
    async removeChatThreadMember({ chatThreadId, username }) {
      await face.call(removeFromThread, chatThreadId, username);
      return answer({ result: true, user: username });
    },
    /** The threads that one is in, of one group or of all. */
    async getJoinedChatThreads(_c = {}) {
      var _d = _c, { parentId } = _d, page = __objRest(_d, ["parentId"]);
      return listed2(await face.call(listThreads, __spreadProps(__spreadValues({}, asked2(page)), { group: parentId })));
    },
    /** The threads of a group. */
    async getChatThreads(_e) {
      var _f = _e, { parentId } = _f, page = __objRest(_f, ["parentId"]);
      return listed2(await face.call(listGroupThreads, parentId, asked2(page)));
    },
    async getChatThreadLastMessage({ chatThreadIds }) {
      const { threads } = await face.call(lastOfThreads, { threads: chatThreadIds });
      const entities = await Promise.all(threads.map(async ({ thread, last: last3 }) => ({ chatThreadId: thread, lastMessage: last3 ? await face.modern(`group/${thread}`, last3) : {} })));
      return __spreadProps(__spreadValues({}, answer(entities)), { entities });
    },
    async getChatThreadDetail({ chatThreadId }) {
      return answer(known2(await face.call(getThread, chatThreadId)));
    }
  };
};

// src/easemob/events/threads.ts
var operations3 = { "thread.created": "create", "thread.renamed": "update", "thread.updated": "update", "thread.dismissed": "destroy" };
function threadEvents(face, client) {
  client.on("event", (event) => {
    if (event.event.indexOf("thread.") !== 0 || event.seq) return;
    if (event.event === "thread.joined") face.threads[event.thread.id] = threadOf(event.thread);
    else if (event.event === "thread.left") face.inLine(() => left(face, event.thread));
    else if (operations3[event.event]) face.inLine(() => changed2(face, event));
  });
}
function left(face, thread) {
  if (face.leavingNow(thread.id)) return;
  face.handlers.tell("onChatThreadChange", __spreadProps(__spreadValues({}, threadOf(thread)), { operation: "userRemove", operator: "", userName: face.me }));
}
async function changed2(face, { event, by, thread }) {
  const told3 = threadOf(thread);
  face.threads[told3.id] = told3;
  const more = {};
  if (event === "thread.updated") more.lastMessage = await last(face, told3.id);
  face.handlers.tell("onChatThreadChange", __spreadProps(__spreadValues(__spreadValues({}, told3), more), { operation: operations3[event], operator: by || "", userName: face.me }));
}
async function last(face, id) {
  const { threads } = await face.call(lastOfThreads, { threads: [id] });
  const message = threads[0] && threads[0].last;
  return message ? face.modern(`group/${id}`, message) : void 0;
}

// src/api/call.ts
function callOf(route, args) {
  const [method, form2] = route.split(" ");
  const rest = args.slice();
  const path = form2.replace(/{([a-z]+)}/g, (_, name) => {
    const value = rest.shift();
    if (value === void 0 || value === null || value === "") throw new ChatError("bad_option", `say which ${name}`, { field: name });
    return String(value).split("/").map(encodeURIComponent).join(name === "conversation" ? "/" : "%2F");
  });
  const last3 = rest.shift();
  if (method !== "GET" && method !== "DELETE") return { method, path: "/v1" + path, body: last3 };
  return { method, path: "/v1" + path + query(last3) };
}
function query(values = {}) {
  const pairs = Object.keys(values).filter((name) => values[name] !== void 0).map((name) => `${name}=${encodeURIComponent(String(values[name]))}`);
  return pairs.length ? "?" + pairs.join("&") : "";
}

// src/bytes.ts
function toBytes(text2) {
  const out = new Uint8Array(text2.length * 3);
  let n = 0;
  for (let i = 0; i < text2.length; i++) {
    const code = codePoint(text2, i);
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
function codePoint(text2, at) {
  const code = text2.codePointAt(at);
  return code >= 55296 && code < 57344 ? 65533 : code;
}
function byteLength(text2) {
  let n = 0;
  for (let i = 0; i < text2.length; i++) {
    const code = text2.charCodeAt(i);
    n += code < 128 ? 1 : code < 2048 ? 2 : 3;
    if (codePoint(text2, i) > 65535) {
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
  let text2 = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const three = bytes[i] << 16 | (bytes[i + 1] || 0) << 8 | (bytes[i + 2] || 0);
    text2 += digits[three >> 18] + digits[three >> 12 & 63];
    text2 += i + 1 < bytes.length ? digits[three >> 6 & 63] : "=";
    text2 += i + 2 < bytes.length ? digits[three & 63] : "=";
  }
  return text2;
}
function fromBase64(text2) {
  const out = new Uint8Array(Math.ceil(text2.length * 3 / 4));
  let n = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text2.length; i++) {
    const digit = digits.indexOf(text2[i]);
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
  const seen2 = data;
  return new Uint8Array(seen2.buffer, seen2.byteOffset, seen2.byteLength);
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
      const over2 = (then) => (value) => {
        clearTimeout(this.pending[id] && this.pending[id].timer);
        delete this.pending[id];
        then(value);
      };
      const pending = { resolve: over2(resolve), reject: over2(reject) };
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
var form = /^(https?|wss?):\/\/([^\/?#]+)(\/[^?#]*)?$/i;
function parseServer(text2) {
  const m = form.exec(String(text2).trim());
  if (!m) throw new ChatError("bad_option", `"${text2}" is no server: write https://chat.example.com`, { field: "servers" });
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
var text = -2;
var pair = -3;
var forms = {
  1: 1,
  2: 4,
  3: text,
  8: text,
  9: text,
  11: varint,
  17: 4,
  18: text,
  19: 2,
  21: text,
  22: text,
  23: 1,
  24: 4,
  25: 1,
  26: text,
  28: text,
  31: text,
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
    const form2 = forms[id];
    if (form2 === void 0) throw new Error(`a property ${id}`);
    if (form2 === pair) {
      const name = this.text();
      found2.user[name] = this.text();
    } else if (form2 === text) {
      const value = this.text();
      if (id === 31) found2.reason = value;
    } else {
      const value = form2 === varint ? this.varint() : this.number(form2);
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
  text(text2) {
    const bytes = toBytes(text2);
    if (bytes.length > 65535) throw new RangeError("a text of MQTT has 65535 bytes at most");
    this.uint16(bytes.length);
    this.append(bytes);
  }
  append(bytes) {
    this.parts.push(bytes);
    this.length += bytes.length;
  }
  bytes() {
    const all = new Uint8Array(this.length);
    let at = 0;
    this.parts.forEach((part) => {
      all.set(part, at);
      at += part.length;
    });
    return all;
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
    const asked2 = Date.now();
    this.send(pingreq());
    this.pinging = setTimeout(() => {
      this.pinging = void 0;
      if (this.heard < asked2) this.end(new ChatError("connection_lost", "the other side does not answer any more"));
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
    const waiting = this.waiting[packet2.id];
    delete this.waiting[packet2.id];
    if (waiting) waiting.resolve(packet2);
  }
  exchange(make) {
    return new Promise((resolve, reject) => {
      if (this.over) throw new ChatError("connection_lost", "there is no connection");
      const id = this.freeId();
      const packet2 = make(id);
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
    const left2 = this.options.keepAlive * 1e3 - quiet;
    if (left2 <= 0) this.probe();
    this.timer = setTimeout(() => this.watchOver(), Math.max(left2, 1e3));
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
    const waiting = this.waiting;
    this.waiting = {};
    Object.keys(waiting).forEach((id) => waiting[Number(id)].reject(err));
  }
};

// src/connection/backoff.ts
var Backoff = class {
  constructor(options = { first: 1e3, most: 3e4 }, random = Math.random) {
    this.options = options;
    this.random = random;
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
    this.unwatch = this.host.watch((change) => this.lifeCycle(change));
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
  lifeCycle(change) {
    const { state } = this.now;
    const wasOffline = this.offline;
    if (change === "offline" || change === "online") this.offline = change === "offline";
    else this.hidden = change === "hidden";
    if (change === "hidden" || change === "offline") return;
    if (state === "waiting" || change === "online" && wasOffline && state !== "closed") this.connect();
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
var Conversations = class {
  constructor(source) {
    this.source = source;
    this.known = {};
    this.reading = {};
  }
  /** All conversations that are not hidden: pinned ones first, then the latest active. */
  async list() {
    await this.load();
    return Object.keys(this.known).map((address) => this.known[address]).filter((one) => !one.hidden).sort((a, b) => Number(!!b.pinned) - Number(!!a.pinned) || b.active - a.active);
  }
  /** How many messages are unread, in all. */
  async unread() {
    return (await this.list()).reduce((sum, one) => sum + one.unread, 0);
  }
  /** Takes what `sync` says of a conversation. */
  put(view) {
    const _a = view, { messages, changed: changed4, deleted, gap } = _a, one = __objRest(_a, ["messages", "changed", "deleted", "gap"]);
    void messages, changed4, deleted, gap;
    const reading = this.reading[one.conversation];
    if (reading) reading.again = true;
    this.set(one);
  }
  /** Takes what the server answers. What came by the socket meanwhile may be newer, so it is only good for now. */
  answered(view) {
    const one = this.known[view.conversation];
    if (!one || view.last_seq >= one.last_seq && view.read_seq >= one.read_seq) this.put(view);
    this.refresh(view.conversation);
  }
  /** A message is in its place. */
  placed(conversation, message) {
    if (message.seq === void 0 || conversation.indexOf("room/") === 0) return;
    const one = this.known[conversation];
    const reading = this.reading[conversation];
    if (reading) reading.late.push(() => this.placed(conversation, message));
    else if (!one) return this.refresh(conversation);
    if (!one || message.seq <= one.last_seq) return;
    const mentioned = message.at && (message.at.indexOf(this.source.me) >= 0 || message.at.indexOf("all") >= 0);
    const counts = message.from !== this.source.me && !message.silent && ["event", "none", "recalled"].indexOf(message.type) < 0;
    this.set(__spreadProps(__spreadValues({}, one), {
      last: message.type === "none" ? one.last : message,
      last_seq: message.seq,
      active: message.ts,
      hidden: void 0,
      unread: one.unread + (counts ? 1 : 0),
      mentioned_seq: mentioned && counts ? message.seq : one.mentioned_seq
    }));
  }
  /** The user has read up to a seq. */
  read(conversation, { read_seq, unread, last_seq }) {
    const one = this.known[conversation];
    const reading = this.reading[conversation];
    if (reading) reading.again = true;
    if (!one || read_seq < one.read_seq) return;
    if (last_seq !== one.last_seq) return this.refresh(conversation);
    const mentioned = one.mentioned_seq && one.mentioned_seq > read_seq ? one.mentioned_seq : void 0;
    this.set(__spreadProps(__spreadValues({}, one), { read_seq, unread, mentioned_seq: mentioned }));
  }
  /** The other one has read, or got, up to a seq. */
  peer(conversation, mark2, seq) {
    const one = this.known[conversation];
    const reading = this.reading[conversation];
    if (reading) reading.late.push(() => this.peer(conversation, mark2, seq));
    if (one && seq > (one[mark2] || 0)) this.set(__spreadProps(__spreadValues({}, one), { [mark2]: seq }));
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
  set(one) {
    this.known[one.conversation] = one;
    this.source.changed(one);
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
      page.conversations.forEach((one) => this.known[one.conversation] = this.known[one.conversation] || one);
      cursor = page.next;
    } while (cursor);
  }
};

// src/delivered.ts
var DeliveryReceipts = class {
  constructor(send) {
    this.send = send;
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
  const known2 = await storage.get(deviceKey);
  if (known2) return known2;
  const name = randomName(12);
  await storage.set(deviceKey, name);
  return name;
}

// src/message.ts
function conversationOf(message, me) {
  return message.to === `user/${me}` && message.from !== me ? `user/${message.from}` : message.to;
}
var addressForm = /^(user|group|room)\/[A-Za-z0-9_.-]{1,64}$/;
var isAddress = (text2) => addressForm.test(text2);

// src/inbox/order.ts
var Order = class {
  /** `last` is the seq up to which all is known. */
  constructor(last3) {
    this.last = last3;
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
      for (const one of page.conversations) await this.catchUpWith(one, first);
      (page.events || []).forEach((event) => this.tellEvent(event));
      if (page.events_gap) this.tellEvent({ event: "events.missed" });
      cursor = page.cursor;
      more = page.more;
    }
    for (const conversation of Object.keys(this.lanes)) await this.fill(conversation);
    if (!this.over) this.memory.reached(cursor);
  }
  async catchUpWith(one, first) {
    const conversation = one.conversation;
    this.events.view(one);
    if (first) {
      this.start[conversation] = one.last_seq;
      this.memory.told(conversation, one.last_seq);
      return;
    }
    const messages = one.messages;
    const start = one.gap || messages.length === 0 ? beginning(one) : messages[0].seq - 1;
    const lane = this.lane(conversation, start);
    if (one.gap && messages.length > 0) await this.fill(conversation, messages[0].seq);
    messages.forEach((message) => this.place(conversation, lane, message));
    await this.fill(conversation);
    (one.changed || []).forEach((message) => this.events.changed(conversation, message));
    if (one.deleted && one.deleted.length > 0) this.events.deleted(conversation, one.deleted);
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
    const known2 = this.lanes[conversation];
    if (known2) return known2;
    const last3 = this.memory.last(conversation);
    return this.lanes[conversation] = { order: new Order(last3 === void 0 ? start : last3), filling: Promise.resolve() };
  }
  place(conversation, lane, message) {
    lane.order.take(message.seq, message).forEach((one) => this.tell(conversation, one));
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
    const { last: last3 } = lane.order;
    const page = await this.source.history(conversation, last3);
    if (page.first_seq > last3 + 1) this.skip(conversation, lane, Math.min(page.first_seq, end));
    page.messages.forEach((message) => this.place(conversation, lane, message));
    if (lane.order.last === last3) this.skip(conversation, lane, Math.min(lane.order.waiting || end, end));
  }
  skip(conversation, lane, to) {
    lane.order.skip(to).forEach((one) => this.tell(conversation, one));
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
function parsed(text2) {
  try {
    return text2 ? JSON.parse(text2) : void 0;
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
    const text2 = await this.storage.get(this.key);
    const kept = parsed(text2);
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
function hashOf(text2) {
  let hash = 2166136261;
  for (let i = 0; i < text2.length; i++) hash = Math.imul(hash ^ text2.charCodeAt(i), 16777619);
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
      const [one] = lane.waiting.splice(at, 1);
      this.over(one);
      this.giveUp(one, new ChatError("cancelled", "the message was taken back before it was sent"));
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
  queue(waiting) {
    const { to } = waiting.entry;
    const lane = this.lanes[to] || (this.lanes[to] = { waiting: [], busy: false, backoff: new Backoff() });
    this.count++;
    this.bytes += byteLength(waiting.entry.payload);
    lane.waiting.push(waiting);
    this.advance(to);
  }
  async advance(to) {
    const lane = this.lanes[to];
    if (!lane || !this.open || lane.busy || lane.timer || lane.waiting.length === 0) return;
    const one = lane.waiting[0];
    lane.busy = true;
    await this.attempt(lane, one);
    lane.busy = false;
    if (lane === this.lanes[to]) this.advance(to);
  }
  async attempt(lane, one) {
    try {
      await one.kept;
      if (!this.open) return;
      const receipt = await this.events.send(one.entry);
      lane.backoff.reset();
      this.done(lane, one);
      this.events.sent(one.entry, receipt);
      one.resolve(receipt);
    } catch (thrown) {
      this.refused(lane, one, thrown);
    }
  }
  refused(lane, one, err) {
    if (err.code === "connection_lost") return this.pause(lane, one.entry.to, 1e3);
    if (err.temporary) return this.pause(lane, one.entry.to, Math.max((err.retryAfter || 0) * 1e3, lane.backoff.next()));
    this.done(lane, one);
    this.giveUp(one, err);
  }
  pause(lane, to, ms) {
    lane.timer = setTimeout(() => {
      lane.timer = void 0;
      this.advance(to);
    }, ms);
  }
  done(lane, one) {
    const at = lane.waiting.indexOf(one);
    if (at < 0) return;
    lane.waiting.splice(at, 1);
    this.over(one);
  }
  over(one) {
    this.count--;
    this.bytes -= byteLength(one.entry.payload);
    this.shelf.remove(one.entry.n).catch(() => {
    });
  }
  giveUp(one, err) {
    this.events.failed(one.entry, err);
    one.reject(err);
  }
};

// src/outbox/shelf.ts
var Shelf = class {
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
    const done = this.work.then(task).catch((thrown) => {
      throw new ChatError("storage_failed", `the host's storage failed: ${thrown && thrown.errMsg || thrown}`);
    });
    this.work = done.catch(() => {
    });
    return done;
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
    this.outbox = new Outbox(new Shelf(storage, `${prefix}/outbox`), limits, {
      send: (entry) => this.send(entry),
      sent: (entry, receipt) => this.sent(entry, receipt),
      failed: (entry, error) => events.emit("failed", { conversation: entry.to, cid: entry.cid, error, body: JSON.parse(entry.payload).body })
    });
    this.memory = new Memory(storage, `${prefix}/inbox`, (err) => this.report(err));
    this.conversations = new Conversations({
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
      history: (conversation, after) => this.ask(readHistory, conversation, { after, limit: 100 }),
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
      gap: (conversation, after, before) => this.events.emit("gap", { conversation, after, before }),
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
    const own2 = `${this.topic(`user/${this.identity.user}`)}/#`;
    await session.subscribe(own2, ...isGuest(this.identity) ? [] : [`${this.topic("group")}/#`]);
    await this.rooms.enterAgain(session);
  }
  became(connected, tell3) {
    if (!connected) {
      this.outbox.stop();
      this.options.rest.lost();
    }
    tell3();
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
    this.listeners[name] = listener ? list.filter((one) => one !== listener) : [];
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
      const asked2 = this.last = this.ask();
      asked2.catch(() => {
        if (this.last === asked2) this.last = void 0;
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
    const told3 = new Told(events);
    let task;
    try {
      task = this.open(url, (err) => told3.closed(reason(err)));
    } catch (thrown) {
      told3.closed(String(thrown));
    }
    if (!task || !task.onOpen) {
      told3.closed("the host gave no socket: too many may be open");
      return { send: () => {
      }, close: () => told3.silence() };
    }
    this.listen(task, told3);
    return this.socket(task, told3);
  }
  /** Calls the host's connectSocket. */
  open(url, fail) {
    return this.api.connectSocket({ url, protocols: ["mqtt"], tcpNoDelay: true, timeout: 2e4, success: () => {
    }, fail });
  }
  /** Sets all handlers, at once: a host tells an event only to handlers that are there. */
  listen(task, told3) {
    task.onOpen(() => told3.opened());
    task.onMessage((event) => told3.received(received(event.data)));
    task.onClose((event) => told3.closed(`closed by the other side (${event && event.code || "no code"})`));
    task.onError((err) => told3.closed(reason(err)));
  }
  socket(task, told3) {
    return {
      send: (bytes) => task.send({ data: ownBuffer(bytes), fail: (err) => told3.closed(reason(err)) }),
      close: () => {
        told3.silence();
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
  watch(tell3) {
    const shown2 = () => tell3("shown");
    const hidden = () => tell3("hidden");
    const network = (event) => tell3(event && event.isConnected === false ? "offline" : "online");
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
    const told3 = new Told(events);
    const single = new SingleSocket(this.my, told3);
    let task;
    try {
      task = this.my.connectSocket({ url, multiple: true, protocols: ["mqtt"], success: () => {
      }, fail: (err) => told3.closed(reason(err)) });
    } catch (thrown) {
      told3.closed(String(thrown));
    }
    if (!task || !task.onOpen) return single;
    single.forget();
    this.listen(task, told3);
    return this.socket(task, told3);
  }
  listen(task, told3) {
    task.onOpen(() => told3.opened());
    task.onMessage((event) => told3.received(received(event.data.data)));
    task.onClose(() => told3.closed("closed by the other side"));
    task.onError((err) => told3.closed(reason(err.data || err)));
  }
  socket(task, told3) {
    return {
      send: (bytes) => task.send({ data: toBase64(bytes), isBuffer: true, fail: (err) => told3.closed(reason(err)) }),
      close: () => {
        told3.silence();
        task.close({});
      }
    };
  }
};
var endAwaited = 0;
var SingleSocket = class {
  constructor(my2, told3) {
    this.my = my2;
    this.told = told3;
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
    const told3 = new Told(events);
    let socket;
    try {
      socket = new this.socketClass(url, ["mqtt"]);
    } catch (thrown) {
      told3.closed(String(thrown));
      return { send: () => {
      }, close: () => {
      } };
    }
    socket.binaryType = "arraybuffer";
    socket.onopen = () => told3.opened();
    socket.onmessage = (event) => told3.received(received(event.data));
    socket.onclose = (event) => told3.closed(`closed by the other side (${event.code})`);
    socket.onerror = () => told3.closed("the socket failed");
    return {
      send: (bytes) => {
        if (socket.readyState === 1) socket.send(ownBuffer(bytes));
        else told3.closed("the socket is not open");
      },
      close: () => {
        told3.silence();
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
  const form2 = new (hostGlobal("FormData"))();
  Object.keys(u.form).forEach((name) => form2.append(name, u.form[name]));
  const file = asBlob(u.file);
  form2.append("file", file, file.name || u.form.name || "file");
  return form2;
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
  watch(tell3) {
    const page = hostGlobal("document");
    const add = hostGlobal("addEventListener");
    const remove = hostGlobal("removeEventListener");
    const seen2 = () => tell3(page && page.hidden ? "hidden" : "shown");
    const online = () => tell3("online");
    const offline = () => tell3("offline");
    if (page) page.addEventListener("visibilitychange", seen2);
    if (add) {
      add("online", online);
      add("offline", offline);
    }
    return () => {
      if (page) page.removeEventListener("visibilitychange", seen2);
      if (remove) {
        remove("online", online);
        remove("offline", offline);
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
    const done = () => clearTimeout(timer);
    promise.then(
      (value) => {
        done();
        resolve(value);
      },
      (thrown) => {
        done();
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
  listen(task, told3) {
    task.onOpen(() => told3.opened());
    task.onMessage((event) => told3.received(received(unwrapped(event.data))));
    task.onClose(() => told3.closed("closed by the other side"));
    task.onError(() => told3.closed("the socket failed"));
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
  const form2 = {};
  ["name", "duration", "width", "height"].forEach((name) => {
    if (options[name] !== void 0) form2[name] = String(options[name]);
  });
  const answer2 = token.then(async (shown2) => {
    if (cancelled) throw new ChatError("cancelled", "the upload was cancelled");
    running = host.upload({
      url: `${server}/v1/files`,
      file,
      form: form2,
      headers: shown2 ? { Authorization: `Bearer ${shown2}` } : {},
      progress: (sent2, total) => options.onProgress && options.onProgress({ sent: sent2, total })
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
function payloadOf(options, cid) {
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
      return desk.post(to, cid, payloadOf(message, cid));
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
    const { read, unread, told: told3 } = await this.known[name];
    const at = unread.indexOf(user);
    if (at >= 0) read.push(unread.splice(at, 1)[0]);
    if (read.indexOf(user) < 0 || told3.indexOf(user) >= 0) return void 0;
    told3.push(user);
    return { read: read.length, unread: unread.length };
  }
};

// src/easemob/handlers.ts
var Handlers = class {
  /** `failed` hears what a handler throws. */
  constructor(failed) {
    this.failed = failed;
    this.sets = {};
    this.listening = {};
  }
  add(id, handlers) {
    this.sets[id] = handlers;
  }
  remove(id) {
    delete this.sets[id];
  }
  /** Handlers of `listen`; those of a later call take the place of those of the same name. */
  listen(handlers) {
    this.listening = __spreadValues(__spreadValues({}, this.listening), handlers);
  }
  /** Tells those of `addEventHandler` and of `listen` the same. */
  tell(name, value) {
    this.tellModern(name, value);
    this.tellLegacy(name, value);
  }
  /** Tells those of `addEventHandler`. */
  tellModern(name, value) {
    Object.keys(this.sets).forEach((id) => this.call(this.sets[id], name, value));
  }
  /** Tells those of `listen`. */
  tellLegacy(name, value) {
    this.call(this.listening, name, value);
  }
  call(set, name, value) {
    const handler = set && set[name];
    if (typeof handler !== "function") return;
    try {
      handler.call(set, value);
    } catch (thrown) {
      this.failed(thrown);
    }
  }
};

// src/easemob/message/files.ts
var margin = 6e4;
var Files = class {
  constructor(read) {
    this.read = read;
    this.known = {};
  }
  /** The file with an address that works, or undefined when it is gone or there is no network. */
  async get(id) {
    try {
      const known2 = await this.known[id];
      if (known2 && (!known2.url_expires || known2.url_expires - margin > Date.now())) return known2;
      const asked2 = this.read(id);
      this.known[id] = asked2;
      return await asked2;
    } catch (_) {
      delete this.known[id];
      return void 0;
    }
  }
  /** Remembers a file that was just uploaded. */
  put(file) {
    this.known[file.id] = Promise.resolve(file);
  }
};
function fileIn(url, server) {
  if (!url || url.indexOf(server + "/") !== 0) return void 0;
  const m = /\/chatfiles\/([A-Za-z0-9]+)|^\/f\/[^/]+\/([A-Za-z0-9]+)\//.exec(url.slice(server.length));
  return m ? m[1] || m[2] : void 0;
}

// src/easemob/message/ids.ts
var most2 = 5e3;
var base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
function timeOf(id) {
  if (!/^[0-9A-HJKMNP-TV-Z]{26}$/.test(id)) return void 0;
  let time = 0;
  for (const c of id.slice(0, 10)) time = time * 32 + base32.indexOf(c);
  return time;
}
var MessageIds = class {
  constructor(between) {
    this.between = between;
    this.places = {};
    this.order = [];
  }
  /** Remembers where a message is, by its id and by the id that this device gave it. */
  saw(conversation, message) {
    if (message.seq === void 0) return;
    const place = { conversation, seq: message.seq, from: message.from, id: message.id, receipt: message.receipt };
    this.keep(message.id, place);
    if (message.cid) this.keep(message.cid, place);
  }
  /** Where a message is, as far as it was seen. */
  known(id) {
    return this.places[id];
  }
  /** The messages of a conversation that were seen, up to a seq, in their order. */
  upTo(conversation, from, seq) {
    return this.order.map((id) => this.places[id]).filter((place, i) => place.id === this.order[i] && place.conversation === conversation && place.from === from && place.seq <= seq).sort((a, b) => a.seq - b.seq);
  }
  /** Where a message is. Rejects with `no_such_message`. */
  async find(conversation, id) {
    const known2 = this.places[id];
    if (known2) return known2;
    const time = timeOf(String(id));
    const messages = time === void 0 ? [] : await this.between(conversation, time - 2e3, time + 1e4);
    messages.forEach((message) => this.saw(conversation, message));
    const found2 = this.places[id];
    if (!found2) throw new ChatError("no_such_message", `there is no message "${id}" in ${conversation}`, { field: "messageId" });
    return found2;
  }
  keep(id, place) {
    if (!this.places[id]) this.order.push(id);
    this.places[id] = place;
    if (this.order.length > most2) delete this.places[this.order.shift()];
  }
};

// src/easemob/message/modern.ts
var known = ["txt", "img", "audio", "video", "file", "loc", "cmd", "custom", "combine"];
async function modernOf(message, files, isThread) {
  const thread = message.to.indexOf("group/") === 0 ? isThread(idOf(message.to)) : void 0;
  const made = __spreadValues({
    id: message.id,
    type: known.indexOf(message.type) >= 0 ? message.type : "custom",
    from: message.from,
    to: idOf(message.to),
    chatType: chatTypeOf(message.to),
    ext: message.ext || {},
    time: message.ts,
    contentsType: message.type.toUpperCase(),
    isChatThread: !!thread,
    deliverOnlineOnly: message.seq === void 0
  }, await content(message, files));
  return Object.assign(made, extras(message, thread));
}
function extras(message, thread) {
  const { edited: edited2, reactions, receipt, at, only, pinned: pinned2, quote } = message;
  const more = {};
  if (edited2) more.modifiedInfo = { operationTime: edited2.ts, operatorId: edited2.by || "", operationCount: edited2.times };
  if (reactions) more.reactions = reactions.map((r) => ({ reaction: r.kind, count: r.count, userList: r.users }));
  if (receipt) more.msgConfig = { allowGroupAck: true };
  if (at) more.at = at;
  if (only) more.receiverList = only;
  if (pinned2) more.pinnedInfo = { operatorId: pinned2.by || "", pinTime: pinned2.ts };
  if (quote) more.quote = quote;
  if (thread) more.chatThread = thread;
  return more;
}
async function content(message, files) {
  const { body } = message;
  switch (message.type) {
    case "txt":
      return { msg: body.text || "" };
    case "cmd":
      return { action: body.action === void 0 ? JSON.stringify(body) : body.action };
    case "loc":
      return { lat: body.lat, lng: body.lng, addr: body.address || "", buildingName: body.name || "" };
    case "custom":
      return { customEvent: body.event || "", customExts: body.exts || body };
    case "combine":
      return { title: body.title || "", summary: body.summary || "", compatibleText: body.compatible || "", combineLevel: body.level || 1, url: combineURL(message), secret: "" };
    case "img":
    case "audio":
    case "video":
    case "file":
      return media(body, files);
    default:
      return { customEvent: message.type, customExts: body };
  }
}
async function media(body, files) {
  const [file, cover] = await Promise.all([body.file, body.cover].map((id) => id ? files.get(id) : void 0));
  const url = file && file.url || body.url || "";
  return {
    url,
    thumb: cover && cover.url || file && file.thumb_url || body.thumb || "",
    secret: "",
    filename: body.name || file && file.name || "",
    file_length: body.size || file && file.size || 0,
    length: body.duration || file && file.duration || 0,
    width: body.width || file && file.width || 0,
    height: body.height || file && file.height || 0,
    filetype: body.filetype || file && file.type || "",
    file: body.file
  };
}
var combineURL = (message) => `combine:${message.from}:${message.to}:${message.seq}`;

// src/easemob/options.ts
var vendor = /(^|\.)(easemob\.com|easecdn\.com|easemob\.cn|shengwang\.cn|agora\.io|chat\.agora\.io)$/i;
function namedServers(options) {
  return [options.apiUrl, options.url].map((text2) => originOf(text2, options.https !== false)).filter((one, i, all) => !!one && all.indexOf(one) === i);
}
function originOf(text2, secure) {
  if (!text2) return void 0;
  const full2 = /^[a-z]+:\/\//i.test(text2) ? text2 : (secure ? "https://" : "http://") + text2.replace(/^\/+/, "");
  try {
    const { http } = parseServer(full2.replace(/\/(websocket|ws|mqtt)\/?$/i, ""));
    const host = http.replace(/^https?:\/\//, "").replace(/[:/].*$/, "");
    return vendor.test(host) ? void 0 : http;
  } catch (thrown) {
    void thrown;
    return void 0;
  }
}

// src/easemob/face.ts
var Face = class {
  constructor(options, wire2) {
    this.options = options;
    this.wire = wire2;
    /** The server, once it is known: at the first call. */
    this.server = "";
    /** A token for REST calls, once the user is in. */
    this.accessToken = "";
    this.handlers = new Handlers((thrown) => this.handlerFailed(thrown));
    this.files = new Files((id) => this.call(getFile, id));
    this.ids = new MessageIds((conversation, since, until) => this.between(conversation, since, until));
    this.readers = new Readers((group, seq) => this.call(readReceipts, group, seq));
    /** Threads of groups that were seen: messages do not say that they belong to one. */
    this.threads = {};
    /** Chatrooms that this device has entered. */
    this.rooms = {};
    this.told = [];
    this.left = {};
    this.line = Promise.resolve();
    this.telling = false;
  }
  /** The client, made at the first call: until then the app may say where the server is. */
  get client() {
    if (!this.made) {
      const { servers, host, storage } = addressFor(namedServers(this.options));
      const { delivery, heartBeatWait: wait } = this.options;
      this.madeHost = host || detectHost();
      this.server = parseServer(servers[0]).http;
      this.made = new Client({ servers, app: this.app, host: this.madeHost, storage, deliveryReceipts: !!delivery, keepAlive: wait && wait > 1e3 ? wait / 1e3 : wait });
      this.wire(this.made);
    }
    return this.made;
  }
  get host() {
    return this.client && this.madeHost;
  }
  get storage() {
    return addressFor(namedServers(this.options)).storage || this.host.storage;
  }
  /** The app by the name that the server is asked for, or undefined. */
  get app() {
    const key = addressFor(namedServers(this.options)).app || this.options.appKey || this.options.appId;
    return key ? String(key) : void 0;
  }
  /** Whether a client was made. */
  get begun() {
    return !!this.made;
  }
  /** Other options hold from the next login on. */
  change(options) {
    this.options = __spreadValues(__spreadValues({}, this.options), options);
    if (this.made) this.made.logout();
    this.made = void 0;
  }
  /** Who is logged in; throws when nobody is. */
  get me() {
    const user = this.made && this.made.user;
    if (!user) throw new ChatError("not_logged_in", "nobody is logged in: call open first");
    return user;
  }
  /** Asks the server, as who is logged in. */
  async call(route, ...args) {
    void this.me;
    return this.ask(route, ...args);
  }
  /** Asks the server, also before the login. */
  async ask(route, ...args) {
    return this.client.call(route, ...args);
  }
  /** Where REST calls of old code go, `org/app` included. */
  get restBase() {
    return `${this.server}/${String(this.options.appKey || this.options.appId || "").replace("#", "/")}`;
  }
  /** A message in the form of the old API. */
  async modern(conversation, message) {
    this.ids.saw(conversation, message);
    return modernOf(message, this.files, (group) => this.threads[group]);
  }
  /** Tells whether a message was among the last that were told, and remembers it. */
  toldBefore(id) {
    if (this.told.indexOf(id) >= 0) return true;
    this.told.push(id);
    if (this.told.length > 300) this.told.shift();
    return false;
  }
  /** The user leaves a group or a thread by this device: that he is out of it is no news then. */
  async leaving(id, leave2) {
    this.left[id] = true;
    try {
      return await leave2;
    } catch (thrown) {
      delete this.left[id];
      throw thrown;
    }
  }
  /** Tells, once, whether the user has just left a group or a thread by this device. */
  leavingNow(id) {
    const left2 = !!this.left[id];
    delete this.left[id];
    return left2;
  }
  /** Runs tasks one after the other: what happened is told in its order, however long an address of a file takes. */
  inLine(task) {
    this.line = this.line.then(task).catch((thrown) => {
      if (this.made && this.made.user) logger.error(thrown);
    });
  }
  async between(conversation, since, until) {
    const page = await this.call(readHistory, conversation, { since, until, limit: 100 });
    return page.messages;
  }
  // Told by onError, but never to a handler of onError that throws itself.
  handlerFailed(thrown) {
    logger.error(thrown);
    if (this.telling) return;
    this.telling = true;
    const message = `a handler threw: ${thrown instanceof Error ? thrown.message : thrown}`;
    this.handlers.tell("onError", new EasemobError("WEBIM_CONNCTION_CALLBACK_INNER_ERROR", message));
    this.telling = false;
  }
};

// src/easemob/token.ts
var decoded = (text2) => toText(fromBase64(text2.replace(/-/g, "+").replace(/_/g, "/")));
var isJWT = (token) => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
function lifeOf(token) {
  try {
    if (isJWT(token)) {
      const { iat, exp } = JSON.parse(decoded(token.split(".")[1]));
      return { from: (iat || 0) * 1e3 || Date.now(), until: exp * 1e3 };
    }
    const { curTime, ttl } = JSON.parse(decoded(token).replace(/^dt-/, ""));
    return { from: curTime * 1e3, until: (curTime + ttl) * 1e3 };
  } catch (_) {
    return void 0;
  }
}
var longest = 2147483647;
var TokenWatch = class {
  constructor(willExpire) {
    this.willExpire = willExpire;
  }
  /** Watches a token, in the place of another. */
  watch(life) {
    this.stop();
    if (!life) return;
    this.at(life.from + (life.until - life.from) * 0.8, () => {
      if (Date.now() < life.until) this.willExpire();
    });
  }
  stop() {
    clearTimeout(this.timer);
    this.timer = void 0;
  }
  at(time, then) {
    const pause = Math.max(0, time - Date.now());
    this.timer = setTimeout(() => pause > longest ? this.at(time, then) : then(), Math.min(pause, longest));
  }
};

// src/easemob/login.ts
var Login = class {
  // tells an `open` that was overtaken by `close`
  constructor(face) {
    this.face = face;
    this.credential = "";
    this.byPassword = false;
    this.turn = 0;
    this.watch = new TokenWatch(() => this.aging());
  }
  /** Logs in, and stays so until `close`. */
  async open({ user, pwd, accessToken, agoraToken }) {
    const given = accessToken || agoraToken || pwd;
    if (!user || !given) throw new ChatError("bad_option", "open({user, pwd}) or open({user, accessToken}): something is missing", { field: user ? "accessToken" : "user" });
    this.credential = String(given);
    this.byPassword = !accessToken && !agoraToken;
    const { client } = this.face;
    const turn = ++this.turn;
    const first = await this.token(user);
    if (turn !== this.turn) throw new ChatError("logged_out", "close was called meanwhile");
    this.face.accessToken = first;
    let shown2;
    const token = async () => {
      if (this.face.accessToken === shown2) this.face.accessToken = await this.token(user);
      return shown2 = this.face.accessToken;
    };
    await client.login({ user, token });
    return this.opened();
  }
  /** Takes another token, before or after the one before has ended. */
  async renew(user, token) {
    this.credential = token;
    this.byPassword = false;
    this.face.accessToken = await this.token(user);
    return __spreadProps(__spreadValues({}, this.opened()), { status: true, token, accessToken: token });
  }
  close() {
    this.turn++;
    this.watch.stop();
    this.face.accessToken = "";
  }
  // With a password the SDK gets another token by itself.
  aging() {
    if (!this.byPassword) this.face.handlers.tell("onTokenWillExpire");
  }
  opened() {
    const life = lifeOf(this.face.accessToken);
    this.watch.watch(life);
    return { accessToken: this.face.accessToken, expireTimestamp: life && life.until, duration: life && life.until - life.from };
  }
  // A token of the server is used as it is; for what else proves who the user is, the server gives one.
  async token(user) {
    if (isJWT(this.credential)) return this.credential;
    const { token } = await this.face.ask(createToken, { user, password: this.credential, app: this.face.app });
    return token;
  }
};

// src/easemob/methods/contacts.ts
var contactMethods = (face) => {
  const contacts = (cursor) => face.call(listContacts, { cursor, limit: 1e3 }).then((page) => ({ items: page.contacts, next: page.next }));
  const named2 = (value) => typeof value === "string" ? value : value.to || value.userId || value.from || "";
  return {
    /** The ids of all contacts; `success` of older code gets `[{name, subscription}]`. */
    async getContacts(_callbacks) {
      return answer((await allOf(contacts)).map((one) => one.user));
    },
    /** All contacts with their remarks. */
    async getAllContacts() {
      return answer((await allOf(contacts)).map((one) => ({ userId: one.user, remark: one.remark || "" })));
    },
    /** A page of contacts with their remarks. */
    async getContactsWithCursor({ pageSize = 20, cursor } = {}) {
      const page = await face.call(listContacts, { limit: pageSize, cursor: cursor || void 0 });
      return answer({ contacts: page.contacts.map((one) => ({ userId: one.user, remark: one.remark || "" })), cursor: page.next || "" });
    },
    /** Asks a user to be a contact; the text says why. */
    async addContact(to, text2) {
      await face.call(addContact, { user: named2(to), text: text2 || (typeof to === "object" ? to.message : void 0) });
    },
    /** Ends it for both. */
    async deleteContact(to) {
      await face.call(removeContact, named2(to));
    },
    async acceptContactInvite(from) {
      await face.call(acceptContact, named2(from));
    },
    async declineContactInvite(from) {
      await face.call(declineContact, named2(from));
    },
    /** Names a contact for oneself. */
    async setContactRemark({ userId, remark }) {
      await face.call(changeContact, userId, { remark });
      return answer({ userId, remark });
    },
    /** The ids of all whom one blocks. */
    async getBlocklist(_callbacks) {
      const blocked = await allOf((cursor) => face.call(listBlocks, { cursor, limit: 1e3 }).then((page) => ({ items: page.blocks, next: page.next })));
      return answer(blocked.map((one) => one.user));
    },
    async addUsersToBlocklist({ name }) {
      for (const user of [].concat(name)) await face.call(blockUser, user);
    },
    async removeUserFromBlocklist({ name }) {
      for (const user of [].concat(name)) await face.call(unblockUser, user);
    }
  };
};

// src/easemob/methods/conversations.ts
var most3 = 100;
var conversationMethods = (face) => {
  const page = async (cursor, limit) => {
    const { conversations, next } = await face.call(listConversations, { cursor: cursor || void 0, limit: Math.min(limit, most3) });
    return { items: conversations, next };
  };
  const everything = () => allOf((cursor) => page(cursor, most3));
  const shown2 = async (one) => ({
    conversationId: idOf(one.conversation),
    conversationType: chatTypeOf(one.conversation),
    isPinned: !!one.pinned,
    pinnedTime: one.pinned ? one.active : 0,
    unReadCount: one.unread,
    lastMessage: await lastOf(face, one),
    marks: (one.marks || []).map((mark3) => /^\d+$/.test(mark3) ? Number(mark3) : mark3)
  });
  const several = async (list, cursor = "") => answer({ conversations: await Promise.all(list.map(shown2)), cursor });
  const mark2 = async (conversations, change) => {
    for (const { conversationId, conversationType } of conversations) {
      const conversation = addressOf(conversationType, conversationId);
      const { marks = [] } = await face.call(getConversation, conversation);
      await face.call(changeConversation, conversation, { marks: change(marks) });
    }
  };
  return {
    /** A page of conversations, the latest active first. */
    async getServerConversations({ pageSize = 20, cursor = "" } = {}) {
      const { items, next } = await page(cursor, pageSize);
      return several(items, next);
    },
    async getServerPinnedConversations(_options = {}) {
      return several((await everything()).filter((one) => one.pinned));
    },
    /** Conversations with a mark. */
    async getServerConversationsByFilter({ filter }) {
      return several((await everything()).filter((one) => (one.marks || []).indexOf(String(filter.mark)) >= 0));
    },
    /** All conversations, in the shape of older code. */
    async getConversationlist(_callbacks) {
      const list = await everything();
      const infos = list.map(async (one) => ({ channel_id: idOf(one.conversation), unread_num: one.unread, lastMessage: await lastOf(face, one), meta: {} }));
      return answer({ channel_infos: await Promise.all(infos) });
    },
    /** Takes a conversation off the list; with `deleteRoam` its messages go too, for oneself. */
    async deleteConversation({ channel, chatType, deleteRoam }) {
      const conversation = addressOf(chatType, channel);
      if (deleteRoam) await face.call(clearConversation, conversation);
      else await face.call(changeConversation, conversation, { hidden: true });
      return answer({ result: "ok" });
    },
    /** Lists a conversation before the others. */
    async pinConversation({ conversationId, conversationType, isPinned }) {
      const view = await face.call(changeConversation, addressOf(conversationType, conversationId), { pinned: isPinned });
      return answer({ isPinned: !!view.pinned, pinnedTime: view.pinned ? view.active : 0 });
    },
    async addConversationMark({ conversations, mark: one }) {
      await mark2(conversations, (marks) => marks.filter((m) => m !== String(one)).concat(String(one)));
    },
    async removeConversationMark({ conversations, mark: one }) {
      await mark2(conversations, (marks) => marks.filter((m) => m !== String(one)));
    },
    /** Deletes all messages and conversations, for oneself. */
    async deleteAllMessagesAndConversations() {
      for (const one of await everything()) await face.call(clearConversation, one.conversation);
    }
  };
};
async function lastOf(face, one) {
  const last3 = one.last;
  if (!last3 || ["event", "none", "recalled"].indexOf(last3.type) >= 0) return void 0;
  return face.modern(one.conversation, last3);
}

// src/easemob/methods/group-members.ts
var usersOf2 = (options) => [].concat(options.users || options.usernames || options.username || options.userIds || []);
var full = (thrown) => {
  throw asEasemobError(thrown, thrown.code === "too_many" ? "GROUP_MEMBERS_FULL" : void 0);
};
var groupMemberMethods = (face) => {
  const done = (groupId, action) => (user) => ({ user, result: true, action, groupid: groupId, reason: "" });
  return {
    /** A page of members; pages are numbered from 1. */
    async listGroupMembers({ groupId, pageNum = 1, pageSize = 20 }) {
      const members = await pageOf((cursor) => face.call(listMembers, groupId, { cursor, limit: 1e3 }).then((page) => ({ items: page.members, next: page.next })), Number(pageNum), Number(pageSize), 1);
      return __spreadProps(__spreadValues({}, answer(members.map((one) => one.role === "owner" ? { owner: one.user } : { member: one.user }))), { count: members.length });
    },
    /** Members with their roles, by cursor. */
    async getGroupMembers({ groupId, cursor, limit = 50 }) {
      const page = await face.call(listMembers, groupId, { cursor: cursor || void 0, limit });
      return answer({ members: page.members.map((one) => ({ userId: one.user, role: one.role, joinedTime: one.joined })), cursor: page.next || "" });
    },
    async getGroupAdmin({ groupId }) {
      const admins = await allOf((cursor) => face.call(listMembers, groupId, { cursor, role: "admin" }).then((page) => ({ items: page.members, next: page.next })));
      return answer(admins.map((one) => one.user));
    },
    async setGroupAdmin({ groupId, username }) {
      await face.call(addAdmin, groupId, username);
      return answer({ newadmin: username, result: "success" });
    },
    async removeGroupAdmin({ groupId, username }) {
      await face.call(removeAdmin, groupId, username);
      return answer({ oldadmin: username, result: "success" });
    },
    /** Adds users, or invites them where the group asks for their consent. */
    async inviteUsersToGroup(_a) {
      var _b = _a, { groupId } = _b, options = __objRest(_b, ["groupId"]);
      const users = usersOf2(options);
      await face.call(addMembers, groupId, { members: users }).catch(full);
      return answer(users.map(done(groupId, "invite")));
    },
    /** Joins, or asks to: then onGroupEvent tells the admins, and what came of it. */
    async joinGroup({ groupId, message }) {
      const { state } = await face.call(joinGroup, groupId, message ? { text: message } : void 0).catch(full);
      return answer({ result: true, state, user: face.me, id: groupId, action: state === "joined" ? "add_member" : "apply" });
    },
    async leaveGroup({ groupId }) {
      await face.leaving(groupId, face.call(leaveGroup, groupId));
      return answer({ result: true });
    },
    /** Lets in who asked. */
    async acceptGroupJoinRequest({ groupId, applicant }) {
      await face.call(acceptRequest, groupId, applicant);
      return answer({ user: applicant, groupid: groupId, result: true, action: "add_member" });
    },
    async rejectGroupJoinRequest({ groupId, applicant, reason: reason2 }) {
      await face.call(declineRequest, groupId, applicant, reason2 ? { text: reason2 } : void 0);
      return answer({ user: applicant, groupid: groupId, result: true, action: "decline" });
    },
    async acceptGroupInvite({ groupId }) {
      await face.call(acceptInvite, groupId);
      return answer({ user: face.me, groupid: groupId, result: true, action: "add_member" });
    },
    async rejectGroupInvite({ groupId, reason: reason2 }) {
      await face.call(declineInvite, groupId, reason2 ? { text: reason2 } : void 0);
      return answer({ user: face.me, groupid: groupId, result: true, action: "decline" });
    },
    async removeGroupMember({ groupId, username }) {
      await face.call(removeMember, groupId, username);
      return answer(done(groupId, "remove_member")(username));
    },
    async removeGroupMembers(_c) {
      var _d = _c, { groupId } = _d, options = __objRest(_d, ["groupId"]);
      const users = usersOf2(options);
      await face.call(removeMembers, groupId, { members: users });
      return answer(users.map(done(groupId, "remove_member")));
    },
    /** Sets attributes of a member: one's own, or as an admin anybody's. An empty value takes one away. */
    async setGroupMemberAttributes({ groupId, userId, memberAttributes }) {
      const { attributes } = await face.call(getMember, groupId, userId);
      const next = __spreadValues(__spreadValues({}, attributes), memberAttributes);
      Object.keys(next).forEach((name) => next[name] === "" && delete next[name]);
      await face.call(changeMember, groupId, userId, { attributes: next });
      return answer(next);
    },
    async getGroupMemberAttributes({ groupId, userId }) {
      return answer((await face.call(getMember, groupId, userId)).attributes || {});
    },
    /** Attributes of several members; all, or those that are named. */
    async getGroupMembersAttributes({ groupId, userIds, keys }) {
      const found2 = {};
      for (const user of userIds) {
        const all = (await face.call(getMember, groupId, user)).attributes || {};
        found2[user] = keys && keys.length > 0 ? keys.reduce((some, key) => all[key] === void 0 ? some : __spreadProps(__spreadValues({}, some), { [key]: all[key] }), {}) : all;
      }
      return answer(found2);
    }
  };
};

// src/easemob/message/outgoing.ts
var media2 = ["img", "audio", "video", "file"];
function postOf(message, fileIn2) {
  const to = addressOf(message.chatType, message.to);
  const options = __spreadValues({ type: message.type, body: {}, cid: String(message.id) }, asked(message));
  if (message.ext && Object.keys(message.ext).length > 0) options.ext = message.ext;
  if (media2.indexOf(message.type) < 0) return { to, options: __spreadProps(__spreadValues({}, options), { body: contentOf(message) }) };
  return mediaPost(message, { to, options }, fileIn2);
}
function asked(message) {
  const { deliverOnlineOnly, receiverList, msgConfig, priority, chatType, quote, at } = message;
  const options = {};
  if (deliverOnlineOnly) options.store = false;
  else if (message.type === "cmd") options.store = true;
  if (receiverList && receiverList.length > 0) options.only = receiverList;
  if (msgConfig && msgConfig.allowGroupAck) options.receipt = true;
  if (chatType === "chatRoom" && priority && priority !== "normal") options.priority = priority;
  if (message.ext && message.ext.em_ignore_notification) options.no_push = true;
  if (quote) options.quote = quote;
  if (at) options.at = at;
  return options;
}
function contentOf(message) {
  switch (message.type) {
    case "txt":
      return { text: String(message.msg === void 0 ? "" : message.msg) };
    case "cmd":
      return { action: message.action };
    case "loc":
      return { lat: Number(message.lat), lng: Number(message.lng), address: message.addr, name: message.buildingName };
    case "custom":
      return { event: message.customEvent, exts: message.customExts || message.params || {} };
    case "combine":
      return combined(message);
    default:
      throw new ChatError("bad_option", `"${message.type}" is no type of message: write txt, img, audio, video, file, loc, cmd, custom or combine`, { field: "type" });
  }
}
function combined(message) {
  const list = message.messageList || [];
  const level = Math.max(0, ...list.map((one) => one.combineLevel || 0)) + 1;
  const messages = list.map((one) => ({ type: one.type, from: one.from, to: addressOf(one.chatType, one.to), ts: one.time, id: one.id, ext: one.ext, body: forwarded(one) }));
  return { title: message.title, summary: message.summary, compatible: message.compatibleText, level, messages };
}
function forwarded(message) {
  if (message.type === "combine") return __spreadProps(__spreadValues({}, contentOf(__spreadProps(__spreadValues({}, message), { type: "combine" }))), { messages: message.messages || [{ type: "txt", body: { text: message.compatibleText || message.title || "" } }] });
  if (media2.indexOf(message.type) < 0) return contentOf(message);
  return describe(message, message.file ? { file: message.file } : { url: message.url });
}
function mediaPost(message, post, fileIn2) {
  const given = message.media || (message.file && typeof message.file === "object" && !message.file.size ? message.file : void 0) || {};
  const file = typeof message.file === "string" ? { path: message.file } : message.file || {};
  const all = __spreadValues(__spreadValues(__spreadValues(__spreadValues({}, given), file), message.body && typeof message.body === "object" ? message.body : {}), own(message));
  const url = all.url && typeof all.url === "string" ? all.url : void 0;
  if (url) {
    const id = fileIn2(url);
    return __spreadProps(__spreadValues({}, post), { options: __spreadProps(__spreadValues({}, post.options), { body: describe(all, id ? { file: id } : { url }) }) });
  }
  const source = all.data || all.tempFilePath || all.filePath || all.path || all.uri || (isFile(message.file) ? message.file : void 0);
  if (!source) throw new ChatError("bad_option", "say which file: file, with data or a path, or url", { field: "file" });
  const { filename, length, width, height } = all;
  return __spreadProps(__spreadValues({}, post), { options: __spreadProps(__spreadValues({}, post.options), { body: describe(all, {}) }), upload: { source, name: filename, duration: length, width, height } });
}
function own(message) {
  const found2 = {};
  for (const name of ["url", "filename", "length", "width", "height", "file_length", "filetype", "size"]) if (message[name] !== void 0) found2[name] = message[name];
  return found2;
}
var isFile = (value) => !!value && typeof value === "object" && typeof value.size === "number";
function describe(all, where) {
  return __spreadProps(__spreadValues({}, where), { name: all.filename, size: all.file_length || all.size, duration: all.length, width: all.width, height: all.height, filetype: all.filetype });
}

// src/easemob/methods/sending.ts
var sendingMethods = (face) => ({
  /** Sends what `message.create` made, or the `body` of an older message. Resolves when the server has it on disk. */
  async send(message) {
    if (message.type === "read" || message.type === "channel" || message.type === "delivery") return mark(face, message);
    const post = postOf(message, (url) => fileIn(url, face.server));
    if (post.upload) await uploadFor(face, post, message);
    void face.me;
    const receipt = await face.client.send(post.to, __spreadProps(__spreadValues({}, post.options), { cid: post.options.cid || randomName(16) })).catch((thrown) => {
      throw asEasemobError(thrown, post.to.indexOf("room/") === 0 && thrown.code === "not_member" ? "CHATROOM_NOT_JOINED" : void 0);
    });
    const { cid, id, seq, ts } = receipt;
    const { type, body, ext, receipt: named2 } = post.options;
    const sent2 = { type, body, ext, receipt: named2, cid, id, seq, ts, from: face.me, to: post.to };
    return { localMsgId: cid, serverMsgId: id, message: await face.modern(post.to, sent2) };
  },
  /** Uploads a file; the answer names it as the old REST API does. */
  async uploadFile(options) {
    const { file } = options;
    const source = typeof file === "string" ? file : file.data || file.tempFilePath || file.filePath || file.path || file;
    const uploaded = await upload2(face, source, { name: options.filename || options.name || (typeof file === "object" ? file.filename : void 0) }, options);
    return uploaded;
  }
});
async function mark(face, message) {
  const conversation = addressOf(message.chatType, message.to);
  const whole = message.type === "channel";
  const place = whole ? void 0 : await face.ids.find(conversation, String(message.id));
  const body = place && { seq: place.seq };
  if (message.type === "delivery") await face.call(markDelivered, conversation, body);
  else await face.call(markRead, conversation, body);
  return { localMsgId: String(message.id), serverMsgId: String(message.id) };
}
async function uploadFor(face, post, message) {
  const _a = post.upload, { source } = _a, options = __objRest(_a, ["source"]);
  const uploaded = await upload2(face, source, options, message);
  const entity = uploaded.entities[0];
  post.options.body = __spreadProps(__spreadValues({}, post.options.body), { file: entity.uuid, name: post.options.body.name || entity.name, size: post.options.body.size || entity.size, width: post.options.body.width || entity.width, height: post.options.body.height || entity.height });
}
async function upload2(face, source, options, told3) {
  void face.me;
  const onProgress = told3.onFileUploadProgress && ((p) => told3.onFileUploadProgress({ loaded: p.sent, total: p.total, lengthComputable: true }));
  try {
    const file = await face.client.upload(source, __spreadProps(__spreadValues({}, options), { onProgress }));
    face.files.put(file);
    const entity = { uuid: file.id, type: "chatfile", "share-secret": "", name: file.name, size: file.size, width: file.width, height: file.height };
    const answer2 = { uri: `${face.restBase}/chatfiles`, entities: [entity], url: file.url, thumb: file.thumb_url || "", timestamp: Date.now() };
    if (told3.onFileUploadComplete) told3.onFileUploadComplete(answer2);
    return answer2;
  } catch (thrown) {
    const err = asEasemobError(thrown);
    if (told3.onFileUploadError) told3.onFileUploadError(err);
    throw err;
  }
}

// src/easemob/methods/group-rules.ts
var groupRuleMethods = (face) => {
  const members = (group, only) => allOf((cursor) => face.call(listMembers, group, __spreadValues({ cursor, limit: 1e3 }, only)).then((page) => ({ items: page.members, next: page.next })));
  const each2 = async (users, change) => {
    for (const user of users) await change(user);
    return answer(users.map((user) => ({ user, result: true })));
  };
  return {
    /** Mutes members for some milliseconds; -1 is without end. */
    async muteGroupMember(_a) {
      var _b = _a, { groupId, muteDuration } = _b, options = __objRest(_b, ["groupId", "muteDuration"]);
      const seconds2 = muteDuration && muteDuration > 0 ? Math.max(1, Math.round(muteDuration / 1e3)) : void 0;
      return each2(usersOf2(options), (user) => face.call(muteMember, groupId, user, seconds2 ? { seconds: seconds2 } : void 0));
    },
    async unmuteGroupMember(_c) {
      var _d = _c, { groupId } = _d, options = __objRest(_d, ["groupId"]);
      return each2(usersOf2(options), (user) => face.call(unmuteMember, groupId, user));
    },
    async getGroupMutelist({ groupId }) {
      return answer((await members(groupId, { muted: true })).map((one) => ({ user: one.user, expire: one.muted_until })));
    },
    async isInGroupMutelist({ groupId }) {
      return answer((await face.call(getMember, groupId, face.me)).muted_until !== void 0);
    },
    /** Mutes all but the owner, the admins and the allowlist. */
    async disableSendGroupMsg({ groupId }) {
      return answer({ mute: (await face.call(muteGroup, groupId)).muted });
    },
    async enableSendGroupMsg({ groupId }) {
      return answer({ mute: (await face.call(unmuteGroup, groupId)).muted });
    },
    async addUsersToGroupAllowlist(_e) {
      var _f = _e, { groupId } = _f, options = __objRest(_f, ["groupId"]);
      return each2(usersOf2(options), (user) => face.call(allowMember, groupId, user));
    },
    async removeGroupAllowlistMember(_g) {
      var _h = _g, { groupId, userName } = _h, options = __objRest(_h, ["groupId", "userName"]);
      return each2(userName ? [userName] : usersOf2(options), (user) => face.call(disallowMember, groupId, user));
    },
    async getGroupAllowlist({ groupId }) {
      return answer((await members(groupId, { allowed: true })).map((one) => one.user));
    },
    async isInGroupAllowlist({ groupId, userName }) {
      return answer({ white: !!(await face.call(getMember, groupId, userName || face.me)).allowed });
    },
    async blockGroupMember({ groupId, username }) {
      return each2([username], (user) => face.call(banFromGroup, groupId, user));
    },
    async blockGroupMembers(_i) {
      var _j = _i, { groupId } = _j, options = __objRest(_j, ["groupId"]);
      return each2(usersOf2(options), (user) => face.call(banFromGroup, groupId, user));
    },
    async unblockGroupMember({ groupId, username }) {
      return each2([username], (user) => face.call(unbanFromGroup, groupId, user));
    },
    async unblockGroupMembers(_k) {
      var _l = _k, { groupId } = _l, options = __objRest(_l, ["groupId"]);
      return each2(usersOf2(options), (user) => face.call(unbanFromGroup, groupId, user));
    },
    async getGroupBlocklist({ groupId }) {
      const bans = await allOf((cursor) => face.call(listGroupBans, groupId, { cursor, limit: 1e3 }).then((page) => ({ items: page.bans, next: page.next })));
      return answer(bans.map((one) => one.user));
    },
    /** Uploads a file and shares it with the group. */
    async uploadGroupSharedFile(_m) {
      var _n = _m, { groupId, file } = _n, told3 = __objRest(_n, ["groupId", "file"]);
      const uploaded = await sendingMethods(face).uploadFile(__spreadProps(__spreadValues({}, told3), { file }));
      const entity = uploaded.entities[0];
      const shared = await face.call(shareFile, groupId, { file: entity.uuid, name: told3.filename || entity.name || void 0 });
      return answer({ file_id: shared.file, file_name: shared.name, file_owner: shared.by, file_size: shared.size, created: shared.created, file_url: uploaded.url });
    },
    async deleteGroupSharedFile({ groupId, fileId }) {
      await face.call(unshareFile, groupId, fileId);
      return answer({ file_id: fileId, group_id: groupId, result: true });
    },
    /** A page of shared files; pages are numbered from 1. */
    async getGroupSharedFilelist({ groupId, pageNum = 1, pageSize = 20 }) {
      const files = await pageOf((cursor) => face.call(listGroupFiles, groupId, { cursor, limit: 1e3 }).then((page) => ({ items: page.files, next: page.next })), Number(pageNum), Number(pageSize), 1);
      return answer(files.map((one) => ({ file_id: one.file, file_name: one.name, file_owner: one.by || "", file_size: one.size, created: one.created })));
    },
    /** The address of a shared file: load it as the host loads files. */
    async downloadGroupSharedFile({ fileId, onFileDownloadComplete }) {
      const { url } = await face.call(getFile, fileId);
      if (onFileDownloadComplete) onFileDownloadComplete({ url });
      return answer({ url });
    }
  };
};

// src/easemob/methods/groups.ts
var extOf = (group) => group.ext || {};
function wanted(data, before = {}) {
  const change = { name: data.groupname, avatar: data.avatar, member_invites: data.allowinvites, invite_consent: data.inviteNeedConfirm, max_members: data.maxusers, public: data.public };
  if (data.public !== void 0 || data.approval !== void 0) change.join = data.approval ? "approval" : data.public === false ? "closed" : "free";
  if (data.desc !== void 0 || data.ext !== void 0) {
    change.ext = __spreadValues({}, before);
    if (data.desc !== void 0) change.ext.description = data.desc;
    if (data.ext !== void 0) change.ext.custom = data.ext;
  }
  return change;
}
function infoOf(group) {
  const { description = "", custom = "" } = extOf(group);
  return {
    id: group.id,
    name: group.name,
    avatar: group.avatar || "",
    description,
    custom,
    owner: group.owner,
    created: group.created,
    maxusers: group.max_members,
    affiliations_count: group.members,
    allowinvites: group.member_invites,
    invite_need_confirm: group.invite_consent,
    membersonly: group.join !== "free",
    public: group.public,
    mute: group.muted,
    disabled: group.disabled,
    announcement: group.announcement || ""
  };
}
function listed(group, role) {
  const info = infoOf(group);
  return __spreadValues({
    groupId: group.id,
    groupid: group.id,
    groupName: group.name,
    groupname: group.name,
    description: info.description,
    public: group.public,
    approval: group.join === "approval",
    allowInvites: group.member_invites,
    inviteNeedConfirm: group.invite_consent,
    maxUsers: group.max_members,
    disabled: group.disabled,
    affiliationsCount: group.members,
    owner: group.owner,
    created: group.created,
    avatar: group.avatar || "",
    ext: info.custom
  }, role ? { role, permission: role } : {});
}
var groupMethods = (face) => {
  const mine = (cursor) => face.call(listGroups, { cursor, limit: 1e3 }).then((page) => ({ items: page.groups, next: page.next }));
  const joined = async ({ pageNum = 0, pageSize = 20, needRole } = {}) => {
    const groups = await pageOf(mine, Number(pageNum), Number(pageSize), 0);
    const entities = await Promise.all(groups.map(async (group) => listed(group, needRole ? (await face.call(getMember, group.id, face.me)).role : void 0)));
    return __spreadProps(__spreadValues({}, answer(entities)), { entities, count: entities.length });
  };
  const members = async (group) => {
    const page = await face.call(listMembers, group, { limit: 200 });
    return page.members.map((one) => one.role === "owner" ? { owner: one.user } : { member: one.user });
  };
  return {
    async createGroup({ data }) {
      const made = await face.call(createGroup, __spreadProps(__spreadValues({}, wanted(__spreadValues({ public: false }, data))), { name: data.groupname, members: data.members || [] }));
      return answer({ groupid: made.id, groupId: made.id });
    },
    /** As `createGroup`; the answer is the group. */
    async createGroupVNext({ groupName, description, members: users, isPublic, needApprovalToJoin, allowMemberToInvite, inviteNeedConfirm, maxMemberCount, extension, avatar }) {
      const data = { groupname: groupName, desc: description, public: !!isPublic, approval: needApprovalToJoin, allowinvites: allowMemberToInvite, inviteNeedConfirm, maxusers: maxMemberCount, ext: extension, avatar };
      const made = await face.call(createGroup, __spreadProps(__spreadValues({}, wanted(data)), { name: groupName, members: users || [] }));
      return answer(listed(made));
    },
    /** A page of one's groups; pages are numbered from 0. */
    getJoinedGroups: joined,
    /** All of one's groups, or `limit` of them. */
    async getGroup({ limit } = {}) {
      return joined({ pageSize: limit || Number.MAX_SAFE_INTEGER });
    },
    /** What groups are, with up to 200 of their members. */
    async getGroupInfo({ groupId }) {
      const infos = [].concat(groupId).map(async (id) => __spreadProps(__spreadValues({}, infoOf(await face.call(getGroup, id))), { affiliations: await members(id) }));
      return answer(await Promise.all(infos));
    },
    async modifyGroup(_a) {
      var _b = _a, { groupId, groupName, description, ext, avatar } = _b, more = __objRest(_b, ["groupId", "groupName", "description", "ext", "avatar"]);
      const before = description !== void 0 || ext !== void 0 ? extOf(await face.call(getGroup, groupId)) : {};
      const changed4 = await face.call(changeGroup, groupId, wanted(__spreadProps(__spreadValues({}, more), { groupname: groupName, desc: description, ext, avatar }), before));
      const info = infoOf(changed4);
      return answer({ groupname: groupName !== void 0, description: description !== void 0, ext: info.custom, name: info.name });
    },
    /** Public groups, by their name. */
    async listGroups({ limit = 20, cursor } = {}) {
      const page = await face.call(listPublicGroups, { limit: Math.min(limit, 100), cursor: cursor || void 0 });
      const groups = page.groups.map((group) => ({ groupid: group.id, groupId: group.id, groupname: group.name, groupName: group.name, affiliationsCount: group.members, owner: group.owner, avatar: group.avatar || "" }));
      return __spreadProps(__spreadValues({}, answer(groups)), { cursor: page.next || "" });
    },
    async changeGroupOwner({ groupId, newOwner }) {
      await face.call(transferGroup, groupId, { owner: newOwner });
      return answer({ newowner: true });
    },
    async destroyGroup({ groupId }) {
      await face.call(dismissGroup, groupId);
      return answer({ success: true, id: groupId, groupid: groupId });
    },
    async fetchGroupAnnouncement({ groupId }) {
      return answer({ announcement: (await face.call(getGroup, groupId)).announcement || "" });
    },
    async updateGroupAnnouncement({ groupId, announcement }) {
      await face.call(changeGroup, groupId, { announcement });
      return answer({ id: groupId, result: true });
    }
  };
};

// src/easemob/methods/history.ts
var unseen = ["none", "event", "recalled"];
var historyMethods = (face) => {
  const history = (options) => new Reading(face, options).page();
  return {
    getHistoryMessages: history,
    /** The newest messages of a conversation, the oldest of them first; each call goes on where the one before ended. */
    async fetchHistoryMessages({ queue, chatType, isGroup, start, count = 20 }) {
      const page = await history({ targetId: queue, chatType: chatType || (isGroup ? "groupChat" : "singleChat"), cursor: start, pageSize: count });
      return page.messages.reverse();
    },
    /** Deletes messages for oneself: some by their ids, or all before a time. */
    async removeHistoryMessages({ targetId, chatType, messageIds, beforeTimeStamp }) {
      const conversation = addressOf(chatType, targetId);
      if (messageIds && messageIds.length > 0) {
        const places = await Promise.all(messageIds.map((id) => face.ids.find(conversation, id)));
        await face.call(deleteMessages, conversation, { seqs: places.map((place) => place.seq) });
      } else if (beforeTimeStamp) {
        const { messages } = await face.call(readHistory, conversation, { until: beforeTimeStamp, limit: 1 });
        if (messages.length > 0) await face.call(deleteMessages, conversation, { up_to: messages[messages.length - 1].seq });
      }
      return answer({ result: "ok" });
    }
  };
};
var Reading = class {
  constructor(face, options) {
    this.face = face;
    this.options = options;
    this.conversation = addressOf(options.chatType, options.targetId);
    this.up = options.searchDirection !== "down";
    this.size = Math.min(Math.max(Number(options.pageSize) || 20, 1), 50);
  }
  async page() {
    const found2 = [];
    let at = await this.start();
    let more = true;
    while (more && found2.length < this.size) {
      const page = await this.read(at);
      const messages = this.up ? page.messages.slice().reverse() : page.messages;
      for (const message of messages) {
        if (found2.length === this.size) break;
        at = message.seq;
        if (this.wanted(message)) found2.push(message);
      }
      const all = messages.length === 0 || at === messages[messages.length - 1].seq;
      more = !all || page.more || page.next !== void 0;
      if (all && page.next !== void 0) at = page.next;
    }
    const modern = await Promise.all(found2.map((message) => this.face.modern(this.conversation, message)));
    return { cursor: more ? String(at) : modern.length > 0 ? String(at) : "", messages: modern, isLast: !more };
  }
  async read(at) {
    const { from, msgTypes, startTime, endTime } = this.options.searchOptions || {};
    const type = msgTypes && msgTypes.length === 1 ? msgTypes[0] : void 0;
    const side = this.up ? { before: at } : { after: at || 0 };
    return await this.face.call(readHistory, this.conversation, __spreadProps(__spreadValues({}, side), { limit: this.size, of: from, type, since: startTime, until: endTime }));
  }
  wanted(message) {
    const types2 = (this.options.searchOptions || {}).msgTypes;
    return unseen.indexOf(message.type) < 0 && (!types2 || types2.indexOf(message.type) >= 0);
  }
  async start() {
    const { cursor } = this.options;
    if (cursor === void 0 || cursor === null || cursor === "" || String(cursor) === "-1") return void 0;
    if (/^\d{1,15}$/.test(String(cursor)) && !this.face.ids.known(String(cursor))) return Number(cursor);
    return (await this.face.ids.find(this.conversation, String(cursor))).seq;
  }
};

// src/easemob/methods/messages.ts
var messageMethods = (face) => {
  const place = async (id, to, chatType) => {
    const known2 = face.ids.known(id);
    return known2 || face.ids.find(addressOf(chatType, to || ""), id);
  };
  return {
    async recallMessage({ mid, to, chatType, type }) {
      const { conversation, seq } = await place(mid, to, chatType || type);
      return answer(await face.modern(conversation, await face.call(recallMessage, conversation, seq)));
    },
    /** Changes the text of a `txt`, or the content of a `custom`. */
    async modifyMessage({ messageId, modifiedMessage }) {
      const { conversation, seq } = await place(messageId, modifiedMessage.to, modifiedMessage.chatType);
      const { options } = postOf(__spreadProps(__spreadValues({ to: "anybody" }, modifiedMessage), { id: messageId }), (url) => fileIn(url, face.server));
      const ext = modifiedMessage.ext && Object.keys(modifiedMessage.ext).length > 0 ? modifiedMessage.ext : void 0;
      const message = await face.modern(conversation, await face.call(editMessage, conversation, seq, { body: options.body, ext }));
      return __spreadProps(__spreadValues({}, answer({ message })), { message });
    },
    async addReaction({ messageId, reaction, to, chatType }) {
      const { conversation, seq } = await place(messageId, to, chatType);
      await face.call(addReaction, conversation, seq, reaction);
    },
    async deleteReaction({ messageId, reaction, reactionId, to, chatType }) {
      const { conversation, seq } = await place(messageId, to, chatType);
      await face.call(removeReaction, conversation, seq, reaction || reactionId);
    },
    /** The reactions to messages. */
    async getReactionlist({ messageId, chatType, groupId, to }) {
      const list = [];
      for (const msgId of [].concat(messageId)) {
        const { conversation, seq } = await place(msgId, groupId || to, chatType);
        const message = await face.call(getMessage, conversation, seq);
        list.push({ msgId, reactionList: (message.reactions || []).map((r) => ({ reaction: r.kind, userCount: r.count, count: r.count, userList: r.users, isAddedBySelf: r.users.indexOf(face.me) >= 0 })) });
      }
      return answer(list);
    },
    /** Who reacted so to a message: the first ten. */
    async getReactionDetail({ messageId, reaction, to, chatType }) {
      const { conversation, seq } = await place(messageId, to, chatType);
      const message = await face.call(getMessage, conversation, seq);
      const found2 = (message.reactions || []).filter((r) => r.kind === reaction)[0];
      return answer({ reaction, userCount: found2 ? found2.count : 0, count: found2 ? found2.count : 0, userList: found2 ? found2.users : [], isAddedBySelf: !!found2 && found2.users.indexOf(face.me) >= 0, cursor: "" });
    },
    async pinMessage({ conversationId, conversationType, messageId }) {
      const { conversation, seq } = await place(messageId, conversationId, conversationType);
      await face.call(pinMessage, conversation, seq);
    },
    async unpinMessage({ conversationId, conversationType, messageId }) {
      const { conversation, seq } = await place(messageId, conversationId, conversationType);
      await face.call(unpinMessage, conversation, seq);
    },
    /** The pinned messages of a conversation, the one pinned last first. */
    async getServerPinnedMessages({ conversationId, conversationType }) {
      const conversation = addressOf(conversationType, conversationId);
      const pins = (await face.call(listPins, conversation)).messages;
      const list = await Promise.all(pins.map((message) => face.modern(conversation, message).then((modern) => ({ message: modern, operatorId: message.pinned && message.pinned.by || "", pinTime: message.pinned ? message.pinned.ts : 0 }))));
      return answer({ list: list.sort((a, b) => b.pinTime - a.pinTime), cursor: "" });
    },
    /** Reports a message. `reason` alone, as the oldest code calls it, reports nothing the server could find. */
    async reportMessage({ reportType = "", reportReason = "", messageId, to, chatType }) {
      const { conversation, seq } = await place(messageId, to, chatType);
      await face.call(reportMessage, { conversation, seq, reason: [reportType, reportReason].filter(Boolean).join(": ") });
    },
    /** Who has read a message of a group that was sent with `allowGroupAck`. */
    async getGroupMsgReadUser({ msgId, groupId }) {
      const { conversation, seq, id } = await place(msgId, groupId, "groupChat");
      const { read } = await face.call(readReceipts, conversation, seq);
      const acks = read.map((user) => ({ ack_id: `${id}-${user}`, acker: user, msgId: id, mid: id, from: user, userId: user }));
      return { type: 0, data: read, entities: acks, userList: acks, timestamp: Date.now(), is_last: true, total: read.length, count: read.length };
    },
    /** The messages in a forwarded bundle. */
    async downloadAndParseCombineMessage({ url }) {
      const [kind, from, to, seq] = String(url).split(":");
      if (kind !== "combine" || !seq) throw new EasemobError("REQUEST_PARAMETER_ERROR", "this url is of no combine message", { field: "url" });
      const conversation = to === `user/${face.me}` ? `user/${from}` : to;
      const message = await face.call(getMessage, conversation, Number(seq));
      const inside = message.body.messages || [];
      return Promise.all(inside.map((one, i) => bundled(face, message, one, i)));
    }
  };
};
async function bundled(face, bundle, one, i) {
  const to = typeof one.to === "string" && one.to.indexOf("/") > 0 ? one.to : bundle.to;
  const inside = { id: one.id || `${bundle.id}-${i}`, from: one.from || bundle.from, to, ts: one.ts || bundle.ts, type: one.type || "txt", body: one.body || {}, ext: one.ext };
  const modern = await face.modern(to, inside);
  return __spreadProps(__spreadValues({}, modern), { chatType: chatTypeOf(to), deliverOnlineOnly: false });
}

// src/easemob/methods/old-names.ts
var oldNames = {
  getRoster: "getContacts",
  addToBlackList: "addUsersToBlocklist",
  removeFromBlackList: "removeUserFromBlocklist",
  getBlacklist: "getBlocklist",
  acceptInvitation: "acceptContactInvite",
  declineInvitation: "declineContactInvite",
  updateOwnUserInfo: "updateUserInfo",
  deleteSession: "deleteConversation",
  getSessionList: "getConversationlist",
  createGroupNew: "createGroup",
  listGroupMember: "listGroupMembers",
  changeOwner: "changeGroupOwner",
  setAdmin: "setGroupAdmin",
  removeAdmin: "removeGroupAdmin",
  dissolveGroup: "destroyGroup",
  quitGroup: "leaveGroup",
  inviteToGroup: "inviteUsersToGroup",
  agreeJoinGroup: "acceptGroupJoinRequest",
  rejectJoinGroup: "rejectGroupJoinRequest",
  agreeInviteIntoGroup: "acceptGroupInvite",
  rejectInviteIntoGroup: "rejectGroupInvite",
  removeSingleGroupMember: "removeGroupMember",
  removeMultiGroupMember: "removeGroupMembers",
  mute: "muteGroupMember",
  removeMute: "unmuteGroupMember",
  getMuted: "getGroupMutelist",
  getGroupMuteList: "getGroupMutelist",
  groupBlockSingle: "blockGroupMember",
  groupBlockMulti: "blockGroupMembers",
  removeGroupBlockSingle: "unblockGroupMember",
  removeGroupBlockMulti: "unblockGroupMembers",
  getGroupBlacklist: "getGroupBlocklist",
  getGroupBlacklistNew: "getGroupBlocklist",
  addUsersToGroupWhitelist: "addUsersToGroupAllowlist",
  rmUsersFromGroupWhitelist: "removeGroupAllowlistMember",
  getGroupWhitelist: "getGroupAllowlist",
  isGroupWhiteUser: "isInGroupAllowlist",
  getPublicGroups: "listGroups",
  fetchGroupSharedFileList: "getGroupSharedFilelist",
  quitChatRoom: "leaveChatRoom",
  listChatRoomMember: "listChatRoomMembers",
  removeSingleChatRoomMember: "removeChatRoomMember",
  removeMultiChatRoomMember: "removeChatRoomMembers",
  removeMuteChatRoomMember: "unmuteChatRoomMember",
  getChatRoomMuted: "getChatRoomMutelist",
  getChatRoomMuteList: "getChatRoomMutelist",
  chatRoomBlockSingle: "blockChatRoomMember",
  chatRoomBlockMulti: "blockChatRoomMembers",
  removeChatRoomBlockSingle: "unblockChatRoomMember",
  removeChatRoomBlockMulti: "unblockChatRoomMembers",
  getChatRoomBlacklist: "getChatRoomBlocklist",
  getChatRoomBlacklistNew: "getChatRoomBlocklist",
  addUsersToChatRoomWhitelist: "addUsersToChatRoomAllowlist",
  rmUsersFromChatRoomWhitelist: "removeChatRoomAllowlistMember",
  getChatRoomWhitelist: "getChatRoomAllowlist",
  isChatRoomWhiteUser: "isInChatRoomAllowlist"
};

// src/easemob/methods/presence.ts
var seconds = (ms) => ms ? Math.round(ms / 1e3) : 0;
function seen(presence, expires) {
  const status = {};
  presence.platforms.forEach((one) => status[one.platform] = 1);
  return { uid: presence.user, ext: presence.status || "", status, last_time: seconds(presence.last_seen) || seconds(Date.now()), expiry: seconds(expires) };
}
var presenceMethods = (face) => ({
  /** Tells who is subscribed what one does; an empty text takes it back. */
  async publishPresence({ description }) {
    if (description) await face.call(setStatus, { status: description });
    else await face.call(clearStatus);
  },
  /** From now on `onPresenceStatusChange` tells of these users, for so many seconds. */
  async subscribePresence({ usernames, expiry }) {
    const watched = await face.call(subscribe, { users: usernames, expires_in: expiry });
    return answer({ result: watched.presence.map((one) => seen(one, watched.expires_at)) });
  },
  async unsubscribePresence({ usernames }) {
    await face.call(unsubscribe, { users: usernames });
    return answer({ result: "ok" });
  },
  /** A page of those whom one is subscribed to; pages are numbered from 1. */
  async getSubscribedPresencelist({ pageNum = 1, pageSize = 20 } = {}) {
    const read = (cursor) => face.call(listSubscriptions, { cursor, limit: 1e3 }).then((page) => ({ items: page.subscriptions, next: page.next }));
    const list = await pageOf(read, Number(pageNum), Number(pageSize), 1);
    return answer({ result: { totalnum: (await pageOf(read, 0, 3e3, 0)).length, sublist: list.map((one) => ({ uid: one.user, expiry: seconds(one.expires_at) })) } });
  },
  async getPresenceStatus({ usernames }) {
    const { presence } = await face.call(getPresence, { users: usernames });
    return answer({ result: presence.map((one) => seen(one)) });
  }
});

// src/easemob/methods/profiles.ts
var fields = ["nickname", "phone", "mail", "gender", "sign", "birth"];
var parsed2 = (ext) => {
  try {
    const value = typeof ext === "string" ? JSON.parse(ext) : ext;
    return value && typeof value === "object" && !Array.isArray(value) ? value : { text: String(ext) };
  } catch (_) {
    return { text: String(ext) };
  }
};
var written = (ext) => {
  if (!ext) return void 0;
  const _a = ext, { text: text2 } = _a, rest = __objRest(_a, ["text"]);
  return typeof text2 === "string" && Object.keys(rest).length === 0 ? text2 : JSON.stringify(ext);
};
function profileOf(info) {
  const profile = {};
  fields.forEach((name) => {
    if (info[name] !== void 0) profile[name] = String(info[name]);
  });
  if (info.avatarurl !== void 0) profile.avatar = info.avatarurl;
  if (info.ext !== void 0) profile.ext = parsed2(info.ext);
  return profile;
}
function infoOf2(profile) {
  const _a = profile, { avatar, ext } = _a, same = __objRest(_a, ["avatar", "ext"]);
  const info = __spreadValues({}, same);
  if (avatar) info.avatarurl = avatar;
  if (ext) info.ext = written(ext);
  return info;
}
var profileMethods = (face) => ({
  /** Changes one's own: an object of fields, or the name of one and its value. */
  async updateUserInfo(info, value) {
    const wanted2 = typeof info === "string" ? { [info]: value } : info;
    const changed4 = await face.call(changeProfile, face.me, profileOf(wanted2));
    return answer(infoOf2(changed4.profile));
  },
  /** What users say of themselves, by their ids; all fields, or those that are named. */
  async fetchUserInfoById(userId, names2) {
    const users = [].concat(userId);
    const wanted2 = names2 && [].concat(names2);
    const found2 = {};
    for (let i = 0; i < users.length; i += 100) {
      const page = await face.call(batchProfiles, { users: users.slice(i, i + 100) });
      page.users.forEach((one) => {
        const info = infoOf2(one.profile);
        found2[one.user] = wanted2 ? wanted2.reduce((some, name) => info[name] === void 0 ? some : __spreadProps(__spreadValues({}, some), { [name]: info[name] }), {}) : info;
      });
    }
    return answer(found2);
  },
  /** Changes one's own nickname. */
  async updateCurrentUserNick(nickname) {
    const changed4 = await face.call(changeProfile, face.me, { nickname });
    return answer(infoOf2(changed4.profile));
  },
  /** The user's other devices that are connected: `user/CLIENT`, with the kind of device. */
  async getSelfIdsOnOtherPlatform(_callbacks) {
    const own2 = await deviceName(face.storage);
    const { devices } = await face.call(listDevices);
    return answer(devices.filter((one) => one.device !== own2).map((one) => `${face.me}/${one.platform}_${one.client}`));
  },
  /** Registers a user, where the app is open to anyone. */
  async registerUser({ username, password, nickname }) {
    const made = await face.ask(createUsers, { app: face.app, user: username, password, profile: nickname ? { nickname } : void 0 });
    return answer({ entities: made.users.map((one) => ({ username: one.user, nickname: one.profile.nickname, created: one.created, activated: true, type: "user" })) });
  }
});

// src/easemob/methods/room-members.ts
var roomOf = (options) => options.chatRoomId || options.roomId || options.chatroomId;
var roomMemberMethods = (face) => {
  const users = (room, only) => allOf((cursor) => face.call(listRoomUsers, room, { cursor, only, limit: 1e3 }).then((page) => ({ items: page.users, next: page.next })));
  const each2 = async (options, change) => {
    const named2 = options.userName ? [options.userName] : usersOf2(options);
    for (const user of named2) await change(roomOf(options), user);
    return answer(named2.map((user) => ({ user, result: true, id: roomOf(options) })));
  };
  const members = (room) => allOf((cursor) => face.call(listRoomMembers, room, { cursor, limit: 1e3 }).then((page) => ({ items: page.members, next: page.next })));
  const one = async (options) => (await members(roomOf(options))).filter((member) => member.user === (options.userName || face.me))[0];
  return {
    /** A page of who is in it; pages are numbered from 1. */
    async listChatRoomMembers(options) {
      const { pageNum = 1, pageSize = 20 } = options;
      const members2 = await pageOf((cursor) => face.call(listRoomMembers, roomOf(options), { cursor, limit: 1e3 }).then((page) => ({ items: page.members, next: page.next })), Number(pageNum), Number(pageSize), 1);
      return __spreadProps(__spreadValues({}, answer(members2.map((one2) => one2.role === "owner" ? { owner: one2.user } : { member: one2.user }))), { count: members2.length });
    },
    async getChatRoomAdmin(options) {
      return answer((await users(roomOf(options), "admin")).map((one2) => one2.user));
    },
    async setChatRoomAdmin(options) {
      await each2(options, (room, user) => face.call(addRoomAdmin, room, user));
      return answer({ newadmin: options.username, result: "success" });
    },
    async removeChatRoomAdmin(options) {
      await each2(options, (room, user) => face.call(removeRoomAdmin, room, user));
      return answer({ oldadmin: options.username, result: "success" });
    },
    /** Puts users out; they may come back. */
    async removeChatRoomMember(options) {
      return each2(options, (room, user) => face.call(removeRoomMember, room, user));
    },
    async removeChatRoomMembers(options) {
      return each2(options, (room, user) => face.call(removeRoomMember, room, user));
    },
    /** Mutes users for some milliseconds; -1 is without end. */
    async muteChatRoomMember(options) {
      const { muteDuration } = options;
      const seconds2 = muteDuration && muteDuration > 0 ? Math.max(1, Math.round(muteDuration / 1e3)) : void 0;
      return each2(options, (room, user) => face.call(muteInRoom, room, user, seconds2 ? { seconds: seconds2 } : void 0));
    },
    async unmuteChatRoomMember(options) {
      return each2(options, (room, user) => face.call(unmuteInRoom, room, user));
    },
    async getChatRoomMutelist(options) {
      return answer((await users(roomOf(options), "muted")).map((one2) => ({ user: one2.user, expire: one2.muted_until })));
    },
    async isInChatRoomMutelist(options) {
      const me = await one(options);
      return answer(!!me && me.muted_until !== void 0);
    },
    async blockChatRoomMember(options) {
      return each2(options, (room, user) => face.call(banFromRoom, room, user));
    },
    async blockChatRoomMembers(options) {
      return each2(options, (room, user) => face.call(banFromRoom, room, user));
    },
    async unblockChatRoomMember(options) {
      return each2(options, (room, user) => face.call(unbanFromRoom, room, user));
    },
    async unblockChatRoomMembers(options) {
      return each2(options, (room, user) => face.call(unbanFromRoom, room, user));
    },
    async getChatRoomBlocklist(options) {
      return answer((await users(roomOf(options), "banned")).map((one2) => one2.user));
    },
    /** Mutes all but the owner, the admins and the allowlist. */
    async disableSendChatRoomMsg(options) {
      return answer({ mute: (await face.call(muteRoom, roomOf(options))).muted });
    },
    async enableSendChatRoomMsg(options) {
      return answer({ mute: (await face.call(unmuteRoom, roomOf(options))).muted });
    },
    async addUsersToChatRoomAllowlist(options) {
      return each2(options, (room, user) => face.call(allowInRoom, room, user));
    },
    async removeChatRoomAllowlistMember(options) {
      return each2(options, (room, user) => face.call(disallowInRoom, room, user));
    },
    async getChatRoomAllowlist(options) {
      return answer((await users(roomOf(options), "allowed")).map((one2) => one2.user));
    },
    async isInChatRoomAllowlist(options) {
      const found2 = await one(options);
      return answer({ white: !!found2 && !!found2.allowed });
    }
  };
};

// src/easemob/methods/rooms.ts
var statusOf2 = ({ done, refused }) => {
  const status = {};
  done.forEach((key) => status[key] = "success");
  refused.forEach(({ key, message, code }) => status[key] = { code, errorDesc: message });
  return { status: refused.length === 0 ? "success" : done.length > 0 ? "partial" : "fail", successKeys: done, errorKeys: refused.reduce((all, one) => __spreadProps(__spreadValues({}, all), { [one.key]: one.message }), {}), keys: status };
};
function infoOf3(room) {
  const ext = room.ext || {};
  return { id: room.id, name: room.name, description: ext.description || "", owner: room.owner || "", affiliations_count: room.online, created: room.created, mute: room.muted, disabled: room.disabled, maxusers: ext.maxusers || 1e4, custom: ext.custom || "", announcement: room.announcement || "" };
}
var roomMethods = (face) => {
  const description = async (roomId, text2) => text2 === void 0 ? void 0 : __spreadProps(__spreadValues({}, (await face.call(getRoom, roomId)).ext), { description: text2 });
  return __spreadValues({
    /** Enters a chatroom, and again after each reconnect. */
    async joinChatRoom({ roomId, leaveOtherRooms }) {
      void face.me;
      await face.client.enterRoom(roomId);
      if (leaveOtherRooms) {
        for (const other of Object.keys(face.rooms)) if (other !== roomId) await leave(face, other);
      }
      face.rooms[roomId] = true;
      const room = await face.call(getRoom, roomId);
      return answer({ action: "add_member", result: true, user: face.me, id: roomId, info: infoOf3(room) });
    },
    async leaveChatRoom({ roomId }) {
      void face.me;
      await leave(face, roomId);
      return answer({ action: "remove_member", result: true, user: face.me, id: roomId });
    },
    /** The chatrooms that this device has entered. */
    async getJoinedChatRooms(_options) {
      const rooms = await Promise.all(Object.keys(face.rooms).map((room) => face.call(getRoom, room)));
      return answer(rooms.map(infoOf3));
    },
    /** A page of all chatrooms; pages are numbered from 1. */
    async getChatRooms({ pagenum = 1, pagesize = 20 } = {}) {
      const rooms = await pageOf((cursor) => face.call(listRooms, { cursor, limit: 1e3 }).then((page) => ({ items: page.rooms, next: page.next })), Number(pagenum), Number(pagesize), 1);
      return __spreadProps(__spreadValues({}, answer(rooms.map(infoOf3))), { count: rooms.length });
    },
    /** Makes a chatroom, where the app lets users do so. */
    async createChatRoom({ name, description: text2, maxusers }) {
      const made = await face.call(createRoom, { name, ext: { description: text2, maxusers } });
      return answer({ id: made.id });
    },
    async destroyChatRoom({ chatRoomId, roomId }) {
      const id = chatRoomId || roomId;
      await face.call(dismissRoom, id);
      return answer({ success: true, id });
    },
    async getChatRoomDetails({ chatRoomId, roomId }) {
      return answer([infoOf3(await face.call(getRoom, chatRoomId || roomId))]);
    },
    async modifyChatRoom({ chatRoomId, roomId, chatRoomName, description: text2 }) {
      const id = chatRoomId || roomId;
      await face.call(changeRoom, id, { name: chatRoomName, ext: await description(id, text2) });
      return answer({ groupname: chatRoomName !== void 0, description: text2 !== void 0 });
    },
    async changeChatRoomOwner({ chatRoomId, roomId, newOwner }) {
      await face.call(transferRoom, chatRoomId || roomId, { owner: newOwner });
      return answer({ newowner: true });
    },
    async fetchChatRoomAnnouncement({ roomId }) {
      return answer({ announcement: (await face.call(getRoom, roomId)).announcement || "" });
    },
    async updateChatRoomAnnouncement({ roomId, announcement }) {
      await face.call(changeRoom, roomId, { announcement });
      return answer({ id: roomId, result: true });
    }
  }, attributeMethods(face));
};
var attributeMethods = (face) => {
  const set = async ({ roomId, attributes, autoDelete = true, isForced = false }) => {
    const values = Object.keys(attributes).map((key) => ({ key, value: String(attributes[key]), auto_delete: autoDelete }));
    return answer(statusOf2(await face.call(setRoomValues, roomId, { values, force: isForced })));
  };
  const remove = async ({ roomId, attributeKeys, isForced = false }) => answer(statusOf2(await face.call(deleteRoomValues, roomId, { keys: attributeKeys, force: isForced })));
  return {
    setChatRoomAttributes: set,
    async setChatRoomAttribute(_a) {
      var _b = _a, { attributeKey, attributeValue } = _b, rest = __objRest(_b, ["attributeKey", "attributeValue"]);
      return set(__spreadProps(__spreadValues({}, rest), { attributes: { [attributeKey]: attributeValue } }));
    },
    removeChatRoomAttributes: remove,
    async removeChatRoomAttribute(_c) {
      var _d = _c, { attributeKey } = _d, rest = __objRest(_d, ["attributeKey"]);
      return remove(__spreadProps(__spreadValues({}, rest), { attributeKeys: [attributeKey] }));
    },
    /** All attributes, or those that are named. */
    async getChatRoomAttributes({ roomId, attributeKeys }) {
      const { values } = await face.call(readRoomValues, roomId, attributeKeys && attributeKeys.length > 0 ? { keys: attributeKeys } : void 0);
      return answer(values.reduce((all, one) => __spreadProps(__spreadValues({}, all), { [one.key]: one.value }), {}));
    }
  };
};
async function leave(face, room) {
  delete face.rooms[room];
  await face.client.leaveRoom(room);
}

// src/easemob/methods/silent.ts
var modes = { ALL: "all", AT: "mentions", NONE: "none" };
var reminds = { all: "ALL", mentions: "AT", none: "NONE" };
function zone() {
  try {
    const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (name) return name;
  } catch (_) {
  }
  const hours = Math.round((/* @__PURE__ */ new Date()).getTimezoneOffset() / 60);
  return hours === 0 ? "UTC" : `Etc/GMT${hours > 0 ? "+" : ""}${hours}`;
}
var two = (n) => `${n < 10 ? "0" : ""}${n}`;
var clock = (time) => `${two(time.hours)}:${two(time.minutes || 0)}`;
function changed3(now, options) {
  const next = { mode: now.mode, until: now.until, window: now.window };
  if (options.paramType === 0) next.mode = modes[options.remindType || "ALL"];
  else if (options.paramType === 1) {
    next.until = void 0;
    if (options.duration) next.seconds = options.duration * 60;
  } else {
    const { startTime, endTime } = options;
    const same = !startTime || !endTime || clock(startTime) === clock(endTime);
    next.window = same ? void 0 : { from: clock(startTime), to: clock(endTime), zone: zone() };
  }
  return next;
}
var plain = (time) => time.split(":").map(Number).join(":");
function shown(dnd) {
  return __spreadValues(__spreadValues({
    type: dnd.mode ? reminds[dnd.mode] : "DEFAULT"
  }, dnd.window ? { ignoreInterval: `${plain(dnd.window.from)}-${plain(dnd.window.to)}` } : {}), dnd.until ? { ignoreDuration: dnd.until } : {});
}
var silentMethods = (face) => ({
  async setSilentModeForAll({ options }) {
    return answer(shown(await face.call(setDND, changed3(await face.call(getDND), options))));
  },
  async getSilentModeForAll(_callbacks) {
    return answer(shown(await face.call(getDND)));
  },
  async setSilentModeForConversation({ conversationId, type, options }) {
    const conversation = addressOf(type, conversationId);
    return answer(shown(await face.call(setConversationDND, conversation, changed3(await face.call(getConversationDND, conversation), options))));
  },
  /** Which messages disturb is again as it is for all conversations. */
  async clearRemindTypeForConversation({ conversationId, type }) {
    const conversation = addressOf(type, conversationId);
    const { until, window } = await face.call(getConversationDND, conversation);
    return answer(shown(await face.call(setConversationDND, conversation, { until, window })));
  },
  async getSilentModeForConversation({ conversationId, type }) {
    return answer(shown(await face.call(getConversationDND, addressOf(type, conversationId))));
  },
  async getSilentModeForConversations({ conversationList }) {
    const found2 = { user: {}, group: {} };
    for (const { id, type } of conversationList) {
      const dnd = await face.call(getConversationDND, addressOf(type, id));
      found2[type === "groupChat" ? "group" : "user"][id] = shown(dnd);
    }
    return answer(found2);
  },
  /** Conversations that have a setting of their own. */
  async getSilentModeRemindTypeConversations({ pageSize = 20, cursor } = {}) {
    const page = await face.call(listDND, { limit: pageSize, cursor: cursor || void 0 });
    return answer({ conversations: page.conversations.map((one) => ({ conversationId: idOf(one.conversation), type: chatTypeOf(one.conversation), remindType: shown(one).type })), cursor: page.next || "" });
  }
});

// src/easemob/methods/unsupported.ts
var unsupported = {
  translateMessage: "the server does not translate",
  getSupportedLanguages: "the server does not translate",
  setPushPerformLanguage: "pushes are told to the app’s own server, which words them",
  getPushPerformLanguage: "pushes are told to the app’s own server, which words them",
  uploadPushToken: "devices are registered with PUT /v1/push/devices",
  blockGroup: "a group can be silent (setSilentModeForConversation), but its messages arrive",
  unblockGroup: "a group can be silent (setSilentModeForConversation), but its messages arrive",
  addUsersToChatRoom: "who is in a chatroom is who enters it",
  uploadChatRoomSharedFile: "groups share files, chatrooms do not",
  deleteChatRoomSharedFile: "groups share files, chatrooms do not",
  getChatRoomSharedFilelist: "groups share files, chatrooms do not",
  fetchChatRoomSharedFileList: "groups share files, chatrooms do not"
};
function unsupportedMethods() {
  const methods = {};
  Object.keys(unsupported).forEach((name) => {
    methods[name] = async () => {
      throw new EasemobError("OPERATION_UNSUPPORTED", `${name} is not supported: ${unsupported[name]}`, { code: "unsupported" });
    };
  });
  return methods;
}

// src/easemob/methods/all.ts
var methodsOf = (face) => __spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues(__spreadValues({}, sendingMethods(face)), messageMethods(face)), historyMethods(face)), conversationMethods(face)), contactMethods(face)), profileMethods(face)), silentMethods(face)), groupMethods(face)), groupMemberMethods(face)), groupRuleMethods(face)), roomMethods(face)), roomMemberMethods(face)), presenceMethods(face)), threadMethods(face));
var roster = ({ data }) => [data.map((name) => ({ name, jid: name, subscription: "both", groups: [] }))];
var forCallback = {
  send: (sent2) => [sent2.localMsgId, sent2.serverMsgId],
  getContacts: roster,
  fetchHistoryMessages: (messages) => [messages]
};
function allMethods(face) {
  const methods = __spreadValues(__spreadValues({}, answering(methodsOf(face), forCallback)), answering(unsupportedMethods()));
  Object.keys(oldNames).forEach((old) => {
    methods[old] = methods[oldNames[old]];
  });
  return methods;
}

// src/easemob/unique.ts
var last2 = 0;
function uniqueId() {
  last2 = Math.max(Date.now(), last2 + 1);
  return `${last2}${String(Math.floor(Math.random() * 1e6) + 1e6).slice(1)}`;
}

// src/easemob/connection.ts
var Connection2 = class {
  constructor(options = {}) {
    /** Attempts to connect since the connection was lost, and how many there may be: as many as it takes. */
    this.autoReconnectNumTotal = 0;
    this.isHttpDNS = false;
    /** Who is logged in, and the token, or empty. */
    this.user = "";
    this.token = "";
    const face = new Face(options, (client) => wire(this, face, client));
    within2.set(this, { face, login: new Login(face), stopNetwork: () => {
    } });
    this.autoReconnectNumMax = options.autoReconnectNumMax || Infinity;
    this.context = contextOf(options, "", "");
    this.appKey = this.context.appKey;
    this.orgName = this.context.orgName;
    this.appName = this.context.appName;
    this.apiUrl = namedServers(options)[0] || options.apiUrl || "";
    this.url = options.url || "";
    Object.assign(this, allMethods(face));
  }
  /**
   * Logs a user in. Resolves when it is connected; what goes wrong is also told to `onError`, so that nobody has to catch
   * it.
   */
  open(options) {
    const inside = within2.get(this);
    if (!inside.opening || inside.openingUser !== options.user) {
      const entering = enter(this, options);
      const over2 = () => {
        if (inside.opening === entering) inside.opening = void 0;
      };
      inside.opening = entering;
      inside.openingUser = options.user;
      entering.then(over2, over2);
    }
    const opening = both([options], () => inside.opening);
    opening.catch(() => {
    });
    return opening;
  }
  /** Ends the connection. Messages that wait are sent after the next login of the same user. */
  close() {
    const inside = within2.get(this);
    const { face, login, stopNetwork } = inside;
    inside.opening = void 0;
    stopNetwork();
    login.close();
    face.rooms = {};
    if (face.begun) face.client.logout();
    show(this, face, "");
  }
  /** Whether there is a connection now. */
  isOpened() {
    const { face } = within2.get(this);
    return face.begun && face.client.state.state === "connected";
  }
  /** Takes another token of the same user, when `onTokenWillExpire` says that it is time. */
  async renewToken(token) {
    const { face, login } = within2.get(this);
    try {
      const renewed = await login.renew(face.me, token);
      show(this, face, face.me);
      return renewed;
    } catch (thrown) {
      throw asEasemobError(thrown);
    }
  }
  /** An id for a message: digits alone. */
  getUniqueId() {
    return uniqueId();
  }
  /** Adds handlers, in the place of those of the same id. */
  addEventHandler(id, handlers) {
    within2.get(this).face.handlers.add(id, handlers);
  }
  removeEventHandler(id) {
    within2.get(this).face.handlers.remove(id);
  }
  /** Adds handlers in the way of older code: they hear messages in their older form. */
  listen(handlers) {
    within2.get(this).face.handlers.listen(handlers);
  }
};
var within2 = /* @__PURE__ */ new WeakMap();
async function enter(connection, options) {
  const inside = within2.get(connection);
  const { face, login } = inside;
  try {
    if (connection.isOpened()) throw new EasemobError("WEBIM_CONNCTION_USER_ALREADY_LOGIN", `${face.me} is logged in: call close first`);
    if (options.appKey || options.apiUrl || options.url) face.change(named(options));
    void face.client;
    connection.apiUrl = face.server;
    inside.stopNetwork();
    inside.stopNetwork = networkEvents(face);
    const opened = await login.open(options);
    show(connection, face, face.me);
    return opened;
  } catch (thrown) {
    if (thrown.code === "logged_out") throw asEasemobError(thrown);
    const err = thrown instanceof EasemobError ? thrown : loginError(thrown);
    face.handlers.tell("onError", err);
    throw err;
  }
}
function wire(connection, face, client) {
  offlineMessages(face, client);
  connectionEvents(face, client, (n) => {
    connection.autoReconnectNumTotal = n;
  });
  for (const events of [messageEvents, receiptEvents, contactEvents, groupEvents, roomEvents, deviceEvents, presenceEvents, threadEvents]) events(face, client);
}
var named = ({ appKey, apiUrl, url }) => {
  const options = {};
  if (appKey) options.appKey = String(appKey);
  if (apiUrl) options.apiUrl = String(apiUrl);
  if (url) options.url = String(url);
  return options;
};
function show(connection, face, user) {
  connection.context = contextOf(face.options, user, face.accessToken);
  connection.user = user;
  connection.token = face.accessToken;
}
function contextOf(options, user, accessToken) {
  const appKey = String(options.appKey || options.appId || "");
  const [orgName, appName = ""] = appKey.split("#");
  return { userId: user, accessToken, appKey, appName, orgName, jid: { appKey, name: user, domain: "", clientResource: "" } };
}

// src/easemob/message/legacy.ts
var LegacyMessage = class {
  constructor(type, id) {
    this.id = id ? String(id) : uniqueId();
    this.type = type;
    this.body = { id: this.id, type };
  }
  /** Says what the message holds, and to whom it goes. */
  set(options) {
    const _a = options, { msg, roomType, chatType } = _a, rest = __objRest(_a, ["msg", "roomType", "chatType"]);
    this.value = msg === void 0 ? options.file || options.body || options.action : msg;
    this.body = __spreadProps(__spreadValues({}, rest), {
      id: this.id,
      type: this.type,
      chatType: chatType || (roomType ? "chatRoom" : "singleChat"),
      from: options.from || "",
      roomType: !!roomType,
      msg,
      // The file's own words stand in `body`; what the kind of message is stands outside.
      media: options.body || options.file,
      time: Date.now(),
      ext: options.ext || {}
    });
  }
  /** The message goes to a group: `groupchat`. */
  setGroup(group) {
    this.body.group = group;
    if (group === "groupchat") this.body.chatType = this.body.roomType ? "chatRoom" : "groupChat";
  }
  /** Says what kind of conversation `to` is. */
  setChatType(chatType) {
    this.body.chatType = chatType;
  }
  /** The message belongs to a thread. */
  setIsChatThread(isChatThread) {
    this.body.isChatThread = isChatThread;
  }
};

// src/easemob/message/create.ts
function create(options) {
  const { isChatThread, priority, deliverOnlineOnly, receiverList, msgConfig } = options;
  return __spreadProps(__spreadValues({}, options), {
    // `id` of a read mark is that of the message that was read.
    id: options.type === "read" || options.type === "delivery" ? String(options.id || uniqueId()) : uniqueId(),
    from: options.from || "",
    chatType: options.chatType || "singleChat",
    ext: options.ext || {},
    time: Date.now(),
    isChatThread: !!isChatThread,
    priority: priority || "normal",
    deliverOnlineOnly: !!deliverOnlineOnly,
    receiverList,
    msgConfig
  });
}
var MessageMaker = class extends LegacyMessage {
};
MessageMaker.create = create;

// src/easemob/utils.ts
var utils = {
  getUniqueId: uniqueId,
  /** The file that a page's `<input type="file">` holds. */
  getFileUrl(input) {
    const file = input && input.files && input.files[0];
    if (!file) return { url: "", filename: "", filetype: "", data: void 0 };
    return { url: "", filename: file.name, filetype: (file.name.split(".").pop() || file.type).toLowerCase(), filesize: file.size, data: file };
  },
  /** Loads a file where the host has `fetch`; a mini-program uses its own `downloadFile` with the same url. */
  async download({ url, headers, onFileDownloadComplete, onFileDownloadError }) {
    try {
      const fetch2 = hostGlobal("fetch");
      if (!fetch2) throw new EasemobError("OPERATION_UNSUPPORTED", "this host has no fetch: load the url with the host's downloadFile", { code: "unsupported" });
      const answer2 = await fetch2(url, { headers: headers || {} });
      if (!answer2.ok) throw new EasemobError("WEBIM_DOWNLOADFILE_ERROR", `the file did not come: HTTP ${answer2.status}`, { code: "unexpected_answer" });
      const blob = await answer2.blob();
      if (onFileDownloadComplete) onFileDownloadComplete(blob);
      return blob;
    } catch (thrown) {
      const err = thrown instanceof EasemobError ? thrown : new EasemobError("WEBIM_DOWNLOADFILE_ERROR", String(thrown), { code: "offline" });
      if (onFileDownloadError) onFileDownloadError(err);
      throw err;
    }
  }
};

// src/easemob/index.ts
var ChatSDK = { connection: Connection2, message: MessageMaker, utils, logger, statusCode, configure };
var index_default = ChatSDK;
export {
  configure,
  index_default as default
};
