// A provider's bill beside our records: what is compared with what, when it drifts, and what explains a difference.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Model } from '../../src/catalog/model.ts'
import { asId, type ModelId, type ProviderId } from '../../src/contract/ids.ts'
import type { ReconcileJson } from '../../src/contract/reconcile-api.ts'
import { noUsage, type UsageRecord } from '../../src/contract/usage.ts'
import { recordOf } from '../../src/storage/cases/scene.ts'
import { openTestControl } from './open-test-control.ts'

const openai = asId<ProviderId>('openai')
const noon = Date.parse('2026-11-01T12:00:00Z')
const dayMs = 86_400_000

/** A catalog in which openai offers these. */
function catalogOf(...upstream: readonly string[]) {
  const models = upstream.map((upstreamModel): [ModelId, Model] => {
    const id = asId<ModelId>(`ours/${upstreamModel}`)
    return [id, { id, offers: [{ provider: openai, upstreamModel }] } as unknown as Model]
  })
  return { models: new Map(models) }
}

async function openBooks() {
  const control = await openTestControl({ catalog: () => catalogOf('gpt-5', 'gpt-4o', 'o3') })
  const { store } = control.deps
  const { accountId } = control.first
  const [key] = await store.listKeys(accountId)
  let made = 0
  /** A request of that many nano-dollars of provider cost. */
  const answered = (upstreamModel: string, providerCostNano: bigint | null, change: Partial<UsageRecord> = {}): Promise<void> =>
    store.record(
      recordOf(`r${++made}`, 0n, {
        accountId,
        keyId: key?.id ?? asId('none'),
        provider: openai,
        model: `ours/${upstreamModel}`,
        upstreamModel,
        providerCostNano,
        timeMs: noon,
        tokens: { ...noUsage, prompt: 100, cached: 40, completion: 10 },
        ...change,
      }),
    )
  const ask = async (body: object) => {
    const days = { provider: 'openai', since: '2026-11-01', until: '2026-11-02', ...body }
    return (await control.operator('/reconcile', { body: days })).body as unknown as ReconcileJson & { error?: { message: string } }
  }
  return { ...control, answered, ask }
}

const short = (said: ReconcileJson) =>
  said.data.map(({ date, model, ours, theirs, difference, percent, side, drifts }) =>
    [date.slice(8), model, ours, theirs, difference, percent, side, drifts ? 'drift' : 'ok'].join(' '),
  )

test('costs are compared per model and day, with absolute and relative differences and what stands on one side only', async () => {
  const { answered, ask } = await openBooks()
  await answered('gpt-5', 1_000_000_000n)
  await answered('gpt-5', 1_000_000_000n, { timeMs: noon + dayMs })
  await answered('o3', 500_000_000n)
  const said = await ask({
    lines: [
      { date: '2026-11-01', model: 'gpt-5', cost_usd: '1.005' },
      { date: '2026-11-02', model: 'gpt-5', cost_usd: '1.25' },
      { date: '2026-11-02', model: 'web search tool calls', cost_usd: '0.3' },
    ],
  })
  assert.deepEqual(short(said), [
    '01 gpt-5 1 1.005 0.005 0.50 both ok',
    '01 o3 0.5 0 -0.5 -100.00 only_ours drift',
    '02 gpt-5 1 1.25 0.25 25.00 both drift',
    '02 web search tool calls 0 0.3 0.3  only_theirs drift',
  ])
  assert.deepEqual(said.total, [{ measure: 'cost_usd', ours: '2.5', theirs: '2.555', difference: '0.055', percent: '2.20', drifts: true }])
  assert.deepEqual(
    said.models.map(({ model, match }) => `${model} ${match}`),
    ['gpt-5 matched', 'o3 only_ours', 'web search tool calls unknown'],
  )
  assert.equal(said.agrees, false)
})

const verdicts: readonly [string, object, boolean][] = [
  ['equal', { cost_usd: '1' }, true],
  ['one per cent more', { cost_usd: '1.01' }, true],
  ['a nano-dollar beyond one per cent', { cost_usd: '1.010000001' }, false],
  ['one per cent less', { cost_usd: '0.99' }, true],
  ['a nano-dollar below', { cost_usd: '0.989999999' }, false],
]
for (const [what, line, agrees] of verdicts) {
  test(`a threshold of 1 %: ${what} ${agrees ? 'agrees' : 'drifts'}`, async () => {
    const { answered, ask } = await openBooks()
    await answered('gpt-5', 1_000_000_000n)
    const said = await ask({ lines: [{ date: '2026-11-01', model: 'gpt-5', ...line }], tolerance_usd: '0', threshold_percent: '1' })
    assert.equal(said.agrees, agrees)
  })
}

test('a difference up to the tolerance is none, however large its share', async () => {
  const { answered, ask } = await openBooks()
  await answered('gpt-5', 1_000n)
  const lines = [{ date: '2026-11-01', model: 'gpt-5', cost_usd: '0.010001' }]
  assert.equal((await ask({ lines })).agrees, true)
  assert.equal((await ask({ lines, tolerance_usd: '0.009' })).agrees, false)
})

test('an alias and the snapshots that a provider bills for it are compared as one', async () => {
  const { answered, ask } = await openBooks()
  await answered('gpt-5', 1_000_000_000n)
  await answered('gpt-4o', 1_000_000_000n)
  await answered('gpt-4o-2024-08-06', 1_000_000_000n)
  const said = await ask({
    lines: [
      { date: '2026-11-01', model: 'gpt-5-2025-08-07', cost_usd: '1' },
      { date: '2026-11-01', model: 'gpt-4o-2024-08-06', cost_usd: '2' },
      { date: '2026-11-01', model: 'o3-2025-04-16', cost_usd: '0' },
    ],
  })
  assert.deepEqual(short(said), ['01 gpt-4o 2 2 0 0.00 both ok', '01 gpt-5 1 1 0 0.00 both ok', '01 o3-2025-04-16 0 0 0  only_theirs ok'])
  const [folded, , known] = said.models
  assert.deepEqual([folded?.our_names, folded?.their_names], [['gpt-4o', 'gpt-4o-2024-08-06'], ['gpt-4o-2024-08-06']])
  assert.equal(known?.match, 'only_theirs')
})

test('two snapshots that both sides tell apart are compared apart', async () => {
  const { answered, ask } = await openBooks()
  await answered('gpt-4o-2024-05-13', 3_000_000_000n)
  await answered('gpt-4o-2024-08-06', 1_000_000_000n)
  const said = await ask({
    lines: [
      { date: '2026-11-01', model: 'gpt-4o-2024-05-13', cost_usd: '1' },
      { date: '2026-11-01', model: 'gpt-4o-2024-08-06', cost_usd: '3' },
    ],
  })
  assert.deepEqual(
    said.data.map(({ difference }) => difference),
    ['-2', '2'],
  )
  assert.equal(said.agrees, false)
})

test('a file that does not tell models apart is compared by day with all of them together', async () => {
  const { answered, ask } = await openBooks()
  await answered('gpt-5', 1_000_000_000n)
  await answered('o3', 500_000_000n)
  const said = await ask({ lines: [{ date: '2026-11-01', model: null, cost_usd: '1.5' }] })
  assert.deepEqual(short(said), ['01 (all models) 1.5 1.5 0 0.00 both ok'])
})

test('a usage export is compared in tokens', async () => {
  const { answered, ask } = await openBooks()
  await answered('gpt-5', null)
  const said = await ask({
    lines: [{ date: '2026-11-01', model: 'gpt-5', input_tokens: 100, cached_input_tokens: 40, output_tokens: 20 }],
  })
  assert.deepEqual(
    said.data.map(({ measure, ours, theirs, percent, drifts }) => [measure, ours, theirs, percent, drifts]),
    [
      ['input_tokens', '100', '100', '0.00', false],
      ['cached_input_tokens', '40', '40', '0.00', false],
      ['output_tokens', '10', '20', '100.00', true],
    ],
  )
})

test('requests without a known cost and tries without an answer are told, and the latter may explain a difference', async () => {
  const { answered, ask } = await openBooks()
  const lost = {
    provider: openai,
    upstreamModel: 'gpt-5',
    startedMs: 0,
    durationMs: 1,
    result: 'failed',
    status: 200,
    failure: 'reset',
  } as const
  await answered('gpt-5', 1_000_000_000n, { estimated: true, attempts: [{ ...lost, lostNano: '200000000' }] })
  await answered('gpt-5', null)
  const said = await ask({ lines: [{ date: '2026-11-01', model: 'gpt-5', cost_usd: '1.2' }] })
  assert.equal(said.agrees, true)
  const [model] = said.models
  assert.deepEqual(
    [model?.requests, model?.requests_without_cost, model?.requests_estimated, model?.lost_tries, model?.lost_usd],
    [2, 1, 1, 1, '0.2'],
  )
  assert.equal((await ask({ lines: [{ date: '2026-11-01', model: 'gpt-5', cost_usd: '1.22' }] })).agrees, false)
})

test('what a crash cut off counts under the name that the offer gives it', async () => {
  const { answered, ask } = await openBooks()
  await answered('gpt-5', null, { upstreamModel: null, estimated: true })
  const said = await ask({ lines: [{ date: '2026-11-01', model: 'gpt-5', cost_usd: '0' }] })
  assert.deepEqual(
    said.models.map(({ model, requests_without_cost }) => [model, requests_without_cost]),
    [['gpt-5', 1]],
  )
})

const refusals: readonly [string, object, RegExp][] = [
  ['a provider that is not here', { provider: 'opnai' }, /No offer and no usage record.*opnai.*providers list/],
  ['a day that is none', { since: '2026-02-31' }, /`since` must be a day/],
  ['an end before the start', { until: '2026-10-01' }, /`until` must be a day.*not before/],
  ['more than a year', { since: '2024-01-01' }, /At most 366 days/],
  ['a line outside', { lines: [{ date: '2026-10-31', model: 'gpt-5', cost_usd: '1' }] }, /lines\[0\]\.date.*2026-11-01/],
  ['an amount as a number', { lines: [{ date: '2026-11-01', model: 'gpt-5', cost_usd: 1 }] }, /decimal string/],
]
for (const [what, body, sentence] of refusals) {
  test(`refused: ${what}`, async () => {
    const { ask } = await openBooks()
    const said = await ask({ lines: [], ...body })
    assert.match(said.error?.message ?? '', sentence)
  })
}
