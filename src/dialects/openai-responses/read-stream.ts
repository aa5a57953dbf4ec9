// One event of a Responses stream -> what it says. Each event says all there is to know of itself; knows no sockets.
// Shape: OpenAI API reference, "Streaming events" of responses. The name of an event is also its `type`.
import { parseJson } from '../../base/exact-json.ts'
import { topLevelSpans } from '../../base/json-scan.ts'
import { decodeUtf8, isUtf8Bytes, utf8Length } from '../../base/utf8.ts'
import type { StreamEvent } from '../../contract/chat.ts'
import { type Fields, fieldsOf, isBlank, isFields, textOf } from '../wire-fields.ts'
import { readError } from './errors.ts'
import { finishOf } from './finish-words.ts'
import { readUsage } from './usage.ts'

const nonsense: StreamEvent = { kind: 'nonsense' }
const quiet = { outputBytes: 0, hasOutput: false, finishReason: null, usage: null, hasUsage: false, hasChoices: true } as const

/** Deltas of what a model wrote; the `done` events repeat it and count nothing. */
const outputDeltas = new Set([
  'response.output_text.delta',
  'response.refusal.delta',
  'response.reasoning_text.delta',
  'response.reasoning_summary_text.delta',
  'response.function_call_arguments.delta',
  'response.custom_tool_call_input.delta',
])

export function readStreamEvent(data: Uint8Array): StreamEvent {
  if (data.length <= 16 && decodeUtf8(data).trim() === '[DONE]') return { kind: 'done' }
  if (!isUtf8Bytes(data)) return nonsense
  const spans = topLevelSpans(data)
  const event = spans === undefined ? undefined : parseJson(decodeUtf8(data))
  if (spans === undefined || !isFields(event)) return nonsense
  const type = textOf(event['type']) ?? ''
  switch (type) {
    case 'error':
    case 'response.failed':
      return { kind: 'error', error: readError(event) }
    case 'response.completed':
    case 'response.incomplete': {
      const response = fieldsOf(event['response'])
      return { kind: 'chunk', data, spans, ...quiet, finishReason: finishOf(response), usage: readUsage(response['usage']), hasUsage: true }
    }
    default: {
      const outputBytes = bytesOf(type, event)
      return { kind: 'chunk', data, spans, ...quiet, outputBytes, hasOutput: outputBytes > 0 }
    }
  }
}

function bytesOf(type: string, event: Fields): number {
  if (outputDeltas.has(type)) return utf8Length(textOf(event['delta']) ?? '')
  return type === 'response.output_item.added' ? utf8Length(textOf(fieldsOf(event['item'])['name']) ?? '') : 0
}

/** Items that say nothing by being there; the others name a tool that is at work. */
const openItems = new Set(['message', 'reasoning'])
const itemFrame = new Set(['type', 'id', 'role', 'status', 'phase'])
const partFrame = new Set(['type'])

/** The response as it was asked for, and items and parts that are still empty. */
export function isOpening(data: Uint8Array): boolean {
  const event = fieldsOf(parseJson(decodeUtf8(data)))
  switch (event['type']) {
    case 'response.created':
    case 'response.queued':
    case 'response.in_progress':
      return isBlank(fieldsOf(event['response'])['output'])
    case 'response.output_item.added': {
      const item = fieldsOf(event['item'])
      return openItems.has(textOf(item['type']) ?? '') && isBlank(item, itemFrame)
    }
    case 'response.content_part.added':
    case 'response.reasoning_summary_part.added':
      return isBlank(event['part'], partFrame)
    default:
      return outputDeltas.has(textOf(event['type']) ?? '') && isBlank(event['delta'])
  }
}

/** There is one answer at most. Parses the whole event; asked only where several answers run at once. */
export function choicesOf(data: Uint8Array): readonly { readonly index: number; readonly finished: boolean }[] {
  return [{ index: 0, finished: finishOf(fieldsOf(fieldsOf(parseJson(decodeUtf8(data)))['response'])) !== null }]
}
