import { changeGroupValues, deleteRoomValues, getGroup, readRoomValues, setRoomValues } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import type { OurGroup } from './known'

type Attributes = { [key: string]: string }

/**
 * The methods about attributes of a group. Those of a chatroom are its key-values, each of which belongs to who set it;
 * those of other groups are the group's values, which all members may change in groups that this face made.
 */
export const attributeMethods = (face: Face) => ({
  async getGroupAttributes({ groupID, keyList = [] }: { groupID: string; keyList?: string[] }): Promise<{ groupAttributes: Attributes }> {
    const found = await attributesOf(face, groupID)
    const keys = keyList.length > 0 ? keyList.filter((key) => key in found) : Object.keys(found)
    return { groupAttributes: keys.reduce((some, key) => ({ ...some, [key]: found[key] }), {}) }
  },

  /** Replaces all that there are. */
  async initGroupAttributes({ groupID, groupAttributes }: { groupID: string; groupAttributes: Attributes }): Promise<JSONObject> {
    if (!face.groups.isRoom(groupID)) await change(face, groupID, { set: groupAttributes, replace: true })
    else {
      const old = Object.keys(await attributesOf(face, groupID)).filter((key) => !(key in groupAttributes))
      if (old.length > 0) await removeKeys(face, groupID, old)
      await setKeys(face, groupID, groupAttributes)
    }
    return { groupAttributes }
  },

  async setGroupAttributes({ groupID, groupAttributes }: { groupID: string; groupAttributes: Attributes }): Promise<JSONObject> {
    if (face.groups.isRoom(groupID)) await setKeys(face, groupID, groupAttributes)
    else await change(face, groupID, { set: groupAttributes })
    return { groupAttributes }
  },

  /** Without keys all of them. */
  async deleteGroupAttributes({ groupID, keyList = [] }: { groupID: string; keyList?: string[] }): Promise<{ keyList: string[] }> {
    const keys = keyList.length > 0 ? keyList : Object.keys(await attributesOf(face, groupID))
    if (face.groups.isRoom(groupID)) await removeKeys(face, groupID, keys)
    else await change(face, groupID, { delete: keys })
    return { keyList: keys }
  },
})

async function attributesOf(face: Face, groupID: string): Promise<Attributes> {
  if (!face.groups.isRoom(groupID)) return (await face.call(getGroup, groupID)).values || {}
  const { values } = await face.call(readRoomValues, groupID)
  return values.reduce((all, { key, value }) => ({ ...all, [key]: value }), {})
}

// What this device changes itself is no news to it, also when it hears of the change before the answer comes.
async function change(face: Face, groupID: string, values: components['schemas']['ValuesChange']): Promise<void> {
  const { values: before = {} } = (face.groups.known(groupID) || {}) as Partial<OurGroup>
  const after = { ...(values.replace ? {} : before), ...values.set }
  ;(values.delete || []).forEach((key) => delete after[key])
  face.groups.tellAttributes(groupID, after)
  const group = face.groups.put(await face.call(changeGroupValues, groupID, values))
  face.groups.tellAttributes(groupID, group.values || {})
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
