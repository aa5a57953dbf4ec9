// One chunk of a Gemini stream -> what it says. Each chunk is a whole response with more of the answer; usage is cumulative. Knows no sockets.
import { parseJson } from '../../base/exact-json.ts'
import { topLevelSpans } from '../../base/json-scan.ts'
import { decodeUtf8, isUtf8Bytes, utf8Length } from '../../base/utf8.ts'
import type { StreamEvent } from '../../contract/chat.ts'
import { type Fields, fieldsOf, isBlank, isFields, listOf, numberOf, textOf } from '../wire-fields.ts'
import { readError } from './errors.ts'
import { finishWord } from './finish-words.ts'
import { readUsage } from './usage.ts'

export function readStreamEvent(data: Uint8Array): StreamEvent {
  const spans = isUtf8Bytes(data) ? topLevelSpans(data) : undefined
  const chunk = spans === undefined ? undefined : parseJson(decodeUtf8(data))
  if (spans === undefined || !isFields(chunk)) return { kind: 'nonsense' }
  if (chunk['error'] != null) return { kind: 'error', error: readError(chunk) }
  const { outputBytes, finishReason } = readCandidates(chunk)
  const hasUsage = chunk['usageMetadata'] !== undefined
  const usage = readUsage(chunk['usageMetadata'])
  return { kind: 'chunk', data, spans, outputBytes, hasOutput: outputBytes > 0, finishReason, usage, hasUsage, hasChoices: true }
}

/** What a response's candidates say; a prompt that was blocked has none and has ended all the same. */
export function readCandidates(response: Fields): { readonly outputBytes: number; readonly finishReason: string | null } {
  let outputBytes = 0
  let finishReason: string | null = textOf(fieldsOf(response['promptFeedback'])['blockReason']) === null ? null : 'content_filter'
  for (const candidate of listOf(response['candidates']).map(fieldsOf)) {
    for (const part of listOf(fieldsOf(candidate['content'])['parts']).map(fieldsOf)) outputBytes += partBytes(part)
    const reason = textOf(candidate['finishReason'])
    if (reason !== null) finishReason ??= finishWord(reason)
  }
  return { outputBytes, finishReason }
}

function partBytes(part: Fields): number {
  const call = fieldsOf(part['functionCall'])
  const name = textOf(call['name'])
  return utf8Length(textOf(part['text']) ?? '') + (name === null ? 0 : utf8Length(name + JSON.stringify(call['args'] ?? {})))
}

const thought = new Set(['thought'])

/** Parts that are still empty, and a count. */
export function isOpening(data: Uint8Array): boolean {
  const candidates = listOf(fieldsOf(parseJson(decodeUtf8(data)))['candidates']).map(fieldsOf)
  return candidates.every(({ content }) => listOf(fieldsOf(content)['parts']).every((part) => isBlank(part, thought)))
}

/** Which candidates a chunk speaks of, and which of them it ends. Asked only where several answers run at once. */
export function choicesOf(data: Uint8Array): readonly { readonly index: number; readonly finished: boolean }[] {
  const candidates = listOf(fieldsOf(parseJson(decodeUtf8(data)))['candidates']).map(fieldsOf)
  return candidates.map((candidate) => ({ index: numberOf(candidate['index']) ?? 0, finished: textOf(candidate['finishReason']) !== null }))
}
