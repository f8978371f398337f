import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Server } from '../../test/server.mjs'
import { openBrowser, Person, phone } from './people.mjs'
import { picture } from './picture.mjs'

let browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser?.close())

describe('two people, one of them with a phone', () => {
  const wicked = '<img src=x onerror="document.title=\'mine\'"><script>document.title="mine"</script><b>bold</b>'
  let server, ann, bob
  before(async () => {
    server = await Server.start()
    ann = await Person.arrive(browser, server, { viewport: { width: 1280, height: 800 } })
    bob = await Person.arrive(browser, server, { ...phone, colorScheme: 'dark' })
  })
  after(() => server.stop())

  test('sign up, and find each other by name', async () => {
    await ann.signUp('ann')
    await ann.sees('#first-steps')
    await bob.signUp('bob', '<i>Bob</i> & Co')
    await ann.asks('#new-chat', 'bob')
    await ann.sees('#title', '<i>Bob</i> & Co')
    await ann.sees('#about', 'online')
  })

  test('write to each other, and see what is unread, read and being typed', async () => {
    await ann.writes('good morning')
    await ann.writes('are you there?')
    await bob.sees('#chats .badge', '2')
    await ann.sees('.mark[data-state=arrived]')
    await bob.opens('ann')
    await bob.reads('are you there?')
    await ann.sees('.mark[data-state=read]')
    await bob.at('#text').pressSequentially('ye')
    await ann.sees('#about', 'is typing')
    await bob.writes('yes')
    await ann.reads('yes')
    await ann.at('#about', 'online').waitFor()
    await bob.page.click('#back')
    assert.equal(await bob.at('#chats .badge').innerText(), '')
  })

  test('what looks like HTML is text, in names and in messages', async () => {
    await bob.opens('ann')
    await bob.writes(wicked)
    await ann.reads(wicked)
    assert.equal(await ann.at('.theirs .bubble p').last().innerText(), wicked)
    assert.equal(await ann.at('#log img, #log script, #log b, #title i').count(), 0)
    assert.match(await ann.page.title(), /Hongyan/)
  })

  test('send a picture: the thumbnail arrives, a click shows all of it', async () => {
    const file = { name: 'hills.png', mimeType: 'image/png', buffer: picture(1200, 800) }
    await bob.page.setInputFiles('#file', file)
    const small = ann.at('.theirs .picture img[width]')
    await small.waitFor()
    assert.match(await small.getAttribute('src'), /^\/f\/.*thumb=1/)
    await ann.page.waitForFunction(() => document.querySelector('.theirs .picture img').naturalWidth > 0)
    assert.ok(await small.evaluate((image) => image.naturalWidth) < 1200)
    await bob.sees('.row.mine:not(.pending) .picture img[width]')
    await ann.page.click('.theirs .picture')
    await ann.page.waitForFunction(() => document.getElementById('large-picture').naturalWidth === 1200)
    await ann.page.keyboard.press('Escape')
    await ann.at('#large').waitFor({ state: 'hidden' })
  })

  test('send a voice message', async () => {
    await ann.page.click('#speak')
    await ann.sees('#seconds', '0:01')
    await ann.page.click('#say')
    await bob.sees('.theirs .voice:enabled', '″')
    await bob.page.click('.theirs .voice')
    await bob.sees('.voice[aria-pressed=true]')
    await bob.sees('.voice[aria-pressed=false]') // played to its end
  })

  test('a recalled message is gone for both', async () => {
    await ann.writes('a secret')
    await bob.reads('a secret')
    const row = ann.at('.row.mine', 'a secret')
    await row.hover()
    await row.getByRole('button', { name: 'Recall' }).click()
    await ann.sees('.note', 'You recalled a message')
    await bob.sees('.note', 'ann recalled a message')
    assert.equal(await bob.at('.bubble', 'a secret').count(), 0)
  })

  test('a group', async () => {
    await ann.asks('#new-group', 'Climbing <b>', 'bob')
    await ann.sees('#about', '2 members')
    await ann.writes('Saturday?')
    await bob.opens('Climbing <b>')
    await bob.reads('Saturday?')
    await bob.writes('nine o’clock')
    await ann.reads('nine o’clock')
    const cat = await Person.arrive(browser, server)
    await cat.signUp('cat')
    await ann.page.click('#members')
    await ann.asks('#people-add', 'cat')
    await ann.sees('#about', '3 members')
    await ann.sees('.note', 'ann added cat')
    await cat.opens('Climbing <b>')
    await bob.writes('welcome')
    await cat.reads('welcome')
    assert.deepEqual(cat.wrong, [])
    await cat.leaves()
  })

  test('a chatroom, with how many are there', async () => {
    await ann.opens('Lobby')
    await ann.sees('#about', '1 here')
    await bob.opens('Lobby')
    await ann.sees('#about', '2 here')
    await bob.writes('hello room')
    await ann.reads('hello room')
    await ann.page.click('#members')
    await ann.sees('#people-list .person', 'Bob')
    await ann.page.keyboard.press('Escape')
    await bob.page.click('#back')
    await ann.sees('#about', '1 here')
  })

  test('a reload keeps the session and the history', async () => {
    await ann.opens('Bob')
    await ann.page.reload()
    await ann.reads('yes')
    await ann.sees('.mine .bubble', 'good morning')
    await ann.sees('.theirs .picture img[width]')
    const kept = await ann.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))
    assert.ok(!kept.includes('ann-secret'), 'the password is kept nowhere')
    await ann.writes('still here')
    await bob.opens('ann')
    await bob.reads('still here')
  })

  test('while the server is away messages wait, and arrive when it is back', async () => {
    await server.kill()
    await ann.sees('#line', 'Messages are kept')
    ann.wrong = bob.wrong = [] // the console tells of each attempt to connect
    await ann.page.fill('#text', 'through the storm')
    await ann.page.press('#text', 'Enter')
    await ann.sees('.row.pending', 'through the storm')
    await server.up()
    await bob.reads('through the storm')
    await ann.sees('.row.mine:not(.pending)', 'through the storm')
    ann.wrong = []
    bob.wrong = []
  })

  test('nothing is wider than the phone', async () => {
    const wide = () => document.documentElement.scrollWidth > innerWidth || document.getElementById('log').scrollWidth > innerWidth
    assert.equal(await bob.page.evaluate(wide), false)
    await bob.page.click('#back')
    assert.equal(await bob.page.evaluate(wide), false)
  })

  test('who goes is seen to go', async () => {
    await ann.sees('#about', 'online')
    assert.deepEqual(bob.wrong, [])
    await bob.leaves()
    await ann.sees('#about', 'last seen')
    await ann.goneFrom('#face.online')
  })

  test('signing out ends the session', async () => {
    await ann.page.click('#leave')
    await ann.sees('#entry')
    assert.equal(await ann.page.evaluate(() => sessionStorage.length), 0)
    assert.deepEqual(ann.wrong, [])
    await ann.leaves()
  })
})

describe('a server where nobody may sign up', () => {
  let server
  before(async () => {
    server = await Server.start('--demo', 'on')
    await server.users('ann', 'bob')
  })
  after(() => server.stop())

  test('offers to sign in, and says why', async () => {
    const ann = await Person.arrive(browser, server)
    await ann.sees('#entry-hint', 'accounts are made by whoever runs it')
    assert.equal(await ann.at('#other').isVisible(), false)
    await ann.signIn('ann', 'not her password')
    await ann.sees('#entry-error', 'The name or the password is wrong.')
    ann.wrong = [] // the browser itself tells of the 401
    await ann.signIn('ann')
    await ann.sees('#my-name', 'ann')
    await ann.asks('#new-chat', 'bob')
    await ann.writes('hello')
    assert.deepEqual(ann.wrong, [])
    await server.ask('POST', '/v1/users/ann/kick')
    await ann.sees('#entry-error', 'The server ended the session')
    await ann.leaves()
  })

  test('reads older messages as one scrolls up', async () => {
    for (let n = 1; n <= 70; n++) await server.ask('POST', '/v1/messages', { from: 'bob', to: 'user/ann', body: { text: `message ${n} of 70` } })
    const ann = await Person.arrive(browser, server, phone)
    await ann.signIn('ann')
    await ann.opens('bob')
    await ann.reads('message 70 of 70')
    assert.equal(await ann.at('.bubble', 'message 5 of 70').count(), 0)
    await ann.at('.bubble', 'message 70 of 70').waitFor()
    for (const text of ['message 40 of 70', 'message 5 of 70', 'message 1 of 70', 'hello']) {
      await ann.page.waitForFunction((text) => {
        document.getElementById('log').scrollTop = 0
        return document.getElementById('log').innerText.includes(text)
      }, text)
    }
    await ann.sees('.note', 'This is where it begins.')
    const order = (await ann.at('.bubble').allInnerTexts()).filter((text) => text.startsWith('message')).map((text) => Number(text.split(' ')[1]))
    assert.deepEqual(order, Array.from({ length: 70 }, (_, i) => i + 1))
    assert.deepEqual(ann.wrong, [])
    await ann.leaves()
  })

  test('speaks Chinese to a Chinese browser, mistakes too', async () => {
    const ann = await Person.arrive(browser, server, { locale: 'zh-CN' })
    await ann.sees('#entry-title', '登录')
    assert.equal(await ann.page.getAttribute('html', 'lang'), 'zh-CN')
    await ann.signIn('ann')
    await ann.sees('#new-chat', '发起聊天')
    await ann.page.click('#new-chat')
    await ann.page.fill('#ask-fields input', 'nobody-at-all')
    await ann.page.keyboard.press('Enter')
    await ann.sees('#ask-error', '没有这个用户。')
    assert.deepEqual(ann.wrong, [])
    await ann.leaves()
  })

  test('can be used by the keyboard alone, and every control has a name', async () => {
    const ann = await Person.arrive(browser, server)
    await ann.sees('#entry')
    for (const text of ['ann', 'ann-secret']) {
      await ann.page.keyboard.type(text)
      await ann.page.keyboard.press('Tab')
    }
    await ann.page.keyboard.press('Enter')
    await ann.sees('#chats .chat')
    await ann.at('#chats .chat').focus()
    await ann.page.keyboard.press('Enter')
    await ann.page.waitForFunction(() => document.activeElement.id === 'text')
    await ann.page.keyboard.type('by keyboard')
    await ann.page.keyboard.press('Enter')
    await ann.sees('.row.mine:not(.pending)', 'by keyboard')
    const nameless = await ann.page.evaluate(() => [...document.querySelectorAll('button, input, textarea, dialog, [role=log]')]
      .filter((e) => e.checkVisibility() && !(e.ariaLabel || e.innerText?.trim() || e.labels?.length || e.getAttribute('aria-labelledby'))).map((e) => e.outerHTML))
    assert.deepEqual(nameless, [])
    await ann.leaves()
  })
})
