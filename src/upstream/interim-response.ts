// Takes interim `100 Continue` answers out of what a socket reads. Knows nothing of HTTP beyond that one head.

/** RFC 9110, 15.2: a client must be able to parse 1xx answers it did not ask for; undici's parser closes the socket on 100 instead. */
const interimBytesMax = 8_192

const start = Buffer.from('HTTP/1.1 100')

export interface Readable {
  read(size?: number): Buffer | string | null
}

/**
 * Replaces `socket.read`, which the HTTP parser pulls from. `awaitingHead` says whether the next byte begins an answer;
 * while it does not, bytes pass untouched.
 */
export function dropContinue(socket: Readable, awaitingHead: () => boolean): void {
  const read = socket.read.bind(socket)
  let held: Buffer | null = null
  socket.read = (size) => {
    for (;;) {
      let chunk = read(size)
      if (chunk === null || typeof chunk === 'string' || !awaitingHead()) return chunk
      if (held !== null) {
        chunk = Buffer.concat([held, chunk])
        held = null
      }
      while (mayBeContinue(chunk)) {
        const end = chunk.indexOf('\r\n\r\n')
        if (end < 0) break
        chunk = chunk.subarray(end + 4)
      }
      if (chunk.length > 0 && !mayBeContinue(chunk)) return chunk
      if (chunk.length > interimBytesMax) return chunk
      held = chunk.length > 0 ? chunk : null
    }
  }
}

/** Whether these bytes are, or may still become, the head of a `100 Continue`. */
function mayBeContinue(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, start.length)
  // The tenth byte tells a final answer from an interim one; nearly every chunk is decided here.
  if (length > 9 && bytes[9] !== 0x31) return false
  for (let index = 0; index < length; index++) {
    // Any minor version.
    if (index !== 7 && bytes[index] !== start[index]) return false
  }
  return length > 0
}
