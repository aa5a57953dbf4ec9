// The bytes of a Messages request -> ChatRequest, or the first field that is wrong. Knows no models, keys or limits.
// Field meanings and ranges: Anthropic API reference, "Create a Message". Unknown fields are not looked at.
import type { ScanLimits } from '../../base/json-scan.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { countTextBytes } from '../../base/text-bytes.ts'
import type { ChatRequest } from '../../contract/chat.ts'
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
import { readExtras } from './read-extras.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../wire-fields.ts'

export function readRequest(body: Uint8Array, limits: ScanLimits): Result<ChatRequest, Problem> {
  const read = readJsonObject(body, limits)
  if (!read.ok) return read
  const { fields, bytes, spans, preferences } = read.value
  const counts: PartCounts = { images: 0, inlineBytes: 0 }
  const wrong = wrongModel(fields['model']) ?? firstWrong(fields, fieldChecks) ?? unpricedField(fields) ?? wrongMessages(fields, counts)
  if (wrong !== undefined) return refuse(problem('invalid_request', wrong.message, { param: wrong.param }))
  const text = countTextBytes(bytes)
  const extras = readExtras(fields)
  const messages = listOf(fields['messages']).length
  return ok({
    model: fields['model'] as string,
    stream: fields['stream'] === true,
    includeUsage: true,
    // The vendor wants one; here the gateway chooses one where it is missing, as for every other dialect.
    outputTokensMax: numberOf(fields['max_tokens']),
    choices: 1,
    messages,
    images: counts.images,
    ...(extras.length > 0 && { extras }),
    asciiBytes: Math.max(0, text.ascii - counts.inlineBytes),
    otherBytes: text.other,
    frameBytes: frameBytes(bytes, spans, messages, promptFrame),
    user: textOf(fieldsOf(fields['metadata'])['user_id'])?.slice(0, 256) ?? null,
    streamOptions: null,
    bytes,
    spans,
    ...(preferences && { preferences }),
  })
}

/** A message is framed by `{"role":"user","content":""},`. */
const promptFrame = { members: ['messages', 'tools', 'system', 'output_config'], perMessage: 29 }

const textOrBlocks: FieldCheck = (value) =>
  typeof value === 'string' || Array.isArray(value) ? undefined : 'must be a string or an array of blocks'

/** One row a field: its name, and what is wrong with a value that is present and not null. */
const fieldChecks: readonly (readonly [string, FieldCheck])[] = [
  ['max_tokens', integerFrom(1)],
  ['system', textOrBlocks],
  ['stream', boolean],
  ['temperature', numberBetween(0, 1)],
  ['top_p', numberBetween(0, 1)],
  ['top_k', integerFrom(0)],
  ['stop_sequences', (value) => (isTexts(value) ? undefined : 'must be an array of strings')],
  ['tools', (value) => (Array.isArray(value) && value.every(isObject) ? undefined : 'must be an array of objects')],
  ['tool_choice', (value) => (isObject(value) && typeof value['type'] === 'string' ? undefined : 'must be an object with a string `type`')],
  ['thinking', (value) => (isObject(value) && typeof value['type'] === 'string' ? undefined : 'must be an object with a string `type`')],
  ['metadata', object],
  ['output_config', object],
]

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** Tools that the vendor runs itself and charges for, or whose input nobody can bound. Those that the client runs are not among them. */
const serverTools = /^(web_search|web_fetch|code_execution|tool_search_server|mcp_toolset|advisor)/

function wrongCache(value: unknown, path: string): Wrong | undefined {
  if (value === undefined || value === null) return undefined
  const param = `${path}.cache_control`
  return fieldsOf(value)['type'] === 'ephemeral' ? undefined : { param, message: `The field \`${param}.type\` must be "ephemeral".` }
}

/** What makes a provider charge for more than tokens at the model's price is refused, never free. */
function unpricedField(fields: Fields): Wrong | undefined {
  const cached = wrongCache(fields['cache_control'], 'request')
  if (cached !== undefined) return cached
  for (const [at, tool] of listOf(fields['tools']).entries()) {
    const wrong = wrongCache(fieldsOf(tool)['cache_control'], `tools[${at}]`)
    if (wrong !== undefined) return wrong
    const type = textOf(fieldsOf(tool)['type']) ?? ''
    const message = `Tools of type \`${type.slice(0, 40)}\` run at the provider, which charges for them; they have no price on this server.`
    if (serverTools.test(type)) return { param: `tools[${at}].type`, message }
  }
  for (const name of ['mcp_servers', 'container']) {
    const empty = fields[name] === undefined || fields[name] === null || (Array.isArray(fields[name]) && fields[name].length === 0)
    if (!empty) return { param: name, message: `What \`${name}\` makes a provider do has no price on this server.` }
  }
  if (fields['inference_geo'] != null && fields['inference_geo'] !== 'global') {
    return { param: 'inference_geo', message: "Inference in one region is charged above the model's price and has none on this server." }
  }
  if (fields['speed'] === 'fast') {
    return { param: 'speed', message: "The fast mode is charged above the model's price and has none on this server." }
  }
  return undefined
}

interface PartCounts {
  images: number
  /** Bytes of inlined images, which are not text. */
  inlineBytes: number
}

function wrongMessages(fields: Fields, counts: PartCounts): Wrong | undefined {
  const { messages } = fields
  if (messages === undefined) return { param: 'messages', message: 'The field `messages` is required.' }
  if (!Array.isArray(messages) || messages.length === 0) {
    return { param: 'messages', message: 'The field `messages` must be a non-empty array.' }
  }
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`
    if (!isObject(message)) return { param: path, message: `The field \`${path}\` must be an object.` }
    if (typeof message['role'] !== 'string' || message['role'] === '') {
      return { param: `${path}.role`, message: `The field \`${path}.role\` must be "user" or "assistant".` }
    }
    const wrong = wrongContent(message['content'], `${path}.content`, counts)
    if (wrong !== undefined) return wrong
  }
  return wrongContent(fields['system'] ?? '', 'system', counts)
}

function wrongContent(content: unknown, path: string, counts: PartCounts): Wrong | undefined {
  if (typeof content === 'string') return undefined
  if (!Array.isArray(content)) return { param: path, message: `The field \`${path}\` must be a string or an array of blocks.` }
  for (const [at, block] of content.entries()) {
    const wrong = wrongBlock(block, `${path}[${at}]`, counts)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function wrongBlock(block: unknown, path: string, counts: PartCounts): Wrong | undefined {
  if (!isObject(block) || typeof block['type'] !== 'string') {
    return { param: path, message: `The field \`${path}\` must be an object with a string \`type\`.` }
  }
  const cached = wrongCache(block['cache_control'], path)
  if (cached !== undefined) return cached
  if (block['type'] === 'tool_result' && block['content'] != null) return wrongContent(block['content'], `${path}.content`, counts)
  if (block['type'] === 'text' && typeof block['text'] !== 'string') {
    return { param: `${path}.text`, message: `The field \`${path}.text\` must be a string.` }
  }
  if (block['type'] !== 'image' && block['type'] !== 'document') return undefined
  const source = fieldsOf(block['source'])
  const data = textOf(source['data'])
  if (source['type'] === 'base64' && data === null) {
    return { param: `${path}.source.data`, message: `The field \`${path}.source.data\` must be a base64 string.` }
  }
  if (source['type'] === 'file' || (block['type'] === 'document' && source['type'] === 'url')) {
    return {
      param: `${path}.source`,
      message: `The field \`${path}.source\` must carry its bytes: what a file elsewhere costs cannot be known beforehand.`,
    }
  }
  if (source['type'] === 'content' && source['content'] != null) return wrongContent(source['content'], `${path}.source.content`, counts)
  if (block['type'] === 'image') {
    counts.images++
    if (source['type'] === 'base64') counts.inlineBytes += data?.length ?? 0
  }
  // A document is counted as text, byte by byte: more than any reading of it costs.
  return undefined
}
