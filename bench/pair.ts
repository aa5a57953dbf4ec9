// One request as the store sees it: a key, a hold, a usage record of ordinary size. Knows no store and measures nothing.
import { type AccountId, asId, type KeyId, type ModelId, type PriceVersion, type ProviderId, type RequestId } from '../src/contract/ids.ts'
import type { UsageRecord } from '../src/contract/usage.ts'
import type { Key } from '../src/keys/key.ts'
import type { Credit, Reservation } from '../src/ledger/ledger-store.ts'

export const startMs = 1_800_000_000_000
export const account = asId<AccountId>('acct_0193a1b2c3d47e5f8a9b0123456789ab')
const model = asId<ModelId>('deepseek-v4-flash')
const priceVersion = asId<PriceVersion>('deepseek-v4-flash@1')
const provider = asId<ProviderId>('deepseek')
const keyName = 'production key'

export const funds: Credit = {
  accountId: account,
  kind: 'manual_credit',
  reference: 'bench',
  amountNano: 10n ** 15n,
  note: '',
  actor: 'bench',
  atMs: startMs,
}

export function keyOf(index: number): Key {
  return {
    id: asId<KeyId>(`key_0193a1b2c3d47e5f8a9b0123456789${index + 10}`),
    accountId: account,
    name: keyName,
    createdAtMs: startMs,
    lastFour: 'abcd',
    disabled: false,
    expiresAtMs: null,
    scope: { kind: 'all' },
    limits: {},
    budgetNano: null,
    budgetReset: null,
    modelBudgets: [],
    memberId: null,
  }
}

export function reservationOf(id: RequestId, keyId: KeyId, atMs: number): Reservation {
  const draft = { keyName, endpoint: 'chat.completions', stream: false, user: null, clientAddress: '127.0.0.1', promptTokens: 1_000 }
  const amounts = { fullNano: 400_000n, leastNano: 400_000n, whenShort: 'least' as const }
  return { id, accountId: account, keyId, model, priceVersion, atMs, ...amounts, draft }
}

export function recordOf(requestId: RequestId, keyId: KeyId, timeMs: number): UsageRecord {
  return {
    requestId,
    accountId: account,
    keyId,
    keyName,
    timeMs,
    endpoint: 'chat.completions',
    model,
    provider,
    upstreamModel: 'deepseek-chat',
    attempts: [
      { provider, upstreamModel: 'deepseek-chat', startedMs: 1.5, durationMs: 498, result: 'answered', status: 200, failure: null },
    ],
    status: 'success',
    errorCode: null,
    tokens: { prompt: 1_000, cached: 0, cacheWrite: 0, completion: 120, reasoning: 0 },
    estimated: false,
    costNano: 173_600n,
    providerCostNano: null,
    holdNano: 400_000n,
    priceVersion,
    latencyMs: 503.5,
    ttftMs: 120.25,
    stream: false,
    finishReason: 'stop',
    stoppedBy: null,
    routing: 'the only offer',
    clientAddress: '127.0.0.1',
    user: null,
    count: 1,
  }
}
