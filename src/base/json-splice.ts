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
  const whole = new Joined(bytes)
  whole.text('{')
  const names = [...changes.keys()]
  const met: string[] = []
  let members = 0
  let copied = -1 // start of the run of untouched bytes that waits to be copied; -1: none
  let copiedEnd = 0
  const flush = (): void => {
    if (copied !== -1) whole.stretch(copied, copiedEnd)
    copied = -1
  }
  const add = (name: string, value: string): void => {
    whole.text(`${members > 0 ? ',' : ''}"${name}":${value}`)
    members++
  }
  for (const span of spans) {
    const name = changeFor(bytes, span, names)
    if (name === undefined) {
      if (copied === -1) {
        if (members > 0) whole.text(',')
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
  whole.text('}')
  return whole.buffer()
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

/** One buffer, filled once: this runs twice for every request, and a buffer per part costs more than all the copying. */
class Joined {
  readonly #source: Buffer
  /** Texts and stretches in turn; a stretch is where it begins and ends. */
  readonly #texts: string[] = ['']
  readonly #stretches: number[] = []
  #length = 0

  constructor(bytes: Uint8Array) {
    this.#source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  text(more: string): void {
    this.#texts[this.#texts.length - 1] += more
  }

  stretch(start: number, end: number): void {
    this.#stretches.push(start, end)
    this.#texts.push('')
    this.#length += end - start
  }

  buffer(): Buffer {
    let length = this.#length
    for (const text of this.#texts) length += Buffer.byteLength(text)
    const whole = Buffer.allocUnsafe(length)
    let at = 0
    for (let index = 0; index < this.#texts.length; index++) {
      at += whole.write(this.#texts[index] as string, at)
      if (index * 2 < this.#stretches.length) at += this.#source.copy(whole, at, this.#stretches[index * 2], this.#stretches[index * 2 + 1])
    }
    return whole
  }
}

function changeFor(bytes: Uint8Array, span: Span, names: readonly string[]): string | undefined {
  for (const name of names) if (bytesAre(bytes, span.nameStart, span.nameEnd, name)) return name
  return undefined
}
