// The usage record of a request that a crash cut off, from what its hold still knows. Pure: knows no storage and no clock.
import type { AccountId, KeyId, ModelId, PriceVersion, ProviderId, RequestId } from '../contract/ids.ts'
import { noUsage, type UsageRecord } from '../contract/usage.ts'
import type { Nano } from '../contract/money.ts'
import type { HoldDraft, Watermark } from './ledger-store.ts'

/** An open hold as it rests, with its latest watermark. */
export interface OpenHold {
  readonly id: RequestId
  readonly accountId: AccountId
  readonly keyId: KeyId
  readonly model: ModelId
  readonly priceVersion: PriceVersion
  readonly atMs: number
  readonly amountNano: Nano
  readonly draft: HoldDraft
  readonly mark: Omit<Watermark, 'id'> | null
}

/**
 * Output seen: the customer pays input and output up to the watermark, never above the hold. No output seen: nothing.
 * How long the request ran is not known, so latency is 0.
 */
export function recoveredRecord(hold: OpenHold): UsageRecord {
  const seen = hold.mark !== null && hold.mark.completionTokens > 0 ? hold.mark : null
  return {
    requestId: hold.id,
    accountId: hold.accountId,
    keyId: hold.keyId,
    keyName: hold.draft.keyName,
    timeMs: hold.atMs,
    endpoint: hold.draft.endpoint,
    model: seen?.fallback?.model ?? hold.model,
    provider: providerOf(hold),
    upstreamModel: null,
    attempts: [],
    status: 'gateway',
    errorCode: seen === null ? 'recovered_unknown' : 'recovered_partial',
    tokens:
      seen === null
        ? { ...noUsage, prompt: hold.draft.promptTokens }
        : { ...noUsage, prompt: seen.promptTokens, completion: seen.completionTokens },
    estimated: true,
    costNano: seen === null ? 0n : withinHold(seen.chargeNano, hold.amountNano),
    providerCostNano: null,
    holdNano: hold.amountNano,
    priceVersion: seen?.fallback?.priceVersion ?? hold.priceVersion,
    latencyMs: 0,
    ttftMs: null,
    stream: hold.draft.stream,
    finishReason: null,
    stoppedBy: null,
    routing: null,
    clientAddress: hold.draft.clientAddress,
    user: hold.draft.user,
    count: 1,
  }
}

/** A watermark never says more than the hold: the customer's promise outranks our estimate. */
function withinHold(chargeNano: Nano, amountNano: Nano): Nano {
  return chargeNano > amountNano ? amountNano : chargeNano
}

function providerOf(hold: OpenHold): ProviderId | null {
  return hold.mark === null ? null : hold.mark.provider
}
