// What a wire language is to the gateway: one interface, in both directions. Knows no URLs, keys, prices or accounts.
// "Client" is who calls us, "upstream" is the provider that we call; both may speak the same dialect or different ones.
import type { WireBytes } from '../base/byte-text.ts'
import type { ScanLimits } from '../base/json-scan.ts'
import type { Result } from '../base/result.ts'
import type { ChatRequest, Completion, StreamChunk, StreamEvent, UpstreamError, WireSpan } from '../contract/chat.ts'
import type { DialectName, UpstreamDialectName } from '../contract/dialects.ts'
import type { WireName } from '../contract/tasks.ts'
import type { Problem } from '../contract/problems.ts'
import type { ShownCost, TokenUsage } from '../contract/usage.ts'
import type { CommonEvent } from './common-answer.ts'
import type { CommonRequest } from './common-request.ts'

/** What an offer needs on the wire. */
export interface OfferWire {
  readonly upstreamModel: string
  readonly outputCapField: 'max_tokens' | 'max_completion_tokens'
  readonly takesStreamOptions: boolean
  readonly dropsParams: readonly string[]
  /** How the model is told to think: by a word (absent: so) or by a budget of tokens. */
  readonly thinking?: 'effort' | 'budget'
}

export interface WrittenRequest {
  readonly body: WireBytes
  /** Absent: JSON. */
  readonly contentType?: string
  /** Fields of the caller's that were left out. */
  readonly dropped: readonly string[]
}

/** What a wire says in its path instead of its body. */
export interface NamedInPath {
  readonly model: string
  readonly stream: boolean
}

/** Headers of a caller that an upstream needs too, and what was left out of them. */
export interface ForwardedHeaders {
  readonly headers: Readonly<Record<string, string>>
  readonly dropped: readonly string[]
}

/** How an upstream is asked, whatever the caller asked for. */
export interface UpstreamAsk {
  readonly offer: OfferWire
  /** Output tokens per choice; always sent. */
  readonly outputCap: number
  readonly stream: boolean
  /** The model reasons: without that, a wish for reasoning is dropped instead of refused by the provider. */
  readonly reasons: boolean
}

/** What was read of a buffered answer. */
export interface AnswerRead {
  readonly completion: Completion
  /** The parsed body; empty where it was not parsed whole. */
  readonly value: Record<string, unknown>
  /** Where the members of a body that was not parsed whole lie. */
  readonly spans?: readonly WireSpan[]
}

/** A buffered answer of an upstream. */
export type WholeAnswer =
  | ({ readonly kind: 'answer' } & AnswerRead)
  | { readonly kind: 'error'; readonly value: unknown }
  | { readonly kind: 'nonsense' }

/** What an answer's writer needs to know of the request. */
export interface AnswerFrame {
  /** The model ID as the caller named it. */
  readonly model: string
  /** The caller asked for usage in its stream; dialects that always send it do not ask. */
  readonly includeUsage: boolean
  readonly requestId: string
  /** When the request arrived, seconds since 1970. */
  readonly createdSeconds: number
  /** Our own count of the prompt, for wires that begin with one. */
  readonly promptTokens: number
}

/** What was counted, and what it costs, for writers that say so. */
export interface Counted {
  readonly usage: TokenUsage
  readonly cost: () => ShownCost
}

/** Turns the chunks of one upstream stream into a client's bytes. Bytes are added to `out`; the caller sends them. */
export interface StreamWriter {
  take(chunk: StreamChunk, out: Uint8Array[]): void
  /** We end the answer early: `open` are the choices that began and have not ended. `end` follows. */
  stop(by: string, open: readonly number[], out: Uint8Array[]): void
  /** The last words of an answer that is whole, or that we stopped. Null: nothing was charged. */
  end(counted: Counted | null, out: Uint8Array[]): void
  /** The last words of an answer that broke off. Nothing follows. */
  fail(cause: Problem, out: Uint8Array[]): void
}

/** Common events -> the data of a client's events, as JSON text. One for each stream; it remembers what is open. */
export interface EventWriter {
  write(event: CommonEvent): readonly string[]
  stop(by: string, open: readonly number[]): readonly string[]
  end(counted: Counted | null): readonly string[]
  fail(cause: Problem): readonly string[]
}

/** Joins the events of a stream into one whole answer, for offers that only stream. */
export interface EventJoiner {
  add(event: unknown): void
  completion(): Record<string, unknown>
}

/** What a provider speaks, as far as the gateway reads its answers: what it needs of all of them, whether or not their answers are translated. */
export interface UpstreamWire {
  readonly name: WireName | UpstreamDialectName
  /** Answers may be text or bytes of another type; absent: JSON and event streams only. */
  readonly answersBytes?: true

  /** Where an upstream takes requests, behind its base URL. */
  path(offer: OfferWire, stream: boolean): string
  /** `sameDialect`: the caller speaks it too, so its headers mean the same to the upstream. */
  forwardHeaders(header: (name: string) => string | undefined, sameDialect: boolean): ForwardedHeaders

  /** A reader for one upstream stream: the data of each event, in order -> what it says, as far as the gateway must know. */
  openStream(): (data: Uint8Array) => StreamEvent
  /** Which choices a chunk speaks of, and which of them it ends. Asked only where several answers run at once. */
  choicesOf(data: Uint8Array): readonly { readonly index: number; readonly finished: boolean }[]
  /** Whether an event only opens an answer and has nothing in it that a client could use. Asked only before the first that has; absent: none does. */
  isOpening?(data: Uint8Array): boolean
  readWholeAnswer(bytes: Uint8Array): WholeAnswer
  readError(value: unknown): UpstreamError
  /** A whole answer as the data of stream events, for an upstream that answers JSON to a streamed request. */
  cutIntoEvents(answer: Record<string, unknown>): Uint8Array[]
  joinEvents(): EventJoiner
}

/** A wire of callers, and of providers that are sent what a caller of it said: all that a caller needs, whether it wants an answer to a conversation or a task done. */
export interface Wire extends UpstreamWire {
  readonly name: WireName
  /** How a body is written; absent: JSON. */
  readonly takes?: 'multipart'

  /** The bytes of a client's request, checked once; or the first field that is wrong. */
  readRequest(bytes: Uint8Array, limits: ScanLimits, named?: NamedInPath): Result<ChatRequest, Problem>
  /** Same dialect on both sides: the client's bytes with only what must change changed. `outputCap` is always sent. */
  writeRequest(request: ChatRequest, offer: OfferWire, outputCap: number, stream: boolean): WrittenRequest

  /** A usage object of our own as JSON text, and the member of a whole answer that holds it. */
  writeUsage(usage: TokenUsage, cost: ShownCost): string
  readonly usageMember: string

  /** Same dialect on both sides: unknown fields and events pass as they came. */
  passStream(frame: AnswerFrame): StreamWriter
  passWhole(bytes: Uint8Array, frame: AnswerFrame, spans?: readonly WireSpan[]): WireBytes
}

/** What a caller speaks who wants an answer to a conversation: a wire, and its way to the hub. See common-request.ts and common-answer.ts. */
export interface ClientDialect extends Wire {
  requestToCommon(request: ChatRequest): CommonRequest
  /** The field because of which a request can be passed on and never translated; null: it can. Absent: every one can. */
  onlyPasses?(request: ChatRequest): string | null
  openWriter(frame: AnswerFrame): EventWriter
  /** The data of one event as it goes over the wire, and what follows the very last one. */
  frameEvent(data: string): Uint8Array
  readonly streamEnd: Uint8Array | null
}

/** What a provider speaks who answers conversations: a wire, and its way from and to the hub. */
export interface UpstreamDialect extends UpstreamWire {
  readonly name: UpstreamDialectName
  /** How its streams are framed; absent: as server-sent events. */
  readonly framing?: 'aws_event_stream'
  requestFromCommon(request: CommonRequest, ask: UpstreamAsk): WrittenRequest
  /** A reader for one upstream stream: the data of each chunk, in order -> common events. */
  openCommonEvents(): (data: Uint8Array) => readonly CommonEvent[]
}

/** One wire language of callers and of providers; translate.ts joins the halves. */
export interface Dialect extends ClientDialect, UpstreamDialect {
  readonly name: DialectName
}
