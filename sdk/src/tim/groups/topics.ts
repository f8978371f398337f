import { createThread, dismissThread, getThread, joinThread, listGroupThreads, renameThread } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import { seconds } from '../objects'
import { all } from '../pages'
import { groupOf, type OurGroup, timExt } from './known'

type Thread = components['schemas']['Thread']

interface Topic {
  groupID: string
  topicID: string
  topicName: string
}

/** The methods about communities and their topics, which are threads of the group: each hangs from a message that begins it. */
export const topicMethods = (face: Face) => ({
  async getJoinedCommunityList(): Promise<{ groupList: JSONObject[] }> {
    await face.groups.load()
    const communities = face.groups.list().filter((one) => timExt(one).type === 'Community')
    return { groupList: await Promise.all(communities.map(async (one) => groupOf(one, await face.groups.selfInfo(one.id)))) }
  },

  async createTopicInCommunity({ groupID, topicName }: Omit<Topic, 'topicID'>): Promise<{ topicID: string }> {
    const { seq } = await face.client.send(`group/${groupID}`, { type: 'custom', body: { topic: topicName, data: '', description: topicName }, silent: true })
    const thread = await face.call(createThread, groupID, { seq: seq!, name: topicName })
    return { topicID: thread.id }
  },

  async deleteTopicFromCommunity({ groupID, topicIDList }: { groupID: string; topicIDList?: string[] }): Promise<{ successTopicList: JSONObject[]; failureTopicList: JSONObject[] }> {
    const ids = topicIDList && topicIDList.length > 0 ? topicIDList : (await threadsOf(face, groupID)).map((one) => one.id)
    const failureTopicList: JSONObject[] = []
    for (const topicID of ids) await face.call(dismissThread, topicID).catch((thrown) => failureTopicList.push({ topicID, code: 10007, message: (thrown as Error).message }))
    return { successTopicList: ids.filter((id) => !failureTopicList.some((one) => one.topicID === id)).map((topicID) => ({ topicID })), failureTopicList }
  },

  async updateTopicProfile({ topicID, topicName, ...other }: Topic): Promise<{ topic: JSONObject }> {
    const more = Object.keys(other).filter((key) => key !== 'groupID')
    if (more.length > 0) throw new TIMError(60020, `a topic has a name here, and no ${more.join(', ')}`)
    return { topic: topicOf(face, await face.call(renameThread, topicID, { name: topicName })) }
  },

  /** The topics of a community. The user is then in them, and messages arrive. */
  async getTopicList({ groupID, topicIDList = [] }: { groupID: string; topicIDList?: string[] }): Promise<{ successTopicList: JSONObject[]; failureTopicList: JSONObject[] }> {
    const threads = await threadsOf(face, groupID)
    const wanted = topicIDList.length > 0 ? threads.filter((one) => topicIDList.indexOf(one.id) >= 0) : threads
    const joined = await Promise.all(wanted.map((one) => (one.joined ? one : face.call(joinThread, one.id))))
    return {
      successTopicList: joined.map((one) => topicOf(face, one)),
      failureTopicList: topicIDList.filter((id) => !wanted.some((one) => one.id === id)).map((topicID) => ({ topicID, code: 10010, message: 'there is no such topic' })),
    }
  },
})

const threadsOf = (face: Face, groupID: string): Promise<Thread[]> =>
  all(
    (cursor) => face.call(listGroupThreads, groupID, { cursor, limit: 100 }),
    (page) => page.threads,
  )

export function topicOf(face: Face, thread: Thread): JSONObject {
  const view = face.conversations.view(`group/${thread.id}`)
  return {
    topicID: thread.id,
    topicName: thread.name,
    groupID: thread.group,
    avatar: '',
    introduction: '',
    notification: '',
    ownerID: thread.owner,
    createTime: seconds(thread.created),
    unreadCount: (view && view.unread) || 0,
    lastMessage: {},
    muteAllMembers: false,
    selfInfo: {},
  }
}

/** Tells the app what became of a topic, and takes part in new ones. */
export async function topicChanged(face: Face, event: JSONObject): Promise<void> {
  const { thread } = event as { thread: Thread }
  const group = thread && ((await face.groups.find(thread.group)) as OurGroup | undefined)
  if (!group || timExt(group).type !== 'Community') return
  const said = { groupID: thread.group, topicID: thread.id }
  if (event.event === 'thread.dismissed') return face.events.emit('onTopicDeleted', { groupID: thread.group, topicIDList: [thread.id] })
  if (event.event === 'thread.renamed') return face.events.emit('onTopicUpdated', { ...said, topic: topicOf(face, await face.call(getThread, thread.id)) })
  if (event.event !== 'thread.created') return
  if (thread.owner !== face.me) await face.call(joinThread, thread.id)
  face.events.emit('onTopicCreated', said)
}
