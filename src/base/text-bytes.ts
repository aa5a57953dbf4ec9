// Counts the bytes of text that are ASCII and those that are not. Knows nothing of tokens.
import { isAscii } from 'node:buffer'

export interface TextBytes {
  readonly ascii: number
  readonly other: number
}

export function countTextBytes(bytes: Uint8Array): TextBytes {
  if (isAscii(bytes)) return { ascii: bytes.length, other: 0 }
  let other = 0
  for (const byte of bytes) if (byte > 0x7f) other++
  return { ascii: bytes.length - other, other }
}
