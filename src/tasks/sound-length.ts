// How many seconds a piece of sound has: exactly where its head says so, else at most and as a rule. Knows no prices.

export interface SoundLength {
  readonly secondsExpected: number
  readonly secondsMost: number
}

/** The least that compressed speech takes is 6 kbit/s; it usually takes 64. */
const bytesPerSecond = { least: 750, usual: 8_000 } as const
/** PCM, floats, and the extensible form of both: those whose seconds follow from the rate. */
const plainFormats = new Set([1, 3, 0xfffe])

export function soundLength(bytes: Uint8Array): SoundLength {
  const exact = wavSeconds(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (exact !== null) return { secondsExpected: exact, secondsMost: exact }
  return { secondsExpected: Math.ceil(bytes.length / bytesPerSecond.usual), secondsMost: Math.ceil(bytes.length / bytesPerSecond.least) }
}

/** Whole seconds of a WAV, rounded up; null when it is none, or says what cannot be. */
function wavSeconds(bytes: Buffer): number | null {
  if (bytes.length < 44 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return null
  let rate = 0
  let block = 0
  for (let at = 12; at + 8 <= bytes.length; ) {
    const kind = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    if (kind === 'fmt ' && at + 24 <= bytes.length) {
      if (!plainFormats.has(bytes.readUInt16LE(at + 8))) return null
      rate = bytes.readUInt32LE(at + 12)
      block = bytes.readUInt16LE(at + 20)
    }
    if (kind === 'data') {
      if (rate === 0 || block === 0 || rate > 768_000 || block > 64) return null
      // A stream that was written without knowing its end says too much, or nothing: what is there counts.
      return Math.ceil((bytes.length - at - 8) / (rate * block))
    }
    at += 8 + size + (size % 2)
  }
  return null
}
