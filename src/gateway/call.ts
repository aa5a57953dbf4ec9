// PORT: one client call as the data plane sees it. Knows no sockets and no status codes; http/ implements it.
import type { RequestId } from '../contract/ids.ts'
import type { Problem } from '../contract/problems.ts'
import type { WireBytes } from '../base/byte-text.ts'
import type { Result } from '../base/result.ts'
import type { KeyTextVerdict } from '../keys/key-format.ts'
import type { AnswerKeeper } from './keep-answer.ts'

export interface Call {
  readonly requestId: RequestId
  /** Wall clock, milliseconds since 1970, when the headers were complete. */
  readonly arrivedMs: number
  /** Monotonic milliseconds at the same instant. */
  readonly arrivedElapsed: number
  /** `chat.completions`, `models`, ... for usage records. */
  readonly endpoint: string
  /** The raw credential from `authorization: Bearer`, or what was wrong with the header. */
  readonly credential: Result<string, Problem>
  /** What `judge` makes of the credential; a connection that sends the same one again has it already. */
  judgedOnce(credential: string, judge: (credential: string) => JudgedCredential): JudgedCredential
  /** A request header by lower-case name. */
  header(name: string): string | undefined
  readonly clientAddress: string | null
  /** Reads the whole body, JSON unless it says otherwise, bounded in size and time. Only called after authentication. */
  readBody(takes?: 'multipart'): Promise<Result<Buffer, Problem>> | Result<Buffer, Problem>
  /** Called once when the client is gone before the answer was finished. Called at once when it already is. */
  onGone(listener: () => void): void
  readonly gone: boolean
  /** Only of a call under an Idempotency-Key: takes the answer that its settlement keeps. */
  readonly keeper?: AnswerKeeper
}

/** The form of a credential, and the keyed hash of one that is worth a look-up; null: it is not. */
export interface JudgedCredential {
  readonly form: KeyTextVerdict
  readonly hash: string | null
}

/** What every answer of the data plane may carry besides its body. Header names are lower-case. */
export type ReplyHeaders = Record<string, string>

/** A whole answer. */
export type Reply =
  | {
      readonly kind: 'json'
      /** A string is text in Unicode. */
      readonly body: WireBytes | string
      readonly headers: ReplyHeaders
      /** Called when not one byte of it could be given to the client's connection: what it cost is taken back. */
      readonly undelivered?: (reason: 'client_left' | 'gateway_error') => void
    }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly headers: ReplyHeaders }
  | { readonly kind: 'stream'; readonly headers: ReplyHeaders; readonly start: (sink: ClientStream) => void }
  /** Nobody is there any more. */
  | { readonly kind: 'gone' }

/** The open event stream to a client. Heartbeats are the sink's own business. */
export interface ClientStream {
  /** Sends bytes now. False: more than the allowed unsent bytes wait; stop reading upstream until `onDrain`. */
  write(bytes: Uint8Array): boolean
  onDrain(listener: () => void): void
  end(): void
  /** Closes the socket without a proper end, when nothing else is honest. */
  destroy(): void
}
