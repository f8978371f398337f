// What is known of others: names of users, who is online, names of groups and chatrooms.
const most = 100 // users in one request

const parts = (users) => Array.from({ length: Math.ceil(users.length / most) }, (_, i) => users.slice(i * most, (i + 1) * most))

export class People {
  profiles = new Map()
  presences = new Map()
  groups = new Map()
  rooms = new Map()
  unnamed = new Set()
  unwatched = new Set()

  constructor (client, changed) {
    this.client = client
    this.changed = changed
    client.on('presence.changed', (presence) => this.tell([presence]))
    client.on('contact.profile_changed', ({ user, profile }) => this.profiles.set(user, profile) && changed())
    client.on('state', ({ state }) => {
      if (state !== 'connected') return
      for (const user of this.presences.keys()) this.unwatched.add(user) // what happened meanwhile is not told
      this.soon()
    })
  }

  // name gives the name of a user, group or chatroom by its address, as far as it is known; changed tells of a better one.
  name (address) {
    const [kind, id] = address.split('/')
    if (kind === 'group') {
      if (!this.groups.has(id)) this.readGroup(id)
      return this.groups.get(id)?.name || id
    }
    if (kind === 'room') return this.rooms.get(id)?.name || id
    if (!this.profiles.has(id)) {
      this.unnamed.add(id)
      this.soon()
    }
    return this.profiles.get(id)?.nickname || id
  }

  user (id) {
    return this.name(`user/${id}`)
  }

  // presence tells whether a user is online, and has the server tell of changes from now on.
  presence (user) {
    if (!this.presences.has(user)) {
      this.presences.set(user, { user, online: false })
      this.unwatched.add(user)
      this.soon()
    }
    return this.presences.get(user)
  }

  // Many questions in one go are one request.
  soon () {
    this.timer ||= setTimeout(() => {
      this.timer = undefined
      this.readNames().catch(() => {}) // asked again when a name is needed next
      this.watch().catch(() => {}) // asked again with the next connection
    }, 10)
  }

  async readNames () {
    const users = [...this.unnamed]
    this.unnamed.clear()
    for (const some of parts(users)) {
      const found = (await this.client.batchProfiles({ users: some })).users
      for (const user of some) this.profiles.set(user, found.find((one) => one.user === user)?.profile || {})
    }
    if (users.length) this.changed()
  }

  async watch () {
    const users = [...this.unwatched]
    this.unwatched.clear()
    for (const some of parts(users)) this.tell((await this.client.subscribe({ users: some })).presence)
  }

  tell (presences) {
    for (const one of presences) this.presences.set(one.user, one)
    this.changed()
  }

  async readGroups () {
    for (let cursor; ;) {
      const page = await this.client.listGroups({ cursor })
      for (const group of page.groups) this.groups.set(group.id, group)
      if (!(cursor = page.next)) return this.changed()
    }
  }

  async readGroup (id) {
    if (!this.groups.has(id)) this.groups.set(id, undefined) // asked for
    try {
      this.groups.set(id, await this.client.getGroup(id))
      this.changed()
    } catch {} // a group that one has left has no name any more
  }

  async readRooms () {
    for (const room of (await this.client.listRooms({ limit: 100 })).rooms) this.rooms.set(room.id, room)
    this.changed()
  }
}
