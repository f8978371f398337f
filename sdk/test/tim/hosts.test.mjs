// What old code does, on every host: in a sandbox as strict as a phone, over real sockets to the real server.
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { hosts } from '../hosts/all.mjs'
import { same, texted, World } from './world.mjs'

let world, pat
before(async () => {
  world = await World.start()
  pat = await world.enter('pat')
})
after(() => world.stop())

hosts.forEach((kind, i) => {
  describe(kind.name, { concurrency: false }, () => {
    const name = `sam${i}`
    const storage = new Map()
    let sam

    test(`${kind.name}: log in, send, receive, a picture`, async () => {
      sam = await world.enter(name, storage, kind)
      await sam.say('pat', `hello from ${name}`)
      await pat.receive(texted(`hello from ${name}`))
      await pat.say(name, 'hello sam')
      await sam.receive(texted('hello sam'))
      const file = sam.host.temporary(randomBytes(20_000))
      const chosen = typeof file === 'string' ? { tempFilePaths: [file], tempFiles: [{ path: file, size: 20_000 }] } : file
      const picture = sam.tim.createImageMessage({ to: 'pat', conversationType: 'C2C', payload: { file: chosen } })
      await sam.tim.sendMessage(picture)
      const got = await pat.receive((m) => m.ID === picture.ID)
      same([got.type, got.payload.imageInfoArray[0].size], ['TIMImageElem', 20_000])
    })

    test(`${kind.name}: into the background and back: NET_STATE_CHANGE, and what was missed, once`, async () => {
      const connected = sam.next('NET_STATE_CHANGE', (data) => data.state === 'connected')
      sam.host.background()
      await sam.hear('NET_STATE_CHANGE', (data) => data.state === 'disconnected')
      await pat.say(name, 'where are you?')
      sam.host.foreground()
      await connected
      await sam.receive(texted('where are you?'))
      await pat.say(name, 'good')
      await sam.receive(texted('good'))
      const told = sam.told.filter((one) => one.event === 'MESSAGE_RECEIVED').flatMap((one) => one.data.map((m) => m.payload.text))
      same(told, ['hello sam', 'where are you?', 'good'])
      await sam.tim.logout()
    })
  })
})
