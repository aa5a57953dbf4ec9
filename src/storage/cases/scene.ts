// What every case list stands on: an account, a key, a record with sensible fields. Knows no store.
import type { AccountId, KeyId, ModelId, PriceVersion, ProviderId, RequestId } from '../../contract/ids.ts'
import { asId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import { noUsage, type UsageRecord } from '../../contract/usage.ts'
import type { Key } from '../../keys/key.ts'
import type { Reservation } from '../../ledger/ledger-store.ts'
import type { Store } from '../store.ts'

/** Opens a new, empty store; called once per case. */
export type OpenStore = () => Promise<Store>

export const startMs = 1_800_000_000_000
export const ann = asId<AccountId>('acct_ann')
export const bob = asId<AccountId>('acct_bob')
export const annKey = asId<KeyId>('key_ann')

/** A request ID with a readable end: `h1` -> `01900000-0000-7000-8000-0000000000h1`. */
export function requestId(name: string): RequestId {
  return asId<RequestId>(`01900000-0000-7000-8000-${name.padStart(12, '0')}`)
}

export function keyOf(change: Partial<Key> = {}): Key {
  return {
    id: annKey,
    accountId: ann,
    name: 'first key',
    lastFour: 'abcd',
    disabled: false,
    expiresAtMs: null,
    scope: { kind: 'all' },
    limits: {},
    budgetNano: null,
    budgetReset: null,
    modelBudgets: [],
    memberId: null,
    createdAtMs: startMs,
    ...change,
  }
}

export function reservation(name: string, fullNano: Nano, change: Partial<Reservation> = {}): Reservation {
  return {
    id: requestId(name),
    accountId: ann,
    keyId: annKey,
    model: asId<ModelId>('nexo-demo'),
    priceVersion: asId<PriceVersion>('nexo-demo@1'),
    atMs: startMs,
    fullNano,
    leastNano: fullNano,
    whenShort: 'least',
    draft: { keyName: 'first key', endpoint: 'chat.completions', stream: true, user: null, clientAddress: '127.0.0.1', promptTokens: 7 },
    ...change,
  }
}

export function recordOf(name: string, costNano: Nano, change: Partial<UsageRecord> = {}): UsageRecord {
  return {
    requestId: requestId(name),
    accountId: ann,
    keyId: annKey,
    keyName: 'first key',
    timeMs: startMs,
    endpoint: 'chat.completions',
    model: 'nexo-demo',
    provider: asId<ProviderId>('demo'),
    upstreamModel: 'nexo-demo',
    attempts: [],
    status: 'success',
    errorCode: null,
    tokens: { ...noUsage, prompt: 7, completion: 3 },
    estimated: false,
    costNano,
    providerCostNano: null,
    holdNano: costNano,
    priceVersion: asId<PriceVersion>('nexo-demo@1'),
    latencyMs: 12.5,
    ttftMs: 3.25,
    stream: true,
    finishReason: 'stop',
    stoppedBy: null,
    routing: null,
    clientAddress: '127.0.0.1',
    user: null,
    count: 1,
    ...change,
  }
}

/** Ann's account and key in a store, with a first credit when there is an amount. */
export async function furnish(store: Store, creditNano: Nano, key: Partial<Key> = {}): Promise<void> {
  await store.createAccount({ id: ann, name: 'Ann', atMs: startMs })
  await store.createKey(keyOf(key), 'hash of the first key', null)
  if (creditNano > 0n) await creditAnn(store, creditNano, 'first credit')
}

export function creditAnn(store: Store, amountNano: Nano, reference: string) {
  return store.credit({ accountId: ann, kind: 'manual_credit', reference, amountNano, note: 'a note', actor: 'a test', atMs: startMs })
}
