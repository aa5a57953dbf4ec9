// Bytes as text of one byte a character: small messages are joined as text, which costs half of joining buffers, and leave in one piece with
// their head. Knows no protocol.

/** Up to so many bytes; a larger message is not worth a copy of all of it. */
export const byteTextMax = 16_384

/** A text of its own kind, so that nobody takes it for the characters that its bytes stand for. */
export class ByteText {
  /** Characters from 0 to 255, each for one byte. */
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  get byteLength(): number {
    return this.text.length
  }
}

export type WireBytes = Uint8Array | ByteText

/** The bytes themselves; of a Uint8Array without a copy. */
export function bufferOf(bytes: WireBytes): Buffer {
  if (bytes instanceof Buffer) return bytes
  return bytes instanceof ByteText ? Buffer.from(bytes.text, 'latin1') : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The text itself, or a copy of the bytes as one. */
export function byteTextOf(bytes: WireBytes): string {
  return bytes instanceof ByteText ? bytes.text : bufferOf(bytes).toString('latin1')
}
