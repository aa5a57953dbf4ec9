// Everything the data plane is given, as one plain object. Builds nothing itself; main.ts does.
import type { Clock } from '../base/clock.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { AccountId, KeyId, ProviderId, RequestId } from '../contract/ids.ts'
import type { KeyWithSpend } from '../keys/key.ts'
import type { KeyStore } from '../keys/key-store.ts'
import type { Idempotency } from '../ledger/idempotency.ts'
import type { ResponseShelf } from '../ledger/kept-responses.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import type { UsageStore } from '../ledger/usage-store.ts'
import type { Limiter, Limits } from '../limits/limiter.ts'
import type { LearnedBound } from '../pricing/learned-bound.ts'
import type { OfferHealth, OfferSpeed } from '../routing/health.ts'
import type { SendUpstream, UpstreamFailure, UpstreamTarget } from '../upstream/send.ts'

/** The settings the data plane reads; config.ts names, defaults and explains each. */
export interface GatewaySettings {
  /** To the first byte, all attempts and back-off together; ordinary and slow models. */
  readonly firstByteMs: number
  readonly firstByteSlowMs: number
  /** How long what only opens a stream is held back. */
  readonly openingMs: number
  /** Silence between two reads of a stream. */
  readonly idleMs: number
  readonly idleSlowMs: number
  /** A whole stream. */
  readonly streamTotalMs: number
  /** A whole buffered call, unless the client's own timeout header says less. */
  readonly bufferedTotalMs: number
  readonly attemptsMax: number
  /** Retries in flight as a share of active requests. */
  readonly retryShareMax: number
  /** Bytes of one upstream answer. */
  readonly answerBytesMax: number
  /** Bytes of one SSE event. */
  readonly eventBytesMax: number
  /** `learned` or `worst_case`. */
  readonly holdBound: 'learned' | 'worst_case'
  /** Output tokens of the first slice of a stream. */
  readonly sliceTokens: number
  /** Input tokens one image may cost when the model does not say. */
  readonly imageTokensMax: number
  /** Bodies above this are parsed off the main thread. */
  readonly parseAsideBytes: number
  readonly jsonDepthMax: number
  /** Identical refusals of one key per minute before they fold into one record. */
  readonly refusalsPerMinute: number
  /** What requests of one key whose client left before the first output may cost the operator in 10 minutes, before the key has to wait. */
  readonly abandonedUsdMax: number
  /** Failed authentications of one address in a minute, before it has to wait. */
  readonly authFailuresPerMinute: number
  /** Defaults for keys that set none of their own, and for whole accounts. */
  readonly keyLimits: Limits
  readonly accountLimits: Limits
  /** This server's own ID for the hop header. */
  readonly instanceId: string
}

/** Structured logging with a fixed sentence and fields; values of type Secret print as `[secret]`. */
export interface Log {
  debug(fields: object, sentence: string): void
  info(fields: object, sentence: string): void
  warn(fields: object, sentence: string): void
  error(fields: object, sentence: string): void
}

export interface HealthBook {
  of(offerId: string): OfferHealth
  /** A success, with the time to the first byte. */
  succeeded(offerId: string, firstByteMs: number, nowMs: number): void
  /** A failure that counts against the offer; decides cool-downs. */
  failed(offerId: string, failure: UpstreamFailure, nowMs: number): void
}

/** How fast offers were lately; what nobody measured lately is not known. */
export interface SpeedBook {
  of(offerId: string, nowMs: number): OfferSpeed
  answered(offerId: string, firstByteMs: number, nowMs: number): void
  /** A request for a model got its first byte so long after it arrived; and how long all but one in twenty take. Null: too few lately. */
  began(model: string, ms: number): void
  beganP95(model: string): number | null
  /** `tokens` of output in `streamedMs` after the first. */
  streamed(offerId: string, tokens: number, streamedMs: number, nowMs: number): void
}

export interface GatewayDeps {
  readonly clock: Clock
  readonly ledger: LedgerStore
  readonly usage: UsageStore
  readonly idempotency: Idempotency
  readonly responses: ResponseShelf
  /** Look-up by secret text: cached, checked for format first. */
  readonly keys: Pick<KeyStore, 'findKeyByHash'>
  /** One key with its running sums. */
  readonly keySpend: (account: AccountId, key: KeyId) => Promise<KeyWithSpend | undefined>
  /** The keyed hash of a secret under the current pepper. */
  readonly hashSecret: (secret: string) => string
  readonly limiter: Limiter
  readonly learned: LearnedBound
  readonly catalog: () => Catalog
  readonly targets: () => ReadonlyMap<ProviderId, UpstreamTarget>
  readonly send: SendUpstream
  readonly health: HealthBook
  readonly speeds: SpeedBook
  readonly settings: GatewaySettings
  readonly log: Log
  readonly newRequestId: () => RequestId
  /** 0 <= x < 1; for weights and jitter. */
  readonly random: () => number
  /** True while stopping: admit nothing. */
  readonly draining: () => boolean
}
