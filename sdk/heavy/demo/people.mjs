// People in front of a real browser, who use the demo of a real server.
import { accessSync } from 'node:fs'
import { chromium } from 'playwright-core'

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].filter(Boolean)

// openBrowser starts Chromium, with a microphone that beeps.
export function openBrowser () {
  const executablePath = places.find((path) => {
    try {
      return accessSync(path) === undefined
    } catch {
      return false
    }
  })
  if (!executablePath) throw new Error(`there is no Chromium at ${places.join(', ')}: apt-get install chromium, or name one in CHROMIUM`)
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] })
}

export const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }

export class Person {
  wrong = []

  // A person has a browser of their own: nothing is shared with others. Whatever the console complains of is kept.
  static async arrive (browser, server, options = {}) {
    const person = new Person()
    person.context = await browser.newContext({ locale: 'en-GB', ...options })
    person.page = await person.context.newPage()
    person.page.setDefaultTimeout(15000)
    person.page.on('console', (said) => ['error', 'warning'].includes(said.type()) && person.wrong.push(said.text()))
    person.page.on('pageerror', (err) => person.wrong.push(String(err.stack)))
    await person.page.goto(`${server.http}/demo`)
    return person
  }

  at (selector, hasText) {
    return this.page.locator(selector, hasText === undefined ? {} : { hasText })
  }

  // sees waits until something is to be seen.
  async sees (selector, hasText) {
    await this.at(selector, hasText).first().waitFor()
  }

  async goneFrom (selector, hasText) {
    await this.at(selector, hasText).first().waitFor({ state: 'detached' })
  }

  async signUp (user, nickname = '') {
    await this.page.fill('#user', user)
    await this.page.fill('#nickname', nickname)
    await this.page.fill('#password', `${user}-secret`)
    await this.page.press('#password', 'Enter')
    await this.sees('#my-name', user)
  }

  async signIn (user, password = `${user}-secret`) {
    await this.page.fill('#user', user)
    await this.page.fill('#password', password)
    await this.page.press('#password', 'Enter')
  }

  // asks fills in a dialog.
  async asks (button, ...answers) {
    await this.page.click(button)
    for (const [i, answer] of answers.entries()) await this.at('#ask-fields input').nth(i).fill(answer)
    await this.page.keyboard.press('Enter')
    await this.at('#ask').waitFor({ state: 'hidden' })
  }

  async opens (name) {
    if (await this.at('#back').isVisible()) await this.page.click('#back')
    await this.page.locator('nav .chat').filter({ has: this.page.locator('.title', { hasText: name }) }).click()
    await this.sees('#title', name)
  }

  async writes (text) {
    await this.page.fill('#text', text)
    await this.page.press('#text', 'Enter')
    await this.sees('.row.mine:not(.pending) .bubble', text)
  }

  async reads (text) {
    await this.sees('.row.theirs .bubble', text)
  }

  async leaves () {
    await this.context.close()
  }
}
