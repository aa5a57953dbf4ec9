// A chat completion request -> the common form. The request was checked by read-request.ts; what has no common word is named, not lost.
import { parseJson } from '../../base/exact-json.ts'
import type { ChatRequest } from '../../contract/chat.ts'
import type {
  AnswerFormat,
  CommonRequest,
  CommonTool,
  ReasoningWish,
  Setting,
  SettingName,
  Settings,
  SettingValues,
  ToolChoice,
} from '../common-request.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import { fieldsOf, isFields, listOf, numberOf, textOf } from '../wire-fields.ts'
import { messagesToCommon } from './messages-to-common.ts'

/** Members that the gateway itself answers for, or that change nothing in the answer. */
const ours = new Set(['model', 'messages', 'max_tokens', 'max_completion_tokens', 'stream', 'stream_options', 'modalities'])

/** One row a member: its common name, and its value in common shape; undefined: as if it were absent. */
const table: Readonly<Record<string, readonly [SettingName, (value: unknown) => unknown]>> = {
  temperature: ['temperature', same],
  top_p: ['topP', same],
  top_k: ['topK', same],
  min_p: ['minP', same],
  presence_penalty: ['presencePenalty', same],
  frequency_penalty: ['frequencyPenalty', same],
  repetition_penalty: ['repetitionPenalty', same],
  seed: ['seed', same],
  stop: ['stop', (value) => (typeof value === 'string' ? [value] : value)],
  n: ['choices', (value) => (value === 1 ? undefined : value)],
  logprobs: ['logprobs', (value) => (value === true ? true : undefined)],
  top_logprobs: ['topLogprobs', same],
  logit_bias: ['logitBias', same],
  user: ['user', same],
  metadata: ['metadata', same],
  service_tier: ['serviceTier', same],
  verbosity: ['verbosity', same],
  // True is what everybody does unasked.
  parallel_tool_calls: ['parallelTools', (value) => (value === false ? false : undefined)],
  prompt_cache_key: ['promptCacheKey', same],
  tools: ['tools', toolsOf],
  functions: ['tools', (value) => toolsOf(listOf(value).map((one) => ({ type: 'function', function: one })))],
  tool_choice: ['toolChoice', choiceOf],
  function_call: ['toolChoice', (value) => choiceOf(isFields(value) ? { type: 'function', function: value } : value)],
  response_format: ['format', formatOf],
  reasoning_effort: ['reasoning', (value) => wish(textOf(value), null, null)],
  reasoning: ['reasoning', reasoningOf],
}

function same(value: unknown): unknown {
  return value
}

export function requestToCommon(request: ChatRequest): CommonRequest {
  const fields = fieldsOf(parseJson(decodeUtf8(request.bytes)))
  const settings: { [name in SettingName]?: Setting<unknown> } = {}
  const left: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    // What a client writes out although it is the default.
    if (value === null || value === undefined || ours.has(name) || (name === 'store' && value === false)) continue
    const row = Object.hasOwn(table, name) ? table[name] : undefined
    const common = row?.[1](value)
    if (row === undefined) left.push(name)
    else if (common !== undefined) settings[row[0]] = { value: common, from: name }
  }
  for (const [at, tool] of listOf(fields['tools']).entries()) {
    const kind = fieldsOf(tool)['type']
    if (kind !== 'function' && kind !== 'custom') left.push(`tools[${at}]`)
  }
  return { messages: messagesToCommon(listOf(fields['messages']), left), settings: settings as Settings, left }
}

function toolsOf(value: unknown): SettingValues['tools'] | undefined {
  const tools = listOf(value).flatMap((one): CommonTool[] => {
    const tool = fieldsOf(one)
    if (tool['type'] !== 'function' && tool['type'] !== 'custom') return []
    const inner = fieldsOf(tool[tool['type']])
    const description = textOf(inner['description'])
    const named = { name: textOf(inner['name']) ?? '', ...(description !== null && { description }) }
    if (tool['type'] === 'custom') return [{ ...named, custom: { format: inner['format'] } }]
    return [
      {
        ...named,
        ...(inner['parameters'] !== undefined && { schema: inner['parameters'] }),
        ...(typeof inner['strict'] === 'boolean' && { strict: inner['strict'] }),
        ...(isFields(tool['cache_control']) && { cache: { ttl: tool['cache_control']['ttl'] === '1h' ? ('1h' as const) : null } }),
      },
    ]
  })
  return tools.length === 0 ? undefined : tools
}

function choiceOf(value: unknown): ToolChoice | undefined {
  if (value === 'auto' || value === 'none' || value === 'required') return { kind: value }
  const choice = fieldsOf(value)
  if (choice['type'] === 'allowed_tools') {
    const allowed = fieldsOf(choice['allowed_tools'])
    const names = listOf(allowed['tools']).flatMap((tool) => textOf(fieldsOf(fieldsOf(tool)['function'])['name']) ?? [])
    return { kind: 'allowed', names, must: allowed['mode'] === 'required' }
  }
  const name = textOf(fieldsOf(choice['function'] ?? choice['custom'])['name'])
  return name === null ? undefined : { kind: 'named', name }
}

function formatOf(value: unknown): AnswerFormat | undefined {
  const format = fieldsOf(value)
  if (format['type'] === 'json_object') return { kind: 'json' }
  if (format['type'] !== 'json_schema') return undefined
  const inner = fieldsOf(format['json_schema'])
  const description = textOf(inner['description'])
  return {
    kind: 'schema',
    name: textOf(inner['name']) ?? 'answer',
    schema: inner['schema'] ?? {},
    ...(typeof inner['strict'] === 'boolean' && { strict: inner['strict'] }),
    ...(description !== null && { description }),
  }
}

/** OpenRouter's `reasoning` object, which many clients send to any router. */
function reasoningOf(value: unknown): ReasoningWish | undefined {
  const { effort, max_tokens: most, exclude, enabled } = fieldsOf(value)
  if (enabled === false) return wish('none', null, null)
  return wish(textOf(effort), numberOf(most), typeof exclude === 'boolean' ? !exclude : null)
}

function wish(effort: string | null, budgetTokens: number | null, shown: boolean | null): ReasoningWish {
  return { effort, budgetTokens, shown }
}
