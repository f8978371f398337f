// The list of chats and chatrooms.
import { $, el, paintFace } from './dom.js'
import { brief, t } from './words.js'

// gist says in a line what a message is about.
export function gist (message, people, me) {
  if (!message) return ''
  const who = message.from === me ? t('you') : message.from && people.user(message.from)
  const of = (text) => (message.to.startsWith('group/') || message.from === me ? `${who}: ${text}` : text)
  switch (message.type) {
    case 'txt': return of(message.body.text)
    case 'img': return of(`[${t('picture')}]`)
    case 'audio': return of(`[${t('voice')}]`)
    case 'video': return of(`[${t('video')}]`)
    case 'recalled': return message.from === me ? t('recalledOwn') : t('recalledBy', { who })
    case 'event': return happening(message.body, who, people)
    case 'none': return ''
    default: return of(`[${message.type}]`)
  }
}

// happening says what became of a group.
export function happening ({ event, users = [] }, who, people) {
  const said = t(event, { who, users: users.map((user) => people.user(user)).join(', ') })
  return said === event ? '' : said
}

export class List {
  conversations = new Map()
  items = new Map()
  typing = new Map()
  open = ''

  constructor (client, me, people) {
    Object.assign(this, { client, me, people })
    client.on('conversation', (one) => {
      this.conversations.set(one.conversation, one)
      this.soon()
    })
    client.on('typing', ({ conversation, from }) => this.types(conversation, from))
    client.on('message', ({ conversation, message }) => this.stops(conversation, message.from))
  }

  async load () {
    for (const one of await this.client.conversations()) this.conversations.set(one.conversation, one)
    this.loaded = true
    this.soon()
  }

  // Who types is shown until a message comes, or for a while.
  types (conversation, from) {
    this.stops(conversation, from)
    this.typing.set(conversation, { from, timer: setTimeout(() => this.stops(conversation, from), 5000) })
    this.soon()
    this.changed?.()
  }

  stops (conversation, from) {
    const typing = this.typing.get(conversation)
    if (typing?.from !== from) return
    clearTimeout(typing.timer)
    this.typing.delete(conversation)
    this.soon()
    this.changed?.()
  }

  whoTypes (conversation) {
    return this.typing.get(conversation)?.from
  }

  select (address) {
    this.open = address
    this.soon()
  }

  soon () {
    this.timer ||= setTimeout(() => {
      this.timer = undefined
      this.draw()
    })
  }

  draw () {
    const shown = [...this.conversations.values()].filter((one) => !one.hidden && !one.left)
    shown.sort((a, b) => Number(!!b.pinned) - Number(!!a.pinned) || b.active - a.active)
    const chats = shown.map((one) => one.conversation)
    if (this.open && !this.open.startsWith('room/') && !chats.includes(this.open)) chats.unshift(this.open)
    const rooms = [...this.people.rooms.keys()].map((id) => `room/${id}`)
    this.fill($('chats'), chats)
    this.fill($('rooms'), rooms)
    $('first-steps').hidden = !this.loaded || chats.length > 0
    $('no-rooms').hidden = !this.loaded || rooms.length > 0
    const unread = shown.reduce((sum, one) => sum + one.unread, 0)
    document.title = unread ? `(${unread}) Hongyan` : 'Hongyan'
  }

  // Elements stay the same, so that the keyboard's focus does.
  fill (place, addresses) {
    const items = addresses.map((address) => this.item(address))
    if (items.some((item, i) => place.children[i] !== item) || place.children.length !== items.length) {
      const focused = document.activeElement
      place.replaceChildren(...items)
      if (place.contains(focused)) focused.focus()
    }
  }

  item (address) {
    if (!this.items.has(address)) {
      const link = el('a', { href: `#${address}`, class: 'chat' }, el('span', { class: 'face', 'aria-hidden': 'true' }),
        el('span', { class: 'title' }), el('time', { class: 'soft' }), el('span', { class: 'gist soft' }), el('span', { class: 'badge' }))
      this.items.set(address, el('li', {}, link))
    }
    const item = this.items.get(address)
    const [face, title, time, text, badge] = item.firstChild.children
    const one = this.conversations.get(address)
    const [kind, id] = address.split('/')
    const name = this.people.name(address)
    paintFace(face, address, name)
    face.classList.toggle('many', kind !== 'user')
    face.classList.toggle('online', kind === 'user' && this.people.presence(id).online)
    title.textContent = name
    time.textContent = one?.active ? brief(one.active) : ''
    text.textContent = this.line(address, one)
    text.classList.toggle('typing', this.typing.has(address))
    badge.textContent = one?.unread ? String(Math.min(one.unread, 99)) : ''
    badge.ariaLabel = one?.unread ? t('unread', { n: one.unread }) : null
    item.firstChild.ariaCurrent = address === this.open ? 'true' : null
    return item
  }

  line (address, one) {
    const typing = this.whoTypes(address)
    if (typing) return address.startsWith('user/') ? t('typing') : t('typingWho', { who: this.people.user(typing) })
    if (address.startsWith('room/')) return t('here', { n: this.people.rooms.get(address.slice(5))?.online || 0 })
    return gist(one?.last, this.people, this.me)
  }
}
