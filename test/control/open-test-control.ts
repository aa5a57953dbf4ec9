// The control API on the memory store for tests, with a clock moved by hand. Not part of the product.
import assert from 'node:assert/strict'
import { handClock } from '../../src/base/clock.ts'
import { keyedHash, open, seal } from '../../src/base/hash.ts'
import { createPasswordHasher, leastCost } from '../../src/base/password-hash.ts'
import { ok } from '../../src/base/result.ts'
import { uuid7 } from '../../src/base/uuid7.ts'
import { asId } from '../../src/contract/ids.ts'
import { problems } from '../../src/contract/problems.ts'
import { totpSecretsUnder } from '../../src/main-factors.ts'
import { openMemoryStore } from '../../src/storage/memory/open.ts'
import { createFirstAccount, type FirstAccount } from '../../src/control/accounts/create-first-account.ts'
import { createControlApp } from '../../src/control/app.ts'
import { openTestIdempotency } from '../../src/control/open-test-idempotency.ts'
import { createUsageStreams } from '../../src/control/usage/usage-streams.ts'
import { openBilling } from '../../src/control/billing/billing.ts'
import { noOutbox } from '../../src/control/outbox.ts'
import type { KeptResponseStore } from '../../src/ledger/kept-response-store.ts'
import { createResponseShelf, type ResponseShelf } from '../../src/ledger/kept-responses.ts'
import { type ControlDeps, defaultControlSettings } from '../../src/control/control-deps.ts'
import { assertPublished } from './published.ts'
import { testBooks, testRouting } from '../../src/control/open-test-books.ts'
import { testWays } from '../../src/control/open-test-connections.ts'

export interface Asking {
  readonly method?: string
  readonly body?: unknown
  /** A management key. */
  readonly token?: string
  readonly cookie?: string
  readonly local?: boolean
  readonly address?: string
  readonly headers?: Record<string, string>
}

export interface Answered {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the tests read answers field by field
  readonly body: Record<string, never> & { error: { code: string; message: string; param: string | null } }
  readonly text: string
  /** `name=value` of the cookie that the answer sets; empty when it sets none. */
  readonly cookie: string
  readonly headers: Headers
}

/** What a browser says of a request from a page of this server. */
export const fromPage = { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3001' }

const testSealing = Buffer.alloc(32, 7)
export const testPepper = Buffer.from('test pepper')

/** Seals nothing: what is read here was kept by a test. */
function plainShelf(store: KeptResponseStore): ResponseShelf {
  const limits = { keepMs: 3_600_000, responseBytesMax: 1_048_576, keptBytesMax: 1_048_576 }
  return createResponseShelf({
    store,
    seal: (text) => Buffer.from(text),
    open: (sealed) => Buffer.from(sealed).toString('utf8'),
    ...limits,
  })
}

export function controlDepsOf(more: Partial<ControlDeps> = {}): ControlDeps {
  const clock = more.clock ?? handClock()
  const store = more.store ?? openMemoryStore()
  return {
    clock,
    store,
    unaudited: store,
    responses: plainShelf(store),
    idempotency: openTestIdempotency(store),
    catalog: () => ({ models: new Map() }),
    pricesChanged: async () => {},
    settings: defaultControlSettings,
    version: '0.1.0',
    publicUrl: 'http://localhost:3001',
    hashSecret: (secret) => keyedHash(testPepper, secret),
    sealSecret: (secret, id) => seal(testSealing, secret, `keys.secret ${id}`),
    openSecret: (sealed, id) => open(testSealing, sealed, `keys.secret ${id}`),
    oidc: [],
    totpSecrets: totpSecretsUnder(testSealing),
    passwords: createPasswordHasher({ cost: leastCost }),
    keyChanged: () => {},
    ...testWays(store),
    usageStreams: createUsageStreams(),
    billing: openBilling(null),
    outbox: noOutbox,
    recovery: { epoch: 1, settled: 0, voided: 0, chargedNano: 0n, durationMs: 0, mismatches: [] },
    startedMs: clock.now(),
    draining: () => false,
    books: testBooks,
    routing: testRouting,
    ...more,
  }
}

export interface TestControl {
  readonly deps: ControlDeps
  readonly clock: ReturnType<typeof handClock>
  readonly first: FirstAccount
  /** As anybody. */
  readonly ask: (path: string, asking?: Asking) => Promise<Answered>
  /** With the management key of the first run. */
  readonly operator: (path: string, asking?: Asking) => Promise<Answered>
  /** As a page with that cookie. */
  readonly page: (cookie: string) => (path: string, asking?: Asking) => Promise<Answered>
  readonly bodiesRead: () => number
  /** Redeems the setup link: the cookie of an owner who operates the server. */
  readonly setUp: (email?: string, password?: string) => Promise<string>
}

export const ownerEmail = 'owner@example.com'
export const ownerPassword = 'correct horse battery'

export async function openTestControl(more: Partial<ControlDeps> = {}): Promise<TestControl> {
  const clock = handClock()
  const deps = controlDepsOf({ ...more, clock })
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const app = createControlApp(deps)
  let bodiesRead = 0
  const ask = async (path: string, asking: Asking = {}): Promise<Answered> => {
    const text = asking.body === undefined ? '' : JSON.stringify(asking.body)
    const method = asking.method ?? (asking.body === undefined ? 'GET' : 'POST')
    const headers = new Headers({ host: 'localhost:3001', 'content-length': String(Buffer.byteLength(text)), ...asking.headers })
    if (asking.cookie !== undefined) headers.set('cookie', asking.cookie)
    const response = await app.fetch(new Request(`http://control.invalid/control/v1${path}`, { method, headers }), {
      requestId: asId(uuid7(clock.now())),
      clientAddress: asking.address ?? '192.0.2.1',
      local: asking.local ?? false,
      credential: asking.token === undefined ? null : ok(asking.token),
      readBody: async () => {
        bodiesRead += 1
        return ok(Buffer.from(text))
      },
      refuse: (refusal) => Response.json({ error: refusal }, { status: problems[refusal.code].status }),
    })
    // A live tail never ends by itself.
    const endless = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (endless) await response.body?.cancel()
    const answered = endless ? '' : await response.text()
    assertPublished({ method, path }, { status: response.status, contentType: response.headers.get('content-type') ?? '', text: answered })
    return {
      status: response.status,
      body: (answered.startsWith('{') ? JSON.parse(answered) : {}) as Answered['body'],
      text: answered,
      cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '',
      headers: response.headers,
    }
  }
  const page =
    (cookie: string) =>
    (path: string, asking: Asking = {}) =>
      ask(path, { headers: fromPage, cookie, ...asking })
  return {
    deps,
    clock,
    first,
    ask,
    page,
    bodiesRead: () => bodiesRead,
    operator: (path, asking = {}) => ask(path, { token: first.managementKey.reveal(), ...asking }),
    async setUp(email = ownerEmail, password = ownerPassword) {
      const token = first.setupUrl.reveal().split('token=')[1]
      const { status, cookie, text } = await ask('/setup', { body: { token, email, password }, headers: fromPage })
      assert.equal(status, 201, text)
      return cookie
    },
  }
}
