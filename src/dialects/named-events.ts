// Events whose wire name is also their `type`, and changes inside one member of their data: what the newer wires have in common.
import { spanNamed, topLevelSpans } from '../base/json-scan.ts'
import { type Changes, spliceJson } from '../base/json-splice.ts'
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts'
import type { WireSpan } from '../contract/chat.ts'

const nameEnd = encodeUtf8('\ndata: ')
const eventEnd = encodeUtf8('\n\n')

/** An event of this name, in pieces that are sent one after the other. */
export function framed(type: string, data: Uint8Array): Uint8Array[] {
  return [encodeUtf8(`event: ${type}`), nameEnd, data, eventEnd]
}

/** Data that begins with its `type`. */
export function frameTyped(data: string): Uint8Array {
  const type = /^\{"type":"([a-z_.]{1,80})"/.exec(data)?.[1] ?? 'error'
  return encodeUtf8(`event: ${type}\ndata: ${data}\n\n`)
}

export function typeOf(data: Uint8Array, spans: readonly WireSpan[]): string {
  const span = spanNamed(data, spans, 'type')
  const text = span === undefined ? '' : decodeUtf8(data.subarray(span.valueStart + 1, span.valueEnd - 1))
  // A name with a line break in it would be an event of its own.
  return /^[a-z0-9_.]{1,80}$/i.test(text) ? text : 'message'
}

/** The object with members of one of its members changed; every other byte stays. */
export function changeInside(data: Uint8Array, name: string, changes: Changes): Uint8Array {
  const spans = topLevelSpans(data) ?? []
  const span = spanNamed(data, spans, name)
  if (span === undefined) return data
  const inner = data.subarray(span.valueStart, span.valueEnd)
  const innerSpans = topLevelSpans(inner)
  if (innerSpans === undefined) return data
  return spliceJson(data, spans, new Map([[name, decodeUtf8(spliceJson(inner, innerSpans, changes))]]))
}

/** The members of a JSON object given as text, as changes: ours win, others of the object that is changed stay. */
export function membersOf(json: string): ReadonlyMap<string, string> {
  const bytes = encodeUtf8(json)
  const text = (start: number, end: number): string => decodeUtf8(bytes.subarray(start, end))
  return new Map((topLevelSpans(bytes) ?? []).map((span) => [text(span.nameStart, span.nameEnd), text(span.valueStart, span.valueEnd)]))
}
