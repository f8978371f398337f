import { crc32, deflateSync } from 'node:zlib'

// picture makes a PNG of that size, with something to see.
export function picture (width, height) {
  const lines = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0, at = 0; y < height; y++) {
    lines[at++] = 0 // no filter
    for (let x = 0; x < width; x++) {
      lines[at++] = 255 - Math.floor(255 * y / height)
      lines[at++] = Math.floor(200 * x / width)
      lines[at++] = (x ^ y) & 64 ? 160 : 120
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8) // 8 bits, RGB
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))])
}

function chunk (name, data) {
  const body = Buffer.concat([Buffer.from(name), data])
  const size = Buffer.alloc(4)
  const sum = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([size, body, sum])
}
