// One event of an OpenAI chat stream -> what it says. A pure step; only events that end, fail or meter the answer are parsed whole.
// Shape: OpenAI API reference, "chat completion chunk object".
import { bytesAre, spanNamed, stringEnd, topLevelSpans, type Span } from '../../base/json-scan.ts'
import { decodeUtf8, indexOfText, isUtf8Bytes } from '../../base/utf8.ts'
import type { StreamEvent } from '../../contract/chat.ts'
import { readError } from './errors.ts'
import { readUsage } from './usage.ts'

const nonsense: StreamEvent = { kind: 'nonsense' }
const done: StreamEvent = { kind: 'done' }
const other: StreamEvent = { kind: 'other' }

export function readStreamEvent(data: Uint8Array): StreamEvent {
  if (data.length <= 16 && decodeUtf8(data).trim() === '[DONE]') return done
  if (!isUtf8Bytes(data)) return nonsense
  const spans = topLevelSpans(data)
  if (spans === undefined) return nonsense
  const error = valueOf(data, spans, 'error')
  if (error !== undefined) {
    const value = parse(data, error)
    if (value !== null && value !== undefined) return { kind: 'error', error: readError({ error: value }) }
  }
  const choices = valueOf(data, spans, 'choices')
  const usageSpan = valueOf(data, spans, 'usage')
  const hasUsage = usageSpan !== undefined
  const usage = usageSpan === undefined ? null : readUsage(parse(data, usageSpan))
  if (choices === undefined || data[choices.valueStart] !== 0x5b) {
    if (usage === null) return choices === undefined ? other : nonsense
    return { kind: 'chunk', data, spans, outputBytes: 0, hasOutput: false, finishReason: null, usage, hasUsage, hasChoices: false }
  }
  const slice = data.subarray(choices.valueStart, choices.valueEnd)
  const outputBytes = deltaBytes(slice)
  const finishReason = findFinishReason(slice)
  const hasChoices = indexOfText(slice, '{') !== -1
  return { kind: 'chunk', data, spans, outputBytes, hasOutput: outputBytes > 0, finishReason, usage, hasUsage, hasChoices }
}

function valueOf(data: Uint8Array, spans: readonly Span[], name: string): Span | undefined {
  const span = spanNamed(data, spans, name)
  return span === undefined || bytesAre(data, span.valueStart, span.valueEnd, 'null') ? undefined : span
}

function parse(data: Uint8Array, span: Span): unknown {
  try {
    return JSON.parse(decodeUtf8(data.subarray(span.valueStart, span.valueEnd)))
  } catch {
    return undefined
  }
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at++
  return at
}

/** The name with its quotes cannot occur inside a JSON string (there its quotes are escaped), so a byte search for it is exact. */
function findFinishReason(choices: Uint8Array): string | null {
  const name = '"finish_reason"'
  for (let at = indexOfText(choices, name); at !== -1; at = indexOfText(choices, name, at + name.length)) {
    let value = skipSpace(choices, at + name.length)
    if (choices[value] !== 0x3a) continue
    value = skipSpace(choices, value + 1)
    if (choices[value] !== 0x22) continue
    const end = stringEnd(choices, value)
    if (end > value + 2) return decodeUtf8(choices.subarray(value + 1, end - 1))
  }
  return null
}

/** Bytes of every string value inside the `delta` objects, the role and the tool calls' ids and kinds left out. */
function deltaBytes(choices: Uint8Array): number {
  let total = 0
  for (let at = indexOfText(choices, '"delta"'); at !== -1; at = indexOfText(choices, '"delta"', at)) {
    at = skipSpace(choices, at + 7)
    if (choices[at] !== 0x3a) continue
    at = skipSpace(choices, at + 1)
    if (choices[at] !== 0x7b) continue
    let depth = 0
    let counts = false
    while (at < choices.length) {
      const byte = choices[at] as number
      if (byte === 0x22) {
        const end = stringEnd(choices, at)
        if (end === -1) return total
        const next = skipSpace(choices, end)
        if (choices[next] === 0x3a) {
          counts = countsAsOutput(choices, at + 1, end - 1)
          at = next + 1
          continue
        }
        if (counts) total += textBytes(choices, at + 1, end - 1)
        at = end
        continue
      }
      if (byte === 0x7b || byte === 0x5b) depth++
      else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) break
      at++
    }
  }
  return total
}

/** Bytes of a JSON string's text: an escape such as \u4f60 is six bytes on the wire and three as text. */
function textBytes(bytes: Uint8Array, start: number, end: number): number {
  let total = 0
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0x5c) {
      const unicode = bytes[at + 1] === 0x75
      total += unicode ? (bytesAre(bytes, at + 2, at + 4, '00') ? 1 : 3) : 1
      at += unicode ? 5 : 1
    } else total++
  }
  return total
}

/** Which choices a chunk speaks of, and which of them it ends. Parses the whole event; asked only where several answers run at once. */
export function choicesOf(data: Uint8Array): readonly { readonly index: number; readonly finished: boolean }[] {
  let value: unknown
  try {
    value = JSON.parse(decodeUtf8(data))
  } catch {
    return []
  }
  const choices = (value as { choices?: unknown }).choices
  if (!Array.isArray(choices)) return []
  return choices.map((choice: unknown) => {
    const { index, finish_reason: reason } = (choice ?? {}) as { index?: unknown; finish_reason?: unknown }
    return { index: typeof index === 'number' ? index : 0, finished: typeof reason === 'string' }
  })
}

const notOutput = ['role', 'id', 'type', 'object'] as const

function countsAsOutput(bytes: Uint8Array, start: number, end: number): boolean {
  for (const name of notOutput) if (bytesAre(bytes, start, end, name)) return false
  return true
}
