// Reads the structure of JSON bytes without building it: depth, duplicate names, where the top-level values lie. Knows no field.
// Iterative and bounded, so that no body can exhaust the stack or the processor before it is parsed.
import { isUtf8 } from 'node:buffer'
import { addEscaped, addName, beginNames, namesAt, textBetween } from './json-names.ts'

const quote = 0x22
const backslash = 0x5c

/** Where one top-level member lies, as byte offsets: the name without its quotes, and the value. Ends are exclusive. */
export interface Span {
  readonly nameStart: number
  readonly nameEnd: number
  readonly valueStart: number
  readonly valueEnd: number
}

export interface ScanLimits {
  /** Deepest nesting of arrays and objects. */
  readonly depthMax: number
  /** Most members and elements in all. */
  readonly valuesMax: number
}

export type ScanFault =
  | { readonly reason: 'invalid_utf8' | 'too_deep' | 'too_many_values' | 'not_an_object' | 'syntax'; readonly at: number }
  | { readonly reason: 'duplicate_name' | 'escaped_name'; readonly at: number; readonly name: string }

export type Scan = { readonly ok: true; readonly spans: readonly Span[] } | { readonly ok: false; readonly fault: ScanFault }

/** Offset just after the closing quote of a string that opens at `open`; -1 when it never closes. */
export function stringEnd(bytes: Uint8Array, open: number): number {
  let at = open + 1
  // Most strings are short: look at their first bytes here, and let the native search run over the long ones.
  const near = Math.min(bytes.length, at + 48)
  while (at < near) {
    const byte = bytes[at]
    if (byte === quote) return at + 1
    at += byte === backslash ? 2 : 1
  }
  for (;;) {
    const close = bytes.indexOf(quote, at)
    if (close === -1) return -1
    let slashes = 0
    while (close - 1 - slashes >= at && bytes[close - 1 - slashes] === backslash) slashes++
    if ((slashes & 1) === 0) return close + 1
    at = close + 1
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** Offset just after the value that starts at `start` (a string, a container or a bare word); -1 when it never ends. */
export function valueEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start]
  if (first === quote) return stringEnd(bytes, start)
  let at = start
  if (first === 0x7b || first === 0x5b) {
    let depth = 0
    while (at < bytes.length) {
      const byte = bytes[at] as number
      if (byte === quote) {
        at = stringEnd(bytes, at)
        if (at === -1) return -1
        continue
      }
      at++
      if (byte === 0x7b || byte === 0x5b) depth++
      else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) return at
    }
    return -1
  }
  while (at < bytes.length) {
    const byte = bytes[at] as number
    if (byte === 0x2c || byte === 0x7d || byte === 0x5d || isSpace(byte)) break
    at++
  }
  return at > start ? at : -1
}

/**
 * Where the members of one object lie, for bytes that are known to be an object (an upstream's event).
 * Undefined when they are not. Does not prove the syntax inside the values. `upTo`: the last member that is looked for, by its ASCII name;
 * what lies behind it is not looked at.
 */
export function topLevelSpans(bytes: Uint8Array, upTo?: string): Span[] | undefined {
  let at = 0
  while (isSpace(bytes[at])) at++
  if (bytes[at] !== 0x7b) return undefined
  at++
  const spans: Span[] = []
  for (;;) {
    while (isSpace(bytes[at]) || bytes[at] === 0x2c) at++
    if (bytes[at] === 0x7d) {
      at++
      while (isSpace(bytes[at])) at++
      return at === bytes.length ? spans : undefined
    }
    if (bytes[at] !== quote) return undefined
    const nameStart = at + 1
    at = stringEnd(bytes, at)
    if (at === -1) return undefined
    const nameEnd = at - 1
    while (isSpace(bytes[at])) at++
    if (bytes[at] !== 0x3a) return undefined
    at++
    while (isSpace(bytes[at])) at++
    const end = valueEnd(bytes, at)
    if (end === -1) return undefined
    spans.push({ nameStart, nameEnd, valueStart: at, valueEnd: end })
    if (upTo !== undefined && bytesAre(bytes, nameStart, nameEnd, upTo)) return spans
    at = end
  }
}

/** Whether the bytes from `start` to `end` are exactly this ASCII text. */
export function bytesAre(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text.charCodeAt(index)) return false
  return true
}

/** The span of a member by its ASCII name; undefined when there is none. */
export function spanNamed(bytes: Uint8Array, spans: readonly Span[], name: string): Span | undefined {
  for (const span of spans) if (bytesAre(bytes, span.nameStart, span.nameEnd, name)) return span
  return undefined
}

/**
 * Checks UTF-8, depth, the number of values and duplicate names of a JSON object of unknown origin, and finds its members.
 * The syntax inside is left to JSON.parse, which must still run.
 */
export function scanJsonObject(bytes: Uint8Array, limits: ScanLimits): Scan {
  if (!isUtf8(bytes)) return { ok: false, fault: { reason: 'invalid_utf8', at: 0 } }
  let at = 0
  while (isSpace(bytes[at])) at++
  if (bytes[at] !== 0x7b) return { ok: false, fault: { reason: 'not_an_object', at } }
  const start = at
  const kinds: number[] = []
  const spans: Span[] = []
  let depth = 0
  let values = 0
  let expectName = false
  // The member of the object itself that is being read; -1: none, or its value has not begun.
  let nameStart = -1
  let nameEnd = -1
  let valueStart = -1
  while (at < bytes.length) {
    const byte = bytes[at] as number
    switch (byte) {
      case 0x7b:
      case 0x5b:
        if (depth === limits.depthMax) return { ok: false, fault: { reason: 'too_deep', at } }
        kinds[depth] = byte
        if (byte === 0x7b) beginNames(depth)
        depth++
        values++
        expectName = byte === 0x7b
        at++
        break
      case 0x7d:
      case 0x5d:
        if (depth === 1 && valueStart !== -1) {
          spans.push({ nameStart, nameEnd, valueStart, valueEnd: withoutSpace(bytes, at) })
          nameStart = valueStart = -1
        }
        depth--
        at++
        if (depth === 0) {
          while (isSpace(bytes[at])) at++
          return at === bytes.length && bytes[start] === 0x7b ? { ok: true, spans } : { ok: false, fault: { reason: 'syntax', at } }
        }
        expectName = false
        break
      case quote: {
        let hash = 0
        let end = at + 1
        // A name without escapes, as nearly all are: its hash and its end in one go.
        if (expectName)
          for (let one = bytes[end]; end < bytes.length && one !== quote && one !== backslash; one = bytes[++end])
            hash = (Math.imul(hash, 31) + (one as number)) | 0
        const escaped = !expectName || bytes[end] !== quote
        end = escaped ? stringEnd(bytes, at) : end + 1
        if (end === -1 || end > bytes.length) return { ok: false, fault: { reason: 'syntax', at } }
        if (expectName) {
          const seen = namesAt(depth - 1)
          seen.hash = hash
          const twin = escaped ? addEscaped(seen, bytes, at + 1, end - 1) : addName(seen, bytes, at + 1, end - 1)
          if (twin !== undefined) return { ok: false, fault: { reason: 'duplicate_name', at, name: twin } }
          // Fields are found by their bytes, so a plain name in disguise would be one field to us and another to the upstream.
          if (depth === 1 && escaped) {
            const name = textBetween(bytes, at + 1, end - 1)
            return { ok: false, fault: { reason: 'escaped_name', at, name } }
          }
          if (depth === 1) {
            nameStart = at + 1
            nameEnd = end - 1
            valueStart = -1
          }
          expectName = false
        }
        at = end
        break
      }
      case 0x2c:
        if (depth === 1 && valueStart !== -1) {
          spans.push({ nameStart, nameEnd, valueStart, valueEnd: withoutSpace(bytes, at) })
          nameStart = valueStart = -1
        }
        if (++values > limits.valuesMax) return { ok: false, fault: { reason: 'too_many_values', at } }
        expectName = kinds[depth - 1] === 0x7b
        at++
        break
      case 0x3a:
        at++
        if (depth === 1 && nameStart !== -1 && valueStart === -1) {
          while (isSpace(bytes[at])) at++
          valueStart = at
        }
        break
      default:
        at++
    }
  }
  return { ok: false, fault: { reason: 'syntax', at } }
}

/** Offset of the end of a value, without the blanks between it and `end`. */
function withoutSpace(bytes: Uint8Array, end: number): number {
  let last = end
  while (isSpace(bytes[last - 1])) last--
  return last
}
