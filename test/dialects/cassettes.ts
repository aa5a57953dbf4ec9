// Serves the tests of this folder only: recorded exchanges as data, and what a client's side of one looks like. Our own data.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sseSplitter } from '../../src/base/sse.ts'
import type { StreamChunk } from '../../src/contract/chat.ts'
import { type DialectName, dialectNames, type UpstreamDialectName, upstreamDialectNames } from '../../src/contract/dialects.ts'
import type { ShownCost, TokenUsage } from '../../src/contract/usage.ts'
import { type AnswerPart, type CommonAnswer, joinAnswer, type PartKind } from '../../src/dialects/common-answer.ts'
import type { CommonRequest } from '../../src/dialects/common-request.ts'
import type { AnswerFrame, Dialect, UpstreamDialect } from '../../src/dialects/dialect.ts'
import { dialectNamed, upstreamDialectNamed } from '../../src/dialects/registry.ts'
import { translateStream } from '../../src/dialects/translate.ts'

/** Of a wire that clients speak, too, unless said otherwise. */
export interface Cassette<Dialects extends UpstreamDialectName = DialectName> {
  readonly dialect: Dialects
  /** What happens, in words. */
  readonly name: string
  /** Who asked, and how: the same as `request` unless no client speaks the dialect. */
  readonly asked: { readonly by: DialectName; readonly request: object }
  readonly request: object
  /** How the offer asked it, where `request` is what was written and not what a client sent. */
  readonly upstreamModel?: string
  readonly outputCap?: number
  readonly thinking?: 'effort' | 'budget'
  readonly answer: Record<string, unknown>
  /** The same answer as the data of a stream's events. */
  readonly events: readonly object[]
}

const folder = join(import.meta.dirname, '..', 'cassettes')

export type UpstreamCassette = Cassette<UpstreamDialectName>

/** What providers said, in every wire of theirs. */
export const upstreamCassettes: readonly UpstreamCassette[] = upstreamDialectNames.flatMap((dialect) =>
  readdirSync(join(folder, dialect))
    .toSorted()
    .map((file): UpstreamCassette => {
      const recorded = JSON.parse(readFileSync(join(folder, dialect, file), 'utf8')) as Omit<UpstreamCassette, 'dialect' | 'name'>
      const asked = recorded.asked ?? { by: dialect as DialectName, request: recorded.request }
      return { dialect, name: file.replace('.json', '').replaceAll('-', ' '), ...recorded, asked }
    }),
)

export const cassettes: readonly Cassette[] = upstreamCassettes.filter(isTwoSided)

function isTwoSided(cassette: UpstreamCassette): cassette is Cassette {
  return (dialectNames as readonly string[]).includes(cassette.dialect)
}

export const frame: AnswerFrame = { model: 'mine', includeUsage: true, requestId: 'r-1', createdSeconds: 1, promptTokens: 21 }
export const cost: ShownCost = {
  total: '0.000000042',
  input: '0',
  cachedInput: '0',
  cacheWrite: '0',
  output: '0',
  reasoning: '0',
  perCall: '0',
}
export const scanLimits = { depthMax: 64, valuesMax: 100_000 }

export const bytesOf = (value: object): Uint8Array => Buffer.from(JSON.stringify(value))

/** What the gateway learns of a stream, event by event. */
export function readChunks(dialect: UpstreamDialect, events: readonly object[]): { chunks: StreamChunk[]; usage: TokenUsage | null } {
  const read = dialect.openStream()
  const seen = events.map((event) => read(bytesOf(event)))
  const chunks = seen.filter((event) => event.kind === 'chunk')
  return { chunks, usage: chunks.findLast((chunk) => chunk.usage !== null)?.usage ?? null }
}

export function commonOf(dialect: UpstreamDialect, events: readonly Uint8Array[]): CommonAnswer {
  const read = dialect.openCommonEvents()
  const joined = joinAnswer()
  for (const event of events) for (const one of read(event)) joined.add(one)
  return joined.answer()
}

/** The bytes that a client gets of an upstream stream that is whole. */
export function streamTo(client: Dialect, { dialect, events }: UpstreamCassette, request: CommonRequest): Buffer {
  const upstream = upstreamDialectNamed(dialect)
  const { chunks, usage } = readChunks(upstream, events)
  const writer = upstream === client ? client.passStream(frame) : translateStream({ upstream, client, request }, frame)
  const out: Uint8Array[] = []
  for (const chunk of chunks) writer.take(chunk, out)
  writer.end(usage === null ? null : { usage, cost: () => cost }, out)
  return Buffer.concat(out)
}

/** The data of a stream's events, from bytes that arrive in pieces of this size. */
export function dataOf(bytes: Buffer, piece = bytes.length): Buffer[] {
  const splitter = sseSplitter(1_000_000)
  const events: Buffer[] = []
  for (let at = 0; at < bytes.length; at += piece) splitter.push(bytes.subarray(at, at + piece), (data) => events.push(Buffer.from(data)))
  return events
}

const vague = new Set(['content_filter', 'refusal'])

/** The request of a cassette in the common form. */
export function requestOf({ asked, name }: UpstreamCassette): CommonRequest {
  const client = dialectNamed(asked.by)
  const read = client.readRequest(bytesOf(asked.request), scanLimits, { model: 'm', stream: true })
  if (!read.ok) throw new Error(`${name}: ${read.problem.message}`)
  return client.requestToCommon(read.value)
}

/** The vendor's own proof, without what carries it through another wire: where it is from, and a Responses item's ID. */
export function bareProof(text: string): string {
  return text
    .replace(/^rs_\w+:/, '')
    .replace(/^nxr1\.[a-z-]+\./, '')
    .replace(/^rs_\w+:/, '')
}

/** What every dialect can say: an answer without its IDs, and the finer words for a refusal. */
export function essence(answer: CommonAnswer): object {
  return answer.choices.map(({ index, parts, reason, logprobs }) => ({
    index,
    reason: vague.has(reason) ? 'refused' : reason,
    logprobs: logprobs.length,
    text: parts.flatMap((part) => (part.what === 'text' || part.what === 'refusal' ? [part.text] : [])).join(''),
    reasoning: parts.flatMap((part) => (part.what === 'reasoning' ? [part.text] : [])).join(''),
    calls: parts.flatMap((part) => {
      if (part.what === 'custom_call') return [{ id: part.callId, name: part.name, input: part.text }]
      return part.what === 'tool_call' ? [{ id: part.callId, name: part.name, input: JSON.parse(part.text) as unknown }] : []
    }),
    proofs: parts.flatMap(({ signature }) => [bareProof(signature?.text ?? '')].filter(Boolean)),
    cited: parts.flatMap((part) => part.citations.map(({ url, title }) => url || title)),
  }))
}

/** What a client of this dialect can hear of an answer: some wires know one answer only, or no log probabilities. */
export function hearable(client: Dialect, answer: CommonAnswer): object {
  const one = client.name === 'openai-responses' || client.name === 'anthropic-messages'
  const choices = one ? answer.choices.filter(({ index }) => index === 0) : answer.choices
  return essence({
    ...answer,
    choices: choices.map((choice) => ({
      ...choice,
      parts: choice.parts.map((part) => heardPart(client, part)),
      ...(client.name === 'anthropic-messages' && { logprobs: [] }),
    })),
  })
}

/** Free text for a tool is a field of an object in wires that know objects only. Which proofs a wire has a place for: see `heardProofs`. */
function heardPart(client: Dialect, { signature, ...part }: AnswerPart): AnswerPart {
  const objects = client.name === 'anthropic-messages' || client.name === 'gemini'
  const told: AnswerPart =
    objects && part.what === 'custom_call' ? { ...part, what: 'tool_call', text: JSON.stringify({ input: part.text }) } : part
  return signature === undefined || !heardProofs[client.name].has(part.what) ? told : { ...told, signature }
}

/** Gemini alone signs plain text. Of a chat completion the proofs of thoughts are for callers to send back: no provider's are read. */
const heardProofs: Readonly<Record<DialectName, ReadonlySet<PartKind>>> = {
  'openai-chat': new Set(['tool_call']),
  'openai-responses': new Set(['reasoning', 'redacted', 'tool_call']),
  'anthropic-messages': new Set(['reasoning', 'redacted', 'tool_call']),
  gemini: new Set(['reasoning', 'redacted', 'tool_call', 'text']),
}
