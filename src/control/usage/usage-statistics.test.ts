// Summary, histogram, statistics, export and filters of Usage Logs through the control API, on the memory store.
import assert from 'node:assert/strict'
import { controlDepsOf } from '../../../test/control/open-test-control.ts'
import { test } from 'node:test'
import { handClock } from '../../base/clock.ts'
import { ok } from '../../base/result.ts'
import { asId } from '../../contract/ids.ts'
import { problems } from '../../contract/problems.ts'
import type {
  StatisticsGroupJson,
  StatisticsJson,
  StatisticsPointJson,
  UsageDetailJson,
  UsageHistogramJson,
  UsageSummaryJson,
} from '../../contract/usage-api.ts'
import { noUsage, type UsageRecord } from '../../contract/usage.ts'
import { annKey, recordOf, requestId } from '../../storage/cases/scene.ts'
import { openMemoryStore } from '../../storage/memory/open.ts'
import { createFirstAccount } from '../accounts/create-first-account.ts'
import { createControlApp } from '../app.ts'
import { csvLine } from './csv.ts'
import { chooseBuckets } from './get-usage-histogram.ts'

const noon = Date.parse('2027-01-15T12:00:00Z')
const hour = 3_600_000

async function openControl() {
  const clock = handClock(noon)
  const store = openMemoryStore()
  const deps = controlDepsOf({ clock, store })
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const app = createControlApp(deps)
  const [key] = await store.listKeys(first.accountId)
  assert.ok(key)
  const fetch = async (path: string, method = 'GET'): Promise<Response> =>
    app.fetch(new Request(`http://control.invalid/control/v1${path}`, { method }), {
      requestId: asId('r'),
      clientAddress: null,
      local: false,
      credential: ok(first.managementKey.reveal()),
      readBody: async () => ok(Buffer.from('')),
      refuse: (refusal) => Response.json(refusal, { status: problems[refusal.code].status }),
    })
  const get = async <T>(path: string): Promise<T> => (await fetch(path)).json() as Promise<T>
  const write = async (name: string, change: Partial<UsageRecord>, costNano = 0n): Promise<void> =>
    store.record(recordOf(name, costNano, { accountId: first.accountId, keyId: key.id, keyName: key.name, timeMs: noon, ...change }))
  return { fetch, get, write, key, deps }
}

test('the summary adds up what the filters let through', async () => {
  const { get, write, key } = await openControl()
  await write('a', { status: 'success' }, 1_500_000_000n)
  await write('b', { status: 'upstream', errorCode: 'upstream_error', stream: false })
  await write('c', { status: 'quota', errorCode: 'insufficient_quota', count: 7, user: 'eve' })
  await write('d', { status: 'cancelled' }, 1n)
  const all = {
    requests: 10,
    errors: 8,
    cost_usd: '1.500000001',
    corrections_usd: '0',
    quota: '750000.0005',
    prompt_tokens: 28,
    completion_tokens: 12,
  }
  assert.deepEqual(await get('/usage/summary'), all)
  const cases: readonly [string, number][] = [
    ['status=error', 8],
    ['status=success,cancelled', 2],
    ['status=upstream', 1],
    ['user=eve', 7],
    ['stream=false', 1],
    ['cost_min_usd=0.000000001', 2],
    ['cost_min_usd=0.000000001&cost_max_usd=1', 1],
    ['error_code=insufficient_quota', 7],
    [`key_id=${key.id}`, 10],
    [`key_id=${annKey}`, 0],
    ['from=2027-01-15T12:00:00Z', 10],
    ['until=2027-01-15T12:00:00Z', 0],
    ['model=&provider=', 10],
  ]
  for (const [query, requests] of cases) {
    assert.equal((await get<UsageSummaryJson>(`/usage/summary?${query}`)).requests, requests, query)
    const listed = await get<{ data: { count: number }[] }>(`/usage?${query}`)
    assert.equal(
      listed.data.reduce((sum, record) => sum + record.count, 0),
      requests,
      query,
    )
  }
})

const wrong: readonly [string, string, RegExp][] = [
  ['/usage?status=sucess', 'status', /must be one of success, .* or error/],
  ['/usage?status=success,', 'status', /must be one of/],
  ['/usage?stream=yes', 'stream', /true or false/],
  ['/usage/summary?cost_min_usd=-1', 'cost_min_usd', /decimal number in USD/],
  ['/usage/export?cost_max_usd=1e400', 'cost_max_usd', /decimal number in USD/],
  ['/usage/export?format=xml', 'format', /csv or json/],
  ['/usage/export?format=constructor', 'format', /csv or json/],
  ['/usage/tail?from=yesterday', 'from', /ISO date/],
  ['/usage/histogram?buckets=0', 'buckets', /from 1 to 500/],
  ['/usage/histogram?from=2027-01-02&until=2027-01-01', 'from', /before `until`/],
  ['/stats?group_by=colour', 'group_by', /one of model, key, member, provider, status, day, hour, none/],
  ['/stats?order_by=price', 'order_by', /one of spend, requests, tokens, errors/],
  ['/stats?top=0', 'top', /from 1 to/],
  ['/stats?group_by=hour&from=2020-01-01', 'group_by', /choose a shorter range or days/],
  ['/stats?interval=minute', 'interval', /one of none, hour, day/],
  ['/stats?from=2027-01-02&until=2027-01-01', 'from', /before `until`/],
  ['/stats?metric=cost', 'metric', /unknown query parameter/],
]
test('wrong parameters are refused by name', async () => {
  const { fetch } = await openControl()
  for (const [path, param, message] of wrong) {
    const response = await fetch(path)
    const body = (await response.json()) as { param: string; message: string }
    assert.equal(response.status, 400, path)
    assert.deepEqual([body.param, message.test(body.message)], [param, true], `${path}: ${body.message}`)
  }
})

test('statistics by member carry their names, and say where a key is nobody’s', async () => {
  const { get, write, deps, key } = await openControl()
  await write('a', {}, 5n)
  const groups = async (): Promise<unknown[]> => {
    const { data } = await get<StatisticsJson>('/stats?group_by=member&from=2027-01-15')
    return (data as StatisticsGroupJson[]).map(({ group, label, cost_usd }) => [group, label, cost_usd])
  }
  assert.deepEqual(await groups(), [['', 'No member', '0.000000005']])
  await deps.store.changeKey(key.accountId, key.id, { memberId: asId('user_gone') })
  assert.deepEqual(await groups(), [['user_gone', 'user_gone', '0.000000005']])
})

test('one request comes with the parts of its cost, from the price version that it was charged at', async () => {
  const { get, write, deps } = await openControl()
  const price = { input: 140_000n, output: 280_000n }
  const evidence = { source: 'https://vendor.example/prices', approvedBy: 'us' }
  await deps.store.publishPrices([{ model: asId('nexo-demo'), price, evidence, yields: false }], noon)
  await write('a', { tokens: { ...noUsage, prompt: 100, completion: 10 } }, 16_800n)
  await write('b', { status: 'user_error', priceVersion: null, model: null })
  const shown = await get<UsageDetailJson>(`/usage/${requestId('a')}`)
  assert.deepEqual(
    shown.cost_lines?.map(({ kind, tokens, usd }) => [kind, tokens, usd]),
    [
      ['input', 100, '0.000014'],
      ['output', 10, '0.0000028'],
    ],
  )
  assert.deepEqual(shown.price, { effective_from: new Date(noon).toISOString(), source: 'https://vendor.example/prices' })
  const refused = await get<UsageDetailJson>(`/usage/${requestId('b')}`)
  assert.deepEqual([refused.cost_lines, refused.price], [null, null])
})

test('a histogram has every bucket of a round width, in UTC, and counts under the filters', async () => {
  const { get, write } = await openControl()
  await write('a', { timeMs: noon - 90 * 60_000 }, 5n)
  await write('b', { timeMs: noon - 1, status: 'gateway' })
  await write('c', { timeMs: noon - 1, model: 'other' })
  const found = await get<UsageHistogramJson>('/usage/histogram?from=2027-01-15T09:59:00Z&until=2027-01-15T12:00:00Z&buckets=5')
  assert.deepEqual([found.time_zone, found.bucket_seconds], ['UTC', 1800])
  assert.deepEqual([found.from, found.until], ['2027-01-15T09:30:00.000Z', '2027-01-15T12:00:00.000Z'])
  assert.deepEqual(
    found.data.map((bucket) => [bucket.start.slice(11, 16), bucket.requests, bucket.errors, bucket.cost_usd]),
    [
      ['09:30', 0, 0, '0'],
      ['10:00', 0, 0, '0'],
      ['10:30', 1, 0, '0.000000005'],
      ['11:00', 0, 0, '0'],
      ['11:30', 2, 1, '0'],
    ],
  )
  const filtered = await get<UsageHistogramJson>('/usage/histogram?model=other')
  assert.deepEqual([filtered.bucket_seconds, filtered.data.filter((bucket) => bucket.requests > 0).length], [43_200 * 2, 1])
})

const ranges: readonly [string, number, number, number, number][] = [
  ['an instant', noon, noon + 1, 60, 1_000],
  ['an hour', noon, noon + hour, 60, 60_000],
  ['an hour that begins oddly', noon + 1, noon + hour + 1, 60, 300_000],
  ['a day', noon, noon + 24 * hour, 60, 30 * 60_000],
  ['thirty days', noon, noon + 30 * 24 * hour, 60, 12 * hour],
  ['half a century', 0, noon, 60, 360 * 24 * hour],
  ['one bucket for all', noon - 3 * hour, noon + hour, 1, 24 * hour],
]
for (const [name, from, until, wanted, width] of ranges) {
  test(`buckets of ${name}`, () => {
    const { fromMs, untilMs, bucketMs } = chooseBuckets(from, until, wanted)
    assert.equal(bucketMs, width)
    assert.ok(fromMs <= from && untilMs >= until && (untilMs - fromMs) / bucketMs <= wanted)
  })
}

test('statistics give the top groups and the rest, with percentiles of successes', async () => {
  const { get, write } = await openControl()
  for (let at = 0; at < 20; at++) await write(`a${at}`, { model: 'cheap', latencyMs: 100 * (at + 1), ttftMs: null }, 10n)
  await write('b', { model: 'dear', latencyMs: 50 }, 1_000n)
  await write('c', { model: 'broken', status: 'upstream', latencyMs: 60_000 })
  await write('d', { model: null, status: 'user_error' })
  const found = await get<StatisticsJson>('/stats?group_by=model&top=2')
  const groups = found.data as readonly StatisticsGroupJson[]
  assert.deepEqual(
    groups.map((row) => [row.group, row.label, row.requests, row.cost_usd]),
    [
      ['dear', 'dear', 1, '0.000001'],
      ['cheap', 'cheap', 20, '0.0000002'],
    ],
  )
  assert.deepEqual([found.other?.label, found.other?.requests, found.other?.errors, found.other?.latency_ms.p50], ['Other', 2, 2, null])
  assert.deepEqual([found.total.requests, found.total.errors], [23, 2])
  const [, cheap] = groups
  const near = (found: number | null | undefined, exact: number): boolean => Math.abs((found ?? 0) - exact) / exact < 0.06
  assert.ok(near(cheap?.latency_ms.p50, 1_000) && near(cheap?.latency_ms.p95, 1_900), JSON.stringify(cheap?.latency_ms))
  assert.deepEqual(cheap?.ttft_ms, { p50: null, p95: null })
  const byErrors = await get<StatisticsJson>('/stats?group_by=model&order_by=errors&top=1')
  assert.equal((byErrors.data[0] as StatisticsGroupJson).group, '')
  const byKey = await get<StatisticsJson>('/stats?group_by=key')
  assert.match((byKey.data[0] as StatisticsGroupJson).label, /^[A-Z]/)
})

test('statistics by day have every day of the range; a series has every interval for every group', async () => {
  const { get, write } = await openControl()
  await write('a', { timeMs: noon - 24 * hour, model: 'm' }, 2n)
  await write('b', { model: 'n' }, 3n)
  const daily = await get<StatisticsJson>('/stats?group_by=day&from=2027-01-13T05:00:00Z')
  assert.deepEqual([daily.from, daily.until], ['2027-01-13T00:00:00.000Z', '2027-01-16T00:00:00.000Z'])
  const shown = (points: readonly StatisticsPointJson[] = []) => points.map((point) => [point.start.slice(8, 10), point.requests])
  assert.deepEqual(shown(daily.data as readonly StatisticsPointJson[]), [
    ['13', 0],
    ['14', 1],
    ['15', 1],
  ])
  const series = await get<StatisticsJson>('/stats?group_by=model&interval=day&from=2027-01-14')
  assert.deepEqual(shown((series.data[0] as StatisticsGroupJson).series), [
    ['14', 0],
    ['15', 1],
  ])
  assert.deepEqual(shown(series.total.series), [
    ['14', 1],
    ['15', 1],
  ])
})

test('an export carries every record under the filters, as CSV or as JSON', async () => {
  const { fetch, write } = await openControl()
  for (let at = 0; at < 1_203; at++) await write(`e${at}`, { timeMs: noon + at, user: at === 5 ? '=HYPERLINK("http://evil")' : null })
  await write('x', { status: 'upstream' })
  const csv = await fetch('/usage/export?status=success')
  assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8; header=present')
  assert.equal(csv.headers.get('content-disposition'), 'attachment; filename="nexorouter-usage-2027-01-15.csv"')
  const lines = (await csv.text()).split('\r\n')
  assert.equal(lines.length, 1 + 1_203 + 1)
  assert.match(lines[0] ?? '', /^request_id,time,key_id,/)
  assert.equal(lines.filter((line) => line.includes(`"'=HYPERLINK(""http://evil"")"`)).length, 1)
  const json = (await (await fetch('/usage/export?format=json')).json()) as { request_id: string }[]
  assert.equal(new Set(json.map((record) => record.request_id)).size, 1_204)
  assert.deepEqual(await (await fetch('/usage/export?format=json&model=none')).json(), [])
})

test('only so many exports are open at once; one that is cancelled, or asked for by HEAD, frees its place', async () => {
  const { fetch } = await openControl()
  assert.equal((await fetch('/usage/export', 'HEAD')).status, 200)
  const open = [await fetch('/usage/export'), await fetch('/usage/export')]
  assert.equal((await fetch('/usage/export')).status, 429)
  await open[0]?.body?.cancel()
  const third = await fetch('/usage/export')
  assert.equal(third.status, 200)
  await third.text()
  assert.equal((await fetch('/usage/export')).status, 200)
})

for (const [cell, written] of [
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['=1+1', `"'=1+1"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t=1"`],
  ['two\nlines', '"two\nlines"'],
  [null, ''],
  [-1, '-1'],
  [true, 'true'],
] as const) {
  test(`a CSV cell of ${JSON.stringify(cell)} is written so that no spreadsheet runs it`, () =>
    assert.equal(csvLine([cell]), `${written}\r\n`))
}
