// The parts of a multipart/form-data body (RFC 7578), found and not copied, and written again under heads of our own. Knows no field.
import { bufferOf } from '../base/byte-text.ts'

export interface FormPart {
  readonly name: string
  /** Null: a plain value. */
  readonly fileName: string | null
  /** The media type of a file, without parameters; null when it names none. */
  readonly type: string | null
  /** Where its content lies. */
  readonly start: number
  readonly end: number
}

export interface Form {
  readonly boundary: string
  readonly parts: readonly FormPart[]
}

const partsMax = 64
const headBytesMax = 4_096
/** RFC 2046: at most 70 of these characters. */
const boundaryShape = /^--([0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?])$/

/** The form, or what is wrong with it as the end of a sentence. The body itself says what its delimiter is. */
export function readForm(body: Uint8Array): Form | string {
  const bytes = bufferOf(body)
  const lineEnd = bytes.subarray(0, 80).indexOf('\r\n')
  const boundary = boundaryShape.exec(bytes.subarray(0, Math.max(0, lineEnd)).toString('latin1'))?.[1]
  if (boundary === undefined) return 'does not begin with its delimiter'
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  const parts: FormPart[] = []
  let at = delimiter.length - 2
  while (bytes.toString('latin1', at, at + 2) === '\r\n') {
    if (parts.length === partsMax) return `has more than ${partsMax} parts`
    const headEnd = bytes.subarray(at, at + headBytesMax).indexOf('\r\n\r\n')
    if (headEnd === -1) return `has a part whose head does not end within ${headBytesMax} bytes`
    const head = bytes.toString('utf8', at + 2, at + headEnd)
    const names = namesIn(head)
    if (names === null) return `has a part ${parts.length + 1} without a name`
    const start = at + headEnd + 4
    // The line break of an empty content is that of its head.
    const end = bytes.indexOf(delimiter, start - 2)
    if (end === -1) return 'ends before its last delimiter'
    if (bytes.subarray(start, end).includes(delimiter.subarray(1))) return `has its delimiter inside of part ${parts.length + 1}`
    parts.push({ ...names, start, end: Math.max(start, end) })
    at = end + delimiter.length
  }
  if (bytes.toString('latin1', at, at + 2) !== '--') return 'ends before its last delimiter'
  return { boundary, parts }
}

function namesIn(head: string): Pick<FormPart, 'name' | 'fileName' | 'type'> | null {
  const disposition = /^content-disposition:\s*form-data\s*(;.*)$/im.exec(head)?.[1] ?? ''
  const name = /;\s*name="([^"\r\n]{1,100})"/i.exec(disposition)?.[1] ?? /;\s*name=([^\s;"]{1,100})/i.exec(disposition)?.[1]
  if (name === undefined) return null
  const fileName = /;\s*filename\*?=("?)([^\r\n]*?)\1\s*(?:;|$)/i.exec(disposition)?.[2] ?? null
  const type = /^content-type:\s*([\w.+-]{1,60}\/[\w.+-]{1,60})/im.exec(head)?.[1]
  return { name, fileName, type: (fileName !== null && type) || null }
}

export function contentOf(body: Uint8Array, { start, end }: FormPart): Uint8Array {
  return body.subarray(start, end)
}

/**
 * The form with one value changed and some parts left out. Every head is written anew from what was read in it, so that a provider
 * can read no other name there than we did; contents stay as they came.
 */
export function rewriteForm(
  body: Uint8Array,
  { boundary, parts }: Form,
  change: { readonly name: string; readonly value: string },
  without: readonly string[],
): Uint8Array {
  const pieces: Uint8Array[] = []
  for (const part of parts) {
    if (without.includes(part.name)) continue
    pieces.push(
      Buffer.from(`--${boundary}\r\n${headOf(part)}\r\n\r\n`),
      part.name === change.name ? Buffer.from(change.value) : contentOf(body, part),
      Buffer.from('\r\n'),
    )
  }
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
}

function headOf({ name, fileName, type }: FormPart): string {
  const file = fileName === null ? '' : `; filename=${quoted(fileName)}`
  return `Content-Disposition: form-data; name=${quoted(name)}${file}${type === null ? '' : `\r\nContent-Type: ${type}`}`
}

/** As browsers write what would end or escape a quoted text: in percent. */
function quoted(text: string): string {
  return `"${text.replace(/["\\\p{Cc}]/gu, (one) => encodeURIComponent(one))}"`
}
