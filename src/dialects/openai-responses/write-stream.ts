// Streams and whole answers for a client of this dialect from an upstream of it: the bytes pass, only named members change. Knows no sockets.
import { parseJson } from '../../base/exact-json.ts'
import type { WireBytes } from '../../base/byte-text.ts'
import { withMember } from '../../base/json-splice.ts'
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts'
import type { AnswerFrame, StreamWriter } from '../dialect.ts'
import { changeInside, framed, frameTyped, typeOf } from '../named-events.ts'
import { numberOf, fieldsOf } from '../wire-fields.ts'
import { failedEvent } from './failed-event.ts'
import { endingOf } from './finish-words.ts'
import { writeUsage } from './usage.ts'
import { joinEvents } from './whole-answer.ts'

export function passStream(frame: AnswerFrame): StreamWriter {
  const model = new Map([['model', JSON.stringify(frame.model)]])
  const joined = joinEvents()
  let sequence = 0
  /** The last event waits for the end: the cost is written into its usage. */
  let held: { readonly type: string; readonly data: Uint8Array } | null = null
  return {
    take({ data, spans }, out) {
      const type = typeOf(data, spans)
      const event = fieldsOf(parseJson(decodeUtf8(data)))
      sequence = (numberOf(event['sequence_number']) ?? sequence) + 1
      joined.add(event)
      const seen = event['response'] === undefined ? data : changeInside(data, 'response', model)
      if (type === 'response.completed' || type === 'response.incomplete') held = { type, data: seen }
      else out.push(...framed(type, seen))
    },
    stop(by) {
      const response = { ...joined.completion(), model: frame.model, ...endingOf('length'), nexorouter: { stopped_by: by } }
      const data = encodeUtf8(JSON.stringify({ type: 'response.incomplete', response, sequence_number: sequence }))
      held = { type: 'response.incomplete', data }
    },
    end(counted, out) {
      if (held === null) return
      const usage = counted === null ? null : new Map([['usage', writeUsage(counted.usage, counted.cost())]])
      out.push(...framed(held.type, usage === null ? held.data : changeInside(held.data, 'response', usage)))
    },
    fail: (cause, out) => void out.push(frameTyped(failedEvent(cause, frame, { ...joined.completion(), model: frame.model }, sequence))),
  }
}

/** A whole answer as the client sees it: the upstream's bytes with the caller's model ID. */
export function passWhole(bytes: Uint8Array, { model }: AnswerFrame): WireBytes {
  return withMember(bytes, 'model', JSON.stringify(model))
}
