// Stands in for `bl` in the bundle: what mqtt-packet's parser needs of a list of buffers, in one buffer. The original
// brings Node's streams along.
const { Buffer } = require('buffer')

class ByteList {
  constructor () { this.bytes = Buffer.alloc(0) }

  get length () { return this.bytes.length }

  append (more) { this.bytes = this.bytes.length === 0 ? more : Buffer.concat([this.bytes, more]) }

  consume (n) { this.bytes = this.bytes.slice(n) }

  slice (from, to) { return this.bytes.slice(from, to) }

  toString (encoding, from, to) { return this.bytes.toString(encoding, from, to) }

  readUInt8 (at) { return this.bytes.readUInt8(at) }

  readUInt16BE (at) { return this.bytes.readUInt16BE(at) }

  readUInt32BE (at) { return this.bytes.readUInt32BE(at) }
}

module.exports = () => new ByteList()
