// The words of one chat request and its answer that every stage shares, whatever wire dialect they came in. No I/O.
import type { RoutePreferences } from './route-preferences.ts'
import type { Unit } from './units.ts'
import type { TokenUsage } from './usage.ts'

/** Where a top-level member of the client's bytes lies; see base/json-scan.ts. */
export interface WireSpan {
  readonly nameStart: number
  readonly nameEnd: number
  readonly valueStart: number
  readonly valueEnd: number
}

/** Something that a provider charges for beside text tokens, and the request's own field that asks for it. */
export type Extra =
  /** Inlined audio; `bytes` are those of the audio itself. */
  | { readonly kind: 'audio_input'; readonly param: string; readonly format: string; readonly bytes: number }
  | { readonly kind: 'audio_output' | 'image_output' | 'hour_long_cache'; readonly param: string }
  /** A tool that the provider runs: how often it does for sure, and how often it may. */
  | { readonly kind: 'tool'; readonly param: string; readonly tool: string; readonly callsLeast: number; readonly callsMost: number }
  | PricedUnit

/** Something that is charged by the piece, or by tokens where the price has no row for it. */
export interface PricedUnit {
  readonly kind: 'unit'
  readonly param: string
  /** Rows of a price that fit, the closest one first. */
  readonly rows: readonly string[]
  /** A price without such a row may have this rate instead; absent: then it has no price. */
  readonly orRate?: 'input' | 'imageOutput' | 'audioInput'
  /** How many it probably is, in the row's counts; charged where the answer does not say. */
  readonly expected: number
  readonly most: number
  /** `expected` is no guess. */
  readonly exact: boolean
  /** The sound that it is about. */
  readonly audio?: { readonly format: string; readonly bytes: number }
}

/** What a request asks for, proven once. Plain data, so that it can cross threads. */
export interface ChatRequest {
  /** As the caller named it; not yet known to exist. */
  readonly model: string
  readonly stream: boolean
  /** The caller asked for the usage chunk of a stream. */
  readonly includeUsage: boolean
  /** The caller's cap on output tokens per choice; null when it set none. */
  readonly outputTokensMax: number | null
  /** How many answers it wants (`n`). */
  readonly choices: number
  readonly messages: number
  readonly images: number
  /** Prompts that do not see each other, each in a context of its own; absent: 1. */
  readonly prompts?: number
  /** Input tokens that were sent as such, and so are counted; absent: none. */
  readonly promptTokens?: number
  /** What it may incur beside text tokens and images; absent: nothing. */
  readonly extras?: readonly Extra[]
  /** UTF-8 bytes of everything that can become input tokens as text, inlined images left out. */
  readonly asciiBytes: number
  readonly otherBytes: number
  /** ASCII bytes among them that are only the frame: other fields than messages and tools, roles, brackets. */
  readonly frameBytes: number

  /** The request's own `user` field. */
  readonly user: string | null
  /** The caller's `stream_options` as JSON text, when it sent any. */
  readonly streamOptions: string | null
  /** The validated bytes and where their members lie: what goes upstream is spliced from these. */
  readonly bytes: Uint8Array
  readonly spans: readonly WireSpan[]
  /** What the caller wishes of the choice among providers, taken out of the bytes; absent: nothing. */
  readonly preferences?: RoutePreferences
}

/** An event that carries a part of an answer, and what the gateway must know of it. */
export interface StreamChunk {
  readonly kind: 'chunk'
  /** The event's own bytes, to be passed on. */
  readonly data: Uint8Array
  readonly spans: readonly WireSpan[]
  /** UTF-8 bytes of text, reasoning and tool arguments in it. */
  readonly outputBytes: number
  /** Whether any choice carries output. False for the opening role chunk and for a usage chunk. */
  readonly hasOutput: boolean
  /** The first finish reason in it. */
  readonly finishReason: string | null
  readonly usage: TokenUsage | null
  /** Whether it carries a usage object at all, believable or not. */
  readonly hasUsage: boolean
  /** Whether `choices` has members; a usage chunk has none. */
  readonly hasChoices: boolean
}

/** What one event of an answer stream says, as far as the gateway must know. */
export type StreamEvent =
  | StreamChunk
  | { readonly kind: 'done' }
  /** A keep-alive or an extension that says nothing of the answer. */
  | { readonly kind: 'other' }
  | { readonly kind: 'error'; readonly error: UpstreamError }
  | { readonly kind: 'nonsense' }

/** An upstream's error body, reduced to what may leave the server. */
export interface UpstreamError {
  /** The upstream's own code, when it is one we know; otherwise null. */
  readonly code: string | null
  /** The request field it names, when that is a field of the caller's own request. */
  readonly param: string | null
  readonly contextLength: boolean
}

/** A whole answer, reduced likewise. */
export interface Completion {
  readonly finishReason: string | null
  readonly usage: TokenUsage | null
  /** Counts of what is no token, as the answer has or says them; absent: it says none. */
  readonly units?: Partial<Readonly<Record<Unit, number>>>
  readonly outputBytes: number
  readonly hasOutput: boolean
}
