// A Responses request -> the common form. The request was checked by read-request.ts; what has no common word is named, not lost.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import type { ChatRequest } from '../../contract/chat.ts'
import type {
  AnswerFormat,
  CommonRequest,
  CommonTool,
  ReasoningWish,
  Setting,
  SettingName,
  Settings,
  ToolChoice,
} from '../common-request.ts'
import { fieldsOf, isFields, listOf, strangers, textOf } from '../wire-fields.ts'
import { messagesToCommon } from './messages-to-common.ts'

/** Members that the gateway itself answers for, that are read elsewhere, or that change nothing in the answer. */
const ours = new Set([
  ...['model', 'input', 'instructions', 'max_output_tokens', 'stream', 'stream_options', 'include', 'background'],
  ...['previous_response_id', 'conversation', 'prompt'],
])

/** One row a member: its common name, and its value in common shape; undefined: as if it were absent. */
const table: Readonly<Record<string, readonly [SettingName, (value: unknown) => unknown]>> = {
  temperature: ['temperature', same],
  top_p: ['topP', same],
  top_logprobs: ['topLogprobs', same],
  user: ['user', same],
  safety_identifier: ['user', same],
  metadata: ['metadata', (value) => (Object.keys(fieldsOf(value)).length === 0 ? undefined : value)],
  service_tier: ['serviceTier', (value) => (value === 'auto' ? undefined : value)],
  // True is what everybody does unasked.
  parallel_tool_calls: ['parallelTools', (value) => (value === false ? false : undefined)],
  prompt_cache_key: ['promptCacheKey', same],
  tools: ['tools', toolsOf],
  tool_choice: ['toolChoice', choiceOf],
  reasoning: ['reasoning', reasoningOf],
}

/** Asked for in `include`; the other thing that is asked so, sealed reasoning, comes unasked. */
const logprobs = 'message.output_text.logprobs'

function same(value: unknown): unknown {
  return value
}

export function requestToCommon(request: Pick<ChatRequest, 'bytes'>): CommonRequest {
  const fields = fieldsOf(parseJson(decodeUtf8(request.bytes)))
  const settings: { [name in SettingName]?: Setting<unknown> } = {}
  const left: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined || ours.has(name) || harmless(name, value)) continue
    const row = Object.hasOwn(table, name) ? table[name] : undefined
    const common = row?.[1](value)
    if (row === undefined || (common === undefined && name === 'tool_choice')) left.push(name)
    else if (common !== undefined) settings[row[0]] = { value: common, from: name }
  }
  if (settings.topLogprobs !== undefined) settings.logprobs = { value: true, from: 'top_logprobs' }
  const include = listOf(fields['include'])
  if (include.includes(logprobs)) settings.logprobs = { value: true, from: 'include' }
  if (include.some((name) => name !== logprobs && name !== 'reasoning.encrypted_content')) left.push('include')
  const text = fieldsOf(fields['text'])
  left.push(...strangers(text, new Set(['format', 'verbosity']), 'text.'))
  left.push(...strangers(fieldsOf(fields['reasoning']), new Set(['effort', 'summary', 'generate_summary']), 'reasoning.'))
  const format = formatOf(fieldsOf(text['format']))
  if (format !== null) settings.format = { value: format, from: 'text.format' }
  if (typeof text['verbosity'] === 'string') settings.verbosity = { value: text['verbosity'], from: 'text.verbosity' }
  for (const [at, tool] of listOf(fields['tools']).entries()) if (commonTool(tool) === null) left.push(`tools[${at}]`)
  return { messages: messagesToCommon(fields, left), settings: settings as Settings, left }
}

/** What a client writes out although it is the default, or what is read below. */
function harmless(name: string, value: unknown): boolean {
  return name === 'text' || (name === 'store' && value === false) || (name === 'truncation' && value === 'disabled')
}

function commonTool(one: unknown): CommonTool | null {
  const tool = fieldsOf(one)
  const name = textOf(tool['name'])
  if (name === null) return null
  const description = textOf(tool['description'])
  const named = { name, ...(description !== null && { description }) }
  if (tool['type'] === 'custom') return { ...named, custom: { format: tool['format'] } }
  if (tool['type'] !== 'function') return null
  const schema = tool['parameters']
  const strict = tool['strict']
  return { ...named, ...(schema != null && { schema }), ...(typeof strict === 'boolean' && { strict }) }
}

function toolsOf(value: unknown): readonly CommonTool[] | undefined {
  const tools = listOf(value).flatMap((tool) => commonTool(tool) ?? [])
  return tools.length === 0 ? undefined : tools
}

function choiceOf(value: unknown): ToolChoice | undefined {
  if (value === 'auto' || value === 'none' || value === 'required') return { kind: value }
  const choice = fieldsOf(value)
  if (choice['type'] === 'allowed_tools') {
    const names = listOf(choice['tools']).flatMap((tool) => textOf(fieldsOf(tool)['name']) ?? [])
    return { kind: 'allowed', names, must: choice['mode'] === 'required' }
  }
  const name = textOf(choice['name'])
  return name === null ? undefined : { kind: 'named', name }
}

function formatOf(format: Record<string, unknown>): AnswerFormat | null {
  if (format['type'] === 'json_object') return { kind: 'json' }
  if (format['type'] !== 'json_schema') return null
  const description = textOf(format['description'])
  return {
    kind: 'schema',
    name: textOf(format['name']) ?? 'answer',
    schema: format['schema'] ?? {},
    ...(typeof format['strict'] === 'boolean' && { strict: format['strict'] }),
    ...(description !== null && { description }),
  }
}

function reasoningOf(value: unknown): ReasoningWish | undefined {
  if (!isFields(value)) return undefined
  const effort = textOf(value['effort'])
  const summary = value['summary'] ?? value['generate_summary']
  if (effort === null && summary == null) return undefined
  return { effort, budgetTokens: null, shown: summary == null ? null : true }
}
