// A body stream as a fetch-style Response that is pulled, never pushed: what nobody takes is not made. Knows no endpoints.
import type { BodyStream } from './endpoint.ts'

/** `x-accel-buffering: no` tells proxies, and our own HTTP floor, to pass pieces on as they come. */
export function streamResponse(stream: BodyStream, headOnly: boolean): Response {
  const headers = new Headers({
    'content-type': stream.contentType,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    // Opened in a browser it is a page of this origin: it runs nothing and loads nothing.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  })
  if (stream.fileName !== undefined) headers.set('content-disposition', `attachment; filename="${stream.fileName}"`)
  if (headOnly) {
    stream.close()
    return new Response(null, { headers })
  }
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = await stream.next()
          if (piece !== null) return controller.enqueue(encoder.encode(piece))
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        stream.close()
      },
      cancel: () => stream.close(),
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers })
}
