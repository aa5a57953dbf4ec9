// What one request used and cost: the usage record and its public form. Knows nothing of storage or sockets.
import type { AccountId, KeyId, PriceVersion, ProviderId, RequestId } from './ids.ts'
import { formatQuota, formatUsd, type Nano } from './money.ts'
import type { StatusClass } from './problems.ts'
import { countName } from './units.ts'

/** What some of the tokens were, and what was used beside tokens. */
export interface TokenDetails {
  /** A part of `cacheWrite`. */
  readonly cacheWrite1h: number
  /** Parts of `prompt`. */
  readonly imageInput: number
  readonly audioInput: number
  /** Parts of `completion`. */
  readonly imageOutput: number
  readonly audioOutput: number
  /** Calls of tools that the provider ran, by name. */
  readonly toolCalls: Readonly<Record<string, number>>
  /** Counts of what is no token, by the row of the price that they were charged at; absent: none. */
  readonly units?: Readonly<Record<string, number>>
}

export const noDetails: TokenDetails = { cacheWrite1h: 0, imageInput: 0, audioInput: 0, imageOutput: 0, audioOutput: 0, toolCalls: {} }

/** Token counts of one answer. `cached` and `cacheWrite` are parts of `prompt`; `reasoning` is a part of `completion`. */
export interface TokenUsage {
  readonly prompt: number
  readonly cached: number
  readonly cacheWrite: number
  readonly completion: number
  readonly reasoning: number
  /** Absent, as a rule: text alone. */
  readonly details?: TokenDetails
}

/** What an answer cost, as its reader is told: exact decimal texts in USD. The parts add up to the charge before it was rounded up and held to its hold. */
export interface ShownCost {
  readonly total: string
  readonly input: string
  readonly cachedInput: string
  readonly cacheWrite: string
  readonly output: string
  readonly reasoning: string
  readonly perCall: string
}

export const noUsage: TokenUsage = { prompt: 0, cached: 0, cacheWrite: 0, completion: 0, reasoning: 0 }

/** One try at one offer, as the operator sees it. Texts are our own words, never an upstream's. */
export interface AttemptRecord {
  readonly provider: ProviderId
  readonly upstreamModel: string
  /** The name of the credential, for the operator; absent where the provider has one at most. */
  readonly credential?: string
  /** Milliseconds after the request arrived. */
  readonly startedMs: number
  readonly durationMs: number
  readonly result: 'answered' | 'failed' | 'cancelled'
  /** The upstream's HTTP status, when one arrived. */
  readonly status: number | null
  /** `connect_refused`, `rate_limited`, ... (the closed list of upstream/classify-failure.ts); `slower`: another one began first. */
  readonly failure: string | null
  /**
   * Only of tries that reached the provider and whose answer nobody pays for (none came, another one was faster, or it broke off and went on
   * elsewhere): what the provider may charge all the same, in nano-dollars as decimal text; null when the offer names no cost. Nobody is charged for it.
   */
  readonly lostNano?: string | null
}

/** Exactly one per request of a recognised key, refused ones included. */
export interface UsageRecord {
  readonly requestId: RequestId
  readonly accountId: AccountId
  readonly keyId: KeyId
  readonly keyName: string
  /** When the request arrived, milliseconds since 1970. */
  readonly timeMs: number
  readonly endpoint: string
  /** The model as the caller named it; null when the request could not be read that far. */
  readonly model: string | null
  readonly provider: ProviderId | null
  readonly upstreamModel: string | null
  readonly attempts: readonly AttemptRecord[]
  readonly status: StatusClass
  readonly errorCode: string | null
  readonly tokens: TokenUsage
  /** True when the provider reported no usable counts and we counted ourselves. */
  readonly estimated: boolean
  readonly costNano: Nano
  /** What of the cost was taken back by an entry of its own, because nothing was delivered; absent: nothing. */
  readonly reversal?: { readonly amountNano: Nano; readonly reason: string }
  /** What later adjustments charged in addition, below 0 gave back; absent: nothing. */
  readonly adjustedNano?: Nano
  /** What the provider charges us, when the offer says; null when unknown. */
  readonly providerCostNano: Nano | null
  readonly holdNano: Nano
  readonly priceVersion: PriceVersion | null
  readonly latencyMs: number
  readonly ttftMs: number | null
  readonly stream: boolean
  readonly finishReason: string | null
  /** Why we ended an answer early: `insufficient_quota`, `key_disabled`, `key_expired`, `key_deleted`, `account_suspended`, `output_cap`; null otherwise. */
  readonly stoppedBy: string | null
  readonly routing: string | null
  readonly clientAddress: string | null
  /** The request's own `user` field, for attribution. */
  readonly user: string | null
  /** How many requests this record stands for: 1, or more where repeated refusals of a key were folded. */
  readonly count: number
}

/** The public form of a usage record: stable field names, money as decimal strings. */
export interface UsageJson {
  readonly request_id: string
  readonly time: string
  readonly key_id: string
  readonly key_name: string
  readonly endpoint: string
  readonly model: string | null
  readonly provider: string | null
  readonly status: StatusClass
  readonly error_code: string | null
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly cached_tokens: number
  readonly reasoning_tokens: number
  /** What some of the tokens were, by name: `audio_input`, `cache_write_1h`; `calls_<tool>` counts calls of provider-run tools, `images`, `audio_seconds`, `characters` and `search_units` what is no token. */
  readonly token_details: Readonly<Record<string, number>>
  readonly estimated: boolean
  readonly cost_usd: string
  /** Taken back because nothing was delivered; `"0"` as a rule. */
  readonly reversed_usd: string
  readonly reversed_for: string | null
  /** Charged in addition by later adjustments, below 0 given back; `"0"` as a rule. */
  readonly adjusted_usd: string
  /** Cost less what was taken back, with all adjustments: what the request costs in the end. */
  readonly billed_usd: string
  readonly quota: string
  readonly price_version: string | null
  readonly latency_ms: number
  readonly ttft_ms: number | null
  readonly stream: boolean
  readonly finish_reason: string | null
  readonly stopped_by: string | null
  readonly client_address: string | null
  readonly user: string | null
  readonly count: number
  readonly attempts: readonly {
    readonly provider: string
    readonly upstream_model: string
    /** For the operator, and only of providers with several credentials. */
    readonly credential?: string | undefined
    readonly started_ms: number
    readonly duration_ms: number
    readonly result: string
    readonly status: number | null
    readonly failure: string | null
    /** What the provider may charge for it though no customer pays; null: nothing, or it is not known. */
    readonly lost_usd: string | null
  }[]
  readonly routing: string | null
}

/** An allow-list: what is not named here does not leave the server. */
export function usageJson(record: UsageRecord): UsageJson {
  return {
    request_id: record.requestId,
    time: new Date(record.timeMs).toISOString(),
    key_id: record.keyId,
    key_name: record.keyName,
    endpoint: record.endpoint,
    model: record.model,
    provider: record.provider,
    status: record.status,
    error_code: record.errorCode,
    prompt_tokens: record.tokens.prompt,
    completion_tokens: record.tokens.completion,
    cached_tokens: record.tokens.cached,
    reasoning_tokens: record.tokens.reasoning,
    token_details: detailsJson(record.tokens.details),
    estimated: record.estimated,
    cost_usd: formatUsd(record.costNano),
    reversed_usd: formatUsd(record.reversal?.amountNano ?? 0n),
    reversed_for: record.reversal?.reason ?? null,
    adjusted_usd: formatUsd(record.adjustedNano ?? 0n),
    billed_usd: formatUsd(record.costNano - (record.reversal?.amountNano ?? 0n) + (record.adjustedNano ?? 0n)),
    quota: formatQuota(record.costNano),
    price_version: record.priceVersion,
    latency_ms: record.latencyMs,
    ttft_ms: record.ttftMs,
    stream: record.stream,
    finish_reason: record.finishReason,
    stopped_by: record.stoppedBy,
    client_address: record.clientAddress,
    user: record.user,
    count: record.count,
    attempts: record.attempts.map((attempt) => ({
      provider: attempt.provider,
      upstream_model: attempt.upstreamModel,
      started_ms: attempt.startedMs,
      duration_ms: attempt.durationMs,
      result: attempt.result,
      status: attempt.status,
      failure: attempt.failure,
      lost_usd: attempt.lostNano == null ? null : formatUsd(BigInt(attempt.lostNano)),
    })),
    routing: record.routing,
  }
}

/** With what only the operator may see: the names of credentials. */
export function operatorUsageJson(record: UsageRecord): UsageJson {
  const shown = usageJson(record)
  const named = shown.attempts.map((attempt, at) => {
    const credential = record.attempts[at]?.credential
    return credential === undefined ? attempt : { ...attempt, credential }
  })
  return { ...shown, attempts: named }
}

function detailsJson(details: TokenDetails = noDetails): Record<string, number> {
  const counts = Object.entries({
    cache_write_1h: details.cacheWrite1h,
    image_input: details.imageInput,
    audio_input: details.audioInput,
    image_output: details.imageOutput,
    audio_output: details.audioOutput,
  }).filter(([, count]) => count > 0)
  const calls = Object.entries(details.toolCalls).map(([tool, count]): [string, number] => [`calls_${tool}`, count])
  const units = Object.entries(details.units ?? {}).map(([row, count]): [string, number] => [countName(row), count])
  return Object.fromEntries([...counts, ...calls, ...units])
}
