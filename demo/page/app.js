// The demo: who signs up or in, and what is wired together once somebody has.
import { createClient } from '../sdk/hongyan.mjs'
import { $, ask, complain, el, faceOf, paintFace } from './dom.js'
import { List } from './list.js'
import { Media } from './media.js'
import { People } from './people.js'
import { Talk } from './talk.js'
import { sentence, t, translate } from './words.js'

// Of this tab alone, so that each tab can be somebody else; a reload keeps it. It holds a token, never the password.
const kept = 'hongyan-demo'
const storage = {
  get: (key) => sessionStorage.getItem(key) ?? undefined,
  set: (key, value) => sessionStorage.setItem(key, value),
  remove: (key) => sessionStorage.removeItem(key),
}

const client = createClient({ servers: [new URL('.', location.href).href], storage })
const state = await fetch('demo/state.json').then((answer) => answer.json(), () => ({}))
translate()

const session = JSON.parse(storage.get(kept) || 'null')
if (session) start(session)
else door(storage.get(`${kept}/why`))

// door lets somebody sign up or in.
function door (why = '') {
  storage.remove(`${kept}/why`)
  let signUp = !!state.registration && !why
  const show = () => {
    $('entry-title').textContent = t(signUp ? 'signUpTitle' : 'signInTitle')
    $('entry-hint').textContent = t(signUp ? 'signUpHint' : state.registration ? 'signInHint' : 'closedHint')
    $('nickname-field').hidden = !signUp
    $('password').autocomplete = signUp ? 'new-password' : 'current-password'
    $('enter').textContent = t(signUp ? 'signUp' : 'signIn')
    $('other').hidden = !state.registration
    $('other-text').textContent = t(signUp ? 'hasAccount' : 'noAccount')
    $('other-way').textContent = t(signUp ? 'signIn' : 'signUp')
    $('entry-error').textContent = why
  }
  $('other-way').onclick = () => {
    signUp = !signUp
    why = ''
    show()
    $('user').focus()
  }
  $('entry').onsubmit = async (event) => {
    event.preventDefault()
    $('enter').disabled = true
    $('entry-error').textContent = ''
    const [user, password, nickname] = [$('user').value.trim(), $('password').value, $('nickname').value.trim()]
    try {
      if (signUp) await client.createUsers({ user, password, profile: nickname ? { nickname } : {} })
      const given = await client.createToken({ user, password, platform: 'web' })
      storage.set(kept, JSON.stringify({ user: given.user, token: given.token }))
      $('password').value = ''
      start({ user: given.user, token: given.token })
    } catch (err) {
      $('entry-error').textContent = sentence(err)
    } finally {
      $('enter').disabled = false
    }
  }
  show()
  $('door').hidden = false
  $('user').focus()
}

// quit forgets the session, and begins anew.
function quit (why = '') {
  client.logout()
  sessionStorage.clear()
  if (why) storage.set(`${kept}/why`, why)
  history.replaceState(null, '', location.pathname)
  location.reload()
}

function start ({ user: me, token }) {
  $('door').hidden = true
  $('desk').hidden = false
  const people = new People(client, () => {
    list.soon()
    talk.named()
    $('me').textContent = people.user(me)
    paintFace($('my-face'), `user/${me}`, people.user(me))
  })
  const list = new List(client, me, people)
  const talk = new Talk(client, me, people, list, new Media(client), state.recall_window || 0)
  list.changed = () => talk.address && talk.head()
  $('my-name').textContent = me
  $('me').textContent = people.user(me)
  paintFace($('my-face'), `user/${me}`, people.user(me))

  client.on('error', (err) => err.temporary || complain(err))
  client.on('group.joined', ({ group }) => people.readGroup(group))
  client.on('state', ({ state: now, error }) => {
    if (now === 'closed') quit(t('closed', { why: sentence(error) }))
    $('line').hidden = now === 'connected' || now === 'idle'
    $('line').textContent = now === 'waiting' ? t('waiting') : now === 'connecting' ? t('connecting') : ''
  })
  const opened = () => talk.open(addressOf(location.hash))
  client.login({ user: me, token }).then(async () => {
    await Promise.all([list.load(), people.readGroups(), people.readRooms()])
    addEventListener('hashchange', opened)
    opened()
  }).catch((err) => client.state.state !== 'closed' && complain(err))
  setInterval(() => document.hidden || people.readRooms().catch(() => {}), 30000) // how many are in them is told inside only

  $('back').onclick = () => (location.hash = '')
  $('leave').onclick = () => client.revokeToken().catch(() => {}).then(() => quit())
  $('members').onclick = () => showMembers(client, people, talk, me).catch(complain)
  $('new-room').hidden = !state.rooms
  $('new-chat').onclick = () => ask({ title: t('newChat'), fields: [t('withWhom')], button: t('begin'), act: (user) => begin(user, me) })
  $('new-group').onclick = () => ask({
    title: t('newGroup'), hint: t('groupHint'), fields: [t('groupName'), t('groupMembers')], button: t('create'),
    act: async (name, members) => {
      const group = await client.createGroup({ name, members: idsIn(members) })
      people.groups.set(group.id, group)
      location.hash = `group/${group.id}`
    },
  })
  $('new-room').onclick = () => ask({
    title: t('newRoom'), fields: [t('roomName')], button: t('create'),
    act: async (name) => {
      const room = await client.createRoom({ name })
      people.rooms.set(room.id, room)
      location.hash = `room/${room.id}`
    },
  })
}

const addressOf = (hash) => (/^#(user|group|room)\/[A-Za-z0-9_.-]{1,64}$/.test(hash) ? hash.slice(1) : '')
const idsIn = (text) => text.split(/[\s,，、;；]+/).filter(Boolean)

async function begin (user, me) {
  if (user === me) throw { code: 'yourself' }
  const known = await client.getProfile(user)
  location.hash = `user/${known.user}`
}

// showMembers lists who is in a group or chatroom; a click begins a chat.
async function showMembers (client, people, talk, me) {
  const address = talk.address
  const id = address.slice(talk.kind.length + 1)
  const { members } = await (talk.room ? client.listRoomMembers(id, { limit: 100 }) : client.listMembers(id, { limit: 100 }))
  const line = ({ user }) => {
    const name = people.user(user)
    const face = faceOf(`user/${user}`, name)
    face.classList.toggle('online', user === me || people.presence(user).online)
    const go = () => {
      $('people').close()
      location.hash = `user/${user}`
    }
    return el('li', {}, el('button', { type: 'button', class: 'person', disabled: user === me, onclick: go }, face, el('span', {}, name), el('span', { class: 'soft' }, user === me ? t('you') : user)))
  }
  $('people-list').replaceChildren(...members.map(line))
  $('people-add').hidden = !!talk.room
  $('people-add').onclick = () => {
    $('people').close()
    ask({
      title: t('addMember'), hint: t('groupHint'), fields: [t('groupMembers')], button: t('add'),
      act: async (users) => {
        people.groups.set(id, await client.addMembers(id, { members: idsIn(users) }))
        talk.head()
        await talk.readNewest() // who does something is not told of it
      },
    })
  }
  $('people').showModal()
}
