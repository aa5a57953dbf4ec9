// Streams and whole answers for a client of this dialect from an upstream of it: the bytes pass, only named members change. Knows no sockets.
import { spanNamed, topLevelSpans } from '../../base/json-scan.ts'
import { type Changes, spliceJson } from '../../base/json-splice.ts'
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts'
import type { WireSpan } from '../../contract/chat.ts'
import { errorBody } from '../../contract/error-bodies.ts'
import type { AnswerFrame, StreamWriter } from '../dialect.ts'
import { wireWords } from './finish-words.ts'
import { writeUsage } from './usage.ts'

const nameEnd = encodeUtf8('\ndata: ')
const eventEnd = encodeUtf8('\n\n')

/** The `type` of an event is also its name on the wire. */
function framed(type: string, data: Uint8Array): Uint8Array[] {
  return [encodeUtf8(`event: ${type}`), nameEnd, data, eventEnd]
}

export function frameEvent(data: string): Uint8Array {
  const type = /^\{"type":"([a-z_]{1,60})"/.exec(data)?.[1] ?? 'error'
  return encodeUtf8(`event: ${type}\ndata: ${data}\n\n`)
}

const lastEvent = frameEvent('{"type":"message_stop"}')

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
      for (const index of open) out.push(frameEvent(`{"type":"content_block_stop","index":${index}}`))
      const delta = `{"stop_reason":"${wireWords.length}","stop_sequence":null}`
      held = encodeUtf8(
        `{"type":"message_delta","delta":${delta},"usage":{"output_tokens":0},"nexorouter":{"stopped_by":${JSON.stringify(by)}}}`,
      )
    },
    end(counted, out) {
      if (held !== null && counted !== null) held = withUsage(held, writeUsage(counted.usage, counted.cost()))
      release(out)
      out.push(lastEvent)
    },
    fail: (cause, out) => void out.push(frameEvent(JSON.stringify(errorBody('anthropic-messages', cause, requestId)))),
  }
}

function typeOf(data: Uint8Array, spans: readonly WireSpan[]): string {
  const span = spanNamed(data, spans, 'type')
  const text = span === undefined ? '' : decodeUtf8(data.subarray(span.valueStart + 1, span.valueEnd - 1))
  // A name with a line break in it would be an event of its own.
  return /^[a-z0-9_.]{1,60}$/i.test(text) ? text : 'message'
}

function indexOf(data: Uint8Array, spans: readonly WireSpan[]): number {
  const span = spanNamed(data, spans, 'index')
  return span === undefined ? 0 : Number(decodeUtf8(data.subarray(span.valueStart, span.valueEnd)))
}

/** The object with members of one of its members changed; every other byte stays. */
function changeInside(data: Uint8Array, name: string, changes: Changes): Uint8Array {
  const spans = topLevelSpans(data) ?? []
  const span = spanNamed(data, spans, name)
  if (span === undefined) return data
  const inner = data.subarray(span.valueStart, span.valueEnd)
  const innerSpans = topLevelSpans(inner)
  if (innerSpans === undefined) return data
  return spliceJson(data, spans, new Map([[name, decodeUtf8(spliceJson(inner, innerSpans, changes))]]))
}

/** Our counts and the cost win, the provider's other members stay. */
function withUsage(data: Uint8Array, usageJson: string): Uint8Array {
  const usage = encodeUtf8(usageJson)
  const members = (topLevelSpans(usage) ?? []).map((span): [string, string] => [
    decodeUtf8(usage.subarray(span.nameStart, span.nameEnd)),
    decodeUtf8(usage.subarray(span.valueStart, span.valueEnd)),
  ])
  return changeInside(data, 'usage', new Map(members))
}

/** A whole answer as the client sees it: the upstream's bytes with the caller's model ID. */
export function passWhole(bytes: Uint8Array, spans: readonly WireSpan[], { model }: AnswerFrame): Uint8Array {
  return spliceJson(bytes, spans, new Map([['model', JSON.stringify(model)]]))
}
