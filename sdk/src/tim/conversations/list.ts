import { listDND } from '../../api/routes'
import type { Conversation, JSONObject } from '../../message'
import type { Face } from '../face'
import { groupOf } from '../groups/known'
import { messageForShow, show } from '../messages/show'
import { conversationIDOf, idOf, type TIMConversation, type TIMMessage } from '../objects'
import { all } from '../pages'
import { groupsIn, marksIn } from './marks'

/** The list of conversations: the client's, and that of system notices, which lives here. */
export class Conversations {
  private views: { [address: string]: Conversation } = {}
  private quiet: { [address: string]: boolean } = {}
  private drafts: { [conversationID: string]: string } = {}
  /** System notices of groups, the oldest first, and how many are unread. */
  notices: TIMMessage[] = []
  unreadNotices = 0
  private told: number | undefined
  private timer: unknown

  constructor(private face: Face) {}

  clear(): void {
    clearTimeout(this.timer)
    Object.assign(this, { views: {}, quiet: {}, drafts: {}, notices: [], unreadNotices: 0, told: undefined, timer: undefined })
  }

  /** What the server says of a conversation, as far as it is known. */
  view(address: string): Conversation | undefined {
    return this.views[address]
  }

  put(view: Conversation): void {
    this.views[view.conversation] = view
    this.changed()
  }

  async load(): Promise<void> {
    const [list, quiet] = await Promise.all([
      this.face.client.conversations(),
      all(
        (cursor) => this.face.call(listDND, { cursor, limit: 1000 }),
        (page) => page.conversations,
      ),
    ])
    list.forEach((one) => (this.views[one.conversation] = one))
    this.quiet = {}
    quiet.forEach((one) => this.setQuiet(one.conversation, one.mode === 'none'))
  }

  setQuiet(address: string, quiet: boolean): void {
    this.quiet[address] = quiet
  }

  remindType(address: string): string {
    return this.quiet[address] ? 'AcceptNotNotify' : 'AcceptAndNotify'
  }

  setDraft(conversationID: string, text: string): void {
    this.drafts[conversationID] = text
  }

  /** All conversations, pinned ones first, then the latest. */
  async list(): Promise<TIMConversation[]> {
    const views = (await this.face.client.conversations()).filter((one) => !one.left && !one.thread)
    const others = views.filter((one) => one.conversation.indexOf('user/') === 0).map((one) => idOf(one.conversation))
    await Promise.all([this.face.people.load(others), this.face.groups.load()])
    const shown = await Promise.all(views.map((view) => this.show(view)))
    const system = this.system()
    return system ? shown.concat(system) : shown
  }

  async one(conversationID: string, view: Conversation): Promise<TIMConversation> {
    return { ...(await this.show(view)), conversationID }
  }

  private async show(view: Conversation): Promise<TIMConversation> {
    const address = view.conversation
    const id = idOf(address)
    const c2c = address.indexOf('user/') === 0
    const group = c2c ? undefined : await this.face.groups.find(id)
    const profile = group && groupOf(group)
    return {
      conversationID: conversationIDOf(address),
      type: c2c ? 'C2C' : 'GROUP',
      subType: (profile && profile.type) || '',
      unreadCount: view.unread,
      lastMessage: await this.last(view),
      groupProfile: c2c ? undefined : profile || { groupID: id, name: '', avatar: '', type: '' },
      userProfile: c2c ? await this.face.people.named(id) : undefined,
      groupAtInfoList: view.mentioned_seq && !c2c ? [{ atTypeArray: [this.atType(view)], groupID: id, messageSequence: view.mentioned_seq }] : [],
      remark: c2c ? this.face.people.remark(id) : '',
      isPinned: !!view.pinned,
      messageRemindType: this.remindType(address),
      markList: marksIn(view.marks),
      customData: ((view.ext || {}) as { customData?: string }).customData || '',
      conversationGroupList: groupsIn(view.marks),
      draftText: this.drafts[conversationIDOf(address)] || '',
    }
  }

  private atType(view: Conversation): number {
    const { last } = view
    return last && last.seq === view.mentioned_seq && last.at && last.at.indexOf('all') >= 0 ? 2 : 1
  }

  private async last(view: Conversation): Promise<JSONObject> {
    const shown = view.last && (await show(this.face, view.conversation, view.last))
    if (!shown) return { lastTime: Math.floor(view.active / 1000), lastSequence: view.last_seq, fromAccount: '', messageForShow: '', type: '', payload: {}, nick: '', nameCard: '', isRevoked: false, isPeerRead: false, revoker: '' }
    return lastOf(shown)
  }

  private system(): TIMConversation | undefined {
    const newest = this.notices[this.notices.length - 1]
    if (!newest) return undefined
    return {
      conversationID: '@TIM#SYSTEM',
      type: '@TIM#SYSTEM',
      subType: '',
      unreadCount: this.unreadNotices,
      lastMessage: lastOf(newest),
      groupAtInfoList: [],
      remark: '',
      isPinned: false,
      messageRemindType: '',
      markList: [],
      customData: '',
      conversationGroupList: [],
      draftText: '',
    }
  }

  /** Tells the app of the list, once for many changes in one go. */
  changed(): void {
    if (!this.face.ready || this.timer) return
    const { client } = this.face
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.face.inTurn(async () => {
        const list = await this.list()
        if (!this.face.uses(client) || !this.face.ready) return
        this.face.events.emit('onConversationListUpdated', list)
        this.tellUnread(totalOf(list))
      })
    }, 0)
  }

  private tellUnread(total: number): void {
    if (total === this.told) return
    this.told = total
    this.face.events.emit('onTotalUnreadMessageCountUpdated', total)
  }
}

/** Conversations that do not notify do not count. */
export const totalOf = (list: TIMConversation[]): number => list.reduce((sum, one) => sum + (one.messageRemindType === 'AcceptNotNotify' ? 0 : one.unreadCount), 0)

function lastOf(message: TIMMessage): JSONObject {
  const { time, sequence, from, isRevoked, isPeerRead, type, payload, nick, nameCard, revoker } = message
  return { lastTime: time, lastSequence: sequence, fromAccount: from, messageForShow: messageForShow(message), type, payload, nick, nameCard, isRevoked, isPeerRead, revoker }
}
