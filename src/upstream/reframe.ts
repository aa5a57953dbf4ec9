// An exchange whose stream comes in the framing of AWS, seen as one of server-sent events. Knows no dialect and no socket.
import { awsMessageReader, eventOf } from './aws-event-stream.ts'
import type { UpstreamExchange, UpstreamFailure, UpstreamSink } from './send.ts'

const framingType = 'application/vnd.amazon.eventstream'

/** Whole answers and errors pass as they are: only a head that names the framing is read in it. */
export function reframed(exchange: UpstreamExchange, bytesMax: number): UpstreamExchange {
  let framed = false
  const head = exchange.head.then((arrived) => {
    framed = arrived.headers['content-type']?.startsWith(framingType) ?? false
    return framed ? { ...arrived, headers: { ...arrived.headers, 'content-type': 'text/event-stream' } } : arrived
  })
  head.catch(() => {})
  return {
    head,
    read: (sink) => exchange.read(framed ? unframing(sink, exchange, bytesMax) : sink),
    pause: () => exchange.pause(),
    resume: () => exchange.resume(),
    abort: () => exchange.abort(),
  }
}

function unframing(sink: UpstreamSink, exchange: UpstreamExchange, bytesMax: number): UpstreamSink {
  const messagesOf = awsMessageReader(bytesMax)
  let over = false
  const fail = (failure: UpstreamFailure): void => {
    if (over) return
    over = true
    sink.fail(failure)
  }
  return {
    bytes(chunk) {
      if (over) return
      let text = ''
      try {
        for (const message of messagesOf(chunk)) text += eventOf(message) ?? ''
      } catch {
        // Text without its end: the reader above would wait for it.
        fail({ kind: 'bad_response', status: null, retryAfterMs: null })
        return exchange.abort()
      }
      if (text !== '') sink.bytes(Buffer.from(text))
    },
    end() {
      if (!over) sink.end()
    },
    fail,
  }
}
