// How many seconds a piece of sound has: exactly where its head says so, else at most and as a rule. Knows no prices.
import { bufferOf } from '../base/byte-text.ts'

export interface SoundLength {
  /** Uncompressed only where its head was read and fits together, whatever the file is called. */
  readonly format: 'wav' | 'other'
  readonly secondsExpected: number
  readonly secondsMost: number
}

/** The least that compressed speech takes is 6 kbit/s; it usually takes 64. */
const bytesPerSecond = { least: 750, usual: 8_000 } as const
/** Bits of a sample by format, those whose seconds follow from the rate: PCM and floats. */
const plainFormats = new Map([
  [1, [8, 16, 24, 32]],
  [3, [32, 64]],
])
/** The form that names one of them in a longer head, and how that name goes on (RFC 2361). */
const extensible = 0xfffe
const subformatTail = '000000001000800000aa00389b71'
const ratesHz = { least: 4_000, most: 192_000 } as const
const channelsMost = 8

export function soundLength(bytes: Uint8Array): SoundLength {
  const exact = wavSeconds(bufferOf(bytes))
  if (exact !== null) return { format: 'wav', secondsExpected: exact, secondsMost: exact }
  return {
    format: 'other',
    secondsExpected: Math.ceil(bytes.length / bytesPerSecond.usual),
    secondsMost: Math.ceil(bytes.length / bytesPerSecond.least),
  }
}

/** Whole seconds of a WAV, rounded up; null when it is none, or says what cannot be. */
function wavSeconds(bytes: Buffer): number | null {
  if (bytes.length < 44 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return null
  let each: number | null = null
  for (let at = 12; at + 8 <= bytes.length; ) {
    const kind = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    if (kind === 'fmt ') {
      // Which of two a provider would believe is a guess.
      if (each !== null) return null
      each = bytesOfSecond(bytes.subarray(at + 8, at + 8 + size))
      if (each === null) return null
    }
    // A stream that was written without knowing its end says too much, or nothing: what is there counts.
    if (kind === 'data') return each === null ? null : Math.ceil((bytes.length - at - 8) / each)
    at += 8 + size + (size % 2)
  }
  return null
}

/** Null: the numbers do not fit together, or are those of no sound, so a caller made them up. */
function bytesOfSecond(head: Buffer): number | null {
  if (head.length < 16) return null
  const [channels, rate, perSecond, block, bits] = [
    head.readUInt16LE(2),
    head.readUInt32LE(4),
    head.readUInt32LE(8),
    head.readUInt16LE(12),
    head.readUInt16LE(14),
  ]
  const fits =
    plainFormats.get(formatIn(head))?.includes(bits) === true &&
    channels >= 1 &&
    channels <= channelsMost &&
    block === channels * Math.ceil(bits / 8) &&
    rate >= ratesHz.least &&
    rate <= ratesHz.most &&
    perSecond === rate * block
  return fits ? perSecond : null
}

function formatIn(head: Buffer): number {
  const format = head.readUInt16LE(0)
  if (format !== extensible) return format
  return head.length >= 40 && head.toString('hex', 26, 40) === subformatTail ? head.readUInt16LE(24) : extensible
}
