// A request that was made once, taken apart for the Playground: what its fields know goes into them, the rest is sent along as it was. Knows no server.
import { defaultSettings, type Message, type PlaygroundSettings, type Question } from './playground.ts'

export interface CarriedRequest {
  readonly settings: PlaygroundSettings
  /** All before the last question, the system message apart; tool calls and their results too. */
  readonly earlier: readonly Message[]
  /** The last message, where it is a question; else nothing is asked yet. */
  readonly question: Question
  /** What the Playground has no field for. */
  readonly further: Readonly<Record<string, unknown>>
  /** The wished form of the answer as it was sent, with the text of its schema: sent again while nobody changes that. */
  readonly format: { readonly schema: string; readonly value: unknown } | null
}

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')
const json = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2))

/** `body`: of a chat completion. */
export function carryRequest(body: Fields): CarriedRequest {
  const {
    model: _model,
    messages,
    temperature,
    top_p,
    max_tokens,
    stream,
    stream_options: _options,
    tools,
    response_format,
    ...further
  } = body
  const said = Array.isArray(messages) ? (messages as readonly Fields[]) : []
  const [first, ...rest] = said
  const system = first?.['role'] === 'system' && typeof first['content'] === 'string' ? first['content'] : null
  const spoken = system === null ? said : rest
  const question = questionOf(spoken.at(-1))
  const form = fieldsOf(response_format)
  const schema = form['type'] === 'json_schema' ? json(fieldsOf(form['json_schema'])['schema']) : ''
  return {
    settings: {
      ...defaultSettings,
      system: system ?? '',
      temperature: text(temperature),
      topP: text(top_p),
      maxTokens: text(max_tokens),
      stream: stream === true,
      tools: json(tools),
      schema,
    },
    earlier: (question === null ? spoken : spoken.slice(0, -1)) as unknown as readonly Message[],
    question: question ?? { text: '', images: [] },
    further: schema === '' && response_format !== undefined ? { ...further, response_format } : further,
    format: schema === '' ? null : { schema, value: response_format },
  }
}

/** The fields of a request that came from the Playground's settings, with those that were carried in. */
export function withCarried(fields: Fields, settings: PlaygroundSettings, carried: CarriedRequest | null): Fields {
  if (carried === null) return fields
  const kept = carried.format !== null && carried.format.schema === settings.schema
  return { ...carried.further, ...fields, ...(kept && { response_format: carried.format.value }) }
}

/** Null: not of a user, or with parts that the Playground cannot show. */
function questionOf(message: Fields | undefined): Question | null {
  if (message?.['role'] !== 'user' || Object.keys(message).length !== 2) return null
  const { content } = message
  if (typeof content === 'string') return { text: content, images: [] }
  const parts = Array.isArray(content) ? content.map(fieldsOf) : []
  const texts = parts.flatMap((part) => (part['type'] === 'text' ? [text(part['text'])] : []))
  const images = parts.flatMap((part) => {
    const url = fieldsOf(part['image_url'])['url']
    return typeof url === 'string' && url.startsWith('data:') ? [url] : []
  })
  return texts.length <= 1 && texts.length + images.length === parts.length ? { text: texts[0] ?? '', images } : null
}

/** A message in one line, for who looks through a conversation. */
export function messageWords(message: Fields): { readonly role: string; readonly words: string } {
  const { content, tool_calls: calls } = message
  const parts = typeof content === 'string' ? [content] : Array.isArray(content) ? content.map(partWords) : []
  const called = Array.isArray(calls) ? calls.map((call) => callWords(fieldsOf(fieldsOf(call)['function']))) : []
  return { role: text(message['role']), words: [...parts, ...called].filter((one) => one !== '').join('\n') }
}

function partWords(part: unknown): string {
  const { type, text: words } = fieldsOf(part)
  return type === 'text' ? text(words) : `[${text(type)}]`
}

function callWords(called: Fields): string {
  return `${text(called['name'])}(${text(called['arguments'])})`
}
