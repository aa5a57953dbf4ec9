// A Messages request -> the common form. The request was checked by read-request.ts; what has no common word is named, not lost.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import type { ChatRequest } from '../../contract/chat.ts'
import type { AnswerFormat, CommonRequest, CommonTool, ReasoningWish, Settings, ToolChoice } from '../common-request.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf, strangers, textOf } from '../wire-fields.ts'
import { cacheOf, messagesToCommon } from './messages-to-common.ts'

/** Members that the gateway itself answers for, or that are read below. */
const read = new Set([
  ...['model', 'messages', 'system', 'max_tokens', 'stream', 'temperature', 'top_p', 'top_k', 'stop_sequences', 'metadata'],
  ...['service_tier', 'tools', 'tool_choice', 'thinking', 'output_config', 'mcp_servers', 'inference_geo', 'speed'],
])

export function requestToCommon(request: ChatRequest): CommonRequest {
  const fields = fieldsOf(parseJson(decodeUtf8(request.bytes)))
  const left = Object.entries(fields).flatMap(([name, value]) => (read.has(name) || value === null ? [] : [name]))
  left.push(...strangers(fieldsOf(fields['metadata']), new Set(['user_id']), 'metadata.'))
  left.push(...strangers(fieldsOf(fields['output_config']), new Set(['effort', 'format']), 'output_config.'))
  const messages = messagesToCommon(fields, left)
  return { messages, settings: settingsOf(fields, left), left }
}

function settingsOf(fields: Fields, left: string[]): Settings {
  const from = <T>(name: string, value: T | null | undefined) => (value === null || value === undefined ? undefined : { value, from: name })
  const choice = fieldsOf(fields['tool_choice'])
  const tools = listOf(fields['tools']).flatMap((tool, at) => toolOf(fieldsOf(tool), `tools[${at}]`, left))
  const settings: { [name in keyof Settings]: Settings[name] | undefined } = {
    temperature: from('temperature', numberOf(fields['temperature'])),
    topP: from('top_p', numberOf(fields['top_p'])),
    topK: from('top_k', numberOf(fields['top_k'])),
    stop: from('stop_sequences', fields['stop_sequences'] as readonly string[] | null),
    user: from('metadata.user_id', textOf(fieldsOf(fields['metadata'])['user_id'])),
    serviceTier: from('service_tier', tierOf(fields['service_tier'])),
    tools: from('tools', tools.length === 0 ? null : tools),
    toolChoice: from('tool_choice', choiceOf(choice)),
    parallelTools: from('tool_choice.disable_parallel_tool_use', choice['disable_parallel_tool_use'] === true ? false : null),
    reasoning: from(isFields(fields['thinking']) ? 'thinking' : 'output_config.effort', reasoningOf(fields)),
    format: from('output_config.format', formatOf(fieldsOf(fields['output_config']))),
  }
  return Object.fromEntries(Object.entries(settings).filter(([, setting]) => setting !== undefined))
}

function tierOf(tier: unknown): string | null {
  return tier === 'standard_only' ? 'default' : null // `auto` is what everybody does unasked
}

const knownOfTool = new Set(['name', 'type', 'description', 'input_schema', 'strict', 'cache_control'])

/** Tools without a type, or `custom`, are functions; others are known to this vendor's models only. */
function toolOf(tool: Fields, path: string, left: string[]): CommonTool[] {
  const name = textOf(tool['name'])
  if ((tool['type'] !== undefined && tool['type'] !== 'custom') || name === null) {
    left.push(path)
    return []
  }
  left.push(...strangers(tool, knownOfTool, `${path}.`))
  const description = textOf(tool['description'])
  return [
    {
      name,
      ...(description !== null && { description }),
      ...(tool['input_schema'] !== undefined && { schema: tool['input_schema'] }),
      ...(typeof tool['strict'] === 'boolean' && { strict: tool['strict'] }),
      ...cacheOf(tool['cache_control']),
    },
  ]
}

function choiceOf(choice: Fields): ToolChoice | null {
  const name = textOf(choice['name'])
  switch (choice['type']) {
    case 'auto':
    case 'none':
      return { kind: choice['type'] }
    case 'any':
      return { kind: 'required' }
    case 'tool':
      return name === null ? null : { kind: 'named', name }
    default:
      return null
  }
}

function reasoningOf(fields: Fields): ReasoningWish | null {
  const thinking = fieldsOf(fields['thinking'])
  const effort = textOf(fieldsOf(fields['output_config'])['effort'])
  const shown = thinking['display'] === 'omitted' ? false : null
  switch (thinking['type']) {
    case 'enabled':
      return { effort, budgetTokens: numberOf(thinking['budget_tokens']), shown }
    case 'adaptive':
      return { effort, budgetTokens: null, shown }
    case 'disabled':
      return { effort: null, budgetTokens: 0, shown: null }
    default:
      return effort === null ? null : { effort, budgetTokens: null, shown }
  }
}

function formatOf(config: Fields): AnswerFormat | null {
  const format = fieldsOf(config['format'])
  return format['type'] === 'json_schema' ? { kind: 'schema', name: 'answer', schema: format['schema'] ?? {} } : null
}
