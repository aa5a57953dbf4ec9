// Streams and whole answers for a client of this dialect from an upstream of it: the bytes pass, only named members change. Knows no sockets.
import type { WireBytes } from '../../base/byte-text.ts'
import { spliceJson, withMember } from '../../base/json-splice.ts'
import { encodeUtf8 } from '../../base/utf8.ts'
import { errorBody } from '../../contract/error-bodies.ts'
import { topLevelSpans } from '../../base/json-scan.ts'
import type { AnswerFrame, StreamWriter } from '../dialect.ts'
import { writeUsage } from './usage.ts'

const before = encodeUtf8('data: ')
const after = encodeUtf8('\r\n\r\n')

/** Events of this dialect have no name; the vendor ends their lines so. */
export function frameEvent(data: string): Uint8Array {
  return encodeUtf8(`data: ${data}\r\n\r\n`)
}

export function passStream(frame: AnswerFrame): StreamWriter {
  const model = new Map([['modelVersion', JSON.stringify(frame.model)]])
  /** The chunk that ends the answer waits: the cost is written into its usage. */
  let held: Uint8Array | null = null
  const release = (out: Uint8Array[]): void => {
    if (held !== null) out.push(before, held, after)
    held = null
  }
  return {
    take({ data, spans, finishReason }, out) {
      const seen = spliceJson(data, spans, model)
      const waits = held !== null || finishReason !== null
      release(out)
      if (waits) held = seen
      else out.push(before, seen, after)
    },
    stop(by, open, out) {
      release(out)
      const candidates = open.map((index) => ({ content: { role: 'model', parts: [] }, finishReason: 'MAX_TOKENS', index }))
      held = encodeUtf8(JSON.stringify({ candidates, modelVersion: frame.model, nexorouter: { stopped_by: by } }))
    },
    end(counted, out) {
      if (held !== null && counted !== null) {
        held = spliceJson(held, topLevelSpans(held) ?? [], new Map([['usageMetadata', writeUsage(counted.usage, counted.cost())]]))
      }
      release(out)
    },
    fail: (cause, out) => void out.push(frameEvent(JSON.stringify(errorBody('gemini', cause, frame.requestId)))),
  }
}

/** A whole answer as the client sees it: the upstream's bytes with the caller's model ID. */
export function passWhole(bytes: Uint8Array, { model }: AnswerFrame): WireBytes {
  return withMember(bytes, 'modelVersion', JSON.stringify(model))
}
