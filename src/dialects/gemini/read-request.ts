// The bytes of a generateContent request -> ChatRequest, or the first field that is wrong. Model and streaming stand in the path.
// Field meanings: Gemini API reference, "GenerateContentRequest". Unknown fields are not looked at.
import type { ScanLimits } from '../../base/json-scan.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { countTextBytes } from '../../base/text-bytes.ts'
import type { ChatRequest, Extra } from '../../contract/chat.ts'
import { problem, type Problem } from '../../contract/problems.ts'
import type { NamedInPath } from '../dialect.ts'
import { type FieldCheck, firstWrong, integerFrom, isObject, numberBetween, object, type Wrong, wrongModel } from '../field-checks.ts'
import { frameBytes } from '../frame-bytes.ts'
import { readJsonObject } from '../read-json.ts'
import { camelNames } from './camel-names.ts'
import { audioExtra } from './read-extras.ts'
import { type Fields, fieldsOf, listOf, numberOf, oneOrMore, textOf } from '../wire-fields.ts'

export function readRequest(body: Uint8Array, limits: ScanLimits, named?: NamedInPath): Result<ChatRequest, Problem> {
  const read = readJsonObject(camelNames(body), limits, named)
  if (!read.ok) return read
  const { fields, bytes, spans, preferences } = read.value
  const counts: PartCounts = { images: 0, extras: [], inlineBytes: 0 }
  const config = fieldsOf(fields['generationConfig'])
  const wrong =
    wrongModel(named?.model) ??
    firstWrong(fields, fieldChecks) ??
    firstWrong(config, configChecks) ??
    unpriced(fields, config) ??
    wrongContents(fields, counts)
  if (wrong !== undefined) return refuse(problem('invalid_request', wrong.message, { param: wrong.param }))
  const text = countTextBytes(bytes)
  const messages = oneOrMore(fields['contents']).length
  return ok({
    model: named?.model ?? '',
    stream: named?.stream === true,
    includeUsage: true,
    outputTokensMax: numberOf(config['maxOutputTokens']),
    choices: numberOf(config['candidateCount']) ?? 1,
    messages,
    images: counts.images,
    ...(counts.extras.length > 0 && { extras: counts.extras }),
    asciiBytes: Math.max(0, text.ascii - counts.inlineBytes),
    otherBytes: text.other,
    frameBytes: frameBytes(bytes, spans, messages, promptFrame),
    user: null,
    streamOptions: null,
    bytes,
    spans,
    ...(preferences && { preferences }),
  })
}

/** A message is framed by `{"role":"user","parts":[{"text":""}]},`. */
const promptFrame = { members: ['contents', 'tools', 'systemInstruction'], perMessage: 39 }

const list: FieldCheck = (value) => (Array.isArray(value) && value.every(isObject) ? undefined : 'must be an array of objects')

/** One row a field: its name, and what is wrong with a value that is present and not null. */
const fieldChecks: readonly (readonly [string, FieldCheck])[] = [
  ['systemInstruction', object],
  ['generationConfig', object],
  ['tools', list],
  ['toolConfig', object],
  ['safetySettings', list],
]

const configChecks: readonly (readonly [string, FieldCheck])[] = [
  ['maxOutputTokens', integerFrom(1)],
  ['candidateCount', integerFrom(1, 8)],
  ['temperature', numberBetween(0, 2)],
  ['topP', numberBetween(0, 1)],
  [
    'stopSequences',
    (value) => (Array.isArray(value) && value.every((one) => typeof one === 'string') ? undefined : 'must be an array of strings'),
  ],
]

/** What makes a provider charge for more than tokens at the model's price is refused, never free. */
function unpriced(fields: Fields, config: Fields): Wrong | undefined {
  if (fields['cachedContent'] != null) {
    return { param: 'cachedContent', message: 'Content cached at a provider is charged by the hour and has no price on this server.' }
  }
  for (const [at, tool] of listOf(fields['tools']).entries()) {
    const hosted = Object.keys(fieldsOf(tool)).find((name) => name !== 'functionDeclarations')
    const message = `The tool \`${hosted?.slice(0, 40)}\` runs at the provider, which charges for it; it has no price on this server.`
    if (hosted !== undefined) return { param: `tools[${at}].${hosted.slice(0, 40)}`, message }
  }
  if (listOf(config['responseModalities']).some((kind) => String(kind).toUpperCase() !== 'TEXT')) {
    return { param: 'generationConfig.responseModalities', message: 'Only text output has a price on this server.' }
  }
  return undefined
}

interface PartCounts {
  images: number
  /** Inlined audio. */
  readonly extras: Extra[]
  /** Bytes of inlined images and audio, which are not text. */
  inlineBytes: number
}

/** Proto JSON takes one value where a list is meant, and the vendor's own examples write `contents` and `parts` so. */
function wrongContents({ contents, systemInstruction }: Fields, counts: PartCounts): Wrong | undefined {
  if (contents === undefined) return { param: 'contents', message: 'The field `contents` is required.' }
  const list = oneOrMore(contents)
  if (list.length === 0) return { param: 'contents', message: 'The field `contents` must be a non-empty array.' }
  for (const [index, content] of list.entries()) {
    const path = `contents[${index}]`
    const { parts } = fieldsOf(content)
    if (!Array.isArray(parts) && !isObject(parts))
      return { param: path, message: `The field \`${path}\` must be an object with an array of \`parts\`.` }
    const wrong = wrongParts(parts, path, counts)
    if (wrong !== undefined) return wrong
  }
  return wrongParts(fieldsOf(systemInstruction)['parts'], 'systemInstruction', counts)
}

function wrongParts(parts: unknown, path: string, counts: PartCounts): Wrong | undefined {
  for (const [at, part] of oneOrMore(parts).entries()) {
    const wrong = wrongPart(fieldsOf(part), `${path}.parts[${at}]`, counts)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function wrongPart(part: Fields, path: string, counts: PartCounts): Wrong | undefined {
  if (part['fileData'] != null) {
    return {
      param: `${path}.fileData`,
      message: `The field \`${path}\` must carry its bytes in \`inlineData\`: what a file elsewhere costs cannot be known beforehand.`,
    }
  }
  // What a tool gave back may hold pictures and files, too.
  if (part['functionResponse'] != null) return wrongParts(fieldsOf(part['functionResponse'])['parts'], `${path}.functionResponse`, counts)
  if (part['inlineData'] == null) return undefined
  const { mimeType, data } = fieldsOf(part['inlineData'])
  if (typeof mimeType !== 'string' || typeof data !== 'string') {
    return { param: `${path}.inlineData`, message: `The field \`${path}.inlineData\` must have \`mimeType\` and base64 \`data\`.` }
  }
  if (mimeType.startsWith('video/'))
    return { param: `${path}.inlineData`, message: 'Video input has no price on this server, so it cannot be sent.' }
  if (mimeType.startsWith('image/')) counts.images++
  if (mimeType.startsWith('audio/')) counts.extras.push(audioExtra(fieldsOf(part['inlineData']), `${path}.inlineData`))
  // A document is counted as text, byte by byte: more than any reading of it costs.
  if (/^(?:image|audio)\//.test(mimeType)) counts.inlineBytes += textOf(data)?.length ?? 0
  return undefined
}
