import { getGroup, getMember, getPublicGroup, getRoom, listGroups } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject } from '../../message'
import type { Face } from '../face'
import { seconds } from '../objects'
import { all } from '../pages'

export type OurGroup = components['schemas']['Group']
export type OurRoom = components['schemas']['Room']

/** What a group's `ext.tim` holds: what this face knows of a group and the server has no field for. */
export interface TIMExt {
  type?: string
  introduction?: string
  fields?: JSONObject
  topics?: boolean
}

export const timExt = (group: { ext?: unknown }): TIMExt => ((group.ext || {}) as { tim?: TIMExt }).tim || {}

/** Groups and chatrooms of the user. */
export class Groups {
  private groups: { [id: string]: OurGroup } = {}
  private rooms: { [id: string]: OurRoom } = {}
  private joined: { [id: string]: true } = {}
  private loaded: Promise<void> | undefined
  private attributes: { [id: string]: string } = {}
  private asked = 0
  private answered: { [id: string]: number } = {}

  constructor(private face: Face) {}

  clear(): void {
    this.groups = {}
    this.rooms = {}
    this.joined = {}
    this.attributes = {}
    this.loaded = undefined
  }

  /** Chatrooms and groups have their ids in common here; those that the user is in are told apart. */
  isRoom(id: string): boolean {
    return !!this.rooms[id]
  }

  isMember(id: string): boolean {
    return !!this.joined[id]
  }

  /** Tells whether these attributes of a group are others than those that the app was told, or set, or found at login. */
  tellAttributes(id: string, attributes: { [key: string]: string }): boolean {
    const before = this.attributes[id] || '{}'
    const sorted = Object.keys(attributes).sort()
    this.attributes[id] = JSON.stringify(sorted.reduce((all, key) => ({ ...all, [key]: attributes[key] }), {}))
    return this.attributes[id] !== before
  }

  put(group: OurGroup): OurGroup {
    this.joined[group.id] = true
    return (this.groups[group.id] = group)
  }

  putRoom(room: OurRoom): OurRoom {
    return (this.rooms[room.id] = room)
  }

  remove(id: string): void {
    delete this.groups[id]
    delete this.rooms[id]
    delete this.joined[id]
    delete this.attributes[id]
  }

  /** Reads the groups of the user, once. */
  load(): Promise<void> {
    if (!this.loaded) {
      this.loaded = all(
        (cursor) => this.face.call(listGroups, { cursor, limit: 1000 }),
        (page) => page.groups,
      ).then((groups) => groups.forEach((one) => this.tellAttributes(this.put(one).id, one.values || {})))
      this.loaded.catch(() => (this.loaded = undefined))
    }
    return this.loaded
  }

  list(): Array<OurGroup | OurRoom> {
    return [...Object.keys(this.groups).map((id) => this.groups[id]), ...Object.keys(this.rooms).map((id) => this.rooms[id])]
  }

  /** A group that the user is in, as it is known. */
  known(id: string): OurGroup | OurRoom | undefined {
    return this.rooms[id] || this.groups[id]
  }

  async refresh(id: string): Promise<OurGroup | OurRoom> {
    const turn = ++this.asked
    if (this.isRoom(id)) return this.putRoom(await this.face.call(getRoom, id))
    const group = await this.face.call(getGroup, id)
    if (turn < (this.answered[id] || 0)) return this.groups[id] || group // what was asked for later is here already
    this.answered[id] = turn
    return this.put(group)
  }

  /** A group as it is known, or read; undefined when there is none that the user may see. */
  async find(id: string): Promise<OurGroup | OurRoom | undefined> {
    return this.known(id) || this.refresh(id).catch(() => undefined)
  }

  /** A group as who is no member sees it, or a chatroom. */
  async fromOutside(id: string): Promise<JSONObject> {
    try {
      return groupOf((await this.face.call(getPublicGroup, id)) as OurGroup)
    } catch (thrown) {
      const room = await this.face.call(getRoom, id).catch(() => undefined)
      if (room) return groupOf(room)
      throw thrown
    }
  }

  /** What the user is in a group. */
  async selfInfo(id: string): Promise<JSONObject> {
    const { me } = this.face
    const room = this.rooms[id]
    const member = room ? undefined : await this.face.call(getMember, id, me).catch(() => undefined)
    return {
      userID: me,
      role: member ? roles[member.role] : room && room.owner === me ? 'Owner' : room ? 'Member' : '',
      messageRemindType: this.face.conversations.remindType(room ? `room/${id}` : `group/${id}`),
      joinTime: seconds(member && member.joined),
      nameCard: (member && member.nickname) || '',
      readedSequence: 0,
      excludedUnreadSequenceList: undefined,
    }
  }
}

export const roles: { [ours: string]: string } = { owner: 'Owner', admin: 'Admin', member: 'Member' }

export const joins: { [ours: string]: string } = { free: 'FreeAccess', approval: 'NeedPermission', closed: 'DisableApply' }

/** The kind of a group: said when it was made, or told by who may come in. */
export function kindOf(group: OurGroup | OurRoom): string {
  if (!('join' in group)) return 'AVChatRoom'
  const { type } = timExt(group)
  if (type) return type
  if (group.public === false) return 'Private'
  return group.join === 'free' ? 'ChatRoom' : 'Public'
}

/** A group as this face shows it. */
export function groupOf(one: OurGroup | OurRoom, selfInfo: JSONObject = {}): JSONObject {
  const group = one as Partial<OurGroup> & Partial<OurRoom> & { id: string }
  const tim = timExt(group)
  return {
    groupID: group.id,
    name: group.name || '',
    avatar: group.avatar || '',
    type: kindOf(one),
    introduction: tim.introduction || '',
    notification: group.announcement || '',
    ownerID: group.owner || '',
    createTime: seconds(group.created),
    infoSequence: 0,
    lastInfoTime: 0,
    selfInfo,
    lastMessage: {},
    nextMessageSeq: 0,
    memberNum: group.members === undefined ? group.online || 0 : group.members,
    memberCount: group.members === undefined ? group.online || 0 : group.members,
    maxMemberNum: group.max_members || 0,
    maxMemberCount: group.max_members || 0,
    muteAllMembers: !!group.muted,
    joinOption: joins[group.join || 'free'],
    inviteOption: group.member_invites ? 'FreeAccess' : 'DisableInvite',
    groupCustomField: Object.keys(tim.fields || {}).map((key) => ({ key, value: tim.fields![key] })),
    groupAttributes: Object.keys(group.values || {}).map((key) => ({ key, value: group.values![key] })),
    isSupportTopic: !!tim.topics,
  }
}
