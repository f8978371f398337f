// What a kit needs of `wx` beside the network: its storage, its album, and what it says in passing.

export function addUI (phone) {
  const ui = { album: [], toasts: [], changed () {} }
  const later = (call, ...args) => call && setTimeout(() => call(...args), 0)
  const nothing = () => {}
  const chosen = () => {
    const bytes = ui.album.shift()
    return { path: phone.temporary(bytes), size: bytes.length }
  }
  ui.api = {
    ...phone.api(),
    setStorage: ({ key, data, success }) => {
      phone.storage.set(key, data)
      later(success, { errMsg: 'setStorage:ok' })
    },
    getStorageInfo: ({ success }) => later(success, { keys: [...phone.storage.keys()], currentSize: 1, limitSize: 10240 }),
    showToast: ({ title }) => {
      ui.toasts.push(title)
      ui.changed()
    },
    // The person agrees to everything.
    showModal: ({ success }) => later(success, { confirm: true, cancel: false }),
    showActionSheet: ({ success }) => later(success, { tapIndex: 0 }),
    chooseImage: ({ success }) => {
      const { path, size } = chosen()
      later(success, { tempFilePaths: [path], tempFiles: [{ path, size }], errMsg: 'chooseImage:ok' })
    },
    chooseMedia: ({ success }) => {
      const { path, size } = chosen()
      later(success, { type: 'image', tempFiles: [{ tempFilePath: path, size, fileType: 'image' }], errMsg: 'chooseMedia:ok' })
    },
    getRecorderManager: () => ({ onStart: nothing, onStop: nothing, onError: nothing, start: nothing, stop: nothing }),
  }
  return ui
}
