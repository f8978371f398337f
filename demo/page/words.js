// What the page says, in the browser's language: Chinese or English.
const en = {
  welcome: 'Welcome to Hongyan', back: 'Back', close: 'Close', cancel: 'Cancel',
  signUp: 'Sign up', signIn: 'Sign in', signOut: 'Sign out', signUpTitle: 'Try Hongyan', signInTitle: 'Sign in',
  signUpHint: 'Choose a name and a password, and chat.', signInHint: 'With the name and password of your account.',
  closedHint: 'On this server, accounts are made by whoever runs it. Sign in with yours. (You run it? Start it with --dev, or set open_registration for its app.)',
  hasAccount: 'You have an account?', noAccount: 'You have none yet?',
  user: 'User name', userHint: 'Letters, digits, and _ . -', nickname: 'Shown as', nicknameHint: 'optional', password: 'Password',
  chats: 'Chats', rooms: 'Chatrooms', newChat: 'New chat', newGroup: 'New group', newRoom: 'New chatroom', members: 'Members', messages: 'Messages',
  firstSteps: 'Nobody here yet. Open a second tab, sign up as somebody else, and write to each other.', secondTab: 'Open a second tab',
  noRooms: 'There is no chatroom.', nothingOpen: 'Choose a chat, or begin one.',
  picture: 'Picture', speak: 'Voice message', voice: 'Voice message', video: 'Video', message: 'Message', write: 'Write a message', send: 'Send', sendVoice: 'Send',
  withWhom: 'User name of the other one', begin: 'Begin', create: 'Create', add: 'Add', addMember: 'Add somebody', leaveGroup: 'Leave group',
  groupName: 'Name of the group', roomName: 'Name of the chatroom', groupMembers: 'Members', groupHint: 'User names, with commas or spaces between them.',
  online: 'online', offline: 'offline', seen: 'last seen {when}', memberCount: '{n} members', here: '{n} here', typing: 'is typing …', typingWho: '{who} is typing …', you: 'you',
  sending: 'sending', sent: 'sent', arrived: 'arrived', read: 'read', recall: 'Recall', again: 'Try again', notSent: 'Not sent: {why}',
  recalledBy: '{who} recalled a message', recalledOwn: 'You recalled a message', otherKind: 'A message of a kind that this page does not show ({type})',
  older: 'Older messages …', beginning: 'This is where it begins.', unread: '{n} unread', fileGone: 'This file is gone.',
  connecting: 'Connecting …', waiting: 'No connection. Messages are kept, and sent when it is back.',
  noMicrophone: 'Browsers let a page record only over https or on localhost: open the page that way to send voice.',
  microphoneRefused: 'The browser does not let this page use the microphone. Allow it in the address bar, and try again.',
  noMicrophoneFound: 'No microphone was found.', noPicture: 'That is no picture the browser can show.', roomLost: 'You are not in the chatroom any more: {why}',
  closed: 'The server ended the session: {why}', nobody: 'Name somebody.', yourself: 'That is you. Name somebody else.',
  'group.created': '{who} made the group', 'members.added': '{who} added {users}', 'member.joined': '{users} joined', 'member.left': '{users} left', 'members.removed': '{who} removed {users}',
  'group.changed': '{who} changed the group', 'group.dismissed': '{who} dismissed the group',
  anyError: '{message}', unauthenticated: 'The name or the password is wrong.', already_exists: 'That name is taken. Choose another one, or sign in.', bad_id: 'A name has letters, digits and _ . - only.',
  no_such_user: 'There is nobody of that name here.', offline_error: 'The server does not answer. Check the connection and try again.', too_late: 'It is too late to recall this message.',
}

const zh = {
  welcome: '欢迎使用鸿雁', back: '返回', close: '关闭', cancel: '取消',
  signUp: '注册', signIn: '登录', signOut: '退出登录', signUpTitle: '体验鸿雁', signInTitle: '登录',
  signUpHint: '取一个用户名和密码，就可以聊天。', signInHint: '使用您的用户名和密码。',
  closedHint: '此服务器的账号由管理员创建，请使用已有账号登录。（如果您是管理员：用 --dev 启动，或在应用设置中打开 open_registration。）',
  hasAccount: '已有账号？', noAccount: '还没有账号？',
  user: '用户名', userHint: '字母、数字和 _ . -', nickname: '昵称', nicknameHint: '选填', password: '密码',
  chats: '会话', rooms: '聊天室', newChat: '发起聊天', newGroup: '新建群组', newRoom: '新建聊天室', members: '成员', messages: '消息',
  firstSteps: '还没有会话。请再打开一个标签页，注册另一个用户，然后互发消息。', secondTab: '打开新标签页',
  noRooms: '暂无聊天室。', nothingOpen: '请选择或发起一个聊天。',
  picture: '图片', speak: '语音消息', voice: '语音', video: '视频', message: '消息', write: '输入消息', send: '发送', sendVoice: '发送',
  withWhom: '对方的用户名', begin: '开始', create: '创建', add: '添加', addMember: '添加成员', leaveGroup: '退出群组',
  groupName: '群组名称', roomName: '聊天室名称', groupMembers: '成员', groupHint: '填写用户名，用逗号或空格分隔。',
  online: '在线', offline: '离线', seen: '上次在线 {when}', memberCount: '{n} 位成员', here: '{n} 人在场', typing: '正在输入…', typingWho: '{who} 正在输入…', you: '我',
  sending: '发送中', sent: '已发送', arrived: '已送达', read: '已读', recall: '撤回', again: '重试', notSent: '未发送：{why}',
  recalledBy: '{who} 撤回了一条消息', recalledOwn: '您撤回了一条消息', otherKind: '此页面不支持显示的消息类型（{type}）',
  older: '更早的消息…', beginning: '没有更早的消息了。', unread: '{n} 条未读', fileGone: '文件已不存在。',
  connecting: '正在连接…', waiting: '网络未连接。消息已保存，恢复后自动发送。',
  noMicrophone: '浏览器只允许 https 页面或 localhost 录音，请用这样的地址打开本页。',
  microphoneRefused: '浏览器未允许使用麦克风，请在地址栏中允许后重试。',
  noMicrophoneFound: '没有找到麦克风。', noPicture: '浏览器无法显示此图片。', roomLost: '您已不在聊天室中：{why}',
  closed: '服务器结束了会话：{why}', nobody: '请填写对方的用户名。', yourself: '不能和自己聊天，请填写其他人的用户名。',
  'group.created': '{who} 创建了群组', 'members.added': '{who} 邀请 {users} 加入群组', 'member.joined': '{users} 加入了群组', 'member.left': '{users} 退出了群组', 'members.removed': '{who} 将 {users} 移出群组',
  'group.changed': '{who} 修改了群资料', 'group.dismissed': '{who} 解散了群组',
  anyError: '出错了（{code}）：{message}', unauthenticated: '用户名或密码不正确。', already_exists: '用户名已被使用，请换一个，或直接登录。', bad_id: '用户名只能包含字母、数字和 _ . -',
  no_such_user: '没有这个用户。', offline_error: '服务器没有响应，请检查网络后重试。', too_late: '已超过可撤回的时间。',
  rate_limited: '操作太频繁，请稍后再试。', too_large: '文件太大。', invalid: '填写的内容有误：{message}', muted: '您已被禁言。', not_member: '您不是群成员。',
  blocked: '对方拒收您的消息。', token_expired: '登录已过期，请重新登录。', kicked: '您已被移下线。', banned: '账号已被封禁。', registration_closed: '此服务器未开放注册。',
}

export const chinese = /^zh/i.test(navigator.language)
const words = chinese ? zh : en

// t gives a sentence, with its gaps filled.
export const t = (key, values = {}) => (words[key] || key).replace(/\{(\w+)\}/g, (_, name) => values[name])

// sentence says what an error means.
export function sentence (err) {
  const code = err.code === 'offline' || err.code === 'timeout' || err.code === 'connection_lost' ? 'offline_error' : err.code
  return t(words[code] && /^[a-z_]+$/.test(code) ? code : 'anyError', { code: err.code || 'error', message: err.message })
}

// translate writes the words into what the page has from the start.
export function translate () {
  document.documentElement.lang = chinese ? 'zh-CN' : 'en'
  for (const e of document.querySelectorAll('[data-t]')) e.textContent = t(e.dataset.t)
  for (const e of document.querySelectorAll('[data-t-hint]')) e.placeholder = t(e.dataset.tHint)
  for (const e of document.querySelectorAll('[data-t-label]')) {
    e.setAttribute('aria-label', t(e.dataset.tLabel))
    if (e.tagName === 'BUTTON') e.title = t(e.dataset.tLabel)
  }
}

const locale = chinese ? 'zh-CN' : undefined
const sameDay = (a, b) => a.toDateString() === b.toDateString()

// clock writes a time as people say it: of today the hour, else the day too.
export function clock (ts) {
  const when = new Date(ts)
  const time = when.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
  return sameDay(when, new Date()) ? time : `${when.toLocaleDateString(locale, { month: 'short', day: 'numeric' })} ${time}`
}

// brief is clock for narrow places.
export function brief (ts) {
  const when = new Date(ts)
  return sameDay(when, new Date()) ? clock(ts) : when.toLocaleDateString(locale, { month: 'short', day: 'numeric' })
}
