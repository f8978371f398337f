// The face of Easemob's and Shengwang's older API.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { at, face } from './face.mjs'

// Where old code looks for it, in the two packages of the vendor and in a page's own folder.
const oldPaths = ['uniApp/Shengwang-chat', 'miniProgram/Shengwang-chat', 'uniApp/Easemob-chat', 'miniProgram/Easemob-chat', 'sdk/Shengwang-chat-miniProgram']

const folders = await face('easemob', 'Chat over a Hongyan server, for code that was written for Easemob or Shengwang.')
for (const folder of folders) {
  for (const path of oldPaths) {
    mkdirSync(at(`${folder}/${dirname(path)}`), { recursive: true })
    writeFileSync(at(`${folder}/${path}.js`), "module.exports = require('../index.js')\n")
    writeFileSync(at(`${folder}/${path}.d.ts`), "export * from '../index'\nexport { default } from '../index'\n")
  }
}
cpSync(at('dist/easemob.js'), at('miniprogram_dist/easemob.js'))
