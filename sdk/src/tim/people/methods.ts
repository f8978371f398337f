import { batchProfiles, blockUser, changeProfile, clearStatus, getPresence, getProfile, listBlocks, setStatus, subscribe, unblockUser, unsubscribe } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import { all } from '../pages'
import { genderIn, profileOf } from './known'

interface Status {
  userID: string
  statusType: number
  customStatus: string
}

/** The methods about profiles, the blacklist, and who is online. */
export const peopleMethods = (face: Face) => ({
  async getMyProfile(): Promise<JSONObject> {
    const { profile } = await face.call(getProfile, face.me)
    face.people.put(face.me, profile)
    return profileOf(face.me, profile)
  },

  /** Unknown users are left out. */
  async getUserProfile({ userIDList }: { userIDList: string[] }): Promise<JSONObject[]> {
    const found: JSONObject[] = []
    for (let i = 0; i < userIDList.length; i += 100) {
      const { users } = await face.call(batchProfiles, { users: userIDList.slice(i, i + 100) })
      users.forEach(({ user, profile }) => {
        face.people.put(user, profile)
        found.push(profileOf(user, profile))
      })
    }
    return found
  },

  async updateMyProfile(options: JSONObject): Promise<JSONObject> {
    if (options.allowType && options.allowType !== 'AllowType_Type_NeedConfirm') throw new TIMError(60020, 'whether friend requests need consent is a setting of the app, not of a user')
    const before = (await face.call(getProfile, face.me)).profile
    const ext = (before.ext || {}) as JSONObject
    const tim = { ...ext.tim }
    ;['location', 'language', 'messageSettings', 'level', 'role'].filter((key) => options[key] !== undefined).forEach((key) => (tim[key] = options[key]))
    ;(options.profileCustomField || []).forEach(({ key, value }: { key: string; value: string }) => (tim.fields = { ...tim.fields, [key]: value }))
    const { profile } = await face.call(changeProfile, face.me, {
      nickname: options.nick,
      avatar: options.avatar,
      sign: options.selfSignature,
      gender: options.gender === undefined ? undefined : genderIn(options.gender),
      birth: options.birthday === undefined ? undefined : String(options.birthday),
      ext: Object.keys(tim).length > 0 ? { ...ext, tim } : undefined,
    })
    face.people.put(face.me, profile)
    const shown = profileOf(face.me, profile)
    face.events.emit('onProfileUpdated', [shown])
    return shown
  },

  getBlacklist: (): Promise<string[]> => blacklist(face),

  async addToBlacklist({ userIDList }: { userIDList: string[] }): Promise<string[]> {
    await Promise.all(userIDList.map((user) => face.call(blockUser, user)))
    return blacklist(face)
  },

  async removeFromBlacklist({ userIDList }: { userIDList: string[] }): Promise<string[]> {
    await Promise.all(userIDList.map((user) => face.call(unblockUser, user)))
    return blacklist(face)
  },

  async getUserStatus({ userIDList }: { userIDList: string[] }): Promise<{ successUserList: Status[]; failureUserList: JSONObject[] }> {
    const successUserList: Status[] = []
    for (let i = 0; i < userIDList.length; i += 100) {
      const { presence } = await face.call(getPresence, { users: userIDList.slice(i, i + 100) })
      successUserList.push(...presence.map(statusOf))
    }
    return { successUserList, failureUserList: [] }
  },

  async subscribeUserStatus({ userIDList }: { userIDList: string[] }): Promise<{ failureUserList: JSONObject[] }> {
    for (let i = 0; i < userIDList.length; i += 100) await face.call(subscribe, { users: userIDList.slice(i, i + 100) })
    return { failureUserList: [] }
  },

  async unsubscribeUserStatus({ userIDList = [] }: { userIDList?: string[] } = {}): Promise<{ failureUserList: JSONObject[] }> {
    for (let i = 0; i < userIDList.length; i += 100) await face.call(unsubscribe, { users: userIDList.slice(i, i + 100) })
    return { failureUserList: [] }
  },

  async setSelfStatus({ customStatus }: { customStatus: string }): Promise<Status> {
    if (customStatus === '') await face.call(clearStatus)
    else await face.call(setStatus, { status: customStatus })
    return { userID: face.me, statusType: 1, customStatus }
  },
})

export const statusOf = ({ user, online, status = '' }: components['schemas']['Presence']): Status => ({ userID: user, statusType: online ? 1 : 2, customStatus: status })

export async function blacklist(face: Face): Promise<string[]> {
  const blocks = await all(
    (cursor) => face.call(listBlocks, { cursor, limit: 1000 }),
    (page) => page.blocks,
  )
  return blocks.map((one) => one.user)
}
