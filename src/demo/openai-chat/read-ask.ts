// Reads a chat completion request: body text in, a structured ask or a refusal out. Knows nothing of sockets or of answers.
import type { Result } from '../../base/result.ts'
import type { AnswerFormat, ChatAsk, ChatMessage, DemoRefusal, Json, JsonObject, OfferedTool, ToolChoice } from '../ask.ts'
import { isObject, listAt, Misread, objectAt, readBodyAs, textOr, wholeAt } from '../read-fields.ts'

/** OpenAI's own bounds for these fields. */
const choicesMax = 128
const stopsMax = 4
const topLogprobsMax = 20

/** A refusal names the field in `param`. Fields that are not known are ignored, as many servers of this wire do. */
export function readAsk(body: string): Result<ChatAsk, DemoRefusal> {
  return readBodyAs(body, askOf)
}

function askOf(root: JsonObject): ChatAsk {
  const model = root['model']
  if (typeof model !== 'string' || model === '') throw new Misread('model', "'model' must be a non-empty string.")
  const messages = listAt(root['messages'], 'messages')
  if (messages.length === 0) throw new Misread('messages', "'messages' must hold at least one message.")
  const tools = root['tools'] == null ? [] : listAt(root['tools'], 'tools').map(readTool)
  const streamOptions = root['stream_options'] == null ? {} : objectAt(root['stream_options'], 'stream_options')
  return {
    model,
    messages: messages.map(readMessage),
    stream: root['stream'] === true,
    includeUsage: streamOptions['include_usage'] === true,
    outputTokensMax:
      wholeAt(root, 'max_completion_tokens', 1, Number.MAX_SAFE_INTEGER) ?? wholeAt(root, 'max_tokens', 1, Number.MAX_SAFE_INTEGER),
    stops: readStops(root['stop']),
    choices: wholeAt(root, 'n', 1, choicesMax) ?? 1,
    topLogprobs: root['logprobs'] === true ? (wholeAt(root, 'top_logprobs', 0, topLogprobsMax) ?? 0) : null,
    seed: typeof root['seed'] === 'number' ? Math.abs(Math.trunc(root['seed'])) % 1_000_003 : 0,
    tools,
    toolChoice: readToolChoice(root['tool_choice'], tools),
    parallelTools: root['parallel_tool_calls'] !== false,
    format: readFormat(root['response_format']),
    toolsText: tools.length === 0 ? '' : JSON.stringify(root['tools']),
    marksCache: false,
    reasoning: 'shown',
  }
}

function readMessage(value: Json, index: number): ChatMessage {
  const param = `messages[${index}]`
  const message = objectAt(value, param)
  if (typeof message['role'] !== 'string') throw new Misread(`${param}.role`, `'${param}.role' must be a string.`)
  const content = message['content'] ?? null
  if (content !== null && typeof content !== 'string' && !Array.isArray(content)) {
    throw new Misread(`${param}.content`, `'${param}.content' must be a string or a list of parts.`)
  }
  const parts = Array.isArray(content) ? content.map((part: Json, at: number) => objectAt(part, `${param}.content[${at}]`)) : []
  const calls = message['tool_calls'] == null ? [] : listAt(message['tool_calls'], `${param}.tool_calls`)
  return {
    role: message['role'],
    text: typeof content === 'string' ? content : parts.map((part) => textOr(part['text'], '')).join('\n'),
    images: parts.filter((part) => part['type'] === 'image_url').map(detailOf),
    files: parts.flatMap((part) => (part['type'] === 'file' ? ['document'] : part['type'] === 'input_audio' ? ['sound'] : [])),
    toolCalls: calls.map((call, at) => {
      const one = objectAt(call, `${param}.tool_calls[${at}]`)
      const called = objectAt(one['function'] ?? {}, `${param}.tool_calls[${at}].function`)
      return { id: textOr(one['id'], ''), name: textOr(called['name'], ''), argumentsText: textOr(called['arguments'], '') }
    }),
    toolCallId: typeof message['tool_call_id'] === 'string' ? message['tool_call_id'] : null,
  }
}

function detailOf(part: JsonObject): 'low' | 'high' | 'auto' {
  const image = part['image_url']
  const detail = isObject(image) ? image['detail'] : undefined
  return detail === 'low' || detail === 'high' ? detail : 'auto'
}

function readTool(value: Json, index: number): OfferedTool {
  const param = `tools[${index}].function`
  const called = objectAt(objectAt(value, `tools[${index}]`)['function'] ?? null, param)
  if (typeof called['name'] !== 'string') throw new Misread(`${param}.name`, `'${param}.name' must be a string.`)
  return { name: called['name'], parameters: called['parameters'] ?? { type: 'object', properties: {} } }
}

function readToolChoice(value: Json | undefined, tools: readonly OfferedTool[]): ToolChoice {
  if (value == null) return { kind: 'auto' }
  if (value === 'none' || value === 'auto') return { kind: value }
  if (tools.length === 0) throw new Misread('tool_choice', "'tool_choice' is only allowed when 'tools' are given.")
  if (value === 'required') return { kind: 'required' }
  const name = isObject(value) && isObject(value['function']) ? value['function']['name'] : undefined
  if (typeof name !== 'string' || !tools.some((tool) => tool.name === name)) {
    throw new Misread('tool_choice', "'tool_choice' must be none, auto, required or name a tool of 'tools'.")
  }
  return { kind: 'named', name }
}

function readFormat(value: Json | undefined): AnswerFormat {
  if (value == null) return { kind: 'text' }
  const format = objectAt(value, 'response_format')
  if (format['type'] === 'text' || format['type'] === 'json_object') return { kind: format['type'] }
  if (format['type'] !== 'json_schema')
    throw new Misread('response_format.type', "'response_format.type' must be text, json_object or json_schema.")
  const given = objectAt(format['json_schema'] ?? null, 'response_format.json_schema')
  return { kind: 'json_schema', schema: given['schema'] ?? {} }
}

function readStops(value: Json | undefined): string[] {
  const stops = value == null ? [] : typeof value === 'string' ? [value] : listAt(value, 'stop')
  if (stops.length > stopsMax) throw new Misread('stop', `'stop' may hold at most ${stopsMax} sequences.`)
  return stops.filter((stop): stop is string => typeof stop === 'string' && stop !== '')
}
