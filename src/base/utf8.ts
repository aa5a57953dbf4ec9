// Bytes to text and back, without copies where the runtime allows. Knows no wire format.
import { isUtf8 } from 'node:buffer'
import { bufferOf } from './byte-text.ts'

/** Decodes bytes that are known to be UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('utf8')
}

export function encodeUtf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}

/** How many bytes a text has in UTF-8, without making them. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text)
}

export function isUtf8Bytes(bytes: Uint8Array): boolean {
  return isUtf8(bytes)
}
