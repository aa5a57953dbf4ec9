// The bytes of a chat completion as providers write them, well-formed or bent. Knows nothing of sockets or time.
import type { AnswerBehaviour, UsageBehaviour } from './behaviours.ts'

/** What of the request decides how an answer looks. */
export interface AskedFor {
  readonly model: string | null
  readonly stream: boolean
  readonly includeUsage: boolean
  readonly outputTokensMax: number | null
}

const envelope = { id: 'chatcmpl-fault', created: 1_790_000_000 }
const promptTokensUsual = 10

interface Cut {
  readonly words: readonly string[]
  readonly finish: string | null
  readonly tokens: number
}

function cut(answer: AnswerBehaviour, asked: AskedFor): Cut {
  const all = (answer.text ?? 'ok then').match(/\S+\s*|\s+/g) ?? []
  const cap = answer.ignoresCap ? null : asked.outputTokensMax
  const words = cap === null ? all : all.slice(0, cap)
  const usual = answer.toolCalls ? 'tool_calls' : words.length < all.length ? 'length' : 'stop'
  const calls = answer.toolCalls?.reduce((sum, call) => sum + call.arguments.length, 0) ?? 0
  return { words, finish: answer.finishReason === undefined ? usual : answer.finishReason, tokens: words.length + calls }
}

/** The usage values to send, in order; none when usage is missing. */
function usages(kind: UsageBehaviour, prompt: number, completion: number): unknown[] {
  const right = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
  switch (kind) {
    case 'missing':
      return []
    case 'null':
      return [null]
    case 'twice':
      return [{ prompt_tokens: prompt, completion_tokens: 1, total_tokens: prompt + 1 }, right]
    case 'negative':
      return [{ prompt_tokens: -prompt, completion_tokens: -completion, total_tokens: -prompt - completion }]
    case 'huge':
      return [{ prompt_tokens: 2 ** 53, completion_tokens: 2 ** 53, total_tokens: 2 ** 54 }]
    case 'strings':
      return [{ prompt_tokens: String(prompt), completion_tokens: String(completion), total_tokens: String(prompt + completion) }]
    default:
      return [right]
  }
}

/** The body of a buffered answer. Usage sent twice is a duplicate key. */
export function bufferedBody(answer: AnswerBehaviour, asked: AskedFor): string {
  const { words, finish, tokens } = cut(answer, asked)
  const calls = answer.toolCalls?.map((call, at) => ({ id: `call_${at}`, type: 'function', function: call }))
  const message = calls ? { role: 'assistant', content: null, tool_calls: calls } : { role: 'assistant', content: words.join('') }
  const choice = { index: 0, message, ...(finish === null ? {} : { finish_reason: finish }) }
  const text = JSON.stringify({ ...envelope, object: 'chat.completion', model: asked.model, choices: [choice] })
  const figures = usages(answer.usage ?? 'asked', answer.promptTokens ?? promptTokensUsual, tokens)
  return text.slice(0, -1) + figures.map((usage) => `,"usage":${JSON.stringify(usage)}`).join('') + '}'
}

/** The data of each event of a streamed answer, `[DONE]` included. */
export function eventPayloads(answer: AnswerBehaviour, asked: AskedFor): string[] {
  const { words, finish, tokens } = cut(answer, asked)
  const chunk = (choices: unknown[], more: object = {}): string =>
    JSON.stringify({ ...envelope, object: 'chat.completion.chunk', model: asked.model, choices, ...more })
  const delta = (value: object, end: string | null = null): string => chunk([{ index: 0, delta: value, finish_reason: end }])
  const payloads = [delta({ role: 'assistant', content: '' })]
  if (!answer.toolCalls) for (const piece of pieces(words, answer.chunks ?? words.length)) payloads.push(delta({ content: piece }))
  for (const [index, call] of (answer.toolCalls ?? []).entries()) {
    payloads.push(delta({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: call.name, arguments: '' } }] }))
    for (const part of call.arguments.match(/[^]{1,5}/gu) ?? [])
      payloads.push(delta({ tool_calls: [{ index, function: { arguments: part } }] }))
  }
  if (finish !== null) payloads.push(delta({}, finish))
  const kind = answer.usage ?? 'asked'
  if (kind !== 'asked' || asked.includeUsage) {
    for (const usage of usages(kind, answer.promptTokens ?? promptTokensUsual, tokens)) payloads.push(chunk([], { usage }))
  }
  return [...payloads, ...Array.from({ length: answer.done ?? 1 }, () => '[DONE]')]
}

function pieces(words: readonly string[], count: number): string[] {
  const size = Math.ceil(words.length / Math.max(1, count))
  return Array.from({ length: Math.ceil(words.length / Math.max(1, size)) }, (_, at) => words.slice(at * size, (at + 1) * size).join(''))
}

/** One event in Server-Sent Events form. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function eventText(payload: string, answer: Pick<AnswerBehaviour, 'lineEnd' | 'dressed' | 'multiLine'>): string {
  const end = answer.lineEnd ?? '\n'
  const before = answer.dressed ? [': a comment', 'id: 7', 'event: message', 'retry: 1000'] : []
  // Line feeds between the members of the JSON object do not change its meaning.
  const data = answer.multiLine && payload.startsWith('{') ? payload.replace(/^\{/, '{\n').replace(/\}$/, '\n}').split('\n') : [payload]
  return [...before, ...data.map((line) => `data: ${line}`), '', ''].join(end)
}

/** An HTTP/1.1 head. `length` null: chunked. */
export function headText(status: number, headers: Readonly<Record<string, string>>, length: number | null): string {
  const framing = length === null ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(length) }
  const lines = Object.entries({ ...headers, ...framing }).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} Scripted`, ...lines, '', ''].join('\r\n')
}

/** One chunk of a chunked body; an empty one ends the body. */
export function chunkBytes(body: Buffer | string): Buffer {
  const bytes = Buffer.from(body as string)
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}
