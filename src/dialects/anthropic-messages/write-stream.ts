// Streams and whole answers for a client of this dialect from an upstream of it: the bytes pass, only named members change. Knows no sockets.
import { spanNamed } from '../../base/json-scan.ts'
import type { WireBytes } from '../../base/byte-text.ts'
import { withMember } from '../../base/json-splice.ts'
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts'
import type { WireSpan } from '../../contract/chat.ts'
import { errorBody } from '../../contract/error-bodies.ts'
import type { AnswerFrame, StreamWriter } from '../dialect.ts'
import { changeInside, framed, frameTyped, membersOf, typeOf } from '../named-events.ts'
import { wireWords } from './finish-words.ts'
import { writeUsage } from './usage.ts'

const lastEvent = frameTyped('{"type":"message_stop"}')

export function passStream({ model, requestId }: AnswerFrame): StreamWriter {
  const modelJson = JSON.stringify(model)
  const open = new Set<number>()
  /** The event with the stop reason waits for the end: the cost is written into its usage. */
  let held: Uint8Array | null = null
  const behind: Uint8Array[] = []
  const release = (out: Uint8Array[]): void => {
    if (held !== null) out.push(...framed('message_delta', held), ...behind.splice(0))
    held = null
  }
  return {
    take({ data, spans }, out) {
      const type = typeOf(data, spans)
      if (type === 'message_delta') {
        release(out)
        held = data
        return
      }
      if (type === 'content_block_start') open.add(indexOf(data, spans))
      if (type === 'content_block_stop') open.delete(indexOf(data, spans))
      const seen = type === 'message_start' ? changeInside(data, 'message', new Map([['model', modelJson]])) : data
      const target = held === null ? out : behind
      target.push(...framed(type, seen))
    },
    stop(by, _choices, out) {
      for (const index of open) out.push(frameTyped(`{"type":"content_block_stop","index":${index}}`))
      const delta = `{"stop_reason":"${wireWords.length}","stop_sequence":null}`
      held = encodeUtf8(
        `{"type":"message_delta","delta":${delta},"usage":{"output_tokens":0},"nexorouter":{"stopped_by":${JSON.stringify(by)}}}`,
      )
    },
    end(counted, out) {
      if (held !== null && counted !== null) held = changeInside(held, 'usage', membersOf(writeUsage(counted.usage, counted.cost())))
      release(out)
      out.push(lastEvent)
    },
    fail: (cause, out) => void out.push(frameTyped(JSON.stringify(errorBody('anthropic-messages', cause, requestId)))),
  }
}

function indexOf(data: Uint8Array, spans: readonly WireSpan[]): number {
  const span = spanNamed(data, spans, 'index')
  return span === undefined ? 0 : Number(decodeUtf8(data.subarray(span.valueStart, span.valueEnd)))
}

/** A whole answer as the client sees it: the upstream's bytes with the caller's model ID. */
export function passWhole(bytes: Uint8Array, { model }: AnswerFrame): WireBytes {
  return withMember(bytes, 'model', JSON.stringify(model))
}
