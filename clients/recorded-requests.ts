// What an SDK sends for a recorded request, and what has to arrive of it at a provider of any dialect. Knows no SDK and no socket.
import { bufferOf } from '../src/base/byte-text.ts'
import type { DialectName } from '../src/contract/dialects.ts'
import type { AnswerFormat, CommonPart, CommonRequest, CommonTool, MediaSource, ToolCall } from '../src/dialects/common-request.ts'
import { dialectNamed } from '../src/dialects/registry.ts'
import { bytesOf, type Cassette, scanLimits, type UpstreamCassette } from '../test/dialects/cassettes.ts'

const inPath = { model: 'm', stream: false }
const offer = { upstreamModel: 'm', outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const
const ask = { offer, outputCap: 500, stream: false, reasons: true }

function commonRequest(dialect: DialectName, body: object): CommonRequest {
  const wire = dialectNamed(dialect)
  const read = wire.readRequest(bytesOf(body), scanLimits, inPath)
  if (!read.ok) throw new Error(`${dialect}: ${read.problem.message}`)
  return wire.requestToCommon(read.value)
}

/** As it was recorded, or the same in another dialect; how it is streamed is the SDK's to say. */
export function bodyFor(client: DialectName, { asked: { by, request } }: UpstreamCassette): object {
  if (client === by) return request
  const { body } = dialectNamed(client).requestFromCommon(commonRequest(by, request), ask)
  const { stream: _stream, stream_options: _options, ...fields } = JSON.parse(bufferOf(body).toString()) as Record<string, unknown>
  return fields
}

/** One part of a conversation as every dialect can say it. */
type Said = readonly [kind: string, ...words: unknown[]]

interface Meaning {
  readonly said: readonly Said[]
  readonly settings: Readonly<Record<string, unknown>>
}

/** Parts that a dialect may have no place for, by the name under which they are told as left out. */
const leavable: Readonly<Record<string, string>> = {
  reasoning: 'messages.reasoning',
  image: 'messages.image',
  audio: 'messages.audio',
}

/**
 * Compares what a provider was sent with what was recorded. What the translation names as left out may be missing; and a part of another kind:
 * `messages.image` are those that lie elsewhere, where a dialect takes bytes only.
 */
export function requestArrives(from: DialectName, { request }: Cassette, to: DialectName, body: Buffer): { readonly sent: Meaning; readonly got: Meaning } {
  const said = commonRequest(from, request)
  const dropped = from === to ? [] : dialectNamed(to).requestFromCommon(said, ask).dropped
  const got = meaningOf(commonRequest(to, JSON.parse(body.toString()) as object))
  const sent = meaningOf(said)
  const named = new Set(Object.values(said.settings).flatMap((setting) => (dropped.includes(setting.from) ? [setting.from] : [])))
  const kept = Object.keys(sent.settings).filter((name) => !named.has(said.settings[name as keyof typeof said.settings]?.from ?? ''))
  const only = (settings: Meaning['settings']): Meaning['settings'] => Object.fromEntries(kept.map((name) => [name, settings[name]]))
  return {
    sent: { said: sent.said.filter((part) => !isLeft(part, dropped)), settings: only(sent.settings) },
    got: { said: got.said, settings: only(got.settings) },
  }
}

function isLeft([kind, , source]: Said, dropped: readonly string[]): boolean {
  const name = leavable[kind]
  if (name === undefined || !dropped.includes(name)) return false
  return kind !== 'image' || String(source).startsWith('https:')
}

function meaningOf({ messages, settings }: CommonRequest): Meaning {
  const said = messages.flatMap(({ role, parts }) => parts.flatMap((part) => saidBy(role === 'developer' ? 'system' : role, part)))
  return {
    // An image of a result may have to stand behind the results.
    said: [...said.filter(([kind]) => kind !== 'image'), ...said.filter(([kind]) => kind === 'image')],
    settings: Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, plain(name, value)])),
  }
}

function saidBy(role: string, part: CommonPart): Said[] {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return [['text', role, part.text]]
    case 'image':
      return [['image', role, textOf(part.source)]]
    case 'document':
      // A document that is a text may become one.
      return [[part.source.kind === 'text' ? 'text' : 'document', role, textOf(part.source)]]
    case 'audio':
      return [['audio', role, part.data]]
    case 'tool_call':
      return [['call', part.name, inputOf(part)]]
    case 'tool_result':
      // A wire without a word for a failure says it in the text; one without images in results has them beside.
      return [
        ['result', part.content.flatMap((one) => (one.kind === 'text' ? [one.text.replace(/^Error: /, '')] : [])).join('')],
        ...part.content.flatMap((one) => (one.kind === 'text' ? [] : saidBy('user', one))),
      ]
    case 'reasoning':
      return [['reasoning', role, part.text]]
  }
}

function textOf(source: MediaSource): string {
  return source.kind === 'url' ? source.url : source.kind === 'text' ? source.text : source.data
}

function inputOf({ input, custom }: ToolCall): unknown {
  return custom === true ? { input } : (JSON.parse(input) as unknown)
}

/** What a dialect adds or leaves unsaid about a setting changes nothing in it: how strict a schema is, what a format is called, that thoughts are shown. */
function plain(name: string, value: unknown): unknown {
  switch (name) {
    case 'tools':
      return (value as CommonTool[]).map((tool) => [tool.name, tool.description, parametersOf(tool)])
    case 'format':
      return (value as AnswerFormat).kind
    case 'reasoning':
      return 'asked for'
    default:
      return value
  }
}

function parametersOf({ custom, schema }: CommonTool): readonly string[] {
  return custom === undefined ? Object.keys((schema as { properties?: object } | undefined)?.properties ?? {}) : ['input']
}
