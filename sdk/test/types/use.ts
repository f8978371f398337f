// What an app writes against the published types; compiled by test/unit/package.test.mjs, never run.
import { Client, createClient, createGroup, type Message } from '../../dist/index'

const client = createClient({ servers: ['https://chat.example.com'] })

export async function app(): Promise<void> {
  const group = await client.createGroup({ name: 'Climbing', members: ['bob'] })
  const id: string = group.id
  const page = await client.readHistory(`group/${id}`, { limit: 50 })
  const seq: number | undefined = page.messages[0].seq
  await client.markRead('user/bob')
  await client.muteMember(id, 'bob', { until: 0 })
  const nothing: void = await client.leaveGroup(id)
  const { seq: sent } = await client.send('user/bob', { body: { text: 'hello' } })
  client.on('message', ({ message }: { message: Message }) => message.body.text)
  client.on('group.joined', (event) => event.group)
  const made: { id: string } = await new Client({ servers: [] }).call(createGroup, { name: 'x' })
  void [seq, nothing, sent, made]
  // @ts-expect-error a group's name is a text
  await client.createGroup({ name: 7 })
  // @ts-expect-error it takes the group first
  await client.leaveGroup()
  // @ts-expect-error there is no such event
  client.on('massage', () => {})
}
