// A body that is made while it is sent, at the pace of the client. Knows nothing of what the pieces say.
import type { HttpCall } from './http-call.ts'
import { addCommonHeaders } from './write-reply.ts'

/** Resolves when all is sent or the client is gone. A body that fails midway cuts the connection: a download must not look complete. */
export async function writePieces(call: HttpCall, headers: string[], body: ReadableStream<Uint8Array>): Promise<void> {
  const { res } = call
  const reader = body.getReader()
  // Before anything is awaited: a client that left already is told to us at once.
  call.onGone(() => void reader.cancel().catch(() => {}))
  if (res.destroyed) return
  call.releaseBody()
  addCommonHeaders(call, headers)
  if (call.wire.draining) headers.push('connection', 'close')
  res.writeHead(200, headers)
  res.flushHeaders()
  for (;;) {
    const { done, value } = await reader.read()
    if (call.gone || done) break
    if (!res.write(value)) await drained(call)
  }
  res.end()
}

function drained({ res }: HttpCall): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      res.off('drain', go).off('close', go)
      resolve()
    }
    res.on('drain', go).on('close', go)
  })
}
