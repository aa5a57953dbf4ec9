// Reads a Responses request: body text in, a structured ask or a refusal out; as strict as the vendor. Knows nothing of sockets or of answers.
// Source: OpenAI API reference, "Create a model response".
import type { Result } from '../../base/result.ts'
import { type AnswerFormat, type ChatAsk, type DemoRefusal, type Json, type JsonObject, plainAsk, type ToolChoice } from '../ask.ts'
import {
  isObject,
  listAt,
  maybeListAt,
  maybeObjectAt,
  Misread,
  objectAt,
  onlyKnown,
  readBodyAs,
  textAt,
  wholeAt,
  shown,
} from '../read-fields.ts'
import { readItems } from './read-items.ts'

const known = new Set([
  ...['model', 'input', 'instructions', 'max_output_tokens', 'stream', 'stream_options', 'store', 'include', 'temperature', 'top_p'],
  ...['top_logprobs', 'tools', 'tool_choice', 'parallel_tool_calls', 'text', 'reasoning', 'metadata', 'user', 'safety_identifier'],
  ...['service_tier', 'truncation', 'prompt_cache_key', 'prompt_cache_retention', 'previous_response_id', 'background', 'max_tool_calls'],
])
const includable = new Set(['reasoning.encrypted_content', 'message.output_text.logprobs'])
/** The vendor takes no smaller cap. */
const outputTokensMin = 16
const topLogprobsMax = 20

export function readAsk(body: string): Result<ChatAsk, DemoRefusal> {
  return readBodyAs(body, askOf)
}

function askOf(root: JsonObject): ChatAsk {
  onlyKnown(root, known)
  if (root['store'] !== false) throw new Misread('store', 'The simulated provider keeps nothing: send `store: false`.')
  if (root['previous_response_id'] != null) throw new Misread('previous_response_id', 'Previous response not found.')
  if (root['background'] === true) throw new Misread('background', 'The simulated provider runs nothing in the background.')
  const tools = maybeListAt(root['tools'], 'tools').flatMap(readTool)
  const include = maybeListAt(root['include'], 'include')
  const stranger = include.find((name) => !includable.has(shown(name)))
  if (stranger !== undefined) throw new Misread('include', `Invalid value: '${shown(stranger)}'.`)
  const logprobs = include.includes('message.output_text.logprobs')
  checkTemperature(root['temperature'])
  return {
    ...plainAsk,
    model: textAt(root['model'], 'model'),
    messages: readItems(root['instructions'], root['input']),
    stream: root['stream'] === true,
    outputTokensMax: wholeAt(root, 'max_output_tokens', outputTokensMin, Number.MAX_SAFE_INTEGER),
    topLogprobs: logprobs ? (wholeAt(root, 'top_logprobs', 0, topLogprobsMax) ?? 0) : null,
    tools,
    toolChoice: readToolChoice(root['tool_choice'], tools),
    parallelTools: root['parallel_tool_calls'] !== false,
    format: readFormat(root['text']),
    toolsText: tools.length === 0 ? '' : JSON.stringify(root['tools']),
    reasoning: readReasoning(root['reasoning']),
  }
}

function checkTemperature(value: Json | undefined): void {
  if (value == null || (typeof value === 'number' && value >= 0 && value <= 2)) return
  throw new Misread('temperature', "Invalid 'temperature': expected a value from 0 to 2.")
}

/** A namespace holds tools of the caller's own, as codex sends them; they are taken and never called. */
function readTool(value: Json, at: number): ChatAsk['tools'] {
  const tool = objectAt(value, `tools[${at}]`)
  const type = textAt(tool['type'], `tools[${at}].type`)
  if (type === 'namespace') {
    listAt(tool['tools'], `tools[${at}].tools`)
    return []
  }
  if (type !== 'function' && type !== 'custom') throw new Misread(`tools[${at}].type`, 'The simulated provider runs no tools itself.')
  const name = textAt(tool['name'], `tools[${at}].name`)
  return [{ name, parameters: tool['parameters'] ?? { type: 'object', properties: {} }, ...(type === 'custom' && { custom: true }) }]
}

function readToolChoice(value: Json | undefined, tools: ChatAsk['tools']): ToolChoice {
  if (value == null) return { kind: 'auto' }
  if (value === 'none' || value === 'auto') return { kind: value }
  if (tools.length === 0) throw new Misread('tool_choice', "Tool choices other than 'auto' and 'none' need 'tools'.")
  if (value === 'required') return { kind: 'required' }
  const name = isObject(value) ? value['name'] : undefined
  if (typeof name === 'string' && tools.some((tool) => tool.name === name)) return { kind: 'named', name }
  throw new Misread('tool_choice', `Tool choice '${shown(name)}' not found in 'tools' parameter.`)
}

function readFormat(value: Json | undefined): AnswerFormat {
  const text = maybeObjectAt(value, 'text')
  onlyKnown(text, new Set(['format', 'verbosity']), 'text.')
  const format = maybeObjectAt(text['format'], 'text.format')
  const type = format['type'] ?? 'text'
  if (type === 'text' || type === 'json_object') return { kind: type }
  if (type !== 'json_schema') throw new Misread('text.format.type', `Invalid value: '${shown(type)}'.`)
  textAt(format['name'], 'text.format.name')
  return { kind: 'json_schema', schema: objectAt(format['schema'], 'text.format.schema') }
}

/** A summary is shown to those who ask for one. */
function readReasoning(value: Json | undefined): ChatAsk['reasoning'] {
  const reasoning = maybeObjectAt(value, 'reasoning')
  onlyKnown(reasoning, new Set(['effort', 'summary', 'generate_summary']), 'reasoning.')
  const effort = reasoning['effort'] ?? 'medium'
  if (!['none', 'minimal', 'low', 'medium', 'high', 'xhigh'].includes(shown(effort)))
    throw new Misread('reasoning.effort', `Invalid value: '${shown(effort)}'.`)
  if (effort === 'none') return 'off'
  return reasoning['summary'] == null ? 'hidden' : 'shown'
}
