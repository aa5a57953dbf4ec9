// Bytes to text and back, without copies where the runtime allows. Knows no wire format.
import { isUtf8 } from 'node:buffer'

/** Decodes bytes that are known to be UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

export function encodeUtf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}

/** Where the ASCII text first stands at or after `from`; -1 when it does not. */
export function indexOfText(bytes: Uint8Array, text: string, from = 0): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(text, from, 'latin1')
}

export function isUtf8Bytes(bytes: Uint8Array): boolean {
  return isUtf8(bytes)
}
