// Serves the tests of this folder only: a gateway over the memory store, the real upstream client and scripted providers on loopback.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { randomText } from '../../src/base/hash.ts'
import { Secret } from '../../src/base/secret.ts'
import { systemClock } from '../../src/base/clock.ts'
import { uuid7 } from '../../src/base/uuid7.ts'
import type { Model } from '../../src/catalog/model.ts'
import type { Offer } from '../../src/catalog/offer.ts'
import {
  asId,
  type AccountId,
  type KeyId,
  type ModelId,
  type PriceVersion,
  type ProviderId,
  type RequestId,
} from '../../src/contract/ids.ts'
import type { Nano } from '../../src/contract/money.ts'
import type { UsageRecord } from '../../src/contract/usage.ts'
import type { Settlement } from '../../src/ledger/ledger-store.ts'
import { makeKeyText } from '../../src/keys/key-format.ts'
import type { Key } from '../../src/keys/key.ts'
import { createLimiter } from '../../src/limits/open-limiter.ts'
import { createLearnedBound } from '../../src/pricing/learned-bound.ts'
import { furnishIdempotency, type IdempotencySettings } from '../../src/main-idempotency.ts'
import { furnishResponses } from '../../src/main-kept-responses.ts'
import { openMemoryStore } from '../../src/storage/memory/open.ts'
import type { Store } from '../../src/storage/store.ts'
import { createHealthBook } from '../../src/upstream/health.ts'
import { createSpeedBook } from '../../src/upstream/speeds.ts'
import { openUpstream } from '../../src/upstream/open-upstream.ts'
import type { UpstreamFailure, UpstreamTarget } from '../../src/upstream/send.ts'
import { ask, type Asked, type AskOptions } from './ask.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import type { GatewayDeps, GatewaySettings } from '../../src/gateway/deps.ts'
import { openGateway, type Gateway } from '../../src/gateway/open-gateway.ts'

/** 1 000 nano-dollars a token each way: a charge in nano-dollars divided by 1 000 is a count of tokens. */
export const nanoPerToken = 1_000n
const price = { input: 1_000_000n, output: 1_000_000n }

export interface TestGateway {
  readonly gateway: Gateway
  readonly store: Store
  readonly providers: readonly FaultProvider[]
  readonly settled: Settlement[]
  /** Failures that were counted against an offer. */
  readonly failures: { offer: string; failure: UpstreamFailure }[]
  readonly logged: { fields: object; sentence: string }[]
  readonly accountId: AccountId
  readonly key: Key
  chat(body: object | string, options?: AskOptions): Asked
  record(id: RequestId): Promise<UsageRecord | undefined>
  /** Nothing is held, nothing is in flight, and the books balance. */
  assertAtRest(): Promise<void>
  close(): Promise<void>
}

export interface TestOptions {
  readonly providers?: number
  readonly balanceNano?: Nano
  readonly settings?: Partial<GatewaySettings>
  readonly model?: Partial<Model>
  readonly offer?: Partial<Offer>
  /** What sets one offer apart from the others, by its number from 0. */
  readonly offers?: readonly Partial<Offer>[]
  /** Further models, which differ from the first in these members. */
  readonly others?: readonly (Partial<Model> & Pick<Model, 'id'>)[]
  readonly key?: Partial<Key>
  readonly idempotency?: Partial<IdempotencySettings>
  readonly deps?: (deps: GatewayDeps) => Partial<GatewayDeps>
}

const noLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrentRequests: 1_000 }

export const testSettings: GatewaySettings = {
  firstByteMs: 5_000,
  firstByteSlowMs: 5_000,
  openingMs: 5_000,
  idleMs: 5_000,
  idleSlowMs: 5_000,
  streamTotalMs: 20_000,
  bufferedTotalMs: 5_000,
  attemptsMax: 3,
  retryShareMax: 0.2,
  answerBytesMax: 16_777_216,
  eventBytesMax: 1_048_576,
  holdBound: 'learned',
  sliceTokens: 1_024,
  imageTokensMax: 1_000,
  parseAsideBytes: 1_048_576,
  jsonDepthMax: 64,
  refusalsPerMinute: 10,
  abandonedUsdMax: 1,
  authFailuresPerMinute: 3,
  keyLimits: noLimits,
  accountLimits: noLimits,
  instanceId: 'test-instance',
}

export async function openTestGateway(options: TestOptions = {}): Promise<TestGateway> {
  const clock = systemClock()
  const store = openMemoryStore()
  const providers = await Promise.all(Array.from({ length: options.providers ?? 1 }, () => startFaultProvider()))
  const upstream = openUpstream({ connectTimeoutMs: 2_000, socketsPerOriginMax: 200, nowMs: () => clock.now() })
  const accountId = asId<AccountId>('acct_test')
  const secret = makeKeyText(randomText)
  const key: Key = {
    id: asId<KeyId>('key_test'),
    accountId,
    name: 'test',
    lastFour: secret.slice(-4),
    disabled: false,
    expiresAtMs: null,
    scope: { kind: 'all' },
    limits: {},
    budgetNano: null,
    budgetReset: null,
    modelBudgets: [],
    memberId: null,
    createdAtMs: clock.now(),
    ...options.key,
  }
  await store.createAccount({ id: accountId, name: 'test', atMs: clock.now() })
  const amountNano = options.balanceNano ?? 1_000_000_000n
  await store.credit({ accountId, kind: 'manual_credit', reference: 'start', amountNano, note: '', actor: 'test', atMs: clock.now() })
  await store.createKey(key, `hash of ${secret}`, null)

  const settled: Settlement[] = []
  const failures: TestGateway['failures'] = []
  const logged: TestGateway['logged'] = []
  const log = (fields: object, sentence: string): void => void logged.push({ fields, sentence })
  const health = createHealthBook()
  const limiter = createLimiter({ subjectsMax: 100 })
  let inFlight = 0
  const model = modelOver(providers.length, options)
  const catalog = {
    models: new Map([model, ...(options.others ?? []).map((other) => ({ ...model, ...other }))].map((one) => [one.id, one])),
  }
  const targets = new Map(providers.map((provider, at) => [providerId(at), targetOf(provider, at)]))
  const deps: GatewayDeps = {
    clock,
    ledger: {
      ...store,
      settle(settlement) {
        settled.push(settlement)
        return store.settle(settlement)
      },
    },
    usage: store,
    idempotency: furnishIdempotency({
      store,
      hashSecret: (text) => createHash('sha256').update(text).digest('hex'),
      sealing: Buffer.alloc(32, 7),
      settings: {
        idempotencyKeepHours: 24,
        idempotencyAnswerBytesMax: 1_048_576,
        idempotencyKeptBytesMax: 16_777_216,
        ...options.idempotency,
      },
    }),
    responses: furnishResponses({
      store,
      sealing: Buffer.alloc(32, 8),
      settings: { responseKeepHours: 24, responseBytesMax: 1_048_576, responsesBytesMax: 16_777_216 },
    }),
    keys: store,
    keySpend: (account, id) => store.getKey(account, id),
    hashSecret: (text) => `hash of ${text}`,
    limiter: {
      admit(...args) {
        const verdict = limiter.admit(...args)
        if (verdict.ok) inFlight++
        return verdict
      },
      release(...args) {
        inFlight--
        limiter.release(...args)
      },
      report: limiter.report,
    },
    learned: createLearnedBound({ pairsMax: 10, accountsMax: 10, absorbedNanoMax: 1_000_000_000n }),
    catalog: () => catalog,
    targets: () => targets,
    send: upstream.send,
    health: {
      of: health.of,
      succeeded: health.succeeded,
      failed(offer, failure, nowMs) {
        failures.push({ offer, failure })
        health.failed(offer, failure, nowMs)
      },
    },
    speeds: createSpeedBook(),
    settings: { ...testSettings, ...options.settings },
    log: { debug: log, info: log, warn: log, error: log },
    newRequestId: () => asId<RequestId>(uuid7(clock.now())),
    random: () => 0,
    draining: () => false,
  }
  const given: GatewayDeps = { ...deps, ...options.deps?.(deps) }
  const gateway = openGateway(given)

  return {
    gateway,
    store,
    providers,
    settled,
    failures,
    logged,
    accountId,
    key,
    chat: (body, asking = {}) => ask(gateway, given, body, { credential: secret, ...asking }),
    record: (id) => store.getUsage(accountId, id),
    async assertAtRest() {
      assert.equal((await store.getBalance(accountId))?.heldNano, 0n, 'nothing is held')
      assert.equal(inFlight, 0, 'every place in flight was given back exactly once')
      assert.deepEqual(await store.verify(), [])
    },
    async close() {
      await gateway.close()
      await upstream.close()
      await Promise.all(providers.map((provider) => provider.close()))
    },
  }
}

function providerId(at: number): ProviderId {
  return asId<ProviderId>(`provider-${at + 1}`)
}

function targetOf(provider: FaultProvider, at: number): UpstreamTarget {
  return {
    provider: providerId(at),
    baseUrl: provider.baseUrl,
    auth: { kind: 'bearer' },
    credential: new Secret('upstream-secret'),
    allowPrivate: true,
  }
}

function modelOver(offers: number, options: TestOptions): Model {
  return {
    id: asId<ModelId>('test-model'),
    name: 'Test',
    capabilities: new Set(['chat']),
    contextLength: 100_000,
    maxOutputTokens: 4_000,
    price,
    priceVersion: asId<PriceVersion>('test-model@1'),
    slow: false,
    public: true,
    created: 0,
    ownedBy: 'test',
    provenance: 'yaml',
    offers: Array.from({ length: offers }, (_, at) => ({
      id: `${providerId(at)}/upstream-model`,
      provider: providerId(at),
      upstreamModel: 'upstream-model',
      weight: 1,
      dialect: 'openai-chat',
      outputCapField: 'max_tokens',
      takesStreamOptions: true,
      sendsFinishReason: true,
      streamOnly: false,
      dropsParams: [],
      ...options.offer,
      ...options.offers?.[at],
    })),
    ...options.model,
  }
}
