import { acceptContact, addContact, changeContact, declineContact, getContact, listContactRequests, removeContact } from '../../api/routes'
import type { JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import { seconds } from '../objects'
import { all } from '../pages'
import { contacts } from './contacts'
import { groupsOf } from './groups'
import { profileOf } from './known'

interface Relations {
  userIDList: string[]
  type?: string
}

interface Field {
  key: string
  value: unknown
}

// Fields of the app stand in `ext.tim` of the contact, which only the user himself sees.
const fieldsOf = (ext: unknown): JSONObject => (((ext || {}) as JSONObject).tim || {}).fields || {}

const fieldsIn = (ext: unknown): Field[] => Object.keys(fieldsOf(ext)).map((key) => ({ key, value: fieldsOf(ext)[key] }))

async function withFields(face: Face, user: string, fields: Field[]): Promise<JSONObject> {
  const ext = ((await face.call(getContact, user)).ext || {}) as JSONObject
  const all = { ...fieldsOf(ext) }
  fields.forEach(({ key, value }) => (all[key] = value))
  return { ...ext, tim: { ...ext.tim, fields: all } }
}

// Friendship is of both here: it begins and ends for both at once.
const bothOnly = (type: string | undefined, both: string): void => {
  if (type && type !== both) throw new TIMError(60020, `friends are friends of each other here: use ${both}`)
}

/** The methods about friends and requests to be one. */
export const friendMethods = (face: Face) => ({
  getFriendList: (): Promise<JSONObject[]> => friends(face),

  async getFriendProfile({ userIDList }: { userIDList: string[] }): Promise<{ friendList: JSONObject[]; failureUserIDList: JSONObject[] }> {
    const list = await friends(face)
    const friendList = list.filter((one) => userIDList.indexOf(one.userID) >= 0)
    const missing = userIDList.filter((user) => !friendList.some((one) => one.userID === user))
    return { friendList, failureUserIDList: missing.map((userID) => ({ userID, code: 30001, message: 'the user is no friend' })) }
  },

  /** `code` 0: friends now; 30539: the request waits for an answer. */
  async addFriend({ to, wording, remark, type, groupName }: { to: string; wording?: string; remark?: string; type?: string; groupName?: string }): Promise<JSONObject> {
    bothOnly(type, 'Add_Type_Both')
    if (groupName) throw new TIMError(60020, 'a friend is put into a group by addToFriendGroup, once he is one')
    const { since } = await face.call(addContact, { user: to, text: wording })
    if (since && remark) await face.call(changeContact, to, { remark })
    return since ? { userID: to, code: 0, message: '' } : { userID: to, code: 30539, message: 'the request waits for an answer' }
  },

  async deleteFriend({ userIDList, type }: Relations): Promise<JSONObject> {
    bothOnly(type, 'Delete_Type_Both')
    return each(userIDList, async (user) => {
      const { since } = await face.call(getContact, user)
      if (!since) throw new TIMError(31704, 'the user is no friend')
      await face.call(removeContact, user)
      return { userID: user }
    })
  },

  checkFriend: ({ userIDList }: Relations): Promise<JSONObject> =>
    each(userIDList, async (user) => {
      const { since } = await face.call(getContact, user)
      return { userID: user, code: 0, relation: since ? 'CheckResult_Type_BothWay' : 'CheckResult_Type_NoRelation' }
    }),

  /** What is not named stays. */
  async updateFriend({ userID, remark, friendCustomField }: { userID: string; remark?: string; friendCustomField?: Field[] }): Promise<JSONObject> {
    const ext = friendCustomField && (await withFields(face, userID, friendCustomField))
    const now = await face.call(changeContact, userID, { remark, ext })
    face.people.setRemark(userID, now.remark || '')
    face.conversations.changed()
    return { userID, remark: now.remark || '', friendCustomField: fieldsIn(now.ext) }
  },

  getFriendApplicationList: () => applications(face),

  async acceptFriendApplication({ userID, remark }: { userID: string; remark?: string; type?: string }): Promise<JSONObject> {
    await face.call(acceptContact, userID)
    if (remark) await face.call(changeContact, userID, { remark })
    return { userID }
  },

  async refuseFriendApplication({ userID }: { userID: string }): Promise<JSONObject> {
    await face.call(declineContact, userID)
    return { userID }
  },

  /** A request of the user's own is taken back, one of somebody else declined. */
  async deleteFriendApplication({ userID, type }: { userID: string; type: string }): Promise<JSONObject> {
    if (type === 'Pendency_Type_SendOut') await face.call(removeContact, userID)
    else await face.call(declineContact, userID)
    return { userID }
  },

  /** Known on this device, until it is logged out. */
  async setFriendApplicationRead(): Promise<object> {
    face.people.applicationsRead = Date.now()
    await tellApplications(face)
    return {}
  },
})

export async function friends(face: Face): Promise<JSONObject[]> {
  const list = await contacts(face)
  await face.people.load(list.map((one) => one.user))
  return Promise.all(
    list.map(async ({ user, remark = '', since, ext }) => ({
      userID: user,
      remark,
      timeStamp: seconds(since),
      groupList: groupsOf({ ext }),
      source: '',
      wording: '',
      profile: profileOf(user, await face.people.get(user)),
      friendCustomField: fieldsIn(ext),
    })),
  )
}

async function applications(face: Face): Promise<{ friendApplicationList: JSONObject[]; unreadCount: number }> {
  const [received, sent] = await Promise.all(
    [false, true].map((mine) =>
      all(
        (cursor) => face.call(listContactRequests, { cursor, limit: 1000, sent: mine || undefined }),
        (page) => page.requests,
      ),
    ),
  )
  await face.people.load([...received, ...sent].map((one) => one.user))
  const show = (type: string) => async ({ user, text = '', at }: { user: string; text?: string; at: number }) => ({ ...(await face.people.named(user)), time: seconds(at), source: '', wording: text, type })
  const friendApplicationList = await Promise.all([...received.map(show('Pendency_Type_ComeIn')), ...sent.map(show('Pendency_Type_SendOut'))])
  return { friendApplicationList, unreadCount: received.filter((one) => one.at > face.people.applicationsRead).length }
}

export async function tellApplications(face: Face): Promise<void> {
  face.events.emit('onFriendApplicationListUpdated', await applications(face))
}

async function each(users: string[], act: (user: string) => Promise<JSONObject>): Promise<JSONObject> {
  const successUserIDList: JSONObject[] = []
  const failureUserIDList: JSONObject[] = []
  for (const user of users) {
    await act(user).then(
      (done) => successUserIDList.push(done),
      (thrown) => failureUserIDList.push({ userID: user, code: thrown instanceof TIMError ? thrown.code : 30001, message: (thrown as Error).message }),
    )
  }
  return { successUserIDList, failureUserIDList }
}
