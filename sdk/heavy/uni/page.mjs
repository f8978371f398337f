// A built H5 app in Chromium, touched by the same calls as a mini-program in its host (sdk/test/program/program.mjs).
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { chromium } from 'playwright-core'

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

export class Page {
  thrown = []

  static async open (dir) {
    const page = new Page()
    page.files = createServer((ask, answer) => {
      const path = join('/', new URL(ask.url, 'http://page').pathname)
      const file = join(dir, path === '/' ? 'index.html' : path)
      readFile(file).then((bytes) => answer.writeHead(200, { 'Content-Type': types[extname(file)] || 'application/octet-stream' }).end(bytes), () => answer.writeHead(404).end())
    })
    await new Promise((resolve) => page.files.listen(0, '127.0.0.1', resolve))
    page.browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] })
    page.context = await page.browser.newContext({ viewport: { width: 390, height: 800 } })
    page.tab = await page.context.newPage()
    page.tab.setDefaultTimeout(20_000)
    page.tab.on('pageerror', (err) => page.thrown.push(String(err.stack)))
    await page.tab.goto(`http://127.0.0.1:${page.files.address().port}/`)
    return page
  }

  async close () {
    await this.browser.close()
    this.files.close()
  }

  // What a browser does of what a host does: there is no background that closes sockets, but a network that goes away.
  host = {
    background: () => this.context.setOffline(true),
    foreground: () => this.context.setOffline(false),
    load: (src) => this.tab.evaluate(async (address) => new Uint8Array(await (await fetch(address)).arrayBuffer()), src),
  }

  type (placeholder, value) {
    return this.tab.locator(`uni-input:has(.uni-input-placeholder:text-is("${placeholder}")) input`).last().fill(value)
  }

  tap (text) {
    return this.tab.locator('uni-page-body').last().getByText(text, { exact: true }).first().click()
  }

  async choose (text, bytes) {
    const [chooser] = await Promise.all([this.tab.waitForEvent('filechooser'), this.tap(text)])
    await chooser.setFiles({ name: 'picture.png', mimeType: 'image/png', buffer: bytes })
  }

  back () { return this.tab.goBack() }

  // until looks at the page each time it changes.
  async until (sight, ms = 20_000) {
    const find = typeof sight === 'function' ? sight : (seen) => seen.text().includes(sight)
    const deadline = Date.now() + ms
    for (;;) {
      const seen = await this.look()
      const found = find(seen)
      if (found) return found
      if (Date.now() > deadline) throw new Error(`${sight}: not in ${ms} ms; ${seen.page.route} shows:\n${seen.text()}\n${this.thrown.join('\n')}`)
      await this.tab.evaluate(() => new Promise((resolve) => {
        new MutationObserver(resolve).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
        setTimeout(resolve, 500) // what changed before this began to look
      }))
    }
  }

  async look () {
    const seen = await this.tab.evaluate(() => {
      const bodies = document.querySelectorAll('uni-page-body')
      const body = bodies[bodies.length - 1]
      const texts = []
      const walker = document.createTreeWalker(body || document, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim()
        if (text && walker.currentNode.parentElement.getClientRects().length > 0) texts.push(text)
      }
      return { route: location.hash.slice(2) || 'pages/login', title: document.title, text: texts.join('\n'), pictures: [...(body || document).querySelectorAll('uni-image img')].map((img) => img.src) }
    })
    return { page: { route: seen.route }, title: seen.title, text: () => seen.text, pictures: () => seen.pictures }
  }
}
