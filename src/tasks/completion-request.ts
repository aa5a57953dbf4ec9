// A legacy completion request: checked, passed on, or turned into a conversation of one message. Knows no models, keys or limits.
import { parseJson } from '../base/exact-json.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import { type ScanLimits, spanNamed } from '../base/json-scan.ts'
import { spliceJson } from '../base/json-splice.ts'
import { decodeUtf8 } from '../base/utf8.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { Problem } from '../contract/problems.ts'
import type { CommonRequest, Setting, SettingName, Settings } from '../dialects/common-request.ts'
import type { OfferWire, WrittenRequest } from '../dialects/dialect.ts'
import { boolean, integerFrom, numberBetween, object } from '../dialects/field-checks.ts'
import { type Fields, fieldsOf, listOf } from '../dialects/wire-fields.ts'
import { readTaskBody, taskRequest, text, wrongField } from './read-task.ts'

const promptsMax = 128

export function readCompletion(bytes: Uint8Array, limits: ScanLimits): Result<ChatRequest, Problem> {
  const body = readTaskBody(bytes, limits, [
    ['max_tokens', integerFrom(1)],
    ['temperature', numberBetween(0, 2)],
    ['top_p', numberBetween(0, 1)],
    ['n', integerFrom(1, 128)],
    ['best_of', integerFrom(1, 20)],
    ['logprobs', integerFrom(0, 20)],
    ['presence_penalty', numberBetween(-2, 2)],
    ['frequency_penalty', numberBetween(-2, 2)],
    ['logit_bias', object],
    ['echo', boolean],
    ['stream', boolean],
    ['stream_options', object],
    ['suffix', text],
    ['user', text],
    ['stop', stop],
  ])
  if (!body.ok) return body
  const { fields, spans } = body.value
  const prompts = readPrompts(fields['prompt'])
  if ('problem' in prompts) return refuse(wrongField({ param: 'prompt', message: `The field \`prompt\` ${prompts.problem}.` }))
  const each = Math.max(numberOr(fields['n'], 1), numberOr(fields['best_of'], 1))
  const options = spanNamed(bytes, spans, 'stream_options')
  const suffix = typeof fields['suffix'] === 'string' ? [fields['suffix']] : []
  const asked = taskRequest(body.value, [...prompts.texts, ...suffix], {
    messages: prompts.count,
    prompts: prompts.count,
    choices: each * prompts.count,
    outputTokensMax: typeof fields['max_tokens'] === 'number' ? fields['max_tokens'] : null,
    ...(prompts.tokens > 0 && { promptTokens: prompts.tokens }),
  })
  return ok({
    ...asked,
    stream: fields['stream'] === true,
    includeUsage: fieldsOf(fields['stream_options'])['include_usage'] === true,
    streamOptions: options && fields['stream_options'] ? decodeUtf8(bytes.subarray(options.valueStart, options.valueEnd)) : null,
  })
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function stop(value: unknown): string | undefined {
  const list = typeof value === 'string' ? [value] : listOf(value)
  return list.length > 0 && list.every((one) => typeof one === 'string') ? undefined : 'must be a string or an array of strings'
}

interface Prompts {
  readonly count: number
  readonly texts: readonly string[]
  /** Token IDs, where those were sent in place of text. */
  readonly tokens: number
}

function readPrompts(prompt: unknown): Prompts | { readonly problem: string } {
  if (typeof prompt === 'string') return { count: 1, texts: [prompt], tokens: 0 }
  if (!Array.isArray(prompt) || prompt.length === 0) return { problem: 'is required: a string, an array of strings, or token IDs' }
  const list = prompt as readonly unknown[]
  if (list.every(isToken)) return { count: 1, texts: [], tokens: list.length }
  if (list.length > promptsMax) return { problem: `may hold at most ${promptsMax} prompts` }
  if (list.every((one) => typeof one === 'string')) return { count: list.length, texts: list, tokens: 0 }
  if (list.every((one): one is number[] => Array.isArray(one) && one.length > 0 && one.every(isToken))) {
    return { count: list.length, texts: [], tokens: list.reduce((sum, one) => sum + one.length, 0) }
  }
  return { problem: 'must hold strings only, or non-empty arrays of token IDs only' }
}

function isToken(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

/** The caller's bytes with the provider's name of the model and our cap. */
export function writeCompletion(
  { bytes, spans, streamOptions }: ChatRequest,
  offer: OfferWire,
  cap: number,
  stream: boolean,
): WrittenRequest {
  const changes = new Map<string, string | null>([
    ['model', JSON.stringify(offer.upstreamModel)],
    ['max_tokens', String(cap)],
    ['stream', stream ? 'true' : null],
    [
      'stream_options',
      stream && offer.takesStreamOptions ? JSON.stringify({ ...fieldsOf(parseJson(streamOptions ?? '{}')), include_usage: true }) : null,
    ],
  ])
  const dropped = offer.dropsParams.filter((name) => !changes.has(name) && spanNamed(bytes, spans, name) !== undefined)
  for (const name of dropped) changes.set(name, null)
  return { body: spliceJson(bytes, spans, changes), dropped }
}

/** A conversation has one prompt, made of text, and nothing behind the answer. */
export function onlyPasses({ bytes, spans, prompts = 1, promptTokens }: ChatRequest): string | null {
  const suffix = spanNamed(bytes, spans, 'suffix')
  const empty = suffix === undefined || ['""', 'null'].includes(decodeUtf8(bytes.subarray(suffix.valueStart, suffix.valueEnd)))
  if (!empty) return 'suffix'
  return prompts > 1 || promptTokens !== undefined ? 'prompt' : null
}

function promptText(prompt: unknown): string | null {
  const [first, ...more] = Array.isArray(prompt) ? (prompt as readonly unknown[]) : [prompt]
  return typeof first === 'string' && more.length === 0 ? first : null
}

/** One row a member: its common name. What stands in neither table is named to the caller. */
const table: Readonly<Record<string, SettingName>> = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  min_p: 'minP',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  repetition_penalty: 'repetitionPenalty',
  seed: 'seed',
  stop: 'stop',
  n: 'choices',
  logit_bias: 'logitBias',
  user: 'user',
}
const ours = new Set(['model', 'prompt', 'max_tokens', 'stream', 'stream_options', 'suffix'])
/** Values that ask for nothing. */
const idle: Readonly<Record<string, unknown>> = { echo: false, best_of: 1, n: 1 }

export function completionToCommon({ bytes }: ChatRequest): CommonRequest {
  const fields: Fields = fieldsOf(parseJson(decodeUtf8(bytes)))
  const settings: { [name in SettingName]?: Setting<unknown> } = {}
  const left: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || ours.has(name) || (Object.hasOwn(idle, name) && idle[name] === value)) continue
    const common = Object.hasOwn(table, name) ? table[name] : undefined
    if (common === undefined) left.push(name)
    else settings[common] = { value: name === 'stop' && typeof value === 'string' ? [value] : value, from: name }
  }
  const parts = [{ kind: 'text' as const, text: promptText(fields['prompt']) ?? '' }]
  return { messages: [{ role: 'user', parts }], settings: settings as Settings, left }
}
