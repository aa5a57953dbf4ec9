// One event of an OpenAI chat stream -> what it says. A pure step; only events that end, fail or meter the answer are parsed whole.
// Shape: OpenAI API reference, "chat completion chunk object".
import { parseJson } from '../../base/exact-json.ts'
import { bytesAre, spanNamed, stringEnd, topLevelSpans, type Span } from '../../base/json-scan.ts'
import { decodeUtf8, isUtf8Bytes } from '../../base/utf8.ts'
import type { StreamEvent } from '../../contract/chat.ts'
import { fieldsOf, isBlank, listOf } from '../wire-fields.ts'
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
  const { outputBytes, finishReason, hasChoices } = readChoices(data, choices)
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

interface ChoicesRead {
  /** Bytes of every string value inside the `delta` objects, the role and the tool calls' ids and kinds left out. */
  outputBytes: number
  finishReason: string | null
  /** Whether there is any choice at all. */
  hasChoices: boolean
}

/** One pass over the bytes of `choices`, string by string; builds nothing. This runs for every event of every stream. */
function readChoices(data: Uint8Array, { valueStart, valueEnd }: Span): ChoicesRead {
  const read: ChoicesRead = { outputBytes: 0, finishReason: null, hasChoices: false }
  let depth = 0
  /** The depth at which the current delta began; -1 outside of one. */
  let delta = -1
  let counts = false
  for (let at = valueStart; at < valueEnd; at++) {
    const byte = data[at] as number
    if (byte === 0x22) {
      const end = stringEnd(data, at)
      if (end === -1) return read
      const next = skipSpace(data, end)
      if (data[next] !== 0x3a) {
        if (delta !== -1 && counts) read.outputBytes += textBytes(data, at + 1, end - 1)
        at = end - 1
        continue
      }
      const value = skipSpace(data, next + 1)
      if (read.finishReason === null && data[value] === 0x22 && bytesAre(data, at + 1, end - 1, 'finish_reason')) {
        read.finishReason = textOf(data, value)
      }
      if (delta !== -1) counts = countsAsOutput(data, at + 1, end - 1)
      else if (data[value] === 0x7b && bytesAre(data, at + 1, end - 1, 'delta')) {
        delta = depth
        counts = false
      }
      at = value - 1
    } else if (byte === 0x7b || byte === 0x5b) {
      if (byte === 0x7b) read.hasChoices = true
      depth++
    } else if ((byte === 0x7d || byte === 0x5d) && --depth === delta) delta = -1
  }
  return read
}

/** The text of the string that opens at `quote`; null when it is empty. */
function textOf(data: Uint8Array, quote: number): string | null {
  const end = stringEnd(data, quote)
  return end > quote + 2 ? decodeUtf8(data.subarray(quote + 1, end - 1)) : null
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

const opens = new Set(['role'])

/** A role, empty deltas, what a filter says of the prompt, a count. */
export function isOpening(data: Uint8Array): boolean {
  const { choices } = fieldsOf(parseJson(decodeUtf8(data)))
  return listOf(choices).every((choice) => isBlank(fieldsOf(choice)['delta'], opens))
}

/** `data` and `url` carry audio and images: their bytes say nothing of tokens. */
const notOutput = ['role', 'id', 'type', 'object', 'data', 'url'] as const

function countsAsOutput(bytes: Uint8Array, start: number, end: number): boolean {
  for (const name of notOutput) if (bytesAre(bytes, start, end, name)) return false
  return true
}
