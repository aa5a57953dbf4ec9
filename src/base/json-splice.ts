// Changes named top-level members of a JSON object's bytes and leaves every other byte as it came. Knows no field.
import type { Span } from './json-scan.ts'
import { bytesAre } from './json-scan.ts'

/** Member name -> its new value as JSON text, or null to remove it. Names are ASCII. */
export type Changes = ReadonlyMap<string, string | null>

/**
 * The object with the changes made: a changed member keeps its place, a new one comes last, a removed one goes.
 * Big integers, key order and white space of everything else survive, because nothing else is read or rewritten.
 */
export function spliceJson(bytes: Uint8Array, spans: readonly Span[], changes: Changes): Buffer {
  const parts: (Uint8Array | string)[] = ['{']
  const names = [...changes.keys()]
  const met: string[] = []
  let members = 0
  let copied = -1 // start of the run of untouched bytes that waits to be copied; -1: none
  let copiedEnd = 0
  const flush = (): void => {
    if (copied !== -1) parts.push(bytes.subarray(copied, copiedEnd))
    copied = -1
  }
  const add = (name: string, value: string): void => {
    parts.push(`${members > 0 ? ',' : ''}"${name}":${value}`)
    members++
  }
  for (const span of spans) {
    const name = changeFor(bytes, span, names)
    if (name === undefined) {
      if (copied === -1) {
        if (members > 0) parts.push(',')
        copied = span.nameStart - 1
      }
      copiedEnd = span.valueEnd
      members++
      continue
    }
    flush()
    met.push(name)
    const value = changes.get(name) ?? null
    if (value !== null) add(name, value)
  }
  flush()
  for (const [name, value] of changes) if (value !== null && !met.includes(name)) add(name, value)
  parts.push('}')
  return joined(parts)
}

/** `before`, the bytes with one stretch of them replaced, `after`: in one buffer, for what runs once per event of a stream. */
export function framedWith(
  bytes: Uint8Array,
  stretch: { start: number; end: number; by: Uint8Array },
  before: Uint8Array,
  after: Uint8Array,
): Buffer {
  const { start, end, by } = stretch
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const behind = before.length + start + by.length
  const whole = Buffer.allocUnsafe(behind + bytes.length - end + after.length)
  whole.set(before, 0)
  source.copy(whole, before.length, 0, start)
  whole.set(by, before.length + start)
  source.copy(whole, behind, end)
  whole.set(after, whole.length - after.length)
  return whole
}

/** One buffer, filled once: this runs for every request, and a buffer per part costs more than all the copying. */
function joined(parts: readonly (Uint8Array | string)[]): Buffer {
  let length = 0
  for (const part of parts) length += typeof part === 'string' ? Buffer.byteLength(part) : part.length
  const whole = Buffer.allocUnsafe(length)
  let at = 0
  for (const part of parts) {
    if (typeof part === 'string') at += whole.write(part, at)
    else {
      whole.set(part, at)
      at += part.length
    }
  }
  return whole
}

function changeFor(bytes: Uint8Array, span: Span, names: readonly string[]): string | undefined {
  for (const name of names) if (bytesAre(bytes, span.nameStart, span.nameEnd, name)) return name
  return undefined
}
