import { batchProfiles, getMember } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject } from '../../message'
import type { Face } from '../face'
import { contacts } from './contacts'

export type OurProfile = components['schemas']['Profile']

/** Profiles, names in groups, and remarks of friends, as far as they were needed. */
export class People {
  private profiles: { [user: string]: Promise<OurProfile | undefined> } = {}
  private cards: { [key: string]: Promise<string> } = {}
  private remarks: { [user: string]: string } = {}
  /** Until when requests to be a friend were looked at, in milliseconds. */
  applicationsRead = 0
  /** Groups of friends that this device made; those with friends in them are known by the friends. */
  emptyGroups: string[] = []
  /** The groups of friends that the app was told, as JSON. */
  groupsTold = '[]'

  constructor(private face: Face) {}

  clear(): void {
    this.profiles = {}
    this.cards = {}
    this.remarks = {}
    this.applicationsRead = 0
    this.emptyGroups = []
    this.groupsTold = '[]'
  }

  /** Reads the profiles of users that are not known yet. */
  async load(users: string[]): Promise<void> {
    const missing = users.filter((user, i) => user && !this.profiles[user] && users.indexOf(user) === i)
    for (let i = 0; i < missing.length; i += 100) this.loadPage(missing.slice(i, i + 100))
    await Promise.all(users.map((user) => this.profiles[user]))
  }

  private loadPage(users: string[]): void {
    const page = this.face.call(batchProfiles, { users }).catch(() => undefined)
    users.forEach((user) => {
      this.profiles[user] = page.then((found) => {
        if (!found) delete this.profiles[user] // asked again the next time
        const one = found && found.users.filter((u) => u.user === user)[0]
        return one && one.profile
      })
    })
  }

  /** A profile; undefined when there is no such user. */
  async get(user: string): Promise<OurProfile | undefined> {
    await this.load([user])
    return this.profiles[user]
  }

  put(user: string, profile: OurProfile): void {
    this.profiles[user] = Promise.resolve(profile)
  }

  forget(users: string[]): void {
    users.forEach((user) => delete this.profiles[user])
  }

  /** What messages and lists say of a user. */
  async named(user: string): Promise<{ userID: string; nick: string; avatar: string }> {
    const { nickname = '', avatar = '' } = (user && (await this.get(user))) || {}
    return { userID: user, nick: nickname, avatar }
  }

  /** The name of a user in a group. */
  async nameCard(group: string, user: string): Promise<string> {
    const key = `${group}/${user}`
    if (!this.cards[key]) {
      this.cards[key] = this.face.call(getMember, group, user).then(
        (member) => member.nickname || '',
        () => '',
      )
    }
    return this.cards[key]
  }

  forgetCards(group: string, users: string[]): void {
    users.forEach((user) => delete this.cards[`${group}/${user}`])
  }

  /** The remark of a friend, or ''. */
  remark(user: string): string {
    return this.remarks[user] || ''
  }

  setRemark(user: string, remark: string): void {
    this.remarks[user] = remark
  }

  async loadRemarks(): Promise<void> {
    const list = await contacts(this.face)
    this.remarks = {}
    list.forEach((one) => this.setRemark(one.user, one.remark || ''))
  }
}

const genders: { [ours: string]: string } = { 1: 'Gender_Type_Male', 2: 'Gender_Type_Female', male: 'Gender_Type_Male', female: 'Gender_Type_Female' }

/** Our form of a gender. */
export const genderIn = (value: string): string => (value === 'Gender_Type_Male' ? '1' : value === 'Gender_Type_Female' ? '2' : '')

/** A profile as this face shows it. What we have no field for stands in `ext.tim`. */
export function profileOf(user: string, profile: OurProfile = {}): JSONObject {
  const { tim = {} } = (profile.ext || {}) as JSONObject
  return {
    userID: user,
    nick: profile.nickname || '',
    avatar: profile.avatar || '',
    gender: genders[profile.gender || ''] || 'Gender_Type_Unknown',
    birthday: Number((profile.birth || '').replace(/-/g, '')) || 0,
    location: tim.location || '',
    selfSignature: profile.sign || '',
    allowType: 'AllowType_Type_NeedConfirm',
    language: tim.language || 0,
    messageSettings: tim.messageSettings || 0,
    adminForbidType: 'AdminForbid_Type_None',
    level: tim.level || 0,
    role: tim.role || 0,
    lastUpdatedTime: 0,
    profileCustomField: Object.keys(tim.fields || {}).map((key) => ({ key, value: tim.fields[key] })),
  }
}
