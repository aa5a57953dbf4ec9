// How the scripted upstream can behave, as data: the rows of the fault matrix. Knows nothing of sockets.

/** A well-formed answer with knobs for everything that providers do differently. */
export interface AnswerBehaviour {
  readonly kind: 'answer'
  /** One word is one token. Default: `ok then`. */
  readonly text?: string
  /** Into how many content events a stream cuts the text. Default: one per word. */
  readonly chunks?: number
  readonly delayMs?: number
  readonly chunkDelayMs?: number
  /** Null: never sent. Default: `stop`, `length` or `tool_calls`, as fits. */
  readonly finishReason?: string | null
  /** `asked`: as OpenAI does, in a stream only with include_usage. The default. */
  readonly usage?: UsageBehaviour
  readonly promptTokens?: number
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: string }[]
  /** How often `[DONE]` is sent. Default 1. */
  readonly done?: number
  readonly lineEnd?: '\n' | '\r\n' | '\r'
  /** Adds comments, `id:`, `event:` and `retry:` lines. */
  readonly dressed?: boolean
  /** Splits each event over several `data:` lines. */
  readonly multiLine?: boolean
  /** `stream` sends SSE even when a buffered answer was asked; `json` the other way round. */
  readonly form?: 'as_asked' | 'stream' | 'json'
  readonly contentType?: string
  readonly gzip?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** Informational answers that come first. */
  readonly before?: readonly (100 | 103)[]
  /** Sends the whole text whatever max_tokens says. */
  readonly ignoresCap?: boolean
  /** Bytes sent on the idle keep-alive socket, shortly after the answer. */
  readonly bytesAfter?: string
}

export type UsageBehaviour = 'asked' | 'always' | 'missing' | 'null' | 'twice' | 'negative' | 'huge' | 'strings'

export type Behaviour =
  | AnswerBehaviour
  /** Writes these bytes (latin1) and then keeps, ends or resets the connection. */
  | { readonly kind: 'raw'; readonly bytes: string; readonly then: 'keep' | 'end' | 'reset' }
  | { readonly kind: 'status'; readonly code: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** Resets this connection and stops listening until `listenAgain`: later connections are refused. */
  | { readonly kind: 'refuse' }
  | { readonly kind: 'reset_before_headers' }
  | { readonly kind: 'hang_before_headers' }
  | { readonly kind: 'reset_mid_body'; readonly afterChunks?: number }
  | { readonly kind: 'stall_mid_stream'; readonly afterChunks?: number }
  /** `no_done`: whole events, then the end. `mid_event`, `mid_utf8`: the end inside an event or a character. */
  | { readonly kind: 'cut'; readonly where: 'no_done' | 'mid_event' | 'mid_utf8'; readonly afterChunks?: number }
  | { readonly kind: 'html' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'broken_json' }
  /** A right answer under `text/plain`. */
  | { readonly kind: 'wrong_content_type' }
  /** Some content, an error object, then `[DONE]`. */
  | { readonly kind: 'error_mid_stream'; readonly afterChunks?: number }
  /** One event of this many bytes. */
  | { readonly kind: 'big_event'; readonly bytes: number }
  /** A body that never ends, as fast as the reader reads. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'tiny_events'; readonly count: number }
  /** An answer, one byte per interval. */
  | { readonly kind: 'drip'; readonly intervalMs: number }
  /** Compressed zeros: small on the wire, this large unpacked. */
  | { readonly kind: 'gzip_bomb'; readonly bytes: number }
  | { readonly kind: 'redirect'; readonly location?: string }
  /** An error whose text repeats the credential that was presented. */
  | { readonly kind: 'key_echoed'; readonly code: number }
