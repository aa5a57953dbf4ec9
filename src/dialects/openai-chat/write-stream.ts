// Events and whole answers for a client of this dialect. Same dialect upstream: the bytes pass, only named members change. Knows no sockets.
import { spanNamed } from '../../base/json-scan.ts'
import type { WireBytes } from '../../base/byte-text.ts'
import { framedWith, spliceJson, withMember } from '../../base/json-splice.ts'
import { encodeUtf8 } from '../../base/utf8.ts'
import type { StreamChunk, WireSpan } from '../../contract/chat.ts'
import { errorBody } from '../../contract/error-bodies.ts'
import type { ShownCost, TokenUsage } from '../../contract/usage.ts'
import type { AnswerFrame, StreamWriter } from '../dialect.ts'
import { writeUsage } from './usage.ts'

/** An upstream stream of this dialect for a client of this dialect: chunk by chunk, usage last and with the cost in it. */
export function passStream({ model, includeUsage, requestId }: AnswerFrame): StreamWriter {
  const frame = streamFrame(model, includeUsage)
  let envelope = ''
  return {
    take(chunk, out) {
      if (envelope === '') envelope = envelopeOf(chunk)
      // The usage chunk is ours to write, with the cost in it, once nothing can follow.
      if (chunk.hasChoices || !chunk.hasUsage) rewriteChunk(chunk, frame, out)
    },
    stop: (by, open, out) => void out.push(stopChunk(envelope, frame, by, open)),
    end(counted, out) {
      if (includeUsage && counted !== null) out.push(usageChunk(envelope, frame, counted.usage, counted.cost()))
      out.push(doneEvent)
    },
    // An error object and no `choices`, so that SDKs throw (amendment 4).
    fail: (cause, out) => void out.push(frameEvent(JSON.stringify(errorBody('openai-chat', cause, requestId)))),
  }
}

/** What a client's stream needs to know of itself. */
export interface StreamFrame {
  /** The model ID as the caller named it, as JSON text. */
  readonly modelJson: string
  /** The same as bytes. */
  readonly modelBytes: Uint8Array
  /** The caller asked for usage: every chunk before the usage chunk carries `"usage":null`. */
  readonly includeUsage: boolean
}

export function streamFrame(model: string, includeUsage: boolean): StreamFrame {
  const modelJson = JSON.stringify(model)
  return { modelJson, modelBytes: encodeUtf8(modelJson), includeUsage }
}

const before = encodeUtf8('data: ')
const after = encodeUtf8('\n\n')

/** Adds an upstream chunk to what is sent, as the client sees it: the caller's model ID; usage only where it belongs. */
export function rewriteChunk(chunk: StreamChunk, frame: StreamFrame, out: Uint8Array[]): void {
  const usage = spanNamed(chunk.data, chunk.spans, 'usage')
  const model = spanNamed(chunk.data, chunk.spans, 'model')
  const usageIsRight = frame.includeUsage ? usage !== undefined && !chunk.hasUsage : usage === undefined
  if (usageIsRight && model !== undefined) {
    // The common case touches one value.
    out.push(framedWith(chunk.data, { start: model.valueStart, end: model.valueEnd, by: frame.modelBytes }, before, after))
    return
  }
  const changes = new Map<string, string | null>([
    ['model', frame.modelJson],
    ['usage', frame.includeUsage ? 'null' : null],
  ])
  out.push(before, spliceJson(chunk.data, chunk.spans, changes), after)
}

/** The `id`, `created` and fingerprint of a stream, taken from its first chunk, for the chunks that we add. */
export function envelopeOf(chunk: StreamChunk): string {
  const keep = ['id', 'created', 'system_fingerprint', 'service_tier']
  const members = keep.flatMap((name) => {
    const span = spanNamed(chunk.data, chunk.spans, name)
    return span === undefined ? [] : [`"${name}":${textOf(chunk.data, span)}`]
  })
  return members.join(',')
}

function textOf(bytes: Uint8Array, span: WireSpan): string {
  return new TextDecoder().decode(bytes.subarray(span.valueStart, span.valueEnd))
}

function addedChunk(envelope: string, frame: StreamFrame, rest: string): Uint8Array {
  return encodeUtf8(
    `data: {${envelope === '' ? '' : `${envelope},`}"object":"chat.completion.chunk","model":${frame.modelJson},${rest}}\n\n`,
  )
}

/** The usage chunk, with the cost as a JSON number (OpenRouter's clients expect one). */
export function usageChunk(envelope: string, frame: StreamFrame, usage: TokenUsage, cost: ShownCost): Uint8Array {
  return addedChunk(envelope, frame, `"choices":[],"usage":${writeUsage(usage, cost)}`)
}

/** The end of an answer that we stopped: a normal finish of each open choice for the SDK, the reason beside it. */
export function stopChunk(envelope: string, frame: StreamFrame, stoppedBy: string, open: readonly number[] = [0]): Uint8Array {
  const usage = frame.includeUsage ? ',"usage":null' : ''
  const choices = open.map((index) => `{"index":${index},"delta":{},"finish_reason":"length"}`).join()
  return addedChunk(envelope, frame, `"choices":[${choices}]${usage},"nexorouter":{"stopped_by":${JSON.stringify(stoppedBy)}}`)
}

/** Events of this dialect have no name. */
export function frameEvent(data: string): Uint8Array {
  return encodeUtf8(`data: ${data}\n\n`)
}

export const doneEvent: Uint8Array = encodeUtf8('data: [DONE]\n\n')

/** A whole answer as the client sees it: the upstream's bytes with the caller's model ID. */
export function passWhole(bytes: Uint8Array, { model }: AnswerFrame): WireBytes {
  return withMember(bytes, 'model', JSON.stringify(model))
}
