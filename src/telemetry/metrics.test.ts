// Figures as Prometheus reads them: exact money, cumulative buckets, labels that cannot break a line.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noUsage } from '../contract/usage.ts'
import { recordOf, requestId } from '../storage/cases/scene.ts'
import { openMemoryStore } from '../storage/memory/open.ts'
import { furnish, reservation } from '../storage/cases/scene.ts'
import { meterLedger } from './meter-ledger.ts'
import { createMetrics } from './metrics.ts'

const valueOf = (text: string, series: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${series} `))
    ?.slice(series.length + 1)

test('a histogram counts upwards: each bucket holds all below it', () => {
  const metrics = createMetrics()
  const seconds = metrics.histogram('wait_seconds', 'Waiting.', 'kind', [0.1, 1])
  for (const value of [0.05, 0.1, 0.5, 7]) seconds.observe(value, 'a')
  assert.equal(
    metrics.text(),
    `# HELP wait_seconds Waiting.
# TYPE wait_seconds histogram
wait_seconds_bucket{kind="a",le="0.1"} 2
wait_seconds_bucket{kind="a",le="1"} 3
wait_seconds_bucket{kind="a",le="+Inf"} 4
wait_seconds_sum{kind="a"} 7.65
wait_seconds_count{kind="a"} 4
`,
  )
})

test('a label cannot end its line, and series of one name are bounded', () => {
  const metrics = createMetrics()
  const counter = metrics.counter('things_total', 'Things.', ['name'])
  counter.add(1, 'a"b\\c\nd')
  assert.ok(metrics.text().includes('things_total{name="a\\"b\\\\c\\nd"} 1\n'))
  for (let index = 0; index < 5_000; index++) counter.add(1, String(index))
  assert.ok(metrics.text().split('\n').length < 2_010)
})

test('a request is counted once, by how it ended, with exact money', async () => {
  const metrics = createMetrics()
  const { ledger, openHolds } = meterLedger(openMemoryStore(), metrics)
  await furnish(ledger as never, 10n ** 12n)
  await ledger.reserve(reservation('r1', 50_000_000_000_000_001n))
  await ledger.reserve(reservation('r1', 900n))
  assert.equal(openHolds(), 1)
  const failed = {
    provider: 'acme',
    upstreamModel: 'm',
    startedMs: 0,
    durationMs: 5,
    result: 'failed',
    status: 500,
    failure: 'server_error',
  }
  await ledger.settle({
    id: requestId('r1'),
    overrunNano: 3n,
    record: recordOf('r1', 42n, { attempts: [failed as never], latencyMs: 300 }),
  })
  await ledger.record(recordOf('r2', 0n, { status: 'rate_limit', count: 12, ttftMs: null, tokens: noUsage }))
  assert.equal(openHolds(), 0)
  const text = metrics.text()
  for (const [series, value] of [
    ['nexorouter_requests_total{status="success"}', '1'],
    ['nexorouter_requests_total{status="rate_limit"}', '12'],
    ['nexorouter_holds_refused_total{reason="insufficient_balance"}', '1'],
    ['nexorouter_charged_usd_total', '0.000000042'],
    ['nexorouter_overrun_usd_total', '0.000000003'],
    ['nexorouter_upstream_failures_total{provider="acme",kind="server_error"}', '1'],
    ['nexorouter_request_duration_seconds_bucket{status="success",le="0.5"}', '1'],
    ['nexorouter_tokens_total{kind="output"}', '3'],
  ] as const)
    assert.equal(valueOf(text, series), value, series)
})
