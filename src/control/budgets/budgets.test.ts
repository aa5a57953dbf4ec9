// Budgets through the control API: how they are set, by which words they are refused, and how they stand. On the memory store.
import assert from 'node:assert/strict'
import { controlDepsOf } from '../../../test/control/open-test-control.ts'
import { test } from 'node:test'
import { handClock } from '../../base/clock.ts'
import { randomText } from '../../base/hash.ts'
import { ok } from '../../base/result.ts'
import { uuid7 } from '../../base/uuid7.ts'
import type { Model } from '../../catalog/model.ts'
import { type AccountId, asId, type KeyId, type ModelId } from '../../contract/ids.ts'
import { problems } from '../../contract/problems.ts'
import { makeManagementKeyText } from '../../keys/key-format.ts'
import { recordOf, reservation } from '../../storage/cases/scene.ts'
import { openMemoryStore } from '../../storage/memory/open.ts'
import { createFirstAccount } from '../accounts/create-first-account.ts'
import { createControlApp } from '../app.ts'
import { defaultControlSettings } from '../control-deps.ts'

interface Asking {
  readonly method?: string
  readonly body?: unknown
}
interface Answered {
  readonly status: number
  readonly body: Record<string, never> & { error: { code: string; message: string; param: string | null } }
}

async function openControl(settings = defaultControlSettings) {
  const clock = handClock()
  const store = openMemoryStore()
  const deps = controlDepsOf({
    clock,
    store,
    catalog: () => ({ models: new Map([[asId<ModelId>('nexo-demo'), { id: asId<ModelId>('nexo-demo') } as Model]]) }),
    settings,
  })
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const app = createControlApp(deps)
  async function as(token: string, path: string, { body, method = body === undefined ? 'GET' : 'POST' }: Asking = {}): Promise<Answered> {
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = new Headers({ host: 'localhost:3001', 'content-length': String(Buffer.byteLength(text)) })
    const response = await app.fetch(new Request(`http://control.invalid/control/v1${path}`, { method, headers }), {
      requestId: asId(uuid7(clock.now())),
      clientAddress: '127.0.0.1',
      local: false,
      credential: ok(token),
      readBody: async () => ok(Buffer.from(text)),
      refuse: (refusal) => Response.json({ error: refusal }, { status: problems[refusal.code].status }),
    })
    return { status: response.status, body: (await response.json()) as Answered['body'] }
  }
  const management = first.managementKey.reveal()
  return { deps, store, clock, first, as, operator: (path: string, asking?: Asking) => as(management, path, asking) }
}

test('a key says how its budgets stand now, on all models and on each, and when they reset', async () => {
  const { operator, store, clock, first } = await openControl()
  const settings = { budget_usd: '5', budget_reset: 'daily', model_budgets: { 'nexo-demo': '2' }, member_id: 'mo@example.com' }
  const created = await operator('/keys', { body: { name: 'app', ...settings } })
  const id = asId<KeyId>(String(created.body.id))
  const window = { budget_usd: '2', spent_usd: '0', held_usd: '0', remaining_usd: '2' }
  assert.partialDeepStrictEqual(created.body, { ...settings, model_budgets: { 'nexo-demo': window }, budget_remaining_usd: '5' })
  const whose = { accountId: first.accountId, keyId: id }
  const asked = reservation('h1', 1_500_000_000n, { ...whose, atMs: clock.now() })
  await store.reserve(asked)
  const record = recordOf('h1', 1_250_000_000n, { ...whose, timeMs: clock.now() })
  await store.settle({ id: record.requestId, record, overrunNano: 0n })
  const spent = (await operator(`/keys/${id}`)).body
  assert.partialDeepStrictEqual(spent, { budget_spent_usd: '1.25', budget_remaining_usd: '3.75', spent_usd: '1.25' })
  assert.deepEqual(spent.model_budgets, { 'nexo-demo': { ...window, spent_usd: '1.25', remaining_usd: '0.75' } })
  const resetsAt = Date.parse(String(spent.budget_resets_at))
  assert.equal(resetsAt % 86_400_000, 0)
  assert.ok(resetsAt > clock.now() && resetsAt <= clock.now() + 86_400_000)
  clock.advance(86_400_000)
  const tomorrow = (await operator(`/keys/${id}`)).body
  assert.partialDeepStrictEqual(tomorrow, { budget_spent_usd: '0', budget_remaining_usd: '5', spent_usd: '1.25' })
  const changed = await operator(`/keys/${id}`, { method: 'PATCH', body: { budget_reset: null, model_budgets: {}, member_id: null } })
  const since = { budget_spent_usd: '1.25', budget_resets_at: null, member_id: null }
  assert.partialDeepStrictEqual(changed.body, { budget_usd: '5', ...since })
  assert.deepEqual(changed.body.model_budgets, {})
})

test('budgets of the account and of members are set, changed, listed and removed', async () => {
  const { operator, as, deps } = await openControl()
  const set = await operator('/budgets', { body: { member_id: 'mo', model: 'nexo-demo', budget_usd: '50', reset: 'monthly' } })
  const shown = { member_id: 'mo', model: 'nexo-demo', reset: 'monthly', budget_usd: '50', spent_usd: '0', remaining_usd: '50' }
  assert.equal(set.status, 201)
  assert.partialDeepStrictEqual(set.body, shown)
  const again = await operator('/budgets', { body: { member_id: 'mo', model: 'nexo-demo', budget_usd: '40', reset: 'monthly' } })
  assert.deepEqual([again.status, again.body.id, again.body.budget_usd], [200, set.body.id, '40'])
  await operator('/budgets', { body: { budget_usd: '100' } })
  const listed = (await operator('/budgets')).body as unknown as { data: { member_id: string | null }[] }
  assert.deepEqual(
    listed.data.map((one) => one.member_id),
    ['mo', null],
  )
  const id = asId<AccountId>('acct_other')
  await deps.store.createAccount({ id, name: 'other', atMs: 0 })
  const token = makeManagementKeyText(randomText)
  const row = { id: 'mgmt_other', accountId: id, name: 'other', lastFour: token.slice(-4), expiresAtMs: null, createdAtMs: 0 }
  await deps.store.createManagementKey({ ...row, scope: 'account' }, deps.hashSecret(token))
  assert.equal((await as(token, `/budgets/${set.body.id}`, { method: 'DELETE' })).status, 404)
  assert.deepEqual((await operator(`/budgets/${set.body.id}`, { method: 'DELETE' })).body, { id: set.body.id, deleted: true })
  assert.equal((await operator(`/budgets/${set.body.id}`, { method: 'DELETE' })).status, 404)
})

test('an account has so many budgets and no more; the ones it has can be changed', async () => {
  const { operator } = await openControl({ ...defaultControlSettings, budgetsPerAccountMax: 1 })
  assert.equal((await operator('/budgets', { body: { budget_usd: '1' } })).status, 201)
  assert.equal((await operator('/budgets', { body: { budget_usd: '2' } })).status, 200)
  assert.match((await operator('/budgets', { body: { budget_usd: '1', member_id: 'mo' } })).body.error.message, /1 budgets/)
})

test('bad input is refused by name', async () => {
  const { operator } = await openControl()
  const cases: [string, unknown, string, RegExp][] = [
    ['/keys', { name: 'a', budget_reset: 'hourly' }, 'budget_reset', /"daily", "weekly", "monthly" or null/],
    ['/keys', { name: 'a', budget_reset: 'daily' }, 'budget_reset', /this key has none/],
    ['/keys', { name: 'a', model_budgets: { nope: '1' } }, 'model_budgets', /no model `nope`/],
    ['/keys', { name: 'a', model_budgets: { 'nexo-demo': 1 } }, 'model_budgets.nexo-demo', /decimal string/],
    ['/keys', { name: 'a', model_budgets: { 'nexo-demo': '99999999999' } }, 'model_budgets', /at most/],
    ['/keys', { name: 'a', member_id: 'a b' }, 'member_id', /letters, digits/],
    ['/budgets', { reset: 'daily' }, 'budget_usd', /missing/],
    ['/budgets', { budget_usd: '99999999999' }, 'budget_usd', /at most/],
    ['/budgets', { budget_usd: '1', model: 'nope' }, 'model', /no model `nope`/],
  ]
  for (const [path, body, param, message] of cases) {
    const { status, body: answered } = await operator(path, { body })
    assert.deepEqual([status, answered.error.code, answered.error.param], [400, 'invalid_request', param], JSON.stringify(body))
    assert.match(answered.error.message, message)
  }
})
