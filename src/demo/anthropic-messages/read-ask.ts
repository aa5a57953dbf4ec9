// Reads a Messages request: body text in, a structured ask or a refusal out; as strict as the vendor. Knows nothing of sockets or of answers.
// Source: Anthropic API reference, "Create a Message" and "Errors".
import type { Result } from '../../base/result.ts'
import { type AnswerFormat, type ChatAsk, type DemoRefusal, type Json, type JsonObject, plainAsk, type ToolChoice } from '../ask.ts'
import { listAt, maybeListAt, maybeObjectAt, Misread, objectAt, onlyKnown, readBodyAs, textAt, textOr, wholeAt } from '../read-fields.ts'
import { readTurns } from './read-turns.ts'

const known = new Set([
  ...['model', 'messages', 'system', 'max_tokens', 'metadata', 'stop_sequences', 'stream', 'temperature', 'top_k', 'top_p', 'tools'],
  ...['tool_choice', 'thinking', 'service_tier', 'output_config', 'cache_control', 'context_management', 'container', 'inference_geo'],
])
const toolName = /^[A-Za-z0-9_-]{1,128}$/
const budgetMin = 1_024

export function readAsk(body: string): Result<ChatAsk, DemoRefusal> {
  return readBodyAs(body, (root) => askOf(root, true))
}

/** The same body as for an answer, without a cap. */
export function readCount(body: string): Result<ChatAsk, DemoRefusal> {
  return readBodyAs(body, (root) => askOf(root, false))
}

function askOf(root: JsonObject, capped: boolean): ChatAsk {
  onlyKnown(root, known)
  const outputTokensMax = wholeAt(root, 'max_tokens', 1, Number.MAX_SAFE_INTEGER)
  if (capped && outputTokensMax === null) throw new Misread('max_tokens', 'Field required')
  const tools = maybeListAt(root['tools'], 'tools').map(readTool)
  const toolChoice = readToolChoice(root['tool_choice'], tools)
  const reasoning = readThinking(root, toolChoice, outputTokensMax ?? Number.MAX_SAFE_INTEGER)
  checkSampling(root, reasoning !== 'off')
  return {
    ...plainAsk,
    model: textAt(root['model'], 'model'),
    messages: readTurns(root['system'], listAt(root['messages'], 'messages')),
    stream: root['stream'] === true,
    outputTokensMax,
    stops: maybeListAt(root['stop_sequences'], 'stop_sequences').map((stop, at) => textAt(stop, `stop_sequences[${at}]`)),
    tools,
    toolChoice,
    parallelTools: maybeObjectAt(root['tool_choice'], 'tool_choice')['disable_parallel_tool_use'] !== true,
    format: readFormat(root['output_config']),
    toolsText: tools.length === 0 ? '' : JSON.stringify(root['tools']),
    marksCache: marks(root),
    reasoning,
  }
}

function readTool(value: Json, at: number): ChatAsk['tools'][number] {
  const tool = objectAt(value, `tools[${at}]`)
  const name = textAt(tool['name'], `tools[${at}].name`)
  if (!toolName.test(name)) throw new Misread(`tools[${at}].name`, `String should match pattern '${toolName.source}'`)
  if (tool['type'] != null && tool['type'] !== 'custom')
    throw new Misread(`tools[${at}].type`, 'The simulated provider runs no tools itself.')
  const schema = objectAt(tool['input_schema'], `tools[${at}].input_schema`)
  if (schema['type'] !== 'object') throw new Misread(`tools[${at}].input_schema.type`, "Input should be 'object'")
  return { name, parameters: schema }
}

function readToolChoice(value: Json | undefined, tools: ChatAsk['tools']): ToolChoice {
  if (value == null) return { kind: 'auto' }
  const choice = objectAt(value, 'tool_choice')
  if (choice['type'] === 'none' || choice['type'] === 'auto') return { kind: choice['type'] }
  if (tools.length === 0) throw new Misread('tool_choice', 'tool_choice may only be given beside tools')
  if (choice['type'] === 'any') return { kind: 'required' }
  const name = textOr(choice['name'], '')
  if (choice['type'] === 'tool' && tools.some((tool) => tool.name === name)) return { kind: 'named', name }
  throw new Misread('tool_choice', "Input should be 'auto', 'any', 'none' or a 'tool' of `tools`")
}

/** Thinking and a forced call exclude each other, and a budget has to leave room for the answer. */
function readThinking(root: JsonObject, choice: ToolChoice, outputTokensMax: number): ChatAsk['reasoning'] {
  const thinking = maybeObjectAt(root['thinking'], 'thinking')
  const type = thinking['type'] ?? 'disabled'
  if (type === 'disabled') return 'off'
  if (type !== 'enabled' && type !== 'adaptive') throw new Misread('thinking.type', "Input should be 'adaptive', 'enabled' or 'disabled'")
  const budget = type === 'enabled' ? (thinking['budget_tokens'] ?? null) : budgetMin
  if (typeof budget !== 'number' || budget < budgetMin)
    throw new Misread('thinking.budget_tokens', `Input should be greater than or equal to ${budgetMin}`)
  if (type === 'enabled' && budget >= outputTokensMax)
    throw new Misread('max_tokens', '`max_tokens` must be greater than `thinking.budget_tokens`')
  if (choice.kind === 'required' || choice.kind === 'named')
    throw new Misread('thinking', 'Thinking may not be enabled when tool_choice forces tool use')
  return thinking['display'] === 'omitted' ? 'hidden' : 'shown'
}

function checkSampling(root: JsonObject, thinks: boolean): void {
  const { temperature, top_p: topP, top_k: topK } = root
  if (temperature != null && (typeof temperature !== 'number' || temperature < 0 || temperature > 1))
    throw new Misread('temperature', 'range: 0..1')
  if (temperature != null && topP != null)
    throw new Misread('temperature', '`temperature` and `top_p` cannot both be specified for this model')
  if (thinks && temperature != null && temperature !== 1) throw new Misread('temperature', 'may only be 1 when thinking is enabled')
  if (thinks && topK != null) throw new Misread('top_k', 'must be unset when thinking is enabled')
}

/** A mark stands on the request as a whole, on a tool or on a block. */
function marks(root: JsonObject): boolean {
  return (
    root['cache_control'] != null ||
    ['tools', 'system', 'messages'].some((name) => JSON.stringify(root[name] ?? null).includes('"cache_control":{'))
  )
}

/** Only schemas whose objects say that they have no other members are taken. */
function readFormat(value: Json | undefined): AnswerFormat {
  const config = maybeObjectAt(value, 'output_config')
  onlyKnown(config, new Set(['effort', 'format']), 'output_config.')
  if (config['format'] == null) return { kind: 'text' }
  const format = objectAt(config['format'], 'output_config.format')
  if (format['type'] !== 'json_schema') throw new Misread('output_config.format.type', "Input should be 'json_schema'")
  const schema = objectAt(format['schema'], 'output_config.format.schema')
  if (schema['type'] === 'object' && schema['additionalProperties'] !== false)
    throw new Misread('output_config.format.schema', "For 'object' type, 'additionalProperties' must be explicitly set to false")
  return { kind: 'json_schema', schema }
}
