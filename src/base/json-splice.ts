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
  const parts: Uint8Array[] = []
  const met = new Set<string>()
  let members = 0
  let copied = -1 // start of the run of untouched bytes that waits to be copied; -1: none
  let copiedEnd = 0
  const flush = (): void => {
    if (copied !== -1) parts.push(bytes.subarray(copied, copiedEnd))
    copied = -1
  }
  parts.push(Buffer.from('{'))
  for (const span of spans) {
    const name = changeFor(bytes, span, changes)
    if (name === undefined) {
      if (copied === -1) {
        if (members > 0) parts.push(comma)
        copied = span.nameStart - 1
      }
      copiedEnd = span.valueEnd
      members++
      continue
    }
    flush()
    met.add(name)
    const value = changes.get(name) ?? null
    if (value === null) continue
    parts.push(Buffer.from(`${members > 0 ? ',' : ''}"${name}":${value}`))
    members++
  }
  flush()
  for (const [name, value] of changes) {
    if (value === null || met.has(name)) continue
    parts.push(Buffer.from(`${members > 0 ? ',' : ''}"${name}":${value}`))
    members++
  }
  parts.push(closing)
  return Buffer.concat(parts)
}

const comma = Buffer.from(',')
const closing = Buffer.from('}')

function changeFor(bytes: Uint8Array, span: Span, changes: Changes): string | undefined {
  for (const name of changes.keys()) if (bytesAre(bytes, span.nameStart, span.nameEnd, name)) return name
  return undefined
}
