// What a running stream is given, and everything it knows while it runs. Types only.
import type { Roster } from '../base/roster.ts'
import type { StreamEvent } from '../contract/chat.ts'
import type { Problem } from '../contract/problems.ts'
import type { TokenUsage } from '../contract/usage.ts'
import type { ContinuableStream } from '../dialects/continuable-stream.ts'
import type { StreamWriter } from '../dialects/dialect.ts'
import type { ClientStream } from './call.ts'
import type { Continuation } from './continue-stream.ts'
import type { GatewayDeps } from './deps.ts'
import type { RunningStream } from './live.ts'
import type { Meter } from './meter.ts'
import type { OpenChoices } from './open-choices.ts'
import type { Bill } from './settle.ts'
import type { Slices } from './slices.ts'
import type { Story } from './story.ts'
import type { StreamEnd, StreamSource } from './stream-source.ts'

/** What a stream leaves behind when it ends. */
export interface StreamEnds {
  /** Called once, when the request is over; `abandoned` says that the client left before the first output. */
  leave(abandoned: boolean): void
  /** Present when the client gets one whole answer or none: what broke off is not delivered, so it is not charged either. */
  readonly whole?: WholeEnds
  readonly running: Roster<RunningStream>
  /** Who can go on when the provider dies; absent: the caller did not ask for that. */
  readonly continuation?: Continuation | undefined
}

export interface WholeEnds {
  /** Before the last words and the books. */
  billed(bill: Bill): void
  /** Instead of an answer. */
  failed(cause: Problem): void
}

/** Everything one running stream knows. */
export interface Relay extends RunningStream {
  readonly story: Story
  source: StreamSource
  readonly sink: ClientStream
  readonly deps: GatewayDeps
  readonly ends: StreamEnds
  /** Ends it from outside, when the server stops. */
  readonly cut: () => void
  readonly writer: StreamWriter
  /** The same, where another provider may go on. */
  readonly continuable: ContinuableStream | null
  /** What providers before the one that answers now delivered. */
  earlier: TokenUsage | null
  /** Somebody is asked to go on, or nobody could. */
  elsewhere: 'nobody_asked' | 'asking' | 'declined'
  readonly meter: Meter
  readonly slices: Slices
  readonly choices: OpenChoices
  /** Who asked the upstream to wait. */
  readonly waitsFor: { client: boolean; money: boolean }
  /** What arrived while the verdict on more money was out: delivered when it is granted, else not at all. */
  backlog: readonly StreamEvent[]
  /** The upstream's end, when it came meanwhile. */
  ended: StreamEnd | null
  finishReason: string | null
  usage: TokenUsage | null
  closed: boolean
  /** Monotonic milliseconds of the last watermark. */
  markedAt: number
}
