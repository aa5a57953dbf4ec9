// Simulated images: stripes in three colours that follow from the prompt, as a PNG. Knows nothing of sockets.
import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import { ok } from '../base/result.ts'
import type { DemoTaskHandler } from './do-task.ts'
import { readTask, wrong } from './task-body.ts'

const sizeUsual = '256x256'
const sideMax = 2_048
const stripePixels = 16

export const draw: DemoTaskHandler = (body, models) => {
  const read = readTask(body, 'image_generation', models)
  if (!read.ok) return read
  const { prompt, n = 1, size } = read.value
  if (typeof prompt !== 'string') return wrong('prompt', 'The prompt is a text.')
  if (typeof n !== 'number' || n < 1 || n > 10) return wrong('n', 'From one to ten images.')
  const [width = 0, height = 0] = (typeof size === 'string' && size !== 'auto' ? size : sizeUsual).split('x').map(Number)
  if (!(width > 0 && height > 0 && width <= sideMax && height <= sideMax)) return wrong('size', `Sides go up to ${sideMax}.`)
  const data = Array.from({ length: n }, (_, at) => ({ b64_json: png(`${prompt} ${at}`, width, height).toString('base64') }))
  // Always inline: there is no place from which a link could serve it.
  return ok({ json: { created: 0, data } })
}

function png(prompt: string, width: number, height: number): Buffer {
  const hash = createHash('sha256').update(prompt).digest()
  const rows = Array.from({ length: height }, (_, y) => {
    const colour = (Math.floor(y / stripePixels) % 3) * 3
    // A filter byte of zero, then one pixel repeated.
    return Buffer.concat([Buffer.alloc(1), Buffer.alloc(width * 3, hash.subarray(colour, colour + 3))])
  })
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // Eight bits a channel, red, green and blue.
  head.set([8, 2], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const around = Buffer.alloc(8)
  around.writeUInt32BE(content.length, 0)
  around.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)])
}
