// What pages show of messages.

// titleOf names a conversation: user/ann is ann.
export const titleOf = (conversation) => conversation.slice(conversation.indexOf('/') + 1)

// summaryOf is a message in one line.
export function summaryOf (message) {
  if (!message) return ''
  if (message.type === 'txt') return message.body.text
  return message.type === 'img' ? '[picture]' : `[${message.type}]`
}

// timeOf is HH:MM.
export function timeOf (ts) {
  const at = new Date(ts)
  return [at.getHours(), at.getMinutes()].map((n) => (n < 10 ? '0' : '') + n).join(':')
}

// withMessages puts messages into a list: each once, as it is now, by their seq; those that still wait have none and stand
// at the end. A message has the same cid while it waits and ever after.
export function withMessages (list, messages) {
  const found = new Map()
  for (const one of list.concat(messages)) {
    const key = one.cid || one.id
    found.set(key, Object.assign({}, found.get(key), one))
  }
  const place = (one) => one.seq || Number.MAX_SAFE_INTEGER
  return Array.from(found.values()).sort((a, b) => place(a) - place(b) || a.ts - b.ts)
}

// bubbleOf is what a page draws for a message.
export function bubbleOf (message, user) {
  const waits = message.seq ? '' : ' …'
  return {
    key: message.cid || message.id,
    from: message.from,
    mine: message.from === user,
    text: message.type === 'img' ? '' : summaryOf(message),
    picture: message.type === 'img' && message.picture || '',
    note: message.error || timeOf(message.ts) + waits,
  }
}
