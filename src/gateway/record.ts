// Story + ending -> usage record. Pure; decides nothing, only says what happened.
import type { ReversalReason } from '../ledger/delivered.ts'
import type { StatusClass } from '../contract/problems.ts'
import { noUsage, type TokenUsage, type UsageRecord } from '../contract/usage.ts'
import type { Nano } from '../contract/money.ts'
import { providerOf, type Story, userOf } from './story.ts'

export interface Ending {
  readonly status: StatusClass
  readonly errorCode: string | null
  readonly tokens: TokenUsage
  readonly estimated: boolean
  readonly costNano: Nano
  readonly providerCostNano: Nano | null
  readonly finishReason: string | null
  readonly stoppedBy: string | null
  /** Why the charge is taken back at once; absent: it stands. */
  readonly undelivered?: ReversalReason | null
}

/** An ending that costs nothing. */
export function unpaid(status: StatusClass, errorCode: string | null): Ending {
  return { status, errorCode, tokens: noUsage, estimated: false, costNano: 0n, providerCostNano: null, finishReason: null, stoppedBy: null }
}

/** `nowElapsed`: monotonic milliseconds at the end. `count` is above 1 only for folded refusals. */
export function usageRecord(story: Story, ending: Ending, nowElapsed: number, count = 1): UsageRecord {
  const { call, caller, request, model, admission } = story
  return {
    requestId: call.requestId,
    accountId: caller.accountId,
    keyId: caller.key.id,
    keyName: caller.key.name,
    timeMs: call.arrivedMs,
    endpoint: call.endpoint,
    // The one that answers, or would have: a fallback is charged at its own price.
    model: model?.id ?? request?.model ?? null,
    provider: providerOf(story),
    upstreamModel: story.offer?.upstreamModel ?? null,
    attempts: story.attempts,
    status: ending.status,
    errorCode: ending.errorCode,
    tokens: ending.tokens,
    estimated: ending.estimated,
    costNano: ending.costNano,
    providerCostNano: ending.providerCostNano,
    holdNano: admission?.amountNano ?? 0n,
    priceVersion: admission?.priceVersion ?? null,
    latencyMs: Math.round(nowElapsed - call.arrivedElapsed),
    ttftMs: story.firstOutputElapsed === null ? null : Math.round(story.firstOutputElapsed - call.arrivedElapsed),
    stream: request?.stream ?? false,
    finishReason: ending.finishReason,
    stoppedBy: ending.stoppedBy,
    routing: story.routing,
    clientAddress: call.clientAddress,
    user: userOf(caller, request),
    count,
  }
}
