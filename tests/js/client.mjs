// A client for the scripts here: MQTT.js that keeps what comes, so that it can be waited for.
import mqtt from 'mqtt'

const patience = 10_000

export class Client {
  #arrived = []
  #waiting = []

  constructor(url, version, user, token, clientId = `${user}-${version}`) {
    Object.assign(this, { url, v5: version === '5', user, token, clientId })
  }

  async connect({ keep = false, will } = {}) {
    this.client = mqtt.connect(this.url, {
      username: this.user,
      password: this.token,
      clientId: this.clientId,
      protocolVersion: this.v5 ? 5 : 4,
      clean: !keep,
      properties: this.v5 && keep ? { sessionExpiryInterval: 3600 } : undefined,
      will,
      reconnectPeriod: 0,
      connectTimeout: patience,
    })
    this.client.on('message', (topic, payload) => {
      const message = { ...JSON.parse(payload.toString()), topic }
      const taker = this.#waiting.shift()
      taker ? taker(message) : this.#arrived.push(message)
    })
    this.connack = await within(`CONNACK for ${this.user}`, (resolve, reject) => {
      this.client.once('connect', resolve)
      this.client.once('error', reject)
    })
    return this
  }

  async subscribe(...filters) {
    return this.client.subscribeAsync(filters, { qos: 1 })
  }

  // next gives the next message, in the order of arrival.
  next(what) {
    if (this.#arrived.length > 0) return this.#arrived.shift()
    return within(`${this.user} receives ${what}`, (resolve) => this.#waiting.push(resolve))
  }

  // send gives the user properties of the PUBACK, with MQTT 5. MQTT.js does not hand the PUBACK to the callback of
  // publish, so it is taken from the packets that come; one publish at a time, so it is ours.
  async send(to, text, cid) {
    const payload = JSON.stringify({ cid, type: 'txt', body: { text } })
    let ack
    const look = (packet) => {
      if (packet.cmd === 'puback') ack = packet
    }
    this.client.on('packetreceive', look)
    try {
      await within(`PUBACK of ${cid}`, (resolve, reject) => {
        this.client.publish(`im/default/${to}`, payload, { qos: 1 }, (err) => (err ? reject(err) : resolve()))
      })
    } catch (err) {
      throw Object.assign(err, { ack })
    } finally {
      this.client.off('packetreceive', look)
    }
    return ack.properties?.userProperties
  }

  async end() {
    await this.client.endAsync()
  }
}

export function within(what, start) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing for ${patience} ms`)), patience)
  })
  return Promise.race([new Promise(start), late]).finally(() => clearTimeout(timer))
}
