// The names of a Gemini request in one spelling: proto JSON takes `generation_config` for `generationConfig`, and Google's Python SDK writes
// both. What is not read is neither checked nor priced, so it is spelled as it is read. Changes names only; knows no field's meaning.
// Source: ProtoJSON format, "Field names as JSON keys".
import { stringEnd } from '../../base/json-scan.ts'
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts'

/** Members whose insides are the caller's own: their names are nobody's fields. */
const free = new Set([
  ...['args', 'response', 'parametersJsonSchema', 'responseJsonSchema', 'default', 'example', 'labels'],
  // Speaks to this server.
  'provider',
])
/** A map of the caller's own names to schemas. */
const named = 'properties'

const snake = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/
const [quote, colon, underscore, backslash] = [0x22, 0x3a, 0x5f, 0x5c]
const opens = new Set([0x7b, 0x5b])
const closes = new Set([0x7d, 0x5d])

interface Level {
  /** Whether names are changed: here and below, or here only. */
  readonly keeps: 'nothing' | 'names' | 'all'
  readonly array: boolean
}

/** The same bytes when there is nothing to change, or when they are no JSON: that is for the reader to say. */
export function camelNames(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(underscore) && !bytes.includes(backslash)) return bytes
  const out: Uint8Array[] = []
  const levels: Level[] = [{ keeps: 'nothing', array: true }]
  let copied = 0
  let name = ''
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    const level = levels.at(-1) as Level
    if (opens.has(byte)) levels.push({ keeps: below(level, name), array: byte === 0x5b })
    else if (closes.has(byte) && levels.length > 1) levels.pop()
    else if (byte === quote) {
      const end = stringEnd(bytes, at)
      if (end === -1) return bytes
      if (isName(bytes, end)) {
        const written = textOf(bytes, at, end)
        name = snake.test(written) ? camel(written) : written
        if (name !== written && level.keeps === 'nothing') {
          out.push(bytes.subarray(copied, at), encodeUtf8(`"${name}"`))
          copied = end
        }
      }
      at = end - 1
    }
  }
  if (copied === 0) return bytes
  out.push(bytes.subarray(copied))
  return joined(out)
}

function below({ keeps, array }: Level, name: string): Level['keeps'] {
  if (keeps === 'all') return 'all'
  if (array) return 'nothing'
  if (keeps === 'names') return 'nothing'
  return free.has(name) ? 'all' : name === named ? 'names' : 'nothing'
}

/** In JSON only names are followed by a colon. */
function isName(bytes: Uint8Array, end: number): boolean {
  let at = end
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0a || bytes[at] === 0x0d) at++
  return bytes[at] === colon
}

/** Escapes and all: a name in disguise is the same name to a provider. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  const text = decodeUtf8(bytes.subarray(start, end))
  if (!text.includes('\\')) return text.slice(1, -1)
  try {
    return JSON.parse(text) as string
  } catch {
    return ''
  }
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
