// The length of sounds: exact where a WAV's head fits together, else bounded by the bytes, whatever a caller made up.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { soundLength } from './sound-length.ts'

interface Head {
  readonly format?: number
  readonly channels?: number
  readonly rate?: number
  readonly block?: number
  readonly bits?: number
  readonly subformat?: number
  readonly heads?: number
}

const dataBytes = 64_000

function wav({ format = 1, channels = 1, rate = 16_000, bits = 16, subformat, heads = 1, ...said }: Head): Buffer {
  const block = said.block ?? channels * Math.ceil(bits / 8)
  const head = Buffer.alloc(subformat === undefined ? 24 : 48)
  head.write('fmt ', 'latin1')
  head.writeUInt32LE(head.length - 8, 4)
  head.writeUInt16LE(format, 8)
  head.writeUInt16LE(channels, 10)
  head.writeUInt32LE(rate, 12)
  head.writeUInt32LE((rate * block) % 2 ** 32, 16)
  head.writeUInt16LE(block, 20)
  head.writeUInt16LE(bits, 22)
  if (subformat !== undefined) {
    head.writeUInt16LE(subformat, 32)
    head.write('000000001000800000aa00389b71', 34, 'hex')
  }
  const start = Buffer.from('RIFF\0\0\0\0WAVE', 'latin1')
  const data = Buffer.alloc(8 + dataBytes)
  data.write('data', 'latin1')
  return Buffer.concat([start, ...Array<Buffer>(heads).fill(head), data])
}

for (const [what, head, seconds] of [
  ['16 bits, one channel', {}, 2],
  ['8 bits, telephone', { rate: 8_000, bits: 8 }, 8],
  ['24 bits, two channels', { channels: 2, rate: 48_000, bits: 24 }, 1],
  ['floats', { format: 3, rate: 4_000, bits: 32 }, 4],
  ['PCM in the longer head', { format: 0xfffe, subformat: 1 }, 2],
] as const) {
  test(`${what}: exact`, () => {
    assert.deepEqual(soundLength(wav(head)), { format: 'wav', secondsExpected: seconds, secondsMost: seconds })
  })
}

for (const [what, head] of [
  ['a block that is not its channels', { block: 64 }],
  ['four-bit samples of two channels', { channels: 2, bits: 4 }],
  ['more channels than there are', { channels: 32 }],
  ['no channel', { channels: 0 }],
  ['an impossible rate', { rate: 768_000 }],
  ['no rate', { rate: 0 }],
  ['a compressed format', { format: 0x11 }],
  ['a compressed format in the longer head', { format: 0xfffe, subformat: 0x55 }],
  ['the longer head without its end', { format: 0xfffe }],
  ['two heads', { heads: 2 }],
] as const) {
  test(`${what}: bounded by the bytes`, () => {
    const bytes = wav(head)
    assert.deepEqual(soundLength(bytes), {
      format: 'other',
      secondsExpected: Math.ceil(bytes.length / 8_000),
      secondsMost: Math.ceil(bytes.length / 750),
    })
  })
}
