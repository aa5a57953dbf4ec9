// A provider's bill from the command line, beside a running server and on a stopped one.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ReconcileJson } from '../../src/contract/reconcile-api.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { startRouter, type Router } from './start-router.ts'

const made = mkdtempSync(join(tmpdir(), 'nexorouter-reconcile-'))
let upstream: FaultProvider
let router: Router
/** What the first day's requests cost according to our own records, read off the first comparison. */
let ours = ''
const today = (): string => new Date().toISOString().slice(0, 10)

before(async () => {
  upstream = await startFaultProvider()
  router = await startRouter({
    yaml: `providers:
  - id: openai
    dialect: openai-chat
    base_url: ${upstream.baseUrl}
    api_key: upstream-secret
    allow_private: true
models:
  - id: mine
    context_length: 131072
    max_output_tokens: 8192
    price_usd_per_million: { input: 2, output: 8 }
    offers:
      - provider: openai
        upstream_model: gpt-5
        cost_usd_per_million: { input: 1.25, output: 10 }
`,
  })
  const body = { model: 'mine', messages: [{ role: 'user', content: 'hello' }] }
  for (let at = 0; at < 2; at++) assert.equal((await router.chat(body)).status, 200)
  await router.usage((records) => records.length === 2)
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream?.close()
  rmSync(made, { recursive: true, force: true })
})

function bill(name: string, text: string): string {
  const file = join(made, name)
  writeFileSync(file, text)
  return file
}

const costs = 'start_time,end_time,amount_value,amount_currency,line_item'
function openaiCosts(amount: string): string {
  const start = Date.parse(`${today()}T00:00:00Z`) / 1_000
  return bill('costs.csv', `${costs}\n${start},${start + 86_400},${amount},usd,"gpt-5-2025-08-07, output"\n`)
}

test('a bill that says something else is shown line by line, and ends with its own exit code', async () => {
  const said = await router.cli('reconcile', openaiCosts('5'), '--provider', 'openai', '--json')
  assert.equal(said.code, 8, said.stderr)
  const { data, total, models, agrees } = JSON.parse(said.stdout) as ReconcileJson
  assert.deepEqual(
    [agrees, data.length, total.length, data[0]?.model, data[0]?.side, data[0]?.drifts],
    [false, 1, 1, 'gpt-5', 'both', true],
  )
  assert.deepEqual([models[0]?.requests, models[0]?.our_names, models[0]?.their_names], [2, ['gpt-5'], ['gpt-5-2025-08-07']])
  ours = data[0]?.ours ?? ''
  assert.match(ours, /^0\.0\d*[1-9]$/)
  assert.match(said.stderr, /1 line differs by more than 1 %/)
})

test('a bill that says the same agrees, beside a running server', async () => {
  const said = await router.cli('reconcile', openaiCosts(ours), '--provider', 'openai', '--tolerance-usd', '0', '--threshold', '0')
  assert.equal(said.code, 0, said.stderr)
  assert.match(said.stdout, /gpt-5 +cost, USD .*ok\n/)
  assert.match(said.stdout, /compared as one: ours gpt-5; theirs gpt-5-2025-08-07/)
})

test('mistakes in the file and in the flags are named with their place', async () => {
  const broken = bill('broken.csv', `date,model,cost_usd\n${today()},gpt-5,12 USD\n`)
  const rows: readonly [readonly string[], number, RegExp][] = [
    [[broken, '--provider', 'openai'], 2, /broken\.csv, line 2, column cost_usd: "12 USD" is no amount/],
    [[join(made, 'absent.csv'), '--provider', 'openai'], 2, /cannot read .*absent\.csv/],
    [[openaiCosts('1'), '--provider', 'opnai'], 2, /a bill of opnai needs: plain/],
    [[openaiCosts('1'), '--provider', 'openai', '--threshold', 'little'], 2, /threshold_percent/],
    [[openaiCosts('1'), '--provider', 'openai', '--since', 'monday'], 2, /since/],
    [[openaiCosts('1')], 2, /--provider/],
  ]
  for (const [args, code, sentence] of rows) {
    const said = await router.cli('reconcile', ...args)
    assert.equal(said.code, code, said.stderr)
    assert.match(said.stderr, sentence)
    assert.equal(said.stdout, '')
  }
})

test('on a stopped server the same bill is compared with the same records', async () => {
  await router.kill('SIGTERM')
  const plain = bill('plain.csv', `date,model,cost_usd\n${today()},gpt-5,${ours}\n`)
  const said = await router.cli('reconcile', plain, '--provider', 'openai', '--tolerance-usd', '0', '--threshold', '0', '--json')
  assert.equal(said.code, 0, said.stderr)
  assert.equal((JSON.parse(said.stdout) as ReconcileJson).data[0]?.difference, '0')
})
