import { batchProfiles, changeProfile, createUsers, listDevices } from '../../api/routes'
import type { components } from '../../api/schema'
import { deviceName } from '../../identity'
import type { JSONObject } from '../../message'
import { answer } from '../answering'
import type { Face } from '../face'

type Profile = components['schemas']['Profile']

const fields = ['nickname', 'phone', 'mail', 'gender', 'sign', 'birth'] as const

// The old API's `ext` is a text; ours is an object.
const parsed = (ext: unknown): JSONObject => {
  try {
    const value = typeof ext === 'string' ? JSON.parse(ext) : ext
    return value && typeof value === 'object' && !Array.isArray(value) ? value : { text: String(ext) }
  } catch (_) {
    return { text: String(ext) }
  }
}

const written = (ext: unknown): string | undefined => {
  if (!ext) return undefined
  const { text, ...rest } = ext as JSONObject
  return typeof text === 'string' && Object.keys(rest).length === 0 ? text : JSON.stringify(ext)
}

function profileOf(info: JSONObject): Profile {
  const profile: JSONObject = {}
  fields.forEach((name) => {
    if (info[name] !== undefined) profile[name] = String(info[name])
  })
  if (info.avatarurl !== undefined) profile.avatar = info.avatarurl
  if (info.ext !== undefined) profile.ext = parsed(info.ext)
  return profile
}

function infoOf(profile: Profile): JSONObject {
  const { avatar, ext, ...same } = profile
  const info: JSONObject = { ...same }
  if (avatar) info.avatarurl = avatar
  if (ext) info.ext = written(ext)
  return info
}

/** What users say of themselves, and their registration. */
export const profileMethods = (face: Face) => ({
  /** Changes one's own: an object of fields, or the name of one and its value. */
  async updateUserInfo(info: string | JSONObject, value?: unknown) {
    const wanted = typeof info === 'string' ? { [info]: value } : info
    const changed = await face.call(changeProfile, face.me, profileOf(wanted))
    return answer(infoOf(changed.profile))
  },
  /** What users say of themselves, by their ids; all fields, or those that are named. */
  async fetchUserInfoById(userId: string | string[], names?: string | string[]) {
    const users = ([] as string[]).concat(userId)
    const wanted = names && ([] as string[]).concat(names)
    const found: { [user: string]: JSONObject } = {}
    for (let i = 0; i < users.length; i += 100) {
      const page = await face.call(batchProfiles, { users: users.slice(i, i + 100) })
      page.users.forEach((one) => {
        const info = infoOf(one.profile)
        found[one.user] = wanted ? wanted.reduce((some, name) => (info[name] === undefined ? some : { ...some, [name]: info[name] }), {}) : info
      })
    }
    return answer(found)
  },
  /** Changes one's own nickname. */
  async updateCurrentUserNick(nickname: string) {
    const changed = await face.call(changeProfile, face.me, { nickname })
    return answer(infoOf(changed.profile))
  },
  /** The user's other devices that are connected: `user/CLIENT`, with the kind of device. */
  async getSelfIdsOnOtherPlatform(_callbacks?: object) {
    const own = await deviceName(face.storage)
    const { devices } = await face.call(listDevices)
    return answer(devices.filter((one) => one.device !== own).map((one) => `${face.me}/${one.platform}_${one.client}`))
  },
  /** Registers a user, where the app is open to anyone. */
  async registerUser({ username, password, nickname }: { username: string; password: string; nickname?: string }) {
    const made = await face.ask(createUsers, { app: face.app, user: username, password, profile: nickname ? { nickname } : undefined })
    return answer({ entities: made.users.map((one) => ({ username: one.user, nickname: one.profile.nickname, created: one.created, activated: true, type: 'user' })) })
  },
})
