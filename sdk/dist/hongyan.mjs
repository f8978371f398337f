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

// src/api/routes.ts
var acceptContact = "POST /contact-requests/{user}/accept";
var acceptInvite = "POST /invites/{group}/accept";
var acceptRequest = "POST /groups/{group}/requests/{user}/accept";
var addAdmin = "PUT /groups/{group}/admins/{user}";
var addContact = "POST /contacts";
var addMembers = "POST /groups/{group}/members";
var addPushGrants = "POST /push/grants";
var addReaction = "PUT /conversations/{conversation}/messages/{seq}/reactions/{reaction}";
var addRoomAdmin = "PUT /rooms/{room}/admins/{user}";
var allowInRoom = "PUT /rooms/{room}/allowlist/{user}";
var allowMember = "PUT /groups/{group}/allowlist/{user}";
var banFromGroup = "PUT /groups/{group}/bans/{user}";
var banFromRoom = "PUT /rooms/{room}/bans/{user}";
var batchProfiles = "POST /users/batch";
var blockUser = "PUT /blocks/{user}";
var cancelInvite = "DELETE /groups/{group}/invites/{user}";
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
var createGuest = "POST /guests";
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
var endDevice = "DELETE /devices/{client}";
var getContact = "GET /contacts/{user}";
var getConversation = "GET /conversations/{conversation}";
var getConversationDND = "GET /conversations/{conversation}/dnd";
var getDND = "GET /dnd";
var getFile = "GET /files/{file}";
var getGroup = "GET /groups/{group}";
var getMember = "GET /groups/{group}/members/{user}";
var getMessage = "GET /conversations/{conversation}/messages/{seq}";
var getPresence = "GET /presence";
var getProfile = "GET /users/{user}/profile";
var getPublicGroup = "GET /public-groups/{group}";
var getRoom = "GET /rooms/{room}";
var getStatus = "GET /presence/status";
var getThread = "GET /threads/{thread}";
var getUser = "GET /users/{user}";
var joinGroup = "POST /groups/{group}/join";
var joinThread = "POST /threads/{thread}/join";
var lastOfThreads = "POST /threads/last";
var leaveGroup = "POST /groups/{group}/leave";
var leaveThread = "POST /threads/{thread}/leave";
var listBlocks = "GET /blocks";
var listContactRequests = "GET /contact-requests";
var listContacts = "GET /contacts";
var listConversations = "GET /conversations";
var listDND = "GET /dnd/conversations";
var listDevices = "GET /devices";
var listGroupBans = "GET /groups/{group}/bans";
var listGroupFiles = "GET /groups/{group}/files";
var listGroupInvites = "GET /groups/{group}/invites";
var listGroupThreads = "GET /groups/{group}/threads";
var listGroups = "GET /groups";
var listInvites = "GET /invites";
var listJoinRequests = "GET /groups/{group}/requests";
var listMembers = "GET /groups/{group}/members";
var listPins = "GET /conversations/{conversation}/pins";
var listPublicGroups = "GET /public-groups";
var listPushDevices = "GET /push/devices";
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
var muteTag = "PUT /rooms/{room}/tags/{tag}/mute";
var pinMessage = "PUT /conversations/{conversation}/messages/{seq}/pin";
var readHistory = "GET /conversations/{conversation}/messages";
var readReceipts = "GET /conversations/{conversation}/messages/{seq}/receipts";
var readRoomValues = "GET /rooms/{room}/values";
var recallMessage = "POST /conversations/{conversation}/messages/{seq}/recall";
var removeAdmin = "DELETE /groups/{group}/admins/{user}";
var removeContact = "DELETE /contacts/{user}";
var removeFile = "DELETE /files/{file}";
var removeFromThread = "DELETE /threads/{thread}/members/{user}";
var removeMember = "DELETE /groups/{group}/members/{user}";
var removeMembers = "POST /groups/{group}/members/remove";
var removePushDevice = "DELETE /push/devices";
var removeReaction = "DELETE /conversations/{conversation}/messages/{seq}/reactions/{reaction}";
var removeRoomAdmin = "DELETE /rooms/{room}/admins/{user}";
var removeRoomMember = "DELETE /rooms/{room}/members/{user}";
var renameThread = "PATCH /threads/{thread}";
var reportMessage = "POST /reports";
var revokeToken = "POST /token/revoke";
var revokeUser = "POST /users/{user}/revoke";
var search = "GET /search";
var sendMessage = "POST /messages";
var sendTyping = "POST /typing";
var setConversationDND = "PUT /conversations/{conversation}/dnd";
var setDND = "PUT /dnd";
var setPassword = "PUT /users/{user}/password";
var setPushDevice = "PUT /push/devices";
var setRoomValues = "POST /rooms/{room}/values";
var setStatus = "PUT /presence/status";
var shareFile = "POST /groups/{group}/files";
var subscribe = "POST /presence/subscriptions";
var sync = "GET /sync";
var tagRoomMember = "PUT /rooms/{room}/members/{user}/tags";
var transferGroup = "POST /groups/{group}/owner";
var transferRoom = "POST /rooms/{room}/owner";
var unbanFromGroup = "DELETE /groups/{group}/bans/{user}";
var unbanFromRoom = "DELETE /rooms/{room}/bans/{user}";
var unblockUser = "DELETE /blocks/{user}";
var unmuteGroup = "DELETE /groups/{group}/mute";
var unmuteInRoom = "DELETE /rooms/{room}/members/{user}/mute";
var unmuteMember = "DELETE /groups/{group}/members/{user}/mute";
var unmuteRoom = "DELETE /rooms/{room}/mute";
var unmuteTag = "DELETE /rooms/{room}/tags/{tag}/mute";
var unpinMessage = "DELETE /conversations/{conversation}/messages/{seq}/pin";
var unshareFile = "DELETE /groups/{group}/files/{file}";
var unsubscribe = "DELETE /presence/subscriptions";
var withdrawRequest = "DELETE /groups/{group}/join";
var routes = {
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
  withdrawRequest
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
function bakedAddress() {
  return baked.charAt(0) === "{" ? JSON.parse(baked) : {};
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
  const last = rest.shift();
  if (method !== "GET" && method !== "DELETE") return { method, path: "/v1" + path, body: last };
  return { method, path: "/v1" + path + query(last) };
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
    const answer = JSON.parse(toText(payload));
    const pending = this.pending[answer.id];
    if (!pending) return;
    if (answer.status < 300) pending.resolve(this.absolute(answer.body));
    else pending.reject(problem(answer.status, answer.body));
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
    const answer = await this.options.host.request({ method: call.method, url: this.options.server() + call.path, headers, body, timeout: patience });
    return answerOf(answer.status, answer.body);
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
      const answer = await this.host.request({ method: "GET", url: `${this.servers.preferred.http}/v1/sync`, headers: {}, timeout: 1e4 }).catch(() => void 0);
      if (mine !== this.attempt) return;
      if (!answer || answer.status >= 500) return this.lookForPreferred();
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
    const _a = view, { messages, changed, deleted, gap } = _a, one = __objRest(_a, ["messages", "changed", "deleted", "gap"]);
    void messages, changed, deleted, gap;
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
  peer(conversation, mark, seq) {
    const one = this.known[conversation];
    const reading = this.reading[conversation];
    if (reading) reading.late.push(() => this.peer(conversation, mark, seq));
    if (one && seq > (one[mark] || 0)) this.set(__spreadProps(__spreadValues({}, one), { [mark]: seq }));
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
var isAddress = (text2) => addressForm.test(text2);

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
    const known = this.lanes[conversation];
    if (known) return known;
    const last = this.memory.last(conversation);
    return this.lanes[conversation] = { order: new Order(last === void 0 ? start : last), filling: Promise.resolve() };
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
    const { last } = lane.order;
    const page = await this.source.history(conversation, last);
    if (page.first_seq > last + 1) this.skip(conversation, lane, Math.min(page.first_seq, end));
    page.messages.forEach((message) => this.place(conversation, lane, message));
    if (lane.order.last === last) this.skip(conversation, lane, Math.min(lane.order.waiting || end, end));
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
    const told = new Told(events);
    let task;
    try {
      task = this.open(url, (err) => told.closed(reason(err)));
    } catch (thrown) {
      told.closed(String(thrown));
    }
    if (!task || !task.onOpen) {
      told.closed("the host gave no socket: too many may be open");
      return { send: () => {
      }, close: () => told.silence() };
    }
    this.listen(task, told);
    return this.socket(task, told);
  }
  /** Calls the host's connectSocket. */
  open(url, fail) {
    return this.api.connectSocket({ url, protocols: ["mqtt"], tcpNoDelay: true, timeout: 2e4, success: () => {
    }, fail });
  }
  /** Sets all handlers, at once: a host tells an event only to handlers that are there. */
  listen(task, told) {
    task.onOpen(() => told.opened());
    task.onMessage((event) => told.received(received(event.data)));
    task.onClose((event) => told.closed(`closed by the other side (${event && event.code || "no code"})`));
    task.onError((err) => told.closed(reason(err)));
  }
  socket(task, told) {
    return {
      send: (bytes) => task.send({ data: ownBuffer(bytes), fail: (err) => told.closed(reason(err)) }),
      close: () => {
        told.silence();
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
        success: (answer) => resolve(asAnswer(answer)),
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
    const answer = new Promise((resolve, reject) => {
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
        success: (answer2) => resolve(asAnswer(answer2)),
        fail: (err) => reject(new ChatError("upload_failed", `the upload did not get through: ${reason(err)}`))
      });
    });
    if (task && task.onProgressUpdate) task.onProgressUpdate((p) => u.progress(p.totalBytesSent || 0, p.totalBytesExpectedToSend || p.totalBytesExpectedToWrite || 0));
    return {
      answer,
      cancel: () => {
        stopped(new ChatError("cancelled", "the upload was cancelled"));
        if (task && task.abort) task.abort();
      }
    };
  }
  watch(tell) {
    const shown = () => tell("shown");
    const hidden = () => tell("hidden");
    const network = (event) => tell(event && event.isConnected === false ? "offline" : "online");
    const api = this.api;
    if (api.onAppShow) api.onAppShow(shown);
    if (api.onAppHide) api.onAppHide(hidden);
    if (api.onNetworkStatusChange) api.onNetworkStatusChange(network);
    return () => {
      if (api.offAppShow) api.offAppShow(shown);
      if (api.offAppHide) api.offAppHide(hidden);
      if (api.offNetworkStatusChange) api.offNetworkStatusChange(network);
    };
  }
};
function asAnswer(answer) {
  const body = answer.data === void 0 || answer.data === null ? "" : answer.data;
  return { status: answer.statusCode || answer.status || 200, body: typeof body === "string" ? body : JSON.stringify(body) };
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
    const told = new Told(events);
    const single = new SingleSocket(this.my, told);
    let task;
    try {
      task = this.my.connectSocket({ url, multiple: true, protocols: ["mqtt"], success: () => {
      }, fail: (err) => told.closed(reason(err)) });
    } catch (thrown) {
      told.closed(String(thrown));
    }
    if (!task || !task.onOpen) return single;
    single.forget();
    this.listen(task, told);
    return this.socket(task, told);
  }
  listen(task, told) {
    task.onOpen(() => told.opened());
    task.onMessage((event) => told.received(received(event.data.data)));
    task.onClose(() => told.closed("closed by the other side"));
    task.onError((err) => told.closed(reason(err.data || err)));
  }
  socket(task, told) {
    return {
      send: (bytes) => task.send({ data: toBase64(bytes), isBuffer: true, fail: (err) => told.closed(reason(err)) }),
      close: () => {
        told.silence();
        task.close({});
      }
    };
  }
};
var endAwaited = 0;
var SingleSocket = class {
  constructor(my2, told) {
    this.my = my2;
    this.told = told;
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
    const answer = this.my.getStorageSync({ key });
    return answer && typeof answer.data === "string" ? answer.data : void 0;
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
    const told = new Told(events);
    let socket;
    try {
      socket = new this.socketClass(url, ["mqtt"]);
    } catch (thrown) {
      told.closed(String(thrown));
      return { send: () => {
      }, close: () => {
      } };
    }
    socket.binaryType = "arraybuffer";
    socket.onopen = () => told.opened();
    socket.onmessage = (event) => told.received(received(event.data));
    socket.onclose = (event) => told.closed(`closed by the other side (${event.code})`);
    socket.onerror = () => told.closed("the socket failed");
    return {
      send: (bytes) => {
        if (socket.readyState === 1) socket.send(ownBuffer(bytes));
        else told.closed("the socket is not open");
      },
      close: () => {
        told.silence();
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
  watch(tell) {
    const page = hostGlobal("document");
    const add = hostGlobal("addEventListener");
    const remove = hostGlobal("removeEventListener");
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
  const answer = new Promise((resolve, reject) => {
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
    answer,
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
      const answer = await fetched(u.url, { method: "POST", headers: u.headers, body: formOf(u) });
      u.progress(total, total);
      return answer;
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
    const answer = await hostGlobal("fetch")(url, init);
    return { status: answer.status, body: await answer.text() };
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
  listen(task, told) {
    task.onOpen(() => told.opened());
    task.onMessage((event) => told.received(received(unwrapped(event.data))));
    task.onClose(() => told.closed("closed by the other side"));
    task.onError(() => told.closed("the socket failed"));
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
  const answer = token.then(async (shown) => {
    if (cancelled) throw new ChatError("cancelled", "the upload was cancelled");
    running = host.upload({
      url: `${server}/v1/files`,
      file,
      form: form2,
      headers: shown ? { Authorization: `Bearer ${shown}` } : {},
      progress: (sent, total) => options.onProgress && options.onProgress({ sent, total })
    });
    const { status, body } = await running.answer;
    return answerOf(status, body);
  });
  return {
    answer,
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
function sending(cid, answer, cancel) {
  answer.catch(() => {
  });
  return Object.assign(answer, { cid, cancel });
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
    const answer = entering.then((desk) => {
      check(to, message);
      return desk.post(to, cid, payloadOf(message, cid));
    });
    return sending(cid, answer, () => entering.then((desk) => desk.outbox.cancel(cid)));
  }
  /** Uploads a file and sends a message that names it. What is uploaded is lost when the app ends before it is done. */
  sendMedia(to, file, options) {
    const _a = options, { onProgress, name, duration, width, height, cover } = _a, message = __objRest(_a, ["onProgress", "name", "duration", "width", "height", "cover"]);
    const up = this.upload(file, { onProgress, name, duration, width, height });
    let running = up;
    const answer = up.then(async (uploaded) => {
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
    return sending(options.cid || "", answer, () => running.cancel());
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
    const answer = await this.rest.call(callOf(route, args));
    this.noted(route, String(args[0]), answer);
    return answer;
  }
  // The list of conversations follows what this device did itself.
  noted(route, conversation, answer) {
    if (!this.desk) return;
    const list = this.desk.conversations;
    conversation = spelled(this.desk.identity, conversation);
    if (route === markRead) list.read(conversation, answer);
    else if (route === changeConversation) list.answered(answer);
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

// src/operations.ts
function createClient(options = {}) {
  const client = new Client(options);
  const methods = {};
  Object.keys(routes).forEach((name) => {
    methods[name] = (...args) => client.call(routes[name], ...args);
  });
  return Object.assign(client, methods);
}
export {
  ChatError,
  Client,
  NodeHost,
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
  createClient,
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
  routes,
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
  withdrawRequest
};
