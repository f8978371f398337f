import { client } from '../../client'
import { summaryOf, timeOf, titleOf } from '../../messages'

Page({
  data: { rows: [], to: '', state: '' },

  onLoad () {
    this.stop = [
      client.on('conversation', () => this.show()),
      client.on('state', ({ state }) => {
        this.setData({ state })
        if (state === 'closed') wx.reLaunch({ url: '/pages/login/login' })
      }),
    ]
    this.setData({ state: client.state.state })
    this.show()
  },

  onUnload () {
    this.stop.forEach((stop) => stop())
  },

  async show () {
    const rows = (await client.conversations()).map(({ conversation, last, unread, active }) => (
      { conversation, title: titleOf(conversation), last: summaryOf(last), time: timeOf(active), unread }
    ))
    this.setData({ rows })
  },

  typed ({ detail }) {
    this.setData({ to: detail.value })
  },

  begin () {
    const to = this.data.to.trim()
    if (to) this.enter(`user/${to}`)
  },

  open ({ currentTarget }) {
    this.enter(currentTarget.dataset.to)
  },

  enter (to) {
    wx.navigateTo({ url: `/pages/chat/chat?to=${to}` })
  },
})
