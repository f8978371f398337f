import { changeGroup, deleteRoomValues, getGroup, readRoomValues, setRoomValues } from '../../api/routes'
import type { JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import { timExt } from './known'

type Attributes = { [key: string]: string }

/**
 * The methods about attributes of a group. Those of a chatroom are its key-values, which all may set who are in it; those
 * of other groups stand in the group's `ext`, which its owner and admins change.
 */
export const attributeMethods = (face: Face) => ({
  async getGroupAttributes({ groupID, keyList = [] }: { groupID: string; keyList?: string[] }): Promise<{ groupAttributes: Attributes }> {
    const found = await attributesOf(face, groupID)
    const keys = keyList.length > 0 ? keyList.filter((key) => key in found) : Object.keys(found)
    return { groupAttributes: keys.reduce((some, key) => ({ ...some, [key]: found[key] }), {}) }
  },

  /** Replaces all that there are. */
  async initGroupAttributes({ groupID, groupAttributes }: { groupID: string; groupAttributes: Attributes }): Promise<JSONObject> {
    const old = Object.keys(await attributesOf(face, groupID)).filter((key) => !(key in groupAttributes))
    if (!face.groups.isRoom(groupID)) await write(face, groupID, () => groupAttributes)
    else {
      if (old.length > 0) await removeKeys(face, groupID, old)
      await setKeys(face, groupID, groupAttributes)
    }
    return { groupAttributes }
  },

  async setGroupAttributes({ groupID, groupAttributes }: { groupID: string; groupAttributes: Attributes }): Promise<JSONObject> {
    if (face.groups.isRoom(groupID)) await setKeys(face, groupID, groupAttributes)
    else await write(face, groupID, (before) => ({ ...before, ...groupAttributes }))
    return { groupAttributes }
  },

  /** Without keys all of them. */
  async deleteGroupAttributes({ groupID, keyList = [] }: { groupID: string; keyList?: string[] }): Promise<{ keyList: string[] }> {
    const keys = keyList.length > 0 ? keyList : Object.keys(await attributesOf(face, groupID))
    if (face.groups.isRoom(groupID)) await removeKeys(face, groupID, keys)
    else await write(face, groupID, (before) => Object.keys(before).filter((key) => keys.indexOf(key) < 0).reduce((left, key) => ({ ...left, [key]: before[key] }), {}))
    return { keyList: keys }
  },
})

async function attributesOf(face: Face, groupID: string): Promise<Attributes> {
  if (!face.groups.isRoom(groupID)) return timExt(await face.call(getGroup, groupID)).attributes || {}
  const { values } = await face.call(readRoomValues, groupID)
  return values.reduce((all, { key, value }) => ({ ...all, [key]: value }), {})
}

async function write(face: Face, groupID: string, change: (before: Attributes) => Attributes): Promise<void> {
  const group = await face.call(getGroup, groupID)
  const tim = timExt(group)
  const attributes = change(tim.attributes || {})
  face.groups.tellAttributes(groupID, attributes)
  face.groups.put(await face.call(changeGroup, groupID, { ext: { ...((group.ext || {}) as JSONObject), tim: { ...tim, attributes } } }))
}

async function setKeys(face: Face, groupID: string, attributes: Attributes): Promise<void> {
  const values = Object.keys(attributes).map((key) => ({ key, value: attributes[key] }))
  for (let i = 0; i < values.length; i += 20) taken(await face.call(setRoomValues, groupID, { values: values.slice(i, i + 20) }))
}

async function removeKeys(face: Face, groupID: string, keys: string[]): Promise<void> {
  for (let i = 0; i < keys.length; i += 20) taken(await face.call(deleteRoomValues, groupID, { keys: keys.slice(i, i + 20) }))
}

function taken({ refused }: { refused: Array<{ key: string; code: string; message: string }> }): void {
  const [first] = refused.filter((one) => one.code !== 'not_found')
  if (first) throw new TIMError(10056, `${first.key}: ${first.message}`, { refused })
}
