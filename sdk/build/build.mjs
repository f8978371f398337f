// Builds what is committed: dist/ (the SDK and the faces of older APIs, with their types), and miniprogram_dist/, which
// WeChat's builder copies whole. `--check` writes nothing, and fails when what lies there is not what the sources give.
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { bundle } from './bundle.mjs'
import { check, install } from './install.mjs'
import { at, built, out, put } from './paths.mjs'

try {
  await bundle('hongyan', { entry: 'src/index.ts', types: './index', names: ['Hongyan'], most: 100_000 })
  await bundle('easemob', { entry: 'src/easemob/index.ts', types: './easemob/index', names: ['ChatSDK', 'WebIM'], most: 250_000, asDefault: true })
  await bundle('tim', { entry: 'src/tim/index.ts', types: './tim/index', names: ['TIM'], most: 250_000, asDefault: true })
  // Old code registers a plugin that uploads. Ours is registered and never called: files go to our server.
  put('dist/tim-upload-plugin.js', '!function(host,page){function TIMUploadPlugin(){}TIMUploadPlugin.default=TIMUploadPlugin;host?host.exports=TIMUploadPlugin:page.TIMUploadPlugin=TIMUploadPlugin}(typeof module=="object"&&module,typeof self=="object"?self:this);\n')
  put('miniprogram_dist/index.js', built('dist/hongyan.js'))
  put('miniprogram_dist/easemob.js', built('dist/easemob.js'))
  put('miniprogram_dist/tim/index.js', built('dist/tim.js'))
  put('LICENSE', readFileSync(at('../LICENSE')))
  execFileSync(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', at('tsconfig.json'), '--emitDeclarationOnly', '--outDir', out('dist')], { stdio: 'inherit' })
  if (process.argv.includes('--check')) check()
  else install()
} finally {
  rmSync(out('.'), { recursive: true, force: true })
}
