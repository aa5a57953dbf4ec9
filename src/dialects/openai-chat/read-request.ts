// The bytes of a chat completion request -> ChatRequest, or the first field that is wrong. Knows no models, keys or limits.
// Field meanings and ranges: OpenAI API reference, "Create chat completion". Unknown fields are not looked at.
import { refuse, ok, type Result } from '../../base/result.ts'
import { spanNamed, type ScanLimits } from '../../base/json-scan.ts'
import { countTextBytes } from '../../base/text-bytes.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import type { ChatRequest, Extra } from '../../contract/chat.ts'
import { problem, type Problem } from '../../contract/problems.ts'
import {
  boolean,
  type FieldCheck,
  firstWrong,
  integerFrom,
  isObject,
  numberBetween,
  object,
  type Wrong,
  wrongModel,
} from '../field-checks.ts'
import { frameBytes } from '../frame-bytes.ts'
import { readJsonObject } from '../read-json.ts'
import type { Fields } from '../wire-fields.ts'
import { asksHourLong, readExtras } from './read-extras.ts'

export function readRequest(body: Uint8Array, limits: ScanLimits): Result<ChatRequest, Problem> {
  const read = readJsonObject(body, limits)
  if (!read.ok) return read
  const { fields, bytes, spans, preferences } = read.value
  const wrong = checkFields(fields)
  if (wrong !== undefined) return refuse(problem('invalid_request', wrong.message, { param: wrong.param }))
  const messages = readMessages(fields['messages'])
  if (!('parts' in messages)) return refuse(problem('invalid_request', messages.message, { param: messages.param }))
  const text = countTextBytes(bytes)
  const extras = [...messages.parts.extras, ...readExtras(fields)]
  const optionsSpan = spanNamed(bytes, spans, 'stream_options')
  const options = fields['stream_options'] as Fields | null | undefined
  return ok({
    model: fields['model'] as string,
    stream: fields['stream'] === true,
    includeUsage: options?.['include_usage'] === true,
    outputTokensMax: smallest(fields['max_tokens'], fields['max_completion_tokens']),
    choices: (fields['n'] as number | null | undefined) ?? 1,
    messages: messages.count,
    images: messages.parts.images,
    ...(extras.length > 0 && { extras }),
    asciiBytes: Math.max(0, text.ascii - messages.parts.inlineBytes),
    otherBytes: text.other,
    frameBytes: frameBytes(bytes, spans, messages.count, promptFrame),
    user: typeof fields['user'] === 'string' ? fields['user'].slice(0, 256) : null,
    streamOptions: options && optionsSpan ? decodeUtf8(bytes.subarray(optionsSpan.valueStart, optionsSpan.valueEnd)) : null,
    bytes,
    spans,
    ...(preferences && { preferences }),
  })
}

/** A message is framed by `{"role":"user","content":""},`. */
const promptFrame = { members: ['messages', 'tools', 'functions', 'response_format'], perMessage: 29 }

function smallest(...values: unknown[]): number | null {
  const numbers = values.filter((value) => typeof value === 'number')
  return numbers.length === 0 ? null : Math.min(...numbers)
}

/** One row a field: its name, and what is wrong with a value that is present and not null. */
const fieldChecks: readonly (readonly [string, FieldCheck])[] = [
  ['temperature', numberBetween(0, 2)],
  ['top_p', numberBetween(0, 1)],
  ['max_tokens', integerFrom(1)],
  ['max_completion_tokens', integerFrom(1)],
  ['n', integerFrom(1, 128)],
  ['stream', boolean],
  ['stream_options', object],
  ['presence_penalty', numberBetween(-2, 2)],
  ['frequency_penalty', numberBetween(-2, 2)],
  ['logprobs', boolean],
  ['top_logprobs', integerFrom(0, 20)],
  ['logit_bias', object],
  ['seed', (value) => (Number.isInteger(value) ? undefined : 'must be an integer')],
  ['stop', stop],
  ['tools', tools],
  ['tool_choice', (value) => (typeof value === 'string' || isObject(value) ? undefined : 'must be a string or an object')],
  ['parallel_tool_calls', boolean],
  [
    'response_format',
    (value) => (isObject(value) && typeof value['type'] === 'string' ? undefined : 'must be an object with a string `type`'),
  ],
  ['user', (value) => (typeof value === 'string' ? undefined : 'must be a string')],
]

function checkFields(fields: Fields): Wrong | undefined {
  const wrong = wrongModel(fields['model']) ?? firstWrong(fields, fieldChecks)
  if (wrong !== undefined) return wrong
  const unpriced = unpricedField(fields)
  if (unpriced !== undefined) return unpriced
  const usage = (fields['stream_options'] as Fields | null | undefined)?.['include_usage']
  if (usage !== undefined && usage !== null && typeof usage !== 'boolean') {
    return { param: 'stream_options.include_usage', message: 'The field `stream_options.include_usage` must be true or false.' }
  }
  return undefined
}

/** Fields that make a provider charge for more than tokens at the model's price; without a price for that they are refused, never free. */
function unpricedField(fields: Fields): Wrong | undefined {
  const modalities = fields['modalities']
  if (Array.isArray(modalities) && !modalities.every((kind) => kind === 'text' || kind === 'audio' || kind === 'image')) {
    return { param: 'modalities', message: 'The field `modalities` may hold "text", "audio" and "image".' }
  }
  if (fields['service_tier'] === 'priority') {
    return { param: 'service_tier', message: "The priority tier is charged above the model's price and has none on this server." }
  }
  return undefined
}

function stop(value: unknown): string | undefined {
  if (typeof value === 'string') return undefined
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? undefined : 'must be a string or an array of strings'
}

function tools(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'must be an array'
  const wrong = value.findIndex((tool) => !isObject(tool) || typeof tool['type'] !== 'string')
  return wrong === -1 ? undefined : `must hold objects with a string \`type\`; item ${wrong} does not`
}

interface PartCounts {
  images: number
  /** Inlined audio, and cache writes that live an hour. */
  readonly extras: Extra[]
  /** Bytes of inlined images and audio, which are not text. */
  inlineBytes: number
}

function readMessages(value: unknown): { readonly count: number; readonly parts: PartCounts } | Wrong {
  if (value === undefined) return { param: 'messages', message: 'The field `messages` is required.' }
  if (!Array.isArray(value) || value.length === 0) return { param: 'messages', message: 'The field `messages` must be a non-empty array.' }
  const parts: PartCounts = { images: 0, extras: [], inlineBytes: 0 }
  for (let index = 0; index < value.length; index++) {
    const message: unknown = value[index]
    if (!isObject(message)) return { param: `messages[${index}]`, message: `The field \`messages[${index}]\` must be an object.` }
    if (typeof message['role'] !== 'string' || message['role'] === '') {
      return { param: `messages[${index}].role`, message: `The field \`messages[${index}].role\` must be a string such as "user".` }
    }
    const content = message['content']
    if (content === undefined || content === null || typeof content === 'string') continue
    const path = `messages[${index}]`
    if (!Array.isArray(content)) {
      return { param: `${path}.content`, message: `The field \`${path}.content\` must be a string or an array of parts.` }
    }
    for (let at = 0; at < content.length; at++) {
      const wrong = readPart(content[at], `${path}.content[${at}]`, parts)
      if (wrong !== undefined) return wrong
    }
  }
  return { count: value.length, parts }
}

function readPart(part: unknown, path: string, parts: PartCounts): Wrong | undefined {
  if (!isObject(part) || typeof part['type'] !== 'string') {
    return { param: path, message: `The field \`${path}\` must be an object with a string \`type\`.` }
  }
  if (asksHourLong(part)) parts.extras.push({ kind: 'hour_long_cache', param: `${path}.cache_control` })
  switch (part['type']) {
    case 'text':
      return typeof part['text'] === 'string'
        ? undefined
        : { param: `${path}.text`, message: `The field \`${path}.text\` must be a string.` }
    case 'image_url': {
      const url = isObject(part['image_url']) ? part['image_url']['url'] : undefined
      if (typeof url !== 'string' || url === '') {
        return {
          param: `${path}.image_url.url`,
          message: `The field \`${path}.image_url\` must be an object such as {"url": "https://..."}; its \`url\` is an https or data URL.`,
        }
      }
      parts.images++
      if (url.startsWith('data:')) parts.inlineBytes += url.length
      return undefined
    }
    case 'input_audio': {
      const audio = isObject(part['input_audio']) ? part['input_audio']['data'] : undefined
      if (typeof audio !== 'string') {
        return { param: `${path}.input_audio.data`, message: `The field \`${path}.input_audio.data\` must be a base64 string.` }
      }
      const format = isObject(part['input_audio']) ? String(part['input_audio']['format']) : ''
      parts.extras.push({ kind: 'audio_input', param: path, format, bytes: Math.ceil((audio.length * 3) / 4) })
      parts.inlineBytes += audio.length
      return undefined
    }
    case 'file': {
      const inline = isObject(part['file']) ? part['file']['file_data'] : undefined
      if (typeof inline === 'string') return undefined // counted as text, byte by byte: more than any reading of it costs
      return {
        param: `${path}.file`,
        message: `The field \`${path}.file\` must carry its bytes in \`file_data\`: what a file elsewhere costs cannot be known beforehand.`,
      }
    }
    case 'refusal':
      return undefined
    default:
      return {
        param: `${path}.type`,
        message: `Parts of type ${JSON.stringify(part['type'].slice(0, 40))} have no price on this server, so they cannot be sent.`,
      }
  }
}
