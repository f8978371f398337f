// The open conversation: its messages, and what is written to it.
import { $, complain, el, paintFace, toast } from './dom.js'
import { Composer } from './composer.js'
import { isNote, pending, row, showMark } from './row.js'
import { clock, sentence, t } from './words.js'

const page = 30 // messages read at once
const fresh = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('')

export class Talk {
  address = ''
  rows = new Map()
  messages = new Map()
  underWay = new Map() // by cid
  here = 0

  constructor (client, me, people, list, media, recallWindow) {
    Object.assign(this, { client, me, people, list, media, recallWindow })
    this.composer = new Composer(this)
    client.on('message', ({ conversation, message }) => this.heard(conversation, message))
    client.on('changed', ({ conversation, message }) => this.heard(conversation, message))
    client.on('sent', ({ conversation, message }) => conversation === this.address && this.place(message))
    client.on('deleted', ({ conversation, seqs }) => conversation === this.address && seqs.forEach((seq) => this.drop(seq)))
    client.on('gap', ({ conversation }) => conversation === this.address && this.readNewest())
    client.on('conversation', ({ conversation }) => conversation === this.address && this.marks())
    client.on('state', ({ state }) => state === 'connected' && this.address && this.readNewest())
    client.on('member.entered', (event) => this.counted(event))
    client.on('member.left', (event) => this.counted(event))
    client.on('room.lost', ({ room, message }) => this.lost(room, message))
    client.on('room.dismissed', ({ room }) => this.lost(room, t('noRooms')))
    document.addEventListener('visibilitychange', () => this.seen())
    $('log').addEventListener('scroll', () => this.scrolled())
    $('log').addEventListener('load', () => this.stuck && this.toEnd(), true) // a picture has got its height
    new ResizeObserver(() => this.stuck && this.toEnd()).observe($('log'))
  }

  get room () {
    return this.address.startsWith('room/') ? this.address.slice(5) : ''
  }

  get kind () {
    return this.address.split('/')[0]
  }

  async open (address) {
    if (address === this.address) return
    this.close()
    this.address = address
    document.body.classList.toggle('talking', !!address)
    this.list.select(address)
    if (!address) return
    this.head()
    this.composer.begin()
    try {
      if (this.room) {
        await this.client.enterRoom(this.room)
        const members = (await this.client.listRoomMembers(address.slice(5), { limit: 1000 })).members
        if (this.address === address) this.counted({ room: this.room, online: members.filter((one) => !one.away).length })
      }
      await this.readNewest()
    } catch (err) {
      complain(err)
    }
  }

  close () {
    if (this.room) this.client.leaveRoom(this.room).then(() => this.people.readRooms()).catch(() => {})
    this.composer.end()
    for (const known of [this.rows, this.messages, this.underWay]) known.clear()
    this.older = undefined
    this.here = 0
    this.stuck = true
    $('log').replaceChildren()
  }

  // head shows with whom one talks, and what they do.
  head () {
    const name = this.people.name(this.address)
    const id = this.address.slice(this.kind.length + 1)
    paintFace($('face'), this.address, name)
    $('talk').dataset.kind = this.kind
    $('face').classList.toggle('many', this.kind !== 'user')
    $('face').classList.toggle('online', this.kind === 'user' && this.people.presence(id).online)
    $('title').textContent = name
    $('about').textContent = this.about(id)
    $('members').hidden = this.kind === 'user'
  }

  about (id) {
    const typing = this.list.whoTypes(this.address)
    if (this.room) return t('here', { n: this.here })
    if (this.kind === 'group') return typing ? t('typingWho', { who: this.people.user(typing) }) : t('memberCount', { n: this.people.groups.get(id)?.members || 1 })
    if (typing) return t('typing')
    const { online, last_seen: seen } = this.people.presence(id)
    return online ? t('online') : seen ? t('seen', { when: clock(seen) }) : t('offline')
  }

  counted ({ room, online }) {
    const known = this.people.rooms.get(room)
    if (known) known.online = online
    this.list.soon()
    if (room !== this.room) return
    this.here = online
    this.head()
  }

  lost (room, why) {
    if (room !== this.room) return
    toast(t('roomLost', { why }))
    location.hash = ''
  }

  // readNewest reads the end of the history; what is shown stays.
  async readNewest () {
    const address = this.address
    try {
      const { messages, more } = await this.client.readHistory(address, { limit: page })
      if (address !== this.address) return
      this.older ??= more
      this.placeAll(messages)
      this.seen()
    } catch (err) {
      if (address === this.address && err.code !== 'no_such_user') complain(err)
    }
  }

  async readOlder () {
    const first = Math.min(...this.messages.keys())
    if (!this.older || this.reading || first === Infinity) return
    const address = this.address
    this.reading = true
    try {
      const { messages, more } = await this.client.readHistory(address, { before: first, limit: page })
      if (address !== this.address) return
      this.older = more
      const log = $('log')
      const fromEnd = log.scrollHeight - log.scrollTop
      this.placeAll(messages)
      log.scrollTop = log.scrollHeight - fromEnd
    } catch (err) {
      complain(err)
    } finally {
      this.reading = false
    }
  }

  // What comes from the history is not read out.
  placeAll (messages) {
    $('log').ariaLive = 'off'
    for (const message of messages) this.place(message)
    $('log').querySelector('.top')?.remove()
    if (this.older) $('log').prepend(el('li', { class: 'note top' }, el('button', { type: 'button', class: 'link', onclick: () => this.readOlder() }, t('older'))))
    else $('log').prepend(el('li', { class: 'note top' }, el('span', {}, t('beginning'))))
    setTimeout(() => ($('log').ariaLive = 'polite'))
  }

  heard (conversation, message) {
    if (message.type === 'event' && conversation.startsWith('group/')) this.people.readGroup(conversation.slice(6))
    if (conversation !== this.address) return
    this.place(message)
    this.seen()
  }

  // place shows a message where it belongs, in place of what was shown of it before.
  place (message) {
    this.underWay.get(message.cid)?.made.remove()
    this.underWay.delete(message.cid)
    if (message.seq) this.messages.set(message.seq, message)
    const made = row(message, this)
    const old = this.rows.get(message.seq)
    if (!made) return this.drop(message.seq)
    if (message.seq) this.rows.set(message.seq, made)
    if (old) old.replaceWith(made)
    else this.insert(made, message.seq || Infinity)
    this.follow(made)
    this.follow(made.nextElementSibling)
    this.marks([made])
    if (this.stuck) this.toEnd()
  }

  insert (made, seq) {
    let before = $('log').lastElementChild
    while (before && !before.classList.contains('top') && Number(before.dataset.seq || Infinity) > seq) before = before.previousElementSibling
    if (before) before.after(made)
    else $('log').prepend(made)
  }

  // A message that follows another one of the same sender has no name above it.
  follow (made) {
    const before = made?.previousElementSibling
    made?.classList.toggle('follows', !!made.dataset.from && before?.dataset.from === made.dataset.from)
  }

  drop (seq) {
    this.rows.get(seq)?.remove()
    this.rows.delete(seq)
  }

  // marks says of one's own messages how far they have come.
  marks (rows = this.rows.values()) {
    // In a group, one of many having read it would say little.
    const { peer_read_seq: read = 0, peer_delivered_seq: arrived = 0 } = (this.kind === 'user' && this.list.conversations.get(this.address)) || {}
    for (const made of rows) {
      const seq = Number(made.dataset.seq)
      if (!made.classList.contains('pending')) showMark(made, seq <= read ? 'read' : seq <= arrived ? 'arrived' : 'sent')
    }
  }

  // named shows names that have become known.
  named () {
    if (!this.address) return
    this.head()
    for (const who of $('log').querySelectorAll('.theirs .who')) {
      const name = this.people.user(who.dataset.user)
      if (who.textContent === name) continue
      who.textContent = name
      paintFace(who.closest('.row').querySelector('.face'), `user/${who.dataset.user}`, name)
    }
    for (const message of this.messages.values()) if (isNote(message)) this.place(message)
  }

  // seen marks as read what the user has before the eyes.
  seen () {
    if (document.hidden || !this.address || this.room || this.seeing) return
    const last = Math.max(0, ...this.messages.keys())
    const address = this.address
    if (!last || last <= (this.list.conversations.get(address)?.read_seq || 0)) return
    this.seeing = true
    this.client.markRead(address, { seq: last }).catch(() => {}).finally(() => {
      this.seeing = false
      if (this.address !== address || Math.max(0, ...this.messages.keys()) > last) this.seen()
    })
  }

  scrolled () {
    const { scrollTop, scrollHeight, clientHeight } = $('log')
    this.stuck = scrollHeight - scrollTop - clientHeight < 60
    if (scrollTop < 80) this.readOlder()
  }

  toEnd () {
    $('log').scrollTop = $('log').scrollHeight
  }

  async recall (message) {
    const address = this.address
    try {
      const now = await this.client.recallMessage(address, message.seq)
      if (address === this.address) this.place(now)
    } catch (err) {
      complain(err)
    }
  }

  say (text) {
    this.post({ type: 'txt', body: { text } }, (to, cid) => this.client.send(to, { cid, body: { text } }))
  }

  sendFile (file, type, body = {}) {
    const local = URL.createObjectURL(file)
    this.post({ type, body: { ...body, name: file.name, local } }, (to, cid, onProgress) =>
      this.client.sendMedia(to, file, { cid, type, name: file.name, duration: body.duration && Math.ceil(body.duration), body: { ...body, name: file.name }, onProgress }))
  }

  // post shows a message at once, and sends it.
  async post (draft, start) {
    const to = this.address
    const cid = fresh()
    const shown = pending({ ...draft, from: this.me, to, cid, ts: Date.now() }, this)
    this.underWay.set(cid, shown)
    this.insert(shown.made, Infinity)
    this.follow(shown.made)
    this.toEnd()
    try {
      await start(to, cid, shown.progress)
    } catch (err) {
      shown.failed(sentence(err), () => {
        shown.made.remove()
        this.post(draft, start)
      })
    }
  }
}
