import { client } from '../../client'

Page({
  data: { user: '', password: '', wrong: '' },

  // The server may have ended the login: another device took its place, the token is no longer good …
  onLoad () {
    const { error } = client.state
    if (error) this.setData({ wrong: error.message })
  },

  typed ({ currentTarget, detail }) {
    this.setData({ [currentTarget.dataset.field]: detail.value })
  },

  // In an app of your own: wx.login, and `token: () => askYourServer(code)` instead of a password.
  async signIn () {
    const { user, password } = this.data
    this.setData({ wrong: '' })
    try {
      await client.login({ user: user.trim(), password })
      wx.reLaunch({ url: '/pages/conversations/conversations' })
    } catch (error) {
      this.setData({ wrong: error.message })
    }
  },
})
