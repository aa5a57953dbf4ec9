// /metrics over sockets: who may read it, what one request leaves in it, and what it says when the books were changed behind our back.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { freePort, type Router, startRouter } from './start-router.ts'
import { until } from './until.ts'

const token = 'a token for who scrapes'.replaceAll(' ', '-')
let router: Router
let ownPort: number
before(async () => {
  ownPort = await freePort()
  router = await startRouter({ env: { NEXOROUTER_METRICS_TOKEN: token, NEXOROUTER_METRICS_PORT: String(ownPort) } })
})
after(() => router?.[Symbol.asyncDispose]())

const scrape = (port: number, shown: string | null): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/metrics`, { headers: shown === null ? {} : { authorization: `Bearer ${shown}` } })

async function figure(series: string): Promise<string | undefined> {
  const text = await (await scrape(router.port, token)).text()
  return text
    .split('\n')
    .find((line) => line.startsWith(`${series} `))
    ?.slice(series.length + 1)
}

async function figureBecomes(series: string, value: string): Promise<void> {
  const found = await until(
    () => figure(series),
    (one) => one === value,
  )
  assert.equal(found, value, series)
}

const ask = { model: 'nexo-demo', messages: [{ role: 'user', content: 'x' }] }

test('figures are for who shows the token, on both ports, and for no API key', async () => {
  for (const port of [router.port, ownPort]) {
    for (const shown of [null, 'wrong-wrong-wrong-wrong', router.key]) assert.equal((await scrape(port, shown)).status, 401)
    const answered = await scrape(port, token)
    assert.equal(answered.status, 200)
    assert.match(answered.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  }
  assert.equal((await fetch(`http://127.0.0.1:${ownPort}/v1/models`)).status, 404)
})

test('without a token the main port has no figures', async () => {
  const plain = await startRouter()
  try {
    const refused = await scrape(plain.port, null)
    assert.equal(refused.status, 404)
    assert.match(await refused.text(), /NEXOROUTER_METRICS_TOKEN/)
  } finally {
    await plain[Symbol.asyncDispose]()
  }
})

test('a request leaves its figures, a stream is open while it runs, and the books are reconciled', async () => {
  const answered = await router.chat(ask)
  await answered.text()
  await figureBecomes('nexorouter_requests_total{status="success"}', '1')
  assert.equal(await figure('nexorouter_charged_usd_total'), answered.headers.get('x-nexorouter-cost-usd'))
  await figureBecomes('nexorouter_holds_open', '0')
  await figureBecomes('nexorouter_ledger_entries_behind', '0')
  assert.equal(await figure('nexorouter_ledger_unreconciled'), '0')
})

test('a balance that somebody changed in the file stops admission, is said, and is not repaired', async () => {
  const db = new DatabaseSync(join(router.folder, 'nexorouter.db'))
  db.exec('UPDATE accounts SET balance_nano = balance_nano + 1')
  db.close()
  await figureBecomes('nexorouter_ledger_unreconciled', '1')
  assert.equal(await figure('nexorouter_store_up'), '0')
  assert.equal((await router.chat(ask)).status, 503)
  assert.equal((await fetch(`http://127.0.0.1:${router.port}/readyz`)).status, 503)
  assert.match(router.log(), /the books do not hold: nothing is admitted any more/)
  const headers = { authorization: `Bearer ${router.managementKey}` }
  const shown = (await (await fetch(`http://127.0.0.1:${router.port}/control/v1/ledger`, { headers })).json()) as {
    findings: { check: string }[]
  }
  assert.deepEqual(
    shown.findings.map((one) => one.check),
    ['M1'],
  )
  assert.equal(await router.kill('SIGTERM'), 0)
  const verified = await router.cli('ledger', 'verify', '--json')
  assert.equal(verified.code, 1)
  const report = JSON.parse(verified.stdout) as { ok: boolean; findings: { check: string }[] }
  assert.deepEqual([report.ok, report.findings.map((one) => one.check)], [false, ['M1']])
})
