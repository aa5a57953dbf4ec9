// The common form of a request -> the bytes that a provider of this dialect takes. Knows no URLs, keys or prices.
import { encodeUtf8 } from '../../base/utf8.ts'
import { thinkingOf } from '../claude-thinking.ts'
import type { AnswerFormat, CommonRequest, CommonTool, ToolChoice } from '../common-request.ts'
import type { UpstreamAsk, WrittenRequest } from '../dialect.ts'
import { type Fields, isFields, present } from '../wire-fields.ts'
import { allowedTools, noReasoning, renamed, type SettingTable, unsaid, writeSettings } from '../write-settings.ts'
import { cacheMark, messagesFromCommon } from './messages-from-common.ts'

const table: SettingTable = {
  temperature(value, fields) {
    // The scale ends at 1 here.
    fields['temperature'] = Math.min(value, 1)
    return value <= 1
  },
  topP: renamed('top_p'),
  topK: renamed('top_k'),
  stop: renamed('stop_sequences'),
  user(value, fields) {
    fields['metadata'] = { user_id: value }
  },
  serviceTier(value, fields) {
    if (value === 'flex') return false
    fields['service_tier'] = value === 'default' ? 'standard_only' : 'auto'
    return true
  },
  tools: () => {},
  toolChoice: () => {},
  parallelTools: () => {},
  format,
}

export function requestFromCommon(request: CommonRequest, ask: UpstreamAsk): WrittenRequest {
  const { offer, outputCap, stream } = ask
  const thoughts = thinkingOf(request, ask, ['anthropic-messages'])
  const { fields, dropped } = writeSettings(request, { ...table, reasoning: thoughts === null ? noReasoning : () => {} })
  const drop = (what: string): void => void (dropped.includes(what) || dropped.push(what))
  for (const what of unsaid(request.settings, { strictTools: true, grammars: false, described: false })) drop(what)
  const { system, messages } = messagesFromCommon(request.messages, drop)
  const tools = allowedTools(request.settings)
  // Newer models refuse both at once, and thinking ones refuse any.
  if (fields['temperature'] !== undefined && fields['top_p'] !== undefined) remove(fields, request, 'top_p', drop)
  if (thoughts?.['thinking'] !== undefined) for (const name of ['temperature', 'top_k']) remove(fields, request, name, drop)
  const body: Fields = {
    model: offer.upstreamModel,
    max_tokens: outputCap,
    ...(system.length > 0 && { system }),
    messages,
    ...(tools.length > 0 && { tools: tools.map(toolFrom), ...present({ tool_choice: choiceFrom(request) }) }),
    ...fields,
    ...withConfig(fields, thoughts),
    ...(stream && { stream: true }),
  }
  for (const name of offer.dropsParams) {
    if (!(name in body) || ['model', 'messages', 'max_tokens', 'stream'].includes(name)) continue
    delete body[name]
    drop(name)
  }
  return { body: encodeUtf8(JSON.stringify(body)), dropped }
}

const callerNames = { temperature: 'temperature', top_p: 'topP', top_k: 'topK' } as const

function remove(fields: Fields, { settings }: CommonRequest, name: string, drop: (what: string) => void): void {
  if (fields[name] === undefined) return
  delete fields[name]
  drop(settings[callerNames[name as keyof typeof callerNames]]?.from ?? name)
}

function withConfig(fields: Fields, thoughts: Fields | null): Fields {
  const { output_config: config, ...rest } = thoughts ?? {}
  const both = { ...(fields['output_config'] as Fields | undefined), ...(config as Fields | undefined) }
  return Object.keys(both).length === 0 ? rest : { ...rest, output_config: both }
}

function toolFrom({ name, description, schema, strict, custom, cache }: CommonTool): Fields {
  const text = { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] }
  const inputSchema = custom === undefined ? (schema ?? { type: 'object', properties: {} }) : text
  return present({
    name,
    description,
    input_schema: inputSchema,
    strict: strict === true ? true : undefined,
    cache_control: cacheMark(cache),
  })
}

function choiceFrom({ settings }: CommonRequest): Fields | undefined {
  const single = settings.parallelTools?.value === false ? { disable_parallel_tool_use: true } : {}
  const choice = settings.toolChoice?.value
  if (choice === undefined) return settings.parallelTools?.value === false ? { type: 'auto', ...single } : undefined
  return choice.kind === 'none' ? { type: 'none' } : { ...typeOf(choice), ...single }
}

function typeOf(choice: ToolChoice): Fields {
  switch (choice.kind) {
    case 'auto':
    case 'none':
      return { type: choice.kind }
    case 'required':
      return { type: 'any' }
    case 'named':
      return { type: 'tool', name: choice.name }
    case 'allowed':
      return { type: choice.must ? 'any' : 'auto' }
  }
}

function format(value: AnswerFormat, fields: Fields): boolean {
  if (value.kind === 'json') return false
  fields['output_config'] = { format: { type: 'json_schema', schema: closed(value.schema) } }
  return true
}

/** This vendor wants every object to say that it has no other members. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (!isFields(schema)) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]))
  return inner['type'] === 'object' && inner['additionalProperties'] === undefined ? { ...inner, additionalProperties: false } : inner
}
