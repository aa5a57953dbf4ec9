// The common form of a request -> the bytes that a provider of this dialect takes. Knows no URLs, keys or prices.
import { encodeUtf8 } from '../../base/utf8.ts'
import type { AnswerFormat, CommonRequest, CommonTool, ReasoningWish, ToolChoice } from '../common-request.ts'
import type { UpstreamAsk, WrittenRequest } from '../dialect.ts'
import { type Fields, present } from '../wire-fields.ts'
import { allowedTools, effortOf, noReasoning, renamed, type SettingTable, shortUser, writeSettings } from '../write-settings.ts'
import { itemsFromCommon } from './messages-from-common.ts'

const table: SettingTable = {
  temperature: renamed('temperature'),
  topP: renamed('top_p'),
  logprobs(_value, fields) {
    fields['include'] = ['message.output_text.logprobs']
  },
  topLogprobs: renamed('top_logprobs'),
  user: shortUser,
  metadata: renamed('metadata'),
  serviceTier: renamed('service_tier'),
  parallelTools: renamed('parallel_tool_calls'),
  promptCacheKey: renamed('prompt_cache_key'),
  tools: () => {},
  toolChoice: choice,
  format,
  verbosity(value, fields) {
    fields['text'] = { ...(fields['text'] as Fields | undefined), verbosity: value }
  },
}

/** The vendor takes no smaller cap. */
const outputCapMin = 16

export function requestFromCommon(request: CommonRequest, ask: UpstreamAsk): WrittenRequest {
  const { offer, outputCap, stream, reasons } = ask
  const { fields, dropped } = writeSettings(request, { ...table, reasoning: reasons ? reasoning : noReasoning })
  const drop = (what: string): void => void (dropped.includes(what) || dropped.push(what))
  const tools = allowedTools(request.settings)
  if (tools.some((tool) => tool.cache !== undefined)) drop('cache_control')
  const include = [...((fields['include'] as string[] | undefined) ?? []), ...(reasons ? ['reasoning.encrypted_content'] : [])]
  const body: Fields = {
    model: offer.upstreamModel,
    input: itemsFromCommon(request.messages, drop),
    ...(tools.length > 0 && { tools: tools.map(toolFrom) }),
    ...fields,
    ...(include.length > 0 && { include }),
    max_output_tokens: Math.max(outputCapMin, outputCap),
    // What one customer said is no other customer's to refer to.
    store: false,
    ...(stream && { stream: true }),
  }
  for (const name of offer.dropsParams) {
    if (!(name in body) || ['model', 'input', 'max_output_tokens', 'store', 'stream'].includes(name)) continue
    delete body[name]
    drop(name)
  }
  return { body: encodeUtf8(JSON.stringify(body)), dropped }
}

function toolFrom({ name, description, schema, strict, custom }: CommonTool): Fields {
  if (custom !== undefined) return present({ type: 'custom', name, description, format: custom.format })
  return present({ type: 'function', name, description, parameters: schema ?? { type: 'object', properties: {} }, strict: strict ?? false })
}

function choice(value: ToolChoice, fields: Fields): void {
  if (value.kind === 'named') fields['tool_choice'] = { type: 'function', name: value.name }
  else if (value.kind === 'allowed') fields['tool_choice'] = value.must ? 'required' : 'auto'
  else fields['tool_choice'] = value.kind
}

function format(value: AnswerFormat, fields: Fields): void {
  const written =
    value.kind === 'json'
      ? { type: 'json_object' }
      : present({ type: 'json_schema', name: value.name, description: value.description, schema: value.schema, strict: value.strict })
  fields['text'] = { ...(fields['text'] as Fields | undefined), format: written }
}

function reasoning({ effort, budgetTokens, shown }: ReasoningWish, fields: Fields): boolean | void {
  // None at all is a word that only some models know; who says it in this vendor's own words knows so.
  if (budgetTokens === 0) return false
  const word = effort ?? (budgetTokens === null ? null : effortOf(budgetTokens))
  const known = word === 'max' || word === 'xhigh' ? 'high' : word
  fields['reasoning'] = present({ effort: known ?? undefined, summary: shown === false ? undefined : 'auto' })
}
