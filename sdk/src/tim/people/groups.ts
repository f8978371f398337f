import { changeContact, getContact } from '../../api/routes'
import type { JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import { type Contact, contacts } from './contacts'

interface FriendGroup {
  name: string
  count: number
  userIDList: string[]
}

interface Changed {
  friendGroup: FriendGroup
  failureUserIDList: JSONObject[]
}

interface Named {
  name: string
  userIDList?: string[]
}

/** The groups that a friend is in: names in `ext.tim` of the contact, which only the user himself sees. */
export const groupsOf = ({ ext }: Pick<Contact, 'ext'>): string[] => (((ext || {}) as JSONObject).tim || {}).groups || []

/** The methods about groups of friends. One that nobody is in is known on this device, until it is logged out. */
export const friendGroupMethods = (face: Face) => {
  const some = async (name: string): Promise<FriendGroup> => {
    const found = (await groups(face)).filter((one) => one.name === name)[0]
    if (!found) throw new TIMError(32216, `there is no group of friends "${name}"`)
    return found
  }
  const moved = async (name: string, users: string[], inside: boolean): Promise<Changed> => {
    const failureUserIDList: JSONObject[] = []
    for (const user of users) {
      await move(face, user, (names) => names.filter((one) => one !== name).concat(inside ? name : [])).catch(({ message }) => failureUserIDList.push({ userID: user, code: 30001, message }))
    }
    const friendGroup = (await groups(face)).filter((one) => one.name === name)[0] || { name, count: 0, userIDList: [] }
    await tellGroups(face)
    return { friendGroup, failureUserIDList }
  }
  return {
    getFriendGroupList: (): Promise<FriendGroup[]> => groups(face),

    async createFriendGroup({ name, userIDList = [] }: Named): Promise<Changed> {
      if (!name) throw new TIMError(2903, 'say what the group of friends is called: name')
      if ((await groups(face)).some((one) => one.name === name)) throw new TIMError(32207, `there is a group of friends "${name}" already`)
      face.people.emptyGroups.push(name)
      return moved(name, userIDList, true)
    },

    async addToFriendGroup({ name, userIDList = [] }: Named): Promise<Changed> {
      await some(name)
      return moved(name, userIDList, true)
    },

    /** The group stays, also when nobody is left in it. */
    async removeFromFriendGroup({ name, userIDList = [] }: Named): Promise<Changed> {
      await some(name)
      face.people.emptyGroups.push(name)
      return moved(name, userIDList, false)
    },

    async renameFriendGroup({ oldName, newName }: { oldName: string; newName: string }): Promise<FriendGroup> {
      const { userIDList } = await some(oldName)
      if ((await groups(face)).some((one) => one.name === newName)) throw new TIMError(32207, `there is a group of friends "${newName}" already`)
      face.people.emptyGroups = face.people.emptyGroups.filter((one) => one !== oldName).concat(newName)
      for (const user of userIDList) await move(face, user, (names) => names.filter((one) => one !== oldName).concat(newName))
      await tellGroups(face)
      return some(newName)
    },

    async deleteFriendGroup({ name }: { name: string }): Promise<FriendGroup> {
      const group = await some(name)
      face.people.emptyGroups = face.people.emptyGroups.filter((one) => one !== name)
      await moved(name, group.userIDList, false)
      return group
    },
  }
}

/** Tells the app of its groups of friends, when they are others than those it was told. */
export async function tellGroups(face: Face): Promise<void> {
  const list = await groups(face)
  const now = JSON.stringify(list)
  if (now === face.people.groupsTold) return
  face.people.groupsTold = now
  face.events.emit('onFriendGroupListUpdated', list)
}

async function groups(face: Face): Promise<FriendGroup[]> {
  const members: { [name: string]: string[] } = {}
  face.people.emptyGroups.forEach((name) => (members[name] = []))
  ;(await contacts(face)).forEach((one) => groupsOf(one).forEach((name) => (members[name] = (members[name] || []).concat(one.user))))
  return Object.keys(members)
    .sort()
    .map((name) => ({ name, count: members[name].length, userIDList: members[name] }))
}

async function move(face: Face, user: string, change: (names: string[]) => string[]): Promise<void> {
  const { since, ext } = await face.call(getContact, user)
  if (!since) throw new TIMError(30001, 'the user is no friend')
  const { tim, ...other } = (ext || {}) as JSONObject
  await face.call(changeContact, user, { ext: { ...other, tim: { ...tim, groups: change(groupsOf({ ext })) } } })
}
