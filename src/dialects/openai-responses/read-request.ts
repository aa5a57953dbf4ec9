// The bytes of a Responses request -> ChatRequest, or the first field that is wrong. Knows no models, keys or limits.
// Field meanings and ranges: OpenAI API reference, "Create a model response". Unknown fields are not looked at.
import type { ScanLimits } from '../../base/json-scan.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { countTextBytes } from '../../base/text-bytes.ts'
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
import { audioExtra } from './read-extras.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../wire-fields.ts'

export function readRequest(body: Uint8Array, limits: ScanLimits): Result<ChatRequest, Problem> {
  const read = readJsonObject(body, limits)
  if (!read.ok) return read
  const { fields, bytes, spans, preferences } = read.value
  const counts: PartCounts = { images: 0, extras: [], inlineBytes: 0 }
  const wrong = wrongModel(fields['model']) ?? firstWrong(fields, fieldChecks) ?? notKept(fields) ?? wrongInput(fields['input'], counts)
  if (wrong !== undefined) return refuse(problem('invalid_request', wrong.message, { param: wrong.param }))
  const text = countTextBytes(bytes)
  const messages = Array.isArray(fields['input']) ? fields['input'].length : 1
  return ok({
    model: fields['model'] as string,
    stream: fields['stream'] === true,
    includeUsage: true,
    outputTokensMax: numberOf(fields['max_output_tokens']),
    choices: 1,
    messages,
    images: counts.images,
    ...(counts.extras.length > 0 && { extras: counts.extras }),
    asciiBytes: Math.max(0, text.ascii - counts.inlineBytes),
    otherBytes: text.other,
    frameBytes: frameBytes(bytes, spans, messages, promptFrame),
    user: (textOf(fields['user']) ?? textOf(fields['safety_identifier']))?.slice(0, 256) ?? null,
    streamOptions: null,
    bytes,
    spans,
    ...(preferences && { preferences }),
  })
}

/** A message is framed by `{"role":"user","content":""},`. */
const promptFrame = { members: ['input', 'tools', 'instructions', 'text'], perMessage: 29 }

const text: FieldCheck = (value) => (typeof value === 'string' ? undefined : 'must be a string')
const list: FieldCheck = (value) => (Array.isArray(value) && value.every(isObject) ? undefined : 'must be an array of objects')

/** One row a field: its name, and what is wrong with a value that is present and not null. */
const fieldChecks: readonly (readonly [string, FieldCheck])[] = [
  ['instructions', text],
  ['max_output_tokens', integerFrom(1)],
  ['stream', boolean],
  ['temperature', numberBetween(0, 2)],
  ['top_p', numberBetween(0, 1)],
  ['top_logprobs', integerFrom(0, 20)],
  ['tools', list],
  ['tool_choice', (value) => (typeof value === 'string' || isObject(value) ? undefined : 'must be a string or an object')],
  ['parallel_tool_calls', boolean],
  ['reasoning', object],
  ['text', object],
  ['metadata', object],
  ['include', (value) => (Array.isArray(value) ? undefined : 'must be an array of strings')],
  ['user', text],
]

/** What needs a memory of earlier responses, or a price that is not there, is refused. */
function notKept(fields: Fields): Wrong | undefined {
  for (const param of ['previous_response_id', 'conversation']) {
    if (fields[param] == null) continue
    return {
      param,
      message: `This account lets no responses be kept, so \`${param}\` leads nowhere. Send the whole conversation in \`input\`.`,
    }
  }
  if (fields['background'] === true)
    return { param: 'background', message: 'This server keeps no responses, so none can run in the background.' }
  if (fields['prompt'] != null)
    return { param: 'prompt', message: 'Stored prompts of a provider are not reached from here; send the text in `input`.' }
  if (fields['service_tier'] === 'priority') {
    return { param: 'service_tier', message: "The priority tier is charged above the model's price and has none on this server." }
  }
  return undefined
}

interface PartCounts {
  images: number
  /** Inlined audio. Tools that the provider would run are left out on the way, so they cost nothing. */
  readonly extras: Extra[]
  /** Bytes of inlined images and audio, which are not text. */
  inlineBytes: number
}

function wrongInput(input: unknown, counts: PartCounts): Wrong | undefined {
  if (input === undefined) return { param: 'input', message: 'The field `input` is required.' }
  if (typeof input === 'string') return undefined
  if (!Array.isArray(input) || input.length === 0) {
    return { param: 'input', message: 'The field `input` must be a string or a non-empty array of items.' }
  }
  for (const [at, item] of input.entries()) {
    const path = `input[${at}]`
    if (!isObject(item)) return { param: path, message: `The field \`${path}\` must be an object.` }
    if (item['type'] === 'item_reference') {
      return { param: path, message: `This server keeps no items, so \`${path}\` leads nowhere. Send the item itself.` }
    }
    const wrong = wrongParts(item['content'], `${path}.content`, counts) ?? wrongParts(item['output'], `${path}.output`, counts)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function wrongParts(parts: unknown, path: string, counts: PartCounts): Wrong | undefined {
  for (const [at, one] of listOf(parts).entries()) {
    const part = fieldsOf(one)
    const here = `${path}[${at}]`
    if (typeof part['type'] !== 'string') return { param: here, message: `The field \`${here}\` must be an object with a string \`type\`.` }
    const elsewhere = part['file_id'] != null || (part['type'] === 'input_file' && typeof part['file_data'] !== 'string')
    if (elsewhere) {
      return { param: here, message: `The field \`${here}\` must carry its bytes: what a file elsewhere costs cannot be known beforehand.` }
    }
    if (part['type'] === 'input_image') {
      const url = textOf(part['image_url'])
      if (url === null) return { param: `${here}.image_url`, message: `The field \`${here}.image_url\` must be an https or data URL.` }
      counts.images++
      if (url.startsWith('data:')) counts.inlineBytes += url.length
    }
    if (part['type'] === 'input_audio') {
      const extra = audioExtra(part, here)
      counts.extras.push(extra)
      counts.inlineBytes += extra.bytes
    }
  }
  return undefined
}
