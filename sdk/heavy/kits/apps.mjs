// Makes the mini-program of a developer who follows the kit's guide, in a folder that goes away. What Hongyan asks of him
// beside the guide is marked in the text of the files.
import { cpSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const at = (path) => new URL(path, import.meta.url).pathname

// kits are the versions: where each of them expects the SDK, and the names by which its parts go.
const kits = {
  '1.0.8': {
    folder: 'kit1',
    sdk: 'wx.$TUIKitTIM',
    // Hongyan: these two files of the kit are those of the server, which know its address.
    files: (home) => ({ 'tim-wx-sdk.js': `${home}TUIKit/lib`, 'tim-upload-plugin.js': `${home}TUIKit/lib` }),
    imports: (kit) => `
import SDK from '${kit}/lib/tim-wx-sdk'
import TIMUploadPlugin from '${kit}/lib/tim-upload-plugin'
import { genTestUserSig } from '${kit}/debug/GenerateTestUserSig'`,
    plugins: ['tim-upload-plugin'],
    main: ['lib', 'debug'],
    packages: [],
  },
  '2.4.5': {
    folder: 'kit2',
    sdk: 'wx.TencentCloudChat',
    // Hongyan: the server's file lies in a folder of the app, and is imported in the place of '@tencentcloud/chat'.
    files: () => ({ 'tim-wx-sdk.js': 'lib' }),
    imports: (kit, root) => `
import SDK from '${root}/lib/tim-wx-sdk'
import TIMUploadPlugin from 'tim-upload-plugin'
import TIMProfanityFilterPlugin from 'tim-profanity-filter-plugin'
import { genTestUserSig } from '${kit}/debug/GenerateTestUserSig'`,
    plugins: ['tim-upload-plugin', 'tim-profanity-filter-plugin'],
    main: ['debug'],
    packages: ['@tencentcloud/tui-core-lite', '@tencentcloud/lite-chat', 'tim-upload-plugin', 'tim-profanity-filter-plugin'],
  },
}

const plugin = { 'tim-upload-plugin': 'TIMUploadPlugin', 'tim-profanity-filter-plugin': 'TIMProfanityFilterPlugin' }

// makeApp writes an app whose chat stands on the main page, or in a subpackage, and gives its folder and page. download
// gives a file of the server.
export async function makeApp (version, { subpackage = false, config, download }) {
  const kit = kits[version]
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hongyan-kit-')))
  const write = (path, content) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const home = subpackage ? 'TUI-CustomerService/' : ''
  const page = subpackage ? `${home}pages/index` : 'pages/index/index'
  const toKit = subpackage ? '../TUIKit' : '../../TUIKit'
  cpSync(at(`node_modules/${kit.folder}`), join(root, `${home}TUIKit`), { recursive: true })
  for (const [file, folder] of Object.entries(kit.files(home))) write(`${folder}/${file}`, await download(file))
  kit.packages.forEach((name) => cpSync(at(`node_modules/${name}`), join(root, 'node_modules', name), { recursive: true }))
  write(`${page}.wxml`, '<view><TUIKit config="{{config}}" id="TUIKit"></TUIKit></view>')
  write(`${page}.json`, JSON.stringify({ usingComponents: { TUIKit: `${toKit}/index` }, navigationStyle: 'custom' }))
  const parts = { kit, config: JSON.stringify(config) }
  if (subpackage) {
    kit.main.forEach((folder) => cpSync(join(root, `${home}TUIKit/${folder}`), join(root, folder), { recursive: true }))
    write('app.js', launching(parts))
    write(`${page}.js`, 'Page({ onLoad() { this.selectComponent("#TUIKit").init() } })')
  } else {
    write('app.js', 'App({})')
    write(`${page}.js`, onPage(parts, toKit))
  }
  return { root, page: join(root, page) }
}

const register = (kit) => kit.plugins.map((name) => `wx.$TUIKit.registerPlugin({ '${name}': ${plugin[name]} })`).join('\n    ')

const onPage = ({ kit, config }, toKit) => `${kit.imports(toKit, '../..')}
Page({
  data: { config: ${config} },
  onLoad() {
    const { userSig } = genTestUserSig(this.data.config)
    wx.$TUIKit = SDK.create({ SDKAppID: this.data.config.SDKAPPID })
    wx.$chat_SDKAppID = this.data.config.SDKAPPID
    wx.$chat_userID = this.data.config.userID
    wx.$chat_userSig = userSig
    ${kit.sdk} = SDK
    ${register(kit)}
    wx.$TUIKit.login({ userID: this.data.config.userID, userSig })
    wx.setStorage({ key: 'currentUserID', data: [] })
    wx.$TUIKit.on(${kit.sdk}.EVENT.SDK_READY, this.onSDKReady, this)
  },
  onUnload() {
    wx.$TUIKit.off(${kit.sdk}.EVENT.SDK_READY, this.onSDKReady, this)
  },
  onSDKReady() {
    this.selectComponent('#TUIKit').init()
  },
})
`

const launching = ({ kit, config }) => `${kit.imports('.', '.')}
App({
  onLaunch() {
    wx.$TUIKit = SDK.create({ SDKAppID: this.globalData.config.SDKAPPID })
    const { userSig } = genTestUserSig(this.globalData.config)
    wx.$chat_SDKAppID = this.globalData.config.SDKAPPID
    ${kit.sdk} = SDK
    wx.$chat_userID = this.globalData.config.userID
    wx.$chat_userSig = userSig
    ${register(kit)}
    wx.$TUIKit.login({ userID: this.globalData.config.userID, userSig })
    wx.$TUIKit.on(${kit.sdk}.EVENT.SDK_READY, this.onSDKReady)
  },
  globalData: { config: ${config} },
  onSDKReady() {},
})
`
