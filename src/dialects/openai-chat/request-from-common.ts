// The common form of a request -> the bytes that a provider of this dialect takes. Knows no URLs, keys or prices.
import { encodeUtf8 } from '../../base/utf8.ts'
import type { AnswerFormat, CommonRequest, CommonTool, ReasoningWish, ToolChoice } from '../common-request.ts'
import type { UpstreamAsk, WrittenRequest } from '../dialect.ts'
import { type Fields, present } from '../wire-fields.ts'
import { allowedTools, effortOf, noReasoning, renamed, type SettingTable, shortUser, unsaid, writeSettings } from '../write-settings.ts'
import { messagesFromCommon } from './messages-from-common.ts'

const table: SettingTable = {
  temperature: renamed('temperature'),
  topP: renamed('top_p'),
  topK: renamed('top_k'),
  minP: renamed('min_p'),
  presencePenalty: renamed('presence_penalty'),
  frequencyPenalty: renamed('frequency_penalty'),
  repetitionPenalty: renamed('repetition_penalty'),
  seed: renamed('seed'),
  stop: renamed('stop'),
  choices: renamed('n'),
  logprobs: renamed('logprobs'),
  topLogprobs: renamed('top_logprobs'),
  logitBias: renamed('logit_bias'),
  user: shortUser,
  serviceTier: renamed('service_tier'),
  verbosity: renamed('verbosity'),
  parallelTools: renamed('parallel_tool_calls'),
  promptCacheKey: renamed('prompt_cache_key'),
  tools: () => {},
  toolChoice: choice,
  format,
  reasoning,
}

/** Sampling settings that only some servers of this dialect know and OpenAI's own refuses. */
const extensions = ['topK', 'minP', 'repetitionPenalty'] as const

export function requestFromCommon(request: CommonRequest, ask: UpstreamAsk): WrittenRequest {
  const { offer, outputCap, stream, reasons } = ask
  const unknown: string[] = offer.outputCapField === 'max_completion_tokens' ? [...extensions] : []
  const able = reasons ? table : { ...table, reasoning: noReasoning }
  const known = Object.fromEntries(Object.entries(able).filter(([name]) => !unknown.includes(name))) as SettingTable
  const { fields, dropped } = writeSettings(request, known)
  dropped.push(...unsaid(request.settings, { strictTools: true, grammars: false, described: true }))
  const tools = allowedTools(request.settings)
  // Only OpenAI itself tells developers from the system; its other servers refuse the word.
  const own = offer.outputCapField === 'max_completion_tokens'
  const spoken = own
    ? request.messages
    : request.messages.map((one) => (one.role === 'developer' ? { ...one, role: 'system' as const } : one))
  const messages = messagesFromCommon(spoken, (what) => void (dropped.includes(what) || dropped.push(what)))
  if (tools.some((tool) => tool.cache !== undefined) && !dropped.includes('cache_control')) dropped.push('cache_control')
  const body: Fields = {
    model: offer.upstreamModel,
    messages,
    ...(tools.length > 0 && { tools: tools.map(toolFrom) }),
    ...fields,
    [offer.outputCapField]: outputCap,
    ...(stream && { stream: true }),
    ...(stream && offer.takesStreamOptions && { stream_options: { include_usage: true } }),
  }
  for (const name of offer.dropsParams) {
    if (!(name in body) || ['model', 'messages', 'stream', 'stream_options', offer.outputCapField].includes(name)) continue
    delete body[name]
    dropped.push(name)
  }
  return { body: encodeUtf8(JSON.stringify(body)), dropped }
}

/** A tool that takes free text becomes a function with one text: few servers of this dialect know the other kind. */
function toolFrom({ name, description, schema, strict, custom }: CommonTool): Fields {
  const parameters =
    custom === undefined
      ? schema
      : { type: 'object', properties: { input: { type: 'string' } }, required: ['input'], additionalProperties: false }
  return { type: 'function', function: present({ name, description, parameters, strict }) }
}

function choice(value: ToolChoice, fields: Fields): void {
  if (value.kind === 'named') fields['tool_choice'] = { type: 'function', function: { name: value.name } }
  else if (value.kind === 'allowed') fields['tool_choice'] = value.must ? 'required' : 'auto'
  else fields['tool_choice'] = value.kind
}

function format(value: AnswerFormat, fields: Fields): void {
  if (value.kind === 'json') fields['response_format'] = { type: 'json_object' }
  else {
    const { name, schema, strict, description } = value
    fields['response_format'] = { type: 'json_schema', json_schema: present({ name, description, schema, strict }) }
  }
}

function reasoning({ effort, budgetTokens }: ReasoningWish, fields: Fields): boolean | void {
  const word = effort ?? (budgetTokens === null ? null : effortOf(budgetTokens))
  // Who shows reasoning in this dialect does so unasked; none at all is a word that only some models know.
  if (word === null || budgetTokens === 0) return false
  // The words beyond `high` are known to a few models only.
  fields['reasoning_effort'] = word === 'max' || word === 'xhigh' ? 'high' : word
}
