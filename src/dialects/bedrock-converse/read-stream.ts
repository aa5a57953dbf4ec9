// One event of a ConverseStream -> what it says. Knows no sockets and no framing: an event is `{"contentBlockDelta":{...}}`, one member that names it.
import { parseJson } from '../../base/exact-json.ts'
import { topLevelSpans } from '../../base/json-scan.ts'
import { decodeUtf8, isUtf8Bytes, utf8Length } from '../../base/utf8.ts'
import type { StreamEvent } from '../../contract/chat.ts'
import { type Fields, fieldsOf, isBlank, isFields, textOf } from '../wire-fields.ts'
import { readError } from './errors.ts'
import { finishWord, isMalformed } from './finish-words.ts'
import { readUsage } from './usage.ts'

const nonsense: StreamEvent = { kind: 'nonsense' }
const quiet = { outputBytes: 0, hasOutput: false, finishReason: null, usage: null, hasUsage: false, hasChoices: true } as const

/** The counts come last, behind the stop reason. */
export function openStream(): (data: Uint8Array) => StreamEvent {
  return (data) => {
    if (!isUtf8Bytes(data)) return nonsense
    const spans = topLevelSpans(data)
    const event = spans === undefined ? undefined : parseJson(decodeUtf8(data))
    if (spans === undefined || !isFields(event)) return nonsense
    const chunk = { kind: 'chunk', data, spans, ...quiet } as const
    if (event['type'] === 'error') return { kind: 'error', error: readError(event) }
    if (event['messageStart'] !== undefined || event['contentBlockStop'] !== undefined) return chunk
    if (event['contentBlockStart'] !== undefined || event['contentBlockDelta'] !== undefined) {
      const outputBytes = bytesOf(event)
      return { ...chunk, outputBytes, hasOutput: outputBytes > 0 }
    }
    if (event['messageStop'] !== undefined) {
      const reason = textOf(fieldsOf(event['messageStop'])['stopReason']) ?? 'end_turn'
      return isMalformed(reason) ? { kind: 'error', error: malformed } : { ...chunk, finishReason: finishWord(reason) }
    }
    if (event['metadata'] === undefined) return { kind: 'other' }
    return { ...chunk, hasChoices: false, usage: readUsage(fieldsOf(event['metadata'])['usage']), hasUsage: true }
  }
}

const malformed = { code: null, param: null, contextLength: false }

/** UTF-8 bytes of text, reasoning and tool arguments; the name of a call counts with them. */
function bytesOf(event: Fields): number {
  const call = fieldsOf(fieldsOf(fieldsOf(event['contentBlockStart'])['start'])['toolUse'])
  const delta = fieldsOf(fieldsOf(event['contentBlockDelta'])['delta'])
  const texts = [call['name'], delta['text'], fieldsOf(delta['toolUse'])['input'], fieldsOf(delta['reasoningContent'])['text']]
  return texts.reduce((sum: number, text) => sum + (typeof text === 'string' ? utf8Length(text) : 0), 0)
}

/** The frame of the message and of blocks that are still empty. */
export function isOpening(data: Uint8Array): boolean {
  const event = fieldsOf(parseJson(decodeUtf8(data)))
  if (event['contentBlockStart'] !== undefined) return isBlank(fieldsOf(event['contentBlockStart'])['start'])
  if (event['contentBlockDelta'] !== undefined) return isBlank(fieldsOf(event['contentBlockDelta'])['delta'])
  return event['messageStart'] !== undefined || event['contentBlockStop'] !== undefined || event['metadata'] !== undefined
}

/** There is one answer. Parses the whole event; asked only where several answers run at once. */
export function choicesOf(data: Uint8Array): readonly { readonly index: number; readonly finished: boolean }[] {
  return [{ index: 0, finished: fieldsOf(parseJson(decodeUtf8(data)))['messageStop'] !== undefined }]
}
