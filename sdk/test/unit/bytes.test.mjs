import assert from 'node:assert/strict'
import { test } from 'node:test'
import vm from 'node:vm'
import { random, source } from './source.mjs'

const { byteLength, fromBase64, isArrayBuffer, ownBuffer, received, toBase64, toBytes, toText } = await source('bytes.ts')

test('text and bytes are as Node has them, whatever the text', () => {
  const r = random(1)
  const letters = ['a', 'é', '你', '👍', '\u0000', '\ud800', '\udc00', '\uffff', '\u0800', '\u{10ffff}']
  for (let i = 0; i < 500; i++) {
    const text = Array.from({ length: r.below(40) }, () => r.pick(letters)).join('')
    assert.deepEqual(Buffer.from(toBytes(text)), Buffer.from(text, 'utf8'))
    assert.equal(byteLength(text), Buffer.byteLength(text))
    assert.equal(toText(Buffer.from(text, 'utf8')), text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'))
  }
})

test('bytes that are no UTF-8 become U+FFFD, and never something else', () => {
  for (const bytes of [[0xff], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe4, 0xbd], [0x80]]) {
    assert.match(toText(Uint8Array.from(bytes)), /^\ufffd+$/, bytes.join())
  }
  assert.equal(toText(Uint8Array.from([0x61, 0xe4, 0xbd, 0x62])), 'a\ufffdb')
})

test('a long text is no call with too many arguments', () => {
  const text = '你好👍'.repeat(100_000)
  assert.equal(toText(toBytes(text)), text)
})

test('base64 there and back', () => {
  const r = random(2)
  for (let n = 0; n < 100; n++) {
    const bytes = Uint8Array.from({ length: n }, () => r.below(256))
    assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'))
    assert.deepEqual(Buffer.from(fromBase64(toBase64(bytes))), Buffer.from(bytes))
  }
})

test('an ArrayBuffer of another realm is one', () => {
  const foreign = vm.runInNewContext('Uint8Array.of(1, 2, 3).buffer')
  assert.equal(foreign instanceof ArrayBuffer, false)
  assert.equal(isArrayBuffer(foreign), true)
  assert.deepEqual([...received(foreign)], [1, 2, 3])
})

test('of a view only what it shows is sent', () => {
  const whole = Uint8Array.of(1, 2, 3, 4)
  assert.deepEqual([...new Uint8Array(ownBuffer(whole.subarray(1, 3)))], [2, 3])
  assert.deepEqual([...received(whole.subarray(1, 3))], [2, 3])
})
