// Changes named top-level members of a JSON object's bytes and leaves every other byte as it came. Knows no field.
import { bufferOf, ByteText, byteTextMax, type WireBytes } from './byte-text.ts'
import type { Span } from './json-scan.ts'
import { bytesAre, topLevelSpans } from './json-scan.ts'

/** Member name -> its new value as JSON text, or null to remove it. Names are ASCII, and none comes twice. */
export type Changes = Iterable<Change>
export type Change = readonly [name: string, value: string | null]

/**
 * The object with the changes made: a changed member keeps its place, a new one comes last, a removed one goes.
 * Big integers, key order and white space of everything else survive, because nothing else is read or rewritten.
 */
export function spliceJson(bytes: Uint8Array, spans: readonly Span[], changes: Changes): Buffer {
  return spliced(bytes, spans, changes).buffer()
}

/** The same on its way to a socket. */
export function spliceToWire(bytes: Uint8Array, spans: readonly Span[], changes: Changes): WireBytes {
  return spliced(bytes, spans, changes).toWire()
}

/**
 * A JSON object on its way to a socket with one member changed, for bytes that were parsed before. Of small bodies every other byte stays, also
 * around the object. Found from the front: behind it nothing is read, unless its name stands there once more, inside a value or twice in the object.
 */
export function withMember(bytes: Uint8Array, name: string, value: string): WireBytes {
  const span = bytes.length <= byteTextMax ? topLevelSpans(bytes, name)?.at(-1) : undefined
  if (span !== undefined && bytesAre(bytes, span.nameStart, span.nameEnd, name)) {
    const source = bufferOf(bytes)
    const behind = source.toString('latin1', span.valueEnd)
    if (!behind.includes(`"${name}"`)) return new ByteText(source.toString('latin1', 0, span.valueStart) + textOfBytes(value) + behind)
  }
  return spliceToWire(bytes, topLevelSpans(bytes) ?? [], [[name, value]])
}

/** A text as its bytes in UTF-8, one character each. */
function textOfBytes(text: string): string {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString('latin1')
}

function spliced(bytes: Uint8Array, spans: readonly Span[], changes: Changes): Spliced {
  const list: readonly Change[] = Array.isArray(changes) ? changes : [...changes]
  const whole = new Spliced(bytes)
  const met: number[] = []
  let members = 0
  let copied = -1 // start of the run of untouched bytes that waits to be copied; -1: none
  let copiedEnd = 0
  whole.text('{')
  for (const span of spans) {
    const at = indexOfChange(bytes, span, list)
    if (at === -1) {
      if (copied === -1) {
        if (members > 0) whole.text(',')
        copied = span.nameStart - 1
      }
      copiedEnd = span.valueEnd
      members++
      continue
    }
    if (copied !== -1) whole.stretch(copied, copiedEnd)
    copied = -1
    met.push(at)
    if (whole.member(list[at] as Change, members > 0)) members++
  }
  if (copied !== -1) whole.stretch(copied, copiedEnd)
  for (let at = 0; at < list.length; at++) if (!met.includes(at) && whole.member(list[at] as Change, members > 0)) members++
  whole.text('}')
  return whole
}

/** `before`, the bytes with one stretch of them replaced, `after`: in one buffer, for what runs once per event of a stream. */
export function framedWith(
  bytes: Uint8Array,
  stretch: { start: number; end: number; by: Uint8Array },
  before: Uint8Array,
  after: Uint8Array,
): Buffer {
  const { start, end, by } = stretch
  const source = bufferOf(bytes)
  const behind = before.length + start + by.length
  const whole = Buffer.allocUnsafe(behind + bytes.length - end + after.length)
  whole.set(before, 0)
  source.copy(whole, before.length, 0, start)
  whole.set(by, before.length + start)
  source.copy(whole, behind, end)
  whole.set(after, whole.length - after.length)
  return whole
}

/** New texts and stretches of the old bytes in turn, put together once: this runs twice for every request. */
class Spliced {
  readonly #source: Buffer
  readonly #texts: string[] = ['']
  /** Where each stretch begins and ends; one lies behind each text but the last. */
  readonly #stretches: number[] = []
  /** A new text has characters of several bytes. */
  #unicode = false

  constructor(bytes: Uint8Array) {
    this.#source = bufferOf(bytes)
  }

  text(more: string): void {
    this.#texts[this.#texts.length - 1] += more
  }

  stretch(start: number, end: number): void {
    this.#stretches.push(start, end)
    this.#texts.push('')
  }

  /** False: there is nothing to write. */
  member([name, value]: Change, behindOthers: boolean): boolean {
    if (value === null) return false
    this.#unicode ||= Buffer.byteLength(value) !== value.length
    this.text(`${behindOthers ? ',' : ''}"${name}":${value}`)
    return true
  }

  toWire(): WireBytes {
    return this.#source.length <= byteTextMax ? this.#byteText() : this.buffer()
  }

  #byteText(): ByteText {
    let whole = ''
    for (let at = 0; at < this.#texts.length; at++) {
      const text = this.#texts[at] as string
      whole += this.#unicode ? textOfBytes(text) : text
      if (at * 2 < this.#stretches.length) whole += this.#source.toString('latin1', this.#stretches[at * 2], this.#stretches[at * 2 + 1])
    }
    return new ByteText(whole)
  }

  buffer(): Buffer {
    let length = 0
    for (const text of this.#texts) length += Buffer.byteLength(text)
    for (let at = 0; at < this.#stretches.length; at += 2) length += (this.#stretches[at + 1] as number) - (this.#stretches[at] as number)
    const whole = Buffer.allocUnsafe(length)
    let end = 0
    for (let at = 0; at < this.#texts.length; at++) {
      end += whole.write(this.#texts[at] as string, end)
      if (at * 2 < this.#stretches.length) end += this.#source.copy(whole, end, this.#stretches[at * 2], this.#stretches[at * 2 + 1])
    }
    return whole
  }
}

function indexOfChange(bytes: Uint8Array, span: Span, list: readonly Change[]): number {
  for (let at = 0; at < list.length; at++) if (bytesAre(bytes, span.nameStart, span.nameEnd, (list[at] as Change)[0])) return at
  return -1
}
