// The face of Tencent's older API.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { at, face } from './face.mjs'

// Old code registers a plugin that uploads. Ours is registered and never called: files go to our server.
const plugin = 'module.exports=function TIMUploadPlugin(){};module.exports.default=module.exports;\n'

const folders = await face('tim', 'Chat over a Hongyan server, for code that was written for tim-wx-sdk or tim-js-sdk.')
for (const folder of folders) writeFileSync(at(`${folder}/tim-upload-plugin.js`), plugin)
mkdirSync(at('miniprogram_dist/tim'), { recursive: true })
cpSync(at('dist/tim.js'), at('miniprogram_dist/tim/index.js'))
