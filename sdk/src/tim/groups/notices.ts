import { acceptRequest, declineRequest, listJoinRequests } from '../../api/routes'
import type { JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import { blank } from '../messages/show'
import { seconds, type TIMMessage } from '../objects'
import { all } from '../pages'
import { groupOf, type OurGroup, roles } from './known'

/** What a notice is about. */
export const notice = { applied: 1, accepted: 2, declined: 3, kickedOut: 4, dismissed: 5, created: 6, invited: 7, quit: 8, madeAdmin: 9, adminEnded: 10 }

interface Said {
  groupID: string
  operatorID: string
  ts?: number
  text?: string
  userIDList?: string[]
}

/** Tells the app of something that concerns the user and a group: in the conversation of the system, and by an event. */
export async function tellNotice(face: Face, operationType: number, said: Said): Promise<void> {
  const group = await face.groups.find(said.groupID)
  const time = seconds(said.ts || Date.now())
  const number = face.conversations.notices.length
  const message: TIMMessage = {
    ...blank(face, '@TIM#SYSTEM', 'TIMGroupSystemNoticeElem'),
    ID: `@TIM#SYSTEM-${time}-${number}`,
    from: '@TIM#SYSTEM',
    to: face.me,
    flow: 'in',
    status: 'success',
    time,
    clientTime: time,
    sequence: number + 1,
    payload: {
      operationType,
      operatorID: said.operatorID,
      userIDList: said.userIDList || [face.me],
      groupProfile: group ? groupOf(group) : { groupID: said.groupID, name: '', to: said.groupID },
      handleMessage: said.text || '',
      authentication: '',
      messageKey: 0,
      userDefinedField: '',
      remarkInfo: said.text || '',
    },
  }
  face.conversations.notices.push(message)
  face.conversations.unreadNotices++
  face.events.emit('receiveGroupSystemNotice', { type: operationType, message })
  face.events.emit('onMessageReceived', [message])
  face.conversations.changed()
}

interface Application {
  applicant: string
  applicantNick: string
  applicantAvatar: string
  groupID: string
  groupName: string
  applicationType: number
  userID: string
  note: string
}

/** The methods about requests to join a group. */
export const applicationMethods = (face: Face) => ({
  /** Those that wait in the groups that the user manages. */
  async getGroupApplicationList(): Promise<{ applicationList: Application[] }> {
    await face.groups.load()
    const groups = face.groups.list().filter((one): one is OurGroup => 'join' in one && one.join === 'approval')
    const lists = await Promise.all(groups.map((group) => waiting(face, group)))
    return { applicationList: ([] as Application[]).concat(...lists) }
  },

  /** Answers what a notice asks (`message`), or one of the list (`application`). */
  async handleGroupApplication({ handleAction, handleMessage, message, application }: { handleAction: string; handleMessage?: string; message?: TIMMessage; application?: Application }): Promise<{ group: JSONObject }> {
    const groupID = application ? application.groupID : message && message.payload.groupProfile.groupID
    const user = application ? application.applicant : message && message.payload.operatorID
    if (!groupID || !user) throw new TIMError(2600, 'give the notice as `message`, or an `application` of getGroupApplicationList')
    await face.call(handleAction === 'Agree' ? acceptRequest : declineRequest, groupID, user, handleMessage ? { text: handleMessage } : {})
    return { group: groupOf(await face.groups.refresh(groupID)) }
  },
})

async function waiting(face: Face, group: OurGroup): Promise<Application[]> {
  const { role } = await face.groups.selfInfo(group.id)
  if (role !== roles.owner && role !== roles.admin) return []
  const requests = await all(
    (cursor) => face.call(listJoinRequests, group.id, { cursor, limit: 1000 }),
    (page) => page.requests,
  )
  return Promise.all(
    requests.map(async ({ user, text = '' }) => {
      const { nick, avatar } = await face.people.named(user)
      return { applicant: user, applicantNick: nick, applicantAvatar: avatar, groupID: group.id, groupName: group.name, applicationType: 0, userID: user, note: text }
    }),
  )
}
