// What the Playground sends: from its settings and turns to the body of a chat completion. Knows no server and no components.

export interface PlaygroundSettings {
  readonly system: string
  readonly temperature: string
  readonly topP: string
  readonly maxTokens: string
  readonly stream: boolean
  /** JSON text of a list of tools; empty: none. */
  readonly tools: string
  /** JSON text of a schema that the answer has to follow; empty: none. */
  readonly schema: string
}

export const defaultSettings: PlaygroundSettings = {
  system: '',
  temperature: '',
  topP: '',
  maxTokens: '',
  stream: true,
  tools: '',
  schema: '',
}

type Part = { readonly type: 'text'; readonly text: string } | { readonly type: 'image_url'; readonly image_url: { readonly url: string } }

export interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string | readonly Part[]
}

/** Shared by all columns of a turn; a picture is a `data:` URL, so that nothing but the request carries it. */
export interface Question {
  readonly text: string
  readonly images: readonly string[]
}

/** One question and what each model of the moment answered, by the column it stood in. */
export interface Turn {
  readonly question: Question
  readonly answers: Readonly<Record<number, string | undefined>>
}

export interface ChatBody {
  readonly model: string
  readonly messages: readonly Message[]
  readonly [field: string]: unknown
}

export type SettingsFault = { readonly field: keyof PlaygroundSettings; readonly message: string }

/** The conversation as one column saw it: the other columns' answers are not its own. */
export function historyOf(turns: readonly Turn[], column: number): readonly Message[] {
  return turns.flatMap((turn) => {
    const answer = turn.answers[column]
    const question = userMessage(turn.question)
    return answer === undefined || answer === '' ? [question] : [question, { role: 'assistant', content: answer }]
  })
}

/** Text alone stays text: it is what most code sends. */
export function userMessage({ text, images }: Question): Message {
  if (images.length === 0) return { role: 'user', content: text }
  const pictures = images.map((url): Part => ({ type: 'image_url', image_url: { url } }))
  return { role: 'user', content: [...(text === '' ? [] : [{ type: 'text', text } as const]), ...pictures] }
}

/** The fields that every column sends, or the first one that makes no sense. */
export function readSettings(
  settings: PlaygroundSettings,
): { readonly ok: true; readonly fields: Readonly<Record<string, unknown>> } | { readonly ok: false; readonly fault: SettingsFault } {
  const fields: Record<string, unknown> = {}
  const refuse = (field: keyof PlaygroundSettings, message: string) => ({ ok: false, fault: { field, message } }) as const
  const temperature = numberIn(settings.temperature, 0, 2)
  if (temperature === null) return refuse('temperature', 'A number from 0 to 2.')
  const topP = numberIn(settings.topP, 0, 1)
  if (topP === null) return refuse('topP', 'A number from 0 to 1.')
  const maxTokens = numberIn(settings.maxTokens, 1, 10_000_000)
  if (maxTokens === null || (maxTokens !== undefined && !Number.isInteger(maxTokens)))
    return refuse('maxTokens', 'A whole number from 1 on.')
  if (temperature !== undefined) fields['temperature'] = temperature
  if (topP !== undefined) fields['top_p'] = topP
  if (maxTokens !== undefined) fields['max_tokens'] = maxTokens
  const tools = jsonOf(settings.tools)
  if (tools === null || (tools !== undefined && !Array.isArray(tools))) return refuse('tools', 'JSON: a list of tools, as in the example.')
  if (tools !== undefined) fields['tools'] = tools
  const schema = jsonOf(settings.schema)
  if (schema === null || (schema !== undefined && (typeof schema !== 'object' || Array.isArray(schema))))
    return refuse('schema', 'JSON: one schema, such as {"type": "object", …}.')
  if (schema !== undefined) fields['response_format'] = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } }
  if (settings.stream) Object.assign(fields, { stream: true, stream_options: { include_usage: true } })
  return { ok: true, fields }
}

export function chatBody(
  model: string,
  settings: PlaygroundSettings,
  history: readonly Message[],
  fields: Readonly<Record<string, unknown>>,
): ChatBody {
  const system: readonly Message[] = settings.system.trim() === '' ? [] : [{ role: 'system', content: settings.system }]
  return { model, messages: [...system, ...history], ...fields }
}

/** Undefined when empty, null when it is no such number. */
function numberIn(typed: string, least: number, most: number): number | undefined | null {
  const text = typed.trim()
  if (text === '') return undefined
  const value = Number(text)
  return /^\d*\.?\d+$/.test(text) && value >= least && value <= most ? value : null
}

/** Undefined when empty, null when it is no JSON. */
function jsonOf(typed: string): unknown {
  if (typed.trim() === '') return undefined
  try {
    return JSON.parse(typed) as unknown
  } catch {
    return null
  }
}

export const exampleTools = `[
  {
    "type": "function",
    "function": {
      "name": "get_weather",
      "description": "The weather of a city, now",
      "parameters": {
        "type": "object",
        "properties": { "city": { "type": "string" } },
        "required": ["city"]
      }
    }
  }
]`

export const exampleSchema = `{
  "type": "object",
  "properties": {
    "title": { "type": "string" },
    "points": { "type": "array", "items": { "type": "string" } }
  },
  "required": ["title", "points"],
  "additionalProperties": false
}`
