// One event of a Messages stream -> what it says. A step over the usage so far; knows no sockets.
// Shape: Anthropic API reference, "Streaming Messages". The name of an event is also its `type`.
import { parseJson } from '../../base/exact-json.ts'
import { topLevelSpans } from '../../base/json-scan.ts'
import { decodeUtf8, isUtf8Bytes, utf8Length } from '../../base/utf8.ts'
import type { StreamEvent } from '../../contract/chat.ts'
import { type Fields, fieldsOf, isBlank, isFields, textOf } from '../wire-fields.ts'
import { readError } from './errors.ts'
import { finishWord } from './finish-words.ts'
import { mergeUsage, readUsage } from './usage.ts'

const nonsense: StreamEvent = { kind: 'nonsense' }
const quiet = { outputBytes: 0, hasOutput: false, finishReason: null, usage: null, hasUsage: false, hasChoices: true } as const

/** A reader for one stream: input tokens come first, output tokens last, and only together they are a count. */
export function openStream(): (data: Uint8Array) => StreamEvent {
  let usage: Fields = {}
  return (data) => {
    if (!isUtf8Bytes(data)) return nonsense
    const spans = topLevelSpans(data)
    const event = spans === undefined ? undefined : parseJson(decodeUtf8(data))
    if (spans === undefined || !isFields(event)) return nonsense
    switch (event['type']) {
      case 'error':
        return { kind: 'error', error: readError(event) }
      case 'ping':
        return { kind: 'other' }
      case 'message_stop':
        return { kind: 'done' }
      case 'message_start':
        // What it says of the output is not a count yet.
        usage = { ...mergeUsage({}, fieldsOf(event['message'])['usage']), output_tokens: 0 }
        return { kind: 'chunk', data, spans, ...quiet, usage: readUsage(usage) }
      case 'message_delta': {
        usage = mergeUsage(usage, event['usage'])
        const reason = textOf(fieldsOf(event['delta'])['stop_reason'])
        const finishReason = reason === null ? null : finishWord(reason)
        return { kind: 'chunk', data, spans, ...quiet, finishReason, usage: readUsage(usage), hasUsage: true }
      }
      default: {
        const outputBytes = bytesOf(event)
        return { kind: 'chunk', data, spans, ...quiet, outputBytes, hasOutput: outputBytes > 0 }
      }
    }
  }
}

/** UTF-8 bytes of text, thinking and tool arguments; the name of a call counts with them. */
function bytesOf(event: Fields): number {
  const block = fieldsOf(event['content_block'])
  const delta = fieldsOf(event['delta'])
  const texts = [delta['text'], delta['thinking'], delta['partial_json'], block['text'], block['thinking'], block['name']]
  return texts.reduce((sum: number, text) => sum + (typeof text === 'string' ? utf8Length(text) : 0), 0)
}

const named = new Set(['type'])

/** The frame of the message and of blocks that are still empty. */
export function isOpening(data: Uint8Array): boolean {
  const event = fieldsOf(parseJson(decodeUtf8(data)))
  switch (event['type']) {
    case 'message_start':
      return isBlank(fieldsOf(event['message'])['content'])
    case 'content_block_start':
      return isBlank(event['content_block'], named)
    case 'content_block_delta':
      return isBlank(event['delta'], named)
    default:
      return event['type'] === 'content_block_stop' || event['type'] === 'message_delta'
  }
}

/** There is one answer at most. Parses the whole event; asked only where several answers run at once. */
export function choicesOf(data: Uint8Array): readonly { readonly index: number; readonly finished: boolean }[] {
  const event = fieldsOf(parseJson(decodeUtf8(data)))
  return [{ index: 0, finished: textOf(fieldsOf(event['delta'])['stop_reason']) !== null }]
}
